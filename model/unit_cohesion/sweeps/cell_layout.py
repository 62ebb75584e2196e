"""Which run of a sweep belongs where: its rows in the design's order, whatever order they came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from unit_cohesion.errors import CohesionError, nearest
from unit_cohesion.runs.handed_out import handed_out
from unit_cohesion.sweeps.designs.design import Cell, Design

RUN, SEED, STATUS, ERROR = "run", "seed", "status", "error"
DONE, NOT_RUN = "ok", "not run"
NOTHING = "none"
"""What an empty list of mechanisms to switch off is called."""


class CellLayout:
    """The cells of a design, each once, in its order.

    Attributes:
        design: the design.
        cells: each cell once, numbered from 0.
        order: the number of the cell at each place of the design (a cell comes twice where points round to equal values).
    """

    def __init__(self, design: Design) -> None:
        self.design = design
        number: dict[str, int] = {}
        self.order = np.array([number.setdefault(cell.id, len(number)) for cell in design.cells])
        self.cells: tuple[Cell, ...] = tuple({cell.id: cell for cell in design.cells}.values())

    @handed_out
    def values(self) -> pd.DataFrame:
        """A row a cell, a column a varied parameter."""
        return pd.DataFrame([cell.values for cell in self.cells], columns=list(self.design.names), dtype=object).infer_objects()

    def name(self, cell: int) -> str:
        """A cell in words."""
        pairs = zip(self.design.names, self.cells[cell].values, strict=True)
        return ", ".join(f"{name} = {value_word(value)}" for name, value in pairs) or "the scenario as it is"

    def rows_by_cell(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the table's rows cell by cell and seed by seed, with the cell's number in ``cell``; runs that are not in it are "not run".

        Seeds beyond the design's are taken where they were run.

        Raises:
            CohesionError: the table is not of this design, or holds a run twice.
        """
        missing = [name for name in (RUN, SEED, STATUS) if name not in table]
        if missing:
            raise CohesionError(f"the table has no column {missing[0]!r}: it is no table of a sweep's outcomes")
        further = sorted(set(table[SEED].unique().tolist()) - set(self.design.seeds))
        planned = pd.DataFrame(
            [
                (number, seed, self.design.run_id(cell, seed), place < len(self.design.seeds))
                for number, cell in enumerate(self.cells)
                for place, seed in enumerate([*self.design.seeds, *further])
            ],
            columns=["cell", SEED, RUN, "planned"],
        )
        if table[RUN].duplicated().any():
            raise CohesionError("the table holds a run twice")
        strange = ~table[RUN].isin(planned[RUN])
        if strange.any():
            first = table.loc[strange, RUN].iloc[0]
            raise CohesionError(f"the table holds {int(strange.sum()):,} runs that are not of this design, such as {first}")
        rest = table.drop(columns=[SEED, "cell", *self.design.names], errors="ignore")
        found = planned.merge(rest, on=RUN, how="left", sort=False)
        found[STATUS] = found[STATUS].astype(object).where(found[STATUS].notna(), NOT_RUN)
        return found[found["planned"] | (found[STATUS] != NOT_RUN)].drop(columns="planned").reset_index(drop=True)

    def base_cells(self, given: Mapping[str, str]) -> dict[int, int]:
        """Map each cell to the cell that has the given values and is otherwise like it.

        Args:
            given: parameter → value in a word; those not named stay as they are in each cell.

        Raises:
            CohesionError: a parameter that is not varied, or a value that no cell has.
        """
        words = [tuple(map(value_word, cell.values)) for cell in self.cells]
        names = list(self.design.names)
        wanted: dict[int, str] = {}
        for name, value in given.items():
            if name not in names:
                hint = nearest(name, names)
                meant = f"; did you mean {hint!r}?" if hint else ""
                raise CohesionError(f"--base {name}: allowed: what is varied: {', '.join(names)}{meant}")
            place = names.index(name)
            known = list(dict.fromkeys(row[place] for row in words))
            wanted[place] = next((word for word in known if same_value(word, value)), "")
            if not wanted[place]:
                raise CohesionError(f"--base {name}={value}: allowed: a value of the design: {', '.join(known[:12])}")

        number = {row: i for i, row in enumerate(words)}
        bases = (tuple(wanted.get(place, word) for place, word in enumerate(row)) for row in words)
        return {cell: number[base] for cell, base in enumerate(bases) if base in number}


def value_word(value: object) -> str:
    """Return a varied parameter's value in a word."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return str(value) or NOTHING
    return f"{float(value):.10g}"


def same_value(word: str, other_word: str) -> bool:
    """Return whether a value as typed is the one that this word stands for."""
    try:
        return bool(np.isclose(float(word), float(other_word), rtol=1e-9, atol=0))
    except ValueError:
        return sorted(word.split(",")) == sorted((other_word.replace(" ", "") or NOTHING).split(","))


def as_numbers(values: Sequence[object]) -> np.ndarray | None:
    """A varied parameter's values as numbers, dates as day numbers; None where they are words."""
    if all(isinstance(value, date) for value in values):
        return np.array([value.toordinal() for value in values], float)  # type: ignore[attr-defined]
    if all(isinstance(value, int | float | np.number) for value in values):
        return np.asarray(values, float)
    return None
