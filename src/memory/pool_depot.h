/*
 * pool_depot.h - blocks between threads: from those that let go of more than they take.
 *
 *     full shelf  12 blocks        6 stay
 *                  6 of them  ->  [a][b][c][d][e][f]  one batch  ->  an empty shelf of whoever takes
 *
 * A thread that only makes arrays and one that only lets go of them would otherwise pass each block through
 * libc. Here the lock is taken once for a batch, and not at all by a thread that finds nothing to take. The
 * lists lie beside the blocks: what somebody writes into a block that he has let go of leads nowhere.
 *
 *   1. A block in the depot is in one batch of the class of its size, on no shelf, and LIFE_GONE.
 *   2. There are at most BATCHES_MAX batches, which together have no more bytes than one thread may keep.
 *   3. Everything here changes under the pool's lock. How many batches there are of a class may be read
 *      without it, by a thread that would like one: an answer that is too old costs a way to libc.
 */
#ifndef NDW_MEMORY_POOL_DEPOT_H
#define NDW_MEMORY_POOL_DEPOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memory/damage.h"

enum { BATCH = 6, BATCHES_MAX = 256 };

/* Puts a batch; false: there would be too much, and the blocks are still the caller's. */
bool ndw_depot_put(void *const blocks[BATCH], size_t which);

/* Gets one; false: there is none. */
bool ndw_depot_get(void *blocks[BATCH], size_t which);

/* All batches go down. */
void ndw_depot_empty(void);

/* Under the pool's lock: */

/* How much may be kept from now on; whether there is more. */
bool ndw_depot_bound(intptr_t bytes);

typedef struct depot_counts {
    intptr_t blocks, bytes;
} depot_counts;
depot_counts ndw_depot_sum(void);

/* A block that breaks rule 1. */
ndw_damage ndw_depot_damaged(void);

#endif
