/*
 * bench_nchw.c - images with their channels as planes, and with their channels in each pixel.
 *
 *     nchw.e4.32x3x50176      images, channels, pixels -> images, pixels, channels
 *     nhwc.e4.32x50176x3      and back
 */
#include "permuted.h"

static const struct image {
    int64_t channels, pixels;
} list[] = {{3, 50176}, {64, 3136}, {256, 784}};

/* Narrow elements come in larger batches, so that they do not fit in a cache. */
static int64_t images(int64_t width) { return width >= 4 ? 32 : 128 / width; }

static void measure(bench *b, const char *from, int64_t width, int64_t rows, int64_t columns)
{
    char name[BENCH_NAME_MAX], shape[32];
    const permuted p = {width, 3, {images(width), rows, columns}, {0, 2, 1}, RECYCLED};
    permuted_shape(&p, sizeof shape, shape);
    snprintf(name, sizeof name, "%s.e%d.%s", from, (int)width, shape);
    permuted_measure(b, &p, name);
}

static void cases(bench *b)
{
    static const int64_t widths[] = {1, 2, 4, 8, 16};
    for (int i = 0; i < LENGTH_OF(widths); i++)
        for (int j = 0; j < LENGTH_OF(list); j++) {
            if (bench_is_quick(b) && (widths[i] != 4 || j == 2)) continue;
            measure(b, "nchw", widths[i], list[j].channels, list[j].pixels);
            measure(b, "nhwc", widths[i], list[j].pixels, list[j].channels);
        }
}

const bench_suite bench_nchw = {
    .name = "nchw",
    .about =
        "images with planes of channels to pixels of channels, and back. Columns as for transpose.",
    .columns = permuted_columns,
    .cases = cases,
};
