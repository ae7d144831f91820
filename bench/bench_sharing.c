/*
 * bench_sharing.c - what it costs to share and slice arrays: no element moves.
 *
 *     slice.owned          x[1:-1, ::2], and let go of it
 *     slice.borrowed       the same of a view on the stack
 *     slice.shared.t2      two threads slice one array
 *     slice.borrowed.t2    two threads slice views of one memory
 *     share                one more owner of the same bytes, and let go of it
 *     share.t2             the same of two threads
 */
#include <stdatomic.h>
#include <string.h>

#include "limits.h"
#include "team.h"
#include "work.h"

enum { ROWS = 100, COLUMNS = 100, THREADS = 2, THREAD_OPERATIONS = 50000 };

/* What one thread holds; each is written by that thread alone, so they keep apart. */
typedef struct member {
    _Alignas(128) ndw_array *out;
    ndw_view view, from;
    bool failed;
} member;

typedef struct sharing {
    ndw_array *x;
    member members[THREADS];
} sharing;

#define PART NDW_INDEX(NDW_RANGE(1, -1, 1), NDW_RANGE(NDW_OMIT, NDW_OMIT, 2))

/* --- One thread ------------------------------------------------------------------------------- */

/* Each operation lets go of the last result and makes the next, so that the last can be looked at. */
static ndw_status run_owned(void *ctx)
{
    sharing *h = ctx;
    member *m = &h->members[0];
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_release(&m->out);
        NDW_TRY(ndw_slice(h->x, PART, &m->out));
    }
    return NDW_OK;
}

static ndw_status run_borrowed(void *ctx)
{
    member *m = &((sharing *)ctx)->members[0];
    for (int i = 0; i < LIMIT_REPEATS; i++) NDW_TRY(ndw_view_slice(&m->from, PART, &m->view));
    return NDW_OK;
}

static ndw_status run_share(void *ctx)
{
    sharing *h = ctx;
    member *m = &h->members[0];
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_release(&m->out);
        NDW_TRY(ndw_share(h->x, &m->out));
    }
    return NDW_OK;
}

/* --- Two threads ------------------------------------------------------------------------------ */

static void slice_owned(void *ctx, int which)
{
    sharing *h = ctx;
    member *m = &h->members[which];
    for (int i = 0; i < THREAD_OPERATIONS && !m->failed; i++) {
        ndw_release(&m->out);
        m->failed = ndw_slice(h->x, PART, &m->out) != NDW_OK;
    }
}

static void share(void *ctx, int which)
{
    sharing *h = ctx;
    member *m = &h->members[which];
    for (int i = 0; i < THREAD_OPERATIONS && !m->failed; i++) {
        ndw_release(&m->out);
        m->failed = ndw_share(h->x, &m->out) != NDW_OK;
    }
}

static void slice_borrowed(void *ctx, int which)
{
    member *m = &((sharing *)ctx)->members[which];
    for (int i = 0; i < THREAD_OPERATIONS && !m->failed; i++)
        m->failed = ndw_view_slice(&m->from, PART, &m->view) != NDW_OK;
}

static void contend(void *ctx, int which)
{
    static _Alignas(128) _Atomic int64_t counter;
    (void)ctx, (void)which;
    for (int i = 0; i < THREAD_OPERATIONS; i++) {
        atomic_fetch_add_explicit(&counter, 1, memory_order_acq_rel);
        atomic_fetch_sub_explicit(&counter, 1, memory_order_acq_rel);
    }
}

static ndw_status together(sharing *h, team_fn *fn, int threads)
{
    if (!team_run(fn, h, threads)) return NDW_EIO;
    for (int i = 0; i < threads; i++)
        if (h->members[i].failed) return NDW_EIO;
    return NDW_OK;
}

static ndw_status run_owned_two(void *ctx) { return together(ctx, slice_owned, THREADS); }
static ndw_status run_owned_one(void *ctx) { return together(ctx, slice_owned, 1); }
static ndw_status run_share_two(void *ctx) { return together(ctx, share, THREADS); }
static ndw_status run_share_one(void *ctx) { return together(ctx, share, 1); }
static ndw_status run_borrowed_two(void *ctx) { return together(ctx, slice_borrowed, THREADS); }
static ndw_status run_borrowed_one(void *ctx) { return together(ctx, slice_borrowed, 1); }
static ndw_status run_contended_pair(void *ctx) { return together(ctx, contend, THREADS); }

/* --- Checks ----------------------------------------------------------------------------------- */

static void spoil(void *ctx)
{
    sharing *h = ctx;
    for (int i = 0; i < THREADS; i++) {
        ndw_release(&h->members[i].out);
        memset(&h->members[i].view, 0, sizeof h->members[i].view);
    }
}

static bool is_part(const sharing *h, const ndw_view *v)
{
    const int64_t row = COLUMNS * (int64_t)sizeof(double);
    return v->data == (const char *)ndw_data(h->x) + row && v->ndim == 2 && v->shape[0] == ROWS - 2 &&
           v->shape[1] == COLUMNS / 2 && v->strides[0] == row &&
           v->strides[1] == 2 * (int64_t)sizeof(double);
}

static bool is_owned_part(const sharing *h, int which)
{
    ndw_view v;
    const ndw_array *out = h->members[which].out;
    return out && ndw_view_of(out, &v) == NDW_OK && is_part(h, &v);
}

static bool owned_right(void *ctx) { return is_owned_part(ctx, 0); }

static bool borrowed_right(void *ctx)
{
    const sharing *h = ctx;
    return is_part(h, &h->members[0].view);
}

static bool share_right(void *ctx)
{
    const sharing *h = ctx;
    const ndw_array *out = h->members[0].out;
    return out && ndw_data(out) == ndw_data(h->x) && ndw_size(out) == ndw_size(h->x);
}

/* --- The cases -------------------------------------------------------------------------------- */

enum { WAYS = 3 };

static const struct described {
    const char *name, *params;
    int64_t operations;
    bench_way ways[WAYS];
    bool (*is_right)(void *ctx);
} list[] = {
    {"slice.owned", "\"threads\":1", LIMIT_REPEATS,
     {{"ndweave", run_owned, NULL, false}, {"atomic_pair", limit_atomic_pair, NULL, true}},
     owned_right},
    {"slice.borrowed", "\"threads\":1", LIMIT_REPEATS,
     {{"ndweave", run_borrowed, NULL, false}, {"atomic_pair", limit_atomic_pair, NULL, true}},
     borrowed_right},
    {"slice.shared.t2", "\"threads\":2", THREAD_OPERATIONS,
     {{"ndweave", run_owned_two, NULL, false}, {"atomic_pair", run_contended_pair, NULL, true},
      {"one_thread", run_owned_one, NULL, false}}, owned_right},
    {"slice.borrowed.t2", "\"threads\":2", THREAD_OPERATIONS,
     {{"ndweave", run_borrowed_two, NULL, false}, {"one_thread", run_borrowed_one, NULL, false}},
     borrowed_right},
    {"share", "\"threads\":1", LIMIT_REPEATS,
     {{"ndweave", run_share, NULL, false}, {"atomic_pair", limit_atomic_pair, NULL, true}},
     share_right},
    {"share.t2", "\"threads\":2", THREAD_OPERATIONS,
     {{"ndweave", run_share_two, NULL, false}, {"atomic_pair", run_contended_pair, NULL, true},
      {"one_thread", run_share_one, NULL, false}}, share_right},
};

static ndw_status make_sharing(sharing *h)
{
    NDW_TRY(ndw_zeros(NDW_F64, NDW_SHAPE(ROWS, COLUMNS), &h->x));
    for (int i = 0; i < THREADS; i++) NDW_TRY(ndw_view_of(h->x, &h->members[i].from));
    return NDW_OK;
}

static void measure(bench *b, const struct described *d)
{
    static sharing h;
    if (!bench_wants(b, d->name)) return;
    memset(&h, 0, sizeof h);
    if (make_sharing(&h) == NDW_OK)
        bench_measure(b, &(bench_case){
                             .name = d->name,
                             .params = d->params,
                             .operations = d->operations,
                             .ways = d->ways,
                             .nways = d->ways[2].name ? 3 : 2,
                             .spoil = spoil,
                             .is_right = d->is_right,
                             .ctx = &h,
                         });
    else
        bench_give_up(b, d->name);
    spoil(&h);
    ndw_release(&h.x);
}

static void cases(bench *b)
{
    for (int i = 0; i < LENGTH_OF(list); i++) measure(b, &list[i]);
}

static const bench_column columns[] = {
    {BENCH_LIMIT, "atomic_pair", NULL},
    {BENCH_YARDSTICK, "one_thread", NULL},
    {BENCH_END, NULL, NULL},
};

const bench_suite bench_sharing = {
    .name = "sharing",
    .about = "arrays shared and sliced, and let go: no element moves; time of one operation\n"
             "  (.t2: of one of each thread, both at once).\n"
             "  atomic_pair  add 1 to a counter and subtract it (.t2: both threads the same counter)\n"
             "  one_thread   one operation of a thread that is alone",
    .columns = columns,
    .cases = cases,
};
