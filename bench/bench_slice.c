/*
 * bench_slice.c - slices and broadcasts copied into packed memory.
 *
 *     slice.step2.e8.32MiB        x[::2], elements of 8 bytes, 32 MiB of result
 *     slice.step2.e8.32MiB.t2     by two threads, the limits too
 *
 * (Making slices, which moves nothing, is in bench_handle.c.)
 */
#include "work.h"

enum { ROW = 4096, NARROW = 8 };

/* Each is a view of packed memory of `rows` x `columns`, of which `n` elements are to be seen. */
typedef struct slice {
    const char *name;
    ndw_status (*make)(work *w, int64_t n, int64_t width);
} slice;

static ndw_status matrix(work *w, int64_t rows, int64_t columns, int64_t width, ndw_view *out)
{
    NDW_TRY(work_source(w, rows * columns, width));
    return ndw_view_memory(ndw_dtype_bytes(width), NDW_SHAPE(rows, columns), NULL, w->source, out);
}

static ndw_status cut(work *w, int64_t rows, int64_t columns, int64_t width, const char *text)
{
    ndw_view packed;
    NDW_TRY(matrix(w, rows, columns, width, &packed));
    return ndw_view_slice_str(&packed, text, &w->from);
}

static ndw_status step2(work *w, int64_t n, int64_t width) { return cut(w, 1, 2 * n, width, "0, ::2"); }
static ndw_status step3(work *w, int64_t n, int64_t width) { return cut(w, 1, 3 * n, width, "0, ::3"); }
static ndw_status reversed(work *w, int64_t n, int64_t width) { return cut(w, 1, n, width, "0, ::-1"); }

static int64_t row_of(int64_t n) { return n < 16 * ROW ? ROW / 16 : ROW; }

static ndw_status colstep3(work *w, int64_t n, int64_t width)
{
    return cut(w, n / row_of(n), 3 * row_of(n), width, ":, ::3");
}

static ndw_status rows(work *w, int64_t n, int64_t width)
{
    ndw_view one;
    NDW_TRY(matrix(w, 1, row_of(n), width, &one));
    return ndw_view_broadcast_to(&one, NDW_SHAPE(n / row_of(n), row_of(n)), &w->from);
}

static ndw_status columns_of(work *w, int64_t n, int64_t width)
{
    ndw_view one;
    NDW_TRY(matrix(w, n / NARROW, 1, width, &one));
    return ndw_view_broadcast_to(&one, NDW_SHAPE(n / NARROW, NARROW), &w->from);
}

static const slice slices[] = {
    {"step2", step2},       {"step3", step3},         {"colstep3", colstep3},
    {"reversed", reversed}, {"broadcast_rows", rows}, {"broadcast_columns", columns_of},
};

static const bench_way ways[] = {
    {"ndweave", work_run_copy, NULL, false},
    {"loop", work_run_copy_loop, NULL, false},
    {"memcpy", work_run_memcpy, NULL, false},
};

static ndw_status make_work(work *w, const slice *s, int64_t n, int64_t width, work_place place)
{
    NDW_TRY(s->make(w, n, width));
    return work_copy(w, place);
}

static void measure(bench *b, const slice *s, int64_t width, const char *size, int64_t bytes,
                    work_place place)
{
    char name[BENCH_NAME_MAX], params[BENCH_PARAMS_MAX];
    snprintf(name, sizeof name, "slice.%s.e%d.%s%s", s->name, (int)width, size, work_suffix(place));
    snprintf(params, sizeof params, "\"source\":\"%s\",\"e\":%d,\"output\":\"%s\"%s",
             s->name, (int)width, size, work_place_params(place));
    if (!bench_wants(b, name)) return;
    work w = {0};
    const ndw_status status = make_work(&w, s, bytes / width, width, place);
    work_measure(b, &w, status, name, params, ways, LENGTH_OF(ways));
}

static void cases(bench *b)
{
    static const int64_t widths[] = {1, 2, 4, 8, 16};
    for (int i = 0; i < LENGTH_OF(slices); i++)
        for (int j = 0; j < LENGTH_OF(widths); j++) {
            const int64_t e = widths[j];
            if (bench_is_quick(b) && e != 8 && !(e == 1 && i == 0)) continue;
            measure(b, &slices[i], e, "32MiB", 32 << 20, RECYCLED);
            measure(b, &slices[i], e, "halfL2", bench_l2() / 2, RECYCLED);
        }
    if (!bench_is_quick(b)) measure(b, &slices[0], 8, "32MiB", 32 << 20, FRESH);
    measure(b, &slices[0], 8, "halfL2", bench_l2() / 2, UNALIGNED);
    for (int i = 0; i < LENGTH_OF(slices); i++) measure(b, &slices[i], 8, "4KiB", 4 << 10, RECYCLED);
    for (int i = 0; i < (bench_is_quick(b) ? 1 : LENGTH_OF(slices)); i++)
        measure(b, &slices[i], 8, "32MiB", 32 << 20, BY_TWO);
}

static const bench_column columns[] = {
    {BENCH_RIVAL, "loop", NULL},    {BENCH_RIVAL, "by_one", "by one"}, {BENCH_YARDSTICK, "memcpy", NULL},
    {BENCH_LIMIT, "nt_copy", NULL}, {BENCH_LIMIT, "limit", NULL},            {BENCH_END, NULL, NULL},
};

const bench_suite bench_slice = {
    .name = "slice",
    .about =
        "slices and broadcasts copied into packed memory.\n"
        "  loop      a plain loop nest\n"
        "  by one    (.t2) ndweave by one thread\n"
        "  memcpy    of as many bytes as the result has: a yardstick, not a rival\n"
        "  nt_copy   the fastest copy of as many bytes\n"
        "  limit     what reading the lines that are touched and writing the result takes at least",
    .columns = columns,
    .cases = cases,
};
