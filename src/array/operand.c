/* operand.c - check and copy what goes in, wrap what comes out. */
#include "array/operand.h"

#include <string.h>

#include "copy/copy.h"

/* The end of memory, for an end that lies behind it. */
static int64_t address_at(const char *data, int64_t offset)
{
    bool overflow = false;
    const int64_t address = add(address_of(data), offset, &overflow);
    return !overflow ? address : offset < 0 ? INT64_MIN : INT64_MAX;
}

span ndw_source_extent(const source *s)
{
    const int64_t data = address_of(s->data);
    if (s->array && s->array->c_packed) return (span){data, data + ndw_nbytes(s->array)};
    const span bytes = ndw_layout_extent(s->layout);
    return (span){address_at(s->data, bytes.first), address_at(s->data, bytes.end)};
}

bool ndw_source_may_overlap(const source *a, const source *b)
{
    const span in_a = ndw_source_extent(a), in_b = ndw_source_extent(b);
    return in_a.first != in_a.end && in_b.first != in_b.end && in_a.first < in_b.end && in_b.first < in_a.end;
}

/* What lies in C order, as all without elements does, keeps it in K. */
ndw_status ndw_source_pack(const source *s, ndw_order order, new_layout *out)
{
    const layout l = s->layout;
    const bool in_c = order == NDW_C || (order == NDW_K && source_is_packed(s));
    return in_c ? ndw_layout_make(l.itemsize, l.ndim, l.shape, NULL, out) : ndw_layout_pack(l, order, out);
}

ndw_status ndw_source_copy(const source *s, ndw_order order, ndw_array **out)
{
    new_layout packed;
    NDW_TRY(ndw_source_pack(s, order, &packed));
    NDW_TRY(ndw_array_make(ndw_get_allocator(), s->dtype, &packed, out));
    ndw_array *a = *out;
    if (a->size > 0 && a->c_packed && source_is_packed(s))
        ndw_copy_run_packed(packed.itemsize, a->size, 1, a->data, s->data);
    else copy_layout(made(&packed), a->data, s->layout, s->data);
    return NDW_OK;
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
    out->data = (char *)s->data + l->offset; /* a mut's source is a mut: it may be written */
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
