/*
 * twins.h - the library with one of its operations broken.
 *
 * A site is an operation of a function: "refcount_begin.swap" ("@line" added where a function has
 * two). Sites are found by running, and the twins follow from them by rules, so that nobody picks the
 * easy ones:
 *
 *     SITE.relaxed   an order that is not relaxed becomes relaxed
 *     SITE.split     an operation that reads and writes becomes a load and a store
 *     SITE.skipped   the operation does not happen, and the usual answer is made up; without a lock
 *                    its unlock is left out, too (operations that change a word, locks, broadcasts)
 *
 * and a few that concern two sites at once have names of their own: see named_twins in twins.c.
 *
 * Copies are twins of another kind: whole functions written once more with a mistake, in weak_cell.c and
 * weak_write.c. They are linked, in place of the library's, into a program of their own.
 */
#ifndef NDW_TESTS_TWINS_H
#define NDW_TESTS_TWINS_H

#include <stdbool.h>

#include "hook.h"

/* Chooses the twin that the library is from now on; false: there is no twin of this form. */
bool twins_choose(const char *name);

/* Whether the chosen twin's operation has happened at least once. */
bool twins_was_reached(void);

/* Whether a weakened copy is to make this mistake. */
bool twins_weakens(const char *mistake);

/* Prints "twin NAME" for all twins of the sites met so far, "copy NAME" for all mistakes of the weakened
 * copies, and "sites N". */
void twins_list(void);

/* For hooks: notes the site, changes the operation. */
hook_change twins_apply(hook_call *c);
intptr_t twins_answer(const hook_call *c, intptr_t found);

#endif
