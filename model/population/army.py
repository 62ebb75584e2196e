"""The army of day zero (I1-I7): people, units, cells and profiles, drawn from the scenario under stable keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.chance import Chance, label
from model.errors import ScenarioError
from model.population.convictions import convictions, loyalty
from model.population.order_of_battle import OrderOfBattle, seats_by_intake
from model.scenario import Scenario
from model.schema import BAND_OF_RANK, BANDS, BRANCHES, RANKS, SPECIALITIES

SEAT_BITS = 12  # of a person's key: the seat; above it the unit's number, and in the upper half the formation
LOTS = ("sect", "rank", "cohort", "speciality", "home", "kin", "post", "term", "entry", "sent", "unease")


def chosen(lots: np.ndarray, weights: np.ndarray, ids: list[str]) -> np.ndarray:
    """The row that each lot falls on, rows taken in order of their ids, so that the order of a file's entries changes nothing."""
    order = np.argsort(np.array(ids))
    bounds = np.cumsum(weights[order])
    return np.asarray(order[np.minimum(np.searchsorted(bounds / bounds[-1], lots, side="right"), len(ids) - 1)])


def intake_shares(scenario: Scenario) -> tuple[np.ndarray, np.ndarray]:
    """Sect shares by intake in trusted formations and elsewhere: two arrays (intakes, sects).

    Raises:
        ScenarioError: a ``trusted_ruling_share`` that leaves less than nothing of the ruling group for the other formations.
    """
    sects = [s.id for s in scenario.sects]
    ruling = next(row for row, s in enumerate(scenario.sects) if s.ruling)
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


def stems(scenario: Scenario, battle: OrderOfBattle) -> np.ndarray:
    """The key of each kept unit, to which a person's key adds his seat: the formation's name and the unit's number within it."""
    formations = scenario.army.formations
    return np.array([(label(formations[u.formation].id) << 32) | (u.number << SEAT_BITS) for u in battle.units], "u8")


def seats(scenario: Scenario, battle: OrderOfBattle) -> dict[str, np.ndarray]:
    """One row for each seat of each kept unit: ``unit``, ``seat``, ``intake``, ``called_up`` (filled only later), ``sensitive`` (share)."""
    rows = {intake.id: row for row, intake in enumerate(scenario.army.intakes)}
    conscripts = [i.id for i in scenario.army.intakes if i.conscript]
    layout: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}
    for e in scenario.army.establishments:
        called = next((i for i in e.seats if i in conscripts), conscripts[0] if conscripts else next(iter(rows)))
        intake = [rows[i] for i, n in e.seats.items() for _ in range(n)] + [rows[called]] * e.call_ups
        sensitive = [e.sensitive.get(i, 0.0) for i, n in e.seats.items() for _ in range(n)] + [0.0] * e.call_ups
        layout[e.id] = np.array(intake, "i1"), np.array(sensitive), np.arange(len(intake)) >= len(intake) - e.call_ups
    kinds = [layout[u.kind] for u in battle.units]
    sizes = [len(k[0]) for k in kinds]
    return {
        "unit": np.repeat(np.arange(len(kinds)), sizes),
        "seat": np.concatenate([np.arange(n) for n in sizes]),
        "intake": np.concatenate([k[0] for k in kinds]),
        "sensitive": np.concatenate([k[1] for k in kinds]),
        "called_up": np.concatenate([k[2] for k in kinds]),
    }


def people(scenario: Scenario, p: Mapping[str, Any], battle: OrderOfBattle, chance: Chance) -> dict[str, np.ndarray]:
    """What each person is, as columns by name: one row a seat, sorted by unit, sect and band."""
    rows = seats(scenario, battle)
    army, unit, intake = scenario.army, rows["unit"], rows["intake"]
    formation_of = np.array([u.formation for u in battle.units])
    key = stems(scenario, battle)[unit] | rows["seat"].astype("u8")
    trusted = np.array([f.trusted for f in army.formations])[formation_of][unit]
    branch = np.array([BRANCHES.index(f.branch) for f in army.formations])[formation_of][unit]
    sect_ids, place_ids = [s.id for s in scenario.sects], [p.id for p in scenario.places]

    shares = intake_shares(scenario)
    lot = {word: chance.uniforms(word, key) for word in LOTS}
    sect, rank, cohort, speciality, home = (np.zeros(len(key), "i4") for _ in range(5))
    conscript, band = np.array([i.conscript for i in army.intakes])[intake], np.array([BANDS.index(i.band) for i in army.intakes])[intake]
    for row, entry in enumerate(army.intakes):
        for inside in (True, False):
            some = np.flatnonzero((intake == row) & (trusted == inside))
            sect[some] = chosen(lot["sect"][some], shares[0 if inside else 1][row], sect_ids)
        some = np.flatnonzero(intake == row)
        rank[some] = chosen(lot["rank"][some], np.array([entry.ranks.get(r, 0.0) for r in RANKS]), [f"{n:02d}" for n in range(len(RANKS))])
        first, last = entry.cohorts
        cohort[some] = first + np.floor(lot["cohort"][some] * (last - first + 1)).astype(int)
    for row, formation in enumerate(army.formations):
        some = np.flatnonzero(formation_of[unit] == row)
        weights = np.array([formation.arms.get(s, 0.0) for s in SPECIALITIES])
        speciality[some] = chosen(lot["speciality"][some], weights, list(SPECIALITIES))
    speciality[(speciality == SPECIALITIES.index("pilot")) & (band < 2)] = SPECIALITIES.index("logistics")
    living = np.array([[place.population * place.sects.get(s, 0.0) for place in scenario.places] for s in sect_ids])
    for row in range(len(sect_ids)):
        some = np.flatnonzero(sect == row)
        home[some] = chosen(lot["home"][some], living[row] if living[row].sum() else np.ones(len(place_ids)), place_ids)

    post_share = np.array([s.sensitive_post_share for s in scenario.sects])
    population = np.array([s.population_share for s in scenario.sects])
    of_intake = np.array([[i.shares.get(s, 0.0) for s in sect_ids] for i in army.intakes])
    post = lot["post"] < rows["sensitive"] * post_share[sect] / np.maximum(of_intake[intake, sect], 1e-9)
    shut_out = 1 - np.minimum(1, post_share / np.maximum(population, 1e-9))
    kin_groups = np.maximum(1, _expected(scenario, of_intake, living) / (p["kin_group_size"] * scenario.about.persons_per_agent))
    community = home.astype("i8") * len(sect_ids) + sect
    school = (branch.astype("u8") << np.uint64(32)) | cohort.astype("u8")
    training = p["competence_mean"] + p["competence_cohort_spread"] * chance.normals("school", school)
    skill = training + p["competence_spread"] * chance.normals("competence", key)
    month = np.floor(lot["entry"] * p["call_up_months"]).astype(int)
    entry_day = np.where(rows["called_up"], 1 + 30 * month, 0)
    remaining = np.where(rows["called_up"], entry_day + p["service_days"], np.ceil(lot["term"] * p["service_days"]).astype(int))
    columns = {
        "key": key, "unit": unit, "seat": rows["seat"], "sect": sect, "rank": rank, "band": np.array(BAND_OF_RANK)[rank],
        "speciality": speciality,
        "post": post, "intake": intake, "cohort": cohort, "home": home, "competence": np.clip(skill, 0, 1),
        "kin": (community << 32) | np.floor(lot["kin"] * kin_groups.ravel()[community]).astype("i8"),
        "ceilinged": np.where((band >= 2) & ~post, shut_out[sect], 0.0), "sent": lot["sent"] < p["sent_share"],
        "discharge_day": np.where(conscript, remaining, 0), "entry_day": entry_day, "loyalty": loyalty(p, key, chance),
        "branch": branch, "uneasy": lot["unease"] < p["unease_share"], **convictions(p, key, np.array(BAND_OF_RANK)[rank], chance),
    }  # fmt: skip
    order = np.lexsort((key, columns["band"], sect, unit))
    return {name: column[order] for name, column in columns.items()}


def _expected(scenario: Scenario, of_intake: np.ndarray, living: np.ndarray) -> np.ndarray:
    """Expected serving persons by place × sect at one person an agent."""
    by_sect = seats_by_intake(scenario) @ of_intake
    homes = living / np.maximum(living.sum(axis=1, keepdims=True), 1e-9)
    return np.asarray((by_sect[:, None] * homes).T)
