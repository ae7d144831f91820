/*
 * bench_transpose.c - a matrix transposed into packed memory.
 *
 *     transpose.e4.4096x4096      a source of 4096 rows and columns, elements of 4 bytes
 *     transpose.e4.4096x4096.t2   by two threads, the limits too
 *
 * Powers of two, where a column's elements fall into few sets of a cache; and others, where tiles have
 * edges; and tables with a dozen columns or rows.
 */
#include "permuted.h"

static const struct extents {
    int64_t width, rows, columns;
    bool quick;
    work_place place;
} list[] = {
    {1, 64, 64, false, RECYCLED}, {2, 64, 64, false, RECYCLED}, {4, 64, 64, true, RECYCLED},
    {8, 64, 64, true, RECYCLED}, {16, 64, 64, false, RECYCLED},
    {1, 256, 256, false, RECYCLED}, {2, 256, 256, false, RECYCLED}, {4, 256, 256, true, RECYCLED},
    {8, 256, 256, false, RECYCLED}, {16, 256, 256, false, RECYCLED},
    {1, 1000, 1000, true, RECYCLED}, {2, 1000, 1000, false, RECYCLED},
    {4, 1000, 1000, true, RECYCLED}, {8, 1000, 1000, false, RECYCLED},
    {16, 1000, 1000, false, RECYCLED},
    {1, 8192, 8192, false, RECYCLED}, {2, 8192, 4096, false, RECYCLED},
    {4, 4096, 4096, true, RECYCLED}, {8, 4096, 4096, false, RECYCLED},
    {16, 2048, 2048, false, RECYCLED},
    {1, 7264, 9240, false, RECYCLED}, {2, 7264, 4620, false, RECYCLED},
    {4, 7264, 2310, false, RECYCLED}, {8, 3632, 2310, false, RECYCLED},
    {16, 1816, 2310, false, RECYCLED},
    {1, 8191, 8179, false, RECYCLED}, {2, 4093, 8191, false, RECYCLED},
    {4, 4099, 4093, false, RECYCLED}, {8, 2039, 4099, true, RECYCLED},
    {16, 2053, 2039, false, RECYCLED},
    {1, 4194304, 11, false, RECYCLED}, {1, 11, 4194304, false, RECYCLED},
    {4, 1048576, 12, true, RECYCLED}, {4, 12, 1048576, false, RECYCLED},
    {8, 524288, 17, false, RECYCLED}, {8, 17, 524288, false, RECYCLED},
    {4, 4096, 4096, false, FRESH}, {4, 4099, 4093, false, UNALIGNED},
    {8, 256, 256, false, UNALIGNED},
    {4, 4096, 4096, true, BY_TWO}, {1, 8191, 8179, false, BY_TWO}, {8, 2039, 4099, false, BY_TWO},
    {8, 4096, 4096, false, BY_TWO}, {16, 2048, 2048, false, BY_TWO}, {8, 256, 256, false, BY_TWO},
};

static void measure(bench *b, const struct extents *e)
{
    char name[BENCH_NAME_MAX], shape[32];
    const permuted p = {e->width, 2, {e->rows, e->columns}, {1, 0}, e->place};
    permuted_shape(&p, sizeof shape, shape);
    snprintf(name, sizeof name, "transpose.e%d.%s%s", (int)e->width, shape, work_suffix(e->place));
    permuted_measure(b, &p, name);
}

static void cases(bench *b)
{
    for (int i = 0; i < LENGTH_OF(list); i++)
        if (list[i].quick || !bench_is_quick(b)) measure(b, &list[i]);
}

const bench_suite bench_transpose = {
    .name = "transpose",
    .about = "a matrix transposed into packed memory.\n"
             "  loop      a plain loop nest in the order of the result\n"
             "  by one    (.t2) ndweave by one thread\n"
             "  memcpy    of as many bytes: a yardstick, not a rival\n"
             "  nt_copy   the fastest copy of as many bytes",
    .columns = permuted_columns,
    .cases = cases,
};
