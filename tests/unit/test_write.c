/*
 * test_write.c - write sessions: where the writing happens, who sees it, and what waits meanwhile.
 *
 * A session is in place when the array is alone with bytes that may be written and elements that do not
 * meet; otherwise what is visible moves first. The first table has every such situation under every
 * flag; what is copied, and how, is in the second.
 */
#include "unit.h"

#include "array/array.h"

/* --- Where a session writes ------------------------------------------------------------------- */

/* Situations: an array, and whoever else is there. */
typedef struct scene {
    ndw_array *x, *other; /* other may be NULL */
} scene;

static void alone(scene *s) { s->x = array_from(NDW_I32, "2,3"); }
static void alone_in_F_order(scene *s) { s->x = array_from(NDW_I32, "2,3 F"); }
static void alone_with_a_slice(scene *s) { s->x = array_from(NDW_I32, "4,6 [1:3,::2]"); }
static void alone_reversed(scene *s) { s->x = array_from(NDW_I32, "6 [::-1]"); }
static void alone_0d(scene *s) { s->x = array_from(NDW_I32, "()"); }
static void readonly(scene *s) { s->x = array_from(NDW_I32, "2,3 R"); }
static void part_of_readonly(scene *s) { s->x = array_from(NDW_I32, "2,3 R [1]"); }
static void broadcast(scene *s) { s->x = array_from(NDW_I32, "3 b2,3"); }
static void broadcast_to_one(scene *s) { s->x = array_from(NDW_I32, "3 b1,3"); }

static void shared(scene *s)
{
    s->x = array_from(NDW_I32, "2,3");
    assert_ok(ndw_share(s->x, &s->other));
}

static void part_shared(scene *s)
{
    s->other = array_from(NDW_I32, "2,3");
    assert_ok(ndw_slice_str(s->other, "1,::-1", &s->x));
}

static void no_longer_shared(scene *s)
{
    ndw_array *other = NULL;
    s->x = array_from(NDW_I32, "2,3");
    assert_ok(ndw_slice_str(s->x, "1", &other));
    ndw_release(&other);
}

static void windows(scene *s)
{
    ndw_array *a = array_from(NDW_I32, "6");
    const int64_t strides[] = {4, 4};
    ndw_view v;
    assert_ok(ndw_view_memory(NDW_I32, NDW_SHAPE(4, 3), strides, ndw_data(a), &v));
    assert_ok(ndw_array_of_view(a, &v, &s->x));
    ndw_release(&a);
}

static struct situation {
    const char *name;
    void (*set)(scene *s);
    const char *obstacle; /* NULL: none, the session is in place. In the detail of NDW_NOCOPY */
    const char *strides;  /* of what is written */
} situations[] = {
    {"alone", alone, NULL, "12,4"},
    {"alone, F order", alone_in_F_order, NULL, "4,8"},
    {"alone with a slice", alone_with_a_slice, NULL, "24,8"},
    {"alone, reversed", alone_reversed, NULL, "-4"},
    {"alone, 0-d", alone_0d, NULL, "()"},
    {"no longer shared", no_longer_shared, NULL, "12,4"},
    {"broadcast to what it was", broadcast_to_one, NULL, "12,4"},
    {"shared", shared, "shared", "12,4"},
    {"part of something shared", part_shared, "shared", "4"},
    {"read-only", readonly, "read-only", "12,4"},
    {"part of something read-only", part_of_readonly, "read-only", "4"},
    {"broadcast", broadcast, "overlap", "12,4"},
    {"windows", windows, "overlap", "12,4"},
};

/* The elements as they are now, in C order; at most 12 of them. */
static int64_t read_all(const ndw_array *a, int32_t *elements)
{
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    assert_in_range(ndw_size(a), 0, 12);
    for (int64_t k = 0; k < ndw_size(a); k++) memcpy(&elements[k], element_at(&v, k), 4);
    return ndw_size(a);
}

static void assert_elements(const ndw_array *a, const int32_t *wanted)
{
    int32_t elements[12];
    int64_t size = read_all(a, elements);
    assert_memory_equal(elements, wanted, (size_t)size * 4);
}

static void assert_mut_is(const ndw_mut *w, const ndw_array *a)
{
    assert_ptr_equal(w->data, ndw_data(a));
    assert_int_equal(w->dtype, ndw_dtype_of(a));
    assert_int_equal(w->ndim, ndw_ndim(a));
    for (int d = 0; d < w->ndim; d++) {
        assert_int_equal(w->shape[d], ndw_shape(a)[d]);
        assert_int_equal(w->strides[d], ndw_strides(a)[d]);
    }
}

/* Every element gets a number of its own; each must come back as it was written. */
static void write_all(const ndw_mut *w, int32_t *written)
{
    ndw_view v;
    assert_ok(ndw_view_of_mut(w, &v));
    for (int64_t k = 0; k < ndw_view_size(&v); k++) {
        written[k] = 1000 + (int32_t)k;
        memcpy(mut_element_at(w, k), &written[k], 4);
    }
}

static void check_situation(void **state)
{
    const struct situation *r = *state;
    scene s = {NULL, NULL};
    int32_t before[12], others[12], written[12];
    ndw_mut w;
    r->set(&s);
    const ndw_array *same = s.x;
    const void *data = ndw_data(s.x);
    read_all(s.x, before);
    if (s.other) read_all(s.other, others);

    assert_ok(ndw_write_begin(&s.x, 0, &w));
    assert_int_equal(s.x == same, r->obstacle == NULL);
    assert_int_equal(w.data == data, r->obstacle == NULL);
    assert_mut_is(&w, s.x);
    assert_array(s.x, NULL, NULL, r->strides);
    assert_elements(s.x, before); /* whatever moved, it is all there */
    write_all(&w, written);
    ndw_write_end(&s.x);

    assert_elements(s.x, written);
    if (s.other) assert_elements(s.other, others);
    ndw_release(&s.x);
    ndw_release(&s.other);
}

static void check_situation_without_copy(void **state)
{
    const struct situation *r = *state;
    const unsigned flags[] = {NDW_NOCOPY, NDW_NOCOPY | NDW_DISCARD};
    scene s = {NULL, NULL};
    int32_t before[12], written[12];
    ndw_mut w;
    r->set(&s);
    const ndw_array *same = s.x;
    read_all(s.x, before);
    for (int i = 0; i < 2; i++) {
        assert_status(ndw_write_begin(&s.x, flags[i], &w), r->obstacle ? NDW_ECOPY : NDW_OK);
        assert_ptr_equal(s.x, same);
        assert_elements(s.x, before);
        if (r->obstacle) {
            assert_non_null(strstr(ndw_error_detail(), r->obstacle));
            assert_zeroed(&w, sizeof w);
        }
        ndw_write_end(&s.x);
    }
    if (!r->obstacle) { /* in place as ever */
        assert_ok(ndw_write_begin(&s.x, NDW_NOCOPY, &w));
        write_all(&w, written);
        ndw_write_end(&s.x);
        assert_elements(s.x, written);
    }
    ndw_release(&s.x);
    ndw_release(&s.other);
}

/* New bytes hold what the counting allocator filled them with: nothing was copied. */
static void check_situation_discarding(void **state)
{
    const struct situation *r = *state;
    scene s = {NULL, NULL};
    int32_t others[12], written[12];
    ndw_mut w;
    r->set(&s);
    if (s.other) read_all(s.other, others);

    assert_ok(ndw_write_begin(&s.x, NDW_DISCARD, &w));
    assert_mut_is(&w, s.x);
    assert_array(s.x, NULL, NULL, r->strides);
    if (r->obstacle) assert_int_equal(*(unsigned char *)w.data, 0xa5);
    write_all(&w, written);
    ndw_write_end(&s.x);
    assert_elements(s.x, written);
    if (s.other) assert_elements(s.other, others);
    ndw_release(&s.x);
    ndw_release(&s.other);
}

/* --- What moves ------------------------------------------------------------------------------- */

/* Exactly the visible elements, in the order they lie in (K). */
static struct moving {
    const char *recipe; /* of an array that somebody else shares */
    const char *elements, *strides;
} movings[] = {
    {"2,3", "0 1 2 3 4 5", "12,4"},
    {"2,3 T", "0 3 1 4 2 5", "4,12"},
    {"100 [40:43]", "40 41 42", "4"},
    {"10 [::3]", "0 3 6 9", "4"},
    {"5 [::-1]", "4 3 2 1 0", "4"},
    {"4,6 T [:2,1:3]", "6 12 7 13", "4,8"},
    {"2,1 b2,3", "0 0 0 1 1 1", "12,4"},
    {"() b2,2", "0 0 0 0", "8,4"},
    {"3 R b2,3", "0 1 2 0 1 2", "12,4"},
};

static void check_moving(void **state)
{
    const struct moving *r = *state;
    ndw_array *x = array_from(NDW_I32, r->recipe), *other = NULL;
    ndw_mut w;
    assert_ok(ndw_share(x, &other));
    assert_ok(ndw_write_begin(&x, 0, &w));
    assert_mut(&w, r->elements, NULL, r->strides);
    assert_int_equal(x->bytes->size, ndw_nbytes(x)); /* and no more than they */
    assert_true(ndw_is_unique(other));
    ndw_release(&x);
    ndw_release(&other);
}

/* --- Who sees what ---------------------------------------------------------------------------- */

static void set_first(ndw_array **a, int32_t value)
{
    ndw_mut w;
    assert_ok(ndw_write_begin(a, 0, &w));
    memcpy(w.data, &value, sizeof value);
    ndw_write_end(a);
}

static void nobody_sees_the_others_write(void **state)
{
    (void)state;
    ndw_array *x = array_from(NDW_I32, "3"), *y = NULL, *z = NULL;
    assert_ok(ndw_share(x, &y));
    assert_ok(ndw_slice_str(x, "::-1", &z));
    const void *data = ndw_data(x);
    set_first(&x, 100);
    set_first(&z, 300);
    assert_array(x, "100 1 2", "3", "4");
    assert_array(y, "0 1 2", "3", "4");
    assert_array(z, "300 1 0", "3", "4");

    set_first(&y, 200); /* the last who holds the old bytes writes them where they are */
    assert_ptr_equal(ndw_data(y), data);
    assert_array(y, "200 1 2", "3", "4");
    ndw_release(&x);
    ndw_release(&y);
    ndw_release(&z);
}

static void share_after_the_session_sees_it(void **state)
{
    (void)state;
    ndw_array *x = array_from(NDW_I32, "3"), *y = NULL;
    set_first(&x, 7);
    assert_ok(ndw_share(x, &y));
    assert_array(y, "7 1 2", "3", "4");
    ndw_release(&y);
    set_first(&x, 8); /* and again in place */
    assert_array(x, "8 1 2", "3", "4");
    ndw_release(&x);
}

static void only_the_visible_is_written(void **state)
{
    (void)state;
    int32_t memory[6] = {0, 1, 2, 3, 4, 5};
    const int32_t wanted[6] = {0, 90, 2, 91, 4, 92};
    const int64_t every_other = 8;
    ndw_array *x = NULL;
    ndw_mut w;
    assert_ok(ndw_wrap(NDW_I32, NDW_SHAPE(3), &every_other, memory + 1, 0, NULL, NULL, &x));
    assert_ok(ndw_write_begin(&x, 0, &w));
    for (int i = 0; i < 3; i++) NDW_EL1(int32_t, w, i) = 90 + i;
    ndw_release(&x);
    assert_memory_equal(memory, wanted, sizeof memory);
}

static void readonly_memory_is_never_written(void **state)
{
    (void)state;
    static const int32_t memory[3] = {5, 6, 7}; /* in a segment that cannot be written */
    void *data = (void *)(uintptr_t)memory;
    ndw_array *x = NULL;
    assert_ok(ndw_wrap(NDW_I32, NDW_SHAPE(3), NULL, data, NDW_READONLY, NULL, NULL, &x));
    set_first(&x, 50);
    assert_array(x, "50 6 7", "3", "4");
    assert_int_equal(memory[0], 5);
    const void *own = ndw_data(x);
    set_first(&x, 51); /* its own by now */
    assert_ptr_equal(ndw_data(x), own);
    ndw_release(&x);
}

static void parts_are_written_apart(void **state)
{
    (void)state;
    ndw_array *x = array_from(NDW_I32, "2,5");
    ndw_mut w, part;
    assert_ok(ndw_write_begin(&x, 0, &w));
    for (int64_t i = 0; i < 3; i++) {
        assert_ok(ndw_mut_split(&w, 1, 3, i, &part));
        for (int64_t k = 0; k < part.shape[0] * part.shape[1]; k++)
            memcpy(mut_element_at(&part, k), &(int32_t){(int32_t)(10 * i + k / part.shape[1])}, 4);
    }
    ndw_write_end(&x);
    assert_array(x, "0 0 10 10 20 1 1 11 11 21", "2,5", "20,4");
    ndw_release(&x);
}

/* --- When a session ends ---------------------------------------------------------------------- */

static void ending_nothing_does_nothing(void **state)
{
    (void)state;
    ndw_array *none = NULL, *x = array_from(NDW_I32, "3"), *y = NULL;
    ndw_write_end(NULL);
    ndw_write_end(&none);
    ndw_write_end(&x);
    ndw_write_end(&x);
    assert_true(ndw_is_unique(x));
    assert_ok(ndw_share(x, &y));
    ndw_write_end(&x); /* of a shared array neither */
    assert_false(ndw_is_unique(x));
    ndw_release(&y);
    assert_true(ndw_is_unique(x));
    ndw_release(&x);
}

static void releasing_ends_it(void **state)
{
    (void)state;
    long live = unit_live();
    ndw_array *x = array_from(NDW_I32, "3");
    ndw_mut w;
    assert_ok(ndw_write_begin(&x, 0, &w));
    ndw_release(&x);
    assert_null(x);
    assert_int_equal(unit_live(), live);
}

static void replacing_ends_it(void **state)
{
    (void)state;
    long live = unit_live();
    ndw_array *x = array_from(NDW_I32, "3"), *y = array_from(NDW_I32, "2"), *z = NULL;
    ndw_mut w;
    assert_ok(ndw_write_begin(&x, 0, &w));
    ndw_replace(&x, &y);
    assert_array(x, "0 1", "2", "4");
    assert_ok(ndw_share(x, &z)); /* what came in has no session */
    ndw_release(&z);
    ndw_release(&x);
    assert_int_equal(unit_live(), live);
}

static void session_moves_with_the_array(void **state)
{
    (void)state;
    ndw_array *x = array_from(NDW_I32, "3"), *y = NULL, *z = NULL;
    ndw_mut w;
    assert_ok(ndw_write_begin(&x, 0, &w));
    ndw_replace(&y, &x); /* into another variable */
    assert_status(ndw_share(y, &z), NDW_EBUSY);
    NDW_EL1(int32_t, w, 0) = 9;
    ndw_write_end(&y);
    assert_ok(ndw_share(y, &z));
    assert_array(z, "9 1 2", "3", "4");
    ndw_release(&y);
    ndw_release(&z);
}

static void refused_session_ends_nothing(void **state)
{
    (void)state;
    ndw_array *x = array_from(NDW_I32, "3"), *y = NULL;
    ndw_mut w, inner;
    assert_ok(ndw_write_begin(&x, 0, &w));
    assert_status(ndw_write_begin(&x, 0, &inner), NDW_EBUSY);
    assert_status(ndw_share(x, &y), NDW_EBUSY); /* the outer one is still open */
    ndw_write_end(&x);
    assert_ok(ndw_share(x, &y)); /* and one end is enough */
    ndw_release(&x);
    ndw_release(&y);
}

/* --- Arrays without elements ------------------------------------------------------------------ */

static void without_elements_always_opens(void **state)
{
    (void)state;
    const char *recipes[] = {"0", "0,3", "0,3 R", "10 [3:3]", "1 b0", "3,0 T"};
    const unsigned flags[] = {0, NDW_NOCOPY, NDW_DISCARD};
    for (size_t i = 0; i < COUNT(recipes); i++) {
        ndw_array *x = array_from(NDW_I32, recipes[i]), *same = x, *y = NULL;
        ndw_mut w;
        assert_ok(ndw_share(x, &y)); /* shared, and it does not matter */
        for (size_t f = 0; f < COUNT(flags); f++) {
            assert_ok(ndw_write_begin(&x, flags[f], &w));
            assert_ok(ndw_write_begin(&x, flags[f], &w));
            assert_ptr_equal(x, same);
            assert_non_null(w.data);
            assert_mut_is(&w, x);
        }
        ndw_release(&y);
        assert_ok(ndw_share(x, &y)); /* nobody is excluded */
        ndw_write_end(&x);
        ndw_release(&x);
        ndw_release(&y);
    }
}

/* A view without elements of bytes that have some counts as an owner of them. */
static void empty_slice_is_an_owner(void **state)
{
    (void)state;
    ndw_array *x = array_from(NDW_I32, "3"), *y = NULL;
    ndw_mut w;
    assert_ok(ndw_slice_str(x, "0:0", &y));
    assert_status(ndw_write_begin(&x, NDW_NOCOPY, &w), NDW_ECOPY);
    ndw_release(&y);
    assert_ok(ndw_write_begin(&x, NDW_NOCOPY, &w));
    ndw_release(&x);
}

/* --- Meanwhile: the writer may read ----------------------------------------------------------- */

static void writer_may_read(void **state)
{
    (void)state;
    stage s;
    char text[64];
    const void *first, *end;
    const int64_t counts[] = {1, 2};
    stage_set(&s);
    NDW_EL2(int32_t, s.session, 0, 0) = 9;
    assert_ok(ndw_view_of(s.open, &s.view));
    assert_view(&s.view, "9 1 2 3 4 5", "2,3", "12,4");
    assert_ok(ndw_view_slice(&s.view, NDW_INDEX(NDW_AT(1)), &s.view));
    assert_ok(ndw_view_of_mut(&s.session, &s.view));
    assert_ok(ndw_mut_transpose(&s.session, NDW_ALL_AXES, &s.mut));
    assert_ok(ndw_extent(s.open, &first, &end));
    assert_ok(ndw_format(s.open, sizeof text, text, NULL));
    assert_string_equal(text, "[[9 1 2]\n [3 4 5]]");
    assert_false(ndw_equal(s.open, s.a));
    assert_true(ndw_is_unique(s.open));

    assert_ok(ndw_copy(s.open, NDW_C, &s.array));
    ndw_release(&s.array);
    assert_ok(ndw_repeat(s.open, 2, 0, &s.array));
    ndw_release(&s.array);
    assert_ok(ndw_repeat_counts(s.open, 2, counts, 0, &s.array));
    assert_array(s.array, "9 1 2 3 4 5 3 4 5", "3,3", NULL);
    ndw_release(&s.array);
    assert_ok(ndw_asfortran(s.open, &s.array)); /* has to copy anyway */
    ndw_release(&s.array);
    assert_ok(ndw_empty_like(s.open, &s.array));
    ndw_release(&s.array);
    assert_ok(ndw_copy_into(s.open, &s.w));
    assert_int_equal(s.memory[0], 9);
    stage_clear(&s);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(nobody_sees_the_others_write),
    cmocka_unit_test(share_after_the_session_sees_it),
    cmocka_unit_test(only_the_visible_is_written),
    cmocka_unit_test(readonly_memory_is_never_written),
    cmocka_unit_test(parts_are_written_apart),
    cmocka_unit_test(ending_nothing_does_nothing),
    cmocka_unit_test(releasing_ends_it),
    cmocka_unit_test(replacing_ends_it),
    cmocka_unit_test(session_moves_with_the_array),
    cmocka_unit_test(refused_session_ends_nothing),
    cmocka_unit_test(without_elements_always_opens),
    cmocka_unit_test(empty_slice_is_an_owner),
    cmocka_unit_test(writer_may_read),
};

/* --- Refused ---------------------------------------------------------------------------------- */

/* Whatever would make a second owner of bytes that are being written. */
#define BUSY_REFUSALS(X)                                                                              \
    X(busy_begin, NDW_EBUSY, PLACE_MUT, "session", ndw_write_begin(&s->open, 0, &s->mut))             \
    X(busy_begin_nocopy, NDW_EBUSY, PLACE_MUT, "session",                                             \
      ndw_write_begin(&s->open, NDW_NOCOPY, &s->mut))                                                 \
    X(busy_begin_discard, NDW_EBUSY, PLACE_MUT, "session",                                            \
      ndw_write_begin(&s->open, NDW_DISCARD, &s->mut))                                                \
    X(busy_share, NDW_EBUSY, PLACE_ARRAY, "session", ndw_share(s->open, &s->array))                   \
    X(busy_slice, NDW_EBUSY, PLACE_ARRAY, "session", ndw_slice(s->open, 0, NULL, &s->array))          \
    X(busy_slice_empty, NDW_EBUSY, PLACE_ARRAY, "session", ndw_slice_str(s->open, "0:0", &s->array))  \
    X(busy_slice_str, NDW_EBUSY, PLACE_ARRAY, "session", ndw_slice_str(s->open, "...", &s->array))    \
    X(busy_transpose, NDW_EBUSY, PLACE_ARRAY, "session",                                              \
      ndw_transpose(s->open, NDW_ALL_AXES, &s->array))                                                \
    X(busy_flip, NDW_EBUSY, PLACE_ARRAY, "session", ndw_flip(s->open, NDW_ALL_AXES, &s->array))       \
    X(busy_broadcast, NDW_EBUSY, PLACE_ARRAY, "session",                                              \
      ndw_broadcast_to(s->open, NDW_SHAPE(2, 2, 3), &s->array))                                       \
    X(busy_reshape, NDW_EBUSY, PLACE_ARRAY, "session",                                                \
      ndw_reshape(s->open, NDW_SHAPE(6), 0, &s->array))                                               \
    X(busy_reshape_nocopy, NDW_EBUSY, PLACE_ARRAY, "session",                                         \
      ndw_reshape(s->open, NDW_SHAPE(6), NDW_NOCOPY, &s->array))                                      \
    X(busy_ascontiguous, NDW_EBUSY, PLACE_ARRAY, "session", ndw_ascontiguous(s->open, &s->array))     \
    X(busy_of_view, NDW_EBUSY, PLACE_ARRAY, "session", array_of_open_view(s))                         \
    X(busy_compact, NDW_EBUSY, PLACE_NOTHING, "session", ndw_compact(&s->open))

#define BEGIN_REFUSALS(X)                                                                             \
    X(begin_null, NDW_EINVAL, PLACE_MUT, "NULL", ndw_write_begin(NULL, 0, &s->mut))                   \
    X(begin_none, NDW_EINVAL, PLACE_MUT, "NULL", ndw_write_begin(&s->none, 0, &s->mut))               \
    X(begin_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL", ndw_write_begin(&s->a, 0, NULL))           \
    X(begin_readonly_flag, NDW_EINVAL, PLACE_MUT, "flags",                                            \
      ndw_write_begin(&s->a, NDW_READONLY, &s->mut))                                                  \
    X(begin_unknown, NDW_EINVAL, PLACE_MUT, "flags", ndw_write_begin(&s->a, NDW_NOCOPY | 8, &s->mut)) \
    X(begin_highest, NDW_EINVAL, PLACE_MUT, "flags", ndw_write_begin(&s->a, 0x80000000u, &s->mut))    \
    X(begin_unknown_empty, NDW_EINVAL, PLACE_MUT, "flags", ndw_write_begin(&s->empty, 16, &s->mut))   \
    X(begin_shared, NDW_ECOPY, PLACE_MUT, "shared", ndw_write_begin(&s->x, NDW_NOCOPY, &s->mut))      \
    X(begin_readonly, NDW_ECOPY, PLACE_MUT, "read-only",                                              \
      ndw_write_begin(&s->readonly, NDW_NOCOPY, &s->mut))                                             \
    X(begin_overlapping, NDW_ECOPY, PLACE_MUT, "overlap",                                             \
      ndw_write_begin(&s->stretched, NDW_NOCOPY, &s->mut))                                            \
    X(begin_shared_discard, NDW_ECOPY, PLACE_MUT, "shared",                                           \
      ndw_write_begin(&s->y, NDW_NOCOPY | NDW_DISCARD, &s->mut))

static ndw_status array_of_open_view(stage *s)
{
    NDW_TRY(ndw_view_of(s->open, &s->view));
    return ndw_array_of_view(s->open, &s->view, &s->array);
}

#define REFUSALS(X) BUSY_REFUSALS(X) BEGIN_REFUSALS(X)
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("write situations", situations, check_situation);
    failures += RUN_TABLE("write situations, no copy", situations, check_situation_without_copy);
    failures += RUN_TABLE("write situations, discarding", situations, check_situation_discarding);
    failures += RUN_TABLE("write moving", movings, check_moving);
    failures += cmocka_run_group_tests_name("write others", others, NULL, NULL);
    failures += RUN_TABLE("write refusals", refusals, check_refusal);
    return unit_end(failures);
}
