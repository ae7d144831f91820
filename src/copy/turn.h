/*
 * turn.h - large transposes.
 *
 * Of a permutation only two sides matter: along which axes the result is packed (the run), and along which
 * the source is (the rows). All axes that follow each other on one side count as one, and where each of its
 * steps lies on the other side is a list - so that a permutation of many short axes is turned by the same
 * tiles as a matrix is (body_turn.h).
 *
 *     permute (2,1,3,0) of 96 x 38 x 48 x 38     the result's last axis is the source's first: run 96;
 *                                                 the source's last, and the one before where they follow
 *                                                 each other: rows; what is left: one tile after the other
 */
#ifndef NDW_COPY_TURN_H
#define NDW_COPY_TURN_H

#include "copy/lane.h"
#include "copy/plan.h"

/* Bytes of a result for which listing its axes is no loss. */
enum { TURN_FROM = 64 << 10 };

/* So few rows or columns are walked side by side: a table with a dozen of them, taken apart or put together. But not
 * if an outer axis goes on where they end, in the source or in the destination: then there are more of them. */
enum { SOME_LINES = 32 };

static inline bool plan_has_few_lines(const plan *p)
{
    enum { COLUMN_BYTES = 512 };
    const pair *in = &p->inner;
    const int64_t w = (int64_t)in->width;
    bool few = in->rows <= SOME_LINES || (in->length <= SOME_LINES && in->length * w <= COLUMN_BYTES);
    for (int i = 0; i < p->nouter; i++)
        few &= p->outer[i].src != in->rows * w && p->outer[i].dst != in->length * w;
    return few;
}

/* Long enough on both sides; of few rows of wide elements, where large results are streamed, so short that they are
 * read one after the other ... */
static inline bool plan_can_be_turned(const plan *p)
{
    const pair *in = &p->inner;
    const int64_t w = (int64_t)in->width;
    if (p->pattern != CROSS || w > TURN_WIDEST || in->rows <= FEW_LINES || in->length <= FEW_LINES) return false;
    if (w > TURN_WIDE && in->rows <= SOME_LINES) return ndw_large_is_streamed && in->rows * w <= TURN_COLUMN;
    return w <= LINE && !plan_has_few_lines(p);
}

/* ... and neither a matrix that is in the caches, nor there of elements that no vector turns. */
static inline bool plan_is_turned(const plan *p)
{
    if (!plan_can_be_turned(p)) return false;
    return p->inner.stream ||
           (p->nouter > 0 && plan_bytes(p) >= TURN_FROM && ndw_width_class(p->inner.width) != WANY);
}

/* Of a plan that is turned, and reads and writes as the plan says. */
void ndw_turn_run(const plan *p, char *dst, const char *src);

#endif
