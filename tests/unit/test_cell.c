/*
 * test_cell.c - one variable that many threads replace: nobody's update is lost, no reader sees half
 * of one, and whatever fails leaves what was there.
 *
 * What goes wrong with locks is waiting for ever: a cell that called back with a lock held would hang
 * here, and the time limit of the program would tell.
 */
#include "unit.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "array/array.h"
#include "support/threads.h"

static ndw_cell *cell_of(const char *recipe)
{
    ndw_array *x = array_from(NDW_I64, recipe);
    ndw_cell *c = NULL;
    assert_ok(ndw_cell_new(&x, &c));
    assert_null(x);
    return c;
}

static void assert_cell(ndw_cell *c, const char *elements)
{
    ndw_array *x = NULL;
    assert_ok(ndw_cell_snapshot(c, &x));
    assert_array(x, elements, NULL, NULL);
    ndw_release(&x);
}

static ndw_status add(ndw_array **value, int64_t more)
{
    ndw_mut w;
    NDW_TRY(ndw_write_begin(value, 0, &w));
    for (int64_t i = 0; i < w.shape[0]; i++) NDW_EL1(int64_t, w, i) += more;
    ndw_write_end(value);
    return NDW_OK;
}

static ndw_status add_ten(void *ctx, ndw_array **value)
{
    (void)ctx;
    return add(value, 10);
}

/* --- One thread -------------------------------------------------------------------------------- */

static void a_cell_takes_and_gives(void **state)
{
    (void)state;
    ndw_array *x = array_from(NDW_I64, "3"), *y = array_from(NDW_I64, "5 [3:]"), *s = NULL;
    const ndw_array *first = x, *second = y;
    ndw_cell *c = NULL;
    assert_ok(ndw_cell_new(&x, &c));
    assert_null(x);
    assert_ok(ndw_cell_snapshot(c, &s));
    assert_array(s, "0 1 2", "3", "8");
    assert_ptr_equal(ndw_data(s), ndw_data(first)); /* a share, not a copy */
    ndw_release(&s);

    assert_ok(ndw_cell_swap(c, &y));
    assert_ptr_equal(y, first);
    assert_true(ndw_is_unique(y));
    assert_ok(ndw_cell_swap(c, &y));
    assert_ptr_equal(y, second);
    ndw_release(&y);
    ndw_cell_free(&c);
    assert_null(c);
    ndw_cell_free(&c);
    ndw_cell_free(NULL);
}

static void a_snapshot_stays_what_it_was(void **state)
{
    (void)state;
    ndw_cell *c = cell_of("3");
    ndw_array *before = NULL, *between = NULL;
    assert_ok(ndw_cell_snapshot(c, &before));
    assert_ok(ndw_cell_update(c, add_ten, NULL));
    assert_ok(ndw_cell_snapshot(c, &between));
    assert_ok(ndw_cell_update(c, add_ten, NULL));
    assert_cell(c, "20 21 22");
    ndw_cell_free(&c);
    assert_array(before, "0 1 2", NULL, NULL); /* whatever happens to the cell */
    assert_array(between, "10 11 12", NULL, NULL);
    ndw_release(&before);
    ndw_release(&between);
}

static ndw_status replace(void *ctx, ndw_array **value)
{
    (void)ctx;
    ndw_array *y = NULL;
    NDW_TRY(ndw_slice_str(*value, "::-1", &y));
    ndw_replace(value, &y);
    return NDW_OK;
}

static ndw_status keep(void *ctx, ndw_array **value)
{
    (void)ctx, (void)value;
    return NDW_OK;
}

static void an_update_may_put_anything_there(void **state)
{
    (void)state;
    ndw_cell *c = cell_of("3");
    assert_ok(ndw_cell_update(c, replace, NULL));
    assert_cell(c, "2 1 0");
    assert_ok(ndw_cell_update(c, keep, NULL));
    assert_cell(c, "2 1 0");
    ndw_cell_free(&c);
}

/* --- Updates that fail ------------------------------------------------------------------------- */

typedef struct failing {
    ndw_status says;
    ndw_cell_fn *first; /* what it does before */
    ndw_cell *c;
} failing;

static ndw_status fail_after(void *ctx, ndw_array **value)
{
    const failing *f = ctx;
    NDW_TRY(f->first(ctx, value));
    return f->says;
}

static ndw_status leave_nothing(void *ctx, ndw_array **value)
{
    (void)ctx;
    ndw_release(value);
    return NDW_OK;
}

static ndw_status leave_a_session_open(void *ctx, ndw_array **value)
{
    (void)ctx;
    ndw_mut w;
    NDW_TRY(ndw_write_begin(value, 0, &w));
    NDW_EL1(int64_t, w, 0) = 99;
    return NDW_OK;
}

/* The very array, by address, alone in the cell. */
static void assert_untouched(ndw_cell *c, const void *data)
{
    ndw_array *s = NULL;
    assert_ok(ndw_cell_snapshot(c, &s));
    assert_ptr_equal(ndw_data(s), data);
    assert_array(s, "0 1 2", "3", "8");
    assert_int_equal(s->bytes->owners.word, 2);
    ndw_release(&s);
}

static void a_failed_update_leaves_the_cell(void **state)
{
    (void)state;
    ndw_cell_fn *const firsts[] = {keep, add_ten, replace, leave_nothing, leave_a_session_open};
    const ndw_status statuses[] = {NDW_EIO, NDW_EBUSY, 4711, -1};
    ndw_array *x = array_from(NDW_I64, "3");
    const void *data = ndw_data(x);
    ndw_cell *c = NULL;
    assert_ok(ndw_cell_new(&x, &c));
    for (size_t i = 0; i < COUNT(firsts); i++)
        for (size_t j = 0; j < COUNT(statuses); j++) {
            failing f = {statuses[j], firsts[i], c};
            long live = unit_live();
            assert_int_equal(ndw_cell_update(c, fail_after, &f), statuses[j]);
            assert_int_equal(unit_live(), live);
            assert_untouched(c, data);
        }
    assert_status(ndw_cell_update(c, leave_nothing, NULL), NDW_EINVAL);
    assert_non_null(strstr(ndw_error_detail(), "left no array"));
    assert_untouched(c, data);
    assert_ok(ndw_cell_update(c, add_ten, NULL)); /* and the next one is let in */
    assert_cell(c, "10 11 12");
    ndw_cell_free(&c);
}

/* An array that is put there in an open session can only be taken out again. */
static void an_open_session_in_a_cell(void **state)
{
    (void)state;
    ndw_array *x = array_from(NDW_I64, "3"), *s = NULL;
    ndw_cell *c = NULL;
    ndw_mut w;
    assert_ok(ndw_write_begin(&x, 0, &w));
    assert_ok(ndw_cell_new(&x, &c));
    for (int i = 0; i < 2; i++) { /* refused both times, with no lock left behind */
        s = (ndw_array *)(void *)&w;
        assert_status(ndw_cell_snapshot(c, &s), NDW_EBUSY);
        assert_null(s);
        assert_status(ndw_cell_update(c, add_ten, NULL), NDW_EBUSY);
    }
    x = array_from(NDW_I64, "2");
    assert_ok(ndw_cell_swap(c, &x));
    NDW_EL1(int64_t, w, 0) = 7; /* the session has gone on */
    ndw_write_end(&x);
    assert_array(x, "7 1 2", NULL, NULL);
    assert_cell(c, "0 1");

    assert_ok(ndw_cell_update(c, leave_a_session_open, NULL));
    assert_status(ndw_cell_snapshot(c, &s), NDW_EBUSY);
    ndw_cell_free(&c); /* ends it */
    ndw_release(&x);
}

/* --- An update of the same cell, from inside --------------------------------------------------- */

typedef struct inside {
    ndw_cell *c, *another;
    ndw_status swapped, updated, snapshot;
    const ndw_array *offered;
    int64_t seen;
} inside;

static ndw_status try_everything(void *ctx, ndw_array **value)
{
    inside *in = ctx;
    ndw_array *mine = NULL, *s = NULL;
    NDW_TRY(ndw_zeros(NDW_I64, NDW_SHAPE(1), &mine));
    const ndw_array *offered = mine;
    in->swapped = ndw_cell_swap(in->c, &mine);
    in->offered = mine == offered ? mine : NULL;
    in->updated = ndw_cell_update(in->c, add_ten, NULL);
    NDW_TRY(add(value, 1));
    in->snapshot = ndw_cell_snapshot(in->c, &s); /* the old array */
    in->seen = s ? *(const int64_t *)ndw_data(s) : -1;
    ndw_release(&s);
    ndw_release(&mine);
    return in->another ? ndw_cell_update(in->another, add_ten, NULL) : NDW_OK;
}

static void entering_again(void **state)
{
    (void)state;
    inside in = {.c = cell_of("1"), .another = cell_of("2")};
    for (int64_t round = 0; round < 2; round++) {
        assert_ok(ndw_cell_update(in.c, try_everything, &in));
        assert_int_equal(in.swapped, NDW_EBUSY);
        assert_non_null(in.offered); /* it stays the caller's */
        assert_int_equal(in.updated, NDW_EBUSY);
        assert_int_equal(in.snapshot, NDW_OK);
        assert_int_equal(in.seen, round);
    }
    assert_cell(in.c, "2");
    assert_cell(in.another, "20 21"); /* another cell is another cell */
    ndw_array *x = array_from(NDW_I64, "3");
    assert_ok(ndw_cell_swap(in.c, &x)); /* outside again */
    ndw_release(&x);
    ndw_cell_free(&in.c);
    ndw_cell_free(&in.another);
}

/* --- Callbacks that call the cell -------------------------------------------------------------- */

typedef struct released {
    ndw_cell *c; /* NULL: gone by then */
    int calls, failures;
} released;

static void call_the_cell(void *ctx, void *data)
{
    released *r = ctx;
    ndw_array *s = NULL;
    (void)data;
    r->calls++;
    if (!r->c) return;
    r->failures += ndw_cell_snapshot(r->c, &s) != NDW_OK;
    r->failures += s && ndw_cell_swap(r->c, &s) != NDW_OK;
    ndw_release(&s);
    r->failures += ndw_cell_update(r->c, add_ten, NULL) != NDW_OK;
}

static ndw_array *wrapped(released *r)
{
    static int64_t memory[2]; /* never written: what is shared moves away first */
    ndw_array *x = NULL;
    assert_ok(ndw_wrap(NDW_I64, NDW_SHAPE(2), NULL, memory, 0, call_the_cell, r, &x));
    return x;
}

static ndw_status replace_by(void *ctx, ndw_array **value)
{
    ndw_array *x = wrapped(ctx);
    ndw_replace(value, &x);
    return NDW_OK;
}

static ndw_status replace_and_fail(void *ctx, ndw_array **value)
{
    NDW_TRY(replace_by(ctx, value));
    return NDW_EIO;
}

static void callbacks_run_with_no_lock_held(void **state)
{
    (void)state;
    released r = {NULL, 0, 0};
    ndw_array *x = wrapped(&r);
    assert_ok(ndw_cell_new(&x, &r.c));
    assert_ok(ndw_cell_update(r.c, add_ten, NULL)); /* the old array goes */
    assert_int_equal(r.calls, 1);
    assert_status(ndw_cell_update(r.c, replace_and_fail, &r), NDW_EIO); /* the new one goes */
    assert_int_equal(r.calls, 2);
    assert_ok(ndw_cell_update(r.c, replace_by, &r));
    assert_int_equal(r.calls, 2);
    ndw_cell *c = r.c;
    r.c = NULL;
    ndw_cell_free(&c);
    assert_int_equal(r.calls, 3);
    assert_int_equal(r.failures, 0);
}

static const struct CMUnitTest alone[] = {
    cmocka_unit_test(a_cell_takes_and_gives),
    cmocka_unit_test(a_snapshot_stays_what_it_was),
    cmocka_unit_test(an_update_may_put_anything_there),
    cmocka_unit_test(a_failed_update_leaves_the_cell),
    cmocka_unit_test(an_open_session_in_a_cell),
    cmocka_unit_test(entering_again),
    cmocka_unit_test(callbacks_run_with_no_lock_held),
};

/* --- Many threads ------------------------------------------------------------------------------ */

enum { WRITERS = 4, READERS = 2, SWAPPERS = 2, ROUNDS = 400, LENGTH = 200, TOKEN = 1000000 };

typedef struct crowd {
    ndw_cell *c;
    atomic_int writing; /* writers that are not done */
} crowd;

static ndw_status add_one(void *ctx, ndw_array **value)
{
    (void)ctx;
    return add(value, 1);
}

static void write_often(worker *w)
{
    crowd *all = w->ctx;
    for (int i = 0; i < ROUNDS; i++, w->rounds++)
        WORKER_CHECK(w, ndw_cell_update(all->c, add_one, NULL) == NDW_OK);
    atomic_fetch_sub(&all->writing, 1);
}

/* What a snapshot counts, if it is whole: -1 if not. */
static int64_t count_of(const ndw_array *s)
{
    ndw_view v;
    if (ndw_view_of(s, &v) != NDW_OK || v.ndim != 1 || v.shape[0] != LENGTH) return -1;
    for (int64_t i = 1; i < LENGTH; i++)
        if (NDW_EL1(int64_t, v, i) != NDW_EL1(int64_t, v, 0)) return -1;
    return NDW_EL1(int64_t, v, 0);
}

static void read_often(worker *w)
{
    crowd *all = w->ctx;
    int64_t last = 0;
    while (atomic_load(&all->writing) > 0) {
        ndw_array *s = NULL;
        WORKER_CHECK(w, ndw_cell_snapshot(all->c, &s) == NDW_OK);
        int64_t count = count_of(s);
        ndw_release(&s);
        WORKER_CHECK(w, count >= last); /* whole, and never older than the one before */
        last = count;
    }
}

static ndw_cell *zeros(int64_t length)
{
    ndw_array *x = NULL;
    ndw_cell *c = NULL;
    assert_ok(ndw_zeros(NDW_I64, NDW_SHAPE(length), &x));
    assert_ok(ndw_cell_new(&x, &c));
    return c;
}

static void no_update_is_lost(void **state)
{
    (void)state;
    worker_fn *const fns[] = {write_often, read_often,  write_often,
                              write_often, write_often, read_often};
    crowd all = {zeros(LENGTH), WRITERS};
    char failure[200];
    long rounds;
    if (workers_run(WRITERS + READERS, fns, COUNT(fns), &all, 0, BY_BARRIER, failure, &rounds))
        fail_msg("%s", failure);
    assert_int_equal(rounds, WRITERS * ROUNDS);
    ndw_array *s = NULL;
    assert_ok(ndw_cell_snapshot(all.c, &s));
    assert_int_equal(count_of(s), rounds);
    ndw_release(&s);
    ndw_cell_free(&all.c);
}

/* Each has an array of its own number (in millions) and puts it in for another, again and again, while
 * others count in whatever is there. No array and no count may get lost. */
typedef struct market {
    crowd all; /* first: the writers see only it */
    ndw_array *tokens[SWAPPERS];
} market;

static void swap_often(worker *w)
{
    market *m = w->ctx;
    for (int i = 0; i < ROUNDS; i++)
        WORKER_CHECK(w, ndw_cell_swap(m->all.c, &m->tokens[w->number]) == NDW_OK);
}

/* The number of an array; what was counted in it is added. */
static int64_t open_token(ndw_array **x, int64_t *counted)
{
    int64_t value = count_of(*x);
    ndw_release(x);
    *counted += value % TOKEN;
    return value / TOKEN;
}

static void no_array_is_lost_either(void **state)
{
    (void)state;
    worker_fn *const fns[] = {swap_often,  swap_often,  write_often,
                              write_often, write_often, write_often};
    market m = {.all = {zeros(LENGTH), WRITERS}};
    char failure[200];
    long rounds;
    for (int64_t i = 0; i < SWAPPERS; i++)
        assert_ok(ndw_full(NDW_I64, NDW_SHAPE(LENGTH), &(int64_t){(i + 1) * TOKEN}, &m.tokens[i]));
    if (workers_run(SWAPPERS + WRITERS, fns, COUNT(fns), &m, 0, BY_BARRIER, failure, &rounds))
        fail_msg("%s", failure);

    int64_t counted = 0;
    bool found[SWAPPERS + 1] = {false};
    ndw_array *last = NULL;
    assert_ok(ndw_cell_snapshot(m.all.c, &last));
    found[open_token(&last, &counted)] = true;
    for (int i = 0; i < SWAPPERS; i++) found[open_token(&m.tokens[i], &counted)] = true;
    for (int i = 0; i <= SWAPPERS; i++) assert_true(found[i]);
    assert_int_equal(counted, rounds);
    ndw_cell_free(&m.all.c);
}

/* --- Who waits for whom ------------------------------------------------------------------------ */

typedef struct meeting {
    ndw_cell *c;
    ndw_array *offered;
    ndw_status status;
    int64_t seen;
    atomic_bool done;
} meeting;

static void *read_once(void *ctx)
{
    meeting *m = ctx;
    ndw_array *s = NULL;
    m->status = ndw_cell_snapshot(m->c, &s);
    m->seen = s ? *(const int64_t *)ndw_data(s) : -1;
    ndw_release(&s);
    return NULL;
}

/* A reader comes and goes while the update is under way. */
static ndw_status let_a_reader_through(void *ctx, ndw_array **value)
{
    pthread_t reader;
    NDW_TRY(add(value, 10));
    if (pthread_create(&reader, NULL, read_once, ctx) != 0) return NDW_EIO;
    pthread_join(reader, NULL);
    return NDW_OK;
}

static void readers_wait_for_no_update(void **state)
{
    (void)state;
    meeting m = {.c = cell_of("1")};
    assert_ok(ndw_cell_update(m.c, let_a_reader_through, &m));
    assert_int_equal(m.status, NDW_OK);
    assert_int_equal(m.seen, 0); /* the old array */
    assert_cell(m.c, "10");
    ndw_cell_free(&m.c);
}

static void *swap_once(void *ctx)
{
    meeting *m = ctx;
    m->status = ndw_cell_swap(m->c, &m->offered);
    atomic_store(&m->done, true);
    return NULL;
}

static pthread_t swapper;

/* A swap that comes while the update is under way has every chance to be too early. */
static ndw_status have_somebody_waiting(void *ctx, ndw_array **value)
{
    meeting *m = ctx;
    const struct timespec a_while = {0, 20000000};
    if (pthread_create(&swapper, NULL, swap_once, ctx) != 0) return NDW_EIO;
    nanosleep(&a_while, NULL);
    if (atomic_load(&m->done)) m->seen = -1;
    return add(value, 10);
}

static void swaps_wait_for_updates(void **state)
{
    (void)state;
    meeting m = {.c = cell_of("1"), .offered = array_from(NDW_I64, "6 [5:]")};
    assert_ok(ndw_cell_update(m.c, have_somebody_waiting, &m));
    pthread_join(swapper, NULL);
    assert_int_equal(m.status, NDW_OK); /* another thread's update is no reason to refuse */
    assert_int_equal(m.seen, 0);
    assert_array(m.offered, "10", NULL, NULL); /* what the update made */
    assert_cell(m.c, "5");
    ndw_release(&m.offered);
    ndw_cell_free(&m.c);
}

/* An allocator that looks at a cell whenever it is asked for memory, but for that of its own look. */
static ndw_cell *looked_at;
static bool looking;

static void *look_and_allocate(void *ctx, size_t size, size_t alignment)
{
    (void)ctx;
    if (looked_at && !looking) {
        ndw_array *seen = NULL;
        looking = true;
        if (ndw_cell_snapshot(looked_at, &seen) != NDW_OK) return NULL;
        ndw_release(&seen);
        looking = false;
    }
    return aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

static void free_looked(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx, (void)size, (void)alignment;
    free(block);
}

static void an_allocator_may_use_the_cell(void **state)
{
    (void)state;
    static const ndw_allocator looker = {look_and_allocate, free_looked, NULL};
    ndw_array *x = NULL, *y = NULL;
    alarm(60); /* it would wait for itself */
    assert_ok(ndw_arange(NDW_I64, 0, 3, 1, &x));
    assert_ok(ndw_cell_new(&x, &looked_at));
    assert_ok(ndw_set_allocator(&looker));
    assert_ok(ndw_cell_snapshot(looked_at, &y));
    assert_ok(ndw_cell_update(looked_at, keep, NULL));
    ndw_release(&y);
    assert_ok(ndw_set_allocator(NULL));
    ndw_cell_free(&looked_at);
    alarm(0);
}

static const struct CMUnitTest together[] = {
    cmocka_unit_test(an_allocator_may_use_the_cell),
    cmocka_unit_test(no_update_is_lost),
    cmocka_unit_test(no_array_is_lost_either),
    cmocka_unit_test(readers_wait_for_no_update),
    cmocka_unit_test(swaps_wait_for_updates),
};

/* --- Refusals ---------------------------------------------------------------------------------- */

static ndw_cell *blank;
static ndw_cell *standing; /* holds 0 1 2 during the refusals */

static ndw_status new_cell(ndw_array **value, ndw_cell **out)
{
    *out = (ndw_cell *)(void *)&blank;
    ndw_status status = ndw_cell_new(value, out);
    return *out == NULL ? status : -4711; /* it must not be left as it was */
}

#define REFUSALS(X)                                                                                   \
    X(new_null, NDW_EINVAL, PLACE_NOTHING, "NULL", new_cell(NULL, &blank))                            \
    X(new_none, NDW_EINVAL, PLACE_NOTHING, "NULL", new_cell(&s->none, &blank))                        \
    X(new_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL", ndw_cell_new(&s->a, NULL))                   \
    X(snapshot_null, NDW_EINVAL, PLACE_ARRAY, "NULL", ndw_cell_snapshot(NULL, &s->array))             \
    X(snapshot_out, NDW_EINVAL, PLACE_NOTHING, "out is NULL", ndw_cell_snapshot(standing, NULL))      \
    X(swap_cell, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_cell_swap(NULL, &s->a))                       \
    X(swap_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_cell_swap(standing, NULL))                    \
    X(swap_none, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_cell_swap(standing, &s->none))                \
    X(update_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_cell_update(NULL, keep, NULL))              \
    X(update_fn, NDW_EINVAL, PLACE_NOTHING, "fn is NULL", ndw_cell_update(standing, NULL, NULL))      \
    X(update_nothing, NDW_EINVAL, PLACE_NOTHING, "no array",                                          \
      ndw_cell_update(standing, leave_nothing, NULL))

REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

static int run_refusals(void)
{
    ndw_array *x = NULL;
    if (ndw_arange(NDW_I64, 0, 3, 1, &x) != NDW_OK || ndw_cell_new(&x, &standing) != NDW_OK) return 1;
    int failures = RUN_TABLE("cell refusals", refusals, check_refusal);
    ndw_cell_free(&standing);
    return failures;
}

/* The counting allocator counts for one thread only. */
int main(void)
{
    int failures = 0;
    unit_begin();
    failures += cmocka_run_group_tests_name("cell alone", alone, NULL, NULL);
    failures += run_refusals();
    failures = unit_end(failures);
    return failures + cmocka_run_group_tests_name("cell together", together, NULL, NULL);
}
