/*
 * reshape.c - another shape over the same elements in C order, as a view where one exists.
 *
 * Old and new axes fall into groups of equal size, taken from the left; a group can be shown as a
 * view when its old axes follow each other without a jump, that is, when each stride is the next
 * stride times the next length.
 *
 *     old  (4, 3, 5)  strides (240, 80, 16)      240 = 3*80    80 = 5*16
 *           ------- group of 12   - group of 5
 *     new  (2, 6, 5)                             the first group becomes (2, 6): strides 480, 80
 *
 *     old  (3, 4)     strides (8, 24)            8 != 4*24: the one group of 12 jumps, so
 *     new  (12)                                  only a copy can show it
 */
#include "base/arith.h"
#include "base/status.h"
#include "layout/layout.h"

/* The shape with its one -1 worked out. */
static ndw_status resolve(layout l, int ndim, const int64_t *shape, new_layout *out)
{
    if (ndim < 0 || ndim > NDW_MAX_NDIM)
        return FAIL(NDW_ENDIM, "reshape: # axes, 0 to # are possible", ndim, NDW_MAX_NDIM);
    if (ndim > 0) REFUSE_NULL(shape, "reshape: shape is NULL");
    for (int d = 0; d < l.ndim; d++) /* as a struct filled by hand may have it */
        if (l.shape[d] < 0) return FAIL(NDW_EVALUE, "reshape: axis # of the source has length #", d, l.shape[d]);

    int64_t wanted[NDW_MAX_NDIM], known = 1, nonzero = 1, size = ndw_layout_size(l);
    int unknown = -1;
    bool overflow = false;
    wanted[0] = 1; /* for compilers that follow the list but not its length */
    for (int d = 0; d < ndim; d++) {
        wanted[d] = shape[d];
        if (wanted[d] < -1) return FAIL(NDW_EVALUE, "reshape: axis # has length #", d, wanted[d]);
        if (wanted[d] > 0) nonzero = mul(nonzero, wanted[d], &overflow); /* a 0 hides nothing */
        if (wanted[d] >= 0) known = mul(known, wanted[d], &overflow);
        else if (unknown >= 0) return FAIL(NDW_ESHAPE, "reshape: axes # and # are both -1", unknown, d);
        else unknown = d;
    }
    if (overflow) return WHY(NDW_EOVERFLOW, "reshape: the new size does not fit 64 bits");
    if (unknown >= 0) {
        if (known == 0 || size % known != 0)
            return FAIL(NDW_ESHAPE, "reshape: # elements cannot be divided by #", size, known);
        wanted[unknown] = size / known;
        known = size;
    }
    if (known != size) return FAIL(NDW_ESHAPE, "reshape: # elements cannot become #", size, known);
    return ndw_layout_make(l.itemsize, ndim, wanted, NULL, out);
}

/* Whether axis `inner` of l starts again where the step of `outer` leads. */
static bool follows(layout l, int outer, int inner)
{
    bool overflow = false;
    return mul(l.strides[inner], l.shape[inner], &overflow) == l.strides[outer] && !overflow;
}

static int next_longer(layout l, int d)
{
    while (d < l.ndim && l.shape[d] == 1) d++;
    return d;
}

/* Gives the new axes [first, end) the strides that walk old axes of which the last has last_stride. */
static void spread(const new_layout *l, int first, int end, int64_t last_stride, int64_t *strides)
{
    bool unused = false; /* what overflows is the stride of a single element */
    strides[end - 1] = last_stride;
    for (int d = end - 2; d >= first; d--) strides[d] = mul(strides[d + 1], l->shape[d + 1], &unused);
}

/* The strides that show l, which has elements, under the shape of `to`. false: there are none. */
static bool find_strides(layout l, const new_layout *to, int64_t *strides)
{
    int from = next_longer(l, 0), end = 0;
    while (from < l.ndim) {
        /* Grow the smaller side until both sides of the group have the same size. */
        int last = from, first = end;
        int64_t old_size = l.shape[from], new_size = 1;
        while (new_size != old_size) {
            if (new_size < old_size) {
                new_size *= to->shape[end++];
                continue;
            }
            int next = next_longer(l, last + 1);
            if (!follows(l, last, next)) return false;
            old_size *= l.shape[next];
            last = next;
        }
        spread(to, first, end, l.strides[last], strides);
        from = next_longer(l, last + 1);
    }
    for (; end < to->ndim; end++) strides[end] = 0; /* length 1: settled by the caller */
    return true;
}

ndw_status ndw_layout_reshape(layout l, int ndim, const int64_t *shape, new_layout *out, bool *viewable)
{
    int64_t strides[NDW_MAX_NDIM];
    *viewable = true;
    NDW_TRY(resolve(l, ndim, shape, out));
    if (ndw_layout_size(l) == 0) return NDW_OK; /* nothing to show: any layout shows it */

    *viewable = find_strides(l, out, strides);
    if (!*viewable) return NDW_OK;
    for (int d = 0; d < out->ndim; d++) out->strides[d] = strides[d];
    return ndw_layout_settle(out);
}
