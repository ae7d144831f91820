/*
 * copy_on_write.c - who sees what after a write.
 *
 * Arrays that share bytes never see each other's writes. A write is a session on one array: if anyone
 * else holds the bytes, the session first gives that array a copy of its own elements. So a share is
 * a snapshot, taken in no time and paid for only by the first write.
 *
 *     a ──► [0 1 2 3 4 5] ◄── b          a ──► [0 1 2 3 4 5]
 *                                  ──►
 *                            write b     b ──► [9 1 2 3 4 5]
 *
 * An allocator that counts its blocks shows that a function may return in the middle of all this, with
 * a session open, and leak nothing.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include <ndweave/ndweave.h>

static int wrong = 0;

static void check(bool holds, const char *claim)
{
    printf("  %s: %s\n", claim, holds ? "yes" : "NO");
    wrong += !holds;
}

/* --- An allocator that counts the blocks in use ----------------------------------------------- */

static atomic_long live = 0;

static void *counting_alloc(void *ctx, size_t size, size_t alignment)
{
    (void)ctx;
    size_t whole = (size + alignment - 1) / alignment * alignment; /* as aligned_alloc wants it */
    void *block = aligned_alloc(alignment, whole);
    if (block) atomic_fetch_add(&live, 1);
    return block;
}

static void counting_free(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx, (void)size, (void)alignment;
    atomic_fetch_sub(&live, 1);
    free(block);
}

static const ndw_allocator counting = {counting_alloc, counting_free, NULL};

/* --- Sharing ---------------------------------------------------------------------------------- */

static double first(const ndw_array *a) { return *(const double *)ndw_data(a); }

static bool same_bytes(const ndw_array *a, const ndw_array *b) { return ndw_data(a) == ndw_data(b); }

static ndw_status who_sees_what(void)
{
    NDW_AUTO ndw_array *a = NULL, *b = NULL, *every_other = NULL;
    NDW_TRY(ndw_arange(NDW_F64, 0, 6, 1, &a));
    NDW_TRY(ndw_share(a, &b));
    NDW_TRY(ndw_slice_str(a, "::2", &every_other));
    printf("three arrays, one block of elements\n");
    check(same_bytes(a, b) && same_bytes(a, every_other), "a, b and a[::2] start at the same byte");

    ndw_mut w;
    NDW_TRY(ndw_write_begin(&b, 0, &w));
    NDW_EL1(double, w, 0) = 9;
    ndw_write_end(&b);
    printf("after b[0] = 9\n");
    check(!same_bytes(a, b), "b has bytes of its own");
    check(first(b) == 9 && first(a) == 0 && first(every_other) == 0, "only b has changed");

    /* b is alone now: the next session writes in place and copies nothing. */
    const void *before = ndw_data(b);
    NDW_TRY(ndw_write_begin(&b, NDW_NOCOPY, &w));
    NDW_EL1(double, w, 1) = 8;
    ndw_write_end(&b);
    check(ndw_data(b) == before, "a second write to b happens in place");
    return NDW_OK;
}

/* --- What is refused, and why ----------------------------------------------------------------- */

static ndw_status refusals(void)
{
    NDW_AUTO ndw_array *a = NULL, *b = NULL, *row = NULL, *rows = NULL;
    ndw_mut w;
    NDW_TRY(ndw_arange(NDW_F64, 0, 6, 1, &a));
    NDW_TRY(ndw_share(a, &b));
    printf("a write that may not copy (NDW_NOCOPY)\n");
    ndw_status shared = ndw_write_begin(&b, NDW_NOCOPY, &w);
    printf("  b, shared with a: %s\n", ndw_error_detail());

    NDW_TRY(ndw_arange(NDW_F64, 0, 3, 1, &row));
    NDW_TRY(ndw_broadcast_to(row, NDW_SHAPE(4, 3), &rows));
    ndw_release(&row); /* so that `rows` shares with nobody but itself */
    ndw_status broadcast = ndw_write_begin(&rows, NDW_NOCOPY, &w);
    printf("  one row seen four times: %s\n", ndw_error_detail());
    check(shared == NDW_ECOPY && broadcast == NDW_ECOPY, "both are NDW_ECOPY");

    ndw_array *c = NULL;
    NDW_TRY(ndw_write_begin(&b, 0, &w));
    ndw_status sharing = ndw_share(b, &c), slicing = ndw_slice_str(b, "1:", &c);
    ndw_write_end(&b);
    printf("during a session on b\n");
    check(sharing == NDW_EBUSY && slicing == NDW_EBUSY && !c, "a second owner is NDW_EBUSY");
    NDW_TRY(ndw_share(b, &c));
    ndw_release(&c);
    return NDW_OK;
}

/* --- A failure in the middle ------------------------------------------------------------------ */

/* Fails with its session open and three arrays in hand; NDW_AUTO releases them, and releasing an
 * array ends its session. */
static ndw_status fails_half_way(const ndw_array *a)
{
    NDW_AUTO ndw_array *doubled = NULL, *part = NULL, *beyond = NULL;
    ndw_mut w;
    NDW_TRY(ndw_repeat(a, 2, 0, &doubled));
    NDW_TRY(ndw_slice_str(doubled, "::2", &part));
    NDW_TRY(ndw_write_begin(&part, 0, &w));
    NDW_EL1(double, w, 0) = -1;
    NDW_TRY(ndw_slice(a, NDW_INDEX(NDW_AT(1000)), &beyond));
    ndw_write_end(&part); /* never reached */
    return NDW_OK;
}

static ndw_status failure_leaks_nothing(void)
{
    NDW_AUTO ndw_array *a = NULL;
    NDW_TRY(ndw_arange(NDW_F64, 0, 6, 1, &a));
    const long before = atomic_load(&live);
    ndw_status status = fails_half_way(a);
    printf("a function that fails half way: %s\n", ndw_error_detail());
    check(status == NDW_EBOUNDS, "its caller gets the status");
    check(before > 0 && atomic_load(&live) == before, "no block more is in use than before the call");
    check(ndw_is_unique(a), "a is alone again");
    return NDW_OK;
}

int main(void)
{
    ndw_status status = ndw_set_allocator(&counting);
    if (status == NDW_OK) status = who_sees_what();
    if (status == NDW_OK) status = refusals();
    if (status == NDW_OK) status = failure_leaks_nothing();
    if (status != NDW_OK) fprintf(stderr, "%s: %s\n", ndw_status_name(status), ndw_error_detail());
    printf("at the end\n");
    check(atomic_load(&live) == 0, "every block has been given back");
    return status != NDW_OK || wrong > 0;
}
