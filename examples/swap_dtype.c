/*
 * swap_dtype.c - replace the dtype and the last dimension of a variable that other threads are reading.
 *
 * In NumPy, `a.dtype = other` rewrites the last length and stride of the array that everybody holds; a
 * thread that reads it meanwhile may combine the new length with the old stride. Here the variable is a
 * cell. A writer makes another array over the same bytes and puts it in the cell; a reader takes a
 * snapshot, and what it has never changes under it.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include <ndweave/ndweave.h>

enum { ROWS = 64, READERS = 4, SWAPS = 20000 };

typedef struct shared {
    ndw_cell *cell;
    atomic_bool done;
    atomic_long snapshots, torn;
} shared;

/* (64, 8) of float64 and (64, 16) of float32, over the same 4096 bytes. */
static ndw_status other_dtype(void *ctx, ndw_array **value)
{
    (void)ctx;
    ndw_array *other = NULL;
    NDW_TRY(ndw_as_dtype(*value, ndw_dtype_of(*value) == NDW_F64 ? NDW_F32 : NDW_F64, &other));
    ndw_replace(value, &other);
    return NDW_OK;
}

/* Whether shape, strides and dtype belong together. */
static bool is_whole(const ndw_array *x)
{
    int64_t itemsize = ndw_itemsize(ndw_dtype_of(x));
    return ndw_ndim(x) == 2 && ndw_shape(x)[0] == ROWS && ndw_shape(x)[1] * itemsize == 64
        && ndw_strides(x)[0] == 64 && ndw_strides(x)[1] == itemsize;
}

static void *read_on(void *ctx)
{
    shared *s = ctx;
    while (!atomic_load(&s->done)) {
        NDW_AUTO ndw_array *x = NULL, *twice = NULL;
        if (ndw_cell_snapshot(s->cell, &x) != NDW_OK || ndw_repeat(x, 2, 0, &twice) != NDW_OK) abort();
        if (!is_whole(x) || ndw_size(twice) != 2 * ndw_size(x)) atomic_fetch_add(&s->torn, 1);
        atomic_fetch_add(&s->snapshots, 1);
    }
    return NULL;
}

static ndw_status run(shared *s)
{
    NDW_AUTO ndw_array *x = NULL;
    NDW_TRY(ndw_zeros(NDW_F64, NDW_SHAPE(ROWS, 8), &x));
    NDW_TRY(ndw_cell_new(&x, &s->cell)); /* the cell has the array now */

    pthread_t readers[READERS];
    int started = 0;
    while (started < READERS && pthread_create(&readers[started], NULL, read_on, s) == 0) started++;

    ndw_status status = started == READERS ? NDW_OK : NDW_ENOMEM;
    for (int i = 0; i < SWAPS && status == NDW_OK; i++) status = ndw_cell_update(s->cell, other_dtype, NULL);

    atomic_store(&s->done, true);
    while (started > 0) pthread_join(readers[--started], NULL);
    ndw_cell_free(&s->cell);
    return status;
}

int main(void)
{
    static shared s;
    ndw_status status = run(&s);
    if (status != NDW_OK) fprintf(stderr, "%s: %s\n", ndw_status_name(status), ndw_error_detail());
    printf("%d swaps, %ld snapshots, %ld of them torn\n", SWAPS, (long)s.snapshots, (long)s.torn);
    return status != NDW_OK || s.torn != 0;
}
