/*
 * run.h - inside the harness: what bench.c measures and report.c tells.
 */
#ifndef NDW_BENCH_RUN_H
#define NDW_BENCH_RUN_H

#include "bench.h"
#include "limits.h"

/* Enough for a median that one interrupted round cannot move; odd, so that it is one of them. */
enum { ROUNDS = 7, SUITES_MAX = 16, LOSSES_MAX = 2048 };

typedef struct figure {
    double median, mad; /* ns for one operation */
} figure;

/* What a case is compared with, as found: a way of its own or a limit. */
typedef struct rival {
    const char *name;
    double ns;
    const char *by; /* which of several ways it was, or NULL */
} rival;

enum { RIVALS_MAX = BENCH_WAYS_MAX + 4 };

typedef struct result {
    figure own;
    double noise; /* the largest spread of all that took part, as a part of its median */
    rival rivals[RIVALS_MAX];
    int nrivals;
} result;

/* What a suite has shown so far in one column. */
typedef struct standing {
    double log_ratios; /* sum of logarithms */
    double worst;
    char worst_case[BENCH_NAME_MAX];
    int cases, slower;
} standing;

/* A case that a rival does faster. */
typedef struct loss {
    char name[BENCH_NAME_MAX];
    const char *rival;
    double ratio;
} loss;

struct bench {
    /* asked for */
    const char *filter;    /* part of a case's name, or NULL: all */
    const char *json_path; /* or NULL                             */
    FILE *json;            /* open where there is a path          */
    bool quick, list;
    bool check; /* outputs only, no times */
    int64_t cool_from; /* bytes of a run; it finds nothing of them in the caches */

    /* where it is */
    const bench_suite *suite;
    int suite_number;
    bool counting; /* the pass that only counts what is wanted */
    bool terminal; /* whether lines can be written over        */
    int wanted, number, wrong;
    standing standings[SUITES_MAX][BENCH_COLUMNS_MAX];
    loss losses[LOSSES_MAX]; /* of this suite */
    int nlosses;
};

/* Slower than a rival by more than this is a loss; less is within what a run can tell. */
#define TOLERANCE 0.97

/* A case is unsteady when a time in it has a spread of more than this. */
#define UNSTEADY 0.10

double now_ns(void);

/* --- report.c --------------------------------------------------------------------------------- */

void report_machine(const bench *b);
void report_suite(bench *b);
void report_progress(const bench *b, const char *name, const char *doing, int done, int of);
void report_case(bench *b, const bench_case *c, const result *r);
void report_checked(bench *b, const bench_case *c);
void report_error(bench *b, const char *name, const char *way, const char *what);
void report_standings(const bench *b);
void report_summary(const bench *b, int nsuites, const bench_suite *const *suites, double seconds);

/* --- memory.c --------------------------------------------------------------------------------- */

/* From now on blocks do not ask for huge pages. */
void bench_use_small_pages(void);
bool bench_uses_small_pages(void);

/* Bytes that the caches do not hold. */
int64_t bench_beyond_caches(void);

/* Writes other memory until the caches hold nothing else: what comes in pushes out as much. */
void bench_cool(void);

/* --- machine.c -------------------------------------------------------------------------------- */

/* The processor's own name, into `name`. */
void machine_name(size_t capacity, char *name);
int machine_cores(void);
/* Bytes of the first core's data or unified cache of a level; 0: not known. */
int64_t machine_cache(int level);
/* When the system uses huge pages, in its own words; empty: not known. */
void machine_huge_pages(size_t capacity, char *text);

#endif
