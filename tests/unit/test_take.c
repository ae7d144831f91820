/*
 * test_take.c - elements by a list of indices, into new memory and into memory that exists.
 *
 * The first table is read as it stands. The second takes sources of every kind and elements of every
 * width, and compares with the definition: place i along the axis is the source's place indices[i].
 */
#include "unit.h"

#define NONE NDW_AXIS_NONE

/* --- Cases one can read ----------------------------------------------------------------------- */

static struct taking {
    const char *name, *recipe, *indices;
    int axis;
    const char *elements, *shape;
} takings[] = {
    {"several", "5", "3,0,3,1", 0, "3 0 3 1", "4"},
    {"from the end", "5", "-1,-5,2", 0, "4 0 2", "3"},
    {"one", "5", "4", 0, "4", "1"},
    {"none", "5", "()", 0, "", "0"},
    {"more than there are", "2", "0,1,0,1,1", 0, "0 1 0 1 1", "5"},
    {"rows", "3,2", "2,0", 0, "4 5 0 1", "2,2"},
    {"no rows", "3,2", "()", 0, "", "0,2"},
    {"columns", "2,3", "2,0", 1, "2 0 5 3", "2,2"},
    {"columns, axis from the end", "2,3", "2,0", -1, "2 0 5 3", "2,2"},
    {"rows, axis from the end", "3,2", "-1,0", -2, "4 5 0 1", "2,2"},
    {"more columns", "2,2", "1,1,0", 1, "1 1 0 3 3 2", "2,3"},
    {"in the middle", "2,3,2", "1", 1, "2 3 8 9", "2,1,2"},
    {"in the middle, twice", "2,2,2", "1,1", 1, "2 3 2 3 6 7 6 7", "2,2,2"},
    {"flattened", "2,3", "5,0,-6,-2", NONE, "5 0 0 4", "4"},
    {"flattened transpose", "2,3 T", "1,2,-1", NONE, "3 1 5", "3"},
    {"flattened, reversed", "2,3 [::-1,::-1]", "0,1,5", NONE, "5 4 0", "3"},
    {"flattened broadcast", "3 b2,3", "3,4,-1", NONE, "0 1 2", "3"},
    {"flattened, none", "2,3", "()", NONE, "", "0"},
    {"flattened, length 1 inside", "2,1,3", "4,2", NONE, "4 2", "2"},
    {"0-d on axis 0", "()", "0,-1,0", 0, "0 0 0", "3"},
    {"0-d on axis -1", "()", "0", -1, "0", "1"},
    {"0-d, flattened", "()", "-1,0", NONE, "0 0", "2"},
    {"0-d, none", "()", "()", 0, "", "0"},
    {"empty, none", "0", "()", 0, "", "0"},
    {"empty, flattened, none", "0,3", "()", NONE, "", "0"},
    {"no rows, columns", "0,3", "2,0", 1, "", "0,2"},
    {"no rows, none", "0,3", "()", 0, "", "0,3"},
    {"no columns, rows", "3,0", "2,2,-3,1", 0, "", "4,0"},
    {"transposed", "2,3 T", "2,0", 0, "2 5 0 3", "2,2"},
    {"F order", "2,3 F", "2,0", 1, "2 0 5 3", "2,2"},
    {"reversed", "4 [::-1]", "0,1,-1", 0, "3 2 0", "3"},
    {"a strided source", "4,3 [:,2]", "3,0", 0, "11 2", "2"},
    {"zero stride along the axis", "() b3", "0,2", 0, "0 0", "2"},
    {"zero stride outside", "3 b2,3", "2,0", 1, "2 0 2 0", "2,2"},
    {"read-only", "2,2 R", "1", 0, "2 3", "1,2"},
    {"length 1", "1,3", "0,0", 0, "0 1 2 0 1 2", "2,3"},
};

static void check_taking(void **state)
{
    const struct taking *r = *state;
    int64_t indices[DIMS_MAX];
    int n = dims_from(r->indices, indices);
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_take(a, n, n ? indices : NULL, r->axis, &b));
    assert_result(a, b, r->elements, r->shape, NULL);
    assert_ok(ndw_view_take(&v, n, indices, r->axis, &b));
    assert_result(a, b, r->elements, r->shape, NULL);
    ndw_release(&a);
}

static void check_taking_into(void **state)
{
    const struct taking *r = *state;
    int32_t canaries[CANARIES];
    int64_t indices[DIMS_MAX];
    int n = dims_from(r->indices, indices);
    ndw_array *a = array_from(NDW_I32, r->recipe);
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_of(a, &v));
    backwards_make(r->shape, canaries, &w);
    assert_ok(ndw_take_into(a, n, indices, r->axis, &w));
    assert_backwards(canaries, &w, r->elements, r->shape);
    backwards_make(r->shape, canaries, &w);
    assert_ok(ndw_view_take_into(&v, n, indices, r->axis, &w));
    assert_backwards(canaries, &w, r->elements, r->shape);
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

/* Where, in C order, the source has what stands at place k of the result; indices from the front. */
static int64_t place_in_source(const ndw_view *from, const ndw_view *result, int axis,
                               const int64_t *indices, int64_t k)
{
    int64_t place = 0, unit = 1;
    if (axis == NONE) return indices[k];
    for (int d = from->ndim - 1; d >= 0; d--) {
        int64_t i = k % result->shape[d];
        k /= result->shape[d];
        place += (d == axis ? indices[i] : i) * unit;
        unit *= from->shape[d];
    }
    return place;
}

static void assert_defined(const ndw_view *from, const ndw_array *b, int axis, int64_t n,
                           const int64_t *indices)
{
    ndw_view result;
    assert_ok(ndw_view_of(b, &result));
    assert_int_equal(result.ndim, axis == NONE ? 1 : from->ndim);
    for (int d = 0; d < result.ndim; d++)
        assert_int_equal(result.shape[d], axis == NONE || d == axis ? n : from->shape[d]);
    for (int64_t k = 0; k < ndw_view_size(&result); k++) {
        const void *wanted = element_at(from, place_in_source(from, &result, axis, indices, k));
        assert_memory_equal(element_at(&result, k), wanted, (size_t)ndw_itemsize(from->dtype));
    }
}

enum { INDICES_MAX = 20 };

/* Indices all over the axis, every second one counted from the end. */
static void check_along(const ndw_array *a, int axis)
{
    int64_t indices[INDICES_MAX], by_sign[INDICES_MAX];
    ndw_array *b = NULL;
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    int64_t length = axis == NONE ? ndw_size(a) : ndw_shape(a)[axis];
    for (int salt = 1; salt <= 3; salt++)
        for (int64_t n = 0; n <= (length ? INDICES_MAX : 0); n += 5) {
            for (int64_t i = 0; i < n; i++) {
                indices[i] = (i * i + salt * 7 * i) % length;
                by_sign[i] = i % 2 ? indices[i] - length : indices[i];
            }
            assert_ok(ndw_take(a, n, by_sign, axis, &b));
            assert_defined(&v, b, axis, n, indices);
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
    const char *indices;
} overlaps[] = {
    {"in place", "[0:6]", "[0:6]", "0,1,2,3,4,5"},
    {"reversed in place", "[0:6]", "[0:6]", "5,4,3,2,1,0"},
    {"backwards in place", "[5::-1]", "[0:6]", "0,1,2,3,4,5"},
    {"one place on", "[1:7]", "[0:6]", "0,1,2,3,4,5"},
    {"one place back", "[0:6]", "[1:7]", "0,1,2,3,4,5"},
    {"the source is the front", "[0:8]", "[0:3]", "2,1,0,2,1,0,0,1"},
    {"the source is the back", "[0:8]", "[5:8]", "2,1,0,2,1,0,0,1"},
    {"the source is in the middle", "[0:8]", "[3:6]", "-1,-2,-3,2,1,0,0,1"},
    {"fewer than the source", "[2:5]", "[0:6]", "0,5,1"},
    {"interleaved", "[0:16:2]", "[1:16:2]", "7,6,5,4,3,2,1,0"},
    {"side by side", "[6:12]", "[0:6]", "5,0,1,4,2,3"},
};

static void check_overlap(void **state)
{
    const struct overlap *r = *state;
    int64_t memory[24], wanted[24], indices[DIMS_MAX];
    int n = dims_from(r->indices, indices);
    ndw_mut whole, to, from;
    ndw_view v;
    for (int i = 0; i < 24; i++) memory[i] = wanted[i] = i;
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(24), NULL, memory, &whole));
    assert_ok(ndw_mut_slice_str(&whole, r->to, &to));
    assert_ok(ndw_mut_slice_str(&whole, r->from, &from));
    assert_ok(ndw_view_of_mut(&from, &v));

    int64_t *first = wanted + ((int64_t *)to.data - memory);
    for (int i = 0; i < n; i++) {
        int64_t index = indices[i] < 0 ? indices[i] + v.shape[0] : indices[i];
        first[i * to.strides[0] / 8] = NDW_EL1(int64_t, v, index);
    }
    assert_ok(ndw_view_take_into(&v, n, indices, 0, &to));
    assert_memory_equal(memory, wanted, sizeof memory);
}

/* --- Lists that change ------------------------------------------------------------------------ */

/* The indices are overwritten by the result: they were read before. */
static void indices_lie_in_the_destination(void **state)
{
    (void)state;
    const int64_t source[3] = {7, 8, 9}, wanted[5] = {9, 7, 9, 8, 7};
    int64_t memory[5] = {2, 0, -1, 1, 0}, all[5] = {2, 0, -1, 1, 0};
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(3), NULL, source, &v));
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(5), NULL, memory, &w));
    assert_ok(ndw_view_take_into(&v, 5, memory, 0, &w));
    assert_memory_equal(memory, wanted, sizeof memory);
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(5), NULL, all, &w));
    assert_ok(ndw_view_take_into(&v, 5, all, NONE, &w));
    assert_memory_equal(all, wanted, sizeof all);
}

/* Indices that are the source, which is the destination: a permutation applied to itself. */
static void indices_are_the_source(void **state)
{
    (void)state;
    int64_t memory[5] = {3, 0, 4, 1, 2};
    const int64_t wanted[5] = {1, 3, 2, 0, 4};
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(5), NULL, memory, &v));
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(5), NULL, memory, &w));
    assert_ok(ndw_view_take_into(&v, 5, memory, 0, &w));
    assert_memory_equal(memory, wanted, sizeof memory);
}

/* A refusal leaves them as they are, also where the first of them would do. */
static void refused_indices_stay(void **state)
{
    (void)state;
    const int64_t source[3] = {7, 8, 9}, before[3] = {0, 1, 3};
    int64_t memory[3] = {0, 1, 3};
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(3), NULL, source, &v));
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(3), NULL, memory, &w));
    assert_status(ndw_view_take_into(&v, 3, memory, 0, &w), NDW_EBOUNDS);
    assert_memory_equal(memory, before, sizeof memory);
}

/* An allocator that changes a list of its caller whenever a block is taken: what was within bounds no
 * longer is, from the `spoiled_from`-th block on. */
typedef struct spoiler {
    ndw_allocator allocator;
    const ndw_allocator *real;
    int taken, spoiled_from;
    int64_t list[3];
} spoiler;

static void *take_and_spoil(void *ctx, size_t size, size_t alignment)
{
    spoiler *s = ctx;
    if (++s->taken >= s->spoiled_from)
        for (size_t i = 0; i < COUNT(s->list); i++) s->list[i] = INT64_C(1) << 40;
    return s->real->alloc(s->real->ctx, size, alignment);
}

static void give_to_real(void *ctx, void *block, size_t size, size_t alignment)
{
    const spoiler *s = ctx;
    s->real->free(s->real->ctx, block, size, alignment);
}

/* Whatever the moment: either all indices as they were, or refused. */
static void indices_change_meanwhile(void **state)
{
    (void)state;
    int refused = 0, taken = 0;
    ndw_array *a = array_from(NDW_I32, "4"), *b = NULL;
    for (int from = 1; from <= 4; from++) {
        spoiler s = {{take_and_spoil, give_to_real, &s}, ndw_get_allocator(), 0, from, {2, -4, 3}};
        assert_ok(ndw_set_allocator(&s.allocator));
        ndw_status status = ndw_take(a, 3, s.list, 0, &b);
        assert_ok(ndw_set_allocator(s.real));
        if (status == NDW_OK) {
            assert_array(b, "2 0 3", "3", "4");
            taken++;
        } else {
            assert_int_equal(status, NDW_EBOUNDS);
            assert_null(b);
            refused++;
        }
        ndw_release(&b);
    }
    assert_in_range(refused, 0, 1); /* only before they are read, in the block that is to hold them */
    assert_in_range(taken, 3, 4);
    ndw_release(&a);
}

/* A list of any length is one list: the same elements, and the same sentence about the first index that is outside,
 * wherever it stands. */
static void long_lists(void **state)
{
    (void)state;
    enum { MOST = 2500, LENGTH = 7 };
    int64_t indices[MOST];
    int32_t wanted[MOST];
    ndw_array *a = array_from(NDW_I32, "7 [::-1]"), *b = NULL;
    for (int i = 0; i < MOST; i++) {
        indices[i] = i * i % LENGTH - (i % 2 ? LENGTH : 0);
        wanted[i] = LENGTH - 1 - i * i % LENGTH;
    }
    for (int n = 1000; n <= MOST; n += 12)
        for (int axis = NONE, k = 0; k < 2; k++, axis = 0) {
            char sentence[64];
            assert_ok(ndw_take(a, n, indices, axis, &b));
            assert_memory_equal(ndw_data(b), wanted, (size_t)n * sizeof *wanted);
            ndw_release(&b);
            const int64_t last = indices[n - 1];
            indices[n - 1] = k ? LENGTH : -LENGTH - 1;
            assert_status(ndw_take(a, n, indices, axis, &b), NDW_EBOUNDS);
            (void)snprintf(sentence, sizeof sentence, "index %d at %d of", (int)indices[n - 1], n - 1);
            assert_non_null(strstr(ndw_error_detail(), sentence));
            indices[n - 1] = last;
        }
    ndw_release(&a);
}

/* Nothing is inside an axis of a struct filled by hand whose length is below 0. */
static void lengths_below_zero(void **state)
{
    (void)state;
    const int64_t lengths[] = {-1, -5, INT64_MIN / 2, INT64_MIN};
    const int64_t indices[] = {0, -1, -5, 4, INT64_MIN, INT64_MIN + 4, INT64_MAX};
    const int32_t element = 0;
    ndw_array *b = NULL;
    ndw_view v;
    assert_ok(ndw_view_memory(NDW_I32, NDW_SHAPE(1), NULL, &element, &v));
    for (size_t i = 0; i < COUNT(lengths); i++)
        for (size_t k = 0; k < COUNT(indices); k++) {
            v.shape[0] = lengths[i];
            assert_status(ndw_view_take(&v, 1, &indices[k], 0, &b), NDW_EBOUNDS);
            assert_null(b);
            assert_status(ndw_view_take(&v, 1, &indices[k], NDW_AXIS_NONE, &b), NDW_EVALUE);
            assert_null(b);
        }
    assert_ok(ndw_view_memory(NDW_I32, NDW_SHAPE(1, 1), NULL, &element, &v));
    v.shape[0] = v.shape[1] = -1; /* one element, by their product */
    assert_status(ndw_view_take(&v, 1, indices, NDW_AXIS_NONE, &b), NDW_EVALUE);
    assert_null(b);
}

/* --- Sizes, sources --------------------------------------------------------------------------- */

/* Elements without bytes may be taken from far away. */
static void far_places_without_bytes(void **state)
{
    (void)state;
    const int64_t length = INT64_C(1) << 61, far[] = {length - 1, -length, 0};
    ndw_array *a = NULL, *b = NULL;
    assert_ok(ndw_zeros(NDW_U8, NDW_SHAPE(length, 0), &a));
    assert_ok(ndw_take(a, 3, far, 0, &b));
    assert_array(b, "", "3,0", "1,1");
    ndw_release(&b);
    assert_status(ndw_take(a, 1, &length, 0, &b), NDW_EBOUNDS);
    assert_null(b);
    ndw_release(&a);
}

static void into_the_session_of_its_own_array(void **state)
{
    (void)state;
    const int64_t indices[] = {3, 3, 0, 1};
    ndw_array *a = array_from(NDW_I32, "4");
    ndw_mut w;
    ndw_view v;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_take_into(&v, 4, indices, 0, &w));
    ndw_write_end(&a);
    assert_array(a, "3 3 0 1", "4", "4");
    ndw_release(&a);
}

static void source_is_left_as_it_was(void **state)
{
    (void)state;
    const int64_t indices[] = {0, -1};
    stage s;
    snapshot before;
    stage_set(&s);
    ndw_array *sources[] = {s.a, s.t, s.stretched, s.scalar, s.readonly, s.open, s.x};
    for (size_t i = 0; i < COUNT(sources); i++) {
        snapshot_take(&before, &s);
        assert_ok(ndw_take(sources[i], 2, indices, 0, &s.array));
        ndw_release(&s.array);
        assert_ok(ndw_take(sources[i], 2, indices, NONE, &s.array));
        ndw_release(&s.array);
        assert_null(snapshot_difference(&before, &s));
    }
    stage_clear(&s);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(indices_lie_in_the_destination),
    cmocka_unit_test(indices_are_the_source),
    cmocka_unit_test(refused_indices_stay),
    cmocka_unit_test(indices_change_meanwhile),
    cmocka_unit_test(long_lists),
    cmocka_unit_test(lengths_below_zero),
    cmocka_unit_test(far_places_without_bytes),
    cmocka_unit_test(into_the_session_of_its_own_array),
    cmocka_unit_test(source_is_left_as_it_was),
};

/* --- Refused ---------------------------------------------------------------------------------- */

static const int64_t both[] = {0, 1}, above[] = {0, 2}, below[] = {-3, 0}, sixth[] = {0, 0, 6};
static const int64_t lowest[] = {INT64_MIN}, highest[] = {INT64_MAX}, zeros[] = {0, 0, 0};
static const int64_t endless = INT64_C(1) << 61;

#define ARRAY_REFUSALS(X)                                                                             \
    X(null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_take(NULL, 2, both, 0, &s->array))                   \
    X(out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_take(s->a, 2, both, 0, NULL))                       \
    X(indices, NDW_EINVAL, PLACE_ARRAY, "indices is NULL", ndw_take(s->a, 2, NULL, 0, &s->array))     \
    X(negative_n, NDW_EVALUE, PLACE_ARRAY, "-1 indices", ndw_take(s->a, -1, both, 0, &s->array))      \
    X(lowest_n, NDW_EVALUE, PLACE_ARRAY, "indices", ndw_take(s->a, INT64_MIN, both, NONE, &s->array)) \
    X(axis_above, NDW_EAXIS, PLACE_ARRAY, "axis 2 is not one of 2",                                   \
      ndw_take(s->a, 2, both, 2, &s->array))                                                          \
    X(axis_below, NDW_EAXIS, PLACE_ARRAY, "axis -3 is not one of 2",                                  \
      ndw_take(s->a, 2, both, -3, &s->array))                                                         \
    X(scalar_above, NDW_EAXIS, PLACE_ARRAY, "axis 1 is not one of 1",                                 \
      ndw_take(s->scalar, 1, both, 1, &s->array))                                                     \
    X(scalar_below, NDW_EAXIS, PLACE_ARRAY, "axis -2", ndw_take(s->scalar, 1, both, -2, &s->array))   \
    X(index_above, NDW_EBOUNDS, PLACE_ARRAY, "take: index 2 at 1 of an axis of length 2",             \
      ndw_take(s->a, 2, above, 0, &s->array))                                                         \
    X(index_below, NDW_EBOUNDS, PLACE_ARRAY, "take: index -3 at 0 of an axis of length 2",            \
      ndw_take(s->a, 2, below, 0, &s->array))                                                         \
    X(index_lowest, NDW_EBOUNDS, PLACE_ARRAY, "index -9223372036854775808",                           \
      ndw_take(s->a, 1, lowest, 0, &s->array))                                                        \
    X(index_highest, NDW_EBOUNDS, PLACE_ARRAY, "index 9223372036854775807",                           \
      ndw_take(s->a, 1, highest, 0, &s->array))                                                       \
    X(index_flat, NDW_EBOUNDS, PLACE_ARRAY, "index 6 at 2 of an axis of length 6",                    \
      ndw_take(s->a, 3, sixth, NONE, &s->array))                                                      \
    X(index_scalar, NDW_EBOUNDS, PLACE_ARRAY, "index 1 at 1 of an axis of length 1",                  \
      ndw_take(s->scalar, 2, both, 0, &s->array))                                                     \
    X(index_scalar_flat, NDW_EBOUNDS, PLACE_ARRAY, "length 1",                                        \
      ndw_take(s->scalar, 2, both, NONE, &s->array))                                                  \
    X(index_empty, NDW_EBOUNDS, PLACE_ARRAY, "index 0 at 0 of an axis of length 0",                   \
      ndw_take(s->empty, 1, both, 0, &s->array))                                                      \
    X(index_empty_flat, NDW_EBOUNDS, PLACE_ARRAY, "of length 0",                                      \
      ndw_take(s->empty, 1, both, NONE, &s->array))                                                   \
    X(index_without_bytes, NDW_EBOUNDS, PLACE_ARRAY, "index 6 at 2 of an axis of length 3",           \
      ndw_take(s->empty, 3, sixth, 1, &s->array))                                                     \
    X(bytes, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_take(s->a, endless, both, 0, &s->array))      \
    X(bytes_flat, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                              \
      ndw_take(s->a, endless, both, NONE, &s->array))                                                 \
    X(bytes_highest, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                           \
      ndw_take(s->a, INT64_MAX, both, 1, &s->array))                                                  \
    X(bytes_hidden, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                            \
      ndw_take(s->empty, endless, zeros, 1, &s->array))                                               \
    X(view_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_take(NULL, 2, both, 0, &s->array))         \
    X(view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_take(&s->v, 2, both, 0, NULL))            \
    X(view_indices, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_take(&s->v, 2, NULL, 0, &s->array))     \
    X(view_blank, NDW_EINVAL, PLACE_ARRAY, "NULL",                                                    \
      ndw_view_take(&s->blank_view, 2, both, 0, &s->array))                                           \
    X(view_odd, NDW_EINVAL, PLACE_ARRAY, "dtype", ndw_view_take(&s->odd_view, 2, both, 0, &s->array)) \
    X(view_wide, NDW_ENDIM, PLACE_ARRAY, "65", ndw_view_take(&s->wide_view, 2, both, 0, &s->array))   \
    X(view_negative_n, NDW_EVALUE, PLACE_ARRAY, "-1", ndw_view_take(&s->v, -1, both, 0, &s->array))   \
    X(view_axis, NDW_EAXIS, PLACE_ARRAY, "axis 2", ndw_view_take(&s->v, 2, both, 2, &s->array))       \
    X(view_index, NDW_EBOUNDS, PLACE_ARRAY, "index 2", ndw_view_take(&s->v, 2, above, 0, &s->array))  \
    X(view_bytes, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                              \
      ndw_view_take(&s->v, endless, both, 0, &s->array))

#define INTO_REFUSALS(X)                                                                              \
    X(into_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_take_into(NULL, 2, both, 0, &s->w))           \
    X(into_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_take_into(s->a, 2, both, 0, NULL))         \
    X(into_indices, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_take_into(s->a, 2, NULL, 0, &s->w))        \
    X(into_blank, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_take_into(s->a, 2, both, 0, &s->blank_mut))  \
    X(into_odd, NDW_EINVAL, PLACE_NOTHING, "dtype", ndw_take_into(s->a, 2, both, 0, &s->odd_mut))     \
    X(into_wide, NDW_ENDIM, PLACE_NOTHING, "65", ndw_take_into(s->a, 2, both, 0, &s->wide_mut))       \
    X(into_negative_n, NDW_EVALUE, PLACE_NOTHING, "-1", ndw_take_into(s->a, -1, both, 0, &s->w))      \
    X(into_axis, NDW_EAXIS, PLACE_NOTHING, "axis 2", ndw_take_into(s->a, 2, both, 2, &s->w))          \
    X(into_index, NDW_EBOUNDS, PLACE_NOTHING, "index 2", ndw_take_into(s->a, 2, above, 0, &s->w))     \
    X(into_bytes, NDW_EOVERFLOW, PLACE_NOTHING, "64 bits",                                            \
      ndw_take_into(s->a, endless, both, 0, &s->w))                                                   \
    X(into_dtype, NDW_EDTYPE, PLACE_NOTHING, "13", ndw_take_into(s->t, 2, both, 0, &s->w))            \
    X(into_smaller, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_take_into(s->a, 3, zeros, 0, &s->w))      \
    X(into_larger, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_take_into(s->a, 1, zeros, 0, &s->w))       \
    X(into_flat, NDW_ESHAPE, PLACE_NOTHING, "shape", ndw_take_into(s->a, 2, both, NONE, &s->w))       \
    X(into_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                       \
      ndw_take_into(s->a, 2, both, 0, &s->loop))                                                      \
    X(into_view_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_take_into(NULL, 2, both, 0, &s->w)) \
    X(into_view_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL",                                           \
      ndw_view_take_into(&s->v, 2, both, 0, NULL))                                                    \
    X(into_view_index, NDW_EBOUNDS, PLACE_NOTHING, "index -3",                                        \
      ndw_view_take_into(&s->v, 2, below, 0, &s->w))                                                  \
    X(into_view_smaller, NDW_ESHAPE, PLACE_NOTHING, "shape",                                          \
      ndw_view_take_into(&s->v, 3, zeros, 0, &s->w))                                                  \
    X(into_view_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                  \
      ndw_view_take_into(&s->v, 2, both, 0, &s->loop))

#define REFUSALS(X) ARRAY_REFUSALS(X) INTO_REFUSALS(X)
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("take cases", takings, check_taking);
    failures += RUN_TABLE("take cases into", takings, check_taking_into);
    failures += RUN_TABLE("take by definition", kinds, check_kind);
    failures += RUN_TABLE("take overlaps", overlaps, check_overlap);
    failures += cmocka_run_group_tests_name("take others", others, NULL, NULL);
    failures += RUN_TABLE("take refusals", refusals, check_refusal);
    return unit_end(failures);
}
