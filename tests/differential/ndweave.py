"""ndweave.py - just enough of a Python face to drive the C library beside NumPy (ctypes, nothing else).

An Array owns one ndw_array and releases it. A status other than NDW_OK raises Refused with its name and
the library's sentence.
"""
import ctypes as C

import numpy as np

MAX_NDIM = 64
OMIT = -2**63
AXIS_NONE = -2**31
RANGE, AT, NEWAXIS, ELLIPSIS = range(4)

DTYPES = {"bool": 1, "int8": 2, "int16": 3, "int32": 4, "int64": 5, "uint8": 6, "uint16": 7, "uint32": 8,
          "uint64": 9, "float16": 10, "float32": 12, "float64": 13, "complex64": 14, "complex128": 15}
NAMES = {value: name for name, value in DTYPES.items()}
RECORD = 1 << 30


class Refused(Exception):
    def __init__(self, name, detail):
        super().__init__(f"{name}: {detail}")
        self.name = name


class Index(C.Structure):
    _fields_ = [("kind", C.c_int32), ("start", C.c_int64), ("stop", C.c_int64), ("step", C.c_int64)]


class View(C.Structure):
    _fields_ = [("data", C.c_void_p), ("dtype", C.c_int32), ("ndim", C.c_int32),
                ("shape", C.c_int64 * MAX_NDIM), ("strides", C.c_int64 * MAX_NDIM)]


def load(path):
    """The shared library, with result types where they are not a status."""
    lib = C.CDLL(path)
    for name in ("ndw_status_name", "ndw_error_detail", "ndw_version", "ndw_kernels"):
        getattr(lib, name).restype = C.c_char_p
    for name in ("ndw_data",):
        getattr(lib, name).restype = C.c_void_p
    for name in ("ndw_shape", "ndw_strides"):
        getattr(lib, name).restype = C.POINTER(C.c_int64)
    for name in ("ndw_size", "ndw_nbytes"):
        getattr(lib, name).restype = C.c_int64
    for name in ("ndw_is_contiguous", "ndw_equal", "ndw_is_aligned", "ndw_may_overlap"):
        getattr(lib, name).restype = C.c_bool
    return lib


def int64s(values):
    values = list(values)
    return (C.c_int64 * max(len(values), 1))(*values)


def ints(values):
    values = list(values)
    return (C.c_int * max(len(values), 1))(*values)


class Array:
    lib = None  # set once by the driver

    def __init__(self, pointer):
        self.pointer = pointer

    def __del__(self):
        if self.pointer:
            self.lib.ndw_release(C.byref(C.c_void_p(self.pointer)))

    # --- calls ---------------------------------------------------------------------------------

    @classmethod
    def check(cls, status):
        if status:
            raise Refused(cls.lib.ndw_status_name(status).decode(), cls.lib.ndw_error_detail().decode())

    def call(self, name, *arguments):
        """ndw_<name>(self, arguments..., &out)"""
        return Array.make(name, C.c_void_p(self.pointer), *arguments)

    @classmethod
    def make(cls, name, *arguments):
        out = C.c_void_p(1)  # must be overwritten
        status = getattr(cls.lib, "ndw_" + name)(*arguments, C.byref(out))
        if status:
            assert not out.value, f"ndw_{name} failed and left an output"
        cls.check(status)
        return Array(out.value)

    def change(self, name, *arguments):
        """ndw_<name>(&self, arguments...)"""
        variable = C.c_void_p(self.pointer)
        status = getattr(self.lib, "ndw_" + name)(C.byref(variable), *arguments)
        self.pointer = variable.value
        self.check(status)

    @classmethod
    def of(cls, x):
        """A new array with the elements of a NumPy array, in C order."""
        x = np.ascontiguousarray(x).reshape(x.shape)
        return cls.make("from_data", dtype_of(x.dtype), x.ndim, int64s(x.shape), C.c_void_p(x.ctypes.data))

    # --- what NumPy would say --------------------------------------------------------------------

    @property
    def ndim(self):
        return self.lib.ndw_ndim(C.c_void_p(self.pointer))

    @property
    def shape(self):
        shape = self.lib.ndw_shape(C.c_void_p(self.pointer))
        return tuple(shape[d] for d in range(self.ndim))

    @property
    def strides(self):
        strides = self.lib.ndw_strides(C.c_void_p(self.pointer))
        return tuple(strides[d] for d in range(self.ndim))

    @property
    def data(self):
        return self.lib.ndw_data(C.c_void_p(self.pointer))

    @property
    def dtype(self):
        code = self.lib.ndw_dtype_of(C.c_void_p(self.pointer))
        return np.dtype(f"V{code - RECORD}") if code > RECORD else np.dtype(NAMES[code])

    def is_contiguous(self, order):
        return self.lib.ndw_is_contiguous(C.c_void_p(self.pointer), ord(order))

    def extent(self):
        first, end = C.c_void_p(), C.c_void_p()
        self.check(self.lib.ndw_extent(C.c_void_p(self.pointer), C.byref(first), C.byref(end)))
        return first.value, end.value

    def numpy(self):
        """A NumPy array over the very bytes; valid while self is."""
        first, end = self.extent()
        if first == end:
            return np.empty(self.shape, self.dtype)
        bytes_ = (C.c_char * (end - first)).from_address(first)
        return np.ndarray(self.shape, self.dtype, bytes_, self.data - first, self.strides)


def dtype_of(dtype):
    return RECORD + dtype.itemsize if dtype.kind == "V" else DTYPES[dtype.name]


def index_list(key):
    """A Python index (tuple of ints, slices, None, Ellipsis) as ndw_index entries."""
    entries = (Index * max(len(key), 1))()
    for entry, k in zip(entries, key):
        if k is None:
            entry.kind = NEWAXIS
        elif k is Ellipsis:
            entry.kind = ELLIPSIS
        elif isinstance(k, slice):
            entry.kind = RANGE
            entry.start, entry.stop, entry.step = (OMIT if x is None else x for x in (k.start, k.stop, k.step))
        else:
            entry.kind, entry.start = AT, k
    return len(key), entries
