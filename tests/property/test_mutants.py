"""The declared faults (``tests/mutants.py``) die of the tests that are to see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants import ELSEWHERE, MUTANTS, RULES, SURVIVORS, Mutant, copy_of_the_checkout


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_each_fault_stands_for_one_place_and_names_a_test(mutant: Mutant) -> None:
    assert mutant.found() == 1
    assert mutant.instead != mutant.text
    assert f"def {mutant.test}(" in mutant.tests.read_text("utf-8")


def test_each_rule_has_its_faults() -> None:
    """But for the army, which has no code of its own: what there is of it is drawn at birth."""
    files = {path.stem for path in RULES.glob("*.py")} - {"__init__", "army"}
    assert files | set(ELSEWHERE) == {mutant.file for mutant in MUTANTS}


def test_names_tell_them_apart_and_every_survivor_is_one_of_them() -> None:
    names = [mutant.name for mutant in MUTANTS]
    assert len(names) == len(set(names))
    assert set(SURVIVORS) <= set(names)
    assert all(SURVIVORS.values())


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_the_checkout(tmp_path_factory.mktemp("mutants"))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.name)
def test_no_fault_survives_without_a_reason(mutant: Mutant, checkout: Path) -> None:
    assert mutant.killed(checkout) != (mutant.name in SURVIVORS)
