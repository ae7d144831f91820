/*
 * bench_counts.c - each element as often as a list says: 0 to 4 times, at random.
 *
 *     counts.e8.n100k     100 000 elements of 8 bytes
 *
 * What the library reads once, checks and keeps is in its time.
 */
#include "work.h"

static ndw_status run_ndweave(void *ctx)
{
    const work *w = ctx;
    return ndw_view_repeat_counts_into(&w->from, w->ncounts, w->counts, 0, &w->to);
}

static const bench_way ways[] = {
    {"ndweave", run_ndweave, NULL, false},
    {"loop", work_run_loop, NULL, false},
    {"chunk_loop", work_run_chunk_loop, NULL, false},
    {"memcpy", work_run_memcpy, NULL, false},
};

/* 0 to 4, each as often as the others. */
static int64_t *make_counts(int64_t n)
{
    int64_t *counts = bench_memory(n * (int64_t)sizeof *counts);
    uint64_t state = 7;
    for (int64_t i = 0; counts && i < n; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        counts[i] = (int64_t)((state >> 33) % 5);
    }
    return counts;
}

static ndw_status make_work(work *w, int64_t n, int64_t width, work_place place)
{
    NDW_TRY(work_source(w, n, width));
    NDW_TRY(ndw_view_memory(ndw_dtype_bytes(width), NDW_SHAPE(n), NULL, w->source, &w->from));
    return work_repeat_counts(w, place, make_counts(n));
}

static void measure(bench *b, int64_t width, const char *size, int64_t n, work_place place)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    snprintf(name, sizeof name, "counts.e%d.%s%s", (int)width, size, work_suffix(place));
    snprintf(params, sizeof params, "\"e\":%d,\"n\":%d,\"counts\":\"0..4\"%s",
             (int)width, (int)n, work_place_params(place));
    if (!bench_wants(b, name)) return;
    work w = {0};
    const ndw_status status = make_work(&w, n, width, place);
    work_measure(b, &w, status, name, params, ways, LENGTH_OF(ways));
}

static void cases(bench *b)
{
    static const int64_t widths[] = {1, 2, 4, 8, 16};
    const bool quick = bench_is_quick(b);
    for (int i = 0; i < LENGTH_OF(widths); i++) measure(b, widths[i], "n100k", 100 * 1000, RECYCLED);
    for (int i = 0; i < LENGTH_OF(widths); i++)
        if (!quick || widths[i] == 8 || widths[i] == 1)
            measure(b, widths[i], "n4M", 4 * 1000 * 1000, RECYCLED);
    measure(b, 8, "n1k", 1000, RECYCLED);
    measure(b, 8, "n100k", 100 * 1000, UNALIGNED);
    if (!quick) measure(b, 8, "n4M", 4 * 1000 * 1000, FRESH);
}

static const bench_column columns[] = {
    {BENCH_RIVAL, "loop", NULL},
    {BENCH_RIVAL, "chunk_loop", NULL},
    {BENCH_LIMIT, "limit", NULL},
    {BENCH_END, NULL, NULL},
};

const bench_suite bench_counts = {
    .name = "counts",
    .about = "each element 0 to 4 times, into memory that exists. Columns as for repeat.",
    .columns = columns,
    .cases = cases,
};
