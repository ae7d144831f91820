/* make.c - new arrays: empty, filled, counted out, copied in, or around memory that exists. */
#include <ndweave/array.h>

#include <math.h>
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
    return ndw_array_make(allocator, dtype, made(&l), out);
}

static ndw_status empty_like(const ndw_array *a, ndw_array **out)
{
    REFUSE_NULL(out, "make: out is NULL");
    *out = NULL;
    REFUSE_NULL(a, "make: the array is NULL");
    new_layout l;
    NDW_TRY(ndw_layout_pack(array_layout(a), NDW_K, &l));
    return ndw_array_make(ndw_get_allocator(), a->dtype, made(&l), out);
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
    NDW_TRY(ndw_array_make(ndw_get_allocator(), dtype, made(&l), out));
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
    int64_t first, end;
    buffer *b;
    NDW_TRY(ndw_layout_make(ndw_itemsize(dtype), ndim, shape, strides, &l));
    ndw_layout_extent(made(&l), &first, &end);
    if (!data && end > first) return FAIL(NDW_EINVAL, "wrap: data is NULL, # bytes are to be seen", end - first);

    /* Until the array exists the callback is not the buffer's: a failure must not run it. */
    NDW_TRY(ndw_buffer_wrap(data, end - first, flags & NDW_READONLY, ctx, &b));
    ndw_status status = ndw_array_new(ndw_get_allocator(), b, b->bytes, dtype, made(&l), out);
    if (status != NDW_OK) ndw_buffer_release(b);
    else ndw_buffer_adopt(b, release);
    return status;
}

/* --- Counted out ------------------------------------------------------------------------------- */

static ndw_status check_numeric(ndw_dtype dtype, bool integers)
{
    int kind = ndw_dtype_kind(dtype);
    if (kind == KIND_NONE) return FAIL(NDW_EINVAL, "arange: # is not a dtype", dtype);
    if (kind == KIND_FLOAT || kind == KIND_COMPLEX) return NDW_OK;
    if (integers && (kind == KIND_INT || kind == KIND_UINT)) return NDW_OK;
    return WHY(NDW_EDTYPE, "arange: this dtype cannot be counted out");
}

/* high - low, which fits uint64 but not always int64. */
static uint64_t distance_between(int64_t low, int64_t high)
{
    return (low < 0) == (high < 0) ? (uint64_t)(high - low) : magnitude_of(low) + (uint64_t)high;
}

/* How many values start, start + step, ... stay short of stop, and the last one of them. */
static uint64_t steps_between(int64_t start, int64_t stop, int64_t step, int64_t *last)
{
    bool up = step > 0;
    if (up ? start >= stop : start <= stop) return 0;
    uint64_t distance = up ? distance_between(start, stop) : distance_between(stop, start);
    uint64_t whole = (distance - 1) / magnitude_of(step); /* steps taken */
    uint64_t rest = distance - whole * magnitude_of(step); /* from the last value to stop */
    *last = whole == 0 ? start : up ? stop - (int64_t)rest : stop + (int64_t)rest;
    return whole + 1;
}

ndw_status ndw_arange(ndw_dtype dtype, int64_t start, int64_t stop, int64_t step, ndw_array **out)
{
    REFUSE_NULL(out, "arange: out is NULL");
    *out = NULL;
    NDW_TRY(check_numeric(dtype, true));
    if (step == 0) return WHY(NDW_EVALUE, "arange: step is 0");

    int64_t last = start;
    uint64_t steps = steps_between(start, stop, step, &last);
    if (steps > INT64_MAX) return WHY(NDW_EOVERFLOW, "arange: the length does not fit 64 bits");

    /* The values run one way: if the ends fit the dtype, all do. */
    int64_t length = (int64_t)steps;
    char probe[16];
    if (length > 0 && !(ndw_number_write_int(dtype, start, probe) && ndw_number_write_int(dtype, last, probe)))
        return FAIL(NDW_EVALUE, "arange: # to # does not fit the dtype", start, last);

    NDW_TRY(ndw_empty(dtype, 1, &length, out));
    for (int64_t i = 0, value = start; i < length; i++) {
        (void)ndw_number_write_int(dtype, value, (*out)->data + i * (*out)->itemsize);
        if (i < length - 1) value += step; /* beyond the last one there may be no int64 */
    }
    return NDW_OK;
}

ndw_status ndw_arange_f64(ndw_dtype dtype, double start, double stop, double step, ndw_array **out)
{
    REFUSE_NULL(out, "arange_f64: out is NULL");
    *out = NULL;
    NDW_TRY(check_numeric(dtype, false));
    if (!isfinite(start) || !isfinite(stop) || !isfinite(step) || step == 0)
        return WHY(NDW_EVALUE, "arange_f64: step is 0, or a bound or step is not finite");

    double steps = ceil((stop - start) / step);
    if (!(steps < 9e18)) return WHY(NDW_EOVERFLOW, "arange_f64: the length does not fit 64 bits");

    int64_t length = steps > 0 ? (int64_t)steps : 0;
    char probe[16];
    if (length > 0 && !(ndw_number_write(dtype, start, probe)
                        && ndw_number_write(dtype, start + (double)(length - 1) * step, probe)))
        return FAIL(NDW_EVALUE, "arange_f64: one of the # values does not fit the dtype", length);

    NDW_TRY(ndw_empty(dtype, 1, &length, out));
    for (int64_t i = 0; i < length; i++)
        (void)ndw_number_write(dtype, start + (double)i * step, (*out)->data + i * (*out)->itemsize);
    return NDW_OK;
}
