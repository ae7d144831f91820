/*
 * sizes_joins.c - absurd sizes where memory would be needed: tiles, joins, takes and rolls. Sources are
 * views of one element that is seen as many.
 */
#include "lattice.h"

#include "support/check.h"

static char element[16];

static bool still_view(int n, const int64_t *shape, ndw_view *v)
{
    const int64_t strides[MOST_AXES] = {0, 0, 0, 0};
    return !any_negative(n, shape) && ndw_view_memory(dtype(), n, shape, strides, element, v) == NDW_OK;
}

/* --- Tiles --------------------------------------------------------------------------------------- */

/* x: length, length, reps, reps. */
static void tile_both(const int64_t *x)
{
    ndw_view v;
    ndw_array *r;
    if (!still_view(2, x, &v)) return;
    const wide along[2] = {times((wide)x[0], magnitude(x[2])), times((wide)x[1], magnitude(x[3]))};
    const ndw_status got = ndw_view_tile(&v, 2, x + 2, &r);
    ndw_release(&r);
    judge("tile", 4, x, got, any_negative(2, x + 2) ? one_of(NDW_EVALUE) : refused_lengths(2, along), 0);
}

/* x: length; reps of two axes that are new, and of its own. */
static void tile_into_more_axes(const int64_t *x)
{
    ndw_view v;
    ndw_array *r;
    if (!still_view(1, x, &v)) return;
    const wide along[3] = {(wide)x[1], (wide)x[2], times((wide)x[0], (wide)x[3])};
    const ndw_status got = ndw_view_tile(&v, 3, x + 1, &r);
    ndw_release(&r);
    judge("tile into more axes", 4, x, got, refused_lengths(3, along), 0);
}

/* x: length, reps; into a destination of two elements, which is right now and then. */
static void tile_existing(const int64_t *x)
{
    static char two[2 * sizeof element];
    const int64_t length = 2;
    ndw_view v;
    ndw_mut w;
    if (!still_view(1, x, &v)) return;
    const wide along = times((wide)x[0], magnitude(x[1]));
    const bool too_large = refused_lengths(1, &along) & one_of(NDW_EOVERFLOW);
    assert_ok(ndw_mut_memory(dtype(), 1, &length, NULL, two, &w));
    judge("tile into", 2, x, ndw_view_tile_into(&v, 1, x + 1, &w),
          x[1] < 0 ? one_of(NDW_EVALUE) : when(along != 2, NDW_ESHAPE) | when(too_large, NDW_EOVERFLOW), 0);
}

void check_tiles(void)
{
    all_points(4, UNSIGNED, tile_both);
    all_points(4, SIGNED, tile_both);
    all_points(4, UNSIGNED, tile_into_more_axes);
    all_points(2, SIGNED, tile_existing);
    check_lattice();
}

/* --- Joins --------------------------------------------------------------------------------------- */

/* x: three lengths along the axis, and one beside it. A place for the operands is asked for first. */
static void concatenate_three(const int64_t *x)
{
    ndw_view v[3];
    ndw_array *r;
    wide along[2] = {0, (wide)x[3]}, flat = 0;
    for (int i = 0; i < 3; i++) {
        const int64_t shape[2] = {x[i], x[3]};
        if (!still_view(2, shape, &v[i])) return;
        along[0] = plus(along[0], (wide)x[i]);
        flat = plus(flat, product(2, shape, false));
    }
    const ndw_view *const list[3] = {&v[0], &v[1], &v[2]};
    ndw_status got = ndw_view_concatenate(3, list, 0, &r);
    ndw_release(&r);
    judge("concatenate", 4, x, got, refused_lengths(2, along), 1);
    got = ndw_view_concatenate(3, list, NDW_AXIS_NONE, &r);
    ndw_release(&r);
    judge("concatenate flat", 4, x, got, refused_lengths(1, &flat), 1);
}

/* x: shape of two operands. */
static void stack_two(const int64_t *x)
{
    ndw_view v;
    ndw_array *r;
    if (!still_view(3, x, &v)) return;
    const ndw_view *const list[2] = {&v, &v};
    const wide lengths[4] = {2, (wide)x[0], (wide)x[1], (wide)x[2]};
    for (int axis = -4; axis < 4; axis += 3) {
        const ndw_status got = ndw_view_stack(2, list, axis, &r);
        ndw_release(&r);
        judge("stack", 3, x, got, refused_lengths(4, lengths), 1);
    }
}

/* x: the number of operands, whose list does not fit in memory and is never read. */
static void join_many(const int64_t *x)
{
    const ndw_view *none = NULL;
    ndw_array *r;
    if (x[0] > 0 && x[0] <= P(16)) return; /* would be read */
    const unsigned refused = x[0] < 1 ? one_of(NDW_EVALUE) : one_of(NDW_EOVERFLOW) | one_of(NDW_ENOMEM);
    judge("concatenate many", 1, x, ndw_view_concatenate(x[0], &none, 0, &r), refused, 1);
    judge("stack many", 1, x, ndw_view_stack(x[0], &none, 0, &r), refused, 1);
}

void check_joins(void)
{
    all_points(4, UNSIGNED, concatenate_three);
    all_points(3, UNSIGNED, stack_two);
    all_points(1, SIGNED, join_many);
    check_lattice();
}

/* --- Takes --------------------------------------------------------------------------------------- */

/* x: shape; an index, given twice. */
static void take_twice(const int64_t *x)
{
    const int64_t indices[2] = {x[2], x[2]};
    ndw_view v;
    ndw_array *r;
    if (!still_view(2, x, &v)) return;
    const wide size = product(2, x, false), along[2] = {2, (wide)x[1]}, two = 2;
    const bool outside = magnitude(x[2]) > (wide)x[0] || x[2] == x[0],
               outside_all = magnitude(x[2]) > size || (wide)x[2] == size;
    const unsigned refused = refused_lengths(2, along);
    ndw_status got = ndw_view_take(&v, 2, indices, 0, &r);
    ndw_release(&r);
    judge("take", 3, x, got, when(outside, NDW_EBOUNDS) | refused, 1);
    got = ndw_view_take(&v, 2, indices, NDW_AXIS_NONE, &r);
    ndw_release(&r);
    judge("take flat", 3, x, got, when(outside_all, NDW_EBOUNDS) | refused_lengths(1, &two), 1);
}

static int64_t zeros[1 << 16];

/* x: the number of indices, all 0, and a length beside the axis. */
static void take_many(const int64_t *x)
{
    const int64_t shape[2] = {3, x[1]};
    ndw_view v;
    ndw_array *r;
    if (!still_view(2, shape, &v)) return;
    const wide along[2] = {magnitude(x[0]), (wide)x[1]}, list = times(along[0], sizeof(int64_t));
    unsigned refused = refused_lengths(2, along);
    if (plus(list, 1) > (wide)PTRDIFF_MAX) refused |= one_of(NDW_EOVERFLOW);
    if (list + 1 > (wide)memory_limit) refused |= one_of(NDW_ENOMEM);
    if (x[0] < 0) refused = one_of(NDW_EVALUE);
    const ndw_status got = ndw_view_take(&v, x[0], zeros, 0, &r);
    ndw_release(&r);
    judge("take many", 2, x, got, refused, 1);
}

void check_takes(void)
{
    all_points(3, SIGNED, take_twice);
    all_points(2, SIGNED, take_many);
    check_lattice();
}

/* --- Rolls --------------------------------------------------------------------------------------- */

/* x: shape, shift. */
static void roll_large(const int64_t *x)
{
    ndw_view v;
    ndw_array *r;
    if (!still_view(2, x, &v)) return;
    const unsigned refused = refused_shape(2, x);
    const int axes[] = {0, NDW_AXIS_NONE};
    for (size_t i = 0; i < COUNT(axes); i++) {
        const ndw_status got = ndw_view_roll(&v, x[2], axes[i], &r);
        ndw_release(&r);
        judge("roll", 3, x, got, refused, 0);
    }
}

void check_rolls(void)
{
    all_points(3, SIGNED, roll_large);
    check_lattice();
}
