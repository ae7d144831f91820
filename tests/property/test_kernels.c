/*
 * test_kernels.c - the innermost loops: what they write, what they read, and that all tables agree.
 *
 * K1: a kernel writes exactly the elements of its destination, not even the same value back beside
 * them, and reads inside its source. K3: every table does what the definition says. How each is
 * checked, and over which cases, is told in kernel_cases.h; all tables of this build are checked.
 *
 * And the checks are checked: fifteen kernels with the mistakes that wide kernels make must be caught,
 * each by the check that is there for it. A twin that steps off the map is run in a process of its own,
 * which must die.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kernel_cases.h"
#include "support/check.h"

/* --- The tables ------------------------------------------------------------------------------- */

typedef const char *check(const kernels *k, long *tried);

static void check_all_tables(check *check_table)
{
    size_t count;
    const kernels *const *tables = ndw_kernels_all(&count);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        long tried = 0;
        const char *wrong = check_table(tables[i], &tried);
        if (wrong) fail_msg("%s", wrong);
        print_message("           table %s: %ld cases\n", tables[i]->name, tried);
        assert_true(tried > 1000);
    }
}

static void all_equal(void)
{
    check_all_tables(kernels_equal);
}

static void all_inside(void)
{
    check_all_tables(kernels_stay_inside);
}

static void all_read_counts(void)
{
    check_all_tables(counts_are_read);
}

static void all_leave_gaps(void)
{
    check_all_tables(kernels_leave_gaps);
}

/* --- The twins -------------------------------------------------------------------------------- */

static bool is_packed(const pair *p) { return p->dst == 4 && p->src == 4; }

static void generic(pattern kind, char *dst, const char *src, const pair *p)
{
    ndw_kernels_generic.pair[kind][ndw_width_class(p->width)](dst, src, p);
}

/* Four elements at a time, the last ones too: the bytes past the run are read and put back. */
static void pack_with_overlapping_tail(char *dst, const char *src, const pair *p)
{
    for (int64_t r = 0; r < p->rows; r++)
        for (int64_t i = 0; i < p->length; i += 4) {
            char vector[16], *at = dst + r * p->row_dst + i * 4;
            memcpy(vector, at, 16);
            for (int64_t j = 0; j < 4 && i + j < p->length; j++)
                memcpy(vector + 4 * j, src + r * p->row_src + (i + j) * p->src, 4);
            memcpy(at, vector, 16);
        }
}

/* Lanes 4 and 5 of each eight change places. */
static void pack_with_swapped_lane(char *dst, const char *src, const pair *p)
{
    generic(PACK, dst, src, p);
    for (int64_t r = 0; r < p->rows; r++)
        for (int64_t i = 0; i + 8 <= p->length; i += 8) {
            char lane[4], *at = dst + r * p->row_dst + (i + 4) * 4;
            memcpy(lane, at, 4);
            memcpy(at, at + 4, 4);
            memcpy(at + 4, lane, 4);
        }
}

static volatile char sink;

/* The last vector of the source is read whole. */
static void pack_reading_past_the_end(char *dst, const char *src, const pair *p)
{
    generic(PACK, dst, src, p);
    for (int64_t r = 0; r < p->rows && is_packed(p); r++)
        for (int64_t i = 0; i < p->length; i += 4)
            sink = ((const volatile char *)src)[r * p->row_src + i * 4 + 15];
}

/* Begins at an aligned address, which is before the first element. */
static void pack_reading_before_the_start(char *dst, const char *src, const pair *p)
{
    generic(PACK, dst, src, p);
    if (is_packed(p) && p->length > 0)
        sink = ((const volatile char *)src)[-(int64_t)((uintptr_t)src % 16) - 1];
}

/* Every second element is written as a vector of both, the one in the gap as it was. */
static void step_putting_gaps_back(char *dst, const char *src, const pair *p)
{
    if (p->dst != 16) {
        generic(STEP, dst, src, p);
        return;
    }
    for (int64_t r = 0; r < p->rows; r++)
        for (int64_t i = 0; i < p->length; i++) {
            char vector[16], *at = dst + r * p->row_dst + i * 16;
            const size_t whole = i + 1 < p->length ? 16 : 8; /* the last one is written alone */
            memcpy(vector, at, whole);
            memcpy(vector, src + r * p->row_src + i * p->src, 8);
            memcpy(at, vector, whole);
        }
}

static int64_t count_of(const counted_run *run, int64_t i) { return run->few ? run->few[i] : run->many[i]; }

/* Copies are written four at a time; the next element, if there is one, overwrites the surplus. */
static int64_t counted_in_blocks(char *dst, int64_t at, const char *src, const counted_run *run)
{
    for (int64_t i = 0; i < run->n; at += count_of(run, i++) * run->dst_step)
        for (int64_t j = 0; j < count_of(run, i); j += 4)
            for (int64_t lane = 0; lane < 4; lane++)
                memcpy(dst + at + (j + lane) * run->dst_step, src + i * run->src_step, run->width);
    return at;
}

/* Every copy but the last is written with the gap behind it, as it was. */
static int64_t counted_putting_gaps_back(char *dst, int64_t at, const char *src, const counted_run *run)
{
    for (int64_t i = 0; i < run->n; i++)
        for (int64_t j = 0; j < count_of(run, i); j++, at += run->dst_step) {
            char vector[16];
            const size_t whole = run->dst_step == 16 && j + 1 < count_of(run, i) ? 16 : run->width;
            memcpy(vector, dst + at, whole);
            memcpy(vector, src + i * run->src_step, run->width);
            memcpy(dst + at, vector, whole);
        }
    return at;
}

/* Two copies at a time; what lies behind the last one is put back. */
static int64_t counted_with_overlapping_tail(char *dst, int64_t at, const char *src, const counted_run *run)
{
    for (int64_t i = 0; i < run->n; i++)
        for (int64_t j = 0; j < count_of(run, i); j++, at += run->dst_step) {
            char vector[16];
            const size_t whole = run->dst_step == 8 ? 16 : run->width;
            memcpy(vector, dst + at, whole);
            memcpy(vector, src + i * run->src_step, run->width);
            memcpy(dst + at, vector, whole);
        }
    return at;
}

/* Sixteen bytes are loaded where an element has eight. */
static int64_t counted_reading_past(char *dst, int64_t at, const char *src, const counted_run *run)
{
    for (int64_t i = 0; i < run->n; i++)
        if (count_of(run, i) > 0) sink = ((const volatile char *)src)[i * run->src_step + 15];
    return ndw_kernels_generic.counted[W8](dst, at, src, run);
}

/* The counts are read in fours. */
static int64_t counted_listing_in_fours(char *dst, int64_t at, const char *src, const counted_run *run)
{
    for (int64_t i = 0; i < run->n; i++) sink = (char)count_of(run, i | 3);
    return ndw_kernels_generic.counted[W8](dst, at, src, run);
}

/* Of counts, only the lowest byte is looked at. */
static int64_t reading_low_bytes(const int64_t *counts, int64_t n, uint8_t *few, int64_t *total, int64_t *block)
{
    memcpy(block, counts, (size_t)(n < COUNTS_BLOCK ? n : COUNTS_BLOCK) * sizeof *counts);
    for (int64_t i = 0; i < n; i++) *total += few[i] = (uint8_t)counts[i];
    return n;
}

/* Elements that lie side by side are taken two at a time: the last of the list is not looked at. */
static void picked_in_twos(char *dst, int64_t dst_step, const char *src, int64_t n,
                           const int64_t *positions, size_t width)
{
    for (int64_t i = 0; i < n; i += 2)
        for (int64_t lane = 0; lane < 2 && i + lane < n; lane++)
            memcpy(dst + (i + lane) * dst_step, src + positions[i] + lane * 4, width);
}

/* Every second element is written with the gap behind it, as it was. */
static void picked_putting_gaps_back(char *dst, int64_t dst_step, const char *src, int64_t n,
                                     const int64_t *positions, size_t width)
{
    for (int64_t i = 0; i < n; i++) {
        char vector[8], *at = dst + i * dst_step;
        const size_t whole = dst_step == 8 && i + 1 < n ? 8 : width;
        memcpy(vector, at, whole);
        memcpy(vector, src + positions[i], width);
        memcpy(at, vector, whole);
    }
}

/* Eight bytes are loaded where an element has four. */
static void picked_reading_past(char *dst, int64_t dst_step, const char *src, int64_t n,
                                const int64_t *positions, size_t width)
{
    for (int64_t i = 0; i < n; i++) {
        sink = ((const volatile char *)src)[positions[i] + 7];
        memcpy(dst + i * dst_step, src + positions[i], width);
    }
}

/* The list is read in fours. */
static void picked_listing_in_fours(char *dst, int64_t dst_step, const char *src, int64_t n,
                                    const int64_t *positions, size_t width)
{
    for (int64_t i = 0; i < n; i++) {
        sink = (char)((const volatile int64_t *)positions)[i | 3];
        memcpy(dst + i * dst_step, src + positions[i], width);
    }
}

static kernels twin_with(pattern kind, width_class width, pair_kernel *kernel)
{
    kernels twin = ndw_kernels_generic;
    twin.name = "twin";
    twin.pair[kind][width] = kernel;
    return twin;
}

static kernels twin_counting_with(width_class width, counted_kernel *kernel)
{
    kernels twin = ndw_kernels_generic;
    twin.name = "twin";
    twin.counted[width] = kernel;
    return twin;
}

static kernels twin_picking_with(width_class width, picked_kernel *kernel)
{
    kernels twin = ndw_kernels_generic;
    twin.name = "twin";
    twin.picked[width] = kernel;
    return twin;
}

static void must_be_found(const kernels *twin, check *check_table)
{
    long tried = 0;
    const char *wrong = check_table(twin, &tried);
    if (!wrong) fail_msg("the twin passed %ld cases", tried);
    assert_non_null(strstr(wrong, "twin"));
}

/* --- Twins that must die ---------------------------------------------------------------------- */

enum { SURVIVED = 3, FOUND_UNEQUAL = 4, DIED = 42 };

static void die(int signal_number)
{
    (void)signal_number;
    _exit(DIED);
}

static void must_die(const kernels *twin)
{
    fflush(NULL);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        long tried = 0;
        signal(SIGSEGV, die);
        signal(SIGBUS, die);
        _exit(kernels_stay_inside(twin, &tried) ? FOUND_UNEQUAL : SURVIVED);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), DIED);
}

static void must_pass(const kernels *twin, check *check_table)
{
    long tried = 0;
    const char *wrong = check_table(twin, &tried);
    if (wrong) fail_msg("%s", wrong);
}

/* Comparing results cannot see this one: that is why the other two checks are there. */
static void twin_overlapping_tail(void)
{
    const kernels twin = twin_with(PACK, W4, pack_with_overlapping_tail);
    must_pass(&twin, kernels_equal);
    must_die(&twin);
    must_be_found(&twin, kernels_leave_gaps);
}

static void twin_swapped_lane(void)
{
    const kernels twin = twin_with(PACK, W4, pack_with_swapped_lane);
    must_be_found(&twin, kernels_equal);
}

static void twin_reading_past(void)
{
    const kernels twin = twin_with(PACK, W4, pack_reading_past_the_end);
    must_die(&twin);
}

static void twin_reading_before(void)
{
    const kernels twin = twin_with(PACK, W4, pack_reading_before_the_start);
    must_die(&twin);
}

static void twin_putting_gaps_back(void)
{
    const kernels twin = twin_with(STEP, W8, step_putting_gaps_back);
    must_pass(&twin, kernels_equal);
    must_pass(&twin, kernels_stay_inside);
    must_be_found(&twin, kernels_leave_gaps);
}

static void twin_counted_in_blocks(void)
{
    const kernels twin = twin_counting_with(W8, counted_in_blocks);
    must_be_found(&twin, kernels_equal);
}

static void twin_counted_putting_back(void)
{
    const kernels twin = twin_counting_with(W8, counted_putting_gaps_back);
    must_pass(&twin, kernels_equal);
    must_pass(&twin, kernels_stay_inside);
    must_be_found(&twin, kernels_leave_gaps);
}

static void twin_counted_tail(void)
{
    const kernels twin = twin_counting_with(W8, counted_with_overlapping_tail);
    must_pass(&twin, kernels_equal);
    must_die(&twin);
    must_be_found(&twin, kernels_leave_gaps);
}

static void twin_counted_reading_past(void)
{
    const kernels twin = twin_counting_with(W8, counted_reading_past);
    must_die(&twin);
}

static void twin_counted_listing(void)
{
    const kernels twin = twin_counting_with(W8, counted_listing_in_fours);
    must_die(&twin);
}

static void twin_reading_low_bytes(void)
{
    kernels twin = twin_counting_with(W8, ndw_kernels_generic.counted[W8]);
    twin.read_counts = reading_low_bytes;
    must_be_found(&twin, counts_are_read);
}

static void twin_picked_in_twos(void)
{
    const kernels twin = twin_picking_with(W4, picked_in_twos);
    must_be_found(&twin, kernels_equal);
}

static void twin_picked_putting_back(void)
{
    const kernels twin = twin_picking_with(W4, picked_putting_gaps_back);
    must_pass(&twin, kernels_equal);
    must_pass(&twin, kernels_stay_inside);
    must_be_found(&twin, kernels_leave_gaps);
}

static void twin_picked_reading_past(void)
{
    const kernels twin = twin_picking_with(W4, picked_reading_past);
    must_die(&twin);
}

static void twin_picked_listing(void)
{
    const kernels twin = twin_picking_with(W4, picked_listing_in_fours);
    must_die(&twin);
}

/* --- Small things ----------------------------------------------------------------------------- */

static void width_classes(void)
{
    const width_class classes[17] = {
        [1] = W1,    [2] = W2,    [3] = WANY,  [4] = W4,    [5] = WANY,  [6] = WANY,
        [7] = WANY,  [8] = W8,    [9] = WANY,  [10] = WANY, [11] = WANY, [12] = WANY,
        [13] = WANY, [14] = WANY, [15] = WANY, [16] = W16};
    for (size_t width = 1; width <= 16; width++)
        assert_int_equal(ndw_width_class(width), classes[width]);
    assert_int_equal(ndw_width_class(32), WANY);
    assert_int_equal(ndw_width_class(100), WANY);
}

static void table_in_use(void)
{
    size_t count;
    const kernels *const *tables = ndw_kernels_all(&count);
    bool known = false;
    for (size_t i = 0; i < count; i++) known |= tables[i] == ndw_kernels_chosen();
    assert_true(known);
    assert_ptr_equal(tables[0], &ndw_kernels_generic);
    assert_string_equal(ndw_kernels(), ndw_kernels_chosen()->name);
}

static struct row {
    const char *name;
    void (*test)(void);
} rows[] = {
    {"width classes", width_classes},
    {"the table in use", table_in_use},
    {"equal to the definition", all_equal},
    {"inside their elements", all_inside},
    {"counts read", all_read_counts},
    {"gaps left alone", all_leave_gaps},
    {"twin: an overlapping tail", twin_overlapping_tail},
    {"twin: a swapped lane", twin_swapped_lane},
    {"twin: reading past the end", twin_reading_past},
    {"twin: reading before the start", twin_reading_before},
    {"twin: putting gaps back", twin_putting_gaps_back},
    {"twin: counting in blocks", twin_counted_in_blocks},
    {"twin: counting, putting gaps back", twin_counted_putting_back},
    {"twin: counting, an overlapping tail", twin_counted_tail},
    {"twin: counting, reading past the end", twin_counted_reading_past},
    {"twin: counting, listing past the end", twin_counted_listing},
    {"twin: reading low bytes of counts", twin_reading_low_bytes},
    {"twin: picking in twos", twin_picked_in_twos},
    {"twin: picking, putting gaps back", twin_picked_putting_back},
    {"twin: picking, reading past the end", twin_picked_reading_past},
    {"twin: picking, listing past the end", twin_picked_listing},
};

static void check_row(void **state)
{
    const struct row *r = *state;
    r->test();
}

int main(void) { return RUN_TABLE("kernels", rows, check_row); }
