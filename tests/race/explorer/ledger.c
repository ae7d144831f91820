/* ledger.c - compiled without the race detector: only the filling of blocks is to be seen by it. */
#include "ledger.h"

#include <stdlib.h>
#include <string.h>

#include "schedule.h"

enum { BLOCKS = 512, FRESH = 0xa5, GONE = 0xdd };

static struct {
    unsigned char *at;
    size_t size, alignment;
    void *allocator;
    int maker, serial;
    bool live;
} blocks[BLOCKS];
static int count, made[SCHEDULE_THREADS + 1]; /* by each thread; the last is the main thread */

static int maker(void) { return schedule_self() < 0 ? SCHEDULE_THREADS : schedule_self(); }

static void *take(void *ctx, size_t size, size_t alignment)
{
    void *at;
    if (count == BLOCKS || posix_memalign(&at, alignment, size) != 0) abort();
    memset(at, FRESH, size);
    int n = count++, who = maker();
    blocks[n].at = at;
    blocks[n].size = size;
    blocks[n].alignment = alignment;
    blocks[n].allocator = ctx;
    blocks[n].maker = who;
    blocks[n].serial = made[who]++;
    blocks[n].live = true;
    return at;
}

static int find(const void *block)
{
    int n = count - 1;
    while (n >= 0 && blocks[n].at != block) n--;
    return n;
}

static void give(void *ctx, void *block, size_t size, size_t alignment)
{
    int n = find(block);
    if (n < 0) {
        schedule_fail("R2: a block is freed that was never allocated");
    } else if (!blocks[n].live) {
        schedule_fail("R2: a block of %zu bytes is freed twice", blocks[n].size);
    } else if (blocks[n].allocator != ctx || blocks[n].size != size
               || blocks[n].alignment != alignment) {
        schedule_fail(
            "a block is freed with another size, alignment or allocator than it was made with");
    } else {
        blocks[n].live = false;
        memset(block, GONE, size);
    }
}

void ledger_allocator(ndw_allocator *a, int number)
{
    static char contexts[LEDGER_ALLOCATORS];
    a->alloc = take;
    a->free = give;
    a->ctx = &contexts[number];
}

static bool is_gone(int n)
{
    for (size_t i = 0; i < blocks[n].size; i++)
        if (blocks[n].at[i] != GONE) return false;
    return true;
}

void ledger_close(void)
{
    for (int n = 0; n < count; n++) {
        if (blocks[n].live)
            schedule_fail("R3: a block of %zu bytes is live at the end", blocks[n].size);
        else if (!is_gone(n))
            schedule_fail("R1: a block of %zu bytes was written after its end", blocks[n].size);
        free(blocks[n].at);
    }
    count = 0;
    for (int i = 0; i <= SCHEDULE_THREADS; i++) made[i] = 0;
}

int ledger_count(void) { return count; }

int ledger_block(const void *word)
{
    uintptr_t address = (uintptr_t)word;
    int n = count - 1;
    while (n >= 0 && address - (uintptr_t)blocks[n].at >= blocks[n].size) n--;
    return n;
}

bool ledger_is_gone(const void *word)
{
    int n = ledger_block(word);
    return n >= 0 && !blocks[n].live;
}

uint64_t ledger_name(const void *word)
{
    int n = ledger_block(word);
    if (n < 0) return (uintptr_t)word;
    uint64_t offset = (uintptr_t)word - (uintptr_t)blocks[n].at;
    return (uint64_t)(blocks[n].maker + 1) << 56 | (uint64_t)blocks[n].serial << 32 | offset;
}
