/*
 * run.h - inside the harness: what bench.c measures and report.c tells.
 */
#ifndef NDW_BENCH_RUN_H
#define NDW_BENCH_RUN_H

#include <stdio.h>

#include "bench.h"

/* Enough for a median that one interrupted round cannot move; odd, so that it is one of them. */
enum { ROUNDS_QUICK = 7, ROUNDS_FULL = 11 };

typedef struct figure {
    double median, mad; /* ns for one run of a way */
} figure;

/* What a suite has shown so far against one column. */
typedef struct standing {
    double log_ratios; /* sum of logarithms */
    int cases, slower;
} standing;

struct bench {
    /* asked for */
    const char *filter;    /* part of a case's name, or NULL: all */
    const char *json_path; /* or NULL                             */
    FILE *json;            /* open where there is a path          */
    bool quick, list;

    /* where it is */
    const bench_suite *suite;
    bool counting; /* the pass that only counts what is wanted */
    bool terminal; /* whether lines can be written over        */
    int wanted, number, wrong;
    standing standings[BENCH_WAYS_MAX];
};

/* Slower than a rival by more than this is a loss; less is within what a run can tell. */
#define TOLERANCE 0.97

/* --- report.c --------------------------------------------------------------------------------- */

void report_machine(const bench *b);
void report_suite(bench *b);
void report_progress(const bench *b, const char *name, const char *doing, int done, int of);
void report_case(bench *b, const bench_case *c, const figure *figures);
void report_error(bench *b, const char *name, const char *way, const char *what);
void report_standings(const bench *b);

/* --- machine.c -------------------------------------------------------------------------------- */

/* The processor's own name, into `name`. */
void machine_name(size_t capacity, char *name);
int machine_cores(void);
/* Bytes of the first core's data or unified cache of a level; 0: not known. */
int64_t machine_cache(int level);

#endif
