/*
 * slice_text.c - index entries from text, as one writes them in Python.
 *
 *     text   =  [ "[" ] entry { "," entry } [ "," ] [ "]" ]
 *     entry  =  "..."  |  "None"  |  "newaxis"  |  integer  |  [integer] ":" [integer] [ ":" [integer] ]
 *
 * Blanks may stand anywhere between them. A bound too large for 64 bits is the largest one: it will
 * be clamped to the axis all the same.
 */
#include <string.h>

#include "base/status.h"
#include "layout/layout.h"

typedef struct reader {
    const char *text, *at;
} reader;

static ndw_status malformed(const reader *r, const char *sentence)
{
    return FAIL(NDW_EFORMAT, sentence, r->at - r->text + 1);
}

static char peek(reader *r)
{
    while (*r->at == ' ' || *r->at == '\t' || *r->at == '\n' || *r->at == '\r') r->at++;
    return *r->at;
}

static bool accept(reader *r, const char *word)
{
    peek(r);
    size_t length = strlen(word);
    if (strncmp(r->at, word, length) != 0) return false;
    r->at += length;
    return true;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Collects below zero, where there is room for one more; INT64_MIN itself means NDW_OMIT. */
static ndw_status read_integer(reader *r, int64_t *value)
{
    bool negative = accept(r, "-");
    if (!negative) accept(r, "+");
    if (!is_digit(peek(r))) return malformed(r, "slice text: a number is missing at character #");

    int64_t below = 0;
    for (; is_digit(*r->at); r->at++) {
        int digit = *r->at - '0';
        below = below < (-INT64_MAX + digit) / 10 ? -INT64_MAX : below * 10 - digit;
    }
    *value = negative ? below : -below;
    return NDW_OK;
}

static bool starts_integer(reader *r)
{
    char c = peek(r);
    return c == '-' || c == '+' || is_digit(c);
}

static ndw_status read_range(reader *r, ndw_index *entry)
{
    if (starts_integer(r)) {
        NDW_TRY(read_integer(r, &entry->start));
        if (peek(r) != ':') {
            entry->kind = NDW_INDEX_AT;
            return NDW_OK;
        }
    }
    if (!accept(r, ":")) return malformed(r, "slice text: not an index at character #");
    if (starts_integer(r)) NDW_TRY(read_integer(r, &entry->stop));
    if (accept(r, ":") && starts_integer(r)) NDW_TRY(read_integer(r, &entry->step));
    return NDW_OK;
}

static ndw_status read_entry(reader *r, ndw_index *entry)
{
    *entry = (ndw_index)NDW_ALL;
    if (accept(r, "...")) entry->kind = NDW_INDEX_ELLIPSIS;
    else if (accept(r, "None") || accept(r, "newaxis")) entry->kind = NDW_INDEX_NEWAXIS;
    else return read_range(r, entry);
    return NDW_OK;
}

ndw_status ndw_slice_parse(const char *text, ndw_index index[NDW_INDEX_MAX], int *n)
{
    reader r = {text, text};
    bool bracketed = accept(&r, "[");
    *n = 0;
    do {
        if (*n > 0 && (peek(&r) == ']' || peek(&r) == '\0')) break; /* a comma may end the list */
        if (*n == NDW_INDEX_MAX)
            return FAIL(NDW_ENDIM, "slice text: more than # entries", NDW_INDEX_MAX);
        NDW_TRY(read_entry(&r, &index[(*n)++]));
    } while (accept(&r, ","));

    if (bracketed && !accept(&r, "]")) return malformed(&r, "slice text: ] is missing at character #");
    if (peek(&r) != '\0') return malformed(&r, "slice text: not an index at character #");
    return NDW_OK;
}
