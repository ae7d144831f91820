/*
 * somersd.c - Somers' D of two strided variables, by many threads.
 *
 *     somersd                     checks itself against known results
 *     somersd 1,2,2,3 2,1,3,3 4   prints D(Y|X) and its two-sided p-value, computed by 4 threads
 *
 * Somers' D says how well the order of X predicts the order of Y. Take all pairs of observations. A
 * pair is concordant when the one with the larger x also has the larger y, discordant when it has the
 * smaller y; pairs that are tied on X say nothing about a prediction from X and are left out:
 *
 *     D(Y|X) = (concordant - discordant) / (pairs not tied on X)
 *
 * The measure is not symmetric: D(X|Y) leaves out the pairs tied on Y instead.
 *
 * scipy.stats.somersd computes it from the contingency table a, where a_ij observations have the i-th
 * smallest x and the j-th smallest y. For cell (i, j), A_ij is the sum of the cells above to the left
 * and below to the right, D_ij of the other two quadrants: the observations concordant and discordant
 * with one in the cell. Its sums P = sum a_ij A_ij, Q = sum a_ij D_ij and sum a_ij (A_ij - D_ij)^2 run
 * over cells; here they run over the observations themselves, one row each,
 *
 *     P - Q = sum over k of  s_k                    s_k: observations concordant with observation k,
 *     S     = sum over k of  s_k^2 - (P - Q)^2 / n       less those discordant with it
 *
 * which are the same numbers. Under the hypothesis D = 0, Z = (P - Q) / (2 sqrt S) is about normally
 * distributed (Brown and Benedetti 1977), and the p-value is that of |Z|, both tails.
 *
 * The threads divide the rows among them. They read the same two arrays, each of which is a strided
 * view; nobody packs or locks anything. All sums are of integers, so their order does not matter and
 * any number of threads finds the same result to the last bit.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ndweave/ndweave.h>

/* Sums of squares stay within 64 bits: n^3 < 2^63. Threads beyond the rows have nothing to do. */
enum { OBSERVATIONS_MAX = 2000000, THREADS_MAX = 256 };

typedef struct somers {
    double statistic, pvalue;
} somers;

/* --- The rows of one thread ------------------------------------------------------------------- */

typedef struct tally {
    int64_t score;   /* concordant less discordant ordered pairs: P - Q */
    int64_t squares; /* of the score of each row, summed                */
    int64_t untied_x, untied_y;
} tally;

typedef struct task {
    const ndw_array *x, *y;
    int64_t begin, end; /* its rows */
    tally result;
    ndw_status status;
} task;

static int sign(int64_t a, int64_t b) { return (a > b) - (a < b); }

static void add_row(const ndw_view *x, const ndw_view *y, int64_t row, tally *t)
{
    const int64_t x_row = NDW_EL1(int64_t, *x, row), y_row = NDW_EL1(int64_t, *y, row);
    int64_t score = 0;
    for (int64_t i = 0; i < x->shape[0]; i++) {
        const int by_x = sign(NDW_EL1(int64_t, *x, i), x_row);
        const int by_y = sign(NDW_EL1(int64_t, *y, i), y_row);
        score += by_x * by_y;
        t->untied_x += by_x != 0;
        t->untied_y += by_y != 0;
    }
    t->score += score;
    t->squares += score * score;
}

/* Views borrow: looking at a shared array costs no atomic operation and no allocation. */
static void *work(void *arg)
{
    task *t = arg;
    ndw_view x, y;
    t->status = ndw_view_of(t->x, &x);
    if (t->status == NDW_OK) t->status = ndw_view_of(t->y, &y);
    if (t->status != NDW_OK) return NULL;
    for (int64_t row = t->begin; row < t->end; row++) add_row(&x, &y, row, &t->result);
    return NULL;
}

/* --- All rows --------------------------------------------------------------------------------- */

/* One thread for each task; a task whose thread cannot be started is done here. */
static void run_all(task *tasks, int n)
{
    pthread_t threads[THREADS_MAX];
    bool started[THREADS_MAX];
    for (int i = 0; i < n; i++) started[i] = pthread_create(&threads[i], NULL, work, &tasks[i]) == 0;
    for (int i = 0; i < n; i++) {
        if (started[i]) pthread_join(threads[i], NULL);
        else work(&tasks[i]);
    }
}

/* A variable that never changes cannot predict nor be predicted: 0 / 0. */
static somers conclude(const tally *t, int64_t n)
{
    if (t->untied_x == 0 || t->untied_y == 0) return (somers){NAN, NAN};
    const double score = (double)t->score;
    const double variance = (double)t->squares - score * score / (double)n;
    const double z = score / (2 * sqrt(variance));
    return (somers){score / (double)t->untied_x, erfc(fabs(z) / sqrt(2))};
}

static ndw_status somers_d(const ndw_array *x, const ndw_array *y, int threads, somers *out)
{
    const int64_t n = ndw_size(x);
    if (ndw_dtype_of(x) != NDW_I64 || ndw_dtype_of(y) != NDW_I64) return NDW_EDTYPE;
    if (ndw_ndim(x) != 1 || ndw_ndim(y) != 1 || ndw_size(y) != n) return NDW_ESHAPE;
    if (n > OBSERVATIONS_MAX || threads < 1 || threads > THREADS_MAX) return NDW_EVALUE;

    task tasks[THREADS_MAX] = {{0}};
    for (int i = 0; i < threads; i++)
        tasks[i] = (task){.x = x, .y = y, .begin = n * i / threads, .end = n * (i + 1) / threads};
    run_all(tasks, threads);

    tally sum = {0};
    for (int i = 0; i < threads; i++) {
        NDW_TRY(tasks[i].status);
        sum.score += tasks[i].result.score;
        sum.squares += tasks[i].result.squares;
        sum.untied_x += tasks[i].result.untied_x;
        sum.untied_y += tasks[i].result.untied_y;
    }
    *out = conclude(&sum, n);
    return NDW_OK;
}

/* --- Checked against known results ------------------------------------------------------------ */

/* repeat(a, 2)[::2]: the same numbers, every other element of twice as many. */
static ndw_status strided(const ndw_array *a, ndw_array **out)
{
    NDW_AUTO ndw_array *doubled = NULL;
    NDW_TRY(ndw_repeat(a, 2, 0, &doubled));
    return ndw_slice(doubled, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, 2)), out);
}

static bool is_same(double a, double b) { return memcmp(&a, &b, sizeof a) == 0; }

static bool is_near(double a, double b) { return fabs(a - b) <= 1e-12 * fabs(b); }

/* Prints what one thread finds in the packed variables; counts what differs from `expected`, and what
 * any number of threads finds otherwise in the strided ones. */
static ndw_status compare(const char *name, const ndw_array *x, const ndw_array *y, somers expected,
                          int *wrong)
{
    NDW_AUTO ndw_array *strided_x = NULL, *strided_y = NULL;
    somers one, many;
    NDW_TRY(strided(x, &strided_x));
    NDW_TRY(strided(y, &strided_y));
    NDW_TRY(somers_d(x, y, 1, &one));
    int differ = !is_near(one.statistic, expected.statistic) || !is_near(one.pvalue, expected.pvalue);
    for (int threads = 1; threads <= 16; threads++) {
        NDW_TRY(somers_d(strided_x, strided_y, threads, &many));
        differ += !is_same(many.statistic, one.statistic) || !is_same(many.pvalue, one.pvalue);
    }
    printf("%-34s D = %-20.17g p = %-23.17g %s\n", name, one.statistic, one.pvalue,
           differ ? "WRONG" : "ok");
    *wrong += differ;
    return NDW_OK;
}

/* The example in SciPy's documentation: 189 guests rank the cleanliness of their hotel room (rows) and
 * their satisfaction (columns). Each cell's row and column number, repeated as often as the cell says,
 * are the two rankings; flattening the broadcast indices needs no copy of them. */
static ndw_status hotel(int *wrong)
{
    static const int64_t table[3][5] = {{27, 25, 14, 7, 0}, {7, 14, 18, 35, 12}, {1, 3, 2, 7, 17}};
    NDW_AUTO ndw_array *i = NULL, *j = NULL, *column = NULL, *rows = NULL, *columns = NULL;
    NDW_AUTO ndw_array *x = NULL, *y = NULL;
    NDW_TRY(ndw_arange(NDW_I64, 0, 3, 1, &i));
    NDW_TRY(ndw_arange(NDW_I64, 0, 5, 1, &j));
    NDW_TRY(ndw_reshape(i, NDW_SHAPE(3, 1), 0, &column));
    NDW_TRY(ndw_broadcast_to(column, NDW_SHAPE(3, 5), &rows));
    NDW_TRY(ndw_broadcast_to(j, NDW_SHAPE(3, 5), &columns));
    NDW_TRY(ndw_repeat_counts(rows, 15, &table[0][0], NDW_AXIS_NONE, &x));
    NDW_TRY(ndw_repeat_counts(columns, 15, &table[0][0], NDW_AXIS_NONE, &y));

    NDW_TRY(compare("hotel, satisfaction | cleanliness", x, y,
                    (somers){0.6032766111513396, 1.0007091191074533e-27}, wrong));
    return compare("hotel, cleanliness | satisfaction", y, x,
                   (somers){0.47045951859956237, 1.0007091191074533e-27}, wrong);
}

/* Rankings with and without ties, and what scipy.stats.somersd says of them. */
static ndw_status rankings(int *wrong)
{
    static const struct {
        const char *name;
        int64_t n, x[10], y[10];
        somers expected;
    } rows[] = {
        {"the same order", 10, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 0}},
        {"opposite order", 10, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}, {-1, 0}},
        {"no association", 8, {5, 2, 1, 3, 6, 4, 7, 8}, {5, 2, 6, 3, 1, 8, 7, 4}, {0, 1}},
        {"hardly any", 7, {5, 2, 1, 3, 6, 4, 7}, {5, 2, 6, 3, 1, 7, 4},
         {-0.14285714285714285, 0.6303269531576785}},
        {"ties in both", 5, {12, 2, 1, 12, 2}, {1, 4, 7, 1, 0}, {-0.5, 0.3049017881787882}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        NDW_AUTO ndw_array *x = NULL, *y = NULL;
        NDW_TRY(ndw_from_data(NDW_I64, NDW_SHAPE(rows[i].n), rows[i].x, &x));
        NDW_TRY(ndw_from_data(NDW_I64, NDW_SHAPE(rows[i].n), rows[i].y, &y));
        NDW_TRY(compare(rows[i].name, x, y, rows[i].expected, wrong));
    }
    return NDW_OK;
}

static ndw_status self_check(int *wrong)
{
    NDW_TRY(hotel(wrong));
    return rankings(wrong);
}

/* --- Of two lists on the command line --------------------------------------------------------- */

/* "3,-1,4" into a new array. */
static ndw_status parse_list(const char *text, ndw_array **out)
{
    int64_t n = 1;
    for (const char *c = text; *c; c++) n += *c == ',';
    NDW_AUTO ndw_array *list = NULL;
    ndw_mut w;
    NDW_TRY(ndw_empty(NDW_I64, NDW_SHAPE(n), &list));
    NDW_TRY(ndw_write_begin(&list, NDW_DISCARD, &w));
    for (int64_t i = 0; i < n; i++) {
        char *end;
        errno = 0;
        NDW_EL1(int64_t, w, i) = strtoimax(text, &end, 10);
        if (end == text || errno != 0 || *end != (i < n - 1 ? ',' : '\0')) return NDW_EFORMAT;
        text = end + 1;
    }
    ndw_write_end(&list);

    *out = list;
    list = NULL; /* given to the caller, not released here */
    return NDW_OK;
}

static ndw_status of_lists(const char *x_list, const char *y_list, int threads)
{
    NDW_AUTO ndw_array *x = NULL, *y = NULL, *strided_x = NULL, *strided_y = NULL;
    somers d;
    NDW_TRY(parse_list(x_list, &x));
    NDW_TRY(parse_list(y_list, &y));
    NDW_TRY(strided(x, &strided_x));
    NDW_TRY(strided(y, &strided_y));
    NDW_TRY(somers_d(strided_x, strided_y, threads, &d));
    printf("%.17g %.17g\n", d.statistic, d.pvalue);
    return NDW_OK;
}

int main(int argc, char **argv)
{
    if (argc == 2 || argc > 4) {
        fprintf(stderr, "usage: %s [x,x,... y,y,... [threads]]\n", argv[0]);
        return 2;
    }
    int wrong = 0;
    const int threads = argc == 4 ? (int)strtol(argv[3], NULL, 10) : 1;
    ndw_status status = argc == 1 ? self_check(&wrong) : of_lists(argv[1], argv[2], threads);
    if (status != NDW_OK) fprintf(stderr, "%s. %s\n", ndw_status_text(status), ndw_error_detail());
    return status != NDW_OK || wrong > 0;
}
