"""What is done to rebels and defectors: killed in action, labelled, killed by persons unknown, killed by extremists (W2, R8, R9, R20).

A label ("bred by the regime") sticks to an officer who speaks for the nation where sectarian feeling is high, and puts him out of action:
the text's clause is garbled, and this is our reading of it. That outspoken officers are murdered is a claim, off by default; their deaths
in action are retold as murder either way, and feed the rumour (N7).
"""

from __future__ import annotations

import numpy as np

from model.mechanisms import CAUSES
from model.record import REASONS, TRUE_REASONS
from model.schema import CIVIL
from model.state import ADVISER, CANDIDATE, COMMANDER, DEAD, FIGHTER, NATIONAL
from model.stepping_aside import away
from model.waiting import befallen
from model.world import Rule, World

_CAUSE = np.array([CAUSES.index(name) for name in ("W1", "R9", "R20", "R8")])
LABELLED = 3


def befall(world: World) -> None:
    """Press everybody among the rebels on the clock of what is done to people."""
    state, people = world.state, world.state.people
    if not state.rebels:
        return
    rows = world.waiting(FIGHTER, COMMANDER, ADVISER, CANDIDATE, NATIONAL)
    if not len(rows):
        return
    due, what = befallen(world, rows, "what befalls", *_hazards(world, rows))
    if not len(due):
        return
    rows, cause = rows[due], _CAUSE[what]
    outspoken = _outspoken(world, rows) > 0
    dead = what != LABELLED
    weight = state.units.weight[people.unit[rows]]
    nation = state.nation
    nation.murders += float(weight[what == 1].sum())
    nation.national_lost += float(weight[(what == 2) & (people.status[rows] == NATIONAL)].sum())
    nation.labels += float(weight[~dead].sum())
    known = people.labelled[rows[~dead]]
    people.labelled[rows[~dead]] = True
    people.hope[rows[~dead]] *= 1.0 - world.p.hope_refused
    people.true_reason[rows[~dead]] = np.where(known, people.true_reason[rows[~dead]], TRUE_REASONS.index("label"))
    retold = world.p.retold_as_murder * float(weight[dead & outspoken].sum()) / 100.0
    nation.rumour += (1.0 - nation.rumour) * min(1.0, retold) * (world.on("N7") or world.on("N7b"))
    if dead.any():
        world.go(rows[dead], DEAD, cause[dead], reason=REASONS.index(""))
    if not dead.all():
        away(world, rows[~dead], cause[~dead], None)


def _hazards(world: World, rows: np.ndarray) -> tuple[np.ndarray, ...]:
    """Hazards a day of being killed in action, murdered, killed by extremists, labelled."""
    state, p, people, nation, militias = world.state, world.p, world.state.people, world.state.nation, world.state.militias
    place, status, with_whom = people.from_place[rows], people.status[rows], people.militia[rows]
    fights = (status == FIGHTER) | (status == COMMANDER) | (status == NATIONAL)
    share = state.places.deaths / max(float(state.places.deaths.sum()), 1e-12)
    dying = p.rebel_death_share * max(nation.deaths - nation.regime_deaths, 0.0) * share
    killed = np.minimum(dying / np.maximum(state.places.insurgents, 1.0), 0.05)[place] * fights
    officer = (people.band[rows] >= 2) & (people.band[rows] < CIVIL)
    murdered, labelled = np.zeros(len(rows)), np.zeros(len(rows))  # of officers only
    some = np.flatnonzero(officer)
    feeling = np.where(with_whom[some] >= 0, militias.sectarian[with_whom[some]], _local_feeling(world)[place[some]])
    outspoken = _outspoken(world, rows[some])
    murdered[some] = p.murder_daily * outspoken * feeling * world.on("R9")
    labelled[some] = p.label_daily * outspoken * feeling * ~people.labelled[rows[some]] * (status[some] != NATIONAL)
    labelled *= world.on("R8")
    moderate = np.where(with_whom >= 0, ~militias.extremist[with_whom], True) & fights
    spared = np.where((status == NATIONAL) & world.on("B6"), p.resists_extremists, 1.0)
    by_extremists = (2.0 * p.extremist_kills * state.places.extremist)[place] * moderate * spared
    by_extremists[some] *= p.extremist_kills_officers
    by_extremists *= world.on("R20")
    return killed, murdered, by_extremists, labelled


def _outspoken(world: World, rows: np.ndarray) -> np.ndarray:
    """How far an officer speaks out against sectarian practice, in [0, 1]; nobody else does."""
    people, start = world.state.people, world.p.outspoken_from
    officer = (people.band[rows] >= 2) & (people.band[rows] < CIVIL)
    return np.asarray(np.maximum(0.0, people.nationalism[rows] - start) / max(1.0 - start, 1e-9) * officer)


def _local_feeling(world: World) -> np.ndarray:
    militias, size = world.state.militias, world.state.place_count
    men = np.bincount(militias.place, militias.fighters * militias.alive, minlength=size)
    felt = np.bincount(militias.place, militias.fighters * militias.alive * militias.sectarian, minlength=size)
    return np.asarray(felt / np.maximum(men, 1e-9))


RULE = Rule(
    befall,
    ("R8", "R9", "R20", "W2", "B6", "N7"),
    reads=(
        "militias.alive", "militias.extremist", "militias.fighters", "militias.place", "militias.sectarian", "nation.deaths",
        "nation.regime_deaths", "people.band", "people.fate_threshold", "people.from_place", "people.key", "people.nationalism",
        "people.since_day", "people.spell", "people.status", "people.unit", "places.border_steps", "places.deaths", "places.extremist",
        "places.insurgents", "units.weight",
    ),
    writes=(
        "go", "nation.labels", "nation.murders", "nation.national_lost", "nation.rumour", "people.hope", "people.labelled",
        "people.militia", "people.true_reason",
    ),
    every=7,
)  # fmt: skip
