/*
 * arena.c - an allocator of your own: everything of one piece of work from one block, given back at once.
 *
 * Each array and each buffer goes back to the allocator that made it. This one takes what it hands out from a
 * block, one piece after another, and takes nothing back until it is reset, which it refuses while anything
 * of it is alive. Arrays that leave the work are copied out, by the library's own allocator.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <ndweave/ndweave.h>

typedef struct arena {
    ndw_allocator allocator; /* its ctx is this struct */
    char *memory;
    size_t size, used, most;
    long live; /* pieces handed out and not given back */
} arena;

/* The alignment asked for is a power of two; that of the block is 64. */
static void *take(void *ctx, size_t size, size_t alignment)
{
    arena *a = ctx;
    const size_t from = (a->used + alignment - 1) & ~(alignment - 1);
    if (from > a->size || size > a->size - from) return NULL;
    a->used = from + size;
    if (a->used > a->most) a->most = a->used;
    a->live++;
    return a->memory + from;
}

static void give(void *ctx, void *block, size_t size, size_t alignment)
{
    arena *a = ctx;
    (void)block, (void)size, (void)alignment;
    a->live--;
}

static int open_arena(arena *a, size_t size)
{
    *a = (arena){.allocator = {take, give, a}, .size = size};
    a->memory = aligned_alloc(64, size);
    return a->memory != NULL;
}

static int reset(arena *a)
{
    if (a->live > 0) return 0;
    a->used = 0;
    return 1;
}

/* The sum of each row of a table, with all that lies between in the arena. */
static ndw_status row_sums(arena *a, int64_t rows, int64_t columns, ndw_array **out)
{
    NDW_AUTO ndw_array *table = NULL, *sums = NULL;
    ndw_mut t, s;
    NDW_TRY(ndw_empty_with(&a->allocator, NDW_F64, NDW_SHAPE(rows, columns), &table));
    NDW_TRY(ndw_empty_with(&a->allocator, NDW_F64, NDW_SHAPE(rows), &sums));
    NDW_TRY(ndw_write_begin(&table, 0, &t));
    NDW_TRY(ndw_write_begin(&sums, 0, &s));
    for (int64_t i = 0; i < rows; i++) {
        double sum = 0;
        for (int64_t j = 0; j < columns; j++) sum += NDW_EL2(double, t, i, j) = (double)(i * columns + j);
        NDW_EL1(double, s, i) = sum;
    }
    ndw_write_end(&sums);
    ndw_write_end(&table);
    return ndw_copy(sums, NDW_C, out); /* from here on it is the library's */
}

static ndw_status run(arena *a, int *wrong)
{
    for (int64_t n = 1; n <= 100; n++) {
        NDW_AUTO ndw_array *sums = NULL;
        NDW_TRY(row_sums(a, n, 10, &sums));
        *wrong += !reset(a); /* nothing of it is left, though sums is alive */
        const double *sum = ndw_data(sums);
        for (int64_t i = 0; i < n; i++) *wrong += sum[i] != (double)(100 * i + 45);
    }

    NDW_AUTO ndw_array *kept = NULL, *part = NULL, *too_large = NULL;
    NDW_TRY(ndw_empty_with(&a->allocator, NDW_F64, NDW_SHAPE(8), &kept));
    NDW_TRY(ndw_slice(kept, NDW_INDEX(NDW_RANGE(2, 5, 1)), &part));
    ndw_release(&kept);
    *wrong += reset(a); /* refused: the slice keeps the bytes */
    ndw_release(&part);
    *wrong += !reset(a);
    *wrong += ndw_empty_with(&a->allocator, NDW_F64, NDW_SHAPE(1 << 20), &too_large) != NDW_ENOMEM;
    return NDW_OK;
}

int main(void)
{
    arena a;
    int wrong = 0;
    if (!open_arena(&a, 64 << 10)) return 2;
    ndw_status status = run(&a, &wrong);
    if (status != NDW_OK) fprintf(stderr, "%s\n", ndw_error_detail());
    printf("100 tables, at most %zu bytes of one block at a time, %d mistakes\n", a.most, wrong);
    free(a.memory);
    return status != NDW_OK || wrong > 0;
}
