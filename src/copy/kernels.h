/*
 * kernels.h - the innermost loops: two nested ones, or one that follows a list.
 *
 * A kernel knows pointers, steps, lengths and the width of an element; never a layout, a dtype or a
 * thread. A table has one kernel for each pattern and width class, so that inside it the width is a
 * constant and an element one load and one store.
 */
#ifndef NDW_COPY_KERNELS_H
#define NDW_COPY_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* `rows` times a run of `length` elements. */
typedef struct pair {
    int64_t rows, row_dst, row_src;
    int64_t length, dst, src;
    size_t width;
    bool stream; /* of a large result: written as ndw_large_is_streamed says; whoever asked for it fences */
} pair;

/* What the runs of a pair look like.
 *
 *     STEP     any steps
 *     PACK     the destination run is packed
 *     SPREAD   ... and its source is one element: copies of it
 *     CROSS    ... and the source is packed along the rows instead: a transpose
 */
typedef enum pattern { STEP, PACK, SPREAD, CROSS, PATTERNS } pattern;

typedef enum width_class { W1, W2, W4, W8, W16, WANY, WIDTHS } width_class;

typedef void pair_kernel(char *dst, const char *src, const pair *p);

/* Each of n elements as often as its count says, the copies dst_step apart. */
typedef struct counted_run {
    int64_t n, dst_step, src_step;
    const uint8_t *few;  /* the counts; or NULL and */
    const int64_t *many; /* the counts              */
    int64_t end;         /* where the last copy of this run, and of those that follow it, ends */
    size_t width;
} counted_run;

/* The first copy goes to dst + at. Returns where the next one would go, as a number, as `at` and `end` are:
 * there may be no such place. */
typedef int64_t counted_kernel(char *dst, int64_t at, const char *src, const counted_run *run);

/* Counts into bytes, as copy.h says. */
enum { COUNTS_BLOCK = 64 };

typedef int64_t counts_kernel(const int64_t *counts, int64_t n, uint8_t *few, int64_t *total,
                              int64_t *block);

/* Element i of n, dst_step apart, from src + positions[i]. */
typedef void picked_kernel(char *dst, int64_t dst_step, const char *src, int64_t n,
                           const int64_t *positions, size_t width);

/* A transpose of any number of axes, listed: those of the runs as one, those of the rows as one, and all
 * others as tiles. Element i of run r of tile k goes from src + src_at[k] + src_of[i] + r * width
 * to dst + dst_at[k] + dst_of[r] + i * width.
 *
 * Where runs are longer than a list they are done in parts. A line of memory that two parts have elements of is written
 * once: its elements from the next part, a line of them at most, are listed as well. */
typedef struct turn_job {
    int64_t tiles, rows, length;
    bool goes_on;  /* these runs begin where those of the part before end: its last line may be in here */
    int64_t after; /* elements that are listed behind `length`, the next part's: 0 or LINE of them      */
    const int64_t *dst_at, *src_at; /* of each tile    */
    const int64_t *dst_of;          /* of each row     */
    const int64_t *src_of;          /* of each element */
    size_t width;
    bool stream; /* past the caches; whoever asked for it fences */
} turn_job;

typedef void turn_kernel(char *dst, const char *src, const turn_job *t);

/* Of a transpose with so few lines on one side, those are walked side by side. */
enum { FEW_LINES = 4 };

/* Bytes of the widest element that is turned: a wider one has lines of its own. Those wider than TURN_WIDE are turned
 * all rows at once, if rows are no longer than TURN_COLUMN. */
enum { TURN_WIDE = 32, TURN_WIDEST = 191, TURN_COLUMN = 2048 };

typedef struct kernels {
    const char *name;
    pair_kernel *pair[PATTERNS][WIDTHS];
    turn_kernel *turn;
    counted_kernel *counted[WIDTHS];
    counts_kernel *read_counts;
    picked_kernel *picked[WIDTHS];
} kernels;

width_class ndw_width_class(size_t width);

/* 65536 / n, rounded up, of each n from 2 on (the first two are not used): to divide takes as long as a short copy. */
enum { INVERSE_MAX = 128 };

extern const uint16_t ndw_inverses[INVERSE_MAX + 1];

/* Every table that this processor can run, the plainest first, and how many there are. */
const kernels *const *ndw_kernels_all(size_t *count);

/*
 * How the lines of results that are too large for the caches are written, where they are written one after the
 * other: past the caches, or by ordinary stores, and asked for before that. A streaming store takes one of a
 * core's few buffers until memory has the line, and an ordinary one fetches a line that it overwrites; which costs
 * more is up to the processor: on an AMD server (Zen 4) streams are the faster; on an Intel server (Cascade Lake)
 * ordinary stores are, by 1.2 times, and by 1.5 to 1.7 where lines are asked for. Transposes of many rows and columns
 * (turn.h), whose lines are far apart, are streamed by both, but from different sizes on (run.c) and by panels of
 * different heights (body_turn.h). NDW_STREAM=on or off, in the environment at load, chooses all of this by hand.
 */
extern bool ndw_large_is_streamed;

/* The table in use: chosen once, by what the processor can do or by NDW_KERNELS. */
const kernels *ndw_kernels_chosen(void);

static inline pair_kernel *kernel_of(pattern kind, const pair *p)
{
    return ndw_kernels_chosen()->pair[kind][ndw_width_class(p->width)];
}

/* Of elements of any width, for any pattern and every table: the vectors of none help there, but with short runs of
 * copies (body_odd.h). */
pair_kernel ndw_step_any, ndw_cross_any;
counted_kernel ndw_counted_any;
picked_kernel ndw_picked_any;

extern const kernels ndw_kernels_generic, ndw_kernels_avx2, ndw_kernels_avx512, ndw_kernels_neon;

#endif
