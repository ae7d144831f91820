#include "subjects.h"

#include <stdio.h>
#include <string.h>

#include <ndweave/ndweave.h>

#include "twin.h"

enum { LENGTH = 10, COUNT_EACH = 2, ENOUGH = 100 };

/* Whether `length` elements `stride` bytes apart are 0 0 .. 1 1 .. 9 9 .., each `times` times. */
static const char *are_repeated(const void *elements, int64_t length, int64_t stride, int64_t times)
{
    if (length != LENGTH * times) return "a wrong length";
    for (int64_t i = 0; i < length; i++) {
        int64_t value;
        memcpy(&value, (const char *)elements + i * stride, sizeof value);
        if (value != i / times) return "wrong elements";
    }
    return NULL;
}

/* --- The twins ---------------------------------------------------------------------------------- */

static void *twin_make(void)
{
    twin *a = twin_new(sizeof(int64_t), 1, (const int64_t[]){LENGTH});
    for (int64_t i = 0; a && i < LENGTH; i++) memcpy(a->data + i * (int64_t)sizeof i, &i, sizeof i);
    return a;
}

static const char *twin_inspect(const void *source)
{
    const twin *a = source;
    return are_repeated(a->data, a->dims[0], sizeof(int64_t), 1) ? "the source was changed" : NULL;
}

static void twin_drop(void *source) { twin_free(source); }

static const char *inspect_result(twin *r)
{
    if (!r) return "no result";
    const char *why = are_repeated(r->data, r->dims[0], sizeof(int64_t), COUNT_EACH);
    twin_free(r);
    return why;
}

static const char *prefix_repeat(void *source)
{
    return inspect_result(twin_repeat_prefix(source, 0, false, (const int64_t[]){COUNT_EACH}));
}

static const char *fixed_repeat(void *source)
{
    return inspect_result(twin_repeat_fixed(source, 0, false, (const int64_t[]){COUNT_EACH}));
}

const subject subject_prefix = {"prefix", twin_make, prefix_repeat, twin_inspect, twin_drop};
const subject subject_fixed = {"fixed", twin_make, fixed_repeat, twin_inspect, twin_drop};

/* --- The library -------------------------------------------------------------------------------- */

static void *array_make(void)
{
    ndw_array *a;
    return ndw_arange(NDW_I64, 0, LENGTH, 1, &a) == NDW_OK ? a : NULL;
}

static const char *inspect_array(const ndw_array *a, int64_t times)
{
    if (ndw_ndim(a) != 1 || ndw_dtype_of(a) != NDW_I64) return "another kind of array";
    return are_repeated(ndw_data(a), ndw_shape(a)[0], ndw_strides(a)[0], times);
}

static const char *array_repeat(void *source)
{
    NDW_AUTO ndw_array *r = NULL, *s = NULL;
    if (ndw_repeat(source, COUNT_EACH, 0, &r) != NDW_OK) return ndw_error_detail();
    if (ndw_slice(r, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, COUNT_EACH)), &s) != NDW_OK)
        return ndw_error_detail();
    const char *why = inspect_array(r, COUNT_EACH);
    return why ? why : inspect_array(s, 1);
}

static const char *array_inspect(const void *source)
{
    return inspect_array(source, 1) ? "the source was changed" : NULL;
}

static void array_drop(void *source)
{
    ndw_array *a = source;
    ndw_release(&a);
}

const subject subject_ndweave = {"ndweave", array_make, array_repeat, array_inspect, array_drop};

/* --- All of them -------------------------------------------------------------------------------- */

const subject *subject_named(const char *name)
{
    static const subject *const all[] = {&subject_prefix, &subject_fixed, &subject_ndweave};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i]->name, name) == 0) return all[i];
    return NULL;
}

typedef struct race {
    const subject *s;
    void *source;
    long rounds;
} race;

/* Goes on for a while after the first wrong result: the heap may have more to say than the result. */
static void repeat_in_rounds(worker *w)
{
    const race *r = w->ctx;
    int wrong = 0;
    for (; w->rounds < r->rounds && wrong < ENOUGH; w->rounds++) {
        const char *why = r->s->repeat(r->source);
        if (!why) continue;
        if (wrong++ == 0) snprintf(w->failure, sizeof w->failure, "a result has %s", why);
    }
}

int subject_race(const subject *s, int threads, long rounds, release_by how, char *failure)
{
    worker_fn *const fns[] = {repeat_in_rounds};
    long done;
    race r = {s, s->make(), rounds};
    if (!r.source) return snprintf(failure, 200, "no memory"), 1;

    int failed = workers_run(threads, fns, 1, &r, 0, how, failure, &done);
    const char *why = s->inspect(r.source);
    if (!failed && why) failed = snprintf(failure, 200, "%s", why) > 0;
    s->drop(r.source);
    return failed;
}
