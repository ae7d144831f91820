/*
 * test_dtype.c - what one element is: sizes, names, and the texts that name a dtype.
 */
#include "unit.h"

#include <errno.h>

static char own_order(void)
{
    const uint16_t word = 1;
    return *(const char *)&word ? '<' : '>';
}

static char other_order(void) { return own_order() == '<' ? '>' : '<'; }

/* --- The closed list -------------------------------------------------------------------------- */

static struct description {
    const char *name;
    ndw_dtype dtype;
    int value, itemsize;
    const char *character;
} descriptions[] = {
    {"bool", NDW_BOOL, 1, 1, "b1"},       {"int8", NDW_I8, 2, 1, "i1"},
    {"int16", NDW_I16, 3, 2, "i2"},       {"int32", NDW_I32, 4, 4, "i4"},
    {"int64", NDW_I64, 5, 8, "i8"},       {"uint8", NDW_U8, 6, 1, "u1"},
    {"uint16", NDW_U16, 7, 2, "u2"},      {"uint32", NDW_U32, 8, 4, "u4"},
    {"uint64", NDW_U64, 9, 8, "u8"},      {"float16", NDW_F16, 10, 2, "f2"},
    {"bfloat16", NDW_BF16, 11, 2, NULL},  {"float32", NDW_F32, 12, 4, "f4"},
    {"float64", NDW_F64, 13, 8, "f8"},    {"complex64", NDW_C64, 14, 8, "c8"},
    {"complex128", NDW_C128, 15, 16, "c16"},
};

/* A byte order may stand before a character; only one of several bytes can have the wrong one. */
static void check_character(const struct description *r)
{
    const char orders[] = {own_order(), '=', '|', other_order()};
    for (int i = -1; i < 4; i++) {
        char text[8] = "";
        if (i >= 0) text[0] = orders[i];
        strcat(text, r->character);
        ndw_dtype parsed = -1;
        bool foreign = i == 3 && r->itemsize > 1;
        assert_status(ndw_dtype_parse(text, &parsed), foreign ? NDW_EUNSUPPORTED : NDW_OK);
        assert_int_equal(parsed, foreign ? 0 : r->dtype);
    }
}

static void check_description(void **state)
{
    const struct description *r = *state;
    ndw_dtype parsed = -1;
    assert_int_equal(r->dtype, r->value);
    assert_int_equal(ndw_itemsize(r->dtype), r->itemsize);
    assert_string_equal(ndw_dtype_name(r->dtype), r->name);
    assert_ok(ndw_dtype_parse(r->name, &parsed));
    assert_int_equal(parsed, r->dtype);
    if (r->character) check_character(r);
}

/* --- Records ---------------------------------------------------------------------------------- */

static struct record {
    const char *name;
    int64_t itemsize;
    bool exists;
} records[] = {
    {"1 byte", 1, true},
    {"9 bytes", 9, true},
    {"24 bytes", 24, true},
    {"190 bytes", 190, true},
    {"2^30 - 1 bytes", (INT64_C(1) << 30) - 1, true},
    {"0 bytes", 0, false},
    {"-1 bytes", -1, false},
    {"2^30 bytes", INT64_C(1) << 30, false},
    {"2^32 + 1 bytes", (INT64_C(1) << 32) + 1, false},
    {"INT64_MAX bytes", INT64_MAX, false},
    {"INT64_MIN bytes", INT64_MIN, false},
};

static void check_record(void **state)
{
    const struct record *r = *state;
    ndw_dtype dtype = ndw_dtype_bytes(r->itemsize), parsed = -1;
    assert_int_equal(dtype != 0, r->exists);
    assert_int_equal(ndw_itemsize(dtype), r->exists ? r->itemsize : 0);
    assert_string_equal(ndw_dtype_name(dtype), r->exists ? "bytes" : "unknown");
    if (!r->exists) return;

    char text[32];
    snprintf(text, sizeof text, "V%lld", (long long)r->itemsize);
    assert_ok(ndw_dtype_parse(text, &parsed));
    assert_int_equal(parsed, dtype);
}

/* --- Values that are no dtype ----------------------------------------------------------------- */

static struct no_dtype {
    const char *name;
    ndw_dtype value;
} no_dtypes[] = {
    {"0", 0}, {"-1", -1}, {"16", 16}, {"2^30, a record of no bytes", 1 << 30}, {"INT32_MIN", INT32_MIN},
};

static void check_no_dtype(void **state)
{
    const struct no_dtype *r = *state;
    ndw_array *a = NULL;
    ndw_view v;
    assert_int_equal(ndw_itemsize(r->value), 0);
    assert_string_equal(ndw_dtype_name(r->value), "unknown");
    assert_status(ndw_empty(r->value, NDW_SHAPE(1), &a), NDW_EINVAL);
    assert_status(ndw_view_memory(r->value, NDW_SHAPE(1), NULL, "x", &v), NDW_EINVAL);
    assert_status(ndw_arange(r->value, 0, 1, 1, &a), NDW_EINVAL);
    assert_status(ndw_arange_f64(r->value, 0, 1, 1, &a), NDW_EINVAL);
}

/* --- Texts ------------------------------------------------------------------------------------ */

static struct text {
    const char *text;
    ndw_status status;
    ndw_dtype dtype;
} texts[] = {
    {"?", NDW_OK, NDW_BOOL},
    {"|?", NDW_OK, NDW_BOOL},
    {"=i4", NDW_OK, NDW_I32},
    {"|u1", NDW_OK, NDW_U8},
    {">u1", NDW_OK, NDW_U8},
    {"<u1", NDW_OK, NDW_U8},
    {"|V3", NDW_OK, (1 << 30) + 3},
    {"<V3", NDW_OK, (1 << 30) + 3},
    {">V3", NDW_OK, (1 << 30) + 3},
    /* well formed, of a kind or size that is not carried */
    {"O", NDW_EUNSUPPORTED, 0},
    {"|O", NDW_EUNSUPPORTED, 0},
    {"<U5", NDW_EUNSUPPORTED, 0},
    {"|S10", NDW_EUNSUPPORTED, 0},
    {"<M8", NDW_EUNSUPPORTED, 0},
    {"<m8[ns]", NDW_EUNSUPPORTED, 0},
    {"<f16", NDW_EUNSUPPORTED, 0},
    {"<c32", NDW_EUNSUPPORTED, 0},
    {"V1073741824", NDW_EUNSUPPORTED, 0},
    {"V99999999999999999999", NDW_EUNSUPPORTED, 0},
    /* no such text */
    {"", NDW_EFORMAT, 0},
    {"<", NDW_EFORMAT, 0},
    {"<<f8", NDW_EFORMAT, 0},
    {" f8", NDW_EFORMAT, 0},
    {"8f", NDW_EFORMAT, 0},
    {"zebra", NDW_EFORMAT, 0},
    {"Float64", NDW_EFORMAT, 0},
    {"<bool", NDW_EFORMAT, 0},
    {"b", NDW_EFORMAT, 0},
    {"f8 ", NDW_EFORMAT, 0},
    {"fish", NDW_EFORMAT, 0},
    {"integer", NDW_EFORMAT, 0},
    {"V12x", NDW_EFORMAT, 0},
    {"V-1", NDW_EFORMAT, 0},
};

static void check_text(void **state)
{
    const struct text *r = *state;
    ndw_dtype parsed = -1;
    errno = 4711;
    assert_status(ndw_dtype_parse(r->text, &parsed), r->status);
    assert_int_equal(parsed, r->dtype);
    assert_int_equal(errno, 4711);
}

static void parse_refuses_null(void **state)
{
    (void)state;
    ndw_dtype parsed = -1;
    assert_status(ndw_dtype_parse("f8", NULL), NDW_EINVAL);
    assert_status(ndw_dtype_parse(NULL, &parsed), NDW_EINVAL);
    assert_int_equal(parsed, 0);
}

static struct CMUnitTest others[] = {cmocka_unit_test(parse_refuses_null)};

int main(void)
{
    int failures = 0;
    failures += RUN_TABLE("dtype list", descriptions, check_description);
    failures += RUN_TABLE("dtype records", records, check_record);
    failures += RUN_TABLE("dtype none", no_dtypes, check_no_dtype);
    failures += RUN_TABLE("dtype texts", texts, check_text);
    failures += cmocka_run_group_tests_name("dtype others", others, NULL, NULL);
    return failures;
}
