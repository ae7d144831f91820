/* quickstart.c - the vocabulary in one page: make, look, slice, repeat, pack, write. */
#include <stdbool.h>
#include <stdio.h>

#include <ndweave/ndweave.h>

static ndw_status run(bool *right)
{
    NDW_AUTO ndw_array *x = NULL, *grid = NULL, *part = NULL, *wide = NULL;
    NDW_AUTO ndw_array *every_other = NULL, *packed = NULL;

    NDW_TRY(ndw_arange(NDW_F64, 0, 12, 1, &x));
    NDW_TRY(ndw_reshape(x, NDW_SHAPE(3, 4), 0, &grid));
    NDW_TRY(ndw_print(stdout, grid));

    /* grid[::-1, 1:3]: rows backwards, two columns. A view: no element has moved. */
    NDW_TRY(ndw_slice(grid, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, -1), NDW_RANGE(1, 3, 1)), &part));
    NDW_TRY(ndw_print(stdout, part));

    /* Every element twice along the last axis, then every other one, packed: back where we were. */
    NDW_TRY(ndw_repeat(part, 2, -1, &wide));
    NDW_TRY(ndw_print(stdout, wide));
    NDW_TRY(ndw_slice_str(wide, ":, ::2", &every_other));
    NDW_TRY(ndw_ascontiguous(every_other, &packed));
    const bool equal = ndw_equal(packed, part);
    printf("packed equals part: %s\n", equal ? "yes" : "NO");

    /* Writing: `grid` gets bytes of its own, because x and part still hold the old ones. */
    ndw_mut w;
    NDW_TRY(ndw_write_begin(&grid, 0, &w));
    for (int64_t i = 0; i < w.shape[0]; i++) NDW_EL2(double, w, i, i) = -1;
    ndw_write_end(&grid);
    NDW_TRY(ndw_print(stdout, grid));
    NDW_TRY(ndw_print(stdout, x));

    const double *old = ndw_data(x), *written = ndw_data(grid);
    *right = equal && old[0] == 0 && written[0] == -1;
    return NDW_OK;
}

int main(void)
{
    bool right = false;
    ndw_status status = run(&right);
    if (status != NDW_OK) fprintf(stderr, "%s: %s\n", ndw_status_name(status), ndw_error_detail());
    return status != NDW_OK || !right;
}
