/*
 * exhaustive_asks.c - questions about two operands, an array that lets go of a large buffer, and walks
 * over several operands.
 *
 * The operands are looks at the source: all of it, and parts, backwards, turned, stretched. The oracle
 * knows which element each look shows at which index, and so what is equal and where the bytes are.
 */
#include "exhaustive_results.h"

#include <string.h>

#include "support/check.h"

/* --- Looks -------------------------------------------------------------------------------------- */

enum { LOOKS = 10 };

typedef struct look {
    ndw_view view;
    ndw_array *array;
    oracle shown; /* NULL values: there is no such look */
    const char *low, *end; /* both the same: no bytes */
} look;

static const ndw_index along_first[] = {
    NDW_ALL,
    NDW_RANGE(1, NDW_OMIT, 1),
    NDW_RANGE(NDW_OMIT, -1, 1),
    NDW_RANGE(NDW_OMIT, NDW_OMIT, -1),
    NDW_RANGE(NDW_OMIT, NDW_OMIT, 2),
    NDW_RANGE(0, 0, 1),
    NDW_AT(0),
    NDW_AT(-1),
};

/* Number `i` of a source, as a view: a slice of the first axis; turned over; all of them the first one. */
static bool take_look(const source_array *s, int i, look *l)
{
    oracle *o = &l->shown;
    const int n = whole.ndim > 0;
    *o = oracle_copy(&whole);
    if (i < (int)COUNT(along_first)) {
        const unsigned wrong = n == 0 && i > 0 ? 1 : read_index(n, &along_first[i], o);
        if (wrong) return false;
        assert_ok(ndw_view_slice(&s->view, n, &along_first[i], &l->view));
        return true;
    }
    if (i == 8) {
        const int reversed[SOURCE_NDIM] = {whole.ndim - 1, whole.ndim - 2, whole.ndim - 3, whole.ndim - 4};
        oracle_replace(o, oracle_transpose(&whole, reversed));
        assert_ok(ndw_view_transpose(&s->view, NDW_ALL_AXES, &l->view));
        return true;
    }
    const ndw_index one[] = {NDW_RANGE(0, 1, 1)};
    ndw_view first;
    if (n == 0 || whole.shape[0] == 0) return false;
    oracle_replace(o, oracle_slice(&whole, 0, 0, 1, 1));
    oracle_replace(o, oracle_broadcast(o, whole.ndim, whole.shape));
    assert_ok(ndw_view_slice(&s->view, 1, one, &first));
    assert_ok(ndw_view_broadcast_to(&first, whole.ndim, whole.shape, &l->view));
    return true;
}

static void find_bytes(const source_array *s, look *l)
{
    const int64_t width = ndw_itemsize(s->view.dtype);
    l->low = l->end = s->view.data;
    for (int64_t k = 0; k < l->shown.size; k++) {
        const char *at = s->address[l->shown.value[k]];
        if (k == 0 || at < l->low) l->low = at;
        if (k == 0 || at + width > l->end) l->end = at + width;
    }
}

static void take_looks(const source_array *s, look looks[LOOKS])
{
    for (int i = 0; i < LOOKS; i++) {
        looks[i].array = NULL;
        if (take_look(s, i, &looks[i])) {
            find_bytes(s, &looks[i]);
            assert_ok(ndw_array_of_view(s->array, &looks[i].view, &looks[i].array));
        } else {
            oracle_free(&looks[i].shown);
        }
    }
}

static void leave_looks(look looks[LOOKS])
{
    for (int i = 0; i < LOOKS; i++) {
        ndw_release(&looks[i].array);
        oracle_free(&looks[i].shown);
    }
}

/* --- Equal --------------------------------------------------------------------------------------- */

static bool same(const source_array *s, const oracle *a, const oracle *b)
{
    if (a->ndim != b->ndim) return false;
    for (int d = 0; d < a->ndim; d++)
        if (a->shape[d] != b->shape[d]) return false;
    for (int64_t k = 0; k < a->size; k++)
        if (s->contents[a->value[k]] != s->contents[b->value[k]]) return false;
    return true;
}

static void compare_looks(const source_array *s)
{
    look looks[LOOKS];
    take_looks(s, looks);
    for (int i = 0; i < LOOKS; i++)
        for (int j = 0; j < LOOKS; j++) {
            const look *a = &looks[i], *b = &looks[j];
            if (!a->array || !b->array) continue;
            const bool wanted = same(s, &a->shown, &b->shown);
            asking("equal, looks number", 2, (int64_t[]){i, j});
            if (ndw_equal(a->array, b->array) != wanted || ndw_view_equal(&a->view, &b->view) != wanted)
                must_be_true(wanted ? "they are called different" : "they are called equal", s);
            cases += 2;
        }
    leave_looks(looks);
}

/* A packed copy is equal; with any one byte changed it is not, whichever of the two comes first. */
static void change_bytes(const source_array *s)
{
    ndw_array *copy;
    ndw_mut w;
    ndw_view v;
    assert_ok(ndw_view_copy(&s->view, NDW_K, &copy));
    assert_ok(ndw_write_begin(&copy, 0, &w));
    assert_ok(ndw_view_of_mut(&w, &v));
    char *bytes = w.data;
    asking("equal to a copy, byte changed", 0, NULL);
    if (!ndw_view_equal(&s->view, &v)) must_be_true("a copy is called different", s);
    for (int64_t i = 0; i < ndw_nbytes(copy); i++) {
        bytes[i] ^= 0x40;
        if (ndw_view_equal(&s->view, &v) || ndw_view_equal(&v, &s->view))
            must_be_true("a changed byte was not seen", s);
        bytes[i] ^= 0x40;
        cases += 2;
    }
    ndw_release(&copy);
}

void comparisons(void)
{
    for (int i = 0; i < SOURCES; i++) {
        const source_array *s = &sources[i], *next = &sources[(i + 1) % (SOURCES - 1)];
        if (left_out()) continue;
        compare_looks(s);
        change_bytes(s);
        asking("equal, of another dtype", 0, NULL);
        if (s->view.dtype != next->view.dtype
            && (ndw_equal(s->array, next->array) || ndw_view_equal(&s->view, &next->view)))
            must_be_true("another dtype is called equal", s);
        cases += 2;
    }
}

/* --- May overlap ---------------------------------------------------------------------------------- */

static bool bytes_meet(const look *a, const look *b)
{
    return a->low < a->end && b->low < b->end && a->low < b->end && b->low < a->end;
}

/* `n` bytes at `at`: nothing but an extent. */
static look some_bytes(const char *at, int64_t n)
{
    look l = {.low = at, .end = at + n};
    assert_ok(ndw_view_memory(NDW_U8, 1, &n, NULL, at, &l.view));
    return l;
}

static void must_meet(const source_array *s, const look *a, const look *b)
{
    const bool wanted = bytes_meet(a, b);
    if (ndw_view_may_overlap(&a->view, &b->view) != wanted
        || ndw_view_may_overlap(&b->view, &a->view) != wanted)
        must_be_true(wanted ? "an overlap was missed" : "an overlap was invented", s);
    if (a->array && b->array && ndw_may_overlap(a->array, b->array) != wanted)
        must_be_true("arrays overlap otherwise than views", s);
    cases += 2;
}

/* Each look against each other one, and against bytes around its first and its last one. */
static void overlaps_of(const source_array *s)
{
    look looks[LOOKS];
    take_looks(s, looks);
    for (int i = 0; i < LOOKS; i++) {
        if (!looks[i].array) continue;
        asking("may_overlap, look number", 1, (int64_t[]){i});
        for (int j = 0; j < LOOKS; j++)
            if (looks[j].array) must_meet(s, &looks[i], &looks[j]);
        for (int64_t at = -3; at <= 3; at++)
            for (int64_t n = 0; n <= 3; n++) {
                const look before = some_bytes(looks[i].low + at, n),
                           behind = some_bytes(looks[i].end + at, n);
                must_meet(s, &looks[i], &before);
                must_meet(s, &looks[i], &behind);
            }
    }
    leave_looks(looks);
}

void overlaps(void)
{
    for (int i = 0; i < SOURCES; i++)
        if (!left_out()) overlaps_of(&sources[i]);
}

/* --- Compact -------------------------------------------------------------------------------------- */

/* The buffer of a source reaches from the lowest byte of its elements to the highest. A look whose elements
 * need less is copied, in order K; any other stays where it is, as it is. */
static void compact_look(const source_array *s, look *l, int64_t buffer)
{
    int axes[ORACLE_NDIM];
    const source_array shown = {.view = l->view};
    const metadata before = metadata_of(l->array);
    ndw_array *kept = l->array, *moved = NULL;
    want_order(&shown, NDW_K, axes);
    must_return(ndw_compact(&l->array), 0, s);
    cases++;
    if (l->shown.size * ndw_itemsize(s->view.dtype) >= buffer) {
        const truth t = {&l->shown, s->contents, s->address};
        if (l->array != kept || !metadata_is_same(&before, l->array))
            must_be_true("what needs its whole buffer was changed", s);
        must_be_true(compare_array(&t, l->array), s);
        return;
    }
    if (!lies_in_order(l->array, axes)) must_be_true("the axes are in another order", s);
    ndw_replace(&moved, &l->array);
    if (l->array) must_be_true("replace left a pointer", s);
    check_new(s, &l->shown, moved);
}

void compactions(void)
{
    for (int i = 0; i < SOURCES; i++) {
        look looks[LOOKS];
        if (left_out()) continue;
        take_looks(&sources[i], looks);
        const int64_t buffer = looks[0].end - looks[0].low; /* look 0 is all of it */
        for (int k = 0; k < LOOKS; k++) {
            asking("compact, look number", 1, (int64_t[]){k});
            if (looks[k].array) compact_look(&sources[i], &looks[k], buffer);
        }
        leave_looks(looks);
    }
}

/* --- Foreach -------------------------------------------------------------------------------------- */

enum { OPERANDS = 4, TAGS = SOURCE_ELEMENTS };

/* A walk over some sources and a list of numbers, in which element k is number k: the number tells which
 * elements must come along with it. */
typedef struct walk {
    int nin, nout;
    const source_array *in[OPERANDS];
    const ndw_mut *out[OPERANDS]; /* int64; they have distinct elements */
    int tagged;                   /* which output has the numbers */
    bool was_there[TAGS];
    long runs, stop_after;
    const char *wrong;
} walk;

enum { STOPPED = 4711 };

static const char *element_of(const ndw_mut *w, int64_t k)
{
    const char *at = w->data;
    for (int d = w->ndim - 1; d >= 0; d--) {
        at += k % w->shape[d] * w->strides[d];
        k /= w->shape[d];
    }
    return at;
}

static void meet(walk *x, const ndw_run *run, int64_t i)
{
    int64_t k;
    memcpy(&k, (const char *)run->out[x->tagged] + i * run->out_steps[x->tagged], sizeof k);
    if (k < 0 || k >= whole.size) x->wrong = "a run leaves the elements";
    if (x->wrong) return;
    if (x->was_there[k]) x->wrong = "an element came twice";
    x->was_there[k] = true;
    for (int j = 0; j < x->nin; j++)
        if ((const char *)run->in[j] + i * run->in_steps[j] != x->in[j]->address[k])
            x->wrong = "an input is at another element";
    for (int j = 0; j < x->nout; j++)
        if ((const char *)run->out[j] + i * run->out_steps[j] != element_of(x->out[j], k))
            x->wrong = "an output is at another element";
}

static ndw_status meet_run(void *ctx, const ndw_run *run)
{
    walk *x = ctx;
    if (++x->runs == x->stop_after) return STOPPED;
    if (run->length < 1) x->wrong = "a run has no elements";
    for (int64_t i = 0; i < run->length && !x->wrong; i++) meet(x, run, i);
    return NDW_OK;
}

static ndw_status do_walk(walk *x)
{
    const ndw_view *in[OPERANDS];
    for (int j = 0; j < x->nin; j++) in[j] = &x->in[j]->view;
    return ndw_foreach(x->nin, in, x->nout, x->out, meet_run, x);
}

static void check_walk(walk *x)
{
    must_return(do_walk(x), 0, &sources[0]);
    for (int64_t k = 0; k < whole.size; k++)
        if (!x->was_there[k]) x->wrong = "an element never came";
    must_be_true(x->wrong, &sources[0]);
    cases++;
    if (x->runs == 0) return;
    x->stop_after = 1 + x->runs / 2; /* and once more, but only so far */
    x->runs = 0;
    memset(x->was_there, 0, sizeof x->was_there);
    if (do_walk(x) != STOPPED || x->runs != x->stop_after)
        must_be_true("a status of the function did not end the walk", &sources[0]);
    cases++;
}

static int64_t tags[3][2 * TAGS];

/* Numbers in C order, in F order backwards, or two apart. */
static void make_tags(int form, ndw_mut *w)
{
    int64_t strides[SOURCE_NDIM], index[SOURCE_NDIM] = {0}, reach = 8, first = 0, k = 0;
    for (int i = 0; i < whole.ndim; i++) {
        const int d = form == 1 ? i : whole.ndim - 1 - i;
        const int64_t length = whole.shape[d] > 0 ? whole.shape[d] : 1;
        strides[d] = form == 0 ? reach : form == 1 ? -reach : 2 * reach;
        if (form == 1) first += reach * (length - 1);
        reach *= length;
    }
    char *data = (char *)tags[form] + first;
    assert_ok(ndw_mut_memory(NDW_I64, whole.ndim, whole.shape, strides, data, w));
    for (bool more = whole.size > 0; more; more = oracle_next(whole.ndim, whole.shape, index)) {
        char *at = data;
        for (int d = 0; d < whole.ndim; d++) at += index[d] * strides[d];
        memcpy(at, &k, sizeof k);
        k++;
    }
}

/* Inputs are none, each one, each pair; outputs are the numbers in three arrangements, the first of them
 * leading, or two together. */
void walks(void)
{
    ndw_mut numbers[3];
    for (int form = 0; form < 3; form++) make_tags(form, &numbers[form]);
    for (int form = 0; form < 6; form++)
        for (int i = -1; i < SOURCES; i++)
            for (int j = -1; j < (i < 0 ? 0 : SOURCES); j++) {
                const ndw_mut *leader = &numbers[form % 3], *second = &numbers[(form + 1) % 3];
                walk x = {.nout = form < 3 ? 1 : 2, .out = {leader, second}};
                if (left_out()) continue;
                x.tagged = form < 3 ? 0 : 1;
                if (i >= 0) x.in[x.nin++] = &sources[i];
                if (j >= 0) x.in[x.nin++] = &sources[j];
                asking("foreach, numbers and inputs", 3, (int64_t[]){form, i, j});
                check_walk(&x);
            }
}
