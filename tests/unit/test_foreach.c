/*
 * test_foreach.c - the walk over several operands: every index once, in as few runs as the layouts
 * allow, and stopped by whatever the function says.
 *
 * An operand here is memory of its own under a layout of its own, in which every element knows its
 * place: the k-th in C order holds k. A run is right if its i-th elements of all operands are the k-th
 * elements for one k, found by address through the definition of a view; the whole walk is right if
 * every k came once and no byte between the elements has changed.
 */
#include "unit.h"

/* --- Operands ---------------------------------------------------------------------------------- */

typedef enum kind {
    C_ORDER,
    F_ORDER,
    REVERSED,
    SPACED,
    F_REVERSED,
    FIRST_REVERSED,
    OUTPUT_KINDS,
    STRETCHED = OUTPUT_KINDS, /* one element everywhere: cannot be written */
    INPUT_KINDS
} kind;

enum { ROOM = 1024, CANARY = -9 };

typedef struct operand {
    int64_t memory[ROOM], before[ROOM];
    ndw_mut mut;
    ndw_view view;
} operand;

static bool runs_backwards(kind k, int axis)
{
    return k == REVERSED || k == F_REVERSED || (k == FIRST_REVERSED && axis == 0);
}

/* Strides of the kind; the place of the first element, so that the lowest is not below 16. */
static int64_t arrange(kind k, int ndim, const int64_t *shape, int64_t *strides)
{
    int64_t step = k == SPACED || k == F_REVERSED ? 3 : 1, first = 16;
    for (int i = 0; i < ndim; i++) {
        int d = k == F_ORDER || k == F_REVERSED ? i : ndim - 1 - i;
        strides[d] = k == STRETCHED ? 0 : runs_backwards(k, d) ? -step * 8 : step * 8;
        if (strides[d] < 0 && shape[d] > 0) first += step * (shape[d] - 1);
        step *= shape[d] > 0 ? shape[d] : 1;
    }
    return first;
}

static void operand_set(operand *o, kind k, int ndim, const int64_t *shape)
{
    int64_t strides[DIMS_MAX];
    const int64_t first = arrange(k, ndim, shape, strides);
    for (int i = 0; i < ROOM; i++) o->memory[i] = CANARY;
    assert_ok(ndw_mut_memory(NDW_I64, ndim, shape, strides, o->memory + first, &o->mut));
    assert_ok(ndw_view_of_mut(&o->mut, &o->view));
    for (int64_t i = 0; i < ndw_view_size(&o->view); i++) *(int64_t *)mut_element_at(&o->mut, i) = i;
    memcpy(o->before, o->memory, sizeof o->memory);
}

/* --- Walks that are watched -------------------------------------------------------------------- */

enum { PLACES_MAX = 64, WRITTEN = 1000 };

typedef struct watch {
    operand operands[NDW_FOREACH_MAX]; /* inputs, then outputs */
    int nin, nout, key;                /* operand `key` tells the places apart */
    int64_t seen[PLACES_MAX], runs, lengths;
    const char *mistake;
} watch;

static const int64_t *element_of(const watch *w, const ndw_run *run, int k, int64_t i)
{
    if (k < w->nin) return &NDW_RUN_IN(int64_t, run, k, i);
    return &NDW_RUN_OUT(int64_t, run, k - w->nin, i);
}

/* Finds the place of the i-th elements of a run; every operand must have the same. */
static void look(watch *w, const ndw_run *run, int64_t i)
{
    const int64_t place = *element_of(w, run, w->key, i);
    if (place < 0 || place >= ndw_view_size(&w->operands[0].view)) {
        w->mistake = "an element that is not there, or was there before";
        return;
    }
    w->seen[place]++;
    for (int k = 0; k < w->nin + w->nout; k++)
        if ((const void *)element_of(w, run, k, i) != element_at(&w->operands[k].view, place))
            w->mistake = "the operands are not at the same index";
    for (int k = 0; k < w->nout; k++) NDW_RUN_OUT(int64_t, run, k, i) = WRITTEN + place;
}

static ndw_status watched(void *ctx, const ndw_run *run)
{
    watch *w = ctx;
    w->runs++;
    w->lengths += run->length;
    if (run->length < 1) w->mistake = "a run without elements";
    for (int64_t i = 0; i < run->length && !w->mistake; i++) look(w, run, i);
    return NDW_OK;
}

static ndw_status walk_with(watch *w, ndw_foreach_fn *fn)
{
    const ndw_view *in[NDW_FOREACH_MAX];
    const ndw_mut *out[NDW_FOREACH_MAX];
    for (int k = 0; k < w->nin; k++) in[k] = &w->operands[k].view;
    for (int k = 0; k < w->nout; k++) out[k] = &w->operands[w->nin + k].mut;
    w->runs = w->lengths = 0;
    w->mistake = NULL;
    memset(w->seen, 0, sizeof w->seen);
    return ndw_foreach(w->nin, in, w->nout, out, fn, w);
}

/* Outputs hold what was written, and only they have changed. */
static void assert_memory(const watch *w, int k)
{
    operand wanted = w->operands[k];
    memcpy(wanted.memory, wanted.before, sizeof wanted.memory);
    const ptrdiff_t first = (const int64_t *)w->operands[k].view.data - w->operands[k].memory;
    wanted.mut.data = wanted.memory + first;
    if (k >= w->nin)
        for (int64_t i = 0; i < ndw_view_size(&w->operands[k].view); i++)
            *(int64_t *)mut_element_at(&wanted.mut, i) += WRITTEN;
    assert_memory_equal(w->operands[k].memory, wanted.memory, sizeof wanted.memory);
}

static void assert_every_index_once(watch *w)
{
    const int64_t size = ndw_view_size(&w->operands[0].view);
    assert_in_range(size, 0, PLACES_MAX);
    assert_ok(walk_with(w, watched));
    if (w->mistake) fail_msg("%s", w->mistake);
    for (int64_t i = 0; i < size; i++) assert_int_equal(w->seen[i], 1);
    assert_int_equal(w->lengths, size);
    for (int k = 0; k < w->nin + w->nout; k++) assert_memory(w, k);
}

/* --- Every pair of kinds, every shape ---------------------------------------------------------- */

static struct form {
    const char *name;
} forms[] = {
    {"()"}, {"1"}, {"7"}, {"2,3"}, {"3,4,5"}, {"1,3,1"}, {"3,1,4"}, {"2,1,2,3"}, {"2,2,2,2,2"}, {"1,1"},
    {"0"}, {"0,3"}, {"3,0"}, {"2,0,2"},
};

/* An input of every kind and an output of every kind; and with both, one that tells them apart. */
static void check_form(void **state)
{
    const struct form *r = *state;
    static watch w;
    int64_t shape[DIMS_MAX];
    const int ndim = dims_from(r->name, shape);
    for (kind in = C_ORDER; in < INPUT_KINDS; in++)
        for (kind out = C_ORDER; out < OUTPUT_KINDS; out++) {
            w.nin = w.nout = 1;
            w.key = 1;
            operand_set(&w.operands[0], in, ndim, shape);
            operand_set(&w.operands[1], out, ndim, shape);
            assert_every_index_once(&w);
            w.nin = 2;
            w.nout = 0;
            operand_set(&w.operands[1], out, ndim, shape);
            assert_every_index_once(&w);
        }
}

/* Each number of inputs with each number of outputs, all the kinds in turn. */
static void check_every_number_of_operands(void **state)
{
    (void)state;
    static watch w;
    int walks = 0;
    for (w.nin = 0; w.nin <= NDW_FOREACH_MAX; w.nin++)
        for (w.nout = 0; w.nin + w.nout <= NDW_FOREACH_MAX; w.nout++, walks++) {
            for (int k = 0; k < w.nin + w.nout; k++) {
                int kinds = k > 0 && k < w.nin ? (int)INPUT_KINDS : (int)OUTPUT_KINDS;
                operand_set(&w.operands[k], (kind)((k + w.nout) % kinds), NDW_SHAPE(2, 3, 2));
            }
            w.key = 0;
            if (w.nin + w.nout > 0) assert_every_index_once(&w);
            else assert_ok(walk_with(&w, watched)); /* nothing to walk over */
            assert_int_equal(w.runs == 0, w.nin + w.nout == 0);
        }
    assert_int_equal(walks, 17 * 18 / 2);
}

/* --- Runs: how many, how long, with which steps ------------------------------------------------ */

static struct merging {
    const char *name, *shape;
    int nin, nout;
    const char *strides[3]; /* of each operand, in elements */
    int64_t runs, length;
    const char *steps;      /* within a run, in elements */
} mergings[] = {
    {"one operand in C order", "2,3,4", 1, 0, {"12,4,1"}, 1, 24, "1"},
    {"one operand in F order", "2,3,4", 1, 0, {"1,2,6"}, 1, 24, "1"},
    {"one operand, axes mixed", "2,3,4", 1, 0, {"4,8,1"}, 1, 24, "1"},
    {"one operand reversed", "2,3,4", 1, 0, {"-12,-4,-1"}, 1, 24, "1"},
    {"one axis reversed", "3,4", 1, 0, {"4,-1"}, 1, 12, "1"},
    {"every other element", "2,3", 1, 0, {"6,2"}, 1, 6, "2"},
    {"a gap between rows", "4,5", 1, 0, {"6,1"}, 4, 5, "1"},
    {"a gap between blocks", "2,3,4", 1, 0, {"20,4,1"}, 2, 12, "1"},
    {"a gap inside", "2,3,4", 1, 0, {"15,5,1"}, 6, 4, "1"},
    {"one element everywhere", "2,3", 1, 0, {"0,0"}, 1, 6, "0"},
    {"one row everywhere", "3,4", 1, 0, {"0,1"}, 4, 3, NULL},
    {"two in C order", "2,3,4", 1, 1, {"12,4,1", "12,4,1"}, 1, 24, "1,1"},
    {"two in F order", "2,3,4", 1, 1, {"1,2,6", "1,2,6"}, 1, 24, "1,1"},
    {"from F order to C order", "2,3", 1, 1, {"1,2", "3,1"}, 2, 3, "2,1"},
    {"from C order to F order", "2,3", 1, 1, {"3,1", "1,2"}, 3, 2, "3,1"},
    {"reversed to forwards", "2,3", 1, 1, {"-3,-1", "3,1"}, 1, 6, "-1,1"},
    {"forwards to reversed", "2,3", 1, 1, {"3,1", "-3,-1"}, 1, 6, "-1,1"},
    {"both reversed", "2,3", 1, 1, {"-3,-1", "-3,-1"}, 1, 6, "1,1"},
    {"one axis reversed in one", "2,3", 1, 1, {"3,-1", "3,1"}, 2, 3, "-1,1"},
    {"packed to spaced", "4,5", 1, 1, {"5,1", "15,3"}, 1, 20, "1,3"},
    {"packed to rows with gaps", "4,5", 1, 1, {"5,1", "6,1"}, 4, 5, "1,1"},
    {"axes follow each other in one only", "4,5,6", 1, 1, {"30,6,1", "60,6,1"}, 4, 30, "1,1"},
    {"and in the other only", "4,5,6", 1, 1, {"60,6,1", "30,6,1"}, 4, 30, "1,1"},
    {"a broadcast row", "3,4", 1, 1, {"0,1", "4,1"}, 3, 4, "1,1"},
    {"a broadcast column", "3,4", 1, 1, {"1,0", "4,1"}, 3, 4, "0,1"},
    {"a broadcast element", "3,4", 1, 1, {"0,0", "4,1"}, 1, 12, "0,1"},
    {"two broadcast axes", "2,3,4", 1, 1, {"0,0,1", "12,4,1"}, 6, 4, "1,1"},
    {"two inner broadcast axes", "2,3,4", 1, 1, {"1,0,0", "12,4,1"}, 2, 12, "0,1"},
    {"three, one of which parts them", "2,3,4", 2, 1, {"12,4,1", "1,2,6", "12,4,1"}, 6, 4, "1,6,1"},
    {"three in C order", "2,3,4", 2, 1, {"12,4,1", "12,4,1", "12,4,1"}, 1, 24, "1,1,1"},
    {"two outputs", "2,3", 0, 2, {"3,1", "1,2"}, 2, 3, "1,2"},
    {"axes of length 1 do not part", "2,1,3", 1, 1, {"3,100,1", "3,-2,1"}, 1, 6, "1,1"},
    {"one element", "1,1,1", 1, 1, {"5,5,5", "7,7,7"}, 1, 1, NULL},
    {"0-d", "()", 1, 1, {"()", "()"}, 1, 1, NULL},
    {"no rows", "0,3", 1, 1, {"3,1", "3,1"}, 0, 0, NULL},
    {"no columns", "3,0", 1, 1, {"1,1", "1,1"}, 0, 0, NULL},
    {"five axes of two", "2,2,2,2,2", 1, 1, {"16,8,4,2,1", "16,8,4,2,1"}, 1, 32, "1,1"},
    {"five axes, halves merge", "2,2,2,2,2", 1, 1, {"32,16,4,2,1", "16,8,4,2,1"}, 4, 8, "1,1"},
};

typedef struct measure {
    const struct merging *row;
    int64_t runs, total;
    bool ok;
} measure;

static ndw_status measured(void *ctx, const ndw_run *run)
{
    measure *m = ctx;
    int64_t steps[DIMS_MAX];
    m->runs++;
    m->total += run->length;
    m->ok = m->ok && run->length == m->row->length;
    if (!m->row->steps) return NDW_OK;
    int n = dims_from(m->row->steps, steps);
    for (int k = 0; k < n; k++) {
        int64_t step = k < m->row->nin ? run->in_steps[k] : run->out_steps[k - m->row->nin];
        m->ok = m->ok && step == steps[k] * 8;
    }
    return NDW_OK;
}

static void check_merging(void **state)
{
    const struct merging *r = *state;
    static int64_t memory[3][ROOM];
    int64_t shape[DIMS_MAX], strides[DIMS_MAX];
    ndw_view views[3];
    ndw_mut muts[3];
    const ndw_view *in[3] = {&views[0], &views[1], &views[2]};
    const ndw_mut *out[3] = {&muts[0], &muts[1], &muts[2]};
    const int ndim = dims_from(r->shape, shape);
    for (int k = 0; k < r->nin + r->nout; k++) {
        dims_from(r->strides[k], strides);
        for (int d = 0; d < ndim; d++) strides[d] *= 8;
        int64_t *middle = memory[k] + ROOM / 2;
        if (k < r->nin) assert_ok(ndw_view_memory(NDW_I64, ndim, shape, strides, middle, &views[k]));
        else assert_ok(ndw_mut_memory(NDW_I64, ndim, shape, strides, middle, &muts[k - r->nin]));
        int64_t *kept = k < r->nin ? views[k].strides : muts[k - r->nin].strides;
        memcpy(kept, strides, (size_t)ndim * sizeof *strides); /* those of single elements too */
    }
    measure m = {r, 0, 0, true};
    assert_ok(ndw_foreach(r->nin, in, r->nout, out, measured, &m));
    assert_int_equal(m.runs, r->runs);
    assert_int_equal(m.total, r->runs * r->length);
    assert_true(m.ok);
}

/* --- What the function says -------------------------------------------------------------------- */

typedef struct stopper {
    ndw_status says;
    int at, calls;
} stopper;

static ndw_status stop(void *ctx, const ndw_run *run)
{
    stopper *s = ctx;
    (void)run;
    return s->calls++ == s->at ? s->says : NDW_OK;
}

static void check_what_the_function_says(void **state)
{
    (void)state;
    static operand o;
    const ndw_status statuses[] = {NDW_EIO, NDW_ENOMEM, 4711, -1, INT32_MIN};
    const ndw_view *in[] = {&o.view};
    operand_set(&o, C_ORDER, NDW_SHAPE(5, 4));
    assert_ok(ndw_view_slice_str(&o.view, ":,:3", &o.view)); /* five runs */
    for (size_t i = 0; i < COUNT(statuses); i++)
        for (int at = 0; at < 5; at++) {
            stopper s = {statuses[i], at, 0};
            assert_int_equal(ndw_foreach(1, in, 0, NULL, stop, &s), statuses[i]);
            assert_int_equal(s.calls, at + 1);
        }
    stopper never = {NDW_EIO, 5, 0};
    assert_ok(ndw_foreach(1, in, 0, NULL, stop, &never));
    assert_int_equal(never.calls, 5);
}

/* --- Outputs that are inputs, dtypes that differ ----------------------------------------------- */

static ndw_status triple(void *ctx, const ndw_run *run)
{
    (void)ctx;
    for (int64_t i = 0; i < run->length; i++) {
        int64_t tripled = 3 * NDW_RUN_IN(int64_t, run, 0, i);
        NDW_RUN_OUT(int64_t, run, 0, i) = tripled + NDW_RUN_IN(int64_t, run, 1, i);
    }
    return NDW_OK;
}

static void check_output_that_is_input(void **state)
{
    (void)state;
    static operand o, other;
    for (kind k = C_ORDER; k < OUTPUT_KINDS; k++)
        for (kind l = C_ORDER; l < INPUT_KINDS; l++) {
            operand_set(&o, k, NDW_SHAPE(3, 2, 4));
            operand_set(&other, l, NDW_SHAPE(3, 2, 4));
            const ndw_view *in[] = {&o.view, &other.view};
            assert_ok(ndw_foreach(2, in, 1, (const ndw_mut *[]){&o.mut}, triple, NULL));
            for (int64_t i = 0; i < 24; i++) {
                int64_t added = *(const int64_t *)element_at(&other.view, i);
                assert_int_equal(*(const int64_t *)element_at(&o.view, i), 3 * i + added);
            }
            assert_memory_equal(other.memory, other.before, sizeof other.memory);
        }
}

static ndw_status narrow(void *ctx, const ndw_run *run)
{
    (void)ctx;
    for (int64_t i = 0; i < run->length; i++)
        NDW_RUN_OUT(int8_t, run, 0, i) = (int8_t)NDW_RUN_IN(double, run, 0, i);
    return NDW_OK;
}

static void check_dtypes_that_differ(void **state)
{
    (void)state;
    int8_t memory[12];
    ndw_array *x = array_from(NDW_F64, "3,4 T");
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_of(x, &v));
    assert_ok(ndw_mut_memory(NDW_I8, NDW_SHAPE(4, 3), NULL, memory, &w));
    assert_ok(ndw_foreach(1, (const ndw_view *[]){&v}, 1, (const ndw_mut *[]){&w}, narrow, NULL));
    assert_mut(&w, "0 4 8 1 5 9 2 6 10 3 7 11", "4,3", "3,1");
    ndw_release(&x);
}

static const struct CMUnitTest others[] = {
    cmocka_unit_test(check_every_number_of_operands),
    cmocka_unit_test(check_what_the_function_says),
    cmocka_unit_test(check_output_that_is_input),
    cmocka_unit_test(check_dtypes_that_differ),
};

/* --- Refusals ---------------------------------------------------------------------------------- */

/* A call of it shows as a status that no row wants. */
static ndw_status never(void *ctx, const ndw_run *run)
{
    (void)ctx, (void)run;
    return -4711;
}

#define IN(...) (const ndw_view *[]){__VA_ARGS__}
#define OUT(...) (const ndw_mut *[]){__VA_ARGS__}
#define WALK(nin, in, nout, out) ndw_foreach(nin, in, nout, out, never, NULL)

/* The first row of the memory, and no rows of it. */
static const ndw_view *row(const stage *s, ndw_view *v)
{
    assert_ok(ndw_view_slice_str(&s->v, "0", v));
    return v;
}

static const ndw_view *no_rows(const stage *s, ndw_view *v)
{
    assert_ok(ndw_view_slice_str(&s->v, ":0", v));
    return v;
}

static const ndw_view *on_its_side(const stage *s, ndw_view *v)
{
    assert_ok(ndw_view_transpose(&s->v, NDW_ALL_AXES, v));
    return v;
}

#define REFUSALS(X)                                                                                   \
    X(nin, NDW_EINVAL, PLACE_NOTHING, "-1", WALK(-1, IN(&s->v), 1, OUT(&s->w)))                       \
    X(nout, NDW_EINVAL, PLACE_NOTHING, "-1", WALK(1, IN(&s->v), -1, OUT(&s->w)))                      \
    X(both, NDW_EINVAL, PLACE_NOTHING, "-2", WALK(-1, NULL, -2, NULL))                                \
    X(evened_out, NDW_EINVAL, PLACE_NOTHING, "-1", WALK(-1, NULL, 1, OUT(&s->w)))                     \
    X(many_in, NDW_EINVAL, PLACE_NOTHING, "17 inputs", WALK(17, IN(&s->v), 0, NULL))                  \
    X(many_out, NDW_EINVAL, PLACE_NOTHING, "17 outputs", WALK(0, NULL, 17, OUT(&s->w)))               \
    X(many, NDW_EINVAL, PLACE_NOTHING, "9 inputs", WALK(9, IN(&s->v), 8, OUT(&s->w)))                 \
    X(endless, NDW_EINVAL, PLACE_NOTHING, "2147483647", WALK(INT32_MAX, NULL, INT32_MAX, NULL))       \
    X(lowest, NDW_EINVAL, PLACE_NOTHING, "2147483648", WALK(INT32_MIN, NULL, INT32_MAX, NULL))        \
    X(in, NDW_EINVAL, PLACE_NOTHING, "in is NULL", WALK(1, NULL, 1, OUT(&s->w)))                      \
    X(out, NDW_EINVAL, PLACE_NOTHING, "out is NULL", WALK(1, IN(&s->v), 1, NULL))                     \
    X(one_in, NDW_EINVAL, PLACE_NOTHING, "NULL", WALK(2, IN(&s->v, NULL), 1, OUT(&s->w)))             \
    X(one_out, NDW_EINVAL, PLACE_NOTHING, "NULL", WALK(1, IN(&s->v), 1, OUT(NULL)))                   \
    X(fn, NDW_EINVAL, PLACE_NOTHING, "fn is NULL",                                                    \
      ndw_foreach(1, IN(&s->v), 1, OUT(&s->w), NULL, NULL))                                           \
    X(fn_of_nothing, NDW_EINVAL, PLACE_NOTHING, "fn is NULL", ndw_foreach(0, NULL, 0, NULL, NULL, s)) \
    X(blank_in, NDW_EINVAL, PLACE_NOTHING, "NULL", WALK(1, IN(&s->blank_view), 0, NULL))              \
    X(blank_out, NDW_EINVAL, PLACE_NOTHING, "NULL", WALK(0, NULL, 1, OUT(&s->blank_mut)))             \
    X(odd_in, NDW_EINVAL, PLACE_NOTHING, "dtype", WALK(1, IN(&s->odd_view), 0, NULL))                 \
    X(odd_out, NDW_EINVAL, PLACE_NOTHING, "dtype", WALK(1, IN(&s->v), 1, OUT(&s->odd_mut)))           \
    X(wide_in, NDW_ENDIM, PLACE_NOTHING, "65", WALK(1, IN(&s->wide_view), 0, NULL))                   \
    X(wide_out, NDW_ENDIM, PLACE_NOTHING, "65", WALK(0, NULL, 1, OUT(&s->wide_mut)))                  \
    X(shape, NDW_ESHAPE, PLACE_NOTHING, "operand 1",                                                  \
      WALK(2, IN(&s->v, on_its_side(s, &(ndw_view){.data = NULL})), 0, NULL))                         \
    X(shape_of_output, NDW_ESHAPE, PLACE_NOTHING, "operand 1",                                        \
      WALK(1, IN(on_its_side(s, &(ndw_view){.data = NULL})), 1, OUT(&s->w)))                          \
    X(axes, NDW_ESHAPE, PLACE_NOTHING, "operand 2",                                                   \
      WALK(3, IN(&s->v, &s->v, row(s, &(ndw_view){.data = NULL})), 1, OUT(&s->w)))                    \
    X(not_broadcast, NDW_ESHAPE, PLACE_NOTHING, "operand 1",                                          \
      WALK(1, IN(row(s, &(ndw_view){.data = NULL})), 1, OUT(&s->w)))                                  \
    X(empty, NDW_ESHAPE, PLACE_NOTHING, "operand 1",                                                  \
      WALK(1, IN(no_rows(s, &(ndw_view){.data = NULL})), 1, OUT(&s->w)))                              \
    X(overlap, NDW_EOVERLAP, PLACE_NOTHING, "output 0", WALK(1, IN(&s->v), 1, OUT(&s->loop)))         \
    X(overlap_later, NDW_EOVERLAP, PLACE_NOTHING, "output 1",                                         \
      WALK(1, IN(&s->v), 2, OUT(&s->w, &s->loop)))

REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("foreach index", forms, check_form);
    failures += RUN_TABLE("foreach runs", mergings, check_merging);
    failures += cmocka_run_group_tests_name("foreach others", others, NULL, NULL);
    failures += RUN_TABLE("foreach refusals", refusals, check_refusal);
    return unit_end(failures);
}
