/*
 * test_saturation.c - the counter of owners at its edges.
 *
 * Counting owners can fail in one way that no ordinary test reaches: too many. A count that wraps frees
 * bytes that are in use. This one stops counting and never frees: a leak instead of a use after free.
 * First the counter alone (refcount_cases.c, also built for 32-bit pointers), then arrays whose counter
 * is set close to the edge, then threads that walk over the edge together.
 */
#include "support/check.h"

#include "array/array.h"
#include "refcount_cases.h"
#include "support/fault.h"
#include "support/threads.h"

static void check_case(void **state)
{
    const refcount_case *c = *state;
    const char *broken = c->run();
    if (broken) fail_msg("not %s", broken);
}

/* --- Arrays at the edge ------------------------------------------------------------------------- */

/* 0 1 2 ... 9, whose counter says that almost SATURATED others hold its bytes. */
static ndw_array *array_near_the_edge(void)
{
    ndw_array *a;
    assert_ok(ndw_arange(NDW_I64, 0, 10, 1, &a));
    atomic_store_explicit(&a->bytes->owners.word, REFCOUNT_SATURATED - 1, memory_order_relaxed);
    return a;
}

static bool is_saturated(buffer *b)
{
    return refcount_is_saturated(atomic_load_explicit(&b->owners.word, memory_order_relaxed));
}

/* The end of a buffer that its owners rightly left behind. */
static void free_leaked(buffer *b)
{
    assert_true(is_saturated(b));
    b->allocator->free(b->allocator->ctx, b, sizeof *b + (size_t)b->size, BUFFER_ALIGNMENT);
}

static void bytes_are_never_freed(void **state)
{
    (void)state;
    fault f;
    fault_begin(&f);
    ndw_array *a = array_near_the_edge(), *shares[3];
    buffer *bytes = a->bytes;
    for (size_t i = 0; i < COUNT(shares); i++) assert_ok(ndw_share(a, &shares[i]));
    assert_int_equal(f.live, 5); /* four descriptors, one buffer */

    for (size_t i = 0; i < COUNT(shares); i++) ndw_release(&shares[i]);
    for (int i = 0; i < 1000; i++) { /* views come and go as ever */
        ndw_array *s;
        assert_ok(ndw_slice(a, NDW_INDEX(NDW_RANGE(i % 10, NDW_OMIT, 1)), &s));
        assert_int_equal(*(const int64_t *)ndw_data(s), i % 10);
        ndw_release(&s);
    }
    ndw_release(&a);
    assert_int_equal(f.live, 1); /* the buffer, for ever */
    free_leaked(bytes);
    assert_int_equal(fault_end(&f), 0);
}

/* Whoever writes gets bytes of his own: nobody can know any more that he is alone. */
static void writer_gets_a_copy(void **state)
{
    (void)state;
    fault f;
    fault_begin(&f);
    ndw_array *a = array_near_the_edge(), *b;
    buffer *bytes = a->bytes;
    ndw_mut w;
    assert_ok(ndw_share(a, &b));
    assert_false(ndw_is_unique(a));
    assert_status(ndw_write_begin(&a, NDW_NOCOPY, &w), NDW_ECOPY);

    assert_ok(ndw_write_begin(&a, 0, &w));
    assert_ptr_not_equal(a->bytes, bytes);
    NDW_EL1(int64_t, w, 0) = 77;
    assert_int_equal(*(const int64_t *)ndw_data(b), 0);
    ndw_release(&a);
    ndw_release(&b);
    free_leaked(bytes);
    assert_int_equal(fault_end(&f), 0);
}

static int releases;
static void count_release(void *ctx, void *data) { (void)ctx, (void)data, releases++; }

/* Wrapped memory is somebody's: too many owners must not run its callback either. */
static void callback_never_runs(void **state)
{
    (void)state;
    static int64_t memory[4];
    ndw_array *a, *b;
    releases = 0;
    assert_ok(ndw_wrap(NDW_I64, NDW_SHAPE(4), NULL, memory, 0, count_release, NULL, &a));
    buffer *bytes = a->bytes;
    atomic_store_explicit(&bytes->owners.word, REFCOUNT_SATURATED - 1, memory_order_relaxed);
    assert_ok(ndw_share(a, &b));
    ndw_release(&b);
    ndw_release(&a);
    assert_int_equal(releases, 0);
    assert_true(is_saturated(bytes));
    bytes->size = 0; /* the payload is not in the header's block */
    free_leaked(bytes);
}

/* --- Threads over the edge ---------------------------------------------------------------------- */

enum { THREADS = 8, ROUNDS = 50000, BELOW = 5 };

/* Each begins as an owner, so that it may share; nobody may ever be told that he was the last. */
static void share_and_release(worker *w)
{
    refcount *rc = w->ctx;
    for (; w->rounds < ROUNDS; w->rounds++) {
        WORKER_CHECK(w, refcount_share(rc) == REFCOUNT_SHARED);
        WORKER_CHECK(w, !refcount_begin(rc));
        WORKER_CHECK(w, !refcount_release(rc));
    }
}

static void threads_cross_the_edge(void **state)
{
    (void)state;
    static worker_fn *const fns[] = {share_and_release};
    char failure[200];
    long rounds;
    for (int below = 1; below <= BELOW; below++) {
        refcount rc;
        atomic_init(&rc.word, REFCOUNT_SATURATED - below);
        if (workers_run(THREADS, fns, 1, &rc, 0, BY_BARRIER, failure, &rounds)) fail_msg("%s", failure);
        intptr_t word = atomic_load(&rc.word);
        assert_true(word == REFCOUNT_SATURATED - below || refcount_is_saturated(word));
    }
}

static struct row {
    const char *name;
    void (*test)(void **state);
} rows[] = {
    {"bytes are never freed", bytes_are_never_freed},
    {"writer gets a copy", writer_gets_a_copy},
    {"callback never runs", callback_never_runs},
    {"threads cross the edge", threads_cross_the_edge},
};

static void check_row(void **state) { ((const struct row *)*state)->test(state); }

static int check_cases(void)
{
    size_t count = (size_t)refcount_case_count;
    return run_table("counter", refcount_cases, count, sizeof *refcount_cases, check_case);
}

int main(void)
{
    int failures = check_cases();
    return failures + RUN_TABLE("saturation", rows, check_row);
}
