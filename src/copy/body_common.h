/*
 * body_common.h - how lines are asked for and written, by all kernels. Written over the names of a vector_*.h.
 */
#ifndef NDW_COPY_BODY_COMMON_H
#define NDW_COPY_BODY_COMMON_H

#include <stdbool.h>

#include "base/arith.h"
#include "copy/kernels.h"

enum { AHEAD = 16 * LINE }; /* how early a line is asked for */

/* Memory that is wanted soon, `bytes` after `from`: a number, since there may be no such place. */
BODY void ask_for(const char *from, int64_t bytes)
{
    PREFETCH((const char *)(uintptr_t)(address_of(from) + bytes)); /* NOLINT(performance-no-int-to-ptr) */
}

/* The same for the second cache. */
BODY void ask_far(const char *from, int64_t bytes)
{
    PREFETCH_FAR((const char *)(uintptr_t)(address_of(from) + bytes)); /* NOLINT(performance-no-int-to-ptr) */
}

/* Bytes from `to` to the next multiple of `size`, a power of two. */
BODY int64_t bytes_to_multiple(const char *to, int64_t size) { return -address_of(to) & (size - 1); }

/* Whether what is written of a result goes past the caches: one that is too large for them (`large`), where this
 * processor does that best (kernels.h). */
BODY bool is_past(bool large) { return large && ndw_large_is_streamed; }

/*
 * Whether the next `bytes` of what is written to addresses that rise go past the caches. `large`: they are of a
 * result that is too large for those. It goes past them, or into lines that are asked for early, as this processor
 * does it best (kernels.h).
 */
BODY bool goes_past(const char *to, int64_t bytes, bool large)
{
    enum { EARLY = 2048 };
    if (!large || ndw_large_is_streamed) return large;
    UNROLL
    for (int64_t b = 0; b < bytes; b += LINE) ask_for(to, b + EARLY);
    return false;
}

/* Whether it can be written so: past the caches go aligned vectors only, into lines that are asked for any. */
BODY bool as_large(bool large, bool aligned) { return large && (aligned || !ndw_large_is_streamed); }

#endif
