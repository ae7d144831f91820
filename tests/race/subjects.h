/*
 * subjects.h - what goes through one and the same harness: NumPy's repeat before its fix, the fix, and
 * ndw_repeat.
 *
 * Each has an array of the integers 0 to 9 and repeats every element of it twice, as NumPy's own test
 * does - but here results and source are looked at.
 */
#ifndef NDW_TESTS_SUBJECTS_H
#define NDW_TESTS_SUBJECTS_H

#include <stdint.h>

#include "support/threads.h"

typedef struct subject {
    const char *name;
    void *(*make)(void);                      /* 0 1 2 ... 9, or NULL                     */
    const char *(*repeat)(void *source);      /* 0 0 1 1 ... 9 9? NULL: yes; else why not */
    const char *(*inspect)(const void *source); /* still 0 1 2 ... 9? likewise            */
    void (*drop)(void *source);
} subject;

extern const subject subject_prefix, subject_fixed, subject_ndweave;

/* The subject of this name, or NULL. */
const subject *subject_named(const char *name);

/* `threads` threads repeat one source `rounds` times each. 0, or 1 with the first thing that was wrong
 * in `failure` (200 bytes). */
int subject_race(const subject *s, int threads, long rounds, release_by how, char *failure);

#endif
