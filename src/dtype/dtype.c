/*
 * dtype.c - the closed list of dtypes: what one element is.
 */
#include "dtype/dtype.h"

#include "base/compiler.h"

static const struct description {
    const char *name;
    int64_t itemsize;
    char kind;
} dtypes[] = {
#define DESCRIBE(constant, value, name, itemsize, character, kind) [value] = {name, itemsize, kind},
    NDW_DTYPE_LIST(DESCRIBE)
#undef DESCRIBE
};

enum { RECORD = 1 << 30, RECORD_MAX = RECORD - 1 };

static bool is_record(ndw_dtype dtype) { return dtype > RECORD; }

static bool is_builtin(ndw_dtype dtype) { return dtype > 0 && (size_t)dtype < COUNT_OF(dtypes); }

ndw_dtype ndw_dtype_bytes(int64_t itemsize)
{
    return itemsize >= 1 && itemsize <= RECORD_MAX ? RECORD + (ndw_dtype)itemsize : 0;
}

int64_t ndw_itemsize(ndw_dtype dtype)
{
    if (is_record(dtype)) return dtype - RECORD;
    return is_builtin(dtype) ? dtypes[dtype].itemsize : 0;
}

const char *ndw_dtype_name(ndw_dtype dtype)
{
    if (is_record(dtype)) return "bytes";
    return is_builtin(dtype) ? dtypes[dtype].name : "unknown";
}

int ndw_dtype_kind(ndw_dtype dtype)
{
    if (is_record(dtype)) return KIND_RECORD;
    return is_builtin(dtype) ? dtypes[dtype].kind : KIND_NONE;
}

int64_t ndw_dtype_alignment(ndw_dtype dtype)
{
    switch (ndw_dtype_kind(dtype)) {
    case KIND_RECORD: return 1;
    case KIND_COMPLEX: return ndw_itemsize(dtype) / 2;
    default: return ndw_itemsize(dtype);
    }
}
