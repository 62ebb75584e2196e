"""What a ``run.json`` says: all that a run is made from, and what came out. Whatever else a file may hold is refused, by its key."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from model.chance import STREAM_VERSION
from model.errors import MISSING, ScenarioError, ScenarioErrors, nearest
from model.experiments.versions import code_version
from model.rules import checked, switched_off
from model.scenario import Scenario, load_scenario

RUN_FILE = "run.json"
OTHER_CODE = "The run.json was made with another version of the program: what comes out may differ from what it says."
_NEEDED: dict[str, type] = {"scenario": dict, "seed": int, "off": list, "set": dict, "tables": dict, "outcome": dict, "days": int}
_ALSO = ("scenario_hash", "persons_per_agent", "versions", "stream_version", "code_version")
_WORDS = {dict: "a table", int: "a whole number from 0", list: "a list"}


@dataclass(frozen=True)
class RunFile:
    """What a ``run.json`` says.

    Attributes:
        scenario: as run; seed, off: likewise. With ``set`` (parameters given by hand, already in the scenario) all that ``rerun`` needs.
        said: the whole file.
    """

    scenario: Scenario
    seed: int
    off: tuple[str, ...]
    set: dict[str, Any]
    said: dict[str, Any]

    @property
    def of_other_code(self) -> bool:
        """Whether another version of the program made it, so that the same seed may give another run."""
        return (self.said.get("code_version"), self.said.get("stream_version")) != (code_version(), STREAM_VERSION)


def read_run(text: str, file: str) -> RunFile:
    """The run of a ``run.json``'s text; errors call it ``file``.

    Raises:
        ScenarioErrors: with all that is wrong.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as fault:
        line = getattr(fault, "lineno", 1)
        found = text.split("\n")[line - 1].strip()
        raise ScenarioErrors([ScenarioError(file, f"line {line}", found, f"valid JSON ({str(fault)[:100]})")]) from None
    return run_of(said, file)


def run_of(said: object, file: str) -> RunFile:
    """The run that the content of a ``run.json`` tells of.

    Raises:
        ScenarioErrors: with all that is wrong.
    """
    if not isinstance(said, dict) or not any(key in said for key in _NEEDED):
        raise ScenarioErrors([ScenarioError(file, "file", said, f"the {RUN_FILE} of a run; this is no {RUN_FILE}")])
    faults = [
        ScenarioError(file, str(key), value, f"a key that a {RUN_FILE} has", nearest(str(key), [*_NEEDED, *_ALSO]))
        for key, value in said.items() if key not in _NEEDED and key not in _ALSO
    ]  # fmt: skip
    for key, kind in _NEEDED.items():
        value = said.get(key, MISSING)
        if value is MISSING:
            faults.append(ScenarioError(file, key, value, f"{_WORDS[kind]}, as in every {RUN_FILE}"))
        elif not isinstance(value, kind) or isinstance(value, bool) or (isinstance(value, int) and not 0 <= value < 2**63):
            faults.append(ScenarioError(file, key, value, _WORDS[kind]))
        else:
            faults += _faults_of(key, value, file)
    if faults:
        raise ScenarioErrors(faults)
    return RunFile(load_scenario(said["scenario"], shipped_only=True), said["seed"], tuple(said["off"]), said["set"], said)


def _faults_of(key: str, value: Any, file: str) -> list[ScenarioError]:
    """What is wrong in one of the entries that a run is made from."""
    try:
        if key == "scenario":
            load_scenario(value, shipped_only=True)
        elif key == "off":
            switched_off(value)
    except ScenarioErrors as found:
        return [ScenarioError(file, f"{key}.{each.key}", each.value, each.allowed, each.nearest) for each in found.errors]
    except ScenarioError as each:
        return [ScenarioError(file, key, each.value, each.allowed, each.nearest)]
    wrong = []
    for name, given in value.items() if key == "set" else ():
        try:
            checked({name: given}, file)
        except ScenarioError as each:
            wrong.append(ScenarioError(file, f"set.{name}", each.value, each.allowed, each.nearest))
    return wrong
