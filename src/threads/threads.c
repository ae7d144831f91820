/* threads.c - how many threads, whose, and chunks done once. */
#include "threads/threads.h"

#include <stddef.h>

#include "base/once.h"
#include "base/status.h"

/* --- What was set ------------------------------------------------------------------------------------ */

static _Atomic int number_allowed = 1;
static published executor_in_force; /* NULL: the workers of workers.c */

ndw_status ndw_set_num_threads(int n)
{
    if (n < 1 || n > NDW_MAX_THREADS)
        return FAIL(NDW_EVALUE, "set_num_threads: # is not from 1 to #", n, NDW_MAX_THREADS);
    /* Relaxed: the number publishes nothing but itself. */
    atomic_store_explicit(&number_allowed, n, memory_order_relaxed);
    return NDW_OK;
}

int ndw_get_num_threads(void)
{
    /* Relaxed: whatever it returns, a call decides everything from that one value. */
    return atomic_load_explicit(&number_allowed, memory_order_relaxed);
}

ndw_status ndw_set_executor(const ndw_executor *executor)
{
    if (executor && !executor->run) return WHY(NDW_EINVAL, "set_executor: run is NULL");
    publish(&executor_in_force, executor);
    return NDW_OK;
}

/* --- Chunks ------------------------------------------------------------------------------------------ */

static void job_start(chunk_job *j, int chunks, ndw_chunk_fn *fn, void *arg)
{
    j->chunks = chunks;
    j->fn = fn;
    j->arg = arg;
    atomic_init(&j->done, 0);
    for (int i = 0; i < chunks; i++) atomic_init(&j->claimed[i], 0);
}

static bool job_claim(chunk_job *j, int i)
{
    unsigned char unclaimed = 0;
    /* Relaxed: only who wins matters. What the chunk reads came with the job, by the lock of the team or
     * by whatever the executor hands it over with. */
    return atomic_compare_exchange_strong_explicit(&j->claimed[i], &unclaimed, 1, memory_order_relaxed,
                                                   memory_order_relaxed);
}

void ndw_job_chunk(void *arg, int i)
{
    chunk_job *j = arg;
    if (i < 0 || i >= j->chunks || !job_claim(j, i)) return;
    const int chunks = j->chunks;
    j->fn(j->arg, i);
    /* Release: pairs with the acquire in ndw_workers_wait, so that its caller sees what the chunk wrote.
     * After the last one the job may be gone. */
    if (atomic_fetch_add_explicit(&j->done, 1, memory_order_release) == chunks - 1) ndw_workers_tell();
}

void ndw_threads_run(int threads, int chunks, ndw_chunk_fn *fn, void *arg)
{
    chunk_job j;
    job_start(&j, chunks, fn, arg);
    const ndw_executor *executor = published_read(&executor_in_force);
    if (executor) executor->run(executor->ctx, chunks, ndw_job_chunk, &j);
    else ndw_workers_run(&j, threads);
    for (int i = 0; i < chunks; i++) ndw_job_chunk(&j, i);
    ndw_workers_wait(&j);
}
