"""Writes ``docs/parameters.md`` and ``docs/mechanisms.md`` from the declarations.

python -m model.views.docs            # write them
python -m model.views.docs --check    # exit 1 if they are stale
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from model.mechanisms import MECHANISMS
from model.parameters import PARAMETERS, RULE_TABLES
from model.parameters.declaration import Parameter
from model.scenario import table_of_rule
from model.views.catalogue import about_rule
from model.views.words import band, number

FOLDER = Path(__file__).parents[2] / "docs"
MADE = "<!-- Made by `make docs` from the declarations in {}; do not edit. -->"
INTRODUCTION = """\
All {} of them, by rule. Each is a key in its rule's table of a scenario file, a keyword in Python
(`run("two-valleys", comrade_pressure=2)`) and an option of the command line (`--set comrade_pressure=2`).
A value outside its range is refused. Sources: `A14` and `B17` are lines of the two source texts, `lit` is the field's literature,
`estimate` a plausible value with no better ground, `tuned` one that was fitted to targets. The last column is the
[mechanism](mechanisms.md) that it belongs to."""
WITHOUT = "The last column says which sign must show when the mechanism alone is switched off under the same draws, or what is checked."
KINDS = {
    "rule": "can be switched off by its id",
    "claim": "an author's advocacy, or a rumour taken as fact: switchable, off unless its parameter is raised",
    "fact": "holds in the people and series as they are made; checked, not switched",
    "classifier": "names what has happened; checked, not switched",
}


def parameters_page() -> str:
    """Every parameter, by rule."""
    lines = [MADE.format("`model/parameters/`"), "", "# Parameters", "", INTRODUCTION.format(len(PARAMETERS))]
    for rule, declared in RULE_TABLES.items():
        lines += ["", f"## `[{table_of_rule(rule)}]`", "", f"{about_rule(rule)}.", ""]
        rows = [
            (f"`{p.name}`", number(p.default), _unit(p), band(p.low, p.high), p.meaning, p.source, _linked(p.mechanism)) for p in declared
        ]
        lines += _table(("name", "default", "unit", "range", "meaning", "source", "mechanism"), rows)
    return "\n".join(lines) + "\n"


def mechanisms_page() -> str:
    """Every mechanism."""
    lines = [MADE.format("`model/mechanisms.py`"), "", "# Mechanisms", "", "What the model says happens, under permanent ids. Kinds:", ""]
    lines += [f"- *{kind}*: {meaning}." for kind, meaning in KINDS.items()]
    lines += ["", WITHOUT, ""]
    rows = [
        (f'<span id="{m.id.lower()}">{m.id}</span>', m.title, m.says, m.source, m.kind, f"{m.off} (`{m.outcome}`)" if m.outcome else m.off)
        for m in MECHANISMS.values()
    ]
    return "\n".join([*lines, *_table(("id", "title", "what it says", "source", "kind", "without it"), rows)]) + "\n"


PAGES = {"parameters.md": parameters_page, "mechanisms.md": mechanisms_page}


def _unit(parameter: Parameter) -> str:
    return "" if parameter.unit == "1" else parameter.unit


def _linked(id: str) -> str:
    return f"[{id}](mechanisms.md#{id.lower()})"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in ([*heads], ["---"] * len(heads), *cells)]


def stale() -> list[str]:
    """The pages that are missing or differ from the declarations."""
    return [name for name, page in PAGES.items() if not (FOLDER / name).is_file() or (FOLDER / name).read_text("utf-8") != page()]


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or only check them."""
    if list(arguments) == ["--check"]:
        for name in stale():
            print(f"docs/{name} is stale: make docs writes it anew", file=sys.stderr)
        return int(bool(stale()))
    if arguments:
        print("usage: python -m model.views.docs [--check]", file=sys.stderr)
        return 2
    for name in stale():
        (FOLDER / name).write_text(PAGES[name](), "utf-8")
        print(f"wrote docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
