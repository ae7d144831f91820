/*
 * test_turn.c - transposes by lists: what they write, what they read, and that all tables agree.
 *
 * For each table, each width, streamed and not, rows and runs of many lengths: every byte of the result is
 * what the definition says and the bytes between its rows are as before (K3, K1). The hulls of source and
 * destination end where an unmapped page begins, and begin where one ends: a step outside is a SIGSEGV (K1).
 * Long runs are done in two parts as well, either of them first.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "copy/kernels.h"
#include "copy/lane.h"
#include "support/check.h"
#include "support/random.h"

enum { MOST = 700, PAGE = 65536, SPACE = 16 << 20, GAP = 0xc7, ROUNDS = 700 };

/* Bytes between two pages that cannot be touched. */
typedef struct guarded {
    char *begin;
} guarded;

static guarded between_guards(void)
{
    char *all = mmap(NULL, (size_t)SPACE + 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(all != MAP_FAILED);
    assert_int_equal(mprotect(all + PAGE, SPACE, PROT_READ | PROT_WRITE), 0);
    return (guarded){all + PAGE};
}

static void give_back(guarded g) { munmap(g.begin - PAGE, (size_t)SPACE + 2 * PAGE); }

/* Tiles of rows, all of it with or without gaps; and the bytes of both hulls. */
typedef struct turn_case {
    turn_job job;
    int64_t dst_at[3], src_at[3], dst_of[MOST], src_of[MOST];
    int64_t dst_bytes, src_bytes;
    int64_t cut; /* elements of the first part of the runs; 0: they are done at once */
    bool last_first;
} turn_case;

/* Rows that follow each other, or lie apart by whole lines or by odd bytes; two or three tiles. */
static void make_case(turn_case *c, uint64_t *random, size_t width)
{
    const int64_t w = (int64_t)width, most = width > 8 ? 200 : MOST;
    const int64_t rows = random_between(random, 1, random_next(random) % 3 ? 80 : most);
    const int64_t length = random_between(random, 1, random_next(random) % 3 ? 80 : most);
    const int64_t tiles = random_between(random, 1, 3), run = length * w, line = rows * w;
    const int64_t apart[] = {run, (run + 63) / 64 * 64, run + 5}, odd = random_next(random) % 3 ? 0 : 3 * w;
    const int64_t row = apart[random_next(random) % 3], jump = random_next(random) % 3 ? 0 : 128;
    for (int64_t r = 0; r < rows; r++) c->dst_of[r] = r * row + r / 20 * jump;
    for (int64_t i = 0; i < length; i++) c->src_of[i] = (length - 1 - i) * (line + odd);
    c->dst_bytes = c->dst_of[rows - 1] + run;
    c->src_bytes = c->src_of[0] + line;
    const int64_t next = (c->dst_bytes + 63) / 64 * 64;
    for (int64_t k = 0; k < tiles; k++) {
        c->dst_at[k] = k * next;
        c->src_at[k] = (tiles - 1 - k) * c->src_bytes;
    }
    c->dst_bytes += (tiles - 1) * next;
    c->src_bytes *= tiles;
    c->job = (turn_job){.tiles = tiles, .rows = rows, .length = length, .dst_at = c->dst_at, .src_at = c->src_at,
                        .dst_of = c->dst_of, .src_of = c->src_of, .width = width, .stream = random_next(random) % 2};
    const int64_t cuts = (length - LINE - 1) / LINE; /* after so many lines of elements runs can be cut */
    c->cut = cuts > 0 && random_next(random) % 2 ? random_between(random, 1, cuts) * LINE : 0;
    c->last_first = random_next(random) % 2;
}

static void by_definition(const turn_job *t, char *dst, const char *src)
{
    for (int64_t k = 0; k < t->tiles; k++)
        for (int64_t r = 0; r < t->rows; r++)
            for (int64_t i = 0; i < t->length; i++)
                memcpy(dst + t->dst_at[k] + t->dst_of[r] + i * (int64_t)t->width,
                       src + t->src_at[k] + t->src_of[i] + r * (int64_t)t->width, t->width);
}

static void turn_parts(const kernels *k, const turn_case *c, char *dst, const char *src)
{
    turn_job first = c->job, last = c->job;
    first.length = c->cut;
    first.after = LINE;
    last.length -= c->cut;
    last.goes_on = true;
    last.src_of += c->cut;
    char *cut = dst + c->cut * (int64_t)c->job.width;
    if (c->last_first) k->turn(cut, src, &last);
    k->turn(dst, src, &first);
    if (!c->last_first) k->turn(cut, src, &last);
}

static void check_case(const kernels *k, const turn_case *c, char *dst, const char *src, char *wanted)
{
    memset(dst, GAP, (size_t)c->dst_bytes);
    memset(wanted, GAP, (size_t)c->dst_bytes);
    if (c->cut > 0) turn_parts(k, c, dst, src);
    else k->turn(dst, src, &c->job);
    by_definition(&c->job, wanted, src);
    if (memcmp(dst, wanted, (size_t)c->dst_bytes))
        fail_msg("table %s, width %d: %lld tiles of %lld rows and runs of %lld, cut at %lld, large %d, streamed %d",
                 k->name, (int)c->job.width, (long long)c->job.tiles, (long long)c->job.rows,
                 (long long)c->job.length, (long long)c->cut, c->job.stream, ndw_large_is_streamed);
}

static void check_table(const kernels *k, guarded to, guarded from)
{
    static const size_t widths[] = {1, 2, 3, 4, 8, 12, 16, 60, 120};
    static turn_case c;
    char *wanted = malloc(SPACE);
    uint64_t random = 30540;
    assert_non_null(wanted);
    for (int n = 0; n < ROUNDS; n++) {
        make_case(&c, &random, widths[(size_t)n % COUNT(widths)]);
        ndw_large_is_streamed = random_next(&random) % 2;
        assert_true(c.dst_bytes <= SPACE && c.src_bytes <= SPACE);
        check_case(k, &c, to.begin, from.begin, wanted);
        check_case(k, &c, to.begin + SPACE - c.dst_bytes, from.begin + SPACE - c.src_bytes, wanted);
    }
    free(wanted);
}

static void all_tables(void **state)
{
    (void)state;
    size_t count;
    const kernels *const *tables = ndw_kernels_all(&count);
    const guarded to = between_guards(), from = between_guards();
    uint64_t random = 28197;
    for (int64_t i = 0; i < SPACE; i += 8) {
        const uint64_t value = random_next(&random);
        memcpy(from.begin + i, &value, 8);
    }
    for (size_t i = 0; i < count; i++) check_table(tables[i], to, from);
    give_back(to);
    give_back(from);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_tables)};
    return cmocka_run_group_tests_name("transposes by lists", tests, NULL, NULL);
}
