"""The table ``[vary]`` of a design file: lists and ranges, each value checked against the declarations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from unit_cohesion.engine.declare import Value
from unit_cohesion.errors import ScenarioError, ScenarioErrors, nearest
from unit_cohesion.scenario import Scenario
from unit_cohesion.scenario.plain_toml import read_toml, refusal
from unit_cohesion.simulation.identity import parsed_switches
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.sweeps.designs.design import OFF
from unit_cohesion.sweeps.designs.samples import Range

SWEEP_KEYS = ("scenario", "seeds", "method", "samples", "keep", "days", "persons_per_agent", "timeout_s", "title", "question")


class DesignFile:
    """A design file while it is read; knows its name, for errors, and gathers them.

    Raises:
        ScenarioErrors: it cannot be read.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, str(path)
        self.errors: list[ScenarioError] = []
        try:
            self.tables = read_toml(path, self.name)
        except OSError as error:
            raise refusal(self.name, "file", self.name, f"a design file ({error.strerror})") from None

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """Keep the errors of a block instead of raising them, so that all are told at once (``raise_any``)."""
        try:
            yield
        except ScenarioErrors as found:
            self.errors += found.errors
        except ScenarioError as found:
            self.errors.append(found)

    def raise_any(self) -> None:
        """Raises:
        ScenarioErrors: if there are any.
        """
        if self.errors:
            raise ScenarioErrors(self.errors)

    def fault(self, key: str, value: object, allowed: str, known: Sequence[str] = ()) -> ScenarioError:
        return ScenarioError(self.name, key, value, allowed, nearest(str(value), known) if known else None)

    def unknown(self, key: str, name: str, value: object, known: Sequence[str]) -> ScenarioError:
        return ScenarioError(self.name, key, value, f"a key that is known here ({', '.join(known)})", nearest(name, known))


def varied_values(file: DesignFile, name: str, given: Any, scenario: Scenario | None, plugins: PlugIns) -> tuple[Value | str, ...] | Range:
    """What one parameter is varied over; what it is bound to in the scenario may allow less, where that could be read."""
    key = f"vary.{name}"
    if name == OFF:
        if not isinstance(given, list) or not given:
            raise file.fault(key, given, 'a list of lists of mechanisms\' ids, such as [[], ["D5"]]')
        return tuple(_off(file, key, item, plugins) for item in given)
    disputed = scenario.declare if scenario else {}
    if name not in plugins.parameters and name not in disputed:
        at = (
            "belongs in [sweep]"
            if name in SWEEP_KEYS
            else "a declared parameter (cohesion parameters lists them), a disputed figure, or off"
        )
        raise ScenarioError(file.name, key, given, at, nearest(name, [*plugins.parameters, *disputed, OFF]))
    if isinstance(given, dict):
        if set(given) != {"low", "high"}:
            raise file.fault(key, given, "a list of values, or { low = …, high = … }")
        low, high = (_value(file, f"{key}.{end}", name, given[end], scenario, plugins) for end in ("low", "high"))
        if not low < high:  # type: ignore[operator]
            raise file.fault(f"{key}.low", given["low"], f"less than high, {given['high']}")
        return Range(low, high)
    if not isinstance(given, list) or not given:
        raise file.fault(key, given, "a list of values, or { low = …, high = … }")
    return tuple(_value(file, f"{key}[{i}]", name, item, scenario, plugins) for i, item in enumerate(given, 1))


def _value(file: DesignFile, key: str, name: str, given: Any, scenario: Scenario | None, plugins: PlugIns) -> Value:
    value: Value = given if name not in plugins.parameters else plugins.parameters[name].checked(given, file.name, key)
    if scenario is not None and name in scenario.bindings.values():
        try:
            scenario.with_parameters(**{name: value})
        except ScenarioErrors as found:
            raise file.fault(key, given, f"{found.errors[0].allowed} ({found.errors[0].key})") from None
    return value


def _off(file: DesignFile, key: str, given: Any, plugins: PlugIns) -> str:
    ids = [given] if isinstance(given, str) else given
    if not isinstance(ids, list) or not all(isinstance(id, str) for id in ids):
        raise file.fault(key, given, "a mechanism's id, or a list of ids")
    try:
        parsed_switches(ids, plugins)
    except ScenarioError as fault:
        raise ScenarioError(file.name, key, fault.value, fault.allowed, fault.nearest) from None
    return ",".join(sorted({part.strip() for id in ids for part in id.split(",") if part.strip()}))
