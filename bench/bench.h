/*
 * bench.h - the harness: what is measured, how, and how it is told.
 *
 * A case is one piece of work and several ways to do it: the library's, a plain loop's, memcpy's. All
 * ways of a case write the same memory. Each is checked before it is timed: the output is spoilt, the
 * way runs, and the output must be right. Then the ways are timed in turn,
 *
 *     ndweave  loop  memcpy    ndweave  loop  memcpy    ndweave  loop  memcpy   ...
 *     round 0                  round 1                  round 2
 *
 * and what the last round leaves behind must still be right. So whatever slows the machine for a while
 * slows all of them. The time of a way is the median
 * over the rounds, its spread the median distance from that median (MAD). What is compared is always
 * two times of one run: the ratio is peer / ndweave, and above 1 ndweave is the faster.
 *
 * A file bench_<noun>.c describes the cases of one suite. It walks through all of them; for each that
 * bench_wants it prepares memory and calls bench_measure. It never looks at a clock.
 */
#ifndef NDW_BENCH_H
#define NDW_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include <ndweave/ndweave.h>

enum { BENCH_WAYS_MAX = 8, BENCH_NAME_MAX = 64, BENCH_PARAMS_MAX = 200 };

/* One run of the program: what was asked for, and what has been found so far. */
typedef struct bench bench;

typedef struct bench_way {
    const char *name;             /* "ndweave", or the name of a column of its suite      */
    ndw_status (*run)(void *ctx); /* does the work once; anything but NDW_OK is an error  */
} bench_way;

typedef struct bench_case {
    const char *name;           /* dotted, from the general to the particular             */
    const char *params;         /* the same for machines, as members of a JSON object     */
    int64_t bytes;              /* written by one run                                     */
    const bench_way *ways;      /* the library's first                                    */
    int nways;                  /* at most BENCH_WAYS_MAX                                 */
    void (*spoil)(void *ctx);   /* makes the output wrong                                 */
    bool (*is_right)(void *ctx);
    void *ctx;
} bench_case;

/* A peer that a case may be compared with: a column of the table. */
typedef struct bench_column {
    const char *name;
    bool rival; /* another way to do the work, and so to be beaten; otherwise a limit or a yardstick */
} bench_column;

typedef struct bench_suite {
    const char *name;            /* the first word of the names of its cases              */
    const char *about;           /* what a reader of its table must know                  */
    const bench_column *columns; /* ends with one whose name is NULL                      */
    void (*cases)(bench *b);
} bench_suite;

/* Whether the case of this name is to be measured now. */
bool bench_wants(bench *b, const char *name);

/* Whether only the short form of the suite was asked for. */
bool bench_is_quick(const bench *b);

/* Checks, times and reports a case. */
void bench_measure(bench *b, const bench_case *c);

/* Says that a case that was wanted could not be prepared. */
void bench_give_up(bench *b, const char *name);

/* Bytes of one core's second-level cache. */
int64_t bench_l2(void);

/* `bytes` bytes on a cache line's boundary, or NULL; to be given back with free. */
void *bench_memory(int64_t bytes);

/* --- The suites: one per file ----------------------------------------------------------------- */

extern const bench_suite bench_repeat;

#endif
