/*
 * status.h - say why a call fails.
 *
 * FAIL records a sentence and gives back the status, so a check reads
 *
 *     if (n != length) return FAIL(NDW_ESHAPE, "repeat: counts has length #, axis # has length #",
 *                                  n, axis, length);
 *
 * Each # takes the next argument, an integer. Nothing is formatted until somebody asks: a failure
 * costs a few stores. WHY is the same for a sentence without numbers.
 */
#ifndef NDW_BASE_STATUS_H
#define NDW_BASE_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include <ndweave/status.h>

#include "base/compiler.h"

enum { FAIL_MAX_NUMBERS = 6 };

RARE void ndw_status_record(const char *sentence, size_t count, const int64_t *numbers);

#define FAIL(status, sentence, ...)                                                            \
    (ndw_status_record(sentence, sizeof((int64_t[]){__VA_ARGS__}) / sizeof(int64_t),            \
                       (const int64_t[]){__VA_ARGS__}),                                         \
     (status))
#define WHY(status, sentence) (ndw_status_record(sentence, 0, NULL), (status))

/* What every public function says about a NULL argument. */
#define REFUSE_NULL(argument, sentence) \
    do {                                \
        if (!(argument)) return WHY(NDW_EINVAL, sentence); \
    } while (0)

#endif
