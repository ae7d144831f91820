/*
 * assign.h - write into part of an array, or all of it.
 *
 * Each call is one write session: bytes that were shared are copied first, so whoever shares them sees
 * nothing of it. Everything that can fail is settled before the first byte is written.
 */
#ifndef NDW_ASSIGN_H
#define NDW_ASSIGN_H

#include <ndweave/slice.h>

NDW_BEGIN_C

/** (*a)[index] = from: the elements that `n` index entries name (as ndw_slice; 0, NULL: all) become
 *  those of `from`, which broadcasts; leading axes of length 1 that the part does not have are
 *  dropped. Source and index may lie in *a itself: the result is as if they had been copied first.
 *  *a may be a new array afterwards.
 *    NDW_EDTYPE  the dtypes differ
 *    NDW_ESHAPE  the source does not broadcast to the part
 *    NDW_EBUSY   a write session is open on *a (and there is something to write)
 *  and as ndw_slice. Threads: alone (*a), any (the source). Meaning: NumPy's a[index] = from. */
NDW_CALL ndw_status ndw_assign(ndw_array **a, int n, const ndw_index *index, const ndw_array *from);
NDW_CALL ndw_status ndw_assign_view(ndw_array **a, int n, const ndw_index *index,
                                    const ndw_view *from);

/** Every element becomes `*value`, one element of the array's dtype, which may lie in *a itself.
 *    NDW_EBUSY  a write session is open on *a
 *  Threads: alone. Meaning: NumPy's fill. */
NDW_CALL ndw_status ndw_fill(ndw_array **a, const void *value);

/** The same for borrowed memory.
 *    NDW_EOVERLAP  elements of `w` may overlap each other
 *  Threads: bytes. */
NDW_CALL ndw_status ndw_mut_fill(const ndw_mut *w, const void *value);

NDW_END_C

#endif
