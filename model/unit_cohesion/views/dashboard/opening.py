"""The run that a visitor finds on opening: the default scenario, walked once when the server starts and shared, never changed."""

from __future__ import annotations

import threading
from functools import lru_cache

from unit_cohesion.errors import ScenarioError, nearest
from unit_cohesion.runs.record import Record
from unit_cohesion.scenario import Scenario, load_scenario, shipped_scenarios
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.views.dashboard.asked import Asked, asked, walk

DEFAULT = "syria-2011"

_lock = threading.Lock()
_walked: list[tuple[Asked, Record, Engine]] = []  # one, once it is there


@lru_cache(maxsize=64)
def shipped(name: str) -> Scenario:
    """A shipped scenario, read once. No other file can be named here, since links say the name.

    Raises:
        ScenarioError: there is none of this name.
    """
    known = list(shipped_scenarios())
    if name not in known:
        raise ScenarioError("link", "scenario", name, f"a shipped scenario ({', '.join(known)})", nearest(name, known))
    return load_scenario(name)


def prepare() -> tuple[Record, Engine]:
    """Walk the default scenario, unless it is walked already."""
    with _lock:
        if not _walked:
            made = asked(shipped(DEFAULT))
            _walked.append((made, *walk(made, lambda day, days: None, threading.Event())))
        return _walked[0][1:]


def ready(made: Asked) -> tuple[Record, Engine] | None:
    """The run walked at the start, if this is the one that is asked for."""
    return _walked[0][1:] if _walked and _walked[0][0] == made else None
