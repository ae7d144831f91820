#!/usr/bin/env python3
"""numpy_peer.py - the library and the installed NumPy in one process, in turn.

    numpy_peer.py LIBRARY                   every case; a few minutes
    numpy_peer.py LIBRARY --quick           some of each kind
    numpy_peer.py LIBRARY --filter .e8.     the cases whose names contain this
    numpy_peer.py LIBRARY --json FILE       also as lines of JSON, as ndw_bench writes them
    numpy_peer.py LIBRARY --list            names only
    numpy_peer.py LIBRARY --check           nothing is timed: whether both agree

LIBRARY is libndweave.so (-DBUILD_SHARED_LIBS=ON). Both sides are whole Python calls: for ndweave that is a
call through ctypes, about 1 us, so only cases of 100 000 elements and more are here. The rules are those of
bench.h: sources are written before they are read, the outputs of both are spoilt and compared before and
after, rounds alternate and change direction; only that what runs once in a batch runs once before it.

np.repeat cannot write into memory that exists, so repeats are compared with the allocation of their results
(.alloc), each side letting go of its last result first. Copies go into recycled memory on both sides; all
memory but the library's own results is NumPy's, which asks for huge pages where it is large. Exit status: 0;
1 when they disagree; 77 without NumPy.
"""
import argparse
import ctypes as C
import json
import math
import pathlib
import statistics
import sys
import time

try:
    import numpy as np
except ImportError:
    print(f"SKIPPED: {sys.executable} has no NumPy, so nothing was compared with it", file=sys.stderr)
    sys.exit(77)

sys.dont_write_bytecode = True  # leaves nothing beside the tests
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests" / "differential"))
from ndweave import DTYPES, View, int64s, load  # noqa: E402

ROUNDS = 7
BATCH_NS = 2_000_000
TOLERANCE = 0.97
ELEMENTS = {1: "uint8", 2: "uint16", 4: "float32", 8: "float64", 16: "complex128"}


# --- The library's side ------------------------------------------------------------------------------------

class Refused(Exception):
    pass


def check(lib, status):
    if status:
        raise Refused(lib.ndw_error_detail().decode())


def view_of(lib, x):
    """A view of a NumPy array's memory (an ndw_mut looks the same)."""
    view = View()
    check(lib, lib.ndw_view_memory(DTYPES[x.dtype.name], x.ndim, int64s(x.shape), int64s(x.strides),
                                   C.c_void_p(x.ctypes.data), C.byref(view)))
    return view


class Result:
    """An array that the library made, let go of before the next."""

    def __init__(self, lib):
        self.lib, self.pointer = lib, C.c_void_p()

    def drop(self):
        self.lib.ndw_release(C.byref(self.pointer))

    def __del__(self):
        self.drop()

    def numpy(self, dtype, shape):
        count = int(np.prod(shape))
        block = (C.c_char * (count * dtype.itemsize)).from_address(self.lib.ndw_data(self.pointer))
        return np.frombuffer(block, dtype=dtype, count=count).reshape(shape)


# --- Cases -------------------------------------------------------------------------------------------------

class Case:
    """What both do: ours() and theirs() run once; results() gives both outputs; spoil() makes them wrong."""

    def __init__(self, name, params, size):
        self.name, self.params, self.bytes = name, params, size
        first = name.split(".")[0]
        self.suite = {"repeat": "repeat.alloc", "nhwc": "nchw"}.get(first, first)


class Copy(Case):
    """A view's elements into packed memory that exists, on both sides the same kind of memory."""

    def __init__(self, lib, name, params, source):
        super().__init__(name, {**params, "buffers": "recycled"}, source.size * source.itemsize)
        self.source = source
        self.outs = [np.zeros(source.shape, source.dtype) for _ in range(2)]
        self.view, self.mut = view_of(lib, source), view_of(lib, self.outs[0])
        self.call = lib.ndw_view_copy_into
        self.spoil()

    def ours(self):
        assert not self.call(C.byref(self.view), C.byref(self.mut))

    def theirs(self):
        np.copyto(self.outs[1], self.source)

    def spoil(self):
        self.outs[0].view(np.uint8).fill(0x5A)
        self.outs[1].view(np.uint8).fill(0xA5)

    def results(self):
        return self.outs


class Repeat(Case):
    """np.repeat along the last axis, its result allocated."""

    def __init__(self, lib, name, params, source, count):
        super().__init__(name, {**params, "buffers": "allocated"}, 0)
        self.lib, self.source, self.count = lib, source, count
        self.view, self.out, self.theirs_out = view_of(lib, source), Result(lib), None
        if not isinstance(count, int):
            self.list = int64s(count)
        total = source.shape[-1] * count if isinstance(count, int) else int(count.sum())
        self.shape = source.shape[:-1] + (total,)
        self.bytes = int(np.prod(self.shape)) * source.itemsize

    def ours(self):
        self.out.drop()
        if isinstance(self.count, int):
            status = self.lib.ndw_view_repeat(C.byref(self.view), C.c_int64(self.count), -1,
                                              C.byref(self.out.pointer))
        else:
            status = self.lib.ndw_view_repeat_counts(C.byref(self.view), C.c_int64(len(self.list)), self.list, -1,
                                                     C.byref(self.out.pointer))
        check(self.lib, status)

    def theirs(self):
        self.theirs_out = None
        self.theirs_out = np.repeat(self.source, self.count, axis=-1)

    def spoil(self):
        """Written over before they go, so that nothing right is left to be found."""
        if self.out.pointer:
            self.out.numpy(self.source.dtype, self.shape).view(np.uint8).fill(0x5A)
        if self.theirs_out is not None:
            self.theirs_out.view(np.uint8).fill(0xA5)
        self.out.drop()
        self.theirs_out = None

    def results(self):
        return [self.out.numpy(self.source.dtype, self.shape), self.theirs_out]


class Seed(Case):
    """The sum of ascontiguousarray(repeat(x, 2, axis=0)[::2]) of (n, 2) doubles; NumPy adds up for both."""

    def __init__(self, lib, name, n):
        super().__init__(name, {"n": n, "e": 16, "buffers": "allocated"}, 3 * 16 * n)
        self.lib, self.n = lib, n
        self.source = np.arange(2.0 * n).reshape(n, 2)
        self.view = view_of(lib, self.source)
        self.repeated, self.half, self.packed = Result(lib), Result(lib), Result(lib)
        self.sums = [None, None]

    def ours(self):
        lib = self.lib
        for result in (self.repeated, self.half, self.packed):
            result.drop()
        check(lib, lib.ndw_view_repeat(C.byref(self.view), C.c_int64(2), 0, C.byref(self.repeated.pointer)))
        check(lib, lib.ndw_slice_str(self.repeated.pointer, b"::2", C.byref(self.half.pointer)))
        check(lib, lib.ndw_ascontiguous(self.half.pointer, C.byref(self.packed.pointer)))
        self.sums[0] = self.packed.numpy(self.source.dtype, (self.n, 2)).sum()

    def theirs(self):
        self.sums[1] = np.ascontiguousarray(np.repeat(self.source, 2, axis=0)[::2]).sum()

    def spoil(self):
        self.sums = [None, None]
        if self.packed.pointer:
            self.packed.numpy(self.source.dtype, (self.n, 2)).fill(-1)

    def results(self):
        return [np.array([total if total is not None else np.nan]) for total in self.sums]


def source_of(shape, width):
    """Elements whose comparison is that of their bytes: small integers in the dtype of that width."""
    count = int(np.prod(shape))
    return (np.arange(count) % 251).astype(ELEMENTS[width]).reshape(shape)


def sizes(quick):
    return {"4MiB": 4 << 20, "64MiB": 64 << 20} if quick else {"halfL2": 512 << 10, "4MiB": 4 << 20,
                                                                "16MiB": 16 << 20, "64MiB": 64 << 20}


def repeats(quick):
    widths, counts = ((1, 8), (2, 8)) if quick else ((1, 2, 4, 8, 16), (2, 3, 4, 8, 16, 100))
    for size, size_bytes in sizes(quick).items():
        for e in widths:
            for k in counts:
                n = size_bytes // (e * k)
                if n < 100_000:
                    continue
                params = {"source": "contig", "e": e, "k": k, "output": size}
                yield (f"repeat.alloc.e{e}.k{k}.{size}",
                       lambda lib, name, p=params, n=n: Repeat(lib, name, p, source_of((n,), p["e"]), p["k"]))
    shapes = {"step2": lambda n, e: source_of((2 * n,), e)[::2], "reversed": lambda n, e: source_of((n,), e)[::-1],
              "colrev": lambda n, e: square(n, e)[:, ::-1], "transposed": lambda n, e: square(n, e).T}
    for shape, make in shapes.items():
        for e in (8,) if quick else (1, 2, 4, 8, 16):
            for k in (2,) if quick else (2, 4, 16):
                params = {"source": shape, "e": e, "k": k, "output": "64MiB"}
                n = (64 << 20) // (e * k)
                yield (f"repeat.{shape}.e{e}.k{k}.64MiB.alloc",
                       lambda lib, name, p=params, n=n, make=make: Repeat(lib, name, p, make(n, p["e"]), p["k"]))


def square(n, e):
    side = math.isqrt(n)
    return source_of((side, side), e)


def counts(quick):
    for size, n in (("n100k", 100_000), ("n4M", 4_000_000)):
        for e in (1, 8) if quick else (1, 2, 4, 8, 16):
            list_of = np.random.default_rng(7).integers(0, 5, n)
            yield (f"counts.e{e}.{size}.alloc",
                   lambda lib, name, e=e, n=n, c=list_of: Repeat(lib, name, {"e": e, "n": n, "counts": "0..4"},
                                                                 source_of((n,), e), c))


def permuted(name, width, shape, axes):
    text = "x".join(map(str, shape))
    params = {"e": width, "shape": text, "axes": "".join(map(str, axes))}
    return (f"{name}.{text}" if name[-1] != "." else name + text,
            lambda lib, case: Copy(lib, case, params, source_of(shape, width).transpose(axes)))


def transposes(quick):
    large = {1: (8192, 8192), 2: (8192, 4096), 4: (4096, 4096), 8: (4096, 4096), 16: (2048, 2048)}
    awkward = {1: (8191, 8179), 2: (4093, 8191), 4: (4099, 4093), 8: (2039, 4099), 16: (2053, 2039)}
    for e in (4, 8) if quick else (1, 2, 4, 8, 16):
        yield permuted(f"transpose.e{e}", e, (1000, 1000), (1, 0))
        yield permuted(f"transpose.e{e}", e, large[e], (1, 0))
        yield permuted(f"transpose.e{e}", e, awkward[e], (1, 0))
    for e in (4,) if quick else (1, 2, 4, 8, 16):
        n = 2097152 if e >= 4 else 8388608 // e
        for c in (3,) if quick else (2, 3, 4):
            yield permuted(f"interleave.e{e}", e, (n, c), (1, 0))
            yield permuted(f"interleave.e{e}", e, (c, n), (1, 0))
    for c, pixels in ((3, 50176), (64, 3136), (256, 784))[:1 if quick else 3]:
        yield permuted("nchw.e4", 4, (32, c, pixels), (0, 2, 1))
        yield permuted("nhwc.e4", 4, (32, pixels, c), (0, 2, 1))


def permutations(quick):
    listed = (((184, 192, 192), (0, 2, 1)), ((192, 192, 178), (1, 0, 2)), ((192, 178, 192), (2, 1, 0)),
              ((80, 48, 75, 48), (0, 3, 2, 1)), ((96, 38, 48, 38), (2, 1, 3, 0)), ((96, 38, 48, 38), (2, 0, 3, 1)),
              ((96, 48, 38, 38), (1, 0, 3, 2)), ((48, 75, 38, 48), (3, 2, 1, 0)),
              ((48, 15, 28, 15, 28), (2, 0, 4, 1, 3)), ((15, 15, 15, 28, 15, 9), (5, 4, 3, 2, 1, 0)))
    for shape, axes in listed[::4 if quick else 1]:
        for e in (4,) if quick else (4, 8):
            yield permuted(f"permute.e{e}.{''.join(map(str, axes))}", e, shape, axes)


def slices(quick):
    kinds = {"step2": lambda n, e: source_of((2 * n,), e)[::2], "step3": lambda n, e: source_of((3 * n,), e)[::3],
             "colstep3": lambda n, e: source_of((n // 4096, 3 * 4096), e)[:, ::3],
             "reversed": lambda n, e: source_of((n,), e)[::-1],
             "broadcast_rows": lambda n, e: np.broadcast_to(source_of((1, 4096), e), (n // 4096, 4096)),
             "broadcast_columns": lambda n, e: np.broadcast_to(source_of((n // 8, 1), e), (n // 8, 8))}
    for kind, make in kinds.items():
        for e in (8,) if quick else (1, 2, 4, 8, 16):
            params = {"source": kind, "e": e, "output": "32MiB"}
            yield (f"slice.{kind}.e{e}.32MiB",
                   lambda lib, name, p=params, make=make: Copy(lib, name, p, make((32 << 20) // p["e"], p["e"])))


def seeds(_):
    for size, n in (("n100k", 100_000), ("n2M", 2_000_000)):
        yield f"seed.{size}", lambda lib, name, n=n: Seed(lib, name, n)


def all_cases(quick):
    for make in (repeats, counts, transposes, permutations, slices, seeds):
        yield from make(quick)


# --- The clock ---------------------------------------------------------------------------------------------

def agree(case):
    case.spoil()
    case.ours()
    case.theirs()
    return left_equal(case)


def left_equal(case):
    ours, theirs = case.results()
    return ours.shape == theirs.shape and np.array_equal(ours, theirs)


def batch(run, times):
    begin = time.perf_counter_ns()
    for _ in range(times):
        run()
    return time.perf_counter_ns() - begin


def times_per_batch(run):
    times = 1
    while batch(run, times) < BATCH_NS / 2:
        times *= 2
    return times


def measure(case, rounds):
    """Median and median distance from it, in ns, of ours and theirs."""
    ways = (case.ours, case.theirs)
    often = [times_per_batch(run) for run in ways]
    found = ([], [])
    for number in range(rounds):
        for way in (0, 1) if number % 2 == 0 else (1, 0):
            if often[way] < 4:
                ways[way]()
            found[way].append(batch(ways[way], often[way]) / often[way])
    medians = [statistics.median(times) for times in found]
    return [(m, statistics.median(abs(t - m) for t in times)) for m, times in zip(medians, found)]


# --- The program -------------------------------------------------------------------------------------------

def cpu_name():
    try:
        for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return "unknown"


def about(lib):
    return {"suite": "about", "case": "numpy",
            "params": {"machine": cpu_name(), "numpy": np.__version__, "python": sys.version.split()[0],
                       "version": lib.ndw_version().decode(), "kernels": lib.ndw_kernels().decode()},
            "bytes": 0, "ns_median": 0, "ns_mad": 0, "against": {}}


def record(case, ours, theirs):
    noise = round(max(mad / median for median, mad in (ours, theirs)), 3)
    return {"suite": case.suite, "case": case.name, "params": {**case.params, "numpy": np.__version__, "noise": noise},
            "bytes": case.bytes, "ns_median": round(ours[0], 2), "ns_mad": round(ours[1], 2),
            "against": {"numpy": round(theirs[0], 2)}}


def show(case, ours, theirs):
    ratio = theirs[0] / ours[0]
    mark = "< " if ratio < TOLERANCE else ""
    print(f"{case.name:<44}{ours[0] / 1e3:>12.1f} us{100 * ours[1] / ours[0]:>7.1f}%{case.bytes / ours[0]:>9.2f}"
          f"{theirs[0] / 1e3:>14.1f} us{mark + format(ratio, '.2f') + 'x':>11}", flush=True)
    return ratio


def summarise(ratios):
    print("\ngeometric mean (worst)")
    for suite, found in ratios.items():
        mean = math.exp(sum(math.log(r) for _, r in found) / len(found))
        print(f"  {suite:<14}numpy {mean:.2f}x ({min(r for _, r in found):.2f}x)  {len(found)} cases")
    losing = [(name, r) for found in ratios.values() for name, r in found if r < TOLERANCE]
    print(f"slower than NumPy in {len(losing)} of {sum(map(len, ratios.values()))} cases")
    for name, ratio in losing:
        print(f"  < {name:<42}{ratio:.2f}x")


def main():
    parser = argparse.ArgumentParser(description="The library and NumPy in one process, in turn.")
    parser.add_argument("library")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--filter", default="")
    parser.add_argument("--json")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--check", action="store_true")
    args = parser.parse_args()

    wanted = [(name, make) for name, make in all_cases(args.quick) if args.filter in name]
    if args.list:
        print(*(name for name, _ in wanted), sep="\n")
        return 0
    lib = load(args.library)
    print(f"machine   {cpu_name()}\nlibrary   ndweave {lib.ndw_version().decode()}, kernels: "
          f"{lib.ndw_kernels().decode()}\nnumpy     {np.__version__}, Python {sys.version.split()[0]}\n")
    print(f"{'':<44}{'ndweave':>15}{'spread':>8}{'GB/s':>9}{'numpy':>17}{'ratio':>11}")

    begin, ratios, wrong = time.perf_counter(), {}, 0
    out = open(args.json, "w", encoding="utf-8") if args.json else None
    if out:
        print(json.dumps(about(lib)), file=out)
    for name, make in wanted:
        case = make(lib, name)
        right = agree(case)
        if right and not args.check:
            ours, theirs = measure(case, ROUNDS)
            right = left_equal(case)
        if not right:
            print(f"{name}: the two DISAGREE")
            wrong += 1
        elif args.check:
            print(f"{name:<44}  equal", flush=True)
        else:
            ratios.setdefault(case.suite, []).append((name, show(case, ours, theirs)))
            if out:
                print(json.dumps(record(case, ours, theirs)), file=out, flush=True)
    if ratios:
        summarise(ratios)
    print(f"\n{len(wanted)} cases in {time.perf_counter() - begin:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
