/*
 * program_shapes.c - more steps that move no element: axes exchanged, moved, dropped, added; diagonals,
 * windows; the same elements by their strides, and by their bytes.
 */
#include "program.h"

#include "support/check.h"

bool is_affordable(int ndim, const int64_t *shape)
{
    int64_t size = 1;
    for (int d = 0; d < ndim; d++) {
        if (shape[d] > MOST_ELEMENTS) return false; /* however many elements there are */
        size *= shape[d];
    }
    return ndim <= MOST_AXES && size <= MOST_ELEMENTS;
}

static int any_axis(int ndim) { return (int)between(-ndim, ndim - 1); }
static int from_front(int axis, int ndim) { return axis < 0 ? axis + ndim : axis; }

static bool through_view(const variable *v, ndw_view *whole)
{
    must_be_ok(ndw_view_of(v->array, whole));
    return one_in(2);
}

void exchange(void)
{
    const variable *from = any_live();
    const int n = from->meant.ndim;
    ndw_view whole, part;
    ndw_array *a;
    if (n == 0) return;
    const int i = any_axis(n), j = any_axis(n);
    oracle o = oracle_swapaxes(&from->meant, from_front(i, n), from_front(j, n));
    if (through_view(from, &whole)) {
        must_be_ok(ndw_view_swapaxes(&whole, i, j, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_swapaxes(from->array, i, j, &a));
    keep(a, o, from->readonly);
}

void move(void)
{
    const variable *from = any_live();
    const int n = from->meant.ndim;
    ndw_view whole, part;
    ndw_array *a;
    if (n == 0) return;
    const int i = any_axis(n), j = any_axis(n);
    oracle o = oracle_moveaxis(&from->meant, from_front(i, n), from_front(j, n));
    if (through_view(from, &whole)) {
        must_be_ok(ndw_view_moveaxis(&whole, i, j, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_moveaxis(from->array, i, j, &a));
    keep(a, o, from->readonly);
}

/* Some of the axes of length 1, or all without being named. */
void squeeze(void)
{
    const variable *from = any_live();
    int axes[ORACLE_NDIM], n = 0;
    ndw_view whole, part;
    ndw_array *a;
    const bool all = one_in(2);
    oracle o = oracle_copy(&from->meant);
    for (int d = o.ndim - 1; d >= 0; d--) {
        if (o.shape[d] != 1 || (!all && one_in(2))) continue;
        axes[n++] = one_in(2) ? d : d - from->meant.ndim;
        oracle_replace(&o, oracle_take_one(&o, d, 0));
    }
    if (all) n = 0;
    const int *named = all ? NULL : axes;
    if (through_view(from, &whole)) {
        must_be_ok(ndw_view_squeeze(&whole, n, named, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_squeeze(from->array, n, named, &a));
    keep(a, o, from->readonly);
}

void expand(void)
{
    const variable *from = any_live();
    const int n = (int)between(0, MOST_AXES - from->meant.ndim), ndim = from->meant.ndim + n;
    int axes[ORACLE_NDIM], named = 0;
    ndw_view whole, part;
    ndw_array *a;
    oracle o = oracle_copy(&from->meant);
    for (int d = 0; d < ndim; d++) { /* as many as are still missing, among those that are left */
        if (named == n || between(1, ndim - d) > n - named) continue;
        oracle_replace(&o, oracle_new_axis(&o, d));
        axes[named++] = one_in(2) ? d : d - ndim;
    }
    if (through_view(from, &whole)) {
        must_be_ok(ndw_view_expand_dims(&whole, n, axes, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_expand_dims(from->array, n, axes, &a));
    keep(a, o, from->readonly);
}

void diagonal(void)
{
    const variable *from = any_live();
    const int n = from->meant.ndim;
    ndw_view whole, part;
    ndw_array *a;
    if (n < 2) return;
    const int i = any_axis(n), j = any_axis(n);
    const int64_t offset = between(-3, 3);
    if (from_front(i, n) == from_front(j, n)) return;
    oracle o = oracle_diagonal(&from->meant, offset, from_front(i, n), from_front(j, n));
    if (through_view(from, &whole)) {
        must_be_ok(ndw_view_diagonal(&whole, offset, i, j, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_diagonal(from->array, offset, i, j, &a));
    keep(a, o, from->readonly);
}

void windows(void)
{
    const variable *from = any_live();
    const int n = from->meant.ndim;
    ndw_view whole, part;
    ndw_array *a;
    if (n == 0) return;
    const int axis = any_axis(n), d = from_front(axis, n);
    const int64_t window = between(0, from->meant.shape[d]);
    oracle o = oracle_windows(&from->meant, d, window);
    if (!is_affordable(o.ndim, o.shape)) {
        oracle_free(&o);
        return;
    }
    if (through_view(from, &whole)) {
        must_be_ok(ndw_view_sliding_window(&whole, axis, window, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_sliding_window(from->array, axis, window, &a));
    keep(a, o, from->readonly);
}

/* A block of the elements, described by its strides and by how far its first one is. */
void strided(void)
{
    const variable *from = any_live();
    int64_t shape[ORACLE_NDIM], offset = 0;
    ndw_view whole, part;
    ndw_array *a;
    must_be_ok(ndw_view_of(from->array, &whole));
    oracle o = oracle_copy(&from->meant);
    for (int d = 0; d < o.ndim; d++) {
        const int64_t length = from->meant.shape[d], first = length > 0 ? between(0, length - 1) : 0;
        shape[d] = between(0, length - first);
        offset += first * whole.strides[d];
        oracle_replace(&o, oracle_slice(&o, d, first, first + shape[d], 1));
    }
    if (one_in(2)) {
        must_be_ok(ndw_view_as_strided(&whole, o.ndim, shape, whole.strides, offset, &part));
        keep_view(from, &part, o);
        return;
    }
    must_be_ok(ndw_as_strided(from->array, o.ndim, shape, whole.strides, offset, &a));
    keep(a, o, from->readonly);
}

/* As single bytes, and as elements again: through it all nothing may have been moved. */
void other_dtype(void)
{
    const variable *from = any_live();
    ndw_array *bytes = NULL, *again;
    const ndw_status status = ndw_as_dtype(from->array, ndw_dtype_bytes(1), &bytes);
    if (status == NDW_EDTYPE) {
        must(width > 1 && !bytes, "bytes cannot be seen as bytes");
        must(!ndw_is_contiguous(from->array, NDW_C) || from->meant.ndim == 0, "packed bytes were refused");
        happened.refused++;
        return;
    }
    must_be_ok(status);
    must(ndw_data(bytes) == ndw_data(from->array) && ndw_nbytes(bytes) == ndw_nbytes(from->array),
         "these are other bytes");
    must_be_ok(ndw_as_dtype(bytes, dtype, &again));
    ndw_release(&bytes);
    keep(again, oracle_copy(&from->meant), from->readonly);
}
