/*
 * peers.h - other ways to repeat and to copy: what the library is compared with.
 *
 * They live in a file of their own, compiled at one fixed level for the plain x86-64, however the
 * library is compiled: a peer that gained from the library's flags would be another peer each time.
 */
#ifndef NDW_BENCH_PEERS_H
#define NDW_BENCH_PEERS_H

#include <stddef.h>
#include <stdint.h>

/* Elements of a strided matrix several times in a row, into packed memory. */
typedef struct repeat_task {
    char *dst;
    const char *src;               /* the element at (0, 0)                                       */
    int64_t rows, columns;         /* a vector is one row                                         */
    int64_t row_step, column_step; /* bytes                                                       */
    const int64_t *counts;         /* of each column ...                                          */
    int64_t count_step;            /* ... 1 entry apart; 0: one for all                           */
    size_t width;                  /* bytes of an element                                         */
} repeat_task;

/* A plain loop nest, the element's type and the count known before it begins: what one would write. */
void peer_loop(const repeat_task *t);

/* One memcpy per copy, its size specialised for 1, 2, 4, 8, 16 and 32 bytes, the count read again for
 * each element: what NumPy 2's repeat does inside. */
void peer_chunk_loop(const repeat_task *t);

/* The elements once each, in C order, into `packed`: what NumPy does with a strided source first. */
void peer_pack(const repeat_task *t, char *packed);

/* The elements of a strided array into packed memory. */
enum { COPY_AXES = 6 };

typedef struct copy_task {
    char *dst;
    const char *src;
    int ndim; /* at least 2: lead with axes of length 1 */
    int64_t shape[COPY_AXES], steps[COPY_AXES]; /* elements; bytes in the source */
    size_t width;
} copy_task;

/* A plain loop nest in the order of the result. */
void peer_copy(const copy_task *t);

/* Sums as a consumer would form them, fast enough not to hide what is measured: of 8-byte integers
 * (wrapping), of doubles in eight partial sums. */
uint64_t peer_sum_words(const void *words, int64_t n);
double peer_sum_doubles(const void *doubles, int64_t n);

/* *to = *from for n doubles each `step` bytes apart. */
void peer_copy_doubles(void *to, int64_t to_step, const void *from, int64_t from_step, int64_t n);

#endif
