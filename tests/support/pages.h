/*
 * pages.h - an allocator that gives every block pages of its own, which can be made read-only.
 *
 *     descriptor   [ unmapped ][ ....... descriptor ][ unmapped ]
 *     buffer       [ unmapped ][ ........... header ][ payload .......... ][ unmapped ]
 *                                                     ^ begins a page, ends as near to the next as
 *                                                       its alignment allows
 *
 * Between pages_lock and pages_unlock all descriptors and payloads that exist are PROT_READ; headers
 * hold the count and stay writable. Any store to published metadata, or to bytes nobody may write,
 * is then a SIGSEGV at the instruction that does it. Blocks taken while locked are writable until the
 * next lock. Any thread may allocate.
 */
#ifndef NDW_TESTS_PAGES_H
#define NDW_TESTS_PAGES_H

#include <stddef.h>

#include <ndweave/allocator.h>

/* Installs the allocator; pages_end restores the library's and returns the number of live blocks. */
void pages_begin(void);
long pages_end(void);

void pages_lock(void);
void pages_unlock(void);

/* `size` bytes that end where an unmapped page begins, and begin one after another, rounded down to
 * `alignment`: for guarding plain memory. Freed with pages_free_guarded. */
void *pages_guarded(size_t size, size_t alignment);
void pages_free_guarded(void *block, size_t size);

#endif
