"""What ``CohesionModel`` is asked for by keyword, told to tools that read signatures."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping

from unit_cohesion.engine.declare import parameter


def keyword_signature(function: Callable[..., None], parameters: Mapping[str, parameter]) -> inspect.Signature:
    """The function's signature with a keyword for every parameter instead of ``**parameters``: Mesa refuses what it does not find there."""
    own = [p for p in inspect.signature(function, follow_wrapped=False).parameters.values() if p.kind is not p.VAR_KEYWORD]
    own = [p for p in own if p.name not in parameters]
    declared = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=f"{type(p.default).__name__} | None")
        for name, p in parameters.items()
    ]
    return inspect.Signature([*own, *declared], return_annotation="None")
