/*
 * body_run.h - elements one by one: single ones, runs of them, and lists.
 *
 * All of it is inlined with a constant width, but for step_any and what is streamed, so that an element is one
 * load and one store at any alignment; memcpy says nothing about the type of the bytes.
 */
#ifndef NDW_COPY_BODY_RUN_H
#define NDW_COPY_BODY_RUN_H

/* --- An element ---------------------------------------------------------------------------------- */

/* A line of what is written to addresses that rise, to its boundary. */
BODY void line_append(char *to, const char *from)
{
    if (goes_past(to, LINE, true)) put_line(to, from);
    else memcpy(to, from, LINE);
}

/* Past the caches: whole lines of the destination, the source asked for in advance. */
KERNEL APART void move_streaming(char *restrict to, const char *restrict from, int64_t bytes)
{
    int64_t at = smaller(bytes_to_multiple(to, LINE), bytes);
    memcpy(to, from, (size_t)at);
    for (; at + LINE <= bytes; at += LINE) {
        ask_for(from, at + AHEAD);
        put_line(to + at, from + at);
    }
    memcpy(to + at, from + at, (size_t)(bytes - at));
}

/*
 * Of any width: two loads and two stores that overlap, or four, or libc.
 *
 *     width 11, by words of 8       01234567...
 *                                   ...3456789a
 *
 * Of 1 to 3 bytes: the first, the middle and the last one, which may be the same.
 */
BODY void move_any(char *restrict to, const char *restrict from, size_t width)
{
    if (width > 4 * LANE) {
        memcpy(to, from, width);
    } else if (width > LANE) {
        if (width > 2 * LANE) {
            const size_t third = width - (size_t)2 * LANE;
            lane_store(to + LANE, lane_load(from + LANE));
            lane_store(to + third, lane_load(from + third));
        }
        lane_store(to, lane_load(from));
        lane_store(to + width - LANE, lane_load(from + width - LANE));
    } else if (width >= 8) {
        memcpy(to, from, 8);
        memcpy(to + width - 8, from + width - 8, 8);
    } else if (width >= 4) {
        memcpy(to, from, 4);
        memcpy(to + width - 4, from + width - 4, 4);
    } else {
        to[0] = from[0];
        to[width / 2] = from[width / 2];
        to[width - 1] = from[width - 1];
    }
}

/* `any`: the width is not a constant. */
BODY void move(char *restrict to, const char *restrict from, size_t width, bool any)
{
    if (any) move_any(to, from, width);
    else memcpy(to, from, width);
}

/* --- A run of them, any steps ---------------------------------------------------------------------- */

BODY void step_each(char *dst, const char *src, const pair *p, size_t width, bool any)
{
    const int64_t rows = p->rows, row_dst = p->row_dst, row_src = p->row_src;
    const int64_t length = p->length, dst_step = p->dst, src_step = p->src;
    for (int64_t r = 0; r < rows; r++) {
        char *restrict to = dst + r * row_dst;
        const char *restrict from = src + r * row_src;
        for (int64_t i = 0; i < length; i++) move(to + i * dst_step, from + i * src_step, width, any);
    }
}

BODY void step(char *dst, const char *src, const pair *p, size_t width) { step_each(dst, src, p, width, false); }

/*
 * Elements of some lines, of a large result. A line that one of them ends in and the next one begins in is put
 * together before it goes out; a line that goes out in two parts has to be read in between, which takes longer
 * than a dozen whole ones do.
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

KERNEL APART void stream_elements(char *dst, const char *src, const pair *p)
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

/* Of any width, and any pattern: that a run is packed, or one element, makes no difference. */
KERNEL void step_any(char *dst, const char *src, const pair *p)
{
    enum { SOME_LINES = 3 * LINE };
    if (p->stream && p->width >= SOME_LINES) stream_elements(dst, src, p);
    else step_each(dst, src, p, p->width, true);
}

/* --- A list ---------------------------------------------------------------------------------------- */

BODY void picked(char *restrict dst, int64_t dst_step, const char *restrict src, int64_t n,
                 const int64_t *restrict positions, size_t width, bool any)
{
    for (int64_t i = 0; i < n; i++) move(dst + i * dst_step, src + positions[i], width, any);
}

#endif
