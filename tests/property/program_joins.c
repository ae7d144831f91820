/* program_joins.c - steps that make one array of several, or of the places of one in another order. */
#include "program.h"

#include "support/check.h"

void tile(void)
{
    const variable *from = any_live();
    int64_t reps[ORACLE_NDIM];
    ndw_view v;
    ndw_array *a;
    const int n = (int)between(0, from->meant.ndim < MOST_AXES ? from->meant.ndim + 1 : MOST_AXES);
    for (int d = 0; d < n; d++) reps[d] = between(0, 2);
    oracle o = oracle_tile(&from->meant, n, reps);
    if (!is_affordable(o.ndim, o.shape)) {
        oracle_free(&o);
        return;
    }
    must_be_ok(ndw_view_of(from->array, &v));
    must_be_ok(one_in(2) ? ndw_tile(from->array, n, reps, &a) : ndw_view_tile(&v, n, reps, &a));
    must(ndw_is_unique(a), "a tile is shared");
    keep(a, o, false);
    happened.joined++;
}

/* Up to three operands that fit the first: variables that do, otherwise it again. */
enum { OPERANDS = 3 };

static int any_operands(const variable *list[OPERANDS], int but_axis)
{
    const int n = (int)between(1, OPERANDS);
    list[0] = any_live();
    for (int i = 1; i < n; i++) {
        const oracle *first = &list[0]->meant, *o;
        list[i] = any_live();
        o = &list[i]->meant;
        bool fits = o->ndim == first->ndim;
        for (int d = 0; d < first->ndim && fits; d++)
            fits = o->shape[d] == first->shape[d] || d == but_axis;
        if (!fits && but_axis != NDW_AXIS_NONE) list[i] = list[0];
    }
    return n;
}

static ndw_array *join(bool stacked, int n, const variable *const *list, int axis)
{
    const ndw_array *arrays[OPERANDS];
    const ndw_view *views[OPERANDS];
    ndw_view shown[OPERANDS];
    ndw_array *a;
    for (int i = 0; i < n; i++) {
        arrays[i] = list[i]->array;
        views[i] = &shown[i];
        must_be_ok(ndw_view_of(arrays[i], &shown[i]));
    }
    const bool of_views = one_in(2);
    if (stacked)
        must_be_ok(of_views ? ndw_view_stack(n, views, axis, &a) : ndw_stack(n, arrays, axis, &a));
    else
        must_be_ok(of_views ? ndw_view_concatenate(n, views, axis, &a)
                            : ndw_concatenate(n, arrays, axis, &a));
    must(ndw_is_unique(a) && ndw_is_contiguous(a, NDW_C), "a join is shared, or not packed");
    happened.joined++;
    return a;
}

void concatenate(void)
{
    const variable *list[OPERANDS];
    oracle parts[OPERANDS];
    const int wish = (int)between(-1, 3), n = any_operands(list, wish < 0 ? NDW_AXIS_NONE : wish);
    const int ndim = list[0]->meant.ndim;
    int64_t total = 0;
    if (wish >= ndim) return;
    for (int i = 0; i < n; i++) total += list[i]->meant.size + (wish < 0 ? 0 : list[i]->meant.shape[wish]);
    if (total > MOST_ELEMENTS) return;
    for (int i = 0; i < n; i++)
        parts[i] = wish < 0 ? oracle_flat(&list[i]->meant) : oracle_copy(&list[i]->meant);
    oracle o = oracle_concatenate(n, parts, wish < 0 ? 0 : wish);
    for (int i = 0; i < n; i++) oracle_free(&parts[i]);
    const int axis = wish < 0 ? NDW_AXIS_NONE : one_in(2) ? wish : wish - ndim;
    keep(join(false, n, list, axis), o, false);
}

void stack(void)
{
    const variable *list[OPERANDS];
    oracle parts[OPERANDS];
    const int n = any_operands(list, -1), ndim = list[0]->meant.ndim;
    if (ndim == MOST_AXES || n * list[0]->meant.size > MOST_ELEMENTS) return;
    const int axis = (int)between(0, ndim);
    for (int i = 0; i < n; i++) parts[i] = list[i]->meant; /* to be read */
    oracle o = oracle_stack(n, parts, axis);
    keep(join(true, n, list, one_in(2) ? axis : axis - ndim - 1), o, false);
}

void take(void)
{
    const variable *from = any_live();
    int64_t indices[8], shape[ORACLE_NDIM];
    ndw_view v;
    ndw_array *a;
    const bool flat = from->meant.ndim == 0 || one_in(3);
    oracle all = flat ? oracle_flat(&from->meant) : oracle_copy(&from->meant);
    const int axis = (int)between(0, all.ndim - 1);
    const int64_t length = all.shape[axis], n = length > 0 ? between(0, COUNT(indices)) : 0;
    for (int64_t i = 0; i < n; i++) indices[i] = between(-length, length - 1);
    for (int d = 0; d < all.ndim; d++) shape[d] = d == axis ? n : all.shape[d];
    if (is_affordable(all.ndim, shape)) {
        const int given = flat ? NDW_AXIS_NONE : one_in(2) ? axis : axis - all.ndim;
        must_be_ok(ndw_view_of(from->array, &v));
        must_be_ok(one_in(2) ? ndw_take(from->array, n, indices, given, &a)
                             : ndw_view_take(&v, n, indices, given, &a));
        keep(a, oracle_take(&all, axis, n, indices), false);
    }
    oracle_free(&all);
}

void roll(void)
{
    const variable *from = any_live();
    const int64_t shift = between(-9, 9);
    const oracle *o = &from->meant;
    ndw_view v;
    ndw_array *a;
    const bool flat = o->ndim == 0 || one_in(3);
    const int axis = flat ? 0 : (int)between(0, o->ndim - 1), given = flat ? NDW_AXIS_NONE : axis;
    oracle line = flat ? oracle_flat(o) : oracle_copy(o), moved = oracle_roll(&line, axis, shift);
    must_be_ok(ndw_view_of(from->array, &v));
    must_be_ok(one_in(2) ? ndw_roll(from->array, shift, given, &a)
                         : ndw_view_roll(&v, shift, given, &a));
    oracle want = oracle_reshape(&moved, o->ndim, o->shape);
    oracle_free(&line);
    oracle_free(&moved);
    keep(a, want, false);
}
