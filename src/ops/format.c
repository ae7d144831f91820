/*
 * format.c - an array as text: brackets, columns, lines of at most 75 characters.
 *
 *     [[ 0  1  2]          every axis is a pair of brackets; the last one runs along the line,
 *      [ 3  4  5]]         the others are separated by as many line breaks as there are axes inside
 *
 * More than 1000 elements: an axis longer than 6 shows its first 3 and last 3. The text goes to a
 * sink that counts what it is given and keeps what fits, so one walk serves to write and to measure.
 */
#include <ndweave/format.h>

#include <errno.h>
#include <string.h>

#include "array/operand.h"
#include "base/status.h"
#include "ops/format_element.h"

enum { LINE = 75, THRESHOLD = 1000, EDGE = 3, BOTH_EDGES = 6 };

/* --- Where the text goes -------------------------------------------------------------------------- */

typedef struct sink {
    char *text; /* keeps the first `capacity` characters */
    size_t capacity, length;
    FILE *file; /* or all of them go there */
    int error; /* of a write that failed: errno; 0: none has */
} sink;

static void emit(sink *s, const char *text, size_t length)
{
    if (s->file) {
        if (s->error == 0 && fwrite(text, 1, length, s->file) != length) s->error = errno ? errno : EIO;
    } else if (s->length < s->capacity) {
        size_t room = s->capacity - s->length;
        memcpy(s->text + s->length, text, length < room ? length : room);
    }
    s->length += length;
}

static void emit_many(sink *s, char c, int count)
{
    for (; count > 0; count--) emit(s, &c, 1);
}

/* --- The walk ------------------------------------------------------------------------------------- */

typedef struct printer {
    source from;
    element_format elements;
    bool summarised, newline;
    sink out;
    int column;  /* characters on the current line, those blanks included */
    int blanks;  /* at the end of the last word: written unless the line ends there */
} printer;

/* Along an axis that is summarised: the place after the first EDGE is the first of the last EDGE. */
static bool is_cut(const printer *p, int axis) { return p->summarised && p->from.layout.shape[axis] > BOTH_EDGES; }

static int64_t next_shown(const printer *p, int axis, int64_t i)
{
    return is_cut(p, axis) && i + 1 == EDGE ? p->from.layout.shape[axis] - EDGE : i + 1;
}

typedef void visit_fn(element_format *f, const void *element);

static void visit(printer *p, visit_fn *fn, int axis, const char *at)
{
    if (axis == p->from.layout.ndim) {
        fn(&p->elements, at);
        return;
    }
    for (int64_t i = 0; i < p->from.layout.shape[axis]; i = next_shown(p, axis, i))
        visit(p, fn, axis + 1, at + i * p->from.layout.strides[axis]);
}

static void emit_record(sink *s, const unsigned char *record, int64_t length)
{
    static const char hexadecimal[] = "0123456789ABCDEF";
    emit(s, "b'", 2);
    for (int64_t i = 0; i < length; i++) {
        const char byte[4] = {'\\', 'x', hexadecimal[record[i] >> 4], hexadecimal[record[i] & 15]};
        emit(s, byte, sizeof byte);
    }
    emit(s, "'", 1);
}

/* A word on the line, or on the next one if this one is full; `indent` blanks begin a line. */
static void begin_word(printer *p, int64_t length, int indent, int limit, bool first)
{
    bool wrap = !first && p->column + 1 + length > limit;
    if (!wrap) emit_many(&p->out, ' ', p->blanks);
    p->blanks = 0;
    if (wrap) {
        emit(&p->out, "\n", 1);
        emit_many(&p->out, ' ', indent);
        p->column = indent;
    } else if (!first) {
        emit(&p->out, " ", 1);
        p->column++;
    }
    p->column += (int)(length < LINE ? length : LINE);
}

static void print_element(printer *p, const char *at, int indent, int limit, bool first)
{
    if (ndw_dtype_kind(p->from.dtype) == KIND_RECORD) {
        begin_word(p, 4 * p->from.layout.itemsize + 3, indent, limit, first);
        emit_record(&p->out, (const unsigned char *)at, p->from.layout.itemsize);
        return;
    }
    char text[WORD_MAX];
    int length = ndw_element_write(&p->elements, at, text);
    begin_word(p, length, indent, limit, first);
    while (text[length - 1 - p->blanks] == ' ') p->blanks++;
    emit(&p->out, text, (size_t)(length - p->blanks));
}

/* One line's worth of axis: the last. `depth` brackets are open. */
static void print_row(printer *p, int axis, const char *at)
{
    int indent = axis + 1, limit = LINE - axis - 1;
    for (int64_t i = 0; i < p->from.layout.shape[axis]; i = next_shown(p, axis, i)) {
        if (is_cut(p, axis) && i == p->from.layout.shape[axis] - EDGE) {
            begin_word(p, 3, indent, limit, false);
            emit(&p->out, "...", 3);
        }
        print_element(p, at + i * p->from.layout.strides[axis], indent, limit, i == 0);
    }
}

static void break_line(printer *p, int axis)
{
    emit_many(&p->out, '\n', p->from.layout.ndim - axis - 1);
    emit_many(&p->out, ' ', axis + 1);
    p->column = axis + 1;
}

static void print_axis(printer *p, int axis, const char *at)
{
    emit(&p->out, "[", 1);
    p->column = axis + 1;
    if (axis == p->from.layout.ndim - 1) print_row(p, axis, at);
    else
        for (int64_t i = 0; i < p->from.layout.shape[axis]; i = next_shown(p, axis, i)) {
            if (i > 0) break_line(p, axis);
            if (is_cut(p, axis) && i == p->from.layout.shape[axis] - EDGE) {
                emit(&p->out, "...", 3);
                break_line(p, axis);
            }
            print_axis(p, axis + 1, at + i * p->from.layout.strides[axis]);
        }
    emit_many(&p->out, ' ', p->blanks);
    p->blanks = 0;
    emit(&p->out, "]", 1);
}

static void print_all(printer *p)
{
    const int64_t size = ndw_layout_size(p->from.layout);
    if (size == 0) {
        emit(&p->out, "[]", 2);
        return;
    }
    p->summarised = size > THRESHOLD;
    ndw_element_start(&p->elements, p->from.dtype, p->from.layout.ndim == 0);
    if (ndw_dtype_kind(p->from.dtype) != KIND_RECORD) {
        visit(p, ndw_element_see, 0, p->from.data);
        visit(p, ndw_element_measure, 0, p->from.data);
    }
    if (p->from.layout.ndim == 0) print_element(p, p->from.data, 0, LINE, true);
    else print_axis(p, 0, p->from.data);
}

static void print(printer *p)
{
    int before = errno; /* the C library's conversions may change it */
    errno = 0;
    print_all(p);
    if (p->newline) emit(&p->out, "\n", 1);
    errno = before;
}

/* --- The public functions --------------------------------------------------------------------------- */

static ndw_status format(source s, size_t capacity, char *text, size_t *length)
{
    printer p = {.from = s};
    if (length) *length = 0;
    if (text && capacity > 0) *text = '\0';
    if (!text && capacity > 0) return WHY(NDW_EINVAL, "format: text is NULL, its capacity is not 0");
    NDW_TRY(source_check(&s));

    p.out.text = text;
    p.out.capacity = capacity > 0 ? capacity - 1 : 0;
    print(&p);
    if (capacity > 0) text[p.out.length < p.out.capacity ? p.out.length : p.out.capacity] = '\0';
    if (length) *length = p.out.length;
    return NDW_OK;
}

ndw_status ndw_format(const ndw_array *a, size_t capacity, char *text, size_t *length)
{
    return format(of_array(a), capacity, text, length);
}

ndw_status ndw_view_format(const ndw_view *v, size_t capacity, char *text, size_t *length)
{
    return format(of_view(v), capacity, text, length);
}

static ndw_status print_to_file(FILE *file, source s)
{
    printer p = {.from = s};
    REFUSE_NULL(file, "print: file is NULL");
    NDW_TRY(source_check(&s));
    p.out.file = file;
    p.newline = true;
    print(&p);
    return p.out.error ? FAIL(NDW_EIO, "print: the file could not be written (errno #)", p.out.error) : NDW_OK;
}

ndw_status ndw_print(FILE *file, const ndw_array *a) { return print_to_file(file, of_array(a)); }
ndw_status ndw_view_print(FILE *file, const ndw_view *v) { return print_to_file(file, of_view(v)); }
