/*
 * test_repeat.c - each element several times: uniformly, by counts, along all axes; into new memory and
 * into memory that exists.
 *
 * The first table is read as it stands. The second takes sources of every kind and elements of every
 * width, and compares with the definition: element r of the result along an axis is the source's first
 * i whose counts 0 .. i add up to more than r.
 */
#include "unit.h"

#include <stdio.h>

/* --- Cases one can read ----------------------------------------------------------------------- */

typedef enum how { SCALAR, LIST, AXES } how;
#define NONE NDW_AXIS_NONE

static struct repetition {
    const char *name, *recipe;
    how how;
    const char *counts;
    int axis;
    const char *elements, *shape;
} repetitions[] = {
    {"counts of each", "6 [:]", LIST, "1,3,2,1,1,2", 0, "0 1 1 1 2 2 3 4 5 5", "10"},
    {"twice", "6", SCALAR, "2", 0, "0 0 1 1 2 2 3 3 4 4 5 5", "12"},
    {"once is a copy", "3", SCALAR, "1", 0, "0 1 2", "3"},
    {"never", "3", SCALAR, "0", 0, "", "0"},
    {"some never", "3", LIST, "2,0,1", 0, "0 0 2", "3"},
    {"the first never", "3", LIST, "0,0,2", 0, "2 2", "2"},
    {"all never", "3", LIST, "0,0,0", 0, "", "0"},
    {"one count for all", "3", LIST, "2", 0, "0 0 1 1 2 2", "6"},
    {"rows", "2,3", LIST, "2,1", 0, "0 1 2 0 1 2 3 4 5", "3,3"},
    {"columns", "2,3", LIST, "1,3,2", 1, "0 1 1 1 2 2 3 4 4 4 5 5", "2,6"},
    {"rows twice", "2,3", SCALAR, "2", 0, "0 1 2 0 1 2 3 4 5 3 4 5", "4,3"},
    {"columns twice", "2,3", SCALAR, "2", 1, "0 0 1 1 2 2 3 3 4 4 5 5", "2,6"},
    {"columns twice, from the end", "2,3", SCALAR, "2", -1, "0 0 1 1 2 2 3 3 4 4 5 5", "2,6"},
    {"rows, from the end", "2,3", LIST, "2,1", -2, "0 1 2 0 1 2 3 4 5", "3,3"},
    {"no rows left", "2,3", SCALAR, "0", 0, "", "0,3"},
    {"no columns left", "2,3", LIST, "0,0,0", 1, "", "2,0"},
    {"a strided source", "4,3 [:,2]", SCALAR, "3", 0, "2 2 2 5 5 5 8 8 8 11 11 11", "12"},
    {"a strided source, counts", "4,3 [:,2]", LIST, "1,0,2,1", 0, "2 8 8 11", "4"},
    {"flattened", "2,2", SCALAR, "2", NONE, "0 0 1 1 2 2 3 3", "8"},
    {"flattened, counts", "2,2", LIST, "1,2,0,3", NONE, "0 1 1 3 3 3", "6"},
    {"flattened, one count", "2,2", LIST, "2", NONE, "0 0 1 1 2 2 3 3", "8"},
    {"flattened transpose", "2,3 T", SCALAR, "2", NONE, "0 0 3 3 1 1 4 4 2 2 5 5", "12"},
    {"flattened transpose, counts", "2,3 T", LIST, "0,1,2,0,1,2", NONE, "3 1 1 2 5 5", "6"},
    {"flattened broadcast, counts", "2 b2,2", LIST, "1,2,3,0", NONE, "0 1 1 0 0 0", "6"},
    {"reversed", "3 [::-1]", LIST, "1,2,3", 0, "2 1 1 0 0 0", "6"},
    {"reversed rows", "2,3 [:,::-1]", LIST, "2,1", 0, "2 1 0 2 1 0 5 4 3", "3,3"},
    {"F order", "2,3 F", SCALAR, "2", 0, "0 1 2 0 1 2 3 4 5 3 4 5", "4,3"},
    {"read-only", "2,2 R", LIST, "2,1", 0, "0 1 0 1 2 3", "3,2"},
    {"zero stride", "3 b2,3", SCALAR, "2", 0, "0 1 2 0 1 2 0 1 2 0 1 2", "4,3"},
    {"zero stride along the axis", "() b3", LIST, "1,0,2", 0, "0 0 0", "3"},
    {"0-d on axis 0", "()", SCALAR, "3", 0, "0 0 0", "3"},
    {"0-d on axis -1", "()", SCALAR, "3", -1, "0 0 0", "3"},
    {"0-d flattened", "()", SCALAR, "3", NONE, "0 0 0", "3"},
    {"0-d, counts of length 1", "()", LIST, "2", 0, "0 0", "2"},
    {"0-d, counts of length 1, flattened", "()", LIST, "2", NONE, "0 0", "2"},
    {"0-d, never", "()", SCALAR, "0", 0, "", "0"},
    {"empty", "0", SCALAR, "2", 0, "", "0"},
    {"empty, no counts", "0", LIST, "()", 0, "", "0"},
    {"empty, one count", "0", LIST, "2", 0, "", "0"},
    {"empty, flattened", "0,3", SCALAR, "2", NONE, "", "0"},
    {"empty, flattened, no counts", "0,3", LIST, "()", NONE, "", "0"},
    {"no rows, columns repeated", "0,3", LIST, "1,2,3", 1, "", "0,6"},
    {"no rows, rows repeated", "0,3", SCALAR, "5", 0, "", "0,3"},
    {"length 1", "1,3", LIST, "2", 0, "0 1 2 0 1 2", "2,3"},
    {"three axes, inside", "2,2,2", LIST, "2,1", 1, "0 1 0 1 2 3 4 5 4 5 6 7", "2,3,2"},
    {"both axes", "2,2", AXES, "2,3", 0, "0 0 0 1 1 1 0 0 0 1 1 1 2 2 2 3 3 3 2 2 2 3 3 3", "4,6"},
    {"both axes once", "2,2", AXES, "1,1", 0, "0 1 2 3", "2,2"},
    {"one of two axes", "2,2", AXES, "1,2", 0, "0 0 1 1 2 2 3 3", "2,4"},
    {"axes, one never", "2,2", AXES, "0,2", 0, "", "0,4"},
    {"axes of a transpose", "2,3 T", AXES, "2,1", 0, "0 3 0 3 1 4 1 4 2 5 2 5", "6,2"},
    {"axes of 0-d", "()", AXES, "()", 0, "0", "()"},
    {"axes of three", "1,2,1", AXES, "2,1,2", 0, "0 0 1 1 0 0 1 1", "2,2,2"},
    {"axes of nothing", "0,2", AXES, "3,2", 0, "", "0,4"},
};

/* The same call by each of its names; `into` NULL: a new array. */
typedef struct call {
    const ndw_array *a;
    ndw_view v;
    how how;
    int64_t n, counts[DIMS_MAX];
    int axis;
} call;

static call call_of(const struct repetition *r, const ndw_array *a)
{
    call c = {.a = a, .how = r->how, .axis = r->axis};
    c.n = dims_from(r->counts, c.counts);
    assert_ok(ndw_view_of(a, &c.v));
    return c;
}

static ndw_status repeat_array(const call *c, ndw_array **out)
{
    switch (c->how) {
    case SCALAR: return ndw_repeat(c->a, c->counts[0], c->axis, out);
    case LIST: return ndw_repeat_counts(c->a, c->n, c->counts, c->axis, out);
    default: return ndw_repeat_axes(c->a, (int)c->n, c->counts, out);
    }
}

static ndw_status repeat_view(const call *c, ndw_array **out)
{
    switch (c->how) {
    case SCALAR: return ndw_view_repeat(&c->v, c->counts[0], c->axis, out);
    case LIST: return ndw_view_repeat_counts(&c->v, c->n, c->counts, c->axis, out);
    default: return ndw_view_repeat_axes(&c->v, (int)c->n, c->counts, out);
    }
}

static ndw_status repeat_array_into(const call *c, const ndw_mut *w)
{
    switch (c->how) {
    case SCALAR: return ndw_repeat_into(c->a, c->counts[0], c->axis, w);
    case LIST: return ndw_repeat_counts_into(c->a, c->n, c->counts, c->axis, w);
    default: return ndw_repeat_axes_into(c->a, (int)c->n, c->counts, w);
    }
}

static ndw_status repeat_view_into(const call *c, const ndw_mut *w)
{
    switch (c->how) {
    case SCALAR: return ndw_view_repeat_into(&c->v, c->counts[0], c->axis, w);
    case LIST: return ndw_view_repeat_counts_into(&c->v, c->n, c->counts, c->axis, w);
    default: return ndw_view_repeat_axes_into(&c->v, (int)c->n, c->counts, w);
    }
}

static void check_repetition(void **state)
{
    const struct repetition *r = *state;
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    call c = call_of(r, a);
    assert_ok(repeat_array(&c, &b));
    assert_result(a, b, r->elements, r->shape, NULL);
    assert_ok(repeat_view(&c, &b));
    assert_result(a, b, r->elements, r->shape, NULL);
    if (c.how == SCALAR) { /* a list of one count is the same */
        c.how = LIST;
        assert_ok(repeat_array(&c, &b));
        assert_result(a, b, r->elements, r->shape, NULL);
    }
    ndw_release(&a);
}

/* A destination that runs backwards along each axis, every `step`-th element, with canaries around it
 * and between. */
enum { PLACES = 128 };

static void backwards(int32_t canaries[PLACES], int64_t step, int ndim, const int64_t *shape,
                      ndw_mut *w)
{
    int64_t strides[DIMS_MAX], at = step;
    for (int i = 0; i < PLACES; i++) canaries[i] = -7;
    for (int d = ndim - 1; d >= 0; d--) {
        strides[d] = -step * 4;
        at += step * (shape[d] ? shape[d] - 1 : 0);
        step *= shape[d] ? shape[d] : 1;
    }
    assert_in_range(at, 0, PLACES - 2);
    assert_ok(ndw_mut_memory(NDW_I32, ndim, shape, strides, canaries + at, w));
}

static void assert_canaries(const int32_t canaries[PLACES], int64_t step, int64_t size)
{
    for (int64_t i = 0; i < PLACES; i++)
        if (i % step != 0 || i == 0 || i / step > size) assert_int_equal(canaries[i], -7);
}

static void check_repetition_into(void **state)
{
    const struct repetition *r = *state;
    int32_t canaries[PLACES];
    int64_t shape[DIMS_MAX], size = 1;
    int ndim = dims_from(r->shape, shape);
    for (int d = 0; d < ndim; d++) size *= shape[d];
    ndw_array *a = array_from(NDW_I32, r->recipe);
    const call c = call_of(r, a);
    ndw_mut w;

    for (int64_t step = 1; step <= 2; step++) { /* packed; every other element */
        backwards(canaries, step, ndim, shape, &w);
        assert_ok(repeat_array_into(&c, &w));
        assert_mut(&w, r->elements, r->shape, NULL);
        assert_canaries(canaries, step, size);
        backwards(canaries, step, ndim, shape, &w);
        assert_ok(repeat_view_into(&c, &w));
        assert_mut(&w, r->elements, r->shape, NULL);
        assert_canaries(canaries, step, size);
    }
    ndw_release(&a);
}

/* --- Every kind of source, every width, by the definition ------------------------------------- */

static struct kind {
    const char *recipe;
} kinds[] = {
    {"7"},         {"7 [::-1]"},   {"21 [::3]"},      {"3,4,5"},        {"3,4,5 T"},       {"3,4,5 F"},
    {"3,4,5 R"},   {"3,4,5 [::-1,:,::-1]"}, {"3,8,5 [:,::2]"}, {"4,5 b3,4,5"}, {"3,4,1 b3,4,5"},
    {"3,1,5 b3,4,5"}, {"() b3,4,5"}, {"1"},           {"1,1"},          {"3,0,5"},         {"2,1,2"},
};

/* Place of the source's element along an axis of which r is the place in the result. */
static int64_t source_of(int64_t r, const int64_t *counts)
{
    int64_t i = 0;
    for (int64_t end = counts[0]; end <= r; end += counts[++i]) {}
    return i;
}

/* Where, in C order, the source has what stands at place k of the result. */
static int64_t place_in_source(const ndw_view *from, const ndw_view *result, int axis,
                               const int64_t *counts, int64_t k)
{
    int64_t place = 0, unit = 1;
    if (axis == NONE) return source_of(k, counts);
    for (int d = from->ndim - 1; d >= 0; d--) {
        int64_t i = k % result->shape[d];
        k /= result->shape[d];
        place += (d == axis ? source_of(i, counts) : i) * unit;
        unit *= from->shape[d];
    }
    return place;
}

static void assert_defined(const ndw_view *from, const ndw_array *b, int axis, const int64_t *counts)
{
    ndw_view result;
    assert_ok(ndw_view_of(b, &result));
    int64_t total = 0, length = axis == NONE ? ndw_view_size(from) : from->shape[axis];
    for (int64_t i = 0; i < length; i++) total += counts[i];
    assert_int_equal(result.shape[axis == NONE ? 0 : axis], total);
    assert_int_equal(result.ndim, axis == NONE ? 1 : from->ndim);
    for (int64_t k = 0; k < ndw_view_size(&result); k++) {
        const void *wanted = element_at(from, place_in_source(from, &result, axis, counts, k));
        assert_memory_equal(element_at(&result, k), wanted, (size_t)ndw_itemsize(from->dtype));
    }
}

enum { COUNTS_MAX = 64 };

static void check_along(const ndw_array *a, int axis)
{
    int64_t counts[COUNTS_MAX];
    ndw_array *b = NULL;
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    int64_t length = axis == NONE ? ndw_size(a) : ndw_shape(a)[axis];
    for (int64_t count = 0; count < 6; count++) { /* uniformly */
        for (int i = 0; i < COUNTS_MAX; i++) counts[i] = count;
        assert_ok(ndw_repeat(a, count, axis, &b));
        assert_defined(&v, b, axis, counts);
        ndw_release(&b);
    }
    for (int salt = 0; salt < 3; salt++) { /* by counts, zeros among them */
        for (int i = 0; i < COUNTS_MAX; i++) counts[i] = (i * 5 + salt * 3) % 4;
        assert_ok(ndw_repeat_counts(a, length, counts, axis, &b));
        assert_defined(&v, b, axis, counts);
        ndw_release(&b);
    }
}

static void check_kind(void **state)
{
    const struct kind *r = *state;
    each_axis(r->recipe, check_along);
}

/* An axis counted from the end is the same axis; the scalar 2 is the list [2]. */
static void check_axis(void **state)
{
    const struct kind *r = *state;
    const int64_t two = 2;
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL, *c = NULL;
    for (int axis = 0; axis < ndw_ndim(a); axis++) {
        assert_ok(ndw_repeat(a, 2, axis, &b));
        assert_ok(ndw_repeat(a, 2, axis - ndw_ndim(a), &c));
        assert_true(ndw_equal(b, c));
        ndw_release(&c);
        assert_ok(ndw_repeat_counts(a, 1, &two, axis, &c));
        assert_true(ndw_equal(b, c));
        ndw_release(&c);
        ndw_release(&b);
    }
    ndw_release(&a);
}

/* Repeating along all axes at once is repeating along one after the other. */
static void check_axes(void **state)
{
    const struct kind *r = *state;
    const int64_t counts[] = {2, 3, 1};
    ndw_array *a = array_from(NDW_I32, r->recipe), *at_once = NULL, *in_turn = NULL, *next = NULL;
    assert_ok(ndw_repeat_axes(a, ndw_ndim(a), counts, &at_once));
    assert_ok(ndw_share(a, &in_turn));
    for (int axis = 0; axis < ndw_ndim(a); axis++) {
        assert_ok(ndw_repeat(in_turn, counts[axis], axis, &next));
        ndw_replace(&in_turn, &next);
    }
    assert_true(ndw_equal(at_once, in_turn));
    ndw_release(&at_once);
    ndw_release(&in_turn);
    ndw_release(&a);
}

/* --- Into memory that the source lies in ------------------------------------------------------ */

static struct overlap {
    const char *name;
    const char *to, *from; /* slices of 0 .. 23 */
    int64_t n, counts[6];
} overlaps[] = {
    {"the source is the front", "[0:12]", "[0:6]", 1, {2}},
    {"the source is the back", "[0:12]", "[6:12]", 1, {2}},
    {"the source is in the middle", "[0:12]", "[3:9]", 1, {2}},
    {"the source is behind by one", "[1:13]", "[0:6]", 1, {2}},
    {"the source ends where the result begins", "[6:18]", "[0:6]", 1, {2}},
    {"once, in place", "[0:6]", "[0:6]", 1, {1}},
    {"once, reversed in place", "[0:6]", "[5::-1]", 1, {1}},
    {"backwards", "[11::-1]", "[0:6]", 1, {2}},
    {"interleaved", "[0:24:2]", "[1:12:2]", 1, {2}},
    {"counts, front", "[0:9]", "[0:6]", 6, {2, 1, 0, 3, 2, 1}},
    {"counts, back", "[0:9]", "[3:9]", 6, {2, 1, 0, 3, 2, 1}},
    {"counts, once, in place", "[0:6]", "[0:6]", 6, {1, 1, 1, 1, 1, 1}},
    {"counts, shorter than the source", "[2:5]", "[0:6]", 6, {0, 2, 0, 0, 1, 0}},
    {"one element everywhere", "[:]", "[5:6]", 1, {24}},
};

static void check_overlap(void **state)
{
    const struct overlap *r = *state;
    int64_t memory[24], wanted[24], k = 0;
    ndw_mut whole, to, from;
    ndw_view v;
    for (int i = 0; i < 24; i++) memory[i] = wanted[i] = i;
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(24), NULL, memory, &whole));
    assert_ok(ndw_mut_slice_str(&whole, r->to, &to));
    assert_ok(ndw_mut_slice_str(&whole, r->from, &from));
    assert_ok(ndw_view_of_mut(&from, &v));

    int64_t *first = wanted + ((int64_t *)to.data - memory);
    for (int64_t i = 0; i < from.shape[0]; i++)
        for (int64_t j = 0; j < r->counts[r->n == 1 ? 0 : i]; j++, k++)
            first[k * to.strides[0] / 8] = NDW_EL1(int64_t, v, i);
    assert_int_equal(k, to.shape[0]);
    assert_ok(ndw_view_repeat_counts_into(&v, r->n, r->counts, 0, &to));
    assert_memory_equal(memory, wanted, sizeof memory);
}

/* The counts themselves are overwritten by the result: they were read before. */
static void counts_lie_in_the_destination(void **state)
{
    (void)state;
    const int64_t source[3] = {7, 8, 9}, wanted[6] = {7, 7, 7, 8, 9, 9};
    int64_t memory[6] = {3, 1, 2, 0, 0, 0};
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(3), NULL, source, &v));
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(6), NULL, memory, &w));
    assert_ok(ndw_view_repeat_counts_into(&v, 3, memory, 0, &w));
    assert_memory_equal(memory, wanted, sizeof memory);

    int64_t one[6] = {2, 0, 0, 0, 0, 0};
    const int64_t doubled[6] = {7, 7, 8, 8, 9, 9};
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(6), NULL, one, &w));
    assert_ok(ndw_view_repeat_counts_into(&v, 1, one, 0, &w));
    assert_memory_equal(one, doubled, sizeof one);

    int64_t axes[6] = {2, 0, 0, 0, 0, 0};
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(6), NULL, axes, &w));
    assert_ok(ndw_view_repeat_axes_into(&v, 1, axes, &w));
    assert_memory_equal(axes, doubled, sizeof axes);
}

/* Counts that are the source, which is the destination's front. */
static void counts_are_the_source(void **state)
{
    (void)state;
    int64_t memory[6] = {1, 2, 3, 0, 0, 0};
    const int64_t wanted[6] = {1, 2, 2, 3, 3, 3};
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(3), NULL, memory, &v));
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(6), NULL, memory, &w));
    assert_ok(ndw_view_repeat_counts_into(&v, 3, memory, 0, &w));
    assert_memory_equal(memory, wanted, sizeof memory);
}

static void into_the_session_of_its_own_array(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "4");
    ndw_mut w;
    ndw_view v;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_slice_str(&v, "2:", &v));
    assert_ok(ndw_view_repeat_into(&v, 2, 0, &w));
    ndw_write_end(&a);
    assert_array(a, "2 2 3 3", "4", "4");
    ndw_release(&a);
}

/* A line of memory, and pieces of it: `n` elements `step` apart. */
enum { LINE_LENGTH = 12, PIECE_MAX = 5 };

typedef struct piece {
    int start, step, n;
} piece;

static bool piece_fits(piece p)
{
    const int last = p.start + (p.n - 1) * p.step;
    return last >= 0 && last < LINE_LENGTH;
}

/* Into a piece from a piece, which may be any part of it: the result of a copy of the source. */
static void check_pieces(piece from, piece to, int copies)
{
    int16_t line[LINE_LENGTH], expected[LINE_LENGTH];
    for (int i = 0; i < LINE_LENGTH; i++) line[i] = expected[i] = (int16_t)(100 + i);
    for (int i = 0; i < to.n; i++)
        expected[to.start + i * to.step] = (int16_t)(100 + from.start + i / copies * from.step);
    const int64_t from_step = 2 * from.step, to_step = 2 * to.step;
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_memory(NDW_I16, NDW_SHAPE(from.n), &from_step, line + from.start, &v));
    assert_ok(ndw_mut_memory(NDW_I16, NDW_SHAPE(to.n), &to_step, line + to.start, &w));
    assert_ok(copies > 1 ? ndw_view_repeat_into(&v, copies, 0, &w) : ndw_view_copy_into(&v, &w));
    if (memcmp(line, expected, sizeof line) != 0)
        fail_msg("%d copies, source %d:%d, %d of them, destination %d:%d", copies, from.start, from.step, from.n,
                 to.start, to.step);
}

static void pieces_of_one_line(void **state)
{
    (void)state;
    const int steps[] = {-2, -1, 1, 2};
    int done = 0;
    for (int copies = 1; copies <= 2; copies++)
        for (int n = 1; n <= PIECE_MAX; n++)
            for (int i = 0; i < (int)COUNT(steps) * LINE_LENGTH; i++)
                for (int j = 0; j < (int)COUNT(steps) * LINE_LENGTH; j++) {
                    const piece from = {i / (int)COUNT(steps), steps[i % (int)COUNT(steps)], n};
                    const piece to = {j / (int)COUNT(steps), steps[j % (int)COUNT(steps)], n * copies};
                    if (!piece_fits(from) || !piece_fits(to)) continue;
                    check_pieces(from, to, copies);
                    done++;
                }
    assert_true(done > 5000);
}

/* --- Long lists --------------------------------------------------------------------------------- */

/* Counts are kept as bytes until one does not fit, in blocks of 64, short lists without an allocation. */
static const int64_t list_lengths[] = {2, 63, 64, 65, 130, 256, 257, 400};

enum { LIST_MAX = 400 };

/* Of 0 to 4, and at place `odd` of so many, if there is one, `count`. */
static void make_list(int64_t counts[LIST_MAX], int64_t n, int64_t odd, int64_t count)
{
    for (int64_t i = 0; i < n; i++) counts[i] = i == odd ? count : i * i % 5;
}

static void check_list(int64_t n, int64_t odd, int64_t count)
{
    int64_t counts[LIST_MAX];
    ndw_array *a = NULL, *b = NULL;
    ndw_view v;
    make_list(counts, n, odd, count);
    assert_ok(ndw_arange(NDW_I32, 0, n, 1, &a));
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_repeat_counts(a, n, counts, 0, &b));
    assert_defined(&v, b, 0, counts);
    ndw_release(&b);
    ndw_release(&a);
}

static void long_lists(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(list_lengths); i++)
        for (int64_t odd = 0; odd <= list_lengths[i]; odd += 1 + list_lengths[i] / 7)
            for (int64_t count = 255; count <= 257; count++) check_list(list_lengths[i], odd, count);
}

/* A negative count is found, and named, wherever it is, also after one that fits no byte. */
static void long_lists_refused(void **state)
{
    (void)state;
    int64_t counts[LIST_MAX];
    char sentence[100];
    ndw_array *a = NULL, *b = NULL;
    assert_ok(ndw_zeros(NDW_U8, NDW_SHAPE(LIST_MAX), &a));
    for (int64_t odd = 0; odd < LIST_MAX; odd += 19)
        for (int64_t large = 0; large < LIST_MAX; large += 57) {
            make_list(counts, LIST_MAX, odd, -3);
            if (large != odd) counts[large] = 1000;
            snprintf(sentence, sizeof sentence, "repeat: count -3 at %d is negative", (int)odd);
            assert_status(ndw_repeat_counts(a, LIST_MAX, counts, 0, &b), NDW_EVALUE);
            assert_string_equal(ndw_error_detail(), sentence);
            assert_null(b);
        }
    ndw_release(&a);
}

/* --- Sizes ------------------------------------------------------------------------------------ */

static const int64_t quarter = INT64_C(1) << 61;

/* Elements of no bytes however often: the result has a huge length and no bytes, and takes no time. */
static void nothing_many_times(void **state)
{
    (void)state;
    const int64_t huge[] = {quarter, 0, quarter};
    ndw_array *a = NULL, *b = NULL;
    assert_ok(ndw_zeros(NDW_U8, NDW_SHAPE(3, 0), &a));
    assert_ok(ndw_repeat_counts(a, 3, huge, 0, &b));
    assert_int_equal(ndw_shape(b)[0], 2 * quarter);
    assert_int_equal(ndw_shape(b)[1], 0);
    ndw_release(&b);
    assert_ok(ndw_repeat(a, quarter, 0, &b));
    assert_int_equal(ndw_shape(b)[0], 3 * quarter);
    ndw_release(&b);
    assert_ok(ndw_repeat_axes(a, 2, (const int64_t[]){quarter, 1}, &b));
    assert_int_equal(ndw_size(b), 0);
    ndw_release(&b);
    assert_ok(ndw_repeat(a, INT64_MAX, NONE, &b)); /* no elements, as often as you like */
    assert_int_equal(ndw_size(b), 0);
    ndw_release(&b);
    ndw_release(&a);
}

/* One byte seen 2^61 times: a source larger than memory is no reason to loop either. */
static void many_times_nothing(void **state)
{
    (void)state;
    const int64_t stride = 0;
    ndw_view v;
    ndw_array *b = NULL;
    assert_ok(ndw_view_memory(NDW_U8, 1, &quarter, &stride, "x", &v));
    assert_ok(ndw_view_repeat(&v, 0, 0, &b));
    assert_int_equal(ndw_size(b), 0);
    ndw_release(&b);
    assert_ok(ndw_view_repeat(&v, 0, NONE, &b));
    assert_int_equal(ndw_size(b), 0);
    ndw_release(&b);
    /* as many counts do not fit in memory, so none is read */
    assert_status(ndw_view_repeat_counts(&v, quarter, &stride, 0, &b), NDW_EOVERFLOW);
    assert_null(b);
}

static void no_axes_need_no_counts(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "()"), *empty = array_from(NDW_I32, "0"), *b = NULL;
    int32_t element = 9;
    ndw_mut w;
    assert_ok(ndw_repeat_axes(a, 0, NULL, &b));
    assert_array(b, "0", "()", "()");
    assert_ok(ndw_mut_memory(NDW_I32, 0, NULL, NULL, &element, &w));
    assert_ok(ndw_repeat_axes_into(a, 0, NULL, &w));
    assert_int_equal(element, 0);
    ndw_release(&b);
    assert_ok(ndw_repeat_counts(empty, 0, NULL, 0, &b)); /* nor does an axis without length */
    assert_int_equal(ndw_size(b), 0);
    ndw_release(&b);
    ndw_release(&empty);
    ndw_release(&a);
}

/* Nothing is worked out from the stride of an axis that has no steps, which may be anything. (UBSan looks on.) */
static void nothing_into_any_strides(void **state)
{
    (void)state;
    const int64_t once[] = {1, 1};
    int32_t memory[2] = {0};
    ndw_view from;
    ndw_mut to;
    assert_ok(ndw_view_memory(NDW_I32, NDW_SHAPE(2, 0), NULL, memory, &from));
    assert_ok(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 0), NULL, memory, &to));
    to.strides[1] = INT64_MIN;
    assert_ok(ndw_view_repeat_axes_into(&from, 2, once, &to));
    assert_ok(ndw_view_repeat_counts_into(&from, 2, once, 0, &to));
    assert_ok(ndw_view_copy_into(&from, &to));
}

/* Adding to it might wrap before it is found out. */
static void fewer_axes_than_none(void **state)
{
    (void)state;
    int64_t x = 1, y[2] = {2, 2};
    const ndw_view from = {&x, NDW_I64, -1, {0}, {0}};
    const ndw_mut to = {y, NDW_I64, 1, {2}, {8}};
    ndw_array *out = (ndw_array *)(void *)y;
    assert_status(ndw_view_repeat(&from, 2, NDW_AXIS_NONE, &out), NDW_ENDIM);
    assert_null(out);
    assert_status(ndw_view_repeat_into(&from, 2, NDW_AXIS_NONE, &to), NDW_ENDIM);
    assert_int_equal(y[0] + y[1], 4);
}

/* Views filled by hand that agree with each other, and still are not what they say. */
static void packed_memory_that_cannot_be(void **state)
{
    (void)state;
    const int64_t huge = INT64_C(1) << 40;
    int64_t x = 1, y = 2;
    const ndw_view vast = {&x, NDW_I64, 2, {huge, huge}, {huge * 8, 8}};
    const ndw_mut vast_room = {&y, NDW_I64, 2, {huge, huge}, {huge * 8, 8}};
    for (int axis = 0; axis < 2; axis++)
        assert_status(ndw_view_repeat_into(&vast, 1, axis, &vast_room), NDW_EOVERFLOW);
    assert_status(ndw_view_copy_into(&vast, &vast_room), NDW_EOVERFLOW);

    /* Either way from the first element there is room for the numbers, but not for all of them. */
    const int64_t most = INT64_C(1) << 60;
    const ndw_view same = {&x, NDW_I64, 2, {2, most}, {8, 0}};
    const ndw_mut backwards = {&y, NDW_I64, 2, {2, most}, {16, -8}};
    assert_status(ndw_view_copy_into(&same, &backwards), NDW_EOVERFLOW);
    assert_status(ndw_view_repeat_into(&same, 1, 0, &backwards), NDW_EOVERFLOW);

    const ndw_view one = {&x, NDW_I64, 1, {1}, {8}}, less = {&x, NDW_I64, 1, {-1}, {8}};
    const ndw_mut room = {&y, NDW_I64, 1, {1}, {8}}, less_room = {&y, NDW_I64, 1, {-1}, {8}};
    assert_status(ndw_view_repeat_into(&one, -1, 0, &less_room), NDW_EVALUE);
    assert_status(ndw_view_repeat_into(&less, -1, 0, &room), NDW_EVALUE);

    const ndw_view three = {&x, NDW_I64, 1, {3}, {8}};
    const ndw_mut none = {&y, NDW_I64, 1, {0}, {8}};
    assert_status(ndw_view_repeat_into(&three, INT64_C(1) << 62, 0, &none), NDW_EOVERFLOW);
    assert_int_equal(y, 2);
}

static void source_is_left_as_it_was(void **state)
{
    (void)state;
    const int64_t counts[] = {2, 0};
    stage s;
    snapshot before;
    stage_set(&s);
    ndw_array *sources[] = {s.a, s.t, s.stretched, s.scalar, s.empty, s.readonly, s.open, s.x};
    for (size_t i = 0; i < COUNT(sources); i++) {
        snapshot_take(&before, &s);
        assert_ok(ndw_repeat(sources[i], 3, 0, &s.array));
        ndw_release(&s.array);
        assert_ok(ndw_repeat(sources[i], 3, NONE, &s.array));
        ndw_release(&s.array);
        if (ndw_ndim(sources[i]) == 2) assert_ok(ndw_repeat_axes(sources[i], 2, counts, &s.array));
        ndw_release(&s.array);
        assert_null(snapshot_difference(&before, &s));
    }
    stage_clear(&s);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(counts_lie_in_the_destination),
    cmocka_unit_test(counts_are_the_source),
    cmocka_unit_test(into_the_session_of_its_own_array),
    cmocka_unit_test(pieces_of_one_line),
    cmocka_unit_test(nothing_many_times),
    cmocka_unit_test(many_times_nothing),
    cmocka_unit_test(long_lists),
    cmocka_unit_test(long_lists_refused),
    cmocka_unit_test(no_axes_need_no_counts),
    cmocka_unit_test(nothing_into_any_strides),
    cmocka_unit_test(packed_memory_that_cannot_be),
    cmocka_unit_test(fewer_axes_than_none),
    cmocka_unit_test(source_is_left_as_it_was),
};

/* --- Refused ---------------------------------------------------------------------------------- */

static const int64_t two_counts[] = {2, 2}, three_counts[] = {1, 1, 1}, four_counts[] = {1, 1, 1, 1};
static const int64_t negative[] = {1, -2}, negative_axes[] = {1, -1}, just_negative[] = {-1};
static const int64_t huge_sum[] = {INT64_MAX, 1}, huge_rows[] = {INT64_MAX / 8, 1};
static const int64_t huge_axes[] = {INT64_MAX / 2, 2}, once[] = {1, 1};

/* Calls with one thing wrong with the axis, the count or the result's size. */
#define SCALAR_REFUSALS(X)                                                                            \
    X(null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_repeat(NULL, 2, 0, &s->array))                       \
    X(out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_repeat(s->a, 2, 0, NULL))                           \
    X(above, NDW_EAXIS, PLACE_ARRAY, "axis 2 is not one of 2", ndw_repeat(s->a, 2, 2, &s->array))     \
    X(below, NDW_EAXIS, PLACE_ARRAY, "axis -3 is not one of 2", ndw_repeat(s->a, 2, -3, &s->array))   \
    X(highest, NDW_EAXIS, PLACE_ARRAY, "axis 2147483647", ndw_repeat(s->a, 2, INT32_MAX, &s->array))  \
    X(scalar_above, NDW_EAXIS, PLACE_ARRAY, "axis 1 is not one of 1",                                 \
      ndw_repeat(s->scalar, 2, 1, &s->array))                                                         \
    X(scalar_below, NDW_EAXIS, PLACE_ARRAY, "axis -2 is not one of 1",                                \
      ndw_repeat(s->scalar, 2, -2, &s->array))                                                        \
    X(count, NDW_EVALUE, PLACE_ARRAY, "repeat: count -1 at 0 is negative",                            \
      ndw_repeat(s->a, -1, 0, &s->array))                                                             \
    X(count_lowest, NDW_EVALUE, PLACE_ARRAY, "is negative",                                           \
      ndw_repeat(s->a, INT64_MIN, 1, &s->array))                                                      \
    X(count_none, NDW_EVALUE, PLACE_ARRAY, "is negative", ndw_repeat(s->a, -1, NONE, &s->array))      \
    X(count_empty, NDW_EVALUE, PLACE_ARRAY, "repeat: count -1 at 0 is negative",                      \
      ndw_repeat(s->empty, -1, 0, &s->array))                                                         \
    X(count_empty_none, NDW_EVALUE, PLACE_ARRAY, "is negative",                                       \
      ndw_repeat(s->empty, -1, NONE, &s->array))                                                      \
    X(length, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_repeat(s->a, INT64_MAX, 0, &s->array))       \
    X(length_none, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                             \
      ndw_repeat(s->a, INT64_MAX / 5, NONE, &s->array))                                               \
    X(elements, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_repeat(s->a, INT64_MAX / 4, 0, &s->array)) \
    X(bytes, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_repeat(s->a, INT64_MAX / 12, 1, &s->array))   \
    X(bytes_none, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                              \
      ndw_repeat(s->a, INT64_MAX / 12, NONE, &s->array))                                              \
    X(hidden, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                                  \
      ndw_repeat(s->empty, INT64_MAX / 6, 1, &s->array))                                              \
    X(view_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_repeat(NULL, 2, 0, &s->array))             \
    X(view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_repeat(&s->v, 2, 0, NULL))                \
    X(view_blank, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_repeat(&s->blank_view, 2, 0, &s->array))  \
    X(view_odd, NDW_EINVAL, PLACE_ARRAY, "dtype", ndw_view_repeat(&s->odd_view, 2, 0, &s->array))     \
    X(view_wide, NDW_ENDIM, PLACE_ARRAY, "65", ndw_view_repeat(&s->wide_view, 2, 0, &s->array))       \
    X(view_above, NDW_EAXIS, PLACE_ARRAY, "axis 2", ndw_view_repeat(&s->v, 2, 2, &s->array))          \
    X(view_count, NDW_EVALUE, PLACE_ARRAY, "negative", ndw_view_repeat(&s->v, -1, 0, &s->array))      \
    X(view_length, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                             \
      ndw_view_repeat(&s->v, INT64_MAX, 0, &s->array))

#define LIST_REFUSALS(X)                                                                              \
    X(list_null, NDW_EINVAL, PLACE_ARRAY, "NULL",                                                     \
      ndw_repeat_counts(NULL, 2, two_counts, 0, &s->array))                                           \
    X(list_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_repeat_counts(s->a, 2, two_counts, 0, NULL))   \
    X(list_counts, NDW_EINVAL, PLACE_ARRAY, "counts is NULL",                                         \
      ndw_repeat_counts(s->a, 2, NULL, 0, &s->array))                                                 \
    X(list_one_count, NDW_EINVAL, PLACE_ARRAY, "counts is NULL",                                      \
      ndw_repeat_counts(s->a, 1, NULL, 0, &s->array))                                                 \
    X(list_above, NDW_EAXIS, PLACE_ARRAY, "axis 2",                                                   \
      ndw_repeat_counts(s->a, 2, two_counts, 2, &s->array))                                           \
    X(list_long, NDW_ESHAPE, PLACE_ARRAY, "repeat: counts has length 4, axis 1 has length 3",         \
      ndw_repeat_counts(s->a, 4, four_counts, 1, &s->array))                                          \
    X(list_short, NDW_ESHAPE, PLACE_ARRAY, "repeat: counts has length 2, axis 1 has length 3",        \
      ndw_repeat_counts(s->a, 2, two_counts, -1, &s->array))                                          \
    X(list_none, NDW_ESHAPE, PLACE_ARRAY, "counts has length 0",                                      \
      ndw_repeat_counts(s->a, 0, NULL, 0, &s->array))                                                 \
    X(list_minus, NDW_ESHAPE, PLACE_ARRAY, "counts has length -1",                                    \
      ndw_repeat_counts(s->a, -1, two_counts, 0, &s->array))                                          \
    X(list_endless, NDW_ESHAPE, PLACE_ARRAY, "9223372036854775807",                                   \
      ndw_repeat_counts(s->a, INT64_MAX, two_counts, 0, &s->array))                                   \
    X(list_flat, NDW_ESHAPE, PLACE_ARRAY, "counts has length 2",                                      \
      ndw_repeat_counts(s->a, 2, two_counts, NONE, &s->array))                                        \
    X(list_scalar, NDW_ESHAPE, PLACE_ARRAY, "counts has length 2, axis 0 has length 1",               \
      ndw_repeat_counts(s->scalar, 2, two_counts, 0, &s->array))                                      \
    X(list_scalar_none, NDW_ESHAPE, PLACE_ARRAY, "counts has length 0",                               \
      ndw_repeat_counts(s->scalar, 0, NULL, NONE, &s->array))                                         \
    X(list_empty, NDW_ESHAPE, PLACE_ARRAY, "counts has length 2, axis 0 has length 0",                \
      ndw_repeat_counts(s->empty, 2, two_counts, 0, &s->array))                                       \
    X(list_negative, NDW_EVALUE, PLACE_ARRAY, "repeat: count -2 at 1 is negative",                    \
      ndw_repeat_counts(s->a, 2, negative, 0, &s->array))                                             \
    X(list_just_negative, NDW_EVALUE, PLACE_ARRAY, "repeat: count -1 at 0 is negative",               \
      ndw_repeat_counts(s->a, 1, just_negative, 0, &s->array))                                        \
    X(list_empty_negative, NDW_EVALUE, PLACE_ARRAY, "repeat: count -1 at 0 is negative",              \
      ndw_repeat_counts(s->empty, 1, just_negative, 0, &s->array))                                    \
    X(list_sum, NDW_EOVERFLOW, PLACE_ARRAY, "total of 2 counts",                                      \
      ndw_repeat_counts(s->a, 2, huge_sum, 0, &s->array))                                             \
    X(list_rows, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                               \
      ndw_repeat_counts(s->a, 2, huge_rows, 0, &s->array))                                            \
    X(list_view_null, NDW_EINVAL, PLACE_ARRAY, "NULL",                                                \
      ndw_view_repeat_counts(NULL, 2, two_counts, 0, &s->array))                                      \
    X(list_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL",                                               \
      ndw_view_repeat_counts(&s->v, 2, two_counts, 0, NULL))                                          \
    X(list_view_counts, NDW_EINVAL, PLACE_ARRAY, "NULL",                                              \
      ndw_view_repeat_counts(&s->v, 2, NULL, 0, &s->array))                                           \
    X(list_view_blank, NDW_EINVAL, PLACE_ARRAY, "NULL",                                               \
      ndw_view_repeat_counts(&s->blank_view, 2, two_counts, 0, &s->array))                            \
    X(list_view_long, NDW_ESHAPE, PLACE_ARRAY, "length 4",                                            \
      ndw_view_repeat_counts(&s->v, 4, four_counts, 1, &s->array))                                    \
    X(list_view_sum, NDW_EOVERFLOW, PLACE_ARRAY, "total",                                             \
      ndw_view_repeat_counts(&s->v, 2, huge_sum, 0, &s->array))

#define AXES_REFUSALS(X)                                                                              \
    X(axes_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_repeat_axes(NULL, 2, two_counts, &s->array))    \
    X(axes_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_repeat_axes(s->a, 2, two_counts, NULL))        \
    X(axes_counts, NDW_EINVAL, PLACE_ARRAY, "counts is NULL",                                         \
      ndw_repeat_axes(s->a, 2, NULL, &s->array))                                                      \
    X(axes_many, NDW_ESHAPE, PLACE_ARRAY, "3 counts for 2 axes",                                      \
      ndw_repeat_axes(s->a, 3, three_counts, &s->array))                                              \
    X(axes_few, NDW_ESHAPE, PLACE_ARRAY, "1 counts for 2 axes",                                       \
      ndw_repeat_axes(s->a, 1, two_counts, &s->array))                                                \
    X(axes_minus, NDW_ESHAPE, PLACE_ARRAY, "-1 counts",                                               \
      ndw_repeat_axes(s->a, -1, two_counts, &s->array))                                               \
    X(axes_scalar, NDW_ESHAPE, PLACE_ARRAY, "1 counts for 0 axes",                                    \
      ndw_repeat_axes(s->scalar, 1, two_counts, &s->array))                                           \
    X(axes_negative, NDW_EVALUE, PLACE_ARRAY, "repeat: count -1 at 1 is negative",                    \
      ndw_repeat_axes(s->a, 2, negative_axes, &s->array))                                             \
    X(axes_empty_negative, NDW_EVALUE, PLACE_ARRAY, "is negative",                                    \
      ndw_repeat_axes(s->empty, 2, negative_axes, &s->array))                                         \
    X(axes_huge, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                               \
      ndw_repeat_axes(s->a, 2, huge_axes, &s->array))                                                 \
    X(axes_view_null, NDW_EINVAL, PLACE_ARRAY, "NULL",                                                \
      ndw_view_repeat_axes(NULL, 2, two_counts, &s->array))                                           \
    X(axes_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL",                                               \
      ndw_view_repeat_axes(&s->v, 2, two_counts, NULL))                                               \
    X(axes_view_wide, NDW_ENDIM, PLACE_ARRAY, "65",                                                   \
      ndw_view_repeat_axes(&s->wide_view, 65, two_counts, &s->array))                                 \
    X(axes_view_many, NDW_ESHAPE, PLACE_ARRAY, "3 counts",                                            \
      ndw_view_repeat_axes(&s->v, 3, three_counts, &s->array))

#define INTO_REFUSALS(X)                                                                              \
    X(into_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_repeat_into(NULL, 1, 0, &s->w))               \
    X(into_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_repeat_into(s->a, 1, 0, NULL))             \
    X(into_blank, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_repeat_into(s->a, 1, 0, &s->blank_mut))      \
    X(into_odd, NDW_EINVAL, PLACE_NOTHING, "dtype", ndw_repeat_into(s->a, 1, 0, &s->odd_mut))         \
    X(into_wide, NDW_ENDIM, PLACE_NOTHING, "65", ndw_repeat_into(s->a, 1, 0, &s->wide_mut))           \
    X(into_axis, NDW_EAXIS, PLACE_NOTHING, "axis 2", ndw_repeat_into(s->a, 1, 2, &s->w))              \
    X(into_count, NDW_EVALUE, PLACE_NOTHING, "negative", ndw_repeat_into(s->a, -1, 0, &s->w))         \
    X(into_huge, NDW_EOVERFLOW, PLACE_NOTHING, "64 bits", ndw_repeat_into(s->a, INT64_MAX, 0, &s->w)) \
    X(into_dtype, NDW_EDTYPE, PLACE_NOTHING, "13", ndw_repeat_into(s->t, 1, 0, &s->w))                \
    X(into_smaller, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_repeat_into(s->a, 2, 0, &s->w))           \
    X(into_larger, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_repeat_into(s->a, 0, 0, &s->w))            \
    X(into_flat, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_repeat_into(s->a, 1, NONE, &s->w))           \
    X(into_scalar, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_repeat_into(s->scalar, 6, 0, &s->w))       \
    X(into_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                       \
      ndw_repeat_into(s->a, 1, 0, &s->loop))                                                          \
    X(into_view_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_repeat_into(NULL, 1, 0, &s->w))     \
    X(into_view_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_repeat_into(&s->v, 1, 0, NULL))  \
    X(into_view_smaller, NDW_ESHAPE, PLACE_NOTHING, "shape",                                          \
      ndw_view_repeat_into(&s->v, 2, 0, &s->w))                                                       \
    X(into_view_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                  \
      ndw_view_repeat_into(&s->v, 1, 0, &s->loop))                                                    \
    X(list_into_null, NDW_EINVAL, PLACE_NOTHING, "NULL",                                              \
      ndw_repeat_counts_into(NULL, 2, once, 0, &s->w))                                                \
    X(list_into_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL",                                           \
      ndw_repeat_counts_into(s->a, 2, once, 0, NULL))                                                 \
    X(list_into_counts, NDW_EINVAL, PLACE_NOTHING, "NULL",                                            \
      ndw_repeat_counts_into(s->a, 2, NULL, 0, &s->w))                                                \
    X(list_into_length, NDW_ESHAPE, PLACE_NOTHING, "length 4",                                        \
      ndw_repeat_counts_into(s->a, 4, four_counts, 0, &s->w))                                         \
    X(list_into_negative, NDW_EVALUE, PLACE_NOTHING, "negative",                                      \
      ndw_repeat_counts_into(s->a, 2, negative, 0, &s->w))                                            \
    X(list_into_dtype, NDW_EDTYPE, PLACE_NOTHING, "13",                                               \
      ndw_repeat_counts_into(s->t, 1, once, 0, &s->w))                                                \
    X(list_into_smaller, NDW_ESHAPE, PLACE_NOTHING, "shape",                                          \
      ndw_repeat_counts_into(s->a, 2, two_counts, 0, &s->w))                                          \
    X(list_into_sum, NDW_EOVERFLOW, PLACE_NOTHING, "total",                                           \
      ndw_repeat_counts_into(s->a, 2, huge_sum, 0, &s->w))                                            \
    X(list_into_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                  \
      ndw_repeat_counts_into(s->a, 2, once, 0, &s->loop))                                             \
    X(list_into_view_null, NDW_EINVAL, PLACE_NOTHING, "NULL",                                         \
      ndw_view_repeat_counts_into(NULL, 2, once, 0, &s->w))                                           \
    X(list_into_view_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL",                                      \
      ndw_view_repeat_counts_into(&s->v, 2, once, 0, NULL))                                           \
    X(list_into_view_smaller, NDW_ESHAPE, PLACE_NOTHING, "shape",                                     \
      ndw_view_repeat_counts_into(&s->v, 2, two_counts, 0, &s->w))                                    \
    X(axes_into_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_repeat_axes_into(NULL, 2, once, &s->w))  \
    X(axes_into_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL",                                           \
      ndw_repeat_axes_into(s->a, 2, once, NULL))                                                      \
    X(axes_into_many, NDW_ESHAPE, PLACE_NOTHING, "3 counts",                                          \
      ndw_repeat_axes_into(s->a, 3, three_counts, &s->w))                                             \
    X(axes_into_smaller, NDW_ESHAPE, PLACE_NOTHING, "shape",                                          \
      ndw_repeat_axes_into(s->a, 2, two_counts, &s->w))                                               \
    X(axes_into_dtype, NDW_EDTYPE, PLACE_NOTHING, "13", ndw_repeat_axes_into(s->t, 2, once, &s->w))   \
    X(axes_into_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                  \
      ndw_repeat_axes_into(s->a, 2, once, &s->loop))                                                  \
    X(axes_into_view_null, NDW_EINVAL, PLACE_NOTHING, "NULL",                                         \
      ndw_view_repeat_axes_into(NULL, 2, once, &s->w))                                                \
    X(axes_into_view_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL",                                      \
      ndw_view_repeat_axes_into(&s->v, 2, once, NULL))                                                \
    X(axes_into_view_many, NDW_ESHAPE, PLACE_NOTHING, "3 counts",                                     \
      ndw_view_repeat_axes_into(&s->v, 3, three_counts, &s->w))

#define REFUSALS(X) SCALAR_REFUSALS(X) LIST_REFUSALS(X) AXES_REFUSALS(X) INTO_REFUSALS(X)
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("repeat cases", repetitions, check_repetition);
    failures += RUN_TABLE("repeat cases into", repetitions, check_repetition_into);
    failures += RUN_TABLE("repeat by definition", kinds, check_kind);
    failures += RUN_TABLE("repeat axes from the end", kinds, check_axis);
    failures += RUN_TABLE("repeat axes in turn", kinds, check_axes);
    failures += RUN_TABLE("repeat overlaps", overlaps, check_overlap);
    failures += cmocka_run_group_tests_name("repeat others", others, NULL, NULL);
    failures += RUN_TABLE("repeat refusals", refusals, check_refusal);
    return unit_end(failures);
}
