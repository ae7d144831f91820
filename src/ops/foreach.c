/*
 * foreach.c - merged loops over several operands of one shape.
 *
 *     shapes (4, 5, 6)     a  strides (240, 48, 8)       axes 1 and 2 follow each other in a and in b,
 *                          b  strides (480, 48, 8)       0 and 1 only in a: 4 runs of 30
 *
 * The same reduction as for a copy (see copy/plan.h), for any number of operands: the axes of length 1
 * go, the others are ordered by the distance between elements of the first output (or input), and two
 * become one where every operand allows it.
 */
#include <ndweave/foreach.h>

#include "array/operand.h"

typedef struct loops {
    int noperands, nin, naxes;
    source operands[NDW_FOREACH_MAX];
    int64_t at[NDW_FOREACH_MAX]; /* of the current run, from the first elements, in bytes */
    int64_t length[NDW_MAX_NDIM], index[NDW_MAX_NDIM];
    int64_t step[NDW_MAX_NDIM][NDW_FOREACH_MAX];
} loops;

/* --- Settle --------------------------------------------------------------------------------------- */

static ndw_status add_operand(loops *l, source s)
{
    NDW_TRY(source_check(&s));
    l->operands[l->noperands++] = s;
    if (!ndw_layout_same_shape(s.layout, l->operands[0].layout))
        return FAIL(NDW_ESHAPE, "foreach: operand # does not have the shape of the first", l->noperands - 1);
    return NDW_OK;
}

static ndw_status read_operands(loops *l, int nin, const ndw_view *const *in, int nout,
                                const ndw_mut *const *out)
{
    if (nin < 0 || nout < 0 || nin > NDW_FOREACH_MAX || nout > NDW_FOREACH_MAX - nin)
        return FAIL(NDW_EINVAL, "foreach: # inputs and # outputs, # together are possible", nin, nout,
                    NDW_FOREACH_MAX);
    if (nin > 0) REFUSE_NULL(in, "foreach: in is NULL");
    if (nout > 0) REFUSE_NULL(out, "foreach: out is NULL");
    l->noperands = 0;
    l->nin = nin;
    for (int i = 0; i < nin; i++) NDW_TRY(add_operand(l, of_view(in[i])));
    for (int i = 0; i < nout; i++) {
        NDW_TRY(add_operand(l, of_mut(out[i])));
        if (layout_may_self_overlap(of_mut(out[i]).layout))
            return FAIL(NDW_EOVERLAP, "foreach: elements of output # may overlap each other", i);
    }
    return NDW_OK;
}

/* --- Plan ------------------------------------------------------------------------------------------ */

/* The operand whose elements decide the order: memory is best written forwards. */
static int leader(const loops *l) { return l->noperands > l->nin ? l->nin : 0; }

static void insert_axis(loops *l, int d)
{
    const int lead = leader(l);
    const int64_t distance = magnitude(l->operands[lead].layout.strides[d]);
    int at = l->naxes++;
    for (; at > 0 && magnitude(l->step[at - 1][lead]) < distance; at--) {
        l->length[at] = l->length[at - 1];
        for (int k = 0; k < l->noperands; k++) l->step[at][k] = l->step[at - 1][k];
    }
    l->length[at] = l->operands[0].layout.shape[d];
    for (int k = 0; k < l->noperands; k++) l->step[at][k] = l->operands[k].layout.strides[d];
}

/* Turns an axis round if the leader runs backwards along it. */
static void walk_axis_upwards(loops *l, int axis)
{
    if (l->step[axis][leader(l)] >= 0) return;
    for (int k = 0; k < l->noperands; k++) {
        l->at[k] += l->step[axis][k] * (l->length[axis] - 1);
        l->step[axis][k] = -l->step[axis][k];
    }
}

static bool can_merge_axes(const loops *l, int outer, int inner)
{
    bool overflow = false;
    for (int k = 0; k < l->noperands; k++)
        if (l->step[outer][k] != mul(l->length[inner], l->step[inner][k], &overflow)) return false;
    return !overflow;
}

static void merge_axes(loops *l)
{
    int kept = 0;
    for (int axis = 0; axis < l->naxes; axis++, kept++) {
        int64_t length = l->length[axis];
        if (kept > 0 && can_merge_axes(l, kept - 1, axis)) length *= l->length[--kept];
        l->length[kept] = length;
        for (int k = 0; k < l->noperands; k++) l->step[kept][k] = l->step[axis][k];
    }
    l->naxes = kept;
}

static void plan_loops(loops *l)
{
    const layout first = l->operands[0].layout;
    l->naxes = 0;
    for (int k = 0; k < l->noperands; k++) l->at[k] = 0;
    for (int d = 0; d < first.ndim; d++)
        if (first.shape[d] != 1) insert_axis(l, d);
    for (int axis = 0; axis < l->naxes; axis++) walk_axis_upwards(l, axis);
    merge_axes(l);
    for (int axis = 0; axis < l->naxes; axis++) l->index[axis] = 0;
}

/* --- Walk ------------------------------------------------------------------------------------------- */

/* To the next run: all axes but the last one, as an odometer. */
static bool next_run(loops *l)
{
    for (int axis = l->naxes - 2; axis >= 0; axis--) {
        bool turned = ++l->index[axis] == l->length[axis];
        int64_t steps = turned ? 1 - l->length[axis] : 1;
        for (int k = 0; k < l->noperands; k++) l->at[k] += steps * l->step[axis][k];
        if (!turned) return true;
        l->index[axis] = 0;
    }
    return false;
}

static ndw_status walk(loops *l, ndw_foreach_fn *fn, void *ctx)
{
    static const int64_t none[NDW_FOREACH_MAX]; /* the steps of a run of one */
    const int64_t *steps = l->naxes > 0 ? l->step[l->naxes - 1] : none;
    const void *in[NDW_FOREACH_MAX];
    void *out[NDW_FOREACH_MAX];
    const ndw_run run = {l->naxes > 0 ? l->length[l->naxes - 1] : 1, in, steps, out, steps + l->nin};
    do {
        for (int k = 0; k < l->nin; k++) in[k] = l->operands[k].data + l->at[k];
        for (int k = l->nin; k < l->noperands; k++)
            out[k - l->nin] = (char *)l->operands[k].data + l->at[k]; /* it came as a mut */
        NDW_TRY(fn(ctx, &run));
    } while (next_run(l));
    return NDW_OK;
}

ndw_status ndw_foreach(int nin, const ndw_view *const *in, int nout, const ndw_mut *const *out,
                       ndw_foreach_fn *fn, void *ctx)
{
    loops l;
    REFUSE_NULL(fn, "foreach: fn is NULL");
    NDW_TRY(read_operands(&l, nin, in, nout, out));
    if (l.noperands == 0 || ndw_layout_size(l.operands[0].layout) == 0) return NDW_OK;
    plan_loops(&l);
    return walk(&l, fn, ctx);
}
