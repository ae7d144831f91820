#!/usr/bin/env python3
"""allocators.py - the library with its pool, without it, and over allocators that are preloaded.

    allocators.py NDW_BENCH [--rounds N]

Runs the cases in which memory is asked for with the pool on and off, each over libc, mimalloc and jemalloc
(Debian: libmimalloc2.0, libjemalloc2), in turn, and prints the median of the rounds for each. An allocator that
is not installed is left out, and that is said. Standard library only.
"""
import ctypes.util
import json
import os
import statistics
import subprocess
import sys
import tempfile

CASES = ["empty.n", "slice.owned", "slice.shared.t2", "tiny.share.n16", "tiny.copy.n16", "repeat.alloc.e8.k2."]
PRELOADED = {"libc": None, "mimalloc": "mimalloc", "jemalloc": "jemalloc"}


def installed():
    """(name, file to preload or None) for each allocator that is there."""
    for name, library in PRELOADED.items():
        path = ctypes.util.find_library(library) if library else None
        if library and not path:
            print(f"SKIPPED: {name} is not installed")
        else:
            yield name, path


def measure(bench, preload, level):
    """{case: ns} of one run of each case."""
    environment = {**os.environ, "NDW_POOL": level}
    if preload:
        environment["LD_PRELOAD"] = preload
    found = {}
    for case in CASES:
        with tempfile.NamedTemporaryFile() as lines:
            subprocess.run([bench, "--quick", "--filter", case, "--json", lines.name], env=environment, check=True,
                           stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for line in open(lines.name, encoding="utf-8"):
                row = json.loads(line)
                if row.get("ns_median"):
                    found[row["case"]] = row["ns_median"]
    return found


def in_words(ns):
    return f"{ns:.0f} ns" if ns < 1e4 else f"{ns / 1e3:.0f} us" if ns < 1e7 else f"{ns / 1e6:.1f} ms"


def main():
    bench = sys.argv[1]
    rounds = int(sys.argv[3]) if len(sys.argv) == 4 else 3
    ways = [(name, path, level) for name, path in installed() for level in ("on", "off")]
    times = {}
    for turn in range(rounds):
        for name, path, level in ways if turn % 2 == 0 else reversed(ways):
            for case, ns in measure(bench, path, level).items():
                times.setdefault(case, {}).setdefault((name, level), []).append(ns)
    heads = [f"{name}, {level}" for name, _, level in ways]
    print(f"{'pool over':32}" + "".join(f"{head:>15}" for head in heads))
    for case, row in times.items():
        cells = [in_words(statistics.median(row[name, level])) for name, _, level in ways]
        print(f"{case:32}" + "".join(f"{cell:>15}" for cell in cells))


main()
