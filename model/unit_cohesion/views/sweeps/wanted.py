"""What somebody wants to see of a sweep, and sentences that the terminal and the page share."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.analysis import Analysis
from unit_cohesion.sweeps.designs.design import OFF
from unit_cohesion.views.svg import POINTS, value_text


@dataclass(frozen=True)
class Wanted:
    """What to show of a sweep.

    Attributes:
        outcomes: which; the main ones if none are named.
        axes: one or two varied parameters to draw over; the first ones if none are named.
        base: parameter → value of the cells to compare with; no comparison if empty.
        widths: outcome → width that its intervals should have.
        at_least: outcome → bound: which box of parameter space leads to such values (needs the extra ``discovery``).
        misses: how many cells to name that miss the scenario's targets least, 0 for none.
        beside: sweeps of other scenarios over the same cells, whose targets count too.
    """

    outcomes: Sequence[str] = ()
    axes: Sequence[str] = ()
    base: Mapping[str, str] = field(default_factory=dict)
    widths: Mapping[str, float] = field(default_factory=dict)
    at_least: Mapping[str, float] = field(default_factory=dict)
    misses: int = 0
    beside: Sequence[Analysis] = ()

    def shown(self, found: Analysis) -> list[str]:
        """The outcomes to show.

        Raises:
            CohesionError: there is no such outcome.
        """
        return found.chosen([*self.outcomes, *self.widths, *self.at_least])

    @property
    def base_text(self) -> str:
        """Return the base in words."""
        return ", ".join(f"{name} = {value or 'none'}" for name, value in self.base.items())


def drawn_axes(found: Analysis, axes: Sequence[str]) -> list[str]:
    """The axes to draw over: those asked for, or the first two of those with listed values; never averaged over what is switched off.

    Raises:
        CohesionError: they are not varied, are sampled, or are more than two.
    """
    listed = list(found.design.lists)
    if any(name not in listed for name in axes) or len(set(axes)) != len(axes) or len(axes) > 2:
        known = ", ".join(listed) or "nothing is"
        raise CohesionError(f"--axes {','.join(axes)}: allowed: one or two of what is varied over a list: {known}")
    several = [name for name in listed if len(set(found.design.lists[name])) > 1]
    if OFF in several:
        several = [*[name for name in several if name != OFF][:1], OFF]
    return list(axes) or several[:2]


def difference_unit(found: Analysis, name: str) -> str:
    """The unit of a difference of an outcome: two shares differ by percentage points."""
    unit = found.declared(name).unit
    return POINTS if unit in ("1", "yes/no") else unit


def seeds_needed_text(found: Analysis, name: str, width: float) -> str:
    """Return how many more seeds an interval of this width takes, in words."""
    needed, unit = found.seeds_needed(name, width), found.declared(name).unit
    known = list(found.intervals(name).values())
    have = max((some.n for some in known), default=0)
    widest = max((some.width for some in known if some.width == some.width), default=math.nan)
    if needed is None:
        return f"A width of {value_text(width, unit)} cannot be judged by fewer than two seeds."
    widest_now = f"The widest 95 % interval is {value_text(widest, unit)} from low to high with {have} seeds"
    more = f"takes about {needed - have:,} more" if needed > have else "is reached"
    return f"{widest_now}; a width of {value_text(width, unit)} {more}."
