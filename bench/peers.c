/*
 * peers.c - the peers, each an inline body whose width is a parameter and an instance for each width.
 */
#include "peers.h"

#include <string.h>

#define TEMPLATE static inline __attribute__((always_inline))

/* Calls body(t, ..., width) with the width a constant, where it is one of the usual ones. */
#define SPECIALISED(body, width, ...)           \
    switch (width) {                            \
    case 1: body(__VA_ARGS__, 1); break;        \
    case 2: body(__VA_ARGS__, 2); break;        \
    case 4: body(__VA_ARGS__, 4); break;        \
    case 8: body(__VA_ARGS__, 8); break;        \
    case 16: body(__VA_ARGS__, 16); break;      \
    case 32: body(__VA_ARGS__, 32); break;      \
    default: body(__VA_ARGS__, width); break;   \
    }

/* The body for one count, known or read from a list that nothing written can change. */
TEMPLATE void loop_counts(const repeat_task *t, size_t width, const int64_t *restrict counts,
                          int64_t step)
{
    const int64_t first = counts[0];
    const char *restrict src = t->src;
    char *restrict dst = t->dst;
    for (int64_t i = 0; i < t->rows; i++)
        for (int64_t j = 0; j < t->columns; j++) {
            const int64_t count = step ? counts[j] : first;
            for (int64_t c = 0; c < count; c++, dst += width)
                memcpy(dst, src + i * t->row_step + j * t->column_step, width);
        }
}

TEMPLATE void loop(const repeat_task *t, size_t width)
{
    if (t->count_step) loop_counts(t, width, t->counts, 1);
    else loop_counts(t, width, t->counts, 0);
}

void peer_loop(const repeat_task *t) { SPECIALISED(loop, t->width, t) }

TEMPLATE void chunk_loop(const repeat_task *t, size_t width)
{
    const int64_t rows = t->rows, columns = t->columns, column_step = t->column_step;
    const int64_t *counts = t->counts, count_step = t->count_step;
    char *dst = t->dst; /* not restrict: it might be *counts that is written, so it is read again */
    for (int64_t i = 0; i < rows; i++) {
        const char *src = t->src + i * t->row_step;
        for (int64_t j = 0; j < columns; j++, src += column_step) {
            const int64_t count = counts[j * count_step];
            for (int64_t c = 0; c < count; c++, dst += width) memcpy(dst, src, width);
        }
    }
}

void peer_chunk_loop(const repeat_task *t) { SPECIALISED(chunk_loop, t->width, t) }

TEMPLATE void pack(const repeat_task *t, char *packed, size_t width)
{
    const char *restrict src = t->src;
    char *restrict dst = packed;
    for (int64_t i = 0; i < t->rows; i++)
        for (int64_t j = 0; j < t->columns; j++, dst += width)
            memcpy(dst, src + i * t->row_step + j * t->column_step, width);
}

void peer_pack(const repeat_task *t, char *packed) { SPECIALISED(pack, t->width, t, packed) }

/* --- Copies --------------------------------------------------------------------------------------- */

TEMPLATE void copy_matrix(char *restrict dst, const char *restrict src, const copy_task *t,
                          size_t width)
{
    const int64_t *shape = &t->shape[t->ndim - 2], *steps = &t->steps[t->ndim - 2];
    const int64_t rows = shape[0], columns = shape[1], row_step = steps[0], column_step = steps[1];
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++, dst += width)
            memcpy(dst, src + i * row_step + j * column_step, width);
}

/* The next matrix: where it begins in the source; false after the last. */
static inline int next_matrix(const copy_task *t, int64_t *index, int64_t *at)
{
    for (int d = t->ndim - 3; d >= 0; d--) {
        *at += t->steps[d];
        if (++index[d] < t->shape[d]) return 1;
        *at -= t->shape[d] * t->steps[d];
        index[d] = 0;
    }
    return 0;
}

TEMPLATE void copy_nest(const copy_task *t, size_t width)
{
    const int64_t bytes = t->shape[t->ndim - 2] * t->shape[t->ndim - 1] * (int64_t)width;
    int64_t index[COPY_AXES] = {0}, at = 0;
    char *dst = t->dst;
    do {
        copy_matrix(dst, t->src + at, t, width);
        dst += bytes;
    } while (next_matrix(t, index, &at));
}

void peer_copy(const copy_task *t) { SPECIALISED(copy_nest, t->width, t) }

/* --- Consumers ------------------------------------------------------------------------------------ */

uint64_t peer_sum_words(const void *words, int64_t n)
{
    const uint64_t *w = words;
    uint64_t sum = 0;
    for (int64_t i = 0; i < n; i++) sum += w[i];
    return sum;
}

double peer_sum_doubles(const void *doubles, int64_t n)
{
    const double *x = doubles;
    double part[8] = {0}, rest = 0;
    int64_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (int j = 0; j < 8; j++) part[j] += x[i + j];
    for (; i < n; i++) rest += x[i];
    for (int j = 0; j < 8; j++) rest += part[j];
    return rest;
}

void peer_copy_doubles(void *to, int64_t to_step, const void *from, int64_t from_step, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        *(double *)(void *)((char *)to + i * to_step) =
            *(const double *)(const void *)((const char *)from + i * from_step);
}
