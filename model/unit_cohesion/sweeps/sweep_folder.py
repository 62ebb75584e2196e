"""Reading a sweep's folder, finished or not, by whoever wants to; writing is ``store.py``'s."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from unit_cohesion.disk import foreign_names, why
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import TABLES
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.sweeps.designs.design import Design, design_of
from unit_cohesion.sweeps.folder_lock import HOLDER, LOCK_FILE
from unit_cohesion.sweeps.ledger import DAMAGED, MANIFEST, read_manifest, read_own_json
from unit_cohesion.sweeps.parts import OUTCOMES, TwoAnswersWarning, merged, merged_kept, read_part, schema_of
from unit_cohesion.tables.parquet import write_arrow

SWEEP_FILE, JOURNAL = "sweep.json", "journal"
_OURS = {SWEEP_FILE, JOURNAL, LOCK_FILE, HOLDER, MANIFEST, DAMAGED, OUTCOMES, *TABLES}
_TRIES = 5  # while a sweep puts parts together


def load_design(folder: str | Path) -> Design:
    """The design of the sweep in a folder.

    Raises:
        CohesionError: there is none, or its ``sweep.json`` is damaged.
    """
    mapping = read_sweep_file(Path(folder))
    try:
        return design_of(mapping["design"])
    except (KeyError, TypeError, ValueError) as error:
        raise CohesionError(f"{Path(folder) / SWEEP_FILE}: is damaged, or of another version ({error})") from error


def design_again(path: Path, plugins: PlugIns) -> Design:
    """The design in a ``sweep.json``, to be run again, elsewhere; ``plugins``: the rules from outside that it was made with.

    Raises:
        CohesionError: there is none, it is damaged, or its rules are not at hand, or are not the same any more.
    """
    if path.name != SWEEP_FILE:
        raise CohesionError(f"{path}: allowed: a design file, or a {SWEEP_FILE}")
    design = load_design(path.parent)
    if design.model:
        raise CohesionError(f"{path}: is of a function in the model's place ({design.model}), and is run again from Python")
    missing = [rule.name for rule in design.rules if (rule.name, rule.sha256) not in {(one.name, one.sha256) for one in plugins.origins}]
    if missing:
        reason = f"rules from outside that are not at hand, or not the same: {', '.join(missing)} (--plugin FILE)"
        raise CohesionError(f"{path}: was run with {reason}")
    return replace(design, plugins=plugins)


def load_table(folder: str | Path) -> pd.DataFrame:
    """The outcomes of the sweep in a folder, finished or not, a row a run, sorted by run.

    Raises:
        CohesionError: there is no sweep, or a part of it is damaged: the command that began it sets it aside and does its runs again.
    """
    design = load_design(folder)
    return as_frame(_parts(Path(folder), OUTCOMES), schema_of(design))


def load_kept(folder: str | Path, table: str) -> pd.DataFrame:
    """A table that was kept of each run; its first column is the run.

    Raises:
        CohesionError: as ``load_table``, or this table was not kept.
    """
    if table not in load_design(folder).keep:
        raise CohesionError(f"{folder}: the table {table!r} was not kept; a design says which are: keep = [...]")
    seen: set[str] = set()
    each = []
    for part in _parts(Path(folder), table):
        runs = set(part["run"].unique().to_pylist())
        each.append(part.filter(pc.is_in(part["run"], pa.array(sorted(runs - seen), pa.string()))) if runs & seen else part)
        seen |= runs
    if not each:
        raise CohesionError(f"{folder}: no run has left its table {table!r} yet")
    frame: pd.DataFrame = pa.concat_tables(each).to_pandas(date_as_object=False)
    return frame.sort_values("run", kind="stable", ignore_index=True)


def write_whole_tables(folder: Path, out: Path) -> None:
    """Write what a sweep's parts tell as one file a table into another folder: ``outcomes.parquet``, sorted by run, and what was kept.

    Equal sweeps give equal bytes, whatever parts they were written in.

    Raises:
        CohesionError: there is no sweep, a part is damaged, or it cannot be written.
    """
    design = load_design(folder)
    whole, two = merged(_parts(folder, OUTCOMES), schema_of(design))
    if two:
        raise CohesionError(f"{folder}: {two_answers(two)}")
    runs = whole["run"].to_pylist()
    write_arrow([whole], out / f"{OUTCOMES}.parquet", f"whole {OUTCOMES}")
    for table in design.keep:
        seen: set[str] = set()
        each = []
        for part in _parts(folder, table):
            mine = set(part["run"].unique().to_pylist()) - seen
            each.append((part, sorted(mine & set(runs))))
            seen |= mine
        if each:
            write_arrow([merged_kept(each)], out / f"{table}.parquet", f"whole {table}")


def as_frame(parts: Iterable[pa.Table], schema: Any) -> pd.DataFrame:
    """Outcomes of several parts as one table, a row a run, sorted by run; says so loudly if a run came out in two ways."""
    table, two = merged(parts, schema)
    if two:
        warnings.warn(TwoAnswersWarning(two_answers(two)), stacklevel=3)
    frame: pd.DataFrame = table.to_pandas(date_as_object=False)
    return frame


def two_answers(runs: list[str]) -> str:
    """The alarm."""
    return f"ALARM: {len(runs)} runs came out in two ways, which the same code and design never should: {', '.join(runs[:5])}"


def read_sweep_file(folder: Path) -> dict[str, Any]:
    """What ``sweep.json`` says.

    Raises:
        CohesionError: there is none, or it is damaged.
    """
    path = folder / SWEEP_FILE
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise CohesionError(f"{folder}: holds no sweep (there is no {SWEEP_FILE})") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise CohesionError(f"{path}: cannot be read ({why(error)})") from error
    return read_own_json(path, "take it away, and the sweep's command writes it anew")


def refuse_others(folder: Path) -> None:
    """Refuse a folder that holds something else than a sweep.

    Raises:
        CohesionError: it does, or it is a file.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise CohesionError(f"{folder}: is a file; name a folder for the sweep")
    others = foreign_names(folder, _OURS)
    if others and not (folder / SWEEP_FILE).exists():
        raise CohesionError(f"{folder}: holds something else than a sweep ({others[0]}); name a new or empty folder")


def refuse_change(folder: Path, old: Design, new: Design) -> None:
    """Refuse to go on with another design, unless it only adds runs.

    Raises:
        CohesionError: something else is changed, or runs are fewer.
    """
    changed = [name for name in ("scenario", "model", "rules", "names", "outcomes", "keep") if getattr(old, name) != getattr(new, name)]
    gone = set(old.seeds) - set(new.seeds)
    fewer = {cell.id for cell in old.distinct_cells} - {cell.id for cell in new.distinct_cells}
    if changed:
        what = {"names": "what is varied", "scenario": "the scenario, its days or persons_per_agent"}.get(changed[0], changed[0])
        fault = f"{what} is changed"
    elif gone:
        fault = f"{len(gone)} of its {len(old.seeds)} seeds are no longer there"
    elif fewer:
        fault = f"{len(fewer)} of its {len(old.distinct_cells)} cells are no longer there"
    else:
        return
    raise CohesionError(f"{folder}: was begun with another design ({fault}); add seeds, samples or values, or name another folder")


def _parts(folder: Path, table: str) -> list[pa.Table]:
    """This table of every part that the manifest tells of."""
    manifest = read_manifest(folder)
    for attempt in range(_TRIES):
        try:
            return [read_part(folder, table, part, entry["files"][table]) for part, entry in manifest.items() if table in entry["files"]]
        except CohesionError:
            before, manifest = manifest, read_manifest(folder)
            if before == manifest or attempt == _TRIES - 1:
                raise
    return []
