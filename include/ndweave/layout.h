/*
 * layout.h - how elements are named: shapes, axes, orders, indices. Plain values.
 *
 *     shape (3, 4)                    NDW_SHAPE(3, 4)
 *     axes (1, 0)                     NDW_AXES(1, 0)
 *     a[:, 1:5:2, -1]                 NDW_INDEX(NDW_ALL, NDW_RANGE(1, 5, 2), NDW_AT(-1))
 *     a[..., ::-1]                    NDW_INDEX(NDW_ELLIPSIS, NDW_RANGE(NDW_OMIT, NDW_OMIT, -1))
 *     a[None, 3:]                     NDW_INDEX(NDW_NEWAXIS, NDW_RANGE(3, NDW_OMIT, 1))
 */
#ifndef NDW_LAYOUT_H
#define NDW_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include <ndweave/status.h>

NDW_BEGIN_C

/* As many axes as NumPy 2. */
enum { NDW_MAX_NDIM = 64 };

/* Orders of elements in memory: C (last axis fastest), F (first axis fastest), A (F if the source is
 * F- and not C-contiguous, else C), K (as close to the source's own order as possible). */
typedef enum ndw_order { NDW_C = 'C', NDW_F = 'F', NDW_A = 'A', NDW_K = 'K' } ndw_order;

/* `ndim, shape` from a list of lengths. (A 0-d array has none: write 0, NULL.) */
#define NDW_SHAPE(...) \
    (int)(sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), (const int64_t[]){__VA_ARGS__}

/* `n, counts` from a list of counts. */
#define NDW_COUNTS(...) NDW_SHAPE(__VA_ARGS__)

/* `naxes, axes` from a list of axes; NDW_ALL_AXES where a function takes every one. */
#define NDW_AXES(...) (int)(sizeof((const int[]){__VA_ARGS__}) / sizeof(int)), (const int[]){__VA_ARGS__}
#define NDW_ALL_AXES 0, NULL

/* In place of an axis: flatten in C order first. */
enum { NDW_AXIS_NONE = INT32_MIN };

/* One entry of an index list. */
typedef struct ndw_index {
    int32_t kind;              /* one of the four below                                  */
    int64_t start, stop, step; /* a range's bounds; `start` is the index of NDW_INDEX_AT */
} ndw_index;

enum { NDW_INDEX_RANGE, NDW_INDEX_AT, NDW_INDEX_NEWAXIS, NDW_INDEX_ELLIPSIS };

/* In place of a bound or step: as if it had not been written. */
#define NDW_OMIT INT64_MIN

/* Entries as initialisers. A range keeps its axis, NDW_AT drops it, NDW_NEWAXIS inserts one of length
 * 1, NDW_ELLIPSIS (once) stands for all the axes not named. */
#define NDW_RANGE(start, stop, step) {NDW_INDEX_RANGE, (start), (stop), (step)}
#define NDW_ALL {NDW_INDEX_RANGE, NDW_OMIT, NDW_OMIT, NDW_OMIT}
#define NDW_AT(i) {NDW_INDEX_AT, (i), 0, 0}
#define NDW_NEWAXIS {NDW_INDEX_NEWAXIS, 0, 0, 0}
#define NDW_ELLIPSIS {NDW_INDEX_ELLIPSIS, 0, 0, 0}

/* `n, index` from a list of entries. */
#define NDW_INDEX(...)                                                   \
    (int)(sizeof((const ndw_index[]){__VA_ARGS__}) / sizeof(ndw_index)), \
        (const ndw_index[]){__VA_ARGS__}

NDW_END_C

#endif
