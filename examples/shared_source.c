/*
 * shared_source.c - many threads repeat and slice one array, and nothing happens to it.
 *
 *     shared_source [threads [rounds]]          10 threads and 1000 rounds when not given
 *
 * In each round each thread takes the same two sources and computes, for each,
 *
 *     ascontiguous(repeat(source, 2, axis=0)[::2])
 *
 * which must give the source back. One source is a packed vector; the other is a strided matrix, every
 * third column of a larger one with its rows in reverse. On this pattern np.repeat once corrupted the
 * heap of free-threaded Python: it wrote the length of its result into the shape of its *source* for a
 * moment, where the other threads read it.
 *
 * So two things are verified. Each result, element by element, against values that were computed before
 * the first thread started. And, after the last thread has ended, each source: its metadata and all
 * bytes from its first to its last element, gaps included, against a snapshot from before.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <ndweave/ndweave.h>

/* --- A source, and what it was before the threads ran ----------------------------------------- */

enum { LENGTH = 1000, ROWS = 60, COLUMNS = 37, THREADS_MAX = 1000 };

/* The smallest value: no byte of it is zero, as the bytes of memory that nobody wrote so often are. */
static const int64_t lowest = 0x1122334455667788;

typedef struct source {
    ndw_array *array;
    int64_t *values; /* its elements in C order, read one by one */
    ndw_view layout; /* a copy of its metadata                   */
    char *bytes;     /* a copy of its extent                     */
    size_t nbytes;
} source;

/* Axis 0 and, for a vector, an axis 1 of length 1. */
static int64_t columns_of(const ndw_view *v) { return v->ndim == 2 ? v->shape[1] : 1; }

static int64_t element(const ndw_view *v, int64_t row, int64_t column)
{
    return v->ndim == 2 ? NDW_EL2(int64_t, *v, row, column) : NDW_EL1(int64_t, *v, row);
}

static ndw_status remember(source *s)
{
    const void *first, *end;
    NDW_TRY(ndw_view_of(s->array, &s->layout));
    NDW_TRY(ndw_extent(s->array, &first, &end));
    s->nbytes = (size_t)((const char *)end - (const char *)first);
    s->bytes = malloc(s->nbytes);
    s->values = malloc((size_t)ndw_nbytes(s->array));
    if (!s->bytes || !s->values) return NDW_ENOMEM;

    memcpy(s->bytes, first, s->nbytes);
    const int64_t columns = columns_of(&s->layout);
    for (int64_t i = 0; i < s->layout.shape[0]; i++)
        for (int64_t j = 0; j < columns; j++) s->values[i * columns + j] = element(&s->layout, i, j);
    return NDW_OK;
}

static bool is_unchanged(const source *s)
{
    const void *first, *end;
    ndw_view now;
    if (ndw_view_of(s->array, &now) != NDW_OK) return false;
    if (ndw_extent(s->array, &first, &end) != NDW_OK) return false;
    const size_t axes = (size_t)now.ndim * sizeof(int64_t);
    return now.data == s->layout.data && now.dtype == s->layout.dtype && now.ndim == s->layout.ndim &&
           memcmp(now.shape, s->layout.shape, axes) == 0 &&
           memcmp(now.strides, s->layout.strides, axes) == 0 &&
           (size_t)((const char *)end - (const char *)first) == s->nbytes &&
           memcmp(first, s->bytes, s->nbytes) == 0 &&
           ndw_is_unique(s->array); /* every share the threads took has been given back */
}

static void forget(source *s)
{
    ndw_release(&s->array);
    free(s->values);
    free(s->bytes);
}

static ndw_status make_vector(source *s)
{
    NDW_TRY(ndw_arange(NDW_I64, lowest, lowest + LENGTH, 1, &s->array));
    return remember(s);
}

/* line.reshape(ROWS, COLUMNS)[::-1, 1::3] */
static ndw_status make_matrix(source *s)
{
    NDW_AUTO ndw_array *line = NULL, *large = NULL;
    NDW_TRY(ndw_arange(NDW_I64, lowest, lowest + ROWS * COLUMNS, 1, &line));
    NDW_TRY(ndw_reshape(line, NDW_SHAPE(ROWS, COLUMNS), 0, &large));
    NDW_TRY(ndw_slice_str(large, "::-1, 1::3", &s->array));
    ndw_release(&line);
    ndw_release(&large);
    return remember(s);
}

/* --- One round -------------------------------------------------------------------------------- */

/* Whether row i of `a` is row i / every of the source, for all rows, and `a` is packed. */
static bool has_rows(const ndw_array *a, const source *s, int64_t every)
{
    const int64_t rows = s->layout.shape[0] * every, columns = columns_of(&s->layout);
    ndw_view v;
    if (ndw_view_of(a, &v) != NDW_OK || !ndw_is_contiguous(a, NDW_C)) return false;
    if (v.ndim != s->layout.ndim || v.shape[0] != rows || columns_of(&v) != columns) return false;

    const int64_t *packed = v.data;
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++)
            if (*packed++ != s->values[i / every * columns + j]) return false;
    return true;
}

static ndw_status one_round(const source *s, bool *right)
{
    NDW_AUTO ndw_array *doubled = NULL, *every_other = NULL, *packed = NULL;
    NDW_TRY(ndw_repeat(s->array, 2, 0, &doubled));
    NDW_TRY(ndw_slice(doubled, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, 2)), &every_other));
    NDW_TRY(ndw_ascontiguous(every_other, &packed));
    *right = has_rows(doubled, s, 2) && has_rows(packed, s, 1);
    return NDW_OK;
}

/* --- The threads ------------------------------------------------------------------------------ */

typedef struct scene {
    source vector, matrix;
    long threads, rounds;
    pthread_barrier_t start;
    atomic_long done, mismatches, failures;
} scene;

static void work_on(scene *s, const source *from)
{
    bool right = false;
    if (one_round(from, &right) != NDW_OK) {
        if (atomic_fetch_add(&s->failures, 1) == 0) fprintf(stderr, "\n%s\n", ndw_error_detail());
    } else if (!right) {
        atomic_fetch_add(&s->mismatches, 1);
    }
}

static void *work(void *arg)
{
    scene *s = arg;
    pthread_barrier_wait(&s->start);
    for (long i = 0; i < s->rounds; i++) {
        work_on(s, &s->vector);
        work_on(s, &s->matrix);
        atomic_fetch_add(&s->done, 1);
    }
    return NULL;
}

/* A line that is written over on a terminal; elsewhere a line per tenth of the work. */
static void watch(scene *s)
{
    const struct timespec pause = {0, 50 * 1000 * 1000};
    const bool terminal = isatty(STDOUT_FILENO);
    const long total = s->threads * s->rounds;
    for (long done = 0, shown = 0; done < total;) {
        nanosleep(&pause, NULL);
        done = atomic_load(&s->done);
        if (!terminal && done < total && done - shown < total / 10) continue;
        printf("%s%ld of %ld rounds, %ld mismatches%s", terminal ? "\r" : "", done, total,
               atomic_load(&s->mismatches), terminal ? "" : "\n");
        fflush(stdout);
        shown = done;
    }
    if (terminal) printf("\n");
}

/* The barrier holds every thread until all are there: all of them, or none, can be run. */
static int run_threads(scene *s)
{
    static pthread_t threads[THREADS_MAX];
    if (pthread_barrier_init(&s->start, NULL, (unsigned)s->threads) != 0) return 1;
    for (long i = 0; i < s->threads; i++)
        if (pthread_create(&threads[i], NULL, work, s) != 0) {
            fprintf(stderr, "only %ld of %ld threads could be started\n", i, s->threads);
            exit(2);
        }
    watch(s);
    for (long i = 0; i < s->threads; i++) pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&s->start);
    return 0;
}

/* --- The program ------------------------------------------------------------------------------ */

static bool parse(int argc, char **argv, scene *s)
{
    s->threads = argc > 1 ? strtol(argv[1], NULL, 10) : 10;
    s->rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 1000;
    return argc <= 3 && s->threads >= 1 && s->threads <= THREADS_MAX && s->rounds >= 1 &&
           s->rounds <= 1000000;
}

static int judge(const scene *s)
{
    const long mismatches = atomic_load(&s->mismatches), failures = atomic_load(&s->failures);
    const bool unchanged = is_unchanged(&s->vector) && is_unchanged(&s->matrix);
    printf("%ld rounds by %ld threads on 2 shared sources, %ld mismatches, %ld failures, "
           "source unchanged %s\n",
           atomic_load(&s->done), s->threads, mismatches, failures, unchanged ? "yes" : "NO");
    return mismatches > 0 || failures > 0 || !unchanged;
}

int main(int argc, char **argv)
{
    static scene s;
    if (!parse(argc, argv, &s)) {
        fprintf(stderr, "usage: %s [threads, 1 to %d [rounds, 1 to 1000000]]\n", argv[0], THREADS_MAX);
        return 2;
    }
    int wrong = 1;
    if (make_vector(&s.vector) == NDW_OK && make_matrix(&s.matrix) == NDW_OK) {
        wrong = run_threads(&s);
        wrong = wrong || judge(&s);
    } else {
        fprintf(stderr, "%s\n", ndw_error_detail());
    }
    forget(&s.vector);
    forget(&s.matrix);
    return wrong;
}
