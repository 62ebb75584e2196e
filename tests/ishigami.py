"""The Ishigami function in the model's place: its sensitivity indices are known (a = 7, b = 0.1)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tests.helpers import tiny_scenario
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.designs.samples import Range

FIRST = {"comrade_pressure": 0.314, "bond_ratio": 0.442, "pace_weight": 0.0}
TOTAL = {"comrade_pressure": 0.558, "bond_ratio": 0.442, "pace_weight": 0.244}
RANGES = {"comrade_pressure": Range(1.0, 5.0), "bond_ratio": Range(1.0, 15.0), "pace_weight": Range(0.0, 3.0)}


def ishigami(scenario: Scenario, seed: int, off: frozenset[str]) -> Mapping[str, float | None]:
    """Three parameters, each stretched to −π to π."""
    x, y, z = (_angle(name, scenario.parameters[name]) for name in RANGES)
    return {"value": math.sin(x) + 7 * math.sin(y) ** 2 + 0.1 * z**4 * math.sin(x)}


def _angle(name: str, value: Any) -> float:
    low, high = float(RANGES[name].low), float(RANGES[name].high)  # type: ignore[arg-type]
    return math.pi * (2 * (float(value) - low) / (high - low) - 1)


def ishigami_design(method: str, samples: int, **more: Any) -> Design:
    """A design over its three parameters."""
    return Design("ishigami", load_scenario(tiny_scenario()), RANGES, (1,), method, samples, outcomes=("value",), **more)
