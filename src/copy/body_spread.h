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
 * Byte x of the result is byte x / run * e + x % e of the source. A table of that function has the
 * permutation of each vector: the piece that begins at the place in a run where the vector begins. Where
 * a few vectors are whole runs, as here three vectors are four runs, the same permutations come again
 * and stay in registers (spread_periods).
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
    UNROLL_4
    for (; b + VEC <= bytes; b += VEC) vec_put(to + b, aligned, stream);
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

/* --- Runs shorter than a vector, by whole lanes that reach into the runs that follow ------------------- */

/* Returns how many rows were done: not the last ones, where nothing follows. */
BODY int64_t splat_rows(char *restrict dst, const char *restrict src, int64_t row_src, int64_t rows,
                        int64_t run, int64_t lanes, size_t width, bool stream)
{
    const int64_t end = rows * run;
    int64_t r = 0;
    UNROLL_4
    for (int64_t at = 0; at + lanes * LANE <= end; r++, at += run) {
        const char *element = src + r * row_src;
        const lane v = lane_splat(element, width);
        if (stream) ask_for(element, AHEAD);
        for (int64_t b = 0; b < lanes; b++) lane_put(dst + at + b * LANE, v, stream);
    }
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
    const int64_t begin = bytes_to_multiple(dst, VEC);
    int64_t at = begin, end = run;
    vec v = vec_splat(src, width);
    if (at > 0) vec_store(dst, v);
    v = begun(v, begin, width);
    for (int64_t r = 1;; r++, end += run) {
        for (; at + VEC <= end; at += VEC) vec_put(dst + at, v, stream);
        if (r == rows) break;
        const vec next = begun(vec_splat(src + r * row_src, width), begin, width);
        if (at < end) {
            vec_put(dst + at, vec_blend(v, next, end - at), stream);
            at += VEC;
        }
        v = next;
    }
    if (at < end) vec_store(dst + end - VEC, vec_splat(src + (rows - 1) * row_src, width));
}

/* By vectors that begin with a run and reach into the next one. Returns how many rows were done. */
BODY int64_t splat_vectors(char *restrict dst, const char *restrict src, int64_t row_src, int64_t rows,
                           int64_t run, int64_t vectors, size_t width)
{
    const int64_t end = rows * run;
    int64_t r = 0;
    UNROLL_4
    for (int64_t at = 0; at + vectors * VEC <= end; r++, at += run) {
        const vec v = vec_splat(src + r * row_src, width);
        for (int64_t b = 0; b < vectors; b++) vec_store(dst + at + b * VEC, v);
    }
    return r;
}

BODY int64_t splat_wide(char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, size_t width)
{
    const int64_t vectors = (run + VEC - 1) / VEC;
    switch (vectors) {
    case 1: return splat_vectors(dst, src, row_src, rows, run, 1, width);
    case 2: return splat_vectors(dst, src, row_src, rows, run, 2, width);
    default: return splat_vectors(dst, src, row_src, rows, run, vectors, width);
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

typedef struct stream_of_runs {
    char *dst;
    const char *src;
    int64_t in, out; /* bytes of the source, which is packed, and of the result; at least WINDOW each */
} stream_of_runs;

/* The vector of the result that begins at byte `at`, `index` being its piece of the table; the element that
 * it begins in is at byte `first` of the source. Near the end that is read from as far back as it must be. */
BODY void put_by_index(const stream_of_runs *s, int64_t at, int64_t first, const char *index, bool stream)
{
    const int64_t from = smaller(first, s->in - WINDOW);
    win_put(s->dst + at, win_permute(win_load(s->src + from), win_add(win_load(index), first - from)),
            stream);
}

/* Where `period` vectors hold whole runs, the same permutations come again: they stay in registers. */
BODY void spread_periods(const stream_of_runs *s, int64_t *at, int64_t *first, int64_t phase, int64_t run,
                         const char *table, int64_t period, int64_t w, bool stream)
{
    enum { LONGEST = 3 };
    win index[LONGEST];
    int64_t from[LONGEST] = {0};
    for (int64_t k = 0; k < period; k++) {
        index[k] = win_load(table + (phase + k * WINDOW) % run);
        from[k] = (phase + k * WINDOW) / run * w;
    }
    const int64_t last_at = s->out - period * WINDOW, last_first = s->in - WINDOW - from[period - 1];
    const int64_t step = period * WINDOW / run * w;
    int64_t to = *at, src = *first;
    for (; to <= last_at && src <= last_first; to += period * WINDOW, src += step) {
        if (stream) ask_for(s->src, src + AHEAD);
        UNROLL
        for (int64_t k = 0; k < period; k++)
            win_put(s->dst + to + k * WINDOW, win_permute(win_load(s->src + src + from[k]), index[k]), stream);
    }
    *at = to;
    *first = src;
}

/*
 * Byte x of the table is x / run * width + x % width, for x < run + WINDOW:
 * the vector that begins at byte `phase` of a run has the piece of the table that begins there.
 *
 * Of rows that go on, what follows the last aligned vector is left to the next ones, and what comes before the
 * first one has been written before. Returns how many bytes are done.
 */
BODY int64_t spread_dense(char *dst, const char *src, int64_t rows, int64_t run, size_t width, bool begin, bool end,
                          bool stream)
{
    const int64_t w = (int64_t)width, whole = WINDOW / run, rest = WINDOW % run;
    static const char count[] = {
        0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
        22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
        44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64};
    const stream_of_runs s = {dst, src, rows * w, rows * run};
    char table[4 * WINDOW];
    spread_few(table, count, w, (run + WINDOW - 1) / run + 1, run, false, width);

    int64_t at = bytes_to_multiple(dst, WINDOW), first = at / run * w, phase = at % run;
    if (begin && at > 0) put_by_index(&s, 0, 0, table, false);
    if (WINDOW % run == 0) spread_periods(&s, &at, &first, phase, run, table, 1, w, stream);
    else if (3 * WINDOW % run == 0) spread_periods(&s, &at, &first, phase, run, table, 3, w, stream);
    for (; at + WINDOW <= s.out; at += WINDOW) {
        if (stream) ask_for(s.src, first + AHEAD);
        put_by_index(&s, at, first, table + phase, stream);
        first += whole * w;
        phase += rest;
        if (phase >= run) {
            phase -= run;
            first += w;
        }
    }
    if (!end || at == s.out) return at;
    put_by_index(&s, s.out - WINDOW, (s.out - WINDOW) / run * w, table + (s.out - WINDOW) % run, false);
    return s.out;
}

/* --- The kernel ---------------------------------------------------------------------------------------- */

enum { STAGE = 4096 };

/* Whether permutations make it, and do so faster: they begin with a table, which many vectors have to pay
 * for, and replace nothing where a run is one element. Runs of whole lanes are written as fast by splat_rows,
 * but where that cannot stream. */
BODY bool should_permute(const char *dst, int64_t rows, int64_t run, size_t width, bool stream)
{
    const int64_t w = (int64_t)width;
    if (!CAN_PERMUTE || rows * w < WINDOW || rows * run < (int64_t)16 * WINDOW || run < 2 * w) return false;
    if ((int64_t)WINDOW > LANE || run < LANE) return true;
    return stream && (address_of(dst) | run) % LANE != 0; /* else whole lanes do as well */
}

/* A source whose elements lie apart is gathered, a few lines of it at a time. A packed one is used where it
 * is. (If any piece is permuted, all before it were: only the last one can be too short.) */
KERNEL APART void spread_pieces(char *dst, const char *src, const pair *p)
{
    const size_t width = p->width;
    const int64_t w = (int64_t)width, row_src = p->row_src, run = p->length * p->dst;
    const bool packed = row_src == w;
    _Alignas(LINE) char stage[STAGE];
    sieve k;
    if (!packed) sieve_start(&k, 1, p->rows, row_src, width);
    for (int64_t r = 0, done; r < p->rows; r += done) {
        char *to = dst + r * run;
        const char *from = packed ? src : stage;
        const int64_t some = packed ? p->rows : smaller(p->rows - r, STAGE / w);
        const bool begin = r == 0, end = r + some == p->rows;
        if (!packed) pack_sifted(&k, stage, src + r * row_src, some, row_src, false, width);
        done = some;
        if (!should_permute(to, some, run, width, p->stream)) spread_few(to, from, w, some, run, p->stream, width);
        else if (p->stream) done = spread_dense(to, from, some, run, width, begin, end, true) / run;
        else done = spread_dense(to, from, some, run, width, begin, end, false) / run;
    }
}

BODY void spread(char *dst, const char *src, const pair *p, size_t width)
{
    const int64_t rows = p->rows, row_dst = p->row_dst, row_src = p->row_src, run = p->length * p->dst;
    if (row_dst != run) spread_runs(dst, row_dst, src, row_src, rows, run, width, p->stream);
    else if (run >= VEC) spread_long(dst, src, row_src, rows, run, width, p->stream);
    else if (should_permute(dst, rows, run, width, p->stream)) spread_pieces(dst, src, p);
    else spread_few(dst, src, row_src, rows, run, p->stream, width);
}

#endif
