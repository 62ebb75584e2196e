"""The run that a visitor finds on opening: the default scenario, walked once when the server starts and shared, never changed."""

from __future__ import annotations

import threading
from functools import lru_cache

from unit_cohesion.errors import ScenarioError, nearest
from unit_cohesion.runs.record import Record
from unit_cohesion.scenario import Scenario, load_scenario, shipped_scenarios
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.views.dashboard.lesson_worlds import own_scenario, own_scenarios
from unit_cohesion.views.dashboard.run_request import RunRequest, run_request, simulate

DEFAULT = "syria-2011"

_lock = threading.Lock()
_default_run: list[tuple[RunRequest, Record, Engine]] = []  # one, once it is there


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


def prepare_default_run() -> tuple[Record, Engine]:
    """Simulate the default scenario, unless that is done already; return its record and engine."""
    with _lock:
        if not _default_run:
            made = run_request(shipped_scenario(DEFAULT))
            _default_run.append((made, *simulate(made, lambda day, days: None, threading.Event())))
        return _default_run[0][1:]


def default_run_if_asked_for(made: RunRequest) -> tuple[Record, Engine] | None:
    """Return the run simulated at the start, if this is the one that is asked for."""
    return _default_run[0][1:] if _default_run and _default_run[0][0] == made else None
