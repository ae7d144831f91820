/*
 * report.c - what was found: a table for people, lines of JSON for machines, progress meanwhile.
 *
 * A row is printed as soon as its case is done. While a case runs, a terminal shows which one and how
 * far it is; elsewhere the rows are the progress.
 */
#include <math.h>
#include <string.h>

#include "run.h"

/* --- Where the figures come from -------------------------------------------------------------- */

#define CLEAR_LINE "\r\033[K"

static void print_size(const char *before, int64_t bytes)
{
    if (bytes <= 0) printf("%s?", before);
    else if (bytes >= 1 << 20) printf("%s%lld MiB", before, (long long)(bytes >> 20));
    else printf("%s%lld KiB", before, (long long)(bytes >> 10));
}

static void json_machine(const bench *b, const char *name)
{
    if (!b->json) return;
    fprintf(b->json,
            "{\"suite\":\"about\",\"case\":\"about\",\"params\":{\"machine\":\"%s\",\"cores\":%d,"
            "\"l2\":%lld,\"compiler\":\"%s\",\"flags\":\"%s\",\"peer_flags\":\"%s\",\"version\":\"%s\","
            "\"kernels\":\"%s\"},\"bytes\":0,\"ns_median\":0,\"ns_mad\":0,\"against\":{}}\n",
            name, machine_cores(), (long long)machine_cache(2), BENCH_COMPILER, BENCH_FLAGS,
            BENCH_PEER_FLAGS, ndw_version(), ndw_kernels());
}

void report_machine(const bench *b)
{
    char name[128];
    machine_name(sizeof name, name);
    printf("machine   %s, %d cores", name, machine_cores());
    print_size(", L1d ", machine_cache(1));
    print_size(", L2 ", machine_cache(2));
    print_size(", L3 ", machine_cache(3));
    printf("\ncompiler  %s, library %s, peers %s\n", BENCH_COMPILER, BENCH_FLAGS, BENCH_PEER_FLAGS);
    printf("library   ndweave %s, kernels: %s\n", ndw_version(), ndw_kernels());
    printf("timing    %d rounds in turn after a warm-up; median, spread = median distance from it\n",
           b->quick ? ROUNDS_QUICK : ROUNDS_FULL);
    if (BENCH_UNFIT) printf("\nNOT A RELEASE BUILD: these figures say nothing about the library.\n");
    json_machine(b, name);
}

void report_progress(const bench *b, const char *name, const char *doing, int done, int of)
{
    if (!b->terminal) return;
    printf(CLEAR_LINE "%d of %d  %s  %s %d of %d", b->number + 1, b->wanted, name, doing, done + 1, of);
    fflush(stdout);
}

void report_error(bench *b, const char *name, const char *way, const char *what)
{
    printf("%s%s, %s: %s\n", b->terminal ? CLEAR_LINE : "", name, way, what);
    fflush(stdout);
    b->number++;
    b->wrong++;
}

/* --- The table -------------------------------------------------------------------------------- */

enum { NAME_WIDTH = 38, RATIO_WIDTH = 7, GAP = 3 };

/* As wide as its name, but wide enough for a ratio. */
static int width_of(const bench_column *c)
{
    const int length = (int)strlen(c->name);
    return GAP + (length > RATIO_WIDTH ? length : RATIO_WIDTH);
}

static void print_nothing(const bench_column *c) { printf("%*s", width_of(c), "-"); }

void report_suite(bench *b)
{
    memset(b->standings, 0, sizeof b->standings);
    printf("\n%s: %s\n\n", b->suite->name, b->suite->about);
    printf("%-*s%12s%8s%9s", NAME_WIDTH, "", "ndweave", "spread", "GB/s");
    for (const bench_column *c = b->suite->columns; c->name; c++) printf("%*s", width_of(c), c->name);
    printf("\n");
}

static void print_time(double ns)
{
    if (ns < 1e3) printf("%9.1f ns", ns);
    else if (ns < 1e6) printf("%9.2f us", ns / 1e3);
    else printf("%9.2f ms", ns / 1e6);
}

/* The way of a case that a column shows, or -1. */
static int way_of(const bench_case *c, const bench_column *column)
{
    for (int i = 1; i < c->nways; i++)
        if (strcmp(c->ways[i].name, column->name) == 0) return i;
    return -1;
}

static void print_ratio(standing *s, const bench_column *c, double ratio)
{
    const bool slower = ratio < TOLERANCE;
    s->cases++;
    s->log_ratios += log(ratio);
    s->slower += slower;
    char text[32];
    snprintf(text, sizeof text, "%s%.2fx", c->rival && slower ? "< " : "", ratio);
    printf("%*s", width_of(c), text);
}

static void print_ratios(bench *b, const bench_case *c, const figure *figures)
{
    const bench_column *columns = b->suite->columns;
    for (int i = 0; columns[i].name; i++) {
        const int way = way_of(c, &columns[i]);
        if (way < 0) print_nothing(&columns[i]);
        else print_ratio(&b->standings[i], &columns[i], figures[way].median / figures[0].median);
    }
}

static void json_case(const bench *b, const bench_case *c, const figure *figures)
{
    if (!b->json) return;
    fprintf(b->json,
            "{\"suite\":\"%s\",\"case\":\"%s\",\"params\":{%s},\"bytes\":%lld,\"ns_median\":%.2f,"
            "\"ns_mad\":%.2f,\"against\":{",
            b->suite->name, c->name, c->params, (long long)c->bytes, figures[0].median, figures[0].mad);
    for (int i = 1; i < c->nways; i++)
        fprintf(b->json, "%s\"%s\":%.2f", i > 1 ? "," : "", c->ways[i].name, figures[i].median);
    fprintf(b->json, "}}\n");
}

void report_case(bench *b, const bench_case *c, const figure *figures)
{
    const figure *own = &figures[0];
    b->number++;
    printf("%s%-*s", b->terminal ? CLEAR_LINE : "", NAME_WIDTH, c->name);
    print_time(own->median);
    printf("%7.1f%%%9.2f", 100 * own->mad / own->median, (double)c->bytes / own->median);
    print_ratios(b, c, figures);
    printf("\n");
    fflush(stdout);
    json_case(b, c, figures);
}

void report_standings(const bench *b)
{
    const bench_column *columns = b->suite->columns;
    printf("\n%-*s", NAME_WIDTH + 29, "geometric mean");
    for (int i = 0; columns[i].name; i++) {
        const standing *s = &b->standings[i];
        if (s->cases == 0) print_nothing(&columns[i]);
        else printf("%*.2fx", width_of(&columns[i]) - 1, exp(s->log_ratios / s->cases));
    }
    printf("\n");
    for (int i = 0; columns[i].name; i++) {
        const standing *s = &b->standings[i];
        if (columns[i].rival && s->cases > 0)
            printf("slower than %s (<) in %d of %d cases\n", columns[i].name, s->slower, s->cases);
    }
}
