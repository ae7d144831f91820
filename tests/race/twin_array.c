/* twin_array.c - what the two twins have in common: arrays, and the two passes over the counts. */
#include "twin.h"

#include <string.h>

enum { ALIGNMENT = 16 };

/* Unsigned, because products and sums that leave int64 are to wrap here as they do in hardware. */
static uint64_t product(const int64_t *dims, int from, int to)
{
    uint64_t p = 1;
    for (int d = from; d < to; d++) p *= (uint64_t)dims[d];
    return p;
}

twin *twin_new(int64_t itemsize, int ndim, const int64_t *dims)
{
    const ndw_allocator *allocator = ndw_get_allocator();
    uint64_t nbytes = (uint64_t)itemsize * product(dims, 0, ndim);
    if (nbytes > PTRDIFF_MAX) return NULL;

    twin *a = allocator->alloc(allocator->ctx, sizeof *a, ALIGNMENT);
    if (!a) return NULL;
    *a = (twin){.allocator = allocator, .nbytes = nbytes ? (size_t)nbytes : 1, .itemsize = itemsize};
    a->ndim = ndim;
    for (int d = 0; d < ndim; d++) a->dims[d] = dims[d];
    a->data = allocator->alloc(allocator->ctx, a->nbytes, ALIGNMENT);
    if (a->data) return a;
    allocator->free(allocator->ctx, a, sizeof *a, ALIGNMENT);
    return NULL;
}

void twin_free(twin *a)
{
    const ndw_allocator *allocator = a->allocator;
    allocator->free(allocator->ctx, a->data, a->nbytes, ALIGNMENT);
    allocator->free(allocator->ctx, a, sizeof *a, ALIGNMENT);
}

int64_t twin_total(int64_t n, bool each, const int64_t *counts)
{
    if (!each) return (int64_t)((uint64_t)n * (uint64_t)counts[0]);
    uint64_t total = 0;
    for (int64_t j = 0; j < n; j++) total += (uint64_t)counts[j];
    return (int64_t)total;
}

void twin_fill(twin *r, const twin *a, int axis, int64_t n, bool each, const int64_t *counts)
{
    size_t chunk = (size_t)((uint64_t)a->itemsize * product(a->dims, axis + 1, a->ndim));
    int64_t outer = (int64_t)product(a->dims, 0, axis);
    const char *from = a->data;
    char *to = r->data;

    for (int64_t i = 0; i < outer; i++)
        for (int64_t j = 0; j < n; j++, from += chunk)
            for (int64_t k = 0; k < counts[each ? j : 0]; k++, to += chunk) memcpy(to, from, chunk);
}
