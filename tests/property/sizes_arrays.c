/*
 * sizes_arrays.c - absurd sizes where memory would be needed: new arrays, repeats and ranges. Sources
 * are views of one element that is seen as many.
 */
#include "lattice.h"

#include "support/check.h"

static int ndim; /* of the points below */
static char element[16];

/* --- New arrays ------------------------------------------------------------------------------- */

static maker *make;

static void array_of_shape(const int64_t *x)
{
    ndw_array *a;
    const ndw_status got = make(dtype(), ndim, x, &a);
    ndw_release(&a);
    judge("make", ndim, x, got, refused_shape(ndim, x), 0);
}

void all_shapes(maker *m)
{
    make = m;
    for (ndim = 1; ndim <= MOST_AXES; ndim++) all_points(ndim, UNSIGNED, array_of_shape);
}

static ndw_status full(ndw_dtype type, int n, const int64_t *shape, ndw_array **out)
{
    return ndw_full(type, n, shape, element, out);
}

void check_shapes_of_arrays(void)
{
    all_shapes(ndw_empty);
    all_shapes(ndw_zeros);
    all_shapes(full);
    check_lattice();
}

static void record_of_size(const int64_t *x)
{
    const ndw_dtype type = ndw_dtype_bytes(x[0]);
    const int64_t possible = x[0] >= 1 && x[0] < P(30) ? x[0] : 0;
    judge("dtype_bytes", 1, x, NDW_OK, 0, 0);
    if (ndw_itemsize(type) != possible || (type != 0) != (possible != 0))
        note("dtype_bytes", 1, x, NDW_OK, ", but of another size");
}

void check_records(void)
{
    for (int64_t near = P(30) - 2; near <= P(30) + 1; near++) record_of_size(&near);
    points_of_lattice(1, SIGNED, record_of_size);
    for (int64_t n = 1; n < 100; n++) record_of_size(&n);
    check_lattice();
}

/* --- Repeats ---------------------------------------------------------------------------------- */

/* A view of one real element seen as many. */
static bool still_view(int n, const int64_t *shape, ndw_view *v)
{
    const int64_t strides[MOST_AXES] = {0, 0, 0, 0};
    return !any_negative(n, shape) && ndw_view_memory(dtype(), n, shape, strides, element, v) == NDW_OK;
}

/* Into a destination of shape (1, 2), which is right now and then. */
static void repeat_into(const int64_t *x, const ndw_view *v, const wide *along)
{
    static char two[2 * sizeof element];
    const int64_t shape[2] = {1, 2};
    ndw_mut w;
    const bool same = along[0] == 1 && along[1] == 2,
               too_large = refused_lengths(2, along) & one_of(NDW_EOVERFLOW);
    const unsigned refused = when(!same, NDW_ESHAPE) | when(too_large, NDW_EOVERFLOW);
    if (ndw_mut_memory(dtype(), 2, shape, NULL, two, &w) != NDW_OK)
        note("mut_memory", 3, x, NDW_EINVAL, "");
    judge("repeat into", 3, x, ndw_view_repeat_into(v, x[2], 0, &w),
          x[2] < 0 ? one_of(NDW_EVALUE) : refused, 0);
}

/* x: length, length, count; along axis 0, and of all elements. */
static void repeat_once(const int64_t *x)
{
    ndw_view v;
    ndw_array *r;
    if (!still_view(2, x, &v)) return;
    const wide along[2] = {times((wide)x[0], magnitude(x[2])), (wide)x[1]};
    const wide flat = times(product(2, x, false), magnitude(x[2]));
    const unsigned negative = when(x[2] < 0, NDW_EVALUE);

    ndw_status got = ndw_view_repeat(&v, x[2], 0, &r);
    ndw_release(&r);
    judge("repeat", 3, x, got, negative ? negative : refused_lengths(2, along), 0);
    got = ndw_view_repeat_counts(&v, 1, &x[2], NDW_AXIS_NONE, &r);
    ndw_release(&r);
    judge("repeat flat", 3, x, got, negative ? negative : refused_lengths(1, &flat), 0);
    repeat_into(x, &v, along);
}

/* x: length, length, count, count. */
static void repeat_both(const int64_t *x)
{
    ndw_view v;
    ndw_array *r;
    if (!still_view(2, x, &v)) return;
    const wide along[2] = {times((wide)x[0], (wide)x[2]), times((wide)x[1], (wide)x[3])};
    const ndw_status got = ndw_view_repeat_axes(&v, 2, x + 2, &r);
    ndw_release(&r);
    judge("repeat axes", 4, x, got, refused_lengths(2, along), 0);
}

static repeater *repeat;
static int counts_given;

/* x: counts; one more: the length of another axis. */
static void repeat_by_counts(const int64_t *x)
{
    const int n = counts_given;
    const int64_t shape[2] = {n, x[n]}, long_shape[2] = {1, n};
    ndw_view v, line;
    ndw_array *r;
    wide along[2] = {0, (wide)x[n]};
    for (int i = 0; i < n; i++) along[0] = plus(along[0], magnitude(x[i]));
    const unsigned negative = when(any_negative(n, x), NDW_EVALUE);
    if (!still_view(2, shape, &v)) return;

    ndw_status got = repeat(&v, n, x, 0, &r);
    ndw_release(&r);
    judge("repeat counts", n + 1, x, got, negative ? negative : refused_lengths(2, along), 1);
    assert_true(still_view(2, long_shape, &line));
    got = repeat(&line, n, x, NDW_AXIS_NONE, &r);
    ndw_release(&r);
    judge("repeat counts flat", n, x, got, negative ? negative : refused_lengths(1, along), 1);
}

void all_counts(repeater *r)
{
    repeat = r;
    for (counts_given = 2; counts_given <= 3; counts_given++)
        all_points(counts_given + 1, UNSIGNED, repeat_by_counts);
    counts_given = 2;
    all_points(3, SIGNED, repeat_by_counts);
}

static int64_t ones[1 << 16];

/* x: the number of counts, and the length of the axis they are for. The list is only as long as what
 * may be read of it. */
static void repeat_by_many(const int64_t *x)
{
    ndw_view v;
    ndw_array *r;
    if (!still_view(1, x + 1, &v)) return;
    const wide list = times(magnitude(x[0]), sizeof(int64_t)), length = (wide)x[1];
    unsigned refused = 0;
    if (x[0] != 1 && x[0] != x[1]) refused = one_of(NDW_ESHAPE);
    else if (x[0] != 1 && plus(list, 1) > (wide)PTRDIFF_MAX) refused = one_of(NDW_EOVERFLOW);
    else if (x[0] != 1 && list + 1 > (wide)memory_limit) refused = one_of(NDW_ENOMEM);
    else refused = refused_lengths(1, &length);

    const ndw_status got = ndw_view_repeat_counts(&v, x[0], ones, 0, &r);
    ndw_release(&r);
    judge("repeat by many counts", 2, x, got, refused, 1);
}

void check_repeats(void)
{
    all_points(3, UNSIGNED, repeat_once);
    all_points(3, SIGNED, repeat_once);
    all_points(4, UNSIGNED, repeat_both);
    all_counts(ndw_view_repeat_counts);
    for (size_t i = 0; i < COUNT(ones); i++) ones[i] = 1;
    all_points(2, SIGNED, repeat_by_many);
    check_lattice();
}

/* --- Ranges ----------------------------------------------------------------------------------- */

static const struct range_of_dtype {
    ndw_dtype dtype;
    int64_t low, high;
} ranges[] = {{NDW_U8, 0, UINT8_MAX}, {NDW_I16, INT16_MIN, INT16_MAX}, {NDW_I64, INT64_MIN, INT64_MAX}};

static wide ways(int64_t start, int64_t stop, int64_t step)
{
    const wide distance = step > 0 ? (wide)stop - (wide)start : (wide)start - (wide)stop;
    return distance <= 0 ? 0 : (wide)(uint64_t)((distance - 1) / magnitude(step)) + 1;
}

static unsigned refused_range(const struct range_of_dtype *range, const int64_t *x, wide steps)
{
    if (x[2] == 0) return one_of(NDW_EVALUE);
    const wide last = (wide)x[0] + (steps - 1) * (wide)x[2];
    const bool inside = steps == 0
                        || ((wide)x[0] >= (wide)range->low && (wide)x[0] <= (wide)range->high
                            && last >= (wide)range->low && last <= (wide)range->high);
    const unsigned size = refused_lengths(1, &steps);
    return when(!inside, NDW_EVALUE) | (inside || size != one_of(NDW_ENOMEM) ? size : 0);
}

/* x: start, stop, step. */
static void count_out(const int64_t *x)
{
    ndw_array *a;
    for (size_t i = 0; i < COUNT(ranges); i++) {
        itemsize = ndw_itemsize(ranges[i].dtype);
        const wide steps = x[2] == 0 ? 0 : ways(x[0], x[1], x[2]);
        const ndw_status got = ndw_arange(ranges[i].dtype, x[0], x[1], x[2], &a);
        bool right = got != NDW_OK || (wide)ndw_size(a) == steps;
        if (got == NDW_OK && ranges[i].dtype == NDW_I64 && steps > 0) {
            const int64_t *values = ndw_data(a), end = ndw_size(a) - 1;
            right = right && values[0] == x[0]
                    && (wide)values[end] == (wide)x[0] + (wide)end * (wide)x[2];
        }
        ndw_release(&a);
        judge("arange", 3, x, got, refused_range(&ranges[i], x, steps), 0);
        if (!right) note("arange", 3, x, got, " counts out something else");
    }
}

void check_ranges(void)
{
    points_of_lattice(3, SIGNED, count_out);
    check_lattice();
}
