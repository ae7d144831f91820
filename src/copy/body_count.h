/*
 * body_count.h - each element as often as a list says.
 *
 * Packed copies of an element are written as one vector, of as many copies as most counts need: how many
 * there really are decides only where the next element goes, so that the processor has nothing to guess.
 * What is too much is written over by the elements that follow:
 *
 *     counts 2 0 3 1               a a - - - - -
 *     vectors of 4 copies      ->  a a a a
 *                                  a a b b b b
 *                                  a a c c c c
 *                                  a a c c c d d d d
 *
 * Eight counts are looked at together: whether the vectors are long enough for all of them, and whether
 * all of them end before the last copy does. The last elements, after which nothing follows, and those
 * that come more often are done one by one.
 */
#ifndef NDW_COPY_BODY_COUNT_H
#define NDW_COPY_BODY_COUNT_H

/* --- The list --------------------------------------------------------------------------------------- */

/* Reads a block of memory that others may be writing, each word of it once; whether all fit in a byte. */
WRAPS BODY bool read_block(const int64_t *counts, uint8_t *restrict few, int64_t *restrict total,
                           int64_t *restrict block)
{
    enum { EACH_VEC = VEC / 8 };
    typedef uint64_t words VECTOR(VEC);
    words all = {0}, sum = {0};
    UNROLL
    for (int64_t j = 0; j < COUNTS_BLOCK; j += WORDS) words_read_once(block + j, counts + j);
    UNROLL
    for (int64_t j = 0; j < COUNTS_BLOCK; j += EACH_VEC) {
        words some;
        memcpy(&some, block + j, sizeof some);
        all |= some;
        sum += some;
    }
    uint64_t any = 0;
    UNROLL
    for (int64_t j = 0; j < EACH_VEC; j++) any |= all[j];
    if (any > UINT8_MAX) return false;
    bytes_of_words(few, block, COUNTS_BLOCK);
    UNROLL
    for (int64_t j = 0; j < EACH_VEC; j++) *total += (int64_t)sum[j];
    return true;
}

/* The same of fewer. */
BODY bool read_rest(const int64_t *counts, int64_t n, uint8_t *restrict few, int64_t *restrict total,
                    int64_t *restrict block)
{
    uint64_t any = 0;
    for (int64_t j = 0; j < n; j++) any |= (uint64_t)(block[j] = read_once(counts + j));
    if (any > UINT8_MAX) return false;
    for (int64_t j = 0; j < n; j++) {
        few[j] = (uint8_t)block[j];
        *total += block[j];
    }
    return true;
}

KERNEL int64_t read_counts(const int64_t *counts, int64_t n, uint8_t *restrict few, int64_t *restrict total,
                           int64_t *restrict block)
{
    int64_t i = 0;
    for (; i + COUNTS_BLOCK <= n; i += COUNTS_BLOCK)
        if (!read_block(counts + i, few + i, total, block)) return i;
    return i == n || read_rest(counts + i, n - i, few + i, total, block) ? n : i;
}

/* --- Packed copies ------------------------------------------------------------------------------------ */

enum { TOGETHER = 8 };

/* Bytes of the vector that is written of each element: at least four copies. */
BODY int64_t least_bytes(size_t width) { return width < 4 ? LANE : 4 * (int64_t)width; }

BODY void put_least(char *to, const char *element, size_t width)
{
    const int64_t least = least_bytes(width);
    if (least == LANE) lane_store(to, lane_splat(element, width));
    else if (least < VEC) vec_store_half(to, vec_splat(element, width));
    else
        for (int64_t b = 0; b < least; b += VEC) vec_store(to + b, vec_splat(element, width));
}

/* Copies that make `bytes`, where `room` bytes are still to be written. */
BODY void put_one(char *to, const char *element, int64_t bytes, int64_t room, size_t width)
{
    int64_t b = least_bytes(width);
    if (room < b) {
        for (b = 0; b < bytes; b += (int64_t)width) memcpy(to + b, element, width);
        return;
    }
    put_least(to, element, width);
    if (bytes <= b) return;
    const lane v = lane_splat(element, width);
    for (; b + LANE < bytes; b += LANE) lane_store(to + b, v);
    lane_store(to + bytes - LANE, v);
}

/* Elements `i` to `stop`. */
BODY int64_t put_each(char *restrict dst, int64_t at, const char *restrict src, const counted_run *run, int64_t i,
                      int64_t stop, size_t width)
{
    const int64_t step = run->src_step, end = run->end;
    for (; i < stop; i++) {
        const int64_t bytes = count_at(run, i) * (int64_t)width;
        put_one(dst + at, src + i * step, bytes, end - at, width);
        at += bytes;
    }
    return at;
}

/* Whether none of eight counts is above `most`, which is below 128: no byte has its highest bit set, neither
 * by itself nor when what `most` lacks to that is added. */
WRAPS BODY bool are_at_most(const uint8_t *few, int64_t most)
{
    const uint64_t ones = UINT64_MAX / UINT8_MAX;
    uint64_t counts;
    memcpy(&counts, few, sizeof counts);
    return ((counts | (counts + (uint64_t)(127 - most) * ones)) & 128 * ones) == 0;
}

BODY int64_t put_together(char *restrict dst, int64_t at, const char *restrict src, int64_t step,
                          const uint8_t *restrict few, size_t width)
{
    UNROLL
    for (int64_t j = 0; j < TOGETHER; j++) {
        put_least(dst + at, src + j * step, width);
        at += few[j] * (int64_t)width;
    }
    return at;
}

BODY int64_t counted_packed(char *dst, int64_t at, const char *src, const counted_run *run, size_t width)
{
    const int64_t least = least_bytes(width), last = run->end - TOGETHER * least;
    const int64_t whole = run->few ? run->n / TOGETHER * TOGETHER : 0;
    for (int64_t i = 0; i < whole; i += TOGETHER)
        if (at <= last && are_at_most(run->few + i, least / (int64_t)width))
            at = put_together(dst, at, src + i * run->src_step, run->src_step, run->few + i, width);
        else at = put_each(dst, at, src, run, i, i + TOGETHER, width);
    return put_each(dst, at, src, run, whole, run->n, width);
}

/* --- Any copies --------------------------------------------------------------------------------------- */

BODY int64_t counted(char *dst, int64_t at, const char *src, const counted_run *run, size_t width)
{
    if (run->dst_step == (int64_t)width) return counted_packed(dst, at, src, run, width);
    return counted_each(dst, at, src, run, width, false);
}

#endif
