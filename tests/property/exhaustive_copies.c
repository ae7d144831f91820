/*
 * exhaustive_copies.c - operations that move elements: repeats and copies, into new memory and into
 * memory that exists, whose gaps must stay as they were.
 */
#include "exhaustive_results.h"

#include <string.h>

#include "support/check.h"

/* --- Repeats ---------------------------------------------------------------------------------- */

typedef enum manner { ONE_COUNT, COUNTS, AXES } manner;

typedef struct repeat {
    manner how;
    int axis;
    int64_t n;
    const int64_t *counts;
} repeat;

static ndw_status repeat_view(const repeat *r, const ndw_view *v, ndw_array **out)
{
    switch (r->how) {
    case ONE_COUNT: return ndw_view_repeat(v, r->counts[0], r->axis, out);
    case COUNTS: return ndw_view_repeat_counts(v, r->n, r->counts, r->axis, out);
    default: return ndw_view_repeat_axes(v, (int)r->n, r->counts, out);
    }
}

static ndw_status repeat_array(const repeat *r, const ndw_array *a, ndw_array **out)
{
    switch (r->how) {
    case ONE_COUNT: return ndw_repeat(a, r->counts[0], r->axis, out);
    case COUNTS: return ndw_repeat_counts(a, r->n, r->counts, r->axis, out);
    default: return ndw_repeat_axes(a, (int)r->n, r->counts, out);
    }
}

static ndw_status repeat_into(const repeat *r, const source_array *s, bool array, const ndw_mut *w)
{
    switch (r->how) {
    case ONE_COUNT:
        return array ? ndw_repeat_into(s->array, r->counts[0], r->axis, w)
                     : ndw_view_repeat_into(&s->view, r->counts[0], r->axis, w);
    case COUNTS:
        return array ? ndw_repeat_counts_into(s->array, r->n, r->counts, r->axis, w)
                     : ndw_view_repeat_counts_into(&s->view, r->n, r->counts, r->axis, w);
    default:
        return array ? ndw_repeat_axes_into(s->array, (int)r->n, r->counts, w)
                     : ndw_view_repeat_axes_into(&s->view, (int)r->n, r->counts, w);
    }
}

static void asking_for(const repeat *r)
{
    int64_t numbers[1 + SOURCE_ELEMENTS] = {r->axis};
    memcpy(numbers + 1, r->counts, (size_t)r->n * sizeof *r->counts);
    asking(r->how == AXES ? "repeat by 0 and a count per axis" : "repeat by axis and counts",
           1 + (int)r->n, numbers);
}

static void try_repeat(const repeat *r, const oracle *want)
{
    asking_for(r);
    for (int i = 0; i < SOURCES; i++) {
        const source_array *s = &sources[i];
        ndw_array *out;
        ndw_mut w;
        must_return(next_is_array() ? repeat_array(r, s->array, &out) : repeat_view(r, &s->view, &out),
                    0, s);
        if (!ndw_is_contiguous(out, NDW_C)) must_be_true("the result is not C-contiguous", s);
        check_new(s, want, out);

        const size_t used = place_destination(want, s->view.dtype, &w);
        must_return(repeat_into(r, s, next_is_array(), &w), 0, s);
        check_destination(s, want, &w, used);
        cases += 2;
    }
}

static int counted_axis; /* of the lists below */

static void visit_counts(int n, const int64_t *counts)
{
    if (left_out()) return;
    const repeat r = {COUNTS, written(counted_axis, whole.ndim), n, counts};
    oracle want = oracle_repeat(&whole, counted_axis, counts);
    try_repeat(&r, &want);
    oracle_free(&want);
}

void repeats_by_counts(void)
{
    for (counted_axis = 0; counted_axis < whole.ndim; counted_axis++)
        all_lists((int)whole.shape[counted_axis], 0, MOST_COPIES, visit_counts);
}

static void visit_counts_of_all(int n, const int64_t *counts)
{
    if (left_out()) return;
    const repeat r = {COUNTS, NDW_AXIS_NONE, n, counts};
    oracle want = oracle_repeat_flat(&whole, counts);
    try_repeat(&r, &want);
    oracle_free(&want);
}

enum { FEW = 6 }; /* 4^6 lists; for larger sources, lists of a pattern */

void repeats_of_all_elements(void)
{
    if (whole.size <= FEW) {
        all_lists((int)whole.size, 0, MOST_COPIES, visit_counts_of_all);
        return;
    }
    for (int64_t times = 1; times <= 13; times++) {
        int64_t counts[SOURCE_ELEMENTS];
        for (int64_t k = 0; k < whole.size; k++) counts[k] = k * times % 7 % (MOST_COPIES + 1);
        visit_counts_of_all((int)whole.size, counts);
    }
}

/* The same count for everyone: as a number, and as a list of one. */
static void try_one_count(int64_t count, int axis, const oracle *want)
{
    if (left_out()) return;
    const repeat number = {ONE_COUNT, axis, 1, &count}, list = {COUNTS, axis, 1, &count};
    try_repeat(&number, want);
    try_repeat(&list, want);
}

/* A source without axes is one element on axis 0. */
static oracle with_an_axis(void)
{
    const int64_t one = 1;
    return whole.ndim > 0 ? oracle_copy(&whole) : oracle_reshape(&whole, 1, &one);
}

void repeats_by_one_count(void)
{
    oracle from = with_an_axis();
    for (int64_t count = 0; count <= MOST_COPIES; count++) {
        int64_t counts[SOURCE_ELEMENTS];
        for (int k = 0; k < SOURCE_ELEMENTS; k++) counts[k] = count;

        oracle flat = oracle_repeat_flat(&whole, counts);
        try_one_count(count, NDW_AXIS_NONE, &flat);
        oracle_free(&flat);
        for (int axis = 0; axis < from.ndim; axis++) {
            oracle want = oracle_repeat(&from, axis, counts);
            try_one_count(count, axis, &want);
            try_one_count(count, axis - from.ndim, &want);
            oracle_free(&want);
        }
    }
    oracle_free(&from);
}

static void visit_counts_per_axis(int n, const int64_t *counts)
{
    if (left_out()) return;
    const repeat r = {AXES, 0, n, counts};
    oracle want = oracle_copy(&whole);
    for (int d = 0; d < n; d++) {
        const int64_t same[LONGEST] = {counts[d], counts[d], counts[d], counts[d]};
        oracle_replace(&want, oracle_repeat(&want, d, same));
    }
    try_repeat(&r, &want);
    oracle_free(&want);
}

void repeats_along_all_axes(void) { all_lists(whole.ndim, 0, MOST_COPIES, visit_counts_per_axis); }

/* --- Refused ---------------------------------------------------------------------------------- */

static void refuse_repeat(const repeat *r, unsigned wanted)
{
    if (left_out()) return;
    asking_for(r);
    for (int i = 0; i < SOURCES; i++) {
        const source_array *s = &sources[i];
        ndw_array *of_array = (ndw_array *)(uintptr_t)1, *of_view = of_array;
        ndw_mut w;
        const size_t used = place_destination(&whole, s->view.dtype, &w);
        must_return(repeat_array(r, s->array, &of_array), wanted, s);
        must_return(repeat_view(r, &s->view, &of_view), wanted, s);
        must_return(repeat_into(r, s, false, &w), wanted, s);
        must_return(repeat_into(r, s, true, &w), wanted, s);
        if (of_array || of_view) must_be_true("a failed call left something in out", s);
        check_untouched(s, used);
        cases += 4;
    }
}

static void all_ones(int64_t length, int64_t *counts)
{
    for (int64_t i = 0; i < length; i++) counts[i] = 1;
}

void refused_repeats(void)
{
    int64_t counts[SOURCE_ELEMENTS + 2] = {1, 1};
    const int64_t minus_one = -1;
    const int ndim = whole.ndim > 0 ? whole.ndim : 1;
    refuse_repeat(&(repeat){ONE_COUNT, ndim, 1, counts}, one_of(NDW_EAXIS));
    refuse_repeat(&(repeat){COUNTS, -ndim - 1, 1, counts}, one_of(NDW_EAXIS));
    refuse_repeat(&(repeat){ONE_COUNT, 0, 1, &minus_one}, one_of(NDW_EVALUE));
    refuse_repeat(&(repeat){COUNTS, NDW_AXIS_NONE, 1, &minus_one}, one_of(NDW_EVALUE));
    refuse_repeat(&(repeat){AXES, 0, whole.ndim + 1, counts}, one_of(NDW_ESHAPE));

    for (int axis = 0; axis < whole.ndim; axis++) {
        const int64_t length = whole.shape[axis];
        all_ones(length + 1, counts);
        if (length + 1 != 1)
            refuse_repeat(&(repeat){COUNTS, axis, length + 1, counts}, one_of(NDW_ESHAPE));
        for (int64_t i = 0; i < length; i++) {
            all_ones(length, counts);
            counts[i] = -1;
            refuse_repeat(&(repeat){COUNTS, axis, length, counts}, one_of(NDW_EVALUE));
        }
    }
}

/* --- Copies ----------------------------------------------------------------------------------- */

static void try_order(const source_array *s, ndw_order order)
{
    ndw_array *of_view, *of_array;
    int axes[SOURCE_NDIM];
    want_order(s, order, axes);
    asking("copy in order", 1, (int64_t[]){(int64_t)order});
    must_return(ndw_view_copy(&s->view, order, &of_view), 0, s);
    must_return(ndw_copy(s->array, order, &of_array), 0, s);
    if (!lies_in_order(of_view, axes)) must_be_true("the axes are in another order", s);
    if (!lies_in_order(of_array, axes)) must_be_true("the axes are in another order", s);
    if (!ndw_equal(of_view, s->array)) must_be_true("the copy is not equal", s);
    check_new(s, &whole, of_view);
    check_new(s, &whole, of_array);
    cases += 2;
}

typedef ndw_status as_packed(const ndw_array *, ndw_array **);
typedef ndw_status view_as_packed(const ndw_view *, ndw_array **);

/* An array that is packed already is shared; everything else is copied. */
static void try_packed(const source_array *s, ndw_order order, as_packed *pack,
                       view_as_packed *pack_view)
{
    ndw_array *of_view, *of_array;
    asking("as packed in order", 1, (int64_t[]){(int64_t)order});
    must_return(pack(s->array, &of_array), 0, s);
    must_return(pack_view(&s->view, &of_view), 0, s);
    if (!ndw_is_contiguous(of_array, order) || !ndw_is_contiguous(of_view, order))
        must_be_true("the result is not contiguous", s);
    cases += 2;
    check_new(s, &whole, of_view);
    if (!ndw_view_is_contiguous(&s->view, order)) {
        check_new(s, &whole, of_array);
        return;
    }
    const truth t = {&whole, s->contents, s->address};
    must_be_true(compare_array(&t, of_array), s);
    if (ndw_is_unique(of_array)) must_be_true("nothing was shared", s);
    ndw_release(&of_array);
}

static void try_copy_into(const source_array *s)
{
    ndw_mut w;
    asking("copy into", 0, NULL);
    for (int array = 0; array < 2; array++) {
        const size_t used = place_destination(&whole, s->view.dtype, &w);
        must_return(array ? ndw_copy_into(s->array, &w) : ndw_view_copy_into(&s->view, &w), 0, s);
        check_destination(s, &whole, &w, used);
        cases++;
    }
}

void copies(void)
{
    const ndw_order orders[] = {NDW_C, NDW_F, NDW_A, NDW_K};
    for (int i = 0; i < SOURCES; i++) {
        for (size_t k = 0; k < COUNT(orders); k++) try_order(&sources[i], orders[k]);
        try_packed(&sources[i], NDW_C, ndw_ascontiguous, ndw_view_ascontiguous);
        try_packed(&sources[i], NDW_F, ndw_asfortran, ndw_view_asfortran);
        try_copy_into(&sources[i]);
    }
}
