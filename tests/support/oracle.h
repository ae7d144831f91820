/*
 * oracle.h - what an operation means, so plainly that it is obviously right.
 *
 * A dense array of numbers in C order and a shape; every operation walks all indices of its result and
 * asks, by the definition, which element of the source stands there. No strides, no offsets, no
 * formula in common with the library. Small: at most ORACLE_MAX elements and 8 axes.
 */
#ifndef NDW_TESTS_ORACLE_H
#define NDW_TESTS_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

enum { ORACLE_MAX = 1 << 16, ORACLE_NDIM = 8 };

typedef struct oracle {
    int ndim;
    int64_t shape[ORACLE_NDIM];
    int64_t size;
    int64_t *value; /* `size` of them, C order */
} oracle;

/* 0, 1, 2, ... in C order; free with oracle_free. */
oracle oracle_count(int ndim, const int64_t *shape);
void oracle_free(oracle *o);

/* The element at a list of indices. */
int64_t oracle_at(const oracle *o, const int64_t *index);

/* Walks all indices of a shape in C order: start at {0}, false after the last. Not for size 0. */
bool oracle_next(int ndim, const int64_t *shape, int64_t *index);

/* start:stop:step on one axis, by walking from start until stop is passed; bounds already as Python
 * would see them are not assumed: None is INT64_MIN. */
oracle oracle_slice(const oracle *o, int axis, int64_t start, int64_t stop, int64_t step);
oracle oracle_take_one(const oracle *o, int axis, int64_t i);
oracle oracle_transpose(const oracle *o, const int *axes);
oracle oracle_flip(const oracle *o, int axis);
oracle oracle_broadcast(const oracle *o, int ndim, const int64_t *shape);
oracle oracle_reshape(const oracle *o, int ndim, const int64_t *shape);
/* counts[i] copies of each element along axis. */
oracle oracle_repeat(const oracle *o, int axis, const int64_t *counts);

#endif
