/* beyond.c - compiled with the hooks, since it calls the count itself. */
#include "beyond.h"

#include "ledger.h"
#include "memory/buffer.h"
#include "world.h"

/* --- A share while a session goes on and ends, through a pointer that travelled before ---------- */

enum { BEGUN };

static void session_elsewhere(world *w)
{
    ndw_mut m;
    MUST(ndw_write_begin(&w->common, 0, &m));
    schedule_raise(BEGUN); /* orders nothing */
    for (int32_t i = 0; i < SIZE; i++) NDW_EL1(int32_t, m, i) = 100 + i;
    ndw_write_end(&w->common);
}

static void share_travelled(actor *me)
{
    ndw_array *b = NULL;
    ndw_view v;
    schedule_await(BEGUN);
    ndw_status status = ndw_share(me->source, &b);
    if (status == NDW_EBUSY) {
        if (b) schedule_fail("C3: a share that was refused is not NULL");
        return;
    }
    expect_status(status, NDW_OK, "R1: a share while a session ends");
    MUST(ndw_view_of(b, &v));
    for (int32_t i = 0; i < SIZE; i++) expect(NDW_EL1(int32_t, v, i), 100 + i, "R1: whole values");
    ndw_release(&b);
}

static void travelled_body(void *ctx, int thread)
{
    world *w = ctx;
    if (thread == 0) session_elsewhere(w);
    else share_travelled(&w->actors[thread]);
}

/* --- A buffer alone ----------------------------------------------------------------------------- */

static struct {
    buffer *b;
    ndw_allocator allocator;
} lone;

static void make_lone(void *ctx)
{
    (void)ctx;
    ledger_allocator(&lone.allocator, 0);
    MUST(ndw_buffer_make(&lone.allocator, SIZE, &lone.b));
}

static void make_zeroed(void *ctx)
{
    make_lone(ctx);
    ((char *)lone.b->bytes)[0] = 0;
}

static void open_lone(void *ctx)
{
    make_lone(ctx);
    if (!refcount_begin(&lone.b->owners)) schedule_fail("a new buffer cannot be written");
}

/* The others try to share what thread 0 is writing, and are refused. While they take back their tries,
 * the owner leaves, the session ended or not: whoever comes last frees. */
static void await_tries(int threads)
{
    for (int t = 1; t < threads; t++) schedule_await_operations(t, 2); /* there, not yet taken back */
}

static void try_lone(void)
{
    expect_status(ndw_buffer_share(lone.b), NDW_EBUSY, "R1: a share in a session");
}

static void leaves_body(void *ctx, int thread)
{
    if (thread != 0) {
        try_lone();
        return;
    }
    ((char *)lone.b->bytes)[0] = 1;
    await_tries(*(int *)ctx);
    ndw_buffer_release(lone.b);
}

static void ends_body(void *ctx, int thread)
{
    if (thread != 0) {
        try_lone();
        return;
    }
    ((char *)lone.b->bytes)[0] = 1;
    await_tries(*(int *)ctx);
    refcount_end(&lone.b->owners);
    ndw_buffer_release(lone.b);
}

/* Thread 0 writes if it is alone, the others share: never both, whoever comes first. */
static void begins_body(void *ctx, int thread)
{
    (void)ctx;
    char *byte = lone.b->bytes;
    if (thread == 0) {
        if (!refcount_begin(&lone.b->owners)) return;
        *byte = 1;
        schedule_pause();
        *byte = 2;
        refcount_end(&lone.b->owners);
        return;
    }
    ndw_status status = ndw_buffer_share(lone.b);
    if (status == NDW_EBUSY) return;
    expect_status(status, NDW_OK, "R1: a share while a session begins");
    char found = *byte;
    schedule_pause();
    expect(*byte, found, "C1: a byte of a buffer that is shared");
    ndw_buffer_release(lone.b);
}

static void release_lone(void *ctx)
{
    (void)ctx;
    ndw_buffer_release(lone.b);
}

/* So many owners that one more cannot be counted: from then on nobody frees. */
static void saturate_lone(void *ctx)
{
    make_lone(ctx);
    atomic_init(&lone.b->owners.word, REFCOUNT_SATURATED - 1);
}

static void saturated_body(void *ctx, int thread)
{
    (void)ctx, (void)thread;
    MUST(ndw_buffer_share(lone.b));
    MUST(ndw_buffer_share(lone.b));
    ndw_buffer_release(lone.b);
    ((char *)lone.b->bytes)[thread] = 1;
    ndw_buffer_release(lone.b);
}

static void finish_nothing(void *ctx) { (void)ctx; }

static void finish_saturated(void *ctx)
{
    (void)ctx;
    if (refcount_begin(&lone.b->owners)) schedule_fail("R4: of uncounted owners one is alone");
    lone.allocator.free(lone.allocator.ctx, lone.b, sizeof(buffer) + SIZE, BUFFER_ALIGNMENT);
}

/* --- The table ---------------------------------------------------------------------------------- */

static world travelled = {.setting = COMMON, .threads = 2, .common_first = 100};
static world travelled_3 = {.setting = COMMON, .threads = 3, .common_first = 100};
static int two = 2, three = 3;

const scenario beyond[] = {
    {"beyond: session, share", 2, world_setup, travelled_body, world_finish, &travelled},
    {"beyond: session, share, share", 3, world_setup, travelled_body, world_finish, &travelled_3},
    {"beyond: leaves, try", 2, open_lone, leaves_body, finish_nothing, &two},
    {"beyond: leaves, try, try", 3, open_lone, leaves_body, finish_nothing, &three},
    {"beyond: ends and leaves, try", 2, open_lone, ends_body, finish_nothing, &two},
    {"beyond: ends and leaves, try, try", 3, open_lone, ends_body, finish_nothing, &three},
    {"beyond: begins, share", 2, make_zeroed, begins_body, release_lone, NULL},
    {"beyond: begins, share, share", 3, make_zeroed, begins_body, release_lone, NULL},
    {"beyond: saturates, saturates", 2, saturate_lone, saturated_body, finish_saturated, NULL},
    {"beyond: saturates, saturates, saturates", 3, saturate_lone, saturated_body, finish_saturated,
     NULL},
};
const int nbeyond = sizeof beyond / sizeof *beyond;
