"""What a folder holds, for whoever keeps or cites it: a run or a sweep, and what it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unit_cohesion.errors import CohesionError
from unit_cohesion.runs.run import load_record
from unit_cohesion.runs.saved import load_run_json, read_log, refuse_doubtful
from unit_cohesion.scenario import Scenario
from unit_cohesion.simulation.run_file import RUN_FILE
from unit_cohesion.sweeps.sweep_folder import SWEEP_FILE, load_design, read_sweep_file


@dataclass(frozen=True)
class Kept:
    """A run or a sweep on disk.

    Attributes:
        folder: of it. kind: ``run`` or ``sweep``. file: its ``run.json`` or ``sweep.json``.
        scenario: as run. seeds: of it. content: of the file.
        setting: what was switched off, set, varied, in words. rules: names of rules from outside.
    """

    folder: Path
    kind: str
    file: Path
    scenario: Scenario
    seeds: tuple[int, ...]
    content: dict[str, Any]
    setting: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def code(self) -> str:
        """Version and digest of the code that made it."""
        return str(self.content.get("code_version", "unknown"))

    @property
    def versions(self) -> dict[str, str]:
        """Of Python and packages that made it."""
        return dict(self.content.get("versions", {}))

    @property
    def processor(self) -> str:
        """The class of processor that made it, if that is known."""
        return str(read_log(self.folder).get("processor", "")) if self.kind == "run" else ""


def kept_in(path: str | Path) -> Kept:
    """What is kept in a folder, or beside its ``run.json`` or ``sweep.json``.

    Raises:
        CohesionError: neither a run nor a sweep is there, or it is damaged.
    """
    path = Path(path)
    folder = path if path.is_dir() else path.parent
    if path.is_dir() or (path.is_file() and path.name in (RUN_FILE, SWEEP_FILE)):
        if (folder / RUN_FILE).is_file():
            return _run(folder)
        if (folder / SWEEP_FILE).is_file():
            return _sweep(folder)
    raise CohesionError(f"{path}: allowed: the folder of a run ({RUN_FILE}) or of a sweep ({SWEEP_FILE})")


def _run(folder: Path) -> Kept:
    mapping = load_run_json(folder)
    refuse_doubtful(mapping, folder / RUN_FILE)
    setting = [f"without {', '.join(mapping.off)}"] if mapping.off else []
    setting += [f"{name} = {value}" for name, value in mapping.set.items()]
    for change in mapping.changes:
        done = [*(f"without {id}" for id in change.off), *(f"{name} = {value}" for name, value in change.set.items())]
        setting.append(f"from day {change.day} {', '.join(done)}")
    names = tuple(rule.name for rule in mapping.rules)
    return Kept(folder, "run", folder / RUN_FILE, mapping.scenario, (mapping.seed,), mapping.content, tuple(setting), names)


def _sweep(folder: Path) -> Kept:
    design = load_design(folder)
    setting = [f"{name} over {len(set(values))} values" for name, values in design.lists.items()]
    setting += [f"{name} from {ends.low} to {ends.high}" for name, ends in design.ranges.items()]
    how = f"{design.method}, {design.run_count:,} runs" + (f" of {design.samples} samples" if design.samples else "")
    names = tuple(rule.name for rule in design.rules)
    return Kept(folder, "sweep", folder / SWEEP_FILE, design.scenario, design.seeds, read_sweep_file(folder), (how, *setting), names)


def sound(kept: Kept) -> None:
    """Read all that is kept once.

    Raises:
        CohesionError: something is missing or damaged.
    """
    if kept.kind == "run":
        record = load_record(kept.folder)
        for table in record.frames.values():
            del table


def hashes(kept: Kept) -> Iterator[tuple[str, str]]:
    """Name and SHA-256 of what tells a run or sweep from all others: its scenario, its file, its tables."""
    yield "scenario", kept.scenario.hash
    yield kept.file.name, hashlib.sha256(kept.file.read_bytes()).hexdigest()
    for table, digest in kept.content.get("tables", {}).items():
        yield f"{table}.parquet", digest


def as_json(content: object) -> str:
    """JSON as this program writes it."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False, default=str) + "\n"
