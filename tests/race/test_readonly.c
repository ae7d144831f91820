/*
 * test_readonly.c - nothing that is shared is ever written.
 *
 * Two properties, for every public function that borrows, whether it succeeds or fails:
 *
 *     no word of a published descriptor is written    each call is made while all descriptors, views,
 *                                                     muts and source bytes lie on PROT_READ pages: a
 *                                                     store dies at the instruction that does it, even
 *                                                     one that would put the old value back
 *     inputs are byte-identical afterwards            descriptors, structs and every byte between the
 *                                                     first and last element, compared with a copy
 *
 * Each function is called on sources of every kind: packed, shared, transposed, reversed with gaps,
 * broadcast, wrapped from memory that really is read-only, and in a write session; with arguments that
 * succeed, with arguments that fail, and while every allocation fails.
 *
 * The functions come from the table in readonly_calls.c. The public headers are read here to see that
 * it has a row for each of them. Functions that take `ndw_array **` are in a second table: they may
 * replace an array, but edit none.
 */
#include "support/check.h"

#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "array/array.h"
#include "child.h"
#include "readonly_calls.h"
#include "readonly_stage.h"
#include "support/pages.h"

/* --- Every call, on every source, in every mood ------------------------------------------------- */

static void *refuse(void *ctx, size_t size, size_t alignment)
{
    (void)ctx, (void)size, (void)alignment;
    return NULL;
}
static void never(void *ctx, void *block, size_t size, size_t alignment)
{
    (void)ctx, (void)block, (void)size, (void)alignment;
}
static const ndw_allocator refusing = {refuse, never, NULL};

typedef enum mood { SUCCEEDING, FAILING, WITHOUT_MEMORY, MOODS } mood;

/* The call and the release of what it gave, with everything locked. */
static ndw_status call_locked(const call *c, const inputs *in, mood how, bool *gave)
{
    results r = {.array = NULL};
    const ndw_allocator *pages = ndw_get_allocator();
    pages_lock();
    if (how == WITHOUT_MEMORY) (void)!ndw_set_allocator(&refusing);
    ndw_status status = c->make(in, how == FAILING ? &bad_arguments : &good_arguments, &r);
    (void)!ndw_set_allocator(pages);
    *gave = r.array != NULL;
    ndw_release(&r.array);
    pages_unlock();
    return status;
}

static bool is_expected(const call *c, const origin *from, mood how, ndw_status status)
{
    if (status == NDW_EBUSY) return from->busy;
    if (how == FAILING) return status == c->failure;
    return status == NDW_OK || (how == WITHOUT_MEMORY && status == NDW_ENOMEM);
}

static void check_call(void **state)
{
    const call *c = *state;
    for (size_t o = 0; o < (size_t)origin_count; o++) {
        stage s;
        stage_begin(&s, &origins[o]);
        for (mood how = SUCCEEDING; how < MOODS; how++) {
            bool gave;
            ndw_status status = call_locked(c, &s.in, how, &gave);
            const char *what = changed(&s.before);
            if (what) fail_msg("%s: %s changed", origins[o].name, what);
            if (!is_expected(c, &origins[o], how, status))
                fail_msg("%s, mood %d: %s (%s)", origins[o].name, how, ndw_status_name(status),
                         ndw_error_detail());
            assert_false(gave && status != NDW_OK);
        }
        stage_end(&s);
    }
}

/* --- The table is complete ---------------------------------------------------------------------- */

static bool has_row(const char *name, size_t length)
{
    for (int i = 0; i < call_count; i++)
        if (strlen(calls[i].name) == length && memcmp(calls[i].name, name, length) == 0) return true;
    return false;
}

static bool borrows(const char *declaration, const char *end)
{
    static const char *const types[] = {"const ndw_array *", "const ndw_view *", "const ndw_mut *"};
    for (size_t i = 0; i < COUNT(types); i++) {
        const char *found = strstr(declaration, types[i]);
        if (found && found < end) return true;
    }
    return false;
}

/* Borrowing functions that a header declares; *missing: of them, those without a row. A declaration
 * begins a line with NDW_API or NDW_CALL; its name is what stands before the parenthesis. */
static int borrowing_functions(const char *header, int *missing)
{
    int declared = 0;
    for (const char *at = header; (at = strstr(at, "\nNDW_")); at++) {
        if (strncmp(at, "\nNDW_API ", 9) != 0 && strncmp(at, "\nNDW_CALL ", 10) != 0) continue;
        const char *open = strchr(at, '('), *end = strchr(at, ';'), *name = open;
        assert_true(open && end && open < end);
        while (isalnum((unsigned char)name[-1]) || name[-1] == '_') name--;
        if (!borrows(open, end)) continue;
        declared++;
        if (has_row(name, (size_t)(open - name))) continue;
        print_message("    no row: %.*s\n", (int)(open - name), name);
        ++*missing;
    }
    return declared;
}

static char *read_header(const char *name)
{
    char path[1024];
    static char text[1 << 18];
    snprintf(path, sizeof path, "%s/%s", NDW_HEADERS, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    assert_true(length < sizeof text - 1);
    text[length] = '\0';
    fclose(file);
    return text;
}

static void table_is_complete(void **state)
{
    (void)state;
    int declared = 0, missing = 0;
    DIR *headers = opendir(NDW_HEADERS);
    assert_non_null(headers);
    for (struct dirent *entry; (entry = readdir(headers));) {
        size_t length = strlen(entry->d_name);
        if (length < 2 || strcmp(entry->d_name + length - 2, ".h") != 0) continue;
        declared += borrowing_functions(read_header(entry->d_name), &missing);
    }
    closedir(headers);
    print_message("    %d public functions borrow; each was called on %d kinds of source\n", declared,
                  origin_count);
    assert_int_equal(missing, 0);
    assert_int_equal(declared, call_count);
}

static void missing_rows_are_noticed(void **state)
{
    (void)state;
    int missing = 0;
    assert_int_equal(borrowing_functions("\nNDW_CALL ndw_status ndw_unheard_of(int axis,\n"
                                         "             const ndw_view *v, ndw_view *out);\n"
                                         "\nNDW_API int ndw_ndim(const ndw_array *a);"
                                         "\nNDW_API void ndw_release(ndw_array **a);", &missing), 2);
    assert_int_equal(missing, 1);
}

/* --- Functions that take `ndw_array **` --------------------------------------------------------- */

/* A slice of `other`: what is done to it may not touch the array it was cut from. */
static void do_write(ndw_array **a)
{
    ndw_mut w;
    (void)!ndw_write_begin(a, 0, &w);
    ndw_write_end(a);
}

static void do_write_nocopy(ndw_array **a)
{
    ndw_mut w;
    (void)!ndw_write_begin(a, NDW_NOCOPY, &w);
    ndw_write_end(a);
}

static void do_discard(ndw_array **a)
{
    ndw_mut w;
    (void)!ndw_write_begin(a, NDW_DISCARD, &w);
    ndw_release(a);
}

static void do_compact(ndw_array **a) { (void)!ndw_compact(a); }
static void do_release(ndw_array **a) { ndw_release(a); }

static void do_replace(ndw_array **a)
{
    ndw_array *b;
    if (ndw_flip(*a, NDW_ALL_AXES, &b) == NDW_OK) ndw_replace(a, &b);
}

static struct change {
    const char *name;
    void (*make)(ndw_array **a);
    bool keeps; /* the descriptor itself stays, when the bytes are nobody else's */
} changes[] = {
    {"ndw_write_begin", do_write, true},
    {"ndw_write_begin, NDW_NOCOPY", do_write_nocopy, true},
    {"ndw_write_begin, NDW_DISCARD", do_discard, false},
    {"ndw_compact", do_compact, false},
    {"ndw_release", do_release, false},
    {"ndw_replace", do_replace, false},
};

static void check_change(void **state)
{
    const struct change *c = *state;
    for (size_t o = 0; o < (size_t)origin_count; o++) {
        stage s;
        snapshot others = {0};
        stage_begin(&s, &origins[o]);
        if (s.other) remember_array(&others, s.other);
        const ndw_array *was = s.a;
        bool alone = !s.other && !origins[o].busy && s.a->bytes->readonly == false;
        pages_lock();
        c->make(&s.a);
        pages_unlock();
        if (alone && c->keeps) {
            assert_ptr_equal(s.a, was);
            assert_null(changed(&s.before)); /* and the session has left no trace */
        }
        if (changed(&others)) fail_msg("%s: another holder's %s", origins[o].name, changed(&others));
        forget(&others);
        stage_end(&s);
    }
}

/* --- Twins: each way of writing, done once ------------------------------------------------------ */

/* Stores what is there already: only the page can tell. */
static ndw_status store_length(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    volatile int64_t *length = (volatile int64_t *)(uintptr_t)&in->a->dims[0];
    *length = ROWS;
    return NDW_OK;
}

static ndw_status store_element(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    volatile char *byte = (volatile char *)(uintptr_t)in->v->data;
    *byte = *byte;
    return NDW_OK;
}

static ndw_status store_in_view(const inputs *in, const arguments *g, results *r)
{
    (void)g, (void)r;
    ((volatile ndw_view *)(uintptr_t)in->v)->ndim = 2;
    return NDW_OK;
}

static struct call stores[] = {
    {"a store to a descriptor dies", store_length, NDW_OK},
    {"a store to an element dies", store_element, NDW_OK},
    {"a store to a view dies", store_in_view, NDW_OK},
};

static int store_locked(const void *ctx)
{
    stage s;
    bool gave;
    stage_begin(&s, &origins[0]);
    return call_locked(ctx, &s.in, SUCCEEDING, &gave);
}

static void check_store(void **state)
{
    ending e = child_run(store_locked, *state);
    assert_int_equal(e.signal, SIGSEGV);
}

/* One bit of each region in turn: the comparison sees it. */
static void changes_are_noticed(void **state)
{
    (void)state;
    stage s;
    stage_begin(&s, &origins[3]);
    assert_null(changed(&s.before));
    for (int i = 0; i < s.before.count; i++) {
        char *last = (char *)(uintptr_t)s.before.regions[i].at + s.before.regions[i].size - 1;
        *last ^= 1;
        assert_non_null(changed(&s.before));
        *last ^= 1;
    }
    stage_end(&s);
}

static struct row {
    const char *name;
    void (*test)(void **state);
} rows[] = {
    {"the table is complete", table_is_complete},
    {"a missing row is noticed", missing_rows_are_noticed},
    {"a change is noticed", changes_are_noticed},
};

static void check_row(void **state) { ((const struct row *)*state)->test(state); }

int main(void)
{
    int failures = RUN_TABLE("readonly", rows, check_row);
    failures += RUN_TABLE("readonly, twins", stores, check_store);
    failures += run_table("readonly, calls", calls, (size_t)call_count, sizeof *calls, check_call);
    return failures + RUN_TABLE("readonly, replacing", changes, check_change);
}
