"""What happened: an entry for each change of status, and a page for each day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel

FLOWS = ("defections", "desertions", "deaths", "arrests", "attempts", "discharges", "call_ups")
DEFECTED_TO = ("in transit", "militia fighter", "camp")


@dataclass(eq=False)
class Entry:
    """One person's change of status, with the reasons for it.

    Attributes:
        step: the pass of the day's departures, 0 for what is none.
        trigger: what tipped him: a name (``news.x``, ``events.x``), the entry of another person, or None.
        reason: the reason that he states himself, empty if none.
        recent: share of his pressure that he gathered in the last 30 days.
        terms: log-hazard by mechanism; None where no hazard was weighed.
    """

    day: int
    step: int
    person: Person
    place: str
    before: str
    to: str
    cause: str
    trigger: Source
    reason: str
    recent: float
    terms: dict[str, float] | None


def foremost_last(entry: Entry) -> tuple[int, int]:
    """By rank, then by falling key: of several to whom the same happened at once, the last in this order is remembered."""
    return entry.person.rank, -entry.person.key


Source = str | Entry | None
"""What a factor came from, as triggers name it."""


@dataclass
class Page:
    """One day: the nation's numbers, the day's flows and counts in persons, and each week the units."""

    day: int
    nation: dict[str, float]
    flows: dict[str, float]
    persons: dict[tuple[str, int, str], float]
    believed: float
    units: dict[str, dict[str, Any]] | None
    serving: dict[str, float] = field(default_factory=dict)


class Diary:
    """The run so far.

    Attributes:
        entries: every change of status, in the order in which they happened.
        days: a page for each day.
        today: the flows of the day now walked.
    """

    def __init__(self, model: PlainModel) -> None:
        self.model = model
        self.entries: list[Entry] = []
        self.days: list[Page] = []
        self.today = dict.fromkeys(FLOWS, 0.0)

    def note(self, person: Person, to: str, cause: str, step: int, trigger: Source, reason: str, recent: float, terms: Any) -> Entry:
        """Write an entry, and count it among the day's flows."""
        before, persons = person.status, person.unit.persons
        entry = Entry(self.model.day, step, person, person.unit.place.id, before, to, cause, trigger, reason, recent, terms)
        self.entries.append(entry)
        if before == "serving" and to in DEFECTED_TO:
            self.today["defections"] += persons
        if before == "serving" and to == "in hiding":
            self.today["desertions"] += persons
        if to == "dead":
            self.today["deaths"] += persons
        if to == "jailed":
            self.today["arrests"] += persons
        if to == "discharged":
            self.today["discharges"] += persons
        if to == "serving":
            self.today["call_ups"] += persons
        return entry

    def close_the_day(self) -> None:
        """Write the day's page."""
        model = self.model
        persons: Counter[tuple[str, int, str]] = Counter()
        for person in model.people:
            persons[person.sect.id, person.band, person.status] += person.unit.persons
        believed = sum((sect.believed_pace + sect.pledged_pace) * sect.serving() for sect in model.sects) / 7000.0
        units = {unit.id: unit.week() for unit in model.units} if model.day % 7 == 1 else None
        serving = {unit.id: unit.strength / max(unit.start_strength, 1) for unit in model.units}
        self.days.append(Page(model.day, model.nation.numbers(), self.today, dict(persons), believed, units, serving))
        self.today = dict.fromkeys(FLOWS, 0.0)
