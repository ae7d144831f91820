/* arange.c - new arrays that are counted out. */
#include <ndweave/array.h>

#include <math.h>

#include "array/array.h"
#include "base/arith.h"
#include "base/compiler.h"
#include "base/status.h"

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

/* One of the values, which fits int64, though a number of steps to it may not. */
WRAPS static inline int64_t value_at(int64_t start, int64_t i, int64_t step)
{
    return (int64_t)((uint64_t)start + (uint64_t)i * (uint64_t)step);
}

/* Of integers that fit, the bits are the same with a sign and without. */
#define COUNT_OUT(type, value)                                             \
    do {                                                                   \
        type *const elements = data;                                       \
        for (int64_t i = 0; i < a->size; i++) elements[i] = (type)(value); \
    } while (0)

static void count_out(const ndw_array *a, int64_t start, int64_t step)
{
    void *const data = a->data;
    switch (a->dtype) {
    case NDW_I8:
    case NDW_U8: COUNT_OUT(uint8_t, value_at(start, i, step)); break;
    case NDW_I16:
    case NDW_U16: COUNT_OUT(uint16_t, value_at(start, i, step)); break;
    case NDW_I32:
    case NDW_U32: COUNT_OUT(uint32_t, value_at(start, i, step)); break;
    case NDW_I64:
    case NDW_U64: COUNT_OUT(uint64_t, value_at(start, i, step)); break;
    case NDW_F32: COUNT_OUT(float, value_at(start, i, step)); break;
    case NDW_F64: COUNT_OUT(double, value_at(start, i, step)); break;
    default:
        for (int64_t i = 0; i < a->size; i++)
            (void)ndw_number_write_int(a->dtype, value_at(start, i, step), a->data + i * a->itemsize);
    }
}

/* (A register may have more digits than a double: those are cut first.) */
static void count_out_f64(const ndw_array *a, double start, double step)
{
    void *const data = a->data;
    switch (a->dtype) {
    case NDW_F32: COUNT_OUT(float, (double)(start + (double)i * step)); break;
    case NDW_F64: COUNT_OUT(double, start + (double)i * step); break;
    default:
        for (int64_t i = 0; i < a->size; i++)
            (void)ndw_number_write(a->dtype, start + (double)i * step, a->data + i * a->itemsize);
    }
}

#undef COUNT_OUT

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
    count_out(*out, start, step);
    return NDW_OK;
}

ndw_status ndw_arange_f64(ndw_dtype dtype, double start, double stop, double step, ndw_array **out)
{
    REFUSE_NULL(out, "arange_f64: out is NULL");
    *out = NULL;
    NDW_TRY(check_numeric(dtype, false));
    if (!isfinite(start) || !isfinite(stop) || !isfinite(step) || step == 0)
        return WHY(NDW_EVALUE, "arange_f64: step is 0, or a bound or step is not finite");

    const double way = stop - start, quotient = way / step;
    const bool vanishes = quotient == 0 && way != 0; /* it is too small to be a number, but not 0 */
    const double steps = vanishes ? !signbit(quotient) : ceil(quotient);
    if (!(steps < 9e18)) return WHY(NDW_EOVERFLOW, "arange_f64: the length does not fit 64 bits");

    int64_t length = steps > 0 ? (int64_t)steps : 0;
    char probe[16];
    if (length > 0 && !(ndw_number_write(dtype, start, probe)
                        && ndw_number_write(dtype, start + (double)(length - 1) * step, probe)))
        return FAIL(NDW_EVALUE, "arange_f64: one of the # values does not fit the dtype", length);

    NDW_TRY(ndw_empty(dtype, 1, &length, out));
    count_out_f64(*out, start, step);
    return NDW_OK;
}
