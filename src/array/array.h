/*
 * array.h - the descriptor: a dtype, a layout, and one share of a buffer.
 *
 * Written once, when it is made, and never again by anybody: no setter exists and nothing is worked
 * out lazily. Readers take everything from here and never touch the buffer's header.
 *
 *   1. `data` is the first element; the whole extent of the layout lies in the buffer's bytes.
 *   2. size, itemsize and the flags follow from dtype and layout.
 *   3. The descriptor owns exactly one share of the buffer, for as long as it lives.
 */
#ifndef NDW_ARRAY_ARRAY_H
#define NDW_ARRAY_ARRAY_H

#include <ndweave/array.h>

#include "dtype/dtype.h"
#include "layout/layout.h"
#include "memory/buffer.h"

struct ndw_array {
    uint32_t life; /* LIFE_ARRAY (damage.h) */
    int ndim;
    buffer *bytes;
    char *data;
    const ndw_allocator *allocator; /* made this descriptor */
    int64_t size, itemsize;
    ndw_dtype dtype;
    bool c_packed, f_packed, self_overlaps;
    int64_t dims[]; /* shape, then strides: ndim of each */
};

static inline layout array_layout(const ndw_array *a)
{
    return (layout){a->itemsize, a->ndim, a->dims, a->dims + a->ndim};
}

/* Whether it lives; if not, that is reported, with NDW_ECORRUPT. */
static inline ndw_status array_check(const ndw_array *a, ndw_damage_cause if_gone)
{
    if (a->life == LIFE_ARRAY) return NDW_OK;
    return ndw_damage_report(cause_of(a->life, if_gone, NDW_DAMAGE_FOREIGN), a, (int64_t)sizeof *a);
}

/* A descriptor for elements of `b`, the first at `data`: the offset of `l` is not looked at. On success it
 * takes the caller's share of `b`; on failure the caller still has it. */
ndw_status ndw_array_new(const ndw_allocator *allocator, buffer *b, char *data, ndw_dtype dtype,
                         const new_layout *l, ndw_array **out);

/* A new array with a buffer of its own, uninitialised, laid out as `l` (which is packed). */
ndw_status ndw_array_make(const ndw_allocator *allocator, ndw_dtype dtype, const new_layout *l, ndw_array **out);

/* Another array on the bytes of `a`. */
ndw_status ndw_array_share(const ndw_array *a, ndw_dtype dtype, const new_layout *l, ndw_array **out);

#endif
