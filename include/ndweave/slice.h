/*
 * slice.h - which elements: basic indexing as Python writes it.
 *
 *     a[:, 1:5:2, -1]       NDW_INDEX(NDW_ALL, NDW_RANGE(1, 5, 2), NDW_AT(-1))
 *     a[..., ::-1]          NDW_INDEX(NDW_ELLIPSIS, NDW_RANGE(NDW_OMIT, NDW_OMIT, -1))
 *     a[None, 3:]           NDW_INDEX(NDW_NEWAXIS, NDW_RANGE(3, NDW_OMIT, 1))
 */
#ifndef NDW_SLICE_H
#define NDW_SLICE_H

#include <ndweave/array.h>

NDW_BEGIN_C

/**
 * The elements that `n` index entries name, without moving any: bounds are normalised as Python
 * does (clamped; negative ones count from the end), axes not named are kept whole. A result without
 * elements keeps the data pointer where it was. n = 0: everything.
 *   NDW_EBOUNDS  NDW_AT outside its axis
 *   NDW_EVALUE   step 0, a second ellipsis, an unknown entry
 *   NDW_ENDIM    more entries than axes, or a result of more than 64
 *   NDW_EINVAL   n below 0
 *   NDW_EBUSY    (array) `a` is in a write session
 * Threads: any. Meaning: NumPy's basic indexing, CPython's PySlice_AdjustIndices.
 */
NDW_CALL ndw_status ndw_slice(const ndw_array *a, int n, const ndw_index *index, ndw_array **out);
NDW_CALL ndw_status ndw_view_slice(const ndw_view *v, int n, const ndw_index *index, ndw_view *out);
NDW_CALL ndw_status ndw_mut_slice(const ndw_mut *w, int n, const ndw_index *index, ndw_mut *out);

/**
 * The same from text: "1:5, ::-1, ..., None, -1". Entries are
 *     integer    [integer] : [integer]    [integer] : [integer] : [integer]    ...    None    newaxis
 * with commas between them, and one behind the last if you like; brackets around all of it are welcome, and
 * blanks anywhere. An empty text is malformed; so is None as a bound, which is left out instead.
 *   NDW_EFORMAT  not an index; the detail says at which character
 * and as ndw_slice. Threads: any.
 */
NDW_CALL ndw_status ndw_slice_str(const ndw_array *a, const char *text, ndw_array **out);
NDW_CALL ndw_status ndw_view_slice_str(const ndw_view *v, const char *text, ndw_view *out);
NDW_CALL ndw_status ndw_mut_slice_str(const ndw_mut *w, const char *text, ndw_mut *out);

NDW_END_C

#endif
