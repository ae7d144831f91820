/*
 * bench_tiny.c - what an operation costs beside its bytes, each beside the plain C that does the same.
 *
 *     tiny.repeat.n16              repeat(x, 2) of 16 doubles, and let go of it
 *     tiny.repeat_into.n16         the same into memory that exists
 *     tiny.copy.0d ...             likewise; 0d: an array without axes
 *     tiny.slice.n16, share.n16    no element moves
 *     tiny.foreach.n16             y = x for every other element; .n1M, .1000x1000: many of them
 *     tiny.cell.snapshot           a share of what a cell holds, and let go of it
 *     tiny.write.inplace           a write session for one element
 *     tiny.write.copying           the same while somebody shares the array
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "work.h"

typedef struct tiny {
    int64_t n;              /* elements of x; 0: no axes                                        */
    int ndim;
    int64_t shape[2];
    ndw_array *x, *out;
    ndw_cell *cell;
    ndw_view from;
    ndw_mut to;             /* `room`                                                           */
    char *source, *room;    /* memory of the plain way and of foreach                           */
    char *block;            /* what the plain way has allocated                                 */
    const double *last;     /* where the result is                                              */
    double expected;        /* its first element; the others count up by `scale`, each `every` times */
    int64_t length, every, step, scale;
    size_t spoilt;          /* bytes of an allocated result that can be made wrong              */
    double number;
} tiny;

static int64_t elements(const tiny *t) { return t->n > 0 ? t->n : 1; }

/* --- Results that are allocated --------------------------------------------------------------- */

static ndw_status run_repeat(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_release(&t->out);
        NDW_TRY(ndw_repeat(t->x, 2, 0, &t->out));
    }
    t->last = ndw_data(t->out);
    return NDW_OK;
}

static ndw_status run_copy(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_release(&t->out);
        NDW_TRY(ndw_copy(t->x, NDW_C, &t->out));
    }
    t->last = ndw_data(t->out);
    return NDW_OK;
}

static void plain_repeat(const tiny *t, char *to)
{
    const repeat_task task = {.dst = to, .src = t->source, .rows = 1, .columns = elements(t),
                              .column_step = sizeof(double), .counts = &t->every,
                              .width = sizeof(double)};
    peer_loop(&task);
}

static ndw_status run_plain_repeat(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        free(t->block);
        t->block = malloc((size_t)t->length * sizeof(double));
        if (!t->block) return NDW_ENOMEM;
        plain_repeat(t, t->block);
    }
    t->last = (const double *)(const void *)t->block;
    return NDW_OK;
}

static ndw_status run_plain_copy(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        free(t->block);
        t->block = malloc((size_t)t->length * sizeof(double));
        if (!t->block) return NDW_ENOMEM;
        memcpy(t->block, t->source, (size_t)t->length * sizeof(double));
    }
    t->last = (const double *)(const void *)t->block;
    return NDW_OK;
}

/* --- Into memory that exists ------------------------------------------------------------------ */

static ndw_status run_repeat_into(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) NDW_TRY(ndw_repeat_into(t->x, 2, 0, &t->to));
    t->last = t->to.data;
    return NDW_OK;
}

static ndw_status run_copy_into(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) NDW_TRY(ndw_copy_into(t->x, &t->to));
    t->last = t->to.data;
    return NDW_OK;
}

static ndw_status run_plain_repeat_into(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) plain_repeat(t, t->room);
    t->last = t->to.data;
    return NDW_OK;
}

static ndw_status run_plain_copy_into(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        char *volatile room = t->room; /* volatile: each of them must happen */
        memcpy(room, t->source, (size_t)t->length * sizeof(double));
    }
    t->last = t->to.data;
    return NDW_OK;
}

/* --- No element moves ------------------------------------------------------------------------- */

static ndw_status run_slice(void *ctx)
{
    tiny *t = ctx;
    const ndw_index all = NDW_RANGE(NDW_OMIT, NDW_OMIT, 2);
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_release(&t->out);
        NDW_TRY(ndw_slice(t->x, t->n > 0, &all, &t->out));
    }
    t->last = ndw_data(t->out);
    return NDW_OK;
}

static ndw_status run_share(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_release(&t->out);
        NDW_TRY(ndw_share(t->x, &t->out));
    }
    t->last = ndw_data(t->out);
    return NDW_OK;
}

static ndw_status run_snapshot(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_release(&t->out);
        NDW_TRY(ndw_cell_snapshot(t->cell, &t->out));
    }
    t->last = ndw_data(t->out);
    return NDW_OK;
}

/* What one would write: a descriptor with a count of its owners, allocated for each slice. */
typedef struct plain_slice {
    _Atomic int64_t *owners;
    const double *data;
    int64_t length, step;
} plain_slice;

static _Alignas(64) _Atomic int64_t plain_owners = 1;
static pthread_mutex_t plain_lock = PTHREAD_MUTEX_INITIALIZER;

static ndw_status let_go(tiny *t)
{
    if (t->block) atomic_fetch_sub_explicit(&plain_owners, 1, memory_order_acq_rel);
    free(t->block);
    t->block = NULL;
    return NDW_OK;
}

static ndw_status plain_share(tiny *t, int64_t step)
{
    plain_slice *s = malloc(sizeof *s);
    if (!s) return NDW_ENOMEM;
    atomic_fetch_add_explicit(&plain_owners, 1, memory_order_relaxed);
    *s = (plain_slice){&plain_owners, (const double *)(const void *)t->source,
                       (elements(t) + step - 1) / step, step};
    t->block = (char *)s;
    t->last = s->data;
    return NDW_OK;
}

static ndw_status run_plain_share(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        let_go(t);
        NDW_TRY(plain_share(t, t->step));
    }
    return NDW_OK;
}

static ndw_status run_plain_snapshot(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        let_go(t);
        pthread_mutex_lock(&plain_lock);
        const ndw_status status = plain_share(t, 1);
        pthread_mutex_unlock(&plain_lock);
        NDW_TRY(status);
    }
    return NDW_OK;
}

/* --- Loops of one's own ----------------------------------------------------------------------- */

static ndw_status copy_run(void *ctx, const ndw_run *run)
{
    (void)ctx;
    peer_copy_doubles(run->out[0], run->out_steps[0], run->in[0], run->in_steps[0], run->length);
    return NDW_OK;
}

static ndw_status run_foreach(void *ctx)
{
    tiny *t = ctx;
    t->last = t->to.data;
    const ndw_view *from[] = {&t->from};
    const ndw_mut *to[] = {&t->to};
    return ndw_foreach(1, from, 1, to, copy_run, NULL);
}

static ndw_status run_plain_foreach(void *ctx)
{
    tiny *t = ctx;
    const ndw_view *v = &t->from;
    const int64_t rows = v->ndim == 2 ? v->shape[0] : 1, last = v->ndim - 1;
    t->last = t->to.data;
    for (int64_t i = 0; i < rows; i++)
        peer_copy_doubles((char *)t->to.data + i * t->to.strides[0], t->to.strides[last],
                          (const char *)v->data + i * v->strides[0], v->strides[last], v->shape[last]);
    return NDW_OK;
}

/* --- Write sessions --------------------------------------------------------------------------- */

static ndw_status run_write(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_mut w;
        NDW_TRY(ndw_write_begin(&t->out, 0, &w));
        NDW_EL1(double, w, 0) = t->number;
        ndw_write_end(&t->out);
    }
    t->last = ndw_data(t->out);
    return NDW_OK;
}

static ndw_status run_write_copying(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        ndw_mut w;
        ndw_release(&t->out);
        NDW_TRY(ndw_share(t->x, &t->out));
        NDW_TRY(ndw_write_begin(&t->out, 0, &w));
        NDW_EL1(double, w, 0) = t->number;
        ndw_write_end(&t->out);
    }
    t->last = ndw_data(t->out);
    return NDW_OK;
}

static ndw_status run_plain_write(void *ctx)
{
    tiny *t = ctx;
    for (int i = 0; i < LIMIT_REPEATS; i++) {
        double *volatile at = (double *)(void *)t->room; /* volatile: each of them must happen */
        *at = t->number;
    }
    t->last = t->to.data;
    return NDW_OK;
}

static ndw_status run_plain_write_copying(void *ctx)
{
    tiny *t = ctx;
    NDW_TRY(run_plain_copy(ctx));
    memcpy(t->block, &t->number, sizeof t->number);
    return NDW_OK;
}

/* --- Checks ----------------------------------------------------------------------------------- */

/* What is there is overwritten before it is given back, so that nothing right is left to be found. */
static void spoil(void *ctx)
{
    tiny *t = ctx;
    ndw_mut w;
    if (t->out && ndw_write_begin(&t->out, 0, &w) == NDW_OK) {
        memset(w.data, 0x7F, t->spoilt);
        ndw_write_end(&t->out);
    }
    if (t->block) memset(t->block, 0x7F, t->spoilt);
    memset(t->room, 0x7F, t->spoilt > 0 ? t->spoilt * (size_t)t->step : sizeof(double));
    t->last = NULL;
}

static bool is_right(void *ctx)
{
    const tiny *t = ctx;
    for (int64_t i = 0; t->last && i < t->length; i++) {
        const double right = i == 0 ? t->expected : (double)(i * t->scale / t->every);
        if (memcmp(&t->last[i * t->step], &right, sizeof right) != 0) return false;
    }
    return t->last != NULL;
}

/* --- The cases -------------------------------------------------------------------------------- */

typedef enum kind { REPEAT, COPY_ALL, HALF, SAME, FOREACH, CELL, WRITE, WRITE_COPYING } kind;

static const struct described {
    const char *name;
    kind what;
    ndw_status (*run)(void *ctx), (*plain)(void *ctx);
} list[] = {
    {"repeat", REPEAT, run_repeat, run_plain_repeat},
    {"repeat_into", REPEAT, run_repeat_into, run_plain_repeat_into},
    {"copy", COPY_ALL, run_copy, run_plain_copy},
    {"copy_into", COPY_ALL, run_copy_into, run_plain_copy_into},
    {"slice", HALF, run_slice, run_plain_share},
    {"share", SAME, run_share, run_plain_share},
    {"foreach", FOREACH, run_foreach, run_plain_foreach},
    {"cell.snapshot", CELL, run_snapshot, run_plain_snapshot},
    {"write.inplace", WRITE, run_write, run_plain_write},
    {"write.copying", WRITE_COPYING, run_write_copying, run_plain_write_copying},
};

static bool moves(kind what) { return what != HALF && what != SAME && what != CELL; }

/* Which elements of the result there are to look at. */
static void expect(tiny *t, kind what)
{
    t->number = what == WRITE || what == WRITE_COPYING ? 42 : 0;
    t->expected = t->number;
    t->every = what == REPEAT ? 2 : 1;
    t->length = what == HALF ? (elements(t) + 1) / 2 : elements(t) * t->every;
    t->step = what == HALF && t->n > 0 ? 2 : 1;
    t->scale = what == HALF ? 2 : 1;
    t->spoilt = what == WRITE ? sizeof(double) : moves(what) ? (size_t)t->length * sizeof(double) : 0;
}

/* Every other element of the source, to every other one of the room. */
static ndw_status strided(tiny *t)
{
    int64_t steps[2] = {0};
    steps[t->ndim - 1] = 2 * (int64_t)sizeof(double);
    if (t->ndim == 2) steps[0] = t->shape[1] * steps[1];
    NDW_TRY(ndw_view_memory(NDW_F64, t->ndim, t->shape, steps, t->source, &t->from));
    NDW_TRY(ndw_mut_memory(NDW_F64, t->ndim, t->shape, steps, t->room, &t->to));
    for (int64_t i = 0; i < t->n; i++) ((double *)(void *)t->source)[2 * i] = (double)i;
    t->step = 2;
    return NDW_OK;
}

static ndw_status make_room(tiny *t)
{
    const int64_t bytes = 2 * (elements(t) + 1) * (int64_t)sizeof(double);
    t->source = bench_memory(bytes);
    t->room = bench_memory(bytes);
    if (!t->source || !t->room) return NDW_ENOMEM;
    memset(t->source, 0, (size_t)bytes);
    memset(t->room, 0, (size_t)bytes);
    for (int64_t i = 0; i < elements(t); i++) ((double *)(void *)t->source)[i] = (double)i;
    return NDW_OK;
}

static ndw_status make_tiny(tiny *t, kind what)
{
    NDW_TRY(make_room(t));
    expect(t, what);
    NDW_TRY(ndw_from_data(NDW_F64, t->ndim, t->shape, t->source, &t->x));
    if (what == WRITE) {
        NDW_TRY(ndw_copy(t->x, NDW_C, &t->out));
        memcpy(t->room, t->source, (size_t)elements(t) * sizeof(double));
    }
    if (what == FOREACH) return strided(t);
    if (what == CELL) {
        NDW_AUTO ndw_array *value = NULL;
        NDW_TRY(ndw_share(t->x, &value));
        NDW_TRY(ndw_cell_new(&value, &t->cell));
    }
    if (what == REPEAT) return ndw_mut_memory(NDW_F64, NDW_SHAPE(t->length), NULL, t->room, &t->to);
    return ndw_mut_memory(NDW_F64, t->ndim, t->shape, NULL, t->room, &t->to);
}

static void free_tiny(tiny *t, const struct described *d)
{
    if (!moves(d->what)) let_go(t);
    ndw_release(&t->x);
    ndw_release(&t->out);
    ndw_cell_free(&t->cell);
    bench_give(t->source);
    bench_give(t->room);
    free(t->block);
}

static void measure(bench *b, const struct described *d, const char *size, int ndim, int64_t rows,
                    int64_t columns)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    tiny t = {.n = ndim == 0 ? 0 : rows * columns, .ndim = ndim, .shape = {rows, columns}};
    if (ndim == 1) t.shape[0] = columns;
    snprintf(name, sizeof name, "tiny.%s.%s", d->name, size);
    snprintf(params, sizeof params, "\"operation\":\"%s\",\"size\":\"%s\",\"e\":8", d->name, size);
    if (!bench_wants(b, name)) return;

    const bench_way ways[] = {{"ndweave", d->run, NULL, false}, {"plain", d->plain, NULL, false}};
    if (make_tiny(&t, d->what) == NDW_OK)
        bench_measure(b, &(bench_case){
                             .name = name,
                             .params = params,
                             .bytes = moves(d->what) ? t.length * (int64_t)sizeof(double) : 0,
                             .operations = d->what == FOREACH ? 1 : LIMIT_REPEATS,
                             .ways = ways,
                             .nways = LENGTH_OF(ways),
                             .spoil = spoil,
                             .is_right = is_right,
                             .ctx = &t,
                         });
    else
        bench_give_up(b, name);
    free_tiny(&t, d);
}

static void cases(bench *b)
{
    for (int i = 0; i < LENGTH_OF(list); i++) {
        const struct described *d = &list[i];
        if (d->what != FOREACH && d->what != WRITE) measure(b, d, "0d", 0, 1, 1);
        measure(b, d, "n1", 1, 1, 1);
        measure(b, d, "n4", 1, 1, 4);
        measure(b, d, "n16", 1, 1, 16);
        if (d->what != FOREACH) continue;
        measure(b, d, "n1000", 1, 1, 1000);
        measure(b, d, "n1M", 1, 1, 1 << 20);
        measure(b, d, "1000x1000", 2, 1000, 1000);
    }
}

static const bench_column columns[] = {{BENCH_YARDSTICK, "plain", NULL}, {BENCH_END, NULL, NULL}};

const bench_suite bench_tiny = {
    .name = "tiny",
    .about = "what an operation costs beside its bytes: doubles, few of them; time of one operation.\n"
             "  plain   the same in plain C: malloc, a loop, a mutex, a counter, as the case needs",
    .columns = columns,
    .cases = cases,
};
