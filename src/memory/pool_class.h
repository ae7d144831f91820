/*
 * pool_class.h - the sizes that blocks come in.
 *
 *     lines    1 2 3 4 5 6 7 8 | 10 12 14 16 | 20 24 28 32 | ... | 1280 1536 1792 2048
 *     class    0 1 2 3 4 5 6 7 |  8  9 10 11 | 12 13 14 15 | ... |   36   37   38   39
 *
 * A block is a whole number of cache lines and begins on one, so two never share a line, whichever threads
 * they belong to, and one kind of block serves headers with their bytes, descriptors and lists. From eight
 * lines on there are four sizes for each doubling: at most a fifth of a block is unused.
 */
#ifndef NDW_MEMORY_POOL_CLASS_H
#define NDW_MEMORY_POOL_CLASS_H

#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"

enum { BLOCK_LINE = 64, BLOCK_CLASSES = 40, SMALL_MAX = 2048 * BLOCK_LINE };

/* The class of blocks for `size` bytes, 1 to SMALL_MAX. */
static inline size_t class_of(size_t size)
{
    const size_t last = (size - 1) / BLOCK_LINE; /* the line of the last byte, from 0 */
    const size_t doublings = LOG2(last | 4) - 2;
    return 4 * doublings + (last >> doublings);
}

/* A table, though it could be worked out: each give and each take asks. */
static inline size_t class_size(size_t which)
{
    static const uint16_t lines[BLOCK_CLASSES] = {
        1, 2, 3, 4, 5, 6, 7, 8,
        10, 12, 14, 16, 20, 24, 28, 32,
        40, 48, 56, 64, 80, 96, 112, 128,
        160, 192, 224, 256, 320, 384, 448, 512,
        640, 768, 896, 1024, 1280, 1536, 1792, 2048,
    };
    return (size_t)lines[which] * BLOCK_LINE;
}

#endif
