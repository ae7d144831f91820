/*
 * sizes_shapes.c - absurd sizes where views look at the same bytes anew: diagonals, windows, any strides,
 * other dtypes, walks. The views are of more memory than there is, at invented addresses, which nothing
 * ever reads.
 */
#include "lattice.h"

#include "support/check.h"

static char element[16];

/* --- The largest views --------------------------------------------------------------------------- */

/* The way of n axes: shape x, then strides; bytes below and above the first element's first byte. */
typedef struct reach {
    wide low, high;
} reach;

static reach reach_of(int n, const int64_t *x)
{
    reach r = {0, (wide)itemsize};
    for (int d = 0; d < n; d++) {
        const wide way = x[d] > 1 ? times(magnitude(x[n + d]), (wide)x[d] - 1) : 0;
        if (x[n + d] < 0) r.low = plus(r.low, way);
        else r.high = plus(r.high, way);
    }
    return r;
}

/* At an address such that every byte of it is one; false: there is no such view. */
static bool large_view(int n, const int64_t *x, ndw_view *v)
{
    if (any_negative(n, x)) return false;
    const reach r = reach_of(n, x);
    if (!fits(plus(r.low, r.high)) || r.low + r.high + 64 > (wide)UINTPTR_MAX) return false;
    if (!fits(times(product(n, x, true), (wide)itemsize))) return false;
    const char *first = (const char *)(uintptr_t)(64 + (uint64_t)r.low);
    if (ndw_view_memory(dtype(), n, x, x + n, first, v) != NDW_OK) note("view_memory", 2 * n, x, NDW_OK, "");
    return true;
}

static wide bytes_between(const ndw_view *from, const ndw_view *to)
{
    return (wide)(uintptr_t)to->data - (wide)(uintptr_t)from->data;
}

/* What one step along an axis is, if there is one. */
static wide step_of(const ndw_view *v, int d) { return v->shape[d] > 1 ? (wide)v->strides[d] : 0; }

/* --- Diagonals ----------------------------------------------------------------------------------- */

/* x: shape, strides, offset. */
static void diagonal_of_large(const int64_t *x)
{
    ndw_view v, out;
    if (!large_view(2, x, &v)) return;
    const wide skip0 = x[4] < 0 ? magnitude(x[4]) : 0, skip1 = x[4] > 0 ? (wide)x[4] : 0;
    const wide rest0 = (wide)x[0] - skip0, rest1 = (wide)x[1] - skip1;
    const wide shorter = rest0 < rest1 ? rest0 : rest1, length = shorter < 0 ? 0 : shorter;
    const ndw_status got = ndw_view_diagonal(&v, x[4], 0, 1, &out);
    judge("diagonal", 5, x, got, 0, 0);
    const wide at = length > 0 ? skip0 * step_of(&v, 0) + skip1 * step_of(&v, 1) : 0;
    if ((wide)out.shape[0] != length || bytes_between(&v, &out) != at
        || (length > 1 && (wide)out.strides[0] != step_of(&v, 0) + step_of(&v, 1)))
        note("diagonal", 5, x, got, " of other elements");
}

void check_diagonals(void)
{
    const int64_t strides[][2] = {{0, 0}, {1, 1}, {P(31), -1}, {-P(31), P(31)}, {P(32), 1}, {P(62), 1},
                                  {P(62) - 1, P(62) - 1}, {-P(62), P(61)}};
    itemsize = 1;
    for (int i = 0; i < UNSIGNED; i++)
        for (int j = 0; j < UNSIGNED; j++)
            for (size_t s = 0; s < COUNT(strides); s++)
                for (int k = 0; k < SIGNED; k++)
                    diagonal_of_large((int64_t[]){lattice[i], lattice[j], strides[s][0], strides[s][1],
                                                  lattice[k]});
    check_lattice();
}

/* --- Windows ------------------------------------------------------------------------------------- */

/* x: length, stride, window. What is made must be a view like any other: one that ndw_view_check accepts
 * and that can be turned over. */
static void window_of_large(const int64_t *x)
{
    ndw_view v, out, back;
    if (!large_view(1, x, &v)) return;
    const wide windows = (wide)x[0] - (wide)x[2] + 1;
    const int64_t step = v.strides[0], layout[4] = {fits(windows) ? (int64_t)windows : 0, x[2], step, step};
    const bool too_many = x[2] >= 0 && (!fits(windows) || !fits(times(times(windows > 0 ? windows : 1,
                                        x[2] > 0 ? (wide)x[2] : 1), (wide)itemsize)));
    const reach r = reach_of(2, layout);
    const unsigned refused = x[2] < 0 || x[2] > x[0] ? one_of(NDW_EVALUE)
                             : when(too_many || !fits(plus(r.low, r.high)), NDW_EOVERFLOW);
    const ndw_status got = ndw_view_sliding_window(&v, 0, x[2], &out);
    judge("sliding_window", 3, x, got, refused, 0);
    if (got != NDW_OK) return;
    if ((wide)out.shape[0] != windows || out.shape[1] != x[2] || bytes_between(&v, &out) != 0
        || (windows > 1 && out.strides[0] != step) || (x[2] > 1 && out.strides[1] != step))
        note("sliding_window", 3, x, got, " of other elements");
    if (ndw_view_check(&out) != NDW_OK) note("sliding_window", 3, x, got, ", but no view");
    if (ndw_view_flip(&out, NDW_ALL_AXES, &back) != NDW_OK) note("flip of windows", 3, x, got, "");
}

void check_windows(void)
{
    all_points(3, SIGNED, window_of_large);
    const int64_t itemsizes[] = {1, 3, 8};
    for (size_t s = 0; s < COUNT(itemsizes); s++)
        for (int i = 0; i < UNSIGNED; i++)
            for (int64_t less = 0; less < 4; less++) { /* windows of nearly all elements */
                itemsize = itemsizes[s];
                window_of_large((int64_t[]){lattice[i], 0, lattice[i] - less});
                window_of_large((int64_t[]){lattice[i], 1, lattice[i] - less});
            }
    check_lattice();
}

/* --- Any strides --------------------------------------------------------------------------------- */

/* x: length of a packed source; shape, stride, offset. */
static void stride_over_large(const int64_t *x)
{
    const int64_t packed[2] = {x[0], itemsize}, asked[2] = {x[1], x[2]};
    ndw_view v, out;
    if (!large_view(1, packed, &v)) return;
    const reach seen = reach_of(1, packed), r = reach_of(1, asked);
    const bool too_large = !fits(plus(r.low, r.high)) || !fits(times(magnitude(x[1]), (wide)itemsize));
    const wide first = (wide)x[3] - r.low, end = (wide)x[3] + r.high;
    const bool inside = x[0] > 0 && first >= 0 && end <= seen.high;
    const unsigned refused = x[1] < 0 ? one_of(NDW_EVALUE)
                             : too_large ? one_of(NDW_EOVERFLOW) : when(x[1] > 0 && !inside, NDW_EBOUNDS);
    const ndw_status got = ndw_view_as_strided(&v, 1, &x[1], &x[2], x[3], &out);
    judge("as_strided", 4, x, got, refused, 0);
    if (got != NDW_OK) return;
    if (bytes_between(&v, &out) != (x[1] > 0 ? (wide)x[3] : 0) || out.shape[0] != x[1]
        || (x[1] > 1 && out.strides[0] != x[2]))
        note("as_strided", 4, x, got, " of other elements");
}

/* x: shape, strides: of a source of one element, everything else must be refused. */
static void stride_over_one(const int64_t *x)
{
    ndw_view v, out;
    assert_ok(ndw_view_memory(dtype(), 0, NULL, NULL, element, &v));
    const reach r = any_negative(2, x) ? (reach){0, 0} : reach_of(2, x);
    const bool empty = x[0] == 0 || x[1] == 0, one = r.low == 0 && r.high == (wide)itemsize;
    const bool too_large = !fits(plus(r.low, r.high)) || !fits(times(product(2, x, true), (wide)itemsize));
    const unsigned refused = any_negative(2, x) ? one_of(NDW_EVALUE)
                             : too_large ? one_of(NDW_EOVERFLOW) : when(!empty && !one, NDW_EBOUNDS);
    judge("as_strided over one", 4, x, ndw_view_as_strided(&v, 2, x, x + 2, 0, &out), refused, 0);
}

void check_strided(void)
{
    all_points(4, SIGNED, stride_over_large);
    all_points(4, SIGNED, stride_over_one);
    check_lattice();
}

/* --- Other dtypes -------------------------------------------------------------------------------- */

/* x: length of a packed source; the itemsize it gets. */
static void dtype_of_large(const int64_t *x)
{
    const int64_t packed[3] = {x[0], 1, itemsize};
    ndw_view v, out;
    if (ndw_itemsize(ndw_dtype_bytes(x[1])) == 0) return;
    if (!large_view(1, (int64_t[]){packed[0], packed[2]}, &v)) return;
    const wide bytes = (wide)x[0] * (wide)itemsize, new = (wide)x[1];
    const wide left = new < (wide)itemsize ? (wide)(itemsize % x[1]) : (wide)((int64_t)bytes % x[1]);
    const ndw_status got = ndw_view_as_dtype(&v, ndw_dtype_bytes(x[1]), &out);
    judge("as_dtype", 2, x, got, when(new != (wide)itemsize && left != 0, NDW_EDTYPE), 0);
    if (got == NDW_OK && (wide)out.shape[0] * new != bytes) note("as_dtype", 2, x, got, " of other bytes");
}

void check_dtypes(void)
{
    all_points(2, UNSIGNED, dtype_of_large);
    check_lattice();
}

/* --- Walks --------------------------------------------------------------------------------------- */

static wide walked;

static ndw_status count_run(void *ctx, const ndw_run *run)
{
    long *runs = ctx;
    walked = plus(walked, (wide)run->length);
    return ++*runs < 4 ? NDW_OK : NDW_EUNSUPPORTED; /* enough seen */
}

/* x: shape, strides of one input; the other, or an output, is of no step at all, or packed. */
static void walk_over_large(const int64_t *x)
{
    ndw_view v, still;
    long runs = 0;
    if (!large_view(2, x, &v)) return;
    assert_ok(ndw_view_memory(dtype(), 2, x, (const int64_t[]){0, 0}, element, &still));
    const ndw_view *const both[2][2] = {{&v, &still}, {&still, &v}};
    for (int first = 0; first < 2; first++) {
        walked = 0;
        runs = 0;
        const ndw_status got = ndw_foreach(2, both[first], 0, NULL, count_run, &runs);
        const bool few = runs < 4;
        judge("foreach", 4, x, few ? got : NDW_OK, 0, 0);
        if (few && walked != product(2, x, false)) note("foreach", 4, x, got, " over other elements");
    }
}

void check_walks(void)
{
    all_points(4, SIGNED, walk_over_large);
    check_lattice();
}
