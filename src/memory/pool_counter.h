/*
 * pool_counter.h - a number that one thread changes and any thread reads.
 *
 * Relaxed: a count orders nothing. Whoever adds up several counts gets the truth if the threads that
 * change them rest, and nearly the truth otherwise. One writer, so that no change is lost without a
 * read-modify-write, whose price would be that of an atomic pair for each array.
 */
#ifndef NDW_MEMORY_POOL_COUNTER_H
#define NDW_MEMORY_POOL_COUNTER_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/compiler.h"

typedef struct counter {
    _Atomic intptr_t value;
} counter;

static inline intptr_t counter_read(const counter *c)
{
    return atomic_load_explicit(&c->value, memory_order_relaxed);
}

/* By the one thread that changes it, or under a lock. (By two, if both can only write the same.) */
static inline void counter_set(counter *c, intptr_t value)
{
    atomic_store_explicit(&c->value, value, memory_order_relaxed);
}

/* Wraps: bytes that are shown many times over can come to more than there are numbers. */
WRAPS static inline intptr_t wrapping_sum(intptr_t a, intptr_t b) { return (intptr_t)((uintptr_t)a + (uintptr_t)b); }

static inline void counter_add(counter *c, intptr_t n) { counter_set(c, wrapping_sum(counter_read(c), n)); }

#endif
