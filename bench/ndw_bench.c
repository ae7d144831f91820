/*
 * ndw_bench.c - how fast the library is, in ratios to other ways of doing the same, in one run.
 *
 *     ndw_bench                   every case; less than 10 minutes
 *     ndw_bench --quick           some of each kind, in less than a minute
 *     ndw_bench --filter .e8.     the cases whose names contain this
 *     ndw_bench --json FILE       also as lines of JSON, one object each
 *     ndw_bench --list            names only
 *     ndw_bench --small-pages     into memory that does not ask for huge pages
 *     ndw_bench --warm            large results again and again into the same caches (bench.h, 3)
 *     ndw_bench --check           nothing is timed: whether each way's output is right
 *
 * Exit status: 0 when every output of every way was right, however fast; 1 when one was wrong; 2 when
 * the arguments were, or FILE could not be written.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

static const bench_suite *const suites[] = {
    &bench_repeat, &bench_alloc,   &bench_counts, &bench_transpose, &bench_interleave,
    &bench_nchw,   &bench_permute, &bench_slice,  &bench_seed,      &bench_consume,
    &bench_empty,  &bench_sharing, &bench_tiny,   &bench_safety,
};

enum { NSUITES = (int)(sizeof suites / sizeof *suites) };

_Static_assert((int)NSUITES <= (int)SUITES_MAX, "the standings have room for all suites");

static int usage(const char *program)
{
    fprintf(stderr,
            "usage: %s [--quick] [--filter PART-OF-A-NAME] [--json FILE] [--small-pages] [--warm] [--list] [--check]\n",
            program);
    return 2;
}

static bool parse(bench *b, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(argv[i], "--quick") == 0) b->quick = true;
        else if (strcmp(argv[i], "--small-pages") == 0) bench_use_small_pages();
        else if (strcmp(argv[i], "--warm") == 0) b->cool_from = INT64_MAX;
        else if (strcmp(argv[i], "--list") == 0) b->list = true;
        else if (strcmp(argv[i], "--check") == 0) b->check = true;
        else if (strcmp(argv[i], "--filter") == 0 && value) b->filter = argv[++i];
        else if (strcmp(argv[i], "--json") == 0 && value) b->json_path = argv[++i];
        else return false;
    }
    return true;
}

/* How many cases of a suite are wanted. */
static int count(bench *b, const bench_suite *suite)
{
    const int before = b->wanted;
    b->counting = true;
    suite->cases(b);
    b->counting = false;
    return b->wanted - before;
}

static void run_suite(bench *b, int number)
{
    const bench_suite *suite = suites[number];
    b->suite = suite;
    b->suite_number = number;
    if (!b->list) report_suite(b);
    suite->cases(b);
    if (!b->list) report_standings(b);
}

static bool open_json(bench *b)
{
    if (!b->json_path) return true;
    b->json = fopen(b->json_path, "w");
    return b->json != NULL;
}

/* Whether everything written to the file has arrived there. */
static bool close_json(bench *b)
{
    if (!b->json) return true;
    const bool bad = ferror(b->json);
    return fclose(b->json) == 0 && !bad;
}

int main(int argc, char **argv)
{
    static bench b;
    int cases[NSUITES];
    const double begin = now_ns();
    if (argc > 1 && strcmp(argv[1], "--first") == 0) return bench_alloc_child(argc, argv);
    b.terminal = isatty(STDOUT_FILENO);
    b.cool_from = bench_beyond_caches();
    if (!parse(&b, argc, argv)) return usage(argv[0]);
    if (!open_json(&b)) {
        perror(b.json_path);
        return 2;
    }

    for (int i = 0; i < NSUITES; i++) cases[i] = count(&b, suites[i]);
    if (!b.list) report_machine(&b);
    for (int i = 0; i < NSUITES; i++)
        if (cases[i] > 0) run_suite(&b, i);
    if (!b.list) report_summary(&b, NSUITES, suites, (now_ns() - begin) / 1e9);
    if (b.wanted == 0) fprintf(stderr, "no case is called anything like %s\n", b.filter);

    if (!close_json(&b)) {
        perror(b.json_path);
        return 2;
    }
    return b.wrong > 0 ? 1 : b.wanted == 0 ? 2 : 0;
}
