/*
 * pools.c - the pool's own sources, with what begins and ends a thread made to happen in each schedule;
 * and with mistakes in them, of which one is chosen when the program starts. Compiled with the hooks.
 */
#include "pools.h"

#include <stdio.h>
#include <string.h>

#include "base/once.h"
#include "ledger.h"
#include "memory/pool.h"
#include "memory/pool_depot.h"
#include "memory/pool_guard.h"
#include "twins.h"
#include "world.h"

/* --- The sources, and what a revision of them might do and look right ---------------------------- */

#define ndw_depot_put sound_depot_put
#define ndw_depot_get sound_depot_get
#include "memory/pool_depot.c"
#undef ndw_depot_put
#undef ndw_depot_get

#define ndw_magazine_give sound_magazine_give
#define ndw_magazine_bound sound_magazine_bound
#include "memory/pool_magazine.c"
#undef ndw_magazine_give
#undef ndw_magazine_bound

#define ndw_large_take sound_large_take
#include "memory/pool_large.c"
#undef ndw_large_take

bool ndw_depot_put(void *const blocks[BATCH], size_t which)
{
    return sound_depot_put(blocks, which) && !twins_weakens("pool.a_batch_is_put_and_given_down");
}

/* Found under the lock, and taken out under the lock: but not the same time. */
static bool get_in_halves(void *blocks[BATCH], size_t which)
{
    void *others_batch[BATCH];
    pool_lock();
    const batch *b = depot.classes[which].first;
    if (b) memcpy(blocks, b->blocks, sizeof b->blocks);
    pool_unlock();
    if (b) (void)sound_depot_get(others_batch, which);
    return b != NULL;
}

bool ndw_depot_get(void *blocks[BATCH], size_t which)
{
    return twins_weakens("pool.a_batch_is_found_before_it_is_taken") ? get_in_halves(blocks, which)
                                                                     : sound_depot_get(blocks, which);
}

void ndw_magazine_give(void *block, size_t size)
{
    sound_magazine_give(block, size);
    if (twins_weakens("pool.keeps_what_it_gives_down")) give_down(block, class_of(size));
    if (ended && mine == &nobodys && twins_weakens("pool.an_ended_thread_begins_again")) {
        ended = false;
        ndw_magazine_count(COPIES, 0);
    }
}

void ndw_magazine_bound(intptr_t thread_bytes)
{
    if (twins_weakens("pool.room_is_kept_when_less_is_allowed")) kept_most = thread_bytes;
    else sound_magazine_bound(thread_bytes);
}

/* Found under the lock, and taken out under the lock: but not the same time. */
static head *take_in_halves(void)
{
    pool_lock();
    head *h = large.first;
    pool_unlock();
    if (!h) return NULL;
    pool_lock();
    for (head **link = &large.first; *link; link = &(*link)->next)
        if (*link == h) {
            (void)cut_head(link);
            break;
        }
    count_take(h, true);
    pool_unlock();
    h->life = LIFE_LARGE;
    return h;
}

void *ndw_large_take(size_t size)
{
    head *h = twins_weakens("pool.large_blocks_are_found_before_they_are_taken") ? take_in_halves() : NULL;
    return h ? block_of(h) : sound_large_take(size);
}

/* --- A thread ----------------------------------------------------------------------------------- */

static _Thread_local magazine *outside; /* of the scenarios that are not about the pool */

static void begin_thread(int number)
{
    static magazine *first;
    outside = mine;
    mine = &nobodys;
    ended = false;
    ndw_magazine_count(COPIES, 0);
    if (number == 0) first = mine;
    else if (twins_weakens("pool.threads_have_one_magazine")) mine = first;
}

static void forget_shelves(void)
{
    for (size_t which = 0; which < BLOCK_CLASSES; which++) counter_set(&mine->shelves[which].count, 0);
}

static void end_thread(void)
{
    if (mine == &nobodys) return;
    if (twins_weakens("pool.a_thread_ends_with_its_blocks")) forget_shelves();
    end_magazine(mine);
}

static void after_end(void)
{
    mine = outside;
    ended = false;
}

/* --- What threads do ---------------------------------------------------------------------------- */

enum { SMALL = 100, LARGE = SMALL_MAX + 1, KEPT = 3 * 128, LESS = 128, FLOOD_KEPT = SHELF_DEPTH * 128 };

static const ndw_allocator *const own = &ndw_pool_allocator;

static char *take_block(size_t size, int number)
{
    char *block = own->alloc(own->ctx, size, BLOCK_LINE);
    memset(block, number, SMALL);
    return block;
}

static void give_block(char *block, size_t size, int number)
{
    for (int i = 0; i < SMALL; i++) expect(block[i], number, "P1: a byte of a block that is mine");
    own->free(own->ctx, block, size, BLOCK_LINE);
}

static void take_and_give(size_t size, int number)
{
    char *block = take_block(size, number);
    schedule_pause();
    give_block(block, size, number);
}

static void use_small(int number)
{
    take_and_give(SMALL, number);
    take_and_give(SMALL, number);
}

static void use_large(int number)
{
    take_and_give(LARGE, number);
    take_and_give(LARGE, number);
}

/* More than may be kept. */
static void use_many(int number)
{
    char *blocks[5];
    for (int i = 0; i < 5; i++) blocks[i] = take_block(SMALL, number);
    for (int i = 0; i < 5; i++) {
        give_block(blocks[i], SMALL, number);
        if (shares_in_bytes(mine) > KEPT) schedule_fail("P2: a thread keeps more than it may");
    }
}

/* Another thread allows it less meanwhile. After that the next block that it lets go is kept by the new bound. */
static void heed(int number)
{
    use_many(number);
    schedule_await(0);
    take_and_give(SMALL, number);
    if (shares_in_bytes(mine) > LESS) schedule_fail("P2: a thread keeps more than another has allowed");
}

static void allow_less(int number)
{
    (void)number;
    pool_lock();
    ndw_magazine_bound(LESS);
    pool_unlock();
    schedule_raise(0);
}

static void end_early(int number)
{
    take_and_give(SMALL, number);
    char *late = take_block(SMALL, number);
    end_thread();
    give_block(late, SMALL, number);
    take_and_give(SMALL, number);
    if (mine != &nobodys) schedule_fail("P3: a thread that has ended has a magazine");
}

static void ask_the_pool(int number)
{
    ndw_pool_counts c;
    (void)number;
    MUST(ndw_pool_stats(&c));
    if (c.large_bytes > 2 * LARGE) schedule_fail("P2: the cache of large blocks keeps more than it may");
    ndw_pool_trim();
}

static void use_guarded(int number)
{
    char *block = ndw_guard_take(SMALL, BLOCK_LINE);
    memset(block, number, SMALL);
    ndw_guard_give(block, SMALL, BLOCK_LINE);
    pool_lock();
    const ndw_damage found = ndw_guard_damaged();
    pool_unlock();
    if (found.cause != NDW_DAMAGE_NONE) schedule_fail("P5: %s", ndw_damage_text(found.cause));
}

static void report(int number)
{
    expect_status(ndw_damage_report(NDW_DAMAGE_FOREIGN, &own, number), NDW_ECORRUPT, "P5: a report");
}

/* One passes a block on, in order; whoever gets it lets go of it and finds it on its own shelf. */
static published passed;

static void pass_on(int number)
{
    char *block = take_block(SMALL, 1);
    publish(&passed, block);
    schedule_raise(0);
    take_and_give(SMALL, number);
}

static void receive(int number)
{
    schedule_await(0);
    char *block = (char *)(uintptr_t)published_read(&passed);
    give_block(block, SMALL, 1);
    char *again = take_block(SMALL, number);
    if (again != block) schedule_fail("P4: a block that was let go is not kept");
    give_block(again, SMALL, number);
}

/* Lets go of more than a shelf holds: a batch goes over to whoever finds it. */
static void flood(int number)
{
    enum { HANDED = SHELF_DEPTH + 1 };
    char *blocks[HANDED];
    for (int i = 0; i < HANDED; i++) blocks[i] = take_block(SMALL, number);
    for (int i = 0; i < HANDED; i++) give_block(blocks[i], SMALL, number);
    pool_lock();
    const depot_counts now = ndw_depot_sum();
    pool_unlock();
    if (now.bytes > FLOOD_KEPT) schedule_fail("P2: more lies between threads than may");
}

/* Takes one more than a batch. */
static void drain(int number)
{
    char *blocks[BATCH + 1];
    for (int i = 0; i <= BATCH; i++) blocks[i] = take_block(SMALL, number);
    schedule_pause();
    for (int i = 0; i <= BATCH; i++) give_block(blocks[i], SMALL, number);
}

static const struct pool_operation {
    const char *name;
    void (*run)(int number);
    bool in_triples;
    int reports;
} pool_operations[] = {
    {"small", use_small, true, 0},    {"large", use_large, false, 0},   {"many", use_many, false, 0},
    {"end", end_early, true, 0},      {"ask", ask_the_pool, false, 0},  {"guarded", use_guarded, false, 0},
    {"report", report, false, 1},
};
enum { POOL_OPERATIONS = sizeof pool_operations / sizeof *pool_operations };

static const struct pool_operation passes = {"pass", pass_on, false, 0}, receives = {"receive", receive, false, 0},
                                   floods = {"flood", flood, false, 0}, drains = {"drain", drain, false, 0},
                                   heeds = {"heed", heed, false, 0}, allows = {"allow less", allow_less, false, 0};

/* --- A schedule --------------------------------------------------------------------------------- */

typedef struct company {
    int threads;
    int64_t kept;
    const struct pool_operation *operations[SCHEDULE_THREADS];
} company;

static ndw_allocator ledgers;
static ndw_pool_counts before;

static void set_up(void *ctx)
{
    const company *c = ctx;
    const ndw_pool_options o = {NDW_POOL_ON, c->kept, 2 * LARGE, INT64_MAX / 2, NULL, NULL};
    ledger_allocator(&ledgers, 0);
    ndw_pool_below = &ledgers;
    MUST(ndw_pool_configure(&o));
    if (twins_weakens("pool.the_bound_is_forgotten")) ndw_magazine_bound(INTPTR_MAX / 4);
    MUST(ndw_pool_stats(&before));
}

static void run_company(void *ctx, int thread)
{
    const company *c = ctx;
    begin_thread(thread);
    c->operations[thread]->run(thread + 1);
    end_thread();
    after_end();
}

static void finish(void *ctx)
{
    const company *c = ctx;
    int reports = 0;
    ndw_pool_counts now;
    for (int t = 0; t < c->threads; t++) reports += c->operations[t]->reports;
    ndw_depot_empty();
    MUST(ndw_pool_stats(&now));
    expect((int32_t)(now.live_blocks - before.live_blocks), 0, "P1: blocks live at the end");
    expect((int32_t)now.damages, reports, "P5: reports counted");
    expect((int32_t)(now.cached_bytes - before.cached_bytes), 0, "P3: bytes kept by threads that have ended");
    expect_status(ndw_pool_check(), reports ? NDW_ECORRUPT : NDW_OK, "P1: the pool, checked");
    MUST(ndw_pool_configure(NULL));
    ndw_pool_trim();
    ndw_pool_below = &ndw_libc_allocator;
}

static long explore_company(long (*explore)(const scenario *s), const company *c)
{
    char name[128] = "pool:";
    for (int t = 0; t < c->threads; t++) {
        size_t at = strlen(name);
        snprintf(name + at, sizeof name - at, "%s %s", t ? "," : "", c->operations[t]->name);
    }
    const scenario s = {name, c->threads, set_up, run_company, finish, (void *)(uintptr_t)c};
    const long schedules = explore(&s);
    printf("%8ld  %s\n", schedules, name);
    return schedules;
}

void pools_all(long (*explore)(const scenario *s))
{
    const struct pool_operation *all = pool_operations;
    for (int i = 0; i < POOL_OPERATIONS; i++)
        for (int j = i; j < POOL_OPERATIONS; j++) {
            explore_company(explore, &(company){2, KEPT, {&all[i], &all[j]}});
            for (int k = j; k < POOL_OPERATIONS; k++)
                if (all[i].in_triples && all[j].in_triples && all[k].in_triples)
                    explore_company(explore, &(company){3, KEPT, {&all[i], &all[j], &all[k]}});
        }
    explore_company(explore, &(company){2, KEPT, {&passes, &receives}});
    explore_company(explore, &(company){2, KEPT, {&heeds, &allows}});
    explore_company(explore, &(company){2, FLOOD_KEPT, {&floods, &floods}});
    explore_company(explore, &(company){3, FLOOD_KEPT, {&floods, &drains, &drains}});
    fflush(stdout);
}
