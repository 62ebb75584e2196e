"""Militias and their leaders from week to week: order, feeling, warlords, cohesion; splits, mergers, ends (R3, R7, R10, R15, R19, S3).

Leaders drift to warlords as power and income grow (R10). Religious feeling rises with war and with sponsors' money (R7); the regime's
sectarian practice raises sectarian feeling (R19). Militias without cohesion split, small ones join larger ones of like mind (R15).
"""

from __future__ import annotations

import numpy as np

from model.leadership import free_slot, lot, members, start
from model.state import ADVISER, COMMANDER, FIGHTER, State
from model.world import Rule, World


def drift(world: World) -> None:
    """Move leaders and militias; then let some split, merge or end."""
    if not world.state.rebels:
        return
    alive = np.flatnonzero(world.state.militias.alive)
    if len(alive):
        _move(world, alive)
        _cohere(world, alive)
        if world.on("R15"):
            _split(world, alive)
            _merge(world)
        _end(world)
    _extremists(world)


def _move(world: World, alive: np.ndarray) -> None:
    state, p, m = world.state, world.p, world.state.militias
    paid = np.minimum(m.income[alive], 1.0)
    men = m.fighters[alive]
    local = np.maximum(np.bincount(m.place, m.fighters * m.alive, minlength=state.place_count)[m.place[alive]], 1e-9)
    m.money[alive] += (np.maximum(p.money_legitimacy * paid, m.means[alive] * p.money_legitimacy) - m.money[alive]) * 0.1
    if world.on("R10"):
        power = 0.5 * men / local + (0.5 * paid if world.on("S4") else 0.0)
        m.warlordism[alive] += p.warlord_weekly * power * (1.0 - m.warlordism[alive])
    if world.on("R7"):
        agenda = np.where(m.patron[alive] >= 0, state.sponsors.agenda[m.patron[alive]] if state.sponsors.size else 0.0, 0.0)
        pull = np.clip(0.6 + 0.4 * agenda, 0.0, 1.0)
        m.religiosity[alive] += p.faith_weekly * np.maximum(0.0, pull - m.religiosity[alive])
    if world.on("R19"):
        felt = state.communities.felt[state.community(m.place[alive], m.sect[alive])]
        m.sectarian[alive] += p.sectarian_weekly * (felt / (felt + p.sectarian_half) - m.sectarian[alive])
    officers = np.minimum(20.0 * m.officers[alive] / np.maximum(men, 1.0), 1.0)
    m.discipline[alive] += p.discipline_officers * officers * (1.0 - m.discipline[alive])
    np.clip(m.discipline, 0.0, 1.0, out=m.discipline)


def _cohere(world: World, alive: np.ndarray) -> None:
    p, m = world.p, world.state.militias
    rivalry = m.rivalry[alive] * world.on("S3")
    norm = p.militia_bond * (0.5 + 0.5 * m.discipline[alive]) * (0.7 + 0.3 * np.minimum(m.income[alive], 1.0)) * (1.0 - 0.5 * rivalry)
    m.cohesion[alive] += p.cohesion_weekly * (norm - m.cohesion[alive])


def _split(world: World, alive: np.ndarray) -> None:
    """Half of the men go with a lieutenant who begins as his leader did, but later, poorer and with less of a name."""
    p, m, people = world.p, world.state.militias, world.state.people
    lots = world.chance.uniforms("split", m.key, world.day)
    pushed = np.exp(p.split_rivalry * m.rivalry[alive] * world.on("S3"))
    chance = np.minimum(p.split_weekly * (1.0 - m.cohesion[alive]) * pushed, 1.0)
    for row in alive[(lots[alive] < chance) & (m.fighters[alive] >= p.split_least)]:
        new = free_slot(world, int(m.place[row]))
        men = members(world, int(row), FIGHTER, COMMANDER, ADVISER)
        half = men[world.chance.uniforms("splits off", people.key[men], world.day) < 0.5]
        if new < 0 or not len(half) or len(half) == len(men):
            continue
        m.lives[new] += 1
        for column in ("sect", "religiosity", "nationalism", "discipline", "extremist"):
            getattr(m, column)[new] = getattr(m, column)[row]
        m.early[new], m.means[new] = 0.6 * m.early[row], lot(world, "means", new, 0.15)
        m.warlordism[new] = lot(world, "warlord", new, p.warlord_start, 0.05)
        sectarian = m.sectarian[row]
        start(world, new)
        m.patron[new], m.sectarian[new] = -1, sectarian
        people.militia[half] = new
        _shift(world.state, new, row, half)
        world.state.nation.splits += 1


def _shift(state: State, to: int, old: int, rows: np.ndarray) -> None:
    """Keep the head counts in step until the next muster."""
    m, people = state.militias, state.people
    active = np.isin(people.status[rows], (FIGHTER, COMMANDER))
    men = float((state.units.weight[people.unit[rows]] * active).sum())
    m.fighters[to] += men
    m.fighters[old] = max(0.0, float(m.fighters[old]) - men)  # men may have come since the muster


def _merge(world: World) -> None:
    p, m, people = world.p, world.state.militias, world.state.people
    lots = world.chance.uniforms("merge", m.key, world.day)
    for row in np.flatnonzero(m.alive & ~m.named & (m.fighters < p.merge_below) & (lots < p.merge_weekly)):
        near = np.abs(m.religiosity - m.religiosity[row]) <= p.merge_like_mind
        alike = m.alive & near & (m.place == m.place[row]) & (m.extremist == m.extremist[row])
        others = np.flatnonzero(alike & (m.fighters > m.fighters[row]))
        if not len(others):
            continue
        larger = others[np.argmax(m.fighters[others])]
        men = members(world, int(row), FIGHTER, COMMANDER, ADVISER)
        people.militia[men] = larger
        _shift(world.state, int(larger), int(row), men)
        m.alive[row] = False
        world.state.nation.mergers += 1


def _end(world: World) -> None:
    """A militia without anybody is no more; its slot is free. A named one may rise again when men come to it."""
    m, people = world.state.militias, world.state.people
    rows = world.state.roll.of(FIGHTER, COMMANDER, ADVISER)
    rows = rows[people.militia[rows] >= 0]
    men = np.bincount(people.militia[rows], minlength=m.size)
    over = m.alive & ~m.named & (men == 0) & (m.founded < world.day)
    m.alive[over], m.fighters[over], m.patron[over] = False, 0.0, -1
    m.fighters[~m.alive] = m.income[~m.alive] = m.supply[~m.alive] = m.rivalry[~m.alive] = 0.0


def _extremists(world: World) -> None:
    """Their share of the rebels' power in each place (R20)."""
    state, m = world.state, world.state.militias
    power = m.fighters * m.alive * (0.5 + 0.5 * m.cohesion) * (0.5 + 0.5 * m.discipline)
    theirs = np.bincount(m.place, power * m.extremist, minlength=state.place_count)
    state.places.extremist[:] = theirs / np.maximum(np.bincount(m.place, power, minlength=state.place_count), 1e-9) * world.on("R20")


RULE = Rule(
    drift,
    ("R3", "R7", "R10", "R15", "R19", "R20", "S3", "S4"),
    reads=(
        "communities.felt", "militias.key", "militias.named", "militias.officers", "militias.place", "people.key", "people.status",
        "people.unit", "sponsors.agenda", "units.weight",
    ),
    writes=(
        "militias.alive", "militias.cohesion", "militias.discipline", "militias.early", "militias.extremist", "militias.fighters",
        "militias.founded", "militias.income", "militias.lives", "militias.means", "militias.money", "militias.nationalism",
        "militias.patron", "militias.religiosity", "militias.rivalry", "militias.sect", "militias.sectarian", "militias.supply",
        "militias.warlordism", "nation.mergers", "nation.splits", "people.militia", "places.extremist",
    ),
    every=7,
)  # fmt: skip
