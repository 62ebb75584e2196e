"""A design: which runs a sweep is made of. ``design_file.py`` reads one from a file.

A design's cells are combinations of the varied parameters; each is run with the same seeds (common random numbers), so that two cells
differ only by what was changed. Lists are combined with one another; in sampled designs each of their combinations gets the whole sample.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from math import prod
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from unit_cohesion.engine.chance import STREAM_VERSION
from unit_cohesion.engine.declare import Value
from unit_cohesion.outcomes import outcome_names as told_outcomes
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.runs.handed_out import handed_out
from unit_cohesion.scalars import plain_scalar
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.scenario.building import as_json
from unit_cohesion.simulation.identity import NO_PLUGINS
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.simulation.run_file import ExternalRule, outside_of
from unit_cohesion.sweeps.designs.samples import SAMPLED, Range, points_of, unit_points

METHODS = ("grid", *SAMPLED, "list")
OFF = "off"  # what is varied by this name: mechanisms switched off, as ids with commas between


class Cell(NamedTuple):
    """One combination of what is varied: values in the order of ``Design.names``."""

    id: str
    values: tuple[Value | str, ...]


class Run(NamedTuple):
    """One run of a design."""

    id: str
    cell: Cell
    seed: int


@dataclass(frozen=True)
class Design:
    """Which runs a sweep is made of; frozen.

    Attributes:
        name: the file's stem.
        scenario: as run (days and persons_per_agent are those of the sweep), but for what is varied.
        vary: parameter (or ``off``) → its values, or its range.
        seeds: of each cell.
        method, samples: how cells are made; see ``METHODS``.
        keep: tables of each run that are kept beside its outcomes.
        timeout_s: seconds that one run may take.
        title, question: what it is about.
        model: the function that stands in the model's place, if one does; outcomes: the names of what comes out.
        plugins: the rules from outside, where they are at hand; rules: what is known of them where they are not.
    """

    name: str
    scenario: Scenario
    vary: Mapping[str, tuple[Value | str, ...] | Range]
    seeds: tuple[int, ...]
    method: str = "grid"
    samples: int | None = None
    keep: tuple[str, ...] = ()
    timeout_s: float = 600.0
    title: str = ""
    question: str = ""
    model: str = ""
    outcomes: tuple[str, ...] = ()
    plugins: PlugIns = NO_PLUGINS
    rules: tuple[ExternalRule, ...] = ()

    def __post_init__(self) -> None:
        def plain(choice: tuple[Value | str, ...] | Range) -> tuple[Value | str, ...] | Range:
            if isinstance(choice, Range):
                return Range(plain_scalar(choice.low), plain_scalar(choice.high))
            return tuple(map(plain_scalar, choice))

        object.__setattr__(self, "vary", MappingProxyType({name: plain(choice) for name, choice in self.vary.items()}))
        object.__setattr__(self, "seeds", tuple(map(plain_scalar, self.seeds)))

    @property
    def names(self) -> tuple[str, ...]:
        """What is varied."""
        return tuple(self.vary)

    @property
    def ranges(self) -> dict[str, Range]:
        """What is sampled, in the sample's order."""
        return {name: choice for name, choice in self.vary.items() if isinstance(choice, Range)}

    @property
    def lists(self) -> dict[str, tuple[Value | str, ...]]:
        """What has its values listed."""
        return {name: choice for name, choice in self.vary.items() if not isinstance(choice, Range)}

    @handed_out
    def points(self) -> np.ndarray:
        """The sample: a row a point, a column for each of ``ranges``, in [0, 1]; one empty row where nothing is sampled."""
        return unit_points(self.method, len(self.ranges), self.samples) if self.samples and self.ranges else np.empty((1, 0))

    @property
    def cell_count(self) -> int:
        """How many cells there are, found without making them."""
        lengths = [len(values) for values in self.lists.values()]
        if self.method == "list":
            return lengths[0] if lengths else 1
        return prod(lengths) * (points_of(self.method, len(self.ranges), self.samples) if self.samples else 1)

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """For each combination of the lists, the sample's points in their order. Points that round to equal values repeat a cell."""
        lists = self.lists.values()
        listed = list(zip(*lists, strict=True)) if self.method == "list" and lists else list(product(*lists))
        sampled = [tuple(r.at(share) for r, share in zip(self.ranges.values(), point, strict=True)) for point in self.points]
        order = [(*self.lists, *self.ranges).index(name) for name in self.names]
        combined = ((*some, *others) for some in listed for others in sampled)
        return tuple(self.cell(tuple(values[i] for i in order)) for values in combined)

    def cell(self, values: tuple[Value | str, ...]) -> Cell:
        """The cell of these values."""
        return Cell(_digest({name: _plain(value) for name, value in zip(self.names, values, strict=True)})[:16], values)

    @cached_property
    def distinct_cells(self) -> tuple[Cell, ...]:
        """The cells, each once, mixed (in an order fixed by what they hold): a sweep stopped early covers the whole space."""
        return tuple(dict(sorted((cell.id, cell) for cell in self.cells)).values())

    @property
    def run_count(self) -> int:
        """How many runs there are."""
        return len(self.seeds) * len(self.distinct_cells)

    @cached_property
    def key(self) -> str:
        """What all its runs have in common, as a hash."""
        rules = [[rule.name, rule.sha256] for rule in self.rules]
        return _digest([self.scenario.hash, self.model, STREAM_VERSION, *([rules] if rules else [])])

    def run_id(self, cell: Cell, seed: int) -> str:
        """A hash of the scenario as run, the parameters, the seed and the stream version."""
        return hashlib.sha256(f"{self.key} {cell.id} {seed}".encode()).hexdigest()[:20]

    def runs(self) -> Iterator[Run]:
        """Every run, seed by seed."""
        return (Run(self.run_id(cell, seed), cell, seed) for seed in self.seeds for cell in self.distinct_cells)

    def with_seeds(self, seeds: int) -> Design:
        """The same design with at least so many seeds; those that it has stay."""
        new = (seed for seed in range(1, seeds + len(self.seeds) + 1) if seed not in self.seeds)
        return replace(self, seeds=(*self.seeds, *(next(new) for _ in range(seeds - len(self.seeds)))))

    def to_mapping(self) -> dict[str, Any]:
        """All of it, fit for JSON."""
        plain = {name: getattr(self, name) for name in ("name", "title", "question", "method", "samples", "timeout_s", "model")}
        vary: dict[str, Any] = {name: [_plain(value) for value in values] for name, values in self.lists.items()}
        vary |= {name: {"low": as_json(r.low), "high": as_json(r.high)} for name, r in self.ranges.items()}
        listed = {name: list(getattr(self, name)) for name in ("seeds", "keep", "outcomes")}
        rules = {"rules": [rule.model_dump(mode="json") for rule in self.rules]} if self.rules else {}
        return {**plain, **listed, **rules, "vary": [[name, vary[name]] for name in self.names], "scenario": self.scenario.to_mapping()}


def design_of(mapping: Mapping[str, Any]) -> Design:
    """The design that ``to_mapping`` tells of."""

    def value(name: str, given: Any) -> Value | str:
        return PARAMETERS[name].checked(given) if name in PARAMETERS else given  # else it is of a rule from outside

    def choice(name: str, given: Any) -> tuple[Value | str, ...] | Range:
        if isinstance(given, dict):
            return Range(value(name, given["low"]), value(name, given["high"]))  # type: ignore[arg-type]
        return tuple(value(name, item) for item in given)

    rules = tuple(ExternalRule.model_validate(rule) for rule in mapping.get("rules", ()))
    mapping = {name: given for name, given in mapping.items() if name != "rules"}
    plain: dict[str, Any] = {name: tuple(given) if isinstance(given, list) else given for name, given in mapping.items()}
    vary = {name: choice(name, given) for name, given in mapping["vary"]}
    return Design(**{**plain, "vary": vary, "scenario": load_scenario(mapping["scenario"], outside=outside_of(rules)), "rules": rules})


def outcome_names(scenario: Scenario, plugins: PlugIns = NO_PLUGINS) -> tuple[str, ...]:
    """The names in ``Record.outcome``, in its order."""
    sects = [sect.id for sect in scenario.sects]
    return tuple(told_outcomes(sects, plugins.outcomes, [*scenario.plain_targets, *plugins.targets]))


def _plain(value: Value | str) -> float | int | str:
    return value if isinstance(value, str) else as_json(value)


def _digest(what: Any) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
