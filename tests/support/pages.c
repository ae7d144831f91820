#include "support/pages.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HEADER = 64 }; /* of a buffer; a descriptor asks for a smaller alignment */

typedef struct block {
    struct block *next;
    char *map;      /* with its two unmapped pages */
    size_t map_size;
    char *readable; /* what lock makes read-only */
    size_t readable_size;
    char *given;
} block;

static block *blocks;
static long live;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static size_t page(void) { return (size_t)sysconf(_SC_PAGESIZE); }
static size_t up(size_t size, size_t unit) { return (size + unit - 1) / unit * unit; }

/* Pages for `size` bytes between two that nobody may touch. */
static char *map_between_guards(size_t size, size_t *map_size)
{
    *map_size = up(size ? size : 1, page()) + 2 * page();
    char *map = mmap(NULL, *map_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (map == MAP_FAILED) return NULL;
    if (mprotect(map + page(), *map_size - 2 * page(), PROT_READ | PROT_WRITE) != 0) abort();
    return map;
}

static void *take(void *ctx, size_t size, size_t alignment)
{
    (void)ctx;
    bool is_buffer = alignment >= HEADER;
    block *b = malloc(sizeof *b);
    if (!b) return NULL;

    b->map = map_between_guards(is_buffer ? page() + size - HEADER : size, &b->map_size);
    if (!b->map) {
        free(b);
        return NULL;
    }
    if (is_buffer) { /* the header at the end of a page of its own, the payload from the next */
        b->given = b->map + 2 * page() - HEADER;
        b->readable = b->map + 2 * page();
        b->readable_size = b->map_size - 3 * page();
    } else {
        b->readable = b->map + page();
        b->readable_size = b->map_size - 2 * page();
        b->given = b->map + b->map_size - page() - up(size, alignment);
    }
    pthread_mutex_lock(&mutex);
    b->next = blocks;
    blocks = b;
    live++;
    pthread_mutex_unlock(&mutex);
    return b->given;
}

static void give(void *ctx, void *at, size_t size, size_t alignment)
{
    (void)ctx, (void)size, (void)alignment;
    pthread_mutex_lock(&mutex);
    block **link = &blocks;
    while (*link && (*link)->given != at) link = &(*link)->next;
    block *gone = *link;
    if (!gone) abort(); /* freed twice, or never ours */
    *link = gone->next;
    live--;
    pthread_mutex_unlock(&mutex);
    munmap(gone->map, gone->map_size);
    free(gone);
}

static const ndw_allocator page_allocator = {take, give, NULL};

void pages_begin(void) { (void)!ndw_set_allocator(&page_allocator); }

long pages_end(void)
{
    (void)!ndw_set_allocator(NULL);
    return live;
}

static void protect(int protection)
{
    pthread_mutex_lock(&mutex);
    for (block *b = blocks; b; b = b->next)
        if (b->readable_size && mprotect(b->readable, b->readable_size, protection) != 0) abort();
    pthread_mutex_unlock(&mutex);
}

void pages_lock(void) { protect(PROT_READ); }
void pages_unlock(void) { protect(PROT_READ | PROT_WRITE); }

void *pages_guarded(size_t size, size_t alignment)
{
    size_t map_size;
    char *map = map_between_guards(size, &map_size);
    return map ? map + map_size - page() - up(size, alignment) : NULL;
}

void pages_free_guarded(void *at, size_t size)
{
    char *first = (char *)((uintptr_t)at / page() * page());
    munmap(first - page(), up(size ? size : 1, page()) + 2 * page());
}
