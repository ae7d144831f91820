/* crossed.c - tiles of a transpose turned on the stack, and copies of their elements written from there. */
#include "copy/crossed.h"

#include "base/arith.h"
#include "base/compiler.h"
#include "copy/kernels.h"
#include "copy/lane.h"

/* A tile is as wide as a line of the source, and high enough that pieces of the result are long. */
enum { TILE_ROWS = 512, TILE_COLUMN_BYTES = 1024, TILE_BYTES = TILE_ROWS * LINE };

/* Rows [r, r + tall) of columns [i, i + wide). */
typedef struct tile_place {
    int64_t r, tall, i, wide;
} tile_place;

/* None that is wide, behind the last column. */
static tile_place tile_at(const pair *p, const copy_axis *columns, int64_t r, int64_t i)
{
    const int64_t w = (int64_t)p->width, tall = smaller(TILE_ROWS, quotient(TILE_COLUMN_BYTES, w));
    return (tile_place){r, smaller(tall, p->rows - r), i, smaller(quotient(LINE, w), columns->length - i)};
}

static tile_place tile_after(const pair *p, const copy_axis *columns, const tile_place *t)
{
    if (t->r + t->tall < p->rows) return tile_at(p, columns, t->r + t->tall, t->i);
    return tile_at(p, columns, 0, t->i + t->wide);
}

/* Rows [from, from + n) of a tile; behind its last one those of the next tile. */
static tile_place rows_of_tile(const tile_place *t, const tile_place *next, int64_t from, int64_t n)
{
    const tile_place *in = from < t->tall ? t : next;
    const int64_t first = in == t ? from : from - t->tall;
    return (tile_place){in->r + first, smaller(n, in->tall - first), in->i, in->wide};
}

/* The lines of those rows: each is in another page, where no processor looks by itself. */
TEMPLATE void ask_for_rows(const pair *p, const copy_axis *columns, const tile_place *rows, const char *src)
{
    const int64_t bytes = rows->wide * columns->src;
    if (bytes == 0) return;
    for (int64_t r = rows->r; r < rows->r + rows->tall; r++) {
        const char *line = src + rows->i * columns->src + r * p->row_src;
        for (int64_t b = 0; b < bytes; b += LINE) PREFETCH_FAR(line + b);
        PREFETCH_FAR(line + bytes - 1);
    }
}

/* How many rows are turned at a time, and how far behind the first of them those begin that are asked for then. */
typedef struct pace {
    int64_t rows, ahead;
} pace;

/* A tile, and all of the next one, which comes while this one is copied. But where rows lie a multiple of a high power
 * of two apart, all their lines belong into few sets of the caches. There these would not keep the next tile (a quarter
 * of a second cache is enough for it): a few rows are turned, and those asked for that follow soon. */
static pace pace_of(const pair *p, const tile_place *t)
{
    enum { SOME_ROWS = 16, ROWS_AHEAD = 64, QUARTER_CACHE = 256 << 10 };
    const int64_t power = p->row_src & -p->row_src;
    if (p->stream && t->tall * power > QUARTER_CACHE) return (pace){SOME_ROWS, ROWS_AHEAD};
    return (pace){TILE_ROWS, t->tall};
}

static void turn_tile(const pair *p, const copy_axis *columns, const tile_place *t, const tile_place *next,
                      const char *src, char *turned)
{
    const int64_t w = (int64_t)p->width;
    const pace at = pace_of(p, t);
    pair_kernel *turn = kernel_of(CROSS, p);
    for (int64_t r = 0; r < t->tall; r += at.rows) {
        const int64_t tall = smaller(at.rows, t->tall - r);
        const pair rows = {t->wide, t->tall * w, columns->src, tall, w, p->row_src, p->width, false};
        turn(turned + r * w, src + t->i * columns->src + (t->r + r) * p->row_src, &rows);
        const tile_place wanted = rows_of_tile(t, next, r + at.ahead, at.rows);
        if (p->stream) ask_for_rows(p, columns, &wanted, src);
    }
}

/* Whether pieces so long, and so far apart, can be written as a large result is. A line that the one ends in and the
 * next begins in is written twice. Through the caches that is no loss; past them it is, unless there are many
 * between. */
enum { LONG_PIECE = 8192, PAGE = 4096 };

static bool can_be_large(const char *dst, int64_t step, int64_t piece)
{
    return !ndw_large_is_streamed || piece >= LONG_PIECE || (address_of(dst) | step | piece) % LINE == 0;
}

/* Shorter ones are made on the stack, where they lie in lines as they will. From there whole lines go out, and of the
 * lines that they begin or end in only what they have of them. (In a page: a store that lies in two waits for all that
 * went out before it.) */
static void copy_staged(pair_kernel *copies, const pair *p, int64_t bytes, char *dst, const char *src)
{
    _Alignas(PAGE) char stage[LONG_PIECE + LINE];
    char *piece = stage + (address_of(dst) & (LINE - 1));
    const pair whole = {1, bytes, bytes, 1, bytes, bytes, (size_t)bytes, true};
    copies(piece, src, p);
    kernel_of(PACK, &whole)(dst, piece, &whole);
}

/* The lines that pieces end in, while the tile is turned: the next tile has what is left of them, and finds them. */
TEMPLATE void ask_for_ends(const char *dst, int64_t step, int64_t n, int64_t piece)
{
    for (int64_t i = 0; i < n; i++) PREFETCH_FAR(dst + i * step + piece - 1);
}

void ndw_crossed_run(const pair *p, const copy_axis *columns, char *dst, const char *src)
{
    _Alignas(LINE) char turned[TILE_BYTES];
    const int64_t w = (int64_t)p->width;
    pair_kernel *copies = kernel_of(SPREAD, p);
    for (tile_place t = tile_at(p, columns, 0, 0), next; t.wide > 0; t = next) {
        const int64_t line = t.tall * w, piece = t.tall * p->row_dst;
        char *to = dst + t.i * columns->dst + t.r * p->row_dst;
        pair spread = *p;
        spread.rows = t.tall;
        spread.row_src = w;
        spread.stream = p->stream && can_be_large(to, columns->dst, piece);
        const bool staged = p->stream && !spread.stream && p->row_dst == p->length * w;
        next = tile_after(p, columns, &t);
        if (staged) ask_for_ends(to, columns->dst, t.wide, piece);
        turn_tile(p, columns, &t, &next, src, turned);
        for (int64_t i = 0; i < t.wide; i++)
            if (staged) copy_staged(copies, &spread, piece, to + i * columns->dst, turned + i * line);
            else copies(to + i * columns->dst, turned + i * line, &spread);
    }
}
