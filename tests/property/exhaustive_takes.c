/*
 * exhaustive_takes.c - elements by index, and elements moved round.
 */
#include "exhaustive_results.h"

#include <string.h>

#include "support/check.h"

/* --- take ------------------------------------------------------------------------------------- */

typedef struct taking {
    int axis;
    int64_t n;
    const int64_t *indices;
} taking;

static ndw_status ask_take(const void *how, const source_array *s, bool array, ndw_array **out,
                           const ndw_mut *w)
{
    const taking *t = how;
    if (w) return array ? ndw_take_into(s->array, t->n, t->indices, t->axis, w)
                        : ndw_view_take_into(&s->view, t->n, t->indices, t->axis, w);
    return array ? ndw_take(s->array, t->n, t->indices, t->axis, out)
                 : ndw_view_take(&s->view, t->n, t->indices, t->axis, out);
}

static int taken_axis; /* of the lists below; -1: none */

static void visit_indices(int n, const int64_t *indices)
{
    if (left_out()) return;
    oracle from = taken_axis < 0 || whole.ndim == 0 ? oracle_flat(&whole) : oracle_copy(&whole);
    const int axis = taken_axis < 0 ? 0 : taken_axis;
    const taking t = {taken_axis < 0 ? NDW_AXIS_NONE : written(axis, from.ndim), n, indices};
    bool outside = false;
    for (int i = 0; i < n; i++)
        outside |= indices[i] < -from.shape[axis] || indices[i] >= from.shape[axis];
    asking(taken_axis < 0 ? "take flat" : "take", n, indices);

    if (outside) {
        refuse_result(ask_take, &t, &whole, one_of(NDW_EBOUNDS));
    } else {
        oracle want = oracle_take(&from, axis, n, indices);
        try_result(ask_take, &t, &want, NDW_C);
        oracle_free(&want);
    }
    oracle_free(&from);
}

/* Of all elements: every list of up to two indices of a few, otherwise lists of a pattern. */
static void take_flat(void)
{
    int64_t indices[SOURCE_ELEMENTS];
    taken_axis = -1;
    if (whole.size <= 8) {
        for (int n = 0; n <= 2; n++) all_lists(n, -whole.size - 1, whole.size, visit_indices);
        return;
    }
    for (int64_t times = 1; times <= 13; times++) {
        const int n = (int)(times * 5 % 11);
        for (int i = 0; i < n; i++) indices[i] = (i + 1) * times * 7 % (2 * whole.size) - whole.size;
        visit_indices(n, indices);
    }
    indices[0] = whole.size;
    visit_indices(1, indices);
}

static void refuse_take(int axis, int64_t n, unsigned wanted)
{
    const int64_t zero[1] = {0};
    const taking t = {axis, n, zero};
    asking("take by axis and n", 2, (int64_t[]){axis, n});
    refuse_result(ask_take, &t, &whole, wanted);
}

void takes(void)
{
    const int ndim = whole.ndim > 0 ? whole.ndim : 1, most = whole.ndim <= 2 ? 3 : 2;
    for (taken_axis = 0; taken_axis < ndim; taken_axis++) {
        const int64_t length = whole.ndim > 0 ? whole.shape[taken_axis] : 1;
        for (int n = 0; n <= most; n++) all_lists(n, -length - 1, length, visit_indices);
    }
    take_flat();
    refuse_take(ndim, 0, one_of(NDW_EAXIS));
    refuse_take(-ndim - 1, 0, one_of(NDW_EAXIS));
    refuse_take(0, -1, one_of(NDW_EVALUE));
    refuse_take(NDW_AXIS_NONE, INT64_MIN, one_of(NDW_EVALUE));
}

/* --- roll ------------------------------------------------------------------------------------- */

typedef struct rolling {
    int axis;
    int64_t shift;
} rolling;

static ndw_status ask_roll(const void *how, const source_array *s, bool array, ndw_array **out,
                           const ndw_mut *w)
{
    const rolling *r = how;
    if (w) return array ? ndw_roll_into(s->array, r->shift, r->axis, w)
                        : ndw_view_roll_into(&s->view, r->shift, r->axis, w);
    return array ? ndw_roll(s->array, r->shift, r->axis, out)
                 : ndw_view_roll(&s->view, r->shift, r->axis, out);
}

/* A shift far away comes down to a near one, `rest`. */
static void roll_along(int axis, int64_t shift, int64_t rest)
{
    const rolling r = {written(axis, whole.ndim), shift};
    if (left_out()) return;
    asking("roll, axis and shift", 2, (int64_t[]){axis, shift});
    oracle want = oracle_roll(&whole, axis, rest);
    try_result(ask_roll, &r, &want, NDW_K);
    oracle_free(&want);
}

static void roll_through(int64_t shift, int64_t rest)
{
    const rolling r = {NDW_AXIS_NONE, shift};
    if (left_out()) return;
    asking("roll of all elements, shift", 1, &shift);
    oracle line = oracle_flat(&whole), moved = oracle_roll(&line, 0, rest),
           want = oracle_reshape(&moved, whole.ndim, whole.shape);
    try_result(ask_roll, &r, &want, NDW_C);
    oracle_free(&line);
    oracle_free(&moved);
    oracle_free(&want);
}

static int64_t rest_of(int64_t shift, int64_t length) { return length > 0 ? shift % length : 0; }

void rolls(void)
{
    const int64_t far[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX};
    for (int axis = 0; axis < whole.ndim; axis++) {
        const int64_t length = whole.shape[axis];
        for (int64_t shift = -2 * length - 1; shift <= 2 * length + 1; shift++)
            roll_along(axis, shift, shift);
        for (size_t k = 0; k < COUNT(far); k++) roll_along(axis, far[k], rest_of(far[k], length));
    }
    for (int64_t shift = -whole.size - 1; shift <= whole.size + 1; shift++) roll_through(shift, shift);
    for (size_t k = 0; k < COUNT(far); k++) roll_through(far[k], rest_of(far[k], whole.size));

    for (int side = 0; side < 2; side++) {
        const rolling r = {side ? whole.ndim : -whole.ndim - 1, 1};
        asking("roll along no axis", 1, (int64_t[]){r.axis});
        refuse_result(ask_roll, &r, &whole, one_of(NDW_EAXIS));
    }
}

/* --- Indices and counts in the destination ------------------------------------------------------ */

/* The numbers that say which elements are to be written lie among the places to be written, `ahead` of the
 * first one or behind it: of a source of int64 elements 100, 101, ..., somewhere else. */
enum { AHEAD = 2, PLACES = AHEAD + 3 * MOST_COPIES + AHEAD + 3 };

static int64_t number_there(int64_t place, int n, const int64_t *numbers, int64_t ahead)
{
    const int64_t i = place - (AHEAD - ahead);
    return i >= 0 && i < n ? numbers[i] : -7;
}

static void check_places(const int64_t *memory, const oracle *want, int n, const int64_t *numbers,
                         int64_t ahead)
{
    for (int64_t place = 0; place < PLACES; place++) {
        const int64_t k = place - AHEAD;
        if (k >= 0 && k < want->size) {
            if (memory[place] != 100 + want->value[k]) must_be_true("an element is wrong", &sources[0]);
        } else if (memory[place] != number_there(place, n, numbers, ahead)) {
            must_be_true("more was written", &sources[0]);
        }
    }
}

static void try_numbers_in_destination(bool counts, int n, const int64_t *numbers, int64_t ahead)
{
    int64_t memory[PLACES], source[3];
    ndw_view v;
    ndw_mut w;
    const int64_t length = counts ? n : 3, *there = memory + AHEAD - ahead;
    oracle list = oracle_count(1, &length),
           want = counts ? oracle_repeat(&list, 0, numbers) : oracle_take(&list, 0, n, numbers);
    for (int64_t i = 0; i < length; i++) source[i] = 100 + i;
    for (int64_t place = 0; place < PLACES; place++)
        memory[place] = number_there(place, n, numbers, ahead);
    assert_ok(ndw_view_memory(NDW_I64, 1, &length, NULL, source, &v));
    assert_ok(ndw_mut_memory(NDW_I64, 1, &want.size, NULL, memory + AHEAD, &w));

    asking(counts ? "repeat by counts in the destination" : "take by indices in the destination", n,
           numbers);
    must_return(counts ? ndw_view_repeat_counts_into(&v, n, there, 0, &w)
                       : ndw_view_take_into(&v, n, there, 0, &w),
                0, &sources[0]);
    check_places(memory, &want, n, numbers, ahead);
    cases++;
    oracle_free(&list);
    oracle_free(&want);
}

static void visit_indices_there(int n, const int64_t *indices)
{
    for (int64_t ahead = -AHEAD; ahead <= AHEAD; ahead++)
        try_numbers_in_destination(false, n, indices, ahead);
}

static void visit_counts_there(int n, const int64_t *counts)
{
    for (int64_t ahead = -AHEAD; ahead <= AHEAD; ahead++)
        try_numbers_in_destination(true, n, counts, ahead);
}

void indices_in_the_destination(void)
{
    for (int n = 0; n <= 3; n++) {
        all_lists(n, -3, 2, visit_indices_there);
        if (n > 0) all_lists(n, 0, MOST_COPIES, visit_counts_there);
    }
}
