"""Two runs that have ended, as the two worlds of a comparison, named by what differs between them."""

from __future__ import annotations

from dataclasses import dataclass

from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.compare import GONE, Comparison, joined_with_and, mechanism_text, paired_results
from unit_cohesion.insight.worlds import RunExtras, RunResult, World, dated_entries, run_result, world_name
from unit_cohesion.runs.facts import Facts
from unit_cohesion.scenario.called import called_within
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Identity


@dataclass(frozen=True)
class KeptRun:
    """What is kept of a run, so that another can be compared with it: what it was made from, its outcomes, and who first stopped serving
    how and when."""

    identity: Identity
    result: RunResult


def kept_run(engine: Engine, facts: Facts) -> KeptRun:
    """Return what is kept of a run that has ended."""
    return KeptRun(engine.identity, run_result(engine, facts, RunExtras(fates=True, daily=GONE), first=True))


def comparable(a: Identity, b: Identity) -> bool:
    """Whether two runs can be told apart person by person: they differ, and are of one length."""
    return a != b and a.scenario.about.days == b.scenario.about.days


def comparison_of_runs(a: KeptRun, b: KeptRun) -> Comparison:
    """The comparison of two runs; of the seed of A, if they have two (then chance differs as well, and the names say so).

    Raises:
        CohesionError: they are not of one length.
    """
    lengths = [run.identity.scenario.about.days for run in (a, b)]
    if lengths[0] != lengths[1]:
        raise CohesionError(f"{lengths[0]} days and {lengths[1]}: allowed: two runs of one length")
    first, second = worlds_between(a.identity, b.identity)
    seeds = (a.identity.seed,)
    return Comparison(first, second, seeds, *paired_results(first, second, seeds, [a.result], [b.result]))


def worlds_between(a: Identity, b: Identity) -> tuple[World, World]:
    """Two runs as worlds, each named by what it has or lacks beside the other; a name completes "left only …"."""
    names = [world_name(run.scenario) for run in (a, b)]
    if names[0] != names[1]:
        own = [", ".join([f"in {name}", *_differing(x, y)]) for name, x, y in zip(names, (a, b), (b, a), strict=True)]
        return World(own[0], a), World(own[1], b)
    first, second = _differing(a, b), _differing(b, a)
    return World(_joined(first) or _opposite(second), a), World(_joined(second) or _opposite(first), b)


def differences(a: Identity, b: Identity) -> list[tuple[str, str, str]]:
    """What differs between two runs: its name, and how it is in A and in B."""
    found = [] if a.scenario.name == b.scenario.name else [("scenario", world_name(a.scenario), world_name(b.scenario))]
    for id in dict.fromkeys((*a.without, *b.without)):
        one, other = ("off" if id in run.without else "on" for run in (a, b))
        found += [(_mechanism(id, a), one, other)] if one != other else []
    for name in dict.fromkeys((*a.set, *b.set)):
        one, other = (_value(run, name) for run in (a, b))
        found += [(name, one, other)] if one != other else []
    if a.scenario.name == b.scenario.name:
        ours, theirs = _dated(a), _dated(b)
        for id, title in {**theirs, **ours}.items():
            found += [(title, "yes" if id in ours else "no", "yes" if id in theirs else "no")] if (id in ours) != (id in theirs) else []
    scales = [run.scenario.about.persons_per_agent for run in (a, b)]
    found += [("seed", str(a.seed), str(b.seed))] if a.seed != b.seed else []
    return [*found, *([("persons per agent", str(scales[0]), str(scales[1]))] if scales[0] != scales[1] else [])]


def _differing(mine: Identity, other: Identity) -> list[str]:
    """Return what the one world has or lacks that the other does not, each beginning with "with", "without" or "at"."""
    found = [f"without {_mechanism(id, mine)}" for id in mine.without if id not in other.without]
    found += [f"with {name} = {_value(mine, name)}" for name in mine.set if _value(mine, name) != _value(other, name)]
    if mine.scenario.name == other.scenario.name:
        theirs = _dated(other)
        found += [f"with {title}" for id, title in _dated(mine).items() if id not in theirs]
    found += [f"with seed {mine.seed}"] if mine.seed != other.seed else []
    ours, scale = (run.scenario.about.persons_per_agent for run in (mine, other))
    return [*found, *([f"at {ours} persons an agent"] if ours != scale else [])]


def _joined(words: list[str]) -> str:
    return joined_with_and(words) if words else ""


def _opposite(words: list[str]) -> str:
    """Return what a world is called of which nothing is said but what the other has or lacks."""
    turned = {"without": "with", "with": "without"}
    if len(words) == 1 and " = " not in words[0]:
        kind, _, what = words[0].partition(" ")
        return f"{turned[kind]} {what}" if kind in turned else "as it is"
    return "as it is"


def _mechanism(id: str, run: Identity) -> str:
    name, _, day = id.partition(" from day ")
    return mechanism_text(f"{name}@{day}" if day else name, run.plugins.mechanisms)


def _value(run: Identity, name: str) -> str:
    """A parameter or disputed figure of a run; of another scenario it may have no such figure."""
    if name in run.given:
        return str(run.given[name])
    known = name in run.scenario.parameters or name in run.scenario.declare
    return str(run.scenario.value_of(name)) if known else "not there"


def _dated(run: Identity) -> dict[str, str]:
    """Return events and news by id, as they are called within a sentence."""
    return {one.id: called_within(one) for one in dated_entries(run.scenario).values()}
