/* compiler.h - what standard C cannot say; the only compiler-dependent lines of the library. */
#ifndef NDW_BASE_COMPILER_H
#define NDW_BASE_COMPILER_H

#include <stdint.h> /* tells which C library it is */

/* A template: an ordinary function whose constant arguments the compiler must see through. */
#define TEMPLATE static inline __attribute__((always_inline))

/* A function that is part of its callers because of the structs it takes: handed over in memory they are stored
 * field by field and copied word by word, and a processor waits for a store that is half of what it loads. */
#define IN_LINE static inline __attribute__((always_inline))

/* A function that is there once: not part of its callers, and not made anew for one of them. */
#ifdef __clang__
#define APART __attribute__((noinline))
#else
#define APART __attribute__((noinline, noclone))
#endif

/* So many bytes in a register, as a type with + - * < and so on for each element. */
#define VECTOR(bytes) __attribute__((vector_size(bytes)))

/* A function, or a template for such functions, that only processors with these features run. */
#define TARGET(features) __attribute__((target(features)))

/* Before a loop: all of its steps one after the other (gcc: 16 of them, where it has more), since it indexes
 * registers, which have no addresses; or four at a time. */
#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#define UNROLL_4 _Pragma("clang loop unroll_count(4)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#define UNROLL_4 _Pragma("GCC unroll 4")
#endif

/* Memory that is wanted soon, for reading. */
#define PREFETCH(address) __builtin_prefetch(address)

/* The same, but not so soon: it need not be in the first cache. */
#define PREFETCH_FAR(address) __builtin_prefetch(address, 0, 2)

#if defined(__x86_64__)
#define IS_X86_64 1
#else
#define IS_X86_64 0
#endif

/* NEON is part of every such processor; of permutations it counts the bytes from the lowest address on only
 * where numbers begin with their lowest byte. */
#if defined(__aarch64__) && defined(__ARM_NEON) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define HAS_NEON 1
#else
#define HAS_NEON 0
#endif

/* A function in which unsigned numbers wrap on purpose: a sanitizer that is asked for every wrap is not told. */
#ifdef __clang__
#define WRAPS __attribute__((no_sanitize("unsigned-integer-overflow")))
#else
#define WRAPS
#endif

#define THREAD_LOCAL _Thread_local

/* A word of each thread that is reached in one instruction, in a shared library too, where the C library
 * keeps room for such words of libraries that are loaded late. */
#ifdef __GLIBC__
#define THREAD_WORD _Thread_local __attribute__((tls_model("initial-exec")))
#else
#define THREAD_WORD _Thread_local
#endif

/* The sum and the product as they wrap; whether they do. */
#define ADD_OVERFLOWS(a, b, sum) __builtin_add_overflow(a, b, sum)
#define MUL_OVERFLOWS(a, b, product) __builtin_mul_overflow(a, b, product)

/* What hardly ever is true; and a function for it, which shall not make its caller save registers. */
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define RARE APART __attribute__((cold))

/* Whether the build has a sanitizer that wants to see every block. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define WATCHES_BLOCKS 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) && !defined(WATCHES_BLOCKS)
#define WATCHES_BLOCKS 1
#endif
#ifndef WATCHES_BLOCKS
#define WATCHES_BLOCKS 0
#endif

/* Runs when the library is loaded, before main and before any thread of the program. */
#define AT_LOAD __attribute__((constructor))

/* Runs when the library is unloaded, or the process ends. */
#define AT_UNLOAD __attribute__((destructor))

/* The exponent of the largest power of two that is no more than n, which is not 0. */
#define LOG2(n) (sizeof(unsigned long long) * 8 - 1 - (size_t)__builtin_clzll(n))

#define COUNT_OF(list) (sizeof(list) / sizeof((list)[0]))

#endif
