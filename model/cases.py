"""What leaders and sponsors weigh, taken from the world: the cases that ``judgement.py`` judges."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from model.judgement import legitimacy, usable
from model.state import BESIEGED
from model.world import World


def leader_of(world: World, militias: np.ndarray) -> SimpleNamespace:
    """Leaders of militias (rows), as ``judgement.admission`` takes them: arrays of their shape."""
    table, sponsors, p = world.state.militias, world.state.sponsors, world.p
    patron = table.patron[militias]
    return SimpleNamespace(
        legitimacy=legitimacy(table.early[militias], table.money[militias]), warlordism=table.warlordism[militias],
        sect=table.sect[militias], claim=table.warlordism[militias] * (1.0 - np.exp(-world.day / p.claim_spread_days)),
        displeasure=np.where(patron >= 0, sponsors.loyalty_weight[patron] if sponsors.size else 0.0, 0.0),
    )  # fmt: skip


def officer_of(world: World, rows: np.ndarray) -> SimpleNamespace:
    """Officers (rows of people), likewise. He is thought to have left because he had to, true or not, if his unit is besieged or his kin
    are in rebels' hands (R13)."""
    people, state = world.state.people, world.state
    besieged = state.units.posture[people.unit[rows]] == BESIEGED
    held = 1.0 - state.places.control[people.home[rows]]
    return SimpleNamespace(
        usable=usable(world.p, world.on, people.skill[rows], people.speciality[rows]), standing=np.minimum(people.rank[rows], 9) / 9.0,
        nationalism=people.nationalism[rows], attributed=np.where(besieged, 1.0, held), suspicion=state.sects.suspicion[people.sect[rows]],
        labelled=people.labelled[rows], sect=people.sect[rows],
    )  # fmt: skip


def militia_of(world: World, sponsor: int, militias: np.ndarray) -> SimpleNamespace:
    """Militias (rows) before a sponsor (row), as ``judgement.favour`` takes them."""
    m = world.state.militias
    men = np.maximum(m.fighters[militias], 1.0)
    return SimpleNamespace(
        agenda=m.religiosity[militias] - m.nationalism[militias], warlordism=m.warlordism[militias], discipline=m.discipline[militias],
        reach=reach(world, int(world.state.sponsors.country[sponsor]))[m.place[militias]],
        officers=np.minimum(20.0 * m.officers[militias] / men, 1.0), skilled=np.minimum(20.0 * m.capability[militias] / men, 1.0),
        strength=m.fighters[militias] / max(float(m.fighters.max(initial=0.0)), 1e-9),
    )  # fmt: skip


def reach(world: World, country: int) -> np.ndarray:
    """How much of the help through a neighbour (-1: the one with the longest border) comes to each place, in [0, 1] (S6)."""
    countries = world.state.countries
    if not countries.size:
        return np.ones(world.state.place_count)
    through = country if country >= 0 else int(countries.border.argmax())
    passed = world.p.passage_closed + (1.0 - world.p.passage_closed) * countries.open[through] if world.on("S6") else 1.0
    return np.asarray(passed * np.exp(-world.p.passage_distance * world.passage[through]))
