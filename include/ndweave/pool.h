/*
 * pool.h - the library's own allocator: what it keeps, what it has counted, what it found damaged.
 *
 * It recycles. A block that is let go stays with the thread that let go of it, for that thread's next
 * array; no other thread is asked, so nobody waits. A lock is taken only where a thread keeps more blocks
 * of a size than before, or about as much of all sizes as it may; and where it lets go of more than it
 * makes: it hands the rest over, six blocks at a time, to threads that make more. Blocks over 128 KiB go to
 * one cache that all threads have in common, because the pages of a large result cost more than its elements.
 *
 *     level               from            what is kept                         what is checked
 *     NDW_POOL_OFF        libc            nothing                              kinds and headers
 *     NDW_POOL_ON         the caches      at most thread_bytes by each thread  and life
 *                                         and between them, and large_bytes
 *     NDW_POOL_HARDENED   libc, guarded   the last 256 blocks, poisoned        and surroundings
 *
 * Kinds, headers, life. Every array, and the header before every array's bytes, begins with a word that
 * says what it is; the header has a seal, too. Sharing, reading, writing and releasing look there first.
 * Blocks that the pool has back say so in the same word: an array that is released twice, or used after
 * it was released, is found before its memory is another's. Afterwards only the hardened level can tell,
 * which lets 256 others go first.
 *
 * Surroundings. A hardened block has a keyed pattern on both sides, and a record elsewhere, so that a
 * block that is given back and is none is found out without being followed; what was let go is poisoned, and
 * looked at before it goes. (Handles are followed: the word of life is all that says what they are.) Each write
 * session moves its array, so that stale views read poison.
 *
 * Damage is never acted on: the call does nothing more (or returns NDW_ECORRUPT), what is damaged is
 * leaked, the first report is kept, all are counted, your function is called. ndw_pool_check looks at
 * everything that can be reached and says whether there has ever been a report.
 *
 * What the process holds at most, beyond what is live:
 *     (threads that have released arrays + 1) * thread_bytes + large_bytes
 * When a thread ends its blocks go back to libc. After fork the child has its own thread's blocks; those
 * of the other threads are lost to it, at most thread_bytes each. The same holds for threads that
 * outlive an unloaded library; what they had in common goes back to libc with it, and blocks in quarantine
 * are looked at a last time, then and when the process ends.
 *
 * The environment is read once, when the library is loaded: NDW_POOL=off, on or hardened. Without it
 * the pool is on, but for builds with AddressSanitizer or MemorySanitizer and programs that run in
 * valgrind, where it is off, so that these see every block.
 *
 * Blocks of 4 MiB and more ask Linux for huge pages, with the pool on or off. Where pages are to be had at once,
 * the first write to a result takes a fraction of the time, and columns of large arrays are read faster; where
 * the system must make room for each, the first write takes longer. NDW_HUGE_PAGES=off: they do not ask.
 * (ndw_bench --filter first, once with and once without, tells for a machine.)
 *
 * The pool is not used for allocators of your own (allocator.h).
 */
#ifndef NDW_POOL_H
#define NDW_POOL_H

#include <stdint.h>
#include <stdio.h>

#include <ndweave/allocator.h>

NDW_BEGIN_C

/* --- Damage ------------------------------------------------------------------------------------ */

/* The closed list: cause, value, text. */
#define NDW_DAMAGE_LIST(X)                                                       \
    X(NDW_DAMAGE_NONE, 0, "nothing is damaged")                                  \
    X(NDW_DAMAGE_TWICE, 1, "released twice")                                     \
    X(NDW_DAMAGE_STALE, 2, "used after it was released")                         \
    X(NDW_DAMAGE_FOREIGN, 3, "never allocated here")                             \
    X(NDW_DAMAGE_HEADER, 4, "written to before its first byte")                  \
    X(NDW_DAMAGE_TAIL, 5, "written to behind its last byte")                     \
    X(NDW_DAMAGE_GONE, 6, "written to after it was released")                    \
    X(NDW_DAMAGE_CACHE, 7, "twice in a cache, or not as the cache has it")

#define NDW_DAMAGE_ENUMERATOR_(name, value, text) name = value,
typedef enum ndw_damage_cause { NDW_DAMAGE_LIST(NDW_DAMAGE_ENUMERATOR_) } ndw_damage_cause;
#undef NDW_DAMAGE_ENUMERATOR_

typedef struct ndw_damage {
    ndw_damage_cause cause;
    const void *address; /* of the array, or of the block: never to be followed */
    int64_t size;        /* its bytes, as far as known                          */
} ndw_damage;

/* Called for each report, on the thread that found the damage, with no lock held; it may print, or
 * abort. It must not call the library. What is in quarantine when the process ends or the library is unloaded
 * is looked at then: function and ctx must be there until then, or taken back by ndw_pool_configure. */
typedef void ndw_damage_fn(void *ctx, const ndw_damage *found);

/** What a cause means, in a few words. Static text. Threads: any. */
NDW_API const char *ndw_damage_text(ndw_damage_cause cause);

/* --- Choose ------------------------------------------------------------------------------------ */

typedef enum ndw_pool_level { NDW_POOL_OFF, NDW_POOL_ON, NDW_POOL_HARDENED } ndw_pool_level;

typedef struct ndw_pool_options {
    ndw_pool_level level;
    int64_t thread_bytes; /* kept by each thread at most, and between threads; 1 MiB at first      */
    int64_t large_bytes;  /* kept in large blocks by the process at most; 128 MiB at first         */
    int64_t large_ms;     /* a large block that nobody wanted for so long goes when the next one is
                             asked for or given back; 10 000 at first                              */
    ndw_damage_fn *on_damage; /* or NULL                                                           */
    void *ctx;
} ndw_pool_options;

/** The options in force. Threads: any. */
NDW_CALL ndw_status ndw_pool_options_get(ndw_pool_options *out);

/**
 * Sets all options at once, for what is allocated or let go from now on; what exists goes back to
 * where it came from. Reports so far are forgotten. NULL: the options the library was loaded with.
 *   NDW_EINVAL  no such level
 *   NDW_EVALUE  a bound is negative
 * Threads: any.
 */
NDW_CALL ndw_status ndw_pool_configure(const ndw_pool_options *options);

/** Gives back to libc what the calling thread keeps, and all large blocks that nobody uses. Other
 *  threads keep what they have. Threads: any. */
NDW_API void ndw_pool_trim(void);

/* --- Ask --------------------------------------------------------------------------------------- */

/* Each thread counts for itself, and whoever asks adds up: exact when the others rest. Bytes of blocks
 * are what they occupy, rounded up to a size that blocks come in. With the pool off, only the last four
 * are counted. (Where a pointer has 32 bits the numbers wrap; visible bytes wrap everywhere, since arrays that
 * broadcast can show more than there are.) */
typedef struct ndw_pool_counts {
    int64_t allocations;   /* blocks handed out so far                                          */
    int64_t reuses;        /* those of them that somebody had before                            */
    int64_t large_reuses;  /* those of these that came from the cache of large blocks           */
    int64_t live_blocks, live_bytes;     /* handed out and not yet let go                       */
    int64_t cached_blocks, cached_bytes; /* kept by threads                                     */
    int64_t large_blocks, large_bytes;   /* kept in the cache of large blocks                   */
    int64_t quarantined_blocks;          /* let go at the hardened level, kept to be looked at  */
    int64_t damages;                     /* reports                                             */
    int64_t copies, copied_bytes;        /* made by write sessions, because bytes were shared   */
    int64_t visible_bytes; /* of the elements of all arrays there are, once for each array      */
    int64_t pinned_bytes;  /* of all the memory they keep from being freed, counted once        */
} ndw_pool_counts;

/** What has been counted. Threads: any. */
NDW_CALL ndw_status ndw_pool_stats(ndw_pool_counts *out);

/**
 * Looks at every block that can be reached - what the calling thread keeps, the large ones in the
 * cache, at the hardened level every block there is - and at what has been reported so far.
 *   NDW_ECORRUPT  there is damage; the detail has the first report: its cause, address and size
 * Threads: any.
 */
NDW_CALL ndw_status ndw_pool_check(void);

/** Options, counts and the first report as lines of text.
 *    NDW_EIO  the file could not be written
 *  Threads: any. */
NDW_CALL ndw_status ndw_pool_print(FILE *file);

NDW_END_C

#endif
