"""The war and its end: W1's deaths in both modes, W2's control, W4's endings."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

import numpy as np
import pytest

from tests.science.lab import LAB, lab, outcomes, setup, walked
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import DEAD

START = date.fromisoformat(LAB["scenario"]["start"])
MONTHS = {"deaths": [60, 30, 90], "regime_deaths": [12, 6, 18]}
ENDS = {"series": [{"id": id, "monthly": monthly} for id, monthly in MONTHS.items()], "scenario": {"days": 150}}
UNDERCOUNT = 1.5
"""Of the series of all deaths; the regime's is taken as it stands."""


def _series(id: str, days: int) -> np.ndarray:
    """Deaths a day by a series, as a reader of the file would reckon them."""
    dates, scale = [START + timedelta(days=day) for day in range(days)], UNDERCOUNT if id == "deaths" else 1.0
    return np.array([MONTHS[id][d.month - 1] / monthrange(d.year, d.month)[1] * scale if d.month <= 3 else np.nan for d in dates])


def test_the_first_mode_follows_the_series_day_by_day() -> None:
    """W1: all deaths, scaled for the undercount, and the regime's, which are not; a month's days sum to its number."""
    run = outcomes(setup(ENDS, events=[]), 0)
    covered = 31 + 29 + 31
    np.testing.assert_allclose(run.nation["all_deaths"][:covered], _series("deaths", covered))
    np.testing.assert_allclose(run.nation["regime_deaths"][:covered], _series("regime_deaths", covered))
    assert run.nation["all_deaths"][31:60].sum() == pytest.approx(30 * UNDERCOUNT)


def test_men_killed_are_in_expectation_as_many_as_the_series_says() -> None:
    """W1: over 40 seeds the number killed is Poisson with the series' sum as its mean (every day's hazards sum to the day's deaths); |z|
    < 4, false alarm 6e-5. The same holds where an agent stands for some three, and a death for as many."""
    for k, seeds in ((1, 40), (3, 40)):
        text = setup(scenario={"persons_per_agent": k})
        killed = expected = largest = 0.0
        for seed in range(seeds):
            run = outcomes(text, seed)
            weight = run.people["weight"]
            dead = weight[run.events["row"][run.events["to"] == DEAD]].sum()
            killed, largest = killed + float(dead), max(largest, float(weight.max()))
            expected += float(run.nation["regime_deaths"].sum())
            assert run.flows["deaths"].sum() == dead
        assert largest <= k + 1
        assert abs(killed - expected) < 4.0 * np.sqrt(largest * expected)


def test_a_dated_massacre_says_where_the_series_deaths_fall_and_adds_none() -> None:
    """W1: with a massacre the day's deaths are the series', or its own if those are fewer, and its place has them."""
    event = {"id": "market", "date": "2012-02-10", "kind": "massacre", "place": "port", "sect": "plain", "value": 0.5}
    small, large = (walked(lab(setup(ENDS, events=[event | {"value": v}])), 0, (), 41) for v in (0.5, 50.0))
    usual = _series("deaths", 41)[40]
    assert small.state.nation.all_deaths == pytest.approx(usual)
    assert small.state.places.all_deaths.sum() == pytest.approx(usual)
    assert large.state.nation.all_deaths == pytest.approx(50.0 * UNDERCOUNT)
    assert large.state.places.all_deaths[0] == pytest.approx(50.0 * UNDERCOUNT)


def test_after_the_end_of_the_series_the_balance_of_forces_goes_on_producing_deaths() -> None:
    """W1, second mode: it begins at the mean of the last three months, then follows the powers; men go on dying."""
    run = outcomes(setup(ENDS, events=[]), 0)
    covered = 31 + 29 + 31
    for id in MONTHS:
        last = np.nansum(_series(id, covered)) / covered
        after = run.nation["all_deaths" if id == "deaths" else id][covered:]
        assert after[0] == pytest.approx(last)
        assert (after > 0).all()
        power = np.sqrt(run.nation["regime_power"] * run.nation["rebel_power"])
        np.testing.assert_allclose(after[1:] / after[0], power[covered:-1] / power[covered - 1])
    late = (run.events["to"] == DEAD) & (run.events["day"] > covered)
    expected = run.nation["regime_deaths"][covered:].sum()
    assert abs(late.sum() - expected) < 4.0 * np.sqrt(expected)
    assert np.std(run.nation["all_deaths"][covered:]) > 0


def test_without_a_series_deaths_follow_the_balance_from_the_start() -> None:
    """W1, second mode without a first: deaths a day are ``deaths_per_power`` times the geometric mean of the powers of the week."""
    run = outcomes(setup(series=[], deaths_per_power=0.02, recruit_daily=0.005), 0)
    power = np.sqrt(run.nation["regime_power"] * run.nation["rebel_power"])
    np.testing.assert_allclose(run.nation["all_deaths"][1:], 0.02 * power[:-1])
    np.testing.assert_allclose(run.nation["regime_deaths"], run.nation["all_deaths"] * 0.2)


EXTREMES = {
    "strong rebels": {
        "recruit_daily": 0.01,
        "insurgent_cap": 0.2,
        "insurgent_worth": 3.0,
        "control_weekly": 1.0,
        "control_incumbency": 0.1,
    },
    "no rebels": {"recruit_daily": 0.0, "control_weekly": 1.0, "control_incumbency": 20.0},
    "no army left": {"base_hazard": 0.01, "loyalty_weight": 0.0, "comrade_pressure": 5.0},
    "no power at all": {
        "power_confined": 0.0,
        "deployed_share": 0.0,
        "deployed_rise": 0.0,
        "power_air": 0.0,
        "recruit_daily": 0.0,
        "power_militia": 0.0,
    },
}


@pytest.mark.parametrize("world", EXTREMES)
def test_control_stays_a_share_whatever_the_balance(world: str) -> None:
    """W2: of each place on each day, and of the country as their mean by population."""
    engine = Engine(lab(setup(EXTREMES[world])), 2)
    while engine.running:
        engine.step()
        places, nation = engine.state.places, engine.state.nation
        assert ((places.control >= 0) & (places.control <= 1)).all()
        assert nation.regime_control == pytest.approx(np.average(places.control, weights=places.population), abs=0.2)
        assert 0 <= nation.regime_odds <= 1
        assert np.isfinite([nation.regime_power, nation.rebel_power, *places.insurgents]).all()


def test_control_moves_with_the_balance() -> None:
    """W2: more rebels, less control; more foreign help, more."""
    control = {
        name: outcomes(setup(change), 0).nation["regime_control"][-1]
        for name, change in {
            "rebels": {"recruit_daily": 0.01, "insurgent_cap": 0.2},
            "as it is": {},
            "help": {"events": [{"id": "help", "date": "2012-01-02", "kind": "foreign_help", "value": 5000}]},
        }.items()
    }
    assert control["rebels"] < control["as it is"] < control["help"]


CALM = {"news": [], "events": [], "base_hazard": 0.0, "service_days": 1500, "wounded_discharged": 0.0}
ENDINGS = {
    # so many rebels that every place is lost
    "falls": ({"recruit_daily": 0.01, "insurgent_cap": 0.2, "insurgent_worth": 3.0, "control_weekly": 1.0,
               "control_incumbency": 0.1, "grievance_half": 5.0}, 2.0),
    # many rebels once, who are killed, while no more come
    "wins": ({"recruit_daily": 0.0006, "insurgent_cap": 0.005, "rebel_death_share": 1.0, "pacified_insurgents": 8.0,
              "series": [{"id": "deaths", "monthly": [60, 3000, 3000, *[600] * 9]}]}, 1.0),
    # neither side loses enough
    "limbo": ({"recruit_daily": 0.002, "insurgent_cap": 0.005, "pacified_insurgents": 5.0, "rebel_death_share": 0.0,
               "series": [{"id": "regime_deaths", "monthly": [1] * 12}]}, 0.0),
}  # fmt: skip


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_ending_can_be_reached(ending: str) -> None:
    """W4: the regime wins, falls, or there is limbo at the end; ``ended`` says which, and once it has ended it stays so."""
    changes, code = ENDINGS[ending]
    for seed in range(3):
        run = outcomes(setup(CALM, {"scenario": {"days": 200}}, changes), seed)
        assert run.nation["ending"][-1] == code
        assert run.nation["limbo"][-1] == (ending == "limbo")
        assert len(set(run.nation["ending"][np.flatnonzero(run.nation["ending"])].tolist())) == (ending != "limbo")


def test_collapse_is_a_fall() -> None:
    """W4: an army under a quarter of its strength has fallen, and on the way there is no limbo."""
    run = outcomes(setup(base_hazard=0.01, loyalty_weight=0.0, comrade_pressure=5.0), 0)
    assert run.nation["ending"][-1] == 2.0
    assert not run.nation["limbo"][np.flatnonzero(run.nation["ending"])[0] - 1]
