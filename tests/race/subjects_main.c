/*
 * subjects_main.c - one race as a program, to be built with a thread sanitizer.
 *
 *     race_subjects prefix|fixed|ndweave threads rounds
 *
 * Exits with 0, with 1 when results or source were wrong, with the sanitizer's code when it reports.
 */
#include <stdio.h>
#include <stdlib.h>

#include "subjects.h"

int main(int argc, char **argv)
{
    const subject *s = argc == 4 ? subject_named(argv[1]) : NULL;
    if (!s) return fprintf(stderr, "usage: race_subjects prefix|fixed|ndweave threads rounds\n"), 2;

    char failure[200];
    int failed = subject_race(s, atoi(argv[2]), atol(argv[3]), BY_BARRIER, failure);
    if (failed) fprintf(stderr, "%s\n", failure);
    return failed;
}
