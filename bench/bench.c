/*
 * bench.c - the clock: check, warm up, time in turn, take medians.
 *
 * A way that takes less than a batch's time is run several times between two looks at the clock, so
 * that the clock's own cost and grain do not show. How often is found by doubling, which also warms up
 * caches, pages and branch predictors.
 */
#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "run.h"

enum { BATCH_QUICK_NS = 500 * 1000, BATCH_FULL_NS = 2 * 1000 * 1000, CACHE_LINE = 64 };

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

int64_t bench_l2(void)
{
    const int64_t bytes = machine_cache(2);
    return bytes > 0 ? bytes : 1 << 20;
}

void *bench_memory(int64_t bytes)
{
    const size_t lines = ((size_t)bytes + CACHE_LINE - 1) / CACHE_LINE;
    return aligned_alloc(CACHE_LINE, lines > 0 ? lines * CACHE_LINE : CACHE_LINE);
}

/* --- Time ------------------------------------------------------------------------------------- */

static double now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* ns of `runs` runs in a row. Statuses were seen to be good when the output was checked. */
static double batch_ns(const bench_way *way, void *ctx, int64_t runs)
{
    const double begin = now_ns();
    for (int64_t i = 0; i < runs; i++) (void)!way->run(ctx);
    return now_ns() - begin;
}

/* How many runs make a batch. */
static int64_t runs_per_batch(const bench_way *way, void *ctx, double wanted_ns)
{
    int64_t runs = 1;
    while (batch_ns(way, ctx, runs) < wanted_ns / 2) runs *= 2;
    return runs;
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

/* --- A case ----------------------------------------------------------------------------------- */

static bool check(bench *b, const bench_case *c, const bench_way *way)
{
    c->spoil(c->ctx);
    if (c->is_right(c->ctx)) {
        report_error(b, c->name, way->name, "its check accepts a spoilt output");
        return false;
    }
    if (way->run(c->ctx) != NDW_OK) {
        report_error(b, c->name, way->name, ndw_error_detail());
        return false;
    }
    if (c->is_right(c->ctx)) return true;
    report_error(b, c->name, way->name, "its output is wrong");
    return false;
}

static bool check_all(bench *b, const bench_case *c)
{
    for (int i = 0; i < c->nways; i++) {
        report_progress(b, c->name, "check", i, c->nways);
        if (!check(b, c, &c->ways[i])) return false;
    }
    return true;
}

static void time_all(const bench *b, const bench_case *c, figure *figures)
{
    const int rounds = b->quick ? ROUNDS_QUICK : ROUNDS_FULL;
    int64_t runs[BENCH_WAYS_MAX];
    double times[BENCH_WAYS_MAX][ROUNDS_FULL];
    for (int i = 0; i < c->nways; i++)
        runs[i] = runs_per_batch(&c->ways[i], c->ctx, b->quick ? BATCH_QUICK_NS : BATCH_FULL_NS);
    for (int round = 0; round < rounds; round++) {
        report_progress(b, c->name, "round", round, rounds);
        for (int i = 0; i < c->nways; i++)
            times[i][round] = batch_ns(&c->ways[i], c->ctx, runs[i]) / (double)runs[i];
    }
    for (int i = 0; i < c->nways; i++) figures[i] = figure_of(times[i], rounds);
}

void bench_measure(bench *b, const bench_case *c)
{
    figure figures[BENCH_WAYS_MAX];
    if (!check_all(b, c)) return;
    time_all(b, c, figures);
    if (!c->is_right(c->ctx)) report_error(b, c->name, "the last round", "its output is wrong");
    else report_case(b, c, figures);
}
