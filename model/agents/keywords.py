"""What ``CohesionModel`` is asked for by keyword: checked, and told to tools that read signatures."""

from __future__ import annotations

import inspect
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from model.errors import ScenarioError, nearest
from model.rules import PARAMETERS
from model.scenario import Scenario, load_scenario

ScenarioLike = str | Path | Mapping[str, Any] | Scenario
_ALLOWED = "a declared parameter (cohesion parameters lists them)"


def keyword_signature(function: Callable[..., None]) -> inspect.Signature:
    """The function's signature with a keyword for every parameter instead of ``**parameters``: Mesa refuses what it does not find there."""
    own = [p for p in inspect.signature(function).parameters.values() if p.kind is not p.VAR_KEYWORD]
    declared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=f"{type(p.default).__name__} | None")
        for name, p in PARAMETERS.items()
    ]
    return inspect.Signature([*own, *declared], return_annotation="None")


def refuse_unknown(parameters: Mapping[str, Any], others: list[str]) -> None:
    """Raises:
    ScenarioError: a parameter that is not declared; tells the nearest, of ``others`` too.
    """
    for name, value in parameters.items():
        if name not in PARAMETERS:
            raise ScenarioError("parameters", name, value, _ALLOWED, nearest(name, [*PARAMETERS, *others]))


def chosen(scenario: ScenarioLike, given: Mapping[str, Any]) -> Scenario:
    """The scenario with what is given; None leaves a value as it is, and NumPy's numbers are taken as Python's.

    Raises:
        ScenarioErrors: the scenario, or a value, is not allowed.
    """
    found = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    values = {name: value.item() if isinstance(value, np.generic) else value for name, value in given.items() if value is not None}
    return found.with_parameters(**values) if values else found


def seed_of(rng: object) -> int:
    """The seed as a Python int, drawn if none is given.

    Raises:
        ScenarioError: it is not a whole number from 0.
    """
    if rng is None:
        return secrets.randbits(32)
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0:
        raise ScenarioError("parameters", "rng", rng, "a whole number from 0, or None to draw one")
    return int(rng)
