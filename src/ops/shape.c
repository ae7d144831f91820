/*
 * shape.c - the same elements in another arrangement: of arrays, views and muts.
 *
 * Each operation is one body over a source and a place; see array/operand.h.
 */
#include <ndweave/shape.h>

#include "array/operand.h"
#include "base/status.h"
#include "copy/copy.h"

/* --- transpose --------------------------------------------------------------------------------- */

static ndw_status transpose(source s, int naxes, const int *axes, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_transpose(s.layout, naxes, axes, &l);
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_transpose(const ndw_array *a, int naxes, const int *axes, ndw_array **out)
{
    return transpose(of_array(a), naxes, axes, to_array(out));
}

ndw_status ndw_view_transpose(const ndw_view *v, int naxes, const int *axes, ndw_view *out)
{
    return transpose(of_view(v), naxes, axes, to_view(out));
}

ndw_status ndw_mut_transpose(const ndw_mut *w, int naxes, const int *axes, ndw_mut *out)
{
    return transpose(of_mut(w), naxes, axes, to_mut(out));
}

/* --- swapaxes ------------------------------------------------------------------------------------- */

static ndw_status swapaxes(source s, int i, int j, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_swapaxes(s.layout, i, j, &l);
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_swapaxes(const ndw_array *a, int i, int j, ndw_array **out)
{
    return swapaxes(of_array(a), i, j, to_array(out));
}

ndw_status ndw_view_swapaxes(const ndw_view *v, int i, int j, ndw_view *out)
{
    return swapaxes(of_view(v), i, j, to_view(out));
}

ndw_status ndw_mut_swapaxes(const ndw_mut *w, int i, int j, ndw_mut *out)
{
    return swapaxes(of_mut(w), i, j, to_mut(out));
}

/* --- moveaxis ------------------------------------------------------------------------------------- */

static ndw_status moveaxis(source s, int from, int to, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_moveaxis(s.layout, from, to, &l);
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_moveaxis(const ndw_array *a, int from, int to, ndw_array **out)
{
    return moveaxis(of_array(a), from, to, to_array(out));
}

ndw_status ndw_view_moveaxis(const ndw_view *v, int from, int to, ndw_view *out)
{
    return moveaxis(of_view(v), from, to, to_view(out));
}

ndw_status ndw_mut_moveaxis(const ndw_mut *w, int from, int to, ndw_mut *out)
{
    return moveaxis(of_mut(w), from, to, to_mut(out));
}

/* --- squeeze -------------------------------------------------------------------------------------- */

static ndw_status squeeze(source s, int naxes, const int *axes, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_squeeze(s.layout, naxes, axes, &l);
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_squeeze(const ndw_array *a, int naxes, const int *axes, ndw_array **out)
{
    return squeeze(of_array(a), naxes, axes, to_array(out));
}

ndw_status ndw_view_squeeze(const ndw_view *v, int naxes, const int *axes, ndw_view *out)
{
    return squeeze(of_view(v), naxes, axes, to_view(out));
}

ndw_status ndw_mut_squeeze(const ndw_mut *w, int naxes, const int *axes, ndw_mut *out)
{
    return squeeze(of_mut(w), naxes, axes, to_mut(out));
}

/* --- expand_dims ---------------------------------------------------------------------------------- */

static ndw_status expand_dims(source s, int naxes, const int *axes, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_expand_dims(s.layout, naxes, axes, &l);
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_expand_dims(const ndw_array *a, int naxes, const int *axes, ndw_array **out)
{
    return expand_dims(of_array(a), naxes, axes, to_array(out));
}

ndw_status ndw_view_expand_dims(const ndw_view *v, int naxes, const int *axes, ndw_view *out)
{
    return expand_dims(of_view(v), naxes, axes, to_view(out));
}

ndw_status ndw_mut_expand_dims(const ndw_mut *w, int naxes, const int *axes, ndw_mut *out)
{
    return expand_dims(of_mut(w), naxes, axes, to_mut(out));
}

/* --- flip -------------------------------------------------------------------------------------- */

static ndw_status flip(source s, int naxes, const int *axes, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_flip(s.layout, naxes, axes, &l);
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_flip(const ndw_array *a, int naxes, const int *axes, ndw_array **out)
{
    return flip(of_array(a), naxes, axes, to_array(out));
}

ndw_status ndw_view_flip(const ndw_view *v, int naxes, const int *axes, ndw_view *out)
{
    return flip(of_view(v), naxes, axes, to_view(out));
}

ndw_status ndw_mut_flip(const ndw_mut *w, int naxes, const int *axes, ndw_mut *out)
{
    return flip(of_mut(w), naxes, axes, to_mut(out));
}

/* --- broadcast_to ------------------------------------------------------------------------------ */

static ndw_status broadcast_to(source s, int ndim, const int64_t *shape, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_broadcast(s.layout, ndim, shape, &l);
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_broadcast_to(const ndw_array *a, int ndim, const int64_t *shape, ndw_array **out)
{
    return broadcast_to(of_array(a), ndim, shape, to_array(out));
}

ndw_status ndw_view_broadcast_to(const ndw_view *v, int ndim, const int64_t *shape, ndw_view *out)
{
    return broadcast_to(of_view(v), ndim, shape, to_view(out));
}

/* --- reshape ----------------------------------------------------------------------------------- */

static ndw_status reshape(source s, int ndim, const int64_t *shape, place out)
{
    new_layout l;
    bool viewable = true;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_reshape(s.layout, ndim, shape, &l, &viewable);
    if (!viewable) status = WHY(NDW_ECOPY, "reshape: no view of these elements has this shape");
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_view_reshape(const ndw_view *v, int ndim, const int64_t *shape, ndw_view *out)
{
    return reshape(of_view(v), ndim, shape, to_view(out));
}

ndw_status ndw_mut_reshape(const ndw_mut *w, int ndim, const int64_t *shape, ndw_mut *out)
{
    return reshape(of_mut(w), ndim, shape, to_mut(out));
}

/* The elements of `a` in C order under a shape that no view can give them; `l` is that shape, packed. */
static ndw_status reshape_copy(const ndw_array *a, const new_layout *l, ndw_array **out)
{
    new_layout packed;
    NDW_TRY(ndw_layout_pack(array_layout(a), NDW_C, &packed)); /* the same places under the old shape */
    NDW_TRY(ndw_array_make(ndw_get_allocator(), a->dtype, l, out));
    copy_layout(made(&packed), (*out)->data, array_layout(a), a->data);
    return NDW_OK;
}

ndw_status ndw_reshape(const ndw_array *a, int ndim, const int64_t *shape, unsigned flags, ndw_array **out)
{
    REFUSE_NULL(out, "reshape: out is NULL");
    *out = NULL;
    if (flags & ~(unsigned)NDW_NOCOPY) return FAIL(NDW_EINVAL, "reshape: unknown flags in #", flags);
    const source s = of_array(a);
    if (!a || (flags & NDW_NOCOPY)) return reshape(s, ndim, shape, to_array(out));

    new_layout l;
    bool viewable;
    NDW_TRY(source_check(&s));
    NDW_TRY(ndw_layout_reshape(array_layout(a), ndim, shape, &l, &viewable));
    return viewable ? ndw_array_share(a, a->dtype, &l, out) : reshape_copy(a, &l, out);
}

/* --- diagonal ------------------------------------------------------------------------------------- */

static ndw_status diagonal(source s, int64_t offset, int axis1, int axis2, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_diagonal(s.layout, offset, axis1, axis2, &l);
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_diagonal(const ndw_array *a, int64_t offset, int axis1, int axis2, ndw_array **out)
{
    return diagonal(of_array(a), offset, axis1, axis2, to_array(out));
}

ndw_status ndw_view_diagonal(const ndw_view *v, int64_t offset, int axis1, int axis2, ndw_view *out)
{
    return diagonal(of_view(v), offset, axis1, axis2, to_view(out));
}

ndw_status ndw_mut_diagonal(const ndw_mut *w, int64_t offset, int axis1, int axis2, ndw_mut *out)
{
    return diagonal(of_mut(w), offset, axis1, axis2, to_mut(out));
}

/* --- sliding_window ------------------------------------------------------------------------------- */

static ndw_status sliding_window(source s, int axis, int64_t window, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_sliding_window(s.layout, axis, window, &l);
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_sliding_window(const ndw_array *a, int axis, int64_t window, ndw_array **out)
{
    return sliding_window(of_array(a), axis, window, to_array(out));
}

ndw_status ndw_view_sliding_window(const ndw_view *v, int axis, int64_t window, ndw_view *out)
{
    return sliding_window(of_view(v), axis, window, to_view(out));
}

/* --- as_strided ---------------------------------------------------------------------------------------- */

static ndw_status as_strided(source s, int ndim, const int64_t *shape, const int64_t *strides,
                             int64_t offset, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_as_strided(s.layout, ndim, shape, strides, offset, &l);
    if (status == NDW_OK && out.mut && layout_may_self_overlap(made(&l)))
        status = WHY(NDW_EOVERLAP, "as_strided: elements of a mut may not overlap each other");
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_as_strided(const ndw_array *a, int ndim, const int64_t *shape, const int64_t *strides,
                          int64_t offset, ndw_array **out)
{
    return as_strided(of_array(a), ndim, shape, strides, offset, to_array(out));
}

ndw_status ndw_view_as_strided(const ndw_view *v, int ndim, const int64_t *shape,
                               const int64_t *strides, int64_t offset, ndw_view *out)
{
    return as_strided(of_view(v), ndim, shape, strides, offset, to_view(out));
}

ndw_status ndw_mut_as_strided(const ndw_mut *w, int ndim, const int64_t *shape, const int64_t *strides,
                              int64_t offset, ndw_mut *out)
{
    return as_strided(of_mut(w), ndim, shape, strides, offset, to_mut(out));
}

/* --- as_dtype ------------------------------------------------------------------------------------------ */

static ndw_status as_dtype(source s, ndw_dtype dtype, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK && ndw_itemsize(dtype) == 0) status = FAIL(NDW_EINVAL, "as_dtype: # is not a dtype", dtype);
    if (status == NDW_OK) status = ndw_layout_as_itemsize(s.layout, ndw_itemsize(dtype), &l);
    return ndw_place_put(out, status, &s, dtype, &l);
}

ndw_status ndw_as_dtype(const ndw_array *a, ndw_dtype dtype, ndw_array **out)
{
    return as_dtype(of_array(a), dtype, to_array(out));
}

ndw_status ndw_view_as_dtype(const ndw_view *v, ndw_dtype dtype, ndw_view *out)
{
    return as_dtype(of_view(v), dtype, to_view(out));
}

ndw_status ndw_mut_as_dtype(const ndw_mut *w, ndw_dtype dtype, ndw_mut *out)
{
    return as_dtype(of_mut(w), dtype, to_mut(out));
}
