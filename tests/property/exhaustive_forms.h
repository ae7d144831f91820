/*
 * exhaustive_forms.h - a question to an operation that moves no element, in the three forms in which it
 * can be asked: of a view, of a mut, of an array.
 */
#ifndef NDW_TESTS_EXHAUSTIVE_FORMS_H
#define NDW_TESTS_EXHAUSTIVE_FORMS_H

#include "compare.h"
#include "exhaustive.h"

enum { VIEW = 1, MUT = 2, ARRAY = 4, ALL_FORMS = 7 };

typedef enum operation {
    SLICE, TRANSPOSE, FLIP, BROADCAST, RESHAPE,
    SWAPAXES, MOVEAXIS, SQUEEZE, EXPAND_DIMS, DIAGONAL, SLIDING_WINDOW, AS_STRIDED, AS_DTYPE
} operation;

typedef struct question {
    operation what;
    int n;                  /* entries of the list that `what` takes; of shape and strides     */
    const ndw_index *index; /* SLICE                                                           */
    const int *axes;        /* a list of n; two for SWAPAXES, MOVEAXIS, DIAGONAL; one for SLIDING_WINDOW */
    const int64_t *shape;   /* BROADCAST, RESHAPE, AS_STRIDED                                  */
    const int64_t *strides; /* AS_STRIDED                                                      */
    int64_t number;         /* DIAGONAL: offset; SLIDING_WINDOW: window; AS_STRIDED: offset    */
    ndw_dtype dtype;        /* AS_DTYPE                                                        */
    unsigned flags;         /* RESHAPE of an array                                             */
} question;

ndw_status ask_array(const question *q, const ndw_array *a, ndw_array **out);

/* Asks in these forms (a set) and compares: a status of `wanted`, or if it is empty NDW_OK and the truth
 * about a result of this dtype. */
void try_truth(const question *q, const source_array *s, const truth *t, ndw_dtype dtype,
               unsigned wanted, unsigned forms);

/* The same where elements of the source are wanted, each at its own address. */
void try_forms(const question *q, const source_array *s, const oracle *want, unsigned wanted,
               unsigned forms);

/* And of every source. */
void try_sources(const question *q, const oracle *want, unsigned wanted, unsigned forms);

#endif
