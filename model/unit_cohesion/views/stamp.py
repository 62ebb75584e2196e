"""What every page and figure carries: of which scenario, with which seeds, by which code; so that a picture can be traced to its run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from unit_cohesion.scenario import Scenario
from unit_cohesion.simulation.versions import code_version

MOST_SEEDS = 8


def stamp(scenario: Scenario, seeds: Sequence[int], code: str = "", *more: str) -> str:
    """Scenario and its hash, seeds, code (that which runs here, unless told), and what else is said."""
    named = ", ".join(map(str, seeds[:MOST_SEEDS])) + (f" … {seeds[-1]}" if len(seeds) > MOST_SEEDS else "")
    seed_text = f"seed{'s' * (len(seeds) > 1)} {named}"
    words = (f"scenario {scenario.name} {scenario.hash[:12]}", *more, seed_text, f"unit-cohesion {code or code_version()}")
    return " · ".join(words)


def stamp_of(result: Any) -> str:
    """The same of a result: a record, a comparison, an ensemble, an attribution, an explanation."""
    if hasattr(result, "a"):
        other = result.b.scenario
        more = (f"and {other.name} {other.hash[:12]}",) if other.hash != result.a.scenario.hash else ()
        return stamp(result.a.scenario, result.seeds, "", *more)
    if hasattr(result, "plan"):
        return stamp(result.plan.run.scenario, result.plan.seeds)
    if hasattr(result, "world"):
        return stamp(result.world.scenario, result.seeds)
    if hasattr(result, "scenario"):
        return stamp(result.scenario, (result.seed,))
    return f"unit-cohesion {code_version()}"
