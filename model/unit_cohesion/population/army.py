"""The army of day zero (I1-I7) as a scenario fixes it: its seats, and the odds of what is drawn for those who fill them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import numpy as np

from unit_cohesion.engine.chance import label
from unit_cohesion.errors import ScenarioError
from unit_cohesion.population.draws import Kin, Layout, Sizes
from unit_cohesion.population.order_of_battle import agents_by_intake, order_of_battle, seats_by_intake
from unit_cohesion.population.scenario_cache import cached_by_scenario
from unit_cohesion.scenario import Scenario
from unit_cohesion.scenario.army import SEAT_BITS, as_present, called_up
from unit_cohesion.vocabulary import BRANCHES, HERE, RANKS, SPECIALITIES

EVEN = 0.5
"""Share of pairs of men of one birthplace in a unit of which bonds are as they are anywhere."""


def bounds(weights: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Sums of each row's shares, taken in an order, on which lots fall; where a row has no weight at all, every share is the same."""
    weights = np.where(weights.sum(axis=1, keepdims=True) > 0, weights, 1.0)
    sums = np.cumsum(weights[:, order], axis=1)
    return np.asarray(sums / sums[:, -1:])


def by_id(ids: list[str]) -> np.ndarray:
    """Rows in order of their ids: what a lot falls on is told in this order, so that the order of a file's entries changes nothing."""
    return np.argsort(np.array(ids)).astype("i4")


def ruling_row(scenario: Scenario) -> int:
    """The row of the ruler's own group among the sects, -1 if none is his."""
    return next((row for row, sect in enumerate(scenario.sects) if sect.ruling), -1)


def intake_shares(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """Sect shares by intake in trusted formations and elsewhere: two arrays (intakes, sects).

    Raises:
        ScenarioError: a ``trusted_ruling_share`` that leaves less than nothing of the ruling group for the other formations.
    """
    sects = [s.id for s in scenario.sects]
    ruling = ruling_row(scenario)
    inside, outside = seats_by_intake(scenario, True), seats_by_intake(scenario, False)
    trusted, other = np.zeros((2, len(scenario.army.intakes), len(sects)))
    for row, intake in enumerate(scenario.army.intakes):
        shares = np.array([intake.shares.get(s, 0.0) for s in sects])
        trusted[row] = other[row] = shares
        weight = inside[row] / max(inside[row] + outside[row], 1)
        if intake.trusted_ruling_share is None or not 0 < weight < 1:
            continue
        for target, wanted in (
            (trusted, intake.trusted_ruling_share),
            (other, (shares[ruling] - weight * intake.trusted_ruling_share) / (1 - weight)),
        ):
            if not -1e-9 <= wanted <= 1 or shares[ruling] >= 1:
                key, most = f"army.intakes.{intake.id}.trusted_ruling_share", min(1.0, shares[ruling] / weight)
                raise ScenarioError(
                    scenario.name, key, intake.trusted_ruling_share, f"at most {most:.3f}: more than that of the ruling group there is not"
                )
            target[row] = shares * (1 - wanted) / (1 - shares[ruling])
            target[row, ruling] = max(wanted, 0.0)
    return trusted, other


def stems(scenario: Scenario) -> np.ndarray:
    """The key of each kept unit, to which a person's key adds his seat: the formation's name, then the unit's number within it."""
    names = [label(formation.id) << 32 for formation in scenario.army.formations]
    return np.array([names[u.formation] | (u.number << SEAT_BITS) for u in order_of_battle(scenario).units], "u8")


@cached_by_scenario
def layout(scenario: Scenario) -> Layout:
    """The army's seats and odds.

    Raises:
        ScenarioError: as of ``intake_shares``.
    """
    army, units = as_present(scenario.army), order_of_battle(scenario).units
    sect_ids, place_ids = [s.id for s in scenario.sects], [p.id for p in scenario.places]
    kinds = {establishment.id: row for row, establishment in enumerate(army.establishments)}
    seats, (weights, of_unit) = _seats(scenario), homes(scenario)
    trusted, other = intake_shares(scenario)
    sect_order, arm_order, home_order = by_id(sect_ids), by_id(list(SPECIALITIES)), by_id(place_ids)
    post_share = np.array([s.sensitive_post_share for s in scenario.sects])
    population = np.array([s.population_share for s in scenario.sects])
    return Layout(
        stem=stems(scenario),
        kind=np.array([kinds[u.kind] for u in units], "i4"),
        formation=np.array([u.formation for u in units], "i4"),
        alike=np.array([EVEN if e.alike is None else e.alike for e in army.establishments]) - EVEN,
        first=np.cumsum([0, *(len(rows) for rows in seats)]).astype("i4"),
        intake=np.array([seat.intake for rows in seats for seat in rows], "i4"),
        sensitive=np.array([seat.sensitive for rows in seats for seat in rows], "f8"),
        line=np.array([seat.line for rows in seats for seat in rows], "i4"),
        turn=np.array([seat.turn for rows in seats for seat in rows], "i4"),
        turns=np.array([seat.turns for rows in seats for seat in rows], "i4"),
        before=np.array([seat.before for rows in seats for seat in rows], "i4"),
        trusted=np.array([f.trusted for f in army.formations]),
        branch=np.array([BRANCHES.index(f.branch) for f in army.formations], "i4"),
        commanded=np.array([_days_before(scenario, f.commander_since) for f in army.formations]),
        replaced=np.array([f.replaced or 0.0 for f in army.formations]),
        pay_late=np.array([f.pay_late or 0.0 for f in army.formations]),
        conscript=np.array([i.conscript for i in army.intakes]),
        cohort=np.array([i.cohorts[0] for i in army.intakes], "i4"),
        cohorts=np.array([i.cohorts[1] - i.cohorts[0] + 1 for i in army.intakes], "i4"),
        sect_bounds=bounds(np.stack([other, trusted], axis=1).reshape(-1, len(sect_ids)), sect_order),
        sect_order=sect_order,
        rank_bounds=bounds(np.array([[i.ranks.get(r, 0.0) for r in RANKS] for i in army.intakes]), np.arange(len(RANKS))),
        arm_bounds=bounds(np.array([[f.arms.get(s, 0.0) for s in SPECIALITIES] for f in army.formations]), arm_order),
        arm_order=arm_order,
        home_bounds=bounds(weights.reshape(-1, len(place_ids)), home_order),
        homes=of_unit * len(sect_ids),
        home_order=home_order,
        post_share=post_share,
        shut_out=1 - np.minimum(1, post_share / np.maximum(population, 1e-9)),
        held=np.maximum(_shares_by_intake_and_sect(scenario), 1e-9),
        sizes=Sizes(
            sects=len(sect_ids),
            ruling=ruling_row(scenario),
            seats=max(map(len, seats)),
            first_year=min(i.cohorts[0] for i in army.intakes),
            years=max(i.cohorts[1] for i in army.intakes) + 1 - min(i.cohorts[0] for i in army.intakes),
        ),
    )


def _days_before(scenario: Scenario, day: date | None) -> float:
    """Days from a day to the start; infinitely many if none is told."""
    return float((scenario.about.start - day).days) if day else np.inf


class Seat(NamedTuple):
    """A seat of an establishment: who fills it, and the chance that it is a sensitive post.

    Conscripts of one intake stand in line: first the ``turns`` who serve on day zero, then those who are called up after them, each to the
    place of the man ``turns`` before him (I8).

    Attributes:
        line: the first seat of the line. turn: his number in it, from 0. turns: places. before: the seat of the man before him, -1 of those
            who serve on day zero.
    """

    intake: int
    sensitive: float
    line: int = 0
    turn: int = 0
    turns: int = 0
    before: int = -1


def _seats(scenario: Scenario) -> list[list[Seat]]:
    """The seats of each establishment, in order: those of day zero by intake, then those filled by call-up, likewise."""
    rows = {intake.id: row for row, intake in enumerate(scenario.army.intakes)}
    conscripts = {intake.id for intake in scenario.army.intakes if intake.conscript}
    days, term = scenario.about.days, int(scenario.parameters["service_days"])  # type: ignore[arg-type]
    found = []
    for e in as_present(scenario.army).establishments:
        own, lines = list[Seat](), dict[str, int]()
        for id, n in e.seats.items():
            lines[id] = len(own)
            turns = n if id in conscripts else 0
            own += [Seat(rows[id], e.sensitive.get(id, 0.0), lines[id], number if turns else 0, turns) for number in range(n)]
        for id, called in called_up(e, conscripts, days, term).items():
            turns, seats = e.seats[id], [lines[id] + number for number in range(e.seats[id])]
            for turn in range(turns, turns + called):
                seats.append(len(own))
                own.append(Seat(rows[id], 0.0, lines[id], turn, turns, seats[turn - turns]))
        found.append(own)
    return found


def _people_by_sect_and_place(scenario: Scenario) -> np.ndarray:
    """Return people by sect × place."""
    return np.array([[place.population * place.sects.get(s.id, 0.0) for place in scenario.places] for s in scenario.sects])


@cached_by_scenario
def homes(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """By what odds men's homes are drawn, and of each kept unit the row of its odds.

    Returns:
        (rows, sects, places) and (units,). Row 0 is of all who do not say: as the people of a sect live. The others are of a formation's
        ``homes`` in one garrison: by its share of each place and the people of the sect there; where none live in any, by the shares alone.
    """
    people, place = _people_by_sect_and_place(scenario), {place.id: row for row, place in enumerate(scenario.places)}
    found, rows = [people], dict[tuple[int, str], int]()
    of_unit = np.zeros(len(order_of_battle(scenario).units), "i4")
    for number, unit in enumerate(order_of_battle(scenario).units):
        formation = scenario.army.formations[unit.formation]
        if formation.homes is None:
            continue
        garrison = formation.places[unit.brigade % len(formation.places)]
        if (unit.formation, garrison) not in rows:
            shares = np.zeros(len(place))
            for name, share in formation.homes.items():
                shares[place[garrison if name == HERE else name]] += share
            odds = people * shares
            rows[unit.formation, garrison] = len(found)
            found.append(np.where(odds.sum(axis=1, keepdims=True) > 0, odds, shares))
        of_unit[number] = rows[unit.formation, garrison]
    return np.array(found), of_unit


def _shares_by_intake_and_sect(scenario: Scenario) -> np.ndarray:
    """Return shares by intake × sect over the whole army."""
    return np.array([[i.shares.get(s.id, 0.0) for s in scenario.sects] for i in scenario.army.intakes])


@cached_by_scenario
def expected_serving(scenario: Scenario) -> np.ndarray:
    """Return the expected serving agents by place × sect."""
    weights, of_unit = homes(scenario)
    expected = np.zeros(weights.shape[1:])
    for number, weight in enumerate(weights):
        by_sect = agents_by_intake(scenario, of_unit == number) @ _shares_by_intake_and_sect(scenario)
        expected += by_sect[:, None] * (weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-9))
    return np.asarray(expected.T.ravel())


@cached_by_scenario
def conscript_shares(scenario: Scenario) -> np.ndarray:
    """Return the sects' shares among conscripts, or among the people where nobody is conscripted."""
    conscripts = np.array([intake.conscript for intake in scenario.army.intakes])
    seats = seats_by_intake(scenario) * conscripts
    if not seats.sum():
        return np.array([s.population_share for s in scenario.sects])
    return np.asarray(seats @ _shares_by_intake_and_sect(scenario) / seats.sum())


def kin_groups(scenario: Scenario, p: Mapping[str, Any]) -> Kin:
    """How many kin groups the men of each community fall into."""
    groups = np.maximum(1, expected_serving(scenario) / p["kin_group_size"])
    return Kin(groups, np.cumsum([0, *(np.floor(groups) + 1)]).astype("i4"))
