/*
 * test_status.c - what a call answers: names, texts, and the sentence of each thread's last failure.
 *
 * The list of statuses is written out once more, by hand: their values are the library's ABI.
 */
#include "unit.h"

#include <pthread.h>

/* --- The closed list -------------------------------------------------------------------------- */

static struct status {
    const char *name;
    ndw_status status;
    int value;
    const char *text;
} statuses[] = {
    {"NDW_OK", NDW_OK, 0, "success"},
    {"NDW_EINVAL", NDW_EINVAL, 1, "invalid argument"},
    {"NDW_ENOMEM", NDW_ENOMEM, 2, "out of memory"},
    {"NDW_EOVERFLOW", NDW_EOVERFLOW, 3, "a size, extent or total does not fit"},
    {"NDW_EAXIS", NDW_EAXIS, 4, "axis out of range or repeated"},
    {"NDW_ENDIM", NDW_ENDIM, 5, "too many axes, or the wrong number of indices"},
    {"NDW_ESHAPE", NDW_ESHAPE, 6, "shapes or lengths do not match"},
    {"NDW_EVALUE", NDW_EVALUE, 7, "value not allowed"},
    {"NDW_EBOUNDS", NDW_EBOUNDS, 8, "index or extent out of bounds"},
    {"NDW_EDTYPE", NDW_EDTYPE, 9, "dtypes differ, or the reinterpretation is impossible"},
    {"NDW_EOVERLAP", NDW_EOVERLAP, 10, "a destination overlaps itself"},
    {"NDW_ECOPY", NDW_ECOPY, 11, "a copy would be needed"},
    {"NDW_EBUSY", NDW_EBUSY, 12, "in use"},
    {"NDW_EFORMAT", NDW_EFORMAT, 13, "malformed text or file"},
    {"NDW_EIO", NDW_EIO, 14, "the operating system refused"},
    {"NDW_EUNSUPPORTED", NDW_EUNSUPPORTED, 15, "well formed, but not supported"},
    {"NDW_ECORRUPT", NDW_ECORRUPT, 16, "memory was damaged"},
};

static void check_status(void **state)
{
    const struct status *r = *state;
    assert_int_equal(r->status, r->value);
    assert_string_equal(ndw_status_name(r->status), r->name);
    assert_string_equal(ndw_status_text(r->status), r->text);
}

static struct no_status {
    const char *name;
    ndw_status status;
} no_statuses[] = {{"-1", -1}, {"17", 17}, {"INT32_MAX", INT32_MAX}, {"INT32_MIN", INT32_MIN}};

static void check_no_status(void **state)
{
    const struct no_status *r = *state;
    assert_string_equal(ndw_status_name(r->status), "unknown status");
    assert_string_equal(ndw_status_text(r->status), "unknown status");
}

static void version_is_that_of_the_headers(void **state)
{
    (void)state;
    char text[40];
    snprintf(text, sizeof text, "%d.%d.%d", NDW_VERSION_MAJOR, NDW_VERSION_MINOR, NDW_VERSION_PATCH);
    assert_string_equal(ndw_version(), text);
}

/* --- The sentence ----------------------------------------------------------------------------- */

/* Fails with numbers of the caller's choice: "repeat: count # at # is negative". */
static void fail_with(int64_t count)
{
    const int64_t value = 7;
    ndw_view v;
    ndw_array *out = NULL;
    assert_ok(ndw_view_memory(NDW_I64, 0, NULL, NULL, &value, &v));
    assert_status(ndw_view_repeat(&v, count, 0, &out), NDW_EVALUE);
}

static void sentence_has_the_numbers(void **state)
{
    (void)state;
    fail_with(-12);
    assert_non_null(strstr(ndw_error_detail(), " -12 "));
    fail_with(INT64_MIN);
    assert_non_null(strstr(ndw_error_detail(), " -9223372036854775808 "));
}

static void sentence_outlives_success(void **state)
{
    (void)state;
    char before[256];
    ndw_array *a = NULL;
    fail_with(-34);
    strcpy(before, ndw_error_detail());
    assert_ok(ndw_zeros(NDW_U8, NDW_SHAPE(1), &a));
    ndw_release(&a);
    assert_string_equal(ndw_error_detail(), before);
    assert_string_equal(ndw_error_detail(), before);
}

static void next_failure_replaces_it(void **state)
{
    (void)state;
    fail_with(-56);
    fail_with(-78);
    assert_non_null(strstr(ndw_error_detail(), " -78 "));
    assert_null(strstr(ndw_error_detail(), "-56"));
}

/* The longest sentence of the library with the longest numbers in it. */
static void long_sentence_is_whole(void **state)
{
    (void)state;
    const int64_t stride = INT64_MAX / 4, no_stride = 0;
    int64_t here = 0;
    ndw_array *a = NULL, *b = NULL;
    ndw_view far_away;
    assert_ok(ndw_wrap(NDW_I64, NDW_SHAPE(1), &no_stride, &here, 0, NULL, NULL, &a));
    assert_ok(ndw_view_memory(NDW_I64, NDW_SHAPE(4), &stride, &here, &far_away));
    assert_status(ndw_array_of_view(a, &far_away, &b), NDW_EBOUNDS);
    const char *detail = ndw_error_detail();
    assert_non_null(strstr(detail, "6917529027641081861")); /* 3 steps and one element */
    assert_int_equal(detail[strlen(detail) - 1], ')');
    ndw_release(&a);
}

/* --- Each thread has its own ------------------------------------------------------------------ */

struct thread_words {
    char at_first[256], after[256];
};

static void *fail_elsewhere(void *ctx)
{
    struct thread_words *words = ctx;
    ndw_array *out = NULL;
    strcpy(words->at_first, ndw_error_detail());
    if (ndw_share(NULL, &out) == NDW_EINVAL) strcpy(words->after, ndw_error_detail());
    return NULL;
}

static void each_thread_has_its_own(void **state)
{
    (void)state;
    struct thread_words words = {"?", ""};
    pthread_t thread;
    fail_with(-90);
    assert_int_equal(pthread_create(&thread, NULL, fail_elsewhere, &words), 0);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_string_equal(words.at_first, ""); /* nothing has failed there yet */
    assert_non_null(strstr(words.after, "NULL"));
    assert_non_null(strstr(ndw_error_detail(), " -90 "));
}

/* --- NDW_TRY ---------------------------------------------------------------------------------- */

static ndw_status answer(ndw_status status, int *calls)
{
    ++*calls;
    return status;
}

static ndw_status try_twice(ndw_status first, ndw_status second, int *calls)
{
    if (calls) NDW_TRY(answer(first, calls));
    else return NDW_EINVAL; /* the macro is one statement */
    NDW_TRY(answer(second, calls));
    return NDW_OK;
}

static void try_leaves_at_the_first_failure(void **state)
{
    (void)state;
    int calls = 0;
    assert_int_equal(try_twice(NDW_OK, NDW_OK, &calls), NDW_OK);
    assert_int_equal(calls, 2);
    assert_int_equal(try_twice(NDW_ESHAPE, NDW_OK, &calls), NDW_ESHAPE);
    assert_int_equal(calls, 3);
    assert_int_equal(try_twice(NDW_OK, 12345, &calls), 12345);
    assert_int_equal(calls, 5);
}

static struct CMUnitTest sentences[] = {
    cmocka_unit_test(version_is_that_of_the_headers),
    cmocka_unit_test(sentence_has_the_numbers),
    cmocka_unit_test(sentence_outlives_success),
    cmocka_unit_test(next_failure_replaces_it),
    cmocka_unit_test(long_sentence_is_whole),
    cmocka_unit_test(each_thread_has_its_own),
    cmocka_unit_test(try_leaves_at_the_first_failure),
};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("status list", statuses, check_status);
    failures += RUN_TABLE("status none", no_statuses, check_no_status);
    failures += cmocka_run_group_tests_name("status sentences", sentences, NULL, NULL);
    return unit_end(failures);
}
