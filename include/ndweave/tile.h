/*
 * tile.h - a whole array over and over.
 *
 *     x            0 1 2
 *     tile 2       0 1 2 0 1 2
 *     tile (2, 1)  0 1 2
 *                  0 1 2
 *
 * The _into forms write memory that exists, of exactly the result's shape and dtype, as if the source
 * had been copied first (NDW_EDTYPE, NDW_ESHAPE, NDW_EOVERLAP; Threads: bytes).
 */
#ifndef NDW_TILE_H
#define NDW_TILE_H

#include <ndweave/array.h>

NDW_BEGIN_C

/** The whole array reps[d] times along axis d, as tiles. With fewer reps than axes they belong to the
 *  last ones; with more, the array gets new axes in front.
 *    NDW_ENDIM      n outside 0..64
 *    NDW_EVALUE     a negative number of tiles
 *    NDW_EOVERFLOW  the result's bytes do not fit
 *  Threads: any. Meaning: NumPy's tile. */
NDW_CALL ndw_status ndw_tile(const ndw_array *a, int n, const int64_t *reps, ndw_array **out);
NDW_CALL ndw_status ndw_view_tile(const ndw_view *v, int n, const int64_t *reps, ndw_array **out);
NDW_CALL ndw_status ndw_tile_into(const ndw_array *a, int n, const int64_t *reps, const ndw_mut *w);
NDW_CALL ndw_status ndw_view_tile_into(const ndw_view *v, int n, const int64_t *reps, const ndw_mut *w);

NDW_END_C

#endif
