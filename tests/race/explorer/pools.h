/*
 * pools.h - scenarios of the pool itself: whose block is it?
 *
 * Below the pool lies the ledger, which sees each block given twice, written after its end, or live at
 * the end. Each thread begins with no magazine and ends it before its body ends, as a thread does that
 * starts and ends in each schedule.
 *
 *     P1  a block is one thread's, or lies in one cache, or below
 *     P2  a thread keeps no more than it may
 *     P3  a thread that has ended keeps nothing, whatever it still lets go
 *     P4  whoever lets go of a block need not be who took it
 *     P5  what is damaged is counted, by whoever finds it
 */
#ifndef NDW_TESTS_POOLS_H
#define NDW_TESTS_POOLS_H

#include "schedule.h"

/* Calls `explore` with every pair and triple. */
void pools_all(long (*explore)(const scenario *s));

#endif
