"""A sweep's folder: what it is a sweep of, what is done, and what is to do; nothing that was reported done is ever lost.

``sweep.json`` tells of the design, ``outcomes/`` holds a row a run, folders beside it the tables that are kept, ``journal/`` what is no
result: times, workers, memory, and what happened.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from unit_cohesion.disk import write_json
from unit_cohesion.errors import CohesionError
from unit_cohesion.simulation.versions import code_version, versions
from unit_cohesion.sweeps.chunk import OK, Result
from unit_cohesion.sweeps.designs.design import Design, Run
from unit_cohesion.sweeps.fingerprint import code_fingerprint
from unit_cohesion.sweeps.folder_lock import FolderLock
from unit_cohesion.sweeps.ledger import FORMAT, Ledger
from unit_cohesion.sweeps.parts import merged, part_of, schema_of
from unit_cohesion.sweeps.sweep_folder import JOURNAL, SWEEP_FILE, load_design, read_sweep_file, refuse_change, refuse_others, two_answers

LEASES = "leases"
_ROW = ("run", "status", "attempt", "seconds", "memory_mb", "worker")


class Store:
    """A sweep's folder, opened for writing by this process alone.

    Args:
        folder: new, empty, or of a sweep of this design, or of one that this design extends.
        design: which runs.
        retry_failed: whether runs that went wrong are to be done again.

    Attributes:
        messages: what was found on opening that a user should know of.
        done, failed: runs on the disk, and those of them that went wrong.

    Raises:
        CohesionError: the folder is in use, holds something else, or cannot be written.
    """

    def __init__(self, folder: Path, design: Design, retry_failed: bool = False) -> None:
        self.folder, self.design = folder, design
        self.schema = schema_of(design)
        try:
            refuse_others(folder)
            (folder / JOURNAL / LEASES).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CohesionError(f"{folder}: cannot be written ({error.strerror})") from error
        self._lock = FolderLock(folder)
        try:
            begun = (folder / SWEEP_FILE).exists()
            if begun:
                refuse_change(folder, load_design(folder), design)
            self.ledger = Ledger(folder, self.schema, design.keep)
            self.messages = self.ledger.recover()
            if self.ledger.parts and not begun:
                self.messages.append(f"{folder / SWEEP_FILE} was gone; whether the runs that are there are of this code is not known")
            self._todo = self._to_do(retry_failed)
            if begun and self._todo.any():
                self._refuse_other_code()
            self._write_sweep_file(begun)
        except OSError as error:
            self.close()
            raise CohesionError(f"{folder}: cannot be written ({error.strerror})") from error
        except CohesionError:
            self.close()
            raise
        for line in self.messages:
            self.log(line)

    @property
    def leases(self) -> Path:
        """The folder of leases."""
        return self.folder / JOURNAL / LEASES

    @property
    def left(self) -> int:
        """How many runs were to do when the folder was opened."""
        return int(np.count_nonzero(self._todo))

    def plan(self) -> Iterator[Run]:
        """The runs that were to do when the folder was opened."""
        return (run for run, todo in zip(self.design.runs(), self._todo, strict=True) if todo)

    def append(self, results: Sequence[Result], attempts: Iterable[int]) -> None:
        """Write these runs as a part; when this returns, they are on the disk.

        Raises:
            CohesionError: they cannot be written.
        """
        self.ledger.add(part_of(results, self.schema))
        self.done += len(results)
        self.failed += sum(result.status != OK for result in results)
        path = self.folder / JOURNAL / "runs.csv"
        with suppress(OSError), path.open("a", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            if not file.tell():
                rows.writerow(_ROW)
            for r, attempt in zip(results, attempts, strict=True):
                rows.writerow((r.run.id, r.status, attempt, f"{r.seconds:.4f}", f"{r.memory_mb:.1f}", r.worker))

    def log(self, line: str) -> None:
        """Note what happened, with the time."""
        with suppress(OSError), (self.folder / JOURNAL / "log.txt").open("a", encoding="utf-8") as file:
            file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n")

    def finish(self) -> None:
        """Put parts together; sound the alarm if a run came out in two ways."""
        self.ledger.compact()
        if sum(kept["runs"] for kept in self.ledger.parts.values()) > self.done:
            _, two = merged(self.ledger.outcomes(), self.schema)
            if two:
                self.messages.append(two_answers(two))
                self.log(self.messages[-1])

    def close(self) -> None:
        """Let go of the folder."""
        self._lock.release()

    def _to_do(self, retry_failed: bool) -> np.ndarray:
        good: set[str] = set()
        bad: set[str] = set()
        for part in self.ledger.outcomes():
            for run, status in zip(part["run"].to_pylist(), part["status"].to_pylist(), strict=True):
                (good if status == OK else bad).add(run)
        bad -= good
        done = good if retry_failed else good | bad
        self.done, self.failed = len(done), 0 if retry_failed else len(bad)
        todo = np.fromiter((run.id not in done for run in self.design.runs()), bool, self.design.run_count)
        if len(done) > len(todo) - np.count_nonzero(todo):
            raise CohesionError(f"{self.folder}: holds runs that are not of this design; name another folder")
        return todo

    def _refuse_other_code(self) -> None:
        kept, now = read_sweep_file(self.folder).get("made_with", {}), code_fingerprint()
        other = [f"{name} {kept.get(name)}, now {now[name]}" for name in now if kept.get(name) != now[name]]
        if other:
            raise CohesionError(f"{self.folder}: was begun with other code ({'; '.join(other)}); go on with that, or name another folder")

    def _write_sweep_file(self, begun: bool) -> None:
        made = read_sweep_file(self.folder)["made_with"] if begun else code_fingerprint()
        kept = {
            "format": FORMAT,
            "design": self.design.to_mapping(),
            "scenario_hash": self.design.scenario.hash,
            "runs": self.design.run_count,
            "made_with": made,
            "code_version": code_version(),
            "versions": versions(),
        }
        write_json(self.folder / SWEEP_FILE, kept)
