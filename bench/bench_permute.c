/*
 * bench_permute.c - three to six axes in another order, with extents that are no powers of two.
 *
 *     permute.e4.2130.96x38x48x38     axis 0 of the result is axis 2 of the source, ...
 *
 * Shapes after those that HPTT and TTC are measured with, about 64 MiB of 8-byte elements.
 */
#include "permuted.h"

static const permuted list[] = {
    {0, 3, {184, 192, 192}, {0, 2, 1}, RECYCLED},
    {0, 3, {192, 192, 178}, {1, 0, 2}, RECYCLED},
    {0, 3, {192, 178, 192}, {2, 1, 0}, RECYCLED},
    {0, 4, {80, 48, 75, 48}, {0, 3, 2, 1}, RECYCLED},
    {0, 4, {96, 38, 48, 38}, {2, 1, 3, 0}, RECYCLED},
    {0, 4, {96, 38, 48, 38}, {2, 0, 3, 1}, RECYCLED},
    {0, 4, {96, 48, 38, 38}, {1, 0, 3, 2}, RECYCLED},
    {0, 4, {48, 75, 38, 48}, {3, 2, 1, 0}, RECYCLED},
    {0, 5, {48, 15, 28, 15, 28}, {2, 0, 4, 1, 3}, RECYCLED},
    {0, 5, {28, 15, 38, 15, 38}, {4, 3, 2, 1, 0}, RECYCLED},
    {0, 5, {38, 15, 28, 28, 15}, {0, 4, 2, 1, 3}, RECYCLED},
    {0, 6, {15, 28, 15, 15, 9, 15}, {0, 2, 4, 1, 3, 5}, RECYCLED},
    {0, 6, {15, 15, 15, 28, 15, 9}, {5, 4, 3, 2, 1, 0}, RECYCLED},
};

static void measure(bench *b, const permuted *from, int64_t width)
{
    char name[BENCH_NAME_MAX], shape[40], axes[COPY_AXES + 1] = "";
    permuted p = *from;
    p.width = width;
    for (int d = 0; d < p.ndim; d++) axes[d] = (char)('0' + p.axes[d]);
    permuted_shape(&p, sizeof shape, shape);
    snprintf(name, sizeof name, "permute.e%d.%s.%s", (int)width, axes, shape);
    permuted_measure(b, &p, name);
}

static void cases(bench *b)
{
    for (int i = 0; i < LENGTH_OF(list); i++) {
        if (bench_is_quick(b) && i % 4 != 0) continue;
        measure(b, &list[i], 4);
        if (!bench_is_quick(b)) measure(b, &list[i], 8);
    }
}

const bench_suite bench_permute = {
    .name = "permute",
    .about = "three to six axes in another order. Columns as for transpose.",
    .columns = permuted_columns,
    .cases = cases,
};
