"""How each outcome is computed from the facts of a run."""

from __future__ import annotations

import math
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from unit_cohesion.errors import CohesionError, OutcomeError, nearest, short_repr
from unit_cohesion.outcomes import OUTCOMES, nearest_outcome, outcome_names
from unit_cohesion.runs.measures import army, departures, ground, rebels
from unit_cohesion.runs.measures.window import Measure, Value, Window, ratio
from unit_cohesion.scalars import plain_scalar
from unit_cohesion.schema import Target

if TYPE_CHECKING:
    from unit_cohesion.runs.facts import Facts
    from unit_cohesion.simulation.plugins import outcome


MEASURES: dict[str, Measure] = departures.MEASURES | army.MEASURES | rebels.MEASURES | ground.MEASURES
"""How each outcome is computed, by name."""


def outcome_of(facts: Facts, target: Target) -> Value:
    """What came out of a run, for a target (its band and its cut count for nothing here).

    Returns:
        The number, or None if the run did not reach the dates (or there is nothing to take a share of).

    Raises:
        CohesionError: an unknown outcome or sect, or none where one is needed.
    """
    name, known = target.outcome, [sect.id for sect in facts.scenario.sects]
    if name not in OUTCOMES and name not in facts.own:
        near = nearest(name, list(facts.own)) or nearest_outcome(name)
        raise CohesionError(f"there is no outcome {short_repr(name)} (cohesion outcomes lists them); did you mean {near!r}?")
    for key in OUTCOMES[name].needs if name in OUTCOMES else ():
        if key == "sect" and target.sect not in known:
            raise CohesionError(f"the outcome {name} needs a sect: one of {', '.join(known)}, not {target.sect!r}")
        if not getattr(target, key):
            raise CohesionError(f"the outcome {name} needs a {key}")
    found = _taken(facts, target, target.start, target.on or target.end)
    if target.beside and found is not None:
        others = target.model_copy(update={"formation": target.beside})
        return ratio(found, _taken(facts, others, target.start, target.on or target.end) or 0.0)
    if target.against is None or found is None:
        return found
    return ratio(found, _taken(facts, target, *target.against) or 0.0)


NOT_REACHED = "not reached"
"""Why nothing came out of a run that does not reach the dates."""


def why_none(facts: Facts, target: Target) -> str:
    """Return in a few words why ``outcome_of`` gives None for a target; nothing where it gives a number, or the outcome is not at hand."""
    if target.outcome not in OUTCOMES and target.outcome not in facts.own:  # of a saved run, whose rules from outside are not here
        return ""
    if outcome_of(facts, target) is not None:
        return ""
    spans = [(target.start, target.on or target.end), *([target.against] if target.against else [])]
    windows = [_window(facts, target, *span) for span in spans]
    if any(window is None for window in windows):
        return NOT_REACHED
    if _taken(facts, target, *spans[0]) is not None:
        return "nothing to set it against"
    known = ground.WHY_NONE.get(target.outcome)
    return known(facts, windows[0]) if known and windows[0] else "nothing to take it of"


def _window(facts: Facts, target: Target, start: date | None, end: date | None) -> Window | None:
    """What a target is about from a day to another; None if the run does not reach them."""

    def day(given: date | None, default: int) -> int:
        return (given - facts.scenario.about.start).days + 1 if given else default

    window = Window(day(start, 1), day(end, facts.days), target.sect, target)
    return window if 1 <= window.first <= window.last <= facts.days else None


def _taken(facts: Facts, target: Target, start: date | None, end: date | None) -> Value:
    """What came out from a day to another."""
    window = _window(facts, target, start, end)
    if window is None:
        return None
    if target.outcome not in OUTCOMES:
        return _own_value(facts, facts.own[target.outcome], window)
    found = MEASURES[target.outcome](facts, window)
    return None if found is None else float(found)


def _own_value(facts: Facts, own: outcome, window: Window) -> Value:
    """What an outcome of a rule from outside gives, which is code that can do anything.

    Raises:
        OutcomeError: it raised, or gave something else than a number.
    """
    failed = f"the outcome {own.name} of the rule {own.rule.__name__} failed"
    try:
        found = plain_scalar(own.measure(facts, window))
    except MemoryError:
        raise
    except Exception as fault:
        raise OutcomeError(f"{failed} ({' '.join(f'{type(fault).__name__}: {fault}'.split())})") from fault
    if found is None or (isinstance(found, float) and math.isnan(found)):  # as of a mean of nothing
        return None
    if not isinstance(found, int | float) or math.isinf(found):
        raise OutcomeError(f"{failed}: it gave {short_repr(found)}; allowed: a finite number, or None where there is none")
    return float(found)


_ANY = Target.model_construct(outcome="")


@cache
def _bare(outcome: str, sect: str | None) -> Target:
    """A target that says no more than what it is of."""
    return _ANY.model_copy(update={"outcome": outcome, "sect": sect})  # much sooner than a new one


def outcomes_of(facts: Facts, failed: dict[str, str] | None = None) -> dict[str, Value]:
    """Every outcome at the end of the run, in the order of ``outcome_names``; a target's value stands under its id.

    Args:
        failed: takes by name why outcomes of rules from outside failed; these are None then.

    Raises:
        OutcomeError: one failed, and there is nothing to take it.
    """
    sects = [sect.id for sect in facts.scenario.sects]
    found: dict[str, Value] = {}
    for name in outcome_names(sects, facts.own, facts.targets):
        outcome, _, sect = name.partition(".")
        target = facts.targets.get(name) or _bare(outcome, sect or None)
        try:
            found[name] = outcome_of(facts, target)
        except OutcomeError as fault:
            if failed is None:
                raise
            found[name], failed[name] = None, str(fault)
    return found
