/*
 * tile.c - a whole array over and over.
 *
 * As repeat, but the axis of copies stands outside the axis it belongs to instead of inside:
 *
 *     repeat 2   a a b b      a axis: 2 elements, step 2; copies: 2, step 1
 *     tile 2     a b a b      copies: 2, step 2 elements; a axis: 2 elements, step 1
 */
#include <ndweave/tile.h>

#include "base/arith.h"
#include "base/once.h"
#include "copy/copy.h"
#include "ops/into.h"

/* The source with as many axes as there are tiles to count, and the tiles along each. */
typedef struct tiling {
    new_layout from, result;
    int64_t reps[NDW_MAX_NDIM];
} tiling;

static ndw_status settle_tiles(tiling *t, layout l, int n, const int64_t *reps)
{
    if (n < 0 || n > NDW_MAX_NDIM) return FAIL(NDW_ENDIM, "tile: # axes, 0 to # are possible", n, NDW_MAX_NDIM);
    if (n > 0) REFUSE_NULL(reps, "tile: reps is NULL");

    int ndim = n > l.ndim ? n : l.ndim, leading[NDW_MAX_NDIM];
    for (int d = 0; d < ndim - l.ndim; d++) leading[d] = d;
    NDW_TRY(ndw_layout_expand_dims(l, ndim - l.ndim, leading, &t->from));

    int64_t shape[NDW_MAX_NDIM];
    bool overflow = false;
    for (int d = 0; d < ndim; d++) {
        t->reps[d] = d < ndim - n ? 1 : read_once(&reps[d - (ndim - n)]);
        if (t->reps[d] < 0) return FAIL(NDW_EVALUE, "tile: # tiles along axis #", t->reps[d], d);
        shape[d] = mul(t->from.shape[d], t->reps[d], &overflow);
    }
    if (overflow) return WHY(NDW_EOVERFLOW, "tile: a length of the result does not fit 64 bits");
    return ndw_layout_make(l.itemsize, ndim, shape, NULL, &t->result);
}

static void fill_tiles(const tiling *t, const char *src, layout to, char *dst)
{
    bool unused = false; /* an axis that is not stepped along may have any step */
    copy_job job;
    copy_start(&job, to.itemsize);
    for (int d = 0; d < to.ndim; d++) {
        copy_add_axis(&job, t->reps[d], mul(to.strides[d], t->from.shape[d], &unused), 0);
        copy_add_axis(&job, t->from.shape[d], to.strides[d], t->from.strides[d]);
    }
    ndw_copy_run(&job, dst, src);
}

static ndw_status write_tiles(source s, int n, const int64_t *reps, target *t)
{
    tiling tiles;
    NDW_TRY(source_check(&s));
    NDW_TRY(settle_tiles(&tiles, s.layout, n, reps));
    NDW_TRY(ndw_target_open(t, s.dtype, &tiles.result, &s, 1));
    fill_tiles(&tiles, s.data, t->to, t->data);
    ndw_target_close(t);
    return NDW_OK;
}

static ndw_status tile(source s, int n, const int64_t *reps, destination out)
{
    target t;
    target_name(&t, out);
    ndw_status status = write_tiles(s, n, reps, &t);
    return status == NDW_OK ? status : ndw_target_fail(&t, status);
}

ndw_status ndw_tile(const ndw_array *a, int n, const int64_t *reps, ndw_array **out)
{
    return tile(of_array(a), n, reps, new_array(out));
}

ndw_status ndw_view_tile(const ndw_view *v, int n, const int64_t *reps, ndw_array **out)
{
    return tile(of_view(v), n, reps, new_array(out));
}

ndw_status ndw_tile_into(const ndw_array *a, int n, const int64_t *reps, const ndw_mut *w)
{
    return tile(of_array(a), n, reps, existing(w));
}

ndw_status ndw_view_tile_into(const ndw_view *v, int n, const int64_t *reps, const ndw_mut *w)
{
    return tile(of_view(v), n, reps, existing(w));
}
