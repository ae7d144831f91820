/*
 * test_array.c - counted memory: arrays made, held, asked and let go; memory adopted and given back.
 *
 * Adopted memory carries a promise on each road it can take: its callback runs once, with the pointer
 * that was wrapped, when the last share goes and never before; and never at all where wrapping failed.
 */
#include "unit.h"

#include <errno.h>
#include <float.h>
#include <math.h>

/* --- Make ------------------------------------------------------------------------------------- */

static struct making {
    const char *name;
    ndw_dtype dtype;
    const char *shape, *strides;
    int64_t nbytes;
} makings[] = {
    {"0-d", NDW_F64, "()", "()", 8},
    {"1-d", NDW_U8, "7", "1", 7},
    {"2-d", NDW_I32, "2,3", "12,4", 24},
    {"3-d", NDW_C128, "2,3,4", "192,64,16", 384},
    {"lengths of 1", NDW_I16, "1,3,1", "6,2,2", 6},
    {"records", (1 << 30) + 3, "2,2", "6,3", 12},
    {"no elements", NDW_I32, "0", "4", 0},
    {"no rows", NDW_I32, "0,3", "12,4", 0},
    {"no columns", NDW_I32, "3,0", "4,4", 0},
};

static void assert_fresh(const ndw_array *a, const struct making *r)
{
    assert_array(a, NULL, r->shape, r->strides);
    assert_int_equal(ndw_dtype_of(a), r->dtype);
    assert_int_equal(ndw_nbytes(a), r->nbytes);
    assert_int_equal(ndw_size(a) * ndw_itemsize(r->dtype), r->nbytes);
    assert_true(ndw_is_unique(a));
    assert_true(ndw_is_contiguous(a, NDW_C));
    assert_true(ndw_is_aligned(a));
    assert_non_null(ndw_data(a));
    assert_int_equal((uintptr_t)ndw_data(a) % 64, 0);
}

static void assert_bytes(const ndw_array *a, const void *element)
{
    int64_t itemsize = ndw_itemsize(ndw_dtype_of(a));
    for (int64_t i = 0; i < ndw_nbytes(a); i += itemsize)
        assert_memory_equal((const char *)ndw_data(a) + i, element, (size_t)itemsize);
}

static void check_making(void **state)
{
    const struct making *r = *state;
    static const char zero[16], value[16] = "0123456789abcdef";
    int64_t shape[DIMS_MAX];
    int ndim = dims_from(r->shape, shape);
    ndw_array *empty = NULL, *zeros = NULL, *full = NULL, *like = NULL;
    assert_ok(ndw_empty(r->dtype, ndim, shape, &empty));
    assert_fresh(empty, r);
    assert_ok(ndw_zeros(r->dtype, ndim, shape, &zeros));
    assert_fresh(zeros, r);
    assert_bytes(zeros, zero);
    assert_ok(ndw_full(r->dtype, ndim, shape, value, &full));
    assert_fresh(full, r);
    assert_bytes(full, value);

    assert_ok(ndw_empty_like(full, &like));
    assert_fresh(like, r);
    ndw_release(&like);
    assert_ok(ndw_zeros_like(full, &like));
    assert_fresh(like, r);
    assert_bytes(like, zero);
    ndw_release(&like);
    assert_ok(ndw_full_like(zeros, value, &like));
    assert_fresh(like, r);
    assert_true(ndw_equal(like, full));
    ndw_release(&like);
    ndw_release(&empty);
    ndw_release(&zeros);
    ndw_release(&full);
}

/* The _like forms follow the order in memory, not the bytes. */
static struct likeness {
    const char *recipe, *shape, *strides;
} likenesses[] = {
    {"2,3", "2,3", "12,4"},
    {"2,3 T", "3,2", "4,12"},
    {"2,3 F", "2,3", "4,8"},
    {"2,3 [::-1,::-1]", "2,3", "12,4"},
    {"4,6 [::2,::3]", "2,2", "8,4"},
    {"4,6 T [::3,::2]", "2,2", "4,8"},
    {"3 b2,3", "2,3", "12,4"},
    {"2,3,4 T", "4,3,2", "4,16,48"},
    {"0,3 T", "3,0", "4,4"},
    {"()", "()", "()"},
};

static void check_likeness(void **state)
{
    const struct likeness *r = *state;
    const int32_t seven = 7;
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    assert_ok(ndw_empty_like(a, &b));
    assert_array(b, NULL, r->shape, r->strides);
    assert_false(ndw_may_overlap(a, b));
    ndw_release(&b);
    assert_ok(ndw_zeros_like(a, &b));
    assert_array(b, NULL, r->shape, r->strides);
    ndw_release(&b);
    assert_ok(ndw_full_like(a, &seven, &b));
    assert_array(b, NULL, r->shape, r->strides);
    ndw_view v;
    assert_ok(ndw_view_of(b, &v));
    for (int64_t k = 0; k < ndw_size(b); k++) assert_int_equal(*(const int32_t *)element_at(&v, k), 7);
    ndw_release(&b);
    ndw_release(&a);
}

static void from_data_copies(void **state)
{
    (void)state;
    char raw[1 + 6 * sizeof(int32_t)]; /* the elements are not aligned */
    ndw_array *a = NULL;
    for (int32_t i = 0; i < 6; i++) memcpy(raw + 1 + 4 * i, &i, 4);
    assert_ok(ndw_from_data(NDW_I32, NDW_SHAPE(2, 3), raw + 1, &a));
    memset(raw, 0x55, sizeof raw);
    assert_array(a, "0 1 2 3 4 5", "2,3", "12,4");
    assert_true(ndw_is_unique(a));
    ndw_release(&a);

    assert_ok(ndw_from_data(NDW_I32, NDW_SHAPE(3, 0), NULL, &a));
    assert_int_equal(ndw_size(a), 0);
    ndw_release(&a);
}

static void as_many_axes_as_possible(void **state)
{
    (void)state;
    int64_t shape[NDW_MAX_NDIM];
    ndw_array *a = NULL;
    for (int d = 0; d < NDW_MAX_NDIM; d++) shape[d] = d == 63 ? 2 : 1;
    assert_ok(ndw_zeros(NDW_I32, NDW_MAX_NDIM, shape, &a));
    assert_int_equal(ndw_ndim(a), 64);
    assert_int_equal(ndw_shape(a)[63], 2);
    assert_int_equal(ndw_strides(a)[0], 8);
    ndw_release(&a);
}

/* --- Count out -------------------------------------------------------------------------------- */

static struct arange {
    const char *name;
    ndw_dtype dtype;
    int64_t start, stop, step;
    ndw_status status;
    const char *elements;
} aranges[] = {
    {"upwards", NDW_I64, 0, 5, 1, NDW_OK, "0 1 2 3 4"},
    {"by 3", NDW_I64, 1, 8, 3, NDW_OK, "1 4 7"},
    {"by 3, one shorter", NDW_I64, 1, 7, 3, NDW_OK, "1 4"},
    {"downwards", NDW_I32, 5, 0, -2, NDW_OK, "5 3 1"},
    {"nothing", NDW_I32, 3, 3, 1, NDW_OK, ""},
    {"nothing, by 2", NDW_I32, 3, 3, 2, NDW_OK, ""},
    {"nothing, by -2", NDW_I32, 3, 3, -2, NDW_OK, ""},
    {"nothing, of values that do not fit", NDW_I8, 1000, 1000, 1, NDW_OK, ""},
    {"nothing, the other way", NDW_I32, 0, 5, -1, NDW_OK, ""},
    {"nothing, downwards", NDW_I32, 5, 6, -1, NDW_OK, ""},
    {"all of int8", NDW_I8, -128, 128, 51, NDW_OK, "-128 -77 -26 25 76 127"},
    {"above int8", NDW_I8, 0, 129, 128, NDW_EVALUE, NULL},
    {"below int8", NDW_I8, -129, 0, 1, NDW_EVALUE, NULL},
    {"all of uint8", NDW_U8, 0, 256, 85, NDW_OK, "0 85 170 255"},
    {"above uint8", NDW_U8, 0, 257, 256, NDW_EVALUE, NULL},
    {"below uint8", NDW_U8, 3, -2, -1, NDW_EVALUE, NULL},
    {"all of int16", NDW_I16, -32768, 32768, 65535, NDW_OK, "-32768 32767"},
    {"above int16", NDW_I16, 32768, 32769, 1, NDW_EVALUE, NULL},
    {"all of uint16", NDW_U16, 0, 65536, 65535, NDW_OK, "0 65535"},
    {"above uint16", NDW_U16, 65536, 65537, 1, NDW_EVALUE, NULL},
    {"all of int32", NDW_I32, INT32_MIN, INT64_C(1) << 31, UINT32_MAX, NDW_OK,
     "-2147483648 2147483647"},
    {"below int32", NDW_I32, INT32_MIN - INT64_C(1), 0, INT64_MAX, NDW_EVALUE, NULL},
    {"all of uint32", NDW_U32, 0, INT64_C(1) << 32, UINT32_MAX, NDW_OK, "0 4294967295"},
    {"above uint32", NDW_U32, INT64_C(1) << 32, INT64_MAX, INT64_MAX, NDW_EVALUE, NULL},
    {"the ends of int64", NDW_I64, INT64_MIN, INT64_MAX, INT64_MAX, NDW_OK,
     "-9223372036854775808 -1 9223372036854775806"},
    {"the ends, downwards", NDW_I64, INT64_MAX, INT64_MIN, INT64_MIN, NDW_OK, "9223372036854775807 -1"},
    {"the last of int64", NDW_I64, INT64_MAX - 1, INT64_MAX, 1, NDW_OK, "9223372036854775806"},
    {"the last of uint64", NDW_U64, INT64_MAX - 2, INT64_MAX, 1, NDW_OK,
     "9223372036854775805 9223372036854775806"},
    {"below uint64", NDW_U64, -1, 2, 1, NDW_EVALUE, NULL},
    {"exact above 2^53", NDW_I64, (INT64_C(1) << 53) + 1, (INT64_C(1) << 53) + 4, 2, NDW_OK,
     "9007199254740993 9007199254740995"},
    {"float64", NDW_F64, -1, 2, 1, NDW_OK, "-1 0 1"},
    {"float32 rounds to even", NDW_F32, 16777217, 16777220, 2, NDW_OK, "16777216 16777220"},
    {"float32 rounds once", NDW_F32, (INT64_C(1) << 60) + (INT64_C(1) << 36) + 1, INT64_MAX, INT64_MAX, NDW_OK,
     "1.15292164e+18"},
    {"complex64", NDW_C64, 0, 3, 2, NDW_OK, "0+0j 2+0j"},
    {"complex128", NDW_C128, -1, 1, 1, NDW_OK, "-1+0j 0+0j"},
    {"float16", NDW_F16, 0, 4, 1, NDW_OK, "0000 3c00 4000 4200"},
    {"float16 rounds to even", NDW_F16, 2049, 2054, 2, NDW_OK, "6800 6802 6802"},
    {"float16, the largest", NDW_F16, 65504, 65520, 15, NDW_OK, "7bff 7bff"},
    {"above float16", NDW_F16, 65520, 65521, 1, NDW_EVALUE, NULL},
    {"below float16", NDW_F16, -65520, 0, 65520, NDW_EVALUE, NULL},
    {"bfloat16", NDW_BF16, 1, 4, 1, NDW_OK, "3f80 4000 4040"},
    {"bfloat16 rounds to even", NDW_BF16, 257, 262, 2, NDW_OK, "4380 4382 4382"},
    {"bfloat16 of the largest", NDW_BF16, INT64_MAX, INT64_MIN, INT64_MIN, NDW_OK, "5f00 bf80"},
    {"bfloat16 from 0", NDW_BF16, 0, 2, 1, NDW_OK, "0000 3f80"},
    {"step 0", NDW_I64, 0, 5, 0, NDW_EVALUE, NULL},
    {"step 0 of nothing", NDW_I64, 5, 5, 0, NDW_EVALUE, NULL},
    {"bool", NDW_BOOL, 0, 2, 1, NDW_EDTYPE, NULL},
    {"records", (1 << 30) + 4, 0, 2, 1, NDW_EDTYPE, NULL},
    {"length above int64", NDW_I8, INT64_MIN, INT64_MAX, 1, NDW_EOVERFLOW, NULL},
    {"bytes above int64", NDW_I64, 0, INT64_MAX, 2, NDW_EOVERFLOW, NULL},
};

static void check_arange(void **state)
{
    const struct arange *r = *state;
    ndw_array *a = (ndw_array *)(void *)&errno;
    errno = 4711;
    assert_status(ndw_arange(r->dtype, r->start, r->stop, r->step, &a), r->status);
    assert_int_equal(errno, 4711);
    if (r->status == NDW_OK) {
        assert_array(a, r->elements, NULL, NULL);
        assert_int_equal(ndw_ndim(a), 1);
        assert_int_equal(ndw_dtype_of(a), r->dtype);
    } else {
        assert_null(a);
    }
    ndw_release(&a);
}

static struct arange_f64 {
    const char *name;
    ndw_dtype dtype;
    double start, stop, step;
    ndw_status status;
    const char *elements;
} aranges_f64[] = {
    {"upwards", NDW_F64, 0, 1, 0.25, NDW_OK, "0 0.25 0.5 0.75"},
    {"a part of a step counts", NDW_F64, 0, 1.125, 0.5, NDW_OK, "0 0.5 1"},
    {"downwards", NDW_F64, 1, 0, -0.5, NDW_OK, "1 0.5"},
    {"nothing", NDW_F64, 1, 1, 0.5, NDW_OK, ""},
    {"nothing, the other way", NDW_F64, 0, 1, -0.5, NDW_OK, ""},
    {"less of a step than a number can say", NDW_F64, 0, 5e-324, 1e10, NDW_OK, "0"},
    {"the same downwards", NDW_F64, 0, -1e-300, -1e300, NDW_OK, "0"},
    {"the same, the other way", NDW_F64, 0, -5e-324, 1e10, NDW_OK, ""},
    {"start plus multiples", NDW_F64, 0, 0.35, 0.1, NDW_OK,
     "0 0.10000000000000001 0.20000000000000001 0.30000000000000004"},
    {"float32", NDW_F32, 0, 0.25, 0.1, NDW_OK, "0 0.100000001 0.200000003"},
    {"float32 of doubles", NDW_F32, 0.1, 0.9, 0.3, NDW_OK, "0.100000001 0.400000006 0.699999988"},
    {"complex64", NDW_C64, 0, 1, 0.5, NDW_OK, "0+0j 0.5+0j"},
    {"complex128", NDW_C128, 0.5, 1, 0.25, NDW_OK, "0.5+0j 0.75+0j"},
    {"float16", NDW_F16, 0, 0.3, 0.1, NDW_OK, "0000 2e66 3266"},
    {"float16, the smallest", NDW_F16, 0x1p-24, 0x1p-23, 0x1p-25, NDW_OK, "0001 0002"},
    {"float16, half of the smallest", NDW_F16, 0x1p-25, 0x1p-24, 1, NDW_OK, "0000"},
    {"float16, the largest", NDW_F16, 65519.5, 65520, 1, NDW_OK, "7bff"},
    {"float16, below the smallest", NDW_F16, -0x1p-26, 0.5, 1, NDW_OK, "8000"},
    {"above float16", NDW_F16, 65520, 65521, 1, NDW_EVALUE, NULL},
    {"bfloat16", NDW_BF16, 1, 2, 0.5, NDW_OK, "3f80 3fc0"},
    {"bfloat16 from 0", NDW_BF16, 0, 1, 0.5, NDW_OK, "0000 3f00"},
    {"bfloat16, the smallest", NDW_BF16, 0x1p-133, 1, 1, NDW_OK, "0001"},
    {"above bfloat16", NDW_BF16, 3.4e38, 1e39, 1e39, NDW_EVALUE, NULL},
    {"above float32", NDW_F32, 0, 1e39, 9e38, NDW_EVALUE, NULL},
    {"step 0", NDW_F64, 0, 1, 0, NDW_EVALUE, NULL},
    {"step -0.0", NDW_F64, 0, 1, -0.0, NDW_EVALUE, NULL},
    {"start is infinite", NDW_F64, -HUGE_VAL, 1, 1, NDW_EVALUE, NULL},
    {"stop is infinite", NDW_F64, 0, HUGE_VAL, 1, NDW_EVALUE, NULL},
    {"step is infinite", NDW_F64, 0, 1, HUGE_VAL, NDW_EVALUE, NULL},
    {"start is NaN", NDW_F64, NAN, 1, 1, NDW_EVALUE, NULL},
    {"stop is NaN", NDW_F64, 0, NAN, 1, NDW_EVALUE, NULL},
    {"step is NaN", NDW_F64, 0, 1, NAN, NDW_EVALUE, NULL},
    {"int64", NDW_I64, 0, 1, 1, NDW_EDTYPE, NULL},
    {"bool", NDW_BOOL, 0, 1, 1, NDW_EDTYPE, NULL},
    {"records", (1 << 30) + 8, 0, 1, 1, NDW_EDTYPE, NULL},
    {"length above int64", NDW_F64, 0, 1e300, 1e-300, NDW_EOVERFLOW, NULL},
    {"length of 2^63", NDW_F64, 0, 0x1p63, 1, NDW_EOVERFLOW, NULL},
    {"bytes above int64", NDW_F64, 0, 0x1p62, 1, NDW_EOVERFLOW, NULL},
    {"a difference that does not fit", NDW_F64, -DBL_MAX, DBL_MAX, 1, NDW_EOVERFLOW, NULL},
};

static void check_arange_f64(void **state)
{
    const struct arange_f64 *r = *state;
    ndw_array *a = (ndw_array *)(void *)&errno;
    errno = 4711;
    assert_status(ndw_arange_f64(r->dtype, r->start, r->stop, r->step, &a), r->status);
    assert_int_equal(errno, 4711);
    if (r->status == NDW_OK) {
        assert_array(a, r->elements, NULL, NULL);
        assert_int_equal(ndw_dtype_of(a), r->dtype);
    } else {
        assert_null(a);
    }
    ndw_release(&a);
}

/* --- Hold ------------------------------------------------------------------------------------- */

static void sharing_makes_an_equal(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "2,3 T"), *b = NULL;
    assert_true(ndw_is_unique(a));
    assert_ok(ndw_share(a, &b));
    assert_ptr_not_equal(a, b);
    assert_ptr_equal(ndw_data(a), ndw_data(b));
    assert_array(b, "0 3 1 4 2 5", "3,2", "4,12");
    assert_int_equal(ndw_dtype_of(b), NDW_I32);
    assert_false(ndw_is_unique(a) || ndw_is_unique(b));
    ndw_release(&a);
    assert_null(a);
    assert_true(ndw_is_unique(b));
    assert_array(b, "0 3 1 4 2 5", "3,2", "4,12");
    ndw_release(&b);
}

static void releasing_nothing_does_nothing(void **state)
{
    (void)state;
    ndw_array *a = NULL;
    ndw_release(NULL);
    ndw_release(&a);
    assert_null(a);
    assert_false(ndw_is_unique(NULL));
}

static void auto_releases(void **state)
{
    (void)state;
    long live = unit_live();
    {
        NDW_AUTO ndw_array *a = NULL, *b = NULL;
        a = array_from(NDW_I32, "3");
        assert_true(unit_live() > live);
        assert_null(b); /* and is left alone */
    }
    assert_int_equal(unit_live(), live);
}

static void replacing_moves(void **state)
{
    (void)state;
    long live = unit_live();
    ndw_array *a = array_from(NDW_I32, "3"), *b = array_from(NDW_I32, "2,2"), *incoming = b;
    ndw_replace(&a, &b);
    assert_ptr_equal(a, incoming);
    assert_null(b);
    ndw_replace(&a, &a); /* with itself: stays */
    assert_array(a, "0 1 2 3", "2,2", NULL);
    ndw_replace(NULL, &a);
    ndw_replace(&a, NULL);
    assert_array(a, "0 1 2 3", "2,2", NULL);
    ndw_replace(&b, &a); /* into an empty variable */
    assert_ptr_equal(b, incoming);
    assert_null(a);
    ndw_replace(&b, &a); /* nothing in: it is released */
    assert_null(b);
    assert_int_equal(unit_live(), live);
}

/* --- Compact ---------------------------------------------------------------------------------- */

static struct compaction {
    const char *recipe;
    bool moves;
    const char *elements, *strides; /* afterwards */
} compactions[] = {
    {"6", false, "0 1 2 3 4 5", "4"},
    {"2,3 T", false, "0 3 1 4 2 5", "4,12"},
    {"6 [::-1]", false, "5 4 3 2 1 0", "-4"},
    {"3 b2,3", false, "0 1 2 0 1 2", "0,4"},
    {"2,3 R", false, "0 1 2 3 4 5", "12,4"},
    {"()", false, "0", "()"},
    {"0,3", false, "", "12,4"},
    {"100 [:3]", true, "0 1 2", "4"},
    {"100 [97:]", true, "97 98 99", "4"},
    {"10 [::3]", true, "0 3 6 9", "4"},
    {"10 [::-3]", true, "9 6 3 0", "4"},
    {"100 [7]", true, "7", "()"},
    {"100 [5:5]", true, "", "4"},
    {"4,6 T [:3,::2]", true, "0 12 1 13 2 14", "4,12"}, /* in the order they lay in */
    {"100 [:3] b4,3", true, "0 1 2 0 1 2 0 1 2 0 1 2", "12,4"},
    {"10 R [2:4]", true, "2 3", "4"},
};

static void check_compaction(void **state)
{
    const struct compaction *r = *state;
    ndw_array *a = array_from(NDW_I32, r->recipe), *before = a;
    const void *data = ndw_data(a);
    assert_ok(ndw_compact(&a));
    assert_int_equal(a != before, r->moves);
    assert_int_equal(ndw_data(a) != data, r->moves);
    assert_array(a, r->elements, NULL, r->strides);
    assert_true(ndw_is_unique(a));
    ndw_release(&a);
}

/* What a wrapped layout skips belongs to its buffer: backwards and forwards. */
static void compacting_drops_the_gaps(void **state)
{
    (void)state;
    int32_t memory[6] = {0, 1, 2, 3, 4, 5};
    for (int forwards = 0; forwards < 2; forwards++) {
        const int64_t step = forwards ? 8 : -8;
        int32_t *first = memory + (forwards ? 1 : 5);
        ndw_array *a = NULL;
        assert_ok(ndw_wrap(NDW_I32, NDW_SHAPE(3), &step, first, 0, NULL, NULL, &a));
        assert_ok(ndw_compact(&a));
        assert_array(a, forwards ? "1 3 5" : "5 3 1", "3", "4");
        assert_ptr_not_equal(ndw_data(a), first);
        ndw_release(&a);
    }
}

static void compacting_leaves_the_others(void **state)
{
    (void)state;
    ndw_array *whole = array_from(NDW_I32, "5"), *part = NULL, *stays = NULL;
    assert_ok(ndw_slice_str(whole, "1:3", &part));
    assert_ok(ndw_share(part, &stays));
    assert_ok(ndw_compact(&part));
    assert_array(part, "1 2", "2", "4");
    assert_false(ndw_may_overlap(part, whole));
    assert_true(ndw_may_overlap(stays, whole));
    assert_array(whole, "0 1 2 3 4", "5", "4");
    assert_array(stays, "1 2", "2", "4");
    ndw_release(&whole);
    ndw_release(&part);
    ndw_release(&stays);
}

/* --- Wrap: the roads adopted memory can take -------------------------------------------------- */

typedef struct adopted {
    int32_t elements[6];
    int released;
    void *data; /* what the callback was given */
} adopted;

/* The callback may call the library. */
static void give_back(void *ctx, void *data)
{
    adopted *m = ctx;
    ndw_array *a = NULL;
    m->released++;
    m->data = data;
    if (ndw_zeros(NDW_I32, NDW_SHAPE(2, 3), &a) != NDW_OK) m->released = -1;
    ndw_release(&a);
}

static ndw_array *adopt(adopted *m, unsigned flags)
{
    ndw_array *a = NULL;
    *m = (adopted){.elements = {0, 1, 2, 3, 4, 5}};
    assert_ok(ndw_wrap(NDW_I32, NDW_SHAPE(2, 3), NULL, m->elements, flags, give_back, m, &a));
    return a;
}

static void go_nowhere(ndw_array **a) { (void)a; }

static void go_shared(ndw_array **a)
{
    ndw_array *b = NULL;
    assert_ok(ndw_share(*a, &b));
    ndw_replace(a, &b);
}

static void go_sliced(ndw_array **a)
{
    ndw_array *b = NULL;
    assert_ok(ndw_slice_str(*a, "::-1,1", &b));
    ndw_replace(a, &b);
}

static void go_through_a_view(ndw_array **a)
{
    ndw_view v;
    ndw_array *b = NULL;
    assert_ok(ndw_view_of(*a, &v));
    assert_ok(ndw_view_transpose(&v, NDW_ALL_AXES, &v));
    assert_ok(ndw_array_of_view(*a, &v, &b));
    ndw_replace(a, &b);
}

static void go_through_a_session(ndw_array **a)
{
    ndw_mut w;
    assert_ok(ndw_write_begin(a, 0, &w));
    ndw_write_end(a);
}

static void go_into_a_session(ndw_array **a)
{
    ndw_mut w;
    assert_ok(ndw_write_begin(a, 0, &w));
}

static void go_written_while_shared(ndw_array **a)
{
    ndw_array *b = NULL;
    ndw_mut w;
    assert_ok(ndw_share(*a, &b));
    assert_ok(ndw_write_begin(a, 0, &w));
    ndw_replace(a, &b);
}

static void go_through_failures(ndw_array **a)
{
    ndw_array *b = NULL;
    assert_status(ndw_reshape(*a, NDW_SHAPE(5), 0, &b), NDW_ESHAPE);
    assert_status(ndw_slice_str(*a, "9", &b), NDW_EBOUNDS);
    assert_status(ndw_compact(NULL), NDW_EINVAL);
}

static void go_compacted(ndw_array **a)
{
    go_sliced(a);
    assert_ok(ndw_compact(a));
}

static void go_copied(ndw_array **a)
{
    ndw_array *b = NULL;
    assert_ok(ndw_copy(*a, NDW_C, &b));
    ndw_replace(a, &b);
}

static void go_broadcast_and_written(ndw_array **a)
{
    ndw_array *b = NULL;
    assert_ok(ndw_broadcast_to(*a, NDW_SHAPE(2, 2, 3), &b));
    ndw_replace(a, &b);
    go_through_a_session(a);
}

static struct road {
    const char *name;
    unsigned flags;
    void (*walk)(ndw_array **a);
    int released; /* at the end of the road, while *a is still held */
} roads[] = {
    {"nowhere", 0, go_nowhere, 0},
    {"nowhere, read-only", NDW_READONLY, go_nowhere, 0},
    {"shared", 0, go_shared, 0},
    {"sliced", 0, go_sliced, 0},
    {"through a view", 0, go_through_a_view, 0},
    {"through a session", 0, go_through_a_session, 0},
    {"into a session", 0, go_into_a_session, 0},
    {"written while shared", 0, go_written_while_shared, 0},
    {"through failures", 0, go_through_failures, 0},
    {"compacted", 0, go_compacted, 1},
    {"copied", 0, go_copied, 1},
    {"broadcast and written", 0, go_broadcast_and_written, 1},
    {"read-only, written", NDW_READONLY, go_through_a_session, 1},
    {"read-only, into a session", NDW_READONLY, go_into_a_session, 1},
    {"read-only, written while shared", NDW_READONLY, go_written_while_shared, 0},
};

static void check_road(void **state)
{
    const struct road *r = *state;
    adopted m;
    ndw_array *a = adopt(&m, r->flags);
    assert_ptr_equal(ndw_data(a), m.elements);
    r->walk(&a);
    assert_int_equal(m.released, r->released);
    ndw_release(&a);
    assert_int_equal(m.released, 1);
    assert_ptr_equal(m.data, m.elements);
    for (int i = 0; i < 6; i++) assert_int_equal(m.elements[i], i);
}

static void wrap_is_asked_for_its_pointer(void **state)
{
    (void)state;
    adopted m = {.released = 0};
    const int64_t backwards = -4;
    ndw_array *a = NULL;
    assert_ok(ndw_wrap(NDW_I32, NDW_SHAPE(6), &backwards, m.elements + 5, 0, give_back, &m, &a));
    assert_ptr_equal(ndw_data(a), m.elements + 5);
    ndw_release(&a);
    assert_int_equal(m.released, 1);
    assert_ptr_equal(m.data, m.elements + 5); /* what was wrapped, not where the bytes begin */
}

static void wrap_of_nothing(void **state)
{
    (void)state;
    adopted m = {.data = &m};
    ndw_array *a = NULL;
    assert_ok(ndw_wrap(NDW_I32, NDW_SHAPE(0, 3), NULL, NULL, 0, give_back, &m, &a));
    assert_non_null(ndw_data(a));
    assert_array(a, "", "0,3", "12,4");
    ndw_release(&a);
    assert_int_equal(m.released, 1);
    assert_null(m.data);
}

static void wrap_of_static_memory(void **state)
{
    (void)state;
    static int32_t elements[3] = {7, 8, 9};
    ndw_array *a = NULL;
    ndw_mut w;
    assert_ok(ndw_wrap(NDW_I32, NDW_SHAPE(3), NULL, elements, 0, NULL, NULL, &a));
    assert_array(a, "7 8 9", "3", "4");
    assert_ok(ndw_write_begin(&a, NDW_NOCOPY, &w)); /* it may be written */
    NDW_EL1(int32_t, w, 0) = 70;
    ndw_release(&a);
    assert_int_equal(elements[0], 70);
}

/* Where wrapping failed the memory is still the caller's. */
static struct wrap_failure {
    const char *name;
    ndw_dtype dtype;
    int ndim;
    int64_t shape[2], strides[2];
    bool null_shape, null_data, null_out;
    unsigned flags;
    ndw_status status;
} wrap_failures[] = {
    {"no dtype", 0, 2, {2, 3}, {12, 4}, false, false, false, 0, NDW_EINVAL},
    {"axes below", NDW_I32, -1, {2, 3}, {12, 4}, false, false, false, 0, NDW_ENDIM},
    {"axes above", NDW_I32, 65, {2, 3}, {12, 4}, false, false, false, 0, NDW_ENDIM},
    {"negative length", NDW_I32, 2, {2, -1}, {12, 4}, false, false, false, 0, NDW_EVALUE},
    {"too many bytes", NDW_I32, 2, {INT64_MAX, 3}, {0, 4}, false, false, false, 0, NDW_EOVERFLOW},
    {"too far apart", NDW_I32, 2, {3, 3}, {INT64_MAX, 4}, false, false, false, 0, NDW_EOVERFLOW},
    {"no shape", NDW_I32, 2, {2, 3}, {12, 4}, true, false, false, 0, NDW_EINVAL},
    {"no data", NDW_I32, 2, {2, 3}, {12, 4}, false, true, false, 0, NDW_EINVAL},
    {"no out", NDW_I32, 2, {2, 3}, {12, 4}, false, false, true, 0, NDW_EINVAL},
    {"NOCOPY", NDW_I32, 2, {2, 3}, {12, 4}, false, false, false, NDW_NOCOPY, NDW_EINVAL},
    {"DISCARD", NDW_I32, 2, {2, 3}, {12, 4}, false, false, false, NDW_DISCARD, NDW_EINVAL},
    {"unknown flag", NDW_I32, 2, {2, 3}, {12, 4}, false, false, false, NDW_READONLY | 8, NDW_EINVAL},
    {"highest flag", NDW_I32, 2, {2, 3}, {12, 4}, false, false, false, 0x80000000u, NDW_EINVAL},
};

static void check_wrap_failure(void **state)
{
    const struct wrap_failure *r = *state;
    adopted m = {.released = 0};
    const int64_t *shape = r->null_shape ? NULL : r->shape;
    void *data = r->null_data ? NULL : m.elements;
    ndw_array *a = (ndw_array *)(void *)&m, **out = r->null_out ? NULL : &a;
    long live = unit_live();
    assert_status(ndw_wrap(r->dtype, r->ndim, shape, r->strides, data, r->flags, give_back, &m, out),
                  r->status);
    if (!r->null_out) assert_null(a);
    assert_int_equal(m.released, 0);
    assert_int_equal(unit_live(), live);
}

static void wrap_out_of_memory(void **state)
{
    (void)state;
    const ndw_allocator *before = ndw_get_allocator();
    for (long nth = 0; nth < 2; nth++) { /* the buffer's header; the descriptor */
        fault f;
        adopted m = {.released = 0};
        ndw_array *a = (ndw_array *)(void *)&m;
        fault_begin(&f);
        f.fail_at = nth;
        assert_status(ndw_wrap(NDW_I32, NDW_SHAPE(6), NULL, m.elements, 0, give_back, &m, &a),
                      NDW_ENOMEM);
        assert_null(a);
        assert_int_equal(m.released, 0);
        assert_int_equal(fault_end(&f), 0);
        assert_ok(ndw_set_allocator(before));
    }
}

/* --- Allocators ------------------------------------------------------------------------------- */

static void allocator_is_named_and_restored(void **state)
{
    (void)state;
    const ndw_allocator *before = ndw_get_allocator(), *own;
    assert_ok(ndw_set_allocator(NULL));
    own = ndw_get_allocator();
    assert_non_null(own);
    assert_ptr_not_equal(own, before);

    ndw_array *a = NULL;
    assert_ok(ndw_zeros(NDW_I32, NDW_SHAPE(100), &a));
    assert_int_equal((uintptr_t)ndw_data(a) % 64, 0);
    assert_ok(ndw_set_allocator(before));
    assert_ptr_equal(ndw_get_allocator(), before);
    ndw_release(&a); /* goes back to where it came from */

    const ndw_allocator no_alloc = {NULL, own->free, NULL}, no_free = {own->alloc, NULL, NULL};
    assert_status(ndw_set_allocator(&no_alloc), NDW_EINVAL);
    assert_status(ndw_set_allocator(&no_free), NDW_EINVAL);
    assert_ptr_equal(ndw_get_allocator(), before);
}

/* A second counting allocator, not in force. */
static void fault_aside(fault *f)
{
    const ndw_allocator *before = ndw_get_allocator();
    fault_begin(f);
    assert_ok(ndw_set_allocator(before));
}

static void each_block_goes_back_to_its_maker(void **state)
{
    (void)state;
    fault own;
    long live = unit_live();
    ndw_array *a = NULL, *part = NULL, *copy = NULL;
    fault_aside(&own);
    assert_ok(ndw_empty_with(&own.allocator, NDW_I32, NDW_SHAPE(2, 3), &a));
    assert_array(a, NULL, "2,3", "12,4");
    assert_int_equal(own.live, 2); /* the bytes and the descriptor */
    assert_int_equal(unit_live(), live);

    assert_ok(ndw_slice_str(a, "0", &part)); /* its descriptor, from the one in force */
    assert_ok(ndw_copy(a, NDW_C, &copy));
    assert_int_equal(own.live, 2);
    assert_int_equal(unit_live(), live + 3);

    ndw_release(&a);
    assert_int_equal(own.live, 1); /* the slice still holds the bytes */
    ndw_release(&part);
    assert_int_equal(own.live, 0);
    ndw_release(&copy);
    assert_int_equal(unit_live(), live);
    assert_int_equal(own.mistakes, 0);
}

static void own_allocator_may_refuse(void **state)
{
    (void)state;
    for (long nth = 0; nth < 2; nth++) {
        fault own;
        ndw_array *a = (ndw_array *)(void *)&own;
        fault_aside(&own);
        own.fail_at = nth;
        assert_status(ndw_empty_with(&own.allocator, NDW_I32, NDW_SHAPE(6), &a), NDW_ENOMEM);
        assert_null(a);
        assert_int_equal(own.live + own.mistakes, 0);
    }
}

/* The largest sizes that are numbers but no objects: nobody is asked for less than was wanted. */
static void *refuse_and_remember(void *ctx, size_t size, size_t alignment)
{
    (void)alignment;
    *(size_t *)ctx = size;
    return NULL;
}

static void never_called(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx, (void)block, (void)size, (void)alignment;
    fail_msg("nothing was taken");
}

static struct hugeness {
    const char *name;
    int64_t length;
    ndw_status status;
} hugenesses[] = {
    {"PTRDIFF_MAX / 2", PTRDIFF_MAX / 2, NDW_ENOMEM},
    {"PTRDIFF_MAX - 64", PTRDIFF_MAX - 64, NDW_ENOMEM},
    {"PTRDIFF_MAX - 63", PTRDIFF_MAX - 63, NDW_EOVERFLOW},
    {"PTRDIFF_MAX", PTRDIFF_MAX, NDW_EOVERFLOW},
    {"INT64_MAX", INT64_MAX, NDW_EOVERFLOW},
};

static void check_hugeness(void **state)
{
    const struct hugeness *r = *state;
    size_t asked = 0;
    const ndw_allocator refusing = {refuse_and_remember, never_called, &asked};
    ndw_array *a = (ndw_array *)(void *)&asked;
    assert_status(ndw_empty_with(&refusing, NDW_U8, 1, &r->length, &a), r->status);
    assert_null(a);
    assert_int_equal(asked, r->status == NDW_ENOMEM ? (uint64_t)r->length + 64 : 0);
}

/* --- Ask -------------------------------------------------------------------------------------- */

static void nothing_answers_nothing(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "3");
    const void *first = a, *end = a;
    assert_int_equal(ndw_ndim(NULL), 0);
    assert_null(ndw_shape(NULL));
    assert_null(ndw_strides(NULL));
    assert_int_equal(ndw_size(NULL), 0);
    assert_int_equal(ndw_nbytes(NULL), 0);
    assert_int_equal(ndw_dtype_of(NULL), 0);
    assert_null(ndw_data(NULL));
    assert_false(ndw_is_contiguous(NULL, NDW_C));
    assert_false(ndw_is_aligned(NULL));
    assert_false(ndw_equal(NULL, NULL) || ndw_equal(a, NULL) || ndw_equal(NULL, a));
    assert_false(ndw_may_overlap(NULL, NULL) || ndw_may_overlap(a, NULL) || ndw_may_overlap(NULL, a));
    assert_status(ndw_extent(NULL, &first, &end), NDW_EINVAL);
    assert_true(first == NULL && end == NULL);
    ndw_release(&a);
}

static void packed_is_asked_of_C_and_F_only(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "3");
    assert_true(ndw_is_contiguous(a, NDW_C) && ndw_is_contiguous(a, NDW_F));
    assert_false(ndw_is_contiguous(a, NDW_A) || ndw_is_contiguous(a, NDW_K));
    assert_false(ndw_is_contiguous(a, (ndw_order)0));
    ndw_release(&a);
}

static void session_may_be_asked_about(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "2,3");
    const void *first, *end;
    ndw_mut w;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_int_equal(ndw_ndim(a), 2);
    assert_int_equal(ndw_size(a), 6);
    assert_int_equal(ndw_nbytes(a), 24);
    assert_ptr_equal(ndw_data(a), w.data);
    assert_true(ndw_is_unique(a));
    assert_true(ndw_equal(a, a));
    assert_true(ndw_may_overlap(a, a));
    assert_ok(ndw_extent(a, &first, &end));
    ndw_release(&a);
}

/* --- An array of a view of it ----------------------------------------------------------------- */

static struct of_view {
    const char *name;
    const char *recipe; /* of the array */
    ndw_dtype dtype;
    int64_t at; /* the view's first byte, from the array's */
    const char *shape, *strides;
    ndw_status status;
} of_views[] = {
    {"all of it", "2,3", NDW_I32, 0, "2,3", "12,4", NDW_OK},
    {"its last element", "2,3", NDW_I32, 20, "1", "4", NDW_OK},
    {"0-d", "2,3", NDW_I32, 20, "()", "()", NDW_OK},
    {"backwards", "2,3", NDW_I32, 20, "6", "-4", NDW_OK},
    {"other dtype", "2,3", NDW_U8, 0, "24", "1", NDW_OK},
    {"overlapping windows", "2,3", NDW_I32, 0, "4,3", "4,4", NDW_OK},
    {"one byte past the end", "2,3", NDW_I32, 21, "1", "4", NDW_EBOUNDS},
    {"one element past the end", "2,3", NDW_I32, 0, "7", "4", NDW_EBOUNDS},
    {"one byte before", "2,3", NDW_I32, -1, "1", "4", NDW_EBOUNDS},
    {"backwards, one too many", "2,3", NDW_I32, 20, "7", "-4", NDW_EBOUNDS},
    {"wider elements at the end", "2,3", NDW_I64, 20, "1", "8", NDW_EBOUNDS},
    {"far above", "2,3", NDW_I32, INT32_MAX, "1", "4", NDW_EBOUNDS},
    {"far below", "2,3", NDW_I32, -INT32_MAX, "1", "4", NDW_EBOUNDS},
    {"reaching far above", "2,3", NDW_I32, 0, "2", "4611686018427387904", NDW_EBOUNDS},
    {"reaching far below", "2,3", NDW_I32, 0, "2", "-4611686018427387904", NDW_EBOUNDS},
    {"within what a slice can see", "10 [2:5]", NDW_I32, 8, "1", "4", NDW_OK},
    {"behind what a slice can see", "10 [2:5]", NDW_I32, 12, "1", "4", NDW_EBOUNDS},
    {"before what a slice can see", "10 [2:5]", NDW_I32, -4, "1", "4", NDW_EBOUNDS},
    {"within a reversed one", "10 [5:2:-1]", NDW_I32, -8, "3", "4", NDW_OK},
    {"before a reversed one", "10 [5:2:-1]", NDW_I32, -12, "1", "4", NDW_EBOUNDS},
    {"nothing, anywhere", "2,3", NDW_I32, 1000, "0", "4", NDW_OK},
    {"something of nothing", "0,3", NDW_I32, 0, "1", "4", NDW_EBOUNDS},
    {"nothing of nothing", "0,3", NDW_I32, 0, "0", "4", NDW_OK},
};

static void check_of_view(void **state)
{
    const struct of_view *r = *state;
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = (ndw_array *)(void *)&a;
    int64_t shape[DIMS_MAX], strides[DIMS_MAX];
    ndw_view v;
    int ndim = dims_from(r->shape, shape);
    dims_from(r->strides, strides);
    const uintptr_t first = (uintptr_t)ndw_data(a); /* the view may begin where no pointer could */
    const void *at = (const void *)(r->at < 0 ? first - (uintptr_t)-r->at : first + (uintptr_t)r->at);
    assert_ok(ndw_view_memory(r->dtype, ndim, shape, strides, at, &v));
    assert_status(ndw_array_of_view(a, &v, &b), r->status);
    if (r->status == NDW_OK) {
        assert_array(b, NULL, r->shape, r->strides);
        assert_int_equal(ndw_dtype_of(b), r->dtype);
        assert_ptr_equal(ndw_data(b), ndw_size(b) > 0 ? at : ndw_data(a));
        assert_false(ndw_is_unique(a));
    } else {
        assert_null(b);
        assert_true(ndw_is_unique(a));
    }
    ndw_release(&b);
    ndw_release(&a);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(from_data_copies),
    cmocka_unit_test(as_many_axes_as_possible),
    cmocka_unit_test(sharing_makes_an_equal),
    cmocka_unit_test(releasing_nothing_does_nothing),
    cmocka_unit_test(auto_releases),
    cmocka_unit_test(replacing_moves),
    cmocka_unit_test(compacting_drops_the_gaps),
    cmocka_unit_test(compacting_leaves_the_others),
    cmocka_unit_test(wrap_is_asked_for_its_pointer),
    cmocka_unit_test(wrap_of_nothing),
    cmocka_unit_test(wrap_of_static_memory),
    cmocka_unit_test(wrap_out_of_memory),
    cmocka_unit_test(allocator_is_named_and_restored),
    cmocka_unit_test(each_block_goes_back_to_its_maker),
    cmocka_unit_test(own_allocator_may_refuse),
    cmocka_unit_test(nothing_answers_nothing),
    cmocka_unit_test(packed_is_asked_of_C_and_F_only),
    cmocka_unit_test(session_may_be_asked_about),
};

/* --- Refused ---------------------------------------------------------------------------------- */

static const int64_t pair[] = {2, 3}, negative[] = {-1, -3}, huge[] = {0, INT64_MAX, 3};
static void *no_memory(void *ctx, size_t size, size_t alignment)
{
    (void)ctx, (void)size, (void)alignment;
    return NULL;
}

static const ndw_allocator no_allocator, no_alloc = {NULL, never_called, NULL};
static const ndw_allocator no_free = {no_memory, NULL, NULL};

static ndw_status array_of_backwards_view(stage *s)
{
    const int64_t backwards = -4;
    const char *last = (const char *)ndw_data(s->a) + 20;
    NDW_TRY(ndw_view_memory(NDW_I32, NDW_SHAPE(7), &backwards, last, &s->view));
    return ndw_array_of_view(s->a, &s->view, &s->array);
}

static ndw_status array_of_bad_view(stage *s, int64_t length)
{
    NDW_TRY(ndw_view_of(s->a, &s->view));
    s->view.shape[0] = length;
    return ndw_array_of_view(s->a, &s->view, &s->array);
}

#define REFUSALS(X)                                                                                   \
    X(empty_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_empty(NDW_I32, 2, pair, NULL))                \
    X(empty_shape, NDW_EINVAL, PLACE_ARRAY, "shape is NULL", ndw_empty(NDW_I32, 2, NULL, &s->array))  \
    X(empty_dtype, NDW_EINVAL, PLACE_ARRAY, "dtype", ndw_empty(16, 2, pair, &s->array))               \
    X(empty_below, NDW_ENDIM, PLACE_ARRAY, "-1 axes", ndw_empty(NDW_I32, -1, pair, &s->array))        \
    X(empty_above, NDW_ENDIM, PLACE_ARRAY, "65 axes", ndw_empty(NDW_I32, 65, pair, &s->array))        \
    X(empty_length, NDW_EVALUE, PLACE_ARRAY, "axis 0 has length -1",                                  \
      ndw_empty(NDW_I32, 2, negative, &s->array))                                                     \
    X(empty_huge, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_empty(NDW_I32, 3, huge, &s->array))      \
    X(zeros_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_zeros(NDW_I32, 2, pair, NULL))                \
    X(zeros_dtype, NDW_EINVAL, PLACE_ARRAY, "dtype", ndw_zeros(0, 2, pair, &s->array))                \
    X(zeros_above, NDW_ENDIM, PLACE_ARRAY, "65 axes", ndw_zeros(NDW_I32, 65, pair, &s->array))        \
    X(zeros_length, NDW_EVALUE, PLACE_ARRAY, "length -1", ndw_zeros(NDW_I32, 2, negative, &s->array)) \
    X(zeros_huge, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", ndw_zeros(NDW_I32, 3, huge, &s->array))      \
    X(full_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_full(NDW_I32, 2, pair, s->memory, NULL))       \
    X(full_value, NDW_EINVAL, PLACE_ARRAY, "value", ndw_full(NDW_I32, 2, pair, NULL, &s->array))      \
    X(full_dtype, NDW_EINVAL, PLACE_ARRAY, "dtype", ndw_full(0, 2, pair, s->memory, &s->array))       \
    X(full_above, NDW_ENDIM, PLACE_ARRAY, "65 axes",                                                  \
      ndw_full(NDW_I32, 65, pair, s->memory, &s->array))                                              \
    X(full_length, NDW_EVALUE, PLACE_ARRAY, "length -1",                                              \
      ndw_full(NDW_I32, 2, negative, s->memory, &s->array))                                           \
    X(full_huge, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                               \
      ndw_full(NDW_I32, 3, huge, s->memory, &s->array))                                               \
    X(empty_like_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_empty_like(NULL, &s->array))              \
    X(empty_like_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_empty_like(s->a, NULL))                  \
    X(zeros_like_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_zeros_like(NULL, &s->array))              \
    X(zeros_like_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_zeros_like(s->a, NULL))                  \
    X(full_like_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_full_like(NULL, s->memory, &s->array))     \
    X(full_like_value, NDW_EINVAL, PLACE_ARRAY, "value", ndw_full_like(s->a, NULL, &s->array))        \
    X(full_like_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_full_like(s->a, s->memory, NULL))         \
    X(with_null, NDW_EINVAL, PLACE_ARRAY, "allocator",                                                \
      ndw_empty_with(NULL, NDW_I32, 2, pair, &s->array))                                              \
    X(with_nothing, NDW_EINVAL, PLACE_ARRAY, "alloc",                                                 \
      ndw_empty_with(&no_allocator, NDW_I32, 2, pair, &s->array))                                     \
    X(with_no_alloc, NDW_EINVAL, PLACE_ARRAY, "alloc",                                                \
      ndw_empty_with(&no_alloc, NDW_I32, 2, pair, &s->array))                                         \
    X(with_no_free, NDW_EINVAL, PLACE_ARRAY, "free",                                                  \
      ndw_empty_with(&no_free, NDW_I32, 2, pair, &s->array))                                          \
    X(with_out, NDW_EINVAL, PLACE_NOTHING, "NULL",                                                    \
      ndw_empty_with(ndw_get_allocator(), NDW_I32, 2, pair, NULL))                                    \
    X(with_dtype, NDW_EINVAL, PLACE_ARRAY, "dtype",                                                   \
      ndw_empty_with(ndw_get_allocator(), 0, 2, pair, &s->array))                                     \
    X(with_above, NDW_ENDIM, PLACE_ARRAY, "65 axes",                                                  \
      ndw_empty_with(ndw_get_allocator(), NDW_I32, 65, pair, &s->array))                              \
    X(with_length, NDW_EVALUE, PLACE_ARRAY, "length -1",                                              \
      ndw_empty_with(ndw_get_allocator(), NDW_I32, 2, negative, &s->array))                           \
    X(with_huge, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                               \
      ndw_empty_with(ndw_get_allocator(), NDW_I32, 3, huge, &s->array))                               \
    X(data_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_from_data(NDW_I32, 2, pair, s->memory, NULL))  \
    X(data_data, NDW_EINVAL, PLACE_ARRAY, "data is NULL",                                             \
      ndw_from_data(NDW_I32, 2, pair, NULL, &s->array))                                               \
    X(data_shape, NDW_EINVAL, PLACE_ARRAY, "shape",                                                   \
      ndw_from_data(NDW_I32, 2, NULL, s->memory, &s->array))                                          \
    X(data_dtype, NDW_EINVAL, PLACE_ARRAY, "dtype", ndw_from_data(0, 2, pair, s->memory, &s->array))  \
    X(data_above, NDW_ENDIM, PLACE_ARRAY, "65",                                                       \
      ndw_from_data(NDW_I32, 65, pair, s->memory, &s->array))                                         \
    X(data_length, NDW_EVALUE, PLACE_ARRAY, "-1",                                                     \
      ndw_from_data(NDW_I32, 2, negative, s->memory, &s->array))                                      \
    X(data_huge, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits",                                               \
      ndw_from_data(NDW_I32, 3, huge, s->memory, &s->array))                                          \
    X(arange_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_arange(NDW_I32, 0, 1, 1, NULL))              \
    X(arange_step, NDW_EVALUE, PLACE_ARRAY, "step", ndw_arange(NDW_I32, 0, 1, 0, &s->array))          \
    X(arange_value, NDW_EVALUE, PLACE_ARRAY, "126 to 128",                                            \
      ndw_arange(NDW_I8, 126, 129, 1, &s->array))                                                     \
    X(arange_dtype, NDW_EDTYPE, PLACE_ARRAY, "dtype", ndw_arange(NDW_BOOL, 0, 1, 1, &s->array))       \
    X(arange_f64_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_arange_f64(NDW_F64, 0, 1, 1, NULL))      \
    X(arange_f64_step, NDW_EVALUE, PLACE_ARRAY, "step", ndw_arange_f64(NDW_F64, 0, 1, 0, &s->array))  \
    X(arange_f64_value, NDW_EVALUE, PLACE_ARRAY, "2 values",                                          \
      ndw_arange_f64(NDW_F16, 0, 2e5, 1e5, &s->array))                                                \
    X(share_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_share(NULL, &s->array))                        \
    X(share_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_share(s->a, NULL))                            \
    X(share_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_share(s->open, &s->array))                   \
    X(compact_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_compact(NULL))                             \
    X(compact_none, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_compact(&s->none))                         \
    X(compact_open, NDW_EBUSY, PLACE_NOTHING, "session", ndw_compact(&s->open))                       \
    X(extent_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_extent(s->a, NULL, NULL))                    \
    X(of_view_array, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_array_of_view(NULL, &s->v, &s->array))      \
    X(of_view_view, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_array_of_view(s->a, NULL, &s->array))        \
    X(of_view_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_array_of_view(s->a, &s->v, NULL))           \
    X(of_view_blank, NDW_EINVAL, PLACE_ARRAY, "NULL",                                                 \
      ndw_array_of_view(s->a, &s->blank_view, &s->array))                                             \
    X(of_view_odd, NDW_EINVAL, PLACE_ARRAY, "dtype",                                                  \
      ndw_array_of_view(s->a, &s->odd_view, &s->array))                                               \
    X(of_view_wide, NDW_ENDIM, PLACE_ARRAY, "65", ndw_array_of_view(s->a, &s->wide_view, &s->array))  \
    X(of_view_elsewhere, NDW_EBOUNDS, PLACE_ARRAY, "0 to 24 of the array",                            \
      ndw_array_of_view(s->a, &s->v, &s->array))                                                      \
    X(of_view_length, NDW_EVALUE, PLACE_ARRAY, "axis 0 has length -2", array_of_bad_view(s, -2))      \
    X(of_view_huge, NDW_EOVERFLOW, PLACE_ARRAY, "64 bits", array_of_bad_view(s, INT64_MAX))           \
    X(of_view_long, NDW_EBOUNDS, PLACE_ARRAY, "bytes 0 to 36 of the view, 0 to 24 of the array",      \
      array_of_bad_view(s, 3))                                                                        \
    X(of_view_back, NDW_EBOUNDS, PLACE_ARRAY, "bytes -4 to 24 of the view",                           \
      array_of_backwards_view(s))                                                                     \
    X(of_view_open, NDW_EBUSY, PLACE_ARRAY, "session",                                                \
      ndw_view_of(s->open, &s->view) ? -1 : ndw_array_of_view(s->open, &s->view, &s->array))
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("array making", makings, check_making);
    failures += RUN_TABLE("array likeness", likenesses, check_likeness);
    failures += RUN_TABLE("array arange", aranges, check_arange);
    failures += RUN_TABLE("array arange_f64", aranges_f64, check_arange_f64);
    failures += RUN_TABLE("array compact", compactions, check_compaction);
    failures += RUN_TABLE("array wrap roads", roads, check_road);
    failures += RUN_TABLE("array wrap failures", wrap_failures, check_wrap_failure);
    failures += RUN_TABLE("array hugeness", hugenesses, check_hugeness);
    failures += RUN_TABLE("array of view", of_views, check_of_view);
    failures += cmocka_run_group_tests_name("array others", others, NULL, NULL);
    failures += RUN_TABLE("array refusals", refusals, check_refusal);
    return unit_end(failures);
}
