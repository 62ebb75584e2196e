"""Two facts a person: how he first stopped serving in one world, and in another; and who left in one only.

*Left* is a first exit by one's own will: defected, deserted, gave himself up. Killed, caught and discharged are other first exits. Whoever
serves to the last day has none: he stayed *by that date*, which is not to say for good.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.errors import CohesionError, short_repr
from unit_cohesion.outcomes import ARREST, CAPTURE, DEATH, DEFECTION, DESERTION, DISCHARGE, EVENTS
from unit_cohesion.runs.facts import Facts
from unit_cohesion.runs.handed_out import SealedResult
from unit_cohesion.vocabulary import CIVILIAN, SERVING

if TYPE_CHECKING:
    from unit_cohesion.insight.worlds import Roster

EXITS = ("served on", "defected", "deserted", "gave himself up", "killed", "caught", "discharged", "never called up")
"""First exits; the first stands for none by the last day, the last for those who never came to serve."""
SERVED_ON, NEVER = 0, len(EXITS) - 1
LEFT = (1, 2, 3)
"""Those by one's own will."""
_EXIT_OF = {DEFECTION: 1, DESERTION: 2, CAPTURE: 3, DEATH: 4, ARREST: 5, DISCHARGE: 6}
_CODE = np.array([_EXIT_OF.get(event, 0) for event in EVENTS], "u1")
NEAR = 7
"""Days within which two days of leaving are about the same."""
ONLY_A, ONLY_B, LEFT_BOTH, NEITHER = 0, 1, 2, 3


def first_exits(facts: Facts, army: int) -> tuple[np.ndarray, np.ndarray]:
    """Of the first so many people: how each first stopped serving (row of ``EXITS``), and on which day (0 for never)."""
    exits, days = np.zeros(army, "u1"), np.zeros(army, "u2" if facts.days < 1 << 16 else "u4")
    rows = np.flatnonzero(facts.events("from_status") == SERVING)[::-1]  # backwards, so that of a person's the first one stays
    person = facts.events("person")[rows]
    exits[person], days[person] = _CODE[facts.events("event")[rows]], facts.events("day")[rows]
    never = (days == 0) & (facts.people("status")[:army] == CIVILIAN)
    exits[never] = NEVER
    return exits, days


def matched_rows(a: Roster, b: Roster) -> tuple[np.ndarray, np.ndarray]:
    """Return rows of those who are in both armies, by unit and seat."""
    if a.units == b.units and np.array_equal(a.unit, b.unit) and np.array_equal(a.seat, b.seat):
        return np.arange(len(a.unit)), np.arange(len(a.unit))
    row_of = {unit: row for row, unit in enumerate(a.units)}
    in_a = np.array([row_of.get(unit, -1) for unit in b.units], "i8")
    wide = 1 + max(int(a.seat.max(initial=0)), int(b.seat.max(initial=0)))
    known = np.flatnonzero(in_a[b.unit] >= 0)
    _, first, second = np.intersect1d(a.unit.astype("i8") * wide + a.seat, in_a[b.unit[known]] * wide + b.seat[known], return_indices=True)
    return first, known[second]


@dataclass(frozen=True)
class Split:
    """Who left, in persons: only in A, only in B, in both (of them sooner, on about the same day, or later in B than in A), in neither."""

    only_a: float
    only_b: float
    both: float
    sooner: float
    same: float
    later: float
    neither: float

    @property
    def differ(self) -> float:
        """Persons who left in one world only."""
        return self.only_a + self.only_b


@dataclass(frozen=True)
class Fates(SealedResult):
    """Two facts a person, seed by seed. Counts are persons: agents by the weight of their unit in A.

    Attributes:
        seeds: of the runs, in the order of the arrays' first axis.
        a, b: seeds × people: row of ``EXITS`` of each person's first exit. day_a, day_b: its day, 0 for none.
        sect, band, place: seeds × people: rows of ``sects``, ``bands`` and ``places``, in A.
        persons: that each of these people stands for.
        unit, seat: of them: row of ``units``, and number in it.
        of_a, of_b: persons of each world's army, matched or not.
        words: names of the rows of sects, bands and places.
    """

    seeds: tuple[int, ...]
    a: np.ndarray
    b: np.ndarray
    day_a: np.ndarray
    day_b: np.ndarray
    sect: np.ndarray
    band: np.ndarray
    place: np.ndarray
    persons: np.ndarray
    unit: np.ndarray
    seat: np.ndarray
    units: tuple[str, ...]
    of_a: float
    of_b: float
    words: Mapping[str, tuple[str, ...]]

    @property
    def matched(self) -> float:
        """Persons who are in both worlds."""
        return float(self.persons.sum())

    def kinds(self) -> np.ndarray:
        """Seeds × people: left only in A (0), only in B (1), in both (2), in neither (3)."""
        left_a, left_b = np.isin(self.a, LEFT), np.isin(self.b, LEFT)
        return np.where(left_a, np.where(left_b, LEFT_BOTH, ONLY_A), np.where(left_b, ONLY_B, NEITHER)).astype("u1")

    def lags(self) -> np.ndarray:
        """Seeds × people: of those who left in both, days from leaving in A to leaving in B; 0 for others."""
        both = np.isin(self.a, LEFT) & np.isin(self.b, LEFT)
        return np.where(both, self.day_b.astype("i4") - self.day_a.astype("i4"), 0)

    def table(self, seed: int | None = None) -> np.ndarray:
        """Persons by first exit in A (rows) and in B (columns), as ``EXITS`` lists them: of one seed, or the mean over all.

        Raises:
            CohesionError: the seed was not run.
        """
        rows = range(len(self.seeds)) if seed is None else [self._row(seed)]
        size = len(EXITS)
        found = sum(np.bincount(self.a[row].astype("i8") * size + self.b[row], self.persons, minlength=size * size) for row in rows)
        return np.asarray(found).reshape(size, size) / len(rows)

    def splits(self) -> list[Split]:
        """Who left in which world, seed by seed."""
        kinds, lags = self.kinds(), self.lags()
        found = []
        for kind, lag in zip(kinds, lags, strict=True):
            by_kind = np.bincount(kind, self.persons, minlength=4)
            both = kind == LEFT_BOTH
            sooner, later = (float(self.persons[both & side].sum()) for side in (lag < -NEAR, lag > NEAR))
            near = float(self.persons[both & (np.abs(lag) <= NEAR)].sum())
            only_a, only_b, left_both, neither = (float(by_kind[one]) for one in (ONLY_A, ONLY_B, LEFT_BOTH, NEITHER))
            found.append(Split(only_a, only_b, left_both, sooner, near, later, neither))
        return found

    def split(self, seed: int | None = None) -> Split:
        """Who left in which world: of one seed, or the mean over all."""
        if seed is not None:
            return self.splits()[self._row(seed)]
        every = self.splits()
        return Split(*(float(np.mean([getattr(one, name) for one in every])) for name in Split.__dataclass_fields__))

    def by(self, what: str) -> dict[str, np.ndarray]:
        """Persons by kind (left only in A, only in B, in both, in neither; mean over seeds), for each ``sect``, ``band`` or ``place``.

        Raises:
            CohesionError: something else.
        """
        if what not in self.words:
            raise CohesionError(f"by = {short_repr(what)}: allowed: {', '.join(self.words)}")
        codes, words, kinds = getattr(self, what), self.words[what], self.kinds()
        weights = np.broadcast_to(self.persons, kinds.shape)
        flat = np.bincount((codes.astype("i8") * 4 + kinds).ravel(), weights.ravel(), minlength=4 * len(words)) / len(self.seeds)
        rows = flat.reshape(-1, 4)
        return {word: row for word, row in zip(words, rows, strict=True) if row.any()}

    def person(self, row: int) -> str:
        """The key of the person in a row, such as ``guard/b1/bn2/c3/007``."""
        return f"{self.units[self.unit[row]]}/{self.seat[row]:03d}"

    def _row(self, seed: int) -> int:
        if seed not in self.seeds:
            raise CohesionError(f"seed = {seed}: allowed: one of the seeds that were run ({', '.join(map(str, self.seeds[:12]))})")
        return self.seeds.index(seed)
