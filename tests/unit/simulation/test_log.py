"""The log: kept in stretches of memory that is used again, and told as if it were one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tests.helpers import digest
from tests.property.eventful_rebels import eventful_rebel_war
from unit_cohesion.engine import world
from unit_cohesion.rules import TERMS
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CHOICES

SEED = 4


def at_once(engine: Engine) -> None:
    engine.run()


def day_by_day(engine: Engine) -> None:
    while engine.running:
        engine.step()


def told_on_the_way(engine: Engine) -> None:
    engine.run(lambda day, days: None)


def made() -> Engine:
    return Engine(load_scenario(eventful_rebel_war()), SEED)


@pytest.fixture(scope="module")
def whole() -> Engine:
    engine = made()
    engine.run()
    return engine


@pytest.mark.parametrize("walk", [at_once, day_by_day, told_on_the_way])
def test_stretches_and_stops_change_nothing(monkeypatch: pytest.MonkeyPatch, whole: Engine, walk: Callable[[Engine], None]) -> None:
    """Where the memory of the log holds one day's events and some more, and so is closed and begun anew over and over."""
    monkeypatch.setattr(world, "EVENTS_AT_ONCE", 64)
    monkeypatch.setattr(world, "CHOICES_AT_ONCE", 16)
    engine = made()
    walk(engine)
    assert len(engine.log._closed) > 10
    assert len(whole.log._closed) == 0
    assert digest(engine) == digest(whole)
    assert np.array_equal(engine.log.terms(), whole.log.terms(), equal_nan=True)
    assert np.array_equal(engine.log.choice_terms(), whole.log.choice_terms(), equal_nan=True)


def test_what_was_told_stays_as_it_was() -> None:
    """Events, terms and choices are copies: the memory that they were written into is used again."""
    engine = made()
    while engine.day < 150:
        engine.step()
    events, terms, choices = engine.log.events, engine.log.terms(), engine.log.choices
    kept = events.copy(), terms.copy(), choices.copy()
    engine.log.close_stretch()
    engine.run()
    for now, then in zip((events, choices), kept[::2], strict=True):
        assert all(np.array_equal(now[name], then[name], equal_nan=now[name].dtype.kind == "f") for name in now.dtype.names)
    assert np.array_equal(terms, kept[1], equal_nan=True)


def test_terms_are_told_where_a_hazard_was_weighed(whole: Engine) -> None:
    events, terms = whole.log.events, whole.log.terms()
    assert whole.log.event_count == len(events) == len(terms)
    weighed = events["terms"] >= 0
    assert weighed.any() != weighed.all()
    assert not np.isnan(terms[weighed]).any()
    assert np.isnan(terms[~weighed]).all()
    some = ("D5", "cap")
    assert np.array_equal(whole.log.terms(some), terms[:, [TERMS.index(id) for id in some]], equal_nan=True)
    for rows in (slice(0, 0), slice(3, 40), slice(len(events) - 5, len(events) + 99), slice(None)):
        assert np.array_equal(whole.log.terms(some, rows), whole.log.terms(some)[rows], equal_nan=True)
    assert whole.log.choice_terms().shape == (len(whole.log.choices), len(CHOICES))


def test_days_and_weeks_are_those_walked() -> None:
    engine = made()
    assert (len(engine.log.days), len(engine.log.week_days), len(engine.log.events)) == (0, 0, 0)
    for day in range(1, 16):
        engine.step()
        assert engine.log.days.tolist() == list(range(1, day + 1))
        weeks = engine.log.week_days.tolist()
        assert weeks == [first for first in (1, 8, 15) if first <= day]
        for name in ("nation", "flows", "counts", "believed", "serving"):
            assert len(getattr(engine.log, name)) == day
        for table in ("units", "places", "militias", "sponsors"):
            assert len(engine.log.weeks(table)) == len(weeks)
    assert engine.log.nation["regime_odds"][-1] == engine.state.nation.regime_odds
    assert np.array_equal(engine.log.counts[-1], engine.state.counts)


def test_what_is_forgotten_is_gone_and_the_rest_stays() -> None:
    engine = made()
    while engine.day < 100:
        engine.step()
    count = engine.log.event_count
    assert count == len(engine.log.events) > 100
    engine.log.forget()
    assert (len(engine.log.events), len(engine.log.terms()), len(engine.log.choices)) == (0, 0, 0)
    assert len(engine.log.days) == 100
    assert engine.log.event_count == count
