/*
 * kernel_cases.h - everything a kernel may be asked, and what it must answer.
 *
 * A case is a pattern, a pair and the hull of its elements: from the lowest byte to one past the
 * highest, counted from the first element. There are cases of every pattern and width class (WANY with
 * several widths), of runs of 0 to 130 elements, several rows, steps of both signs, dense, gapped and
 * (source) overlapping. `turn` numbers the variants of one run: rows, row steps, and whatever else the
 * visitor varies. Kernels that a table takes from the generic one are checked there only.
 *
 * What a table must do is checked four ways; each returns NULL or a sentence about the first case that
 * is wrong, and counts cases in *tried:
 *
 *     kernels_equal          against the definition, element by element, at 16 alignments, repeats of packed
 *                            sources at 64; the bytes around and between the runs must be as
 *                            before (K3)
 *     kernels_stay_inside    with the hulls, and then each single run, of source and destination ending
 *                            where an unmapped page begins and beginning where one ends: a step
 *                            outside is a SIGSEGV (K1)
 *     counts_are_read        lists of every length, with and without counts that fit no byte, between
 *                            unmapped pages: what is kept, and how many; what is added up
 *     kernels_leave_gaps     with destination bytes that change under the kernel's hands: bytes between
 *                            and after the elements that are read and put back come back stale (K1)
 */
#ifndef NDW_TESTS_KERNEL_CASES_H
#define NDW_TESTS_KERNEL_CASES_H

#include <stdbool.h>
#include <stdint.h>

#include "copy/kernels.h"

typedef struct hull {
    int64_t low, end; /* 0, 0: no elements */
} hull;

typedef struct kernel_case {
    pattern pattern;
    pair p;
    hull dst, src;
} kernel_case;

/* Element i of n counts[i] times, as counted_kernel takes it, its list as bytes or as words. */
typedef struct counted_case {
    size_t width;
    int64_t dst_step, src_step, n, counts[131], total;
    bool few;
    uint8_t bytes[131]; /* the counts again, if so */
    hull dst, src;
} counted_case;

/* Element i of n from positions[i], as picked_kernel takes it. */
typedef struct picked_case {
    size_t width;
    int64_t dst_step, n, positions[131];
    hull dst, src;
} picked_case;

enum { LONGEST_RUN = 130, LARGEST_HULL = 700000 };

/* Of one run; of several, the hull of each being `run`. */
hull hull_of_run(int64_t length, int64_t step, int64_t width);
hull hull_of_rows(hull run, int64_t rows, int64_t step);

/* By the definition. */
void reference(const kernel_case *c, char *dst, const char *src);
void counted_reference(const counted_case *c, char *dst, const char *src);

/* The case for a kernel: the first copy at `at`, the list (of words, or of bytes) at `list`. */
counted_run run_of(const counted_case *c, int64_t at, const void *list);
void picked_reference(const picked_case *c, char *dst, const char *src);

/* Visits all cases, each in `turns` variants, until a visitor returns a sentence. */
typedef const char *visit_pair(const kernels *k, const kernel_case *c, int turn);
typedef const char *visit_counted(const kernels *k, const counted_case *c, int turn);
typedef const char *visit_picked(const kernels *k, const picked_case *c, int turn);
const char *each_pair(const kernels *k, int turns, visit_pair *visit);
const char *each_repeat(const kernels *k, int turns, visit_pair *visit); /* packed sources, packed results */
const char *each_chosen_repeat(const kernels *k, int turns, visit_pair *visit);
const char *each_parting(const kernels *k, int turns, visit_pair *visit); /* tuples, into runs that lie lines apart */
const char *each_narrow(const kernels *k, int turns, visit_pair *visit);  /* tuples of less than 16 bytes         */
const char *each_counted(const kernels *k, int turns, visit_counted *visit);
const char *each_picked(const kernels *k, int turns, visit_picked *visit);

/* The sentence: which kernel, which case. Static. */
const char *complain(const kernels *k, const kernel_case *c, const char *what);
const char *complain_counted(const kernels *k, const counted_case *c, const char *what);
const char *complain_picked(const kernels *k, const picked_case *c, const char *what);

void fill_random(char *memory, int64_t size);

const char *kernels_equal(const kernels *k, long *tried);
const char *kernels_stay_inside(const kernels *k, long *tried);
const char *kernels_leave_gaps(const kernels *k, long *tried);
const char *counts_are_read(const kernels *k, long *tried);

#endif
