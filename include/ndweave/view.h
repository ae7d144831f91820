/*
 * view.h - elements in memory somebody else owns.
 *
 * A view is a plain value on your stack: where the first element is, what one element is, and the
 * layout. The element at index (i, j, ...) is at
 *
 *     (char *)data + i * strides[0] + j * strides[1] + ...
 *
 * It borrows: it owns nothing, costs no allocation and no atomic, may be copied (about 1 KiB), and is
 * valid while its source is. An ndw_view reads, an ndw_mut also writes. They come from an array
 * (ndw_view_of, ndw_write_begin), from plain memory (ndw_view_memory, ndw_mut_memory), or from
 * another view. While a view is read, nobody writes anywhere between its first and last byte.
 */
#ifndef NDW_VIEW_H
#define NDW_VIEW_H

#include <stdbool.h>
#include <stdint.h>

#include <ndweave/dtype.h>
#include <ndweave/layout.h>

NDW_BEGIN_C

/* Entries of shape and strides at and past ndim are unspecified. */
typedef struct ndw_view {
    const void *data;              /* the first element; never NULL                          */
    ndw_dtype dtype;
    int32_t ndim;                  /* number of axes, 0 to 64                                */
    int64_t shape[NDW_MAX_NDIM];   /* elements along each axis                               */
    int64_t strides[NDW_MAX_NDIM]; /* bytes from one element to the next along each axis     */
} ndw_view;

typedef struct ndw_mut {
    void *data;
    ndw_dtype dtype;
    int32_t ndim;
    int64_t shape[NDW_MAX_NDIM];
    int64_t strides[NDW_MAX_NDIM];
} ndw_mut;

typedef struct ndw_array ndw_array;

/* The element of type T at an index of a view (read only) or a mut:
 *     NDW_EL2(double, w, i, j) += 1.0;
 * Not checked: 0 <= i < shape[0], and T is the C type of the dtype, suitably aligned. */
#define NDW_EL1(T, v, i) NDW_EL_(T, v, (i) * (v).strides[0])
#define NDW_EL2(T, v, i, j) NDW_EL_(T, v, (i) * (v).strides[0] + (j) * (v).strides[1])
#define NDW_EL3(T, v, i, j, k) \
    NDW_EL_(T, v, (i) * (v).strides[0] + (j) * (v).strides[1] + (k) * (v).strides[2])
#ifdef __cplusplus
extern "C++" {
template <class T> const T *ndw_element_(const void *data, int64_t at)
{
    return static_cast<const T *>(static_cast<const void *>(static_cast<const char *>(data) + at));
}
template <class T> T *ndw_element_(void *data, int64_t at)
{
    return static_cast<T *>(static_cast<void *>(static_cast<char *>(data) + at));
}
}
#define NDW_EL_(T, v, at) (*ndw_element_<T>((v).data, at))
#else
#define NDW_BYTE_(v, at) (void *)((char *)(v).data + (at))
#define NDW_EL_(T, v, at) \
    (*_Generic((v).data, const void *: (const T *)NDW_BYTE_(v, at), void *: (T *)NDW_BYTE_(v, at)))
#endif

/* --- Make ---------------------------------------------------------------------------------- */

/**
 * A view of memory you own: `ndim` axes of `shape` elements, `strides` bytes apart (NULL: C order),
 * the first element at `data` (may be NULL when there are no elements). Strides may be negative,
 * zero or overlapping. Borrows the memory; copies shape and strides. An axis of length 0 or 1 gets
 * the stride a fresh C-order array would have.
 *   NDW_EINVAL     unknown dtype, data NULL with elements to see
 *   NDW_ENDIM      ndim outside 0..64
 *   NDW_EVALUE     a negative length
 *   NDW_EOVERFLOW  the elements, their bytes or the extent do not fit 64 bits; a length of 0 counts
 *                  as 1, so that it cannot hide what the others are
 * Threads: any. Meaning: NumPy's ndarray(buffer=, strides=).
 */
NDW_CALL ndw_status ndw_view_memory(ndw_dtype dtype, int ndim, const int64_t *shape,
                                    const int64_t *strides, const void *data, ndw_view *out);
NDW_CALL ndw_status ndw_mut_memory(ndw_dtype dtype, int ndim, const int64_t *shape,
                                   const int64_t *strides, void *data, ndw_mut *out);

/** A view of an array's elements, valid until the array is passed to a function that takes
 *  `ndw_array **`. No atomic, no allocation. Threads: any. */
NDW_CALL ndw_status ndw_view_of(const ndw_array *a, ndw_view *out);

/** The same elements, to be read. Valid while `w` is. Threads: any. */
NDW_CALL ndw_status ndw_view_of_mut(const ndw_mut *w, ndw_view *out);

/**
 * Validates a struct filled by hand, as ndw_view_memory would; every other function trusts what
 * this accepts and checks only that data is not NULL, the dtype exists and ndim is in range.
 * Statuses as ndw_view_memory; and NDW_EINVAL for data NULL even where there are no elements, to which
 * ndw_view_memory gives an address. Threads: any.
 */
NDW_CALL ndw_status ndw_view_check(const ndw_view *v);
NDW_CALL ndw_status ndw_mut_check(const ndw_mut *w);

/* --- Ask ----------------------------------------------------------------------------------- */

/** Number of elements: the product of the shape, 1 when 0-d. 0 for NULL. Threads: any. */
NDW_API int64_t ndw_view_size(const ndw_view *v);

/** size x itemsize, in bytes. 0 for NULL. Threads: any. */
NDW_API int64_t ndw_view_nbytes(const ndw_view *v);

/** The bytes the elements lie in: [*first, *end), which for a reversed axis starts before data.
 *  Both are data when there are no elements. Threads: any. Meaning: NumPy's byte_bounds. */
NDW_CALL ndw_status ndw_view_extent(const ndw_view *v, const void **first, const void **end);

/** Whether the elements lie packed in `order` (NDW_C or NDW_F); axes of length 1 do not matter, and
 *  no elements are packed in both. false for NULL or another order. Threads: any. */
NDW_API bool ndw_view_is_contiguous(const ndw_view *v, ndw_order order);

/** Whether every element is aligned for its C type (records: always). Threads: any. */
NDW_API bool ndw_view_is_aligned(const ndw_view *v);

/** Same dtype, same shape, same bytes in every element. (A NaN equals its own bits.) Threads: any. */
NDW_API bool ndw_view_equal(const ndw_view *v, const ndw_view *w);

/** Whether the two may share a byte: conservative, decided by their extents. Threads: any. */
NDW_API bool ndw_view_may_overlap(const ndw_view *v, const ndw_view *w);

/* --- Parts --------------------------------------------------------------------------------- */

/**
 * The `i`-th of `parts` pieces of `w` along `axis`, as equal as can be (the first ones are one
 * longer; a piece may have no elements). The pieces share no byte, so `parts` threads may each cut
 * and write their own. Pieces along the slowest axis lie one behind the other; along any other they
 * interleave, and then none of them is read by the library before all have been written.
 *   NDW_EAXIS     no such axis
 *   NDW_EVALUE    parts < 1, or i not in 0..parts-1
 *   NDW_EOVERLAP  the elements of `w` may overlap each other
 * Threads: any (nothing is written). Meaning: NumPy's array_split.
 */
NDW_CALL ndw_status ndw_mut_split(const ndw_mut *w, int axis, int64_t parts, int64_t i, ndw_mut *out);

NDW_END_C

#endif
