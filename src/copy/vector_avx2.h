/* vector_avx2.h - 32 bytes; inside each 16 any can go anywhere (AVX2). Names: vector_plain.h. */
#ifndef NDW_COPY_VECTOR_AVX2_H
#define NDW_COPY_VECTOR_AVX2_H

#include <immintrin.h>
#include <stdbool.h>

#include "copy/lane.h"

#define KERNEL TARGET("avx2,bmi2") static
#define BODY TARGET("avx2,bmi2") TEMPLATE
#define NARROWER ndw_kernels_generic

enum { VEC = 32, WINDOW = 16, CAN_PERMUTE = 1 };
enum { NOTHING = 0x80, TAKEN = 0 };

typedef __m256i vec;
typedef __m128i win;

BODY vec vec_load(const void *from) { return _mm256_loadu_si256(from); }
BODY void vec_store(void *to, vec v) { _mm256_storeu_si256(to, v); }
BODY void vec_store_half(void *to, vec v) { _mm_storeu_si128(to, _mm256_castsi256_si128(v)); }

BODY void vec_put(void *to, vec v, bool stream)
{
    if (stream) _mm256_stream_si256(to, v);
    else vec_store(to, v);
}

BODY vec vec_splat(const char *element, size_t width)
{
    return _mm256_broadcastsi128_si256((__m128i)lane_splat(element, width));
}

BODY vec bytes_from(int64_t first)
{
    const __m128i place = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return _mm256_add_epi8(_mm256_broadcastsi128_si256(place), _mm256_set1_epi8((char)first));
}

BODY vec vec_rotate(vec v, int64_t by)
{
    return _mm256_shuffle_epi8(v, _mm256_and_si256(bytes_from(by), _mm256_set1_epi8(LANE - 1)));
}

BODY vec vec_blend(vec a, vec b, int64_t n)
{
    const vec place = _mm256_add_epi8(bytes_from(0), _mm256_setr_m128i(_mm_setzero_si128(), _mm_set1_epi8(LANE)));
    return _mm256_blendv_epi8(b, a, _mm256_cmpgt_epi8(_mm256_set1_epi8((char)n), place));
}

BODY vec vec_zip_low(vec a, vec b, size_t width)
{
    switch (width) {
    case 1: return _mm256_unpacklo_epi8(a, b);
    case 2: return _mm256_unpacklo_epi16(a, b);
    case 4: return _mm256_unpacklo_epi32(a, b);
    default: return _mm256_unpacklo_epi64(a, b);
    }
}

BODY vec vec_zip_high(vec a, vec b, size_t width)
{
    switch (width) {
    case 1: return _mm256_unpackhi_epi8(a, b);
    case 2: return _mm256_unpackhi_epi16(a, b);
    case 4: return _mm256_unpackhi_epi32(a, b);
    default: return _mm256_unpackhi_epi64(a, b);
    }
}

BODY void vec_put_lines(char *dst, int64_t step, vec a, vec b, vec c, vec d, bool stream)
{
    enum { LOWER = 0x20, UPPER = 0x31 };
    vec_put(dst, _mm256_permute2x128_si256(a, b, LOWER), stream);
    vec_put(dst + VEC, _mm256_permute2x128_si256(c, d, LOWER), stream);
    vec_put(dst + step, _mm256_permute2x128_si256(a, b, UPPER), stream);
    vec_put(dst + step + VEC, _mm256_permute2x128_si256(c, d, UPPER), stream);
}

BODY void vec_put_lanes(char *dst, int64_t step, vec v)
{
    lane_store(dst, (lane)_mm256_castsi256_si128(v));
    lane_store(dst + step, (lane)_mm256_extracti128_si256(v, 1));
}

BODY void vec_put_in_turn(char *dst, vec a, vec b, vec c, bool stream)
{
    enum { LOWER = 0x20, UPPER = 0x31 };
    vec_put(dst, _mm256_permute2x128_si256(a, b, LOWER), stream);
    vec_put(dst + VEC, _mm256_blend_epi32(c, a, 0xf0), stream);
    vec_put(dst + 2 * (int64_t)VEC, _mm256_permute2x128_si256(b, c, UPPER), stream);
}

BODY void put_line(char *to, const char *from)
{
    vec_put(to, vec_load(from), true);
    vec_put(to + VEC, vec_load(from + VEC), true);
}

enum { WORDS = VEC / 8 };

/* One load, which volatile keeps from being repeated. C has no atomic vector; the processor reads each
 * aligned word of it whole, and nothing but the word itself is relied on. */
BODY void words_read_once(int64_t *to, const int64_t *from)
{
    vec_store(to, *(const volatile __m256i_u *)from);
}

/*
 * Eight vectors are put into one, each a byte further up. Then, as words by their bytes, of vectors a to h:
 *
 *     a0 b0 c0 d0 e0 f0 g0 h0   a1 b1 c1 ... | a2 b2 c2 ...   a3 b3 c3 ...
 *     in each lane              a0 a1 b0 b1 ... h0 h1 | a2 a3 b2 b3 ... h2 h3
 *     twos of both in turn      a0 a1 a2 a3 b0 b1 b2 b3 ...
 */
BODY void bytes_of_words(uint8_t *to, const int64_t *from, int64_t n)
{
    const __m256i turn = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15));
    for (int64_t i = 0; i < n; i += VEC) {
        vec v = _mm256_setzero_si256();
        UNROLL
        for (int64_t k = VEC / WORDS - 1; k >= 0; k--)
            v = _mm256_or_si256(_mm256_slli_epi64(v, 8), vec_load((const char *)(from + i + k * WORDS)));
        v = _mm256_shuffle_epi8(v, turn);
        const __m128i low = _mm256_castsi256_si128(v), high = _mm256_extracti128_si256(v, 1);
        lane_store(to + i, (lane)_mm_unpacklo_epi16(low, high));
        lane_store(to + i + LANE, (lane)_mm_unpackhi_epi16(low, high));
    }
}

BODY vec vec_of_windows(const win each[]) { return _mm256_set_m128i(each[1], each[0]); }
BODY vec vec_permute(vec v, vec index) { return _mm256_shuffle_epi8(v, index); }
BODY vec vec_pick_more(vec picked, vec v, vec index) { return _mm256_or_si256(picked, vec_permute(v, index)); }
BODY vec vec_add(vec index, int64_t n) { return _mm256_add_epi8(index, _mm256_set1_epi8((char)n)); }
BODY vec vec_load_window(const void *from) { return _mm256_broadcastsi128_si256(_mm_loadu_si128(from)); }

BODY win win_load(const void *from) { return _mm_loadu_si128(from); }
BODY void win_put(char *to, win v, bool stream) { lane_put(to, (lane)v, stream); }
BODY win win_permute(win v, win index) { return _mm_shuffle_epi8(v, index); }
BODY win win_pick_more(win picked, win v, win index) { return _mm_or_si128(picked, _mm_shuffle_epi8(v, index)); }
BODY win win_times(win v, int64_t factor) { return _mm_mulhi_epu16(v, _mm_set1_epi16((short)factor)); }
BODY win win_add(win index, int64_t n) { return _mm_add_epi8(index, _mm_set1_epi8((char)n)); }

#endif
