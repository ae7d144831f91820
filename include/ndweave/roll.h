/*
 * roll.h - every element some places on; what leaves at one end comes in at the other.
 *
 *     x        0 1 2 3 4
 *     roll 2   3 4 0 1 2
 *
 * The _into forms write memory that exists, of exactly the source's shape and dtype, as if the source
 * had been copied first (NDW_EDTYPE, NDW_ESHAPE, NDW_EOVERLAP; Threads: bytes).
 */
#ifndef NDW_ROLL_H
#define NDW_ROLL_H

#include <ndweave/array.h>

NDW_BEGIN_C

/** `shift` places on along `axis` (negative: back). NDW_AXIS_NONE moves through all elements in C
 *  order. A new array is packed in memory order K (in C order
 *  for NDW_AXIS_NONE).
 *    NDW_EAXIS  no such axis
 *  Threads: any. Meaning: NumPy's roll. */
NDW_CALL ndw_status ndw_roll(const ndw_array *a, int64_t shift, int axis, ndw_array **out);
NDW_CALL ndw_status ndw_view_roll(const ndw_view *v, int64_t shift, int axis, ndw_array **out);
NDW_CALL ndw_status ndw_roll_into(const ndw_array *a, int64_t shift, int axis, const ndw_mut *w);
NDW_CALL ndw_status ndw_view_roll_into(const ndw_view *v, int64_t shift, int axis, const ndw_mut *w);

NDW_END_C

#endif
