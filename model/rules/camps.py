"""Those out of the fight: skill fades to a floor, hope falls to a floor; some come back to fight, go back to the regime, go for good.

In the camps of the neighbours movement is restricted and military work almost impossible (R1). Idleness wears skill (R2), ill-treatment
hope, which holds at a floor (R16). An amnesty opens a window to go back (R18). A national army, once it forms, calls them by rank and
speciality (B1, B2).
"""

from __future__ import annotations

import numpy as np

from model.leadership import attraction, choose
from model.mechanisms import CAUSES
from model.record import TRUE_REASONS
from model.schema import CIVIL, SPECIALITIES
from model.state import ADVISER, CAMP, CANDIDATE, COMMANDER, FIGHTER, GONE, HIDING, NATIONAL, RETURNED, WITHDRAWN
from model.waiting import WEEK, pressed, told
from model.world import Rule, World

_BACK, _GONE, _RETURNED, _NATIONAL = range(4)


def idle(world: World) -> None:
    """Wear skill and hope; press those out of the fight."""
    if not world.state.rebels:
        return
    _wear(world)
    _settle(world)
    _leave(world, world.waiting(CAMP), True)
    _leave(world, world.waiting(WITHDRAWN), False)
    _others(world)
    nation = world.state.nation
    nation.amnesty_inside, nation.amnesty_abroad = max(0.0, nation.amnesty_inside - WEEK), max(0.0, nation.amnesty_abroad - WEEK)


def _wear(world: World) -> None:
    p, people = world.p, world.state.people
    out = world.state.roll.of(CAMP, WITHDRAWN)
    if world.on("R2"):
        floor = p.skill_floor * people.competence[out]
        people.skill[out] = floor + (people.skill[out] - floor) * np.exp(-WEEK / p.skill_fade_days)
    people.hope[out] *= np.exp(-WEEK * p.hope_daily)
    if world.on("R16"):
        people.hope[out] = np.maximum(people.hope[out], p.hope_floor)
    busy = world.state.roll.of(FIGHTER, COMMANDER, NATIONAL)
    hope = people.hope[busy]
    people.hope[busy] = hope + (1.0 - hope) * (1.0 - np.exp(-WEEK / p.hope_recovery_days))


def _settle(world: World) -> None:
    """Those new in a camp are where the nearest border led them."""
    state, people = world.state, world.state.people
    camped = state.roll.of(CAMP)
    new = camped[people.country[camped] < 0]
    if len(new) and state.countries.size:
        steps = np.where(state.countries.camps[:, None], world.passage, np.inf)
        people.country[new] = steps.argmin(axis=0)[people.from_place[new]]


def national_call(world: World, rows: np.ndarray) -> np.ndarray:
    """Daily hazard of each to come to the national army: none before it forms (B1); faster where duty is known beforehand (B2)."""
    p, nation = world.p, world.state.nation
    if not nation.forming:
        return np.zeros(len(rows))
    fast = p.assembly_fast if world.on("B2") else 1.0
    return np.asarray(p.assembly_daily * fast * world.state.people.hope[rows] * _places_for(world, rows))


def _places_for(world: World, rows: np.ndarray) -> np.ndarray:
    """How far the national army wants each man's rank and speciality: its shares in the old army over those it has by now."""
    people = world.state.people
    men = world.state.roll.of(NATIONAL)
    men = men[people.band[men] < CIVIL]
    wanted = np.ones(len(rows))
    for column, size in ((people.band, CIVIL), (people.speciality, len(SPECIALITIES))):
        order = np.bincount(column[: world.state.army_people], minlength=size) / world.state.army_people
        have = np.bincount(column[men], minlength=size)
        gap = (1.0 + len(men) * order) / (1.0 + have)
        wanted *= np.clip(gap, 0.25, 4.0)[column[rows]]
    return wanted


def _leave(world: World, rows: np.ndarray, abroad: bool) -> None:
    state, p, people, nation = world.state, world.p, world.state.people, world.state.nation
    if not len(rows):
        return
    officer = (people.band[rows] >= 2) & (people.band[rows] < CIVIL)
    restricted = p.camp_restriction if abroad and world.on("R1") else 0.0
    there = state.places.insurgents[people.from_place[rows]] > 0  # a label counts at the door (R8)
    back = p.camp_return_daily * np.exp(-restricted) * people.hope[rows] * np.where(officer, 1.0, p.camp_return_enlisted) * there
    gone = p.gone_daily * np.exp(-p.gone_hope * people.hope[rows])
    window = p.return_amnesty * float((nation.amnesty_abroad if abroad else nation.amnesty_inside) > 0)
    returned = p.return_daily * np.exp(window)
    on = world.on("R18")
    due, way = pressed(
        world, rows, "out of idleness", back, gone * on, np.full(len(rows), returned * on), national_call(world, rows)
    )
    if not len(due):
        return
    rows, officer, went = rows[due], officer[due], way == _BACK
    asked = np.full(len(rows), -1)
    where = people.from_place[rows]
    asked[went] = choose(world, rows[went], where[went], attraction(world, rows[went], where[went]), "back to whom")
    going = ~went | (asked >= 0)  # nobody is there any more: he stays, and his time comes again next week
    to = np.select([went & officer, went, way == _GONE, way == _RETURNED], [CANDIDATE, FIGHTER, GONE, RETURNED], NATIONAL)
    terms, _ = told(len(rows), {
        "R1": np.where(went, -restricted, 0.0), "R16": np.where(way == _GONE, -p.gone_hope * people.hope[rows], 0.0),
        "R18": np.where(way == _RETURNED, window, 0.0), "B2": np.where(way == _NATIONAL, np.log(p.assembly_fast) * world.on("B2"), 0.0),
    }, "R18")  # fmt: skip
    cause = np.array([CAUSES.index(name) for name in ("R1", "R16", "R18", "B1")])[way]
    people.militia[rows[going]] = np.where(went & ~officer, asked, -1)[going]
    people.country[rows[going]] = -1
    people.refusals[rows[going & went]] = 0
    people.true_reason[rows[going]] = np.where(way == _GONE, TRUE_REASONS.index("hope lost"), 0)[going]
    enlist(world, rows[going & (way == _NATIONAL)])
    world.go(rows[going], to[going], cause[going], terms=terms[going], true_reason=people.true_reason[rows[going]])


def _others(world: World) -> None:
    """Deserters may go back; advisers and those at the doors may be called to the national army."""
    p, people, nation = world.p, world.state.people, world.state.nation
    if world.on("R18"):
        rows = world.waiting(HIDING)
        window = p.return_amnesty * float(nation.amnesty_inside > 0)
        due, _ = pressed(world, rows, "gives in", np.full(len(rows), p.return_daily * np.exp(window)))
        if len(due):
            terms, _ = told(len(due), {"R18": window}, "R18")
            world.go(rows[due], RETURNED, CAUSES.index("R18"), terms=terms)
    if nation.forming:
        rows = world.waiting(ADVISER, CANDIDATE)
        due, _ = pressed(world, rows, "is called", national_call(world, rows))
        if len(due):
            people.militia[rows[due]], people.true_reason[rows[due]] = -1, 0
            enlist(world, rows[due])
            world.go(rows[due], NATIONAL, CAUSES.index("B1"))


def enlist(world: World, rows: np.ndarray) -> None:
    """Bring people to the safe area, if there is one."""
    safe = np.flatnonzero(world.state.places.safe > 0)
    if len(safe):
        world.state.people.from_place[rows] = safe[0]


RULE = Rule(
    idle,
    ("R1", "R2", "R16", "R18", "B1", "B2"),
    reads=(
        "countries.camps", "militias.alive", "militias.extremist", "militias.fighters", "militias.income", "militias.religiosity",
        "nation.forming", "people.band", "people.competence", "people.key", "people.pressure", "people.religiosity", "people.resistance",
        "people.since_day", "people.speciality", "people.spell", "people.status", "places.insurgents", "places.safe",
    ),
    writes=(
        "go", "nation.amnesty_abroad", "nation.amnesty_inside", "people.country", "people.from_place", "people.hope", "people.militia",
        "people.refusals", "people.skill", "people.true_reason",
    ),
    every=7,
)  # fmt: skip
