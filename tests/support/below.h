/*
 * below.h - an allocator to lie below the pool, and count what the pool holds, exactly, whichever thread
 * asks: so that "nothing is kept" and "nothing is lost" are numbers, and not the pool's own word.
 */
#ifndef NDW_TESTS_BELOW_H
#define NDW_TESTS_BELOW_H

#include <stdatomic.h>

#include <ndweave/allocator.h>

extern atomic_long held_blocks, held_bytes, most_bytes; /* now; and the most bytes ever since it was set */
extern const ndw_allocator below;                       /* for ndw_pool_below */

/* From the next request on: no memory; or none for so many requests. */
extern atomic_bool short_of_memory;
extern atomic_int refusals_left;

#endif
