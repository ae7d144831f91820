/*
 * kernels_body.h - the kernels, once for all tables: bodies, and their instances.
 *
 * A table is this file after the header that says what its vectors can do (vector_plain.h tells the
 * names). Each kernel is an inline body whose width is a parameter; the instances name the widths for
 * which it is a constant.
 *
 * What a kernel may touch: it writes the elements of its destination and nothing beside them, but some
 * of them twice - a vector may reach over the end of a run into elements that follow and are written
 * after it, or begin so early that it ends with the run. It reads between the first and the last byte
 * of a run; and where elements of different runs lie side by side, a vector of them at a time.
 */
#ifndef NDW_COPY_KERNELS_BODY_H
#define NDW_COPY_KERNELS_BODY_H

#include <stdbool.h>

#include "base/arith.h"
#include "base/once.h"
#include "copy/kernels.h"

enum { LINE = 64, AHEAD = 16 * LINE }; /* bytes of a line of a cache; how early one is asked for */

BODY int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

/* Bytes from `to` to the next multiple of `size`, a power of two. */
BODY int64_t bytes_to_multiple(const char *to, int64_t size) { return -address_of(to) & (size - 1); }

BODY void lane_put(char *to, lane v, bool stream)
{
    if (stream) lane_stream(to, v);
    else lane_store(to, v);
}

BODY void vec_put(char *to, vec v, bool stream)
{
    if (stream) vec_stream(to, v);
    else vec_store(to, v);
}

BODY void win_put(char *to, win v, bool stream)
{
    if (stream) win_stream(to, v);
    else win_store(to, v);
}

#include "copy/body_run.h"
#include "copy/body_count.h"
#include "copy/body_pack.h"
#include "copy/body_spread.h"
#include "copy/body_cross.h"
#include "copy/body_turn.h"

/* --- The instances: each body for each width class ------------------------------------------------- */

#define PAIR(body, class, width, any)                                  \
    KERNEL void body##_##class(char *dst, const char *src, const pair *p) \
    {                                                                  \
        body(dst, src, p, width, any);                                 \
    }

#define COUNTED(class, width, any)                                                                   \
    KERNEL int64_t counted_##class(char *dst, int64_t at, const char *src, const counted_run *run)   \
    {                                                                                                \
        return counted(dst, at, src, run, width, any);                                               \
    }

#define PICKED(class, width, any)                                                                 \
    KERNEL void picked_##class(char *dst, int64_t dst_step, const char *src, int64_t n,    \
                                      const int64_t *positions, size_t w)                         \
    {                                                                                             \
        (void)w;                                                                                  \
        picked(dst, dst_step, src, n, positions, width, any);                                     \
    }

#define TURN(class, width, any)                                        \
    KERNEL void turn_##class(char *dst, const char *src, const turn_job *t) \
    {                                                                  \
        turn(dst, src, t, width, any);                                 \
    }

#define PAIRS(class, width, any)   \
    PAIR(step, class, width, any)  \
    PAIR(pack, class, width, any)  \
    PAIR(spread, class, width, any) \
    PAIR(cross, class, width, any)

PAIRS(W1, 1, false) PAIRS(W2, 2, false) PAIRS(W4, 4, false) PAIRS(W8, 8, false)
PAIRS(W16, 16, false) PAIRS(WANY, p->width, true)
TURN(W1, 1, false) TURN(W2, 2, false) TURN(W4, 4, false) TURN(W8, 8, false)
TURN(W16, 16, false) TURN(WANY, t->width, true)
COUNTED(W1, 1, false) COUNTED(W2, 2, false) COUNTED(W4, 4, false) COUNTED(W8, 8, false)
COUNTED(W16, 16, false) COUNTED(WANY, run->width, true)
PICKED(W1, 1, false) PICKED(W2, 2, false) PICKED(W4, 4, false) PICKED(W8, 8, false)
PICKED(W16, 16, false) PICKED(WANY, w, true)

#define ROW(body) {body##_W1, body##_W2, body##_W4, body##_W8, body##_W16, body##_WANY}

#define KERNELS(table_name)                                                                      \
    {                                                                                            \
        .name = table_name,                                                                      \
        .pair = {[STEP] = ROW(step), [PACK] = ROW(pack), [SPREAD] = ROW(spread), [CROSS] = ROW(cross)}, \
        .turn = ROW(turn), .counted = ROW(counted), .read_counts = read_counts, .picked = ROW(picked), \
    }

#endif
