/* into.c - destinations that exist. */
#include "ops/into.h"

#include "base/status.h"

ndw_status ndw_into_check(const ndw_mut *w, ndw_dtype dtype)
{
    const source s = of_mut(w);
    NDW_TRY(source_check(&s));
    if (s.dtype != dtype)
        return FAIL(NDW_EDTYPE, "into: the source has dtype #, the destination #", dtype, s.dtype);
    if (ndw_layout_may_self_overlap(s.layout))
        return WHY(NDW_EOVERLAP, "into: elements of the destination may overlap each other");
    return NDW_OK;
}

ndw_status ndw_into_part(const ndw_mut *w, source *s, ndw_array **held)
{
    const source to = of_mut(w);
    *held = NULL;
    if (!ndw_source_may_overlap(s, &to)) return NDW_OK;
    NDW_TRY(ndw_array_copy(s->dtype, s->layout, s->data, NDW_K, held));
    *s = of_array(*held);
    return NDW_OK;
}
