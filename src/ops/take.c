/*
 * take.c - elements by index.
 *
 * The indices become positions, in bytes, while they are read; the engine follows that list. So
 * flattening needs nothing special: an index in C order is taken apart into one per axis.
 */
#include <ndweave/take.h>

#include "copy/copy.h"
#include "ops/into.h"
#include "ops/snapshot.h"

typedef struct taking {
    source from;
    layout seen; /* its layout; a 0-d source has one axis */
    bool flat;
    int axis;
    snapshot positions;
    new_layout result;
} taking;

/* Where element `i` of the axis (flat: of all, in C order) is, from the first one. */
static int64_t position_of(const taking *t, int64_t i)
{
    if (!t->flat) return i * t->seen.strides[t->axis];
    int64_t at = 0;
    for (int d = t->seen.ndim - 1; d >= 0; d--) {
        at += i % t->seen.shape[d] * t->seen.strides[d];
        i /= t->seen.shape[d];
    }
    return at;
}

static ndw_status read_positions(taking *t, int64_t n, const int64_t *indices)
{
    int64_t length = t->flat ? ndw_layout_size(t->seen) : t->seen.shape[t->axis];
    NDW_TRY(snapshot_make(&t->positions, n));
    for (int64_t i = 0; i < n; i++) {
        int64_t index = read_once(&indices[i]);
        if (index < -length || index >= length)
            return FAIL(NDW_EBOUNDS, "take: index # at # of an axis of length #", index, i, length);
        t->positions.list[i] = position_of(t, index < 0 ? index + length : index);
    }
    return NDW_OK;
}

static ndw_status settle_taking(taking *t, int64_t n, const int64_t *indices, int axis)
{
    static const int64_t one = 1; /* the shape of a 0-d source; its stride is never used */
    t->positions.list = NULL;
    NDW_TRY(source_check(&t->from));
    t->seen = t->from.layout;
    if (t->seen.ndim == 0) t->seen = (layout){t->from.layout.itemsize, 1, &one, &one};
    t->flat = axis == NDW_AXIS_NONE;
    t->axis = 0;
    if (!t->flat) NDW_TRY(ndw_layout_axis(axis, t->seen.ndim, &t->axis));
    if (n < 0) return FAIL(NDW_EVALUE, "take: # indices", n);
    if (n > 0) REFUSE_NULL(indices, "take: indices is NULL");

    int64_t shape[NDW_MAX_NDIM];
    copy_dims(shape, t->seen.shape, t->seen.ndim);
    shape[t->axis] = n;
    NDW_TRY(ndw_layout_make(t->seen.itemsize, t->flat ? 1 : t->seen.ndim, shape, NULL, &t->result));
    return read_positions(t, n, indices);
}

static void fill_taking(const taking *t, layout to, char *dst)
{
    picked_job p;
    p.length = to.shape[t->axis];
    p.dst_step = to.strides[t->axis];
    p.positions = t->positions.list;
    copy_start(&p.outer, to.itemsize);
    copy_start(&p.job, to.itemsize);
    if (!t->flat)
        for (int d = 0; d < to.ndim; d++)
            if (d != t->axis)
                copy_add_axis(d < t->axis ? &p.outer : &p.job, to.shape[d], to.strides[d], t->seen.strides[d]);
    ndw_copy_run_picked(&p, dst, t->from.data);
}

static ndw_status write_taking(taking *t, int64_t n, const int64_t *indices, int axis, target *to)
{
    NDW_TRY(settle_taking(t, n, indices, axis));
    NDW_TRY(ndw_target_open(to, t->from.dtype, &t->result, &t->from, 1));
    fill_taking(t, to->to, to->data);
    ndw_target_close(to);
    return NDW_OK;
}

static ndw_status take(source from, int64_t n, const int64_t *indices, int axis, destination out)
{
    taking t;
    target to;
    target_name(&to, out);
    t.from = from;
    ndw_status status = write_taking(&t, n, indices, axis, &to);
    if (status != NDW_OK) (void)ndw_target_fail(&to, status);
    snapshot_drop(&t.positions);
    return status;
}

ndw_status ndw_take(const ndw_array *a, int64_t n, const int64_t *indices, int axis, ndw_array **out)
{
    return take(of_array(a), n, indices, axis, new_array(out));
}

ndw_status ndw_view_take(const ndw_view *v, int64_t n, const int64_t *indices, int axis, ndw_array **out)
{
    return take(of_view(v), n, indices, axis, new_array(out));
}

ndw_status ndw_take_into(const ndw_array *a, int64_t n, const int64_t *indices, int axis, const ndw_mut *w)
{
    return take(of_array(a), n, indices, axis, existing(w));
}

ndw_status ndw_view_take_into(const ndw_view *v, int64_t n, const int64_t *indices, int axis,
                              const ndw_mut *w)
{
    return take(of_view(v), n, indices, axis, existing(w));
}
