/*
 * memory.c - the memory that cases work on: recycled blocks, fresh pages.
 *
 * Recycled blocks are kept here rather than by malloc: what the library allocates for itself shall find
 * malloc as it is in any program.
 *
 * Pages decide how far apart memory may be read and written at speed. Large blocks ask for huge ones, as the
 * library does for what it allocates itself; --small-pages shows what is left without.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS, madvise */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "run.h"

static struct block {
    void *memory; /* NULL: none */
    size_t size;
    bool used;
} blocks[8]; /* as many as a case has, and a few for the next */

static size_t whole_pages(int64_t bytes)
{
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return ((size_t)(bytes > 0 ? bytes : 1) + page - 1) / page * page;
}

static bool small_pages;

void bench_use_small_pages(void) { small_pages = true; }

bool bench_uses_small_pages(void) { return small_pages; }

void *bench_map(int64_t bytes)
{
    enum { LARGE = 4 << 20 };
    const size_t size = whole_pages(bytes);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return NULL;
#ifdef MADV_HUGEPAGE
    if (bytes >= LARGE) (void)madvise(memory, size, small_pages ? MADV_NOHUGEPAGE : MADV_HUGEPAGE);
#endif
    return memory;
}

void bench_unmap(void *memory, int64_t bytes)
{
    if (memory) munmap(memory, whole_pages(bytes));
}

/* The smallest unused block that is large enough, and not more than twice as large. */
static struct block *unused_block(size_t size)
{
    struct block *best = NULL;
    for (int i = 0; i < LENGTH_OF(blocks); i++) {
        struct block *b = &blocks[i];
        if (!b->memory || b->used || b->size < size || b->size / 2 > size) continue;
        if (!best || b->size < best->size) best = b;
    }
    return best;
}

/* A place in the list without memory, if need be by giving unused memory back to the system. */
static struct block *empty_place(void)
{
    for (int i = 0; i < LENGTH_OF(blocks); i++)
        if (!blocks[i].memory) return &blocks[i];
    for (int i = 0; i < LENGTH_OF(blocks); i++) {
        if (blocks[i].used) continue;
        munmap(blocks[i].memory, blocks[i].size);
        blocks[i].memory = NULL;
        return &blocks[i];
    }
    return NULL;
}

void *bench_memory(int64_t bytes)
{
    const size_t size = whole_pages(bytes);
    struct block *b = unused_block(size);
    if (!b && (b = empty_place())) {
        b->memory = bench_map(bytes);
        b->size = size;
    }
    if (!b || !b->memory) return NULL;
    b->used = true;
    return b->memory;
}

void bench_give(void *memory)
{
    for (int i = 0; i < LENGTH_OF(blocks); i++)
        if (memory && blocks[i].memory == memory) blocks[i].used = false;
}

int64_t bench_beyond_caches(void)
{
    enum { MOST = 256 << 20, UNKNOWN = 32 << 20 };
    const int64_t l3 = machine_cache(3), last = l3 > 0 ? l3 : UNKNOWN;
    return last < MOST ? last : MOST;
}

void bench_cool(void)
{
    enum { STEP = 64, EARLY = 32 * STEP };
    static char *other;
    const int64_t bytes = 2 * bench_beyond_caches();
    if (!other) other = bench_map(bytes + EARLY);
    for (int64_t i = 0; other && i < bytes; i += STEP) {
        __builtin_prefetch(other + i + EARLY, 1);
        other[i]++;
    }
}

int64_t bench_l2(void)
{
    const int64_t bytes = machine_cache(2);
    return bytes > 0 ? bytes : 1 << 20;
}
