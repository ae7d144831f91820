/*
 * bench_seed.c - the pattern that began it.
 *
 *     seed.n100k          x of shape (n, 2), f64: the sum of ascontiguous(repeat(x, 2, axis=0)[::2])
 *     seed.n100k.into     the same with results in memory that exists
 *
 * The peers do the same three steps: repeat, gather every other row, add up.
 */
#include <stdlib.h>
#include <string.h>

#include "work.h"

typedef struct seed {
    int64_t n;
    ndw_array *x, *repeated, *gathered; /* of the library                     */
    ndw_view from;                      /* x                                  */
    ndw_mut to_repeated, to_gathered;   /* memory that exists: `room`         */
    char *room, *copied;                /* limits: as much as all results     */
    repeat_task repeat;                 /* of the peers                       */
    bool into;
    double sum, right_sum;
    const char *last;                   /* where the gathered rows are        */
    char *peer;                         /* what a peer has allocated          */
    bench_traffic traffic;
} seed;

enum { ROW_BYTES = 2 * sizeof(double) };

static const int64_t two = 2;

static int64_t source_bytes(const seed *s) { return s->n * ROW_BYTES; }

/* --- The library's way ------------------------------------------------------------------------ */

static ndw_status run_arrays(seed *s)
{
    NDW_AUTO ndw_array *every_other = NULL;
    ndw_release(&s->repeated);
    ndw_release(&s->gathered);
    NDW_TRY(ndw_repeat(s->x, 2, 0, &s->repeated));
    NDW_TRY(ndw_slice(s->repeated, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, 2)), &every_other));
    NDW_TRY(ndw_ascontiguous(every_other, &s->gathered));
    s->last = ndw_data(s->gathered);
    return NDW_OK;
}

static ndw_status run_into(seed *s)
{
    ndw_view repeated, every_other;
    NDW_TRY(ndw_view_repeat_into(&s->from, 2, 0, &s->to_repeated));
    NDW_TRY(ndw_view_of_mut(&s->to_repeated, &repeated));
    NDW_TRY(ndw_view_slice(&repeated, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, 2)), &every_other));
    NDW_TRY(ndw_view_copy_into(&every_other, &s->to_gathered));
    s->last = s->to_gathered.data;
    return NDW_OK;
}

static ndw_status run_ndweave(void *ctx)
{
    seed *s = ctx;
    NDW_TRY(s->into ? run_into(s) : run_arrays(s));
    s->sum = peer_sum_doubles(s->last, 2 * s->n);
    return NDW_OK;
}

/* --- The peers' ------------------------------------------------------------------------------- */

static ndw_status run_peer(seed *s, void (*repeat)(const repeat_task *))
{
    repeat_task task = s->repeat;
    if (!s->into) {
        free(s->peer);
        s->peer = malloc((size_t)(3 * source_bytes(s)));
        if (!s->peer) return NDW_ENOMEM;
    }
    char *repeated = s->into ? s->to_repeated.data : s->peer;
    char *gathered = repeated + 2 * source_bytes(s);
    task.dst = repeated;
    repeat(&task);
    task.src = repeated;
    task.column_step *= 2;
    peer_pack(&task, gathered);
    s->last = gathered;
    s->sum = peer_sum_doubles(gathered, 2 * s->n);
    return NDW_OK;
}

static ndw_status run_loop(void *ctx) { return run_peer(ctx, peer_loop); }
static ndw_status run_chunk_loop(void *ctx) { return run_peer(ctx, peer_chunk_loop); }

static const bench_way ways[] = {
    {"ndweave", run_ndweave, NULL, false},
    {"loop", run_loop, NULL, false},
    {"chunk_loop", run_chunk_loop, NULL, false},
};

/* --- Checks: the gathered rows are the source again, and the sum is its sum ------------------- */

static void spoil(void *ctx)
{
    seed *s = ctx;
    memset(s->room, 0x7F, (size_t)(3 * source_bytes(s)));
    if (s->peer) memset(s->peer, 0x7F, (size_t)(3 * source_bytes(s)));
    ndw_release(&s->repeated);
    ndw_release(&s->gathered);
    s->last = NULL;
    s->sum = -1;
}

static bool is_right(void *ctx)
{
    const seed *s = ctx;
    return s->last && s->sum >= s->right_sum && s->sum <= s->right_sum &&
           memcmp(s->last, ndw_data(s->x), (size_t)source_bytes(s)) == 0;
}

/* --- The cases -------------------------------------------------------------------------------- */

static ndw_status make_seed(seed *s)
{
    const int64_t bytes = source_bytes(s);
    NDW_AUTO ndw_array *line = NULL;
    NDW_TRY(ndw_arange(NDW_F64, 0, 2 * s->n, 1, &line));
    NDW_TRY(ndw_reshape(line, NDW_SHAPE(s->n, 2), 0, &s->x));
    NDW_TRY(ndw_view_of(s->x, &s->from));
    s->room = bench_memory(3 * bytes);
    s->copied = bench_memory(3 * bytes);
    if (!s->room || !s->copied) return NDW_ENOMEM;
    work_fill_with_noise(s->copied, 3 * bytes);
    s->right_sum = (double)s->n * (double)(2 * s->n - 1); /* exact below 2^53 */
    s->repeat = (repeat_task){.src = ndw_data(s->x),
                              .rows = 1,
                              .columns = s->n,
                              .column_step = ROW_BYTES,
                              .counts = &two,
                              .width = ROW_BYTES};
    s->traffic = (bench_traffic){
        .written = 3 * bytes, .read = 4 * bytes, .dst = s->room, .src = s->copied};
    NDW_TRY(ndw_mut_memory(NDW_F64, NDW_SHAPE(2 * s->n, 2), NULL, s->room, &s->to_repeated));
    return ndw_mut_memory(NDW_F64, NDW_SHAPE(s->n, 2), NULL, s->room + 2 * bytes, &s->to_gathered);
}

static void free_seed(seed *s)
{
    ndw_release(&s->x);
    ndw_release(&s->repeated);
    ndw_release(&s->gathered);
    bench_give(s->room);
    bench_give(s->copied);
    free(s->peer);
}

static void measure(bench *b, const char *size, int64_t n, bool into)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    seed s = {.n = n, .into = into};
    snprintf(name, sizeof name, "seed.%s%s", size, into ? ".into" : "");
    snprintf(params, sizeof params, "\"n\":%d,\"e\":16,\"buffers\":\"%s\"", (int)n,
             into ? "recycled" : "allocated");
    if (!bench_wants(b, name)) return;

    if (make_seed(&s) == NDW_OK)
        bench_measure(b, &(bench_case){
                             .name = name,
                             .params = params,
                             .bytes = 3 * source_bytes(&s),
                             .ways = ways,
                             .nways = LENGTH_OF(ways),
                             .traffic = &s.traffic,
                             .spoil = spoil,
                             .is_right = is_right,
                             .ctx = &s,
                         });
    else
        bench_give_up(b, name);
    free_seed(&s);
}

static void cases(bench *b)
{
    for (int into = 0; into < 2; into++) {
        measure(b, "n1k", 1000, into);
        measure(b, "n100k", 100 * 1000, into);
        measure(b, "n2M", 2 * 1000 * 1000, into);
    }
}

static const bench_column columns[] = {
    {BENCH_RIVAL, "loop", NULL},
    {BENCH_RIVAL, "chunk_loop", NULL},
    {BENCH_LIMIT, "limit", NULL},
    {BENCH_END, NULL, NULL},
};

const bench_suite bench_seed = {
    .name = "seed",
    .about = "(n, 2) doubles: sum of ascontiguous(repeat(x, 2, axis=0)[::2]), results allocated;\n"
             "  .into: in memory that exists. limit: each of the three steps moves its bytes once.",
    .columns = columns,
    .cases = cases,
};
