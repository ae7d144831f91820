/*
 * schedule.h - one thread at a time, in every order that matters.
 *
 * The threads of a scenario run one at a time: whoever has the token runs until its next point, where
 * the token may pass on. A schedule is the list of those decisions. Switching away from a thread that
 * could go on is a preemption; all schedules with at most so many of them are run, depth first.
 *
 *     0.3 1 0      thread 0 runs up to its 3rd point and is preempted there, 1 runs to its end, 0 does
 *
 * A point is an operation on a word that two threads touch and one of them writes, on any lock, or a
 * pause. Operations on other words commute with everything that other threads do, so letting somebody
 * in before them gives no new behaviour; which words these are is found out by running: when a word
 * turns out to be contended, the exploration of the scenario begins again with that word among the
 * points. The numbers in a schedule count all operations, contended or not, and so do not depend on
 * this.
 *
 * The token is handed over by futex in code compiled without the race detector, and so orders nothing
 * for it: what it sees is only what the library's own atomics and locks order. (Beginning and end of
 * each schedule are ordered, as by starting and joining the threads.) It finds a race whenever two
 * accesses of one schedule are unordered, whether or not they meet.
 *
 * The schedules are sequentially consistent. A mistake that needs a stale value of an atomic word
 * to show, with every plain access ordered, is the memory models' business.
 */
#ifndef NDW_TESTS_SCHEDULE_H
#define NDW_TESTS_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>

enum { SCHEDULE_THREADS = 3 };

typedef struct scenario {
    const char *name; /* names it again in a replay: unique */
    int threads;
    void (*setup)(void *ctx); /* on the main thread, before each schedule */
    void (*body)(void *ctx, int thread);
    void (*finish)(void *ctx); /* on the main thread, when all bodies have ended */
    void *ctx;
} scenario;

/* The most preemptions of a scenario of so many threads that are explored in full. */
static inline int schedule_preemptions(int threads) { return threads <= 2 ? 3 : 2; }

/* Runs every schedule; returns how many. The first one that fails ends the process: its failure and a
 * line that replays it are printed, the exit status is 1. */
long schedule_explore(const scenario *s, int preemptions);

/* Runs one schedule as printed, the same way. */
void schedule_replay(const scenario *s, const char *choices);

/* Whether every operation is a point, contended or not: what is true does not depend on it. */
void schedule_every_point(bool every);

/* How long one schedule may take, a minute unless said otherwise: it fails if it does not end. */
void schedule_patience(int milliseconds);

/* From setup: this thread has no body. It does what pthread_create gives it, one function after another,
 * until nobody is left who could; the schedule fails if the last one is never joined. */
void schedule_serve(int thread);

/* Called once on each thread of the scenarios when it starts, before any schedule; NULL: nothing. */
extern void (*schedule_on_start)(void);

/* --- From bodies -------------------------------------------------------------------------------- */

/* The schedule being run has failed; the first sentence counts. From anywhere. */
__attribute__((format(printf, 1, 2))) void schedule_fail(const char *format, ...);

/* A point of its own: time passes. */
void schedule_pause(void);

/* Something has happened; waiting for it. These order nothing. */
void schedule_raise(int flag);
void schedule_await(int flag);

/* Waits until `thread` has done so many operations. */
void schedule_await_operations(int thread, int operations);

/* The end of a fork's child: its exit status is 0, or 1 if anything has failed. */
_Noreturn void schedule_end_child(void);

/* Which thread of the scenario this is; -1 outside, or on the main thread. */
int schedule_self(void);

/* --- From hooks --------------------------------------------------------------------------------- */

/* Before an operation on `word`. */
void schedule_point(const void *word, bool writes);

/* A lock by its address: held by one thread, the others wait. */
void schedule_hold(const void *lock);
void schedule_let_go(const void *lock);

/* A condition by its address. In one step the lock is let go and the thread sleeps; whoever sleeps when
 * it is woken, and nobody else, goes for the lock again. Nobody wakes up for no reason. */
void schedule_sleep(const void *condition, const void *lock);
void schedule_wake(const void *condition);

/* Gives a function to a thread that serves and has nothing to do; returns its number, or -1: there is none.
 * Waits until that function has returned; returns what it did. Both order, as pthread_create and
 * pthread_join do. */
int schedule_start(void *(*function)(void *), void *arg);
void *schedule_join(int thread);

/* The other threads are no more: a fork's child begins. */
void schedule_begin_child(void);

#endif
