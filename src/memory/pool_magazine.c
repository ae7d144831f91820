/*
 * pool_magazine.c - shelves of blocks, one set for each thread.
 *
 * A thread reaches its magazine through one word. Before there is a magazine, and after, the word points
 * to one that all such threads have in common, which is empty and as full as can be: so the ordinary
 * path asks nothing but "is there one on the shelf?" and "is there room?", and whoever has no magazine
 * ends up where misses do.
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

/* Empty and full. Never written. */
static magazine nobodys = {.cached = {INTPTR_MAX / 2}};

/* The counts of threads without a magazine; its shelves stay empty. The list begins here. */
static magazine others;

static THREAD_WORD magazine *mine = &nobodys;
static THREAD_WORD bool ended; /* read only where there is no magazine */

static counter kept_most = {1 << 20}; /* bytes */

void ndw_magazine_bound(intptr_t thread_bytes) { counter_set(&kept_most, thread_bytes); }

/* --- Down ------------------------------------------------------------------------------------- */

static void give_down(void *block, size_t which)
{
    ndw_pool_below->free(ndw_pool_below->ctx, block, class_size(which), BLOCK_LINE);
}

static void *take_up(size_t which)
{
    return ndw_pool_below->alloc(ndw_pool_below->ctx, class_size(which), BLOCK_LINE);
}

/* From a shelf that is not empty; onto one that is not full. */
static void *off_shelf(magazine *m, size_t which)
{
    shelf *s = &m->shelves[which];
    const intptr_t left = counter_read(&s->count) - 1;
    counter_set(&s->count, left);
    counter_add(&m->cached, -(intptr_t)class_size(which));
    return s->blocks[left];
}

static void onto_shelf(magazine *m, size_t which, void *block)
{
    shelf *s = &m->shelves[which];
    const intptr_t count = counter_read(&s->count);
    s->blocks[count] = block;
    counter_set(&s->count, count + 1);
    counter_add(&m->cached, (intptr_t)class_size(which));
}

void ndw_magazine_empty(void)
{
    if (mine == &nobodys) return;
    for (size_t which = 0; which < BLOCK_CLASSES; which++)
        while (counter_read(&mine->shelves[which].count) > 0) give_down(off_shelf(mine, which), which);
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

static void add_counts(const magazine *m)
{
    for (size_t which = 0; which < BLOCK_CLASSES; which++) {
        counter_add(&others.shelves[which].taken, counter_read(&m->shelves[which].taken));
        counter_add(&others.shelves[which].given, counter_read(&m->shelves[which].given));
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

/* For a thread that may have no magazine (NULL). */
static void count_taken(magazine *m, size_t which, intptr_t misses)
{
    if (!m) pool_lock();
    magazine *counts = m ? m : &others;
    counter_add(&counts->shelves[which].taken, 1);
    counter_add(&counts->counts[MISSES], misses);
    if (!m) pool_unlock();
}

static void count_given(magazine *m, size_t which)
{
    if (!m) pool_lock();
    counter_add(&(m ? m : &others)->shelves[which].given, 1);
    if (!m) pool_unlock();
}

static bool has_room(const magazine *m, size_t which)
{
    return counter_read(&m->shelves[which].count) < SHELF_DEPTH &&
           counter_read(&m->cached) + (intptr_t)class_size(which) <= counter_read(&kept_most);
}

/* A batch of the depot, on the shelf but for one block; NULL: there is none. */
static void *refill(size_t which)
{
    void *blocks[BATCH];
    if (!ndw_depot_get(blocks, which)) return NULL;
    magazine *m = open_magazine();
    for (int i = 1; i < BATCH; i++)
        if (m && has_room(m, which)) onto_shelf(m, which, blocks[i]);
        else give_down(blocks[i], which);
    count_taken(m, which, 0);
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
    if (block) count_taken(open_magazine(), which, 1);
    return block;
}

void *ndw_magazine_take(size_t size)
{
    const size_t which = class_of(size);
    magazine *m = mine;
    if (UNLIKELY(counter_read(&m->shelves[which].count) == 0)) return miss(which);
    counter_add(&m->shelves[which].taken, 1);
    return off_shelf(m, which);
}

/* From a shelf with as many: to the depot, or down. */
static void hand_over(magazine *m, size_t which)
{
    void *blocks[BATCH];
    for (int i = 0; i < BATCH; i++) blocks[i] = off_shelf(m, which);
    if (ndw_depot_put(blocks, which)) return;
    for (int i = 0; i < BATCH; i++) give_down(blocks[i], which);
}

/* There is no room. If it is other shelves that leave none, they are of sizes that were wanted once. */
RARE static void hand_down(void *block, size_t which)
{
    magazine *m = open_magazine();
    count_given(m, which);
    if (m && counter_read(&m->shelves[which].count) >= BATCH) hand_over(m, which);
    else ndw_magazine_empty();
    if (m && has_room(m, which)) onto_shelf(m, which, block);
    else give_down(block, which);
}

void ndw_magazine_give(void *block, size_t size)
{
    const size_t which = class_of(size);
    magazine *m = mine;
    mark_gone(block);
    if (UNLIKELY(!has_room(m, which))) {
        hand_down(block, which);
        return;
    }
    counter_add(&m->shelves[which].given, 1);
    onto_shelf(m, which, block);
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
    const intptr_t taken = counter_read(&s->taken), live = taken - counter_read(&s->given);
    sum->allocations += taken;
    sum->live_blocks += live;
    sum->live_bytes += live * (intptr_t)class_size(which);
    sum->cached_blocks += counter_read(&s->count);
}

magazine_counts ndw_magazine_sum(void)
{
    magazine_counts sum = {0};
    for (const magazine *m = &others; m; m = m->next) {
        sum.cached_bytes += counter_read(&m->cached);
        for (size_t which = 0; which < BLOCK_CLASSES; which++) add_shelf(&sum, &m->shelves[which], which);
        for (int i = 0; i < COUNTED; i++) sum.counts[i] += counter_read(&m->counts[i]);
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
