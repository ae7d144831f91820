#!/usr/bin/env python3
"""text.py - ndw_format against NumPy's str(), on random arrays of every dtype both have.

    text.py LIBRARY [--arrays N] [--seed S]

NumPy prints a 0-d record array as its scalar, and bfloat16 not at all: neither is compared.
"""
import argparse
import ctypes
import random
import sys

import numpy as np

from ndweave import Array, DTYPES, load

SPECIAL = [0.0, -0.0, float("nan"), float("inf"), float("-inf"), 1e-5, 1e8, 1e16, 123456.789, -0.1, 1 / 3, 5e-324]


def text(array):
    length = ctypes.c_size_t()
    Array.check(Array.lib.ndw_format(ctypes.c_void_p(array.pointer), ctypes.c_size_t(0), None, ctypes.byref(length)))
    buffer = ctypes.create_string_buffer(length.value + 1)
    Array.check(Array.lib.ndw_format(ctypes.c_void_p(array.pointer), ctypes.c_size_t(length.value + 1), buffer, None))
    return buffer.value.decode()


def number(dice):
    kind = dice.random()
    if kind < 0.2:
        return dice.choice(SPECIAL)
    if kind < 0.5:
        return float(dice.randint(-1000, 1000))
    if kind < 0.7:
        return dice.randint(-10**6, 10**6) / 10 ** dice.randint(0, 6)
    return dice.uniform(-1, 1) * 10 ** dice.randint(-3 if kind < 0.9 else -30, 3 if kind < 0.9 else 30)


def values(dice, shape, dtype):
    size = int(np.prod(shape))
    if dtype.kind == "f":
        return np.array([number(dice) for _ in range(size)]).astype(dtype).reshape(shape)
    if dtype.kind == "c":
        parts = [complex(number(dice), number(dice)) for _ in range(size)]
        return np.array(parts).astype(dtype).reshape(shape)
    if dtype.kind == "b":
        return np.array([dice.random() < 0.5 for _ in range(size)], bool).reshape(shape)
    if dtype.kind in "iu" and dice.random() < 0.5:
        return np.array([dice.randint(0, 100) for _ in range(size)]).astype(dtype).reshape(shape)
    return np.frombuffer(dice.randbytes(size * dtype.itemsize), dtype).reshape(shape)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("library")
    parser.add_argument("--arrays", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    Array.lib = load(options.library)
    dtypes = [np.dtype(name) for name in list(DTYPES) + ["V3", "V16"]]
    wrong = 0
    for i in range(options.arrays):
        dice = random.Random(options.seed + i)
        dtype = dice.choice(dtypes)
        shape = tuple(dice.choice((1, 2, 3, 5, 8, 30)) for _ in range(dice.randint(0, 3)))
        if dice.random() < 0.1:
            shape = (dice.choice((0, 1001, 1500)),) + shape[:1]
        if dtype.kind == "V" and not shape:
            continue
        x = values(dice, shape, dtype)
        ours, theirs = text(Array.of(x)), str(x)
        if ours != theirs:
            wrong += 1
            print(f"array {options.seed + i}: {dtype} {shape}\n{ours}\nNumPy:\n{theirs}\n")
            if wrong == 5:
                break
    print(f"{options.arrays} arrays, {wrong} disagreements with NumPy {np.__version__}")
    return wrong != 0


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main())
