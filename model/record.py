"""What happened, gathered day by day as arrays; ``frames.py`` makes tables of it."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import numpy as np

from model.columns import COLUMNS
from model.mechanisms import TERMS
from model.state import STATUS, State

TRUE_REASONS = ("", "refused", "disorder", "abuse remembered", "religious gap", "label", "threatened", "hope lost", "unpaid")
"""Why somebody truly stays out of the fight; kept apart from what he says."""
REASONS = ("", "danger", "no place for me", "family")
"""Reasons that leavers state for staying out of the fight; empty for those who fight or were not asked."""

EVENT_COLUMNS: dict[str, str] = {
    "day": "i4", "pass": "i2", "row": "i8", "place": "i1", "from": "i1", "to": "i1", "cause": "i1", "trigger": "i8", "reason": "i1",
    "true_reason": "i1", "militia": "i2", "recent": "f8",
}  # fmt: skip
CHOICES = ("need", "rivalry", "motive", "suspicion", "claim", "sponsor", "label", "loyalty", "capability", "passage", "noise")
"""Utility terms of the choices of leaders and sponsors."""
CHOSEN = ("adviser", "fighter", "commander", "refused", "declined", "funded", "dropped")
CHOICE_COLUMNS = {"day": "i4", "sponsor": "?", "actor": "i4", "subject": "i8", "choice": "i1"}
MILITIA_WEEK = (
    "alive", "sect", "officer_led", "extremist", "patron", "fighters", "officers", "advisers", "capability", "early", "money",
    "religiosity", "nationalism", "sectarian", "warlordism", "discipline", "cohesion", "rivalry", "memory", "income", "supply", "lives",
)  # fmt: skip
PLACE_WEEK = ("control", "insurgents", "extremist", "disorder", "safe")
SPONSOR_WEEK = ("clients", "spent", "weary", "loyalty_weight", "agenda")
FLOWS = ("defections", "desertions", "deaths", "arrests", "attempts", "discharges", "call_ups")
NATION = tuple(column.name for column in COLUMNS["nation"])
_UNWEIGHED = np.broadcast_to(np.nan, (2**40, len(TERMS)))
"""Terms of events for which no hazard was weighed: NaN for as many as there are, held once."""
_SCALARS = attrgetter(*NATION)
UNIT_WEEK = ("strength", "left_ever", "peer_bond", "commander_trust", "institution", "place", "posture")


class Log:
    """The run so far.

    Attributes:
        events: chunks of columns ``EVENT_COLUMNS`` and ``terms`` (rows × TERMS; NaN where no hazard was weighed).
        days: per day, the nation's scalars, the flows (persons) and persons by sect × band × status.
        weeks: per week, the columns ``UNIT_WEEK`` of all units.
        serving: per day, the share of each unit still serving, 0 to 255.
        choices: chunks of columns ``CHOICE_COLUMNS`` and ``terms`` (rows × CHOICES; NaN where a term was not weighed).
        place_weeks: per week, the columns ``PLACE_WEEK`` of all places.
        rebel_weeks: per week, the columns ``MILITIA_WEEK`` of all militias and ``SPONSOR_WEEK`` of all sponsors.
    """

    def __init__(self) -> None:
        self.events: list[dict[str, np.ndarray]] = []
        self.event_count = 0
        self.days: list[int] = []
        self.nation: list[np.ndarray] = []
        self.flows: list[np.ndarray] = []
        self.counts: list[np.ndarray] = []
        self.believed: list[float] = []
        self.weeks: list[tuple[int, np.ndarray]] = []
        self.serving: list[np.ndarray] = []
        self.choices: list[dict[str, np.ndarray]] = []
        self.place_weeks: list[np.ndarray] = []
        self.rebel_weeks: list[tuple[int, np.ndarray, np.ndarray]] = []
        self.today = dict.fromkeys(FLOWS, 0.0)

    def note_choices(self, columns: dict[str, Any], terms: dict[str, np.ndarray]) -> None:
        """Append one row for each choice of a leader or sponsor, with its utility terms."""
        size = len(columns["subject"])
        chunk = {name: np.empty(size, dtype) for name, dtype in CHOICE_COLUMNS.items()}
        for name, column in chunk.items():
            column[:] = columns[name]
        chunk["terms"] = np.full((size, len(CHOICES)), np.nan)
        for name, values in terms.items():
            chunk["terms"][:, CHOICES.index(name)] = values
        self.choices.append(chunk)

    def note_events(self, columns: dict[str, Any], terms: np.ndarray | None = None) -> np.ndarray:
        """Append one row an agent; scalars are repeated. Returns the rows' numbers, counted from 1, which serve as sources."""
        size = len(columns["row"])
        chunk = {name: np.empty(size, dtype) for name, dtype in EVENT_COLUMNS.items()}
        for name, column in chunk.items():
            column[:] = columns[name]
        chunk["terms"] = _UNWEIGHED[:size] if terms is None else terms
        self.events.append(chunk)
        self.event_count += size
        return np.arange(self.event_count - size + 1, self.event_count + 1)

    def note_day(self, day: int, state: State) -> None:
        """Close the day: keep scalars, flows and counts, and each week the units."""
        self.days.append(day)
        self.nation.append(np.array(_SCALARS(state.nation)))
        self.flows.append(np.array([self.today[name] for name in FLOWS]))
        self.counts.append(state.counts.copy())
        sects = state.sects
        serving = state.counts[:, :, STATUS["serving"]].sum(axis=1)
        self.believed.append(float((np.add(sects.believed_pace, sects.pledged_pace) * serving).sum() / 7000.0))
        units = state.units
        if day % 7 == 1:
            self.weeks.append((day, np.array([getattr(units, name)[: state.army_units] for name in UNIT_WEEK], "f4")))
            self.place_weeks.append(np.array([getattr(state.places, name) for name in PLACE_WEEK], "f4"))
            if state.rebels:
                militias = np.array([getattr(state.militias, name) for name in MILITIA_WEEK], "f4")
                sponsors = np.array([getattr(state.sponsors, name) for name in SPONSOR_WEEK], "f4")
                self.rebel_weeks.append((day, militias, sponsors))
        share = units.strength[: state.army_units] / np.maximum(units.start_strength[: state.army_units], 1)
        self.serving.append(np.minimum(np.rint(255.0 * share), 255.0).astype("u1"))
        self.today = dict.fromkeys(FLOWS, 0.0)
