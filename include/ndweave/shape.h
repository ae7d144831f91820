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

/** Axes `i` and `j` exchanged. Threads: any. Meaning: NumPy's swapaxes. */
NDW_CALL ndw_status ndw_swapaxes(const ndw_array *a, int i, int j, ndw_array **out);
NDW_CALL ndw_status ndw_view_swapaxes(const ndw_view *v, int i, int j, ndw_view *out);
NDW_CALL ndw_status ndw_mut_swapaxes(const ndw_mut *w, int i, int j, ndw_mut *out);

/** Axis `from` put at place `to`; the others keep their order. Threads: any. Meaning: NumPy's moveaxis. */
NDW_CALL ndw_status ndw_moveaxis(const ndw_array *a, int from, int to, ndw_array **out);
NDW_CALL ndw_status ndw_view_moveaxis(const ndw_view *v, int from, int to, ndw_view *out);
NDW_CALL ndw_status ndw_mut_moveaxis(const ndw_mut *w, int from, int to, ndw_mut *out);

/** Without the axes of length 1 among `axes` (NDW_ALL_AXES: all of that length).
 *    NDW_ESHAPE  a named axis has another length
 *  Threads: any. Meaning: NumPy's squeeze. */
NDW_CALL ndw_status ndw_squeeze(const ndw_array *a, int naxes, const int *axes, ndw_array **out);
NDW_CALL ndw_status ndw_view_squeeze(const ndw_view *v, int naxes, const int *axes, ndw_view *out);
NDW_CALL ndw_status ndw_mut_squeeze(const ndw_mut *w, int naxes, const int *axes, ndw_mut *out);

/** With new axes of length 1, which are `axes` of the result.
 *    NDW_ENDIM  more than 64 axes
 *  Threads: any. Meaning: NumPy's expand_dims. */
NDW_CALL ndw_status ndw_expand_dims(const ndw_array *a, int naxes, const int *axes, ndw_array **out);
NDW_CALL ndw_status ndw_view_expand_dims(const ndw_view *v, int naxes, const int *axes, ndw_view *out);
NDW_CALL ndw_status ndw_mut_expand_dims(const ndw_mut *w, int naxes, const int *axes, ndw_mut *out);

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
 *  the strides allow it; otherwise an array is copied (in a write session, too), and a view or mut is
 *  NDW_ECOPY.
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

/** The elements whose index on `axis2` is that on `axis1` plus `offset`: the two axes go, the diagonal
 *  comes last.
 *    NDW_EAXIS  the axes are the same
 *  Threads: any. Meaning: NumPy's diagonal, without its read-only flag. */
NDW_CALL ndw_status ndw_diagonal(const ndw_array *a, int64_t offset, int axis1, int axis2,
                                 ndw_array **out);
NDW_CALL ndw_status ndw_view_diagonal(const ndw_view *v, int64_t offset, int axis1, int axis2,
                                      ndw_view *out);
NDW_CALL ndw_status ndw_mut_diagonal(const ndw_mut *w, int64_t offset, int axis1, int axis2,
                                     ndw_mut *out);

/** All the windows of `window` neighbours along `axis`: that axis counts the windows, a new last axis
 *  runs inside each. Windows overlap, so writing the result later copies it first; a mut has none.
 *    NDW_EVALUE     window is negative or longer than the axis
 *    NDW_ENDIM      more than 64 axes
 *    NDW_EOVERFLOW  the windows' bytes, counted as if they existed, do not fit
 *  Threads: any. Meaning: NumPy's sliding_window_view. */
NDW_CALL ndw_status ndw_sliding_window(const ndw_array *a, int axis, int64_t window, ndw_array **out);
NDW_CALL ndw_status ndw_view_sliding_window(const ndw_view *v, int axis, int64_t window, ndw_view *out);

/** Any layout over the same bytes, the first element `offset` bytes after the source's: the whole
 *  extent must lie within the bytes from the first to the last that the source can see.
 *    NDW_EBOUNDS   it does not
 *    NDW_EOVERLAP  (mut) elements would overlap each other
 *  and as ndw_view_memory. Threads: any. Meaning: NumPy's as_strided(check_bounds=True). */
NDW_CALL ndw_status ndw_as_strided(const ndw_array *a, int ndim, const int64_t *shape,
                                   const int64_t *strides, int64_t offset, ndw_array **out);
NDW_CALL ndw_status ndw_view_as_strided(const ndw_view *v, int ndim, const int64_t *shape,
                                        const int64_t *strides, int64_t offset, ndw_view *out);
NDW_CALL ndw_status ndw_mut_as_strided(const ndw_mut *w, int ndim, const int64_t *shape,
                                       const int64_t *strides, int64_t offset, ndw_mut *out);

/** The same bytes read as another dtype. Between different itemsizes the last axis changes length; it
 *  must be packed, or of length 1, or there are no elements.
 *    NDW_EDTYPE     0-d, last axis not packed, or its bytes do not divide
 *    NDW_EOVERFLOW  the extent of wider elements does not fit 64 bits, where there are none
 *  Threads: any. Meaning: NumPy's view(dtype); never the dtype setter, which rewrote a shared array. */
NDW_CALL ndw_status ndw_as_dtype(const ndw_array *a, ndw_dtype dtype, ndw_array **out);
NDW_CALL ndw_status ndw_view_as_dtype(const ndw_view *v, ndw_dtype dtype, ndw_view *out);
NDW_CALL ndw_status ndw_mut_as_dtype(const ndw_mut *w, ndw_dtype dtype, ndw_mut *out);

NDW_END_C

#endif
