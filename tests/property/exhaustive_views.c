/*
 * exhaustive_views.c - operations that move no element: the result must show the very elements meant,
 * each at the address it always had, as a view, as a mut and as an array.
 */
#include "exhaustive_forms.h"

#include "support/check.h"

/* --- Slices ----------------------------------------------------------------------------------- */

/* The bounds and steps there are; the last of each stands for "not written". */
enum { BOUNDS = 14, STEPS = 8 };

static int64_t bound(int i) { return i == BOUNDS - 1 ? NDW_OMIT : i - 6; }
static int64_t step_of(int i) { return i == STEPS - 1 ? NDW_OMIT : i - 3; }

static ndw_index range(int number)
{
    const int start = number % BOUNDS, stop = number / BOUNDS % BOUNDS, step = number / BOUNDS / BOUNDS;
    return (ndw_index)NDW_RANGE(bound(start), bound(stop), step_of(step));
}

enum { RANGES = BOUNDS * BOUNDS * STEPS };

static void slice_one_axis(int axis, const ndw_index *r)
{
    ndw_index index[SOURCE_NDIM] = {NDW_ALL, NDW_ALL, NDW_ALL, NDW_ALL};
    const question q = {.what = SLICE, .n = axis + 1, .index = index};
    const unsigned forms = whole.ndim <= 2 ? ALL_FORMS : VIEW;
    index[axis] = *r;
    asking("slice of axis, start, stop, step", 4, (int64_t[]){axis, r->start, r->stop, r->step});

    if (r->step == 0) {
        try_sources(&q, NULL, one_of(NDW_EVALUE), forms);
        return;
    }
    oracle want = oracle_slice(&whole, axis, r->start, r->stop, r->step);
    try_sources(&q, &want, 0, forms);
    oracle_free(&want);
}

void slices_of_one_axis(void)
{
    for (int axis = 0; axis < whole.ndim; axis++)
        for (int number = 0; number < RANGES; number++) {
            const ndw_index r = range(number);
            if (!left_out()) slice_one_axis(axis, &r);
        }
}

void slices_of_two_axes(void)
{
    if (whole.ndim != 2) return;
    for (int first = 0; first < RANGES; first++) {
        ndw_index index[2] = {range(first)};
        if (index[0].step == 0) continue;
        oracle rows = oracle_slice(&whole, 0, index[0].start, index[0].stop, index[0].step);
        for (int second = 0; second < RANGES; second++) {
            index[1] = range(second);
            if (index[1].step == 0) continue;
            const question q = {.what = SLICE, .n = 2, .index = index};
            oracle want = oracle_slice(&rows, 1, index[1].start, index[1].stop, index[1].step);
            asking("slices number", 2, (int64_t[]){first, second});
            try_sources(&q, &want, 0, VIEW);
            oracle_free(&want);
        }
        oracle_free(&rows);
    }
}

/* --- Index lists ------------------------------------------------------------------------------ */

static const ndw_index alphabet[] = {
    NDW_ALL,
    NDW_RANGE(1, NDW_OMIT, 2),
    NDW_RANGE(NDW_OMIT, NDW_OMIT, -1),
    NDW_RANGE(5, 2, 1),
    NDW_AT(0),
    NDW_AT(2),
    NDW_AT(-1),
    NDW_NEWAXIS,
    NDW_ELLIPSIS,
};

static int how_many(int n, const ndw_index *index, int32_t kind)
{
    int count = 0;
    for (int i = 0; i < n; i++) count += index[i].kind == kind;
    return count;
}

/* `axis` is the axis of the result that the next entry is about. */
unsigned read_index(int n, const ndw_index *index, oracle *o)
{
    const int named = how_many(n, index, NDW_INDEX_AT) + how_many(n, index, NDW_INDEX_RANGE);
    const int rest = o->ndim - named;
    unsigned wrong = 0;
    if (how_many(n, index, NDW_INDEX_ELLIPSIS) > 1) wrong |= one_of(NDW_EVALUE);
    if (rest < 0) wrong |= one_of(NDW_ENDIM);

    int axis = 0;
    for (int i = 0; i < n && !wrong; i++) {
        const ndw_index *e = &index[i];
        if (e->kind == NDW_INDEX_RANGE)
            oracle_replace(o, oracle_slice(o, axis++, e->start, e->stop, e->step));
        else if (e->kind == NDW_INDEX_NEWAXIS) oracle_replace(o, oracle_new_axis(o, axis++));
        else if (e->kind == NDW_INDEX_ELLIPSIS) axis += rest;
        else if (e->start < -o->shape[axis] || e->start >= o->shape[axis]) wrong = one_of(NDW_EBOUNDS);
        else oracle_replace(o, oracle_take_one(o, axis, e->start));
    }
    return wrong;
}

static void visit_index_list(int n, const int64_t *letters)
{
    ndw_index index[SOURCE_NDIM];
    if (left_out()) return;
    for (int i = 0; i < n; i++) index[i] = alphabet[letters[i]];
    asking("index list of letters", n, letters);

    const question q = {.what = SLICE, .n = n, .index = index};
    oracle want = oracle_copy(&whole);
    const unsigned wrong = read_index(n, index, &want);
    try_sources(&q, &want, wrong, whole.ndim < 2 ? ALL_FORMS : VIEW);
    oracle_free(&want);
}

void index_lists(void)
{
    for (int n = 0; n <= 4; n++) all_lists(n, 0, (int64_t)COUNT(alphabet) - 1, visit_index_list);
}

/* --- Transposes and flips --------------------------------------------------------------------- */

unsigned read_axes(int ndim, int n, const int64_t *list, int *axes, bool *named)
{
    for (int d = 0; d < ndim; d++) named[d] = false;
    for (int i = 0; i < n; i++) {
        axes[i] = (int)(list[i] < 0 ? list[i] + ndim : list[i]);
        if (axes[i] < 0 || axes[i] >= ndim || named[axes[i]]) return one_of(NDW_EAXIS);
        named[axes[i]] = true;
    }
    return 0;
}

static void visit_transpose(int n, const int64_t *list)
{
    int axes[SOURCE_NDIM + 1] = {0}, given[SOURCE_NDIM + 1] = {0};
    bool named[SOURCE_NDIM];
    if (left_out()) return;
    for (int i = 0; i < n; i++) given[i] = (int)list[i];
    asking("transpose", n, list);

    const question q = {.what = TRANSPOSE, .n = n, .axes = given};
    const unsigned wrong = n != whole.ndim ? one_of(NDW_EAXIS) : read_axes(whole.ndim, n, list, axes, named);
    oracle want = wrong ? oracle_copy(&whole) : oracle_transpose(&whole, axes);
    try_sources(&q, &want, wrong, ALL_FORMS);
    oracle_free(&want);
}

void transposes(void)
{
    const int n = whole.ndim;
    all_lists(n, 0, n - 1, visit_transpose);
    all_lists(n, -n, -1, visit_transpose);
    if (n == 0) return;
    all_lists(n - 1, -n, n - 1, visit_transpose);
    if (n <= 2) all_lists(n + 1, -n - 1, n, visit_transpose);
    if (n <= 2) all_lists(n, -n - 1, n, visit_transpose);

    const int reversed[SOURCE_NDIM] = {n - 1, n - 2, n - 3, n - 4};
    const question all = {.what = TRANSPOSE, .n = 0, .axes = NULL};
    oracle want = oracle_transpose(&whole, reversed);
    asking("transpose of all axes", 0, NULL);
    try_sources(&all, &want, 0, ALL_FORMS);
    oracle_free(&want);
}

static oracle flipped(const bool *named)
{
    oracle o = oracle_copy(&whole);
    for (int d = 0; d < whole.ndim; d++)
        if (named[d]) oracle_replace(&o, oracle_flip(&o, d));
    return o;
}

static void visit_flip(int n, const int64_t *list)
{
    int axes[SOURCE_NDIM] = {0}, given[SOURCE_NDIM] = {0};
    bool named[SOURCE_NDIM] = {false};
    if (left_out()) return;
    for (int i = 0; i < n; i++) given[i] = (int)list[i];
    asking("flip", n, list);

    const question q = {.what = FLIP, .n = n, .axes = given};
    const unsigned wrong = read_axes(whole.ndim, n, list, axes, named);
    oracle want = wrong ? oracle_copy(&whole) : flipped(named);
    try_sources(&q, &want, wrong, ALL_FORMS);
    oracle_free(&want);
}

void flips(void)
{
    for (int n = 0; n <= whole.ndim; n++) all_lists(n, 0, whole.ndim - 1, visit_flip);
    for (int n = 1; n <= whole.ndim && n <= 2; n++)
        all_lists(n, -whole.ndim - 1, whole.ndim, visit_flip);

    const bool every_axis[SOURCE_NDIM] = {true, true, true, true};
    const question all = {.what = FLIP, .n = 0, .axes = NULL};
    oracle want = flipped(every_axis);
    asking("flip of all axes", 0, NULL);
    try_sources(&all, &want, 0, ALL_FORMS);
    oracle_free(&want);
}

/* --- Broadcasts ------------------------------------------------------------------------------- */

static bool can_become(int ndim, const int64_t *shape)
{
    if (ndim < whole.ndim) return false;
    for (int d = 0; d < whole.ndim; d++)
        if (whole.shape[d] != 1 && whole.shape[d] != shape[ndim - whole.ndim + d]) return false;
    return true;
}

static void visit_broadcast(int ndim, const int64_t *shape)
{
    if (left_out()) return;
    const question q = {.what = BROADCAST, .n = ndim, .shape = shape};
    asking("broadcast to", ndim, shape);
    if (!can_become(ndim, shape)) {
        try_sources(&q, NULL, one_of(NDW_ESHAPE), VIEW);
        return;
    }
    oracle want = oracle_broadcast(&whole, ndim, shape);
    try_sources(&q, &want, 0, VIEW | ARRAY);
    oracle_free(&want);
}

void broadcasts(void)
{
    for (int ndim = 0; ndim <= SOURCE_NDIM; ndim++) all_lists(ndim, 0, LONGEST, visit_broadcast);
}

/* --- Reshapes --------------------------------------------------------------------------------- */

/* Whether some strides lead to every element under this shape. If any do, then those that lead from
 * element 0 to the next one along each axis. */
static bool can_be_shown(const source_array *s, const oracle *want)
{
    int64_t index[ORACLE_NDIM] = {0}, strides[ORACLE_NDIM] = {0}, k = 0;
    if (want->size == 0) return true;
    for (int d = 0; d < want->ndim; d++) {
        if (want->shape[d] == 1) continue;
        int64_t next[ORACLE_NDIM] = {0};
        next[d] = 1;
        strides[d] = s->address[oracle_at(want, next)] - s->address[0];
    }
    do {
        int64_t at = 0;
        for (int d = 0; d < want->ndim; d++) at += index[d] * strides[d];
        if (s->address[k++] - s->address[0] != at) return false;
    } while (oracle_next(want->ndim, want->shape, index));
    return true;
}

/* No view can show it: an array is copied. */
static void try_reshape_copy(const question *q, const source_array *s, const oracle *want)
{
    ndw_array *out;
    must_return(ask_array(q, s->array, &out), 0, s);
    const truth t = {want, s->contents, NULL};
    must_be_true(compare_array(&t, out), s);
    if (!ndw_is_contiguous(out, NDW_C)) must_be_true("the copy is not C-contiguous", s);
    if (!ndw_is_unique(out)) must_be_true("the copy is shared", s);
    ndw_release(&out);
    cases++;
}

static void try_reshape(int ndim, const int64_t *shape, const oracle *want)
{
    question q = {.what = RESHAPE, .n = ndim, .shape = shape};
    asking("reshape to", ndim, shape);
    for (int i = 0; i < SOURCES; i++) {
        const source_array *s = &sources[i];
        const bool viewable = can_be_shown(s, want);
        q.flags = NDW_NOCOPY;
        try_forms(&q, s, want, viewable ? 0 : one_of(NDW_ECOPY), ALL_FORMS);
        q.flags = 0;
        if (viewable) try_forms(&q, s, want, 0, ARRAY);
        else try_reshape_copy(&q, s, want);
    }
}

/* Under a shape of the same size, and with each of its lengths left to be worked out. */
static void visit_same_size(int ndim, const int64_t *shape)
{
    int64_t given[ORACLE_NDIM] = {0};
    if (left_out()) return;
    oracle want = oracle_reshape(&whole, ndim, shape);
    try_reshape(ndim, shape, &want);
    for (int d = 0; d < ndim; d++) {
        int64_t others = 1;
        for (int k = 0; k < ndim; k++) {
            given[k] = k == d ? -1 : shape[k];
            others *= k == d ? 1 : shape[k];
        }
        if (others != 0) {
            try_reshape(ndim, given, &want);
            continue;
        }
        const question q = {.what = RESHAPE, .n = ndim, .shape = given};
        asking("reshape to", ndim, given);
        try_sources(&q, NULL, one_of(NDW_ESHAPE), ALL_FORMS); /* any length would do */
    }
    oracle_free(&want);
}

/* All shapes of ndim axes whose lengths multiply to `size`, which is not 0. */
static void all_factors(int ndim, int64_t size, int at, int64_t *shape)
{
    if (at == ndim - 1 || ndim == 0) {
        if (ndim > 0) shape[at] = size;
        if (ndim > 0 || size == 1) visit_same_size(ndim, shape);
        return;
    }
    for (shape[at] = 1; shape[at] <= size; shape[at]++)
        if (size % shape[at] == 0) all_factors(ndim, size / shape[at], at + 1, shape);
}

static void visit_empty_shape(int ndim, const int64_t *shape)
{
    for (int d = 0; d < ndim; d++)
        if (shape[d] == 0) {
            visit_same_size(ndim, shape);
            return;
        }
}

static void refused_reshape(int64_t first, int64_t second, ndw_status status)
{
    const int64_t shape[2] = {first, second};
    const question q = {.what = RESHAPE, .n = 2, .shape = shape};
    asking("reshape to", 2, shape);
    try_sources(&q, NULL, one_of(status), ALL_FORMS);
}

void reshapes(void)
{
    for (int ndim = 0; ndim <= SOURCE_NDIM; ndim++) {
        int64_t shape[SOURCE_NDIM] = {0};
        if (whole.size > 0) all_factors(ndim, whole.size, 0, shape);
        else all_lists(ndim, 0, 2, visit_empty_shape);
    }
    refused_reshape(whole.size + 1, 1, NDW_ESHAPE);
    refused_reshape(-1, -1, NDW_ESHAPE);
    refused_reshape(-2, whole.size, NDW_EVALUE);
    if (whole.size > 0) refused_reshape(-1, 2 * whole.size + 1, NDW_ESHAPE);
}
