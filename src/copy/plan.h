/*
 * plan.h - the fewest loops that do a job. Pure: no memory is touched.
 *
 * A plan has
 *
 *   1. no axis of length 1, and no two axes that could be one;
 *   2. only positive destination steps (an axis that ran backwards is walked from its other end),
 *      outermost first in decreasing order - except that the axis the source is packed along stands
 *      next to the innermost;
 *   3. elements as wide as possible: a run packed on both sides has become one wide element;
 *   4. its two innermost axes apart, for a kernel; the others in `outer`, for the odometer;
 *   5. if copies are made of each element of a transpose, and it has a few thousand (of 16 bytes: the copies have
 *      32 MiB; and there are two of each, where large results are streamed), the axis the source is packed along last
 *      among the outer ones: it is `crossed`, and done together with the pair (crossed.h).
 */
#ifndef NDW_COPY_PLAN_H
#define NDW_COPY_PLAN_H

#include "copy/copy.h"
#include "copy/kernels.h"

typedef struct plan {
    bool empty;              /* nothing to move */
    int64_t dst, src;        /* where to begin, in bytes from the first elements */
    pattern pattern;
    pair inner;
    bool crossed;
    int nouter;
    copy_axis outer[COPY_MAX_AXES];
} plan;

void ndw_plan_make(const copy_job *job, plan *out);

/* The plan of n packed elements (at least one) copied `copies` times each (at least once) into packed memory: known
 * without looking for it. */
void ndw_plan_packed(int64_t width, int64_t n, int64_t copies, plan *out);

/* Bytes that it writes. */
static inline int64_t plan_bytes(const plan *p)
{
    int64_t bytes = p->inner.rows * p->inner.length * (int64_t)p->inner.width;
    for (int i = 0; i < p->nouter; i++) bytes *= p->outer[i].length;
    return bytes;
}

/* Bytes that it reads, those that are read again and again counted once. */
static inline int64_t plan_bytes_read(const plan *p)
{
    const pair *in = &p->inner;
    int64_t bytes = (in->row_src ? in->rows : 1) * (in->src ? in->length : 1) * (int64_t)in->width;
    for (int i = 0; i < p->nouter; i++) bytes *= p->outer[i].src ? p->outer[i].length : 1;
    return bytes;
}

/* The inner axes of a counted job: as a plan, or as one chunk if they are packed on both sides. */
bool ndw_plan_is_chunk(const plan *p);

#endif
