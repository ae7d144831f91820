/*
 * slow.h - whether this build is slow: without optimisation, under a sanitizer, or for a processor that is
 * emulated, which cost a factor of ten each. Tests of many cases then try fewer of them by default, or
 * smaller ones, and say so.
 */
#ifndef NDW_TESTS_SLOW_H
#define NDW_TESTS_SLOW_H

#ifndef __has_feature
#define __has_feature(x) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer)  \
    || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer) || !defined(__OPTIMIZE__)    \
    || defined(NDW_EMULATED)
enum { IS_SLOW_BUILD = 1 };
#else
enum { IS_SLOW_BUILD = 0 };
#endif

#endif
