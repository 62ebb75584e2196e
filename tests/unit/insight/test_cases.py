"""Cases: facts alone, registered before they are run, and held against nulls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from unit_cohesion import load_scenario
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight import cases as module
from unit_cohesion.insight.cases import CONDITIONAL, MET, MISSED, WEAK, Case, cases, digests, leaving_room, nulls, register
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.scenario import shipped_cases


@pytest.fixture(scope="module")
def iraq() -> Case:
    return cases(["iraq-2014"], seeds=2, draws=4, persons_per_agent=100, workers=1)[0]


@pytest.mark.parametrize("name", shipped_cases())
def test_a_case_is_what_was_registered(name: str) -> None:
    """A pattern is never changed; a fact only with a source, and then old and new result are told in the case's head."""
    known, now = register()[name], digests(load_scenario(name))
    assert known.role in ("fit", "test")
    assert now == {"patterns": known.patterns, "facts": known.facts, "disputed": known.disputed}
    assert {id for ids in known.missing for id in ids.split(", ")} <= load_scenario(name).targets.keys()


def test_digests_move_with_what_the_file_says_and_with_no_behaviour() -> None:
    case = load_scenario("iraq-2014")
    was = digests(case)
    assert digests(case.with_parameters(comrade_pressure=2.0)) == was
    assert digests(case.with_parameters(undercount=2.0))["patterns"] == was["patterns"]
    assert digests(case.with_parameters(undercount=2.0))["facts"] != was["facts"]
    assert digests(case.with_parameters(attackers=2000))["disputed"] == was["disputed"]
    assert digests(case.with_parameters(attackers=2000))["facts"] != was["facts"]
    assert digests(case.without("events.police-commander-leaves"))["facts"] != was["facts"]


def test_the_shared_behaviour_and_each_null_are_run(iraq: Case) -> None:
    assert iraq.found.world.scenario.parameters["base_hazard"] == PARAMETERS["base_hazard"].default
    middle = iraq.nulls["the middle of all ranges"].world.scenario.parameters
    assert middle["comrade_pressure"] == (PARAMETERS["comrade_pressure"].low + PARAMETERS["comrade_pressure"].high) / 2  # type: ignore[operator]
    assert middle["undercount"] == PARAMETERS["undercount"].default  # a fact
    assert iraq.nulls["nobody leaves"].world.scenario.parameters["base_hazard"] == 0.0
    assert iraq.nulls.keys() == nulls().keys()


def test_a_pattern_that_a_null_meets_is_weak(iraq: Case) -> None:
    said = {one.id: word for one, word in iraq.patterns}
    assert said["IQ10"] == WEAK  # where nobody leaves, nothing is lost
    assert said["IQ3"] == MISSED  # today: nothing fitted to it makes a division go in a day
    assert MET not in {word for one, word in iraq.patterns if iraq.nulls["nobody leaves"].verdict(one.id).met}
    assert iraq.changed == []
    counted = [iraq.sentence.split(" of ")[0], *(part.split()[0] for part in iraq.sentence.split(", ")[1:])]
    assert sum(map(int, counted)) == len(iraq.patterns)


def test_a_pattern_that_half_of_the_other_wars_meet_is_weak(iraq: Case) -> None:
    """Each that can be asked of another is, and what its facts say counts; cuts are asked of none."""
    assert iraq.elsewhere.keys() == {*shipped_cases()} - {"iraq-2014"}
    met = next(one for one, word in iraq.patterns if word == MET)
    verdicts = [replace(met, met=True), replace(met, met=False), replace(met, met=False, runs=0)]
    for others, word in ((verdicts, WEAK), (verdicts[1:], MET), ([*verdicts, verdicts[1]], MET), ([], MET)):
        case = replace(iraq, elsewhere={str(row): {met.id: one} for row, one in enumerate(others)})
        assert case.met_elsewhere(met.id) == (sum(bool(one.met) for one in others), sum(one.runs > 0 for one in others))
        assert {one.id: said for one, said in case.patterns}[met.id] == word
    assert iraq.met_elsewhere("IQ12") == (0, 0)


def test_what_holds_with_the_central_facts_alone_is_conditional(iraq: Case) -> None:
    """Half of the draws are enough; without any, nobody asks."""
    met = next(one for one, word in iraq.patterns if word in (MET, CONDITIONAL))
    assert iraq.found.ranges.keys() == {"mosul_present", "attackers"}
    assert iraq.found.draws == 4
    low, high = met.target.low, met.target.high
    inside, outside = next(v for v in (low, high) if v is not None), float("nan")
    for passing, word in ((4, MET), (2, MET), (1, CONDITIONAL), (0, CONDITIONAL)):
        drawn = {**iraq.found.drawn, met.id: np.array([inside] * passing + [outside] * (4 - passing))}
        said = {one.id: word for one, word in replace(iraq, found=replace(iraq.found, drawn=drawn)).patterns}
        assert said[met.id] == word
    bare = replace(iraq, found=replace(iraq.found, drawn={id: np.array([]) for id in iraq.found.drawn}))
    assert {one.id: word for one, word in bare.patterns}[met.id] == MET
    assert CONDITIONAL not in bare.sentence


def test_the_commanders_stay_in_the_cut(iraq: Case) -> None:
    cut, plain = iraq.found.values["IQ11"], iraq.found.values["IQ3"]
    assert (cut >= plain).all()
    assert iraq.found.verdict("IQ12").met is not None


def test_the_null_does_as_it_is_ordered_and_others_recruitment_does_not() -> None:
    """Bahrain: nearly all shoot, in the null all; of men drawn from the whole people more refuse, but not there."""
    case = cases(["bahrain-2011"], seeds=1, draws=0, workers=1)[0]
    null = case.nulls["nobody leaves"]
    assert 0.8 < case.found.values["BH3"][0] < null.values["BH3"][0] > 0.99
    assert case.found.values["BH6"][0] > 0.05 > 0.01 > null.values["BH6"][0]
    assert case.found.values["BH8"][0] < 0.95 < 0.99 < null.values["BH8"][0] < 1.01


def test_in_the_null_there_is_room_for_what_a_cut_multiplies() -> None:
    """Syria's T8e trebles the base hazard, whose middle is half of what it may be at most."""
    middle, high = nulls()["the middle of all ranges"], PARAMETERS["base_hazard"].high
    assert middle["base_hazard"] == high / 2  # type: ignore[operator]
    room = leaving_room(middle, load_scenario("syria-uprising-2011"))
    assert room == middle | {"base_hazard": high / 3.0}  # type: ignore[operator]
    assert leaving_room(middle, load_scenario("iraq-2014")) == middle


def test_in_the_null_nobody_takes_terms() -> None:
    case = cases(["afghanistan-2021"], seeds=1, draws=0, workers=1)[0]
    assert case.nulls["nobody leaves"].values["AF9"][0] == 0.0 < 10_000 < case.found.values["AF9"][0]


def test_what_is_no_case_or_was_not_registered_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CohesionError, match="did you mean 'iraq-2014'"):
        cases(["iraq-2013"], seeds=1)
    monkeypatch.setattr(module, "register", dict)
    with pytest.raises(CohesionError, match=r"says nothing of iraq-2014: .* before its first run"):
        cases(["iraq-2014"], seeds=1)
