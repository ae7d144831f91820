/* fixed_repeat.c - the pattern repaired where it was seen to break: the shape is copied, and nothing
 * else is different. The counts are still read twice and their total still wraps. */
#include "twin.h"

twin *twin_repeat_fixed(const twin *a, int axis, bool each, const int64_t *counts)
{
    int64_t dims[TWIN_NDIM] = {0}, n = a->dims[axis];
    for (int d = 0; d < a->ndim; d++) dims[d] = a->dims[d];

    dims[axis] = twin_total(n, each, counts);
    twin *r = twin_new(a->itemsize, a->ndim, dims);

    if (r) twin_fill(r, a, axis, n, each, counts);
    return r;
}
