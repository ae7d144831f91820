/*
 * operations.c - one body for each class of operation, and what must hold in any company.
 *
 *     C1  what is read through an array does not change while it is held and not written by its holder
 *     C2  a write is seen through the array that was written, and through later shares; nowhere else
 *     C3  an operation that fails has changed nothing
 *     C4  a share is a snapshot
 */
#include "world.h"

#include <string.h>

#include "ledger.h"

/* --- What must hold ----------------------------------------------------------------------------- */

static void holds(const ndw_array *a, int32_t first, const char *what)
{
    ndw_view v;
    MUST(ndw_view_of(a, &v));
    for (int32_t i = 0; i < v.shape[0]; i++) expect(NDW_EL1(int32_t, v, i), first + i, what);
}

static int32_t mine(const actor *me) { return 100 * (me->number + 1); }

static void write_mine(const actor *me, const ndw_mut *w, int32_t add)
{
    for (int32_t i = 0; i < w->shape[0]; i++) NDW_EL1(int32_t, *w, i) = mine(me) + add + i;
}

/* --- const functions: any number of threads on one array ---------------------------------------- */

static void borrow(actor *me)
{
    holds(me->source, me->first, "C1: read");
    schedule_pause();
    holds(me->source, me->first, "C1: read again");
    if (!ndw_equal(me->source, me->source)) schedule_fail("C1: an array does not equal itself");
}

static void compute(actor *me)
{
    ndw_array *r = NULL;
    ndw_view v;
    MUST(ndw_repeat(me->source, 2, 0, &r));
    MUST(ndw_view_of(r, &v));
    for (int32_t i = 0; i < v.shape[0]; i++)
        expect(NDW_EL1(int32_t, v, i), me->first + i / 2, "C1: repeated");
    ndw_release(&r);
}

/* Each count is 1 or 2 while somebody changes it; what was read once decides everything. */
static void snapshot(actor *me)
{
    ndw_array *r = NULL;
    ndw_view v;
    int64_t at = 0;
    MUST(ndw_repeat_counts(me->source, ndw_size(me->source), me->world->counts, 0, &r));
    MUST(ndw_view_of(r, &v));
    for (int32_t i = 0; i < ndw_size(me->source); i++) {
        int copies = 0;
        for (; at < v.shape[0] && NDW_EL1(int32_t, v, at) == me->first + i; at++) copies++;
        if (copies != 1 && copies != 2)
            schedule_fail("S1: element %d is there %d times", (int)i, copies);
    }
    if (at != v.shape[0]) schedule_fail("S1: the result is longer than its elements");
    ndw_release(&r);
}

/* Not the library's: the caller's own counts change meanwhile. */
static void scribble(actor *me)
{
    int64_t *counts = me->world->counts;
    for (int i = 0; i < SIZE; i++) {
        schedule_point(&counts[i], true);
        __atomic_store_n(&counts[i], 2, __ATOMIC_RELAXED);
    }
}

static void share(actor *me)
{
    ndw_array *b = NULL;
    MUST(ndw_share(me->source, &b));
    holds(b, me->first, "C4: a share");
    ndw_release(&me->own);
    schedule_pause();
    holds(b, me->first, "C4: a share, its source gone");
    ndw_release(&b);
}

static void slice(actor *me)
{
    ndw_array *b = NULL;
    ndw_view v;
    MUST(ndw_slice(me->source, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, -1)), &b));
    ndw_release(&me->own);
    schedule_pause();
    MUST(ndw_view_of(b, &v));
    for (int32_t i = 0; i < v.shape[0]; i++)
        expect(NDW_EL1(int32_t, v, i), me->first + SIZE - 1 - i, "C4: a slice, its source gone");
    ndw_release(&b);
}

static void hint(actor *me) { (void)ndw_is_unique(me->source); }

/* The allocator is filled in here: what is set is seen whole by whoever uses it. */
static void set(actor *me)
{
    ndw_array *z = NULL;
    ndw_allocator a;
    ledger_allocator(&a, 1 + me->number);
    me->allocator = a; /* a store that the race detector sees */
    MUST(ndw_set_allocator(&me->allocator));
    MUST(ndw_zeros(NDW_U8, 1, (const int64_t[]){2}, &z));
    ndw_release(&z);
}

/* Of the pool: none of its lock is held while memory is asked for, and no count is lost. */
static void ask_pool(actor *me)
{
    ndw_pool_counts c;
    MUST(ndw_pool_check());
    MUST(ndw_pool_stats(&c));
    expect((int32_t)c.damages, 0, "P5: damages");
    holds(me->source, me->first, "C1: read");
}

static void set_pool(actor *me)
{
    ndw_pool_options o;
    MUST(ndw_pool_options_get(&o));
    MUST(ndw_pool_configure(&o));
    ndw_pool_trim();
    holds(me->source, me->first, "C1: read");
}

/* One call of each const function that is not another body's, so that what it touches is seen: whatever
 * it reads of the array, nobody may write, here or elsewhere. */
static void ask(actor *me)
{
    const ndw_array *a = me->source;
    const void *first, *end;
    char text[32];
    if (ndw_ndim(a) != 1 || ndw_shape(a)[0] != ndw_size(a) || ndw_strides(a)[0] != 4)
        schedule_fail("C1: layout");
    if (ndw_nbytes(a) != 4 * ndw_size(a) || ndw_dtype_of(a) != NDW_I32)
        schedule_fail("C1: size or dtype");
    if (!ndw_is_contiguous(a, NDW_C) || !ndw_is_aligned(a) || !ndw_may_overlap(a, a))
        schedule_fail("C1: flags");
    MUST(ndw_extent(a, &first, &end));
    if (first != ndw_data(a)) schedule_fail("C1: data");
    MUST(ndw_format(a, sizeof text, text, NULL));
    if (strcmp(text, "[10 11 12]") != 0) schedule_fail("C1: text %s", text);
}

static void make(actor *me)
{
    const ndw_array *a = me->source;
    const int32_t seven = 7;
    ndw_array *r = NULL;
    MUST(ndw_copy(a, NDW_K, &r));
    ndw_release(&r);
    MUST(ndw_empty_like(a, &r));
    ndw_release(&r);
    MUST(ndw_full_like(a, &seven, &r));
    ndw_release(&r);
    MUST(ndw_repeat_axes(a, NDW_COUNTS(2), &r));
    ndw_release(&r);
    MUST(ndw_repeat_counts(a, NDW_COUNTS(1, 0, 2), NDW_AXIS_NONE, &r));
    ndw_release(&r);
}

static void arrange(actor *me)
{
    const ndw_array *a = me->source;
    ndw_array *r = NULL;
    ndw_view v;
    MUST(ndw_view_of(a, &v));
    MUST(ndw_array_of_view(a, &v, &r));
    ndw_release(&r);
    MUST(ndw_slice(a, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, -1)), &r));
    ndw_release(&r);
    MUST(ndw_flip(a, NDW_ALL_AXES, &r));
    ndw_release(&r);
    MUST(ndw_transpose(a, NDW_ALL_AXES, &r));
    ndw_release(&r);
    MUST(ndw_broadcast_to(a, NDW_SHAPE(2, SIZE), &r));
    ndw_release(&r);
    MUST(ndw_reshape(a, NDW_SHAPE(SIZE, 1), 0, &r));
    ndw_release(&r);
    MUST(ndw_ascontiguous(a, &r));
    ndw_release(&r);
}

/* --- functions that need their array alone ------------------------------------------------------ */

static void leave(actor *me) { ndw_release(&me->own); }

static void replace(actor *me)
{
    ndw_array *fresh = NULL;
    MUST(ndw_arange(NDW_I32, mine(me), mine(me) + SIZE, 1, &fresh));
    ndw_replace(&me->own, &fresh);
    if (fresh) schedule_fail("replace left something behind");
    holds(me->own, mine(me), "C2: what was moved in");
}

static void write(actor *me)
{
    ndw_mut w;
    MUST(ndw_write_begin(&me->own, 0, &w));
    holds(me->own, me->first, "C1: the old values, in the session");
    write_mine(me, &w, 0);
    schedule_pause();
    holds(me->own, mine(me), "C2: the new values, in the session");
    ndw_write_end(&me->own);
    holds(me->own, mine(me), "C2: the new values, after the session");
}

/* Twice, with a share between: the share keeps what it was made of, and the second session copies. */
static void write_shared(actor *me)
{
    ndw_mut w;
    ndw_array *b = NULL;
    MUST(ndw_write_begin(&me->own, NDW_DISCARD, &w));
    write_mine(me, &w, 0);
    ndw_write_end(&me->own);
    MUST(ndw_share(me->own, &b));
    MUST(ndw_write_begin(&me->own, 0, &w));
    write_mine(me, &w, 50);
    ndw_write_end(&me->own);
    holds(b, mine(me), "C4: a share between two sessions");
    holds(me->own, mine(me) + 50, "C2: the second session");
    ndw_release(&b);
}

/* Two rows in one place: written, they are apart. */
static void write_overlapping(actor *me)
{
    ndw_mut w;
    ndw_array *b = NULL;
    MUST(ndw_broadcast_to(me->source, NDW_SHAPE(2, SIZE), &b));
    ndw_release(&me->own); /* so that nothing but the place they share is in the way */
    MUST(ndw_write_begin(&b, 0, &w));
    for (int32_t i = 0; i < SIZE; i++) NDW_EL2(int32_t, w, 0, i) = mine(me) + i;
    for (int32_t i = 0; i < SIZE; i++) expect(NDW_EL2(int32_t, w, 1, i), me->first + i, "C5: the other row");
    ndw_release(&b);
}

static void write_nocopy(actor *me)
{
    ndw_mut w;
    ndw_array *before = me->own;
    ndw_status status = ndw_write_begin(&me->own, NDW_NOCOPY, &w);
    if (me->own != before) schedule_fail("C3: NOCOPY and yet another array");
    if (status == NDW_OK) {
        write_mine(me, &w, 0);
        ndw_write_end(&me->own);
    } else {
        expect_status(status, NDW_ECOPY, "write_begin(NOCOPY)");
        holds(me->own, me->first, "C3: the values after a session that did not open");
    }
}

/* An early return: released in the session; meanwhile it is refused to itself. */
static void write_abandoned(actor *me)
{
    ndw_mut w, again;
    ndw_array *b = NULL;
    MUST(ndw_write_begin(&me->own, 0, &w));
    write_mine(me, &w, 0);
    expect_status(ndw_write_begin(&me->own, 0, &again), NDW_EBUSY, "a second session");
    expect_status(ndw_share(me->own, &b), NDW_EBUSY, "R1: a share in a session");
    holds(me->own, mine(me), "C3: the values after what was refused");
    ndw_release(&me->own);
}

/* From itself, backwards: so it is copied aside first, and then into a session. */
static void assign(actor *me)
{
    ndw_view v;
    MUST(ndw_view_of(me->source, &v));
    MUST(ndw_view_flip(&v, NDW_ALL_AXES, &v));
    MUST(ndw_assign_view(&me->own, 0, NULL, &v));
    MUST(ndw_view_of(me->own, &v));
    for (int32_t i = 0; i < v.shape[0]; i++)
        expect(NDW_EL1(int32_t, v, i), me->first + SIZE - 1 - i, "C2: what was assigned");
}

static void compact(actor *me)
{
    MUST(ndw_compact(&me->own));
    holds(me->own, me->first, "C1: compacted");
    ndw_write_end(&me->own); /* none is open */
}

/* --- while a session is open elsewhere ---------------------------------------------------------- */

/* Each writer cuts its own part. */
static void fill_part(actor *me)
{
    ndw_mut part;
    MUST(ndw_mut_split(&me->world->session, 0, SCHEDULE_THREADS, me->number, &part));
    write_mine(me, &part, 0);
    schedule_pause();
    for (int32_t i = 0; i < part.shape[0]; i++)
        expect(NDW_EL1(int32_t, part, i), mine(me) + i, "C1: my part of the session");
}

static void share_refused(actor *me)
{
    ndw_array *b = NULL;
    expect_status(ndw_share(me->source, &b), NDW_EBUSY, "R1: a share during a session");
    if (b) schedule_fail("C3: a share that was refused is not NULL");
    expect(ndw_shape(me->source)[0] == SIZE, 1, "the shape, asked during a session");
}

/* --- with a cell -------------------------------------------------------------------------------- */

static void cell_snapshot(actor *me)
{
    ndw_array *b = NULL;
    MUST(ndw_cell_snapshot(me->world->cell, &b));
    const int32_t first = whole(b, "C4: a snapshot");
    schedule_pause();
    holds(b, first, "C4: a snapshot, some time later");
    ndw_release(&b);
}

static void cell_swap(actor *me)
{
    ndw_array *b = NULL;
    MUST(ndw_arange(NDW_I32, mine(me), mine(me) + SIZE, 1, &b));
    MUST(ndw_cell_swap(me->world->cell, &b));
    me->put += mine(me);
    me->taken += whole(b, "C4: what was in the cell");
    ndw_release(&b);
}

static ndw_status add_mine(void *ctx, ndw_array **value)
{
    actor *me = ctx;
    ndw_mut w;
    const int32_t first = whole(*value, "C4: what an update starts from");
    MUST(ndw_write_begin(value, 0, &w));
    write_mine(me, &w, first);
    ndw_write_end(value);
    return NDW_OK;
}

static void cell_update(actor *me)
{
    MUST(ndw_cell_update(me->world->cell, add_mine, me));
    me->put += mine(me);
}

/* Sees that it cannot be called twice at a time, and that readers can; then gives up. */
static ndw_status fail_inside(void *ctx, ndw_array **value)
{
    actor *me = ctx;
    ndw_cell *c = me->world->cell;
    ndw_array *before = *value, *b = NULL;
    const int32_t first = whole(*value, "C4: what an update starts from");
    expect_status(ndw_cell_update(c, add_mine, me), NDW_EBUSY, "an update inside an update");
    expect_status(ndw_cell_swap(c, value), NDW_EBUSY, "a swap inside an update");
    if (*value != before) schedule_fail("C3: a swap that was refused has moved something");
    MUST(ndw_cell_snapshot(c, &b));
    holds(b, first, "C2: a snapshot during an update");
    ndw_release(&b);
    (void)add_mine(me, value);
    return NDW_EVALUE;
}

static void cell_update_fails(actor *me)
{
    expect_status(ndw_cell_update(me->world->cell, fail_inside, me), NDW_EVALUE, "a failing update");
}

/* What it has made is of wrapped memory, and is given back: by a thread that may call the cell. */
static void call_cell(void *ctx, void *data)
{
    (void)data;
    world_call_cell(ctx);
}

static ndw_status drop_inside(void *ctx, ndw_array **value)
{
    actor *me = ctx;
    ndw_array *fresh = NULL;
    MUST(ndw_wrap(NDW_I32, NDW_SHAPE(SIZE), NULL, me->bytes, 0, call_cell, me->world, &fresh));
    ndw_replace(value, &fresh);
    return NDW_EVALUE;
}

static void cell_update_drops(actor *me)
{
    expect_status(ndw_cell_update(me->world->cell, drop_inside, me), NDW_EVALUE, "a failing update");
}

/* The array there is in a session: refused, until somebody has taken it out. */
static void cell_refused(actor *me)
{
    ndw_array *b = NULL;
    ndw_status status = ndw_cell_snapshot(me->world->cell, &b);
    if (status == NDW_OK) {
        (void)whole(b, "C4: a snapshot");
        ndw_release(&b);
        return;
    }
    expect_status(status, NDW_EBUSY, "R1: a snapshot of what is being written");
    if (b) schedule_fail("C3: a snapshot that was refused is not NULL");
}

static void cell_rescue(actor *me)
{
    ndw_mut w = me->world->session, again;
    MUST(ndw_arange(NDW_I32, mine(me), mine(me) + SIZE, 1, &me->own));
    MUST(ndw_cell_swap(me->world->cell, &me->own));
    if (ndw_write_begin(&me->own, 0, &again) == NDW_OK) w = again; /* it was another rescuer's */
    write_mine(me, &w, 50);
    schedule_pause();
    holds(me->own, mine(me) + 50, "C2: what was taken out and written");
    ndw_write_end(&me->own);
}

/* --- The table ---------------------------------------------------------------------------------- */

#define C(class) (1u << (class))
#define SESSION (C(BEGIN) | C(BEGIN_COPYING) | C(BEGIN_READONLY) | C(BEGIN_READONLY_LAST))

const operation operations[] = {
    {"borrow", borrow, FOR_OWN | FOR_COMMON, false, C(BORROW)},
    {"compute", compute, FOR_OWN | FOR_COMMON | FOR_CELL, false, C(COMPUTE)},
    {"snapshot", snapshot, FOR_OWN | FOR_COMMON | FOR_CELL | CELL_PAIRS, false, C(SNAPSHOT)},
    {"share", share, FOR_OWN | FOR_COMMON | FOR_CELL | CELL_PAIRS, false, C(SHARE)},
    {"slice", slice, FOR_OWN | FOR_COMMON | FOR_CELL, false, C(SHARE)},
    {"hint", hint, FOR_OWN | FOR_COMMON | FOR_OPEN, false, C(HINT)},
    {"set", set, FOR_OWN | FOR_COMMON, false, C(SETTING)},
    {"pool ask", ask_pool, FOR_COMMON | ONLY_PAIRS, false, C(POOL_ASK)},
    {"pool set", set_pool, FOR_COMMON | ONLY_PAIRS, false, C(POOL_SET)},
    {"leave", leave, FOR_OWN | FOR_CELL, false, C(RELEASE) | C(RELEASE_LAST)},
    {"replace", replace, FOR_OWN | FOR_CELL | CELL_PAIRS, false, C(RELEASE) | C(RELEASE_LAST)},
    {"write", write, FOR_OWN | FOR_CELL, false, SESSION | C(END)},
    {"write_shared", write_shared, FOR_OWN, false, SESSION | C(END) | C(SHARE)},
    {"write_nocopy", write_nocopy, FOR_OWN | FOR_CELL | CELL_PAIRS, false,
     C(BEGIN) | C(BEGIN_REFUSED) | C(END)},
    {"write_abandoned", write_abandoned, FOR_OWN | FOR_CELL | CELL_PAIRS, false,
     SESSION | C(BEGIN_REFUSED) | C(REFUSED) | C(ABANDON)},
    {"write_overlapping", write_overlapping, FOR_OWN | ONLY_PAIRS, false,
     C(SHARE) | C(BEGIN_READONLY) | C(BEGIN_READONLY_LAST) | C(ABANDON)},
    {"compact", compact, FOR_OWN | FOR_CELL | CELL_PAIRS, true, C(COMPACT) | C(COMPACT_LAST) | C(ASK_BUSY)},
    {"fill_part", fill_part, FOR_OPEN, false, C(BORROW)},
    {"share_refused", share_refused, FOR_OPEN, false, C(REFUSED)},
    {"assign", assign, FOR_OWN | ONLY_PAIRS, false, C(ASSIGN) | C(BEGIN_COPYING)},
    {"cell_snapshot", cell_snapshot, FOR_CELL | FOR_CALLBACK, false, C(CELL_SNAPSHOT)},
    {"cell_swap", cell_swap, FOR_CELL | FOR_CALLBACK, false, C(CELL_SWAP)},
    {"cell_update", cell_update, FOR_CELL | FOR_CALLBACK, false, C(CELL_UPDATE)},
    {"cell_update_fails", cell_update_fails, FOR_CELL | FOR_CALLBACK | ONLY_PAIRS, false,
     C(CELL_UPDATE) | C(CELL_INSIDE)},
    {"cell_update_drops", cell_update_drops, FOR_CALLBACK, false, C(CELL_UPDATE)},
    {"cell_refused", cell_refused, FOR_SHUT, false, C(CELL_SNAPSHOT_REFUSED)},
    {"cell_rescue", cell_rescue, FOR_SHUT, false, C(CELL_SWAP)},
    {"scribble", scribble, 0, false, 0},
    {"ask", ask, 0, false, 0},
    {"make", make, 0, false, 0},
    {"arrange", arrange, 0, false, 0},
};
const int noperations = sizeof operations / sizeof *operations;
