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

/* Its lines, while the tile before it is copied: each is in another page, where no processor looks by itself. */
TEMPLATE void ask_for_tile(const pair *p, const copy_axis *columns, const tile_place *t, const char *src)
{
    const int64_t bytes = t->wide * columns->src;
    if (bytes == 0) return;
    for (int64_t r = t->r; r < t->r + t->tall; r++) {
        const char *line = src + t->i * columns->src + r * p->row_src;
        for (int64_t b = 0; b < bytes; b += LINE) PREFETCH_FAR(line + b);
        PREFETCH_FAR(line + bytes - 1);
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
    pair_kernel *turn = kernel_of(CROSS, p), *copies = kernel_of(SPREAD, p);
    for (tile_place t = tile_at(p, columns, 0, 0), next; t.wide > 0; t = next) {
        const int64_t line = t.tall * w, piece = t.tall * p->row_dst;
        const pair square = {t.wide, line, columns->src, t.tall, w, p->row_src, p->width, false};
        char *to = dst + t.i * columns->dst + t.r * p->row_dst;
        pair spread = *p;
        spread.rows = t.tall;
        spread.row_src = w;
        spread.stream = p->stream && can_be_large(to, columns->dst, piece);
        const bool staged = p->stream && !spread.stream && p->row_dst == p->length * w;
        next = tile_after(p, columns, &t);
        if (staged) ask_for_ends(to, columns->dst, t.wide, piece);
        turn(turned, src + t.i * columns->src + t.r * p->row_src, &square);
        if (p->stream) ask_for_tile(p, columns, &next, src);
        for (int64_t i = 0; i < t.wide; i++)
            if (staged) copy_staged(copies, &spread, piece, to + i * columns->dst, turned + i * line);
            else copies(to + i * columns->dst, turned + i * line, &spread);
    }
}
