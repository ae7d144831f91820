/*
 * body_square.h - squares of elements in the lanes of vectors, and tuples of 2 and 4 elements by such.
 *
 * Zipping turns a square. (The picture is in body_cross.h.) Tuples as long as a lane are the lines of one; of shorter
 * ones a lane has several, and the elements of a run are brought side by side first:
 *
 *     lanes of tuples             a0 b0 a1 b1   a2 b2 a3 b3
 *     sorted                      a0 a1 b0 b1   a2 a3 b2 b3
 *     turned                      a0 a1 a2 a3   b0 b1 b2 b3
 *
 * A longer tuple has several lanes, each of other runs. All this the other way round puts tuples together.
 */
#ifndef NDW_COPY_BODY_SQUARE_H
#define NDW_COPY_BODY_SQUARE_H

/* Turns the square of elements in each lane of n vectors, n being the elements of a lane. */
BODY void turn_lanes(vec t[], int64_t n, size_t width)
{
    vec zipped[LANE];
    UNROLL
    for (size_t round = 0; round < LOG2((size_t)n); round++) {
        UNROLL
        for (int64_t j = 0; j < n / 2; j++) {
            zipped[2 * j] = vec_zip_low(t[j], t[j + n / 2], width);
            zipped[2 * j + 1] = vec_zip_high(t[j], t[j + n / 2], width);
        }
        UNROLL
        for (int64_t j = 0; j < n; j++) t[j] = zipped[j];
    }
}

/* Where in a lane of tuples the bytes of its runs are, one run after the other; `back`: of tuples in reverse. */
BODY void sort_lane(char *sorted, int64_t runs, int64_t w, bool back)
{
    const int by_width = (int)LOG2((unsigned)w), by_runs = (int)LOG2((unsigned)runs);
    const int by_part = (int)LOG2(LANE) - by_runs;
    const int part = (1 << by_part) - 1, turned = back ? part + 1 - (int)w : 0;
    _Pragma("omp simd")
    for (int x = 0; x < LANE; x++) {
        const int in_part = (x & part) ^ turned;
        sorted[x] = (char)(((((in_part >> by_width) << by_runs) + (x >> by_part)) << by_width) + (x & (int)(w - 1)));
    }
}

/* --- Taken apart: 2 or 4 long runs ---------------------------------------------------------------------- */

typedef struct squares {
    int64_t runs;  /* of a lane: 1, 2 or 4 */
    int64_t apart; /* from a lane to the next of the same runs: one tuple, or the tuples of a lane */
    int64_t first; /* where the first lane begins, from the first tuple */
    char sorted[LANE];
} squares;

BODY bool are_squares(const pair *p)
{
    const int64_t tuple = p->rows * (int64_t)p->width;
    return (p->rows == 2 || p->rows == 4) && (tuple >= LANE || magnitude(p->src) == tuple);
}

/* Whether there are several, in a result that can be written as a large one if it must be. (Of lanes that have one
 * element or two a run is sifted as fast by itself, if it need not be written beside the others.) */
BODY bool squares_make(squares *k, const char *dst, const pair *p)
{
    const int64_t w = (int64_t)p->width, tuple = p->rows * w;
    if (!are_squares(p) || p->length < 2 * quotient(LINE, w) || (!p->stream && w >= LANE / 2)) return false;
    if (p->stream && !as_large(true, p->row_dst % LINE == 0 && bytes_to_multiple(dst, w) == 0)) return false;
    const bool back = tuple < LANE && p->src < 0;
    k->runs = smaller(p->rows, quotient(LANE, w));
    k->apart = tuple >= LANE ? p->src : back ? -LANE : LANE;
    k->first = back ? tuple - LANE : 0;
    sort_lane(k->sorted, k->runs, w, back);
    return true;
}

/* A line of each of so many runs. */
BODY void part_squares(char *dst, int64_t row_dst, const char *src, const squares *k, int64_t runs, bool stream)
{
    enum { LANES = VEC / LANE, VECTORS = LINE / VEC };
    const vec sorted = vec_load_window(k->sorted);
    vec t[VECTORS][FEW_LINES];
    UNROLL
    for (int64_t v = 0; v < VECTORS; v++) {
        UNROLL
        for (int64_t j = 0; j < runs; j++) {
            win each[LANES];
            UNROLL
            for (int64_t q = 0; q < LANES; q++) each[q] = win_load(src + ((v * LANES + q) * runs + j) * k->apart);
            t[v][j] = vec_of_windows(each);
            if (runs > 1) t[v][j] = vec_permute(t[v][j], sorted);
        }
        turn_lanes(t[v], runs, (size_t)(LANE / runs));
    }
    UNROLL
    for (int64_t r = 0; r < runs; r++) {
        const bool past = goes_past(dst + r * row_dst, LINE, stream);
        UNROLL
        for (int64_t v = 0; v < VECTORS; v++) vec_put(dst + r * row_dst + v * VEC, t[v][r], past);
    }
}

/* Returns how many elements of each run were moved. The first line may lie anywhere; the others are aligned where the
 * runs are. */
BODY int64_t part_all_squares(char *dst, const char *src, const pair *p, const squares *k, int64_t runs)
{
    const int64_t w = (int64_t)p->width, line = quotient(LINE, w), ahead = p->src < 0 ? -AHEAD : AHEAD;
    const int64_t begin = quotient(bytes_to_multiple(dst, LINE), w);
    int64_t i = 0;
    for (int64_t next = begin > 0 ? begin : line; i + line <= p->length; i = next, next += line) {
        const char *from = src + i * p->src;
        const bool stream = p->stream && i >= begin;
        for (int64_t b = 0; stream && b < p->rows * LINE; b += LINE) ask_for(from, b + ahead);
        for (int64_t r = 0; r < p->rows; r += runs)
            part_squares(dst + i * w + r * p->row_dst, p->row_dst, from + r * w + k->first, k, runs, stream);
    }
    return i;
}

KERNEL APART int64_t part_by_squares(char *dst, const char *src, const pair *p, const squares *k)
{
    switch (k->runs) {
    case 1: return part_all_squares(dst, src, p, k, 1);
    case 2: return part_all_squares(dst, src, p, k, 2);
    default: return part_all_squares(dst, src, p, k, 4);
    }
}

/* --- Put together: 2 or 4 lines, of many tuples one behind the other --------------------------------------- */

BODY bool has_squares(const pair *p)
{
    enum { FEW = 64, FEW_BYTES = 1024 };
    return p->rows >= FEW || p->rows * p->row_dst >= FEW_BYTES;
}

/*
 * Two lines of the result, from four vectors, which are loaded so that what their first lanes have is all of the first
 * line:
 *
 *     of 2 lines              a0 a2   b0 b2   a1 a3   b1 b3
 *     of 4                    a0 a1   b0 b1   c0 c1   d0 d1
 *
 * A lane has elements of so many lines when it is turned; if those are 2 of 4, two lanes have a tuple.
 */
BODY void weave_square(char *dst, const char *src, int64_t src_step, int64_t lines, int64_t in_lane, vec order,
                       bool stream)
{
    const bool halves = in_lane == 2 && lines == 4, past = goes_past(dst, 2 * LINE, stream);
    vec t[FEW_LINES];
    UNROLL
    for (int64_t k = 0; k < 4; k++) {
        const char *from = src + k % lines * src_step + k / lines * LANE;
        const win each[] = {win_load(from), win_load(from + 4 / lines * LANE)};
        t[k] = vec_of_windows(each);
    }
    UNROLL
    for (int64_t k = 0; k < 4; k += in_lane) turn_lanes(t + k, in_lane, (size_t)(LANE / in_lane));
    if (in_lane > 1)
        UNROLL
        for (int64_t k = 0; k < 4; k++) t[k] = vec_permute(t[k], order);
    vec_put_lines(dst, LINE, t[0], t[halves ? 2 : 1], t[halves ? 1 : 2], t[3], past);
}

/* The first square and the last one may lie anywhere; the others are aligned where any row is. */
BODY void weave_all_squares(char *dst, const char *src, const pair *p, int64_t lines, int64_t in_lane)
{
    const int64_t w = (int64_t)p->width, run = lines * w, rows = quotient(2 * LINE, run), last = p->rows - rows;
    char order[LANE];
    sort_lane(order, quotient(LANE, in_lane * w), w, false); /* runs are sorted as tuples are */
    const vec in_order = vec_load_window(order);
    int64_t begin = 0;
    while (begin < rows && bytes_to_multiple(dst + begin * run, VEC) > 0) begin++;
    for (int64_t r = 0, next = begin > 0 ? begin : rows;; r = smaller(next, last), next += rows) {
        char *to = dst + r * run;
        const bool large = as_large(p->stream, bytes_to_multiple(to, VEC) == 0);
        for (int64_t k = 0; large && k < lines; k++) ask_for(src + r * w, k * p->src + AHEAD);
        weave_square(to, src + r * w, p->src, lines, in_lane, in_order, large);
        if (r == last) return;
    }
}

KERNEL APART void weave_squares(char *dst, const char *src, const pair *p)
{
    const bool four = p->length == 4;
    switch (smaller(p->length, quotient(LANE, (int64_t)p->width))) {
    case 1:
        if (four) weave_all_squares(dst, src, p, 4, 1);
        else weave_all_squares(dst, src, p, 2, 1);
        break;
    case 2:
        if (four) weave_all_squares(dst, src, p, 4, 2);
        else weave_all_squares(dst, src, p, 2, 2);
        break;
    default: weave_all_squares(dst, src, p, 4, 4); break;
    }
}

#endif
