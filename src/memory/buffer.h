/*
 * buffer.h - bytes, how many own them, and how they are freed.
 *
 *     owned     [ header, one cache line ][ payload ......... ]     one block, 64-byte aligned
 *     wrapped   [ header ]   and the payload where it always was
 *     no bytes  [ header ]   and a payload all such buffers have in common
 *
 * The header holds the only word of the library that sharing writes. Readers never load it: a
 * descriptor keeps its own pointer to the elements. So any number of threads may read while others
 * share and release.
 *
 *   1. The count equals the number of array descriptors that point here.
 *   2. The bytes are written only between begin and end, by the one owner there is then; and never
 *      when they are read-only.
 *   3. What frees the bytes runs once, after the last share has gone, with no lock held.
 *   4. The word of life and the seal are right from beginning to end (damage.h). Whoever finds them wrong
 *      reports that, and leaves count and bytes alone.
 */
#ifndef NDW_MEMORY_BUFFER_H
#define NDW_MEMORY_BUFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "memory/allocator.h"
#include "memory/damage.h"
#include "memory/refcount.h"

typedef struct buffer {
    _Alignas(BUFFER_ALIGNMENT) uint32_t life; /* LIFE_BUFFER */
    uint32_t seal; /* follows from all that is constant */

    /* Shared by all owners. */
    refcount owners;

    /* Set at creation, then constant. */
    void *bytes;                    /* payload, or the pointer that was wrapped  */
    int64_t size;                   /* bytes of the payload                      */
    const ndw_allocator *allocator; /* made this header (and an owned payload)   */
    ndw_release_fn *release;        /* wrapped, not static: gives the bytes back */
    void *ctx;
    bool owned, readonly;
} buffer;

_Static_assert(sizeof(buffer) == BUFFER_ALIGNMENT, "the payload begins one line after its header");

/* A buffer of `size` uninitialised bytes with one owner, the caller. */
ndw_status ndw_buffer_make(const ndw_allocator *allocator, int64_t size, buffer **out);

/* A buffer around bytes that exist. They stay the caller's until they are adopted: from then on
 * `release` runs with the last owner. */
ndw_status ndw_buffer_wrap(void *bytes, int64_t size, bool readonly, void *ctx, buffer **out);
void ndw_buffer_adopt(buffer *b, ndw_release_fn *release);

/* One more owner; NDW_EBUSY while a session is open; NDW_ECORRUPT. */
ndw_status ndw_buffer_share(buffer *b);

/* One owner fewer (an open session ends); the last one frees. */
void ndw_buffer_release(buffer *b);

#endif
