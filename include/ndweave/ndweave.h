/*
 * ndweave - strided n-dimensional arrays that any number of threads can share.
 *
 *     ndw_array  =  a dtype              what one element is
 *                +  a layout             where the elements are: shape, strides
 *                +  one share of bytes   counted; the last share frees them
 *
 * Slicing, transposing and broadcasting make a new array with another layout on the same bytes: no
 * element moves. Repeating and making contiguous write new bytes. Writing is a session on one array,
 * which gets bytes of its own first if anyone else holds them: nobody ever sees another's write.
 *
 *     #include <stdio.h>
 *     #include <ndweave/ndweave.h>
 *
 *     static ndw_status run(void)
 *     {
 *         NDW_AUTO ndw_array *x = NULL, *r = NULL, *s = NULL, *c = NULL;
 *         NDW_TRY(ndw_arange(NDW_F64, 0, 10, 1, &x));                // 0 1 2 ... 9
 *         NDW_TRY(ndw_repeat(x, 2, 0, &r));                          // 0 0 1 1 ... 9 9
 *         NDW_TRY(ndw_slice(r, NDW_INDEX(NDW_RANGE(1, NDW_OMIT, 2)), &s)); // every other one, a view
 *         NDW_TRY(ndw_ascontiguous(s, &c));                          // packed again
 *         return ndw_print(stdout, c);
 *     }
 *
 *     int main(void)
 *     {
 *         ndw_status status = run();
 *         if (status != NDW_OK) fprintf(stderr, "%s\n", ndw_error_detail());
 *         return status;
 *     }
 *
 * Errors      Every fallible call returns an ndw_status. A failed call has changed nothing: inputs
 *             untouched, *out NULL (a struct: zeroed), nothing leaked, nothing printed, errno as it
 *             was. ndw_error_detail() has a sentence with the numbers. Comments list the statuses of
 *             a call except those that any call may return: NDW_EINVAL for a NULL argument or an
 *             unknown flag, and NDW_ENOMEM.
 *
 * Ownership   `const ndw_array *a`  borrows, for the call.
 *             `ndw_array **out`     gives: a new array, yours to release. *out is overwritten
 *                                   unread, so it must not be the variable an input came from.
 *             `ndw_array **a`       takes the array that is there and may put another in its place.
 *             ndw_view, ndw_mut     borrow; nothing to release. As `out` they must not be an input.
 *
 * Arguments   NDW_SHAPE(3, 4), NDW_INDEX(...), NDW_AXES(...) and NDW_COUNTS(...) each stand for two
 *             arguments, a number and a list. NDW_TRY(call) returns from the enclosing function with
 *             a status that is not NDW_OK; NDW_AUTO releases an array where its scope ends. (These
 *             are for C; the declarations are for C++ too.)
 *
 * Units       Shapes, counts and indices are elements; strides, offsets and sizes are bytes; all
 *             int64_t. Negative axes and indices count from the end.
 *
 * Threads     `Threads:` in each comment says which of three kinds the function is:
 *
 *             any    takes its objects as const. Any number of threads may call such functions on
 *                    the same objects at once.
 *             alone  takes `ndw_array **a` (not `out`). It needs that array to itself, not only the variable: no
 *                    other thread may be inside a call on it through any copy of the pointer, and
 *                    afterwards every copy of the pointer and every view borrowed from it is dead,
 *                    whether or not anything moved.
 *             bytes  writes through an ndw_mut, whose bytes it needs to itself.
 *
 *             While a view is read, nobody writes anywhere between its first and last byte, gaps
 *             included. Different arrays are independent even when they share bytes. A block of
 *             foreign memory is wrapped once. Handing a pointer to another thread needs ordinary
 *             synchronisation (starting the thread, a mutex, ...). ndw_set_* act on later calls of
 *             any thread. Nothing is async-signal-safe; no thread cancellation and no longjmp out of
 *             a callback.
 */
#ifndef NDW_NDWEAVE_H
#define NDW_NDWEAVE_H

#include <ndweave/status.h>    /* what a call answers                                           */
#include <ndweave/dtype.h>     /* what one element is                                           */
#include <ndweave/layout.h>    /* how elements are named: shapes, axes, orders, indices          */
#include <ndweave/allocator.h> /* where bytes come from                                         */
#include <ndweave/pool.h>      /* what the library keeps, and checks of it                      */
#include <ndweave/view.h>      /* elements in memory somebody else owns                         */
#include <ndweave/array.h>     /* elements in counted memory: make, hold, write, ask            */
#include <ndweave/slice.h>     /* which elements                                                */
#include <ndweave/shape.h>     /* another arrangement: transpose, flip, broadcast, reshape      */
#include <ndweave/copy.h>      /* new memory: contiguous, C, F, K                               */
#include <ndweave/repeat.h>    /* each element several times                                    */
#include <ndweave/tile.h>      /* the whole several times                                       */
#include <ndweave/join.h>      /* several as one: concatenate, stack                            */
#include <ndweave/take.h>      /* elements by a list of indices                                 */
#include <ndweave/roll.h>      /* elements moved round                                          */
#include <ndweave/assign.h>    /* write a part, fill                                            */
#include <ndweave/foreach.h>   /* a loop of your own over several operands                      */
#include <ndweave/cell.h>      /* one variable that many threads replace                        */
#include <ndweave/threads.h>   /* several threads inside one call                               */
#include <ndweave/format.h>    /* as text                                                       */

#endif
