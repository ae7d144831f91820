/*
 * refcount_cases.c - src/memory/refcount.h, zone by zone, and two of its interleavings.
 *
 * A share that meets a session adds itself, sees the session, and takes itself away again. Meanwhile
 * the session's owner may end it, or leave altogether. To have that happen in one thread, every time,
 * the counter's additions are redefined here: after the first one a function of the test runs, as
 * another thread would.
 */
#include "refcount_cases.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What another thread does between a share's first step and its second. */
static void (*meanwhile)(void);

static intptr_t add_and_be_overtaken(_Atomic intptr_t *word, intptr_t by, memory_order order)
{
    intptr_t before = atomic_fetch_add_explicit(word, by, order);
    void (*other)(void) = meanwhile;
    meanwhile = NULL;
    if (other) other();
    return before;
}

#undef atomic_fetch_add_explicit
#define atomic_fetch_add_explicit(word, by, order) add_and_be_overtaken((word), (by), (order))
#include "memory/refcount.h"

/* Leaves the case with its text when it does not hold. */
#define HOLDS(condition)                     \
    do {                                     \
        if (!(condition)) return #condition; \
    } while (0)

static refcount rc;

static intptr_t word(void) { return atomic_load_explicit(&rc.word, memory_order_relaxed); }
static void set(intptr_t value) { atomic_store_explicit(&rc.word, value, memory_order_relaxed); }

/* --- Zones -------------------------------------------------------------------------------------- */

/* The zones lie apart, each wide enough that no number of threads walks through it by accident. */
static const char *zones(void)
{
    HOLDS(REFCOUNT_SATURATED > 1 && REFCOUNT_BUSY > REFCOUNT_SATURATED);
    HOLDS(REFCOUNT_BUSY < INTPTR_MAX - REFCOUNT_SATURATED);
    HOLDS(REFCOUNT_SATURATED >= (INTPTR_MAX >> 2));
    HOLDS(!refcount_is_saturated(1) && !refcount_is_saturated(REFCOUNT_SATURATED - 1));
    HOLDS(refcount_is_saturated(REFCOUNT_SATURATED) && refcount_is_saturated(REFCOUNT_BUSY - 1));
    HOLDS(!refcount_is_saturated(REFCOUNT_BUSY) && !refcount_is_saturated(REFCOUNT_BUSY + 1000));
    return NULL;
}

static const char *born_with_one_owner(void)
{
    refcount_init(&rc);
    HOLDS(word() == 1 && refcount_is_one(&rc) && !refcount_is_busy(&rc));
    HOLDS(refcount_release(&rc));
    return NULL;
}

static const char *counts_owners(void)
{
    refcount_init(&rc);
    for (int i = 2; i <= 100; i++) {
        HOLDS(refcount_share(&rc) == REFCOUNT_SHARED);
        HOLDS(word() == i && !refcount_is_one(&rc) && !refcount_is_busy(&rc));
    }
    for (int i = 99; i >= 1; i--) {
        HOLDS(!refcount_release(&rc));
        HOLDS(word() == i);
    }
    HOLDS(refcount_is_one(&rc) && refcount_release(&rc));
    return NULL;
}

/* --- Sessions ----------------------------------------------------------------------------------- */

static const char *session_of_one_owner(void)
{
    refcount_init(&rc);
    HOLDS(refcount_begin(&rc));
    HOLDS(word() == REFCOUNT_BUSY && refcount_is_busy(&rc) && refcount_is_one(&rc));
    HOLDS(!refcount_begin(&rc)); /* not twice */
    HOLDS(word() == REFCOUNT_BUSY);
    refcount_end(&rc);
    HOLDS(word() == 1 && !refcount_is_busy(&rc));
    HOLDS(refcount_begin(&rc)); /* but again */
    HOLDS(refcount_release(&rc));
    return NULL;
}

static const char *no_session_beside_others(void)
{
    refcount_init(&rc);
    HOLDS(refcount_share(&rc) == REFCOUNT_SHARED);
    HOLDS(!refcount_begin(&rc) && word() == 2);
    HOLDS(!refcount_release(&rc));
    HOLDS(refcount_begin(&rc));
    HOLDS(refcount_release(&rc));
    return NULL;
}

static const char *share_in_a_session_is_refused(void)
{
    refcount_init(&rc);
    HOLDS(refcount_begin(&rc));
    for (int i = 0; i < 1000; i++) HOLDS(refcount_share(&rc) == REFCOUNT_REFUSED);
    HOLDS(word() == REFCOUNT_BUSY);
    HOLDS(refcount_release(&rc)); /* ends the session and was the last */
    return NULL;
}

static void owner_ends(void) { refcount_end(&rc); }

static const char *session_ends_during_a_share(void)
{
    refcount_init(&rc);
    HOLDS(refcount_begin(&rc));
    meanwhile = owner_ends;
    HOLDS(refcount_share(&rc) == REFCOUNT_REFUSED);
    HOLDS(word() == 1 && refcount_release(&rc));
    return NULL;
}

static bool owner_freed;
static void owner_leaves(void) { owner_freed = refcount_release(&rc); }

static const char *owner_leaves_during_a_share(void)
{
    refcount_init(&rc);
    HOLDS(refcount_begin(&rc));
    meanwhile = owner_leaves;
    HOLDS(refcount_share(&rc) == REFCOUNT_REFUSED_LAST); /* so this one frees */
    HOLDS(!owner_freed && word() == 0);
    return NULL;
}

static const char *owner_ends_and_leaves_during_a_share(void)
{
    refcount_init(&rc);
    HOLDS(refcount_begin(&rc));
    refcount_end(&rc);
    meanwhile = owner_leaves;
    HOLDS(refcount_share(&rc) == REFCOUNT_SHARED); /* no session: the share is simply the last now */
    HOLDS(!owner_freed && word() == 1 && refcount_release(&rc));
    return NULL;
}

static bool began;
static void owner_begins(void) { began = refcount_begin(&rc); }

static const char *session_begins_during_a_share(void)
{
    refcount_init(&rc);
    meanwhile = owner_begins;
    HOLDS(refcount_share(&rc) == REFCOUNT_SHARED);
    HOLDS(!began && word() == 2);
    return NULL;
}

/* --- Too many to count -------------------------------------------------------------------------- */

static const char *saturates(void)
{
    set(REFCOUNT_SATURATED - 1);
    for (int i = 0; i < 3; i++) HOLDS(refcount_share(&rc) == REFCOUNT_SHARED);
    HOLDS(refcount_is_saturated(word()));
    for (int i = 0; i < 100000; i++) HOLDS(!refcount_release(&rc));
    HOLDS(refcount_is_saturated(word()));
    HOLDS(!refcount_begin(&rc) && !refcount_is_one(&rc) && !refcount_is_busy(&rc));
    HOLDS(refcount_is_saturated(word()));
    return NULL;
}

static const char *releases_leave_it_saturated(void)
{
    set(REFCOUNT_SATURATED);
    for (int i = 0; i < 3; i++) HOLDS(!refcount_release(&rc));
    HOLDS(word() == REFCOUNT_SATURATED);
    return NULL;
}

static const char *last_countable(void)
{
    set(REFCOUNT_SATURATED - 2);
    HOLDS(refcount_share(&rc) == REFCOUNT_SHARED && word() == REFCOUNT_SATURATED - 1);
    HOLDS(!refcount_release(&rc) && word() == REFCOUNT_SATURATED - 2);
    return NULL;
}

/* From any point of the zone, its last one included, shares stay in it. */
static const char *stays_saturated(void)
{
    static const intptr_t from[] = {REFCOUNT_SATURATED, REFCOUNT_SATURATED + 1,
                                    REFCOUNT_SATURATED + REFCOUNT_SATURATED / 2, REFCOUNT_BUSY - 2,
                                    REFCOUNT_BUSY - 1};
    for (size_t i = 0; i < sizeof from / sizeof *from; i++) {
        set(from[i]);
        for (int n = 0; n < 1000; n++) {
            HOLDS(refcount_share(&rc) == REFCOUNT_SHARED);
            HOLDS(refcount_is_saturated(word()));
            HOLDS(!refcount_release(&rc));
        }
    }
    return NULL;
}

/* A share and a release in the zone leave room on both sides for as many as there are threads. */
static const char *back_to_the_middle(void)
{
    set(REFCOUNT_BUSY - 1);
    HOLDS(refcount_share(&rc) == REFCOUNT_SHARED);
    HOLDS(word() - REFCOUNT_SATURATED >= REFCOUNT_SATURATED / 4);
    HOLDS(REFCOUNT_BUSY - word() >= REFCOUNT_SATURATED / 4);
    return NULL;
}

refcount_case refcount_cases[] = {
    {"zones", zones},
    {"born with one owner", born_with_one_owner},
    {"counts owners", counts_owners},
    {"session of one owner", session_of_one_owner},
    {"no session beside others", no_session_beside_others},
    {"share in a session is refused", share_in_a_session_is_refused},
    {"session ends during a share", session_ends_during_a_share},
    {"owner leaves during a share", owner_leaves_during_a_share},
    {"owner ends and leaves during a share", owner_ends_and_leaves_during_a_share},
    {"session begins during a share", session_begins_during_a_share},
    {"saturates", saturates},
    {"releases leave it saturated", releases_leave_it_saturated},
    {"last countable", last_countable},
    {"stays saturated", stays_saturated},
    {"back to the middle", back_to_the_middle},
};
const int refcount_case_count = sizeof refcount_cases / sizeof *refcount_cases;
