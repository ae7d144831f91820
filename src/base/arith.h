/*
 * arith.h - arithmetic on sizes that notices when a result does not fit.
 *
 * The flag is sticky: a formula stays a formula, and one test at its end covers every step. Once the
 * flag is set the values are meaningless but defined.
 *
 *     bool overflow = false;
 *     int64_t bytes = add(mul(count, itemsize, &overflow), header, &overflow);
 *     if (overflow) return ...;
 *
 * In plain C for a prover to read; gcc and clang are told what it means, and need the instruction and its
 * overflow flag.
 */
#ifndef NDW_BASE_ARITH_H
#define NDW_BASE_ARITH_H

#include <stdbool.h>
#include <stdint.h>

static inline bool sum_fits(int64_t a, int64_t b) { return b >= 0 ? a <= INT64_MAX - b : a >= INT64_MIN - b; }

static inline int64_t add(int64_t a, int64_t b, bool *overflow)
{
#ifdef __GNUC__
    int64_t sum;
    if (__builtin_add_overflow(a, b, &sum)) {
        *overflow = true;
        return 0;
    }
    return sum;
#else
    if (!sum_fits(a, b)) {
        *overflow = true;
        return 0;
    }
    return a + b;
#endif
}

static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/* |step|, of one that can be reversed. */
static inline int64_t magnitude(int64_t step) { return step < 0 ? -step : step; }

/* |value|, which for the lowest int64 is one more than an int64 can be. */
static inline uint64_t magnitude_of(int64_t value)
{
    return value < 0 ? (uint64_t)(-(value + 1)) + 1 : (uint64_t)value;
}

/* An address as a number that can be added to and compared without wrapping. */
static inline int64_t address_of(const void *pointer) { return (int64_t)(uintptr_t)pointer; }

static inline bool product_fits(int64_t a, int64_t b)
{
    if (a == 0 || b == 0) return true;
    if (a > 0) return b > 0 ? a <= INT64_MAX / b : b >= INT64_MIN / a;
    return b > 0 ? a >= INT64_MIN / b : b >= INT64_MAX / a;
}

static inline int64_t mul(int64_t a, int64_t b, bool *overflow)
{
#ifdef __GNUC__
    int64_t product;
    if (__builtin_mul_overflow(a, b, &product)) {
        *overflow = true;
        return 0;
    }
    return product;
#else
    if (!product_fits(a, b)) {
        *overflow = true;
        return 0;
    }
    return a * b;
#endif
}

#endif
