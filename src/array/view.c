/* view.c - borrow elements: from memory, from an array, from a mut; and ask about what was borrowed. */
#include <ndweave/view.h>

#include "array/operand.h"
#include "base/status.h"
#include "copy/copy.h"

/* --- Make ------------------------------------------------------------------------------------ */

static char nowhere; /* where a view without elements points, if its maker had no address */

static ndw_status from_memory(ndw_dtype dtype, int ndim, const int64_t *shape, const int64_t *strides,
                              const void *data, place out)
{
    new_layout l;
    ndw_status status = ndw_layout_make(ndw_itemsize(dtype), ndim, shape, strides, &l);
    if (status == NDW_OK && !data && ndw_layout_size(made(&l)) > 0)
        status = FAIL(NDW_EINVAL, "memory: data is NULL, # elements are to be seen",
                      ndw_layout_size(made(&l)));
    const source memory = {.data = data ? data : &nowhere};
    return ndw_place_put(out, status, &memory, dtype, &l);
}

ndw_status ndw_view_memory(ndw_dtype dtype, int ndim, const int64_t *shape, const int64_t *strides,
                           const void *data, ndw_view *out)
{
    return from_memory(dtype, ndim, shape, strides, data, to_view(out));
}

ndw_status ndw_mut_memory(ndw_dtype dtype, int ndim, const int64_t *shape, const int64_t *strides,
                          void *data, ndw_mut *out)
{
    return from_memory(dtype, ndim, shape, strides, data, to_mut(out));
}

static ndw_status borrow(source s, ndw_view *out)
{
    new_layout l;
    l.ndim = 0;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_slice(&s.layout, 0, NULL, &l); /* all of it */
    return ndw_place_put(to_view(out), status, &s, s.dtype, &l);
}

ndw_status ndw_view_of(const ndw_array *a, ndw_view *out) { return borrow(of_array(a), out); }
ndw_status ndw_view_of_mut(const ndw_mut *w, ndw_view *out) { return borrow(of_mut(w), out); }

static ndw_status check(source s)
{
    new_layout l;
    NDW_TRY(source_check(&s));
    return ndw_layout_make(s.layout.itemsize, s.layout.ndim, s.layout.shape, s.layout.strides, &l);
}

ndw_status ndw_view_check(const ndw_view *v) { return check(of_view(v)); }
ndw_status ndw_mut_check(const ndw_mut *w) { return check(of_mut(w)); }

/* --- Ask ------------------------------------------------------------------------------------- */

static ndw_status extent(source s, const void **first, const void **end)
{
    if (first) *first = NULL;
    if (end) *end = NULL;
    if (!first || !end) return WHY(NDW_EINVAL, "extent: first or end is NULL");
    NDW_TRY(source_check(&s));
    const span bytes = ndw_layout_extent(s.layout);
    *first = s.data + bytes.first;
    *end = s.data + bytes.end;
    return NDW_OK;
}

ndw_status ndw_extent(const ndw_array *a, const void **first, const void **end)
{
    return extent(of_array(a), first, end);
}

ndw_status ndw_view_extent(const ndw_view *v, const void **first, const void **end)
{
    return extent(of_view(v), first, end);
}

static bool readable(source s) { return source_check(&s) == NDW_OK; }

int64_t ndw_view_size(const ndw_view *v) { return readable(of_view(v)) ? ndw_layout_size(of_view(v).layout) : 0; }
int64_t ndw_view_nbytes(const ndw_view *v) { return v ? ndw_view_size(v) * ndw_itemsize(v->dtype) : 0; }

bool ndw_view_is_contiguous(const ndw_view *v, ndw_order order)
{
    return readable(of_view(v)) && (order == NDW_C || order == NDW_F)
        && ndw_layout_is_packed(of_view(v).layout, order);
}

/* Every position is the first plus multiples of the strides. */
static bool is_aligned(source s)
{
    if (!readable(s)) return false;
    uint64_t mask = (uint64_t)ndw_dtype_alignment(s.dtype) - 1, bits = (uintptr_t)s.data;
    if (ndw_layout_size(s.layout) == 0) return true;
    for (int d = 0; d < s.layout.ndim; d++)
        if (s.layout.shape[d] > 1) bits |= (uint64_t)s.layout.strides[d];
    return (bits & mask) == 0;
}

bool ndw_is_aligned(const ndw_array *a) { return is_aligned(of_array(a)); }
bool ndw_view_is_aligned(const ndw_view *v) { return is_aligned(of_view(v)); }

static bool equal(source a, source b)
{
    if (!readable(a) || !readable(b)) return false;
    if (a.dtype != b.dtype || !ndw_layout_same_shape(a.layout, b.layout)) return false;
    return equal_layout(a.layout, a.data, b.layout, b.data);
}

bool ndw_equal(const ndw_array *a, const ndw_array *b) { return equal(of_array(a), of_array(b)); }
bool ndw_view_equal(const ndw_view *v, const ndw_view *w) { return equal(of_view(v), of_view(w)); }

/* Something unreadable shares nothing. */
static bool may_overlap(source a, source b)
{
    return readable(a) && readable(b) && ndw_source_may_overlap(&a, &b);
}

bool ndw_may_overlap(const ndw_array *a, const ndw_array *b) { return may_overlap(of_array(a), of_array(b)); }
bool ndw_view_may_overlap(const ndw_view *v, const ndw_view *w) { return may_overlap(of_view(v), of_view(w)); }

/* --- Parts ----------------------------------------------------------------------------------- */

ndw_status ndw_mut_split(const ndw_mut *w, int axis, int64_t parts, int64_t i, ndw_mut *out)
{
    new_layout l;
    source s = of_mut(w);
    ndw_status status = source_check(&s);
    if (status == NDW_OK && layout_may_self_overlap(s.layout))
        status = WHY(NDW_EOVERLAP, "split: elements of the whole may overlap each other");
    if (status == NDW_OK) status = ndw_layout_split(s.layout, axis, parts, i, &l);
    return ndw_place_put(to_mut(out), status, &s, s.dtype, &l);
}
