/* exhaustive_results.c - one case of an operation that moves elements. */
#include "exhaustive_results.h"

#include <string.h>

#include "support/check.h"

bool next_is_array(void)
{
    static unsigned long turn;
    return turn++ % 3 == 0;
}

int written(int axis, int ndim)
{
    static unsigned long turn;
    return turn++ % 2 ? axis - ndim : axis;
}

/* --- New memory ------------------------------------------------------------------------------- */

static bool is_line_aligned(const void *p) { return (uintptr_t)p % 64 == 0; }

void check_new(const source_array *s, const oracle *want, ndw_array *out)
{
    const truth t = {want, s->contents, NULL};
    must_be_true(compare_array(&t, out), s);
    if (ndw_dtype_of(out) != s->view.dtype) must_be_true("the dtype is wrong", s);
    if (!ndw_is_unique(out)) must_be_true("the new array is shared", s);
    if (!is_line_aligned(ndw_data(out))) must_be_true("the new memory is not aligned", s);
    ndw_release(&out);
}

/* --- Orders ----------------------------------------------------------------------------------- */

static int64_t magnitude(int64_t n) { return n < 0 ? -n : n; }

/* The axes from the slowest to the fastest, as order K has them: those that have a place in memory
 * share their places out among themselves, the farther steps first; the others stay. */
static void k_order(const ndw_view *v, int *axes)
{
    bool taken[SOURCE_NDIM] = {false};
    for (int place = 0; place < v->ndim; place++) {
        axes[place] = place;
        if (v->shape[place] == 1 || v->strides[place] == 0) continue;
        int best = -1;
        for (int d = 0; d < v->ndim; d++) {
            if (taken[d] || v->shape[d] == 1 || v->strides[d] == 0) continue;
            if (best < 0 || magnitude(v->strides[d]) > magnitude(v->strides[best])) best = d;
        }
        taken[best] = true;
        axes[place] = best;
    }
}

/* No elements lie in any order. */
bool lies_in_order(const ndw_array *a, const int *axes)
{
    int64_t next = ndw_itemsize(ndw_dtype_of(a));
    for (int place = ndw_ndim(a) - 1; place >= 0; place--) {
        const int d = axes[place];
        if (ndw_shape(a)[d] > 1 && ndw_strides(a)[d] != next) return ndw_size(a) == 0;
        next *= ndw_shape(a)[d];
    }
    return true;
}

void want_order(const source_array *s, ndw_order order, int *axes)
{
    const bool c = ndw_view_is_contiguous(&s->view, NDW_C), f = ndw_view_is_contiguous(&s->view, NDW_F);
    if (order == NDW_A) order = f && !c ? NDW_F : NDW_C;
    for (int place = 0; place < s->view.ndim; place++)
        axes[place] = order == NDW_F ? s->view.ndim - 1 - place : place;
    if (order == NDW_K) k_order(&s->view, axes);
}

/* --- Memory that exists ----------------------------------------------------------------------- */

enum { DESTINATION = 1 << 20, UNTOUCHED = 0xd7 };
static _Alignas(64) char destination[DESTINATION], as_it_was[DESTINATION];

/* Every axis backwards, two elements of room for each, in C and in F order by turns. */
size_t place_destination(const oracle *shape, ndw_dtype dtype, ndw_mut *w)
{
    static unsigned long turn;
    const bool first_fastest = turn++ % 2;
    int64_t strides[ORACLE_NDIM], width = ndw_itemsize(dtype), reach = 2 * width, first = width;
    for (int i = 0; i < shape->ndim; i++) {
        const int d = first_fastest ? i : shape->ndim - 1 - i;
        const int64_t length = shape->shape[d] > 0 ? shape->shape[d] : 1;
        strides[d] = -reach;
        first += reach * (length - 1);
        reach *= length;
    }
    assert_true(reach + width <= DESTINATION);
    memset(destination, UNTOUCHED, (size_t)(reach + width));
    assert_ok(ndw_mut_memory(dtype, shape->ndim, shape->shape, strides, destination + first, w));
    return (size_t)(reach + width);
}

static bool is_untouched(size_t used)
{
    if (as_it_was[0] != (char)UNTOUCHED) memset(as_it_was, UNTOUCHED, sizeof as_it_was);
    return !memcmp(destination, as_it_was, used);
}

void check_untouched(const source_array *s, size_t used)
{
    if (!is_untouched(used)) must_be_true("a failed call wrote something", s);
}

/* The elements are compared, and taken away. */
void check_destination(const source_array *s, const oracle *want, const ndw_mut *w, size_t used)
{
    const truth t = {want, s->contents, NULL};
    int64_t index[ORACLE_NDIM] = {0};
    ndw_view v;
    must_return(ndw_view_of_mut(w, &v), 0, s);
    must_be_true(compare_view(&t, &v), s);
    for (bool more = want->size > 0; more; more = oracle_next(want->ndim, want->shape, index)) {
        char *at = w->data;
        for (int d = 0; d < want->ndim; d++) at += index[d] * w->strides[d];
        memset(at, UNTOUCHED, (size_t)ndw_itemsize(w->dtype));
    }
    if (!is_untouched(used)) must_be_true("bytes between the elements were written", s);
}

/* --- Memory in which the source lies ------------------------------------------------------------ */

enum { LINE = 1 << 18 };
static _Alignas(64) char line[LINE];

/* `whole` on a line of numbered places, from `start` on, forwards or backwards: element k stands for the
 * number of its place. */
static void lay_on_line(source_array *s, int64_t start, bool backwards)
{
    int64_t strides[ORACLE_NDIM], step = ndw_itemsize(s->view.dtype);
    char *first = line + (backwards ? start + whole.size - (whole.size > 0) : start) * step;
    for (int64_t k = 0; k < whole.size; k++)
        s->contents[k] = start + (backwards ? whole.size - 1 - k : k);
    if (backwards) step = -step;
    for (int d = whole.ndim - 1; d >= 0; d--) {
        strides[d] = step;
        step *= whole.shape[d];
    }
    assert_ok(ndw_view_memory(s->view.dtype, whole.ndim, whole.shape, strides, first, &s->view));
    assert_ok(ndw_mut_memory(s->view.dtype, whole.ndim, whole.shape, strides, first, &s->mut));
}

static void check_line(const source_array *s, const oracle *want, int64_t places)
{
    const int64_t width = ndw_itemsize(s->view.dtype);
    for (int64_t k = 0; k < places; k++) {
        const int64_t number = k < want->size ? s->contents[want->value[k]] : k;
        if (!element_is(line + k * width, number, (size_t)width))
            must_be_true(k < want->size ? "the source was overwritten before it was read"
                                        : "something behind the destination was written",
                         s);
    }
}

/* The destination is the beginning of the line; where the source lies changes from case to case. */
static void try_on_line(asker *ask, const void *how, const oracle *want, ndw_dtype dtype)
{
    static unsigned long turn;
    static source_array s = {.name = "a source in the destination,"};
    const int64_t start = (int64_t)(turn % (unsigned long)(want->size + 1)), width = ndw_itemsize(dtype);
    const int64_t places = want->size + whole.size;
    ndw_mut w;
    assert_true(places * width <= LINE);
    s.view.dtype = dtype;
    lay_on_line(&s, start, turn++ % 3 == 0);
    for (int64_t k = 0; k < places; k++) element_write(line + k * width, k, (size_t)width);
    assert_ok(ndw_mut_memory(dtype, want->ndim, want->shape, NULL, line, &w));

    must_return(ask(how, &s, false, NULL, &w), 0, &s);
    check_line(&s, want, places);
    cases++;
}

/* --- A question -------------------------------------------------------------------------------- */

static void try_one(asker *ask, const void *how, const source_array *s, const oracle *want,
                    ndw_order order)
{
    int axes[ORACLE_NDIM];
    ndw_array *out;
    ndw_mut w;
    must_return(ask(how, s, next_is_array(), &out, NULL), 0, s);
    if (order == NDW_C && !ndw_is_contiguous(out, NDW_C)) must_be_true("it is not C-contiguous", s);
    if (order == NDW_K) {
        want_order(s, NDW_K, axes);
        if (!lies_in_order(out, axes)) must_be_true("the axes are in another order", s);
    }
    check_new(s, want, out);

    const size_t used = place_destination(want, s->view.dtype, &w);
    must_return(ask(how, s, next_is_array(), NULL, &w), 0, s);
    check_destination(s, want, &w, used);
    cases += 2;
}

void try_result(asker *ask, const void *how, const oracle *want, ndw_order order)
{
    for (int i = 0; i < SOURCES; i++) try_one(ask, how, &sources[i], want, order);
    try_on_line(ask, how, want, sources[cases % SOURCES].view.dtype);
}

void refuse_result(asker *ask, const void *how, const oracle *shape, unsigned wanted)
{
    for (int i = 0; i < SOURCES; i++) {
        const source_array *s = &sources[i];
        ndw_array *of_array = (ndw_array *)(uintptr_t)1, *of_view = of_array;
        ndw_mut w;
        const size_t used = place_destination(shape, s->view.dtype, &w);
        must_return(ask(how, s, true, &of_array, NULL), wanted, s);
        must_return(ask(how, s, false, &of_view, NULL), wanted, s);
        must_return(ask(how, s, true, NULL, &w), wanted, s);
        must_return(ask(how, s, false, NULL, &w), wanted, s);
        if (of_array || of_view) must_be_true("a failed call left something in out", s);
        check_untouched(s, used);
        cases += 4;
    }
}
