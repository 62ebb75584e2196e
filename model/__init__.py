"""unit-cohesion: who leaves an army at war, when and why.

    from model import load_scenario, run
    record = run("two-valleys")
    record.check, record.daily, record.events

Names are imported when first used, so that ``import model`` is fast and pulls in neither Mesa, pandas nor Solara.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from model.experiments.attribute import attribute
    from model.experiments.compare import compare
    from model.experiments.ensemble import ensemble
    from model.experiments.explain import explain
    from model.experiments.results import Record
    from model.experiments.run import load_record, rerun, run
    from model.experiments.sweep import sweep
    from model.scenario import Scenario, load_scenario
    from model.scenario_remarks import remarks
    from model.simulation import CohesionModel
    from model.walk import Engine

    __version__: str

__all__ = [
    "CohesionModel", "Engine", "Record", "Scenario", "__version__", "attribute", "compare", "ensemble", "explain", "load_record",
    "load_scenario", "remarks", "rerun", "run", "sweep",
]  # fmt: skip

_HOMES = {
    "CohesionModel": "model.simulation",
    "Engine": "model.walk",
    "Record": "model.experiments.results",
    "Scenario": "model.scenario",
    "attribute": "model.experiments.attribute",
    "compare": "model.experiments.compare",
    "ensemble": "model.experiments.ensemble",
    "explain": "model.experiments.explain",
    "load_record": "model.experiments.run",
    "load_scenario": "model.scenario",
    "remarks": "model.scenario_remarks",
    "rerun": "model.experiments.run",
    "run": "model.experiments.run",
    "sweep": "model.experiments.sweep",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        value: Any = _version()
    elif name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def _version() -> str:
    """The version of the installed distribution; of a bare checkout, as its pyproject.toml says."""
    from importlib.metadata import PackageNotFoundError, version
    from pathlib import Path

    try:
        return version("unit-cohesion")
    except PackageNotFoundError:
        import tomllib

        file = Path(__file__).parent.parent / "pyproject.toml"
        return str(tomllib.loads(file.read_text(encoding="utf-8"))["project"]["version"]) if file.exists() else "0"
