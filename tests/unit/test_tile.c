/*
 * test_tile.c - a whole array over and over, in new memory and in memory that exists.
 *
 * The first table is read as it stands. The second takes sources of every kind and elements of every
 * width, and compares with the definition: at index (i, j, ...) of the result stands what the source,
 * with new axes in front, has at (i mod its length, j mod its length, ...).
 */
#include "unit.h"

/* --- Cases one can read ----------------------------------------------------------------------- */

static struct tiling {
    const char *name, *recipe, *reps;
    const char *elements, *shape;
} tilings[] = {
    {"twice", "3", "2", "0 1 2 0 1 2", "6"},
    {"once is a copy", "3", "1", "0 1 2", "3"},
    {"never", "3", "0", "", "0"},
    {"no tiles named", "2,3", "()", "0 1 2 3 4 5", "2,3"},
    {"rows of tiles", "3", "2,1", "0 1 2 0 1 2", "2,3"},
    {"a grid", "3", "2,2", "0 1 2 0 1 2 0 1 2 0 1 2", "2,6"},
    {"the last axis alone", "2,2", "2", "0 1 0 1 2 3 2 3", "2,4"},
    {"the first axis", "2,2", "2,1", "0 1 2 3 0 1 2 3", "4,2"},
    {"both axes", "2,2", "2,2", "0 1 0 1 2 3 2 3 0 1 0 1 2 3 2 3", "4,4"},
    {"a new axis", "2,2", "2,1,1", "0 1 2 3 0 1 2 3", "2,2,2"},
    {"two new axes", "2", "1,2,2", "0 1 0 1 0 1 0 1", "1,2,4"},
    {"three axes, the last", "2,1,2", "2", "0 1 0 1 2 3 2 3", "2,1,4"},
    {"three axes, the middle", "2,1,2", "2,1", "0 1 0 1 2 3 2 3", "2,2,2"},
    {"length 1, in front", "1,3", "2,1", "0 1 2 0 1 2", "2,3"},
    {"length 1, behind", "2,1", "1,3", "0 0 0 1 1 1", "2,3"},
    {"0-d", "()", "()", "0", "()"},
    {"0-d to a line", "()", "3", "0 0 0", "3"},
    {"0-d to a grid", "()", "2,2", "0 0 0 0", "2,2"},
    {"0-d, never", "()", "0", "", "0"},
    {"empty", "0", "3", "", "0"},
    {"empty, columns", "0,3", "2", "", "0,6"},
    {"empty, rows", "0,3", "2,1", "", "0,3"},
    {"empty, a new axis", "0,3", "2,1,1", "", "2,0,3"},
    {"no rows", "2,3", "0,2", "", "0,6"},
    {"no columns", "2,3", "2,0", "", "4,0"},
    {"no new rows", "2", "0,2", "", "0,4"},
    {"transposed", "2,3 T", "1,2", "0 3 0 3 1 4 1 4 2 5 2 5", "3,4"},
    {"F order", "2,2 F", "2", "0 1 0 1 2 3 2 3", "2,4"},
    {"reversed", "3 [::-1]", "2", "2 1 0 2 1 0", "6"},
    {"a strided source", "4,3 [:,2]", "2", "2 5 8 11 2 5 8 11", "8"},
    {"broadcast", "2 b2,2", "2,1", "0 1 0 1 0 1 0 1", "4,2"},
    {"read-only", "2,2 R", "2", "0 1 0 1 2 3 2 3", "2,4"},
};

static void check_tiling(void **state)
{
    const struct tiling *r = *state;
    int64_t reps[DIMS_MAX];
    int n = dims_from(r->reps, reps);
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_tile(a, n, n ? reps : NULL, &b));
    assert_result(a, b, r->elements, r->shape, NULL);
    assert_ok(ndw_view_tile(&v, n, reps, &b));
    assert_result(a, b, r->elements, r->shape, NULL);
    ndw_release(&a);
}

static void check_tiling_into(void **state)
{
    const struct tiling *r = *state;
    int32_t canaries[CANARIES];
    int64_t reps[DIMS_MAX];
    int n = dims_from(r->reps, reps);
    ndw_array *a = array_from(NDW_I32, r->recipe);
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_of(a, &v));
    backwards_make(r->shape, canaries, &w);
    assert_ok(ndw_tile_into(a, n, reps, &w));
    assert_backwards(canaries, &w, r->elements, r->shape);
    backwards_make(r->shape, canaries, &w);
    assert_ok(ndw_view_tile_into(&v, n, reps, &w));
    assert_backwards(canaries, &w, r->elements, r->shape);
    ndw_release(&a);
}

/* --- Every kind of source, every width, by the definition ------------------------------------- */

static struct kind {
    const char *recipe;
} kinds[] = {
    {"7"},         {"7 [::-1]"},   {"21 [::3]"},      {"3,4,5"},        {"3,4,5 T"},       {"3,4,5 F"},
    {"3,4,5 R"},   {"3,4,5 [::-1,:,::-1]"}, {"3,8,5 [:,::2]"}, {"4,5 b3,4,5"}, {"3,4,1 b3,4,5"},
    {"3,1,5 b3,4,5"}, {"() b3,4,5"}, {"()"},          {"1"},            {"1,1"},           {"3,0,5"},
};

/* Where, in C order, the source has what stands at place k of the result. */
static int64_t place_in_source(const ndw_view *from, const ndw_view *result, int64_t k)
{
    int64_t place = 0, unit = 1;
    int leading = result->ndim - from->ndim;
    for (int d = result->ndim - 1; d >= leading; d--) {
        int64_t length = from->shape[d - leading];
        place += k % result->shape[d] % length * unit;
        k /= result->shape[d];
        unit *= length;
    }
    return place;
}

static void assert_defined(const ndw_view *from, const ndw_array *b, int n, const int64_t *reps)
{
    ndw_view result;
    assert_ok(ndw_view_of(b, &result));
    assert_int_equal(result.ndim, n > from->ndim ? n : from->ndim);
    for (int d = 1; d <= result.ndim; d++) /* from the last axis on */
        assert_int_equal(result.shape[result.ndim - d],
                         (d <= from->ndim ? from->shape[from->ndim - d] : 1) *
                             (d <= n ? reps[n - d] : 1));
    for (int64_t k = 0; k < ndw_view_size(&result); k++)
        assert_memory_equal(element_at(&result, k), element_at(from, place_in_source(from, &result, k)),
                            (size_t)ndw_itemsize(from->dtype));
}

static void check_kind(void **state)
{
    static const int64_t reps[][4] = {
        {1, 1, 1, 1}, {2, 1, 3, 2}, {1, 2, 2, 1}, {3, 1, 1, 4}, {2, 0, 1, 2},
    };
    const struct kind *r = *state;
    for (size_t i = 0; i < COUNT(itemsizes); i++) {
        ndw_array *a = array_from(ndw_dtype_bytes(itemsizes[i]), r->recipe), *b = NULL;
        ndw_view v;
        assert_ok(ndw_view_of(a, &v));
        for (size_t j = 0; j < COUNT(reps); j++)
            for (int n = 0; n <= 4; n++) {
                assert_ok(ndw_tile(a, n, reps[j], &b));
                assert_defined(&v, b, n, reps[j]);
                ndw_release(&b);
            }
        ndw_release(&a);
    }
}

/* --- Into memory that the source lies in ------------------------------------------------------ */

static struct overlap {
    const char *name, *to, *from; /* slices of 0 .. 23 */
    int64_t reps;
} overlaps[] = {
    {"the source is the front", "[0:12]", "[0:6]", 2},
    {"the source is the back", "[0:12]", "[6:12]", 2},
    {"the source is in the middle", "[0:12]", "[3:9]", 2},
    {"the source is behind by one", "[1:13]", "[0:6]", 2},
    {"the source ends where the result begins", "[6:18]", "[0:6]", 2},
    {"in place", "[0:6]", "[0:6]", 1},
    {"reversed in place", "[0:6]", "[5::-1]", 1},
    {"backwards", "[11::-1]", "[0:6]", 2},
    {"interleaved", "[0:24:2]", "[1:12:2]", 2},
    {"one element everywhere", "[:]", "[5:6]", 24},
};

static void check_overlap(void **state)
{
    const struct overlap *r = *state;
    int64_t memory[24], wanted[24];
    ndw_mut whole, to, from;
    ndw_view v;
    for (int i = 0; i < 24; i++) memory[i] = wanted[i] = i;
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(24), NULL, memory, &whole));
    assert_ok(ndw_mut_slice_str(&whole, r->to, &to));
    assert_ok(ndw_mut_slice_str(&whole, r->from, &from));
    assert_ok(ndw_view_of_mut(&from, &v));

    int64_t *first = wanted + ((int64_t *)to.data - memory);
    assert_int_equal(to.shape[0], r->reps * v.shape[0]);
    for (int64_t k = 0; k < to.shape[0]; k++)
        first[k * to.strides[0] / 8] = NDW_EL1(int64_t, v, k % v.shape[0]);
    assert_ok(ndw_view_tile_into(&v, 1, &r->reps, &to));
    assert_memory_equal(memory, wanted, sizeof memory);
}

/* --- Lists that change, sizes, sources -------------------------------------------------------- */

/* The numbers of tiles are overwritten by the result: they were read before. */
static void reps_lie_in_the_destination(void **state)
{
    (void)state;
    const int64_t source[2] = {7, 8}, wanted[8] = {7, 8, 7, 8, 7, 8, 7, 8};
    int64_t memory[8] = {2, 2};
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(2), NULL, source, &v));
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(2, 4), NULL, memory, &w));
    assert_ok(ndw_view_tile_into(&v, 2, memory, &w));
    assert_memory_equal(memory, wanted, sizeof memory);
}

/* An allocator that spoils a list of its caller whenever a block is taken. */
typedef struct spoiler {
    ndw_allocator allocator;
    const ndw_allocator *real;
    int64_t list[2];
} spoiler;

static void *take_and_spoil(void *ctx, size_t size, size_t alignment)
{
    spoiler *s = ctx;
    s->list[0] = s->list[1] = INT64_C(1) << 40;
    return s->real->alloc(s->real->ctx, size, alignment);
}

static void give_to_real(void *ctx, void *block, size_t size, size_t alignment)
{
    const spoiler *s = ctx;
    s->real->free(s->real->ctx, block, size, alignment);
}

static void reps_change_meanwhile(void **state)
{
    (void)state;
    spoiler s = {{take_and_spoil, give_to_real, &s}, ndw_get_allocator(), {2, 2}};
    ndw_array *a = array_from(NDW_I32, "2"), *b = NULL;
    assert_ok(ndw_set_allocator(&s.allocator));
    ndw_status status = ndw_tile(a, 2, s.list, &b);
    assert_ok(ndw_set_allocator(s.real));
    assert_ok(status);
    assert_true(s.list[0] > 2);
    assert_array(b, "0 1 0 1 0 1 0 1", "2,4", "16,4");
    ndw_release(&b);
    ndw_release(&a);
}

static const int64_t quarter = INT64_C(1) << 61;

/* Huge lengths without bytes take no time, in the source as in the result. */
static void nothing_many_times(void **state)
{
    (void)state;
    const int64_t no_stride = 0, none = 0;
    ndw_array *a = NULL, *b = NULL;
    ndw_view v;
    assert_ok(ndw_zeros(NDW_U8, NDW_SHAPE(3, 0), &a));
    assert_ok(ndw_tile(a, 2, (const int64_t[]){quarter, 1}, &b));
    assert_int_equal(ndw_shape(b)[0], 3 * quarter);
    assert_int_equal(ndw_size(b), 0);
    ndw_release(&b);
    assert_ok(ndw_view_memory(NDW_U8, 1, &quarter, &no_stride, "x", &v));
    assert_ok(ndw_view_tile(&v, 1, &none, &b));
    assert_int_equal(ndw_size(b), 0);
    ndw_release(&b);
    ndw_release(&a);
}

/* As many axes as there can be, each with an axis of tiles. */
static void sixty_four_axes(void **state)
{
    (void)state;
    int64_t reps[NDW_MAX_NDIM];
    for (int d = 0; d < NDW_MAX_NDIM; d++) reps[d] = d % 32 == 0 ? 2 : 1;
    ndw_array *a = array_from(NDW_I32, "2"), *b = NULL, *c = NULL;
    assert_ok(ndw_tile(a, NDW_MAX_NDIM, reps, &b));
    assert_int_equal(ndw_ndim(b), NDW_MAX_NDIM);
    assert_array(b, "0 1 0 1 0 1 0 1", NULL, NULL);
    assert_ok(ndw_tile(b, NDW_MAX_NDIM, reps, &c));
    assert_int_equal(ndw_size(c), 32);
    ndw_release(&c);
    ndw_release(&b);
    ndw_release(&a);
}

static void into_the_session_of_its_own_array(void **state)
{
    (void)state;
    const int64_t twice = 2;
    ndw_array *a = array_from(NDW_I32, "4");
    ndw_mut w;
    ndw_view v;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_slice_str(&v, "2:", &v));
    assert_ok(ndw_view_tile_into(&v, 1, &twice, &w));
    ndw_write_end(&a);
    assert_array(a, "2 3 2 3", "4", "4");
    ndw_release(&a);
}

static void source_is_left_as_it_was(void **state)
{
    (void)state;
    const int64_t reps[] = {2, 3};
    stage s;
    snapshot before;
    stage_set(&s);
    ndw_array *sources[] = {s.a, s.t, s.stretched, s.scalar, s.empty, s.readonly, s.open, s.x};
    for (size_t i = 0; i < COUNT(sources); i++) {
        snapshot_take(&before, &s);
        assert_ok(ndw_tile(sources[i], 2, reps, &s.array));
        ndw_release(&s.array);
        assert_null(snapshot_difference(&before, &s));
    }
    stage_clear(&s);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(reps_lie_in_the_destination),
    cmocka_unit_test(reps_change_meanwhile),
    cmocka_unit_test(nothing_many_times),
    cmocka_unit_test(sixty_four_axes),
    cmocka_unit_test(into_the_session_of_its_own_array),
    cmocka_unit_test(source_is_left_as_it_was),
};

/* --- Refused ---------------------------------------------------------------------------------- */

static const int64_t twos[] = {2, 2}, ones[] = {1, 1, 1}, negative[] = {2, -1};
static const int64_t lowest[] = {INT64_MIN, 0};
static const int64_t huge[] = {INT64_MAX, 1}, many[] = {INT64_MAX / 4, 1};
static const int64_t bytes[] = {INT64_MAX / 12, 1};
static const int64_t hidden[] = {1, INT64_MAX / 6}, huge_and_none[] = {INT64_MAX, 0};

#define ARRAY_REFUSALS(X)                                                                             \
    X(null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_tile(NULL, 2, twos, &s->array))                      \
    X(out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_tile(s->a, 2, twos, NULL))                          \
    X(reps, NDW_EINVAL, PLACE_ARRAY, "reps is NULL", ndw_tile(s->a, 2, NULL, &s->array))              \
    X(below, NDW_ENDIM, PLACE_ARRAY, "-1 axes, 0 to 64", ndw_tile(s->a, -1, twos, &s->array))         \
    X(above, NDW_ENDIM, PLACE_ARRAY, "65 axes, 0 to 64", ndw_tile(s->a, 65, twos, &s->array))         \
    X(negative_reps, NDW_EVALUE, PLACE_ARRAY, "tile: -1 tiles along axis 1",                          \
      ndw_tile(s->a, 2, negative, &s->array))                                                         \
    X(negative_last, NDW_EVALUE, PLACE_ARRAY, "-1 tiles along axis 1",                                \
      ndw_tile(s->a, 1, negative + 1, &s->array))                                                     \
    X(lowest_reps, NDW_EVALUE, PLACE_ARRAY, "tiles along axis 0",                                     \
      ndw_tile(s->a, 2, lowest, &s->array))                                                           \
    X(negative_empty, NDW_EVALUE, PLACE_ARRAY, "-1 tiles",                                            \
      ndw_tile(s->empty, 2, negative, &s->array))                                                     \
    X(length, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_tile(s->a, 2, huge, &s->array))              \
    X(elements, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_tile(s->a, 2, many, &s->array))            \
    X(nbytes, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_tile(s->a, 2, bytes, &s->array))             \
    X(hidden_bytes, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_tile(s->empty, 2, hidden, &s->array))  \
    X(hidden_by_none, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                          \
      ndw_tile(s->a, 2, huge_and_none, &s->array))                                                    \
    X(scalar_bytes, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_tile(s->scalar, 1, huge, &s->array))   \
    X(view_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_tile(NULL, 2, twos, &s->array))            \
    X(view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_tile(&s->v, 2, twos, NULL))               \
    X(view_reps, NDW_EINVAL, PLACE_ARRAY, "reps", ndw_view_tile(&s->v, 1, NULL, &s->array))           \
    X(view_blank, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_tile(&s->blank_view, 2, twos, &s->array)) \
    X(view_odd, NDW_EINVAL, PLACE_ARRAY, "dtype", ndw_view_tile(&s->odd_view, 2, twos, &s->array))    \
    X(view_wide, NDW_ENDIM, PLACE_ARRAY, "65", ndw_view_tile(&s->wide_view, 2, twos, &s->array))      \
    X(view_above, NDW_ENDIM, PLACE_ARRAY, "65", ndw_view_tile(&s->v, 65, twos, &s->array))            \
    X(view_negative, NDW_EVALUE, PLACE_ARRAY, "-1", ndw_view_tile(&s->v, 2, negative, &s->array))     \
    X(view_length, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_view_tile(&s->v, 2, huge, &s->array))

#define INTO_REFUSALS(X)                                                                              \
    X(into_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_tile_into(NULL, 2, ones, &s->w))              \
    X(into_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_tile_into(s->a, 2, ones, NULL))            \
    X(into_reps, NDW_EINVAL, PLACE_NOTHING, "reps", ndw_tile_into(s->a, 2, NULL, &s->w))              \
    X(into_blank, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_tile_into(s->a, 2, ones, &s->blank_mut))     \
    X(into_odd, NDW_EINVAL, PLACE_NOTHING, "dtype", ndw_tile_into(s->a, 2, ones, &s->odd_mut))        \
    X(into_wide, NDW_ENDIM, PLACE_NOTHING, "65", ndw_tile_into(s->a, 2, ones, &s->wide_mut))          \
    X(into_above, NDW_ENDIM, PLACE_NOTHING, "65", ndw_tile_into(s->a, 65, ones, &s->w))               \
    X(into_negative, NDW_EVALUE, PLACE_NOTHING, "-1", ndw_tile_into(s->a, 2, negative, &s->w))        \
    X(into_length, NDW_EOVERFLOW, PLACE_NOTHING, "64 bits", ndw_tile_into(s->a, 2, huge, &s->w))      \
    X(into_dtype, NDW_EDTYPE, PLACE_NOTHING, "13", ndw_tile_into(s->t, 2, ones, &s->w))               \
    X(into_smaller, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_tile_into(s->a, 2, twos, &s->w))          \
    X(into_larger, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_tile_into(s->empty, 2, ones, &s->w))       \
    X(into_fewer_axes, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_tile_into(s->a, 3, ones, &s->w))       \
    X(into_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                       \
      ndw_tile_into(s->a, 2, ones, &s->loop))                                                         \
    X(into_view_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_tile_into(NULL, 2, ones, &s->w))    \
    X(into_view_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_tile_into(&s->v, 2, ones, NULL)) \
    X(into_view_negative, NDW_EVALUE, PLACE_NOTHING, "-1",                                            \
      ndw_view_tile_into(&s->v, 2, negative, &s->w))                                                  \
    X(into_view_smaller, NDW_ESHAPE, PLACE_NOTHING, "shape",                                          \
      ndw_view_tile_into(&s->v, 2, twos, &s->w))                                                      \
    X(into_view_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                  \
      ndw_view_tile_into(&s->v, 2, ones, &s->loop))

#define REFUSALS(X) ARRAY_REFUSALS(X) INTO_REFUSALS(X)
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("tile cases", tilings, check_tiling);
    failures += RUN_TABLE("tile cases into", tilings, check_tiling_into);
    failures += RUN_TABLE("tile by definition", kinds, check_kind);
    failures += RUN_TABLE("tile overlaps", overlaps, check_overlap);
    failures += cmocka_run_group_tests_name("tile others", others, NULL, NULL);
    failures += RUN_TABLE("tile refusals", refusals, check_refusal);
    return unit_end(failures);
}
