/*
 * kernels_generic.c - the kernels in plain C.
 *
 * Each is an inline body whose width is a parameter; the table below names the widths for which it is
 * a constant. memcpy of a constant width is one load and one store at any alignment, and says nothing
 * about the type of the bytes.
 */
#include <string.h>

#include "base/compiler.h"
#include "copy/kernels.h"

TEMPLATE void step(char *dst, const char *src, const pair *p, size_t width)
{
    for (int64_t r = 0; r < p->rows; r++) {
        char *restrict to = dst + r * p->row_dst;
        const char *restrict from = src + r * p->row_src;
        for (int64_t i = 0; i < p->length; i++) memcpy(to + i * p->dst, from + i * p->src, width);
    }
}

/* A packed destination run: the compiler may write whole vectors. A packed source too: it is memcpy. */
TEMPLATE void pack(char *dst, const char *src, const pair *p, size_t width)
{
    for (int64_t r = 0; r < p->rows; r++) {
        char *restrict to = dst + r * p->row_dst;
        const char *restrict from = src + r * p->row_src;
        if (p->src == (int64_t)width) {
            memcpy(to, from, width * (size_t)p->length);
            continue;
        }
        for (int64_t i = 0; i < p->length; i++) memcpy(to + i * (int64_t)width, from + i * p->src, width);
    }
}

/* The copies of one element after another, their number a constant where it is small. */
TEMPLATE void spread_rows(char *dst, const char *src, const pair *p, int64_t length, size_t width)
{
    for (int64_t r = 0; r < p->rows; r++) {
        char *restrict to = dst + r * p->row_dst;
        const char *restrict from = src + r * p->row_src;
        for (int64_t i = 0; i < length; i++) memcpy(to + i * (int64_t)width, from, width);
    }
}

TEMPLATE void spread(char *dst, const char *src, const pair *p, size_t width)
{
    switch (p->length) {
    case 2: spread_rows(dst, src, p, 2, width); break;
    case 3: spread_rows(dst, src, p, 3, width); break;
    case 4: spread_rows(dst, src, p, 4, width); break;
    case 8: spread_rows(dst, src, p, 8, width); break;
    default: spread_rows(dst, src, p, p->length, width); break;
    }
}

/*
 * A transpose, tile by tile: a tile of source rows is read line by line, while the lines of the
 * destination that it goes to stay in the cache until they are full.
 *
 *     source           destination
 *     a b | c d        a e
 *     e f | g h        b f
 *     ----+----        ---        each quarter is a tile
 */
enum { TILE_BYTES = 256 };

TEMPLATE void cross(char *dst, const char *src, const pair *p, size_t width)
{
    const int64_t side = width < TILE_BYTES / 4 ? TILE_BYTES / (int64_t)width : 4;
    for (int64_t i = 0; i < p->length; i += side)
        for (int64_t r = 0; r < p->rows; r += side) {
            pair tile = *p;
            tile.length = p->length - i < side ? p->length - i : side;
            tile.rows = p->rows - r < side ? p->rows - r : side;
            pack(dst + r * p->row_dst + i * (int64_t)width, src + r * (int64_t)width + i * p->src, &tile,
                 width);
        }
}

TEMPLATE int64_t counted(char *restrict dst, int64_t at, int64_t dst_step, const char *restrict src,
                         int64_t src_step, int64_t n, const int64_t *restrict counts, size_t width)
{
    for (int64_t i = 0; i < n; i++)
        for (int64_t j = counts[i]; j > 0; j--, at += dst_step)
            memcpy(dst + at, src + i * src_step, width);
    return at;
}

TEMPLATE void picked(char *restrict dst, int64_t dst_step, const char *restrict src, int64_t n,
                     const int64_t *restrict positions, size_t width)
{
    for (int64_t i = 0; i < n; i++) memcpy(dst + i * dst_step, src + positions[i], width);
}

/* --- The instances: each body for each width class ---------------------------------------------- */

#define PAIR(body, class, width) \
    static void body##_##class(char *dst, const char *src, const pair *p) { body(dst, src, p, width); }

#define COUNTED(class, width)                                                                       \
    static int64_t counted_##class(char *dst, int64_t at, int64_t dst_step, const char *src,        \
                                   int64_t src_step, int64_t n, const int64_t *counts, size_t any)  \
    {                                                                                               \
        (void)any;                                                                                  \
        return counted(dst, at, dst_step, src, src_step, n, counts, width);                         \
    }

#define PICKED(class, width)                                                                        \
    static void picked_##class(char *dst, int64_t dst_step, const char *src, int64_t n,             \
                               const int64_t *positions, size_t any)                                \
    {                                                                                               \
        (void)any;                                                                                  \
        picked(dst, dst_step, src, n, positions, width);                                            \
    }

#define PAIRS(class, width) \
    PAIR(step, class, width) PAIR(pack, class, width) PAIR(spread, class, width) PAIR(cross, class, width)

PAIRS(W1, 1) PAIRS(W2, 2) PAIRS(W4, 4) PAIRS(W8, 8) PAIRS(W16, 16) PAIRS(WANY, p->width)
COUNTED(W1, 1) COUNTED(W2, 2) COUNTED(W4, 4) COUNTED(W8, 8) COUNTED(W16, 16) COUNTED(WANY, any)
PICKED(W1, 1) PICKED(W2, 2) PICKED(W4, 4) PICKED(W8, 8) PICKED(W16, 16) PICKED(WANY, any)

#define ROW(body) {body##_W1, body##_W2, body##_W4, body##_W8, body##_W16, body##_WANY}

const kernels ndw_kernels_generic = {
    .name = "generic",
    .pair = {[STEP] = ROW(step), [PACK] = ROW(pack), [SPREAD] = ROW(spread), [CROSS] = ROW(cross)},
    .counted = ROW(counted),
    .picked = ROW(picked),
};
