/*
 * shape.c - the same elements under permuted, reversed or repeated axes.
 */

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

ndw_status ndw_layout_transpose(layout l, int naxes, const int *axes, new_layout *out)
{
    bool named[NDW_MAX_NDIM];
    NDW_TRY(ndw_layout_axis_set(naxes, axes, l.ndim, named));
    if (axes && naxes != l.ndim)
        return FAIL(NDW_EAXIS, "transpose: # axes named, there are #", naxes, l.ndim);

    start_from(l, out);
    for (int d = 0; d < l.ndim; d++) {
        int from = !axes ? l.ndim - 1 - d : axes[d] < 0 ? axes[d] + l.ndim : axes[d];
        out->shape[d] = l.shape[from];
        out->strides[d] = l.strides[from];
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
