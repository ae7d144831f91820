/*
 * decimal.h - a float as decimal digits: as few as name it, or no more than asked for.
 */
#ifndef NDW_DTYPE_DECIMAL_H
#define NDW_DTYPE_DECIMAL_H

#include <stdbool.h>

#include <ndweave/dtype.h>

/* digits[0] . digits[1] digits[2] ... x 10^exponent; 0 is one digit 0. Finite values only. */
typedef struct decimal {
    char digits[20];
    int count, exponent;
    bool negative;
} decimal;

/* The fewest digits that read back as `value`, which is of a float dtype (a complex one: its part). */
decimal ndw_decimal_shortest(ndw_dtype dtype, double value);

/* The same, but rounded to `places` digits after the point where it has more: the point after the first
 * digit if `scientific`, else after the units (the value is then at least 10^-places). Trailing zeros
 * are dropped. */
decimal ndw_decimal_rounded(ndw_dtype dtype, double value, int places, bool scientific);

/* The value itself, not the fewest digits that name it, to `places` digits after the first. */
decimal ndw_decimal_exact(double value, int places);

#endif
