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

TEMPLATE void loop(const repeat_task *t, size_t width)
{
    const int64_t count = *t->count;
    const char *restrict src = t->src;
    char *restrict dst = t->dst;
    for (int64_t i = 0; i < t->rows; i++)
        for (int64_t j = 0; j < t->columns; j++)
            for (int64_t c = 0; c < count; c++, dst += width)
                memcpy(dst, src + i * t->row_step + j * t->column_step, width);
}

void peer_loop(const repeat_task *t) { SPECIALISED(loop, t->width, t) }

TEMPLATE void chunk_loop(const repeat_task *t, size_t width)
{
    const int64_t rows = t->rows, columns = t->columns, column_step = t->column_step;
    const int64_t *counts = t->count;
    char *dst = t->dst; /* not restrict: it might be *counts that is written, so it is read again */
    for (int64_t i = 0; i < rows; i++) {
        const char *src = t->src + i * t->row_step;
        for (int64_t j = 0; j < columns; j++, src += column_step) {
            const int64_t count = *counts;
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
