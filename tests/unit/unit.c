#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "array/array.h"

/* --- Arrays from words ------------------------------------------------------------------------ */

int dims_from(const char *text, int64_t dims[DIMS_MAX])
{
    int ndim = 0;
    if (!strcmp(text, "()")) return 0;
    for (char *end; *text; text = *end == ',' ? end + 1 : end) {
        assert_in_range(ndim, 0, DIMS_MAX - 1);
        dims[ndim++] = strtoll(text, &end, 10);
    }
    return ndim;
}

static void put(void *element, const void *value, size_t size) { memcpy(element, value, size); }

void element_make(ndw_dtype dtype, int64_t k, void *element)
{
    switch (dtype) {
    case NDW_I32:
    case NDW_U32: put(element, &(int32_t){(int32_t)k}, 4); return;
    case NDW_I64:
    case NDW_U64: put(element, &k, 8); return;
    case NDW_F32: put(element, &(float){(float)k}, 4); return;
    case NDW_F64: put(element, &(double){(double)k}, 8); return;
    default: break;
    }
    unsigned char *bytes = element;
    for (int64_t j = 0; j < ndw_itemsize(dtype); j++) bytes[j] = (unsigned char)(k * 37 + j * 11 + 1);
}

static ndw_array *counted(ndw_dtype dtype, const char *shape_text)
{
    int64_t shape[DIMS_MAX], size = 1, itemsize = ndw_itemsize(dtype);
    int ndim = dims_from(shape_text, shape);
    for (int d = 0; d < ndim; d++) size *= shape[d];

    char *data = calloc((size_t)(size * itemsize + 1), 1);
    assert_non_null(data);
    for (int64_t k = 0; k < size; k++) element_make(dtype, k, data + k * itemsize);
    ndw_array *a = NULL;
    assert_ok(ndw_from_data(dtype, ndim, shape, data, &a));
    free(data);
    return a;
}

static void free_wrapped(void *ctx, void *data)
{
    (void)ctx;
    free(data);
}

static ndw_array *readonly_copy(const ndw_array *a)
{
    ndw_view v;
    ndw_array *copy = NULL;
    assert_ok(ndw_view_of(a, &v));
    size_t itemsize = (size_t)ndw_itemsize(v.dtype);
    char *data = malloc((size_t)ndw_nbytes(a) + 1);
    assert_non_null(data);
    for (int64_t k = 0; k < ndw_size(a); k++)
        memcpy(data + (size_t)k * itemsize, element_at(&v, k), itemsize);
    assert_ok(ndw_wrap(v.dtype, v.ndim, v.shape, NULL, data, NDW_READONLY, free_wrapped, NULL, &copy));
    return copy;
}

static ndw_array *apply(const ndw_array *a, const char *word)
{
    ndw_array *next = NULL;
    int64_t dims[DIMS_MAX];
    switch (*word) {
    case 'T': assert_ok(ndw_transpose(a, NDW_ALL_AXES, &next)); break;
    case '[': assert_ok(ndw_slice_str(a, word, &next)); break;
    case 'b': assert_ok(ndw_broadcast_to(a, dims_from(word + 1, dims), dims, &next)); break;
    case 'F': assert_ok(ndw_copy(a, NDW_F, &next)); break;
    case 'R': next = readonly_copy(a); break;
    default: fail_msg("\"%s\" is no word of a recipe", word);
    }
    return next;
}

ndw_array *array_from(ndw_dtype dtype, const char *recipe)
{
    char words[128], *rest = words;
    assert_in_range(strlen(recipe), 1, sizeof words - 1);
    strcpy(words, recipe);

    ndw_array *a = counted(dtype, strtok_r(words, " ", &rest));
    for (char *word; (word = strtok_r(NULL, " ", &rest));) {
        ndw_array *next = apply(a, word);
        ndw_replace(&a, &next);
    }
    return a;
}

/* --- Looks as words --------------------------------------------------------------------------- */

static int64_t place_of(int ndim, const int64_t *shape, const int64_t *strides, int64_t k)
{
    int64_t at = 0;
    for (int d = ndim - 1; d >= 0; k /= shape[d], d--) at += k % shape[d] * strides[d];
    return at;
}

const void *element_at(const ndw_view *v, int64_t k)
{
    return (const char *)v->data + place_of(v->ndim, v->shape, v->strides, k);
}

void *mut_element_at(const ndw_mut *w, int64_t k)
{
    return (char *)w->data + place_of(w->ndim, w->shape, w->strides, k);
}

/* Half floats as their bits, so that no conversion is trusted. */
static int element_text(ndw_dtype dtype, const void *element, char *text, size_t room)
{
    union { int8_t i8; int16_t i16; int32_t i32; int64_t i64; uint8_t u8; uint16_t u16; uint32_t u32;
            uint64_t u64; float f32[2]; double f64[2]; } x;
    memcpy(&x, element, (size_t)ndw_itemsize(dtype));
    switch (dtype) {
    case NDW_I8: return snprintf(text, room, "%d", x.i8);
    case NDW_I16: return snprintf(text, room, "%d", x.i16);
    case NDW_I32: return snprintf(text, room, "%ld", (long)x.i32);
    case NDW_I64: return snprintf(text, room, "%lld", (long long)x.i64);
    case NDW_U8: return snprintf(text, room, "%u", x.u8);
    case NDW_U16: return snprintf(text, room, "%u", x.u16);
    case NDW_U32: return snprintf(text, room, "%lu", (unsigned long)x.u32);
    case NDW_U64: return snprintf(text, room, "%llu", (unsigned long long)x.u64);
    case NDW_F16:
    case NDW_BF16: return snprintf(text, room, "%04x", x.u16);
    case NDW_F32: return snprintf(text, room, "%.9g", (double)x.f32[0]);
    case NDW_F64: return snprintf(text, room, "%.17g", x.f64[0]);
    case NDW_C64: return snprintf(text, room, "%g%+gj", (double)x.f32[0], (double)x.f32[1]);
    case NDW_C128: return snprintf(text, room, "%g%+gj", x.f64[0], x.f64[1]);
    default: return snprintf(text, room, "?");
    }
}

static void elements_text(const ndw_view *v, char text[TEXT_MAX])
{
    size_t length = 0;
    int64_t size = ndw_view_size(v);
    assert_in_range(size, 0, TEXT_MAX / 32);
    *text = '\0';
    for (int64_t k = 0; k < size; k++) {
        if (k > 0) text[length++] = ' ';
        length += (size_t)element_text(v->dtype, element_at(v, k), text + length, TEXT_MAX - length);
    }
}

static void dims_text(int ndim, const int64_t *dims, char text[TEXT_MAX])
{
    size_t length = 0;
    strcpy(text, "()");
    for (int d = 0; d < ndim; d++)
        length += (size_t)snprintf(text + length, TEXT_MAX - length, "%s%lld", d ? "," : "",
                                   (long long)dims[d]);
}

void assert_view(const ndw_view *v, const char *elements, const char *shape, const char *strides)
{
    static char text[TEXT_MAX];
    dims_text(v->ndim, v->shape, text);
    if (shape) assert_string_equal(text, shape);
    dims_text(v->ndim, v->strides, text);
    if (strides) assert_string_equal(text, strides);
    if (!elements) return;
    elements_text(v, text);
    assert_string_equal(text, elements);
}

void assert_array(const ndw_array *a, const char *elements, const char *shape, const char *strides)
{
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    assert_view(&v, elements, shape, strides);
}

void assert_mut(const ndw_mut *w, const char *elements, const char *shape, const char *strides)
{
    ndw_view v;
    assert_ok(ndw_view_of_mut(w, &v));
    assert_view(&v, elements, shape, strides);
}

static bool is_zeroed(const void *object, size_t length)
{
    const unsigned char *bytes = object;
    for (size_t i = 0; i < length; i++)
        if (bytes[i] != 0) return false;
    return true;
}

void assert_result(const ndw_array *a, ndw_array *b, const char *elements, const char *shape, const char *strides)
{
    assert_array(b, elements, shape, strides);
    assert_int_equal(ndw_dtype_of(b), ndw_dtype_of(a));
    if (!strides) assert_true(ndw_is_contiguous(b, NDW_C));
    assert_true(ndw_is_unique(b));
    assert_true(ndw_is_unique(a));
    assert_false(ndw_may_overlap(a, b));
    ndw_release(&b);
}

void assert_zeroed(const void *object, size_t length) { assert_true(is_zeroed(object, length)); }

/* --- A destination that runs backwards --------------------------------------------------------- */

enum { CANARY = -7 };

void backwards_make(const char *shape_text, int32_t canaries[CANARIES], ndw_mut *w)
{
    int64_t shape[DIMS_MAX + 1];
    const int ndim = dims_from(shape_text, shape);
    shape[ndim] = 2;
    for (int i = 0; i < CANARIES; i++) canaries[i] = CANARY;
    assert_ok(ndw_mut_memory(NDW_I32, ndim + 1, shape, NULL, canaries, w));
    assert_ok(ndw_mut_slice_str(w, "...,1", w));
    assert_ok(ndw_mut_flip(w, NDW_ALL_AXES, w));
}

void assert_backwards(const int32_t canaries[CANARIES], const ndw_mut *w, const char *elements, const char *shape)
{
    ndw_view v;
    assert_mut(w, elements, shape, NULL);
    assert_ok(ndw_view_of_mut(w, &v));
    for (int i = 0; i < CANARIES; i++)
        if (i % 2 == 0 || i / 2 >= ndw_view_size(&v)) assert_int_equal(canaries[i], CANARY);
}

/* --- Every width, every axis ------------------------------------------------------------------- */

const int64_t itemsizes[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 24, 100};

void each_axis(const char *recipe, along_axis *check)
{
    for (size_t i = 0; i < COUNT(itemsizes); i++) {
        ndw_array *a = array_from(ndw_dtype_bytes(itemsizes[i]), recipe);
        check(a, NDW_AXIS_NONE);
        for (int axis = 0; axis < ndw_ndim(a); axis++) check(a, axis);
        ndw_release(&a);
    }
}

/* --- Groups ----------------------------------------------------------------------------------- */

static fault counting;

void unit_begin(void) { fault_begin(&counting); }

long unit_live(void) { return counting.live; }

int unit_end(int failures)
{
    long live = counting.live, mistakes = fault_end(&counting) - live;
    if (live == 0 && mistakes == 0) return failures;
    print_error("%ld blocks were never given back, %ld were given back wrongly\n", live, mistakes);
    return failures + 1;
}

void pool_as_text(char text[POOL_TEXT])
{
    FILE *file = tmpfile();
    assert_non_null(file);
    assert_ok(ndw_pool_print(file));
    rewind(file);
    const size_t length = fread(text, 1, POOL_TEXT - 1, file);
    assert_true(length > 0);
    text[length] = '\0';
    fclose(file);
}

_Noreturn void unit_become(const char *program, const char *argument)
{
#ifdef NDW_EMULATED /* by a program, which starts others by itself only where the system was told so */
    execlp(NDW_EMULATED, NDW_EMULATED, program, argument, (char *)NULL);
#endif
    execl(program, program, argument, (char *)NULL);
    _exit(127);
}

int unit_status_of(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* --- The stage -------------------------------------------------------------------------------- */

static void stage_set_views(stage *s)
{
    const int64_t same_row[] = {0, 4};
    for (int i = 0; i < 6; i++) s->memory[i] = 10 + i;
    assert_ok(ndw_view_memory(NDW_I32, NDW_SHAPE(2, 3), NULL, s->memory, &s->v));
    assert_ok(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 3), NULL, s->memory, &s->w));
    assert_ok(ndw_mut_memory(NDW_I32, NDW_SHAPE(2, 3), same_row, s->memory, &s->loop));

    /* Beyond ndim nothing is to be read; where it is, it shall not look like nothing. */
    for (int d = 2; d < NDW_MAX_NDIM; d++) s->v.shape[d] = s->w.shape[d] = 1;
    s->wide_view = s->odd_view = s->v;
    s->wide_mut = s->odd_mut = s->w;
    s->blank_view = s->v;
    s->blank_mut = s->w;
    s->blank_view.data = NULL;
    s->blank_mut.data = NULL;
    s->wide_view.ndim = s->wide_mut.ndim = NDW_MAX_NDIM + 1;
    s->odd_view.dtype = s->odd_mut.dtype = 0;
}

void stage_set(stage *s)
{
    memset(s, 0xa5, sizeof *s); /* the results are not empty */
    s->a = array_from(NDW_I32, "2,3");
    s->t = array_from(NDW_F64, "3,4 T");
    s->stretched = array_from(NDW_I32, "3 b4,3");
    s->scalar = array_from(NDW_I32, "()");
    s->empty = array_from(NDW_I32, "0,3");
    s->readonly = array_from(NDW_I32, "2,3 R");
    s->part = array_from(NDW_I32, "10 [2:4]");
    s->open = array_from(NDW_I32, "2,3");
    s->x = array_from(NDW_I32, "4");
    s->none = NULL;
    assert_ok(ndw_share(s->x, &s->y));
    stage_set_views(s);
    assert_ok(ndw_write_begin(&s->open, 0, &s->session));
}

static void list_arrays(stage *s, ndw_array **list[STAGE_ARRAYS])
{
    ndw_array **all[STAGE_ARRAYS] = {&s->a,        &s->t,    &s->stretched, &s->scalar, &s->empty,
                                     &s->readonly, &s->part, &s->open,      &s->x,      &s->y};
    memcpy(list, all, sizeof all);
}

void stage_clear(stage *s)
{
    ndw_array **list[STAGE_ARRAYS];
    list_arrays(s, list);
    for (int i = 0; i < STAGE_ARRAYS; i++) ndw_release(list[i]);
}

static void portrait_take(portrait *p, const ndw_array *a)
{
    const void *first, *end;
    memset(p, 0, sizeof *p);
    p->owners = atomic_load(&a->bytes->owners.word);
    p->length = sizeof *a + 2 * (size_t)a->ndim * sizeof *a->dims;
    assert_in_range(p->length, 1, sizeof p->descriptor);
    memcpy(p->descriptor, a, p->length);

    assert_ok(ndw_extent(a, &first, &end));
    p->nbytes = (size_t)((const char *)end - (const char *)first);
    assert_in_range(p->nbytes, 0, sizeof p->bytes);
    memcpy(p->bytes, first, p->nbytes);
}

void snapshot_take(snapshot *before, const stage *s)
{
    ndw_array **list[STAGE_ARRAYS];
    memcpy(&before->as_it_was, s, sizeof *s);
    list_arrays(&before->as_it_was, list);
    for (int i = 0; i < STAGE_ARRAYS; i++) portrait_take(&before->arrays[i], *list[i]);
}

const char *snapshot_difference(const snapshot *before, const stage *s)
{
    if (memcmp(&before->as_it_was, s, offsetof(stage, array)) != 0)
        return "a variable, view, mut or plain memory has changed";

    snapshot now;
    snapshot_take(&now, s);
    for (int i = 0; i < STAGE_ARRAYS; i++) {
        const portrait *p = &before->arrays[i], *q = &now.arrays[i];
        if (p->owners != q->owners) return "the number of owners has changed";
        if (memcmp(p->descriptor, q->descriptor, sizeof p->descriptor) != 0)
            return "a descriptor has changed";
        if (memcmp(p->bytes, q->bytes, sizeof p->bytes) != 0) return "bytes have changed";
    }
    return NULL;
}

const char *stage_leftover(const stage *s, place_of_result place)
{
    switch (place) {
    case PLACE_ARRAY: return s->array ? "*out is not NULL" : NULL;
    case PLACE_VIEW: return is_zeroed(&s->view, sizeof s->view) ? NULL : "the view is not zeroed";
    case PLACE_MUT: return is_zeroed(&s->mut, sizeof s->mut) ? NULL : "the mut is not zeroed";
    default: return NULL;
    }
}

/* --- Refusals --------------------------------------------------------------------------------- */

enum { ERRNO_MARK = 4711 };

static void assert_no(const char *mistake)
{
    if (mistake) fail_msg("%s", mistake);
}

void check_refusal(void **state)
{
    const struct refusal *r = *state;
    snapshot before;
    stage s;
    stage_set(&s);
    snapshot_take(&before, &s);
    long live = unit_live();

    errno = ERRNO_MARK;
    ndw_status status = r->call(&s);
    int errno_now = errno;

    if (status != r->status)
        fail_msg("%s, not %s (%s)", ndw_status_name(status), ndw_status_name(r->status),
                 ndw_error_detail());
    assert_int_equal(errno_now, ERRNO_MARK);
    assert_no(stage_leftover(&s, r->place));
    assert_no(snapshot_difference(&before, &s));
    assert_int_equal(unit_live(), live);
    if (!strstr(ndw_error_detail(), r->detail) || strchr(ndw_error_detail(), '#'))
        fail_msg("the detail is \"%s\", without \"%s\"", ndw_error_detail(), r->detail);
    stage_clear(&s);
}
