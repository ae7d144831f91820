/*
 * test_sizes.c - no size is so absurd that arithmetic on it goes wrong (S2).
 *
 * Every argument that is a size runs through a lattice of boundaries
 *
 *     0 1 2 3 2^15 2^16 2^31-1 2^31 2^31+1 2^32 2^62 2^63-1      and, where signed, their negatives
 *
 * in every combination, and each answer is compared with one worked out in 128 bits: NDW_EOVERFLOW
 * exactly when something promised to fit does not fit, otherwise NDW_OK, or NDW_ENOMEM where more
 * memory would be needed than the allocator here gives: it refuses everything above 1 MiB and counts
 * what it is asked. After a failure nothing may be left allocated; and where sizes do not fit, nothing
 * may even have been asked for, except a place for the counts that had to be read first.
 *
 * What must fit 64 bits: each length, count and total; the bytes of the elements, a length of 0
 * counted as 1, so that it hides nothing; the way from the lowest byte of the elements to the highest,
 * likewise. And a buffer, with the line before it, must fit an object, as must a list of counts.
 *
 * The twins are two functions as they were written in many libraries: a product of lengths, and a sum
 * of counts, that nobody checks. The same lattice must tell them from ours.
 */
#include "lattice.h"

#include "support/check.h"

/* --- The twins -------------------------------------------------------------------------------- */

/* A product of lengths that wraps. */
static ndw_status empty_unchecked(ndw_dtype type, int n, const int64_t *shape, ndw_array **out)
{
    int64_t bytes = ndw_itemsize(type);
    for (int d = 0; d < n; d++) (void)__builtin_mul_overflow(bytes, shape[d], &bytes);
    return ndw_empty(NDW_U8, 1, &bytes, out);
}

/* A sum of counts that wraps. */
static ndw_status repeat_unchecked(const ndw_view *v, int64_t n, const int64_t *counts, int axis,
                                   ndw_array **out)
{
    int64_t shape[2] = {0, v->shape[1]};
    *out = NULL;
    for (int64_t i = 0; i < n; i++) {
        if (counts[i] < 0) return NDW_EVALUE;
        (void)__builtin_add_overflow(shape[0], counts[i], &shape[0]);
    }
    return ndw_empty(v->dtype, axis == NDW_AXIS_NONE ? 1 : 2, shape, out);
}

static void twin_of_empty(void)
{
    all_shapes(empty_unchecked);
    must_be_found();
}

static void twin_of_repeat(void)
{
    all_counts(repeat_unchecked);
    must_be_found();
}

/* --- All of them ------------------------------------------------------------------------------ */

static struct row {
    const char *name;
    void (*test)(void);
} rows[] = {
    {"shapes of views", check_shapes_of_views},
    {"strides", check_strides},
    {"slices of the largest views", check_slices},
    {"parts", check_parts},
    {"broadcasts and reshapes", check_broadcasts_and_reshapes},
    {"shapes of arrays", check_shapes_of_arrays},
    {"records", check_records},
    {"repeats", check_repeats},
    {"ranges", check_ranges},
    {"diagonals of the largest views", check_diagonals},
    {"windows of the largest views", check_windows},
    {"any strides over the largest views", check_strided},
    {"other dtypes of the largest views", check_dtypes},
    {"walks over the largest views", check_walks},
    {"tiles", check_tiles},
    {"joins", check_joins},
    {"takes", check_takes},
    {"rolls", check_rolls},
    {"twin: an unchecked product", twin_of_empty},
    {"twin: an unchecked sum", twin_of_repeat},
};

static void check_row(void **state)
{
    const struct row *r = *state;
    begin_lattice();
    r->test();
}

int main(void) { return RUN_TABLE("sizes", rows, check_row); }
