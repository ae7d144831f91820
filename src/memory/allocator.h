/*
 * allocator.h - the one seam through which the library allocates.
 *
 * Buffers, descriptors and scratch memory all come from here, each from the allocator in force when it
 * is made, which is also the one that takes it back. Behind the seam stands the pool; in front of it, a
 * test can put anything: failing allocations, read-only pages, guard pages.
 */
#ifndef NDW_MEMORY_ALLOCATOR_H
#define NDW_MEMORY_ALLOCATOR_H

#include <stddef.h>
#include <stdint.h>

#include <ndweave/allocator.h>

/* Payloads are aligned for the widest vector, and so that no two share a cache line. */
enum { BUFFER_ALIGNMENT = 64, DESCRIPTOR_ALIGNMENT = 16 };

/* `size` bytes from `allocator`; NDW_ENOMEM, or NDW_EOVERFLOW where no object can be so large. */
ndw_status ndw_memory_take(const ndw_allocator *allocator, int64_t size, size_t alignment, void **out);

static inline void memory_give(const ndw_allocator *allocator, void *block, int64_t size,
                               size_t alignment)
{
    allocator->free(allocator->ctx, block, (size_t)size, alignment);
}

#endif
