"""What is told of why one person left, or one unit emptied, and in which words (how it is worked out: ``explain.py``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.runs.notebook import NotebookResult

if TYPE_CHECKING:
    import pandas as pd


LEAST_RATIO_SHOWN = 1.08
"""Ratios nearer to 1 than this are told together."""
MOST_PUSHES, MOST_HOLDS = 4, 3
MOST_CAUSES = 4
"""Causes of a unit's leavers that are named in its sentence; the others are counted together."""


@dataclass(frozen=True)
class Term:
    """One term of a hazard.

    Attributes:
        id: the mechanism's, ``loyalty`` or ``cap``. words: what it is, as it drives out (ratio above 1) or keeps.
        log: the term itself, a log hazard ratio against one on whom nothing acts; reference: the mean of it among those it is held against.
        ratio: exp(log − reference).
    """

    id: str
    words: str
    log: float
    reference: float

    @property
    def ratio(self) -> float:
        """By how much it multiplies the reference hazard."""
        return float(np.exp(self.log - self.reference))


@dataclass(frozen=True)
class Cause:
    """What weighed most on some of those who left a unit.

    Attributes:
        id: the mechanism's, or ``base`` where nothing stood out. words: what it is, as it drives out.
        persons: who left by it in all; on_day: of them on the day on which most left.
    """

    id: str
    words: str
    persons: float
    on_day: float


@dataclass(frozen=True)
class Link:
    """One step of a chain: somebody who left (or was caught), or news or an event, on a day (0 for these)."""

    id: str
    kind: str
    day: int


@dataclass(frozen=True)
class Explanation(NotebookResult):
    """Why a person left, or a unit emptied.

    Attributes:
        kind, id: ``person`` or ``unit``, and which. facts: what is known of it, headings and values.
        day: the day it is about; date: its date.
        event: what happened to him then; empty for one who serves on, and for units.
        base: hazard of one on whom nothing acts; reference: of the typical man who served at the end of the day (for a unit: of its eve);
            hazard: his own (for a unit: of the typical one of its leavers of the day who were pressed to it; where ``pressed`` is 0, of the
            typical one in it on the eve); all a day.
        terms: reference × all their ratios is the hazard.
        before: pressure gathered before the day, of what he could bear (1: he goes). recent: share of all of it from the last 30 days.
            Both NaN for units.
        back: what tipped him, what tipped that, and so on; forward: those whom he tipped, as steps; followed: persons who left in his chain
            after him.
        left: persons of the unit who left, and served at first; NaN for persons.
        causes: of a unit's leavers, the largest first. units: how many of the smallest units it is, with all below it.
        pressed: persons of the unit who left that day by a hazard, which its terms are of; the others decided at once.
        eve: hazard of the typical one in the unit on the eve of the day; NaN for persons, and if nobody served in it.
        at_once: why a person left who decided on the day, as when his post was lost; empty for all others.
    """

    kind: str
    id: str
    facts: tuple[tuple[str, str], ...]
    day: int
    date: date
    event: str
    base: float
    reference: float
    hazard: float
    terms: tuple[Term, ...]
    before: float
    recent: float
    back: tuple[Link, ...]
    forward: tuple[Link, ...]
    followed: float
    left: tuple[float, float] = (np.nan, np.nan)
    causes: tuple[Cause, ...] = ()
    units: int = 0
    pressed: float = 0.0
    eve: float = np.nan
    at_once: str = ""

    @property
    def ratio(self) -> float:
        """His hazard over the reference."""
        return self.hazard / self.reference if self.reference > 0 else np.nan

    @cached_property
    def told(self) -> tuple[list[Term], list[Term], float]:
        """Terms that push, and that hold, the strongest first; and the product of all the others."""
        ranked = sorted(self.terms, key=lambda term: -term.ratio)
        push = [term for term in ranked if term.ratio > LEAST_RATIO_SHOWN][:MOST_PUSHES]
        hold = [term for term in reversed(ranked) if term.ratio < 1 / LEAST_RATIO_SHOWN][:MOST_HOLDS]
        named = {term.id for term in (*push, *hold)}
        return push, hold, float(np.prod([term.ratio for term in self.terms if term.id not in named]))

    @property
    def sentence(self) -> str:
        """Why, in words that account for the hazard that they state."""
        if not self.terms and self.kind == "unit":
            return self._opening()
        if not self.terms:
            return f"{self._opening()} {self.untold}"
        push, hold, rest = self.told
        parts = [f"{term.words} {_factor_text(term.ratio)}" for term in push]
        held = [f"{term.words} {_factor_text(term.ratio)}" for term in hold]
        more = f"all else {_factor_text(rest)}" if abs(np.log(max(rest, 1e-300))) > 0.005 else ""
        words = "; ".join(filter(None, (", ".join(parts), f"held back by {', '.join(held)}" if held else "", more)))
        then = "who served then" if self.kind == "person" or not self.pressed else "on the eve"
        typical = f"that of the typical man of the army {then} ({_daily_chance_text(self.reference)})"
        weighed = (
            f"{self._whose()} was {_daily_chance_text(self.hazard)}, {_factor_text(self.ratio)} {typical}{': ' + words if words else ''}."
        )
        return f"{self._opening()} {weighed}{self._eve()}{self._borne()}{self._chain()}"

    @property
    def untold(self) -> str:
        """Why nothing is told of what pressed him: he decided on the day, or was not asked; empty where it is told."""
        if self.terms or self.kind == "unit":
            return ""
        if self.at_once:
            return f"{self.at_once}: it was decided on that day, so no pressure from day to day is told."
        return "That was no doing of his own, so nothing is told of what pressed him."

    def _whose(self) -> str:
        if self.kind == "person":
            return "His chance of leaving that day"
        if self.pressed:
            others = sum(one.on_day for one in self.causes) - self.pressed
            whom = f"the {self.pressed:,.0f} of them who did not go at once" if others else "those who went that day"
            return f"The typical chance of leaving of {whom}"
        return "The typical chance of leaving in it, on the eve,"

    def _opening(self) -> str:
        when = f"day {self.day} ({self.date:%-d %B %Y})"
        if self.kind == "person":
            return f"On {when} {self.id}, {dict(self.facts)['Rank']}, {self.event or 'serves on'}."
        gone, first = self.left
        which = f"{self.id} ({self.units:,} units with all below it)" if self.units > 1 else self.id
        opening = f"Of {first:,.0f} persons who served in {which}, {gone:,.0f} left by their own will"
        if not gone:
            return f"{opening} by {when}."
        in_all = _counts_text([(one.words, one.persons) for one in self.causes])
        then = sorted(((one.words, one.on_day) for one in self.causes if one.on_day), key=lambda one: -one[1])
        most = f"The most on one day, {sum(persons for _, persons in then):,.0f}, left on {when}: {_counts_text(then)}."
        at_once = "" if self.pressed else " They went at once, and no pressure from day to day is told of them."
        return f"{opening}. What weighed most on each: {in_all}. {most}{at_once}"

    def _eve(self) -> str:
        if not self.pressed or np.isnan(self.eve):
            return ""
        return f" On the eve the typical chance of leaving in it was {_daily_chance_text(self.eve)}."

    def _borne(self) -> str:
        if np.isnan(self.before):
            return ""
        if self.event:
            late = f", {_share_text(self.recent)} of all of it in the last 30 days"
            return f" Before it he had borne {_share_text(self.before)} of the pressure that made him go{late}; the day's was the rest."
        return f" He has borne {_share_text(self.before)} of the pressure that it takes to make him go: by this date he stayed."

    def _chain(self) -> str:
        tipped_by = f" He was tipped by {_link_text(self.back[0])}" if self.back else ""
        tipped_by += f", and behind that stands {_link_text(self.back[-1])}" if len(self.back) > 1 else ""
        tipped_by += "." if tipped_by else ""
        if self.forward:
            tipped_by += f" He tipped {len(self.forward)} himself; {self.followed:,.0f} persons left in his chain after him."
        return tipped_by

    @property
    def table(self) -> pd.DataFrame:
        """The terms as a DataFrame: ``term, words, log, reference, ratio``, those that push first."""
        import pandas as pd

        rows = [(t.id, t.words, t.log, t.reference, t.ratio) for t in sorted(self.terms, key=lambda term: -term.ratio)]
        return pd.DataFrame(rows, columns=["term", "words", "log", "reference", "ratio"])

    def __repr__(self) -> str:
        return f"<Explanation of {self.id}: {self.sentence}>"


def _factor_text(ratio: float) -> str:
    digits = 2 if ratio < 0.995 else 1
    return f"×{ratio:,.0f}" if ratio >= 10 else f"×{ratio:.2g}" if ratio < 0.1 else f"×{ratio:.{digits}f}"


def _counts_text(counts: Sequence[tuple[str, float]]) -> str:
    """Return what weighed most and on how many, the first few of these, then all others together."""
    named, others = counts[:MOST_CAUSES], sum(persons for _, persons in counts[MOST_CAUSES:])
    words = [f"{words} ({persons:,.0f})" for words, persons in named]
    return ", ".join([*words, *([f"all else ({others:,.0f})"] if others else [])])


def _share_text(share: float) -> str:
    return f"{100 * share:.1f} %" if 0.99 < share < 1 or 0 < share < 0.01 else f"{100 * share:.0f} %"


def _daily_chance_text(hazard: float) -> str:
    """Return the chance of going in a day at this hazard."""
    chance = -100 * np.expm1(-hazard)
    return f"{chance:.0f} % a day" if chance >= 10 else f"{chance:.2g} % a day"


def _link_text(link: Link) -> str:
    return f"{link.id} (day {link.day}, {link.kind})" if link.day else link.id
