/* turn.c - axes fused, their positions listed, tiles turned. */
#include "copy/turn.h"

#include "base/arith.h"
#include "copy/lane.h"
#include "copy/odometer.h"

enum {
    MOST_TILES = 512, MOST_ROWS = 2048, MOST_RUN = 1024, /* steps in a list */
    LONG_ROWS = 4096, LONG_RUN = 1024   /* bytes that need no more fused */
};

/* Axes taken as one, the last fastest. */
typedef struct fused {
    int64_t length;
    int n;
    copy_axis axis[COPY_MAX_AXES];
} fused;

static void take_axis(fused *into, copy_axis axis)
{
    for (int i = into->n++; i > 0; i--) into->axis[i] = into->axis[i - 1];
    into->axis[0] = axis;
    into->length *= axis.length;
}

static void remove_axis(fused *from, int i)
{
    from->length /= from->axis[i].length;
    for (from->n--; i < from->n; i++) from->axis[i] = from->axis[i + 1];
}

/* The axis of `outer` that goes on where all of `inner` end, in the destination or in the source. */
static int axis_after(const fused *outer, const fused *inner, int64_t width, bool in_dst)
{
    for (int i = 0; i < outer->n; i++)
        if ((in_dst ? outer->axis[i].dst : outer->axis[i].src) == inner->length * width) return i;
    return -1;
}

static void take_axes(fused *inner, fused *outer, int64_t width, bool in_dst, int64_t enough)
{
    for (int i; inner->length * width < enough && (i = axis_after(outer, inner, width, in_dst)) >= 0;) {
        take_axis(inner, outer->axis[i]);
        remove_axis(outer, i);
    }
}

/* Positions [begin, begin + n) on one side. */
static void list_positions(const fused *a, int64_t begin, int64_t n, bool in_dst, int64_t list[])
{
    odometer o;
    odometer_start(&o, a->n, a->axis, 0, 0);
    odometer_skip(&o, begin);
    for (int64_t i = 0; i < n; i++, (void)odometer_next(&o)) list[i] = in_dst ? o.dst : o.src;
}

/* The outer axes as they lie in the source, so that what is left of a line is wanted soon. */
static void sort_by_source(fused *a)
{
    for (int i = 1; i < a->n; i++) {
        const copy_axis axis = a->axis[i];
        int at = i;
        for (; at > 0 && magnitude(a->axis[at - 1].src) < magnitude(axis.src); at--) a->axis[at] = a->axis[at - 1];
        a->axis[at] = axis;
    }
}

typedef struct turning {
    fused rows, run, outer;
    int64_t dst, src;
    size_t width;
    bool stream;
} turning;

static void turning_make(const plan *p, turning *t)
{
    const pair *in = &p->inner;
    const int64_t width = (int64_t)in->width;
    t->rows = (fused){in->rows, 1, {{in->rows, in->row_dst, in->row_src}}};
    t->run = (fused){in->length, 1, {{in->length, in->dst, in->src}}};
    t->outer = (fused){1, p->nouter, {{0}}};
    for (int i = 0; i < p->nouter; i++) {
        t->outer.axis[i] = p->outer[i];
        t->outer.length *= p->outer[i].length;
    }
    take_axes(&t->run, &t->outer, width, true, LONG_RUN);
    take_axes(&t->rows, &t->outer, width, false, LONG_ROWS);
    sort_by_source(&t->outer);
    t->dst = p->dst;
    t->src = p->src;
    t->width = in->width;
    t->stream = in->stream;
}

typedef struct turn_lists {
    int64_t dst_at[MOST_TILES], src_at[MOST_TILES], dst_of[MOST_ROWS], src_of[MOST_RUN + LINE];
} turn_lists;

/* All tiles, with the rows and elements that are listed. */
static void turn_tiles(const turning *t, turn_job *part, turn_lists *lists, char *dst, const char *src)
{
    turn_kernel *kernel = ndw_kernels_chosen()->turn;
    for (int64_t k = 0; k < t->outer.length; k += part->tiles) {
        part->tiles = smaller(t->outer.length - k, MOST_TILES);
        list_positions(&t->outer, k, part->tiles, true, lists->dst_at);
        list_positions(&t->outer, k, part->tiles, false, lists->src_at);
        kernel(dst, src, part);
    }
}

/* Elements [i, i + length) of the runs, and the line of them that follows. Less than a line goes with the rest. */
static void turn_part(const turning *t, turn_job *part, int64_t i)
{
    const int64_t left = t->run.length - i;
    part->goes_on = i > 0;
    part->length = left > MOST_RUN + LINE ? MOST_RUN : left;
    part->after = left > part->length ? LINE : 0;
}

void ndw_turn_run(const plan *p, char *dst, const char *src)
{
    turn_lists l;
    turning t;
    turning_make(p, &t);
    const int64_t width = (int64_t)t.width;
    turn_job part = {.dst_at = l.dst_at, .src_at = l.src_at, .dst_of = l.dst_of, .src_of = l.src_of,
                     .width = t.width, .stream = t.stream};
    for (int64_t i = 0; i < t.run.length; i += part.length) {
        turn_part(&t, &part, i);
        list_positions(&t.run, i, part.length + part.after, false, l.src_of);
        for (int64_t r = 0; r < t.rows.length; r += part.rows) {
            part.rows = smaller(t.rows.length - r, MOST_ROWS);
            list_positions(&t.rows, r, part.rows, true, l.dst_of);
            turn_tiles(&t, &part, &l, dst + t.dst + i * width, src + t.src + r * width);
        }
    }
}
