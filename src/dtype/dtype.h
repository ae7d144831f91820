/*
 * dtype.h - what one element is, for the rooms above copy.
 *
 * A built-in dtype is its place in NDW_DTYPE_LIST; a record of n bytes is RECORD + n. Copies need only
 * the itemsize. The kind matters where an element becomes a number or text: arange and format.
 */
#ifndef NDW_DTYPE_DTYPE_H
#define NDW_DTYPE_DTYPE_H

#include <stdbool.h>
#include <stdint.h>

#include <ndweave/dtype.h>

enum { KIND_NONE = 0, KIND_BOOL = 'b', KIND_INT = 'i', KIND_UINT = 'u', KIND_FLOAT = 'f',
       KIND_COMPLEX = 'c', KIND_RECORD = 'V' };

int ndw_dtype_kind(ndw_dtype dtype);

/* Alignment of the C type: the itemsize, for a complex number that of a part, for a record 1. */
int64_t ndw_dtype_alignment(ndw_dtype dtype);

/* --- Elements as numbers (number.c) ------------------------------------------------------------ */

/* Parts of a complex number, or the number itself and 0. Any kind but records; exact up to 2^53. */
typedef struct number {
    double real, imaginary;
} number;

number ndw_number_read(ndw_dtype dtype, const void *element);
int64_t ndw_number_read_int(ndw_dtype dtype, const void *element);   /* kinds b, i  */
uint64_t ndw_number_read_uint(ndw_dtype dtype, const void *element); /* kind u      */

/* Rounds to nearest, ties to even. false, and nothing written: the value does not fit the dtype. */
bool ndw_number_write_int(ndw_dtype dtype, int64_t value, void *element); /* kinds i, u, f, c */
bool ndw_number_write(ndw_dtype dtype, double value, void *element);      /* kinds f, c       */

#endif
