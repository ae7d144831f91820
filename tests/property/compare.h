/*
 * compare.h - whether a view or array shows what the oracle says, and describes itself truthfully.
 *
 * The oracle holds numbers. An element that stands for number n has bytes made from n by element_write,
 * each another function of n, so that a lost, swapped or shifted byte shows. When an operation must
 * not have moved anything, the truth also says where each number lies, and every element must be
 * found at exactly that address.
 */
#ifndef NDW_TESTS_COMPARE_H
#define NDW_TESTS_COMPARE_H

#include <ndweave/ndweave.h>

#include "support/oracle.h"

typedef struct truth {
    const oracle *elements;     /* shape, and the number at each index                        */
    const int64_t *contents;    /* what number k stands for in memory; NULL: for itself, or   */
                                /* where there are addresses, for whatever lies there         */
    const char *const *address; /* where number k lies; NULL: its bytes may lie anywhere      */
} truth;

void element_write(char *at, int64_t value, size_t width);
bool element_is(const char *at, int64_t value, size_t width);

/*
 * Compares, by walking all indices and the definition of a view (view.h): shape, every element, size
 * and nbytes, extent, contiguity in both orders, and that each axis of length 0 or 1 has the stride a
 * fresh C-order array would have. NULL when all is true, else what is not.
 */
const char *compare_view(const truth *t, const ndw_view *v);

/* The same, and that the array answers as its view does. */
const char *compare_array(const truth *t, const ndw_array *a);

/* What nobody may change: dtype, data pointer, shape and strides. */
typedef struct metadata {
    const void *data;
    ndw_dtype dtype;
    int ndim;
    const int64_t *where[2];
    int64_t dims[2][ORACLE_NDIM];
} metadata;

metadata metadata_of(const ndw_array *a);
bool metadata_is_same(const metadata *m, const ndw_array *a);

#endif
