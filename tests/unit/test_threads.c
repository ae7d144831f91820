/*
 * test_threads.c - several threads inside one call: the same bytes as one thread writes, whoever runs the
 * chunks and however badly.
 *
 * Large copies, repeats and fills are made by one thread and then by several: the library's workers, and
 * executors that run chunks backwards, in threads of their own, twice, not at all, or leave before they
 * are done. Below that, chunks that wait for each other show that workers really are there, that nobody
 * waits for another caller's job, and what is left after a fork.
 */
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "support/random.h"
#include "support/slow.h"
#include "threads/threads.h"

/* A child of a program with threads may start its own. */
NDW_API const char *__tsan_default_options(void); /* NOLINT: the detector's name for it */
const char *__tsan_default_options(void) { return "die_after_fork=0"; }

/* --- Executors ----------------------------------------------------------------------------------- */

enum { EXECUTOR_THREADS = 3, MOST_THREADS = 5 };

static atomic_int asked; /* how often an executor was, and for how many chunks at least */
static atomic_int fewest_chunks;

static void note_asked(int chunks)
{
    atomic_fetch_add(&asked, 1);
    atomic_store(&fewest_chunks, chunks);
}

static void run_in_order(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
{
    (void)ctx;
    note_asked(chunks);
    for (int i = 0; i < chunks; i++) chunk(arg, i);
}

static void run_backwards(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
{
    (void)ctx;
    note_asked(chunks);
    for (int i = chunks - 1; i >= 0; i--) chunk(arg, i);
}

static void run_twice(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
{
    run_in_order(ctx, chunks, chunk, arg);
    run_backwards(ctx, chunks, chunk, arg);
}

static void run_every_second(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
{
    (void)ctx;
    note_asked(chunks);
    for (int i = 1; i < chunks; i += 2) chunk(arg, i);
}

static void run_nothing(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
{
    (void)ctx, (void)chunk, (void)arg;
    note_asked(chunks);
}

static void run_beyond(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
{
    const int none[] = {-1, INT_MIN, chunks, chunks + 1, NDW_MAX_THREADS, INT_MAX};
    for (size_t i = 0; i < COUNT(none); i++) chunk(arg, none[i]);
    run_in_order(ctx, chunks, chunk, arg);
}

typedef struct hand {
    pthread_t thread;
    int first, chunks;
    ndw_chunk_fn *chunk;
    void *arg;
} hand;

/* Each takes every third chunk, and then all of them again. */
static void *hand_main(void *ctx)
{
    const hand *h = ctx;
    for (int i = h->first; i < h->chunks; i += EXECUTOR_THREADS) h->chunk(h->arg, i);
    for (int i = 0; i < h->chunks; i++) h->chunk(h->arg, i);
    return NULL;
}

static void run_in_threads(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
{
    hand hands[EXECUTOR_THREADS];
    int started = 0;
    (void)ctx;
    note_asked(chunks);
    for (; started < EXECUTOR_THREADS; started++) {
        hands[started] = (hand){.first = started, .chunks = chunks, .chunk = chunk, .arg = arg};
        if (pthread_create(&hands[started].thread, NULL, hand_main, &hands[started]) != 0) break;
    }
    while (started > 0) pthread_join(hands[--started].thread, NULL);
}

typedef struct executor {
    const char *name;
    ndw_executor executor; /* run NULL: the library's workers */
    bool alone;            /* one thread runs all chunks      */
} executor;

static const executor executors[] = {
    {"workers", {NULL, NULL}, false},
    {"in order", {run_in_order, NULL}, true},
    {"backwards", {run_backwards, NULL}, true},
    {"twice", {run_twice, NULL}, true},
    {"every second", {run_every_second, NULL}, true},
    {"nothing", {run_nothing, NULL}, true},
    {"beyond", {run_beyond, NULL}, true},
    {"in threads", {run_in_threads, NULL}, false},
};

static void use(const executor *e, int threads)
{
    assert_ok(ndw_set_executor(e->executor.run ? &e->executor : NULL));
    assert_ok(ndw_set_num_threads(threads));
}

static void use_one_thread(void) { use(&executors[0], 1); }

/* --- The same bytes -------------------------------------------------------------------------------- */

enum { SOURCE_BYTES = 20 << 20, ROOM = 12 << 20, AROUND = 4096 };

static char *source, *one, *several; /* the source, what one thread wrote, what several did */

/* Writes about 9 MiB, which several threads share, and which is cut into more parts than there are threads. */
typedef ndw_status work_fn(char *to);

static ndw_status view_of_source(int64_t width, int ndim, const int64_t *shape, const char *slice, ndw_view *out)
{
    ndw_view packed;
    NDW_TRY(ndw_view_memory(ndw_dtype_bytes(width), ndim, shape, NULL, source, &packed));
    return ndw_view_slice_str(&packed, slice, out);
}

static ndw_status copy_to(char *to, const ndw_view *v)
{
    ndw_mut w;
    NDW_TRY(ndw_mut_memory(v->dtype, v->ndim, v->shape, NULL, to, &w));
    return ndw_view_copy_into(v, &w);
}

static ndw_status copy_sliced(char *to, int64_t width, int ndim, const int64_t *shape, const char *slice)
{
    ndw_view v;
    NDW_TRY(view_of_source(width, ndim, shape, slice, &v));
    return copy_to(to, &v);
}

static ndw_status copy_permuted(char *to, int64_t width, int ndim, const int64_t *shape, const int *axes)
{
    ndw_view v, t;
    NDW_TRY(view_of_source(width, ndim, shape, "...", &v));
    NDW_TRY(ndw_view_transpose(&v, ndim, axes, &t));
    return copy_to(to, &t);
}

static ndw_status repeat_to(char *to, int64_t width, int ndim, const int64_t *shape, int64_t count, int axis)
{
    ndw_view v;
    ndw_mut w;
    int64_t dims[DIMS_MAX];
    NDW_TRY(view_of_source(width, ndim, shape, "...", &v));
    memcpy(dims, shape, (size_t)ndim * sizeof *dims);
    dims[axis] *= count;
    NDW_TRY(ndw_mut_memory(v.dtype, ndim, dims, NULL, to, &w));
    return ndw_view_repeat_into(&v, count, axis, &w);
}

/* Into every second element of rows with gaps, backwards. */
static ndw_status copy_into_gaps(char *to)
{
    ndw_view v;
    ndw_mut all, w;
    NDW_TRY(view_of_source(2, 2, (const int64_t[]){1000, 2100}, "...", &v));
    NDW_TRY(ndw_mut_memory(ndw_dtype_bytes(2), NDW_SHAPE(1000, 4300), NULL, to, &all));
    NDW_TRY(ndw_mut_slice_str(&all, "::-1, 4250:50:-2", &w));
    return ndw_view_copy_into(&v, &w);
}

static ndw_status fill_all(char *to)
{
    ndw_mut w;
    NDW_TRY(ndw_mut_memory(NDW_F64, NDW_SHAPE(1150000), NULL, to, &w));
    return ndw_mut_fill(&w, &(double){4.25});
}

#define SIZES(...) (int)(sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t)), (const int64_t[]){__VA_ARGS__}

#define WORKS(X)                                                                                \
    X(packed, copy_sliced(to, 8, SIZES(1150001), "..."))                                        \
    X(packed_bytes, copy_sliced(to, 1, SIZES(9000001), "1:"))                                   \
    X(misplaced, copy_sliced(to + 3, 4, SIZES(2300001), "::-1"))                                \
    X(long_rows, copy_sliced(to, 8, SIZES(3, 600000), "::2"))                                   \
    X(every_second, copy_sliced(to, 8, SIZES(2400001), "::2"))                                  \
    X(columns, copy_sliced(to + 5, 1, SIZES(3001, 6001), ":, ::2"))                             \
    X(transpose_1, copy_permuted(to, 1, SIZES(3001, 3079), (const int[]){1, 0}))                \
    X(transpose_2, copy_permuted(to, 2, SIZES(2100, 2200), (const int[]){1, 0}))                \
    X(transpose_3, copy_permuted(to, 3, SIZES(1500, 2100), (const int[]){1, 0}))                \
    X(transpose_4, copy_permuted(to, 4, SIZES(1031, 2290), (const int[]){1, 0}))                \
    X(transpose_8, copy_permuted(to, 8, SIZES(1024, 1152), (const int[]){1, 0}))                \
    X(transpose_16, copy_permuted(to, 16, SIZES(771, 767), (const int[]){1, 0}))                \
    X(transpose_long, copy_permuted(to, 5000, SIZES(42, 44), (const int[]){1, 0}))              \
    X(interleave, copy_permuted(to, 4, SIZES(3, 777777), (const int[]){1, 0}))                  \
    X(deinterleave, copy_permuted(to, 4, SIZES(777777, 3), (const int[]){1, 0}))                \
    X(permute_3, copy_permuted(to, 4, SIZES(100, 230, 101), (const int[]){2, 1, 0}))            \
    X(permute_5, copy_permuted(to, 2, SIZES(15, 28, 38, 15, 20), (const int[]){3, 1, 4, 0, 2})) \
    X(repeat_twice, repeat_to(to, 8, SIZES(575001), 2, 0))                                      \
    X(repeat_odd, repeat_to(to, 3, SIZES(430001), 7, 0))                                        \
    X(repeat_rows, repeat_to(to, 8, SIZES(3, 190000), 2, 0))                                    \
    X(repeat_all, repeat_to(to, 1, SIZES(9), 1000000, 0))                                       \
    X(fill, fill_all(to))                                                                       \
    X(into_gaps, copy_into_gaps(to))

#define WORK_CALL(name, ...) \
    static ndw_status work_##name(char *to) { return __VA_ARGS__; }
#define WORK_ROW(name, ...) {#name, work_##name},
WORKS(WORK_CALL)

enum { TRANSPOSED = 1024 * 1152 * 8 }; /* bytes of transpose_8 */

static struct work {
    const char *name;
    work_fn *run;
} works[] = {WORKS(WORK_ROW)};

/* The numbers of threads that each executor is tried with. Slow builds take two; where one thread runs all chunks,
 * only the last. */
static int first_number(const executor *e) { return !IS_SLOW_BUILD ? 1 : e->alone ? MOST_THREADS : 2; }
static int next_number(const executor *e, int n) { return n + (IS_SLOW_BUILD ? MOST_THREADS - 2 : e->alone ? 2 : 1); }

static void check_work(void **state)
{
    const struct work *w = *state;
    use_one_thread();
    memset(one, 0x6b, ROOM);
    assert_ok(w->run(one + AROUND));
    for (size_t e = 0; e < COUNT(executors); e++)
        for (int n = first_number(&executors[e]); n <= MOST_THREADS; n = next_number(&executors[e], n)) {
            use(&executors[e], n);
            atomic_store(&asked, 0);
            memset(several, 0x6b, ROOM);
            const ndw_status status = w->run(several + AROUND);
            const bool shared = atomic_load(&asked) > 0;
            use_one_thread();
            assert_ok(status);
            if (memcmp(one, several, ROOM) != 0) fail_msg("other bytes: %s, %d threads", executors[e].name, n);
            if (executors[e].executor.run) assert_true(shared == (n > 1));
            if (shared) assert_true(atomic_load(&fewest_chunks) >= n);
        }
}

/* --- Too little to share ---------------------------------------------------------------------------- */

static bool is_shared_repeat(int64_t n, int64_t count)
{
    atomic_store(&asked, 0);
    assert_ok(repeat_to(several, 8, SIZES(n), count, 0));
    return atomic_load(&asked) > 0;
}

/* What is read counts as what is written does, and once, however often it is copied. */
static void little_is_done_by_one(void **state)
{
    (void)state;
    enum { MIB = (1 << 20) / 8 }; /* elements */
    use(&executors[1], 2);
    const bool copies[] = {is_shared_repeat(4 * MIB - 1, 1), is_shared_repeat(4 * MIB, 1)};
    const bool twice[] = {is_shared_repeat(8 * MIB / 3, 2), is_shared_repeat(8 * MIB / 3 + 1, 2)};
    const bool often[] = {is_shared_repeat(1, 8 * MIB - 2), is_shared_repeat(1, 8 * MIB - 1)};
    use_one_thread();
    assert_true(!copies[0] && copies[1]);
    assert_true(!twice[0] && twice[1]);
    assert_true(!often[0] && often[1]);
}

/* --- Chunks that meet ------------------------------------------------------------------------------- */

enum { PATIENCE_SECONDS = 60, MEET_MAX = 8 };

/* All chunks of a job are inside at the same time: so as many threads run them. */
typedef struct meeting {
    int chunks;
    atomic_int arrived, runs;
    sem_t all_here;
    atomic_bool late;
} meeting;

static bool wait_for(sem_t *s)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_SECONDS;
    while (sem_timedwait(s, &until) != 0)
        if (errno != EINTR) return false;
    return true;
}

static void meet(void *arg, int i)
{
    meeting *m = arg;
    (void)i;
    atomic_fetch_add(&m->runs, 1);
    if (atomic_fetch_add(&m->arrived, 1) == m->chunks - 1)
        for (int k = 0; k < m->chunks; k++) sem_post(&m->all_here);
    if (!wait_for(&m->all_here)) atomic_store(&m->late, true);
}

static bool all_meet(int threads)
{
    meeting m = {.chunks = threads};
    sem_init(&m.all_here, 0, 0);
    ndw_threads_run(threads, threads, meet, &m);
    sem_destroy(&m.all_here);
    return !atomic_load(&m.late) && atomic_load(&m.runs) == threads;
}

static void workers_come(void **state)
{
    (void)state;
    for (int threads = 2; threads <= MEET_MAX; threads++) assert_true(all_meet(threads));
}

/* Threads of this process; -1 where the system does not tell. */
static int count_threads(void)
{
    int n = 0;
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks) return -1;
    for (const struct dirent *entry; (entry = readdir(tasks));) n += entry->d_name[0] != '.';
    closedir(tasks);
    return n;
}

/* A thread that has been joined can be seen for a moment longer. */
static bool has_threads(int wanted)
{
    const struct timespec a_while = {0, 1000000};
    for (int i = 0; i < 10000; i++, nanosleep(&a_while, NULL)) {
        const int n = count_threads();
        if (n < 0 || n == wanted) return true;
    }
    return false;
}

static void workers_come_and_go(void **state)
{
    (void)state;
    assert_true(all_meet(2));
    const int others = count_threads() - 2; /* a sanitizer's */
    for (int i = 0; i < 200; i++) assert_true(all_meet(2 + i % 4));
    for (int threads = 5; threads >= 2; threads--) {
        assert_true(all_meet(threads));
        assert_true(has_threads(others + threads));
    }
    assert_int_equal(others, has_threads(count_threads()) ? others : -1);
}

static void a_number_alone_starts_nothing(void **state)
{
    (void)state;
    assert_true(all_meet(3));
    const int before = count_threads();
    assert_ok(ndw_set_num_threads(NDW_MAX_THREADS));
    ndw_array *small = array_from(NDW_F64, "100,100 T"), *packed = NULL;
    assert_ok(ndw_ascontiguous(small, &packed));
    assert_int_equal(count_threads(), before);
    ndw_release(&packed);
    ndw_release(&small);
    use_one_thread();
}

/* --- Every chunk once ------------------------------------------------------------------------------- */

static atomic_int times_done[THREADS_MAX_CHUNKS];

static void count_chunk(void *arg, int i)
{
    atomic_fetch_add((atomic_int *)arg + i, 1);
}

static void every_chunk_once(void **state)
{
    (void)state;
    static const int counts[] = {1, 2, 3, 7, 64, 1000, THREADS_MAX_CHUNKS};
    for (size_t e = 0; e < COUNT(executors); e++)
        for (size_t c = 0; c < COUNT(counts); c++) {
            use(&executors[e], 4);
            for (int i = 0; i < THREADS_MAX_CHUNKS; i++) atomic_store(&times_done[i], 0);
            ndw_threads_run(4, counts[c], count_chunk, times_done);
            for (int i = 0; i < THREADS_MAX_CHUNKS; i++)
                if (atomic_load(&times_done[i]) != (i < counts[c]))
                    fail_msg("%s: chunk %d of %d", executors[e].name, i, counts[c]);
        }
    use_one_thread();
}

/* An executor that leaves while its thread is inside the last chunk. */
typedef struct leaver {
    hand last;
    sem_t inside;
    atomic_bool over;
} leaver;

static leaver leaving;

static void slow_last_chunk(void *arg, int i)
{
    const struct timespec a_while = {0, 50000000};
    if (i == 1) {
        sem_post(&leaving.inside);
        nanosleep(&a_while, NULL);
        atomic_store(&leaving.over, true);
    }
    *((int *)arg + i) = 1; /* not atomic: seen by the caller because it has waited */
}

static void *run_last(void *ctx)
{
    hand *h = ctx;
    h->chunk(h->arg, 1);
    return NULL;
}

static void run_and_leave(void *ctx, int chunks, ndw_chunk_fn *chunk, void *arg)
{
    (void)ctx;
    leaving.last = (hand){.chunks = chunks, .chunk = chunk, .arg = arg};
    if (pthread_create(&leaving.last.thread, NULL, run_last, &leaving.last) != 0) return;
    wait_for(&leaving.inside);
}

static void an_executor_that_leaves_is_waited_for(void **state)
{
    (void)state;
    const ndw_executor early = {run_and_leave, NULL};
    int done[2] = {0, 0};
    sem_init(&leaving.inside, 0, 0);
    assert_ok(ndw_set_executor(&early));
    ndw_threads_run(2, 2, slow_last_chunk, done);
    use_one_thread();
    assert_true(atomic_load(&leaving.over));
    assert_int_equal(done[0], 1);
    assert_int_equal(done[1], 1);
    pthread_join(leaving.last.thread, NULL);
    sem_destroy(&leaving.inside);
}

/* --- The workers are busy ---------------------------------------------------------------------------- */

typedef struct holdup {
    sem_t started, go_on;
    atomic_bool late;
} holdup;

static void hold_up(void *arg, int i)
{
    holdup *h = arg;
    (void)i;
    sem_post(&h->started);
    if (!wait_for(&h->go_on)) atomic_store(&h->late, true);
}

static void *hold_the_workers(void *arg)
{
    ndw_threads_run(2, 2, hold_up, arg);
    return NULL;
}

/* Another thread has the workers, and both are inside their chunks. */
static pthread_t hold_begin(holdup *h)
{
    pthread_t holder;
    atomic_init(&h->late, false);
    sem_init(&h->started, 0, 0);
    sem_init(&h->go_on, 0, 0);
    assert_int_equal(pthread_create(&holder, NULL, hold_the_workers, h), 0);
    assert_true(wait_for(&h->started) && wait_for(&h->started));
    return holder;
}

static void hold_end(holdup *h, pthread_t holder)
{
    sem_post(&h->go_on);
    sem_post(&h->go_on);
    pthread_join(holder, NULL);
    sem_destroy(&h->started);
    sem_destroy(&h->go_on);
    assert_false(atomic_load(&h->late));
}

static void nobody_waits_for_another_job(void **state)
{
    (void)state;
    holdup h;
    const pthread_t holder = hold_begin(&h);
    atomic_int done[3] = {0, 0, 0};
    ndw_threads_run(4, 3, count_chunk, done);
    use(&executors[0], 4);
    const ndw_status status = work_transpose_8(several + AROUND);
    use_one_thread();
    hold_end(&h, holder);
    assert_ok(status);
    for (int i = 0; i < 3; i++) assert_int_equal(atomic_load(&done[i]), 1);
}

static void run_inside(void *arg, int i)
{
    ndw_threads_run(3, 4, count_chunk, (atomic_int *)arg + 4 * i);
}

static void a_job_inside_a_job(void **state)
{
    (void)state;
    atomic_int done[4 * 5] = {0};
    ndw_threads_run(3, 5, run_inside, done);
    for (int i = 0; i < 4 * 5; i++) assert_int_equal(atomic_load(&done[i]), 1);
}

static ndw_status copy_in_callback(void *ctx, const ndw_run *run)
{
    (void)run;
    return work_transpose_4((char *)ctx + AROUND);
}

static void copies_inside_a_callback(void **state)
{
    (void)state;
    int64_t numbers[4] = {0};
    ndw_view v;
    memset(one, 0, ROOM);
    memset(several, 0, ROOM);
    assert_ok(work_transpose_4(one + AROUND));
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(4), NULL, numbers, &v));
    use(&executors[0], 3);
    const ndw_status status = ndw_foreach(1, (const ndw_view *[]){&v}, 0, NULL, copy_in_callback, several);
    use_one_thread();
    assert_ok(status);
    assert_memory_equal(one, several, ROOM);
}

static void *copy_often(void *arg)
{
    ndw_status status = NDW_OK;
    for (int i = 0; i < (IS_SLOW_BUILD ? 3 : 20) && status == NDW_OK; i++)
        status = work_transpose_8((char *)arg + AROUND);
    return status == NDW_OK ? arg : NULL;
}

static void several_callers_at_once(void **state)
{
    (void)state;
    char *rooms[3] = {test_malloc(ROOM), test_malloc(ROOM), several};
    pthread_t threads[2];
    void *results[3];
    use_one_thread();
    assert_ok(work_transpose_8(one + AROUND));
    use(&executors[0], 3);
    for (int i = 0; i < 2; i++) assert_int_equal(pthread_create(&threads[i], NULL, copy_often, rooms[i]), 0);
    results[2] = copy_often(rooms[2]);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], &results[i]);
    use_one_thread();
    for (int i = 0; i < 3; i++) {
        assert_ptr_equal(results[i], rooms[i]);
        assert_memory_equal(rooms[i] + AROUND, one + AROUND, TRANSPOSED);
    }
    test_free(rooms[0]);
    test_free(rooms[1]);
}

/* --- Processes --------------------------------------------------------------------------------------- */

/* What a child found. */
static int in_child(int (*child)(void))
{
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        alarm(PATIENCE_SECONDS);
        _exit(child());
    }
    return unit_status_of(pid);
}

/* It has no workers and starts its own; its copy is right. */
static int work_in_child(void)
{
    if (!all_meet(3)) return 1;
    if (ndw_set_num_threads(3) != NDW_OK || work_transpose_8(several + AROUND) != NDW_OK) return 2;
    return memcmp(one + AROUND, several + AROUND, TRANSPOSED) == 0 ? 0 : 3;
}

static void a_child_starts_afresh(void **state)
{
    (void)state;
    use_one_thread();
    assert_ok(work_transpose_8(one + AROUND));
    assert_true(all_meet(4)); /* there are workers to lose */
    assert_int_equal(in_child(work_in_child), 0);
    assert_true(all_meet(4));
}

static void a_fork_while_a_job_runs(void **state)
{
    (void)state;
    holdup h;
    use_one_thread();
    assert_ok(work_transpose_8(one + AROUND));
    const pthread_t holder = hold_begin(&h);
    const int found = in_child(work_in_child);
    hold_end(&h, holder);
    assert_int_equal(found, 0);
    assert_true(all_meet(2));
}

static void *work_until_told(void *stop)
{
    atomic_int done[4];
    while (!atomic_load((atomic_bool *)stop)) ndw_threads_run(3, 4, count_chunk, done);
    return NULL;
}

static int meet_in_child(void) { return all_meet(2) ? 0 : 1; }

static void forks_at_any_moment(void **state)
{
    (void)state;
    static atomic_bool stop;
    pthread_t busy;
    atomic_store(&stop, false);
    assert_int_equal(pthread_create(&busy, NULL, work_until_told, &stop), 0);
    int wrong = 0;
    for (int i = 0; i < 40; i++) wrong += in_child(meet_in_child) != 0;
    atomic_store(&stop, true);
    pthread_join(busy, NULL);
    assert_int_equal(wrong, 0);
}

/* As a user who may have no more threads. */
static int work_without_threads(void)
{
    const struct rlimit none = {1, 1};
    pthread_t thread;
    if (geteuid() == 0 && setuid(65534) != 0) return 1;
    if (setrlimit(RLIMIT_NPROC, &none) != 0) return 2;
    if (pthread_create(&thread, NULL, work_until_told, NULL) == 0) return 3;
    if (ndw_set_num_threads(3) != NDW_OK) return 4;
    errno = 4711;
    if (work_transpose_8(several + AROUND) != NDW_OK) return 5;
    if (errno != 4711) return 6;
    return memcmp(one + AROUND, several + AROUND, TRANSPOSED) == 0 ? 0 : 7;
}

static void no_thread_can_be_had(void **state)
{
    (void)state;
    use_one_thread();
    assert_ok(work_transpose_8(one + AROUND));
    assert_int_equal(in_child(work_without_threads), 0);
}

/* --- Signals ------------------------------------------------------------------------------------------ */

typedef struct masks {
    meeting together; /* both chunks, so that one is a worker's */
    pthread_t caller;
    sigset_t worker;
    atomic_int seen;
} masks;

static void look_at_mask(void *arg, int i)
{
    masks *m = arg;
    if (!pthread_equal(pthread_self(), m->caller)) {
        pthread_sigmask(SIG_BLOCK, NULL, &m->worker);
        atomic_fetch_add(&m->seen, 1);
    }
    meet(&m->together, i);
}

static void signals_are_for_others(void **state)
{
    (void)state;
    static const int blocked[] = {SIGTERM, SIGINT, SIGUSR1, SIGALRM, SIGCHLD, SIGPIPE, SIGPROF};
    static const int not_blocked[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    masks m = {.together = {.chunks = 2}, .caller = pthread_self()};
    sigset_t before, after;
    assert_true(all_meet(4));
    pthread_sigmask(SIG_BLOCK, NULL, &before);
    sem_init(&m.together.all_here, 0, 0);
    ndw_threads_run(2, 2, look_at_mask, &m);
    sem_destroy(&m.together.all_here);
    pthread_sigmask(SIG_BLOCK, NULL, &after);
    assert_int_equal(atomic_load(&m.seen), 1);
    for (size_t i = 0; i < COUNT(blocked); i++) {
        assert_true(sigismember(&m.worker, blocked[i]));
        assert_int_equal(sigismember(&after, blocked[i]), sigismember(&before, blocked[i]));
    }
    for (size_t i = 0; i < COUNT(not_blocked); i++) assert_false(sigismember(&m.worker, not_blocked[i]));
}

/* --- Settings ------------------------------------------------------------------------------------------ */

static void numbers_are_kept(void **state)
{
    (void)state;
    static const int good[] = {1, 2, 3, 1023, 1024, 1};
    static const int bad[] = {0, -1, 1025, INT_MIN, INT_MAX};
    assert_int_equal(NDW_MAX_THREADS, 1024);
    for (size_t i = 0; i < COUNT(good); i++) {
        assert_ok(ndw_set_num_threads(good[i]));
        for (size_t k = 0; k < COUNT(bad); k++) assert_status(ndw_set_num_threads(bad[k]), NDW_EVALUE);
        assert_int_equal(ndw_get_num_threads(), good[i]);
    }
}

static void the_number_is_one_at_first(void **state)
{
    (void)state;
    assert_int_equal(ndw_get_num_threads(), 1);
}

/* A refused executor changes nothing; NULL restores the workers. */
static void executors_are_kept(void **state)
{
    (void)state;
    atomic_int done = 0;
    assert_ok(ndw_set_executor(&executors[1].executor));
    atomic_store(&asked, 0);
    assert_status(ndw_set_executor(&(ndw_executor){NULL, &asked}), NDW_EINVAL);
    ndw_threads_run(2, 1, count_chunk, &done);
    assert_int_equal(atomic_load(&asked), 1);
    assert_ok(ndw_set_executor(NULL));
    ndw_threads_run(2, 1, count_chunk, &done);
    assert_int_equal(atomic_load(&asked), 1);
    assert_int_equal(atomic_load(&done), 2);
}

#define REFUSALS(X)                                                                                          \
    X(no_threads, NDW_EVALUE, PLACE_NOTHING, "0 is not from 1 to 1024", ndw_set_num_threads(0))              \
    X(negative, NDW_EVALUE, PLACE_NOTHING, "-3 is not from 1 to 1024", ndw_set_num_threads(-3))              \
    X(too_many, NDW_EVALUE, PLACE_NOTHING, "1025 is not from 1 to 1024", ndw_set_num_threads(1025))          \
    X(executor_run, NDW_EINVAL, PLACE_NOTHING, "run is NULL", ndw_set_executor(&(ndw_executor){NULL, NULL}))

REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

/* --- All of them ---------------------------------------------------------------------------------------- */

static const struct CMUnitTest first[] = {
    cmocka_unit_test(the_number_is_one_at_first),
    cmocka_unit_test(numbers_are_kept),
    cmocka_unit_test(executors_are_kept),
};

static const struct CMUnitTest together[] = {
    cmocka_unit_test(every_chunk_once),
    cmocka_unit_test(an_executor_that_leaves_is_waited_for),
    cmocka_unit_test(workers_come),
    cmocka_unit_test(workers_come_and_go),
    cmocka_unit_test(little_is_done_by_one),
    cmocka_unit_test(a_number_alone_starts_nothing),
    cmocka_unit_test(signals_are_for_others),
    cmocka_unit_test(nobody_waits_for_another_job),
    cmocka_unit_test(a_job_inside_a_job),
    cmocka_unit_test(copies_inside_a_callback),
    cmocka_unit_test(several_callers_at_once),
    cmocka_unit_test(a_child_starts_afresh),
    cmocka_unit_test(a_fork_while_a_job_runs),
    cmocka_unit_test(forks_at_any_moment),
    cmocka_unit_test(no_thread_can_be_had),
};

static bool make_memory(void)
{
    source = malloc(SOURCE_BYTES);
    one = malloc(ROOM);
    several = malloc(ROOM);
    uint64_t state = 1;
    for (int64_t i = 0; source && i < SOURCE_BYTES; i++) source[i] = (char)(random_next(&state) >> 56);
    return source && one && several;
}

int main(void)
{
    if (!make_memory()) return 1;
    int failures = cmocka_run_group_tests_name("threads set", first, NULL, NULL);
    unit_begin();
    failures += RUN_TABLE("threads refusals", refusals, check_refusal);
    failures = unit_end(failures);
    failures += RUN_TABLE("threads, the same bytes", works, check_work);
    failures += cmocka_run_group_tests_name("threads together", together, NULL, NULL);
    free(source);
    free(one);
    free(several);
    return failures;
}
