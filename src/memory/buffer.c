/* buffer.c - the life of a buffer: made or wrapped, shared, released by the last owner. */
#include "memory/buffer.h"

#include "base/status.h"
#include "memory/pool.h"

/* What an array without elements points to: never read, never written, never NULL. */
static _Alignas(BUFFER_ALIGNMENT) char no_bytes[BUFFER_ALIGNMENT];

static int64_t block_size(bool owned, int64_t size) { return (int64_t)sizeof(buffer) + (owned ? size : 0); }

/* --- The seal --------------------------------------------------------------------------------- */

static uint64_t turned(uint64_t word, int bits)
{
    return (word & UINT64_MAX >> bits) << bits | word >> (64 - bits);
}

/* Against accidents: a few instructions, and hardly any wrong header has the right one. */
static uint32_t seal_of(const buffer *b)
{
    const uint64_t places = (uintptr_t)b ^ turned((uintptr_t)b->bytes, 17) ^ turned((uintptr_t)b->allocator, 31);
    const uint64_t callback = turned((uintptr_t)b->release, 43) ^ turned((uintptr_t)b->ctx, 53);
    const uint64_t all = damage_key() ^ places ^ callback ^ turned((uint64_t)b->size, 7);
    return (uint32_t)(all ^ all >> 32) ^ (uint32_t)(2 * b->owned + b->readonly);
}

static void seal(buffer *b)
{
    b->life = LIFE_BUFFER;
    b->seal = seal_of(b);
}

/* --- Make and wrap ---------------------------------------------------------------------------- */

ndw_status ndw_buffer_make(const ndw_allocator *allocator, int64_t size, buffer **out)
{
    void *block;
    if (size > INT64_MAX - (int64_t)sizeof(buffer))
        return FAIL(NDW_EOVERFLOW, "memory: # bytes are more than an object can have", size);
    NDW_TRY(ndw_memory_take(allocator, block_size(true, size), BUFFER_ALIGNMENT, &block));

    buffer *b = block;
    refcount_init(&b->owners);
    b->bytes = size ? (char *)block + sizeof(buffer) : no_bytes;
    b->size = size;
    b->allocator = allocator;
    b->release = NULL;
    b->ctx = NULL;
    b->owned = true;
    b->readonly = false;
    seal(b);
    ndw_pool_note_pinned(size);
    *out = b;
    return NDW_OK;
}

ndw_status ndw_buffer_wrap(void *bytes, int64_t size, bool readonly, void *ctx, buffer **out)
{
    const ndw_allocator *allocator = ndw_get_allocator();
    void *block;
    NDW_TRY(ndw_memory_take(allocator, block_size(false, size), BUFFER_ALIGNMENT, &block));

    buffer *b = block;
    refcount_init(&b->owners);
    b->bytes = bytes ? bytes : no_bytes;
    b->size = size;
    b->allocator = allocator;
    b->release = NULL;
    b->ctx = ctx;
    b->owned = false;
    b->readonly = readonly;
    seal(b);
    ndw_pool_note_pinned(size);
    *out = b;
    return NDW_OK;
}

void ndw_buffer_adopt(buffer *b, ndw_release_fn *release)
{
    b->release = release;
    seal(b);
}

/* --- Share and release ------------------------------------------------------------------------ */

static ndw_status say_damage(const buffer *b, ndw_damage_cause if_gone)
{
    return ndw_damage_report(cause_of(b->life, if_gone, NDW_DAMAGE_HEADER), b, (int64_t)sizeof *b);
}

/* The header, and what was allocated with it. */
static void give_block(buffer *b)
{
    memory_give(b->allocator, b, block_size(b->owned, b->size), BUFFER_ALIGNMENT);
}

static void give_back(buffer *b)
{
    ndw_release_fn *release = b->release;
    void *ctx = b->ctx, *bytes = b->bytes == no_bytes ? NULL : b->bytes;
    give_block(b);
    release(ctx, bytes); /* last: it may call the library */
}

static void destroy(buffer *b)
{
    if (b->seal != seal_of(b)) {
        (void)ndw_damage_report(NDW_DAMAGE_HEADER, b, (int64_t)sizeof *b);
        return;
    }
    ndw_pool_note_pinned(-b->size);
    if (b->release) give_back(b);
    else give_block(b);
}

ndw_status ndw_buffer_share(buffer *b)
{
    if (b->life != LIFE_BUFFER) return say_damage(b, NDW_DAMAGE_STALE);
    switch (refcount_share(&b->owners)) {
    case REFCOUNT_SHARED: return NDW_OK;
    case REFCOUNT_REFUSED_LAST: destroy(b); break;
    case REFCOUNT_REFUSED: break;
    }
    return WHY(NDW_EBUSY, "array: a write session is open on these bytes");
}

void ndw_buffer_release(buffer *b)
{
    if (b->life != LIFE_BUFFER) (void)say_damage(b, NDW_DAMAGE_TWICE);
    else if (refcount_release(&b->owners)) destroy(b);
}
