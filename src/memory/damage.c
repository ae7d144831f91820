/* damage.c - reports: the first is kept, all are counted. */
#include "memory/damage.h"

#include "base/compiler.h"
#include "base/status.h"
#include "memory/pool_lock.h"

static const char *const texts[] = {
#define DESCRIBE(name, value, text) [value] = text,
    NDW_DAMAGE_LIST(DESCRIBE)
#undef DESCRIBE
};

const char *ndw_damage_text(ndw_damage_cause cause)
{
    if ((unsigned)cause >= COUNT_OF(texts)) return "unknown cause";
    return texts[cause];
}

/* Guarded by the pool's lock. */
static struct {
    ndw_damage first;
    int64_t count;
    ndw_damage_fn *fn;
    void *ctx;
} reports;

void ndw_damage_begin(ndw_damage_fn *fn, void *ctx)
{
    reports.first = (ndw_damage){.cause = NDW_DAMAGE_NONE};
    reports.count = 0;
    reports.fn = fn;
    reports.ctx = ctx;
}

ndw_damage ndw_damage_first(int64_t *count)
{
    pool_lock();
    const ndw_damage first = reports.first;
    *count = reports.count;
    pool_unlock();
    return first;
}

#define SENTENCE(name, value, text) [value] = "memory: # bytes at address # were " text,
ndw_status ndw_damage_status(const ndw_damage *d)
{
    static const char *const sentences[] = {NDW_DAMAGE_LIST(SENTENCE)};
    if (d->cause == NDW_DAMAGE_NONE) return NDW_OK;
    return FAIL(NDW_ECORRUPT, sentences[d->cause], d->size, (int64_t)(intptr_t)d->address);
}
#undef SENTENCE

ndw_status ndw_damage_report(ndw_damage_cause cause, const void *address, int64_t size)
{
    const ndw_damage found = {cause, address, size};
    pool_lock();
    if (reports.count++ == 0) reports.first = found;
    ndw_damage_fn *fn = reports.fn;
    void *ctx = reports.ctx;
    pool_unlock();
    if (fn) fn(ctx, &found);
    return ndw_damage_status(&found);
}
