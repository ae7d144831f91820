/* compiler.h - what standard C cannot say; the only compiler-dependent lines of the library. */
#ifndef NDW_BASE_COMPILER_H
#define NDW_BASE_COMPILER_H

/* A template: an ordinary function whose constant arguments the compiler must see through. */
#define TEMPLATE static inline __attribute__((always_inline))

/* So many bytes in a register, as a type with + - * < and so on for each element. */
#define VECTOR(bytes) __attribute__((vector_size(bytes)))

/* A function, or a template for such functions, that only processors with these features run. */
#define TARGET(features) __attribute__((target(features)))

/* Before a loop: all of its up to 16 steps one after the other, since it indexes registers, which have no
 * addresses; or four at a time. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#define UNROLL_4 _Pragma("clang loop unroll_count(4)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#define UNROLL_4 _Pragma("GCC unroll 4")
#endif

/* Memory that is wanted soon, for reading. */
#define PREFETCH(address) __builtin_prefetch(address)

#if defined(__x86_64__)
#define IS_X86_64 1
#else
#define IS_X86_64 0
#endif

#define THREAD_LOCAL _Thread_local

/* Runs when the library is loaded, before main and before any thread of the program. */
#define AT_LOAD __attribute__((constructor))

/* A function for what hardly ever happens: its callers go on without it, first. */
#define COLD __attribute__((cold))

#define COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))

#endif
