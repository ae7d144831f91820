#include "lattice.h"

#include <stdio.h>

#include "support/check.h"

wide product(int n, const int64_t *lengths, bool zeros_are_ones)
{
    wide p = 1;
    for (int d = 0; d < n; d++)
        p = times(p, zeros_are_ones && lengths[d] == 0 ? 1 : magnitude(lengths[d]));
    return p;
}

/* --- The lattice ------------------------------------------------------------------------------ */

const int64_t lattice[SIGNED] = {
    0,  1,  2,  3,  P(15),  P(16),  P(31) - 1,  P(31),  P(31) + 1,  P(32),  P(62),  INT64_MAX,
    -1, -2, -3, -P(15), -P(16), 1 - P(31), -P(31), -1 - P(31), -P(32), -P(62), -INT64_MAX,
};

int64_t itemsize;

ndw_dtype dtype(void) { return ndw_dtype_bytes(itemsize); }

void points_of_lattice(int n, int points, visitor *visit)
{
    int place[MOST_COORDINATES] = {0}, at;
    do {
        int64_t x[MOST_COORDINATES] = {0};
        for (int i = 0; i < n; i++) x[i] = lattice[place[i]];
        visit(x);
        for (at = n - 1; at >= 0 && ++place[at] == points; at--) place[at] = 0;
    } while (at >= 0);
}

void all_points(int n, int points, visitor *visit)
{
    const int64_t itemsizes[] = {1, 3, 8};
    for (size_t s = 0; s < COUNT(itemsizes); s++) {
        itemsize = itemsizes[s];
        points_of_lattice(n, points, visit);
    }
}

bool any_negative(int n, const int64_t *x)
{
    for (int i = 0; i < n; i++)
        if (x[i] < 0) return true;
    return false;
}

/* --- An allocator that gives little, and counts ----------------------------------------------- */

const int64_t memory_limit = 1 << 20;

static long asked, live;

static void *take(void *ctx, size_t size, size_t alignment)
{
    void *block;
    (void)ctx;
    asked++;
    if (size > (size_t)memory_limit || posix_memalign(&block, alignment, size) != 0) return NULL;
    live++;
    return block;
}

static void give(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx, (void)size, (void)alignment;
    live--;
    free(block);
}

static const ndw_allocator small_allocator = {take, give, NULL};

static const int64_t header = 64; /* the line before a buffer */

unsigned refused_lengths(int n, const wide *lengths)
{
    wide counted = (wide)itemsize, actual = (wide)itemsize;
    bool too_long = false;
    for (int d = 0; d < n; d++) {
        too_long |= !fits(lengths[d]);
        counted = times(counted, lengths[d] == 0 ? 1 : lengths[d]);
        actual = times(actual, lengths[d]);
    }
    const wide block = plus(actual, (wide)header);
    if (too_long || !fits(counted) || block > (wide)PTRDIFF_MAX) return one_of(NDW_EOVERFLOW);
    return when(block > (wide)memory_limit, NDW_ENOMEM);
}

unsigned refused_shape(int n, const int64_t *shape)
{
    wide lengths[MOST_COORDINATES];
    for (int d = 0; d < n; d++) lengths[d] = (wide)shape[d];
    return refused_lengths(n, lengths);
}

/* --- Judgement -------------------------------------------------------------------------------- */

static long cases, wrong_answers;
static char first_wrong[300];

void note(const char *what, int n, const int64_t *x, ndw_status got, const char *remark)
{
    if (wrong_answers++ > 0) return;
    size_t room = sizeof first_wrong, at = (size_t)snprintf(first_wrong, room, "%s(", what);
    for (int i = 0; i < n; i++)
        at += (size_t)snprintf(first_wrong + at, room - at, "%s%lld", i ? ", " : "", (long long)x[i]);
    snprintf(first_wrong + at, room - at, "), itemsize %d: %s%s", (int)itemsize, ndw_status_name(got),
             remark);
}

void judge(const char *what, int n, const int64_t *x, ndw_status got, unsigned refused, long scratch)
{
    const bool for_want_of_memory = refused & one_of(NDW_ENOMEM);
    cases++;
    if (refused ? !(refused & one_of(got)) : got != NDW_OK) note(what, n, x, got, "");
    else if (live != 0) note(what, n, x, got, ", and memory is still allocated");
    else if (refused && !for_want_of_memory && asked > scratch)
        note(what, n, x, got, ", but memory was asked for");
    live = asked = 0;
}

void begin_lattice(void)
{
    cases = wrong_answers = asked = live = 0;
    assert_ok(ndw_set_allocator(&small_allocator));
}

void check_lattice(void)
{
    assert_ok(ndw_set_allocator(NULL));
    print_message("           %ld cases\n", cases);
    if (wrong_answers) fail_msg("%ld wrong answers; the first: %s", wrong_answers, first_wrong);
    assert_true(cases > 100);
}

void must_be_found(void)
{
    assert_ok(ndw_set_allocator(NULL));
    print_message("           found %ld times; first: %s\n", wrong_answers, first_wrong);
    assert_true(wrong_answers > 0);
}
