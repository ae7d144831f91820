/*
 * once.h - the three things that happen once: a choice, a publication, a read of foreign memory.
 *
 * The only atomics outside memory/ are these.
 */
#ifndef NDW_BASE_ONCE_H
#define NDW_BASE_ONCE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

/* A pointer that all threads read and that is replaced now and then; what it points to is complete
 * before it is written and never changes afterwards. */
typedef struct published {
    _Atomic(const void *) pointer;
} published;

/* Acquire: pairs with the release in publish, so the reader sees the whole of what was published. */
static inline const void *published_read(published *p)
{
    return atomic_load_explicit(&p->pointer, memory_order_acquire);
}

/* Release: pairs with the acquire in published_read. */
static inline void publish(published *p, const void *pointer)
{
    atomic_store_explicit(&p->pointer, pointer, memory_order_release);
}

/* Makes a choice the first time it is asked for; everybody who asks gets the same one. */
typedef struct choice {
    published made;
    pthread_once_t once;
} choice;

#define CHOICE_INIT {.once = PTHREAD_ONCE_INIT}

/* `choose` publishes into c->made. pthread_once orders it before every later return from here. */
static inline const void *chosen(choice *c, void (*choose)(void))
{
    const void *made = published_read(&c->made);
    if (made) return made;
    pthread_once(&c->once, choose);
    return published_read(&c->made);
}

/* One read of a word that another thread may be writing: whatever it returns, the caller decides
 * everything from that one value. Relaxed: the word publishes nothing but itself. */
static inline int64_t read_once(const int64_t *word)
{
    return __atomic_load_n(word, __ATOMIC_RELAXED);
}

#endif
