/*
 * test_assign.c - writing a part: which elements change, what they become, and who sees nothing of it.
 *
 * The first table is read as it stands. The second assigns an array to itself, moved along its axes in
 * every direction, and compares with the definition: copy the source first, then write element by
 * element. What is borrowed, shared, read-only or broadcast must make no difference to the result.
 */
#include "unit.h"

#include "array/array.h"

#define OMIT NDW_OMIT
#define EVERYTHING 0, NULL

/* --- Cases one can read ------------------------------------------------------------------------ */

static struct assignment {
    const char *name, *to; /* 0, 1, 2, ... under a recipe */
    int n;
    const ndw_index *index;
    const char *from, *elements;
} assignments[] = {
    {"all of it", "2,3", EVERYTHING, "4,3 [2:]", "6 7 8 9 10 11"},
    {"a 0-d array everywhere", "2,3", EVERYTHING, "8 [7]", "7 7 7 7 7 7"},
    {"a row everywhere", "2,3", EVERYTHING, "9 [6:]", "6 7 8 6 7 8"},
    {"a column everywhere", "2,3", EVERYTHING, "5,1 [3:]", "3 3 3 4 4 4"},
    {"one element everywhere", "2,3", EVERYTHING, "3,3 [2:,2:]", "8 8 8 8 8 8"},
    {"more axes, all of length 1 in front", "3", EVERYTHING, "1,1,3", "0 1 2"},
    {"more axes, the first broadcast", "3", EVERYTHING, "9 [7:8] b1,1", "7 7 7"},
    {"a 0-d part, an array of one element", "4", NDW_INDEX(NDW_AT(2)), "8,1 [7:]", "0 1 7 3"},
    {"more axes than a column", "2,3", NDW_INDEX(NDW_ALL, NDW_AT(1)), "1,1,2", "0 0 2 3 1 5"},
    {"no places, more axes", "0", EVERYTHING, "1,0", ""},
    {"one place", "4", NDW_INDEX(NDW_AT(2)), "8 [7]", "0 1 7 3"},
    {"one place from the end", "4", NDW_INDEX(NDW_AT(-1)), "8 [7]", "0 1 2 7"},
    {"one place of two axes", "2,3", NDW_INDEX(NDW_AT(1), NDW_AT(0)), "8 [7]", "0 1 2 7 4 5"},
    {"a row", "2,3", NDW_INDEX(NDW_AT(1)), "9 [6:]", "0 1 2 6 7 8"},
    {"a column", "2,3", NDW_INDEX(NDW_ALL, NDW_AT(1)), "9 [7:]", "0 7 2 3 8 5"},
    {"a range", "6", NDW_INDEX(NDW_RANGE(1, 4, 1)), "9 [6:]", "0 6 7 8 4 5"},
    {"a range to the end", "6", NDW_INDEX(NDW_RANGE(3, OMIT, OMIT)), "9 [6:]", "0 1 2 6 7 8"},
    {"a range with a step", "6", NDW_INDEX(NDW_RANGE(OMIT, OMIT, 2)), "9 [6:]", "6 1 7 3 8 5"},
    {"a range backwards", "6", NDW_INDEX(NDW_RANGE(OMIT, OMIT, -1)), "12 [6:]", "11 10 9 8 7 6"},
    {"backwards with a step", "6", NDW_INDEX(NDW_RANGE(4, OMIT, -2)), "9 [6:]", "8 1 7 3 6 5"},
    {"bounds from the end", "6", NDW_INDEX(NDW_RANGE(-3, -1, 1)), "9 [7:]", "0 1 2 7 8 5"},
    {"bounds outside", "4", NDW_INDEX(NDW_RANGE(-99, 99, 1)), "8 [4:]", "4 5 6 7"},
    {"an ellipsis", "2,3", NDW_INDEX(NDW_ELLIPSIS), "9 [6:]", "6 7 8 6 7 8"},
    {"an ellipsis before", "2,3", NDW_INDEX(NDW_ELLIPSIS, NDW_AT(0)), "9 [7:]", "7 1 2 8 4 5"},
    {"an ellipsis between", "2,2,2", NDW_INDEX(NDW_AT(1), NDW_ELLIPSIS, NDW_AT(0)), "11 [9:]",
     "0 1 2 3 9 5 10 7"},
    {"a new axis", "3", NDW_INDEX(NDW_NEWAXIS), "3,3 [2:]", "6 7 8"},
    {"a new axis between", "2,2", NDW_INDEX(NDW_ALL, NDW_NEWAXIS), "4,1,2 [2:]", "4 5 6 7"},
    {"a new axis last", "2", NDW_INDEX(NDW_ALL, NDW_NEWAXIS), "5,1 [3:]", "3 4"},
    {"ranges of both axes", "3,4", NDW_INDEX(NDW_RANGE(1, 3, 1), NDW_RANGE(0, OMIT, 3)), "20 [18:]",
     "0 1 2 3 18 5 6 19 18 9 10 19"},
    {"no places", "4", NDW_INDEX(NDW_RANGE(2, 2, 1)), "8 [7]", "0 1 2 3"},
    {"no places, no elements", "4", NDW_INDEX(NDW_RANGE(2, 2, 1)), "0", "0 1 2 3"},
    {"no rows", "2,3", NDW_INDEX(NDW_RANGE(1, 0, 1)), "9 [6:]", "0 1 2 3 4 5"},
    {"an empty array", "0,3", EVERYTHING, "9 [6:]", ""},
    {"an empty array, a 0-d one", "3,0", EVERYTHING, "8 [7]", ""},
    {"0-d", "()", EVERYTHING, "8 [7]", "7"},
    {"0-d, an ellipsis", "()", NDW_INDEX(NDW_ELLIPSIS), "8 [7]", "7"},
    {"0-d, a new axis", "()", NDW_INDEX(NDW_NEWAXIS), "8 [7:]", "7"},
    {"into F order", "2,3 F", NDW_INDEX(NDW_AT(1)), "9 [6:]", "0 1 2 6 7 8"},
    {"into a transpose", "2,3 T", NDW_INDEX(NDW_AT(1)), "9 [7:]", "0 3 7 8 2 5"},
    {"into a slice", "4,6 [1:3,::2]", NDW_INDEX(NDW_AT(0)), "23 [20:]", "20 21 22 12 14 16"},
    {"into a reversed array", "4 [::-1]", NDW_INDEX(NDW_RANGE(0, 2, 1)), "9 [7:]", "7 8 1 0"},
    {"into a read-only array", "4 R", NDW_INDEX(NDW_AT(0)), "8 [7]", "7 1 2 3"},
    {"over a read-only array", "4 R", EVERYTHING, "8 [4:]", "4 5 6 7"},
    {"into a broadcast array", "2 b2,2", NDW_INDEX(NDW_AT(0)), "9 [7:]", "7 8 0 1"},
    {"over a broadcast array", "2 b2,2", EVERYTHING, "4,2 [2:]", "4 5 6 7"},
    {"into a broadcast 0-d array", "() b3", NDW_INDEX(NDW_AT(1)), "8 [7]", "0 7 0"},
    {"from F order", "2,3", EVERYTHING, "2,3 F", "0 1 2 3 4 5"},
    {"from a transpose", "3,2", EVERYTHING, "2,3 T", "0 3 1 4 2 5"},
    {"from a reversed array", "4", EVERYTHING, "4 [::-1]", "3 2 1 0"},
    {"from a read-only array", "3", EVERYTHING, "9 [6:] R", "6 7 8"},
    {"from a broadcast array", "2,3", EVERYTHING, "9 [6:] b2,3", "6 7 8 6 7 8"},
};

/* What a session on an array of this recipe would copy, even when it is alone. */
static bool must_move(const char *recipe) { return strpbrk(recipe, "Rb") != NULL; }

/* Nobody is left inside a session, and the array is alone with what it has. */
static void assert_closed_and_alone(ndw_array **x)
{
    ndw_mut w;
    assert_ok(ndw_write_begin(x, NDW_NOCOPY, &w));
    ndw_write_end(x);
}

static ndw_status assign_by_view(ndw_array **x, int n, const ndw_index *index, const ndw_array *from)
{
    ndw_view v;
    NDW_TRY(ndw_view_of(from, &v));
    return ndw_assign_view(x, n, index, &v);
}

typedef ndw_status assign_fn(ndw_array **x, int n, const ndw_index *index, const ndw_array *from);
static assign_fn *const ways[] = {ndw_assign, assign_by_view};

static void assign_alone(const struct assignment *r, assign_fn *assign)
{
    ndw_array *x = array_from(NDW_I32, r->to), *from = array_from(NDW_I32, r->from), *before = NULL;
    const ndw_array *same = x;
    assert_ok(ndw_share(from, &before));
    assert_ok(assign(&x, r->n, r->index, from));
    assert_array(x, r->elements, NULL, NULL);
    if (!must_move(r->to)) assert_ptr_equal(x, same);
    if (!must_move(r->to)) assert_closed_and_alone(&x);
    assert_true(ndw_equal(from, before));
    ndw_release(&before);
    assert_true(ndw_is_unique(from)); /* nothing of it was kept */
    ndw_release(&from);
    ndw_release(&x);
}

/* Whoever shares the bytes keeps them. */
static void assign_shared(const struct assignment *r, assign_fn *assign)
{
    ndw_array *x = array_from(NDW_I32, r->to), *from = array_from(NDW_I32, r->from);
    ndw_array *other = NULL, *before = NULL;
    assert_ok(ndw_share(x, &other));
    assert_ok(ndw_copy(x, NDW_C, &before));
    const void *data = ndw_data(other);
    assert_ok(assign(&x, r->n, r->index, from));
    assert_array(x, r->elements, NULL, NULL);
    assert_true(ndw_equal(other, before));
    assert_ptr_equal(ndw_data(other), data);
    bool changed = !ndw_equal(x, before);
    if (changed) assert_closed_and_alone(&x);
    if (changed) assert_true(ndw_is_unique(other));
    ndw_release(&before);
    ndw_release(&other);
    ndw_release(&from);
    ndw_release(&x);
}

static void check_assignment(void **state)
{
    const struct assignment *r = *state;
    for (size_t i = 0; i < COUNT(ways); i++) {
        assign_alone(r, ways[i]);
        assign_shared(r, ways[i]);
    }
}

/* --- Onto itself, as if the source had been copied first --------------------------------------- */

/* Arrays of one shape each, of every kind a session treats differently. */
static const char *const lines[] = {"7", "7 [::-1]", "13 [::2]", "21 [::-3]", "9 [1:8]",
                                    "7 R", "() b7"};
static const char *const tables[] = {"4,5", "4,5 F", "5,4 T", "4,5 [::-1,::-1]", "8,10 [::2,::-2]",
                                     "6,7 [1:5,1:6]", "4,5 R", "5 b4,5", "4,1 b4,5"};
static const char *const blocks[] = {"3,4,2", "3,4,2 F", "2,4,3 T", "3,4,2 [::-1,:,::-1]",
                                     "6,4,4 [::-2,:,::2]", "3,4,2 R", "4,2 b3,4,2"};

static const struct { const char *const *recipes; size_t n; } shapes[] = {
    {NULL, 0}, {lines, COUNT(lines)}, {tables, COUNT(tables)}, {blocks, COUNT(blocks)}};

static struct move {
    const char *name;
    int ndim;
    const char *to, *from;
} moves[] = {
    {"a[1:] = a[:-1]", 1, "1:", ":-1"},
    {"a[:-1] = a[1:]", 1, ":-1", "1:"},
    {"a[:] = a", 1, ":", ":"},
    {"a[:] = a[::-1]", 1, ":", "::-1"},
    {"a[::-1] = a", 1, "::-1", ":"},
    {"a[::2] = a[:4]", 1, "::2", ":4"},
    {"a[:4] = a[::2]", 1, ":4", "::2"},
    {"a[1::2] = a[4:]", 1, "1::2", "4:"},
    {"a[4::-1] = a[2:]", 1, "4::-1", "2:"},
    {"a[3:] = a[3::-1]", 1, "3:", "3::-1"},
    {"a[::3] = a[6::-3]", 1, "::3", "6::-3"},
    {"a[:] = a[3]", 1, ":", "3"},
    {"a[:] = a[3:4]", 1, ":", "3:4"},
    {"a[3] = a[5]", 1, "3", "5"},
    {"a[3] = a[3]", 1, "3", "3"},
    {"a[None] = a", 1, "None", ":"},
    {"a[1:] = a[:-1], rows", 2, "1:", ":-1"},
    {"a[:-1] = a[1:], rows", 2, ":-1", "1:"},
    {"a[:, 1:] = a[:, :-1]", 2, ":,1:", ":,:-1"},
    {"a[:, :-1] = a[:, 1:]", 2, ":,:-1", ":,1:"},
    {"a[1:, 1:] = a[:-1, :-1]", 2, "1:,1:", ":-1,:-1"},
    {"a[:-1, :-1] = a[1:, 1:]", 2, ":-1,:-1", "1:,1:"},
    {"a[:-1, 1:] = a[1:, :-1]", 2, ":-1,1:", "1:,:-1"},
    {"a[1:, :-1] = a[:-1, 1:]", 2, "1:,:-1", ":-1,1:"},
    {"a[:] = a, rows", 2, ":", ":"},
    {"a[:] = a[::-1], rows", 2, ":", "::-1"},
    {"a[:, ::-1] = a", 2, ":,::-1", ":"},
    {"a[:] = a[::-1, ::-1]", 2, ":", "::-1,::-1"},
    {"a[::2, ::2] = a[2:, 1:4]", 2, "::2,::2", "2:,1:4"},
    {"a[2:, 1:4] = a[::-2, ::-2]", 2, "2:,1:4", "::-2,::-2"},
    {"a[:] = a[1], a row everywhere", 2, ":", "1"},
    {"a[:] = a[:, 2:3], a column everywhere", 2, ":", ":,2:3"},
    {"a[:] = a[3, 4]", 2, ":", "3,4"},
    {"a[2] = a[1]", 2, "2", "1"},
    {"a[..., 0] = a[..., -1]", 2, "...,0", "...,-1"},
    {"a[:, 1] = a[2, :4]", 2, ":,1", "2,:4"},
    {"a[:, None] = a[:, None]", 2, ":,None", ":,None"},
    {"a[1:] = a[:-1], blocks", 3, "1:", ":-1"},
    {"a[:-1] = a[1:], blocks", 3, ":-1", "1:"},
    {"a[:, 1:] = a[:, :-1], blocks", 3, ":,1:", ":,:-1"},
    {"a[..., :-1] = a[..., 1:]", 3, "...,:-1", "...,1:"},
    {"a[1:, 1:, 1:] = a[:-1, :-1, :-1]", 3, "1:,1:,1:", ":-1,:-1,:-1"},
    {"a[:-1, :-1, :-1] = a[1:, 1:, 1:]", 3, ":-1,:-1,:-1", "1:,1:,1:"},
    {"a[1:, :-1, 1:] = a[:-1, 1:, :-1]", 3, "1:,:-1,1:", ":-1,1:,:-1"},
    {"a[:] = a[::-1, ::-1, ::-1]", 3, ":", "::-1,::-1,::-1"},
    {"a[::2, ::-1] = a[1:]", 3, "::2,::-1", "1:"},
    {"a[:, ::-1, 0] = a[..., 1]", 3, ":,::-1,0", "...,1"},
    {"a[:] = a[1], a table everywhere", 3, ":", "1"},
    {"a[:] = a[:, 1:2, :1]", 3, ":", ":,1:2,:1"},
    {"a[..., 0] = a[1, :, 1]", 3, "...,0", "1,:,1"},
};

enum { ELEMENTS_MAX = 64 };

/* The elements of a view in C order. */
static void read_all(const ndw_view *v, int64_t *elements)
{
    assert_in_range(ndw_view_size(v), 0, ELEMENTS_MAX);
    for (int64_t k = 0; k < ndw_view_size(v); k++) memcpy(&elements[k], element_at(v, k), 8);
}

/* The definition, on a dense copy of the array: what it is like afterwards. */
static void define(const ndw_array *x, const struct move *r, int64_t wanted[ELEMENTS_MAX])
{
    int64_t taken[ELEMENTS_MAX];
    ndw_view v, from;
    ndw_mut model, to;
    assert_ok(ndw_view_of(x, &v));
    read_all(&v, wanted);
    assert_ok(ndw_mut_memory(NDW_I64, v.ndim, v.shape, NULL, wanted, &model));
    assert_ok(ndw_mut_slice_str(&model, r->to, &to));
    assert_ok(ndw_view_of_mut(&model, &from));
    assert_ok(ndw_view_slice_str(&from, r->from, &from));
    assert_ok(ndw_view_broadcast_to(&from, to.ndim, to.shape, &from));
    read_all(&from, taken);
    for (int64_t k = 0; k < ndw_view_size(&from); k++) memcpy(mut_element_at(&to, k), &taken[k], 8);
}

/* How the source holds on to the bytes. */
typedef enum relation {
    A_VIEW,
    A_VIEW_WHILE_SHARED,
    A_VIEW_OF_ANOTHER,
    ANOTHER_ARRAY,
    RELATIONS
} relation;

static ndw_status assign_onto_itself(ndw_array **x, const struct move *r, relation how,
                                     ndw_array **other)
{
    ndw_index index[NDW_INDEX_MAX];
    int n = 0;
    ndw_view v;
    assert_ok(ndw_slice_parse(r->to, index, &n));
    if (how == ANOTHER_ARRAY) {
        assert_ok(ndw_slice_str(*x, r->from, other));
        return ndw_assign(x, n, index, *other);
    }
    if (how != A_VIEW) assert_ok(ndw_share(*x, other));
    assert_ok(ndw_view_of(how == A_VIEW_OF_ANOTHER ? *other : *x, &v));
    assert_ok(ndw_view_slice_str(&v, r->from, &v));
    return ndw_assign_view(x, n, index, &v);
}

static void check_move_of(const char *recipe, const struct move *r, relation how)
{
    int64_t wanted[ELEMENTS_MAX], got[ELEMENTS_MAX];
    ndw_array *x = array_from(NDW_I64, recipe), *other = NULL, *witness = NULL, *before = NULL;
    ndw_view v;
    if (how != A_VIEW) assert_ok(ndw_share(x, &witness));
    assert_ok(ndw_copy(x, NDW_C, &before));
    define(x, r, wanted);
    assert_ok(assign_onto_itself(&x, r, how, &other));
    assert_ok(ndw_view_of(x, &v));
    read_all(&v, got);
    if (memcmp(got, wanted, (size_t)ndw_size(x) * 8) != 0)
        fail_msg("%s, relation %d: not as if the source had been copied first", recipe, how);
    if (witness) assert_true(ndw_equal(witness, before));
    assert_closed_and_alone(&x);
    ndw_release(&before);
    ndw_release(&witness);
    ndw_release(&other);
    ndw_release(&x);
}

static void check_move(void **state)
{
    const struct move *r = *state;
    for (size_t i = 0; i < shapes[r->ndim].n; i++)
        for (relation how = A_VIEW; how < RELATIONS; how++)
            check_move_of(shapes[r->ndim].recipes[i], r, how);
}

/* The very array as its own source. */
static void an_array_to_itself(void **state)
{
    (void)state;
    ndw_array *x = array_from(NDW_I32, "3"), *y = NULL;
    assert_ok(ndw_assign(&x, 0, NULL, x));
    assert_array(x, "0 1 2", "3", "4");
    assert_ok(ndw_assign(&x, NDW_INDEX(NDW_RANGE(OMIT, OMIT, -1)), x));
    assert_array(x, "2 1 0", "3", "4");
    assert_ok(ndw_share(x, &y));
    assert_ok(ndw_assign(&x, NDW_INDEX(NDW_RANGE(OMIT, OMIT, -1)), x)); /* its descriptor moves too */
    assert_array(x, "0 1 2", "3", "4");
    assert_array(y, "2 1 0", "3", "4");
    ndw_release(&y);
    ndw_release(&x);
}

/* --- Fill -------------------------------------------------------------------------------------- */

static struct filling {
    const char *recipe;
} fillings[] = {
    {"()"}, {"1"}, {"7"}, {"7 [::-1]"}, {"21 [::3]"}, {"3,4"}, {"3,4 T"}, {"3,4 F"}, {"6,8 [::2,::-2]"},
    {"2,3,4"}, {"7 R"}, {"() b7"}, {"4 b3,4"}, {"0"}, {"3,0"},
};

static void assert_all(const ndw_array *x, const void *value)
{
    ndw_view v;
    assert_ok(ndw_view_of(x, &v));
    for (int64_t k = 0; k < ndw_size(x); k++)
        assert_memory_equal(element_at(&v, k), value, (size_t)ndw_itemsize(v.dtype));
}

/* With the element at place k of the array itself, or (k < 0) with one of the caller's. */
static void fill_one(const char *recipe, ndw_dtype dtype, int64_t k, bool shared)
{
    unsigned char value[100];
    ndw_array *x = array_from(dtype, recipe), *other = NULL, *before = NULL;
    const ndw_array *same = x;
    ndw_view v;
    assert_ok(ndw_view_of(x, &v));
    memset(value, 0xee, sizeof value);
    if (k >= 0) memcpy(value, element_at(&v, k), (size_t)ndw_itemsize(dtype));
    assert_ok(ndw_copy(x, NDW_C, &before));
    if (shared) assert_ok(ndw_share(x, &other));

    assert_ok(ndw_fill(&x, k >= 0 ? element_at(&v, k) : value));
    assert_all(x, value);
    assert_closed_and_alone(&x);
    if (!shared && !must_move(recipe)) assert_ptr_equal(x, same);
    if (shared) assert_true(ndw_equal(other, before));
    ndw_release(&before);
    ndw_release(&other);
    ndw_release(&x);
}

static void check_filling(void **state)
{
    const struct filling *r = *state;
    ndw_array *x = array_from(NDW_I32, r->recipe);
    const int64_t size = ndw_size(x);
    ndw_release(&x);
    for (size_t i = 0; i < COUNT(itemsizes); i++) {
        ndw_dtype dtype = ndw_dtype_bytes(itemsizes[i]);
        for (int shared = 0; shared < 2; shared++) {
            if (size == 0 && shared) continue; /* nothing is written, so nothing is unshared */
            fill_one(r->recipe, dtype, -1, shared);
            for (int64_t k = 0; k < size; k += size > 3 ? size / 3 : 1)
                fill_one(r->recipe, dtype, k, shared);
        }
    }
}

/* Parts of memory 0 .. 23; all else is a canary. */
static struct mut_filling {
    const char *name, *part;
} mut_fillings[] = {
    {"all", "[:]"},          {"the front", "[:5]"},    {"one", "[7:8]"},         {"0-d", "[9]"},
    {"every other", "[::2]"}, {"backwards", "[20:3:-3]"}, {"none", "[4:4]"},     {"the back", "[-5:]"},
};

static void check_mut_filling(void **state)
{
    const struct mut_filling *r = *state;
    for (int inside = -1; inside < 24; inside++) { /* the value is this place of the memory */
        int64_t memory[24], wanted[24];
        const int64_t own = -5;
        ndw_mut whole, part, model;
        for (int i = 0; i < 24; i++) memory[i] = wanted[i] = i;
        assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(24), NULL, wanted, &model));
        assert_ok(ndw_mut_slice_str(&model, r->part, &model));
        for (int64_t k = 0; k < (model.ndim ? model.shape[0] : 1); k++)
            *(int64_t *)mut_element_at(&model, k) = inside < 0 ? own : inside;
        assert_ok(ndw_mut_memory(NDW_I64, NDW_SHAPE(24), NULL, memory, &whole));
        assert_ok(ndw_mut_slice_str(&whole, r->part, &part));
        assert_ok(ndw_mut_fill(&part, inside < 0 ? &own : &memory[inside]));
        assert_memory_equal(memory, wanted, sizeof memory);
    }
}

/* --- Others ------------------------------------------------------------------------------------ */

static void wrapped_memory_is_written_in_place(void **state)
{
    (void)state;
    int32_t memory[6] = {0, 1, 2, 3, 4, 5};
    const int32_t wanted[6] = {0, 7, 2, 7, 4, 9};
    const int64_t every_other = 8;
    const int32_t seven = 7, nine = 9;
    ndw_array *x = NULL;
    ndw_view v;
    assert_ok(ndw_wrap(NDW_I32, NDW_SHAPE(3), &every_other, memory + 1, 0, NULL, NULL, &x));
    assert_ok(ndw_fill(&x, &seven));
    assert_ok(ndw_view_memory(NDW_I32, 0, NULL, NULL, &nine, &v));
    assert_ok(ndw_assign_view(&x, NDW_INDEX(NDW_AT(-1)), &v));
    assert_memory_equal(memory, wanted, sizeof memory);
    ndw_release(&x);
}

static void free_block(void *ctx, void *data)
{
    (void)ctx;
    free(data);
}

/* The source lies in the wrapped block, outside what the array sees; the block goes with the array. */
static void from_beside_a_slice_of_a_block(void **state)
{
    (void)state;
    int32_t *block = malloc(6 * sizeof *block);
    ndw_array *whole = NULL, *x = NULL;
    ndw_view v;
    assert_non_null(block);
    for (int i = 0; i < 6; i++) block[i] = i;
    assert_ok(ndw_view_memory(NDW_I32, NDW_SHAPE(2), NULL, block + 4, &v));
    assert_ok(ndw_wrap(NDW_I32, NDW_SHAPE(6), NULL, block, NDW_READONLY, free_block, NULL, &whole));
    assert_ok(ndw_slice_str(whole, ":2", &x));
    ndw_release(&whole);
    assert_ok(ndw_assign_view(&x, 0, NULL, &v));
    assert_array(x, "4 5", "2", "4");
    ndw_release(&x);
}

/* The entries are elements of the very array, whose bytes go when it is written. */
static void by_an_index_in_the_array_itself(void **state)
{
    (void)state;
    const ndw_index wanted[2] = {NDW_AT(1), NDW_NEWAXIS};
    ndw_index *block = malloc(sizeof wanted);
    ndw_array *x = NULL;
    ndw_view v;
    assert_non_null(block);
    block[0] = block[1] = wanted[0];
    assert_ok(ndw_view_memory(ndw_dtype_bytes(sizeof *block), 0, NULL, NULL, &wanted[1], &v));
    assert_ok(ndw_wrap(v.dtype, NDW_SHAPE(2), NULL, block, NDW_READONLY, free_block, NULL, &x));
    assert_ok(ndw_assign_view(&x, 1, block, &v));
    assert_memory_equal(ndw_data(x), wanted, sizeof wanted);
    ndw_release(&x);
}

/* The writer reads what he is writing, into another array. */
static void from_an_array_in_a_session(void **state)
{
    (void)state;
    ndw_array *x = array_from(NDW_I32, "3"), *y = array_from(NDW_I32, "6 [3:]");
    ndw_mut w;
    assert_ok(ndw_write_begin(&y, 0, &w));
    assert_ok(ndw_assign(&x, 0, NULL, y));
    assert_array(x, "3 4 5", "3", "4");
    assert_status(ndw_write_begin(&y, 0, &w), NDW_EBUSY); /* as it was */
    ndw_release(&x);
    ndw_release(&y);
}

static const struct CMUnitTest others[] = {
    cmocka_unit_test(an_array_to_itself),
    cmocka_unit_test(wrapped_memory_is_written_in_place),
    cmocka_unit_test(from_beside_a_slice_of_a_block),
    cmocka_unit_test(by_an_index_in_the_array_itself),
    cmocka_unit_test(from_an_array_in_a_session),
};

/* --- Refusals ---------------------------------------------------------------------------------- */

static const int32_t lucky = 77;

#define PART_REFUSALS(X)                                                                              \
    X(null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_assign(NULL, 0, NULL, s->a))                       \
    X(none, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_assign(&s->none, 0, NULL, s->a))                   \
    X(from, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_assign(&s->a, 0, NULL, NULL))                      \
    X(index, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_assign(&s->a, 1, NULL, s->scalar))                \
    X(dtype, NDW_EDTYPE, PLACE_NOTHING, "dtype", ndw_assign(&s->a, 0, NULL, s->t))                    \
    X(dtype_back, NDW_EDTYPE, PLACE_NOTHING, "dtype", ndw_assign(&s->t, 0, NULL, s->a))               \
    X(dtype_shared, NDW_EDTYPE, PLACE_NOTHING, "dtype", ndw_assign(&s->x, 0, NULL, s->t))             \
    X(length, NDW_ESHAPE, PLACE_NOTHING, "", ndw_assign(&s->a, 0, NULL, s->x))                        \
    X(length_shared, NDW_ESHAPE, PLACE_NOTHING, "", ndw_assign(&s->x, 0, NULL, s->part))              \
    X(length_readonly, NDW_ESHAPE, PLACE_NOTHING, "", ndw_assign(&s->readonly, 0, NULL, s->x))        \
    X(length_stretched, NDW_ESHAPE, PLACE_NOTHING, "", ndw_assign(&s->stretched, 0, NULL, s->x))      \
    X(more_axes, NDW_ESHAPE, PLACE_NOTHING, "", ndw_assign(&s->a, NDW_INDEX(NDW_AT(0)), s->a))        \
    X(onto_0d, NDW_ESHAPE, PLACE_NOTHING, "", ndw_assign(&s->scalar, 0, NULL, s->a))                  \
    X(from_empty, NDW_ESHAPE, PLACE_NOTHING, "", ndw_assign(&s->a, 0, NULL, s->empty))                \
    X(onto_empty, NDW_ESHAPE, PLACE_NOTHING, "", ndw_assign(&s->empty, 0, NULL, s->a))                \
    X(above, NDW_EBOUNDS, PLACE_NOTHING, "2", ndw_assign(&s->a, NDW_INDEX(NDW_AT(2)), s->scalar))     \
    X(below, NDW_EBOUNDS, PLACE_NOTHING, "-3", ndw_assign(&s->a, NDW_INDEX(NDW_AT(-3)), s->scalar))   \
    X(above_shared, NDW_EBOUNDS, PLACE_NOTHING, "4",                                                  \
      ndw_assign(&s->x, NDW_INDEX(NDW_AT(4)), s->scalar))                                             \
    X(step, NDW_EVALUE, PLACE_NOTHING, "",                                                            \
      ndw_assign(&s->a, NDW_INDEX(NDW_RANGE(0, 1, 0)), s->scalar))                                    \
    X(two_ellipses, NDW_EVALUE, PLACE_NOTHING, "",                                                    \
      ndw_assign(&s->a, NDW_INDEX(NDW_ELLIPSIS, NDW_ELLIPSIS), s->scalar))                            \
    X(unknown_entry, NDW_EVALUE, PLACE_NOTHING, "",                                                   \
      ndw_assign(&s->a, NDW_INDEX({77, 0, 0, 0}), s->scalar))                                         \
    X(many_entries, NDW_ENDIM, PLACE_NOTHING, "",                                                     \
      ndw_assign(&s->a, NDW_INDEX(NDW_ALL, NDW_ALL, NDW_ALL), s->scalar))                             \
    X(busy, NDW_EBUSY, PLACE_NOTHING, "session", ndw_assign(&s->open, 0, NULL, s->a))                 \
    X(busy_scalar, NDW_EBUSY, PLACE_NOTHING, "session",                                               \
      ndw_assign(&s->open, NDW_INDEX(NDW_AT(0)), s->scalar))                                          \
    X(busy_itself, NDW_EBUSY, PLACE_NOTHING, "session", ndw_assign(&s->open, 0, NULL, s->open))

#define VIEW_REFUSALS(X)                                                                              \
    X(view_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_assign_view(NULL, 0, NULL, &s->v))            \
    X(view_none, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_assign_view(&s->none, 0, NULL, &s->v))        \
    X(view_from, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_assign_view(&s->a, 0, NULL, NULL))            \
    X(view_blank, NDW_EINVAL, PLACE_NOTHING, "NULL",                                                  \
      ndw_assign_view(&s->a, 0, NULL, &s->blank_view))                                                \
    X(view_odd, NDW_EINVAL, PLACE_NOTHING, "dtype", ndw_assign_view(&s->a, 0, NULL, &s->odd_view))    \
    X(view_wide, NDW_ENDIM, PLACE_NOTHING, "65", ndw_assign_view(&s->a, 0, NULL, &s->wide_view))      \
    X(view_dtype, NDW_EDTYPE, PLACE_NOTHING, "dtype", ndw_assign_view(&s->t, 0, NULL, &s->v))         \
    X(view_shape, NDW_ESHAPE, PLACE_NOTHING, "", ndw_assign_view(&s->x, 0, NULL, &s->v))              \
    X(view_bounds, NDW_EBOUNDS, PLACE_NOTHING, "",                                                    \
      ndw_assign_view(&s->a, NDW_INDEX(NDW_ALL, NDW_AT(3)), &s->v))                                   \
    X(view_busy, NDW_EBUSY, PLACE_NOTHING, "session", ndw_assign_view(&s->open, 0, NULL, &s->v))

#define FILL_REFUSALS(X)                                                                              \
    X(fill_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_fill(NULL, &lucky))                          \
    X(fill_none, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_fill(&s->none, &lucky))                      \
    X(fill_value, NDW_EINVAL, PLACE_NOTHING, "value is NULL", ndw_fill(&s->a, NULL))                  \
    X(fill_busy, NDW_EBUSY, PLACE_NOTHING, "session", ndw_fill(&s->open, &lucky))                    \
    X(fill_busy_itself, NDW_EBUSY, PLACE_NOTHING, "session", ndw_fill(&s->open, ndw_data(s->open)))   \
    X(mut_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_fill(NULL, &lucky))                       \
    X(mut_value, NDW_EINVAL, PLACE_NOTHING, "value is NULL", ndw_mut_fill(&s->w, NULL))               \
    X(mut_blank, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_mut_fill(&s->blank_mut, &lucky))             \
    X(mut_odd, NDW_EINVAL, PLACE_NOTHING, "dtype", ndw_mut_fill(&s->odd_mut, &lucky))                \
    X(mut_wide, NDW_ENDIM, PLACE_NOTHING, "65", ndw_mut_fill(&s->wide_mut, &lucky))                  \
    X(mut_overlap, NDW_EOVERLAP, PLACE_NOTHING, "overlap", ndw_mut_fill(&s->loop, &lucky))

#define REFUSALS(X) PART_REFUSALS(X) VIEW_REFUSALS(X) FILL_REFUSALS(X)
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("assign cases", assignments, check_assignment);
    failures += RUN_TABLE("assign onto itself", moves, check_move);
    failures += RUN_TABLE("fill", fillings, check_filling);
    failures += RUN_TABLE("fill memory", mut_fillings, check_mut_filling);
    failures += cmocka_run_group_tests_name("assign others", others, NULL, NULL);
    failures += RUN_TABLE("assign refusals", refusals, check_refusal);
    return unit_end(failures);
}
