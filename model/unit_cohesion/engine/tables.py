"""Tables as records, made from what rules declare: one memory, seen by rules as rows and by everybody else as columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, cached_property
from typing import Any

import numpy as np

from unit_cohesion.engine.declare import SPARE, Rule, Value, column, gathered, mechanism, order_of, parameter, stream, term
from unit_cohesion.errors import ScenarioError, nearest

LEVELS = {"units": "unit", "cells": "cell", "profiles": "profile"}
"""Tables into which log-factors are written, and how their matrices are called."""
OWNERS = {"units": "unit", "communities": "community", "profiles": "profile", "sects": "sect"}
"""Tables whose rows name the sources of factors."""
ONE_ROW = frozenset({"nation", "flows", "tally", "p", "on", "s", "cause", "size", "codes"})
"""Tables of one row, handed to rules as that row."""


def record(fields: Iterable[tuple[Any, ...]]) -> np.dtype[Any]:
    """A record type, each field where the processor likes it.

    Raises:
        ValueError: a field that a plain row would hide behind an attribute of its own.
    """
    return _record(tuple(fields))


@cache
def _record(fields: tuple[tuple[Any, ...], ...]) -> np.dtype[Any]:
    hidden = [name for name, *_ in fields if hasattr(np.record, name)]
    if hidden:
        raise ValueError(f"{', '.join(hidden)}: NumPy's rows have attributes of this name; name the field otherwise")
    return np.dtype(list(fields), align=True)


class Columns(tuple[column, ...]):
    """The columns of one kind of thing, in declared order, and how what they hold lies in memory."""

    @cached_property
    def kind(self) -> np.dtype[Any]:
        """The record of those that lie together, the small ones first: one look into memory finds them."""
        kept = sorted((one for one in self if not one.apart), key=lambda one: np.dtype(one.type).itemsize)
        return record((one.id, one.type) for one in kept)

    @cached_property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Of each the name, and the type if it lies apart."""
        return tuple((one.id, one.type if one.apart else "") for one in self)

    @cached_property
    def weekly(self) -> np.dtype[Any] | None:
        """The record of those that are kept week by week, if there are any."""
        kept = [(one.id, "f4" if one.type == "f8" else one.type) for one in self if one.weekly]
        return record(kept) if kept else None


class Declarations:
    """All that some rules declare, in order, and the record types that follow from it.

    Args:
        rules: the classes of rules.
    """

    def __init__(self, rules: Sequence[type[Rule]]) -> None:
        self.rules = tuple(rules)
        found = {m.id: m for m in gathered(rules, mechanism)}
        self.mechanisms = {id: found[id] for id in sorted(found, key=order_of)}
        self.parameters = {x.name: x for x in gathered(rules, parameter)}
        self.streams = {x.name: x for x in gathered(rules, stream)}
        self.columns: dict[str, Columns] = {}
        for one in gathered(rules, column):
            self.columns[one.table] = Columns((*self.columns.get(one.table, ()), one))
        self.factors: dict[str, tuple[term, ...]] = {}
        for factor in gathered(rules, term):
            self.factors[factor.level] = (*self.factors.get(factor.level, ()), factor)

    @cached_property
    def parameter_tables(self) -> dict[str, tuple[parameter, ...]]:
        """The parameters by the table of a scenario file that holds them."""
        tables: dict[str, tuple[parameter, ...]] = {rule.table: () for rule in self.rules if rule.table}
        for x in self.parameters.values():
            name = x.table or x.rule.table
            tables[name] = (*tables.get(name, ()), x)
        return tables

    def defaults(self) -> dict[str, Value]:
        """Every parameter's default, by flat name, in declared order."""
        return {name: x.default for name, x in self.parameters.items()}

    def checked(self, given: Mapping[str, Any], file: str = "parameters") -> dict[str, Value]:
        """The given parameters, each checked against its declaration.

        Raises:
            ScenarioError: a name that is not declared (with the nearest that is), or a value that is not allowed.
        """
        for name in given:
            if name not in self.parameters:
                allowed = "a declared parameter (cohesion parameters lists them)"
                raise ScenarioError(file, name, given[name], allowed, nearest(name, list(self.parameters)))
        return {name: self.parameters[name].checked(value, file) for name, value in given.items()}

    def switched_off(self, off: object) -> frozenset[str]:
        """The ids to switch off, parts included, from an id, a comma-separated string, or a list of ids.

        Raises:
            ScenarioError: an id that is unknown, or that is a fact or a classifier and so cannot be switched.
        """
        given = [] if off is None else [off] if isinstance(off, str) else list(off)  # type: ignore[call-overload]
        ids = [part.strip() for entry in given for part in str(entry).split(",") if part.strip()]
        result: set[str] = set()
        for id in ids:
            found = self.mechanisms.get(id)
            if found is None:
                raise ScenarioError("parameters", "off", id, "a mechanism's id", nearest(id, list(self.mechanisms)))
            if found.kind in ("fact", "classifier"):
                raise ScenarioError("parameters", "off", id, f"a rule or a claim ({id} is a {found.kind}: checked, not switched)")
            result |= {id, *(part for part, one in self.mechanisms.items() if one.part_of == id)}
        return frozenset(result)

    @cached_property
    def terms(self) -> tuple[str, ...]:
        """Ids of the terms of an event's hazard: his own loyalty first, the cap last."""
        ids = {one.id for factors in self.factors.values() for one in factors} - {"loyalty"}
        return ("loyalty", *sorted(ids, key=order_of), "cap")

    @cached_property
    def causes(self) -> tuple[str, ...]:
        """What an event can be caused by; ``base`` where no factor was above its reference. Last stand those of rules that need entries."""
        others = sorted((id for id in self.mechanisms if id not in self.terms), key=lambda id: bool(self.mechanisms[id].rule.needs))
        return (*self.terms, "base", *others)

    def type_of(self, table: str) -> np.dtype[Any]:
        """The record type of a table of the state."""
        return record((one.id, one.type) for one in self.columns.get(table, ()) if not one.apart)

    def sources_of(self, owner: str) -> list[str]:
        """Names of the sources that a table's rows hold, as ``level_id``."""
        return [f"{one.level}_{one.id}" for factors in self.factors.values() for one in factors if one.source == owner]

    @cached_property
    def parameter_type(self) -> np.dtype[Any]:
        """The record type of ``p``: dates are day numbers."""
        return record((name, "f8" if isinstance(x.default, float) else "i8") for name, x in self.parameters.items())

    def parameter_row(self, values: Mapping[str, Any]) -> np.ndarray:
        """The parameters' values as the one row ``p``."""
        in_order = (values[name] for name in self.parameters)
        return np.array([tuple(value.toordinal() if isinstance(value, date) else value for value in in_order)], self.parameter_type)


class Table:
    """The columns of one kind of thing, as attributes; ``rows`` is the same memory as records.

    A column may be written in place (``table.strength[3] = 1``) or as a whole (``table.strength = values``), which copies into it.
    """

    def __init__(self, name: str, size: int, columns: Columns) -> None:
        put = super().__setattr__
        put("name", name)
        put("size", size)
        put("declared", columns)
        put("rows", np.zeros(size, columns.kind))
        for id, apart in columns.places:
            put(id, np.zeros(size, apart) if apart else self.rows[id])

    def __setattr__(self, name: str, value: Any) -> None:
        getattr(self, name)[...] = value

    def __getattr__(self, name: str) -> Any:  # only for names that are not there
        raise AttributeError(f"{vars(self).get('name', 'table')} has no column {name!r}")

    def columns(self) -> Iterator[tuple[str, np.ndarray]]:
        """Name and array of each column, in declared order."""
        for one in self.declared:
            yield one.id, getattr(self, one.id)


class Scalars:
    """A table of one row, told as plain numbers: ``nation.pay``."""

    def __init__(self, name: str, rows: np.ndarray) -> None:
        super().__setattr__("name", name)
        super().__setattr__("rows", rows)

    def __getattr__(self, name: str) -> Any:  # only for names that are not there
        rows = vars(self)["rows"]
        if name not in rows.dtype.names:
            raise AttributeError(f"{vars(self)['name']} has no column {name!r}")
        return rows[name][0].item()

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.rows.dtype.names:
            raise AttributeError(f"{self.name} has no column {name!r}")
        self.rows[name][0] = value

    def columns(self) -> Iterator[tuple[str, np.ndarray]]:
        """Name and value (as an array of one) of each column."""
        for name in self.rows.dtype.names:
            yield name, self.rows[name]


def terms_of(declared: Declarations, level: str, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The log-factors of a level, all zero: as records and as a matrix on the same memory."""
    names = [one.id for one in declared.factors[level]]
    matrix = np.zeros((size, len(names)))
    return matrix.view(record((name, "f8") for name in names)).reshape(size), matrix


def sources_of(declared: Declarations, owner: str, size: int) -> tuple[np.ndarray, np.ndarray]:
    """The sources that rows of a table name, likewise."""
    names = declared.sources_of(owner)
    matrix = np.zeros((size, len(names)), "i8")
    return matrix.view(record((name, "i8") for name in names)).reshape(size), matrix


def owners_of(declared: Declarations, level: str) -> np.ndarray:
    """By log-factor of a level: the code of the owner of its source (0 for none), and the column there."""
    codes = np.zeros((len(declared.factors[level]), 2), "i8")
    for row, one in enumerate(declared.factors[level]):
        if one.source:
            codes[row] = 1 + list(OWNERS).index(one.source), declared.sources_of(one.source).index(f"{one.level}_{one.id}")
    return codes


def event_type() -> np.dtype[Any]:
    """One row of the log of events; ``terms`` is the row of the terms of his hazard, -1 for none."""
    return record(
        [
            ("trigger", "i8"),
            ("recent", "f8"),
            ("row", "i4"),
            ("terms", "i4"),
            ("day", "i4"),
            ("militia", "i2"),
            ("step", "i2"),
            ("cause", "i2"),
            ("place", "i1"),
            ("before", "i1"),
            ("to", "i1"),
            ("reason", "i1"),
            ("true_reason", "i1"),
        ]
    )


def term_type(declared: Declarations) -> np.dtype[Any]:
    """The terms of one event's hazard, spare ones for plug-ins last."""
    return record([(name, "f8") for name in declared.terms] + [(f"spare_{number}", "f8") for number in range(SPARE)])
