"""W2, N8, D13 and W4: the balance of forces, who holds which place, what people believe of it, and whether an end is in sight."""

from __future__ import annotations

import numpy as np

from model.schema import SPECIALITIES
from model.state import BESIEGED, CONFINED, FIGHTER, NATIONAL, SERVING
from model.world import Rule, World

WEEKS = 13  # of trailing losses: 91 days
GOING_ON, WINS, FALLS = 0.0, 1.0, 2.0


def weigh(world: World) -> None:
    """Reckon both sides' power, move control and beliefs, and classify the week."""
    _air(world)
    regime, rebels = _powers(world)
    if not world.state.rebels:
        _recruit(world)
    state, p, nation = world.state, world.p, world.state.nation
    places = state.places
    local = p.control_incumbency * regime / np.maximum(p.control_incumbency * regime + rebels, 1e-9)
    places.control += p.control_weekly * (local - places.control)
    np.clip(places.control, 0.0, 1.0, out=places.control)
    nation.regime_power, nation.rebel_power = float(regime.sum()), float(rebels.sum())
    nation.regime_control = float((places.control * places.population).sum() / places.population.sum())
    if world.on("N8"):
        odds = nation.regime_power**p.odds_slope
        odds = odds / max(odds + nation.rebel_power**p.odds_slope, 1e-12)
        nation.regime_odds += (odds - nation.regime_odds) * min(1.0, 7.0 / p.odds_lag_days)
    _classify(world)


def _air(world: World) -> None:
    """D13: sorties fall with the pilots who left, whether or not anybody uses them again."""
    state, people = world.state, world.state.people
    pilots = np.flatnonzero((people.speciality == SPECIALITIES.index("pilot")) & (people.entry_day == 0))
    weight = state.units.weight[people.unit[pilots]]
    lost = people.way[pilots] >= 0 if world.on("D13") else np.zeros(len(pilots), bool)
    flying = (people.status[pilots] == SERVING) | ((people.way[pilots] >= 0) & ~lost)
    state.nation.air_effort = float((weight * flying).sum() / weight.sum()) if weight.sum() else 0.0


def _powers(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Fighting worth of both sides in each place, in deployed men."""
    state, p, nation = world.state, world.p, world.state.nation
    units, places, people = state.units, state.places, state.people
    worth = np.ones(units.size)
    worth[units.posture == CONFINED] = p.power_confined
    worth[units.posture == BESIEGED] = p.power_besieged
    men = units.weight * units.strength * worth * (units.peer_bond + units.institution) / 2.0
    regime = np.bincount(units.place, men, minlength=places.size)
    heat = places.deaths / max(places.deaths.sum(), 1e-12)
    wide = p.power_air * nation.air_effort + nation.foreign_help + nation.filled
    regime += wide * heat + p.power_militia * nation.regime_militia * places.population * places.control / max(
        (places.population * places.control).sum(), 1.0
    )
    if state.rebels:
        return regime, _rebels(world)
    fighters = state.roll.of(FIGHTER)
    skill = units.weight[people.unit[fighters]] * people.competence[fighters]
    nation.capability_used = float(skill.sum())
    rebels = p.insurgent_worth * places.insurgents
    rebels = rebels + np.bincount(people.home[fighters], p.defector_worth / p.competence_mean * skill, minlength=places.size)
    return regime, rebels


def _rebels(world: World) -> np.ndarray:
    """Fighting worth of militias, as far as they hold together, obey, are armed and led; and of the national army where it stands."""
    state, p, m, people, nation = world.state, world.p, world.state.militias, world.state.people, world.state.nation
    enlisted = np.maximum(m.fighters - m.officers, 0.0)  # a split since the muster may leave fewer men than officers were counted
    led = 1.0 + p.command_worth * np.minimum(20.0 * m.officers / np.maximum(m.fighters, 1.0), 1.0)
    armed = p.unarmed_worth + (1.0 - p.unarmed_worth) * np.minimum(m.supply, 1.0)
    heads = p.fighter_worth * enlisted + p.defector_worth / p.competence_mean * m.capability
    worth = np.bincount(m.place, m.alive * heads * led * armed * (0.5 + 0.5 * m.cohesion), minlength=state.place_count)
    men = state.roll.of(NATIONAL)
    if len(men):
        weight = state.units.weight[people.unit[men]]
        worth += nation.national_power * np.bincount(people.from_place[men], weight, minlength=state.place_count) / weight.sum()
    return np.asarray(worth)


def _recruit(world: World) -> None:
    """Civilians take up arms as their community is aggrieved, up to a cap; fighting kills some of them."""
    state, p, nation = world.state, world.p, world.state.nation
    places, communities = state.places, state.communities
    felt = communities.felt / (communities.felt + p.grievance_half)
    willing = (communities.population * felt).reshape(state.place_count, state.sect_count).sum(axis=1)
    joined = 7.0 * p.recruit_daily * willing * np.maximum(0.0, 1.0 - places.insurgents / np.maximum(p.insurgent_cap * willing, 1e-9))
    share = places.deaths / max(places.deaths.sum(), 1e-12)
    killed = 7.0 * p.rebel_death_share * max(nation.deaths - nation.regime_deaths, 0.0) * share
    places.insurgents[:] = np.maximum(0.0, places.insurgents + joined - killed)
    nation.insurgents_peak = max(nation.insurgents_peak, float(places.insurgents.sum()))


def _classify(world: World) -> None:
    """W4: limbo while, at the net loss of the last quarter, neither the army's collapse nor pacification is in sight."""
    state, p, nation = world.state, world.p, world.state.nation
    strength, start = float(state.counts[:, :, SERVING].sum()), float(state.sects.serving_start.sum())
    rebels = float(state.places.insurgents.sum())
    state.balance = np.concatenate([state.balance, [[strength, rebels]]])[-(WEEKS + 1) :]
    days = 7.0 * max(len(state.balance) - 1, 1)
    ahead = state.balance[-1] + (state.balance[-1] - state.balance[0]) * p.ending_days / days
    collapses = ahead[0] <= p.collapse_strength * start
    pacified = rebels <= p.pacified_insurgents or ahead[1] <= p.pacified_insurgents
    if nation.ended == GOING_ON:
        if nation.regime_control <= p.falls_control or strength <= p.collapse_strength * start:
            nation.ended = FALLS
        elif nation.insurgents_peak > 2.0 * p.pacified_insurgents and rebels <= p.pacified_insurgents:
            nation.ended = WINS
    nation.limbo = float(nation.ended == GOING_ON and not collapses and not pacified)


RULE = Rule(
    weigh,
    ("W2", "N8", "D13", "W4"),
    reads=(
        "communities.felt", "communities.population", "counts", "militias.alive", "militias.capability", "militias.cohesion",
        "militias.fighters", "militias.officers", "militias.place", "militias.supply", "nation.deaths", "nation.filled",
        "nation.foreign_help", "nation.national_power", "nation.regime_deaths", "nation.regime_militia", "people.competence",
        "people.entry_day", "people.from_place", "people.home", "people.speciality", "people.status", "people.unit", "people.way",
        "places.deaths", "places.population", "sects.serving_start", "units.institution", "units.peer_bond", "units.place", "units.posture",
        "units.strength", "units.weight",
    ),
    writes=(
        "balance", "nation.air_effort", "nation.capability_used", "nation.ended", "nation.insurgents_peak", "nation.limbo",
        "nation.rebel_power", "nation.regime_control", "nation.regime_odds", "nation.regime_power", "places.control", "places.insurgents",
    ),
    every=7,
)  # fmt: skip
