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
 * destination is written once and whole. Large ones are done by lists of their axes: body_turn.h.
 *
 * The last block of a side begins so early that it ends with it.
 */
#ifndef NDW_COPY_BODY_CROSS_H
#define NDW_COPY_BODY_CROSS_H

/* Turns the square of elements in each lane of n vectors, n being the elements of a lane. */
BODY void turn_lanes(vec t[], int64_t n, size_t width)
{
    vec zipped[LANE];
    for (int64_t round = 1; round < n; round *= 2) {
        UNROLL
        for (int64_t j = 0; j < n / 2; j++) {
            zipped[2 * j] = vec_zip_low(t[j], t[j + n / 2], width);
            zipped[2 * j + 1] = vec_zip_high(t[j], t[j + n / 2], width);
        }
        UNROLL
        for (int64_t j = 0; j < n; j++) t[j] = zipped[j];
    }
}

/* Where the lines of a block lie in the source: so far apart, or where a list says. */
typedef struct places {
    int64_t step;
    const int64_t *list; /* or NULL */
} places;

BODY void load_lanes(vec t[], int64_t n, const char *src, places at, int64_t from)
{
    UNROLL
    for (int64_t j = 0; j < n; j++) t[j] = vec_load(src + (at.list ? at.list[from + j] : (from + j) * at.step));
}

/* Whole lines: four squares of lanes, one below the other in the source, side by side in the result. */
BODY void cross_lines(char *dst, int64_t row_dst, const char *src, places at, size_t width, bool stream)
{
    const int64_t n = LANE / (int64_t)width;
    vec a[LANE], b[LANE], c[LANE], d[LANE];
    load_lanes(a, n, src, at, 0);
    load_lanes(b, n, src, at, n);
    load_lanes(c, n, src, at, 2 * n);
    load_lanes(d, n, src, at, 3 * n);
    turn_lanes(a, n, width);
    turn_lanes(b, n, width);
    turn_lanes(c, n, width);
    turn_lanes(d, n, width);
    UNROLL
    for (int64_t j = 0; j < n; j++) vec_put_lines(dst + j * row_dst, n * row_dst, a[j], b[j], c[j], d[j], stream);
}

/* A quarter of that, for short runs. */
BODY void cross_lanes(char *dst, int64_t row_dst, const char *src, places at, size_t width)
{
    const int64_t n = LANE / (int64_t)width;
    vec t[LANE];
    load_lanes(t, n, src, at, 0);
    turn_lanes(t, n, width);
    UNROLL
    for (int64_t j = 0; j < n; j++) vec_put_lanes(dst + j * row_dst, n * row_dst, t[j]);
}

/* Blocks of `tall` elements of the runs by `wide` rows, walking along the source. */
BODY void cross_blocks(char *dst, const char *src, const pair *p, int64_t tall, int64_t wide, size_t width)
{
    const int64_t w = (int64_t)width, rows = p->rows, length = p->length;
    const int64_t row_dst = p->row_dst, src_step = p->src;
    for (int64_t i = 0; i < length; i += tall)
        for (int64_t r = 0; r < rows; r += wide) {
            const int64_t row = smaller(r, rows - wide), at = smaller(i, length - tall);
            char *to = dst + row * row_dst + at * w;
            const char *from = src + row * w + at * src_step;
            if (tall * w == LANE) cross_lanes(to, row_dst, from, (places){src_step, NULL}, width);
            else cross_lines(to, row_dst, from, (places){src_step, NULL}, width, false);
        }
}

/* The next `side` of `left` steps, or all of them where fewer than another side would remain. */
BODY int64_t next_side(int64_t left, int64_t side) { return left < 2 * side ? left : side; }

/* Of a large transpose each line is in another page, of both sides. A tile touches a few hundred pages,
 * and each of them many times: fewer than a processor remembers the addresses of. */
BODY void cross_large(char *dst, const char *src, const pair *p, size_t width)
{
    enum { SIDE_BYTES = 1024 };
    const int64_t w = (int64_t)width, side = SIDE_BYTES / w;
    pair tile = *p;
    for (int64_t i = 0; i < p->length; i += tile.length) {
        tile.length = next_side(p->length - i, side);
        for (int64_t r = 0; r < p->rows; r += tile.rows) {
            tile.rows = next_side(p->rows - r, side);
            cross_blocks(dst + r * p->row_dst + i * w, src + r * w + i * p->src, &tile, LINE / w, VEC / w,
                         width);
        }
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

/* --- A few long runs: n x c to c x n, for small c ---------------------------------------------------- */

/* Each run is picked out, a piece of all of them at a time, so that the source is read once. */
BODY void cross_out(char *dst, const char *src, const pair *p, size_t width)
{
    enum { PIECE_BYTES = 4096 };
    const int64_t w = (int64_t)width;
    picks k;
    const bool picking = can_pick(&k, p->length, p->src, width);
    for (int64_t i = 0, some; i < p->length; i += some) {
        some = smaller(p->length - i, PIECE_BYTES / w);
        for (int64_t r = 0; r < p->rows; r++)
            pack_picked(&k, picking, dst + r * p->row_dst + i * w, src + r * w + i * p->src, some, p->src, width,
                        p->stream);
    }
}

/* --- Many short runs, one behind the other: c x n to n x c ------------------------------------------- */

/* Vector `out` of a group gets its elements from one vector of each of the c lines of the source. */
BODY void weaves_make(char *index, int64_t lines, size_t width)
{
    const int64_t w = (int64_t)width;
    memset(index, NOTHING, (size_t)(lines * lines * WINDOW));
    for (int64_t b = 0; b < lines * WINDOW; b++) {
        const int64_t line = b / w % lines;
        index[(b / WINDOW * lines + line) * WINDOW + b % WINDOW] = (char)(b / w / lines * w + b % w);
    }
}

BODY void weave(char *dst, const char *src, int64_t src_step, int64_t lines, const char *index, bool stream)
{
    win from[MOST_WINDOWS];
    UNROLL
    for (int64_t k = 0; k < lines; k++) {
        from[k] = win_load(src + k * src_step);
        PREFETCH(src + k * src_step + AHEAD);
    }
    UNROLL
    for (int64_t out = 0; out < lines; out++) {
        win v = win_pick(from[0], win_load(index + out * lines * WINDOW));
        UNROLL
        for (int64_t k = 1; k < lines; k++)
            v = win_or(v, win_pick(from[k], win_load(index + (out * lines + k) * WINDOW)));
        win_put(dst + out * WINDOW, v, stream);
    }
}

BODY void pack_rows(char *dst, const char *src, const pair *p, int64_t r, int64_t end, size_t width)
{
    for (; r < end; r++)
        pack_run(dst + r * p->row_dst, src + r * (int64_t)width, 0, p->length, p->src, width);
}

BODY void weave_rows(char *dst, const char *src, const pair *p, int64_t lines, size_t width)
{
    const int64_t w = (int64_t)width, group = WINDOW / w, run = lines * w;
    char index[MOST_WINDOWS * MOST_WINDOWS * WINDOW];
    int64_t r = 0;
    weaves_make(index, lines, width);
    while (r < group && bytes_to_multiple(dst + r * run, WINDOW) > 0) r++;
    const bool stream = p->stream && r < group;
    if (r == group) r = 0; /* no row begins there */
    pack_rows(dst, src, p, 0, r, width);
    for (; r + group <= p->rows; r += group)
        if (stream) weave(dst + r * run, src + r * w, p->src, lines, index, true);
        else weave(dst + r * run, src + r * w, p->src, lines, index, false);
    pack_rows(dst, src, p, r, p->rows, width);
}

BODY bool can_weave(const pair *p, size_t width)
{
    if (!CAN_PERMUTE || ((int64_t)WINDOW == LANE && width > 4)) return false;
    return p->length >= 2 && p->length <= MOST_WINDOWS && p->row_dst == p->length * p->dst &&
           p->rows >= (int64_t)4 * WINDOW;
}

BODY void cross_in(char *dst, const char *src, const pair *p, size_t width)
{
    switch (p->length) {
    case 2: weave_rows(dst, src, p, 2, width); break;
    case 3: weave_rows(dst, src, p, 3, width); break;
    default: weave_rows(dst, src, p, 4, width); break;
    }
}

/* --- The kernel ---------------------------------------------------------------------------------------- */

BODY void cross(char *dst, const char *src, const pair *p, size_t width, bool any)
{
    const int64_t w = (int64_t)width;
    if (any) cross_tiles(dst, src, p, width, true);
    else if (can_weave(p, width)) cross_in(dst, src, p, width);
    else if (p->rows <= MOST_WINDOWS) cross_out(dst, src, p, width);
    else if (p->rows * w < LANE || p->length * w < LANE) cross_tiles(dst, src, p, width, false);
    else if (p->rows * w < VEC) NARROWER.pair[CROSS][ndw_width_class(width)](dst, src, p);
    else if (p->length * w < LINE) cross_blocks(dst, src, p, LANE / w, VEC / w, width);
    else cross_large(dst, src, p, width);
}

#endif
