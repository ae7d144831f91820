/*
 * ledger.h - an allocator that knows each block of a schedule.
 *
 * Blocks given back are not used again before the schedule ends. They are overwritten by whoever gives
 * them back, with a store the race detector sees, so an access by another thread that is not ordered
 * before is a race, and one that comes after reads nonsense, or is found when the schedule ends.
 */
#ifndef NDW_TESTS_LEDGER_H
#define NDW_TESTS_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include <ndweave/allocator.h>

enum { LEDGER_ALLOCATORS = 4 };

/* Fills in the allocator with this number, 0 to 3: a block goes back to the one it came from. */
void ledger_allocator(ndw_allocator *a, int number);

/* Ends a schedule: fails it if a block is live or was written after its end; forgets all blocks. */
void ledger_close(void);

/* A name for a word that is the same in every schedule: who allocated its block, which of his blocks it
 * is, where in it; or the address. */
uint64_t ledger_name(const void *word);

/* Whether a word lies in a block that was given back. */
bool ledger_is_gone(const void *word);

/* Blocks made so far, and which of them a word lies in, counted from 0; -1: in none. */
int ledger_count(void);
int ledger_block(const void *word);

#endif
