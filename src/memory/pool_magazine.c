/*
 * pool_magazine.c - shelves of blocks, one set for each thread.
 *
 * A thread reaches its magazine through one word. Before there is a magazine, and after, the word points
 * to one that all such threads have in common, whose shelves have no blocks and no room: so the ordinary
 * path asks nothing but "is there one on the shelf?" and "is there room?", and whoever has no magazine
 * ends up where misses do.
 *
 * Nor does it add up what the thread keeps. A shelf gets its room in pieces, out of what the thread may keep:
 *
 *     shelf of 640 bytes    [a][b][c][ ][ ][ ] . . .       room 6, so 3840 bytes of thread_bytes are its own
 *     give                  [a][b][c][d][ ][ ] . . .       nothing else is asked
 *     the seventh block     more room, if thread_bytes has some left that is no shelf's, or that a shelf does
 *                           not use
 */
#include "memory/pool_magazine.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "memory/allocator.h"
#include "memory/damage.h"
#include "memory/pool.h"
#include "memory/pool_depot.h"
#include "memory/pool_lock.h"

/* Empty, and without room. Never written. */
static magazine nobodys;

/* The counts of threads without a magazine; its shelves stay empty. The list begins here. */
static magazine others;

static THREAD_WORD magazine *mine = &nobodys;
static THREAD_WORD bool ended; /* read only where there is no magazine */

enum { ROOM_AT_ONCE = 4096 }; /* bytes */

static intptr_t kept_most = 1 << 20; /* bytes; guarded by the pool's lock */

/* By the thread of the magazine, at any time; by another one under the lock. Both write the same. */
static void take_rooms_back(magazine *m)
{
    for (size_t which = 0; which < BLOCK_CLASSES; which++) counter_set(&m->shelves[which].room, 0);
}

void ndw_magazine_bound(intptr_t thread_bytes)
{
    kept_most = thread_bytes;
    for (magazine *m = others.next; m; m = m->next) take_rooms_back(m);
}

/* --- Down ------------------------------------------------------------------------------------- */

static void give_down(void *block, size_t which)
{
    ndw_pool_below->free(ndw_pool_below->ctx, block, class_size(which), BLOCK_LINE);
}

static void *take_up(size_t which)
{
    return ndw_pool_below->alloc(ndw_pool_below->ctx, class_size(which), BLOCK_LINE);
}

/* From a shelf that has `count`, and is not empty; onto one that has room. */
static void *off_shelf(shelf *s, intptr_t count)
{
    counter_set(&s->count, count - 1);
    return s->blocks[count - 1];
}

static void onto_shelf(shelf *s, intptr_t count, void *block)
{
    s->blocks[count] = block;
    counter_set(&s->count, count + 1);
}

/* The upper n go elsewhere: where they lay they are found until the next is put there. */
static void *const *take_off(shelf *s, intptr_t n)
{
    const intptr_t left = counter_read(&s->count) - n;
    counter_set(&s->count, left);
    counter_add(&s->drawn, -n);
    return s->blocks + left;
}

static void give_down_all(void *const *blocks, intptr_t n, size_t which)
{
    for (intptr_t i = 0; i < n; i++) give_down(blocks[i], which);
}

void ndw_magazine_empty(void)
{
    magazine *m = mine;
    if (m == &nobodys) return;
    for (size_t which = 0; which < BLOCK_CLASSES; which++) {
        const intptr_t n = counter_read(&m->shelves[which].count);
        give_down_all(take_off(&m->shelves[which], n), n, which);
    }
    take_rooms_back(m);
}

/* --- Beginning and end ------------------------------------------------------------------------ */

/* Guarded by the pool's lock. */
static struct {
    pthread_key_t key; /* its destructor ends a thread's magazine */
    bool made, unloaded;
} ends;

static void link_magazine(magazine *m)
{
    m->next = others.next;
    others.next = m;
}

static void unlink_magazine(const magazine *m)
{
    magazine **link = &others.next;
    while (*link != m) link = &(*link)->next;
    *link = m->next;
}

/* Of a thread that is no more. What still lies on its shelves (in the child of a fork) is lost, and not live. */
static void add_counts(const magazine *m)
{
    for (size_t which = 0; which < BLOCK_CLASSES; which++) {
        const shelf *s = &m->shelves[which];
        counter_add(&others.shelves[which].taken, counter_read(&s->taken));
        counter_add(&others.shelves[which].drawn, counter_read(&s->drawn) - counter_read(&s->count));
    }
    for (int i = 0; i < COUNTED; i++) counter_add(&others.counts[i], counter_read(&m->counts[i]));
}

/* The destructor of the key, on the thread that ends. */
static void end_magazine(void *arg)
{
    magazine *m = arg;
    ndw_magazine_empty();
    ended = true;
    mine = &nobodys;
    pool_lock();
    unlink_magazine(m);
    add_counts(m);
    pool_unlock();
    ndw_pool_below->free(ndw_pool_below->ctx, m, sizeof *m, BLOCK_LINE);
}

static bool register_magazine(magazine *m)
{
    pool_lock();
    if (!ends.made && !ends.unloaded) ends.made = pthread_key_create(&ends.key, end_magazine) == 0;
    const bool known = ends.made && pthread_setspecific(ends.key, m) == 0;
    if (known) link_magazine(m);
    pool_unlock();
    return known;
}

/* The thread's magazine, made when it is first needed; NULL: it cannot have one. */
static magazine *open_magazine(void)
{
    if (mine != &nobodys) return mine;
    if (ended) return NULL;
    magazine *m = ndw_pool_below->alloc(ndw_pool_below->ctx, sizeof *m, BLOCK_LINE);
    if (!m) return NULL;
    memset(m, 0, sizeof *m);
    if (!register_magazine(m)) {
        ndw_pool_below->free(ndw_pool_below->ctx, m, sizeof *m, BLOCK_LINE);
        return NULL;
    }
    mine = m;
    return m;
}

/* After this no thread calls into the library when it ends. Threads that are still there keep their
 * magazines: nobody can know whether the program ends too, and they are using them. */
AT_UNLOAD static void close_key(void)
{
    pool_lock();
    if (ends.made) pthread_key_delete(ends.key);
    ends.made = false;
    ends.unloaded = true;
    pool_unlock();
}

/* In the child of a fork, which has one thread: this one. What the others kept is lost; it may have been
 * changing when they stopped. Under the pool's lock. */
void ndw_magazine_forget_others(void)
{
    for (magazine *m = others.next; m; m = m->next)
        if (m != mine) add_counts(m);
    others.next = NULL;
    if (mine != &nobodys) link_magazine(mine);
}

/* --- Take, give, count ------------------------------------------------------------------------ */

/* So many were taken, so many came to the thread (or, below 0, went). It may have no magazine (NULL). */
static void count_blocks(magazine *m, size_t which, intptr_t taken, intptr_t drawn)
{
    if (!m) pool_lock();
    shelf *s = &(m ? m : &others)->shelves[which];
    counter_add(&s->taken, taken);
    counter_add(&s->drawn, drawn);
    if (!m) pool_unlock();
}

/* Of what the thread may keep, so many blocks are this shelf's; more than its room, where that was taken back. */
static intptr_t share_of(const shelf *s)
{
    const intptr_t count = counter_read(&s->count), room = counter_read(&s->room);
    return count > room ? count : room;
}

static intptr_t shares_in_bytes(const magazine *m)
{
    intptr_t bytes = 0;
    for (size_t which = 0; which < BLOCK_CLASSES; which++)
        bytes += share_of(&m->shelves[which]) * (intptr_t)class_size(which);
    return bytes;
}

/* For how many blocks of a class the thread may have room that no shelf has. */
static intptr_t room_left(const magazine *m, size_t which)
{
    return (kept_most - shares_in_bytes(m)) / (intptr_t)class_size(which);
}

/* For as many blocks at once as a page has, or for one; as far as the thread may and the shelf is long. What others
 * have been given, and do not use, they get again when they next want it. */
static void give_room(magazine *m, size_t which)
{
    const intptr_t size = (intptr_t)class_size(which);
    pool_lock();
    if (room_left(m, which) < 1) take_rooms_back(m);
    const intptr_t share = share_of(&m->shelves[which]), left = room_left(m, which);
    intptr_t more = size < ROOM_AT_ONCE ? ROOM_AT_ONCE / size : 1;
    if (more > SHELF_DEPTH - share) more = SHELF_DEPTH - share;
    if (more > left) more = left;
    if (more > 0) counter_set(&m->shelves[which].room, share + more);
    pool_unlock();
}

static bool gets_room(magazine *m, size_t which)
{
    const shelf *s = &m->shelves[which];
    const intptr_t count = counter_read(&s->count);
    if (count < SHELF_DEPTH && count >= counter_read(&s->room)) give_room(m, which);
    return count < counter_read(&s->room);
}

/* Where the calling thread may keep it; or down. */
static void put_away(magazine *m, size_t which, void *block)
{
    if (m && gets_room(m, which)) {
        onto_shelf(&m->shelves[which], counter_read(&m->shelves[which].count), block);
        return;
    }
    count_blocks(m, which, 0, -1);
    give_down(block, which);
}

/* A batch of the depot, on the shelf but for one block; NULL: there is none. */
static void *refill(size_t which)
{
    void *blocks[BATCH];
    if (!ndw_depot_get(blocks, which)) return NULL;
    magazine *m = open_magazine();
    count_blocks(m, which, 1, BATCH);
    for (int i = 1; i < BATCH; i++) put_away(m, which, blocks[i]);
    return blocks[0];
}

/* The shelf is empty. Before the answer is no, what is kept for nobody goes down. */
RARE static void *miss(size_t which)
{
    void *block = refill(which);
    if (block) return block;
    block = take_up(which);
    if (!block) {
        ndw_pool_trim();
        block = take_up(which);
    }
    if (!block) return NULL;
    count_blocks(open_magazine(), which, 1, 1);
    ndw_magazine_count(MISSES, 1);
    return block;
}

void *ndw_magazine_take(size_t size)
{
    const size_t which = class_of(size);
    shelf *s = &mine->shelves[which];
    const intptr_t count = counter_read(&s->count);
    if (UNLIKELY(count == 0)) return miss(which);
    counter_add(&s->taken, 1);
    return off_shelf(s, count);
}

/* From a shelf with as many: to the depot, or down. */
static void hand_over(shelf *s, size_t which)
{
    void *const *blocks = take_off(s, BATCH);
    if (!ndw_depot_put(blocks, which)) give_down_all(blocks, BATCH, which);
}

/* There is no room. If a batch less makes none, others of the shelves are of sizes that were wanted once. */
RARE static void hand_down(void *block, size_t which)
{
    magazine *m = open_magazine();
    if (m && !gets_room(m, which)) {
        if (counter_read(&m->shelves[which].count) >= BATCH) hand_over(&m->shelves[which], which);
        if (!gets_room(m, which)) ndw_magazine_empty();
    }
    put_away(m, which, block);
}

void ndw_magazine_give(void *block, size_t size)
{
    const size_t which = class_of(size);
    shelf *s = &mine->shelves[which];
    const intptr_t count = counter_read(&s->count);
    mark_gone(block);
    if (UNLIKELY(count >= counter_read(&s->room))) hand_down(block, which);
    else onto_shelf(s, count, block);
}

RARE static void count_first(counted what, intptr_t n)
{
    magazine *m = open_magazine();
    if (!m) pool_lock();
    counter_add(&(m ? m : &others)->counts[what], n);
    if (!m) pool_unlock();
}

void ndw_magazine_count(counted what, intptr_t n)
{
    magazine *m = mine;
    if (UNLIKELY(m == &nobodys)) count_first(what, n);
    else counter_add(&m->counts[what], n);
}

/* --- Ask -------------------------------------------------------------------------------------- */

static void add_shelf(magazine_counts *sum, const shelf *s, size_t which)
{
    const intptr_t size = (intptr_t)class_size(which), kept = counter_read(&s->count);
    const intptr_t live = counter_read(&s->drawn) - kept;
    sum->allocations += counter_read(&s->taken);
    sum->live_blocks += live;
    sum->live_bytes += live * size;
    sum->cached_blocks += kept;
    sum->cached_bytes += kept * size;
}

magazine_counts ndw_magazine_sum(void)
{
    magazine_counts sum = {0};
    for (const magazine *m = &others; m; m = m->next) {
        for (size_t which = 0; which < BLOCK_CLASSES; which++) add_shelf(&sum, &m->shelves[which], which);
        for (int i = 0; i < COUNTED; i++) sum.counts[i] = wrapping_sum(sum.counts[i], counter_read(&m->counts[i]));
    }
    return sum;
}

/* A block that is on the shelf once more, above place i; or is no block at all. */
static bool is_misplaced(const shelf *s, intptr_t i)
{
    if (!s->blocks[i] || (uintptr_t)s->blocks[i] % BLOCK_LINE != 0) return true;
    for (intptr_t j = i + 1; j < counter_read(&s->count); j++)
        if (s->blocks[j] == s->blocks[i]) return true;
    return false;
}

const void *ndw_magazine_damaged(size_t *size)
{
    for (size_t which = 0; which < BLOCK_CLASSES; which++) {
        const shelf *s = &mine->shelves[which];
        *size = class_size(which);
        for (intptr_t i = 0; i < counter_read(&s->count); i++)
            if (is_misplaced(s, i)) return s->blocks[i];
    }
    return NULL;
}
