/* pages.h - what the operating system knows about memory. */
#ifndef NDW_BASE_PAGES_H
#define NDW_BASE_PAGES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether all of some pages of `bytes` bytes have been touched before, as far as can be seen: a few are
 * looked at, and where nothing can be seen the answer is yes.
 */
bool ndw_pages_are_touched(const void *memory, int64_t bytes);

/* Asks for large pages where memory is about to be touched for the first time: one fault in place of
 * hundreds. It may be refused, and changes nothing but time. */
void ndw_pages_prefer_large(void *memory, int64_t bytes);

#endif
