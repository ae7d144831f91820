/*
 * join.c - concatenate and stack: copies into parts of one result.
 *
 *     concatenate along axis 1     a a | b b b        each source fills its own columns
 *                                  a a | b b b
 *     stack along axis 1           a b                 each source fills its own places along an axis
 *                                  a b                 that it does not have
 *     NDW_AXIS_NONE                each source fills its piece of a line, in C order
 */
#include <ndweave/join.h>

#include "base/arith.h"
#include "copy/copy.h"
#include "ops/into.h"

/* --- Lists of sources ------------------------------------------------------------------------------------ */

/* The operands of one call. */
typedef struct operands {
    int64_t n, bytes;
    source *list; /* NULL: none was read */
    const ndw_allocator *allocator;
} operands;

/* Room for the operands of a list, if there is one. */
static ndw_status allocate(operands *o, int64_t n, bool is_there)
{
    void *block;
    bool overflow = false;
    *o = (operands){.n = n, .allocator = ndw_get_allocator()};
    if (n < 1) return FAIL(NDW_EVALUE, "join: # arrays", n);
    REFUSE_NULL(is_there, "join: the list is NULL");
    o->bytes = mul(n, (int64_t)sizeof *o->list, &overflow);
    if (overflow) return FAIL(NDW_EOVERFLOW, "join: # arrays do not fit in memory", n);
    NDW_TRY(ndw_memory_take(o->allocator, o->bytes, DESCRIPTOR_ALIGNMENT, &block));
    o->list = block;
    return NDW_OK;
}

static ndw_status read_arrays(operands *o, int64_t n, const ndw_array *const *arrays)
{
    NDW_TRY(allocate(o, n, arrays != NULL));
    for (int64_t i = 0; i < n; i++) {
        o->list[i] = of_array(arrays[i]);
        NDW_TRY(source_check(&o->list[i]));
    }
    return NDW_OK;
}

static ndw_status read_views(operands *o, int64_t n, const ndw_view *const *views)
{
    NDW_TRY(allocate(o, n, views != NULL));
    for (int64_t i = 0; i < n; i++) {
        o->list[i] = of_view(views[i]);
        NDW_TRY(source_check(&o->list[i]));
    }
    return NDW_OK;
}

static void forget(operands *o)
{
    if (o->list) memory_give(o->allocator, o->list, o->bytes, DESCRIPTOR_ALIGNMENT);
}

/* --- concatenate ------------------------------------------------------------------------------------------- */

/* Fits the first operand: its dtype and, unless flattened, its lengths but for the one on `axis`. */
static ndw_status check_operand(const operands *o, int64_t i, int axis, bool flat)
{
    const layout first = o->list[0].layout, l = o->list[i].layout;
    if (o->list[i].dtype != o->list[0].dtype)
        return FAIL(NDW_EDTYPE, "concatenate: array # has dtype #, the first #", i, o->list[i].dtype,
                    o->list[0].dtype);
    if (flat) return NDW_OK;
    if (l.ndim != first.ndim)
        return FAIL(NDW_ENDIM, "concatenate: array # has # axes, the first #", i, l.ndim, first.ndim);
    for (int d = 0; d < l.ndim; d++)
        if (d != axis && l.shape[d] != first.shape[d])
            return FAIL(NDW_ESHAPE, "concatenate: array # has length # on axis #, the first #", i, l.shape[d],
                        d, first.shape[d]);
    return NDW_OK;
}

/* How much of the result's axis an operand takes. */
static int64_t length_of(const source *s, int axis, bool flat)
{
    return flat ? ndw_layout_size(s->layout) : s->layout.shape[axis];
}

static ndw_status size_result(const operands *o, int axis, bool flat, new_layout *result)
{
    const layout first = o->list[0].layout;
    int64_t shape[NDW_MAX_NDIM], total = 0;
    bool overflow = false;
    for (int64_t i = 0; i < o->n; i++) {
        NDW_TRY(check_operand(o, i, axis, flat));
        total = add(total, length_of(&o->list[i], axis, flat), &overflow);
    }
    if (overflow) return WHY(NDW_EOVERFLOW, "concatenate: the total length does not fit 64 bits");
    if (!flat) copy_dims(shape, first.shape, first.ndim);
    shape[axis] = total;
    return ndw_layout_make(first.itemsize, flat ? 1 : first.ndim, shape, NULL, result);
}

/* Copies an operand to its part of the result, which begins at `data`. */
static void copy_part(const source *s, bool flat, layout to, char *data)
{
    new_layout line;
    if (flat) ndw_layout_along_line(s->layout, to.strides[0], &line);
    const int64_t *strides = flat ? line.strides : to.strides;
    copy_layout((layout){to.itemsize, s->layout.ndim, s->layout.shape, strides}, data, s->layout, s->data);
}

static ndw_status concatenate(const operands *o, int axis, target *t)
{
    const bool flat = axis == NDW_AXIS_NONE;
    int d = 0;
    new_layout result;
    if (!flat && o->list[0].layout.ndim == 0) return WHY(NDW_ENDIM, "concatenate: 0-d arrays have no axis");
    if (!flat) NDW_TRY(ndw_layout_axis(axis, o->list[0].layout.ndim, &d));
    NDW_TRY(size_result(o, d, flat, &result));
    NDW_TRY(ndw_target_open(t, o->list[0].dtype, &result, o->list, o->n));

    int64_t at = 0; /* along the axis, in elements */
    for (int64_t i = 0; i < o->n; at += length_of(&o->list[i++], d, flat))
        if (ndw_layout_size(o->list[i].layout) > 0)
            copy_part(&o->list[i], flat, t->to, t->data + at * t->to.strides[d]);
    ndw_target_close(t);
    return NDW_OK;
}

static ndw_status finish_concatenate(operands *o, ndw_status status, int axis, destination out)
{
    target t;
    target_name(&t, out);
    if (status == NDW_OK) status = concatenate(o, axis, &t);
    if (status != NDW_OK) (void)ndw_target_fail(&t, status);
    forget(o);
    return status;
}

ndw_status ndw_concatenate(int64_t n, const ndw_array *const *arrays, int axis, ndw_array **out)
{
    operands o;
    return finish_concatenate(&o, read_arrays(&o, n, arrays), axis, new_array(out));
}

ndw_status ndw_view_concatenate(int64_t n, const ndw_view *const *views, int axis, ndw_array **out)
{
    operands o;
    return finish_concatenate(&o, read_views(&o, n, views), axis, new_array(out));
}

ndw_status ndw_concatenate_into(int64_t n, const ndw_array *const *arrays, int axis, const ndw_mut *w)
{
    operands o;
    return finish_concatenate(&o, read_arrays(&o, n, arrays), axis, existing(w));
}

ndw_status ndw_view_concatenate_into(int64_t n, const ndw_view *const *views, int axis, const ndw_mut *w)
{
    operands o;
    return finish_concatenate(&o, read_views(&o, n, views), axis, existing(w));
}

/* --- stack --------------------------------------------------------------------------------------------------- */

static ndw_status check_stacked(const operands *o, int64_t i)
{
    if (!ndw_layout_same_shape(o->list[i].layout, o->list[0].layout))
        return FAIL(NDW_ESHAPE, "stack: array # does not have the shape of the first", i);
    if (o->list[i].dtype != o->list[0].dtype)
        return FAIL(NDW_EDTYPE, "stack: array # has dtype #, the first #", i, o->list[i].dtype, o->list[0].dtype);
    return NDW_OK;
}

/* Each operand goes to its place along axis `d`, which it does not have. */
static void fill_stack(const operands *o, int d, const target *t)
{
    const layout one = o->list[0].layout;
    int64_t strides[NDW_MAX_NDIM];
    for (int k = 0; k < one.ndim; k++) strides[k] = t->to.strides[k < d ? k : k + 1];
    if (ndw_layout_size(one) == 0) return;
    for (int64_t i = 0; i < o->n; i++)
        copy_layout((layout){one.itemsize, one.ndim, one.shape, strides}, t->data + i * t->to.strides[d],
                    o->list[i].layout, o->list[i].data);
}

static ndw_status stack(const operands *o, int axis, target *t)
{
    const layout one = o->list[0].layout;
    int d;
    new_layout row, result;
    if (axis == NDW_AXIS_NONE) return WHY(NDW_EAXIS, "stack: no axis is named");
    for (int64_t i = 0; i < o->n; i++) NDW_TRY(check_stacked(o, i));
    NDW_TRY(ndw_layout_axis(axis, one.ndim + 1, &d));
    NDW_TRY(ndw_layout_expand_dims(one, 1, &d, &row));
    row.shape[d] = o->n;
    NDW_TRY(ndw_layout_make(row.itemsize, row.ndim, row.shape, NULL, &result));
    NDW_TRY(ndw_target_open(t, o->list[0].dtype, &result, o->list, o->n));
    fill_stack(o, d, t);
    ndw_target_close(t);
    return NDW_OK;
}

static ndw_status finish_stack(operands *o, ndw_status status, int axis, destination out)
{
    target t;
    target_name(&t, out);
    if (status == NDW_OK) status = stack(o, axis, &t);
    if (status != NDW_OK) (void)ndw_target_fail(&t, status);
    forget(o);
    return status;
}

ndw_status ndw_stack(int64_t n, const ndw_array *const *arrays, int axis, ndw_array **out)
{
    operands o;
    return finish_stack(&o, read_arrays(&o, n, arrays), axis, new_array(out));
}

ndw_status ndw_view_stack(int64_t n, const ndw_view *const *views, int axis, ndw_array **out)
{
    operands o;
    return finish_stack(&o, read_views(&o, n, views), axis, new_array(out));
}

ndw_status ndw_stack_into(int64_t n, const ndw_array *const *arrays, int axis, const ndw_mut *w)
{
    operands o;
    return finish_stack(&o, read_arrays(&o, n, arrays), axis, existing(w));
}

ndw_status ndw_view_stack_into(int64_t n, const ndw_view *const *views, int axis, const ndw_mut *w)
{
    operands o;
    return finish_stack(&o, read_views(&o, n, views), axis, existing(w));
}
