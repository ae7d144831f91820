/*
 * body_odd.h - short runs of copies of elements of 3, 5, 6, ... bytes one after another, by permutations.
 *
 * A few windows hold whole runs. From there on the same permutations come again, of what is so many elements further:
 *
 *     source, 3 bytes each     abc def ghi jkl | mno ...
 *     each twice               abcabc defdef ghighi jkljkl | mnomno ...
 *     windows of 8             [abcabcde][fdefghig][hijkljkl] | [mnomnopq] ...
 *
 * Byte x of the result is byte x % w of row x / run. A window has at most as many different ones as it has bytes, and
 * where the source is packed they lie together: if it has several rows, it has the last copy of the first one, or the
 * end of that, and the first copy of the last one, or the beginning. So one load is enough. Where rows lie apart, or
 * backwards, they have to be close.
 */
#ifndef NDW_COPY_BODY_ODD_H
#define NDW_COPY_BODY_ODD_H

/* Windows: elements of 3, 6 and 12 bytes have three of them, twice and four times. Bytes of a run. */
enum { MOST_ODD = 16, LONGEST_ODD = 128 };

/* So many windows hold so many rows; each is made of what is `from` bytes after the first of their elements. */
typedef struct odd_runs {
    int64_t windows, rows, from[MOST_ODD];
    char index[MOST_ODD * WINDOW];
} odd_runs;

/* The permutation of the window that begins `phase` bytes after the run of a row begins. Returns where it is made from,
 * after the element of that row. */
BODY int64_t odd_window(const pair *p, int64_t run, int64_t phase, char *index)
{
    const int64_t w = (int64_t)p->width, step = p->row_src, end = phase - (run - w);
    const int64_t from = step < 0 ? w - WINDOW : step == w && end > 0 ? end : 0;
    const twos none = {0}, x = (twos)count_from(phase);
    const twos rows = twos_divided(x, inverse_of(run)) * (none + (uint16_t)magnitude(step));
    const twos in_element = x - twos_divided(x, inverse_of(w)) * (none + (uint16_t)w);
    if (step < 0) win_put(index, (win)((twos)win_add((win)in_element, -from) - rows), false);
    else win_put(index, win_add((win)(in_element + rows), -from), false);
    return from;
}

/* false: their bytes are too far apart, they are too many, or too few to repay it. (Elements that are most of a word
 * are moved by few words as it is.) */
BODY bool odd_runs_make(odd_runs *o, const pair *p, int64_t run)
{
    enum { REPAID = 6, REPAID_WIDE = 24 };
    const int64_t w = (int64_t)p->width, step = magnitude(p->row_src), common = smaller(run & -run, WINDOW);
    o->windows = quotient(run, common);
    o->rows = quotient(WINDOW, common);
    if (o->windows > MOST_ODD) return false;
    if (p->rows < (w < WINDOW / 2 ? REPAID : REPAID_WIDE) * o->rows) return false;
    if (step == 0 || step > LINE) return false;
    if (p->row_src != w && quotient(run + WINDOW - 2, run) * step + w > WINDOW) return false;
    for (int64_t n = 0, row = 0, phase = 0; n < o->windows; n++, phase += WINDOW) {
        for (; phase >= run; phase -= run) row++;
        o->from[n] = row * p->row_src + odd_window(p, run, phase, o->index + n * WINDOW);
    }
    return true;
}

/* How often they can be made without reading behind the last element. (The first window begins with the first element,
 * or ends with it, and each is made from farther on than the one before it.) */
BODY int64_t odd_times(const odd_runs *o, const pair *p)
{
    const int64_t last = (p->rows - 1) * p->row_src, way = o->rows * p->row_src, far = o->from[o->windows - 1];
    int64_t times = p->rows / o->rows;
    if (p->row_src < 0)
        while (times > 0 && far + (times - 1) * way < last) times--;
    else
        while (times > 0 && far + (times - 1) * way + WINDOW > last + (int64_t)p->width) times--;
    return times;
}

BODY void put_odd(const odd_runs *o, char *restrict dst, const char *restrict src, int64_t way, int64_t times,
                  bool large)
{
    for (int64_t at = 0; times > 0; times--, at += way)
        for (int64_t n = 0; n < o->windows; n++, dst += WINDOW) {
            const win v = win_permute(win_load(src + at + o->from[n]), win_load(o->index + n * WINDOW));
            win_put(dst, v, goes_past(dst, WINDOW, large));
        }
}

/* The same, of three windows: they stay in registers. */
BODY void put_three(const odd_runs *o, char *restrict dst, const char *restrict src, int64_t way, int64_t times)
{
    const int64_t from[] = {o->from[0], o->from[1], o->from[2]};
    const win index[] = {win_load(o->index), win_load(o->index + WINDOW),
                         win_load(o->index + 2 * (int64_t)WINDOW)};
    for (int64_t at = 0; times > 0; times--, at += way, dst += 3 * (int64_t)WINDOW)
        UNROLL
        for (int64_t n = 0; n < 3; n++)
            win_put(dst + n * WINDOW, win_permute(win_load(src + at + from[n]), index[n]), false);
}

/* Returns how many rows were done: not the last ones, and perhaps none. */
KERNEL APART int64_t spread_odd(char *dst, const char *src, const pair *p)
{
    if (!CAN_PERMUTE) return 0;
    const int64_t w = (int64_t)p->width, run = p->length * w;
    odd_runs o;
    if (w >= WINDOW || run < 2 * w || run > LONGEST_ODD || p->row_dst != run) return 0;
    if (!odd_runs_make(&o, p, run)) return 0;
    const int64_t times = odd_times(&o, p), way = o.rows * p->row_src;
    const bool large = as_large(p->stream, bytes_to_multiple(dst, WINDOW) == 0);
    if (large) put_odd(&o, dst, src, way, times, true);
    else if (o.windows == 3) put_three(&o, dst, src, way, times);
    else put_odd(&o, dst, src, way, times, false);
    return times * o.rows;
}

/* Where windows are lines: whether those of a lane repay their permutations earlier. */
BODY bool is_for_lanes(const pair *p)
{
    enum { PACKED_BYTES = 2048, APART_BYTES = 1024 };
    const int64_t w = (int64_t)p->width, run = p->length * w;
    if (p->stream || w >= LANE / 2 || (w >= 4 && run > 2 * LANE)) return false;
    return p->rows * run <= (p->row_src == w ? PACKED_BYTES : APART_BYTES);
}

KERNEL void spread_any(char *dst, const char *src, const pair *p)
{
    if ((int64_t)VEC == LINE && is_for_lanes(p)) {
        NARROWER.pair[SPREAD][WANY](dst, src, p);
        return;
    }
    const int64_t done = spread_odd(dst, src, p);
    if (done == 0) {
        ndw_step_any(dst, src, p);
    } else if (done < p->rows) {
        pair rest = *p;
        rest.rows -= done;
        ndw_step_any(dst + done * p->row_dst, src + done * p->row_src, &rest);
    }
}

#endif
