/*
 * write.c - the write session: the one place where anybody asks "am I alone?".
 *
 *     begin   alone?  --yes-->  mark the count BUSY, write in place
 *                \---no---->  copy what is visible, mark the copy, put it in place of the old array
 *     end     take the mark away
 *
 * At the hardened level alone is not enough: a session moves to new bytes all the same, unless it must
 * not, so that whoever still has a view of the old ones reads poison each time, not once in a while.
 *
 * The old share is given up after the last read of the old bytes, so the bytes cannot be freed, nor
 * written by another owner who finds himself alone, while they are being copied.
 */
#include <ndweave/array.h>

#include <string.h>

#include "array/operand.h"
#include "base/status.h"
#include "memory/pool.h"

/* Why the elements cannot be written where they are. */
typedef enum obstacle { NONE, READONLY, OVERLAPPING, OPEN, SHARED, HARDENED } obstacle;

static bool is_hardened(const ndw_array *a)
{
    return a->bytes->owned && a->bytes->allocator == &ndw_guard_allocator;
}

/* Marks the buffer, unless something is in the way. */
static obstacle begin_in_place(const ndw_array *a, bool moves_always)
{
    if (a->bytes->readonly) return READONLY;
    if (a->self_overlaps) return OVERLAPPING;
    if (moves_always && is_hardened(a) && !refcount_is_busy(&a->bytes->owners)) return HARDENED;
    if (refcount_begin(&a->bytes->owners)) return NONE;
    return refcount_is_busy(&a->bytes->owners) ? OPEN : SHARED;
}

static ndw_status say(obstacle why)
{
    switch (why) {
    case NONE: return NDW_OK;
    case READONLY: return WHY(NDW_ECOPY, "write_begin: the bytes are read-only");
    case OVERLAPPING: return WHY(NDW_ECOPY, "write_begin: elements may overlap each other");
    case OPEN: return WHY(NDW_EBUSY, "write_begin: a write session is open already");
    default: return WHY(NDW_ECOPY, "write_begin: the bytes are shared");
    }
}

static ndw_status move_away(ndw_array **a, bool discard)
{
    const source old = of_array(*a);
    ndw_array *fresh = NULL;
    NDW_TRY(discard ? ndw_empty_like(*a, &fresh) : ndw_source_copy(&old, NDW_K, &fresh));
    if (!discard) ndw_pool_note_copy(ndw_nbytes(fresh));
    (void)refcount_begin(&fresh->bytes->owners); /* nobody else knows it yet */
    ndw_replace(a, &fresh);
    return NDW_OK;
}

static ndw_status begin(ndw_array **a, unsigned flags)
{
    if (!a || !*a) return WHY(NDW_EINVAL, "write_begin: the array is NULL");
    if (flags & ~(unsigned)(NDW_NOCOPY | NDW_DISCARD))
        return FAIL(NDW_EINVAL, "write_begin: unknown flags in #", flags);
    NDW_TRY(array_check(*a, NDW_DAMAGE_STALE));
    if ((*a)->size == 0) return NDW_OK; /* no bytes, nothing to exclude anybody from */

    obstacle why = begin_in_place(*a, !(flags & NDW_NOCOPY));
    if (why == NONE || why == OPEN || (flags & NDW_NOCOPY)) return say(why);
    return move_away(a, flags & NDW_DISCARD);
}

ndw_status ndw_write_begin(ndw_array **a, unsigned flags, ndw_mut *out)
{
    REFUSE_NULL(out, "write_begin: out is NULL");
    ndw_status status = begin(a, flags);
    if (status != NDW_OK) {
        memset(out, 0, sizeof *out);
        return status;
    }
    const ndw_array *x = *a;
    out->data = x->data;
    out->dtype = x->dtype;
    out->ndim = x->ndim;
    copy_dims(out->shape, x->dims, x->ndim);
    copy_dims(out->strides, x->dims + x->ndim, x->ndim);
    return NDW_OK;
}

void ndw_write_end(ndw_array **a)
{
    if (!a || !*a || array_check(*a, NDW_DAMAGE_STALE) != NDW_OK) return;
    if (refcount_is_busy(&(*a)->bytes->owners)) refcount_end(&(*a)->bytes->owners);
}
