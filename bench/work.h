/*
 * work.h - a case that makes one packed result from one source: its memory, and how it is checked.
 *
 *     source  --view-->  from  --a way-->  result  ==  expected ?
 *
 * The expected result is worked out from the result's side, by what the operation means; no way works
 * like that. The limits fill the result, too, and copy the expected result there.
 */
#ifndef NDW_BENCH_WORK_H
#define NDW_BENCH_WORK_H

#include "bench.h"
#include "peers.h"

/* The state of the result's memory, see bench.h; BY_TWO: recycled, and written by two threads. */
typedef enum work_place { RECYCLED, FRESH, UNALIGNED, BY_TWO } work_place;

typedef struct work {
    char *source, *expected, *scratch; /* scratch: room for the elements of the source, or NULL */
    char *block, *result;              /* the result's memory, and where in it it is            */
    int64_t bytes;                     /* of the result                                         */
    work_place place;
    ndw_view from;
    ndw_mut to;
    int64_t count, axis, ncounts;      /* of a repeat */
    int64_t *counts;                   /* ... or one for each element */
    repeat_task repeat;                /* the same for the peers */
    copy_task copy;
    bench_traffic traffic;
    ndw_status (*run)(void *);         /* ndweave's way, where two threads do it */
} work;

/* The sizes that results have. */
typedef enum work_size { N100, KIB4, HALF_L2, MIB4, MIB16, MIB64, SIZES } work_size;

extern const char *const work_size_names[SIZES];
int64_t work_size_bytes(work_size size); /* 0: N100, which is given in elements */

/* "", ".fresh", ".unaligned", ".t2" */
const char *work_suffix(work_place place);
/* ,"buffers":"recycled" or as it may be: the end of a list of params */
const char *work_place_params(work_place place);

/* Bytes that do not repeat with the width of any element. */
void work_fill_with_noise(char *bytes, int64_t n);

/* w->source: `n` packed elements of `width` bytes, filled. */
ndw_status work_source(work *w, int64_t n, int64_t width);

/* Everything but the source, which w->from shows: result, expected, w->to, tasks, traffic. The bytes
 * that must be read are the lines that the elements lie in. */
ndw_status work_repeat(work *w, work_place place, int64_t count);
ndw_status work_repeat_counts(work *w, work_place place, int64_t *counts); /* takes bench_memory */
ndw_status work_copy(work *w, work_place place);

void work_free(work *w);

/* --- What a case says of it: ctx is the work -------------------------------------------------- */

void work_renew(void *ctx); /* for fresh memory */
void work_spoil(void *ctx);
bool work_is_right(void *ctx);

ndw_status work_run_loop(void *ctx);       /* repeats */
ndw_status work_run_chunk_loop(void *ctx);
ndw_status work_run_pack_chunk_loop(void *ctx);
ndw_status work_run_copy_loop(void *ctx);  /* copies */
ndw_status work_run_copy(void *ctx);       /* ndweave's */
ndw_status work_run_memcpy(void *ctx);

/* Measures it with these ways, the first of them ndweave's - by two threads against what that is by one;
 * gives up where `status` is not NDW_OK. Frees it. */
void work_measure(bench *b, work *w, ndw_status status, const char *name, const char *params,
                  const bench_way *ways, int nways);

#endif
