/*
 * body_turn.h - large transposes, their axes listed: any number of dimensions, by whole lines.
 *
 * Runs are packed in the destination, rows in the source. A panel is a piece of all runs; it is done
 * column by column, as wide as a vector:
 *
 *     source                rows ->              destination
 *             +-----+-----+-----+                            panel
 *     panel   |  1  |  2  |  3  |  |                row    +-------+
 *             +-----+-----+-----+  v elements        |     |   1   |
 *             |     |     |     |                    v     |   2   |
 *                                                          |   3   |
 *
 * While one column is turned the next is asked for: that far ahead no processor looks by itself, since
 * each line is in another page. Few pages are open at a time, and pieces of the destination are long.
 *
 * Where every row of the destination begins on a line, each block goes there from the registers. Where
 * not, a column is turned into an image of it on the stack, and from there goes out by whole lines. A
 * line belongs to the panel in which it begins, which for that turns a few elements of the next. Rows that
 * follow each other in the destination are one piece of it.
 */
#ifndef NDW_COPY_BODY_TURN_H
#define NDW_COPY_BODY_TURN_H

enum {
    PANEL_BYTES = 1024,      /* of each run, or fewer so that an image stays in the first cache       */
    IMAGE_BYTES = 32 * 1024, /* of so many bytes of each row and as many as two lines or elements more */
    IMAGE_SPACE = IMAGE_BYTES + 12 * 1024
};

/* Rows [r, r + rows) of elements [i, i + n) of all runs; the last `more` elements are the next panel's. */
typedef struct column {
    int64_t r, rows, i, n, more;
} column;

/* --- What comes next ------------------------------------------------------------------------------- */

/* The same elements `shift` further on, of the lines that begin at src. */
typedef struct ahead {
    const char *src; /* NULL: nothing */
    int64_t shift, bytes;
} ahead;

/* After a column the next one; after the last of a panel the next panel; and then the next turn. */
BODY ahead what_follows(const char *src, const turn_job *t, const column *c, int64_t w)
{
    const int64_t next = c->r + c->rows, bytes = c->rows * w;
    if (next < t->rows) return (ahead){src + smaller(next, t->rows - c->rows) * w + bytes - 1, 0, 1};
    if (c->i + c->n < t->length) return (ahead){src, c->n - c->more, bytes};
    return (ahead){t->next, -c->i, bytes};
}

BODY void ask_for(const turn_job *t, const ahead *a, int64_t i, int64_t n)
{
    const int64_t *src_of = t->src_of + i + a->shift;
    if (!a->src || i + a->shift + n > t->length) return;
    for (int64_t j = 0; j < n; j++) PREFETCH_FAR(a->src + src_of[j]);
    for (int64_t j = 0; a->bytes > 1 && j < n; j++) PREFETCH_FAR(a->src + src_of[j] + a->bytes - 1);
}

/* --- A column, to where its rows are `step` apart ---------------------------------------------------- */

BODY void turn_blocks(char *to, int64_t step, const char *src, const turn_job *t, const column *c, int64_t tall,
                      size_t width, bool stream)
{
    const int64_t w = (int64_t)width;
    const ahead a = what_follows(src, t, c, w);
    for (int64_t i = 0; i < c->n; i += tall) {
        const int64_t at = smaller(i, c->n - tall);
        const places from = {0, t->src_of + c->i + at};
        const char *rows = src + c->r * w;
        ask_for(t, &a, c->i + at, tall);
        if (tall * w == LANE) cross_lanes(to + at * w, step, rows, from, width);
        else cross_lines(to + at * w, step, rows, from, width, stream && at == i);
    }
}

BODY void turn_elements(char *to, int64_t step, const char *src, const turn_job *t, const column *c, size_t width)
{
    const int64_t w = (int64_t)width;
    const ahead a = what_follows(src, t, c, w);
    for (int64_t i = 0; i < c->n; i++) {
        const char *from = src + t->src_of[c->i + i] + c->r * w;
        ask_for(t, &a, c->i + i, 1);
        for (int64_t r = 0; r < c->rows; r++) move_any(to + r * step + i * w, from + r * w, width, false);
    }
}

BODY void turn_column(char *to, int64_t step, const char *src, const turn_job *t, const column *c, size_t width,
                      bool singly, bool stream)
{
    const int64_t w = (int64_t)width;
    if (singly) turn_elements(to, step, src, t, c, width);
    else if (c->n * w < LINE) turn_blocks(to, step, src, t, c, LANE / w, width, false);
    else turn_blocks(to, step, src, t, c, LINE / w, width, stream);
}

/* --- The image ------------------------------------------------------------------------------------- */

BODY void put_piece(char *to, const char *from, int64_t bytes, bool stream)
{
    int64_t at = stream ? smaller(bytes_to_multiple(to, LINE), bytes) : bytes;
    memcpy(to, from, (size_t)at);
    for (; at + LINE <= bytes; at += LINE) put_line(to + at, from + at);
    memcpy(to + at, from + at, (size_t)(bytes - at));
}

/* Rows of whole runs, those that follow each other at once. */
BODY void put_runs(char *dst, const char *image, const turn_job *t, const column *c, int64_t run)
{
    for (int64_t r = 0, n; r < c->rows; r += n) {
        const int64_t *dst_of = t->dst_of + c->r + r;
        for (n = 1; r + n < c->rows && dst_of[n] == dst_of[n - 1] + run; n++) {}
        put_piece(dst + dst_of[0], image + r * run, n * run, t->stream);
    }
}

/* Of each row the lines that begin in this panel, and what comes before the first one of the run. */
BODY void put_panel(char *dst, const char *image, const turn_job *t, const column *c, int64_t w)
{
    const int64_t own = (c->n - c->more) * w;
    for (int64_t r = 0; r < c->rows; r++) {
        char *to = dst + t->dst_of[c->r + r] + c->i * w;
        const int64_t from = c->i > 0 ? bytes_to_multiple(to, LINE) : 0;
        const int64_t end = c->more > 0 ? own + bytes_to_multiple(to + own, LINE) : own;
        put_piece(to + from, image + r * c->n * w + from, end - from, t->stream);
    }
}

/* Rows [r, r + band) of a panel by way of the image. Where fewer are left than a column has, it begins
 * before them. */
BODY void turn_band(char *dst, const char *src, const turn_job *t, column c, int64_t band, size_t width, bool singly)
{
    _Alignas(LINE) char image[IMAGE_SPACE];
    const int64_t w = (int64_t)width, r = c.r, step = c.n * w;
    const int64_t begin = smaller(r, t->rows - c.rows), end = smaller(r + band, t->rows);
    for (int64_t next = begin; next < end; next += c.rows) {
        c.r = smaller(next, end - c.rows);
        turn_column(image + (c.r - begin) * step, step, src, t, &c, width, singly, false);
    }
    const column done = {r, end - r, c.i, c.n, c.more};
    if (c.n == t->length) put_runs(dst, image + (r - begin) * step, t, &done, step);
    else put_panel(dst, image + (r - begin) * step, t, &done, w);
}

/* --- The kernel ---------------------------------------------------------------------------------------- */

/* The step of the rows in the destination, if it is always the same and each row begins on a line where
 * that matters; 0 otherwise. */
BODY int64_t direct_step(const char *dst, const turn_job *t)
{
    const int64_t step = t->rows > 1 ? t->dst_of[1] - t->dst_of[0] : LINE;
    if (t->stream && (address_of(dst + t->dst_of[0]) | step) % LINE != 0) return 0;
    for (int64_t r = 1; r < t->rows; r++)
        if (t->dst_of[r] - t->dst_of[r - 1] != step) return 0;
    return step;
}

BODY void turn_panel(char *dst, const char *src, const turn_job *t, column c, int64_t step, size_t width, bool singly)
{
    const int64_t w = (int64_t)width, wide = c.rows;
    const int64_t fit = IMAGE_BYTES / (wide * c.n * w), band = c.n == t->length && fit > 1 ? fit * wide : wide;
    for (int64_t r = 0; r < t->rows; r += step ? wide : band) {
        c.r = step ? smaller(r, t->rows - wide) : r;
        char *to = dst + t->dst_of[c.r] + c.i * w;
        if (!step) turn_band(dst, src, t, c, band, width, singly);
        else if (t->stream) turn_column(to, step, src, t, &c, width, false, true);
        else turn_column(to, step, src, t, &c, width, false, false);
    }
}

BODY void turn(char *dst, const char *src, const turn_job *t, size_t width, bool any)
{
    const int64_t w = (int64_t)width, least = (LINE + w - 1) / w;
    const bool singly = any || t->rows * w < LANE || t->length * w < LANE;
    if (!singly && t->rows * w < VEC) {
        NARROWER.turn[ndw_width_class(width)](dst, src, t);
        return;
    }
    const int64_t wide = !singly ? VEC / w : w < LINE ? smaller(LINE / w, t->rows) : 1;
    const int64_t panel = smaller(singly ? IMAGE_BYTES : PANEL_BYTES, IMAGE_BYTES / wide) / w;
    const int64_t step = singly ? 0 : direct_step(dst, t);
    column c = {.rows = wide};
    for (int64_t own; c.i < t->length; c.i += own) {
        const int64_t left = t->length - c.i;
        own = left - panel < least ? left : panel;
        c.more = own < left && !step ? least : 0;
        c.n = own + c.more;
        turn_panel(dst, src, t, c, step, width, singly);
    }
}

#endif
