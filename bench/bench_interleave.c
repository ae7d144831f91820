/*
 * bench_interleave.c - n tuples of 2, 3 or 4 elements taken apart, and put together.
 *
 *     interleave.e4.2097152x3     n x 3 to 3 x n
 *     interleave.e4.3x2097152     3 x n to n x 3
 */
#include "permuted.h"

/* How many tuples: enough that they do not fit in a cache. */
static int64_t tuples(int64_t width) { return width >= 4 ? 2097152 : 8388608 / width; }

static void measure(bench *b, int64_t width, int64_t rows, int64_t columns)
{
    char name[BENCH_NAME_MAX], shape[32];
    const permuted p = {width, 2, {rows, columns}, {1, 0}, RECYCLED};
    permuted_shape(&p, sizeof shape, shape);
    snprintf(name, sizeof name, "interleave.e%d.%s", (int)width, shape);
    permuted_measure(b, &p, name);
}

static void cases(bench *b)
{
    static const int64_t widths[] = {1, 2, 4, 8, 16};
    for (int i = 0; i < LENGTH_OF(widths); i++)
        for (int64_t c = 2; c <= 4; c++) {
            const int64_t e = widths[i];
            const bool quick = (e == 4 && c == 3) || (e == 1 && c == 2) || (e == 8 && c == 4);
            if (bench_is_quick(b) && !quick) continue;
            measure(b, e, tuples(e), c);
            measure(b, e, c, tuples(e));
        }
}

const bench_suite bench_interleave = {
    .name = "interleave",
    .about = "n x c to c x n and back, for small c. Columns as for transpose.",
    .columns = permuted_columns,
    .cases = cases,
};
