/*
 * copy.h - the engine's only door: move elements from one arrangement to another.
 *
 * A job is a list of axes, each with the number of steps along it and the bytes that one step moves
 * in the destination and in the source. Everything that moves elements is such a list:
 *
 *     ascontiguous(x.T), x (3,4) f8      3 steps (8, 32), 4 steps (24, 8)    destination, source
 *     repeat(x, 2), x (5) f8             5 steps (16, 8), 2 steps (8, 0)
 *     fill                               every source step 0
 *
 * Axes may come in any order; source steps may be anything; destination steps lead to distinct
 * elements. Destination and source do not overlap. Exactly the destination's elements are written;
 * reads stay between the first and the last byte of a run, or of elements that lie side by side or a few
 * bytes apart.
 */
#ifndef NDW_COPY_COPY_H
#define NDW_COPY_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arith.h"
#include "layout/layout.h"

typedef struct copy_axis {
    int64_t length, dst, src;
} copy_axis;

/* repeat puts an axis of copies beside each axis of the source */
enum { COPY_MAX_AXES = 2 * NDW_MAX_NDIM };

typedef struct copy_job {
    int64_t width; /* bytes of one element */
    int naxes;
    copy_axis axes[COPY_MAX_AXES];
} copy_job;

void ndw_copy_run(const copy_job *job, char *dst, const char *src);

/* The same of n packed elements of `width` bytes, `copies` of each, to packed memory: a repetition of packed memory
 * along any axis; once, a copy of it. `n` and `copies` are at least 1. */
void ndw_copy_run_packed(int64_t width, int64_t n, int64_t copies, char *dst, const char *src);

/* How often each of some elements comes: bytes while all fit, so that the list is short to read again. */
typedef struct count_list {
    const uint8_t *few;  /* or, where one is above 255, NULL and */
    const int64_t *many; /* at least 0 each                      */
    int64_t total;       /* of all                               */
} count_list;

/*
 * Each element along one axis as often as its count says, the copies `copy_step` apart in the
 * destination. `outer` axes surround the counted one, `job` is what is copied for each count.
 * Usually each pass over the counted axis begins where its outer axes say. With `flat` the outer axes
 * belong to the counted one, in C order: each pass goes on where the last one ended, with the next
 * counts, and the destination steps of the outer axes are not used.
 */
typedef struct counted_job {
    copy_job job;
    copy_job outer;
    int64_t length, src_step, copy_step;
    count_list counts;
    bool flat;
} counted_job;

void ndw_copy_run_counted(const counted_job *counted, char *dst, const char *src);

/*
 * Reads counts from memory that others may be writing, each once, and adds them to *total. Returns how
 * many it kept, as bytes: all n, or those before a block in which one is no byte. That block it has read,
 * too: it is what `block` holds then.
 */
enum { COPY_COUNTS_BLOCK = 64 };

int64_t ndw_copy_read_counts(const int64_t *counts, int64_t n, uint8_t *few, int64_t *total,
                             int64_t block[COPY_COUNTS_BLOCK]);

/*
 * Elements of one axis picked from a list: element i of the destination, dst_step apart, comes from
 * positions[i], in bytes from `src`. Again `outer` axes surround it and `job` is what is copied.
 */
typedef struct picked_job {
    copy_job job;
    copy_job outer;
    int64_t length, dst_step;
    const int64_t *positions;
} picked_job;

void ndw_copy_run_picked(const picked_job *picked, char *dst, const char *src);

static inline void copy_start(copy_job *job, int64_t width)
{
    job->width = width;
    job->naxes = 0; /* the axes beyond are never read */
}

/* A single step goes nowhere, whatever its length in bytes says. */
static inline void copy_add_axis(copy_job *job, int64_t length, int64_t dst, int64_t src)
{
    if (length == 1) return;
    job->axes[job->naxes++] = (copy_axis){length, dst, src};
}

/* An axis, and `copies` of each of its elements: `dst` bytes from one copy to the next. */
static inline void copy_add_repeated(copy_job *job, int64_t length, int64_t copies, int64_t dst, int64_t src)
{
    bool unused = false; /* only where the axis has one element, and its step is never used */
    copy_add_axis(job, length, mul(dst, copies, &unused), src);
    copy_add_axis(job, copies, dst, 0);
}

/* Two layouts of one shape and itemsize, element by element. */
static inline void copy_from_layouts(copy_job *job, layout to, layout from)
{
    copy_start(job, to.itemsize);
    for (int d = 0; d < to.ndim; d++) copy_add_axis(job, to.shape[d], to.strides[d], from.strides[d]);
}

static inline void copy_layout(layout to, char *dst, layout from, const char *src)
{
    copy_job job;
    copy_from_layouts(&job, to, from);
    ndw_copy_run(&job, dst, src);
}

/* Whether all elements have the same bytes on both sides; here `dst` is only read. */
bool ndw_copy_is_equal(const copy_job *job, const char *dst, const char *src);

static inline bool equal_layout(layout a, const char *a_data, layout b, const char *b_data)
{
    copy_job job;
    copy_from_layouts(&job, a, b);
    return ndw_copy_is_equal(&job, a_data, b_data);
}

/* The name of the kernel table in use. */
const char *ndw_copy_table(void);

#endif
