/*
 * pool.h - the library's own allocator, one for each level, and what the rooms above tell it.
 *
 *     off        libc
 *     on         magazines (pool_magazine.h) up to 128 KiB, the large cache (pool_large.h) above
 *     hardened   guarded blocks (pool_guard.h)
 *
 * Every array and buffer keeps the allocator that made it, so the level can change at any time: what
 * was made at one level goes back to that level's allocator.
 */
#ifndef NDW_MEMORY_POOL_H
#define NDW_MEMORY_POOL_H

#include <stdint.h>

#include <ndweave/pool.h>

extern const ndw_allocator ndw_libc_allocator, ndw_pool_allocator, ndw_guard_allocator;

/* Where the pool gets its blocks from: libc. A test may put something else there before the first one. */
extern const ndw_allocator *ndw_pool_below;

/* The allocator of the level in force. */
const ndw_allocator *ndw_pool_own(void);

/* What the levels are called. */
extern const char *const ndw_pool_level_names[];

/* A write session has copied so many bytes. */
void ndw_pool_note_copy(int64_t bytes);

/* An array that shows so many bytes, or memory of so many bytes, came (or, below 0, went). */
void ndw_pool_note_visible(int64_t bytes);
void ndw_pool_note_pinned(int64_t bytes);

#endif
