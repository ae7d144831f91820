/* pool_depot.c - for each class a list of batches, the last one put first. */
#include "memory/pool_depot.h"

#include "memory/pool.h"
#include "memory/pool_class.h"
#include "memory/pool_counter.h"
#include "memory/pool_lock.h"

typedef struct batch {
    struct batch *next; /* of its class, or unused */
    void *blocks[BATCH];
} batch;

/* Guarded by the pool's lock. */
static struct {
    struct {
        batch *first;
        counter batches;
    } classes[BLOCK_CLASSES];
    batch room[BATCHES_MAX], *unused;
    int begun; /* the batches of `room` from this one on have never been used */
    depot_counts counts;
} depot;

static intptr_t bytes_most = 1 << 20; /* guarded too */

static intptr_t batch_bytes(size_t which) { return (intptr_t)(BATCH * class_size(which)); }

bool ndw_depot_bound(intptr_t bytes)
{
    bytes_most = bytes;
    return depot.counts.bytes > bytes;
}

/* --- The lists: under the lock ---------------------------------------------------------------- */

static void count_batch(size_t which, intptr_t n)
{
    counter_add(&depot.classes[which].batches, n);
    depot.counts.blocks += n * BATCH;
    depot.counts.bytes += n * batch_bytes(which);
}

/* NULL: there would be too much. */
static batch *unused_batch(size_t which)
{
    if (depot.counts.bytes + batch_bytes(which) > bytes_most) return NULL;
    batch *b = depot.unused;
    if (b) depot.unused = b->next;
    else if (depot.begun < BATCHES_MAX) b = &depot.room[depot.begun++];
    return b;
}

static bool insert(void *const blocks[BATCH], size_t which)
{
    batch *b = unused_batch(which);
    if (!b) return false;
    for (int i = 0; i < BATCH; i++) b->blocks[i] = blocks[i];
    b->next = depot.classes[which].first;
    depot.classes[which].first = b;
    count_batch(which, 1);
    return true;
}

static bool cut(void *blocks[BATCH], size_t which)
{
    batch *b = depot.classes[which].first;
    if (!b) return false;
    for (int i = 0; i < BATCH; i++) blocks[i] = b->blocks[i];
    depot.classes[which].first = b->next;
    b->next = depot.unused;
    depot.unused = b;
    count_batch(which, -1);
    return true;
}

/* --- Put, get --------------------------------------------------------------------------------- */

bool ndw_depot_put(void *const blocks[BATCH], size_t which)
{
    pool_lock();
    const bool taken = insert(blocks, which);
    pool_unlock();
    return taken;
}

bool ndw_depot_get(void *blocks[BATCH], size_t which)
{
    if (counter_read(&depot.classes[which].batches) == 0) return false;
    pool_lock();
    const bool given = cut(blocks, which);
    pool_unlock();
    return given;
}

void ndw_depot_empty(void)
{
    void *blocks[BATCH];
    for (size_t which = 0; which < BLOCK_CLASSES; which++)
        while (ndw_depot_get(blocks, which))
            for (int i = 0; i < BATCH; i++)
                ndw_pool_below->free(ndw_pool_below->ctx, blocks[i], class_size(which), BLOCK_LINE);
}

/* --- Ask -------------------------------------------------------------------------------------- */

depot_counts ndw_depot_sum(void) { return depot.counts; }

static const void *damaged_in(const batch *b)
{
    for (int i = 0; i < BATCH; i++)
        if ((uintptr_t)b->blocks[i] % BLOCK_LINE != 0 || *(const uint32_t *)b->blocks[i] != LIFE_GONE)
            return b->blocks[i];
    return NULL;
}

ndw_damage ndw_depot_damaged(void)
{
    for (size_t which = 0; which < BLOCK_CLASSES; which++)
        for (const batch *b = depot.classes[which].first; b; b = b->next)
            if (damaged_in(b)) return (ndw_damage){NDW_DAMAGE_CACHE, damaged_in(b), (int64_t)class_size(which)};
    return (ndw_damage){NDW_DAMAGE_NONE, NULL, 0};
}
