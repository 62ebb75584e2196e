"""Stop at any day, save, load in a fresh process, go on: the same bytes. A checkpoint is arrays and JSON, never pickled objects."""

from __future__ import annotations

import json
import os
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from model.causes import LEVELS
from model.chance import STREAM_VERSION
from model.engine import Engine
from model.errors import CohesionError
from model.record import CHOICE_COLUMNS, EVENT_COLUMNS, FLOWS
from model.scenario import load_scenario
from model.state import State

FORMAT = 2


def save(engine: Engine, path: str | Path) -> None:
    """Write the whole run so far, its record included, to one file.

    Raises:
        CohesionError: the file cannot be written; nothing is left under its name.
    """
    world, log = engine.world, engine.log
    arrays: dict[str, np.ndarray] = {"counts": world.state.counts, "balance": world.state.balance}
    for table in (*(getattr(world.state, name) for name in State.TABLES), world.state.nation):
        arrays |= {f"{table.name}.{column}": values for column, values in table.columns()}
    arrays |= _pressing(engine)
    for name in (*EVENT_COLUMNS, "terms"):
        arrays[f"log.{name}"] = np.concatenate([chunk[name] for chunk in log.events]) if log.events else np.zeros(0)
    arrays["log.sizes"] = np.array([len(chunk["row"]) for chunk in log.events], "i8")
    for name in ("days", "nation", "flows", "counts", "believed", "serving"):
        arrays[f"log.{name}s"] = np.array(getattr(log, name))
    arrays["log.week_days"] = np.array([day for day, _ in log.weeks])
    arrays["log.weeks"] = np.array([values for _, values in log.weeks])
    arrays["log.place_weeks"] = np.array(log.place_weeks)
    for name in (*CHOICE_COLUMNS, "terms"):
        arrays[f"choices.{name}"] = np.concatenate([chunk[name] for chunk in log.choices]) if log.choices else np.zeros(0)
    arrays["choices.sizes"] = np.array([len(chunk["subject"]) for chunk in log.choices], "i8")
    arrays["log.rebel_days"] = np.array([day for day, *_ in log.rebel_weeks])
    arrays["log.militias"] = np.array([values for _, values, _ in log.rebel_weeks])
    arrays["log.sponsors"] = np.array([values for *_, values in log.rebel_weeks])
    head = {"format": FORMAT, "stream_version": STREAM_VERSION, "scenario": engine.scenario.to_mapping(), "name": engine.scenario.name,
            "seed": engine.seed, "off": sorted(world.off), "off_at_birth": sorted(engine.off), "day": engine.day}  # fmt: skip
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


def _pressing(engine: Engine) -> dict[str, np.ndarray]:
    """Terms of the last days, each distinct array once (days share what has not changed), and the pressures of the last 30 days."""
    pressing = engine.world.pressing
    distinct: dict[int, np.ndarray] = {}
    kept = (*pressing.history, pressing.terms)
    for day in kept:
        distinct |= {id(values): values for level in LEVELS for values in day[level].values()}
    number = {key: row for row, key in enumerate(distinct)}
    days: list[Any] = [{level: {name: number[id(values)] for name, values in day[level].items()} for level in LEVELS} for day in kept]
    arrays = {f"term.{row}": values for row, values in enumerate(distinct.values())}
    arrays["pressing.days"] = np.frombuffer(json.dumps(days).encode(), "u1")
    arrays["pressing.today"] = pressing.today
    arrays["pressing.pressures"] = np.array(pressing.pressures)
    return arrays


def load(path: str | Path) -> Engine:
    """The engine as it was when saved.

    Raises:
        CohesionError: no such file, or not a checkpoint of this version.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        head = json.loads(arrays["head"].tobytes())
        if (head["format"], head["stream_version"]) != (FORMAT, STREAM_VERSION):
            raise CohesionError(f"{path}: a checkpoint of another version ({head['format']}.{head['stream_version']})")
        return _restored(head, arrays)
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as fault:
        raise CohesionError(f"{path}: not a checkpoint that can be read ({type(fault).__name__})") from None


def _restored(head: dict[str, Any], arrays: dict[str, np.ndarray]) -> Engine:
    engine = Engine(load_scenario(head["scenario"]), head["seed"], head["off_at_birth"])
    engine.switch_off(head["off"])
    world, state, log = engine.world, engine.state, engine.log
    for name in State.TABLES:
        for column, values in getattr(state, name).columns():
            values[...] = arrays[f"{name}.{column}"]
    for column, _ in state.nation.columns():
        setattr(state.nation, column, float(arrays[f"nation.{column}"][0]))
    state.roll.forget()
    state.counts[...], state.balance = arrays["counts"], arrays["balance"]
    world.begin(head["day"])
    _press(engine, arrays)
    stops = np.cumsum(arrays["log.sizes"])
    for first, last in zip(stops - arrays["log.sizes"], stops, strict=True):
        log.events.append({name: arrays[f"log.{name}"][first:last] for name in (*EVENT_COLUMNS, "terms")})
    log.event_count = int(arrays["log.sizes"].sum())
    log.days, log.believed = arrays["log.dayss"].tolist(), arrays["log.believeds"].tolist()
    for name in ("nation", "flows", "counts", "serving"):
        setattr(log, name, list(arrays[f"log.{name}s"]))
    log.weeks = list(zip(arrays["log.week_days"].tolist(), arrays["log.weeks"], strict=True))
    log.place_weeks = list(arrays["log.place_weeks"])
    stops = np.cumsum(arrays["choices.sizes"])
    for first, last in zip(stops - arrays["choices.sizes"], stops, strict=True):
        log.choices.append({name: arrays[f"choices.{name}"][first:last] for name in (*CHOICE_COLUMNS, "terms")})
    log.rebel_weeks = list(zip(arrays["log.rebel_days"].tolist(), arrays["log.militias"], arrays["log.sponsors"], strict=True))
    log.today = dict.fromkeys(FLOWS, 0.0)
    return engine


def _press(engine: Engine, arrays: dict[str, np.ndarray]) -> None:
    pressing = engine.world.pressing
    days = json.loads(arrays["pressing.days"].tobytes())
    restored = [{level: {name: arrays[f"term.{number}"] for name, number in day[level].items()} for level in LEVELS} for day in days]
    pressing.history.extend(restored[:-1])
    pressing.pressures.extend(arrays["pressing.pressures"])
    pressing.today[...] = arrays["pressing.today"]
    pressing.day, pressing.most_own = engine.day, float(engine.state.people.own.max(initial=0.0))
    for level in LEVELS:
        for name, values in restored[-1][level].items():
            pressing.write(level, name, values)
