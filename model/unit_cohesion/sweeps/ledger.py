"""Which parts a sweep's folder holds: the manifest, with a checksum of every file, and what keeps it true.

A part counts from the moment its file of outcomes has its name. What is found damaged is set aside, and its runs are to be done again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any

import pyarrow as pa

from unit_cohesion.disk import SEAL, is_changed, read_json, write_json
from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.chunk import OK
from unit_cohesion.sweeps.parts import OUTCOMES, digest, merged, merged_kept, part_file, read_part, write_part

MANIFEST, DAMAGED = "manifest.json", "damaged"
FORMAT = 2  # of the JSON files of a sweep; the first had no digest
MANY_PARTS = 64  # small ones, before they are put together
LARGE_RUNS, LARGE_BYTES = 20_000, 64 << 20  # of a part that needs no putting together


class Ledger:
    """The parts of one folder, oldest first.

    Args:
        folder: of the sweep; only one process may write to it.
        schema: of the table of outcomes.
        keep: the tables that each part has beside it.

    Attributes:
        parts: part → runs, bytes in memory, and the checksum of each file.
    """

    def __init__(self, folder: Path, schema: Any, keep: tuple[str, ...]) -> None:
        self.folder, self.schema, self.keep = folder, schema, keep
        self.parts: dict[str, dict[str, Any]] = {}
        self.lock = RLock()

    def recover(self) -> list[str]:
        """Make manifest and files agree, after whatever happened; returns what there is to tell."""
        lines_found = []
        if (self.folder / MANIFEST).exists():
            try:
                self.parts = read_manifest(self.folder)
            except CohesionError:
                lines_found.append(f"{self.folder / MANIFEST}: was damaged; it is made anew from the parts")
        for table in (OUTCOMES, *self.keep):
            (self.folder / table).mkdir(exist_ok=True)
            for path in (self.folder / table).glob("_*"):
                path.unlink()  # never got its name
        found = {path.stem for path in (self.folder / OUTCOMES).glob("*.parquet")}
        for part in [part for part in self.parts if part not in found]:
            lines_found.append(f"{part} is missing; its runs are done again")
            self._set_aside(part)
        for part in sorted(found):
            try:
                self.parts[part] = self.parts.get(part) or self._adopted(part)
                for table in self.parts[part]["files"]:
                    self._read(part, table)
            except CohesionError as fault:
                lines_found.append(f"{fault}; it is set aside, and its runs are done again")
                self._set_aside(part)
        for table in self.keep:
            for path in (self.folder / table).glob("*.parquet"):
                if path.stem not in self.parts:
                    path.unlink()  # its part was never finished
        self.parts = dict(sorted(self.parts.items()))
        self._write_manifest()
        return lines_found

    def add(self, tables: dict[str, pa.Table]) -> None:
        """Write one more part. When this returns, it is on the disk and stays.

        Raises:
            CohesionError: it cannot be written.
        """
        with self.lock:
            self._write(tables)
            if len(self._small()) >= MANY_PARTS:
                self.compact()

    def compact(self) -> None:
        """Put small parts together where that can be done: the new one is written before the old ones go."""
        with self.lock, suppress(CohesionError):  # no room, or damage: the next opening sees to it
            group: list[str] = []
            for part in [*self._small(), ""]:
                runs, size = (sum(self.parts[name][what] for name in [*group, part] if name) for what in ("runs", "bytes"))
                if not part or runs > LARGE_RUNS or size > LARGE_BYTES:
                    self._merge(group)
                    group = []
                group.append(part)

    def outcomes(self) -> Iterator[pa.Table]:
        """The outcomes of each part.

        Raises:
            CohesionError: a part is damaged.
        """
        with self.lock:
            for part in self.parts:
                yield self._read(part, OUTCOMES)

    def _write(self, tables: dict[str, pa.Table]) -> None:
        part = f"part-{max((int(name[5:]) for name in self.parts), default=0) + 1:08d}"
        self.parts[part] = write_part(self.folder, part, tables)
        self._write_manifest()

    def _small(self) -> list[str]:
        return [part for part, entry in self.parts.items() if entry["runs"] < LARGE_RUNS // 2 and entry["bytes"] < LARGE_BYTES // 2]

    def _merge(self, group: list[str]) -> None:
        if len(group) < 2:
            return
        each = [self._read(part, OUTCOMES) for part in group]
        together, two = merged(each, self.schema)
        if two:
            return  # both answers are kept, to be looked into
        seen: set[str] = set()
        chosen = []
        for table in each:
            good = [run for run, status in zip(table["run"].to_pylist(), table["status"].to_pylist(), strict=True) if status == OK]
            chosen.append([run for run in good if run not in seen])
            seen.update(good)
        kept = {}
        for table in self.keep:
            some = [(self._read(part, table), runs) for part, runs in zip(group, chosen, strict=True) if table in self.parts[part]["files"]]
            if some:
                kept[table] = merged_kept(some)
        self._write({**kept, OUTCOMES: together})
        for part in group:
            del self.parts[part]
        self._write_manifest()
        for part in group:
            for table in (OUTCOMES, *self.keep):  # outcomes first: without them it is no part
                part_file(self.folder, table, part).unlink(missing_ok=True)

    def _adopted(self, part: str) -> dict[str, Any]:
        """A part that was finished, but came too late for the manifest."""
        outcomes = read_part(self.folder, OUTCOMES, part, None)
        if not outcomes.schema.remove_metadata().equals(self.schema) or not part[5:].isdigit():
            raise CohesionError(f"{part_file(self.folder, OUTCOMES, part)}: is no part of this sweep")
        keep = self.keep if OK in outcomes["status"].to_pylist() else ()
        size = outcomes.nbytes + sum(read_part(self.folder, table, part, None).nbytes for table in keep)
        files = {table: digest(part_file(self.folder, table, part)) for table in (*keep, OUTCOMES)}
        return {"runs": outcomes.num_rows, "bytes": size, "files": files}

    def _read(self, part: str, table: str) -> pa.Table:
        return read_part(self.folder, table, part, self.parts[part]["files"].get(table)).replace_schema_metadata(None)

    def _set_aside(self, part: str) -> None:
        self.parts.pop(part, None)
        for table in (OUTCOMES, *self.keep):
            path = part_file(self.folder, table, part)
            with suppress(FileNotFoundError):
                (self.folder / DAMAGED).mkdir(exist_ok=True)
                path.replace(self.folder / DAMAGED / f"{table}-{path.name}")

    def _write_manifest(self) -> None:
        write_json(self.folder / MANIFEST, {"format": FORMAT, "parts": self.parts})


def read_manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """What the manifest says of each part.

    Raises:
        CohesionError: there is none, or it is damaged: the command that began the sweep makes it anew.
    """
    path, cure = folder / MANIFEST, "the sweep's command makes it anew from the parts"
    try:
        parts = read_own_json(path, cure)["parts"]
        return {part: {"runs": int(s["runs"]), "bytes": int(s["bytes"]), "files": dict(s["files"])} for part, s in parts.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CohesionError(f"{path}: is damaged; {cure}") from None


def read_own_json(path: Path, cure: str) -> dict[str, Any]:
    """What a sweep's own JSON file says, if it is still what was written; files of the first format have no digest, and are believed.

    Raises:
        CohesionError: there is none, it is damaged, or of a later version; ``cure``: what to do then.
    """
    try:
        content = read_json(path)
    except CohesionError as fault:
        raise CohesionError(f"{fault}; {cure}") from None
    made = content.get("format", 1)
    if is_changed(content) or (made != 1 and SEAL not in content):
        raise CohesionError(f"{path}: is damaged, or was changed by hand; {cure}")
    if made not in (1, FORMAT):
        raise CohesionError(f"{path}: is of another version (format {made}; allowed: 1 to {FORMAT})")
    return content
