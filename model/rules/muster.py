"""The rebels counted, week by week: who is with which militia, what it can use, how many militias there are (R15's measures)."""

from __future__ import annotations

import numpy as np

from model.judgement import used
from model.schema import CIVIL
from model.state import ADVISER, CAMP, COMMANDER, FIGHTER, NATIONAL
from model.world import Rule, World


def count(world: World) -> None:
    """Count militias, places and camps anew."""
    state, p = world.state, world.p
    if not state.rebels:
        return
    people, militias, places, nation = state.people, state.militias, state.places, state.nation
    rows = state.roll.of(FIGHTER, COMMANDER, ADVISER)
    rows = rows[people.militia[rows] >= 0]
    militia, weight = people.militia[rows], state.units.weight[people.unit[rows]]
    active = people.status[rows] != ADVISER
    officer = (people.band[rows] >= 2) & (people.band[rows] < CIVIL)

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(militia, values, minlength=militias.size)

    in_action = weight * active
    militias.fighters[:] = total(in_action)
    militias.officers[:], militias.advisers[:] = total(in_action * officer), total(weight * ~active)
    below = in_action * ~officer
    militias.memory[:] = total(below * people.memory[rows]) / np.maximum(total(below), 1e-9)
    skilled = np.flatnonzero(people.band[rows] < CIVIL)
    use = used(p, people.skill[rows[skilled]], people.speciality[rows[skilled]]) * np.where(active[skilled], 1.0, 0.5)
    militias.capability[:] = np.bincount(militia[skilled], weight[skilled] * use, minlength=militias.size)
    men = state.roll.of(NATIONAL)
    serving = men[people.band[men] < CIVIL]
    trained = float((state.units.weight[people.unit[serving]] * people.skill[serving]).sum())
    nation.capability_used = float(militias.capability.sum()) + trained
    fighters = militias.fighters * militias.alive
    places.insurgents[:] = np.bincount(militias.place, fighters, minlength=places.size)
    places.insurgents[:] += np.bincount(people.from_place[men], state.units.weight[people.unit[men]], minlength=places.size)
    disorder = np.bincount(militias.place, fighters * (1.0 - militias.discipline), minlength=places.size)
    places.disorder[:] = disorder / np.maximum(np.bincount(militias.place, fighters, minlength=places.size), 1e-9)
    nation.insurgents_peak = max(nation.insurgents_peak, float(places.insurgents.sum()))
    whole = float(fighters.sum())
    share = fighters / max(whole, 1e-9)
    nation.rebel_militias = float(np.count_nonzero(militias.alive & (fighters > 0)))
    nation.largest_militia_share = float(share.max(initial=0.0))
    nation.effective_militias = float(1.0 / (share**2).sum()) if whole > 0 else 0.0
    nation.militia_cohesion, nation.warlordism = float((share * militias.cohesion).sum()), float((share * militias.warlordism).sum())
    camped = state.roll.of(CAMP)
    camped = camped[people.country[camped] >= 0]
    there = state.units.weight[people.unit[camped]]
    state.countries.in_camps[:] = np.bincount(people.country[camped], there, minlength=state.countries.size)


RULE = Rule(
    count,
    ("R15",),
    reads=(
        "militias.alive", "militias.cohesion", "militias.discipline", "militias.place", "militias.warlordism", "people.band",
        "people.country", "people.from_place", "people.memory", "people.militia", "people.skill", "people.speciality", "people.status",
        "people.unit", "units.weight",
    ),
    writes=(
        "countries.in_camps", "militias.advisers", "militias.capability", "militias.fighters", "militias.memory", "militias.officers",
        "nation.capability_used", "nation.effective_militias", "nation.insurgents_peak", "nation.largest_militia_share",
        "nation.militia_cohesion", "nation.rebel_militias", "nation.warlordism", "places.disorder", "places.insurgents",
    ),
    every=7,
)  # fmt: skip
