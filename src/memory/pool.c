/*
 * pool.c - which allocator is the library's own.
 *
 * The environment is read when the library is loaded, while the program still has one thread (getenv
 * races setenv).
 */
#include "memory/pool.h"

#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/once.h"
#include "base/status.h"
#include "memory/pool_depot.h"
#include "memory/pool_guard.h"
#include "memory/pool_large.h"
#include "memory/pool_lock.h"
#include "memory/pool_magazine.h"

const ndw_allocator *ndw_pool_below = &ndw_libc_allocator;

/* --- The allocators --------------------------------------------------------------------------- */

static bool is_small(size_t size) { return size - 1 < SMALL_MAX; }

static void *take_recycled(void *ctx, size_t size, size_t alignment)
{
    (void)ctx;
    if (UNLIKELY(alignment > BLOCK_LINE)) return ndw_pool_below->alloc(ndw_pool_below->ctx, size, alignment);
    return is_small(size) ? ndw_magazine_take(size) : ndw_large_take(size);
}

static void give_recycled(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx;
    if (UNLIKELY(alignment > BLOCK_LINE)) ndw_pool_below->free(ndw_pool_below->ctx, block, size, alignment);
    else if (is_small(size)) ndw_magazine_give(block, size);
    else ndw_large_give(block, size);
}

static void *take_guarded(void *ctx, size_t size, size_t alignment)
{
    (void)ctx;
    return ndw_guard_take(size, alignment);
}

static void give_guarded(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx;
    ndw_guard_give(block, size, alignment);
}

const ndw_allocator ndw_pool_allocator = {take_recycled, give_recycled, NULL};
const ndw_allocator ndw_guard_allocator = {take_guarded, give_guarded, NULL};

static const ndw_allocator *const levels[] = {
    [NDW_POOL_OFF] = &ndw_libc_allocator,
    [NDW_POOL_ON] = &ndw_pool_allocator,
    [NDW_POOL_HARDENED] = &ndw_guard_allocator,
};
const char *const ndw_pool_level_names[] = {
    [NDW_POOL_OFF] = "off",
    [NDW_POOL_ON] = "on",
    [NDW_POOL_HARDENED] = "hardened",
};

/* --- Options ---------------------------------------------------------------------------------- */

static published own_level = {WATCHES_BLOCKS ? &ndw_libc_allocator : &ndw_pool_allocator};

/* Written before there is a second thread, then constant. */
static ndw_pool_options loaded = {
    .level = WATCHES_BLOCKS ? NDW_POOL_OFF : NDW_POOL_ON,
    .thread_bytes = 1 << 20,
    .large_bytes = 128 << 20,
    .large_ms = 10000,
};

/* Guarded by the pool's lock. */
static ndw_pool_options options;
static bool options_set; /* false: they are those the library was loaded with */

const ndw_allocator *ndw_pool_own(void) { return published_read(&own_level); }

/* What valgrind makes of a program's environment tells the program that it is there. */
static bool runs_in_valgrind(void)
{
    const char *preloaded = getenv("LD_PRELOAD"); /* NOLINT(concurrency-mt-unsafe): there is one thread yet */
    return preloaded && strstr(preloaded, "vgpreload");
}

AT_LOAD static void read_level(void)
{
    const char *name = getenv("NDW_POOL"); /* NOLINT(concurrency-mt-unsafe): there is one thread yet */
    if (runs_in_valgrind()) loaded.level = NDW_POOL_OFF;
    for (size_t i = 0; i < COUNT_OF(levels); i++)
        if (name && !strcmp(name, ndw_pool_level_names[i])) loaded.level = (ndw_pool_level)i;
    publish(&own_level, levels[loaded.level]);
}

ndw_status ndw_pool_options_get(ndw_pool_options *out)
{
    REFUSE_NULL(out, "pool_options: out is NULL");
    pool_lock();
    *out = options_set ? options : loaded;
    pool_unlock();
    return NDW_OK;
}

ndw_status ndw_pool_configure(const ndw_pool_options *wanted)
{
    const ndw_pool_options o = wanted ? *wanted : loaded;
    if ((unsigned)o.level >= COUNT_OF(levels)) return FAIL(NDW_EINVAL, "pool: there is no level #", o.level);
    if (o.thread_bytes < 0 || o.large_bytes < 0 || o.large_ms < 0)
        return FAIL(NDW_EVALUE, "pool: a bound is negative: # bytes of a thread, # in large blocks, # ms",
                    o.thread_bytes, o.large_bytes, o.large_ms);
    const int64_t most = INTPTR_MAX / 4;
    pool_lock();
    options = o;
    options_set = true;
    ndw_damage_begin(o.on_damage, o.ctx);
    const intptr_t thread_bytes = (intptr_t)(o.thread_bytes < most ? o.thread_bytes : most);
    ndw_magazine_bound(thread_bytes);
    const bool is_over = ndw_depot_bound(thread_bytes);
    ndw_large_bound(o.large_bytes, o.large_ms);
    pool_unlock();
    if (is_over) ndw_depot_empty();
    publish(&own_level, levels[o.level]);
    return NDW_OK;
}

void ndw_pool_trim(void)
{
    ndw_magazine_empty();
    ndw_depot_empty();
    ndw_large_empty();
    ndw_guard_empty();
}

/* What no thread has for itself would be lost with the library. */
AT_UNLOAD static void empty_caches(void) { ndw_pool_trim(); }

/* --- Counts ----------------------------------------------------------------------------------- */

void ndw_pool_note_copy(int64_t bytes)
{
    ndw_magazine_count(COPIES, 1);
    ndw_magazine_count(COPIED_BYTES, (intptr_t)bytes);
}

void ndw_pool_note_visible(int64_t bytes) { ndw_magazine_count(VISIBLE_BYTES, (intptr_t)bytes); }

void ndw_pool_note_pinned(int64_t bytes) { ndw_magazine_count(PINNED_BYTES, (intptr_t)bytes); }

/* --- Fork ------------------------------------------------------------------------------------- */

pthread_mutex_t ndw_pool_mutex = PTHREAD_MUTEX_INITIALIZER;

static void before_pool_fork(void) { pool_lock(); }
static void pool_in_parent(void) { pool_unlock(); }

static void pool_in_child(void)
{
    ndw_magazine_forget_others();
    pool_unlock();
}

AT_LOAD static void expect_pool_forks(void) { (void)pthread_atfork(before_pool_fork, pool_in_parent, pool_in_child); }
