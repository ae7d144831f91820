/*
 * exhaustive_writes.c - assign and fill: into every arrangement of the elements, from anywhere, above all
 * from the very bytes that are being written.
 *
 * Each case writes a copy of a source's memory, wrapped anew. What the parts name is found out by
 * slicing two oracles: one of places (which are written) and one of elements (which are put there).
 * Afterwards the array must show what is meant; what lay between its elements must be as it was; and if
 * somebody shared the bytes, he must see what he saw.
 */
#include "exhaustive_results.h"

#include <string.h>

#include "support/check.h"

/* --- A copy that may be written ----------------------------------------------------------------- */

/* The bytes from the lowest of a source's elements to the highest, and some on both sides. */
enum { SIDES = 16, WRITABLE = 1 << 16 };
static _Alignas(64) char writable[WRITABLE];

typedef struct stage {
    const source_array *s;
    const char *low; /* of the source: what writable[0] is a copy of */
    size_t used;
    ndw_array *array;
} stage;

static void set_stage(stage *g, const source_array *s)
{
    const int64_t width = ndw_itemsize(s->view.dtype);
    const char *low = s->view.data, *end = s->view.data;
    for (int64_t k = 0; k < whole.size; k++) {
        if (s->address[k] < low) low = s->address[k];
        if (s->address[k] + width > end) end = s->address[k] + width;
    }
    g->s = s;
    g->low = low - SIDES;
    g->used = (size_t)(end - low) + 2 * SIDES;
    assert_true(g->used <= WRITABLE);
    memcpy(writable, g->low, g->used);
    assert_ok(ndw_wrap(s->view.dtype, s->view.ndim, s->view.shape, s->view.strides,
                       writable + ((const char *)s->view.data - g->low), 0, NULL, NULL, &g->array));
}

static char *on_stage(const stage *g, int64_t k) { return writable + (g->s->address[k] - g->low); }

static bool is_in_place(const stage *g)
{
    const char *data = ndw_data(g->array);
    return data >= writable && data < writable + g->used;
}

/* The arrangements in which no two elements can meet are written where they are. */
static bool has_distinct_elements(const source_array *s)
{
    return !strcmp(s->name, "packed") || !strcmp(s->name, "transposed")
           || !strcmp(s->name, "reversed") || !strcmp(s->name, "stepped");
}

/* The array shows what is meant; with the elements put back, the memory is as it was. */
static void check_stage(const stage *g, const oracle *meant, bool shared)
{
    const truth t = {meant, g->s->contents, NULL};
    must_be_true(compare_array(&t, g->array), g->s);
    if (whole.size == 0) return;
    if (shared && is_in_place(g)) must_be_true("shared bytes were written", g->s);
    if (!shared && has_distinct_elements(g->s) && !is_in_place(g))
        must_be_true("it was not written in place", g->s);

    if (is_in_place(g))
        for (int64_t k = 0; k < whole.size; k++)
            element_write(on_stage(g, k), g->s->contents[k], (size_t)ndw_itemsize(g->s->view.dtype));
    if (memcmp(writable, g->low, g->used)) must_be_true("other bytes were written", g->s);
}

static void clear_stage(stage *g) { ndw_release(&g->array); }

/* --- One assignment ------------------------------------------------------------------------------ */

/* Where the source of an assignment lies. */
typedef enum origin { ELSEWHERE, IN_A_VIEW_OF_IT, IN_A_SHARE_OF_IT, ORIGINS } origin;

/* part = (0, NULL): all. What is wanted is known by then: `meant`, or what is wrong. */
typedef struct assignment {
    int n;
    const ndw_index *part;
    int from_n;
    const ndw_index *from;
} assignment;

static ndw_status assign_view(const assignment *x, const ndw_view *all, ndw_array **a)
{
    ndw_view from;
    assert_ok(ndw_view_slice(all, x->from_n, x->from, &from));
    return ndw_assign_view(a, x->n, x->part, &from);
}

/* The source shares the bytes: it must see no change. */
static ndw_status assign_share(const assignment *x, stage *g)
{
    ndw_array *from, *second;
    const truth t = {&whole, g->s->contents, NULL};
    assert_ok(ndw_slice(g->array, x->from_n, x->from, &from));
    assert_ok(ndw_share(g->array, &second));
    const ndw_status status = ndw_assign(&g->array, x->n, x->part, from);
    must_be_true(compare_array(&t, second), g->s);
    ndw_release(&second);
    ndw_release(&from);
    return status;
}

static void try_assignment(const assignment *x, origin o, const source_array *s, const oracle *meant,
                           int64_t written_elements, unsigned wrong)
{
    stage g;
    ndw_view all;
    ndw_status status;
    set_stage(&g, s);
    if (o == IN_A_SHARE_OF_IT) {
        status = assign_share(x, &g);
    } else {
        assert_ok(ndw_view_of(g.array, &all));
        status = assign_view(x, o == ELSEWHERE ? &s->view : &all, &g.array);
    }
    cases++;
    must_return(status, wrong, s);
    const bool untouched = wrong || written_elements == 0;
    if (untouched && whole.size > 0 && !is_in_place(&g))
        must_be_true("the array moved, though nothing was written", s);
    check_stage(&g, wrong ? &whole : meant, o == IN_A_SHARE_OF_IT && !untouched);
    clear_stage(&g);
}

static bool becomes(const oracle *o, const oracle *part)
{
    if (o->ndim > part->ndim) return false;
    for (int d = 0; d < o->ndim; d++) {
        const int64_t length = part->shape[part->ndim - o->ndim + d];
        if (o->shape[d] != 1 && o->shape[d] != length) return false;
    }
    return true;
}

/* Every source, from everywhere. */
static void try_assignments(const assignment *x, const oracle *part, const oracle *from)
{
    const bool fits = becomes(from, part);
    oracle meant = oracle_copy(&whole);
    if (fits) {
        oracle stretched = oracle_broadcast(from, part->ndim, part->shape);
        oracle_put(&meant, part, &stretched);
        oracle_free(&stretched);
    }
    for (int i = 0; i < SOURCES; i++)
        for (origin o = 0; o < ORIGINS; o++)
            try_assignment(x, o, &sources[i], &meant, part->size, fits ? 0 : one_of(NDW_ESHAPE));
    oracle_free(&meant);
}

/* --- Parts of all axes --------------------------------------------------------------------------- */

/* What is written, and what is put there: the same, the neighbours on either side, backwards, one for
 * all, every other one, the other half. */
static const struct pair {
    ndw_index to, from;
} pairs[] = {
    {NDW_RANGE(1, NDW_OMIT, 1), NDW_RANGE(NDW_OMIT, -1, 1)},
    {NDW_RANGE(NDW_OMIT, -1, 1), NDW_RANGE(1, NDW_OMIT, 1)},
    {NDW_RANGE(NDW_OMIT, NDW_OMIT, -1), NDW_ALL},
    {NDW_ALL, NDW_ALL},
    {NDW_ALL, NDW_RANGE(0, 1, 1)},
    {NDW_RANGE(NDW_OMIT, 2, 1), NDW_RANGE(-2, NDW_OMIT, 1)},
    {NDW_RANGE(NDW_OMIT, NDW_OMIT, 2), NDW_RANGE(NDW_OMIT, 2, 1)},
    {NDW_RANGE(1, NDW_OMIT, 2), NDW_RANGE(NDW_OMIT, NDW_OMIT, -2)},
};

static oracle sliced(const ndw_index *index)
{
    oracle o = oracle_copy(&whole);
    for (int d = 0; d < whole.ndim; d++)
        oracle_replace(&o, oracle_slice(&o, d, index[d].start, index[d].stop, index[d].step));
    return o;
}

static void visit_pairs(int n, const int64_t *letters)
{
    ndw_index to[SOURCE_NDIM], from[SOURCE_NDIM];
    if (left_out()) return;
    for (int d = 0; d < n; d++) {
        to[d] = pairs[letters[d]].to;
        from[d] = pairs[letters[d]].from;
    }
    asking("assign, letters", n, letters);
    const assignment x = {n, to, n, from};
    oracle part = sliced(to), what = sliced(from);
    try_assignments(&x, &part, &what);
    oracle_free(&part);
    oracle_free(&what);
}

/* Larger shapes: fewer pairs. */
void assignments(void)
{
    static const int64_t letters[SOURCE_NDIM + 1] = {8, 8, 8, 5, 3};
    all_lists(whole.ndim, 0, letters[whole.ndim] - 1, visit_pairs);
}

/* --- Any two slices of one axis ------------------------------------------------------------------ */

enum { STARTS = 4, STOPS = 6, STEPS = 6, RANGES = STARTS * STOPS * STEPS };

static ndw_index range(int number)
{
    static const int64_t steps[STEPS] = {1, -1, 2, -2, 3, -3};
    const int64_t start = number % STARTS, stop = number / STARTS % STOPS;
    return (ndw_index)NDW_RANGE(start, stop == STOPS - 1 ? NDW_OMIT : stop, steps[number / STARTS / STOPS]);
}

void assignments_along_one_axis(void)
{
    if (whole.ndim != 1) return;
    for (int first = 0; first < RANGES; first++)
        for (int second = 0; second < RANGES; second++) {
            const ndw_index to = range(first), from = range(second);
            const assignment x = {1, &to, 1, &from};
            if (left_out()) continue;
            asking("assign, slices number", 2, (int64_t[]){first, second});
            oracle part = sliced(&to), what = sliced(&from);
            try_assignments(&x, &part, &what);
            oracle_free(&part);
            oracle_free(&what);
        }
}

/* --- Any index ----------------------------------------------------------------------------------- */

static const ndw_index alphabet[] = {
    NDW_ALL, NDW_RANGE(1, NDW_OMIT, 2), NDW_RANGE(NDW_OMIT, NDW_OMIT, -1), NDW_AT(0), NDW_AT(-1),
    NDW_AT(3), NDW_NEWAXIS, NDW_ELLIPSIS,
};

/* What cannot be read is refused, wherever the source lies; otherwise everything named becomes the first
 * element, or that of the array. */
static void visit_index_list(int n, const int64_t *letters)
{
    ndw_index index[SOURCE_NDIM];
    const ndw_index first[SOURCE_NDIM] = {NDW_AT(0), NDW_AT(0), NDW_AT(0), NDW_AT(0)};
    const assignment x = {n, index, whole.ndim, first};
    if (left_out()) return;
    for (int i = 0; i < n; i++) index[i] = alphabet[letters[i]];
    asking("assign to index list of letters", n, letters);

    oracle part = oracle_copy(&whole), what = oracle_copy(&whole);
    const unsigned wrong = read_index(n, index, &part);
    for (int d = 0; d < whole.ndim; d++) oracle_replace(&what, oracle_take_one(&what, 0, 0));
    if (!wrong) try_assignments(&x, &part, &what);
    for (int i = 0; i < SOURCES && wrong; i++)
        for (origin o = 0; o < ORIGINS; o++) try_assignment(&x, o, &sources[i], NULL, 0, wrong);
    oracle_free(&part);
    oracle_free(&what);
}

void assignments_by_index(void)
{
    if (whole.size == 0) return; /* there is no first element */
    for (int n = 0; n <= 3; n++) all_lists(n, 0, (int64_t)COUNT(alphabet) - 1, visit_index_list);
}

/* --- fill ---------------------------------------------------------------------------------------- */

/* With element k of the array itself (k = size: with one that lies elsewhere, and stands for `other`). */
static void fill_one(const source_array *s, int64_t k, bool shared)
{
    const int64_t width = ndw_itemsize(s->view.dtype), other = 1234;
    char elsewhere[16];
    ndw_array *second = NULL;
    stage g;
    oracle meant = oracle_copy(&whole);
    set_stage(&g, s);
    assert_true(width <= (int64_t)sizeof elsewhere);
    element_write(elsewhere, other, (size_t)width);
    for (int64_t i = 0; i < whole.size; i++) meant.value[i] = k < whole.size ? s->contents[k] : other;
    if (shared) assert_ok(ndw_share(g.array, &second));

    must_return(ndw_fill(&g.array, k < whole.size ? on_stage(&g, k) : elsewhere), 0, s);
    const truth t = {&meant, NULL, NULL}, old = {&whole, s->contents, NULL};
    must_be_true(compare_array(&t, g.array), s);
    if (shared) must_be_true(compare_array(&old, second), s);
    if (is_in_place(&g) && whole.size > 0) {
        if (shared) must_be_true("shared bytes were written", s);
        for (int64_t i = 0; i < whole.size; i++) element_write(on_stage(&g, i), s->contents[i], (size_t)width);
    } else if (!shared && has_distinct_elements(s) && whole.size > 0) {
        must_be_true("it was not filled in place", s);
    }
    if (memcmp(writable, g.low, g.used)) must_be_true("other bytes were written", s);
    cases++;
    oracle_free(&meant);
    ndw_release(&second);
    clear_stage(&g);
}

/* Borrowed memory cannot move: where elements may meet it is refused. */
static void fill_mut(const source_array *s, int64_t k)
{
    const int64_t width = ndw_itemsize(s->view.dtype);
    stage g;
    ndw_mut w;
    set_stage(&g, s);
    char *data = writable + ((const char *)s->view.data - g.low);
    assert_ok(ndw_mut_memory(s->view.dtype, whole.ndim, s->view.shape, s->view.strides, data, &w));
    const ndw_status status = ndw_mut_fill(&w, on_stage(&g, k));
    if (has_distinct_elements(s)) must_return(status, 0, s);
    else must_return(status, one_of(NDW_OK) | one_of(NDW_EOVERLAP), s);
    if (status == NDW_OK)
        for (int64_t i = 0; i < whole.size; i++) {
            if (!element_is(on_stage(&g, i), s->contents[k], (size_t)width))
                must_be_true("an element is not the value", s);
            element_write(on_stage(&g, i), s->contents[i], (size_t)width);
        }
    if (memcmp(writable, g.low, g.used)) must_be_true("other bytes were written", s);
    cases++;
    clear_stage(&g);
}

void fills(void)
{
    for (int64_t k = 0; k <= whole.size; k++) {
        if (left_out()) continue;
        asking("fill with element", 1, &k);
        for (int i = 0; i < SOURCES; i++) {
            fill_one(&sources[i], k, false);
            fill_one(&sources[i], k, true);
            if (k < whole.size) fill_mut(&sources[i], k);
        }
    }
}
