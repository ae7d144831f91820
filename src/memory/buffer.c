/* buffer.c - the life of a buffer: made or wrapped, shared, released by the last owner. */
#include "memory/buffer.h"

#include "base/status.h"

/* What an array without elements points to: never read, never written, never NULL. */
static _Alignas(BUFFER_ALIGNMENT) char no_bytes[BUFFER_ALIGNMENT];

static int64_t block_size(bool owned, int64_t size) { return (int64_t)sizeof(buffer) + (owned ? size : 0); }

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
    *out = b;
    return NDW_OK;
}

ndw_status ndw_buffer_wrap(void *bytes, int64_t size, bool readonly, ndw_release_fn *release, void *ctx,
                           buffer **out)
{
    const ndw_allocator *allocator = ndw_get_allocator();
    void *block;
    NDW_TRY(ndw_memory_take(allocator, block_size(false, size), BUFFER_ALIGNMENT, &block));

    buffer *b = block;
    refcount_init(&b->owners);
    b->bytes = bytes ? bytes : no_bytes;
    b->size = size;
    b->allocator = allocator;
    b->release = release;
    b->ctx = ctx;
    b->owned = false;
    b->readonly = readonly;
    *out = b;
    return NDW_OK;
}

static void destroy(buffer *b)
{
    ndw_release_fn *release = b->release;
    void *ctx = b->ctx, *bytes = b->bytes == no_bytes ? NULL : b->bytes;
    memory_give(b->allocator, b, block_size(b->owned, b->size), BUFFER_ALIGNMENT);
    if (release) release(ctx, bytes); /* last: it may call the library */
}

ndw_status ndw_buffer_share(buffer *b)
{
    switch (refcount_share(&b->owners)) {
    case REFCOUNT_SHARED: return NDW_OK;
    case REFCOUNT_REFUSED_LAST: destroy(b); break;
    case REFCOUNT_REFUSED: break;
    }
    return WHY(NDW_EBUSY, "array: a write session is open on these bytes");
}

void ndw_buffer_release(buffer *b)
{
    if (refcount_release(&b->owners)) destroy(b);
}
