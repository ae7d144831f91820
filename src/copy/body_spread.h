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
 * Short runs, one after the other, are made by permutations (body_dense.h) where that is faster.
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
    const bool past = goes_past(dst, LINE, stream); /* no run here is longer */
    for (int64_t b = 0; b < lanes; b++) lane_put(dst + b * LANE, v, past);
}

/* Returns how many rows were done: not the last ones, where nothing follows. */
BODY int64_t splat_rows(char *restrict dst, const char *restrict src, int64_t row_src, int64_t rows,
                        int64_t run, int64_t lanes, size_t width, bool stream)
{
    const int64_t last = rows * run - lanes * LANE;
    int64_t r = 0, at = 0;
    /* A single store is less than what a step costs. */
    for (; lanes == 1 && !stream && at + 3 * run <= last; r += 4, at += 4 * run)
        UNROLL
        for (int64_t q = 0; q < 4; q++) splat_row(dst + at + q * run, src + (r + q) * row_src, 1, width, false);
    for (; at <= last; r++, at += run) splat_row(dst + at, src + r * row_src, lanes, width, stream);
    return r;
}

/* Where they go to memory the number of lanes need not be known. */
BODY int64_t splat(char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, size_t width,
                   bool stream)
{
    const int64_t lanes = (run + LANE - 1) / LANE;
    if (stream) return splat_rows(dst, src, row_src, rows, run, lanes, width, true);
    switch (lanes) {
    case 1: return splat_rows(dst, src, row_src, rows, run, 1, width, false);
    case 2: return splat_rows(dst, src, row_src, rows, run, 2, width, false);
    case 3: return splat_rows(dst, src, row_src, rows, run, 3, width, false);
    default: return splat_rows(dst, src, row_src, rows, run, 4, width, false);
    }
}

BODY void spread_short(char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, bool stream,
                       size_t width)
{
    /* Of whole lanes nothing is written twice. (An empty run has none, and no end.) */
    const bool whole = run > 0 && (address_of(dst) | run) % LANE == 0;
    const int64_t done = splat(dst, src, row_src, rows, run, width, stream && whole);
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
    for (; vectors == 1 && at + 3 * run <= last; r += 4, at += 4 * run) /* as in splat_rows */
        UNROLL
        for (int64_t q = 0; q < 4; q++) splat_vector(dst + at + q * run, src + (r + q) * row_src, 1, width);
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

enum { LONG_RUN = 1024 }; /* bytes: the last vector is a small part of it */

/* Whether unaligned vectors, some of which lie in two lines, take longer than blending. Those as long as a line do; of
 * those half as long there have to be several in a run, in a result that the first cache does not hold. */
BODY bool should_align(const char *dst, int64_t rows, int64_t run)
{
    enum { FAR_BYTES = 32 << 10 };
    if (!CAN_PERMUTE || (int64_t)VEC == LANE || (address_of(dst) | run) % VEC == 0) return false;
    return (int64_t)VEC == LINE || (run > 4 * (int64_t)VEC && run < LONG_RUN && rows * run > FAR_BYTES);
}

/*
 * Two by two, where two of them are whole vectors:
 *
 *     runs of 3, vectors of 2      a a|a b|b b|c c|c d|d d
 */
BODY void stream_two_by_two(char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, size_t width)
{
    const int64_t ahead = AHEAD / (int64_t)width * row_src, half = run % VEC, whole = run - half;
    for (; rows >= 2; rows -= 2, src += 2 * row_src, dst += 2 * run) {
        const vec a = vec_splat(src, width), b = vec_splat(src + row_src, width);
        ask_for(src, ahead);
        for (int64_t at = 0; at < whole; at += VEC) vec_put(dst + at, a, true);
        if (half > 0) vec_put(dst + whole, vec_blend(a, b, half), true);
        for (int64_t at = run + half; at < 2 * run; at += VEC) vec_put(dst + at, b, true);
    }
    if (rows == 0) return;
    const vec last = vec_splat(src, width);
    for (int64_t at = 0; at < whole; at += VEC) vec_put(dst + at, last, true);
    if (half > 0) vec_store(dst + run - VEC, last);
}

/* Whether a large result is made so. (With vectors as long as a line spread_across is as fast.) */
BODY bool are_whole_by_two(const char *dst, int64_t run, bool stream)
{
    if (VEC / 2 != LANE || !is_past(stream) || bytes_to_multiple(dst, VEC) > 0) return false;
    return run >= VEC && 2 * run % VEC == 0;
}

BODY void spread_long(char *dst, const char *src, int64_t row_src, int64_t rows, int64_t run, size_t width,
                      bool stream)
{
    /* Only aligned vectors can be streamed. Without permutations they have to begin with an element: `begun`
     * goes through memory there. */
    if (are_whole_by_two(dst, run, stream)) stream_two_by_two(dst, src, row_src, rows, run, width);
    else if (stream && (CAN_PERMUTE || bytes_to_multiple(dst, (int64_t)width) == 0))
        spread_across(dst, src, row_src, rows, run, width, true);
    else if (should_align(dst, rows, run)) spread_across(dst, src, row_src, rows, run, width, false);
    else {
        const int64_t done = run < LONG_RUN ? splat_wide(dst, src, row_src, rows, run, width) : 0;
        for (int64_t r = done; r < rows; r++) fill_long(dst + r * run, src + r * row_src, run, width, false);
    }
}

/* --- The kernel ---------------------------------------------------------------------------------------- */

/* Called only where a vector is as long as a line: the narrower table may have one that such a run fills. */
BODY void spread_narrower(char *dst, const char *src, const pair *p, size_t width)
{
    NARROWER.pair[SPREAD][ndw_width_class(width)](dst, src, p);
}

/* Runs shorter than a vector, one by one. */
BODY void spread_singly(char *dst, const char *src, const pair *p, size_t width)
{
    if ((int64_t)VEC == LINE) spread_narrower(dst, src, p, width);
    else spread_few(dst, src, p->row_src, p->rows, p->length * p->dst, p->stream, width);
}

enum { STAGE = 4096 };

/* A source whose elements lie apart is gathered, a few lines of it at a time. (If any piece is permuted, all before
 * it were: only the last one can be too short.) */
KERNEL APART void spread_pieces(char *dst, const char *src, const pair *p)
{
    const size_t width = p->width;
    const int64_t w = (int64_t)width, row_src = p->row_src, run = p->length * p->dst;
    _Alignas(LINE) char stage[STAGE];
    pair piece = *p;
    piece.row_src = w;
    sieve k;
    sieve_start(&k, 1, p->rows, row_src, width);
    for (int64_t r = 0, done; r < p->rows; r += done) {
        char *to = dst + r * run;
        const int64_t some = smaller(p->rows - r, quotient(STAGE, w));
        const bool begin = r == 0, end = r + some == p->rows;
        pack_sifted(&k, stage, src + r * row_src, some, row_src, false, width);
        piece.rows = done = some;
        if (!should_permute(to, some, run, width, p->stream)) spread_singly(to, stage, &piece, width);
        else done = quotient(spread_dense(to, stage, some, run, width, begin, end, p->stream), run);
    }
}

/* Of a large result such runs are appended lane by lane, or by permutations, in fewer instructions than a vector that
 * might lie across the end of its run. (Lanes that are streamed take longer than longer vectors do, if two runs are
 * whole ones, or if an element fills a lane.) */
BODY bool are_few_lanes(const char *dst, int64_t run, size_t width)
{
    if (are_whole_by_two(dst, run, true) || ((int64_t)VEC > LANE && width == LANE && is_past(true))) return false;
    return (int64_t)VEC < LINE && run <= LINE && (address_of(dst) | run) % LANE == 0;
}

/* Whether elements that lie apart should be gathered for permutations. That takes longer than storing lanes, where they
 * are few, and where a lane has one run, or two of them (elements of 4 bytes and more, short of a lane). */
BODY bool should_gather(int64_t rows, int64_t run, size_t width, bool stream)
{
    enum { FEW = 128 };
    return stream || WINDOWS == 1 || (rows >= FEW && (run < LANE ? width < 4 : run > LANE));
}

/* Whether vectors of half a line are as fast or faster, where nothing goes past the caches: for runs that one of them
 * holds, unless there are many that lie apart, and a lane would be stored for each; for short results; and for runs of
 * a few of them whose lines would be blended of two runs each. */
BODY bool is_for_narrower(const char *dst, int64_t rows, int64_t run, bool packed, bool stream)
{
    enum { SHORT_BYTES = 4096, LANES_BYTES = 1024, HALF = VEC / 2 };
    if ((int64_t)VEC < LINE || stream) return false;
    if (!packed && run <= LANE) return rows * run <= LANES_BYTES;
    if (run <= HALF || (run < VEC && rows * run <= SHORT_BYTES)) return true;
    const bool blended = (address_of(dst) | run) % VEC != 0;
    return blended && run % HALF == 0 && (run <= 3 * HALF || address_of(dst) % HALF == 0);
}

BODY void spread(char *dst, const char *src, const pair *p, size_t width)
{
    const int64_t rows = p->rows, row_dst = p->row_dst, row_src = p->row_src, run = p->length * p->dst;
    if (row_dst != run) {
        spread_runs(dst, row_dst, src, row_src, rows, run, width, p->stream);
    } else if (is_for_narrower(dst, rows, run, row_src == (int64_t)width, p->stream)) {
        spread_narrower(dst, src, p, width);
    } else if (run >= VEC && !(p->stream && are_few_lanes(dst, run, width))) {
        spread_long(dst, src, row_src, rows, run, width, p->stream);
    } else if ((int64_t)VEC < LINE && row_src == (int64_t)width && !is_past(p->stream) && is_brief(rows, run, width)) {
        spread_brief(dst, src, rows, run, width);
    } else {
        const bool permuted = CAN_PERMUTE && should_permute(dst, rows, run, width, p->stream);
        if (permuted && row_src == (int64_t)width) spread_dense(dst, src, rows, run, width, true, true, p->stream);
        else if (permuted && should_gather(rows, run, width, p->stream)) spread_pieces(dst, src, p);
        else spread_singly(dst, src, p, width);
    }
}

#endif
