/* stress_market.c - traders, what they hold and what they do with it. */
#include "stress_market.h"

#include "support/check.h"
#include "support/random.h"

enum { COLUMNS = 5, ROWS_MAX = 48, HAND = 6 };

/* --- Arrays that prove themselves ------------------------------------------------------- */

typedef struct trader {
    market *m;
    uint64_t random;
    held hand[HAND];
} trader;

static uint64_t follow(uint64_t seed, int64_t column)
{
    uint64_t state = seed + (uint64_t)column;
    return column == 0 ? seed : random_next(&state);
}

/* Whether every row follows from its seed; *sum depends on every element and its place. */
static bool proves_itself(const ndw_array *a, uint64_t *sum)
{
    ndw_view v;
    if (ndw_view_of(a, &v) != NDW_OK || v.ndim != 2 || v.shape[1] != COLUMNS) return false;
    *sum = 0;
    for (int64_t i = 0; i < v.shape[0]; i++) {
        uint64_t seed = NDW_EL2(uint64_t, v, i, 0);
        for (int64_t j = 0; j < COLUMNS; j++) {
            uint64_t value = NDW_EL2(uint64_t, v, i, j);
            if (value != follow(seed, j)) return false;
            *sum = *sum * 31 + value;
        }
    }
    return true;
}

static void write_rows(const ndw_mut *w, uint64_t *random)
{
    for (int64_t i = 0; i < w->shape[0]; i++) {
        uint64_t seed = random_next(random);
        for (int64_t j = 0; j < COLUMNS; j++) NDW_EL2(uint64_t, *w, i, j) = follow(seed, j);
    }
}

/* Still what it was; then gone. */
static bool drop(held *h)
{
    uint64_t sum;
    if (!h->array) return true;
    bool intact = proves_itself(h->array, &sum) && sum == h->sum;
    ndw_release(&h->array);
    return intact;
}

/* In place of what is in `h`: the array just made, which may be any rows of another. */
static bool hold(held *h, ndw_status status, ndw_array *fresh)
{
    return drop(h) && status == NDW_OK && proves_itself((h->array = fresh), &h->sum);
}

static bool hold_same(held *h, ndw_status status, ndw_array *fresh, uint64_t sum)
{
    return hold(h, status, fresh) && h->sum == sum;
}

/* --- What a trader does ----------------------------------------------------------------- */

/* An array to read - one of his own or everybody's - and the place in his hand for what comes of it. */
typedef struct pick {
    const ndw_array *a;
    uint64_t sum;
    held *to;
} pick;

static bool do_share(trader *t, pick p)
{
    (void)t;
    ndw_array *b;
    ndw_status status = ndw_share(p.a, &b);
    return hold_same(p.to, status, b, p.sum);
}

static bool do_slice(trader *t, pick p)
{
    static const int64_t steps[] = {1, 1, 2, 3, -1, -2};
    ndw_array *b;
    int64_t step = steps[random_next(&t->random) % COUNT(steps)];
    int64_t start = random_between(&t->random, 0, ROWS_MAX / 8);
    if (step < 0) start = -1 - start;
    ndw_status status = ndw_slice(p.a, NDW_INDEX(NDW_RANGE(start, NDW_OMIT, step)), &b);
    return hold(p.to, status, b);
}

static bool do_repeat(trader *t, pick p)
{
    ndw_array *b;
    int64_t rows = ndw_shape(p.a)[0];
    if (rows > ROWS_MAX / 2) return do_slice(t, p);
    ndw_status status = ndw_repeat(p.a, 2, 0, &b);
    return hold(p.to, status, b) && ndw_shape(p.to->array)[0] == 2 * rows;
}

static bool do_repeat_counts(trader *t, pick p)
{
    ndw_array *b;
    int64_t counts[ROWS_MAX], total = 0, rows = ndw_shape(p.a)[0];
    for (int64_t i = 0; i < rows; i++) {
        counts[i] = random_between(&t->random, 0, 3);
        if (total + counts[i] > ROWS_MAX) counts[i] = 0;
        total += counts[i];
    }
    ndw_status status = ndw_repeat_counts(p.a, rows, counts, 0, &b);
    return hold(p.to, status, b) && ndw_shape(p.to->array)[0] == total;
}

static bool do_copy(trader *t, pick p)
{
    ndw_array *b;
    bool either = random_next(&t->random) % 2;
    ndw_status status = either ? ndw_ascontiguous(p.a, &b) : ndw_copy(p.a, NDW_F, &b);
    return hold_same(p.to, status, b, p.sum);
}

static bool do_transpose_twice(trader *t, pick p)
{
    (void)t;
    ndw_array *b, *c;
    if (ndw_transpose(p.a, NDW_ALL_AXES, &b) != NDW_OK) return false;
    ndw_status status = ndw_transpose(b, NDW_ALL_AXES, &c);
    ndw_release(&b);
    return hold_same(p.to, status, c, p.sum);
}

static bool do_make(trader *t, pick p)
{
    ndw_array *b;
    ndw_mut w;
    int64_t rows = random_between(&t->random, 1, ROWS_MAX / 2);
    if (ndw_empty(NDW_U64, NDW_SHAPE(rows, COLUMNS), &b) != NDW_OK) return false;
    if (ndw_write_begin(&b, NDW_NOCOPY, &w) != NDW_OK) return false; /* nobody else can have it */
    write_rows(&w, &t->random);
    ndw_write_end(&b);
    return hold(p.to, NDW_OK, b);
}

/* Nobody gets a share of what is being written; who shared the bytes before keeps the old ones. */
static bool do_write(trader *t, pick p)
{
    static const unsigned flags[] = {0, 0, NDW_DISCARD, NDW_NOCOPY};
    unsigned f = flags[random_next(&t->random) % COUNT(flags)];
    ndw_array **a = &p.to->array, *b;
    ndw_mut w;
    if (!*a) return do_make(t, p);
    ndw_status status = ndw_write_begin(a, f, &w);
    if (status == NDW_ECOPY && f == NDW_NOCOPY) return drop(p.to);
    if (status != NDW_OK) return false;
    if (ndw_size(*a) > 0 && ndw_share(*a, &b) != NDW_EBUSY) return false;
    write_rows(&w, &t->random);
    if (random_next(&t->random) % 4 == 0) { /* an early return */
        ndw_release(a);
        return true;
    }
    ndw_write_end(a);
    return proves_itself(*a, &p.to->sum);
}

/* What I have for what lies there: another thread reads, writes and releases it from now on. */
static bool do_exchange(trader *t, pick p)
{
    held *slot = &t->m->slots[random_next(&t->random) % SLOTS];
    pthread_mutex_lock(&t->m->mutex);
    held other = *slot;
    *slot = *p.to;
    *p.to = other;
    pthread_mutex_unlock(&t->m->mutex);
    return true;
}

static bool do_drop(trader *t, pick p)
{
    (void)t;
    return drop(p.to);
}

static const struct action {
    const char *name;
    bool (*act)(trader *t, pick p);
} actions[] = {
    {"share", do_share},
    {"slice", do_slice},
    {"repeat", do_repeat},
    {"repeat by counts", do_repeat_counts},
    {"copy", do_copy},
    {"transpose twice", do_transpose_twice},
    {"make", do_make},
    {"write", do_write},
    {"write", do_write},
    {"exchange", do_exchange},
    {"exchange", do_exchange},
    {"drop", do_drop},
};

static pick any_pick(trader *t)
{
    held *h = &t->hand[random_next(&t->random) % HAND], *to = &t->hand[random_next(&t->random) % HAND];
    if (h->array && random_next(&t->random) % 4) return (pick){h->array, h->sum, to};
    return (pick){t->m->common.array, t->m->common.sum, to};
}

void market_trade(worker *w)
{
    trader t = {.m = w->ctx, .random = (uint64_t)w->number + 1};
    for (; !atomic_load_explicit(w->stop, memory_order_relaxed); w->rounds++) {
        const struct action *a = &actions[random_next(&t.random) % COUNT(actions)];
        if (!a->act(&t, any_pick(&t))) worker_failed(w, __FILE__, __LINE__, a->name);
        if (*w->failure) return;
    }
    for (int i = 0; i < HAND; i++) WORKER_CHECK(w, drop(&t.hand[i]));
}

bool market_open(market *m)
{
    *m = (market){.mutex = PTHREAD_MUTEX_INITIALIZER};
    return do_make(&(trader){.m = m}, (pick){.to = &m->common});
}

bool market_close(market *m)
{
    bool intact = true;
    for (int i = 0; i < SLOTS; i++) intact &= drop(&m->slots[i]);
    intact &= ndw_is_unique(m->common.array);
    return intact & drop(&m->common);
}
