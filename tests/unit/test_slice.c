/*
 * test_slice.c - which elements a list of indices names, where the first one is, and what is refused.
 *
 * The rows are what Python and NumPy give for the same brackets. A range is tested by entries and by
 * text: both must find the same elements.
 */
#include "unit.h"

#define OMIT NDW_OMIT
#define ALL_TEN "0 1 2 3 4 5 6 7 8 9"
#define REVERSED "9 8 7 6 5 4 3 2 1 0"

/* --- One axis: start:stop:step on 0 .. 9 ------------------------------------------------------ */

static struct range {
    const char *name; /* the text of the slice */
    int64_t start, stop, step;
    const char *elements;
    int64_t first, stride; /* of the result, in elements; first -1: empty, and it stays at 0 */
} ranges[] = {
    {"[:]", OMIT, OMIT, OMIT, ALL_TEN, 0, 1},
    {"[::]", OMIT, OMIT, OMIT, ALL_TEN, 0, 1},
    {"[::1]", OMIT, OMIT, 1, ALL_TEN, 0, 1},
    {"[0:10]", 0, 10, OMIT, ALL_TEN, 0, 1},
    {"[::-1]", OMIT, OMIT, -1, REVERSED, 9, -1},
    {"[100::-1]", 100, OMIT, -1, REVERSED, 9, -1},
    {"[:-100:-1]", OMIT, -100, -1, REVERSED, 9, -1},
    {"[9:-11:-1]", 9, -11, -1, REVERSED, 9, -1},
    {"[-1:-11:-1]", -1, -11, -1, REVERSED, 9, -1},
    {"[9:-10:-1]", 9, -10, -1, "9 8 7 6 5 4 3 2 1", 9, -1},
    {"[9:0:-1]", 9, 0, -1, "9 8 7 6 5 4 3 2 1", 9, -1},
    {"[5:2]", 5, 2, OMIT, "", -1, 1},
    {"[2:5:-1]", 2, 5, -1, "", -1, 1},
    {"[100:]", 100, OMIT, OMIT, "", -1, 1},
    {"[10:]", 10, OMIT, OMIT, "", -1, 1},
    {"[-100::-1]", -100, OMIT, -1, "", -1, 1},
    {"[:0]", OMIT, 0, OMIT, "", -1, 1},
    {"[:-10]", OMIT, -10, OMIT, "", -1, 1},
    {"[2:2]", 2, 2, OMIT, "", -1, 1},
    {"[2:2:-1]", 2, 2, -1, "", -1, 1},
    {"[8:2:-3]", 8, 2, -3, "8 5", 8, -3},
    {"[8:1:-3]", 8, 1, -3, "8 5 2", 8, -3},
    {"[-100:3]", -100, 3, OMIT, "0 1 2", 0, 1},
    {"[7:100]", 7, 100, OMIT, "7 8 9", 7, 1},
    {"[-3:]", -3, OMIT, OMIT, "7 8 9", 7, 1},
    {"[:-7]", OMIT, -7, OMIT, "0 1 2", 0, 1},
    {"[:3:-2]", OMIT, 3, -2, "9 7 5", 9, -2},
    {"[1::3]", 1, OMIT, 3, "1 4 7", 1, 3},
    {"[1:8:3]", 1, 8, 3, "1 4 7", 1, 3},
    {"[1:7:3]", 1, 7, 3, "1 4", 1, 3},
    {"[::9]", OMIT, OMIT, 9, "0 9", 0, 9},
    {"[::10]", OMIT, OMIT, 10, "0", 0, 1},
    {"[::100]", OMIT, OMIT, 100, "0", 0, 1},
    {"[::-100]", OMIT, OMIT, -100, "9", 9, 1},
    {"[9::-9]", 9, OMIT, -9, "9 0", 9, -9},
    {"[9:10]", 9, 10, OMIT, "9", 9, 1},
    {"[::9223372036854775807]", OMIT, OMIT, INT64_MAX, "0", 0, 1},
    {"[::-9223372036854775807]", OMIT, OMIT, -INT64_MAX, "9", 9, 1},
    {"[-9223372036854775807:9223372036854775807]", -INT64_MAX, INT64_MAX, OMIT, ALL_TEN, 0, 1},
    {"[9223372036854775807:-9223372036854775807:-1]", INT64_MAX, -INT64_MAX, -1, REVERSED, 9, -1},
    {"[-99999999999999999999:3]", -INT64_MAX, 3, OMIT, "0 1 2", 0, 1},
    {"[7:99999999999999999999]", 7, INT64_MAX, OMIT, "7 8 9", 7, 1},
};

static void assert_range(const ndw_view *v, const struct range *r, const int64_t *memory)
{
    assert_view(v, r->elements, NULL, NULL);
    assert_int_equal(v->ndim, 1);
    assert_int_equal(v->strides[0], r->stride * 8);
    assert_ptr_equal(v->data, memory + (r->first < 0 ? 0 : r->first));
}

static void check_range(void **state)
{
    const struct range *r = *state;
    const int64_t memory[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    ndw_view v, by_entry, by_text;
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(10), NULL, memory, &v));
    assert_ok(ndw_view_slice(&v, NDW_INDEX(NDW_RANGE(r->start, r->stop, r->step)), &by_entry));
    assert_range(&by_entry, r, memory);
    assert_ok(ndw_view_slice_str(&v, r->name, &by_text));
    assert_range(&by_text, r, memory);
}

/* --- Several axes, on arrays, views and muts alike -------------------------------------------- */

static struct slicing {
    const char *text, *recipe;
    const char *elements, *shape, *strides;
} slicings[] = {
    {"3", "10", "3", "()", "()"},
    {"-10", "10", "0", "()", "()"},
    {"-1", "10", "9", "()", "()"},
    {"+9", "10", "9", "()", "()"},
    {"1,2", "2,3", "5", "()", "()"},
    {"1", "2,3", "3 4 5", "3", "4"},
    {":,1", "2,3", "1 4", "2", "12"},
    {"::-1,::-1", "2,3", "5 4 3 2 1 0", "2,3", "-12,-4"},
    {"1,::-2", "2,3", "5 3", "2", "-8"},
    {"::2,1:", "4,3", "1 2 7 8", "2,2", "24,4"},
    {"[0, 1:]", "2,3", "1 2", "2", "4"},
    {"...", "2,3", "0 1 2 3 4 5", "2,3", "12,4"},
    {"...,0", "2,3", "0 3", "2", "12"},
    {"0,...", "2,3", "0 1 2", "3", "4"},
    {"1,...,0", "2,3,2", "6 8 10", "3", "8"},
    {"1,...,2", "2,3", "5", "()", "()"}, /* the ellipsis stands for nothing */
    {"0,0,...", "2,3", "0", "()", "()"},
    {"...,1,1,1", "2,2,2", "7", "()", "()"},
    {"...", "()", "0", "()", "()"},
    {"None", "()", "0", "1", "4"},
    {"None", "3", "0 1 2", "1,3", "12,4"},
    {":,None", "3", "0 1 2", "3,1", "4,4"},
    {"newaxis,...,None", "3", "0 1 2", "1,3,1", "12,4,4"},
    {"...,None", "2,3", "0 1 2 3 4 5", "2,3,1", "12,4,4"},
    {"None,1,None,::2,None", "2,3", "3 5", "1,1,2,1", "8,8,8,4"},
    {"0", "3 b2,3", "0 1 2", "3", "4"},
    {"::-1", "3 b2,3", "0 1 2 0 1 2", "2,3", "0,4"},
    {"1:", "3,4 T", "1 5 9 2 6 10 3 7 11", "3,3", "4,16"},
    {"2:2", "2,3", "", "0,3", "12,4"},
    {":,5:", "2,3", "", "2,0", "12,4"},
    {"::-1", "0,3", "", "0,3", "12,4"},
    {":,1", "0,3", "", "0", "4"},
    {"1:2,0:1", "2,3", "3", "1,1", "4,4"}, /* one element: the strides of a fresh array */
};

static void check_slicing(void **state)
{
    const struct slicing *r = *state;
    ndw_array *a = array_from(NDW_I32, r->recipe), *b = NULL;
    ndw_view v, part;
    assert_ok(ndw_slice_str(a, r->text, &b));
    assert_array(b, r->elements, r->shape, r->strides);

    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_slice_str(&v, r->text, &part));
    assert_view(&part, r->elements, r->shape, r->strides);
    assert_ptr_equal(part.data, ndw_data(b));
    ndw_release(&b);
    ndw_release(&a);
}

static void check_slicing_of_mut(void **state)
{
    const struct slicing *r = *state;
    ndw_array *a = array_from(NDW_I32, r->recipe);
    ndw_mut w, part;
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ok(ndw_mut_slice_str(&w, r->text, &part));
    assert_mut(&part, r->elements, r->shape, NULL);
    ndw_release(&a);
}

/* --- Entries and text are two ways to say the same -------------------------------------------- */

static struct spelling {
    const char *text;
    int n;
    ndw_index index[4];
} spellings[] = {
    {":", 1, {NDW_ALL}},
    {"  1 : 2 , : : - 1 ", 2, {NDW_RANGE(1, 2, OMIT), NDW_RANGE(OMIT, OMIT, -1)}},
    {"[1:2, ::-1]", 2, {NDW_RANGE(1, 2, OMIT), NDW_RANGE(OMIT, OMIT, -1)}},
    {" [ 1 , 2 ] ", 2, {NDW_AT(1), NDW_AT(2)}},
    {"1,", 1, {NDW_AT(1)}},
    {"[1,]", 1, {NDW_AT(1)}},
    {"[1:,]", 1, {NDW_RANGE(1, OMIT, OMIT)}},
    {"None,1,...,None", 4, {NDW_NEWAXIS, NDW_AT(1), NDW_ELLIPSIS, NDW_NEWAXIS}},
    {"newaxis", 1, {NDW_NEWAXIS}},
    {"-0", 1, {NDW_AT(0)}},
    {"007", 1, {NDW_AT(7)}},
    {"[0:3:2,-1]", 2, {NDW_RANGE(0, 3, 2), NDW_AT(-1)}},
};

static void check_spelling(void **state)
{
    const struct spelling *r = *state;
    ndw_array *a = array_from(NDW_I32, "8,3,4"), *by_text = NULL, *by_entries = NULL;
    assert_ok(ndw_slice_str(a, r->text, &by_text));
    assert_ok(ndw_slice(a, r->n, r->index, &by_entries));
    assert_true(ndw_equal(by_text, by_entries));
    assert_ptr_equal(ndw_data(by_text), ndw_data(by_entries));
    ndw_release(&by_text);
    ndw_release(&by_entries);
    ndw_release(&a);
}

static struct misspelling {
    const char *text;
    const char *where; /* the character in the detail, or "" */
} misspellings[] = {
    {"", "1"},       {" ", "2"},        {",", "1"},       {"[]", "2"},      {"[", "2"},
    {"]", "1"},      {"[1", "3"},       {"1]", "2"},      {"[1]]", "4"},    {"[[1]]", "2"},
    {"[1],", "4"},   {"1,,2", "3"},     {"1 2", "3"},     {"a", "1"},       {"1a", "2"},
    {"1:-", "4"},    {"1:-,2", "4"},    {"::+", "4"},     {"::-,1", "4"},   {"1::a", "4"},
    {"1:a", "3"},    {"1:2:3:4", "6"},  {":::", "3"},     {"--1", "2"},     {"+", "2"},
    {"-", "2"},      {"+-1", "2"},      {"1.5", "2"},     {"0x10", "2"},    {"1_0", "2"},
    {"..", "1"},     {"....", "4"},     {"... ...", "5"}, {"None:", "5"},   {":None", "2"},
    {"none", "1"},   {"Nonewaxis", "5"}, {"new", "1"},    {"newaxis1", "8"}, {"1;2", "2"},
    {"(1)", "1"},    {"1:2,]", "5"},    {"[1:2,", "6"},
};

static void check_misspelling(void **state)
{
    const struct misspelling *r = *state;
    char place[32];
    snprintf(place, sizeof place, "character %s", r->where);
    ndw_array *a = array_from(NDW_I32, "2,3"), *b = a;
    ndw_view v, part;
    assert_status(ndw_slice_str(a, r->text, &b), NDW_EFORMAT);
    assert_null(b);
    if (!strstr(ndw_error_detail(), place)) fail_msg("%s, not at %s", ndw_error_detail(), place);

    assert_ok(ndw_view_of(a, &v));
    assert_status(ndw_view_slice_str(&v, r->text, &part), NDW_EFORMAT);
    assert_zeroed(&part, sizeof part);
    ndw_release(&a);
}

/* --- Limits ----------------------------------------------------------------------------------- */

static void no_entries_are_everything(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "2,3 T"), *b = NULL;
    assert_ok(ndw_slice(a, 0, NULL, &b));
    assert_array(b, "0 3 1 4 2 5", "3,2", "4,12");
    assert_ptr_equal(ndw_data(a), ndw_data(b));
    ndw_release(&b);
    ndw_release(&a);
}

static void as_many_axes_as_possible(void **state)
{
    (void)state;
    const int32_t memory[2] = {7, 8};
    ndw_index index[NDW_MAX_NDIM + 1];
    for (int i = 0; i < NDW_MAX_NDIM; i++) index[i] = (ndw_index)NDW_NEWAXIS;
    index[NDW_MAX_NDIM] = (ndw_index)NDW_AT(1);

    ndw_view v, w;
    assert_ok(ndw_view_memory(NDW_I32, NDW_SHAPE(2), NULL, memory, &v));
    assert_ok(ndw_view_slice(&v, NDW_MAX_NDIM + 1, index, &w));
    assert_int_equal(w.ndim, NDW_MAX_NDIM);
    assert_int_equal(*(const int32_t *)w.data, 8);

    assert_status(ndw_view_slice(&v, NDW_MAX_NDIM, index, &w), NDW_ENDIM);
    assert_non_null(strstr(ndw_error_detail(), "65"));
    assert_non_null(strstr(ndw_error_detail(), "64"));
}

/* Text of 64 integers, 64 new axes and an ellipsis is the longest that can mean anything. */
static void as_many_words_as_possible(void **state)
{
    (void)state;
    int64_t shape[NDW_MAX_NDIM], value = 5;
    char text[1024] = "...";
    for (int d = 0; d < NDW_MAX_NDIM; d++) {
        shape[d] = 1;
        strcat(text, ",0,None");
    }
    ndw_view v, w;
    assert_ok(ndw_view_memory(NDW_I64, NDW_MAX_NDIM, shape, NULL, &value, &v));
    assert_ok(ndw_view_slice_str(&v, text, &w));
    assert_int_equal(w.ndim, NDW_MAX_NDIM);

    strcat(text, ",None");
    assert_status(ndw_view_slice_str(&v, text, &w), NDW_ENDIM);
    assert_zeroed(&w, sizeof w);
}

static void blanks_are_blank_tab_and_line_ends(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "8"), *b = NULL;
    assert_ok(ndw_slice_str(a, "\t1 : \n : 2\r", &b));
    assert_array(b, "1 3 5 7", "4", "8");
    ndw_release(&b);
    assert_status(ndw_slice_str(a, "\v1", &b), NDW_EFORMAT);
    assert_status(ndw_slice_str(a, "1\xa0", &b), NDW_EFORMAT);
    assert_null(b);
    ndw_release(&a);
}

static void sharing_keeps_the_bytes(void **state)
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "10"), *b = NULL;
    assert_ok(ndw_slice(a, NDW_INDEX(NDW_RANGE(2, 5, 1)), &b));
    assert_false(ndw_is_unique(a));
    ndw_release(&a);
    assert_array(b, "2 3 4", "3", "4");
    assert_true(ndw_is_unique(b));
    ndw_release(&b);
}

static struct CMUnitTest limits[] = {
    cmocka_unit_test(no_entries_are_everything),
    cmocka_unit_test(as_many_axes_as_possible),
    cmocka_unit_test(as_many_words_as_possible),
    cmocka_unit_test(blanks_are_blank_tab_and_line_ends),
    cmocka_unit_test(sharing_keeps_the_bytes),
};

/* --- Refused ---------------------------------------------------------------------------------- */

static const ndw_index two_ellipses[] = {NDW_ELLIPSIS, NDW_ELLIPSIS};
static const ndw_index unknown[] = {{4, 0, 0, 0}}, below[] = {{-1, 0, 0, 0}};
static const ndw_index zero_step[] = {NDW_ALL, NDW_RANGE(0, 1, 0)};
static const ndw_index three[] = {NDW_AT(0), NDW_AT(0), NDW_ALL};

#define AT(i) NDW_INDEX(NDW_AT(i))
#define REFUSALS(X)                                                                                   \
    X(slice_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_slice(NULL, AT(0), &s->array))                 \
    X(slice_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL", ndw_slice(s->a, AT(0), NULL))              \
    X(slice_index, NDW_EINVAL, PLACE_ARRAY, "index is NULL", ndw_slice(s->a, 1, NULL, &s->array))     \
    X(slice_count, NDW_EINVAL, PLACE_ARRAY, "-1", ndw_slice(s->a, -1, three, &s->array))              \
    X(slice_high, NDW_EBOUNDS, PLACE_ARRAY, "index 2 on axis 0, which has length 2",                  \
      ndw_slice(s->a, AT(2), &s->array))                                                              \
    X(slice_low, NDW_EBOUNDS, PLACE_ARRAY, "index -3 on axis 0, which has length 2",                  \
      ndw_slice(s->a, AT(-3), &s->array))                                                             \
    X(slice_second, NDW_EBOUNDS, PLACE_ARRAY, "index 3 on axis 1, which has length 3",                \
      ndw_slice(s->a, NDW_INDEX(NDW_ALL, NDW_AT(3)), &s->array))                                      \
    X(slice_max, NDW_EBOUNDS, PLACE_ARRAY, "9223372036854775807",                                     \
      ndw_slice(s->a, AT(INT64_MAX), &s->array))                                                      \
    X(slice_min, NDW_EBOUNDS, PLACE_ARRAY, "-9223372036854775808",                                    \
      ndw_slice(s->a, AT(OMIT), &s->array))                                                           \
    X(slice_empty, NDW_EBOUNDS, PLACE_ARRAY, "length 0", ndw_slice(s->empty, AT(0), &s->array))       \
    X(slice_empty_low, NDW_EBOUNDS, PLACE_ARRAY, "length 0", ndw_slice(s->empty, AT(-1), &s->array))  \
    X(slice_step, NDW_EVALUE, PLACE_ARRAY, "step 0 on axis 1",                                        \
      ndw_slice(s->a, 2, zero_step, &s->array))                                                       \
    X(slice_two_ellipses, NDW_EVALUE, PLACE_ARRAY, "2", ndw_slice(s->a, 2, two_ellipses, &s->array))  \
    X(slice_unknown, NDW_EVALUE, PLACE_ARRAY, "kind 4", ndw_slice(s->a, 1, unknown, &s->array))       \
    X(slice_below, NDW_EVALUE, PLACE_ARRAY, "kind -1", ndw_slice(s->a, 1, below, &s->array))          \
    X(slice_many, NDW_ENDIM, PLACE_ARRAY, "3 indices for 2 axes",                                     \
      ndw_slice(s->a, 3, three, &s->array))                                                           \
    X(slice_scalar, NDW_ENDIM, PLACE_ARRAY, "1 indices for 0 axes",                                   \
      ndw_slice(s->scalar, AT(0), &s->array))                                                         \
    X(slice_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_slice(s->open, AT(0), &s->array))            \
    X(view_null, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_slice(NULL, AT(0), &s->view))               \
    X(view_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL", ndw_view_slice(&s->v, AT(0), NULL))         \
    X(view_blank, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_slice(&s->blank_view, AT(0), &s->view))    \
    X(view_odd, NDW_EINVAL, PLACE_VIEW, "dtype", ndw_view_slice(&s->odd_view, AT(0), &s->view))       \
    X(view_wide, NDW_ENDIM, PLACE_VIEW, "65", ndw_view_slice(&s->wide_view, AT(0), &s->view))         \
    X(view_index, NDW_EINVAL, PLACE_VIEW, "index is NULL", ndw_view_slice(&s->v, 1, NULL, &s->view))  \
    X(view_high, NDW_EBOUNDS, PLACE_VIEW, "index 2", ndw_view_slice(&s->v, AT(2), &s->view))          \
    X(view_step, NDW_EVALUE, PLACE_VIEW, "step 0", ndw_view_slice(&s->v, 2, zero_step, &s->view))     \
    X(view_many, NDW_ENDIM, PLACE_VIEW, "3 indices", ndw_view_slice(&s->v, 3, three, &s->view))       \
    X(mut_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_slice(NULL, AT(0), &s->mut))                   \
    X(mut_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL", ndw_mut_slice(&s->w, AT(0), NULL))           \
    X(mut_blank, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_slice(&s->blank_mut, AT(0), &s->mut))         \
    X(mut_odd, NDW_EINVAL, PLACE_MUT, "dtype", ndw_mut_slice(&s->odd_mut, AT(0), &s->mut))            \
    X(mut_wide, NDW_ENDIM, PLACE_MUT, "65", ndw_mut_slice(&s->wide_mut, AT(0), &s->mut))              \
    X(mut_high, NDW_EBOUNDS, PLACE_MUT, "index 2", ndw_mut_slice(&s->w, AT(2), &s->mut))              \
    X(mut_step, NDW_EVALUE, PLACE_MUT, "step 0", ndw_mut_slice(&s->w, 2, zero_step, &s->mut))         \
    X(mut_many, NDW_ENDIM, PLACE_MUT, "3 indices", ndw_mut_slice(&s->w, 3, three, &s->mut))           \
    X(str_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_slice_str(NULL, "0", &s->array))                 \
    X(str_text, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_slice_str(s->a, NULL, &s->array))                \
    X(str_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_slice_str(s->a, "0", NULL))                     \
    X(str_open, NDW_EBUSY, PLACE_ARRAY, "session", ndw_slice_str(s->open, "0", &s->array))            \
    X(str_high, NDW_EBOUNDS, PLACE_ARRAY, "index 2", ndw_slice_str(s->a, "2", &s->array))             \
    X(str_huge, NDW_EBOUNDS, PLACE_ARRAY, "9223372036854775807",                                      \
      ndw_slice_str(s->a, "99999999999999999999", &s->array))                                         \
    X(str_step, NDW_EVALUE, PLACE_ARRAY, "step 0", ndw_slice_str(s->a, "::0", &s->array))             \
    X(str_ellipses, NDW_EVALUE, PLACE_ARRAY, "2 ellipses", ndw_slice_str(s->a, "...,...", &s->array)) \
    X(str_many, NDW_ENDIM, PLACE_ARRAY, "3 indices for 2 axes",                                       \
      ndw_slice_str(s->a, "0,0,0", &s->array))                                                        \
    X(view_str_null, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_slice_str(NULL, "0", &s->view))         \
    X(view_str_text, NDW_EINVAL, PLACE_VIEW, "NULL", ndw_view_slice_str(&s->v, NULL, &s->view))       \
    X(view_str_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_slice_str(&s->v, "0", NULL))          \
    X(view_str_high, NDW_EBOUNDS, PLACE_VIEW, "index 2", ndw_view_slice_str(&s->v, "2", &s->view))    \
    X(mut_str_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_slice_str(NULL, "0", &s->mut))             \
    X(mut_str_text, NDW_EINVAL, PLACE_MUT, "NULL", ndw_mut_slice_str(&s->w, NULL, &s->mut))           \
    X(mut_str_out, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_slice_str(&s->w, "0", NULL))            \
    X(mut_str_word, NDW_EFORMAT, PLACE_MUT, "character 2", ndw_mut_slice_str(&s->w, "0x", &s->mut))   \
    X(mut_str_high, NDW_EBOUNDS, PLACE_MUT, "index 2", ndw_mut_slice_str(&s->w, "2", &s->mut))
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("slice ranges", ranges, check_range);
    failures += RUN_TABLE("slice axes", slicings, check_slicing);
    failures += RUN_TABLE("slice axes of a mut", slicings, check_slicing_of_mut);
    failures += RUN_TABLE("slice spellings", spellings, check_spelling);
    failures += RUN_TABLE("slice misspellings", misspellings, check_misspelling);
    failures += cmocka_run_group_tests_name("slice limits", limits, NULL, NULL);
    failures += RUN_TABLE("slice refusals", refusals, check_refusal);
    return unit_end(failures);
}
