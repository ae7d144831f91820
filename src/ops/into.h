/*
 * into.h - where an operation writes its result: a new array, or memory that exists.
 *
 * Every copying operation has both forms. They differ only here:
 *
 *     settle    what the result is: dtype, shape. Nothing is allocated or written yet
 *     open      a new array, C order    |  the destination is checked: dtype, shape, self-overlap
 *     fill      `to`, `data`: the operation writes there, and cannot fail any more
 *     close     the array is given      |  (what overlapped a source was written aside: copied now)
 *
 * So a call that fails has written nothing, and a destination that overlaps its source gets the result
 * that it would have got from a copy of the source.
 */
#ifndef NDW_OPS_INTO_H
#define NDW_OPS_INTO_H

#include "array/operand.h"

/* Named by the public function: exactly one of them. */
typedef struct destination {
    ndw_array **array;
    const ndw_mut *mut;
} destination;

static inline destination new_array(ndw_array **out) { return (destination){out, NULL}; }
static inline destination existing(const ndw_mut *w) { return (destination){NULL, w}; }

typedef struct target {
    destination out;
    bool aside; /* the operation needs the packed layout of a new array: existing memory is written last */

    /* Filled by open: where to write. */
    layout to;
    char *data;
    bool packed;     /* in C order */
    ndw_array *made; /* the new array, or the result written aside */
} target;

static inline void target_name(target *t, destination out)
{
    t->out = out;
    t->aside = false;
}

/* `result` is the layout of a new array, packed; of one that is existing memory only the shape counts.
 * `sources` are what will be read meanwhile, checked. */
ndw_status ndw_target_open(target *t, ndw_dtype dtype, const new_layout *result, const source *sources,
                           int64_t nsources);

void ndw_target_close(target *t);

/* A call that failed before open, for whatever reason: leaves the result empty, returns the status. */
ndw_status ndw_target_fail(const target *t, ndw_status status);

/* Without the leading axes of length 1 that a destination of `ndim` axes does not have. */
static inline layout without_leading_ones(layout l, int ndim)
{
    for (; l.ndim > ndim && l.shape[0] == 1; l.ndim--, l.shape++, l.strides++) {}
    return l;
}

/* Copies of each element of a checked source along `axis` (one of each: along any), where no target has to be opened.
 * Writes nothing and returns false where anything is not plain, or wrong: the long way says what. */
bool ndw_direct_into(const source *from, int64_t copies, int axis, const ndw_mut *w);

/* The same for memory that is known to be packed, and has elements: to as much packed memory as it needs. */
void ndw_direct_packed(layout from, int axis, int64_t copies, char *dst, const char *src);

/* The same into memory of any steps, which does not overlap the source. */
void ndw_direct_strided(layout to, char *dst, layout from, int axis, int64_t copies, const char *src);

/* Copies a source, broadcast, into existing memory. */
ndw_status ndw_copy_source_into(const source *from, const ndw_mut *w);

#endif
