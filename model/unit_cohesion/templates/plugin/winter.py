"""Winter: snow slows those on the way abroad. A rule from outside, one parameter, one column, one outcome."""

from __future__ import annotations

from datetime import date
from typing import Any

from unit_cohesion.extend import Rule, column, mechanism, outcome, parameter, target

MONTHS = (12, 1, 2)
"""In which snow lies."""


def person_days(facts: Any, window: Any) -> float:
    """Days that persons spent on the way abroad up to the last day of the window."""
    return float(facts.daily("in transit")[: window.last].sum())


class Winter(Rule):
    """While snow lies, those on the way abroad make less way: hazard of arriving · (1 − winter_slowing)."""

    before = "Passage"  # the rule of the day that lets them arrive

    X1 = mechanism("Winter", "Snow slows those on the way abroad.", "an example", off="they arrive sooner", outcome="daily: in transit")
    winter_slowing = parameter(0.6, "1", 0.0, 1.0, "Share of the pace that snow takes.", "estimate", of=X1)
    snow = column("nation", "f8", "1", "1 while snow lies, else 0", high=1, told=True)
    on_the_way = outcome("person-days", "days spent on the way abroad so far", person_days)
    few_on_the_way = target("on_the_way", low=0, high=100_000, title="Days on the way abroad")

    @staticmethod
    def run(world: Any, people: Any, places: Any, nation: Any, p: Any, date: date) -> None:
        """Raise what it takes to arrive by as much as snow takes from the day's pace."""
        nation.snow = 1.0 if date.month in MONTHS else 0.0
        if not nation.snow:
            return
        rows = world.those("in transit")
        steps = places.border_steps[people.from_place[rows]]
        people.resistance[rows] += p.winter_slowing / (p.transit_days * (1.0 + steps))
