"""The war around: who holds which places, all deaths, help from abroad, the people."""

from __future__ import annotations

from collections.abc import Callable
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


def _weeks_of_loss(facts: Facts, window: Window) -> tuple[np.ndarray, np.ndarray, int]:
    """Return by place that the target names the week, from 0, in which it was lost, and its figure; and the week that stands for never."""
    given, places = window.of.values, facts.scenario.places
    named = [row for row, place in enumerate(places) if place.id in given]
    weeks = facts.weekly("places", "control")[: week_of(window) + 1, named] < LOST_CONTROL
    came = np.where(weeks.any(axis=0), weeks.argmax(axis=0), len(weeks))
    return came, np.array([given[places[row].id] for row in named]), len(weeks)


def _order_of_loss(facts: Facts, window: Window) -> Value:
    came, figures, _ = _weeks_of_loss(facts, window)
    signs = [np.sign(np.subtract.outer(x, x)) for x in (came, figures)]
    apart = float(np.sqrt((signs[0] ** 2).sum() * (signs[1] ** 2).sum(dtype="f8")))
    return float((signs[0] * signs[1]).sum()) / apart if apart else None


def _why_no_order(facts: Facts, window: Window) -> str:
    came, _, never = _weeks_of_loss(facts, window)
    if len(came) < 2:
        return "of fewer than two places: no order"
    if (came == came[0]).all():
        return "none of them was lost: no order" if came[0] == never else "all lost in the same week: no order"
    return "all figures are the same: no order"


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


WHY_NONE: dict[str, Callable[[Facts, Window], str]] = {"order_of_loss": _why_no_order}
"""Why nothing came out where a measure gives None, in words, where that is not for want of people to take a share of."""
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
