/*
 * kernels_choice.c - which table runs on this machine, and how it writes large results.
 *
 * The environment is read when the library is loaded, while the program still has one thread (getenv
 * races setenv). The choice of a table is made at the first copy and never changes: NDW_KERNELS names a
 * table of this build, otherwise the last one that the processor can run is the best.
 */
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/once.h"
#include "copy/copy.h"
#include "copy/kernels.h"

#if IS_X86_64
static bool has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2"); }

static bool has_avx512(void)
{
    return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vbmi");
}

static const kernels *const all[] = {&ndw_kernels_generic, &ndw_kernels_avx2, &ndw_kernels_avx512};

static size_t count_runnable(void) { return has_avx512() ? 3 : has_avx2() ? 2 : 1; }

static bool streams_well(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_is("amd");
}
#elif HAS_NEON
static const kernels *const all[] = {&ndw_kernels_generic, &ndw_kernels_neon};

static size_t count_runnable(void) { return 2; }
#else
static const kernels *const all[] = {&ndw_kernels_generic};

static size_t count_runnable(void) { return 1; }
#endif

#if !IS_X86_64
static bool streams_well(void) { return false; }
#endif

const kernels *const *ndw_kernels_all(size_t *count)
{
    *count = count_runnable();
    return all;
}

width_class ndw_width_class(size_t width)
{
    switch (width) {
    case 1: return W1;
    case 2: return W2;
    case 4: return W4;
    case 8: return W8;
    case 16: return W16;
    default: return WANY;
    }
}

#define INVERSE(n) (UINT16_MAX / (n) + 1)
#define INVERSES_4(n) INVERSE(n), INVERSE((n) + 1), INVERSE((n) + 2), INVERSE((n) + 3)
#define INVERSES_16(n) INVERSES_4(n), INVERSES_4((n) + 4), INVERSES_4((n) + 8), INVERSES_4((n) + 12)

const uint16_t ndw_inverses[INVERSE_MAX + 1] = {
    0, 0, INVERSE(2), INVERSE(3), INVERSES_4(4), INVERSES_4(8), INVERSES_4(12), INVERSES_16(16), INVERSES_16(32),
    INVERSES_16(48), INVERSES_16(64), INVERSES_16(80), INVERSES_16(96), INVERSES_16(112), INVERSE(128)};

static char wanted[16]; /* NDW_KERNELS */

bool ndw_large_is_streamed;

AT_LOAD static void read_environment(void)
{
    const char *name = getenv("NDW_KERNELS"); /* NOLINT(concurrency-mt-unsafe): there is one thread yet */
    if (name && strlen(name) < sizeof wanted) memcpy(wanted, name, strlen(name) + 1);
    const char *way = getenv("NDW_STREAM"); /* NOLINT(concurrency-mt-unsafe) */
    ndw_large_is_streamed = way && !strcmp(way, "on") ? true : way && !strcmp(way, "off") ? false : streams_well();
}

static choice table = CHOICE_INIT;

static void choose(void)
{
    size_t n;
    const kernels *const *tables = ndw_kernels_all(&n), *best = tables[n - 1];
    for (size_t i = 0; i < n; i++)
        if (!strcmp(wanted, tables[i]->name)) best = tables[i];
    publish(&table.made, best);
}

const kernels *ndw_kernels_chosen(void) { return chosen(&table, choose); }

const char *ndw_copy_table(void) { return ndw_kernels_chosen()->name; }
