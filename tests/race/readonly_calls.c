/* readonly_calls.c - the table of readonly_calls.h. A new public function that borrows needs a row. */
#include "readonly_calls.h"

#define LENGTH(list) (int)(sizeof(list) / sizeof((list)[0]))

/* --- Arguments ---------------------------------------------------------------------------------- */

static const int one_axis[] = {-1}, axes_twice[] = {0, 0};
static const ndw_index part[] = {NDW_RANGE(1, NDW_OMIT, 1), NDW_AT(-1)}, beyond[] = {NDW_AT(99)};
static const int64_t counts[] = {1, 0, 5}, short_counts[] = {1, 2}; /* the sum is 2 ROWS */
static const int64_t both[] = {2, 1}, negative[] = {1, -1};
static const int64_t broadcast[] = {2, ROWS, COLUMNS}, wider[] = {ROWS, COLUMNS + 1};
static const int64_t flat[] = {ROWS * COLUMNS}, longer[] = {ROWS * COLUMNS + 1};
static const int64_t lifted[] = {1, ROWS, COLUMNS};
static const int64_t places[] = {2, -1, 0, 0, 1, -3}, no_places[] = {0, 1, 2, 3, 4, 5}; /* 2 ROWS */

const arguments good_arguments = {
    .good = true,
    .axis = 0,
    .naxes = LENGTH(one_axis),
    .axes = one_axis,
    .nindex = LENGTH(part),
    .index = part,
    .text = "1:, -1",
    .count = 2,
    .part = 1,
    .ncounts = LENGTH(counts),
    .counts = counts,
    .nboth = LENGTH(both),
    .both = both,
    .nbroadcast = LENGTH(broadcast),
    .broadcast = broadcast,
    .nflat = LENGTH(flat),
    .flat = flat,
    .nlifted = LENGTH(lifted),
    .lifted = lifted,
    .nplaces = LENGTH(places),
    .places = places,
    .offset = 0,
    .dtype = NDW_I64,
    .order = NDW_F,
};

const arguments bad_arguments = {
    .axis = 2,
    .naxes = LENGTH(axes_twice),
    .axes = axes_twice,
    .nindex = LENGTH(beyond),
    .index = beyond,
    .text = "1:x",
    .count = -1,
    .part = 99,
    .ncounts = LENGTH(short_counts),
    .counts = short_counts,
    .nboth = LENGTH(negative),
    .both = negative,
    .nbroadcast = LENGTH(wider),
    .broadcast = wider,
    .nflat = LENGTH(longer),
    .flat = longer,
    .nlifted = LENGTH(longer),
    .lifted = longer,
    .nplaces = LENGTH(no_places),
    .places = no_places,
    .offset = 1 << 20,
    .dtype = (ndw_dtype)0x7fff,
    .order = (ndw_order)'?',
    .flags = 1u << 31,
};

/* --- Ask ---------------------------------------------------------------------------------------- */

/* A question cannot fail; it is enough that the answer is right. */
static ndw_status is(bool right) { return right ? NDW_OK : NDW_EINVAL; }

static ndw_status call_ndim(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_ndim(in->a) == 2);
}

static ndw_status call_shape(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_shape(in->a)[0] == ROWS && ndw_shape(in->a)[1] == COLUMNS);
}

static ndw_status call_strides(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_strides(in->a) != NULL);
}

static ndw_status call_size(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_size(in->a) == ROWS * COLUMNS);
}

static ndw_status call_nbytes(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_nbytes(in->a) == (int64_t)sizeof(double) * ROWS * COLUMNS);
}

static ndw_status call_dtype_of(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_dtype_of(in->a) == NDW_F64);
}

static ndw_status call_data(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_data(in->a) == in->v->data);
}

static ndw_status call_is_unique(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_is_unique(in->a) || true);
}

static ndw_status call_is_contiguous(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_is_contiguous(in->a, NDW_C) == ndw_view_is_contiguous(in->v, NDW_C));
}

static ndw_status call_is_aligned(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_is_aligned(in->a));
}

static ndw_status call_equal(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_equal(in->a, in->a));
}

static ndw_status call_may_overlap(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_may_overlap(in->a, in->a));
}

static ndw_status call_view_size(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_view_size(in->v) == ROWS * COLUMNS);
}

static ndw_status call_view_nbytes(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_view_nbytes(in->v) == (int64_t)sizeof(double) * ROWS * COLUMNS);
}

static ndw_status call_view_is_contiguous(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_view_is_contiguous(in->outside, NDW_C));
}

static ndw_status call_view_is_aligned(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_view_is_aligned(in->v));
}

static ndw_status call_view_equal(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_view_equal(in->v, in->v) && !ndw_view_equal(in->v, in->outside));
}

static ndw_status call_view_may_overlap(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    return is(ndw_view_may_overlap(in->v, in->v) && !ndw_view_may_overlap(in->v, in->outside));
}

static ndw_status call_extent(const inputs *in, const arguments *g, results *r)
{
    return ndw_extent(in->a, &r->first, g->good ? &r->end : NULL);
}

static ndw_status call_view_extent(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_extent(in->v, &r->first, g->good ? &r->end : NULL);
}

static ndw_status call_view_check(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_view_check(g->good ? in->v : NULL);
}

static ndw_status call_mut_check(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_mut_check(g->good ? in->w : NULL);
}

/* --- Share, borrow, cut ------------------------------------------------------------------------- */

static ndw_status call_share(const inputs *in, const arguments *g, results *r)
{
    return ndw_share(in->a, g->good ? &r->array : NULL);
}

static ndw_status call_array_of_view(const inputs *in, const arguments *g, results *r)
{
    return ndw_array_of_view(in->a, g->good ? in->v : in->outside, &r->array);
}

static ndw_status call_view_of(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_of(in->a, g->good ? &r->view : NULL);
}

static ndw_status call_view_of_mut(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_of_mut(in->w, g->good ? &r->view : NULL);
}

static ndw_status call_mut_split(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_split(in->w, 0, 2, g->part, &r->mut);
}

static ndw_status call_slice(const inputs *in, const arguments *g, results *r)
{
    return ndw_slice(in->a, g->nindex, g->index, &r->array);
}

static ndw_status call_view_slice(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_slice(in->v, g->nindex, g->index, &r->view);
}

static ndw_status call_mut_slice(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_slice(in->w, g->nindex, g->index, &r->mut);
}

static ndw_status call_slice_str(const inputs *in, const arguments *g, results *r)
{
    return ndw_slice_str(in->a, g->text, &r->array);
}

static ndw_status call_view_slice_str(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_slice_str(in->v, g->text, &r->view);
}

static ndw_status call_mut_slice_str(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_slice_str(in->w, g->text, &r->mut);
}

static ndw_status call_transpose(const inputs *in, const arguments *g, results *r)
{
    return ndw_transpose(in->a, g->good ? 0 : g->naxes, g->good ? NULL : g->axes, &r->array);
}

static ndw_status call_view_transpose(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_transpose(in->v, g->good ? 0 : g->naxes, g->good ? NULL : g->axes, &r->view);
}

static ndw_status call_mut_transpose(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_transpose(in->w, g->good ? 0 : g->naxes, g->good ? NULL : g->axes, &r->mut);
}

static ndw_status call_flip(const inputs *in, const arguments *g, results *r)
{
    return ndw_flip(in->a, g->naxes, g->axes, &r->array);
}

static ndw_status call_view_flip(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_flip(in->v, g->naxes, g->axes, &r->view);
}

static ndw_status call_mut_flip(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_flip(in->w, g->naxes, g->axes, &r->mut);
}

static ndw_status call_broadcast_to(const inputs *in, const arguments *g, results *r)
{
    return ndw_broadcast_to(in->a, g->nbroadcast, g->broadcast, &r->array);
}

static ndw_status call_view_broadcast_to(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_broadcast_to(in->v, g->nbroadcast, g->broadcast, &r->view);
}

static ndw_status call_reshape(const inputs *in, const arguments *g, results *r)
{
    return ndw_reshape(in->a, g->nflat, g->flat, g->flags, &r->array);
}

static ndw_status call_view_reshape(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_reshape(in->v, g->nlifted, g->lifted, &r->view);
}

static ndw_status call_mut_reshape(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_reshape(in->w, g->nlifted, g->lifted, &r->mut);
}

static ndw_status call_swapaxes(const inputs *in, const arguments *g, results *r)
{
    return ndw_swapaxes(in->a, g->axis, 1, &r->array);
}

static ndw_status call_view_swapaxes(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_swapaxes(in->v, g->axis, 1, &r->view);
}

static ndw_status call_mut_swapaxes(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_swapaxes(in->w, g->axis, 1, &r->mut);
}

static ndw_status call_moveaxis(const inputs *in, const arguments *g, results *r)
{
    return ndw_moveaxis(in->a, g->axis, 1, &r->array);
}

static ndw_status call_view_moveaxis(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_moveaxis(in->v, g->axis, 1, &r->view);
}

static ndw_status call_mut_moveaxis(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_moveaxis(in->w, g->axis, 1, &r->mut);
}

static ndw_status call_squeeze(const inputs *in, const arguments *g, results *r)
{
    return ndw_squeeze(in->a, g->good ? 0 : g->naxes, g->good ? NULL : g->axes, &r->array);
}

static ndw_status call_view_squeeze(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_squeeze(in->v, g->good ? 0 : g->naxes, g->good ? NULL : g->axes, &r->view);
}

static ndw_status call_mut_squeeze(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_squeeze(in->w, g->good ? 0 : g->naxes, g->good ? NULL : g->axes, &r->mut);
}

static ndw_status call_expand_dims(const inputs *in, const arguments *g, results *r)
{
    return ndw_expand_dims(in->a, g->naxes, g->axes, &r->array);
}

static ndw_status call_view_expand_dims(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_expand_dims(in->v, g->naxes, g->axes, &r->view);
}

static ndw_status call_mut_expand_dims(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_expand_dims(in->w, g->naxes, g->axes, &r->mut);
}

static ndw_status call_diagonal(const inputs *in, const arguments *g, results *r)
{
    return ndw_diagonal(in->a, 1, g->axis, 1, &r->array);
}

static ndw_status call_view_diagonal(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_diagonal(in->v, 1, g->axis, 1, &r->view);
}

static ndw_status call_mut_diagonal(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_diagonal(in->w, 1, g->axis, 1, &r->mut);
}

static ndw_status call_sliding_window(const inputs *in, const arguments *g, results *r)
{
    return ndw_sliding_window(in->a, 0, g->count, &r->array);
}

static ndw_status call_view_sliding_window(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_sliding_window(in->v, 0, g->count, &r->view);
}

static ndw_status call_as_strided(const inputs *in, const arguments *g, results *r)
{
    return ndw_as_strided(in->a, 2, in->v->shape, in->v->strides, g->offset, &r->array);
}

static ndw_status call_view_as_strided(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_as_strided(in->v, 2, in->v->shape, in->v->strides, g->offset, &r->view);
}

static ndw_status call_mut_as_strided(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_as_strided(in->w, 2, in->w->shape, in->w->strides, g->offset, &r->mut);
}

static ndw_status call_as_dtype(const inputs *in, const arguments *g, results *r)
{
    return ndw_as_dtype(in->a, g->dtype, &r->array);
}

static ndw_status call_view_as_dtype(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_as_dtype(in->v, g->dtype, &r->view);
}

static ndw_status call_mut_as_dtype(const inputs *in, const arguments *g, results *r)
{
    return ndw_mut_as_dtype(in->w, g->dtype, &r->mut);
}

/* --- Copy --------------------------------------------------------------------------------------- */

static ndw_status call_empty_like(const inputs *in, const arguments *g, results *r)
{
    return ndw_empty_like(in->a, g->good ? &r->array : NULL);
}

static ndw_status call_zeros_like(const inputs *in, const arguments *g, results *r)
{
    return ndw_zeros_like(in->a, g->good ? &r->array : NULL);
}

static const double one_value = 1;

static ndw_status call_full_like(const inputs *in, const arguments *g, results *r)
{
    return ndw_full_like(in->a, g->good ? &one_value : NULL, &r->array);
}

static ndw_status call_ascontiguous(const inputs *in, const arguments *g, results *r)
{
    return ndw_ascontiguous(in->a, g->good ? &r->array : NULL);
}

static ndw_status call_view_ascontiguous(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_ascontiguous(in->v, g->good ? &r->array : NULL);
}

static ndw_status call_asfortran(const inputs *in, const arguments *g, results *r)
{
    return ndw_asfortran(in->a, g->good ? &r->array : NULL);
}

static ndw_status call_view_asfortran(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_asfortran(in->v, g->good ? &r->array : NULL);
}

static ndw_status call_copy(const inputs *in, const arguments *g, results *r)
{
    return ndw_copy(in->a, g->order, &r->array);
}

static ndw_status call_view_copy(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_copy(in->v, g->order, &r->array);
}

static ndw_status call_copy_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_copy_into(in->a, g->good ? in->same : in->foreign);
}

static ndw_status call_view_copy_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_view_copy_into(in->v, g->good ? in->same : in->foreign);
}

/* --- Repeat ------------------------------------------------------------------------------------- */

static ndw_status call_repeat(const inputs *in, const arguments *g, results *r)
{
    return ndw_repeat(in->a, g->count, 0, &r->array);
}

static ndw_status call_repeat_counts(const inputs *in, const arguments *g, results *r)
{
    return ndw_repeat_counts(in->a, g->ncounts, g->counts, 0, &r->array);
}

static ndw_status call_repeat_axes(const inputs *in, const arguments *g, results *r)
{
    return ndw_repeat_axes(in->a, g->nboth, g->both, &r->array);
}

static ndw_status call_repeat_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_repeat_into(in->a, g->count, 0, in->doubled);
}

static ndw_status call_repeat_counts_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_repeat_counts_into(in->a, g->ncounts, g->counts, 0, in->doubled);
}

static ndw_status call_repeat_axes_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_repeat_axes_into(in->a, g->nboth, g->both, in->doubled);
}

static ndw_status call_view_repeat(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_repeat(in->v, g->count, 0, &r->array);
}

static ndw_status call_view_repeat_counts(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_repeat_counts(in->v, g->ncounts, g->counts, 0, &r->array);
}

static ndw_status call_view_repeat_axes(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_repeat_axes(in->v, g->nboth, g->both, &r->array);
}

static ndw_status call_view_repeat_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_view_repeat_into(in->v, g->count, 0, in->doubled);
}

static ndw_status call_view_repeat_counts_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_view_repeat_counts_into(in->v, g->ncounts, g->counts, 0, in->doubled);
}

static ndw_status call_view_repeat_axes_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_view_repeat_axes_into(in->v, g->nboth, g->both, in->doubled);
}

/* --- Tile, join, take, roll ---------------------------------------------------------------------- */

static ndw_status call_tile(const inputs *in, const arguments *g, results *r)
{
    return ndw_tile(in->a, g->nboth, g->both, &r->array);
}

static ndw_status call_tile_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_tile_into(in->a, g->nboth, g->both, in->doubled);
}

static ndw_status call_view_tile(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_tile(in->v, g->nboth, g->both, &r->array);
}

static ndw_status call_view_tile_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_view_tile_into(in->v, g->nboth, g->both, in->doubled);
}

static ndw_status call_concatenate(const inputs *in, const arguments *g, results *r)
{
    const ndw_array *const both_of[] = {in->a, in->a};
    return ndw_concatenate(g->count, both_of, 0, &r->array);
}

static ndw_status call_concatenate_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    const ndw_array *const both_of[] = {in->a, in->a};
    return ndw_concatenate_into(g->count, both_of, 0, in->doubled);
}

static ndw_status call_view_concatenate(const inputs *in, const arguments *g, results *r)
{
    const ndw_view *const both_of[] = {in->v, in->v};
    return ndw_view_concatenate(g->count, both_of, 0, &r->array);
}

static ndw_status call_view_concatenate_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    const ndw_view *const both_of[] = {in->v, in->v};
    return ndw_view_concatenate_into(g->count, both_of, 0, in->doubled);
}

static ndw_status call_stack(const inputs *in, const arguments *g, results *r)
{
    const ndw_array *const both_of[] = {in->a, in->a};
    return ndw_stack(g->count, both_of, 0, &r->array);
}

static ndw_status call_stack_into(const inputs *in, const arguments *g, results *r)
{
    const ndw_array *const both_of[] = {in->a, in->a};
    NDW_TRY(ndw_mut_reshape(in->doubled, NDW_SHAPE(2, ROWS, COLUMNS), &r->mut));
    return ndw_stack_into(g->count, both_of, 0, &r->mut);
}

static ndw_status call_view_stack(const inputs *in, const arguments *g, results *r)
{
    const ndw_view *const both_of[] = {in->v, in->v};
    return ndw_view_stack(g->count, both_of, 0, &r->array);
}

static ndw_status call_view_stack_into(const inputs *in, const arguments *g, results *r)
{
    const ndw_view *const both_of[] = {in->v, in->v};
    NDW_TRY(ndw_mut_reshape(in->doubled, NDW_SHAPE(2, ROWS, COLUMNS), &r->mut));
    return ndw_view_stack_into(g->count, both_of, 0, &r->mut);
}

static ndw_status call_take(const inputs *in, const arguments *g, results *r)
{
    return ndw_take(in->a, g->nplaces, g->places, 0, &r->array);
}

static ndw_status call_take_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_take_into(in->a, g->nplaces, g->places, 0, in->doubled);
}

static ndw_status call_view_take(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_take(in->v, g->nplaces, g->places, 0, &r->array);
}

static ndw_status call_view_take_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_view_take_into(in->v, g->nplaces, g->places, 0, in->doubled);
}

static ndw_status call_roll(const inputs *in, const arguments *g, results *r)
{
    return ndw_roll(in->a, 1, g->axis, &r->array);
}

static ndw_status call_roll_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_roll_into(in->a, 1, g->axis, in->same);
}

static ndw_status call_view_roll(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_roll(in->v, 1, g->axis, &r->array);
}

static ndw_status call_view_roll_into(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_view_roll_into(in->v, 1, g->axis, in->same);
}

/* --- Write, walk --------------------------------------------------------------------------------- */

/* Onto another array on the same bytes: what is borrowed is also what would be overwritten. */
static ndw_status call_assign(const inputs *in, const arguments *g, results *r)
{
    NDW_TRY(ndw_share(in->a, &r->array));
    ndw_status status = ndw_assign(&r->array, g->good ? 0 : g->nindex, g->index, in->a);
    if (status != NDW_OK) ndw_release(&r->array);
    return status;
}

static ndw_status call_assign_view(const inputs *in, const arguments *g, results *r)
{
    NDW_TRY(ndw_zeros(NDW_F64, NDW_SHAPE(ROWS, COLUMNS), &r->array));
    ndw_status status = ndw_assign_view(&r->array, g->good ? 0 : g->nindex, g->index, in->v);
    if (status != NDW_OK) ndw_release(&r->array);
    return status;
}

static ndw_status call_mut_fill(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_mut_fill(in->same, g->good ? &one_value : NULL);
}

static ndw_status copy_one_run(void *ctx, const ndw_run *run)
{
    (void)ctx;
    for (int64_t i = 0; i < run->length; i++)
        NDW_RUN_OUT(double, run, 0, i) = NDW_RUN_IN(double, run, 0, i);
    return NDW_OK;
}

static ndw_status call_foreach(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    const ndw_mut *to = g->good ? in->same : in->doubled;
    return ndw_foreach(1, &in->v, 1, &to, copy_one_run, NULL);
}

/* --- Show --------------------------------------------------------------------------------------- */

static ndw_status call_format(const inputs *in, const arguments *g, results *r)
{
    return ndw_format(in->a, sizeof r->text, g->good ? r->text : NULL, &r->length);
}

static ndw_status call_view_format(const inputs *in, const arguments *g, results *r)
{
    return ndw_view_format(in->v, sizeof r->text, g->good ? r->text : NULL, &r->length);
}

static ndw_status call_print(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_print(g->good ? in->file : in->unwritable, in->a);
}

static ndw_status call_view_print(const inputs *in, const arguments *g, results *r)
{
    (void)r;
    return ndw_view_print(g->good ? in->file : in->unwritable, in->v);
}

/* --- The table ---------------------------------------------------------------------------------- */

call calls[] = {
    {"ndw_ndim", call_ndim, NDW_OK},
    {"ndw_shape", call_shape, NDW_OK},
    {"ndw_strides", call_strides, NDW_OK},
    {"ndw_size", call_size, NDW_OK},
    {"ndw_nbytes", call_nbytes, NDW_OK},
    {"ndw_dtype_of", call_dtype_of, NDW_OK},
    {"ndw_data", call_data, NDW_OK},
    {"ndw_is_unique", call_is_unique, NDW_OK},
    {"ndw_is_contiguous", call_is_contiguous, NDW_OK},
    {"ndw_is_aligned", call_is_aligned, NDW_OK},
    {"ndw_equal", call_equal, NDW_OK},
    {"ndw_may_overlap", call_may_overlap, NDW_OK},
    {"ndw_view_size", call_view_size, NDW_OK},
    {"ndw_view_nbytes", call_view_nbytes, NDW_OK},
    {"ndw_view_is_contiguous", call_view_is_contiguous, NDW_OK},
    {"ndw_view_is_aligned", call_view_is_aligned, NDW_OK},
    {"ndw_view_equal", call_view_equal, NDW_OK},
    {"ndw_view_may_overlap", call_view_may_overlap, NDW_OK},
    {"ndw_extent", call_extent, NDW_EINVAL},
    {"ndw_view_extent", call_view_extent, NDW_EINVAL},
    {"ndw_view_check", call_view_check, NDW_EINVAL},
    {"ndw_mut_check", call_mut_check, NDW_EINVAL},
    {"ndw_share", call_share, NDW_EINVAL},
    {"ndw_array_of_view", call_array_of_view, NDW_EBOUNDS},
    {"ndw_view_of", call_view_of, NDW_EINVAL},
    {"ndw_view_of_mut", call_view_of_mut, NDW_EINVAL},
    {"ndw_mut_split", call_mut_split, NDW_EVALUE},
    {"ndw_slice", call_slice, NDW_EBOUNDS},
    {"ndw_view_slice", call_view_slice, NDW_EBOUNDS},
    {"ndw_mut_slice", call_mut_slice, NDW_EBOUNDS},
    {"ndw_slice_str", call_slice_str, NDW_EFORMAT},
    {"ndw_view_slice_str", call_view_slice_str, NDW_EFORMAT},
    {"ndw_mut_slice_str", call_mut_slice_str, NDW_EFORMAT},
    {"ndw_transpose", call_transpose, NDW_EAXIS},
    {"ndw_view_transpose", call_view_transpose, NDW_EAXIS},
    {"ndw_mut_transpose", call_mut_transpose, NDW_EAXIS},
    {"ndw_flip", call_flip, NDW_EAXIS},
    {"ndw_view_flip", call_view_flip, NDW_EAXIS},
    {"ndw_mut_flip", call_mut_flip, NDW_EAXIS},
    {"ndw_broadcast_to", call_broadcast_to, NDW_ESHAPE},
    {"ndw_view_broadcast_to", call_view_broadcast_to, NDW_ESHAPE},
    {"ndw_reshape", call_reshape, NDW_EINVAL},
    {"ndw_view_reshape", call_view_reshape, NDW_ESHAPE},
    {"ndw_mut_reshape", call_mut_reshape, NDW_ESHAPE},
    {"ndw_swapaxes", call_swapaxes, NDW_EAXIS},
    {"ndw_view_swapaxes", call_view_swapaxes, NDW_EAXIS},
    {"ndw_mut_swapaxes", call_mut_swapaxes, NDW_EAXIS},
    {"ndw_moveaxis", call_moveaxis, NDW_EAXIS},
    {"ndw_view_moveaxis", call_view_moveaxis, NDW_EAXIS},
    {"ndw_mut_moveaxis", call_mut_moveaxis, NDW_EAXIS},
    {"ndw_squeeze", call_squeeze, NDW_EAXIS},
    {"ndw_view_squeeze", call_view_squeeze, NDW_EAXIS},
    {"ndw_mut_squeeze", call_mut_squeeze, NDW_EAXIS},
    {"ndw_expand_dims", call_expand_dims, NDW_EAXIS},
    {"ndw_view_expand_dims", call_view_expand_dims, NDW_EAXIS},
    {"ndw_mut_expand_dims", call_mut_expand_dims, NDW_EAXIS},
    {"ndw_diagonal", call_diagonal, NDW_EAXIS},
    {"ndw_view_diagonal", call_view_diagonal, NDW_EAXIS},
    {"ndw_mut_diagonal", call_mut_diagonal, NDW_EAXIS},
    {"ndw_sliding_window", call_sliding_window, NDW_EVALUE},
    {"ndw_view_sliding_window", call_view_sliding_window, NDW_EVALUE},
    {"ndw_as_strided", call_as_strided, NDW_EBOUNDS},
    {"ndw_view_as_strided", call_view_as_strided, NDW_EBOUNDS},
    {"ndw_mut_as_strided", call_mut_as_strided, NDW_EBOUNDS},
    {"ndw_as_dtype", call_as_dtype, NDW_EINVAL},
    {"ndw_view_as_dtype", call_view_as_dtype, NDW_EINVAL},
    {"ndw_mut_as_dtype", call_mut_as_dtype, NDW_EINVAL},
    {"ndw_empty_like", call_empty_like, NDW_EINVAL},
    {"ndw_zeros_like", call_zeros_like, NDW_EINVAL},
    {"ndw_full_like", call_full_like, NDW_EINVAL},
    {"ndw_ascontiguous", call_ascontiguous, NDW_EINVAL},
    {"ndw_view_ascontiguous", call_view_ascontiguous, NDW_EINVAL},
    {"ndw_asfortran", call_asfortran, NDW_EINVAL},
    {"ndw_view_asfortran", call_view_asfortran, NDW_EINVAL},
    {"ndw_copy", call_copy, NDW_EINVAL},
    {"ndw_view_copy", call_view_copy, NDW_EINVAL},
    {"ndw_copy_into", call_copy_into, NDW_EDTYPE},
    {"ndw_view_copy_into", call_view_copy_into, NDW_EDTYPE},
    {"ndw_repeat", call_repeat, NDW_EVALUE},
    {"ndw_repeat_counts", call_repeat_counts, NDW_ESHAPE},
    {"ndw_repeat_axes", call_repeat_axes, NDW_EVALUE},
    {"ndw_repeat_into", call_repeat_into, NDW_EVALUE},
    {"ndw_repeat_counts_into", call_repeat_counts_into, NDW_ESHAPE},
    {"ndw_repeat_axes_into", call_repeat_axes_into, NDW_EVALUE},
    {"ndw_view_repeat", call_view_repeat, NDW_EVALUE},
    {"ndw_view_repeat_counts", call_view_repeat_counts, NDW_ESHAPE},
    {"ndw_view_repeat_axes", call_view_repeat_axes, NDW_EVALUE},
    {"ndw_view_repeat_into", call_view_repeat_into, NDW_EVALUE},
    {"ndw_view_repeat_counts_into", call_view_repeat_counts_into, NDW_ESHAPE},
    {"ndw_view_repeat_axes_into", call_view_repeat_axes_into, NDW_EVALUE},
    {"ndw_tile", call_tile, NDW_EVALUE},
    {"ndw_view_tile", call_view_tile, NDW_EVALUE},
    {"ndw_tile_into", call_tile_into, NDW_EVALUE},
    {"ndw_view_tile_into", call_view_tile_into, NDW_EVALUE},
    {"ndw_concatenate", call_concatenate, NDW_EVALUE},
    {"ndw_view_concatenate", call_view_concatenate, NDW_EVALUE},
    {"ndw_concatenate_into", call_concatenate_into, NDW_EVALUE},
    {"ndw_view_concatenate_into", call_view_concatenate_into, NDW_EVALUE},
    {"ndw_stack", call_stack, NDW_EVALUE},
    {"ndw_view_stack", call_view_stack, NDW_EVALUE},
    {"ndw_stack_into", call_stack_into, NDW_EVALUE},
    {"ndw_view_stack_into", call_view_stack_into, NDW_EVALUE},
    {"ndw_take", call_take, NDW_EBOUNDS},
    {"ndw_view_take", call_view_take, NDW_EBOUNDS},
    {"ndw_take_into", call_take_into, NDW_EBOUNDS},
    {"ndw_view_take_into", call_view_take_into, NDW_EBOUNDS},
    {"ndw_roll", call_roll, NDW_EAXIS},
    {"ndw_view_roll", call_view_roll, NDW_EAXIS},
    {"ndw_roll_into", call_roll_into, NDW_EAXIS},
    {"ndw_view_roll_into", call_view_roll_into, NDW_EAXIS},
    {"ndw_assign", call_assign, NDW_EBOUNDS},
    {"ndw_assign_view", call_assign_view, NDW_EBOUNDS},
    {"ndw_mut_fill", call_mut_fill, NDW_EINVAL},
    {"ndw_foreach", call_foreach, NDW_ESHAPE},
    {"ndw_format", call_format, NDW_EINVAL},
    {"ndw_view_format", call_view_format, NDW_EINVAL},
    {"ndw_print", call_print, NDW_EIO},
    {"ndw_view_print", call_view_print, NDW_EIO},
};
const int call_count = LENGTH(calls);
