/*
 * pool.c - which allocator is the library's own, and what can be asked of all parts of the pool.
 *
 * The environment is read when the library is loaded, while the program still has one thread (getenv
 * races setenv).
 */
#include "memory/pool.h"

#include <errno.h>
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
static const char *const level_names[] = {
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
        if (name && !strcmp(name, level_names[i])) loaded.level = (ndw_pool_level)i;
    publish(&own_level, levels[loaded.level]);
}

static ndw_pool_options options_now(void)
{
    pool_lock();
    const ndw_pool_options now = options_set ? options : loaded;
    pool_unlock();
    return now;
}

ndw_status ndw_pool_options_get(ndw_pool_options *out)
{
    REFUSE_NULL(out, "pool_options: out is NULL");
    *out = options_now();
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

ndw_status ndw_pool_stats(ndw_pool_counts *out)
{
    REFUSE_NULL(out, "pool_stats: out is NULL");
    ndw_pool_counts c = {0};
    (void)ndw_damage_first(&c.damages);
    pool_lock();
    const magazine_counts small = ndw_magazine_sum();
    const depot_counts between = ndw_depot_sum();
    const large_counts large_ones = ndw_large_sum();
    const guard_counts guards_now = ndw_guard_sum();
    pool_unlock();
    c.allocations = small.allocations + large_ones.allocations + guards_now.allocations;
    c.reuses = small.allocations - small.counts[MISSES] + large_ones.reuses;
    c.large_reuses = large_ones.reuses;
    c.live_blocks = small.live_blocks + large_ones.live_blocks + guards_now.live_blocks;
    c.live_bytes = small.live_bytes + large_ones.live_bytes + guards_now.live_bytes;
    c.cached_blocks = small.cached_blocks + between.blocks;
    c.cached_bytes = small.cached_bytes + between.bytes;
    c.large_blocks = large_ones.cached_blocks;
    c.large_bytes = large_ones.cached_bytes;
    c.quarantined_blocks = guards_now.quarantined_blocks;
    c.copies = small.counts[COPIES];
    c.copied_bytes = small.counts[COPIED_BYTES];
    c.visible_bytes = small.counts[VISIBLE_BYTES];
    c.pinned_bytes = small.counts[PINNED_BYTES];
    *out = c;
    return NDW_OK;
}

/* --- Check ------------------------------------------------------------------------------------ */

static ndw_damage look_everywhere(void)
{
    size_t size;
    const void *block = ndw_magazine_damaged(&size);
    if (block) return (ndw_damage){NDW_DAMAGE_CACHE, block, (int64_t)size};
    pool_lock();
    ndw_damage found_here = ndw_depot_damaged();
    if (found_here.cause == NDW_DAMAGE_NONE) found_here = ndw_large_damaged();
    if (found_here.cause == NDW_DAMAGE_NONE) found_here = ndw_guard_damaged();
    pool_unlock();
    return found_here;
}

ndw_status ndw_pool_check(void)
{
    int64_t reports_so_far;
    const ndw_damage now = look_everywhere();
    if (now.cause != NDW_DAMAGE_NONE) (void)ndw_damage_report(now.cause, now.address, now.size);
    const ndw_damage first = ndw_damage_first(&reports_so_far);
    return ndw_damage_status(&first);
}

/* --- As text ---------------------------------------------------------------------------------- */

static bool print_number(FILE *file, const char *what, int64_t value)
{
    return fprintf(file, "%-20s %lld\n", what, (long long)value) > 0;
}

static bool print_counts(FILE *file, const ndw_pool_counts *c)
{
    const struct {
        const char *what;
        int64_t value;
    } lines[] = {
        {"allocations", c->allocations},     {"reuses", c->reuses},
        {"large reuses", c->large_reuses},   {"live blocks", c->live_blocks},
        {"live bytes", c->live_bytes},       {"cached blocks", c->cached_blocks},
        {"cached bytes", c->cached_bytes},   {"large blocks", c->large_blocks},
        {"large bytes", c->large_bytes},     {"quarantined blocks", c->quarantined_blocks},
        {"copies", c->copies},               {"copied bytes", c->copied_bytes},
        {"visible bytes", c->visible_bytes}, {"pinned bytes", c->pinned_bytes},
        {"damages", c->damages},
    };
    bool printed = true;
    for (size_t i = 0; i < COUNT_OF(lines); i++) printed &= print_number(file, lines[i].what, lines[i].value);
    return printed;
}

static bool print_first(FILE *file)
{
    int64_t count;
    const ndw_damage first = ndw_damage_first(&count);
    if (first.cause == NDW_DAMAGE_NONE) return true;
    return fprintf(file, "%-20s %lld bytes at %p, %s\n", "first damage", (long long)first.size, first.address,
                   ndw_damage_text(first.cause)) > 0;
}

static bool print_pool(FILE *file, const ndw_pool_options *o, const ndw_pool_counts *c)
{
    return fprintf(file, "%-20s %s\n", "pool", level_names[o->level]) > 0 &&
           print_number(file, "thread bytes, most", o->thread_bytes) &&
           print_number(file, "large bytes, most", o->large_bytes) &&
           print_number(file, "large ms, most", o->large_ms) && print_counts(file, c) && print_first(file);
}

ndw_status ndw_pool_print(FILE *file)
{
    REFUSE_NULL(file, "pool_print: file is NULL");
    const int before = errno; /* a failed call leaves errno alone */
    ndw_pool_counts c;
    NDW_TRY(ndw_pool_stats(&c));
    const ndw_pool_options o = options_now();
    const bool printed = print_pool(file, &o, &c);
    const int why = errno;
    errno = before;
    return printed ? NDW_OK : FAIL(NDW_EIO, "pool_print: the file could not be written (errno #)", why);
}

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
