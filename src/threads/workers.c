/*
 * workers.c - the library's own workers: threads that wait for one job at a time.
 *
 *     free --take--> taken --open--> a job is there: workers enter, do chunks, leave
 *       ^                              |
 *       `------------- give back <-- close: nobody may enter; when nobody is inside
 *
 * Whoever does not get the team at once does without: nobody waits for another caller's job. Nor does a
 * caller wait for a worker that has not woken up when the last chunk is claimed: the job is closed, and
 * it finds nothing.
 *
 * Everything that two threads touch is guarded by the one lock, which is held for a few instructions at a
 * time; the lock also carries the job to the workers and what they wrote back. A fork takes the lock
 * first, so that the child, in which no worker exists, can say so.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/compiler.h"
#include "threads/threads.h"

static struct {
    pthread_mutex_t lock;
    pthread_cond_t work;  /* there is a job to enter, or there are too many workers   */
    pthread_cond_t quiet; /* nobody is inside any more, or a job's last chunk is done */

    /* Guarded by lock. */
    bool taken;      /* by a caller, or by the end of the program   */
    bool ended;      /* nobody takes it again                       */
    chunk_job *open; /* workers may enter it; NULL: none            */
    uint64_t number; /* of jobs so far: each worker enters one once */
    int inside;
    int kept; /* workers with higher numbers end */

    bool prepared; /* written when the library is loaded: there can be workers */

    /* Of whoever has taken the team; read by workers while a job is open. */
    int started;
    pthread_t threads[NDW_MAX_THREADS];
} team = {
    .lock = PTHREAD_MUTEX_INITIALIZER, .work = PTHREAD_COND_INITIALIZER, .quiet = PTHREAD_COND_INITIALIZER};

/* --- At work ------------------------------------------------------------------------------------- */

/* Each member begins at its own part and then helps the others. */
static void do_chunks(chunk_job *j, int member, int members)
{
    const int first = (int)((int64_t)member * j->chunks / members);
    for (int i = first; i < j->chunks; i++) ndw_job_chunk(j, i);
    for (int i = 0; i < first; i++) ndw_job_chunk(j, i);
}

/* With the lock held, which is let go meanwhile. */
static void join_in(int member)
{
    chunk_job *j = team.open;
    const int members = team.started + 1;
    team.inside++;
    pthread_mutex_unlock(&team.lock);
    do_chunks(j, member, members);
    pthread_mutex_lock(&team.lock);
    if (--team.inside == 0) pthread_cond_broadcast(&team.quiet);
}

/* Its place tells a worker its number; worker i is member i + 1. */
static void *worker_main(void *place)
{
    const int worker_number = (int)((const pthread_t *)place - team.threads);
    uint64_t seen = 0;
    pthread_mutex_lock(&team.lock);
    while (worker_number < team.kept)
        if (team.open && team.number != seen) {
            seen = team.number;
            join_in(worker_number + 1);
        } else {
            pthread_cond_wait(&team.work, &team.lock);
        }
    pthread_mutex_unlock(&team.lock);
    return NULL;
}

/* --- Workers come and go: for whoever has taken the team ----------------------------------------- */

static void keep_workers(int kept)
{
    pthread_mutex_lock(&team.lock);
    team.kept = kept;
    pthread_cond_broadcast(&team.work);
    pthread_mutex_unlock(&team.lock);
    while (team.started > kept) pthread_join(team.threads[--team.started], NULL);
}

/* Signals from outside are for the program's own threads; what a worker does wrong itself is not hidden. */
static void choose_blocked(sigset_t *blocked)
{
    sigfillset(blocked);
    sigdelset(blocked, SIGSEGV);
    sigdelset(blocked, SIGBUS);
    sigdelset(blocked, SIGFPE);
    sigdelset(blocked, SIGILL);
    sigdelset(blocked, SIGTRAP);
    sigdelset(blocked, SIGABRT);
}

static bool start_worker(void)
{
    sigset_t blocked, before;
    pthread_t thread;
    choose_blocked(&blocked);
    if (pthread_sigmask(SIG_BLOCK, &blocked, &before) != 0) return false; /* it inherits the mask */
    const bool started = pthread_create(&thread, NULL, worker_main, &team.threads[team.started]) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (started) team.threads[team.started++] = thread;
    return started;
}

/* --- The process begins anew, or ends ------------------------------------------------------------ */

static void before_fork(void) { pthread_mutex_lock(&team.lock); }

static void after_fork_in_parent(void) { pthread_mutex_unlock(&team.lock); }

/* Whatever was going on, in the child there is nobody to go on with it. */
static void after_fork_in_child(void)
{
    team.taken = false;
    team.open = NULL;
    team.inside = team.kept = team.started = 0;
    pthread_cond_init(&team.work, NULL);
    pthread_cond_init(&team.quiet, NULL);
    pthread_mutex_unlock(&team.lock);
}

/* At exit, or when the library is unloaded. A job that another thread is in the middle of is not waited
 * for; nor does that thread need the workers to complete it. */
static void end_team(void)
{
    pthread_mutex_lock(&team.lock);
    const bool idle = !team.taken;
    team.taken = team.ended = true;
    pthread_mutex_unlock(&team.lock);
    if (idle) keep_workers(0);
}

/* Before there is a second thread, so that no fork can come in between. */
AT_LOAD static void prepare_team(void)
{
    team.prepared = atexit(end_team) == 0
                    && pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child) == 0;
}

/* --- A job --------------------------------------------------------------------------------------- */

static bool take_team(void)
{
    pthread_mutex_lock(&team.lock);
    const bool got = !team.taken && !team.ended;
    if (got) team.taken = true;
    pthread_mutex_unlock(&team.lock);
    return got;
}

/* So many workers, or as many as the system has threads for. */
static void adjust_workers(int wanted)
{
    const int before = errno; /* a call leaves it alone */
    if (team.started != wanted && team.prepared) {
        keep_workers(wanted);
        while (team.started < wanted && start_worker()) {}
    }
    errno = before;
}

static void open_job(chunk_job *j)
{
    pthread_mutex_lock(&team.lock);
    team.open = j;
    team.number++;
    pthread_cond_broadcast(&team.work);
    pthread_mutex_unlock(&team.lock);
}

static void close_job(void)
{
    pthread_mutex_lock(&team.lock);
    team.open = NULL;
    while (team.inside > 0) pthread_cond_wait(&team.quiet, &team.lock);
    team.taken = false;
    pthread_mutex_unlock(&team.lock);
}

void ndw_workers_run(chunk_job *j, int threads)
{
    if (!take_team()) return;
    adjust_workers(threads - 1);
    open_job(j);
    do_chunks(j, 0, team.started + 1);
    close_job();
}

void ndw_workers_wait(chunk_job *j)
{
    /* Acquire: pairs with the release in ndw_job_chunk of every chunk. */
    if (atomic_load_explicit(&j->done, memory_order_acquire) == j->chunks) return;
    pthread_mutex_lock(&team.lock);
    while (atomic_load_explicit(&j->done, memory_order_acquire) < j->chunks)
        pthread_cond_wait(&team.quiet, &team.lock);
    pthread_mutex_unlock(&team.lock);
}

void ndw_workers_tell(void)
{
    pthread_mutex_lock(&team.lock);
    pthread_cond_broadcast(&team.quiet);
    pthread_mutex_unlock(&team.lock);
}
