/*
 * body_dense.h - short runs of copies of one element after another, by permutations.
 *
 * Runs that follow each other are a stream of bytes, and are made by permutations, vector by vector,
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
 * Where bytes only move inside a lane, all elements of a vector have to lie in one: that is loaded into both halves
 * of a vector, and permuted at once:
 *
 *     two lanes of 8           [aa bb cc dd][aa bb cc dd]
 *     permuted                 [aa aa aa bb][bb bb cc cc]
 */
#ifndef NDW_COPY_BODY_DENSE_H
#define NDW_COPY_BODY_DENSE_H

/* x / run, of an x below 256 and a run of 2 to 128 where x * run is below 65536: the inverse of a run is 65536 / run,
 * rounded up, which is too much by less than run / 65536 of it. */
BODY int64_t inverse_of(int64_t run)
{
    assert(run >= 2 && run <= INVERSE_MAX);
    return ndw_inverses[run];
}
BODY int64_t divided(int64_t x, int64_t inverse) { return x * inverse >> 16; }

/* How many vectors hold whole runs, if that is one or three; 0 otherwise. */
BODY int64_t period_of(int64_t run, int64_t inverse)
{
    const int64_t three = 3 * (int64_t)VEC;
    if (divided(VEC, inverse) * run == VEC) return 1;
    return divided(three, inverse) * run == three ? 3 : 0;
}

enum { WINDOWS = VEC / WINDOW };
_Static_assert(WINDOWS <= 2, "the result has twice the bytes of the source, so a vector if that has a window");

typedef struct stream_of_runs {
    char *dst;
    const char *src;
    int64_t in, out; /* bytes of the source, which is packed and at least WINDOW, and of the result */
    int64_t w, run, inverse;
} stream_of_runs;

static const char numbers[] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
    22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43,
    44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63};

/* The numbers from `first` on, as bytes. */
BODY win count_from(int64_t first) { return win_add(win_load(numbers), first); }

enum { BOTH = 257 }; /* times a byte: that byte twice */

typedef uint16_t twos VECTOR(WINDOW); /* bytes, two by two: no processor multiplies single ones */

BODY twos twos_divided(twos x, int64_t inverse)
{
    const win even = (win)(x & UINT8_MAX), odd = (win)(x >> 8);
    return (twos)win_times(even, inverse) | (twos)win_times(odd, inverse) << 8;
}

/* The permutation of the window that begins `phase` bytes after a run begins: its byte i is byte
 * x / run * w + x % w of the source, where x is phase + i. */
BODY win index_at(const stream_of_runs *s, int64_t phase)
{
    const twos x = (twos)count_from(phase), w = (twos){0} + (uint16_t)s->w;
    return (win)(twos_divided(x, s->inverse) * w + (x & (w - 1) * BOTH));
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

/* The window of the result that begins there. Near the end the source is read from as far back as it must be. */
BODY void put_window(const stream_of_runs *s, place_in_runs to)
{
    const int64_t from = smaller(to.first, s->in - WINDOW);
    const win index = win_add(index_at(s, to.phase), to.first - from);
    win_put(s->dst + to.at, win_permute(win_load(s->src + from), index), false);
}

/* The permutation of the vector that begins there, and whether one window has all elements of it. */
BODY vec vector_index_at(const stream_of_runs *s, int64_t phase)
{
    win each[WINDOWS];
    UNROLL
    for (int64_t q = 0; q < WINDOWS; q++) each[q] = index_at(s, phase + q * WINDOW);
    return vec_of_windows(each);
}

BODY bool has_one_window(const stream_of_runs *s, int64_t phase)
{
    return WINDOWS == 1 || (divided(phase + VEC - 1, s->inverse) + 1) * s->w <= WINDOW;
}

/* The vector of the result at byte `at`, by its permutation; `first` is where the source is read. */
BODY void put_vector(const stream_of_runs *s, int64_t at, int64_t first, vec index, bool past)
{
    vec_put(s->dst + at, vec_permute(vec_load_window(s->src + first), index), past);
}

/* The same where the window might end behind the source: it is read from as far back as it must be. */
BODY void put_vector_inside(const stream_of_runs *s, int64_t at, int64_t first, vec index, bool stream)
{
    const int64_t from = smaller(first, s->in - WINDOW);
    put_vector(s, at, from, vec_add(index, first - from), goes_past(s->dst + at, VEC, stream));
}

/* A few vectors that hold whole runs: for each where it is read, from where the first one is, and the permutation; and
 * how far it is to the same of the next ones. */
enum { LONGEST_PERIOD = 3 };

typedef struct period_of_runs {
    int64_t vectors, step, from[LONGEST_PERIOD];
    vec index[LONGEST_PERIOD];
} period_of_runs;

BODY period_of_runs period_at(const stream_of_runs *s, place_in_runs to, int64_t vectors)
{
    period_of_runs p = {.vectors = vectors, .step = divided(vectors * VEC, s->inverse) * s->w};
    UNROLL
    for (int64_t k = 0; k < vectors; k++) {
        const place_in_runs begin = place_after(s, to, k * VEC);
        p.from[k] = begin.first - to.first;
        p.index[k] = vector_index_at(s, begin.phase);
    }
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
        put_vector(s, to.at + k * VEC, first + p->from[n], p->index[n], past);
    }
    return (place_in_runs){to.at + bytes, to.first + times * p->step, to.phase};
}

/* Whether all windows of them are in the source. Then they are in the result: a window has all elements of its
 * vector. */
BODY bool has_periods(const stream_of_runs *s, const period_of_runs *p, place_in_runs to, int64_t times)
{
    return to.first + p->from[p->vectors - 1] + (times - 1) * p->step + WINDOW <= s->in;
}

/* Period after period, and the vectors that are left. Returns how many bytes are done then. */
BODY int64_t put_all_periods(const stream_of_runs *s, const period_of_runs *p, place_in_runs to, bool stream)
{
    while (p->vectors == 1 && has_periods(s, p, to, 4)) to = put_periods(s, p, to, 4, stream);
    while (has_periods(s, p, to, 1)) to = put_periods(s, p, to, 1, stream);
    for (;; to.first += p->step)
        UNROLL
        for (int64_t k = 0; k < p->vectors; k++, to.at += VEC) {
            if (to.at + VEC > s->out) return to.at;
            put_vector_inside(s, to.at, to.first + p->from[k], p->index[k], stream);
        }
}

/* Where `vectors` hold whole runs, the same permutations come again: they stay in registers. */
BODY int64_t spread_periods(const stream_of_runs *s, place_in_runs to, int64_t vectors, bool stream)
{
    const period_of_runs p = period_at(s, to, vectors);
    return put_all_periods(s, &p, to, stream);
}

/* Elsewhere each is loaded: the one that begins `phase` bytes after a run begins is that piece of a table. */
BODY int64_t spread_phases(const stream_of_runs *s, place_in_runs to, bool stream)
{
    const int64_t whole = divided(VEC, s->inverse), rest = VEC - whole * s->run;
    char table[LINE + VEC + WINDOW];
    for (int64_t b = 0; b < s->run + VEC; b += WINDOW) win_put(table + b, index_at(s, b), false);
    for (; to.at + VEC <= s->out; to.at += VEC) {
        if (stream) ask_for(s->src, to.first + AHEAD);
        put_vector_inside(s, to.at, to.first, vec_load(table + to.phase), stream);
        to.first += whole * s->w;
        to.phase += rest;
        if (to.phase >= s->run) {
            to.phase -= s->run;
            to.first += s->w;
        }
    }
    return to.at;
}

/* Returns how many bytes are done then. */
BODY int64_t spread_vectors(const stream_of_runs *s, place_in_runs to, int64_t period, bool stream)
{
    switch (period) {
    case 1: return spread_periods(s, to, 1, stream);
    case 3: return spread_periods(s, to, 3, stream);
    default: return spread_phases(s, to, stream);
    }
}

/* Where the first vector begins: aligned, if there each vector has its elements in one window; otherwise where the
 * first run begins. (There they have, if there is a period. Where there is none, they have everywhere: elements have 4
 * bytes at most, and runs three of them.) Pieces of one result agree on it: they begin whole runs apart. */
BODY place_in_runs first_vector(const stream_of_runs *s, int64_t period)
{
    const place_in_runs start = {0, 0, 0}, aligned = place_after(s, start, bytes_to_multiple(s->dst, VEC));
    for (int64_t k = 0; k < period; k++)
        if (!has_one_window(s, place_after(s, aligned, k * VEC).phase)) return start;
    return aligned;
}

/* Of a result, or a piece of one, that does not repay aligned vectors. (Of those as long as a line, each that is not
 * aligned lies in two.) */
enum { BRIEF_BYTES = (int)VEC < (int)LINE ? 4096 : 1024 };

/*
 * Of rows that go on, what follows the last vector is left to the next ones, and what comes before the first one has
 * been written before (in a short last piece there is nothing before it). Returns how many bytes are done.
 */
KERNEL APART int64_t spread_dense(char *dst, const char *src, int64_t rows, int64_t run, size_t width, bool begin,
                                  bool end, bool stream)
{
    const stream_of_runs s = {dst, src, rows * (int64_t)width, rows * run, (int64_t)width, run, inverse_of(run)};
    const int64_t period = period_of(run, s.inverse);
    assert(period > 0 || has_one_window(&s, run - 1));
    const place_in_runs start = {0, 0, 0}, first = s.out <= BRIEF_BYTES ? start : first_vector(&s, period);
    const bool large = as_large(stream, bytes_to_multiple(dst + first.at, VEC) == 0);
    for (int64_t at = 0; begin && at < first.at; at += WINDOW) put_window(&s, place_after(&s, start, at));
    const int64_t done =
        large ? spread_vectors(&s, first, period, true) : spread_vectors(&s, first, period, false);
    if (!end) return done;
    for (int64_t left = VEC; left > 0; left -= WINDOW) { /* windows, so that one ends with the last run */
        const int64_t back = divided(left + run - 1, s.inverse); /* rows that those have bytes of */
        const place_in_runs to = {s.out - left, (rows - back) * s.w, back * run - left};
        if (done < to.at + WINDOW) put_window(&s, to);
    }
    return s.out;
}

/* --- Short results where one or three vectors hold whole runs -------------------------------------------- */

/*
 * Where a vector holds whole runs, or three do, the permutations follow from two shifts and a short list, and each
 * period of them begins with a run. So a short result is written from where it begins on, and not from where vectors
 * would be aligned; and its last vector, which ends with a run as a period does, is made as the last of a period is:
 *
 *     run 2, vectors of 8      [aabbccdd][eeffgghh]
 *                                           [ffgghhii]
 */
BODY bool is_brief(int64_t rows, int64_t run, size_t width)
{
    enum { FEW = 32 }; /* fewer are stored lane by lane as fast */
    const int64_t w = (int64_t)width;
    if (!CAN_PERMUTE || run < 2 * w || run > (int64_t)VEC) return false;
    const int64_t lowest_bit = run & -run;
    if (run != lowest_bit && run != 3 * lowest_bit) return false;
    return rows >= FEW && rows * w >= WINDOW && rows * run <= BRIEF_BYTES;
}

typedef uint16_t vec_twos VECTOR(VEC);

/* index_at, where a vector begins with a run, and runs and elements have powers of two. */
BODY vec index_of_whole(int by_run, int by_width)
{
    const vec_twos x = (vec_twos)vec_load(numbers), none = {0};
    const vec_twos element = x >> by_run & (none + (uint16_t)((UINT8_MAX >> by_run) * BOTH));
    return (vec)(element << by_width | (x & (none + (uint16_t)(((1 << by_width) - 1) * BOTH))));
}

BODY void spread_wholes(char *dst, const char *src, int64_t rows, int by_run, int by_width)
{
    const int64_t in = rows << by_width, out = rows << by_run, step = (int64_t)VEC >> by_run << by_width;
    const int64_t last = in - WINDOW;
    const vec index = index_of_whole(by_run, by_width);
    int64_t at = 0, from = 0;
    for (; from + 3 * step <= last; at += 4 * (int64_t)VEC, from += 4 * step)
        UNROLL
        for (int64_t q = 0; q < 4; q++)
            vec_store(dst + at + q * VEC, vec_permute(vec_load_window(src + from + q * step), index));
    for (; from <= last; at += VEC, from += step)
        vec_store(dst + at, vec_permute(vec_load_window(src + from), index));
    for (; at < out; at += VEC, from += step) { /* all from the last window; and one ends with the last run */
        const vec here = vec_add(index, smaller(from, in - step) - last);
        vec_store(dst + smaller(at, out - VEC), vec_permute(vec_load_window(src + last), here));
    }
}

static const uint8_t thirds[] = { /* x / 3, of x from 0 to 95 */
    0,  0,  0,  1,  1,  1,  2,  2,  2,  3,  3,  3,  4,  4,  4,  5,  5,  5,  6,  6,  6,  7,  7,  7,
    8,  8,  8,  9,  9,  9,  10, 10, 10, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 14, 15, 15, 15,
    16, 16, 16, 17, 17, 17, 18, 18, 18, 19, 19, 19, 20, 20, 20, 21, 21, 21, 22, 22, 22, 23, 23, 23,
    24, 24, 24, 25, 25, 25, 26, 26, 26, 27, 27, 27, 28, 28, 28, 29, 29, 29, 30, 30, 30, 31, 31, 31};
_Static_assert((int)VEC >= (int)LINE || 3 * (int)VEC <= (int)sizeof thirds,
               "vectors as long as a line leave it to the narrower table");

/* The period that begins with a run of three times a power of two: byte x of the result is that of element
 * (x >> by_run) / 3. */
BODY period_of_runs period_of_thirds(int by_run, int by_width)
{
    period_of_runs p = {.vectors = 3, .step = VEC >> by_run << by_width};
    const twos x = (twos)win_load(numbers), none = {0};
    const win places = (win)(x >> by_run & (none + (uint16_t)((UINT8_MAX >> by_run) * BOTH)));
    const twos in_element = x & (none + (uint16_t)(((1 << by_width) - 1) * BOTH));
    UNROLL
    for (int64_t k = 0; k < 3; k++) {
        const int64_t first = thirds[k * VEC >> by_run];
        win each[WINDOWS];
        UNROLL
        for (int64_t q = 0; q < WINDOWS; q++) {
            const win elements = win_permute(win_load(thirds + ((k * VEC + q * WINDOW) >> by_run)), places);
            each[q] = (win)((twos)win_add(elements, -first) << by_width | in_element);
        }
        p.from[k] = first << by_width;
        p.index[k] = vec_of_windows(each);
    }
    return p;
}

BODY void spread_thirds(char *dst, const char *src, int64_t rows, int by_run, int by_width)
{
    const stream_of_runs s = {dst, src, rows << by_width, 3 * rows << by_run, 1 << by_width, 3 << by_run, 0};
    const period_of_runs p = period_of_thirds(by_run, by_width);
    const int64_t done = put_all_periods(&s, &p, (place_in_runs){0, 0, 0}, false);
    if (done < s.out) put_vector_inside(&s, s.out - VEC, s.in - p.step + p.from[2], p.index[2], false);
}

KERNEL APART void spread_brief(char *dst, const char *src, int64_t rows, int64_t run, size_t width)
{
    const int by_run = (int)LOG2((uint64_t)(run & -run)), by_width = (int)LOG2(width);
    assert((width & (width - 1)) == 0);
    if (run >> by_run == 1) spread_wholes(dst, src, rows, by_run, by_width);
    else spread_thirds(dst, src, rows, by_run, by_width);
}

/* Whether permutations make it, and do so faster. The first one takes as long as a few dozen stores; where lanes could
 * store whole runs, and a vector has several windows, they pay after three times as many, unless lanes would go past
 * the caches. Where a run is one element they replace nothing, nor where a window is. With windows of one lane
 * splat_rows is as fast where there is no period; but that streams only whole lanes. */
KERNEL APART bool should_permute(const char *dst, int64_t rows, int64_t run, size_t width, bool stream)
{
    const int64_t w = (int64_t)width, few = WINDOWS > 1 && run >= LANE && !is_past(stream) ? 144 : 48;
    if (rows * w < WINDOW || run < 2 * w || w == WINDOW) return false;
    if (rows * ((run + LANE - 1) / LANE) < few) return false;
    if ((int64_t)WINDOW > LANE || period_of(run, inverse_of(run)) > 0) return true;
    return stream && (run < LANE || (address_of(dst) | run) % LANE != 0);
}

#endif
