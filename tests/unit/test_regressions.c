/*
 * test_regressions.c - what other array libraries got wrong, as what this one must do.
 *
 * Each test is named by the rule, one for each class of bug (numbered). There are more cases of each in
 * the file of the function concerned.
 */
#include "unit.h"

#include "array/array.h"

#define NONE NDW_AXIS_NONE
static const int64_t big = INT64_C(1) << 62;
static const int64_t still[] = {0, 0, 0};

/* One byte seen as often as the shape says. */
static ndw_view seen_often(int ndim, const int64_t *shape)
{
    ndw_view v;
    assert_ok(ndw_view_memory(NDW_U8, ndim, shape, still, "x", &v));
    return v;
}

/* --- 1 to 6: sizes ---------------------------------------------------------------------------- */

static void check_the_total_of_a_repeat(void **state) /* 1 */
{
    (void)state;
    const int64_t wraps_to_two[] = {INT64_MAX, INT64_MAX, 4}; /* modulo 2^64 */
    const int64_t wraps_to_zero[] = {big, big, big, big};
    const ndw_view three = seen_often(NDW_SHAPE(3)), four = seen_often(NDW_SHAPE(4));
    ndw_array *out = NULL;
    assert_status(ndw_view_repeat_counts(&three, 3, wraps_to_two, 0, &out), NDW_EOVERFLOW);
    assert_status(ndw_view_repeat_counts(&four, 4, wraps_to_zero, 0, &out), NDW_EOVERFLOW);
    assert_status(ndw_view_repeat(&four, big, 0, &out), NDW_EOVERFLOW); /* count times length: 0 */
    assert_status(ndw_view_repeat(&four, big, NONE, &out), NDW_EOVERFLOW);
    assert_status(ndw_view_repeat_axes(&four, 1, &big, &out), NDW_EOVERFLOW);
    assert_status(ndw_view_tile(&four, 1, &big, &out), NDW_EOVERFLOW);
    const ndw_view most = seen_often(NDW_SHAPE(big)), *parts[] = {&most, &most, &most, &most};
    assert_status(ndw_view_concatenate(4, parts, 0, &out), NDW_EOVERFLOW);
    assert_status(ndw_view_concatenate(4, parts, NONE, &out), NDW_EOVERFLOW);
    assert_status(ndw_view_stack(4, parts, 0, &out), NDW_EOVERFLOW);
    const ndw_view all = seen_often(NDW_SHAPE(INT64_MAX)); /* a list of counts as long is never read */
    assert_status(ndw_view_repeat_counts(&all, INT64_MAX, wraps_to_two, 0, &out), NDW_EOVERFLOW);
    assert_null(out);
}

static void take_no_time_over_chunks_without_bytes(void **state) /* 2 */
{
    (void)state;
    const int64_t counts[] = {big / 2, big / 2, 0};
    ndw_array *a = array_from(ndw_dtype_bytes(1), "3,0,1"), *b = NULL;
    assert_ok(ndw_repeat_counts(a, 3, counts, 0, &b));
    assert_int_equal(ndw_shape(b)[0], big);
    assert_int_equal(ndw_size(b), 0);
    ndw_release(&b);

    ndw_mut w;
    const int64_t shape[] = {big, 0, 1};
    assert_ok(ndw_mut_memory(ndw_dtype_bytes(1), 3, shape, NULL, NULL, &w));
    assert_ok(ndw_repeat_counts_into(a, 3, counts, 0, &w));
    ndw_release(&a);
}

static void refuse_negative_counts_on_every_path(void **state) /* 3 */
{
    (void)state;
    const char *recipes[] = {"()", "1", "3", "0", "0,3", "3,0", "2,3"};
    const int64_t minus = -1;
    for (size_t i = 0; i < COUNT(recipes); i++) {
        ndw_array *a = array_from(NDW_I32, recipes[i]), *b = NULL;
        assert_status(ndw_repeat(a, -1, 0, &b), NDW_EVALUE);
        assert_status(ndw_repeat(a, INT64_MIN, NONE, &b), NDW_EVALUE);
        assert_status(ndw_repeat_counts(a, 1, &minus, 0, &b), NDW_EVALUE);
        assert_status(ndw_repeat_counts(a, 1, &minus, NONE, &b), NDW_EVALUE);
        assert_non_null(strstr(ndw_error_detail(), "count -1 at 0 is negative")); /* one text for all */
        assert_status(ndw_tile(a, 1, &minus, &b), NDW_EVALUE);
        assert_status(ndw_take(a, minus, &minus, NONE, &b), NDW_EVALUE);
        assert_null(b);
        ndw_release(&a);
    }
}

static void check_the_product_of_a_shape(void **state) /* 4 */
{
    (void)state;
    const int64_t wraps_to_zero[] = {INT64_C(1) << 32, INT64_C(1) << 32};
    const int64_t wraps_to_one[] = {INT64_C(0x100000001), INT64_C(0xffffffff), -1}; /* 2^64 - 1 */
    ndw_array *a = array_from(NDW_U32, "1"), *b = NULL;
    assert_status(ndw_zeros(NDW_U8, 2, wraps_to_zero, &b), NDW_EOVERFLOW);
    assert_status(ndw_zeros(NDW_U8, 2, wraps_to_one, &b), NDW_EOVERFLOW);
    assert_status(ndw_broadcast_to(a, 2, wraps_to_zero, &b), NDW_EOVERFLOW);
    assert_status(ndw_reshape(a, 2, wraps_to_zero, 0, &b), NDW_EOVERFLOW);
    assert_status(ndw_repeat_axes(a, 1, &big, &b), NDW_EOVERFLOW);
    assert_null(b);
    ndw_release(&a);
}

static void let_no_zero_hide_the_other_lengths(void **state) /* 5 */
{
    (void)state;
    const int64_t before[] = {0, big, big}, after[] = {big, big, 0}, between[] = {big, 0, big};
    const int64_t *shapes[] = {before, after, between};
    ndw_array *a = array_from(NDW_U32, "0"), *b = NULL;
    ndw_view v;
    for (size_t i = 0; i < COUNT(shapes); i++) {
        assert_status(ndw_empty(NDW_U8, 3, shapes[i], &b), NDW_EOVERFLOW);
        assert_status(ndw_view_memory(NDW_U8, 3, shapes[i], still, "x", &v), NDW_EOVERFLOW);
        assert_status(ndw_wrap(NDW_U8, 3, shapes[i], still, NULL, 0, NULL, NULL, &b), NDW_EOVERFLOW);
        assert_status(ndw_reshape(a, 3, shapes[i], 0, &b), NDW_EOVERFLOW);
    }
    assert_status(ndw_broadcast_to(a, NDW_SHAPE(big, big, 0), &b), NDW_EOVERFLOW);
    assert_null(b);
    ndw_release(&a);
}

static void check_bytes_where_elements_fit(void **state) /* 6 */
{
    (void)state;
    const int64_t elements = INT64_C(1) << 60;
    ndw_array *b = NULL;
    ndw_view v;
    assert_status(ndw_zeros(NDW_F64, 1, &elements, &b), NDW_EOVERFLOW);
    assert_status(ndw_arange(NDW_F64, 0, elements, 1, &b), NDW_EOVERFLOW);
    assert_status(ndw_view_memory(NDW_F64, 1, &elements, still, still, &v), NDW_EOVERFLOW);
    assert_ok(ndw_view_memory(NDW_F64, 0, NULL, NULL, still, &v));
    assert_status(ndw_view_repeat(&v, elements, 0, &b), NDW_EOVERFLOW);
    assert_null(b);
}

/* --- 7 to 14: strides, offsets, axes ---------------------------------------------------------- */

static void let_no_step_wrap_a_stride(void **state) /* 7 */
{
    (void)state;
    const int64_t stride = INT64_MAX / 4;
    ndw_view v, w;
    assert_ok(ndw_view_memory(NDW_U8, NDW_SHAPE(4), &stride, "x", &v));
    assert_ok(ndw_view_slice_str(&v, "::3", &w)); /* the largest product that is an element */
    assert_int_equal(w.strides[0], 3 * stride);
    assert_ok(ndw_view_slice_str(&v, "::5", &w)); /* 5 strides wrap, but there is only one element */
    assert_int_equal(w.shape[0], 1);
    assert_int_equal(w.strides[0], 1);
    assert_ok(ndw_view_slice_str(&v, "::-9223372036854775807", &w));
    assert_int_equal(w.strides[0], 1);
}

static void stay_inside_with_every_offset(void **state) /* 8 */
{
    (void)state;
    const int64_t stride = INT64_MAX / 4;
    ndw_view v, w;
    assert_ok(ndw_view_memory(NDW_U8, NDW_SHAPE(4), &stride, still, &v));
    assert_ok(ndw_view_slice_str(&v, "3", &w));
    assert_true((uintptr_t)w.data - (uintptr_t)v.data == (uintptr_t)(3 * stride));
    assert_ok(ndw_view_flip(&v, NDW_ALL_AXES, &w));
    assert_int_equal(w.strides[0], -stride);
    assert_true((uintptr_t)w.data - (uintptr_t)v.data == (uintptr_t)(3 * stride));
    assert_ok(ndw_view_flip(&w, NDW_ALL_AXES, &w)); /* and back to where it was */
    assert_ptr_equal(w.data, v.data);
    assert_status(ndw_view_slice_str(&v, "4", &w), NDW_EBOUNDS);
}

static void refuse_axes_outside(void **state) /* 9 */
{
    (void)state;
    const int outside[] = {2, -3, INT32_MAX, INT32_MIN + 1, 64, -65};
    ndw_array *a = array_from(NDW_I32, "2,3"), *b = NULL;
    ndw_mut w, part;
    assert_ok(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 3), NULL, (int32_t[6]){0}, &w));
    for (size_t i = 0; i < COUNT(outside); i++) {
        const int axes[] = {0, outside[i]};
        assert_status(ndw_repeat(a, 1, outside[i], &b), NDW_EAXIS);
        assert_status(ndw_flip(a, 2, axes, &b), NDW_EAXIS);
        assert_status(ndw_transpose(a, 2, axes, &b), NDW_EAXIS);
        assert_status(ndw_mut_split(&w, outside[i], 1, 0, &part), NDW_EAXIS);
    }
    assert_null(b);
    ndw_release(&a);
}

static void refuse_more_axes_than_there_can_be(void **state) /* 10; without assertions too */
{
    (void)state;
    const int too_many[] = {65, 66, 1000, INT32_MAX, -1, INT32_MIN};
    static int64_t shape[66];
    ndw_array *a = array_from(NDW_I32, "1"), *b = NULL;
    ndw_view v;
    for (size_t i = 0; i < COUNT(too_many); i++) {
        assert_status(ndw_empty(NDW_U8, too_many[i], shape, &b), NDW_ENDIM);
        assert_status(ndw_view_memory(NDW_U8, too_many[i], shape, shape, "x", &v), NDW_ENDIM);
        assert_status(ndw_broadcast_to(a, too_many[i], shape, &b), NDW_ENDIM);
        assert_status(ndw_reshape(a, too_many[i], shape, 0, &b), NDW_ENDIM);
        v = (ndw_view){.data = "x", .dtype = NDW_U8, .ndim = too_many[i]};
        assert_status(ndw_view_check(&v), NDW_ENDIM);
        assert_status(ndw_view_copy(&v, NDW_C, &b), NDW_ENDIM);
    }
    assert_null(b);
    ndw_release(&a);
}

static void count_beyond_32_bits(void **state) /* 11 */
{
    (void)state;
    const int64_t length = (INT64_C(1) << 32) + 2;
    const ndw_view v = seen_often(NDW_SHAPE(length));
    ndw_view w;
    ndw_array *b = NULL;
    assert_int_equal(ndw_view_size(&v), length);
    assert_ok(ndw_view_slice_str(&v, "4294967296:", &w));
    assert_int_equal(w.shape[0], 2);
    assert_ok(ndw_view_slice_str(&v, "::4294967297", &w));
    assert_int_equal(w.shape[0], 2);
    assert_status(ndw_view_slice_str(&v, "4294967298", &w), NDW_EBOUNDS); /* not 2 */
    assert_status(ndw_view_repeat_counts(&v, 2, still, 0, &b), NDW_ESHAPE);
    assert_status(ndw_view_repeat_counts(&v, length - 1, still, 0, &b), NDW_ESHAPE); /* not 1 */
    assert_null(b);
}

static void give_a_slice_its_exact_length(void **state) /* 12 */
{
    (void)state;
    const int64_t memory[1] = {0}, step[] = {1, 2, 3, 7, -1, -2, -3, -7};
    ndw_view v, w;
    for (int64_t length = 0; length <= 9; length++)
        for (int64_t start = -11; start <= 11; start++)
            for (size_t s = 0; s < COUNT(step); s++) {
                int64_t from = start < 0 ? start + length : start, wanted = 0;
                if (from < 0) from = step[s] < 0 ? -1 : 0;
                if (from >= length) from = step[s] < 0 ? length - 1 : length;
                for (int64_t i = from; i >= 0 && i < length; i += step[s]) wanted++;
                assert_ok(ndw_view_memory(NDW_I64, 1, &length, still, memory, &v));
                assert_ok(ndw_view_slice(&v, NDW_INDEX(NDW_RANGE(start, NDW_OMIT, step[s])), &w));
                assert_int_equal(w.shape[0], wanted);
            }
}

static void take_any_step_backwards(void **state) /* 13: its opposite may not exist */
{
    (void)state;
    const int64_t memory[3] = {0, 1, 2};
    ndw_view v, w;
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(3), NULL, memory, &v));
    assert_ok(ndw_view_slice(&v, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, INT64_MIN + 1)), &w));
    assert_view(&w, "2", "1", "8");
    assert_ok(ndw_view_slice(&v, NDW_INDEX(NDW_RANGE(INT64_MAX, INT64_MIN + 1, INT64_MIN + 1)), &w));
    assert_view(&w, "2", "1", "8");
    assert_ok(ndw_view_slice(&v, NDW_INDEX(NDW_RANGE(INT64_MIN + 1, INT64_MAX, INT64_MAX)), &w));
    assert_view(&w, "0", "1", "8");
}

static void form_no_pointer_on_axes_without_length(void **state) /* 14 */
{
    (void)state;
    const char *slices[] = {"::-1", "5:", ":,2", ":,::-1", "-3:,1:", "..., -1", "None,::-1"};
    ndw_array *a = array_from(NDW_I32, "0,3"), *b = NULL;
    for (size_t i = 0; i < COUNT(slices); i++) {
        assert_ok(ndw_slice_str(a, slices[i], &b));
        assert_ptr_equal(ndw_data(b), ndw_data(a));
        ndw_release(&b);
    }
    assert_ok(ndw_flip(a, NDW_ALL_AXES, &b));
    assert_ptr_equal(ndw_data(b), ndw_data(a));
    ndw_release(&b);
    ndw_release(&a);

    a = array_from(NDW_I32, "4"); /* an empty part of something */
    assert_ok(ndw_slice_str(a, "4:", &b));
    assert_ptr_equal(ndw_data(b), ndw_data(a));
    ndw_release(&b);
    ndw_release(&a);
}

/* --- 15 to 17: what is written ---------------------------------------------------------------- */

static void write_no_element_through_another(void **state) /* 15 */
{
    (void)state;
    ndw_array *row = array_from(NDW_I32, "3"), *rows = NULL;
    ndw_mut w;
    assert_ok(ndw_broadcast_to(row, NDW_SHAPE(2, 3), &rows));
    ndw_release(&row); /* alone, and still its rows are one */
    assert_ok(ndw_write_begin(&rows, 0, &w));
    NDW_EL2(int32_t, w, 0, 0) = 7;
    ndw_write_end(&rows);
    assert_array(rows, "7 1 2 0 1 2", "2,3", "12,4");
    ndw_release(&rows);

    const int64_t one_row[] = {0, 4};
    int32_t memory[3] = {1, 2, 3};
    ndw_array *a = array_from(NDW_I32, "2,3");
    assert_ok(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 3), one_row, memory, &w));
    assert_status(ndw_copy_into(a, &w), NDW_EOVERLAP);
    assert_status(ndw_repeat_into(a, 1, 0, &w), NDW_EOVERLAP);
    assert_status(ndw_roll_into(a, 1, 0, &w), NDW_EOVERLAP);
    assert_status(ndw_mut_fill(&w, memory), NDW_EOVERLAP);
    assert_int_equal(memory[0], 1);
    ndw_release(&a);

    ndw_array *windows = NULL, *seven = array_from(NDW_I32, "8 [7]");
    a = array_from(NDW_I32, "5");
    assert_ok(ndw_sliding_window(a, 0, 3, &windows));
    ndw_release(&a); /* alone, and still its windows overlap */
    assert_ok(ndw_assign(&windows, NDW_INDEX(NDW_AT(1)), seven));
    assert_array(windows, "0 1 2 7 7 7 2 3 4", "3,3", "12,4");
    ndw_release(&windows);
    ndw_release(&seven);
}

static void move_within_an_array_in_both_directions(void **state) /* 16 */
{
    (void)state;
    const char *directions[][3] = {
        {":4", "1:", "1 2 3 4 4"}, {"1:", ":4", "0 0 1 2 3"}, {"::-1", ":", "4 3 2 1 0"}};
    for (size_t i = 0; i < COUNT(directions); i++) {
        ndw_array *a = array_from(NDW_I32, "5");
        ndw_mut w;
        ndw_view v;
        assert_ok(ndw_write_begin(&a, 0, &w));
        assert_ok(ndw_view_of_mut(&w, &v));
        assert_ok(ndw_mut_slice_str(&w, directions[i][0], &w));
        assert_ok(ndw_view_slice_str(&v, directions[i][1], &v));
        assert_ok(ndw_view_copy_into(&v, &w));
        ndw_write_end(&a);
        assert_array(a, directions[i][2], "5", "4");
        ndw_release(&a);
    }
    ndw_array *a = array_from(NDW_I32, "5"), *b = NULL;
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_slice_str(&v, ":4", &v));
    assert_ok(ndw_assign_view(&a, NDW_INDEX(NDW_RANGE(1, NDW_OMIT, 1)), &v));
    assert_array(a, "0 0 1 2 3", "5", "4");
    assert_ok(ndw_slice_str(a, "1:", &b)); /* another owner: the bytes are no longer the same ones */
    assert_ok(ndw_assign(&a, NDW_INDEX(NDW_RANGE(0, 4, 1)), b));
    assert_array(a, "0 1 2 3 3", "5", "4");
    assert_array(b, "0 1 2 3", "4", "4");
    assert_ok(ndw_fill(&a, (const char *)ndw_data(a) + 8)); /* its own third element */
    assert_array(a, "2 2 2 2 2", "5", "4");
    ndw_release(&a);
    ndw_release(&b);
}

static void refuse_a_destination_of_another_size(void **state) /* 17 */
{
    (void)state;
    const int64_t counts[] = {2, 1}, all[] = {2, 2};
    int32_t memory[16];
    ndw_array *a = array_from(NDW_I32, "2,2");
    memset(memory, 0x77, sizeof memory);
    for (int64_t rows = 0; rows < 6; rows++) {
        ndw_mut w;
        assert_ok(ndw_mut_memory(NDW_I32, NDW_SHAPE(rows, 2), NULL, memory, &w));
        if (rows != 4) assert_status(ndw_repeat_into(a, 2, 0, &w), NDW_ESHAPE);
        if (rows != 3) assert_status(ndw_repeat_counts_into(a, 2, counts, 0, &w), NDW_ESHAPE);
        assert_status(ndw_repeat_axes_into(a, 2, all, &w), NDW_ESHAPE);
        if (rows != 2) assert_status(ndw_copy_into(a, &w), NDW_ESHAPE);
    }
    for (int i = 0; i < 16; i++) assert_int_equal(memory[i], 0x77777777);
    ndw_release(&a);
}

/* --- 18 to 20: what is shared ----------------------------------------------------------------- */

static void edit_no_shared_metadata(void **state) /* 18: every function that takes a const array */
{
    (void)state;
    const int64_t counts[] = {0, 2};
    stage s;
    snapshot before;
    stage_set(&s);
    snapshot_take(&before, &s);
#define AND_RELEASE(call) assert_ok(call); ndw_release(&s.array)
    AND_RELEASE(ndw_share(s.x, &s.array));
    AND_RELEASE(ndw_slice_str(s.a, "::-1,1:", &s.array));
    AND_RELEASE(ndw_transpose(s.a, NDW_ALL_AXES, &s.array));
    AND_RELEASE(ndw_flip(s.t, NDW_ALL_AXES, &s.array));
    AND_RELEASE(ndw_broadcast_to(s.a, NDW_SHAPE(2, 2, 3), &s.array));
    AND_RELEASE(ndw_reshape(s.a, NDW_SHAPE(3, 2), 0, &s.array));
    AND_RELEASE(ndw_reshape(s.t, NDW_SHAPE(12), 0, &s.array));
    AND_RELEASE(ndw_ascontiguous(s.t, &s.array));
    AND_RELEASE(ndw_asfortran(s.readonly, &s.array));
    AND_RELEASE(ndw_copy(s.stretched, NDW_K, &s.array));
    AND_RELEASE(ndw_repeat(s.a, 3, 0, &s.array));
    AND_RELEASE(ndw_repeat_counts(s.a, 2, counts, 0, &s.array));
    AND_RELEASE(ndw_repeat_axes(s.a, 2, counts, &s.array));
    AND_RELEASE(ndw_zeros_like(s.t, &s.array));
    AND_RELEASE(ndw_swapaxes(s.a, 0, 1, &s.array));
    AND_RELEASE(ndw_moveaxis(s.a, 0, 1, &s.array));
    AND_RELEASE(ndw_squeeze(s.a, NDW_ALL_AXES, &s.array));
    AND_RELEASE(ndw_expand_dims(s.a, NDW_AXES(0), &s.array));
    AND_RELEASE(ndw_diagonal(s.a, 1, 0, 1, &s.array));
    AND_RELEASE(ndw_sliding_window(s.a, 1, 2, &s.array));
    AND_RELEASE(ndw_as_strided(s.a, NDW_SHAPE(6), NULL, 0, &s.array));
    AND_RELEASE(ndw_as_dtype(s.a, NDW_F32, &s.array)); /* the setter in place is what went wrong */
    AND_RELEASE(ndw_tile(s.a, 2, counts, &s.array));
    AND_RELEASE(ndw_concatenate(2, (const ndw_array *[]){s.a, s.readonly}, 0, &s.array));
    AND_RELEASE(ndw_stack(2, (const ndw_array *[]){s.a, s.readonly}, 0, &s.array));
    AND_RELEASE(ndw_take(s.a, 2, counts, 1, &s.array));
    AND_RELEASE(ndw_roll(s.t, 1, NONE, &s.array));
#undef AND_RELEASE
    assert_false(ndw_equal(s.a, s.readonly) && ndw_may_overlap(s.a, s.readonly));
    assert_ok(ndw_format(s.a, 0, NULL, NULL));
    assert_null(snapshot_difference(&before, &s));
    stage_clear(&s);
}

static void decide_alone_by_the_one_counter(void **state) /* 19 */
{
    (void)state;
    ndw_array *a = array_from(NDW_I32, "4"), *others[5] = {NULL};
    ndw_mut w;
    for (int i = 0; i < 5; i++)
        assert_ok(i % 2 ? ndw_share(a, &others[i]) : ndw_slice_str(a, "1:", &others[i]));
    for (int i = 0; i < 5; i++) { /* not alone until the last of them is gone */
        assert_status(ndw_write_begin(&a, NDW_NOCOPY, &w), NDW_ECOPY);
        assert_int_equal(a->bytes->owners.word, 6 - i);
        ndw_release(&others[i]);
    }
    assert_ok(ndw_write_begin(&a, NDW_NOCOPY, &w));
    ndw_release(&a);
}

/* So many owners that they cannot be counted: they are never alone and never freed. */
static void count_no_owner_twice_round(void **state) /* 20 */
{
    (void)state;
    int32_t memory[3] = {0, 1, 2};
    ndw_array *a = NULL, *b = NULL, *c = NULL;
    ndw_mut w;
    assert_ok(ndw_wrap(NDW_I32, NDW_SHAPE(3), NULL, memory, 0, NULL, NULL, &a));
    refcount *owners = &a->bytes->owners;
    atomic_store(&owners->word, REFCOUNT_SATURATED - 1);
    assert_ok(ndw_share(a, &b)); /* the last that is counted */
    assert_int_equal(atomic_load(&owners->word), REFCOUNT_SATURATED);
    ndw_release(&b); /* too many to take one away */
    assert_int_equal(atomic_load(&owners->word), REFCOUNT_SATURATED);
    assert_ok(ndw_share(a, &b)); /* and some that are not counted */
    assert_ok(ndw_share(a, &c));
    assert_true(refcount_is_saturated(atomic_load(&owners->word)));
    assert_false(ndw_is_unique(a));
    assert_status(ndw_write_begin(&a, NDW_NOCOPY, &w), NDW_ECOPY);

    intptr_t stuck = atomic_load(&owners->word);
    ndw_release(&b);
    ndw_release(&c);
    assert_int_equal(atomic_load(&owners->word), stuck);
    atomic_store(&owners->word, REFCOUNT_BUSY - 1); /* as far as it can be from both ends */
    assert_ok(ndw_share(a, &b));
    assert_true(refcount_is_saturated(atomic_load(&owners->word)));
    ndw_release(&b);
    atomic_store(&owners->word, 1); /* nothing may leak here */
    ndw_release(&a);
}

/* The stride of an axis of length 1 may be anything, in a view filled by hand. */
static void take_no_step_along_a_single_element(void **state) /* 21 */
{
    (void)state;
    int8_t bytes[6] = {0, 1, 2, 3, 4, 5};
    const int64_t counts[] = {1, 2}, places[] = {1, 0};
    ndw_array *out = NULL;
    ndw_view v = {.data = bytes, .dtype = NDW_I8, .ndim = 3, .shape = {3, 1, 2}, .strides = {2, INT64_MAX, 1}};
    assert_ok(ndw_view_check(&v));
    assert_ok(ndw_view_repeat_counts(&v, 2, counts, 2, &out));
    assert_memory_equal(ndw_data(out), ((int8_t[]){0, 1, 1, 2, 3, 3, 4, 5, 5}), 9);
    ndw_release(&out);
    assert_ok(ndw_view_take(&v, 2, places, 2, &out));
    assert_memory_equal(ndw_data(out), ((int8_t[]){1, 0, 3, 2, 5, 4}), 6);
    ndw_release(&out);
    v.strides[1] = INT64_MIN;
    assert_ok(ndw_view_roll(&v, 3, NDW_AXIS_NONE, &out));
    assert_memory_equal(ndw_data(out), ((int8_t[]){3, 4, 5, 0, 1, 2}), 6);
    ndw_release(&out);
}

static void end_where_memory_ends(void **state) /* 22 */
{
    (void)state;
    ndw_view all, low = {.data = "x", .dtype = NDW_I8, .ndim = 1, .shape = {2}, .strides = {-(INT64_MAX - 1)}};
    ndw_array *a = array_from(NDW_I8, "4"), *out = NULL;
    assert_ok(ndw_view_memory(NDW_I8, NDW_SHAPE(INT64_MAX), NULL, "x", &all));
    assert_true(ndw_view_may_overlap(&all, &all));
    assert_ok(ndw_view_check(&low));
    assert_true(ndw_view_may_overlap(&all, &low));
    assert_status(ndw_array_of_view(a, &low, &out), NDW_EBOUNDS);
    assert_null(out);
    ndw_release(&a);
}

static struct CMUnitTest rules[] = {
    cmocka_unit_test(check_the_total_of_a_repeat),
    cmocka_unit_test(take_no_time_over_chunks_without_bytes),
    cmocka_unit_test(refuse_negative_counts_on_every_path),
    cmocka_unit_test(check_the_product_of_a_shape),
    cmocka_unit_test(let_no_zero_hide_the_other_lengths),
    cmocka_unit_test(check_bytes_where_elements_fit),
    cmocka_unit_test(let_no_step_wrap_a_stride),
    cmocka_unit_test(stay_inside_with_every_offset),
    cmocka_unit_test(refuse_axes_outside),
    cmocka_unit_test(refuse_more_axes_than_there_can_be),
    cmocka_unit_test(count_beyond_32_bits),
    cmocka_unit_test(give_a_slice_its_exact_length),
    cmocka_unit_test(take_any_step_backwards),
    cmocka_unit_test(form_no_pointer_on_axes_without_length),
    cmocka_unit_test(write_no_element_through_another),
    cmocka_unit_test(move_within_an_array_in_both_directions),
    cmocka_unit_test(refuse_a_destination_of_another_size),
    cmocka_unit_test(edit_no_shared_metadata),
    cmocka_unit_test(decide_alone_by_the_one_counter),
    cmocka_unit_test(count_no_owner_twice_round),
    cmocka_unit_test(take_no_step_along_a_single_element),
    cmocka_unit_test(end_where_memory_ends),
};

int main(void)
{
    unit_begin();
    return unit_end(cmocka_run_group_tests_name("regressions", rules, NULL, NULL));
}
