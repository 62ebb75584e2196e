"""What type checkers and editors know of the tables that rules read and write: the text of ``model/unit_cohesion/engine/rows.py``.

``python -m unit_cohesion.views.docs.pages`` writes that file anew, and tells if it is stale.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from unit_cohesion.engine.choices import CHOICE
from unit_cohesion.engine.roll import ROLL
from unit_cohesion.engine.tables import LEVELS, ONE_ROW, OWNERS, event_type, term_type
from unit_cohesion.engine.world import CODES, SIZE, TALLY
from unit_cohesion.rules import COLUMNS, DECLARED, MECHANISMS, PARAMETERS

ROWS = {
    "people": "Person",
    "units": "Unit",
    "cells": "Cell",
    "profiles": "Profile",
    "communities": "Community",
    "places": "Place",
    "sects": "Sect",
    "routes": "Route",
    "kinds": "Kind",
    "militias": "Militia",
    "sponsors": "Sponsor",
    "countries": "Country",
    "incidents": "Incident",
    "crowds": "Crowd",
    "orders": "Order",
    "offers": "Offer",
    "patrons": "Patron",
    "news": "NewsItem",
    "calendar": "CalendarDay",
}
"""What a row of a table is called."""
TABLES = {"news": "NewsTable", "orders": "OrderTable", "offers": "OfferTable", "patrons": "PatronTable"}
"""What a table is called, where not by its own name."""
TYPES = {"f": "float", "i": "int", "u": "np.uint64", "b": "bool"}
"""Of a column, by its kind of number."""
HEAD = '''\
"""Rows and tables as rules see them, for type checkers and editors alone: nothing imports this module when it runs.

Made by `make docs` from what the rules declare, with `unit_cohesion.views.docs.row_types`; do not edit. It imports nothing of the model,
so that the rules and the engine below them can both name its types.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Never, Protocol, SupportsIndex, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Row = TypeVar("Row", covariant=True)
Value = TypeVar("Value", covariant=True)


class Table(Protocol[Row]):
    """Rows of one kind."""

    def __getitem__(self, row: SupportsIndex, /) -> Row: ...
    def __iter__(self) -> Iterator[Row]: ...
    def __len__(self) -> int: ...


class Fixed(Protocol[Value]):
    """A column that is set at birth and never written by a rule."""

    def __get__(self, row: object, kind: object = None, /) -> Value: ...
    def __set__(self, row: object, value: Never, /) -> None: ...


# ---- arrays

Rows: TypeAlias = NDArray[np.integer[Any]]
"""Numbers of rows, days or codes, one after the other."""
Slots: TypeAlias = NDArray[np.integer[Any]]
"""By place and slot, the militia that stands there (row), or -1."""
Roads: TypeAlias = NDArray[np.integer[Any]]
"""By place, the places next to it (rows), in order of their ids, or -1."""
Numbers: TypeAlias = NDArray[np.float64]
Hazards: TypeAlias = NDArray[np.float64]
"""Daily hazards, by way."""
Fares: TypeAlias = NDArray[np.float64]
"""By status: numbers of leavers, or how well a leaver fares."""
Fared: TypeAlias = NDArray[np.float64]
"""Persons by way, band, sect and status."""
Counts: TypeAlias = NDArray[np.float64]
"""Persons by sect, band and status; or by band or speciality alone."""
Heat: TypeAlias = NDArray[np.float64]
"""By place, its share of all violence."""
Powers: TypeAlias = NDArray[np.float64]
"""By place, worth in deployed men."""
Turns: TypeAlias = NDArray[np.float64]
"""By unit, in which order it is used."""
Wanted: TypeAlias = NDArray[np.float64]
"""By band and speciality, a daily hazard."""
Paid: TypeAlias = NDArray[np.float64]
"""By militia, how many fighters' pay arrives."""
Passage: TypeAlias = NDArray[np.float64]
"""By country and place, places to cross from its border."""
Trail: TypeAlias = NDArray[np.float64]
"""By week, the army's strength and the rebels'."""
Matrix: TypeAlias = NDArray[np.float64]
"""Log-factors, rows by terms."""
History: TypeAlias = NDArray[np.floating[Any]]
"""Of some days: log-factors, or pressures."""
Statuses: TypeAlias = NDArray[np.bool_]
"""By status, whether it is meant."""
Stream: TypeAlias = np.uint64
"""The key of a stream of draws."""
Streams: TypeAlias = NDArray[np.uint64]
"""Keys of streams that stand side by side."""
Bits: TypeAlias = NDArray[np.uint64]
"""By status and block of 64 people, who has it."""
'''


def module() -> str:
    """The text of ``model/unit_cohesion/engine/rows.py``."""
    parts = [HEAD, "\n# ---- tables\n"]
    for table, columns in COLUMNS.items():
        fields = [(one.id, _type(np.dtype(one.type), one.fixed), f"{one.meaning} [{one.unit}]") for one in columns if not one.apart]
        if table in ONE_ROW:
            parts.append(_class(table.capitalize(), f"The row of ``{table}``.", fields))
        else:
            row, name = ROWS.get(table, f"{table.capitalize()}Row"), TABLES.get(table, table.capitalize())
            parts += _table(row, name, f"A row of ``{table}``.", fields)
    parts.append("\n# ---- log-factors of hazards and their sources\n")
    for level, name in LEVELS.items():
        row = f"{name.capitalize()}Term"
        parts += _table(row, f"{row}s", f"Log-factors of a row of ``{level}``.", ((one.id, "float", "") for one in DECLARED.factors[level]))
    for owner, name in OWNERS.items():
        row, names = f"{name.capitalize()}Source", DECLARED.sources_of(owner)
        parts += _table(row, f"{row}s", f"Sources that a row of ``{owner}`` gives to log-factors.", ((one, "int", "") for one in names))
    parts.append("\n# ---- those who serve\n")
    parts += _table("Enrolled", "Roll", "One of those who serve, with what presses him.", _fields(ROLL))
    parts.append("\n# ---- the log\n")
    parts += _table("Event", "Events", "A transition of one person.", _fields(event_type()))
    parts += _table("EventTerm", "EventTerms", "The terms of the hazard of one event.", _fields(term_type(DECLARED)))
    parts += _table("Choice", "Choices", "A choice of a leader or sponsor, and the utilities weighed.", _fields(CHOICE))
    parts.append(_class("Tally", "How much is noted so far, and what went wrong.", ((name, "int", "") for name in TALLY)))
    parts.append("\n# ---- what rules are told\n")
    on = ((m.id, "Fixed[bool]", m.title) for m in MECHANISMS.values())
    causes = _int(MECHANISMS)
    numbers = (
        (x.name, "Fixed[float]" if isinstance(x.default, float) else "Fixed[int]", f"{x.meaning} [{x.unit}]") for x in PARAMETERS.values()
    )
    streams = ((x.name, "Fixed[Streams]" if x.ways else "Fixed[Stream]", x.label) for x in DECLARED.streams.values())
    parts.append(_class("P", "Parameters; dates are day numbers.", numbers))
    parts.append(_class("On", "Which mechanisms are switched on.", on))
    parts.append(_class("S", "Streams of draws.", streams))
    parts.append(_class("Causes", "By mechanism, the code that is written down as the cause of an event.", causes))
    parts.append(_class("Size", "How large the war is.", [*_int(SIZE), ("rebels", "Fixed[bool]", "")]))
    parts.append(_class("Codes", "Columns of the terms of events, and the code of the cause that stands for none.", _int(CODES)))
    return "".join(parts)


def _type(kind: np.dtype[Any], fixed: bool = False) -> str:
    name = TYPES[kind.kind]
    return f"Fixed[{name}]" if fixed else name


def _int(names: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    return ((name, "Fixed[int]", "") for name in names)


def _fields(kind: np.dtype[Any]) -> Iterator[tuple[str, str, str]]:
    return ((name, _type(kind[name]), "") for name in kind.names or ())


def _class(name: str, says: str, fields: Iterable[tuple[str, str, str]]) -> str:
    lines = ["", "", f"class {name}:", f'    """{says}"""', ""]
    lines += [f"    {field}: {kind}{f'  # {comment}' if comment else ''}" for field, kind, comment in fields]
    return "\n".join(lines) + "\n"


def _table(row: str, table: str, says: str, fields: Iterable[tuple[str, str, str]]) -> list[str]:
    return [_class(row, says, fields), f"\n\n{table}: TypeAlias = Table[{row}]\n"]
