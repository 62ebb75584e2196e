"""The compiled day: one function that walks many days, generated from the order of the rules and the names of their arguments.

Its text is written beside the compiled code (``source`` shows it), so that it can be read, cached and stepped through.
"""

from __future__ import annotations

import importlib.abc
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.code_cache import cache_folder, own_folder
from unit_cohesion.engine.compiling import PLAIN, ready
from unit_cohesion.engine.declare import Rule
from unit_cohesion.engine.hazards import Factors
from unit_cohesion.engine.tables import ONE_ROW, Declarations

LOCAL = ("day", "date", "step", "size_going", "size_touched", "book", "factors")
"""Names that the walk itself gives to rules."""


def arguments(function: Callable[..., Any]) -> list[str]:
    """The names of the arguments of a rule's function, compiled or not."""
    return list(inspect.signature(getattr(function, "py_func", function)).parameters)


def rule_calls(rules: Sequence[type[Rule]]) -> list[tuple[str, type[Rule], str]]:
    """Name in the text, rule and attribute of every function of the rules."""
    found = []
    for rule in rules:
        found += [(f"{rule.__name__.lower()}_{name}", rule, name) for name in ("run", "leave", "after_pass") if getattr(rule, name, None)]
    return found


HEAD = '''"""The walk through the days, generated from the rules; not to be edited."""

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled, lent
from unit_cohesion.engine.hazards import Factors, note_today, press, press_again, touched_units
from unit_cohesion.engine.roll import settle
from unit_cohesion.vocabulary import SERVING
'''
FULL = "len(events) - tally.events < size.people + 16 or len(choices) - tally.choices < size.most_choices"
"""When no room is left in the log for the most eventful day: a write past its end would raise nothing."""
PASSES = """
            size_going, step = press(book, factors, profile, day, first, going), 1
            while size_going:
                {leave}
                size_touched = touched_units(book, going, size_going, touched)
                {after}
                size_going = press_again(book, factors, touched, size_touched, going)
                step += 1
            if day == last:
                settle(book)
                note_today(book, factors)
"""
CLOSING = """
@compiled
def close(day, flows, nation, counts, sects, units, size, log_nation, log_flows, log_counts, log_believed, log_serving):
    \"\"\"Close the day: keep scalars, flows, counts, and the shares of units still serving.\"\"\"
    row = day - 1
    {kept}
    for sect in range(counts.shape[0]):
        for band in range(counts.shape[1]):
            for status in range(counts.shape[2]):
                log_counts[row, sect, band, status] = counts[sect, band, status]
    believed = 0.0
    for sect in range(len(sects)):
        serving = 0.0
        for band in range(counts.shape[1]):
            serving += counts[sect, band, SERVING]
        believed += sects[sect].believed_pace * serving
    log_believed[row] = believed / 7000.0
    for unit in range(size.army_units):
        share = units[unit].strength / max(units[unit].start_strength, 1.0)
        log_serving[row, unit] = int(min(round(255.0 * share), 255))
"""
WEEK = """
@compiled
def week_of_{table}({table}, week):
    \"\"\"Keep the columns of {table} that are told weekly.\"\"\"
    for row in range(len(week)):
        now, kept = {table}[row], week[row]
        {kept}
"""
CLOSED = "day, flows, nation, counts, sects, units, size, log_nation, log_flows, log_counts, log_believed, log_serving"


def source(declared: Declarations, day: Sequence[type[Rule]]) -> tuple[str, tuple[str, ...]]:
    """The text of the walk, and the names of the arrays that it takes, in order."""
    calls = rule_calls(day)
    weekly = {table: [one.id for one in columns if one.weekly] for table, columns in declared.columns.items()}
    weekly = {table: names for table, names in weekly.items() if names}
    used = {name for _, rule, function in calls for name in arguments(getattr(rule, function))}
    used |= {*Book._fields, *Factors._fields, *CLOSED.split(", "), "calendar", "profile", "going", "touched", "tally"}
    names = tuple(sorted((used | weekly.keys() | {f"week_{table}" for table in weekly}) - set(LOCAL)))
    lines = [HEAD + "\n".join(f"from {rule.__module__} import {rule.__name__}" for rule in dict.fromkeys(rule for _, rule, _ in calls)), ""]
    lines += [f"{name} = {rule.__name__}.{function}" for name, rule, function in calls]
    lines += ["", "", "@compiled", f"def walk({', '.join(_taken(name) for name in names)}, first, last, begin, end):"]
    lines += ['    """Walk the days first to last: the rules from begin to before end, and its close if end is past them all."""']
    lines += [f"    {name} = {_taken(name)}[0]" if name in ONE_ROW else f"    {name} = lent({name})" for name in names]
    lines += [f"    book = Book({', '.join(Book._fields)})", f"    factors = Factors({', '.join(Factors._fields)})"]
    lines += ["    for day in range(first, last + 1):", f"        if begin == 0 and ({FULL}):", "            if day > first:"]
    lines += ["                settle(book)", "            return day - 1"]
    lines.append("        date = size.start + day - 1")
    for number, rule in enumerate(day):
        due = [f"begin <= {number} < end"]
        due += ["size.rebels"] if rule.rebels else []
        due += [f"(day - 1) % {rule.every} == 0"] if rule.every > 1 else []
        lines += [f"        if {' and '.join(due)}:", f"            {_call(calls, rule, 'run')}"]
        if hasattr(rule, "leave"):
            after = "\n                ".join(_call(calls, other, "after_pass") for other in day if hasattr(other, "after_pass"))
            lines.append(PASSES.strip("\n").format(leave=_call(calls, rule, "leave"), after=after))
    lines += [f"        if end > {len(day)}:", f"            close({CLOSED})", "            if day % 7 == 1:"]
    lines += [f"                week_of_{table}({table}, week_{table}[day // 7])" for table in weekly]
    lines += ["    return last", ""]
    kept = [f"log_nation[row].{one.id} = nation.{one.id}" for one in declared.columns["nation"]]
    for one in declared.columns["flows"]:
        kept += [f"log_flows[row].{one.id} = flows.{one.id}", f"flows.{one.id} = 0.0"]
    lines.append(CLOSING.format(kept="\n    ".join(kept)))
    for table, columns in weekly.items():
        lines.append(WEEK.format(table=table, kept="\n        ".join(f"kept.{name} = now.{name}" for name in columns)))
    return "\n".join(lines), names


def _taken(name: str) -> str:
    return f"{name}_rows" if name in ONE_ROW else name


def _call(calls: Sequence[tuple[str, type[Rule], str]], rule: type[Rule], function: str) -> str:
    name = next(name for name, owner, named in calls if (owner, named) == (rule, function))
    return f"{name}({', '.join(arguments(getattr(rule, function)))})"


@cache
def walker(declared: Declarations, day: tuple[type[Rule], ...]) -> tuple[Callable[..., int], tuple[str, ...]]:
    """The walk, ready to be called, and the names of the arrays that it takes, in order."""
    text, names = source(declared, day)
    module = f"unit_cohesion_walk_{sha256(text.encode()).hexdigest()[:12]}"
    if module in sys.modules:
        return sys.modules[module].walk, names
    path = _written(module, text)
    spec = importlib.util.spec_from_file_location(module, path) if path else importlib.util.spec_from_loader(module, _Text(text))
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{path}: cannot be imported")
    made = importlib.util.module_from_spec(spec)
    sys.modules[module] = made
    spec.loader.exec_module(made)
    ready()
    return made.walk, names


def _written(module: str, text: str) -> Path | None:
    """The file that holds the text: beside the compiled code, else in a temporary folder, else none."""
    try:
        folder = (None if PLAIN else cache_folder()) or Path(own_folder())
        path = folder / f"{module}.py"
        if not path.exists():
            part = path.with_name(f"_{module}.{os.getpid()}.part")
            part.write_text(text)
            part.replace(path)
    except OSError:
        return None
    return path


class _Text(importlib.abc.InspectLoader):
    """Imports a module from its text, where no file can be written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def get_source(self, fullname: str) -> str:
        return self.text
