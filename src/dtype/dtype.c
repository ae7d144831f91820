/*
 * dtype.c - the closed list of dtypes, its names and its type strings.
 */
#include "dtype/dtype.h"

#include <string.h>

#include "base/compiler.h"
#include "base/status.h"

static const struct description {
    const char *name, *character;
    int64_t itemsize;
    char kind;
} dtypes[] = {
#define DESCRIBE(constant, value, name, itemsize, character, kind) \
    [value] = {name, character, itemsize, kind},
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

/* --- Text ---------------------------------------------------------------------------------- */

static ndw_dtype find_name(const char *text)
{
    for (size_t i = 1; i < COUNT_OF(dtypes); i++)
        if (!strcmp(text, dtypes[i].name)) return (ndw_dtype)i;
    return 0;
}

static ndw_dtype find_character(const char *text)
{
    if (!strcmp(text, "?")) return NDW_BOOL;
    for (size_t i = 1; i < COUNT_OF(dtypes); i++)
        if (*text && !strcmp(text, dtypes[i].character)) return (ndw_dtype)i;
    return 0;
}

/* "V" and a decimal number; 0 where it is none. */
static ndw_dtype find_record(const char *text)
{
    if (*text != 'V' || text[1] == '0') return 0;
    int64_t itemsize = 0;
    for (const char *c = text + 1; *c; c++) {
        if (*c < '0' || *c > '9' || itemsize > RECORD_MAX) return 0;
        itemsize = itemsize * 10 + (*c - '0');
    }
    return ndw_dtype_bytes(itemsize);
}

static bool is_byte_order(char c) { return c && strchr("<>=|", c); }

static bool is_foreign_order(char c)
{
    const union { uint16_t word; unsigned char first; } probe = {.word = 1};
    return c == (probe.first ? '>' : '<');
}

/* A type string of NumPy's whose kind or size is not carried here: "O", "U12", "f12", "M8[ns]". */
static bool is_foreign_kind(const char *text)
{
    if (!*text || !strchr("OUSMmatfiucV", *text)) return false;
    const char *rest = text + 1 + strspn(text + 1, "0123456789");
    bool has_unit = (*text == 'M' || *text == 'm') && *rest == '[' && rest[strlen(rest) - 1] == ']';
    return *rest == '\0' || has_unit;
}

ndw_status ndw_dtype_parse(const char *text, ndw_dtype *out)
{
    REFUSE_NULL(out, "dtype: out is NULL");
    *out = 0;
    REFUSE_NULL(text, "dtype: text is NULL");

    ndw_dtype found = find_name(text);
    char order = '=';
    if (!found) {
        if (is_byte_order(*text)) order = *text++;
        found = find_character(text);
        if (!found) found = find_record(text);
    }
    if (!found && is_foreign_kind(text))
        return WHY(NDW_EUNSUPPORTED, "dtype: a kind or size of NumPy's that is not carried here");
    if (!found) return WHY(NDW_EFORMAT, "dtype: not a name, type string or record");
    if (is_foreign_order(order) && ndw_itemsize(found) > 1 && ndw_dtype_kind(found) != KIND_RECORD)
        return WHY(NDW_EUNSUPPORTED, "dtype: elements in the other byte order are not carried here");
    *out = found;
    return NDW_OK;
}
