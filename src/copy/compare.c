/*
 * compare.c - whether two sides have the same bytes: element by element, or by tiles.
 *
 * As of a copy, one side is the plan's destination: here it is only read. Of a large transpose a tile of the source at
 * a time is turned into a buffer in the first cache, which then lies as the destination does.
 */
#include <string.h>

#include "base/arith.h"
#include "copy/copy.h"
#include "copy/kernels.h"
#include "copy/lane.h"
#include "copy/odometer.h"
#include "copy/plan.h"

/* --- By tiles ----------------------------------------------------------------------------------- */

/* Of short rows a tile has more, and they have to lie side by side: each by itself is compared faster by elements. What
 * is smaller than TILED_FROM is compared before a kernel has begun. */
enum { TILE_BYTES = 8192, TILE_ROWS = 64, SHORT_ROW = 8, TILED_FROM = 4096 };

static bool tile_is_equal(const char *a, const char *b, const pair *tile)
{
    _Alignas(LINE) char turned_b[TILE_BYTES];
    const int64_t bytes = tile->length * (int64_t)tile->width;
    pair turn = *tile;
    turn.row_dst = bytes;
    kernel_of(CROSS, &turn)(turned_b, b, &turn);
    if (tile->row_dst == bytes) return memcmp(a, turned_b, (size_t)(tile->rows * bytes)) == 0;
    for (int64_t r = 0; r < tile->rows; r++)
        if (memcmp(a + r * tile->row_dst, turned_b + r * bytes, (size_t)bytes) != 0) return false;
    return true;
}

static bool turned_is_equal(const char *a, const char *b, const pair *p)
{
    pair tile = *p;
    const int64_t w = (int64_t)p->width;
    const int64_t most = p->length <= SHORT_ROW ? quotient(TILE_BYTES, w * p->length) : TILE_ROWS;
    const int64_t rows = smaller(p->rows, most), length = quotient(TILE_BYTES, w * rows);
    for (int64_t r = 0; r < p->rows; r += rows) {
        tile.rows = smaller(p->rows - r, rows);
        for (int64_t i = 0; i < p->length; i += length) {
            tile.length = smaller(p->length - i, length);
            if (!tile_is_equal(a + r * p->row_dst + i * p->dst, b + r * p->row_src + i * p->src, &tile)) return false;
        }
    }
    return true;
}

static bool is_tiled(const plan *p)
{
    const pair *in = &p->inner;
    if (in->length < SHORT_ROW && in->row_dst != in->length * in->dst) return false;
    return p->pattern == CROSS && in->width < LANE && in->rows * in->length * (int64_t)in->width >= TILED_FROM;
}

APART static bool tiles_are_equal(const plan *p, const char *dst, const char *src)
{
    odometer o;
    odometer_start(&o, p->nouter, p->outer, p->dst, p->src);
    do
        if (!turned_is_equal(dst + o.dst, src + o.src, &p->inner)) return false;
    while (odometer_next(&o));
    return true;
}

/* --- Element by element --------------------------------------------------------------------------- */

TEMPLATE bool elements_are_equal(const char *a, const char *b, const pair *p, size_t width)
{
    for (int64_t r = 0; r < p->rows; r++)
        for (int64_t i = 0; i < p->length; i++)
            if (memcmp(a + r * p->row_dst + i * p->dst, b + r * p->row_src + i * p->src, width) != 0) return false;
    return true;
}

static bool pair_is_equal(const char *a, const char *b, const pair *p)
{
    switch (p->width) {
    case 1: return elements_are_equal(a, b, p, 1);
    case 2: return elements_are_equal(a, b, p, 2);
    case 4: return elements_are_equal(a, b, p, 4);
    case 8: return elements_are_equal(a, b, p, 8);
    case 16: return elements_are_equal(a, b, p, 16);
    default: return elements_are_equal(a, b, p, p->width);
    }
}

bool ndw_copy_is_equal(const copy_job *job, const char *dst, const char *src)
{
    plan p;
    ndw_plan_make(job, &p);
    if (p.empty) return true;
    if (is_tiled(&p)) return tiles_are_equal(&p, dst, src);

    odometer o;
    odometer_start(&o, p.nouter, p.outer, p.dst, p.src);
    do
        if (!pair_is_equal(dst + o.dst, src + o.src, &p.inner)) return false;
    while (odometer_next(&o));
    return true;
}
