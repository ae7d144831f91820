/* operand.c - check what goes in, wrap what comes out. */
#include "array/operand.h"

#include <string.h>

#include "base/status.h"

ndw_status ndw_source_check(const source *s)
{
    if (!s->data) return WHY(NDW_EINVAL, "the source is NULL, or its data is");
    if (s->layout.itemsize == 0) return FAIL(NDW_EINVAL, "# is not a dtype", s->dtype);
    if (s->layout.ndim < 0 || s->layout.ndim > NDW_MAX_NDIM)
        return FAIL(NDW_ENDIM, "# axes, 0 to # are possible", s->layout.ndim, NDW_MAX_NDIM);
    return NDW_OK;
}

bool ndw_source_may_overlap(const source *a, const source *b)
{
    if (ndw_source_check(a) != NDW_OK || ndw_source_check(b) != NDW_OK) return false;
    int64_t a_first, a_end, b_first, b_end;
    ndw_layout_extent(a->layout, &a_first, &a_end);
    ndw_layout_extent(b->layout, &b_first, &b_end);
    if (a_first == a_end || b_first == b_end) return false;
    uintptr_t x = (uintptr_t)a->data, y = (uintptr_t)b->data;
    return x + (uintptr_t)a_first < y + (uintptr_t)b_end && y + (uintptr_t)b_first < x + (uintptr_t)a_end;
}

static void list_dims(const new_layout *l, int64_t *shape, int64_t *strides)
{
    copy_dims(shape, l->shape, l->ndim);
    copy_dims(strides, l->strides, l->ndim);
}

static ndw_status put_array(ndw_array **out, ndw_status status, const source *s, ndw_dtype dtype,
                            const new_layout *l)
{
    *out = NULL;
    return status == NDW_OK ? ndw_array_share(s->array, dtype, l, out) : status;
}

static ndw_status put_view(ndw_view *out, ndw_status status, const source *s, ndw_dtype dtype,
                           const new_layout *l)
{
    if (status != NDW_OK) {
        memset(out, 0, sizeof *out);
        return status;
    }
    out->data = s->data + l->offset;
    out->dtype = dtype;
    out->ndim = l->ndim;
    list_dims(l, out->shape, out->strides);
    return NDW_OK;
}

static ndw_status put_mut(ndw_mut *out, ndw_status status, const source *s, ndw_dtype dtype,
                          const new_layout *l)
{
    if (status != NDW_OK) {
        memset(out, 0, sizeof *out);
        return status;
    }
    out->data = (char *)(uintptr_t)s->data + l->offset; /* a mut's source is a mut: it may be written */
    out->dtype = dtype;
    out->ndim = l->ndim;
    list_dims(l, out->shape, out->strides);
    return NDW_OK;
}

ndw_status ndw_place_put(place p, ndw_status status, const source *s, ndw_dtype dtype,
                         const new_layout *l)
{
    if (p.array) return put_array(p.array, status, s, dtype, l);
    if (p.view) return put_view(p.view, status, s, dtype, l);
    if (p.mut) return put_mut(p.mut, status, s, dtype, l);
    return WHY(NDW_EINVAL, "out is NULL");
}
