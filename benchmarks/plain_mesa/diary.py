"""What happened: an entry for each change of status, a note of each choice of leaders and sponsors, and a page for each day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.sponsors import Sponsor

FLOWS = ("defections", "desertions", "deaths", "arrests", "attempts", "discharges", "call_ups")
DEFECTED_TO = ("in transit", "candidate", "militia fighter", "militia commander", "adviser", "camp")


@dataclass(eq=False)
class Entry:
    """One person's change of status, with the reasons for it.

    Attributes:
        place: where he was; militia: the one that he is with from now on, or empty.
        step: the pass of the day's departures, 0 for what is none.
        trigger: what tipped him: a name (``news.x``, ``events.x``), the entry of another person, or None.
        reason: the reason that he states himself, empty if none; true_reason: the true one of staying out of the fight.
        recent: share of his pressure that he gathered in the last 30 days.
        terms: log-hazard by mechanism; None where no hazard was weighed.
    """

    day: int
    person: Person
    place: str
    militia: str
    before: str
    to: str
    cause: str
    step: int = 0
    trigger: Source = None
    reason: str = ""
    recent: float = 0.0
    terms: dict[str, float] | None = None
    true_reason: str = ""


def foremost_last(entry: Entry) -> tuple[int, int]:
    """By rank, then by falling key: of several to whom the same happened at once, the last in this order is remembered."""
    return entry.person.rank, -entry.person.key


Source = str | Entry | None
"""What a factor came from, as triggers name it."""


@dataclass
class Choice:
    """What a leader or sponsor chose, and what he weighed."""

    day: int
    who: Militia | Sponsor
    whom: Person | Militia
    choice: str
    terms: dict[str, float]


@dataclass
class Page:
    """One day: the nation's numbers, the day's flows and counts in persons, and each week units, militias and sponsors, by id."""

    day: int
    nation: dict[str, float]
    flows: dict[str, float]
    persons: dict[tuple[str, int, str], float]
    believed: float
    units: dict[str, dict[str, Any]] | None
    serving: dict[str, float]
    militias: dict[str, dict[str, Any]] = field(default_factory=dict)
    sponsors: dict[str, dict[str, Any]] = field(default_factory=dict)


class Diary:
    """The run so far.

    Attributes:
        entries: every change of status, in the order in which they happened.
        choices: every choice, likewise.
        days: a page for each day.
        today: the flows of the day now walked.
    """

    def __init__(self, model: PlainModel) -> None:
        self.model = model
        self.entries: list[Entry] = []
        self.choices: list[Choice] = []
        self.days: list[Page] = []
        self.today = dict.fromkeys(FLOWS, 0.0)

    def note(self, person: Person, to: str, cause: str, **reasons: Any) -> Entry:
        """Write an entry, and count it among the day's flows."""
        before, persons, militia = person.status, person.persons, person.militia
        cause = cause if self.model.on(cause) else "base"  # what is switched off is never named
        entry = Entry(self.model.day, person, person.where.id, militia.id if militia else "", before, to, cause, **reasons)
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

    def note_choice(self, who: Militia | Sponsor, whom: Person | Militia, choice: str, terms: dict[str, Any]) -> None:
        """Write down a choice."""
        weighed = {name: float(value) for name, value in terms.items()}
        self.choices.append(Choice(self.model.day, who, whom, choice, weighed))

    def close_the_day(self) -> None:
        """Write the day's page."""
        model, rebels = self.model, self.model.rebels
        persons: Counter[tuple[str, int, str]] = Counter()
        for person in model.people:
            persons[person.sect.id, person.band, person.status] += person.persons
        believed = sum(sect.believed_pace * sect.serving() for sect in model.sects) / 7000.0
        serving = {unit.id: unit.strength / max(unit.start_strength, 1) for unit in model.units}
        page = Page(model.day, model.numbers(), self.today, dict(persons), believed, None, serving)
        if model.day % 7 == 1:
            page.units = {unit.id: unit.week() for unit in model.units}
            page.militias = {militia.id: militia.week() for militia in rebels.militias if militia.alive}
            page.sponsors = {sponsor.id: sponsor.week() for sponsor in rebels.sponsors}
        self.days.append(page)
        self.today = dict.fromkeys(FLOWS, 0.0)
