#include "compare.h"

#include <string.h>

/* --- Elements --------------------------------------------------------------------------------- */

static unsigned char byte_of(int64_t value, size_t j)
{
    uint64_t n = (uint64_t)value;
    return (unsigned char)(j == 0 ? n : j == 1 ? n >> 8 : (n ^ (n >> 8)) + 37 * j);
}

void element_write(char *at, int64_t value, size_t width)
{
    for (size_t j = 0; j < width; j++) at[j] = (char)byte_of(value, j);
}

bool element_is(const char *at, int64_t value, size_t width)
{
    for (size_t j = 0; j < width; j++)
        if ((unsigned char)at[j] != byte_of(value, j)) return false;
    return true;
}

/* --- What a walk over all indices finds out --------------------------------------------------- */

typedef struct facts {
    const char *wrong; /* about the elements */
    int64_t low, end;  /* addresses: of the lowest byte, one past the highest */
    bool c_packed, f_packed;
} facts;

static int64_t address_of(const void *p) { return (int64_t)(intptr_t)p; }

static int64_t dot(int ndim, const int64_t *a, const int64_t *b)
{
    int64_t sum = 0;
    for (int d = 0; d < ndim; d++) sum += a[d] * b[d];
    return sum;
}

static const char *check_element(const truth *t, int64_t number, int64_t at, int64_t width)
{
    if (t->address && at != address_of(t->address[number])) return "an element is not the one meant";
    if (t->address && !t->contents) return NULL;
    int64_t value = t->contents ? t->contents[number] : number;
    if (!element_is((const char *)(intptr_t)at, value, (size_t)width))
        return "an element's bytes are wrong";
    return NULL;
}

/* Element k in C order of a C-packed view is k elements from the first; F-packed, in F order. Along the last
 * axis (a 0-d view has one here, of length 1) both places go on by a step. */
static facts walk(const truth *t, const ndw_view *v)
{
    const oracle *o = t->elements;
    const int outer = o->ndim > 0 ? o->ndim - 1 : 0;
    const int64_t first = address_of(v->data), width = ndw_itemsize(v->dtype);
    const int64_t length = o->ndim > 0 ? o->shape[outer] : 1, step = o->ndim > 0 ? v->strides[outer] : 0;
    int64_t index[NDW_MAX_NDIM] = {0}, f_stride[NDW_MAX_NDIM], k = 0, f_step = width;
    for (int d = 0; d < outer; d++) {
        f_stride[d] = f_step;
        f_step *= o->shape[d];
    }

    facts f = {NULL, first, first, true, true};
    if (o->size == 0) return f;
    f.end = first + width;
    do {
        int64_t at = first + dot(outer, index, v->strides), f_at = first + dot(outer, index, f_stride);
        for (int64_t i = 0; i < length; i++, k++, at += step, f_at += f_step) {
            if ((f.wrong = check_element(t, o->value[k], at, width))) return f;
            if (at != first + k * width) f.c_packed = false;
            if (at != f_at) f.f_packed = false;
            if (at < f.low) f.low = at;
            if (at + width > f.end) f.end = at + width;
        }
    } while (oracle_next(outer, o->shape, index));
    return f;
}

/* --- Views ------------------------------------------------------------------------------------ */

static bool short_axes_are_canonical(const ndw_view *v)
{
    int64_t fresh = ndw_itemsize(v->dtype);
    for (int d = v->ndim - 1; d >= 0; d--) {
        if (v->shape[d] <= 1 && v->strides[d] != fresh) return false;
        if (v->shape[d] > 1) fresh *= v->shape[d];
    }
    return true;
}

static const char *check_facts(const facts *f, const ndw_view *v)
{
    const void *first, *end;
    if (f->wrong) return f->wrong;
    if (ndw_view_extent(v, &first, &end) != NDW_OK) return "the extent is refused";
    if (address_of(first) != f->low || address_of(end) != f->end) return "the extent is wrong";
    if (ndw_view_is_contiguous(v, NDW_C) != f->c_packed) return "C contiguity is wrong";
    if (ndw_view_is_contiguous(v, NDW_F) != f->f_packed) return "F contiguity is wrong";
    return NULL;
}

const char *compare_view(const truth *t, const ndw_view *v)
{
    const oracle *o = t->elements;
    if (v->data == NULL) return "data is NULL";
    if (v->ndim != o->ndim) return "ndim is wrong";
    for (int d = 0; d < o->ndim; d++)
        if (v->shape[d] != o->shape[d]) return "the shape is wrong";
    if (ndw_view_size(v) != o->size) return "the size is wrong";
    if (ndw_view_nbytes(v) != o->size * ndw_itemsize(v->dtype)) return "nbytes is wrong";
    if (!short_axes_are_canonical(v)) return "the stride of an axis of length 0 or 1 is not canonical";

    const facts f = walk(t, v);
    return check_facts(&f, v);
}

/* --- Arrays ----------------------------------------------------------------------------------- */

static bool same_extent(const ndw_array *a, const ndw_view *v)
{
    const void *a_first, *a_end, *v_first, *v_end;
    return ndw_extent(a, &a_first, &a_end) == NDW_OK && ndw_view_extent(v, &v_first, &v_end) == NDW_OK
           && a_first == v_first && a_end == v_end;
}

static bool same_dims(const ndw_array *a, const ndw_view *v)
{
    const size_t bytes = (size_t)v->ndim * sizeof *v->shape;
    return ndw_ndim(a) == v->ndim
           && (v->ndim == 0
               || (!memcmp(ndw_shape(a), v->shape, bytes)
                   && !memcmp(ndw_strides(a), v->strides, bytes)));
}

const char *compare_array(const truth *t, const ndw_array *a)
{
    ndw_view v;
    if (!a) return "there is no array";
    if (ndw_view_of(a, &v) != NDW_OK) return "there is no view of the array";
    if (ndw_data(a) != v.data || ndw_dtype_of(a) != v.dtype || !same_dims(a, &v))
        return "the array is not what its view is";
    if (ndw_size(a) != ndw_view_size(&v) || ndw_nbytes(a) != ndw_view_nbytes(&v) || !same_extent(a, &v))
        return "the array's size or extent is not that of its view";
    if (ndw_is_contiguous(a, NDW_C) != ndw_view_is_contiguous(&v, NDW_C)
        || ndw_is_contiguous(a, NDW_F) != ndw_view_is_contiguous(&v, NDW_F))
        return "the array's contiguity is not that of its view";
    return compare_view(t, &v);
}

/* --- Metadata --------------------------------------------------------------------------------- */

metadata metadata_of(const ndw_array *a)
{
    metadata m = {
        ndw_data(a), ndw_dtype_of(a), ndw_ndim(a), {ndw_shape(a), ndw_strides(a)}, {{0}, {0}}};
    for (int d = 0; d < m.ndim; d++) {
        m.dims[0][d] = m.where[0][d];
        m.dims[1][d] = m.where[1][d];
    }
    return m;
}

/* The same lists at the same place with the same numbers: nothing was swapped under the reader. */
bool metadata_is_same(const metadata *m, const ndw_array *a)
{
    const size_t bytes = (size_t)m->ndim * sizeof m->dims[0][0];
    return ndw_data(a) == m->data && ndw_dtype_of(a) == m->dtype && ndw_ndim(a) == m->ndim
           && ndw_shape(a) == m->where[0] && ndw_strides(a) == m->where[1]
           && !memcmp(m->dims[0], m->where[0], bytes) && !memcmp(m->dims[1], m->where[1], bytes);
}
