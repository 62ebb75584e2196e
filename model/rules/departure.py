"""Who leaves today, which way, and why: D4, D7, D10, D11 are written here; then everybody is pressed.

Those whose time has come try to go. Some are caught (D9a). Each who goes touches his unit, which is pressed again the same day, until
nobody more goes.
"""

from __future__ import annotations

import numpy as np

from model.hazards import chosen_ways
from model.leadership import attraction, choose
from model.record import REASONS
from model.state import BESIEGED, CANDIDATE, FIGHTER, HIDING, JAILED, TRANSIT, WAY_STATUS, WAYS
from model.world import Rule, World

_CAPTURED, _TO = WAYS.index("captured"), np.array(WAY_STATUS, "i1")


def depart(world: World) -> None:
    """Write the factors of D4, D7, D10 and D11; press; let people go, pass after pass."""
    _write(world)
    state = world.state
    state.sects.left_today[:] = state.sects.attempts[:] = state.sects.caught[:] = 0.0
    world.leavers = []
    rows, step = world.pressing.press(world.day), 1
    while len(rows):
        _leave(world, rows, step)
        touched = np.flatnonzero(np.bincount(state.people.unit[rows]))
        for after in world.after_pass:
            after(world, touched)
        rows, step = world.pressing.press_again(touched), step + 1


def _write(world: World) -> None:
    state, p, nation, pressing = world.state, world.p, world.state.nation, world.pressing
    profiles, sects = state.profiles, state.sects
    if world.on("D4"):
        ending = 1.0 - nation.regime_odds * (1.0 - profiles.abandonment)
        past = np.maximum(0.0, ending - p.tipping_belief) / (1.0 - p.tipping_belief)
        spared = sects.reassurance[profiles.sect]
        fear = sects.revenge[profiles.sect] * (p.revenge_push * spared * past - p.revenge_bind * (1.0 - ending))
        pressing.write("profiles", "D4", fear)
    if world.on("D7"):
        pressing.write("profiles", "D7", -p.privilege_hold * nation.regime_odds * nation.pay * profiles.privilege)
    if world.on("D10"):
        pressing.write("profiles", "D10", np.log(p.kin_rebel_home) * (1.0 - state.places.control)[profiles.home])
    if world.on("D11"):
        pressing.write("units", "D11", np.log(p.siege_ratio) * (state.units.posture == BESIEGED))


def _ways(world: World, rows: np.ndarray) -> np.ndarray:
    state, p, people = world.state, world.p, world.state.people
    unit = people.unit[rows]
    route = state.route(state.units.place[unit], people.band[rows], people.sect[rows])
    weights = np.column_stack([state.routes.militia[route], state.routes.abroad[route], state.routes.hiding[route]])
    top = weights.max(axis=1, keepdims=True)
    weights = weights - top - np.log(np.exp(weights - top).sum(axis=1, keepdims=True))
    given_up = np.log(p.surrender_share / (1.0 - p.surrender_share)) if p.surrender_share > 0 and world.on("D11") else -np.inf
    captured = np.where(state.units.posture[unit] == BESIEGED, given_up, -np.inf)
    return chosen_ways(world.chance, state, rows, np.column_stack([weights, captured]))


def _leave(world: World, rows: np.ndarray, step: int) -> None:
    state, p, people, units, sects = world.state, world.p, world.state.people, world.state.units, world.state.sects
    unit, sect, key, spell = people.unit[rows], people.sect[rows], people.key[rows], people.spell[rows]
    terms, cause, trigger = world.pressing.explain(rows)
    recent = world.pressing.recent_share(rows)
    way = _ways(world, rows)
    to = _TO[way]
    if state.rebels:
        _seek(world, rows, way, to)
    caught = np.zeros(len(rows), bool)
    if world.on("D9a"):
        watch = p.catch_unwatched + (1.0 - p.catch_unwatched) * sects.watched[sect]
        risk = p.catch_chance * watch * state.places.control[units.place[unit]]
        caught = (way != _CAPTURED) & (world.chance.uniforms("caught", key, spell) < risk)
    to = np.where(caught, JAILED, to)
    people.militia[rows[caught]] = -1
    weight, commands = units.weight[unit], units.commander[unit] == rows
    people.way[rows], people.from_place[rows] = way, units.place[unit]
    numbers = world.go(rows, to, cause, step, trigger, terms, _reasons(world, rows, to), recent)
    world.record.today["attempts"] += float(weight.sum())
    np.add.at(sects.attempts, sect, weight)
    np.add.at(sects.caught, sect[caught], weight[caught])
    np.add.at(units.punished, unit[caught], 1.0)
    np.add.at(units.punished_today, unit[caught], 1.0)
    order = np.flatnonzero(caught)[world.foremost_last(rows[caught])]
    units.punished_source[unit[order]] = numbers[order]
    gone = ~caught
    for column in (units.left, units.left_ever, units.left_today):
        np.add.at(column, unit[gone], 1.0)
    np.add.at(sects.left_today, sect[gone], weight[gone])
    order = np.flatnonzero(gone)[world.foremost_last(rows[gone])]
    units.left_source[unit[order]] = numbers[order]
    state.nation.capability_lost += float((weight * people.competence[rows])[gone].sum())
    led = gone & commands
    units.commander_gone[unit[led]] = 1.0
    units.commander_trust[unit[led]] *= p.trust_after_commander
    units.carry_sect[unit[led]], units.carry_source[unit[led]] = sect[led], numbers[led]
    world.leavers.append((rows[order], numbers[order]))


def _seek(world: World, rows: np.ndarray, way: np.ndarray, to: np.ndarray) -> None:
    """Those who take the way to a militia: officers come to its door, soldiers and NCOs join one; where there is none, all go abroad."""
    people, place = world.state.people, world.state.units.place[world.state.people.unit[rows]]
    some = np.flatnonzero(to == FIGHTER)
    asked = choose(world, rows[some], place[some], attraction(world, rows[some], place[some]), "joins whom")
    officer = people.band[rows[some]] >= 2
    people.militia[rows[some]] = np.where(officer, -1, asked)
    to[some] = np.where(asked < 0, TRANSIT, np.where(officer, CANDIDATE, FIGHTER))
    way[some[asked < 0]] = WAYS.index("abroad")


def _reasons(world: World, rows: np.ndarray, to: np.ndarray) -> np.ndarray:
    """The reason stated for staying out of the fight: danger as a pretext spreads with the rumour (N7)."""
    people, p = world.state.people, world.p
    rumour = world.state.nation.rumour if world.on("N7") else 0.0
    share = p.danger_true_share + (1.0 - p.danger_true_share) * p.pretext_share * rumour
    danger = world.chance.uniforms("reason", people.key[rows], people.spell[rows]) < share
    true = np.where(to == TRANSIT, REASONS.index("no place for me"), REASONS.index("family"))
    return np.where((to != TRANSIT) & (to != HIDING), 0, np.where(danger, REASONS.index("danger"), true))


RULE = Rule(
    depart,
    ("D4", "D7", "D9a", "D10", "D11", "N7"),
    reads=(
        "cells.sect", "cells.unit", "militias.alive", "militias.extremist", "militias.fighters", "militias.income", "militias.religiosity",
        "nation.pay", "nation.regime_odds", "nation.rumour", "people.band", "people.competence", "people.key", "people.rank",
        "people.religiosity", "people.sect", "people.spell", "people.unit", "places.control", "profiles.abandonment", "profiles.home",
        "profiles.privilege", "profiles.sect", "routes.abroad", "routes.hiding", "routes.militia", "sects.reassurance", "sects.revenge",
        "sects.watched", "units.commander", "units.first_cell", "units.institution", "units.last_cell", "units.peer_bond", "units.place",
        "units.posture", "units.start_strength", "units.strength", "units.weight",
    ),
    writes=(
        "go", "nation.capability_lost", "people.from_place", "people.militia", "people.way", "sects.attempts", "sects.caught",
        "sects.left_today", "units.carry_sect", "units.carry_source", "units.commander_gone", "units.commander_trust", "units.left",
        "units.left_ever", "units.left_source", "units.left_today", "units.punished", "units.punished_source", "units.punished_today",
    ),
)  # fmt: skip
