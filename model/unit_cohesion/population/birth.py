"""The state of day zero: the tables around the people, and who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from unit_cohesion.engine.book import Book
from unit_cohesion.engine.chance import stream_keys
from unit_cohesion.engine.compiling import PLAIN, ready
from unit_cohesion.engine.tables import ONE_ROW, Table, record
from unit_cohesion.engine.world import World
from unit_cohesion.population import draws, inputs
from unit_cohesion.population.army import conscript_shares, kin_groups, layout
from unit_cohesion.population.civilians import pool
from unit_cohesion.population.draws import CELL, DRAFT, FIFTHS, LOTS, MIDDLE, NORMALS
from unit_cohesion.population.militias import fill_militias, militia_ids
from unit_cohesion.population.order_of_battle import OrderOfBattle, order_of_battle
from unit_cohesion.population.scenario_cache import cached_by_scenario
from unit_cohesion.population.ties import border_steps, neighbours, passages
from unit_cohesion.rules import DECLARED
from unit_cohesion.scenario import Scenario
from unit_cohesion.vocabulary import BANDS, BRANCHES, CIVIL, SERVING, SPECIALITIES

STREAMS = [*((word, 0) for word in LOTS), *((word, tag) for word in NORMALS for tag in (1, 2))]
STREAM_ROW = record([*((word.replace(" ", "_"), "u8") for word in LOTS), *((word, "u8", (2,)) for word in NORMALS)])
FIXED = (
    "units",
    "places",
    "communities",
    "sects",
    "countries",
    "militias",
    "sponsors",
    "news",
    "incidents",
    "crowds",
    "orders",
    "offers",
    "patrons",
    "calendar",
)
"""Tables of which a scenario fixes most; runs begin with copies of their rows."""


def world_on_eve(scenario: Scenario, p: Mapping[str, Any], battle: OrderOfBattle, seed: int, off: frozenset[str]) -> World:
    """Return the whole world on the eve of day one.

    Args:
        p: the scenario's parameters. battle: its order of battle.
    """
    ready()
    army, civilians, sizes = layout(scenario), pool(scenario), _sizes(scenario)
    s = as_loop_argument(stream_keys(seed, STREAMS).view(STREAM_ROW))[0]
    drafts = as_loop_argument(np.empty(sizes["army_people"], DRAFT))
    cells = as_loop_argument(np.empty(min(len(drafts), len(battle.units) * len(scenario.sects) * len(BANDS)) + len(civilians.stem), CELL))
    shape = (len(scenario.places), len(scenario.sects), len(BANDS), len(BRANCHES), 2, 2, len(FIFTHS))
    seen = np.zeros(int(np.prod(shape)), "?")
    with np.errstate(all="ignore"):
        army_cells = draws.muster(army, s, p["unease_share"], drafts, cells, seen)
    cells = cells[: army_cells + len(civilians.stem)]
    cells["unit"][army_cells:] = np.arange(len(battle.units), sizes["units"])
    cells["sect"][army_cells:], cells["band"][army_cells:] = civilians.sect, CIVIL
    cells["first"][army_cells:] = len(drafts) + np.cumsum(civilians.agents) - civilians.agents
    codes = np.ravel_multi_index((civilians.place, civilians.sect, CIVIL, BRANCHES.index("none"), 0, 0, MIDDLE), shape)
    seen[codes] = True
    profiles, row_of = np.flatnonzero(seen), np.cumsum(seen, dtype="i4") - 1
    sizes = sizes | {"cells": len(cells), "army_cells": army_cells, "profiles": len(profiles)}
    world = World(DECLARED, sizes, (shape[1], shape[2], shape[0]), scenario.about.days, bool(scenario.militias))
    world.arrays["p"][...] = DECLARED.parameter_row(p)
    for name, rows in _fixed_rows(scenario).items():
        world.tables[name].rows[...] = rows
    for name in ("unit", "sect", "band", "first"):
        getattr(world.cells, name)[:] = cells[name]
    *position, fifth = np.unravel_index(profiles, shape)
    for name, column in zip(("home", "sect", "band", "branch", "post", "uneasy"), position, strict=True):
        getattr(world.profiles, name)[:] = column
    world.profiles.tipping[:] = np.array(FIFTHS)[fifth]
    _fill_from_parameters(world, scenario, p, off)
    world.arrays |= {name: rows.copy() for name, rows in _look_ups(scenario).items()}
    world.switch(off)
    world.seed(seed)
    _people(world, s, drafts, row_of, row_of[codes], scenario, p)
    return world


def as_loop_argument(array: np.ndarray) -> Any:
    """Return an array as loops take it: uncompiled, they ask for fields as attributes."""
    return array.view(np.recarray) if PLAIN and array.dtype.names else array


@cached_by_scenario
def _sizes(scenario: Scenario) -> dict[str, int]:
    """Rows of all tables but those that hang on who is drawn."""
    army, civilians = layout(scenario), pool(scenario)
    rebels, sects, places, bands = bool(scenario.militias), len(scenario.sects), len(scenario.places), len(BANDS)
    army_people = int((army.first[1:] - army.first[:-1])[army.kind].sum())
    return {
        "people": army_people + int(civilians.agents.sum()),
        "units": len(army.stem) + len(civilians.stem),
        "army_people": army_people,
        "army_units": len(army.stem),
        "countries": len(scenario.countries),
        "militias": len(militia_ids(scenario)),
        "sponsors": len(scenario.sponsors) if rebels else 0,
        "communities": places * sects,
        "places": places,
        "routes": places * bands * sects,
        "kinds": bands * sects,
        "sects": sects,
        "start": scenario.about.start.toordinal(),
        "persons_per_agent": scenario.about.persons_per_agent,
        **inputs.sizes(scenario),
    }


@cached_by_scenario
def _fixed_rows(scenario: Scenario) -> dict[str, np.ndarray]:
    """Return what a scenario alone fixes, as rows of its tables."""
    sizes = _sizes(scenario)
    tables = {name: Table(name, sizes[name], DECLARED.columns[name]) for name in FIXED}
    _units(tables["units"], scenario)
    _country(tables, scenario)
    fill_militias(tables, scenario)
    inputs.fill_inputs(tables, scenario, order_of_battle(scenario))
    return {name: table.rows for name, table in tables.items()}


def _units(units: Any, scenario: Scenario) -> None:
    battle, formations, army, civilians = order_of_battle(scenario).units, scenario.army.formations, layout(scenario), pool(scenario)
    ours, place_row = slice(len(battle)), {place.id: row for row, place in enumerate(scenario.places)}
    units.ordinal[ours], units.formation[ours] = [u.ordinal for u in battle], army.formation
    units.branch[ours], units.trusted[ours] = army.branch[army.formation], army.trusted[army.formation]
    stations = [[place_row[id] for id in formation.places] for formation in formations]
    units.garrison[ours] = [stations[u.formation][u.brigade % len(stations[u.formation])] for u in battle]
    units.keeps_posts[ours] = [bool(formations[u.formation].keeps_posts) for u in battle]
    # rebels-to-be, by community: kept out of every sum over the army by their place at the end of the table
    units.branch[ours.stop :], units.garrison[ours.stop :] = BRANCHES.index("none"), civilians.place
    units.weight[ours], units.weight[ours.stop :] = [u.weight for u in battle], scenario.about.persons_per_agent
    units.place[:], units.carry_sect[:], units.superior[:] = units.garrison, -1, -1
    units.superior[ours] = [u.superior for u in battle]
    units.last[:] = np.cumsum([*(army.first[1:] - army.first[:-1])[army.kind], *civilians.agents])
    units.first[1:] = units.last[:-1]


def _country(tables: Mapping[str, Any], scenario: Scenario) -> None:
    places, communities, sects = tables["places"], tables["communities"], tables["sects"]
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
    post = np.array([s.sensitive_post_share for s in scenario.sects]) / np.maximum(conscript_shares(scenario), 1e-9)
    sects.position[:], sects.watched[:] = post / (1 + post), watched
    exposed = population * sects.position
    exposed[exposed.sum(axis=1) == 0] = population[exposed.sum(axis=1) == 0]
    communities.exposed[:] = (exposed / exposed.sum(axis=1, keepdims=True)).ravel()


def _fill_from_parameters(world: World, scenario: Scenario, p: Mapping[str, Any], off: frozenset[str]) -> None:
    """Fill in what hangs on parameters, and on who is there."""
    cells, units, profiles, sects, nation = world.cells, world.units, world.profiles, world.sects, world.nation
    cells.last[:-1], cells.last[-1:] = cells.first[1:], len(world.people.rows)
    bounds = np.searchsorted(cells.unit, np.arange(units.size + 1))
    units.first_cell[:], units.last_cell[:] = bounds[:-1], bounds[1:]
    army = layout(scenario)
    units.paid[:] = 1.0
    units.paid[: len(army.stem)] = 0.5 ** (army.pay_late[army.formation] / p["arrears_half"])
    units.institution[:] = p["regime_odds_start"] * (p["institution_unpaid"] + (1.0 - p["institution_unpaid"]) * units.paid)
    profiles.insider[:] = sects.ruling[profiles.sect] & (profiles.band >= 2) & profiles.post
    if "I6" not in off:
        intelligence = profiles.branch == BRANCHES.index("intelligence")
        gained = p["privilege_by_rank"] * profiles.band + p["privilege_of_post"] * profiles.post
        profiles.privilege[:] = np.clip(gained + p["privilege_of_intelligence"] * intelligence, 0, 1)
    sects.reassurance[:], sects.suspicion[:] = p["reassurance_start"], p["suspicion_start"]
    for column in ("expect_militia", "expect_abroad", "expect_hiding"):
        getattr(world.kinds, column)[:] = p["reception_prior"]
    if world.rebels:
        own = p["sponsor_loyalty_weight"]
        world.sponsors.loyalty_weight[:] = [own if s.loyalty_weight is None else s.loyalty_weight for s in scenario.sponsors]
    nation.pay, nation.wages, nation.discharge_open, nation.air_effort, nation.limbo = 1.0, 1.0, 1.0, 1.0, True
    nation.regime_odds = p["regime_odds_start"]
    nation.regime_control = float(np.average(world.places.control, weights=world.places.population))


@cached_by_scenario
def _look_ups(scenario: Scenario) -> dict[str, np.ndarray]:
    """What saves rules a search: distances, neighbours, slots of militias by place, groups of crowds, units that orders bind."""
    place = _fixed_rows(scenario)["militias"]["place"]
    by_place = np.full((len(scenario.places), max(1, int(np.bincount(place).max(initial=0)))), -1)
    for row in range(len(by_place)):
        own = np.flatnonzero(place == row)
        by_place[row, : len(own)] = own
    return {
        "passage": passages(scenario),
        "roads": neighbours(scenario),
        "slots": by_place,
        "crowd_groups": inputs.crowd_groups(scenario),
        "order_units": inputs.order_units(scenario, order_of_battle(scenario)),
    }


def _people(world: World, s: Any, drafts: Any, row_of: np.ndarray, civilian: np.ndarray, scenario: Scenario, p: Mapping[str, Any]) -> None:
    """Fill the table of people, and what is made from it: who is counted where, and is looked up.

    Args:
        s: streams. row_of: rows of profiles by the number in a draft. civilian: those of the communities of civilians.
    """
    arrays, army, civilians, kin = world.arrays, layout(scenario), pool(scenario), kin_groups(scenario, p)
    fields = {name: as_loop_argument(arrays[name]) for name in Book._fields}
    book = Book(*(rows[0] if name in ONE_ROW else rows for name, rows in fields.items()))
    profile, group, groups = arrays["profile"], np.empty(len(arrays["people"]), "i4"), int(kin.first[-1]) + 1
    sent, pilots, by_speciality = np.empty(len(drafts), "i8"), np.empty(len(drafts), "i8"), np.zeros(len(SPECIALITIES))
    first, last, rows = np.empty(groups, "i4"), np.zeros(groups, "i4"), np.empty(len(drafts), "i4")
    months = 2 + (scenario.about.days + p["service_days"]) // 30
    ties = draws.Ties(len(BRANCHES), len(scenario.places), army.sizes.years, int(months))
    years = (ties.branches + ties.places) * ties.years + ties.places * ties.months
    year, year_first, year_last, year_rows = np.empty(len(drafts), "i4"), np.empty(years, "i4"), np.zeros(years, "i4"), rows.copy()
    with np.errstate(all="ignore"):
        draws.bind(book.units, army, book.p, s)
        sent_count, pilot_count = draws.enlist(
            book,
            army,
            kin,
            ties,
            s,
            drafts,
            row_of,
            profile,
            arrays["discharge_day"],
            arrays["entry_day"],
            arrays["predecessor"],
            group,
            year,
            by_speciality,
            sent,
            pilots,
        )
        if len(civilians.stem):
            draws.gather(book, civilians, s, civilian, profile, group, groups - 1)
        draws.tie(group, first, last, rows)
        draws.tie(year, year_first, year_last, year_rows)
    at = np.empty(len(drafts), "i4")
    at[year_rows] = np.arange(len(drafts)) - year_first[year[year_rows]]
    arrays |= {"tie_group": year, "tie_first": year_first, "tie_last": year_last, "tie_rows": year_rows, "tie_at": at}
    arrays |= {"kin_group": group, "kin_first": first, "kin_last": last, "kin_rows": rows}
    arrays |= {"agents_sent": sent[:sent_count].copy(), "pilots": pilots[:pilot_count].copy(), "army_by_speciality": by_speciality}
    ids = [sect.id for sect in scenario.sects]
    world.people.faith[:] = np.array([ids.index(sect.faith or sect.id) for sect in scenario.sects])[world.people.sect]
    serving = world.counts[:, :, SERVING]
    arrays["army_by_band"] = serving.sum(axis=0)
    world.sects.serving_start[:] = serving.sum(axis=1)
