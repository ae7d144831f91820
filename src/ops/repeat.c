/*
 * repeat.c - each element several times over: uniformly along any axes, or by counts along one.
 *
 * A repetition is a strided copy whose source has, beside each axis, another one of stride 0:
 *
 *     x (3) f8, repeat 2           source    3 steps of 8, 2 steps of  0
 *     0 1 2 -> 0 0 1 1 2 2         result    3 steps of 16, 2 steps of 8
 *
 * so the source is read where it lies, whatever its strides. Counts are the same with a number of
 * steps that changes from element to element. Flattening (NDW_AXIS_NONE) only changes the steps in
 * the result: each element of the source, in C order, begins where the one before it ended.
 *
 * First everything is settled - counts read, once; result sized, from what was read - and only then
 * is memory allocated and written. Nothing of the source but its elements is ever written, or needed
 * again.
 */
#include <ndweave/repeat.h>

#include "base/arith.h"
#include "base/once.h"
#include "base/status.h"
#include "copy/copy.h"
#include "ops/into.h"
#include "ops/snapshot.h"

typedef struct repetition {
    source from;
    bool along_one;                /* along a named axis or flat, for which a 0-d source has one axis */
    bool flat;                     /* the result is 1-d: the elements in C order, each repeated      */
    int axis;                      /* along which `each` counts; flat: along all of them             */
    int64_t uniform[NDW_MAX_NDIM]; /* copies along each axis; flat: uniform[0] of each element       */
    uint8_t *few;                  /* the counts of each element, as bytes, if they fit; else NULL   */
    snapshot bytes, words;         /* where a list of them is, unless it is short; no list: uniform  */
    uint8_t brief[256];            /* where a short one is                                           */
    int64_t total;                 /* of all counts                                                  */
    new_layout result;             /* in C order                                                     */
} repetition;

/* --- Settle: the axis, the counts, the shape of the result -------------------------------------- */

/* The layout of the source. Along a named axis (or none) a 0-d source is one element on axis 0. */
static layout source_layout(const repetition *r)
{
    static const int64_t one = 1; /* its length; its stride is never used */
    const layout l = r->from.layout;
    return l.ndim == 0 && r->along_one ? (layout){l.itemsize, 1, &one, &one} : l;
}

static ndw_status begin_repetition(repetition *r, source from, int axis)
{
    r->from = from;
    r->along_one = true;
    r->flat = axis == NDW_AXIS_NONE;
    r->axis = 0;
    r->few = NULL;
    r->bytes.list = r->words.list = NULL;
    NDW_TRY(source_check(&from));
    return r->flat ? NDW_OK : ndw_layout_axis(axis, source_layout(r).ndim, &r->axis);
}

static ndw_status check_count(int64_t count, int64_t i)
{
    return count >= 0 ? NDW_OK : FAIL(NDW_EVALUE, "repeat: count # at # is negative", count, i);
}

static ndw_status size_uniform(repetition *r)
{
    const layout from = source_layout(r);
    int64_t shape[NDW_MAX_NDIM];
    bool overflow = false;
    if (r->flat) shape[0] = mul(ndw_layout_size(from), r->uniform[0], &overflow);
    else
        for (int d = 0; d < from.ndim; d++) shape[d] = mul(from.shape[d], r->uniform[d], &overflow);
    if (overflow) return WHY(NDW_EOVERFLOW, "repeat: a length of the result does not fit 64 bits");
    return ndw_layout_make(from.itemsize, r->flat ? 1 : from.ndim, shape, NULL, &r->result);
}

static ndw_status settle_uniform(repetition *r, source from, int64_t count, int axis)
{
    NDW_TRY(begin_repetition(r, from, axis));
    NDW_TRY(check_count(count, 0));
    for (int d = 0; d < source_layout(r).ndim; d++) r->uniform[d] = 1;
    r->uniform[r->axis] = count;
    return size_uniform(r);
}

static ndw_status settle_axes(repetition *r, source from, int n, const int64_t *counts)
{
    NDW_TRY(begin_repetition(r, from, NDW_AXIS_NONE));
    r->along_one = r->flat = false; /* every axis is named; a 0-d source has none */
    if (n != from.layout.ndim)
        return FAIL(NDW_ESHAPE, "repeat: # counts for # axes", n, from.layout.ndim);
    if (n > 0) REFUSE_NULL(counts, "repeat: counts is NULL");
    for (int d = 0; d < n; d++) {
        r->uniform[d] = read_once(&counts[d]);
        NDW_TRY(check_count(r->uniform[d], d));
    }
    return size_uniform(r);
}

/* As words, when one does not fit a byte: the first `done` are read, and so is the block after them. */
static ndw_status read_words(repetition *r, int64_t n, const int64_t *counts, int64_t done, const int64_t *block)
{
    bool overflow = false;
    NDW_TRY(snapshot_make(&r->words, n));
    for (int64_t i = 0; i < done; i++) r->words.list[i] = r->few[i];
    for (int64_t i = done; i < n; i++) {
        const int64_t count = i - done < COPY_COUNTS_BLOCK ? block[i - done] : read_once(&counts[i]);
        NDW_TRY(check_count(count, i));
        r->words.list[i] = count;
        r->total = add(r->total, count, &overflow);
    }
    r->few = NULL;
    return overflow ? FAIL(NDW_EOVERFLOW, "repeat: the total of # counts does not fit 64 bits", n) : NDW_OK;
}

/* Reads each count, once; from here on the caller's list is not looked at again. */
static ndw_status read_counts(repetition *r, int64_t n, const int64_t *counts)
{
    int64_t block[COPY_COUNTS_BLOCK];
    if (n > (int64_t)sizeof r->brief) NDW_TRY(snapshot_make_bytes(&r->bytes, n));
    r->few = r->bytes.list ? (uint8_t *)r->bytes.list : r->brief;
    r->total = 0;
    const int64_t done = ndw_copy_read_counts(counts, n, r->few, &r->total, block);
    return done < n ? read_words(r, n, counts, done, block) : NDW_OK;
}

static ndw_status settle_counts(repetition *r, source from, int64_t n, const int64_t *counts, int axis)
{
    NDW_TRY(begin_repetition(r, from, axis));
    const layout l = source_layout(r);
    const int64_t length = r->flat ? ndw_layout_size(l) : l.shape[r->axis];
    if (n > 0) REFUSE_NULL(counts, "repeat: counts is NULL");
    if (n != 1 && n != length)
        return r->flat ? FAIL(NDW_ESHAPE, "repeat: counts has length #, there are # elements", n, length)
                       : FAIL(NDW_ESHAPE, "repeat: counts has length #, axis # has length #", n, r->axis, length);
    if (n == 1) return settle_uniform(r, from, read_once(counts), axis);

    int64_t shape[NDW_MAX_NDIM];
    NDW_TRY(read_counts(r, n, counts));
    for (int d = 0; d < l.ndim; d++) shape[d] = d == r->axis ? r->total : l.shape[d];
    return ndw_layout_make(l.itemsize, r->flat ? 1 : l.ndim, shape, NULL, &r->result);
}

/* --- Fill: the jobs for the engine --------------------------------------------------------------- */

/* Packed memory, repeated along one axis or flat, which is along the last one. */
static void fill_packed(const repetition *r, char *dst)
{
    const layout from = source_layout(r);
    const int axis = r->flat ? from.ndim - 1 : r->axis;
    if (ndw_layout_size(made(&r->result)) > 0) ndw_direct_packed(from, axis, r->uniform[r->axis], dst, r->from.data);
}

/* Along each axis of the source, its elements and then the copies of each. */
static void fill_uniform(const repetition *r, layout to, char *dst)
{
    const layout from = source_layout(r);
    bool unused = false;
    copy_job job;
    copy_start(&job, from.itemsize);
    if (r->flat) {
        new_layout line;
        ndw_layout_along_line(from, mul(to.strides[0], r->uniform[0], &unused), &line);
        copy_from_layouts(&job, made(&line), from);
        copy_add_axis(&job, r->uniform[0], to.strides[0], 0);
    } else {
        for (int d = 0; d < from.ndim; d++)
            copy_add_repeated(&job, from.shape[d], r->uniform[d], to.strides[d], from.strides[d]);
    }
    ndw_copy_run(&job, dst, r->from.data);
}

/* Flattened elements that lie evenly apart are a 1-d source, whatever axes they came from. */
static layout flattened(layout l, new_layout *as_1d)
{
    const int64_t size = ndw_layout_size(l);
    bool viewable;
    return ndw_layout_reshape(l, 1, &size, as_1d, &viewable) == NDW_OK && viewable ? made(as_1d) : l;
}

static void fill_counted(const repetition *r, layout to, char *dst)
{
    new_layout as_1d;
    const layout from = r->flat ? flattened(source_layout(r), &as_1d) : source_layout(r);
    const int axis = r->flat ? from.ndim - 1 : r->axis;

    counted_job c;
    c.length = from.shape[axis];
    c.src_step = from.strides[axis];
    c.copy_step = r->total > 1 ? to.strides[r->axis] : 0; /* of a single copy it may be anything */
    c.counts = (count_list){r->few, r->words.list, r->total};
    c.flat = r->flat;
    copy_start(&c.outer, from.itemsize);
    copy_start(&c.job, from.itemsize);
    for (int d = 0; d < axis; d++)
        copy_add_axis(&c.outer, from.shape[d], r->flat ? 0 : to.strides[d], from.strides[d]);
    for (int d = axis + 1; d < from.ndim; d++)
        copy_add_axis(&c.job, from.shape[d], to.strides[d], from.strides[d]);
    ndw_copy_run_counted(&c, dst, r->from.data);
}

static void fill_repetition(const repetition *r, const target *t)
{
    if (r->few || r->words.list) fill_counted(r, t->to, t->data);
    else if (r->along_one && t->packed && source_is_packed(&r->from)) fill_packed(r, t->data);
    else fill_uniform(r, t->to, t->data);
}

/* --- Finish: into a new array, or into memory that exists ---------------------------------------- */

static ndw_status write_repetition(repetition *r, target *t)
{
    NDW_TRY(ndw_target_open(t, r->from.dtype, &r->result, &r->from, 1));
    fill_repetition(r, t);
    ndw_target_close(t);
    return NDW_OK;
}

static ndw_status finish(repetition *r, ndw_status settled, destination out)
{
    target t;
    target_name(&t, out);
    ndw_status status = settled == NDW_OK ? write_repetition(r, &t) : ndw_target_fail(&t, settled);
    snapshot_drop(&r->bytes);
    snapshot_drop(&r->words);
    return status;
}

/* Flat is along axis 0, of a 1-d source; what is out of range is left to the long way. */
static inline int axis_from_front(int axis, int ndim)
{
    if (axis == NDW_AXIS_NONE && ndim == 1) return 0;
    return axis < 0 ? axis + ndim : axis;
}

/* The long way: errors, overlaps, flattening, nothing to write. */
APART static ndw_status repeat_any(const source *from, int64_t count, int axis, destination out)
{
    repetition r;
    return finish(&r, settle_uniform(&r, *from, count, axis), out);
}

IN_LINE ndw_status repeat_into(source from, int64_t count, int axis, const ndw_mut *w)
{
    NDW_TRY(source_check(&from));
    const int ndim = from.layout.ndim, along = axis_from_front(axis, ndim);
    if (along >= 0 && along < ndim && ndw_direct_into(&from, count, along, w)) return NDW_OK;
    return repeat_any(&from, count, axis, existing(w));
}

/* With a new array there are no overlaps, and no shapes that might not fit: what the result is says all. */
APART static ndw_status repeat(const source *from, int64_t count, int axis, ndw_array **out)
{
    const layout in = from->layout;
    const ndw_status sound = source_check(from);
    if (out) *out = NULL;
    NDW_TRY(sound);
    const int along = axis_from_front(axis, in.ndim);
    if (!out || along < 0 || along >= in.ndim || count < 0) return repeat_any(from, count, axis, new_array(out));

    int64_t shape[NDW_MAX_NDIM];
    bool overflow = false;
    for (int d = 0; d < in.ndim; d++) shape[d] = d == along ? mul(in.shape[d], count, &overflow) : in.shape[d];
    if (overflow) return repeat_any(from, count, axis, new_array(out));

    new_layout l;
    ndw_array *result;
    NDW_TRY(ndw_layout_make(in.itemsize, in.ndim, shape, NULL, &l));
    NDW_TRY(ndw_array_make(ndw_get_allocator(), from->dtype, &l, &result));
    if (result->size > 0 && source_is_packed(from)) ndw_direct_packed(in, along, count, result->data, from->data);
    else if (result->size > 0) ndw_direct_strided(array_layout(result), result->data, in, along, count, from->data);
    *out = result;
    return NDW_OK;
}

/* --- The public functions: what is repeated, how, and where to ------------------------------------ */

ndw_status ndw_repeat(const ndw_array *a, int64_t count, int axis, ndw_array **out)
{
    const source from = of_array(a);
    return repeat(&from, count, axis, out);
}

ndw_status ndw_view_repeat(const ndw_view *v, int64_t count, int axis, ndw_array **out)
{
    const source from = of_view(v);
    return repeat(&from, count, axis, out);
}

ndw_status ndw_repeat_counts(const ndw_array *a, int64_t n, const int64_t *counts, int axis, ndw_array **out)
{
    repetition r;
    return finish(&r, settle_counts(&r, of_array(a), n, counts, axis), new_array(out));
}

ndw_status ndw_view_repeat_counts(const ndw_view *v, int64_t n, const int64_t *counts, int axis,
                                  ndw_array **out)
{
    repetition r;
    return finish(&r, settle_counts(&r, of_view(v), n, counts, axis), new_array(out));
}

ndw_status ndw_repeat_axes(const ndw_array *a, int n, const int64_t *counts, ndw_array **out)
{
    repetition r;
    return finish(&r, settle_axes(&r, of_array(a), n, counts), new_array(out));
}

ndw_status ndw_view_repeat_axes(const ndw_view *v, int n, const int64_t *counts, ndw_array **out)
{
    repetition r;
    return finish(&r, settle_axes(&r, of_view(v), n, counts), new_array(out));
}

ndw_status ndw_repeat_into(const ndw_array *a, int64_t count, int axis, const ndw_mut *w)
{
    return repeat_into(of_array(a), count, axis, w);
}

ndw_status ndw_view_repeat_into(const ndw_view *v, int64_t count, int axis, const ndw_mut *w)
{
    return repeat_into(of_view(v), count, axis, w);
}

ndw_status ndw_repeat_counts_into(const ndw_array *a, int64_t n, const int64_t *counts, int axis,
                                  const ndw_mut *w)
{
    repetition r;
    return finish(&r, settle_counts(&r, of_array(a), n, counts, axis), existing(w));
}

ndw_status ndw_view_repeat_counts_into(const ndw_view *v, int64_t n, const int64_t *counts, int axis,
                                       const ndw_mut *w)
{
    repetition r;
    return finish(&r, settle_counts(&r, of_view(v), n, counts, axis), existing(w));
}

ndw_status ndw_repeat_axes_into(const ndw_array *a, int n, const int64_t *counts, const ndw_mut *w)
{
    repetition r;
    return finish(&r, settle_axes(&r, of_array(a), n, counts), existing(w));
}

ndw_status ndw_view_repeat_axes_into(const ndw_view *v, int n, const int64_t *counts, const ndw_mut *w)
{
    repetition r;
    return finish(&r, settle_axes(&r, of_view(v), n, counts), existing(w));
}
