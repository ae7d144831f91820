/*
 * foreach.c - kernels of your own over strided operands: a cast, a reduction and a stencil.
 *
 * ndw_foreach merges the loops and hands over runs; the functions below are the innermost loop and
 * nothing else.
 */
#include <math.h>
#include <stdio.h>

#include <ndweave/ndweave.h>

/* --- A cast: dtypes never change behind your back, so it is written down ----------------------------- */

static ndw_status to_f32(void *ctx, const ndw_run *run)
{
    (void)ctx;
    for (int64_t i = 0; i < run->length; i++)
        NDW_RUN_OUT(float, run, 0, i) = (float)NDW_RUN_IN(double, run, 0, i);
    return NDW_OK;
}

static ndw_status as_f32(const ndw_array *a, ndw_array **out)
{
    NDW_AUTO ndw_array *x = NULL;
    ndw_view from;
    ndw_mut to;
    NDW_TRY(ndw_view_of(a, &from));
    NDW_TRY(ndw_empty(NDW_F32, from.ndim, from.shape, &x));
    NDW_TRY(ndw_write_begin(&x, NDW_DISCARD, &to));
    NDW_TRY(ndw_foreach(1, (const ndw_view *[]){&from}, 1, (const ndw_mut *[]){&to}, to_f32, NULL));
    ndw_write_end(&x);
    *out = x;
    x = NULL;
    return NDW_OK;
}

/* --- A reduction: no output, the context collects ------------------------------------------------------ */

static ndw_status add_up(void *ctx, const ndw_run *run)
{
    double sum = 0;
    for (int64_t i = 0; i < run->length; i++) sum += NDW_RUN_IN(double, run, 0, i);
    *(double *)ctx += sum;
    return NDW_OK;
}

static ndw_status sum_of(const ndw_array *a, double *sum)
{
    ndw_view v;
    *sum = 0;
    NDW_TRY(ndw_view_of(a, &v));
    return ndw_foreach(1, (const ndw_view *[]){&v}, 0, NULL, add_up, sum);
}

/* --- A stencil: the mean of each element and its neighbours on the left and right ----------------------- */

static ndw_status mean_of_3(void *ctx, const ndw_run *run)
{
    (void)ctx;
    for (int64_t i = 0; i < run->length; i++)
        NDW_RUN_OUT(double, run, 0, i) =
            (NDW_RUN_IN(double, run, 0, i) + NDW_RUN_IN(double, run, 1, i) + NDW_RUN_IN(double, run, 2, i)) / 3;
    return NDW_OK;
}

static ndw_status smooth(const ndw_array *a, ndw_array **out)
{
    NDW_AUTO ndw_array *windows = NULL, *x = NULL;
    ndw_view all, tap[3];
    ndw_mut to;
    NDW_TRY(ndw_sliding_window(a, -1, 3, &windows)); /* (rows, n) -> (rows, n - 2, 3): a view */
    NDW_TRY(ndw_view_of(windows, &all));
    for (int i = 0; i < 3; i++) NDW_TRY(ndw_view_slice(&all, NDW_INDEX(NDW_ELLIPSIS, NDW_AT(i)), &tap[i]));

    NDW_TRY(ndw_empty(NDW_F64, tap[0].ndim, tap[0].shape, &x));
    NDW_TRY(ndw_write_begin(&x, NDW_DISCARD, &to));
    NDW_TRY(ndw_foreach(3, (const ndw_view *[]){&tap[0], &tap[1], &tap[2]}, 1, (const ndw_mut *[]){&to},
                        mean_of_3, NULL));
    ndw_write_end(&x);
    *out = x;
    x = NULL;
    return NDW_OK;
}

static ndw_status run(int *wrong)
{
    NDW_AUTO ndw_array *line = NULL, *grid = NULL, *reversed = NULL, *narrow = NULL, *mean = NULL;
    double sum;
    NDW_TRY(ndw_arange(NDW_F64, 0, 12, 1, &line));
    NDW_TRY(ndw_reshape(line, NDW_SHAPE(2, 6), 0, &grid));
    NDW_TRY(ndw_flip(grid, NDW_AXES(1), &reversed)); /* any strides will do */

    NDW_TRY(as_f32(reversed, &narrow));
    NDW_TRY(ndw_print(stdout, narrow));

    NDW_TRY(sum_of(reversed, &sum));
    printf("sum %g\n", sum);

    NDW_TRY(smooth(reversed, &mean));
    NDW_TRY(ndw_print(stdout, mean));

    ndw_view v, m;
    NDW_TRY(ndw_view_of(narrow, &v));
    NDW_TRY(ndw_view_of(mean, &m));
    *wrong = sum != 66 || NDW_EL2(float, v, 0, 0) != 5 || NDW_EL2(float, v, 1, 5) != 6;
    for (int64_t i = 0; i < 4; i++) *wrong |= fabs(NDW_EL2(double, m, 0, i) - (double)(4 - i)) > 1e-12;
    return NDW_OK;
}

int main(void)
{
    int wrong = 0;
    ndw_status status = run(&wrong);
    if (status != NDW_OK) fprintf(stderr, "%s: %s\n", ndw_status_name(status), ndw_error_detail());
    return status != NDW_OK || wrong;
}
