/*
 * team.h - several threads that do the same at the same time.
 *
 * The members are started once and wait for work, so that a run costs a wake-up and not a start.
 */
#ifndef NDW_BENCH_TEAM_H
#define NDW_BENCH_TEAM_H

#include <stdbool.h>

enum { TEAM_MAX = 16 };

typedef void team_fn(void *ctx, int member);

/* Calls fn(ctx, i) for each i below `members`, all at once, and returns when all have; the caller is
 * member 0. false: not that many threads can be had. */
bool team_run(team_fn *fn, void *ctx, int members);

#endif
