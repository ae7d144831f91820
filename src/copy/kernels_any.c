/*
 * kernels_any.c - elements of any width, once for all tables.
 *
 * Elements of 3 to 15 bytes (those of images have 3, 6 or 12) are moved as words of 4, 8 or 16. What is too much is
 * written over by the element that follows, and was read from the one that follows or from a gap:
 *
 *     elements of 3, backwards     c0 c1 c2 b0 b1 b2 a0 a1 a2
 *     words of 4                   a0 a1 a2 .                  (the first by itself: nothing may follow it)
 *                                           b0 b1 b2 a0
 *                                                    c0 c1 c2  (the last by itself, too)
 */
#include "copy/kernels.h"

#include "copy/vector_generic.h"

#include "copy/body_common.h"
#include "copy/body_run.h"

/* --- Elements that are shorter than a lane, packed in the destination -------------------------------------- */

/* Bytes of the word that one moves with: less than two elements. */
static size_t word_of(size_t width) { return width <= 4 ? 4 : width <= 8 ? 8 : LANE; }

/* Whether elements so far apart are close enough for it: what lies behind one is the next, or a gap between them that
 * may be read; not the end of memory, as it may be behind a line of a matrix. */
static bool are_close(int64_t step, size_t width)
{
    return magnitude(step) >= (int64_t)(word_of(width) - width) && magnitude(step) <= LINE;
}

static bool is_by_words(const pair *p)
{
    const int64_t w = (int64_t)p->width;
    if (w < 3 || w >= LANE || p->dst != w || p->length == 0) return false;
    return p->src == 0 || are_close(p->src, p->width) || p->row_src == w;
}

/* The first and the last by themselves. */
BODY void pack_words(char *restrict to, const char *restrict from, int64_t length, int64_t step, size_t width,
                     size_t word)
{
    const int64_t w = (int64_t)width, last = length - 1;
    move_narrow(to, from, width);
    UNROLL_4
    for (int64_t i = 1; i < last; i++) memcpy(to + i * w, from + i * step, word);
    if (last > 0) move_narrow(to + last * w, from + last * step, width);
}

/* Of a transpose behind each element is that of the next row. */
BODY void pack_rows(char *dst, const char *src, const pair *p, size_t word)
{
    const size_t width = p->width;
    const int64_t w = (int64_t)width, rows = p->rows, n = p->length, step = p->src;
    const bool close = are_close(step, width);
    for (int64_t r = 0; r < rows; r++) {
        char *restrict to = dst + r * p->row_dst;
        const char *restrict from = src + r * p->row_src;
        if (close || (p->row_src == w && r + 1 < rows)) pack_words(to, from, n, step, width, word);
        else
            for (int64_t i = 0; i < n; i++) move_narrow(to + i * w, from + i * step, width);
    }
}

BODY void put_copies(char *restrict to, const char *restrict element, int64_t n, size_t width, size_t word)
{
    char copy[LANE];
    memcpy(copy, element, word);
    for (int64_t i = 0; i < n; i++) memcpy(to + i * (int64_t)width, copy, word);
}

/* Copies of one, of which nothing more is read, and no more is written. */
BODY void spread_row(char *to, const char *from, int64_t n, size_t width, size_t word)
{
    enum { FEW = 4 }; /* what is made of parts and read as a whole has to be waited for */
    const int64_t w = (int64_t)width, words = n < FEW ? 0 : n - 1;
    char element[LANE] = {0};
    move_narrow(element, from, width);
    put_copies(to, element, words, width, word);
    for (int64_t i = words; i < n; i++) move_narrow(to + i * w, from, width);
}

/* Row after row: behind the last copy of each is the first of the next, and behind each element another, but for the
 * highest. */
BODY void spread_words(char *dst, const char *src, const pair *p, size_t word)
{
    const size_t width = p->width;
    const int64_t rows = p->rows, n = p->length, row_dst = p->row_dst, row_src = p->row_src;
    const bool close = row_dst == n * (int64_t)width && are_close(row_src, width);
    const int64_t begin = row_src < 0 ? 1 : 0, end = close ? rows - 1 : 0;
    for (int64_t r = 0; r < rows; r++) {
        if (r >= begin)
            for (; r < end; r++) put_copies(dst + r * row_dst, src + r * row_src, n, width, word);
        spread_row(dst + r * row_dst, src + r * row_src, n, width, word);
    }
}

BODY void move_words(char *dst, const char *src, const pair *p, size_t word)
{
    if (p->src == 0) spread_words(dst, src, p, word);
    else pack_rows(dst, src, p, word);
}

/* --- Elements of some lines, of a large result -------------------------------------------------------------- */

/*
 * A line that one of them ends in and the next one begins in is put together before it goes out; a line that goes out
 * in two parts has to be read in between, which takes longer than a dozen whole ones do.
 *
 *     elements of 2 1/2 lines      [aaaa][aaaa][aabb][bbbb][bbbb][cccc] ...
 *     put together                             [aabb]
 */
typedef struct unfinished {
    char *to;           /* where the first of the bytes goes that are known */
    int64_t begin, end; /* of these, in the line                            */
    _Alignas(LINE) char bytes[LINE];
} unfinished;

BODY void put_unfinished(const unfinished *u)
{
    memcpy(u->to, u->bytes + u->begin, (size_t)(u->end - u->begin));
}

BODY void begin_line(unfinished *u, char *to)
{
    u->to = to;
    u->begin = u->end = address_of(to) & (LINE - 1);
}

/* A line of what is written to addresses that rise, to its boundary. */
BODY void line_append(char *to, const char *from)
{
    if (goes_past(to, LINE, true)) put_line(to, from);
    else memcpy(to, from, LINE);
}

BODY void stream_element(unfinished *u, char *to, const char *from, int64_t bytes)
{
    if (to != u->to + (u->end - u->begin)) {
        put_unfinished(u);
        begin_line(u, to);
    }
    int64_t at = LINE - u->end;
    memcpy(u->bytes + u->end, from, (size_t)at);
    if (u->begin == 0) line_append(u->to, u->bytes);
    else memcpy(to, from, (size_t)at);
    for (; at + LINE <= bytes; at += LINE) {
        if (at + AHEAD < bytes) ask_for(from, at + AHEAD);
        line_append(to + at, from + at);
    }
    u->to = to + at;
    u->begin = 0;
    u->end = bytes - at;
    memcpy(u->bytes, from + at, (size_t)(bytes - at));
}

static void stream_elements(char *dst, const char *src, const pair *p)
{
    const int64_t w = (int64_t)p->width, begin = smaller(w, AHEAD), soon = 1 + AHEAD / w;
    unfinished u;
    begin_line(&u, dst);
    for (int64_t r = 0; r < p->rows; r++)
        for (int64_t i = 0; i < p->length; i++) {
            const char *from = src + r * p->row_src + i * p->src;
            for (int64_t b = 0; i + soon < p->length && b < begin; b += LINE) ask_for(from, soon * p->src + b);
            stream_element(&u, dst + r * p->row_dst + i * p->dst, from, w);
        }
    put_unfinished(&u);
}

/* --- The kernels --------------------------------------------------------------------------------------------- */

/* Apart from the others, which need most registers for themselves. */
APART static void step_one_by_one(char *dst, const char *src, const pair *p) { step_each(dst, src, p, p->width, true); }

void ndw_step_any(char *dst, const char *src, const pair *p)
{
    enum { SOME_LINES = 3 * LINE };
    switch (is_by_words(p) ? word_of(p->width) : 0) {
    case 4: move_words(dst, src, p, 4); break;
    case 8: move_words(dst, src, p, 8); break;
    case LANE: move_words(dst, src, p, LANE); break;
    default:
        if (p->stream && p->width >= SOME_LINES) stream_elements(dst, src, p);
        else step_one_by_one(dst, src, p);
    }
}

/* Any transpose, by tiles of which source and destination stay in the cache meanwhile; of a tile, along its longer
 * side, unless its runs can be moved by words. */
void ndw_cross_any(char *dst, const char *src, const pair *p)
{
    enum { TILE_BYTES = 256, SHORT = 4 };
    pair_kernel *const kernel = ndw_kernels_generic.pair[STEP][ndw_width_class(p->width)];
    const bool by_words = kernel == ndw_step_any && p->width < LANE;
    const int64_t w = (int64_t)p->width, side = w < TILE_BYTES / 4 ? quotient(TILE_BYTES, w) : 4;
    for (int64_t i = 0; i < p->length; i += side)
        for (int64_t r = 0; r < p->rows; r += side) {
            const int64_t n = smaller(p->length - i, side), m = smaller(p->rows - r, side);
            const pair along_run = {m, p->row_dst, w, n, w, p->src, p->width, p->stream};
            const pair along_rows = {n, w, p->src, m, p->row_dst, w, p->width, p->stream};
            const bool by_rows = n < (by_words ? smaller(m, SHORT) : m);
            kernel(dst + r * p->row_dst + i * w, src + r * w + i * p->src, by_rows ? &along_rows : &along_run);
        }
}

int64_t ndw_counted_any(char *dst, int64_t at, const char *src, const counted_run *run)
{
    return counted_each(dst, at, src, run, run->width, true);
}

void ndw_picked_any(char *dst, int64_t dst_step, const char *src, int64_t n, const int64_t *positions, size_t width)
{
    picked(dst, dst_step, src, n, positions, width, true);
}
