/* limits.c - the ways that any processor can go, and the list of all. */
#include "limits.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static void fill_memset(char *dst, const char *src, size_t n) { memset(dst, src[0], n); }

static void copy_memcpy(char *dst, const char *src, size_t n) { memcpy(dst, src, n); }

/* Streaming is for the processors of limits_x86.c; here at least the other half of it: four streams. */
static void copy_four(char *dst, const char *src, size_t n)
{
    const size_t quarter = n / (4 * LIMIT_LINE) * LIMIT_LINE;
    for (size_t i = 0; i < quarter; i += LIMIT_LINE)
        for (size_t stream = 0; stream < 4; stream++)
            memcpy(dst + stream * quarter + i, src + stream * quarter + i, LIMIT_LINE);
    memcpy(dst + 4 * quarter, src + 4 * quarter, n - 4 * quarter);
}

static void fill_lines(char *dst, const char *src, size_t n)
{
    size_t i = 0;
    for (; i + LIMIT_LINE <= n; i += LIMIT_LINE) memcpy(dst + i, src, LIMIT_LINE);
    memcpy(dst + i, src, n - i);
}

int limit_fills(limit_way ways[LIMIT_WAYS_MAX])
{
    ways[0] = (limit_way){"memset", fill_memset, false};
    ways[1] = (limit_way){"lines", fill_lines, false};
    return 2 + limit_fills_x86(ways + 2);
}

int limit_copies(limit_way ways[LIMIT_WAYS_MAX])
{
    ways[0] = (limit_way){"memcpy", copy_memcpy, false};
    ways[1] = (limit_way){"four", copy_four, false};
    return 2 + limit_copies_x86(ways + 2);
}

/* --- Small things --------------------------------------------------------------------------------- */

ndw_status limit_atomic_pair(void *ctx)
{
    static _Alignas(64) _Atomic int64_t counter;
    (void)ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        atomic_fetch_add_explicit(&counter, 1, memory_order_acq_rel);
        atomic_fetch_sub_explicit(&counter, 1, memory_order_acq_rel);
    }
    return NDW_OK;
}

ndw_status limit_malloc(size_t bytes)
{
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        void *volatile block = malloc(bytes); /* volatile: the pair must not be optimised away */
        free(block);
    }
    return NDW_OK;
}
