/*
 * names.h - names compared, for hooks. The C library's functions are the race detector's here: it looks at
 * each byte they read, which would be nearly half the time of a schedule.
 */
#ifndef NDW_TESTS_NAMES_H
#define NDW_TESTS_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* What follows `start` in `text`; NULL: it does not begin like that. */
static inline const char *after(const char *text, const char *start)
{
    while (*start && *text == *start) text++, start++;
    return *start ? NULL : text;
}

static inline bool begins(const char *text, const char *start) { return after(text, start) != NULL; }

static inline bool is_name(const char *a, const char *b)
{
    if (a == b) return true;
    const char *rest = after(a, b);
    return rest && !*rest;
}

#endif
