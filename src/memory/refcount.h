/*
 * refcount.h - how many owners a buffer has, and whether one of them is writing.
 *
 * One word says both:
 *
 *     0                      nobody: freed
 *     1 .. SATURATED-1       that many owners
 *     SATURATED .. BUSY-1    too many to count: never freed
 *     BUSY ..                one owner, and it is in a write session
 *
 * Every decision is one read-modify-write, or one load by an owner who is alone; there is no second
 * word to disagree with. Only an owner may call these functions (each of them takes a share, or gives
 * one back, that exists); so an owner that has seen itself alone stays alone until it shares itself,
 * since nobody else has a share to share from.
 *
 * Why the orders suffice. Let W see the count at 1 (alone) and let R be any access that a former owner
 * made before giving up its share. R is sequenced before that owner's subtraction, which is a release;
 * every later change of the word is a read-modify-write, so it belongs to the same release sequence;
 * W's read is an acquire of a value in that sequence. Hence R happens before everything W does next:
 * writing in place, or freeing.
 *
 * No fences: the same guarantees from an acquire load cost the same and can be checked by a race
 * detector, which fences cannot.
 */
#ifndef NDW_MEMORY_REFCOUNT_H
#define NDW_MEMORY_REFCOUNT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct refcount {
    _Atomic intptr_t word;
} refcount;

#define REFCOUNT_BUSY (INTPTR_MAX / 2 + 1)
#define REFCOUNT_SATURATED (INTPTR_MAX / 4 + 1)

static inline bool refcount_is_saturated(intptr_t word)
{
    return word >= REFCOUNT_SATURATED && word < REFCOUNT_BUSY;
}

/* Before the buffer is anybody else's: no order needed. */
static inline void refcount_init(refcount *rc) { atomic_init(&rc->word, 1); }

static inline bool refcount_give_back(refcount *rc, intptr_t share)
{
    /* Release: my accesses come before whatever the last owner does. */
    if (atomic_fetch_sub_explicit(&rc->word, share, memory_order_release) != share) return false;
    /* Acquire: pairs with every other owner's release in the line above. */
    (void)atomic_load_explicit(&rc->word, memory_order_acquire);
    return true;
}

/* Gives up the caller's share, in a session or not. true: it was the last, the caller frees. */
static inline bool refcount_release(refcount *rc)
{
    /* Acquire: pairs with the release in the former owners' refcount_give_back. Nobody can share the
     * buffer meanwhile, so the word need not be written: it dies with the buffer. */
    intptr_t word = atomic_load_explicit(&rc->word, memory_order_acquire);
    if (word == 1) return true;
    if (refcount_is_saturated(word)) return false;

    /* While the word is BUSY it is the caller's own session that ends here. */
    return refcount_give_back(rc, word >= REFCOUNT_BUSY ? REFCOUNT_BUSY : 1);
}

typedef enum refcount_answer { REFCOUNT_SHARED, REFCOUNT_REFUSED, REFCOUNT_REFUSED_LAST } refcount_answer;

/*
 * Takes another share from the caller's. Refused while a session is open: the share taken for the
 * moment is given back, and should the session's owner have left meanwhile, it was the last one.
 */
static inline refcount_answer refcount_share(refcount *rc)
{
    /* Acquire: pairs with the release in refcount_end, so that a share made after a session sees
     * what it wrote, even where the pointer travelled before. */
    intptr_t before = atomic_fetch_add_explicit(&rc->word, 1, memory_order_acquire);
    if (before < REFCOUNT_SATURATED) return REFCOUNT_SHARED;
    if (before < REFCOUNT_BUSY) {
        /* Back to the middle, so that no number of shares walks out of the saturated range. */
        atomic_store_explicit(&rc->word, REFCOUNT_SATURATED + REFCOUNT_SATURATED / 2, memory_order_relaxed);
        return REFCOUNT_SHARED;
    }
    return refcount_give_back(rc, 1) ? REFCOUNT_REFUSED_LAST : REFCOUNT_REFUSED;
}

/* Opens a session if the caller is the only owner and none is open. */
static inline bool refcount_begin(refcount *rc)
{
    intptr_t alone = 1;
    /* Acquire: pairs with the release in refcount_give_back of every former owner, whose reads
     * are over before the first write of the session. */
    return atomic_compare_exchange_strong_explicit(&rc->word, &alone, REFCOUNT_BUSY,
                                                   memory_order_acquire, memory_order_relaxed);
}

/* Whether a session is open. For its owner the answer is exact; for anybody else a hint. */
static inline bool refcount_is_busy(refcount *rc)
{
    /* Relaxed: the owner reads its own earlier write. */
    return atomic_load_explicit(&rc->word, memory_order_relaxed) >= REFCOUNT_BUSY;
}

/* Closes the caller's session. */
static inline void refcount_end(refcount *rc)
{
    /* Release: pairs with the acquire in refcount_share. */
    atomic_fetch_add_explicit(&rc->word, 1 - REFCOUNT_BUSY, memory_order_release);
}

/* A hint for statistics and curiosity, never a licence to write. */
static inline bool refcount_is_one(refcount *rc)
{
    /* Relaxed: nothing is decided from it. A session's owner is alone, too. */
    intptr_t word = atomic_load_explicit(&rc->word, memory_order_relaxed);
    return word == 1 || word == REFCOUNT_BUSY;
}

#endif
