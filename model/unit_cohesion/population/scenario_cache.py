"""What does not hang on the seed is made once for a scenario, and shared by all its runs: whoever is given it must not write to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from typing import TypeVar

from unit_cohesion.scenario import Scenario

KEPT = 4
"""Of how many scenarios the latest is kept; nothing in it is as long as an army, so they take little room."""
ENTRIES = ("sects", "countries", "places", "series", "news", "events", "crowds", "offers", "patrons", "sponsors", "militias")
PARAMETERS = ("rebel_pool_share", "local_slots", "series_end_months", "service_days")
"""Those that functions under ``@once`` see. Scenarios that differ in others only share what is made."""
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class _Content:
    """A scenario, told from others by all that day zero is made from, the order of entries included (``text``).

    Attributes:
        given: the scenario. seen: what functions see of it.
    """

    given: Scenario
    seen: Scenario
    text: str

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Content) and self.text == other.text


_latest: list[_Content] = []


def _content(scenario: Scenario) -> _Content:
    for one in tuple(_latest):
        if scenario is one.given or scenario is one.seen:
            return one
    parts = [scenario.about, scenario.army, *(entry for name in ENTRIES for entry in getattr(scenario, name))]
    by_name = {name: scenario.parameters[name] for name in PARAMETERS}
    text = "\n".join([*(f"{type(part).__name__} {part.model_dump_json()}" for part in parts), str(by_name)])
    made = _Content(scenario, replace(scenario, parameters=by_name), text)
    _latest.insert(0, made)
    del _latest[KEPT:]
    return made


def cached_by_scenario(function: Callable[[Scenario], T]) -> Callable[[Scenario], T]:
    """Call a function of a scenario once for every scenario that is the same in all it may read."""
    kept = lru_cache(maxsize=KEPT)(lambda content: function(content.seen))
    return wraps(function)(lambda scenario: kept(_content(scenario)))
