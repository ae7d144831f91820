/*
 * test_stress.c - everything at once, by as many threads as like, for as long as one likes.
 *
 * Imitates four programs:
 *
 *     first use   a program whose threads all call the library for the first time in the same moment:
 *                 whatever is chosen once is chosen there
 *     one source  SciPy's test-suite on free-threaded Python: ten threads, one array that belongs to
 *                 all of them, repeat(x, 2)[::2] a thousand times each. It crashed NumPy
 *     hand-over   a cache: some threads read an array and let go of it; the one that is left writes in
 *                 place, or the last one frees. Nothing but the count of owners orders the reads
 *                 before that, which is what a race detector is to see
 *     market      a pipeline: threads make arrays out of arrays, write into what they hold, and hand
 *                 arrays on through a mailbox, so that what one thread made another slices and a third
 *                 releases. All of them also read one array that nobody ever hands to anybody
 *
 * The market is run twice, once let go by a barrier and once by a relaxed spin: a barrier orders
 * everything before it for every thread, and would hide what only orders by luck.
 *
 *     test_stress [seconds, 4]
 */
#include "support/check.h"

#include <pthread.h>
#include <sched.h>
#include <string.h>

#include "stress_market.h"
#include "support/threads.h"

static double seconds = 4;

/* --- Memory: counted, and spoilt when it is given back ------------------------------------------ */

static const ndw_allocator *libc;
static atomic_long live;

static void *take(void *ctx, size_t size, size_t alignment)
{
    (void)ctx;
    void *block = libc->alloc(libc->ctx, size, alignment);
    if (block) atomic_fetch_add_explicit(&live, 1, memory_order_relaxed);
    return block;
}

static void give(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx;
    memset(block, 0xdd, size); /* a reader who is still there sees it, or a race detector sees both */
    atomic_fetch_sub_explicit(&live, 1, memory_order_relaxed);
    libc->free(libc->ctx, block, size, alignment);
}

static const ndw_allocator counting = {take, give, NULL};

/* --- First use ---------------------------------------------------------------------------------- */

static void use_for_the_first_time(worker *w)
{
    NDW_AUTO ndw_array *x = NULL, *r = NULL, *t = NULL, *c = NULL;
    char text[64];
    WORKER_CHECK(w, ndw_arange(NDW_I32, 0, 6, 1, &x) == NDW_OK);
    WORKER_CHECK(w, ndw_repeat(x, 2, 5, &r) == NDW_EAXIS && *ndw_error_detail());
    WORKER_CHECK(w, ndw_reshape(x, NDW_SHAPE(2, 3), 0, &r) == NDW_OK);
    WORKER_CHECK(w, ndw_transpose(r, NDW_ALL_AXES, &t) == NDW_OK);
    WORKER_CHECK(w, ndw_ascontiguous(t, &c) == NDW_OK);
    WORKER_CHECK(w, ndw_format(c, sizeof text, text, NULL) == NDW_OK);
    WORKER_CHECK(w, strcmp(text, "[[0 3]\n [1 4]\n [2 5]]") == 0);
    WORKER_CHECK(w, *ndw_kernels());
    w->rounds++;
}

static void first_use(void **state)
{
    (void)state;
    static worker_fn *const fns[] = {use_for_the_first_time};
    char failure[200];
    long rounds;
    if (workers_run(10, fns, 1, NULL, 0, BY_RELAXED_SPIN, failure, &rounds)) fail_msg("%s", failure);
    assert_int_equal(rounds, 10);
}

/* --- One source --------------------------------------------------------------------------------- */

enum { SOURCE_LENGTH = 10, SOURCE_THREADS = 10, SOURCE_ROUNDS = 1000 };

static void repeat_and_slice(worker *w)
{
    const ndw_array *x = w->ctx;
    for (; w->rounds < SOURCE_ROUNDS; w->rounds++) {
        NDW_AUTO ndw_array *r = NULL, *s = NULL;
        WORKER_CHECK(w, ndw_repeat(x, 2, 0, &r) == NDW_OK && ndw_shape(r)[0] == 2 * SOURCE_LENGTH);
        WORKER_CHECK(w, ndw_slice(r, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, 2)), &s) == NDW_OK);
        WORKER_CHECK(w, ndw_strides(s)[0] == 2 * (int64_t)sizeof(double));
        WORKER_CHECK(w, ndw_equal(s, x));
        for (int64_t i = 0; i < 2 * SOURCE_LENGTH; i++)
            WORKER_CHECK(w, ((const double *)ndw_data(r))[i] == (double)(i / 2));
    }
}

static void one_source(void **state)
{
    (void)state;
    static worker_fn *const fns[] = {repeat_and_slice};
    for (int how = BY_BARRIER; how <= BY_RELAXED_SPIN; how++) {
        ndw_array *x;
        char failure[200];
        long rounds;
        assert_ok(ndw_arange(NDW_F64, 0, SOURCE_LENGTH, 1, &x));
        const void *data = ndw_data(x);
        if (workers_run(SOURCE_THREADS, fns, 1, x, 0, (release_by)how, failure, &rounds))
            fail_msg("%s", failure);

        assert_int_equal(rounds, SOURCE_THREADS * SOURCE_ROUNDS);
        assert_true(ndw_ndim(x) == 1 && ndw_shape(x)[0] == SOURCE_LENGTH);
        assert_true(ndw_strides(x)[0] == sizeof(double));
        assert_true(ndw_dtype_of(x) == NDW_F64 && ndw_is_contiguous(x, NDW_C) && ndw_data(x) == data);
        assert_true(ndw_is_unique(x));
        for (int i = 0; i < SOURCE_LENGTH; i++) assert_true(((const double *)data)[i] == i);
        ndw_release(&x);
    }
}

/* --- Hand-over ------------------------------------------------------------------------------------ */

enum { HOLDERS = 4, HAND_OVERS = 400 };

typedef struct relay {
    pthread_barrier_t round; /* orders rounds, and nothing within one */
    ndw_array *share[HOLDERS];
} relay;

static bool make_shares(relay *r)
{
    if (ndw_arange(NDW_I64, 0, 8, 1, &r->share[0]) != NDW_OK) return false;
    for (int i = 1; i < HOLDERS; i++)
        if (ndw_share(r->share[0], &r->share[i]) != NDW_OK) return false;
    return true;
}

static bool is_counted_out(const ndw_array *a)
{
    for (int64_t i = 0; i < 8; i++)
        if (((const int64_t *)ndw_data(a))[i] != i) return false;
    return true;
}

/* Writes in place as soon as nobody else is left. */
static bool write_when_alone(ndw_array **a)
{
    ndw_mut w;
    ndw_status status;
    while ((status = ndw_write_begin(a, NDW_NOCOPY, &w)) == NDW_ECOPY) sched_yield();
    if (status != NDW_OK) return false;
    for (int64_t i = 0; i < 8; i++) NDW_EL1(int64_t, w, i) = -1;
    ndw_write_end(a);
    return true;
}

static void hand_over(worker *w)
{
    relay *r = w->ctx;
    bool well = true;
    for (; w->rounds < HAND_OVERS; w->rounds++) {
        if (w->number == 0 && !make_shares(r)) worker_failed(w, __FILE__, __LINE__, "no shares");
        pthread_barrier_wait(&r->round);
        ndw_array **mine = &r->share[w->number];
        well &= is_counted_out(*mine);
        if (w->number == 0 && w->rounds % 2 == 0) well &= write_when_alone(mine);
        ndw_release(mine);
        pthread_barrier_wait(&r->round);
    }
    if (!well) worker_failed(w, __FILE__, __LINE__, "a share changed, or nobody was left alone");
}

static void reads_before_writes(void **state)
{
    (void)state;
    static worker_fn *const fns[] = {hand_over};
    relay r = {.share = {NULL}};
    char failure[200];
    long rounds;
    pthread_barrier_init(&r.round, NULL, HOLDERS);
    int failed = workers_run(HOLDERS, fns, 1, &r, 0, BY_BARRIER, failure, &rounds);
    pthread_barrier_destroy(&r.round);
    if (failed) fail_msg("%s", failure);
}

/* --- Market ------------------------------------------------------------------------------------ */

enum { TRADERS = 6 };

static void run_market(release_by how)
{
    static worker_fn *const fns[] = {market_trade};
    market m;
    char failure[200];
    long rounds;
    assert_true(market_open(&m));
    if (workers_run(TRADERS, fns, 1, &m, seconds / 2, how, failure, &rounds)) fail_msg("%s", failure);
    assert_true(market_close(&m));
    print_message("    %ld actions of %d threads\n", rounds, TRADERS);
    assert_true(rounds > TRADERS);
}

static void market_by_barrier(void **state) { (void)state, run_market(BY_BARRIER); }
static void market_by_spin(void **state) { (void)state, run_market(BY_RELAXED_SPIN); }

/* ------------------------------------------------------------------------------------------------ */

static struct row {
    const char *name;
    void (*test)(void **state);
} rows[] = {
    {"first use", first_use}, /* first: nothing may have been chosen before */
    {"one source", one_source},
    {"hand-over", reads_before_writes},
    {"market, let go by a barrier", market_by_barrier},
    {"market, let go by a relaxed spin", market_by_spin},
};

static void check_row(void **state)
{
    ((const struct row *)*state)->test(state);
    assert_int_equal(atomic_load(&live), 0);
}

int main(int argc, char **argv)
{
    if (argc > 1) seconds = atof(argv[1]);
    libc = ndw_get_allocator();
    if (ndw_set_allocator(&counting) != NDW_OK) return 1;
    return RUN_TABLE("stress", rows, check_row);
}
