/* exhaustive_forms.c - one case of an operation that moves no element. */
#include "exhaustive_forms.h"

#include <string.h>

/* --- Asking ----------------------------------------------------------------------------------- */

static ndw_status ask_view(const question *q, const ndw_view *v, ndw_view *out)
{
    switch (q->what) {
    case SLICE: return ndw_view_slice(v, q->n, q->index, out);
    case TRANSPOSE: return ndw_view_transpose(v, q->n, q->axes, out);
    case FLIP: return ndw_view_flip(v, q->n, q->axes, out);
    case BROADCAST: return ndw_view_broadcast_to(v, q->n, q->shape, out);
    case RESHAPE: return ndw_view_reshape(v, q->n, q->shape, out);
    case SWAPAXES: return ndw_view_swapaxes(v, q->axes[0], q->axes[1], out);
    case MOVEAXIS: return ndw_view_moveaxis(v, q->axes[0], q->axes[1], out);
    case SQUEEZE: return ndw_view_squeeze(v, q->n, q->axes, out);
    case EXPAND_DIMS: return ndw_view_expand_dims(v, q->n, q->axes, out);
    case DIAGONAL: return ndw_view_diagonal(v, q->number, q->axes[0], q->axes[1], out);
    case SLIDING_WINDOW: return ndw_view_sliding_window(v, q->axes[0], q->number, out);
    case AS_STRIDED: return ndw_view_as_strided(v, q->n, q->shape, q->strides, q->number, out);
    default: return ndw_view_as_dtype(v, q->dtype, out);
    }
}

static ndw_status ask_mut(const question *q, const ndw_mut *w, ndw_mut *out)
{
    switch (q->what) {
    case SLICE: return ndw_mut_slice(w, q->n, q->index, out);
    case TRANSPOSE: return ndw_mut_transpose(w, q->n, q->axes, out);
    case FLIP: return ndw_mut_flip(w, q->n, q->axes, out);
    case RESHAPE: return ndw_mut_reshape(w, q->n, q->shape, out);
    case SWAPAXES: return ndw_mut_swapaxes(w, q->axes[0], q->axes[1], out);
    case MOVEAXIS: return ndw_mut_moveaxis(w, q->axes[0], q->axes[1], out);
    case SQUEEZE: return ndw_mut_squeeze(w, q->n, q->axes, out);
    case EXPAND_DIMS: return ndw_mut_expand_dims(w, q->n, q->axes, out);
    case DIAGONAL: return ndw_mut_diagonal(w, q->number, q->axes[0], q->axes[1], out);
    case AS_STRIDED: return ndw_mut_as_strided(w, q->n, q->shape, q->strides, q->number, out);
    default: return ndw_mut_as_dtype(w, q->dtype, out);
    }
}

ndw_status ask_array(const question *q, const ndw_array *a, ndw_array **out)
{
    switch (q->what) {
    case SLICE: return ndw_slice(a, q->n, q->index, out);
    case TRANSPOSE: return ndw_transpose(a, q->n, q->axes, out);
    case FLIP: return ndw_flip(a, q->n, q->axes, out);
    case BROADCAST: return ndw_broadcast_to(a, q->n, q->shape, out);
    case RESHAPE: return ndw_reshape(a, q->n, q->shape, q->flags, out);
    case SWAPAXES: return ndw_swapaxes(a, q->axes[0], q->axes[1], out);
    case MOVEAXIS: return ndw_moveaxis(a, q->axes[0], q->axes[1], out);
    case SQUEEZE: return ndw_squeeze(a, q->n, q->axes, out);
    case EXPAND_DIMS: return ndw_expand_dims(a, q->n, q->axes, out);
    case DIAGONAL: return ndw_diagonal(a, q->number, q->axes[0], q->axes[1], out);
    case SLIDING_WINDOW: return ndw_sliding_window(a, q->axes[0], q->number, out);
    case AS_STRIDED: return ndw_as_strided(a, q->n, q->shape, q->strides, q->number, out);
    default: return ndw_as_dtype(a, q->dtype, out);
    }
}

/* --- One case --------------------------------------------------------------------------------- */

static void check_shown(const source_array *s, const truth *t, ndw_dtype dtype, const ndw_view *out)
{
    must_be_true(compare_view(t, out), s);
    if (out->dtype != dtype) must_be_true("the dtype is wrong", s);
    if (t->elements->size == 0 && out->data != s->view.data)
        must_be_true("an empty result's data moved", s);
}

static void try_view(const question *q, const source_array *s, const truth *t, ndw_dtype dtype,
                     unsigned wanted)
{
    static const ndw_view zero;
    ndw_view out;
    ndw_status status = ask_view(q, &s->view, &out);
    cases++;
    must_return(status, wanted, s);
    if (status == NDW_OK) check_shown(s, t, dtype, &out);
    else if (memcmp(&out, &zero, sizeof out)) must_be_true("a failed call left something in out", s);
}

static void try_mut(const question *q, const source_array *s, const truth *t, ndw_dtype dtype,
                    unsigned wanted)
{
    static const ndw_mut zero;
    ndw_mut out;
    ndw_view shown;
    ndw_status status = ask_mut(q, &s->mut, &out);
    cases++;
    must_return(status, wanted, s);
    if (status != NDW_OK) {
        if (memcmp(&out, &zero, sizeof out)) must_be_true("a failed call left something in out", s);
        return;
    }
    must_return(ndw_view_of_mut(&out, &shown), 0, s);
    check_shown(s, t, dtype, &shown);
}

static void try_array(const question *q, const source_array *s, const truth *t, ndw_dtype dtype,
                      unsigned wanted)
{
    ndw_array *out = (ndw_array *)(uintptr_t)1;
    ndw_view shown;
    ndw_status status = ask_array(q, s->array, &out);
    cases++;
    must_return(status, wanted, s);
    if (status != NDW_OK) {
        if (out) must_be_true("a failed call left something in out", s);
        return;
    }
    must_be_true(compare_array(t, out), s);
    must_return(ndw_view_of(out, &shown), 0, s);
    check_shown(s, t, dtype, &shown);
    ndw_release(&out);
}

void try_truth(const question *q, const source_array *s, const truth *t, ndw_dtype dtype,
               unsigned wanted, unsigned forms)
{
    if (forms & VIEW) try_view(q, s, t, dtype, wanted);
    if (forms & MUT) try_mut(q, s, t, dtype, wanted);
    if (forms & ARRAY) try_array(q, s, t, dtype, wanted);
}

void try_forms(const question *q, const source_array *s, const oracle *want, unsigned wanted,
               unsigned forms)
{
    const truth t = {want, s->contents, s->address};
    try_truth(q, s, &t, s->view.dtype, wanted, forms);
}

void try_sources(const question *q, const oracle *want, unsigned wanted, unsigned forms)
{
    for (int i = 0; i < SOURCES; i++) try_forms(q, &sources[i], want, wanted, forms);
}
