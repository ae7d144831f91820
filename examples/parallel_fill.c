/*
 * parallel_fill.c - many threads write one array, then many threads read it.
 *
 *     parallel_fill [threads]                  8 when not given
 *
 * One write session makes the array the only owner of its bytes; from then on it is plain memory. Each
 * thread cuts its own part out of the session's ndw_mut: the parts share no byte, so nobody locks. The
 * cut costs a few additions and allocates nothing.
 *
 *     ndw_mut_split(&whole, 0, 3, i, &part)     i = 0     rows 0 1 2
 *                                               i = 1     rows 3 4 5
 *                                               i = 2     rows 6 7
 *
 * When the writers have been joined, the session is closed, and the same number of threads each sum
 * some columns through a borrowed view: every one of them reads rows that several others wrote.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include <ndweave/ndweave.h>

enum { ROWS = 1201, COLUMNS = 307, THREADS_MAX = 256 };

/* What the element at (row, column) shall be: it numbers the elements in C order. */
static double value_at(int64_t row, int64_t column) { return (double)(row * COLUMNS + column); }

typedef struct task {
    int64_t number, of;     /* this is task `number` of `of`        */
    const ndw_mut *whole;   /* what the writers divide among them   */
    const ndw_array *array; /* what the readers look at             */
    double sum;             /* what a reader found                  */
    ndw_status status;
} task;

/* --- Writing ---------------------------------------------------------------------------------- */

static ndw_status fill_part(const task *t)
{
    ndw_mut part;
    NDW_TRY(ndw_mut_split(t->whole, 0, t->of, t->number, &part));
    if (part.shape[0] == 0) return NDW_OK; /* more threads than rows */

    /* Which rows these are, from where they lie. */
    const int64_t first = ((char *)part.data - (char *)t->whole->data) / t->whole->strides[0];
    for (int64_t i = 0; i < part.shape[0]; i++)
        for (int64_t j = 0; j < part.shape[1]; j++)
            NDW_EL2(double, part, i, j) = value_at(first + i, j);
    return NDW_OK;
}

static void *write_rows(void *arg)
{
    task *t = arg;
    t->status = fill_part(t);
    return NULL;
}

/* --- Reading ---------------------------------------------------------------------------------- */

static ndw_status sum_part(const task *t, double *sum)
{
    ndw_view all, mine;
    const int64_t begin = COLUMNS * t->number / t->of, end = COLUMNS * (t->number + 1) / t->of;
    NDW_TRY(ndw_view_of(t->array, &all));
    NDW_TRY(ndw_view_slice(&all, NDW_INDEX(NDW_ALL, NDW_RANGE(begin, end, 1)), &mine));
    for (int64_t i = 0; i < mine.shape[0]; i++)
        for (int64_t j = 0; j < mine.shape[1]; j++) *sum += NDW_EL2(double, mine, i, j);
    return NDW_OK;
}

static void *sum_columns(void *arg)
{
    task *t = arg;
    t->status = sum_part(t, &t->sum);
    return NULL;
}

/* --- Both ------------------------------------------------------------------------------------- */

/* A thread for each task; a task whose thread cannot be started is done here. */
static ndw_status run_all(task *tasks, int n, void *(*work)(void *))
{
    pthread_t threads[THREADS_MAX];
    bool started[THREADS_MAX];
    for (int i = 0; i < n; i++) started[i] = pthread_create(&threads[i], NULL, work, &tasks[i]) == 0;
    for (int i = 0; i < n; i++) {
        if (started[i]) pthread_join(threads[i], NULL);
        else work(&tasks[i]);
    }
    for (int i = 0; i < n; i++) NDW_TRY(tasks[i].status);
    return NDW_OK;
}

static ndw_status fill(ndw_array **array, task *tasks, int n)
{
    ndw_mut whole;
    NDW_TRY(ndw_write_begin(array, NDW_DISCARD, &whole));
    for (int i = 0; i < n; i++) tasks[i] = (task){.number = i, .of = n, .whole = &whole};
    NDW_TRY(run_all(tasks, n, write_rows));
    ndw_write_end(array);
    return NDW_OK;
}

static ndw_status sum(const ndw_array *array, task *tasks, int n, double *out)
{
    for (int i = 0; i < n; i++) tasks[i] = (task){.number = i, .of = n, .array = array};
    NDW_TRY(run_all(tasks, n, sum_columns));
    *out = 0;
    for (int i = 0; i < n; i++) *out += tasks[i].sum;
    return NDW_OK;
}

static int64_t count_wrong(const ndw_array *array)
{
    const double *element = ndw_data(array); /* packed: it came from ndw_zeros */
    int64_t wrong = 0;
    for (int64_t i = 0; i < ROWS; i++)
        for (int64_t j = 0; j < COLUMNS; j++) wrong += *element++ != value_at(i, j);
    return wrong;
}

static ndw_status run(int threads, bool *right)
{
    NDW_AUTO ndw_array *array = NULL;
    task tasks[THREADS_MAX];
    double found;
    NDW_TRY(ndw_zeros(NDW_F64, NDW_SHAPE(ROWS, COLUMNS), &array));
    NDW_TRY(fill(&array, tasks, threads));
    NDW_TRY(sum(array, tasks, threads, &found));

    const double last = value_at(ROWS - 1, COLUMNS - 1);
    const double expected = last * (last + 1) / 2; /* 0 + 1 + 2 + ... + last */
    const int64_t wrong = count_wrong(array);
    *right = wrong == 0 && found == expected; /* doubles: whole numbers below 2^53 add up exactly */
    printf("%d threads wrote %d x %d elements, %lld of them wrong\n", threads, ROWS, COLUMNS,
           (long long)wrong);
    printf("%d threads read a sum of %.0f, expected %.0f\n", threads, found, expected);
    return NDW_OK;
}

int main(int argc, char **argv)
{
    const long threads = argc > 1 ? strtol(argv[1], NULL, 10) : 8;
    if (argc > 2 || threads < 1 || threads > THREADS_MAX) {
        fprintf(stderr, "usage: %s [threads, 1 to %d]\n", argv[0], THREADS_MAX);
        return 2;
    }
    bool right = false;
    ndw_status status = run((int)threads, &right);
    if (status != NDW_OK) fprintf(stderr, "%s: %s\n", ndw_status_name(status), ndw_error_detail());
    return status != NDW_OK || !right;
}
