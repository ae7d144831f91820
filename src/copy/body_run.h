/*
 * body_run.h - elements one by one: runs of them, and lists.
 *
 * The width is a constant, so that an element is one load and one store at any alignment; memcpy says nothing about
 * the type of the bytes.
 */
#ifndef NDW_COPY_BODY_RUN_H
#define NDW_COPY_BODY_RUN_H

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

/* Any steps. */
BODY void step(char *dst, const char *src, const pair *p, size_t width)
{
    const int64_t rows = p->rows, row_dst = p->row_dst, row_src = p->row_src;
    const int64_t length = p->length, dst_step = p->dst, src_step = p->src;
    for (int64_t r = 0; r < rows; r++) {
        char *restrict to = dst + r * row_dst;
        const char *restrict from = src + r * row_src;
        for (int64_t i = 0; i < length; i++) memcpy(to + i * dst_step, from + i * src_step, width);
    }
}

BODY void picked(char *restrict dst, int64_t dst_step, const char *restrict src, int64_t n,
                 const int64_t *restrict positions, size_t width)
{
    for (int64_t i = 0; i < n; i++) memcpy(dst + i * dst_step, src + positions[i], width);
}

#endif
