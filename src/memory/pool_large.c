/* pool_large.c - a list of large blocks, the last one given back first. */
#include "memory/pool_large.h"

#include <time.h>

#include "memory/pool.h"
#include "memory/pool_class.h"
#include "memory/pool_lock.h"

typedef struct head {
    _Alignas(BLOCK_LINE) uint32_t life; /* LIFE_LARGE: live; LIFE_GONE: in the cache */
    size_t room;                  /* bytes of the block                        */
    /* In the cache: */
    struct head *next;
    int64_t since; /* milliseconds on the clock */
} head;

/* Guarded by the pool's lock. */
static struct {
    head *first; /* the youngest */
    large_counts counts;
    int64_t bytes_max, milliseconds_max;
} large = {.bytes_max = 128 << 20, .milliseconds_max = 10000};

static head *head_of(void *block) { return (head *)block - 1; }
static void *block_of(head *h) { return h + 1; }

static int64_t now_ms(void)
{
    struct timespec t;
    if (clock_gettime(CLOCK_MONOTONIC, &t) != 0) return 0;
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void ndw_large_bound(int64_t bytes, int64_t milliseconds)
{
    large.bytes_max = bytes;
    large.milliseconds_max = milliseconds;
}

/* --- The list: under the lock ----------------------------------------------------------------- */

static head *cut_head(head **link)
{
    head *h = *link;
    *link = h->next;
    large.counts.cached_blocks--;
    large.counts.cached_bytes -= (int64_t)h->room;
    return h;
}

static bool fits_better(const head *h, const head *best, size_t size)
{
    if (h->room < size || h->room - size > h->room / 8) return false;
    return !best || h->room < best->room;
}

static head *cut_best(size_t size)
{
    head **best = NULL;
    for (head **link = &large.first; *link; link = &(*link)->next)
        if (fits_better(*link, best ? *best : NULL, size)) best = link;
    return best ? cut_head(best) : NULL;
}

static bool is_too_much(const head *h, int64_t blocks, int64_t bytes, int64_t now)
{
    return blocks > LARGE_MAX || bytes > large.bytes_max || now - h->since > large.milliseconds_max;
}

/* What is over the bounds, the oldest first: everything behind the first block that is over them. */
static head *cut_surplus(int64_t now)
{
    int64_t blocks = 0, bytes = 0;
    head **link = &large.first, *surplus = NULL;
    for (; *link; link = &(*link)->next) {
        bytes += (int64_t)(*link)->room;
        if (is_too_much(*link, ++blocks, bytes, now)) break;
    }
    while (*link) {
        head *h = cut_head(link);
        h->next = surplus;
        surplus = h;
    }
    return surplus;
}

/* --- Down: with no lock held ------------------------------------------------------------------ */

static void give_all_down(head *h)
{
    while (h) {
        head *next = h->next;
        ndw_pool_below->free(ndw_pool_below->ctx, h, sizeof(head) + h->room, BLOCK_LINE);
        h = next;
    }
}

static head *take_new(size_t size)
{
    if (size > PTRDIFF_MAX - sizeof(head)) return NULL;
    head *h = ndw_pool_below->alloc(ndw_pool_below->ctx, sizeof(head) + size, BLOCK_LINE);
    if (h) h->room = size;
    return h;
}

/* --- Take, give ------------------------------------------------------------------------------- */

static void count_take(const head *h, bool reused)
{
    large.counts.allocations++;
    large.counts.reuses += reused;
    large.counts.live_blocks++;
    large.counts.live_bytes += (int64_t)h->room;
}

static head *take_cached(size_t size)
{
    const int64_t now = now_ms();
    pool_lock();
    head *h = cut_best(size), *surplus = cut_surplus(now);
    if (h) count_take(h, true);
    pool_unlock();
    give_all_down(surplus);
    return h;
}

static head *take_fresh(size_t size)
{
    head *h = take_new(size);
    if (!h) {
        ndw_pool_trim();
        h = take_new(size);
    }
    if (!h) return NULL;
    pool_lock();
    count_take(h, false);
    pool_unlock();
    return h;
}

void *ndw_large_take(size_t size)
{
    head *h = take_cached(size);
    if (!h) h = take_fresh(size);
    if (!h) return NULL;
    h->life = LIFE_LARGE;
    return block_of(h);
}

void ndw_large_give(void *block, size_t size)
{
    head *h = head_of(block);
    if (h->life != LIFE_LARGE || h->room < size) {
        (void)ndw_damage_report(cause_of(h->life, NDW_DAMAGE_TWICE, NDW_DAMAGE_HEADER), block, (int64_t)size);
        return;
    }
    mark_gone(block);
    h->life = LIFE_GONE;
    h->since = now_ms();
    pool_lock();
    large.counts.live_blocks--;
    large.counts.live_bytes -= (int64_t)h->room;
    large.counts.cached_blocks++;
    large.counts.cached_bytes += (int64_t)h->room;
    h->next = large.first;
    large.first = h;
    head *surplus = cut_surplus(h->since);
    pool_unlock();
    give_all_down(surplus);
}

void ndw_large_empty(void)
{
    head *all = NULL;
    pool_lock();
    while (large.first) {
        head *h = cut_head(&large.first);
        h->next = all;
        all = h;
    }
    pool_unlock();
    give_all_down(all);
}

/* --- Ask -------------------------------------------------------------------------------------- */

large_counts ndw_large_sum(void) { return large.counts; }

static ndw_damage large_damage(ndw_damage_cause cause, head *h, size_t room)
{
    return (ndw_damage){cause, h ? block_of(h) : NULL, (int64_t)room};
}

ndw_damage ndw_large_damaged(void)
{
    int64_t blocks = 0, bytes = 0;
    for (head *h = large.first; h; h = h->next) {
        if (h->life != LIFE_GONE) return large_damage(NDW_DAMAGE_HEADER, h, h->room);
        bytes += (int64_t)h->room;
        if (++blocks > LARGE_MAX) return large_damage(NDW_DAMAGE_CACHE, h, h->room);
    }
    if (blocks == large.counts.cached_blocks && bytes == large.counts.cached_bytes)
        return large_damage(NDW_DAMAGE_NONE, NULL, 0);
    return large_damage(NDW_DAMAGE_CACHE, large.first, (size_t)bytes);
}
