/* weak_write.c - write.c with one mistake, as weak_cell.c is cell.c with one. Compiled with the hooks. */
#include "array/array.h"
#include "twins.h"

/* The questions that a session asks, and does not listen to the answer. */
#define readonly readonly && !twins_weakens("write.readonly_in_place")
#define self_overlaps self_overlaps && !twins_weakens("write.overlapping_in_place")
#define ndw_write_begin sound_write_begin
#include "array/write.c"
#undef ndw_write_begin
#undef readonly
#undef self_overlaps

ndw_status ndw_write_begin(ndw_array **a, unsigned flags, ndw_mut *out);

ndw_status ndw_write_begin(ndw_array **a, unsigned flags, ndw_mut *out)
{
    if (twins_weakens("write.copies_where_it_must_not")) flags &= ~(unsigned)NDW_NOCOPY;
    if (twins_weakens("write.discards_unasked")) flags |= NDW_DISCARD;
    ndw_status status = sound_write_begin(a, flags, out);
    if (status == NDW_EBUSY && twins_weakens("write.refused_and_ends_the_session")) ndw_write_end(a);
    return status;
}
