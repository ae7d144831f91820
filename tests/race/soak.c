/*
 * soak.c - hours of a program's life in as many seconds as are given: nothing grows.
 *
 *     soak [SECONDS]        4 unless said otherwise; 600 for the long form
 *
 * In each phase threads are started that make, slice, share, write, repeat and release arrays of all sizes,
 * leave some where others find and release them, and end. When they have ended and the pool is trimmed,
 * what it holds must be exactly what it held after the first phase, as counted below the pool; nothing may
 * be live, kept or damaged. Phases take turns with the levels of the pool.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <ndweave/ndweave.h>

#include "memory/pool.h"
#include "support/below.h"
#include "support/random.h"
#include "support/resident.h"

enum { THREADS = 4, PLACES = 64, LIVES = 4000, HARDENED_LIVES = 200 };

/* --- What the threads do ---------------------------------------------------------------------- */

static _Atomic(ndw_array *) places[PLACES];
static atomic_long done, failures, lives; /* lives: of each thread in this phase */

/* Mostly small, now and then large. */
static int64_t some_size(uint64_t *state)
{
    const int64_t doublings = (int64_t)(random_next(state) % (random_next(state) % 8 == 0 ? 22 : 12));
    return ((int64_t)1 << doublings) + (int64_t)(random_next(state) % 100);
}

static ndw_status use(ndw_array **a, uint64_t *state)
{
    NDW_AUTO ndw_array *b = NULL, *c = NULL;
    ndw_mut w;
    NDW_TRY(ndw_slice(*a, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, 2)), &b));
    if (random_next(state) % 2 == 0) NDW_TRY(ndw_repeat(b, 2, 0, &c));
    else NDW_TRY(ndw_share(b, &c));
    NDW_TRY(ndw_write_begin(&b, 0, &w));
    *(unsigned char *)w.data = 1;
    ndw_write_end(&b);
    return NDW_OK;
}

static ndw_status one_life(uint64_t *state)
{
    ndw_array *a = NULL;
    NDW_TRY(ndw_empty(NDW_U8, NDW_SHAPE(some_size(state)), &a));
    *(unsigned char *)(uintptr_t)ndw_data(a) = 0; /* touched, as a program would */
    ndw_status status = use(&a, state);
    a = atomic_exchange(&places[random_next(state) % PLACES], a); /* somebody else's, mostly */
    ndw_release(&a);
    return status;
}

static void *work(void *arg)
{
    uint64_t state = (uint64_t)(uintptr_t)arg;
    for (long i = 0; i < atomic_load(&lives); i++) {
        if (one_life(&state) != NDW_OK) atomic_fetch_add(&failures, 1);
        atomic_fetch_add(&done, 1);
    }
    return NULL;
}

/* --- Phases ----------------------------------------------------------------------------------- */

static int run_phase(long number)
{
    pthread_t threads[THREADS];
    ndw_pool_options o;
    if (ndw_pool_options_get(&o) != NDW_OK) return 1;
    o.level = number % 3 == 2 ? NDW_POOL_HARDENED : NDW_POOL_ON;
    atomic_store(&lives, o.level == NDW_POOL_HARDENED ? HARDENED_LIVES : LIVES);
    if (ndw_pool_configure(&o) != NDW_OK) return 1;
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)(number * THREADS + i + 1)) != 0) return 1;
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < PLACES; i++) {
        ndw_array *a = atomic_exchange(&places[i], NULL);
        ndw_release(&a);
    }
    return 0;
}

static int is_empty(void)
{
    ndw_pool_counts c;
    if (ndw_pool_check() != NDW_OK) return 0;
    ndw_pool_trim();
    if (ndw_pool_stats(&c) != NDW_OK) return 0;
    return c.live_blocks == 0 && c.live_bytes == 0 && c.cached_bytes == 0 && c.large_bytes == 0 &&
           c.quarantined_blocks == 0 && c.visible_bytes == 0 && c.pinned_bytes == 0 && c.damages == 0;
}

int main(int argc, char **argv)
{
    const double seconds = argc > 1 ? strtod(argv[1], NULL) : 4;
    const time_t end = time(NULL) + (time_t)seconds;
    long blocks = -1, bytes = -1, phases = 0, resident = 0;
    ndw_pool_below = &below;
    while (phases < 4 || time(NULL) < end) {
        if (run_phase(phases++) != 0 || !is_empty()) {
            printf("phase %ld: something is live, kept or damaged (%s)\n", phases, ndw_error_detail());
            (void)!ndw_pool_print(stdout);
            return 1;
        }
        if (blocks < 0) {
            blocks = atomic_load(&held_blocks);
            bytes = atomic_load(&held_bytes);
            resident = resident_kib();
        }
        if (atomic_load(&held_blocks) != blocks || atomic_load(&held_bytes) != bytes) {
            printf("phase %ld: %ld blocks of %ld bytes are held, %ld of %ld after the first\n", phases,
                   atomic_load(&held_blocks), atomic_load(&held_bytes), blocks, bytes);
            return 1;
        }
    }
    printf("%ld lives in %ld phases, %ld failures; held below at the end %ld bytes in %ld blocks, as after the "
           "first; resident, with what the C library keeps: %ld KiB after the first phase, %ld at the end\n",
           atomic_load(&done), phases, atomic_load(&failures), bytes, blocks, resident, resident_kib());
    return atomic_load(&failures) != 0;
}
