/*
 * unit.h - what the unit tests have in common: arrays from words, looks as words, and calls that must
 * fail without a trace.
 *
 * Arrays are made from a recipe and compared as text, so that a row of a table can be read as it is:
 *
 *     array_from(NDW_I32, "2,3 T [::2] b2,2,2")    0 .. 5 as (2, 3), transposed, sliced, broadcast
 *     assert_array(a, "0 3 2 5 0 3 2 5", "2,2,2", "0,8,12")
 *
 * A refusal is one call that must fail, on a stage that is the same for all of them: arrays alone,
 * shared, broadcast, read-only, empty, in a write session; views and muts, good and malformed. After
 * the call everything on the stage must be what it was, bit by bit: descriptors, counts, bytes, views;
 * the output NULL or zeroed; errno as before; nothing leaked; a sentence with the numbers in it.
 *
 *     #define REFUSALS(X)                                                               \
 *         X(share_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_share(NULL, &s->array))     \
 *         ...
 *     REFUSALS(REFUSAL_CALL)
 *     static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};
 *     failures += RUN_TABLE("refusals", refusals, check_refusal);
 */
#ifndef NDW_TESTS_UNIT_H
#define NDW_TESTS_UNIT_H

#include <stdbool.h>
#include <string.h>
#include <sys/types.h>

#include "support/check.h"
#include "support/fault.h"

/* --- Arrays from words ------------------------------------------------------------------------ */

enum { DIMS_MAX = 8, TEXT_MAX = 4096 };

/* "2,3" as a list; its length. "()" is the empty one. */
int dims_from(const char *text, int64_t dims[DIMS_MAX]);

/*
 * 0, 1, 2, ... under a shape in C order, then word by word:
 *     T        transposed          [...]    sliced            b2,3     broadcast
 *     F        copied to F order   R        copied to memory that is wrapped read-only
 * An element of a dtype that is not a number of at least 32 bits is a pattern of bytes instead.
 */
ndw_array *array_from(ndw_dtype dtype, const char *recipe);

/* What stands at place k of such an array. */
void element_make(ndw_dtype dtype, int64_t k, void *element);

/* --- Looks as words --------------------------------------------------------------------------- */

/* The k-th element in C order, found by the definition of a view. */
const void *element_at(const ndw_view *v, int64_t k);
void *mut_element_at(const ndw_mut *w, int64_t k);

/* Elements in C order, shape and strides as text; NULL: not compared. No elements: "". */
void assert_view(const ndw_view *v, const char *elements, const char *shape, const char *strides);
void assert_array(const ndw_array *a, const char *elements, const char *shape, const char *strides);
void assert_mut(const ndw_mut *w, const char *elements, const char *shape, const char *strides);

/* A destination of int32 that runs backwards along each axis, every other element, with canaries between:
 * it has these elements, in this shape, and no canary was written. */
enum { CANARIES = 64 };
void backwards_make(const char *shape, int32_t canaries[CANARIES], ndw_mut *w);
void assert_backwards(const int32_t canaries[CANARIES], const ndw_mut *w, const char *elements, const char *shape);

/* What copying from `a` gave: new, alone, of its dtype, with these elements in this shape, and these strides
 * (NULL: packed in C order). Lets go of it. */
void assert_result(const ndw_array *a, ndw_array *b, const char *elements, const char *shape, const char *strides);

/* `length` bytes, all zero. */
void assert_zeroed(const void *object, size_t length);

/* --- Every width, every axis ------------------------------------------------------------------- */

extern const int64_t itemsizes[18]; /* all that kernels are made for, and some that none is */

/* An array of each itemsize from the recipe, along each axis and NDW_AXIS_NONE. */
typedef void along_axis(const ndw_array *a, int axis);
void each_axis(const char *recipe, along_axis *check);

/* --- Groups ----------------------------------------------------------------------------------- */

/* Between them everything is allocated by a counting allocator. unit_end prints what is wrong with
 * the blocks taken since, and returns the failures, that one included. */
void unit_begin(void);
int unit_end(int failures);

/* Blocks that are live now. */
long unit_live(void);

/* This process becomes `program argument`: what a forked child does to see a library that is loaded anew. Says
 * 127 where that cannot be. */
_Noreturn void unit_become(const char *program, const char *argument);

/* What ndw_pool_print prints. */
enum { POOL_TEXT = 2048 };
void pool_as_text(char text[POOL_TEXT]);

/* Waits for a child: its exit status, or 128 and the signal that ended it. */
int unit_status_of(pid_t child);

/* --- The stage -------------------------------------------------------------------------------- */

typedef struct stage {
    /* Alone with their bytes: */
    ndw_array *a;         /* int32 (2, 3): 0 .. 5                                   */
    ndw_array *t;         /* float64 (4, 3): the transpose of 0 .. 11               */
    ndw_array *stretched; /* int32 (4, 3): 0 1 2 in every row                       */
    ndw_array *scalar;    /* int32 (): 0                                            */
    ndw_array *empty;     /* int32 (0, 3)                                           */
    ndw_array *readonly;  /* int32 (2, 3): 0 .. 5, wrapped                          */
    ndw_array *part;      /* int32 (2): 2 3, of ten elements                        */
    ndw_array *open;      /* int32 (2, 3): 0 .. 5, in a write session by `session`  */
    /* Together: */
    ndw_array *x, *y;     /* int32 (4): 0 .. 3                                      */
    ndw_array *none;      /* NULL                                                   */
    ndw_mut session;

    int32_t memory[6];    /* 10 .. 15 */
    ndw_view v;           /* int32 (2, 3), all of it */
    ndw_mut w, loop;      /* the same; its first row twice (they overlap) */
    ndw_view blank_view, wide_view, odd_view; /* data NULL; 65 axes; no dtype */
    ndw_mut blank_mut, wide_mut, odd_mut;

    /* Where results go; not empty beforehand. */
    ndw_array *array;
    ndw_view view;
    ndw_mut mut;
} stage;

void stage_set(stage *s);
void stage_clear(stage *s);

/* Everything on a stage but the results, bit by bit. */
enum { STAGE_ARRAYS = 10, DESCRIPTOR_MAX = 256, BYTES_MAX = 128 };
typedef struct portrait {
    intptr_t owners; /* of the bytes, as counted there */
    size_t length, nbytes;
    unsigned char descriptor[DESCRIPTOR_MAX], bytes[BYTES_MAX];
} portrait;
typedef struct snapshot {
    stage as_it_was;
    portrait arrays[STAGE_ARRAYS];
} snapshot;

void snapshot_take(snapshot *before, const stage *s);

/* NULL, or what has changed since. */
const char *snapshot_difference(const snapshot *before, const stage *s);

/* Where a call puts its result. */
typedef enum place_of_result { PLACE_NOTHING, PLACE_ARRAY, PLACE_VIEW, PLACE_MUT } place_of_result;

/* NULL, or what a failed call has left where its result would be. */
const char *stage_leftover(const stage *s, place_of_result place);

/* --- Refusals --------------------------------------------------------------------------------- */

typedef ndw_status stage_call(stage *s);

struct refusal {
    const char *name;
    ndw_status status;
    place_of_result place;
    const char *detail; /* must occur in the sentence */
    stage_call *call;
};

void check_refusal(void **state);

#define REFUSAL_CALL(name, status, place, detail, ...) \
    static ndw_status refuse_##name(stage *s)          \
    {                                                  \
        (void)s;                                       \
        return __VA_ARGS__;                            \
    }
#define REFUSAL_ROW(name, status, place, detail, ...) {#name, status, place, detail, refuse_##name},

#endif
