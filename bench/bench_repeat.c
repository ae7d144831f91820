/*
 * bench_repeat.c - repeat of packed and of strided sources, along the last axis.
 *
 *     repeat.contig.e8.k2.64MiB
 *            |      |  |  `---- bytes of the result; n100: 100 elements of the source
 *            |      |  `------- each element so many times
 *            |      `---------- bytes of an element
 *            `----------------- what the source is a view of, see `shapes`
 *
 *     repeat.seed.n100k         x of shape (n, 2), f64: ascontiguous(repeat(x, 2, axis=0)[::2]), both
 *                               results in memory that exists
 *
 * Source and result are recycled memory: written before, by whoever ran last, and so faulted in. The
 * expected result is worked out from the result's side, element by element (element c of a row of the
 * result is element c / k of the row of the source); no way computes it like that.
 */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "peers.h"

/* --- What is measured ------------------------------------------------------------------------- */

typedef enum shape_name { CONTIG, STEP2, REVERSED, COLUMNS_REVERSED, TRANSPOSED } shape_name;

/* Each is a view of packed memory: of a vector, or of a square matrix. */
static const struct {
    const char *name;
    int ndim;
    int64_t stretch;   /* how many elements of a vector there are for one that is seen */
    const char *slice; /* of the packed memory; NULL: its transpose */
} shapes[] = {
    [CONTIG] = {"contig", 1, 1, ":"},
    [STEP2] = {"step2", 1, 2, "::2"},
    [REVERSED] = {"reversed", 1, 1, "::-1"},
    [COLUMNS_REVERSED] = {"columns_reversed", 2, 1, ":, ::-1"},
    [TRANSPOSED] = {"transposed", 2, 1, NULL},
};

typedef enum size_name { N100, KIB4, HALF_L2, MIB4, MIB16, MIB64, SIZES } size_name;

static const char *const size_names[] = {"n100", "4KiB", "halfL2", "4MiB", "16MiB", "64MiB"};

enum { WIDTHS = 5, COUNTS = 6 };

/* Every combination of some values; a list ends with its first 0, that of sizes with SIZES. */
typedef struct sweep {
    shape_name shape;
    int64_t widths[WIDTHS + 1], counts[COUNTS + 1];
    size_name sizes[SIZES + 1];
} sweep;

#define ALL_WIDTHS {1, 2, 4, 8, 16}
#define ALL_COUNTS {2, 3, 4, 8, 16, 100}

static const sweep full[] = {
    {CONTIG, ALL_WIDTHS, ALL_COUNTS, {N100, KIB4, HALF_L2, MIB4, MIB16, MIB64, SIZES}},
    {STEP2, ALL_WIDTHS, ALL_COUNTS, {MIB64, SIZES}},
    {REVERSED, ALL_WIDTHS, ALL_COUNTS, {MIB64, SIZES}},
    {COLUMNS_REVERSED, ALL_WIDTHS, ALL_COUNTS, {MIB64, SIZES}},
    {TRANSPOSED, ALL_WIDTHS, ALL_COUNTS, {MIB64, SIZES}},
};

static const sweep quick[] = {
    {CONTIG, {8}, {2}, {N100, KIB4, HALF_L2, MIB4, MIB64, SIZES}},
    {CONTIG, {1, 16}, {3}, {HALF_L2, MIB64, SIZES}},
    {STEP2, {8}, {2}, {KIB4, HALF_L2, MIB64, SIZES}},
    {REVERSED, {8}, {2}, {KIB4, MIB64, SIZES}},
    {COLUMNS_REVERSED, {8}, {2}, {KIB4, MIB64, SIZES}},
    {TRANSPOSED, {8}, {2}, {KIB4, HALF_L2, MIB64, SIZES}},
};

#define LENGTH_OF(list) (int)(sizeof(list) / sizeof(list)[0])

static int64_t bytes_of(size_name size)
{
    switch (size) {
    case KIB4: return 4 << 10;
    case HALF_L2: return bench_l2() / 2;
    case MIB4: return 4 << 20;
    case MIB16: return 16 << 20;
    case MIB64: return 64 << 20;
    default: return 0; /* given in elements */
    }
}

/* --- One case: memory, and the work as each way is told of it --------------------------------- */

typedef struct work {
    char *source, *result, *expected, *scratch; /* scratch: as large as the elements of the source  */
    int64_t bytes;                              /* of the result                                    */
    int64_t count;
    ndw_view from;
    ndw_mut to;
    repeat_task task; /* the same for the peers */
} work;

static ndw_status run_ndweave(void *ctx)
{
    const work *w = ctx;
    return ndw_view_repeat_into(&w->from, w->count, -1, &w->to);
}

static ndw_status run_loop(void *ctx)
{
    peer_loop(&((const work *)ctx)->task);
    return NDW_OK;
}

static ndw_status run_chunk_loop(void *ctx)
{
    peer_chunk_loop(&((const work *)ctx)->task);
    return NDW_OK;
}

static ndw_status run_pack_chunk_loop(void *ctx)
{
    const work *w = ctx;
    repeat_task packed = w->task;
    peer_pack(&w->task, w->scratch);
    packed.src = w->scratch;
    packed.column_step = (int64_t)w->task.width;
    packed.row_step = packed.column_step * packed.columns;
    peer_chunk_loop(&packed);
    return NDW_OK;
}

static ndw_status run_memcpy(void *ctx)
{
    const work *w = ctx;
    memcpy(w->result, w->expected, (size_t)w->bytes);
    return NDW_OK;
}

static void spoil(void *ctx)
{
    const work *w = ctx;
    for (int64_t i = 0; i < w->bytes; i++) w->result[i] = (char)~w->expected[i];
}

static bool is_right(void *ctx)
{
    const work *w = ctx;
    return memcmp(w->result, w->expected, (size_t)w->bytes) == 0;
}

/* The last one only where the source is not packed already. */
static const bench_way repeat_ways[] = {
    {"ndweave", run_ndweave},
    {"loop", run_loop},
    {"chunk_loop", run_chunk_loop},
    {"memcpy", run_memcpy},
    {"pack_chunk_loop", run_pack_chunk_loop},
};

/* --- Preparing it ----------------------------------------------------------------------------- */

/* Bytes that do not repeat with the width of any element. */
static void fill_with_noise(char *bytes, int64_t n)
{
    uint32_t state = 1;
    for (int64_t i = 0; i < n; i++) {
        state = state * 1664525u + 1013904223u;
        bytes[i] = (char)(state >> 24);
    }
}

static void expect(const work *w)
{
    const repeat_task *t = &w->task;
    char *out = w->expected;
    for (int64_t i = 0; i < t->rows; i++)
        for (int64_t c = 0; c < t->columns * w->count; c++, out += t->width)
            memcpy(out, t->src + i * t->row_step + c / w->count * t->column_step, t->width);
}

static int64_t root(int64_t n)
{
    int64_t side = 1;
    while ((side + 1) * (side + 1) <= n) side++;
    return side;
}

/* The view of packed memory that the case is about; *memory is allocated and filled. */
static ndw_status make_source(shape_name shape, int64_t width, int64_t n, char **memory, ndw_view *out)
{
    const int64_t side = shapes[shape].ndim == 2 ? root(n) : n * shapes[shape].stretch;
    const int64_t dims[2] = {side, side}, size = shapes[shape].ndim == 2 ? side * side : side;
    ndw_view packed;
    *memory = bench_memory(size * width);
    if (!*memory) return NDW_ENOMEM;
    fill_with_noise(*memory, size * width);
    NDW_TRY(ndw_view_memory(ndw_dtype_bytes(width), shapes[shape].ndim, dims, NULL, *memory, &packed));
    return shapes[shape].slice ? ndw_view_slice_str(&packed, shapes[shape].slice, out)
                               : ndw_view_transpose(&packed, NDW_ALL_AXES, out);
}

static repeat_task task_of(const ndw_view *v, const int64_t *count, char *dst)
{
    const int last = v->ndim - 1;
    return (repeat_task){
        .dst = dst,
        .src = v->data,
        .rows = last == 1 ? v->shape[0] : 1,
        .columns = v->shape[last],
        .row_step = last == 1 ? v->strides[0] : 0,
        .column_step = v->strides[last],
        .count = count,
        .width = (size_t)ndw_itemsize(v->dtype),
    };
}

static ndw_status make_work(work *w, shape_name shape, int64_t width, int64_t count, int64_t n)
{
    NDW_TRY(make_source(shape, width, n, &w->source, &w->from));
    const int last = w->from.ndim - 1;
    int64_t dims[2] = {w->from.shape[0], w->from.shape[last]};
    dims[last] *= count;
    w->count = count;
    w->bytes = ndw_view_nbytes(&w->from) * count;
    w->result = bench_memory(w->bytes);
    w->expected = bench_memory(w->bytes);
    w->scratch = bench_memory(w->bytes / count);
    if (!w->result || !w->expected || !w->scratch) return NDW_ENOMEM;

    w->task = task_of(&w->from, &w->count, w->result);
    expect(w);
    return ndw_mut_memory(w->from.dtype, w->from.ndim, dims, NULL, w->result, &w->to);
}

static void free_work(work *w)
{
    free(w->source);
    free(w->result);
    free(w->expected);
    free(w->scratch);
}

/* --- The cases of the sweeps ------------------------------------------------------------------ */

typedef struct point {
    shape_name shape;
    int64_t width, count;
    size_name size;
} point;

static void name_case(const point *p, char *name, char *params)
{
    const char *shape = shapes[p->shape].name, *size = size_names[p->size];
    const int e = (int)p->width, k = (int)p->count;
    snprintf(name, BENCH_NAME_MAX, "repeat.%s.e%d.k%d.%s", shape, e, k, size);
    snprintf(params, BENCH_PARAMS_MAX,
             "\"source\":\"%s\",\"e\":%d,\"k\":%d,\"output\":\"%s\",\"buffers\":\"recycled\"", shape, e,
             k, size);
}

static void measure(bench *b, const point *p)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    name_case(p, name, params);
    if (!bench_wants(b, name)) return;

    work w = {0};
    const int64_t n = p->size == N100 ? 100 : bytes_of(p->size) / (p->width * p->count);
    if (make_work(&w, p->shape, p->width, p->count, n) == NDW_OK)
        bench_measure(b, &(bench_case){
                             .name = name,
                             .params = params,
                             .bytes = w.bytes,
                             .ways = repeat_ways,
                             .nways = LENGTH_OF(repeat_ways) - (p->shape == CONTIG),
                             .spoil = spoil,
                             .is_right = is_right,
                             .ctx = &w,
                         });
    else
        bench_give_up(b, name);
    free_work(&w);
}

static void sweep_cases(bench *b, const sweep *s)
{
    for (const size_name *size = s->sizes; *size != SIZES; size++)
        for (const int64_t *width = s->widths; *width; width++)
            for (const int64_t *count = s->counts; *count; count++)
                measure(b, &(point){s->shape, *width, *count, *size});
}

/* --- The pattern that began it ---------------------------------------------------------------- */

typedef struct seed {
    work w;                /* for the peers: n elements of 16 bytes, twice     */
    ndw_view x;            /* the same source as (n, 2) of f64                 */
    ndw_mut twice, packed; /* ... and where its repetition and the end result go: w.result, w.scratch */
} seed;

static ndw_status run_seed(void *ctx)
{
    const seed *s = ctx;
    ndw_view doubled, every_other;
    NDW_TRY(ndw_view_repeat_into(&s->x, 2, 0, &s->twice));
    NDW_TRY(ndw_view_of_mut(&s->twice, &doubled));
    NDW_TRY(ndw_view_slice(&doubled, NDW_INDEX(NDW_RANGE(NDW_OMIT, NDW_OMIT, 2)), &every_other));
    return ndw_view_copy_into(&every_other, &s->packed);
}

/* Every other one of the repeated rows, packed. */
static void pack_every_other(const seed *s)
{
    repeat_task every_other = s->w.task;
    every_other.src = s->w.result;
    every_other.column_step *= 2;
    peer_pack(&every_other, s->w.scratch);
}

static ndw_status run_seed_loop(void *ctx)
{
    peer_loop(&((const seed *)ctx)->w.task);
    pack_every_other(ctx);
    return NDW_OK;
}

static ndw_status run_seed_chunk_loop(void *ctx)
{
    peer_chunk_loop(&((const seed *)ctx)->w.task);
    pack_every_other(ctx);
    return NDW_OK;
}

static ndw_status run_seed_memcpy(void *ctx)
{
    const work *w = &((const seed *)ctx)->w;
    memcpy(w->result, w->expected, (size_t)w->bytes);
    memcpy(w->scratch, w->source, (size_t)w->bytes / 2);
    return NDW_OK;
}

static void spoil_seed(void *ctx)
{
    work *w = &((seed *)ctx)->w;
    spoil(w);
    for (int64_t i = 0; i < w->bytes / 2; i++) w->scratch[i] = (char)~w->source[i];
}

/* Both results: the repeated rows, and the source again. */
static bool is_seed_right(void *ctx)
{
    work *w = &((seed *)ctx)->w;
    return is_right(w) && memcmp(w->scratch, w->source, (size_t)w->bytes / 2) == 0;
}

static const bench_way seed_ways[] = {
    {"ndweave", run_seed},
    {"loop", run_seed_loop},
    {"chunk_loop", run_seed_chunk_loop},
    {"memcpy", run_seed_memcpy},
};

static ndw_status make_seed(seed *s, int64_t n)
{
    NDW_TRY(make_work(&s->w, CONTIG, 2 * (int64_t)sizeof(double), 2, n));
    NDW_TRY(ndw_view_memory(NDW_F64, NDW_SHAPE(n, 2), NULL, s->w.source, &s->x));
    NDW_TRY(ndw_mut_memory(NDW_F64, NDW_SHAPE(2 * n, 2), NULL, s->w.result, &s->twice));
    return ndw_mut_memory(NDW_F64, NDW_SHAPE(n, 2), NULL, s->w.scratch, &s->packed);
}

static void measure_seed(bench *b, const char *size, int64_t n)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    snprintf(name, sizeof name, "repeat.seed.%s", size);
    snprintf(params, sizeof params, "\"source\":\"seed\",\"n\":%d,\"buffers\":\"recycled\"", (int)n);
    if (!bench_wants(b, name)) return;

    seed s = {0};
    if (make_seed(&s, n) == NDW_OK)
        bench_measure(b, &(bench_case){
                             .name = name,
                             .params = params,
                             .bytes = s.w.bytes + s.w.bytes / 2,
                             .ways = seed_ways,
                             .nways = LENGTH_OF(seed_ways),
                             .spoil = spoil_seed,
                             .is_right = is_seed_right,
                             .ctx = &s,
                         });
    else
        bench_give_up(b, name);
    free_work(&s.w);
}

/* --- The suite -------------------------------------------------------------------------------- */

static void cases(bench *b)
{
    const sweep *sweeps = bench_is_quick(b) ? quick : full;
    const int n = bench_is_quick(b) ? LENGTH_OF(quick) : LENGTH_OF(full);
    for (int i = 0; i < n; i++) sweep_cases(b, &sweeps[i]);
    measure_seed(b, "n1k", 1000);
    measure_seed(b, "n100k", 100 * 1000);
    measure_seed(b, "n2M", 2 * 1000 * 1000);
}

static const bench_column columns[] = {
    {"loop", true}, {"chunk_loop", true}, {"pack_chunk_loop", true}, {"memcpy", false}, {NULL, false},
};

const bench_suite bench_repeat = {
    .name = "repeat",
    .about = "each element k times, into recycled memory (written before). Columns: time of\n"
             "  the peer / time of ndweave, so above 1 ndweave is faster.\n"
             "  loop             a plain loop nest\n"
             "  chunk_loop       one memcpy per copy, as inside NumPy's repeat\n"
             "  pack_chunk_loop  the same, after a strided source was made contiguous, as NumPy does\n"
             "  memcpy           of as many bytes as the result has: a yardstick, not a rival",
    .columns = columns,
    .cases = cases,
};
