"""The war around: who holds which places, all deaths, help from abroad, the people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.outcomes import LOST_CONTROL, RISING_DAYS, WON_CONTROL
from unit_cohesion.runs.measures.window import Measure, Value, Window, daily_column, on_the_day, place_rows, week_of
from unit_cohesion.vocabulary import ENDINGS

if TYPE_CHECKING:
    from unit_cohesion.runs.facts import Facts


def _control_there(facts: Facts, window: Window) -> Value:
    return float(facts.weekly("places", "control")[week_of(window)][place_rows(facts.scenario, window.of)].mean(dtype="f8"))


def _places_lost(facts: Facts, window: Window) -> Value:
    lost = facts.weekly("places", "control")[week_of(window)] < LOST_CONTROL
    return float(np.count_nonzero(lost[place_rows(facts.scenario, window.of)] if window.of.place else lost))


def _order_of_loss(facts: Facts, window: Window) -> Value:
    given, places = window.of.values, facts.scenario.places
    named = [row for row, place in enumerate(places) if place.id in given]
    weeks = facts.weekly("places", "control")[: week_of(window) + 1, named] < LOST_CONTROL
    came = np.where(weeks.any(axis=0), weeks.argmax(axis=0), len(weeks))
    signs = [np.sign(np.subtract.outer(x, x)) for x in (came, np.array([given[places[row].id] for row in named]))]
    apart = float(np.sqrt((signs[0] ** 2).sum() * (signs[1] ** 2).sum(dtype="f8")))
    return float((signs[0] * signs[1]).sum()) / apart if apart else None


def _regime_gains(facts: Facts, window: Window) -> Value:
    control = facts.daily("regime_control")[: window.last]
    if control[-1] >= WON_CONTROL:
        return 1.0
    months = control[-RISING_DAYS:].reshape(-1, 30).mean(axis=1) if len(control) >= RISING_DAYS else np.zeros(2)
    return float((np.diff(months) >= 0.0).all() and months[-1] > months[0])


def _regime_falls(facts: Facts, window: Window) -> Value:
    return float(facts.daily("ending")[window.last - 1] == ENDINGS.index("regime falls"))


def _counted_dead(facts: Facts, window: Window) -> Value:
    undercount = float(facts.scenario.parameters["undercount"])  # type: ignore[arg-type]
    return float(30.0 * daily_column(facts, "all_deaths", window).mean() / undercount)


def _foreign(facts: Facts, window: Window) -> Value:
    start = facts.scenario.about.start
    came = [one.value or 0.0 for one in facts.scenario.events if one.kind == "foreign_help" and (one.date - start).days < window.last]
    return float(sum(came))


def _population(facts: Facts, window: Window) -> Value:
    places, of_faith = facts.scenario.places, [one.id for one in facts.scenario.sects if window.sect in (one.id, one.faith)]
    return sum(p.population * p.sects.get(one, 0.0) for p in places for one in of_faith) / sum(p.population for p in places)


MEASURES: dict[str, Measure] = {
    "regime_control": on_the_day("regime_control"),
    "control_of_place": _control_there,
    "places_lost": _places_lost,
    "order_of_loss": _order_of_loss,
    "regime_gains": _regime_gains,
    "regime_falls": _regime_falls,
    "counted_dead_per_month": _counted_dead,
    "foreign_fighters": _foreign,
    "population_share": _population,
}
