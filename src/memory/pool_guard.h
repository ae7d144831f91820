/*
 * pool_guard.h - the hardened level: every block known by its address, guarded, and not used again soon.
 *
 *     [ front: one line or more of a keyed pattern ][ block ......... ][ tail: a line of it ]
 *
 *   1. Every block that is live or in quarantine has a record, which lies elsewhere, so that writing
 *      past a block cannot hide itself. A pointer without one was never allocated here, and is found out
 *      without being followed.
 *   2. Front and tail keep their pattern as long as the record lives.
 *   3. A block that is let go is poisoned and waits in quarantine while others go before it, at most
 *      QUARANTINE blocks and QUARANTINE_BYTES; only if all of it is poison still, it goes down. A stale
 *      view reads poison until then.
 *   4. What is damaged is reported once and stays where it is.
 *
 * One lock: this level is for finding mistakes, not for speed.
 */
#ifndef NDW_MEMORY_POOL_GUARD_H
#define NDW_MEMORY_POOL_GUARD_H

#include <stddef.h>
#include <stdint.h>

#include "memory/damage.h"

enum { QUARANTINE = 256, QUARANTINE_BYTES = 32 << 20, POISON = 0xdb };

void *ndw_guard_take(size_t size, size_t alignment);
void ndw_guard_give(void *block, size_t size, size_t alignment);

/* The quarantine goes down. */
void ndw_guard_empty(void);

/* Under the pool's lock. */
typedef struct guard_counts {
    int64_t allocations, live_blocks, live_bytes, quarantined_blocks, quarantined_bytes;
} guard_counts;
guard_counts ndw_guard_sum(void);

/* Under the pool's lock: a block that is damaged and was not reported yet. */
ndw_damage ndw_guard_damaged(void);

#endif
