"""What is looked at in runs of shipped scenarios: a run once, told in a few dozen numbers."""

from __future__ import annotations

from functools import cache

import numpy as np

from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CAMP, COMMANDER, FIGHTER, NATIONAL, OUT_AND_ALIVE, REASONS, SERVING, SPECIALITIES

MURDER = 642
"""Day of 15 December 2012."""
JUNE_2012 = 474
"""Day of 30 June 2012."""

Shown = dict[str, float]


@cache
def shown(name: str, seed: int, scale: int = 20, off: str = "", without: str = "") -> Shown:
    """What is looked at in a run: the nation's scalars on the last day, and what is reckoned below."""
    return measured(walked(name, seed, scale, off, without))


def walked(name: str, seed: int, scale: int = 20, off: str = "", without: str = "") -> Engine:
    """A whole run; ``without``: an entry taken out."""
    taken = {"extends": name, "title": name, "question": "?", "name": name, "remove": [without] if without else []}
    engine = Engine(load_scenario({"scenario": taken}).with_parameters(persons_per_agent=scale), seed, off or None)
    engine.run()
    return engine


def measured(engine: Engine) -> Shown:
    """Persons, shares and means; officers are lieutenants and above who defected."""
    state, people, log = engine.state, engine.state.people, engine.log
    nation = log.nation
    found: Shown = {name: nation[name][-1].item() for name in nation.dtype.names or ()}
    ruling = next(row for row, sect in enumerate(engine.scenario.sects) if sect.ruling)
    weight = np.where(np.arange(people.size) < state.army_people, state.units.weight[people.unit], 0.0)
    counts = state.counts[:, 2:5].sum(axis=(0, 1))
    out = counts[list(OUT_AND_ALIVE)].sum()
    gone, officer = people.way >= 0, (people.band >= 2) & (people.band <= 4)
    pilot = (people.speciality == SPECIALITIES.index("pilot")) & (people.entry_day == 0) & gone
    week = log.weeks("militias")
    money, men = week["supply"] * week["fighters"], week["fighters"]
    skill = np.minimum(20.0 * week["capability"] / np.maximum(men, 1.0), 1.0)
    events = log.events
    asked = events["reason"][(events["day"] > MURDER) & (events["reason"] > 0)]
    early = np.zeros(people.size, bool)
    early[events["row"][(events["before"] == SERVING) & (events["day"] <= JUNE_2012)]] = True
    danger = float((asked == REASONS.index("danger")).mean()) if len(asked) else 0.0
    return found | {
        "left": float(weight[gone].sum()),
        "rulers officers": float(weight[gone & officer & (people.sect == ruling)].sum()),
        "rulers officers by June 2012": float(weight[early & gone & officer & (people.sect == ruling)].sum()),
        "others": float(weight[gone & (people.sect != ruling)].sum()),
        "worst week": float(log.flows["defections"][: len(log.flows) // 7 * 7].reshape(-1, 7).sum(axis=1).max()),
        "used": found["capability_used"] / found["capability_lost"],
        "let in": found["admitted"] / (found["admitted"] + found["refused"]),
        "in action": float(counts[[FIGHTER, COMMANDER]].sum() / out),
        "in camps": float(counts[CAMP] / out),
        "national army": float(state.counts[:, :, NATIONAL].sum()),
        "ended on": float((nation["ending"] > 0).argmax() + 1),
        "half-way warlords": float(nation["warlordism"][len(nation) // 2]),
        "money to skill": float((money * skill).sum() / max(money.sum(), 1e-9)),
        "money to size": float((money * men).sum() / max(money.sum(), 1e-9)),
        "rivalry": float((week["rivalry"] * men).sum() / max(men.sum(), 1e-9)),
        "suspected": float(state.sects.suspicion.mean()),
        "danger": danger,
        "pilots out": float(weight[pilot].sum()),
        "pilots skill": float((weight * people.competence)[pilot].sum()),
        "pilots in action": float((weight * people.skill)[pilot & np.isin(people.status, (FIGHTER, COMMANDER, NATIONAL))].sum()),
    }
