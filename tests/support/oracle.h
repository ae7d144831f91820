/*
 * oracle.h - what an operation means, so plainly that it is obviously right.
 *
 * A dense array of numbers in C order and a shape; every operation walks all indices of its result and
 * asks, by the definition, which element of the source stands there. No strides, no offsets, no
 * formula in common with the library. Small: at most ORACLE_MAX elements and ORACLE_NDIM axes.
 *
 * An oracle is not asked whether an operation is allowed: whoever asks for the impossible (an axis
 * that does not exist, sizes that differ) ends the program. Every function gives a new oracle, to be
 * freed with oracle_free, and leaves the one it reads as it was.
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

/* 0, 1, 2, ... in C order. What operations make of it tells which element went where. */
oracle oracle_count(int ndim, const int64_t *shape);
oracle oracle_copy(const oracle *o);
void oracle_free(oracle *o);

/* Frees *o and puts `next` there: oracle_replace(&o, oracle_flip(&o, 0)). */
void oracle_replace(oracle *o, oracle next);

/* The element at a list of indices. */
int64_t oracle_at(const oracle *o, const int64_t *index);
void oracle_set(oracle *o, const int64_t *index, int64_t value);

/* Walks all indices of a shape in C order: start at {0}, false after the last. Not for size 0. */
bool oracle_next(int ndim, const int64_t *shape, int64_t *index);

/* The indices that start:stop:step names on an axis of `length`, found by walking from start until stop
 * is passed; returns how many. A bound or step that is not written is INT64_MIN. Step is not 0, and no
 * bound is so far away that a step from it would leave int64. */
int64_t oracle_walk(int64_t length, int64_t start, int64_t stop, int64_t step, int64_t *indices);

oracle oracle_slice(const oracle *o, int axis, int64_t start, int64_t stop, int64_t step);
oracle oracle_take_one(const oracle *o, int axis, int64_t i); /* i may count from the end */
oracle oracle_new_axis(const oracle *o, int axis);            /* of length 1, before `axis` */
oracle oracle_transpose(const oracle *o, const int *axes);
oracle oracle_flip(const oracle *o, int axis);
oracle oracle_broadcast(const oracle *o, int ndim, const int64_t *shape);
oracle oracle_reshape(const oracle *o, int ndim, const int64_t *shape);

oracle oracle_swapaxes(const oracle *o, int i, int j);
oracle oracle_moveaxis(const oracle *o, int from, int to);
oracle oracle_diagonal(const oracle *o, int64_t offset, int axis1, int axis2);
oracle oracle_windows(const oracle *o, int axis, int64_t window);

/* counts[i] copies of each element along axis; of each element, in C order, as a list. */
oracle oracle_repeat(const oracle *o, int axis, const int64_t *counts);
oracle oracle_repeat_flat(const oracle *o, const int64_t *counts);

oracle oracle_tile(const oracle *o, int n, const int64_t *reps);
oracle oracle_concatenate(int n, const oracle *list, int axis);
oracle oracle_stack(int n, const oracle *list, int axis);

/* Indices may count from the end. */
oracle oracle_take(const oracle *o, int axis, int64_t n, const int64_t *indices);
oracle oracle_roll(const oracle *o, int axis, int64_t shift);

/* All elements, in C order, as a list. */
oracle oracle_flat(const oracle *o);

/* The elements of o at these places, which are numbers in C order, become those of `from`. */
void oracle_put(oracle *o, const oracle *places, const oracle *from);

#endif
