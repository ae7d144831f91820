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
 *                    its unlock is left out, too
 *
 * and a few that concern two sites at once have names of their own: see named_twins in twins.c.
 */
#ifndef NDW_TESTS_TWINS_H
#define NDW_TESTS_TWINS_H

#include <stdbool.h>

#include "hook.h"

/* Chooses the twin that the library is from now on; false: there is no twin of this form. */
bool twins_choose(const char *name);

/* Whether the chosen twin's operation has happened at least once. */
bool twins_was_reached(void);

/* Prints "twin NAME" for all twins of the sites met so far, and "sites N". */
void twins_list(void);

/* For hooks: notes the site, changes the operation. */
hook_change twins_apply(hook_call *c);
intptr_t twins_answer(const hook_call *c, intptr_t found);

#endif
