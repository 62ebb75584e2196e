"""Writes what is made from the declarations: pages of ``docs/``, and the types of rows for type checkers.

python -m unit_cohesion.views.docs.pages            # write them
python -m unit_cohesion.views.docs.pages --check    # exit 1 if they are stale
"""

from __future__ import annotations

import inspect
import math
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import typer

import unit_cohesion
from unit_cohesion import cli, extend
from unit_cohesion.engine.declare import NATURES, TOLD_IN, Rule, column, mechanism, term
from unit_cohesion.outcomes import OUTCOMES, ROWS, TABLES, WHEN
from unit_cohesion.rules import COLUMNS, DAY, DECLARED, MECHANISMS, PARAMETERS, RULE_TABLES
from unit_cohesion.scenario import table_of_rule
from unit_cohesion.views.docs import row_types, wings
from unit_cohesion.views.docs.notebook import notebook
from unit_cohesion.views.formatting import band, number
from unit_cohesion.views.markdown import table
from unit_cohesion.views.terminal.catalogue import about_rule, said

ROOT = Path(__file__).parents[4]
MADE_OF = "<!-- Made by `make docs` from {}; do not edit. -->"
MADE = MADE_OF.format("what the rules declare (`model/unit_cohesion/rules/`)")
PARAMETERS_INTRODUCTION = """\
All {} of them, by table. Each is a key in that table of a scenario file, a keyword in Python
(`run("two-valleys", comrade_pressure=2)`) and an option of the command line (`--set comrade_pressure=2`).
A value outside its range is refused. Sources: `A14` and `B17` are lines of the two source texts, `lit` is the field's literature,
`estimate` a plausible value with no better ground, `tuned` one that was fitted to targets. The last column is the
[mechanism](mechanisms.md) that it belongs to. A [case](scenarios.md#a-case-facts-only) can set facts, and no behaviour. By nature:"""
MECHANISMS_INTRODUCTION = """\
What the model says happens, under permanent ids, by the file in `model/unit_cohesion/rules/` that holds the code, in the order of
the day; of each file what the rule does, and its equations. Lower-case names are [parameters](parameters.md) or [columns](columns.md).
Kinds:"""
COLUMNS_INTRODUCTION = """\
Two kinds of tables: those that a run writes, which you read in Python or as files, and those that it holds while it runs, which rules
write and agents show. What stands in both has one name and one meaning, told with the table that is written: there a row of another table
is told as its id and a row of words as the word, empty where there is none (-1), and men of units as persons. A run's counts are persons;
the rows of `people` and `events` are agents."""
OUTCOMES_INTRODUCTION = """\
What can be asked of a run, {} numbers in all: a [target](scenarios.md#targetsid) of a scenario, a sweep's outcome, a comparison.
`cohesion outcomes` lists them, `cohesion outcomes NAME` shows one with a target to copy. The last columns say which keys a target of it
must have, and which it may: then it is about those alone."""
HELD_INTRODUCTION = "*Fixed* columns are set at birth; *told* ones stand in a table above, with their meaning."
FACTORS_INTRODUCTION = """\
What rules write into the hazard of those who serve, by level; at `people`, a person's own. Those of `events` are noted with what somebody
does who serves no more. A departure's `cause` follows from its terms as `events` tells them: it is the mechanism whose term less its
reference is the largest of those above 0, loyalty apart, and `base` where none is. A reference is 0 unless one stands here. Where no
hazard was weighed (the terms are missing), the cause is the mechanism that moved him."""
WITHOUT = "The last column says which sign must show when the mechanism alone is switched off under the same draws, or what is checked."
API_INTRODUCTION = """\
The names that are kept: what is not on this page may change with any edition. Each is imported when it is first used
(`from unit_cohesion import run`). [A walk through a run](tutorial.md) shows most of them at work."""
EXTEND_INTRODUCTION = "What a rule of one's own is written with; [Rules, outcomes and models of your own](extending.md) shows how."
COMMANDS_INTRODUCTION = """\
Every command and option, as `cohesion COMMAND --help` tells them too. An error of the user's is one line on the error stream and exit code
2; Ctrl-C is exit code 130."""
KINDS = {
    "rule": "can be switched off by its id",
    "claim": "an author's advocacy, or a rumour taken as fact: switchable, off unless its parameter is raised",
    "fact": "holds in the people and series as they are made; checked, not switched",
    "classifier": "names what has happened; checked, not switched",
}
FAMILIES = {
    "I": "birth",
    "N": "news and belief",
    "D": "departure",
    "R": "among the rebels",
    "S": "sponsors",
    "B": "the rebuilt army",
    "W": "the war",
}
RHYTHMS = {1: "daily", 7: "weekly"}


def parameters_page() -> str:
    """Every parameter, by the table of a scenario file that holds it."""
    lines = [MADE, "", "# Parameters", "", PARAMETERS_INTRODUCTION.format(len(PARAMETERS)), ""]
    for nature, meaning in NATURES.items():
        lines.append(f"- *{nature}*: {meaning} ({sum(p.nature == nature for p in PARAMETERS.values())} of them).")
    for rule, declared in RULE_TABLES.items():
        lines += ["", f"## `[{table_of_rule(rule)}]`", "", f"{about_rule(rule)}.", ""]
        rows = (
            (f"`{p.name}`", number(p.default), _unit(p.unit), band(p.low, p.high), p.meaning, p.nature, p.source, _linked(p.mechanism))
            for p in declared
        )
        lines += table(("name", "default", "unit", "range", "meaning", "nature", "source", "mechanism"), rows)
    return "\n".join(lines) + "\n"


def mechanisms_page() -> str:
    """Every mechanism, by the file of its rule."""
    lines = [MADE, "", "# Mechanisms", "", MECHANISMS_INTRODUCTION, ""]
    lines += [f"- *{kind}*: {meaning}." for kind, meaning in KINDS.items()]
    lines += ["", WITHOUT, ""]
    for family, says in FAMILIES.items():
        lines.append(f"- {says}: {' '.join(_linked(id, '') for id in MECHANISMS if id.startswith(family))}")
    for rule in DECLARED.rules:
        lines += ["", f"## `{_file(rule)}`", "", *_about(rule)]
        rows = [
            (f'<span id="{m.id.lower()}">{m.id}</span>', m.title, said(m), m.source, m.kind, f"{m.off}{m.outcome and f' (`{m.outcome}`)'}")
            for m in rule.declared(mechanism)
        ]
        if rows:
            lines += ["", *table(("id", "title", "what it says", "source", "kind", "without it"), rows)]
    return "\n".join(lines) + "\n"


def columns_page() -> str:
    """Every column of the tables that a run writes, and of those that it holds."""
    lines = [MADE, "", "# Columns", "", COLUMNS_INTRODUCTION, "", "## What a run writes"]
    for name, fields in TABLES.items():
        written = ((f"`{x.name}`", str(x.dtype), _unit(x.unit), x.meaning) for x in fields)
        lines += ["", f"### `{name}`", "", ROWS[name], "", *table(("column", "type", "unit", "meaning"), written)]
    lines += ["", "## What a run holds", "", HELD_INTRODUCTION]
    for name, columns in COLUMNS.items():
        held = ((f"`{x.id}`", x.type, _unit(x.unit), _range(x), _meaning(x), _kept(x), _file(x.rule)) for x in columns)
        lines += ["", f"### `{name}`, held", "", *table(("column", "type", "unit", "range", "meaning", "kept", "file"), held)]
    lines += ["", "## Log-factors of hazards", ""]
    lines += [FACTORS_INTRODUCTION, ""]
    terms = (
        (f"`{level}`", _linked(x.id) if x.id in MECHANISMS else x.id, _title(x), _reference(x), _file(x.rule)) for level, x in _factors()
    )
    lines += table(("level", "term", "mechanism", "reference", "file"), terms)
    return "\n".join(lines) + "\n"


def outcomes_page() -> str:
    """Every outcome that a target can be of."""
    lines = [MADE_OF.format("the outcomes that are declared (`model/unit_cohesion/outcomes.py`)"), "", "# Outcomes", ""]
    lines += [OUTCOMES_INTRODUCTION.format(len(OUTCOMES)), "", WHEN, ""]
    rows = (
        (f"`{one.name}`", one.unit_words, one.meaning, *(", ".join(f"`{key}`" for key in keys) for keys in (one.needs, one.may)))
        for one in OUTCOMES.values()
    )
    return "\n".join([*lines, *table(("outcome", "unit", "what it is", "must have", "may have"), rows)]) + "\n"


def api_page() -> str:
    """The public names, whose docstrings the site's builder puts in."""
    lines = [MADE_OF.format("the public names (`unit_cohesion`, `unit_cohesion.extend`)"), "", "# Python", "", API_INTRODUCTION]
    for module, words in ((unit_cohesion, ""), (extend, EXTEND_INTRODUCTION)):
        lines += ["", f"## `{module.__name__}`", *(["", words] if words else [])]
        for name in module.__all__:
            lines += ["", f"::: {module.__name__}.{name}"]
    return "\n".join(lines) + "\n"


def command_line_page() -> str:
    """Every command with its arguments and options, from their help texts."""
    lines = [MADE_OF.format("the commands' help texts (`model/unit_cohesion/cli/`)"), "", "# Command line", "", COMMANDS_INTRODUCTION]
    commands: dict[str, Any] = vars(typer.main.get_command(cli.app))["commands"]
    for name, command in commands.items():
        taken = [one for one in command.params if one.param_type_name == "argument"]
        given = [one for one in command.params if one.param_type_name == "option"]
        usage = " ".join(["cohesion", name, *(["[OPTIONS]"] if given else []), *(one.metavar for one in taken)])
        lines += ["", f"## `{name}`", "", command.help, "", "```sh", usage, "```"]
        rows = [(f"`{one.metavar.replace('|', '` or `')}`", one.help) for one in taken]
        rows += [(f"`{_spelled(one)}`", f"{one.help}{_default(one)}") for one in given]
        if rows:
            lines += ["", *table(("", "meaning"), rows)]
    return "\n".join(lines) + "\n"


def copied(name: str) -> Callable[[], str]:
    """A page that stands at the top of the repository, its links as they are from ``docs/``."""

    def page() -> str:
        text = (ROOT / name).read_text("utf-8")
        return f"{MADE_OF.format(f'`{name}`')}\n\n{text.replace('](docs/', '](').replace('](CHANGELOG.md)', '](changelog.md)')}"

    return page


def tutorial_notebook() -> str:
    """The tutorial as a notebook."""
    remark = "This is the page [a walk through a run](tutorial.md) as a notebook, to be run cell by cell."
    return notebook((ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"), remark)


PAGES = {
    "parameters.md": parameters_page,
    "mechanisms.md": mechanisms_page,
    "columns.md": columns_page,
    "outcomes.md": outcomes_page,
    "api.md": api_page,
    "architecture.md": wings.page,
    "command-line.md": command_line_page,
    "contributing.md": copied("CONTRIBUTING.md"),
    "changelog.md": copied("CHANGELOG.md"),
}
WRITTEN = {f"docs/{name}": page for name, page in PAGES.items()} | {
    "docs/tutorial.ipynb": tutorial_notebook,
    "docs/images/wings.svg": wings.picture,
    "model/unit_cohesion/engine/rows.py": row_types.module,
}
"""What is made, by path."""


def _about(rule: type[Rule]) -> list[str]:
    """What a rule does, from the docstrings of its file and class: how often it runs, words, then equations as they stand."""
    opening = inspect.cleandoc(sys.modules[rule.__module__].__doc__ or "").split("\n\n")[0]
    rhythm = f"*{RHYTHMS.get(rule.every, f'every {rule.every} days').capitalize()}{', with a rebel side only' if rule.rebels else ''}.* "
    words, _, equations = inspect.cleandoc(rule.__doc__ or "").partition("\n\n")
    lines = [f"{rhythm if rule in DAY else ''}{opening}".replace("``", "`"), "", words.replace("``", "`")]
    return [*lines, "", "```", equations.replace("``", ""), "```"] if equations else lines


def _spelled(option: Any) -> str:
    """An option and what it takes: ``--seed N``."""
    names = ", ".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {option.metavar}"


def _default(option: Any) -> str:
    """Its default, where that says something."""
    return f" Default: `{option.default}`." if option.default and not option.is_flag else ""


def _file(rule: type[Rule]) -> str:
    return f"{rule.__module__.rsplit('.', 1)[1]}.py"


def _factors() -> Iterable[tuple[str, term]]:
    return ((level, one) for level, factors in DECLARED.factors.items() for one in factors)


def _title(one: term) -> str:
    return MECHANISMS[one.id].title if one.id in MECHANISMS else "loyalty at birth, as far as it is left"


def _reference(one: term) -> str:
    """What it must exceed to be a cause, where that is not 0; loyalty is none."""
    reference = MECHANISMS[one.id].reference if one.id in MECHANISMS else 0.0
    return f"{reference:g}" if reference else ""


def _range(one: column) -> str:
    return band(*(None if math.isinf(bound) else bound for bound in (one.low, one.high)))


def _is_told(one: column) -> bool:
    return any(field.name == one.id for field in TABLES.get(TOLD_IN.get(one.table, ""), ()))


def _meaning(one: column) -> str:
    return f"in [`{TOLD_IN[one.table]}`](#{TOLD_IN[one.table]})" if _is_told(one) else one.meaning


def _kept(one: column) -> str:
    return ", ".join(word for word, so in (("fixed", one.fixed), ("told", _is_told(one))) if so)


def _unit(unit: str) -> str:
    return "" if unit == "1" else unit


def _linked(id: str, page: str = "mechanisms.md") -> str:
    return f"[{id}]({page}#{id.lower()})"


def stale() -> list[str]:
    """Paths of what is missing or differs from the declarations."""
    return [path for path, made in WRITTEN.items() if not (ROOT / path).is_file() or (ROOT / path).read_text("utf-8") != made()]


def main(arguments: Sequence[str]) -> int:
    """Write what is stale, or only tell."""
    if list(arguments) == ["--check"]:
        for path in stale():
            print(f"{path} is stale: make docs writes it anew", file=sys.stderr)
        return int(bool(stale()))
    if arguments:
        print("usage: python -m unit_cohesion.views.docs.pages [--check]", file=sys.stderr)
        return 2
    for path in stale():
        (ROOT / path).write_text(WRITTEN[path](), "utf-8")
        print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
