/*
 * number.c - elements as numbers, 16-bit floats included.
 *
 *     float16    s eeeee mmmmmmmmmm         bfloat16   s eeeeeeee mmmmmmm
 *
 * Narrowing works on an integer times a power of two, exact for any int64 or double, so that each
 * value is rounded once, to nearest, ties to even.
 */
#include "dtype/dtype.h"

#include <math.h>
#include <string.h>

#include "base/compiler.h"

/* --- 16-bit floats --------------------------------------------------------------------------- */

typedef struct half_format {
    int mantissa_bits, exponent_bits;
} half_format;

static const half_format float16 = {10, 5}, bfloat16 = {7, 8};

static half_format format_of(ndw_dtype dtype) { return dtype == NDW_F16 ? float16 : bfloat16; }

static int bias(half_format f) { return (1 << (f.exponent_bits - 1)) - 1; }

static double widen_half(half_format f, uint16_t bits)
{
    int exponent = bits >> f.mantissa_bits & ((1 << f.exponent_bits) - 1);
    int mantissa = bits & ((1 << f.mantissa_bits) - 1);
    double sign = bits >> 15 ? -1.0 : 1.0;

    if (exponent == (1 << f.exponent_bits) - 1) return mantissa ? (double)NAN : sign * (double)INFINITY;
    if (exponent == 0) return sign * ldexp(mantissa, 1 - bias(f) - f.mantissa_bits);
    return sign * ldexp(mantissa + (1 << f.mantissa_bits), exponent - bias(f) - f.mantissa_bits);
}

static int bit_length(uint64_t x)
{
    int length = 0;
    for (; x; x >>= 1) length++;
    return length;
}

/* x / 2^shift, to nearest, ties to even. */
static uint64_t round_shift(uint64_t x, int shift)
{
    if (shift <= 0) return x << -shift;
    if (shift > 64) return 0;
    uint64_t half = UINT64_C(1) << (shift - 1), kept = shift == 64 ? 0 : x >> shift;
    uint64_t lost = shift == 64 ? x : x & ((half << 1) - 1);
    return kept + (lost > half || (lost == half && (kept & 1)));
}

/* magnitude * 2^exponent as the bits of a half without its sign; false: too large. */
static bool narrow_half(half_format f, uint64_t magnitude, int exponent, uint16_t *bits)
{
    if (magnitude == 0) {
        *bits = 0;
        return true;
    }
    int lowest = 1 - bias(f) - f.mantissa_bits; /* the exponent of the last bit of a subnormal */
    int unit = exponent + bit_length(magnitude) - 1 - f.mantissa_bits;
    if (unit < lowest) unit = lowest;

    uint64_t mantissa = round_shift(magnitude, unit - exponent);
    /* A subnormal has no implicit bit; adding it where it is set lets a carry move up by itself. */
    uint64_t field = mantissa + ((uint64_t)(unit - lowest) << f.mantissa_bits);
    if (field >= (uint64_t)((1 << f.exponent_bits) - 1) << f.mantissa_bits) return false;
    *bits = (uint16_t)field;
    return true;
}

static bool write_half(half_format f, uint64_t magnitude, int exponent, bool negative, void *element)
{
    uint16_t bits;
    if (!narrow_half(f, magnitude, exponent, &bits)) return false;
    bits = (uint16_t)(bits | negative << 15);
    memcpy(element, &bits, sizeof bits);
    return true;
}

static bool write_half_f64(half_format f, double value, void *element)
{
    int exponent;
    double fraction = frexp(fabs(value), &exponent);
    return write_half(f, (uint64_t)ldexp(fraction, 53), exponent - 53, signbit(value) != 0, element);
}

/* --- Read ---------------------------------------------------------------------------------- */

int64_t ndw_number_read_int(ndw_dtype dtype, const void *element)
{
    union { int8_t i8; int16_t i16; int32_t i32; int64_t i64; } x;
    memcpy(&x, element, (size_t)ndw_itemsize(dtype));
    switch (dtype) {
    case NDW_BOOL: return x.i8 != 0;
    case NDW_I8: return x.i8;
    case NDW_I16: return x.i16;
    case NDW_I32: return x.i32;
    default: return x.i64;
    }
}

uint64_t ndw_number_read_uint(ndw_dtype dtype, const void *element)
{
    union { uint8_t u8; uint16_t u16; uint32_t u32; uint64_t u64; } x;
    memcpy(&x, element, (size_t)ndw_itemsize(dtype));
    switch (dtype) {
    case NDW_U8: return x.u8;
    case NDW_U16: return x.u16;
    case NDW_U32: return x.u32;
    default: return x.u64;
    }
}

static double read_half(ndw_dtype dtype, const void *element)
{
    uint16_t bits;
    memcpy(&bits, element, sizeof bits);
    return widen_half(format_of(dtype), bits);
}

static double read_f32(const void *element)
{
    float x;
    memcpy(&x, element, sizeof x);
    return (double)x;
}

static double read_f64(const void *element)
{
    double x;
    memcpy(&x, element, sizeof x);
    return x;
}

number ndw_number_read(ndw_dtype dtype, const void *element)
{
    const char *second = (const char *)element + ndw_itemsize(dtype) / 2;
    switch (dtype) {
    case NDW_F16:
    case NDW_BF16: return (number){read_half(dtype, element), 0};
    case NDW_F32: return (number){read_f32(element), 0};
    case NDW_F64: return (number){read_f64(element), 0};
    case NDW_C64: return (number){read_f32(element), read_f32(second)};
    case NDW_C128: return (number){read_f64(element), read_f64(second)};
    default:
        if (ndw_dtype_kind(dtype) == KIND_UINT)
            return (number){(double)ndw_number_read_uint(dtype, element), 0};
        return (number){(double)ndw_number_read_int(dtype, element), 0};
    }
}

/* --- Write --------------------------------------------------------------------------------- */

/* The lowest and highest value of an integer dtype, as far as int64 reaches. */
static bool integer_fits(ndw_dtype dtype, int64_t value)
{
    int bits = 8 * (int)ndw_itemsize(dtype);
    if (ndw_dtype_kind(dtype) == KIND_UINT) return value >= 0 && (bits == 64 || value >> bits == 0);
    return bits == 64 || (value >= -(INT64_C(1) << (bits - 1)) && value < INT64_C(1) << (bits - 1));
}

static void put_integer(int64_t itemsize, int64_t value, void *element)
{
    uint8_t u8 = (uint8_t)value;
    uint16_t u16 = (uint16_t)value;
    uint32_t u32 = (uint32_t)value;
    const void *from = itemsize == 1 ? (void *)&u8 : itemsize == 2 ? (void *)&u16
                     : itemsize == 4 ? (void *)&u32 : (void *)&value;
    memcpy(element, from, (size_t)itemsize);
}

static void put_f32(float real, bool is_complex, void *element)
{
    const float parts[2] = {real, 0};
    memcpy(element, parts, is_complex ? sizeof parts : sizeof *parts);
}

static void put_f64(double real, bool is_complex, void *element)
{
    const double parts[2] = {real, 0};
    memcpy(element, parts, is_complex ? sizeof parts : sizeof *parts);
}

bool ndw_number_write_int(ndw_dtype dtype, int64_t value, void *element)
{
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    switch (dtype) {
    case NDW_F16:
    case NDW_BF16: return write_half(format_of(dtype), magnitude, 0, value < 0, element);
    case NDW_F32:
    case NDW_C64: put_f32((float)value, dtype == NDW_C64, element); return true;
    case NDW_F64:
    case NDW_C128: put_f64((double)value, dtype == NDW_C128, element); return true;
    default:
        if (!integer_fits(dtype, value)) return false;
        put_integer(ndw_itemsize(dtype), value, element);
        return true;
    }
}

bool ndw_number_write(ndw_dtype dtype, double value, void *element)
{
    switch (dtype) {
    case NDW_F16:
    case NDW_BF16: return write_half_f64(format_of(dtype), value, element);
    case NDW_F32:
    case NDW_C64:
        if (isinf((float)value)) return false;
        put_f32((float)value, dtype == NDW_C64, element);
        return true;
    default: put_f64(value, dtype == NDW_C128, element); return true;
    }
}
