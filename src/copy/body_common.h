/*
 * body_common.h - what all kernels are made of: how lines are asked for and written, and how one element of any
 * width moves. Written over the names of a vector_*.h.
 */
#ifndef NDW_COPY_BODY_COMMON_H
#define NDW_COPY_BODY_COMMON_H

#include <stdbool.h>
#include <string.h>

#include "base/arith.h"
#include "copy/kernels.h"

enum { AHEAD = 16 * LINE }; /* how early a line is asked for */

/* Memory that is wanted soon, `bytes` after `from`: a number, since there may be no such place. */
BODY void ask_for(const char *from, int64_t bytes)
{
    PREFETCH((const char *)(uintptr_t)(address_of(from) + bytes)); /* NOLINT(performance-no-int-to-ptr) */
}

/* Bytes from `to` to the next multiple of `size`, a power of two. */
BODY int64_t bytes_to_multiple(const char *to, int64_t size) { return -address_of(to) & (size - 1); }

/*
 * Whether the next `bytes` of what is written to addresses that rise go past the caches. `large`: they are of a
 * result that is too large for those. It goes past them, or into lines that are asked for early, as this processor
 * does it best (kernels.h).
 */
BODY bool goes_past(const char *to, int64_t bytes, bool large)
{
    enum { EARLY = 2048 };
    if (!large || ndw_large_is_streamed) return large;
    UNROLL
    for (int64_t b = 0; b < bytes; b += LINE) ask_for(to, b + EARLY);
    return false;
}

/* A line of what is written to addresses that rise, to its boundary. */
BODY void line_append(char *to, const char *from)
{
    if (goes_past(to, LINE, true)) put_line(to, from);
    else memcpy(to, from, LINE);
}

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

#endif
