/*
 * body_few.h - tuples of 2, 3 or 4 elements, taken apart and put together: transposes with a few lines on one side,
 * which are walked side by side. (Where bytes move inside lanes only, those of 2 and 4 are squares: body_square.h.)
 */
#ifndef NDW_COPY_BODY_FEW_H
#define NDW_COPY_BODY_FEW_H

/* --- A few long runs: n x c to c x n, for small c ---------------------------------------------------- */

/*
 * A group is one vector of each of the c runs. All are picked from the same windows of the source:
 *
 *     3 runs, vectors of 8        a0 b0 c0 a1 b1 c1 a2 b2 | c2 a3 b3 c3 a4 b4 c4 a5 | b5 c5 ...
 *     of the first, for run a     a0 a1 a2 -  -  -  -  -
 *     of the second               -  -  -  a3 a4 a5 -  -
 */
enum { EACH = LINE / WINDOW };

typedef struct parts {
    int64_t windows; /* that hold a group */
    int64_t group;   /* elements of a vector */
    int64_t first;   /* where the windows begin, from the first element of a group */
    char index[FEW_LINES * MOST_WINDOWS * WINDOW]; /* for each run, one for each window */
} parts;

/* Whether all runs can be aligned, if they must be, and are long enough; two windows have only what is squares. (A lane
 * of one element or two is picked faster than it is sifted, but for large results, which are to be written side by
 * side.) */
KERNEL APART bool parts_make(parts *k, const char *dst, const pair *p)
{
    const int64_t w = (int64_t)p->width, step = p->src;
    k->group = quotient(WINDOW, w);
    k->windows = (magnitude(step) * (k->group - 1) + p->rows * w + WINDOW - 1) / WINDOW;
    k->first = step < 0 ? p->rows * w - k->windows * WINDOW : 0;
    if (p->rows < 2 || k->windows < 3 || k->windows > MOST_WINDOWS || p->length < 2 * EACH * k->group) return false;
    if (!p->stream && (int64_t)WINDOW == LANE && w >= LANE / 2) return false;
    if (p->stream && !as_large(true, p->row_dst % LINE == 0 && bytes_to_multiple(dst, w) == 0)) return false;
    char *index = k->index;
    for (int r = 0; r < (int)p->rows; r++)
        for (int n = 0; n < (int)k->windows; n++, index += WINDOW)
            window_fill(index, (int)step, (int)w, (int)k->first + n * WINDOW - r * (int)w);
    return true;
}

/* The same window of as many groups as a vector has windows. */
BODY vec windows_of_groups(const char *from, int64_t apart)
{
    win each[WINDOWS];
    UNROLL
    for (int64_t q = 0; q < WINDOWS; q++) each[q] = win_load(from + q * apart);
    return vec_of_windows(each);
}

/* A line of each run: EACH groups, whose windows are `apart` in the source. */
BODY void part(char *dst, int64_t row_dst, int64_t runs, const char *src, int64_t apart, const char *index,
               int64_t windows, int64_t ahead, bool stream)
{
    vec from[LINE / VEC][MOST_WINDOWS];
    UNROLL
    for (int64_t n = 0; n < EACH; n += WINDOWS)
        UNROLL
        for (int64_t k = 0; k < windows; k++)
            from[n / WINDOWS][k] = windows_of_groups(src + n * apart + k * WINDOW, apart);
    for (int64_t k = 0; stream && k < windows; k++) ask_for(src, k * LINE + ahead);
    for (int64_t r = 0; r < runs; r++, index += windows * WINDOW) {
        const bool past = goes_past(dst + r * row_dst, LINE, stream);
        UNROLL
        for (int64_t n = 0; n < LINE / VEC; n++) {
            vec v = vec_permute(from[n][0], vec_load_window(index));
            UNROLL
            for (int64_t k = 1; k < windows; k++)
                v = vec_pick_more(v, from[n][k], vec_load_window(index + k * WINDOW));
            vec_put(dst + r * row_dst + n * VEC, v, past);
        }
    }
}

/* Returns how many elements of each run were moved. The first line may lie anywhere; the others are aligned
 * where the runs are. */
BODY int64_t part_lines(char *dst, const char *src, const pair *p, const parts *k, int64_t windows)
{
    const int64_t w = (int64_t)p->width, step = p->src, apart = k->group * step, line = EACH * k->group;
    const int64_t ahead = step < 0 ? -AHEAD : AHEAD;
    const int64_t last = magnitude(step) * (p->length - 1 - line + k->group) + p->rows * w - windows * WINDOW;
    int64_t i = quotient(bytes_to_multiple(dst, LINE), w);
    if (last < 0) return 0;
    if (i > 0) part(dst, p->row_dst, p->rows, src + k->first, apart, k->index, windows, ahead, false);
    for (; magnitude(step) * i <= last; i += line)
        part(dst + i * w, p->row_dst, p->rows, src + i * step + k->first, apart, k->index, windows, ahead, p->stream);
    return i;
}

KERNEL APART int64_t part_runs(char *dst, const char *src, const pair *p, const parts *k)
{
    switch (k->windows) {
    case 3: return part_lines(dst, src, p, k, 3);
    default: return part_lines(dst, src, p, k, 4);
    }
}

/* Else each run is sifted out by itself, a piece of all of them at a time, so that the source is read once.
 * Where a piece ends and the run goes on, it is done as far as whole vectors are. */
KERNEL APART void cross_out(char *dst, const char *src, const pair *p)
{
    enum { PIECE_BYTES = 4096 };
    const size_t width = p->width;
    const int64_t w = (int64_t)width, length = p->length, step = p->src;
    int64_t done[FEW_LINES] = {0};
    sieve k;
    sieve_start(&k, p->rows, p->length, p->src, width);
    for (int64_t end = 0; end < length;) {
        end = smaller(end + quotient(PIECE_BYTES, w), length);
        for (int64_t r = 0; r < p->rows; r++) {
            char *to = dst + r * p->row_dst + done[r] * w;
            const char *from = src + r * w + done[r] * step;
            if (CAN_PERMUTE && k.windows && end < length) {
                done[r] += sift_run(&k, to, from, end - done[r], p->stream);
                continue;
            }
            pack_sifted(&k, to, from, end - done[r], step, p->stream, width);
            done[r] = end;
        }
    }
}

KERNEL APART void cross_few(char *dst, const char *src, const pair *p)
{
    parts k;
    squares s;
    int64_t done = 0;
    if (CAN_PERMUTE && (int64_t)WINDOW == LANE && squares_make(&s, dst, p)) done = part_by_squares(dst, src, p, &s);
    else if (CAN_PERMUTE && parts_make(&k, dst, p)) done = part_runs(dst, src, p, &k);
    pair rest = *p;
    rest.length -= done;
    if (rest.length > 0) cross_out(dst + done * (int64_t)p->width, src + done * p->src, &rest);
}

/* --- Many short runs, one behind the other: c x n to n x c ------------------------------------------- */

/*
 * A group is one vector of each of the c lines of the source, and c vectors of the result. Each of these
 * has elements of all of those:
 *
 *     3 lines, vectors of 8       a0..a7   b0..b7   c0..c7
 *     vectors of the result       a0 b0 c0 a1 b1 c1 a2 b2 | c2 a3 b3 c3 ...
 *     from the line a             a0 -  -  a1 -  -  a2 -  | -  a3 -  -  ...
 *
 * A vector of several windows has as many groups at once; of 3 lines only: those of 2 and 4 are squares then.
 */
KERNEL APART void weaves_make(char *index, int lines, int w)
{
    const int log = (int)LOG2((unsigned)w);
    const int share = (1 << 16) / lines + 1; /* n * share >> 16 is n / lines: no vector divides */
    for (int out = 0; out < lines; out++)
        for (int line = 0; line < lines; line++, index += WINDOW)
            _Pragma("omp simd")
            for (int to = 0; to < WINDOW; to++) {
                const int element = (out * WINDOW + to) >> log, from = element * share >> 16;
                index[to] = (char)(element - from * lines == line ? ((from << log) + (to & (w - 1))) | TAKEN : NOTHING);
            }
}

BODY void weave(char *dst, const char *src, int64_t src_step, int64_t lines, const char *index, bool stream)
{
    vec from[FEW_LINES], v[FEW_LINES];
    UNROLL
    for (int64_t k = 0; k < lines; k++) {
        from[k] = vec_load(src + k * src_step);
        if (stream) ask_for(src, k * src_step + AHEAD);
    }
    const bool past = goes_past(dst, lines * VEC, stream);
    UNROLL
    for (int64_t out = 0; out < lines; out++) {
        v[out] = vec_permute(from[0], vec_load_window(index + out * lines * WINDOW));
        UNROLL
        for (int64_t k = 1; k < lines; k++)
            v[out] = vec_pick_more(v[out], from[k], vec_load_window(index + (out * lines + k) * WINDOW));
    }
    if (lines == 3) vec_put_in_turn(dst, v[0], v[1], v[2], past);
    else
        UNROLL
        for (int64_t out = 0; out < lines; out++) vec_put(dst + out * VEC, v[out], past);
}

/* The first group and the last one may lie anywhere; the others are aligned where any row is. */
BODY void weave_lines(char *dst, const char *src, const pair *p, int64_t lines)
{
    const int64_t w = (int64_t)p->width, group = quotient(VEC, w), run = lines * w, last = p->rows - group;
    char index[FEW_LINES * FEW_LINES * WINDOW];
    int64_t r = 0;
    weaves_make(index, (int)lines, (int)w);
    weave(dst, src, p->src, lines, index, false);
    while (r < group && bytes_to_multiple(dst + r * run, VEC) > 0) r++;
    const bool large = as_large(p->stream, r < group);
    for (; r <= last; r += group) weave(dst + r * run, src + r * w, p->src, lines, index, large);
    weave(dst + last * run, src + last * w, p->src, lines, index, false);
}

BODY bool are_rows_of_few(const pair *p)
{
    return p->length >= 2 && p->length <= FEW_LINES && p->row_dst == p->length * p->dst;
}

KERNEL APART void weave_rows(char *dst, const char *src, const pair *p)
{
    if (p->length == 3) weave_lines(dst, src, p, 3);
    else if (WINDOWS == 2) weave_squares(dst, src, p);
    else if (p->length == 2) weave_lines(dst, src, p, 2);
    else weave_lines(dst, src, p, 4);
}

/* (Of wide elements in narrow vectors each lane is made by itself: weave_wide.) */
BODY bool can_weave(const pair *p, size_t width)
{
    if (!CAN_PERMUTE || !are_rows_of_few(p)) return false;
    if (WINDOWS == 2 && p->length != 3) return has_squares(p);
    return ((int64_t)WINDOW > LANE || width <= 4 * WINDOWS) && p->rows >= (int64_t)4 * WINDOW;
}

/* Elements of 8 and 16 bytes, where no window is wider than a lane: each lane of the result is made of its own. */
BODY lane weave_lane(const char *from, int64_t src_step, int64_t lines, int64_t n, size_t width)
{
    const int64_t w = (int64_t)width, next = n + 1;
    if (width == LANE) return lane_load(from + n * src_step);
    return lane_pair(from + n / lines * w + n % lines * src_step, from + next / lines * w + next % lines * src_step);
}

BODY void weave_row(char *dst, const char *src, int64_t src_step, int64_t lines, size_t width)
{
    for (int64_t k = 0; k < lines; k++) memcpy(dst + k * (int64_t)width, src + k * src_step, width);
}

BODY void weave_lanes(char *dst, const char *src, const pair *p, int64_t lines, size_t width)
{
    const int64_t w = (int64_t)width, each = LANE / w, run = lines * w;
    int64_t r = bytes_to_multiple(dst, LANE) > 0 ? each - 1 : 0; /* for the next row may be aligned */
    const bool large = as_large(p->stream, bytes_to_multiple(dst + r * run, LANE) == 0);
    if (r > 0) weave_row(dst, src, p->src, lines, width);
    for (; r + each <= p->rows; r += each) {
        const char *from = src + r * w;
        const bool past = goes_past(dst + r * run, lines * LANE, large);
        UNROLL
        for (int64_t k = 0; k < lines; k++) {
            if (large) ask_for(from, k * p->src + AHEAD);
            lane_put(dst + r * run + k * LANE, weave_lane(from, p->src, lines, k * each, width), past);
        }
    }
    if (r < p->rows) weave_row(dst + r * run, src + r * w, p->src, lines, width);
}

BODY void weave_wide(char *dst, const char *src, const pair *p, size_t width)
{
    switch (p->length) {
    case 2: weave_lanes(dst, src, p, 2, width); break;
    case 3: weave_lanes(dst, src, p, 3, width); break;
    default: weave_lanes(dst, src, p, 4, width); break;
    }
}

#endif
