"""Laws of the rebel side that hold over seeds and to the byte: a position fares alike under another name, and names say nothing."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from scipy.stats import ttest_1samp, ttest_ind

from tests.science.lab import LAB, Run, lab, outcomes, setup
from tests.science.rebel_lab import COUNTRY, REBELS, REBUILT
from tests.science.rebel_signs import LET_IN, moved, officer
from tests.science.test_exact import renamed, story
from tests.science.test_laws import LAKE, PLAIN, alike, swapped_names
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import ADVISER, CAMP, CANDIDATE, CHOSEN, CIVIL, COMMANDER, FIGHTER

SEEDS = range(24)
Mask = Callable[[Run], np.ndarray]


def _rows(run: Run, rows: np.ndarray) -> np.ndarray:
    """Mask of people from rows of them."""
    some = np.zeros(len(run.people["unit"]), bool)
    some[rows] = True
    return some


def _heard(run: Run, *choices: str) -> np.ndarray:
    c = run.choices
    return c["subject"][~c["by_sponsor"] & np.isin(c["choice"], [CHOSEN.index(choice) for choice in choices])]


CIVILIANS: dict[str, Mask] = {
    "takes up arms": lambda run: _rows(run, run.events["row"][run.events["to"] == FIGHTER]),
    "fights at the end": lambda run: run.people["status"] == FIGHTER,
}
OFFICERS: dict[str, Mask] = {
    "comes to a door": lambda run: _rows(run, run.events["row"][run.events["to"] == CANDIDATE]),
    "is let in": lambda run: _rows(run, run.events["row"][moved(run, (CANDIDATE,), LET_IN)]),
    "is refused": lambda run: _rows(run, _heard(run, "refused")),
    "steps back": lambda run: _rows(run, run.events["row"][moved(run, (FIGHTER, COMMANDER), (ADVISER,))]),
    "is labelled": lambda run: run.people["labelled"],
    "is in a camp": lambda run: run.people["status"] == CAMP,
}


def _shares(run: Run, sect: int) -> dict[str, float]:
    """Shares of a group's civilians and officers to whom something happened, and the share of fighters whom its leaders lead."""
    ours = run.of(sect)
    told = {name: float(which(run)[ours & (run.people["band"] == CIVIL)].mean()) for name, which in CIVILIANS.items()}
    told |= {name: float(which(run)[ours & officer(run)].mean()) for name, which in OFFICERS.items()}
    m = run.militias
    men = m["fighters"] * (m["alive"] > 0)
    return told | {"leads": float(men[m["sect"] == sect].sum() / men.sum())}


@pytest.mark.slow
def test_swapping_names_and_positions_of_two_groups_swaps_the_results() -> None:
    """Leaders and their militias go with the positions. Over 24 seeds each, 18 t tests at 1 in 10,000: false alarm 1 in 550 in all."""
    tables = {name: LAB[name] for name in ("sects", "places")} | {name: COUNTRY[name] for name in ("militias",)}
    tables |= {"army": {"intakes": COUNTRY["army"]["intakes"]}}
    swapped = setup(*REBELS, swapped_names(tables))
    as_they_are = [outcomes(setup(*REBELS), seed) for seed in SEEDS]
    exchanged = [outcomes(swapped, seed) for seed in SEEDS]
    assert [s.id for s in lab(swapped).sects] == ["hill", "plain", "lake"]
    differ = 0
    for here, there in ((PLAIN, LAKE), (LAKE, PLAIN)):
        one, other = [_shares(run, here) for run in as_they_are], [_shares(run, there) for run in exchanged]
        same = [_shares(run, here) for run in exchanged]
        for name in one[0]:
            sample = [told[name] for told in one]
            assert ttest_ind(sample, [told[name] for told in other], equal_var=False).pvalue > 1e-4, name
            differ += ttest_ind(sample, [told[name] for told in same], equal_var=False).pvalue < 1e-4
    assert differ >= 5  # what is swapped differs in the first place


@pytest.mark.slow
def test_two_groups_in_equal_positions_obey_equal_laws() -> None:
    """Over 24 seeds, with the claim that spares nobody but a leader's own group (R6) off, since leaders are of one group or the other:
    eight t tests at 1 in 5,000, false alarm 1 in 600 in all."""
    text = setup(*REBELS, alike() | {"news": []})
    runs = [outcomes(text, seed, frozenset({"R6"})) for seed in SEEDS]
    for name in (*CIVILIANS, *OFFICERS):
        apart = np.array([_shares(run, PLAIN)[name] - _shares(run, LAKE)[name] for run in runs])
        assert ttest_1samp(apart, 0.0).pvalue > 2e-4, f"{name}: {apart.mean():+.4f}"


@pytest.mark.parametrize("array", ["sects", "sponsors"])
def test_the_order_of_a_files_entries_changes_nothing(array: str) -> None:
    """Groups (or sponsors) written in another order: the same log, person by person."""
    mapping = lab(setup(*REBUILT)).to_mapping()
    turned = deepcopy(mapping)
    turned[array] = turned[array][::-1]
    for seed in range(2):
        told = _told(mapping, seed)
        assert len(told) > 100
        assert told == _told(turned, seed)


def test_what_groups_are_called_changes_nothing() -> None:
    """Other names, ids carried along: the same log, person by person. (Ids are in civilians' keys: with others the law is the same.)"""
    names = {"Hill": "Alpha", "Lake": "Beta", "Plain": "Gamma", "Elders": "Youngsters", "The Crown": "The Purse", "Northland": "Overthere"}
    mapping = lab(setup(*REBUILT)).to_mapping()
    assert _told(mapping, 0) == _told(renamed(mapping, names), 0)


def _told(mapping: dict[str, Any], seed: int) -> list[tuple[Any, ...]]:
    engine = Engine(load_scenario(mapping), seed)
    engine.run()
    return story(engine)
