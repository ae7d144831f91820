#!/usr/bin/env python3
"""api.py - the public headers as one page, and the rules every public function's comment keeps.

    api.py INCLUDE_DIR [PAGE.html]

A header is read as it is written for people: an opening comment, groups between ruled lines, and blocks of one
documented comment and the declarations right under it. A function without a comment, or whose comment does not
end in its thread class (Threads: any, alone or bytes), is an error, and the page is not written. Standard
library only.
"""
import html
import pathlib
import re
import sys

FUNCTION = re.compile(r"NDW_(?:API|CALL) [^;]*?\b(ndw_[a-z0-9_]+)\(", re.S)
RULE = re.compile(r"/\* --- (.*?) -*\s*\*/")
INCLUDE = re.compile(r"#include <ndweave/([a-z]+)\.h>")
THREADS = re.compile(r"Threads: (?:any|alone|bytes)\b")

STYLE = """
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #f3f4f6; --line: #d0d7de; --link: #0550ae; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #16181c; --soft: #22262c; --line: #3a4048; --link: #79b8ff; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0; display: flex; }
nav { width: 19em; flex: none; position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1em; box-sizing: border-box;
      border-right: 1px solid var(--line); font-size: 85%; }
nav ul { list-style: none; padding-left: 1em; margin: 0 0 .6em; }
main { padding: 1em 2em 4em; max-width: 66em; min-width: 0; }
pre { background: var(--soft); padding: .7em 1em; overflow-x: auto; border-radius: 6px; font-size: 85%; line-height: 1.4; }
h2 { border-bottom: 1px solid var(--line); margin-top: 2.5em; } h3 { margin-top: 2em; }
@media (max-width: 50em) { body { display: block; } nav { position: static; width: auto; height: 30vh; } main { padding: 1em; } }
a { color: var(--link); text-decoration: none; } .threads { font-weight: 600; }
"""


def plain(comment):
    """The text of a comment, without its marks."""
    body = re.sub(r"^/\*\*?|\*/$", "", comment.strip())
    lines = [re.sub(r"^ ?\* ?", "", line, count=1) if i else line.strip() for i, line in enumerate(body.split("\n"))]
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def blocks(text):
    """(group or None, comment, declarations) for each documented block, and a list of bare declarations."""
    found, bare = [], []
    pattern = re.compile(r"(/\*\*.*?\*/\n)?((?:NDW_(?:API|CALL) [^;]*;\n)+)|" + RULE.pattern, re.S)
    group = None
    for match in pattern.finditer(text):
        if match.group(3):
            group = match.group(3).rstrip(" -")
        elif match.group(1):
            found.append((group, plain(match.group(1)), match.group(2).strip()))
        else:
            bare += FUNCTION.findall(match.group(2))
    return found, bare


def complaints(header, documented, bare):
    for name in bare:
        yield f"{header}: {name} has no comment"
    for _, comment, declarations in documented:
        if not THREADS.search(comment):
            for name in FUNCTION.findall(declarations):
                yield f"{header}: {name}: its comment names no thread class"


def section(header, text, documented):
    intro = plain(re.match(r"/\*.*?\*/", text, re.S).group(0))
    out = [f'<h2 id="{header}">{header}.h</h2>', f"<pre>{html.escape(intro)}</pre>"]
    last = None
    for group, comment, declarations in documented:
        if group and group != last:
            out.append(f"<h3>{html.escape(group)}</h3>")
        last = group
        for name in FUNCTION.findall(declarations):
            out.append(f'<a id="{name}"></a>')
        code = re.sub(r"NDW_(API|CALL) ", "", declarations)
        out.append(f"<pre>{html.escape(code)}</pre>")
        said = re.sub(r"(Threads: \w+)", r'<span class="threads">\1</span>', html.escape(comment))
        out.append(f"<pre>{said}</pre>")
    return "\n".join(out)


def contents(pages):
    out = []
    for header, _, documented in pages:
        names = [name for _, _, declarations in documented for name in FUNCTION.findall(declarations)]
        items = "".join(f'<li><a href="#{name}">{name}</a></li>' for name in names)
        out.append(f'<b><a href="#{header}">{header}.h</a></b><ul>{items}</ul>')
    return "\n".join(out)


def main():
    include = pathlib.Path(sys.argv[1]) / "ndweave"
    umbrella = (include / "ndweave.h").read_text()
    order = list(dict.fromkeys(["ndweave"] + INCLUDE.findall(umbrella)))
    missing = {path.stem for path in include.glob("*.h")} - set(order) - {"api"}
    errors = [f"{name}.h is not included by ndweave.h" for name in sorted(missing)]
    pages, count = [], 0
    for header in order:
        text = (include / f"{header}.h").read_text()
        documented, bare = blocks(text)
        errors += complaints(header, documented, bare)
        count += sum(len(FUNCTION.findall(declarations)) for _, _, declarations in documented)
        pages.append((header, text, documented))
    for error in errors:
        print(error)
    print(f"{count} public functions documented in {len(order)} headers, {len(errors)} complaints")
    if errors:
        return 1
    if len(sys.argv) > 2:
        body = "\n".join(section(*page) for page in pages)
        pathlib.Path(sys.argv[2]).write_text(
            "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>"
            f"<title>ndweave</title><style>{STYLE}</style><nav>{contents(pages)}</nav><main><h1>ndweave</h1>\n{body}\n"
            "</main></html>\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
