/*
 * oracle.c - each operation as its definition.
 *
 * One pattern throughout: give the result its shape, then for each of its indices work out the index of
 * the source that stands there, one axis at a time, and read it.
 */
#include "support/oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void insist(bool possible, const char *what)
{
    if (possible) return;
    fprintf(stderr, "oracle: %s\n", what);
    abort();
}

static oracle blank(int ndim, const int64_t *shape)
{
    insist(ndim >= 0 && ndim <= ORACLE_NDIM, "too many axes");
    oracle o = {.ndim = ndim, .size = 1};
    for (int d = 0; d < ndim; d++) {
        insist(shape[d] >= 0 && shape[d] <= ORACLE_MAX, "a length is impossible");
        o.shape[d] = shape[d];
        o.size *= shape[d];
        insist(o.size <= ORACLE_MAX, "too many elements");
    }
    o.value = malloc(((size_t)o.size + 1) * sizeof *o.value);
    insist(o.value != NULL, "out of memory");
    return o;
}

oracle oracle_count(int ndim, const int64_t *shape)
{
    oracle o = blank(ndim, shape);
    for (int64_t k = 0; k < o.size; k++) o.value[k] = k;
    return o;
}

oracle oracle_copy(const oracle *o)
{
    oracle copy = blank(o->ndim, o->shape);
    memcpy(copy.value, o->value, (size_t)o->size * sizeof *o->value);
    return copy;
}

void oracle_free(oracle *o)
{
    free(o->value);
    o->value = NULL;
}

void oracle_replace(oracle *o, oracle next)
{
    oracle_free(o);
    *o = next;
}

/* C order: the last index counts ones, the one before it counts whole rows of those, ... */
static int64_t place(const oracle *o, const int64_t *index)
{
    int64_t k = 0;
    for (int d = 0; d < o->ndim; d++) {
        insist(index[d] >= 0 && index[d] < o->shape[d], "an index is outside");
        k = k * o->shape[d] + index[d];
    }
    return k;
}

int64_t oracle_at(const oracle *o, const int64_t *index) { return o->value[place(o, index)]; }

void oracle_set(oracle *o, const int64_t *index, int64_t value) { o->value[place(o, index)] = value; }

bool oracle_next(int ndim, const int64_t *shape, int64_t *index)
{
    for (int d = ndim - 1; d >= 0; d--) {
        if (++index[d] < shape[d]) return true;
        index[d] = 0;
    }
    return false;
}

/* --- Slices ----------------------------------------------------------------------------------- */

int64_t oracle_walk(int64_t length, int64_t start, int64_t stop, int64_t step, int64_t *indices)
{
    const int64_t none = INT64_MIN;
    if (step == none) step = 1;
    insist(step != 0, "step 0 leads nowhere");
    bool up = step > 0;

    int64_t i = start == none ? (up ? 0 : length - 1) : start < 0 ? start + length : start;
    int64_t end = stop == none ? (up ? length : -1) : stop < 0 ? stop + length : stop;
    if (up && i < 0) i = 0;                    /* going up, nothing is before the first element */
    if (!up && i > length - 1) i = length - 1; /* going down, nothing is after the last         */

    int64_t count = 0;
    for (; i >= 0 && i < length && (up ? i < end : i > end); i += step) indices[count++] = i;
    return count;
}

oracle oracle_slice(const oracle *o, int axis, int64_t start, int64_t stop, int64_t step)
{
    int64_t *chosen = malloc(((size_t)o->shape[axis] + 1) * sizeof *chosen);
    insist(chosen != NULL, "out of memory");

    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    memcpy(shape, o->shape, sizeof shape);
    shape[axis] = oracle_walk(o->shape[axis], start, stop, step, chosen);

    oracle r = blank(o->ndim, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        memcpy(from, to, sizeof from);
        from[axis] = chosen[to[axis]];
        r.value[k++] = oracle_at(o, from);
    }
    free(chosen);
    return r;
}

oracle oracle_take_one(const oracle *o, int axis, int64_t i)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    int ndim = 0;
    for (int d = 0; d < o->ndim; d++)
        if (d != axis) shape[ndim++] = o->shape[d];

    oracle r = blank(ndim, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        for (int d = 0, next = 0; d < o->ndim; d++)
            from[d] = d != axis ? to[next++] : i < 0 ? i + o->shape[d] : i;
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

oracle oracle_new_axis(const oracle *o, int axis)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    insist(o->ndim < ORACLE_NDIM, "too many axes");
    for (int d = 0, next = 0; d <= o->ndim; d++) shape[d] = d == axis ? 1 : o->shape[next++];

    oracle r = blank(o->ndim + 1, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        for (int d = 0, next = 0; d <= o->ndim; d++)
            if (d != axis) from[next++] = to[d];
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

/* --- Arrangements ----------------------------------------------------------------------------- */

oracle oracle_transpose(const oracle *o, const int *axes)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    for (int d = 0; d < o->ndim; d++) shape[d] = o->shape[axes[d]];

    oracle r = blank(o->ndim, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        for (int d = 0; d < o->ndim; d++) from[axes[d]] = to[d];
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

oracle oracle_flip(const oracle *o, int axis)
{
    int64_t to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;

    oracle r = blank(o->ndim, o->shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        memcpy(from, to, sizeof from);
        from[axis] = o->shape[axis] - 1 - to[axis];
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

/* Axes are matched from the last one backwards; an axis of length 1 has its one element everywhere. */
oracle oracle_broadcast(const oracle *o, int ndim, const int64_t *shape)
{
    int64_t to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    insist(ndim >= o->ndim, "broadcasting drops no axis");

    oracle r = blank(ndim, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        for (int d = 0; d < o->ndim; d++) {
            int64_t i = to[ndim - o->ndim + d];
            from[d] = o->shape[d] == 1 ? 0 : i;
        }
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

/* Reading either shape in C order gives the same list. */
oracle oracle_reshape(const oracle *o, int ndim, const int64_t *shape)
{
    oracle r = blank(ndim, shape);
    insist(r.size == o->size, "reshaping keeps the size");
    memcpy(r.value, o->value, (size_t)o->size * sizeof *o->value);
    return r;
}

oracle oracle_flat(const oracle *o) { return oracle_reshape(o, 1, &o->size); }

oracle oracle_swapaxes(const oracle *o, int i, int j)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    memcpy(shape, o->shape, sizeof shape);
    shape[i] = o->shape[j];
    shape[j] = o->shape[i];

    oracle r = blank(o->ndim, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        memcpy(from, to, sizeof from);
        from[i] = to[j];
        from[j] = to[i];
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

/* Where an axis of the source is found: without the moved one the others stand in a row, and all from
 * place `to` on make room for it. */
static int new_place(int d, int moved, int to)
{
    if (d == moved) return to;
    const int in_the_row = d > moved ? d - 1 : d;
    return in_the_row < to ? in_the_row : in_the_row + 1;
}

oracle oracle_moveaxis(const oracle *o, int moved, int place_of_it)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    for (int d = 0; d < o->ndim; d++) shape[new_place(d, moved, place_of_it)] = o->shape[d];

    oracle r = blank(o->ndim, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        for (int d = 0; d < o->ndim; d++) from[d] = to[new_place(d, moved, place_of_it)];
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

/* All pairs (i, i + offset) that exist, found by trying. */
oracle oracle_diagonal(const oracle *o, int64_t offset, int axis1, int axis2)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0, first = 0, count = 0;
    int others = 0;
    for (int64_t i = 0; i < o->shape[axis1]; i++)
        for (int64_t j = 0; j < o->shape[axis2]; j++)
            if (j - i == offset && count++ == 0) first = i;
    for (int d = 0; d < o->ndim; d++)
        if (d != axis1 && d != axis2) shape[others++] = o->shape[d];
    shape[others] = count;

    oracle r = blank(o->ndim - 1, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        for (int d = 0, next = 0; d < o->ndim; d++)
            if (d != axis1 && d != axis2) from[d] = to[next++];
        from[axis1] = first + to[others];
        from[axis2] = from[axis1] + offset;
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

oracle oracle_windows(const oracle *o, int axis, int64_t window)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0, windows = 0;
    insist(o->ndim < ORACLE_NDIM, "too many axes");
    for (int64_t begin = 0; begin + window <= o->shape[axis]; begin++) windows++;
    memcpy(shape, o->shape, sizeof shape);
    shape[axis] = windows;
    shape[o->ndim] = window;

    oracle r = blank(o->ndim + 1, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        memcpy(from, to, sizeof from);
        from[axis] = to[axis] + to[o->ndim];
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

/* --- Repeats ---------------------------------------------------------------------------------- */

/* The element whose copies include the j-th of all copies. */
static int64_t owner_of(int64_t j, const int64_t *counts)
{
    int64_t i = 0;
    while (j >= counts[i]) j -= counts[i++];
    return i;
}

static int64_t total_of(int64_t n, const int64_t *counts)
{
    int64_t total = 0;
    for (int64_t i = 0; i < n; i++) total += counts[i];
    return total;
}

oracle oracle_repeat(const oracle *o, int axis, const int64_t *counts)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    memcpy(shape, o->shape, sizeof shape);
    shape[axis] = total_of(o->shape[axis], counts);

    oracle r = blank(o->ndim, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        memcpy(from, to, sizeof from);
        from[axis] = owner_of(to[axis], counts);
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

oracle oracle_repeat_flat(const oracle *o, const int64_t *counts)
{
    int64_t total = total_of(o->size, counts);
    oracle r = blank(1, &total);
    for (int64_t k = 0; k < total; k++) r.value[k] = o->value[owner_of(k, counts)];
    return r;
}

/* --- Tiles, joins, indices ---------------------------------------------------------------------- */

/* Lengths and reps are matched from the last backwards; what is missing in front is one. */
oracle oracle_tile(const oracle *o, int n, const int64_t *reps)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    const int ndim = n > o->ndim ? n : o->ndim, new_axes = ndim - o->ndim, no_reps = ndim - n;
    insist(ndim <= ORACLE_NDIM, "too many axes");
    for (int d = 0; d < ndim; d++)
        shape[d] = (d < new_axes ? 1 : o->shape[d - new_axes]) * (d < no_reps ? 1 : reps[d - no_reps]);

    oracle r = blank(ndim, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        for (int d = 0; d < o->ndim; d++) from[d] = to[new_axes + d] % o->shape[d];
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

oracle oracle_concatenate(int n, const oracle *list, int axis)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    memcpy(shape, list[0].shape, sizeof shape);
    for (int i = 1; i < n; i++) shape[axis] += list[i].shape[axis];

    oracle r = blank(list[0].ndim, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        int owner = 0;
        memcpy(from, to, sizeof from);
        while (from[axis] >= list[owner].shape[axis]) from[axis] -= list[owner++].shape[axis];
        r.value[k++] = oracle_at(&list[owner], from);
    }
    return r;
}

oracle oracle_stack(int n, const oracle *list, int axis)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    insist(list[0].ndim < ORACLE_NDIM, "too many axes");
    for (int d = 0, next = 0; d <= list[0].ndim; d++) shape[d] = d == axis ? n : list[0].shape[next++];

    oracle r = blank(list[0].ndim + 1, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        for (int d = 0, next = 0; d <= list[0].ndim; d++)
            if (d != axis) from[next++] = to[d];
        r.value[k++] = oracle_at(&list[to[axis]], from);
    }
    return r;
}

oracle oracle_take(const oracle *o, int axis, int64_t n, const int64_t *indices)
{
    int64_t shape[ORACLE_NDIM], to[ORACLE_NDIM] = {0}, from[ORACLE_NDIM], k = 0;
    memcpy(shape, o->shape, sizeof shape);
    shape[axis] = n;

    oracle r = blank(o->ndim, shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, to)) {
        const int64_t i = indices[to[axis]];
        memcpy(from, to, sizeof from);
        from[axis] = i < 0 ? i + o->shape[axis] : i;
        r.value[k++] = oracle_at(o, from);
    }
    return r;
}

/* Each element is carried `shift` places on, round and round. */
oracle oracle_roll(const oracle *o, int axis, int64_t shift)
{
    int64_t to[ORACLE_NDIM], from[ORACLE_NDIM] = {0}, k = 0;

    oracle r = blank(o->ndim, o->shape);
    for (bool more = r.size > 0; more; more = oracle_next(r.ndim, r.shape, from)) {
        memcpy(to, from, sizeof to);
        to[axis] += shift;
        while (to[axis] < 0) to[axis] += o->shape[axis];
        while (to[axis] >= o->shape[axis]) to[axis] -= o->shape[axis];
        oracle_set(&r, to, o->value[k++]);
    }
    return r;
}

void oracle_put(oracle *o, const oracle *places, const oracle *from)
{
    insist(places->size == from->size, "there is not one element for each place");
    for (int64_t k = 0; k < places->size; k++) {
        insist(places->value[k] >= 0 && places->value[k] < o->size, "a place is outside");
        o->value[places->value[k]] = from->value[k];
    }
}
