/* pool_guard.c - records of blocks, in a table by their address and in a quarantine while they wait. */
#include "memory/pool_guard.h"

#include <string.h>

#include "memory/pool.h"
#include "memory/pool_class.h"
#include "memory/pool_lock.h"

enum { BUCKETS = 1024, TAIL = BLOCK_LINE };

typedef struct guarded {
    char *block;
    size_t size, alignment;
    bool live, damaged;
    struct guarded *next;  /* in its bucket                */
    struct guarded *after; /* in quarantine, let go later  */
} guarded;

/* Guarded by the pool's lock. */
static struct {
    guarded *buckets[BUCKETS];
    guarded *oldest, *youngest; /* in quarantine */
    guard_counts counts;
} guards;

/* --- Patterns --------------------------------------------------------------------------------- */

WRAPS static unsigned char pattern_at(const char *place)
{
    const uintptr_t mixed = ((uintptr_t)place ^ damage_key()) * (uintptr_t)0x9e3779b97f4a7c15;
    return (unsigned char)(mixed >> (8 * sizeof mixed - 8));
}

static void draw(char *from, size_t length)
{
    for (size_t i = 0; i < length; i++) from[i] = (char)pattern_at(from + i);
}

static bool is_drawn(const char *from, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)from[i] != pattern_at(from + i)) return false;
    return true;
}

static bool is_poison(const char *from, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)from[i] != POISON) return false;
    return true;
}

static size_t front_of(size_t alignment) { return alignment > BLOCK_LINE ? alignment : BLOCK_LINE; }

static ndw_damage_cause look_at(const guarded *r)
{
    const size_t front = front_of(r->alignment);
    if (!is_drawn(r->block - front, front)) return NDW_DAMAGE_HEADER;
    if (!is_drawn(r->block + r->size, TAIL)) return NDW_DAMAGE_TAIL;
    if (!r->live && !is_poison(r->block, r->size)) return NDW_DAMAGE_GONE;
    return NDW_DAMAGE_NONE;
}

/* --- The table: under the lock ---------------------------------------------------------------- */

static guarded **bucket_of(const void *block) { return &guards.buckets[(uintptr_t)block / BLOCK_LINE % BUCKETS]; }

static guarded *find_guarded(const void *block)
{
    guarded *r = *bucket_of(block);
    while (r && r->block != block) r = r->next;
    return r;
}

static void list_guarded(guarded *r)
{
    guarded **bucket = bucket_of(r->block);
    r->next = *bucket;
    *bucket = r;
    guards.counts.allocations++;
    guards.counts.live_blocks++;
    guards.counts.live_bytes += (int64_t)r->size;
}

static void strike_out(const guarded *r)
{
    guarded **link = bucket_of(r->block);
    while (*link != r) link = &(*link)->next;
    *link = r->next;
}

/* --- Down ------------------------------------------------------------------------------------- */

static void *take_down(size_t size, size_t alignment)
{
    return ndw_pool_below->alloc(ndw_pool_below->ctx, size, alignment);
}

static void give_block_down(char *block, size_t size, size_t alignment)
{
    const size_t front = front_of(alignment);
    ndw_pool_below->free(ndw_pool_below->ctx, block - front, front + size + TAIL, front);
}

static void give_record_down(guarded *r)
{
    ndw_pool_below->free(ndw_pool_below->ctx, r, sizeof *r, _Alignof(guarded));
}

/* --- Quarantine ------------------------------------------------------------------------------- */

static void quarantine(guarded *r)
{
    r->after = NULL;
    if (guards.youngest) guards.youngest->after = r;
    else guards.oldest = r;
    guards.youngest = r;
    guards.counts.quarantined_blocks++;
    guards.counts.quarantined_bytes += (int64_t)r->size;
}

/* The oldest if there are more than so many blocks, or more than so many bytes; looked at; NULL: none. */
static guarded *leave_queue(int64_t blocks, int64_t bytes, ndw_damage_cause *cause)
{
    guarded *r = guards.oldest;
    if (!r) return NULL;
    if (guards.counts.quarantined_blocks <= blocks && guards.counts.quarantined_bytes <= bytes) return NULL;
    guards.oldest = r->after;
    if (!guards.oldest) guards.youngest = NULL;
    guards.counts.quarantined_blocks--;
    guards.counts.quarantined_bytes -= (int64_t)r->size;
    *cause = r->damaged ? NDW_DAMAGE_NONE : look_at(r);
    r->damaged |= *cause != NDW_DAMAGE_NONE;
    if (!r->damaged) strike_out(r);
    return r;
}

static void shorten(int64_t blocks, int64_t bytes)
{
    for (;;) {
        ndw_damage_cause cause;
        pool_lock();
        guarded *r = leave_queue(blocks, bytes, &cause);
        pool_unlock();
        if (!r) return;
        if (cause != NDW_DAMAGE_NONE) (void)ndw_damage_report(cause, r->block, (int64_t)r->size);
        if (r->damaged) continue;
        give_block_down(r->block, r->size, r->alignment);
        give_record_down(r);
    }
}

void ndw_guard_empty(void) { shorten(0, 0); }

/* --- Take, give ------------------------------------------------------------------------------- */

void *ndw_guard_take(size_t size, size_t alignment)
{
    const size_t front = front_of(alignment);
    if (size > PTRDIFF_MAX - front - TAIL) return NULL;
    guarded *r = take_down(sizeof *r, _Alignof(guarded));
    char *all = r ? take_down(front + size + TAIL, front) : NULL;
    if (!all) {
        if (r) give_record_down(r);
        return NULL;
    }
    *r = (guarded){.block = all + front, .size = size, .alignment = alignment, .live = true};
    draw(all, front);
    draw(r->block + size, TAIL);
    memset(r->block, POISON, size);
    pool_lock();
    list_guarded(r);
    pool_unlock();
    return r->block;
}

/* Whether this may be let go. Under the lock. */
static ndw_damage_cause judge(guarded *r, size_t size, size_t alignment)
{
    if (!r) return NDW_DAMAGE_FOREIGN;
    if (!r->live) return NDW_DAMAGE_TWICE;
    if (r->size != size || r->alignment != alignment) return NDW_DAMAGE_HEADER;
    return look_at(r);
}

static void let_go(guarded *r, bool sound)
{
    r->live = false;
    r->damaged = !sound;
    guards.counts.live_blocks--;
    guards.counts.live_bytes -= (int64_t)r->size;
    if (!sound) return;
    memset(r->block, POISON, r->size);
    quarantine(r);
}

void ndw_guard_give(void *block, size_t size, size_t alignment)
{
    pool_lock();
    guarded *r = find_guarded(block);
    const ndw_damage_cause cause = judge(r, size, alignment);
    if (r && r->live) let_go(r, cause == NDW_DAMAGE_NONE);
    pool_unlock();
    if (cause != NDW_DAMAGE_NONE) (void)ndw_damage_report(cause, block, (int64_t)size);
    shorten(QUARANTINE, QUARANTINE_BYTES);
}

/* --- Ask -------------------------------------------------------------------------------------- */

guard_counts ndw_guard_sum(void) { return guards.counts; }

static guarded *first_damaged(guarded *r, ndw_damage_cause *cause)
{
    for (; r; r = r->next) {
        if (r->damaged) continue;
        *cause = look_at(r);
        if (*cause != NDW_DAMAGE_NONE) return r;
    }
    return NULL;
}

ndw_damage ndw_guard_damaged(void)
{
    for (size_t i = 0; i < BUCKETS; i++) {
        ndw_damage_cause cause;
        guarded *r = first_damaged(guards.buckets[i], &cause);
        if (!r) continue;
        r->damaged = true;
        return (ndw_damage){cause, r->block, (int64_t)r->size};
    }
    return (ndw_damage){.cause = NDW_DAMAGE_NONE};
}
