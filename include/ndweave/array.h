/*
 * array.h - elements in counted memory: make them, hold them, ask about them, write them.
 *
 * An ndw_array is opaque and immutable once built: shape, strides, dtype and flags are never written
 * again, by anyone. It holds exactly one share of the buffer its elements live in; whoever holds the
 * pointer releases it, once. Sharing and slicing make another array on the same buffer and write
 * nothing but the buffer's count.
 */
#ifndef NDW_ARRAY_H
#define NDW_ARRAY_H

#include <ndweave/allocator.h>
#include <ndweave/view.h>

NDW_BEGIN_C

/* Flags of the functions below; each says which it takes. */
enum {
    NDW_NOCOPY = 1u << 0,  /* NDW_ECOPY instead of moving to new bytes; the detail says why it would */
    NDW_DISCARD = 1u << 1, /* the old contents do not matter: do not copy them                       */
    NDW_READONLY = 1u << 2 /* wrapped memory that must never be written                              */
};

/* --- Make: a new array, the only owner of new bytes ----------------------------------------- */

/**
 * `ndim` axes of `shape` elements in C order; contents unspecified, zero bytes, or `*value` (one
 * element of `dtype`) everywhere. `out` gives a new array. The _like forms take dtype, shape and
 * memory order (K) from `a`.
 *   NDW_EINVAL     unknown dtype
 *   NDW_ENDIM      ndim outside 0..64
 *   NDW_EVALUE     a negative length
 *   NDW_EOVERFLOW  the bytes do not fit, even where another length is 0
 * Threads: any. Meaning: NumPy's empty, zeros, full.
 */
NDW_CALL ndw_status ndw_empty(ndw_dtype dtype, int ndim, const int64_t *shape, ndw_array **out);
NDW_CALL ndw_status ndw_zeros(ndw_dtype dtype, int ndim, const int64_t *shape, ndw_array **out);
NDW_CALL ndw_status ndw_full(ndw_dtype dtype, int ndim, const int64_t *shape, const void *value,
                             ndw_array **out);
NDW_CALL ndw_status ndw_empty_like(const ndw_array *a, ndw_array **out);
NDW_CALL ndw_status ndw_zeros_like(const ndw_array *a, ndw_array **out);
NDW_CALL ndw_status ndw_full_like(const ndw_array *a, const void *value, ndw_array **out);

/** ndw_empty with an allocator of your own for this array's bytes and descriptor; what is copied or
 *  sliced from it later comes from the allocator in force then. Threads: any. */
NDW_CALL ndw_status ndw_empty_with(const ndw_allocator *allocator, ndw_dtype dtype, int ndim,
                                   const int64_t *shape, ndw_array **out);

/** A new array with a copy of the elements packed in C order at `data`. (Other layouts:
 *  ndw_view_memory, then ndw_view_copy.) Statuses as ndw_empty. Threads: any. */
NDW_CALL ndw_status ndw_from_data(ndw_dtype dtype, int ndim, const int64_t *shape, const void *data,
                                  ndw_array **out);

/**
 * start, start + step, ... short of stop, as a 1-d array of any integer, float or complex dtype.
 * ndw_arange counts in int64, exactly, and rounds each value once if the dtype must; ndw_arange_f64 has
 * ceil((stop - start) / step) elements, element i being start + i * step, rounded to the dtype.
 *   NDW_EDTYPE     bool or records; ndw_arange_f64: also integers
 *   NDW_EVALUE     step is 0 (or, _f64, an argument is not finite); a value does not fit the dtype
 *   NDW_EOVERFLOW  the length or its bytes do not fit
 * Threads: any. Meaning: NumPy's arange, which wraps instead.
 */
NDW_CALL ndw_status ndw_arange(ndw_dtype dtype, int64_t start, int64_t stop, int64_t step,
                               ndw_array **out);
NDW_CALL ndw_status ndw_arange_f64(ndw_dtype dtype, double start, double stop, double step,
                                   ndw_array **out);

/**
 * Adopts memory that exists, without copying: layout as ndw_view_memory, the first element at
 * `data`. On success the whole extent is the library's until `release` runs: nobody else writes it,
 * and it is wrapped once. On failure it stays yours and `release` is never called. `release` NULL:
 * memory that outlives everything (static). The call is release(ctx, data), on whichever thread lets
 * go last; see ndw_release_fn in allocator.h.
 *   flags: NDW_READONLY  the library never writes the memory: a write session moves to a copy
 *   statuses as ndw_view_memory
 * Threads: any.
 */
NDW_CALL ndw_status ndw_wrap(ndw_dtype dtype, int ndim, const int64_t *shape, const int64_t *strides,
                             void *data, unsigned flags, ndw_release_fn *release, void *ctx,
                             ndw_array **out);

/* --- Hold ----------------------------------------------------------------------------------- */

/** Shares: another array with the same elements in the same bytes, O(1). Whichever of the two is
 *  written first gets bytes of its own.
 *    NDW_EBUSY  `a` is in a write session
 *  Threads: any. */
NDW_CALL ndw_status ndw_share(const ndw_array *a, ndw_array **out);

/** Takes *a, sets it to NULL; the bytes go with their last share. Ends a write session too. NULL and
 *  a NULL *a do nothing. Threads: alone. */
NDW_API void ndw_release(ndw_array **a);

/** Takes *b into *a: releases *a, moves *b there, leaves *b NULL. For x = f(x):
 *  ndw_flip(x, ..., &y), then ndw_replace(&x, &y). Threads: alone, both. */
NDW_API void ndw_replace(ndw_array **a, ndw_array **b);

/** Whether no other array shares the bytes now: a hint (the answer may be old on return), never a
 *  licence to write. false for NULL. Threads: any. */
NDW_API bool ndw_is_unique(const ndw_array *a);

/**
 * Lets go of a large buffer behind a small slice: when the elements take fewer bytes than the buffer
 * they lie in, *a becomes a new array with a copy of just them, in K order.
 *    NDW_EBUSY  *a is in a write session
 * Threads: alone.
 */
NDW_CALL ndw_status ndw_compact(ndw_array **a);

/* --- Write ---------------------------------------------------------------------------------- */

/**
 * Opens a write session on *a: afterwards *a is the only owner of its bytes and `out` may write them
 * until ndw_write_end or ndw_release. If the bytes were shared, read-only or overlapping (broadcast),
 * the visible elements have been copied in K order and *a is a new array; whoever shares the old
 * bytes keeps them unchanged. Read the layout from `out`, not from before; never pass the mut of an
 * open session as `out` again (a refused call zeroes it).
 * Meanwhile anything that would make a second owner of the bytes (share, slice, transpose, ...) is
 * NDW_EBUSY; the writer may read and copy: views, ndw_copy, ndw_repeat, ndw_print, ...
 * On an array without elements sessions may nest, and share and slice stay allowed.
 *   flags: NDW_NOCOPY (NDW_ECOPY instead), NDW_DISCARD (contents unspecified, nothing copied)
 *   NDW_EBUSY  a session is open already
 * Threads: alone. About 10 ns when nothing is copied.
 */
NDW_CALL ndw_status ndw_write_begin(ndw_array **a, unsigned flags, ndw_mut *out);

/** Closes the session: `out` of ndw_write_begin and everything cut from it is dead. Does nothing when
 *  none is open. Threads: alone. */
NDW_API void ndw_write_end(ndw_array **a);

/* --- Ask: fixed at birth, never cached ------------------------------------------------------- */

/* Asked about NULL they say 0, NULL or false (ndw_extent: NDW_EINVAL). Pointers they give are valid until
 * the array is passed as `ndw_array **a`, which may put another array in its place. */

/** Number of axes. Threads: any. */
NDW_API int ndw_ndim(const ndw_array *a);
/** Elements along each axis, `ndim` of them. Threads: any. */
NDW_API const int64_t *ndw_shape(const ndw_array *a);
/** Bytes from one element to the next along each axis. Threads: any. */
NDW_API const int64_t *ndw_strides(const ndw_array *a);
/** Number of elements. Threads: any. */
NDW_API int64_t ndw_size(const ndw_array *a);
/** size x itemsize in bytes (not the buffer's). Threads: any. */
NDW_API int64_t ndw_nbytes(const ndw_array *a);
/** The dtype. Threads: any. */
NDW_API ndw_dtype ndw_dtype_of(const ndw_array *a);
/** The first element, to be read. Never NULL for an array. Threads: any. */
NDW_API const void *ndw_data(const ndw_array *a);
/** The bytes the elements lie in, [*first, *end): as ndw_view_extent. Threads: any. */
NDW_CALL ndw_status ndw_extent(const ndw_array *a, const void **first, const void **end);
/** Whether packed in `order`: as ndw_view_is_contiguous. O(1). Threads: any. */
NDW_API bool ndw_is_contiguous(const ndw_array *a, ndw_order order);
/** Whether every element is aligned for its C type. Threads: any. */
NDW_API bool ndw_is_aligned(const ndw_array *a);
/** Same dtype, shape and bytes in every element: as ndw_view_equal. Threads: any. */
NDW_API bool ndw_equal(const ndw_array *a, const ndw_array *b);
/** Whether the two may share a byte: conservative, by extents. Threads: any. */
NDW_API bool ndw_may_overlap(const ndw_array *a, const ndw_array *b);

/**
 * An array of a view that lies inside `a` (made from ndw_view_of(a) by view operations): shares the
 * bytes of `a`, takes the view's layout and dtype.
 *   NDW_EBOUNDS  the view leaves the extent of `a`
 *   NDW_EBUSY    `a` is in a write session
 * and as ndw_view_check. Threads: any.
 */
NDW_CALL ndw_status ndw_array_of_view(const ndw_array *a, const ndw_view *v, ndw_array **out);

/* Releases the array at the end of the scope, however it is left:
 *     NDW_AUTO ndw_array *x = NULL, *y = NULL; */
#define NDW_AUTO __attribute__((cleanup(ndw_release)))

NDW_END_C

#endif
