/*
 * pool_large.h - blocks over 128 KiB that nobody is using: few, bounded, not for long, for every thread.
 *
 *     [ head, one line: its room, whether it is live ][ block ........................ ]
 *
 *   1. A block is live, in the cache, or gone down; its head says which, and nobody else writes there.
 *   2. The cache has at most LARGE_MAX blocks and `large_bytes` bytes, and none that was given back more
 *      than `large_ms` ago when the cache was last asked for one or given one.
 *   3. Whoever asks gets the smallest that is large enough, unless more than an eighth of it would be
 *      wasted: then a new one.
 *
 * Lists are short and walked under the pool's lock; blocks go down after it is released. Beside the time
 * that the elements take, neither can be seen.
 */
#ifndef NDW_MEMORY_POOL_LARGE_H
#define NDW_MEMORY_POOL_LARGE_H

#include <stddef.h>
#include <stdint.h>

#include "memory/damage.h"

enum { LARGE_MAX = 64 };

/* `size` is more than SMALL_MAX; aligned to a line. NULL: there is no memory. */
void *ndw_large_take(size_t size);
void ndw_large_give(void *block, size_t size);

/* All goes down. */
void ndw_large_empty(void);

/* --- Under the pool's lock --------------------------------------------------------------------- */

void ndw_large_bound(int64_t bytes, int64_t milliseconds);

typedef struct large_counts {
    int64_t allocations, reuses, live_blocks, live_bytes, cached_blocks, cached_bytes;
} large_counts;
large_counts ndw_large_sum(void);

/* Rule 1, and the sums, for the blocks in the cache; cause NDW_DAMAGE_NONE: they hold. */
ndw_damage ndw_large_damaged(void);

#endif
