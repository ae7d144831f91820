/*
 * test_snapshot.c - what sizes a result is read once.
 *
 * Counts belong to the caller, and another thread of his may be changing them. A repeat that reads them
 * twice - once to size the result, once to fill it - then writes past the result's end. The library
 * reads each count once: whatever it saw, size and contents agree about it.
 *
 * Counts here are LOW or HIGH and change all the time. Each result must be a list of runs, one for each
 * element in turn, every run LOW or HIGH long, and end where the last run ends: nothing left over,
 * nothing missing. Results lie so that one element too many meets an unmapped page.
 *
 *     in step    every allocation changes all counts: the worst moment for two passes, every time
 *     free       one thread stores counts at random while three repeat
 *
 * The twin is NumPy's repeat with its fix, which reads the counts twice.
 *
 *     test_snapshot [seconds for the free-running form, 3]
 */
#include "support/check.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "child.h"
#include "support/pages.h"
#include "support/random.h"
#include "support/threads.h"
#include "twin.h"

enum { N = 64, LOW = 1, HIGH = 7, EVEN = N * (LOW + HIGH) / 2 };
enum { WORKERS = 4, RUNS = 20, TWIN_ROUNDS = 20000 };

/* 64 bytes, so that a buffer of any number of elements ends exactly where its guard page begins. */
typedef struct element {
    int64_t value[8];
} element;

enum { ROOM_BYTES = EVEN * sizeof(element) };

typedef struct arena {
    ndw_array *x; /* element i is 8 times i; so is y's */
    twin *y;
    int64_t *counts;                      /* guarded, and written only by store_count               */
    element *room[WORKERS];               /* guarded: for a result with as many HIGH counts as LOW  */
    atomic_long fits[2];                  /* results into that room: refused, fitting               */
    atomic_int repeating;                 /* workers that still do                                  */
    const char *(*repeat)(struct arena *s, int who, long round);
    long rounds;                          /* 0: until told to stop                                  */
} arena;

/* --- Counts that change ------------------------------------------------------------------------- */

static void store_count(arena *s, int64_t i, int64_t count)
{
    __atomic_store_n(&s->counts[i], count, __ATOMIC_RELAXED);
}

/* All LOW; all HIGH; every other one HIGH; the others. */
static void store_pattern(arena *s, int pattern)
{
    for (int64_t i = 0; i < N; i++) {
        bool high = pattern < 2 ? pattern : (i + pattern) % 2;
        store_count(s, i, high ? HIGH : LOW);
    }
}

static void store_at_random(worker *w)
{
    arena *s = w->ctx;
    uint64_t random = 1;
    while (atomic_load_explicit(&s->repeating, memory_order_relaxed) > 0) {
        store_count(s, random_between(&random, 0, N - 1), random_next(&random) % 2 ? HIGH : LOW);
        w->rounds++;
    }
}

/* --- Memory with nothing behind it -------------------------------------------------------------- */

static arena *in_step; /* whose counts every allocation changes; NULL: nobody's */
static int step;

static void *take(void *ctx, size_t size, size_t alignment)
{
    (void)ctx;
    if (in_step) store_pattern(in_step, ++step % 4);
    return pages_guarded(size, alignment);
}

static void give(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx, (void)alignment;
    pages_free_guarded(block, size);
}

static const ndw_allocator guarded = {take, give, NULL};

static ndw_dtype dtype(void) { return ndw_dtype_bytes(sizeof(element)); }

static int arena_begin(arena *s)
{
    static element elements[N];
    for (int64_t i = 0; i < N; i++)
        for (int j = 0; j < 8; j++) elements[i].value[j] = i;

    in_step = NULL;
    *s = (arena){.counts = pages_guarded(N * sizeof *s->counts, sizeof *s->counts)};
    for (int i = 0; i < WORKERS; i++) s->room[i] = pages_guarded(ROOM_BYTES, sizeof(element));
    if (ndw_set_allocator(&guarded) != NDW_OK) return 1;
    s->y = twin_new(sizeof(element), 1, (const int64_t[]){N});
    if (ndw_from_data(dtype(), NDW_SHAPE(N), elements, &s->x) != NDW_OK) return 1;
    memcpy(s->y->data, elements, sizeof elements);
    store_pattern(s, 0);
    step = 0;
    return 0;
}

static void arena_end(arena *s)
{
    in_step = NULL;
    ndw_release(&s->x);
    twin_free(s->y);
    pages_free_guarded(s->counts, N * sizeof *s->counts);
    for (int i = 0; i < WORKERS; i++) pages_free_guarded(s->room[i], ROOM_BYTES);
    (void)!ndw_set_allocator(NULL);
}

/* --- What a result may be ----------------------------------------------------------------------- */

static bool is_whole(const element *e, int64_t value)
{
    for (int j = 0; j < 8; j++)
        if (e->value[j] != value) return false;
    return true;
}

/* One run for each of 0 .. N-1, LOW or HIGH long, `uniform`: all the same. NULL, or why not. */
static const char *are_runs(const element *elements, int64_t total, bool uniform)
{
    int64_t at = 0, first = 0;
    for (int64_t i = 0; i < N; i++) {
        int64_t run = 0;
        while (at + run < total && run <= HIGH && is_whole(&elements[at + run], i)) run++;
        if (run != LOW && run != HIGH) return "a run has a length that no count had";
        if (i == 0) first = run;
        if (uniform && run != first) return "runs differ where there is one count";
        at += run;
    }
    return at == total ? NULL : "elements are left over";
}

static const char *are_runs_of(ndw_status status, ndw_array *r, bool uniform)
{
    if (status != NDW_OK) return ndw_status_name(status);
    const char *why = are_runs(ndw_data(r), ndw_shape(r)[0], uniform);
    ndw_release(&r);
    return why;
}

/* --- Who repeats -------------------------------------------------------------------------------- */

static const char *by_counts(arena *s, int who)
{
    (void)who;
    ndw_array *r;
    ndw_status status = ndw_repeat_counts(s->x, N, s->counts, 0, &r);
    return are_runs_of(status, r, false);
}

static const char *flat(arena *s, int who)
{
    (void)who;
    ndw_array *r;
    ndw_status status = ndw_repeat_counts(s->x, N, s->counts, NDW_AXIS_NONE, &r);
    return are_runs_of(status, r, false);
}

static const char *by_view(arena *s, int who)
{
    (void)who;
    ndw_array *r;
    ndw_view v;
    if (ndw_view_of(s->x, &v) != NDW_OK) return "no view";
    ndw_status status = ndw_view_repeat_counts(&v, N, s->counts, 0, &r);
    return are_runs_of(status, r, false);
}

static const char *by_one_count(arena *s, int who)
{
    (void)who;
    ndw_array *r;
    ndw_status status = ndw_repeat_counts(s->x, 1, s->counts, 0, &r);
    return are_runs_of(status, r, true);
}

static const char *by_axes(arena *s, int who)
{
    (void)who;
    ndw_array *r;
    ndw_status status = ndw_repeat_axes(s->x, 1, s->counts, &r);
    return are_runs_of(status, r, true);
}

/* Fits, or is refused and has written nothing. */
static const char *into_room(arena *s, int who)
{
    ndw_mut w;
    element *room = s->room[who];
    memset(room, 0xff, ROOM_BYTES);
    if (ndw_mut_memory(dtype(), NDW_SHAPE(EVEN), NULL, room, &w) != NDW_OK) return "no mut";
    ndw_status status = ndw_repeat_counts_into(s->x, N, s->counts, 0, &w);
    atomic_fetch_add_explicit(&s->fits[status == NDW_OK], 1, memory_order_relaxed);
    if (status == NDW_OK) return are_runs(room, EVEN, false);
    if (status != NDW_ESHAPE) return ndw_status_name(status);
    for (int64_t i = 0; i < EVEN; i++)
        if (!is_whole(&room[i], -1)) return "a refused call has written";
    return NULL;
}

typedef const char *form(arena *s, int who);
static form *const forms[] = {by_counts, flat, by_view, by_one_count, by_axes, into_room, into_room};

static const char *repeat_ndweave(arena *s, int who, long round)
{
    return forms[(size_t)round % COUNT(forms)](s, who);
}

static const char *repeat_twin(arena *s, int who, long round)
{
    (void)who, (void)round;
    twin *r = twin_repeat_fixed(s->y, 0, true, s->counts);
    if (!r) return "no result";
    const char *why = are_runs((const element *)(const void *)r->data, r->dims[0], false);
    twin_free(r);
    return why;
}

/* --- In step ------------------------------------------------------------------------------------ */

static void in_step_ndweave(void **state)
{
    (void)state;
    arena s;
    assert_int_equal(arena_begin(&s), 0);
    in_step = &s;
    for (long round = 0; round < 1000; round++) {
        const char *why = repeat_ndweave(&s, 0, round);
        if (why) fail_msg("round %ld: %s", round, why);
    }
    assert_true(s.fits[false] > 0 && s.fits[true] > 0); /* both ways of _into were seen */
    arena_end(&s);
}

static int step_twin(const void *ctx)
{
    (void)ctx;
    arena s;
    if (arena_begin(&s) != 0) return 2;
    in_step = &s;
    const char *why = repeat_twin(&s, 0, 0);
    if (why) fprintf(stderr, "%s\n", why);
    arena_end(&s);
    return why != NULL;
}

static void assert_always_caught(child_fn *fn, const char *what)
{
    tally t = {0};
    int caught = 0;
    for (int i = 0; i < RUNS; i++) {
        ending e = child_run(fn, NULL);
        tally_add(&t, &e);
        caught += !ended_well(&e);
    }
    tally_print(&t, what);
    assert_int_equal(caught, RUNS);
}

static void in_step_twin(void **state)
{
    (void)state;
    assert_always_caught(step_twin, "in step: twin");
}

/* --- Free --------------------------------------------------------------------------------------- */

static void repeat_until_stopped(worker *w)
{
    arena *s = w->ctx;
    while (!atomic_load_explicit(w->stop, memory_order_relaxed)) {
        if (s->rounds && w->rounds == s->rounds) break;
        const char *why = s->repeat(s, w->number, w->rounds++);
        if (!why) continue;
        snprintf(w->failure, sizeof w->failure, "round %ld: %s", w->rounds, why);
        break;
    }
    atomic_fetch_sub_explicit(&s->repeating, 1, memory_order_relaxed);
}

static int run_free(arena *s, double seconds, char *failure, long *rounds)
{
    static worker_fn *const fns[WORKERS] = {store_at_random, repeat_until_stopped, repeat_until_stopped,
                                            repeat_until_stopped};
    atomic_init(&s->repeating, WORKERS - 1);
    return workers_run(WORKERS, fns, WORKERS, s, seconds, BY_RELAXED_SPIN, failure, rounds);
}

static double seconds = 3;

static int free_running_ndweave(const void *ctx)
{
    (void)ctx;
    arena s;
    char failure[200];
    long rounds;
    alarm(CHILD_SECONDS + (unsigned)seconds);
    if (arena_begin(&s) != 0) return 2;
    s.repeat = repeat_ndweave;
    int failed = run_free(&s, seconds, failure, &rounds);
    long refused = s.fits[false], fitting = s.fits[true];
    if (failed) fprintf(stderr, "%s\n", failure);
    printf("    %ld results into existing memory fitted, %ld were refused\n", fitting, refused);
    arena_end(&s);
    return failed || fitting == 0 || refused == 0;
}

/* In a child as well: a worker that meets a guard page ends its whole process. */
static void free_ndweave(void **state)
{
    (void)state;
    ending e = child_run(free_running_ndweave, NULL);
    if (!ended_well(&e)) fail_msg("%s\n%s", e.how, e.said);
}

static int free_running_twin(const void *ctx)
{
    (void)ctx;
    arena s;
    char failure[200];
    long rounds;
    if (arena_begin(&s) != 0) return 2;
    s.repeat = repeat_twin;
    s.rounds = TWIN_ROUNDS;
    int failed = run_free(&s, 0, failure, &rounds);
    if (failed) fprintf(stderr, "%s\n", strchr(failure, ':') + 2);
    arena_end(&s);
    return failed;
}

static void free_twin(void **state)
{
    (void)state;
    assert_always_caught(free_running_twin, "free: twin");
}

static struct row {
    const char *name;
    void (*test)(void **state);
} rows[] = {
    {"in step: ndweave passes", in_step_ndweave},
    {"in step: twin is caught", in_step_twin},
    {"free: ndweave passes", free_ndweave},
    {"free: twin is caught", free_twin},
};

static void check_row(void **state) { ((const struct row *)*state)->test(state); }

int main(int argc, char **argv)
{
    if (argc > 1) seconds = atof(argv[1]);
    return RUN_TABLE("snapshot", rows, check_row);
}
