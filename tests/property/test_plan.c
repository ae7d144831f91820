/*
 * test_plan.c - the fewest loops that do a job: jobs and the plans they must become, as text.
 *
 *     from 0, 24  PACK w8  3 rows 32,8  run 4 8,24  outer 2 96,0
 *          |  |        |   |      |  |      |  | |        the axes that the odometer walks, if any
 *          |  |        |   |      |  |      +--+-+------- steps of the run: destination, source
 *          |  |        |   +------+--+------------------- the same of the rows around it
 *          |  |        +--------------------------------- bytes of one element of the plan
 *          +--+------------------------------------------ where to begin: destination, source
 *
 * A pair that is not needed is one row or a run of one; its steps do not matter and are not shown.
 *
 * The table says what the planner should find. That a plan moves exactly the bytes that the job moves,
 * and keeps the promises 1 to 4 of plan.h, is checked for random jobs.
 */
#include <stdio.h>
#include <string.h>

#include "copy/plan.h"
#include "support/check.h"
#include "support/random.h"
#include "support/walk.h"

/* --- Plans as text ---------------------------------------------------------------------------- */

static const char *const pattern_names[PATTERNS] = {"STEP", "PACK", "SPREAD", "CROSS"};

typedef struct text {
    char at[600];
    size_t length;
} text;

static void say(text *t, const char *what, int64_t a)
{
    t->length += (size_t)snprintf(t->at + t->length, sizeof t->at - t->length, what, (long long)a);
}

static void say_axis(text *t, const char *name, int64_t length, int64_t dst, int64_t src)
{
    say(t, name, length);
    if (length == 1) return;
    say(t, " %lld", dst);
    say(t, ",%lld", src);
}

static text describe(const plan *p)
{
    text t = {"", 0};
    if (p->empty) {
        strcpy(t.at, "nothing");
        return t;
    }
    say(&t, "from %lld", p->dst);
    say(&t, ", %lld  ", p->src);
    t.length += (size_t)snprintf(t.at + t.length, sizeof t.at - t.length, "%s",
                                 pattern_names[p->pattern]);
    say(&t, " w%lld  ", (int64_t)p->inner.width);
    say_axis(&t, "%lld rows", p->inner.rows, p->inner.row_dst, p->inner.row_src);
    say_axis(&t, "  run %lld", p->inner.length, p->inner.dst, p->inner.src);
    for (int i = 0; i < p->nouter; i++)
        say_axis(&t, p->crossed && i == p->nouter - 1 ? "  crossed %lld" : "  outer %lld", p->outer[i].length,
                 p->outer[i].dst, p->outer[i].src);
    return t;
}

/* --- The table -------------------------------------------------------------------------------- */

static struct row {
    const char *name;
    copy_job job; /* width, axes, {steps, destination, source} */
    const char *plan;
} rows[] = {
    {"one element", {8, 0, {{0}}}, "from 0, 0  PACK w8  1 rows  run 1"},
    {"axes of length 1 only",
     {8, 3, {{1, 8, 80}, {1, 0, 0}, {1, -8, 5}}},
     "from 0, 0  PACK w8  1 rows  run 1"},
    {"an axis of length 0", {8, 2, {{4, 8, 8}, {0, 8, 8}}}, "nothing"},
    {"packed on both sides", {8, 1, {{10, 8, 8}}}, "from 0, 0  PACK w80  1 rows  run 1"},
    {"packed, four axes",
     {4, 4, {{2, 480, 480}, {3, 160, 160}, {4, 40, 40}, {10, 4, 4}}},
     "from 0, 0  PACK w960  1 rows  run 1"},
    {"packed, axes in any order",
     {4, 3, {{10, 4, 4}, {3, 160, 160}, {4, 40, 40}}},
     "from 0, 0  PACK w480  1 rows  run 1"},
    {"every second element", {8, 1, {{10, 8, 16}}}, "from 0, 0  PACK w8  1 rows  run 10 8,16"},
    {"into every second element", {8, 1, {{10, 16, 8}}}, "from 0, 0  STEP w8  1 rows  run 10 16,8"},
    {"every second of both", {8, 1, {{10, 16, 16}}}, "from 0, 0  STEP w8  1 rows  run 10 16,16"},
    {"a fill", {8, 1, {{10, 8, 0}}}, "from 0, 0  SPREAD w8  1 rows  run 10 8,0"},
    {"a fill of two axes",
     {8, 2, {{3, 80, 0}, {10, 8, 0}}},
     "from 0, 0  SPREAD w8  1 rows  run 30 8,0"},
    {"reversed source", {8, 1, {{10, 8, -8}}}, "from 0, 0  PACK w8  1 rows  run 10 8,-8"},
    {"reversed destination", {8, 1, {{10, -8, 8}}}, "from -72, 72  PACK w8  1 rows  run 10 8,-8"},
    {"both reversed: packed", {8, 1, {{10, -8, -8}}}, "from -72, -72  PACK w80  1 rows  run 1"},
    {"two axes reversed in the destination",
     {2, 2, {{3, -40, 20}, {10, -2, 2}}},
     "from -98, 58  PACK w2  3 rows 40,-20  run 10 2,-2"},
    {"sliced on axis 1 (the example of plan.c)",
     {8, 4, {{2, 768, 1536}, {3, 256, 256}, {4, 64, 64}, {8, 8, 8}}},
     "from 0, 0  PACK w768  1 rows  run 2 768,1536"},
    {"sliced on axis 1, every second",
     {8, 4, {{2, 768, 1536}, {3, 256, 512}, {4, 64, 64}, {8, 8, 8}}},
     "from 0, 0  PACK w256  1 rows  run 6 256,512"},
    {"transpose (the example of copy.h)",
     {8, 2, {{3, 8, 32}, {4, 24, 8}}},
     "from 0, 0  CROSS w8  4 rows 24,8  run 3 8,32"},
    {"transpose of records of 3 bytes",
     {3, 2, {{5, 3, 12}, {4, 15, 3}}},
     "from 0, 0  CROSS w3  4 rows 15,3  run 5 3,12"},
    {"copies of a transpose of 2048 elements",
     {8, 3, {{32, 1024, 8}, {64, 16, 256}, {2, 8, 0}}},
     "from 0, 0  SPREAD w8  64 rows 16,256  run 2 8,0  outer 32 1024,8"},
    {"copies of a transpose of more",
     {8, 3, {{32, 1040, 8}, {65, 16, 256}, {2, 8, 0}}},
     "from 0, 0  SPREAD w8  65 rows 16,256  run 2 8,0  crossed 32 1040,8"},
    {"copies of a transpose of 16-byte elements: less than 32 MiB",
     {16, 3, {{512, 65488, 16}, {1023, 64, 8192}, {4, 16, 0}}},
     "from 0, 0  SPREAD w16  1023 rows 64,8192  run 4 16,0  outer 512 65488,16"},
    {"copies of a transpose of 16-byte elements: 32 MiB",
     {16, 3, {{512, 65552, 16}, {1024, 64, 8192}, {4, 16, 0}}},
     "from 0, 0  SPREAD w16  1024 rows 64,8192  run 4 16,0  crossed 512 65552,16"},
    {"copies of a transpose of more than 16 bytes",
     {17, 3, {{512, 69649, 17}, {1024, 68, 8704}, {4, 17, 0}}},
     "from 0, 0  SPREAD w17  1024 rows 68,8704  run 4 17,0  outer 512 69649,17"},
    {"transpose of a transpose",
     {8, 2, {{3, 32, 32}, {4, 8, 8}}},
     "from 0, 0  PACK w96  1 rows  run 1"},
    {"into F order", {8, 2, {{3, 8, 32}, {4, 24, 8}}}, "from 0, 0  CROSS w8  4 rows 24,8  run 3 8,32"},
    {"transpose (2,0,1): two axes stay together",
     {4, 3, {{5, 48, 4}, {3, 16, 80}, {4, 4, 20}}},
     "from 0, 0  CROSS w4  5 rows 48,4  run 12 4,20"},
    {"transpose (2,1,0): the packed axis comes inwards",
     {4, 3, {{5, 48, 4}, {3, 16, 20}, {4, 4, 60}}},
     "from 0, 0  CROSS w4  5 rows 48,4  run 4 4,60  outer 3 16,20"},
    {"transpose of rows of four",
     {4, 3, {{5, 48, 16}, {3, 16, 80}, {4, 4, 4}}},
     "from 0, 0  CROSS w16  5 rows 48,16  run 3 16,80"},
    {"repeat each twice",
     {8, 2, {{5, 16, 8}, {2, 8, 0}}},
     "from 0, 0  SPREAD w8  5 rows 16,8  run 2 8,0"},
    {"repeat once is a copy", {8, 2, {{5, 8, 8}, {1, 8, 0}}}, "from 0, 0  PACK w40  1 rows  run 1"},
    {"repeat rows of ten",
     {8, 3, {{5, 160, 80}, {2, 80, 0}, {10, 8, 8}}},
     "from 0, 0  SPREAD w80  5 rows 160,80  run 2 80,0"},
    {"repeat both axes twice",
     {1, 4, {{3, 16, 4}, {2, 8, 0}, {4, 2, 1}, {2, 1, 0}}},
     "from 0, 0  SPREAD w1  4 rows 2,1  run 2 1,0  outer 3 16,4  outer 2 8,0"},
    {"repeat a broadcast: nothing but one element",
     {8, 2, {{5, 16, 0}, {2, 8, 0}}},
     "from 0, 0  SPREAD w8  1 rows  run 10 8,0"},
    {"two axes that follow each other in one only",
     {8, 2, {{3, 80, 400}, {10, 8, 16}}},
     "from 0, 0  PACK w8  3 rows 80,400  run 10 8,16"},
    {"a window sliding over the source",
     {4, 2, {{6, 12, 4}, {3, 4, 4}}},
     "from 0, 0  PACK w12  1 rows  run 6 12,4"},
    {"four axes that cannot merge",
     {2, 4, {{2, 240, 1000}, {3, 80, 300}, {4, 20, 50}, {5, 4, 4}}},
     "from 0, 0  STEP w2  4 rows 20,50  run 5 4,4  outer 2 240,1000  outer 3 80,300"},
    {"equal destination steps of a length-1 axis do not matter",
     {8, 3, {{4, 80, 160}, {1, 80, 7}, {10, 8, 16}}},
     "from 0, 0  PACK w8  1 rows  run 40 8,16"},
};

/* As it is where large results are not streamed. */
static void check_row(void **state)
{
    const struct row *r = *state;
    plan p;
    ndw_large_is_streamed = false;
    ndw_plan_make(&r->job, &p);
    const text t = describe(&p);
    assert_string_equal(t.at, r->plan);
}

/* Of copies of a transpose of 16-byte elements, 32 MiB: where they are streamed only two of each. */
static void streamed_copies_are_few(void **state)
{
    (void)state;
    for (int64_t copies = 1; copies <= 4; copies++) {
        const copy_job job = {16, 3, {{512, copies * 65536 + 16, 16}, {4096, copies * 16, 8192}, {copies, 16, 0}}};
        for (int streamed = 0; streamed < 2; streamed++) {
            plan p;
            ndw_large_is_streamed = streamed;
            ndw_plan_make(&job, &p);
            assert_int_equal(p.crossed, copies == 2 || (copies > 1 && !streamed));
        }
    }
}

/* --- Any job: the plan moves what the job moves ----------------------------------------------- */

enum { JOBS = 200000, BYTES = 4096, NOWHERE = -1 };

/* From which byte of the source each byte of the destination comes, counted from the first elements. */
typedef struct moves {
    int32_t from[2 * BYTES];
    bool twice;
} moves;

static void move_element(void *ctx, int64_t dst, int64_t src, int64_t width)
{
    moves *m = ctx;
    for (int64_t b = 0; b < width; b++) {
        int32_t *from = &m->from[BYTES + dst + b];
        if (*from != NOWHERE) m->twice = true;
        *from = (int32_t)(BYTES + src + b);
    }
}

static void forget(moves *m)
{
    memset(m->from, 0xff, sizeof m->from);
    m->twice = false;
}

/* By the definition: all steps along all axes. */
static void move_by_job(moves *m, const copy_job *job, int axis, int64_t dst, int64_t src)
{
    if (axis == job->naxes) {
        move_element(m, dst, src, job->width);
        return;
    }
    const copy_axis *a = &job->axes[axis];
    for (int64_t i = 0; i < a->length; i++)
        move_by_job(m, job, axis + 1, dst + i * a->dst, src + i * a->src);
}

/* The axes of a plan from the outermost inwards, those of one step left out. */
static int all_axes(const plan *p, copy_axis axes[COPY_MAX_AXES + 2])
{
    int n = 0;
    for (int i = 0; i < p->nouter; i++) axes[n++] = p->outer[i];
    if (p->inner.rows != 1) axes[n++] = (copy_axis){p->inner.rows, p->inner.row_dst, p->inner.row_src};
    if (p->inner.length != 1) axes[n++] = (copy_axis){p->inner.length, p->inner.dst, p->inner.src};
    return n;
}

static bool could_be_one(const copy_axis *outer, const copy_axis *inner)
{
    return outer->dst == inner->length * inner->dst && outer->src == inner->length * inner->src;
}

/* The numbers are those of plan.h; NULL or the promise that was broken. */
static const char *plan_valid(const plan *p, const copy_job *job)
{
    copy_axis axes[COPY_MAX_AXES + 2];
    if (p->empty) return NULL; /* and says nothing else */
    const int n = all_axes(p, axes);
    for (int i = 0; i < p->nouter; i++)
        if (p->outer[i].length == 1) return "1: an axis of one step";
    for (int i = 0; i < n; i++) {
        if (axes[i].length < 1) return "1: an axis without steps";
        if (axes[i].dst <= 0) return "2: a destination step that is not positive";
        for (int k = 0; k < n; k++)
            if (k != i && could_be_one(&axes[i], &axes[k])) return "1: two axes that could be one";
    }
    for (int i = 0; i + 1 < n; i++) /* the axis beside the innermost may break the order */
        if (axes[i].dst <= axes[n - 1].dst || (i + 2 < n - 1 && axes[i].dst <= axes[i + 1].dst))
            return "2: destination steps that do not decrease";
    const pair *in = &p->inner;
    if (in->length > 1 && in->dst == (int64_t)in->width && in->src == (int64_t)in->width)
        return "3: a packed run that is not one element";
    return in->width % (size_t)job->width ? "3: an element that is not whole elements" : NULL;
}

/* Axes whose destination steps each jump over all the smaller ones, as those of every destination do;
 * in any order, of any sign, with or without gaps; sources of any steps. */
static void make_job(uint64_t *random, copy_job *job)
{
    const int64_t widths[] = {1, 2, 3, 4, 8, 16};
    job->width = widths[random_next(random) % COUNT(widths)];
    job->naxes = (int)random_between(random, 0, 4);
    int64_t reach = job->width;
    for (int i = 0; i < job->naxes; i++) {
        const int64_t length = random_between(random, 0, 9) == 0 ? 0 : random_between(random, 1, 3);
        const int64_t dst = reach + (random_next(random) % 4 == 0 ? job->width : 0);
        const int64_t sources[] = {
            dst, -dst, 0, job->width, -job->width, 2 * dst, random_between(random, -40, 40)};
        const int64_t src = sources[random_next(random) % COUNT(sources)];
        reach = dst * (length > 1 ? length : 1);
        job->axes[i] = (copy_axis){length, random_next(random) % 4 == 0 ? -dst : dst, src};
    }
    for (int i = job->naxes - 1; i > 0; i--) { /* shuffle */
        const int k = (int)random_between(random, 0, i);
        const copy_axis axis = job->axes[i];
        job->axes[i] = job->axes[k];
        job->axes[k] = axis;
    }
}

static void test_any_job(void **state)
{
    (void)state;
    static moves by_job, by_plan;
    uint64_t random = 2271;
    for (int n = 0; n < JOBS; n++) {
        copy_job job;
        plan p;
        const uint64_t seed = random;
        make_job(&random, &job);
        ndw_plan_make(&job, &p);
        const char *broken = plan_valid(&p, &job);
        if (broken)
            fail_msg("job from seed %llu: %s (%s)", (unsigned long long)seed, broken, describe(&p).at);

        forget(&by_job);
        forget(&by_plan);
        move_by_job(&by_job, &job, 0, 0, 0);
        walk_plan(&p, move_element, &by_plan);
        if (by_plan.twice) fail_msg("job from seed %llu: written twice", (unsigned long long)seed);
        if (memcmp(by_job.from, by_plan.from, sizeof by_job.from))
            fail_msg("job from seed %llu: other bytes are moved (%s)", (unsigned long long)seed,
                     describe(&p).at);
    }
    print_message("           %d jobs\n", JOBS);
}

/* --- Packed memory: its plan is known --------------------------------------------------------------- */

static void test_packed(void **state)
{
    (void)state;
    const int64_t widths[] = {1, 3, 8, 16, 80}, counts[] = {1, 2, 3, 100, 1 << 20};
    for (size_t w = 0; w < COUNT(widths); w++)
        for (size_t n = 0; n < COUNT(counts); n++)
            for (size_t k = 0; k < COUNT(counts); k++) {
                const int64_t width = widths[w], length = counts[n], copies = counts[k];
                const copy_job job = {width, 2, {{length, copies * width, width}, {copies, width, 0}}};
                plan found, known;
                ndw_plan_make(&job, &found);
                ndw_plan_packed(width, length, copies, &known);
                assert_string_equal(describe(&known).at, describe(&found).at);
                assert_false(known.crossed);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(streamed_copies_are_few), cmocka_unit_test(test_any_job),
                                       cmocka_unit_test(test_packed)};
    return RUN_TABLE("plan", rows, check_row)
           + cmocka_run_group_tests_name("plans of any job", tests, NULL, NULL);
}
