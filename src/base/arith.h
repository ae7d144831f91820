/*
 * arith.h - arithmetic on sizes that notices when a result does not fit.
 *
 * The flag is sticky: a formula stays a formula, and one test at its end covers every step. Once the
 * flag is set the values are meaningless but defined.
 *
 *     bool overflow = false;
 *     int64_t bytes = add(mul(count, itemsize, &overflow), header, &overflow);
 *     if (overflow) return ...;
 */
#ifndef NDW_BASE_ARITH_H
#define NDW_BASE_ARITH_H

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/compiler.h"

static inline int64_t add(int64_t a, int64_t b, bool *overflow)
{
    int64_t sum;
    if (ADD_OVERFLOWS(a, b, &sum)) {
        *overflow = true;
        return 0;
    }
    return sum;
}

static inline int64_t mul(int64_t a, int64_t b, bool *overflow)
{
    int64_t product;
    if (MUL_OVERFLOWS(a, b, &product)) {
        *overflow = true;
        return 0;
    }
    return product;
}

static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/* a / b, of numbers below 2^32; a is at least 0, b 1. Some processors take 10 ns and more where numbers have 64 bits,
 * which is much of what a small copy takes. */
static inline int64_t quotient(int64_t a, int64_t b)
{
    assert(a >= 0 && a <= UINT32_MAX && b >= 1 && b <= UINT32_MAX);
    return (int64_t)((uint32_t)a / (uint32_t)b);
}

/* |step|, of one that can be reversed. */
static inline int64_t magnitude(int64_t step) { return step < 0 ? -step : step; }

/* |value|, which for the lowest int64 is one more than an int64 can be. */
static inline uint64_t magnitude_of(int64_t value)
{
    return value < 0 ? (uint64_t)(-(value + 1)) + 1 : (uint64_t)value;
}

/* An address as a number that can be added to and compared without wrapping. */
static inline int64_t address_of(const void *pointer) { return (int64_t)(uintptr_t)pointer; }

#endif
