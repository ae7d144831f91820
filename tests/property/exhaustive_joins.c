/*
 * exhaustive_joins.c - tiles, and several operands as one: parts of the source, forwards, backwards and
 * empty, end to end or along a new axis.
 */
#include "exhaustive_results.h"

#include "support/check.h"

/* --- Tiles ------------------------------------------------------------------------------------ */

typedef struct tiling {
    int n;
    const int64_t *reps;
} tiling;

static ndw_status ask_tile(const void *how, const source_array *s, bool array, ndw_array **out,
                           const ndw_mut *w)
{
    const tiling *t = how;
    if (w) return array ? ndw_tile_into(s->array, t->n, t->reps, w)
                        : ndw_view_tile_into(&s->view, t->n, t->reps, w);
    return array ? ndw_tile(s->array, t->n, t->reps, out) : ndw_view_tile(&s->view, t->n, t->reps, out);
}

static void visit_reps(int n, const int64_t *reps)
{
    const tiling t = {n, reps};
    if (left_out()) return;
    asking("tile", n, reps);
    oracle want = oracle_tile(&whole, n, reps);
    try_result(ask_tile, &t, &want, NDW_C);
    oracle_free(&want);
}

static void visit_negative_reps(int n, const int64_t *reps)
{
    const tiling t = {n, reps};
    bool negative = false;
    for (int i = 0; i < n; i++) negative |= reps[i] < 0;
    if (!negative || left_out()) return;
    asking("tile", n, reps);
    refuse_result(ask_tile, &t, &whole, one_of(NDW_EVALUE));
}

void tiles(void)
{
    const int64_t most = whole.ndim < SOURCE_NDIM ? MOST_COPIES : 2;
    for (int n = 0; n <= whole.ndim; n++) all_lists(n, 0, most, visit_reps);
    all_lists(whole.ndim + 1, 0, whole.ndim < SOURCE_NDIM ? 2 : 1, visit_reps);
    if (whole.ndim <= 2) all_lists(whole.ndim + 2, 0, 2, visit_reps);
    for (int n = 1; n <= 3; n++) all_lists(n, -1, 1, visit_negative_reps);
    const tiling none = {-1, (const int64_t[]){1}}, many = {NDW_MAX_NDIM + 1, NULL};
    refuse_result(ask_tile, &none, &whole, one_of(NDW_ENDIM));
    refuse_result(ask_tile, &many, &whole, one_of(NDW_ENDIM));
}

/* --- Operands --------------------------------------------------------------------------------- */

enum { OPERANDS = 3 };

typedef struct joining {
    bool stacked;
    int axis, n;
    ndw_index parts[OPERANDS][SOURCE_NDIM]; /* what of the source each operand is */
    int entries;
    const source_array *last; /* not NULL: all of it stands for the last operand */
} joining;

static ndw_status join_arrays(const joining *j, const ndw_array *const *list, ndw_array **out,
                              const ndw_mut *w)
{
    if (j->stacked)
        return w ? ndw_stack_into(j->n, list, j->axis, w) : ndw_stack(j->n, list, j->axis, out);
    return w ? ndw_concatenate_into(j->n, list, j->axis, w) : ndw_concatenate(j->n, list, j->axis, out);
}

static ndw_status join_views(const joining *j, const ndw_view *const *list, ndw_array **out,
                             const ndw_mut *w)
{
    if (j->stacked)
        return w ? ndw_view_stack_into(j->n, list, j->axis, w) : ndw_view_stack(j->n, list, j->axis, out);
    return w ? ndw_view_concatenate_into(j->n, list, j->axis, w)
             : ndw_view_concatenate(j->n, list, j->axis, out);
}

static ndw_status ask_array_parts(const joining *j, const source_array *s, ndw_array **out,
                                  const ndw_mut *w)
{
    ndw_array *parts[OPERANDS] = {NULL};
    const ndw_array *list[OPERANDS];
    for (int i = 0; i < j->n; i++) {
        must_return(ndw_slice(s->array, j->entries, j->parts[i], &parts[i]), 0, s);
        list[i] = parts[i];
    }
    if (j->last) list[j->n - 1] = j->last->array;
    const ndw_status status = join_arrays(j, list, out, w);
    for (int i = 0; i < j->n; i++) ndw_release(&parts[i]);
    return status;
}

static ndw_status ask_view_parts(const joining *j, const source_array *s, ndw_array **out,
                                 const ndw_mut *w)
{
    ndw_view parts[OPERANDS];
    const ndw_view *list[OPERANDS];
    for (int i = 0; i < j->n; i++) {
        must_return(ndw_view_slice(&s->view, j->entries, j->parts[i], &parts[i]), 0, s);
        list[i] = &parts[i];
    }
    if (j->last) list[j->n - 1] = &j->last->view;
    return join_views(j, list, out, w);
}

static ndw_status ask_join(const void *how, const source_array *s, bool array, ndw_array **out,
                           const ndw_mut *w)
{
    return array ? ask_array_parts(how, s, out, w) : ask_view_parts(how, s, out, w);
}

static oracle part_of(const joining *j, int i)
{
    oracle o = oracle_copy(&whole);
    for (int d = 0; d < j->entries; d++)
        oracle_replace(&o, oracle_slice(&o, d, j->parts[i][d].start, j->parts[i][d].stop,
                                        j->parts[i][d].step));
    return o;
}

/* What is wanted: of the parts as they are, or of each in C order. `axis` counts from the front. */
static oracle joined(const joining *j, int axis)
{
    oracle parts[OPERANDS];
    for (int i = 0; i < j->n; i++) {
        parts[i] = part_of(j, i);
        if (axis < 0) oracle_replace(&parts[i], oracle_flat(&parts[i]));
    }
    oracle want = j->stacked ? oracle_stack(j->n, parts, axis)
                             : oracle_concatenate(j->n, parts, axis < 0 ? 0 : axis);
    for (int i = 0; i < j->n; i++) oracle_free(&parts[i]);
    return want;
}

/* --- End to end -------------------------------------------------------------------------------- */

static const ndw_index lengths[] = {
    NDW_ALL,
    NDW_RANGE(1, NDW_OMIT, 1),
    NDW_RANGE(NDW_OMIT, NDW_OMIT, -1),
    NDW_RANGE(0, 0, 1),
    NDW_RANGE(NDW_OMIT, NDW_OMIT, 2),
};

static void keep_all(joining *j)
{
    const ndw_index all = NDW_ALL;
    j->entries = whole.ndim;
    for (int i = 0; i < OPERANDS; i++)
        for (int d = 0; d < whole.ndim; d++) j->parts[i][d] = all;
}

static int joined_axis; /* of the lists below; -1: none */

static void visit_parts(int n, const int64_t *letters)
{
    joining j = {.n = n};
    if (left_out()) return;
    keep_all(&j);
    for (int i = 0; i < n && whole.ndim > 0; i++)
        j.parts[i][joined_axis < 0 ? 0 : joined_axis] = lengths[letters[i]];
    j.axis = joined_axis < 0 ? NDW_AXIS_NONE : written(joined_axis, whole.ndim);
    asking(joined_axis < 0 ? "concatenate flat, parts" : "concatenate, parts", n, letters);

    oracle want = joined(&j, joined_axis);
    try_result(ask_join, &j, &want, NDW_C);
    oracle_free(&want);
}

void concatenations(void)
{
    const int most = whole.ndim <= 2 ? OPERANDS : 2;
    for (joined_axis = -1; joined_axis < whole.ndim; joined_axis++)
        for (int n = 1; n <= most; n++) all_lists(n, 0, (int64_t)COUNT(lengths) - 1, visit_parts);
}

/* --- Along a new axis -------------------------------------------------------------------------- */

/* Letter 0: as it is; 1: the last axis backwards; 2: the first one. */
static void visit_layers(int n, const int64_t *letters)
{
    const ndw_index backwards = NDW_RANGE(NDW_OMIT, NDW_OMIT, -1);
    joining j = {.stacked = true, .n = n};
    if (left_out()) return;
    keep_all(&j);
    for (int i = 0; i < n && whole.ndim > 0; i++) {
        if (letters[i] == 1) j.parts[i][whole.ndim - 1] = backwards;
        if (letters[i] == 2) j.parts[i][0] = backwards;
    }
    j.axis = written(joined_axis, whole.ndim + 1);
    asking("stack, layers", n, letters);

    oracle want = joined(&j, joined_axis);
    try_result(ask_join, &j, &want, NDW_C);
    oracle_free(&want);
}

void stacks(void)
{
    const int most = whole.ndim < SOURCE_NDIM ? OPERANDS : 2;
    for (joined_axis = 0; joined_axis <= whole.ndim; joined_axis++)
        for (int n = 1; n <= most; n++) all_lists(n, 0, 2, visit_layers);
}

/* --- Refused ---------------------------------------------------------------------------------- */

static void refuse_join(joining *j, unsigned wanted)
{
    if (left_out()) return;
    asking(j->stacked ? "refused stack along" : "refused concatenate along", 1, (int64_t[]){j->axis});
    refuse_result(ask_join, j, &whole, wanted);
}

/* The second operand has one element less along axis d. */
static void refuse_other_length(int d)
{
    joining j = {.stacked = true, .n = 2};
    keep_all(&j);
    j.parts[1][d] = (ndw_index)NDW_RANGE(1, NDW_OMIT, 1);
    refuse_join(&j, one_of(NDW_ESHAPE));

    j.stacked = false;
    for (j.axis = 0; j.axis < whole.ndim; j.axis++)
        if (j.axis != d) refuse_join(&j, one_of(NDW_ESHAPE));
}

/* The second operand has an axis less: not sliced but an element of the first axis. */
static void refuse_fewer_axes(void)
{
    joining j = {.n = 2};
    keep_all(&j);
    j.parts[1][0] = (ndw_index)NDW_AT(0);
    refuse_join(&j, one_of(NDW_ENDIM));
    j.stacked = true;
    refuse_join(&j, one_of(NDW_ESHAPE));
}

/* An operand that is another source, of another dtype; all sources but one have one. */
static void refuse_other_dtype(void)
{
    joining j = {.n = 2};
    ndw_array *out;
    ndw_mut w;
    keep_all(&j);
    for (int i = 0; i + 1 < SOURCES; i++) {
        const source_array *s = &sources[i];
        j.last = &sources[i + 1];
        for (int form = 0; form < 8; form++) {
            if (left_out()) continue;
            const size_t used = place_destination(&whole, s->view.dtype, &w);
            const bool array = form & 1, into = form & 2;
            j.stacked = form & 4;
            j.axis = j.stacked || whole.ndim > 0 ? 0 : NDW_AXIS_NONE;
            asking(j.stacked ? "stack of two dtypes" : "concatenate two dtypes", 0, NULL);
            out = NULL;
            must_return(ask_join(&j, s, array, &out, into ? &w : NULL), one_of(NDW_EDTYPE), s);
            if (out) must_be_true("a failed call left something in out", s);
            check_untouched(s, used);
            cases++;
        }
    }
}

void refused_joins(void)
{
    joining j = {.n = 1};
    keep_all(&j);
    j.axis = whole.ndim;
    refuse_join(&j, one_of(whole.ndim > 0 ? NDW_EAXIS : NDW_ENDIM));
    j.axis = -whole.ndim - 1;
    refuse_join(&j, one_of(whole.ndim > 0 ? NDW_EAXIS : NDW_ENDIM));
    j.stacked = true;
    j.axis = whole.ndim + 1;
    refuse_join(&j, one_of(NDW_EAXIS));
    j.axis = -whole.ndim - 2;
    refuse_join(&j, one_of(NDW_EAXIS));
    j.axis = NDW_AXIS_NONE;
    refuse_join(&j, one_of(NDW_EAXIS));
    for (j.n = 0; j.n > -2; j.n--) {
        j.stacked = !j.stacked;
        j.axis = 0;
        refuse_join(&j, one_of(NDW_EVALUE));
    }
    for (int d = 0; d < whole.ndim; d++)
        if (whole.shape[d] > 0) refuse_other_length(d);
    if (whole.ndim > 0 && whole.shape[0] > 0) refuse_fewer_axes();
    refuse_other_dtype();
}
