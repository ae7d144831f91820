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
#include "copy/kernels.h"
#include "copy/lane.h"

/* While a plan is made, `outer` has all its axes and inner.width that of an element. */

/* Rule 2: before the first axis with smaller steps in the destination; one that runs backwards, from its
 * other end. */
static void put_axis(plan *p, copy_axis axis)
{
    if (axis.dst < 0) {
        p->dst += axis.dst * (axis.length - 1);
        p->src += axis.src * (axis.length - 1);
        axis.dst = -axis.dst;
        axis.src = -axis.src;
    }
    int at = p->nouter++;
    for (; at > 0 && p->outer[at - 1].dst < axis.dst; at--) p->outer[at] = p->outer[at - 1];
    p->outer[at] = axis;
}

/* Rules 1, first half, and 2. Of an axis without steps nothing is asked: there is nothing to do. */
static void put_axes(plan *p, const copy_job *job)
{
    p->nouter = 0;
    p->empty = false;
    for (int i = 0; i < job->naxes; i++) p->empty |= job->axes[i].length == 0;
    for (int i = 0; i < job->naxes && !p->empty; i++)
        if (job->axes[i].length != 1) put_axis(p, job->axes[i]);
}

static bool can_merge(const copy_axis *outer, const copy_axis *inner)
{
    if (outer->src != inner->length * inner->src) return false; /* the source would jump between rows */
    return outer->dst == inner->length * inner->dst;            /* and so would the destination       */
}

/* Rule 1, second half. */
static void merge(plan *p)
{
    int kept = 0;
    for (int i = 0; i < p->nouter; i++) {
        copy_axis axis = p->outer[i];
        if (kept > 0 && can_merge(&p->outer[kept - 1], &axis)) axis.length *= p->outer[--kept].length;
        p->outer[kept++] = axis;
    }
    p->nouter = kept;
}

/* Rule 3. */
static void widen(plan *p)
{
    if (p->nouter == 0) return;
    const copy_axis *last = &p->outer[p->nouter - 1];
    const int64_t width = (int64_t)p->inner.width;
    if (last->dst != width || last->src != width) return;
    p->inner.width *= (size_t)last->length;
    p->nouter--;
}

/* Rule 2, the exception: the axis that the source is packed along becomes the rows. Copies of one
 * element need no such thing: their source is read once. */
static void bring_source_run_inwards(plan *p)
{
    if (p->nouter < 3) return;
    const copy_axis *run = &p->outer[p->nouter - 1];
    const int64_t width = (int64_t)p->inner.width;
    if (run->dst != width || run->src == 0) return;
    for (int i = p->nouter - 3; i >= 0; i--) {
        if (magnitude(p->outer[i].src) != width) continue;
        const copy_axis axis = p->outer[i];
        for (int k = i; k < p->nouter - 2; k++) p->outer[k] = p->outer[k + 1];
        p->outer[p->nouter - 2] = axis;
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

/* The last axis, which is no longer an outer one; one step if there is none. */
static copy_axis split_off_axis(plan *p)
{
    const int64_t width = (int64_t)p->inner.width;
    return p->nouter > 0 ? p->outer[--p->nouter] : (copy_axis){1, width, width};
}

/* Rule 4. */
static void split_off_pair(plan *p)
{
    const copy_axis run = split_off_axis(p), rows = split_off_axis(p);
    p->inner = (pair){rows.length, rows.dst, rows.src, run.length, run.dst, run.src, p->inner.width, false};
    p->pattern = pattern_of(&p->inner);
}

/* Rule 5: rows that lie apart in the source, beside an axis along which it is packed; so many elements that turning
 * them pays. (One of 16 bytes fills a lane, and there is nothing to turn: it pays where the copies are so many that the
 * caches do not keep the lines of the source; and if they are streamed only two of each.) */
static bool is_crossed(const plan *p, const copy_axis *axis)
{
    enum { FEW = 2048, MANY_BYTES = 32 << 20 };
    const pair *in = &p->inner;
    const int64_t width = (int64_t)in->width, elements = in->rows * axis->length;
    if (p->pattern != SPREAD || axis->src != width || in->row_src == width || axis->length * width < LINE) return false;
    if (width < LANE) return elements > FEW;
    return width == LANE && elements * in->length >= MANY_BYTES / LANE && (!ndw_large_is_streamed || in->length == 2);
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
    out->dst = 0;
    out->src = 0;
    out->inner.width = (size_t)job->width;
    put_axes(out, job);
    if (out->empty) return;
    merge(out);
    widen(out);
    bring_source_run_inwards(out);
    split_off_pair(out);
    bring_crossed_inwards(out);
}

void ndw_plan_packed(int64_t width, int64_t n, int64_t copies, plan *out)
{
    const bool one = n == 1 || copies == 1; /* one axis is left, or none */
    const int64_t w = copies == 1 ? n * width : width;
    out->empty = out->crossed = false;
    out->dst = out->src = 0;
    out->nouter = 0;
    out->pattern = copies == 1 ? PACK : SPREAD;
    out->inner = (pair){one ? 1 : n, one ? w : copies * w, w, copies, w, copies == 1 ? w : 0, (size_t)w, false};
}

bool ndw_plan_is_chunk(const plan *p) { return p->inner.rows == 1 && p->inner.length == 1 && p->nouter == 0; }
