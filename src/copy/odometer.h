/*
 * odometer.h - walk the outer axes of a job: one loop nest for any number of dimensions.
 *
 * Positions are numbers, in bytes from the first elements; nothing here is a pointer.
 */
#ifndef NDW_COPY_ODOMETER_H
#define NDW_COPY_ODOMETER_H

#include <stdbool.h>

#include "copy/copy.h"

typedef struct odometer {
    int naxes;
    const copy_axis *axes;
    int64_t dst, src;
    int64_t index[COPY_MAX_AXES];
} odometer;

static inline void odometer_start(odometer *o, int naxes, const copy_axis *axes, int64_t dst, int64_t src)
{
    o->naxes = naxes;
    o->axes = axes;
    o->dst = dst;
    o->src = src;
    for (int i = 0; i < naxes; i++) o->index[i] = 0;
}

/* To the next position, the last axis fastest; false after the last. No axis has length 0. */
static inline bool odometer_next(odometer *o)
{
    for (int i = o->naxes - 1; i >= 0; i--) {
        const copy_axis *axis = &o->axes[i];
        o->dst += axis->dst;
        o->src += axis->src;
        if (++o->index[i] < axis->length) return true;
        o->dst -= axis->length * axis->dst;
        o->src -= axis->length * axis->src;
        o->index[i] = 0;
    }
    return false;
}

/* From the first position n further, to one that there is. */
static inline void odometer_skip(odometer *o, int64_t n)
{
    for (int i = o->naxes - 1; i >= 0; i--) {
        const copy_axis *axis = &o->axes[i];
        o->index[i] = n % axis->length;
        o->dst += o->index[i] * axis->dst;
        o->src += o->index[i] * axis->src;
        n /= axis->length;
    }
}

#endif
