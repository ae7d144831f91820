/*
 * refcount_cases.h - the cases of the counter, without a test framework: they also run where there is
 * none, in a program with 32-bit pointers.
 */
#ifndef NDW_TESTS_REFCOUNT_CASES_H
#define NDW_TESTS_REFCOUNT_CASES_H

typedef struct refcount_case {
    const char *name;
    const char *(*run)(void); /* NULL, or the condition that did not hold */
} refcount_case;

extern refcount_case refcount_cases[];
extern const int refcount_case_count;

#endif
