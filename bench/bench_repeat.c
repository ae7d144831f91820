/*
 * bench_repeat.c - repeat of packed and of strided sources, along the last axis.
 *
 *     repeat.contig.e8.k2.64MiB.fresh
 *            |      |  |  |     `- the result's memory: fresh, unaligned; otherwise recycled.
 *            |      |  |  |        t2: recycled, by two threads, the limits too
 *            |      |  |  `------- bytes of the result; n100: 100 elements of the source
 *            |      |  `---------- each element so many times
 *            |      `------------- bytes of an element
 *            `-------------------- what the source is a view of, see `shapes`
 */
#include <string.h>

#include "work.h"

/* --- What is measured ------------------------------------------------------------------------- */

typedef enum shape_name { CONTIG, STEP2, REVERSED, COLREV, TRANSPOSED, PIXELS, FLIPPED } shape_name;

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
    [COLREV] = {"colrev", 2, 1, ":, ::-1"},
    [TRANSPOSED] = {"transposed", 2, 1, NULL},
    [PIXELS] = {"pixels", 1, 1, ":"}, /* as contig and colrev, of elements that are no word */
    [FLIPPED] = {"flipped", 2, 1, ":, ::-1"},
};

enum { WIDTHS = 5, COUNTS = 6 };

/* Every combination of some values; a list ends with its first 0, that of sizes with SIZES. */
typedef struct sweep {
    shape_name shape;
    work_place place;
    int64_t widths[WIDTHS + 1], counts[COUNTS + 1];
    work_size sizes[SIZES + 1];
} sweep;

#define ALL_WIDTHS {1, 2, 4, 8, 16}
#define ALL_COUNTS {2, 3, 4, 8, 16, 100}

static const sweep full[] = {
    {CONTIG, RECYCLED, ALL_WIDTHS, ALL_COUNTS, {N100, KIB4, HALF_L2, MIB4, MIB16, MIB64, SIZES}},
    {STEP2, RECYCLED, ALL_WIDTHS, ALL_COUNTS, {MIB64, SIZES}},
    {REVERSED, RECYCLED, ALL_WIDTHS, ALL_COUNTS, {MIB64, SIZES}},
    {COLREV, RECYCLED, ALL_WIDTHS, ALL_COUNTS, {MIB64, SIZES}},
    {TRANSPOSED, RECYCLED, ALL_WIDTHS, ALL_COUNTS, {MIB64, SIZES}},
    {CONTIG, FRESH, {1, 8, 16}, {2, 8}, {MIB4, MIB64, SIZES}},
    {CONTIG, UNALIGNED, ALL_WIDTHS, {2, 3, 8}, {N100, HALF_L2, SIZES}},
    {CONTIG, UNALIGNED, {1, 8}, {2, 3, 8}, {MIB64, SIZES}},
    {PIXELS, RECYCLED, {3, 12}, {2, 3}, {N100, HALF_L2, MIB64, SIZES}},
    {FLIPPED, RECYCLED, {3, 12}, {2}, {HALF_L2, MIB64, SIZES}},
    {CONTIG, BY_TWO, {8}, {2}, {HALF_L2, MIB4, MIB16, MIB64, SIZES}},
    {CONTIG, BY_TWO, {1, 16}, {3, 8}, {MIB64, SIZES}},
    {STEP2, BY_TWO, {8}, {2}, {MIB64, SIZES}},
    {TRANSPOSED, BY_TWO, {8}, {2}, {MIB64, SIZES}},
};

static const sweep quick[] = {
    {CONTIG, RECYCLED, {8}, {2}, {N100, KIB4, HALF_L2, MIB4, MIB64, SIZES}},
    {CONTIG, RECYCLED, {1, 16}, {3}, {N100, HALF_L2, MIB64, SIZES}},
    {CONTIG, RECYCLED, {4}, {100}, {HALF_L2, MIB64, SIZES}},
    {STEP2, RECYCLED, {8}, {2}, {KIB4, HALF_L2, MIB64, SIZES}},
    {REVERSED, RECYCLED, {8}, {2}, {KIB4, MIB64, SIZES}},
    {COLREV, RECYCLED, {8}, {2}, {KIB4, MIB64, SIZES}},
    {TRANSPOSED, RECYCLED, {8}, {2}, {KIB4, HALF_L2, MIB64, SIZES}},
    {PIXELS, RECYCLED, {3}, {2}, {HALF_L2, SIZES}},
    {CONTIG, FRESH, {8}, {2}, {MIB64, SIZES}},
    {CONTIG, UNALIGNED, {8}, {2}, {HALF_L2, MIB64, SIZES}},
    {CONTIG, BY_TWO, {8}, {2}, {MIB16, MIB64, SIZES}},
};

static ndw_status run_ndweave(void *ctx)
{
    const work *w = ctx;
    return ndw_view_repeat_into(&w->from, w->count, -1, &w->to);
}

/* The last one only where the source is not packed already. */
static const bench_way ways[] = {
    {"ndweave", run_ndweave, NULL, false},
    {"loop", work_run_loop, NULL, false},
    {"chunk_loop", work_run_chunk_loop, NULL, false},
    {"memcpy", work_run_memcpy, NULL, false},
    {"pack_chunk_loop", work_run_pack_chunk_loop, NULL, false},
};

/* --- One case --------------------------------------------------------------------------------- */

typedef struct point {
    shape_name shape;
    work_place place;
    int64_t width, count;
    work_size size;
} point;

static int64_t root(int64_t n)
{
    int64_t side = 1;
    while ((side + 1) * (side + 1) <= n) side++;
    return side;
}

/* The view of packed memory that the case is about, of `n` elements or as many as a square can have. */
static ndw_status make_source(work *w, const point *p, int64_t n)
{
    const int ndim = shapes[p->shape].ndim;
    const int64_t side = ndim == 2 ? root(n) : n * shapes[p->shape].stretch;
    ndw_view packed;
    NDW_TRY(work_source(w, ndim == 2 ? side * side : side, p->width));
    NDW_TRY(ndw_view_memory(ndw_dtype_bytes(p->width), ndim, (const int64_t[]){side, side}, NULL,
                            w->source, &packed));
    return shapes[p->shape].slice ? ndw_view_slice_str(&packed, shapes[p->shape].slice, &w->from)
                                  : ndw_view_transpose(&packed, NDW_ALL_AXES, &w->from);
}

static ndw_status make_work(work *w, const point *p)
{
    const int64_t n = p->size == N100 ? 100 : work_size_bytes(p->size) / (p->width * p->count);
    NDW_TRY(make_source(w, p, n));
    return work_repeat(w, p->place, p->count);
}

static void name_case(const point *p, char *name, char *params)
{
    const char *shape = shapes[p->shape].name, *size = work_size_names[p->size];
    const int e = (int)p->width, k = (int)p->count;
    snprintf(name, BENCH_NAME_MAX, "repeat.%s.e%d.k%d.%s%s", shape, e, k, size, work_suffix(p->place));
    snprintf(params, BENCH_PARAMS_MAX,
             "\"source\":\"%s\",\"e\":%d,\"k\":%d,\"output\":\"%s\"%s", shape, e, k,
             size, work_place_params(p->place));
}

static void measure(bench *b, const point *p)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    name_case(p, name, params);
    if (!bench_wants(b, name)) return;
    work w = {0};
    const ndw_status status = make_work(&w, p);
    work_measure(b, &w, status, name, params, ways, LENGTH_OF(ways) - (p->shape == CONTIG || p->shape == PIXELS));
}

/* --- The suite -------------------------------------------------------------------------------- */

static void sweep_cases(bench *b, const sweep *s)
{
    for (const work_size *size = s->sizes; *size != SIZES; size++)
        for (const int64_t *width = s->widths; *width; width++)
            for (const int64_t *count = s->counts; *count; count++)
                measure(b, &(point){s->shape, s->place, *width, *count, *size});
}

static void cases(bench *b)
{
    const sweep *sweeps = bench_is_quick(b) ? quick : full;
    const int n = bench_is_quick(b) ? LENGTH_OF(quick) : LENGTH_OF(full);
    for (int i = 0; i < n; i++) sweep_cases(b, &sweeps[i]);
}

static const bench_column columns[] = {
    {BENCH_RIVAL, "loop", NULL},
    {BENCH_RIVAL, "chunk_loop", NULL},
    {BENCH_RIVAL, "pack_chunk_loop", "pack+chunk"},
    {BENCH_RIVAL, "by_one", "by one"},
    {BENCH_LIMIT, "nt_fill", NULL},
    {BENCH_LIMIT, "limit", NULL},
    {BENCH_END, NULL, NULL},
};

const bench_suite bench_repeat = {
    .name = "repeat",
    .about = "each element k times, into memory that exists.\n"
             "  loop             a plain loop nest\n"
             "  chunk_loop       one memcpy per copy, as inside NumPy's repeat\n"
             "  pack+chunk       the same, after a strided source was made contiguous, as NumPy does\n"
             "  by one           (.t2) ndweave by one thread\n"
             "  nt_fill          writing as many bytes in the fastest way\n"
             "  limit            reading and writing all that must be, in the fastest way",
    .columns = columns,
    .cases = cases,
};
