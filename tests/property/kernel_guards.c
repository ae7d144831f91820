/*
 * kernel_guards.c - what no comparison of results can see: reads outside the source, and bytes of the
 * destination that are written and put back.
 */
#include "kernel_cases.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/check.h"
#include "support/pages.h"

static long cases;

static int64_t page(void) { return (int64_t)sysconf(_SC_PAGESIZE); }
static int64_t up(int64_t size) { return (size + page() - 1) / page() * page(); }

/* --- Rooms: memory between unmapped pages ----------------------------------------------------- */

/*
 *     [ unmapped ][ room 0 ........ ][ unmapped ][ room 1 ........ ][ unmapped ] ...
 *                  ^ low              ^ end       ^ low + pitch
 */
typedef struct rooms {
    char *low;
    int64_t size, pitch, count;
} rooms;

enum { CANARY = 0xc7, ROOMS = 20 /* runs enough for a lane of single bytes */ };

static rooms make_rooms(int64_t count, int64_t least)
{
    rooms r = {NULL, up(least), up(least) + page(), count};
    r.low = pages_guarded((size_t)(count * r.pitch - page()), 1);
    assert_non_null(r.low);
    fill_random(r.low, count * r.pitch - page());
    for (int64_t i = 1; i < count; i++)
        assert_int_equal(mprotect(r.low + i * r.pitch - page(), (size_t)page(), PROT_NONE), 0);
    return r;
}

static void free_rooms(rooms *r) { pages_free_guarded(r->low, (size_t)(r->count * r->pitch - page())); }

/* Where the first element goes for a hull to begin at the low end of the first room, or to end at the
 * high end of it. */
static char *put(const rooms *r, hull h, bool high)
{
    return high ? r->low + r->size - h.end : r->low - h.low;
}

/* --- K1, first half: a step outside is a step off the map ------------------------------------- */

static rooms one_dst, one_src, many_dst, many_src; /* one room each; a room for each run */
static rooms one_list;                             /* of counts or positions */
static char *expected;                             /* what one_dst should hold */

/* Elements there, and around them, inside the room, nothing changed. */
static const char *compare_room(const rooms *r, hull h, const char *at)
{
    const int64_t first = at + h.low - r->low < 64 ? 0 : at + h.low - r->low - 64;
    const int64_t end = at + h.end - r->low > r->size - 64 ? r->size : at + h.end - r->low + 64;
    const size_t size = (size_t)(end - first);
    const bool equal = !memcmp(r->low + first, expected + first, size);
    memset(r->low + first, CANARY, size);
    memset(expected + first, CANARY, size);
    return equal ? NULL : "between unmapped pages, the bytes are not as they should be";
}

static const char *pair_stays_inside(const kernels *k, const kernel_case *c, int turn)
{
    char *dst = put(&one_dst, c->dst, turn & 1), *src = put(&one_src, c->src, turn & 2);
    k->pair[c->pattern][ndw_width_class(c->p.width)](dst, src, &c->p);
    reference(c, expected + (dst - one_dst.low), src);
    cases++;
    const char *wrong = compare_room(&one_dst, c->dst, dst);
    return wrong ? complain(k, c, wrong) : NULL;
}

/* The same list, between unmapped pages as well: it is read, too. */
static const void *put_list(const void *list, size_t bytes, bool high)
{
    const hull h = {0, (int64_t)bytes};
    char *at = put(&one_list, h, high);
    memcpy(at, list, bytes);
    return at;
}

static const void *put_counts(const counted_case *c, bool high)
{
    const size_t n = (size_t)c->n;
    return c->few ? put_list(c->bytes, n, high) : put_list(c->counts, n * sizeof *c->counts, high);
}

static const char *counted_stays_inside(const kernels *k, const counted_case *c, int turn)
{
    char *dst = put(&one_dst, c->dst, turn & 1), *src = put(&one_src, c->src, turn & 2);
    const counted_run run = run_of(c, dst - one_dst.low, put_counts(c, turn & 1));
    (void)k->counted[ndw_width_class(c->width)](one_dst.low, dst - one_dst.low, src, &run);
    counted_reference(c, expected + (dst - one_dst.low), src);
    cases++;
    const char *wrong = compare_room(&one_dst, c->dst, dst);
    return wrong ? complain_counted(k, c, wrong) : NULL;
}

static const char *picked_stays_inside(const kernels *k, const picked_case *c, int turn)
{
    char *dst = put(&one_dst, c->dst, turn & 1), *src = put(&one_src, c->src, turn & 2);
    const int64_t *positions = put_list(c->positions, (size_t)c->n * sizeof *positions, turn & 1);
    k->picked[ndw_width_class(c->width)](dst, c->dst_step, src, c->n, positions, c->width);
    picked_reference(c, expected + (dst - one_dst.low), src);
    cases++;
    const char *wrong = compare_room(&one_dst, c->dst, dst);
    return wrong ? complain_picked(k, c, wrong) : NULL;
}

/* The same case with each run in a room of its own. In a transpose the source is packed along the
 * rows: there each step of the run leads to another room. */
static bool move_apart(kernel_case *c, int turn)
{
    pair *p = &c->p;
    const int64_t pitch = turn & 4 ? -many_src.pitch : many_src.pitch, w = (int64_t)p->width;
    if (p->rows > ROOMS) p->rows = ROOMS;
    p->row_dst = many_dst.pitch;
    c->dst = hull_of_run(p->length, p->dst, w);
    if (c->pattern != CROSS) {
        p->row_src = pitch;
        c->src = hull_of_run(p->length, p->src, w);
    } else {
        p->src = pitch;
        c->src = hull_of_run(p->rows, p->row_src, w);
        if (p->length > ROOMS) return false;
    }
    return c->dst.end - c->dst.low <= many_dst.size && c->src.end - c->src.low <= many_src.size;
}

/* One run after the other, the pair is its rows; each is compared in its own room. */
static const char *run_stays_inside(const kernels *k, const kernel_case *given, int turn)
{
    kernel_case c = *given;
    const char *wrong = NULL;
    if (!move_apart(&c, turn)) return NULL;

    char *dst = put(&many_dst, c.dst, turn & 1), *src = put(&many_src, c.src, turn & 2);
    if (turn & 4) src += (ROOMS - 1) * many_src.pitch;
    k->pair[c.pattern][ndw_width_class(c.p.width)](dst, src, &c.p);
    cases++;
    for (int64_t r = 0; r < c.p.rows && !wrong; r++) {
        kernel_case row = c;
        const rooms room = {many_dst.low + r * many_dst.pitch, many_dst.size, 0, 1};
        row.p.rows = 1;
        reference(&row, expected + (dst - many_dst.low), src + r * c.p.row_src);
        wrong = compare_room(&room, c.dst, dst + r * many_dst.pitch);
    }
    return wrong ? complain(k, &c, wrong) : NULL;
}

static void clear_rooms(const rooms *r)
{
    for (int64_t i = 0; i < r->count; i++) memset(r->low + i * r->pitch, CANARY, (size_t)r->size);
}

const char *kernels_stay_inside(const kernels *k, long *tried)
{
    cases = 0;
    one_dst = make_rooms(1, LARGEST_HULL);
    one_src = make_rooms(1, LARGEST_HULL);
    one_list = make_rooms(1, (LONGEST_RUN + 1) * (int64_t)sizeof(int64_t));
    many_dst = make_rooms(ROOMS, LARGEST_HULL / 4);
    many_src = make_rooms(ROOMS, LARGEST_HULL / 4);
    clear_rooms(&one_dst);
    clear_rooms(&many_dst);
    expected = malloc((size_t)one_dst.size);
    assert_non_null(expected);
    memset(expected, CANARY, (size_t)one_dst.size);

    const char *wrong = each_pair(k, 20, pair_stays_inside);
    if (!wrong) wrong = each_repeat(k, 16, pair_stays_inside);
    if (!wrong) wrong = each_chosen_repeat(k, 16, pair_stays_inside);
    if (!wrong) wrong = each_parting(k, 8, pair_stays_inside);
    if (!wrong) wrong = each_narrow(k, 16, pair_stays_inside);
    if (!wrong) wrong = each_counted(k, 4, counted_stays_inside);
    if (!wrong) wrong = each_picked(k, 16, picked_stays_inside);
    if (!wrong) wrong = each_pair(k, 8, run_stays_inside);
    if (!wrong) wrong = each_narrow(k, 16, run_stays_inside);
    free(expected);
    free_rooms(&one_dst), free_rooms(&one_src), free_rooms(&one_list);
    free_rooms(&many_dst), free_rooms(&many_src);
    *tried += cases;
    return wrong;
}

/* --- Counts that are read ---------------------------------------------------------------------- */

enum { MOST_COUNTS = 3 * COUNTS_BLOCK + 9 };

/* A list of n counts, that at `odd` being none that fits a byte; then what is kept ends with the block before
 * it. */
static const char *list_is_read(const kernels *k, int64_t n, int64_t odd, int64_t value)
{
    int64_t list[MOST_COUNTS], block[COUNTS_BLOCK], total = 5, expected_total = 5;
    const hull bytes = {0, n};
    for (int64_t i = 0; i < n; i++) list[i] = i == odd ? value : (i * 37 + n) % 256;
    const int64_t kept = odd < n ? odd / COUNTS_BLOCK * COUNTS_BLOCK : n;
    for (int64_t i = 0; i < kept; i++) expected_total += list[i];

    const bool high = (n + odd) % 2;
    uint8_t *few = (uint8_t *)put(&one_dst, bytes, high);
    const int64_t *counts = put_list(list, (size_t)n * sizeof *list, high);
    if (k->read_counts(counts, n, few, &total, block) != kept) return "kept others than those that fit";
    for (int64_t i = 0; i < kept; i++)
        if (few[i] != list[i]) return "a count was not kept as it was";
    if (kept < n && memcmp(block, list + kept, (size_t)(n - kept < COUNTS_BLOCK ? n - kept : COUNTS_BLOCK) * 8))
        return "the block that was read last is not what was in the list";
    return total == expected_total ? NULL : "the total is not that of what was kept";
}

const char *counts_are_read(const kernels *k, long *tried)
{
    static char text[100];
    static const int64_t values[] = {256, -1, INT64_MIN, INT64_MAX, (int64_t)1 << 32};
    const char *wrong = NULL;
    one_dst = make_rooms(1, MOST_COUNTS);
    one_list = make_rooms(1, MOST_COUNTS * (int64_t)sizeof(int64_t));
    for (int64_t n = 0; n <= MOST_COUNTS && !wrong; n++)
        for (int64_t odd = 0; odd <= n && !wrong; odd++, ++*tried)
            wrong = list_is_read(k, n, odd, values[(n + odd) % (int64_t)COUNT(values)]);
    free_rooms(&one_dst), free_rooms(&one_list);
    snprintf(text, sizeof text, "table %s: %s", k->name, wrong ? wrong : "");
    return wrong ? text : NULL;
}

/* --- K1, second half: bytes that change under the kernel's hands ------------------------------ */

/*
 * The destination is two pages that are mapped twice. Through the first mapping the kernel writes; it
 * is read-only when the kernel starts. So the first store to each page faults; and the handler, through
 * the second mapping, changes every byte that is not an element's, as another thread might that owns
 * those bytes. Then it lets the store happen. A store that covers only elements does no harm. One that
 * also puts back what was read from a gap before puts back a stale byte.
 *
 * The seam between the pages is moved through the run, so that stores in its middle come first, too.
 */
enum { GAP_STEP = 0x55, SEAMS = 5 };

static struct {
    char *kernel_side, *other_side; /* the same bytes */
    char *element;                  /* 1 for each byte of an element */
    int64_t size;
    int faults;
} pages;

static void change_gaps(int signal_number, siginfo_t *info, void *context)
{
    (void)context;
    const int64_t at = (int64_t)((intptr_t)info->si_addr - (intptr_t)pages.kernel_side);
    if (at < 0 || at >= pages.size) {
        signal(signal_number, SIG_DFL); /* not ours: let it happen again, and end the program */
        return;
    }
    char *byte = pages.other_side; /* those of elements are stored as they are: no branch, so by vectors */
    const char *element = pages.element, *end = element + pages.size;
    for (; element < end; element++, byte++) *byte = (char)(*byte + (*element ? 0 : GAP_STEP));
    pages.faults++;
    mprotect(pages.kernel_side + at / page() * page(), (size_t)page(), PROT_READ | PROT_WRITE);
}

static void map_pages(void)
{
    FILE *file = tmpfile();
    assert_non_null(file);
    pages.size = 2 * page();
    assert_int_equal(ftruncate(fileno(file), (off_t)pages.size), 0);
    pages.kernel_side = mmap(NULL, (size_t)pages.size, PROT_READ, MAP_SHARED, fileno(file), 0);
    pages.other_side = mmap(NULL, (size_t)pages.size, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file),
                            0);
    pages.element = malloc((size_t)pages.size);
    expected = malloc((size_t)pages.size);
    assert_true(pages.kernel_side != MAP_FAILED && pages.other_side != MAP_FAILED && pages.element
                && expected);
    fclose(file);
}

static void unmap_pages(void)
{
    munmap(pages.kernel_side, (size_t)pages.size);
    munmap(pages.other_side, (size_t)pages.size);
    free(pages.element);
    free(expected);
}

/* 1 for every byte of a source: copied, they mark the elements. */
static const char *ones(int64_t low)
{
    static char list[LARGEST_HULL];
    if (!list[0]) memset(list, 1, sizeof list);
    return list - low;
}

/* Before the elements are put there. */
static void expect_gaps(void)
{
    memset(expected, CANARY + pages.faults * GAP_STEP, (size_t)pages.size);
}

static void begin_gaps(void)
{
    pages.faults = 0;
    memset(pages.other_side, CANARY, (size_t)pages.size);
    memset(pages.element, 0, (size_t)pages.size);
}

static bool ended_as_expected(void)
{
    mprotect(pages.kernel_side, (size_t)pages.size, PROT_READ);
    cases++;
    return !memcmp(pages.other_side, expected, (size_t)pages.size);
}

static bool has_room_for_gaps(hull h) { return h.end > h.low && h.end - h.low <= page() - 64; }

/* Where the first element goes for the seam to be so far into the hull. */
static int64_t seam(hull dst, int turn)
{
    return page() - (dst.end - dst.low) * (turn % SEAMS) / (SEAMS - 1) - dst.low;
}

static const char put_back[] = "bytes between or around the elements were read and put back";

static const char *pair_leaves_gaps(const kernels *k, const kernel_case *c, int turn)
{
    if (!has_room_for_gaps(c->dst)) return NULL;
    const int64_t at = seam(c->dst, turn);
    const char *src = one_src.low + 64 - c->src.low;

    begin_gaps();
    reference(c, pages.element + at, ones(c->src.low));
    k->pair[c->pattern][ndw_width_class(c->p.width)](pages.kernel_side + at, src, &c->p);
    expect_gaps();
    reference(c, expected + at, src);
    return ended_as_expected() ? NULL : complain(k, c, put_back);
}

static const char *counted_leaves_gaps(const kernels *k, const counted_case *c, int turn)
{
    if (!has_room_for_gaps(c->dst)) return NULL;
    const int64_t at = seam(c->dst, turn);
    const char *src = one_src.low + 64 - c->src.low;

    begin_gaps();
    counted_reference(c, pages.element + at, ones(c->src.low));
    const counted_run run = run_of(c, at, c->few ? (const void *)c->bytes : c->counts);
    (void)k->counted[ndw_width_class(c->width)](pages.kernel_side, at, src, &run);
    expect_gaps();
    counted_reference(c, expected + at, src);
    return ended_as_expected() ? NULL : complain_counted(k, c, put_back);
}

static const char *picked_leaves_gaps(const kernels *k, const picked_case *c, int turn)
{
    if (!has_room_for_gaps(c->dst)) return NULL;
    const int64_t at = seam(c->dst, turn);
    const char *src = one_src.low + 64 - c->src.low;

    begin_gaps();
    picked_reference(c, pages.element + at, ones(c->src.low));
    k->picked[ndw_width_class(c->width)](pages.kernel_side + at, c->dst_step, src, c->n, c->positions,
                                         c->width);
    expect_gaps();
    picked_reference(c, expected + at, src);
    return ended_as_expected() ? NULL : complain_picked(k, c, put_back);
}

const char *kernels_leave_gaps(const kernels *k, long *tried)
{
    struct sigaction handler = {.sa_sigaction = change_gaps, .sa_flags = SA_SIGINFO}, before;
    cases = 0;
    one_src = make_rooms(1, LARGEST_HULL + 64);
    map_pages();
    sigaction(SIGSEGV, &handler, &before);
    const char *wrong = each_pair(k, SEAMS, pair_leaves_gaps);
    if (!wrong) wrong = each_counted(k, 4 * SEAMS, counted_leaves_gaps);
    if (!wrong) wrong = each_picked(k, 4 * SEAMS, picked_leaves_gaps);
    sigaction(SIGSEGV, &before, NULL);
    unmap_pages();
    free_rooms(&one_src);
    *tried += cases;
    return wrong;
}
