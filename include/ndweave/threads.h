/*
 * threads.h - several threads inside one call.
 *
 * A copy, a repeat or a fill whose result is large can be cut into chunks, which write different bytes
 * and can be done at the same time. The library never starts a thread unasked: until a number above 1
 * is set, every call does its work on the thread that calls. The result has the same bytes either way.
 * (What lists decide, one element after the other - a repeat with a count for each element, a take - is
 * done by the calling thread alone.)
 *
 *     NDW_TRY(ndw_set_num_threads(4));
 *     NDW_TRY(ndw_ascontiguous(x, &c));        // by this thread and up to three workers
 *
 * The workers are the library's own, start with the first call that needs them and wait for the next.
 * A call that finds them at work for another thread waits for nobody and does its chunks itself. They
 * run nothing but copies: no callback, no handler of a signal from outside. A child made by fork has
 * none and starts its own; they end with the process, or when the library is unloaded.
 *
 * Or the chunks go to threads that are there already: OpenMP, TBB, a pool of the program.
 *
 *     static void run(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
 *     {
 *         (void)ctx;
 *         #pragma omp parallel for schedule(dynamic)
 *         for (int i = 0; i < chunks; i++) chunk(arg, i);
 *     }
 *     static const ndw_executor openmp = {run, NULL};
 *     NDW_TRY(ndw_set_executor(&openmp));
 */
#ifndef NDW_THREADS_H
#define NDW_THREADS_H

#include <ndweave/status.h>

NDW_BEGIN_C

/* The most threads that one call can be done by. */
enum { NDW_MAX_THREADS = 1024 };

/* Does chunk number `i` of the work that `arg` stands for, on any thread. A second time, or with a number
 * that is none, it does nothing. */
typedef void ndw_chunk_fn(void *arg, int i);

typedef struct ndw_executor {
    /* Calls chunk(arg, i) for each i from 0 to chunks - 1, in any order, on any threads, several at once,
     * and returns when all these calls have returned; `chunk` and `arg` mean nothing afterwards. Called
     * from any thread, several at once, with no lock held. Chunks that it leaves out are done when it
     * has returned, by the thread that called it. */
    void (*run)(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg);
    void *ctx;
} ndw_executor;

/**
 * So many threads, the calling one among them, may do the work of one call: 1 to NDW_MAX_THREADS; 1 at
 * first. Where the system has no more threads, fewer do. Workers that are too many end when the next
 * large call is made; with 1 they wait, idle. With an executor it decides into how many chunks a call is
 * cut, and 1 means that the executor is not asked.
 *   NDW_EVALUE  n is not from 1 to NDW_MAX_THREADS
 * Threads: any. Meaning: as OpenMP's omp_set_num_threads.
 */
NDW_CALL ndw_status ndw_set_num_threads(int n);

/** How many threads may do the work of one call: the number set last, or 1. Threads: any. */
NDW_API int ndw_get_num_threads(void);

/**
 * Names who runs the chunks of every call from now on, by any thread; NULL restores the library's own
 * workers. The library keeps the pointer and never copies it: an executor (and its ctx) must outlive the
 * last call that may have found it.
 *   NDW_EINVAL  its function is NULL
 * Threads: any.
 */
NDW_CALL ndw_status ndw_set_executor(const ndw_executor *executor);

NDW_END_C

#endif
