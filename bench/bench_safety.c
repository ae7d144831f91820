/*
 * bench_safety.c - the price of safety: an operation, and the same without what keeps it safe.
 *
 *     safety.snapshot.n100k   repeat with counts, against taking the counts' snapshot alone: reading
 *                             each once into memory of its own, checked and added up
 *     safety.count            a slice that owns a share, against one that borrows
 *     safety.session.n16      assigning 16 doubles in a write session, against memory that is borrowed
 *
 * The library cannot be told to leave these out; what stands beside it is the part alone (snapshot) or
 * the way its own interface offers for those who see to it themselves (borrowed views).
 */
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "work.h"

/* --- Snapshots -------------------------------------------------------------------------------- */

static ndw_status run_counts(void *ctx)
{
    const work *w = ctx;
    return ndw_view_repeat_counts_into(&w->from, w->ncounts, w->counts, 0, &w->to);
}

/* As the library does it: a block at a time into memory of its own, and from there, as bytes, into the list. */
static ndw_status run_snapshot(void *ctx)
{
    enum { BLOCK = 64 };
    const work *w = ctx;
    uint8_t *list = malloc((size_t)w->ncounts);
    uint64_t total = 0, all = 0;
    if (!list) return NDW_ENOMEM;
    for (int64_t i = 0, n; i < w->ncounts; i += n) {
        uint64_t block[BLOCK];
        n = w->ncounts - i < BLOCK ? w->ncounts - i : BLOCK;
        memcpy(block, w->counts + i, (size_t)n * sizeof *block);
        __asm__ volatile("" : "+m"(block)); /* read once: from here on it is the block that is looked at */
        for (int64_t j = 0; j < n; j++) {
            total += block[j];
            all |= block[j];
            list[i + j] = (uint8_t)block[j];
        }
    }
    const bool right = all <= UINT8_MAX && (int64_t)(total * w->repeat.width) == w->bytes;
    uint8_t *volatile kept = list; /* volatile: it must be written */
    free(kept);
    return right ? NDW_OK : NDW_EVALUE;
}

static const bench_way snapshot_ways[] = {
    {"ndweave", run_counts, NULL, false},
    {"snapshot", run_snapshot, NULL, true},
};

static int64_t *make_counts(int64_t n)
{
    int64_t *counts = bench_memory(n * (int64_t)sizeof *counts);
    for (int64_t i = 0; counts && i < n; i++) counts[i] = i * 7 % 5;
    return counts;
}

static ndw_status make_work(work *w, int64_t n)
{
    NDW_TRY(work_source(w, n, 8));
    NDW_TRY(ndw_view_memory(NDW_F64, NDW_SHAPE(n), NULL, w->source, &w->from));
    NDW_TRY(work_repeat_counts(w, RECYCLED, make_counts(n)));
    w->traffic.written = 0;
    return NDW_OK;
}

static void measure_snapshot(bench *b, const char *size, int64_t n)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    snprintf(name, sizeof name, "safety.snapshot.%s", size);
    snprintf(params, sizeof params, "\"n\":%d,\"e\":8", (int)n);
    if (!bench_wants(b, name)) return;
    work w = {0};
    const ndw_status status = make_work(&w, n);
    work_measure(b, &w, status, name, params, snapshot_ways, LENGTH_OF(snapshot_ways));
}

/* --- Counts and sessions ---------------------------------------------------------------------- */

typedef struct safe {
    ndw_array *x, *part;
    ndw_view from, view; /* what is assigned; the slice */
    ndw_mut to;          /* `room`                      */
    char *source, *room;
    const void *last;    /* what has been assigned to   */
    int64_t n;
} safe;

static ndw_status run_owned(void *ctx)
{
    safe *s = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_release(&s->part);
        NDW_TRY(ndw_slice(s->x, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, 2)), &s->part));
    }
    return ndw_view_of(s->part, &s->view);
}

static ndw_status run_borrowed(void *ctx)
{
    safe *s = ctx;
    ndw_view whole;
    NDW_TRY(ndw_view_of(s->x, &whole));
    for (int i = 0; i < LIMIT_REPEATS; i++)
        NDW_TRY(ndw_view_slice(&whole, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, 2)), &s->view));
    return NDW_OK;
}

static ndw_status run_session(void *ctx)
{
    safe *s = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_mut w;
        NDW_TRY(ndw_write_begin(&s->x, NDW_NOCOPY, &w));
        NDW_TRY(ndw_view_copy_into(&s->from, &w));
        ndw_write_end(&s->x);
    }
    s->last = ndw_data(s->x);
    return NDW_OK;
}

static ndw_status run_without_session(void *ctx)
{
    safe *s = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) NDW_TRY(ndw_view_copy_into(&s->from, &s->to));
    s->last = s->room;
    return NDW_OK;
}

static void spoil_slice(void *ctx) { memset(&((safe *)ctx)->view, 0, sizeof(ndw_view)); }

static bool is_slice_right(void *ctx)
{
    const safe *s = ctx;
    return s->view.data == ndw_data(s->x) && s->view.ndim == 1 && s->view.shape[0] == (s->n + 1) / 2 &&
           s->view.strides[0] == 16;
}

static void spoil_assigned(void *ctx)
{
    safe *s = ctx;
    const double wrong = -1;
    memset(s->room, 0x7F, (size_t)s->n * sizeof(double));
    s->last = ndw_fill(&s->x, &wrong) == NDW_OK ? s->room : NULL;
}

static bool is_assigned_right(void *ctx)
{
    const safe *s = ctx;
    return s->last && memcmp(s->last, s->source, (size_t)s->n * sizeof(double)) == 0;
}

static const bench_way count_ways[] = {
    {"ndweave", run_owned, NULL, false},
    {"without", run_borrowed, NULL, false},
};

static const bench_way session_ways[] = {
    {"ndweave", run_session, NULL, false},
    {"without", run_without_session, NULL, false},
};

static ndw_status make_safe(safe *s)
{
    s->source = bench_memory(s->n * (int64_t)sizeof(double));
    s->room = bench_memory(s->n * (int64_t)sizeof(double));
    if (!s->source || !s->room) return NDW_ENOMEM;
    work_fill_with_noise(s->source, s->n * (int64_t)sizeof(double));
    NDW_TRY(ndw_zeros(NDW_F64, NDW_SHAPE(s->n), &s->x));
    NDW_TRY(ndw_view_memory(NDW_F64, NDW_SHAPE(s->n), NULL, s->source, &s->from));
    return ndw_mut_memory(NDW_F64, NDW_SHAPE(s->n), NULL, s->room, &s->to);
}

static void measure(bench *b, const char *name, int64_t n, bool session)
{
    char params[BENCH_PARAMS_MAX];
    safe s = {.n = n};
    if (!bench_wants(b, name)) return;
    snprintf(params, sizeof params, "\"n\":%d,\"e\":8", (int)n);
    if (make_safe(&s) == NDW_OK)
        bench_measure(b, &(bench_case){
                             .name = name,
                             .params = params,
                             .bytes = session ? n * (int64_t)sizeof(double) : 0,
                             .operations = LIMIT_REPEATS,
                             .ways = session ? session_ways : count_ways,
                             .nways = 2,
                             .spoil = session ? spoil_assigned : spoil_slice,
                             .is_right = session ? is_assigned_right : is_slice_right,
                             .ctx = &s,
                         });
    else
        bench_give_up(b, name);
    ndw_release(&s.part);
    ndw_release(&s.x);
    bench_give(s.source);
    bench_give(s.room);
}

static void cases(bench *b)
{
    measure_snapshot(b, "n16", 16);
    measure_snapshot(b, "n1k", 1000);
    measure_snapshot(b, "n100k", 100 * 1000);
    if (!bench_is_quick(b)) measure_snapshot(b, "n4M", 4 * 1000 * 1000);
    measure(b, "safety.count", 1000, false);
    measure(b, "safety.session.n16", 16, true);
    measure(b, "safety.session.n1k", 1000, true);
    measure(b, "safety.session.n100k", 100 * 1000, true);
}

static const bench_column columns[] = {
    {BENCH_YARDSTICK, "snapshot", NULL},
    {BENCH_YARDSTICK, "without", NULL},
    {BENCH_END, NULL, NULL},
};

const bench_suite bench_safety = {
    .name = "safety",
    .about =
        "what keeps an operation safe, and what it costs.\n"
        "  snapshot  of its time, the part that reading the counts once takes by itself (0.10x: 10 %)\n"
        "  without   time of the same through borrowed memory (0.90x: safety costs 11 %)",
    .columns = columns,
    .cases = cases,
};
