/*
 * slice.c - basic indexing as arithmetic on layouts.
 *
 *     10 elements, [8:2:-3]          first 8, count 2, stride * -3
 *
 *     0 1 2 3 4 5 6 7 8 9
 *               ^     ^ start, going down by 3; stop (2) is not reached
 *
 * An index list is read left to right with a cursor on the source's axes: an integer consumes an
 * axis, a range consumes and makes one, a new axis makes one, the ellipsis copies all the axes that
 * the rest of the list does not need. What remains at the end is copied too.
 */
#include "base/arith.h"
#include "base/compiler.h"
#include "base/status.h"
#include "layout/layout.h"

static int64_t clamp(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* A bound as Python reads it: negative from the end, then as near as the axis allows. */
static int64_t bound(int64_t value, int64_t length, int64_t low, int64_t high)
{
    return clamp(value < 0 ? value + length : value, low, high);
}

/* How many steps so long a way has. */
static int64_t steps_along(int64_t way, int64_t step)
{
    return (way | step) <= UINT32_MAX ? quotient(way, step) : way / step;
}

/* start:stop:step on an axis of `length`, as Python's PySlice_AdjustIndices. NDW_OMIT leaves a bound out;
 * step is not 0. *first is 0 when nothing is selected. A lower end that is left out is the lowest place without being
 * asked about, as any number so low is. */
IN_LINE void select_places(int64_t length, int64_t start, int64_t stop, int64_t step, int64_t *first,
                            int64_t *count)
{
    const bool down = step < 0;
    const int64_t low = -(int64_t)down, high = length - down; /* the places a bound may have */
    const int64_t lower = down ? stop : start, upper = down ? start : stop;
    const int64_t low_end = bound(lower, length, low, high);
    const int64_t high_end = upper == NDW_OMIT ? high : bound(upper, length, low, high);

    *count = high_end <= low_end ? 0 : steps_along(high_end - low_end - 1, magnitude(step)) + 1;
    *first = *count == 0 ? 0 : down ? high_end : low_end;
}

/* Counts what the list needs and makes. */
static ndw_status survey_all(int ndim, int n, const ndw_index *index, int *rest)
{
    int consumed = 0, created = 0, ellipses = 0;
    for (int i = 0; i < n; i++) {
        switch (index[i].kind) {
        case NDW_INDEX_AT: consumed++; break;
        case NDW_INDEX_RANGE: consumed++; created++; break;
        case NDW_INDEX_NEWAXIS: created++; break;
        case NDW_INDEX_ELLIPSIS: ellipses++; break;
        default: return FAIL(NDW_EVALUE, "slice: entry # is of unknown kind #", i, index[i].kind);
        }
    }
    if (ellipses > 1) return FAIL(NDW_EVALUE, "slice: # ellipses, one is possible", ellipses);
    if (consumed > ndim) return FAIL(NDW_ENDIM, "slice: # indices for # axes", consumed, ndim);
    *rest = ndim - consumed;
    if (created + *rest > NDW_MAX_NDIM)
        return FAIL(NDW_ENDIM, "slice: the result would have # axes, # are possible", created + *rest,
                    NDW_MAX_NDIM);
    return NDW_OK;
}

/* Before anything is built. Integers and ranges need one axis each and make one at most: in a list of nothing
 * else only their number can be wrong. */
_Static_assert(NDW_INDEX_RANGE == 0 && NDW_INDEX_AT == 1, "survey tells them from the others by one bit");

IN_LINE ndw_status survey(int ndim, int n, const ndw_index *index, int *rest)
{
    int32_t kinds = 0;
    for (int i = 0; i < n; i++) kinds |= index[i].kind;
    *rest = ndim - n;
    return (kinds & ~NDW_INDEX_AT) == 0 && *rest >= 0 ? NDW_OK : survey_all(ndim, n, index, rest);
}

/* What is built, and where on the source's axes we are. */
typedef struct cursor {
    layout from;
    new_layout *to;
    int axis;       /* the next one of the source */
    int ndim;       /* of the result so far */
    int64_t offset; /* of its first element */
    bool overflow;
} cursor;

IN_LINE void move_first(cursor *c, int64_t places)
{
    c->offset = add(c->offset, mul(c->from.strides[c->axis], places, &c->overflow), &c->overflow);
}

IN_LINE void append_axis(cursor *c, int64_t length, int64_t stride)
{
    c->to->shape[c->ndim] = length;
    c->to->strides[c->ndim++] = stride;
}

IN_LINE void take_rest(cursor *c, int count)
{
    for (; count > 0; count--, c->axis++) append_axis(c, c->from.shape[c->axis], c->from.strides[c->axis]);
}

IN_LINE ndw_status take_one(cursor *c, int64_t i)
{
    int64_t length = c->from.shape[c->axis];
    if (i < -length || i >= length)
        return FAIL(NDW_EBOUNDS, "slice: index # on axis #, which has length #", i, c->axis, length);
    move_first(c, i < 0 ? i + length : i);
    c->axis++;
    return NDW_OK;
}

IN_LINE ndw_status take_range(cursor *c, const ndw_index *range)
{
    if (range->step == 0) return FAIL(NDW_EVALUE, "slice: step 0 on axis #", c->axis);
    int64_t first, count, step = range->step == NDW_OMIT ? 1 : range->step;
    select_places(c->from.shape[c->axis], range->start, range->stop, step, &first, &count);
    move_first(c, first);
    /* The stride of a single element is never used: settle gives it one that cannot wrap. */
    append_axis(c, count, count > 1 ? mul(c->from.strides[c->axis], step, &c->overflow) : 0);
    c->axis++;
    return NDW_OK;
}

ndw_status ndw_layout_slice(const layout *l, int n, const ndw_index *index, new_layout *out)
{
    int rest;
    if (n < 0) return FAIL(NDW_EINVAL, "slice: # entries", n);
    if (n > 0) REFUSE_NULL(index, "slice: index is NULL");
    NDW_TRY(survey(l->ndim, n, index, &rest));

    cursor c = {.from = *l, .to = out};
    for (int i = 0; i < n; i++) {
        switch (index[i].kind) {
        case NDW_INDEX_AT: NDW_TRY(take_one(&c, index[i].start)); break;
        case NDW_INDEX_RANGE: NDW_TRY(take_range(&c, &index[i])); break;
        case NDW_INDEX_NEWAXIS: append_axis(&c, 1, 0); break;
        default: take_rest(&c, rest); rest = 0; break; /* the ellipsis */
        }
    }
    take_rest(&c, rest);
    out->itemsize = l->itemsize;
    out->offset = c.offset;
    out->ndim = c.ndim;
    if (c.overflow) return WHY(NDW_EOVERFLOW, "slice: a stride times its step does not fit 64 bits");
    return ndw_layout_settle(out);
}

ndw_status ndw_layout_split(layout l, int axis, int64_t parts, int64_t i, new_layout *out)
{
    int d;
    NDW_TRY(ndw_layout_axis(axis, l.ndim, &d));
    if (parts < 1 || i < 0 || i >= parts)
        return FAIL(NDW_EVALUE, "split: part # of # parts", i, parts);

    int64_t length = l.shape[d], each = length / parts, longer = length % parts;
    int64_t first = i * each + (i < longer ? i : longer);
    int64_t count = each + (i < longer);

    out->itemsize = l.itemsize;
    out->offset = count ? first * l.strides[d] : 0;
    out->ndim = l.ndim;
    for (int k = 0; k < l.ndim; k++) {
        out->shape[k] = k == d ? count : l.shape[k];
        out->strides[k] = l.strides[k];
    }
    return ndw_layout_settle(out);
}
