/* into.c - results in new arrays and in memory that exists. */
#include "ops/into.h"

#include "copy/copy.h"

ndw_status ndw_target_fail(const target *t, ndw_status status)
{
    if (t->out.array) *t->out.array = NULL;
    return status;
}

static ndw_status check_existing(const source *to, ndw_dtype dtype, const new_layout *result)
{
    NDW_TRY(source_check(to));
    if (to->dtype != dtype)
        return FAIL(NDW_EDTYPE, "into: the result has dtype #, the destination #", dtype, to->dtype);
    if (!ndw_layout_same_shape(to->layout, made(result)))
        return WHY(NDW_ESHAPE, "into: the destination does not have the shape of the result");
    return NDW_OK;
}

static bool any_overlaps(const source *to, const source *sources, int64_t nsources)
{
    for (int64_t i = 0; i < nsources; i++)
        if (ndw_source_may_overlap(&sources[i], to)) return true;
    return false;
}

static ndw_status open_array(target *t, ndw_dtype dtype, const new_layout *result)
{
    NDW_TRY(ndw_array_make(ndw_get_allocator(), dtype, result, &t->made));
    t->to = array_layout(t->made);
    t->data = t->made->data;
    t->packed = t->made->c_packed;
    return NDW_OK;
}

static ndw_status open_aside(target *t, ndw_dtype dtype, const new_layout *result)
{
    new_layout packed;
    NDW_TRY(ndw_layout_pack(made(result), NDW_C, &packed));
    return open_array(t, dtype, &packed);
}

APART ndw_status ndw_target_open(target *t, ndw_dtype dtype, const new_layout *result, const source *sources,
                                 int64_t nsources)
{
    t->made = NULL;
    if (t->out.array) {
        *t->out.array = NULL;
        return open_array(t, dtype, result);
    }
    if (!t->out.mut) return WHY(NDW_EINVAL, "out is NULL");
    const source to = of_mut(t->out.mut);
    NDW_TRY(check_existing(&to, dtype, result));
    t->packed = source_is_packed(&to);
    if (!t->packed && layout_may_self_overlap(to.layout))
        return WHY(NDW_EOVERLAP, "into: elements of the destination may overlap each other");
    if (t->aside || any_overlaps(&to, sources, nsources)) return open_aside(t, dtype, result);
    t->to = to.layout;
    t->data = t->out.mut->data;
    return NDW_OK;
}

void ndw_target_close(target *t)
{
    if (t->out.array) {
        *t->out.array = t->made;
    } else if (t->made) {
        copy_layout(of_mut(t->out.mut).layout, t->out.mut->data, t->to, t->data);
        ndw_release(&t->made);
    }
}
