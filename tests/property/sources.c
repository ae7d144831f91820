#include "sources.h"

#include <string.h>

#include "compare.h"
#include "support/check.h"

/* The largest is stepped: four axes of 4 elements, every second of them, 16 bytes each; and room on
 * both sides, where nothing may change. */
enum { ROOM = 64, MEMORY = 8 * 8 * 8 * 8 * 16 + 2 * ROOM };

typedef struct arrangement {
    const char *name;
    bool first_axis_fastest, sliding;
    unsigned backwards, still; /* sets of axes: bit d */
    int64_t every;
} arrangement;

static const arrangement arrangements[SOURCES] = {
    {"packed", .every = 1},
    {"transposed", .first_axis_fastest = true, .every = 1},
    {"reversed", .backwards = 0xf, .every = 1},
    {"stepped", .every = 2},
    {"broadcast", .still = 0x5, .every = 1},
    {"mixed", .first_axis_fastest = true, .backwards = 0x5, .still = 0x2, .every = 3},
    {"sliding", .sliding = true, .every = 1},
};

static _Alignas(64) char memory[SOURCES][MEMORY], copy_of_memory[SOURCES][MEMORY];

/* What must be found again at the end. */
static struct snapshot {
    ndw_view view;
    ndw_mut mut;
    metadata array;
    size_t used; /* of memory[i] */
} snapshots[SOURCES];

ndw_dtype sources_dtype(int i, int turn)
{
    const ndw_dtype kinds[] = {NDW_I64, NDW_U8, NDW_I16, NDW_F32, NDW_C128, ndw_dtype_bytes(3)};
    return kinds[(size_t)(i + turn) % COUNT(kinds)];
}

static bool has(unsigned set, int d) { return set >> d & 1; }

/* Strides, and how far from its lowest byte the first element is; returns the bytes in between. */
static int64_t arrange(const arrangement *a, int ndim, const int64_t *shape, int64_t width,
                       int64_t *strides, int64_t *first)
{
    int64_t reach = width;
    *first = 0;
    for (int i = 0; i < ndim; i++) {
        int d = a->first_axis_fastest ? i : ndim - 1 - i;
        int64_t length = shape[d] > 0 ? shape[d] : 1;
        strides[d] = has(a->still, d) ? 0 : has(a->backwards, d) ? -reach * a->every : reach * a->every;
        if (a->sliding) strides[d] = width;
        if (has(a->backwards, d)) *first += reach * a->every * (length - 1);
        if (!has(a->still, d)) reach *= a->every * length;
    }
    return reach;
}

/* Of all the elements that lie in one place, the number of the one with index 0 along the axes that
 * stand still; of windows, how far they have come. */
static int64_t contents_of(const oracle *o, const int64_t *index, const arrangement *a)
{
    int64_t there[ORACLE_NDIM], steps = 0;
    for (int d = 0; d < o->ndim; d++) {
        there[d] = has(a->still, d) ? 0 : index[d];
        steps += index[d];
    }
    return a->sliding ? steps : oracle_at(o, there);
}

static void write_elements(source_array *s, const arrangement *a, const oracle *o, char *first,
                           const int64_t *strides, size_t width)
{
    int64_t index[ORACLE_NDIM] = {0}, k = 0;
    for (bool more = o->size > 0; more; more = oracle_next(o->ndim, o->shape, index)) {
        char *at = first;
        for (int d = 0; d < o->ndim; d++) at += index[d] * strides[d];
        s->address[k] = at;
        s->contents[k] = contents_of(o, index, a);
        element_write(at, s->contents[k++], width);
    }
}

static void make(source_array *s, int i, const oracle *o, ndw_dtype dtype)
{
    int64_t strides[ORACLE_NDIM], first, width = ndw_itemsize(dtype);
    struct snapshot *before = &snapshots[i];
    before->used = 2 * ROOM
                   + (size_t)arrange(&arrangements[i], o->ndim, o->shape, width, strides, &first);
    memset(memory[i], 0xee, before->used);

    char *data = memory[i] + ROOM + first;
    write_elements(s, &arrangements[i], o, data, strides, (size_t)width);
    s->name = arrangements[i].name;
    memset(&s->view, 0, sizeof s->view);
    memset(&s->mut, 0, sizeof s->mut);
    assert_ok(ndw_view_memory(dtype, o->ndim, o->shape, strides, data, &s->view));
    assert_ok(ndw_mut_memory(dtype, o->ndim, o->shape, strides, data, &s->mut));
    assert_ok(ndw_wrap(dtype, o->ndim, o->shape, strides, data, NDW_READONLY, NULL, NULL, &s->array));

    memcpy(copy_of_memory[i], memory[i], before->used);
    before->view = s->view;
    before->mut = s->mut;
    before->array = metadata_of(s->array);
}

void sources_make(source_array s[SOURCES], int ndim, const int64_t *shape, int turn)
{
    oracle o = oracle_count(ndim, shape);
    for (int i = 0; i < SOURCES; i++) make(&s[i], i, &o, sources_dtype(i, turn));
    oracle_free(&o);
}

const char *sources_end(source_array s[SOURCES])
{
    const char *changed = NULL;
    for (int i = 0; i < SOURCES; i++) {
        const struct snapshot *before = &snapshots[i];
        if (memcmp(&before->view, &s[i].view, sizeof before->view)
            || memcmp(&before->mut, &s[i].mut, sizeof before->mut)
            || !metadata_is_same(&before->array, s[i].array)
            || memcmp(copy_of_memory[i], memory[i], before->used))
            changed = s[i].name;
        ndw_release(&s[i].array);
    }
    return changed;
}
