"""check_somersd.py PROGRAM - compare the example somersd with scipy.stats.somersd.

Random rankings of many lengths, with few and with many ties, monotone and constant ones among them.
The statistic is a quotient of integers and must be the same to the last bit. The p-value goes through
a square root and the tail of the normal distribution, where relative errors grow with the square of Z,
so it must agree to 10 digits.
"""

import math
import random
import subprocess
import sys
import warnings

import scipy
from scipy.stats import somersd

CASES = 150


def rankings(rng):
    """Two lists of one length, of the kinds that take different ways through the formulas."""
    ranks = rng.choice([2, 3, 10, 1000])
    n = rng.choice([2, 3, 5, 8, 13, 40] if ranks > 10 else [13, 40, 100, 300])  # SciPy takes n^2 cells
    x = [rng.randrange(-ranks, ranks) for _ in range(n)]
    kind = rng.randrange(12)
    if kind == 0:
        return x, sorted(x)
    if kind == 1:
        return x, [-v for v in x]
    if kind == 2:
        return x, [7] * n
    if kind <= 6:
        return x, [v + rng.randrange(3) for v in x]
    return x, [rng.randrange(ranks) for _ in range(n)]


def of_example(program, x, y, threads):
    lists = [",".join(map(str, v)) for v in (x, y)]
    run = subprocess.run([program, *lists, str(threads)], check=True, capture_output=True, text=True)
    return tuple(map(float, run.stdout.split()))


def of_scipy(x, y):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # 0 / 0 where a variable never changes
        result = somersd(x, y)
    return float(result.statistic), float(result.pvalue)


def agree(found, expected, rel_tol):
    if math.isnan(expected):
        return math.isnan(found)
    return math.isclose(found, expected, rel_tol=rel_tol, abs_tol=1e-300)


def main():
    rng = random.Random(20250117)
    wrong = constant = 0
    for case in range(CASES):
        x, y = rankings(rng)
        found = of_example(sys.argv[1], x, y, threads=1 + case % 7)
        expected = of_scipy(x, y)
        constant += math.isnan(expected[0])
        if not (agree(found[0], expected[0], 0) and agree(found[1], expected[1], 1e-10)):
            wrong += 1
            print(f"x = {x}\ny = {y}\nexample {found}\nSciPy   {expected}")
    print(f"{CASES} pairs of rankings ({constant} without a result), "
          f"{wrong} differ from SciPy {scipy.__version__}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
