/*
 * body_turn.h - large transposes, their axes listed: any number of dimensions, by whole lines.
 *
 * Runs are packed in the destination, rows in the source. A panel is a piece of all runs; it is done
 * column by column, as wide as a line:
 *
 *     source                rows ->              destination
 *             +-----+-----+-----+                            panel
 *     panel   |  1  |  2  |  3  |  |                row    +-------+
 *             +-----+-----+-----+  v elements        |     |   1   |
 *             |     |     |     |                    v     |   2   |
 *                                                          |   3   |
 *
 * While one column is turned another is asked for, one of the next ones: that far ahead few processors look by
 * themselves, since each line is in another page. Few pages are open at a time, and pieces of the destination are long.
 *
 * Where the rows of the destination are a line and longer and evenly far apart, each block goes there from
 * the registers; past the caches only if every row begins on a line. Otherwise a column is turned into an
 * image of it on the stack, and from there goes out by whole lines. A line belongs to the panel in which it
 * begins, which for that turns a few elements of the next; and so do parts of runs. Rows that follow each other in the
 * destination are one piece of it.
 *
 * Only the blocks know the width as a constant (body_cross.h): one kernel serves all widths.
 */
#ifndef NDW_COPY_BODY_TURN_H
#define NDW_COPY_BODY_TURN_H

enum {
    PANEL_BYTES = 1024, /* of each run, ...                                              */
    PANEL_STEPS = 256,  /* ... and so many elements: their lines stay in the first cache */
    BYTE_STEPS = 384,   /* ... or so many of an image of bytes, which turns 64 of them twice */
    FOLLOWED = 16,      /* ... or so many, if the processor looks ahead along their rows */
    LINES_AHEAD = 256,  /* so early a line is asked for, in whole columns                */
    IMAGE_BYTES = 24 * 1024,
    IMAGE_SPACE = IMAGE_BYTES + 2 * LINE * LINE /* as many rows as a line has elements, longer by two lines; or three
                                                   elements of a column (TURN_COLUMN) */
};

/* Rows [r, r + rows) of elements [i, i + n) of a tile; the last `more` elements are the next panel's. What is
 * asked for meanwhile is `ahead` rows further. */
typedef struct column {
    int64_t tile, r, rows, i, n, more, ahead;
} column;

/*
 * Elements of each run in a panel. Processors on which large results are not streamed look ahead along a few dozen
 * rows of a source by themselves, if it is large and they are long, which is better still than asking: there a panel
 * has FOLLOWED elements, or a line of them if that is more. (An image's has both, since it turns a line of them twice;
 * of one and two bytes that does not pay.)
 */
BODY int64_t panel_steps(const turn_job *t, int64_t w, bool image)
{
    enum { LONG = 512 };
    const bool follows = t->stream && !ndw_large_is_streamed && t->rows * w >= LONG;
    if (image && w == 1) return BYTE_STEPS;
    if (!follows || (image && w < 4)) return smaller(quotient(PANEL_BYTES, w), PANEL_STEPS);
    if (image) return FOLLOWED + quotient(LINE, w);
    const int64_t line = quotient(LINE, w);
    return line < FOLLOWED ? FOLLOWED : line;
}

/* Where panels have `steps` elements, but for the last one. */
BODY int64_t rows_ahead(const turn_job *t, int64_t steps, int64_t wide)
{
    const int64_t n = smaller(steps, t->length);
    return quotient(LINES_AHEAD + n - 1, n) * wide;
}

/* --- What comes next ------------------------------------------------------------------------------- */

/* The lines of the same elements, or of those `shift` further on, that begin at src. */
typedef struct wanted {
    const char *src; /* NULL: nothing */
    int64_t shift, bytes;
} wanted;

/* After the columns of a panel those of the next panel; and then of the next tile. Of a column but the first only
 * the last byte is asked for: the line that it begins in is that byte's, or the one that the column before
 * ends in. */
BODY wanted what_follows(const char *src, const turn_job *t, const column *c, int64_t w)
{
    const int64_t bytes = c->rows * w;
    int64_t r = c->r + c->ahead, i = c->i, tile = c->tile;
    while (r >= t->rows) {
        r = quotient(r - t->rows, c->rows) * c->rows;
        i += c->n - c->more;
        if (i >= t->length) {
            i = 0;
            tile++;
        }
    }
    if (tile >= t->tiles) return (wanted){NULL, 0, 0};
    const char *rows = src + t->src_at[tile] + smaller(r, t->rows - c->rows) * w;
    return r > 0 ? (wanted){rows + bytes - 1, i - c->i, 1} : (wanted){rows, i - c->i, bytes};
}

BODY void ask_for_lines(const turn_job *t, const wanted *a, int64_t i, int64_t n)
{
    if (!a->src || i + a->shift + n > t->length + t->after) return;
    const int64_t *src_of = t->src_of + i + a->shift;
    for (int64_t j = 0; j < n; j++) PREFETCH_FAR(a->src + src_of[j]);
    for (int64_t j = 0; a->bytes > 1 && j < n; j++) PREFETCH_FAR(a->src + src_of[j] + a->bytes - 1);
}

/* As wide as a line of the source, or as a vector where there is less. */
BODY int64_t width_of_column(const turn_job *t, int64_t w) { return quotient(t->rows * w < LINE ? VEC : LINE, w); }

/* --- A column, to where its rows are `step` apart ---------------------------------------------------- */

BODY void turn_blocks(char *to, int64_t step, const char *src, const turn_job *t, const column *c, int64_t tall,
                      bool stream)
{
    const int64_t w = (int64_t)t->width, wide = quotient(VEC, w);
    const bool lanes = tall * w == LANE;
    const wanted a = what_follows(src, t, c, w);
    const char *rows = src + t->src_at[c->tile] + c->r * w;
    for (int64_t i = 0; i < c->n; i += tall) {
        const int64_t at = smaller(i, c->n - tall);
        const places from = {0, t->src_of + c->i + at};
        ask_for_lines(t, &a, c->i + at, tall);
        for (int64_t r = 0; r < c->rows; r += wide)
            if (lanes) cross_lanes(to + r * step + at * w, step, rows + r * w, from, t->width);
            else cross_lines(to + r * step + at * w, step, rows + r * w, from, stream && at == i, t->width);
    }
}

BODY void move_apart(char *restrict to, int64_t step, const char *restrict from, int64_t n, size_t width)
{
    for (int64_t r = 0; r < n; r++) move_any(to + r * step, from + r * (int64_t)width, width);
}

BODY void turn_elements(char *to, int64_t step, const char *src, const turn_job *t, const column *c)
{
    const int64_t w = (int64_t)t->width;
    const wanted a = what_follows(src, t, c, w);
    for (int64_t i = 0; i < c->n; i++) {
        const char *from = src + t->src_at[c->tile] + t->src_of[c->i + i] + c->r * w;
        ask_for_lines(t, &a, c->i + i, 1);
        switch (w) {
        case 1: move_apart(to + i * w, step, from, c->rows, 1); break;
        case 2: move_apart(to + i * w, step, from, c->rows, 2); break;
        case 4: move_apart(to + i * w, step, from, c->rows, 4); break;
        case 8: move_apart(to + i * w, step, from, c->rows, 8); break;
        default: move_apart(to + i * w, step, from, c->rows, t->width); break;
        }
    }
}

BODY void turn_column(char *to, const char *src, const turn_job *t, const column *c, bool singly)
{
    const int64_t w = (int64_t)t->width, step = c->n * w;
    if (singly) turn_elements(to, step, src, t, c);
    else turn_blocks(to, step, src, t, c, quotient(step < LINE ? LANE : LINE, w), false);
}

/* --- By way of an image -------------------------------------------------------------------------------- */

/* Past the caches: whole lines of the destination. Most pieces are nothing else. */
KERNEL APART void move_streaming(char *restrict to, const char *restrict from, int64_t bytes)
{
    int64_t at = smaller(bytes_to_multiple(to, LINE), bytes);
    if (at > 0) memcpy(to, from, (size_t)at);
    for (; at + LINE <= bytes; at += LINE) put_line(to + at, from + at);
    if (at < bytes) memcpy(to + at, from + at, (size_t)(bytes - at));
}

BODY void put_piece(char *to, const char *from, int64_t bytes, bool stream)
{
    if (stream) move_streaming(to, from, bytes);
    else memcpy(to, from, (size_t)bytes);
}

/* Rows of whole runs, those that follow each other in the destination at once. */
BODY void put_runs(char *dst, const char *image, const turn_job *t, const column *c, int64_t run)
{
    for (int64_t r = 0, n; r < c->rows; r += n) {
        const int64_t *dst_of = t->dst_of + c->r + r;
        for (n = 1; r + n < c->rows && dst_of[n] == dst_of[n - 1] + run; n++) {}
        put_piece(dst + dst_of[0], image + r * run, n * run, t->stream);
    }
}

/* Of each row those lines that begin in this panel, and what comes before the first one of the run. */
BODY void put_panel(char *dst, const char *image, const turn_job *t, const column *c, int64_t w)
{
    const int64_t own = (c->n - c->more) * w;
    const bool goes_on = c->i > 0 || t->goes_on;
    for (int64_t r = 0; r < c->rows; r++) {
        char *to = dst + t->dst_of[c->r + r] + c->i * w;
        const int64_t from = goes_on ? bytes_to_multiple(to, LINE) : 0;
        const int64_t end = c->more > 0 ? own + bytes_to_multiple(to + own, LINE) : own;
        put_piece(to + from, image + r * c->n * w + from, end - from, t->stream);
    }
}

/* Whether a panel is all there is of the runs. */
BODY bool has_whole_runs(const turn_job *t, const column *c) { return c->n == t->length && !t->goes_on; }

/* Rows [r, r + band) of a panel. Where fewer are left than a column has, it begins before them. */
BODY void turn_band(char *dst, const char *src, const turn_job *t, column c, int64_t band, bool singly)
{
    _Alignas(LINE) char image[IMAGE_SPACE];
    const int64_t w = (int64_t)t->width, r = c.r, step = c.n * w;
    const int64_t begin = smaller(r, t->rows - c.rows), end = smaller(r + band, t->rows);
    for (int64_t next = begin; next < end; next += c.rows) {
        c.r = smaller(next, end - c.rows);
        turn_column(image + (c.r - begin) * step, src, t, &c, singly);
    }
    const column done = {c.tile, r, end - r, c.i, c.n, c.more, 0};
    char *to = dst + t->dst_at[c.tile];
    if (has_whole_runs(t, &c)) put_runs(to, image + (r - begin) * step, t, &done, step);
    else put_panel(to, image + (r - begin) * step, t, &done, w);
}

BODY void turn_panel(char *dst, const char *src, const turn_job *t, column c, bool singly)
{
    const int64_t fit = quotient(IMAGE_BYTES, c.rows * c.n * (int64_t)t->width);
    const int64_t band = has_whole_runs(t, &c) && fit > 1 ? fit * c.rows : c.rows;
    for (; c.r < t->rows; c.r += band) turn_band(dst, src, t, c, band, singly);
}

/* Rows that are turned element by element: of wide ones all, where they are short; or else a line of them. */
BODY int64_t rows_of_column(const turn_job *t, int64_t w)
{
    const bool all = w > TURN_WIDE && t->rows * w <= TURN_COLUMN;
    return all || w > LINE ? smaller(quotient(TURN_COLUMN, w), t->rows) : smaller(quotient(LINE, w), t->rows);
}

BODY void turn_by_images(char *dst, const char *src, const turn_job *t, bool singly)
{
    const int64_t w = (int64_t)t->width, least = quotient(LINE + w - 1, w);
    const int64_t wide = singly ? rows_of_column(t, w) : width_of_column(t, w);
    const int64_t most = quotient(IMAGE_BYTES, wide * w);
    const int64_t panel = singly ? most : smaller(panel_steps(t, w, true), most);
    const int64_t ahead = rows_ahead(t, panel, wide);
    for (int64_t k = 0; k < t->tiles; k++) {
        column c = {.tile = k, .rows = wide, .ahead = ahead};
        for (int64_t own; c.i < t->length; c.i += own) {
            const int64_t left = t->length - c.i;
            own = left - panel < least ? left : panel;
            c.more = own < left ? least : smaller(least, t->after);
            c.n = own + c.more;
            turn_panel(dst, src, t, c, singly);
        }
    }
}

/* --- From the registers -------------------------------------------------------------------------------- */

/* The step of the rows in the destination, if it is always the same and each row begins on a line where
 * that matters; 0 otherwise. */
BODY int64_t direct_step(const char *dst, const turn_job *t, int64_t w)
{
    const int64_t step = t->rows > 1 ? t->dst_of[1] - t->dst_of[0] : LINE;
    int64_t uneven = t->stream ? address_of(dst + t->dst_of[0]) | step : 0;
    if (t->length * w < LINE) return 0;
    for (int64_t k = 0; t->stream && k < t->tiles; k++) uneven |= t->dst_at[k];
    for (int64_t r = 1; r < t->rows; r++)
        if (t->dst_of[r] - t->dst_of[r - 1] != step) return 0;
    return uneven % LINE == 0 ? step : 0;
}

BODY void turn_directly(char *dst, const char *src, const turn_job *t, int64_t step)
{
    const int64_t w = (int64_t)t->width, wide = width_of_column(t, w), panel = panel_steps(t, w, false);
    const int64_t line = quotient(LINE, w);
    const int64_t ahead = rows_ahead(t, panel, wide);
    for (int64_t k = 0; k < t->tiles; k++) {
        column c = {.tile = k, .rows = wide, .ahead = ahead};
        for (; c.i < t->length; c.i += c.n) {
            c.n = t->length - c.i - panel < line ? t->length - c.i : panel;
            for (int64_t r = 0; r < t->rows; r += wide) {
                c.r = smaller(r, t->rows - wide);
                turn_blocks(dst + t->dst_at[k] + t->dst_of[c.r] + c.i * w, step, src, t, &c, line, t->stream);
            }
        }
    }
}

/* --- The kernel ---------------------------------------------------------------------------------------- */

/* What has no square of lanes goes one by one; what has none of vectors goes to the narrower table. */
KERNEL void turn(char *dst, const char *src, const turn_job *t)
{
    const int64_t w = (int64_t)t->width;
    const bool singly = ndw_width_class(t->width) == WANY || t->rows * w < LANE || t->length * w < LANE;
    if (!singly && t->rows * w < VEC) {
        NARROWER.turn(dst, src, t);
        return;
    }
    const int64_t step = singly ? 0 : direct_step(dst, t, w);
    if (step) turn_directly(dst, src, t, step);
    else turn_by_images(dst, src, t, singly);
}

#endif
