/*
 * kernels_body.h - the kernels, once for all tables: bodies, and their instances.
 *
 * A table is this file after the header that says what its vectors can do (vector_plain.h tells the
 * names). Each kernel is an inline body whose width is a parameter; the instances name the widths for
 * which it is a constant.
 *
 * What a kernel may touch: it writes the elements of its destination and nothing beside them, but some
 * of them twice - a vector may reach over the end of a run into elements that follow and are written
 * after it, or begin so early that it ends with the run. It reads between the first and the last byte
 * of a run; and where elements of different runs lie side by side, or a few bytes apart, a vector of them at a time.
 */
#ifndef NDW_COPY_KERNELS_BODY_H
#define NDW_COPY_KERNELS_BODY_H

#include <assert.h>
#include <stdbool.h>

#include "base/once.h"
#include "copy/body_common.h"

/*
 * What is long, and called from several places, is a function of its own for each width: `name` calls that
 * of the body. It takes these parameters, and the width last.
 */
#define UNWRAP(...) __VA_ARGS__
#define OF_WIDTH(name, body, class, width, parameters, ...) \
    KERNEL APART void name##_##class parameters { body(__VA_ARGS__, width); }
#define ONCE_PER_WIDTH(name, body, parameters, ...)                 \
    OF_WIDTH(name, body, W1, 1, parameters, __VA_ARGS__)            \
    OF_WIDTH(name, body, W2, 2, parameters, __VA_ARGS__)            \
    OF_WIDTH(name, body, W4, 4, parameters, __VA_ARGS__)            \
    OF_WIDTH(name, body, W8, 8, parameters, __VA_ARGS__)            \
    OF_WIDTH(name, body, W16, 16, parameters, __VA_ARGS__)          \
    BODY void name(UNWRAP parameters, size_t width)                 \
    {                                                               \
        switch (width) {                                            \
        case 1: name##_W1(__VA_ARGS__); break;                      \
        case 2: name##_W2(__VA_ARGS__); break;                      \
        case 4: name##_W4(__VA_ARGS__); break;                      \
        case 8: name##_W8(__VA_ARGS__); break;                      \
        default: name##_W16(__VA_ARGS__); break;                    \
        }                                                           \
    }

/* --- The bodies, and the instances of each for each width class ------------------------------------- */

#define ROW(body, any) {body##_W1, body##_W2, body##_W4, body##_W8, body##_W16, any}

#define PAIR(body, class, width)                                          \
    KERNEL void body##_##class(char *dst, const char *src, const pair *p) \
    {                                                                     \
        body(dst, src, p, width);                                         \
    }
#define PAIRS(body) PAIR(body, W1, 1) PAIR(body, W2, 2) PAIR(body, W4, 4) PAIR(body, W8, 8) PAIR(body, W16, 16)

#define PICKED(class, width)                                                               \
    KERNEL void picked_##class(char *dst, int64_t dst_step, const char *src, int64_t n,    \
                               const int64_t *positions, size_t w)                         \
    {                                                                                      \
        (void)w;                                                                           \
        picked(dst, dst_step, src, n, positions, width, false);                            \
    }

#define COUNTED(class, width)                                                                      \
    KERNEL int64_t counted_##class(char *dst, int64_t at, const char *src, const counted_run *run) \
    {                                                                                              \
        return counted(dst, at, src, run, width);                                                  \
    }

#include "copy/body_run.h"
PAIRS(step)
PICKED(W1, 1) PICKED(W2, 2) PICKED(W4, 4) PICKED(W8, 8) PICKED(W16, 16)

#include "copy/body_count.h"
COUNTED(W1, 1) COUNTED(W2, 2) COUNTED(W4, 4) COUNTED(W8, 8) COUNTED(W16, 16)

#include "copy/body_pack.h"
PAIRS(pack)

#include "copy/body_dense.h"
#include "copy/body_odd.h"
#include "copy/body_spread.h"
PAIRS(spread)

#include "copy/body_square.h"
#include "copy/body_few.h"
#include "copy/body_cross.h"
PAIRS(cross)

#include "copy/body_turn.h"

#define KERNELS(table_name)                                                                    \
    {                                                                                          \
        .name = table_name,                                                                    \
        .pair = {[STEP] = ROW(step, ndw_step_any), [PACK] = ROW(pack, ndw_step_any),           \
                 [SPREAD] = ROW(spread, spread_any), [CROSS] = ROW(cross, ndw_cross_any)},       \
        .turn = turn, .read_counts = read_counts,                                              \
        .counted = ROW(counted, ndw_counted_any), .picked = ROW(picked, ndw_picked_any),       \
    }

#endif
