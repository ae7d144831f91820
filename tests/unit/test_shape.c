/*
 * test_shape.c - another arrangement of the same elements: transpose, flip, broadcast_to, reshape.
 *
 * The rows are what NumPy gives: elements, shape, and the strides of axes that show theirs. Each row is
 * run on an array (which then shares the bytes), on a view, and on a mut.
 */
#include "unit.h"

static void assert_moved_nothing(const ndw_array *a, const ndw_array *b)
{
    assert_false(ndw_is_unique(a));
    assert_true(ndw_size(a) == 0 || ndw_may_overlap(a, b));
}

/* --- transpose -------------------------------------------------------------------------------- */

static struct transposition {
    const char *name, *recipe;
    int naxes, axes[3];
    const char *elements, *shape, *strides;
} transpositions[] = {
    {"reversed", "2,3", 0, {0}, "0 3 1 4 2 5", "3,2", "4,12"},
    {"reversed, three axes", "2,1,3", 0, {0}, "0 3 1 4 2 5", "3,1,2", "4,8,12"},
    {"named", "2,3", 2, {1, 0}, "0 3 1 4 2 5", "3,2", "4,12"},
    {"as it is", "2,3", 2, {0, 1}, "0 1 2 3 4 5", "2,3", "12,4"},
    {"from the end", "2,3", 2, {-1, -2}, "0 3 1 4 2 5", "3,2", "4,12"},
    {"both ways of counting", "2,3", 2, {-1, 0}, "0 3 1 4 2 5", "3,2", "4,12"},
    {"cycle", "2,2,3", 3, {1, 2, 0}, "0 6 1 7 2 8 3 9 4 10 5 11", "2,3,2", "12,4,24"},
    {"other cycle", "2,2,3", 3, {2, 0, 1}, "0 3 6 9 1 4 7 10 2 5 8 11", "3,2,2", "4,24,12"},
    {"twice is once back", "2,3 T", 0, {0}, "0 1 2 3 4 5", "2,3", "12,4"},
    {"broadcast", "3 b2,3", 0, {0}, "0 0 1 1 2 2", "3,2", "4,0"},
    {"reversed rows", "2,3 [::-1]", 0, {0}, "3 0 4 1 5 2", "3,2", "4,-12"},
    {"1-d", "3", 0, {0}, "0 1 2", "3", "4"},
    {"0-d", "()", 0, {0}, "0", "()", "()"},
    {"no elements", "0,3", 0, {0}, "", "3,0", "4,4"},
};

/* NULL, 0 where the row names no axes. */
static const int *axes_of(int naxes, const int *axes) { return naxes ? axes : NULL; }

static void check_transposition(void **state)
{
    const struct transposition *r = *state;
    const int *axes = axes_of(r->naxes, r->axes);
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    ndw_view v;
    assert_ok(ndw_transpose(a, r->naxes, axes, &b));
    assert_array(b, r->elements, r->shape, r->strides);
    assert_moved_nothing(a, b);
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_transpose(&v, r->naxes, axes, &v)); /* in place of its source */
    assert_view(&v, r->elements, r->shape, r->strides);
    ndw_release(&b);

    ndw_mut w, turned;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_mut_transpose(&w, r->naxes, axes, &turned));
    assert_mut(&turned, r->elements, r->shape, NULL);
    ndw_release(&a);
}

/* --- flip ------------------------------------------------------------------------------------- */

static struct flipping {
    const char *name, *recipe;
    int naxes, axes[2];
    const char *elements, *shape, *strides;
} flippings[] = {
    {"all", "2,3", 0, {0}, "5 4 3 2 1 0", "2,3", "-12,-4"},
    {"rows", "2,3", 1, {0}, "3 4 5 0 1 2", "2,3", "-12,4"},
    {"columns", "2,3", 1, {1}, "2 1 0 5 4 3", "2,3", "12,-4"},
    {"columns, from the end", "2,3", 1, {-1}, "2 1 0 5 4 3", "2,3", "12,-4"},
    {"both, named", "2,3", 2, {1, 0}, "5 4 3 2 1 0", "2,3", "-12,-4"},
    {"back again", "5 [::-1]", 0, {0}, "0 1 2 3 4", "5", "4"},
    {"length 1", "1,3", 1, {0}, "0 1 2", "1,3", "12,4"},
    {"broadcast", "3 b2,3", 0, {0}, "2 1 0 2 1 0", "2,3", "0,-4"},
    {"0-d", "()", 0, {0}, "0", "()", "()"},
    {"no elements", "0,3", 0, {0}, "", "0,3", "12,-4"},
    {"transposed", "2,3 T", 1, {0}, "2 5 1 4 0 3", "3,2", "-4,12"},
};

static void check_flipping(void **state)
{
    const struct flipping *r = *state;
    const int *axes = axes_of(r->naxes, r->axes);
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    ndw_view v;
    assert_ok(ndw_flip(a, r->naxes, axes, &b));
    assert_array(b, r->elements, r->shape, r->strides);
    assert_moved_nothing(a, b);
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_flip(&v, r->naxes, axes, &v));
    assert_view(&v, r->elements, r->shape, r->strides);
    ndw_release(&b);

    ndw_mut w, turned;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_mut_flip(&w, r->naxes, axes, &turned));
    assert_mut(&turned, r->elements, r->shape, NULL);
    ndw_release(&a);
}

/* No axes, but a list: none is reversed. */
static void empty_list_flips_nothing(void **state)
{
    (void)state;
    const int none[1] = {0};
    ndw_array *a = array_from(NDW_I32, "2,3"), *b = NULL;
    assert_ok(ndw_flip(a, 0, none, &b));
    assert_array(b, "0 1 2 3 4 5", "2,3", "12,4");
    ndw_release(&b);
    ndw_release(&a);
}

/* --- broadcast_to ----------------------------------------------------------------------------- */

static struct broadcast {
    const char *name, *recipe, *to;
    const char *elements, *strides;
} broadcasts[] = {
    {"a row to rows", "3", "2,3", "0 1 2 0 1 2", "0,4"},
    {"a column to columns", "2,1", "2,3", "0 0 0 1 1 1", "4,0"},
    {"a column to planes", "2,1", "2,2,3", "0 0 0 1 1 1 0 0 0 1 1 1", "0,4,0"},
    {"0-d", "()", "2,2", "0 0 0 0", "0,0"},
    {"0-d to 0-d", "()", "()", "0", "()"},
    {"as it is", "2,3", "2,3", "0 1 2 3 4 5", "12,4"},
    {"two new axes", "2", "2,2,2", "0 1 0 1 0 1 0 1", "0,0,4"},
    {"a new axis of length 1", "2", "1,2", "0 1", "8,4"},
    {"length 1 to 1", "1", "1", "0", "4"},
    {"length 1 to 0", "1", "0", "", "4"},
    {"length 1 to 0, inside", "2,1", "2,0", "", "4,4"},
    {"no elements to more", "0", "2,0", "", "0,4"},
    {"0-d to no elements", "()", "3,0", "", "0,4"},
    {"reversed", "3 [::-1]", "2,3", "2 1 0 2 1 0", "0,-4"},
    {"transposed", "1,2 T", "2,2", "0 0 1 1", "4,0"},
};

static void check_broadcast(void **state)
{
    const struct broadcast *r = *state;
    int64_t shape[DIMS_MAX];
    int ndim = dims_from(r->to, shape);
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    ndw_view v;
    assert_ok(ndw_broadcast_to(a, ndim, shape, &b));
    assert_array(b, r->elements, r->to, r->strides);
    assert_ptr_equal(ndw_data(a), ndw_data(b));
    assert_false(ndw_is_unique(a));
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_broadcast_to(&v, ndim, shape, &v));
    assert_view(&v, r->elements, r->to, r->strides);
    ndw_release(&b);
    ndw_release(&a);
}

static void broadcast_is_large_as_if_it_existed(void **state)
{
    (void)state;
    const int64_t half = INT64_C(1) << 31;
    ndw_array *a = array_from(NDW_I32, "()"), *b = NULL;
    assert_ok(ndw_broadcast_to(a, NDW_SHAPE(half, half / 2 - 1), &b));
    assert_int_equal(ndw_size(b), half * (half / 2 - 1));
    assert_int_equal(ndw_nbytes(b), half * (half / 2 - 1) * 4);
    ndw_release(&b);
    assert_status(ndw_broadcast_to(a, NDW_SHAPE(half, half), &b), NDW_EOVERFLOW);
    assert_null(b);
    ndw_release(&a);
}

/* --- reshape: what a view can show, and what only a copy can ---------------------------------- */

static struct reshaping {
    const char *recipe, *to; /* -1: to be worked out */
    const char *elements;    /* NULL: 0, 1, 2, ... */
    const char *shape, *strides;
    bool copies;
} reshapings[] = {
    {"6", "2,3", NULL, "2,3", "12,4", false},
    {"2,3", "6", NULL, "6", "4", false},
    {"2,3", "-1", NULL, "6", "4", false},
    {"2,3", "3,-1", NULL, "3,2", "8,4", false},
    {"2,3", "-1,2", NULL, "3,2", "8,4", false},
    {"2,3", "2,-1,3", NULL, "2,1,3", "12,12,4", false},
    {"2,3", "2,3", NULL, "2,3", "12,4", false},
    {"2,3", "1,2,1,3,1", NULL, "1,2,1,3,1", "24,12,12,4,4", false},
    {"1,2,1,3,1", "6", NULL, "6", "4", false},
    {"()", "1", NULL, "1", "4", false},
    {"()", "()", NULL, "()", "()", false},
    {"()", "1,1", NULL, "1,1", "4,4", false},
    {"1,1", "()", NULL, "()", "()", false},
    {"()", "-1", NULL, "1", "4", false},
    {"0", "2,0,3", "", "2,0,3", "12,12,4", false},
    {"0,3", "-1,3", "", "0,3", "12,4", false},
    {"0,3", "-1", "", "0", "4", false},
    {"2,0", "0,5", "", "0,5", "20,4", false},
    {"3,0 T", "0", "", "0", "4", false},
    {"2,3,4 [:,:,::2]", "12", "0 2 4 6 8 10 12 14 16 18 20 22", "12", "8", false},
    {"10 [::-1]", "2,5", "9 8 7 6 5 4 3 2 1 0", "2,5", "-20,-4", false},
    {"2,3,4 [:,:2]", "2,8", "0 1 2 3 4 5 6 7 12 13 14 15 16 17 18 19", "2,8", "48,4", false},
    {"2,3,4 [:,:2]", "4,4", "0 1 2 3 4 5 6 7 12 13 14 15 16 17 18 19", "4,4", "16,4", true},
    {"2,3,4 [:,::-1]", "6,4", NULL, "6,4", "16,4", true},
    {"6,4 [:,:2]", "6,2", "0 1 4 5 8 9 12 13 16 17 20 21", "6,2", "16,4", false},
    {"6,4 [:,:2]", "2,3,2", "0 1 4 5 8 9 12 13 16 17 20 21", "2,3,2", "48,16,4", false},
    {"6,4 [:,:2]", "6,2,1", "0 1 4 5 8 9 12 13 16 17 20 21", "6,2,1", "16,4,4", false},
    {"8,4 [:,:2]", "2,8", "0 1 4 5 8 9 12 13 16 17 20 21 24 25 28 29", "2,8", NULL, true},
    {"8,4 [:,:2]", "4,4", "0 1 4 5 8 9 12 13 16 17 20 21 24 25 28 29", "4,4", "16,4", true},
    {"3 b4,3", "2,2,3", "0 1 2 0 1 2 0 1 2 0 1 2", "2,2,3", "0,0,4", false},
    {"3 b4,3", "12", "0 1 2 0 1 2 0 1 2 0 1 2", "12", "4", true},
    {"3 b4,3", "4,3,1", "0 1 2 0 1 2 0 1 2 0 1 2", "4,3,1", "0,4,4", false},
    {"() b2,2", "4", "0 0 0 0", "4", "0", false},
    {"2,3 T", "6", "0 3 1 4 2 5", "6", "4", true},
    {"2,3 T", "3,1,2", "0 3 1 4 2 5", "3,1,2", "4,8,12", false},
    {"2,3 T", "2,3", "0 3 1 4 2 5", "2,3", "12,4", true},
    {"4,6 [:,::-1]", "6,4", NULL, "6,4", "16,4", true},
    {"4,6 [::-1]", "2,2,6", NULL, "2,2,6", "-48,-24,4", false},
    {"4,6 [::-1]", "24", NULL, "24", "4", true},
    {"4,6 [::-1,::-1]", "24", NULL, "24", "-4", false},
    {"2,3,4 T", "4,6", NULL, "4,6", NULL, true},
    {"2,6,4 T", "4,3,2,2", NULL, "4,3,2,2", "4,32,16,96", false},
    {"6,4 R", "4,6", NULL, "4,6", "24,4", false},
};

/* Elements in C order stay in C order. */
static void assert_same_elements(const ndw_array *a, const ndw_array *b)
{
    ndw_view v, w;
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_of(b, &w));
    assert_int_equal(ndw_size(a), ndw_size(b));
    for (int64_t k = 0; k < ndw_size(a); k++)
        assert_memory_equal(element_at(&v, k), element_at(&w, k), sizeof(int32_t));
}

static void assert_reshaped(const ndw_array *a, const ndw_array *b, const struct reshaping *r)
{
    assert_array(b, r->elements, r->shape, r->strides);
    assert_same_elements(a, b);
    assert_int_equal(ndw_is_unique(b), r->copies);
    if (r->copies) assert_true(ndw_is_contiguous(b, NDW_C));
    if (r->copies || ndw_size(a) == 0) return;
    assert_ptr_equal(ndw_data(a), ndw_data(b));
}

static void check_reshaping(void **state)
{
    const struct reshaping *r = *state;
    int64_t shape[DIMS_MAX];
    int ndim = dims_from(r->to, shape);
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    assert_ok(ndw_reshape(a, ndim, shape, 0, &b));
    assert_reshaped(a, b, r);
    ndw_release(&b);

    assert_status(ndw_reshape(a, ndim, shape, NDW_NOCOPY, &b), r->copies ? NDW_ECOPY : NDW_OK);
    assert_int_equal(b == NULL, r->copies);
    if (b) assert_reshaped(a, b, r);
    ndw_release(&b);
    ndw_release(&a);
}

static void check_reshaping_of_view(void **state)
{
    const struct reshaping *r = *state;
    int64_t shape[DIMS_MAX];
    int ndim = dims_from(r->to, shape);
    ndw_array *a = array_from(NDW_I32, r->recipe);
    ndw_view v, seen;
    ndw_mut w, cut;
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_mut_memory(v.dtype, v.ndim, v.shape, v.strides, (void *)(uintptr_t)v.data, &w));
    assert_status(ndw_view_reshape(&v, ndim, shape, &seen), r->copies ? NDW_ECOPY : NDW_OK);
    assert_status(ndw_mut_reshape(&w, ndim, shape, &cut), r->copies ? NDW_ECOPY : NDW_OK);
    if (r->copies) {
        assert_zeroed(&seen, sizeof seen);
        assert_zeroed(&cut, sizeof cut);
    } else {
        assert_view(&seen, r->elements, r->shape, r->strides);
        assert_mut(&cut, r->elements, r->shape, r->strides);
    }
    ndw_release(&a);
}

/* Under a session nothing may be shared, but what is copied may be read. */
static void session_may_be_reshaped_by_copy(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "2,3 T"), *b = NULL;
    ndw_mut w;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_reshape(a, NDW_SHAPE(6), 0, &b));
    assert_array(b, "0 3 1 4 2 5", "6", "4");
    ndw_release(&b);
    assert_status(ndw_reshape(a, NDW_SHAPE(3, 1, 2), 0, &b), NDW_EBUSY);
    assert_null(b);
    ndw_release(&a);
}

static void as_many_axes_as_possible(void **state)
{
    (void)state;
    int64_t shape[NDW_MAX_NDIM];
    for (int d = 0; d < NDW_MAX_NDIM; d++) shape[d] = d == 30 ? 6 : 1;
    ndw_array *a = array_from(NDW_I32, "6"), *b = NULL, *c = NULL;
    assert_ok(ndw_reshape(a, NDW_MAX_NDIM, shape, 0, &b));
    assert_int_equal(ndw_ndim(b), NDW_MAX_NDIM);
    assert_int_equal(ndw_strides(b)[30], 4);
    assert_ok(ndw_transpose(b, NDW_ALL_AXES, &c));
    assert_int_equal(ndw_shape(c)[33], 6);
    ndw_release(&c);
    shape[0] = 2;
    assert_ok(ndw_broadcast_to(b, NDW_MAX_NDIM, shape, &c));
    assert_int_equal(ndw_size(c), 12);
    ndw_release(&c);
    ndw_release(&b);
    ndw_release(&a);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(as_many_axes_as_possible),
    cmocka_unit_test(empty_list_flips_nothing),
    cmocka_unit_test(broadcast_is_large_as_if_it_existed),
    cmocka_unit_test(session_may_be_reshaped_by_copy),
};

/* --- Refused ---------------------------------------------------------------------------------- */

static const int one_axis[] = {0}, twice[] = {1, 1}, twice_by_sign[] = {1, -1}, above[] = {0, 2};
static const int below[] = {0, -3}, three_axes[] = {0, 1, 2}, no_axis[] = {0, NDW_AXIS_NONE};
static const int64_t same[] = {2, 3}, other[] = {2, 4}, negative[] = {-1, 3}, long_row[] = {5, 2, 3};
static const int64_t five[] = {5}, six[] = {6}, turned[] = {2, 6};
static const int64_t two_unknown[] = {-1, -1}, third[] = {4, -1}, below_unknown[] = {-2, 3};
static const int64_t zero_and_unknown[] = {0, -1};
static const int64_t huge[] = {INT64_MAX, 2, 3}, hidden[] = {INT64_MAX, 2, 0};

#define TRANSPOSE_REFUSALS(X)                                                                         \
    X(transpose_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_transpose(NULL, 0, NULL, &s->array))       \
    X(transpose_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_transpose(s->a, 0, NULL, NULL))           \
    X(transpose_axes, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_transpose(s->a, 2, NULL, &s->array))       \
    X(transpose_few, NDW_EAXIS, PLACE_ARRAY, "1 axes named, there are 2",                             \
      ndw_transpose(s->a, 1, one_axis, &s->array))                                                    \
    X(transpose_none, NDW_EAXIS, PLACE_ARRAY, "0 axes named",                                         \
      ndw_transpose(s->a, 0, one_axis, &s->array))                                                    \
    X(transpose_many, NDW_EAXIS, PLACE_ARRAY, "", ndw_transpose(s->a, 3, three_axes, &s->array))      \
    X(transpose_negative, NDW_EAXIS, PLACE_ARRAY, "-1",                                               \
      ndw_transpose(s->a, -1, three_axes, &s->array))                                                 \
    X(transpose_twice, NDW_EAXIS, PLACE_ARRAY, "axis 1 is named twice",                               \
      ndw_transpose(s->a, 2, twice, &s->array))                                                       \
    X(transpose_twice_by_sign, NDW_EAXIS, PLACE_ARRAY, "axis -1 is named twice",                      \
      ndw_transpose(s->a, 2, twice_by_sign, &s->array))                                               \
    X(transpose_above, NDW_EAXIS, PLACE_ARRAY, "axis 2 is not one of 2",                              \
      ndw_transpose(s->a, 2, above, &s->array))                                                       \
    X(transpose_below, NDW_EAXIS, PLACE_ARRAY, "axis -3", ndw_transpose(s->a, 2, below, &s->array))   \
    X(transpose_no_axis, NDW_EAXIS, PLACE_ARRAY, "axis", ndw_transpose(s->a, 2, no_axis, &s->array))  \
    X(transpose_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_transpose(s->open, 0, NULL, &s->array))  \
    X(transpose_view_null, NDW_EINVAL, PLACE_VIEW, "NULL",                                            \
      ndw_view_transpose(NULL, 0, NULL, &s->view))                                                    \
    X(transpose_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL",                                          \
      ndw_view_transpose(&s->v, 0, NULL, NULL))                                                       \
    X(transpose_view_blank, NDW_EINVAL, PLACE_VIEW, "NULL",                                           \
      ndw_view_transpose(&s->blank_view, 0, NULL, &s->view))                                          \
    X(transpose_view_odd, NDW_EINVAL, PLACE_VIEW, "dtype",                                            \
      ndw_view_transpose(&s->odd_view, 0, NULL, &s->view))                                            \
    X(transpose_view_wide, NDW_ENDIM, PLACE_VIEW, "65",                                               \
      ndw_view_transpose(&s->wide_view, 0, NULL, &s->view))                                           \
    X(transpose_view_twice, NDW_EAXIS, PLACE_VIEW, "twice",                                           \
      ndw_view_transpose(&s->v, 2, twice, &s->view))                                                  \
    X(transpose_mut_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_transpose(NULL, 0, NULL, &s->mut))   \
    X(transpose_mut_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_transpose(&s->w, 0, NULL, NULL))  \
    X(transpose_mut_blank, NDW_EINVAL, PLACE_MUT, "NULL",                                             \
      ndw_mut_transpose(&s->blank_mut, 0, NULL, &s->mut))                                             \
    X(transpose_mut_wide, NDW_ENDIM, PLACE_MUT, "65",                                                 \
      ndw_mut_transpose(&s->wide_mut, 0, NULL, &s->mut))                                              \
    X(transpose_mut_twice, NDW_EAXIS, PLACE_MUT, "twice",                                             \
      ndw_mut_transpose(&s->w, 2, twice, &s->mut))

#define FLIP_REFUSALS(X)                                                                              \
    X(flip_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_flip(NULL, 0, NULL, &s->array))                 \
    X(flip_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_flip(s->a, 0, NULL, NULL))                     \
    X(flip_axes, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_flip(s->a, 1, NULL, &s->array))                 \
    X(flip_twice, NDW_EAXIS, PLACE_ARRAY, "twice", ndw_flip(s->a, 2, twice, &s->array))               \
    X(flip_twice_by_sign, NDW_EAXIS, PLACE_ARRAY, "twice",                                            \
      ndw_flip(s->a, 2, twice_by_sign, &s->array))                                                    \
    X(flip_above, NDW_EAXIS, PLACE_ARRAY, "axis 2", ndw_flip(s->a, 2, above, &s->array))              \
    X(flip_below, NDW_EAXIS, PLACE_ARRAY, "axis -3", ndw_flip(s->a, 2, below, &s->array))             \
    X(flip_scalar, NDW_EAXIS, PLACE_ARRAY, "axis 0 is not one of 0",                                  \
      ndw_flip(s->scalar, 1, one_axis, &s->array))                                                    \
    X(flip_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_flip(s->open, 0, NULL, &s->array))            \
    X(flip_view_null, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_flip(NULL, 0, NULL, &s->view))         \
    X(flip_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_flip(&s->v, 0, NULL, NULL))          \
    X(flip_view_blank, NDW_EINVAL, PLACE_VIEW, "NULL",                                                \
      ndw_view_flip(&s->blank_view, 0, NULL, &s->view))                                               \
    X(flip_view_wide, NDW_ENDIM, PLACE_VIEW, "65", ndw_view_flip(&s->wide_view, 0, NULL, &s->view))   \
    X(flip_view_above, NDW_EAXIS, PLACE_VIEW, "axis 2", ndw_view_flip(&s->v, 2, above, &s->view))     \
    X(flip_mut_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_flip(NULL, 0, NULL, &s->mut))             \
    X(flip_mut_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_flip(&s->w, 0, NULL, NULL))            \
    X(flip_mut_odd, NDW_EINVAL, PLACE_MUT, "dtype", ndw_mut_flip(&s->odd_mut, 0, NULL, &s->mut))      \
    X(flip_mut_above, NDW_EAXIS, PLACE_MUT, "axis 2", ndw_mut_flip(&s->w, 2, above, &s->mut))

#define BROADCAST_REFUSALS(X)                                                                         \
    X(broadcast_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_broadcast_to(NULL, 2, same, &s->array))    \
    X(broadcast_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_broadcast_to(s->a, 2, same, NULL))        \
    X(broadcast_shape, NDW_EINVAL, PLACE_ARRAY, "shape", ndw_broadcast_to(s->a, 2, NULL, &s->array))  \
    X(broadcast_length, NDW_ESHAPE, PLACE_ARRAY, "length 3 of axis 1 cannot become 4",                \
      ndw_broadcast_to(s->a, 2, other, &s->array))                                                    \
    X(broadcast_length_behind, NDW_ESHAPE, PLACE_ARRAY, "length 3 of axis 1 cannot become 4",         \
      ndw_broadcast_to(s->a, NDW_SHAPE(5, 2, 4), &s->array))                                          \
    X(broadcast_fewer, NDW_ESHAPE, PLACE_ARRAY, "2 axes cannot become 1",                             \
      ndw_broadcast_to(s->a, 1, five, &s->array))                                                     \
    X(broadcast_empty, NDW_ESHAPE, PLACE_ARRAY, "length 0 of axis 0 cannot become 2",                 \
      ndw_broadcast_to(s->empty, 2, same, &s->array))                                                 \
    X(broadcast_negative, NDW_EVALUE, PLACE_ARRAY, "length -1",                                       \
      ndw_broadcast_to(s->a, 2, negative, &s->array))                                                 \
    X(broadcast_below, NDW_ENDIM, PLACE_ARRAY, "-1", ndw_broadcast_to(s->a, -1, same, &s->array))     \
    X(broadcast_above, NDW_ENDIM, PLACE_ARRAY, "65", ndw_broadcast_to(s->a, 65, same, &s->array))     \
    X(broadcast_huge, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                          \
      ndw_broadcast_to(s->a, 3, huge, &s->array))                                                     \
    X(broadcast_open, NDW_EBUSY, PLACE_ARRAY, "session",                                              \
      ndw_broadcast_to(s->open, 3, long_row, &s->array))                                              \
    X(broadcast_view_null, NDW_EINVAL, PLACE_VIEW, "NULL",                                            \
      ndw_view_broadcast_to(NULL, 2, same, &s->view))                                                 \
    X(broadcast_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL",                                          \
      ndw_view_broadcast_to(&s->v, 2, same, NULL))                                                    \
    X(broadcast_view_blank, NDW_EINVAL, PLACE_VIEW, "NULL",                                           \
      ndw_view_broadcast_to(&s->blank_view, 2, same, &s->view))                                       \
    X(broadcast_view_wide, NDW_ENDIM, PLACE_VIEW, "65",                                               \
      ndw_view_broadcast_to(&s->wide_view, 2, same, &s->view))                                        \
    X(broadcast_view_length, NDW_ESHAPE, PLACE_VIEW, "cannot become 4",                               \
      ndw_view_broadcast_to(&s->v, 2, other, &s->view))                                               \
    X(broadcast_view_huge, NDW_EOVERFLOW, PLACE_VIEW, "",                                             \
      ndw_view_broadcast_to(&s->v, 3, huge, &s->view))

#define RESHAPE_REFUSALS(X)                                                                           \
    X(reshape_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_reshape(NULL, 1, six, 0, &s->array))         \
    X(reshape_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_reshape(s->a, 1, six, 0, NULL))             \
    X(reshape_shape, NDW_EINVAL, PLACE_ARRAY, "shape", ndw_reshape(s->a, 1, NULL, 0, &s->array))      \
    X(reshape_discard, NDW_EINVAL, PLACE_ARRAY, "flags",                                              \
      ndw_reshape(s->a, 1, six, NDW_DISCARD, &s->array))                                              \
    X(reshape_readonly, NDW_EINVAL, PLACE_ARRAY, "flags",                                             \
      ndw_reshape(s->a, 1, six, NDW_NOCOPY | NDW_READONLY, &s->array))                                \
    X(reshape_highest, NDW_EINVAL, PLACE_ARRAY, "flags",                                              \
      ndw_reshape(s->a, 1, six, 0x80000000u, &s->array))                                              \
    X(reshape_size, NDW_ESHAPE, PLACE_ARRAY, "6 elements cannot become 5",                            \
      ndw_reshape(s->a, 1, five, 0, &s->array))                                                       \
    X(reshape_0d, NDW_ESHAPE, PLACE_ARRAY, "6 elements cannot become 1",                              \
      ndw_reshape(s->a, 0, NULL, 0, &s->array))                                                       \
    X(reshape_to_nothing, NDW_ESHAPE, PLACE_ARRAY, "6 elements cannot become 0",                      \
      ndw_reshape(s->a, NDW_SHAPE(0), 0, &s->array))                                                  \
    X(reshape_from_nothing, NDW_ESHAPE, PLACE_ARRAY, "0 elements cannot become 6",                    \
      ndw_reshape(s->empty, 1, six, 0, &s->array))                                                    \
    X(reshape_two_unknown, NDW_ESHAPE, PLACE_ARRAY, "axes 0 and 1 are both -1",                       \
      ndw_reshape(s->a, 2, two_unknown, 0, &s->array))                                                \
    X(reshape_third, NDW_ESHAPE, PLACE_ARRAY, "6 elements cannot be divided by 4",                    \
      ndw_reshape(s->a, 2, third, 0, &s->array))                                                      \
    X(reshape_zero_unknown, NDW_ESHAPE, PLACE_ARRAY, "divided by 0",                                  \
      ndw_reshape(s->empty, 2, zero_and_unknown, 0, &s->array))                                       \
    X(reshape_below_unknown, NDW_EVALUE, PLACE_ARRAY, "axis 0 has length -2",                         \
      ndw_reshape(s->a, 2, below_unknown, 0, &s->array))                                              \
    X(reshape_below, NDW_ENDIM, PLACE_ARRAY, "-1 axes", ndw_reshape(s->a, -1, six, 0, &s->array))     \
    X(reshape_above, NDW_ENDIM, PLACE_ARRAY, "65 axes", ndw_reshape(s->a, 65, six, 0, &s->array))     \
    X(reshape_huge, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_reshape(s->a, 3, huge, 0, &s->array))  \
    X(reshape_hidden, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                          \
      ndw_reshape(s->empty, 3, hidden, 0, &s->array))                                                 \
    X(reshape_nocopy, NDW_ECOPY, PLACE_ARRAY, "reshape: no view",                                     \
      ndw_reshape(s->t, 2, turned, NDW_NOCOPY, &s->array))                                            \
    X(reshape_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_reshape(s->open, 1, six, 0, &s->array))    \
    X(reshape_open_nocopy, NDW_EBUSY, PLACE_ARRAY, "session",                                         \
      ndw_reshape(s->open, 1, six, NDW_NOCOPY, &s->array))                                            \
    X(reshape_view_null, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_reshape(NULL, 1, six, &s->view))    \
    X(reshape_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_reshape(&s->v, 1, six, NULL))     \
    X(reshape_view_blank, NDW_EINVAL, PLACE_VIEW, "NULL",                                             \
      ndw_view_reshape(&s->blank_view, 1, six, &s->view))                                             \
    X(reshape_view_wide, NDW_ENDIM, PLACE_VIEW, "65",                                                 \
      ndw_view_reshape(&s->wide_view, 1, six, &s->view))                                              \
    X(reshape_view_size, NDW_ESHAPE, PLACE_VIEW, "become 5",                                          \
      ndw_view_reshape(&s->v, 1, five, &s->view))                                                     \
    X(reshape_view_length, NDW_EVALUE, PLACE_VIEW, "-2",                                              \
      ndw_view_reshape(&s->v, 2, below_unknown, &s->view))                                            \
    X(reshape_view_huge, NDW_EOVERFLOW, PLACE_VIEW, "", ndw_view_reshape(&s->v, 3, huge, &s->view))   \
    X(reshape_mut_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_reshape(NULL, 1, six, &s->mut))        \
    X(reshape_mut_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_reshape(&s->w, 1, six, NULL))       \
    X(reshape_mut_odd, NDW_EINVAL, PLACE_MUT, "dtype", ndw_mut_reshape(&s->odd_mut, 1, six, &s->mut)) \
    X(reshape_mut_size, NDW_ESHAPE, PLACE_MUT, "become 5", ndw_mut_reshape(&s->w, 1, five, &s->mut))  \
    X(reshape_mut_overlap, NDW_ECOPY, PLACE_MUT, "no view",                                           \
      ndw_mut_reshape(&s->loop, 1, six, &s->mut))

#define REFUSALS(X) TRANSPOSE_REFUSALS(X) FLIP_REFUSALS(X) BROADCAST_REFUSALS(X) RESHAPE_REFUSALS(X)
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("shape transpose", transpositions, check_transposition);
    failures += RUN_TABLE("shape flip", flippings, check_flipping);
    failures += RUN_TABLE("shape broadcast", broadcasts, check_broadcast);
    failures += RUN_TABLE("shape reshape", reshapings, check_reshaping);
    failures += RUN_TABLE("shape reshape of views", reshapings, check_reshaping_of_view);
    failures += cmocka_run_group_tests_name("shape others", others, NULL, NULL);
    failures += RUN_TABLE("shape refusals", refusals, check_refusal);
    return unit_end(failures);
}
