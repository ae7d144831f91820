/*
 * weak_cell.c - cell.c with one mistake, and which one is chosen when the program starts.
 *
 * A twin of a site breaks one operation where it stands. These have all their operations, in the wrong
 * order or place: what a revision of cell.c might do, and look right. Compiled with the hooks. The
 * functions that are not broken are those of cell.c.
 */
#include "twins.h"

#define ndw_cell_snapshot sound_cell_snapshot
#define ndw_cell_swap sound_cell_swap
#define ndw_cell_update sound_cell_update
#include "array/cell.c"
#undef ndw_cell_snapshot
#undef ndw_cell_swap
#undef ndw_cell_update

ndw_status ndw_cell_snapshot(ndw_cell *c, ndw_array **out);
ndw_status ndw_cell_swap(ndw_cell *c, ndw_array **value);
ndw_status ndw_cell_update(ndw_cell *c, ndw_cell_fn *fn, void *ctx);

static ndw_array *look(ndw_cell *c)
{
    pthread_mutex_lock(&c->slot);
    ndw_array *value = c->value;
    pthread_mutex_unlock(&c->slot);
    return value;
}

/* --- Snapshots ---------------------------------------------------------------------------------- */

ndw_status ndw_cell_snapshot(ndw_cell *c, ndw_array **out)
{
    if (twins_weakens("cell.snapshot_shares_after_unlocking")) return ndw_share(look(c), out);
    ndw_status status = sound_cell_snapshot(c, out);
    if (status != NDW_OK && twins_weakens("cell.snapshot_gives_what_is_refused")) *out = look(c);
    return status;
}

/* --- Swaps -------------------------------------------------------------------------------------- */

static ndw_array *put(ndw_cell *c, ndw_array *value)
{
    pthread_mutex_lock(&c->slot);
    ndw_array *old = c->value;
    c->value = value;
    pthread_mutex_unlock(&c->slot);
    return old;
}

static ndw_status swap_before_its_turn(ndw_cell *c, ndw_array **value)
{
    ndw_array *old = look(c);
    NDW_TRY(become_writer(c));
    (void)put(c, *value);
    pthread_mutex_unlock(&c->writers);
    *value = old;
    return NDW_OK;
}

static ndw_status swap_out_of_turn(ndw_cell *c, ndw_array **value)
{
    NDW_TRY(become_writer(c));
    pthread_mutex_unlock(&c->writers);
    *value = put(c, *value);
    return NDW_OK;
}

/* Not even in one piece. */
static ndw_status swap_in_halves(ndw_cell *c, ndw_array **value)
{
    NDW_TRY(become_writer(c));
    pthread_mutex_unlock(&c->writers);
    ndw_array *old = look(c);
    (void)put(c, *value);
    *value = old;
    return NDW_OK;
}

ndw_status ndw_cell_swap(ndw_cell *c, ndw_array **value)
{
    if (twins_weakens("cell.swap_reads_before_its_turn")) return swap_before_its_turn(c, value);
    if (twins_weakens("cell.swap_lets_go_between_reading_and_writing")) return swap_in_halves(c, value);
    if (twins_weakens("cell.swap_does_not_wait_for_updates")) return swap_out_of_turn(c, value);
    ndw_status status = sound_cell_swap(c, value);
    if (status == NDW_EBUSY && twins_weakens("cell.swap_is_refused_and_moves")) *value = put(c, *value);
    return status;
}

/* --- Updates ------------------------------------------------------------------------------------ */

/* As in cell.c: what fn made, or NULL. */
static ndw_status call(ndw_cell_fn *fn, void *ctx, ndw_array **value)
{
    ndw_status status = fn(ctx, value);
    return status == NDW_OK && !*value ? NDW_EINVAL : status;
}

/* What it starts from was read while it waited, and is not read again. */
static ndw_status update_before_its_turn(ndw_cell *c, ndw_cell_fn *fn, void *ctx)
{
    ndw_array *before = NULL, *value = NULL;
    NDW_TRY(sound_cell_snapshot(c, &before));
    ndw_status status = become_writer(c);
    if (status == NDW_OK) {
        NDW_TRY(start_update(c, &value));
        ndw_replace(&value, &before);
        status = call(fn, ctx, &value);
        before = end_update(c, status == NDW_OK ? value : NULL);
        pthread_mutex_unlock(&c->writers);
        if (status != NDW_OK) ndw_release(&value);
    }
    ndw_release(&before);
    return status;
}

static ndw_status update_out_of_turn(ndw_cell *c, ndw_cell_fn *fn, void *ctx)
{
    ndw_array *value = NULL;
    NDW_TRY(become_writer(c));
    pthread_mutex_unlock(&c->writers);
    NDW_TRY(start_update(c, &value));
    ndw_status status = call(fn, ctx, &value);
    ndw_array *old = end_update(c, status == NDW_OK ? value : NULL);
    if (status != NDW_OK) ndw_release(&value);
    ndw_release(&old);
    return status;
}

static ndw_status update_in_place(ndw_cell *c, ndw_cell_fn *fn, void *ctx)
{
    NDW_TRY(become_writer(c));
    ndw_array *value = look(c);
    ndw_status status = call(fn, ctx, &value);
    (void)put(c, value);
    pthread_mutex_unlock(&c->writers);
    return status;
}

static ndw_status update_keeping_all(ndw_cell *c, ndw_cell_fn *fn, void *ctx)
{
    ndw_array *value = NULL;
    NDW_TRY(become_writer(c));
    NDW_TRY(start_update(c, &value));
    ndw_status status = call(fn, ctx, &value);
    ndw_array *old = end_update(c, value);
    pthread_mutex_unlock(&c->writers);
    ndw_release(&old);
    return status;
}

/* Not marked: so that what it calls does not know where it is called from. */
static ndw_status update_unmarked(ndw_cell *c, ndw_cell_fn *fn, void *ctx)
{
    ndw_array *value = NULL;
    NDW_TRY(become_writer(c));
    NDW_TRY(sound_cell_snapshot(c, &value));
    ndw_status status = call(fn, ctx, &value);
    ndw_array *old = status == NDW_OK ? put(c, value) : value;
    pthread_mutex_unlock(&c->writers);
    ndw_release(&old);
    return status;
}

/* Marked for all threads: whoever comes meanwhile is refused, instead of waiting. */
static ndw_status update_refusing_others(ndw_cell *c, ndw_cell_fn *fn, void *ctx)
{
    pthread_mutex_lock(&c->slot);
    bool inside = c->updating;
    pthread_mutex_unlock(&c->slot);
    return inside ? NDW_EBUSY : sound_cell_update(c, fn, ctx);
}

static ndw_status update_releasing_in_slot(ndw_cell *c, ndw_cell_fn *fn, void *ctx)
{
    ndw_array *value = NULL;
    NDW_TRY(become_writer(c));
    NDW_TRY(start_update(c, &value));
    ndw_status status = call(fn, ctx, &value);
    pthread_mutex_lock(&c->slot);
    c->updating = false;
    ndw_array *gone = status == NDW_OK ? c->value : value;
    if (status == NDW_OK) c->value = value;
    ndw_release(&gone);
    pthread_mutex_unlock(&c->slot);
    pthread_mutex_unlock(&c->writers);
    return status;
}

/* Of what was there and what fn has made but failed, one is released while others wait. */
static ndw_status update_releasing_in_turn(ndw_cell *c, ndw_cell_fn *fn, void *ctx, bool made)
{
    ndw_array *value = NULL;
    NDW_TRY(become_writer(c));
    NDW_TRY(start_update(c, &value));
    ndw_status status = call(fn, ctx, &value);
    ndw_array *old = end_update(c, status == NDW_OK ? value : NULL);
    if (status == NDW_OK) value = NULL;
    ndw_release(made ? &value : &old);
    pthread_mutex_unlock(&c->writers);
    ndw_release(made ? &old : &value);
    return status;
}

ndw_status ndw_cell_update(ndw_cell *c, ndw_cell_fn *fn, void *ctx)
{
    if (twins_weakens("cell.update_starts_before_its_turn")) return update_before_its_turn(c, fn, ctx);
    if (twins_weakens("cell.update_does_not_wait_for_updates")) return update_out_of_turn(c, fn, ctx);
    if (twins_weakens("cell.update_gives_out_the_cells_share")) return update_in_place(c, fn, ctx);
    if (twins_weakens("cell.update_keeps_what_failed")) return update_keeping_all(c, fn, ctx);
    if (twins_weakens("cell.update_is_not_marked")) return update_unmarked(c, fn, ctx);
    if (twins_weakens("cell.update_refuses_other_threads")) return update_refusing_others(c, fn, ctx);
    if (twins_weakens("cell.update_releases_in_slot")) return update_releasing_in_slot(c, fn, ctx);
    if (twins_weakens("cell.update_releases_old_in_its_turn"))
        return update_releasing_in_turn(c, fn, ctx, false);
    if (twins_weakens("cell.update_releases_made_in_its_turn"))
        return update_releasing_in_turn(c, fn, ctx, true);
    return sound_cell_update(c, fn, ctx);
}
