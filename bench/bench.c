/*
 * bench.c - the clock: check, warm up, time in turn, take medians.
 *
 * What takes part in the rounds of a case are its entrants: its own ways first, then the limits that
 * were found to be the fastest at this size and state of memory.
 */
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run.h"
#include "team.h"

enum {
    BATCH_QUICK_NS = 400 * 1000,
    BATCH_FULL_NS = 1000 * 1000,
    SETTLED_RUNS = 4,              /* fewer in a batch: those that are missing before it, not timed, ... */
    SETTLING_NS = 4 * 1000 * 1000, /* ... as many as take so long, or one ...                            */
    SETTLED_NS = 40 * 1000 * 1000, /* ... unless that takes so long that it does not matter              */
    PROBES = 2,
    CHOICES = 3,
    FILL_BYTE = 0x5A
};

/* --- What the suites ask ---------------------------------------------------------------------- */

bool bench_wants(bench *b, const char *name)
{
    if (b->filter && !strstr(name, b->filter)) return false;
    if (b->counting) {
        b->wanted++;
        return false;
    }
    if (b->list) puts(name);
    return !b->list;
}

bool bench_is_quick(const bench *b) { return b->quick; }

void bench_give_up(bench *b, const char *name) { report_error(b, name, "ndweave", ndw_error_detail()); }

static bool has_limits(const bench_case *c) { return c->traffic && c->traffic->written > 0; }

/* --- Who takes part --------------------------------------------------------------------------- */

typedef struct entrant {
    const bench_way *way;   /* of the case, or */
    const limit_way *limit; /* a limit         */
    int64_t runs;           /* in a batch      */
    int64_t settling;       /* runs before it */
    bool cools;             /* finds nothing of the case in the caches */
    int rounds;             /* that it took part in */
    double times[ROUNDS];
    figure figure;
} entrant;

enum { PLAIN_FILL, STREAM_FILL, COPY, SECOND_COPY, LIMITS, ENTRANTS_MAX = BENCH_WAYS_MAX + LIMITS };

typedef struct entrants {
    entrant list[ENTRANTS_MAX];
    int n, nways;
    const limit_way *chosen[LIMITS];
} entrants;

/* --- One run ---------------------------------------------------------------------------------- */

static const char *fill_line(void)
{
    static _Alignas(LIMIT_LINE) char line[LIMIT_LINE];
    memset(line, FILL_BYTE, sizeof line);
    return line;
}

static const limit_way *all_fills(int *n);
static const limit_way *all_copies(int *n);

static bool is_fill(const limit_way *limit)
{
    int n;
    const limit_way *fills = all_fills(&n);
    return limit >= fills && limit < fills + n;
}

/* A limit's work, and one thread's part of it. */
typedef struct limit_work {
    const limit_way *limit;
    const bench_traffic *traffic;
    const char *line; /* NULL: a copy */
} limit_work;

static void limit_part(void *ctx, int member)
{
    const limit_work *w = ctx;
    const int64_t lines = w->traffic->written / w->traffic->threads / LIMIT_LINE;
    const int64_t begin = member * lines * LIMIT_LINE;
    const int64_t end = member == w->traffic->threads - 1 ? w->traffic->written
                                                          : begin + lines * LIMIT_LINE;
    w->limit->run(w->traffic->dst + begin, w->line ? w->line : w->traffic->src + begin,
                  (size_t)(end - begin));
}

static void run_limit(const limit_way *limit, const bench_traffic *t, const char *line)
{
    if (t->threads > 1)
        team_run(limit_part, &(limit_work){limit, t, line}, t->threads);
    else
        limit->run(t->dst, line ? line : t->src, (size_t)t->written);
}

/* Statuses were seen to be good when the output was checked. */
static void run_renewed(const bench_case *c, const entrant *e, const char *line)
{
    if (c->renew) c->renew(c->ctx);
    if (e->limit) run_limit(e->limit, c->traffic, line);
    else (void)!e->way->run(c->ctx);
}

/* --- Time ------------------------------------------------------------------------------------- */

double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* ns of `runs` runs in a row. */
static double batch_ns(const bench_case *c, const entrant *e, int64_t runs)
{
    const char *line = e->limit && is_fill(e->limit) ? fill_line() : NULL;
    const double begin = now_ns();
    if (e->limit || c->renew)
        for (int64_t i = 0; i < runs; i++) run_renewed(c, e, line);
    else
        for (int64_t i = 0; i < runs; i++) (void)!e->way->run(c->ctx);
    return now_ns() - begin;
}

/* What one run reads and writes, as far as it is known. */
static int64_t bytes_of(const bench_case *c)
{
    return has_limits(c) ? c->traffic->written + c->traffic->read : c->bytes;
}

/* How many runs make a batch: found by doubling, which also warms up caches, pages and predictors. */
static void calibrate(const bench *b, const bench_case *c, entrant *e, double wanted_ns)
{
    double ns;
    e->runs = 1;
    e->settling = 0;
    e->cools = false;
    if (e->way && e->way->sample) return;
    if ((e->cools = !c->renew && bytes_of(c) >= b->cool_from)) return;
    while ((ns = batch_ns(c, e, e->runs)) < wanted_ns / 2) e->runs *= 2;
    if (e->runs >= SETTLED_RUNS || ns >= (double)SETTLED_NS || c->renew) return;
    const double missing = (double)(SETTLED_RUNS - e->runs), fitting = (double)SETTLING_NS / ns * (double)e->runs;
    const double settling = fmin(missing, fitting);
    e->settling = settling > 1 ? (int64_t)settling : 1;
}

/* ns of one operation, from one batch. */
static double sample_ns(const bench_case *c, const entrant *e)
{
    const int64_t operations = c->operations > 0 && e->way ? c->operations : 1;
    if (e->way && e->way->sample) return e->way->sample(c->ctx);
    if (e->settling > 0) batch_ns(c, e, e->settling);
    if (e->cools) bench_cool();
    return batch_ns(c, e, e->runs) / (double)e->runs / (double)operations;
}

static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Sorts them on the way. */
static double median(double *values, int n)
{
    qsort(values, (size_t)n, sizeof *values, compare_doubles);
    return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

static figure figure_of(double *times, int n)
{
    figure f;
    f.median = median(times, n);
    for (int i = 0; i < n; i++) times[i] = fabs(times[i] - f.median);
    f.mad = median(times, n);
    return f;
}

static double batch_goal(const bench *b) { return (double)(b->quick ? BATCH_QUICK_NS : BATCH_FULL_NS); }

/* --- Which limits ----------------------------------------------------------------------------- */

static const limit_way *all_fills(int *n)
{
    static limit_way ways[LIMIT_WAYS_MAX];
    static int count;
    if (count == 0) count = limit_fills(ways);
    *n = count;
    return ways;
}

static const limit_way *all_copies(int *n)
{
    static limit_way ways[LIMIT_WAYS_MAX];
    static int count;
    if (count == 0) count = limit_copies(ways);
    *n = count;
    return ways;
}

/* What was found for one size and state of memory. */
typedef struct choice {
    int64_t written;
    unsigned offset; /* of the destination in its line */
    bool renewed;
    int threads;
    int tries; /* cases that have added to it */
    double fills[LIMIT_WAYS_MAX], copies[LIMIT_WAYS_MAX]; /* ns, the least that was seen */
    const limit_way *chosen[LIMITS];
} choice;

/* Each is tried several times; the least counts. (What takes long only once by each case.) */
static void try_limits(const bench *b, const bench_case *c, const limit_way *ways, int n, double *ns)
{
    entrant e[LIMIT_WAYS_MAX];
    for (int i = 0; i < n; i++) {
        e[i] = (entrant){.limit = &ways[i], .runs = 1};
        if (!c->renew) calibrate(b, c, &e[i], batch_goal(b) / 4); /* new pages never warm up */
    }
    for (int probe = 0; probe < (c->renew || e[0].cools ? 1 : PROBES); probe++)
        for (int i = 0; i < n; i++) ns[i] = fmin(ns[i], sample_ns(c, &e[i]));
}

/* The fastest of those that do (do not) stream, except one; NULL if there is none. */
static const limit_way *fastest(const limit_way *ways, int n, const double *ns, int streams,
                                const limit_way *except)
{
    int best = -1;
    for (int i = 0; i < n; i++)
        if (&ways[i] != except && (streams < 0 || ways[i].streams == streams) &&
            (best < 0 || ns[i] < ns[best]))
            best = i;
    return best < 0 ? NULL : &ways[best];
}

/* The one, unless it is so much slower than the other that it will hardly be the faster in any round. New pages are
 * tried too seldom to say so. */
static const limit_way *if_close(const bench_case *c, const limit_way *one, const limit_way *other,
                                 const limit_way *ways, const double *ns)
{
    const double close = 1.25;
    if (c->renew) return one;
    return one && other && ns[one - ways] > close * ns[other - ways] ? NULL : one;
}

static void choose(const bench *b, const bench_case *c, choice *out)
{
    int n;
    report_progress(b, c->name, "find limits", 0, 2);
    const limit_way *ways = all_fills(&n);
    try_limits(b, c, ways, n, out->fills);
    out->chosen[PLAIN_FILL] = fastest(ways, n, out->fills, 0, NULL);
    out->chosen[STREAM_FILL] = if_close(c, fastest(ways, n, out->fills, 1, NULL), out->chosen[PLAIN_FILL], ways,
                                        out->fills);

    report_progress(b, c->name, "find limits", 1, 2);
    ways = all_copies(&n);
    try_limits(b, c, ways, n, out->copies);
    out->chosen[COPY] = fastest(ways, n, out->copies, -1, NULL);
    out->chosen[SECOND_COPY] = if_close(c, fastest(ways, n, out->copies, -1, out->chosen[COPY]), out->chosen[COPY],
                                        ways, out->copies);
}

static bool is_close(int64_t a, int64_t b) { return a <= b + b / 16 && b <= a + a / 16; }

/* The place for cases of about the same size and state of memory as this one. */
static choice *place_of(const bench_case *c)
{
    static choice known[64];
    static int count;
    const bench_traffic *t = c->traffic;
    const unsigned offset = (unsigned)((uintptr_t)t->dst % LIMIT_LINE);
    for (int i = 0; i < count && i < LENGTH_OF(known); i++)
        if (is_close(known[i].written, t->written) && known[i].offset == offset &&
            known[i].renewed == (c->renew != NULL) && known[i].threads == t->threads)
            return &known[i];
    choice *next = &known[count++ % LENGTH_OF(known)];
    *next = (choice){t->written, offset, c->renew != NULL, t->threads, .tries = 0};
    for (int i = 0; i < LIMIT_WAYS_MAX; i++) next->fills[i] = next->copies[i] = HUGE_VAL;
    return next;
}

/* The first few cases of a size add to what is known of it, so that one disturbance decides nothing. */
static const choice *choice_of(const bench *b, const bench_case *c)
{
    choice *found = place_of(c);
    if (found->tries < (c->renew ? 1 : CHOICES)) {
        choose(b, c, found);
        found->tries++;
    }
    return found;
}

static void enter(const bench *b, const bench_case *c, entrants *all)
{
    memset(all, 0, sizeof *all);
    for (int i = 0; i < c->nways; i++) all->list[all->n++].way = &c->ways[i];
    all->nways = all->n;
    if (!has_limits(c)) return;
    const choice *found = choice_of(b, c);
    for (int i = 0; i < LIMITS; i++) {
        all->chosen[i] = found->chosen[i];
        if (found->chosen[i]) all->list[all->n++].limit = found->chosen[i];
    }
}

/* --- Outputs ---------------------------------------------------------------------------------- */

static bool is_filled(const bench_traffic *t)
{
    const char *line = fill_line();
    int64_t i = 0;
    for (; i + LIMIT_LINE <= t->written; i += LIMIT_LINE)
        if (memcmp(t->dst + i, line, LIMIT_LINE) != 0) return false;
    return memcmp(t->dst + i, line, (size_t)(t->written - i)) == 0;
}

/* Whether what an entrant has left behind is right. */
static bool left_right(const bench_case *c, const entrant *e)
{
    if (e->way) return e->way->silent || e->way->sample || c->is_right(c->ctx);
    if (is_fill(e->limit)) return is_filled(c->traffic);
    return memcmp(c->traffic->dst, c->traffic->src, (size_t)c->traffic->written) == 0;
}

static bool wrong(bench *b, const bench_case *c, const entrant *e, const char *what)
{
    report_error(b, c->name, e->way ? e->way->name : e->limit->name, what);
    return false;
}

static bool check_sample(bench *b, const bench_case *c, const entrant *e)
{
    return e->way->sample(c->ctx) >= 0 || wrong(b, c, e, "its output is wrong");
}

static bool check(bench *b, const bench_case *c, const entrant *e)
{
    if (e->way->sample) return check_sample(b, c, e);
    if (c->renew) c->renew(c->ctx);
    c->spoil(c->ctx);
    if (c->is_right(c->ctx)) return wrong(b, c, e, "its check accepts a spoilt output");
    if (e->way->run(c->ctx) != NDW_OK) return wrong(b, c, e, ndw_error_detail());
    return left_right(c, e) || wrong(b, c, e, "its output is wrong");
}

static bool check_ways(bench *b, const bench_case *c)
{
    for (int i = 0; i < c->nways; i++) {
        report_progress(b, c->name, "check", i, c->nways);
        if (!check(b, c, &(entrant){.way = &c->ways[i]})) return false;
    }
    return true;
}

/* All there are, not only the fastest: for the runs that only check. */
static bool check_limits(bench *b, const bench_case *c, const limit_way *ways, int n)
{
    for (int i = 0; i < n; i++) {
        const entrant e = {.limit = &ways[i]};
        memset(c->traffic->dst, ~FILL_BYTE, (size_t)c->traffic->written);
        batch_ns(c, &e, 1);
        if (!left_right(c, &e)) return wrong(b, c, &e, "its output is wrong");
    }
    return true;
}

static void check_only(bench *b, const bench_case *c)
{
    int nfills, ncopies;
    const limit_way *fills = all_fills(&nfills), *copies = all_copies(&ncopies);
    if (has_limits(c) && (!check_limits(b, c, fills, nfills) || !check_limits(b, c, copies, ncopies)))
        return;
    report_checked(b, c);
}

/* --- A case ----------------------------------------------------------------------------------- */

/* One entrant's part of a round; in the last one its output is looked at. */
static bool take_turn(bench *b, const bench_case *c, entrant *e, bool last)
{
    const double ns = sample_ns(c, e);
    e->times[e->rounds++] = ns;
    if (ns < 0) return wrong(b, c, e, "its output is wrong");
    return !last || left_right(c, e) || wrong(b, c, e, "its output is wrong after the last round");
}

/* What is far behind after the first round, and takes long, is timed in every third one, and so in the last. */
static bool is_left_out(const entrant *e, const entrant *own, int round)
{
    enum { SELDOM = 3 };
    _Static_assert((ROUNDS - 1) % SELDOM == 0, "outputs are looked at after the last round");
    const double far_behind = 3, long_ns = 5e6;
    return round % SELDOM != 0 && e->times[0] > long_ns && e->times[0] > far_behind * own->times[0];
}

static bool time_all(bench *b, const bench_case *c, entrants *all)
{
    for (int i = 0; i < all->n; i++) calibrate(b, c, &all->list[i], batch_goal(b));
    for (int round = 0; round < ROUNDS; round++) {
        report_progress(b, c->name, "round", round, ROUNDS);
        for (int i = 0; i < all->n; i++) {
            entrant *e = &all->list[round % 2 ? all->n - 1 - i : i];
            if (is_left_out(e, &all->list[0], round)) continue;
            if (!take_turn(b, c, e, round == ROUNDS - 1)) return false;
        }
    }
    for (int i = 0; i < all->n; i++) all->list[i].figure = figure_of(all->list[i].times, all->list[i].rounds);
    return true;
}

static void add_rival(result *r, const char *name, double ns, const char *by)
{
    r->rivals[r->nrivals++] = (rival){name, ns, by};
}

/* The faster of two entrants that are limits; the second may not be there. */
static const entrant *faster(const entrants *all, int i, int j)
{
    const entrant *found[2] = {NULL, NULL};
    for (int k = all->nways; k < all->n; k++) {
        if (all->list[k].limit == all->chosen[i]) found[0] = &all->list[k];
        if (all->list[k].limit == all->chosen[j]) found[1] = &all->list[k];
    }
    return found[1] && found[1]->figure.median < found[0]->figure.median ? found[1] : found[0];
}

static void add_limits(result *r, const entrants *all, const bench_traffic *t, bool is_fresh)
{
    const entrant *plain = faster(all, PLAIN_FILL, PLAIN_FILL);
    const entrant *fill = faster(all, PLAIN_FILL, STREAM_FILL), *copy = faster(all, COPY, SECOND_COPY);
    const double moved = (double)(t->read + t->written) / (2 * (double)t->written);
    const double counted = is_fresh ? fmin(moved, 1) : moved; /* new pages cost more than reading */
    add_rival(r, "fill", plain->figure.median, plain->limit->name);
    add_rival(r, "nt_fill", fill->figure.median, fill->limit->name);
    add_rival(r, "nt_copy", copy->figure.median, copy->limit->name);
    add_rival(r, "limit", fmax(fill->figure.median, copy->figure.median * counted), NULL);
}

static double largest_spread(const entrants *all)
{
    double most = 0;
    for (int i = 0; i < all->n; i++) most = fmax(most, all->list[i].figure.mad / all->list[i].figure.median);
    return most;
}

void bench_measure(bench *b, const bench_case *c)
{
    static entrants all;
    result r = {.nrivals = 0};
    if (!check_ways(b, c)) return;
    if (b->check) {
        check_only(b, c);
        return;
    }
    enter(b, c, &all);
    if (!time_all(b, c, &all)) return;
    r.own = all.list[0].figure;
    r.noise = largest_spread(&all);
    for (int i = 1; i < all.nways; i++)
        add_rival(&r, all.list[i].way->name, all.list[i].figure.median, NULL);
    if (has_limits(c)) add_limits(&r, &all, c->traffic, c->renew != NULL);
    report_case(b, c, &r);
}
