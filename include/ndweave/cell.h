/*
 * cell.h - one variable that many threads read and replace.
 *
 * An array never changes under its holder; a cell is where "the current array" lives. Readers take a
 * snapshot, a share of what is there, and work on it as long as they like; writers put another array
 * in its place. Nobody waits for a writer's work, only for another writer.
 *
 *     readers   ndw_cell_snapshot(c, &x) ... use x ... ndw_release(&x)
 *     writers   ndw_cell_update(c, double_it, NULL)
 */
#ifndef NDW_CELL_H
#define NDW_CELL_H

#include <ndweave/array.h>

NDW_BEGIN_C

typedef struct ndw_cell ndw_cell;

/** A cell that holds *value, which it takes (*value becomes NULL; on failure it stays).
 *  Threads: alone (*value). */
NDW_CALL ndw_status ndw_cell_new(ndw_array **value, ndw_cell **out);

/** Releases the cell and the array in it, sets *c to NULL. NULL does nothing. No other thread may be
 *  inside a call on the cell. Threads: alone. */
NDW_API void ndw_cell_free(ndw_cell **c);

/** A share of the array that is there now. It waits for nobody's copying.
 *    NDW_EBUSY  the array was put there in an open write session
 *  Threads: any. */
NDW_CALL ndw_status ndw_cell_snapshot(ndw_cell *c, ndw_array **out);

/** Puts *value there (it is taken) and gives the array that was there in its place. Waits for updates
 *  that are under way.
 *    NDW_EBUSY  called from inside an update of the same cell
 *  Threads: any (the cell), alone (*value). */
NDW_CALL ndw_status ndw_cell_swap(ndw_cell *c, ndw_array **value);

/* Makes the new array from the old one: *value is a share of what is there; what it is on return, after
 * NDW_OK, becomes the array in the cell. Whatever else it returns comes back from ndw_cell_update. */
typedef ndw_status ndw_cell_fn(void *ctx, ndw_array **value);

/** Replaces the array by what `fn` makes of it, one update after another: none is lost. Meanwhile
 *  readers get the old array; no lock they need is held. If `fn` fails the cell is unchanged.
 *    NDW_EBUSY   called from inside an update of the same cell, or as ndw_cell_snapshot
 *    NDW_EINVAL  `fn` left *value NULL
 *  Threads: any. */
NDW_CALL ndw_status ndw_cell_update(ndw_cell *c, ndw_cell_fn *fn, void *ctx);

NDW_END_C

#endif
