/*
 * join.h - several arrays as one: end to end, or along a new axis.
 *
 * Results are new C-contiguous arrays; the _into forms write memory that exists, of exactly the
 * result's shape and dtype, as if every source had been copied first (NDW_EDTYPE, NDW_ESHAPE,
 * NDW_EOVERLAP; Threads: bytes).
 */
#ifndef NDW_JOIN_H
#define NDW_JOIN_H

#include <ndweave/array.h>

NDW_BEGIN_C

/** `n` arrays of one dtype end to end along `axis`; all other lengths are equal. NDW_AXIS_NONE
 *  flattens each in C order first.
 *    NDW_EVALUE     n < 1
 *    NDW_EDTYPE     the dtypes differ
 *    NDW_ENDIM      the numbers of axes differ, or are 0
 *    NDW_ESHAPE     another length differs
 *    NDW_EAXIS      no such axis
 *    NDW_EOVERFLOW  the result's bytes do not fit
 *  Threads: any. Meaning: NumPy's concatenate, without casts. */
NDW_CALL ndw_status ndw_concatenate(int64_t n, const ndw_array *const *arrays, int axis,
                                    ndw_array **out);
NDW_CALL ndw_status ndw_view_concatenate(int64_t n, const ndw_view *const *views, int axis,
                                         ndw_array **out);
NDW_CALL ndw_status ndw_concatenate_into(int64_t n, const ndw_array *const *arrays, int axis,
                                         const ndw_mut *w);
NDW_CALL ndw_status ndw_view_concatenate_into(int64_t n, const ndw_view *const *views, int axis,
                                              const ndw_mut *w);

/** `n` arrays of one shape and dtype along a new axis, which is `axis` of the result.
 *    NDW_ENDIM   more than 64 axes
 *    NDW_ESHAPE  the shapes differ
 *  and as ndw_concatenate. Threads: any. Meaning: NumPy's stack. */
NDW_CALL ndw_status ndw_stack(int64_t n, const ndw_array *const *arrays, int axis, ndw_array **out);
NDW_CALL ndw_status ndw_view_stack(int64_t n, const ndw_view *const *views, int axis, ndw_array **out);
NDW_CALL ndw_status ndw_stack_into(int64_t n, const ndw_array *const *arrays, int axis,
                                   const ndw_mut *w);
NDW_CALL ndw_status ndw_view_stack_into(int64_t n, const ndw_view *const *views, int axis,
                                        const ndw_mut *w);

NDW_END_C

#endif
