/*
 * dtype.h - what one element is.
 *
 * A dtype is an integer, so that every foreign interface can pass it: one of the constants below, or
 * ndw_dtype_bytes(n) for opaque records of n bytes, which are moved and compared but never
 * interpreted. Elements are in the machine's byte order. There are no casts between dtypes.
 */
#ifndef NDW_DTYPE_H
#define NDW_DTYPE_H

#include <stddef.h>
#include <stdint.h>

#include <ndweave/status.h>

NDW_BEGIN_C

typedef int32_t ndw_dtype;

/* The closed list: constant, value, name, itemsize in bytes, NumPy's type character ("" where it
 * has none), kind: b(ool) i(nteger) u(nsigned) f(loat) c(omplex). */
#define NDW_DTYPE_LIST(X)                          \
    X(NDW_BOOL, 1, "bool", 1, "b1", 'b')           \
    X(NDW_I8, 2, "int8", 1, "i1", 'i')             \
    X(NDW_I16, 3, "int16", 2, "i2", 'i')           \
    X(NDW_I32, 4, "int32", 4, "i4", 'i')           \
    X(NDW_I64, 5, "int64", 8, "i8", 'i')           \
    X(NDW_U8, 6, "uint8", 1, "u1", 'u')            \
    X(NDW_U16, 7, "uint16", 2, "u2", 'u')          \
    X(NDW_U32, 8, "uint32", 4, "u4", 'u')          \
    X(NDW_U64, 9, "uint64", 8, "u8", 'u')          \
    X(NDW_F16, 10, "float16", 2, "f2", 'f')        \
    X(NDW_BF16, 11, "bfloat16", 2, "", 'f')        \
    X(NDW_F32, 12, "float32", 4, "f4", 'f')        \
    X(NDW_F64, 13, "float64", 8, "f8", 'f')        \
    X(NDW_C64, 14, "complex64", 8, "c8", 'c')      \
    X(NDW_C128, 15, "complex128", 16, "c16", 'c')

#define NDW_DTYPE_ENUMERATOR_(constant, value, name, itemsize, character, kind) constant = value,
enum { NDW_DTYPE_LIST(NDW_DTYPE_ENUMERATOR_) };
#undef NDW_DTYPE_ENUMERATOR_

/**
 * The dtype of opaque records of `itemsize` bytes, 1 to 2^30 - 1; otherwise 0, which every function
 * refuses with NDW_EINVAL. NumPy's "V" kind. Threads: any.
 */
NDW_API ndw_dtype ndw_dtype_bytes(int64_t itemsize);

/** Bytes of one element; 0 for a value that is not a dtype. Threads: any. */
NDW_API int64_t ndw_itemsize(ndw_dtype dtype);

/** NumPy's name ("float64"); "bytes" for any record, "unknown" for no dtype. Static. Threads: any. */
NDW_API const char *ndw_dtype_name(ndw_dtype dtype);

/**
 * Reads a dtype from a name ("float64"), a NumPy type string ("<f8", "|u1", "i4", "?") or a record
 * ("V24").
 *   NDW_EFORMAT       not such a text
 *   NDW_EUNSUPPORTED  the other byte order, or a kind this library does not carry ("O", "U", "M")
 * Threads: any. Meaning: NumPy's array interface, typestr.
 */
NDW_CALL ndw_status ndw_dtype_parse(const char *text, ndw_dtype *out);

NDW_END_C

#endif
