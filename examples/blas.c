/*
 * blas.c - hand strided matrices to a routine that knows only "leading dimension" and "transposed".
 *
 * A BLAS reads a matrix whose rows (or columns) are packed and a fixed distance apart. Most slices
 * and every transpose of a matrix already are that; the rest is packed first. `gemm` below is a
 * stand-in with the interface of cblas_dgemm in row-major order, so that the example needs no BLAS.
 */
#include <stdbool.h>
#include <stdio.h>

#include <ndweave/ndweave.h>

typedef struct operand {
    const double *data;
    int64_t leading; /* elements from one packed row (or column) to the next */
    bool transposed; /* columns are packed, not rows                         */
} operand;

static double at(operand x, int64_t row, int64_t column)
{
    return x.transposed ? x.data[column * x.leading + row] : x.data[row * x.leading + column];
}

static void gemm(int64_t m, int64_t n, int64_t k, operand a, operand b, double *c, int64_t ldc)
{
    for (int64_t i = 0; i < m; i++)
        for (int64_t j = 0; j < n; j++) {
            double sum = 0;
            for (int64_t p = 0; p < k; p++) sum += at(a, i, p) * at(b, p, j);
            c[i * ldc + j] = sum;
        }
}

/* How a BLAS can read `m` as it lies; false: it cannot. */
static bool as_operand(const ndw_array *m, operand *out)
{
    const int64_t *shape = ndw_shape(m), *strides = ndw_strides(m);
    const int64_t itemsize = (int64_t)sizeof(double);
    bool rows_packed = strides[1] == itemsize && strides[0] >= shape[1] * itemsize;
    bool columns_packed = strides[0] == itemsize && strides[1] >= shape[0] * itemsize;
    if (!rows_packed && !columns_packed) return false;
    int64_t leading = (rows_packed ? strides[0] : strides[1]) / itemsize;
    *out = (operand){ndw_data(m), leading, !rows_packed};
    return true;
}

/* *packed keeps the copy alive, where one is needed. */
static ndw_status operand_of(const ndw_array *m, operand *out, ndw_array **packed)
{
    if (as_operand(m, out)) return NDW_OK;
    NDW_TRY(ndw_ascontiguous(m, packed));
    return as_operand(*packed, out) ? NDW_OK : NDW_ECOPY;
}

static ndw_status matmul(const ndw_array *a, const ndw_array *b, ndw_array **out)
{
    NDW_AUTO ndw_array *packed_a = NULL, *packed_b = NULL, *c = NULL;
    operand x, y;
    NDW_TRY(operand_of(a, &x, &packed_a));
    NDW_TRY(operand_of(b, &y, &packed_b));

    ndw_mut w;
    NDW_TRY(ndw_empty(NDW_F64, NDW_SHAPE(ndw_shape(a)[0], ndw_shape(b)[1]), &c));
    NDW_TRY(ndw_write_begin(&c, NDW_DISCARD, &w));
    gemm(w.shape[0], w.shape[1], ndw_shape(a)[1], x, y, w.data, w.shape[1]);
    ndw_write_end(&c);

    *out = c;
    c = NULL; /* given to the caller, not released here */
    return NDW_OK;
}

/* Whether the 2 x 2 matrix `m`, a result of matmul and so packed, has these elements. */
static bool holds(const ndw_array *m, double a, double b, double c, double d)
{
    const double *found = ndw_data(m);
    return found[0] == a && found[1] == b && found[2] == c && found[3] == d;
}

static ndw_status run(bool *right)
{
    NDW_AUTO ndw_array *x = NULL, *m = NULL, *t = NULL, *gram = NULL, *odd = NULL, *odd_gram = NULL;
    NDW_TRY(ndw_arange(NDW_F64, 0, 6, 1, &x));
    NDW_TRY(ndw_reshape(x, NDW_SHAPE(2, 3), 0, &m));
    NDW_TRY(ndw_transpose(m, NDW_ALL_AXES, &t));

    NDW_TRY(matmul(m, t, &gram)); /* neither operand is copied */
    NDW_TRY(ndw_print(stdout, gram));

    NDW_TRY(ndw_slice_str(m, ":, ::-1", &odd)); /* no leading dimension describes this one */
    NDW_TRY(matmul(odd, t, &odd_gram));
    NDW_TRY(ndw_print(stdout, odd_gram));

    *right = holds(gram, 5, 14, 14, 50) && holds(odd_gram, 1, 10, 10, 46);
    return NDW_OK;
}

int main(void)
{
    bool right = false;
    ndw_status status = run(&right);
    if (status != NDW_OK) fprintf(stderr, "%s: %s\n", ndw_status_name(status), ndw_error_detail());
    return status != NDW_OK || !right;
}
