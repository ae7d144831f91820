/* prefix_repeat.c - the pattern this library is to rule out: shared metadata, edited for a moment. */
#include "twin.h"

twin *twin_repeat_prefix(twin *a, int axis, bool each, const int64_t *counts)
{
    int64_t n = a->dims[axis]; /* or whatever another thread has just written there */

    a->dims[axis] = twin_total(n, each, counts);
    twin *r = twin_new(a->itemsize, a->ndim, a->dims);
    a->dims[axis] = n;

    if (r) twin_fill(r, a, axis, n, each, counts);
    return r;
}
