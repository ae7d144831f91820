/*
 * test_exhaustive.c - every small case there is, against the oracle.
 *
 * All shapes of up to 4 axes of 0 to 4 elements, each lying in memory in seven ways (sources.h), under
 *
 *     every slice of every axis, start and stop -6..6 or omitted, step -3..3 or omitted
 *     every list of up to 4 entries from an alphabet of nine (shapes of up to 3 axes of 0 to 3)
 *     every list of axes to transpose, every list of axes to flip
 *     every shape to broadcast to; every shape of the same size to reshape to, with and without -1
 *     every repeat: counts 0..3 for each element of an axis, or of all flattened; one count; one for
 *         each axis; into new memory, and into strided memory that exists
 *     every copy: four orders, contiguous, into strided memory
 *     every two axes to exchange, every axis to move anywhere; lists of axes to squeeze and to add
 *     every diagonal of two axes; every length of window; strides and offsets of all kinds over the
 *         bytes that can be seen (shapes of up to 2 axes); the same bytes as other dtypes
 *     every list of tiles 0..3, also for new axes; every list of up to 3 operands from five parts, end
 *         to end or flattened; the same along a new axis
 *     every list of up to 3 indices along an axis, and of all flattened; every shift
 *     assignments of every part in a list of pairs for each axis, from somewhere else, from the very
 *         bytes, from a share of them; of any slice of one axis to any other; of one element to any index
 *     equal, may_overlap and compact of ten looks at each source; every byte of a copy changed
 *     walks over every two sources and one or two outputs
 *
 * Whatever writes memory that exists is also asked to write over its own source, at changing distances.
 *
 * The oracle works out once which element belongs where; then every source is asked, and the result
 * compared (compare.h): each element of a view must be at the address of the element meant, each
 * element of a copy must have its bytes. Afterwards no source may have changed in any byte.
 *
 * One case is one call with everything about its result compared. There are 125 million of them, which
 * take an optimised build about 35 seconds. Slow builds (slow.h) run every 11th question of the large
 * groups: 12 million cases. To choose:
 *
 *     NDW_EXHAUSTIVE=1     all (a larger number n: every n-th; best without a factor 2, 3, 5 or 7)
 *     NDW_EXHAUSTIVE=long  all, and every two slices of both axes of all 2-d shapes: 329 million more
 */
#include "exhaustive.h"

#include <stdio.h>
#include <string.h>

#include "support/check.h"
#include "support/slow.h"

enum { EVERY = IS_SLOW_BUILD ? 11 : 1 };

oracle whole;
source_array sources[SOURCES];
long cases;

static long every = EVERY, seen;

bool left_out(void) { return ++seen % every != 0; }

/* --- Reports ---------------------------------------------------------------------------------- */

static struct {
    const char *what;
    int n;
    int64_t numbers[1 + SOURCE_ELEMENTS];
} question;

void asking(const char *what, int n, const int64_t *numbers)
{
    question.what = what;
    question.n = n;
    for (int i = 0; i < n; i++) question.numbers[i] = numbers[i];
}

static size_t put_list(char *text, size_t room, int n, const int64_t *list)
{
    size_t length = 0;
    for (int i = 0; i < n && length + 24 < room; i++) {
        bool omitted = list[i] == NDW_OMIT;
        length += (size_t)(omitted
                               ? snprintf(text + length, room - length, " _")
                               : snprintf(text + length, room - length, " %lld", (long long)list[i]));
    }
    return length;
}

void must_be_true(const char *wrong, const source_array *s)
{
    char shape[100] = "", numbers[400] = "";
    if (!wrong) return;
    put_list(shape, sizeof shape, whole.ndim, whole.shape);
    put_list(numbers, sizeof numbers, question.n, question.numbers);
    fail_msg("%s source of shape (%s ), %s%s: %s", s->name, shape, question.what, numbers, wrong);
}

void must_return(ndw_status got, unsigned wanted, const source_array *s)
{
    if (wanted ? wanted & one_of(got) : got == NDW_OK) return;
    char wrong[200];
    snprintf(wrong, sizeof wrong, "returned %s (%s)", ndw_status_name(got), ndw_error_detail());
    must_be_true(wrong, s);
}

/* --- Every shape ------------------------------------------------------------------------------ */

void all_lists(int n, int64_t low, int64_t high, void (*visit)(int n, const int64_t *list))
{
    int64_t list[SOURCE_ELEMENTS];
    for (int i = 0; i < n; i++) list[i] = low;
    for (bool more = true; more;) {
        visit(n, list);
        int i = n - 1;
        while (i >= 0 && list[i] == high) list[i--] = low;
        if ((more = i >= 0)) list[i]++;
    }
}

typedef struct group {
    const char *name;
    void (*ask)(void);
    int most_axes, longest;
} group;

static const group *current;
static int turn; /* chooses dtypes: each shape gets the next */

static void visit_shape(int ndim, const int64_t *shape)
{
    whole = oracle_count(ndim, shape);
    sources_make(sources, ndim, shape, turn++);
    current->ask();
    const char *changed = sources_end(sources);
    oracle_free(&whole);
    if (changed)
        fail_msg("%s changed the %s source of a shape of %d axes", current->name, changed, ndim);
}

static void check_group(void **state)
{
    current = *state;
    long before = cases;
    for (int ndim = 0; ndim <= current->most_axes; ndim++)
        all_lists(ndim, 0, current->longest, visit_shape);
    print_message("           %ld cases\n", cases - before);
    assert_true(cases > before);
}

static group groups[] = {
    {"slices of one axis", slices_of_one_axis, 4, LONGEST},
    {"index lists", index_lists, 3, 3},
    {"transposes", transposes, 4, LONGEST},
    {"flips", flips, 4, LONGEST},
    {"broadcasts", broadcasts, 4, LONGEST},
    {"reshapes", reshapes, 4, LONGEST},
    {"repeats by counts along an axis", repeats_by_counts, 4, LONGEST},
    {"repeats by counts for all elements", repeats_of_all_elements, 4, LONGEST},
    {"repeats by one count", repeats_by_one_count, 4, LONGEST},
    {"repeats along all axes", repeats_along_all_axes, 4, LONGEST},
    {"refused repeats", refused_repeats, 4, LONGEST},
    {"copies", copies, 4, LONGEST},
    {"axes exchanged", exchanges, 4, LONGEST},
    {"axes moved", moves, 4, LONGEST},
    {"squeezes", squeezes, 4, LONGEST},
    {"new axes", expansions, 4, LONGEST},
    {"diagonals", diagonals, 4, LONGEST},
    {"windows", windows, 4, LONGEST},
    {"any strides", strided_views, 2, LONGEST},
    {"other dtypes", dtypes, 4, LONGEST},
    {"tiles", tiles, 4, LONGEST},
    {"concatenations", concatenations, 4, LONGEST},
    {"stacks", stacks, 4, LONGEST},
    {"refused joins", refused_joins, 4, LONGEST},
    {"takes", takes, 4, LONGEST},
    {"rolls", rolls, 4, LONGEST},
    {"indices in the destination", indices_in_the_destination, 0, LONGEST},
    {"assignments to parts", assignments, 4, LONGEST},
    {"assignments along one axis", assignments_along_one_axis, 1, LONGEST},
    {"assignments by index", assignments_by_index, 2, LONGEST},
    {"fills", fills, 4, LONGEST},
    {"comparisons", comparisons, 4, LONGEST},
    {"overlaps", overlaps, 4, LONGEST},
    {"compactions", compactions, 4, LONGEST},
    {"walks", walks, 4, LONGEST},
};

static group long_groups[] = {{"slices of two axes", slices_of_two_axes, 2, LONGEST}};

int main(void)
{
    const char *scale = getenv("NDW_EXHAUSTIVE");
    bool long_form = scale && !strcmp(scale, "long");
    if (long_form) every = 1;
    else if (scale && atol(scale) > 0) every = atol(scale);

    int failures = RUN_TABLE("exhaustive", groups, check_group);
    if (long_form) failures += RUN_TABLE("exhaustive, long", long_groups, check_group);
    printf("%ld cases%s\n", cases, every > 1 ? " (a sample: see the head of test_exhaustive.c)" : "");
    return failures;
}
