/*
 * roll.c - a rotation is a cut and two copies.
 *
 *     shift 2 of 5     0 1 2 | 3 4        the part before the cut goes `shift` places on,
 *                      3 4 | 0 1 2        the part behind it to the front
 *
 * Along an axis the two parts are slices. Through all elements in C order the cut is an index
 * (c0, c1, ...), and what lies before it falls into boxes, one for each axis:
 *
 *     i0 < c0        i0 = c0, i1 < c1        i0 = c0, i1 = c1, i2 < c2 ...
 *
 * and likewise what lies behind. The result then runs along a line, in C order.
 */
#include <ndweave/roll.h>

#include "copy/copy.h"
#include "ops/into.h"

/* shift in 0 .. length-1 */
static int64_t normalise(int64_t shift, int64_t length)
{
    int64_t rest = shift % length;
    return rest < 0 ? rest + length : rest;
}

/* The two sides of a copy: a box of the source and where it goes, positions in bytes. */
typedef struct box {
    layout from, to;
    const char *src;
    char *dst;
} box;

/* `count` steps along `axis` that begin at position src_at, to dst_at; the other axes whole. */
static void copy_range(const box *b, int axis, int64_t count, int64_t src_at, int64_t dst_at)
{
    if (count == 0) return;
    copy_job job;
    copy_start(&job, b->from.itemsize);
    for (int d = 0; d < b->from.ndim; d++)
        copy_add_axis(&job, d == axis ? count : b->from.shape[d], b->to.strides[d], b->from.strides[d]);
    ndw_copy_run(&job, b->dst + dst_at, b->src + src_at);
}

static void roll_axis(const box *b, int axis, int64_t shift)
{
    int64_t length = b->from.shape[axis], moved = normalise(shift, length), cut = length - moved;
    copy_range(b, axis, cut, 0, moved * b->to.strides[axis]);
    copy_range(b, axis, moved, cut * b->from.strides[axis], 0);
}

/*
 * `to` is packed in C order: an element's position there is its number times the itemsize. The cut is
 * followed inwards, axis by axis; at each, the boxes before and behind it are copied.
 */
static void roll_all(box b, int64_t shift)
{
    int64_t size = ndw_layout_size(b.from), moved = normalise(shift, size), cut = size - moved;
    if (moved == 0) { /* the cut is behind the last element: there is no index of it */
        copy_range(&b, 0, b.from.shape[0], 0, 0);
        return;
    }
    int64_t on = moved * b.to.itemsize, back = cut * b.to.itemsize; /* how far the parts go */
    int64_t src = 0, dst = 0, rest = cut, inside = size;            /* the corner of what is left */
    for (; b.from.ndim > 0; b.from.ndim--, b.from.shape++, b.from.strides++, b.to.strides++) {
        const int64_t step = b.from.strides[0], to_step = b.to.strides[0];
        inside /= b.from.shape[0];
        int64_t c = rest / inside;
        int64_t behind = b.from.ndim == 1 ? c : c + 1; /* on the last axis the cut itself lies behind */
        rest %= inside;
        copy_range(&b, 0, c, src, dst + on);
        if (behind < b.from.shape[0])
            copy_range(&b, 0, b.from.shape[0] - behind, src + behind * step, dst + behind * to_step - back);
        src += c * step;
        dst += c * to_step;
    }
}

static ndw_status write_rolled(source s, int64_t shift, int axis, target *t)
{
    int d = 0;
    new_layout result;
    NDW_TRY(source_check(&s));
    t->aside = axis == NDW_AXIS_NONE;
    if (!t->aside) NDW_TRY(ndw_layout_axis(axis, s.layout.ndim, &d));
    NDW_TRY(ndw_source_pack(&s, t->aside ? NDW_C : NDW_K, &result));
    NDW_TRY(ndw_target_open(t, s.dtype, &result, &s, 1));

    const box whole = {s.layout, t->to, s.data, t->data};
    if (s.layout.ndim == 0) copy_layout(t->to, t->data, s.layout, s.data);
    else if (ndw_layout_size(s.layout) == 0) {}
    else if (t->aside) roll_all(whole, shift);
    else roll_axis(&whole, d, shift);
    ndw_target_close(t);
    return NDW_OK;
}

static ndw_status roll(source s, int64_t shift, int axis, destination out)
{
    target t;
    target_name(&t, out);
    ndw_status status = write_rolled(s, shift, axis, &t);
    return status == NDW_OK ? status : ndw_target_fail(&t, status);
}

ndw_status ndw_roll(const ndw_array *a, int64_t shift, int axis, ndw_array **out)
{
    return roll(of_array(a), shift, axis, new_array(out));
}

ndw_status ndw_view_roll(const ndw_view *v, int64_t shift, int axis, ndw_array **out)
{
    return roll(of_view(v), shift, axis, new_array(out));
}

ndw_status ndw_roll_into(const ndw_array *a, int64_t shift, int axis, const ndw_mut *w)
{
    return roll(of_array(a), shift, axis, existing(w));
}

ndw_status ndw_view_roll_into(const ndw_view *v, int64_t shift, int axis, const ndw_mut *w)
{
    return roll(of_view(v), shift, axis, existing(w));
}
