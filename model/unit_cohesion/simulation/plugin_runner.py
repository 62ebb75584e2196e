"""Rules from outside at work in one run: what they are handed, what is theirs alone, and what they may not do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.engine.chance import Chance
from unit_cohesion.engine.declare import INF, SPARE, TOLD_IN, Rule, Value, column
from unit_cohesion.engine.driver import arguments
from unit_cohesion.engine.tables import LEVELS, Scalars, Table
from unit_cohesion.engine.transitions import appoint, send
from unit_cohesion.engine.ways import ALLOWED
from unit_cohesion.engine.world import EVENTS_AT_ONCE, World
from unit_cohesion.errors import CohesionError, nearest, short_repr
from unit_cohesion.scalars import plain_scalar
from unit_cohesion.simulation.plugins import DAILY, PlugIns
from unit_cohesion.vocabulary import SERVING, STATUS, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.simulation.engine import Engine

MOST_SENT = EVENTS_AT_ONCE // 2
"""Agents that rules from outside can send on in one day: what the log has room for beside the day's own."""
KEPT = {
    "people": frozenset({"status", "since_day", "spell", "own", "loyalty", "outrage", "ceilinged"}),
    "units": frozenset({"strength", "commander"}),
}
"""Columns that follow from others, or that others follow from: rules from outside read them, and write through ``world``."""
SCALARS_KEPT = frozenset({"flows", "tally", "size"})


class Columns:
    """A table as a rule from outside sees it: the program's columns and those of rules from outside, as arrays, a value a row.

    Names that are not declared are refused, on reading and on writing; what is set at birth or kept by transitions can be read only.
    """

    __slots__ = ("_core", "_own", "_written")
    _core: Table
    _own: Table | None
    _written: set[str]

    def __init__(self, core: Table, own: Table | None) -> None:
        put = object.__setattr__
        put(self, "_core", core)
        put(self, "_own", own)
        put(self, "_written", set())

    @property
    def size(self) -> int:
        """How many rows there are."""
        return int(self._core.size)

    def __getattr__(self, name: str) -> np.ndarray:
        core = self._core
        declared = {one.id: one for one in core.declared}.get(name)
        if declared is not None:
            array: np.ndarray = getattr(core, name)
            if declared.fixed or name in KEPT.get(core.name, ()):
                array = array.view()
                array.flags.writeable = False
            else:
                self._written.add(name)
            return array
        own = self._own
        if own is not None and any(one.id == name for one in own.declared):
            self._written.add(name)
            return np.asarray(getattr(own, name))
        raise AttributeError(_no_column(core.name, name, [one.id for one in (*core.declared, *(own.declared if own else ()))]))

    def __setattr__(self, name: str, values: Any) -> None:
        getattr(self, name)[...] = values


class OneRow:
    """A table of one row as a rule from outside sees it: plain numbers."""

    __slots__ = ("_core", "_declared", "_own", "_writable")
    _core: Scalars
    _own: Scalars | None
    _declared: Mapping[str, column]
    _writable: bool

    def __init__(self, core: Scalars, own: Scalars | None, writable: bool, declared: Iterable[column] = ()) -> None:
        put = object.__setattr__
        put(self, "_core", core)
        put(self, "_own", own)
        put(self, "_declared", {one.id: one for one in declared})
        put(self, "_writable", writable)

    def _holder(self, name: str) -> Scalars:
        names: list[str] = []
        for scalars in (self._core, self._own):
            if scalars is not None:
                if name in (scalars.rows.dtype.names or ()):
                    return scalars
                names += scalars.rows.dtype.names or ()
        raise AttributeError(_no_column(self._core.name, name, names))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._holder(name), name)

    def __setattr__(self, name: str, value: Any) -> None:
        holder = self._holder(name)
        if not self._writable:
            raise AttributeError(f"{self._core.name}.{name}: is kept by the engine, and can be read only")
        one = self._declared[name]
        number = np.asarray(value).astype(float)
        if not np.isfinite(number).all() or _outside(one, number) or (not one.type.startswith("f") and (number % 1).any()):
            raise CohesionError(f"{self._core.name}.{name} = {short_repr(plain_scalar(value))}: allowed: {_range(one)}")
        setattr(holder, name, value)


class NamedValues:
    """Values by name, read only: parameters, what is switched on, codes of causes."""

    __slots__ = ("_name", "_values")
    _name: str
    _values: Callable[[], Mapping[str, Any]]

    def __init__(self, name: str, values: Callable[[], Mapping[str, Any]]) -> None:
        put = object.__setattr__
        put(self, "_name", name)
        put(self, "_values", values)

    def __getattr__(self, name: str) -> Any:
        values = self._values()
        if name not in values:
            raise AttributeError(_no_column(self._name, name, list(values)))
        return values[name]

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{self._name}.{name}: can be read only")


class Terms:
    """The log-factors of a level by mechanism: the program's to read, those of rules from outside to write (an array, a value a row)."""

    __slots__ = ("_core", "_level", "_own", "_spare")
    _core: np.ndarray
    _level: str
    _own: Mapping[str, int]
    _spare: np.ndarray

    def __init__(self, level: str, core: np.ndarray, spare: np.ndarray, own: Mapping[str, int]) -> None:
        put = object.__setattr__
        put(self, "_level", level)
        put(self, "_core", core)
        put(self, "_spare", spare)
        put(self, "_own", own)

    def __getattr__(self, name: str) -> np.ndarray:
        if name in self._own:
            return np.asarray(self._spare[:, self._own[name]])
        if name in (self._core.dtype.names or ()):
            array = self._core[name].view()
            array.flags.writeable = False
            return np.asarray(array)
        raise AttributeError(_no_column(f"{self._level}_terms", name, [*self._own, *(self._core.dtype.names or ())]))

    def __setattr__(self, name: str, values: Any) -> None:
        getattr(self, name)[...] = values


class PluginWorld:
    """What a rule from outside can do, as its argument ``world``."""

    def __init__(self, engine: Engine, plugged: PluginRunner) -> None:
        self._engine, self._plugged = engine, plugged
        self._chance = Chance(engine.seed)
        self._book: Any = None

    def place(self, id: str) -> int:
        """The row of a place, by its id.

        Raises:
            CohesionError: there is none.
        """
        return _row("place", id, [place.id for place in self._engine.scenario.places])

    def sect(self, id: str) -> int:
        """The row of a sect, likewise."""
        return _row("sect", id, [sect.id for sect in self._engine.scenario.sects])

    def unit(self, id: str) -> int:
        """The row of a unit, likewise; a coarser scale keeps not all."""
        return _row("unit", id, self._engine.unit_ids)

    def those(self, *statuses: str) -> np.ndarray:
        """Rows of all who have one of these statuses and have not moved today."""
        people, day = self._engine.state.people, self._plugged.day
        return np.flatnonzero(np.isin(people.status, [_status(name) for name in statuses]) & (people.since_day < day))

    def send(self, rows: Iterable[int] | np.ndarray, status: str, cause: str) -> None:
        """Move people into another status, each with an event in the log: counts, flows, strength and commanders follow.

        Args:
            rows: of people; each can move once a day.
            status: by its name, such as ``in hiding``; a declared transition from where they are.
            cause: id of a mechanism, the rule's own as a rule.

        Raises:
            CohesionError: not a status, a transition that is not declared, or somebody who has moved today.
        """
        to, state, day = _status(status), self._engine.state, self._plugged.day
        if cause not in self._plugged.codes:
            raise CohesionError(f"{cause!r}: allowed: a mechanism's id, as the cause of an event")
        chosen = np.asarray(rows if isinstance(rows, np.ndarray) else list(rows), "i8").reshape(-1)
        people = state.people
        before = people.status[chosen]
        if not ALLOWED[before, to].all():
            wrong = STATUSES[int(before[~ALLOWED[before, to]][0])]
            raise CohesionError(f"nobody can go from {wrong!r} to {status!r} (model/unit_cohesion/engine/ways.py lists the ways)")
        if (people.since_day[chosen] >= day).any() or len(np.unique(chosen)) < len(chosen):
            raise CohesionError("somebody is sent who has moved today already; world.those(...) leaves them out")
        self._plugged.sent += len(chosen)
        if self._plugged.sent > MOST_SENT:
            raise CohesionError(f"{self._plugged.sent:,} agents are sent in one day; at most {MOST_SENT:,} can be")
        code = self._plugged.codes[cause]
        for row in chosen.tolist():
            self._engine.ask(send, book=self._taken(), day=day, row=row, to=to, cause=code)
        if to == SERVING:
            for unit in np.unique(people.unit[chosen]).tolist():
                self._engine.ask(appoint, book=self._taken(), unit=unit)

    def set_loyalty(self, rows: np.ndarray, values: Any) -> None:
        """Write people's loyalty; what their hazard takes from it follows.

        Raises:
            CohesionError: a value that is no number from 0 to 1; nothing is written then.
        """
        people, given = self._engine.state.people, np.asarray(values, "f8")
        wrong = given[~((given >= 0.0) & (given <= 1.0))]
        if wrong.size:
            raise CohesionError(f"world.set_loyalty: {wrong[0]:g}: allowed: numbers from 0 to 1 (numpy.clip keeps them there)")
        people.loyalty[rows] = given
        self._engine.refresh_own()

    def lots(self, label: str, keys: np.ndarray, turn: int = 0) -> np.ndarray:
        """One lot in (0, 1) for each key, of today: the same label, keys, day and turn always give the same lots with the same seed.

        Args:
            label: a word for what is drawn.
            keys: whole numbers; ``people.key`` for people, rows for places or units.
            turn: of several draws of one day.
        """
        whole = np.asarray(keys).astype(np.uint64)
        return self._chance.uniforms(f"plug-in {label}", whole, self._plugged.day, turn=turn)

    def _taken(self) -> Any:
        if self._book is None:
            self._book = self._engine.book()
        return self._book


class PluginRunner:
    """The rules from outside of one run.

    Args:
        engine: whose run it is.
        plugins: the rules. given: their parameters, those given by hand.
    """

    def __init__(self, engine: Engine, plugins: PlugIns, given: Mapping[str, Value]) -> None:
        world: World = engine.state
        self.engine, self.plugins = engine, plugins
        self.parameters = plugins.values(given)
        self.day = self.sent = 0
        self.off: frozenset[str] = frozenset()
        self.codes = {id: code for code, id in enumerate(plugins.causes) if id in plugins.mechanisms}
        self.own: dict[str, Table] = {}
        self.nation: Scalars | None = None
        self.kept: Any = np.zeros(0)
        for table, columns in plugins.declared.columns.items():
            if table == DAILY:
                kind = plugins.declared.type_of(DAILY)
                self.nation, self.kept = Scalars(DAILY, np.zeros(1, kind)), np.zeros(world.days, kind)
            else:
                self.own[table] = Table(table, world.tables[table].size, columns)
        self.weeks: dict[str, Any] = {}
        for table, columns in plugins.declared.columns.items():
            column_types = [(one.id, "f4" if one.type == "f8" else one.type) for one in columns if one.weekly]
            if column_types:
                self.weeks[table] = np.zeros(((world.days + 6) // 7, world.tables[table].size), np.dtype(column_types))
        slots = {id: slot for slot, id in enumerate(plugins.own_terms)}
        if slots:
            for level, name in LEVELS.items():
                world.arrays[f"{name}_spare"] = np.zeros((world.tables[level].size, SPARE))
            first = len(world.declared.terms)
            world.arrays["references"][first : first + len(slots)] = [plugins.mechanisms[id].reference for id in slots]
        self._slots = slots
        self._given = self._rule_arguments(world, slots)
        self._calls = {rule: self._arguments(rule) for rule in plugins.rules if rule.run}

    def switch(self, off: frozenset[str]) -> None:
        """Say which of their mechanisms are off: what these wrote into hazards goes."""
        self.off = off
        for id, slot in self._slots.items():
            if id in off:
                for name in LEVELS.values():
                    self.engine.state.arrays[f"{name}_spare"][:, slot] = 0.0

    def run(self, position: int, day: int) -> None:
        """Run the rules that stand before the program's rule of this number.

        Raises:
            CohesionError: one of them failed.
        """
        self.day = day
        for rule in self.plugins.due(position):
            own = [one.id for one in self.plugins.declared.mechanisms.values() if one.rule is rule]
            if (own and self.off.issuperset(own)) or (rule.rebels and not self.engine.state.rebels) or (day - 1) % rule.every:
                continue
            try:
                assert rule.run is not None
                rule.run(**{name: self._argument(name, day) for name in self._calls[rule]})
                self._refuse_wrong(rule)
            except Exception as fault:
                reason = " ".join(str(fault).split()) if isinstance(fault, CohesionError) else f"{type(fault).__name__}: {fault}"
                raise CohesionError(f"the rule {rule.__name__} failed on day {day}: {reason}; the run cannot be used") from fault
            self.switch(self.off)

    def close(self, day: int) -> None:
        """Keep the day's figures."""
        self.sent = 0
        if self.nation is not None:
            self.kept[day - 1] = self.nation.rows[0]
        if day % 7 == 1:
            for table, kept in self.weeks.items():
                for name in kept.dtype.names:
                    kept[name][day // 7] = getattr(self.own[table], name)

    def table_columns(self, table: str) -> dict[str, np.ndarray]:
        """Return the rules' own columns of a table that the run writes, by name, in its order of rows."""
        found: dict[str, np.ndarray] = {}
        for held, columns in self.plugins.declared.columns.items():
            for one in columns:
                if one.told and TOLD_IN[held] == table:
                    if held == DAILY:
                        found[one.id] = self.kept[one.id][: self.engine.day]
                    elif one.weekly:
                        found[one.id] = self.weeks[held][one.id][: (self.engine.day + 6) // 7].ravel()
                    else:
                        found[one.id] = getattr(self.own[held], one.id)
        return found

    def memory(self) -> dict[str, np.ndarray]:
        """All of theirs that moves, by name, for a checkpoint."""
        found = {f"{table}.{one.id}": getattr(own, one.id) for table, own in self.own.items() for one in own.declared}
        found |= {f"weeks.{table}": kept for table, kept in self.weeks.items()}
        return found | ({"nation": self.nation.rows, "days": self.kept} if self.nation is not None else {})

    def restore(self, memory: Mapping[str, np.ndarray]) -> None:
        """Take what ``memory`` kept.

        Raises:
            ValueError, KeyError: it is of other rules.
        """
        for name, array in self.memory().items():
            if array.dtype != memory[name].dtype or array.shape != memory[name].shape:
                raise ValueError(f"{name}: of another form")
            array[...] = memory[name]

    # ---- what they are handed

    def _rule_arguments(self, world: World, slots: Mapping[str, int]) -> dict[str, Any]:
        core = world.declared.parameters
        dated = frozenset(name for name, x in core.items() if isinstance(x.default, date))

        def parameters() -> dict[str, Any]:
            row = world.arrays["p"][0]
            values = {name: date.fromordinal(int(row[name])) if name in dated else row[name].item() for name in core}
            return values | self.parameters

        def on() -> dict[str, bool]:
            off = self.engine.off_now
            return {id: id not in off for id in self.plugins.mechanisms}

        given: dict[str, Any] = {name: Columns(table, self.own.get(name)) for name, table in world.tables.items()}
        for name in ("nation", "flows", "size"):
            columns = [*world.declared.columns.get(name, ()), *(self.plugins.declared.columns.get(name, ()) if name == DAILY else ())]
            given[name] = OneRow(world.one_row[name], self.nation if name == DAILY else None, name not in SCALARS_KEPT, columns)
        for level, name in LEVELS.items():
            own = self._slots_of_level(level, slots)
            given[f"{name}_terms"] = Terms(name, world.arrays[f"{name}_terms"], world.arrays[f"{name}_spare"], own)
        given |= {"p": NamedValues("p", parameters), "on": NamedValues("on", on), "cause": NamedValues("cause", lambda: self.codes)}
        return given | {"world": PluginWorld(self.engine, self), "day": None, "date": None, "happened": None}

    def _slots_of_level(self, level: str, slots: Mapping[str, int]) -> dict[str, int]:
        return {one.id: slots[one.id] for one in self.plugins.declared.factors.get(level, ())}

    def _arguments(self, rule: type[Rule]) -> list[str]:
        assert rule.run is not None
        wanted = arguments(rule.run)
        for name in wanted:
            if name not in self._given:
                hint = nearest(name, list(self._given))
                known = f"; did you mean {hint!r}?" if hint else f"; allowed: {', '.join(sorted(self._given))}"
                raise CohesionError(f"rules: {rule.__name__}.run asks for {name!r}, which no rule can be given{known}")
        return wanted

    def _argument(self, name: str, day: int) -> Any:
        if name == "day":
            return day
        today = self.engine.scenario.about.start + timedelta(days=day - 1)
        if name == "happened":
            return [event for event in self.engine.scenario.events if event.kind in self.plugins.kinds and event.date == today]
        return today if name == "date" else self._given[name]

    def _refuse_wrong(self, rule: type[Rule]) -> None:
        """Refuse numbers that are none or that a column cannot have, in whatever the rule was handed to write."""
        for name in self._calls[rule]:
            table = self._given[name]
            if isinstance(table, Columns):
                held = [
                    (one, getattr(of, one.id)) for of in (table._core, table._own) if of for one in of.declared if one.id in table._written
                ]
                table._written.clear()
                for one, array in held:
                    if _outside(one, array):
                        row = int(np.argmax(~((array >= one.low) & (array <= one.high))))
                        raise CohesionError(f"it left {name}.{one.id} = {array[row].item():g} in row {row}: allowed: {_range(one)}")
            elif isinstance(table, Terms) and not np.isfinite(table._spare).all():
                raise CohesionError(f"it left no finite number in {name}")


def _outside(one: column, array: np.ndarray) -> bool:
    """Whether some number is none, or lies outside the column's range."""
    return bool(array.size) and array.dtype.kind != "b" and not (one.low <= array.min() and array.max() <= one.high)  # as NaN does not


def _range(one: column) -> str:
    high = f"to {one.high:g}" if one.high < INF else "up"
    return f"{'' if one.type.startswith('f') else 'whole '}numbers from {one.low:g} {high} ({one.unit})"


def _row(kind: str, id: str, known: list[str]) -> int:
    if id not in known:
        hint = nearest(id, known)
        raise CohesionError(f"there is no {kind} {id!r}" + (f"; did you mean {hint!r}?" if hint else ""))
    return known.index(id)


def _status(name: str) -> int:
    if name not in STATUS:
        hint = nearest(name, STATUSES)
        raise CohesionError(f"there is no status {name!r}" + (f"; did you mean {hint!r}?" if hint else f"; allowed: {', '.join(STATUSES)}"))
    return STATUS[name]


def _no_column(table: str, name: str, known: list[str]) -> str:
    hint = nearest(name, known)
    return f"{table} has no column {name!r}" + (f"; did you mean {hint!r}?" if hint else "")
