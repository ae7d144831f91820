/* vector_avx512.h - 64 bytes, any of which can go anywhere (AVX-512 with VBMI). Names: vector_plain.h. */
#ifndef NDW_COPY_VECTOR_AVX512_H
#define NDW_COPY_VECTOR_AVX512_H

#include <immintrin.h>
#include <stdbool.h>

#include "copy/lane.h"

#define KERNEL TARGET("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,bmi2") static
#define BODY TARGET("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,bmi2") TEMPLATE
#define NARROWER ndw_kernels_avx2

enum { VEC = 64, WINDOW = 64, CAN_PERMUTE = 1 };
enum { NOTHING = 0, TAKEN = 0x80 }; /* a mask is made of highest bits, and permutations ignore them */

typedef __m512i vec, win;

BODY vec vec_load(const void *from) { return _mm512_loadu_si512(from); }
BODY void vec_store(void *to, vec v) { _mm512_storeu_si512(to, v); }
BODY void vec_store_half(void *to, vec v) { _mm256_storeu_si256(to, _mm512_castsi512_si256(v)); }

BODY void vec_put(void *to, vec v, bool stream)
{
    if (stream) _mm512_stream_si512(to, v);
    else vec_store(to, v);
}

BODY vec vec_splat(const char *element, size_t width)
{
    return _mm512_broadcast_i32x4((__m128i)lane_splat(element, width));
}

BODY vec vec_rotate(vec v, int64_t by)
{
    const __m128i place = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const vec index = _mm512_broadcast_i32x4(_mm_add_epi8(place, _mm_set1_epi8((char)by)));
    return _mm512_shuffle_epi8(v, _mm512_and_si512(index, _mm512_set1_epi8(LANE - 1)));
}

BODY vec vec_blend(vec a, vec b, int64_t n)
{
    return _mm512_mask_blend_epi8(_bzhi_u64(UINT64_MAX, (unsigned)n), b, a);
}

BODY vec vec_zip_low(vec a, vec b, size_t width)
{
    switch (width) {
    case 1: return _mm512_unpacklo_epi8(a, b);
    case 2: return _mm512_unpacklo_epi16(a, b);
    case 4: return _mm512_unpacklo_epi32(a, b);
    default: return _mm512_unpacklo_epi64(a, b);
    }
}

BODY vec vec_zip_high(vec a, vec b, size_t width)
{
    switch (width) {
    case 1: return _mm512_unpackhi_epi8(a, b);
    case 2: return _mm512_unpackhi_epi16(a, b);
    case 4: return _mm512_unpackhi_epi32(a, b);
    default: return _mm512_unpackhi_epi64(a, b);
    }
}

/*
 * A transpose of lanes:
 *
 *     a0 a1 a2 a3       a0 a1 b0 b1       a0 b0 c0 d0
 *     b0 b1 b2 b3  ->   c0 c1 d0 d1  ->   a1 b1 c1 d1
 *     c0 c1 c2 c3       a2 a3 b2 b3       a2 b2 c2 d2
 *     d0 d1 d2 d3       c2 c3 d2 d3       a3 b3 c3 d3
 */
BODY void vec_put_lines(char *dst, int64_t step, vec a, vec b, vec c, vec d, bool stream)
{
    enum { LOWER = 0x44, UPPER = 0xee, EVEN = 0x88, ODD = 0xdd };
    const vec ab_low = _mm512_shuffle_i32x4(a, b, LOWER), cd_low = _mm512_shuffle_i32x4(c, d, LOWER);
    const vec ab_high = _mm512_shuffle_i32x4(a, b, UPPER), cd_high = _mm512_shuffle_i32x4(c, d, UPPER);
    vec_put(dst, _mm512_shuffle_i32x4(ab_low, cd_low, EVEN), stream);
    vec_put(dst + step, _mm512_shuffle_i32x4(ab_low, cd_low, ODD), stream);
    vec_put(dst + 2 * step, _mm512_shuffle_i32x4(ab_high, cd_high, EVEN), stream);
    vec_put(dst + 3 * step, _mm512_shuffle_i32x4(ab_high, cd_high, ODD), stream);
}

BODY void vec_put_lanes(char *dst, int64_t step, vec v)
{
    lane_store(dst, (lane)_mm512_castsi512_si128(v));
    lane_store(dst + step, (lane)_mm512_extracti32x4_epi32(v, 1));
    lane_store(dst + 2 * step, (lane)_mm512_extracti32x4_epi32(v, 2));
    lane_store(dst + 3 * step, (lane)_mm512_extracti32x4_epi32(v, 3));
}

BODY void vec_put_in_turn(char *dst, vec a, vec b, vec c, bool stream)
{
    vec_put(dst, a, stream);
    vec_put(dst + VEC, b, stream);
    vec_put(dst + 2 * (int64_t)VEC, c, stream);
}

BODY void put_line(char *to, const char *from) { vec_put(to, vec_load(from), true); }

enum { WORDS = VEC / 8 };

/* One load, which volatile keeps from being repeated. C has no atomic vector; the processor reads each
 * aligned word of it whole, and nothing but the word itself is relied on. */
BODY void words_read_once(int64_t *to, const int64_t *from)
{
    vec_store(to, *(const volatile __m512i_u *)from);
}

BODY void bytes_of_words(uint8_t *restrict to, const int64_t *restrict from, int64_t n)
{
    _Pragma("omp simd")
    for (int64_t i = 0; i < n; i++) to[i] = (uint8_t)from[i];
}

BODY vec vec_of_windows(const win each[]) { return each[0]; }
BODY vec vec_permute(vec v, vec index) { return _mm512_permutexvar_epi8(index, v); }
BODY vec vec_pick_more(vec picked, vec v, vec index)
{
    return _mm512_mask_permutexvar_epi8(picked, _mm512_movepi8_mask(index), index, v);
}
BODY vec vec_add(vec index, int64_t n) { return _mm512_add_epi8(index, _mm512_set1_epi8((char)n)); }
BODY vec vec_load_window(const void *from) { return vec_load(from); }

BODY win win_load(const void *from) { return vec_load(from); }
BODY void win_put(void *to, win v, bool stream) { vec_put(to, v, stream); }
BODY win win_permute(win v, win index) { return vec_permute(v, index); }
BODY win win_pick_more(win picked, win v, win index) { return vec_pick_more(picked, v, index); }
BODY win win_times(win v, int64_t factor) { return _mm512_mulhi_epu16(v, _mm512_set1_epi16((short)factor)); }
BODY win win_add(win index, int64_t n) { return vec_add(index, n); }

#endif
