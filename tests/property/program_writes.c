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

/* Itself, moved round, tiled from one slice, or in another order of its first axis: into its own bytes. */
static void write_rolled(variable *v, const ndw_mut *w)
{
    const int64_t shift = between(-5, 5);
    ndw_view all;
    if (v->meant.ndim == 0) return;
    const int axis = (int)between(0, v->meant.ndim - 1);
    must_be_ok(ndw_view_of_mut(w, &all));
    must_be_ok(ndw_view_roll_into(&all, shift, axis, w));
    oracle_replace(&v->meant, oracle_roll(&v->meant, axis, shift));
    happened.overlapping++;
}

static void write_tiled(variable *v, const ndw_mut *w)
{
    if (v->meant.ndim == 0 || v->meant.shape[0] == 0) return;
    const int64_t rows = v->meant.shape[0], row = between(0, rows - 1);
    const ndw_index one[] = {NDW_RANGE(row, row + 1, 1)};
    int64_t reps[ORACLE_NDIM];
    ndw_view all, from;
    for (int d = 0; d < v->meant.ndim; d++) reps[d] = d == 0 ? rows : 1;
    must_be_ok(ndw_view_of_mut(w, &all));
    must_be_ok(ndw_view_slice(&all, 1, one, &from));
    must_be_ok(ndw_view_tile_into(&from, v->meant.ndim, reps, w));
    oracle_replace(&v->meant, oracle_slice(&v->meant, 0, row, row + 1, 1));
    oracle_replace(&v->meant, oracle_tile(&v->meant, v->meant.ndim, reps));
    happened.overlapping++;
}

static void write_taken(variable *v, const ndw_mut *w)
{
    int64_t indices[MOST_ELEMENTS];
    ndw_view all;
    if (v->meant.ndim == 0) return;
    const int64_t length = v->meant.shape[0];
    for (int64_t i = 0; i < length; i++) indices[i] = between(-length, length - 1);
    must_be_ok(ndw_view_of_mut(w, &all));
    must_be_ok(ndw_view_take_into(&all, length, indices, 0, w));
    oracle_replace(&v->meant, oracle_take(&v->meant, 0, length, indices));
    happened.overlapping++;
}

/* What is behind a cut, then what is before it. */
static void write_joined(variable *v, const ndw_mut *w)
{
    if (v->meant.ndim == 0) return;
    const int64_t length = v->meant.shape[0], cut = between(0, length);
    const ndw_index before[] = {NDW_RANGE(0, cut, 1)}, behind[] = {NDW_RANGE(cut, NDW_OMIT, 1)};
    ndw_view all, parts[2];
    must_be_ok(ndw_view_of_mut(w, &all));
    must_be_ok(ndw_view_slice(&all, 1, behind, &parts[0]));
    must_be_ok(ndw_view_slice(&all, 1, before, &parts[1]));
    must_be_ok(ndw_view_concatenate_into(2, (const ndw_view *[]){&parts[0], &parts[1]}, 0, w));
    oracle meant[2] = {oracle_slice(&v->meant, 0, cut, length, 1), oracle_slice(&v->meant, 0, 0, cut, 1)};
    oracle_replace(&v->meant, oracle_concatenate(2, meant, 0));
    oracle_free(&meant[0]);
    oracle_free(&meant[1]);
    happened.overlapping++;
}

static void write_filled(variable *v, const ndw_mut *w)
{
    int64_t index[ORACLE_NDIM];
    if (v->meant.size == 0) return;
    for (int d = 0; d < v->meant.ndim; d++) index[d] = between(0, v->meant.shape[d] - 1);
    must_be_ok(ndw_mut_fill(w, element_at(w, index)));
    const int64_t same = oracle_at(&v->meant, index);
    for (int64_t k = 0; k < v->meant.size; k++) v->meant.value[k] = same;
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
    must(ndw_assign(&v->array, 0, NULL, v->array) == NDW_EBUSY, "assigned during a session");
    must(ndw_fill(&v->array, ndw_data(v->array)) == NDW_EBUSY, "filled during a session");
    must(ndw_squeeze(v->array, NDW_ALL_AXES, &second) == NDW_EBUSY && !second,
         "squeezed during a session");
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

/* --- Assignments -------------------------------------------------------------------------------- */

/* After an assignment the array is alone, and where it was unless something was in the way. */
static void check_assigned(variable *v, const variable *old, bool was_alone)
{
    const bool moved = ndw_data(v->array) != old->before.data;
    const bool packed = ndw_is_contiguous(v->array, NDW_C) || ndw_is_contiguous(v->array, NDW_F);
    if (v->meant.size > 0) {
        must(was_alone || moved, "shared bytes were assigned to");
        must(moved || !old->readonly, "read-only bytes were assigned to");
        must(!moved || !was_alone || old->readonly || !packed || v->array != old->array,
             "an assignment moved for nothing");
    }
    if (moved) v->readonly = false;
    remember(v);
    happened.assigned_in_place += !moved;
    happened.assigned_elsewhere += moved;
}

static bool can_become(const oracle *o, const oracle *part)
{
    if (o->ndim > part->ndim) return false;
    for (int d = 0; d < o->ndim; d++)
        if (o->shape[d] != 1 && o->shape[d] != part->shape[part->ndim - o->ndim + d]) return false;
    return true;
}

/* A slice of one variable becomes a slice of another one, or of itself; if it can. */
void assign(void)
{
    variable *v = any_live();
    const variable *from = one_in(2) ? v : any_live(), old = *v;
    ndw_index to_index[2 * MOST_AXES], from_index[2 * MOST_AXES];
    ndw_array *part = NULL;
    ndw_view all, shown;
    oracle places = oracle_count(v->meant.ndim, v->meant.shape), what = oracle_copy(&from->meant);
    const int to_n = any_index(&places, to_index), from_n = any_index(&what, from_index);
    while (what.ndim > places.ndim && what.shape[0] == 1) oracle_replace(&what, oracle_take_one(&what, 0, 0));
    const bool fits = can_become(&what, &places), as_array = one_in(3);
    bool was_alone = ndw_is_unique(v->array);
    ndw_status status;
    if (as_array) {
        must_be_ok(ndw_slice(from->array, from_n, from_index, &part));
        was_alone = was_alone && (from != v || v->meant.size == 0);
        status = ndw_assign(&v->array, to_n, to_index, part);
    } else {
        must_be_ok(ndw_view_of(from->array, &all));
        must_be_ok(ndw_view_slice(&all, from_n, from_index, &shown));
        status = ndw_assign_view(&v->array, to_n, to_index, &shown);
    }
    if (fits && places.size > 0) {
        oracle_replace(&what, oracle_broadcast(&what, places.ndim, places.shape));
        oracle_put(&v->meant, &places, &what);
        must_be_ok(status);
        check_assigned(v, &old, was_alone);
    } else {
        must(status == (fits ? NDW_OK : NDW_ESHAPE) && v->array == old.array,
             "nothing to assign, but something happened");
    }
    ndw_release(&part);
    oracle_free(&places);
    oracle_free(&what);
}

void fill(void)
{
    variable *v = any_live();
    const variable old = *v;
    char one[16];
    const int64_t same = any_value();
    const bool was_alone = ndw_is_unique(v->array);
    element_write(one, same, width);
    must_be_ok(ndw_fill(&v->array, one));
    for (int64_t k = 0; k < v->meant.size; k++) v->meant.value[k] = same;
    if (v->meant.size > 0) check_assigned(v, &old, was_alone);
}

/* --- Sessions ----------------------------------------------------------------------------------- */

void write_session(void)
{
    static void (*const writers[])(variable *, const ndw_mut *) = {
        write_all,      write_some,  write_some,  write_reversed, write_repeated, write_from_another,
        write_rolled,   write_tiled, write_taken, write_joined,   write_filled};
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
