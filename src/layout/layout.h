/*
 * layout.h - where the elements are.
 *
 * A layout maps an index to a position, in bytes from the first element:
 *
 *     at(i) = i[0]*strides[0] + ... + i[ndim-1]*strides[ndim-1]
 *
 * It owns no memory and knows no pointer, no dtype and no buffer, so every function of this room is
 * pure: same arguments, same result, any thread. A valid layout satisfies
 *
 *   1. 0 <= ndim <= NDW_MAX_NDIM, itemsize >= 1, every length >= 0;
 *   2. itemsize times the product of the lengths, zeros counted as ones, fits int64_t. So the size in
 *      bytes fits, and a zero cannot hide that the other lengths are absurd;
 *   3. the distance from the lowest to one past the highest byte of the elements fits int64_t.
 *
 * A stride may be negative (a reversed axis) or zero (a broadcast one). The stride of an axis of
 * length 0 or 1 is never used to find an element; every layout made here has the one a fresh C-order
 * array would have there ("canonical"), so that no step can ever make it wrap.
 */
#ifndef NDW_LAYOUT_LAYOUT_H
#define NDW_LAYOUT_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include <ndweave/layout.h>

/* A layout as it is read: the lists belong to whoever made it. */
typedef struct layout {
    int64_t itemsize;
    int ndim;
    const int64_t *shape, *strides;
} layout;

/* A layout as it is made, with the place of its first element relative to the source's. */
typedef struct new_layout {
    int64_t itemsize;
    int64_t offset; /* bytes; 0 when there are no elements, so that no pointer leaves its buffer */
    int ndim;
    int64_t shape[NDW_MAX_NDIM], strides[NDW_MAX_NDIM];
} new_layout;

static inline layout made(const new_layout *l)
{
    return (layout){l->itemsize, l->ndim, l->shape, l->strides};
}

/* A list of lengths or strides; may be NULL where there are none. */
static inline void copy_dims(int64_t *to, const int64_t *from, int ndim)
{
    for (int d = 0; d < ndim; d++) to[d] = from[d];
}

/* --- Make ---------------------------------------------------------------------------------- */

/* From a caller's description; strides NULL: packed in C order. Checks 1 to 3, numbers in the detail. */
ndw_status ndw_layout_make(int64_t itemsize, int ndim, const int64_t *shape, const int64_t *strides,
                           new_layout *out);

/* The same shape packed in `order` (K and A look at how l lies). */
ndw_status ndw_layout_pack(layout l, ndw_order order, new_layout *out);

/* The shape of l over a line of places `step` bytes apart: its elements, in C order, one at each. */
void ndw_layout_along_line(layout l, int64_t step, new_layout *out);

/* The axes of l from the slowest to the fastest in memory order K: by decreasing |stride|, stable;
 * axes of length 1 and of stride 0 keep their place. */
void ndw_layout_memory_order(layout l, int axes[NDW_MAX_NDIM]);

/* Ends every operation below: checks 2, makes strides canonical, and puts an empty result where its
 * source began. */
ndw_status ndw_layout_settle(new_layout *l);

/* --- Ask ----------------------------------------------------------------------------------- */

/* Rules 1, 2 and 3 above. */
bool ndw_layout_valid(layout l);

int64_t ndw_layout_size(layout l);

/* Bytes [first, end), or none where the two are the same. */
typedef struct span {
    int64_t first, end;
} span;

/* The bytes of the elements, relative to the first element; both 0 if there are none. */
span ndw_layout_extent(layout l);

/* Whether the elements lie packed in order NDW_C or NDW_F; where there are none, they do. */
bool ndw_layout_is_packed(layout l, ndw_order order);

/* The same where there are elements. */
static inline bool layout_lies_packed(layout l, ndw_order order)
{
    int64_t next = l.itemsize;
    for (int i = 0; i < l.ndim; i++) {
        const int d = order == NDW_C ? l.ndim - 1 - i : i;
        if (l.shape[d] == 1) continue; /* a single step never shows its stride */
        if (l.strides[d] != next) return false;
        next *= l.shape[d];
    }
    return true;
}

/* Whether two elements may share a byte. Conservative: may say so of interleaved axes that do not. */
bool ndw_layout_may_self_overlap(layout l);

/* No, where that is easy to see: a step along any axis leads past all that the axes after it reach. */
static inline bool layout_nests(layout l)
{
    int64_t reach = l.itemsize; /* bytes from the lowest to the highest so far */
    for (int d = l.ndim - 1; d >= 0; d--) {
        if (l.shape[d] == 1) continue; /* its stride may be anything */
        if (l.shape[d] == 0) return false;
        const int64_t step = l.strides[d] < 0 ? -l.strides[d] : l.strides[d];
        if (step < reach) return false;
        reach += step * (l.shape[d] - 1);
    }
    return true;
}

static inline bool layout_may_self_overlap(layout l)
{
    return !layout_nests(l) && ndw_layout_may_self_overlap(l);
}

bool ndw_layout_same_shape(layout a, layout b);

/* `axis` counted from the front, in 0..ndim-1. */
ndw_status ndw_layout_axis(int axis, int ndim, int *out);

/* A list of distinct axes as a set; naxes 0 with axes NULL: all of them. */
ndw_status ndw_layout_axis_set(int naxes, const int *axes, int ndim, bool set[NDW_MAX_NDIM]);

/* --- Rearrange: a layout in, a layout out ---------------------------------------------------- */

/* (By its address: what IN_LINE says of structs in compiler.h.) */
ndw_status ndw_layout_slice(const layout *l, int n, const ndw_index *index, new_layout *out);
ndw_status ndw_layout_transpose(layout l, int naxes, const int *axes, new_layout *out);
ndw_status ndw_layout_swapaxes(layout l, int i, int j, new_layout *out);
ndw_status ndw_layout_moveaxis(layout l, int from, int to, new_layout *out);
ndw_status ndw_layout_squeeze(layout l, int naxes, const int *axes, new_layout *out);
ndw_status ndw_layout_expand_dims(layout l, int naxes, const int *axes, new_layout *out);
ndw_status ndw_layout_diagonal(layout l, int64_t offset, int axis1, int axis2, new_layout *out);
ndw_status ndw_layout_sliding_window(layout l, int axis, int64_t window, new_layout *out);
ndw_status ndw_layout_as_strided(layout l, int ndim, const int64_t *shape, const int64_t *strides,
                                 int64_t offset, new_layout *out);
ndw_status ndw_layout_as_itemsize(layout l, int64_t itemsize, new_layout *out);
ndw_status ndw_layout_flip(layout l, int naxes, const int *axes, new_layout *out);
ndw_status ndw_layout_broadcast(layout l, int ndim, const int64_t *shape, new_layout *out);
ndw_status ndw_layout_split(layout l, int axis, int64_t parts, int64_t i, new_layout *out);

/* *viewable: out shows the elements of l. Otherwise only a copy can, and out is its layout, packed. */
ndw_status ndw_layout_reshape(layout l, int ndim, const int64_t *shape, new_layout *out, bool *viewable);

/* --- Index lists ---------------------------------------------------------------------------------- */

enum { NDW_INDEX_MAX = 2 * NDW_MAX_NDIM + 1 }; /* every axis named or new, and an ellipsis */

/* "1:5, ::-1, ..., None" as index entries. */
ndw_status ndw_slice_parse(const char *text, ndw_index index[NDW_INDEX_MAX], int *n);

#endif
