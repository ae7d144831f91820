/* pages.c - ask the kernel which pages are there. */
#include "base/pages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/arith.h"
#include "base/compiler.h"

#ifdef __linux__

/* POSIX has nothing like these. */
int mincore(void *address, size_t length, unsigned char *states);
int madvise(void *address, size_t length, int advice);

enum { LOOKS = 4 };

bool ndw_pages_are_touched(const void *memory, int64_t bytes)
{
    const int saved = errno;
    const int64_t page = (int64_t)sysconf(_SC_PAGESIZE), apart = bytes / LOOKS / page * page;
    char *first = (char *)memory - address_of(memory) % page;
    bool touched = true;
    for (int64_t i = 0; i < LOOKS && touched; i++) {
        unsigned char state = 1;
        touched = mincore(first + i * apart, (size_t)page, &state) != 0 || (state & 1);
    }
    errno = saved;
    return touched;
}

static bool are_preferred = true;

AT_LOAD static void ask_environment_for_pages(void)
{
    const char *value = getenv("NDW_HUGE_PAGES"); /* NOLINT(concurrency-mt-unsafe): there is one thread yet */
    are_preferred = !value || strcmp(value, "off") != 0;
}

void ndw_pages_prefer_large(void *memory, int64_t bytes)
{
    enum { HUGE_PAGES = 14 };
    if (!are_preferred) return;
    const int saved = errno;
    const int64_t page = (int64_t)sysconf(_SC_PAGESIZE), before = -address_of(memory) & (page - 1);
    (void)madvise((char *)memory + before, (size_t)((bytes - before) / page * page), HUGE_PAGES);
    errno = saved;
}

#else

void ndw_pages_prefer_large(void *memory, int64_t bytes) { (void)memory, (void)bytes; }

bool ndw_pages_are_touched(const void *memory, int64_t bytes) { return memory && bytes > 0; }

#endif
