/*
 * test_twins.c - the harnesses that show the library safe catch what is not.
 *
 * np.repeat crashed because it edited the shape of the array it was given. Three harnesses look for
 * that, and one for the arithmetic beside it; each runs 20 times, in a child process:
 *
 *     page       the array lies on a read-only page; one thread, one call
 *     threads    10 threads repeat one array 1000 times each, free-running, results inspected
 *     sanitizer  2 threads, 30 rounds, under ThreadSanitizer: it needs no accident, only two accesses
 *                that nothing orders
 *     wrap       counts whose total leaves int64, the result between guard pages
 *
 * NumPy's pattern from before its fix must be caught by the first three in every run: by the page at
 * its first store, without any race. NumPy's fix must pass them - so they tell the two apart - and be
 * caught by the fourth. The library must pass them all.
 */
#include "support/check.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "child.h"
#include "subjects.h"
#include "support/pages.h"
#include "twin.h"

enum { RUNS = 20, THREADS = 10, ROUNDS = 1000, YIELDS = 8 };

/* --- The harnesses: 0, or something is wrong ---------------------------------------------------- */

static int complain(const char *why)
{
    if (why) fprintf(stderr, "%s\n", why);
    return why != NULL;
}

static int on_a_page(const void *ctx)
{
    const subject *s = ctx;
    pages_begin();
    void *source = s->make();
    if (!source) return complain("no memory");
    pages_lock();
    const char *why = s->repeat(source);
    if (!why) why = s->inspect(source);
    s->drop(source);
    return complain(why);
}

/* On a busy machine ten threads may well take turns, each done in one. So every thread's first
 * allocations let the others go first: then all are in the middle of a call, whoever runs. */
static const ndw_allocator *libc;

static void *take_and_yield(void *ctx, size_t size, size_t alignment)
{
    static _Thread_local int taken;
    (void)ctx;
    if (taken++ < YIELDS) sched_yield();
    return libc->alloc(libc->ctx, size, alignment);
}

static void give_back(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx;
    libc->free(libc->ctx, block, size, alignment);
}

static const ndw_allocator yielding = {take_and_yield, give_back, NULL};

static int with_threads(const void *ctx)
{
    char failure[200];
    libc = ndw_get_allocator();
    if (ndw_set_allocator(&yielding) != NDW_OK) return 2;
    return subject_race(ctx, THREADS, ROUNDS, BY_BARRIER, failure) ? complain(failure) : 0;
}

#ifdef RACE_SUBJECTS_TSAN
static ending under_a_sanitizer(const subject *s)
{
    const char *const argv[] = {RACE_SUBJECTS_TSAN, s->name, "2", "30", NULL};
    return child_exec(argv);
}
#endif

/* --- Who must be caught where ------------------------------------------------------------------- */

typedef enum harness { PAGE, THREADS_FREE, SANITIZER } harness;

static struct row {
    const char *name;
    harness h;
    const subject *s;
    bool is_caught;
} rows[] = {
    {"page: pre-fix is caught", PAGE, &subject_prefix, true},
    {"page: fixed passes", PAGE, &subject_fixed, false},
    {"page: ndweave passes", PAGE, &subject_ndweave, false},
    {"threads: pre-fix is caught", THREADS_FREE, &subject_prefix, true},
    {"threads: fixed passes", THREADS_FREE, &subject_fixed, false},
    {"threads: ndweave passes", THREADS_FREE, &subject_ndweave, false},
    {"sanitizer: pre-fix is caught", SANITIZER, &subject_prefix, true},
    {"sanitizer: fixed passes", SANITIZER, &subject_fixed, false},
    {"sanitizer: ndweave passes", SANITIZER, &subject_ndweave, false},
};

static ending run(const struct row *r)
{
    if (r->h == PAGE) return child_run(on_a_page, r->s);
    if (r->h == THREADS_FREE) return child_run(with_threads, r->s);
#ifdef RACE_SUBJECTS_TSAN
    return under_a_sanitizer(r->s);
#else
    print_message("    SKIPPED: this build has no thread sanitizer beside it\n");
    skip();
    return (ending){0};
#endif
}

/* Dead for the right reason. Threads may die of anything: the heap is gone. */
static bool is_caught(const struct row *r, const ending *e)
{
    if (r->h == PAGE) return e->signal == SIGSEGV;
    if (r->h == SANITIZER) return e->code == 66 && strstr(e->said, "data race");
    return !ended_well(e);
}

static void check_row(void **state)
{
    const struct row *r = *state;
    tally t = {0};
    int caught = 0, passed = 0;
    for (int i = 0; i < RUNS; i++) {
        ending e = run(r);
        tally_add(&t, &e);
        caught += is_caught(r, &e);
        passed += ended_well(&e) && !strstr(e.said, "Sanitizer");
    }
    tally_print(&t, r->name);
    assert_int_equal(caught, r->is_caught ? RUNS : 0);
    assert_int_equal(passed, r->is_caught ? 0 : RUNS);
}

/* --- Totals that wrap --------------------------------------------------------------------------- */

/* Results end where an unmapped page begins. */
static void *take_guarded(void *ctx, size_t size, size_t alignment)
{
    (void)ctx;
    return pages_guarded(size, alignment);
}

static void give_guarded(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx, (void)alignment;
    pages_free_guarded(block, size);
}

static const ndw_allocator guarded = {take_guarded, give_guarded, NULL};

/* Four elements; in int64 the totals are 5 and 4, in truth 2^64 more. */
#define FOURTH (INT64_C(1) << 62) /* of 2^64 */
static const int64_t each_huge[] = {FOURTH, FOURTH, FOURTH, FOURTH + 5};
static const int64_t one_huge[] = {FOURTH + 1};

static struct wrap {
    const char *name;
    bool each, is_caught;
    const int64_t *counts;
} wraps[] = {
    {"wrap: fixed is caught, counts for each", true, true, each_huge},
    {"wrap: fixed is caught, one count", false, true, one_huge},
    {"wrap: ndweave passes, counts for each", true, false, each_huge},
    {"wrap: ndweave passes, one count", false, false, one_huge},
};

static int fixed_wraps(const struct wrap *w)
{
    twin *a = twin_new(1, 1, (const int64_t[]){4});
    if (!a) return complain("no memory");
    memset(a->data, 7, 4);
    twin *r = twin_repeat_fixed(a, 0, w->each, w->counts);
    if (r) twin_free(r);
    twin_free(a);
    return 0;
}

static int ndweave_wraps(const struct wrap *w)
{
    NDW_AUTO ndw_array *a = NULL, *r = NULL;
    if (ndw_zeros(NDW_I8, NDW_SHAPE(4), &a) != NDW_OK) return complain("no memory");
    ndw_status status = w->each ? ndw_repeat_counts(a, 4, w->counts, 0, &r)
                                : ndw_repeat(a, w->counts[0], 0, &r);
    if (status != NDW_EOVERFLOW) return complain(ndw_status_name(status));
    return complain(r ? "a result beside a failure" : NULL);
}

static int wrap_guarded(const void *ctx)
{
    const struct wrap *w = ctx;
    if (ndw_set_allocator(&guarded) != NDW_OK) return 1;
    return w->is_caught ? fixed_wraps(w) : ndweave_wraps(w);
}

static void check_wrap(void **state)
{
    const struct wrap *w = *state;
    tally t = {0};
    int caught = 0;
    for (int i = 0; i < RUNS; i++) {
        ending e = child_run(wrap_guarded, w);
        tally_add(&t, &e);
        caught += !ended_well(&e);
    }
    tally_print(&t, w->name);
    assert_int_equal(caught, w->is_caught ? RUNS : 0);
}

int main(void)
{
    int failures = RUN_TABLE("twins", rows, check_row);
    return failures + RUN_TABLE("twins, totals", wraps, check_wrap);
}
