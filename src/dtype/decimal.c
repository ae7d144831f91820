/*
 * decimal.c - digits from the C library, which rounds correctly; how many are enough is found by
 * reading them back.
 */
#include "dtype/decimal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dtype/dtype.h"

static decimal zero(bool negative) { return (decimal){.digits = "0", .count = 1, .negative = negative}; }

/* From "d.ddde+xx". Whatever the locale's point is, it is not a digit. */
static decimal parse(const char *text)
{
    decimal d = {.negative = *text == '-'};
    for (; *text != 'e'; text++)
        if (*text >= '0' && *text <= '9') d.digits[d.count++] = *text;
    d.exponent = (int)strtol(text + 1, NULL, 10);
    while (d.count > 1 && d.digits[d.count - 1] == '0') d.count--;
    return d;
}

/* Whether the text, read as the dtype, is `value` again. */
static bool reads_back(ndw_dtype dtype, const char *text, double value)
{
    uint16_t half;
    switch (dtype) {
    case NDW_F32:
    case NDW_C64: return strtof(text, NULL) == (float)value;
    case NDW_F16:
    case NDW_BF16:
        return ndw_number_write(dtype, strtod(text, NULL), &half)
            && ndw_number_read(dtype, &half).real == value;
    default: return strtod(text, NULL) == value;
    }
}

/* One more in the last digit of the mantissa; false where that would carry. */
static bool step_up(char *text)
{
    char *mantissa_end = strchr(text, 'e');
    if (!mantissa_end || mantissa_end[-1] < '0' || mantissa_end[-1] > '8') return false;
    mantissa_end[-1]++;
    return true;
}

/*
 * A power of two has room for twice the error above as below: where the nearest decimal of a length
 * falls too low, the next one up may still be near enough.
 */
decimal ndw_decimal_shortest(ndw_dtype dtype, double value)
{
    char text[40];
    if (value == 0) return zero(1 / value < 0);
    for (int places = 0; places < 17; places++) {
        (void)snprintf(text, sizeof text, "%.*e", places, value);
        if (reads_back(dtype, text, value)) break;
        if (places < 16 && step_up(text) && reads_back(dtype, text, value)) break;
    }
    return parse(text);
}

decimal ndw_decimal_exact(double value, int places)
{
    char text[40];
    if (value == 0) return zero(1 / value < 0);
    (void)snprintf(text, sizeof text, "%.*e", places, value);
    return parse(text);
}

decimal ndw_decimal_rounded(ndw_dtype dtype, double value, int places, bool scientific)
{
    const decimal shortest = ndw_decimal_shortest(dtype, value);
    int wanted = scientific ? places : places + shortest.exponent; /* digits after the first */
    if (shortest.count - 1 <= wanted) return shortest;

    return ndw_decimal_exact(value, wanted);
}
