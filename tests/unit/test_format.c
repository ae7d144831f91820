/*
 * test_format.c - an array as text, as NumPy prints it.
 *
 * The wanted texts are what NumPy 2.4 prints for the same numbers (bfloat16, which it does not have,
 * follows the rules of the other floats).
 */
#include "unit.h"

#include <errno.h>
#include <math.h>

enum { LONGEST = 4096 };

/* --- Numbers ---------------------------------------------------------------------------------- */

/* Where the numbers come from: a list (of parts, where they are complex), or 0, step, 2 step, ... */
#define LIST(...) 0, (const double[]){__VA_ARGS__}
#define COUNT_BY(step) step, NULL

static struct printing {
    const char *name;
    ndw_dtype dtype;
    const char *shape;
    double step;
    const double *numbers;
    const char *text;
} printings[] = {
    {"whole numbers", NDW_F64, "3", COUNT_BY(1), "[0. 1. 2.]"},
    {"one", NDW_F64, "1", LIST(7), "[7.]"},
    {"negative", NDW_F64, "3", LIST(-1, 0, 1), "[-1.  0.  1.]"},
    {"-0.0", NDW_F64, "2", LIST(-0.0, 0), "[-0.  0.]"},
    {"fractions", NDW_F64, "4", LIST(0.5, 1.25, 10, -3), "[ 0.5   1.25 10.   -3.  ]"},
    {"a third", NDW_F64, "2", LIST(0.3333333333333333, 0.6666666666666666), "[0.33333333 0.66666667]"},
    {"rounded to 8 places", NDW_F64, "3", LIST(3.14159265358979, 2.718281828459045, 1),
     "[3.14159265 2.71828183 1.        ]"},
    {"a ninth place is rounded away", NDW_F64, "2", LIST(0.123456789, 1), "[0.12345679 1.        ]"},
    {"a tenth plus two tenths", NDW_F64, "2", LIST(0.30000000000000004, 0.1), "[0.3 0.1]"},
    {"just below 1e8", NDW_F64, "1", LIST(99999999.0), "[99999999.]"},
    {"1e8", NDW_F64, "2", LIST(100000000.0, 1), "[1.e+08 1.e+00]"},
    {"1e8 alone", NDW_F64, "1", LIST(100000000.0), "[1.e+08]"},
    {"1e-4", NDW_F64, "2", LIST(0.0001, 0.1), "[0.0001 0.1   ]"},
    {"just below 1e-4", NDW_F64, "2", LIST(9.9e-05, 0.05), "[9.9e-05 5.0e-02]"},
    {"a ratio of 1000", NDW_F64, "2", LIST(1, 1000), "[   1. 1000.]"},
    {"a ratio above 1000", NDW_F64, "2", LIST(1, 1001), "[1.000e+00 1.001e+03]"},
    {"1e16", NDW_F64, "2", LIST(1e+16, 1000000000000000.0), "[1.e+16 1.e+15]"},
    {"1e100", NDW_F64, "3", LIST(1e+100, -1e-100, 0), "[ 1.e+100 -1.e-100  0.e+000]"},
    {"1e-100", NDW_F64, "2", LIST(1e-100, 1), "[1.e-100 1.e+000]"},
    {"exponents of two and three digits", NDW_F64, "2", LIST(1e+99, 1e+100), "[1.e+099 1.e+100]"},
    {"17 digits", NDW_F64, "1", LIST(12345678901.234568), "[1.23456789e+10]"},
    {"largest and smallest", NDW_F64, "2", LIST(1.7976931348623157e+308, 2.2250738585072014e-308),
     "[1.79769313e+308 2.22507386e-308]"},
    {"smallest subnormal", NDW_F64, "2", LIST(5e-324, 1), "[5.e-324 1.e+000]"},
    {"a subnormal keeps its own digits", NDW_F64, "2", LIST(5e-324, 1.5), "[4.9e-324 1.5e+000]"},
    {"nan", NDW_F64, "3", LIST(NAN, 1, 2.5), "[nan 1.  2.5]"},
    {"infinite", NDW_F64, "4", LIST(INFINITY, -INFINITY, 1, 2.5), "[ inf -inf  1.   2.5]"},
    {"only nan", NDW_F64, "2", LIST(NAN, NAN), "[nan nan]"},
    {"only infinite", NDW_F64, "2", LIST(INFINITY, INFINITY), "[inf inf]"},
    {"-inf alone", NDW_F64, "2", LIST(-INFINITY, 1), "[-inf   1.]"},
    {"nan and exponents", NDW_F64, "3", LIST(NAN, 10000000000.0, -INFINITY), "[   nan 1.e+10   -inf]"},
    {"nan wider than the numbers", NDW_F64, "3", LIST(0, NAN, INFINITY), "[ 0. nan inf]"},
    {"rows", NDW_F64, "2,3", COUNT_BY(1),
     "[[0. 1. 2.]\n"
     " [3. 4. 5.]]"},
    {"rows that line up", NDW_F64, "2,2", LIST(1, -22.5, 333, 0.25),
     "[[ 1.00e+00 -2.25e+01]\n"
     " [ 3.33e+02  2.50e-01]]"},
    {"three axes", NDW_F64, "2,2,2", COUNT_BY(1),
     "[[[0. 1.]\n"
     "  [2. 3.]]\n"
     "\n"
     " [[4. 5.]\n"
     "  [6. 7.]]]"},
    {"four axes", NDW_I32, "2,1,2,1", COUNT_BY(1),
     "[[[[0]\n"
     "   [1]]]\n"
     "\n"
     "\n"
     " [[[2]\n"
     "   [3]]]]"},
    {"lengths of 1", NDW_I32, "1,1,1", COUNT_BY(1), "[[[0]]]"},
    {"a full line", NDW_F64, "30", COUNT_BY(1),
     "[ 0.  1.  2.  3.  4.  5.  6.  7.  8.  9. 10. 11. 12. 13. 14. 15. 16. 17.\n"
     " 18. 19. 20. 21. 22. 23. 24. 25. 26. 27. 28. 29.]"},
    {"a line of 75", NDW_BOOL, "15", LIST(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
     "[ True  True  True  True  True  True  True  True  True  True  True  True\n"
     "  True  True  True]"},
    {"the last word fits exactly", NDW_I8, "38", COUNT_BY(0),
     "[0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
     " 0]"},
    {"the last word is one too long", NDW_I8, "15",
     LIST(-99, -99, -99, -99, -99, -99, -99, -99, -99, -99, -99, -99, -99, -99, -100),
     "[ -99  -99  -99  -99  -99  -99  -99  -99  -99  -99  -99  -99  -99  -99\n"
     " -100]"},
    {"the last word of a row fits exactly", NDW_I8, "1,37", COUNT_BY(0),
     "[[0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n"
     "  0]]"},
    {"lines of exponents", NDW_F64, "9", COUNT_BY(1250000000.0),
     "[0.00e+00 1.25e+09 2.50e+09 3.75e+09 5.00e+09 6.25e+09 7.50e+09 8.75e+09\n"
     " 1.00e+10]"},
    {"a line that breaks after a padded number", NDW_F64, "10", LIST(1000.25, 1000.25, 1000.25,
     1000.25, 1000.25, 1000.25, 1000.25, 1000.25, 1001, 1000.5),
     "[1000.25 1000.25 1000.25 1000.25 1000.25 1000.25 1000.25 1000.25 1001.\n"
     " 1000.5 ]"},
    {"rows longer than a line", NDW_I32, "2,40", COUNT_BY(1),
     "[[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23\n"
     "  24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39]\n"
     " [40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63\n"
     "  64 65 66 67 68 69 70 71 72 73 74 75 76 77 78 79]]"},
    {"deep rows longer than a line", NDW_F64, "1,2,21", COUNT_BY(0.125),
     "[[[0.    0.125 0.25  0.375 0.5   0.625 0.75  0.875 1.    1.125 1.25\n"
     "   1.375 1.5   1.625 1.75  1.875 2.    2.125 2.25  2.375 2.5  ]\n"
     "  [2.625 2.75  2.875 3.    3.125 3.25  3.375 3.5   3.625 3.75  3.875\n"
     "   4.    4.125 4.25  4.375 4.5   4.625 4.75  4.875 5.    5.125]]]"},
    {"1001 are not", NDW_I32, "1001", COUNT_BY(1), "[   0    1    2 ...  998  999 1000]"},
    {"1001 in a column", NDW_I32, "1001,1", COUNT_BY(1),
     "[[   0]\n"
     " [   1]\n"
     " [   2]\n"
     " ...\n"
     " [ 998]\n"
     " [ 999]\n"
     " [1000]]"},
    {"long rows", NDW_F64, "2,600", COUNT_BY(1),
     "[[0.000e+00 1.000e+00 2.000e+00 ... 5.970e+02 5.980e+02 5.990e+02]\n"
     " [6.000e+02 6.010e+02 6.020e+02 ... 1.197e+03 1.198e+03 1.199e+03]]"},
    {"short rows, many", NDW_I32, "500,3", COUNT_BY(1),
     "[[   0    1    2]\n"
     " [   3    4    5]\n"
     " [   6    7    8]\n"
     " ...\n"
     " [1491 1492 1493]\n"
     " [1494 1495 1496]\n"
     " [1497 1498 1499]]"},
    {"long both ways", NDW_F64, "40,50", COUNT_BY(1),
     "[[0.000e+00 1.000e+00 2.000e+00 ... 4.700e+01 4.800e+01 4.900e+01]\n"
     " [5.000e+01 5.100e+01 5.200e+01 ... 9.700e+01 9.800e+01 9.900e+01]\n"
     " [1.000e+02 1.010e+02 1.020e+02 ... 1.470e+02 1.480e+02 1.490e+02]\n"
     " ...\n"
     " [1.850e+03 1.851e+03 1.852e+03 ... 1.897e+03 1.898e+03 1.899e+03]\n"
     " [1.900e+03 1.901e+03 1.902e+03 ... 1.947e+03 1.948e+03 1.949e+03]\n"
     " [1.950e+03 1.951e+03 1.952e+03 ... 1.997e+03 1.998e+03 1.999e+03]]"},
    {"six are not cut, seven are", NDW_I32, "6,7,30", COUNT_BY(1),
     "[[[   0    1    2 ...   27   28   29]\n"
     "  [  30   31   32 ...   57   58   59]\n"
     "  [  60   61   62 ...   87   88   89]\n"
     "  ...\n"
     "  [ 120  121  122 ...  147  148  149]\n"
     "  [ 150  151  152 ...  177  178  179]\n"
     "  [ 180  181  182 ...  207  208  209]]\n"
     "\n"
     " [[ 210  211  212 ...  237  238  239]\n"
     "  [ 240  241  242 ...  267  268  269]\n"
     "  [ 270  271  272 ...  297  298  299]\n"
     "  ...\n"
     "  [ 330  331  332 ...  357  358  359]\n"
     "  [ 360  361  362 ...  387  388  389]\n"
     "  [ 390  391  392 ...  417  418  419]]\n"
     "\n"
     " [[ 420  421  422 ...  447  448  449]\n"
     "  [ 450  451  452 ...  477  478  479]\n"
     "  [ 480  481  482 ...  507  508  509]\n"
     "  ...\n"
     "  [ 540  541  542 ...  567  568  569]\n"
     "  [ 570  571  572 ...  597  598  599]\n"
     "  [ 600  601  602 ...  627  628  629]]\n"
     "\n"
     " [[ 630  631  632 ...  657  658  659]\n"
     "  [ 660  661  662 ...  687  688  689]\n"
     "  [ 690  691  692 ...  717  718  719]\n"
     "  ...\n"
     "  [ 750  751  752 ...  777  778  779]\n"
     "  [ 780  781  782 ...  807  808  809]\n"
     "  [ 810  811  812 ...  837  838  839]]\n"
     "\n"
     " [[ 840  841  842 ...  867  868  869]\n"
     "  [ 870  871  872 ...  897  898  899]\n"
     "  [ 900  901  902 ...  927  928  929]\n"
     "  ...\n"
     "  [ 960  961  962 ...  987  988  989]\n"
     "  [ 990  991  992 ... 1017 1018 1019]\n"
     "  [1020 1021 1022 ... 1047 1048 1049]]\n"
     "\n"
     " [[1050 1051 1052 ... 1077 1078 1079]\n"
     "  [1080 1081 1082 ... 1107 1108 1109]\n"
     "  [1110 1111 1112 ... 1137 1138 1139]\n"
     "  ...\n"
     "  [1170 1171 1172 ... 1197 1198 1199]\n"
     "  [1200 1201 1202 ... 1227 1228 1229]\n"
     "  [1230 1231 1232 ... 1257 1258 1259]]]"},
    {"cut inside", NDW_I32, "3,7,60", COUNT_BY(1),
     "[[[   0    1    2 ...   57   58   59]\n"
     "  [  60   61   62 ...  117  118  119]\n"
     "  [ 120  121  122 ...  177  178  179]\n"
     "  ...\n"
     "  [ 240  241  242 ...  297  298  299]\n"
     "  [ 300  301  302 ...  357  358  359]\n"
     "  [ 360  361  362 ...  417  418  419]]\n"
     "\n"
     " [[ 420  421  422 ...  477  478  479]\n"
     "  [ 480  481  482 ...  537  538  539]\n"
     "  [ 540  541  542 ...  597  598  599]\n"
     "  ...\n"
     "  [ 660  661  662 ...  717  718  719]\n"
     "  [ 720  721  722 ...  777  778  779]\n"
     "  [ 780  781  782 ...  837  838  839]]\n"
     "\n"
     " [[ 840  841  842 ...  897  898  899]\n"
     "  [ 900  901  902 ...  957  958  959]\n"
     "  [ 960  961  962 ... 1017 1018 1019]\n"
     "  ...\n"
     "  [1080 1081 1082 ... 1137 1138 1139]\n"
     "  [1140 1141 1142 ... 1197 1198 1199]\n"
     "  [1200 1201 1202 ... 1257 1258 1259]]]"},
    {"float32", NDW_F32, "3", LIST(0.1, 0.3333333333333333, 16777216.0),
     "[1.0000000e-01 3.3333334e-01 1.6777216e+07]"},
    {"float32, a third", NDW_F32, "2", LIST(0.3333333333333333, 0.5), "[0.33333334 0.5       ]"},
    {"float32, six digits", NDW_F32, "1", LIST(999999.5), "[999999.5]"},
    {"float32, 1e6", NDW_F32, "1", LIST(1000000.0), "[1.e+06]"},
    {"float32, exponents", NDW_F32, "2", LIST(10000000000.0, 1), "[1.e+10 1.e+00]"},
    {"float32 keeps its own digits in exponents", NDW_F32, "2", LIST(950399.6875, -1.1238662e-05),
     "[ 9.5039969e+05 -1.1238662e-05]"},
    {"float32 at 1e-4", NDW_F32, "2", LIST(0.0001, 0), "[0.0001 0.    ]"},
    {"complex", NDW_C128, "2", LIST(1, 2, -3, 0.5), "[ 1.+2.j  -3.+0.5j]"},
    {"complex, unequal", NDW_C128, "3", LIST(1, -2, 0.25, 10, 100, 0),
     "[  1.   -2.j   0.25+10.j 100.   +0.j]"},
    {"complex, nan", NDW_C128, "2", LIST(NAN, 1, 2, INFINITY), "[nan +1.j  2.+infj]"},
    {"complex, exponents", NDW_C128, "2", LIST(10000000000.0, 1, 1, 1e-10),
     "[1.e+10+1.e+00j 1.e+00+1.e-10j]"},
    {"complex rows", NDW_C128, "2,2", COUNT_BY(1),
     "[[0.+1.j 2.+3.j]\n"
     " [4.+5.j 6.+7.j]]"},
    {"complex, -0.0", NDW_C128, "1", LIST(-0.0, -0.0), "[-0.-0.j]"},
    {"complex64", NDW_C64, "2", LIST(0.1, 0.3333333333333333, 1, -1),
     "[0.1+0.33333334j 1. -1.j        ]"},
    {"float 0-d", NDW_F64, "()", LIST(1), "1.0"},
    {"fraction 0-d", NDW_F64, "()", LIST(0.1), "0.1"},
    {"15 digits 0-d", NDW_F64, "()", LIST(1000000000000000.0), "1000000000000000.0"},
    {"1e16 0-d", NDW_F64, "()", LIST(1e+16), "1e+16"},
    {"1e-4 0-d", NDW_F64, "()", LIST(0.0001), "0.0001"},
    {"1e-5 0-d", NDW_F64, "()", LIST(1e-05), "1e-05"},
    {"1.5e300 0-d", NDW_F64, "()", LIST(-1.5e+300), "-1.5e+300"},
    {"17 digits 0-d", NDW_F64, "()", LIST(0.3333333333333333), "0.3333333333333333"},
    {"a power of two 0-d", NDW_F64, "()", LIST(0x1p-44), "5.684341886080802e-14"},
    {"nan 0-d", NDW_F64, "()", LIST(NAN), "nan"},
    {"-inf 0-d", NDW_F64, "()", LIST(-INFINITY), "-inf"},
    {"-0.0 0-d", NDW_F64, "()", LIST(-0.0), "-0.0"},
    {"float32 0-d", NDW_F32, "()", LIST(0.1), "0.1"},
    {"float32 0-d, a fraction", NDW_F32, "()", LIST(-1234.5), "-1234.5"},
    {"float32 0-d, six digits", NDW_F32, "()", LIST(999999), "999999.0"},
    {"float32 0-d, larger", NDW_F32, "()", LIST(16777216), "1.6777216e+07"},
    {"complex 0-d", NDW_C128, "()", LIST(1, 2), "(1+2j)"},
    {"complex 0-d, imaginary", NDW_C128, "()", LIST(0, 2), "2j"},
    {"complex 0-d, -0.0", NDW_C128, "()", LIST(-0.0, 2), "(-0+2j)"},
    {"complex 0-d, negative", NDW_C128, "()", LIST(1.5, -2.25), "(1.5-2.25j)"},
    {"complex 0-d, nan", NDW_C128, "()", LIST(NAN, INFINITY), "(nan+infj)"},
    {"complex64 0-d", NDW_C64, "()", LIST(0.1, 1e+16), "(0.1+1e+16j)"},
    {"no elements", NDW_F64, "0", COUNT_BY(1), "[]"},
    {"no rows", NDW_F64, "0,3", COUNT_BY(1), "[]"},
    {"no columns", NDW_I32, "3,0", COUNT_BY(1), "[]"},
    {"int32", NDW_I32, "3", LIST(-5, 10, 200), "[ -5  10 200]"},
    {"int8", NDW_I8, "2", LIST(-128, 127), "[-128  127]"},
    {"uint8", NDW_U8, "3", LIST(0, 255, 7), "[  0 255   7]"},
    {"int 0-d", NDW_I32, "()", LIST(-5), "-5"},
    {"bool", NDW_BOOL, "3", LIST(1, 0, 1), "[ True False  True]"},
    {"bool rows", NDW_BOOL, "2,2", LIST(1, 0, 0, 1),
     "[[ True False]\n"
     " [False  True]]"},
    {"bool 0-d", NDW_BOOL, "()", LIST(1), "True"},
    {"bool 0-d, false", NDW_BOOL, "()", LIST(0), "False"},
};

static void put_number(ndw_dtype dtype, double x, char *at)
{
    switch (dtype) {
    case NDW_BOOL:
    case NDW_I8:
    case NDW_U8: *at = (char)(int)x; return;
    case NDW_I32: memcpy(at, &(int32_t){(int32_t)x}, 4); return;
    case NDW_F32:
    case NDW_C64: memcpy(at, &(float){(float)x}, 4); return;
    default: memcpy(at, &x, 8); return;
    }
}

/* An array of the numbers of a row. */
static ndw_array *numbers_of(const struct printing *r)
{
    int64_t shape[DIMS_MAX], parts = r->dtype == NDW_C64 || r->dtype == NDW_C128 ? 2 : 1;
    int64_t width = ndw_itemsize(r->dtype) / parts;
    int ndim = dims_from(r->shape, shape);
    for (int d = 0; d < ndim; d++) parts *= shape[d];

    char *data = calloc((size_t)(parts * width) + 1, 1);
    ndw_array *a = NULL;
    assert_non_null(data);
    for (int64_t k = 0; k < parts; k++)
        put_number(r->dtype, r->numbers ? r->numbers[k] : (double)k * r->step, data + k * width);
    assert_ok(ndw_from_data(r->dtype, ndim, shape, data, &a));
    free(data);
    return a;
}

static void assert_text(const ndw_array *a, const char *wanted)
{
    static char text[LONGEST];
    size_t length = 0;
    errno = 4711;
    assert_ok(ndw_format(a, sizeof text, text, &length));
    assert_int_equal(errno, 4711);
    assert_string_equal(text, wanted);
    assert_int_equal(length, strlen(wanted));
}

static void check_printing(void **state)
{
    const struct printing *r = *state;
    ndw_array *a = numbers_of(r);
    assert_text(a, r->text);
    ndw_release(&a);
}

/* --- Bits ------------------------------------------------------------------------------------- */

/* Elements that no double says exactly, or no numbers: 16-bit floats, wide integers, records. */
static struct bits {
    const char *name;
    ndw_dtype dtype;
    const char *shape;
    const void *data;
    const char *text;
} bits[] = {
    {"float16", NDW_F16, "3", (const uint16_t[]){0x3c00, 0xc000, 0x2e66}, "[ 1.  -2.   0.1]"},
    {"float16, nan and inf", NDW_F16, "3", (const uint16_t[]){0x7e00, 0x7c00, 0xfc00},
     "[ nan  inf -inf]"},
    {"float16, largest and smallest", NDW_F16, "2", (const uint16_t[]){0x7bff, 0x0001},
     "[6.55e+04 5.96e-08]"},
    {"float16, a ratio of 1000 in its own precision", NDW_F16, "2", (const uint16_t[]){0x5640, 0x2e66},
     "[100.    0.1]"},
    {"float16, 1000", NDW_F16, "1", (const uint16_t[]){0x63d0}, "[1.e+03]"},
    {"float16, below 1000", NDW_F16, "1", (const uint16_t[]){0x63cf}, "[999.5]"},
    {"float16 0-d, large", NDW_F16, "()", (const uint16_t[]){0x7bff}, "6.55e+04"},
    {"float16 0-d", NDW_F16, "()", (const uint16_t[]){0x3555}, "0.3333"},
    {"bfloat16", NDW_BF16, "3", (const uint16_t[]){0x3f80, 0x3f00, 0x4040}, "[1.  0.5 3. ]"},
    {"bfloat16, short digits", NDW_BF16, "2", (const uint16_t[]){0x3dcd, 0x3f80}, "[0.1 1. ]"},
    {"bfloat16, -0.0 and nan", NDW_BF16, "2", (const uint16_t[]){0x8000, 0x7fc0}, "[-0. nan]"},
    {"bfloat16 0-d", NDW_BF16, "()", (const uint16_t[]){0xc020}, "-2.5"},
    {"int64, the ends", NDW_I64, "2", (const int64_t[]){INT64_MIN, INT64_MAX},
     "[-9223372036854775808  9223372036854775807]"},
    {"int64 0-d", NDW_I64, "()", (const int64_t[]){INT64_MIN}, "-9223372036854775808"},
    {"uint64, the last", NDW_U64, "2", (const uint64_t[]){UINT64_MAX, 0},
     "[18446744073709551615                    0]"},
    {"uint32, the last", NDW_U32, "2", (const uint32_t[]){UINT32_MAX, 1}, "[4294967295          1]"},
    {"int16", NDW_I16, "2", (const int16_t[]){-32768, 5}, "[-32768      5]"},
    {"uint16", NDW_U16, "2", (const uint16_t[]){65535, 5}, "[65535     5]"},
    {"bool that is neither 0 nor 1", NDW_BOOL, "2", "\x02\x00", "[ True False]"},
    {"records", (1 << 30) + 2, "2", "\x01\xab\xff\x00", "[b'\\x01\\xAB' b'\\xFF\\x00']"},
    {"record 0-d", (1 << 30) + 2, "()", "\x01\xab", "b'\\x01\\xAB'"},
    {"two records that fit on a line", (1 << 30) + 8, "2", "ABCDEFGHabcdefgh",
     "[b'\\x41\\x42\\x43\\x44\\x45\\x46\\x47\\x48' "
     "b'\\x61\\x62\\x63\\x64\\x65\\x66\\x67\\x68']"},
    {"two records that do not", (1 << 30) + 9, "2", "ABCDEFGHIabcdefghi",
     "[b'\\x41\\x42\\x43\\x44\\x45\\x46\\x47\\x48\\x49'\n"
     " b'\\x61\\x62\\x63\\x64\\x65\\x66\\x67\\x68\\x69']"},
    {"long records, one to a line", (1 << 30) + 12, "2", "ABCDEFGHIJKLabcdefghijkl",
     "[b'\\x41\\x42\\x43\\x44\\x45\\x46\\x47\\x48\\x49\\x4A\\x4B\\x4C'\n"
     " b'\\x61\\x62\\x63\\x64\\x65\\x66\\x67\\x68\\x69\\x6A\\x6B\\x6C']"},
};

static void check_bits(void **state)
{
    const struct bits *r = *state;
    int64_t shape[DIMS_MAX];
    ndw_array *a = NULL;
    assert_ok(ndw_from_data(r->dtype, dims_from(r->shape, shape), shape, r->data, &a));
    assert_text(a, r->text);
    ndw_release(&a);
}

/* --- Strides do not show ---------------------------------------------------------------------- */

static struct arrangement {
    const char *recipe, *text;
} arrangements[] = {
    {"2,3 T", "[[0 3]\n [1 4]\n [2 5]]"},
    {"5 [::-2]", "[4 2 0]"},
    {"2 b2,2", "[[0 1]\n [0 1]]"},
    {"2,3 [1,2]", "5"},
    {"1200 [::-1]", "[1199 1198 1197 ...    2    1    0]"},
    {"() b2000", "[0 0 0 ... 0 0 0]"},
};

static void check_arrangement(void **state)
{
    const struct arrangement *r = *state;
    char text[64];
    size_t length = 0;
    ndw_view v;
    ndw_array *a = array_from(NDW_I32, r->recipe);
    assert_text(a, r->text);
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_format(&v, sizeof text, text, &length));
    assert_string_equal(text, r->text);
    assert_int_equal(length, strlen(r->text));
    ndw_release(&a);
}

/* A thousand elements are shown, every one. */
static void a_thousand_are_all_shown(void **state)
{
    (void)state;
    static char text[LONGEST + 1];
    ndw_array *a = array_from(NDW_I32, "1000");
    size_t length = 0;
    assert_ok(ndw_format(a, sizeof text, text, &length));
    assert_int_equal(length, 1000 * 4 + 1 + 55); /* 55 lines break */
    assert_null(strstr(text, "..."));
    ndw_release(&a);
}

/* --- Room ------------------------------------------------------------------------------------- */

/* "[0 1 2]" in every room: never a byte beyond it, always its full length, always a final NUL. */
/* Cut in the middle of a number too. */
static void numbers_are_cut_to_their_room(void **state)
{
    (void)state;
    const int32_t numbers[] = {1000, 2000};
    const char *whole = "[1000 2000]";
    ndw_array *a = NULL;
    assert_ok(ndw_from_data(NDW_I32, NDW_SHAPE(2), numbers, &a));
    for (size_t room = 1; room <= 14; room++) {
        char text[16];
        memset(text, '~', sizeof text);
        assert_ok(ndw_format(a, room, text, NULL));
        assert_int_equal(strlen(text), room > 11 ? 11 : room - 1);
        assert_memory_equal(text, whole, strlen(text));
        for (size_t i = room; i < sizeof text; i++) assert_int_equal(text[i], '~');
    }
    ndw_release(&a);
}

static void text_is_cut_to_its_room(void **state)
{
    (void)state;
    const char *whole = "[0 1 2]";
    ndw_array *a = array_from(NDW_I32, "3");
    ndw_view v;
    assert_ok(ndw_view_of(a, &v));
    for (size_t room = 0; room <= 10; room++) {
        char text[12], wanted[12];
        size_t length = 99, shown = room > 7 ? 7 : room ? room - 1 : 0;
        memset(text, '~', sizeof text);
        memset(wanted, '~', sizeof wanted);
        memcpy(wanted, whole, shown);
        if (room > 0) wanted[shown] = '\0';
        assert_ok(ndw_format(a, room, text, &length));
        assert_memory_equal(text, wanted, sizeof text);
        assert_int_equal(length, 7);

        memset(text, '~', sizeof text);
        assert_ok(ndw_view_format(&v, room, text, NULL));
        assert_memory_equal(text, wanted, sizeof text);
    }
    ndw_release(&a);
}

static void length_alone(void **state)
{
    (void)state;
    size_t length = 99;
    ndw_array *a = array_from(NDW_F64, "2,2");
    assert_ok(ndw_format(a, 0, NULL, &length));
    assert_int_equal(length, strlen("[[0. 1.]\n [2. 3.]]"));
    assert_ok(ndw_format(a, 0, NULL, NULL));
    ndw_release(&a);
}

/* --- Files ------------------------------------------------------------------------------------ */

static void assert_file(FILE *file, const char *wanted)
{
    char text[64] = "";
    rewind(file);
    assert_int_equal(fread(text, 1, sizeof text - 1, file), strlen(wanted));
    assert_string_equal(text, wanted);
}

static void printing_ends_the_line(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    ndw_array *a = array_from(NDW_I32, "2,2");
    ndw_view v;
    assert_non_null(file);
    assert_ok(ndw_print(file, a));
    assert_ok(ndw_view_of(a, &v));
    assert_ok(ndw_view_print(file, &v));
    assert_file(file, "[[0 1]\n [2 3]]\n[[0 1]\n [2 3]]\n");
    fclose(file);
    ndw_release(&a);
}

static void file_that_cannot_be_written(void **state)
{
    (void)state;
    FILE *file = fopen("/dev/null", "r");
    ndw_array *a = array_from(NDW_I32, "3");
    ndw_view v;
    assert_non_null(file);
    errno = 4711;
    assert_status(ndw_print(file, a), NDW_EIO);
    assert_int_equal(errno, 4711);
    assert_ok(ndw_view_of(a, &v));
    assert_status(ndw_view_print(file, &v), NDW_EIO);
    fclose(file);

    file = fopen("/dev/full", "w");
    assert_non_null(file);
    setvbuf(file, NULL, _IONBF, 0);
    assert_status(ndw_print(file, a), NDW_EIO);
    char reason[32];
    snprintf(reason, sizeof reason, "errno %d", ENOSPC);
    assert_non_null(strstr(ndw_error_detail(), reason));
    fclose(file);
    ndw_release(&a);
}

/* What fails leaves an empty text of length 0. */
static void failure_leaves_no_text(void **state)
{
    (void)state;
    stage s;
    char text[4] = "???";
    size_t length = 99;
    stage_set(&s);
    assert_status(ndw_format(NULL, sizeof text, text, &length), NDW_EINVAL);
    assert_string_equal(text, "");
    assert_int_equal(length, 0);

    strcpy(text, "???");
    length = 99;
    assert_status(ndw_view_format(&s.wide_view, sizeof text, text, &length), NDW_ENDIM);
    assert_string_equal(text, "");
    assert_int_equal(length, 0);
    length = 99;
    assert_status(ndw_format(s.a, 4, NULL, &length), NDW_EINVAL);
    assert_int_equal(length, 0);
    stage_clear(&s);
}

static struct CMUnitTest others[] = {
    cmocka_unit_test(a_thousand_are_all_shown),
    cmocka_unit_test(numbers_are_cut_to_their_room),
    cmocka_unit_test(text_is_cut_to_its_room),
    cmocka_unit_test(length_alone),
    cmocka_unit_test(printing_ends_the_line),
    cmocka_unit_test(file_that_cannot_be_written),
    cmocka_unit_test(failure_leaves_no_text),
};

/* --- Refused ---------------------------------------------------------------------------------- */

static char room[8];

#define REFUSALS(X)                                                                                   \
    X(format_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_format(NULL, 8, room, NULL))                \
    X(format_text, NDW_EINVAL, PLACE_NOTHING, "text is NULL", ndw_format(s->a, 8, NULL, NULL))        \
    X(view_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_format(NULL, 8, room, NULL))             \
    X(view_text, NDW_EINVAL, PLACE_NOTHING, "text is NULL", ndw_view_format(&s->v, 8, NULL, NULL))    \
    X(view_blank, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_format(&s->blank_view, 8, room, NULL))  \
    X(view_odd, NDW_EINVAL, PLACE_NOTHING, "dtype", ndw_view_format(&s->odd_view, 8, room, NULL))     \
    X(view_wide, NDW_ENDIM, PLACE_NOTHING, "65", ndw_view_format(&s->wide_view, 8, room, NULL))       \
    X(print_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_print(stdout, NULL))                         \
    X(print_file, NDW_EINVAL, PLACE_NOTHING, "file is NULL", ndw_print(NULL, s->a))                   \
    X(print_view_null, NDW_EINVAL, PLACE_NOTHING, "NULL", ndw_view_print(stdout, NULL))               \
    X(print_view_file, NDW_EINVAL, PLACE_NOTHING, "file is NULL", ndw_view_print(NULL, &s->v))        \
    X(print_view_wide, NDW_ENDIM, PLACE_NOTHING, "65", ndw_view_print(stdout, &s->wide_view))
REFUSALS(REFUSAL_CALL)
static struct refusal refusals[] = {REFUSALS(REFUSAL_ROW)};

int main(void)
{
    int failures = 0;
    unit_begin();
    failures += RUN_TABLE("format numbers", printings, check_printing);
    failures += RUN_TABLE("format bits", bits, check_bits);
    failures += RUN_TABLE("format arrangements", arrangements, check_arrangement);
    failures += cmocka_run_group_tests_name("format others", others, NULL, NULL);
    failures += RUN_TABLE("format refusals", refusals, check_refusal);
    return unit_end(failures);
}
