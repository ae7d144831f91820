/* make.c - new arrays: empty, filled, copied in, or around memory that exists. */
#include <ndweave/array.h>

#include <string.h>

#include "array/operand.h"
#include "base/status.h"
#include "copy/copy.h"

/* --- Empty and filled -------------------------------------------------------------------------- */

static ndw_status empty(const ndw_allocator *allocator, ndw_dtype dtype, int ndim, const int64_t *shape,
                        ndw_array **out)
{
    REFUSE_NULL(out, "make: out is NULL");
    *out = NULL;
    new_layout l;
    NDW_TRY(ndw_layout_make(ndw_itemsize(dtype), ndim, shape, NULL, &l));
    return ndw_array_make(allocator, dtype, &l, out);
}

static ndw_status empty_like(const ndw_array *a, ndw_array **out)
{
    REFUSE_NULL(out, "make: out is NULL");
    *out = NULL;
    REFUSE_NULL(a, "make: the array is NULL");
    const source like = of_array(a);
    new_layout l;
    NDW_TRY(source_check(&like));
    NDW_TRY(ndw_source_pack(&like, NDW_K, &l));
    return ndw_array_make(ndw_get_allocator(), a->dtype, &l, out);
}

/* The two ways to fill an array that was just made and is still ours alone. */
static void fill_zero(ndw_array *a) { memset(a->data, 0, (size_t)ndw_nbytes(a)); }

static void fill_value(ndw_array *a, const void *value)
{
    copy_job job;
    copy_start(&job, a->itemsize);
    copy_add_axis(&job, a->size, a->itemsize, 0);
    ndw_copy_run(&job, a->data, value);
}

ndw_status ndw_empty(ndw_dtype dtype, int ndim, const int64_t *shape, ndw_array **out)
{
    return empty(ndw_get_allocator(), dtype, ndim, shape, out);
}

ndw_status ndw_empty_with(const ndw_allocator *allocator, ndw_dtype dtype, int ndim,
                          const int64_t *shape, ndw_array **out)
{
    if (out) *out = NULL;
    if (!allocator || !allocator->alloc || !allocator->free)
        return WHY(NDW_EINVAL, "empty_with: the allocator, its alloc or its free is NULL");
    return empty(allocator, dtype, ndim, shape, out);
}

ndw_status ndw_zeros(ndw_dtype dtype, int ndim, const int64_t *shape, ndw_array **out)
{
    NDW_TRY(ndw_empty(dtype, ndim, shape, out));
    fill_zero(*out);
    return NDW_OK;
}

ndw_status ndw_full(ndw_dtype dtype, int ndim, const int64_t *shape, const void *value, ndw_array **out)
{
    if (out) *out = NULL;
    REFUSE_NULL(value, "full: value is NULL");
    NDW_TRY(ndw_empty(dtype, ndim, shape, out));
    fill_value(*out, value);
    return NDW_OK;
}

ndw_status ndw_empty_like(const ndw_array *a, ndw_array **out) { return empty_like(a, out); }

ndw_status ndw_zeros_like(const ndw_array *a, ndw_array **out)
{
    NDW_TRY(empty_like(a, out));
    fill_zero(*out);
    return NDW_OK;
}

ndw_status ndw_full_like(const ndw_array *a, const void *value, ndw_array **out)
{
    if (out) *out = NULL;
    REFUSE_NULL(value, "full_like: value is NULL");
    NDW_TRY(empty_like(a, out));
    fill_value(*out, value);
    return NDW_OK;
}

/* --- From elsewhere ---------------------------------------------------------------------------- */

ndw_status ndw_from_data(ndw_dtype dtype, int ndim, const int64_t *shape, const void *data,
                         ndw_array **out)
{
    new_layout l;
    REFUSE_NULL(out, "from_data: out is NULL");
    *out = NULL;
    NDW_TRY(ndw_layout_make(ndw_itemsize(dtype), ndim, shape, NULL, &l));
    if (!data && ndw_layout_size(made(&l)) > 0) return WHY(NDW_EINVAL, "from_data: data is NULL");
    NDW_TRY(ndw_array_make(ndw_get_allocator(), dtype, &l, out));
    if (data) memcpy((*out)->data, data, (size_t)ndw_nbytes(*out));
    return NDW_OK;
}

ndw_status ndw_wrap(ndw_dtype dtype, int ndim, const int64_t *shape, const int64_t *strides, void *data,
                    unsigned flags, ndw_release_fn *release, void *ctx, ndw_array **out)
{
    REFUSE_NULL(out, "wrap: out is NULL");
    *out = NULL;
    if (flags & ~(unsigned)NDW_READONLY) return FAIL(NDW_EINVAL, "wrap: unknown flags in #", flags);

    new_layout l;
    buffer *b;
    NDW_TRY(ndw_layout_make(ndw_itemsize(dtype), ndim, shape, strides, &l));
    const span bytes = ndw_layout_extent(made(&l));
    const int64_t size = bytes.end - bytes.first;
    if (!data && size > 0) return FAIL(NDW_EINVAL, "wrap: data is NULL, # bytes are to be seen", size);

    /* Until the array exists the callback is not the buffer's: a failure must not run it. */
    NDW_TRY(ndw_buffer_wrap(data, size, flags & NDW_READONLY, ctx, &b));
    ndw_status status = ndw_array_new(ndw_get_allocator(), b, b->bytes, dtype, &l, out);
    if (status != NDW_OK) ndw_buffer_release(b);
    else ndw_buffer_adopt(b, release);
    return status;
}
