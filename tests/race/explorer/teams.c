/*
 * teams.c - compiled with the hooks, and with workers.c in it, so that a team can be made whole again after
 * its end: each schedule begins with no worker.
 */
#include "teams.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "threads/workers.c" /* in place of the library's */
#include "world.h"

enum { CHUNKS = 3 };

/* Who is there in a scenario. */
typedef struct company {
    int first_worker;           /* this thread and those after it serve */
    int jobs, threads, chunks;  /* of each caller: how many jobs, each on so many threads, in so many chunks */
    ndw_chunk_fn *chunk;        /* of thread 0 */
    ndw_executor executor;      /* run NULL: the library's workers */
} company;

/* Flags. */
enum { CALLER_DONE, EXECUTOR_LEFT, BEGUN };

/* --- Jobs --------------------------------------------------------------------------------------- */

typedef struct job {
    int number;        /* among the jobs of its caller              */
    int times[CHUNKS]; /* how often each chunk was done: not atomic */
} job;

static void do_chunk(void *arg, int i)
{
    job *j = arg;
    j->times[i]++;
}

static int begun(const job *j, int i) { return BEGUN + 2 * j->number + i; }

/* Two chunks wait for each other, so they are done by two threads. */
static void meet(void *arg, int i)
{
    schedule_raise(begun(arg, i));
    schedule_await(begun(arg, !i));
    do_chunk(arg, i);
}

/* Chunks that are begun before the executor leaves take until then. */
static void outlast_executor(void *arg, int i)
{
    schedule_raise(begun(arg, i));
    schedule_await(EXECUTOR_LEFT);
    do_chunk(arg, i);
}

/* The chunks of thread 0 take until the other caller has finished. */
static void hold_up(void *arg, int i)
{
    schedule_await(CALLER_DONE);
    do_chunk(arg, i);
}

/* Where the job was, there is something else now. */
static __attribute__((noinline)) void use_stack(void)
{
    char room[2 * sizeof(chunk_job)];
    memset(room, 0xdd, sizeof room);
    __asm__ volatile("" : : "r"(room) : "memory");
}

static void run_job(int number, int threads, int chunks, ndw_chunk_fn *chunk)
{
    job j = {.number = number};
    ndw_threads_run(threads, chunks, chunk, &j);
    use_stack();
    for (int i = 0; i < chunks; i++) expect(j.times[i], 1, "P1: how often a chunk was done");
}

static void run_jobs(const company *c, ndw_chunk_fn *chunk)
{
    for (int i = 0; i < c->jobs; i++) run_job(i, c->threads, c->chunks, chunk);
}

/* From now on one thread is enough. */
static void dismiss(void) { run_job(0, 1, 1, do_chunk); }

/* --- The library's workers ---------------------------------------------------------------------- */

static void assemble(void *ctx)
{
    const company *c = ctx;
    team.taken = team.ended = false;
    if (c->executor.run) MUST(ndw_set_executor(&c->executor));
    for (int t = c->first_worker; t < SCHEDULE_THREADS; t++) schedule_serve(t);
}

static void part(void *ctx)
{
    (void)ctx;
    MUST(ndw_set_executor(NULL));
    if (team.started > 0) schedule_fail("P4: %d workers are left", team.started);
    if (team.open || team.inside > 0) schedule_fail("P2: a job is left");
}

static void one_caller(void *ctx, int thread)
{
    const company *c = ctx;
    (void)thread;
    run_jobs(c, c->chunk);
    dismiss();
}

static void two_callers(void *ctx, int thread)
{
    const company *c = ctx;
    run_jobs(c, thread == 0 ? c->chunk : do_chunk);
    if (thread == 1) {
        schedule_raise(CALLER_DONE);
    } else {
        schedule_await(CALLER_DONE);
        dismiss();
    }
}

/* --- The process ends, or begins anew, at any moment -------------------------------------------- */

/* Looks that the race detector does not see: flags alone say that everybody has finished. */
#define UNSEEN __attribute__((noinline, no_sanitize_thread))

static UNSEEN uint64_t jobs_opened(void) { return team.number; }

/* One job may have been on its way. Where none was, the end has taken the team and keeps it. */
static UNSEEN void check_ended(uint64_t opened)
{
    if (team.number > opened + 1) schedule_fail("P4: a job is opened after the end");
    if (team.taken && team.started > 0) schedule_fail("P4: the end has left %d workers", team.started);
}

static void end_meanwhile(void *ctx, int thread)
{
    const company *c = ctx;
    if (thread == 0) {
        run_jobs(c, c->chunk);
        schedule_raise(CALLER_DONE);
    } else {
        end_team();
        const uint64_t opened = jobs_opened();
        schedule_await(CALLER_DONE);
        check_ended(opened);
        keep_workers(0); /* where a job was in progress, nobody has ended them */
    }
}

static void in_child(void)
{
    run_job(0, 2, 2, do_chunk);
    if (team.taken || team.started > 0) schedule_fail("P4: a child has the team of its parent");
    schedule_end_child();
}

static void fork_meanwhile(void *ctx, int thread)
{
    int status;
    if (thread == 0) {
        one_caller(ctx, thread);
        return;
    }
    const pid_t child = hook_fork();
    if (child == 0) in_child();
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) schedule_fail("a child has died");
    else if (WEXITSTATUS(status) != 0) _exit(WEXITSTATUS(status)); /* it has said why */
}

/* --- An executor -------------------------------------------------------------------------------- */

typedef struct hand {
    pthread_t thread;
    int chunks[2]; /* that it does, in this order */
    int n;
    ndw_chunk_fn *chunk;
    void *arg;
} hand;

static hand hands[SCHEDULE_THREADS - 1];

static void *hand_main(void *ctx)
{
    const hand *h = ctx;
    for (int k = 0; k < h->n; k++) h->chunk(h->arg, h->chunks[k]);
    return NULL;
}

static void start_hands(const company *c, int n, ndw_chunk_fn *chunk, void *arg)
{
    for (int i = 0; i < c->threads - 1; i++) {
        hands[i] = (hand){.chunks = {i, !i}, .n = n, .chunk = chunk, .arg = arg};
        if (pthread_create(&hands[i].thread, NULL, hand_main, &hands[i]) != 0)
            schedule_fail("too few threads serve");
    }
}

static void join_hands(const company *c)
{
    for (int i = 0; i < c->threads - 1; i++) pthread_join(hands[i].thread, NULL);
}

/* Both chunks by everybody. */
static void run_twice(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
{
    (void)chunks;
    start_hands(ctx, 2, chunk, arg);
    for (int i = 0; i < 2; i++) chunk(arg, i);
    join_hands(ctx);
}

/* Returns while the others are inside their chunks; the last chunk it leaves out. */
static void run_and_leave(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
{
    const company *c = ctx;
    (void)chunks;
    start_hands(c, 1, chunk, arg);
    for (int i = 0; i < c->threads - 1; i++) schedule_await(BEGUN + i);
    schedule_raise(EXECUTOR_LEFT);
}

static void all_by_hands(void *ctx, int thread)
{
    const company *c = ctx;
    (void)thread;
    run_jobs(c, c->chunk);
}

static void some_by_hands(void *ctx, int thread)
{
    all_by_hands(ctx, thread);
    join_hands(ctx);
}

/* --- How many threads --------------------------------------------------------------------------- */

static void one_thread(void *ctx)
{
    (void)ctx;
    MUST(ndw_set_num_threads(1));
}

static void set_and_ask(void *ctx, int thread)
{
    (void)ctx;
    if (thread == 0) MUST(ndw_set_num_threads(2));
    else if (ndw_get_num_threads() > 2) schedule_fail("a number that nobody has set");
}

/* --- The table ---------------------------------------------------------------------------------- */

/* The first thread that serves; jobs, threads and chunks of each caller. */
static company two_chunks = {1, 1, 2, 2, do_chunk, {0}};
static company three_chunks = {1, 1, 2, 3, do_chunk, {0}};
static company two_jobs = {1, 2, 2, 2, do_chunk, {0}};
static company meetings = {1, 2, 2, 2, meet, {0}};
static company too_many = {1, 1, 3, 2, do_chunk, {0}};
static company two_workers = {1, 1, 3, 3, do_chunk, {0}};
static company callers = {2, 1, 2, 2, do_chunk, {0}};
static company held_up = {2, 1, 2, 2, hold_up, {0}};
static company twice_2 = {1, 1, 2, 2, do_chunk, {run_twice, &twice_2}};
static company twice_3 = {1, 1, 3, 2, do_chunk, {run_twice, &twice_3}};
static company leaves_2 = {1, 1, 2, 2, outlast_executor, {run_and_leave, &leaves_2}};
static company leaves_3 = {1, 1, 3, 3, outlast_executor, {run_and_leave, &leaves_3}};
static company ends = {2, 2, 2, 2, do_chunk, {0}};
static company forks = {2, 1, 2, 2, do_chunk, {0}};

const team_scenario teams[] = {
    {{"team: a caller, 2 chunks", 2, assemble, one_caller, part, &two_chunks}, 5},
    {{"team: a caller, 3 chunks", 2, assemble, one_caller, part, &three_chunks}, 4},
    {{"team: a caller, 2 jobs", 2, assemble, one_caller, part, &two_jobs}, 4},
    {{"team: a caller, chunks that meet", 2, assemble, one_caller, part, &meetings}, 4},
    {{"team: a caller who asks for too many", 2, assemble, one_caller, part, &too_many}, 2},
    {{"team: a caller, 2 workers", 3, assemble, one_caller, part, &two_workers}, 2},
    {{"team: 2 callers", 3, assemble, two_callers, part, &callers}, 2},
    {{"team: 2 callers, one held up", 3, assemble, two_callers, part, &held_up}, 2},
    {{"team: an end meanwhile", 3, assemble, end_meanwhile, part, &ends}, 2},
    {{"team: a fork meanwhile", 3, assemble, fork_meanwhile, part, &forks}, 1},
    {{"team: an executor, every chunk twice", 2, assemble, all_by_hands, part, &twice_2}, 5},
    {{"team: an executor, every chunk by three", 3, assemble, all_by_hands, part, &twice_3}, 2},
    {{"team: an executor that leaves", 2, assemble, some_by_hands, part, &leaves_2}, 5},
    {{"team: an executor that leaves, 2 others", 3, assemble, some_by_hands, part, &leaves_3}, 2},
    {{"team: a number is set, asked", 2, one_thread, set_and_ask, one_thread, NULL}, 3},
};
const int nteams = sizeof teams / sizeof *teams;
