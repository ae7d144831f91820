/*
 * twin.h - an array library in miniature, to have something for the harnesses to catch.
 *
 * Its arrays are packed in C order and keep their shape where anybody can write it. Two functions
 * repeat along an axis, as np.repeat does; they differ in three lines:
 *
 *     twin_repeat_prefix   stores the result's length in the *source's* shape, makes the result from
 *                          that shape, and puts the old length back: NumPy until January 2025
 *     twin_repeat_fixed    makes the result from a local copy of the shape: NumPy since
 *
 * Both read the counts twice, to size the result and to fill it, and neither checks the total. So the
 * second is as unsafe as the first wherever it is not the shape that changes.
 *
 * The constructor and the two passes are in a file of their own: a compiler that saw them beside the
 * pair of stores could prove the first store dead and remove what is to be shown.
 *
 * Memory comes from ndw_get_allocator(), so that one harness serves twins and library alike.
 */
#ifndef NDW_TESTS_TWIN_H
#define NDW_TESTS_TWIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <ndweave/allocator.h>

enum { TWIN_NDIM = 4 };

typedef struct twin {
    const ndw_allocator *allocator;
    char *data;
    size_t nbytes; /* as allocated: dims may say something else by the time it is freed */
    int64_t itemsize;
    int ndim;
    int64_t dims[TWIN_NDIM];
} twin;

/* A new array with the lengths in `dims`, contents unspecified. NULL: no memory. */
twin *twin_new(int64_t itemsize, int ndim, const int64_t *dims);
void twin_free(twin *a);

/* The first pass: how long `n` elements are when repeated; counts[0] times each, or counts[j] times
 * the j-th. */
int64_t twin_total(int64_t n, bool each, const int64_t *counts);

/* The second pass: `r` gets the elements of `a`, which has `n` of them along `axis`. */
void twin_fill(twin *r, const twin *a, int axis, int64_t n, bool each, const int64_t *counts);

twin *twin_repeat_prefix(twin *a, int axis, bool each, const int64_t *counts);
twin *twin_repeat_fixed(const twin *a, int axis, bool each, const int64_t *counts);

#endif
