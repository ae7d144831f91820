/*
 * status.c - names, texts and the last failure of each thread.
 *
 * A failure is kept as a pointer to its sentence (a literal) and the numbers that go into it; text is
 * made in ndw_error_detail, in memory of the same thread. So failing allocates nothing, locks
 * nothing and cannot itself fail.
 */
#include "base/status.h"

#include <stdio.h>
#include <string.h>

#include "base/compiler.h"

static const struct {
    const char *name, *text;
} statuses[] = {
#define DESCRIBE(name, value, text) [value] = {#name, text},
    NDW_STATUS_LIST(DESCRIBE)
#undef DESCRIBE
};

const char *ndw_status_name(ndw_status status)
{
    if (status < 0 || (size_t)status >= COUNT_OF(statuses)) return "unknown status";
    return statuses[status].name;
}

const char *ndw_status_text(ndw_status status)
{
    if (status < 0 || (size_t)status >= COUNT_OF(statuses)) return "unknown status";
    return statuses[status].text;
}

static THREAD_LOCAL struct {
    const char *sentence; /* NULL: nothing has failed yet */
    int64_t numbers[FAIL_MAX_NUMBERS];
    char text[256];
} latest;

void ndw_status_record(const char *sentence, size_t count, const int64_t *numbers)
{
    latest.sentence = sentence;
    for (size_t i = 0; i < count && i < FAIL_MAX_NUMBERS; i++) latest.numbers[i] = numbers[i];
}

const char *ndw_error_detail(void)
{
    if (!latest.sentence) return "";

    size_t length = 0, number = 0;
    for (const char *c = latest.sentence; *c && length < sizeof latest.text - 24; c++) {
        if (*c == '#' && number < FAIL_MAX_NUMBERS)
            length += (size_t)sprintf(latest.text + length, "%lld", (long long)latest.numbers[number++]);
        else
            latest.text[length++] = *c;
    }
    latest.text[length] = '\0';
    return latest.text;
}

#define TEXT_OF(number) #number
#define VERSION(major, minor, patch) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(patch)

const char *ndw_version(void)
{
    return VERSION(NDW_VERSION_MAJOR, NDW_VERSION_MINOR, NDW_VERSION_PATCH);
}
