"""Facts exchanged between cases: what one case asks, asked of another's facts. A pattern that most wars meet says little of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from unit_cohesion.outcomes import OUTCOMES
from unit_cohesion.population.order_of_battle import order_of_battle, seats_by_intake
from unit_cohesion.scenario import Scenario
from unit_cohesion.schema import Target

CALENDAR = "quarter"
"""Unit of an outcome that is a date, which means nothing in another war."""


def exchanged(mine: Scenario, other: Scenario) -> dict[str, Target]:
    """The patterns of one case as they can be asked of another's facts, by id.

    Names and dates of one war are not in another, so what keeps their place is taken: a day that of as much of the whole run, formations,
    places and groups that of as many of those listed before them. Numbers are of the same share of the army's men and units, of the
    places, of the days; shares, ratios and correlations stay. A war that lacks what is asked about is not asked: a branch or a speciality.
    Nor are cuts, which change facts of the one war; figures by place, and dates.
    """
    moved = {id: _moved(target, mine, other) for id, target in mine.plain_targets.items()}
    return {id: target for id, target in moved.items() if target is not None}


def _moved(target: Target, mine: Scenario, other: Scenario) -> Target | None:
    """One of them; None if it cannot be asked there."""
    outcome = OUTCOMES.get(target.outcome)
    there = {formation.branch for formation in other.army.formations}
    arms = {speciality for formation in other.army.formations for speciality in formation.arms}
    if outcome is None or outcome.unit == CALENDAR or target.values:
        return None
    if (target.branch and not there & {*target.branch}) or (target.speciality and not arms & {*target.speciality}):
        return None
    changes: dict[str, Any] = {field: _day(getattr(target, field), mine, other) for field in ("on", "start", "end")}
    if target.against:
        changes["against"] = tuple(_day(day, mine, other) for day in target.against)
    ours, theirs = ([one.id for one in scenario.army.formations] for scenario in (mine, other))
    changes["formation"] = _names(target.formation, ours, theirs)
    if target.beside:
        changes["beside"] = _names(target.beside, ours, theirs)
        if {*changes["beside"]} & {*changes["formation"]}:
            return None  # too few formations to tell one side from the other
    changes["place"] = _names(target.place, [one.id for one in mine.places], [one.id for one in other.places])
    if target.sect:
        (changes["sect"],) = _names([target.sect], [one.id for one in mine.sects], [one.id for one in other.sects])
    if not target.is_ratio:
        scale = _scale(outcome.unit, mine, other)
        changes |= {end: value * scale for end in ("low", "high") if (value := getattr(target, end)) is not None}
    return target.model_copy(update=changes)


def _day(day: date | None, mine: Scenario, other: Scenario) -> date | None:
    """The day of the other run before which as much of it lies."""
    if day is None:
        return None
    gone = (day - mine.about.start).days / max(mine.about.days - 1, 1)
    return other.about.start + timedelta(round(gone * (other.about.days - 1)))


def _names(names: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> tuple[str, ...]:
    """Those that stand as far down the other list, each once."""
    return tuple(dict.fromkeys(theirs[ours.index(name) * len(theirs) // len(ours)] for name in names))


def _scale(unit: str, mine: Scenario, other: Scenario) -> float:
    """By how much a number of this unit is larger where all of the war is as much larger."""
    men, days = _men(other) / _men(mine), other.about.days / mine.about.days
    units, places = _units(other) / _units(mine), len(other.places) / len(mine.places)
    by_unit = {
        "persons": men,
        "men": men,
        "persons/day": men / days,
        "persons/week": men / days,
        "deaths/month": men / days,
        "days": days,
        "units": units,
        "parties": units,
        "places": places,
    }
    return by_unit.get(unit, 1.0)


def _men(scenario: Scenario) -> float:
    return float(seats_by_intake(scenario).sum())


def _units(scenario: Scenario) -> int:
    return sum(unit.weight for unit in order_of_battle(scenario).units)
