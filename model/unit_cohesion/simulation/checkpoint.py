"""Stop at any day, save, load in a fresh process, go on: the same bytes. A checkpoint is arrays and JSON, never pickled objects."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from unit_cohesion.disk import write_file
from unit_cohesion.engine.chance import STREAM_VERSION
from unit_cohesion.errors import CohesionError
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Rules, plugins_of
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.simulation.run_file import run_file_content, run_of

FORMAT = 4
_LOG = ("events", "terms", "choices")
MOST_HEADER = 100_000
"""Characters that tell the form of an array, at most: a table of columns of more than numpy takes by itself."""


def save(engine: Engine, path: str | Path) -> None:
    """Write the whole run so far, its record included, to one file.

    Raises:
        CohesionError: the file cannot be written; nothing is left under its name.
    """
    arrays = _content(engine)
    write_file(path, lambda file: np.savez(file, allow_pickle=False, **arrays))


def dumped(engine: Engine) -> bytes:
    """The same as bytes, for another process."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **_content(engine))
    return file.getvalue()


def loaded(content: bytes, plugins: PlugIns) -> Engine:
    """The engine that ``dumped`` made bytes of."""
    return load(io.BytesIO(content), plugins)


def _content(engine: Engine) -> dict[str, np.ndarray]:
    engine.refuse_faulty()
    arrays = {f"world.{name}": values for name, values in engine.state.memory().items()}
    arrays |= {f"log.{name}": values for name, values in zip(_LOG, engine.log.joined(), strict=True)}
    content = {name: value for name, value in run_file_content(engine.identity).items() if name != "scenario"}
    head = {
        "format": FORMAT,
        "stream_version": STREAM_VERSION,
        "scenario": engine.scenario.to_mapping(),
        "name": engine.scenario.name,
        "day": engine.day,
        "run": content,
    }
    if engine.plugged:
        arrays |= {f"plugged.{name}": values for name, values in engine.plugged.memory().items()}
    arrays["head"] = np.frombuffer(json.dumps(head, default=str).encode(), "u1")
    return arrays


def load(path: str | Path | io.BytesIO, rules: Rules | PlugIns = ()) -> Engine:
    """The engine as it was when saved.

    Args:
        rules: the rules from outside that it runs with.

    Raises:
        CohesionError: no such file, not a checkpoint of this version, or a rule is missing or is not the same any more.
    """
    try:
        with np.load(path, allow_pickle=False, max_header_size=MOST_HEADER) as file:
            head = json.loads(file["head"].tobytes())
            made, ours = f"{head['format']}.{head['stream_version']}", f"{FORMAT}.{STREAM_VERSION}"
            if made != ours:
                raise CohesionError(f"{path}: a checkpoint of another version ({made}; this is {ours}): run its scenario again")
            return _restored(str(path), head, {name: file[name] for name in file.files}, rules)
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as fault:
        raise CohesionError(f"{path}: not a checkpoint that can be read ({type(fault).__name__})") from None


def _restored(file: str, head: dict[str, Any], arrays: dict[str, np.ndarray], rules: Rules | PlugIns) -> Engine:
    described = run_of({"scenario": head["scenario"], **head["run"], "tables": {}, "outcome": {}, "days": head["day"]}, file)
    identity = replace(described, unrepeatable=()).identity(plugins_of(rules), file)
    engine = Engine(replace(identity, unrepeatable=described.unrepeatable))
    engine.catch_up(int(head["day"]))
    if engine.plugged:
        engine.plugged.restore({name.removeprefix("plugged."): values for name, values in arrays.items() if name.startswith("plugged.")})
    engine.log.restore(*(arrays[f"log.{name}"] for name in _LOG))
    engine.state.restore({name.removeprefix("world."): values for name, values in arrays.items() if name.startswith("world.")})
    engine.state.day = int(head["day"])
    return engine
