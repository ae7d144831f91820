/* program_asks.c - steps that change nothing: questions about two arrays, and walks over several. */
#include "program.h"

#include <string.h>

#include "support/check.h"

/* --- Two arrays --------------------------------------------------------------------------------- */

static bool same(const oracle *a, const oracle *b)
{
    return a->ndim == b->ndim && !memcmp(a->shape, b->shape, (size_t)a->ndim * sizeof *a->shape)
           && !memcmp(a->value, b->value, (size_t)a->size * sizeof *a->value);
}

/* An element of one byte shows but the lowest byte of its number. */
static bool looks_same(const oracle *a, const oracle *b)
{
    if (width > 1) return same(a, b);
    oracle x = oracle_copy(a), y = oracle_copy(b);
    for (int64_t k = 0; k < x.size; k++) x.value[k] &= 0xff;
    for (int64_t k = 0; k < y.size; k++) y.value[k] &= 0xff;
    const bool answer = same(&x, &y);
    oracle_free(&x);
    oracle_free(&y);
    return answer;
}

void ask(void)
{
    const variable *a = any_live(), *b = any_live();
    ndw_view v, w;
    const void *first[2], *end[2];
    must_be_ok(ndw_view_of(a->array, &v));
    must_be_ok(ndw_view_of(b->array, &w));
    const bool equal = looks_same(&a->meant, &b->meant);
    must(ndw_equal(a->array, b->array) == equal, "equal is wrong");
    must(ndw_view_equal(&w, &v) == equal, "equal is wrong of views");

    must_be_ok(ndw_extent(a->array, &first[0], &end[0])); /* as was compared */
    must_be_ok(ndw_extent(b->array, &first[1], &end[1]));
    const bool meet = (const char *)first[0] < (const char *)end[1]
                      && (const char *)first[1] < (const char *)end[0] && a->meant.size > 0
                      && b->meant.size > 0;
    must(ndw_may_overlap(a->array, b->array) == meet, "may_overlap is wrong");
    must(ndw_view_may_overlap(&w, &v) == meet, "may_overlap is wrong of views");
    happened.meeting += meet && a != b;
}

/* --- Walks -------------------------------------------------------------------------------------- */

/* Puts the elements of one input, and how often each was met, beside the other. */
static ndw_status copy_run(void *ctx, const ndw_run *run)
{
    int64_t *met = ctx;
    *met += run->length;
    for (int64_t i = 0; i < run->length; i++) {
        memcpy((char *)run->out[0] + i * run->out_steps[0],
               (const char *)run->in[0] + i * run->in_steps[0], width);
        ++*(int64_t *)(void *)((char *)run->out[1] + i * run->out_steps[1]);
    }
    return NDW_OK;
}

/* A copy by foreach, into an array of the same shape with its axes in another order. */
void walk(void)
{
    const variable *from = any_live();
    ndw_array *to, *counts, *turned;
    ndw_view v;
    ndw_mut w, times, back;
    int64_t met = 0, shape[ORACLE_NDIM];
    const int n = from->meant.ndim;
    for (int d = 0; d < n; d++) shape[d] = from->meant.shape[n - 1 - d];
    must_be_ok(ndw_view_of(from->array, &v));
    must_be_ok(ndw_empty(dtype, n, shape, &to));
    must_be_ok(ndw_zeros(NDW_I64, n, from->meant.shape, &counts));
    must_be_ok(ndw_write_begin(&to, 0, &w));
    must_be_ok(ndw_write_begin(&counts, 0, &times));
    must_be_ok(ndw_mut_transpose(&w, NDW_ALL_AXES, &back));
    must_be_ok(ndw_foreach(1, (const ndw_view *[]){&v}, 2, (const ndw_mut *[]){&back, &times}, copy_run,
                           &met));
    must(met == from->meant.size, "the walk is too short or too long");
    const int64_t *each = times.data;
    for (int64_t k = 0; k < from->meant.size; k++) must(each[k] == 1, "an element was not met once");
    ndw_write_end(&to);
    ndw_release(&counts);
    must_be_ok(ndw_transpose(to, NDW_ALL_AXES, &turned));
    ndw_release(&to);
    keep(turned, oracle_copy(&from->meant), false);
    happened.walked++;
}
