"""Life among militias: what wears officers out, and why fighters leave (R1, R4, R5, R7, R11, R20, S4).

An officer steps back from action to advise from afar, and from there gives up: idle inside, or to a camp abroad. A fighter follows pay: to
another militia, or home. Whoever waits at doors that stay shut goes away.
"""

from __future__ import annotations

import numpy as np

from model.leadership import attraction, choose
from model.mechanisms import CAUSES
from model.record import TRUE_REASONS
from model.schema import CIVIL
from model.state import ADVISER, CANDIDATE, CIVILIAN, COMMANDER, FIGHTER, WITHDRAWN
from model.stepping_aside import away, said
from model.waiting import pressed, told
from model.world import Rule, World

_WORN = {"R4": "disorder", "R5": "abuse remembered", "R7": "religious gap", "R20": "threatened"}


def live(world: World) -> None:
    """Press officers in action, fighters, advisers and those at the doors."""
    if not world.state.rebels:
        return
    _officers(world)
    _fighters(world)
    _advisers(world)
    _candidates(world)


def _officers(world: World) -> None:
    state, p, people, militias = world.state, world.p, world.state.people, world.state.militias
    rows = world.waiting(FIGHTER, COMMANDER)
    rows = rows[(people.band[rows] >= 2) & (people.band[rows] < CIVIL)]
    with_whom = people.militia[rows]
    terms = {
        "R4": p.strain_disorder * (1.0 - militias.discipline[with_whom]) * world.on("R4"),
        "R5": p.strain_memory * militias.memory[with_whom] * world.on("R5"),
        "R7": p.strain_faith * np.maximum(0.0, militias.religiosity[with_whom] - people.religiosity[rows]) * world.on("R7"),
        "R20": p.extremist_threat * state.places.extremist[people.from_place[rows]] * world.on("R20"),
    }  # fmt: skip
    due, _ = pressed(world, rows, "steps back", p.strain_daily * np.exp(sum(terms.values())))
    if len(due):
        matrix, cause = told(len(due), {name: values[due] for name, values in terms.items()}, "R4")
        worn = np.array([TRUE_REASONS.index(_WORN.get(name, "disorder")) for name in CAUSES], "i1")
        people.true_reason[rows[due]] = worn[cause]
        world.go(rows[due], ADVISER, cause, terms=matrix, true_reason=worn[cause], reason=said(world, rows[due]))


def _fighters(world: World) -> None:
    p, people, militias = world.p, world.state.people, world.state.militias
    rows = world.waiting(FIGHTER)
    rows = rows[(people.band[rows] < 2) | (people.band[rows] == CIVIL)]
    with_whom = people.militia[rows]
    pay = -p.quit_pay * np.minimum(militias.income, 1.0) * world.on("S4")
    disorder = 0.5 * (1.0 - militias.discipline) * world.on("R4")
    due, _ = pressed(world, rows, "quits", p.quit_daily * np.exp(pay + disorder)[with_whom])
    if not len(due):
        return
    going, where, old = rows[due], people.from_place[rows[due]], with_whom[due]
    other = choose(world, going, where, attraction(world, going, where, old), "another")
    better = np.where(other >= 0, militias.income[other] - militias.income[old], 0.0)
    with np.errstate(over="ignore"):
        stays = 1.0 / (1.0 + np.exp(-(0.5 + 2.0 * better * world.on("S4"))))
    moves = (other >= 0) & (world.chance.uniforms("or home", people.key[going], people.spell[going]) < stays)
    civil = people.band[going] == CIVIL
    people.militia[going] = np.where(moves, other, -1)
    to, unpaid = np.where(moves, FIGHTER, np.where(civil, CIVILIAN, WITHDRAWN)), TRUE_REASONS.index("unpaid")
    people.true_reason[going[to == WITHDRAWN]] = unpaid
    terms, _ = told(len(due), {"S4": pay[old], "R4": disorder[old]}, "S4")
    world.go(going, to, CAUSES.index("S4"), terms=terms, true_reason=np.where(to == WITHDRAWN, unpaid, 0))


def _advisers(world: World) -> None:
    p, people, militias = world.p, world.state.people, world.state.militias
    rows = world.waiting(ADVISER)
    disorder = p.strain_disorder * (0.5 - militias.discipline[people.militia[rows]]) * world.on("R4")
    due, _ = pressed(world, rows, "gives up", np.exp(disorder) / p.adviser_days)
    if len(due):
        terms, cause = told(len(due), {"R4": disorder[due]}, "R4")
        away(world, rows[due], cause, terms)


def _candidates(world: World) -> None:
    p, people = world.p, world.state.people
    rows = world.waiting(CANDIDATE)
    refused = p.wait_refused * people.refusals[rows] * world.on("R11")
    due, _ = pressed(world, rows, "goes away", np.exp(refused) / p.wait_days)
    if len(due):
        terms, cause = told(len(due), {"R11": refused[due]}, "R11")
        people.true_reason[rows[due]] = TRUE_REASONS.index("refused")
        away(world, rows[due], cause, terms)


RULE = Rule(
    live,
    ("R1", "R4", "R5", "R7", "R11", "R20", "S4", "N7"),
    reads=(
        "militias.alive", "militias.discipline", "militias.extremist", "militias.fighters", "militias.income", "militias.memory",
        "militias.religiosity", "nation.rumour", "people.band", "people.from_place", "people.key", "people.pressure", "people.refusals",
        "people.religiosity", "people.resistance", "people.since_day", "people.spell", "people.status", "places.border_steps",
        "places.extremist",
    ),
    writes=(
        "go", "people.militia", "people.true_reason",
    ),
    every=7,
)  # fmt: skip
