/*
 * sizes_views.c - absurd sizes where nothing is allocated: shapes, strides, slices, parts, broadcasts
 * and reshapes of views. Views of more memory than there is are made at invented addresses, which
 * nothing ever reads.
 */
#include "lattice.h"

#include "support/check.h"

static int ndim; /* of the points below */
static char element[16];

/* --- Shapes ----------------------------------------------------------------------------------- */

static void view_of_shape(const int64_t *x)
{
    ndw_view v;
    const wide bytes = times(product(ndim, x, true), (wide)itemsize);
    const unsigned refused = any_negative(ndim, x) ? one_of(NDW_EVALUE) | when(true, NDW_EOVERFLOW)
                                                   : when(!fits(bytes), NDW_EOVERFLOW);
    const ndw_status got = ndw_view_memory(dtype(), ndim, x, NULL, element, &v);
    judge("view_memory", ndim, x, got, refused, 0);
    if (got != NDW_OK) return;
    const wide size = product(ndim, x, false);
    if ((wide)ndw_view_size(&v) != size) note("view_size", ndim, x, got, "");
    if ((wide)ndw_view_nbytes(&v) != size * (wide)itemsize) note("view_nbytes", ndim, x, got, "");
    if (ndw_view_check(&v) != NDW_OK) note("view_check", ndim, x, got, "");
}

void check_shapes_of_views(void)
{
    for (ndim = 1; ndim <= MOST_AXES; ndim++) all_points(ndim, UNSIGNED, view_of_shape);
    for (ndim = 1; ndim <= 2; ndim++) all_points(ndim, SIGNED, view_of_shape);
    check_lattice();
}

/* An address from which everything `low` bytes further down is an address, too. */
static char *address_for(wide low) { return (char *)(uintptr_t)(64 + (uint64_t)low); }

/* --- Strides ---------------------------------------------------------------------------------- */

typedef struct reach {
    wide low, high; /* bytes below and above the first element's first byte */
} reach;

/* x: shape, then strides. Axes of one element, or none, have no way to go. */
static reach reach_of(const int64_t *x)
{
    reach r = {0, (wide)itemsize};
    for (int d = 0; d < ndim; d++) {
        const int64_t stride = x[ndim + d];
        const wide way = x[d] > 1 ? times(magnitude(stride), (wide)x[d] - 1) : 0;
        if (stride < 0) r.low = plus(r.low, way);
        else r.high = plus(r.high, way);
    }
    return r;
}

static bool is_addressable(reach r) { return r.low + r.high + 64 <= (wide)UINTPTR_MAX; }

static void check_extent(const int64_t *x, const ndw_view *v, reach r)
{
    const void *first, *end;
    if (product(ndim, x, false) == 0) r.low = r.high = 0;
    const bool right = ndw_view_extent(v, &first, &end) == NDW_OK
                       && (wide)(uintptr_t)first == (wide)(uintptr_t)v->data - r.low
                       && (wide)(uintptr_t)end == (wide)(uintptr_t)v->data + r.high;
    if (!right) note("view_extent", 2 * ndim, x, NDW_OK, "");
}

static void view_of_strides(const int64_t *x)
{
    ndw_view v;
    ndw_array *a;
    if (any_negative(ndim, x)) return;
    const reach r = reach_of(x);
    const bool too_large = !fits(times(product(ndim, x, true), (wide)itemsize))
                           || !fits(plus(r.low, r.high));
    char *data = too_large || !is_addressable(r) ? element : address_for(r.low);

    ndw_status got = ndw_view_memory(dtype(), ndim, x, x + ndim, data, &v);
    judge("view_memory with strides", 2 * ndim, x, got, when(too_large, NDW_EOVERFLOW), 0);
    if (got == NDW_OK && is_addressable(r)) check_extent(x, &v, r);

    got = ndw_wrap(dtype(), ndim, x, x + ndim, data, 0, NULL, NULL, &a);
    ndw_release(&a);
    judge("wrap", 2 * ndim, x, got, when(too_large, NDW_EOVERFLOW), 0);
}

void check_strides(void)
{
    for (ndim = 1; ndim <= 2; ndim++) all_points(2 * ndim, SIGNED, view_of_strides);

    /* The one stride that has no negative. */
    ndim = 1;
    itemsize = 1;
    for (int i = 0; i < UNSIGNED; i++) view_of_strides((int64_t[]){lattice[i], INT64_MIN});
    check_lattice();
}

/* --- Slices of the largest views -------------------------------------------------------------- */

/* A view of `length` bytes, `stride` apart, at addresses that exist; false: there are none such. */
static bool large_view(int64_t length, int64_t stride, ndw_view *v)
{
    const int64_t x[2] = {length, stride};
    ndim = 1;
    const reach r = reach_of(x);
    if (!fits(plus(r.low, r.high)) || !is_addressable(r)) return false;
    return ndw_view_memory(NDW_U8, 1, &length, &stride, address_for(r.low), v) == NDW_OK;
}

static wide bytes_between(const ndw_view *from, const ndw_view *to)
{
    return (wide)(uintptr_t)to->data - (wide)(uintptr_t)from->data;
}

static bool is_before(wide i, wide stop, bool up) { return up ? i < stop : i > stop; }

/* The first index is `start` as Python reads it; each next one is a step further, and neither leaves
 * the axis nor reaches `stop`; the one after the last does. */
static bool slice_is_right(const ndw_view *v, const ndw_view *out, int64_t start, int64_t stop,
                           int64_t step)
{
    const wide length = (wide)v->shape[0], count = (wide)out->shape[0];
    const bool up = step > 0;
    wide first = start < 0 ? (wide)start + length : (wide)start;
    wide end = stop < 0 ? (wide)stop + length : (wide)stop;
    if (up && first < 0) first = 0;
    if (!up && first > length - 1) first = length - 1;
    if (up && end > length) end = length;
    if (!up && end < -1) end = -1;

    const wide last = first + (count - 1) * (wide)step, next = first + count * (wide)step;
    if (is_before(next, end, up)) return false;
    if (count == 0) return bytes_between(v, out) == 0;
    if (!is_before(last, end, up)) return false;
    const wide stride = v->shape[0] > 1 ? (wide)v->strides[0] : 0;
    if (count > 1 && (wide)out->strides[0] != stride * (wide)step) return false;
    return bytes_between(v, out) == first * stride;
}

static ndw_view large;

static void slice_of_large(const int64_t *x)
{
    const ndw_index index[] = {NDW_RANGE(x[0], x[1], x[2])};
    ndw_view out;
    const ndw_status got = ndw_view_slice(&large, 1, index, &out);
    judge("slice", 3, x, got, when(x[2] == 0, NDW_EVALUE), 0);
    if (got == NDW_OK && !slice_is_right(&large, &out, x[0], x[1], x[2]))
        note("slice", 3, x, got, " of other elements");
}

static void element_of_large(const int64_t *x)
{
    const ndw_index index[] = {NDW_AT(x[0])};
    const wide length = (wide)large.shape[0], i = x[0] < 0 ? (wide)x[0] + length : (wide)x[0];
    ndw_view out;
    const ndw_status got = ndw_view_slice(&large, 1, index, &out);
    judge("element", 1, x, got, when(i < 0 || i >= length, NDW_EBOUNDS), 0);
    if (got == NDW_OK && bytes_between(&large, &out) != (length > 1 ? i * (wide)large.strides[0] : 0))
        note("element", 1, x, got, " is another one");
}

static void flip_of_large(void)
{
    ndw_view out;
    const int64_t length = large.shape[0], stride = large.strides[0];
    const ndw_status got = ndw_view_flip(&large, NDW_ALL_AXES, &out);
    judge("flip", 1, &length, got, 0, 0);
    const wide way = length > 1 ? (wide)stride * ((wide)length - 1) : 0;
    if (bytes_between(&large, &out) != way || (length > 1 && out.strides[0] != -stride))
        note("flip", 1, &length, got, " is another view");
}

void check_slices(void)
{
    itemsize = 1;
    const int64_t strides[] = {1, -1, 0, P(15), -P(31), P(62), -P(62)};
    for (int l = 0; l < UNSIGNED; l++)
        for (size_t s = 0; s < COUNT(strides); s++) {
            if (!large_view(lattice[l], strides[s], &large)) continue;
            points_of_lattice(3, SIGNED, slice_of_large);
            points_of_lattice(1, SIGNED, element_of_large);
            flip_of_large();
        }
    check_lattice();
}

/* --- Parts ------------------------------------------------------------------------------------ */

/* The next part is no longer than this one and begins where this one ends; the last ends the whole. */
static bool part_is_right(const ndw_mut *w, const ndw_mut *part, int64_t parts, int64_t i)
{
    ndw_mut next;
    const int64_t each = w->shape[0] / parts, length = part->shape[0];
    const wide at = (wide)(uintptr_t)part->data - (wide)(uintptr_t)w->data;
    if (length != each && length != each + 1) return false;
    if (i == 0 && at != 0) return false;
    if (i == parts - 1)
        return length == each && (length == 0 || at + (wide)length == (wide)w->shape[0]);
    if (ndw_mut_split(w, 0, parts, i + 1, &next) != NDW_OK || next.shape[0] > length) return false;
    return next.shape[0] == 0
           || at + (wide)length == (wide)(uintptr_t)next.data - (wide)(uintptr_t)w->data;
}

/* x: length, parts, which. */
static void part_of_large(const int64_t *x)
{
    ndw_mut w, part;
    if (x[0] < 0 || (wide)x[0] + 64 > (wide)UINTPTR_MAX) return;
    if (ndw_mut_memory(NDW_U8, 1, x, NULL, address_for(0), &w) != NDW_OK) return;
    const ndw_status got = ndw_mut_split(&w, 0, x[1], x[2], &part);
    judge("split", 3, x, got, when(x[1] < 1 || x[2] < 0 || x[2] >= x[1], NDW_EVALUE), 0);
    if (got == NDW_OK && !part_is_right(&w, &part, x[1], x[2]))
        note("split", 3, x, got, " is another part");
}

void check_parts(void)
{
    itemsize = 1;
    points_of_lattice(3, SIGNED, part_of_large);
    for (int64_t i = 0; i < 11 * 11 * 11; i++) part_of_large((int64_t[]){i / 121, i / 11 % 11, i % 11});
    check_lattice();
}

/* --- Broadcasts and reshapes ------------------------------------------------------------------ */

static void broadcast_one(const int64_t *x)
{
    const int64_t ones[MOST_AXES] = {1, 1, 1, 1};
    ndw_view v, out;
    const bool too_large = !fits(times(product(ndim, x, true), (wide)itemsize));
    const unsigned refused = any_negative(ndim, x) ? one_of(NDW_EVALUE) | one_of(NDW_EOVERFLOW)
                                                   : when(too_large, NDW_EOVERFLOW);
    assert_ok(ndw_view_memory(dtype(), ndim - 1, ones, NULL, element, &v));
    judge("broadcast", ndim, x, ndw_view_broadcast_to(&v, ndim, x, &out), refused, 0);
}

static void broadcast_three(const int64_t *x)
{
    const int64_t three = 3, zero = 0;
    ndw_view v, out;
    const bool too_large = !fits(times(product(ndim, x, true), (wide)itemsize));
    assert_ok(ndw_view_memory(dtype(), 1, &three, &zero, element, &v));
    judge("broadcast of 3", ndim, x, ndw_view_broadcast_to(&v, ndim, x, &out),
          when(too_large, NDW_EOVERFLOW) | when(x[ndim - 1] != 3, NDW_ESHAPE), 0);
}

/* x: length of the source, then the new shape. Another size is NDW_ESHAPE; a size that does not even
 * fit may be called either. */
static void reshape_large(const int64_t *x)
{
    const int64_t zero = 0;
    ndw_view v, out;
    if (any_negative(1, x) || ndw_view_memory(dtype(), 1, x, &zero, element, &v) != NDW_OK) return;
    const wide size = product(ndim, x + 1, false),
               counted = times(product(ndim, x + 1, true), (wide)itemsize);
    judge("reshape", ndim + 1, x, ndw_view_reshape(&v, ndim, x + 1, &out),
          when(size != (wide)x[0], NDW_ESHAPE) | when(!fits(counted), NDW_EOVERFLOW), 0);
}

/* x: length of the source, and the one length that is given beside -1. */
static void reshape_to_unknown(const int64_t *x)
{
    const int64_t zero = 0, shape[2] = {-1, x[1]};
    ndw_view v, out;
    if (ndw_view_memory(dtype(), 1, x, &zero, element, &v) != NDW_OK) return;
    const bool divides = x[1] != 0 && x[0] % x[1] == 0;
    const wide counted = times(x[0] == 0 ? (wide)x[1] : (wide)x[0], (wide)itemsize);
    const ndw_status got = ndw_view_reshape(&v, 2, shape, &out);
    judge("reshape with -1", 2, x, got,
          when(!divides, NDW_ESHAPE) | when(divides && !fits(counted), NDW_EOVERFLOW), 0);
    if (got == NDW_OK && out.shape[0] != x[0] / x[1])
        note("reshape with -1", 2, x, got, " to another shape");
}

void check_broadcasts_and_reshapes(void)
{
    for (ndim = 1; ndim <= 3; ndim++) all_points(ndim, UNSIGNED, broadcast_one);
    for (ndim = 1; ndim <= 2; ndim++) all_points(ndim, SIGNED, broadcast_one);
    for (ndim = 1; ndim <= 3; ndim++) all_points(ndim, UNSIGNED, broadcast_three);
    for (ndim = 1; ndim <= 3; ndim++) all_points(ndim + 1, UNSIGNED, reshape_large);
    all_points(2, UNSIGNED, reshape_to_unknown);
    check_lattice();
}
