/*
 * program_writes.c - write sessions: whether they open, where they write, and what nobody else sees.
 */
#include "program.h"

#include "support/check.h"

/* The element of a mut at a list of indices, by the definition. */
static char *element_at(const ndw_mut *w, const int64_t *index)
{
    char *at = w->data;
    for (int d = 0; d < w->ndim; d++) at += index[d] * w->strides[d];
    return at;
}

static void write_one(variable *v, const ndw_mut *w, const int64_t *index)
{
    const int64_t n = any_value();
    element_write(element_at(w, index), n, width);
    oracle_set(&v->meant, index, n);
}

static void write_all(variable *v, const ndw_mut *w)
{
    int64_t index[ORACLE_NDIM] = {0};
    for (bool more = v->meant.size > 0; more; more = oracle_next(v->meant.ndim, v->meant.shape, index))
        write_one(v, w, index);
}

static void write_some(variable *v, const ndw_mut *w)
{
    int64_t index[ORACLE_NDIM];
    for (int64_t n = v->meant.size > 0 ? between(1, 4) : 0; n > 0; n--) {
        for (int d = 0; d < v->meant.ndim; d++) index[d] = between(0, v->meant.shape[d] - 1);
        write_one(v, w, index);
    }
}

/* The array onto itself, backwards: source and destination are the same bytes. */
static void write_reversed(variable *v, const ndw_mut *w)
{
    ndw_mut backwards;
    ndw_view source;
    must_be_ok(ndw_mut_flip(w, NDW_ALL_AXES, &backwards));
    must_be_ok(ndw_view_of_mut(&backwards, &source));
    must_be_ok(ndw_view_copy_into(&source, w));
    for (int d = 0; d < v->meant.ndim; d++) oracle_replace(&v->meant, oracle_flip(&v->meant, d));
    happened.overlapping++;
}

/* The first half along an axis, each twice, over the whole of it. */
static void write_repeated(variable *v, const ndw_mut *w)
{
    if (v->meant.ndim == 0 || v->meant.shape[0] < 2) return;
    const int64_t half = v->meant.shape[0] / 2, twos[] = {2, 2, 2, 2, 2, 2, 2, 2};
    if (half > (int64_t)COUNT(twos)) return;
    const ndw_index first_half[] = {NDW_RANGE(0, half, 1)}, both[] = {NDW_RANGE(0, 2 * half, 1)};
    ndw_mut to;
    ndw_view all, from;
    must_be_ok(ndw_mut_slice(w, 1, both, &to));
    must_be_ok(ndw_view_of_mut(w, &all));
    must_be_ok(ndw_view_slice(&all, 1, first_half, &from));
    must_be_ok(one_in(2) ? ndw_view_repeat_into(&from, 2, 0, &to)
                         : ndw_view_repeat_counts_into(&from, half, twos, -v->meant.ndim, &to));

    oracle part = oracle_slice(&v->meant, 0, 0, half, 1), twice = oracle_repeat(&part, 0, twos);
    int64_t index[ORACLE_NDIM] = {0};
    for (bool more = twice.size > 0; more; more = oracle_next(twice.ndim, twice.shape, index))
        oracle_set(&v->meant, index, oracle_at(&twice, index));
    oracle_free(&part);
    oracle_free(&twice);
    happened.overlapping++;
}

/* Another variable, if it can take this shape; possibly one that shared these bytes a moment ago. */
static void write_from_another(variable *v, const ndw_mut *w)
{
    const variable *from = any_live();
    const oracle *o = &from->meant;
    if (from == v || o->ndim > v->meant.ndim) return;
    for (int d = 0; d < o->ndim; d++) {
        const int64_t length = v->meant.shape[v->meant.ndim - o->ndim + d];
        if (o->shape[d] != 1 && o->shape[d] != length) return;
    }
    must_be_ok(ndw_copy_into(from->array, w));
    oracle_replace(&v->meant, oracle_broadcast(o, v->meant.ndim, v->meant.shape));
}

/* Nobody gets a second share of bytes that are being written. */
static void try_to_share_open(variable *v)
{
    ndw_array *second = NULL;
    ndw_mut w;
    if (v->meant.size == 0) return;
    must(ndw_share(v->array, &second) == NDW_EBUSY && !second, "shared during a session");
    must(ndw_slice(v->array, 0, NULL, &second) == NDW_EBUSY && !second, "sliced during a session");
    must(ndw_transpose(v->array, NDW_ALL_AXES, &second) == NDW_EBUSY && !second,
         "transposed during a session");
    must(ndw_compact(&v->array) == NDW_EBUSY, "compacted during a session");
    must(ndw_write_begin(&v->array, 0, &w) == NDW_EBUSY, "a second session was opened");
    happened.busy++;
}

/* What begin must do: in place if nothing is in the way, somewhere else if the bytes are shared. */
static void check_begin(variable *v, const variable *old, bool was_alone, const ndw_mut *w,
                        unsigned flags)
{
    const bool moved = w->data != old->before.data;
    const bool packed = ndw_is_contiguous(v->array, NDW_C) || ndw_is_contiguous(v->array, NDW_F);
    if (v->meant.size == 0) return;
    must(ndw_data(v->array) == w->data, "the session is not on the array");
    must(ndw_is_unique(v->array), "a session is open on shared bytes");
    if (!was_alone) must(moved, "shared bytes are written in place");
    if (flags & NDW_NOCOPY) must(!moved, "a session copied though it must not");
    if (moved) v->readonly = false;
    else if (was_alone && packed) must(!old->readonly, "read-only bytes are written");
    happened.copied += moved;
    happened.in_place += !moved;
}

static bool open_session(variable *v, ndw_mut *w, unsigned flags)
{
    const variable old = *v;
    const bool was_alone = ndw_is_unique(v->array);
    const ndw_status status = ndw_write_begin(&v->array, flags, w);
    if (status == NDW_ECOPY && (flags & NDW_NOCOPY)) {
        must(v->array == old.array && w->data == NULL, "a failed call changed something");
        happened.refused++;
        return false;
    }
    must_be_ok(status);
    must(was_alone || v->meant.size == 0 || !(flags & NDW_NOCOPY), "shared bytes need a copy");
    check_begin(v, &old, was_alone, w, flags);
    remember(v);
    return true;
}

void write_session(void)
{
    static void (*const writers[])(variable *, const ndw_mut *) = {
        write_all, write_some, write_some, write_reversed, write_repeated, write_from_another};
    variable *v = any_live();
    const unsigned flags = (unsigned[]){0, 0, NDW_NOCOPY, NDW_DISCARD}[between(0, 3)];
    ndw_mut w;
    if (!open_session(v, &w, flags)) return;
    if (flags & NDW_DISCARD) write_all(v, &w);
    for (int64_t n = between(1, 3); n > 0; n--) writers[between(0, COUNT(writers) - 1)](v, &w);
    if (one_in(2)) try_to_share_open(v);
    check_all(); /* the writer may read, and the others see nothing */

    if (one_in(4)) {
        let_go(v);
        happened.released_open++;
        return;
    }
    ndw_write_end(&v->array);
}
