/* schedule.c - the token, the decisions, and their enumeration. Compiled without the race detector. */
#include "schedule.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ledger.h"

/* The race detector's own functions: an order as by pthread_create and pthread_join, without them. */
void __tsan_acquire(void *);
void __tsan_release(void *);

enum { MAIN = SCHEDULE_THREADS, STEPS = 4096, WORDS = 64, FLAGS = 8, LOCKS = 8 };

static const scenario *now;
static int bound;

/* --- The token ---------------------------------------------------------------------------------- */

static atomic_int token[SCHEDULE_THREADS + 1];
static _Thread_local int self = -1;

static void hand_to(int thread)
{
    atomic_store(&token[thread], 1);
    syscall(SYS_futex, &token[thread], FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

static void await_token(int me)
{
    while (!atomic_exchange(&token[me], 0))
        syscall(SYS_futex, &token[me], FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
}

/* --- What each thread is doing: written by whoever has the token -------------------------------- */

typedef enum reason {
    NOTHING,
    ENDED,
    FOR_LOCK,
    FOR_WAKING,
    FOR_FLAG,
    FOR_OPERATIONS,
    FOR_FUNCTION, /* that it is given to do     */
    FOR_RETURN    /* of what `thread` was given */
} reason;

static struct {
    reason waits; /* NOTHING: it can run */
    const void *lock, *condition;
    int flag, thread, operations;
    int done; /* operations so far */

    void *(*function)(void *); /* that was given to it; NULL: none, or it has been joined */
    void *arg, *result;
    bool serves, returned;
} threads[SCHEDULE_THREADS];

static struct {
    const void *lock;
    int holder;
} locks[LOCKS];
static int nlocks;
static bool flags[FLAGS];

static int holder_of(const void *lock)
{
    for (int i = 0; i < nlocks; i++)
        if (locks[i].lock == lock) return locks[i].holder;
    return -1;
}

static bool has_function(int t) { return threads[t].function && !threads[t].returned; }

/* It serves, and nobody is left who could give it anything: those after it, which serve, too, do not. */
static bool is_left_over(int t)
{
    for (int i = 0; i < now->threads; i++) {
        bool idle = i > t && threads[i].waits == FOR_FUNCTION && !has_function(i);
        if (i != t && !idle && threads[i].waits != ENDED) return false;
    }
    return true;
}

static bool can_run(int t)
{
    switch (threads[t].waits) {
    case NOTHING: return true;
    case FOR_LOCK: return holder_of(threads[t].lock) < 0;
    case FOR_FLAG: return flags[threads[t].flag];
    case FOR_OPERATIONS: return threads[threads[t].thread].done >= threads[t].operations;
    case FOR_FUNCTION: return has_function(t) || is_left_over(t);
    case FOR_RETURN: return threads[threads[t].thread].returned;
    default: return false;
    }
}

/* --- What happened, and how to say so ----------------------------------------------------------- */

static struct {
    int thread, points; /* points 0: to its end, or to where it had to wait */
} segments[STEPS];
static int nsegments, points_in_segment;

static char failure[256];
static volatile sig_atomic_t racy;

void schedule_fail(const char *format, ...)
{
    if (*failure) return;
    va_list list;
    va_start(list, format);
    vsnprintf(failure, sizeof failure, format, list);
    va_end(list);
}

static void print_schedule(void)
{
    for (int i = 0; i < nsegments; i++) {
        fprintf(stderr, i ? " %d" : "%d", segments[i].thread);
        if (segments[i].points) fprintf(stderr, ".%d", segments[i].points);
    }
}

/* The threads are where they are: no orderly end is possible, or needed. */
static void give_up(void)
{
    if (!*failure && racy) schedule_fail("the race detector reported the above");
    fprintf(stderr, "\nFAILED  %s: %s\nREPLAY  --replay '%s: ", now ? now->name : "", failure,
            now ? now->name : "");
    print_schedule();
    fprintf(stderr, "'\n");
    fflush(NULL);
    _exit(1);
}

static void on_signal(int number)
{
    schedule_fail("signal %d (%s)", number, number == SIGABRT ? "an assertion" : "access to no memory");
    give_up();
}

/* Called by the race detector for each report. */
__attribute__((visibility("default"))) void __tsan_on_report(void *report);
void __tsan_on_report(void *report)
{
    (void)report;
    racy = 1;
}

__attribute__((visibility("default"))) const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
    return "exitcode=1:halt_on_error=0:handle_segv=0:handle_sigbus=0:handle_abort=0:"
           "report_thread_leaks=0:atexit_sleep_ms=0";
}

/* --- Who comes next ----------------------------------------------------------------------------- */

/* Decisions with more than one possibility, in order: a path through the tree of schedules. */
static struct {
    int options, chosen;
    int who[SCHEDULE_THREADS];
} path[STEPS];
static int depth, length; /* decisions taken in this schedule; decisions of the path */
static int preemptions;

static const char *replay; /* the rest of the schedule to be replayed; NULL: explore */
static int replay_points;  /* of the current segment; 0: no preemption                */

static void misfit(void)
{
    fprintf(stderr, "this schedule does not fit %s\n", now->name);
    exit(2);
}

static int read_segment(void)
{
    char *end;
    long thread = strtol(replay, &end, 10), points = 0;
    if (end == replay || thread < 0 || thread >= now->threads) misfit();
    if (*end == '.') points = strtol(end + 1, &end, 10);
    replay = end;
    replay_points = (int)points;
    return (int)thread;
}

static int take_option(const int *who, int options)
{
    if (options == 1) return who[0];
    if (depth == STEPS) {
        schedule_fail("a schedule of more than %d decisions: it does not end", STEPS);
        give_up();
    }
    if (depth == length) {
        path[length].options = options;
        path[length].chosen = 0;
        for (int i = 0; i < options; i++) path[length].who[i] = who[i];
        length++;
    } else if (path[depth].options != options || path[depth].who[0] != who[0]) {
        schedule_fail("the same decisions led elsewhere: something besides the schedule decides");
        give_up();
    }
    int chosen = path[depth].who[path[depth].chosen];
    depth++;
    return chosen;
}

/* The next path, depth first; false: there is none. */
static bool advance(void)
{
    while (length > 0 && path[length - 1].chosen == path[length - 1].options - 1) length--;
    if (length == 0) return false;
    path[length - 1].chosen++;
    return true;
}

static int list_runnable(int current, int *who)
{
    int n = 0;
    bool stays = current >= 0 && can_run(current);
    if (stays) who[n++] = current;
    if (!stays || preemptions < bound)
        for (int t = 0; t < now->threads; t++)
            if (t != current && can_run(t)) who[n++] = t;
    return n;
}

static void begin_segment(int thread)
{
    if (nsegments == STEPS) give_up();
    segments[nsegments].thread = thread;
    segments[nsegments].points = 0;
    nsegments++;
    points_in_segment = 0;
}

static bool all_ended(void)
{
    for (int t = 0; t < now->threads; t++)
        if (threads[t].waits != ENDED) return false;
    return true;
}

static void check_let_go(void)
{
    for (int i = 0; i < nlocks; i++) {
        if (locks[i].holder < 0) continue;
        schedule_fail("a lock is held by thread %d, which has ended", locks[i].holder);
        give_up(); /* whoever comes next would wait for ever */
    }
}

/* `current` (-1: nobody) stops here. Returns who goes on; MAIN when everything has ended. */
static int decide(int current)
{
    int who[SCHEDULE_THREADS];
    int options = list_runnable(current, who);
    if (options == 0) {
        if (all_ended()) {
            check_let_go();
            return MAIN;
        }
        schedule_fail("deadlock: every thread waits for another");
        give_up();
    }
    int chosen;
    if (!replay) chosen = take_option(who, options);
    else if (current >= 0 && can_run(current) && points_in_segment != replay_points) chosen = current;
    else chosen = read_segment();
    if (!can_run(chosen)) misfit();

    if (chosen == current) return chosen;
    if (current >= 0 && can_run(current)) {
        preemptions++;
        segments[nsegments - 1].points = points_in_segment;
    }
    begin_segment(chosen);
    return chosen;
}

static void stop_here(void)
{
    int me = self, next = decide(me);
    if (next == me) return;
    hand_to(next);
    await_token(me);
}

/* --- Which words are contended ------------------------------------------------------------------ */

static struct {
    uint64_t name;
    unsigned touched_by, written_by;
} words[WORDS];
static int nwords;
static uint64_t contended[WORDS];
static int ncontended;
static bool every_point;

void schedule_every_point(bool every) { every_point = every; }

static bool is_contended(uint64_t name)
{
    for (int i = 0; i < ncontended; i++)
        if (contended[i] == name) return true;
    return every_point;
}

static void note(uint64_t name, bool writes)
{
    int i = 0;
    while (i < nwords && words[i].name != name) i++;
    if (i == WORDS) {
        schedule_fail("more than %d words: make the table longer", WORDS);
        give_up();
    }
    if (i == nwords) {
        words[nwords].name = name;
        words[nwords].touched_by = words[nwords].written_by = 0;
        nwords++;
    }
    words[i].touched_by |= 1u << self;
    if (writes) words[i].written_by |= 1u << self;
}

/* After a schedule: whether it has shown that some other word is contended. */
static bool found_contended(void)
{
    bool found = false;
    for (int i = 0; i < nwords; i++) {
        bool alone = (words[i].touched_by & (words[i].touched_by - 1)) == 0;
        if (alone || !words[i].written_by || is_contended(words[i].name)) continue;
        contended[ncontended++] = words[i].name;
        found = true;
    }
    return found;
}

/* --- Points ------------------------------------------------------------------------------------- */

int schedule_self(void) { return self; }

static void count_operation(void)
{
    threads[self].done++;
    points_in_segment++;
}

void schedule_point(const void *word, bool writes)
{
    if (self < 0) return;
    count_operation();
    uint64_t name = ledger_name(word);
    note(name, writes);
    if (replay || is_contended(name)) stop_here();
}

void schedule_pause(void)
{
    if (self < 0) return;
    count_operation();
    stop_here();
}

static void wait_for(reason why)
{
    count_operation();
    threads[self].waits = why;
    stop_here();
    threads[self].waits = NOTHING;
}

void schedule_raise(int flag) { flags[flag] = true; }

void schedule_await(int flag)
{
    threads[self].flag = flag;
    wait_for(FOR_FLAG);
}

void schedule_await_operations(int thread, int operations)
{
    threads[self].thread = thread;
    threads[self].operations = operations;
    wait_for(FOR_OPERATIONS);
}

/* Nobody has it. */
static void become_holder(const void *lock)
{
    int i = 0;
    while (i < nlocks && locks[i].lock != lock) i++;
    if (i == LOCKS) {
        schedule_fail("more than %d locks: make the table longer", LOCKS);
        give_up();
    }
    if (i == nlocks) nlocks++;
    locks[i].lock = lock;
    locks[i].holder = self;
}

void schedule_hold(const void *lock)
{
    if (self < 0) return;
    threads[self].lock = lock;
    wait_for(FOR_LOCK);
    become_holder(lock);
}

void schedule_let_go(const void *lock)
{
    if (self < 0) return;
    count_operation();
    stop_here();
    for (int i = 0; i < nlocks; i++)
        if (locks[i].lock == lock) locks[i].holder = -1;
}

void schedule_sleep(const void *condition, const void *lock)
{
    if (self < 0 || holder_of(lock) != self) {
        schedule_fail("a thread waits for a condition without holding its lock");
        give_up();
    }
    schedule_let_go(lock);
    threads[self].condition = condition;
    threads[self].lock = lock;
    wait_for(FOR_WAKING);
    become_holder(lock);
}

void schedule_wake(const void *condition)
{
    if (self < 0) return;
    count_operation();
    stop_here();
    for (int t = 0; t < now->threads; t++)
        if (threads[t].waits == FOR_WAKING && threads[t].condition == condition)
            threads[t].waits = FOR_LOCK;
}

/* --- Threads that are started and joined -------------------------------------------------------- */

int schedule_start(void *(*function)(void *), void *arg)
{
    int t = 0;
    if (self < 0) return -1;
    while (t < now->threads && (threads[t].waits != FOR_FUNCTION || threads[t].function)) t++;
    if (t == now->threads) return -1;
    __tsan_release(&threads[t]);
    threads[t].arg = arg;
    threads[t].function = function;
    threads[t].returned = false;
    return t;
}

void *schedule_join(int thread)
{
    threads[self].thread = thread;
    wait_for(FOR_RETURN);
    __tsan_acquire(&threads[thread]);
    threads[thread].function = NULL;
    return threads[thread].result;
}

void schedule_serve(int thread)
{
    threads[thread].serves = true;
    threads[thread].waits = FOR_FUNCTION;
}

static void serve(void)
{
    while (has_function(self)) {
        __tsan_acquire(&threads[self]);
        threads[self].result = threads[self].function(threads[self].arg);
        __tsan_release(&threads[self]);
        threads[self].returned = true;
        wait_for(FOR_FUNCTION);
    }
    if (threads[self].function) schedule_fail("thread %d was started and is never joined", self);
}

void schedule_begin_child(void)
{
    for (int t = 0; t < now->threads; t++)
        if (t != self) threads[t].waits = ENDED;
}

void schedule_end_child(void)
{
    if (*failure || racy) give_up();
    _exit(0);
}

/* --- Where the threads run ---------------------------------------------------------------------- */

static pid_t ids[SCHEDULE_THREADS + 1]; /* 0: not started, or it has not said so yet */

static void say_id(int thread) { ids[thread] = (pid_t)syscall(SYS_gettid); }

static void allow(const cpu_set_t *processors)
{
    for (int t = 0; t <= SCHEDULE_THREADS; t++)
        if (ids[t]) (void)sched_setaffinity(ids[t], sizeof *processors, processors);
}

/* All on one processor, since only one has the token: to hand it to another processor takes longer
 * than most segments. On which one, is left to the system, each time. */
static void gather(void)
{
    static cpu_set_t all;
    const struct timespec moment = {0, 50000};
    cpu_set_t one;
    say_id(MAIN);
    if (CPU_COUNT(&all) == 0 && sched_getaffinity(0, sizeof all, &all) != 0) return;
    allow(&all);
    (void)nanosleep(&moment, NULL); /* whoever has slept is put where there is room */
    int here = sched_getcpu();
    if (here < 0) return;
    CPU_ZERO(&one);
    CPU_SET((size_t)here, &one);
    allow(&one);
}

/* --- Schedules that do not end ------------------------------------------------------------------ */

static atomic_long ran; /* schedules so far */
static atomic_int patience = 60000;

void schedule_patience(int milliseconds) { atomic_store(&patience, milliseconds); }


/* A thread that goes round and round, or waits for what no point is about, is seen by no one else. */
static void *watch(void *arg)
{
    enum { TICK = 20 }; /* milliseconds */
    long before = -1;
    for (int waited = 0;; waited += TICK) {
        if (!now || atomic_load(&ran) != before) waited = 0;
        before = atomic_load(&ran);
        (void)nanosleep(&(struct timespec){0, TICK * 1000000L}, NULL);
        if (waited < atomic_load(&patience)) continue;
        schedule_fail("the schedule does not end");
        give_up();
    }
    return arg;
}

/* --- Running ------------------------------------------------------------------------------------ */

static char started, ended; /* their addresses carry the order of start and join */

void (*schedule_on_start)(void);

static atomic_int ready; /* threads that have started */

static void *run_bodies(void *arg)
{
    if (schedule_on_start) schedule_on_start();
    __tsan_release(&ended);
    (void)atomic_fetch_add(&ready, 1);
    self = (int)(intptr_t)arg;
    say_id(self);
    for (;;) {
        await_token(self);
        __tsan_acquire(&started);
        threads[self].waits = NOTHING;
        if (threads[self].serves) serve();
        else now->body(now->ctx, self);
        __tsan_release(&ended);
        threads[self].waits = ENDED;
        hand_to(decide(self));
    }
    return NULL;
}

/* The threads live as long as the process. */
static void start_threads(void)
{
    static int running;
    pthread_t thread;
    if (!running) {
        signal(SIGSEGV, on_signal);
        signal(SIGBUS, on_signal);
        signal(SIGABRT, on_signal);
        if (pthread_create(&thread, NULL, watch, NULL) != 0) abort();
    }
    for (; running < now->threads; running++) {
        if (pthread_create(&thread, NULL, run_bodies, (void *)(intptr_t)running) != 0) abort();
    }
    while (atomic_load(&ready) < running) (void)sched_yield();
    __tsan_acquire(&ended);
}

static void forget_schedule(void)
{
    for (int t = 0; t < SCHEDULE_THREADS; t++) {
        threads[t].waits = NOTHING;
        threads[t].done = 0;
        threads[t].function = NULL;
        threads[t].serves = threads[t].returned = false;
    }
    for (int i = 0; i < FLAGS; i++) flags[i] = false;
    nlocks = nwords = nsegments = depth = preemptions = 0;
}

static void run_schedule(void)
{
    forget_schedule();
    now->setup(now->ctx);
    __tsan_release(&started);
    hand_to(decide(-1));
    await_token(MAIN);
    __tsan_acquire(&ended);
    now->finish(now->ctx);
    ledger_close();
    if (*failure || racy) give_up();
    atomic_fetch_add(&ran, 1);
}

long schedule_explore(const scenario *s, int preemptions_allowed)
{
    long schedules = 0;
    now = s;
    bound = preemptions_allowed;
    ncontended = length = 0;
    gather();
    start_threads();
    do {
        run_schedule();
        schedules++;
        if (found_contended()) schedules = length = 0;
    } while (schedules == 0 || advance());
    now = NULL;
    return schedules;
}

void schedule_replay(const scenario *s, const char *choices)
{
    now = s;
    bound = STEPS;
    replay = choices;
    start_threads();
    run_schedule();
    replay = NULL;
}
