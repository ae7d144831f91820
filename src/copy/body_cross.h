/*
 * body_cross.h - transposes: the destination is packed along its runs, the source along its rows.
 *
 * A block is so many lines of the source as have elements for one line of the destination (64 bytes),
 * and one vector of each. It is turned in registers; here with 4 elements a lane, of which there is one:
 *
 *     a0 a1 a2 a3        a0 c0 a1 c1        a0 b0 c0 d0
 *     b0 b1 b2 b3   zip  a2 c2 a3 c3   zip  a1 b1 c1 d1
 *     c0 c1 c2 c3   a,c  b0 d0 b1 d1   1,3  a2 b2 c2 d2
 *     d0 d1 d2 d3   b,d  b2 d2 b3 d3   2,4  a3 b3 c3 d3
 *
 * Zipping vector j with vector j + n/2 moves the highest bit of an element's row to the lowest of its
 * column; after log2 n rounds rows and columns have changed places. A wider vector does that in each of
 * its lanes, and then puts the lanes that belong to one line side by side. So each line of the
 * destination is written once and whole, and may be streamed.
 *
 * The last block of a side begins so early that it ends with it.
 */
#ifndef NDW_COPY_BODY_CROSS_H
#define NDW_COPY_BODY_CROSS_H

/* Turns the square of elements in each lane of n vectors, n being the elements of a lane. */
BODY void turn_lanes(vec t[], int n, size_t width)
{
    vec zipped[LANE];
    for (int round = 1; round < n; round *= 2) {
        UNROLL
        for (int j = 0; j < n / 2; j++) {
            zipped[2 * j] = vec_zip_low(t[j], t[j + n / 2], width);
            zipped[2 * j + 1] = vec_zip_high(t[j], t[j + n / 2], width);
        }
        UNROLL
        for (int j = 0; j < n; j++) t[j] = zipped[j];
    }
}

BODY void load_lanes(vec t[], int n, const char *src, int64_t src_step)
{
    UNROLL
    for (int j = 0; j < n; j++) t[j] = vec_load(src + j * src_step);
}

/* Whole lines: four squares of lanes, one below the other in the source, side by side in the result. */
BODY void cross_lines(char *dst, int64_t row_dst, const char *src, int64_t src_step, size_t width, bool stream)
{
    const int n = LANE / (int)width;
    vec a[LANE], b[LANE], c[LANE], d[LANE];
    load_lanes(a, n, src, src_step);
    load_lanes(b, n, src + n * src_step, src_step);
    load_lanes(c, n, src + 2 * n * src_step, src_step);
    load_lanes(d, n, src + 3 * n * src_step, src_step);
    turn_lanes(a, n, width);
    turn_lanes(b, n, width);
    turn_lanes(c, n, width);
    turn_lanes(d, n, width);
    UNROLL
    for (int j = 0; j < n; j++) vec_put_lines(dst + j * row_dst, n * row_dst, a[j], b[j], c[j], d[j], stream);
}

/* A quarter of that, for short runs. */
BODY void cross_lanes(char *dst, int64_t row_dst, const char *src, int64_t src_step, size_t width)
{
    const int n = LANE / (int)width;
    vec t[LANE];
    load_lanes(t, n, src, src_step);
    turn_lanes(t, n, width);
    UNROLL
    for (int j = 0; j < n; j++) vec_put_lanes(dst + j * row_dst, n * row_dst, t[j]);
}

/*
 * Blocks of `tall` elements of the runs by `wide` rows. The blocks that a few lines of each run make are
 * done together, walking along the source: so that few runs are written at a time, and of few pages.
 */
BODY void cross_blocks(char *dst, const char *src, const pair *p, int64_t tall, int64_t wide, size_t width,
                       bool stream)
{
    enum { TOGETHER = 4 };
    const int64_t w = (int64_t)width, rows = p->rows, length = p->length;
    const int64_t row_dst = p->row_dst, src_step = p->src;
    for (int64_t i = 0; i < length; i += TOGETHER * tall)
        for (int64_t r = 0; r < rows; r += wide)
            for (int64_t k = i; k < smaller(i + TOGETHER * tall, length); k += tall) {
                const int64_t row = smaller(r, rows - wide), at = smaller(k, length - tall);
                char *to = dst + row * row_dst + at * w;
                const char *from = src + row * w + at * src_step;
                if (tall * w == LANE) cross_lanes(to, row_dst, from, src_step, width);
                else cross_lines(to, row_dst, from, src_step, width, stream && at == k);
            }
}

/* By tiles of which source and destination stay in the cache meanwhile. */
BODY void cross_tiles(char *dst, const char *src, const pair *p, size_t width, bool any)
{
    enum { TILE_BYTES = 256 };
    const int64_t w = (int64_t)width, side = w < TILE_BYTES / 4 ? TILE_BYTES / w : 4;
    for (int64_t i = 0; i < p->length; i += side)
        for (int64_t r = 0; r < p->rows; r += side) {
            pair tile = *p;
            tile.length = smaller(p->length - i, side);
            tile.rows = smaller(p->rows - r, side);
            pack(dst + r * p->row_dst + i * w, src + r * w + i * p->src, &tile, width, any);
        }
}

BODY void cross(char *dst, const char *src, const pair *p, size_t width, bool any)
{
    const int64_t w = (int64_t)width;
    const bool aligned = (address_of(dst) | p->row_dst) % LINE == 0;
    if (any || p->rows * w < VEC || p->length * w < LANE) cross_tiles(dst, src, p, width, any);
    else if (p->length * w < LINE) cross_blocks(dst, src, p, LANE / w, VEC / w, width, false);
    else if (p->stream && aligned) cross_blocks(dst, src, p, LINE / w, VEC / w, width, true);
    else cross_blocks(dst, src, p, LINE / w, VEC / w, width, false);
}

#endif
