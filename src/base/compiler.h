/* compiler.h - what standard C cannot say; the only compiler-dependent lines of the library. */
#ifndef NDW_BASE_COMPILER_H
#define NDW_BASE_COMPILER_H

/* A template: an ordinary function whose constant arguments the compiler must see through. */
#define TEMPLATE static inline __attribute__((always_inline))

#define THREAD_LOCAL _Thread_local

/* Runs when the library is loaded, before main and before any thread of the program. */
#define AT_LOAD __attribute__((constructor))

#define COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))

#endif
