"""The state of a run: statuses, and the declared columns held as arrays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from model.columns import COLUMNS
from model.roll import Roll

STATUSES = (
    "serving", "in hiding", "in transit", "camp", "militia fighter", "militia commander", "adviser", "withdrawn", "national army",
    "returned", "gone", "discharged", "captured", "jailed", "dead", "civilian", "candidate",
)  # fmt: skip
STATUS = {name: number for number, name in enumerate(STATUSES)}
SERVING, HIDING, TRANSIT, CAMP, FIGHTER = (STATUS[s] for s in ("serving", "in hiding", "in transit", "camp", "militia fighter"))
COMMANDER, ADVISER, WITHDRAWN, NATIONAL = (STATUS[s] for s in ("militia commander", "adviser", "withdrawn", "national army"))
RETURNED, GONE, CANDIDATE = (STATUS[s] for s in ("returned", "gone", "candidate"))
DISCHARGED, CAPTURED, JAILED, DEAD, CIVILIAN = (STATUS[s] for s in ("discharged", "captured", "jailed", "dead", "civilian"))
DEFECTED_TO = frozenset({"in transit", "candidate", "militia fighter", "militia commander", "adviser", "camp"})
IN_ACTION = (FIGHTER, COMMANDER)
UNDER_ARMS = (FIGHTER, COMMANDER, NATIONAL)
OUT_AND_ALIVE = (TRANSIT, CAMP, FIGHTER, COMMANDER, ADVISER, WITHDRAWN, NATIONAL, GONE, CANDIDATE)
"""Where living defectors are; ``candidate``: at a militia's door, waiting for its leader's word."""
DESERTED_TO = frozenset({"in hiding"})

WAYS = ("militia", "abroad", "hiding", "captured")
WAY_STATUS = (FIGHTER, TRANSIT, HIDING, CAPTURED)
CONFINED, DEPLOYED, BESIEGED = 0, 1, 2
POSTURES = ("confined", "deployed", "besieged")
COHESION_WEIGHTS = (0.5, 0.3, 0.2)
"""Unit cohesion: weights of peer bond, trust in the commander and belief in the institution."""


_NATION = frozenset(column.name for column in COLUMNS["nation"])


class Table:
    """The columns of one kind of thing: NumPy arrays of one length, as attributes."""

    def __init__(self, name: str, size: int) -> None:
        self.name, self.size = name, size
        for column in COLUMNS[name]:
            super().__setattr__(column.name, np.zeros(size, column.dtype))

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in ("name", "size") and name not in vars(self):
            raise AttributeError(f"{self.name} has no column {name!r}")
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:  # only for names that are not there
        raise AttributeError(f"{vars(self).get('name', 'table')} has no column {name!r}")

    def columns(self) -> Iterator[tuple[str, np.ndarray]]:
        """Name and array of each column, in declared order."""
        for column in COLUMNS[self.name]:
            yield column.name, getattr(self, column.name)


class Nation:
    """The country's scalars, declared like columns; plain floats, as attributes."""

    name = "nation"

    def __init__(self) -> None:
        for column in COLUMNS["nation"]:
            setattr(self, column.name, 0.0)

    def __setattr__(self, name: str, value: float) -> None:
        if name not in _NATION:
            raise AttributeError(f"nation has no column {name!r}")
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"nation has no column {name!r}")

    def columns(self) -> Iterator[tuple[str, np.ndarray]]:
        """Name and value (as an array of one) of each column."""
        for column in COLUMNS["nation"]:
            yield column.name, np.array([getattr(self, column.name)])


class State:
    """Everything that moves, and what it moves in.

    Attributes:
        people, units, cells, profiles, communities, places, routes, kinds, sects: tables (rows of ``communities`` are place × sect, of
            ``routes`` place × band × sect, of ``kinds`` band × sect).
        countries, militias, sponsors: tables of the rebel side; without militias in the scenario the last two are empty.
        army_units, army_people: the first rows of ``units`` and ``people`` are the army's; civilians, by community, follow.
        nation: the country's scalars.
        roll: the rows of people by status.
        counts: persons by sect × band × status, kept up to date by every transfer.
        balance: the army's strength and the insurgents (persons) of the last 14 weeks, oldest first, for W4.
    """

    TABLES = (
        "people", "units", "cells", "profiles", "communities", "places", "routes", "kinds", "sects", "countries", "militias", "sponsors",
    )  # fmt: skip

    def __init__(self, sizes: dict[str, int], sect_count: int, place_count: int, band_count: int) -> None:
        self.people, self.units, self.cells, self.profiles = (Table(n, sizes[n]) for n in ("people", "units", "cells", "profiles"))
        self.communities, self.places, self.routes = (Table(n, sizes[n]) for n in ("communities", "places", "routes"))
        self.kinds, self.sects = (Table(n, sizes[n]) for n in ("kinds", "sects"))
        self.countries, self.militias, self.sponsors = (Table(n, sizes[n]) for n in ("countries", "militias", "sponsors"))
        self.army_units, self.army_people = sizes["army_units"], sizes["army_people"]
        self.nation = Nation()
        self.sect_count, self.place_count, self.band_count = sect_count, place_count, band_count
        self.counts = np.zeros((sect_count, band_count, len(STATUSES)))
        self.balance = np.zeros((0, 2))
        self.roll = Roll(self.people.status)

    @property
    def rebels(self) -> bool:
        """Whether the scenario has a rebel side; without one, leavers stay where they arrive and insurgents are a number."""
        return self.militias.size > 0

    def community(self, places: np.ndarray, sects: np.ndarray) -> np.ndarray:
        """Rows of ``communities`` for places and sects."""
        return np.asarray(np.asarray(places).astype(np.int64) * self.sect_count + sects)

    def route(self, places: np.ndarray, bands: np.ndarray, sects: np.ndarray) -> np.ndarray:
        """Rows of ``routes`` for places, bands and sects."""
        return np.asarray((np.asarray(places).astype(np.int64) * self.band_count + bands) * self.sect_count + sects)


def rows_of(first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """The rows first[0]..last[0]-1, first[1]..last[1]-1, ... one range after the other."""
    if len(first) == 1:
        return np.arange(first[0], last[0])
    sizes = last - first
    ends = np.cumsum(sizes)
    return np.asarray(np.repeat(first - ends + sizes, sizes) + np.arange(ends[-1] if len(ends) else 0))
