/* pool_ask.c - what can be asked of all parts of the pool: counts, whether it is sound, and both as text. */
#include <errno.h>
#include <stdio.h>

#include "base/compiler.h"
#include "base/status.h"
#include "memory/damage.h"
#include "memory/pool.h"
#include "memory/pool_depot.h"
#include "memory/pool_guard.h"
#include "memory/pool_large.h"
#include "memory/pool_lock.h"
#include "memory/pool_magazine.h"

/* --- Counts ----------------------------------------------------------------------------------- */

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
    return fprintf(file, "%-20s %s\n", "pool", ndw_pool_level_names[o->level]) > 0 &&
           print_number(file, "thread bytes, most", o->thread_bytes) &&
           print_number(file, "large bytes, most", o->large_bytes) &&
           print_number(file, "large ms, most", o->large_ms) && print_counts(file, c) && print_first(file);
}

ndw_status ndw_pool_print(FILE *file)
{
    REFUSE_NULL(file, "pool_print: file is NULL");
    const int before = errno; /* a failed call leaves errno alone */
    ndw_pool_counts c;
    ndw_pool_options o;
    NDW_TRY(ndw_pool_stats(&c));
    NDW_TRY(ndw_pool_options_get(&o));
    const bool printed = print_pool(file, &o, &c);
    const int why = errno;
    errno = before;
    return printed ? NDW_OK : FAIL(NDW_EIO, "pool_print: the file could not be written (errno #)", why);
}
