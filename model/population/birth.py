"""The state of day zero: the tables around the people, and who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from model.chance import Chance
from model.population.army import people, stems
from model.population.civilians import Civilians, civilians
from model.population.militias import settle, slots
from model.population.order_of_battle import OrderOfBattle
from model.population.ties import border_steps
from model.scenario import Scenario
from model.schema import BANDS, BRANCHES
from model.state import CIVILIAN, SERVING, State

_PROFILE = ("home", "sect", "band", "branch", "post", "uneasy")


def born(scenario: Scenario, p: Mapping[str, Any], battle: OrderOfBattle, chance: Chance, off: frozenset[str]) -> State:
    """The whole state on the eve of day one."""
    columns = people(scenario, p, battle, chance)
    army_people = len(columns["key"])
    civil = civilians(scenario, p, len(battle.units), chance) if scenario.militias else None
    if civil:
        columns = {name: np.concatenate([column, civil.columns[name]]) for name, column in columns.items()}
    ruling = next(row for row, s in enumerate(scenario.sects) if s.ruling)
    columns["uneasy"] = columns["uneasy"] & (columns["sect"] == ruling) & (columns["band"] >= 2)
    cells, cell, cell_first = _distinct(columns, ("unit", "sect", "band"))
    profiles, profile, _ = _distinct(columns, _PROFILE)
    sects, places, bands = len(scenario.sects), len(scenario.places), len(BANDS)
    state = State(
        {"people": len(cell), "units": len(battle.units) + (len(civil.ids) if civil else 0), "army_people": army_people,
         "army_units": len(battle.units), "countries": len(scenario.countries),
         "militias": slots(scenario, p) if civil else 0, "sponsors": len(scenario.sponsors) if civil else 0,
         "cells": len(cell_first), "profiles": len(profiles["home"]),
         "communities": places * sects, "places": places, "routes": places * bands * sects, "kinds": bands * sects, "sects": sects},
        sects, places, bands,
    )  # fmt: skip
    for name in columns.keys() & set(vars(state.people)):
        getattr(state.people, name)[:] = columns[name]
    state.people.cell[:], state.people.profile[:] = cell, profile
    for table, values in ((state.cells, cells), (state.profiles, profiles)):
        for name, column in values.items():
            getattr(table, name)[:] = column
    state.cells.first[:], state.cells.last[:] = cell_first, np.append(cell_first[1:], len(cell))
    _units(state, scenario, battle, p, chance, civil)
    _profiles(state, scenario, p, off, ruling)
    _country(state, scenario, p)
    settle(state, scenario, p, chance)
    _people(state, p, chance, off)
    return state


def _distinct(columns: Mapping[str, np.ndarray], names: tuple[str, ...]) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """The distinct combinations of some columns: their values, the combination of each row, and the first row of each."""
    code = np.zeros(len(columns[names[0]]), "i8")
    for name in names:
        code = code * (int(columns[name].max(initial=0)) + 1) + columns[name]
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    return {name: columns[name][first] for name in names}, inverse, first


def _units(
    state: State, scenario: Scenario, battle: OrderOfBattle, p: Mapping[str, Any], chance: Chance, civil: Civilians | None
) -> None:  # fmt: skip
    units, formations, army = state.units, scenario.army.formations, slice(len(battle.units))
    place_row = {place.id: row for row, place in enumerate(scenario.places)}
    units.ordinal[army] = [u.ordinal for u in battle.units]
    units.formation[army] = [u.formation for u in battle.units]
    units.branch[army] = [BRANCHES.index(formations[u.formation].branch) for u in battle.units]
    units.trusted[army] = [formations[u.formation].trusted for u in battle.units]
    stations = [formations[u.formation].places for u in battle.units]
    units.garrison[army] = [place_row[at[u.brigade % len(at)]] for u, at in zip(battle.units, stations, strict=True)]
    if civil:  # rebels-to-be, by community: kept out of every sum over the army by their place at the end of the table
        units.branch[army.stop :], units.garrison[army.stop :] = BRANCHES.index("none"), civil.places
    units.place[:] = units.garrison
    units.weight[:] = scenario.about.persons_per_agent
    bounds = np.searchsorted(state.people.unit, np.arange(units.size + 1))
    units.first[:], units.last[:] = bounds[:-1], bounds[1:]
    bounds = np.searchsorted(state.cells.unit, np.arange(units.size + 1))
    units.first_cell[:], units.last_cell[:] = bounds[:-1], bounds[1:]
    stem = stems(scenario, battle)
    spread = p["unit_spread"]
    units.bond_norm[army] = np.clip(p["peer_bond_start"] + spread * chance.normals("peer_bond", stem), 0, 1)
    units.trust_norm[army] = np.clip(p["trust_start"] + spread * chance.normals("trust", stem), 0, 1)
    units.peer_bond[:], units.commander_trust[:] = units.bond_norm, units.trust_norm
    units.institution[:] = p["regime_odds_start"]


def _profiles(state: State, scenario: Scenario, p: Mapping[str, Any], off: frozenset[str], ruling: int) -> None:
    profiles = state.profiles
    profiles.insider[:] = (profiles.sect == ruling) & (profiles.band >= 3) & profiles.post
    if "I6" not in off:
        intelligence = profiles.branch == BRANCHES.index("intelligence")
        gained = p["privilege_by_rank"] * profiles.band + p["privilege_of_post"] * profiles.post
        profiles.privilege[:] = np.clip(gained + p["privilege_of_intelligence"] * intelligence, 0, 1)


def _country(state: State, scenario: Scenario, p: Mapping[str, Any]) -> None:
    places, communities, sects, nation = state.places, state.communities, state.sects, state.nation
    population = np.array([[place.population * place.sects.get(s.id, 0.0) for s in scenario.sects] for place in scenario.places])
    watched = np.array([s.watched for s in scenario.sects])
    aimed = population * watched
    aimed[aimed.sum(axis=1) == 0] = population[aimed.sum(axis=1) == 0]
    communities.population[:] = population.ravel()
    communities.target[:] = (aimed / aimed.sum(axis=1, keepdims=True)).ravel()
    places.population[:] = [place.population for place in scenario.places]
    places.violence[:] = [place.violence for place in scenario.places]
    places.control[:] = [place.control for place in scenario.places]
    places.border_steps[:] = border_steps(scenario)
    over = np.array([s.sensitive_post_share / max(s.population_share, 1e-9) for s in scenario.sects])
    most = max(float(over[row]) for row, s in enumerate(scenario.sects) if s.ruling)
    sects.revenge[:] = np.clip((over - 1) / max(most - 1, 1e-9), 0, 1)
    sects.watched[:] = watched
    sects.reassurance[:], sects.suspicion[:] = p["reassurance_start"], p["suspicion_start"]
    for column in ("expect_militia", "expect_abroad", "expect_hiding"):
        getattr(state.kinds, column)[:] = p["reception_prior"]
    nation.pay, nation.discharge_open, nation.air_effort, nation.limbo = 1.0, 1.0, 1.0, 1.0
    nation.regime_odds = p["regime_odds_start"]
    nation.regime_control = float(np.average(places.control, weights=places.population))


def _people(state: State, p: Mapping[str, Any], chance: Chance, off: frozenset[str]) -> None:
    people, units = state.people, state.units
    army = np.arange(people.size) < state.army_people
    people.status[:] = np.where((people.entry_day == 0) & army, SERVING, CIVILIAN)
    people.way[:], people.hope[:], people.since_day[:] = -1, 1.0, 0
    people.militia[:], people.country[:], people.skill[:] = -1, -1, people.competence
    serving = people.status == SERVING
    people.resistance[:] = np.where(serving, chance.exponentials("leave", people.key, 0), np.inf)
    civil = slice(state.army_people, None)
    people.resistance[civil] = chance.exponentials("stay civilian", people.key[civil], 0)
    people.from_place[civil] = people.home[civil]
    people.fate_threshold[:] = np.where(serving, chance.exponentials("fate", people.key, 0), np.inf)
    units.strength[:] = np.bincount(people.unit[serving], minlength=units.size)
    units.start_strength[:] = units.strength
    state.cells.next_fate[:] = np.minimum.reduceat(people.fate_threshold, state.cells.first)
    weight = units.weight[people.unit]
    np.add.at(state.counts, (people.sect, people.band, people.status), weight)
    state.sects.serving_start[:] = state.counts[:, :, SERVING].sum(axis=1)
    units.commander[:] = [commander(state, row) if row < state.army_units else -1 for row in range(units.size)]


def commander(state: State, unit: int) -> int:
    """Row of the highest in rank who serves in a unit (the lower seat at equal rank), or -1."""
    people = state.people
    rows = np.arange(state.units.first[unit], state.units.last[unit])
    rows = rows[people.status[rows] == SERVING]
    if not len(rows):
        return -1
    return int(rows[np.lexsort((people.seat[rows], -people.rank[rows].astype(int)))[0]])
