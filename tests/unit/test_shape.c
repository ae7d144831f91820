/*
 * test_shape.c - another arrangement of the same elements: axes exchanged, reversed, dropped, added and
 * cut in windows; any strides; another dtype.
 *
 * The rows are what NumPy gives: elements, shape, and the strides of axes that show theirs. Each row is
 * run on an array (which then shares the bytes), on a view, and on a mut.
 */
#include "unit.h"

static void assert_moved_nothing(const ndw_array *a, const ndw_array *b)
{
    assert_false(ndw_is_unique(a));
    assert_true(ndw_size(b) == 0 || ndw_may_overlap(a, b));
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

/* --- The same on views and muts --------------------------------------------------------------- */

/* The three names of an operation, by what it is told besides its source. */
typedef struct by_pair {
    ndw_status (*array)(const ndw_array *a, int i, int j, ndw_array **out);
    ndw_status (*view)(const ndw_view *v, int i, int j, ndw_view *out);
    ndw_status (*mut)(const ndw_mut *w, int i, int j, ndw_mut *out);
} by_pair;

typedef struct by_list {
    ndw_status (*array)(const ndw_array *a, int naxes, const int *axes, ndw_array **out);
    ndw_status (*view)(const ndw_view *v, int naxes, const int *axes, ndw_view *out);
    ndw_status (*mut)(const ndw_mut *w, int naxes, const int *axes, ndw_mut *out);
} by_list;

/* An array, and borrowed looks at its memory; nothing is written through them. */
typedef struct looks {
    ndw_array *a, *b; /* b: the result */
    ndw_view v;
    ndw_mut w;
} looks;

static ndw_mut mut_over(const ndw_view *v)
{
    ndw_mut w;
    assert_ok(ndw_mut_memory(v->dtype, v->ndim, v->shape, v->strides, (void *)(uintptr_t)v->data, &w));
    return w;
}

static looks looks_at(ndw_dtype dtype, const char *recipe)
{
    looks l = {.a = array_from(dtype, recipe)};
    assert_ok(ndw_view_of(l.a, &l.v));
    l.w = mut_over(&l.v);
    return l;
}

/* All three results are the same, and the array's shares the bytes. */
static void assert_looks(looks *l, const char *elements, const char *shape, const char *strides)
{
    assert_array(l->b, elements, shape, strides);
    assert_moved_nothing(l->a, l->b);
    assert_view(&l->v, elements, shape, strides);
    assert_mut(&l->w, elements, shape, strides);
    assert_ptr_equal(ndw_data(l->b), l->v.data);
    assert_ptr_equal(ndw_data(l->b), l->w.data);
    if (ndw_size(l->b) == 0) assert_ptr_equal(ndw_data(l->a), ndw_data(l->b));
    ndw_release(&l->b);
    assert_true(ndw_is_unique(l->a));
    ndw_release(&l->a);
}

/* --- swapaxes, moveaxis ----------------------------------------------------------------------- */

static const by_pair swap = {ndw_swapaxes, ndw_view_swapaxes, ndw_mut_swapaxes};
static const by_pair move = {ndw_moveaxis, ndw_view_moveaxis, ndw_mut_moveaxis};

static struct exchange {
    const char *name;
    const by_pair *call;
    const char *recipe;
    int i, j;
    const char *elements, *shape, *strides;
} exchanges[] = {
    {"swap", &swap, "2,3", 0, 1, "0 3 1 4 2 5", "3,2", "4,12"},
    {"swap, from the end", &swap, "2,3", -1, 0, "0 3 1 4 2 5", "3,2", "4,12"},
    {"swap with itself", &swap, "2,3", 1, -1, "0 1 2 3 4 5", "2,3", "12,4"},
    {"swap the outer ones", &swap, "2,2,3", 0, 2, "0 6 3 9 1 7 4 10 2 8 5 11", "3,2,2", "4,12,24"},
    {"swap the inner ones", &swap, "2,2,3", 2, 1, "0 3 1 4 2 5 6 9 7 10 8 11", "2,3,2", "24,4,12"},
    {"swap of a line", &swap, "3", 0, -1, "0 1 2", "3", "4"},
    {"swap of a transpose", &swap, "2,3 T", 0, 1, "0 1 2 3 4 5", "2,3", "12,4"},
    {"swap of a broadcast", &swap, "3 b2,3", 0, 1, "0 0 1 1 2 2", "3,2", "4,0"},
    {"swap of reversed rows", &swap, "2,3 [::-1]", 0, 1, "3 0 4 1 5 2", "3,2", "4,-12"},
    {"swap without elements", &swap, "0,3", 0, 1, "", "3,0", "4,4"},
    {"swap with length 1", &swap, "1,3", 0, 1, "0 1 2", "3,1", "4,4"},
    {"move to the end", &move, "2,2,3", 0, 2, "0 6 1 7 2 8 3 9 4 10 5 11", "2,3,2", "12,4,24"},
    {"move to the front", &move, "2,2,3", 2, 0, "0 3 6 9 1 4 7 10 2 5 8 11", "3,2,2", "4,24,12"},
    {"move by one", &move, "2,2,3", 0, 1, "0 1 2 6 7 8 3 4 5 9 10 11", "2,2,3", "12,24,4"},
    {"move back by one", &move, "2,2,3", 1, 0, "0 1 2 6 7 8 3 4 5 9 10 11", "2,2,3", "12,24,4"},
    {"move, from the end", &move, "2,2,3", -1, -3, "0 3 6 9 1 4 7 10 2 5 8 11", "3,2,2", "4,24,12"},
    {"move to its place", &move, "2,3", 1, 1, "0 1 2 3 4 5", "2,3", "12,4"},
    {"move past two", &move, "2,3,1,2", 1, 3, "0 2 4 1 3 5 6 8 10 7 9 11", "2,1,2,3", "24,24,4,8"},
    {"move of a line", &move, "3", 0, 0, "0 1 2", "3", "4"},
    {"move without elements", &move, "0,3", 0, 1, "", "3,0", "4,4"},
};

static void check_exchange(void **state)
{
    const struct exchange *r = *state;
    looks l = looks_at(NDW_I32, r->recipe);
    assert_ok(r->call->array(l.a, r->i, r->j, &l.b));
    assert_ok(r->call->view(&l.v, r->i, r->j, &l.v)); /* in place of its source */
    assert_ok(r->call->mut(&l.w, r->i, r->j, &l.w));
    assert_looks(&l, r->elements, r->shape, r->strides);
}

/* --- squeeze, expand_dims --------------------------------------------------------------------- */

static const by_list squeeze = {ndw_squeeze, ndw_view_squeeze, ndw_mut_squeeze};
static const by_list expand = {ndw_expand_dims, ndw_view_expand_dims, ndw_mut_expand_dims};

static struct unit_axes {
    const char *name;
    const by_list *call;
    const char *recipe;
    int naxes, axes[3];
    const char *elements, *shape, *strides;
} unit_axes[] = {
    {"squeeze all", &squeeze, "1,3,1", 0, {0}, "0 1 2", "3", "4"},
    {"squeeze the first", &squeeze, "1,3,1", 1, {0}, "0 1 2", "3,1", "4,4"},
    {"squeeze the last", &squeeze, "1,3,1", 1, {-1}, "0 1 2", "1,3", "12,4"},
    {"squeeze both", &squeeze, "1,3,1", 2, {2, 0}, "0 1 2", "3", "4"},
    {"squeeze, nothing to go", &squeeze, "2,3", 0, {0}, "0 1 2 3 4 5", "2,3", "12,4"},
    {"squeeze to 0-d", &squeeze, "1,1", 0, {0}, "0", "()", "()"},
    {"squeeze of 0-d", &squeeze, "()", 0, {0}, "0", "()", "()"},
    {"squeeze of a transpose", &squeeze, "1,2,3 T", 0, {0}, "0 3 1 4 2 5", "3,2", "4,12"},
    {"squeeze of reversed rows", &squeeze, "2,1,2 [::-1]", 1, {1}, "2 3 0 1", "2,2", "-8,4"},
    {"squeeze of a far one", &squeeze, "3,2 [2:]", 1, {0}, "4 5", "2", "4"},
    {"squeeze without elements", &squeeze, "0,1,3", 0, {0}, "", "0,3", "12,4"},
    {"expand in front", &expand, "3", 1, {0}, "0 1 2", "1,3", "12,4"},
    {"expand behind", &expand, "3", 1, {1}, "0 1 2", "3,1", "4,4"},
    {"expand behind, from the end", &expand, "3", 1, {-1}, "0 1 2", "3,1", "4,4"},
    {"expand between", &expand, "2,3", 1, {1}, "0 1 2 3 4 5", "2,1,3", "12,12,4"},
    {"expand on both sides", &expand, "3", 2, {2, 0}, "0 1 2", "1,3,1", "12,4,4"},
    {"expand on both sides, by sign", &expand, "3", 2, {0, -1}, "0 1 2", "1,3,1", "12,4,4"},
    {"expand by three", &expand, "2", 3, {0, 2, 3}, "0 1", "1,2,1,1", "8,4,4,4"},
    {"expand by none", &expand, "2,3", 0, {0}, "0 1 2 3 4 5", "2,3", "12,4"},
    {"expand 0-d", &expand, "()", 1, {0}, "0", "1", "4"},
    {"expand a transpose", &expand, "2,3 T", 1, {1}, "0 3 1 4 2 5", "3,1,2", "4,8,12"},
    {"expand without elements", &expand, "0,3", 1, {0}, "", "1,0,3", "12,12,4"},
};

static void check_unit_axes(void **state)
{
    const struct unit_axes *r = *state;
    const int *axes = axes_of(r->naxes, r->axes);
    looks l = looks_at(NDW_I32, r->recipe);
    assert_ok(r->call->array(l.a, r->naxes, axes, &l.b));
    assert_ok(r->call->view(&l.v, r->naxes, axes, &l.v));
    assert_ok(r->call->mut(&l.w, r->naxes, axes, &l.w));
    assert_looks(&l, r->elements, r->shape, r->strides);
}

/* --- diagonal --------------------------------------------------------------------------------- */

static struct diagonal {
    const char *name, *recipe;
    int64_t offset;
    int axis1, axis2;
    const char *elements, *shape, *strides;
} diagonals[] = {
    {"of a square", "3,3", 0, 0, 1, "0 4 8", "3", "16"},
    {"of two rows", "2,3", 0, 0, 1, "0 4", "2", "16"},
    {"of two columns", "3,2", 0, 0, 1, "0 3", "2", "12"},
    {"above", "2,3", 1, 0, 1, "1 5", "2", "16"},
    {"far above", "2,3", 2, 0, 1, "2", "1", "4"},
    {"beyond", "2,3", 3, 0, 1, "", "0", "4"},
    {"below", "3,3", -1, 0, 1, "3 7", "2", "16"},
    {"far below", "2,3", -1, 0, 1, "3", "1", "4"},
    {"beyond, below", "2,3", -2, 0, 1, "", "0", "4"},
    {"as far as can be", "2,3", INT64_MAX, 0, 1, "", "0", "4"},
    {"as far below as can be", "2,3", INT64_MIN, 0, 1, "", "0", "4"},
    {"axes exchanged", "2,3", 1, 1, 0, "3", "1", "4"},
    {"axes exchanged, below", "2,3", -1, -1, 0, "1 5", "2", "16"},
    {"the first two of three", "2,2,3", 0, 0, 1, "0 9 1 10 2 11", "3,2", "4,36"},
    {"the outer two of three", "2,2,3", 0, -3, -1, "0 7 3 10", "2,2", "12,28"},
    {"reversed rows", "3,3 [::-1]", 0, 0, 1, "6 4 2", "3", "-8"},
    {"reversed columns, above", "3,3 [:,::-1]", 1, 0, 1, "1 3", "2", "8"},
    {"of a transpose", "2,3 T", -1, 0, 1, "1 5", "2", "16"},
    {"of a broadcast", "3 b3,3", 0, 0, 1, "0 1 2", "3", "4"},
    {"no rows", "0,3", 0, 0, 1, "", "0", "4"},
    {"no columns", "3,0", -1, 0, 1, "", "0", "4"},
    {"of nothing", "0,2,2", 1, 1, 2, "", "0,1", "4,4"},
};

static void check_diagonal(void **state)
{
    const struct diagonal *r = *state;
    looks l = looks_at(NDW_I32, r->recipe);
    assert_ok(ndw_diagonal(l.a, r->offset, r->axis1, r->axis2, &l.b));
    assert_ok(ndw_view_diagonal(&l.v, r->offset, r->axis1, r->axis2, &l.v));
    assert_ok(ndw_mut_diagonal(&l.w, r->offset, r->axis1, r->axis2, &l.w));
    assert_looks(&l, r->elements, r->shape, r->strides);
}

/* --- sliding_window --------------------------------------------------------------------------- */

static struct windows {
    const char *name, *recipe;
    int axis;
    int64_t window;
    const char *elements, *shape, *strides;
} windows[] = {
    {"three of five", "5", 0, 3, "0 1 2 1 2 3 2 3 4", "3,3", "4,4"},
    {"one", "3", 0, 1, "0 1 2", "3,1", "4,4"},
    {"all", "3", 0, 3, "0 1 2", "1,3", "12,4"},
    {"none", "5", 0, 0, "", "6,0", "4,4"},
    {"none of nothing", "0", 0, 0, "", "1,0", "4,4"},
    {"rows", "2,3", 0, 2, "0 3 1 4 2 5", "1,3,2", "24,4,12"},
    {"columns", "2,3", 1, 2, "0 1 1 2 3 4 4 5", "2,2,2", "12,4,4"},
    {"columns, from the end", "2,3", -1, 2, "0 1 1 2 3 4 4 5", "2,2,2", "12,4,4"},
    {"reversed", "4 [::-1]", 0, 2, "3 2 2 1 1 0", "3,2", "-4,-4"},
    {"strided", "6 [::2]", 0, 2, "0 2 2 4", "2,2", "8,8"},
    {"broadcast", "() b3", 0, 2, "0 0 0 0", "2,2", "0,0"},
    {"without elements", "0,3", 1, 2, "", "0,2,2", "16,4,4"},
};

static void check_windows(void **state)
{
    const struct windows *r = *state;
    looks l = looks_at(NDW_I32, r->recipe);
    assert_ok(ndw_sliding_window(l.a, r->axis, r->window, &l.b));
    assert_array(l.b, r->elements, r->shape, r->strides);
    assert_ptr_equal(ndw_data(l.a), ndw_data(l.b));
    assert_false(ndw_is_unique(l.a));
    assert_ok(ndw_view_sliding_window(&l.v, r->axis, r->window, &l.v));
    assert_view(&l.v, r->elements, r->shape, r->strides);
    ndw_release(&l.b);
    ndw_release(&l.a);
}

/* Written, the windows come apart. */
static void windows_are_copied_before_writing(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "3"), *b = NULL;
    ndw_mut w;
    assert_ok(ndw_sliding_window(a, 0, 2, &b));
    assert_ok(ndw_write_begin(&b, 0, &w));
    NDW_EL2(int32_t, w, 0, 1) = 7;
    ndw_write_end(&b);
    assert_array(b, "0 7 1 2", "2,2", "8,4");
    assert_array(a, "0 1 2", "3", "4");
    ndw_release(&b);
    ndw_release(&a);
}

/* --- as_strided ------------------------------------------------------------------------------- */

static struct striding {
    const char *name, *recipe, *shape, *by; /* NULL: C order */
    int64_t offset;
    const char *elements, *strides;
    bool overlaps;
} stridings[] = {
    {"rows of three", "6", "2,3", "12,4", 0, "0 1 2 3 4 5", "12,4", false},
    {"in C order", "6", "2,3", NULL, 0, "0 1 2 3 4 5", "12,4", false},
    {"in C order, further on", "6", "2,2", NULL, 8, "2 3 4 5", "8,4", false},
    {"every other", "6", "3", "8", 4, "1 3 5", "8", false},
    {"reversed", "6", "6", "-4", 20, "5 4 3 2 1 0", "-4", false},
    {"a diagonal", "3,3", "3", "16", 0, "0 4 8", "16", false},
    {"a single one", "6", "()", "()", 8, "2", "()", false},
    {"the last one", "6", "1", "400", 20, "5", "4", false},
    {"windows", "6", "4,3", "4,4", 0, "0 1 2 1 2 3 2 3 4 3 4 5", "4,4", true},
    {"the same one", "6", "3", "0", 4, "1 1 1", "0", true},
    {"what lies between", "6 [::2]", "5", "4", 0, "0 1 2 3 4", "4", false},
    {"from a reversed one", "6 [::-1]", "3", "4", -20, "0 1 2", "4", false},
    {"from a reversed one, on", "6 [::-1]", "2", "-8", -4, "4 2", "-8", false},
    {"of a part", "10 [2:4]", "1", "4", 4, "3", "4", false},
    {"of a transpose", "2,3 T", "6", "4", 0, "0 1 2 3 4 5", "4", false},
    {"of a broadcast", "2 b3,2", "2", "4", 0, "0 1", "4", false},
    {"of 0-d", "()", "1,1", NULL, 0, "0", "4,4", false},
    {"nothing, wherever", "6", "0,3", NULL, INT64_MAX, "", "12,4", false},
    {"nothing of nothing", "0", "2,0", "8,4", -4, "", "8,4", false},
};

static void check_striding(void **state)
{
    const struct striding *r = *state;
    int64_t shape[DIMS_MAX], by[DIMS_MAX];
    int ndim = dims_from(r->shape, shape);
    const int64_t *strides = r->by ? by : NULL;
    if (r->by) assert_int_equal(dims_from(r->by, by), ndim);
    looks l = looks_at(NDW_I32, r->recipe);
    assert_ok(ndw_as_strided(l.a, ndim, shape, strides, r->offset, &l.b));
    assert_ok(ndw_view_as_strided(&l.v, ndim, shape, strides, r->offset, &l.v));
    if (r->overlaps) {
        ndw_mut refused;
        assert_status(ndw_mut_as_strided(&l.w, ndim, shape, strides, r->offset, &refused),
                      NDW_EOVERLAP);
        assert_zeroed(&refused, sizeof refused);
        l.w = mut_over(&l.v);
    } else {
        assert_ok(ndw_mut_as_strided(&l.w, ndim, shape, strides, r->offset, &l.w));
    }
    assert_looks(&l, r->elements, r->shape, r->strides);
}

/* --- as_dtype --------------------------------------------------------------------------------- */

enum { RECORD = 1 << 20 }; /* RECORD + n: records of n bytes */

static struct reading {
    const char *recipe;
    int from, to;
    const char *shape, *strides;
} readings[] = {
    {"2,3", NDW_I32, NDW_I32, "2,3", "12,4"},
    {"2,3", NDW_I32, NDW_U32, "2,3", "12,4"},
    {"2,3", NDW_I32, NDW_U8, "2,12", "12,1"},
    {"2,3", NDW_I32, NDW_I16, "2,6", "12,2"},
    {"2,4", NDW_I32, NDW_I64, "2,2", "16,8"},
    {"2,4", NDW_I32, NDW_C128, "2,1", "16,16"},
    {"4,2", NDW_I32, NDW_F64, "4,1", "8,8"},
    {"2,3 T", NDW_I32, NDW_F32, "3,2", "4,12"},
    {"3 [::-1]", NDW_I32, NDW_F32, "3", "-4"},
    {"() b2,3", NDW_I32, NDW_F32, "2,3", "0,0"},
    {"3 b2,3", NDW_I32, NDW_U8, "2,12", "0,1"},
    {"2,6 [:,2:]", NDW_I32, NDW_I64, "2,2", "24,8"},
    {"4,3 [:,2:]", NDW_I32, NDW_U16, "4,2", "12,2"},
    {"3,4 [::-1]", NDW_I32, NDW_I64, "3,2", "-16,8"},
    {"1,1", NDW_I32, NDW_U8, "1,4", "4,1"},
    {"()", NDW_I32, NDW_F32, "()", "()"},
    {"0", NDW_I32, NDW_U8, "0", "1"},
    {"0", NDW_I32, NDW_C128, "0", "16"},
    {"2,3 R", NDW_I32, NDW_BOOL, "2,12", "12,1"},
    {"0,3 T", NDW_I32, NDW_U8, "3,0", "4,1"},
    {"0,4 [:,::2]", NDW_I32, NDW_U8, "0,8", "8,1"},
    {"3", NDW_I32, RECORD + 6, "2", "6"},
    {"3", NDW_I32, RECORD + 12, "1", "12"},
    {"2", RECORD + 6, RECORD + 3, "4", "3"},
    {"2", RECORD + 6, NDW_I32, NULL, NULL}, /* refused: 6 is no multiple of 4 */
    {"2", RECORD + 6, NDW_F32, NULL, NULL},
    {"3", NDW_I32, NDW_I64, NULL, NULL}, /* refused: 12 bytes */
    {"1", NDW_I32, NDW_I64, NULL, NULL},
    {"2,3 T", NDW_I32, NDW_U8, NULL, NULL}, /* refused: not packed */
    {"4 [::-1]", NDW_I32, NDW_U8, NULL, NULL},
    {"8 [::2]", NDW_I32, NDW_I64, NULL, NULL},
    {"() b4", NDW_I32, NDW_I64, NULL, NULL},
    {"()", NDW_I32, NDW_U8, NULL, NULL}, /* refused: 0-d */
    {"()", NDW_I64, NDW_C128, NULL, NULL},
};

static ndw_dtype dtype_of(int code) { return code > RECORD ? ndw_dtype_bytes(code - RECORD) : code; }

/* Each row of bytes begins where it began, and its elements follow each other. */
static void assert_same_bytes(const ndw_view *v, const ndw_view *w)
{
    int64_t old_row = v->ndim ? v->shape[v->ndim - 1] : 1;
    int64_t new_row = w->ndim ? w->shape[w->ndim - 1] : 1;
    assert_int_equal(ndw_view_nbytes(v), ndw_view_nbytes(w));
    for (int64_t k = 0; k < ndw_view_size(w); k++) {
        int64_t step = new_row > 1 ? w->strides[w->ndim - 1] : 0;
        const char *row = element_at(v, k / new_row * old_row);
        assert_ptr_equal(element_at(w, k), row + k % new_row * step);
    }
}

static void assert_refused(looks *l, ndw_dtype dtype)
{
    assert_status(ndw_as_dtype(l->a, dtype, &l->b), NDW_EDTYPE);
    assert_null(l->b);
    assert_status(ndw_view_as_dtype(&l->v, dtype, &l->v), NDW_EDTYPE);
    assert_zeroed(&l->v, sizeof l->v);
    assert_status(ndw_mut_as_dtype(&l->w, dtype, &l->w), NDW_EDTYPE);
    assert_zeroed(&l->w, sizeof l->w);
    assert_true(ndw_is_unique(l->a));
    ndw_release(&l->a);
}

static void check_reading(void **state)
{
    const struct reading *r = *state;
    ndw_dtype dtype = dtype_of(r->to);
    looks l = looks_at(dtype_of(r->from), r->recipe);
    const ndw_view before = l.v;
    if (!r->shape) {
        assert_refused(&l, dtype);
        return;
    }
    assert_ok(ndw_as_dtype(l.a, dtype, &l.b));
    assert_ok(ndw_view_as_dtype(&l.v, dtype, &l.v));
    assert_ok(ndw_mut_as_dtype(&l.w, dtype, &l.w));
    assert_int_equal(ndw_dtype_of(l.b), dtype);
    assert_int_equal(l.v.dtype, dtype);
    assert_int_equal(l.w.dtype, dtype);
    assert_int_equal(ndw_dtype_of(l.a), before.dtype); /* the source keeps its own */
    assert_same_bytes(&before, &l.v);
    assert_looks(&l, NULL, r->shape, r->strides);
}

/* --- The most axes there can be --------------------------------------------------------------- */

static void sixty_four_axes(void **state)
{
    (void)state;
    int axes[NDW_MAX_NDIM];
    ndw_array *a = array_from(NDW_I32, "2,3"), *b = NULL, *c = NULL;
    for (int d = 0; d < NDW_MAX_NDIM; d++) axes[d] = d;
    assert_status(ndw_expand_dims(a, 63, axes, &b), NDW_ENDIM);
    assert_null(b);
    assert_status(ndw_expand_dims(a, INT32_MAX, axes, &b), NDW_ENDIM);
    assert_null(b);
    assert_ok(ndw_expand_dims(a, 62, axes, &b));
    assert_int_equal(ndw_ndim(b), NDW_MAX_NDIM);
    assert_status(ndw_sliding_window(b, -1, 2, &c), NDW_ENDIM);
    assert_null(c);
    assert_status(ndw_expand_dims(b, 1, axes, &c), NDW_ENDIM);
    assert_null(c);
    assert_ok(ndw_moveaxis(b, 63, 0, &c));
    assert_int_equal(ndw_shape(c)[0], 3);
    assert_int_equal(ndw_shape(c)[63], 2);
    ndw_release(&c);
    assert_ok(ndw_squeeze(b, NDW_ALL_AXES, &c));
    assert_array(c, "0 1 2 3 4 5", "2,3", "12,4");
    ndw_release(&c);
    ndw_release(&b);
    ndw_release(&a);
}

/* A list without axes: none goes, though all of length 1 would go without a list. */
static void empty_list_squeezes_nothing(void **state)
{
    (void)state;
    const int none[1] = {0};
    ndw_array *a = array_from(NDW_I32, "1,3"), *b = NULL;
    assert_ok(ndw_squeeze(a, 0, none, &b));
    assert_array(b, "0 1 2", "1,3", "12,4");
    ndw_release(&b);
    ndw_release(&a);
}

/* A view filled by hand may have any stride where nobody steps. */
static void single_element_has_no_stride(void **state)
{
    (void)state;
    looks l = looks_at(NDW_I32, "3,1");
    l.v.strides[1] = 1000;
    assert_ok(ndw_view_check(&l.v));
    assert_ok(ndw_view_as_dtype(&l.v, NDW_U8, &l.v));
    assert_view(&l.v, NULL, "3,4", "4,1");
    ndw_release(&l.a);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(single_element_has_no_stride),
    cmocka_unit_test(as_many_axes_as_possible),
    cmocka_unit_test(empty_list_flips_nothing),
    cmocka_unit_test(broadcast_is_large_as_if_it_existed),
    cmocka_unit_test(session_may_be_reshaped_by_copy),
    cmocka_unit_test(windows_are_copied_before_writing),
    cmocka_unit_test(sixty_four_axes),
    cmocka_unit_test(empty_list_squeezes_nothing),
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

#define PAIR_REFUSALS(X, f)                                                                           \
    X(f##_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_##f(NULL, 0, 1, &s->array))                      \
    X(f##_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_##f(s->a, 0, 1, NULL))                          \
    X(f##_first, NDW_EAXIS, PLACE_ARRAY, "axis 2 is not one of 2", ndw_##f(s->a, 2, 0, &s->array))    \
    X(f##_second, NDW_EAXIS, PLACE_ARRAY, "axis -3 is not one of 2", ndw_##f(s->a, 0, -3, &s->array)) \
    X(f##_no_axis, NDW_EAXIS, PLACE_ARRAY, "axis", ndw_##f(s->a, NDW_AXIS_NONE, 0, &s->array))        \
    X(f##_scalar, NDW_EAXIS, PLACE_ARRAY, "axis 0 is not one of 0",                                   \
      ndw_##f(s->scalar, 0, 0, &s->array))                                                            \
    X(f##_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_##f(s->open, 0, 1, &s->array))                 \
    X(f##_view_null, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_##f(NULL, 0, 1, &s->view))              \
    X(f##_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_##f(&s->v, 0, 1, NULL))               \
    X(f##_view_blank, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_##f(&s->blank_view, 0, 1, &s->view))   \
    X(f##_view_wide, NDW_ENDIM, PLACE_VIEW, "65", ndw_view_##f(&s->wide_view, 0, 1, &s->view))        \
    X(f##_view_axis, NDW_EAXIS, PLACE_VIEW, "axis 2", ndw_view_##f(&s->v, 0, 2, &s->view))            \
    X(f##_mut_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_##f(NULL, 0, 1, &s->mut))                  \
    X(f##_mut_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_##f(&s->w, 0, 1, NULL))                 \
    X(f##_mut_odd, NDW_EINVAL, PLACE_MUT, "dtype", ndw_mut_##f(&s->odd_mut, 0, 1, &s->mut))           \
    X(f##_mut_axis, NDW_EAXIS, PLACE_MUT, "axis -3", ndw_mut_##f(&s->w, -3, 0, &s->mut))

#define SQUEEZE_REFUSALS(X)                                                                           \
    X(squeeze_length, NDW_ESHAPE, PLACE_ARRAY, "squeeze: axis 0 has length 2",                        \
      ndw_squeeze(s->a, 1, one_axis, &s->array))                                                      \
    X(squeeze_empty, NDW_ESHAPE, PLACE_ARRAY, "axis 0 has length 0",                                  \
      ndw_squeeze(s->empty, 1, one_axis, &s->array))                                                  \
    X(squeeze_view_length, NDW_ESHAPE, PLACE_VIEW, "length 2",                                        \
      ndw_view_squeeze(&s->v, 1, one_axis, &s->view))                                                 \
    X(squeeze_mut_length, NDW_ESHAPE, PLACE_MUT, "length 2",                                          \
      ndw_mut_squeeze(&s->w, 1, one_axis, &s->mut))                                                   \
    X(squeeze_beyond, NDW_EAXIS, PLACE_ARRAY, "axis 2 is not one of 2",                               \
      ndw_squeeze(s->a, 2, above, &s->array))                                                         \
    X(squeeze_scalar, NDW_EAXIS, PLACE_ARRAY, "axis 0 is not one of 0",                               \
      ndw_squeeze(s->scalar, 1, one_axis, &s->array))

#define EXPAND_REFUSALS(X)                                                                            \
    X(expand_beyond, NDW_EAXIS, PLACE_ARRAY, "axis -5 is not one of 4",                               \
      ndw_expand_dims(s->a, 2, far_axes, &s->array))                                                  \
    X(expand_negative, NDW_EINVAL, PLACE_ARRAY, "-1 axes",                                            \
      ndw_expand_dims(s->a, -1, one_axis, &s->array))                                                 \
    X(expand_65, NDW_ENDIM, PLACE_ARRAY, "63 new axes beside 2, 64 are possible",                     \
      ndw_expand_dims(s->a, 63, one_axis, &s->array))                                                 \
    X(expand_view_65, NDW_ENDIM, PLACE_VIEW, "63",                                                    \
      ndw_view_expand_dims(&s->v, 63, one_axis, &s->view))                                            \
    X(expand_mut_65, NDW_ENDIM, PLACE_MUT, "63", ndw_mut_expand_dims(&s->w, 63, one_axis, &s->mut))

#define AXES_REFUSALS(X, f)                                                                           \
    X(f##_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_##f(NULL, 0, NULL, &s->array))                   \
    X(f##_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_##f(s->a, 0, NULL, NULL))                       \
    X(f##_axes, NDW_EINVAL, PLACE_ARRAY, "axes is NULL", ndw_##f(s->a, 1, NULL, &s->array))           \
    X(f##_twice, NDW_EAXIS, PLACE_ARRAY, "axis 1 is named twice",                                     \
      ndw_##f(s->a, 2, twice, &s->array))                                                             \
    X(f##_no_axis, NDW_EAXIS, PLACE_ARRAY, "axis", ndw_##f(s->a, 2, no_axis, &s->array))              \
    X(f##_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_##f(s->open, 0, NULL, &s->array))              \
    X(f##_view_null, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_##f(NULL, 0, NULL, &s->view))           \
    X(f##_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_##f(&s->v, 0, NULL, NULL))            \
    X(f##_view_blank, NDW_EINVAL, PLACE_VIEW, "NULL",                                                 \
      ndw_view_##f(&s->blank_view, 0, NULL, &s->view))                                                \
    X(f##_view_wide, NDW_ENDIM, PLACE_VIEW, "65", ndw_view_##f(&s->wide_view, 0, NULL, &s->view))     \
    X(f##_view_twice, NDW_EAXIS, PLACE_VIEW, "twice", ndw_view_##f(&s->v, 2, twice, &s->view))        \
    X(f##_mut_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_##f(NULL, 0, NULL, &s->mut))               \
    X(f##_mut_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_##f(&s->w, 0, NULL, NULL))              \
    X(f##_mut_odd, NDW_EINVAL, PLACE_MUT, "dtype", ndw_mut_##f(&s->odd_mut, 0, NULL, &s->mut))        \
    X(f##_mut_twice, NDW_EAXIS, PLACE_MUT, "twice", ndw_mut_##f(&s->w, 2, twice, &s->mut))

#define DIAGONAL_REFUSALS(X)                                                                          \
    X(diagonal_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_diagonal(NULL, 0, 0, 1, &s->array))         \
    X(diagonal_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_diagonal(s->a, 0, 0, 1, NULL))             \
    X(diagonal_same, NDW_EAXIS, PLACE_ARRAY, "both axes are 1",                                       \
      ndw_diagonal(s->a, 0, 1, 1, &s->array))                                                         \
    X(diagonal_same_by_sign, NDW_EAXIS, PLACE_ARRAY, "both axes are -2",                              \
      ndw_diagonal(s->a, 0, -2, 0, &s->array))                                                        \
    X(diagonal_first, NDW_EAXIS, PLACE_ARRAY, "axis 2", ndw_diagonal(s->a, 0, 2, 1, &s->array))       \
    X(diagonal_second, NDW_EAXIS, PLACE_ARRAY, "axis -3", ndw_diagonal(s->a, 0, 0, -3, &s->array))    \
    X(diagonal_line, NDW_EAXIS, PLACE_ARRAY, "axis 1 is not one of 1",                                \
      ndw_diagonal(s->x, 0, 0, 1, &s->array))                                                         \
    X(diagonal_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_diagonal(s->open, 0, 0, 1, &s->array))    \
    X(diagonal_view_null, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_diagonal(NULL, 0, 0, 1, &s->view)) \
    X(diagonal_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_diagonal(&s->v, 0, 0, 1, NULL))  \
    X(diagonal_view_same, NDW_EAXIS, PLACE_VIEW, "both", ndw_view_diagonal(&s->v, 0, 1, 1, &s->view)) \
    X(diagonal_mut_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_diagonal(NULL, 0, 0, 1, &s->mut))     \
    X(diagonal_mut_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_diagonal(&s->w, 0, 0, 1, NULL))    \
    X(diagonal_mut_same, NDW_EAXIS, PLACE_MUT, "both", ndw_mut_diagonal(&s->w, 0, 1, 1, &s->mut))

#define WINDOW_REFUSALS(X)                                                                            \
    X(window_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_sliding_window(NULL, 0, 1, &s->array))        \
    X(window_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_sliding_window(s->a, 0, 1, NULL))            \
    X(window_long, NDW_EVALUE, PLACE_ARRAY, "sliding_window: 4 of 3 elements",                        \
      ndw_sliding_window(s->a, 1, 4, &s->array))                                                      \
    X(window_longest, NDW_EVALUE, PLACE_ARRAY, "of 3",                                                \
      ndw_sliding_window(s->a, 1, INT64_MAX, &s->array))                                              \
    X(window_negative, NDW_EVALUE, PLACE_ARRAY, "-1 of 2",                                            \
      ndw_sliding_window(s->a, 0, -1, &s->array))                                                     \
    X(window_empty, NDW_EVALUE, PLACE_ARRAY, "1 of 0", ndw_sliding_window(s->empty, 0, 1, &s->array)) \
    X(window_axis, NDW_EAXIS, PLACE_ARRAY, "axis 2", ndw_sliding_window(s->a, 2, 1, &s->array))       \
    X(window_scalar, NDW_EAXIS, PLACE_ARRAY, "axis 0",                                                \
      ndw_sliding_window(s->scalar, 0, 1, &s->array))                                                 \
    X(window_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_sliding_window(s->open, 0, 1, &s->array))   \
    X(window_view_null, NDW_EINVAL, PLACE_VIEW, "NULL",                                               \
      ndw_view_sliding_window(NULL, 0, 1, &s->view))                                                  \
    X(window_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_sliding_window(&s->v, 0, 1, NULL)) \
    X(window_view_long, NDW_EVALUE, PLACE_VIEW, "3 of 2",                                             \
      ndw_view_sliding_window(&s->v, 0, 3, &s->view))

static const int far_axes[] = {0, -5};
static const int64_t forward[] = {4}, backward[] = {-4}, three[] = {3}, seven[] = {7};
static const int64_t steep[] = {INT64_MAX / 4, 4};

/* Each over six numbers from 0, or fewer. */
#define STRIDED_REFUSALS(X)                                                                           \
    X(strided_null, NDW_EINVAL, PLACE_ARRAY, "NULL",                                                  \
      ndw_as_strided(NULL, 1, six, forward, 0, &s->array))                                            \
    X(strided_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_as_strided(s->a, 1, six, forward, 0, NULL)) \
    X(strided_shape, NDW_EINVAL, PLACE_ARRAY, "shape",                                                \
      ndw_as_strided(s->a, 1, NULL, NULL, 0, &s->array))                                              \
    X(strided_long, NDW_EBOUNDS, PLACE_ARRAY, "bytes 0 to 28 from the first element, 0 to 24",        \
      ndw_as_strided(s->a, 1, seven, forward, 0, &s->array))                                          \
    X(strided_far, NDW_EBOUNDS, PLACE_ARRAY, "bytes 4 to 28",                                         \
      ndw_as_strided(s->a, 1, six, NULL, 4, &s->array))                                               \
    X(strided_one_byte, NDW_EBOUNDS, PLACE_ARRAY, "bytes 1 to 25",                                    \
      ndw_as_strided(s->a, 1, six, NULL, 1, &s->array))                                               \
    X(strided_before, NDW_EBOUNDS, PLACE_ARRAY, "bytes -4 to 8",                                      \
      ndw_as_strided(s->a, 1, three, NULL, -4, &s->array))                                            \
    X(strided_down, NDW_EBOUNDS, PLACE_ARRAY, "bytes -8 to 4",                                        \
      ndw_as_strided(s->a, 1, three, backward, 0, &s->array))                                         \
    X(strided_part, NDW_EBOUNDS, PLACE_ARRAY, "0 to 8",                                               \
      ndw_as_strided(s->part, 1, three, NULL, 0, &s->array))                                          \
    X(strided_part_before, NDW_EBOUNDS, PLACE_ARRAY, "0 to 8",                                        \
      ndw_as_strided(s->part, 0, NULL, NULL, -4, &s->array))                                          \
    X(strided_empty, NDW_EBOUNDS, PLACE_ARRAY, "0 to 0 can",                                          \
      ndw_as_strided(s->empty, 0, NULL, NULL, 0, &s->array))                                          \
    X(strided_offset, NDW_EBOUNDS, PLACE_ARRAY, "",                                                   \
      ndw_as_strided(s->a, 1, six, NULL, INT64_MAX, &s->array))                                       \
    X(strided_lowest, NDW_EBOUNDS, PLACE_ARRAY, "",                                                   \
      ndw_as_strided(s->a, 1, three, backward, INT64_MIN, &s->array))                                 \
    X(strided_negative, NDW_EVALUE, PLACE_ARRAY, "length -1",                                         \
      ndw_as_strided(s->a, 2, negative, NULL, 0, &s->array))                                          \
    X(strided_below, NDW_ENDIM, PLACE_ARRAY, "-1", ndw_as_strided(s->a, -1, six, NULL, 0, &s->array)) \
    X(strided_above, NDW_ENDIM, PLACE_ARRAY, "65", ndw_as_strided(s->a, 65, six, NULL, 0, &s->array)) \
    X(strided_huge, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                            \
      ndw_as_strided(s->a, 3, huge, NULL, 0, &s->array))                                              \
    X(strided_steep, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                           \
      ndw_as_strided(s->a, 2, turned_back, steep, 0, &s->array))                                      \
    X(strided_open, NDW_EBUSY, PLACE_ARRAY, "session",                                                \
      ndw_as_strided(s->open, 1, six, NULL, 0, &s->array))                                            \
    X(strided_view_null, NDW_EINVAL, PLACE_VIEW, "NULL",                                              \
      ndw_view_as_strided(NULL, 1, six, NULL, 0, &s->view))                                           \
    X(strided_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL",                                            \
      ndw_view_as_strided(&s->v, 1, six, NULL, 0, NULL))                                              \
    X(strided_view_long, NDW_EBOUNDS, PLACE_VIEW, "0 to 28",                                          \
      ndw_view_as_strided(&s->v, 1, seven, NULL, 0, &s->view))                                        \
    X(strided_mut_null, NDW_EINVAL, PLACE_MUT, "NULL",                                                \
      ndw_mut_as_strided(NULL, 1, six, NULL, 0, &s->mut))                                             \
    X(strided_mut_out, NDW_EINVAL, PLACE_NOTHING, "NULL",                                             \
      ndw_mut_as_strided(&s->w, 1, six, NULL, 0, NULL))                                               \
    X(strided_mut_long, NDW_EBOUNDS, PLACE_MUT, "0 to 28",                                            \
      ndw_mut_as_strided(&s->w, 1, seven, NULL, 0, &s->mut))                                          \
    X(strided_mut_overlap, NDW_EOVERLAP, PLACE_MUT, "overlap",                                        \
      ndw_mut_as_strided(&s->w, 1, three, narrow, 0, &s->mut))

static const int64_t turned_back[] = {6, 2}, narrow[] = {3};

#define DTYPE_REFUSALS(X)                                                                             \
    X(dtype_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_as_dtype(NULL, NDW_F32, &s->array))            \
    X(dtype_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_as_dtype(s->a, NDW_F32, NULL))                \
    X(dtype_zero, NDW_EINVAL, PLACE_ARRAY, "0 is not a dtype", ndw_as_dtype(s->a, 0, &s->array))      \
    X(dtype_unknown, NDW_EINVAL, PLACE_ARRAY, "-5 is not a dtype", ndw_as_dtype(s->a, -5, &s->array)) \
    X(dtype_scalar, NDW_EDTYPE, PLACE_ARRAY, "0-d", ndw_as_dtype(s->scalar, NDW_U8, &s->array))       \
    X(dtype_scattered, NDW_EDTYPE, PLACE_ARRAY, "axis 1 is not packed",                               \
      ndw_as_dtype(s->t, NDW_U8, &s->array))                                                          \
    X(dtype_rest, NDW_EDTYPE, PLACE_ARRAY, "itemsize 4 does not become 8, axis 1 has 12 bytes",       \
      ndw_as_dtype(s->a, NDW_F64, &s->array))                                                         \
    X(dtype_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_as_dtype(s->open, NDW_F32, &s->array))       \
    X(dtype_view_null, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_as_dtype(NULL, NDW_F32, &s->view))    \
    X(dtype_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_as_dtype(&s->v, NDW_F32, NULL))     \
    X(dtype_view_odd, NDW_EINVAL, PLACE_VIEW, "dtype",                                                \
      ndw_view_as_dtype(&s->odd_view, NDW_F32, &s->view))                                             \
    X(dtype_view_zero, NDW_EINVAL, PLACE_VIEW, "dtype", ndw_view_as_dtype(&s->v, 0, &s->view))        \
    X(dtype_view_rest, NDW_EDTYPE, PLACE_VIEW, "12 bytes",                                            \
      ndw_view_as_dtype(&s->v, NDW_F64, &s->view))                                                    \
    X(dtype_mut_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_as_dtype(NULL, NDW_F32, &s->mut))        \
    X(dtype_mut_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_as_dtype(&s->w, NDW_F32, NULL))       \
    X(dtype_mut_rest, NDW_EDTYPE, PLACE_MUT, "12 bytes", ndw_mut_as_dtype(&s->w, NDW_F64, &s->mut))

#define REFUSALS(X)                                                                                   \
    TRANSPOSE_REFUSALS(X) FLIP_REFUSALS(X) BROADCAST_REFUSALS(X) RESHAPE_REFUSALS(X)                  \
    PAIR_REFUSALS(X, swapaxes) PAIR_REFUSALS(X, moveaxis) AXES_REFUSALS(X, squeeze)                   \
    AXES_REFUSALS(X, expand_dims) SQUEEZE_REFUSALS(X) EXPAND_REFUSALS(X) DIAGONAL_REFUSALS(X)         \
    WINDOW_REFUSALS(X) STRIDED_REFUSALS(X) DTYPE_REFUSALS(X)
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
    failures += RUN_TABLE("shape swapaxes, moveaxis", exchanges, check_exchange);
    failures += RUN_TABLE("shape squeeze, expand_dims", unit_axes, check_unit_axes);
    failures += RUN_TABLE("shape diagonal", diagonals, check_diagonal);
    failures += RUN_TABLE("shape sliding_window", windows, check_windows);
    failures += RUN_TABLE("shape as_strided", stridings, check_striding);
    failures += RUN_TABLE("shape as_dtype", readings, check_reading);
    failures += cmocka_run_group_tests_name("shape others", others, NULL, NULL);
    failures += RUN_TABLE("shape refusals", refusals, check_refusal);
    return unit_end(failures);
}
