/*
 * into.h - what every operation that writes existing memory settles before its first byte.
 */
#ifndef NDW_OPS_INTO_H
#define NDW_OPS_INTO_H

#include "array/operand.h"

/* A destination: readable as a mut, of this dtype, no element overlapping another. */
ndw_status ndw_into_check(const ndw_mut *w, ndw_dtype dtype);

/*
 * Makes `s` safe to read while `w` is written. Where their extents meet, the source is copied first
 * and *s reads the copy, which *held keeps alive: release it afterwards.
 */
ndw_status ndw_into_part(const ndw_mut *w, source *s, ndw_array **held);

#endif
