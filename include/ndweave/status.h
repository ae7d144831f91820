/*
 * status.h - what a call answers.
 *
 * Every fallible call returns an ndw_status; NDW_OK is 0. A failed call has changed nothing: its
 * inputs are untouched, its outputs are NULL (a plain struct: all zero), nothing is leaked. It never
 * prints, never aborts and leaves errno alone. One sentence with the numbers in it waits in
 * ndw_error_detail() until the same thread's next failure.
 *
 * A non-zero status that your own callback returns comes back to you as it is.
 */
#ifndef NDW_STATUS_H
#define NDW_STATUS_H

#include <ndweave/api.h>

NDW_BEGIN_C

typedef int ndw_status;

/* The closed list: code, value, text. Names, texts and tests are all made from it. */
#define NDW_STATUS_LIST(X)                                                       \
    X(NDW_OK, 0, "success")                                                      \
    X(NDW_EINVAL, 1, "invalid argument")                                         \
    X(NDW_ENOMEM, 2, "out of memory")                                            \
    X(NDW_EOVERFLOW, 3, "a size, extent or total does not fit")                  \
    X(NDW_EAXIS, 4, "axis out of range or repeated")                             \
    X(NDW_ENDIM, 5, "too many axes, or the wrong number of indices")             \
    X(NDW_ESHAPE, 6, "shapes or lengths do not match")                           \
    X(NDW_EVALUE, 7, "value not allowed")                                        \
    X(NDW_EBOUNDS, 8, "index or extent out of bounds")                           \
    X(NDW_EDTYPE, 9, "dtypes differ, or the reinterpretation is impossible")     \
    X(NDW_EOVERLAP, 10, "a destination overlaps itself")                         \
    X(NDW_ECOPY, 11, "a copy would be needed")                                   \
    X(NDW_EBUSY, 12, "in use")                                                   \
    X(NDW_EFORMAT, 13, "malformed text or file")                                 \
    X(NDW_EIO, 14, "the operating system refused")                               \
    X(NDW_EUNSUPPORTED, 15, "well formed, but not supported")                    \
    X(NDW_ECORRUPT, 16, "memory was damaged")

#define NDW_STATUS_ENUMERATOR_(name, value, text) name = value,
enum { NDW_STATUS_LIST(NDW_STATUS_ENUMERATOR_) };
#undef NDW_STATUS_ENUMERATOR_

/** The name of a status ("NDW_ESHAPE"), or "unknown status". Static text. Threads: any. */
NDW_API const char *ndw_status_name(ndw_status status);

/** What a status means, in a few words, or "unknown status". Static text. Threads: any. */
NDW_API const char *ndw_status_text(ndw_status status);

/**
 * The calling thread's last failure as one sentence, with the numbers:
 * "repeat: counts has length 4, axis 1 has length 3". Empty before the first failure. The text is
 * the library's and lives until this thread's next failure or exit. Threads: any.
 */
NDW_API const char *ndw_error_detail(void);

#define NDW_VERSION_MAJOR 0
#define NDW_VERSION_MINOR 1
#define NDW_VERSION_PATCH 0

/** The version of the library that is running, "major.minor.patch". Threads: any. */
NDW_API const char *ndw_version(void);

/** Leaves the enclosing function with the status of `call` unless it is NDW_OK. */
#define NDW_TRY(call)                          \
    do {                                       \
        ndw_status ndw_try_ = (call);          \
        if (ndw_try_ != NDW_OK) return ndw_try_; \
    } while (0)

NDW_END_C

#endif
