/*
 * beyond.h - scenarios one step past the contract, where the sources promise something all the same.
 *
 * The contract has no thread share an array through another copy of the pointer while its holder
 * begins or ends a session on it. The count is made to stand it: whoever tries gets NDW_EBUSY or values
 * that are whole, and nothing is freed too early, twice or never. That is why a share is an acquire,
 * the end of a session a release, its beginning one operation, and why a share that is refused may be
 * the last.
 */
#ifndef NDW_TESTS_BEYOND_H
#define NDW_TESTS_BEYOND_H

#include "schedule.h"

extern const scenario beyond[];
extern const int nbeyond;

#endif
