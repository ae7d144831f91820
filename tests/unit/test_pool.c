/*
 * test_pool.c - what the pool keeps and for how long, what it counts, and where its bounds are.
 *
 * Below the pool lies an allocator that counts (support/below.h); it can be told to have no memory.
 */
#include "unit.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "array/array.h"
#include "memory/pool.h"
#include "memory/pool_class.h"
#include "memory/pool_depot.h"
#include "memory/pool_guard.h"
#include "memory/pool_large.h"
#include "memory/pool_lock.h"
#include "memory/pool_magazine.h"
#include "support/below.h"
#include "support/threads.h"

static const ndw_pool_options on = {
    .level = NDW_POOL_ON, .thread_bytes = 1 << 20, .large_bytes = 128 << 20, .large_ms = 10000};

static ndw_pool_counts counts(void)
{
    ndw_pool_counts c;
    assert_ok(ndw_pool_stats(&c));
    return c;
}

static void configure(ndw_pool_options o) { assert_ok(ndw_pool_configure(&o)); }

/* Each test starts with the pool on and empty. */
static int begin(void **state)
{
    (void)state;
    configure(on);
    ndw_pool_trim();
    return 0;
}

/* ... and ends with nothing live, nothing damaged. */
static int end(void **state)
{
    (void)state;
    assert_ok(ndw_pool_check());
    ndw_pool_trim();
    ndw_pool_counts c = counts();
    return c.live_blocks != 0 || c.live_bytes != 0 || c.cached_bytes != 0 || c.large_bytes != 0
           || c.visible_bytes != 0 || c.pinned_bytes != 0;
}

static ndw_array *bytes_array(int64_t size)
{
    ndw_array *a = NULL;
    assert_ok(ndw_empty(NDW_U8, NDW_SHAPE(size), &a));
    return a;
}

static void *block_of_size(size_t size)
{
    void *block = ndw_pool_allocator.alloc(NULL, size, 64);
    assert_non_null(block);
    return block;
}

static void let_go(void *block, size_t size) { ndw_pool_allocator.free(NULL, block, size, 64); }

/* --- Sizes ------------------------------------------------------------------------------------ */

static void every_size_has_the_smallest_class_that_fits(void **state)
{
    (void)state;
    for (size_t size = 1; size <= SMALL_MAX; size++) {
        size_t which = class_of(size), room = class_size(which);
        assert_true(which < BLOCK_CLASSES && room >= size && room % BLOCK_LINE == 0);
        assert_true(which == 0 || class_size(which - 1) < size);
        assert_true(room < size + BLOCK_LINE || 5 * (room - size) <= room); /* at most a fifth unused */
    }
    assert_int_equal(class_size(BLOCK_CLASSES - 1), SMALL_MAX);
}

static void blocks_are_aligned_and_apart(void **state)
{
    (void)state;
    static char *blocks[BLOCK_CLASSES][2];
    for (size_t which = 0; which < BLOCK_CLASSES; which++)
        for (int i = 0; i < 2; i++) {
            blocks[which][i] = block_of_size(class_size(which));
            assert_int_equal((uintptr_t)blocks[which][i] % 64, 0);
            memset(blocks[which][i], (int)which, class_size(which));
        }
    for (size_t which = 0; which < BLOCK_CLASSES; which++)
        for (int i = 0; i < 2; i++) {
            for (size_t k = 0; k < class_size(which); k++) assert_int_equal(blocks[which][i][k], which);
            let_go(blocks[which][i], class_size(which));
        }
}

static void other_alignments_come_from_below(void **state)
{
    (void)state;
    void *page = ndw_pool_allocator.alloc(NULL, 100, 4096);
    assert_int_equal((uintptr_t)page % 4096, 0);
    ndw_pool_allocator.free(NULL, page, 100, 4096);
    assert_int_equal(counts().cached_blocks, 0);
}

/* --- Reuse ------------------------------------------------------------------------------------ */

static void what_is_released_comes_back(void **state)
{
    (void)state;
    ndw_array *a = bytes_array(1000);
    const void *data = ndw_data(a), *descriptor = a;
    ndw_pool_counts before = counts();
    ndw_release(&a);
    a = bytes_array(970); /* the same class */
    assert_ptr_equal(ndw_data(a), data);
    assert_ptr_equal(a, descriptor);
    assert_int_equal(counts().allocations, before.allocations + 2);
    assert_int_equal(counts().reuses, before.reuses + 2);
    ndw_release(&a);
}

static void arrays_without_bytes_are_recycled_too(void **state)
{
    (void)state;
    ndw_array *a = bytes_array(0), *b = bytes_array(0);
    assert_ptr_equal(ndw_data(a), ndw_data(b));
    assert_int_equal(counts().live_blocks, 4);
    assert_int_equal(counts().pinned_bytes, 0);
    ndw_release(&a);
    ndw_release(&b);
    assert_int_equal(counts().cached_blocks, 4);
}

static void errno_stays(void **state)
{
    (void)state;
    errno = 4711;
    ndw_array *small = bytes_array(10), *large = bytes_array(1 << 20);
    ndw_release(&small);
    ndw_release(&large);
    ndw_pool_trim();
    assert_int_equal(errno, 4711);
}

/* --- Counts ----------------------------------------------------------------------------------- */

static void live_and_cached_are_exact(void **state)
{
    (void)state;
    ndw_array *a[5];
    ndw_pool_counts before = counts();
    long blocks = atomic_load(&held_blocks), bytes = atomic_load(&held_bytes);
    for (int i = 0; i < 5; i++) a[i] = bytes_array(64 * i + 1);

    /* descriptors of 72 bytes, or of fewer than 64 where pointers are short; headers of 64 */
    int64_t live = 5 * (sizeof(void *) == 8 ? 128 : 64) + (128 + 192 + 256 + 320 + 384);
    assert_int_equal(counts().live_blocks - before.live_blocks, 10);
    assert_int_equal(counts().live_bytes - before.live_bytes, live);
    assert_int_equal(atomic_load(&held_blocks) - blocks, 10);
    assert_int_equal(atomic_load(&held_bytes) - bytes, live);

    for (int i = 0; i < 5; i++) ndw_release(&a[i]);
    assert_int_equal(counts().live_bytes, before.live_bytes);
    assert_int_equal(counts().cached_blocks, 10);
    assert_int_equal(counts().cached_bytes, live);
    assert_int_equal(atomic_load(&held_bytes) - bytes, live);

    ndw_pool_trim();
    assert_int_equal(counts().cached_bytes, 0);
    assert_int_equal(atomic_load(&held_blocks), blocks);
}

static void slices_pin_what_they_do_not_show(void **state)
{
    (void)state;
    static char memory[80];
    ndw_array *a = bytes_array(1000), *part = NULL, *wrapped = NULL;
    assert_ok(ndw_slice(a, NDW_INDEX(NDW_RANGE(10, 20, 1)), &part));
    assert_int_equal(counts().visible_bytes, 1010);
    assert_int_equal(counts().pinned_bytes, 1000);
    ndw_release(&a);
    assert_int_equal(counts().visible_bytes, 10);
    assert_int_equal(counts().pinned_bytes, 1000);
    assert_ok(ndw_compact(&part));
    assert_int_equal(counts().pinned_bytes, 10);
    assert_ok(ndw_wrap(NDW_U8, NDW_SHAPE(80), NULL, memory, 0, NULL, NULL, &wrapped));
    assert_int_equal(counts().visible_bytes, 90);
    assert_int_equal(counts().pinned_bytes, 90);
    ndw_release(&wrapped);
    ndw_release(&part);
}

/* Nothing says so but a sanitizer. */
static void arrays_may_show_more_than_can_be_counted(void **state)
{
    (void)state;
    ndw_array *a = bytes_array(1), *all[5] = {NULL};
    const int64_t most = (int64_t)(INTPTR_MAX / 2);
    for (int i = 0; i < 5; i++) assert_ok(ndw_broadcast_to(a, NDW_SHAPE(most), &all[i]));
    for (int i = 0; i < 5; i++) ndw_release(&all[i]);
    assert_int_equal(counts().visible_bytes, 1);
    ndw_release(&a);
}

static void sessions_count_what_they_copy(void **state)
{
    (void)state;
    ndw_array *a = bytes_array(100), *b = NULL, *c = NULL;
    ndw_mut w;
    ndw_pool_counts before = counts();
    assert_ok(ndw_share(a, &b));
    assert_ok(ndw_share(a, &c));
    assert_ok(ndw_write_begin(&b, 0, &w)); /* copies */
    ndw_write_end(&b);
    assert_ok(ndw_write_begin(&b, 0, &w)); /* in place */
    ndw_write_end(&b);
    assert_ok(ndw_write_begin(&c, NDW_DISCARD, &w)); /* moves, and copies nothing */
    ndw_write_end(&c);
    assert_int_equal(counts().copies - before.copies, 1);
    assert_int_equal(counts().copied_bytes - before.copied_bytes, 100);
    ndw_release(&a);
    ndw_release(&b);
    ndw_release(&c);
}

/* --- Bounds of a thread ----------------------------------------------------------------------- */

static depot_counts depot(void)
{
    pool_lock();
    const depot_counts found = ndw_depot_sum();
    pool_unlock();
    return found;
}

/* By this thread: the only one that keeps anything. */
static int64_t kept_bytes(void) { return counts().cached_bytes - depot().bytes; }

static void fill_shelves(size_t size, int blocks)
{
    void *list[64];
    for (int i = 0; i < blocks; i++) list[i] = block_of_size(size);
    for (int i = 0; i < blocks; i++) {
        let_go(list[i], size);
        assert_true(kept_bytes() <= 1 << 20);
        assert_true(depot().bytes <= 1 << 20);
    }
}

static void a_full_shelf_hands_half_of_it_over(void **state)
{
    (void)state;
    fill_shelves(64, SHELF_DEPTH);
    assert_int_equal(counts().cached_blocks, SHELF_DEPTH);
    assert_int_equal(depot().blocks, 0);
    fill_shelves(64, SHELF_DEPTH + 1);
    assert_int_equal(counts().cached_blocks, SHELF_DEPTH + 1);
    assert_int_equal(depot().blocks, BATCH);
    assert_int_equal(depot().bytes, BATCH * 64);
}

/* Whatever sizes come, in whatever order: never more than the bound; and the sizes wanted now win. */
static void a_thread_keeps_no_more_than_it_may(void **state)
{
    (void)state;
    for (size_t which = BLOCK_CLASSES; which > 0; which--) fill_shelves(class_size(which - 1), SHELF_DEPTH);
    for (size_t which = 0; which < BLOCK_CLASSES; which++) fill_shelves(class_size(which), SHELF_DEPTH);
    ndw_pool_trim();
    fill_shelves(SMALL_MAX, 8);
    assert_int_equal(kept_bytes(), 1 << 20);
    fill_shelves(64, 1);
    assert_int_equal(kept_bytes(), 64);
}

static void a_bound_of_nothing_keeps_nothing(void **state)
{
    (void)state;
    ndw_pool_options none = on;
    none.thread_bytes = none.large_bytes = 0;
    configure(none);
    ndw_array *a = bytes_array(100), *b = bytes_array(1 << 20);
    ndw_release(&a);
    ndw_release(&b);
    assert_int_equal(counts().cached_blocks, 0);
    assert_int_equal(counts().large_blocks, 0);
}

static void a_smaller_bound_is_kept_at_the_next_release(void **state)
{
    (void)state;
    fill_shelves(SMALL_MAX, 8);
    ndw_pool_options less = on;
    less.thread_bytes = 1000;
    configure(less);
    fill_shelves(512, 1);
    assert_int_equal(counts().cached_bytes, 512);

    configure(on);
    void *one_more = block_of_size(512);
    fill_shelves(512, SHELF_DEPTH);
    configure(less);
    let_go(one_more, 512); /* of the size of which there is too much */
    assert_int_equal(kept_bytes(), 512);
}

/* Six blocks become six of another size, and back: what was room for the one kind is room for the other. */
static void room_that_is_not_used_is_given_again(void **state)
{
    (void)state;
    enum { BLOCKS = 6, ROUNDS = 6 };
    const size_t sizes[] = {class_size(BLOCK_CLASSES - 1), class_size(BLOCK_CLASSES - 2)};
    void *blocks[BLOCKS];
    int64_t misses = 0;
    for (int i = 0; i < BLOCKS; i++) blocks[i] = block_of_size(sizes[0]);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < BLOCKS; i++) {
            void *other = block_of_size(sizes[(round + 1) % 2]);
            let_go(blocks[i], sizes[round % 2]);
            blocks[i] = other;
            assert_true(kept_bytes() <= 1 << 20);
        }
        if (round == 1) misses = counts().allocations - counts().reuses;
    }
    assert_int_equal(counts().allocations - counts().reuses, misses);
    for (int i = 0; i < BLOCKS; i++) let_go(blocks[i], sizes[0]);
}

/* --- Large blocks ----------------------------------------------------------------------------- */

static void the_smallest_large_block_that_fits_is_taken(void **state)
{
    (void)state;
    enum { UNIT = 1 << 20 };
    char *a = block_of_size(16 * UNIT), *b = block_of_size(17 * UNIT), *c = block_of_size(20 * UNIT);
    let_go(a, 16 * UNIT);
    let_go(c, 20 * UNIT);
    let_go(b, 17 * UNIT);
    assert_int_equal(counts().large_blocks, 3);
    assert_int_equal(counts().large_bytes, 53 * UNIT);

    char *smallest = block_of_size(16 * UNIT); /* the larger one would do, too */
    assert_ptr_equal(smallest, a);
    let_go(smallest, 16 * UNIT);
    char *again = block_of_size(16 * UNIT + 1);
    assert_ptr_equal(again, b);
    char *other = block_of_size(17 * UNIT); /* three of the twenty would be wasted: more than an eighth */
    assert_ptr_not_equal(other, c);
    char *eighth = block_of_size(17 * UNIT + UNIT / 2);
    assert_ptr_equal(eighth, c);
    let_go(again, 16 * UNIT + 1);
    let_go(other, 17 * UNIT);
    let_go(eighth, 17 * UNIT + UNIT / 2);
    assert_int_equal(counts().large_bytes, (16 + 17 + 17 + 20) * UNIT);
}

static void large_blocks_are_bounded_in_bytes(void **state)
{
    (void)state;
    enum { UNIT = 1 << 20 };
    ndw_pool_options few = on;
    few.large_bytes = 10 * UNIT;
    configure(few);
    long before = atomic_load(&held_bytes);
    void *list[6];
    for (int i = 0; i < 6; i++) list[i] = block_of_size(4 * UNIT);
    for (int i = 0; i < 6; i++) {
        let_go(list[i], 4 * UNIT);
        assert_true(counts().large_bytes <= 10 * UNIT);
    }
    assert_int_equal(counts().large_blocks, 2);
    assert_in_range(atomic_load(&held_bytes) - before, 8 * UNIT, 8 * UNIT + 4096);
    void *youngest = block_of_size(4 * UNIT);
    assert_ptr_equal(youngest, list[5]);
    let_go(youngest, 4 * UNIT);
    let_go(block_of_size(11 * UNIT), 11 * UNIT); /* more than all that may be kept */
    assert_true(counts().large_bytes <= 10 * UNIT);
}

static void large_blocks_are_bounded_in_number(void **state)
{
    (void)state;
    static void *list[LARGE_MAX + 3];
    for (size_t i = 0; i < COUNT(list); i++) list[i] = block_of_size(SMALL_MAX + 1);
    for (size_t i = 0; i < COUNT(list); i++) let_go(list[i], SMALL_MAX + 1);
    assert_int_equal(counts().large_blocks, LARGE_MAX);
}

static void large_blocks_grow_old(void **state)
{
    (void)state;
    ndw_pool_options brief = on;
    brief.large_ms = 20;
    configure(brief);
    void *old = block_of_size(1 << 20), *young = block_of_size(2 << 20);
    let_go(old, 1 << 20);
    nanosleep(&(struct timespec){0, 60 * 1000 * 1000}, NULL);
    let_go(young, 2 << 20);
    assert_int_equal(counts().large_blocks, 1);
    assert_int_equal(counts().large_bytes, 2 << 20);
}

/* --- No memory -------------------------------------------------------------------------------- */

static void what_is_kept_goes_before_memory_runs_out(void **state)
{
    (void)state;
    fill_shelves(1024, 4);
    let_go(block_of_size(1 << 20), 1 << 20);
    atomic_store(&refusals_left, 1);
    void *block = block_of_size(2048); /* the first try fails, what is kept goes, the second succeeds */
    assert_int_equal(counts().cached_blocks, 0);
    assert_int_equal(counts().large_blocks, 0);
    let_go(block, 2048);
    atomic_store(&refusals_left, 1);
    block = block_of_size(3 << 20);
    assert_int_equal(counts().cached_blocks, 0);
    let_go(block, 3 << 20);
    assert_int_equal(atomic_load(&refusals_left), 0);
}

static void without_memory_calls_fail(void **state)
{
    (void)state;
    static const ndw_pool_level levels[] = {NDW_POOL_ON, NDW_POOL_HARDENED};
    for (size_t i = 0; i < COUNT(levels); i++) {
        ndw_array *a = NULL;
        ndw_pool_options o = on;
        o.level = levels[i];
        configure(o);
        ndw_pool_trim();
        long blocks = atomic_load(&held_blocks);
        atomic_store(&short_of_memory, true);
        assert_status(ndw_empty(NDW_U8, NDW_SHAPE(100), &a), NDW_ENOMEM);
        assert_status(ndw_empty(NDW_U8, NDW_SHAPE(1 << 20), &a), NDW_ENOMEM);
        assert_status(ndw_empty(NDW_U8, NDW_SHAPE(PTRDIFF_MAX - 100), &a), NDW_ENOMEM);
        atomic_store(&short_of_memory, false);
        assert_int_equal(atomic_load(&held_blocks), blocks);
        if (levels[i] != NDW_POOL_HARDENED) continue;
        atomic_store(&refusals_left, 0);
        assert_ok(ndw_empty(NDW_U8, NDW_SHAPE(1), &a));
        ndw_release(&a);
    }
}

/* --- Threads ---------------------------------------------------------------------------------- */

static void in_thread(void *(*fn)(void *), void *arg)
{
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, fn, arg), 0);
    pthread_join(thread, NULL);
}

static void *make_and_release(void *arg)
{
    for (int64_t size = 1; size < 200000; size = 3 * size + 1) {
        ndw_array *a = NULL;
        if (ndw_empty(NDW_U8, NDW_SHAPE(size), &a) != NDW_OK) return arg;
        ndw_release(&a);
    }
    return NULL;
}

static void a_thread_that_ends_keeps_nothing(void **state)
{
    (void)state;
    make_and_release(NULL);
    ndw_pool_trim();
    long blocks = atomic_load(&held_blocks);
    in_thread(make_and_release, NULL);
    assert_int_equal(counts().cached_blocks, 0);
    ndw_pool_trim(); /* what was large is everybody's */
    assert_int_equal(atomic_load(&held_blocks), blocks);
}

static void ten_thousand_short_lives_leak_nothing(void **state)
{
    (void)state;
    in_thread(make_and_release, NULL);
    ndw_pool_trim();
    long blocks = atomic_load(&held_blocks), bytes = atomic_load(&held_bytes);
    ndw_pool_counts before = counts();
    for (int i = 0; i < 10000; i++) in_thread(make_and_release, NULL);
    ndw_pool_trim();
    assert_int_equal(atomic_load(&held_blocks), blocks);
    assert_int_equal(atomic_load(&held_bytes), bytes);
    assert_true(counts().allocations - before.allocations >= 10000 * 22); /* those of the dead count */
}

/* Released on a thread that has ended its magazine: from the destructor of a key made later. */
static pthread_key_t late_key;
static ndw_array *late_made;

static void release_late(void *arg)
{
    ndw_array *a = arg, *b = NULL;
    ndw_release(&a);
    if (ndw_empty(NDW_U8, NDW_SHAPE(50), &b) == NDW_OK) late_made = b;
}

static void *leave_for_the_destructor(void *arg)
{
    ndw_array *a = NULL;
    make_and_release(NULL); /* a magazine, and so its key, is there */
    if (ndw_empty(NDW_U8, NDW_SHAPE(100), &a) != NDW_OK) return arg;
    pthread_setspecific(late_key, a);
    return NULL;
}

static void a_release_after_the_end_of_a_magazine_works(void **state)
{
    (void)state;
    make_and_release(NULL);
    ndw_pool_trim();
    assert_int_equal(pthread_key_create(&late_key, release_late), 0);
    long blocks = atomic_load(&held_blocks);
    in_thread(leave_for_the_destructor, NULL);
    assert_non_null(late_made);
    assert_int_equal(counts().live_blocks, 2);
    assert_int_equal(counts().cached_blocks, 0);
    ndw_release(&late_made);
    ndw_pool_trim();
    assert_int_equal(counts().live_blocks, 0);
    assert_int_equal(atomic_load(&held_blocks), blocks);
    pthread_key_delete(late_key);
}

static void *allow_less(void *arg)
{
    ndw_pool_options less = on;
    less.thread_bytes = 1000;
    return ndw_pool_configure(&less) == NDW_OK ? NULL : arg;
}

static void another_thread_may_allow_less(void **state)
{
    (void)state;
    fill_shelves(128, SHELF_DEPTH);
    fill_shelves(SMALL_MAX, 7);
    in_thread(allow_less, NULL);
    assert_int_equal(kept_bytes(), 128 * SHELF_DEPTH + 7 * SMALL_MAX);
    fill_shelves(128, 1);
    assert_int_equal(kept_bytes(), 128);
}

/* One thread makes, another lets go: neither holds more for it. */
enum { BELT = 64, CARRIED = 20000 };
static struct {
    _Atomic(ndw_array *) places[BELT];
    atomic_int failed;
} belt;

static void *produce(void *arg)
{
    (void)arg;
    for (int i = 0; i < CARRIED; i++) {
        ndw_array *a = NULL;
        if (ndw_empty(NDW_U8, NDW_SHAPE(100 + i % 5000), &a) != NDW_OK) atomic_store(&belt.failed, 1);
        while (atomic_load(&belt.places[i % BELT])) sched_yield();
        atomic_store(&belt.places[i % BELT], a);
    }
    return NULL;
}

static void consume(void)
{
    for (int i = 0; i < CARRIED; i++) {
        ndw_array *a;
        while (!(a = atomic_exchange(&belt.places[i % BELT], NULL))) sched_yield();
        ndw_release(&a);
        if (i % 100 == 0 && counts().cached_bytes > 3 << 20) atomic_store(&belt.failed, 1);
    }
}

static void a_producer_and_a_consumer_stay_within_bounds(void **state)
{
    (void)state;
    pthread_t producer;
    long before = atomic_load(&held_bytes);
    atomic_store(&most_bytes, 0);
    assert_int_equal(pthread_create(&producer, NULL, produce, NULL), 0);
    consume();
    pthread_join(producer, NULL);
    assert_false(atomic_load(&belt.failed));
    /* two magazines and a depot that are full, and what lies on the belt and in two hands */
    long live = (BELT + 2) * (128 + 6144), magazines = 2 * ((1 << 20) + (long)sizeof(magazine));
    assert_true(atomic_load(&most_bytes) - before <= magazines + (1 << 20) + live);
    ndw_pool_trim();
    assert_int_equal(atomic_load(&held_bytes), before);
}

/* --- Fork ------------------------------------------------------------------------------------- */

/* In the child: 0, or which of the claims was wrong. */
static int use_in_child(ndw_array *a, const void *kept)
{
    ndw_pool_counts c;
    if (ndw_pool_check() != NDW_OK) return 1;
    if (ndw_pool_stats(&c) != NDW_OK || c.live_blocks < 2) return 2;
    ndw_array *b = NULL;
    if (ndw_empty(NDW_U8, NDW_SHAPE(300), &b) != NDW_OK) return 3;
    if (kept && ndw_data(b) != kept) return 4; /* its own thread's blocks are there */
    ndw_release(&b);
    ndw_release(&a);
    make_and_release(NULL);
    ndw_pool_trim();
    if (ndw_pool_stats(&c) != NDW_OK || c.cached_bytes != 0) return 5;
    return ndw_pool_check() == NDW_OK ? 0 : 6;
}

static void a_child_has_its_own_threads_blocks(void **state)
{
    (void)state;
    ndw_array *a = bytes_array(1000), *b = bytes_array(300);
    const void *kept = ndw_data(b);
    ndw_release(&b);
    pid_t child = fork();
    if (child == 0) _exit(use_in_child(a, kept));
    assert_int_equal(unit_status_of(child), 0);
    assert_int_equal(counts().cached_blocks, 2);
    ndw_release(&a);
}

static atomic_bool stop_working;

static void *work_on(void *arg)
{
    while (!atomic_load(&stop_working)) make_and_release(arg);
    return NULL;
}

/* Whatever the others are doing when they are gone: their locks are not held, their blocks are not used. */
static void a_child_of_many_threads_can_go_on(void **state)
{
    (void)state;
    pthread_t threads[3];
    ndw_array *a = bytes_array(1000);
    atomic_store(&stop_working, false);
    for (int i = 0; i < 3; i++) assert_int_equal(pthread_create(&threads[i], NULL, work_on, NULL), 0);
    for (int i = 0; i < 50; i++) {
        pid_t child = fork();
        if (child == 0) _exit(use_in_child(a, NULL));
        assert_int_equal(unit_status_of(child), 0);
    }
    atomic_store(&stop_working, true);
    for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
    ndw_release(&a);
}

/* --- Between threads -------------------------------------------------------------------------- */

enum { HANDED = SHELF_DEPTH + 1 };

/* A batch of blocks of 64 bytes lies between threads, and nothing else is kept. */
static void leave_a_batch(void)
{
    void *blocks[HANDED];
    for (int i = 0; i < HANDED; i++) blocks[i] = block_of_size(64);
    for (int i = 0; i < HANDED; i++) let_go(blocks[i], 64);
    ndw_magazine_empty();
    assert_int_equal(counts().cached_blocks, BATCH);
}

static void *take_a_batch(void *arg)
{
    void **blocks = arg;
    for (int i = 0; i < BATCH; i++) blocks[i] = ndw_pool_allocator.alloc(NULL, 64, 64);
    return NULL;
}

static void what_one_thread_lets_go_of_another_takes(void **state)
{
    (void)state;
    void *blocks[BATCH];
    leave_a_batch();
    const ndw_pool_counts before = counts();
    const long held = atomic_load(&held_blocks);
    in_thread(take_a_batch, blocks);
    assert_int_equal(atomic_load(&held_blocks), held);
    assert_int_equal(counts().reuses - before.reuses, BATCH);
    assert_int_equal(counts().cached_blocks, 0);
    for (int i = 0; i < BATCH; i++) let_go(blocks[i], 64);
}

static void what_lies_between_threads_is_bounded(void **state)
{
    (void)state;
    ndw_pool_options o = on;
    o.thread_bytes = 2 * BATCH * 64;
    configure(o);
    fill_shelves(64, 60);
    assert_int_equal(depot().bytes, o.thread_bytes);
    o.thread_bytes--;
    configure(o); /* at once: no thread would come and look */
    assert_int_equal(depot().bytes, 0);

    configure(on);
    void *list[(BATCHES_MAX + 3) * BATCH];
    for (size_t i = 0; i < COUNT(list); i++) list[i] = block_of_size(64);
    for (size_t i = 0; i < COUNT(list); i++) let_go(list[i], 64);
    assert_int_equal(depot().blocks, BATCHES_MAX * BATCH);
    for (size_t i = 0; i < COUNT(list); i++) list[i] = block_of_size(64);
    assert_int_equal(depot().blocks, 0);
    for (size_t i = 0; i < COUNT(list); i++) let_go(list[i], 64);
    assert_int_equal(depot().blocks, BATCHES_MAX * BATCH);
}

/* A thread that has ended its magazine takes one block of a batch, and keeps none of the others. */
enum { LATE = 1000 }; /* of a class that make_and_release does not take from */
static void *late_block;

static void take_late(void *arg)
{
    (void)arg;
    late_block = ndw_pool_allocator.alloc(NULL, LATE, 64);
}

static void *leave_a_taker(void *arg)
{
    make_and_release(NULL); /* a magazine, and so its key, is there */
    pthread_setspecific(late_key, &late_block);
    return arg;
}

static void an_ended_thread_keeps_nothing_of_a_batch(void **state)
{
    (void)state;
    void *blocks[HANDED];
    make_and_release(NULL);
    ndw_pool_trim();
    const long held = atomic_load(&held_blocks);
    for (int i = 0; i < HANDED; i++) blocks[i] = block_of_size(LATE);
    for (int i = 0; i < HANDED; i++) let_go(blocks[i], LATE);
    ndw_magazine_empty();
    assert_int_equal(depot().blocks, BATCH);
    const ndw_pool_counts before = counts();
    assert_int_equal(pthread_key_create(&late_key, take_late), 0);
    in_thread(leave_a_taker, NULL);
    pthread_key_delete(late_key);
    assert_non_null(late_block);
    assert_true(counts().reuses > before.reuses);
    assert_int_equal(counts().live_blocks, 1);
    assert_int_equal(counts().cached_blocks, 0);
    let_go(late_block, LATE);
    ndw_pool_trim();
    assert_int_equal(atomic_load(&held_blocks), held);
}

static void a_child_has_what_lay_between_threads(void **state)
{
    (void)state;
    leave_a_batch();
    pid_t child = fork();
    if (child == 0) {
        void *block = ndw_pool_allocator.alloc(NULL, 64, 64);
        _exit(counts().cached_blocks != BATCH - 1 || ndw_pool_check() != NDW_OK || !block);
    }
    assert_int_equal(unit_status_of(child), 0);
}

/* --- Levels ----------------------------------------------------------------------------------- */

static const ndw_pool_level every_level[] = {NDW_POOL_OFF, NDW_POOL_ON, NDW_POOL_HARDENED};

static void what_was_made_at_one_level_goes_at_another(void **state)
{
    (void)state;
    long blocks = atomic_load(&held_blocks);
    for (size_t made = 0; made < COUNT(every_level); made++)
        for (size_t gone = 0; gone < COUNT(every_level); gone++) {
            ndw_pool_options o = on;
            o.level = every_level[made];
            configure(o);
            ndw_array *a = bytes_array(100), *b = bytes_array(1 << 20);
            o.level = every_level[gone];
            configure(o);
            ndw_release(&a);
            ndw_release(&b);
            assert_ok(ndw_pool_check());
        }
    ndw_pool_trim();
    assert_int_equal(atomic_load(&held_blocks), blocks);
}

static void the_library_has_an_allocator_for_each_level(void **state)
{
    (void)state;
    static const ndw_allocator *const wanted[] = {&ndw_libc_allocator, &ndw_pool_allocator,
                                                  &ndw_guard_allocator};
    fault other;
    for (size_t i = 0; i < COUNT(every_level); i++) {
        ndw_pool_options o = on, found;
        o.level = every_level[i];
        configure(o);
        assert_ptr_equal(ndw_get_allocator(), wanted[i]);
        assert_ok(ndw_pool_options_get(&found));
        assert_int_equal(found.level, o.level);
        assert_int_equal(found.thread_bytes, o.thread_bytes);
        assert_int_equal(found.large_bytes, o.large_bytes);
        assert_int_equal(found.large_ms, o.large_ms);
        assert_true(found.on_damage == NULL && found.ctx == NULL);
    }
    fault_begin(&other);
    configure(on); /* changes what the library has, not what is in force */
    assert_ptr_equal(ndw_get_allocator(), &other.allocator);
    assert_int_equal(fault_end(&other), 0);
    assert_ptr_equal(ndw_get_allocator(), &ndw_pool_allocator);
}

static void configuring_with_nothing_is_as_it_was_loaded(void **state)
{
    (void)state;
    ndw_pool_options found;
    ndw_pool_options other = on;
    other.level = NDW_POOL_HARDENED;
    other.large_bytes = 7;
    configure(other);
    assert_ok(ndw_pool_configure(NULL));
    assert_ok(ndw_pool_options_get(&found));
    assert_int_equal(found.thread_bytes, 1 << 20);
    assert_int_equal(found.large_bytes, 128 << 20);
    assert_int_equal(found.large_ms, 10000);
}

/* --- Hardened --------------------------------------------------------------------------------- */

static void harden(void)
{
    ndw_pool_options o = on;
    o.level = NDW_POOL_HARDENED;
    configure(o);
}

static void hardened_sessions_always_move(void **state)
{
    (void)state;
    harden();
    ndw_array *a = NULL;
    ndw_mut w, second;
    ndw_view stale;
    assert_ok(ndw_zeros(NDW_U8, NDW_SHAPE(10), &a));
    assert_ok(ndw_view_of(a, &stale));
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ptr_not_equal(w.data, stale.data);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(NDW_EL1(unsigned char, w, i), 0);
        assert_int_equal(NDW_EL1(unsigned char, stale, i), POISON); /* quarantined: still there to be read */
    }
    assert_status(ndw_write_begin(&a, 0, &second), NDW_EBUSY);
    ndw_write_end(&a);
    const void *here = ndw_data(a);
    assert_ok(ndw_write_begin(&a, NDW_NOCOPY, &w));
    assert_ptr_equal(w.data, here);
    ndw_write_end(&a);
    ndw_release(&a);
}

static void wrapped_memory_stays_where_it_is(void **state)
{
    (void)state;
    static char memory[4];
    ndw_array *a = NULL;
    ndw_mut w;
    harden();
    assert_ok(ndw_wrap(NDW_U8, NDW_SHAPE(4), NULL, memory, 0, NULL, NULL, &a));
    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ptr_equal(w.data, memory);
    ndw_release(&a);
}

static void the_quarantine_is_bounded(void **state)
{
    (void)state;
    harden();
    const void *first = NULL;
    for (int i = 0; i < QUARANTINE + 10; i++) {
        ndw_array *a = bytes_array(100);
        if (i == 0) first = a;
        else if (i < QUARANTINE / 2) assert_ptr_not_equal(a, first);
        ndw_release(&a);
    }
    assert_int_equal(counts().quarantined_blocks, QUARANTINE);
    ndw_array *large = bytes_array(QUARANTINE_BYTES + 1);
    ndw_release(&large);
    assert_true(counts().quarantined_blocks <= 1);
    ndw_pool_trim();
    assert_int_equal(counts().quarantined_blocks, 0);
}

/* --- Text ------------------------------------------------------------------------------------- */

static void the_pool_as_text(void **state)
{
    (void)state;
    char text[POOL_TEXT];
    ndw_array *a = bytes_array(1000);
    pool_as_text(text);
    assert_non_null(strstr(text, "pool                 on\n"));
    assert_non_null(strstr(text, "thread bytes, most   1048576\n"));
    assert_non_null(strstr(text, "live blocks          2\n"));
    assert_non_null(strstr(text, "pinned bytes         1000\n"));
    assert_non_null(strstr(text, "damages              0\n"));
    assert_null(strstr(text, "first damage"));
    ndw_release(&a);

    FILE *full = fopen("/dev/full", "w");
    if (!full) return;
    setvbuf(full, NULL, _IONBF, 0);
    errno = 4711;
    assert_status(ndw_pool_print(full), NDW_EIO);
    char reason[32];
    snprintf(reason, sizeof reason, "errno %d", ENOSPC);
    assert_non_null(strstr(ndw_error_detail(), reason));
    assert_int_equal(errno, 4711);
    fclose(full);
}

/* --- The environment -------------------------------------------------------------------------- */

static const char *program;

/* Which level a program finds itself at that is started with this variable. */
static int level_with(const char *name, const char *value)
{
    pid_t child = fork();
    if (child == 0) {
        unsetenv("NDW_POOL");
        if (name) setenv(name, value, 1);
        if (!freopen("/dev/null", "w", stderr)) _exit(100); /* the loader says what it cannot preload */
        unit_become(program, "--level");
    }
    return unit_status_of(child);
}

static int print_level(void)
{
    ndw_pool_options o;
    return ndw_pool_options_get(&o) == NDW_OK ? (int)o.level : 102;
}

static void the_environment_is_read_at_load(void **state)
{
    (void)state;
    const int usual = level_with(NULL, NULL);
    assert_int_equal(usual, WATCHES_BLOCKS ? NDW_POOL_OFF : NDW_POOL_ON);
    assert_int_equal(level_with("NDW_POOL", "off"), NDW_POOL_OFF);
    assert_int_equal(level_with("NDW_POOL", "on"), NDW_POOL_ON);
    assert_int_equal(level_with("NDW_POOL", "hardened"), NDW_POOL_HARDENED);
    assert_int_equal(level_with("NDW_POOL", "of"), usual);
    assert_int_equal(level_with("NDW_POOL", ""), usual);
    if (!WATCHES_BLOCKS) assert_int_equal(level_with("LD_PRELOAD", "vgpreload_core.so"), NDW_POOL_OFF);
}

/* --- Refusals --------------------------------------------------------------------------------- */

static const ndw_pool_options no_level = {.level = (ndw_pool_level)3},
                              below_nothing = {.level = NDW_POOL_ON, .thread_bytes = -1},
                              below_nothing_large = {.level = NDW_POOL_ON, .large_bytes = -1},
                              below_no_time = {.level = NDW_POOL_ON, .large_ms = -5};

#define REFUSALS(X)                                                                                   \
    X(stats_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_pool_stats(NULL))                            \
    X(options_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_pool_options_get(NULL))                    \
    X(print_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_pool_print(NULL))                            \
    X(level, NDW_EINVAL, PLACE_NOTHING, "level 3", ndw_pool_configure(&no_level))                     \
    X(thread_bytes, NDW_EVALUE, PLACE_NOTHING, "-1 bytes of a thread", ndw_pool_configure(&below_nothing)) \
    X(large_bytes, NDW_EVALUE, PLACE_NOTHING, "-1 in large", ndw_pool_configure(&below_nothing_large)) \
    X(large_ms, NDW_EVALUE, PLACE_NOTHING, "-5 ms", ndw_pool_configure(&below_no_time))

REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
static const struct CMUnitTest tests[] = {
    TEST(every_size_has_the_smallest_class_that_fits),
    TEST(blocks_are_aligned_and_apart),
    TEST(other_alignments_come_from_below),
    TEST(what_is_released_comes_back),
    TEST(arrays_without_bytes_are_recycled_too),
    TEST(errno_stays),
    TEST(live_and_cached_are_exact),
    TEST(slices_pin_what_they_do_not_show),
    TEST(arrays_may_show_more_than_can_be_counted),
    TEST(sessions_count_what_they_copy),
    TEST(a_full_shelf_hands_half_of_it_over),
    TEST(a_thread_keeps_no_more_than_it_may),
    TEST(a_bound_of_nothing_keeps_nothing),
    TEST(a_smaller_bound_is_kept_at_the_next_release),
    TEST(the_smallest_large_block_that_fits_is_taken),
    TEST(large_blocks_are_bounded_in_bytes),
    TEST(large_blocks_are_bounded_in_number),
    TEST(large_blocks_grow_old),
    TEST(what_is_kept_goes_before_memory_runs_out),
    TEST(without_memory_calls_fail),
    TEST(a_thread_that_ends_keeps_nothing),
    TEST(ten_thousand_short_lives_leak_nothing),
    TEST(a_release_after_the_end_of_a_magazine_works),
    TEST(another_thread_may_allow_less),
    TEST(room_that_is_not_used_is_given_again),
    TEST(a_producer_and_a_consumer_stay_within_bounds),
    TEST(a_child_has_its_own_threads_blocks),
    TEST(a_child_of_many_threads_can_go_on),
    TEST(what_one_thread_lets_go_of_another_takes),
    TEST(what_lies_between_threads_is_bounded),
    TEST(an_ended_thread_keeps_nothing_of_a_batch),
    TEST(a_child_has_what_lay_between_threads),
    TEST(what_was_made_at_one_level_goes_at_another),
    TEST(the_library_has_an_allocator_for_each_level),
    TEST(configuring_with_nothing_is_as_it_was_loaded),
    TEST(hardened_sessions_always_move),
    TEST(wrapped_memory_stays_where_it_is),
    TEST(the_quarantine_is_bounded),
    TEST(the_pool_as_text),
    TEST(the_environment_is_read_at_load),
};

int main(int argc, char **argv)
{
    if (argc == 2 && !strcmp(argv[1], "--level")) return print_level();
    program = argv[0];
    ndw_pool_below = &below;
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
    int failures = cmocka_run_group_tests_name("pool", tests, NULL, NULL);
    unit_begin();
    failures += RUN_TABLE("pool refusals", refusals, check_refusal);
    return unit_end(failures);
}
