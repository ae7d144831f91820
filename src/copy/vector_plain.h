/*
 * vector_plain.h - what the vectors of a table can do: here 16 bytes, on any processor, all but permute.
 *
 * There is one such header for each kind of processor; kernels_body.h is written over these names
 * alone:
 *
 *     BODY              begins each function of the table
 *     NARROWER          the table for what is too narrow for a vector
 *     VEC               bytes of a vector: so many lanes of 16 bytes
 *     vec_load, vec_store     at any address
 *     vec_put           the same as vec_store or, if asked, past the caches to a multiple of VEC
 *     vec_store_half    the lower half of a vector, if that is more than a lane
 *     vec_splat         copies of one element of 1, 2, 4, 8 or 16 bytes
 *     vec_rotate        each lane rotated: its byte i is what was its byte (i + by) mod 16
 *     vec_blend         the first n bytes of one vector, the others of another
 *     vec_zip_low       elements of a and b in turn, from the lower half of each lane;
 *     vec_zip_high      ... from the upper half
 *     vec_put_lines     lane i of four vectors, side by side: 64 bytes, to dst + i * step
 *     vec_put_lanes     lane i of one vector, to dst + i * step
 *
 *     WINDOW            bytes of a vector of which any can go anywhere, if CAN_PERMUTE
 *     win_permute       byte i is what was byte index[i]; or something, where that is NOTHING
 *     win_pick_more     the same where index[i] has the bits TAKEN, too; of another vector where it is NOTHING
 *     win_add           a number added to each byte of an index
 *     win_times         each two bytes as a number, times one below 65536: the upper half of the product
 *     win_load, win_put
 *     vec_of_windows    as many as a vector holds, side by side
 *     vec_load_window   a window, into each of a vector's
 *     vec_permute       win_permute in each of its windows; and
 *     vec_pick_more     win_pick_more
 *     vec_add           win_add in each
 *     vec_put_in_turn   the windows of three vectors: the first one of each, and so on
 *     put_line          64 bytes from anywhere, past the caches to a multiple of 64
 *
 *     WORDS             how many words of memory that others may be writing
 *     words_read_once   ... are read at a time, each once
 *     bytes_of_words    their lowest bytes, of words that have no others; a multiple of 64
 */
#ifndef NDW_COPY_VECTOR_PLAIN_H
#define NDW_COPY_VECTOR_PLAIN_H

#include <stdbool.h>

#include "base/once.h"
#include "copy/lane.h"

#define KERNEL static
#define BODY TEMPLATE
#define NARROWER ndw_kernels_generic

enum { VEC = LANE };

typedef lane vec;

BODY vec vec_load(const char *from) { return lane_load(from); }
BODY void vec_store(char *to, vec v) { lane_store(to, v); }
BODY void vec_put(char *to, vec v, bool stream) { lane_put(to, v, stream); }
BODY void vec_store_half(char *to, vec v) { lane_store(to, v); }
BODY vec vec_splat(const char *element, size_t width) { return lane_splat(element, width); }

BODY vec vec_rotate(vec v, int64_t by)
{
    char twice[2 * LANE];
    lane_store(twice, v);
    lane_store(twice + LANE, v);
    return lane_load(twice + by);
}

BODY vec vec_blend(vec a, vec b, int64_t n)
{
    const lane place = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    const lane first = (lane)(place < (uint8_t)n);
    return (a & first) | (b & ~first);
}

BODY vec vec_zip_low(vec a, vec b, size_t width)
{
    switch (width) {
    case 1: return __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    case 2: return __builtin_shufflevector(a, b, 0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23);
    case 4: return __builtin_shufflevector(a, b, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
    default: return __builtin_shufflevector(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    }
}

BODY vec vec_zip_high(vec a, vec b, size_t width)
{
    switch (width) {
    case 1:
        return __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    case 2:
        return __builtin_shufflevector(a, b, 8, 9, 24, 25, 10, 11, 26, 27, 12, 13, 28, 29, 14, 15, 30, 31);
    case 4:
        return __builtin_shufflevector(a, b, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
    default:
        return __builtin_shufflevector(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    }
}

BODY void vec_put_lines(char *dst, int64_t step, vec a, vec b, vec c, vec d, bool stream)
{
    (void)step; /* there is one lane */
    const vec quarter[] = {a, b, c, d};
    UNROLL
    for (int64_t q = 0; q < 4; q++) lane_put(dst + q * LANE, quarter[q], stream);
}

BODY void vec_put_lanes(char *dst, int64_t step, vec v)
{
    (void)step;
    vec_store(dst, v);
}

BODY void vec_put_in_turn(char *dst, vec a, vec b, vec c, bool stream)
{
    vec_put(dst, a, stream);
    vec_put(dst + VEC, b, stream);
    vec_put(dst + 2 * (int64_t)VEC, c, stream);
}

BODY void put_line(char *to, const char *from)
{
    UNROLL
    for (int64_t b = 0; b < LINE; b += LANE) lane_stream(to + b, lane_load(from + b));
}

enum { WORDS = 1 };

BODY void words_read_once(int64_t *to, const int64_t *from) { *to = read_once(from); }

BODY void bytes_of_words(uint8_t *restrict to, const int64_t *restrict from, int64_t n)
{
    _Pragma("omp simd")
    for (int64_t i = 0; i < n; i++) to[i] = (uint8_t)from[i];
}

enum { WINDOW = LANE, NOTHING = 0x80, TAKEN = 0 };

typedef lane win;

BODY vec vec_of_windows(const win each[]) { return each[0]; }
BODY vec vec_add(vec index, int64_t n) { return index + (uint8_t)n; }
BODY vec vec_load_window(const char *from) { return vec_load(from); }
BODY win win_load(const void *from) { return lane_load(from); }
BODY void win_put(char *to, win v, bool stream) { lane_put(to, v, stream); }
BODY win win_add(win index, int64_t n) { return vec_add(index, n); }

BODY win win_times(win v, int64_t factor)
{
    typedef uint16_t twos VECTOR(WINDOW);
    typedef uint32_t products VECTOR(2 * WINDOW);
    const products p = __builtin_convertvector((twos)v, products) * (uint32_t)factor >> 16;
    return (win)__builtin_convertvector(p, twos);
}

#endif
