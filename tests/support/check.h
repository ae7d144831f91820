/*
 * check.h - cmocka, and the few things every test here does with it.
 *
 * Tests are tables whose rows are tests: each row has a name, is reported under it, and can be run
 * alone (CMOCKA_TEST_FILTER=name). A row is the initial state of one shared function:
 *
 *     static struct row { const char *name; ... } rows[] = {...};
 *     static void check_row(void **state) { const struct row *r = *state; ... }
 *     return RUN_TABLE("slice", rows, check_row);
 */
#ifndef NDW_TESTS_CHECK_H
#define NDW_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <ndweave/ndweave.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Fails with the status by name and the library's own sentence. */
#define assert_status(call, wanted)                                                                  \
    do {                                                                                             \
        ndw_status got_ = (call);                                                                    \
        if (got_ != (wanted))                                                                        \
            fail_msg("%s: %s, not %s (%s)", #call, ndw_status_name(got_), ndw_status_name(wanted),   \
                     ndw_error_detail());                                                            \
    } while (0)
#define assert_ok(call) assert_status(call, NDW_OK)

/* Each row of a table as a test of its own; the first member of a row is its name. */
#define RUN_TABLE(group, rows, check) \
    run_table(group, rows, COUNT(rows), sizeof((rows)[0]), check)

static inline int run_table(const char *group, void *rows, size_t count, size_t row_size,
                            CMUnitTestFunction check)
{
    struct CMUnitTest *tests = calloc(count, sizeof *tests);
    if (!tests) return 1;
    for (size_t i = 0; i < count; i++) {
        char *row = (char *)rows + i * row_size;
        tests[i] = (struct CMUnitTest){*(const char **)(void *)row, check, NULL, NULL, row};
    }
    cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER"));
    int failures = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    free(tests);
    return failures;
}

#endif
