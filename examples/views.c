/*
 * views.c - slices, reversals, transposes and reshapes that move nothing.
 *
 * An array says where its first element is and how many bytes lie between neighbours along each axis.
 * Changing those numbers is enough to drop rows, walk backwards, exchange axes or repeat a row for
 * ever; the elements stay where they were written. Below, each line gives an expression as NumPy
 * writes it, its shape, its strides in bytes, and where its first element lies, counted in bytes from
 * the first element of `grid`. The program fails if one of them is not as written here.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <ndweave/ndweave.h>

static int wrong = 0;

static void check(bool holds, const char *claim)
{
    if (holds) return;
    fprintf(stderr, "NOT SO: %s\n", claim);
    wrong++;
}

/* --- What there is to see of a view ----------------------------------------------------------- */

enum { TEXT = 200 };

/* Appends to `text` of TEXT bytes; what does not fit is cut. */
static void append(char *text, const char *format, ...)
{
    size_t length = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + length, TEXT - length, format, arguments);
    va_end(arguments);
}

/* "(3, 4)", or "(3,)" as Python writes a single one. */
static void append_tuple(char *text, int n, const int64_t *numbers)
{
    append(text, "(");
    for (int i = 0; i < n; i++) append(text, i > 0 ? ", %d" : "%d", (int)numbers[i]);
    append(text, n == 1 ? ",)" : ")");
}

static void show(const char *expression, const ndw_array *grid, const ndw_array *a,
                 const char *expected)
{
    char found[TEXT] = "";
    append_tuple(found, ndw_ndim(a), ndw_shape(a));
    append(found, " by ");
    append_tuple(found, ndw_ndim(a), ndw_strides(a));
    if (ndw_may_overlap(a, grid) || ndw_size(a) == 0) /* nothing overlaps where there is no element */
        append(found, " at %+d", (int)((const char *)ndw_data(a) - (const char *)ndw_data(grid)));
    else
        append(found, " copied"); /* bytes of its own: there is no distance to speak of */

    printf("%-36s%s\n", expression, found);
    check(strcmp(found, expected) == 0, expected);
}

/* --- Slices ----------------------------------------------------------------------------------- */

static ndw_status slices(const ndw_array *grid)
{
    NDW_AUTO ndw_array *block = NULL, *rows = NULL, *back = NULL, *column = NULL, *lifted = NULL;

    NDW_TRY(ndw_slice(grid, NDW_INDEX(NDW_RANGE(1, NDW_OMIT, 1), NDW_RANGE(1, 3, 1)), &block));
    show("grid[1:, 1:3]", grid, block, "(2, 2) by (32, 8) at +40");

    NDW_TRY(ndw_slice(grid, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, 2)), &rows));
    show("grid[::2]", grid, rows, "(2, 4) by (64, 8) at +0");

    /* Backwards: start at the last element, with a negative stride. */
    NDW_TRY(ndw_slice(grid, NDW_INDEX(NDW_ALL, NDW_RANGE(NDW_OMIT, NDW_OMIT, -1)), &back));
    show("grid[:, ::-1]", grid, back, "(3, 4) by (32, -8) at +24");

    /* An index drops its axis, a range of one keeps it; the ellipsis stands for the other axes. */
    NDW_TRY(ndw_slice(grid, NDW_INDEX(NDW_ELLIPSIS, NDW_AT(-1)), &column));
    show("grid[..., -1]", grid, column, "(3,) by (32,) at +24");

    NDW_TRY(ndw_slice(column, NDW_INDEX(NDW_ALL, NDW_NEWAXIS), &lifted));
    show("grid[..., -1][:, None]", grid, lifted, "(3, 1) by (32, 8) at +24");
    return ndw_print(stdout, lifted);
}

/* The same from text, for programs whose users type the slice. */
static ndw_status slices_from_text(const ndw_array *grid)
{
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"::-1, ::-1", "(3, 4) by (-32, -8) at +88"},
        {"-1:0:-1, ::3", "(2, 2) by (-32, 24) at +64"},
        {"None, ..., 2", "(1, 3) by (24, 32) at +16"},
        {"100:", "(0, 4) by (32, 8) at +0"}, /* too far is empty, as in Python, and moves nothing */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        NDW_AUTO ndw_array *a = NULL;
        char expression[TEXT] = "";
        NDW_TRY(ndw_slice_str(grid, rows[i].text, &a));
        append(expression, "grid[%s]", rows[i].text);
        show(expression, grid, a, rows[i].expected);
    }
    return NDW_OK;
}

/* --- Axes ------------------------------------------------------------------------------------- */

static ndw_status axes(const ndw_array *grid)
{
    NDW_AUTO ndw_array *transposed = NULL, *row = NULL, *broadcast = NULL;

    NDW_TRY(ndw_transpose(grid, NDW_ALL_AXES, &transposed));
    show("grid.T", grid, transposed, "(4, 3) by (8, 32) at +0");
    check(ndw_is_contiguous(transposed, NDW_F), "a transposed C-contiguous array is F-contiguous");

    /* One row seen five times: a stride of 0 never leaves it. */
    NDW_TRY(ndw_slice(grid, NDW_INDEX(NDW_AT(1)), &row));
    NDW_TRY(ndw_broadcast_to(row, NDW_SHAPE(5, 4), &broadcast));
    show("broadcast_to(grid[1], (5, 4))", grid, broadcast, "(5, 4) by (0, 8) at +32");
    return ndw_print(stdout, broadcast);
}

/* --- Reshape: a view where the strides allow it ----------------------------------------------- */

static ndw_status reshapes(const ndw_array *grid)
{
    NDW_AUTO ndw_array *halves = NULL, *left = NULL, *columns = NULL, *flat = NULL;

    NDW_TRY(ndw_reshape(grid, NDW_SHAPE(2, -1), 0, &halves));
    show("grid.reshape(2, -1)", grid, halves, "(2, 6) by (48, 8) at +0");

    /* Splitting an axis never needs a copy, even in a slice with gaps. */
    NDW_TRY(ndw_slice_str(grid, ":, :2", &left));
    NDW_TRY(ndw_reshape(left, NDW_SHAPE(3, 2, 1), 0, &columns));
    show("grid[:, :2].reshape(3, 2, 1)", grid, columns, "(3, 2, 1) by (32, 8, 8) at +0");

    /* Joining axes does, when no single stride leads from the end of a row to the next one. */
    ndw_array *refused = NULL;
    ndw_status status = ndw_reshape(left, NDW_SHAPE(6), NDW_NOCOPY, &refused);
    printf("%-36s%s: %s\n", "grid[:, :2].reshape(6), no copy", ndw_status_name(status),
           ndw_error_detail());
    check(status == NDW_ECOPY && !refused, "a reshape that needs a copy can be refused");

    NDW_TRY(ndw_reshape(left, NDW_SHAPE(6), 0, &flat));
    show("grid[:, :2].reshape(6)", grid, flat, "(6,) by (8,) copied");
    return ndw_print(stdout, flat);
}

/* --- The same on borrowed memory: no allocation, no counter, nothing to release --------------- */

static ndw_status borrowed(void)
{
    const float samples[2][3] = {{1, 2, 3}, {4, 5, 6}};
    ndw_view v, transposed, last;
    NDW_TRY(ndw_view_memory(NDW_F32, NDW_SHAPE(2, 3), NULL, samples, &v));
    NDW_TRY(ndw_view_transpose(&v, NDW_ALL_AXES, &transposed));
    NDW_TRY(ndw_view_slice(&transposed, NDW_INDEX(NDW_AT(-1)), &last));
    printf("%-36s%g and %g, read where they lie\n", "a C array, .T[-1]",
           (double)NDW_EL1(float, last, 0), (double)NDW_EL1(float, last, 1));
    check(&NDW_EL1(float, last, 1) == &samples[1][2], "a view of a C array points into that array");
    return NDW_OK;
}

static ndw_status run(void)
{
    NDW_AUTO ndw_array *line = NULL, *grid = NULL;
    NDW_TRY(ndw_arange(NDW_F64, 0, 12, 1, &line));
    NDW_TRY(ndw_reshape(line, NDW_SHAPE(3, 4), 0, &grid));
    show("grid", grid, grid, "(3, 4) by (32, 8) at +0");
    NDW_TRY(ndw_print(stdout, grid));

    NDW_TRY(slices(grid));
    NDW_TRY(slices_from_text(grid));
    NDW_TRY(axes(grid));
    NDW_TRY(reshapes(grid));
    return borrowed();
}

int main(void)
{
    ndw_status status = run();
    if (status != NDW_OK) fprintf(stderr, "%s: %s\n", ndw_status_name(status), ndw_error_detail());
    return status != NDW_OK || wrong > 0;
}
