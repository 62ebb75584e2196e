"""The wings of the house, as its imports have them: a picture and a table, made from the sources."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from html import escape
from pathlib import Path

PAGE = """\
# The house

{made}

Imports run one way, from what people touch down to what everything stands on, imports for type checkers included; `make check` fails on any
other. `model/` is the source root; the package in it is `unit_cohesion`.

![The wings of the package, one below the other, a line for each that takes names from another; every line leads down](images/wings.svg)

{table}

## Two walks

**A parameter, from a file to the rule that uses it.** `scenario/files.py` reads the TOML file and what it extends; `scenario/building.py`
holds each value against its declaration in `rules/` and makes a frozen `Scenario` (`scenario/loading.py`). `simulation/identity.py` puts
scenario, seed, switches, rules from outside and later changes into one `Identity`, whoever asks: the command (`runs/request.py`), Python
(`runs/run.py`), a sweep (`sweeps/chunk.py`), two worlds (`insight/worlds.py`), Mesa (`agents/model.py`), the dashboard
(`views/dashboard/run_request.py`). `population/birth.py` writes the values into the one row `p`, and the compiled day
(`engine/driver.py`, made from the order of `rules/`) hands that row to the rule.

**A count, from the rule to the figure.** A rule moves people through `engine/transitions.py`, which notes the event and the day's counts in
the run's memory (`engine/world.py`). `simulation/log.py` reads it as arrays. Outcomes are computed from these (`runs/facts.py`,
`runs/measures/`), without a table; tables are made of them when they are first asked for (`tables/frames.py`), and written by
`tables/parquet.py` alone. `runs/record.py` holds both; what is shown is made from a record: `views/figures/`, `views/terminal/`,
`views/dashboard/`.
"""
PACKAGE = Path(__file__).parents[2]
ROOT = PACKAGE.parents[1]
NAME = PACKAGE.name
WIDE, ROW, TOP = 900, 38, 16  # of the picture, in pixels


def order() -> list[str]:
    """The wings, from what people touch down to what everything stands on: as the import contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    return [str(layer) for layer in contracts[0]["layers"]]


def says(wing: str) -> str:
    """What a wing holds: the first sentence of its docstring."""
    folder = PACKAGE / wing
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return docstring.split("\n\n")[0].replace("\n", " ")


def files(wing: str) -> list[Path]:
    """The modules of a wing."""
    folder = PACKAGE / wing
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def imports() -> Counter[tuple[str, str]]:
    """How many names each wing takes from each other one, imports for type checkers included."""
    found: Counter[tuple[str, str]] = Counter()
    for wing in order():
        for path in files(wing):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(f"{NAME}."):
                    other = node.module.split(".")[1]
                    if other != wing:
                        found[wing, other] += len(node.names)
    return found


def picture() -> str:
    """The wings as an SVG: one below the other, with a line from each to each that it takes something from, as thick as it takes much."""
    wings, taken = order(), imports()
    y = {wing: TOP + ROW * row + ROW / 2 for row, wing in enumerate(wings)}
    parts = []
    for (wing, other), names in sorted(taken.items()):
        if other not in y:
            continue
        far = 60 + 22 * abs(wings.index(other) - wings.index(wing))
        colour = "#7a5195" if y[other] > y[wing] else "#d43d51"  # up would be a circle
        docstring = f"{wing} takes {names} names from {other}"
        parts.append(
            f'<path d="M 560 {y[wing]:.0f} C {560 + far} {y[wing]:.0f}, {560 + far} {y[other]:.0f}, 560 {y[other]:.0f}" fill="none" '
            f'stroke="{colour}" stroke-opacity="0.45" stroke-width="{min(6.0, 0.6 + names / 25):.1f}"><title>{docstring}</title></path>'
        )
    for wing in wings:
        docstring = says(wing)
        short = docstring if len(docstring) < 72 else docstring[:69].rsplit(" ", 1)[0] + " …"
        parts.append(f'<rect x="10" y="{y[wing] - 15:.0f}" width="545" height="30" rx="5" fill="#f4f1ea" stroke="#8a8377"/>')
        name = wing + ("/" if (PACKAGE / wing).is_dir() else ".py")
        parts.append(f'<text x="20" y="{y[wing] + 5:.0f}" font-weight="bold" fill="#222">{escape(name)}</text>')
        parts.append(f'<text x="130" y="{y[wing] + 5:.0f}" font-size="11" fill="#333">{escape(short)}</text>')
    high = TOP * 2 + ROW * len(wings)
    title = "The wings of the package and what each takes from others; every line leads down"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {high}" role="img" aria-label="{title}" '
        f'font-family="ui-sans-serif, system-ui, sans-serif" font-size="13"><title>{title}</title>'
        f'<rect width="{WIDE}" height="{high}" fill="#ffffff"/>{"".join(parts)}</svg>\n'
    )


def table() -> str:
    """The wings as a Markdown table: name, what it holds, files, and what it takes names from."""
    taken, lines = imports(), ["| wing | what it holds | files | takes from |", "| --- | --- | --- | --- |"]
    for wing in order():
        name = f"`{wing}/`" if (PACKAGE / wing).is_dir() else f"`{wing}.py`"
        others = ", ".join(f"{other} {names}" for (one, other), names in sorted(taken.items(), key=lambda item: -item[1]) if one == wing)
        lines.append(f"| {name} | {says(wing)} | {len(files(wing))} | {others or '–'} |")
    return "\n".join(lines)


def page() -> str:
    """docs/architecture.md."""
    made = "<!-- Made by `make docs` from the imports; do not edit. -->"
    return PAGE.format(made=made, table=table())
