/*
 * dtype_text.c - a dtype from its name or its type string.
 */
#include <string.h>

#include "base/compiler.h"
#include "base/status.h"
#include "dtype/dtype.h"

static const struct spelling {
    ndw_dtype dtype;
    const char *name, *character;
} spellings[] = {
#define SPELL(constant, value, name, itemsize, character, kind) {value, name, character},
    NDW_DTYPE_LIST(SPELL)
#undef SPELL
};

static ndw_dtype find_name(const char *text)
{
    for (size_t i = 0; i < COUNT_OF(spellings); i++)
        if (!strcmp(text, spellings[i].name)) return spellings[i].dtype;
    return 0;
}

static ndw_dtype find_character(const char *text)
{
    if (!strcmp(text, "?")) return NDW_BOOL;
    for (size_t i = 0; i < COUNT_OF(spellings); i++)
        if (*text && !strcmp(text, spellings[i].character)) return spellings[i].dtype;
    return 0;
}

/* "V" and a decimal number; 0 where it is none. */
static ndw_dtype find_record(const char *text)
{
    if (*text != 'V' || text[1] == '0') return 0;
    int64_t itemsize = 0;
    for (const char *c = text + 1; *c; c++) { /* (INT32_MAX is more than any has, and its tenfold fits) */
        if (*c < '0' || *c > '9' || itemsize > INT32_MAX) return 0;
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
