/*
 * damage.h - whether something lives, and what is said when it does not.
 *
 *   1. An array and the header of its bytes each begin with a word of life, which says what they are. It
 *      is written when they are made, and not by them again: the pool, whose memory it is once they are
 *      let go, writes LIFE_GONE there.
 *   2. Whoever shares, writes or releases looks at it first, and does nothing else when it is wrong.
 *   3. A report is made with no lock held; the first is kept until the options are set anew.
 *
 * The word is read by owners, and written before the first and after the last of them, so it needs no
 * order of its own. A stale handle reads memory that may have been freed; what it finds there is a guess,
 * and a good one while the block lies in a cache.
 */
#ifndef NDW_MEMORY_DAMAGE_H
#define NDW_MEMORY_DAMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include <ndweave/pool.h>

#include "base/compiler.h"

typedef enum life {
    LIFE_GONE = 0x60e0dead,
    LIFE_POISONED = (int)0xdbdbdbdb, /* what the hardened level makes of LIFE_GONE */
    LIFE_ARRAY = 0x6e647761,
    LIFE_BUFFER = 0x6e647762,
    LIFE_LARGE = 0x6e64776c
} life;

/* The block is the pool's again. */
static inline void mark_gone(void *block) { *(uint32_t *)block = LIFE_GONE; }

/* What is wrong with something whose word of life is `found`: it is gone, or it never was one. */
static inline ndw_damage_cause cause_of(uint32_t found, ndw_damage_cause if_gone, ndw_damage_cause otherwise)
{
    return found == LIFE_GONE || found == (uint32_t)LIFE_POISONED ? if_gone : otherwise;
}

/* Reports, counts, calls the user's function. Always NDW_ECORRUPT, with the sentence. */
ndw_status ndw_damage_report(ndw_damage_cause cause, const void *address, int64_t size);

/* The first report (cause NDW_DAMAGE_NONE: there is none) and how many there have been. */
ndw_damage ndw_damage_first(int64_t *reports);

/* The status of a damage, with the sentence; NDW_OK for none. */
ndw_status ndw_damage_status(const ndw_damage *d);

/* From now on reports go there; those so far are forgotten. Under the pool's lock. */
void ndw_damage_begin(ndw_damage_fn *fn, void *ctx);

/* A number that differs from process to process, wherever addresses do. */
WRAPS static inline uintptr_t damage_key(void)
{
    static const char anchor;
    return (uintptr_t)&anchor * (uintptr_t)0x9e3779b97f4a7c15;
}

#endif
