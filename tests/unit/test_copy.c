/*
 * test_copy.c - the same elements in new memory, in four orders, and in memory that exists.
 *
 * Where a result goes into memory that its source lies in, it must be what a copy of the source made
 * beforehand would give: the expected bytes are found exactly so.
 */
#include "unit.h"

/* --- The four orders -------------------------------------------------------------------------- */

/* Axes of length 0 and 1 have the stride of a fresh C-order array, whatever the order. */
static struct ordering {
    const char *recipe;
    const char *c, *f, *a, *k; /* strides of the copy */
} orderings[] = {
    {"()", "()", "()", "()", "()"},
    {"5", "4", "4", "4", "4"},
    {"5 [::-1]", "4", "4", "4", "4"},
    {"10 [::3]", "4", "4", "4", "4"},
    {"2,3", "12,4", "4,8", "12,4", "12,4"},
    {"2,3 F", "12,4", "4,8", "4,8", "4,8"},
    {"2,3 T", "8,4", "4,12", "4,12", "4,12"},
    {"2,3 [::-1,::-1]", "12,4", "4,8", "12,4", "12,4"},
    {"2,3 T [::-1,::-1]", "8,4", "4,12", "8,4", "4,12"},
    {"4,6 T [::2,::2]", "8,4", "4,12", "8,4", "4,12"},
    {"1,3", "12,4", "12,4", "12,4", "12,4"},
    {"3,1", "4,4", "4,4", "4,4", "4,4"},
    {"1,1,3 T", "4,4,4", "4,4,4", "4,4,4", "4,4,4"},
    {"2,3,4", "48,16,4", "4,8,24", "48,16,4", "48,16,4"},
    {"2,3,4 T", "24,8,4", "4,16,48", "4,16,48", "4,16,48"},
    {"2,3,4 T [:,None]", "24,24,8,4", "4,24,16,48", "4,24,16,48", "4,24,16,48"},
    {"3 b2,3", "12,4", "4,8", "12,4", "12,4"},
    {"2,1 b2,3", "12,4", "4,8", "12,4", "12,4"},
    {"2,3 T b2,3,2", "24,8,4", "4,8,24", "24,8,4", "24,4,12"},
    {"() b2,3", "12,4", "4,8", "12,4", "12,4"},
    {"0,3", "12,4", "12,4", "12,4", "12,4"},
    {"3,0 T", "12,4", "12,4", "12,4", "12,4"},
    {"0,2,3 T", "8,4,4", "4,12,4", "8,4,4", "8,4,4"},
};

static void assert_copied(const ndw_array *a, const ndw_array *b)
{
    assert_true(ndw_equal(a, b));
    assert_false(ndw_may_overlap(a, b));
    assert_true(ndw_is_unique(b));
}

static void check_order(const ndw_array *a, ndw_order order, const char *strides)
{
    ndw_array *b = NULL;
    ndw_view v;
    assert_ok(ndw_copy(a, order, &b));
    assert_copied(a, b);
    assert_array(b, NULL, NULL, strides);
    ndw_release(&b);
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_copy(&v, order, &b));
    assert_copied(a, b);
    assert_array(b, NULL, NULL, strides);
    ndw_release(&b);
}

static void check_ordering(void **state)
{
    const struct ordering *r = *state;
    ndw_array *a = array_from(NDW_I32, r->recipe);
    check_order(a, NDW_C, r->c);
    check_order(a, NDW_F, r->f);
    check_order(a, NDW_A, r->a);
    check_order(a, NDW_K, r->k);
    assert_true(ndw_is_unique(a));
    ndw_release(&a);
}

/* --- Contiguous: shared where it is so already ------------------------------------------------ */

static struct contiguity {
    const char *recipe;
    bool c, f; /* shared */
} contiguities[] = {
    {"()", true, true},         {"5", true, true},          {"1,5", true, true},
    {"2,3", true, false},       {"2,3 F", false, true},     {"2,3 T", false, true},
    {"5 [::-1]", false, false}, {"10 [::2]", false, false}, {"10 [2:5]", true, true},
    {"4,6 [1:3]", true, false}, {"4,6 [:,1:3]", false, false}, {"4,6 [:,2]", false, false},
    {"3 b2,3", false, false},   {"3 b1,3", true, true},     {"0,3", true, true},
    {"3,0 T", true, true},      {"2,3,4 T", false, true},   {"2,3 R", true, false},
    {"1,5 [:,::5]", true, true},
};

static void assert_made(const ndw_array *a, const ndw_array *b, bool shared, ndw_order order)
{
    assert_true(ndw_equal(a, b));
    assert_true(ndw_is_contiguous(b, order));
    if (ndw_size(a) > 0) assert_int_equal(ndw_data(a) == ndw_data(b), shared);
    assert_int_equal(ndw_is_unique(a), !shared);
    assert_int_equal(ndw_ndim(a), ndw_ndim(b)); /* 0-d stays 0-d */
}

static void check_contiguity(void **state)
{
    const struct contiguity *r = *state;
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_ascontiguous(a, &b));
    assert_made(a, b, r->c, NDW_C);
    ndw_release(&b);
    assert_ok(ndw_asfortran(a, &b));
    assert_made(a, b, r->f, NDW_F);
    ndw_release(&b);

    assert_ok(ndw_view_ascontiguous(&v, &b)); /* a view owns nothing that could be shared */
    assert_made(a, b, false, NDW_C);
    ndw_release(&b);
    assert_ok(ndw_view_asfortran(&v, &b));
    assert_made(a, b, false, NDW_F);
    ndw_release(&b);
    ndw_release(&a);
}

/* --- Every width, every pattern of runs ------------------------------------------------------- */

static struct arrangement {
    const char *recipe;
} arrangements[] = {
    {"()"},          {"1"},           {"2"},            {"17"},           {"17 [::-1]"},
    {"40 [::3]"},    {"40 [::-7]"},   {"5,7"},          {"5,7 T"},        {"5,7 [::-1]"},
    {"5,7 [:,::-1]"}, {"5,7 [::2,1:6:2]"}, {"7 b5,7"},  {"5,1 b5,7"},     {"() b3,5"},
    {"1 b9"},        {"66,3 T"},      {"3,70 T"},       {"33,35 T"},      {"2,3,4 T"},
    {"4,3,2 T [::-1]"}, {"2,3,4,5 T"}, {"3,1,4 b3,5,4"}, {"6,6 [::2,::-2]"}, {"1,5,1 T"},
    {"2,2,2,2,2,2"}, {"2,2,2,2,2,2 T"}, {"0,4"},        {"3,0 T"},        {"4,9 F [1:3]"},
};

static void assert_same_elements(const ndw_array *a, const ndw_array *b)
{
    ndw_view v, w;
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_of(b, &w));
    assert_int_equal(ndw_size(a), ndw_size(b));
    for (int64_t k = 0; k < ndw_size(a); k++)
        assert_memory_equal(element_at(&v, k), element_at(&w, k), (size_t)ndw_itemsize(v.dtype));
}

static void check_arrangement(void **state)
{
    const struct arrangement *r = *state;
    const ndw_order orders[] = {NDW_C, NDW_F, NDW_A, NDW_K};
    for (size_t i = 0; i < COUNT(itemsizes); i++) {
        ndw_array *a = array_from(ndw_dtype_bytes(itemsizes[i]), r->recipe), *b = NULL;
        for (size_t o = 0; o < COUNT(orders); o++) {
            assert_ok(ndw_copy(a, orders[o], &b));
            assert_same_elements(a, b);
            ndw_release(&b);
        }
        ndw_release(&a);
    }
}

/* A destination with a gap of one byte after each row, plane, ...: what is no element stays. */
enum { IMAGE = 1 << 17, UNTOUCHED = 0xee };

static void padded(ndw_dtype dtype, const ndw_array *a, unsigned char *image, ndw_mut *w)
{
    int64_t strides[NDW_MAX_NDIM], step = ndw_itemsize(dtype);
    for (int d = ndw_ndim(a) - 1; d >= 0; d--) {
        strides[d] = step;
        step = step * (ndw_shape(a)[d] ? ndw_shape(a)[d] : 1) + 1;
    }
    assert_in_range(step, 1, IMAGE);
    memset(image, UNTOUCHED, IMAGE);
    assert_ok(ndw_mut_memory(dtype, ndw_ndim(a), ndw_shape(a), strides, image, w));
}

static void check_arrangement_into(void **state)
{
    static unsigned char image[IMAGE], wanted[IMAGE];
    const struct arrangement *r = *state;
    for (size_t i = 0; i < COUNT(itemsizes); i++) {
        ndw_array *a = array_from(ndw_dtype_bytes(itemsizes[i]), r->recipe);
        ndw_view v;
        ndw_mut w;
        assert_ok(ndw_view_of(a, &v));
        padded(v.dtype, a, wanted, &w);
        for (int64_t k = 0; k < ndw_size(a); k++)
            memcpy(mut_element_at(&w, k), element_at(&v, k), (size_t)itemsizes[i]);
        padded(v.dtype, a, image, &w);
        assert_ok(ndw_copy_into(a, &w));
        assert_memory_equal(image, wanted, IMAGE);
        ndw_release(&a);
    }
}

/* --- Into memory that exists ------------------------------------------------------------------ */

/* Both lie in the same 24 elements, seen as a shape; the memory around and between stays as it is. */
static struct move {
    const char *name;
    const char *shape, *to, *from; /* slices of that shape */
    bool transposed;               /* the source */
} moves[] = {
    {"[0:5] = [10:15] in 24", "24", "[0:5]", "[10:15]", false},
    {"[10:15] = [0:5] in 24", "24", "[10:15]", "[0:5]", false},
    {"[1:11] = [0:10] in 24", "24", "[1:11]", "[0:10]", false}, /* forwards by one */
    {"[0:10] = [1:11] in 24", "24", "[0:10]", "[1:11]", false}, /* backwards by one */
    {"[5:] = [:19] in 24", "24", "[5:]", "[:19]", false},
    {"[:19] = [5:] in 24", "24", "[:19]", "[5:]", false},
    {"[:] = [:] in 24", "24", "[:]", "[:]", false},
    {"[:] = [::-1] in 24", "24", "[:]", "[::-1]", false},
    {"[::-1] = [:] in 24", "24", "[::-1]", "[:]", false},
    {"[::2] = [:12] in 24", "24", "[::2]", "[:12]", false},
    {"[:12] = [::2] in 24", "24", "[:12]", "[::2]", false},
    {"[12:] = [::2] in 24", "24", "[12:]", "[::2]", false},
    {"[::2] = [1::2] in 24", "24", "[::2]", "[1::2]", false}, /* interleaved */
    {"[1::2] = [::2] in 24", "24", "[1::2]", "[::2]", false},
    {"[3:20:3] = [8:2:-1] in 24", "24", "[3:20:3]", "[8:2:-1]", false},
    {"[:] = [5:6] in 24", "24", "[:]", "[5:6]", false}, /* one of its own elements, everywhere */
    {"[:] = [0:1] in 24", "24", "[:]", "[0:1]", false},
    {"[7] = [3] in 24", "24", "[7]", "[3]", false},
    {"[3:3] = [5:5] in 24", "24", "[3:3]", "[5:5]", false},
    {"[1:] = [:3] in 4,6", "4,6", "[1:]", "[:3]", false},
    {"[:3] = [1:] in 4,6", "4,6", "[:3]", "[1:]", false},
    {"[:,1:] = [:,:5] in 4,6", "4,6", "[:,1:]", "[:,:5]", false},
    {"[:,:5] = [:,1:] in 4,6", "4,6", "[:,:5]", "[:,1:]", false},
    {"[:] = [2] in 4,6", "4,6", "[:]", "[2]", false}, /* one of its own rows */
    {"[:] = [:,3:4] in 4,6", "4,6", "[:]", "[:,3:4]", false},
    {"[:,:4] = [:,:4].T in 4,6", "4,6", "[:,:4]", "[:,:4]", true}, /* turned in place */
    {"[:,2:] = [:,:4].T in 4,6", "4,6", "[:,2:]", "[:,:4]", true},
    {"[::-1,:4] = [:,:4].T in 4,6", "4,6", "[::-1,:4]", "[:,:4]", true},
    {"[:] = [::-1,::-1,::-1] in 2,3,4", "2,3,4", "[:]", "[::-1,::-1,::-1]", false},
    {"[:,:2] = [:,1:] in 2,3,4", "2,3,4", "[:,:2]", "[:,1:]", false},
    {"[:] = [1] in 2,3,4", "2,3,4", "[:]", "[1]", false},
    {"[1] = [0] in 2,3,4", "2,3,4", "[1]", "[0]", false},
};

enum { ROOM = 24, EDGE = 4 };

static void slice_of(const char *shape_text, void *data, const char *slice, bool transposed,
                     ndw_mut *out)
{
    int64_t shape[DIMS_MAX];
    ndw_mut whole;
    int ndim = dims_from(shape_text, shape);
    assert_ok(ndw_mut_memory(NDW_I32, ndim, shape, NULL, data, &whole));
    assert_ok(ndw_mut_slice_str(&whole, slice, out));
    if (transposed) assert_ok(ndw_mut_transpose(out, NDW_ALL_AXES, out));
}

/* By the definition: all is read before anything is written. */
static void move_plainly(const ndw_mut *w, const ndw_mut *from)
{
    int32_t read[ROOM];
    ndw_view v;
    assert_ok(ndw_view_of_mut(from, &v));
    assert_ok(ndw_view_broadcast_to(&v, w->ndim, w->shape, &v));
    for (int64_t k = 0; k < ndw_view_size(&v); k++) memcpy(&read[k], element_at(&v, k), 4);
    for (int64_t k = 0; k < ndw_view_size(&v); k++) memcpy(mut_element_at(w, k), &read[k], 4);
}

static void check_move(void **state)
{
    const struct move *r = *state;
    int32_t memory[EDGE + ROOM + EDGE], wanted[EDGE + ROOM + EDGE];
    ndw_mut to, from;
    ndw_view v;
    for (int i = 0; i < EDGE + ROOM + EDGE; i++) memory[i] = wanted[i] = 100 + i;

    slice_of(r->shape, wanted + EDGE, r->to, false, &to);
    slice_of(r->shape, wanted + EDGE, r->from, r->transposed, &from);
    move_plainly(&to, &from);

    slice_of(r->shape, memory + EDGE, r->to, false, &to);
    slice_of(r->shape, memory + EDGE, r->from, r->transposed, &from);
    assert_ok(ndw_view_of_mut(&from, &v));
    assert_ok(ndw_view_copy_into(&v, &to));
    assert_memory_equal(memory, wanted, sizeof memory);
}

/* The same through an array in a write session: its source is the array itself. */
static void check_move_in_session(void **state)
{
    const struct move *r = *state;
    int32_t wanted[ROOM];
    ndw_mut w, to, from, part;
    ndw_view v;
    int64_t shape[DIMS_MAX];
    ndw_array *a = array_from(NDW_I32, r->shape);
    assert_ok(ndw_write_begin(&a, 0, &w));
    for (int i = 0; i < ROOM; i++) wanted[i] = i;
    slice_of(r->shape, wanted, r->to, false, &to);
    slice_of(r->shape, wanted, r->from, r->transposed, &from);
    move_plainly(&to, &from);

    assert_ok(ndw_mut_slice_str(&w, r->to, &part));
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_slice_str(&v, r->from, &v));
    if (r->transposed) assert_ok(ndw_view_transpose(&v, NDW_ALL_AXES, &v));
    assert_ok(ndw_view_copy_into(&v, &part));
    ndw_write_end(&a);
    assert_memory_equal(ndw_data(a), wanted, sizeof wanted);
    assert_int_equal(dims_from(r->shape, shape), ndw_ndim(a));
    ndw_release(&a);
}

static void array_is_copied_into_memory(void **state)
{
    (void)state;
    int32_t memory[8] = {9, 9, 9, 9, 9, 9, 9, 9};
    const int64_t strides[] = {4, -8};
    ndw_array *a = array_from(NDW_I32, "2,3");
    ndw_mut w;
    assert_ok(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 3), strides, memory + 5, &w));
    assert_ok(ndw_copy_into(a, &w));
    const int32_t wanted[8] = {9, 2, 5, 1, 4, 0, 3, 9};
    assert_memory_equal(memory, wanted, sizeof wanted);

    ndw_array *itself = array_from(NDW_I32, "3");
    assert_ok(ndw_write_begin(&itself, 0, &w));
    assert_ok(ndw_copy_into(itself, &w)); /* the source is the destination */
    assert_ok(ndw_mut_flip(&w, NDW_ALL_AXES, &w));
    assert_ok(ndw_copy_into(itself, &w));
    ndw_write_end(&itself);
    assert_array(itself, "2 1 0", "3", "4");
    ndw_release(&itself);
    ndw_release(&a);
}

/* Source and destination lie alike, as a source may and a destination may not. */
static void loop_is_no_destination(void **state)
{
    (void)state;
    const int64_t nowhere[] = {0};
    int32_t memory = 7;
    ndw_mut loop;
    ndw_view v;
    ndw_array *one = array_from(NDW_I32, "1");
    assert_ok(ndw_view_of(one, &v));
    assert_ok(ndw_view_broadcast_to(&v, NDW_SHAPE(3), &v));
    assert_ok(ndw_mut_memory(NDW_I32, NDW_SHAPE(3), nowhere, &memory, &loop));
    assert_status(ndw_view_copy_into(&v, &loop), NDW_EOVERLAP);
    assert_status(ndw_copy_into(one, &loop), NDW_EOVERLAP);
    assert_int_equal(memory, 7);
    ndw_release(&one);
}

static void nothing_is_copied_anywhere(void **state)
{
    (void)state;
    const int64_t strides[] = {0, 0};
    ndw_mut w;
    ndw_array *a = array_from(NDW_I32, "0,3");
    assert_ok(ndw_mut_memory(NDW_I32, NDW_SHAPE(0, 3), strides, NULL, &w)); /* overlaps in no element */
    assert_ok(ndw_copy_into(a, &w));
    ndw_release(&a);
}

static void inner_loops_have_a_name(void **state)
{
    (void)state;
    const char *name = ndw_kernels();
    assert_true(*name);
    assert_ptr_equal(ndw_kernels(), name); /* chosen once */
    const char *wanted = getenv("NDW_KERNELS");
    if (wanted && !strcmp(wanted, "generic")) assert_string_equal(name, "generic");
}

static void session_may_be_copied(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "2,3"), *b = NULL;
    ndw_mut w;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_copy(a, NDW_C, &b));
    assert_array(b, "0 1 2 3 4 5", "2,3", "12,4");
    ndw_release(&b);
    assert_ok(ndw_asfortran(a, &b)); /* has to copy, so it may */
    assert_array(b, "0 1 2 3 4 5", "2,3", "4,8");
    ndw_release(&b);
    ndw_release(&a);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(array_is_copied_into_memory),
    cmocka_unit_test(loop_is_no_destination),
    cmocka_unit_test(nothing_is_copied_anywhere),
    cmocka_unit_test(inner_loops_have_a_name),
    cmocka_unit_test(session_may_be_copied),
};

/* --- Refused ---------------------------------------------------------------------------------- */

#define COPY_REFUSALS(X)                                                                              \
    X(copy_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_copy(NULL, NDW_C, &s->array))                   \
    X(copy_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_copy(s->a, NDW_C, NULL))                       \
    X(copy_order, NDW_EINVAL, PLACE_ARRAY, "order 90", ndw_copy(s->a, (ndw_order)'Z', &s->array))     \
    X(copy_no_order, NDW_EINVAL, PLACE_ARRAY, "order 0", ndw_copy(s->a, (ndw_order)0, &s->array))     \
    X(copy_view_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_copy(NULL, NDW_C, &s->array))         \
    X(copy_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_copy(&s->v, NDW_C, NULL))            \
    X(copy_view_blank, NDW_EINVAL, PLACE_ARRAY, "NULL",                                               \
      ndw_view_copy(&s->blank_view, NDW_C, &s->array))                                                \
    X(copy_view_odd, NDW_EINVAL, PLACE_ARRAY, "dtype", ndw_view_copy(&s->odd_view, NDW_C, &s->array)) \
    X(copy_view_wide, NDW_ENDIM, PLACE_ARRAY, "65", ndw_view_copy(&s->wide_view, NDW_C, &s->array))   \
    X(copy_view_order, NDW_EINVAL, PLACE_ARRAY, "order",                                              \
      ndw_view_copy(&s->v, (ndw_order)'c', &s->array))                                                \
    X(ascontiguous_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_ascontiguous(NULL, &s->array))          \
    X(ascontiguous_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_ascontiguous(s->a, NULL))              \
    X(ascontiguous_out_copied, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_ascontiguous(s->t, NULL))       \
    X(ascontiguous_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_ascontiguous(s->open, &s->array))     \
    X(asfortran_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_asfortran(NULL, &s->array))                \
    X(asfortran_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_asfortran(s->t, NULL))                    \
    X(asfortran_out_copied, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_asfortran(s->a, NULL))             \
    X(view_ascontiguous_null, NDW_EINVAL, PLACE_ARRAY, "NULL",                                        \
      ndw_view_ascontiguous(NULL, &s->array))                                                         \
    X(view_ascontiguous_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_ascontiguous(&s->v, NULL))   \
    X(view_ascontiguous_wide, NDW_ENDIM, PLACE_ARRAY, "65",                                           \
      ndw_view_ascontiguous(&s->wide_view, &s->array))                                                \
    X(view_asfortran_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_view_asfortran(NULL, &s->array))      \
    X(view_asfortran_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_asfortran(&s->v, NULL))         \
    X(view_asfortran_odd, NDW_EINVAL, PLACE_ARRAY, "dtype",                                           \
      ndw_view_asfortran(&s->odd_view, &s->array))

#define INTO_REFUSALS(X)                                                                              \
    X(into_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_copy_into(NULL, &s->w))                       \
    X(into_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_copy_into(s->a, NULL))                     \
    X(into_blank, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_copy_into(s->a, &s->blank_mut))              \
    X(into_odd, NDW_EINVAL, PLACE_NOTHING, "dtype", ndw_copy_into(s->a, &s->odd_mut))                 \
    X(into_wide, NDW_ENDIM, PLACE_NOTHING, "65", ndw_copy_into(s->a, &s->wide_mut))                   \
    X(into_dtype, NDW_EDTYPE, PLACE_NOTHING, "dtype 13", copy_other_dtype(s))                         \
    X(into_shape, NDW_ESHAPE, PLACE_NOTHING, "length 2 of axis 0 cannot become 3", copy_turned(s))    \
    X(into_fewer, NDW_ESHAPE, PLACE_NOTHING, "2 axes cannot become 1", copy_to_row(s))                \
    X(into_empty, NDW_ESHAPE, PLACE_NOTHING, "length 0", ndw_copy_into(s->empty, &s->w))              \
    X(into_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap", ndw_copy_into(s->a, &s->loop))        \
    X(view_into_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_copy_into(NULL, &s->w))             \
    X(view_into_nowhere, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_copy_into(&s->v, NULL))          \
    X(view_into_blank, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_copy_into(&s->blank_view, &s->w))  \
    X(view_into_odd, NDW_EINVAL, PLACE_NOTHING, "dtype", ndw_view_copy_into(&s->odd_view, &s->w))     \
    X(view_into_wide, NDW_ENDIM, PLACE_NOTHING, "65", ndw_view_copy_into(&s->wide_view, &s->w))       \
    X(view_into_overlapping, NDW_EOVERLAP, PLACE_NOTHING, "overlap",                                  \
      ndw_view_copy_into(&s->v, &s->loop))

static ndw_status copy_other_dtype(stage *s)
{
    NDW_TRY(ndw_mut_slice_str(&s->w, "0", &s->mut));
    NDW_TRY(ndw_view_of(s->t, &s->view));
    NDW_TRY(ndw_view_slice_str(&s->view, "0", &s->view));
    return ndw_view_copy_into(&s->view, &s->mut);
}

static ndw_status copy_turned(stage *s)
{
    NDW_TRY(ndw_mut_transpose(&s->w, NDW_ALL_AXES, &s->mut));
    return ndw_copy_into(s->a, &s->mut);
}

static ndw_status copy_to_row(stage *s)
{
    NDW_TRY(ndw_mut_slice_str(&s->w, "0", &s->mut));
    return ndw_copy_into(s->a, &s->mut);
}

#define REFUSALS(X) COPY_REFUSALS(X) INTO_REFUSALS(X)
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("copy orders", orderings, check_ordering);
    failures += RUN_TABLE("copy contiguous", contiguities, check_contiguity);
    failures += RUN_TABLE("copy widths", arrangements, check_arrangement);
    failures += RUN_TABLE("copy widths, into rows apart", arrangements, check_arrangement_into);
    failures += RUN_TABLE("copy into", moves, check_move);
    failures += RUN_TABLE("copy into, in a session", moves, check_move_in_session);
    failures += cmocka_run_group_tests_name("copy others", others, NULL, NULL);
    failures += RUN_TABLE("copy refusals", refusals, check_refusal);
    return unit_end(failures);
}
