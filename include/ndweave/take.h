/*
 * take.h - elements by a list of indices.
 *
 * Results are new arrays; the _into forms write memory that exists, of exactly the result's shape and
 * dtype, as if the source had been copied first (NDW_EDTYPE, NDW_ESHAPE, NDW_EOVERLAP; Threads:
 * bytes).
 */
#ifndef NDW_TAKE_H
#define NDW_TAKE_H

#include <ndweave/array.h>

NDW_BEGIN_C

/** Along `axis`, the `n` places that `indices` name, in that order, C-contiguous. Negative indices
 *  count from the end. NDW_AXIS_NONE flattens in C order first; a 0-d array has one element on axis 0.
 *  Each index is read exactly once.
 *    NDW_EBOUNDS    an index outside the axis
 *    NDW_EVALUE     n is negative
 *    NDW_EAXIS      no such axis
 *    NDW_EOVERFLOW  the result's bytes do not fit
 *  Threads: any; `indices` may even change meanwhile. Meaning: NumPy's take(mode='raise'). */
NDW_CALL ndw_status ndw_take(const ndw_array *a, int64_t n, const int64_t *indices, int axis,
                             ndw_array **out);
NDW_CALL ndw_status ndw_view_take(const ndw_view *v, int64_t n, const int64_t *indices, int axis,
                                  ndw_array **out);
NDW_CALL ndw_status ndw_take_into(const ndw_array *a, int64_t n, const int64_t *indices, int axis,
                                  const ndw_mut *w);
NDW_CALL ndw_status ndw_view_take_into(const ndw_view *v, int64_t n, const int64_t *indices, int axis,
                                       const ndw_mut *w);

NDW_END_C

#endif
