/*
 * bench.h - the harness: what is measured, how, and how it is told.
 *
 * A case is one piece of work and several ways to do it: the library's, a plain loop's, memcpy's. All
 * ways of a case write the same memory. Beside them run limits: what this machine does at its fastest
 * with as many bytes (limits.h). All of them are timed in turn, each round in the other direction,
 *
 *     ndweave loop memcpy nt_fill nt_copy    nt_copy nt_fill memcpy loop ndweave    ndweave loop ...
 *     round 0                                round 1                                round 2
 *
 * so whatever slows the machine for a while slows all of them. The time of a way is the median over the
 * rounds, its spread the median distance from that median (MAD). Only times of one case are compared.
 * (What took more than 5 ms and three times as long as the case's own way in the first round takes part in three of
 * the seven: a few percent are nothing there.)
 *
 *   1. Outputs  Before it is timed, each way's output is spoilt in every byte, the way runs, and the
 *               output must be right. After its part of the last round it must be right again. Limits
 *               are checked after theirs: the bytes they filled or copied.
 *   2. Batches  A way that takes less than a batch's time runs several times between two looks at the
 *               clock.
 *   3. Caches   A way that runs less than four times in a batch runs before it, not timed: as often as makes
 *               four, or as 4 ms allow, but once at least. So it finds the caches as it left them itself, and
 *               not the lines that another way has yet to write back. For the limits that means their best.
 *               Where a run reads and writes more than the last cache holds, other memory is written before
 *               each one, twice as much as that cache holds: so each byte of a result costs a byte of writing
 *               to memory, sooner or later. Else ordinary stores would find part of the result in the cache,
 *               from the last time that the same was written to the same place, as it never is in a program
 *               (--warm shows it).
 *   4. Memory   Sources are written before they are read. A destination is `recycled`: written before
 *               and so faulted in, on a page's boundary; `unaligned`: the same, one element further; or
 *               `fresh`: mapped anew for each run of each way, mapping and unmapping in the time.
 *   5. Limits   fill     the fastest of own plain stores (prefetching or not), memset and rep stosb
 *               nt_fill  the fastest of these and of own streaming stores, in one stream and in four
 *               nt_copy  the fastest of own streaming copies (prefetching; four streams at once), own
 *                        plain loads and stores (the same), memcpy and rep movsb
 *               limit    the slower of: writing the output at the rate of nt_fill; moving the bytes
 *                        that must be read and written at the rate of nt_copy (which moves twice its
 *                        output; into fresh memory, where the pages cost the most, no more is counted
 *                        as read than written)
 *               For each size and state of memory all ways are tried, for each vector width of the
 *               processor, by the first cases of that size; the fastest take part in the rounds of
 *               each case: one of the plain and one of the streaming fills, two of the copies (the
 *               streaming fill and the second copy not where they took 1.25 times as long as the
 *               other, unless pages are fresh).
 *   6. Noise    A row in which any time has a spread of more than 10 % is marked ~; JSON has the
 *               largest spread of each row as "noise".
 *
 * A file bench_<noun>.c describes the cases of one suite. It walks through all of them; for each that
 * bench_wants it prepares memory and calls bench_measure. It never looks at a clock.
 */
#ifndef NDW_BENCH_H
#define NDW_BENCH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <ndweave/ndweave.h>

enum { BENCH_WAYS_MAX = 8, BENCH_COLUMNS_MAX = 10, BENCH_NAME_MAX = 80, BENCH_PARAMS_MAX = 240 };

#define LENGTH_OF(list) (int)(sizeof(list) / sizeof(list)[0])

/* One run of the program: what was asked for, and what has been found so far. */
typedef struct bench bench;

typedef struct bench_way {
    const char *name;             /* "ndweave", or the name of a column of its suite      */
    ndw_status (*run)(void *ctx); /* does the work once; anything but NDW_OK is an error  */
    double (*sample)(void *ctx);  /* or, run NULL: does it once, checks it, and says how many ns
                                     it took itself; negative: an error                  */
    bool silent;                  /* leaves nothing that could be checked                 */
} bench_way;

/* What memory has to do at least, and with what the limits are to be measured. */
typedef struct bench_traffic {
    int64_t written, read; /* bytes, by one run of a way                                  */
    char *dst;             /* `written` bytes that the limits write                       */
    const char *src;       /* as many that they copy                                      */
    int threads;           /* how many share a limit's work (.t2); 0: one                     */
} bench_traffic;

typedef struct bench_case {
    const char *name;           /* dotted, from the general to the particular             */
    const char *params;         /* the same for machines, as members of a JSON object     */
    int64_t bytes;              /* written by one operation                               */
    int64_t operations;         /* in one run; 0: one. Times are told for one of them     */
    const bench_way *ways;      /* the library's first                                    */
    int nways;                  /* at most BENCH_WAYS_MAX                                 */
    const bench_traffic *traffic; /* NULL, or none written: no limits of memory            */
    void (*renew)(void *ctx);   /* NULL, or: replaces the destination, before each run    */
    void (*spoil)(void *ctx);   /* makes the output wrong                                 */
    bool (*is_right)(void *ctx);
    void *ctx;
} bench_case;

/* How a column compares. Above 1 (100 %) ndweave is the faster. */
typedef enum bench_kind {
    BENCH_END,      /* ends a list of columns                                    */
    BENCH_RIVAL,    /* another way to do the work, and so to be beaten           */
    BENCH_LIMIT,    /* what cannot be beaten: which share of it is reached       */
    BENCH_YARDSTICK /* other work of the same size, for the eye                  */
} bench_kind;

typedef struct bench_column {
    bench_kind kind;
    const char *name; /* of a way, or of a limit                       */
    const char *head; /* what stands over the column; NULL: the name   */
} bench_column;

typedef struct bench_suite {
    const char *name;            /* the first words of the names of its cases             */
    const char *about;           /* what a reader of its table must know                  */
    const bench_column *columns; /* which of the figures its table shows; JSON has all    */
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

/* --- Memory (memory.c) -------------------------------------------------------------------------- */

/* Bytes of one core's second-level cache. */
int64_t bench_l2(void);

/* `bytes` bytes on a page's boundary, or NULL; bench_give takes them back (NULL does nothing) and keeps
 * them, so that the next one to ask gets memory that has been faulted in. */
void *bench_memory(int64_t bytes);
void bench_give(void *memory);

/* New pages, not faulted in; bench_unmap gives them back to the system (NULL does nothing). */
void *bench_map(int64_t bytes);
void bench_unmap(void *memory, int64_t bytes);

/* --- The suites: one per file ----------------------------------------------------------------- */

extern const bench_suite bench_repeat, bench_alloc, bench_counts, bench_transpose, bench_interleave,
    bench_nchw, bench_permute, bench_slice, bench_seed, bench_consume, bench_empty, bench_sharing,
    bench_tiny, bench_safety;

/* The program as a child of itself, which makes the first call of a process (bench_alloc.c). */
int bench_alloc_child(int argc, char **argv);

#endif
