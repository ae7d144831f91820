/*
 * format_element.h - one element as a word, in the column that all elements of its array share.
 */
#ifndef NDW_OPS_FORMAT_ELEMENT_H
#define NDW_OPS_FORMAT_ELEMENT_H

#include <stdbool.h>
#include <stddef.h>

#include <ndweave/dtype.h>

/* How numbers of one array line up: worked out from all that are shown. */
typedef struct column {
    double smallest, largest;       /* magnitudes of the finite values that are not 0; 0: none     */
    int left, right, exponent;      /* characters before the point, after it, of the exponent      */
    bool any_finite, any_special, any_minus_inf;
    bool scientific, plus;          /* plus: a sign is always written                               */
} column;

typedef struct element_format {
    ndw_dtype dtype;
    bool alone;             /* a 0-d array: no column, all digits        */
    int width;              /* of integers                               */
    column real, imaginary; /* of floats                                 */
} element_format;

enum { WORD_MAX = 128 };

/* First every element that will be shown is seen twice, in any order; then each can be written. */
void ndw_element_start(element_format *f, ndw_dtype dtype, bool alone);
void ndw_element_see(element_format *f, const void *element);     /* round one: magnitudes        */
void ndw_element_measure(element_format *f, const void *element); /* round two: widths            */

/* The word, in `word`; its length. Not for records. */
int ndw_element_write(const element_format *f, const void *element, char word[WORD_MAX]);

#endif
