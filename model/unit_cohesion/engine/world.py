"""Everything that a run holds: tables, log-factors, log, geography and scratch, as the named arrays that the compiled day takes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np

from unit_cohesion.engine.chance import stream_keys
from unit_cohesion.engine.choices import CHOICE
from unit_cohesion.engine.compiling import PLAIN
from unit_cohesion.engine.declare import SPARE
from unit_cohesion.engine.hazards import HISTORY, RECENT_DAYS
from unit_cohesion.engine.roll import ROLL
from unit_cohesion.engine.tables import (
    LEVELS,
    ONE_ROW,
    OWNERS,
    Declarations,
    Scalars,
    Table,
    event_type,
    owners_of,
    record,
    sources_of,
    term_type,
    terms_of,
)
from unit_cohesion.engine.transitions import BLOCK
from unit_cohesion.engine.ways import FATED, REBEL_CLOCKED
from unit_cohesion.vocabulary import SERVING, STATUSES, TRANSIT, WAYS

TALLY = (
    "events",
    "all_events",
    "terms",
    "choices",
    "leavers",
    "reached",
    "on_roll",
    "struck_off",
    "came_in",
    "fault_before",
    "fault_to",
    "fault_day",
)
SIZE = (
    "people",
    "army_people",
    "army_units",
    "army_cells",
    "sects",
    "bands",
    "places",
    "statuses",
    "persons_per_agent",
    "start",
    "most_choices",
)
CODES = ("loyalty", "ceiling", "outrage", "word", "cap", "spare", "plugged", "unnamed")
DEFAULTS = {"loyalty": "loyalty", "ceiling": "I4", "outrage": "D8b", "word": "C1", "cap": "cap"}
NOT_KEPT = frozenset(
    {
        "events",
        "term_matrix",
        "terms",
        "choices",
        "going",
        "touched",
        "found",
        "leavers",
        "leaver_events",
        "roll",
        "seat",
        *(f"{name}_terms" for name in LEVELS.values()),
        *(f"{name}_sources" for name in OWNERS.values()),
    }
)
"""What a checkpoint leaves out: the log, which it keeps apart, scratch, and records whose memory a matrix shows too."""
EVENTS_AT_ONCE, CHOICES_AT_ONCE = 32768, 4096
"""Rows of the log written at a stretch, beside those that the most eventful day could need (memory is taken only as rows are written)."""


@cache
def _types_of_one_row(declared: Declarations) -> dict[str, np.dtype[Any]]:
    """The record types of tables of one row but the parameters'."""
    return {
        "nation": declared.type_of("nation"),
        "flows": declared.type_of("flows"),
        "tally": record((name, "i8") for name in TALLY),
        "on": record((id, "?") for id in declared.mechanisms),
        "cause": record((id, "i8") for id in declared.mechanisms),
        "size": record([*((name, "i8") for name in SIZE), ("rebels", "?")]),
        "codes": record((name, "i8") for name in CODES),
        "s": record((x.name, "u8", (x.ways,)) if x.ways else (x.name, "u8") for x in declared.streams.values()),
    }


class World:
    """A run's memory.

    Args:
        declared: what the rules declare.
        sizes: rows of each table, and ``army_people``, ``army_units``, ``army_cells``, ``start``, ``persons_per_agent``.
        dimensions: numbers of sects, bands, places.
        days: how long the run is.
        rebels: whether the scenario has a rebel side.

    Attributes:
        tables: by name; each is also an attribute (``world.people``), as are one-row tables (``world.nation``).
        arrays: by the name that rules use for it.
        day: the last day walked, 0 before the first.
    """

    def __init__(self, declared: Declarations, sizes: Mapping[str, int], dimensions: tuple[int, int, int], days: int, rebels: bool) -> None:
        self.declared, self.sizes, self.days, self.rebels = declared, dict(sizes), days, rebels
        self.sect_count, self.band_count, self.place_count = sects, bands, places = dimensions
        self.army_people, self.army_units = sizes["army_people"], sizes["army_units"]
        people, army = sizes["people"], sizes["army_people"]
        arrays: dict[str, np.ndarray] = {}
        self.tables = {}
        for name, columns in declared.columns.items():
            if name in ONE_ROW:
                continue
            table = self.tables[name] = Table(name, sizes[name], columns)
            arrays[name] = table.rows
            arrays |= {id: getattr(table, id) for id, apart in columns.places if apart}
        types = _types_of_one_row(declared)
        self.one_row = {name: Scalars(name, np.zeros(1, kind)) for name, kind in types.items()}
        arrays |= {name: scalars.rows for name, scalars in self.one_row.items()}
        arrays["p"] = np.zeros(1, declared.parameter_type)
        for level, name in LEVELS.items():
            rows, count = sizes[level], len(declared.factors[level])
            arrays[f"{name}_terms"], arrays[f"{name}_matrix"] = terms_of(declared, level, rows)
            arrays[f"{name}_spare"] = np.zeros((0, SPARE))
            arrays[f"{name}_history"] = np.zeros((HISTORY, rows, count))
            arrays[f"{name}_factor"] = np.zeros(rows)
            arrays[f"{name}_owner"] = owners_of(declared, level)
            arrays[f"{name}_columns"] = np.array([declared.terms.index(one.id) for one in declared.factors[level]])
        for owner, name in OWNERS.items():
            arrays[f"{name}_sources"], arrays[f"{name}_named"] = sources_of(declared, owner, sizes[owner])
        arrays["pressed"] = np.zeros(sizes["cells"])
        arrays["gathered"], arrays["today"] = np.zeros((RECENT_DAYS, army + 1), "f4"), np.zeros(army)
        arrays["roll"], arrays["seat"] = np.zeros(army, ROLL), np.full(people, -1, "i4")
        known = declared.mechanisms  # his own loyalty never counts as a cause
        references = [np.inf if id == "loyalty" else known[id].reference if id in known else 0.0 for id in declared.terms]
        arrays["references"] = np.array(references + [0.0] * SPARE)
        arrays["named"] = np.arange(len(declared.causes) + SPARE)
        arrays["counts"] = np.zeros((sects, bands, len(STATUSES)))
        arrays["fared"] = np.zeros((len(WAYS), bands, sects, len(STATUSES)))
        arrays["present"] = np.zeros((len(STATUSES), -(-people // BLOCK)), "u8")
        arrays["clocks"], arrays["fated"] = np.zeros(len(STATUSES), "u8"), np.zeros(len(STATUSES), "?")
        for name in ("going", "touched", "found", "leavers", "leaver_events"):
            arrays[name] = np.zeros(people, "i8")
        arrays["log_nation"], arrays["log_flows"] = np.zeros(days, types["nation"]), np.zeros(days, types["flows"])
        arrays["log_counts"], arrays["log_believed"] = np.zeros((days, *arrays["counts"].shape)), np.zeros(days)
        arrays["log_serving"] = np.zeros((days, sizes["army_units"]), "u1")
        for name, columns in declared.columns.items():
            if columns.weekly is not None:
                rows = sizes["army_units"] if name == "units" else sizes[name]
                arrays[f"week_{name}"] = np.zeros(((days + 6) // 7, rows), columns.weekly)
        self.arrays, self.day = arrays, 0
        arrays["trail"] = np.zeros((14, 2))
        size = self.one_row["size"]
        for name in ("people", "army_people", "army_units", "army_cells", "persons_per_agent", "start"):
            setattr(size, name, sizes[name])
        size.sects, size.bands, size.places, size.statuses, size.rebels = sects, bands, places, len(STATUSES), rebels
        size.most_choices = people + sizes["sponsors"] * sizes["militias"] if rebels else 0
        codes = self.one_row["codes"]
        for name, id in DEFAULTS.items():
            setattr(codes, name, declared.terms.index(id))
        codes.spare, codes.plugged, codes.unnamed = len(declared.terms), len(declared.causes), declared.causes.index("base")
        rows = people + EVENTS_AT_ONCE
        arrays["events"] = np.empty(rows, event_type())
        arrays["term_matrix"] = np.empty((rows, len(declared.terms) + SPARE))
        arrays["terms"] = arrays["term_matrix"].view(term_type(declared)).reshape(rows)
        arrays["choices"] = np.empty(size.most_choices + CHOICES_AT_ONCE if rebels else 0, CHOICE)

    def __getattr__(self, name: str) -> Any:  # only for names that are not there
        for group in ("tables", "one_row", "arrays"):
            found = self.__dict__.get(group, {}).get(name)
            if found is not None:
                return found
        raise AttributeError(f"the world has no table {name!r}")

    def community(self, places: np.ndarray, sects: np.ndarray) -> np.ndarray:
        """Rows of ``communities`` for places and sects."""
        return np.asarray(np.asarray(places).astype(np.int64) * self.sect_count + sects)

    def row(self, table: str, row: int) -> Any:
        """One row of a table, as compiled functions take it."""
        rows = self.tables[table].rows
        return rows.view(np.recarray)[row] if PLAIN else rows[row]

    def new_stretch(self) -> None:
        """Begin the stretch of the log that is written anew; who wants what stands in it has copied it."""
        tally = self.one_row["tally"]
        tally.events = tally.terms = tally.choices = 0

    def switch(self, off: frozenset[str]) -> None:
        """Say which mechanisms are off: what is off is never named as a cause, ``base`` stands for it."""
        causes = self.declared.causes
        base = causes.index("base")
        code = {id: number for number, id in enumerate(causes)}
        self.one_row["on"].rows[0] = tuple(id not in off for id in self.declared.mechanisms)
        self.one_row["cause"].rows[0] = tuple(base if id in off else code[id] for id in self.declared.mechanisms)
        self.arrays["named"][: len(causes)] = [base if id in off else row for row, id in enumerate(causes)]

    def drop(self, off: frozenset[str]) -> None:
        """Take out what mechanisms wrote that are off now: their log-factors (but for those that freeze), and what they reset."""
        for level, name in LEVELS.items():
            for column, factor in enumerate(self.declared.factors[level]):
                if factor.id in off and not self.declared.mechanisms[factor.id].freezes:
                    self.arrays[f"{name}_matrix"][:, column] = 0.0
        for id in off:
            for name in self.declared.mechanisms[id].resets:
                setattr(self.one_row["nation"], name, 0.0)

    def memory(self) -> dict[str, np.ndarray]:
        """All that moves, by name: what a checkpoint must keep beside the log of events."""
        kept = {name: array for name, array in self.arrays.items() if name not in NOT_KEPT and not name.startswith(("log_", "week_"))}
        days, weeks = self.day, (self.day + 6) // 7
        kept |= {name: array[:days] for name, array in self.arrays.items() if name.startswith("log_")}
        return kept | {name: array[:weeks] for name, array in self.arrays.items() if name.startswith("week_")}

    def restore(self, memory: Mapping[str, np.ndarray]) -> None:
        """Copy into this world's memory what ``memory`` kept.

        Raises:
            ValueError, KeyError: it is of another world.
        """
        for name in self.memory():
            array = self.arrays[name]
            some = array[: len(memory[name])] if name.startswith(("log_", "week_")) else array
            if some.dtype != memory[name].dtype or some.shape != memory[name].shape:
                raise ValueError(f"{name}: of another form")
            some[...] = memory[name]
        self.new_stretch()

    def seed(self, seed: int) -> None:
        """Make the keys of all streams from a seed."""
        row, most, at = self.one_row["s"].rows[0], self.arrays["slots"].shape[1], 0
        tags = {x.name: range(1, 1 + (min(x.ways, most) if x.ways > 8 else x.ways)) for x in self.declared.streams.values()}
        wanted = [(x.label, tag) for x in self.declared.streams.values() for tag in tags[x.name] or (0,)]
        clocks = {SERVING: "leave", TRANSIT: "passage"} | (REBEL_CLOCKED if self.rebels else {})
        keys = stream_keys(seed, [*wanted, *((label, 0) for label in clocks.values())])
        for x in self.declared.streams.values():
            width = len(tags[x.name])
            if width:
                row[x.name][:width] = keys[at : at + width]
            else:
                row[x.name] = keys[at]
            at += max(width, 1)
        self.arrays["clocks"][list(clocks)] = keys[at:]
        self.arrays["fated"][list(FATED)] = self.rebels

    def count(self) -> None:
        """Count who has which status anew, from the columns of people."""
        people, weight = self.tables["people"], self.tables["units"].weight[self.tables["people"].unit]
        for name in ("counts", "fared", "present"):
            self.arrays[name][...] = 0
        np.add.at(self.arrays["counts"], (people.sect, people.band, people.status), weight)
        out = np.flatnonzero(people.way >= 0)
        np.add.at(self.arrays["fared"], (people.way[out], people.band[out], people.sect[out], people.status[out]), weight[out])
        rows = np.arange(people.size)
        np.bitwise_or.at(self.arrays["present"], (people.status, rows // BLOCK), np.uint64(1) << (rows % BLOCK).astype("u8"))
