/*
 * body_pack.h - runs that are packed in the destination and lie apart in the source.
 *
 * Where the step is a few elements, or backwards, the elements of one vector of the result, a group, lie
 * in a few vectors of the source, its windows, always at the same places in them. Each window is loaded
 * whole; a permutation sifts from it what is wanted:
 *
 *     source, step 2, two windows      a . b . c . d .   e . f . g . h .
 *     sifted from each                 a b c d - - - -   - - - - e f g h
 *     vector of the result             a b c d e f g h
 *
 * Elements of 8 and 16 bytes are loaded one by one, since a lane has only two of them, or one; unless they are narrower
 * than a window and lie side by side, backwards: then one window has all of a group.
 *
 * The windows of a group begin with its first element; where the step is negative they end with it. So
 * they can leave the run only at its end, and the last elements are moved one by one.
 */
#ifndef NDW_COPY_BODY_PACK_H
#define NDW_COPY_BODY_PACK_H

enum { MOST_WINDOWS = 4 };

/* How the vectors of a run are sifted. */
typedef struct sieve {
    int64_t windows; /* of the source for one vector; 0: it cannot be done, or does not pay */
    int64_t group;   /* elements of a vector */
    int64_t width;   /* bytes of an element, 2 to the */
    int64_t log;
    int64_t step;    /* in the source; it and all positions here in bytes */
    int64_t first;   /* where the windows begin, from the first element of the group */
    /* A vector of indices for each window: at byte b, which byte of this window goes there, or NOTHING.
     * Each byte comes from one window. */
    char index[MOST_WINDOWS * WINDOW];
} sieve;

/* For the vector whose byte `to` is byte `to` % w of element `to` / w: the indices of the window that begins at
 * byte `from`. */
BODY void window_fill(char *index, int step, int w, int from)
{
    const int log = (int)LOG2((unsigned)w);
    _Pragma("omp simd")
    for (int to = 0; to < WINDOW; to++) {
        const int at = (to >> log) * step + (to & (w - 1)) - from;
        index[to] = (char)(at >= 0 && at < WINDOW ? at | TAKEN : NOTHING);
    }
}

BODY void sieve_fill(sieve *k, int64_t step, int64_t w)
{
    k->first = step < 0 ? w - k->windows * WINDOW : 0;
    for (int64_t n = 0; n < k->windows; n++)
        window_fill(k->index + n * WINDOW, (int)step, (int)w, (int)(k->first + n * WINDOW));
}

/* Of a short row most elements are at its ends, and are moved one by one; and the rows have to pay for the
 * sieve, all together. */
KERNEL APART void sieve_make(sieve *k, int64_t rows, int64_t length, int64_t step, size_t width)
{
    enum { LEAST_ROW = 80 };
    const int64_t w = (int64_t)width;
    k->width = w;
    k->log = (int64_t)LOG2(width);
    k->group = WINDOW >> k->log;
    k->step = step;
    k->windows = (magnitude(step) * (k->group - 1) + w + WINDOW - 1) / WINDOW;
    if (k->windows > MOST_WINDOWS || length < LEAST_ROW || rows * length < 8 * k->group) k->windows = 0;
    else sieve_fill(k, step, w);
}

BODY void sieve_start(sieve *k, int64_t rows, int64_t length, int64_t step, size_t width)
{
    k->windows = 0;
    if (!CAN_PERMUTE || width >= WINDOW) return;
    if (width < LANE / 2 || step == -(int64_t)width) sieve_make(k, rows, length, step, width);
}

/* The group that begins with element i, wherever that lies. */
BODY void sift_one(const sieve *k, char *to, const char *from, int64_t i)
{
    const char *begin = from + i * k->step + k->first;
    win v = win_permute(win_load(begin), win_load(k->index));
    for (int64_t n = WINDOW; n < k->windows * WINDOW; n += WINDOW)
        v = win_pick_more(v, win_load(begin + n), win_load(k->index + n));
    win_put(to + i * k->width, v, false);
}

BODY void sift_group(const char *from, char *to, const win *index, int64_t windows, bool stream)
{
    win v = win_permute(win_load(from), index[0]);
    UNROLL
    for (int64_t n = 1; n < windows; n++) v = win_pick_more(v, win_load(from + n * WINDOW), index[n]);
    win_put(to, v, goes_past(to, WINDOW, stream));
}

/* Groups from element i on, the last of which begins at byte `last` of the source or before. Returns where it
 * ended. */
BODY int64_t sift_groups(const sieve *k, char *to, const char *from, int64_t i, int64_t last, int64_t windows,
                         bool stream)
{
    const int64_t far = k->group * k->step, ahead = far < 0 ? -AHEAD : AHEAD, way = magnitude(far);
    int64_t out = i * k->width, at = i * k->step + k->first, left = last - magnitude(k->step) * i;
    win index[MOST_WINDOWS];
    UNROLL
    for (int64_t n = 0; n < windows; n++) index[n] = win_load(k->index + n * WINDOW);
    /* A group is so little that the steps would be half of its instructions. (A large result waits for memory.) */
    for (; !stream && left >= way; left -= 2 * way, at += 2 * far, out += 2 * WINDOW)
        UNROLL
        for (int64_t q = 0; q < 2; q++) sift_group(from + at + q * far, to + out + q * WINDOW, index, windows, false);
    for (; left >= 0; left -= way, at += far, out += WINDOW) {
        sift_group(from + at, to + out, index, windows, stream);
        if (stream)
            for (int64_t b = 0; b < windows * WINDOW; b += LINE) ask_for(from + at, b + ahead);
    }
    return out >> k->log;
}

BODY int64_t sift_by(const sieve *k, char *to, const char *from, int64_t i, int64_t last, bool stream)
{
    switch (k->windows) {
    case 1: return sift_groups(k, to, from, i, last, 1, stream);
    case 2: return sift_groups(k, to, from, i, last, 2, stream);
    case 3: return sift_groups(k, to, from, i, last, 3, stream);
    default: return sift_groups(k, to, from, i, last, 4, stream);
    }
}

/* Returns how many elements of the run were moved. The first group may lie anywhere, and so may the last one;
 * the others are aligned where elements are. */
KERNEL APART int64_t sift_run(const sieve *k, char *to, const char *from, int64_t length, bool stream)
{
    const int64_t step = magnitude(k->step), end = length - k->group;
    const int64_t last = step * (length - 1) + k->width - k->windows * WINDOW;
    if (last < 0) return 0;
    int64_t i = bytes_to_multiple(to, WINDOW) >> k->log;
    if (i > 0) sift_one(k, to, from, 0);
    if (stream && bytes_to_multiple(to, k->width) == 0) i = sift_by(k, to, from, i, last, true);
    else i = sift_by(k, to, from, i, last, false);
    if (i == length || step * end > last) return i;
    sift_one(k, to, from, end);
    return length;
}

/* A lane of elements of 8 or 16 bytes, the first of which is at `from`. */
BODY lane pick_lane(const char *from, int64_t step, size_t width)
{
    return width == LANE ? lane_load(from) : lane_pair(from, from + step);
}

/* Such elements, from element `i` on. Returns where it ended. */
BODY int64_t pack_lanes(char *restrict to, const char *restrict from, int64_t i, int64_t length, int64_t step,
                        size_t width)
{
    const int64_t w = (int64_t)width, each = LANE / w, lanes = (length - i) / each;
    int64_t out = i * w, at = i * step;
    UNROLL_4
    for (int64_t k = 0; k < lanes; k++, out += LANE, at += each * step)
        lane_store(to + out, pick_lane(from + at, step, width));
    return i + lanes * each;
}

/* The same of a large result, `to` being a multiple of the width. */
BODY int64_t append_lanes(char *to, const char *from, int64_t length, int64_t step, size_t width)
{
    const int64_t w = (int64_t)width, each = LANE / w, ahead = step < 0 ? -AHEAD : AHEAD;
    int64_t i = smaller(bytes_to_multiple(to, LANE) / w, length);
    if (i > 0) memcpy(to, from, width);
    for (; i + each <= length; i += each) {
        const char *first = from + i * step;
        ask_for(first, ahead);
        lane_put(to + i * w, pick_lane(first, step, width), goes_past(to + i * w, LANE, true));
    }
    return i;
}

/* From element `i` on. */
BODY void pack_run(char *restrict to, const char *restrict from, int64_t i, int64_t length, int64_t step,
                   size_t width)
{
    if (width >= LANE / 2) i = pack_lanes(to, from, i, length, step, width);
    UNROLL_4
    for (; i < length; i++) memcpy(to + i * (int64_t)width, from + i * step, width);
}

/* A run, by sifting if that can be done. */
BODY void pack_or_sift(const sieve *k, char *to, const char *from, int64_t length, int64_t step, bool stream,
                       size_t width)
{
    int64_t done = 0;
    if (CAN_PERMUTE && k->windows) done = sift_run(k, to, from, length, stream);
    else if (stream && width >= LANE / 2 && bytes_to_multiple(to, (int64_t)width) == 0)
        done = append_lanes(to, from, length, step, width);
    pack_run(to, from, done, length, step, width);
}

ONCE_PER_WIDTH(pack_sifted, pack_or_sift,
               (const sieve *k, char *to, const char *from, int64_t length, int64_t step, bool stream),
               k, to, from, length, step, stream)

BODY void pack(char *dst, const char *src, const pair *p, size_t width)
{
    const int64_t rows = p->rows, row_dst = p->row_dst, row_src = p->row_src;
    const int64_t length = p->length, src_step = p->src;
    const bool stream = p->stream;
    sieve k;
    sieve_start(&k, rows, length, src_step, width);
    if (k.windows || stream)
        for (int64_t r = 0; r < rows; r++) {
            if (stream && r + 1 < rows) ask_for_run(src + (r + 1) * row_src, length, src_step);
            pack_sifted(&k, dst + r * row_dst, src + r * row_src, length, src_step, stream, width);
        }
    else
        for (int64_t r = 0; r < rows; r++) pack_run(dst + r * row_dst, src + r * row_src, 0, length, src_step, width);
}

#endif
