"""No number that a sceptic could want to vary hides in a formula: rules read it as a parameter, or it stands below with its reason.

The sources of the rules and of day zero are read as syntax trees. What counts is every number but 0, ½, 1 and 2 in their functions and
constants; declarations (parameters, columns, mechanisms and the like) and the rhythm of a rule (``every``) apart.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from unit_cohesion.engine import declare

ROOT = Path(__file__).resolve().parents[3]
FILES = [path for package in ("rules", "population") for path in sorted((ROOT / "model" / "unit_cohesion" / package).glob("*.py"))]
PLAIN = (0.0, 0.5, 1.0, 2.0)
"""Ends and middle of a share, halves, squares and doubles, the first band of officers, streams and columns by number."""

EVERYWHERE = {
    1e-9: "keeps what may be nothing from being divided by",
    1e-12: "keeps what may be nothing from being divided by",
    7.0: "days of a week",
    1e5: "people by whom deaths and houses burnt are told",
}
HERE = {
    ("population/army.py", 32.0): "bits of a key",
    ("population/birth.py", 30.0): "days of a month of call_up_months",
    ("population/civilians.py", 32.0): "bits of a key",
    ("population/draws.py", 0.25): "a quarter turn",
    ("population/draws.py", 10.0): "terms of the sine's series",
    ("population/draws.py", 4.0): "codes of two yes/no traits in one number",
    **{("population/draws.py", z): "FIFTHS: medians of the fifths of a standard normal" for z in (0.5244005127080407, 1.2815515655446004)},
    ("population/draws.py", 30.0): "days of a month of terms",
    ("population/draws.py", 32.0): "bits of a key",
    ("population/draws.py", 365.0): "YEAR: days over which those came who are new",
    ("population/inputs.py", 12.0): "months of a year",
    ("population/scenario_cache.py", 4.0): "scenarios of which day zero is kept in memory",
    ("population/ties.py", 20.0): "FAR: steps to a border that cannot be reached at all",
    ("rules/balance.py", 13.0): "weeks of the quarter whose losses the classifier of endings carries forward; the engine keeps as many",
    ("rules/exits.py", 3.0): "smoothstep, 3x² − 2x³: the smoothest way from 0 to 1; number of reasons to go as one",
    ("rules/bonds.py", 0.1): "unit of comrade_pressure: a tenth of the unit",
    ("rules/camps.py", 4.0): "number of ways out of idleness",
    ("rules/exits.py", 4.0): "number of ways out",
    ("rules/fighting.py", 4.0): "4x(1 − x) is 1 at its most: unit of contested_violence",
    ("rules/militias.py", 12.0): "variance of an even lot: √12 makes its spread 1",
    ("rules/offers.py", 9.0): "COUNTED: the first day, a week, and the day after, by which all who stand are mustered and weighed",
    ("rules/orders.py", 1000.0): "men by whom those are told whom they shoot",
    ("rules/pace.py", 7000.0): "men by whom a pace is told, times days of a week",
    ("rules/perils.py", 4.0): "number of things that befall",
    ("rules/perils.py", 100.0): "unit of retold_as_murder: a hundred dead",
    ("rules/recruitment.py", 20.0): "UNREACHED: farther than any place of a map, where there is no safe area to come to",
    ("rules/recruitment.py", 50.0): "FIRST_OF_ALL: a log-weight that means for certain; FOUNDERS: yardstick of new_militia",
    ("rules/service.py", 365.25): "days of a year",
    ("rules/sponsorship.py", 3.0): "mean of three parts; number of terms",
    ("rules/sponsorship.py", 28.0): "days of its own round",
    ("rules/sponsorship.py", 1e-6): "keeps the logarithm of no help at all finite",
    ("rules/word.py", 3.0): "PAIRS: as many streams are declared",
}
"""By file and value: what each of its uses there is."""

DECLARATIONS = {name for name, value in vars(declare).items() if isinstance(value, type) and issubclass(value, declare.Declared)}


def numbers(source: str) -> Iterator[tuple[float, int]]:
    """The bare numbers of a file's functions and constants, with their lines."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DECLARATIONS:
            continue
        if isinstance(node, ast.Assign) and [ast.unparse(target) for target in node.targets] == ["every"]:
            continue
        number = isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
        if number and node.value not in PLAIN:
            yield float(node.value), node.lineno
        waiting.extend(ast.iter_child_nodes(node))


def name_of(path: Path) -> str:
    """The file within the model, such as ``rules/bonds.py``."""
    return f"{path.parent.name}/{path.name}"


def bare(name: str, source: str) -> list[str]:
    """What stands in a file without a reason, as ``file:line: number``."""
    return [f"{name}:{line}: {number:g}" for number, line in numbers(source) if number not in EVERYWHERE and (name, number) not in HERE]


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_bare_number_stands_in_a_formula(path: Path) -> None:
    """Make it a parameter of the rule that owns it, or give the reason above why nobody could want to vary it."""
    assert bare(name_of(path), path.read_text("utf-8")) == []


def test_every_reason_has_its_number() -> None:
    found = {(name_of(path), number) for path in FILES for number, _ in numbers(path.read_text("utf-8"))}
    assert set(HERE) <= found
    assert set(EVERYWHERE) <= {number for _, number in found}


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("p.deployed_rise *", "0.45 *", "0.45"),  # in a formula
        ("BESIEGED, CONFINED, DEPLOYED", "BESIEGED, CONFINED, DEPLOYED\nPATIENCE = 3.5", "3.5"),  # in a constant
        ("7 * p.march_weeks", "28", "28"),  # a whole number
    ],
)
def test_a_planted_number_is_found(before: str, after: str, line: str) -> None:
    source = (ROOT / "model/unit_cohesion/rules/posture.py").read_text("utf-8")
    assert source.count(before) == 1
    assert [found.rsplit(" ", 1)[1] for found in bare("rules/posture.py", source.replace(before, after))] == [line]


def test_declarations_are_where_numbers_belong() -> None:
    declared = 'class A(Rule):\n    every = 28\n    weight = parameter(0.3, "1", 0.1, 0.9, "A weight.", "estimate", of="D5")\n'
    assert bare("some.py", declared) == []
    assert bare("some.py", declared + "    def run(p):\n        return 0.3 * p.weight\n") == ["some.py:5: 0.3"]
