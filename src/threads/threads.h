/*
 * threads.h - one call's work done by several threads: chunks in, chunks done.
 *
 *     caller      ndw_threads_run(n, fn, arg) ---------------- fn(0) ----- fn(3) -- all done? -> return
 *     workers, or the threads of an executor    `-> fn(1) -- fn(2) --'
 *
 * What a chunk is, only its caller knows; here it is a number. Whoever comes for chunk i claims it by
 * changing its mark from 0 to 1, one read-modify-write that one thread wins: so it is done once, however
 * often and by whomever it is asked for. In the end the caller comes for every chunk itself: so it is
 * done at least once, whatever became of the others.
 */
#ifndef NDW_THREADS_THREADS_H
#define NDW_THREADS_THREADS_H

#include <stdatomic.h>
#include <stdbool.h>

#include <ndweave/threads.h>

enum { THREADS_MAX_CHUNKS = NDW_MAX_THREADS };

/* Calls fn(arg, i) once for each i below `chunks`, which is at most THREADS_MAX_CHUNKS, on up to `threads`
 * threads (or on those of the executor); when it returns all these calls have returned, and what they
 * wrote is seen. */
void ndw_threads_run(int threads, int chunks, ndw_chunk_fn *fn, void *arg);

/* --- Inside ------------------------------------------------------------------------------------------ */

typedef struct chunk_job {
    /* Written before another thread knows of the job. */
    int chunks;
    ndw_chunk_fn *fn;
    void *arg;

    /* Of all threads. */
    _Atomic int done;
    _Atomic unsigned char claimed[THREADS_MAX_CHUNKS];
} chunk_job;

/* Does chunk i unless somebody has claimed it; an ndw_chunk_fn. */
void ndw_job_chunk(void *j, int i);

/* Has workers do chunks of the job, the caller doing some too, and returns when none of them is inside any
 * more. Does nothing where another caller has the workers. At most `threads` at once. */
void ndw_workers_run(chunk_job *j, int threads);

/* Waits until all chunks of the job, which have been claimed, are done. */
void ndw_workers_wait(chunk_job *j);

/* Tells whoever waits for that. */
void ndw_workers_tell(void);

#endif
