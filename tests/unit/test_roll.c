/*
 * test_roll.c - every element some places on, along an axis and through all of them; in new memory and
 * in memory that exists.
 *
 * The first table is read as it stands. The second takes sources of every kind and elements of every
 * width, shifts both ways and more than once around, and compares with the definition: at place i of
 * the axis stands what the source has `shift` places before, counted around.
 */
#include "unit.h"

#define NONE NDW_AXIS_NONE

/* --- Cases one can read ----------------------------------------------------------------------- */

static struct rolling {
    const char *name, *recipe;
    int64_t shift;
    int axis;
    const char *elements, *shape, *strides; /* strides of a new array */
} rollings[] = {
    {"on", "5", 2, 0, "3 4 0 1 2", "5", "4"},
    {"back", "5", -2, 0, "2 3 4 0 1", "5", "4"},
    {"by nothing is a copy", "5", 0, 0, "0 1 2 3 4", "5", "4"},
    {"once around", "5", 5, 0, "0 1 2 3 4", "5", "4"},
    {"once around, back", "5", -5, 0, "0 1 2 3 4", "5", "4"},
    {"further than around", "5", 7, 0, "3 4 0 1 2", "5", "4"},
    {"further than around, back", "5", -13, 0, "3 4 0 1 2", "5", "4"},
    {"as far as can be", "5", INT64_MAX, 0, "3 4 0 1 2", "5", "4"},
    {"as far back as can be", "5", INT64_MIN, 0, "3 4 0 1 2", "5", "4"},
    {"rows", "3,2", 1, 0, "4 5 0 1 2 3", "3,2", "8,4"},
    {"rows, from the end", "3,2", 1, -2, "4 5 0 1 2 3", "3,2", "8,4"},
    {"columns", "2,3", 1, 1, "2 0 1 5 3 4", "2,3", "12,4"},
    {"columns, from the end", "2,3", -1, -1, "1 2 0 4 5 3", "2,3", "12,4"},
    {"in the middle", "2,2,2", 1, 1, "2 3 0 1 6 7 4 5", "2,2,2", "16,8,4"},
    {"all, by one", "2,3", 1, NONE, "5 0 1 2 3 4", "2,3", "12,4"},
    {"all, back by one", "2,3", -1, NONE, "1 2 3 4 5 0", "2,3", "12,4"},
    {"all, a row and one", "2,3", 4, NONE, "2 3 4 5 0 1", "2,3", "12,4"},
    {"all, a row", "2,3", 3, NONE, "3 4 5 0 1 2", "2,3", "12,4"},
    {"all, around", "2,3", -6, NONE, "0 1 2 3 4 5", "2,3", "12,4"},
    {"all, as far as can be", "5", INT64_MAX, NONE, "3 4 0 1 2", "5", "4"},
    {"all, as far back as can be", "5", INT64_MIN, NONE, "3 4 0 1 2", "5", "4"},
    {"all of three axes", "2,2,2", 3, NONE, "5 6 7 0 1 2 3 4", "2,2,2", "16,8,4"},
    {"all, length 1 inside", "2,1,2", 3, NONE, "1 2 3 0", "2,1,2", "8,8,4"},
    {"all, length 1 behind", "4,1", 1, NONE, "3 0 1 2", "4,1", "4,4"},
    {"all of a reversed one", "2,2 [::-1,::-1]", 1, NONE, "0 3 2 1", "2,2", "8,4"},
    {"all of a broadcast one", "3 b2,3", 1, NONE, "2 0 1 2 0 1", "2,3", "12,4"},
    {"all of a transpose, packed in C order", "2,3 T", 1, NONE, "5 0 3 1 4 2", "3,2", "8,4"},
    {"rows of a transpose, packed as it is", "2,3 T", 1, 0, "2 5 0 3 1 4", "3,2", "4,12"},
    {"columns of a transpose", "2,3 T", 1, 1, "3 0 4 1 5 2", "3,2", "4,12"},
    {"F order", "2,3 F", 1, 1, "2 0 1 5 3 4", "2,3", "4,8"},
    {"axes in another order", "2,2,3 T [:,::-1]", 1, 0, "5 11 2 8 3 9 0 6 4 10 1 7", "3,2,2",
     "4,12,24"},
    {"reversed rows", "2,3 [::-1]", 1, 1, "5 3 4 2 0 1", "2,3", "12,4"},
    {"a strided source", "4,3 [:,2]", 1, 0, "11 2 5 8", "4", "4"},
    {"zero stride outside", "3 b2,3", 1, 1, "2 0 1 2 0 1", "2,3", "12,4"},
    {"zero stride along the axis", "() b3", 1, 0, "0 0 0", "3", "4"},
    {"read-only", "3 R", 1, 0, "2 0 1", "3", "4"},
    {"length 1", "1,3", 1, 0, "0 1 2", "1,3", "12,4"},
    {"0-d", "()", 3, NONE, "0", "()", "()"},
    {"empty", "0", 2, 0, "", "0", "4"},
    {"empty, all", "0,3", 2, NONE, "", "0,3", "12,4"},
    {"no rows, rows", "0,3", 2, 0, "", "0,3", "12,4"},
    {"no rows, columns", "0,3", -2, 1, "", "0,3", "12,4"},
};

static void check_rolling(void **state)
{
    const struct rolling *r = *state;
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_roll(a, r->shift, r->axis, &b));
    assert_result(a, b, r->elements, r->shape, r->strides);
    assert_ok(ndw_view_roll(&v, r->shift, r->axis, &b));
    assert_result(a, b, r->elements, r->shape, r->strides);
    ndw_release(&a);
}

static void check_rolling_into(void **state)
{
    const struct rolling *r = *state;
    int32_t canaries[CANARIES];
    ndw_array *a = array_from(NDW_I32, r->recipe);
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_of(a, &v));
    backwards_make(r->shape, canaries, &w);
    assert_ok(ndw_roll_into(a, r->shift, r->axis, &w));
    assert_backwards(canaries, &w, r->elements, r->shape);
    backwards_make(r->shape, canaries, &w);
    assert_ok(ndw_view_roll_into(&v, r->shift, r->axis, &w));
    assert_backwards(canaries, &w, r->elements, r->shape);
    ndw_release(&a);
}

/* Over itself, in a session of its own. */
static void check_rolling_in_place(void **state)
{
    const struct rolling *r = *state;
    ndw_array *a = array_from(NDW_I32, r->recipe);
    ndw_mut w;
    ndw_view v;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_view_of_mut(&w, &v));
    assert_ok(ndw_view_roll_into(&v, r->shift, r->axis, &w));
    assert_mut(&w, r->elements, r->shape, NULL);
    ndw_write_end(&a);
    ndw_release(&a);
}

/* --- Every kind of source, every width, every shift, by the definition ------------------------ */

static struct kind {
    const char *recipe;
} kinds[] = {
    {"7"},         {"7 [::-1]"},   {"21 [::3]"},      {"3,4,5"},        {"3,4,5 T"},       {"3,4,5 F"},
    {"3,4,5 R"},   {"3,4,5 [::-1,:,::-1]"}, {"3,8,5 [:,::2]"}, {"4,5 b3,4,5"}, {"3,4,1 b3,4,5"},
    {"3,1,5 b3,4,5"}, {"() b3,4,5"}, {"()"},          {"1"},            {"1,1"},           {"3,0,5"},  {"0,2,3 T"},
    {"2,1,2"},     {"1,3,1,2,1"},  {"2,2,2,2,2"},
};

static int64_t around(int64_t i, int64_t length) { return (i % length + length) % length; }

/* Where, in C order, the source has what stands at place k of the result. */
static int64_t place_in_source(const ndw_view *v, int axis, int64_t shift, int64_t k)
{
    int64_t place = 0, unit = 1;
    if (axis == NONE) return around(k - shift, ndw_view_size(v));
    for (int d = v->ndim - 1; d >= 0; d--) {
        int64_t i = k % v->shape[d];
        k /= v->shape[d];
        place += (d == axis ? around(i - shift, v->shape[d]) : i) * unit;
        unit *= v->shape[d];
    }
    return place;
}

/* The result lies as a copy in memory order K does; through all axes, as one in C order does. */
static void assert_defined(const ndw_array *a, const ndw_array *b, int axis, int64_t shift)
{
    ndw_array *copy = NULL;
    ndw_view from, result;
    const size_t dims = (size_t)ndw_ndim(a) * sizeof(int64_t);
    assert_ok(ndw_view_of(a, &from));
    assert_ok(ndw_view_of(b, &result));
    assert_ok(ndw_copy(a, axis == NONE ? NDW_C : NDW_K, &copy));
    assert_int_equal(result.ndim, from.ndim);
    assert_memory_equal(result.shape, from.shape, dims);
    assert_memory_equal(result.strides, ndw_strides(copy), dims);
    for (int64_t k = 0; k < ndw_view_size(&result); k++)
        assert_memory_equal(element_at(&result, k),
                            element_at(&from, place_in_source(&from, axis, shift, k)),
                            (size_t)ndw_itemsize(from.dtype));
    ndw_release(&copy);
}

static void check_along(const ndw_array *a, int axis)
{
    ndw_array *b = NULL;
    int64_t length = axis == NONE ? ndw_size(a) : ndw_shape(a)[axis];
    for (int64_t shift = -length - 1; shift <= 2 * length + 1; shift++) {
        assert_ok(ndw_roll(a, shift, axis, &b));
        assert_defined(a, b, axis, shift);
        ndw_release(&b);
    }
}

static void check_kind(void **state)
{
    const struct kind *r = *state;
    each_axis(r->recipe, check_along);
}

/* --- Into memory that the source lies in ------------------------------------------------------ */

static struct overlap {
    const char *name, *to, *from; /* slices of 0 .. 23 */
} overlaps[] = {
    {"in place", "[0:6]", "[0:6]"},
    {"reversed in place", "[0:6]", "[5::-1]"},
    {"backwards in place", "[5::-1]", "[0:6]"},
    {"one place on", "[1:7]", "[0:6]"},
    {"one place back", "[0:6]", "[1:7]"},
    {"interleaved", "[0:12:2]", "[1:12:2]"},
    {"spread out", "[0:12:2]", "[0:6]"},
    {"side by side", "[6:12]", "[0:6]"},
};

static void check_overlap_by(const struct overlap *r, int64_t shift, int axis)
{
    int64_t memory[24], wanted[24];
    ndw_mut whole, to, from;
    ndw_view v;
    for (int i = 0; i < 24; i++) memory[i] = wanted[i] = i;
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(24), NULL, memory, &whole));
    assert_ok(ndw_mut_slice_str(&whole, r->to, &to));
    assert_ok(ndw_mut_slice_str(&whole, r->from, &from));
    assert_ok(ndw_view_of_mut(&from, &v));

    int64_t *first = wanted + ((int64_t *)to.data - memory);
    for (int64_t k = 0; k < 6; k++)
        first[k * to.strides[0] / 8] = NDW_EL1(int64_t, v, around(k - shift, 6));
    assert_ok(ndw_view_roll_into(&v, shift, axis, &to));
    assert_memory_equal(memory, wanted, sizeof memory);
}

static void check_overlap(void **state)
{
    for (int64_t shift = -7; shift <= 7; shift++) {
        check_overlap_by(*state, shift, 0);
        check_overlap_by(*state, shift, NONE);
    }
}

/* --- Sizes, sources --------------------------------------------------------------------------- */

/* A huge length without bytes takes no time. */
static void nothing_of_great_length(void **state)
{
    (void)state;
    ndw_array *a = NULL, *b = NULL;
    assert_ok(ndw_zeros(NDW_U8, NDW_SHAPE(INT64_C(1) << 61, 0), &a));
    for (int axis = 0; axis < 3; axis++) {
        assert_ok(ndw_roll(a, -5, axis < 2 ? axis : NONE, &b));
        assert_int_equal(ndw_shape(b)[0], INT64_C(1) << 61);
        ndw_release(&b);
    }
    ndw_release(&a);
}

static void source_is_left_as_it_was(void **state)
{
    (void)state;
    stage s;
    snapshot before;
    stage_set(&s);
    ndw_array *sources[] = {s.a, s.t, s.stretched, s.empty, s.readonly, s.open, s.x};
    for (size_t i = 0; i < COUNT(sources); i++) {
        snapshot_take(&before, &s);
        assert_ok(ndw_roll(sources[i], 1, 0, &s.array));
        ndw_release(&s.array);
        assert_ok(ndw_roll(sources[i], 1, NONE, &s.array));
        ndw_release(&s.array);
        assert_null(snapshot_difference(&before, &s));
    }
    stage_clear(&s);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(nothing_of_great_length),
    cmocka_unit_test(source_is_left_as_it_was),
};

/* --- Refused ---------------------------------------------------------------------------------- */

#define ARRAY_REFUSALS(X)                                                                             \
    X(null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_roll(NULL, 1, 0, &s->array))                         \
    X(null_all, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_roll(NULL, 1, NONE, &s->array))                  \
    X(out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_roll(s->a, 1, 0, NULL))                             \
    X(above, NDW_EAXIS, PLACE_ARRAY, "axis 2 is not one of 2", ndw_roll(s->a, 1, 2, &s->array))       \
    X(below, NDW_EAXIS, PLACE_ARRAY, "axis -3 is not one of 2", ndw_roll(s->a, 1, -3, &s->array))     \
    X(highest, NDW_EAXIS, PLACE_ARRAY, "axis 2147483647", ndw_roll(s->a, 1, INT32_MAX, &s->array))    \
    X(scalar, NDW_EAXIS, PLACE_ARRAY, "axis 0 is not one of 0", ndw_roll(s->scalar, 1, 0, &s->array)) \
    X(scalar_last, NDW_EAXIS, PLACE_ARRAY, "axis -1 is not one of 0",                                 \
      ndw_roll(s->scalar, 0, -1, &s->array))                                                          \
    X(empty_above, NDW_EAXIS, PLACE_ARRAY, "axis 2", ndw_roll(s->empty, 0, 2, &s->array))             \
    X(view_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_roll(NULL, 1, 0, &s->array))               \
    X(view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_roll(&s->v, 1, 0, NULL))                  \
    X(view_blank, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_roll(&s->blank_view, 1, 0, &s->array))    \
    X(view_odd, NDW_EINVAL, PLACE_ARRAY, "dtype", ndw_view_roll(&s->odd_view, 1, 0, &s->array))       \
    X(view_wide, NDW_ENDIM, PLACE_ARRAY, "65", ndw_view_roll(&s->wide_view, 1, 0, &s->array))         \
    X(view_above, NDW_EAXIS, PLACE_ARRAY, "axis 2", ndw_view_roll(&s->v, 1, 2, &s->array))

#define INTO_REFUSALS(X)                                                                              \
    X(into_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_roll_into(NULL, 1, 0, &s->w))                 \
    X(into_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_roll_into(s->a, 1, 0, NULL))               \
    X(into_nowhere_all, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_roll_into(s->a, 1, NONE, NULL))        \
    X(into_blank, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_roll_into(s->a, 1, 0, &s->blank_mut))        \
    X(into_odd, NDW_EINVAL, PLACE_NOTHING, "dtype", ndw_roll_into(s->a, 1, 0, &s->odd_mut))           \
    X(into_wide, NDW_ENDIM, PLACE_NOTHING, "65", ndw_roll_into(s->a, 1, 0, &s->wide_mut))             \
    X(into_above, NDW_EAXIS, PLACE_NOTHING, "axis 2", ndw_roll_into(s->a, 1, 2, &s->w))               \
    X(into_dtype, NDW_EDTYPE, PLACE_NOTHING, "13", ndw_roll_into(s->t, 1, 0, &s->w))                  \
    X(into_dtype_all, NDW_EDTYPE, PLACE_NOTHING, "13", ndw_roll_into(s->t, 1, NONE, &s->w))           \
    X(into_smaller, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_roll_into(s->stretched, 1, 0, &s->w))     \
    X(into_larger, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_roll_into(s->empty, 1, 0, &s->w))          \
    X(into_more_axes, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_roll_into(s->x, 1, NONE, &s->w))        \
    X(into_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap", ndw_roll_into(s->a, 1, 0, &s->loop))  \
    X(into_overlapping_all, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                   \
      ndw_roll_into(s->a, 1, NONE, &s->loop))                                                         \
    X(into_view_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_roll_into(NULL, 1, 0, &s->w))       \
    X(into_view_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_roll_into(&s->v, 1, 0, NULL))    \
    X(into_view_above, NDW_EAXIS, PLACE_NOTHING, "axis 2", ndw_view_roll_into(&s->v, 1, 2, &s->w))    \
    X(into_view_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                  \
      ndw_view_roll_into(&s->v, 1, 0, &s->loop))

#define REFUSALS(X) ARRAY_REFUSALS(X) INTO_REFUSALS(X)
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("roll cases", rollings, check_rolling);
    failures += RUN_TABLE("roll cases into", rollings, check_rolling_into);
    failures += RUN_TABLE("roll cases in place", rollings, check_rolling_in_place);
    failures += RUN_TABLE("roll by definition", kinds, check_kind);
    failures += RUN_TABLE("roll overlaps", overlaps, check_overlap);
    failures += cmocka_run_group_tests_name("roll others", others, NULL, NULL);
    failures += RUN_TABLE("roll refusals", refusals, check_refusal);
    return unit_end(failures);
}
