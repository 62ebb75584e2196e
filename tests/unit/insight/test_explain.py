"""Explanations: terms multiply to the recorded hazard, the pressure borne adds up to what it took, and chains are those of the triggers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from tests.helpers import tiny_rebels, tiny_scenario
from unit_cohesion import load_scenario, run
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.explain import explain, terms_of
from unit_cohesion.insight.explanation import Explanation
from unit_cohesion.outcomes import LEAVING
from unit_cohesion.rules import TERMS
from unit_cohesion.runs.record import Record
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.views.figures.compared import ratios
from unit_cohesion.views.persons import leavers_of_unit
from unit_cohesion.vocabulary import SERVING


@pytest.fixture(scope="module")
def record() -> Record:
    return run("two-valleys", days=240)


HOSTS = [{"id": f"host-{place}", "name": "Host", "place": place, "founded": "2011-03-15", "size": 2_000} for place in ("town", "march")]
GONE = {"id": "gone", "date": "2011-04-03", "kind": "commander", "way": "leaves", "of": "line"}


@pytest.fixture(scope="module")
def abandoned() -> Record:
    """A division before an enemy, whose commanders openly leave it on day 20."""
    return run(tiny_scenario(events=[GONE], militias=[one | {"size": 40} for one in HOSTS]))


@pytest.fixture(scope="module")
def overrun() -> Record:
    """A division in two places that are lost to many."""
    return run(tiny_scenario(events=[], militias=HOSTS))


@pytest.fixture(scope="module")
def left(record: Record) -> Any:
    events = record.events
    return events[events["event"].isin(LEAVING) & (events["from_status"] == "serving")]


@pytest.fixture(scope="module")
def why(record: Record, left: Any) -> Explanation:
    return explain(record, person=left["person"].iloc[len(left) // 2])


def product(found: Explanation) -> float:
    return float(found.reference * np.prod([term.ratio for term in found.terms]))


def test_terms_of_many_are_those_of_each() -> None:
    engine = Engine(load_scenario("two-valleys"), 3)
    for _ in range(100):
        engine.step()
    serving = np.flatnonzero(engine.state.people.status[: engine.state.army_people] == SERVING)
    rows = serving[:: len(serving) // 7]
    for row, terms in zip(rows, terms_of(engine, rows), strict=True):
        alone, _ = engine.explain(int(row))
        assert dict(zip(TERMS, terms.tolist(), strict=True)) == pytest.approx(alone, abs=1e-12)


@pytest.mark.parametrize("place", [0.02, 0.5, 0.98])
def test_ratios_times_the_reference_are_the_recorded_hazard(record: Record, left: Any, place: float) -> None:
    row = left.iloc[int(place * len(left))]
    found = explain(record, person=row["person"])
    recorded = record.scenario.parameters["base_hazard"] * np.exp(sum(row[f"log_{term}"] for term in TERMS))  # type: ignore[operator]
    assert found.hazard == pytest.approx(recorded)
    assert product(found) == pytest.approx(found.hazard)
    push, hold, rest = found.told
    assert found.reference * np.prod([term.ratio for term in (*push, *hold)]) * rest == pytest.approx(found.hazard)
    said = {"defection": "defected", "desertion": "deserted", "capture": "gave himself up"}[row["event"]]
    assert (found.day, found.event) == (row["day"], said)
    assert f"×{found.ratio:,.0f}" in found.sentence or f"×{found.ratio:.1f}" in found.sentence or found.ratio < 1


def test_the_reference_is_the_typical_man_of_that_day(record: Record, why: Explanation) -> None:
    engine = Engine(record.identity)
    for _ in range(why.day):
        engine.step()
    serving = np.flatnonzero(engine.state.people.status[: engine.state.army_people] == SERVING)
    logs = [sum(engine.explain(int(row))[0].values()) for row in serving]
    assert why.reference == pytest.approx(float(engine.parameters.base_hazard * np.exp(np.mean(logs))))


def test_what_he_bore_before_and_the_day_are_what_it_took(record: Record, why: Explanation) -> None:
    row = int(np.flatnonzero((record.people["person"] == why.id).to_numpy())[0])
    engine = Engine(record.identity)
    while engine.day < why.day - 1:
        engine.step()
    people = engine.state.people
    assert why.before == pytest.approx(people.pressure[row] / people.resistance[row])
    assert why.before < 1
    assert people.pressure[row] + why.hazard >= people.resistance[row]
    assert "Before it he had borne" in why.sentence


def test_one_who_serves_on_stayed_by_this_date(record: Record) -> None:
    serving = record.people[record.people["status"] == "serving"]
    him = serving.iloc[len(serving) // 2]
    found = explain(record, person=him["person"])
    assert product(found) == pytest.approx(found.hazard)
    assert found.hazard == pytest.approx(him["hazard_today"], rel=0.05)  # loyalty may have moved that evening
    engine = Engine(record.identity)
    while engine.day < record.days:
        engine.step()
    assert him["remaining"] == pytest.approx((1 - found.before) * engine.state.people.resistance[him.name])
    assert "by this date he stayed" in found.sentence
    assert explain(record, person=int(him.name)).sentence == found.sentence  # type: ignore[call-overload]


def test_one_who_was_killed_is_told_of_without_terms(record: Record) -> None:
    events = record.events
    dead = events[(events["event"] == "death") & (events["from_status"] == "serving")].iloc[0]
    found = explain(record, person=dead["person"])
    assert (found.terms, found.event) == ((), "was killed")
    assert "no doing of his own" in found.sentence


def test_who_gave_himself_up_on_the_day_did_so_himself(overrun: Record) -> None:
    """Run counts him among those who left by their own will; he decided when his post was lost, so that no terms are kept of it."""
    events = overrun.events
    him = events[(events["event"] == "capture") & (events["cause"] == "W5")].iloc[0]
    found = explain(overrun, person=him["person"])
    assert (found.terms, found.event) == ((), "gave himself up")
    assert "His post was lost, and of the ways that were left he chose this one himself" in found.sentence
    assert "no doing of his own" not in found.sentence
    assert found.untold in ratios(found).about


def test_who_took_an_offer_laid_down_his_arms() -> None:
    offers = [{"id": "terms", "start": "2011-03-20", "terms": ["go_home"], "kept": 0.5}]
    record = run(tiny_scenario(events=[], militias=HOSTS, offers=offers, surrender={"offer_weight": 5.0}))
    him = record.events[(record.events["event"] == "capture") & (record.events["cause"] == "W9")].iloc[0]
    found = explain(record, person=him["person"])
    assert (found.terms, found.event) == ((), "laid down his arms")
    assert "His unit took an offer of surrender" in found.sentence


def test_who_is_besieged_and_gives_himself_up_is_told_with_what_pressed_him() -> None:
    besieged = {"events": [{"id": "ring", "date": "2011-03-20", "kind": "siege", "place": "town"}], "posture": {"siege_event_share": 1.0}}
    record = run(tiny_scenario(**besieged, departure={"base_hazard": 0.01}))
    events = record.events
    him = events[(events["event"] == "capture") & events["log_loyalty"].notna()].iloc[0]
    found = explain(record, person=him["person"])
    assert found.event == "gave himself up"
    assert {"D11"} <= {term.id for term in found.terms}


@pytest.mark.parametrize("event", ["arrest", "death", "discharge"])
def test_who_was_not_asked_is_told_so(record: Record, event: str) -> None:
    events = record.events
    those = events[(events["event"] == event) & (events["from_status"] == "serving") & events["log_loyalty"].isna()]
    assert "no doing of his own" in explain(record, person=those["person"].iloc[0]).sentence


def test_chains_are_those_of_the_triggers(record: Record, left: Any) -> None:
    trigger = dict(zip(left["person"], left["trigger"], strict=True))
    first = left.drop_duplicates("person")
    heads = first["trigger"].value_counts()
    most = next(id for id in heads.index if id in trigger)
    found = explain(record, person=most)
    assert {link.id for link in found.forward} == {person for person, by in trigger.items() if by == most}

    def after(person: str) -> set[str]:
        own = {one for one, by in trigger.items() if by == person}
        return own.union(*(after(one) for one in own))

    assert found.followed == len(after(most))
    follower = found.forward[0].id
    back = explain(record, person=follower).back
    assert [back[0].id, *(link.id for link in found.back)] == [link.id for link in back]
    assert back[0].id == most


def test_a_unit_is_told_against_the_army(record: Record, left: Any) -> None:
    unit = left["unit"].astype(str).value_counts().index[0]
    found = explain(record, unit=unit)
    mine = left[left["unit"] == unit]
    by_day = mine.groupby("day")["persons"].sum()
    assert found.day == by_day.idxmax()
    assert found.left[0] == mine["persons"].sum()
    assert product(found) == pytest.approx(found.hazard)
    formation = unit.split("/")[0]
    whole = explain(record, unit=formation)
    assert whole.left[0] == left[left["unit"].astype(str).str.startswith(f"{formation}/")]["persons"].sum()
    assert whole.left[1] > found.left[1]


def test_a_unit_is_told_of_by_what_those_who_left_it_went_for(record: Record, left: Any) -> None:
    found = explain(record, unit="low-brigade")
    mine = left[left["unit"].astype(str).str.startswith("low-brigade/")]
    counts = mine.groupby(mine["cause"].astype(str))["persons"].sum().to_dict()
    assert {one.id: one.persons for one in found.causes} == counts
    assert [one.persons for one in found.causes] == sorted(counts.values(), reverse=True)
    assert sum(one.on_day for one in found.causes) == mine.loc[mine["day"] == found.day, "persons"].sum()
    most = found.causes[0]
    assert f"What weighed most on each: {most.words} ({most.persons:,.0f})" in found.sentence


def test_the_day_on_which_most_left_is_told_by_what_weighed_on_them_then(abandoned: Record) -> None:
    """A commander who openly leaves his men weighs on that day alone: on its eve nothing is to be seen of it."""
    events = abandoned.events
    found = explain(abandoned, unit="line")
    then = events[(events["day"] == 20) & events["unit"].astype(str).str.startswith("line") & events["event"].isin(LEAVING)]
    assert found.day == 20
    assert found.causes[0].id == "D17"
    assert found.pressed == then.loc[then["log_D17"].notna(), "persons"].sum() > 0
    terms = {term.id: term for term in found.terms}
    assert terms["D17"].log == pytest.approx(np.average(then["log_D17"], weights=then["persons"]))
    assert found.told[0][0].id == "D17"
    assert terms["D17"].reference == pytest.approx(0.0, abs=1e-9)
    assert product(found) == pytest.approx(found.hazard)
    assert found.eve < found.hazard / 100
    assert "left on day 20" in found.sentence
    assert found.pressed == sum(one.on_day for one in found.causes)
    assert "The typical chance of leaving of those who went that day was" in found.sentence
    some = replace(found, pressed=found.pressed - 1.0)
    assert f"of leaving of the {some.pressed:,.0f} of them who did not go at once was" in some.sentence
    assert "On the eve the typical chance of leaving in it was" in found.sentence


def test_who_goes_at_once_is_told_by_his_cause_and_the_eve(overrun: Record) -> None:
    found = explain(overrun, unit="line")
    assert [one.id for one in found.causes if one.on_day] == ["W5"]
    assert found.pressed == 0
    assert "They went at once" in found.sentence
    assert product(found) == pytest.approx(found.hazard) == pytest.approx(found.eve)


CORPS = {"id": "corps", "name": "The Corps", "kind": "corps", "branch": "army", "places": ["port"], "brigades": 0, "staff": "staff"}


@pytest.mark.parametrize("staffed", [True, False])
def test_a_formation_stands_for_all_below_it_whether_it_has_a_staff_or_none(staffed: bool) -> None:
    corps = CORPS if staffed else {key: value for key, value in CORPS.items() if key != "staff"}
    formations = [corps, {"id": "guard", "parent": "corps"}, {"id": "line", "parent": "guard"}]
    record = run(tiny_scenario(army={"formations": formations}, departure={"base_hazard": 0.004}))
    found, events = explain(record, unit="corps"), record.events
    left = events[events["event"].isin(LEAVING) & (events["from_status"] == "serving")]["persons"].sum()
    assert found.units == len(record.unit_ids) > 1
    assert found.left == (left, record.people.loc[record.people["status"] != "civilian", "persons"].sum())
    assert f"who served in corps ({found.units} units with all below it), " in found.sentence
    assert leavers_of_unit(record, "corps", record.days)["persons"].sum() == left > 0


def test_a_saved_run_is_explained_alike(record: Record, why: Explanation, tmp_path: Any) -> None:
    from unit_cohesion import load_record

    record.save(tmp_path / "run")
    assert explain(load_record(tmp_path / "run"), person=why.id).sentence == why.sentence


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "one of the two"),
        ({"person": "x", "unit": "y"}, "one of the two"),
        ({"person": "nobody/007"}, "a key of the table people"),
        ({"person": 10**9}, "a row of the table people"),
        ({"unit": "low-brigad"}, "did you mean 'low-brigade'?"),
    ],
)
def test_what_is_not_there_is_told(record: Record, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(CohesionError) as fault:
        explain(record, **asked)
    assert told in str(fault.value)
    assert "\n" not in str(fault.value)


def test_a_civilian_cannot_be_explained() -> None:
    record = run(tiny_rebels())
    civilian = record.people[record.people["branch"] == "none"]["person"].iloc[0]
    with pytest.raises(CohesionError, match="he is a civilian"):
        explain(record, person=civilian)
