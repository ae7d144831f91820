/* readonly_stage.c - the sources, their pages, and the copies that tell whether anything changed. */
#include "readonly_stage.h"

#include <string.h>

#include "array/array.h"
#include "support/check.h"
#include "support/pages.h"

/* --- What was there before ---------------------------------------------------------------------- */

static void remember(snapshot *s, const char *what, const void *at, size_t size)
{
    void *copy = malloc(size ? size : 1);
    assert_true(copy && s->count < REGIONS_MAX);
    memcpy(copy, at, size);
    s->regions[s->count].what = what;
    s->regions[s->count].at = at;
    s->regions[s->count].size = size;
    s->regions[s->count++].copy = copy;
}

void remember_array(snapshot *s, const ndw_array *a)
{
    const void *first, *end;
    assert_ok(ndw_extent(a, &first, &end));
    remember(s, "a descriptor", a, sizeof *a + 2 * (size_t)a->ndim * sizeof *a->dims);
    remember(s, "elements", first, (size_t)((const char *)end - (const char *)first));
}

const char *changed(const snapshot *s)
{
    for (int i = 0; i < s->count; i++)
        if (memcmp(s->regions[i].at, s->regions[i].copy, s->regions[i].size) != 0)
            return s->regions[i].what;
    return NULL;
}

void forget(snapshot *s)
{
    for (int i = 0; i < s->count; i++) free(s->regions[i].copy);
    s->count = 0;
}

/* --- Sources: ROWS x COLUMNS doubles, laid out in every way ------------------------------------- */

static void replace(ndw_array **a, ndw_status status, ndw_array *next)
{
    assert_ok(status);
    ndw_replace(a, &next);
}

static void make_packed(ndw_array **a, int64_t rows, int64_t columns)
{
    ndw_array *next;
    assert_ok(ndw_arange(NDW_F64, 0, rows * columns, 1, a));
    ndw_status status = ndw_reshape(*a, NDW_SHAPE(rows, columns), 0, &next);
    replace(a, status, next);
}

static void packed(ndw_array **a, ndw_array **other)
{
    (void)other;
    make_packed(a, ROWS, COLUMNS);
}

static void shared(ndw_array **a, ndw_array **other)
{
    make_packed(a, ROWS, COLUMNS);
    assert_ok(ndw_share(*a, other));
}

static void transposed(ndw_array **a, ndw_array **other)
{
    make_packed(other, COLUMNS, ROWS);
    assert_ok(ndw_transpose(*other, NDW_ALL_AXES, a));
}

static void reversed_with_gaps(ndw_array **a, ndw_array **other)
{
    make_packed(other, 2 * ROWS, 3 * COLUMNS);
    assert_ok(ndw_slice_str(*other, "::-2, ::3", a));
}

static void broadcast(ndw_array **a, ndw_array **other)
{
    assert_ok(ndw_arange(NDW_F64, 1, 1 + COLUMNS, 1, other));
    assert_ok(ndw_broadcast_to(*other, NDW_SHAPE(ROWS, COLUMNS), a));
}

static void wrapped(ndw_array **a, ndw_array **other)
{
    static const double constants[ROWS * COLUMNS] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    (void)other;
    void *bytes = (void *)(uintptr_t)constants;
    assert_ok(ndw_wrap(NDW_F64, NDW_SHAPE(ROWS, COLUMNS), NULL, bytes, NDW_READONLY, NULL, NULL, a));
}

static void in_a_session(ndw_array **a, ndw_array **other)
{
    (void)other;
    ndw_mut w;
    make_packed(a, ROWS, COLUMNS);
    assert_ok(ndw_write_begin(a, NDW_NOCOPY, &w));
}

const origin origins[] = {
    {"packed", packed, false},
    {"shared", shared, false},
    {"transposed", transposed, false},
    {"reversed with gaps", reversed_with_gaps, false},
    {"broadcast", broadcast, false},
    {"wrapped", wrapped, false},
    {"in a session", in_a_session, true},
};
const int origin_count = COUNT(origins);

/* --- The stage: inputs on pages that lock ------------------------------------------------------- */

static void make_structs(stage *s)
{
    const ndw_allocator *pages = ndw_get_allocator();
    void *elements = (void *)(uintptr_t)ndw_data(s->plain); /* read-only while locked */
    s->structs = pages->alloc(pages->ctx, sizeof *s->structs, 16);
    assert_non_null(s->structs);
    assert_ok(ndw_view_of(s->a, &s->structs->v));
    assert_ok(ndw_view_of(s->plain, &s->structs->outside));
    assert_ok(ndw_mut_memory(NDW_F64, NDW_SHAPE(ROWS, COLUMNS), NULL, elements, &s->structs->w));
    assert_ok(ndw_mut_memory(NDW_F64, NDW_SHAPE(ROWS, COLUMNS), NULL, s->room, &s->structs->same));
    assert_ok(ndw_mut_memory(NDW_F64, NDW_SHAPE(2 * ROWS, COLUMNS), NULL, s->room,
                             &s->structs->doubled));
    assert_ok(ndw_mut_memory(NDW_F32, NDW_SHAPE(ROWS, COLUMNS), NULL, s->room, &s->structs->foreign));
}

void stage_begin(stage *s, const origin *from)
{
    pages_unlock(); /* should a failed test have left them locked */
    *s = (stage){.live = pages_end()};
    pages_begin();
    from->make(&s->a, &s->other);
    assert_ok(ndw_full(NDW_F64, NDW_SHAPE(ROWS, COLUMNS), &(double){-1}, &s->plain));
    make_structs(s);
    s->in = (inputs){.a = s->a, .v = &s->structs->v, .w = &s->structs->w, .same = &s->structs->same};
    s->in.doubled = &s->structs->doubled;
    s->in.foreign = &s->structs->foreign;
    s->in.outside = &s->structs->outside;
    s->in.file = fopen("/dev/null", "w");
    s->in.unwritable = fopen("/dev/null", "r");
    assert_true(s->in.file && s->in.unwritable);

    remember_array(&s->before, s->a);
    remember_array(&s->before, s->plain);
    if (s->other) remember_array(&s->before, s->other);
    remember(&s->before, "a view or mut", s->structs, sizeof *s->structs);
    remember(&s->before, "the count of owners", &s->a->bytes->owners, sizeof(refcount));
}

void stage_end(stage *s)
{
    const ndw_allocator *pages = ndw_get_allocator();
    forget(&s->before);
    fclose(s->in.file);
    fclose(s->in.unwritable);
    pages->free(pages->ctx, s->structs, sizeof *s->structs, 16);
    ndw_release(&s->a);
    ndw_release(&s->other);
    ndw_release(&s->plain);
    assert_int_equal(pages_end(), s->live);
}
