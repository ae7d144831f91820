/*
 * permuted.h - cases that copy a packed array with its axes in another order.
 *
 * What transposes, (de)interleaves, channel orders and permutations of many axes have in common: one
 * source in C order, one result in C order, and which axis of the source each axis of the result is.
 */
#ifndef NDW_BENCH_PERMUTED_H
#define NDW_BENCH_PERMUTED_H

#include "work.h"

typedef struct permuted {
    int64_t width;
    int ndim;
    int64_t shape[COPY_AXES]; /* of the source                              */
    int axes[COPY_AXES];      /* axis i of the result is axes[i] of it      */
    work_place place;
} permuted;

/* "4096x4096", into `text` of `capacity` bytes. */
void permuted_shape(const permuted *p, size_t capacity, char *text);

/* Measures the case if it is wanted; `params` of its own come first, the shape and so on follow. */
void permuted_measure(bench *b, const permuted *p, const char *name);

/* loop, ndweave by one thread (.t2), and what moving this many bytes costs at least: nt_copy, memcpy. */
extern const bench_column permuted_columns[];

#endif
