/*
 * exhaustive_results.h - a question to an operation that moves elements: into new memory, into memory
 * that exists and whose gaps must stay as they were, and into memory in which the source itself lies.
 */
#ifndef NDW_TESTS_EXHAUSTIVE_RESULTS_H
#define NDW_TESTS_EXHAUSTIVE_RESULTS_H

#include "compare.h"
#include "exhaustive.h"

/* Asks the operation about an array or view: `out` gives a new array, or if `w` is not NULL it is written
 * there. `how` are the operation's own arguments. */
typedef ndw_status asker(const void *how, const source_array *s, bool array, ndw_array **out,
                         const ndw_mut *w);

/* Every source, in all forms; new memory is packed in this order (NDW_C or NDW_K). */
void try_result(asker *ask, const void *how, const oracle *want, ndw_order order);

/* Every source, in all forms, must be refused, and nothing written to a destination of this shape. */
void refuse_result(asker *ask, const void *how, const oracle *shape, unsigned wanted);

/* --- The pieces -------------------------------------------------------------------------------- */

/* A new array in new memory, with the elements wanted; gives it up. */
void check_new(const source_array *s, const oracle *want, ndw_array *out);

/* Memory to be written, with room between all elements and known bytes there; how much of it is used.
 * One that was written: all elements are there, and beside them every byte is as it was. One that was not:
 * every byte is as it was. */
size_t place_destination(const oracle *shape, ndw_dtype dtype, ndw_mut *w);
void check_destination(const source_array *s, const oracle *want, const ndw_mut *w, size_t used);
void check_untouched(const source_array *s, size_t used);

/* The axes from the slowest to the fastest, as a copy of the view in this order has them; and whether an
 * array is packed so. */
void want_order(const source_array *s, ndw_order order, int *axes);
bool lies_in_order(const ndw_array *a, const int *axes);

/* Arrays and views are read alike; they take turns. */
bool next_is_array(void);

/* An axis as it is written: every other time from the end. */
int written(int axis, int ndim);

#endif
