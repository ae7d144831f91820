/*
 * program_views.c - steps that move no element: each exists for arrays, and for views of which an array
 * can be made again; the program takes either way.
 */
#include "program.h"

#include <string.h>

#include "support/check.h"

/* Every view operation exists for arrays, and for views of which an array can be made again. */
static bool through_view(const variable *v, ndw_view *whole)
{
    if (one_in(2)) return false;
    must_be_ok(ndw_view_of(v->array, whole));
    return true;
}

void keep_view(const variable *from, const ndw_view *part, oracle meant)
{
    ndw_array *a;
    must_be_ok(ndw_array_of_view(from->array, part, &a));
    keep(a, meant, from->readonly);
}

static int64_t any_step(void) { return one_in(2) ? 1 : one_in(2) ? between(1, 3) : -between(1, 3); }
static int64_t any_bound(void) { return one_in(4) ? NDW_OMIT : between(-6, 6); }

/* One entry for the next axis of the source, and what it does to axis *at of the result. */
static ndw_index any_entry(oracle *o, int *at)
{
    const int64_t length = o->shape[*at];
    if (length > 0 && one_in(5)) {
        const int64_t i = between(-length, length - 1);
        oracle_replace(o, oracle_take_one(o, *at, i));
        return (ndw_index)NDW_AT(i);
    }
    const int64_t start = any_bound(), stop = any_bound(), by = any_step();
    oracle_replace(o, oracle_slice(o, (*at)++, start, stop, by));
    return (ndw_index)NDW_RANGE(start, stop, by);
}

int any_index(oracle *o, ndw_index *index)
{
    int n = 0, at = 0;
    for (int left = o->ndim; left > 0 && !one_in(6); left--) {
        if (o->ndim < MOST_AXES && one_in(8)) {
            oracle_replace(o, oracle_new_axis(o, at++));
            index[n++] = (ndw_index)NDW_NEWAXIS;
        }
        index[n++] = any_entry(o, &at);
    }
    if (one_in(3)) index[n++] = (ndw_index)NDW_ELLIPSIS;
    return n;
}

void slice(void)
{
    const variable *from = any_live();
    ndw_index index[2 * MOST_AXES];
    ndw_view whole, part;
    ndw_array *a;
    oracle o = oracle_copy(&from->meant);
    const int n = any_index(&o, index);

    if (through_view(from, &whole)) {
        must_be_ok(ndw_view_slice(&whole, n, index, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_slice(from->array, n, index, &a));
    keep(a, o, from->readonly);
}

void transpose(void)
{
    const variable *from = any_live();
    const int n = from->meant.ndim;
    int axes[ORACLE_NDIM] = {0};
    ndw_view whole, part;
    ndw_array *a;
    for (int d = 0; d < n; d++) { /* put d at a random place among those already there */
        const int k = (int)between(0, d);
        axes[d] = axes[k];
        axes[k] = d;
    }
    oracle o = oracle_transpose(&from->meant, axes);
    if (through_view(from, &whole)) {
        must_be_ok(ndw_view_transpose(&whole, n, axes, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_transpose(from->array, n, axes, &a));
    keep(a, o, from->readonly);
}

void flip(void)
{
    const variable *from = any_live();
    int axes[ORACLE_NDIM] = {0}, n = 0;
    ndw_view whole, part;
    ndw_array *a;
    oracle o = oracle_copy(&from->meant);
    for (int d = 0; d < o.ndim; d++)
        if (one_in(2)) {
            axes[n++] = one_in(2) ? d : d - o.ndim;
            oracle_replace(&o, oracle_flip(&o, d));
        }
    if (through_view(from, &whole)) {
        must_be_ok(ndw_view_flip(&whole, n, axes, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_flip(from->array, n, axes, &a));
    keep(a, o, from->readonly);
}

void broadcast(void)
{
    const variable *from = any_live();
    int64_t shape[ORACLE_NDIM], size = 1;
    ndw_view whole, part;
    ndw_array *a;
    const int more = from->meant.ndim < MOST_AXES ? (int)between(0, 1) : 0, n = from->meant.ndim + more;
    for (int d = 0; d < n; d++) {
        shape[d] = d < more ? between(1, 3) : from->meant.shape[d - more];
        if (shape[d] == 1 && one_in(2)) shape[d] = between(0, 3);
        size *= shape[d];
    }
    if (size > MOST_ELEMENTS) return;
    oracle o = oracle_broadcast(&from->meant, n, shape);
    if (through_view(from, &whole)) {
        must_be_ok(ndw_view_broadcast_to(&whole, n, shape, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_broadcast_to(from->array, n, shape, &a));
    keep(a, o, from->readonly);
}

/* A shape of the same size: its factors, dealt out to some axes. */
static int any_factors(int64_t size, int64_t *shape)
{
    const int n = (int)between(1, 4);
    for (int d = 0; d < n; d++) shape[d] = 1;
    for (int64_t factor = 2; size > 1; factor++)
        for (; size % factor == 0; size /= factor) shape[between(0, n - 1)] *= factor;
    if (size == 0) shape[between(0, n - 1)] = 0;
    return n;
}

void reshape(void)
{
    const variable *from = any_live();
    int64_t shape[ORACLE_NDIM], given[ORACLE_NDIM];
    ndw_array *a;
    const int n = any_factors(from->meant.size, shape);
    memcpy(given, shape, sizeof given);
    if (from->meant.size > 0 && one_in(3)) given[between(0, n - 1)] = -1;

    const unsigned flags = one_in(3) ? NDW_NOCOPY : 0;
    const ndw_status status = ndw_reshape(from->array, n, given, flags, &a);
    if (status == NDW_ECOPY && flags) {
        must(a == NULL, "a failed call left something in out");
        happened.refused++;
        return;
    }
    must_be_ok(status);
    keep(a, oracle_reshape(&from->meant, n, shape), from->readonly && ndw_may_overlap(a, from->array));
}

void share(void)
{
    const variable *from = any_live();
    ndw_array *a;
    must_be_ok(ndw_share(from->array, &a));
    must(from->meant.size == 0 || (!ndw_is_unique(a) && !ndw_is_unique(from->array)),
         "a share is unique");
    keep(a, oracle_copy(&from->meant), from->readonly);
}
