"""Officers at militias' doors: leaders weigh need against rivalry and mistrust, officers weigh pride (R3, R6, R8, R11-R14, S2).

An officer waits while he is vetted, longer where his origin is suspected (R14); then a leader of his place gives his word, which is logged
with its terms. Refused, he may try another door.
"""

from __future__ import annotations

import numpy as np

from model.cases import leader_of, officer_of
from model.judgement import ROLES, accepts, admission, roles
from model.leadership import attraction, choose
from model.mechanisms import CAUSES
from model.record import CHOSEN
from model.state import ADVISER, CANDIDATE, COMMANDER, FIGHTER
from model.world import Rule, World

_TO = np.array([ADVISER, FIGHTER, COMMANDER], "i1")
RETRY_DAYS = 28
"""Days after which somebody refused asks again."""


def decide(world: World) -> None:
    """Hear those whose vetting is over."""
    state, p, people, nation = world.state, world.p, world.state.people, world.state.nation
    if not state.rebels:
        return
    rows = world.waiting(CANDIDATE)
    doubted = state.sects.suspicion[people.sect[rows]] * world.on("R14")
    days = world.day - people.since_day[rows] - RETRY_DAYS * people.refusals[rows]
    rows = rows[days >= p.vetting_days * (1.0 + p.vetting_suspicion * doubted)]
    where = people.from_place[rows]
    asked = choose(world, rows, where, attraction(world, rows, where), "asks", people.refusals[rows])
    rows, asked = rows[asked >= 0], asked[asked >= 0]
    if not len(rows):
        return
    leader, officer = leader_of(world, asked), officer_of(world, rows)
    terms = admission(p, world.on, leader, officer)
    draws = p.choice_noise * world.chance.gumbels("role", people.key[rows], people.spell[rows], len(ROLES), people.refusals[rows])
    role = (roles(p, terms) + draws).argmax(axis=1)
    taken = role < ROLES.index("refused")
    willing = accepts(p, world.on, leader.legitimacy, state.militias.officer_led[asked], role, officer.standing)
    declined = taken & ~willing & (role != ROLES.index("adviser"))
    choice = np.where(declined, CHOSEN.index("declined"), role)
    noise = draws[np.arange(len(rows)), role]
    chosen = {"day": world.day, "sponsor": False, "actor": asked, "subject": rows, "choice": choice}
    world.record.note_choices(chosen, {**terms, "noise": noise})
    _carry_out(world, rows, asked, role, choice)
    weight = state.units.weight[people.unit[rows]]
    let_in = choice < ROLES.index("refused")
    refused = choice == ROLES.index("refused")
    nation.admitted += float(weight[let_in].sum())
    nation.refused += float(weight[refused].sum())
    nation.admitted_rank += float((weight * people.rank[rows])[let_in].sum())
    nation.refused_rank += float((weight * people.rank[rows])[refused].sum())


def _carry_out(world: World, rows: np.ndarray, asked: np.ndarray, role: np.ndarray, choice: np.ndarray) -> None:
    state, p, people = world.state, world.p, world.state.people
    let_in = choice < ROLES.index("refused")
    out = rows[~let_in]
    people.refusals[out] += 1
    people.true_reason[out] = 1
    people.hope[out] -= p.hope_refused * people.hope[out]
    inside = rows[let_in]
    if not len(inside):
        return
    people.militia[inside], people.true_reason[inside] = asked[let_in], 0
    patron = state.militias.patron[asked[let_in]]
    foreign = (patron >= 0) & state.sponsors.foreign[patron] if state.sponsors.size else np.zeros(len(inside), bool)
    people.tainted[inside] |= foreign
    world.go(inside, _TO[role[let_in]], CAUSES.index("R3"))


RULE = Rule(
    decide,
    ("R3", "R6", "R8", "R11", "R12", "R13", "R14", "S2"),
    reads=(
        "militias.alive", "militias.early", "militias.extremist", "militias.fighters", "militias.income", "militias.money",
        "militias.officer_led", "militias.patron", "militias.religiosity", "militias.sect", "militias.warlordism", "people.from_place",
        "people.home", "people.key", "people.labelled", "people.nationalism", "people.rank", "people.religiosity", "people.sect",
        "people.since_day", "people.skill", "people.speciality", "people.spell", "people.status", "people.unit", "places.control",
        "sects.suspicion", "sponsors.foreign", "sponsors.loyalty_weight", "units.posture", "units.weight",
    ),
    writes=(
        "go", "nation.admitted", "nation.admitted_rank", "nation.refused", "nation.refused_rank", "people.hope", "people.militia",
        "people.refusals", "people.tainted", "people.true_reason",
    ),
    every=7,
)  # fmt: skip
