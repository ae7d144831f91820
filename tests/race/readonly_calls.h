/*
 * readonly_calls.h - every public function that borrows, as a row: how to call it on given inputs with
 * arguments that succeed, and with arguments that fail.
 */
#ifndef NDW_TESTS_READONLY_CALLS_H
#define NDW_TESTS_READONLY_CALLS_H

#include <stdio.h>

#include <ndweave/ndweave.h>

enum { ROWS = 3, COLUMNS = 4 }; /* of every input */

/* What is borrowed. All of it lies on read-only pages during a call, except the bytes that `same`,
 * `doubled` and `foreign` name: results of ..._into go there. */
typedef struct inputs {
    const ndw_array *a;
    const ndw_view *v;       /* of a's elements */
    const ndw_mut *w;        /* of read-only elements: for what only looks or cuts */
    const ndw_mut *same;     /* ROWS x COLUMNS: a destination                      */
    const ndw_mut *doubled;  /* 2 ROWS x COLUMNS: another                          */
    const ndw_mut *foreign;  /* ROWS x COLUMNS of another dtype                    */
    const ndw_view *outside; /* of elements that are not a's, ROWS x COLUMNS */
    FILE *file, *unwritable;
} inputs;

/* Everything else a call needs; there is one with which calls succeed and one with which they fail. */
typedef struct arguments {
    bool good;
    int axis, naxes, nindex, ncounts, nboth, nbroadcast, nflat, nlifted, nplaces;
    const int *axes;
    const ndw_index *index;
    const char *text;
    int64_t count, part;
    const int64_t *counts; /* for each row  */
    const int64_t *both;   /* for each axis */
    const int64_t *broadcast, *flat, *lifted;
    const int64_t *places; /* indices of rows */
    int64_t offset;
    ndw_dtype dtype; /* as wide as an element */
    ndw_order order;
    unsigned flags;
} arguments;

extern const arguments good_arguments, bad_arguments;

/* Where results go. */
typedef struct results {
    ndw_array *array;
    ndw_view view;
    ndw_mut mut;
    const void *first, *end;
    char text[200];
    size_t length;
} results;

typedef struct call {
    const char *name;
    ndw_status (*make)(const inputs *in, const arguments *g, results *r);
    ndw_status failure; /* with bad arguments; NDW_OK: it cannot fail */
} call;

extern call calls[];
extern const int call_count;

#endif
