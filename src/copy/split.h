/*
 * split.h - parts of a plan that different threads can run at once. Pure: no memory is touched.
 *
 * One axis of the plan is cut, the others stay: part i has its steps from boundary i to boundary i + 1.
 *
 *     outer [3]   rows [1000]   run [50]          cut along the rows, 4 parts:
 *                                                 3 x 256 x 50,  3 x 256 x 50,  3 x 256 x 50,  3 x 232 x 50
 *
 *   1. Every element is in one part. A part may be empty.
 *   2. The axis is the one with the largest steps in the destination of those that have steps enough for
 *      parts that are long on both sides: of a transpose, strips too narrow cost more than a thread gains.
 *      Where elements are long, their bytes count as one more axis, in the innermost place.
 *   3. Where it is possible at about the same sizes, a part begins where a line of the cache begins in
 *      the destination, and where parts are long, on a boundary of 2 MiB: so no two threads write one
 *      line, or are the first to touch one large page.
 */
#ifndef NDW_COPY_SPLIT_H
#define NDW_COPY_SPLIT_H

#include "copy/plan.h"

typedef struct split {
    int axis;        /* number of the axis: the outer ones, then rows, run, bytes of an element */
    int parts;
    int64_t length;  /* its steps                                               */
    int64_t step;    /* bytes of one in the destination                         */
    int64_t address; /* of its first step in the destination: what boundaries are measured from */
} split;

/* Cuts a plan that is not empty into a multiple of `least` parts, at most `most`, rather into `least` than
 * into long ones; if it must be, into fewer. `address` is that of its first element in the destination. */
void ndw_split_make(const plan *p, int64_t address, int least, int most, split *out);

/* Part i of s->parts, as a plan. */
void ndw_split_part(const plan *p, const split *s, int i, plan *out);

#endif
