/*
 * layout.c - make layouts and answer questions about them.
 *
 *     shape (2,3), itemsize 8        strides
 *     C order  0 1 2 / 3 4 5         (24, 8)
 *     F order  0 2 4 / 1 3 5         (8, 16)
 *     reversed columns of C          (24, -8), first element 16 bytes further
 *     broadcast row of 3             (0, 8)
 */
#include "layout/layout.h"

#include "base/arith.h"
#include "base/status.h"

static int64_t at_least_one(int64_t length) { return length < 1 ? 1 : length; }

/* --- The rules of a valid layout, as numbered in layout.h ---------------------------------------- */

static bool lengths_in_range(layout l) /* 1 */
{
    if (l.ndim < 0 || l.ndim > NDW_MAX_NDIM || l.itemsize < 1) return false;
    for (int d = 0; d < l.ndim; d++)
        if (l.shape[d] < 0) return false;
    return true;
}

static bool size_fits(layout l) /* 2 */
{
    bool overflow = false;
    int64_t bytes = l.itemsize;
    for (int d = 0; d < l.ndim; d++) bytes = mul(bytes, at_least_one(l.shape[d]), &overflow);
    return !overflow;
}

static bool extent_fits(layout l) /* 3: the way down, the way up, and both together */
{
    bool overflow = false;
    int64_t down = 0, up = l.itemsize;
    for (int d = 0; d < l.ndim; d++) {
        if (l.shape[d] <= 1) continue; /* a stride that is never used may be anything */
        int64_t *way = l.strides[d] < 0 ? &down : &up;
        *way = add(*way, mul(l.strides[d], l.shape[d] - 1, &overflow), &overflow);
        mul(l.strides[d], -1, &overflow); /* an axis can be reversed */
    }
    add(up, mul(down, -1, &overflow), &overflow);
    return !overflow;
}

bool ndw_layout_valid(layout l) { return lengths_in_range(l) && size_fits(l) && extent_fits(l); }

/* --- Make ---------------------------------------------------------------------------------- */

static ndw_status too_large(void)
{
    return WHY(NDW_EOVERFLOW, "layout: the size in bytes does not fit 64 bits");
}

ndw_status ndw_layout_settle(new_layout *l)
{
    bool overflow = false;
    int64_t fresh = l->itemsize; /* the stride of a fresh C-order array */
    for (int d = l->ndim - 1; d >= 0; d--) {
        if (l->shape[d] > 1) {
            fresh = mul(fresh, l->shape[d], &overflow);
            continue;
        }
        l->strides[d] = fresh;
        if (l->shape[d] == 0) l->offset = 0;
    }
    return overflow ? too_large() : NDW_OK;
}

/* Strides of a packed array whose axes, from slowest to fastest, are axes[0], axes[1], ... */
static void pack_along(new_layout *l, const int axes[])
{
    int64_t next = l->itemsize;
    for (int left = l->ndim; left > 0; left--) {
        int d = axes[left - 1];
        l->strides[d] = next;
        next *= at_least_one(l->shape[d]);
    }
}

static void axes_in_order(int ndim, bool reversed, int axes[])
{
    for (int d = 0; d < ndim; d++) axes[d] = reversed ? ndim - 1 - d : d;
}

/* One of the lengths: the first is named. */
RARE static ndw_status refuse_negative(int ndim, const int64_t *shape)
{
    int d = 0;
    while (d < ndim - 1 && shape[d] >= 0) d++;
    return FAIL(NDW_EVALUE, "layout: axis # has length #", d, shape[d]);
}

ndw_status ndw_layout_make(int64_t itemsize, int ndim, const int64_t *shape, const int64_t *strides,
                           new_layout *out)
{
    if (itemsize < 1) return WHY(NDW_EINVAL, "layout: not a dtype");
    if (ndim < 0 || ndim > NDW_MAX_NDIM)
        return FAIL(NDW_ENDIM, "layout: # axes, 0 to # are possible", ndim, NDW_MAX_NDIM);
    if (ndim > 0) REFUSE_NULL(shape, "layout: shape is NULL");

    bool overflow = false;
    int64_t fresh = itemsize, signs = 0;
    out->itemsize = itemsize;
    out->offset = 0;
    out->ndim = ndim;
    for (int d = ndim - 1; d >= 0; d--) {
        const int64_t length = shape[d];
        signs |= length;
        out->shape[d] = length;
        out->strides[d] = strides && length > 1 ? strides[d] : fresh;
        fresh = mul(fresh, at_least_one(length), &overflow);
    }
    if (signs < 0) return refuse_negative(ndim, out->shape);
    if (overflow) return too_large();
    if (strides && !extent_fits(made(out)))
        return WHY(NDW_EOVERFLOW, "layout: the extent of the elements does not fit 64 bits");
    return NDW_OK;
}

void ndw_layout_along_line(layout l, int64_t step, new_layout *out)
{
    bool unused = false; /* what overflows is the step of an axis that is never stepped along */
    out->itemsize = l.itemsize;
    out->offset = 0;
    out->ndim = l.ndim;
    copy_dims(out->shape, l.shape, l.ndim);
    for (int d = l.ndim - 1; d >= 0; d--) {
        out->strides[d] = step;
        step = mul(step, l.shape[d], &unused);
    }
}

/* A stride that says where its axis lies in memory: not that of a broadcast or a single element. */
static bool has_place(layout l, int axis) { return l.shape[axis] > 1 && l.strides[axis] != 0; }

void ndw_layout_memory_order(layout l, int axes[NDW_MAX_NDIM])
{
    int placed[NDW_MAX_NDIM], count = 0;
    for (int d = 0; d < l.ndim; d++) {
        if (!has_place(l, d)) continue;
        int at = count++;
        for (; at > 0 && magnitude(l.strides[placed[at - 1]]) < magnitude(l.strides[d]); at--)
            placed[at] = placed[at - 1];
        placed[at] = d;
    }
    int next = 0;
    for (int d = 0; d < l.ndim; d++) axes[d] = has_place(l, d) ? placed[next++] : d;
}

ndw_status ndw_layout_pack(layout l, ndw_order order, new_layout *out)
{
    int axes[NDW_MAX_NDIM];
    switch (order) {
    case NDW_C: axes_in_order(l.ndim, false, axes); break;
    case NDW_F: axes_in_order(l.ndim, true, axes); break;
    case NDW_A:
        axes_in_order(l.ndim, ndw_layout_is_packed(l, NDW_F) && !ndw_layout_is_packed(l, NDW_C), axes);
        break;
    case NDW_K: ndw_layout_memory_order(l, axes); break;
    default: return FAIL(NDW_EINVAL, "order # is not one of C, F, A, K", order);
    }
    out->itemsize = l.itemsize;
    out->offset = 0;
    out->ndim = l.ndim;
    copy_dims(out->shape, l.shape, l.ndim);
    pack_along(out, axes);
    return ndw_layout_settle(out);
}

/* --- Ask ----------------------------------------------------------------------------------- */

int64_t ndw_layout_size(layout l)
{
    int64_t size = 1;
    for (int d = 0; d < l.ndim; d++) size *= l.shape[d];
    return size;
}

span ndw_layout_extent(layout l)
{
    span s = {0, l.itemsize};
    for (int d = 0; d < l.ndim; d++) {
        if (l.shape[d] == 0) return (span){0, 0};
        const int64_t way = l.strides[d] * (l.shape[d] - 1), down = way < 0 ? way : 0;
        s.first += down;
        s.end += way - down;
    }
    return s;
}

/* Without counting, since a view filled by hand may have more elements than can be counted. */
static bool has_elements(layout l)
{
    for (int d = 0; d < l.ndim; d++)
        if (l.shape[d] == 0) return false;
    return true;
}

bool ndw_layout_is_packed(layout l, ndw_order order) { return layout_lies_packed(l, order) || !has_elements(l); }

/* From the smallest stride up: if each step jumps over everything the smaller axes reach, no two
 * elements meet. */
bool ndw_layout_may_self_overlap(layout l)
{
    int axes[NDW_MAX_NDIM], count = 0;
    for (int d = 0; d < l.ndim; d++) {
        if (l.shape[d] == 0) return false;
        if (l.shape[d] == 1) continue;
        int at = count++;
        for (; at > 0 && magnitude(l.strides[axes[at - 1]]) > magnitude(l.strides[d]); at--)
            axes[at] = axes[at - 1];
        axes[at] = d;
    }
    int64_t reach = l.itemsize; /* bytes from the lowest to the highest so far */
    for (int i = 0; i < count; i++) {
        if (magnitude(l.strides[axes[i]]) < reach) return true;
        reach += magnitude(l.strides[axes[i]]) * (l.shape[axes[i]] - 1);
    }
    return false;
}

bool ndw_layout_same_shape(layout a, layout b)
{
    bool same = a.ndim == b.ndim;
    for (int d = 0; same && d < a.ndim; d++) same = a.shape[d] == b.shape[d];
    return same;
}

ndw_status ndw_layout_axis(int axis, int ndim, int *out)
{
    if (axis < -ndim || axis >= ndim) return FAIL(NDW_EAXIS, "axis # is not one of # axes", axis, ndim);
    *out = axis < 0 ? axis + ndim : axis;
    return NDW_OK;
}

ndw_status ndw_layout_axis_set(int naxes, const int *axes, int ndim, bool set[NDW_MAX_NDIM])
{
    for (int d = 0; d < ndim; d++) set[d] = axes == NULL;
    if (naxes < 0) return FAIL(NDW_EAXIS, "# axes are named", naxes);
    if (!axes && naxes != 0) return FAIL(NDW_EINVAL, "axes is NULL, # were announced", naxes);
    for (int i = 0; i < naxes; i++) {
        int d;
        NDW_TRY(ndw_layout_axis(axes[i], ndim, &d));
        if (set[d]) return FAIL(NDW_EAXIS, "axis # is named twice", axes[i]);
        set[d] = true;
    }
    return NDW_OK;
}
