/* split.c - which axis is cut, and where. */
#include "copy/split.h"

#include "base/arith.h"
#include "copy/lane.h"

enum {
    LARGE_PAGE = 2 << 20,
    /* Bytes from a part's first step to its last, in the destination and in the source: where they are
     * few, both sides are touched in pieces too short for memory to like. */
    GOOD_STRETCH = 8192,
    LEAST_STRETCH = 256,
    /* Steps: kernels that work in blocks get whole ones, and whole lines of the source. */
    BLOCK = 64
};

/* --- Which axis -------------------------------------------------------------------------------------- */

static int axis_of_rows(const plan *p) { return p->nouter; }
static int axis_of_run(const plan *p) { return p->nouter + 1; }
static int axis_of_bytes(const plan *p) { return p->nouter + 2; }

static copy_axis axis_at(const plan *p, int axis)
{
    const pair *in = &p->inner;
    if (axis == axis_of_rows(p)) return (copy_axis){in->rows, in->row_dst, in->row_src};
    if (axis == axis_of_run(p)) return (copy_axis){in->length, in->dst, in->src};
    if (axis == axis_of_bytes(p)) return (copy_axis){(int64_t)in->width, 1, 1};
    return p->outer[axis];
}

/* Into how many parts of such a stretch, at most. */
static int parts_of(const copy_axis *axis, int most, int64_t stretch)
{
    int64_t parts = axis->length < most ? axis->length : most;
    const int64_t to = axis->length * axis->dst / stretch;
    const int64_t from = axis->length * magnitude(axis->src) / stretch;
    if (parts > to) parts = to;
    if (parts > from && axis->src != 0) parts = from;
    return parts > 1 ? (int)parts : 1;
}

/* A few parts more are no reason to write in narrower pieces. */
static bool is_better(int parts, int64_t step, const split *than)
{
    const bool as_many = 4 * parts >= 3 * than->parts && 4 * than->parts >= 3 * parts;
    return as_many ? step > than->step : parts > than->parts;
}

static void choose_axis(const plan *p, int most, int64_t stretch, split *out)
{
    out->parts = 0;
    for (int i = 0; i <= axis_of_bytes(p); i++) {
        const copy_axis axis = axis_at(p, i);
        const int parts = parts_of(&axis, most, stretch);
        if (!is_better(parts, axis.dst, out)) continue;
        out->axis = i;
        out->parts = parts;
        out->length = axis.length;
        out->step = axis.dst;
    }
}

void ndw_split_make(const plan *p, int64_t address, int least, int most, split *out)
{
    *out = (split){.address = address};
    choose_axis(p, most, GOOD_STRETCH, out);
    if (out->parts < least) choose_axis(p, least, LEAST_STRETCH, out);
    else out->parts = out->parts / least * least; /* as many for each thread */
}

/* --- Where ------------------------------------------------------------------------------------------- */

/* The step before `at` that begins a block, of as many steps as can be spared. */
static int64_t on_block(int64_t at, int64_t spare)
{
    int64_t block = BLOCK;
    while (block > 1 && block > spare) block /= 2;
    return at / block * block;
}

/* Of the steps from `at` on, at most `most` of them further, the first one on a line; `at` if none is. */
static int64_t next_on_line(const split *s, int64_t at, int64_t most)
{
    for (int64_t i = at; i <= at + most; i++)
        if ((s->address + i * s->step) % LINE == 0) return i;
    return at;
}

/* The first step at or after the large page's boundary that is nearest to step `at`. */
static int64_t near_large_page(const split *s, int64_t at)
{
    const int64_t there = s->address + at * s->step;
    const int64_t page = (there + LARGE_PAGE / 2) / LARGE_PAGE * LARGE_PAGE;
    return page <= s->address ? 0 : (page - s->address + s->step - 1) / s->step;
}

/* Never decreases with i, each of its roundings being one that keeps the order. */
static int64_t boundary(const split *s, int i)
{
    if (i == 0) return 0;
    if (i == s->parts) return s->length;
    const int64_t each = s->length / s->parts, spare = each / 8;
    int64_t at = (int64_t)i * each + (int64_t)i * (s->length % s->parts) / s->parts;
    at = on_block(at, spare);
    if (spare * s->step >= LARGE_PAGE / 2) at = near_large_page(s, at);
    at = next_on_line(s, at, spare < LINE ? spare : LINE - 1);
    return at < s->length ? at : s->length;
}

static void set_axis(plan *p, int axis, int64_t length)
{
    if (axis == axis_of_rows(p)) p->inner.rows = length;
    else if (axis == axis_of_run(p)) p->inner.length = length;
    else if (axis == axis_of_bytes(p)) p->inner.width = (size_t)length;
    else p->outer[axis].length = length;
}

void ndw_split_part(const plan *p, const split *s, int i, plan *out)
{
    const int64_t begin = boundary(s, i), end = boundary(s, i + 1);
    const copy_axis axis = axis_at(p, s->axis);
    out->empty = begin == end;
    out->dst = p->dst + begin * axis.dst;
    out->src = p->src + begin * axis.src;
    out->inner = p->inner;
    out->pattern = s->axis == axis_of_bytes(p) ? STEP : p->pattern; /* parts of elements lie apart */
    out->crossed = p->crossed;
    out->nouter = p->nouter;
    for (int k = 0; k < p->nouter; k++) out->outer[k] = p->outer[k];
    set_axis(out, s->axis, end - begin);
}
