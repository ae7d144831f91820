/* walk.h - the elements that a plan moves, one after the other, by what plan.h says a plan means. */
#ifndef NDW_TESTS_WALK_H
#define NDW_TESTS_WALK_H

#include "copy/odometer.h"
#include "copy/plan.h"

/* An element of so many bytes, at these bytes from the first ones. */
typedef void walk_fn(void *ctx, int64_t dst, int64_t src, int64_t width);

static inline void walk_plan(const plan *p, walk_fn *element, void *ctx)
{
    odometer o;
    if (p->empty) return;
    odometer_start(&o, p->nouter, p->outer, p->dst, p->src);
    do
        for (int64_t r = 0; r < p->inner.rows; r++)
            for (int64_t i = 0; i < p->inner.length; i++)
                element(ctx, o.dst + r * p->inner.row_dst + i * p->inner.dst,
                        o.src + r * p->inner.row_src + i * p->inner.src, (int64_t)p->inner.width);
    while (odometer_next(&o));
}

#endif
