/*
 * copy.h - the same elements in new memory, in the order you ask for.
 */
#ifndef NDW_COPY_H
#define NDW_COPY_H

#include <ndweave/array.h>

NDW_BEGIN_C

/** A C-contiguous (F-contiguous) array of the same elements: an array that is so already is shared,
 *  O(1); everything else, and every view, is copied. A 0-d array stays 0-d.
 *    NDW_EBUSY  (when it would share) `a` is in a write session
 *  Threads: any. Meaning: NumPy's ascontiguousarray, asfortranarray. */
NDW_CALL ndw_status ndw_ascontiguous(const ndw_array *a, ndw_array **out);
NDW_CALL ndw_status ndw_view_ascontiguous(const ndw_view *v, ndw_array **out);
NDW_CALL ndw_status ndw_asfortran(const ndw_array *a, ndw_array **out);
NDW_CALL ndw_status ndw_view_asfortran(const ndw_view *v, ndw_array **out);

/** Always a new array, packed in `order`. K orders the axes by decreasing distance between their
 *  elements; axes of length 1 and stride 0 keep their place, and so do all where there are no elements.
 *    NDW_EINVAL  not one of the four orders
 *  Threads: any. Meaning: NumPy's copy(order=). */
NDW_CALL ndw_status ndw_copy(const ndw_array *a, ndw_order order, ndw_array **out);
NDW_CALL ndw_status ndw_view_copy(const ndw_view *v, ndw_order order, ndw_array **out);

/** Copies every element into memory that exists; the source broadcasts to the shape of `w`, leading axes of
 *  length 1 that `w` does not have dropped. They may overlap: the result is as if the source had been copied first.
 *    NDW_EDTYPE    the dtypes differ
 *    NDW_ESHAPE    the source does not broadcast to the shape of `w`
 *    NDW_EOVERLAP  elements of `w` may overlap each other
 *  Threads: bytes. Meaning: NumPy's copyto. */
NDW_CALL ndw_status ndw_copy_into(const ndw_array *a, const ndw_mut *w);
NDW_CALL ndw_status ndw_view_copy_into(const ndw_view *v, const ndw_mut *w);

/** The name of the table of inner loops in use: "generic", "avx2", "avx512" or "neon". Chosen once: the
 *  best that the processor can run, or the one that the environment variable NDW_KERNELS named when the
 *  library was loaded, if the processor can run it. Static. Threads: any.
 *
 *  On x86-64, transposes of 8 MiB and more are written past the caches (streaming stores), and on AMD's processors
 *  so are all other results from 32 MiB on; on others so are transposed matrices from 5 MiB on, and the lines of
 *  other results are asked for before they are written, from 8 MiB on. NDW_STREAM=on or NDW_STREAM=off, in the
 *  environment at the same time, chooses by hand which. */
NDW_API const char *ndw_kernels(void);

NDW_END_C

#endif
