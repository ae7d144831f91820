/*
 * foreach.h - walk several operands of one shape together, for kernels of your own.
 *
 * Axes that can be one are merged and the walk is a few long runs instead of many short ones: your
 * function gets a run at a time and loops over it.
 *
 *     static ndw_status to_f32(void *ctx, const ndw_run *run)
 *     {
 *         (void)ctx;
 *         for (int64_t i = 0; i < run->length; i++)
 *             NDW_RUN_OUT(float, run, 0, i) = (float)NDW_RUN_IN(double, run, 0, i);
 *         return NDW_OK;
 *     }
 *     NDW_TRY(ndw_foreach(1, (const ndw_view *[]){&from}, 1, (const ndw_mut *[]){&to}, to_f32, NULL));
 */
#ifndef NDW_FOREACH_H
#define NDW_FOREACH_H

#include <ndweave/view.h>

NDW_BEGIN_C

/* Inputs and outputs together. */
enum { NDW_FOREACH_MAX = 16 };

/* `length` elements of each operand, each with a step in bytes of its own (which may be negative or 0). */
typedef struct ndw_run {
    int64_t length;
    const void *const *in;
    const int64_t *in_steps;
    void *const *out;
    const int64_t *out_steps;
} ndw_run;

/* Element `i` of the run, of input or output `k`, as a T. Not checked. */
#define NDW_RUN_IN(T, run, k, i) \
    (*(const T *)(const void *)((const char *)(run)->in[k] + (i) * (run)->in_steps[k]))
#define NDW_RUN_OUT(T, run, k, i) \
    (*(T *)(void *)((char *)(run)->out[k] + (i) * (run)->out_steps[k]))

/* Handles one run; anything but NDW_OK ends the walk and comes back from ndw_foreach. */
typedef ndw_status ndw_foreach_fn(void *ctx, const ndw_run *run);

/**
 * Calls `fn` with runs that together cover every index of the operands, which have one shape, each
 * index once. On the caller's thread; the order is unspecified. The dtypes may differ: the function
 * knows what it was given. An output may be an input too if every element lies in the same place in
 * both; otherwise they must not overlap.
 *   NDW_EINVAL    nin or nout negative, or more than 16 operands together
 *   NDW_ESHAPE    the shapes differ (ndw_view_broadcast_to makes them equal)
 *   NDW_EOVERLAP  elements of an output may overlap each other
 * Threads: bytes. Meaning: the inner loop of NumPy's universal functions.
 */
NDW_CALL ndw_status ndw_foreach(int nin, const ndw_view *const *in, int nout,
                                const ndw_mut *const *out, ndw_foreach_fn *fn, void *ctx);

NDW_END_C

#endif
