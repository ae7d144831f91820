/* program_copies.c - steps that put elements into new memory. */
#include "program.h"

#include "support/check.h"

void copy(void)
{
    static const ndw_order orders[] = {NDW_C, NDW_F, NDW_A, NDW_K};
    const variable *from = any_live();
    const int64_t how = between(0, 5);
    bool readonly = false;
    ndw_view v;
    ndw_array *a;
    must_be_ok(ndw_view_of(from->array, &v));
    if (how == 4 || how == 5) {
        must_be_ok(how == 4 ? ndw_ascontiguous(from->array, &a) : ndw_asfortran(from->array, &a));
        readonly = from->readonly && ndw_may_overlap(a, from->array);
    } else {
        must_be_ok(one_in(2) ? ndw_copy(from->array, orders[how], &a)
                             : ndw_view_copy(&v, orders[how], &a));
        must(ndw_is_unique(a), "a copy is shared");
    }
    keep(a, oracle_copy(&from->meant), readonly);
}

static void repeat_axis(const variable *from, const ndw_view *v)
{
    int64_t counts[MOST_ELEMENTS] = {0}, total = 0;
    ndw_array *a;
    const int axis = (int)between(0, from->meant.ndim - 1);
    const int64_t length = from->meant.shape[axis];
    for (int64_t i = 0; i < length; i++) total += counts[i] = between(0, 3);
    if (total > MOST_ELEMENTS || (length > 0 && from->meant.size / length * total > MOST_ELEMENTS))
        return;
    if (one_in(2))
        must_be_ok(ndw_repeat_counts(from->array, length, counts, axis - from->meant.ndim, &a));
    else must_be_ok(ndw_view_repeat_counts(v, length, counts, axis, &a));
    keep(a, oracle_repeat(&from->meant, axis, counts), false);
}

static void repeat_flat(const variable *from, const ndw_view *v)
{
    int64_t counts[MOST_ELEMENTS] = {0}, total = 0;
    ndw_array *a;
    for (int64_t i = 0; i < from->meant.size; i++) total += counts[i] = between(0, 2);
    if (total > MOST_ELEMENTS) return;
    if (one_in(2))
        must_be_ok(ndw_repeat_counts(from->array, from->meant.size, counts, NDW_AXIS_NONE, &a));
    else must_be_ok(ndw_view_repeat_counts(v, from->meant.size, counts, NDW_AXIS_NONE, &a));
    keep(a, oracle_repeat_flat(&from->meant, counts), false);
}

static void repeat_axes(const variable *from, const ndw_view *v)
{
    int64_t counts[ORACLE_NDIM] = {0}, size = from->meant.size;
    ndw_array *a;
    for (int d = 0; d < from->meant.ndim; d++) {
        size *= counts[d] = between(0, 2);
        if (from->meant.shape[d] * counts[d] > MOST_ELEMENTS)
            return; /* however many elements there are */
    }
    if (size > MOST_ELEMENTS) return;
    oracle o = oracle_copy(&from->meant);
    for (int d = 0; d < o.ndim; d++) {
        int64_t same[MOST_ELEMENTS];
        for (int64_t i = 0; i < o.shape[d]; i++) same[i] = counts[d];
        oracle_replace(&o, oracle_repeat(&o, d, same));
    }
    if (one_in(2)) must_be_ok(ndw_repeat_axes(from->array, o.ndim, counts, &a));
    else must_be_ok(ndw_view_repeat_axes(v, o.ndim, counts, &a));
    keep(a, o, false);
}

void repeat(void)
{
    const variable *from = any_live();
    ndw_view v;
    must_be_ok(ndw_view_of(from->array, &v));
    const int64_t how = between(0, 2);
    if (how == 0) repeat_flat(from, &v);
    else if (how == 1) repeat_axes(from, &v);
    else if (from->meant.ndim > 0) repeat_axis(from, &v);
}

void compact(void)
{
    variable *v = any_live();
    const void *data = ndw_data(v->array);
    must_be_ok(ndw_compact(&v->array));
    if (ndw_data(v->array) != data) v->readonly = false;
    remember(v);
}
