/*
 * take.c - elements by index.
 *
 * The indices become positions, in bytes, while they are read; the engine follows that list. So
 * flattening needs nothing special: a source whose elements, in C order, lie evenly apart is one axis of them, and of
 * any other an index in C order is taken apart into one per axis.
 */
#include <ndweave/take.h>

#include "copy/copy.h"
#include "ops/into.h"
#include "ops/snapshot.h"

typedef struct taking {
    source from;
    layout seen;     /* its layout; a 0-d source has one axis, and so has one that is flattened, if it can */
    new_layout line; /* that axis */
    bool flat;
    int axis;
    snapshot positions;
    new_layout result;
} taking;

/* Where element `i` of all, in C order, is, from the first one. */
static int64_t position_of(layout l, int64_t i)
{
    int64_t at = 0;
    for (int d = l.ndim - 1; d >= 0; d--) {
        at += i % l.shape[d] * l.strides[d];
        i /= l.shape[d];
    }
    return at;
}

/* Indices as places from the front, without branches. false: one is outside, and stays so: it is negative, or what is
 * left behind it is. */
WRAPS static bool read_places(int64_t *places, const int64_t *indices, int64_t n, int64_t length)
{
    uint64_t signs = 0;
    UNROLL_4
    for (int64_t i = 0; i < n; i++) {
        const int64_t index = read_once(&indices[i]), at = index + (-(int64_t)(index < 0) & length);
        signs |= (uint64_t)at | ((uint64_t)(length - 1) - (uint64_t)at);
        places[i] = at;
    }
    return signs <= INT64_MAX;
}

/* The first place outside is named by its index. */
RARE static ndw_status refuse_place(const int64_t *places, int64_t at, int64_t length)
{
    while (places[at] >= 0 && places[at] < length) at++;
    const int64_t index = places[at] - (places[at] < 0 ? length : 0);
    return FAIL(NDW_EBOUNDS, "take: index # at # of an axis of length #", index, at, length);
}

static void find_positions(const taking *t, int64_t *places, int64_t n)
{
    const int64_t stride = t->seen.strides[t->axis];
    if (t->flat)
        for (int64_t i = 0; i < n; i++) places[i] = position_of(t->seen, places[i]);
    else
        UNROLL_4
        for (int64_t i = 0; i < n; i++) places[i] *= stride;
}

/* A piece of the list at a time, which is still in the first cache when its positions are found. */
static ndw_status read_positions(taking *t, int64_t n, const int64_t *indices)
{
    enum { PIECE = 1024 };
    int64_t length = t->flat ? ndw_layout_size(t->seen) : t->seen.shape[t->axis];
    if (length < 0) length = 0; /* as a struct filled by hand may have it: nothing is inside */
    NDW_TRY(snapshot_make(&t->positions, n));
    for (int64_t i = 0; i < n; i += PIECE) {
        int64_t *places = t->positions.list + i, count = n - i < PIECE ? n - i : PIECE;
        if (!read_places(places, indices + i, count, length)) return refuse_place(t->positions.list, i, length);
        find_positions(t, places, count);
    }
    return NDW_OK;
}

/* All elements as one axis, if they lie on a line. */
static ndw_status flatten(taking *t)
{
    static const int64_t whole = -1;
    bool viewable;
    NDW_TRY(ndw_layout_reshape(t->seen, 1, &whole, &t->line, &viewable));
    if (viewable) t->seen = made(&t->line);
    t->flat = !viewable;
    return NDW_OK;
}

static ndw_status settle_taking(taking *t, int64_t n, const int64_t *indices, int axis)
{
    static const int64_t one = 1; /* the shape of a 0-d source; its stride is never used */
    t->positions.list = NULL;
    NDW_TRY(source_check(&t->from));
    t->seen = t->from.layout;
    if (t->seen.ndim == 0) t->seen = (layout){t->from.layout.itemsize, 1, &one, &one};
    t->flat = false;
    t->axis = 0;
    if (axis != NDW_AXIS_NONE) NDW_TRY(ndw_layout_axis(axis, t->seen.ndim, &t->axis));
    else NDW_TRY(flatten(t));
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
