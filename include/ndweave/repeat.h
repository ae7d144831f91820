/*
 * repeat.h - each element several times over.
 *
 *     x            0 1 2
 *     repeat 2     0 0 1 1 2 2
 *     counts 2,0,1 0 0 2
 *
 * The result is a new C-contiguous array, whatever the strides of the source, which is read where it
 * lies. Counts are read exactly once; what was read sizes the result and fills it. Negative counts
 * are NDW_EVALUE, always.
 */
#ifndef NDW_REPEAT_H
#define NDW_REPEAT_H

#include <ndweave/array.h>

NDW_BEGIN_C

/** Every element along `axis` `count` times. A 0-d source is one element on axis 0 (or -1, or none);
 *  the result is 1-d.
 *    NDW_EAXIS      no such axis
 *    NDW_EVALUE     count is negative
 *    NDW_EOVERFLOW  the result's bytes do not fit, even where another length is 0
 *  Threads: any. Meaning: NumPy's repeat, with its total checked. */
NDW_CALL ndw_status ndw_repeat(const ndw_array *a, int64_t count, int axis, ndw_array **out);
NDW_CALL ndw_status ndw_view_repeat(const ndw_view *v, int64_t count, int axis, ndw_array **out);

/** Element i along `axis` counts[i] times; n is the axis's length, or 1 to apply to all.
 *    NDW_ESHAPE  n is neither
 *  and as ndw_repeat. Threads: any; `counts` may even change meanwhile: each is read once. */
NDW_CALL ndw_status ndw_repeat_counts(const ndw_array *a, int64_t n, const int64_t *counts, int axis,
                                      ndw_array **out);
NDW_CALL ndw_status ndw_view_repeat_counts(const ndw_view *v, int64_t n, const int64_t *counts,
                                           int axis, ndw_array **out);

/** counts[d] times along axis d, for all axes at once: enlarging an image is one pass.
 *    NDW_ESHAPE  n is not the number of axes
 *  and as ndw_repeat. Threads: any. */
NDW_CALL ndw_status ndw_repeat_axes(const ndw_array *a, int n, const int64_t *counts, ndw_array **out);
NDW_CALL ndw_status ndw_view_repeat_axes(const ndw_view *v, int n, const int64_t *counts,
                                         ndw_array **out);

/** The same into memory that exists, of any strides and exactly the result's shape and dtype. It may
 *  overlap the source: the result is as if the source had been copied first.
 *    NDW_EDTYPE    the dtypes differ
 *    NDW_ESHAPE    `w` does not have the result's shape
 *    NDW_EOVERLAP  elements of `w` may overlap each other
 *  and as above. Threads: bytes. */
NDW_CALL ndw_status ndw_repeat_into(const ndw_array *a, int64_t count, int axis, const ndw_mut *w);
NDW_CALL ndw_status ndw_view_repeat_into(const ndw_view *v, int64_t count, int axis, const ndw_mut *w);
NDW_CALL ndw_status ndw_repeat_counts_into(const ndw_array *a, int64_t n, const int64_t *counts,
                                           int axis, const ndw_mut *w);
NDW_CALL ndw_status ndw_view_repeat_counts_into(const ndw_view *v, int64_t n, const int64_t *counts,
                                                int axis, const ndw_mut *w);
NDW_CALL ndw_status ndw_repeat_axes_into(const ndw_array *a, int n, const int64_t *counts,
                                         const ndw_mut *w);
NDW_CALL ndw_status ndw_view_repeat_axes_into(const ndw_view *v, int n, const int64_t *counts,
                                              const ndw_mut *w);

NDW_END_C

#endif
