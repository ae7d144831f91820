/*
 * test_damage.c - every kind of damage is found, said once, refused, and never acted on.
 *
 * Each row damages something, and says what must be reported: the cause, the address, the size. The
 * report is printed as a user's function would print it. Afterwards the damage is undone, so that what
 * was refused can be let go after all: had it been acted on, that would be a second time.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "array/array.h"
#include "memory/pool.h"
#include "memory/pool_class.h"
#include "memory/pool_depot.h"
#include "memory/pool_guard.h"
#include "memory/pool_magazine.h"

static struct {
    ndw_damage last;
    int count;
} reported;

static void keep_report(void *ctx, const ndw_damage *found)
{
    (void)ctx;
    reported.last = *found;
    reported.count++;
    print_message("             %lld bytes at %p: %s\n", (long long)found->size, found->address,
                  ndw_damage_text(found->cause));
}

static void begin_level(ndw_pool_level level)
{
    const ndw_pool_options o = {.level = level,
                                .thread_bytes = 1 << 20,
                                .large_bytes = 128 << 20,
                                .large_ms = 10000,
                                .on_damage = keep_report};
    assert_ok(ndw_pool_configure(&o));
    ndw_pool_trim();
    reported.count = 0;
}

static ndw_array *bytes_array(int64_t size)
{
    ndw_array *a = NULL;
    assert_ok(ndw_zeros(NDW_U8, NDW_SHAPE(size), &a));
    return a;
}

/* What a row expects to be reported. */
static ndw_damage want(ndw_damage_cause cause, const void *address, size_t size)
{
    return (ndw_damage){cause, address, (int64_t)size};
}

static ndw_damage of_array_gone(ndw_damage_cause cause, const ndw_array *a) { return want(cause, a, sizeof *a); }

/* --- Handles ---------------------------------------------------------------------------------- */

static ndw_damage release_twice(void)
{
    ndw_array *a = bytes_array(10), *copy = a;
    const ndw_array *gone = a;
    ndw_release(&a);
    ndw_release(&copy);
    assert_null(copy);
    return of_array_gone(NDW_DAMAGE_TWICE, gone);
}

/* Its bytes are shared, and must not lose the other's share. */
static ndw_damage release_shared_twice(void)
{
    ndw_array *a = bytes_array(10), *other = NULL, *copy = a;
    const ndw_array *gone = a;
    assert_ok(ndw_share(a, &other));
    ndw_release(&a);
    ndw_release(&copy);
    assert_true(ndw_is_unique(other));
    ndw_release(&other);
    return of_array_gone(NDW_DAMAGE_TWICE, gone);
}

static ndw_damage release_foreign(void)
{
    static int64_t memory[32];
    ndw_array *a = (ndw_array *)(void *)memory;
    ndw_release(&a);
    return want(NDW_DAMAGE_FOREIGN, memory, sizeof(ndw_array));
}

/* Each kind of use of a handle that was released: refused with NDW_ECORRUPT. */
#define STALE(name, call)                                                 \
    static ndw_damage stale_##name(void)                                  \
    {                                                                     \
        ndw_array *a = bytes_array(10), *copy = a, *out = NULL;           \
        const ndw_array *stale = a;                                       \
        ndw_mut w;                                                        \
        (void)w, (void)out, (void)copy;                                   \
        ndw_release(&a);                                                  \
        assert_status(call, NDW_ECORRUPT);                                \
        assert_null(out);                                                 \
        return of_array_gone(NDW_DAMAGE_STALE, stale);                    \
    }
STALE(share, ndw_share(stale, &out))
STALE(slice, ndw_slice(stale, NDW_INDEX(NDW_AT(0)), &out))
STALE(repeat, ndw_repeat(stale, 2, 0, &out))
STALE(copy, ndw_copy(stale, NDW_C, &out))
STALE(write, ndw_write_begin(&copy, 0, &w))
STALE(compact, ndw_compact(&copy))
STALE(assign, ndw_assign(&copy, 0, NULL, stale))
STALE(fill, ndw_fill(&copy, "x"))
STALE(end_write, (ndw_write_end(&copy), NDW_ECORRUPT))
STALE(reshape, ndw_reshape(stale, 2, (const int64_t[]){2, 5}, 0, &out))
STALE(like, ndw_empty_like(stale, &out))
STALE(is_unique, ndw_is_unique(stale) ? NDW_OK : NDW_ECORRUPT)
STALE(cell, ndw_cell_new(&copy, &(ndw_cell *){NULL}))

static ndw_damage stale_source(void)
{
    ndw_array *a = bytes_array(10), *copy = a, *live = bytes_array(10);
    ndw_release(&a);
    assert_status(ndw_assign(&live, 0, NULL, copy), NDW_ECORRUPT);
    ndw_release(&live);
    return of_array_gone(NDW_DAMAGE_STALE, copy);
}

static ndw_damage stale_swap(void)
{
    ndw_array *a = bytes_array(10), *copy = a, *live = bytes_array(10);
    ndw_cell *cell = NULL;
    assert_ok(ndw_cell_new(&live, &cell));
    ndw_release(&a);
    assert_status(ndw_cell_swap(cell, &copy), NDW_ECORRUPT);
    ndw_cell_free(&cell);
    return of_array_gone(NDW_DAMAGE_STALE, copy);
}

static ndw_status leave_it_released(void *ctx, ndw_array **value)
{
    ndw_array *copy = *value;
    *(const ndw_array **)ctx = copy;
    ndw_release(&copy);
    return NDW_OK;
}

static ndw_damage stale_update(void)
{
    ndw_array *live = bytes_array(10);
    const ndw_array *gone;
    ndw_cell *cell = NULL;
    assert_ok(ndw_cell_new(&live, &cell));
    assert_status(ndw_cell_update(cell, leave_it_released, &gone), NDW_ECORRUPT);
    ndw_cell_free(&cell);
    return of_array_gone(NDW_DAMAGE_STALE, gone);
}

/* --- Headers of bytes ------------------------------------------------------------------------- */

/* Bytes before the first one. Restored, the array can go. */
static ndw_damage write_before(int64_t offset, ndw_status wanted_of_share)
{
    ndw_array *a = bytes_array(10), *b = NULL;
    buffer *bytes = a->bytes;
    char *place = (char *)bytes + offset, before = *place;
    *place ^= 1;
    ndw_status status = ndw_share(a, &b);
    assert_status(status, wanted_of_share);
    ndw_release(&b);
    if (status == NDW_OK) ndw_release(&a); /* the last: refused, its bytes are leaked */
    *place = before;
    if (a) ndw_release(&a);
    else ndw_buffer_release(bytes);
    return want(NDW_DAMAGE_HEADER, bytes, sizeof(buffer));
}

static ndw_damage write_the_seal(void) { return write_before((int64_t)offsetof(buffer, seal), NDW_OK); }
static ndw_damage write_the_size(void) { return write_before((int64_t)offsetof(buffer, size), NDW_OK); }
static ndw_damage write_the_address(void) { return write_before((int64_t)offsetof(buffer, bytes), NDW_OK); }
static ndw_damage write_the_flags(void) { return write_before((int64_t)offsetof(buffer, owned), NDW_OK); }
static ndw_damage write_the_allocator(void)
{
    return write_before((int64_t)offsetof(buffer, allocator), NDW_OK);
}
static ndw_damage write_the_callback(void)
{
    return write_before((int64_t)offsetof(buffer, release), NDW_OK);
}
static ndw_damage write_the_life(void)
{
    return write_before((int64_t)offsetof(buffer, life), NDW_ECORRUPT);
}

/* A share that was given back once too often: the bytes are gone under an array that lives. */
static ndw_damage release_bytes_too_often(void)
{
    ndw_array *a = bytes_array(10);
    buffer *bytes = a->bytes;
    ndw_buffer_release(bytes);
    ndw_release(&a);
    return want(NDW_DAMAGE_TWICE, bytes, sizeof(buffer));
}

/* --- Blocks ----------------------------------------------------------------------------------- */

enum { SMALL = 500, LARGE = 1 << 20 };

static void *take(size_t size)
{
    const ndw_allocator *own = ndw_get_allocator();
    void *block = own->alloc(own->ctx, size, 64);
    assert_non_null(block);
    return block;
}

static void give(void *block, size_t size)
{
    const ndw_allocator *own = ndw_get_allocator();
    own->free(own->ctx, block, size, 64);
}

/* Under the seam, where no word of life is: seen when the shelves are looked at. */
static ndw_damage give_small_twice(void)
{
    void *block = take(SMALL);
    give(block, SMALL);
    give(block, SMALL);
    assert_status(ndw_pool_check(), NDW_ECORRUPT);
    assert_ptr_equal(take(SMALL), block);
    assert_ptr_equal(take(SMALL), block);
    give(block, SMALL);
    return want(NDW_DAMAGE_CACHE, block, class_size(class_of(SMALL)));
}

/* A block that lies between threads, by whoever still had its address. */
static ndw_damage write_between_threads(void)
{
    enum { HANDED = SHELF_DEPTH + 1 };
    void *blocks[HANDED];
    for (int i = 0; i < HANDED; i++) blocks[i] = take(SMALL);
    for (int i = 0; i < HANDED; i++) give(blocks[i], SMALL);
    uint32_t *word = blocks[SHELF_DEPTH - BATCH]; /* of those that were handed over */
    *word ^= 1;
    assert_status(ndw_pool_check(), NDW_ECORRUPT);
    *word ^= 1;
    return want(NDW_DAMAGE_CACHE, word, class_size(class_of(SMALL)));
}

static ndw_damage give_large_twice(void)
{
    void *block = take(LARGE);
    give(block, LARGE);
    give(block, LARGE);
    return want(NDW_DAMAGE_TWICE, block, LARGE);
}

static ndw_damage give_large_foreign(void)
{
    static _Alignas(64) char memory[128];
    give(memory + 64, LARGE);
    return want(NDW_DAMAGE_HEADER, memory + 64, LARGE);
}

static ndw_damage write_before_large(void)
{
    char *block = take(LARGE);
    block[-64] ^= 1;
    give(block, LARGE);
    block[-64] ^= 1;
    give(block, LARGE);
    return want(NDW_DAMAGE_HEADER, block, LARGE);
}

static ndw_damage write_before_large_in_the_cache(void)
{
    char *block = take(LARGE);
    give(block, LARGE);
    block[-64] ^= 1;
    assert_status(ndw_pool_check(), NDW_ECORRUPT);
    block[-64] ^= 1;
    return want(NDW_DAMAGE_HEADER, block, LARGE);
}

/* --- Hardened --------------------------------------------------------------------------------- */

static ndw_damage give_guarded_twice(void)
{
    void *block = take(SMALL);
    give(block, SMALL);
    give(block, SMALL);
    return want(NDW_DAMAGE_TWICE, block, SMALL);
}

/* Found out without being looked at: there is no memory at such an address. */
static ndw_damage give_foreign(void)
{
    void *nowhere = (void *)(uintptr_t)64;
    give(nowhere, SMALL);
    return want(NDW_DAMAGE_FOREIGN, nowhere, SMALL);
}

static ndw_damage give_the_middle(void)
{
    char *block = take(SMALL);
    give(block + 64, SMALL - 64);
    give(block, SMALL);
    return want(NDW_DAMAGE_FOREIGN, block + 64, SMALL - 64);
}

static ndw_damage write_at(int64_t offset, ndw_damage_cause cause, bool while_live)
{
    char *block = take(SMALL);
    if (!while_live) give(block, SMALL);
    block[offset] ^= 0x20;
    assert_status(ndw_pool_check(), NDW_ECORRUPT);
    block[offset] ^= 0x20;
    if (while_live) give(block, SMALL);
    return want(cause, block, SMALL);
}

static ndw_damage write_before_first(void) { return write_at(-1, NDW_DAMAGE_HEADER, true); }
static ndw_damage write_far_before_first(void) { return write_at(-64, NDW_DAMAGE_HEADER, true); }
static ndw_damage write_behind_last(void) { return write_at(SMALL, NDW_DAMAGE_TAIL, true); }
static ndw_damage write_far_behind_last(void) { return write_at(SMALL + 63, NDW_DAMAGE_TAIL, true); }
static ndw_damage write_first_when_gone(void) { return write_at(0, NDW_DAMAGE_GONE, false); }
static ndw_damage write_last_when_gone(void) { return write_at(SMALL - 1, NDW_DAMAGE_GONE, false); }

/* Through a view of an array: seen when it is released. */
static ndw_damage write_behind_an_array(void)
{
    ndw_array *a = bytes_array(SMALL);
    buffer *bytes = a->bytes;
    ((char *)a->data)[SMALL] ^= 1;
    ndw_release(&a);
    return want(NDW_DAMAGE_TAIL, bytes, sizeof(buffer) + SMALL);
}

/* Seen when its turn comes to leave the quarantine, with nobody looking before. */
static ndw_damage write_in_quarantine(void)
{
    char *block = take(SMALL);
    give(block, SMALL);
    block[7] = 7;
    for (int i = 0; i < QUARANTINE; i++) {
        assert_int_equal(reported.count, 0);
        give(take(64), 64);
    }
    return want(NDW_DAMAGE_GONE, block, SMALL);
}

/* --- The table -------------------------------------------------------------------------------- */

static struct row {
    const char *name;
    ndw_pool_level level;
    ndw_damage (*make)(void);
} rows[] = {
    {"an array released twice", NDW_POOL_ON, release_twice},
    {"an array of shared bytes released twice", NDW_POOL_ON, release_shared_twice},
    {"a foreign array released", NDW_POOL_ON, release_foreign},
    {"a stale array shared", NDW_POOL_ON, stale_share},
    {"a stale array sliced", NDW_POOL_ON, stale_slice},
    {"a stale array repeated", NDW_POOL_ON, stale_repeat},
    {"a stale array copied", NDW_POOL_ON, stale_copy},
    {"a stale array written", NDW_POOL_ON, stale_write},
    {"a stale array compacted", NDW_POOL_ON, stale_compact},
    {"a stale array assigned to", NDW_POOL_ON, stale_assign},
    {"a stale array assigned", NDW_POOL_ON, stale_source},
    {"a stale array filled", NDW_POOL_ON, stale_fill},
    {"the session of a stale array ended", NDW_POOL_ON, stale_end_write},
    {"a stale array reshaped", NDW_POOL_ON, stale_reshape},
    {"one like a stale array", NDW_POOL_ON, stale_like},
    {"a stale array asked for other owners", NDW_POOL_ON, stale_is_unique},
    {"a stale array in a cell", NDW_POOL_ON, stale_cell},
    {"a stale array put into a cell", NDW_POOL_ON, stale_swap},
    {"a stale array left by an update", NDW_POOL_ON, stale_update},
    {"the seal before the bytes overwritten", NDW_POOL_ON, write_the_seal},
    {"their size overwritten", NDW_POOL_ON, write_the_size},
    {"their address overwritten", NDW_POOL_ON, write_the_address},
    {"their flags overwritten", NDW_POOL_ON, write_the_flags},
    {"their allocator overwritten", NDW_POOL_ON, write_the_allocator},
    {"their callback overwritten", NDW_POOL_ON, write_the_callback},
    {"their word of life overwritten", NDW_POOL_ON, write_the_life},
    {"bytes released under an array", NDW_POOL_ON, release_bytes_too_often},
    {"a small block given twice", NDW_POOL_ON, give_small_twice},
    {"a block between threads written", NDW_POOL_ON, write_between_threads},
    {"a large block given twice", NDW_POOL_ON, give_large_twice},
    {"a foreign large block given", NDW_POOL_ON, give_large_foreign},
    {"a large block's head overwritten", NDW_POOL_ON, write_before_large},
    {"a large block's head overwritten in the cache", NDW_POOL_ON, write_before_large_in_the_cache},
    {"hardened: an array released twice", NDW_POOL_HARDENED, release_shared_twice},
    {"hardened: a foreign array released", NDW_POOL_HARDENED, release_foreign},
    {"hardened: a stale array shared", NDW_POOL_HARDENED, stale_share},
    {"hardened: a stale array written", NDW_POOL_HARDENED, stale_write},
    {"hardened: a stale array assigned to", NDW_POOL_HARDENED, stale_assign},
    {"hardened: a stale array filled", NDW_POOL_HARDENED, stale_fill},
    {"hardened: the session of a stale array ended", NDW_POOL_HARDENED, stale_end_write},
    {"hardened: a stale array reshaped", NDW_POOL_HARDENED, stale_reshape},
    {"hardened: one like a stale array", NDW_POOL_HARDENED, stale_like},
    {"hardened: a stale array asked for other owners", NDW_POOL_HARDENED, stale_is_unique},
    {"hardened: a stale array in a cell", NDW_POOL_HARDENED, stale_cell},
    {"hardened: a stale array put into a cell", NDW_POOL_HARDENED, stale_swap},
    {"hardened: a stale array left by an update", NDW_POOL_HARDENED, stale_update},
    {"hardened: bytes released under an array", NDW_POOL_HARDENED, release_bytes_too_often},
    {"hardened: a block given twice", NDW_POOL_HARDENED, give_guarded_twice},
    {"hardened: a foreign block given", NDW_POOL_HARDENED, give_foreign},
    {"hardened: the middle of a block given", NDW_POOL_HARDENED, give_the_middle},
    {"hardened: the byte before the first written", NDW_POOL_HARDENED, write_before_first},
    {"hardened: 64 before the first written", NDW_POOL_HARDENED, write_far_before_first},
    {"hardened: the byte behind the last written", NDW_POOL_HARDENED, write_behind_last},
    {"hardened: 64 behind the last written", NDW_POOL_HARDENED, write_far_behind_last},
    {"hardened: the first byte written when gone", NDW_POOL_HARDENED, write_first_when_gone},
    {"hardened: the last byte written when gone", NDW_POOL_HARDENED, write_last_when_gone},
    {"hardened: written behind an array", NDW_POOL_HARDENED, write_behind_an_array},
    {"hardened: written in quarantine", NDW_POOL_HARDENED, write_in_quarantine},
};

static void assert_first_report_stays(const ndw_damage *wanted)
{
    char decimal[32];
    ndw_pool_counts c;
    assert_status(ndw_pool_check(), NDW_ECORRUPT);
    assert_non_null(strstr(ndw_error_detail(), ndw_damage_text(wanted->cause)));
    snprintf(decimal, sizeof decimal, "%lld", (long long)(intptr_t)wanted->address);
    assert_non_null(strstr(ndw_error_detail(), decimal));
    snprintf(decimal, sizeof decimal, "memory: %lld bytes", (long long)wanted->size);
    assert_non_null(strstr(ndw_error_detail(), decimal));
    assert_ok(ndw_pool_stats(&c));
    assert_int_equal(c.damages, reported.count);
}

static void check_row(void **state)
{
    const struct row *r = *state;
    begin_level(r->level);
    assert_ok(ndw_pool_check());
    const ndw_damage wanted = r->make();
    assert_int_equal(reported.count, 1);
    assert_int_equal(reported.last.cause, wanted.cause);
    assert_ptr_equal(reported.last.address, wanted.address);
    assert_int_equal(reported.last.size, wanted.size);
    assert_first_report_stays(&wanted);

    begin_level(NDW_POOL_ON); /* forgets reports */
    assert_ok(ndw_pool_check());
}

/* --- Besides ---------------------------------------------------------------------------------- */

static void causes_have_texts(void **state)
{
    (void)state;
    assert_string_equal(ndw_damage_text(NDW_DAMAGE_NONE), "nothing is damaged");
    assert_string_equal(ndw_damage_text(NDW_DAMAGE_TWICE), "released twice");
    assert_string_equal(ndw_damage_text(NDW_DAMAGE_CACHE), "twice in a cache, or not as the cache has it");
    assert_string_equal(ndw_damage_text((ndw_damage_cause)8), "unknown cause");
    assert_string_equal(ndw_damage_text((ndw_damage_cause)-1), "unknown cause");
}

static void the_first_report_is_kept_and_printed(void **state)
{
    (void)state;
    char text[POOL_TEXT];
    begin_level(NDW_POOL_ON);
    const ndw_damage first = release_foreign();
    (void)stale_share();
    assert_int_equal(reported.count, 2);
    assert_first_report_stays(&first);
    pool_as_text(text);
    assert_non_null(strstr(text, "first damage"));
    assert_non_null(strstr(text, "never allocated here"));
    assert_non_null(strstr(text, "damages              2\n"));
    begin_level(NDW_POOL_ON);
}

/* Without a function of the user's it is kept all the same. */
static void nobody_needs_to_listen(void **state)
{
    (void)state;
    const ndw_pool_options o = {.level = NDW_POOL_ON};
    assert_ok(ndw_pool_configure(&o));
    (void)release_foreign();
    assert_status(ndw_pool_check(), NDW_ECORRUPT);
    begin_level(NDW_POOL_ON);
}

enum { SEEN = 77 };

static void end_at_once(void *ctx, const ndw_damage *found)
{
    (void)ctx;
    _exit(found->cause == NDW_DAMAGE_GONE ? SEEN : 1);
}

/* What is still in quarantine when the process ends. */
static void the_end_is_looked_at(void **state)
{
    (void)state;
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        const ndw_pool_options o = {.level = NDW_POOL_HARDENED, .on_damage = end_at_once};
        if (ndw_pool_configure(&o) != NDW_OK) _exit(1);
        char *block = take(SMALL);
        give(block, SMALL);
        block[7] ^= 1;
        exit(0);
    }
    assert_int_equal(unit_status_of(child), SEEN);
}

static const struct CMUnitTest others[] = {
    cmocka_unit_test(causes_have_texts),
    cmocka_unit_test(the_first_report_is_kept_and_printed),
    cmocka_unit_test(nobody_needs_to_listen),
    cmocka_unit_test(the_end_is_looked_at),
};

int main(void)
{
    int failures = RUN_TABLE("damage", rows, check_row);
    return failures + cmocka_run_group_tests_name("reports", others, NULL, NULL);
}
