/*
 * teams.h - scenarios of several threads in one call: callers, the library's workers, an executor.
 *
 *     P1  each chunk is done once
 *     P2  when the call returns, its caller sees all that the chunks wrote, and nobody touches the job
 *     P3  nobody waits for another caller's job; no call waits for ever
 *     P4  a worker that is too many ends, and is joined
 *
 * The threads that are workers serve: the library starts them, on the functions of src/threads as they are.
 */
#ifndef NDW_TESTS_TEAMS_H
#define NDW_TESTS_TEAMS_H

#include "schedule.h"

/* A scenario, and the most preemptions with which it is explored in full. */
typedef struct team_scenario {
    scenario s;
    int preemptions;
} team_scenario;

extern const team_scenario teams[];
extern const int nteams;

#endif
