/*
 * lattice.h - numbers wide enough for any size, the boundaries worth trying, and the judgement of an
 * answer. See test_sizes.c.
 */
#ifndef NDW_TESTS_LATTICE_H
#define NDW_TESTS_LATTICE_H

#include <float.h>
#include <stdbool.h>
#include <stdint.h>

#include <ndweave/ndweave.h>

/* --- Numbers that are wide enough ------------------------------------------------------------- */

/* Where there are no 128 bits, a long double with 64 bits of mantissa serves: up to 2^64 it is exact,
 * and beyond, rounding keeps numbers beyond. */
#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 wide;
#elif LDBL_MANT_DIG >= 64
typedef long double wide;
#else
#error "the oracle needs numbers wider than 64 bits"
#endif

#define TOO_LARGE ((wide)INT64_MAX + 1)

/* Of sizes, which are never negative. What does not fit stays too large, however it goes on. */
static inline wide times(wide a, wide b) { return a * b > TOO_LARGE ? TOO_LARGE : a * b; }
static inline wide plus(wide a, wide b) { return a + b > TOO_LARGE ? TOO_LARGE : a + b; }
static inline bool fits(wide a) { return a <= (wide)INT64_MAX; }

static inline wide magnitude(int64_t a) { return a < 0 ? -(wide)a : (wide)a; }

wide product(int n, const int64_t *lengths, bool zeros_are_ones);

/* --- The lattice ------------------------------------------------------------------------------ */

enum { UNSIGNED = 12, SIGNED = 23, MOST_AXES = 4, MOST_COORDINATES = 2 * MOST_AXES };

#define P(n) (INT64_C(1) << (n))

/* The first UNSIGNED of them are not negative. */
extern const int64_t lattice[SIGNED];

/* Of what is being tried: 1, 3 or 8, and records of that size. */
extern int64_t itemsize;
ndw_dtype dtype(void);

/* All points of n coordinates, the first `points` values of the lattice each; for every itemsize. */
typedef void visitor(const int64_t *x);
void points_of_lattice(int n, int points, visitor *visit);
void all_points(int n, int points, visitor *visit);

bool any_negative(int n, const int64_t *x);

/* --- Judgement -------------------------------------------------------------------------------- */

/* Statuses that are right, as bits; none: NDW_OK. Where several things are wrong, each has its own. */
static inline unsigned one_of(ndw_status status) { return 1u << status; }
static inline unsigned when(bool condition, ndw_status status)
{
    return condition ? one_of(status) : 0;
}

/* What is refused of a new array of these lengths, if nothing else is wrong. */
unsigned refused_lengths(int n, const wide *lengths);
unsigned refused_shape(int n, const int64_t *shape);

/* More than this is never given. */
extern const int64_t memory_limit;

/* One case: x are the arguments. `scratch`: how often memory may have been asked for though a size does
 * not fit. Remembers the first wrong answer. */
void judge(const char *what, int n, const int64_t *x, ndw_status got, unsigned refused, long scratch);
void note(const char *what, int n, const int64_t *x, ndw_status got, const char *remark);

/* Before and after: the lattice was all right; or, for a twin, not at all. */
void begin_lattice(void);
void check_lattice(void);
void must_be_found(void);

/* --- The tests -------------------------------------------------------------------------------- */

/* Functions that a twin may stand in for. */
typedef ndw_status maker(ndw_dtype, int, const int64_t *, ndw_array **);
typedef ndw_status repeater(const ndw_view *, int64_t, const int64_t *, int, ndw_array **);
void all_shapes(maker *m);
void all_counts(repeater *r);

void check_shapes_of_arrays(void);
void check_records(void);
void check_repeats(void);
void check_ranges(void);
void check_shapes_of_views(void);
void check_strides(void);
void check_slices(void);
void check_parts(void);
void check_broadcasts_and_reshapes(void);
void check_diagonals(void);
void check_windows(void);
void check_strided(void);
void check_dtypes(void);
void check_walks(void);
void check_tiles(void);
void check_joins(void);
void check_takes(void);
void check_rolls(void);

#endif
