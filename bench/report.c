/*
 * report.c - what was found: a table for people, lines of JSON for machines, progress meanwhile.
 *
 * A row is printed as soon as its case is done. While a case runs, a terminal shows which one and how
 * far it is; elsewhere the rows are the progress. A suite ends with what it comes to and with a list of
 * the cases that a rival does faster; the run ends with a line for each suite.
 */
#include <math.h>
#include <stdarg.h>
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

static void json_machine(const bench *b, const char *name, const char *pages)
{
    if (!b->json) return;
    fprintf(b->json,
            "{\"suite\":\"about\",\"case\":\"about\",\"params\":{\"machine\":\"%s\",\"cores\":%d,"
            "\"l1d\":%lld,\"l2\":%lld,\"l3\":%lld,\"huge_pages\":\"%s\",\"pages\":\"%s\",\"caches\":\"%s\","
            "\"compiler\":\"%s\",\"flags\":\"%s\",\"peer_flags\":\"%s\",\"version\":\"%s\",\"kernels\":\"%s\","
            "\"rounds\":%d,\"fit\":%s},"
            "\"bytes\":0,\"ns_median\":0,\"ns_mad\":0,\"against\":{}}\n",
            name, machine_cores(), (long long)machine_cache(1), (long long)machine_cache(2),
            (long long)machine_cache(3), pages, bench_uses_small_pages() ? "small" : "large",
            b->cool_from < INT64_MAX ? "cool" : "warm", BENCH_COMPILER, BENCH_FLAGS, BENCH_PEER_FLAGS,
            ndw_version(), ndw_kernels(), ROUNDS, BENCH_UNFIT ? "false" : "true");
}

void report_machine(const bench *b)
{
    char name[128], pages[64];
    machine_name(sizeof name, name);
    machine_huge_pages(sizeof pages, pages);
    printf("machine   %s, %d cores", name, machine_cores());
    print_size(", L1d ", machine_cache(1));
    print_size(", L2 ", machine_cache(2));
    print_size(", L3 ", machine_cache(3));
    printf(", huge pages: %s%s", pages[0] ? pages : "?", bench_uses_small_pages() ? ", not asked for" : "");
    printf("\ncompiler  %s, library %s, peers %s\n", BENCH_COMPILER, BENCH_FLAGS, BENCH_PEER_FLAGS);
    printf("library   ndweave %s, kernels: %s\n", ndw_version(), ndw_kernels());
    if (b->check) {
        printf("outputs only, nothing is timed\n");
        return;
    }
    printf("timing    %d rounds in turn after a warm-up; median, spread = median distance from it\n",
           ROUNDS);
    if (b->cool_from < INT64_MAX) {
        print_size("          from ", b->cool_from);
        printf(" read and written in one run: the caches are full of other data before it\n");
    }
    printf("columns   1.50x: this way takes 1.5 times as long as ndweave (< marks those that win);\n"
           "          60%%: ndweave reaches 60 %% of that limit; limits are explained in bench.h\n"
           "          ~: a time in this row has a spread of more than 10 %%\n");
    if (BENCH_UNFIT) printf("\nNOT A RELEASE BUILD: these figures say nothing about the library.\n");
    json_machine(b, name, pages);
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

enum { NAME_WIDTH = 39, RATIO_WIDTH = 7, GAP = 2 };

static const char *head_of(const bench_column *c) { return c->head ? c->head : c->name; }

/* As wide as its head, but wide enough for a ratio. */
static int width_of(const bench_column *c)
{
    const int length = (int)strlen(head_of(c));
    return GAP + (length > RATIO_WIDTH ? length : RATIO_WIDTH);
}

void report_suite(bench *b)
{
    b->nlosses = 0;
    printf("\n%s: %s\n\n", b->suite->name, b->suite->about);
    if (b->check) return;
    printf("%-*s%12s%7s%8s", NAME_WIDTH, "", "ndweave", "spread", "GB/s");
    for (const bench_column *c = b->suite->columns; c->kind; c++)
        printf("%*s", width_of(c), head_of(c));
    printf("\n");
}

static void print_time(double ns)
{
    if (ns < 1e3) printf("%9.1f ns", ns);
    else if (ns < 1e6) printf("%9.2f us", ns / 1e3);
    else printf("%9.2f ms", ns / 1e6);
}

static void print_text(const bench_column *c, const char *format, ...)
{
    char text[48];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    printf("%*s", width_of(c), text);
}

static const rival *rival_of(const result *r, const bench_column *column)
{
    for (int i = 0; i < r->nrivals; i++)
        if (strcmp(r->rivals[i].name, column->name) == 0) return &r->rivals[i];
    return NULL;
}

static void remember_loss(bench *b, const char *name, const char *against, double ratio)
{
    if (b->nlosses == LOSSES_MAX) return;
    loss *l = &b->losses[b->nlosses++];
    snprintf(l->name, sizeof l->name, "%s", name);
    l->rival = against;
    l->ratio = ratio;
}

static void stand(standing *s, const char *name, double ratio)
{
    if (s->cases == 0 || ratio < s->worst) {
        s->worst = ratio;
        snprintf(s->worst_case, sizeof s->worst_case, "%s", name);
    }
    s->cases++;
    s->log_ratios += log(ratio);
    s->slower += ratio < TOLERANCE;
}

static void print_ratio(bench *b, int column, const char *name, double ratio)
{
    const bench_column *c = &b->suite->columns[column];
    stand(&b->standings[b->suite_number][column], name, ratio);
    if (c->kind == BENCH_LIMIT) print_text(c, "%.0f%%", 100 * ratio);
    else if (c->kind == BENCH_RIVAL && ratio < TOLERANCE) print_text(c, "< %.2fx", ratio);
    else print_text(c, "%.2fx", ratio);
    if (c->kind == BENCH_RIVAL && ratio < TOLERANCE) remember_loss(b, name, c->name, ratio);
}

static void print_ratios(bench *b, const bench_case *c, const result *r)
{
    const bench_column *columns = b->suite->columns;
    for (int i = 0; columns[i].kind; i++) {
        const rival *found = rival_of(r, &columns[i]);
        if (!found) print_text(&columns[i], "-");
        else print_ratio(b, i, c->name, found->ns / r->own.median);
    }
}

static void json_case(const bench *b, const bench_case *c, const result *r)
{
    if (!b->json) return;
    fprintf(b->json, "{\"suite\":\"%s\",\"case\":\"%s\",\"params\":{%s", b->suite->name, c->name,
            c->params);
    for (int i = 0; i < r->nrivals; i++)
        if (r->rivals[i].by) fprintf(b->json, ",\"%s_by\":\"%s\"", r->rivals[i].name, r->rivals[i].by);
    fprintf(b->json, ",\"noise\":%.3f},\"bytes\":%lld,\"ns_median\":%.2f,\"ns_mad\":%.2f,\"against\":{",
            r->noise, (long long)c->bytes, r->own.median, r->own.mad);
    for (int i = 0; i < r->nrivals; i++)
        fprintf(b->json, "%s\"%s\":%.2f", i > 0 ? "," : "", r->rivals[i].name, r->rivals[i].ns);
    fprintf(b->json, "}}\n");
    fflush(b->json);
}

static void print_name(const bench *b, const char *name)
{
    printf("%s%-*s", b->terminal ? CLEAR_LINE : "", NAME_WIDTH, name);
}

void report_case(bench *b, const bench_case *c, const result *r)
{
    b->number++;
    print_name(b, c->name);
    print_time(r->own.median);
    printf("%6.1f%%", 100 * r->own.mad / r->own.median);
    if (c->bytes > 0) printf("%8.2f", (double)c->bytes / r->own.median);
    else printf("%8s", "-");
    print_ratios(b, c, r);
    printf("%s\n", r->noise > UNSTEADY ? "  ~" : "");
    fflush(stdout);
    json_case(b, c, r);
}

void report_checked(bench *b, const bench_case *c)
{
    b->number++;
    print_name(b, c->name);
    printf("  right\n");
    fflush(stdout);
}

/* --- What it comes to ------------------------------------------------------------------------- */

static double geometric_mean(const standing *s) { return exp(s->log_ratios / s->cases); }

static void print_means(const bench *b)
{
    const bench_column *columns = b->suite->columns;
    printf("%-*s", NAME_WIDTH + 27, "geometric mean");
    for (int i = 0; columns[i].kind; i++) {
        const standing *s = &b->standings[b->suite_number][i];
        const double mean = s->cases > 0 ? geometric_mean(s) : 0;
        if (s->cases == 0) print_text(&columns[i], "-");
        else if (columns[i].kind == BENCH_LIMIT) print_text(&columns[i], "%.0f%%", 100 * mean);
        else print_text(&columns[i], "%.2fx", mean);
    }
    printf("\n");
}

/* The losses against all rivals of one case stand on one line; they lie next to each other. */
static void print_losses(const bench *b)
{
    for (int i = 0; i < b->nlosses; i++) {
        const loss *l = &b->losses[i];
        if (i == 0 || strcmp(l->name, l[-1].name) != 0)
            printf("%s  < %-*s", i > 0 ? "\n" : "", NAME_WIDTH, l->name);
        printf("  %s %.2fx", l->rival, l->ratio);
    }
    if (b->nlosses > 0) printf("\n");
}

void report_standings(const bench *b)
{
    const bench_column *columns = b->suite->columns;
    if (b->check) return;
    print_means(b);
    for (int i = 0; columns[i].kind; i++) {
        const standing *s = &b->standings[b->suite_number][i];
        if (s->cases == 0) continue;
        if (columns[i].kind == BENCH_LIMIT)
            printf("of %s at least %.0f%%: %s\n", columns[i].name, 100 * s->worst, s->worst_case);
        if (columns[i].kind == BENCH_RIVAL)
            printf("slower than %s in %d of %d cases\n", columns[i].name, s->slower, s->cases);
    }
    print_losses(b);
    fflush(stdout);
}

/* One column of one suite in a few words. */
static void summarise(const bench_column *c, const standing *s)
{
    if (s->cases == 0) return;
    const double mean = geometric_mean(s);
    if (c->kind == BENCH_LIMIT) printf("  %s %.0f%% (%.0f%%)", c->name, 100 * mean, 100 * s->worst);
    else printf("  %s %.2fx (%.2fx)", c->name, mean, s->worst);
}

void report_summary(const bench *b, int nsuites, const bench_suite *const *suites, double seconds)
{
    if (!b->check) printf("\nsummary: geometric mean (worst)\n");
    for (int i = 0; i < nsuites && !b->check; i++) {
        const standing *all = b->standings[i];
        const bench_column *columns = suites[i]->columns;
        bool any = false;
        for (int j = 0; columns[j].kind; j++) any = any || all[j].cases > 0;
        if (any) printf("  %-14s", suites[i]->name);
        for (int j = 0; columns[j].kind; j++) summarise(&columns[j], &all[j]);
        if (any) printf("\n");
    }
    printf("\n%d cases in %.0f s\n", b->number, seconds);
    if (b->wrong > 0) printf("%d of %d cases WRONG\n", b->wrong, b->wanted);
}
