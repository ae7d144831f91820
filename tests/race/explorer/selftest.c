/*
 * selftest.c - the explorer itself: does it run every schedule, and does it see what it should?
 *
 *     selftest         all of it
 *     selftest NAME    one of the scenarios that must fail
 *
 * How many schedules there are of threads that only pause, of threads that only lock and unlock, or choose
 * once, and of threads that wait for a condition, is counted a second time here, by listing all orders of
 * their steps. Then small programs
 * with the mistakes the explorer is for: each must be found, 20 times of 20. Compiled with the hooks, like
 * the library.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger.h"
#include "schedule.h"

enum { RUNS = 20, SIZE = 64, ALIGNMENT = 64 };

/* --- Schedules, counted by listing -------------------------------------------------------------- */

/* Orders of the steps that are left, with at most `preemptions` more; `last` did the step before. */
static long count_orders(int threads, int *left, int last, int preemptions)
{
    long orders = 0;
    int unfinished = 0;
    for (int t = 0; t < threads; t++) {
        if (left[t] == 0) continue;
        unfinished++;
        int cost = last >= 0 && t != last && left[last] > 0;
        if (cost > preemptions) continue;
        left[t]--;
        orders += count_orders(threads, left, t, preemptions - cost);
        left[t]++;
    }
    return unfinished ? orders : 1;
}

static int pauses[SCHEDULE_THREADS];

static void pause_body(void *ctx, int thread)
{
    (void)ctx;
    for (int i = 0; i < pauses[thread]; i++) schedule_pause();
}

static void nothing(void *ctx) { (void)ctx; }

/* A body with n pauses has n + 1 steps. */
static int check_count(int threads, int a, int b, int c, int preemptions)
{
    const scenario s = {"pauses", threads, nothing, pause_body, nothing, NULL};
    int left[] = {a + 1, b + 1, c + 1};
    pauses[0] = a;
    pauses[1] = b;
    pauses[2] = c;
    long listed = count_orders(threads, left, -1, preemptions);
    long explored = schedule_explore(&s, preemptions);
    printf("%d threads, %d %d %d pauses, %d preemptions: %ld schedules, %ld orders%s\n", threads, a, b,
           c, preemptions, explored, listed, explored == listed ? "" : "  WRONG");
    return explored != listed;
}

static int check_counts(void)
{
    int wrong = 0;
    for (int p = 0; p < 6; p++) {
        wrong += check_count(2, 3, 3, 0, p);
        wrong += check_count(2, 7, 4, 0, p);
        wrong += check_count(3, 2, 2, 2, p);
        wrong += check_count(3, 3, 0, 1, p);
    }
    return wrong + check_count(2, 3, 3, 0, 1000); /* all there are: 8! / 4! 4! */
}

/* --- Small programs ----------------------------------------------------------------------------- */

static struct {
    atomic_long count, other, flag;
    long plain;
    pthread_mutex_t first, second;
    pthread_cond_t changed;
    pthread_once_t once;
    pthread_t thread;
    int chosen;
} data;

static void begin(void *ctx)
{
    (void)ctx;
    atomic_init(&data.count, 0);
    atomic_init(&data.other, 0);
    atomic_init(&data.flag, 0);
    data.plain = 0;
    data.chosen = 0;
    data.once = (pthread_once_t)PTHREAD_ONCE_INIT;
}

static void plain_is_two(void *ctx)
{
    (void)ctx;
    if (data.plain != 2) schedule_fail("plain is %ld", data.plain);
}

static void count_is_two(void *ctx)
{
    (void)ctx;
    long count = atomic_load_explicit(&data.count, memory_order_relaxed);
    if (count != 2) schedule_fail("count is %ld", count);
}

/* --- Locks and once are points, and are waited for ---------------------------------------------- */

static void locks(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    pthread_mutex_lock(&data.first);
    pthread_mutex_unlock(&data.first);
}

static void choose_nothing(void) {}

static void chooses(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    pthread_once(&data.once, choose_nothing);
}

/* The steps of each thread: 3 leads to the lock, 2 takes it, 1 gives it back and ends. */
static bool can_step(const int *left, int holder, int t)
{
    return left[t] > 0 && (left[t] != 2 || holder < 0);
}

static long count_lock_orders(int threads, int *left, int holder, int last, int preemptions)
{
    long orders = 0;
    bool ended = true;
    for (int t = 0; t < threads; t++) {
        ended = ended && left[t] == 0;
        if (!can_step(left, holder, t)) continue;
        int cost = last >= 0 && t != last && can_step(left, holder, last);
        if (cost > preemptions) continue;
        int then = left[t] == 2 ? t : left[t] == 1 ? -1 : holder;
        left[t]--;
        orders += count_lock_orders(threads, left, then, t, preemptions - cost);
        left[t]++;
    }
    return ended ? 1 : orders;
}

static int check_lock_count(const char *name, void (*body)(void *, int), int threads, int preemptions)
{
    const scenario s = {name, threads, begin, body, nothing, NULL};
    int left[] = {3, 3, 3};
    long listed = count_lock_orders(threads, left, -1, -1, preemptions);
    long explored = schedule_explore(&s, preemptions);
    printf("%d threads, %s, %d preemptions: %ld schedules, %ld orders%s\n", threads, name, preemptions,
           explored, listed, explored == listed ? "" : "  WRONG");
    return explored != listed;
}

static int check_lock_counts(void)
{
    int wrong = 0;
    for (int threads = 2; threads <= 3; threads++)
        for (int p = 0; p < 4; p++) {
            wrong += check_lock_count("a lock", locks, threads, p);
            wrong += check_lock_count("once", chooses, threads, p);
        }
    return wrong;
}

/* --- Conditions are waited for by those who came before --------------------------------------------- */

static void wait_for_plain(void)
{
    pthread_mutex_lock(&data.first);
    while (data.plain == 0) pthread_cond_wait(&data.changed, &data.first);
    pthread_mutex_unlock(&data.first);
}

static void set_plain(void)
{
    pthread_mutex_lock(&data.first);
    data.plain = 2;
    pthread_cond_broadcast(&data.changed);
    pthread_mutex_unlock(&data.first);
}

/* All wait for the last thread. */
static void waits(void *ctx, int thread)
{
    if (thread == *(int *)ctx - 1) set_plain();
    else wait_for_plain();
}

/* What a thread does next. Whoever waits finds plain set, or sleeps; the setter wakes all who sleep. */
typedef enum step { TO_LOCK, TAKE, SLEEP, ASLEEP, TAKE_AGAIN, WAKE, GIVE_BACK, NO_STEP } step;

typedef struct waiting {
    step next[SCHEDULE_THREADS];
    int threads, holder;
    bool set;
} waiting;

static bool can_wait_step(const waiting *w, int t)
{
    const step s = w->next[t];
    if (s == TAKE || s == TAKE_AGAIN) return w->holder < 0;
    return s != ASLEEP && s != NO_STEP;
}

static void wake_all(waiting *w)
{
    for (int t = 0; t < w->threads; t++)
        if (w->next[t] == ASLEEP) w->next[t] = TAKE_AGAIN;
}

static void wait_step(waiting *w, int t)
{
    const step s = w->next[t];
    const bool sets = t == w->threads - 1;
    if (s == TAKE || s == TAKE_AGAIN) w->holder = t;
    if (s == SLEEP || s == GIVE_BACK) w->holder = -1;
    if (s == TAKE && sets) w->set = true;
    if (s == WAKE) wake_all(w);
    w->next[t] = s == TO_LOCK ? TAKE
                 : s == TAKE  ? (sets ? WAKE : w->set ? GIVE_BACK : SLEEP)
                 : s == SLEEP ? ASLEEP
                 : s == GIVE_BACK ? NO_STEP : GIVE_BACK;
}

static long count_wait_orders(const waiting *w, int last, int preemptions)
{
    long orders = 0;
    bool ended = true;
    for (int t = 0; t < w->threads; t++) {
        ended = ended && w->next[t] == NO_STEP;
        if (!can_wait_step(w, t)) continue;
        const int cost = last >= 0 && t != last && can_wait_step(w, last);
        if (cost > preemptions) continue;
        waiting then = *w;
        wait_step(&then, t);
        orders += count_wait_orders(&then, t, preemptions - cost);
    }
    return ended ? 1 : orders;
}

static int check_wait_counts(void)
{
    int wrong = 0;
    for (int threads = 2; threads <= 3; threads++)
        for (int p = 0; p < 5; p++) {
            const scenario s = {"a condition", threads, begin, waits, plain_is_two, &threads};
            const waiting w = {.threads = threads, .holder = -1};
            const long listed = count_wait_orders(&w, -1, p), explored = schedule_explore(&s, p);
            printf("%d threads, a condition, %d preemptions: %ld schedules, %ld orders%s\n", threads, p,
                   explored, listed, explored == listed ? "" : "  WRONG");
            wrong += explored != listed;
        }
    return wrong;
}

/* --- Programs without and with mistakes --------------------------------------------------------- */

static void locked(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    pthread_mutex_lock(&data.first);
    long found = data.plain;
    schedule_pause();
    data.plain = found + 1;
    pthread_mutex_unlock(&data.first);
}

static void unlocked(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    data.plain++;
}

/* No race, and yet: between the two locks another thread has come. */
static void locked_in_halves(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    pthread_mutex_lock(&data.first);
    long found = data.plain;
    pthread_mutex_unlock(&data.first);
    pthread_mutex_lock(&data.first);
    data.plain = found + 1;
    pthread_mutex_unlock(&data.first);
}

static void crossed(void *ctx, int thread)
{
    (void)ctx;
    pthread_mutex_lock(thread ? &data.second : &data.first);
    pthread_mutex_lock(thread ? &data.first : &data.second);
    data.plain++;
    pthread_mutex_unlock(&data.first);
    pthread_mutex_unlock(&data.second);
}

static void locked_twice(void *ctx, int thread)
{
    (void)ctx;
    if (thread == 0) pthread_mutex_lock(&data.first);
    pthread_mutex_lock(&data.first);
}

static void counted(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    atomic_fetch_add_explicit(&data.count, 1, memory_order_relaxed);
}

static void counted_in_halves(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    long found = atomic_load_explicit(&data.count, memory_order_relaxed);
    atomic_store_explicit(&data.count, found + 1, memory_order_relaxed);
}

/* Thread 0 hands `plain` over by a flag that is stored with `order`. */
static void hand_over(int thread, memory_order order)
{
    if (thread == 0) {
        data.plain = 2;
        atomic_store_explicit(&data.flag, 1, order);
    } else if (atomic_load_explicit(&data.flag, memory_order_acquire)) {
        if (data.plain != 2) schedule_fail("half handed over");
    }
}

static void released(void *ctx, int thread)
{
    (void)ctx;
    hand_over(thread, memory_order_release);
}

static void relaxed(void *ctx, int thread)
{
    (void)ctx;
    hand_over(thread, memory_order_relaxed);
}

static void choose(void)
{
    data.chosen++;
    atomic_store_explicit(&data.other, 1, memory_order_relaxed);
    data.plain = 2;
}

static void chosen_once(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    pthread_once(&data.once, choose);
    if (data.chosen != 1 || data.plain != 2) schedule_fail("chosen %d times", data.chosen);
}

static void wakes_nobody(void *ctx, int thread)
{
    (void)ctx;
    if (thread == 0) {
        wait_for_plain();
        return;
    }
    pthread_mutex_lock(&data.first);
    data.plain = 2;
    pthread_mutex_unlock(&data.first);
}

/* Between the other's look at the flag and its sleep. */
static void wakes_without_lock(void *ctx, int thread)
{
    (void)ctx;
    if (thread == 1) {
        atomic_store_explicit(&data.flag, 1, memory_order_relaxed);
        pthread_cond_broadcast(&data.changed);
        return;
    }
    pthread_mutex_lock(&data.first);
    while (!atomic_load_explicit(&data.flag, memory_order_relaxed))
        pthread_cond_wait(&data.changed, &data.first);
    pthread_mutex_unlock(&data.first);
}

/* Thread 1 wakes the others for something else, too. */
static void looks_once(void *ctx, int thread)
{
    (void)ctx;
    pthread_mutex_lock(&data.first);
    if (thread == 0) {
        if (data.plain == 0) pthread_cond_wait(&data.changed, &data.first);
        if (data.plain == 0) schedule_fail("woken for something else");
    }
    pthread_cond_broadcast(&data.changed);
    pthread_mutex_unlock(&data.first);
    if (thread == 1) set_plain();
}

static void waits_unlocked(void *ctx, int thread)
{
    (void)ctx;
    if (thread == 0) pthread_cond_wait(&data.changed, &data.first);
}

static void begin_serving(void *ctx)
{
    begin(ctx);
    schedule_serve(1);
}

static void *add_two(void *word)
{
    *(long *)word += 2;
    return word;
}

static void starts_and_joins(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    void *returned;
    data.plain = -2;
    for (int i = 0; i < 2; i++) {
        if (pthread_create(&data.thread, NULL, add_two, &data.plain) != 0) schedule_fail("nobody serves");
        if (pthread_create(&data.thread, NULL, add_two, &data.plain) == 0) schedule_fail("one serves two");
        pthread_join(data.thread, &returned);
        if (returned != &data.plain) schedule_fail("something else is returned");
    }
}

static void never_joins(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    pthread_create(&data.thread, NULL, add_two, &data.plain);
}

static void joins_too_late(void *ctx, int thread)
{
    never_joins(ctx, thread);
    data.plain += 2;
    pthread_join(data.thread, NULL);
}

static void do_nothing(void) {}

/* The child takes a lock that thread 1 may have had. */
static void forks(void *ctx, int thread)
{
    int status;
    if (thread == 1) {
        locks(ctx, thread);
        return;
    }
    hook_atfork(do_nothing, do_nothing, do_nothing);
    const pid_t child = hook_fork();
    if (child == 0) {
        locks(ctx, thread);
        schedule_end_child();
    }
    if (waitpid(child, &status, 0) != child || status != 0) _exit(1); /* the child has said why */
}

static void keeps_lock(void *ctx, int thread)
{
    (void)ctx;
    if (thread == 1) pthread_mutex_lock(&data.first);
}

static void waits_in_vain(void *ctx, int thread)
{
    (void)ctx;
    if (thread == 0) schedule_await(0);
}

static void never_comes_back(void *ctx, int thread)
{
    (void)ctx;
    schedule_patience(100);
    while (thread == 1) pause();
}

/* What a thread may do wrong with a block. */
static char *make_block(ndw_allocator *a)
{
    ledger_allocator(a, 0);
    return a->alloc(a->ctx, SIZE, ALIGNMENT);
}

static void frees_twice(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    ndw_allocator a;
    char *block = make_block(&a);
    a.free(a.ctx, block, SIZE, ALIGNMENT);
    a.free(a.ctx, block, SIZE, ALIGNMENT);
}

static void frees_another_size(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    ndw_allocator a;
    char *block = make_block(&a);
    a.free(a.ctx, block, SIZE - 1, ALIGNMENT);
}

static void frees_what_is_not_its(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    ndw_allocator a;
    char *block = make_block(&a);
    a.free(a.ctx, block + 1, SIZE, ALIGNMENT);
}

static void never_frees(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    ndw_allocator a;
    *make_block(&a) = 1;
}

static void writes_too_late(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    ndw_allocator a;
    char *block = make_block(&a);
    a.free(a.ctx, block, SIZE, ALIGNMENT);
    *block = 1;
}

static void crashes(void *ctx, int thread)
{
    (void)ctx;
    volatile int *volatile nowhere = NULL;
    if (thread == 1) *nowhere = 1;
}

static const scenario good[] = {
    {"locked", 2, begin, locked, plain_is_two, NULL},
    {"counted", 2, begin, counted, count_is_two, NULL},
    {"released", 2, begin, released, nothing, NULL},
    {"chosen_once", 3, begin, chosen_once, plain_is_two, NULL},
    {"starts_and_joins", 2, begin_serving, starts_and_joins, plain_is_two, NULL},
};

static const struct {
    scenario s;
    const char *says;
} bad[] = {
    {{"unlocked", 2, begin, unlocked, plain_is_two, NULL}, "race detector"},
    {{"crossed", 2, begin, crossed, plain_is_two, NULL},
     "race detector"}, /* before any deadlock happens */
    {{"locked_twice", 2, begin, locked_twice, nothing, NULL}, "deadlock"},
    {{"locked_in_halves", 2, begin, locked_in_halves, plain_is_two, NULL}, "plain is 1"},
    {{"counted_in_halves", 2, begin, counted_in_halves, count_is_two, NULL}, "count is 1"},
    {{"relaxed", 2, begin, relaxed, nothing, NULL}, "race detector"},
    {{"wakes_nobody", 2, begin, wakes_nobody, nothing, NULL}, "deadlock"},
    {{"wakes_without_lock", 2, begin, wakes_without_lock, nothing, NULL}, "deadlock"},
    {{"looks_once", 2, begin, looks_once, nothing, NULL}, "woken for something else"},
    {{"waits_unlocked", 2, begin, waits_unlocked, nothing, NULL}, "without holding its lock"},
    {{"never_joins", 2, begin_serving, never_joins, nothing, NULL}, "never joined"},
    {{"joins_too_late", 2, begin_serving, joins_too_late, nothing, NULL}, "race detector"},
    {{"forks", 2, begin, forks, nothing, NULL}, "deadlock"},
    {{"keeps_lock", 2, begin, keeps_lock, nothing, NULL}, "held by thread 1"},
    {{"waits_in_vain", 2, begin, waits_in_vain, nothing, NULL}, "deadlock"},
    {{"never_comes_back", 2, begin, never_comes_back, nothing, NULL}, "does not end"},
    {{"frees_twice", 2, begin, frees_twice, nothing, NULL}, "R2"},
    {{"frees_another_size", 2, begin, frees_another_size, nothing, NULL}, "another size"},
    {{"frees_what_is_not_its", 2, begin, frees_what_is_not_its, nothing, NULL}, "R2"},
    {{"never_frees", 2, begin, never_frees, nothing, NULL}, "R3"},
    {{"writes_too_late", 2, begin, writes_too_late, nothing, NULL}, "R1"},
    {{"crashes", 2, begin, crashes, nothing, NULL}, "signal"},
};

/* Runs this program again for a scenario that must fail, and reads what it says. */
static bool is_found(const char *program, const char *name, const char *says)
{
    char command[1024], line[512];
    bool said = false;
    fflush(NULL);
    snprintf(command, sizeof command, "'%s' %s 2>&1", program, name);
    FILE *output = popen(command, "r"); /* NOLINT: the command is ours */
    if (!output) return false;
    while (fgets(line, sizeof line, output))
        said = said || (!strncmp(line, "FAILED  ", 8) && strstr(line, says));
    int status = pclose(output);
    return said && WIFEXITED(status) && WEXITSTATUS(status) == 1;
}

static int check_bad(const char *program, const char *name, const char *says)
{
    int found = 0;
    for (int i = 0; i < RUNS; i++) found += is_found(program, name, says);
    printf("%-22s found %2d of %d\n", name, found, RUNS);
    fflush(stdout);
    return found != RUNS;
}

int main(int argc, char **argv)
{
    pthread_mutex_init(&data.first, NULL);
    pthread_mutex_init(&data.second, NULL);
    pthread_cond_init(&data.changed, NULL);
    for (size_t i = 0; argc > 1 && i < sizeof bad / sizeof *bad; i++)
        if (!strcmp(argv[1], bad[i].s.name)) return schedule_explore(&bad[i].s, 3) > 0 ? 0 : 2;
    if (argc > 1) return 2;

    int wrong = check_counts() + check_lock_counts() + check_wait_counts();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        printf("%-22s %ld schedules\n", good[i].name, schedule_explore(&good[i], 3));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        wrong += check_bad(argv[0], bad[i].s.name, bad[i].says);
    return wrong != 0;
}
