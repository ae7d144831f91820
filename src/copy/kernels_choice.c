/*
 * kernels_choice.c - which table runs on this machine.
 *
 * The environment is read when the library is loaded, while the program still has one thread (getenv
 * races setenv). The choice itself is made at the first copy and never changes: NDW_KERNELS names a
 * table of this build, otherwise the last one that the processor can run is the best.
 */
#include <stdlib.h>
#include <string.h>

#include "base/compiler.h"
#include "base/once.h"
#include "copy/copy.h"
#include "copy/kernels.h"

static const kernels *const tables[] = {&ndw_kernels_generic};

const kernels *const *ndw_kernels_all(size_t *count)
{
    *count = COUNT_OF(tables);
    return tables;
}

width_class ndw_width_class(size_t width)
{
    switch (width) {
    case 1: return W1;
    case 2: return W2;
    case 4: return W4;
    case 8: return W8;
    case 16: return W16;
    default: return WANY;
    }
}

static char wanted[16]; /* NDW_KERNELS; empty: the best */

AT_LOAD static void read_environment(void)
{
    const char *name = getenv("NDW_KERNELS"); /* NOLINT(concurrency-mt-unsafe): there is one thread yet */
    if (name && strlen(name) < sizeof wanted) memcpy(wanted, name, strlen(name) + 1);
}

static choice table = CHOICE_INIT;

static void choose(void)
{
    const kernels *best = tables[0];
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        if (!*wanted || !strcmp(wanted, tables[i]->name)) best = tables[i];
    publish(&table.made, best);
}

const kernels *ndw_kernels_chosen(void) { return chosen(&table, choose); }

const char *ndw_copy_table(void) { return ndw_kernels_chosen()->name; }
