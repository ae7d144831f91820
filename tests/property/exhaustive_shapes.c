/*
 * exhaustive_shapes.c - the rest of the operations that move no element: axes exchanged, moved, dropped
 * and added; diagonals and windows; and those that look at the bytes anew, as_strided and as_dtype, of
 * which only addresses can be compared.
 */
#include "exhaustive_forms.h"

#include <string.h>

#include "support/check.h"

/* --- Axes exchanged and moved ------------------------------------------------------------------ */

typedef oracle two_axes(const oracle *o, int, int);

static two_axes *meant; /* of the lists below */
static operation asked;

static void visit_two_axes(int n, const int64_t *list)
{
    const int given[2] = {(int)list[0], (int)list[1]};
    int first[1], second[1];
    bool named[SOURCE_NDIM];
    if (left_out()) return;
    asking(asked == SWAPAXES ? "swapaxes" : "moveaxis", n, list);

    const question q = {.what = asked, .axes = given};
    const unsigned wrong = read_axes(whole.ndim, 1, list, first, named)
                           | read_axes(whole.ndim, 1, list + 1, second, named);
    oracle want = wrong ? oracle_copy(&whole) : meant(&whole, first[0], second[0]);
    try_sources(&q, &want, wrong, ALL_FORMS);
    oracle_free(&want);
}

void exchanges(void)
{
    meant = oracle_swapaxes;
    asked = SWAPAXES;
    all_lists(2, -whole.ndim - 1, whole.ndim, visit_two_axes);
}

void moves(void)
{
    meant = oracle_moveaxis;
    asked = MOVEAXIS;
    all_lists(2, -whole.ndim - 1, whole.ndim, visit_two_axes);
}

/* --- Axes dropped and added -------------------------------------------------------------------- */

/* Without those axes, from the last one on. */
static oracle squeezed(const bool *named)
{
    oracle o = oracle_copy(&whole);
    for (int d = whole.ndim - 1; d >= 0; d--)
        if (named[d]) oracle_replace(&o, oracle_take_one(&o, d, 0));
    return o;
}

static void visit_squeeze(int n, const int64_t *list)
{
    int axes[SOURCE_NDIM] = {0}, given[SOURCE_NDIM] = {0};
    bool named[SOURCE_NDIM] = {false};
    if (left_out()) return;
    for (int i = 0; i < n; i++) given[i] = (int)list[i];
    asking("squeeze", n, list);

    const question q = {.what = SQUEEZE, .n = n, .axes = given};
    unsigned wrong = read_axes(whole.ndim, n, list, axes, named);
    for (int d = 0; d < whole.ndim; d++)
        if (!wrong && named[d] && whole.shape[d] != 1) wrong = one_of(NDW_ESHAPE);
    oracle want = wrong ? oracle_copy(&whole) : squeezed(named);
    try_sources(&q, &want, wrong, ALL_FORMS);
    oracle_free(&want);
}

void squeezes(void)
{
    for (int n = 0; n <= whole.ndim; n++) all_lists(n, 0, whole.ndim - 1, visit_squeeze);
    for (int n = 1; n <= whole.ndim && n <= 2; n++)
        all_lists(n, -whole.ndim - 1, whole.ndim, visit_squeeze);

    bool single[SOURCE_NDIM];
    for (int d = 0; d < whole.ndim; d++) single[d] = whole.shape[d] == 1;
    const question all = {.what = SQUEEZE, .n = 0, .axes = NULL};
    oracle want = squeezed(single);
    asking("squeeze of all axes", 0, NULL);
    try_sources(&all, &want, 0, ALL_FORMS);
    oracle_free(&want);
}

static void visit_expansion(int n, const int64_t *list)
{
    int axes[ORACLE_NDIM] = {0}, given[ORACLE_NDIM] = {0};
    bool is_new[ORACLE_NDIM] = {false};
    if (left_out()) return;
    for (int i = 0; i < n; i++) given[i] = (int)list[i];
    asking("expand_dims", n, list);

    const question q = {.what = EXPAND_DIMS, .n = n, .axes = given};
    const unsigned wrong = read_axes(whole.ndim + n, n, list, axes, is_new);
    oracle want = oracle_copy(&whole);
    for (int d = 0; d < whole.ndim + n && !wrong; d++)
        if (is_new[d]) oracle_replace(&want, oracle_new_axis(&want, d));
    try_sources(&q, &want, wrong, ALL_FORMS);
    oracle_free(&want);
}

void expansions(void)
{
    const int n = whole.ndim;
    all_lists(0, 0, 0, visit_expansion);
    all_lists(1, -n - 2, n + 1, visit_expansion);
    all_lists(2, n < SOURCE_NDIM ? -n - 3 : 0, n + 2, visit_expansion);
    if (n <= 2) all_lists(3, 0, n + 2, visit_expansion);
    if (n <= 1) all_lists(4, 0, n + 3, visit_expansion);
}

/* --- Diagonals and windows --------------------------------------------------------------------- */

static void try_diagonal(int64_t offset, int axis1, int axis2, unsigned wrong)
{
    const int64_t list[2] = {axis1, axis2}, numbers[3] = {offset, axis1, axis2};
    const question q = {.what = DIAGONAL, .axes = (const int[]){axis1, axis2}, .number = offset};
    int axes[2];
    bool named[SOURCE_NDIM];
    if (left_out()) return;
    asking("diagonal, offset and axes", 3, numbers);
    wrong |= read_axes(whole.ndim, 2, list, axes, named); /* the same axis twice, too */
    oracle want = wrong ? oracle_copy(&whole) : oracle_diagonal(&whole, offset, axes[0], axes[1]);
    try_sources(&q, &want, wrong, ALL_FORMS);
    oracle_free(&want);
}

void diagonals(void)
{
    const int64_t far[] = {INT64_MIN, -INT64_MAX, -(INT64_C(1) << 31), INT64_C(1) << 31, INT64_MAX};
    const int n = whole.ndim;
    for (int i = -n; i < n; i++)
        for (int j = -n; j < n; j++) {
            const bool same_sign = (i < 0) == (j < 0);
            if ((n > 2 && !same_sign) || (n == SOURCE_NDIM && i < 0)) continue;
            for (int64_t offset = -LONGEST - 1; offset <= LONGEST + 1; offset++)
                try_diagonal(offset, i, j, 0);
            for (size_t k = 0; k < COUNT(far); k++) try_diagonal(far[k], i, j, 0);
        }
    for (int i = -n - 1; i <= n; i++) {
        try_diagonal(0, i, n, one_of(NDW_EAXIS));
        try_diagonal(0, -n - 1, i, one_of(NDW_EAXIS));
    }
}

static void try_window(int axis, int64_t window, unsigned wrong)
{
    const question q = {.what = SLIDING_WINDOW, .axes = &axis, .number = window};
    const int64_t list = axis;
    int found[1];
    bool named[SOURCE_NDIM];
    if (left_out()) return;
    asking("sliding_window, axis and length", 2, (int64_t[]){axis, window});
    wrong |= read_axes(whole.ndim, 1, &list, found, named);
    if (!wrong && (window < 0 || window > whole.shape[found[0]])) wrong = one_of(NDW_EVALUE);
    oracle want = wrong ? oracle_copy(&whole) : oracle_windows(&whole, found[0], window);
    try_sources(&q, &want, wrong, VIEW | ARRAY);
    oracle_free(&want);
}

void windows(void)
{
    for (int axis = -whole.ndim - 1; axis <= whole.ndim; axis++) {
        for (int64_t window = -1; window <= LONGEST + 1; window++) try_window(axis, window, 0);
        try_window(axis, INT64_MAX, 0);
        try_window(axis, INT64_MIN, 0);
    }
}

/* --- Any strides ------------------------------------------------------------------------------- */

/* The bytes in which the elements of a list of addresses lie. */
typedef struct bytes {
    const char *low, *end;
} bytes;

static bytes bytes_of(int64_t n, const char *const *address, int64_t width)
{
    bytes b = {address[0], address[0]};
    for (int64_t k = 0; k < n; k++) {
        if (address[k] < b.low) b.low = address[k];
        if (address[k] + width > b.end) b.end = address[k] + width;
    }
    return b;
}

static bool any_overlap(int64_t n, const char *const *address, int64_t width)
{
    for (int64_t k = 0; k < n; k++)
        for (int64_t i = 0; i < k; i++)
            if (address[i] < address[k] + width && address[k] < address[i] + width) return true;
    return false;
}

/* A mut of two steps may be refused though its elements do not meet: that is decided by whether one step
 * reaches beyond the other. */
static unsigned refused_mut(const oracle *o, const char *const *address, int64_t width)
{
    int steps = 0;
    for (int d = 0; d < o->ndim; d++) steps += o->shape[d] > 1;
    if (any_overlap(o->size, address, width)) return one_of(NDW_EOVERLAP);
    return steps < 2 || o->size == 0 ? 0 : one_of(NDW_OK) | one_of(NDW_EOVERLAP);
}

/* Where the elements of this layout would be. */
static void walk_strides(const oracle *o, const int64_t *strides, const char *first,
                         const char **address)
{
    int64_t index[ORACLE_NDIM] = {0}, k = 0;
    for (bool more = o->size > 0; more; more = oracle_next(o->ndim, o->shape, index)) {
        int64_t at = 0;
        for (int d = 0; d < o->ndim; d++) at += index[d] * strides[d];
        address[k++] = (const char *)((intptr_t)first + (intptr_t)at);
    }
}

static void try_strides(const oracle *o, const int64_t *strides, int64_t offset)
{
    const question q = {.what = AS_STRIDED, .n = o->ndim, .shape = o->shape, .strides = strides,
                        .number = offset};
    for (int i = 0; i < SOURCES; i++) {
        const source_array *s = &sources[i];
        const int64_t width = ndw_itemsize(s->view.dtype);
        const char *address[SOURCE_ELEMENTS];
        unsigned wrong = 0;
        walk_strides(o, strides, (const char *)((intptr_t)s->view.data + (intptr_t)offset), address);
        if (o->size > 0 && whole.size == 0) wrong = one_of(NDW_EBOUNDS);
        if (o->size > 0 && whole.size > 0) {
            const bytes seen = bytes_of(whole.size, s->address, width),
                        asked_for = bytes_of(o->size, address, width);
            if (asked_for.low < seen.low || asked_for.end > seen.end) wrong = one_of(NDW_EBOUNDS);
        }
        const truth t = {o, NULL, address};
        try_truth(&q, s, &t, s->view.dtype, wrong, VIEW | ARRAY);
        if (!wrong) wrong = refused_mut(o, address, width);
        try_truth(&q, s, &t, s->view.dtype, wrong, MUT);
    }
}

enum { STEPS = 8 };
static const oracle *strided; /* of the lists below */

/* Steps and offsets that fit some sources and not others. */
static void visit_strides(int n, const int64_t *list)
{
    static const int64_t steps[STEPS] = {-32, -8, -3, -1, 0, 1, 3, 8};
    static const int64_t offsets[] = {-16, -8, -1, 0, 1, 3, 8, 40};
    int64_t strides[ORACLE_NDIM], numbers[2 * ORACLE_NDIM + 1];
    for (int d = 0; d < n; d++) strides[d] = numbers[n + d] = steps[list[d]];
    memcpy(numbers, strided->shape, (size_t)n * sizeof *numbers);
    for (size_t k = 0; k < COUNT(offsets); k++) {
        if (left_out()) continue;
        numbers[2 * n] = offsets[k];
        asking("as_strided, shape, strides, offset", 2 * n + 1, numbers);
        try_strides(strided, strides, offsets[k]);
    }
}

static void visit_strided_shape(int n, const int64_t *shape)
{
    oracle o = oracle_count(n, shape);
    strided = &o;
    all_lists(n, 0, STEPS - 1, visit_strides);
    oracle_free(&o);
}

void strided_views(void)
{
    for (int n = 0; n <= 2; n++) all_lists(n, 0, 3, visit_strided_shape);
}

/* --- Other dtypes ------------------------------------------------------------------------------ */

/* Whether along the last axis each element lies right behind the one before it. */
static bool rows_are_packed(const source_array *s, int64_t width)
{
    const int64_t length = whole.shape[whole.ndim - 1];
    for (int64_t k = 1; k < whole.size; k++)
        if (k % length != 0 && s->address[k] != s->address[k - 1] + width) return false;
    return true;
}

/* The bytes of each row dealt out anew: what the result is, or why there is none. */
static unsigned dealt_out(const source_array *s, int64_t old, int64_t new, oracle *want,
                          const char **address)
{
    int64_t shape[ORACLE_NDIM], last = whole.ndim - 1;
    memcpy(shape, whole.shape, sizeof shape);
    if (old != new) {
        if (whole.ndim == 0 || !rows_are_packed(s, old)) return one_of(NDW_EDTYPE);
        if (new < old ? old % new != 0 : shape[last] * old % new != 0) return one_of(NDW_EDTYPE);
        shape[last] = shape[last] * old / new;
    }
    oracle_replace(want, oracle_count(whole.ndim, shape));
    for (int64_t k = 0; k < want->size; k++) {
        const int64_t row = whole.ndim ? k / shape[last] : 0, byte = whole.ndim ? k % shape[last] * new : 0;
        address[k] = whole.ndim ? s->address[row * whole.shape[last] + byte / old] + byte % old
                                : s->address[0];
    }
    return 0;
}

static void try_dtype(const source_array *s, ndw_dtype dtype)
{
    static const char *address[SOURCE_ELEMENTS * 16];
    if (left_out()) return;
    const question q = {.what = AS_DTYPE, .dtype = dtype};
    oracle want = oracle_copy(&whole);
    const unsigned wrong = ndw_itemsize(dtype) == 0 ? one_of(NDW_EINVAL)
                                                    : dealt_out(s, ndw_itemsize(s->view.dtype),
                                                                ndw_itemsize(dtype), &want, address);
    const truth t = {&want, NULL, address};
    asking("as_dtype of itemsize", 1, (int64_t[]){ndw_itemsize(dtype)});
    try_truth(&q, s, &t, dtype, wrong, ALL_FORMS);
    oracle_free(&want);
}

void dtypes(void)
{
    static const int64_t records[] = {1, 2, 3, 4, 5, 6, 8, 9, 12, 16, 24, 32, 48, 64};
    static const ndw_dtype numbers[] = {NDW_U8, NDW_BF16, NDW_F32, NDW_I64, NDW_C128, 0, -1};
    for (int i = 0; i < SOURCES; i++) {
        for (size_t k = 0; k < COUNT(records); k++) try_dtype(&sources[i], ndw_dtype_bytes(records[k]));
        for (size_t k = 0; k < COUNT(numbers); k++) try_dtype(&sources[i], numbers[k]);
    }
}
