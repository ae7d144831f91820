#!/usr/bin/env python3
"""differential.py - the same random programs in ndweave and in NumPy.

    differential.py LIBRARY [--programs N] [--seed S]

A program starts with a few arrays and applies operations to them, each one of a view, a copy or a write, in
both libraries. After each step the two must agree: error or not, shape, dtype, every element, the strides of
every axis longer than 1, C- and F-contiguity, and whether the result shares its bytes with what it came from.
After a write, every array alive is compared again: ndweave's writes must be seen by nobody else, so on NumPy's
side an array that shares memory is copied before it is written.

Where ndweave decides otherwise, the driver asks for ndweave's answer, in one place each, marked DECISION:

  1. repeat: a negative count is an error even if there is nothing to repeat.
  2. K order: axes of stride 0 keep their place (NumPy puts them innermost).
  3. concatenate, stack and tile give C order (NumPy looks at the order of the inputs).
  4. ascontiguous and asfortran leave a 0-d array 0-d.
  5. broadcast results may be written (after a copy of their own).
  6. reshape takes one -1 only as -1 (NumPy: any negative number).
  7. take checks every index, also where another axis has length 0 and there is nothing to take.

Kept out of NumPy's half: totals that do not fit 64 bits, which it does not check.
"""
import argparse
import ctypes
import random
import sys
import time

import numpy as np

from ndweave import AXIS_NONE, Array, Refused, dtype_of, index_list, int64s, ints, load

DTYPES = [np.dtype(name) for name in
          ("bool", "int8", "uint16", "int32", "int64", "float32", "float64", "complex128", "V3", "V5", "V24")]
MAX_SIZE = 4000  # elements of one array


class Mismatch(Exception):
    pass


class Pair:
    """One array on both sides."""

    def __init__(self, ours, theirs):
        self.ours, self.theirs = ours, theirs


# --- Random material ---------------------------------------------------------------------------------

class Dice(random.Random):
    def shape(self, most_axes=4):
        return tuple(self.choice((0, 1, 1, 2, 3, 3, 4, 5)) if self.random() < 0.9 else self.randint(6, 9)
                     for _ in range(self.randint(0, most_axes)))

    def axis(self, ndim):
        """Usually an axis, sometimes one that is not."""
        if ndim and self.random() < 0.95:
            return self.randrange(-ndim, ndim)
        return self.randint(-ndim - 2, ndim + 1)

    def axes(self, ndim):
        count = self.randint(0, ndim)
        axes = self.sample(range(ndim), count)
        if axes and self.random() < 0.05:
            axes[0] = self.choice(axes) if len(axes) > 1 else ndim
        return [axis - ndim if self.random() < 0.3 and axis < ndim else axis for axis in axes]

    def bound(self, length):
        return None if self.random() < 0.3 else self.randint(-length - 2, length + 2)

    def step(self):
        if self.random() < 0.02:
            return 0
        return self.choice((None, 1, 1, 2, 3, -1, -1, -2, 7, -7))

    def key(self, shape):
        """An index: mostly one that fits."""
        key, ellipsis = [], False
        count = self.randint(0, len(shape)) + (self.random() < 0.03)
        for axis in range(count):
            length = shape[axis] if axis < len(shape) else 1
            if self.random() < 0.15:
                key.append(None)
            if not ellipsis and self.random() < 0.1:
                key.append(Ellipsis)
                ellipsis = True
            if self.random() < 0.3:
                key.append(self.randint(-length - (self.random() < 0.1), max(length - 1, 0) + (self.random() < 0.1)))
            else:
                key.append(slice(self.bound(length), self.bound(length), self.step()))
        if ellipsis and self.random() < 0.02:
            key.append(Ellipsis)
        return tuple(key)

    def values(self, shape, dtype):
        size = int(np.prod(shape))
        raw = self.randbytes(size * dtype.itemsize)
        if dtype.kind == "b":
            return np.frombuffer(bytes(byte & 1 for byte in raw), dtype).reshape(shape)
        if dtype.kind in "fc":  # small whole numbers: no NaN, whose bits NumPy may change
            return np.array([self.randint(-99, 99) for _ in range(size)], dtype).reshape(shape)
        return np.frombuffer(raw, dtype).reshape(shape)


def text_of(key):
    parts = ("None" if k is None else "..." if k is Ellipsis else str(k) if not isinstance(k, slice) else
             ":".join("" if x is None else str(x) for x in ((k.start, k.stop, k.step) if k.step is not None
                                                            else (k.start, k.stop)))
             for k in key)
    return ", ".join(parts)


# --- NumPy's side, where ndweave decides otherwise -----------------------------------------------------

def k_order(x):
    """DECISION 2: an empty array like x, axes of stride 0 in their place."""
    movable = [d for d in range(x.ndim) if x.shape[d] != 1 and x.strides[d] != 0]
    ordered = iter(sorted(movable, key=lambda d: -abs(x.strides[d])))
    order = [next(ordered) if d in movable else d for d in range(x.ndim)]
    packed = np.empty([x.shape[d] for d in order], x.dtype)
    return packed.transpose(np.argsort(order)) if x.ndim else packed


def copy_k(x):
    out = k_order(x)
    out[...] = x
    return out


def in_c_order(x):
    """DECISION 3."""
    return np.ascontiguousarray(x).reshape(x.shape)


# --- Operations: (name, what it does in both) ------------------------------------------------------------

OPERATIONS = []


def operation(weight=1):
    def register(function):
        OPERATIONS.extend([function] * weight)
        return function
    return register


@operation(4)
def slice_(dice, p):
    key = dice.key(p.theirs.shape)
    return lambda: p.ours.call("slice", *index_list(key)), lambda: view(p.theirs[key + (() if Ellipsis in key else (Ellipsis,))]), f"[{text_of(key)}]"


@operation()
def slice_str(dice, p):
    key = dice.key(p.theirs.shape)
    if not key:
        return None
    return lambda: p.ours.call("slice_str", text_of(key).encode()), lambda: view(p.theirs[key + (() if Ellipsis in key else (Ellipsis,))]), f'["{text_of(key)}"]'


@operation(2)
def transpose(dice, p):
    axes = None if dice.random() < 0.3 else dice.sample(range(p.theirs.ndim), p.theirs.ndim)
    if axes and dice.random() < 0.05:
        axes[0] = axes[-1]
    return (lambda: p.ours.call("transpose", 0 if axes is None else len(axes), None if axes is None else ints(axes)),
            lambda: p.theirs.transpose(axes), f"transpose {axes}")


@operation()
def swapaxes(dice, p):
    i, j = dice.axis(p.theirs.ndim), dice.axis(p.theirs.ndim)
    return lambda: p.ours.call("swapaxes", i, j), lambda: p.theirs.swapaxes(i, j), f"swapaxes {i} {j}"


@operation()
def moveaxis(dice, p):
    i, j = dice.axis(p.theirs.ndim), dice.axis(p.theirs.ndim)
    return lambda: p.ours.call("moveaxis", i, j), lambda: np.moveaxis(p.theirs, i, j), f"moveaxis {i} {j}"


@operation()
def flip(dice, p):
    axes = None if dice.random() < 0.3 else tuple(dice.axes(p.theirs.ndim))
    return (lambda: p.ours.call("flip", 0 if axes is None else len(axes), None if axes is None else ints(axes)),
            lambda: np.flip(p.theirs, axes), f"flip {axes}")


@operation()
def squeeze(dice, p):
    axes = None if dice.random() < 0.5 else tuple(dice.axes(p.theirs.ndim))
    return (lambda: p.ours.call("squeeze", 0 if axes is None else len(axes), None if axes is None else ints(axes)),
            lambda: p.theirs.squeeze(axes), f"squeeze {axes}")


@operation()
def expand_dims(dice, p):
    axes = tuple(dice.axes(p.theirs.ndim + 1))
    return (lambda: p.ours.call("expand_dims", len(axes), ints(axes)),
            lambda: np.expand_dims(p.theirs, axes), f"expand_dims {axes}")


@operation()
def diagonal(dice, p):
    offset, i, j = dice.randint(-4, 4), dice.axis(p.theirs.ndim), dice.axis(p.theirs.ndim)
    return (lambda: p.ours.call("diagonal", int64(offset), i, j), lambda: p.theirs.diagonal(offset, i, j),
            f"diagonal {offset} {i} {j}")


@operation()
def sliding_window(dice, p):
    axis = dice.axis(p.theirs.ndim)
    window = dice.randint(-1, 4)
    return (lambda: p.ours.call("sliding_window", axis, int64(window)),
            lambda: np.lib.stride_tricks.sliding_window_view(p.theirs, window, axis), f"sliding_window {axis} {window}")


@operation()
def broadcast_to(dice, p):
    shape = list(p.theirs.shape)
    for d, length in enumerate(shape):
        if length == 1 or dice.random() < 0.03:
            shape[d] = dice.randint(0, 4)
    shape = [dice.randint(0, 3) for _ in range(dice.randint(0, 2))] + shape
    if dice.random() < 0.03:
        shape = shape[1:]
    return (lambda: p.ours.call("broadcast_to", len(shape), int64s(shape)),
            lambda: np.broadcast_to(p.theirs, shape), f"broadcast_to {shape}")


def random_factors(dice, size):
    shape = []
    while size > 1 and len(shape) < 4:
        factor = dice.choice([f for f in range(1, size + 1) if size % f == 0])
        shape.append(factor)
        size //= factor
    return shape + [size]


@operation(3)
def reshape(dice, p):
    size = p.theirs.size
    shape = random_factors(dice, size) if size else [dice.choice((0, 1, 2, 3)) for _ in range(dice.randint(1, 3))]
    if dice.random() < 0.3:
        shape[dice.randrange(len(shape))] = -1
    if dice.random() < 0.05:
        shape[0] += 1
    return (lambda: p.ours.call("reshape", len(shape), int64s(shape), 0), lambda: p.theirs.reshape(shape),
            f"reshape {shape}")


@operation()
def as_dtype(dice, p):
    dtype = dice.choice([np.dtype(name) for name in ("int8", "int16", "int32", "int64", "float64", "V3", "V12")])
    if dtype.kind in "fc" and p.theirs.dtype != dtype:
        return None  # arbitrary bits are not always a number that survives
    return lambda: p.ours.call("as_dtype", dtype_of(dtype)), lambda: p.theirs.view(dtype), f"as_dtype {dtype}"


@operation()
def as_strided(dice, p):
    """NumPy does not check; the shapes are chosen so that they fit, or obviously do not."""
    if not p.theirs.size or not p.theirs.flags.c_contiguous:
        return None
    size, itemsize = p.theirs.size, p.theirs.itemsize
    start, step = dice.randrange(size), dice.choice((0, 1, 2, -1))
    most = size if step == 0 else (size - 1 - start) // step + 1 if step > 0 else start // -step + 1
    length = dice.randint(0, min(most, 6))
    outside = dice.random() < 0.1 and step != 0
    if outside:
        length = most + 1
    flat = np.ndarray(size, p.theirs.dtype, p.theirs, 0)

    def theirs():
        if outside:
            raise ValueError("out of bounds")
        return np.lib.stride_tricks.as_strided(flat[start:], (length,), (step * itemsize,))
    return (lambda: p.ours.call("as_strided", 1, int64s([length]), int64s([step * itemsize]), int64(start * itemsize)),
            theirs, f"as_strided {start} {step} {length}")


@operation(3)
def repeat(dice, p):
    axis = None if dice.random() < 0.25 else dice.axis(p.theirs.ndim)
    length = p.theirs.size if axis is None else p.theirs.shape[axis] if -p.theirs.ndim <= axis < p.theirs.ndim else 1
    code = AXIS_NONE if axis is None else axis
    if dice.random() < 0.5:
        count = dice.choice((0, 1, 2, 2, 3, 5, -1))
        return (lambda: p.ours.call("repeat", int64(count), code),
                lambda: no_negative([count]) and np.repeat(p.theirs, count, axis), f"repeat {count} axis {axis}")
    counts = [dice.choice((0, 1, 1, 2, 3)) for _ in range(dice.choice((length, length, length, 1, length + 1)))]
    if counts and dice.random() < 0.03:
        counts[0] = -2
    return (lambda: p.ours.call("repeat_counts", int64(len(counts)), int64s(counts), code),
            lambda: no_negative(counts) and np.repeat(p.theirs, np.array(counts, np.int64), axis),
            f"repeat {counts} axis {axis}")


@operation()
def repeat_axes(dice, p):
    counts = [dice.randint(0, 3) for _ in range(p.theirs.ndim)]

    def theirs():
        x = p.theirs
        for axis, count in enumerate(counts):
            x = np.repeat(x, count, axis)
        return in_c_order(x).copy()
    return lambda: p.ours.call("repeat_axes", len(counts), int64s(counts)), theirs, f"repeat_axes {counts}"


@operation()
def tile(dice, p):
    reps = [dice.randint(0, 3) for _ in range(dice.randint(0, p.theirs.ndim + 1))]
    return (lambda: p.ours.call("tile", len(reps), int64s(reps)), lambda: in_c_order(np.tile(p.theirs, reps)),
            f"tile {reps}")


@operation()
def take(dice, p):
    axis = None if dice.random() < 0.25 else dice.axis(p.theirs.ndim)
    length = p.theirs.size if axis is None else p.theirs.shape[axis] if -p.theirs.ndim <= axis < p.theirs.ndim else 1
    indices = [dice.randint(-length, max(length - 1, -length)) for _ in range(dice.randint(0, 5))]
    if not length and indices:
        indices = [0]
    if indices and dice.random() < 0.05:
        indices[-1] = length
    return (lambda: p.ours.call("take", int64(len(indices)), int64s(indices), AXIS_NONE if axis is None else axis),
            lambda: in_bounds(indices, length) and np.take(p.theirs, np.array(indices, np.int64), axis),
            f"take {indices} axis {axis}")


@operation()
def roll(dice, p):
    axis = None if dice.random() < 0.3 else dice.axis(p.theirs.ndim)
    shift = dice.randint(-9, 9)

    def theirs():
        x = np.roll(p.theirs, shift, axis)
        if axis is None:
            return in_c_order(x)
        out = k_order(p.theirs)
        out[...] = x
        return out
    return (lambda: p.ours.call("roll", int64(shift), AXIS_NONE if axis is None else axis), theirs,
            f"roll {shift} axis {axis}")


@operation(2)
def copy(dice, p):
    order = dice.choice("CFAK")
    return (lambda: p.ours.call("copy", ord(order)),
            lambda: copy_k(p.theirs) if order == "K" else p.theirs.copy(order), f"copy {order}")


@operation(2)
def contiguous(dice, p):
    if dice.random() < 0.5:
        return (lambda: p.ours.call("ascontiguous"),
                lambda: np.ascontiguousarray(p.theirs).reshape(p.theirs.shape), "ascontiguous")  # DECISION 4
    return (lambda: p.ours.call("asfortran"),
            lambda: np.asfortranarray(p.theirs).reshape(p.theirs.shape, order="F"), "asfortran")


@operation()
def share(dice, p):
    return lambda: p.ours.call("share"), lambda: p.theirs.view(), "share"


def int64(value):
    return ctypes.c_int64(value)


def view(x):
    return x


def no_negative(counts):
    """DECISION 1."""
    if any(count < 0 for count in counts):
        raise ValueError("negative count")
    return True


def in_bounds(indices, length):
    """DECISION 7."""
    if any(not -length <= index < length for index in indices):
        raise IndexError("out of bounds")
    return True


# --- Operations on several arrays, and writes ---------------------------------------------------------------

def joined(dice, pairs):
    """concatenate or stack: of one array several times under small changes, so that they often fit."""
    base = dice.choice(pairs)
    others = [base] + [dice.choice(pairs) if dice.random() < 0.2 else base for _ in range(dice.randint(0, 2))]
    pointers = (ctypes.c_void_p * len(others))(*(p.ours.pointer for p in others))
    same = all(p.theirs.dtype == base.theirs.dtype for p in others)
    stack = dice.random() < 0.4
    axis = None if not stack and dice.random() < 0.2 else dice.axis(base.theirs.ndim + stack)

    def theirs():
        if not same:
            raise TypeError("dtypes differ")
        arrays = [p.theirs for p in others]
        return in_c_order(np.stack(arrays, axis) if stack else np.concatenate(arrays, axis))
    name = "stack" if stack else "concatenate"
    return (lambda: Array.make(name, int64(len(others)), pointers, AXIS_NONE if axis is None else axis), theirs,
            f"{name} of {len(others)} axis {axis}")


def shares_with_any(pair, pairs):
    return any(other is not pair and np.may_share_memory(other.theirs, pair.theirs) for other in pairs)


def overlaps_itself(x):
    reach = x.itemsize
    for stride, length in sorted((abs(s), n) for s, n in zip(x.strides, x.shape) if n != 1):
        if stride < reach:
            return True
        reach += stride * (length - 1)
    return False


def writable(x):
    """DECISION 5: the same memory, to be written, which NumPy allows for some of its views and not for others."""
    if x.flags.writeable:
        return x
    first, end = np.lib.array_utils.byte_bounds(x)
    memory = (ctypes.c_char * (end - first)).from_address(first)
    return np.ndarray(x.shape, x.dtype, memory, x.ctypes.data - first, x.strides)


def write(dice, pairs):
    """a[key] = b, or a fill: NumPy's side gets memory of its own first where it shares any."""
    pair, other = dice.choice(pairs), dice.choice(pairs)
    key = dice.key(pair.theirs.shape) if dice.random() < 0.8 else ()
    part_key = key + (() if Ellipsis in key else (Ellipsis,))
    if dice.random() < 0.3:
        value = dice.values((), pair.theirs.dtype)
        key, part_key = (), (Ellipsis,)
        ours = lambda: pair.ours.change("fill", value.ctypes.data_as(ctypes.c_void_p))
        what, source = "fill", value
    else:
        source = other.theirs
        ours = lambda: pair.ours.change("assign", *index_list(key), ctypes.c_void_p(other.ours.pointer))
        what = f"[{text_of(key)}] = array of shape {source.shape}"

    place = pair.ours.data

    def theirs():
        part = pair.theirs[part_key]
        if source.dtype != pair.theirs.dtype:
            raise TypeError("dtypes differ")
        source_copy = np.empty(part.shape, source.dtype)
        np.copyto(source_copy, source)
        if not part.size:
            return
        x = pair.theirs
        moved = pair.ours.data != place
        if (shares_with_any(pair, pairs) or overlaps_itself(x)) and not moved:
            raise Mismatch("written in place while others see the bytes")
        if moved:  # also where another part of the same buffer is held: dearer, but the same values
            x = copy_k(x)
        pair.keep, x = x, writable(x)
        x[part_key] = source_copy
        pair.theirs = x
    return ours, theirs, pair, what


# --- Comparing ------------------------------------------------------------------------------------------------

def attempt(function):
    try:
        return function(), None
    except Refused as error:
        return None, error
    except (ValueError, IndexError, TypeError, np.exceptions.AxisError) as error:
        return None, error


def nontrivial(shape, strides):
    return [stride if length > 1 else None for length, stride in zip(shape, strides)]


def same_bytes(ours, theirs):
    # Element by element as bytes: NaNs and records compare like anything else.
    return ours.tobytes() == theirs.tobytes()


def compare(ours, theirs):
    if ours.shape != theirs.shape:
        raise Mismatch(f"shape {ours.shape}, NumPy {theirs.shape}")
    if ours.dtype != theirs.dtype:
        raise Mismatch(f"dtype {ours.dtype}, NumPy {theirs.dtype}")
    if theirs.size and nontrivial(ours.shape, ours.strides) != nontrivial(theirs.shape, theirs.strides):
        raise Mismatch(f"strides {ours.strides}, NumPy {theirs.strides}")
    for order, flag in (("C", theirs.flags.c_contiguous), ("F", theirs.flags.f_contiguous)):
        if ours.is_contiguous(order) != flag:
            raise Mismatch(f"{order}-contiguous {not flag}, NumPy {flag}")
    if not same_bytes(ours.numpy(), theirs):
        raise Mismatch(f"elements\n{ours.numpy()}\nNumPy\n{theirs}")


def is_view(result, source):
    first, end = source.extent()
    return first < end and first <= result.data < end


def step(dice, pairs, log):
    """One operation on both sides; returns what it was."""
    if dice.random() < 0.15:
        ours, theirs, pair, what = write(dice, pairs)
        log.append(f"array {pairs.index(pair)} of shape {pair.theirs.shape}: {what}")
        _, our_error = attempt(ours)
        _, their_error = attempt(theirs)
        if bool(our_error) != bool(their_error):
            raise Mismatch(f"ndweave: {our_error!r}, NumPy: {their_error!r}")
        for p in pairs:
            compare(p.ours, p.theirs)
        return
    if dice.random() < 0.06:
        made, source = joined(dice, pairs), None
    else:
        source = dice.choice(pairs)
        made = dice.choice(OPERATIONS)(dice, source)
        if made is None:
            return
    ours, theirs, what = made
    log.append(f"{what}  <- {'' if source is None else (source.theirs.shape, source.theirs.strides, str(source.theirs.dtype))}")
    our_result, our_error = attempt(ours)
    their_result, their_error = attempt(theirs)
    if bool(our_error) != bool(their_error):
        raise Mismatch(f"ndweave: {our_error!r}, NumPy: {their_error!r}")
    if our_error:
        return
    is_scalar = not isinstance(their_result, np.ndarray)  # what NumPy makes of some 0-d results: never a view
    their_result = np.asarray(their_result)
    compare(our_result, their_result)
    if source is not None and source.theirs.size and their_result.size and not is_scalar:
        shared = np.may_share_memory(their_result, source.theirs)
        if is_view(our_result, source.ours) != shared:
            raise Mismatch(f"view {not shared}, NumPy {shared}")
    if our_result.numpy().size <= MAX_SIZE:
        pairs.append(Pair(our_result, their_result))
        if len(pairs) > 6:
            pairs.pop(dice.randrange(len(pairs)))


def run_program(seed):
    dice, log = Dice(seed), []
    pairs = []
    for _ in range(2):
        values = dice.values(dice.shape(), dice.choice(DTYPES))
        pairs.append(Pair(Array.of(values), values.copy()))
        log.append(f"array of shape {values.shape} {values.dtype}")
    try:
        for _ in range(10):
            step(dice, pairs, log)
    except Mismatch as mismatch:
        return "\n".join([f"program {seed}:"] + ["  " + line for line in log] + [f"  DISAGREES: {mismatch}"]), len(log)
    return None, len(log)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("library")
    parser.add_argument("--programs", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep-going", action="store_true")
    options = parser.parse_args()
    Array.lib = load(options.library)
    version = Array.lib.ndw_version().decode()
    print(f"ndweave {version} ({Array.lib.ndw_kernels().decode()} kernels) against NumPy {np.__version__}")

    began, steps, wrong = time.monotonic(), 0, 0
    for i in range(options.programs):
        failure, length = run_program(options.seed + i)
        steps += length
        if failure:
            wrong += 1
            print(failure)
            if not options.keep_going or wrong == 20:
                break
    seconds = time.monotonic() - began
    print(f"{i + 1} programs, {steps} steps, {wrong} disagreements, {seconds:.1f} s")
    return wrong != 0


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
