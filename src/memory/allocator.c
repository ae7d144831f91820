/*
 * allocator.c - libc, and which allocator is in force.
 */
#include "memory/allocator.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/once.h"
#include "base/pages.h"
#include "base/status.h"
#include "memory/pool.h"

enum { LARGE = 4 << 20 };

static void *take_from_libc(void *ctx, size_t size, size_t alignment)
{
    (void)ctx;
    int before = errno; /* a failed call leaves errno alone */
    void *block = NULL;
    if (alignment <= _Alignof(max_align_t)) block = malloc(size);
    else if (posix_memalign(&block, alignment, size) != 0) block = NULL;
    if (block && size >= LARGE) ndw_pages_prefer_large(block, (int64_t)size);
    errno = before;
    return block;
}

static void give_to_libc(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx, (void)size, (void)alignment;
    int before = errno;
    free(block);
    errno = before;
}

const ndw_allocator ndw_libc_allocator = {take_from_libc, give_to_libc, NULL};

static published in_force = {NULL}; /* NULL: the library's own */

ndw_status ndw_set_allocator(const ndw_allocator *allocator)
{
    if (allocator && (!allocator->alloc || !allocator->free))
        return WHY(NDW_EINVAL, "set_allocator: alloc or free is NULL");
    publish(&in_force, allocator);
    return NDW_OK;
}

const ndw_allocator *ndw_get_allocator(void)
{
    const ndw_allocator *allocator = published_read(&in_force);
    return allocator ? allocator : ndw_pool_own();
}

ndw_status ndw_memory_take(const ndw_allocator *allocator, int64_t size, size_t alignment, void **out)
{
    *out = NULL;
    if ((uint64_t)size > PTRDIFF_MAX)
        return FAIL(NDW_EOVERFLOW, "memory: # bytes are more than an object can have", size);
    *out = allocator->alloc(allocator->ctx, (size_t)size, alignment);
    return *out ? NDW_OK : FAIL(NDW_ENOMEM, "memory: # bytes could not be allocated", size);
}
