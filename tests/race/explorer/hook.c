/*
 * hook.c - what an operation of the library passes through: noted, perhaps broken, scheduled, judged.
 * Compiled without the race detector.
 */
#include "hook.h"

#include <errno.h>
#include <unistd.h>

#include "hook_trace.h"
#include "ledger.h"
#include "names.h"
#include "schedule.h"
#include "twins.h"

/* The library's once, under their own names: hook.h has taken them. */
#undef pthread_mutex_lock
#undef pthread_mutex_unlock
#undef pthread_once

/* --- Traced ------------------------------------------------------------------------------------- */

enum { TRACE = 256 };

static hook_call trace[TRACE];
static int traced = TRACE; /* not begun: full */

void hook_trace_begin(void) { traced = 0; }

int hook_trace_end(const hook_call **calls)
{
    int n = traced;
    traced = TRACE;
    *calls = trace;
    return n;
}

/* A count for statistics has one writer and orders nothing: it is no part of what a function does to
 * others, and no point where it matters who comes first. */
static bool is_statistic(const hook_call *c) { return begins(c->function, "counter_"); }

static void keep(const hook_call *c)
{
    if (traced < TRACE && !is_statistic(c)) trace[traced++] = *c;
}

/* --- Choices that are made once, made again ----------------------------------------------------- */

enum { CHOICES = 8 };

static struct {
    pthread_once_t *control;
    char *word; /* what the choice was written to */
    size_t size;
} choices[CHOICES];
static int nchoices;
static _Thread_local pthread_once_t *choosing;

static void note_choice(const hook_call *c)
{
    for (int i = 0; i < nchoices; i++)
        if (choices[i].word == c->word) return;
    if (nchoices == CHOICES) return;
    choices[nchoices].control = choosing;
    choices[nchoices].word = c->word;
    choices[nchoices].size = c->size;
    nchoices++;
}

void hook_forget_choices(void)
{
    static const pthread_once_t fresh = PTHREAD_ONCE_INIT;
    for (int i = 0; i < nchoices; i++) {
        *choices[i].control = fresh;
        for (size_t k = 0; k < choices[i].size; k++) choices[i].word[k] = 0;
    }
}

/* --- Atomics ------------------------------------------------------------------------------------ */

hook_change hook_before(hook_call *c)
{
    keep(c);
    if (choosing && c->operation == HOOK_STORE) note_choice(c);
    hook_change change = twins_apply(c);
    if (change != HOOK_SKIPPED && !is_statistic(c)) schedule_point(c->word, c->operation != HOOK_LOAD);
    if (ledger_is_gone(c->word)) schedule_fail("R1: %s reaches for a count that is gone", c->function);
    return change;
}

void hook_between(const hook_call *c) { schedule_point(c->word, true); }

/* R4: whoever touches a count is or acts for an owner, and so it is at least one - but for the load
 * that comes after the last share has gone. */
static bool is_owned(const hook_call *c, intptr_t found)
{
    bool count = begins(c->function, "refcount_");
    bool last = c->operation == HOOK_LOAD && is_name(c->function, "refcount_give_back");
    return !count || last || found >= 1;
}

intptr_t hook_after(const hook_call *c, intptr_t found)
{
    if (!is_owned(c, found))
        schedule_fail("R4: %s found a count of %lld", c->function, (long long)found);
    return twins_answer(c, found);
}

/* --- Locks and once: real ones, entered when the scheduler knows that nobody has to wait -------- */

/* Only within a schedule: between them nobody would find out why the program hangs. */
static bool is_left_out(hook_call *c) { return twins_apply(c) == HOOK_SKIPPED && schedule_self() >= 0; }

/* The lock that each thread has left out: so it is not unlocked, either. */
static _Thread_local const pthread_mutex_t *left_out;

int hook_mutex_lock(pthread_mutex_t *mutex, const char *function, int line)
{
    hook_call c = {HOOK_LOCK, function, line, mutex, sizeof *mutex, __ATOMIC_ACQUIRE};
    keep(&c);
    if (ledger_is_gone(mutex)) schedule_fail("R1: %s reaches for a lock that is gone", function);
    if (is_left_out(&c)) {
        left_out = mutex;
        return 0;
    }
    schedule_hold(mutex);
    return pthread_mutex_lock(mutex);
}

int hook_mutex_unlock(pthread_mutex_t *mutex, const char *function, int line)
{
    hook_call c = {HOOK_UNLOCK, function, line, mutex, sizeof *mutex, __ATOMIC_RELEASE};
    keep(&c);
    if (ledger_is_gone(mutex)) schedule_fail("R1: %s reaches for a lock that is gone", function);
    if (is_left_out(&c)) return 0;
    if (left_out == mutex) {
        left_out = NULL;
        return 0;
    }
    int status = pthread_mutex_unlock(mutex);
    schedule_let_go(mutex);
    return status;
}

int hook_once(pthread_once_t *control, void (*routine)(void), const char *function)
{
    keep(&(hook_call){HOOK_ONCE, function, 0, control, sizeof *control, __ATOMIC_ACQUIRE});
    schedule_hold(control);
    choosing = control;
    int status = pthread_once(control, routine);
    choosing = NULL;
    schedule_let_go(control);
    return status;
}

/* --- Conditions: only the lock is a real one ---------------------------------------------------- */

int hook_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, const char *function, int line)
{
    hook_call c = {HOOK_WAIT, function, line, condition, sizeof *condition, __ATOMIC_RELAXED};
    keep(&c);
    (void)twins_apply(&c);
    int status = pthread_mutex_unlock(mutex);
    schedule_sleep(condition, mutex);
    return status ? status : pthread_mutex_lock(mutex);
}

int hook_cond_broadcast(pthread_cond_t *condition, const char *function, int line)
{
    hook_call c = {HOOK_BROADCAST, function, line, condition, sizeof *condition, __ATOMIC_RELAXED};
    keep(&c);
    if (twins_apply(&c) != HOOK_SKIPPED) schedule_wake(condition);
    return 0;
}

/* --- Threads that come and go, and processes ---------------------------------------------------- */

int hook_create(pthread_t *thread, void *(*function)(void *), void *arg)
{
    int number = schedule_start(function, arg);
    if (number < 0) return EAGAIN;
    *thread = (pthread_t)number;
    return 0;
}

int hook_join(pthread_t thread, void **result)
{
    void *returned = schedule_join((int)thread);
    if (result) *result = returned;
    return 0;
}

enum { AROUND_FORK = 4 };

static struct {
    void (*prepare)(void), (*parent)(void), (*child)(void);
} around_fork[AROUND_FORK];
static int naround;

/* The same functions once more are kept once. */
int hook_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void))
{
    for (int i = 0; i < naround; i++)
        if (around_fork[i].prepare == prepare) return 0;
    if (naround == AROUND_FORK) return ENOMEM;
    around_fork[naround].prepare = prepare;
    around_fork[naround].parent = parent;
    around_fork[naround++].child = child;
    return 0;
}

pid_t hook_fork(void)
{
    for (int i = naround - 1; i >= 0; i--) around_fork[i].prepare();
    pid_t child = fork();
    if (child == 0) schedule_begin_child();
    for (int i = 0; i < naround; i++) child == 0 ? around_fork[i].child() : around_fork[i].parent();
    return child;
}
