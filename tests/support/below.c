#include "support/below.h"

#include "memory/pool.h"

atomic_long held_blocks, held_bytes, most_bytes;
atomic_bool short_of_memory;
atomic_int refusals_left;

static void note_most(long now)
{
    long most = atomic_load(&most_bytes);
    while (now > most && !atomic_compare_exchange_weak(&most_bytes, &most, now)) {}
}

static void *take(void *ctx, size_t size, size_t alignment)
{
    (void)ctx;
    if (atomic_load(&short_of_memory)) return NULL;
    if (atomic_load(&refusals_left) > 0 && atomic_fetch_sub(&refusals_left, 1) > 0) return NULL;
    void *block = ndw_libc_allocator.alloc(NULL, size, alignment);
    if (!block) return NULL;
    atomic_fetch_add(&held_blocks, 1);
    note_most(atomic_fetch_add(&held_bytes, (long)size) + (long)size);
    return block;
}

static void give(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx;
    ndw_libc_allocator.free(NULL, block, size, alignment);
    atomic_fetch_sub(&held_blocks, 1);
    atomic_fetch_sub(&held_bytes, (long)size);
}

const ndw_allocator below = {take, give, NULL};
