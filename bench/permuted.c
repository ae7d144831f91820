/* permuted.c - one case: a packed source, seen with its axes in another order, copied. */
#include "permuted.h"

#include <string.h>

static const bench_way ways[] = {
    {"ndweave", work_run_copy, NULL, false},
    {"loop", work_run_copy_loop, NULL, false},
    {"memcpy", work_run_memcpy, NULL, false},
};

const bench_column permuted_columns[] = {
    {BENCH_RIVAL, "loop", NULL},
    {BENCH_RIVAL, "by_one", "by one"},
    {BENCH_YARDSTICK, "memcpy", NULL},
    {BENCH_LIMIT, "nt_copy", NULL},
    {BENCH_END, NULL, NULL},
};

void permuted_shape(const permuted *p, size_t capacity, char *text)
{
    size_t at = 0;
    text[0] = '\0';
    for (int d = 0; d < p->ndim && at < capacity; d++)
        at += (size_t)snprintf(text + at, capacity - at, "%s%lld", d > 0 ? "x" : "",
                               (long long)p->shape[d]);
}

static ndw_status make_work(work *w, const permuted *p)
{
    int64_t n = 1;
    ndw_view packed;
    for (int d = 0; d < p->ndim; d++) n *= p->shape[d];
    NDW_TRY(work_source(w, n, p->width));
    NDW_TRY(ndw_view_memory(ndw_dtype_bytes(p->width), p->ndim, p->shape, NULL, w->source, &packed));
    NDW_TRY(ndw_view_transpose(&packed, p->ndim, p->axes, &w->from));
    return work_copy(w, p->place);
}

void permuted_measure(bench *b, const permuted *p, const char *name)
{
    char params[BENCH_PARAMS_MAX], shape[64], axes[COPY_AXES + 1] = "";
    if (!bench_wants(b, name)) return;
    permuted_shape(p, sizeof shape, shape);
    for (int d = 0; d < p->ndim; d++) axes[d] = (char)('0' + p->axes[d]);
    snprintf(params, sizeof params, "\"e\":%d,\"shape\":\"%s\",\"axes\":\"%s\"%s",
             (int)p->width, shape, axes, work_place_params(p->place));
    work w = {0};
    const ndw_status status = make_work(&w, p);
    work_measure(b, &w, status, name, params, ways, LENGTH_OF(ways));
}
