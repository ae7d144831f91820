/*
 * plan.c - reduce "copy this layout to that one" to loops over runs.
 *
 *     shape (2,3,4,8) of f8, destination in C order, source sliced on axis 1
 *
 *     [2][3][4][8]  ->  axes 2 and 3 merge      [2][3][32]
 *                   ->  32 packed elements are  [2][3] elements of 256 bytes
 *                   ->  rows 2, run 3, no odometer
 */
#include "copy/plan.h"

#include "base/arith.h"

/* Rule 1, first half. false: an axis has no steps, so there is nothing to do. */
static bool drop_single_steps(copy_job *job)
{
    int kept = 0;
    for (int i = 0; i < job->naxes; i++) {
        if (job->axes[i].length == 0) return false;
        if (job->axes[i].length != 1) job->axes[kept++] = job->axes[i];
    }
    job->naxes = kept;
    return true;
}

/* Rule 2: from the lowest element of the destination upwards. */
static void walk_upwards(copy_job *job, plan *p)
{
    for (int i = 0; i < job->naxes; i++) {
        copy_axis *axis = &job->axes[i];
        if (axis->dst >= 0) continue;
        p->dst += axis->dst * (axis->length - 1);
        p->src += axis->src * (axis->length - 1);
        axis->dst = -axis->dst;
        axis->src = -axis->src;
    }
}

static void sort_by_destination(copy_job *job)
{
    for (int i = 1; i < job->naxes; i++) {
        copy_axis axis = job->axes[i];
        int at = i;
        for (; at > 0 && job->axes[at - 1].dst < axis.dst; at--) job->axes[at] = job->axes[at - 1];
        job->axes[at] = axis;
    }
}

static bool can_merge(const copy_axis *outer, const copy_axis *inner)
{
    if (outer->src != inner->length * inner->src) return false; /* the source would jump between rows */
    return outer->dst == inner->length * inner->dst;            /* and so would the destination       */
}

/* Rule 1, second half. */
static void merge(copy_job *job)
{
    int kept = 0;
    for (int i = 0; i < job->naxes; i++) {
        if (kept > 0 && can_merge(&job->axes[kept - 1], &job->axes[i])) {
            job->axes[kept - 1].length *= job->axes[i].length;
            job->axes[kept - 1].dst = job->axes[i].dst;
            job->axes[kept - 1].src = job->axes[i].src;
        } else {
            job->axes[kept++] = job->axes[i];
        }
    }
    job->naxes = kept;
}

/* Rule 3. */
static void widen(copy_job *job)
{
    if (job->naxes == 0) return;
    const copy_axis *last = &job->axes[job->naxes - 1];
    if (last->dst != job->width || last->src != job->width) return;
    job->width *= last->length;
    job->naxes--;
}

/* Rule 2, the exception: the axis that the source is packed along becomes the rows. Copies of one
 * element need no such thing: their source is read once. */
static void bring_source_run_inwards(copy_job *job)
{
    const copy_axis *run = &job->axes[job->naxes - 1];
    if (job->naxes < 3 || run->dst != job->width || run->src == 0) return;
    for (int i = job->naxes - 3; i >= 0; i--) {
        if (magnitude(job->axes[i].src) != job->width) continue;
        copy_axis axis = job->axes[i];
        for (int k = i; k < job->naxes - 2; k++) job->axes[k] = job->axes[k + 1];
        job->axes[job->naxes - 2] = axis;
        return;
    }
}

static pattern pattern_of(const pair *p)
{
    int64_t width = (int64_t)p->width;
    if (p->dst != width) return STEP;
    if (p->src == 0) return SPREAD;
    if (p->row_src == width && p->rows > 1 && p->src != width) return CROSS;
    return PACK;
}

static void split_off_pair(const copy_job *job, plan *p)
{
    const copy_axis none = {1, job->width, job->width};
    const copy_axis run = job->naxes > 0 ? job->axes[job->naxes - 1] : none;
    const copy_axis rows = job->naxes > 1 ? job->axes[job->naxes - 2] : none;
    p->inner = (pair){rows.length, rows.dst, rows.src, run.length, run.dst, run.src, (size_t)job->width,
                      false};
    p->pattern = pattern_of(&p->inner);
    p->nouter = job->naxes > 2 ? job->naxes - 2 : 0;
    for (int i = 0; i < p->nouter; i++) p->outer[i] = job->axes[i];
}

/* Rule 5: rows that lie apart in the source, beside an axis along which it is packed. */
static bool is_crossed(const plan *p, const copy_axis *axis)
{
    const int64_t width = (int64_t)p->inner.width;
    return p->pattern == SPREAD && width <= 16 && axis->src == width && p->inner.row_src != width &&
           axis->length * width >= 64;
}

static void bring_crossed_inwards(plan *p)
{
    p->crossed = false;
    for (int i = p->nouter - 1; i >= 0 && !p->crossed; i--) {
        if (!is_crossed(p, &p->outer[i])) continue;
        const copy_axis axis = p->outer[i];
        for (; i < p->nouter - 1; i++) p->outer[i] = p->outer[i + 1];
        p->outer[i] = axis;
        p->crossed = true;
    }
}

void ndw_plan_make(const copy_job *job, plan *out)
{
    copy_job work;
    work.width = job->width;
    work.naxes = job->naxes;
    for (int i = 0; i < job->naxes; i++) work.axes[i] = job->axes[i];

    out->dst = 0;
    out->src = 0;
    out->empty = !drop_single_steps(&work);
    if (out->empty) return;

    walk_upwards(&work, out);
    sort_by_destination(&work);
    merge(&work);
    widen(&work);
    bring_source_run_inwards(&work);
    split_off_pair(&work, out);
    bring_crossed_inwards(out);
}

bool ndw_plan_is_chunk(const plan *p) { return p->inner.rows == 1 && p->inner.length == 1 && p->nouter == 0; }
