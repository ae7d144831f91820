/*
 * child.h - run what is expected to crash in a process of its own, and say how it ended.
 */
#ifndef NDW_TESTS_CHILD_H
#define NDW_TESTS_CHILD_H

#include <stdbool.h>

typedef struct ending {
    int signal;      /* that killed it; 0: it exited           */
    int code;        /* of the exit                            */
    char said[4096]; /* what it wrote to stderr, the beginning */
    char how[120];   /* in words                               */
} ending;

/* The exit code of the child; 0 says that nothing was wrong. */
typedef int child_fn(const void *ctx);

enum { CHILD_SECONDS = 60 }; /* a child that hangs dies of SIGALRM */

/* Runs `fn` in a child with default signal handlers, no core file, its stderr kept. */
ending child_run(child_fn *fn, const void *ctx);

/* Runs a program the same way, at fixed addresses where the system allows it: a thread sanitizer may
 * otherwise find its shadow memory taken. argv ends with NULL. */
ending child_exec(const char *const *argv);

static inline bool ended_well(const ending *e) { return e->signal == 0 && e->code == 0; }

/* How many runs ended in which way, for one line of text at the end. */
enum { TALLY_KINDS = 40 };
typedef struct tally {
    int kinds;
    struct {
        int times;
        char how[120];
    } of[TALLY_KINDS];
} tally;

void tally_add(tally *t, const ending *e);
void tally_print(const tally *t, const char *what);

#endif
