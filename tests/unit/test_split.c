/*
 * test_split.c - the parts of a plan: together they move what the plan moves, and they lie well.
 *
 * Plans come from jobs of any shape, steps and widths. The plan is walked by its definition, element by
 * element, and so are its parts; a part that is lost, that begins a step too early or that reads elsewhere
 * leaves another picture. Where boundaries are is asked of plans too large to be run: a split touches no
 * memory.
 */
#include <stdio.h>
#include <string.h>

#include "copy/split.h"
#include "support/check.h"
#include "support/random.h"
#include "support/slow.h"
#include "support/walk.h"

/* --- What a plan moves ------------------------------------------------------------------------- */

enum { BYTES = 1 << 20, JOBS = IS_SLOW_BUILD ? 400 : 1500, MOST_ELEMENTS = 1 << 16 };

/* For each byte of the destination how often it is written, and from where last. */
typedef struct moves {
    unsigned char times[BYTES];
    int32_t from[BYTES];
    int64_t low, high; /* where anything was written */
} moves;

static moves by_plan, by_parts;

static void forget(moves *m)
{
    if (m->high > m->low) memset(m->times + m->low, 0, (size_t)(m->high - m->low));
    m->low = BYTES;
    m->high = 0;
}

static void move_element(void *ctx, int64_t dst, int64_t src, int64_t width)
{
    moves *m = ctx;
    if (dst < 0 || dst + width > BYTES) fail_msg("an element at %lld", (long long)dst);
    if (dst < m->low) m->low = dst;
    if (dst + width > m->high) m->high = dst + width;
    for (int64_t b = 0; b < width; b++) {
        m->times[dst + b]++;
        m->from[dst + b] = (int32_t)(src + b);
    }
}

static bool is_once(const moves *m)
{
    for (int64_t i = m->low; i < m->high; i++)
        if (m->times[i] > 1) return false;
    return true;
}

static bool is_same(const moves *a, const moves *b)
{
    if (a->low != b->low || a->high != b->high) return false;
    for (int64_t i = a->low; i < a->high; i++)
        if (a->times[i] != b->times[i] || (a->times[i] > 0 && a->from[i] != b->from[i])) return false;
    return true;
}

/* --- Any job ------------------------------------------------------------------------------------ */

static int64_t one_of(uint64_t *random, const int64_t *list, size_t n)
{
    return list[random_next(random) % n];
}

/* Axes that each jump over all the smaller ones, shuffled; sources packed in another order, or of any
 * steps. */
static void make_job(uint64_t *random, copy_job *job)
{
    static const int64_t widths[] = {1, 2, 3, 4, 8, 16, 40, 5000};
    static const int64_t lengths[] = {1, 2, 3, 5, 8, 17, 64, 100, 300, 1000, 9000};
    int64_t elements = 1;
    job->width = one_of(random, widths, COUNT(widths));
    job->naxes = (int)random_between(random, 0, 5);
    int64_t dst = job->width, src = job->width;
    for (int i = 0; i < job->naxes; i++) {
        int64_t length = one_of(random, lengths, COUNT(lengths));
        if (dst * length > BYTES / 2 || elements * length > MOST_ELEMENTS) length = 2;
        if (dst * length > BYTES / 2) length = 1;
        const int64_t sources[] = {src, src, dst, -dst, 0, 2 * dst, random_between(random, -4000, 4000)};
        job->axes[i] = (copy_axis){length, dst, one_of(random, sources, COUNT(sources))};
        src *= random_next(random) % 2 ? length : 1;
        dst *= length;
        elements *= length;
        if (random_next(random) % 4 == 0) dst += job->width;
    }
    for (int i = job->naxes - 1; i > 0; i--) {
        const int k = (int)random_between(random, 0, i);
        const copy_axis axis = job->axes[i];
        job->axes[i] = job->axes[k];
        job->axes[k] = axis;
        if (random_next(random) % 2) continue; /* packed, but in another order */
        const int64_t other = job->axes[i].src;
        job->axes[i].src = job->axes[k].src;
        job->axes[k].src = other;
    }
}

static void check_parts(const plan *p, int least, int most, int64_t address, unsigned long long seed, long *cut)
{
    split s;
    ndw_split_make(p, address, least, most, &s);
    if (s.parts < 1 || s.parts > most) fail_msg("job from seed %llu: %d parts", seed, s.parts);
    forget(&by_parts);
    for (int i = 0; i < s.parts; i++) {
        plan part;
        ndw_split_part(p, &s, i, &part);
        walk_plan(&part, move_element, &by_parts);
    }
    if (!is_same(&by_plan, &by_parts))
        fail_msg("job from seed %llu, %d parts of %d along axis %d: other bytes are moved", seed, s.parts, most,
                 s.axis);
    *cut += s.parts > 1;
}

static void test_any_job(void **state)
{
    (void)state;
    uint64_t random = 28197;
    long cut = 0, all = 0;
    for (int n = 0; n < JOBS; n++) {
        copy_job job;
        plan p;
        const unsigned long long seed = random;
        make_job(&random, &job);
        ndw_plan_make(&job, &p);
        if (p.empty) continue;
        forget(&by_plan);
        walk_plan(&p, move_element, &by_plan);
        if (!is_once(&by_plan)) fail_msg("job from seed %llu: written twice", seed);
        for (int k = 0; k < 4; k++, all++) {
            const int most = (int)random_between(&random, 1, k < 2 ? 8 : 300);
            const int least = (int)random_between(&random, 1, most);
            check_parts(&p, least, most, random_between(&random, 1, 9000), seed, &cut);
        }
    }
    print_message("           %ld splits, %ld of them into more than one part\n", all, cut);
    assert_true(cut > all / 3);
}

/* --- Where parts begin --------------------------------------------------------------------------- */

enum { LINE = 64, PAGE = 2 << 20, FAR = 1 << 30 };

static struct row {
    const char *name;
    copy_job job;
    int64_t address;
    int least, most, parts, axis; /* axis: from the outermost of the plan */
    int64_t multiple;      /* of which every boundary's address is one; 1: where that cannot be had */
} rows[] = {
    {"packed: the bytes of one element", {8, 1, {{1 << 24, 8, 8}}}, FAR, 2, 8, 8, 2, PAGE},
    {"packed, and not on a page", {8, 1, {{1 << 24, 8, 8}}}, FAR + 24, 2, 8, 8, 2, PAGE},
    {"packed, short parts", {8, 1, {{1 << 18, 8, 8}}}, FAR + 24, 2, 4, 4, 2, LINE},
    {"every second", {8, 1, {{1 << 24, 8, 16}}}, FAR, 2, 8, 8, 1, PAGE},
    {"every second, misplaced", {8, 1, {{1 << 24, 8, 16}}}, FAR + 4, 2, 8, 8, 1, 4},
    {"every second, of three bytes", {3, 1, {{1 << 24, 3, 6}}}, FAR, 2, 8, 8, 1, LINE},
    {"repeat twice", {8, 2, {{1 << 23, 16, 8}, {2, 8, 0}}}, FAR, 2, 8, 8, 0, PAGE},
    {"repeat three times", {8, 2, {{1 << 22, 24, 8}, {3, 8, 0}}}, FAR, 2, 8, 8, 0, LINE},
    {"repeat of two long rows",
     {8, 3, {{2, 1 << 26, 1 << 25}, {2, 1 << 25, 0}, {1 << 22, 8, 8}}}, FAR, 2, 8, 8, 2, LINE},
    {"fill", {8, 1, {{1 << 24, 8, 0}}}, FAR, 2, 8, 8, 1, PAGE},
    {"transpose", {8, 2, {{4096, 8, 32768}, {4096, 32768, 8}}}, FAR, 2, 8, 4, 0, PAGE},
    {"transpose, odd rows", {8, 2, {{4099, 8, 32744}, {4093, 32792, 8}}}, FAR, 2, 8, 2, 0, LINE},
    {"transpose, rather many strips than long ones",
     {4, 2, {{4096, 4, 16384}, {4096, 16384, 4}}}, FAR, 8, 32, 8, 0, LINE},
    {"transpose, long strips", {4, 2, {{4096, 4, 16384}, {4096, 16384, 4}}}, FAR, 2, 8, 2, 0, PAGE},
    {"n x 3 to 3 x n", {8, 2, {{1 << 21, 8, 24}, {3, 1 << 24, 8}}}, FAR, 2, 8, 8, 1, LINE},
    {"3 x n to n x 3", {8, 2, {{3, 8, 1 << 24}, {1 << 21, 24, 8}}}, FAR, 2, 8, 8, 0, LINE},
    {"few outer steps: the next axis",
     {4, 3, {{5, 1 << 22, 8000}, {1024, 4096, 80000}, {1000, 4, 8}}}, FAR, 2, 8, 8, 1, LINE},
    {"nothing but few steps",
     {1, 4, {{7, 1 << 18, 1 << 20}, {5, 1 << 15, 1 << 17}, {3, 1 << 13, 1 << 14}, {3000, 2, 1}}},
     FAR, 2, 8, 6, 0, LINE},
    {"too small for parts", {8, 1, {{40, 8, 16}}}, FAR, 2, 8, 1, 0, 1},
};

static int64_t steps_of(const plan *p, int axis)
{
    if (axis < p->nouter) return p->outer[axis].length;
    return axis == p->nouter ? p->inner.rows : axis == p->nouter + 1 ? p->inner.length : (int64_t)p->inner.width;
}

/* No part has twice its share; all of them together have all steps. */
static void check_sizes(const plan *p, const split *s)
{
    int64_t steps = 0;
    for (int i = 0; i < s->parts; i++) {
        plan part;
        ndw_split_part(p, s, i, &part);
        const int64_t n = steps_of(&part, s->axis);
        assert_true(!part.empty);
        assert_true(n <= 2 * ((s->length + s->parts - 1) / s->parts));
        steps += n;
    }
    assert_int_equal(steps, s->length);
    assert_int_equal(s->length, steps_of(p, s->axis));
}

static void check_row(void **state)
{
    const struct row *r = *state;
    plan p, part;
    split s;
    ndw_plan_make(&r->job, &p);
    ndw_split_make(&p, r->address, r->least, r->most, &s);
    assert_int_equal(s.parts, r->parts);
    assert_int_equal(s.axis, r->axis);
    check_sizes(&p, &s);
    for (int i = 1; i < s.parts; i++) {
        ndw_split_part(&p, &s, i, &part);
        const int64_t begin = r->address + part.dst - p.dst;
        /* The first step at or after the boundary, where a step does not fit into it. */
        if (r->multiple == PAGE && PAGE % s.step != 0) assert_true(begin % PAGE < s.step + LINE * s.step);
        else assert_int_equal(begin % r->multiple, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_any_job)};
    return RUN_TABLE("split", rows, check_row) + cmocka_run_group_tests_name("splits of any job", tests, NULL, NULL);
}
