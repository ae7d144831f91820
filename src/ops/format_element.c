/*
 * format_element.c - elements as NumPy prints them.
 *
 * Floats of one array share a column: as many digits as the longest of them needs to be told from its
 * neighbours, 8 after the point at most, points under points. The exponent form is taken by all when
 * the largest is 1e8 or more (or has more digits than its dtype keeps), the smallest below 1e-4, or
 * one is 1000 times the other. A complex array has one column for the real and one for the imaginary
 * parts. These are the rules of NumPy 2.4.
 */
#include "ops/format_element.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "dtype/decimal.h"
#include "dtype/dtype.h"

enum { PRECISION = 8 };

static int max_of(int a, int b) { return a > b ? a : b; }

/* --- A word under construction ------------------------------------------------------------------ */

typedef struct word {
    char *text;
    int length;
} word;

static void put(word *w, char c) { w->text[w->length++] = c; }

static void put_many(word *w, char c, int count)
{
    for (; count > 0; count--) put(w, c);
}

static void put_text(word *w, const char *text)
{
    while (*text) put(w, *text++);
}

static void put_sign(word *w, bool negative, bool plus)
{
    if (negative) put(w, '-');
    else if (plus) put(w, '+');
}

/* --- Finite numbers ----------------------------------------------------------------------------- */

static char digit_at(const decimal *d, int digit)
{
    if (digit < 0 || digit >= d->count) return '0';
    return d->digits[digit];
}

/* 12.5 with at least `right` digits after the point. */
static void put_positional(word *w, const decimal *d, int right)
{
    int last = d->count - 1 - d->exponent; /* digits after the point */
    if (d->exponent < 0) put(w, '0');
    for (int digit = 0; digit <= d->exponent; digit++) put(w, digit_at(d, digit));
    put(w, '.');
    for (int i = 1; i <= max_of(last, right); i++) put(w, digit_at(d, d->exponent + i));
}

/* 1.25e+01 with `right` digits after the point and `exponent` of the exponent. */
static void put_scientific(word *w, const decimal *d, int right, int exponent)
{
    char digits[8];
    put(w, d->digits[0]);
    put(w, '.');
    for (int i = 1; i <= max_of(d->count - 1, right); i++) put(w, digit_at(d, i));
    put(w, 'e');
    put_text(w, d->exponent < 0 ? "-" : "+");
    int length = snprintf(digits, sizeof digits, "%d", d->exponent < 0 ? -d->exponent : d->exponent);
    put_many(w, '0', exponent - length);
    put_text(w, digits);
}

static int digits_before_point(const decimal *d) { return d->exponent < 0 ? 1 : d->exponent + 1; }
static int digits_after_point(const decimal *d) { return max_of(d->count - 1 - d->exponent, 0); }
static int digits_of_exponent(const decimal *d) { return d->exponent >= 100 || d->exponent <= -100 ? 3 : 2; }

/* --- Columns ------------------------------------------------------------------------------------ */

/* The power of ten below which every whole number of the dtype is told from its neighbours. */
static double whole_below(ndw_dtype dtype)
{
    switch (dtype) {
    case NDW_BF16: return 1e2;
    case NDW_F16: return 1e3;
    case NDW_F32:
    case NDW_C64: return 1e6;
    default: return 1e16;
    }
}

/* What the dtype can hold of it; as infinity where it is too large. */
static double rounded(ndw_dtype dtype, double value)
{
    char element[16];
    return ndw_number_write(dtype, value, element) ? ndw_number_read(dtype, element).real : (double)INFINITY;
}

/* The limits and the ratio are numbers of the dtype, as they are in NumPy. */
static bool needs_exponent(const column *c, ndw_dtype dtype)
{
    return c->largest >= fmin(1e8, whole_below(dtype)) || c->smallest < rounded(dtype, 1e-4)
        || rounded(dtype, c->largest / c->smallest) > 1000;
}

static void see(column *c, ndw_dtype dtype, double value)
{
    if (!isfinite(value)) {
        c->any_special = true;
        c->any_minus_inf |= isinf(value) && value < 0;
        return;
    }
    c->any_finite = true;
    double size = fabs(value);
    if (size == 0) return;
    if (c->smallest == 0 || size < c->smallest) c->smallest = size;
    if (size > c->largest) c->largest = size;
    c->scientific = needs_exponent(c, dtype);
}

static void measure(column *c, ndw_dtype dtype, double value)
{
    if (!isfinite(value)) return;
    const decimal d = ndw_decimal_rounded(dtype, value, PRECISION, c->scientific);
    c->left = max_of(c->left, (c->scientific ? 1 : digits_before_point(&d)) + (d.negative || c->plus));
    c->right = max_of(c->right, c->scientific ? d.count - 1 : digits_after_point(&d));
    if (c->scientific) c->exponent = max_of(c->exponent, digits_of_exponent(&d));
}

static int characters_after_point(const column *c)
{
    return c->scientific && c->any_finite ? c->right + 2 + c->exponent : c->right;
}

/* The column has room for "nan" and "-inf", where there are any. */
static int characters_before_point(const column *c)
{
    if (!c->any_special) return c->left;
    int offset = characters_after_point(c) + 1, inf = 3 + (c->plus || c->any_minus_inf);
    return max_of(c->left, max_of(3 - offset, inf - offset));
}

static void put_special(word *w, double value, bool plus)
{
    put_sign(w, isinf(value) && value < 0, plus);
    put_text(w, isnan(value) ? "nan" : "inf");
}

static void put_in_column(word *w, const column *c, ndw_dtype dtype, double value)
{
    int left = characters_before_point(c), start = w->length;
    char text[WORD_MAX];
    word own = {text, 0};
    if (!isfinite(value)) {
        put_special(&own, value, c->plus);
        put_many(w, ' ', left + 1 + characters_after_point(c) - own.length);
    } else {
        decimal d = ndw_decimal_rounded(dtype, value, PRECISION, c->scientific);
        /* In exponent form every word has all the digits of the column, and they are true ones. */
        if (c->scientific && d.count - 1 < c->right) d = ndw_decimal_exact(value, c->right);
        put_sign(&own, d.negative, c->plus);
        put_many(w, ' ', left - own.length - (c->scientific ? 1 : digits_before_point(&d)));
        if (c->scientific) put_scientific(&own, &d, c->right, c->exponent);
        else put_positional(&own, &d, 0);
    }
    memcpy(w->text + w->length, text, (size_t)own.length);
    w->length += own.length;
    put_many(w, ' ', start + left + 1 + characters_after_point(c) - w->length);
}

/* --- Without a column: all the digits ------------------------------------------------------------ */

/* `point`: write 1.0, not 1. */
static void put_alone(word *w, ndw_dtype dtype, double value, bool plus, bool point)
{
    if (!isfinite(value)) {
        put_special(w, value, plus);
        return;
    }
    const decimal d = ndw_decimal_shortest(dtype, value);
    double size = fabs(value);
    bool positional = size == 0 || (size >= 1e-4 && size < whole_below(dtype));
    put_sign(w, d.negative, plus);
    if (positional) {
        put_positional(w, &d, point ? 1 : 0);
        if (w->text[w->length - 1] == '.') w->length--;
    } else {
        int start = w->length;
        put_scientific(w, &d, 0, 2);
        if (d.count == 1) { /* 1e+16, not 1.e+16 */
            memmove(w->text + start + 1, w->text + start + 2, (size_t)(w->length - start - 2));
            w->length--;
        }
    }
}

static void put_complex_alone(word *w, ndw_dtype dtype, number x)
{
    if (x.real == 0 && !signbit(x.real)) {
        put_alone(w, dtype, x.imaginary, false, false);
        put(w, 'j');
        return;
    }
    put(w, '(');
    put_alone(w, dtype, x.real, false, false);
    put_alone(w, dtype, x.imaginary, true, false);
    put_text(w, "j)");
}

/* --- Any element --------------------------------------------------------------------------------- */

static bool is_float(const element_format *f)
{
    return ndw_dtype_kind(f->dtype) == KIND_FLOAT || ndw_dtype_kind(f->dtype) == KIND_COMPLEX;
}

static void print_integer(word *w, ndw_dtype dtype, const void *element)
{
    if (ndw_dtype_kind(dtype) == KIND_UINT)
        w->length += sprintf(w->text + w->length, "%llu", (unsigned long long)ndw_number_read_uint(dtype, element));
    else
        w->length += sprintf(w->text + w->length, "%lld", (long long)ndw_number_read_int(dtype, element));
}

void ndw_element_start(element_format *f, ndw_dtype dtype, bool alone)
{
    memset(f, 0, sizeof *f);
    f->dtype = dtype;
    f->alone = alone;
    f->imaginary.plus = true;
}

void ndw_element_see(element_format *f, const void *element)
{
    if (f->alone || !is_float(f)) return;
    const number x = ndw_number_read(f->dtype, element);
    see(&f->real, f->dtype, x.real);
    if (ndw_dtype_kind(f->dtype) == KIND_COMPLEX) see(&f->imaginary, f->dtype, x.imaginary);
}

void ndw_element_measure(element_format *f, const void *element)
{
    char text[WORD_MAX];
    word w = {text, 0};
    if (f->alone) return;
    if (is_float(f)) {
        const number x = ndw_number_read(f->dtype, element);
        measure(&f->real, f->dtype, x.real);
        if (ndw_dtype_kind(f->dtype) == KIND_COMPLEX) measure(&f->imaginary, f->dtype, x.imaginary);
    } else if (f->dtype != NDW_BOOL) {
        print_integer(&w, f->dtype, element);
        f->width = max_of(f->width, w.length);
    }
}

static void put_float(word *w, const element_format *f, const void *element)
{
    const number x = ndw_number_read(f->dtype, element);
    bool is_complex = ndw_dtype_kind(f->dtype) == KIND_COMPLEX;
    if (f->alone) {
        if (is_complex) put_complex_alone(w, f->dtype, x);
        else put_alone(w, f->dtype, x.real, false, true);
        return;
    }
    put_in_column(w, &f->real, f->dtype, x.real);
    if (!is_complex) return;

    /* The j stands before the blanks that fill the column. */
    put_in_column(w, &f->imaginary, f->dtype, x.imaginary);
    int end = w->length;
    while (w->text[end - 1] == ' ') end--;
    memmove(w->text + end + 1, w->text + end, (size_t)(w->length - end));
    w->text[end] = 'j';
    w->length++;
}

int ndw_element_write(const element_format *f, const void *element, char text[WORD_MAX])
{
    word w = {text, 0};
    if (is_float(f)) {
        put_float(&w, f, element);
    } else if (f->dtype == NDW_BOOL) {
        bool truth = ndw_number_read_int(f->dtype, element) != 0;
        put_text(&w, truth ? (f->alone ? "True" : " True") : "False");
    } else {
        char digits[32];
        word own = {digits, 0};
        print_integer(&own, f->dtype, element);
        put_many(&w, ' ', f->width - own.length);
        memcpy(w.text + w.length, digits, (size_t)own.length);
        w.length += own.length;
    }
    return w.length;
}
