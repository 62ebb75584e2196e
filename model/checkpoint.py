"""Stop at any day, save, load in a fresh process, go on: the same bytes. A checkpoint is arrays and JSON, never pickled objects."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from model.chance import STREAM_VERSION
from model.errors import CohesionError
from model.scenario import load_scenario
from model.walk import Engine

FORMAT = 3
_LOG = ("events", "terms", "choices")


def save(engine: Engine, path: str | Path) -> None:
    """Write the whole run so far, its record included, to one file.

    Raises:
        CohesionError: the file cannot be written; nothing is left under its name.
    """
    arrays = {f"world.{name}": values for name, values in engine.state.memory().items()}
    arrays |= {f"log.{name}": values for name, values in zip(_LOG, engine.log.joined(), strict=True)}
    head = {"format": FORMAT, "stream_version": STREAM_VERSION, "scenario": engine.scenario.to_mapping(), "name": engine.scenario.name,
            "seed": engine.seed, "off": sorted(engine.off_now), "off_at_birth": sorted(engine.off), "day": engine.day}  # fmt: skip
    arrays["head"] = np.frombuffer(json.dumps(head, default=str).encode(), "u1")
    target = Path(path)
    part = target.with_name(f"_{target.name}.part")
    try:
        with part.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise CohesionError(f"{target}: the checkpoint cannot be written: {fault.strerror}") from None


def load(path: str | Path) -> Engine:
    """The engine as it was when saved.

    Raises:
        CohesionError: no such file, or not a checkpoint of this version.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            head = json.loads(file["head"].tobytes())
            made, ours = f"{head['format']}.{head['stream_version']}", f"{FORMAT}.{STREAM_VERSION}"
            if made != ours:
                raise CohesionError(f"{path}: a checkpoint of another version ({made}; this is {ours}): run its scenario again")
            return _restored(head, {name: file[name] for name in file.files})
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as fault:
        raise CohesionError(f"{path}: not a checkpoint that can be read ({type(fault).__name__})") from None


def _restored(head: dict[str, Any], arrays: dict[str, np.ndarray]) -> Engine:
    engine = Engine(load_scenario(head["scenario"]), head["seed"], head["off_at_birth"])
    engine.switch_off(head["off"])
    engine.log.restore(*(arrays[f"log.{name}"] for name in _LOG))
    engine.state.restore({name.removeprefix("world."): values for name, values in arrays.items() if name.startswith("world.")})
    engine.state.day = int(head["day"])
    return engine
