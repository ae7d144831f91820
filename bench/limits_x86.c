/*
 * limits_x86.c - fills and copies for x86: plain and streaming, for each width of its vectors.
 *
 * The loops are written once, with the function that moves one line as a constant argument. A function
 * per vector width moves the line; it may only be called where the processor has that width, and so may
 * the instances of the loops made with it.
 */
#include "limits.h"

#if defined(__x86_64__) || defined(__i386__)

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define TEMPLATE static inline __attribute__((always_inline))
#define SSE2 __attribute__((target("sse2")))
#define AVX2 __attribute__((target("avx2")))
#define AVX512 __attribute__((target("avx512f")))

/* --- One line: 64 bytes to a line's boundary, from anywhere --------------------------------------- */

typedef void line_fn(char *dst, const char *src);

static inline SSE2 void plain_sse2(char *dst, const char *src)
{
    for (int i = 0; i < LIMIT_LINE; i += 16)
        _mm_store_si128((__m128i *)(void *)(dst + i),
                        _mm_loadu_si128((const __m128i *)(const void *)(src + i)));
}

static inline SSE2 void stream_sse2(char *dst, const char *src)
{
    for (int i = 0; i < LIMIT_LINE; i += 16)
        _mm_stream_si128((__m128i *)(void *)(dst + i),
                         _mm_loadu_si128((const __m128i *)(const void *)(src + i)));
}

static inline AVX2 void plain_avx2(char *dst, const char *src)
{
    for (int i = 0; i < LIMIT_LINE; i += 32)
        _mm256_store_si256((__m256i *)(void *)(dst + i),
                           _mm256_loadu_si256((const __m256i *)(const void *)(src + i)));
}

static inline AVX2 void stream_avx2(char *dst, const char *src)
{
    for (int i = 0; i < LIMIT_LINE; i += 32)
        _mm256_stream_si256((__m256i *)(void *)(dst + i),
                            _mm256_loadu_si256((const __m256i *)(const void *)(src + i)));
}

static inline AVX512 void plain_avx512(char *dst, const char *src)
{
    _mm512_store_si512((void *)dst, _mm512_loadu_si512((const void *)src));
}

static inline AVX512 void stream_avx512(char *dst, const char *src)
{
    _mm512_stream_si512((void *)dst, _mm512_loadu_si512((const void *)src));
}

/* --- The loops ------------------------------------------------------------------------------------ */

enum { PAGE = 4096, AHEAD = 1024, ROOM_AHEAD = 2048 };

/* Bytes of dst before its first line's boundary. */
TEMPLATE size_t head_of(const char *dst, size_t n)
{
    const size_t head = (LIMIT_LINE - ((uintptr_t)dst & (LIMIT_LINE - 1))) & (LIMIT_LINE - 1);
    return head < n ? head : n;
}

/* One stream; `room` bytes before they are written lines are prefetched (0: they are not). */
TEMPLATE void fill(char *dst, const char *src, size_t n, size_t room, line_fn *line)
{
    size_t i = head_of(dst, n);
    memset(dst, src[0], i);
    for (; i + room + 4 * LIMIT_LINE <= n; i += 4 * LIMIT_LINE) {
        for (size_t j = 0; room && j < 4; j++) __builtin_prefetch(dst + i + room + j * LIMIT_LINE);
        line(dst + i, src);
        line(dst + i + LIMIT_LINE, src);
        line(dst + i + 2 * LIMIT_LINE, src);
        line(dst + i + 3 * LIMIT_LINE, src);
    }
    for (; i + LIMIT_LINE <= n; i += LIMIT_LINE) line(dst + i, src);
    memset(dst + i, src[0], n - i);
}

/* Four streams, each `apart` bytes from the next, a line of each in turn. */
TEMPLATE void fill_apart(char *dst, const char *src, size_t n, size_t apart, line_fn *line)
{
    size_t i = head_of(dst, n);
    memset(dst, src[0], i);
    for (; apart > 0 && i + 4 * apart <= n; i += 4 * apart)
        for (size_t j = i; j < i + apart; j += LIMIT_LINE) {
            line(dst + j, src);
            line(dst + j + apart, src);
            line(dst + j + 2 * apart, src);
            line(dst + j + 3 * apart, src);
        }
    for (; i + LIMIT_LINE <= n; i += LIMIT_LINE) line(dst + i, src);
    memset(dst + i, src[0], n - i);
}

/* One stream; `ahead` bytes before they are needed lines are prefetched, and `room` bytes before they are written
 * (0: they are not). */
TEMPLATE void copy(char *dst, const char *src, size_t n, size_t ahead, size_t room, line_fn *line)
{
    size_t i = head_of(dst, n);
    memcpy(dst, src, i);
    for (; i + ahead + room + LIMIT_LINE <= n; i += LIMIT_LINE) {
        if (ahead) __builtin_prefetch(src + i + ahead);
        if (room) __builtin_prefetch(dst + i + room);
        line(dst + i, src + i);
    }
    for (; i + LIMIT_LINE <= n; i += LIMIT_LINE) line(dst + i, src + i);
    memcpy(dst + i, src + i, n - i);
}

/* Four streams, as fill_apart. */
TEMPLATE void copy_apart(char *dst, const char *src, size_t n, size_t apart, line_fn *line)
{
    size_t i = head_of(dst, n);
    memcpy(dst, src, i);
    for (; apart > 0 && i + 4 * apart <= n; i += 4 * apart)
        for (size_t j = i; j < i + apart; j += LIMIT_LINE) {
            line(dst + j, src + j);
            line(dst + j + apart, src + j + apart);
            line(dst + j + 2 * apart, src + j + 2 * apart);
            line(dst + j + 3 * apart, src + j + 3 * apart);
        }
    for (; i + LIMIT_LINE <= n; i += LIMIT_LINE) line(dst + i, src + i);
    memcpy(dst + i, src + i, n - i);
}

/* A quarter of them; a line less when there are many, so that streams do not meet in a cache's set. */
TEMPLATE size_t quarter(size_t n)
{
    const size_t lines = n / (4 * LIMIT_LINE);
    return (lines > 16 ? lines - 1 : lines) * LIMIT_LINE;
}

/* --- The instances -------------------------------------------------------------------------------- */

#define WAY(TARGET, name, loop, end, ...)                           \
    static TARGET void name(char *dst, const char *src, size_t n)   \
    {                                                               \
        loop(dst, src, n, __VA_ARGS__);                             \
        end;                                                        \
    }

#define WAYS(TARGET, level)                                                               \
    WAY(TARGET, fill_plain_##level, fill, (void)0, 0, plain_##level)                      \
    WAY(TARGET, fill_room_##level, fill, (void)0, ROOM_AHEAD, plain_##level)              \
    WAY(TARGET, fill_stream_##level, fill, _mm_sfence(), 0, stream_##level)               \
    WAY(TARGET, fill_plain_four_##level, fill_apart, (void)0, quarter(n), plain_##level)  \
    WAY(TARGET, fill_pages_##level, fill_apart, _mm_sfence(), PAGE, stream_##level)       \
    WAY(TARGET, fill_quarters_##level, fill_apart, _mm_sfence(), quarter(n), stream_##level)\
    WAY(TARGET, copy_plain_##level, copy, (void)0, 0, 0, plain_##level)                   \
    WAY(TARGET, copy_room_##level, copy, (void)0, AHEAD, ROOM_AHEAD, plain_##level)       \
    WAY(TARGET, copy_ahead_##level, copy, _mm_sfence(), AHEAD, 0, stream_##level)         \
    WAY(TARGET, copy_pages_##level, copy_apart, _mm_sfence(), PAGE, stream_##level)       \
    WAY(TARGET, copy_quarters_##level, copy_apart, _mm_sfence(), quarter(n), stream_##level)

WAYS(SSE2, sse2)
WAYS(AVX2, avx2)
WAYS(AVX512, avx512)

static void fill_stosb(char *dst, const char *src, size_t n)
{
    __asm__ volatile("rep stosb" : "+D"(dst), "+c"(n) : "a"(src[0]) : "memory");
}

static void copy_movsb(char *dst, const char *src, size_t n)
{
    __asm__ volatile("rep movsb" : "+D"(dst), "+S"(src), "+c"(n) : : "memory");
}

/* --- The lists ------------------------------------------------------------------------------------ */

/* One level of vector instructions: what it needs, and what it has. */
static bool has_sse2(void) { return __builtin_cpu_supports("sse2"); }
static bool has_avx2(void) { return __builtin_cpu_supports("avx2"); }
static bool has_avx512(void) { return __builtin_cpu_supports("avx512f"); }

#define LEVEL(level)                                                                    \
    {has_##level,                                                                       \
     {{"plain, " #level, fill_plain_##level, false},                                    \
      {"plain, prefetch, " #level, fill_room_##level, false},                           \
      {"plain, four quarters, " #level, fill_plain_four_##level, false},                \
      {"streaming, " #level, fill_stream_##level, true},                                \
      {"streaming, four pages, " #level, fill_pages_##level, true},                     \
      {"streaming, four quarters, " #level, fill_quarters_##level, true}},              \
     {{"plain, " #level, copy_plain_##level, false},                                    \
      {"plain, prefetch, " #level, copy_room_##level, false},                           \
      {"streaming, prefetch, " #level, copy_ahead_##level, true},                       \
      {"streaming, four pages, " #level, copy_pages_##level, true},                     \
      {"streaming, four quarters, " #level, copy_quarters_##level, true}}}

enum { FILLS = 6, COPIES = 5 };

static const struct {
    bool (*is_there)(void);
    limit_way fills[FILLS], copies[COPIES];
} levels[] = {LEVEL(sse2), LEVEL(avx2), LEVEL(avx512)};

int limit_fills_x86(limit_way *ways)
{
    int n = 0;
    ways[n++] = (limit_way){"rep stosb", fill_stosb, false};
    for (int i = 0; i < LENGTH_OF(levels); i++)
        for (int j = 0; j < FILLS && levels[i].is_there(); j++) ways[n++] = levels[i].fills[j];
    return n;
}

int limit_copies_x86(limit_way *ways)
{
    int n = 0;
    ways[n++] = (limit_way){"rep movsb", copy_movsb, false};
    for (int i = 0; i < LENGTH_OF(levels); i++)
        for (int j = 0; j < COPIES && levels[i].is_there(); j++) ways[n++] = levels[i].copies[j];
    return n;
}

#else

int limit_fills_x86(limit_way *ways)
{
    (void)ways;
    return 0;
}

int limit_copies_x86(limit_way *ways)
{
    (void)ways;
    return 0;
}

#endif
