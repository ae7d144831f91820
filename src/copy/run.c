/* run.c - plan, then odometer, then kernel: bytes move. */
#include "copy/copy.h"

#include <string.h>

#include "base/arith.h"
#include "base/pages.h"
#include "copy/crossed.h"
#include "copy/kernels.h"
#include "copy/lane.h"
#include "copy/odometer.h"
#include "copy/plan.h"
#include "copy/split.h"
#include "copy/turn.h"
#include "threads/threads.h"

/*
 * Streaming stores go past the caches. That is faster where the result is much too large for them, and
 * slower everywhere else: whoever reads the result next finds it in memory, not in a cache; and pages
 * that the system has only just filled with zeros are in the cache already. 32 MiB is where it began to
 * pay; 8 MiB where it is a transpose, even for whoever reads the result at once: its lines are written in
 * pieces, and those of its source have to stay meanwhile. Where lines are asked for instead (kernels.h) they
 * do stay in the caches, and 8 MiB are enough, too; but a matrix, which is streamed all the same, gains from
 * 5 MiB on.
 */
enum { STREAMED = 32 << 20, TURNED = 8 << 20, ASKED = 8 << 20, MATRIX = 5 << 20 };

static bool is_large(const plan *p, const char *dst, int64_t bytes)
{
    const int64_t streamed = p->pattern == CROSS ? TURNED : STREAMED;
    const int64_t asked = p->nouter == 0 && plan_can_be_turned(p) ? MATRIX : ASKED;
    return CAN_STREAM && bytes >= (ndw_large_is_streamed ? streamed : asked) && ndw_pages_are_touched(dst, bytes);
}

/* --- Run ------------------------------------------------------------------------------------ */

/* With the loops around the pair. */
APART static void run_around(const plan *p, char *dst, const char *src)
{
    pair_kernel *kernel = kernel_of(p->pattern, &p->inner);
    const int nouter = p->crossed ? p->nouter - 1 : p->nouter;
    const bool spread = p->pattern == SPREAD;
    const int64_t step = spread ? p->inner.row_src : p->inner.src, length = spread ? p->inner.rows : p->inner.length;
    odometer o;
    odometer_start(&o, nouter, p->outer, p->dst, p->src);
    for (bool more = true; more;) {
        char *to = dst + o.dst;
        const char *from = src + o.src;
        more = odometer_next(&o);
        if (more && p->inner.stream) ask_for_run(src + o.src, length, step);
        if (p->crossed) ndw_crossed_run(&p->inner, &p->outer[nouter], to, from);
        else kernel(to, from, &p->inner);
    }
}

APART static void run_plan(const plan *p, char *dst, const char *src)
{
    if (plan_is_turned(p)) ndw_turn_run(p, dst, src);
    else if (p->nouter == 0) kernel_of(p->pattern, &p->inner)(dst + p->dst, src + p->src, &p->inner);
    else run_around(p, dst, src);
}

/* Streaming stores are ordered by a fence of the thread that made them, and by nothing else. */
static void run_fenced(const plan *p, char *dst, const char *src)
{
    run_plan(p, dst, src);
    if (p->inner.stream) stream_fence();
}

/* --- Run by several threads ------------------------------------------------------------------ */

/* What reads and writes fewer bytes is done by one thread: waking another takes as long as moving half of them. A part
 * writes at least so many, so that a thread that comes late finds some left. */
enum { SHARE_FROM = 8 << 20, LEAST_PART = 512 << 10, PARTS_EACH = 4 };

typedef struct shared_run {
    const plan *plan;
    split split;
    char *dst;
    const char *src;
} shared_run;

static void run_part(void *shared, int i)
{
    const shared_run *r = shared;
    plan part;
    ndw_split_part(r->plan, &r->split, i, &part);
    if (!part.empty) run_fenced(&part, r->dst, r->src);
}

static void run_shared(const plan *p, char *dst, const char *src, int threads, int64_t bytes)
{
    shared_run r = {.plan = p, .dst = dst, .src = src};
    int64_t most = smaller((int64_t)threads * PARTS_EACH, THREADS_MAX_CHUNKS);
    most = smaller(most, bytes / LEAST_PART);
    ndw_split_make(p, address_of(dst) + p->dst, (int)smaller(threads, most), (int)most, &r.split);
    ndw_threads_run(threads, r.split.parts, run_part, &r);
}

APART static void run_large(plan *p, char *dst, const char *src, int64_t bytes)
{
    const int threads = bytes + plan_bytes_read(p) < SHARE_FROM ? 1 : ndw_get_num_threads();
    p->inner.stream = is_large(p, dst + p->dst, bytes);
    if (threads > 1) run_shared(p, dst, src, threads, bytes);
    else run_fenced(p, dst, src);
}

/* A result of fewer bytes is not large, needs no fence, and is one thread's, which reads no more than it writes. */
enum { LARGE_FROM = SHARE_FROM / 2 };
_Static_assert((int)LARGE_FROM <= (int)MATRIX && (int)MATRIX <= (int)ASKED, "the least of is_large's sizes");

static inline void run_made(plan *p, char *dst, const char *src)
{
    const int64_t bytes = plan_bytes(p);
    if (bytes < LARGE_FROM) run_plan(p, dst, src);
    else run_large(p, dst, src, bytes);
}

APART void ndw_copy_run(const copy_job *job, char *dst, const char *src)
{
    plan p;
    ndw_plan_make(job, &p);
    if (!p.empty) run_made(&p, dst, src);
}

void ndw_copy_run_packed(int64_t width, int64_t n, int64_t copies, char *dst, const char *src)
{
    plan p;
    ndw_plan_packed(width, n, copies, &p);
    const int64_t bytes = plan_bytes(&p);
    if (bytes < LARGE_FROM) kernel_of(p.pattern, &p.inner)(dst, src, &p.inner); /* that is all of the plan */
    else run_large(&p, dst, src, bytes);
}

/* --- Counted ------------------------------------------------------------------------------- */

int64_t ndw_copy_read_counts(const int64_t *counts, int64_t n, uint8_t *few, int64_t *total,
                             int64_t block[COPY_COUNTS_BLOCK])
{
    _Static_assert((int)COPY_COUNTS_BLOCK == (int)COUNTS_BLOCK, "what copy.h says about the kernels' block");
    return ndw_kernels_chosen()->read_counts(counts, n, few, total, block);
}

/* One pass over the counted axis, the first copy at dst + at; returns where the next one would go. */
static int64_t pass_counted(const plan *inner, const counted_run *run, char *dst, int64_t at, const char *src)
{
    if (ndw_plan_is_chunk(inner)) {
        counted_kernel *kernel = ndw_kernels_chosen()->counted[ndw_width_class(run->width)];
        return kernel(dst + inner->dst, at, src + inner->src, run);
    }
    for (int64_t i = 0; i < run->n; i++)
        for (int64_t j = run->few ? run->few[i] : run->many[i]; j > 0; j--, at += run->dst_step)
            run_plan(inner, dst + at, src + i * run->src_step);
    return at;
}

static void next_counts(counted_run *run)
{
    if (run->few) run->few += run->n;
    else run->many += run->n;
}

/* Along one of its axes. Asked before an inner job is planned, whose steps may be anything then. */
static bool has_no_steps(const copy_job *outer)
{
    for (int i = 0; i < outer->naxes; i++)
        if (outer->axes[i].length == 0) return true;
    return false;
}

void ndw_copy_run_counted(const counted_job *c, char *dst, const char *src)
{
    plan inner;
    if (c->counts.total == 0 || has_no_steps(&c->outer)) return;
    ndw_plan_make(&c->job, &inner);
    if (inner.empty) return;

    const int64_t way = c->counts.total * c->copy_step;
    counted_run run = {c->length, c->copy_step, c->src_step, c->counts.few, c->counts.many, way, inner.inner.width};
    int64_t at = 0; /* where passes follow each other, the end of the destination so far */
    odometer o;
    odometer_start(&o, c->outer.naxes, c->outer.axes, 0, 0);
    do {
        if (!c->flat) {
            at = o.dst;
            run.end = at + way;
        }
        at = pass_counted(&inner, &run, dst, at, src + o.src);
        if (c->flat) next_counts(&run);
    } while (odometer_next(&o));
}

/* --- Picked --------------------------------------------------------------------------------- */

static void pass_picked(const picked_job *p, const plan *inner, char *dst, const char *src)
{
    const size_t width = inner->inner.width;
    if (ndw_plan_is_chunk(inner)) {
        picked_kernel *kernel = ndw_kernels_chosen()->picked[ndw_width_class(width)];
        kernel(dst + inner->dst, p->dst_step, src + inner->src, p->length, p->positions, width);
        return;
    }
    for (int64_t i = 0; i < p->length; i++) run_plan(inner, dst + i * p->dst_step, src + p->positions[i]);
}

void ndw_copy_run_picked(const picked_job *p, char *dst, const char *src)
{
    plan inner;
    if (p->length == 0 || has_no_steps(&p->outer)) return;
    ndw_plan_make(&p->job, &inner);
    if (inner.empty) return;

    odometer o;
    odometer_start(&o, p->outer.naxes, p->outer.axes, 0, 0);
    do pass_picked(p, &inner, dst + o.dst, src + o.src);
    while (odometer_next(&o));
}
