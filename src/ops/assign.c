/*
 * assign.c - a write session around one copy.
 *
 *     settle   the part exists, the source fits it, nobody writes, and whatever lies in the bytes that may
 *              go - source, index - has been copied
 *     begin    *a is alone, perhaps in new bytes
 *     copy     cannot fail
 *     end
 */
#include <ndweave/assign.h>

#include "copy/copy.h"
#include "ops/into.h"

/* Whether the source may lie in the buffer, all of which may go, should the array move to another.
 * Wrapped bytes reach as far as their size, on one side or the other of the pointer that was wrapped. */
static bool lies_in(const source *s, const buffer *b)
{
    const span read = ndw_source_extent(s);
    const int64_t low = address_of(b->bytes) - (b->owned ? 0 : b->size);
    const int64_t high = address_of(b->bytes) + b->size;
    return read.first < high && low < read.end;
}

/* The entries, each read once. */
static ndw_status read_index(int n, const ndw_index *index, ndw_index own[NDW_INDEX_MAX])
{
    if (n > NDW_INDEX_MAX) return FAIL(NDW_ENDIM, "assign: # entries, # are possible", n, NDW_INDEX_MAX);
    if (n > 0) REFUSE_NULL(index, "assign: index is NULL");
    for (int i = 0; i < n; i++) own[i] = index[i];
    return NDW_OK;
}

/* After everything has been settled. */
static ndw_status write_part(ndw_array **a, int n, const ndw_index *index, const source *s, bool whole)
{
    ndw_mut w;
    new_layout part, stretched;
    NDW_TRY(ndw_write_begin(a, whole ? NDW_DISCARD : 0, &w));
    const layout to = array_layout(*a);
    (void)ndw_layout_slice(&to, n, index, &part); /* as it did before: same shape */
    (void)ndw_layout_broadcast(s->layout, part.ndim, part.shape, &stretched);
    copy_layout(made(&part), (char *)w.data + part.offset, made(&stretched), s->data);
    ndw_write_end(a);
    return NDW_OK;
}

static ndw_status assign(ndw_array **a, int n, const ndw_index *index, source s)
{
    if (!a || !*a) return WHY(NDW_EINVAL, "assign: the array is NULL");
    const ndw_array *x = *a;
    NDW_TRY(array_check(x, NDW_DAMAGE_STALE));
    NDW_TRY(source_check(&s));
    const layout to = array_layout(x);
    ndw_index own[NDW_INDEX_MAX];
    new_layout part, stretched;
    if (s.dtype != x->dtype)
        return FAIL(NDW_EDTYPE, "assign: the source has dtype #, the array #", s.dtype, x->dtype);
    NDW_TRY(read_index(n, index, own));
    NDW_TRY(ndw_layout_slice(&to, n, own, &part));
    s.layout = without_leading_ones(s.layout, part.ndim);
    NDW_TRY(ndw_layout_broadcast(s.layout, part.ndim, part.shape, &stretched));
    int64_t size = ndw_layout_size(made(&part));
    if (size == 0) return NDW_OK;

    ndw_array *aside = NULL;
    if (lies_in(&s, x->bytes)) {
        NDW_TRY(ndw_source_copy(&s, NDW_K, &aside));
        s = of_array(aside);
    }
    ndw_status status = write_part(a, n, own, &s, size == x->size);
    ndw_release(&aside);
    return status;
}

ndw_status ndw_assign(ndw_array **a, int n, const ndw_index *index, const ndw_array *from)
{
    return assign(a, n, index, of_array(from));
}

ndw_status ndw_assign_view(ndw_array **a, int n, const ndw_index *index, const ndw_view *from)
{
    return assign(a, n, index, of_view(from));
}

/* One element, as a 0-d source. */
static source of_value(const void *value, ndw_dtype dtype)
{
    static const int64_t none = 0; /* no axes: the lists are never read */
    return of_memory(value, dtype, 0, &none, &none);
}

ndw_status ndw_fill(ndw_array **a, const void *value)
{
    if (!a || !*a) return WHY(NDW_EINVAL, "fill: the array is NULL");
    REFUSE_NULL(value, "fill: value is NULL");
    return assign(a, 0, NULL, of_value(value, (*a)->dtype));
}

ndw_status ndw_mut_fill(const ndw_mut *w, const void *value)
{
    const source to = of_mut(w);
    NDW_TRY(source_check(&to));
    REFUSE_NULL(value, "fill: value is NULL");
    const source from = of_value(value, w->dtype);
    return ndw_copy_source_into(&from, w);
}
