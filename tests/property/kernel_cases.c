#include "kernel_cases.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "support/check.h"
#include "support/random.h"
#include "support/slow.h"

/* Slow builds take every third length, beginning with another one for each width, and every eleventh variant
 * of a run; the next length begins with the next one. */
enum { EACH = IS_SLOW_BUILD ? 11 : 1, EACH_LENGTH = IS_SLOW_BUILD ? 3 : 1 };

static const size_t widths[] = {1, 2, 4, 8, 16, 3, 5, 6, 7, 12, 24, 100, 300};
enum { WIDEST_REPEATED = 24 };

static const char *const pattern_names[PATTERNS] = {"STEP", "PACK", "SPREAD", "CROSS"};

/* A step of so many elements, so many source lines of a transpose, and some bytes. */
typedef struct measure {
    int elements, lines, bytes;
} measure;

static const struct steps {
    pattern pattern;
    measure dst, src;
} all_steps[] = {
    {STEP, {2, 0, 0}, {1, 0, 0}},   {STEP, {2, 0, 0}, {-1, 0, 0}}, {STEP, {3, 0, 0}, {0, 0, 0}},
    {STEP, {1, 0, 1}, {1, 0, 1}},   {STEP, {2, 0, 1}, {3, 0, 0}},  {STEP, {-2, 0, 0}, {1, 0, 0}},
    {STEP, {-1, 0, 0}, {2, 0, 0}},  {STEP, {1, 0, 0}, {-3, 0, 0}}, {STEP, {3, 0, 0}, {0, 0, 1}},
    {STEP, {2, 0, 0}, {0, 0, -1}},  {STEP, {5, 0, 0}, {7, 0, 0}},  {PACK, {1, 0, 0}, {1, 0, 0}},
    {PACK, {1, 0, 0}, {-1, 0, 0}},  {PACK, {1, 0, 0}, {2, 0, 0}},  {PACK, {1, 0, 0}, {-2, 0, 0}},
    {PACK, {1, 0, 0}, {3, 0, 0}},   {PACK, {1, 0, 0}, {4, 0, 0}},  {PACK, {1, 0, 0}, {1, 0, 1}},
    {PACK, {1, 0, 0}, {0, 0, 1}},   {PACK, {1, 0, 0}, {-5, 0, 0}}, {PACK, {1, 0, 0}, {8, 0, 0}},
    {SPREAD, {1, 0, 0}, {0, 0, 0}}, {CROSS, {1, 0, 0}, {0, 1, 0}}, {CROSS, {1, 0, 0}, {0, 1, 5}},
    {CROSS, {1, 0, 0}, {0, -1, 0}}, {CROSS, {1, 0, 0}, {2, 0, 0}}, {CROSS, {1, 0, 0}, {0, 0, 1}},
};

static int64_t bytes_of(measure m, int64_t width, int64_t rows)
{
    return m.elements * width + m.lines * rows * width + m.bytes;
}

/* --- Hulls ------------------------------------------------------------------------------------ */

hull hull_of_run(int64_t length, int64_t step, int64_t width)
{
    if (length == 0) return (hull){0, 0};
    const int64_t way = step * (length - 1);
    return (hull){way < 0 ? way : 0, (way > 0 ? way : 0) + width};
}

hull hull_of_rows(hull run, int64_t rows, int64_t step)
{
    const int64_t way = step * (rows - 1);
    if (run.low == run.end) return run;
    return (hull){run.low + (way < 0 ? way : 0), run.end + (way > 0 ? way : 0)};
}

/* --- Pairs ------------------------------------------------------------------------------------ */

static int64_t choose_rows(pattern kind, int64_t length, int64_t width, int turn)
{
    static const int64_t choices[PATTERNS][5] = {[STEP] = {1, 2, 5, 3, 4},
                                                 [PACK] = {1, 2, 5, 3, 4},
                                                 [SPREAD] = {1, 3, 17, 130, 4},
                                                 [CROSS] = {2, 3, 17, 70, 4}};
    int64_t rows = choices[kind][turn / 4 % 5];
    while (rows > 2 && rows * length * width > 40000) rows /= 2;
    return rows;
}

/* Rows of the destination follow each other with or without a gap, now and then (where any step is
 * allowed) backwards; rows of the source lie apart, backwards, all in one place, or overlap. */
static void choose_row_steps(pair *p, pattern kind, hull dst, hull src, int turn)
{
    const int64_t width = (int64_t)p->width, apart = src.end - src.low + 3;
    p->row_dst = dst.end - dst.low + (turn / 2 % 3 == 1 ? 13 : 0);
    if (kind == STEP && turn % 8 == 5) p->row_dst = -p->row_dst;
    p->row_src = (int64_t[]){apart, -apart, 0, width}[turn % 4];
    if (kind == CROSS) p->row_src = width;
}

/* Which variant of the rows belongs to which turn differs from length to length, so that each meets
 * each of whatever else the turn decides. */
static kernel_case make_pair(const struct steps *s, size_t width, int64_t length, int turn)
{
    const int variant = turn + 5 * (int)length;
    const int64_t w = (int64_t)width, rows = choose_rows(s->pattern, length, w, variant);
    kernel_case c = {.pattern = s->pattern};
    c.p = (pair){.rows = rows, .length = length, .width = width};
    c.p.dst = bytes_of(s->dst, w, rows);
    c.p.src = bytes_of(s->src, w, rows);
    c.p.stream = (turn / 8 + length) % 2 == 1;

    const hull dst = hull_of_run(length, c.p.dst, w), src = hull_of_run(length, c.p.src, w);
    choose_row_steps(&c.p, s->pattern, dst, src, variant);
    c.dst = hull_of_rows(dst, rows, c.p.row_dst);
    c.src = hull_of_rows(src, rows, c.p.row_src);
    return c;
}

/* Of elements of some lines, which are runs by themselves, a few. */
static int64_t longest_run(size_t width) { return width > 100 ? LONGEST_RUN / 4 : LONGEST_RUN; }

static const char *each_length(const kernels *k, const struct steps *s, size_t width, int turns,
                               visit_pair *visit)
{
    const char *wrong = NULL;
    for (int64_t length = (int64_t)width % EACH_LENGTH; length <= longest_run(width) && !wrong; length += EACH_LENGTH)
        for (int i = 0; i < turns && !wrong; i += EACH) {
            const int turn = (i + (int)length) % turns;
            const kernel_case c = make_pair(s, width, length, turn);
            if (c.pattern == CROSS && c.p.src == (int64_t)width) continue; /* would be PACK */
            ndw_large_is_streamed = (turn / 4 + length / 2) % 2 == 1;
            wrong = visit(k, &c, turn);
        }
    return wrong;
}

/* What a table takes from the generic one is checked there. */
static bool is_borrowed(const kernels *k, pattern kind, width_class width)
{
    return k != &ndw_kernels_generic && k->pair[kind][width] == ndw_kernels_generic.pair[kind][width];
}

const char *each_pair(const kernels *k, int turns, visit_pair *visit)
{
    const char *wrong = NULL;
    for (size_t i = 0; i < COUNT(widths) && !wrong; i++)
        for (size_t s = 0; s < COUNT(all_steps) && !wrong; s++)
            if (!is_borrowed(k, all_steps[s].pattern, ndw_width_class(widths[i])))
                wrong = each_length(k, &all_steps[s], widths[i], turns, visit);
    return wrong;
}

/* The runs follow each other on both sides: a stream of bytes, whose phases turn with the place of the first one. Each
 * number of copies meets every fourth turn, the next number the turns beside those. Some sources are backwards, and in
 * some there is a byte between the elements. */
static kernel_case make_repeat(size_t width, int64_t rows, int64_t copies, int which, bool stream)
{
    const int64_t w = (int64_t)width, run = copies * w, step = (const int64_t[]){w, w, w, -w, w + 1}[which % 5];
    const int64_t last = (rows - 1) * step;
    kernel_case c = {.pattern = SPREAD};
    c.p = (pair){rows, run, step, copies, w, 0, width, stream};
    c.dst = (hull){0, rows * run};
    c.src = (hull){last < 0 ? last : 0, (last > 0 ? last : 0) + w};
    return c;
}

const char *each_repeat(const kernels *k, int turns, visit_pair *visit)
{
    static const int64_t rows[] = {13, 47, 66, 130};
    const char *wrong = NULL;
    for (size_t i = 0; i < COUNT(widths) && !wrong; i++) {
        if (widths[i] > WIDEST_REPEATED) continue; /* its kernel knows nothing of packed sources */
        for (int64_t copies = 2; copies <= 66 && !wrong; copies++)
            for (int turn = (int)copies % 4; turn < turns && !wrong; turn += 4 * EACH) {
                const size_t variant = (size_t)(turn / 4 + copies / 4);
                const int64_t n = rows[variant % COUNT(rows)];
                const kernel_case c = make_repeat(widths[i], n, copies, turn / 4 + (int)i, turn / 16 % 2 == 1);
                ndw_large_is_streamed = (turn / 32 + copies / 4) % 2 == 1;
                wrong = visit(k, &c, turn);
            }
    }
    return wrong;
}

/* Those that are made in a way of their own, at all places in a line: long runs that the first cache does not hold, and
 * runs of whole lanes in a few rows of a result that is large. */
const char *each_chosen_repeat(const kernels *k, int turns, visit_pair *visit)
{
    static const struct {
        int64_t run, rows; /* bytes; so many, or less than one element more */
        bool stream;
    } chosen[] = {{101, 680, false}, {129, 520, false}, {145, 460, false}, {201, 340, false}, {528, 130, false},
                  {1030, 70, false}, {64, 33, true}, {64, 64, true}, {48, 40, true}, {32, 64, true}, {32, 130, true},
                  {16, 200, true}, {16, 40, true}};
    const char *wrong = NULL;
    for (size_t i = 0; i < COUNT(widths) && !wrong; i++) {
        const int64_t w = (int64_t)widths[i];
        if (ndw_width_class(widths[i]) == WANY) continue; /* its kernel knows none of them */
        for (size_t j = 0; j < COUNT(chosen) && !wrong; j++)
            for (int turn = (int)(i + j) % 4; turn < turns && !wrong; turn += chosen[j].stream ? 1 : 4) {
                const int64_t copies = (chosen[j].run + w - 1) / w;
                const kernel_case c =
                    make_repeat(widths[i], chosen[j].rows, copies, turn / 16 + (int)j, chosen[j].stream);
                ndw_large_is_streamed = turn % 3 == 1;
                wrong = visit(k, &c, turn);
            }
    }
    return wrong;
}

/* A few runs, each from one element of every tuple: all begin at the same place in a line, or none does. */
static kernel_case make_parting(size_t width, int64_t rows, int64_t length, int64_t gap, bool stream)
{
    const int64_t w = (int64_t)width, lines = (length * w + 63) / 64 * 64;
    kernel_case c = {.pattern = CROSS};
    c.p = (pair){rows, lines + gap, w, length, w, rows * w, width, stream};
    c.dst = hull_of_rows(hull_of_run(length, w, w), rows, c.p.row_dst);
    c.src = (hull){0, rows * length * w};
    return c;
}

const char *each_parting(const kernels *k, int turns, visit_pair *visit)
{
    static const int64_t lengths[] = {130, 67, 256, 33}, gaps[] = {0, 64, 0, 8, 3};
    const char *wrong = NULL;
    for (size_t i = 0; i < COUNT(widths) && !wrong; i++) {
        if (ndw_width_class(widths[i]) == WANY) continue; /* its kernel knows no tuples */
        for (int64_t rows = 2; rows <= 4 && !wrong; rows++)
            for (int variant = 0; variant < 20 && !wrong; variant++)
                for (int turn = variant % EACH; turn < turns && !wrong; turn += EACH) {
                    const kernel_case c = make_parting(widths[i], rows, lengths[variant % 4], gaps[variant % 5],
                                                       (turn + variant) % 2 == 1);
                    ndw_large_is_streamed = (turn / 2 + variant / 4) % 2 == 1;
                    wrong = visit(k, &c, turn);
                }
    }
    return wrong;
}

/* Transposes that are narrower than 16 bytes on one side: tuples in the source, or in the destination; close together
 * or apart, and of the source backwards. */
static kernel_case make_narrow(size_t width, int64_t rows, int64_t length, int variant)
{
    static const int gaps[] = {0, 0, 1, 0, 13, 60, 0};
    const int64_t w = (int64_t)width, tuple = rows * w + gaps[variant % 7];
    kernel_case c = {.pattern = CROSS};
    const int64_t step = variant % 2 ? -tuple : tuple;
    c.p = (pair){rows, length * w + gaps[variant % 5], w, length, w, step, width, variant % 3 == 1};
    c.dst = hull_of_rows(hull_of_run(length, w, w), rows, c.p.row_dst);
    c.src = hull_of_rows(hull_of_run(length, c.p.src, w), rows, w);
    return c;
}

const char *each_narrow(const kernels *k, int turns, visit_pair *visit)
{
    static const int64_t others[] = {5, 16, 17, 23, 40, 130};
    const char *wrong = NULL;
    for (size_t width = 1; width <= 4; width *= 2)
        for (int64_t few = 2; few * (int64_t)width < 16; few++)
            for (size_t i = 0; i < COUNT(others); i++)
                for (int turn = (int)few % EACH; turn < turns && !wrong; turn += EACH) {
                    const int variant = turn + (int)few + 3 * (int)i;
                    const kernel_case out = make_narrow(width, few, others[i], variant),
                                      in = make_narrow(width, others[i], few, variant);
                    wrong = visit(k, turn & 1 ? &out : &in, turn);
                }
    return wrong;
}

/* The widths are named so that an element is a load and a store, and no loop over its bytes. */
static inline void copy_element(char *dst, const char *src, size_t width)
{
    switch (width) {
    case 1: *dst = *src; break;
    case 2: memcpy(dst, src, 2); break;
    case 4: memcpy(dst, src, 4); break;
    case 8: memcpy(dst, src, 8); break;
    case 16: memcpy(dst, src, 16); break;
    default: memcpy(dst, src, width);
    }
}

void reference(const kernel_case *c, char *dst, const char *src)
{
    const pair p = c->p; /* a copy, which no store through dst can change: its fields are loaded once */
    for (int64_t r = 0; r < p.rows; r++)
        for (int64_t i = 0; i < p.length; i++)
            copy_element(dst + r * p.row_dst + i * p.dst, src + r * p.row_src + i * p.src, p.width);
}

const char *complain(const kernels *k, const kernel_case *c, const char *what)
{
    static char text[300];
    const pair *p = &c->p;
    snprintf(text, sizeof text,
             "table %s, %s of width %d: %d rows of steps %lld, %lld; runs of %d, steps %lld, %lld%s: %s",
             k->name, pattern_names[c->pattern], (int)p->width, (int)p->rows, (long long)p->row_dst,
             (long long)p->row_src, (int)p->length, (long long)p->dst, (long long)p->src,
             !p->stream ? "" : ndw_large_is_streamed ? ", streamed" : ", asked for", what);
    return text;
}

/* --- Counted ---------------------------------------------------------------------------------- */

static const struct steps counted_steps[] = {
    {STEP, {1, 0, 0}, {1, 0, 0}},  {STEP, {1, 0, 0}, {-1, 0, 0}}, {STEP, {1, 0, 0}, {2, 0, 0}},
    {STEP, {1, 0, 0}, {0, 0, 0}},  {STEP, {-1, 0, 0}, {1, 0, 0}}, {STEP, {2, 0, 0}, {-3, 0, 0}},
    {STEP, {-3, 0, 0}, {1, 0, 0}}, {STEP, {1, 0, 1}, {0, 0, 1}},
};

/* Counts of 0 to 9: all the same, a few different ones, now and then a long one. */
static int64_t choose_count(int64_t i, int64_t n, int turn)
{
    switch (turn % 4) {
    case 0: return turn / 4 % 10;
    case 1: return i * 7 % 4;
    case 2: return i % 11 == 3 ? 70 / (n / 20 + 1) : i % 3;
    default: return (i * i + turn) % 10;
    }
}

static counted_case make_counted(const struct steps *s, size_t width, int64_t n, int turn)
{
    counted_case c = {.width = width, .n = n};
    c.dst_step = bytes_of(s->dst, (int64_t)width, 1);
    c.src_step = bytes_of(s->src, (int64_t)width, 1);
    c.few = (turn / 4 + n) % 3 != 0;
    for (int64_t i = 0; i < n; i++) {
        c.total += c.counts[i] = choose_count(i, n, turn);
        c.bytes[i] = (uint8_t)c.counts[i];
    }
    c.dst = hull_of_run(c.total, c.dst_step, (int64_t)width);
    c.src = hull_of_run(n, c.src_step, (int64_t)width);
    return c;
}

static bool is_counted_borrowed(const kernels *k, width_class width)
{
    return k != &ndw_kernels_generic && k->counted[width] == ndw_kernels_generic.counted[width];
}

static const char *each_list(const kernels *k, const struct steps *s, size_t width, int turns,
                             visit_counted *visit)
{
    const char *wrong = NULL;
    for (int64_t n = (int64_t)width % EACH_LENGTH; n <= LONGEST_RUN && !wrong; n += EACH_LENGTH)
        for (int i = 0; i < turns && !wrong; i += EACH) {
            const int turn = (i + (int)n) % turns;
            const counted_case c = make_counted(s, width, n, turn);
            wrong = visit(k, &c, turn);
        }
    return wrong;
}

const char *each_counted(const kernels *k, int turns, visit_counted *visit)
{
    const char *wrong = NULL;
    for (size_t i = 0; i < COUNT(widths) && !wrong; i++)
        for (size_t s = 0; s < COUNT(counted_steps) && !wrong; s++)
            if (!is_counted_borrowed(k, ndw_width_class(widths[i])))
                wrong = each_list(k, &counted_steps[s], widths[i], turns, visit);
    return wrong;
}

counted_run run_of(const counted_case *c, int64_t at, const void *list)
{
    counted_run run = {c->n, c->dst_step, c->src_step, NULL, NULL, at + c->total * c->dst_step, c->width};
    if (c->few) run.few = list;
    else run.many = list;
    return run;
}

void counted_reference(const counted_case *c, char *dst, const char *src)
{
    int64_t copies = 0;
    for (int64_t i = 0; i < c->n; i++)
        for (int64_t j = 0; j < c->counts[i]; j++, copies++)
            copy_element(dst + copies * c->dst_step, src + i * c->src_step, c->width);
}

const char *complain_counted(const kernels *k, const counted_case *c, const char *what)
{
    static char text[300];
    snprintf(text, sizeof text,
             "table %s, counted of width %d: %d counts of %s, %d copies, steps %lld, %lld: %s", k->name,
             (int)c->width, (int)c->n, c->few ? "a byte" : "a word", (int)c->total, (long long)c->dst_step,
             (long long)c->src_step, what);
    return text;
}

/* --- Picked ----------------------------------------------------------------------------------- */

/* A step of the destination, and the unit in which the positions are counted. */
static const struct steps picked_steps[] = {
    {STEP, {1, 0, 0}, {1, 0, 0}},  {STEP, {1, 0, 0}, {-1, 0, 0}}, {STEP, {1, 0, 0}, {3, 0, 0}},
    {STEP, {-1, 0, 0}, {1, 0, 0}}, {STEP, {2, 0, 0}, {1, 0, 1}},  {STEP, {-3, 0, 0}, {-2, 0, 0}},
    {STEP, {1, 0, 1}, {0, 0, 1}},  {STEP, {2, 0, 0}, {0, 0, 0}},
};

/* Places 0 to n - 1 in order, backwards, the same one always, and hither and thither with some of them
 * named twice and others not at all. Positions count from the one named first. */
static int64_t choose_place(int64_t i, int64_t n, int turn)
{
    switch (turn % 4) {
    case 0: return i;
    case 1: return n - 1 - i;
    case 2: return 0;
    default: return (i * i * 31 + 17 * turn) % n;
    }
}

static hull hull_of_places(const picked_case *c)
{
    hull h = {0, 0};
    if (c->n == 0) return h;
    for (int64_t i = 0; i < c->n; i++) {
        if (c->positions[i] < h.low) h.low = c->positions[i];
        if (c->positions[i] > h.end) h.end = c->positions[i];
    }
    h.end += (int64_t)c->width;
    return h;
}

static picked_case make_picked(const struct steps *s, size_t width, int64_t n, int turn)
{
    picked_case c = {.width = width, .n = n};
    const int64_t unit = bytes_of(s->src, (int64_t)width, 1);
    c.dst_step = bytes_of(s->dst, (int64_t)width, 1);
    for (int64_t i = 0; i < n; i++)
        c.positions[i] = unit * (choose_place(i, n, turn) - choose_place(0, n, turn));
    c.dst = hull_of_run(n, c.dst_step, (int64_t)width);
    c.src = hull_of_places(&c);
    return c;
}

static bool is_picked_borrowed(const kernels *k, width_class width)
{
    return k != &ndw_kernels_generic && k->picked[width] == ndw_kernels_generic.picked[width];
}

static const char *each_choice(const kernels *k, const struct steps *s, size_t width, int turns,
                               visit_picked *visit)
{
    const char *wrong = NULL;
    for (int64_t n = (int64_t)width % EACH_LENGTH; n <= LONGEST_RUN && !wrong; n += EACH_LENGTH)
        for (int i = 0; i < turns && !wrong; i += EACH) {
            const int turn = (i + (int)n) % turns;
            const picked_case c = make_picked(s, width, n, turn);
            wrong = visit(k, &c, turn);
        }
    return wrong;
}

const char *each_picked(const kernels *k, int turns, visit_picked *visit)
{
    const char *wrong = NULL;
    for (size_t i = 0; i < COUNT(widths) && !wrong; i++)
        for (size_t s = 0; s < COUNT(picked_steps) && !wrong; s++)
            if (!is_picked_borrowed(k, ndw_width_class(widths[i])))
                wrong = each_choice(k, &picked_steps[s], widths[i], turns, visit);
    return wrong;
}

void picked_reference(const picked_case *c, char *dst, const char *src)
{
    for (int64_t i = 0; i < c->n; i++) copy_element(dst + i * c->dst_step, src + c->positions[i], c->width);
}

const char *complain_picked(const kernels *k, const picked_case *c, const char *what)
{
    static char text[300];
    snprintf(text, sizeof text, "table %s, picked of width %d: %d positions, step %lld: %s", k->name,
             (int)c->width, (int)c->n, (long long)c->dst_step, what);
    return text;
}

/* --- Equal ------------------------------------------------------------------------------------ */

void fill_random(char *memory, int64_t size)
{
    uint64_t state = 28197;
    for (int64_t i = 0; i < size; i++) memory[i] = (char)random_next(&state);
}

enum { MARGIN = 64, MEMORY = LARGEST_HULL + 4 * MARGIN, CANARY = 0xc7, ALIGNMENTS = 64, TURNS = 16 };

static _Alignas(64) char real[MEMORY], wanted[MEMORY], source[MEMORY];

static long cases;

/* Forgets what the last case wrote, in both. */
static void restore(hull dst, int64_t at)
{
    memset(real + at + dst.low - MARGIN, CANARY, (size_t)(dst.end - dst.low + 2 * MARGIN));
    memset(wanted + at + dst.low - MARGIN, CANARY, (size_t)(dst.end - dst.low + 2 * MARGIN));
}

static const char *compare(hull dst, int64_t at)
{
    const size_t from = (size_t)(at + dst.low - MARGIN),
                 size = (size_t)(dst.end - dst.low + 2 * MARGIN);
    bool equal = !memcmp(real + from, wanted + from, size);
    restore(dst, at);
    return equal ? NULL : "the bytes of the elements, or around them, are not as they should be";
}

/* Where the first element goes for its run or rows to begin at this alignment of the hull. */
static int64_t aligned(hull h, int64_t alignment)
{
    return 2 * MARGIN + alignment % ALIGNMENTS - h.low;
}

static const char *pair_equals(const kernels *k, const kernel_case *c, int turn)
{
    const int64_t dst = aligned(c->dst, turn), src = aligned(c->src, 7 * turn + c->p.length);
    k->pair[c->pattern][ndw_width_class(c->p.width)](real + dst, source + src, &c->p);
    reference(c, wanted + dst, source + src);
    cases++;
    const char *wrong = compare(c->dst, dst);
    return wrong ? complain(k, c, wrong) : NULL;
}

static const char *counted_equals(const kernels *k, const counted_case *c, int turn)
{
    const int64_t dst = aligned(c->dst, turn), src = aligned(c->src, 7 * turn + c->n);
    const counted_run run = run_of(c, dst, c->few ? (const void *)c->bytes : c->counts);
    const int64_t end = k->counted[ndw_width_class(c->width)](real, dst, source + src, &run);
    counted_reference(c, wanted + dst, source + src);
    cases++;
    const char *wrong = compare(c->dst, dst);
    if (!wrong && end != dst + c->total * c->dst_step) wrong = "it says the next copy goes elsewhere";
    return wrong ? complain_counted(k, c, wrong) : NULL;
}

static const char *picked_equals(const kernels *k, const picked_case *c, int turn)
{
    const int64_t dst = aligned(c->dst, turn), src = aligned(c->src, 7 * turn + c->n);
    k->picked[ndw_width_class(c->width)](real + dst, c->dst_step, source + src, c->n, c->positions,
                                         c->width);
    picked_reference(c, wanted + dst, source + src);
    cases++;
    const char *wrong = compare(c->dst, dst);
    return wrong ? complain_picked(k, c, wrong) : NULL;
}

const char *kernels_equal(const kernels *k, long *tried)
{
    cases = 0;
    memset(real, CANARY, sizeof real);
    memset(wanted, CANARY, sizeof wanted);
    fill_random(source, sizeof source);
    const char *wrong = each_pair(k, TURNS, pair_equals);
    if (!wrong) wrong = each_repeat(k, ALIGNMENTS, pair_equals);
    if (!wrong) wrong = each_chosen_repeat(k, ALIGNMENTS, pair_equals);
    if (!wrong) wrong = each_parting(k, ALIGNMENTS, pair_equals);
    if (!wrong) wrong = each_narrow(k, ALIGNMENTS, pair_equals);
    if (!wrong) wrong = each_counted(k, TURNS, counted_equals);
    if (!wrong) wrong = each_picked(k, TURNS, picked_equals);
    *tried += cases;
    return wrong;
}
