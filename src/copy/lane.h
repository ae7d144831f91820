/*
 * lane.h - sixteen bytes in a register, in the vector types of gcc and clang: any processor.
 *
 * Streaming stores go past the caches, and past the order of all other stores: whoever uses
 * lane_stream calls stream_fence before anybody is told.
 */
#ifndef NDW_COPY_LANE_H
#define NDW_COPY_LANE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/compiler.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif
#if HAS_NEON
#include <arm_neon.h>
#endif

#pragma GCC diagnostic ignored "-Wpsabi" /* no vector is passed by a call: everything here is inlined */

enum { LANE = 16, LINE = 64 }; /* bytes of a lane; of a line of a cache */

typedef uint8_t lane VECTOR(LANE);

TEMPLATE lane lane_load(const void *from)
{
    lane v;
    memcpy(&v, from, sizeof v);
    return v;
}

/* Here memcpy might take it through two general registers. */
#if HAS_NEON
TEMPLATE void lane_store(void *to, lane v) { vst1q_u8(to, (uint8x16_t)v); }
#else
TEMPLATE void lane_store(void *to, lane v) { memcpy(to, &v, sizeof v); }
#endif

/* Two elements of 8 bytes. */
TEMPLATE lane lane_pair(const char *low, const char *high)
{
    typedef uint64_t words VECTOR(LANE);
    uint64_t a, b;
    memcpy(&a, low, sizeof a);
    memcpy(&b, high, sizeof b);
    return (lane)(words){a, b};
}

/* `to` is a multiple of LANE. */
#ifdef __SSE2__
enum { CAN_STREAM = 1 };
TEMPLATE void lane_stream(void *to, lane v) { _mm_stream_si128(to, (__m128i)v); }
TEMPLATE void stream_fence(void) { _mm_sfence(); }
#else
enum { CAN_STREAM = 0 };
TEMPLATE void lane_stream(void *to, lane v) { lane_store(to, v); }
TEMPLATE void stream_fence(void) {}
#endif

TEMPLATE void lane_put(char *to, lane v, bool stream)
{
    if (stream) lane_stream(to, v);
    else lane_store(to, v);
}

/* Where a run of elements begins, while the one before it is copied: a processor that looks ahead by itself looks
 * behind the end of that one. */
TEMPLATE void ask_for_run(const char *src, int64_t length, int64_t step)
{
    enum { LINES = 64 };
    const int64_t way = step < 0 ? -step : step, each = way < LINE ? LINE : way, last = (length - 1) * way;
    for (int64_t at = 0; at <= last && at < LINES * each; at += each) PREFETCH_FAR(step < 0 ? src - at : src + at);
}

/* --- Copies of one element of 1, 2, 4, 8 or 16 bytes ---------------------------------------------- */

TEMPLATE lane lane_splat_1(const char *element)
{
    return (lane){0} + (uint8_t)*element;
}

TEMPLATE lane lane_splat_2(const char *element)
{
    typedef uint16_t elements VECTOR(LANE);
    uint16_t x;
    memcpy(&x, element, sizeof x);
    return (lane)((elements){0} + x);
}

TEMPLATE lane lane_splat_4(const char *element)
{
    typedef uint32_t elements VECTOR(LANE);
    uint32_t x;
    memcpy(&x, element, sizeof x);
    return (lane)((elements){0} + x);
}

TEMPLATE lane lane_splat_8(const char *element)
{
    typedef uint64_t elements VECTOR(LANE);
    uint64_t x;
    memcpy(&x, element, sizeof x);
    return (lane)((elements){0} + x);
}

TEMPLATE lane lane_splat(const char *element, size_t width)
{
    switch (width) {
    case 1: return lane_splat_1(element);
    case 2: return lane_splat_2(element);
    case 4: return lane_splat_4(element);
    case 8: return lane_splat_8(element);
    default: return lane_load(element);
    }
}

#endif
