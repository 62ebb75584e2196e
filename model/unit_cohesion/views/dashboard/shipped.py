"""The scenarios that links may name, and the one that a visitor finds on opening."""

from __future__ import annotations

from functools import lru_cache

from unit_cohesion.errors import ScenarioError, nearest
from unit_cohesion.scenario import Scenario, load_scenario, shipped_scenarios
from unit_cohesion.views.dashboard.lesson_worlds import own_scenario, own_scenarios

DEFAULT = "syria-2011"


@lru_cache(maxsize=64)
def shipped_scenario(name: str) -> Scenario:
    """Return a shipped scenario, or the one under a shipped lesson, read once. No file can be named here, since links say the name.

    Raises:
        ScenarioError: there is none of this name.
    """
    known = list(shipped_scenarios())
    if name not in known:
        if name in own_scenarios():
            return own_scenario(own_scenarios()[name])
        raise ScenarioError("link", "scenario", name, f"a shipped scenario ({', '.join(known)})", nearest(name, known))
    return load_scenario(name)
