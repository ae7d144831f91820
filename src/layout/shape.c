/*
 * shape.c - the same elements under permuted, reversed or repeated axes.
 */

#include "base/arith.h"
#include "base/status.h"
#include "layout/layout.h"

static void start_from(layout l, new_layout *out)
{
    out->itemsize = l.itemsize;
    out->offset = 0;
    out->ndim = l.ndim;
    copy_dims(out->shape, l.shape, l.ndim);
    copy_dims(out->strides, l.strides, l.ndim);
}

/* Axis d of the result is axis order[d] of l. */
static ndw_status permute(layout l, const int order[], new_layout *out)
{
    start_from(l, out);
    for (int d = 0; d < l.ndim; d++) {
        out->shape[d] = l.shape[order[d]]; /* NOLINT: order has ndim entries, all set by the caller */
        out->strides[d] = l.strides[order[d]];
    }
    return ndw_layout_settle(out);
}

ndw_status ndw_layout_transpose(layout l, int naxes, const int *axes, new_layout *out)
{
    bool named[NDW_MAX_NDIM];
    int order[NDW_MAX_NDIM];
    NDW_TRY(ndw_layout_axis_set(naxes, axes, l.ndim, named));
    if (axes && naxes != l.ndim)
        return FAIL(NDW_EAXIS, "transpose: # axes named, there are #", naxes, l.ndim);
    for (int d = 0; d < l.ndim; d++)
        order[d] = !axes ? l.ndim - 1 - d : axes[d] < 0 ? axes[d] + l.ndim : axes[d];
    return permute(l, order, out);
}

ndw_status ndw_layout_swapaxes(layout l, int i, int j, new_layout *out)
{
    int order[NDW_MAX_NDIM], first, second;
    NDW_TRY(ndw_layout_axis(i, l.ndim, &first));
    NDW_TRY(ndw_layout_axis(j, l.ndim, &second));
    for (int d = 0; d < l.ndim; d++) order[d] = d == first ? second : d == second ? first : d;
    return permute(l, order, out);
}

ndw_status ndw_layout_moveaxis(layout l, int from, int to, new_layout *out)
{
    int order[NDW_MAX_NDIM], source, place, next = 0;
    NDW_TRY(ndw_layout_axis(from, l.ndim, &source));
    NDW_TRY(ndw_layout_axis(to, l.ndim, &place));
    for (int d = 0; d < l.ndim; d++) {
        if (next == source) next++; /* taken out of its old place */
        order[d] = d == place ? source : next++;
    }
    return permute(l, order, out);
}

static void add_axis(new_layout *out, int64_t length, int64_t stride)
{
    out->shape[out->ndim] = length;
    out->strides[out->ndim++] = stride;
}

static void start_empty(layout l, new_layout *out)
{
    out->itemsize = l.itemsize;
    out->offset = 0;
    out->ndim = 0;
}

ndw_status ndw_layout_squeeze(layout l, int naxes, const int *axes, new_layout *out)
{
    bool named[NDW_MAX_NDIM];
    NDW_TRY(ndw_layout_axis_set(naxes, axes, l.ndim, named));
    start_empty(l, out);
    for (int d = 0; d < l.ndim; d++) {
        bool goes = named[d] && l.shape[d] == 1;
        if (named[d] && !goes && axes)
            return FAIL(NDW_ESHAPE, "squeeze: axis # has length #", d, l.shape[d]);
        if (!goes) add_axis(out, l.shape[d], l.strides[d]);
    }
    return ndw_layout_settle(out);
}

ndw_status ndw_layout_expand_dims(layout l, int naxes, const int *axes, new_layout *out)
{
    bool is_new[NDW_MAX_NDIM] = {false};
    int ndim = l.ndim, next = 0;
    if (naxes < 0) return FAIL(NDW_EINVAL, "expand_dims: # axes", naxes);
    if (naxes > NDW_MAX_NDIM - l.ndim)
        return FAIL(NDW_ENDIM, "layout: # new axes beside #, # are possible", naxes, l.ndim, NDW_MAX_NDIM);
    ndim += naxes;
    if (naxes > 0) {
        REFUSE_NULL(axes, "expand_dims: axes is NULL");
        NDW_TRY(ndw_layout_axis_set(naxes, axes, ndim, is_new));
    }
    start_empty(l, out);
    for (int d = 0; d < ndim; d++) {
        if (is_new[d]) add_axis(out, 1, 0);
        else add_axis(out, l.shape[next], l.strides[next]), next++;
    }
    return ndw_layout_settle(out);
}

ndw_status ndw_layout_flip(layout l, int naxes, const int *axes, new_layout *out)
{
    bool flipped[NDW_MAX_NDIM];
    NDW_TRY(ndw_layout_axis_set(naxes, axes, l.ndim, flipped));

    start_from(l, out);
    for (int d = 0; d < l.ndim; d++) {
        if (!flipped[d] || l.shape[d] <= 1) continue;
        out->offset += l.strides[d] * (l.shape[d] - 1);
        out->strides[d] = -l.strides[d];
    }
    return ndw_layout_settle(out);
}

ndw_status ndw_layout_broadcast(layout l, int ndim, const int64_t *shape, new_layout *out)
{
    NDW_TRY(ndw_layout_make(l.itemsize, ndim, shape, NULL, out));
    int leading = ndim - l.ndim; /* new axes, all in front */
    if (leading < 0)
        return FAIL(NDW_ESHAPE, "broadcast: # axes cannot become #", l.ndim, ndim);

    for (int d = 0; d < ndim; d++) {
        bool stretched = d < leading || (l.shape[d - leading] == 1 && out->shape[d] != 1);
        if (!stretched && l.shape[d - leading] != out->shape[d])
            return FAIL(NDW_ESHAPE, "broadcast: length # of axis # cannot become #",
                        l.shape[d - leading], d - leading, out->shape[d]);
        out->strides[d] = stretched ? 0 : l.strides[d - leading];
    }
    return ndw_layout_settle(out);
}

/*
 *     offset 1 of a (3, 4)     . a . .      first (0, 1), then one step on both axes at once:
 *                              . . b .      stride = stride1 + stride2
 *                              . . . c
 */
ndw_status ndw_layout_diagonal(layout l, int64_t offset, int axis1, int axis2, new_layout *out)
{
    int i, j;
    NDW_TRY(ndw_layout_axis(axis1, l.ndim, &i));
    NDW_TRY(ndw_layout_axis(axis2, l.ndim, &j));
    if (i == j) return FAIL(NDW_EAXIS, "diagonal: both axes are #", axis1);

    /* How far into each axis it begins; beyond the end there is nothing. */
    int64_t skip1 = offset < 0 ? (offset < -l.shape[i] ? l.shape[i] : -offset) : 0;
    int64_t skip2 = offset > 0 ? (offset > l.shape[j] ? l.shape[j] : offset) : 0;
    int64_t rest1 = l.shape[i] - skip1, rest2 = l.shape[j] - skip2;
    int64_t length = rest1 < rest2 ? rest1 : rest2;

    bool overflow = false;
    start_empty(l, out);
    for (int d = 0; d < l.ndim; d++)
        if (d != i && d != j) add_axis(out, l.shape[d], l.strides[d]);
    add_axis(out, length, length > 1 ? add(l.strides[i], l.strides[j], &overflow) : 0);
    if (length > 0) out->offset = skip1 * l.strides[i] + skip2 * l.strides[j];
    if (overflow) return WHY(NDW_EOVERFLOW, "diagonal: the sum of two strides does not fit 64 bits");
    return ndw_layout_settle(out);
}

ndw_status ndw_layout_sliding_window(layout l, int axis, int64_t window, new_layout *out)
{
    int d;
    NDW_TRY(ndw_layout_axis(axis, l.ndim, &d));
    if (window < 0 || window > l.shape[d])
        return FAIL(NDW_EVALUE, "sliding_window: # of # elements", window, l.shape[d]);
    if (l.ndim == NDW_MAX_NDIM)
        return FAIL(NDW_ENDIM, "sliding_window: one more axis than #", NDW_MAX_NDIM);
    bool overflow = false;
    start_from(l, out);
    NDW_TRY(ndw_layout_settle(out)); /* of a single element, too, the stride is one that can be used */
    out->shape[d] = add(l.shape[d] - window, 1, &overflow);
    add_axis(out, window, out->strides[d]);
    NDW_TRY(ndw_layout_settle(out));
    /* There is one window of no elements more than there are elements. */
    return !overflow && ndw_layout_valid(made(out))
               ? NDW_OK
               : WHY(NDW_EOVERFLOW, "sliding_window: the extent of the windows does not fit 64 bits");
}

ndw_status ndw_layout_as_strided(layout l, int ndim, const int64_t *shape, const int64_t *strides,
                                 int64_t offset, new_layout *out)
{
    bool overflow = false;
    NDW_TRY(ndw_layout_make(l.itemsize, ndim, shape, strides, out));
    const span bytes = ndw_layout_extent(l), seen = ndw_layout_extent(made(out));
    if (seen.first == seen.end) return NDW_OK; /* sees nothing, so sees nothing outside */

    const int64_t first = add(seen.first, offset, &overflow), end = add(seen.end, offset, &overflow);
    if (overflow) return FAIL(NDW_EBOUNDS, "as_strided: offset # leads out of memory", offset);
    if (first < bytes.first || end > bytes.end)
        return FAIL(NDW_EBOUNDS, "as_strided: bytes # to # from the first element, # to # can be seen",
                    first, end, bytes.first, bytes.end);
    out->offset = offset;
    return NDW_OK;
}

ndw_status ndw_layout_as_itemsize(layout l, int64_t itemsize, new_layout *out)
{
    start_from(l, out);
    out->itemsize = itemsize;
    if (itemsize == l.itemsize) return ndw_layout_settle(out);
    if (l.ndim == 0) return WHY(NDW_EDTYPE, "as_dtype: a 0-d array keeps its itemsize");

    int last = l.ndim - 1;
    bool packed = l.strides[last] == l.itemsize || l.shape[last] <= 1 || ndw_layout_size(l) == 0;
    if (!packed) return FAIL(NDW_EDTYPE, "as_dtype: axis # is not packed", last);

    bool overflow = false;
    int64_t bytes = mul(l.shape[last], l.itemsize, &overflow);
    bool divides = itemsize < l.itemsize ? l.itemsize % itemsize == 0 : bytes % itemsize == 0;
    if (!divides || overflow)
        return FAIL(NDW_EDTYPE, "as_dtype: itemsize # does not become #, axis # has # bytes", l.itemsize,
                    itemsize, last, bytes);
    out->shape[last] = bytes / itemsize;
    out->strides[last] = itemsize;
    NDW_TRY(ndw_layout_settle(out));
    /* Elements that are not there are wider than those that were not. */
    return ndw_layout_valid(made(out)) ? NDW_OK : WHY(NDW_EOVERFLOW, "as_dtype: the extent does not fit 64 bits");
}
