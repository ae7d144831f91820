/*
 * bench_consume.c - a result that is read at once: repeated, then added up.
 *
 *     consume.e8.k2.4MiB
 *
 * Stores past the caches are fast until somebody wants to read what was stored. Here somebody does.
 */
#include <string.h>

#include "work.h"

typedef struct consumed {
    work w;
    uint64_t sum, right_sum;
} consumed;

static ndw_status add_up(consumed *c)
{
    c->sum = peer_sum_words(c->w.result, c->w.bytes / 8);
    return NDW_OK;
}

static ndw_status run_ndweave(void *ctx)
{
    consumed *c = ctx;
    NDW_TRY(ndw_view_repeat_into(&c->w.from, c->w.count, -1, &c->w.to));
    return add_up(c);
}

static ndw_status run_loop(void *ctx)
{
    consumed *c = ctx;
    peer_loop(&c->w.repeat);
    return add_up(c);
}

static ndw_status run_chunk_loop(void *ctx)
{
    consumed *c = ctx;
    peer_chunk_loop(&c->w.repeat);
    return add_up(c);
}

/* The best that plain stores could do: to fill, and to read that. */
static ndw_status run_fill_sum(void *ctx)
{
    consumed *c = ctx;
    memset(c->w.result, 1, (size_t)c->w.bytes);
    return add_up(c);
}

static const bench_way ways[] = {
    {"ndweave", run_ndweave, NULL, false},
    {"loop", run_loop, NULL, false},
    {"chunk_loop", run_chunk_loop, NULL, false},
    {"fill_sum", run_fill_sum, NULL, true},
};

static void spoil(void *ctx)
{
    consumed *c = ctx;
    work_spoil(&c->w);
    c->sum = ~c->right_sum;
}

static bool is_right(void *ctx)
{
    consumed *c = ctx;
    return c->sum == c->right_sum && work_is_right(&c->w);
}

/* The sizes of the grid, and as much as the last cache of many machines holds. */
static const struct {
    const char *name;
    int64_t bytes; /* 0: of the grid */
    work_size size;
} sizes[] = {{"4KiB", 0, KIB4},   {"halfL2", 0, HALF_L2}, {"4MiB", 0, MIB4},
             {"16MiB", 0, MIB16}, {"32MiB", 32 << 20, 0}, {"64MiB", 0, MIB64}};

static ndw_status make_consumed(consumed *c, int64_t width, int64_t count, int size)
{
    const int64_t bytes = sizes[size].bytes ? sizes[size].bytes : work_size_bytes(sizes[size].size);
    const int64_t n = bytes / (width * count);
    NDW_TRY(work_source(&c->w, n, width));
    NDW_TRY(ndw_view_memory(ndw_dtype_bytes(width), NDW_SHAPE(n), NULL, c->w.source, &c->w.from));
    NDW_TRY(work_repeat(&c->w, RECYCLED, count));
    c->right_sum = peer_sum_words(c->w.expected, c->w.bytes / 8);
    return NDW_OK;
}

static void measure(bench *b, int64_t width, int64_t count, int size)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    consumed c = {.sum = 0};
    const int e = (int)width, k = (int)count;
    snprintf(name, sizeof name, "consume.e%d.k%d.%s", e, k, sizes[size].name);
    snprintf(params, sizeof params, "\"e\":%d,\"k\":%d,\"output\":\"%s\",\"buffers\":\"recycled\"", e,
             k, sizes[size].name);
    if (!bench_wants(b, name)) return;

    if (make_consumed(&c, width, count, size) == NDW_OK)
        bench_measure(b, &(bench_case){
                             .name = name,
                             .params = params,
                             .bytes = c.w.bytes,
                             .ways = ways,
                             .nways = LENGTH_OF(ways),
                             .spoil = spoil,
                             .is_right = is_right,
                             .ctx = &c,
                         });
    else
        bench_give_up(b, name);
    work_free(&c.w);
}

static void cases(bench *b)
{
    for (int size = 0; size < LENGTH_OF(sizes); size++) {
        measure(b, 8, 2, size);
        if (bench_is_quick(b)) continue;
        measure(b, 1, 2, size);
        measure(b, 8, 8, size);
        measure(b, 16, 2, size);
    }
}

static const bench_column columns[] = {
    {BENCH_RIVAL, "loop", NULL},
    {BENCH_RIVAL, "chunk_loop", NULL},
    {BENCH_LIMIT, "fill_sum", NULL},
    {BENCH_END, NULL, NULL},
};

const bench_suite bench_consume = {
    .name = "consume",
    .about = "a repeat whose result is added up at once; the rivals store plainly and do the same.\n"
             "  fill_sum  what filling as many bytes with plain stores and adding them up takes",
    .columns = columns,
    .cases = cases,
};
