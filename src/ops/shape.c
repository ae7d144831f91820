/*
 * shape.c - transpose, flip, broadcast and reshape arrays, views and muts.
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
    NDW_TRY(ndw_array_make(ndw_get_allocator(), a->dtype, made(l), out));
    copy_layout(made(&packed), (*out)->data, array_layout(a), a->data);
    return NDW_OK;
}

ndw_status ndw_reshape(const ndw_array *a, int ndim, const int64_t *shape, unsigned flags, ndw_array **out)
{
    REFUSE_NULL(out, "reshape: out is NULL");
    *out = NULL;
    if (flags & ~(unsigned)NDW_NOCOPY) return FAIL(NDW_EINVAL, "reshape: unknown flags in #", flags);
    if (!a || (flags & NDW_NOCOPY)) return reshape(of_array(a), ndim, shape, to_array(out));

    new_layout l;
    bool viewable;
    NDW_TRY(ndw_layout_reshape(array_layout(a), ndim, shape, &l, &viewable));
    return viewable ? ndw_array_share(a, a->dtype, &l, out) : reshape_copy(a, &l, out);
}
