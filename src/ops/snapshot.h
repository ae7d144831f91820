/*
 * snapshot.h - a list of the caller's, as it was when it was read.
 *
 * Counts and indices may lie in memory that another thread writes, or inside the very destination. So
 * each entry is read exactly once, into memory of our own, and everything - checks, sizes, the copy -
 * is decided from there.
 */
#ifndef NDW_OPS_SNAPSHOT_H
#define NDW_OPS_SNAPSHOT_H

#include "base/arith.h"
#include "base/once.h"
#include "base/status.h"
#include "memory/allocator.h"

typedef struct snapshot {
    int64_t *list; /* NULL: none was taken */
    int64_t bytes;
    const ndw_allocator *allocator;
} snapshot;

/* Room for `n` entries of so many bytes. */
static inline ndw_status snapshot_take(snapshot *s, int64_t n, int64_t entry)
{
    void *block;
    bool overflow = false;
    s->list = NULL;
    s->allocator = ndw_get_allocator();
    (void)mul(n, (int64_t)sizeof *s->list, &overflow);       /* the caller's list */
    s->bytes = add(mul(n, entry, &overflow), 1, &overflow); /* never nothing at all */
    if (overflow) return FAIL(NDW_EOVERFLOW, "a list of # entries does not fit in memory", n);
    NDW_TRY(ndw_memory_take(s->allocator, s->bytes, DESCRIPTOR_ALIGNMENT, &block));
    s->list = block;
    return NDW_OK;
}

/* Entries are to be filled by read_once. */
static inline ndw_status snapshot_make(snapshot *s, int64_t n)
{
    return snapshot_take(s, n, (int64_t)sizeof *s->list);
}

/* ... or where they fit a byte each, the list is one of bytes. */
static inline ndw_status snapshot_make_bytes(snapshot *s, int64_t n) { return snapshot_take(s, n, 1); }

static inline void snapshot_drop(snapshot *s)
{
    if (s->list) memory_give(s->allocator, s->list, s->bytes, DESCRIPTOR_ALIGNMENT);
}

#endif
