/* work.c - memory, views and expectations of the cases that make one packed result. */
#include "work.h"

#include <string.h>

/* --- Names ------------------------------------------------------------------------------------ */

const char *const work_size_names[SIZES] = {"n100", "4KiB", "halfL2", "4MiB", "16MiB", "64MiB"};

int64_t work_size_bytes(work_size size)
{
    switch (size) {
    case KIB4: return 4 << 10;
    case HALF_L2: return bench_l2() / 2;
    case MIB4: return 4 << 20;
    case MIB16: return 16 << 20;
    case MIB64: return 64 << 20;
    default: return 0;
    }
}

enum { TWO = 2, WORTH_WAKING = 2 << 20 }; /* what memory does with fewer bytes it does at once by one thread */

static const struct {
    const char *suffix, *params;
} places[] = {
    [RECYCLED] = {"", ",\"buffers\":\"recycled\""},
    [FRESH] = {".fresh", ",\"buffers\":\"fresh\""},
    [UNALIGNED] = {".unaligned", ",\"buffers\":\"unaligned\""},
    [BY_TWO] = {".t2", ",\"buffers\":\"recycled\",\"threads\":2"},
};

const char *work_suffix(work_place place) { return places[place].suffix; }

const char *work_place_params(work_place place) { return places[place].params; }

/* --- Memory ----------------------------------------------------------------------------------- */

void work_fill_with_noise(char *bytes, int64_t n)
{
    uint64_t state = 1;
    for (int64_t i = 0; i < n; i += 8) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        const uint64_t noise = state ^ state >> 33; /* the low bits of the state alone repeat soon */
        memcpy(bytes + i, &noise, (size_t)(n - i < 8 ? n - i : 8));
    }
}

ndw_status work_source(work *w, int64_t n, int64_t width)
{
    w->source = bench_memory(n * width);
    if (!w->source) return NDW_ENOMEM;
    work_fill_with_noise(w->source, n * width);
    return NDW_OK;
}

/* Everyone who knows where the result is. */
static void place_result(work *w, char *block)
{
    w->block = block;
    w->result = block + (w->place == UNALIGNED ? ndw_itemsize(w->from.dtype) : 0);
    w->to.data = w->repeat.dst = w->copy.dst = w->traffic.dst = w->result;
}

static ndw_status make_result(work *w, work_place place)
{
    w->place = place;
    char *block = place == FRESH ? bench_map(w->bytes) : bench_memory(w->bytes + 64);
    w->expected = bench_memory(w->bytes);
    if (!block || !w->expected) return NDW_ENOMEM;
    if (place != FRESH) memset(block, 1, (size_t)w->bytes + 64);
    place_result(w, block);
    return NDW_OK;
}

void work_renew(void *ctx)
{
    work *w = ctx;
    bench_unmap(w->block, w->bytes);
    char *block = bench_map(w->bytes);
    if (block) place_result(w, block);
}

void work_free(work *w)
{
    bench_give(w->source);
    bench_give(w->expected);
    bench_give(w->scratch);
    bench_give(w->counts);
    if (w->place == FRESH) bench_unmap(w->block, w->bytes);
    else bench_give(w->block);
}

/* --- What must be read ------------------------------------------------------------------------ */

static int64_t magnitude(int64_t n) { return n < 0 ? -n : n; }

/* Bytes of the lines that the elements of a view lie in, about: an axis that moves by less than a line
 * touches all that lies between, one that moves further only the lines it stops at, and one of stride 0
 * none that are new. Axes are taken by growing distance. */
static int64_t lines_of(const ndw_view *v)
{
    int64_t bytes = ndw_itemsize(v->dtype), last = 0;
    for (int taken = 0; taken < v->ndim; taken++) {
        int next = -1;
        for (int d = 0; d < v->ndim; d++) {
            const int64_t step = magnitude(v->strides[d]);
            if (step > last && v->shape[d] > 1 && (next < 0 || step < magnitude(v->strides[next])))
                next = d;
        }
        if (next < 0) break;
        last = magnitude(v->strides[next]);
        const int64_t line = bytes < 64 && last >= 64 ? 64 : bytes;
        bytes = last - bytes < 64 ? last * v->shape[next] : line * v->shape[next];
    }
    return bytes;
}

static void set_traffic(work *w)
{
    w->traffic.written = w->bytes;
    w->traffic.read = lines_of(&w->from) + w->ncounts * (int64_t)sizeof(int64_t);
    w->traffic.src = w->expected;
}

/* --- Repeats ---------------------------------------------------------------------------------- */

/* One element; in line for the usual widths. */
static inline void put(char *to, const char *from, size_t width)
{
    switch (width) {
    case 1: memcpy(to, from, 1); break;
    case 2: memcpy(to, from, 2); break;
    case 4: memcpy(to, from, 4); break;
    case 8: memcpy(to, from, 8); break;
    case 16: memcpy(to, from, 16); break;
    default: memcpy(to, from, width); break;
    }
}

/* One row of the result from one of the source, whose elements are so many `times`. */
static void expect_row(const work *w, const char *row, char *out)
{
    const repeat_task *t = &w->repeat;
    const int64_t length = t->columns * w->count;
    int64_t column = 0, end = w->count; /* c / count, without a division */
    for (int64_t c = 0; c < length; c++, out += t->width) {
        if (c == end) {
            column++;
            end += w->count;
        }
        put(out, row + column * t->column_step, t->width);
    }
}

static void expect_counts(const work *w)
{
    const repeat_task *t = &w->repeat;
    int64_t at = 0, in = 0; /* element `in` of the source covers the places up to `end` */
    for (int64_t end = 0; in < t->columns; in++)
        for (end += w->counts[in]; at < end; at++)
            put(w->expected + at * (int64_t)t->width, t->src + in * t->column_step, t->width);
}

static repeat_task repeat_task_of(work *w)
{
    const ndw_view *v = &w->from;
    const int last = v->ndim - 1;
    return (repeat_task){
        .src = v->data,
        .rows = last == 1 ? v->shape[0] : 1,
        .columns = v->shape[last],
        .row_step = last == 1 ? v->strides[0] : 0,
        .column_step = v->strides[last],
        .counts = w->counts ? w->counts : &w->count,
        .count_step = w->counts ? 1 : 0,
        .width = (size_t)ndw_itemsize(v->dtype),
    };
}

static ndw_status make_repeat(work *w, work_place place, int64_t row_length)
{
    const int last = w->from.ndim - 1;
    int64_t dims[2] = {w->from.shape[0], w->from.shape[last]};
    dims[last] = row_length;
    w->bytes = (last == 1 ? dims[0] : 1) * row_length * ndw_itemsize(w->from.dtype);
    w->repeat = repeat_task_of(w);
    NDW_TRY(make_result(w, place));
    set_traffic(w);
    NDW_TRY(ndw_mut_memory(w->from.dtype, w->from.ndim, dims, NULL, w->result, &w->to));
    place_result(w, w->block);
    return NDW_OK;
}

ndw_status work_repeat(work *w, work_place place, int64_t count)
{
    w->count = count;
    NDW_TRY(make_repeat(w, place, w->from.shape[w->from.ndim - 1] * count));
    w->scratch = bench_memory(w->bytes / count);
    if (!w->scratch) return NDW_ENOMEM;
    memset(w->scratch, 1, (size_t)(w->bytes / count));
    const repeat_task *t = &w->repeat;
    const int64_t row_bytes = w->bytes / t->rows;
    for (int64_t i = 0; i < t->rows; i++)
        expect_row(w, t->src + i * t->row_step, w->expected + i * row_bytes);
    return NDW_OK;
}

ndw_status work_repeat_counts(work *w, work_place place, int64_t *counts)
{
    int64_t total = 0;
    w->counts = counts;
    if (!counts) return NDW_ENOMEM;
    w->ncounts = w->from.shape[0];
    for (int64_t i = 0; i < w->ncounts; i++) total += counts[i];
    NDW_TRY(make_repeat(w, place, total));
    expect_counts(w);
    return NDW_OK;
}

/* --- Copies ----------------------------------------------------------------------------------- */

static copy_task copy_task_of(const ndw_view *v)
{
    copy_task t = {
        .src = v->data, .ndim = v->ndim < 2 ? 2 : v->ndim, .width = (size_t)ndw_itemsize(v->dtype)};
    const int lead = t.ndim - v->ndim;
    for (int d = 0; d < t.ndim; d++) {
        t.shape[d] = d < lead ? 1 : v->shape[d - lead];
        t.steps[d] = d < lead ? 0 : v->strides[d - lead];
    }
    return t;
}

/* Element i of the result is the one whose index are the digits of i; worked out for each row anew. */
static void expect_copy(const work *w)
{
    const copy_task *t = &w->copy;
    const int last = t->ndim - 1;
    const int64_t rows = w->bytes / (int64_t)t->width / t->shape[last];
    char *out = w->expected;
    for (int64_t row = 0; row < rows; row++) {
        const char *in = t->src;
        int64_t rest = row;
        for (int d = last - 1; d >= 0; rest /= t->shape[d], d--) in += rest % t->shape[d] * t->steps[d];
        for (int64_t j = 0; j < t->shape[last]; j++, out += t->width)
            put(out, in + j * t->steps[last], t->width);
    }
}

ndw_status work_copy(work *w, work_place place)
{
    w->bytes = ndw_view_nbytes(&w->from);
    w->copy = copy_task_of(&w->from);
    NDW_TRY(make_result(w, place));
    set_traffic(w);
    NDW_TRY(ndw_mut_memory(w->from.dtype, w->from.ndim, w->from.shape, NULL, w->result, &w->to));
    place_result(w, w->block);
    expect_copy(w);
    return NDW_OK;
}

/* --- Ways and checks -------------------------------------------------------------------------- */

void work_spoil(void *ctx)
{
    const work *w = ctx;
    char *restrict result = w->result;
    const char *restrict expected = w->expected;
    for (int64_t i = 0, n = w->bytes; i < n; i++) result[i] = (char)~expected[i];
}

bool work_is_right(void *ctx)
{
    const work *w = ctx;
    return memcmp(w->result, w->expected, (size_t)w->bytes) == 0;
}

ndw_status work_run_loop(void *ctx)
{
    peer_loop(&((const work *)ctx)->repeat);
    return NDW_OK;
}

ndw_status work_run_chunk_loop(void *ctx)
{
    peer_chunk_loop(&((const work *)ctx)->repeat);
    return NDW_OK;
}

ndw_status work_run_pack_chunk_loop(void *ctx)
{
    const work *w = ctx;
    repeat_task packed = w->repeat;
    peer_pack(&w->repeat, w->scratch);
    packed.src = w->scratch;
    packed.column_step = (int64_t)packed.width;
    packed.row_step = packed.column_step * packed.columns;
    peer_chunk_loop(&packed);
    return NDW_OK;
}

ndw_status work_run_copy_loop(void *ctx)
{
    peer_copy(&((const work *)ctx)->copy);
    return NDW_OK;
}

ndw_status work_run_copy(void *ctx)
{
    const work *w = ctx;
    return ndw_view_copy_into(&w->from, &w->to);
}

ndw_status work_run_memcpy(void *ctx)
{
    const work *w = ctx;
    memcpy(w->result, w->expected, (size_t)w->bytes);
    return NDW_OK;
}

static ndw_status run_by_two(void *ctx)
{
    const work *w = ctx;
    NDW_TRY(ndw_set_num_threads(TWO));
    const ndw_status status = w->run(ctx);
    NDW_TRY(ndw_set_num_threads(1));
    return status;
}

void work_measure(bench *b, work *w, ndw_status status, const char *name, const char *params,
                  const bench_way *ways, int nways)
{
    const bench_way by_two[] = {{"ndweave", run_by_two, NULL, false}, {"by_one", ways->run, NULL, false}};
    w->run = ways->run;
    if (w->place == BY_TWO) {
        w->traffic.threads = w->bytes < WORTH_WAKING ? 1 : TWO;
        ways = by_two;
        nways = LENGTH_OF(by_two);
    }
    if (status == NDW_OK)
        bench_measure(b, &(bench_case){
                             .name = name,
                             .params = params,
                             .bytes = w->bytes,
                             .ways = ways,
                             .nways = nways,
                             .traffic = &w->traffic,
                             .renew = w->place == FRESH ? work_renew : NULL,
                             .spoil = work_spoil,
                             .is_right = work_is_right,
                             .ctx = w,
                         });
    else
        bench_give_up(b, name);
    work_free(w);
}
