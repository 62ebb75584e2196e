"""What is asked for on a command line, made into what ``run`` takes: a scenario or an earlier ``run.json``, with changes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from model.errors import CohesionError, ScenarioError
from model.rules import checked, switched_off
from model.scenario import Scenario, load_scenario
from model.scenario_army import units_of


@dataclass(frozen=True)
class Request:
    """One run, all of it checked.

    Attributes:
        source: the scenario before any change.
        scenario: the scenario as it will be run.
        seed: of all draws.
        off: ids of the mechanisms to switch off, as asked for.
        keywords: ``days``, ``persons_per_agent`` and parameters, as ``run`` takes them.
        notice: what to know before it runs, or empty.
    """

    source: Scenario
    scenario: Scenario
    seed: int
    off: tuple[str, ...]
    keywords: dict[str, Any]
    notice: str = ""

    @property
    def changed(self) -> dict[str, Any]:
        """The parameters that were set by hand, with their values as run."""
        return {name: self.scenario.parameters[name] for name in self.keywords if name in self.scenario.parameters}


def requested(
    source: str, *, seed: int | None = None, off: Sequence[str] = (), days: int | None = None, persons_per_agent: int | None = None,
    changes: Sequence[str] = (),
) -> Request:  # fmt: skip
    """The run of a scenario (shipped name or path) or of an earlier ``run.json``, with these changes on top.

    Args:
        off: ids of mechanisms, or several in a text, with commas between.
        changes: as typed, ``name=value``.

    Raises:
        CohesionError: anything that is not allowed.
    """
    if seed is not None and seed < 0:
        raise ScenarioError("parameters", "seed", seed, "a whole number from 0")
    notice, scale = "", {"days": days, "persons_per_agent": persons_per_agent}
    keywords: dict[str, Any] = {name: value for name, value in scale.items() if value is not None}
    keywords |= checked(dict(map(change, changes)))
    if source.endswith(".json"):
        from model.experiments.run_file import OTHER_CODE
        from model.experiments.saved import load_run_json  # imports pandas

        said = load_run_json(source)
        scenario, keywords, off = said.scenario, checked(said.set, source) | keywords, (*said.off, *off)
        seed = said.seed if seed is None else seed
        notice = f"{OTHER_CODE}\n" if said.of_other_code else ""
    else:
        scenario = load_scenario(source)
    ids = tuple(id for text in off for id in text.replace(",", " ").split())
    switched_off(ids)
    changed = scenario.with_parameters(**keywords) if keywords else scenario
    units = sum(sum(units_of(formation).values()) for formation in changed.army.formations)
    if (k := changed.about.persons_per_agent) > units:
        notice += f"At {k:,} persons an agent one unit stands for all {units:,} of this army: its size is not the scenario's.\n"
    return Request(scenario, changed, 1 if seed is None else seed, ids, keywords, notice)


def change(text: str) -> tuple[str, Any]:
    """A parameter and its value from ``name=value`` as typed.

    Raises:
        ScenarioError: it is not that.
    """
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (name and equals and value):
        raise ScenarioError("parameters", "--set", text, "name=value, such as comrade_pressure=2")
    for kind in (int, float):
        with suppress(ValueError):
            return name, kind(value)
    return name, value


def refuse_unwritable(folder: Path) -> None:
    """Find out before the run whether its tables can be written there; what is made on the way is taken away again.

    Raises:
        CohesionError: it cannot be written to, or holds something else than a run.
    """
    from model.experiments.saved import refuse_others

    made: list[Path] = []
    try:
        target = folder.resolve()
        made += [path for path in (target, *target.parents) if not path.exists()]
        refuse_others(target)
        target.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=target.parent):
            pass
    except (OSError, ValueError) as fault:
        why = getattr(fault, "strerror", None) or fault
        raise CohesionError(f"--out {folder}: allowed: a folder that can be written to ({why})") from None
    finally:
        for path in made:
            with suppress(OSError):
                path.rmdir()
