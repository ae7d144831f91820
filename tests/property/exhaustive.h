/*
 * exhaustive.h - what the groups of exhaustive cases have in common: the shape being asked about, and
 * how a case is counted, left out, or reported.
 */
#ifndef NDW_TESTS_EXHAUSTIVE_H
#define NDW_TESTS_EXHAUSTIVE_H

#include "sources.h"
#include "support/oracle.h"

enum { LONGEST = 4, MOST_COPIES = 3 };

/* The current shape: its elements 0, 1, 2, ..., and how they lie in memory. */
extern oracle whole;
extern source_array sources[SOURCES];

extern long cases;

/* Whether to leave this case out. */
bool left_out(void);

/* What is being asked, for the report of a failure. */
void asking(const char *what, int n, const int64_t *numbers);

/* Fails the test with the shape, the source and what was asked, unless `wrong` is NULL. */
void must_be_true(const char *wrong, const source_array *s);

/* A set of statuses, as bits; a call must return one of them, or NDW_OK if the set is empty. */
static inline unsigned one_of(ndw_status status) { return 1u << status; }
void must_return(ndw_status got, unsigned wanted, const source_array *s);

/* Calls visit(list) for all lists of n numbers from low to high. */
void all_lists(int n, int64_t low, int64_t high, void (*visit)(int n, const int64_t *list));

/* What an index list makes of the elements, read from the left; or what is wrong with it. */
unsigned read_index(int n, const ndw_index *index, oracle *o);

/* A list of axes of ndim, counted from the front, and the set of those named; or what is wrong with the
 * list: an axis that does not exist, or one named twice. */
unsigned read_axes(int ndim, int n, const int64_t *list, int *axes, bool *named);

/* The groups: every case about the current shape. */
void slices_of_one_axis(void);
void slices_of_two_axes(void);
void index_lists(void);
void transposes(void);
void flips(void);
void broadcasts(void);
void reshapes(void);
void repeats_by_counts(void);
void repeats_of_all_elements(void);
void repeats_by_one_count(void);
void repeats_along_all_axes(void);
void refused_repeats(void);
void copies(void);
void exchanges(void);
void moves(void);
void squeezes(void);
void expansions(void);
void diagonals(void);
void windows(void);
void strided_views(void);
void dtypes(void);
void tiles(void);
void concatenations(void);
void stacks(void);
void refused_joins(void);
void takes(void);
void rolls(void);
void indices_in_the_destination(void);
void assignments(void);
void assignments_along_one_axis(void);
void assignments_by_index(void);
void fills(void);
void comparisons(void);
void overlaps(void);
void compactions(void);
void walks(void);

#endif
