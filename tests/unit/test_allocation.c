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
static const int64_t counts[] = {1, 2}, once[] = {1, 1}, large[] = {300, 1};

/* A list too long to be kept without memory: zeros, and `last`. */
static ndw_status repeat_by_many(stage *s, int64_t last)
{
    int64_t many[300] = {0};
    many[COUNT(many) - 1] = last;
    NDW_TRY(ndw_view_broadcast_to(&s->v, NDW_SHAPE((int64_t)COUNT(many), 2, 3), &s->view));
    return ndw_view_repeat_counts(&s->view, (int64_t)COUNT(many), many, 0, &s->array);
}

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

/* `n, list` from a list of operands. */
#define ARRAYS(...) COUNT_OF(const ndw_array *, __VA_ARGS__)
#define VIEWS(...) COUNT_OF(const ndw_view *, __VA_ARGS__)
#define COUNT_OF(T, ...) (int64_t)COUNT(((T[]){__VA_ARGS__})), (T[]){__VA_ARGS__}

/* A stack of one, in the memory of `w`. */
static ndw_status stack_one(const ndw_array *a, const ndw_mut *w)
{
    ndw_mut stack;
    NDW_TRY(ndw_mut_reshape(w, NDW_SHAPE(1, 2, 3), &stack));
    return ndw_stack_into(ARRAYS(a), 0, &stack);
}

/* The rows of the memory, exchanged. */
static ndw_status stack_rows_backwards(stage *s)
{
    ndw_view first, second;
    NDW_TRY(ndw_view_slice(&s->v, NDW_INDEX(NDW_AT(0)), &first));
    NDW_TRY(ndw_view_slice(&s->v, NDW_INDEX(NDW_AT(1)), &second));
    return ndw_view_stack_into(VIEWS(&second, &first), 0, &s->w);
}

/* A cell that holds an array of the stage, of which only the call itself meets the failing allocator;
 * afterwards the array that is there by then is back on the stage. */
static ndw_status with_cell(stage *s, ndw_status (*call)(stage *s, ndw_cell *c))
{
    const ndw_allocator *failing = ndw_get_allocator();
    ndw_cell *c = NULL;
    assert_ok(ndw_set_allocator(NULL));
    assert_ok(ndw_cell_new(&s->a, &c));
    assert_ok(ndw_set_allocator(failing));
    ndw_status status = call(s, c);
    assert_ok(ndw_set_allocator(NULL));
    assert_ok(ndw_zeros(NDW_I32, 0, NULL, &s->a));
    assert_ok(ndw_cell_swap(c, &s->a));
    assert_ok(ndw_set_allocator(failing));
    ndw_cell_free(&c);
    return status;
}

static ndw_status new_cell(stage *s)
{
    ndw_cell *c = NULL;
    ndw_status status = ndw_cell_new(&s->a, &c);
    ndw_cell_free(&c);
    return status;
}

static ndw_status cell_snapshot(stage *s, ndw_cell *c) { return ndw_cell_snapshot(c, &s->array); }

static ndw_status fill_inside(void *ctx, ndw_array **value) { return ndw_fill(value, ctx); }

static ndw_status cell_update(stage *s, ndw_cell *c)
{
    return ndw_cell_update(c, fill_inside, &s->memory[0]);
}

static ndw_status cell_swap(stage *s, ndw_cell *c) { return ndw_cell_swap(c, &s->part); }

static ndw_status count_run(void *ctx, const ndw_run *run)
{
    *(int64_t *)ctx += run->length;
    return NDW_OK;
}

static ndw_status assign_view_of_itself(stage *s, ndw_array **a)
{
    NDW_TRY(ndw_view_of(*a, &s->view));
    return ndw_assign_view(a, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, -1)), &s->view);
}

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
    X(repeat_counts, PLACE_ARRAY, 2, ndw_repeat_counts(s->a, 2, counts, 0, &s->array))                \
    X(repeat_large_counts, PLACE_ARRAY, 3, ndw_repeat_counts(s->a, 2, large, 0, &s->array))           \
    X(repeat_many_counts, PLACE_ARRAY, 3, repeat_by_many(s, once[0]))                                 \
    X(repeat_many_large_counts, PLACE_ARRAY, 4, repeat_by_many(s, large[0]))                          \
    X(repeat_one_count, PLACE_ARRAY, 2, ndw_repeat_counts(s->a, 1, counts, 0, &s->array))             \
    X(view_repeat_counts, PLACE_ARRAY, 2, ndw_view_repeat_counts(&s->v, 2, counts, 0, &s->array))     \
    X(repeat_axes, PLACE_ARRAY, 2, ndw_repeat_axes(s->a, 2, counts, &s->array))                       \
    X(view_repeat_axes, PLACE_ARRAY, 2, ndw_view_repeat_axes(&s->v, 2, counts, &s->array))            \
    X(repeat_into, PLACE_NOTHING, 0, ndw_repeat_into(s->a, 1, 0, &s->w))                              \
    X(repeat_into_itself, PLACE_NOTHING, 2, ndw_repeat_into(s->open, 1, 0, &s->session))              \
    X(view_repeat_into_itself, PLACE_NOTHING, 2, ndw_view_repeat_into(&s->v, 1, 0, &s->w))            \
    X(repeat_counts_into, PLACE_NOTHING, 0, ndw_repeat_counts_into(s->a, 2, once, 0, &s->w))          \
    X(repeat_counts_into_itself, PLACE_NOTHING, 2,                                                    \
      ndw_repeat_counts_into(s->open, 2, once, 0, &s->session))                                       \
    X(view_repeat_counts_into_itself, PLACE_NOTHING, 2,                                               \
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

#define VOCABULARY_SHAPE_CALLS(X)                                                                     \
    X(swapaxes, PLACE_ARRAY, 1, ndw_swapaxes(s->a, 0, 1, &s->array))                                  \
    X(moveaxis, PLACE_ARRAY, 1, ndw_moveaxis(s->a, 0, 1, &s->array))                                  \
    X(squeeze, PLACE_ARRAY, 1, ndw_squeeze(s->a, NDW_ALL_AXES, &s->array))                            \
    X(expand_dims, PLACE_ARRAY, 1, ndw_expand_dims(s->a, NDW_AXES(0, 2), &s->array))                  \
    X(diagonal, PLACE_ARRAY, 1, ndw_diagonal(s->a, 1, 0, 1, &s->array))                               \
    X(sliding_window, PLACE_ARRAY, 1, ndw_sliding_window(s->a, 1, 2, &s->array))                      \
    X(as_strided, PLACE_ARRAY, 1, ndw_as_strided(s->a, 2, pair, NULL, 0, &s->array))                  \
    X(as_dtype, PLACE_ARRAY, 1, ndw_as_dtype(s->a, NDW_F32, &s->array))

#define TILE_CALLS(X)                                                                                 \
    X(tile, PLACE_ARRAY, 2, ndw_tile(s->a, 2, pair, &s->array))                                       \
    X(tile_nothing, PLACE_ARRAY, 2, ndw_tile(s->empty, 2, pair, &s->array))                           \
    X(view_tile, PLACE_ARRAY, 2, ndw_view_tile(&s->v, 2, pair, &s->array))                            \
    X(tile_into, PLACE_NOTHING, 0, ndw_tile_into(s->a, 2, once, &s->w))                               \
    X(tile_into_itself, PLACE_NOTHING, 2, ndw_tile_into(s->open, 2, once, &s->session))               \
    X(view_tile_into_itself, PLACE_NOTHING, 2, ndw_view_tile_into(&s->v, 2, once, &s->w))

#define JOIN_CALLS(X)                                                                                 \
    X(concatenate, PLACE_ARRAY, 3, ndw_concatenate(ARRAYS(s->a, s->readonly), 0, &s->array))          \
    X(concatenate_flat, PLACE_ARRAY, 3, ndw_concatenate(ARRAYS(s->a, s->x), NDW_AXIS_NONE, &s->array))\
    X(view_concatenate, PLACE_ARRAY, 3, ndw_view_concatenate(VIEWS(&s->v, &s->v), 1, &s->array))      \
    X(concatenate_into, PLACE_NOTHING, 1, ndw_concatenate_into(ARRAYS(s->a), 0, &s->w))               \
    X(concatenate_into_itself, PLACE_NOTHING, 3, ndw_concatenate_into(ARRAYS(s->open), 0, &s->session))\
    X(view_concatenate_into_itself, PLACE_NOTHING, 3,                                                  \
      ndw_view_concatenate_into(VIEWS(&s->v), 0, &s->w))\
    X(stack, PLACE_ARRAY, 3, ndw_stack(ARRAYS(s->a, s->readonly), 1, &s->array))                      \
    X(view_stack, PLACE_ARRAY, 3, ndw_view_stack(VIEWS(&s->v, &s->v), 0, &s->array))                  \
    X(stack_into, PLACE_NOTHING, 1, stack_one(s->a, &s->w))                                           \
    X(stack_into_itself, PLACE_NOTHING, 3, stack_one(s->open, &s->session))                           \
    X(view_stack_into_itself, PLACE_NOTHING, 3, stack_rows_backwards(s))

#define TAKE_CALLS(X)                                                                                 \
    X(take, PLACE_ARRAY, 3, ndw_take(s->a, 2, once, 0, &s->array))                                    \
    X(take_nothing, PLACE_ARRAY, 3, ndw_take(s->a, 0, NULL, 0, &s->array))                            \
    X(view_take, PLACE_ARRAY, 3, ndw_view_take(&s->v, 2, once, NDW_AXIS_NONE, &s->array))             \
    X(take_into, PLACE_NOTHING, 1, ndw_take_into(s->a, 2, once, 0, &s->w))                            \
    X(take_into_itself, PLACE_NOTHING, 3, ndw_take_into(s->open, 2, once, 0, &s->session))            \
    X(view_take_into_itself, PLACE_NOTHING, 3, ndw_view_take_into(&s->v, 2, once, 0, &s->w))

#define ROLL_CALLS(X)                                                                                 \
    X(roll, PLACE_ARRAY, 2, ndw_roll(s->a, 1, 0, &s->array))                                          \
    X(roll_flat, PLACE_ARRAY, 2, ndw_roll(s->t, 1, NDW_AXIS_NONE, &s->array))                         \
    X(view_roll, PLACE_ARRAY, 2, ndw_view_roll(&s->v, 1, 1, &s->array))                               \
    X(roll_into, PLACE_NOTHING, 0, ndw_roll_into(s->a, 1, 0, &s->w))                                  \
    X(roll_flat_into, PLACE_NOTHING, 2, ndw_roll_into(s->a, 1, NDW_AXIS_NONE, &s->w))                 \
    X(roll_into_itself, PLACE_NOTHING, 2, ndw_roll_into(s->open, 1, 0, &s->session))                  \
    X(view_roll_into_itself, PLACE_NOTHING, 2, ndw_view_roll_into(&s->v, 1, 1, &s->w))

#define ASSIGN_CALLS(X)                                                                               \
    X(assign, PLACE_NOTHING, 0, ndw_assign(&s->a, 0, NULL, s->readonly))                              \
    X(assign_view, PLACE_NOTHING, 0, ndw_assign_view(&s->a, 0, NULL, &s->v))                          \
    X(assign_part, PLACE_NOTHING, 0, ndw_assign(&s->a, NDW_INDEX(NDW_AT(1)), s->scalar))              \
    X(assign_nothing, PLACE_NOTHING, 0, ndw_assign(&s->x, NDW_INDEX(NDW_RANGE(1, 1, 1)), s->scalar))  \
    X(assign_shared, PLACE_NOTHING, 2, ndw_assign(&s->x, NDW_INDEX(NDW_AT(1)), s->scalar))            \
    X(assign_shared_whole, PLACE_NOTHING, 2, ndw_assign(&s->x, 0, NULL, s->scalar))                   \
    X(assign_readonly, PLACE_NOTHING, 2, ndw_assign_view(&s->readonly, 0, NULL, &s->v))               \
    X(assign_stretched, PLACE_NOTHING, 2, ndw_assign(&s->stretched, NDW_INDEX(NDW_AT(1)), s->scalar)) \
    X(assign_itself, PLACE_NOTHING, 2, assign_view_of_itself(s, &s->a))                               \
    X(assign_itself_shared, PLACE_NOTHING, 4, assign_view_of_itself(s, &s->x))                        \
    X(assign_itself_readonly, PLACE_NOTHING, 4, assign_view_of_itself(s, &s->readonly))               \
    X(assign_another_of_its_bytes, PLACE_NOTHING, 4, ndw_assign(&s->x, 0, NULL, s->y))                \
    X(fill, PLACE_NOTHING, 0, ndw_fill(&s->a, s->memory))                                             \
    X(fill_shared, PLACE_NOTHING, 2, ndw_fill(&s->x, s->memory))                                      \
    X(fill_inside, PLACE_NOTHING, 2, ndw_fill(&s->a, ndw_data(s->a)))                                 \
    X(fill_shared_inside, PLACE_NOTHING, 4, ndw_fill(&s->x, ndw_data(s->y)))                          \
    X(fill_empty, PLACE_NOTHING, 0, ndw_fill(&s->empty, s->memory))                                   \
    X(mut_fill, PLACE_NOTHING, 0, ndw_mut_fill(&s->w, ndw_data(s->a)))                                \
    X(mut_fill_inside, PLACE_NOTHING, 2, ndw_mut_fill(&s->w, &s->memory[1]))

#define CELL_CALLS(X)                                                                                 \
    X(cell_new, PLACE_NOTHING, 1, new_cell(s))                                                        \
    X(cell_snapshot, PLACE_ARRAY, 1, with_cell(s, cell_snapshot))                                     \
    X(cell_swap, PLACE_NOTHING, 0, with_cell(s, cell_swap))                                           \
    X(cell_update, PLACE_NOTHING, 3, with_cell(s, cell_update))

#define VOCABULARY_BORROWING_CALLS(X)                                                                 \
    X(view_swapaxes, PLACE_VIEW, 0, ndw_view_swapaxes(&s->v, 0, 1, &s->view))                         \
    X(mut_swapaxes, PLACE_MUT, 0, ndw_mut_swapaxes(&s->w, 0, 1, &s->mut))                             \
    X(view_moveaxis, PLACE_VIEW, 0, ndw_view_moveaxis(&s->v, 0, 1, &s->view))                         \
    X(mut_moveaxis, PLACE_MUT, 0, ndw_mut_moveaxis(&s->w, 0, 1, &s->mut))                             \
    X(view_squeeze, PLACE_VIEW, 0, ndw_view_squeeze(&s->v, NDW_ALL_AXES, &s->view))                   \
    X(mut_squeeze, PLACE_MUT, 0, ndw_mut_squeeze(&s->w, NDW_ALL_AXES, &s->mut))                       \
    X(view_expand_dims, PLACE_VIEW, 0, ndw_view_expand_dims(&s->v, NDW_AXES(0), &s->view))            \
    X(mut_expand_dims, PLACE_MUT, 0, ndw_mut_expand_dims(&s->w, NDW_AXES(0), &s->mut))                \
    X(view_diagonal, PLACE_VIEW, 0, ndw_view_diagonal(&s->v, 0, 0, 1, &s->view))                      \
    X(mut_diagonal, PLACE_MUT, 0, ndw_mut_diagonal(&s->w, 0, 0, 1, &s->mut))                          \
    X(view_sliding_window, PLACE_VIEW, 0, ndw_view_sliding_window(&s->v, 1, 2, &s->view))             \
    X(view_as_strided, PLACE_VIEW, 0, ndw_view_as_strided(&s->v, 1, six, NULL, 0, &s->view))          \
    X(mut_as_strided, PLACE_MUT, 0, ndw_mut_as_strided(&s->w, 1, six, NULL, 0, &s->mut))              \
    X(view_as_dtype, PLACE_VIEW, 0, ndw_view_as_dtype(&s->v, NDW_I16, &s->view))                      \
    X(mut_as_dtype, PLACE_MUT, 0, ndw_mut_as_dtype(&s->w, NDW_I16, &s->mut))                          \
    X(foreach, PLACE_NOTHING, 0,                                                                      \
      ndw_foreach(1, (const ndw_view *[]){&s->v}, 0, NULL, count_run, &(int64_t){0}))

#define CALLS(X)                                                                                      \
    MAKE_CALLS(X) HOLD_CALLS(X) SHAPE_CALLS(X) COPY_CALLS(X) REPEAT_CALLS(X) BORROWING_CALLS(X)       \
    VOCABULARY_SHAPE_CALLS(X) TILE_CALLS(X) JOIN_CALLS(X) TAKE_CALLS(X) ROLL_CALLS(X)                 \
    ASSIGN_CALLS(X) CELL_CALLS(X) VOCABULARY_BORROWING_CALLS(X)

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
