/* into.c - results in new arrays and in memory that exists. */
#include "ops/into.h"

#include "copy/copy.h"

ndw_status ndw_target_fail(target *t, ndw_status status)
{
    if (t->array) *t->array = NULL;
    return status;
}

static ndw_status check_existing(const ndw_mut *w, ndw_dtype dtype, const new_layout *result)
{
    const source to = of_mut(w);
    NDW_TRY(source_check(&to));
    if (to.dtype != dtype)
        return FAIL(NDW_EDTYPE, "into: the result has dtype #, the destination #", dtype, to.dtype);
    if (!ndw_layout_same_shape(to.layout, made(result)))
        return WHY(NDW_ESHAPE, "into: the destination does not have the shape of the result");
    if (ndw_layout_may_self_overlap(to.layout))
        return WHY(NDW_EOVERLAP, "into: elements of the destination may overlap each other");
    return NDW_OK;
}

static bool any_overlaps(const ndw_mut *w, const source *sources, int64_t nsources)
{
    const source to = of_mut(w);
    for (int64_t i = 0; i < nsources; i++)
        if (ndw_source_may_overlap(&sources[i], &to)) return true;
    return false;
}

static ndw_status open_array(target *t, ndw_dtype dtype, const new_layout *result)
{
    NDW_TRY(ndw_array_make(ndw_get_allocator(), dtype, made(result), &t->made));
    t->to = array_layout(t->made);
    t->data = t->made->data;
    return NDW_OK;
}

ndw_status ndw_target_open(target *t, ndw_dtype dtype, const new_layout *result, const source *sources,
                           int64_t nsources)
{
    t->made = NULL;
    if (t->array) {
        *t->array = NULL;
        return open_array(t, dtype, result);
    }
    if (!t->mut) return WHY(NDW_EINVAL, "out is NULL");
    NDW_TRY(check_existing(t->mut, dtype, result));
    if (t->aside || any_overlaps(t->mut, sources, nsources)) return open_array(t, dtype, result);
    t->to = of_mut(t->mut).layout;
    t->data = t->mut->data;
    return NDW_OK;
}

void ndw_target_close(target *t)
{
    if (t->array) {
        *t->array = t->made;
    } else if (t->made) {
        copy_layout(of_mut(t->mut).layout, t->mut->data, t->to, t->data);
        ndw_release(&t->made);
    }
}
