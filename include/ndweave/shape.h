/*
 * shape.h - the same elements in another arrangement. No element moves (reshape says when it must).
 *
 * Each operation comes as ndw_x on arrays (shares the bytes), ndw_view_x and ndw_mut_x on borrowed
 * memory (no atomic, no allocation). On an array in a write session: NDW_EBUSY. Axes count from the
 * end when negative; out of range or repeated: NDW_EAXIS. Threads: any, for all of them.
 */
#ifndef NDW_SHAPE_H
#define NDW_SHAPE_H

#include <ndweave/array.h>

NDW_BEGIN_C

/** Axes in another order: axis i of the result is axes[i] of the source. NDW_ALL_AXES reverses them.
 *    NDW_EAXIS  not a permutation of all axes
 *  Threads: any. Meaning: NumPy's transpose. */
NDW_CALL ndw_status ndw_transpose(const ndw_array *a, int naxes, const int *axes, ndw_array **out);
NDW_CALL ndw_status ndw_view_transpose(const ndw_view *v, int naxes, const int *axes, ndw_view *out);
NDW_CALL ndw_status ndw_mut_transpose(const ndw_mut *w, int naxes, const int *axes, ndw_mut *out);

/** Elements in reverse order along each of `axes` (NDW_ALL_AXES: all).
 *  Threads: any. Meaning: NumPy's flip. */
NDW_CALL ndw_status ndw_flip(const ndw_array *a, int naxes, const int *axes, ndw_array **out);
NDW_CALL ndw_status ndw_view_flip(const ndw_view *v, int naxes, const int *axes, ndw_view *out);
NDW_CALL ndw_status ndw_mut_flip(const ndw_mut *w, int naxes, const int *axes, ndw_mut *out);

/** As if the source had `shape`: new axes come first, an axis of length 1 becomes any length, with
 *  stride 0. Writing the result later copies it first; a mut cannot be broadcast.
 *    NDW_ESHAPE     a length that is neither equal nor 1, or fewer axes than the source
 *    NDW_EVALUE     a negative length
 *    NDW_EOVERFLOW  the result's bytes, counted as if they existed, do not fit
 *  Threads: any. Meaning: NumPy's broadcast_to, without its read-only flag. */
NDW_CALL ndw_status ndw_broadcast_to(const ndw_array *a, int ndim, const int64_t *shape,
                                     ndw_array **out);
NDW_CALL ndw_status ndw_view_broadcast_to(const ndw_view *v, int ndim, const int64_t *shape,
                                          ndw_view *out);

/** The elements in C order under another shape; one length may be -1 and is worked out. A view when
 *  the strides allow it; otherwise an array is copied, and a view or mut is NDW_ECOPY.
 *    flags: NDW_NOCOPY
 *    NDW_ESHAPE     the sizes differ, two lengths are -1, or -1 cannot be worked out
 *    NDW_EVALUE     a length below -1
 *    NDW_EOVERFLOW  the new lengths, zeros left out, do not fit
 *    NDW_ECOPY      no view can show it
 *  Threads: any. Meaning: NumPy's reshape(order='C'). */
NDW_CALL ndw_status ndw_reshape(const ndw_array *a, int ndim, const int64_t *shape, unsigned flags,
                                ndw_array **out);
NDW_CALL ndw_status ndw_view_reshape(const ndw_view *v, int ndim, const int64_t *shape, ndw_view *out);
NDW_CALL ndw_status ndw_mut_reshape(const ndw_mut *w, int ndim, const int64_t *shape, ndw_mut *out);

NDW_END_C

#endif
