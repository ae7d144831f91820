/*
 * direct.c - what most calls are, done at once: copies of each element along one axis, or one of each,
 * straight to where they belong.
 *
 * One look at the axes, innermost first, tells that the shapes fit, that nothing overlaps, and whether
 * both sides are packed. Then it is parts that lie side by side, and copies of each:
 *
 *     x (2,3) of f8, twice along axis 0      2 parts of 24 bytes
 *                          along axis 1      6 parts of  8 bytes
 *
 * Nothing is refused here. Whatever might be wrong, or is not so plain - nothing to copy, overlaps, a
 * source of another shape - is left to those who find out what it is and say so.
 */
#include "ops/into.h"

#include "copy/copy.h"

/* What elements `stride` apart reach, each of which reaches `one`. Its size has to fit, too: steps_over subtracts. */
static inline span reach_along(span one, int64_t length, int64_t stride, bool *overflow)
{
    const int64_t way = mul(stride, length - 1, overflow);
    if (way < 0) one.first = add(one.first, way, overflow);
    else one.end = add(one.end, way, overflow);
    add(one.end, mul(one.first, -1, overflow), overflow);
    return one;
}

/* Every step leads past what the axes inside reach. */
static inline bool steps_over(span inside, int64_t stride)
{
    const int64_t bytes = inside.end - inside.first;
    return stride >= bytes || stride <= -bytes;
}

static inline bool are_apart(const char *a, span in_a, const char *b, span in_b, bool *overflow)
{
    const int64_t at_a = address_of(a), at_b = address_of(b);
    return add(at_a, in_a.end, overflow) <= add(at_b, in_b.first, overflow)
           || add(at_b, in_b.end, overflow) <= add(at_a, in_a.first, overflow);
}

void ndw_direct_packed(layout from, int axis, int64_t copies, char *dst, const char *src)
{
    int64_t n = 1, width = from.itemsize;
    for (int d = 0; d < from.ndim; d++) *(d <= axis ? &n : &width) *= from.shape[d];
    ndw_copy_run_packed(width, n, copies, dst, src);
}

void ndw_direct_strided(layout to, char *dst, layout from, int axis, int64_t copies, const char *src)
{
    copy_job job;
    copy_start(&job, from.itemsize);
    for (int d = 0; d < from.ndim; d++)
        copy_add_repeated(&job, from.shape[d], d == axis ? copies : 1, to.strides[d], from.strides[d]);
    ndw_copy_run(&job, dst, src);
}

bool ndw_direct_into(const source *from, int64_t copies, int axis, const ndw_mut *w)
{
    const layout in = from->layout;
    if (!w || !w->data || w->dtype != from->dtype || w->ndim != in.ndim || copies < 1) return false;
    bool packed = true, overflow = false;
    span read = {0, in.itemsize}, written = read;
    for (int d = in.ndim - 1; d >= 0; d--) {
        const int64_t length = in.shape[d], longer = d == axis ? mul(length, copies, &overflow) : length;
        if (length < 1 || w->shape[d] != longer) return false;
        if (longer > 1 && !steps_over(written, w->strides[d])) return false;
        packed &= (length == 1 || in.strides[d] == read.end) && (longer == 1 || w->strides[d] == written.end);
        read = reach_along(read, length, in.strides[d], &overflow);
        written = reach_along(written, longer, w->strides[d], &overflow);
        if (overflow) return false; /* no later axis may subtract what did not fit */
    }
    if (!are_apart(from->data, read, w->data, written, &overflow) || overflow) return false;
    if (packed) ndw_direct_packed(in, axis, copies, w->data, from->data);
    else ndw_direct_strided(of_mut(w).layout, w->data, in, axis, copies, from->data);
    return true;
}
