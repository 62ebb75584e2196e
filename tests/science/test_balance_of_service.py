"""I8: an army at peace is in balance: it lets go and takes in as many, and its strength stands still.

Nothing is left to chance here but in which month of the line a term ends: every man who goes is followed by another on the same day. So
the bands are those of the claim, not of noise.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.science.lab import lab, setup, walked
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CALL_UP_DAYS, SERVING

TWO_YEARS = 730
NEVER = date(2100, 1, 1)
NO_WAR = {
    "base_hazard": 0.0,
    "recruit_daily": 0.0,
    "purge_daily": 0.0,
    "control_weekly": 0.0,
    "assault_most": 0.0,
    "post_left": 0.0,
    "discharge_stops": NEVER,
}
"""Nobody leaves, rebels or loses his place; the series of deaths are emptied beside it."""


def at_peace(persons_per_agent: int, seed: int, **changes: object) -> Engine:
    """Syria's army over two years in which nothing happens."""
    quiet = [{"id": id, "start": date(2011, 3, 1), "monthly": [0.0]} for id in ("deaths", "regime_deaths")]
    calm = load_scenario("syria-army").to_mapping() | {"series": quiet, "events": [], "news": [], "targets": {}}
    scenario = load_scenario(calm).with_parameters(days=TWO_YEARS, persons_per_agent=persons_per_agent, **(NO_WAR | changes))
    engine = Engine(scenario, seed)
    engine.run()
    return engine


@pytest.mark.parametrize("persons_per_agent", [10, 50])
@pytest.mark.parametrize("seed", [1, 2])
def test_an_army_at_peace_keeps_its_strength(persons_per_agent: int, seed: int) -> None:
    engine = at_peace(persons_per_agent, seed)
    serving = engine.log.counts[:, :, :, SERVING].sum(axis=(1, 2))
    assert np.abs(serving / serving[0] - 1.0).max() < 0.02
    assert engine.state.nation.evaded == 0.0


def test_18_months_of_230000_conscripts_are_about_12000_each_way_a_month() -> None:
    engine = at_peace(10, 1)
    army = {row for row, one in enumerate(engine.scenario.army.intakes) if one.id == "conscripts"}
    people, units, events = engine.state.people, engine.state.units, engine.log.events
    soldiers = np.isin(people.intake, list(army))
    weight = units.weight[people.unit]
    start = float(weight[soldiers & (people.entry_day == 0)].sum())
    assert 225_000 < start < 235_000
    for before, rows in ((True, events["before"] == SERVING), (False, events["to"] == SERVING)):
        some = rows & soldiers[events["row"]]
        months = np.bincount((events["day"][some] - 1) // CALL_UP_DAYS, weight[events["row"][some]])[1:]
        assert len(months) == (TWO_YEARS - 1) // CALL_UP_DAYS
        assert months.mean() == pytest.approx(start / 18.0, rel=0.02), before
        assert months.std() < 0.05 * months.mean()


def test_without_replacement_it_would_not() -> None:
    """The test above can fail: if all evade, two years take 4 of 5 conscripts away."""
    run = walked(lab(setup(days_of(560), evasion=1.0, evasion_lost_control=1.0, base_hazard=0.0, wounded_discharged=0.0)), 0)
    serving = run.log.counts[:, :, :, SERVING].sum(axis=(1, 2))
    assert serving[-1] < 0.7 * serving[0]


def days_of(days: int) -> dict[str, object]:
    """A longer run of the laboratory."""
    return {"scenario": {"days": days}}


def test_once_nobody_is_let_go_only_empty_places_are_filled() -> None:
    """With stop-loss and no war nobody goes and nobody is called."""
    engine = at_peace(50, 1, discharge_stops=date(2011, 10, 1))
    called = engine.log.nation["called"]
    stop = (date(2011, 10, 1) - date(2011, 3, 15)).days
    assert called[stop - 1] > 0.0
    assert called[-1] == called[stop - 1]
    serving = engine.log.counts[:, :, :, SERVING].sum(axis=(1, 2))
    assert np.abs(serving / serving[0] - 1.0).max() < 0.02
