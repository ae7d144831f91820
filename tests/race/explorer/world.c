/* world.c - before and after. Compiled with the race detector, as a user's program would be. */
#include "world.h"

#include <string.h>

#include "hook_trace.h"
#include "ledger.h"

const char *const setting_names[SETTINGS] = {[OWN] = "own",
                                             [WRAPPED] = "wrapped",
                                             [READONLY] = "readonly",
                                             [COMMON] = "common",
                                             [OPEN] = "open",
                                             [CELL] = "cell",
                                             [SHUT] = "shut",
                                             [CALLBACK] = "callback"};

bool has_cell(setting s) { return s == CELL || s == CALLBACK; }
static bool wraps(setting s) { return s == WRAPPED || s == READONLY || s == CALLBACK; }

void expect(int32_t found, int32_t wanted, const char *what)
{
    if (found != wanted) schedule_fail("%s: %d, not %d", what, (int)found, (int)wanted);
}

void expect_status(ndw_status found, ndw_status wanted, const char *what)
{
    if (found != wanted)
        schedule_fail("%s: %s, not %s", what, ndw_status_name(found), ndw_status_name(wanted));
}

int32_t whole(const ndw_array *a, const char *what)
{
    ndw_view v;
    MUST(ndw_view_of(a, &v));
    const int32_t first = NDW_EL1(int32_t, v, 0);
    for (int32_t i = 1; i < v.shape[0]; i++) expect(NDW_EL1(int32_t, v, i), first + i, what);
    return first;
}

/* --- Before ------------------------------------------------------------------------------------- */

static ndw_status keep(void *ctx, ndw_array **value)
{
    (void)ctx;
    (void)whole(*value, "C4: what an update starts from");
    return NDW_OK;
}

void world_call_cell(const world *w)
{
    ndw_array *b = NULL;
    MUST(ndw_cell_snapshot(w->cell, &b));
    (void)whole(b, "C4: a snapshot, while bytes are given back");
    ndw_release(&b);
    MUST(ndw_cell_update(w->cell, keep, NULL));
}

static void give_back(void *ctx, void *data)
{
    world *w = ctx;
    w->released++;
    if (w->setting == CALLBACK && w->cell) world_call_cell(w);
    for (int32_t i = 0; i < SIZE && w->setting == READONLY; i++)
        expect(w->bytes[i], FIRST + i, "read-only memory, given back");
    memset(data, 0xdd, sizeof w->bytes); /* a write that the race detector sees */
}

static void make_source(world *w, ndw_array **out)
{
    const int64_t shape = SIZE;
    if (!wraps(w->setting)) {
        MUST(ndw_arange(NDW_I32, FIRST, FIRST + SIZE, 1, out));
        return;
    }
    for (int32_t i = 0; i < SIZE; i++) w->bytes[i] = FIRST + i;
    MUST(ndw_wrap(NDW_I32, 1, &shape, NULL, w->bytes, w->setting == READONLY ? NDW_READONLY : 0,
                  give_back, w, out));
}

static void give_own(actor *me, const operation *o, const ndw_array *source)
{
    if (o->of_a_part) MUST(ndw_slice(source, NDW_INDEX(NDW_RANGE(1, NDW_OMIT, 1)), &me->own));
    else MUST(ndw_share(source, &me->own));
    me->source = me->own;
    me->first = o->of_a_part ? FIRST + 1 : FIRST;
}

/* In a cell or, where it stays, as everybody's. */
static void put_source(world *w, ndw_array **source)
{
    w->cell = NULL;
    if (w->setting == OPEN || w->setting == SHUT) MUST(ndw_write_begin(source, 0, &w->session));
    if (has_cell(w->setting) || w->setting == SHUT) MUST(ndw_cell_new(source, &w->cell));
    w->common = *source;
    if (w->setting < COMMON) ndw_release(&w->common);
}

void world_setup(void *ctx)
{
    world *w = ctx;
    ndw_array *source = NULL;
    if (w->choices_open) hook_forget_choices();
    ledger_allocator(&w->allocator, 0);
    MUST(ndw_set_allocator(&w->allocator));
    w->released = 0;
    for (int i = 0; i < SIZE; i++) w->counts[i] = 1;

    make_source(w, &source);
    for (int t = 0; t < w->threads; t++) {
        w->actors[t] = (actor){.number = t, .world = w, .source = source, .first = FIRST};
        if (w->setting < COMMON) give_own(&w->actors[t], w->operations[t], source);
    }
    put_source(w, &source);
}

/* An array operation in the setting of cells works on a snapshot. */
static void take_snapshot(actor *me, const operation *o)
{
    MUST(ndw_cell_snapshot(me->world->cell, &me->own));
    me->first = whole(me->own, "C4: a snapshot");
    if (o->of_a_part) {
        ndw_array *part = NULL;
        MUST(ndw_slice(me->own, NDW_INDEX(NDW_RANGE(1, NDW_OMIT, 1)), &part));
        ndw_replace(&me->own, &part);
        me->first++;
    }
    me->source = me->own;
}

void world_body(void *ctx, int thread)
{
    world *w = ctx;
    actor *me = &w->actors[thread];
    const operation *o = w->operations[thread];
    if (w->setting == CELL && (o->settings & FOR_OWN)) take_snapshot(me, o);
    o->run(me);
    ndw_release(&me->own);
}

/* --- After -------------------------------------------------------------------------------------- */

/* Nobody has written the array that all had; and nobody shares it any more. */
static void check_common(world *w)
{
    ndw_view v;
    ndw_write_end(&w->common);
    MUST(ndw_view_of(w->common, &v));
    for (int i = 0; i < SIZE && w->common_first; i++)
        expect(NDW_EL1(int32_t, v, i), w->common_first + i, "C1: an element of the array that all had");
    if (!ndw_is_unique(w->common)) schedule_fail("the count is not one when everybody has left");
}

/* Each update adds to the first value of what it found. So what was put into the cell and added in it,
 * has been taken out or is still there: an update that is lost, is missing from the sum. */
static void check_cell(world *w)
{
    ndw_array *last = NULL;
    int32_t put = FIRST, taken = 0;
    MUST(ndw_cell_snapshot(w->cell, &last));
    taken += whole(last, "C2: what is in the cell at the end");
    for (int t = 0; t < w->threads; t++) {
        put += w->actors[t].put;
        taken += w->actors[t].taken;
    }
    expect(taken, put, "C2: an update is lost; the sum of what came out of the cell");
    ndw_release(&last);
}

void world_finish(void *ctx)
{
    world *w = ctx;
    if (w->common) check_common(w);
    if (has_cell(w->setting)) check_cell(w);
    ndw_cell_free(&w->cell);
    ndw_release(&w->common);
    int times = wraps(w->setting);
    if (w->released != times) schedule_fail("R2: wrapped memory was given back %d times", w->released);
}
