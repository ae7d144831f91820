/*
 * test_join.c - several arrays as one: concatenate and stack, into new memory and into memory that
 * exists.
 *
 * The first table is read as it stands. The second joins an array, the same one reversed, and itself
 * once more, for sources of every kind and elements of every width, and compares with the definition.
 */
#include "unit.h"

#define NONE NDW_AXIS_NONE
enum { LIST_MAX = 4 };

/* --- Cases one can read ----------------------------------------------------------------------- */

typedef enum how { CONCATENATE, STACK } how;

static struct joining {
    const char *name;
    how how;
    int axis;
    const char *recipes[LIST_MAX];
    const char *elements, *shape;
} joinings[] = {
    {"two", CONCATENATE, 0, {"3", "10 [5:8]"}, "0 1 2 5 6 7", "6"},
    {"one is a copy", CONCATENATE, 0, {"3"}, "0 1 2", "3"},
    {"three", CONCATENATE, 0, {"1", "10 [4:6]", "10 [9:]"}, "0 4 5 9", "4"},
    {"rows", CONCATENATE, 0, {"2,3", "4,3 [3:]"}, "0 1 2 3 4 5 9 10 11", "3,3"},
    {"rows, from the end", CONCATENATE, -2, {"2,3", "4,3 [3:]"}, "0 1 2 3 4 5 9 10 11", "3,3"},
    {"columns", CONCATENATE, 1, {"2,2", "2,4 [:,3:]"}, "0 1 3 2 3 7", "2,3"},
    {"columns, from the end", CONCATENATE, -1, {"2,2", "2,4 [:,3:]"}, "0 1 3 2 3 7", "2,3"},
    {"in the middle", CONCATENATE, 1, {"2,1,2", "2,2,2"}, "0 1 0 1 2 3 2 3 4 5 6 7", "2,3,2"},
    {"an empty one between", CONCATENATE, 0, {"2,2", "0,2", "4,2 [3:]"}, "0 1 2 3 6 7", "3,2"},
    {"an empty one first", CONCATENATE, 1, {"2,0", "2,3"}, "0 1 2 3 4 5", "2,3"},
    {"an empty one last", CONCATENATE, 0, {"2", "0"}, "0 1", "2"},
    {"only empty ones", CONCATENATE, 0, {"0,3", "0,3"}, "", "0,3"},
    {"only empty ones, the other axis", CONCATENATE, 1, {"0,3", "0,2"}, "", "0,5"},
    {"transposed rows", CONCATENATE, 0, {"2,2 T", "2,2"}, "0 2 1 3 0 1 2 3", "4,2"},
    {"transposed columns", CONCATENATE, 1, {"2,2 T", "2,2"}, "0 2 0 1 1 3 2 3", "2,4"},
    {"F order", CONCATENATE, 0, {"2,2 F", "2,2 F"}, "0 1 2 3 0 1 2 3", "4,2"},
    {"reversed and strided", CONCATENATE, 0, {"3 [::-1]", "6 [::2]"}, "2 1 0 0 2 4", "6"},
    {"broadcast and read-only", CONCATENATE, 0, {"2 b2,2", "1,2 R"}, "0 1 0 1 0 1", "3,2"},
    {"flattened", CONCATENATE, NONE, {"2,2", "()", "3 [::-1]"}, "0 1 2 3 0 2 1 0", "8"},
    {"flattened transpose", CONCATENATE, NONE, {"2,3 T", "2"}, "0 3 1 4 2 5 0 1", "8"},
    {"flattened broadcast", CONCATENATE, NONE, {"1", "2 b2,2"}, "0 0 1 0 1", "5"},
    {"flattened 0-d", CONCATENATE, NONE, {"()"}, "0", "1"},
    {"flattened empty ones", CONCATENATE, NONE, {"0,3", "0"}, "", "0"},
    {"flattened, an empty one between", CONCATENATE, NONE, {"2", "2,0", "1,1"}, "0 1 0", "3"},

    {"as rows", STACK, 0, {"3", "10 [5:8]"}, "0 1 2 5 6 7", "2,3"},
    {"as columns", STACK, 1, {"3", "10 [5:8]"}, "0 5 1 6 2 7", "3,2"},
    {"as rows, from the end", STACK, -2, {"3", "10 [5:8]"}, "0 1 2 5 6 7", "2,3"},
    {"as columns, from the end", STACK, -1, {"3", "10 [5:8]"}, "0 5 1 6 2 7", "3,2"},
    {"0-d ones", STACK, 0, {"()", "3 [2]", "3 [1]"}, "0 2 1", "3"},
    {"0-d ones, from the end", STACK, -1, {"()", "3 [2]"}, "0 2", "2"},
    {"a single one", STACK, 1, {"2,2"}, "0 1 2 3", "2,1,2"},
    {"matrices, in front", STACK, 0, {"2,2", "2,2 T"}, "0 1 2 3 0 2 1 3", "2,2,2"},
    {"matrices, between", STACK, 1, {"2,2", "2,2 T"}, "0 1 0 2 2 3 1 3", "2,2,2"},
    {"matrices, behind", STACK, 2, {"2,2", "2,2 T"}, "0 0 1 2 2 1 3 3", "2,2,2"},
    {"empty ones, in front", STACK, 0, {"0", "0", "0"}, "", "3,0"},
    {"empty ones, between", STACK, 1, {"0,3", "0,3"}, "", "0,2,3"},
    {"reversed, broadcast", STACK, 1, {"2 [::-1]", "() b2"}, "1 0 0 0", "2,2"},
};

/* The arrays of a row and, in the same order, views of them. */
typedef struct list {
    int64_t n;
    ndw_array *owned[LIST_MAX];
    ndw_view seen[LIST_MAX];
    const ndw_array *arrays[LIST_MAX];
    const ndw_view *views[LIST_MAX];
} list;

static void list_make(list *l, const char *const recipes[LIST_MAX])
{
    l->n = 0;
    for (; l->n < LIST_MAX && recipes[l->n]; l->n++) {
        l->owned[l->n] = array_from(NDW_I32, recipes[l->n]);
        assert_ok(ndw_view_of(l->owned[l->n], &l->seen[l->n]));
        l->arrays[l->n] = l->owned[l->n];
        l->views[l->n] = &l->seen[l->n];
    }
}

static void list_drop(list *l)
{
    for (int64_t i = 0; i < l->n; i++) {
        assert_true(ndw_is_unique(l->owned[i]));
        ndw_release(&l->owned[i]);
    }
}

static ndw_status join(const struct joining *r, const list *l, ndw_array **out)
{
    if (r->how == STACK) return ndw_stack(l->n, l->arrays, r->axis, out);
    return ndw_concatenate(l->n, l->arrays, r->axis, out);
}

static ndw_status join_views(const struct joining *r, const list *l, ndw_array **out)
{
    if (r->how == STACK) return ndw_view_stack(l->n, l->views, r->axis, out);
    return ndw_view_concatenate(l->n, l->views, r->axis, out);
}

static ndw_status join_into(const struct joining *r, const list *l, const ndw_mut *w)
{
    if (r->how == STACK) return ndw_stack_into(l->n, l->arrays, r->axis, w);
    return ndw_concatenate_into(l->n, l->arrays, r->axis, w);
}

static ndw_status join_views_into(const struct joining *r, const list *l, const ndw_mut *w)
{
    if (r->how == STACK) return ndw_view_stack_into(l->n, l->views, r->axis, w);
    return ndw_view_concatenate_into(l->n, l->views, r->axis, w);
}

/* Always new, packed, alone. */
static void assert_joined(const list *l, ndw_array *b, const struct joining *r)
{
    assert_array(b, r->elements, r->shape, NULL);
    assert_int_equal(ndw_dtype_of(b), NDW_I32);
    assert_true(ndw_is_contiguous(b, NDW_C));
    assert_true(ndw_is_unique(b));
    for (int64_t i = 0; i < l->n; i++) assert_false(ndw_may_overlap(l->arrays[i], b));
    ndw_release(&b);
}

static void check_joining(void **state)
{
    const struct joining *r = *state;
    ndw_array *b = NULL;
    list l;
    list_make(&l, r->recipes);
    assert_ok(join(r, &l, &b));
    assert_joined(&l, b, r);
    assert_ok(join_views(r, &l, &b));
    assert_joined(&l, b, r);
    list_drop(&l);
}

static void check_joining_into(void **state)
{
    const struct joining *r = *state;
    int32_t canaries[CANARIES];
    ndw_mut w;
    list l;
    list_make(&l, r->recipes);
    backwards_make(r->shape, canaries, &w);
    assert_ok(join_into(r, &l, &w));
    assert_backwards(canaries, &w, r->elements, r->shape);
    backwards_make(r->shape, canaries, &w);
    assert_ok(join_views_into(r, &l, &w));
    assert_backwards(canaries, &w, r->elements, r->shape);
    list_drop(&l);
}

/* --- Every kind of source, every width, by the definition ------------------------------------- */

static struct kind {
    const char *recipe;
} kinds[] = {
    {"7"},         {"7 [::-1]"},   {"21 [::3]"},      {"3,4,5"},        {"3,4,5 T"},       {"3,4,5 F"},
    {"3,4,5 R"},   {"3,4,5 [::-1,:,::-1]"}, {"3,8,5 [:,::2]"}, {"4,5 b3,4,5"}, {"3,4,1 b3,4,5"},
    {"3,1,5 b3,4,5"}, {"() b3,4,5"}, {"1"},           {"1,1"},          {"3,0,5"},         {"2,1,2"},
};

/* Joined are three of one shape. Of place k in C order of the result: which of them, and the place in
 * C order of its element. Each run of the result is one run of each: `run` elements. */
static const void *element_of(const ndw_view *const parts[3], int64_t run, int64_t k)
{
    int64_t pass = k / (3 * run), part = k / run % 3;
    return element_at(parts[part], pass * run + k % run);
}

static int64_t elements_from(const ndw_view *v, int axis) /* in one step along the axes before `axis` */
{
    int64_t run = 1;
    for (int d = axis; d < v->ndim; d++) run *= v->shape[d];
    return run;
}

static void assert_defined(const ndw_view *const parts[3], ndw_array *b, int64_t run)
{
    ndw_view result;
    assert_ok(ndw_view_of(b, &result));
    assert_true(ndw_view_is_contiguous(&result, NDW_C));
    assert_int_equal(ndw_view_size(&result), 3 * ndw_view_size(parts[0]));
    for (int64_t k = 0; k < ndw_view_size(&result); k++)
        assert_memory_equal(element_at(&result, k), element_of(parts, run, k),
                            (size_t)ndw_itemsize(result.dtype));
    ndw_release(&b);
}

static void check_three(const ndw_view *v)
{
    ndw_view mirrored;
    ndw_array *b = NULL;
    assert_ok(ndw_view_flip(v, NDW_ALL_AXES, &mirrored));
    const ndw_view *const parts[3] = {v, &mirrored, v};

    assert_ok(ndw_view_concatenate(3, parts, NONE, &b));
    assert_int_equal(ndw_ndim(b), 1);
    assert_defined(parts, b, ndw_view_size(v));
    for (int axis = 0; axis <= v->ndim; axis++) {
        assert_ok(ndw_view_stack(3, parts, axis, &b));
        assert_int_equal(ndw_ndim(b), v->ndim + 1);
        assert_int_equal(ndw_shape(b)[axis], 3);
        assert_defined(parts, b, elements_from(v, axis));
        if (axis == v->ndim) break;
        assert_ok(ndw_view_concatenate(3, parts, axis, &b));
        assert_int_equal(ndw_ndim(b), v->ndim);
        assert_int_equal(ndw_shape(b)[axis], 3 * v->shape[axis]);
        assert_defined(parts, b, elements_from(v, axis));
    }
}

static void check_kind(void **state)
{
    const struct kind *r = *state;
    for (size_t i = 0; i < COUNT(itemsizes); i++) {
        ndw_array *a = array_from(ndw_dtype_bytes(itemsizes[i]), r->recipe);
        ndw_view v;
        assert_ok(ndw_view_of(a, &v));
        check_three(&v);
        ndw_release(&a);
    }
}

/* --- Into memory that the sources lie in ------------------------------------------------------ */

static struct overlap {
    const char *name, *to, *from[LIST_MAX]; /* slices of 0 .. 23 */
} overlaps[] = {
    {"in place", "[0:6]", {"[0:3]", "[3:6]"}},
    {"exchanged in place", "[0:6]", {"[3:6]", "[0:3]"}},
    {"exchanged, of different length", "[0:6]", {"[2:6]", "[0:2]"}},
    {"reversed in place", "[0:6]", {"[5:2:-1]", "[2::-1]"}},
    {"the last one only", "[0:6]", {"[12:15]", "[0:3]"}},
    {"the first one only", "[0:6]", {"[3:6]", "[12:15]"}},
    {"the one in the middle only", "[4:10]", {"[12:14]", "[4:6]", "[20:22]"}},
    {"the same one twice", "[0:6]", {"[1:4]", "[1:4]"}},
    {"one place on", "[1:7]", {"[0:6]"}},
    {"backwards", "[5::-1]", {"[0:3]", "[3:6]"}},
    {"interleaved", "[0:12:2]", {"[1:6:2]", "[7:12:2]"}},
    {"side by side", "[6:12]", {"[0:6]"}},
};

/* The slices of a row, and what their elements were. */
static int64_t cut(const struct overlap *r, const ndw_mut *whole, ndw_view cuts[LIST_MAX],
                   int64_t *elements)
{
    int64_t n = 0, k = 0;
    for (; n < LIST_MAX && r->from[n]; n++) {
        ndw_mut part;
        assert_ok(ndw_mut_slice_str(whole, r->from[n], &part));
        assert_ok(ndw_view_of_mut(&part, &cuts[n]));
        for (int64_t i = 0; i < part.shape[0]; i++) elements[k++] = NDW_EL1(int64_t, part, i);
    }
    return n;
}

static void check_overlap_by(const struct overlap *r, int axis)
{
    int64_t memory[24], wanted[24], elements[24];
    ndw_mut whole, to;
    ndw_view cuts[LIST_MAX];
    const ndw_view *const views[LIST_MAX] = {&cuts[0], &cuts[1], &cuts[2], &cuts[3]};
    for (int i = 0; i < 24; i++) memory[i] = wanted[i] = i;
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(24), NULL, memory, &whole));
    assert_ok(ndw_mut_slice_str(&whole, r->to, &to));
    int64_t n = cut(r, &whole, cuts, elements);

    int64_t *first = wanted + ((int64_t *)to.data - memory);
    for (int64_t k = 0; k < to.shape[0]; k++) first[k * to.strides[0] / 8] = elements[k];
    assert_ok(ndw_view_concatenate_into(n, views, axis, &to));
    assert_memory_equal(memory, wanted, sizeof memory);
}

static void check_overlap(void **state)
{
    check_overlap_by(*state, 0);
    check_overlap_by(*state, NONE);
}

/* Rows and columns of one square, exchanged by stacking. */
static void stack_over_its_own_rows(void **state)
{
    (void)state;
    int32_t memory[4] = {0, 1, 2, 3};
    const int32_t swapped[4] = {2, 3, 0, 1}, turned[4] = {2, 0, 3, 1};
    ndw_mut w;
    ndw_view square, row[2];
    const ndw_view *const rows[2] = {&row[1], &row[0]}, *const again[2] = {&row[0], &row[1]};
    assert_ok(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 2), NULL, memory, &w));
    assert_ok(ndw_view_of_mut(&w, &square));
    assert_ok(ndw_view_slice_str(&square, "0", &row[0]));
    assert_ok(ndw_view_slice_str(&square, "1", &row[1]));
    assert_ok(ndw_view_stack_into(2, rows, 0, &w));
    assert_memory_equal(memory, swapped, sizeof memory);
    assert_ok(ndw_view_stack_into(2, again, 1, &w));
    assert_memory_equal(memory, turned, sizeof memory);
}

/* --- Lists, sizes, sources -------------------------------------------------------------------- */

/* One array may be in the list as often as one likes. */
static void the_same_array_twice(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "2"), *b = NULL;
    const ndw_array *const twice[] = {a, a};
    assert_ok(ndw_concatenate(2, twice, 0, &b));
    assert_array(b, "0 1 0 1", "4", "4");
    ndw_release(&b);
    assert_ok(ndw_stack(2, twice, 0, &b));
    assert_array(b, "0 1 0 1", "2,2", "8,4");
    ndw_release(&b);
    ndw_release(&a);
}

static void many_of_them(void **state)
{
    (void)state;
    enum { MANY = 1000 };
    static const ndw_array *all[MANY];
    ndw_array *a = array_from(NDW_I32, "3"), *b = NULL;
    for (int i = 0; i < MANY; i++) all[i] = a;
    assert_ok(ndw_concatenate(MANY, all, 0, &b));
    assert_int_equal(ndw_size(b), 3 * MANY);
    for (int i = 0; i < 3 * MANY; i++) assert_int_equal(((const int32_t *)ndw_data(b))[i], i % 3);
    ndw_release(&b);
    assert_ok(ndw_stack(MANY, all, 1, &b));
    for (int i = 0; i < 3 * MANY; i++) assert_int_equal(((const int32_t *)ndw_data(b))[i], i / MANY);
    ndw_release(&b);
    ndw_release(&a);
}

/* Huge lengths without bytes take no time and are added up without wrapping. */
static void nothing_of_great_length(void **state)
{
    (void)state;
    ndw_array *a = NULL, *b = NULL;
    assert_ok(ndw_zeros(NDW_U8, NDW_SHAPE(INT64_C(1) << 61, 0), &a));
    const ndw_array *const all[] = {a, a, a, a};
    assert_ok(ndw_concatenate(3, all, 0, &b));
    assert_int_equal(ndw_shape(b)[0], 3 * (INT64_C(1) << 61));
    ndw_release(&b);
    assert_ok(ndw_concatenate(4, all, NONE, &b));
    assert_int_equal(ndw_size(b), 0);
    ndw_release(&b);
    assert_status(ndw_concatenate(4, all, 0, &b), NDW_EOVERFLOW);
    assert_null(b);
    assert_status(ndw_stack(4, all, 0, &b), NDW_EOVERFLOW);
    assert_null(b);
    ndw_release(&a);
}

/* One byte, seen so often that two of them are more than can be counted. */
static void too_much_to_count(void **state)
{
    (void)state;
    const int64_t length = INT64_MAX / 2 + 1, stride = 0;
    ndw_array *b = NULL;
    ndw_view v;
    assert_ok(ndw_view_memory(NDW_U8, 1, &length, &stride, "x", &v));
    const ndw_view *const twice[] = {&v, &v};
    assert_status(ndw_view_concatenate(2, twice, 0, &b), NDW_EOVERFLOW);
    assert_null(b);
    assert_status(ndw_view_concatenate(2, twice, NONE, &b), NDW_EOVERFLOW);
    assert_null(b);
    assert_status(ndw_view_stack(2, twice, 0, &b), NDW_EOVERFLOW);
    assert_null(b);
}

/* 64 axes can be concatenated, but have no room for a new one; 63 have. */
static void sixty_four_axes(void **state)
{
    (void)state;
    int64_t shape[NDW_MAX_NDIM];
    for (int d = 0; d < NDW_MAX_NDIM; d++) shape[d] = 1;
    ndw_array *a = NULL, *b = NULL;
    assert_ok(ndw_zeros(NDW_U8, NDW_MAX_NDIM, shape, &a));
    const ndw_array *const full[] = {a, a};
    assert_ok(ndw_concatenate(2, full, 63, &b));
    assert_int_equal(ndw_shape(b)[63], 2);
    ndw_release(&b);
    assert_status(ndw_stack(2, full, 0, &b), NDW_ENDIM);
    assert_null(b);
    ndw_release(&a);
    assert_ok(ndw_zeros(NDW_U8, NDW_MAX_NDIM - 1, shape, &a));
    const ndw_array *const room[] = {a, a};
    assert_ok(ndw_stack(2, room, -1, &b));
    assert_int_equal(ndw_ndim(b), NDW_MAX_NDIM);
    assert_int_equal(ndw_shape(b)[63], 2);
    ndw_release(&b);
    ndw_release(&a);
}

/* Sources under a session are read; what is written is another part of the same array. */
static void into_the_session_of_its_own_array(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "4");
    ndw_mut w;
    ndw_view v[2];
    const ndw_view *const halves[] = {&v[1], &v[0]};
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_view_of(a, &v[0]));
    v[1] = v[0];
    assert_ok(ndw_view_slice_str(&v[0], ":1", &v[0]));
    assert_ok(ndw_view_slice_str(&v[1], "1:", &v[1]));
    assert_ok(ndw_view_concatenate_into(2, halves, 0, &w));
    ndw_write_end(&a);
    assert_array(a, "1 2 3 0", "4", "4");
    ndw_release(&a);
}

static void sources_are_left_as_they_were(void **state)
{
    (void)state;
    stage s;
    snapshot before;
    stage_set(&s);
    const ndw_array *const all[] = {s.a,        s.stretched, s.scalar, s.empty,
                                    s.readonly, s.part,      s.open,   s.x};
    const ndw_array *const equal[] = {s.a, s.readonly, s.open};
    snapshot_take(&before, &s);
    assert_ok(ndw_concatenate(COUNT(all), all, NONE, &s.array));
    ndw_release(&s.array);
    assert_ok(ndw_concatenate(COUNT(equal), equal, 1, &s.array));
    ndw_release(&s.array);
    assert_ok(ndw_stack(COUNT(equal), equal, 1, &s.array));
    ndw_release(&s.array);
    assert_null(snapshot_difference(&before, &s));
    stage_clear(&s);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(stack_over_its_own_rows),
    cmocka_unit_test(the_same_array_twice),
    cmocka_unit_test(many_of_them),
    cmocka_unit_test(nothing_of_great_length),
    cmocka_unit_test(too_much_to_count),
    cmocka_unit_test(sixty_four_axes),
    cmocka_unit_test(into_the_session_of_its_own_array),
    cmocka_unit_test(sources_are_left_as_they_were),
};

/* --- Refused ---------------------------------------------------------------------------------- */

#define ARRAYS(...) (const ndw_array *const[]){__VA_ARGS__}
#define VIEWS(...) (const ndw_view *const[]){__VA_ARGS__}

/* What is wrong with a list is wrong with it for both; f is one of ndw_concatenate and ndw_stack. */
#define LIST_REFUSALS(X, f)                                                                           \
    X(f##_list, NDW_EINVAL, PLACE_ARRAY, "list is NULL", ndw_##f(2, NULL, 0, &s->array))              \
    X(f##_first, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_##f(2, ARRAYS(NULL, s->a), 0, &s->array))       \
    X(f##_last, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_##f(2, ARRAYS(s->a, NULL), 0, &s->array))        \
    X(f##_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_##f(2, ARRAYS(s->a, s->a), 0, NULL))            \
    X(f##_none, NDW_EVALUE, PLACE_ARRAY, "0 arrays", ndw_##f(0, ARRAYS(s->a), 0, &s->array))          \
    X(f##_nothing, NDW_EVALUE, PLACE_ARRAY, "0 arrays", ndw_##f(0, NULL, 0, &s->array))               \
    X(f##_minus, NDW_EVALUE, PLACE_ARRAY, "-1 arrays", ndw_##f(-1, ARRAYS(s->a), 0, &s->array))       \
    X(f##_lowest, NDW_EVALUE, PLACE_ARRAY, "arrays",                                                  \
      ndw_##f(INT64_MIN, ARRAYS(s->a), 0, &s->array))                                                 \
    X(f##_above, NDW_EAXIS, PLACE_ARRAY, "axis 3", ndw_##f(2, ARRAYS(s->a, s->a), 3, &s->array))      \
    X(f##_below, NDW_EAXIS, PLACE_ARRAY, "axis -4", ndw_##f(2, ARRAYS(s->a, s->a), -4, &s->array))    \
    X(f##_length, NDW_ESHAPE, PLACE_ARRAY, "array 1",                                                 \
      ndw_##f(2, ARRAYS(s->a, s->stretched), 1, &s->array))                                           \
    X(f##_views, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_##f(2, NULL, 0, &s->array))                \
    X(f##_view, NDW_EINVAL, PLACE_ARRAY, "NULL",                                                      \
      ndw_view_##f(2, VIEWS(&s->v, NULL), 0, &s->array))                                              \
    X(f##_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_##f(1, VIEWS(&s->v), 0, NULL))        \
    X(f##_view_blank, NDW_EINVAL, PLACE_ARRAY, "NULL",                                                \
      ndw_view_##f(2, VIEWS(&s->v, &s->blank_view), 0, &s->array))                                    \
    X(f##_view_odd, NDW_EINVAL, PLACE_ARRAY, "dtype",                                                 \
      ndw_view_##f(2, VIEWS(&s->v, &s->odd_view), 0, &s->array))                                      \
    X(f##_view_wide, NDW_ENDIM, PLACE_ARRAY, "65",                                                    \
      ndw_view_##f(2, VIEWS(&s->v, &s->wide_view), 0, &s->array))                                     \
    X(f##_view_none, NDW_EVALUE, PLACE_ARRAY, "0 arrays",                                             \
      ndw_view_##f(0, VIEWS(&s->v), 0, &s->array))                                                    \
    X(f##_view_above, NDW_EAXIS, PLACE_ARRAY, "axis 3",                                               \
      ndw_view_##f(2, VIEWS(&s->v, &s->v), 3, &s->array))                                             \
    X(f##_into_list, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_##f##_into(2, NULL, 0, &s->w))            \
    X(f##_into_null, NDW_EINVAL, PLACE_NOTHING, "NULL",                                               \
      ndw_##f##_into(2, ARRAYS(s->x, NULL), 0, &s->w))                                                \
    X(f##_into_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL",                                            \
      ndw_##f##_into(2, ARRAYS(s->x, s->x), 0, NULL))                                                 \
    X(f##_into_none, NDW_EVALUE, PLACE_NOTHING, "0 arrays",                                           \
      ndw_##f##_into(0, ARRAYS(s->x), 0, &s->w))                                                      \
    X(f##_into_blank, NDW_EINVAL, PLACE_NOTHING, "NULL",                                              \
      ndw_##f##_into(2, ARRAYS(s->x, s->x), 0, &s->blank_mut))                                        \
    X(f##_into_odd, NDW_EINVAL, PLACE_NOTHING, "dtype",                                               \
      ndw_##f##_into(2, ARRAYS(s->x, s->x), 0, &s->odd_mut))                                          \
    X(f##_into_wide, NDW_ENDIM, PLACE_NOTHING, "65",                                                  \
      ndw_##f##_into(2, ARRAYS(s->x, s->x), 0, &s->wide_mut))                                         \
    X(f##_into_axis, NDW_EAXIS, PLACE_NOTHING, "axis 3",                                              \
      ndw_##f##_into(2, ARRAYS(s->a, s->a), 3, &s->w))                                                \
    X(f##_into_dtype, NDW_EDTYPE, PLACE_NOTHING, "13", ndw_##f##_into(1, ARRAYS(s->t), 0, &s->w))     \
    X(f##_into_larger, NDW_ESHAPE, PLACE_NOTHING, "shape",                                            \
      ndw_##f##_into(2, ARRAYS(s->x, s->x), 0, &s->w))                                                \
    X(f##_into_views, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_##f##_into(2, NULL, 0, &s->w))      \
    X(f##_into_view_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL",                                       \
      ndw_view_##f##_into(2, VIEWS(&s->v, &s->v), 0, NULL))                                           \
    X(f##_into_view_shape, NDW_ESHAPE, PLACE_NOTHING, "shape",                                        \
      ndw_view_##f##_into(2, VIEWS(&s->v, &s->v), 0, &s->w))

#define CONCATENATE_REFUSALS(X)                                                                       \
    X(dtype, NDW_EDTYPE, PLACE_ARRAY, "array 1 has dtype 13, the first 4",                            \
      ndw_concatenate(2, ARRAYS(s->stretched, s->t), 0, &s->array))                                   \
    X(dtype_flat, NDW_EDTYPE, PLACE_ARRAY, "array 2 has dtype 13",                                    \
      ndw_concatenate(3, ARRAYS(s->a, s->x, s->t), NONE, &s->array))                                  \
    X(scalar, NDW_ENDIM, PLACE_ARRAY, "0-d", ndw_concatenate(1, ARRAYS(s->scalar), 0, &s->array))     \
    X(scalar_last, NDW_ENDIM, PLACE_ARRAY, "array 1 has 0 axes, the first 1",                         \
      ndw_concatenate(2, ARRAYS(s->x, s->scalar), 0, &s->array))                                      \
    X(scalar_first, NDW_ENDIM, PLACE_ARRAY, "0-d",                                                    \
      ndw_concatenate(2, ARRAYS(s->scalar, s->x), 0, &s->array))                                      \
    X(ndim, NDW_ENDIM, PLACE_ARRAY, "array 1 has 1 axes, the first 2",                                \
      ndw_concatenate(2, ARRAYS(s->a, s->x), 0, &s->array))                                           \
    X(shape, NDW_ESHAPE, PLACE_ARRAY, "array 1 has length 4 on axis 0, the first 2",                  \
      ndw_concatenate(2, ARRAYS(s->a, s->stretched), 1, &s->array))                                   \
    X(shape_empty, NDW_ESHAPE, PLACE_ARRAY, "array 1 has length 0 on axis 0",                         \
      ndw_concatenate(2, ARRAYS(s->a, s->empty), -1, &s->array))                                      \
    X(axis_2, NDW_EAXIS, PLACE_ARRAY, "axis 2 is not one of 2",                                       \
      ndw_concatenate(2, ARRAYS(s->a, s->a), 2, &s->array))                                           \
    X(axis_minus_3, NDW_EAXIS, PLACE_ARRAY, "axis -3 is not one of 2",                                \
      ndw_concatenate(2, ARRAYS(s->a, s->a), -3, &s->array))                                          \
    X(view_shape, NDW_ESHAPE, PLACE_NOTHING, "shape",                                                 \
      ndw_view_concatenate_into(1, VIEWS(&s->v), NONE, &s->w))                                        \
    X(into_self_overlap, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                      \
      ndw_concatenate_into(1, ARRAYS(s->a), 0, &s->loop))                                             \
    X(into_view_self_overlap, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                 \
      ndw_view_concatenate_into(1, VIEWS(&s->v), 0, &s->loop))                                        \
    X(into_operand_dtype, NDW_EDTYPE, PLACE_NOTHING, "array 1",                                       \
      ndw_concatenate_into(2, ARRAYS(s->empty, s->t), 0, &s->w))                                      \
    X(into_operand_shape, NDW_ESHAPE, PLACE_NOTHING, "array 1",                                       \
      ndw_concatenate_into(2, ARRAYS(s->a, s->empty), 1, &s->w))

#define STACK_REFUSALS(X)                                                                             \
    X(s_dtype, NDW_EDTYPE, PLACE_ARRAY, "array 1 has dtype 13, the first 4",                          \
      ndw_stack(2, ARRAYS(s->stretched, s->t), 0, &s->array))                                         \
    X(s_ndim, NDW_ESHAPE, PLACE_ARRAY, "array 1", ndw_stack(2, ARRAYS(s->a, s->x), 0, &s->array))     \
    X(s_shape, NDW_ESHAPE, PLACE_ARRAY, "array 2",                                                    \
      ndw_stack(3, ARRAYS(s->a, s->a, s->empty), 0, &s->array))                                       \
    X(s_no_axis, NDW_EAXIS, PLACE_ARRAY, "no axis is named",                                          \
      ndw_stack(1, ARRAYS(s->a), NONE, &s->array))                                                    \
    X(s_axis, NDW_EAXIS, PLACE_ARRAY, "axis 3 is not one of 3",                                       \
      ndw_stack(1, ARRAYS(s->a), 3, &s->array))                                                       \
    X(s_scalar_axis, NDW_EAXIS, PLACE_ARRAY, "axis 1 is not one of 1",                                \
      ndw_stack(1, ARRAYS(s->scalar), 1, &s->array))                                                  \
    X(s_view_no_axis, NDW_EAXIS, PLACE_ARRAY, "no axis is named",                                     \
      ndw_view_stack(1, VIEWS(&s->v), NONE, &s->array))                                               \
    X(s_into_no_axis, NDW_EAXIS, PLACE_NOTHING, "no axis is named",                                   \
      ndw_stack_into(1, ARRAYS(s->x), NONE, &s->w))                                                   \
    X(s_into_shape, NDW_ESHAPE, PLACE_NOTHING, "shape",                                               \
      ndw_stack_into(2, ARRAYS(s->a, s->a), 0, &s->w))                                                \
    X(s_into_self_overlap, NDW_EOVERLAP, PLACE_NOTHING, "overlap", stack_into_loop(s, false))         \
    X(s_into_view_self_overlap, NDW_EOVERLAP, PLACE_NOTHING, "overlap", stack_into_loop(s, true))

/* Two rows of three, the shape of the stage's destinations, into the one that overlaps itself. */
static ndw_status stack_into_loop(const stage *s, bool views)
{
    ndw_array *row = NULL;
    ndw_view v;
    ndw_status status = ndw_slice_str(s->a, "0", &row);
    if (status == NDW_OK) status = ndw_view_of(row, &v);
    if (status == NDW_OK)
        status = views ? ndw_view_stack_into(2, VIEWS(&v, &v), 0, &s->loop)
                       : ndw_stack_into(2, ARRAYS(row, row), 0, &s->loop);
    ndw_release(&row);
    return status;
}

#define REFUSALS(X)                                                                                   \
    LIST_REFUSALS(X, concatenate) LIST_REFUSALS(X, stack) CONCATENATE_REFUSALS(X) STACK_REFUSALS(X)
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("join cases", joinings, check_joining);
    failures += RUN_TABLE("join cases into", joinings, check_joining_into);
    failures += RUN_TABLE("join by definition", kinds, check_kind);
    failures += RUN_TABLE("join overlaps", overlaps, check_overlap);
    failures += cmocka_run_group_tests_name("join others", others, NULL, NULL);
    failures += RUN_TABLE("join refusals", refusals, check_refusal);
    return unit_end(failures);
}
