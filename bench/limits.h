/*
 * limits.h - the fastest ways to fill and to copy memory: what no kernel can beat.
 *
 * A limit that is measured with one poor loop flatters whatever is compared with it. So there are
 * several ways, and the harness takes the fastest on this machine, at this size, in this run. None of
 * them is told anything about the work.
 */
#ifndef NDW_BENCH_LIMITS_H
#define NDW_BENCH_LIMITS_H

#include <stdbool.h>
#include <stddef.h>

#include "bench.h"

enum { LIMIT_LINE = 64, LIMIT_WAYS_MAX = 24 };

/* Copies n bytes; a fill reads one line of equal bytes at `src` instead. Any alignment. */
typedef void limit_fn(char *dst, const char *src, size_t n);

typedef struct limit_way {
    const char *name;
    limit_fn *run;
    bool streams; /* past the caches */
} limit_way;

/* The ways that this processor can go. Each returns how many it has put into `ways`. */
int limit_fills(limit_way ways[LIMIT_WAYS_MAX]);
int limit_copies(limit_way ways[LIMIT_WAYS_MAX]);

/* The part of them that needs instructions of x86; none elsewhere (limits_x86.c). */
int limit_fills_x86(limit_way *ways);
int limit_copies_x86(limit_way *ways);

/* Ways for the limits of small things; each repeats its work LIMIT_REPEATS times. */
enum { LIMIT_REPEATS = 64 };

ndw_status limit_atomic_pair(void *ctx); /* add and subtract 1, acq_rel, on a counter of its own */
ndw_status limit_malloc(size_t bytes);   /* malloc and free                                      */

#endif
