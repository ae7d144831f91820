/*
 * sources.h - one shape, lying in memory in every way that matters.
 *
 *     packed       C order
 *     transposed   F order
 *     reversed     C order, every axis running backwards
 *     stepped      every second element of every axis, with live bytes in between
 *     broadcast    axes 0 and 2 have stride 0
 *     mixed        F order, axes 0 and 2 backwards, axis 1 of stride 0, every third element
 *     sliding      every axis steps to the next element, so that windows overlap
 *
 * Every variant of one shape holds elements of another itemsize, in turn. Element number k (k-th in C
 * order) lies at address[k] and stands for contents[k]: k itself, or where several elements lie in one
 * place, something that says which place.
 */
#ifndef NDW_TESTS_SOURCES_H
#define NDW_TESTS_SOURCES_H

#include <ndweave/ndweave.h>

#include "support/oracle.h"

enum { SOURCES = 7, SOURCE_ELEMENTS = 256, SOURCE_NDIM = 4 };

typedef struct source_array {
    const char *name;
    ndw_array *array; /* wraps the memory that view and mut show */
    ndw_view view;
    ndw_mut mut;
    const char *address[SOURCE_ELEMENTS];
    int64_t contents[SOURCE_ELEMENTS];
} source_array;

/* At most SOURCE_NDIM axes of at most 4. `turn` chooses the dtypes. Failures end the test. */
void sources_make(source_array s[SOURCES], int ndim, const int64_t *shape, int turn);

/* Releases all; NULL, or the name of the first source whose metadata or bytes were changed since. */
const char *sources_end(source_array s[SOURCES]);

/* The element type that source `i` has in this turn. */
ndw_dtype sources_dtype(int i, int turn);

#endif
