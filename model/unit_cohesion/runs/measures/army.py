"""Who serves: strength, use, make-up, losses."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.outcomes import DISSOLVED, RECENT_COHORTS
from unit_cohesion.runs.measures.window import (
    Measure,
    Value,
    Window,
    by_sect,
    chosen,
    daily_column,
    groups_of,
    is_meant,
    killed_serving,
    on_the_day,
    people_meant,
    persons_in,
    ratio,
    sect_among,
    serving_in_units,
    serving_men,
    share_of_sect,
    standing_there,
    units_meant,
    week_of,
)
from unit_cohesion.vocabulary import ARMED_FORCES, BRANCHES, CAPTURED, CONFINED, DEAD, SENT_HOME, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.runs.facts import Facts

_ARMED = np.array([branch in ARMED_FORCES for branch in BRANCHES])


def _dead(facts: Facts, window: Window) -> Value:
    return persons_in(facts, chosen(facts, killed_serving(facts, window), window))


def _share_of_dead(facts: Facts, window: Window) -> Value:
    rows = killed_serving(facts, window)
    return ratio(persons_in(facts, chosen(facts, rows, window)), persons_in(facts, rows))


def _dead_by_home(facts: Facts, window: Window) -> Value:
    places, given = facts.scenario.places, window.of.values
    rows = killed_serving(facts, window)
    dead = np.bincount(facts.events("home")[rows], facts.events("persons")[rows], len(places)) / [place.population for place in places]
    named = [row for row, place in enumerate(places) if place.id in given]
    came, wanted = (_ranks(np.asarray(values, float)) for values in (dead[named], [given[places[row].id] for row in named]))
    spread = float(came.std() * wanted.std())
    return float(((came - came.mean()) * (wanted - wanted.mean())).mean() / spread) if spread else None


def _ranks(values: np.ndarray) -> np.ndarray:
    """Their ranks; the same for equal ones, as Spearman has it."""
    below, upto = (np.searchsorted(np.sort(values), values, side) for side in ("left", "right"))
    return np.asarray((below + upto) / 2)


def _army(facts: Facts, window: Window, career: bool = False) -> Value:
    """The share of the sect among those who served on day zero."""
    about = replace(window, sect=None)

    def persons() -> np.ndarray:
        men = serving_men(facts)
        if career:
            conscript = np.array([*(intake.conscript for intake in facts.scenario.army.intakes), True])
            men = np.where(conscript[facts.people("intake")], 0.0, men)
        meant = is_meant(facts.people, facts, about)
        return by_sect(facts, facts.people("sect")[meant], men[meant])

    key = ("served", str(career), str(groups_of(facts.scenario, about)))
    return share_of_sect(facts, facts.cached(key, persons), window.sect)


def _present(facts: Facts, window: Window) -> Value:
    return float(serving_men(facts, window.last)[people_meant(facts, window, week_of(window))].sum())


def _dissolved(facts: Facts, window: Window) -> Value:
    meant = units_meant(facts, replace(window, of=window.of.model_copy(update={"place": ()})))
    meant &= standing_there(facts, window, (window.first - 1) // 7)[:-1]
    before, after = (serving_in_units(facts, day) for day in (window.first - 1, window.last))
    return float(facts.units("persons")[meant & (before > 0) & (after < DISSOLVED * before)].sum())


def _in_use(facts: Facts, window: Window) -> Value:
    week, units = week_of(window), units_meant(facts, window)
    men, posture = (facts.weekly("units", name)[week][units] for name in ("strength", "posture"))
    return ratio(float(men[posture != CONFINED].sum(dtype="f8")), float(men.sum(dtype="f8")))


def _strength(facts: Facts, window: Window) -> Value:
    """The armed forces, which published strengths count: not police, security and intelligence."""
    return float(serving_in_units(facts, window.last)[_ARMED[facts.units("branch")]].sum())


def _strength_share(facts: Facts, window: Window) -> Value:
    meant = units_meant(facts, window)
    last, first = (float(serving_in_units(facts, day)[meant].sum()) for day in (window.last, 0))
    return ratio(last, first)


def _of_officer_school(facts: Facts) -> np.ndarray:
    cohort, year = facts.people("cohort"), facts.scenario.about.start.year
    return np.asarray(facts.people("officer_school") & (year - RECENT_COHORTS <= cohort) & (cohort < year))


def _of_orders(column: str) -> Measure:
    """Of the units under an order to shoot amid a crowd, day by day, the share that gave an answer."""

    def share(facts: Facts, window: Window) -> Value:
        if not facts.scenario.crowds:
            return None
        return ratio(float(daily_column(facts, column, window).sum()), float(daily_column(facts, "under_orders", window).sum()))

    return share


def _sum_of(column: str, entries: str) -> Measure:
    """What a column counts day by day, from start to end; nothing where a scenario has no such entries."""

    def total(facts: Facts, window: Window) -> Value:
        return float(daily_column(facts, column, window).sum()) if getattr(facts.scenario, entries) else 0.0

    return total


def _of_captives(status: int) -> Measure:
    """Captives who became something, from start to end."""

    def became(facts: Facts, window: Window) -> Value:
        rows = np.arange(*np.searchsorted(facts.events("day"), (window.first, window.last + 1)))
        return persons_in(facts, rows[(facts.events("from_status")[rows] == CAPTURED) & (facts.events("to_status")[rows] == status)])

    return became


MEASURES: dict[str, Measure] = {
    "strength": _strength,
    "strength_share": _strength_share,
    "present": _present,
    "units_dissolved": _dissolved,
    "share_in_use": _in_use,
    "orders_obeyed": _of_orders("units_obeying"),
    "orders_refused": _of_orders("units_refusing"),
    "orders_fled": _of_orders("units_fleeing"),
    "shot_dead": _sum_of("shot_today", "crowds"),
    "driven_off": _sum_of("units_driven_off", "crowds"),
    "yielded": _sum_of("yielded_today", "offers"),
    "sent_home": _of_captives(SENT_HOME),
    "captives_dead": _of_captives(DEAD),
    "regime_dead": _dead,
    "share_of_regime_dead": _share_of_dead,
    "regime_dead_by_home": _dead_by_home,
    "captive": on_the_day(STATUSES[CAPTURED]),
    "sect_share_of_army": _army,
    "sect_share_of_career_men": lambda facts, window: _army(facts, window, career=True),
    "sensitive_post_share": sect_among("post", lambda facts: facts.people("post")),
    "officer_school_share": sect_among("officer school", _of_officer_school),
}
