/*
 * bench_empty.c - what it costs to have memory: arrays made, unfilled, and let go.
 *
 *     empty.n10              an array of 10 doubles, by one thread
 *     empty.n10.t2           by each of two threads, at the same time
 *     empty.n10.handed.t2    made by one thread, and let go by another
 */
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "team.h"
#include "work.h"

enum { THREADS = 2, THREAD_OPERATIONS = 50000, HANDS = 64 };

typedef struct maker {
    _Alignas(128) ndw_array *out;
    bool failed;
} maker;

/* A ring of places between a thread that makes and one that lets go. */
typedef struct hands {
    _Alignas(128) _Atomic(void *) places[HANDS];
} hands;

typedef struct empties {
    int64_t n;
    maker makers[THREADS];
    hands hands;
} empties;

static size_t bytes_of(const empties *e) { return (size_t)e->n * sizeof(double); }

/* --- Each thread its own ------------------------------------------------------------------------ */

/* The last result is let go of before the next is made, so that the last of all can be looked at. */
static void make(empties *e, maker *m, int times)
{
    for (int i = 0; i < times && !m->failed; i++) {
        ndw_release(&m->out);
        m->failed = ndw_empty(NDW_F64, NDW_SHAPE(e->n), &m->out) != NDW_OK;
    }
}

static ndw_status run_one(void *ctx)
{
    empties *e = ctx;
    make(e, &e->makers[0], LIMIT_REPEATS);
    return e->makers[0].failed ? NDW_ENOMEM : NDW_OK;
}

static ndw_status run_malloc(void *ctx) { return limit_malloc(bytes_of(ctx)); }

static void make_many(void *ctx, int which) { make(ctx, &((empties *)ctx)->makers[which], THREAD_OPERATIONS); }

static void malloc_many(void *ctx, int which)
{
    (void)which;
    for (int i = 0; i < THREAD_OPERATIONS; i++) {
        void *volatile block = malloc(bytes_of(ctx)); /* volatile: the pair must not be optimised away */
        free(block);
    }
}

/* --- From one thread to the other ----------------------------------------------------------------- */

/* The other one may need this processor to go on. */
static void wait_a_little(int *waited)
{
    enum { PATIENCE = 1000 };
    if (++*waited % PATIENCE == 0) sched_yield();
}

/* The ring keeps the order, so each place is written by one thread and emptied by the other, in turn. */
static void put(hands *h, int i, void *block)
{
    int waited = 0;
    while (atomic_load_explicit(&h->places[i % HANDS], memory_order_relaxed)) wait_a_little(&waited);
    atomic_store_explicit(&h->places[i % HANDS], block, memory_order_release);
}

static void *get(hands *h, int i)
{
    void *block;
    int waited = 0;
    while (!(block = atomic_load_explicit(&h->places[i % HANDS], memory_order_acquire))) wait_a_little(&waited);
    atomic_store_explicit(&h->places[i % HANDS], NULL, memory_order_relaxed);
    return block;
}

static void hand_arrays(void *ctx, int which)
{
    empties *e = ctx;
    maker *m = &e->makers[0];
    for (int i = 0; i < THREAD_OPERATIONS; i++) {
        ndw_array *a = NULL;
        if (which == 0) {
            /* one that cannot be made is still handed on: the other one counts them */
            if (ndw_empty(NDW_F64, NDW_SHAPE(e->n), &a) != NDW_OK) m->failed = true;
            put(&e->hands, i, a ? (void *)a : (void *)m);
        } else {
            void *block = get(&e->hands, i);
            if (block == m) continue;
            a = block;
            ndw_release(&a);
        }
    }
}

static void hand_blocks(void *ctx, int which)
{
    empties *e = ctx;
    for (int i = 0; i < THREAD_OPERATIONS; i++) {
        if (which == 0) {
            void *block = malloc(bytes_of(e));
            put(&e->hands, i, block ? block : (void *)e);
        } else {
            void *block = get(&e->hands, i);
            if (block != e) free(block);
        }
    }
}

/* --- Ways -------------------------------------------------------------------------------------- */

static ndw_status together(empties *e, team_fn *fn, int threads)
{
    if (!team_run(fn, e, threads)) return NDW_EIO;
    for (int i = 0; i < threads; i++)
        if (e->makers[i].failed) return NDW_ENOMEM;
    return NDW_OK;
}

static ndw_status run_two(void *ctx) { return together(ctx, make_many, THREADS); }
static ndw_status run_one_of_two(void *ctx) { return together(ctx, make_many, 1); }
static ndw_status run_malloc_two(void *ctx) { return together(ctx, malloc_many, THREADS); }
static ndw_status run_malloc_handed(void *ctx) { return together(ctx, hand_blocks, THREADS); }

/* One more, so that there is one to look at. */
static ndw_status run_handed(void *ctx)
{
    empties *e = ctx;
    NDW_TRY(together(e, hand_arrays, THREADS));
    make(e, &e->makers[0], 1);
    return e->makers[0].failed ? NDW_ENOMEM : NDW_OK;
}

static void spoil(void *ctx)
{
    empties *e = ctx;
    for (int i = 0; i < THREADS; i++) ndw_release(&e->makers[i].out);
}

static bool is_right(void *ctx)
{
    const empties *e = ctx;
    const ndw_array *out = e->makers[0].out;
    return out && ndw_ndim(out) == 1 && ndw_size(out) == e->n;
}

/* --- The cases --------------------------------------------------------------------------------- */

enum { WAYS = 3 };

static const struct described {
    const char *name, *params;
    int64_t n, operations;
    bench_way ways[WAYS];
} list[] = {
    {"empty.n1", "\"n\":1,\"threads\":1", 1, LIMIT_REPEATS,
     {{"ndweave", run_one, NULL, false}, {"malloc", run_malloc, NULL, true}}},
    {"empty.n10", "\"n\":10,\"threads\":1", 10, LIMIT_REPEATS,
     {{"ndweave", run_one, NULL, false}, {"malloc", run_malloc, NULL, true}}},
    {"empty.n1000", "\"n\":1000,\"threads\":1", 1000, LIMIT_REPEATS,
     {{"ndweave", run_one, NULL, false}, {"malloc", run_malloc, NULL, true}}},
    {"empty.n10.t2", "\"n\":10,\"threads\":2", 10, THREAD_OPERATIONS,
     {{"ndweave", run_two, NULL, false}, {"malloc", run_malloc_two, NULL, true},
      {"one_thread", run_one_of_two, NULL, false}}},
    {"empty.n10.handed.t2", "\"n\":10,\"threads\":2", 10, THREAD_OPERATIONS,
     {{"ndweave", run_handed, NULL, false}, {"malloc", run_malloc_handed, NULL, true}}},
};

static void cases(bench *b)
{
    static empties e;
    for (int i = 0; i < LENGTH_OF(list); i++) {
        const struct described *d = &list[i];
        if (!bench_wants(b, d->name)) continue;
        memset(&e, 0, sizeof e);
        e.n = d->n;
        bench_measure(b, &(bench_case){
                             .name = d->name,
                             .params = d->params,
                             .operations = d->operations,
                             .ways = d->ways,
                             .nways = d->ways[2].name ? 3 : 2,
                             .spoil = spoil,
                             .is_right = is_right,
                             .ctx = &e,
                         });
        spoil(&e);
    }
}

static const bench_column columns[] = {
    {BENCH_LIMIT, "malloc", NULL},
    {BENCH_YARDSTICK, "one_thread", NULL},
    {BENCH_END, NULL, NULL},
};

const bench_suite bench_empty = {
    .name = "alloc",
    .about = "arrays made, unfilled, and let go; time of one (.t2: of one of each thread, both at once;\n"
             "  .handed: made by one thread and let go by the other).\n"
             "  malloc       malloc and free of as many bytes, by the same threads\n"
             "  one_thread   one of a thread that is alone",
    .columns = columns,
    .cases = cases,
};
