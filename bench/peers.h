/*
 * peers.h - other ways to repeat: what the library is compared with.
 *
 * They live in a file of their own, compiled at one fixed level for the plain x86-64, however the
 * library is compiled: a peer that gained from the library's flags would be another peer each time.
 */
#ifndef NDW_BENCH_PEERS_H
#define NDW_BENCH_PEERS_H

#include <stddef.h>
#include <stdint.h>

/* Each element of a strided matrix *count times in a row, into packed memory. */
typedef struct repeat_task {
    char *dst;
    const char *src;               /* the element at (0, 0)                                       */
    int64_t rows, columns;         /* a vector is one row                                         */
    int64_t row_step, column_step; /* bytes                                                       */
    const int64_t *count;          /* one for all                                                 */
    size_t width;                  /* bytes of an element                                         */
} repeat_task;

/* A plain loop nest, the element's type and the count known before it begins: what one would write. */
void peer_loop(const repeat_task *t);

/* One memcpy per copy, its size specialised for 1, 2, 4, 8, 16 and 32 bytes, the count read again for
 * each element: what NumPy 2's repeat does inside. */
void peer_chunk_loop(const repeat_task *t);

/* The elements once each, in C order, into `packed`: what NumPy does with a strided source first. */
void peer_pack(const repeat_task *t, char *packed);

#endif
