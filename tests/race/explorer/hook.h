/*
 * hook.h - put in with -include: the library's atomics, locks, conditions, threads and once, seen from
 * outside.
 *
 *     atomic_fetch_sub_explicit(&rc->word, 1, memory_order_release)
 *        -> hook_before   another thread may go first; a twin may change the operation
 *           the operation, by the compiler's builtin, where it stands: a report names this line
 *        -> hook_after    what was found is judged
 *
 * Nothing in src/ is changed or replaced. Whatever is not hooked (fences, flags, the forms without an
 * order) does not compile here, so no operation escapes.
 */
#ifndef NDW_TESTS_HOOK_H
#define NDW_TESTS_HOOK_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef enum hook_operation {
    HOOK_LOAD, HOOK_STORE, HOOK_ADD, HOOK_SUB, HOOK_SWAP, HOOK_LOCK, HOOK_UNLOCK, HOOK_WAIT,
    HOOK_BROADCAST, HOOK_ONCE
} hook_operation;

/* One operation that is about to happen, or has happened. */
typedef struct hook_call {
    hook_operation operation;
    const char *function; /* that contains it: with the operation, the name of the site */
    int line;
    void *word;
    size_t size;
    int order; /* as written; a twin may weaken it */
} hook_call;

/* What a twin makes of it. */
typedef enum hook_change {
    HOOK_AS_WRITTEN, /* or with another order only                                               */
    HOOK_SPLIT,      /* a load and a store, as strong as those can be, instead of one operation  */
    HOOK_LOOSE,      /* a swap of 1 accepts 2 as well                                            */
    HOOK_SKIPPED     /* not at all: hook_after says what was found                               */
} hook_change;

hook_change hook_before(hook_call *c);
void hook_between(const hook_call *c);               /* the halves of a split operation   */
intptr_t hook_after(const hook_call *c, intptr_t found); /* what the library is told it found */

/* The twin that gives its share up before it copies: asked where a swap has found `found`. */
bool hook_gives_up(const hook_call *c, intptr_t found);
void hook_gave_up(const hook_call *c, intptr_t found);

int hook_mutex_lock(pthread_mutex_t *mutex, const char *function, int line);
int hook_mutex_unlock(pthread_mutex_t *mutex, const char *function, int line);
int hook_once(pthread_once_t *control, void (*routine)(void), const char *function);

/* The condition itself is never touched: the scheduler knows who waits for it. */
int hook_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex, const char *function, int line);
int hook_cond_broadcast(pthread_cond_t *condition, const char *function, int line);

/* A thread that is started is one of the scenario's, which serves (schedule.h); where none does, there
 * are no more threads to be had. */
int hook_create(pthread_t *thread, void *(*function)(void *), void *arg);
int hook_join(pthread_t thread, void **result);

/* What is to be done around a fork is kept, and done around hook_fork, which is one: its child goes on
 * as the only thread, and ends with schedule_end_child. */
int hook_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void));
pid_t hook_fork(void);

/* --- The operations themselves: builtins, with an order that is known at run time --------------- */

#define HOOK_VALUE_(p) __typeof__((void)0, *(p))
#ifdef __clang__
#define HOOK_RAW_LOAD_(p, o) __c11_atomic_load(p, o)
#define HOOK_RAW_STORE_(p, v, o) __c11_atomic_store(p, v, o)
#define HOOK_RAW_ADD_(p, v, o) __c11_atomic_fetch_add(p, v, o)
#define HOOK_RAW_SUB_(p, v, o) __c11_atomic_fetch_sub(p, v, o)
#define HOOK_RAW_SWAP_(p, e, v, won, lost) __c11_atomic_compare_exchange_strong(p, e, v, won, lost)
#define HOOK_PLAIN_LOAD_(p, o)                    \
    __extension__({                                   \
        HOOK_VALUE_(p) hook_plain_;                   \
        __atomic_load(p, &hook_plain_, o);        \
        hook_plain_;                                  \
    })
#else
#define HOOK_RAW_LOAD_(p, o)                      \
    __extension__({                                   \
        HOOK_VALUE_(p) hook_raw_;                     \
        __atomic_load(p, &hook_raw_, o);          \
        hook_raw_;                                    \
    })
#define HOOK_RAW_STORE_(p, v, o) __atomic_store_n(p, v, o)
#define HOOK_RAW_ADD_(p, v, o) __atomic_fetch_add(p, v, o)
#define HOOK_RAW_SUB_(p, v, o) __atomic_fetch_sub(p, v, o)
#define HOOK_RAW_SWAP_(p, e, v, won, lost) __atomic_compare_exchange_n(p, e, v, 0, won, lost)
#define HOOK_PLAIN_LOAD_(p, o) HOOK_RAW_LOAD_(p, o)
#endif

/* --- The operations as the library writes them -------------------------------------------------- */

#define HOOK_CALL_(operation, p, o) \
    {operation, __func__, __LINE__, (void *)(uintptr_t)(p), sizeof *(p), (int)(o)}

#define HOOK_LOADED_(p, o, raw)                                                       \
    __extension__({                                                                       \
        __auto_type hook_p_ = (p);                                                        \
        HOOK_VALUE_(hook_p_) hook_found_ = 0;                                             \
        hook_call hook_c_ = HOOK_CALL_(HOOK_LOAD, hook_p_, o);                        \
        if (hook_before(&hook_c_) != HOOK_SKIPPED) hook_found_ = raw(hook_p_, hook_c_.order); \
        (HOOK_VALUE_(hook_p_))hook_after(&hook_c_, (intptr_t)hook_found_);                \
    })

#define HOOK_STORED_(p, v, o)                                                         \
    __extension__({                                                                       \
        __auto_type hook_p_ = (p);                                                        \
        HOOK_VALUE_(hook_p_) hook_v_ = (v);                                               \
        hook_call hook_c_ = HOOK_CALL_(HOOK_STORE, hook_p_, o);                       \
        (void)hook_before(&hook_c_);                                                      \
        HOOK_RAW_STORE_(hook_p_, hook_v_, hook_c_.order);                                 \
        (void)hook_after(&hook_c_, (intptr_t)hook_v_);                                    \
    })

#define HOOK_CHANGED_(operation, p, v, o, raw, op)                                        \
    __extension__({                                                                       \
        __auto_type hook_p_ = (p);                                                        \
        HOOK_VALUE_(hook_p_) hook_v_ = (v), hook_found_ = 0;                              \
        hook_call hook_c_ = HOOK_CALL_(operation, hook_p_, o);                            \
        switch (hook_before(&hook_c_)) {                                                  \
        case HOOK_SKIPPED: break;                                                         \
        case HOOK_SPLIT:                                                                  \
            hook_found_ = HOOK_RAW_LOAD_(hook_p_, __ATOMIC_ACQUIRE);                      \
            hook_between(&hook_c_);                                                       \
            HOOK_RAW_STORE_(hook_p_, hook_found_ op hook_v_, __ATOMIC_RELEASE);           \
            break;                                                                        \
        default: hook_found_ = raw(hook_p_, hook_v_, hook_c_.order);                      \
        }                                                                                 \
        (HOOK_VALUE_(hook_p_))hook_after(&hook_c_, (intptr_t)hook_found_);                \
    })

/* Won: *e is untouched, so that it is what was found either way. */
#define HOOK_SWAPPED_(p, e, v, won, lost)                                                 \
    __extension__({                                                                       \
        __auto_type hook_p_ = (p);                                                        \
        __auto_type hook_e_ = (e);                                                        \
        HOOK_VALUE_(hook_p_) hook_v_ = (v), hook_found_;                                  \
        hook_call hook_c_ = HOOK_CALL_(HOOK_SWAP, hook_p_, won);                          \
        bool hook_won_;                                                                   \
        hook_change hook_twin_ = hook_before(&hook_c_);                                   \
        if (hook_twin_ == HOOK_SPLIT) {                                                   \
            hook_found_ = HOOK_RAW_LOAD_(hook_p_, __ATOMIC_ACQUIRE);                      \
            hook_between(&hook_c_);                                                       \
            hook_won_ = hook_found_ == *hook_e_;                                          \
            if (hook_won_) HOOK_RAW_STORE_(hook_p_, hook_v_, __ATOMIC_RELEASE);           \
            *hook_e_ = hook_found_;                                                       \
        } else {                                                                          \
            hook_won_ = HOOK_RAW_SWAP_(hook_p_, hook_e_, hook_v_, hook_c_.order, lost);   \
            if (hook_twin_ == HOOK_LOOSE && !hook_won_ && *hook_e_ == 2)                  \
                hook_won_ = HOOK_RAW_SWAP_(hook_p_, hook_e_, hook_v_, hook_c_.order, lost); \
        }                                                                                 \
        (void)hook_after(&hook_c_, (intptr_t)*hook_e_);                                   \
        if (!hook_won_ && hook_gives_up(&hook_c_, (intptr_t)*hook_e_))                    \
            hook_gave_up(&hook_c_, HOOK_RAW_SUB_(hook_p_, 1, __ATOMIC_RELEASE));          \
        hook_won_;                                                                        \
    })

#undef atomic_load_explicit
#undef atomic_store_explicit
#undef atomic_fetch_add_explicit
#undef atomic_fetch_sub_explicit
#undef atomic_compare_exchange_strong_explicit
#define atomic_load_explicit(p, o) HOOK_LOADED_(p, o, HOOK_RAW_LOAD_)
#define atomic_store_explicit(p, v, o) HOOK_STORED_(p, v, o)
#define atomic_fetch_add_explicit(p, v, o) HOOK_CHANGED_(HOOK_ADD, p, v, o, HOOK_RAW_ADD_, +)
#define atomic_fetch_sub_explicit(p, v, o) HOOK_CHANGED_(HOOK_SUB, p, v, o, HOOK_RAW_SUB_, -)
#define atomic_compare_exchange_strong_explicit(p, e, v, won, lost) HOOK_SWAPPED_(p, e, v, won, lost)
#define __atomic_load_n(p, o) HOOK_LOADED_(p, o, HOOK_PLAIN_LOAD_)

#define pthread_mutex_lock(mutex) hook_mutex_lock(mutex, __func__, __LINE__)
#define pthread_mutex_unlock(mutex) hook_mutex_unlock(mutex, __func__, __LINE__)
#define pthread_once(control, routine) hook_once(control, routine, __func__)
#define pthread_cond_wait(condition, mutex) hook_cond_wait(condition, mutex, __func__, __LINE__)
#define pthread_cond_broadcast(condition) hook_cond_broadcast(condition, __func__, __LINE__)
#define pthread_create(thread, attributes, function, arg) hook_create(thread, function, arg)
#define pthread_join(thread, result) hook_join(thread, result)
#define pthread_atfork(prepare, parent, child) hook_atfork(prepare, parent, child)

/* A word's first value is written before anybody else knows the word. (gcc's own macro for it is made
 * of the one that was redefined above.) */
#ifndef __clang__
#undef atomic_init
#define atomic_init(p, v) __atomic_store_n(p, v, __ATOMIC_RELAXED)
#endif

/* --- What is not hooked does not compile -------------------------------------------------------- */

#undef atomic_load
#undef atomic_store
#undef atomic_exchange
#undef atomic_fetch_add
#undef atomic_fetch_sub
#undef atomic_fetch_or
#undef atomic_fetch_xor
#undef atomic_fetch_and
#undef atomic_compare_exchange_strong
#undef atomic_compare_exchange_weak
#undef atomic_exchange_explicit
#undef atomic_fetch_or_explicit
#undef atomic_fetch_xor_explicit
#undef atomic_fetch_and_explicit
#undef atomic_compare_exchange_weak_explicit
#undef atomic_thread_fence
#undef atomic_flag_test_and_set
#undef atomic_flag_test_and_set_explicit
#undef atomic_flag_clear
#undef atomic_flag_clear_explicit
#pragma GCC poison atomic_load atomic_store atomic_exchange atomic_fetch_add atomic_fetch_sub
#pragma GCC poison atomic_fetch_or atomic_fetch_xor atomic_fetch_and
#pragma GCC poison atomic_compare_exchange_strong atomic_compare_exchange_weak
#pragma GCC poison atomic_exchange_explicit atomic_fetch_or_explicit atomic_fetch_xor_explicit
#pragma GCC poison atomic_fetch_and_explicit atomic_compare_exchange_weak_explicit
#pragma GCC poison atomic_thread_fence atomic_flag_test_and_set atomic_flag_test_and_set_explicit
#pragma GCC poison atomic_flag_clear atomic_flag_clear_explicit
#pragma GCC poison pthread_mutex_trylock pthread_cond_timedwait pthread_cond_signal pthread_detach
#pragma GCC poison pthread_rwlock_rdlock pthread_rwlock_wrlock pthread_spin_lock

#endif
