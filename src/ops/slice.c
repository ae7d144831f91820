/* slice.c - basic indexing of arrays, views and muts. */
#include <ndweave/slice.h>

#include "array/operand.h"
#include "base/compiler.h"
#include "base/status.h"

IN_LINE ndw_status slice(source s, int n, const ndw_index *index, place out)
{
    new_layout l;
    ndw_status status = source_check(&s);
    if (status == NDW_OK) status = ndw_layout_slice(&s.layout, n, index, &l);
    return ndw_place_put(out, status, &s, s.dtype, &l);
}

ndw_status ndw_slice(const ndw_array *a, int n, const ndw_index *index, ndw_array **out)
{
    return slice(of_array(a), n, index, to_array(out));
}

ndw_status ndw_view_slice(const ndw_view *v, int n, const ndw_index *index, ndw_view *out)
{
    return slice(of_view(v), n, index, to_view(out));
}

ndw_status ndw_mut_slice(const ndw_mut *w, int n, const ndw_index *index, ndw_mut *out)
{
    return slice(of_mut(w), n, index, to_mut(out));
}

static ndw_status slice_text(source s, const char *text, place out)
{
    ndw_index index[NDW_INDEX_MAX];
    int n;
    ndw_status status = text ? ndw_slice_parse(text, index, &n) : WHY(NDW_EINVAL, "slice text is NULL");
    return status == NDW_OK ? slice(s, n, index, out) : ndw_place_put(out, status, &s, s.dtype, NULL);
}

ndw_status ndw_slice_str(const ndw_array *a, const char *text, ndw_array **out)
{
    return slice_text(of_array(a), text, to_array(out));
}

ndw_status ndw_view_slice_str(const ndw_view *v, const char *text, ndw_view *out)
{
    return slice_text(of_view(v), text, to_view(out));
}

ndw_status ndw_mut_slice_str(const ndw_mut *w, const char *text, ndw_mut *out)
{
    return slice_text(of_mut(w), text, to_mut(out));
}
