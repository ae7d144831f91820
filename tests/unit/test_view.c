/*
 * test_view.c - borrowed elements: made from memory, from arrays and from muts, checked, asked, and
 * divided among threads.
 *
 * Rows describe a layout over plain memory of 8-byte elements; strides are in bytes, as in the structs.
 */
#include "unit.h"

#include <math.h>
#include <stdlib.h>

enum { MEMORY = 64 };
static int64_t memory[MEMORY];
#define MIDDLE (memory + 32)

static void number_memory(void)
{
    for (int i = 0; i < MEMORY; i++) memory[i] = i;
}

/* --- What view_memory makes of a description -------------------------------------------------- */

enum { C = 1, F = 2, BOTH = 3, NEITHER = 0 };

static struct description {
    const char *name;
    const char *shape, *strides; /* strides NULL: C order */
    const char *settled;         /* the strides of the view */
    int64_t size;
    int order;                   /* packed in which */
    int64_t first, end;          /* extent, in bytes from data */
} descriptions[] = {
    {"0-d", "()", NULL, "()", 1, BOTH, 0, 8},
    {"0-d with strides", "()", "()", "()", 1, BOTH, 0, 8},
    {"1-d", "5", NULL, "8", 5, BOTH, 0, 40},
    {"C order", "2,3", NULL, "24,8", 6, C, 0, 48},
    {"C order, written out", "2,3", "24,8", "24,8", 6, C, 0, 48},
    {"F order", "2,3", "8,16", "8,16", 6, F, 0, 48},
    {"3-d C order", "2,3,2", NULL, "48,16,8", 12, C, 0, 96},
    {"3-d, neither order", "2,3,2", "8,32,16", "8,32,16", 12, NEITHER, 0, 96},
    {"rows apart", "2,3", "40,8", "40,8", 6, NEITHER, 0, 64},
    {"reversed", "5", "-8", "-8", 5, NEITHER, -32, 8},
    {"rows reversed", "2,3", "-24,8", "-24,8", 6, NEITHER, -24, 24},
    {"both reversed", "2,3", "-24,-8", "-24,-8", 6, NEITHER, -40, 8},
    {"broadcast", "2,3", "0,8", "0,8", 6, NEITHER, 0, 24},
    {"one element everywhere", "2,3", "0,0", "0,0", 6, NEITHER, 0, 8},
    {"windows", "3,4", "8,8", "8,8", 12, NEITHER, 0, 48},
    {"unaligned step", "3", "9", "9", 3, NEITHER, 0, 26},
    {"length 1", "1,3", "9223372036854775807,8", "24,8", 3, BOTH, 0, 24},
    {"length 1, negative", "3,1", "8,-9223372036854775807", "8,8", 3, BOTH, 0, 24},
    {"length 1, lowest stride", "1,3", "-9223372036854775808,8", "24,8", 3, BOTH, 0, 24},
    {"length 1 inside", "2,1,3", "24,7,8", "24,24,8", 6, C, 0, 48},
    {"only lengths 1", "1,1,1", "1,2,3", "8,8,8", 1, BOTH, 0, 8},
    {"length 0", "0", NULL, "8", 0, BOTH, 0, 0},
    {"length 0 first", "0,3", NULL, "24,8", 0, BOTH, 0, 0},
    {"length 0 inside", "2,0,3", NULL, "24,24,8", 0, BOTH, 0, 0},
    {"length 0, junk stride", "0,3", "5,8", "24,8", 0, BOTH, 0, 0},
    {"length 0, others apart", "3,0", "80,-8", "80,8", 0, BOTH, 0, 0},
};

static const int64_t *strides_from(const char *text, int64_t list[DIMS_MAX])
{
    if (!text) return NULL;
    dims_from(text, list);
    return list;
}

static void assert_described(const ndw_view *v, const struct description *r)
{
    const void *first, *end;
    assert_view(v, NULL, r->shape, r->settled);
    assert_int_equal(v->dtype, NDW_I64);
    assert_ptr_equal(v->data, MIDDLE);
    assert_int_equal(ndw_view_size(v), r->size);
    assert_int_equal(ndw_view_nbytes(v), r->size * 8);
    assert_int_equal(ndw_view_is_contiguous(v, NDW_C), (r->order & C) != 0);
    assert_int_equal(ndw_view_is_contiguous(v, NDW_F), (r->order & F) != 0);
    assert_ok(ndw_view_extent(v, &first, &end));
    assert_ptr_equal(first, (const char *)MIDDLE + r->first);
    assert_ptr_equal(end, (const char *)MIDDLE + r->end);
}

static void check_description(void **state)
{
    const struct description *r = *state;
    int64_t shape[DIMS_MAX] = {0}, list[DIMS_MAX] = {0};
    const int64_t *strides = strides_from(r->strides, list);
    int ndim = dims_from(r->shape, shape);
    ndw_view v, of_mut;
    ndw_mut w;
    assert_ok(ndw_view_memory(NDW_I64, ndim, shape, strides, MIDDLE, &v));
    assert_ok(ndw_mut_memory(NDW_I64, ndim, shape, strides, MIDDLE, &w));
    memset(shape, 0x55, sizeof shape); /* they were copied */
    memset(list, 0x55, sizeof list);

    assert_described(&v, r);
    assert_ok(ndw_view_of_mut(&w, &of_mut));
    assert_described(&of_mut, r);
    assert_ok(ndw_view_check(&v));
    assert_ok(ndw_mut_check(&w));
}

/* The same descriptions, adopted: an array answers as a view of it does. */
static void check_wrapped(void **state)
{
    const struct description *r = *state;
    int64_t shape[DIMS_MAX], list[DIMS_MAX];
    const void *first, *end;
    const int64_t *strides = strides_from(r->strides, list);
    ndw_array *a = NULL;
    ndw_view v;
    assert_ok(ndw_wrap(NDW_I64, dims_from(r->shape, shape), shape, strides, MIDDLE, 0, NULL, NULL, &a));
    assert_ok(ndw_view_of(a, &v));
    assert_described(&v, r);

    assert_array(a, NULL, r->shape, r->settled);
    assert_int_equal(ndw_size(a), r->size);
    assert_int_equal(ndw_nbytes(a), r->size * 8);
    assert_int_equal(ndw_is_contiguous(a, NDW_C), (r->order & C) != 0);
    assert_int_equal(ndw_is_contiguous(a, NDW_F), (r->order & F) != 0);
    assert_ok(ndw_extent(a, &first, &end));
    assert_ptr_equal(first, (const char *)MIDDLE + r->first);
    assert_ptr_equal(end, (const char *)MIDDLE + r->end);
    ndw_release(&a);
}

/* --- Alignment: every element, not only the first --------------------------------------------- */

static struct alignment {
    const char *name;
    ndw_dtype dtype;
    int64_t offset, length, stride;
    bool aligned;
} alignments[] = {
    {"int64", NDW_I64, 0, 3, 8, true},
    {"int64 at 4", NDW_I64, 4, 3, 8, false},
    {"int64 by 12", NDW_I64, 0, 3, 12, false},
    {"int64 by -8", NDW_I64, 16, 3, -8, true},
    {"int64 by -4", NDW_I64, 16, 3, -4, false},
    {"one int64: its stride does not matter", NDW_I64, 0, 1, 12, true},
    {"no int64 at all, at 4", NDW_I64, 4, 0, 12, true},
    {"int32 at 4", NDW_I32, 4, 3, 12, true},
    {"int32 at 2", NDW_I32, 2, 3, 8, false},
    {"int16 by 6", NDW_I16, 2, 3, 6, true},
    {"int16 by 3", NDW_I16, 2, 3, 3, false},
    {"int8 by 3", NDW_I8, 1, 3, 3, true},
    {"bool at 1", NDW_BOOL, 1, 3, 1, true},
    {"bfloat16 at 1", NDW_BF16, 1, 3, 2, false},
    {"complex64 at 4: aligned as its parts", NDW_C64, 4, 3, 12, true},
    {"complex64 at 2", NDW_C64, 2, 3, 8, false},
    {"complex128 at 8", NDW_C128, 8, 3, 24, true},
    {"complex128 at 4", NDW_C128, 4, 3, 16, false},
    {"records anywhere", (1 << 30) + 8, 1, 3, 9, true},
};

static void check_alignment(void **state)
{
    const struct alignment *r = *state;
    ndw_view v;
    ndw_array *a = NULL;
    void *at = (char *)MIDDLE + r->offset;
    assert_ok(ndw_view_memory(r->dtype, 1, &r->length, &r->stride, at, &v));
    assert_int_equal(ndw_view_is_aligned(&v), r->aligned);
    assert_ok(ndw_wrap(r->dtype, 1, &r->length, &r->stride, at, 0, NULL, NULL, &a));
    assert_int_equal(ndw_is_aligned(a), r->aligned);
    ndw_release(&a);
}

/* --- Two views: equal, overlapping ------------------------------------------------------------ */

typedef struct segment {
    ndw_dtype dtype;
    const char *shape, *strides;
    int64_t at; /* first element in `memory`, in elements */
} segment;

static struct two {
    const char *name;
    segment one, other;
    bool equal, overlap;
} twos[] = {
    {"itself", {NDW_I64, "6", NULL, 0}, {NDW_I64, "6", NULL, 0}, true, true},
    {"apart", {NDW_I64, "6", NULL, 0}, {NDW_I64, "6", NULL, 20}, false, false},
    {"side by side", {NDW_I64, "6", NULL, 0}, {NDW_I64, "6", NULL, 6}, false, false},
    {"one element together", {NDW_I64, "6", NULL, 0}, {NDW_I64, "6", NULL, 5}, false, true},
    {"reversed, side by side", {NDW_I64, "6", "-8", 5}, {NDW_I64, "6", NULL, 6}, false, false},
    {"reversed, one together", {NDW_I64, "6", "-8", 5}, {NDW_I64, "6", "-8", 10}, false, true},
    {"interleaved: by extents", {NDW_I64, "3", "16", 0}, {NDW_I64, "3", "16", 1}, false, true},
    {"one inside the other", {NDW_I64, "20", NULL, 0}, {NDW_I64, "2", NULL, 10}, false, true},
    {"no elements", {NDW_I64, "0", NULL, 3}, {NDW_I64, "6", NULL, 0}, false, false},
    {"no elements twice", {NDW_I64, "0,3", NULL, 3}, {NDW_I64, "0,3", NULL, 9}, true, false},
    {"no elements, other shape", {NDW_I64, "0,3", NULL, 3}, {NDW_I64, "3,0", NULL, 9}, false, false},
    {"other shape", {NDW_I64, "2,3", NULL, 0}, {NDW_I64, "3,2", NULL, 0}, false, true},
    {"fewer axes", {NDW_I64, "6", NULL, 0}, {NDW_I64, "1,6", NULL, 0}, false, true},
    {"other dtype", {NDW_I64, "6", NULL, 0}, {NDW_U64, "6", NULL, 0}, false, true},
    {"0-d", {NDW_I64, "()", NULL, 4}, {NDW_I64, "()", NULL, 4}, true, true},
    {"0-d, other value", {NDW_I64, "()", NULL, 4}, {NDW_I64, "()", NULL, 5}, false, false},
    {"the same elements, packed", {NDW_I64, "3", "16", 1}, {NDW_I64, "3", NULL, 50}, true, false},
    {"the same but the last", {NDW_I64, "3", "24", 1}, {NDW_I64, "3", NULL, 50}, false, false},
    {"reversed twin", {NDW_I64, "3", "-16", 5}, {NDW_I64, "3", NULL, 53}, true, false},
    {"broadcast twin", {NDW_I64, "2,3", "0,8", 50}, {NDW_I64, "2,3", "24,8", 56}, true, false},
    {"NaN and its bits", {NDW_F64, "1", NULL, 62}, {NDW_F64, "1", NULL, 62}, true, true},
    {"0.0 and -0.0", {NDW_F64, "1", NULL, 0}, {NDW_F64, "1", NULL, 63}, false, false},
};

static void number_memory_for_twos(void)
{
    const int64_t packed[] = {1, 3, 5, 5, 3, 1, 1, 3, 5, 1, 3, 5};
    const double nan_and_minus_zero[] = {NAN, -0.0};
    number_memory();
    memcpy(memory + 50, packed, sizeof packed);
    memcpy(memory + 62, nan_and_minus_zero, sizeof nan_and_minus_zero);
}

static void segment_view(const segment *p, ndw_view *v)
{
    int64_t shape[DIMS_MAX], list[DIMS_MAX];
    const int64_t *strides = strides_from(p->strides, list);
    assert_ok(ndw_view_memory(p->dtype, dims_from(p->shape, shape), shape, strides, memory + p->at, v));
}

static ndw_array *segment_array(const segment *p)
{
    ndw_view v;
    ndw_array *a = NULL;
    segment_view(p, &v);
    assert_ok(ndw_wrap(v.dtype, v.ndim, v.shape, v.strides, memory + p->at, 0, NULL, NULL, &a));
    return a;
}

static void check_two(void **state)
{
    const struct two *r = *state;
    ndw_view v, w;
    number_memory_for_twos();
    segment_view(&r->one, &v);
    segment_view(&r->other, &w);
    assert_int_equal(ndw_view_equal(&v, &w), r->equal);
    assert_int_equal(ndw_view_equal(&w, &v), r->equal);
    assert_int_equal(ndw_view_may_overlap(&v, &w), r->overlap);
    assert_int_equal(ndw_view_may_overlap(&w, &v), r->overlap);

    ndw_array *a = segment_array(&r->one), *b = segment_array(&r->other);
    assert_int_equal(ndw_equal(a, b), r->equal);
    assert_int_equal(ndw_equal(b, a), r->equal);
    assert_int_equal(ndw_may_overlap(a, b), r->overlap);
    assert_int_equal(ndw_may_overlap(b, a), r->overlap);
    ndw_release(&a);
    ndw_release(&b);
}

/* A transpose is compared by tiles where it is large: here of two matrices, with whole tiles and with parts of them.
 * Two sides differ wherever one byte does. */
static const int64_t matrices[][2] = {{64, 64}, {70, 131}, {200, 33}, {33, 200}, {129, 257}, {3, 1500}};
static const int64_t widths[] = {1, 2, 3, 4, 8, 12, 15, 16, 24};

static void check_transposes(char *packed, char *turned, int64_t rows, int64_t columns, int64_t width)
{
    const int64_t bytes = 2 * rows * columns * width, skipped = bytes / 150 | 1;
    ndw_view all, v, w;
    ndw_mut m;
    for (int64_t i = 0; i < bytes; i++) packed[i] = (char)(i * i + i / 7);
    assert_ok(ndw_view_memory(ndw_dtype_bytes(width), NDW_SHAPE(2, rows, columns), NULL, packed, &all));
    assert_ok(ndw_view_transpose(&all, 3, (const int[]){0, 2, 1}, &v));
    assert_ok(ndw_mut_memory(v.dtype, v.ndim, v.shape, NULL, turned, &m));
    assert_ok(ndw_view_copy_into(&v, &m));
    assert_ok(ndw_view_of_mut(&m, &w));
    assert_true(ndw_view_equal(&v, &w) && ndw_view_equal(&w, &v));
    for (int64_t i = 0; i < bytes; i = i < bytes - 1 && i + skipped >= bytes ? bytes - 1 : i + skipped) {
        turned[i] ^= 1;
        assert_false(ndw_view_equal(&v, &w) || ndw_view_equal(&w, &v));
        turned[i] ^= 1;
    }
}

static void transposes_are_compared(void **state)
{
    (void)state;
    enum { MOST = 2 * 129 * 257 * 24 };
    char *packed = malloc(MOST), *turned = malloc(MOST);
    assert_true(packed && turned);
    for (size_t i = 0; i < COUNT(matrices); i++)
        for (size_t k = 0; k < COUNT(widths); k++)
            check_transposes(packed, turned, matrices[i][0], matrices[i][1], widths[k]);
    free(packed);
    free(turned);
}

/* --- Elements that may meet ------------------------------------------------------------------- */

/* What may not be written through: told by the strides, smallest first; in doubt they do. */
static struct meeting {
    const char *name;
    const char *shape, *strides;
    bool meet;
} meetings[] = {
    {"packed", "2,3", "24,8", false},
    {"F order", "2,3", "8,16", false},
    {"rows apart", "2,3", "25,8", false},
    {"rows one byte too near", "2,3", "23,8", true},
    {"rows one element too near", "2,3", "16,8", true},
    {"elements apart", "3", "8", false},
    {"elements one byte too near", "3", "7", true},
    {"one element everywhere", "3", "0", true},
    {"one row everywhere", "2,3", "0,8", true},
    {"one row of one", "1,3", "0,8", false},
    {"windows", "4,3", "8,8", true},
    {"reversed", "2,3", "-24,-8", false},
    {"reversed, too near", "2,3", "-16,8", true},
    {"columns between rows", "3,2", "16,8", false},
    {"columns between columns", "2,3", "8,16", false},
    {"three axes", "2,2,2", "32,16,8", false},
    {"three axes, the outermost too near", "2,2,2", "31,16,8", true},
    {"three axes, the middle too near", "2,3,2", "64,8,8", true},
    {"no elements", "2,0", "0,0", false},
    {"0-d", "()", "()", false},
    {"interleaved: they do not, but it cannot tell", "3,2", "16,24", true},
};

static void check_meeting(void **state)
{
    const struct meeting *r = *state;
    int64_t shape[DIMS_MAX], strides[DIMS_MAX];
    int ndim = dims_from(r->shape, shape);
    dims_from(r->strides, strides);
    ndw_mut w, whole;
    ndw_array *a = NULL, *b = NULL;
    assert_ok(ndw_mut_memory(NDW_I64, ndim, shape, strides, MIDDLE, &w));
    if (ndim > 0) assert_status(ndw_mut_split(&w, 0, 1, 0, &whole), r->meet ? NDW_EOVERLAP : NDW_OK);
    assert_ok(ndw_zeros(NDW_I64, ndim, shape, &b));
    assert_status(ndw_copy_into(b, &w), r->meet ? NDW_EOVERLAP : NDW_OK);
    assert_status(ndw_repeat_axes_into(b, ndim, (const int64_t[]){1, 1, 1}, &w),
                  r->meet ? NDW_EOVERLAP : NDW_OK);
    assert_ok(ndw_wrap(NDW_I64, ndim, shape, strides, MIDDLE, 0, NULL, NULL, &a));
    assert_status(ndw_write_begin(&a, NDW_NOCOPY, &w), r->meet ? NDW_ECOPY : NDW_OK);
    ndw_release(&a);
    ndw_release(&b);
}

/* --- Asked about nothing ---------------------------------------------------------------------- */

static void nothing_answers_nothing(void **state)
{
    (void)state;
    stage s;
    stage_set(&s);
    const ndw_view *none[] = {NULL, &s.blank_view, &s.odd_view, &s.wide_view};
    for (size_t i = 0; i < COUNT(none); i++) {
        assert_false(ndw_view_is_contiguous(none[i], NDW_C));
        assert_false(ndw_view_is_aligned(none[i]));
        assert_false(ndw_view_equal(none[i], none[i]));
        assert_false(ndw_view_equal(none[i], &s.v));
        assert_false(ndw_view_equal(&s.v, none[i]));
        assert_false(ndw_view_may_overlap(none[i], &s.v));
        assert_false(ndw_view_may_overlap(&s.v, none[i]));
    }
    assert_int_equal(ndw_view_size(NULL), 0);
    assert_int_equal(ndw_view_nbytes(NULL), 0);
    stage_clear(&s);
}

/* A view with more axes than there can be has no size; its lists must not be read to find one. */
static void too_many_axes_have_no_size(void **state)
{
    (void)state;
    stage s;
    stage_set(&s);
    assert_int_equal(ndw_view_size(&s.wide_view), 0);
    assert_int_equal(ndw_view_nbytes(&s.wide_view), 0);
    stage_clear(&s);
}

static void packed_is_asked_of_C_and_F_only(void **state)
{
    (void)state;
    ndw_view v;
    ndw_array *a = array_from(NDW_I64, "3");
    assert_ok(ndw_view_of(a, &v));
    assert_true(ndw_view_is_contiguous(&v, NDW_C) && ndw_view_is_contiguous(&v, NDW_F));
    assert_false(ndw_view_is_contiguous(&v, NDW_A) || ndw_view_is_contiguous(&v, NDW_K));
    assert_false(ndw_view_is_contiguous(&v, (ndw_order)0));
    ndw_release(&a);
}

/* --- Views of arrays and muts ----------------------------------------------------------------- */

/* A view filled by hand may have more elements than can be counted. */
static void packed_is_asked_without_counting(void **state)
{
    (void)state;
    const int64_t many = (int64_t)1 << 32;
    const ndw_view v = {.data = "", .dtype = NDW_U8, .ndim = 2, .shape = {many, many}, .strides = {1, 1}};
    assert_false(ndw_view_is_contiguous(&v, NDW_C) || ndw_view_is_contiguous(&v, NDW_F));
}

static void view_of_array_is_the_array(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I64, "2,3 T");
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    assert_ptr_equal(v.data, ndw_data(a));
    assert_int_equal(v.dtype, NDW_I64);
    assert_view(&v, "0 3 1 4 2 5", "3,2", "8,24");
    assert_true(ndw_is_unique(a)); /* borrowed, not shared */
    ndw_release(&a);
}

static void writer_may_read(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I64, "3");
    ndw_mut w;
    ndw_view v, of_mut;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_of_mut(&w, &of_mut));
    NDW_EL1(int64_t, w, 1) = 77;
    assert_view(&v, "0 77 2", "3", "8");
    assert_view(&of_mut, "0 77 2", "3", "8");
    ndw_release(&a);
}

static void view_without_elements_has_an_address(void **state)
{
    (void)state;
    ndw_view v;
    ndw_mut w;
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(3, 0), NULL, NULL, &v));
    assert_non_null(v.data);
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(0), NULL, NULL, &w));
    assert_non_null(w.data);
    assert_ok(ndw_view_check(&v));
}

static void as_many_axes_as_possible(void **state)
{
    (void)state;
    int64_t shape[NDW_MAX_NDIM];
    ndw_view v;
    for (int d = 0; d < NDW_MAX_NDIM; d++) shape[d] = d < 62 ? 2 : 1;
    const int64_t strides[NDW_MAX_NDIM] = {0}; /* 2^62 times the same byte */
    assert_ok(ndw_view_memory(NDW_U8, NDW_MAX_NDIM, shape, strides, memory, &v));
    assert_int_equal(ndw_view_size(&v), INT64_C(1) << 62);
    assert_int_equal(v.strides[63], 1);
    assert_ok(ndw_view_check(&v));
}

/* --- Elements by index ------------------------------------------------------------------------ */

static void elements_by_index(void **state)
{
    (void)state;
    ndw_view v;
    ndw_mut w;
    number_memory();
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(2, 3, 4), NULL, memory, &w));
    assert_ok(ndw_view_of_mut(&w, &v));
    assert_int_equal(NDW_EL3(int64_t, v, 1, 2, 3), 23);
    NDW_EL3(int64_t, w, 1, 0, 2) = 100;
    assert_int_equal(memory[14], 100);
    assert_int_equal(NDW_EL2(int64_t, v, 1, 2), 20);
    assert_int_equal(NDW_EL1(int64_t, v, 1), 12);
    NDW_EL2(int64_t, w, 0, 1) += 7;
    NDW_EL1(int64_t, w, 0) = -1;
    assert_int_equal(memory[4], 11);
    assert_int_equal(memory[0], -1);

    /* What is read through a view cannot be written. */
    assert_true(_Generic(&NDW_EL1(int64_t, v, 0), const int64_t *: 1, default: 0));
    assert_true(_Generic(&NDW_EL1(int64_t, w, 0), int64_t *: 1, default: 0));
}

/* --- A struct filled by hand ------------------------------------------------------------------ */

static struct by_hand {
    const char *name;
    ndw_dtype dtype;
    int32_t ndim;
    int64_t shape[3], strides[3];
    ndw_status status;
} by_hands[] = {
    {"good", NDW_I32, 2, {2, 3}, {12, 4}, NDW_OK},
    {"good, 0-d", NDW_I32, 0, {0}, {0}, NDW_OK},
    {"good, no elements", NDW_I32, 2, {2, 0}, {0, 0}, NDW_OK},
    {"good, any stride of one element", NDW_I32, 1, {1}, {INT64_MAX}, NDW_OK},
    {"no dtype", 0, 2, {2, 3}, {12, 4}, NDW_EINVAL},
    {"axes below", NDW_I32, -1, {2, 3}, {12, 4}, NDW_ENDIM},
    {"axes above", NDW_I32, 65, {2, 3}, {12, 4}, NDW_ENDIM},
    {"axes far above", NDW_I32, INT32_MAX, {2, 3}, {12, 4}, NDW_ENDIM},
    {"negative length", NDW_I32, 2, {2, -3}, {12, 4}, NDW_EVALUE},
    {"too many elements", NDW_I8, 2, {INT64_C(1) << 32, INT64_C(1) << 32}, {0, 0}, NDW_EOVERFLOW},
    {"too many bytes", NDW_I32, 1, {INT64_MAX / 2}, {0}, NDW_EOVERFLOW},
    {"hidden by a zero", NDW_I32, 3, {0, INT64_C(1) << 40, INT64_C(1) << 40}, {0, 0, 0}, NDW_EOVERFLOW},
    {"extent upwards", NDW_I32, 1, {3}, {INT64_MAX}, NDW_EOVERFLOW},
    {"extent downwards", NDW_I32, 1, {3}, {-INT64_MAX}, NDW_EOVERFLOW},
    {"extent by one byte", NDW_I8, 1, {2}, {INT64_MAX}, NDW_EOVERFLOW},
    {"extent just fits", NDW_I8, 1, {2}, {INT64_MAX - 1}, NDW_OK},
    {"extent of two ways", NDW_I8, 2, {2, 2}, {INT64_MAX / 2 + 1, -INT64_MAX / 2 - 1}, NDW_EOVERFLOW},
    {"extent of two axes", NDW_I8, 2, {2, 2}, {INT64_MAX / 2 + 1, INT64_MAX / 2}, NDW_EOVERFLOW},
    {"extent downwards just fits", NDW_I8, 1, {2}, {-(INT64_MAX - 1)}, NDW_OK},
    {"extent downwards by one byte", NDW_I8, 1, {2}, {-INT64_MAX}, NDW_EOVERFLOW},
    {"stride that has no opposite", NDW_I8, 1, {2}, {INT64_MIN}, NDW_EOVERFLOW},
};

static void check_by_hand(void **state)
{
    const struct by_hand *r = *state;
    ndw_view v = {.data = memory, .dtype = r->dtype, .ndim = r->ndim};
    ndw_mut w = {.data = memory, .dtype = r->dtype, .ndim = r->ndim};
    memcpy(v.shape, r->shape, sizeof r->shape);
    memcpy(v.strides, r->strides, sizeof r->strides);
    memcpy(w.shape, r->shape, sizeof r->shape);
    memcpy(w.strides, r->strides, sizeof r->strides);
    assert_status(ndw_view_check(&v), r->status);
    assert_status(ndw_mut_check(&w), r->status);

    ndw_view made;
    ndw_mut made_mut;
    assert_status(ndw_view_memory(r->dtype, r->ndim, r->shape, r->strides, memory, &made), r->status);
    assert_status(ndw_mut_memory(r->dtype, r->ndim, r->shape, r->strides, memory, &made_mut),
                  r->status);
    if (r->status == NDW_OK) return;
    assert_zeroed(&made, sizeof made);
    assert_zeroed(&made_mut, sizeof made_mut);
}

/* --- Parts ------------------------------------------------------------------------------------ */

static struct split {
    const char *name;
    const char *shape, *strides;
    int axis;
    int64_t parts;
    const char *lengths; /* of the parts along the axis; then no more */
} splits[] = {
    {"evenly", "6", NULL, 0, 3, "2,2,2"},
    {"the first ones are longer", "10", NULL, 0, 3, "4,3,3"},
    {"two of them", "11", NULL, 0, 3, "4,4,3"},
    {"one part", "5", NULL, 0, 1, "5"},
    {"as many parts as elements", "3", NULL, 0, 3, "1,1,1"},
    {"more parts than elements", "2", NULL, 0, 5, "1,1,0,0,0"},
    {"nothing to divide", "0", NULL, 0, 2, "0,0"},
    {"rows", "5,2", NULL, 0, 2, "3,2"},
    {"columns", "2,5", NULL, 1, 2, "3,2"},
    {"columns, from the end", "2,5", NULL, -1, 2, "3,2"},
    {"rows, from the end", "5,2", NULL, -2, 2, "3,2"},
    {"F order", "3,4", "8,24", 1, 3, "2,1,1"},
    {"reversed", "7", "-8", 0, 2, "4,3"},
    {"rows of something empty", "4,0", NULL, 0, 2, "2,2"},
};

/* Every element of `w` must be in exactly one part: each part writes its number. */
static void check_split(void **state)
{
    const struct split *r = *state;
    int64_t shape[DIMS_MAX], list[DIMS_MAX], lengths[DIMS_MAX], elements = 0;
    const int64_t *strides = strides_from(r->strides, list);
    ndw_mut w, part;
    ndw_view v;
    memset(memory, 0, sizeof memory);
    assert_ok(ndw_mut_memory(NDW_I64, dims_from(r->shape, shape), shape, strides, MIDDLE, &w));
    int axis = r->axis < 0 ? r->axis + w.ndim : r->axis;

    assert_int_equal(dims_from(r->lengths, lengths), r->parts);
    for (int64_t i = 0; i < r->parts; i++) {
        assert_ok(ndw_mut_split(&w, r->axis, r->parts, i, &part));
        assert_int_equal(part.shape[axis], lengths[i]);
        assert_ok(ndw_view_of_mut(&part, &v));
        for (int64_t k = 0; k < ndw_view_size(&v); k++, elements++) {
            int64_t *element = mut_element_at(&part, k);
            assert_int_equal(*element, 0);
            *element = i + 1;
        }
    }
    assert_ok(ndw_view_of_mut(&w, &v));
    assert_int_equal(elements, ndw_view_size(&v));
    for (int64_t k = 0, last = 0; w.ndim == 1 && k < elements; k++) { /* in order along the axis */
        assert_in_range(*(const int64_t *)element_at(&v, k), last, r->parts);
        last = *(const int64_t *)element_at(&v, k);
    }
}

static void part_without_elements_stays_inside(void **state)
{
    (void)state;
    ndw_mut w, part;
    assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(2), NULL, memory, &w));
    for (int64_t i = 2; i < 5; i++) {
        assert_ok(ndw_mut_split(&w, 0, 5, i, &part));
        assert_ptr_equal(part.data, memory);
    }
    assert_ok(ndw_mut_split(&w, 0, INT64_MAX, INT64_MAX - 1, &part));
    assert_int_equal(part.shape[0], 0);
    assert_ok(ndw_mut_split(&w, 0, INT64_MAX, 1, &part));
    assert_ptr_equal(part.data, memory + 1);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(transposes_are_compared),
    cmocka_unit_test(nothing_answers_nothing),
    cmocka_unit_test(too_many_axes_have_no_size),
    cmocka_unit_test(packed_is_asked_of_C_and_F_only),
    cmocka_unit_test(packed_is_asked_without_counting),
    cmocka_unit_test(view_of_array_is_the_array),
    cmocka_unit_test(writer_may_read),
    cmocka_unit_test(view_without_elements_has_an_address),
    cmocka_unit_test(as_many_axes_as_possible),
    cmocka_unit_test(elements_by_index),
    cmocka_unit_test(part_without_elements_stays_inside),
};

/* --- Refused ---------------------------------------------------------------------------------- */

static const int64_t two_by_three[] = {2, 3}, negative[] = {2, -3}, strides_apart[] = {INT64_MAX, 4};

#define REFUSALS(X)                                                                                   \
    X(memory_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL",                                           \
      ndw_view_memory(NDW_I32, 2, two_by_three, NULL, s->memory, NULL))                               \
    X(memory_shape, NDW_EINVAL, PLACE_VIEW, "shape is NULL",                                          \
      ndw_view_memory(NDW_I32, 2, NULL, NULL, s->memory, &s->view))                                   \
    X(memory_data, NDW_EINVAL, PLACE_VIEW, "6 elements",                                              \
      ndw_view_memory(NDW_I32, 2, two_by_three, NULL, NULL, &s->view))                                \
    X(memory_no_data_0d, NDW_EINVAL, PLACE_VIEW, "1 elements",                                        \
      ndw_view_memory(NDW_I32, 0, NULL, NULL, NULL, &s->view))                                        \
    X(memory_dtype, NDW_EINVAL, PLACE_VIEW, "dtype",                                                  \
      ndw_view_memory(99, 2, two_by_three, NULL, s->memory, &s->view))                                \
    X(memory_below, NDW_ENDIM, PLACE_VIEW, "-1 axes, 0 to 64",                                        \
      ndw_view_memory(NDW_I32, -1, two_by_three, NULL, s->memory, &s->view))                          \
    X(memory_above, NDW_ENDIM, PLACE_VIEW, "65 axes, 0 to 64",                                        \
      ndw_view_memory(NDW_I32, 65, two_by_three, NULL, s->memory, &s->view))                          \
    X(memory_length, NDW_EVALUE, PLACE_VIEW, "axis 1 has length -3",                                  \
      ndw_view_memory(NDW_I32, 2, negative, NULL, s->memory, &s->view))                               \
    X(memory_size, NDW_EOVERFLOW, PLACE_VIEW, "64 bits",                                              \
      ndw_view_memory(NDW_I32, NDW_SHAPE(INT64_MAX, 2), NULL, s->memory, &s->view))                   \
    X(memory_extent, NDW_EOVERFLOW, PLACE_VIEW, "extent",                                             \
      ndw_view_memory(NDW_I32, 2, two_by_three, strides_apart, s->memory, &s->view))                  \
    X(mut_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL",                                              \
      ndw_mut_memory(NDW_I32, 2, two_by_three, NULL, s->memory, NULL))                                \
    X(mut_shape, NDW_EINVAL, PLACE_MUT, "shape is NULL",                                              \
      ndw_mut_memory(NDW_I32, 2, NULL, NULL, s->memory, &s->mut))                                     \
    X(mut_data, NDW_EINVAL, PLACE_MUT, "6 elements",                                                  \
      ndw_mut_memory(NDW_I32, 2, two_by_three, NULL, NULL, &s->mut))                                  \
    X(mut_dtype, NDW_EINVAL, PLACE_MUT, "dtype",                                                      \
      ndw_mut_memory(-1, 2, two_by_three, NULL, s->memory, &s->mut))                                  \
    X(mut_above, NDW_ENDIM, PLACE_MUT, "65 axes",                                                     \
      ndw_mut_memory(NDW_I32, 65, two_by_three, NULL, s->memory, &s->mut))                            \
    X(mut_length, NDW_EVALUE, PLACE_MUT, "axis 1 has length -3",                                      \
      ndw_mut_memory(NDW_I32, 2, negative, NULL, s->memory, &s->mut))                                 \
    X(mut_extent, NDW_EOVERFLOW, PLACE_MUT, "extent",                                                 \
      ndw_mut_memory(NDW_I32, 2, two_by_three, strides_apart, s->memory, &s->mut))                    \
    X(view_of_null, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_of(NULL, &s->view))                      \
    X(view_of_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL", ndw_view_of(s->a, NULL))                 \
    X(view_of_mut_null, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_of_mut(NULL, &s->view))              \
    X(view_of_mut_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL", ndw_view_of_mut(&s->w, NULL))        \
    X(view_of_mut_blank, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_of_mut(&s->blank_mut, &s->view))    \
    X(view_of_mut_odd, NDW_EINVAL, PLACE_VIEW, "dtype", ndw_view_of_mut(&s->odd_mut, &s->view))       \
    X(view_of_mut_wide, NDW_ENDIM, PLACE_VIEW, "65", ndw_view_of_mut(&s->wide_mut, &s->view))         \
    X(check_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_check(NULL))                            \
    X(check_blank, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_check(&s->blank_view))                 \
    X(check_mut_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_check(NULL))                         \
    X(check_mut_blank, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_check(&s->blank_mut))               \
    X(extent_first, NDW_EINVAL, PLACE_NOTHING, "NULL",                                                \
      ndw_view_extent(&s->v, NULL, &(const void *){NULL}))                                            \
    X(extent_end, NDW_EINVAL, PLACE_NOTHING, "NULL",                                                  \
      ndw_view_extent(&s->v, &(const void *){NULL}, NULL))                                            \
    X(split_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_split(NULL, 0, 2, 0, &s->mut))               \
    X(split_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL", ndw_mut_split(&s->w, 0, 2, 0, NULL))       \
    X(split_blank, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_split(&s->blank_mut, 0, 2, 0, &s->mut))     \
    X(split_odd, NDW_EINVAL, PLACE_MUT, "dtype", ndw_mut_split(&s->odd_mut, 0, 2, 0, &s->mut))        \
    X(split_wide, NDW_ENDIM, PLACE_MUT, "65", ndw_mut_split(&s->wide_mut, 0, 2, 0, &s->mut))          \
    X(split_axis, NDW_EAXIS, PLACE_MUT, "axis 2 is not one of 2",                                     \
      ndw_mut_split(&s->w, 2, 2, 0, &s->mut))                                                         \
    X(split_axis_low, NDW_EAXIS, PLACE_MUT, "axis -3", ndw_mut_split(&s->w, -3, 2, 0, &s->mut))       \
    X(split_axis_none, NDW_EAXIS, PLACE_MUT, "axis",                                                  \
      ndw_mut_split(&s->w, NDW_AXIS_NONE, 2, 0, &s->mut))                                             \
    X(split_no_parts, NDW_EVALUE, PLACE_MUT, "part 0 of 0", ndw_mut_split(&s->w, 0, 0, 0, &s->mut))   \
    X(split_negative, NDW_EVALUE, PLACE_MUT, "of -2", ndw_mut_split(&s->w, 0, -2, 0, &s->mut))        \
    X(split_below, NDW_EVALUE, PLACE_MUT, "part -1 of 2", ndw_mut_split(&s->w, 0, 2, -1, &s->mut))    \
    X(split_above, NDW_EVALUE, PLACE_MUT, "part 2 of 2", ndw_mut_split(&s->w, 0, 2, 2, &s->mut))      \
    X(split_overlapping, NDW_EOVERLAP, PLACE_MUT, "overlap",                                          \
      ndw_mut_split(&s->loop, 0, 2, 0, &s->mut))
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

/* A failed extent leaves two NULL pointers. */
static void extent_of_nothing_is_nothing(void **state)
{
    (void)state;
    stage s;
    stage_set(&s);
    const void *first = &s, *end = &s;
    assert_status(ndw_view_extent(NULL, &first, &end), NDW_EINVAL);
    assert_true(first == NULL && end == NULL);
    first = end = &s;
    assert_status(ndw_view_extent(&s.wide_view, &first, &end), NDW_ENDIM);
    assert_true(first == NULL && end == NULL);
    first = &s;
    assert_status(ndw_view_extent(&s.v, &first, NULL), NDW_EINVAL);
    assert_null(first);
    stage_clear(&s);
}

/* --- Strides that are never used ------------------------------------------------------------------ */

/* Most of it is for a sanitizer to see. */
static void a_single_step_may_be_anything(void **state)
{
    (void)state;
    const int64_t strides[] = {INT64_MIN, INT64_MIN + 1, INT64_MAX};
    char bytes[] = {1, 2, 3, 4, 5, 6}, one = 0, two[2];
    for (int i = 0; i < 3; i++) {
        ndw_mut w = {.data = &one, .dtype = NDW_U8, .ndim = 1, .shape = {1}, .strides = {strides[i]}}, part;
        ndw_view v, windows;
        assert_ok(ndw_mut_check(&w));
        assert_ok(ndw_mut_split(&w, 0, 1, 0, &part));
        assert_ok(ndw_view_memory(NDW_U8, NDW_SHAPE(3), NULL, bytes, &v));
        assert_ok(ndw_view_repeat_counts_into(&v, 3, (const int64_t[]){0, 1, 0}, 0, &w));
        assert_int_equal(one, 2);
        ndw_mut column = {.data = two, .dtype = NDW_U8, .ndim = 2, .shape = {2, 1}, .strides = {1, strides[i]}};
        assert_ok(ndw_view_memory(NDW_U8, NDW_SHAPE(2, 3), NULL, bytes, &v));
        assert_ok(ndw_view_repeat_counts_into(&v, 3, (const int64_t[]){0, 1, 0}, 1, &column));
        assert_int_equal(two[0] + 10 * two[1], 52);
        v = (ndw_view){.data = bytes, .dtype = NDW_U8, .ndim = 1, .shape = {1}, .strides = {strides[i]}};
        assert_ok(ndw_view_sliding_window(&v, 0, 0, &windows));
        assert_int_equal(windows.shape[0], 2);
        assert_ok(ndw_view_sliding_window(&v, 0, 1, &windows));
        assert_int_equal(windows.shape[0], 1);
    }
}

static void elements_that_are_not_there_may_be_anywhere(void **state)
{
    (void)state;
    const int64_t huge = INT64_C(1) << 61, quarter = (INT64_MAX - 1) / 4;
    ndw_array *a = NULL, *b = NULL;
    ndw_view v, out;
    ndw_mut w;
    assert_ok(ndw_wrap(NDW_U8, NDW_SHAPE(5, 0), (const int64_t[]){quarter, 1}, NULL, 0, NULL, NULL, &a));
    assert_status(ndw_as_dtype(a, NDW_F64, &b), NDW_EOVERFLOW);
    assert_ok(ndw_view_of(a, &v));
    assert_status(ndw_view_as_dtype(&v, NDW_F64, &out), NDW_EOVERFLOW);
    ndw_release(&a);

    assert_ok(ndw_view_memory(NDW_U8, NDW_SHAPE(0, 2, 2, 2), (const int64_t[]){1, 1, huge, 2 * huge}, NULL, &v));
    assert_ok(ndw_mut_memory(NDW_U8, NDW_SHAPE(0, 1, 2, 2), NULL, NULL, &w));
    assert_ok(ndw_view_take_into(&v, 1, (const int64_t[]){1}, 1, &w));
    assert_ok(ndw_view_repeat_counts_into(&v, 2, (const int64_t[]){0, 1}, 1, &w));
}

/* A view of more memory than there is, one step of which is looked at; one of memory at the end of all memory. */
static void views_may_reach_too_far(void **state)
{
    (void)state;
    const void *last = (const void *)(uintptr_t)INTPTR_MIN; /* NOLINT(performance-no-int-to-ptr) */
    ndw_array *a = NULL, *b = NULL;
    ndw_view v, row;
    assert_ok(ndw_view_memory(NDW_U8, NDW_SHAPE(2), (const int64_t[]){INT64_C(1) << 62}, memory, &v));
    assert_ok(ndw_view_reshape(&v, NDW_SHAPE(1, 2), &row));
    assert_ok(ndw_zeros(NDW_U8, NDW_SHAPE(3), &a));
    assert_ok(ndw_view_memory(NDW_U8, NDW_SHAPE(2), NULL, last, &v));
    assert_status(ndw_array_of_view(a, &v, &b), NDW_EBOUNDS);
    ndw_release(&a);
}

static struct CMUnitTest unused[] = {
    cmocka_unit_test(a_single_step_may_be_anything),
    cmocka_unit_test(elements_that_are_not_there_may_be_anywhere),
    cmocka_unit_test(views_may_reach_too_far),
};

static struct CMUnitTest more_refusals[] = {cmocka_unit_test(extent_of_nothing_is_nothing)};

int main(void)
{
    int failures = 0;
    number_memory();
    unit_begin();
    failures += RUN_TABLE("view descriptions", descriptions, check_description);
    failures += RUN_TABLE("view descriptions, wrapped", descriptions, check_wrapped);
    failures += RUN_TABLE("view alignment", alignments, check_alignment);
    failures += RUN_TABLE("view pairs", twos, check_two);
    failures += cmocka_run_group_tests_name("view others", others, NULL, NULL);
    failures += RUN_TABLE("view elements that meet", meetings, check_meeting);
    failures += RUN_TABLE("view by hand", by_hands, check_by_hand);
    failures += RUN_TABLE("view splits", splits, check_split);
    failures += RUN_TABLE("view refusals", refusals, check_refusal);
    failures += cmocka_run_group_tests_name("view extent", more_refusals, NULL, NULL);
    failures += cmocka_run_group_tests_name("view strides without use", unused, NULL, NULL);
    return unit_end(failures);
}
