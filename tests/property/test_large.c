/*
 * test_large.c - results so large that they are streamed past the caches, and tiles of them.
 *
 * The small cases of the other properties end inside one vector or one tile; these go through all of
 * them. Each copies or repeats a matrix into memory of more than 32 MiB that has been touched before,
 * and every byte of the result, and some around it, must be what the definition says:
 *
 *     result[i, j * count + c] = source[i, j]
 *
 * Run once for each table of kernels, and once where only transposes are streamed (NDW_STREAM=off).
 */
#include <ndweave/ndweave.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "copy/kernels.h"
#include "support/check.h"
#include "support/slow.h"

enum { LEAST = 33 << 20, AROUND = 64, CANARY = 0x6b };

/* NDW_STREAM is what was asked for here, and not what this processor would do. */
static void check_way(void **state)
{
    (void)state;
    const char *way = getenv("NDW_STREAM");
    if (way) assert_int_equal(ndw_large_is_streamed, !strcmp(way, "on"));
}

/* What the source is a view of: elements (rows, columns) apart by these steps, in elements. */
typedef enum arrangement { PACKED, TRANSPOSED, STEP_2, STEP_3, STEP_9, REVERSED, ONE_ROW, ONE_COLUMN } arrangement;

static const char *const names[] = {"packed", "transposed", "step 2", "step 3", "step 9",
                                    "reversed", "one row", "one column"};

typedef struct large_case {
    arrangement source;
    int64_t width, columns, count; /* as many rows as make the result large */
    int64_t misplaced;             /* bytes from where a line of the cache begins */
} large_case;

static const large_case cases[] = {
    {PACKED, 8, 1000, 1, 0},     {PACKED, 8, 1000, 1, 8},      {PACKED, 1, 4099, 2, 0},
    {PACKED, 1, 4099, 3, 5},     {PACKED, 1, 1000, 100, 0},    {PACKED, 2, 2051, 2, 2},
    {PACKED, 2, 999, 7, 0},      {PACKED, 4, 1021, 3, 4},      {PACKED, 4, 640, 16, 0},
    {PACKED, 8, 1021, 2, 0},     {PACKED, 8, 1021, 2, 8},      {PACKED, 8, 1021, 3, 8},
    {PACKED, 8, 500, 100, 1},    {PACKED, 16, 511, 2, 0},      {PACKED, 16, 511, 3, 8},
    {PACKED, 3, 1000, 2, 0},     {PACKED, 12, 100, 4, 0},      {PACKED, 24, 1000, 3, 8},
    {PACKED, 100, 100, 3, 4},    {TRANSPOSED, 1, 3000, 1, 0},  {TRANSPOSED, 1, 2048, 1, 0},
    {TRANSPOSED, 2, 2049, 1, 0}, {TRANSPOSED, 2, 1024, 1, 0},  {TRANSPOSED, 4, 1024, 1, 0},
    {TRANSPOSED, 4, 1030, 1, 4}, {TRANSPOSED, 8, 1024, 1, 0},  {TRANSPOSED, 8, 2053, 1, 0},
    {TRANSPOSED, 16, 512, 1, 0}, {TRANSPOSED, 16, 515, 1, 16}, {TRANSPOSED, 12, 515, 1, 0},
    {TRANSPOSED, 1, 1031, 2, 0}, {TRANSPOSED, 2, 1000, 3, 0},  {TRANSPOSED, 4, 771, 5, 0},
    {TRANSPOSED, 8, 1024, 2, 0}, {TRANSPOSED, 8, 65, 3, 8},    {TRANSPOSED, 16, 300, 2, 0},
    {TRANSPOSED, 1, 2, 1, 0},    {TRANSPOSED, 1, 3, 1, 1},     {TRANSPOSED, 4, 3, 1, 0},
    {TRANSPOSED, 8, 4, 1, 0},    {TRANSPOSED, 2, 4, 1, 2},     {TRANSPOSED, 16, 3, 1, 0},
    {STEP_2, 1, 70000, 1, 0},    {STEP_2, 8, 70001, 1, 8},     {STEP_2, 4, 5000, 2, 0},
    {STEP_3, 2, 70000, 1, 0},    {STEP_3, 8, 333, 1, 0},       {STEP_3, 16, 333, 4, 0},
    {STEP_9, 1, 5000, 1, 0},     {STEP_9, 8, 5000, 2, 0},      {REVERSED, 1, 70000, 1, 3},
    {REVERSED, 8, 1000, 2, 0},   {REVERSED, 4, 70000, 1, 0},   {ONE_ROW, 8, 1000, 1, 0},
    {ONE_ROW, 4, 1000, 3, 0},    {ONE_COLUMN, 8, 1000, 1, 8},  {ONE_COLUMN, 1, 100000, 1, 0},
    {REVERSED, 8, 3000, 2, 8},   {REVERSED, 1, 10000, 3, 5},   {REVERSED, 2, 5001, 5, 2},
    {STEP_2, 4, 5000, 3, 4},     {STEP_3, 16, 1001, 3, 16},    {STEP_2, 712, 50, 1, 8},
    {TRANSPOSED, 712, 50, 1, 4}, {REVERSED, 200, 50, 3, 0},    {TRANSPOSED, 192, 33, 1, 0},
    {TRANSPOSED, 3, 701, 2, 0},  {TRANSPOSED, 12, 333, 3, 4},  {TRANSPOSED, 5, 1024, 4, 5},
    {STEP_2, 4, 5000, 2, 16},    {STEP_2, 8, 5001, 3, 16},     {REVERSED, 1, 10000, 4, 16},
    {PACKED, 8, 500, 4, 0},      {PACKED, 16, 333, 3, 16},     {STEP_2, 16, 1000, 2, 16},
    {TRANSPOSED, 1, 11, 1, 0},   {TRANSPOSED, 8, 17, 1, 8},    {TRANSPOSED, 4, 32, 1, 0},
    {TRANSPOSED, 48, 9, 1, 16},  {TRANSPOSED, 8, 300000, 1, 0}, {TRANSPOSED, 1, 3500000, 1, 3},
    {TRANSPOSED, 60, 40000, 1, 4}, {TRANSPOSED, 16, 1021, 2, 16}, {TRANSPOSED, 16, 1021, 2, 4},
    {TRANSPOSED, 8, 160, 8, 0},  {TRANSPOSED, 4, 300, 16, 0}, {TRANSPOSED, 2, 560, 32, 16},
    {PACKED, 16, 333, 3, 0},     {PACKED, 8, 333, 8, 0},      {STEP_2, 2, 777, 24, 0},
    {REVERSED, 16, 333, 5, 0},   {STEP_9, 4, 333, 16, 0},     {PACKED, 24, 333, 4, 0},
    /* rows of the source a multiple of 4 KiB apart */
    {TRANSPOSED, 8, 845, 2, 0},  {TRANSPOSED, 1, 4225, 2, 0}, {TRANSPOSED, 2, 2817, 3, 2},
    {TRANSPOSED, 12, 1409, 2, 4},
    /* two, three and four rows: of tuples that are taken apart */
    {TRANSPOSED, 8, 1441792, 1, 0}, {TRANSPOSED, 8, 1441792, 1, 4}, {TRANSPOSED, 4, 4325376, 1, 0},
    {TRANSPOSED, 2, 12582915, 1, 2}, {TRANSPOSED, 1, 17301504, 1, 3}, {TRANSPOSED, 16, 1048576, 1, 8},
};

typedef struct matrix {
    char *memory;
    int64_t size, first, row_step, column_step; /* bytes */
} matrix;

/* Elements of `c->width` bytes, `rows` by columns, as arranged; the memory ends where they end. */
static matrix make_matrix(const large_case *c, int64_t rows)
{
    const int64_t w = c->width, columns = c->columns;
    const int64_t steps[][2] = {[PACKED] = {columns, 1},       [TRANSPOSED] = {1, rows},
                                [STEP_2] = {2 * columns, 2},   [STEP_3] = {3 * columns, 3},
                                [STEP_9] = {9 * columns, 9},   [REVERSED] = {columns, -1},
                                [ONE_ROW] = {0, 1},            [ONE_COLUMN] = {1, 0}};
    matrix m = {.row_step = steps[c->source][0] * w, .column_step = steps[c->source][1] * w};
    const int64_t way = m.column_step * (columns - 1);
    m.first = way < 0 ? -way : 0;
    m.size = m.row_step * (rows - 1) + (way < 0 ? -way : way) + w;
    m.memory = malloc((size_t)m.size);
    assert_non_null(m.memory);
    uint32_t state = 1;
    for (int64_t i = 0; i < m.size; i++) m.memory[i] = (char)((state = state * 1664525u + 1013904223u) >> 24);
    return m;
}

static void run(const large_case *c, const matrix *m, int64_t rows, char *result)
{
    ndw_view from;
    ndw_mut to;
    const ndw_dtype dtype = ndw_dtype_bytes(c->width);
    assert_int_equal(ndw_view_memory(dtype, NDW_SHAPE(rows, c->columns), (int64_t[]){m->row_step, m->column_step},
                                     m->memory + m->first, &from), NDW_OK);
    assert_int_equal(ndw_mut_memory(dtype, NDW_SHAPE(rows, c->columns * c->count), NULL, result, &to), NDW_OK);
    if (c->count == 1) assert_int_equal(ndw_view_copy_into(&from, &to), NDW_OK);
    else assert_int_equal(ndw_view_repeat_into(&from, c->count, 1, &to), NDW_OK);
}

/* How many elements are not what they should be. */
static int64_t count_wrong(const large_case *c, const matrix *m, int64_t rows, const char *result)
{
    int64_t wrong = 0;
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < c->columns; j++) {
            const char *element = m->memory + m->first + i * m->row_step + j * m->column_step;
            for (int64_t k = 0; k < c->count; k++, result += c->width)
                wrong += memcmp(result, element, (size_t)c->width) != 0;
        }
    return wrong;
}

static bool is_canary(const char *bytes)
{
    for (int i = 0; i < AROUND; i++)
        if (bytes[i] != CANARY) return false;
    return true;
}

static void check_case(const large_case *c)
{
    const int64_t row = c->columns * c->count * c->width, rows = LEAST / row + 1, bytes = rows * row;
    const matrix m = make_matrix(c, rows);
    char *room = aligned_alloc(AROUND, (size_t)(bytes / AROUND + 4) * AROUND);
    assert_non_null(room);
    memset(room, CANARY, (size_t)(bytes / AROUND + 4) * AROUND);
    char *result = room + AROUND + c->misplaced;
    run(c, &m, rows, result);
    const int64_t wrong = count_wrong(c, &m, rows, result);
    const bool inside = is_canary(result - AROUND) && is_canary(result + bytes);
    free(m.memory);
    free(room);
    if (wrong > 0 || !inside)
        fail_msg("%s, %lld by %lld elements of %lld bytes, %lld times, %lld bytes misplaced: %s, %lld wrong",
                 names[c->source], (long long)rows, (long long)c->columns, (long long)c->width,
                 (long long)c->count, (long long)c->misplaced, inside ? "inside" : "OUTSIDE", (long long)wrong);
}

static void check_all(void **state)
{
    (void)state;
    long n = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i += IS_SLOW_BUILD ? 7 : 1, n++) check_case(&cases[i]);
    print_message("           table %s: %ld cases\n", ndw_kernels(), n);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(check_way), cmocka_unit_test(check_all)};
    return cmocka_run_group_tests_name("large", tests, NULL, NULL);
}
