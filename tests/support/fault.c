#include "support/fault.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Before each block handed out: what the library must say when it gives it back. */
typedef struct tag {
    size_t size, alignment;
    void *block; /* what malloc gave */
    unsigned long magic;
} tag;

enum { MAGIC = 0x6e6477 };

static tag *tag_of(void *at) { return (tag *)(void *)((char *)at - sizeof(tag)); }

static void *take(void *ctx, size_t size, size_t alignment)
{
    fault *f = ctx;
    long number = f->taken++;
    if (f->fail_at >= 0 && (number == f->fail_at || (f->fail_on && number > f->fail_at))) return NULL;

    size_t room = size + alignment + sizeof(tag);
    char *block = malloc(room);
    if (!block) return NULL;
    uintptr_t at = ((uintptr_t)block + sizeof(tag) + alignment - 1) / alignment * alignment;
    memset(block, 0xa5, room);
    *tag_of((void *)at) = (tag){size, alignment, block, MAGIC};
    f->live++;
    return (void *)at;
}

static void give(void *ctx, void *at, size_t size, size_t alignment)
{
    fault *f = ctx;
    tag *t = tag_of(at);
    if (t->magic != MAGIC || t->size != size || t->alignment != alignment) {
        f->mistakes++;
        return;
    }
    void *block = t->block;
    memset(at, 0x5a, size);
    t->magic = 0;
    f->live--;
    free(block);
}

void fault_begin(fault *f)
{
    *f = (fault){.allocator = {take, give, f}, .fail_at = -1};
    (void)!ndw_set_allocator(&f->allocator);
}

long fault_end(fault *f)
{
    (void)!ndw_set_allocator(NULL);
    return f->mistakes + f->live;
}

/* One run with the n-th allocation failing; *reached tells whether there was one. */
static long fail_nth(fault_scenario *scenario, void *ctx, long n, bool on, bool *reached)
{
    fault f;
    fault_begin(&f);
    f.fail_at = n;
    f.fail_on = on;
    ndw_status status = scenario(ctx);
    *reached = f.taken > n;
    long mistakes = fault_end(&f);
    ndw_status wanted = *reached ? NDW_ENOMEM : NDW_OK;
    if (status == wanted && mistakes == 0) return 0;
    fprintf(stderr, "allocation %ld failing%s: %s, %ld mistakes or leaks\n", n, on ? " from then on" : "",
            ndw_status_name(status), mistakes);
    return -1;
}

long fault_every_allocation(fault_scenario *scenario, void *ctx)
{
    long survived = 0;
    for (int on = 0; on < 2; on++) {
        bool reached = true;
        for (long n = 0; reached; n++) {
            if (fail_nth(scenario, ctx, n, on, &reached) < 0) return -1;
            survived += reached;
        }
    }
    return survived;
}
