"""What a view is: a Mesa agent that stands for one row of a table, and stores nothing of its own."""

from __future__ import annotations

import math
import warnings
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import mesa
import numpy as np

from unit_cohesion.engine.declare import column as Column
from unit_cohesion.engine.tables import Table
from unit_cohesion.errors import CohesionError, Unused, nearest, short_repr
from unit_cohesion.rules import COLUMNS

if TYPE_CHECKING:
    from unit_cohesion.simulation.engine import Engine

Words = Mapping[str, Sequence[str]]


class Rows:
    """What views of one table read: its columns, and the words for columns that hold rows of something else.

    Attributes:
        engine: whose run it is.
        table: the columns.
        words: column → its words, by number.
    """

    __slots__ = ("engine", "table", "words")

    def __init__(self, engine: Engine, table: Table, words: Words) -> None:
        self.engine, self.table, self.words = engine, table, words


class ColumnView:
    """An agent's attribute that is a column: reads it as a plain Python value or word, and writes it if that is allowed."""

    def __init__(self, column: Column, worded: bool, writable: bool) -> None:
        self.column, self.name, self.worded, self.writable = column, column.id, worded, writable
        self.__doc__ = f"{column.meaning} ({'word' if worded else column.unit}{'' if writable else '; read only'})"

    def __get__(self, view: RowView | None, owner: type | None = None) -> Any:
        if view is None:
            return self
        rows = view.rows
        value = getattr(rows.table, self.name)[view.row].item()
        return rows.words[self.name][value] if self.worded else value

    def __set__(self, view: RowView, value: object) -> None:
        if not self.writable:
            why = "is set at birth, by the scenario" if self.column.fixed else "is kept by the engine"
            raise AttributeError(f"{self.name} {why}, and can be read only; can be written: {', '.join(sorted(view.WRITABLE))}")
        number = self._checked(value)
        view._check(self.name, number)
        engine = view.rows.engine
        engine.identity = engine.identity.without_repeat(f"{view.TABLE}.{self.name} was written through agents")
        getattr(view.rows.table, self.name)[view.row] = number
        view._written(self.name)

    def _checked(self, value: object) -> float:
        """The value as a number of the column's range.

        Raises:
            ValueError: it is not; the message says what may stand there.
        """
        column, whole = self.column, not self.column.type.startswith("f")
        number = value.item() if isinstance(value, np.generic) else value
        kind = "a whole number" if whole else "a number"
        if (
            isinstance(number, bool)
            or not isinstance(number, int | float)
            or math.isnan(number)
            or not column.low <= number <= column.high
            or (whole and number != int(number))
        ):
            raise ValueError(f"{self.name} = {short_repr(value)}: allowed: {kind} from {column.low:g} to {column.high:g} ({column.unit})")
        return number


class RowView(mesa.Agent):  # type: ignore[misc,unused-ignore]
    """A Mesa agent that is one row of a table.

    Its attributes are the table's columns, and a few figures made from them. They store nothing; names that are not declared are refused,
    on reading and on writing. ``remove()`` lets go of the agent only, and warns: the row and what it stands for stay in the run.

    Attributes:
        model: the model that it belongs to.
        row: its row of the table.
        pos: for Mesa's spaces; the model has none of its own, and does not read it.
    """

    TABLE: ClassVar[str]
    WORDED: ClassVar[Collection[str]] = frozenset()
    """Columns that are told as words."""
    WRITABLE: ClassVar[Collection[str]] = frozenset()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "TABLE" in vars(cls):
            for column in COLUMNS[cls.TABLE]:
                if column.id not in vars(cls):
                    setattr(cls, column.id, ColumnView(column, column.id in cls.WORDED, column.id in cls.WRITABLE))

    def __init__(self, model: Any, row: int) -> None:  # Mesa's own is left out: it would number the agents and keep the model alive
        put = object.__setattr__
        put(self, "model", model)
        put(self, "pos", None)
        put(self, "row", row)
        model.register_agent(self)

    def __reduce__(self) -> tuple[Any, ...]:
        raise CohesionError(f"a {type(self).__name__} is a view on his model and cannot be pickled or copied: pickle the model")

    def remove(self) -> None:
        """Let go of the agent; the row, and whoever it stands for, stays in the run.

        Warns:
            Unused: that it stays, unless the model itself lets go of its agents.
        """
        if not self.model.lets_go:
            stays = "remove() lets go of the agent alone: whoever it stands for stays in the run"
            warnings.warn(f"{stays} (agent.pressure = agent.resistance makes a soldier try to leave)", Unused, stacklevel=2)
        super().remove()

    @property
    def rows(self) -> Rows:
        """The table behind it."""
        found: Rows = self.model.rows[self.TABLE]
        return found

    @property
    def unique_id(self) -> int:
        """The row's stable key: the same person has the same at every scale and in every variant of a scenario."""
        return self._key()

    @unique_id.setter
    def unique_id(self, number: object) -> None:
        """Mesa numbers agents as they come; the key stands."""

    def __setattr__(self, name: str, value: object) -> None:
        if name != "pos" and not isinstance(getattr(type(self), name, None), ColumnView | property):
            raise AttributeError(self._unknown(name))
        object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:  # only for names that are not there
        raise AttributeError(self._unknown(name))

    def _unknown(self, name: str) -> str:
        like = nearest(name, [known for known in dir(type(self)) if not known.startswith("_")])
        hint = f"; did you mean {like!r}?" if like else ""
        return f"{type(self).__name__} has no attribute {name!r} (agents hold what the rules declare, and nothing else){hint}"

    def _key(self) -> int:
        return int(self.row)

    def _check(self, name: str, number: float) -> None:
        """Called before a write: raises ValueError if it would not do."""

    def _written(self, name: str) -> None:
        """Called after a write: whatever the engine keeps made from the column is made anew."""
