/*
 * body_run.h - elements one by one: single ones, runs of them, and lists.
 *
 * All of it is inlined. Where the width is a constant an element is one load and one store at any alignment; memcpy
 * says nothing about the type of the bytes. `any`: it is none (kernels_any.c).
 */
#ifndef NDW_COPY_BODY_RUN_H
#define NDW_COPY_BODY_RUN_H

/*
 * Of any width: two loads and two stores that overlap, or four, or libc.
 *
 *     width 11, by words of 8       01234567...
 *                                   ...3456789a
 *
 * Of 1 to 3 bytes: the first, the middle and the last one, which may be the same.
 */
BODY void move_narrow(char *restrict to, const char *restrict from, size_t width)
{
    if (width >= 8) {
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
    } else {
        move_narrow(to, from, width);
    }
}

BODY void move(char *restrict to, const char *restrict from, size_t width, bool any)
{
    if (any) move_any(to, from, width);
    else memcpy(to, from, width);
}

/* Any steps. */
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

BODY void picked(char *restrict dst, int64_t dst_step, const char *restrict src, int64_t n,
                 const int64_t *restrict positions, size_t width, bool any)
{
    for (int64_t i = 0; i < n; i++) move(dst + i * dst_step, src + positions[i], width, any);
}

BODY int64_t count_at(const counted_run *run, int64_t i) { return run->few ? run->few[i] : run->many[i]; }

BODY int64_t counted_each(char *dst, int64_t at, const char *src, const counted_run *run, size_t width, bool any)
{
    for (int64_t i = 0; i < run->n; i++)
        for (int64_t j = count_at(run, i); j > 0; j--, at += run->dst_step)
            move(dst + at, src + i * run->src_step, width, any);
    return at;
}

#endif
