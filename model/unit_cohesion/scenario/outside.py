"""What rules from outside bring that a scenario may name, where they are named on the command line or in Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from unit_cohesion.engine.declare import Keys
from unit_cohesion.outcomes import Outcome


@dataclass(frozen=True)
class Outside:
    """What they bring.

    Attributes:
        kinds: of events, and the keys that each reads.
        outcomes: by name; which keys of a target they read is theirs to know.
        ranges: of their parameters that are numbers, by name: the least and the most.
    """

    kinds: Mapping[str, Keys] = field(default_factory=dict)
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __or__(self, other: Outside) -> Outside:
        return Outside({**self.kinds, **other.kinds}, {**self.outcomes, **other.outcomes}, {**self.ranges, **other.ranges})


NOTHING = Outside()
