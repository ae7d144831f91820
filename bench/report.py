#!/usr/bin/env python3
"""report.py - one page from the JSON of ndw_bench and numpy_peer.py.

    report.py FILE.json... -o report.html       the page: no scripts, nothing to fetch
    report.py FILE.json... --charts DIR         two pictures for a README: peers.svg, size.svg

Several files are one run's parts (ndw_bench's and numpy_peer.py's), or runs of several kernel tables or
machines, which the page then tells apart. Only times of one case are ever divided by each other. Light and
dark follow the reader's system.
"""
import argparse
import html
import json
import math
import pathlib
import sys

TOLERANCE = 0.97
UNSTEADY = 0.10  # the largest spread of the times of a case
LIMITS = ("fill", "nt_fill", "nt_copy", "limit", "atomic_pair", "malloc", "fill_sum")
RIVALS = ("loop", "chunk_loop", "pack_chunk_loop", "numpy")
SIZES = ("n100", "4KiB", "halfL2", "4MiB", "16MiB", "64MiB")
CALL_NS = 10  # a call may cost this beside the stores of 100 elements

STYLE = """
:root { color-scheme: light dark;
  --page: #fcfcfb; --ink: #0b0b0b; --soft: #52514e; --faint: #87857f; --rule: #e1e0d9; --axis: #c3c2b7;
  --seq: #2a78d6; --on: #fff; --s1: #2a78d6; --s2: #eb6834; --s3: #1baf7a; --s4: #eda100; --s5: #4a3aa7;
  --bad: #c22f2f; --mark: #fbe9e7 }
@media (prefers-color-scheme: dark) { :root {
  --page: #1a1a19; --ink: #fff; --soft: #c3c2b7; --faint: #8f8e88; --rule: #2c2c2a; --axis: #4a4946;
  --seq: #3987e5; --on: #fff; --s1: #3987e5; --s2: #d95926; --s3: #199e70; --s4: #c98500; --s5: #9085e9;
  --bad: #ff7b72; --mark: #3b1f1d } }
.t { fill: var(--ink) } .m { fill: var(--soft) } .f { fill: var(--faint) }
.e { text-anchor: end } .c { text-anchor: middle } .b { font-weight: 600 }
.rule { stroke: var(--rule) } .axis { stroke: var(--axis) } .one { stroke: var(--ink) }
.on { fill: var(--on) } .bad { fill: var(--bad) }
"""
SVG_FONT = "font: 12px system-ui, -apple-system, 'Segoe UI', sans-serif"
PAGE_STYLE = """
body { background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
  max-width: 70rem; margin: 2rem auto; padding: 0 1.2rem }
h1 { font-size: 1.6rem; margin: 0 } h2 { font-size: 1.15rem; margin: 2.4rem 0 .3rem }
p { color: var(--soft); margin: .2rem 0 .8rem; max-width: 46rem }
svg { SVG_FONT; max-width: 100%; height: auto; display: block }
.panels { display: flex; flex-wrap: wrap; gap: .6rem 1.6rem }
table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums }
th, td { padding: .2rem .8rem .2rem 0; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap }
th { font-weight: 600; color: var(--soft) } th:first-child, td:first-child { text-align: left }
.wide { overflow-x: auto } .lose { color: var(--bad); font-weight: 600 } summary { cursor: pointer; color: var(--soft) }
.about { display: flex; flex-wrap: wrap; align-items: start; gap: 0 3rem }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; font-size: .88rem; margin: .8rem 0 }
dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
""".replace("SVG_FONT", SVG_FONT)


# --- Reading -----------------------------------------------------------------------------------------------

def read(paths):
    """The lines about machines, and the cases, each with the table of kernels that it ran with."""
    abouts, rows = [], []
    for path in map(pathlib.Path, paths):
        kernels = ""
        for text_line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(text_line)
            if row["suite"] == "about":
                kernels = row["params"].get("kernels", "")
                abouts.append({**row["params"], "file": path.name})
            else:
                rows.append({**row, "kernels": kernels})
    return abouts, rows


def ratio(row, name):
    return row["against"][name] / row["ns_median"] if row["against"].get(name) else None


def share(row):
    """Which part of what the memory can do is reached; 100 elements: of their stores and a call."""
    against = row["against"]
    if row["params"].get("output") == "n100" and "fill" in against:
        return (against["fill"] + CALL_NS) / row["ns_median"]
    for name in ("limit", "fill_sum", "atomic_pair", "malloc"):
        if against.get(name):
            return against[name] / row["ns_median"]
    return None


def geomean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def is_plain(row):
    """Into recycled, aligned memory, by one thread: the grid of E and k."""
    params = row["params"]
    return row["suite"] == "repeat" and params.get("buffers") == "recycled" and "threads" not in params


# --- SVG ---------------------------------------------------------------------------------------------------

def esc(text):
    return html.escape(str(text))


def svg(width, height, parts, label, standalone=False):
    style = f"<style>svg {{ {SVG_FONT} }}{STYLE}</style>" if standalone else ""
    edge = 14 if standalone else 0
    x, y, wide, high = -edge, -edge, width + 2 * edge, height + 2 * edge
    back = rect(x, y, wide, high, "var(--page)", radius=6) if standalone else ""
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {wide:g} {high:g}" width="{wide:g}" '
            f'height="{high:g}" role="img" aria-label="{esc(label)}">{style}{back}' + "".join(parts) + "</svg>")


def text(x, y, content, classes="t", size=None, title=None):
    extra = f' style="font-size:{size}px"' if size else ""
    tip = f"<title>{esc(title)}</title>" if title else ""
    return f'<text x="{x:g}" y="{y:g}" class="{classes}"{extra}>{esc(content)}{tip}</text>'


def line(x1, y1, x2, y2, classes="rule", width=1):
    return f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" class="{classes}" stroke-width="{width}"/>'


def rect(x, y, width, height, fill, tip="", opacity=1.0, radius=2):
    title = f"<title>{esc(tip)}</title>" if tip else ""
    return (f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius}" '
            f'style="fill:{fill};fill-opacity:{opacity:.2f}">{title}</rect>')


def dot(x, y, radius, fill, tip, opacity=1.0):
    return (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" style="fill:{fill};fill-opacity:{opacity}">'
            f"<title>{esc(tip)}</title></circle>")


def percent(value):
    return f"{100 * value:.0f}"


def table(heads, rows):
    """Cells are texts; one that begins with '!' is a loss."""
    parts = ['<div class="wide"><table><tr>', *(f"<th>{esc(head)}</th>" for head in heads), "</tr>"]
    for row in rows:
        cells = (f'<td class="lose">{esc(c[1:])}</td>' if c.startswith("!") else f"<td>{esc(c)}</td>" for c in row)
        parts.append(f"<tr>{''.join(cells)}</tr>\n")
    return "".join(parts) + "</table></div>"


def section(title, about, *parts):
    return f"<h2>{esc(title)}</h2><p>{esc(about)}</p>" + "".join(parts)


def panels(parts):
    return f'<div class="panels">{"".join(parts)}</div>'


def heatmap(title, rows):
    """Share of the limit: elements down, counts across; a triangle marks cells that lose against a rival."""
    widths = sorted({r["params"]["e"] for r in rows})
    counts = sorted({r["params"]["k"] for r in rows})
    cell_w, cell_h, left, top = 40, 24, 40, 40
    parts = [text(0, 13, title, "t b"), text(left - 8, 33, "E \\ k", "f e", 11)]
    for j, k in enumerate(counts):
        parts.append(text(left + j * cell_w + cell_w / 2, 33, k, "m c", 11))
    for i, e in enumerate(widths):
        parts.append(text(left - 8, top + i * cell_h + 16, e, "m e", 11))
    for r in rows:
        x = left + counts.index(r["params"]["k"]) * cell_w
        y = top + widths.index(r["params"]["e"]) * cell_h
        value, losing = share(r), losses_of(r)
        tip = r["case"] + "".join(f", {name} {found:.2f}x" for name, found in losing)
        shade = min(1, max(.04, value))
        parts.append(rect(x + 1, y + 1, cell_w - 2, cell_h - 2, "var(--seq)", tip, shade, 3))
        parts.append(text(x + cell_w / 2, y + 16, percent(value), ("on c" if value > .55 else "t c"), None, tip))
        if losing:
            parts.append(f'<path d="M{x + cell_w - 10} {y + 2}h8v8z" class="bad"/>')
    width = max(left + len(counts) * cell_w, 8 * len(title))
    return svg(width, top + len(widths) * cell_h + 4, parts, f"share of the limit, {title}")


def log_ticks(low, high):
    return [v for p in range(-3, 5) for v in (10.0**p, 2 * 10.0**p, 5 * 10.0**p) if low <= v <= high]


def colour(i):
    return f"var(--s{i + 1})"


def colour_of(name):
    """A peer has one colour wherever it is."""
    return colour((*RIVALS, "ndweave").index(name))


def legend(names, x, y):
    parts = []
    for name in names:
        parts.append(rect(x, y - 9, 10, 10, colour_of(name)))
        parts.append(text(x + 15, y, name, "m"))
        x += 15 + 7 * len(name) + 18
    return parts


def peers_chart(groups, names, standalone=False):
    """Per suite and peer: the mean ratio as a bar from 1, the range of its cases as a thin line."""
    row_h, left, right, top = 14, 120, 70, 48
    flat = [v for _, found in groups for values in found.values() for v in values]
    low, high = min(.5, min(flat)), max(4, max(flat))
    width, plot = 760, 760 - left - right
    x_of = lambda v: left + plot * (math.log(v) - math.log(low)) / (math.log(high) - math.log(low))  # noqa: E731
    height = top + sum(len(found) * row_h + 12 for _, found in groups) + 22
    parts = [text(0, 14, "Time of the peer / time of ndweave (right of 1: ndweave is faster)", "t b")]
    parts += legend(names, 0, 34)
    for v in log_ticks(low, high):
        parts.append(line(x_of(v), top, x_of(v), height - 20, "one" if v == 1 else "rule"))
        parts.append(text(x_of(v), height - 6, f"{v:g}x", "m c", 11))
    y = top + 4
    for suite, found in groups:
        parts.append(text(left - 12, y + len(found) * row_h / 2 + 4, suite, "t e"))
        for name, values in found.items():
            mean, x0, x1 = geomean(values), x_of(1), x_of(geomean(values))
            tip = (f"{suite} against {name}: mean {mean:.2f}x, {min(values):.2f}x to {max(values):.2f}x, "
                   f"{len(values)} cases")
            fill = colour_of(name)
            parts.append(rect(min(x0, x1), y + 1, abs(x1 - x0) + .5, row_h - 3, fill, tip))
            least, most = x_of(min(values)), x_of(max(values))
            parts.append(rect(least, y + row_h / 2 - 1.2, most - least, 1.4, fill))
            at = max(most, x0, x1)
            parts.append(text(at + 6, y + row_h - 3, f"{mean:.2f}x", "bad" if mean < TOLERANCE else "m", 11))
            y += row_h
        y += 12
    return svg(width, height, parts, "speed against peers", standalone)


def human(size):
    for unit, step in (("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size >= step:
            return f"{size / step:g} {unit}"
    return f"{size} B"


def size_chart(title, series, standalone=False, width=470):
    """GB/s against bytes, both logarithmic; series: name -> [(bytes, GB/s)], the last one a limit, dashed."""
    left, right, top, height = 44, 96, 34, 300
    points = [p for found in series.values() for p in found]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1, y0, y1 = min(xs), max(xs), min(ys) / 1.2, max(ys) * 1.2
    plot_w, plot_h = width - left - right, height - top - 30
    x_of = lambda v: left + plot_w * (math.log(v / x0) / math.log(x1 / x0) if x1 > x0 else .5)  # noqa: E731
    y_of = lambda v: top + plot_h * (1 - math.log(v / y0) / math.log(y1 / y0))  # noqa: E731
    parts = [text(0, 14, title, "t b"), text(left - 8, top - 6, "GB/s", "f e", 11)]
    for v in log_ticks(y0, y1):
        parts += [line(left, y_of(v), width - right, y_of(v)), text(left - 8, y_of(v) + 4, f"{v:g}", "m e", 11)]
    for x in (256, 4 << 10, 64 << 10, 1 << 20, 16 << 20):
        if x0 <= x <= x1:
            parts.append(text(x_of(x), height - 10, human(x), "m c", 11))
    parts.append(line(left, height - 30, width - right, height - 30, "axis"))
    ends = []
    for i, (name, found) in enumerate(series.items()):
        last = i == len(series) - 1
        found = sorted(found)
        path = "M" + "L".join(f"{x_of(x):.1f} {y_of(y):.1f}" for x, y in found)
        stroke = "var(--soft)" if last else colour_of(name) if standalone else colour(i % 5)
        dash = ' stroke-dasharray="5 4"' if last else ""
        parts.append(f'<path d="{path}" fill="none" style="stroke:{stroke}" stroke-width="2"{dash}/>')
        for x, y in found if not last else ():
            parts.append(dot(x_of(x), y_of(y), 3.5, stroke, f"{name}, {human(x)}: {y:.1f} GB/s"))
        ends.append([y_of(found[-1][1]), name, stroke, x_of(found[-1][0])])
    ends.sort()
    for before, after in zip(ends, ends[1:]):
        after[0] = max(after[0], before[0] + 14)
    for y, name, stroke, x in ends:
        parts.append(rect(x + 8, y - 4, 8, 8, stroke))
        parts.append(text(x + 20, y + 4, name, "m", 11))
    return svg(width, max(height, ends[-1][0] + 12), parts, title, standalone)


def bars(title, rows, unit="x"):
    """Name and value, from 0."""
    left, row_h, plot = 210, 22, 330
    top = 28
    high = max(v for _, v in rows)
    parts = [text(0, 14, title, "t b")]
    for i, (name, value) in enumerate(rows):
        y = top + i * row_h
        parts += [text(left - 10, y + 14, name, "m e", 11),
                  rect(left, y + 3, plot * value / high, 14, "var(--s1)"),
                  text(left + plot * value / high + 6, y + 14, f"{value:.2f}{unit}", "t", 11)]
    return svg(left + plot + 70, top + len(rows) * row_h + 4, parts, title)


def strips(title, rows, standalone=False):
    """Share of the limit, case by case: a line for each suite and element size, a dot for each case."""
    lines = sorted({(r["suite"], r["params"].get("e", 0)) for r in rows},
                   key=lambda key: (order_of(rows, key[0]), key[1]))
    left, plot, row_h, top = 150, 520, 20, 46
    most = min(1.6, max(1.2, *(share(r) for r in rows)))  # beyond that the limit was disturbed
    x_of = lambda v: left + plot * min(v, most) / most  # noqa: E731
    height = top + len(lines) * row_h + 24
    parts = [text(0, 14, title, "t b")]
    for v in range(0, int(100 * most) + 1, 20):
        parts.append(line(x_of(v / 100), top - 6, x_of(v / 100), height - 22, "one" if v == 100 else "rule"))
        parts.append(text(x_of(v / 100), height - 8, f"{v} %", "m c", 11))
    for i, (suite, e) in enumerate(lines):
        y = top + i * row_h + 6
        parts.append(text(left - 12, y + 4, f"{suite}, E = {e}", "m e", 11))
        for r in rows:
            if (r["suite"], r["params"].get("e", 0)) == (suite, e):
                fill = "var(--bad)" if losses_of(r) else "var(--s1)"
                parts.append(dot(x_of(share(r)), y, 4, fill, f"{r['case']}: {percent(share(r))} %", .75))
    return svg(left + plot + 20, height, parts, title, standalone)


# --- What there is to see ----------------------------------------------------------------------------------

def order_of(rows, suite):
    return next(i for i, r in enumerate(rows) if r["suite"] == suite)


def losses_of(row):
    return [(name, ratio(row, name)) for name in RIVALS if ratio(row, name) and ratio(row, name) < TOLERANCE]


def label_of(row, rows):
    """The suite, and the table of kernels where there are several."""
    return row["suite"] if len({r["kernels"] for r in rows}) == 1 else f"{row['suite']}, {row['kernels']}"


def peer_groups(rows):
    """Suite -> peer -> ratios, in the order in which the suites ran."""
    groups = {}
    for row in rows:
        for name in RIVALS:
            if ratio(row, name):
                groups.setdefault(label_of(row, rows), {}).setdefault(name, []).append(ratio(row, name))
    return list(groups.items())


def peer_names(groups):
    return [name for name in RIVALS if any(name in found for _, found in groups)]


def size_series(rows):
    """GB/s against bytes, a series for each element size, and the fastest fill."""
    series, fills = {}, {}
    for row in rows:
        series.setdefault(f"E = {row['params']['e']}", []).append((row["bytes"], row["bytes"] / row["ns_median"]))
        if row["against"].get("nt_fill"):
            fills.setdefault(row["bytes"], []).append(row["bytes"] / row["against"]["nt_fill"])
    series["fastest fill"] = [(size, max(found)) for size, found in fills.items()]
    return series


def thread_pairs(rows):
    """How many times as much is done in the same time by two threads."""
    by_name = {(row["case"], row["kernels"]): row for row in rows}
    found = []
    for row in rows:
        if not row["case"].endswith(".t2"):
            continue
        one = by_name.get((row["case"][:-3], row["kernels"]))
        if row["against"].get("one_thread"):
            found.append((row["case"], 2 * row["against"]["one_thread"] / row["ns_median"]))
        elif row["against"].get("by_one"):
            found.append((row["case"], row["against"]["by_one"] / row["ns_median"]))
        elif one:
            found.append((row["case"], one["ns_median"] / row["ns_median"]))
    return found


def readable_time(ns):
    for unit, step in (("ms", 1e6), ("us", 1e3)):
        if ns >= step:
            return f"{ns / step:.2f} {unit}"
    return f"{ns:.1f} ns"


def spread(row):
    return f"{100 * row['ns_mad'] / row['ns_median']:.1f} %"


def noise(row):
    """The largest spread of all times of the case, where it was written down."""
    return f"{100 * row['params']['noise']:.0f} %" if "noise" in row["params"] else spread(row)


def times_plain(value):
    return f"{value:.2f}x"


def times(value):
    return ("!" if value < TOLERANCE else "") + times_plain(value)


# --- The page ----------------------------------------------------------------------------------------------

ABOUT_KEYS = ("file", "machine", "cores", "l1d", "l2", "l3", "huge_pages", "pages", "caches", "compiler", "flags",
              "peer_flags", "version", "kernels", "numpy", "python", "rounds")


def about_lists(abouts):
    parts = []
    for about in abouts:
        parts.append("<dl>")
        for key in ABOUT_KEYS:
            if key in about:
                value = human(about[key]) if key in ("l1d", "l2", "l3") else about[key]
                parts.append(f"<dt>{esc(key.replace('_', ' '))}</dt><dd>{esc(value)}</dd>")
        parts.append("</dl>")
        if about.get("fit") is False:
            parts.append('<p class="lose">Not a release build: these figures say nothing about the library.</p>')
    return f'<div class="about">{"".join(parts)}</div>'


def short_section(rows):
    suites = {}
    for row in rows:
        suites.setdefault(label_of(row, rows), []).append(row)
    lines = []
    for suite, found in suites.items():
        shares = [share(r) for r in found if share(r)]
        losing = {r["case"] for r in found if losses_of(r)}
        cells = [suite, str(len({r["case"] for r in found})), f"{percent(geomean(shares))} %" if shares else "",
                 f"{percent(min(shares))} %" if shares else ""]
        for name in RIVALS:
            values = [ratio(r, name) for r in found if ratio(r, name)]
            cells.append(times(geomean(values)) if values else "")
        unsteady = sum(r["params"].get("noise", 0) > UNSTEADY for r in found)
        lines.append(cells + [f"!{len(losing)}" if losing else "0", str(unsteady)])
    about = ("Geometric means. Columns named after a peer: its time / ndweave's, above 1 ndweave is faster. Unsteady: "
             f"cases in which a time has a spread of more than {percent(UNSTEADY)} %.")
    return section("In short", about,
                   table(["suite", "cases", "share of the limit", "worst", *RIVALS, "losing", "unsteady"], lines))


# --- What the library is held to ---------------------------------------------------------------------------

def begins(*names):
    return lambda r: r["case"].startswith(names) and ".t2" not in r["case"]


def grid(sizes, counts=None, source="contig"):
    return lambda r: (is_plain(r) and r["params"]["source"] == source and r["params"]["output"] in sizes
                      and (not counts or r["params"]["k"] in counts))


def cases(*names):
    return lambda r: r["case"] in names


def strided(r):
    return is_plain(r) and r["params"]["source"] in ("step2", "reversed", "colrev") and r["bytes"] > 60e6


def large(suite):
    return lambda r: r["suite"] == suite and r["bytes"] > 60e6 and ".t2" not in r["case"]


def by_avx2(chosen):
    """What the AVX2 table is held to, as a processor without AVX-512 runs it; the others are about the widest table."""
    return lambda r: r["kernels"] == "avx2" and chosen(r)


# What, which cases, against what, how much at least (of all of them, and their mean), and what bounds it. A rival's
# time is divided by ndweave's; so is a limit's, where 1 is all there is.
TARGETS = (
    ("repeat, 64 MiB, 8 times and more", grid(["64MiB"], (8, 16, 100)), "limit", .90, None, ""),
    ("repeat, 64 MiB, 2 times", grid(["64MiB"], (2,)), "nt_fill", .80, None, ""),
    ("repeat, 64 MiB, 3 and 4 times", grid(["64MiB"], (3, 4)), "nt_fill", .85, None, ""),
    ("repeat in half of L2", grid(["halfL2"]), "fill", .70, .85,
     "the source is read from L2 as well: 1 byte for k written leaves k / (k + 1) of the fill, a mean of 83 %"),
    ("repeat, against chunk_loop", grid(SIZES), "chunk_loop", None, 3.5, ""),
    ("repeat to half of L2", grid(["n100", "4KiB", "halfL2"]), "chunk_loop", 1.1, None,
     "of the 640 instructions that make 100 doubles 200, 300 come before the first element"),
    ("repeat, 4 and 16 MiB", grid(["4MiB", "16MiB"]), "chunk_loop", 1.0, None, ""),
    ("repeat, 64 MiB", grid(["64MiB"]), "chunk_loop", 1.1, None, "100 times: the rival is at the limit too"),
    ("100 elements: of their stores and 10 ns", grid(["n100"]), None, .60, None,
     "of the 640 instructions that make 100 doubles 200, 300 come before the first element"),
    ("repeat of x[::2], x[::-1], x[:, ::-1], 64 MiB", strided, "pack_chunk_loop", 3.5, None,
     "from 8 times on both are at the limit"),
    ("repeat of x.T, 64 MiB", grid(["64MiB"], None, "transposed"), "pack_chunk_loop", 6.0, None,
     "from 16 times on both are at the limit; before, by the lines of the source, each in another page"),
    ("counts, 100 000 of 8 bytes", cases("counts.e8.n100k"), "chunk_loop", 5.0, None, ""),
    ("counts, 100 000 of 1 byte", cases("counts.e1.n100k"), "chunk_loop", 9.0, None, ""),
    ("counts, 4 million of 8 bytes", cases("counts.e8.n4M"), "chunk_loop", 2.5, None, ""),
    ("counts, 4 million of 1 byte", cases("counts.e1.n4M"), "chunk_loop", 4.0, None, ""),
    ("transposes, 64 MiB", large("transpose"), "nt_copy", .85, None,
     "each line is in another page, read and written: the same lines in this order, not turned, reach 59 to 79 %; rows "
     "that do not begin on lines go by way of an image of them"),
    ("AVX2: repeat, 64 MiB, 4 times and more", by_avx2(grid(["64MiB"], (4, 8, 16, 100))), "limit", .70, None, ""),
    ("AVX2: repeat in half of L2", by_avx2(grid(["halfL2"])), "fill", None, .60, ""),
    ("AVX2: transposes, 64 MiB", by_avx2(large("transpose")), "nt_copy", .75, None, "as transposes"),
    ("interleaves and NCHW", begins("interleave", "nchw"), "nt_copy", .85, None, ""),
    ("permutations", begins("permute"), "nt_copy", .60, .75, "as transposes"),
    ("slices, 32 MiB", lambda r: r["suite"] == "slice" and "32MiB" in r["case"] and ".t2" not in r["case"], "limit",
     .90, None,
     "nt_copy reads and writes at once, 49 GB/s; reading alone one core moves 33: x[::3] has 3 of 4 to read"),
    ("the seed's pattern, against NumPy", begins("seed.n100k", "seed.n2M"), "numpy", 3.0, None,
     "2 million: at the limit of the memory it would be 2.7x"),
    ("two threads in one call, never slower than one", lambda r: "by_one" in r["against"], "by_one", TOLERANCE, None,
     "one core is at the limit of the memory already"),
    ("with its allocation, 64 MiB", lambda r: r["case"].startswith("repeat.alloc") and r["case"].endswith("64MiB"),
     "chunk_loop", 4.0, None, ""),
    ("slice and release, atomic pairs", cases("slice.owned"), "atomic_pair", .5, None,
     "a descriptor, its checks and the count: 9 pairs"),
    ("empty and release, 1 and 10 doubles", cases("empty.n1", "empty.n10"), "malloc", 1.0, None,
     "descriptor and bytes, each with a header that is checked: 554 instructions"),
    ("empty and release, 1000 doubles", cases("empty.n1000"), "malloc", 1.0, None, ""),
    ("read at once by who asked for it", begins("consume"), "chunk_loop", TOLERANCE, None, ""),
    ("anything, against chunk_loop", lambda r: ".first" not in r["case"], "chunk_loop", TOLERANCE, None,
     "see the losing cases"),
    ("anything, against a plain loop", lambda r: ".first" not in r["case"], "loop", TOLERANCE, None,
     "see the losing cases"),
)


def targets_section(rows):
    lines, bounds, met = [], {}, 0
    several = len({r["kernels"] for r in rows}) > 1
    for kernels in dict.fromkeys(r["kernels"] for r in rows):
        mine = [r for r in rows if r["kernels"] == kernels]
        for what, chosen, against, least, mean, bound in TARGETS:
            of = (lambda r: ratio(r, against)) if against else share  # noqa: E731
            found = [(of(r), r["case"]) for r in mine if chosen(r) and r["ns_median"] and of(r)]
            if not found:
                continue
            show = (lambda v: f"{percent(v)} %") if against is None or against in LIMITS else times_plain  # noqa: E731
            worst, case = min(found)
            middle = geomean([value for value, _ in found])
            reach = " and ".join(f"{word} {show(v)}" for word, v in (("least", least), ("mean", mean)) if v)
            low, few = least is not None and worst < least, mean is not None and middle < mean
            lines.append([f"{what}, {kernels}" if several else what, against or "stores + call", reach,
                          f"{'!' if low else ''}{show(worst)}", f"{'!' if few else ''}{show(middle)}", case])
            met += not low and not few
            if (low or few) and bound:
                bounds[what] = bound
    about = (f"{met} of {len(lines)} reached in this run. Of a limit ndweave's share is shown; of a rival its time, "
             "divided by ndweave's. What bounds those that are missed was found on the machine of the README.")
    heads = ["what", "against", "reach", "least", "mean", "the least"]
    reasons = "".join(f"<dt>{esc(what)}</dt><dd>{esc(bound)}</dd>" for what, bound in bounds.items())
    return section("What it is held to", about, table(heads, lines), f"<dl>{reasons}</dl>") if lines else ""


def share_section(rows):
    grid = [r for r in rows if is_plain(r)]
    maps = []
    for kernels in dict.fromkeys(r["kernels"] for r in grid):
        for source in dict.fromkeys(r["params"]["source"] for r in grid):
            for size in SIZES:
                key = (kernels, source, size)
                found = [r for r in grid if (r["kernels"], r["params"]["source"], r["params"]["output"]) == key]
                if found:
                    maps.append(heatmap(f"{source}, {size}, {kernels}", found))
    about = ("repeat, element size E in bytes against count k, recycled memory. A cell is the share in percent of what "
             "this machine's memory can do in the same run: reading and writing what must be read and written, in the "
             f"fastest of several ways (100 elements: their stores and {CALL_NS} ns for a call). A corner marks what a "
             "rival does faster.")
    return section("Share of the limit, repeat", about, panels(maps))


def copies_section(rows):
    suites = ("counts", "transpose", "interleave", "nchw", "permute", "slice", "seed")
    parts = []
    for kernels in dict.fromkeys(r["kernels"] for r in rows):
        found = [r for r in rows if r["suite"] in suites and r["kernels"] == kernels and share(r)]
        if found:
            parts.append(strips(f"percent of the limit, {kernels}", found))
    about = ("A dot is a case; red ones a rival does faster. The limit moves each byte that must be read or written "
             "once.")
    return section("Share of the limit, everything else", about, *parts) if parts else ""


def peers_section(rows):
    groups = peer_groups(rows)
    about = ("loop: a plain loop nest. chunk_loop: one memcpy per copy, as inside NumPy's repeat. pack_chunk_loop: the "
             "same after a strided source was packed. Bar: geometric mean; thin line: from the worst case to the best.")
    return section("Against peers", about, peers_chart(groups, peer_names(groups))) if groups else ""


def threads_section(rows):
    pairs = thread_pairs(rows)
    about = "How many times as much two threads do in the same time."
    return section("Two threads", about, bars("", pairs)) if pairs else ""


def size_section(rows):
    grid = [r for r in rows if is_plain(r) and r["params"]["source"] == "contig"]
    parts = []
    for kernels in dict.fromkeys(r["kernels"] for r in grid):
        for k in (2, 8):
            found = [r for r in grid if r["kernels"] == kernels and r["params"]["k"] == k]
            if len({r["bytes"] for r in found}) > 1:
                parts.append(size_chart(f"k = {k}, {kernels}", size_series(found)))
    about = ("repeat of packed memory: bytes of the result a second against bytes of the result. Where a line falls, a "
             "cache ends; where one rises, the cost of a call fades.")
    return section("Cost against size", about, panels(parts)) if parts else ""


def losing_section(rows):
    losing = sorted(((found, name, r) for r in rows for name, found in losses_of(r)), key=lambda item: item[0])
    compared = sum(ratio(r, name) is not None for r in rows for name in RIVALS)
    lines = [[r["case"], r["kernels"], name, times(found), readable_time(r["ns_median"]), noise(r)]
             for found, name, r in losing]
    about = f"{len(losing)} of {compared} comparisons: the rival takes less than 97 % of ndweave's time."
    return section("Losing cases", about,
                   table(["case", "table", "against", "ratio", "ndweave", "largest spread"], lines) if lines else "")


def all_section(rows):
    parts = ["<h2>All figures</h2>"]
    for suite in dict.fromkeys(label_of(r, rows) for r in rows):
        found = [r for r in rows if label_of(r, rows) == suite]
        names = list(dict.fromkeys(name for r in found for name in r["against"]))
        lines = []
        for r in found:
            cells = [r["case"], readable_time(r["ns_median"]), spread(r),
                     f'{r["bytes"] / r["ns_median"]:.2f}' if r["bytes"] else ""]
            for name in names:
                value = ratio(r, name)
                cells.append("" if not value else f"{percent(value)} %" if name in LIMITS else
                             times(value) if name in RIVALS else f"{value:.2f}x")
            lines.append(cells)
        parts.append(f"<details><summary>{esc(suite)}, {len(found)} cases</summary>"
                     + table(["case", "ndweave", "spread", "GB/s", *names], lines) + "</details>")
    return "".join(parts)


def page(abouts, rows):
    parts = ['<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
             f"<title>ndweave: speed</title><style>{STYLE}{PAGE_STYLE}</style><h1>ndweave: speed</h1>",
             about_lists(abouts), short_section(rows), targets_section(rows)]
    if any(is_plain(r) for r in rows):
        parts.append(share_section(rows))
    parts += [copies_section(rows), peers_section(rows), threads_section(rows), size_section(rows),
              losing_section(rows), all_section(rows)]
    return "\n".join(parts) + "</html>\n"


# --- Pictures for a README ---------------------------------------------------------------------------------

def charts(folder, rows):
    folder.mkdir(parents=True, exist_ok=True)
    groups = [(suite, {name: values for name, values in found.items() if name != "pack_chunk_loop"})
              for suite, found in peer_groups(rows)]
    groups = [(suite, found) for suite, found in groups if found]
    if groups:
        chart = peers_chart(groups, peer_names(groups), standalone=True)
        (folder / "peers.svg").write_text(chart, encoding="utf-8")
    wanted = [r for r in rows if is_plain(r) and r["params"]["source"] == "contig"
              and (r["params"]["e"], r["params"]["k"]) == (8, 2) and r["kernels"] == rows[0]["kernels"]]
    if len(wanted) > 1:
        series = {"ndweave": [(r["bytes"], r["bytes"] / r["ns_median"]) for r in wanted]}
        for name in ("chunk_loop", "loop", "limit"):
            series[name] = [(r["bytes"], r["bytes"] / r["against"][name]) for r in wanted]
        title = "repeat(x, 2) of doubles: GB/s of result against its size"
        chart = size_chart(title, series, standalone=True, width=620)
        (folder / "size.svg").write_text(chart, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description="One page from the JSON of the benchmarks.")
    parser.add_argument("files", nargs="+")
    parser.add_argument("-o", "--output")
    parser.add_argument("--charts")
    args = parser.parse_args()
    abouts, rows = read(args.files)
    if not rows:
        print("there is no case in these files", file=sys.stderr)
        return 2
    if args.charts:
        charts(pathlib.Path(args.charts), rows)
    if args.output or not args.charts:
        pathlib.Path(args.output or "report.html").write_text(page(abouts, rows), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
