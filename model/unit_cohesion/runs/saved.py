"""A run on disk: a folder of tables, ``run.json`` (all that the run is made from, and what came out) and ``log.json`` (how it went).

``run.json`` is written last and holds a digest of every table, so a folder that has one is whole.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unit_cohesion.disk import SEAL, foreign_names, is_changed, read_json, sync_folder, why, write_json
from unit_cohesion.engine.chance import STREAM_VERSION
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import TABLES
from unit_cohesion.simulation.run_file import RUN_FILE, RunFile, run_file_content, run_of
from unit_cohesion.simulation.versions import code_version, versions

if TYPE_CHECKING:
    import pandas as pd

    from unit_cohesion.runs.record import Record

LOG_FILE = "log.json"
_FILES = {table: f"{table}.parquet" for table in TABLES}


def save(record: Record, folder: str | Path) -> Path:
    """Write a record into a folder: a new one, an empty one, or over an earlier run.

    Raises:
        CohesionError: the folder holds something else, or cannot be written. What was there before stays then.
    """
    from unit_cohesion.tables.parquet import write_arrow  # imports pandas, as below

    waiting = Path()
    try:
        target = Path(folder).resolve()
        refuse_others(target)
        there = target.exists()
        made = [path for path in target.parents if not path.exists()]
        waiting = (target if there else target.parent) / f"_{secrets.token_hex(6)}.part"  # a mount, or the folder one stands in, must stay
        waiting.mkdir(parents=True)
        outcome, digests = record.outcome, {}
        record.facts.forget()  # tables take room too
        for table, name in _FILES.items():
            write_arrow(record.pieces(table), waiting / name, table)
            digests[table] = _digest(waiting / name)
        write_json(waiting / LOG_FILE, record.log)
        write_json(waiting / RUN_FILE, _run_json(record, outcome, digests))
        if there:
            (target / RUN_FILE).unlink(missing_ok=True)  # from here on it holds no whole run, until the last file is in place
            for name in (*_FILES.values(), LOG_FILE, RUN_FILE):
                (waiting / name).replace(target / name)
            sync_folder(target)
        else:
            waiting.replace(target)
        sync_folder(target.parent)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise CohesionError(f"{folder}: cannot be written ({why(error)})") from error
    finally:
        if waiting.name:
            shutil.rmtree(waiting, ignore_errors=True)
            for path in made:  # where nothing came to stand in them
                with suppress(OSError):
                    path.rmdir()
    return target


def load_run_json(path: str | Path) -> RunFile:
    """What a ``run.json`` (or the folder that holds it) says.

    Raises:
        CohesionError: there is none, or it is damaged; ScenarioErrors: with all that is not allowed in it.
    """
    path = Path(path) / RUN_FILE if Path(path).is_dir() else Path(path)
    return run_of(read_json(path), str(path))


def refuse_doubtful(run: RunFile, path: Path) -> None:
    """Refuse a ``run.json`` that cannot be taken for what was written; it can still be run again.

    Raises:
        CohesionError: it was changed by hand, is damaged, or holds no checksum.
    """
    if run.doubt:
        reason = f"holds no checksum ({SEAL})" if SEAL not in run.content else "is damaged, or was changed by hand"
        raise CohesionError(f"{path}: {reason}; it can be run again")


def read_log(folder: str | Path) -> dict[str, Any]:
    """What ``log.json`` says; nothing if there is none.

    Raises:
        CohesionError: it is damaged.
    """
    path = Path(folder) / LOG_FILE
    content = read_json(path) if path.exists() else {}
    if is_changed(content):
        raise CohesionError(f"{path}: is damaged, or was changed by hand; it only tells how the run went, and can be taken away")
    return {key: value for key, value in content.items() if key != SEAL}


def read_saved(folder: str | Path, run: RunFile, table: str) -> pd.DataFrame:
    """One table of a saved run, if it is the one that ``run.json`` tells of.

    Raises:
        CohesionError: it is missing, damaged, or of another run.
    """
    from unit_cohesion.tables.parquet import read_table

    path = Path(folder) / _FILES[table]
    frame = read_table(path, table, [field for rule in run.rules for field in rule.told.get(table, ())])
    if _digest(path) != run.content["tables"].get(table):
        raise CohesionError(f"{path}: is damaged, or of another run than the {RUN_FILE} beside it")
    return frame


def _run_json(record: Record, outcome: dict[str, float | None], digests: dict[str, str]) -> dict[str, Any]:
    return {
        **run_file_content(record.identity),
        "rules": [rule.model_dump(mode="json") for rule in record.outside],
        "days": record.days,
        "versions": versions(),
        "stream_version": STREAM_VERSION,
        "code_version": code_version(),
        "outcome": outcome,
        **({"failed": record.failed} if record.failed else {}),
        "tables": digests,
    }


def refuse_others(folder: Path) -> None:
    """Refuse a folder that holds something else than a run.

    Raises:
        CohesionError: it does, or it is a file.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise CohesionError(f"{folder}: is a file; name a folder for the run")
    others = foreign_names(folder, {*_FILES.values(), LOG_FILE, RUN_FILE})
    if (folder / RUN_FILE).exists():
        load_run_json(folder)
    elif others:
        raise CohesionError(f"{folder}: holds something else than a run ({others[0]}); name a new or empty folder")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
