"""A type checker sees what rules read and write: a misspelt column, parameter, mechanism or term is found before anything runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mypy import api

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[3]
RULE = """\
from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.hazards import Factors

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Nation, On, P, S, Units, UnitTerms


def run(book: Book, factors: Factors, units: Units, unit_terms: UnitTerms, nation: Nation, p: P, on: On, s: S, cause: Causes) -> int:
    for row in range(len(units)):
        unit = units[row]
        if on.D5 and unit.weight > 0.0:
            unit.left *= p.comrade_cap * nation.pay
            unit_terms[row].D5 = unit.left / unit.start_strength
    person = book.people[int(book.units[0].commander)]
    book.events[book.tally.events].cause = cause.D15
    factors.unit_matrix[0, factors.codes.cap] = book.counts[0, 0, 0] * float(s.lot_of_way[0] > person.key)
    return int(person.rank)
"""
FAULTS = {
    "column": ("unit.left *=", "unit.lef *="),
    "column of people": ("person.rank", "person.rang"),
    "column of the nation": ("nation.pay", "nation.pays"),
    "parameter": ("p.comrade_cap", "p.comrade_cup"),
    "mechanism": ("on.D5", "on.D51"),
    "term": ("unit_terms[row].D5", "unit_terms[row].D7"),
    "cause": ("cause.D15", "cause.D51"),
    "stream": ("s.lot_of_way", "s.lot_of_ways"),
    "array of the book": ("book.counts", "book.count"),
    "array of the factors": ("factors.unit_matrix", "factors.unit_matrices"),
    "written though fixed": ("unit.left *=", "unit.weight *="),
    "fraction for a number of a row": ("book.events[book.tally.events].cause = cause.D15", "unit.place = unit.left"),
    "table by a fraction": ("units[row]", "units[row / 2]"),
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What mypy says of the rule as it stands, and of one with each fault."""
    folder = tmp_path_factory.mktemp("types")
    rules = {"none": RULE} | {name: RULE.replace(right, wrong, 1) for name, (right, wrong) in FAULTS.items()}
    files = {name: folder / f"rule_{number}.py" for number, name in enumerate(rules)}
    for name, path in files.items():
        path.write_text(rules[name], "utf-8")
    config = ["--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(folder / "cache"), "--no-error-summary"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MYPYPATH", str(ROOT))
        told, failed, _ = api.run([*config, *map(str, files.values())])
    assert not failed, failed
    return {name: [line for line in told.splitlines() if path.name in line and ": error: " in line] for name, path in files.items()}


def test_a_rule_without_fault_passes(found: dict[str, list[str]]) -> None:
    assert found["none"] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_where_it_stands(fault: str, found: dict[str, list[str]]) -> None:
    right, wrong = FAULTS[fault]
    line = RULE[: RULE.index(right)].count("\n") + 1
    assert found[fault], f"{wrong}: mypy saw nothing"
    assert {int(number) for told in found[fault] for number in re.findall(r"\.py:(\d+):", told)} == {line}
