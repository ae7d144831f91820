/*
 * classes.h - what an operation does to words that other threads may touch: its class.
 *
 * Two functions with the same operations on shared words, in the same order, are one to every other
 * thread. So it is enough to explore one function of each class against one of each; classes.c shows
 * which class every public function belongs to, by watching it.
 *
 * A class is named by the operations on the count of the bytes concerned, in order, as
 * function.operation:order, and by what else it touches. Words that nobody else can know (the count
 * of a buffer just made) are left out. Locks are numbered in the order in which they are first taken.
 */
#ifndef NDW_TESTS_CLASSES_H
#define NDW_TESTS_CLASSES_H

enum {
    READS_PUBLISHED = 1, /* the allocator in force, the table of kernels: loaded (acquire)     */
    READS_CALLER = 2,    /* counts that the caller may be changing: each loaded once (relaxed) */
    PUBLISHES = 4,       /* stored (release)                                                   */
    CHOOSES = 8,         /* pthread_once                                                       */
    LOCKS_POOL = 16      /* the pool's lock is taken and let go, once or several times         */
};

/* enumerator, name, operations on the count, what else */
#define CLASS_LIST(X)                                                                                 \
    X(BORROW, "borrow", "", 0)                                                                        \
    X(COMPUTE, "compute", "", READS_PUBLISHED)                                                        \
    X(SNAPSHOT, "snapshot", "", READS_PUBLISHED | READS_CALLER)                                       \
    X(SETTING, "setting", "", PUBLISHES)                                                              \
    X(POOL_ASK, "pool, ask", "", LOCKS_POOL)                                                          \
    X(POOL_SET, "pool, set", "", LOCKS_POOL | PUBLISHES)                                              \
    X(FIRST_USE, "first use", "", READS_PUBLISHED | PUBLISHES | CHOOSES)                              \
    X(HINT, "hint", "is_one.load:relaxed", 0)                                                         \
    X(SHARE, "share", "share.add:acquire", READS_PUBLISHED)                                           \
    X(REFUSED, "share refused", "share.add:acquire give_back.sub:release", 0)                         \
    X(RELEASE, "release", "release.load:acquire give_back.sub:release", 0)                            \
    X(RELEASE_LAST, "release last", "release.load:acquire", 0)                                        \
    X(ABANDON, "release in session",                                                                  \
      "release.load:acquire give_back.sub:release give_back.load:acquire", 0)                         \
    X(BEGIN, "session in place", "begin.swap:acquire", 0)                                             \
    X(BEGIN_COPYING, "session copying",                                                               \
      "begin.swap:acquire is_busy.load:relaxed release.load:acquire give_back.sub:release",           \
      READS_PUBLISHED)                                                                                \
    X(BEGIN_READONLY, "session, read-only", "release.load:acquire give_back.sub:release",             \
      READS_PUBLISHED)                                                                                \
    X(BEGIN_READONLY_LAST, "session, read-only, last", "release.load:acquire", READS_PUBLISHED)       \
    X(BEGIN_REFUSED, "session refused", "begin.swap:acquire is_busy.load:relaxed", 0)                 \
    X(END, "session end", "is_busy.load:relaxed end.add:release", 0)                                  \
    X(ASK_BUSY, "nothing to end", "is_busy.load:relaxed", 0)                                          \
    X(COMPACT, "compact", "is_busy.load:relaxed release.load:acquire give_back.sub:release",          \
      READS_PUBLISHED)                                                                                \
    X(COMPACT_LAST, "compact, last", "is_busy.load:relaxed release.load:acquire", READS_PUBLISHED)    \
    X(ASSIGN, "assign in place", "begin.swap:acquire is_busy.load:relaxed end.add:release",           \
      READS_PUBLISHED)                                                                                \
    X(CELL_SNAPSHOT, "cell snapshot", "share_value.lock1 share.add:acquire share_value.unlock1",      \
      READS_PUBLISHED)                                                                                \
    X(CELL_SNAPSHOT_REFUSED, "cell snapshot refused",                                                 \
      "share_value.lock1 share.add:acquire give_back.sub:release share_value.unlock1", 0)             \
    X(CELL_SWAP, "cell swap",                                                                         \
      "become_writer.lock1 become_writer.unlock1 become_writer.lock2 cell_swap.lock1 "                \
      "cell_swap.unlock1 cell_swap.unlock2", 0)                                                       \
    X(CELL_UPDATE, "cell update",                                                                     \
      CELL_UPDATE_BEGINS " end_update.lock1 end_update.unlock1 cell_update.unlock2 "                  \
      "release.load:acquire give_back.sub:release", READS_PUBLISHED)                                  \
    X(CELL_INSIDE, "cell inside update", "become_writer.lock1 become_writer.unlock1", 0)

#define CELL_UPDATE_BEGINS                                                                            \
    "become_writer.lock1 become_writer.unlock1 become_writer.lock2 start_update.lock1 "               \
    "start_update.unlock1 share_value.lock1 share.add:acquire share_value.unlock1"

typedef enum class {
#define CLASS_ENUMERATOR(enumerator, name, operations, also) enumerator,
    CLASS_LIST(CLASS_ENUMERATOR)
#undef CLASS_ENUMERATOR
    CLASSES
} class;

#endif
