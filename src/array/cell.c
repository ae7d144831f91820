/*
 * cell.c - a slot with a lock for its readers and a queue for its writers.
 *
 *     slot      held for the few instructions that share or replace the array
 *     writers   held through a whole update, so that none starts from an array another is replacing
 *
 * Lock order: writers, then slot. Arrays are released, and memory is asked for, with no slot held, since
 * callbacks may call the library. Sharing the value is refused only if the array was in a write session when it was
 * put into the cell.
 */
#include <ndweave/cell.h>

#include <pthread.h>

#include "array/array.h"
#include "base/status.h"

struct ndw_cell {
    pthread_mutex_t writers;
    const ndw_allocator *allocator;

    pthread_mutex_t slot;
    /* Guarded by slot. */
    ndw_array *value;
    bool updating;     /* some thread is inside an update ... */
    pthread_t updater; /* ... this one                        */
};

ndw_status ndw_cell_new(ndw_array **value, ndw_cell **out)
{
    REFUSE_NULL(out, "cell: out is NULL");
    *out = NULL;
    if (!value || !*value) return WHY(NDW_EINVAL, "cell: the array is NULL");
    NDW_TRY(array_check(*value, NDW_DAMAGE_STALE));

    void *block;
    const ndw_allocator *allocator = ndw_get_allocator();
    NDW_TRY(ndw_memory_take(allocator, sizeof(ndw_cell), DESCRIPTOR_ALIGNMENT, &block));
    ndw_cell *c = block;
    if (pthread_mutex_init(&c->writers, NULL) != 0) goto no_writers;
    if (pthread_mutex_init(&c->slot, NULL) != 0) goto no_slot;
    c->allocator = allocator;
    c->value = *value;
    c->updating = false;
    *value = NULL;
    *out = c;
    return NDW_OK;

no_slot:
    pthread_mutex_destroy(&c->writers);
no_writers:
    memory_give(allocator, block, sizeof(ndw_cell), DESCRIPTOR_ALIGNMENT);
    return WHY(NDW_ENOMEM, "cell: the system has no mutex left");
}

void ndw_cell_free(ndw_cell **c)
{
    if (!c || !*c) return;
    ndw_cell *gone = *c;
    ndw_array *value = gone->value;
    *c = NULL;
    pthread_mutex_destroy(&gone->slot);
    pthread_mutex_destroy(&gone->writers);
    memory_give(gone->allocator, gone, sizeof(ndw_cell), DESCRIPTOR_ALIGNMENT);
    ndw_release(&value);
}

/* The bytes are shared and the descriptor is read while the slot is held; memory for the new one is asked
 * for afterwards, since an allocator may use the cell. */
static ndw_status share_value(ndw_cell *c, ndw_array **out)
{
    new_layout l;
    pthread_mutex_lock(&c->slot);
    const ndw_array *value = c->value;
    buffer *bytes = value->bytes;
    char *data = value->data;
    const ndw_dtype dtype = value->dtype;
    l.itemsize = value->itemsize;
    l.ndim = value->ndim;
    copy_dims(l.shape, value->dims, l.ndim);
    copy_dims(l.strides, value->dims + l.ndim, l.ndim);
    ndw_status status = ndw_buffer_share(bytes);
    pthread_mutex_unlock(&c->slot);
    if (status != NDW_OK) return status;

    status = ndw_array_new(ndw_get_allocator(), bytes, data, dtype, &l, out);
    if (status != NDW_OK) ndw_buffer_release(bytes);
    return status;
}

ndw_status ndw_cell_snapshot(ndw_cell *c, ndw_array **out)
{
    REFUSE_NULL(out, "cell: out is NULL");
    *out = NULL;
    REFUSE_NULL(c, "cell: it is NULL");
    return share_value(c, out);
}

/* Takes the place of the one writer, unless this thread has it already. */
static ndw_status become_writer(ndw_cell *c)
{
    pthread_mutex_lock(&c->slot);
    bool inside = c->updating && pthread_equal(c->updater, pthread_self());
    pthread_mutex_unlock(&c->slot);
    if (inside) return WHY(NDW_EBUSY, "cell: called from inside an update of the same cell");
    pthread_mutex_lock(&c->writers);
    return NDW_OK;
}

ndw_status ndw_cell_swap(ndw_cell *c, ndw_array **value)
{
    REFUSE_NULL(c, "cell: it is NULL");
    if (!value || !*value) return WHY(NDW_EINVAL, "cell: the array is NULL");
    NDW_TRY(array_check(*value, NDW_DAMAGE_STALE));
    NDW_TRY(become_writer(c));
    pthread_mutex_lock(&c->slot);
    ndw_array *old = c->value;
    c->value = *value;
    pthread_mutex_unlock(&c->slot);
    pthread_mutex_unlock(&c->writers);
    *value = old;
    return NDW_OK;
}

/* A share of the array, and the mark that an update is under way. */
static ndw_status start_update(ndw_cell *c, ndw_array **value)
{
    pthread_mutex_lock(&c->slot);
    c->updating = true;
    c->updater = pthread_self();
    pthread_mutex_unlock(&c->slot);
    return share_value(c, value);
}

/* Puts `value` there unless it is NULL; gives what was there. */
static ndw_array *end_update(ndw_cell *c, ndw_array *value)
{
    pthread_mutex_lock(&c->slot);
    ndw_array *old = value ? c->value : NULL;
    if (value) c->value = value;
    c->updating = false;
    pthread_mutex_unlock(&c->slot);
    return old;
}

ndw_status ndw_cell_update(ndw_cell *c, ndw_cell_fn *fn, void *ctx)
{
    REFUSE_NULL(c, "cell: it is NULL");
    REFUSE_NULL(fn, "cell: fn is NULL");
    NDW_TRY(become_writer(c));

    ndw_array *value = NULL, *old = NULL;
    ndw_status status = start_update(c, &value);
    if (status == NDW_OK) status = fn(ctx, &value);
    if (status == NDW_OK && !value) status = WHY(NDW_EINVAL, "cell: the update left no array");
    const bool is_left = status == NDW_OK && value->life == LIFE_ARRAY;
    old = end_update(c, is_left ? value : NULL);
    pthread_mutex_unlock(&c->writers);
    if (status != NDW_OK) ndw_release(&value);
    else if (!is_left) status = array_check(value, NDW_DAMAGE_STALE); /* a report: no lock is held */
    ndw_release(&old);
    return status;
}
