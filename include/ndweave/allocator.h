/*
 * allocator.h - where the bytes come from.
 *
 * Each buffer and each descriptor remembers the allocator that made it and goes back to that one,
 * on whichever thread lets go last. An allocator (and its ctx) must therefore outlive everything it
 * allocated; the library keeps the pointer and never copies or frees it.
 */
#ifndef NDW_ALLOCATOR_H
#define NDW_ALLOCATOR_H

#include <stddef.h>

#include <ndweave/status.h>

NDW_BEGIN_C

typedef struct ndw_allocator {
    /* `size` bytes (at least 1) aligned to `alignment` (a power of two: 64 for a buffer, less for a
     * descriptor), or NULL. Called from any thread, several at once, with no lock held. */
    void *(*alloc)(void *ctx, size_t size, size_t alignment);
    /* Takes back what alloc gave, with the same size and alignment. Same rules. */
    void (*free)(void *ctx, void *block, size_t size, size_t alignment);
    void *ctx;
} ndw_allocator;

/* Called once, when the last share of wrapped memory goes, on the thread that let go, with no lock
 * held; it may call the library. `data` is the pointer that was wrapped. */
typedef void ndw_release_fn(void *ctx, void *data);

/**
 * Names the allocator for everything allocated from now on, by any thread; NULL restores the
 * library's own. What exists already stays with the allocator that made it.
 *   NDW_EINVAL  a function of it is NULL
 * Threads: any.
 */
NDW_CALL ndw_status ndw_set_allocator(const ndw_allocator *allocator);

/** The allocator in force: the one set last, or the library's own. Never NULL. Threads: any. */
NDW_API const ndw_allocator *ndw_get_allocator(void);

NDW_END_C

#endif
