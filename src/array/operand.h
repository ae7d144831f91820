/*
 * operand.h - what an operation reads and where its result goes, so that each is written once.
 *
 * Every view operation exists for arrays, views and muts. Its work is the same: take a layout, make
 * another, wrap it. `source` is the taking and `place` is the wrapping; the public functions name one
 * of each:
 *
 *     ndw_status ndw_flip(const ndw_array *a, int n, const int *axes, ndw_array **out)
 *     {
 *         return flip(of_array(a), n, axes, to_array(out));
 *     }
 */
#ifndef NDW_ARRAY_OPERAND_H
#define NDW_ARRAY_OPERAND_H

#include "array/array.h"
#include "base/arith.h"
#include "base/status.h"

/* Elements to read, borrowed from an array, view or mut. `data` NULL: there is no such thing. */
typedef struct source {
    const char *data;
    const ndw_array *array; /* NULL for borrowed memory */
    ndw_dtype dtype;
    layout layout; /* of an array: all its elements, if not all its axes */
} source;

static inline source of_memory(const void *data, ndw_dtype dtype, int ndim, const int64_t *shape,
                               const int64_t *strides)
{
    return (source){data, NULL, dtype, {ndw_itemsize(dtype), ndim, shape, strides}};
}

static inline source of_array(const ndw_array *a)
{
    return a ? (source){a->data, a, a->dtype, array_layout(a)} : (source){.data = NULL};
}

static inline source of_view(const ndw_view *v)
{
    return v ? of_memory(v->data, v->dtype, v->ndim, v->shape, v->strides) : (source){.data = NULL};
}

static inline source of_mut(const ndw_mut *w)
{
    return w ? of_memory(w->data, w->dtype, w->ndim, w->shape, w->strides) : (source){.data = NULL};
}

/* Refuses what is not there or cannot be read. Every operation begins with it. */
static inline ndw_status source_check(const source *s)
{
    if (!s->data) return WHY(NDW_EINVAL, "an array, view or destination is NULL, or its data is");
    if (s->array) return array_check(s->array, NDW_DAMAGE_STALE);
    if (s->layout.itemsize == 0) return FAIL(NDW_EINVAL, "# is not a dtype", s->dtype);
    if (s->layout.ndim < 0 || s->layout.ndim > NDW_MAX_NDIM)
        return FAIL(NDW_ENDIM, "# axes, 0 to # are possible", s->layout.ndim, NDW_MAX_NDIM);
    return NDW_OK;
}

/* Whether its elements lie packed in C order: an array knows. */
static inline bool source_is_packed(const source *s)
{
    return s->array ? s->array->c_packed : ndw_layout_is_packed(s->layout, NDW_C);
}

/* The addresses of the elements, as numbers; the same twice if there are none. */
span ndw_source_extent(const source *s);

/* Whether the two, which have been checked, may share a byte: by their extents. */
bool ndw_source_may_overlap(const source *a, const source *b);

/* The layout of a new array of the same shape, packed in `order`; and such an array, with a copy of every
 * element. */
ndw_status ndw_source_pack(const source *s, ndw_order order, new_layout *out);
ndw_status ndw_source_copy(const source *s, ndw_order order, ndw_array **out);

/* Where a result goes: exactly one of these. */
typedef struct place {
    ndw_array **array;
    ndw_view *view;
    ndw_mut *mut;
} place;

static inline place to_array(ndw_array **out) { return (place){.array = out}; }
static inline place to_view(ndw_view *out) { return (place){.view = out}; }
static inline place to_mut(ndw_mut *out) { return (place){.mut = out}; }

/*
 * Ends an operation: on NDW_OK fills the place with the elements of `s` under the layout `l`; after a
 * failure empties it. Returns the status, or why filling failed.
 */
ndw_status ndw_place_put(place p, ndw_status status, const source *s, ndw_dtype dtype,
                         const new_layout *l);

#endif
