"""What a run says of the rebel side, counted from its facts: where the defectors are, and in what state the rebels are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from unit_cohesion.outcomes import CAPTURE, DEATH, DEFECTION, DESERTION
from unit_cohesion.views.names import AWAY
from unit_cohesion.vocabulary import ARMY_BANDS, BANDS, CIVIL, OFFICER_BANDS, OUT_AND_ALIVE, RANKS, SERVING, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.runs.facts import Facts
    from unit_cohesion.scenario import Scenario

LEVELS = {"officers": OFFICER_BANDS, "NCOs": BANDS[1:2], "soldiers": BANDS[:1]}
"""Ranks in three levels: their bands."""
OUT = tuple(STATUSES[status] for status in OUT_AND_ALIVE)
ORDER = ("militia fighter", "militia commander", "national army", "adviser", "candidate", "withdrawn", "camp", "in transit", "gone")
"""``OUT`` from the fight to far from it."""
LOST = ("in hiding", "returned", "jailed", "captured", "sent home", "dead")


def has_rebels(scenario: Scenario) -> bool:
    """Whether the scenario has a rebel side."""
    return bool(scenario.militias)


class Whereabouts(NamedTuple):
    """Where some of those who defected are at the end: their status, the id of the country of their camp (empty for none), and how many
    they are, in persons by level."""

    status: str
    country: str
    persons: dict[str, float]


def defectors(facts: Facts) -> list[Whereabouts]:
    """All who once defected, by where they are at the end, from the fight to far from it."""
    rows = facts.left_by(DEFECTION)
    countries = [*(country.id for country in facts.scenario.countries), ""]
    levels = [level for band in ARMY_BANDS for level, bands in enumerate(LEVELS.values()) if band in bands]
    place = facts.people("status")[rows].astype("i8") * len(countries) + facts.people("country")[rows] % len(countries)
    cell = place * len(LEVELS) + np.array(levels)[facts.people("band")[rows]]
    persons = np.bincount(cell, facts.people("persons")[rows], len(STATUSES) * len(countries) * len(LEVELS)).reshape(-1, len(LEVELS))
    found = [
        Whereabouts(STATUSES[one // len(countries)], countries[one % len(countries)], dict(zip(LEVELS, persons[one].tolist(), strict=True)))
        for one in np.unique(place).tolist()
    ]
    order = {status: place for place, status in enumerate((*ORDER, *LOST))}
    return sorted(found, key=lambda one: (order.get(one.status, len(order)), -sum(one.persons.values()), one.status, one.country))


def deserters(facts: Facts) -> dict[str, float]:
    """Persons who once deserted or gave themselves up, by status at the end, most first; who did both is counted twice."""
    return persons_by_status(facts, np.concatenate([facts.left_by(DESERTION), facts.left_by(CAPTURE)]))


def persons_by_status(facts: Facts, rows: np.ndarray) -> dict[str, float]:
    """Some rows of people, in persons by status at the end, most first."""
    persons = np.bincount(facts.people("status")[rows], facts.people("persons")[rows], len(STATUSES))
    return {STATUSES[status]: float(persons[status]) for status in np.argsort(-persons, kind="stable").tolist() if persons[status]}


def place_of(status: str, country: str, countries: dict[str, str]) -> str:
    """A row of ``defectors`` in words."""
    if status == "camp":
        return f"in a camp, {countries.get(country, country)}" if country else "in a camp, just come"
    return {"militia fighter": "fighting in a militia", "dead": "dead"}.get(status) or AWAY.get(status, status)


def dead_in_service(facts: Facts) -> float:
    """Persons killed while they served; the deaths of rebels are not among them."""
    rows = facts.happened((DEATH,), facts.days)
    served = (facts.events("from_status")[rows] == SERVING) & (facts.events("band")[rows] != CIVIL)
    return float(facts.events("persons")[rows[served]].sum())


class DoorCounts(NamedTuple):
    """What leaders said to officers at their doors so far: how many they admitted and refused, and the mean rank of each (row of RANKS)."""

    admitted: float
    refused: float
    admitted_rank: float
    refused_rank: float


def door_counts(facts: Facts) -> DoorCounts:
    """Return the counts by the last day; a rank is NaN where nobody was admitted, or refused."""
    names = ("admitted", "refused", "admitted_rank", "refused_rank")
    admitted, refused, admitted_ranks, refused_ranks = (float(facts.daily(name)[-1]) for name in names)
    ranks = [total / many if many else float("nan") for total, many in ((admitted_ranks, admitted), (refused_ranks, refused))]
    return DoorCounts(admitted, refused, *ranks)


def rank_in_words(mean: float) -> str:
    """A mean rank: "5.3: major"."""
    return "–" if mean != mean else f"{mean:.1f}: {RANKS[round(mean)]}"


def safe_places(scenario: Scenario, day: int) -> list[str]:
    """Names of the places that are safe areas on a day, by the scenario's events."""
    today = scenario.about.start + timedelta(days=day - 1)
    names = {place.id: place.name for place in scenario.places}
    safe: dict[str, bool] = {}
    for event in sorted(scenario.events, key=lambda event: event.date):
        if event.kind in ("safe_area", "safe_area_lost") and event.date <= today:
            safe[str(event.place)] = event.kind == "safe_area"
    return [names[place] for place, there in safe.items() if there]


def formed_on(facts: Facts) -> date | None:
    """The first day on which the national army's conditions held; None if they never did."""
    held = facts.daily("forming") > 0
    return facts.scenario.about.start + timedelta(days=int(held.argmax())) if held.any() else None
