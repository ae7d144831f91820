/*
 * format.h - an array as text, as NumPy prints it.
 */
#ifndef NDW_FORMAT_H
#define NDW_FORMAT_H

#include <stdio.h>

#include <ndweave/array.h>

NDW_BEGIN_C

/**
 * Writes the text of `a` into `text` (at most `capacity` bytes with the final NUL; longer text is
 * cut) and, unless `length` is NULL, its full length without the NUL. capacity 0 and text NULL ask
 * for the length alone. More than 1000 elements are summarised with "...". Records are shown as
 * hexadecimal bytes.
 * Threads: any. Meaning: NumPy's str(a), print options at their defaults.
 */
NDW_CALL ndw_status ndw_format(const ndw_array *a, size_t capacity, char *text, size_t *length);
NDW_CALL ndw_status ndw_view_format(const ndw_view *v, size_t capacity, char *text, size_t *length);

/** The same text and a newline to `file`.
 *    NDW_EIO  the file could not be written
 *  Threads: any. */
NDW_CALL ndw_status ndw_print(FILE *file, const ndw_array *a);
NDW_CALL ndw_status ndw_view_print(FILE *file, const ndw_view *v);

NDW_END_C

#endif
