"""The loop (D12, a hypothesis): do open doors among the rebels draw more officers out of the army, the war itself held the same?

Two runs that differ in the doors differ in everything that follows: officers who get in strengthen militias, control of places moves (W2),
and with it what is fought for (W5), the belief that the regime lasts (N8) and what sponsors leave to the regime's helpers (S7); who the
rebels are known to be changes how they are feared (V2), and what is lost next door sets men running (D19). Here all that is cut off: from
one saved day four runs go on, doors open or shut, with D12 and without it, all with control, power, worth, belief and gap as one other run
had them, with fear as it was on that day and without routs. What is left of the difference is D12's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from unit_cohesion.errors import CohesionError
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.simulation.checkpoint import load, save
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import DEFECTED_TO, DESERTED_TO, SERVING, STATUSES

OPEN, SHUT = {"merit_only": 1.0}, {"refusal_cost": 5.0}
"""Parameters of doors: merit alone counts, or nobody is worth what refusing him is."""
_OF_NATION = ("regime_power", "rebel_power", "regime_control", "regime_odds", "air_effort", "gap", "filled")
_OF_PLACES = ("control", "rebel_worth", "defence", "attack")
_OFF = ("V2", "D19")
"""Switched off in all four: what is feared then stays as it was, and goes on to bind and push (D4); and nobody runs from lost ground."""
_LEAVERS_STATUSES = [row for row, name in enumerate(STATUSES) if name in DEFECTED_TO | DESERTED_TO | {"captured"}]

War = Mapping[int, tuple[list[float], list[np.ndarray]]]


def feedback_loop(
    scenario: str | Path | Mapping[str, Any] | Scenario, seeds: Iterable[int] = range(1, 9), *, day: int = 270, **changes: Any
) -> pd.DataFrame:
    """Count how many of the officers who serve at the end of a day leave after it, by the doors and with D12 or without.

    In a notebook::

        from unit_cohesion.insight.feedback_loop import feedback_loop
        from unit_cohesion.insight.precision import interval
        four = feedback_loop("syria-2011", seeds=range(1, 9), days=730, persons_per_agent=20)
        interval(four["effect"])                             # more than nothing: open doors draw officers out, by D12
        interval(feedback_loop("syria-2011", reception_prior=0.2)["effect"])   # what it hangs on

    Args:
        scenario: with a rebel side. seeds: of the runs, paired.
        day: the last day that all four share.
        changes: parameters by flat name; also ``days`` and ``persons_per_agent``.

    Returns:
        One row a seed: ``officers`` who served that day, and how many of them left by their own will after it (persons) with the doors
        ``open`` and ``shut``, and so ``open_without`` and ``shut_without`` D12, whose expectations then stay as they are that day; and
        ``effect``: (open − shut) − (open_without − shut_without).

    Raises:
        CohesionError: the scenario has no rebel side, or is over by that day.
    """
    chosen = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    chosen = chosen.with_parameters(**changes) if changes else chosen
    if not chosen.militias or not 0 < day < chosen.about.days:
        raise CohesionError(f"{chosen.name}: the loop needs a rebel side, and a day from 1 to {chosen.about.days - 1}")
    with TemporaryDirectory() as folder:
        return pd.DataFrame([_four_worlds(chosen, seed, day, Path(folder) / "day.npz") for seed in seeds])


def _four_worlds(scenario: Scenario, seed: int, day: int, file: Path) -> dict[str, float]:
    engine = Engine(scenario, seed)
    for _ in range(day):
        engine.step()
    save(engine, file)
    people, units = engine.state.people, engine.state.units
    officers = (people.band >= 2) & (np.arange(people.size) < engine.state.army_people) & (people.status == SERVING)
    weight = np.where(officers, units.weight[people.unit], 0.0)
    war = _record_war(engine)
    row = {"seed": seed, "officers": float(weight.sum())}
    for doors, merit in (("open", OPEN), ("shut", SHUT)):
        row[doors] = _leavers_in_war(load(file), merit, [*_OFF], war, weight)
        row[f"{doors}_without"] = _leavers_in_war(load(file), merit, [*_OFF, "D12"], war, weight)
    row["effect"] = (row["open"] - row["shut"]) - (row["open_without"] - row["shut_without"])
    return row


def _record_war(engine: Engine) -> War:
    """Walk the rest of a run, and return how the war went in it."""
    war = {}
    while engine.running:
        engine.step()
        nation, places = engine.state.nation, engine.state.places
        war[engine.day] = [getattr(nation, name) for name in _OF_NATION], [getattr(places, name).copy() for name in _OF_PLACES]
    return war


def _leavers_in_war(engine: Engine, doors: Mapping[str, float], off: list[str], war: War, weight: np.ndarray) -> float:
    """Return how many of those with a weight leave by their own will in the rest of a run whose war is given."""
    engine.change(off, **doors)
    before = engine.log.event_count
    while engine.running:
        engine.step()
        of_nation, of_places = war[engine.day]
        for name, value in zip(_OF_NATION, of_nation, strict=True):
            setattr(engine.state.nation, name, value)
        for name, values in zip(_OF_PLACES, of_places, strict=True):
            getattr(engine.state.places, name)[:] = values
    left = np.zeros(len(weight), bool)
    events = engine.log.events[before:]
    left[events["row"][(events["before"] == SERVING) & np.isin(events["to"], _LEAVERS_STATUSES)]] = True
    return float(weight[left].sum())
