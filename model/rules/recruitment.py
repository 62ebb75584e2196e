"""Civilians take up arms as their community is aggrieved, rebels hold their place and militias pay; and choose with whom (W2, S4, R15, B4).

Named militias rise on their date; a man may found a local one. Deserters in hiding may join where rebels hold the place (D15).
"""

from __future__ import annotations

import numpy as np

from model.leadership import attraction, choose, found_local, free_slot, start
from model.mechanisms import CAUSES
from model.state import CANDIDATE, CIVILIAN, FIGHTER, HIDING, NATIONAL
from model.waiting import pressed, told
from model.world import Rule, World


def recruit(world: World) -> None:
    """Let named militias rise, and those civilians and deserters join whose time has come."""
    if not world.state.rebels:
        return
    _rise(world)
    _civilians(world)
    _deserters(world)


def _rise(world: World) -> None:
    """On its date a named militia stands, with the civilians of its place who are nearest to joining."""
    militias, people, weight = world.state.militias, world.state.people, float(world.scenario.about.persons_per_agent)
    for row, entry in enumerate(world.scenario.militias):
        if militias.lives[row] or entry.founded > world.date:
            continue
        militias.lives[row] = 1
        start(world, row)
        near = world.waiting(CIVILIAN)
        near = near[(near >= world.state.army_people) & (people.home[near] == militias.place[row])]
        left = people.resistance[near] - people.pressure[near]
        men = near[np.lexsort((people.key[near], left))[: round(entry.size / weight)]]
        if len(men):
            people.militia[men] = row
            world.go(men, FIGHTER, CAUSES.index("R15"))


def _civilians(world: World) -> None:
    state, p, people = world.state, world.p, world.state.people
    rows = world.waiting(CIVILIAN)
    rows = rows[rows >= state.army_people]
    if not len(rows):
        return
    unit = people.unit[rows] - state.army_units  # all of a community are pressed alike
    first = state.units.first[state.army_units :]
    home = people.home[first]
    felt = state.communities.felt[state.community(home, people.sect[first])]
    with np.errstate(divide="ignore"):
        cause = np.log(felt / (felt + p.grievance_half)) + p.join_success * (1.0 - state.places.control[home])
    pay = (p.join_pay * _pay(world))[home] if world.on("S4") else np.zeros(len(home))
    nation, national = state.nation, np.full(len(home), -np.inf)
    if nation.forming and p.recruit_national > 0:
        wide = p.recruit_everywhere if world.on("B4") else 1.0
        respected = p.respect_recruits * nation.respect + p.standing_recruits * nation.standing
        far = p.safe_radius * _away(world)[home] / wide
        national = np.log(p.recruit_national * wide) + respected + cause - far
    militia, army = p.join_daily * np.exp(cause + pay), p.join_daily * np.exp(national)
    due, way = pressed(world, rows, "joins what", militia[unit], army[unit])
    if not len(due):
        return
    unit = unit[due]
    terms, why = told(len(due), {"W2": cause[unit], "S4": np.where(way == 0, pay[unit], 0.0)}, "W2")
    enlists = way == 1
    if enlists.any():
        safe = np.flatnonzero(state.places.safe > 0)
        people.from_place[rows[due[enlists]]] = safe[0] if len(safe) else home[unit[enlists]]
        world.go(rows[due[enlists]], NATIONAL, CAUSES.index("B4"), terms=terms[enlists])
    some = np.flatnonzero(~enlists)
    if len(some):
        _join(world, rows[due[some]], terms[some], why[some])


def _join(world: World, rows: np.ndarray, terms: np.ndarray | None, why: np.ndarray | int) -> None:
    """Men choose a militia of their place, or found one."""
    state, p, people, militias = world.state, world.p, world.state.people, world.state.militias
    where = people.home[rows]
    weights = attraction(world, rows, where)
    there = np.bincount(militias.place, militias.alive, minlength=state.place_count)
    free = np.array([free_slot(world, place) >= 0 for place in range(state.place_count)])
    own = p.new_militia - p.militia_crowding * there + np.log(1.0 + 50.0)
    own = np.where(free, np.where(there == 0, 50.0, own), -np.inf)[where]
    people_draws = world.chance.gumbels("founds", people.key[rows], people.spell[rows], 2)
    with np.errstate(divide="ignore"):
        best = np.log(np.exp(weights).sum(axis=1)) + people_draws[:, 0]
    founds = own + people_draws[:, 1] > best
    chosen = choose(world, rows, where, weights, "joins")
    for position in np.flatnonzero(founds):
        place = where[position]
        slot = free_slot(world, place)
        own_today = (militias.place == place) & militias.alive & (militias.founded == world.day) & ~militias.named
        new = int(np.flatnonzero(own_today)[0]) if own_today.any() else -1  # one founder a week and place; the others join him
        if new < 0 and slot >= 0:
            new = slot
            found_local(world, new, int(people.sect[rows[position]]))
        chosen[position] = new if new >= 0 else chosen[position]
    joined = chosen >= 0
    people.militia[rows[joined]] = chosen[joined]
    people.from_place[rows[joined]] = where[joined]
    if joined.any():
        cause = np.broadcast_to(why, len(rows))[joined]
        world.go(rows[joined], FIGHTER, cause, terms=None if terms is None else terms[joined])


def _deserters(world: World) -> None:
    state, p, people = world.state, world.p, world.state.people
    rows = world.waiting(HIDING)
    held = 1.0 - state.places.control[people.home[rows]]
    due, _ = pressed(world, rows, "hiding joins", p.hiding_joins_daily * held * world.on("D15"))
    officer = people.band[rows[due]] >= 2
    if len(due[~officer]):
        _join(world, rows[due[~officer]], None, CAUSES.index("D15"))
    there = np.bincount(state.militias.place, state.militias.alive, minlength=state.place_count)
    asking = rows[due[officer]][there[people.home[rows[due[officer]]]] > 0]  # an officer comes to a militia's door, as others do (R11)
    if len(asking):
        people.from_place[asking] = people.home[asking]
        world.go(asking, CANDIDATE, CAUSES.index("D15"))


def _pay(world: World) -> np.ndarray:
    """Mean pay of fighters by place."""
    militias, size = world.state.militias, world.state.place_count
    men = np.bincount(militias.place, militias.fighters, minlength=size)
    return np.asarray(np.bincount(militias.place, militias.fighters * militias.income, minlength=size) / np.maximum(men, 1e-9))


def _away(world: World) -> np.ndarray:
    """Tiles between each place and the nearest safe area."""
    at = np.array([(place.x, place.y) for place in world.scenario.places], float)
    safe = at[world.state.places.safe > 0]
    return np.abs(at[:, None] - safe[None]).sum(axis=2).min(axis=1) if len(safe) else np.full(len(at), 20.0)


RULE = Rule(
    recruit,
    ("W2", "S4", "R7", "R15", "B4", "D15", "R20"),
    reads=(
        "communities.felt", "militias.extremist", "militias.fighters", "militias.key", "militias.named", "militias.place",
        "militias.supply", "nation.forming", "nation.respect", "nation.standing", "people.band", "people.home", "people.key",
        "people.pressure", "people.religiosity", "people.resistance", "people.sect", "people.since_day", "people.spell", "people.status",
        "people.unit", "places.control", "places.safe", "units.first",
    ),
    writes=(
        "go", "militias.alive", "militias.cohesion", "militias.discipline", "militias.early", "militias.founded", "militias.income",
        "militias.lives", "militias.means", "militias.money", "militias.nationalism", "militias.patron", "militias.religiosity",
        "militias.sect", "militias.sectarian", "militias.warlordism", "people.from_place", "people.militia",
    ),
    every=7,
)  # fmt: skip
