/* copy.c - contiguous arrays, copies in four orders, copies into existing memory. */
#include <ndweave/copy.h>

#include "base/compiler.h"
#include "base/status.h"
#include "copy/copy.h"
#include "ops/into.h"

IN_LINE ndw_status copy(source s, ndw_order order, ndw_array **out)
{
    REFUSE_NULL(out, "copy: out is NULL");
    *out = NULL;
    NDW_TRY(source_check(&s));
    return ndw_source_copy(&s, order, out);
}

ndw_status ndw_copy(const ndw_array *a, ndw_order order, ndw_array **out)
{
    return copy(of_array(a), order, out);
}

ndw_status ndw_view_copy(const ndw_view *v, ndw_order order, ndw_array **out)
{
    return copy(of_view(v), order, out);
}

ndw_status ndw_ascontiguous(const ndw_array *a, ndw_array **out)
{
    return ndw_is_contiguous(a, NDW_C) ? ndw_share(a, out) : ndw_copy(a, NDW_C, out);
}

ndw_status ndw_asfortran(const ndw_array *a, ndw_array **out)
{
    return ndw_is_contiguous(a, NDW_F) ? ndw_share(a, out) : ndw_copy(a, NDW_F, out);
}

ndw_status ndw_view_ascontiguous(const ndw_view *v, ndw_array **out) { return ndw_view_copy(v, NDW_C, out); }
ndw_status ndw_view_asfortran(const ndw_view *v, ndw_array **out) { return ndw_view_copy(v, NDW_F, out); }

/* What overlaps the destination is copied aside: the source, which is no larger than the result. */
ndw_status ndw_copy_source_into(const source *from, const ndw_mut *w)
{
    const source to = of_mut(w);
    source s = *from;
    ndw_array *aside = NULL;
    new_layout stretched;
    target t;
    target_name(&t, existing(w));
    NDW_TRY(source_check(&s));
    NDW_TRY(source_check(&to));
    if (s.dtype != to.dtype)
        return FAIL(NDW_EDTYPE, "copy_into: the source has dtype #, the destination #", s.dtype, to.dtype);
    s.layout = without_leading_ones(s.layout, to.layout.ndim);
    NDW_TRY(ndw_layout_broadcast(s.layout, to.layout.ndim, to.layout.shape, &stretched));
    NDW_TRY(ndw_target_open(&t, s.dtype, &stretched, NULL, 0));
    if (ndw_source_may_overlap(&s, &to)) {
        NDW_TRY(ndw_source_copy(&s, NDW_K, &aside));
        s = of_array(aside);
        (void)ndw_layout_broadcast(s.layout, to.layout.ndim, to.layout.shape, &stretched); /* as before */
    }
    copy_layout(t.to, t.data, made(&stretched), s.data);
    ndw_target_close(&t);
    ndw_release(&aside);
    return NDW_OK;
}

IN_LINE ndw_status copy_into(source from, const ndw_mut *w)
{
    NDW_TRY(source_check(&from));
    return ndw_direct_into(&from, 1, 0, w) ? NDW_OK : ndw_copy_source_into(&from, w);
}

ndw_status ndw_copy_into(const ndw_array *a, const ndw_mut *w) { return copy_into(of_array(a), w); }
ndw_status ndw_view_copy_into(const ndw_view *v, const ndw_mut *w) { return copy_into(of_view(v), w); }

const char *ndw_kernels(void) { return ndw_copy_table(); }
