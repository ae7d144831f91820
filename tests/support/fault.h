/*
 * fault.h - an allocator that counts, and that fails when told to.
 *
 * Every block is remembered with its size and alignment: a free with another size, of an unknown
 * block, or a block still live at the end is a mistake of the library, counted in `mistakes`. Blocks
 * are filled with a pattern when taken and when given back, so nothing may rely on their contents.
 */
#ifndef NDW_TESTS_FAULT_H
#define NDW_TESTS_FAULT_H

#include <stdbool.h>
#include <stddef.h>

#include <ndweave/allocator.h>

typedef struct fault {
    ndw_allocator allocator; /* its ctx is this struct */
    long taken;              /* blocks asked for so far, failed ones included    */
    long live;               /* blocks not given back                            */
    long mistakes;
    long fail_at;            /* the number of the request that fails; -1: none   */
    bool fail_on;            /* and all after it                                 */
} fault;

/* Installs `f` as the library's allocator until fault_end, which returns the number of mistakes,
 * blocks still live included. Not for several threads at once. */
void fault_begin(fault *f);
long fault_end(fault *f);

/*
 * Runs `scenario` with its 1st, 2nd, ... allocation failing - once only, and again with every later
 * one failing too - until it succeeds without reaching the failing one. The scenario returns the
 * status of the call under test and makes its own assertions about outputs; here it is checked that
 * the status was NDW_ENOMEM each time and that nothing leaked. Returns the number of failures survived,
 * or -1 with a line on stderr.
 */
typedef ndw_status fault_scenario(void *ctx);
long fault_every_allocation(fault_scenario *scenario, void *ctx);

#endif
