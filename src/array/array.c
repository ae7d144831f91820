/* array.c - the life of an array, and the questions it answers from its descriptor. */
#include "array/array.h"

#include <assert.h>
#include <string.h>

#include "array/operand.h"
#include "base/compiler.h"
#include "base/status.h"
#include "memory/pool.h"

/* --- Descriptors ----------------------------------------------------------------------------- */

static int64_t descriptor_size(int ndim)
{
    return (int64_t)(sizeof(ndw_array) + 2 * (size_t)ndim * sizeof(int64_t));
}

IN_LINE ndw_status describe(const ndw_allocator *allocator, buffer *b, char *data, ndw_dtype dtype,
                            layout l, ndw_array **out)
{
    assert(ndw_layout_valid(l));
    void *block;
    NDW_TRY(ndw_memory_take(allocator, descriptor_size(l.ndim), DESCRIPTOR_ALIGNMENT, &block));

    ndw_array *a = block;
    a->life = LIFE_ARRAY;
    a->bytes = b;
    a->data = data;
    a->allocator = allocator;
    a->size = ndw_layout_size(l);
    a->itemsize = l.itemsize;
    a->dtype = dtype;
    a->ndim = l.ndim;
    a->c_packed = a->size == 0 || layout_lies_packed(l, NDW_C);
    a->f_packed = l.ndim < 2 ? a->c_packed : a->size == 0 || layout_lies_packed(l, NDW_F);
    a->self_overlaps = !a->c_packed && !a->f_packed && layout_may_self_overlap(l);
    copy_dims(a->dims, l.shape, l.ndim);
    copy_dims(a->dims + l.ndim, l.strides, l.ndim);
    ndw_pool_note_visible(a->size * a->itemsize);
    *out = a;
    return NDW_OK;
}

/* The same once more: all but its allocator. */
static ndw_status describe_again(const ndw_allocator *allocator, const ndw_array *a, ndw_array **out)
{
    void *block;
    NDW_TRY(ndw_memory_take(allocator, descriptor_size(a->ndim), DESCRIPTOR_ALIGNMENT, &block));
    *out = memcpy(block, a, (size_t)descriptor_size(a->ndim));
    (*out)->allocator = allocator;
    ndw_pool_note_visible(a->size * a->itemsize);
    return NDW_OK;
}

ndw_status ndw_array_new(const ndw_allocator *allocator, buffer *b, char *data, ndw_dtype dtype,
                         const new_layout *l, ndw_array **out)
{
    return describe(allocator, b, data, dtype, made(l), out);
}

ndw_status ndw_array_make(const ndw_allocator *allocator, ndw_dtype dtype, const new_layout *l, ndw_array **out)
{
    buffer *b;
    NDW_TRY(ndw_buffer_make(allocator, ndw_layout_size(made(l)) * l->itemsize, &b));
    ndw_status status = describe(allocator, b, b->bytes, dtype, made(l), out);
    if (status != NDW_OK) ndw_buffer_release(b);
    return status;
}

ndw_status ndw_array_share(const ndw_array *a, ndw_dtype dtype, const new_layout *l, ndw_array **out)
{
    NDW_TRY(ndw_buffer_share(a->bytes));
    ndw_status status =
        describe(ndw_get_allocator(), a->bytes, a->data + l->offset, dtype, made(l), out);
    if (status != NDW_OK) ndw_buffer_release(a->bytes);
    return status;
}

/* --- Hold ------------------------------------------------------------------------------------ */

ndw_status ndw_share(const ndw_array *a, ndw_array **out)
{
    REFUSE_NULL(out, "share: out is NULL");
    *out = NULL;
    REFUSE_NULL(a, "share: the array is NULL");
    NDW_TRY(array_check(a, NDW_DAMAGE_STALE));

    NDW_TRY(ndw_buffer_share(a->bytes));
    ndw_status status = describe_again(ndw_get_allocator(), a, out);
    if (status != NDW_OK) ndw_buffer_release(a->bytes);
    return status;
}

void ndw_release(ndw_array **a)
{
    if (!a || !*a) return;
    ndw_array *gone = *a;
    *a = NULL;
    if (array_check(gone, NDW_DAMAGE_TWICE) != NDW_OK) return;
    buffer *bytes = gone->bytes;
    ndw_pool_note_visible(-gone->size * gone->itemsize);
    memory_give(gone->allocator, gone, descriptor_size(gone->ndim), DESCRIPTOR_ALIGNMENT);
    ndw_buffer_release(bytes);
}

void ndw_replace(ndw_array **a, ndw_array **b)
{
    if (!a || !b || a == b) return;
    ndw_array *incoming = *b;
    *b = NULL;
    ndw_release(a);
    *a = incoming;
}

bool ndw_is_unique(const ndw_array *a)
{
    return a && array_check(a, NDW_DAMAGE_STALE) == NDW_OK && refcount_is_one(&a->bytes->owners);
}

ndw_status ndw_compact(ndw_array **a)
{
    if (!a || !*a) return WHY(NDW_EINVAL, "compact: the array is NULL");
    ndw_array *x = *a, *compact = NULL;
    NDW_TRY(array_check(x, NDW_DAMAGE_STALE));
    if (refcount_is_busy(&x->bytes->owners))
        return WHY(NDW_EBUSY, "compact: a write session is open on the array");
    if (ndw_nbytes(x) >= x->bytes->size) return NDW_OK;
    const source whole = of_array(x);
    NDW_TRY(ndw_source_copy(&whole, NDW_K, &compact));
    ndw_replace(a, &compact);
    return NDW_OK;
}

/* In bytes; to the end of memory, where that is less. */
static int64_t way_between(const void *from, const void *to)
{
    bool overflow = false;
    const int64_t way = add(address_of(to), mul(address_of(from), -1, &overflow), &overflow);
    return !overflow ? way : address_of(to) < address_of(from) ? INT64_MIN : INT64_MAX;
}

ndw_status ndw_array_of_view(const ndw_array *a, const ndw_view *v, ndw_array **out)
{
    REFUSE_NULL(out, "array_of_view: out is NULL");
    *out = NULL;
    const source whole = of_array(a), part = of_view(v);
    NDW_TRY(source_check(&whole));
    NDW_TRY(source_check(&part));

    new_layout l;
    bool unused = false; /* what overflows is far outside, and a number in a sentence */
    NDW_TRY(ndw_layout_make(part.layout.itemsize, v->ndim, v->shape, v->strides, &l));
    const span bytes = ndw_layout_extent(whole.layout), seen = ndw_layout_extent(made(&l));
    if (seen.end > seen.first) {
        l.offset = way_between(whole.data, part.data);
        if (l.offset < bytes.first - seen.first || l.offset > bytes.end - seen.end)
            return FAIL(NDW_EBOUNDS,
                        "array_of_view: bytes # to # of the view, # to # of the array (from its first element)",
                        add(l.offset, seen.first, &unused), add(l.offset, seen.end, &unused), bytes.first, bytes.end);
    }
    return ndw_array_share(a, v->dtype, &l, out);
}

/* --- Ask ------------------------------------------------------------------------------------- */

int ndw_ndim(const ndw_array *a) { return a ? a->ndim : 0; }
const int64_t *ndw_shape(const ndw_array *a) { return a ? a->dims : NULL; }
const int64_t *ndw_strides(const ndw_array *a) { return a ? a->dims + a->ndim : NULL; }
int64_t ndw_size(const ndw_array *a) { return a ? a->size : 0; }
int64_t ndw_nbytes(const ndw_array *a) { return a ? a->size * a->itemsize : 0; }
ndw_dtype ndw_dtype_of(const ndw_array *a) { return a ? a->dtype : 0; }
const void *ndw_data(const ndw_array *a) { return a ? a->data : NULL; }

bool ndw_is_contiguous(const ndw_array *a, ndw_order order)
{
    return a && (order == NDW_C ? a->c_packed : order == NDW_F && a->f_packed);
}
