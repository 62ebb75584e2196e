"""A run in ten sentences, in the order of their days: each with the day, unit, person or chain on which it stands.

What comes before something is told as before it, never as its cause: what a thing did is told by two worlds (``compare``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.rules import MECHANISMS
from unit_cohesion.views.army_replay import LEDGER, ledger, ticks
from unit_cohesion.views.figures.base import leavers
from unit_cohesion.views.figures.run_figures import RunFigures
from unit_cohesion.views.formatting import listed, number, percent
from unit_cohesion.views.names import person_name, unit_name

if TYPE_CHECKING:
    from unit_cohesion.runs.record import Record

MOST = 10
AROUND = 28
"""Days before and after something dated that are held against each other."""
EMPTY = 0.1
"""A unit in which at most this share of the men of day one serves stands empty."""


@dataclass(frozen=True)
class Sentence:
    """One of them.

    Attributes:
        day: on which it stands, from 1. words: the sentence, its date included. weight: the ten of most weight are told.
        selection: what shows it in the dashboard, such as ``{"unit": "guard/b1/c1"}``; page: where, if not on the page Run.
    """

    day: int
    words: str
    weight: float
    selection: dict[str, str] = field(default_factory=dict)
    page: str = "run"


def story(record: Record, figures: RunFigures | None = None) -> list[Sentence]:
    """The run in at most ten sentences, by day; ``figures``: the record's, where they are made already.

    from unit_cohesion import run, story
    for sentence in story(run("two-valleys")):
        print(sentence.words)
    """
    known = [one for one in _Told(record, figures or RunFigures(record)).all() if one is not None]
    best = sorted(known, key=lambda one: -one.weight)[:MOST]
    return sorted(best, key=lambda one: (one.day, -one.weight))


class _Told:
    """What can be told of a run; each method returns a sentence, or None where there is nothing to tell."""

    def __init__(self, record: Record, figures: RunFigures) -> None:
        self.record, self.figures = record, figures
        self.start = record.scenario.about.start
        events = record.events
        self.left = leavers(events, "day", "person", "unit", "sect", "rank", "cause", "persons")
        self.total = float(self.left["persons"].sum())
        self.daily = np.bincount(self.left["day"], self.left["persons"], minlength=record.days + 1)[: record.days + 1]

    def all(self) -> Iterator[Sentence | None]:
        """Everything that can be told."""
        yield self.beginning()
        if not self.total:
            yield Sentence(self.record.days, f"By {self.date(self.record.days)} nobody has left.", 9)
        else:
            yield from (self.first(), self.half(), self.busiest_week(), self.together(), self.main_cause(), self.chain(), self.groups())
            yield from self.turns()
        yield from (self.first_empty(), self.place_lost(), self.end())

    def date(self, day: int) -> str:
        """A day in words."""
        when: date = self.start + timedelta(days=int(day) - 1)
        return f"{when:%-d %B %Y}"

    @cached_property
    def books(self) -> np.ndarray:
        """Where all are, by day."""
        return ledger(self.record)

    def beginning(self) -> Sentence:
        """How many there are at first, as the ledger has it: those too who are gone by the evening."""
        started, groups = self.books[:, 0].sum(), self.record.scenario.sects
        ruling = next((sect.name for sect in groups if sect.ruling), "")
        people = f"; the ruler's own group is {ruling}" if ruling else ""
        men, army = number(round(started)), self.record.scenario.army.name
        return Sentence(1, f"On {self.date(1)} {men} persons of {len(groups)} groups serve in {army}{people}.", 10)

    def first(self) -> Sentence:
        """Who leaves first."""
        row = self.left.iloc[0]
        who = person_name(str(row["person"]), str(row["rank"]), self.figures.formations)
        group = self.figures.sects.get(str(row["sect"]), str(row["sect"]))
        words = f"The first to go is {who[:1].lower()}{who[1:]} ({group}), on {self.date(row['day'])}."
        return Sentence(int(row["day"]), words, 6, {"person": str(row["person"])})

    def half(self) -> Sentence:
        """When half of all who leave are gone."""
        day = int(np.searchsorted(self.daily.cumsum(), self.total / 2))
        share = day / self.record.days
        pace = "early" if share < 0.4 else "late" if share > 0.6 else "about half way"
        return Sentence(day, f"By {self.date(day)}, {pace}, half of the {number(round(self.total))} who will leave are gone.", 5)

    def busiest_week(self) -> Sentence:
        """The week in which most leave."""
        weeks = np.convolve(self.daily[1:], np.ones(7), "valid") if self.record.days >= 7 else self.daily[1:]
        first = int(weeks.argmax()) + 1
        inside = self.left[(self.left["day"] >= first) & (self.left["day"] < first + 7)]
        cause = inside.groupby("cause", observed=True)["persons"].sum()
        named = MECHANISMS.get(str(cause.idxmax())) if len(cause) else None
        why = f"; most often, {self._title(str(cause.idxmax()))} weighed most on them" if named else ""
        words = f"In the week from {self.date(first)} {number(round(weeks.max()))} leave, more than in any other{why}."
        return Sentence(min(first + 6, self.record.days), words, 8)

    def together(self) -> Sentence | None:
        """The largest party."""
        parties = self.left.groupby(["day", "unit"], observed=True)["persons"].agg(["sum", "size"])
        largest = parties["sum"].idxmax()
        assert isinstance(largest, tuple)  # a day and a unit, as they are grouped
        (day, unit), found = largest, parties.loc[largest]
        if found["size"] < 3:
            return None
        name = unit_name(str(unit), self.figures.formations)
        words = f"On {self.date(day)} {number(round(found['sum']))} leave {self._the(name)} together, the largest party of all."
        return Sentence(int(day), words, 6.5, {"unit": str(unit)})

    def main_cause(self) -> Sentence | None:
        """What weighed most on most."""
        causes = self.left.groupby("cause", observed=True)["persons"].sum().sort_values(ascending=False)
        known = [(str(id), men) for id, men in causes.items() if id in MECHANISMS][:3]
        if not known:
            return None
        phrase = listed([f"{self._title(id)} on {percent(men / self.total)}" for id, men in known])
        return Sentence(self.record.days, f"Of all who left, {phrase} weighed most.", 7.5, {}, "compare")

    def chain(self) -> Sentence | None:
        """The largest chain."""
        forest = self.figures.forest
        if not (largest := forest.largest(1)):
            return None
        node, inside = forest.nodes.iloc[largest[0]], forest.nodes[forest.nodes["root"] == largest[0]]
        day, last = int(inside.loc[inside["day"] > 0, "day"].min()), int(inside["day"].max())
        called, dated = self.figures.called(largest[0]), forest.dated(largest[0])
        opening = f"The {node['kind']} “{called}” carries most along" if dated else f"The going of {called} carries most others along"
        words = f"{opening}: {number(round(node['men']))} in {'its' if dated else 'his'} chain"
        return Sentence(day, f"{words}, from {self.date(day)} to {self.date(last)}.", 6.2, {"tree": str(node["id"])}, "cascades")

    def groups(self) -> Sentence | None:
        """Which group leaves most, and which least, by head."""
        people = self.record.people[~self.record.people["unit"].astype(str).str.startswith("civilians/")]
        served = people[people["status"] != "civilian"].groupby("sect", observed=True)["persons"].sum()
        gone = self.left.groupby("sect", observed=True)["persons"].sum().reindex(served.index, fill_value=0.0)
        share = (gone / served)[served >= 0.01 * served.sum()].sort_values()
        if len(share) < 2:
            return None
        low, high = share.index[0], share.index[-1]
        name = self.figures.sects
        words = f"of a hundred who served, {round(100 * share[high])} {name[high]} have left, and {round(100 * share[low])} {name[low]}"
        return Sentence(self.record.days, f"By {self.date(self.record.days)}, {words}.", 7)

    def turns(self) -> Iterator[Sentence]:
        """The two dated things around which the pace changes most."""
        found = []
        for tick in ticks(self.record):
            day = int(tick["day"])
            before, after = self.daily[max(1, day - AROUND) : day].sum(), self.daily[day : day + AROUND].sum()
            if day > AROUND and day + AROUND <= self.record.days and max(before, after) >= 0.02 * self.total:
                found.append((abs(np.log((after + 1) / (before + 1))), day, before, after, tick))
        for change, day, before, after, tick in sorted(found, key=lambda one: -one[0])[:2]:
            sort = "news" if tick["kind"] == "news" else "event"
            words = f"Around {self.date(day)} ({sort}: {tick['title']}) the pace turns: {number(round(before))} left"
            words = f"{words} in the four weeks before, {number(round(after))} in the four from then on."
            yield Sentence(day, words, 5.5 + min(float(change), 2.0) / 2)

    def first_empty(self) -> Sentence | None:
        """The first unit that stands empty."""
        empty = self.record.history <= EMPTY * 255
        if not empty.any():
            return None
        day = int(empty.any(axis=1).argmax())
        unit = self.record.unit_ids[int(empty[day].argmax())]
        words = f"On {self.date(day + 1)} the first unit stands empty: {unit_name(unit, self.figures.formations)}."
        return Sentence(day + 1, words, 6.4, {"unit": unit})

    def place_lost(self) -> Sentence | None:
        """The first place that the regime loses."""
        control = np.asarray(self.record.control)
        lost = (control < 0.5) & (control[0] >= 0.5)
        if not lost.any():
            return None
        day = int(lost.any(axis=1).argmax())
        place = self.record.scenario.places[int(lost[day].argmax())]
        words = f"In the week of {self.date(day + 1)} the regime no longer holds most of {place.name}, the first place that it loses."
        return Sentence(day + 1, words, 6.8, {"place": place.id})

    def end(self) -> Sentence:
        """Where all are on the last day."""
        last, came = self.books[:, -1], self.books[:, -1].sum()
        parts = sorted(zip(LEDGER, last, strict=True), key=lambda one: -one[1])
        phrase = listed([f"{number(round(men))} {words}" for words, men in parts if men >= 0.02 * came][:5])
        return Sentence(self.record.days, f"On {self.date(self.record.days)}, of {number(round(came))} who ever served: {phrase}.", 9.5)

    @staticmethod
    def _title(id: str) -> str:
        title = MECHANISMS[id].title
        return title if title[1:2].isupper() else title[:1].lower() + title[1:]

    @staticmethod
    def _the(name: str) -> str:
        return f"the {name}" if name[:1].isdigit() else name


__all__ = ["MOST", "Sentence", "story"]
