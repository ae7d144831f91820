/*
 * body_cross.h - transposes: the destination is packed along its runs, the source along its rows.
 *
 * A block is one vector of each of so many lines of the source as have elements for 64 bytes of the
 * destination. It is turned in registers; here with 4 elements a lane, of which there is one:
 *
 *     a0 a1 a2 a3        a0 c0 a1 c1        a0 b0 c0 d0
 *     b0 b1 b2 b3   zip  a2 c2 a3 c3   zip  a1 b1 c1 d1
 *     c0 c1 c2 c3   a,c  b0 d0 b1 d1   1,3  a2 b2 c2 d2
 *     d0 d1 d2 d3   b,d  b2 d2 b3 d3   2,4  a3 b3 c3 d3
 *
 * Zipping vector j with vector j + n/2 moves the highest bit of an element's row to the lowest of its
 * column; after log2 n rounds rows and columns have changed places. A wider vector does that in each of
 * its lanes, and then puts the lanes that belong to one line side by side. So the destination is written
 * in pieces of 64 bytes. Large ones are done by lists of their axes: body_turn.h.
 *
 * The last block of a side begins so early that it ends with it, and writes some elements again.
 */
#ifndef NDW_COPY_BODY_CROSS_H
#define NDW_COPY_BODY_CROSS_H

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

BODY void load_square(vec t[], const char *src, places at, int64_t n, int64_t which, size_t width)
{
    load_lanes(t, n, src, at, which * n);
    turn_lanes(t, n, width);
}

/* Single bytes have 64 vectors in a block. A loop over its lines is shorter than all of them written out, and faster;
 * one over its squares where a vector is shorter than a line: there are registers for one at a time. */
BODY bool are_many(int64_t n) { return n == LANE; }

BODY void put_lines(char *dst, int64_t row_dst, const vec a[], const vec b[], const vec c[], const vec d[], int64_t n,
                    bool stream)
{
    if (are_many(n))
        for (int64_t j = 0; j < n; j++)
            vec_put_lines(dst + j * row_dst, n * row_dst, a[j], b[j], c[j], d[j], stream);
    else
        UNROLL
        for (int64_t j = 0; j < n; j++)
            vec_put_lines(dst + j * row_dst, n * row_dst, a[j], b[j], c[j], d[j], stream);
}

/* Whole lines: four squares of lanes, one below the other in the source, side by side in the result. */
BODY void turn_lines(char *dst, int64_t row_dst, const char *src, places at, bool stream, size_t width)
{
    const int64_t n = LANE / (int64_t)width;
    vec a[LANE], b[LANE], c[LANE], d[LANE];
    if (are_many(n) && (int64_t)VEC < LINE) {
        vec *const each[] = {a, b, c, d};
        for (int64_t q = 0; q < 4; q++) load_square(each[q], src, at, n, q, width);
    } else {
        load_square(a, src, at, n, 0, width);
        load_square(b, src, at, n, 1, width);
        load_square(c, src, at, n, 2, width);
        load_square(d, src, at, n, 3, width);
    }
    if (stream) put_lines(dst, row_dst, a, b, c, d, n, true);
    else put_lines(dst, row_dst, a, b, c, d, n, false);
}

/* A quarter of that, for short runs. */
BODY void turn_lane(char *dst, int64_t row_dst, const char *src, places at, size_t width)
{
    const int64_t n = LANE / (int64_t)width;
    vec t[LANE];
    load_lanes(t, n, src, at, 0);
    turn_lanes(t, n, width);
    UNROLL
    for (int64_t j = 0; j < n; j++) vec_put_lanes(dst + j * row_dst, n * row_dst, t[j]);
}

ONCE_PER_WIDTH(cross_lines, turn_lines, (char *dst, int64_t row_dst, const char *src, places at, bool stream),
               dst, row_dst, src, at, stream)
ONCE_PER_WIDTH(cross_lanes, turn_lane, (char *dst, int64_t row_dst, const char *src, places at),
               dst, row_dst, src, at)

/* Lines that a block further on will read and write, each in another page, where few processors look by themselves. A
 * line of the source has a few blocks. */
KERNEL APART void ask_for_block(const char *to, int64_t row_dst, int64_t wide, const char *from, int64_t src_step,
                                int64_t tall, bool new_line)
{
    enum { ROWS_AHEAD = 32, BYTES_AHEAD = 2 * LINE };
    const int64_t ahead = wide < ROWS_AHEAD ? ROWS_AHEAD : wide;
    for (int64_t r = 0; r < wide; r++) ask_far(to, (ahead + r) * row_dst);
    for (int64_t i = 0; new_line && i < tall; i++) ask_far(from, i * src_step + BYTES_AHEAD);
}

/* Blocks of `tall` elements of the runs, walking along the source. */
BODY void cross_blocks(char *dst, const char *src, const pair *p, int64_t tall, bool ask, size_t width)
{
    const int64_t w = (int64_t)width, wide = VEC / w, line = LINE / w, rows = p->rows, length = p->length;
    const int64_t row_dst = p->row_dst, src_step = p->src;
    const bool lanes = tall * w == LANE;
    for (int64_t i = 0; i < length; i += tall)
        for (int64_t r = 0; r < rows; r += wide) {
            const int64_t row = smaller(r, rows - wide), at = smaller(i, length - tall);
            char *to = dst + row * row_dst + at * w;
            const char *from = src + row * w + at * src_step;
            if (ask) ask_for_block(to, row_dst, wide, from, src_step, tall, r % line == 0);
            if (lanes) cross_lanes(to, row_dst, from, (places){src_step, NULL}, width);
            else cross_lines(to, row_dst, from, (places){src_step, NULL}, false, width);
        }
}

/* The next `side` of `left` steps, or all of them where fewer than another side would remain. */
BODY int64_t next_side(int64_t left, int64_t side) { return left < 2 * side ? left : side; }

/*
 * Of a large transpose each line is in another page, of both sides. A tile touches a few hundred pages, and each of
 * them many times: fewer than a processor remembers the addresses of. Where the rows of the destination are halves of
 * pages apart, or quarters, the first cache has two or four places for all their lines: there a tile is one line of
 * the source wide, and is walked along the destination. Nothing is streamed: what should be is turned by lists
 * (turn.h), unless it has few lines. What the second cache may not have is asked for: up to 1.8 times as fast where it
 * has not, at worst a tenth slower where it has.
 */
BODY void cross_large(char *dst, const char *src, const pair *p, size_t width)
{
    enum { SIDE_BYTES = 1024, HALF_PAGE = 2048, FAR = 512 << 10 };
    const int64_t w = (int64_t)width, side = SIDE_BYTES / w, tall = (p->length * w < LINE ? LANE : LINE) / w;
    const bool ask = p->rows * p->length * w >= FAR;
    const int64_t side_of_rows = p->row_dst % (ask ? HALF_PAGE : HALF_PAGE / 2) == 0 ? LINE / w : side;
    pair tile = *p;
    for (int64_t i = 0; i < p->length; i += tile.length) {
        tile.length = next_side(p->length - i, side);
        for (int64_t r = 0; r < p->rows; r += tile.rows) {
            tile.rows = next_side(p->rows - r, side_of_rows);
            cross_blocks(dst + r * p->row_dst + i * w, src + r * w + i * p->src, &tile, tall, ask, width);
        }
    }
}

/* --- Narrower than a lane ------------------------------------------------------------------------------ */

/*
 * Tuples of fewer elements than a lane has are turned as if they had as many, here 3 where lanes have 4: of the
 * source more is read than a tuple, and in the destination more is written, over which the next tuple goes.
 *
 *     source      a0 a1 a2 b0 b1 b2 c0 c1 c2 d0 d1 d2 ...        lines    a0 a1 a2 a3 ...
 *     lanes       a0 a1 a2 b0                                             b0 b1 b2 b3 ...
 *                          b0 b1 b2 c0                                    c0 c1 c2 c3 ...
 *                                   c0 c1 c2 d0                  lanes    a0 b0 c0 c0
 *     turned      a0 b0 c0 d0                                                      a1 b1 c1 c1
 *                 a1 b1 c1 d1                                                               a2 b2 c2 c2
 *                 a2 b2 c2 d2                                    result   a0 b0 c0 a1 b1 c1 a2 b2 c2 ...
 *                 -  -  -  -
 *
 * The last tuples, behind which there is less than a lane, are moved by elements (and of a reversed source the first).
 */

/* How many of these are last, of tuples so far apart; 0 if none can be a lane: all in one place, or more than a line
 * apart, where what lies between them may be no memory. */
BODY int64_t last_tuples(int64_t bytes, int64_t step)
{
    const int64_t way = magnitude(step);
    return way == 0 || way > LINE ? 0 : quotient(LANE - bytes + way - 1, way);
}

KERNEL APART void cross_narrow_rows(char *dst, const char *src, const pair *p)
{
    _Alignas(LINE) char turned[LANE * LANE];
    const int64_t w = (int64_t)p->width, n = quotient(LANE, w), step = p->src, last = last_tuples(p->rows * w, step);
    const int64_t begin = step < 0 ? last : 0, end = p->length - last + begin, rest_at = step < 0 ? 0 : end;
    pair rest = *p;
    if (last > 0 && end - begin >= n) {
        for (int64_t i = begin; i < end; i += n) {
            const int64_t at = smaller(i, end - n);
            cross_lanes(turned, LANE, src + at * step, (places){step, NULL}, p->width);
            for (int64_t r = 0; r < p->rows; r++)
                vec_store(dst + r * p->row_dst + at * w, vec_load(turned + r * LANE));
        }
        rest.length = last;
        dst += rest_at * w;
        src += rest_at * step;
    }
    ndw_cross_any(dst, src, &rest);
}

KERNEL APART void cross_narrow_runs(char *dst, const char *src, const pair *p)
{
    int64_t lines[LANE];
    const int64_t w = (int64_t)p->width, n = quotient(LANE, w), step = p->row_dst;
    const int64_t last = last_tuples(p->length * w, step), end = p->rows - last;
    pair rest = *p;
    if (last > 0 && step == p->length * w && end >= n) {
        for (int64_t i = 0; i < n; i++) lines[i] = smaller(i, p->length - 1) * p->src;
        for (int64_t r = 0; r < end; r += n) {
            const int64_t at = smaller(r, end - n);
            cross_lanes(dst + at * step, step, src + at * w, (places){0, lines}, p->width);
        }
        rest.rows = last;
        dst += end * step;
        src += end * w;
    }
    ndw_cross_any(dst, src, &rest);
}

/* --- The kernel ---------------------------------------------------------------------------------------- */

/* Whether there is less to do where vectors have two lanes: squares of lanes; and of three runs, if those are
 * limited by memory, or no lane has more than two elements. */
BODY bool are_for_narrower(const pair *p)
{
    if ((int64_t)VEC < LINE) return false;
    if (p->rows != 3) return are_squares(p);
    return magnitude(p->src) == 3 * (int64_t)p->width && (p->stream || p->width >= LANE / 2);
}

/* A few lines, of the source or of the destination, are walked side by side. What has no square of vectors, or none
 * of lanes, goes to the narrower table. */
BODY void cross(char *dst, const char *src, const pair *p, size_t width)
{
    const int64_t w = (int64_t)width;
    if (can_weave(p, width)) weave_rows(dst, src, p);
    else if ((int64_t)WINDOW == LANE && width >= LANE / 2 && are_rows_of_few(p)) weave_wide(dst, src, p, width);
    else if (p->rows <= FEW_LINES && !are_for_narrower(p)) cross_few(dst, src, p);
    else if ((int64_t)VEC > LANE && (are_for_narrower(p) || p->rows * w < VEC || p->length * w < LANE))
        NARROWER.pair[CROSS][ndw_width_class(width)](dst, src, p);
    else if (p->rows * w < LANE) cross_narrow_rows(dst, src, p);
    else if (p->length * w < LANE) cross_narrow_runs(dst, src, p);
    else cross_large(dst, src, p, width);
}

#endif
