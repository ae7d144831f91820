/*
 * test_allocation.c - every allocation of every public function fails once, and from then on.
 *
 * Each row is a call and the number of allocations it makes; 0 is a claim too (a view operation
 * allocates nothing). Wherever the call stops, it must say NDW_ENOMEM, leave its result empty and its
 * inputs as they were - descriptors, counts and bytes, all of the stage - and leak nothing.
 */
#include "unit.h"

#include <errno.h>

enum { ERRNO_MARK = 4711 };

/* --- The calls -------------------------------------------------------------------------------- */

static const int64_t pair[] = {2, 3}, six[] = {6}, turned[] = {2, 6}, rows[] = {2, 2, 3};
static const int64_t counts[] = {1, 2}, once[] = {1, 1};

static void forget(void *ctx, void *data) { (void)ctx, (void)data; }

/* Into memory that the source lies in. */
static ndw_status copy_onto_itself(stage *s)
{
    NDW_TRY(ndw_mut_flip(&s->w, NDW_ALL_AXES, &s->mut));
    return ndw_view_copy_into(&s->v, &s->mut);
}

static ndw_status copy_session_onto_itself(stage *s)
{
    NDW_TRY(ndw_mut_flip(&s->session, NDW_ALL_AXES, &s->mut));
    return ndw_copy_into(s->open, &s->mut);
}

static ndw_status array_of_its_view(stage *s)
{
    NDW_TRY(ndw_view_of(s->a, &s->view));
    return ndw_array_of_view(s->a, &s->view, &s->array);
}

static ndw_status compact_slice(stage *s) { return ndw_compact(&s->part); }

#define MAKE_CALLS(X)                                                                                 \
    X(empty, PLACE_ARRAY, 2, ndw_empty(NDW_I32, 2, pair, &s->array))                                  \
    X(zeros, PLACE_ARRAY, 2, ndw_zeros(NDW_I32, 2, pair, &s->array))                                  \
    X(full, PLACE_ARRAY, 2, ndw_full(NDW_I32, 2, pair, s->memory, &s->array))                         \
    X(empty_like, PLACE_ARRAY, 2, ndw_empty_like(s->a, &s->array))                                    \
    X(zeros_like, PLACE_ARRAY, 2, ndw_zeros_like(s->a, &s->array))                                    \
    X(full_like, PLACE_ARRAY, 2, ndw_full_like(s->a, s->memory, &s->array))                           \
    X(empty_with, PLACE_ARRAY, 2, ndw_empty_with(ndw_get_allocator(), NDW_I32, 2, pair, &s->array))   \
    X(zeros_of_nothing, PLACE_ARRAY, 2, ndw_zeros(NDW_I32, NDW_SHAPE(0), &s->array))                  \
    X(from_data, PLACE_ARRAY, 2, ndw_from_data(NDW_I32, 2, pair, s->memory, &s->array))               \
    X(arange, PLACE_ARRAY, 2, ndw_arange(NDW_I32, 0, 10, 1, &s->array))                               \
    X(arange_f64, PLACE_ARRAY, 2, ndw_arange_f64(NDW_F64, 0, 1, 0.25, &s->array))                     \
    X(wrap, PLACE_ARRAY, 2, ndw_wrap(NDW_I32, 2, pair, NULL, s->memory, 0, forget, NULL, &s->array))

#define HOLD_CALLS(X)                                                                                 \
    X(share, PLACE_ARRAY, 1, ndw_share(s->a, &s->array))                                              \
    X(share_shared, PLACE_ARRAY, 1, ndw_share(s->x, &s->array))                                       \
    X(array_of_view, PLACE_ARRAY, 1, array_of_its_view(s))                                            \
    X(compact, PLACE_NOTHING, 2, compact_slice(s))                                                    \
    X(compact_whole, PLACE_NOTHING, 0, ndw_compact(&s->a))                                            \
    X(begin, PLACE_MUT, 0, ndw_write_begin(&s->a, 0, &s->mut))                                        \
    X(begin_shared, PLACE_MUT, 2, ndw_write_begin(&s->x, 0, &s->mut))                                 \
    X(begin_shared_discarding, PLACE_MUT, 2, ndw_write_begin(&s->y, NDW_DISCARD, &s->mut))            \
    X(begin_readonly, PLACE_MUT, 2, ndw_write_begin(&s->readonly, 0, &s->mut))                        \
    X(begin_overlapping, PLACE_MUT, 2, ndw_write_begin(&s->stretched, 0, &s->mut))                    \
    X(begin_empty, PLACE_MUT, 0, ndw_write_begin(&s->empty, 0, &s->mut))

#define SHAPE_CALLS(X)                                                                                \
    X(slice, PLACE_ARRAY, 1, ndw_slice(s->a, NDW_INDEX(NDW_AT(1)), &s->array))                        \
    X(slice_str, PLACE_ARRAY, 1, ndw_slice_str(s->a, "1,::-1", &s->array))                            \
    X(transpose, PLACE_ARRAY, 1, ndw_transpose(s->a, NDW_ALL_AXES, &s->array))                        \
    X(flip, PLACE_ARRAY, 1, ndw_flip(s->a, NDW_ALL_AXES, &s->array))                                  \
    X(broadcast_to, PLACE_ARRAY, 1, ndw_broadcast_to(s->a, 3, rows, &s->array))                       \
    X(reshape, PLACE_ARRAY, 1, ndw_reshape(s->a, 1, six, 0, &s->array))                               \
    X(reshape_nocopy, PLACE_ARRAY, 1, ndw_reshape(s->a, 1, six, NDW_NOCOPY, &s->array))               \
    X(reshape_by_copy, PLACE_ARRAY, 2, ndw_reshape(s->t, 2, turned, 0, &s->array))

#define COPY_CALLS(X)                                                                                 \
    X(ascontiguous, PLACE_ARRAY, 1, ndw_ascontiguous(s->a, &s->array))                                \
    X(ascontiguous_by_copy, PLACE_ARRAY, 2, ndw_ascontiguous(s->t, &s->array))                        \
    X(asfortran, PLACE_ARRAY, 1, ndw_asfortran(s->t, &s->array))                                      \
    X(asfortran_by_copy, PLACE_ARRAY, 2, ndw_asfortran(s->a, &s->array))                              \
    X(view_ascontiguous, PLACE_ARRAY, 2, ndw_view_ascontiguous(&s->v, &s->array))                     \
    X(view_asfortran, PLACE_ARRAY, 2, ndw_view_asfortran(&s->v, &s->array))                           \
    X(copy, PLACE_ARRAY, 2, ndw_copy(s->stretched, NDW_K, &s->array))                                 \
    X(view_copy, PLACE_ARRAY, 2, ndw_view_copy(&s->v, NDW_F, &s->array))                              \
    X(copy_into, PLACE_NOTHING, 0, ndw_copy_into(s->a, &s->w))                                        \
    X(copy_into_itself, PLACE_NOTHING, 2, copy_session_onto_itself(s))                                \
    X(view_copy_into_itself, PLACE_NOTHING, 2, copy_onto_itself(s))

#define REPEAT_CALLS(X)                                                                               \
    X(repeat, PLACE_ARRAY, 2, ndw_repeat(s->a, 2, 0, &s->array))                                      \
    X(view_repeat, PLACE_ARRAY, 2, ndw_view_repeat(&s->v, 2, NDW_AXIS_NONE, &s->array))               \
    X(repeat_nothing, PLACE_ARRAY, 2, ndw_repeat(s->empty, 2, 0, &s->array))                          \
    X(repeat_counts, PLACE_ARRAY, 3, ndw_repeat_counts(s->a, 2, counts, 0, &s->array))                \
    X(repeat_one_count, PLACE_ARRAY, 2, ndw_repeat_counts(s->a, 1, counts, 0, &s->array))             \
    X(view_repeat_counts, PLACE_ARRAY, 3, ndw_view_repeat_counts(&s->v, 2, counts, 0, &s->array))     \
    X(repeat_axes, PLACE_ARRAY, 2, ndw_repeat_axes(s->a, 2, counts, &s->array))                       \
    X(view_repeat_axes, PLACE_ARRAY, 2, ndw_view_repeat_axes(&s->v, 2, counts, &s->array))            \
    X(repeat_into, PLACE_NOTHING, 0, ndw_repeat_into(s->a, 1, 0, &s->w))                              \
    X(repeat_into_itself, PLACE_NOTHING, 2, ndw_repeat_into(s->open, 1, 0, &s->session))              \
    X(view_repeat_into_itself, PLACE_NOTHING, 2, ndw_view_repeat_into(&s->v, 1, 0, &s->w))            \
    X(repeat_counts_into, PLACE_NOTHING, 1, ndw_repeat_counts_into(s->a, 2, once, 0, &s->w))          \
    X(repeat_counts_into_itself, PLACE_NOTHING, 3,                                                    \
      ndw_repeat_counts_into(s->open, 2, once, 0, &s->session))                                       \
    X(view_repeat_counts_into_itself, PLACE_NOTHING, 3,                                               \
      ndw_view_repeat_counts_into(&s->v, 2, once, 0, &s->w))                                          \
    X(repeat_axes_into_itself, PLACE_NOTHING, 2, ndw_repeat_axes_into(s->open, 2, once, &s->session)) \
    X(view_repeat_axes_into_itself, PLACE_NOTHING, 2,                                                 \
      ndw_view_repeat_axes_into(&s->v, 2, once, &s->w))

/* On borrowed memory nothing is allocated; nor where something is only asked, or shown. */
#define BORROWING_CALLS(X)                                                                            \
    X(view_memory, PLACE_VIEW, 0, ndw_view_memory(NDW_I32, 2, pair, NULL, s->memory, &s->view))       \
    X(mut_memory, PLACE_MUT, 0, ndw_mut_memory(NDW_I32, 2, pair, NULL, s->memory, &s->mut))           \
    X(view_of, PLACE_VIEW, 0, ndw_view_of(s->a, &s->view))                                            \
    X(view_of_mut, PLACE_VIEW, 0, ndw_view_of_mut(&s->w, &s->view))                                   \
    X(view_check, PLACE_NOTHING, 0, ndw_view_check(&s->v))                                            \
    X(mut_check, PLACE_NOTHING, 0, ndw_mut_check(&s->w))                                              \
    X(mut_split, PLACE_MUT, 0, ndw_mut_split(&s->w, 0, 2, 1, &s->mut))                                \
    X(view_slice, PLACE_VIEW, 0, ndw_view_slice(&s->v, NDW_INDEX(NDW_AT(1)), &s->view))               \
    X(mut_slice, PLACE_MUT, 0, ndw_mut_slice(&s->w, NDW_INDEX(NDW_AT(1)), &s->mut))                   \
    X(view_slice_str, PLACE_VIEW, 0, ndw_view_slice_str(&s->v, "1", &s->view))                        \
    X(mut_slice_str, PLACE_MUT, 0, ndw_mut_slice_str(&s->w, "1", &s->mut))                            \
    X(view_transpose, PLACE_VIEW, 0, ndw_view_transpose(&s->v, NDW_ALL_AXES, &s->view))               \
    X(mut_transpose, PLACE_MUT, 0, ndw_mut_transpose(&s->w, NDW_ALL_AXES, &s->mut))                   \
    X(view_flip, PLACE_VIEW, 0, ndw_view_flip(&s->v, NDW_ALL_AXES, &s->view))                         \
    X(mut_flip, PLACE_MUT, 0, ndw_mut_flip(&s->w, NDW_ALL_AXES, &s->mut))                             \
    X(view_broadcast_to, PLACE_VIEW, 0, ndw_view_broadcast_to(&s->v, 3, rows, &s->view))              \
    X(view_reshape, PLACE_VIEW, 0, ndw_view_reshape(&s->v, 1, six, &s->view))                         \
    X(mut_reshape, PLACE_MUT, 0, ndw_mut_reshape(&s->w, 1, six, &s->mut))                             \
    X(extent, PLACE_NOTHING, 0, ndw_extent(s->a, &(const void *){NULL}, &(const void *){NULL}))       \
    X(equal, PLACE_NOTHING, 0, ndw_equal(s->a, s->readonly) ? NDW_OK : NDW_EINVAL)                    \
    X(format, PLACE_NOTHING, 0, ndw_format(s->t, 0, NULL, NULL))

#define CALLS(X) \
    MAKE_CALLS(X) HOLD_CALLS(X) SHAPE_CALLS(X) COPY_CALLS(X) REPEAT_CALLS(X) BORROWING_CALLS(X)

#define CALL(name, place, allocations, ...)   \
    static ndw_status call_##name(stage *s)   \
    {                                         \
        (void)s;                              \
        return __VA_ARGS__;                   \
    }
#define ROW(name, place, allocations, ...) {#name, place, allocations, call_##name, NULL},

CALLS(CALL)
static struct entry {
    const char *name;
    place_of_result place;
    long allocations;
    stage_call *call;
    const char *mistake; /* the first */
} entries[] = {CALLS(ROW)};

/* --- What must be true wherever a call stops -------------------------------------------------- */

static long total;

static void note(struct entry *e, const char *mistake)
{
    if (mistake && !e->mistake) e->mistake = mistake;
}

/* The stage comes from an allocator of its own; only the call meets the failing one. */
static ndw_status run_once(void *ctx)
{
    struct entry *e = ctx;
    const ndw_allocator *failing = ndw_get_allocator();
    fault own;
    snapshot before;
    stage s;
    fault_begin(&own);
    stage_set(&s);
    snapshot_take(&before, &s);
    assert_ok(ndw_set_allocator(failing));

    errno = ERRNO_MARK;
    ndw_status status = e->call(&s);
    if (errno != ERRNO_MARK) note(e, "errno has changed");
    if (status != NDW_OK) {
        note(e, stage_leftover(&s, e->place));
        note(e, snapshot_difference(&before, &s));
        if (!strstr(ndw_error_detail(), "could not be allocated")) note(e, "the detail is another");
        s.array = NULL;
    }
    if (e->place == PLACE_ARRAY) ndw_release(&s.array);
    stage_clear(&s);
    if (own.live != 0 || own.mistakes != 0) note(e, "something of the stage has leaked");
    return status;
}

static void check_entry(void **state)
{
    struct entry *e = *state;
    long survived = fault_every_allocation(run_once, e);
    if (e->mistake) fail_msg("%s", e->mistake);
    assert_int_equal(survived, 2 * e->allocations); /* each once, and each with all that follow */
    total += survived;
}

int main(void)
{
    int failures = RUN_TABLE("allocation", entries, check_entry);
    print_message("%ld failed allocations survived in %zu calls\n", total, COUNT(entries));
    return failures;
}
