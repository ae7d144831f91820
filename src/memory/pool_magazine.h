/*
 * pool_magazine.h - what one thread keeps: blocks that nobody is using, and counts.
 *
 *     take   from the shelf of its class           the shelf is empty: a batch from the depot, or from below
 *     give   onto the shelf of its class           the shelf is full: a batch to the depot, or below (libc)
 *
 * A block has no home. Whichever thread lets go of it keeps it, so a take and a give touch nothing that
 * another thread touches, and there is no list of blocks on their way back to somebody, nor anything to
 * go wrong with one. A thread that only lets go fills its shelves and hands the rest over, half a shelf at
 * a time, to whoever only takes (pool_depot.h); neither holds more for it.
 *
 *   1. A block on a shelf is nobody else's, is on no other shelf, has the size of the shelf's class.
 *   2. A magazine keeps at most `thread_bytes`, unless that was made smaller since: then until its thread
 *      next has to give something down.
 *   3. A magazine belongs to one thread from its first take or give, or count, to its end; then its blocks
 *      go down and its counts are added to those of the threads that are no more.
 *   4. The list of magazines and the counts of those that are no more change under the pool's lock only.
 *   5. A shelf has no more blocks than room, unless that was taken back. The rooms of a magazine come to no
 *      more than `thread_bytes`. A room grows under the pool's lock; its thread may take all of them back at any
 *      time, and another one under the lock, as happens when `thread_bytes` is set.
 *
 * A thread that has ended its magazine may still let go of something, from the destructor of another
 * key: it has no magazine any more and never gets one again; blocks go down, counts under the lock.
 */
#ifndef NDW_MEMORY_POOL_MAGAZINE_H
#define NDW_MEMORY_POOL_MAGAZINE_H

#include <stdbool.h>

#include "memory/pool_class.h"
#include "memory/pool_counter.h"

enum { SHELF_DEPTH = 12 }; /* a shelf is two lines where pointers have 64 bits */

/* What is counted besides blocks. */
typedef enum counted {
    MISSES, /* blocks of a class that came from below */
    COPIES,
    COPIED_BYTES,
    VISIBLE_BYTES,
    PINNED_BYTES,
    COUNTED
} counted;

typedef struct shelf {
    counter count; /* of the blocks here                                                        */
    counter room;  /* so many may lie here; 0: none was given yet, or it was taken back         */
    counter taken; /* blocks of this class, by this thread, ever                                */
    counter drawn; /* those that came to this thread from elsewhere, less those that went there */
    void *blocks[SHELF_DEPTH];
} shelf;

/* Changed by its thread alone, but for room. The counters are read by others. */
typedef struct magazine {
    shelf shelves[BLOCK_CLASSES];
    counter counts[COUNTED];
    struct magazine *next; /* under the pool's lock */
} magazine;

/* `size` is 1 to SMALL_MAX; blocks are aligned to a line. NULL: there is no memory. */
void *ndw_magazine_take(size_t size);
void ndw_magazine_give(void *block, size_t size);

/* Adds n to a count of the calling thread. */
void ndw_magazine_count(counted what, intptr_t n);

/* All that the calling thread keeps goes down. */
void ndw_magazine_empty(void);

/* How much each thread may keep from now on. Under the pool's lock. */
void ndw_magazine_bound(intptr_t thread_bytes);

/* Sums over all threads, those that are no more included. Under the pool's lock. */
typedef struct magazine_counts {
    intptr_t allocations, live_blocks, live_bytes, cached_blocks, cached_bytes;
    intptr_t counts[COUNTED];
} magazine_counts;
magazine_counts ndw_magazine_sum(void);

/* A block, and its size, that breaks rule 1 on the calling thread's shelves; NULL: there is none. */
const void *ndw_magazine_damaged(size_t *size);

/* In the child of a fork, under the pool's lock: only the calling thread is there. */
void ndw_magazine_forget_others(void);

#endif
