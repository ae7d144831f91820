/*
 * classes.c - which class of operation each public function belongs to: by watching it.
 *
 * Every function of the public headers is called, in each situation in which it does something else,
 * and the operations on shared words that it does are compared with those of the class it is said to
 * have. A function that no line here calls is a failure, too. So the explorer, which runs one body for
 * each class, speaks for all functions.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array/array.h"
#include "classes.h"
#include "hook_trace.h"
#include "ledger.h"

#include <ndweave/ndweave.h>

enum { NAMES = 256, NAME = 64, TRACE_TEXT = 384 };

static const struct {
    const char *name, *operations;
    unsigned also;
} classes[CLASSES] = {
#define CLASS_ROW(enumerator, name, operations, also) [enumerator] = {name, operations, also},
    CLASS_LIST(CLASS_ROW)
#undef CLASS_ROW
};

static int failures;
static char called[NAMES][NAME];
static int ncalled;

/* --- Watching ----------------------------------------------------------------------------------- */

static const void *subject; /* the count of the bytes concerned */
static int blocks_before;   /* a count in a later block is of a buffer just made */

enum { LOCKS = 4 };

static const void *locks[LOCKS]; /* in the order in which they were first taken */

static void watch(const ndw_array *a)
{
    subject = a ? &a->bytes->owners.word : NULL;
    blocks_before = ledger_count();
    hook_trace_begin();
}

static const char *order_name(int order)
{
    switch (order) {
    case __ATOMIC_RELAXED: return "relaxed";
    case __ATOMIC_ACQUIRE: return "acquire";
    case __ATOMIC_RELEASE: return "release";
    default: return "another order";
    }
}

static const char *operation_name(hook_operation o)
{
    static const char *const names[] = {[HOOK_LOAD] = "load",
                                        [HOOK_STORE] = "store",
                                        [HOOK_ADD] = "add",
                                        [HOOK_SUB] = "sub",
                                        [HOOK_SWAP] = "swap"};
    return o <= HOOK_SWAP ? names[o] : o == HOOK_LOCK ? "lock" : "unlock";
}

/* From 1. */
static int number_of_lock(const void *lock)
{
    int i = 0;
    while (i < LOCKS - 1 && locks[i] && locks[i] != lock) i++;
    locks[i] = lock;
    return i + 1;
}

/* What is not an operation on a count: a bit, or 0 where there is no name for it. */
static unsigned other_kind(const hook_call *c)
{
    if (c->operation == HOOK_ONCE) return CHOOSES;
    if (!strcmp(c->function, "published_read")) return READS_PUBLISHED;
    if (!strcmp(c->function, "read_once")) return READS_CALLER;
    if (!strcmp(c->function, "publish")) return PUBLISHES;
    if (!strncmp(c->function, "pool_", 5)) return LOCKS_POOL;
    if (!strcmp(c->function, "ndw_get_num_threads")) return READS_PUBLISHED; /* a number, published whole */
    if (!strcmp(c->function, "ndw_set_num_threads")) return PUBLISHES;
    return 0;
}

static void append(char *text, const hook_call *c)
{
    const char *function = c->function;
    size_t at = strlen(text);
    if (!strncmp(function, "refcount_", 9)) function += 9;
    if (!strncmp(function, "ndw_", 4)) function += 4;
    if (c->operation == HOOK_LOCK || c->operation == HOOK_UNLOCK) {
        snprintf(text + at, TRACE_TEXT - at, "%s%s.%s%d", at ? " " : "", function,
                 operation_name(c->operation), number_of_lock(c->word));
        return;
    }
    snprintf(text + at, TRACE_TEXT - at, "%s%s%s.%s:%s", at ? " " : "",
             c->word == subject ? "" : "ANOTHER ", function, operation_name(c->operation),
             order_name(c->order));
}

static unsigned read_trace(char *text)
{
    const hook_call *calls;
    unsigned also = 0;
    int n = hook_trace_end(&calls);
    *text = '\0';
    memset(locks, 0, sizeof locks);
    for (int i = 0; i < n; i++) {
        unsigned kind = other_kind(&calls[i]);
        bool fresh = ledger_block(calls[i].word) >= blocks_before;
        also |= kind;
        if (!kind && !fresh) append(text, &calls[i]);
    }
    return also;
}

/* --- Judging ------------------------------------------------------------------------------------ */

static void name_function(const char *call, char *name)
{
    const char *at = strstr(call, "ndw_");
    size_t length = at ? strcspn(at, "(") : 0;
    snprintf(name, NAME, "%.*s", (int)length, at ? at : "");
}

static void keep_called(const char *name)
{
    for (int i = 0; i < ncalled; i++)
        if (!strcmp(called[i], name)) return;
    if (ncalled < NAMES) snprintf(called[ncalled++], NAME, "%s", name);
}

static void judge(const char *call, const char *situation, class wanted, ndw_status expected,
                  ndw_status status)
{
    char text[TRACE_TEXT], name[NAME];
    unsigned also = read_trace(text);
    bool right = status == expected && also == classes[wanted].also
                 && !strcmp(text, classes[wanted].operations);
    name_function(call, name);
    keep_called(name);
    printf("%-28s %-18s %s\n", name, situation, classes[wanted].name);
    if (right) return;
    failures++;
    printf("    WRONG: %s, touching [%s] and %#x; the class is [%s] and %#x\n", ndw_status_name(status),
           text, also, classes[wanted].operations, classes[wanted].also);
}

/* A call that must return `status`; one that cannot fail. */
#define CALL(situation, wanted, status, a, call)                                                       \
    (watch(a), judge(#call, situation, wanted, status, (call)))
#define ASK(situation, wanted, a, call)                                                                \
    (watch(a), (void)(call), judge(#call, situation, wanted, NDW_OK, NDW_OK))

/* --- What the functions are called with --------------------------------------------------------- */

static ndw_allocator allocator;
static ndw_array *out;
static int64_t counts[] = {1, 2};
static const int first_axis = 0;

static void must(ndw_status status)
{
    if (status == NDW_OK) return;
    fprintf(stderr, "%s\n", ndw_error_detail());
    exit(2);
}

static ndw_array *make(void) /* 2 x 3, C order, alone */
{
    ndw_array *line = NULL, *a = NULL;
    must(ndw_arange(NDW_I32, 0, 6, 1, &line));
    must(ndw_reshape(line, NDW_SHAPE(2, 3), 0, &a));
    ndw_release(&line);
    return a;
}

static ndw_array *share_of(const ndw_array *a)
{
    ndw_array *b = NULL;
    must(ndw_share(a, &b));
    return b;
}

/* --- Functions that touch nothing shared, whatever the array's state ---------------------------- */

static void ask_about(const ndw_array *a, const char *state)
{
    const void *first, *end;
    ndw_view v;
    ASK(state, BORROW, a, ndw_ndim(a));
    ASK(state, BORROW, a, ndw_shape(a));
    ASK(state, BORROW, a, ndw_strides(a));
    ASK(state, BORROW, a, ndw_size(a));
    ASK(state, BORROW, a, ndw_nbytes(a));
    ASK(state, BORROW, a, ndw_dtype_of(a));
    ASK(state, BORROW, a, ndw_data(a));
    CALL(state, BORROW, NDW_OK, a, ndw_extent(a, &first, &end));
    ASK(state, BORROW, a, ndw_is_contiguous(a, NDW_C));
    ASK(state, BORROW, a, ndw_is_aligned(a));
    ASK(state, BORROW, a, ndw_equal(a, a));
    ASK(state, BORROW, a, ndw_may_overlap(a, a));
    CALL(state, BORROW, NDW_OK, a, ndw_view_of(a, &v));
    ASK(state, HINT, a, ndw_is_unique(a));
}

static void ask_views(const ndw_array *a)
{
    const void *first, *end;
    ndw_view v, w;
    must(ndw_view_of(a, &v));
    CALL("", BORROW, NDW_OK, a, ndw_view_memory(NDW_I32, v.ndim, v.shape, v.strides, v.data, &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_check(&v));
    ASK("", BORROW, a, ndw_view_size(&v));
    ASK("", BORROW, a, ndw_view_nbytes(&v));
    CALL("", BORROW, NDW_OK, a, ndw_view_extent(&v, &first, &end));
    ASK("", BORROW, a, ndw_view_is_contiguous(&v, NDW_C));
    ASK("", BORROW, a, ndw_view_is_aligned(&v));
    ASK("", BORROW, a, ndw_view_equal(&v, &v));
    ASK("", BORROW, a, ndw_view_may_overlap(&v, &v));
    CALL("", BORROW, NDW_OK, a, ndw_view_slice(&v, NDW_INDEX(NDW_AT(0)), &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_slice_str(&v, "0", &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_transpose(&v, NDW_ALL_AXES, &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_flip(&v, NDW_ALL_AXES, &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_broadcast_to(&v, NDW_SHAPE(2, 2, 3), &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_reshape(&v, NDW_SHAPE(6), &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_swapaxes(&v, 0, 1, &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_moveaxis(&v, 0, 1, &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_squeeze(&v, NDW_ALL_AXES, &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_expand_dims(&v, 1, &first_axis, &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_diagonal(&v, 0, 0, 1, &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_sliding_window(&v, 1, 2, &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_as_strided(&v, NDW_SHAPE(2), NULL, 0, &w));
    CALL("", BORROW, NDW_OK, a, ndw_view_as_dtype(&v, NDW_F32, &w));
}

static ndw_status visit(void *ctx, const ndw_run *run)
{
    *(int64_t *)ctx += run->length;
    return NDW_OK;
}

static void ask_muts(const ndw_mut *w)
{
    static int32_t memory[2];
    int64_t seen = 0;
    ndw_mut m;
    ndw_view v;
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_memory(NDW_I32, NDW_SHAPE(2), NULL, memory, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_check(w));
    CALL("", BORROW, NDW_OK, NULL, ndw_view_of_mut(w, &v));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_slice(w, NDW_INDEX(NDW_AT(0)), &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_slice_str(w, "0", &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_transpose(w, NDW_ALL_AXES, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_flip(w, NDW_ALL_AXES, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_reshape(w, NDW_SHAPE(6), &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_split(w, 0, 2, 0, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_swapaxes(w, 0, 1, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_moveaxis(w, 0, 1, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_squeeze(w, NDW_ALL_AXES, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_expand_dims(w, 1, &first_axis, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_diagonal(w, 0, 0, 1, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_as_strided(w, NDW_SHAPE(2), NULL, 0, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_mut_as_dtype(w, NDW_F32, &m));
    CALL("", BORROW, NDW_OK, NULL, ndw_foreach(1, (const ndw_view *[]){&v}, 1, &w, visit, &seen));
    CALL("", COMPUTE, NDW_OK, NULL, ndw_mut_fill(w, memory));
}

static void ask_the_rest(const ndw_array *a)
{
    ndw_dtype dtype;
    ndw_view v;
    char text[64];
    FILE *nowhere = fopen("/dev/null", "w");
    must(ndw_view_of(a, &v));
    ASK("", BORROW, a, ndw_status_name(NDW_OK));
    ASK("", BORROW, a, ndw_status_text(NDW_OK));
    ASK("", BORROW, a, ndw_error_detail());
    ASK("", BORROW, a, ndw_version());
    ASK("", BORROW, a, ndw_dtype_bytes(3));
    ASK("", BORROW, a, ndw_itemsize(NDW_I32));
    ASK("", BORROW, a, ndw_dtype_name(NDW_I32));
    CALL("", BORROW, NDW_OK, a, ndw_dtype_parse("<f8", &dtype));
    CALL("", BORROW, NDW_OK, a, ndw_format(a, sizeof text, text, NULL));
    CALL("", BORROW, NDW_OK, a, ndw_view_format(&v, sizeof text, text, NULL));
    CALL("", BORROW, NDW_OK, a, ndw_print(nowhere, a));
    CALL("", BORROW, NDW_OK, a, ndw_view_print(nowhere, &v));
    fclose(nowhere);
}

static void ask_pool(const ndw_array *a)
{
    ndw_pool_options o;
    ndw_pool_counts c;
    FILE *nowhere = fopen("/dev/null", "w");
    ASK("", BORROW, a, ndw_damage_text(NDW_DAMAGE_TAIL));
    CALL("", POOL_ASK, NDW_OK, a, ndw_pool_options_get(&o));
    CALL("", POOL_ASK, NDW_OK, a, ndw_pool_stats(&c));
    CALL("", POOL_ASK, NDW_OK, a, ndw_pool_check());
    CALL("", POOL_ASK, NDW_OK, a, ndw_pool_print(nowhere));
    ASK("", POOL_ASK, a, ndw_pool_trim());
    CALL("", POOL_SET, NDW_OK, a, ndw_pool_configure(&o));
    fclose(nowhere);
}

/* --- Functions that make new arrays, or write what they are given ------------------------------- */

#define NEW(state, wanted, a, call)                                                                    \
    do {                                                                                               \
        CALL(state, wanted, NDW_OK, a, call);                                                          \
        ndw_release(&out);                                                                             \
    } while (0)

static void make_arrays(const ndw_array *a)
{
    static int32_t memory[] = {1, 2}, value;
    NEW("", COMPUTE, a, ndw_empty(NDW_I32, NDW_SHAPE(2), &out));
    NEW("", COMPUTE, a, ndw_zeros(NDW_I32, NDW_SHAPE(2), &out));
    NEW("", COMPUTE, a, ndw_full(NDW_I32, NDW_SHAPE(2), &value, &out));
    NEW("", COMPUTE, a, ndw_empty_like(a, &out));
    NEW("", COMPUTE, a, ndw_zeros_like(a, &out));
    NEW("", COMPUTE, a, ndw_full_like(a, &value, &out));
    NEW("", BORROW, a, ndw_empty_with(&allocator, NDW_I32, NDW_SHAPE(2), &out));
    NEW("", COMPUTE, a, ndw_from_data(NDW_I32, NDW_SHAPE(2), memory, &out));
    NEW("", COMPUTE, a, ndw_arange(NDW_I32, 0, 3, 1, &out));
    NEW("", COMPUTE, a, ndw_arange_f64(NDW_F64, 0, 3, 1, &out));
    NEW("", COMPUTE, a, ndw_wrap(NDW_I32, NDW_SHAPE(2), NULL, memory, 0, NULL, NULL, &out));
    ASK("", COMPUTE, a, ndw_get_allocator());
    ASK("", COMPUTE, a, ndw_kernels());
    CALL("", SETTING, NDW_OK, a, ndw_set_allocator(&allocator));
    ASK("", COMPUTE, a, ndw_get_num_threads());
    CALL("", SETTING, NDW_OK, a, ndw_set_num_threads(1));
    CALL("", SETTING, NDW_OK, a, ndw_set_executor(NULL));
}

/* Reading is allowed in a session, too. `t` is an array that is not in C order. */
static void copy_arrays(const ndw_array *a, const ndw_array *t, const char *state)
{
    NEW(state, COMPUTE, a, ndw_copy(a, NDW_C, &out));
    NEW(state, COMPUTE, a, ndw_repeat(a, 2, 0, &out));
    NEW(state, SNAPSHOT, a, ndw_repeat_counts(a, 2, counts, 0, &out));
    NEW(state, SNAPSHOT, a, ndw_repeat_counts(a, 1, counts, 0, &out));
    NEW(state, SNAPSHOT, a, ndw_repeat_axes(a, 2, counts, &out));
    NEW(state, SNAPSHOT, a, ndw_tile(a, 2, counts, &out));
    NEW(state, SNAPSHOT, a, ndw_take(a, 2, counts, 1, &out));
    NEW(state, COMPUTE, a, ndw_roll(a, 1, 0, &out));
    NEW(state, COMPUTE, a, ndw_concatenate(2, (const ndw_array *[]){a, a}, 0, &out));
    NEW(state, COMPUTE, a, ndw_stack(2, (const ndw_array *[]){a, a}, 0, &out));
    NEW(state, COMPUTE, t, ndw_ascontiguous(t, &out));
    NEW(state, COMPUTE, a, ndw_asfortran(a, &out));
    NEW(state, COMPUTE, t, ndw_reshape(t, NDW_SHAPE(6), 0, &out));
}

static void copy_views(const ndw_array *a)
{
    ndw_view v;
    must(ndw_view_of(a, &v));
    NEW("", COMPUTE, a, ndw_view_copy(&v, NDW_F, &out));
    NEW("", COMPUTE, a, ndw_view_ascontiguous(&v, &out));
    NEW("", COMPUTE, a, ndw_view_asfortran(&v, &out));
    NEW("", COMPUTE, a, ndw_view_repeat(&v, 2, 0, &out));
    NEW("", SNAPSHOT, a, ndw_view_repeat_counts(&v, 2, counts, 0, &out));
    NEW("", SNAPSHOT, a, ndw_view_repeat_axes(&v, 2, counts, &out));
    NEW("", SNAPSHOT, a, ndw_view_tile(&v, 2, counts, &out));
    NEW("", SNAPSHOT, a, ndw_view_take(&v, 2, counts, 1, &out));
    NEW("", COMPUTE, a, ndw_view_roll(&v, 1, 0, &out));
    NEW("", COMPUTE, a, ndw_view_concatenate(2, (const ndw_view *[]){&v, &v}, 0, &out));
    NEW("", COMPUTE, a, ndw_view_stack(2, (const ndw_view *[]){&v, &v}, 0, &out));
}

static void write_existing(const ndw_array *a)
{
    static int32_t memory[36];
    ndw_view v;
    ndw_mut same, rows, both;
    must(ndw_view_of(a, &v));
    must(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 3), NULL, memory, &same));
    must(ndw_mut_memory(NDW_I32, NDW_SHAPE(3, 3), NULL, memory, &rows));
    must(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 6), NULL, memory, &both));
    CALL("", COMPUTE, NDW_OK, a, ndw_copy_into(a, &same));
    CALL("", COMPUTE, NDW_OK, a, ndw_view_copy_into(&v, &same));
    CALL("", COMPUTE, NDW_OK, a, ndw_repeat_into(a, 2, 1, &both));
    CALL("", COMPUTE, NDW_OK, a, ndw_view_repeat_into(&v, 2, 1, &both));
    CALL("", SNAPSHOT, NDW_OK, a, ndw_repeat_counts_into(a, 2, counts, 0, &rows));
    CALL("", SNAPSHOT, NDW_OK, a, ndw_view_repeat_counts_into(&v, 2, counts, 0, &rows));
    CALL("", SNAPSHOT, NDW_OK, a, ndw_repeat_axes_into(a, 2, counts, &both));
    CALL("", SNAPSHOT, NDW_OK, a, ndw_view_repeat_axes_into(&v, 2, counts, &both));
    CALL("", SNAPSHOT, NDW_OK, a, ndw_tile_into(a, 2, counts, &both));
    CALL("", SNAPSHOT, NDW_OK, a, ndw_view_tile_into(&v, 2, counts, &both));
    CALL("", COMPUTE, NDW_OK, a, ndw_roll_into(a, 1, 0, &same));
    CALL("", COMPUTE, NDW_OK, a, ndw_view_roll_into(&v, 1, 0, &same));
}

static void join_existing(const ndw_array *a)
{
    static int32_t memory[12];
    ndw_view v;
    ndw_mut wide, deep, picked;
    must(ndw_view_of(a, &v));
    must(ndw_mut_memory(NDW_I32, NDW_SHAPE(4, 3), NULL, memory, &wide));
    must(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 2, 3), NULL, memory, &deep));
    must(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 2), NULL, memory, &picked));
    const ndw_array *const arrays[] = {a, a};
    const ndw_view *const views[] = {&v, &v};
    CALL("", COMPUTE, NDW_OK, a, ndw_concatenate_into(2, arrays, 0, &wide));
    CALL("", COMPUTE, NDW_OK, a, ndw_view_concatenate_into(2, views, 0, &wide));
    CALL("", COMPUTE, NDW_OK, a, ndw_stack_into(2, arrays, 0, &deep));
    CALL("", COMPUTE, NDW_OK, a, ndw_view_stack_into(2, views, 0, &deep));
    CALL("", SNAPSHOT, NDW_OK, a, ndw_take_into(a, 2, counts, 1, &picked));
    CALL("", SNAPSHOT, NDW_OK, a, ndw_view_take_into(&v, 2, counts, 1, &picked));
}

/* --- Functions that make a second owner --------------------------------------------------------- */

#define SHARES(call)                                                                                   \
    do {                                                                                               \
        CALL(state, wanted, status, a, call);                                                          \
        ndw_release(&out);                                                                             \
    } while (0)

static void share_arrays(const ndw_array *a, const char *state, class wanted, ndw_status status)
{
    ndw_view v;
    must(ndw_view_of(a, &v));
    SHARES(ndw_share(a, &out));
    SHARES(ndw_array_of_view(a, &v, &out));
    SHARES(ndw_slice(a, NDW_INDEX(NDW_AT(0)), &out));
    SHARES(ndw_slice_str(a, "0", &out));
    SHARES(ndw_transpose(a, NDW_ALL_AXES, &out));
    SHARES(ndw_flip(a, NDW_ALL_AXES, &out));
    SHARES(ndw_broadcast_to(a, NDW_SHAPE(2, 2, 3), &out));
    SHARES(ndw_reshape(a, NDW_SHAPE(6), 0, &out));
    SHARES(ndw_reshape(a, NDW_SHAPE(6), NDW_NOCOPY, &out));
    SHARES(ndw_ascontiguous(a, &out));
    SHARES(ndw_swapaxes(a, 0, 1, &out));
    SHARES(ndw_moveaxis(a, 0, 1, &out));
    SHARES(ndw_squeeze(a, NDW_ALL_AXES, &out));
    SHARES(ndw_expand_dims(a, 1, &first_axis, &out));
    SHARES(ndw_diagonal(a, 0, 0, 1, &out));
    SHARES(ndw_sliding_window(a, 1, 2, &out));
    SHARES(ndw_as_strided(a, NDW_SHAPE(2), NULL, 0, &out));
    SHARES(ndw_as_dtype(a, NDW_F32, &out));
}

static void share_in_f_order(class wanted, const char *state)
{
    ndw_array *a = make(), *f = NULL;
    must(ndw_asfortran(a, &f));
    NEW(state, wanted, f, ndw_asfortran(f, &out));
    ndw_release(&f);
    ndw_release(&a);
}

/* --- Functions that need their array alone ------------------------------------------------------ */

static void release_arrays(void)
{
    ndw_array *a = make(), *b = share_of(a), *c = make(), *d = share_of(c);
    ndw_mut w;
    ASK("shared", RELEASE, b, ndw_release(&b));
    ASK("last", RELEASE_LAST, a, ndw_release(&a));
    a = make();
    must(ndw_write_begin(&a, 0, &w));
    ASK("in a session", ABANDON, a, ndw_release(&a));
    ASK("NULL", BORROW, NULL, ndw_release(&a));

    b = make();
    ASK("shared", RELEASE, c, ndw_replace(&c, &b));
    b = make();
    ASK("last", RELEASE_LAST, d, ndw_replace(&d, &b));
    ndw_release(&c);
    ndw_release(&d);
}

static void begin_sessions(void)
{
    ndw_array *a = make(), *b = NULL;
    ndw_mut w;
    CALL("alone", BEGIN, NDW_OK, a, ndw_write_begin(&a, 0, &w));
    CALL("in a session", BEGIN_REFUSED, NDW_EBUSY, a, ndw_write_begin(&a, 0, &w));
    ASK("in a session", END, a, ndw_write_end(&a));
    ASK("no session", ASK_BUSY, a, ndw_write_end(&a));

    b = share_of(a);
    CALL("shared, no copy", BEGIN_REFUSED, NDW_ECOPY, b, ndw_write_begin(&b, NDW_NOCOPY, &w));
    CALL("shared", BEGIN_COPYING, NDW_OK, b, ndw_write_begin(&b, 0, &w));
    ndw_release(&b);
    b = share_of(a);
    CALL("shared, discard", BEGIN_COPYING, NDW_OK, b, ndw_write_begin(&b, NDW_DISCARD, &w));
    ndw_release(&b);
    ndw_release(&a);
}

static void begin_elsewhere(void)
{
    static int32_t memory[2];
    ndw_array *a = NULL, *b = NULL;
    ndw_mut w;
    must(ndw_wrap(NDW_I32, NDW_SHAPE(2), NULL, memory, NDW_READONLY, NULL, NULL, &a));
    b = share_of(a);
    CALL("read-only, no copy", BORROW, NDW_ECOPY, a, ndw_write_begin(&a, NDW_NOCOPY, &w));
    CALL("read-only, shared", BEGIN_READONLY, NDW_OK, b, ndw_write_begin(&b, 0, &w));
    CALL("read-only, last", BEGIN_READONLY_LAST, NDW_OK, a, ndw_write_begin(&a, 0, &w));
    ndw_release(&a);
    ndw_release(&b);
    must(ndw_empty(NDW_I32, NDW_SHAPE(0), &a));
    CALL("no elements", BORROW, NDW_OK, a, ndw_write_begin(&a, 0, &w));
    ndw_release(&a);
}

static void compact_arrays(void)
{
    ndw_array *a = make(), *part = NULL;
    must(ndw_slice(a, NDW_INDEX(NDW_AT(0)), &part));
    CALL("a part, shared", COMPACT, NDW_OK, part, ndw_compact(&part));
    ndw_release(&part);
    must(ndw_slice(a, NDW_INDEX(NDW_AT(0)), &part));
    CALL("the whole", ASK_BUSY, NDW_OK, a, ndw_compact(&a));
    ndw_release(&a);
    CALL("a part, last", COMPACT_LAST, NDW_OK, part, ndw_compact(&part));
    ndw_release(&part);
}

/* `from` is none of theirs. */
static void assign_arrays(const ndw_array *from)
{
    static const int32_t one = 1;
    ndw_array *a = make(), *b = share_of(a);
    ndw_view v;
    ndw_mut w;
    must(ndw_view_of(from, &v));
    CALL("shared", BEGIN_COPYING, NDW_OK, b, ndw_assign(&b, 0, NULL, from));
    CALL("alone", ASSIGN, NDW_OK, a, ndw_assign(&a, 0, NULL, from));
    CALL("alone, from itself", ASSIGN, NDW_OK, a, ndw_assign(&a, 0, NULL, a));
    CALL("alone", ASSIGN, NDW_OK, a, ndw_assign_view(&a, 0, NULL, &v));
    CALL("alone", ASSIGN, NDW_OK, a, ndw_fill(&a, &one));
    must(ndw_write_begin(&a, 0, &w));
    CALL("in a session", BEGIN_REFUSED, NDW_EBUSY, a, ndw_fill(&a, &one));
    ndw_release(&a);
    ndw_release(&b);
}

/* --- Cells -------------------------------------------------------------------------------------- */

static ndw_status keep(void *ctx, ndw_array **value)
{
    (void)ctx, (void)value;
    return NDW_OK;
}

static ndw_status give_up(void *ctx, ndw_array **value)
{
    (void)ctx, (void)value;
    return NDW_EVALUE;
}

static ndw_status call_inside(void *ctx, ndw_array **value)
{
    CALL("inside an update", CELL_INSIDE, NDW_EBUSY, *value, ndw_cell_swap(ctx, value));
    CALL("inside an update", CELL_INSIDE, NDW_EBUSY, *value, ndw_cell_update(ctx, keep, NULL));
    return NDW_OK;
}

static void ask_cell(ndw_cell *c, const ndw_array *a)
{
    ndw_array *b = make();
    NEW("", CELL_SNAPSHOT, a, ndw_cell_snapshot(c, &out));
    CALL("", CELL_UPDATE, NDW_OK, a, ndw_cell_update(c, keep, NULL));
    CALL("fn fails", CELL_UPDATE, NDW_EVALUE, a, ndw_cell_update(c, give_up, NULL));
    must(ndw_cell_update(c, call_inside, c));
    CALL("", CELL_SWAP, NDW_OK, b, ndw_cell_swap(c, &b));
    ndw_release(&b);
}

static void put_in_cells(void)
{
    ndw_array *a = make(), *b = share_of(a);
    const ndw_array *held = b;
    ndw_cell *c = NULL;
    ndw_mut w;
    CALL("", COMPUTE, NDW_OK, a, ndw_cell_new(&a, &c));
    ask_cell(c, held);
    ndw_cell_free(&c);

    must(ndw_cell_new(&b, &c));
    ASK("last", RELEASE_LAST, held, ndw_cell_free(&c));
    a = make();
    b = share_of(a);
    must(ndw_cell_new(&a, &c));
    ASK("shared", RELEASE, b, ndw_cell_free(&c));
    ASK("NULL", BORROW, NULL, ndw_cell_free(&c));

    must(ndw_write_begin(&b, 0, &w));
    held = b;
    must(ndw_cell_new(&b, &c));
    CALL("in a session", CELL_SNAPSHOT_REFUSED, NDW_EBUSY, held, ndw_cell_snapshot(c, &out));
    ndw_cell_free(&c);
}

/* --- All of them -------------------------------------------------------------------------------- */

static void in_all_states(void)
{
    ndw_array *a = make(), *b = share_of(a), *t = NULL, *open = make();
    ndw_mut w;
    must(ndw_transpose(a, NDW_ALL_AXES, &t));
    ask_about(a, "shared");
    ask_views(a);
    ask_the_rest(a);
    ask_pool(a);
    make_arrays(a);
    copy_arrays(a, t, "shared");
    copy_views(a);
    write_existing(a);
    join_existing(a);
    share_arrays(a, "shared", SHARE, NDW_OK);

    must(ndw_write_begin(&open, 0, &w));
    ask_about(open, "in a session");
    ask_muts(&w);
    copy_arrays(open, t, "in a session");
    share_arrays(open, "in a session", REFUSED, NDW_EBUSY);
    ndw_release(&open);
    ndw_release(&t);
    ndw_release(&b);
    share_arrays(a, "alone", SHARE, NDW_OK);
    assign_arrays(a);
    ndw_release(&a);
}

/* Two classes that look alike would be one. */
static void check_distinct(void)
{
    for (int i = 0; i < CLASSES; i++)
        for (int j = 0; j < i; j++)
            if (classes[i].also == classes[j].also
                && !strcmp(classes[i].operations, classes[j].operations)) {
                failures++;
                printf("WRONG: %s and %s are the same class\n", classes[i].name, classes[j].name);
            }
}

/* --- Against the headers ------------------------------------------------------------------------ */

/* A declaration's name is the first word before a parenthesis. */
static bool declared_name(const char *line, char *name)
{
    if (strncmp(line, "NDW_API ", 8) != 0 && strncmp(line, "NDW_CALL ", 9) != 0) return false;
    const char *end = strchr(line, '('), *at = end;
    if (!end) return false;
    while (at > line && at[-1] != ' ' && at[-1] != '*') at--;
    snprintf(name, NAME, "%.*s", (int)(end - at), at);
    return true;
}

static int check_header(const char *path)
{
    char line[512], name[NAME];
    int functions = 0;
    FILE *header = fopen(path, "r");
    if (!header) return 0;
    while (fgets(line, sizeof line, header)) {
        if (!declared_name(line, name)) continue;
        int i = 0;
        while (i < ncalled && strcmp(called[i], name) != 0) i++;
        if (i == ncalled) {
            failures++;
            printf("WRONG: %s of %s is in no class\n", name, path);
        }
        functions++;
    }
    fclose(header);
    return functions;
}

static int check_headers(const char *folder)
{
    int functions = 0;
    DIR *headers = opendir(folder);
    if (!headers) return 0;
    for (struct dirent *entry; (entry = readdir(headers));) {
        char path[512];
        size_t length = strlen(entry->d_name);
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (length > 2 && !strcmp(entry->d_name + length - 2, ".h")) functions += check_header(path);
    }
    closedir(headers);
    return functions;
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    ledger_allocator(&allocator, 0);
    must(ndw_set_allocator(&allocator));
    ASK("first", FIRST_USE, NULL, ndw_kernels());
    in_all_states();
    share_in_f_order(SHARE, "in F order");
    release_arrays();
    begin_sessions();
    begin_elsewhere();
    compact_arrays();
    put_in_cells();
    check_distinct();

    int functions = check_headers(argv[1]);
    if (functions != ncalled) failures++;
    printf("%d functions in the headers, %d in %d classes, %d failures\n", functions, ncalled, CLASSES,
           failures);
    return failures == 0 && functions > 0 ? 0 : 1;
}
