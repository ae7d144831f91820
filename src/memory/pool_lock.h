/*
 * pool_lock.h - the one lock of the pool, off every path that an ordinary small array takes.
 *
 * Under it: the list of magazines and what they may keep, the depot, the cache of large blocks, the guarded
 * blocks, the reports. It is held for a few instructions: never while libc is asked for memory or given some,
 * never while a callback runs. So there is no order of locks to keep. fork takes it first, so that a child never
 * finds it held by a thread that is not there.
 */
#ifndef NDW_MEMORY_POOL_LOCK_H
#define NDW_MEMORY_POOL_LOCK_H

#include <pthread.h>

extern pthread_mutex_t ndw_pool_mutex;

static inline void pool_lock(void) { pthread_mutex_lock(&ndw_pool_mutex); }
static inline void pool_unlock(void) { pthread_mutex_unlock(&ndw_pool_mutex); }

#endif
