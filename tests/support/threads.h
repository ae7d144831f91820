/*
 * threads.h - several workers at once, and what went wrong in them.
 *
 * cmocka's state belongs to one thread: an assertion that fails in a worker ends the process without
 * a word. So workers only record (WORKER_CHECK), and the main thread asserts after the join.
 */
#ifndef NDW_TESTS_THREADS_H
#define NDW_TESTS_THREADS_H

#include <stdatomic.h>
#include <stdbool.h>

enum { WORKERS_MAX = 64 };

typedef struct worker {
    int number;        /* 0 .. n-1 */
    void *ctx;         /* what was given to workers_run */
    atomic_bool *stop; /* becomes true when the time is up (or never, without a time) */
    char failure[200]; /* the first thing that went wrong; empty: nothing */
    long rounds;       /* the worker's own count of what it did */
} worker;

typedef void worker_fn(worker *w);

/* How the workers are let go: a barrier orders what came before it, for every thread; a relaxed spin
 * orders nothing, so that a race with what came before can be seen. */
typedef enum release_by { BY_BARRIER, BY_RELAXED_SPIN } release_by;

/* Runs `n` workers (worker i runs fns[i % nfns]), tells them to stop after `seconds` if that is above
 * 0, joins them. Returns 0, or 1 with the first failure in `failure` (200 bytes). *rounds: all of them. */
int workers_run(int n, worker_fn *const *fns, int nfns, void *ctx, double seconds, release_by how,
                char *failure, long *rounds);

/* Records the first failure and leaves the worker. */
#define WORKER_CHECK(w, condition)                                                                  \
    do {                                                                                            \
        if (!(condition)) {                                                                         \
            worker_failed((w), __FILE__, __LINE__, #condition);                                     \
            return;                                                                                 \
        }                                                                                           \
    } while (0)

void worker_failed(worker *w, const char *file, int line, const char *what);

#endif
