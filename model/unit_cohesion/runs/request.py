"""What is asked for on a command line, made into the identity of a run: a scenario or an earlier ``run.json``, with changes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unit_cohesion.disk import folder_on_trial, why
from unit_cohesion.errors import CohesionError, ScenarioError
from unit_cohesion.scenario import Scenario
from unit_cohesion.simulation.identity import NO_PLUGINS, Identity, identity_of, seed_of
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.simulation.remarks import remarks


@dataclass(frozen=True)
class Request:
    """One run, all of it checked.

    Attributes:
        identity: of the run.
        notice: what to know before it runs, or empty.
    """

    identity: Identity
    notice: str = ""

    @property
    def scenario(self) -> Scenario:
        """As it will be run."""
        return self.identity.scenario


def checked_request(
    source: str,
    *,
    seed: int | None = None,
    off: Sequence[str] = (),
    days: int | None = None,
    persons_per_agent: int | None = None,
    changes: Sequence[str] = (),
    plugins: PlugIns = NO_PLUGINS,
) -> Request:
    """Return the run of a scenario (shipped name or path) or of an earlier ``run.json``, with these changes on top.

    Args:
        off: ids of mechanisms, or several in a text, with commas between; ``D5@100`` is off from day 100 on.
        changes: as typed, ``name=value``.
        plugins: the rules from outside.

    Raises:
        CohesionError: anything that is not allowed.
    """
    parameters = dict(map(parsed_change, changes))
    ids = [id for text in off for id in text.replace(",", " ").split()]
    seed = seed if seed is None else seed_of(seed, "seed")
    notice = ""
    if source.endswith(".json"):
        from unit_cohesion.runs.saved import load_run_json

        mapping = load_run_json(source)
        notice = "".join(f"{one}\n" for one in mapping.notices)
        found = mapping.identity(plugins, source)
        identity = found.varied(parameters, off=ids, days=days, persons_per_agent=persons_per_agent, seed=seed)
    else:
        identity = identity_of(
            source,
            1 if seed is None else seed,
            off=ids,
            rules=plugins,
            days=days,
            persons_per_agent=persons_per_agent,
            parameters=parameters,
        )
    notice += "".join(f"note: {remark}\n" for remark in remarks(identity))
    return Request(identity, notice)


def parsed_change(text: str) -> tuple[str, Any]:
    """Return a parameter and its value from ``name=value`` as typed.

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
    from unit_cohesion.runs.saved import refuse_others

    try:
        target = folder.resolve()
        refuse_others(target)
        with folder_on_trial(target):
            pass
    except (OSError, ValueError) as fault:
        raise CohesionError(f"--out {folder}: allowed: a folder that can be written to ({why(fault)})") from None
