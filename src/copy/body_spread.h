/*
 * body_spread.h - copies of one element after another.
 *
 * Long runs, a vector and more, are filled. The first and the last vector lie anywhere, those between
 * them are aligned; the ends overlap, and nothing is masked (fill_long):
 *
 *     [first....]             [....last]
 *           [aligned][aligned][aligned]
 *
 * Shorter ones, one after the other, need not end so exactly: whole vectors reach into the run that
 * follows, which is written after them (splat_vectors; splat_rows by lanes, where a run is no vector):
 *
 *     run 3, vectors of 4      a a a a
 *                                    b b b b
 *                                          c c c c
 *
 * Short runs, one after the other, are a stream of bytes, and are made by permutations, vector by vector,
 * wherever the runs begin and end (spread_dense):
 *
 *     source, e = 2            aa bb cc dd
 *     result, run 6            aa aa aa bb bb bb cc cc cc dd dd dd
 *     vectors of 8             [aa aa aa bb][bb bb cc cc][cc dd dd dd]
 *
 * Byte x of the result is byte x / run * e + x % e of the source. That is the permutation of a vector, x
 * counted from where the run begins that the vector begins in (index_at). Where a few vectors are whole
 * runs, as here three vectors are four runs, the same permutations come again and stay in registers
 * (spread_periods); elsewhere a table has them for every place in a run (spread_phases).
 *
 * Where bytes only move inside a lane, a vector of two is loaded from two places, where the elements of each
 * begin, and permuted at once:
 *
 *     lanes of 4               [aa bb] [bb cc]
 *     permuted                 [aa aa aa bb][bb bb cc cc]
 */
#ifndef NDW_COPY_BODY_SPREAD_H
#define NDW_COPY_BODY_SPREAD_H

/* --- One run --------------------------------------------------------------------------------------- */

/* Copies that fill `bytes`, a multiple of the width, less than a vector. */
BODY void fill_short(char *to, const char *element, int64_t bytes, size_t width)
{
    if (bytes < LANE) {
        for (int64_t b = 0; b < bytes; b += (int64_t)width) memcpy(to + b, element, width);
        return;
    }
    const lane v = lane_splat(element, width);
    for (int64_t b = 0; b + LANE < bytes; b += LANE) lane_store(to + b, v);
    lane_store(to + bytes - LANE, v);
}

/* Copies of an element as they are `by` bytes after the first one begins. */
BODY vec begun(vec copies, int64_t by, size_t width)
{
    return by % (int64_t)width == 0 ? copies : vec_rotate(copies, by % (int64_t)width);
}

/* ... a vector and more. Aligned vectors may begin inside an element. */
BODY void fill_long(char *to, const char *element, int64_t bytes, size_t width, bool stream)
{
    const vec v = vec_splat(element, width);
    int64_t b = bytes_to_multiple(to, VEC);
    const vec aligned = begun(v, b, width);
    if (b > 0) vec_store(to, v);
    for (; stream && b + VEC <= bytes; b += VEC) vec_put(to + b, aligned, goes_past(to + b, VEC, true));
    UNROLL_4
    for (; b + VEC <= bytes; b += VEC) vec_store(to + b, aligned);
    if (b < bytes) vec_store(to + bytes - VEC, v);
}

BODY void fill_run(char *to, const char *element, int64_t bytes, size_t width, bool stream)
{
    if (bytes < VEC) fill_short(to, element, bytes, width);
    else if (stream) fill_long(to, element, bytes, width, true);
    else fill_long(to, element, bytes, width, false);
}

BODY void spread_runs(char *dst, int64_t row_dst, const char *src, int64_t row_src, int64_t rows,
                      int64_t run, size_t width, bool stream)
{
    for (int64_t r = 0; r < rows; r++) fill_run(dst + r * row_dst, src + r * row_src, run, width, stream);
}

/* --- Short runs, by whole lanes that reach into the runs that follow ------------------------------------ */

BODY void splat_row(char *dst, const char *element, int64_t lanes, size_t width, bool stream)
{
    const lane v = lane_splat(element, width);
    if (stream) ask_for(element, AHEAD);
    const bool past = goes_past(dst, lanes * LANE, stream);
    for (int64_t b = 0; b < lanes; b++) lane_put(dst + b * LANE, v, past);
}

/* Returns how many rows were done: not the last ones, where nothing follows. */
BODY int64_t splat_rows(char *restrict dst, const char *restrict src, int64_t row_src, int64_t rows,
                        int64_t run, int64_t lanes, size_t width, bool stream)
{
    const int64_t last = rows * run - lanes * LANE;
    int64_t r = 0, at = 0;
    if (lanes == 1) /* a single store is less than what a step costs: all rows here, and none below */
        UNROLL_4
        for (; at <= last; r++, at += run) splat_row(dst + at, src + r * row_src, 1, width, stream);
    for (; at <= last; r++, at += run) splat_row(dst + at, src + r * row_src, lanes, width, stream);
    return r;
}

BODY int64_t splat(char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, size_t width,
                   bool stream)
{
    switch ((run + LANE - 1) / LANE) {
    case 1: return splat_rows(dst, src, row_src, rows, run, 1, width, stream);
    case 2: return splat_rows(dst, src, row_src, rows, run, 2, width, stream);
    case 3: return splat_rows(dst, src, row_src, rows, run, 3, width, stream);
    default: return splat_rows(dst, src, row_src, rows, run, 4, width, stream);
    }
}

BODY void spread_short(char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, bool stream,
                       size_t width)
{
    const bool whole = (address_of(dst) | run) % LANE == 0; /* lanes: nothing is written twice */
    int64_t done;
    if (stream && whole) done = splat(dst, src, row_src, rows, run, width, true);
    else done = splat(dst, src, row_src, rows, run, width, false);
    for (int64_t r = done; r < rows; r++) fill_short(dst + r * run, src + r * row_src, run, width);
}

ONCE_PER_WIDTH(spread_few, spread_short,
               (char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, bool stream),
               dst, src, row_src, rows, run, stream)

/* --- Runs of a vector and more, one after the other ------------------------------------------------------ */

/*
 * By aligned vectors: each has copies of one element, or of two where it lies across the end of a run.
 *
 *     runs of 3, vectors of 2      a a|a b|b b|c c|c ...
 */
BODY void spread_across(char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, size_t width,
                        bool stream)
{
    const int64_t begin = bytes_to_multiple(dst, VEC), two = 2 * (int64_t)VEC;
    int64_t at = begin, end = run;
    vec v = vec_splat(src, width);
    if (at > 0) vec_store(dst, v);
    v = begun(v, begin, width);
    for (int64_t r = 1;; r++, end += run) {
        for (; at + two <= end; at += two) {
            const bool past = goes_past(dst + at, two, stream);
            vec_put(dst + at, v, past);
            vec_put(dst + at + VEC, v, past);
        }
        const bool past = goes_past(dst + at, VEC, stream);
        if (at + VEC <= end) {
            vec_put(dst + at, v, past);
            at += VEC;
        }
        if (r == rows) break;
        const vec next = begun(vec_splat(src + r * row_src, width), begin, width);
        if (at < end) {
            vec_put(dst + at, vec_blend(v, next, end - at), past);
            at += VEC;
        }
        v = next;
    }
    if (at < end) vec_store(dst + end - VEC, vec_splat(src + (rows - 1) * row_src, width));
}

BODY void splat_vector(char *dst, const char *element, int64_t vectors, size_t width)
{
    const vec v = vec_splat(element, width);
    for (int64_t b = 0; b < vectors; b++) vec_store(dst + b * VEC, v);
}

/* By vectors that begin with a run and reach into the next one. Returns how many rows were done. */
BODY int64_t splat_vectors(char *restrict dst, const char *restrict src, int64_t row_src, int64_t rows,
                           int64_t run, int64_t vectors, size_t width)
{
    const int64_t last = rows * run - vectors * VEC;
    int64_t r = 0, at = 0;
    if (vectors == 1) /* as in splat_rows */
        UNROLL_4
        for (; at <= last; r++, at += run) splat_vector(dst + at, src + r * row_src, 1, width);
    for (; at <= last; r++, at += run) splat_vector(dst + at, src + r * row_src, vectors, width);
    return r;
}

/* Longer ones by two vectors at a time, the last two of which end with the run. */
BODY int64_t splat_couples(char *restrict dst, const char *restrict src, int64_t row_src, int64_t rows, int64_t run,
                           size_t width)
{
    const int64_t two = 2 * (int64_t)VEC;
    for (int64_t r = 0; r < rows; r++, dst += run) {
        const vec v = vec_splat(src + r * row_src, width);
        for (int64_t b = 0; b < run - two; b += two) {
            vec_store(dst + b, v);
            vec_store(dst + b + VEC, v);
        }
        vec_store(dst + run - two, v);
        vec_store(dst + run - VEC, v);
    }
    return rows;
}

BODY int64_t splat_wide(char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, size_t width)
{
    const int64_t vectors = (run + VEC - 1) / VEC;
    switch (vectors) {
    case 1: return splat_vectors(dst, src, row_src, rows, run, 1, width);
    case 2: return splat_vectors(dst, src, row_src, rows, run, 2, width);
    case 3: return splat_vectors(dst, src, row_src, rows, run, 3, width);
    default: return splat_couples(dst, src, row_src, rows, run, width);
    }
}

BODY void spread_long(char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, size_t width,
                      bool stream)
{
    enum { LONG = 1024 }; /* the last vector of a run is a small part of it */
    /* Only aligned vectors can be streamed. Without permutations they have to begin with an element: `begun`
     * goes through memory there. */
    if (stream && (CAN_PERMUTE || bytes_to_multiple(dst, (int64_t)width) == 0))
        spread_across(dst, src, row_src, rows, run, width, true);
    /* An unaligned vector that is as long as a line lies in two of them, which costs more than blending does. */
    else if ((int64_t)VEC == LINE && (address_of(dst) | run) % VEC != 0)
        spread_across(dst, src, row_src, rows, run, width, false);
    else {
        const int64_t done = run < LONG ? splat_wide(dst, src, row_src, rows, run, width) : 0;
        for (int64_t r = done; r < rows; r++) fill_long(dst + r * run, src + r * row_src, run, width, false);
    }
}

/* --- By permutations ---------------------------------------------------------------------------------- */

/* x / run, of an x below 4 vectors and a run of 2 to 64: the inverse of a run is 65536 / run, rounded up, which is too
 * much by less than run / 65536 of it, and x * run stays below 65536. */
BODY int64_t inverse_of(int64_t run) { return UINT16_MAX / (uint32_t)run + 1; }
BODY int64_t divided(int64_t x, int64_t inverse) { return x * inverse >> 16; }

/* How many vectors hold whole runs, if that is one or three; 0 otherwise. */
BODY int64_t period_of(int64_t run, int64_t inverse)
{
    const int64_t three = 3 * (int64_t)VEC;
    if (divided(VEC, inverse) * run == VEC) return 1;
    return divided(three, inverse) * run == three ? 3 : 0;
}

enum { WINDOWS = VEC / WINDOW };

typedef struct stream_of_runs {
    char *dst;
    const char *src;
    int64_t in, out; /* bytes of the source, which is packed, and of the result; at least WINDOW each */
    int64_t w, run, inverse;
} stream_of_runs;

/* The permutation of the window that begins `phase` bytes after a run begins: its byte i is byte
 * x / run * w + x % w of the source, where x is phase + i. */
BODY win index_at(const stream_of_runs *s, int64_t phase)
{
    static const char count[] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};
    typedef uint16_t twos VECTOR(WINDOW); /* bytes, two by two: no processor multiplies single ones */
    enum { BOTH = 257 };                  /* times a byte: that byte twice */
    const twos x = (twos)win_add(win_load(count), phase), w = (twos){0} + (uint16_t)s->w;
    const win even = (win)(x & UINT8_MAX), odd = (win)(x >> 8);
    const twos row = (twos)win_times(even, s->inverse) | (twos)win_times(odd, s->inverse) << 8;
    return (win)(row * w + (x & (w - 1) * BOTH));
}

/* Byte `at` of the result is `phase` bytes after where its run begins, and of the element at byte `first`. */
typedef struct place_in_runs {
    int64_t at, first, phase;
} place_in_runs;

BODY place_in_runs place_after(const stream_of_runs *s, place_in_runs from, int64_t bytes)
{
    const int64_t rows = divided(from.phase + bytes, s->inverse);
    return (place_in_runs){from.at + bytes, from.first + rows * s->w, from.phase + bytes - rows * s->run};
}

/* The window of the result that begins there, by its permutation. Near the end the source is read from as far back as
 * it must be. */
BODY void put_by_index(const stream_of_runs *s, place_in_runs to, win index, bool stream)
{
    const int64_t from = smaller(to.first, s->in - WINDOW);
    win_append(s->dst + to.at, win_permute(win_load(s->src + from), win_add(index, to.first - from)), stream);
}

BODY void put_window(const stream_of_runs *s, place_in_runs to)
{
    put_by_index(s, to, index_at(s, to.phase), false);
}

/* The windows of a vector, each from its own place. */
BODY vec load_windows(const char *src, const int64_t from[])
{
    win each[WINDOWS];
    UNROLL
    for (int64_t q = 0; q < WINDOWS; q++) each[q] = win_load(src + from[q]);
    return vec_of_windows(each);
}

/* A few vectors that hold whole runs: for each window where it is read, from where the first one is, and the
 * permutation, which a vector has of all its windows; and how far it is to the same of the next ones. */
enum { LONGEST_PERIOD = 3, WINDOWS_OF_PERIOD = LONGEST_PERIOD * WINDOWS };

typedef struct period_of_runs {
    vec vector[LONGEST_PERIOD];
    win window[WINDOWS_OF_PERIOD];
    int64_t vectors, step, from[WINDOWS_OF_PERIOD];
} period_of_runs;

BODY period_of_runs period_at(const stream_of_runs *s, place_in_runs to, int64_t vectors)
{
    period_of_runs p = {.vectors = vectors, .step = divided(vectors * VEC, s->inverse) * s->w};
    UNROLL
    for (int64_t n = 0; n < vectors * WINDOWS; n++) {
        const place_in_runs begin = place_after(s, to, n * WINDOW);
        p.from[n] = begin.first - to.first;
        p.window[n] = index_at(s, begin.phase);
    }
    UNROLL
    for (int64_t k = 0; k < vectors; k++) p.vector[k] = vec_of_windows(p.window + k * WINDOWS);
    return p;
}

/* So many periods of vectors, one after the other. */
BODY place_in_runs put_periods(const stream_of_runs *s, const period_of_runs *p, place_in_runs to, int64_t times,
                               bool stream)
{
    const int64_t bytes = times * p->vectors * VEC;
    const bool past = goes_past(s->dst + to.at, bytes, stream);
    UNROLL
    for (int64_t k = 0; k < times * p->vectors; k++) {
        const int64_t first = to.first + k / p->vectors * p->step, n = k % p->vectors;
        if (stream && n == 0) ask_for(s->src, first + AHEAD);
        const vec v = load_windows(s->src + first, p->from + n * WINDOWS);
        vec_put(s->dst + to.at + k * VEC, vec_permute(v, p->vector[n]), past);
    }
    return (place_in_runs){to.at + bytes, to.first + times * p->step, to.phase};
}

/* Whether all windows of them are in the source. Then they are in the result: a run is two elements and more, and the
 * last window reads two and more, or one that it begins with. */
BODY bool has_periods(const stream_of_runs *s, const period_of_runs *p, place_in_runs to, int64_t times)
{
    return to.first + p->from[p->vectors * WINDOWS - 1] + (times - 1) * p->step + WINDOW <= s->in;
}

/* Windows one by one, near the end. */
BODY place_in_runs put_rest(const stream_of_runs *s, const period_of_runs *p, place_in_runs to, bool stream)
{
    const int64_t windows = p->vectors * WINDOWS, left = (s->out - to.at) / WINDOW;
    char index[WINDOWS_OF_PERIOD * WINDOW];
    int64_t first[WINDOWS_OF_PERIOD];
    UNROLL
    for (int64_t n = 0; n < windows; n++) {
        win_put(index + n * WINDOW, p->window[n], false);
        first[n] = to.first + p->from[n];
    }
    for (int64_t i = 0, n = 0; i < left; i++, to.at += WINDOW) {
        to.first = first[n];
        put_by_index(s, to, win_load(index + n * WINDOW), stream);
        first[n] += p->step;
        n = n + 1 == windows ? 0 : n + 1;
    }
    return to;
}

/* Where `vectors` hold whole runs, the same permutations come again: they stay in registers. */
BODY place_in_runs spread_periods(const stream_of_runs *s, place_in_runs to, int64_t vectors, bool stream)
{
    const period_of_runs p = period_at(s, to, vectors);
    while (WINDOWS > 1 && vectors == 1 && has_periods(s, &p, to, 4)) to = put_periods(s, &p, to, 4, stream);
    while (WINDOWS > 1 && has_periods(s, &p, to, 1)) to = put_periods(s, &p, to, 1, stream);
    if (WINDOWS == 1)
        UNROLL_4
        while (has_periods(s, &p, to, 1)) to = put_periods(s, &p, to, 1, stream);
    return put_rest(s, &p, to, stream);
}

/* Elsewhere each is loaded: the one that begins `phase` bytes after a run begins is that piece of a table. */
BODY place_in_runs spread_phases(const stream_of_runs *s, place_in_runs to, bool stream)
{
    const int64_t whole = divided(WINDOW, s->inverse), rest = WINDOW - whole * s->run;
    char table[LINE + 2 * WINDOW];
    for (int64_t b = 0; b < s->run + WINDOW; b += WINDOW) win_put(table + b, index_at(s, b), false);
    for (; to.at + WINDOW <= s->out; to.at += WINDOW) {
        if (stream) ask_for(s->src, to.first + AHEAD);
        put_by_index(s, to, win_load(table + to.phase), stream);
        to.first += whole * s->w;
        to.phase += rest;
        if (to.phase >= s->run) {
            to.phase -= s->run;
            to.first += s->w;
        }
    }
    return to;
}

BODY place_in_runs spread_windows(const stream_of_runs *s, place_in_runs to, int64_t period, bool stream)
{
    switch (period) {
    case 1: return spread_periods(s, to, 1, stream);
    case 3: return spread_periods(s, to, 3, stream);
    default: return spread_phases(s, to, stream);
    }
}

/*
 * Of rows that go on, what follows the last aligned window is left to the next ones, and what comes before the
 * first one has been written before. Returns how many bytes are done.
 */
KERNEL APART int64_t spread_dense(char *dst, const char *src, int64_t rows, int64_t run, size_t width, bool begin,
                                  bool end, bool stream)
{
    const stream_of_runs s = {dst, src, rows * (int64_t)width, rows * run, (int64_t)width, run, inverse_of(run)};
    const int64_t period = period_of(run, s.inverse);
    const place_in_runs start = {0, 0, 0};
    place_in_runs to = place_after(&s, start, bytes_to_multiple(dst, WINDOW));
    if (begin && to.at > 0) put_window(&s, start);
    for (; WINDOWS > 1 && period && bytes_to_multiple(dst + to.at, VEC) > 0; to = place_after(&s, to, WINDOW))
        put_window(&s, to);
    to = stream ? spread_windows(&s, to, period, true) : spread_windows(&s, to, period, false);
    if (!end || to.at == s.out) return to.at;
    const int64_t back = divided(WINDOW + run - 1, s.inverse); /* rows that the last window has bytes of */
    put_window(&s, (place_in_runs){s.out - WINDOW, (rows - back) * s.w, back * run - WINDOW});
    return s.out;
}

/* --- The kernel ---------------------------------------------------------------------------------------- */

enum { STAGE = 4096 };

/* Whether permutations make it, and do so faster. The first one takes as long as a few dozen stores; where lanes could
 * store whole runs, and a vector has several windows, they pay after a few hundred. Where a run is one element they
 * replace nothing. With windows of one lane splat_rows is as fast where there is no period; but that streams only
 * whole lanes. */
BODY bool should_permute(const char *dst, int64_t rows, int64_t run, size_t width, bool stream)
{
    const int64_t w = (int64_t)width, few = WINDOWS > 1 && run >= LANE ? 240 : 48;
    if (!CAN_PERMUTE || rows * w < WINDOW || run < 2 * w) return false;
    if (rows * ((run + LANE - 1) / LANE) < few) return false;
    if ((int64_t)WINDOW > LANE || period_of(run, inverse_of(run)) > 0) return true;
    return stream && (run < LANE || (address_of(dst) | run) % LANE != 0);
}

/* A source whose elements lie apart is gathered, a few lines of it at a time. (If any piece is permuted, all before
 * it were: only the last one can be too short.) */
KERNEL APART void spread_pieces(char *dst, const char *src, const pair *p)
{
    const size_t width = p->width;
    const int64_t w = (int64_t)width, row_src = p->row_src, run = p->length * p->dst;
    _Alignas(LINE) char stage[STAGE];
    sieve k;
    sieve_start(&k, 1, p->rows, row_src, width);
    for (int64_t r = 0, done; r < p->rows; r += done) {
        char *to = dst + r * run;
        const int64_t some = smaller(p->rows - r, STAGE / w);
        const bool begin = r == 0, end = r + some == p->rows;
        pack_sifted(&k, stage, src + r * row_src, some, row_src, false, width);
        done = some;
        if (!should_permute(to, some, run, width, p->stream)) spread_few(to, stage, w, some, run, p->stream, width);
        else done = spread_dense(to, stage, some, run, width, begin, end, p->stream) / run;
    }
}

/* Of a large result such runs are appended lane by lane, or by permutations, in fewer instructions than a vector that
 * might lie across the end of its run. */
BODY bool are_few_lanes(const char *dst, int64_t run)
{
    return (int64_t)VEC < LINE && run <= LINE && (address_of(dst) | run) % LANE == 0;
}

BODY void spread(char *dst, const char *src, const pair *p, size_t width)
{
    const int64_t rows = p->rows, row_dst = p->row_dst, row_src = p->row_src, run = p->length * p->dst;
    if (row_dst != run) spread_runs(dst, row_dst, src, row_src, rows, run, width, p->stream);
    else if (run >= VEC && !(p->stream && are_few_lanes(dst, run)))
        spread_long(dst, src, row_src, rows, run, width, p->stream);
    else if (!should_permute(dst, rows, run, width, p->stream))
        spread_few(dst, src, row_src, rows, run, p->stream, width);
    else if (row_src == (int64_t)width) spread_dense(dst, src, rows, run, width, true, true, p->stream);
    else spread_pieces(dst, src, p);
}

#endif
