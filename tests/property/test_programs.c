/*
 * test_programs.c - random programs on real arrays, and after each step: is everything still true?
 *
 * A program has a few variables. Each step makes an array from others (a slice, a view of a view, a copy,
 * a join, a share, ...), or writes one of them in a session or an assignment, or asks something, or lets
 * one go. Beside each
 * array stands the oracle's idea of its elements. After every step all arrays are compared with theirs,
 * and none but the one that was written may have changed in any word of metadata. So a write that shows
 * through another handle, a share that is no snapshot, a view that dies with its source, a failed call
 * that changed something are found where they happen (C1 to C5).
 *
 * Sessions check their own contract: in place when nobody else holds the bytes, elsewhere when somebody
 * does; refused under NDW_NOCOPY without changing anything; no second owner while they are open;
 * sources that lie in the destination read as if copied first. At the end of each program nothing may
 * be left allocated, and every wrapped block has been given back once.
 *
 *     NDW_PROGRAMS=n   how many (default 60 000; 10 000 in slow builds)
 *     NDW_SEED=s       the first program; with NDW_PROGRAMS=1, the one that failed, again
 */
#include "program.h"

#include <stdio.h>
#include <string.h>

#include "support/check.h"
#include "support/fault.h"
#include "support/random.h"
#include "support/slow.h"

enum { PROGRAMS = IS_SLOW_BUILD ? 10000 : 60000 };

static variable variables[VARIABLES];
ndw_dtype dtype;
size_t width;

static uint64_t seed, random_state;
static int step;
static const char *doing;

events happened;

void must(bool condition, const char *what)
{
    if (condition) return;
    fail_msg("program NDW_SEED=%llu, step %d (%s): %s (last error: %s)", (unsigned long long)seed, step,
             doing, what, ndw_error_detail());
}

void must_be_ok(ndw_status status) { must(status == NDW_OK, ndw_status_name(status)); }

int64_t between(int64_t low, int64_t high) { return random_between(&random_state, low, high); }
int64_t any_value(void) { return between(0, 60000); }
bool one_in(int64_t n) { return between(1, n) == 1; }

/* --- What must always be true ----------------------------------------------------------------- */

void remember(variable *v) { v->before = metadata_of(v->array); }

static void check_variable(const variable *v)
{
    const truth t = {&v->meant, NULL, NULL};
    const char *wrong = compare_array(&t, v->array);
    must(!wrong, wrong);
    must(metadata_is_same(&v->before, v->array), "metadata was changed");
    must(ndw_dtype_of(v->array) == dtype, "the dtype was changed");
}

void check_all(void)
{
    for (int i = 0; i < VARIABLES; i++)
        if (variables[i].array) check_variable(&variables[i]);
}

void let_go(variable *v)
{
    if (!v->array) return;
    ndw_release(&v->array);
    must(v->array == NULL, "release left a pointer");
    oracle_free(&v->meant);
}

variable *any_variable(void) { return &variables[between(0, VARIABLES - 1)]; }

variable *any_live(void)
{
    const int64_t from = between(0, VARIABLES - 1);
    for (int i = 0; i < VARIABLES; i++) {
        variable *v = &variables[(from + i) % VARIABLES];
        if (v->array) return v;
    }
    return NULL;
}

void keep(ndw_array *array, oracle meant, bool readonly)
{
    variable *v = any_variable();
    must(array != NULL, "no array was given");
    let_go(v);
    *v = (variable){.array = array, .meant = meant, .readonly = readonly};
    remember(v);
}

/* --- New arrays ------------------------------------------------------------------------------- */

static int any_shape(int64_t *shape)
{
    const int ndim = (int)between(0, 4);
    for (int d = 0; d < ndim; d++) shape[d] = one_in(25) ? 0 : between(1, 4);
    return ndim;
}

static void *pack(const oracle *o)
{
    char *bytes = malloc((size_t)o->size * width + 1);
    must(bytes != NULL, "out of memory");
    for (int64_t k = 0; k < o->size; k++) element_write(bytes + (size_t)k * width, o->value[k], width);
    return bytes;
}

static void give_back(void *ctx, void *data)
{
    (void)data;
    happened.given_back++;
    free(ctx);
}

/* Memory of our own, every axis backwards, with live bytes between the elements. */
static void wrap_something(const oracle *o)
{
    int64_t strides[ORACLE_NDIM], index[ORACLE_NDIM] = {0};
    int64_t reach = 2 * (int64_t)width, first = 0, k = 0;
    for (int d = o->ndim - 1; d >= 0; d--) {
        strides[d] = -reach;
        first += reach * (o->shape[d] > 0 ? o->shape[d] - 1 : 0);
        reach *= o->shape[d] > 0 ? o->shape[d] : 1;
    }
    char *memory = calloc(1, (size_t)(first + reach));
    must(memory != NULL, "out of memory");
    for (bool more = o->size > 0; more; more = oracle_next(o->ndim, o->shape, index)) {
        char *at = memory + first;
        for (int d = 0; d < o->ndim; d++) at += index[d] * strides[d];
        element_write(at, o->value[k++], width);
    }

    ndw_array *a;
    const bool readonly = one_in(2);
    must_be_ok(ndw_wrap(dtype, o->ndim, o->shape, strides, memory + first, readonly ? NDW_READONLY : 0,
                        give_back, memory, &a));
    happened.wrapped++;
    keep(a, *o, readonly);
}

static void make_new(void)
{
    int64_t shape[ORACLE_NDIM];
    char one[16];
    ndw_array *a;
    const int ndim = any_shape(shape);
    oracle o = oracle_count(ndim, shape);
    const int64_t same = any_value(), how = between(0, 3);
    for (int64_t k = 0; k < o.size; k++) o.value[k] = how == 0 ? same : any_value();
    if (how == 1) {
        wrap_something(&o);
        return;
    }
    void *bytes = pack(&o);
    element_write(one, same, width);
    must_be_ok(how == 0 ? ndw_full(dtype, ndim, shape, one, &a)
                        : ndw_from_data(dtype, ndim, shape, bytes, &a));
    free(bytes);
    keep(a, o, false);
}

/* --- Letting go ------------------------------------------------------------------------------- */

static void release(void) { let_go(any_variable()); }

static void replace(void)
{
    variable *to = any_variable(), *from = any_variable();
    if (to == from) return;
    ndw_array *moved = from->array;
    ndw_replace(&to->array, &from->array);
    must(from->array == NULL && to->array == moved, "replace put something else in place");
    oracle_free(&to->meant);
    *to = *from;
    to->array = moved;
    *from = (variable){.array = NULL};
}

/* --- Programs --------------------------------------------------------------------------------- */

static const struct operation {
    const char *name;
    void (*run)(void);
    int weight;
} operations[] = {
    {"new", make_new, 3},    {"slice", slice, 5},         {"transpose", transpose, 3},
    {"flip", flip, 3},       {"broadcast", broadcast, 3}, {"reshape", reshape, 3},
    {"share", share, 4},     {"copy", copy, 2},           {"repeat", repeat, 3},
    {"compact", compact, 1}, {"write", write_session, 9}, {"release", release, 1},
    {"replace", replace, 1}, {"swapaxes", exchange, 1},   {"moveaxis", move, 1},
    {"squeeze", squeeze, 1}, {"expand_dims", expand, 1},  {"diagonal", diagonal, 1},
    {"windows", windows, 1}, {"as_strided", strided, 1},  {"as_dtype", other_dtype, 1},
    {"tile", tile, 1},       {"stack", stack, 1},         {"concatenate", concatenate, 2},
    {"take", take, 2},       {"roll", roll, 2},           {"assign", assign, 5},
    {"fill", fill, 1},       {"ask", ask, 2},             {"foreach", walk, 2},
};

static const struct operation *any_operation(void)
{
    int64_t all = 0;
    for (size_t i = 0; i < COUNT(operations); i++) all += operations[i].weight;
    int64_t at = between(0, all - 1);
    for (size_t i = 0;; i++)
        if ((at -= operations[i].weight) < 0) return &operations[i];
}

static void run_program(uint64_t number)
{
    static fault allocations;
    const ndw_dtype dtypes[] = {NDW_U8,  NDW_I16,  ndw_dtype_bytes(3), NDW_F32,
                                NDW_I64, NDW_C128, ndw_dtype_bytes(5)};
    random_state = seed = number;
    dtype = dtypes[between(0, COUNT(dtypes) - 1)];
    width = (size_t)ndw_itemsize(dtype);
    const long wrapped = happened.wrapped - happened.given_back;
    fault_begin(&allocations);
    for (step = 0; step < STEPS; step++) {
        const struct operation *next = any_live() ? any_operation() : &operations[0];
        doing = next->name;
        next->run();
        check_all();
        happened.steps++;
    }
    doing = "letting go";
    for (int i = 0; i < VARIABLES; i++) {
        let_go(&variables[i]);
        check_all();
    }
    must(fault_end(&allocations) == 0, "something was leaked, or given back with another size");
    must(happened.wrapped - happened.given_back == wrapped,
         "wrapped memory was not given back, or twice");
}

static long programs = PROGRAMS;
static uint64_t first_seed = 28197;

static void test_programs(void **unused)
{
    (void)unused;
    for (long n = 0; n < programs; n++) run_program(first_seed + (uint64_t)n);
    print_message(
        "           %ld programs, %ld steps; sessions: %ld in place, %ld copied, %ld refused, %ld onto "
        "themselves, %ld released open; %ld attempts to share during one; %ld blocks wrapped; %ld "
        "assignments in place, %ld elsewhere; %ld joins; %ld walks; %ld pairs that may overlap\n",
        programs, happened.steps, happened.in_place, happened.copied, happened.refused,
        happened.overlapping, happened.released_open, happened.busy, happened.wrapped,
        happened.assigned_in_place, happened.assigned_elsewhere, happened.joined, happened.walked,
        happened.meeting);
    if (programs < 1000) return;
    assert_true(happened.in_place > programs / 10 && happened.copied > programs / 10);
    assert_true(happened.refused > programs / 100 && happened.overlapping > programs / 100);
    assert_true(happened.busy > programs / 100 && happened.released_open > programs / 100);
    assert_true(happened.wrapped > programs / 100);
    assert_true(happened.assigned_in_place > programs / 10 && happened.assigned_elsewhere > programs / 10);
    assert_true(happened.joined > programs / 10 && happened.walked > programs / 10);
    assert_true(happened.meeting > programs / 100);
}

int main(void)
{
    const char *number = getenv("NDW_PROGRAMS"), *from = getenv("NDW_SEED");
    if (number) programs = atol(number);
    if (from) first_seed = strtoull(from, NULL, 10);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_programs)};
    return cmocka_run_group_tests_name("programs", tests, NULL, NULL);
}
