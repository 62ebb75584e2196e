"""What must show in the war itself, beyond each mechanism's own effect: the demands, each with what came out.

The demands stand here alone, by position (the ruler's own group, the largest one, those whom pledges name), so that they can be asked of
any war; those that a scenario has nothing to ask of are left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from unit_cohesion.insight.binding import refusals, unpaid_for_loyalty
from unit_cohesion.insight.compare import Id
from unit_cohesion.insight.gauges import AFTER_PLEDGE, AFTER_WORD, GAUGES, after_word_left, share
from unit_cohesion.insight.pool import Progress, do_all, estimated, workers_of
from unit_cohesion.insight.precision import Interval, interval
from unit_cohesion.insight.watch import Watch
from unit_cohesion.insight.worlds import Source, World, identity_of_source, seeds_of
from unit_cohesion.runs.notebook import progress_or_bar
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.simulation.identity import Identity
from unit_cohesion.vocabulary import IN_ACTION

MONTH, QUARTER = 30, 91
EXPOSED_AFTER = 30
"""Days after which the staging of a pledge is exposed, where it is asked what staged ones do."""
MINORITY, RULING, RULING_FIGHTERS = 0.35, 0.15, 0.01
"""Most that a group may leave, against the largest one; the ruler's own; and its most share of rebels' fighters."""
LATER, NUMBER, RISE = 0.0, 0.15, (0.2, 1.0)
SPREAD, OVER_FIRST, OVER_LAST, BINDS = 0.15, 1.5, 1.3, 0.02
AS_IS, ONE = "as it is", "one for one"
GAUGED = ("exits_after_word", "exits_after_pledges", "median_exit", "spread")


@dataclass(frozen=True)
class Demand:
    """What is asked of the war, and what came out.

    Attributes:
        about: ids or words. says: what is measured. wanted: in words.
        found: over seeds; NaN ends where it is a number of all seeds together.
        met: whether it came out so; None where there is nothing to tell it from.
    """

    about: str
    says: str
    unit: str
    wanted: str
    found: Interval
    met: bool | None


@dataclass(frozen=True)
class Shown:
    """All demands on a war.

    Attributes:
        world, seeds: what was run. ones: seeds of the runs one for one. demands: in order.
    """

    world: World
    seeds: tuple[int, ...]
    ones: tuple[int, ...]
    demands: tuple[Demand, ...]


Readings = dict[str, Any]


def must_show(
    scenario: Source,
    *,
    seeds: int | Iterable[int] = 10,
    one_for_one: int | Iterable[int] | None = None,
    off: Id | None = None,
    days: int | None = None,
    persons_per_agent: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Shown:
    """Run the worlds that the demands ask about, and tell what came out.

    Args:
        scenario, off, days, persons_per_agent, workers, progress: as of ``effects``.
        seeds: how many, or which. one_for_one: seeds of runs in which each agent is one person; none unless told.

    Raises:
        CohesionError: something is not allowed.
    """
    run = identity_of_source(scenario, days, persons_per_agent, off)
    wanted = seeds_of(seeds)
    ones = seeds_of(one_for_one) if one_for_one else ()
    names = worlds_of(run)
    worlds = [World(name, made) for name, made in names.items()]
    jobs = [(row, seed) for row in range(len(worlds)) for seed in wanted]
    for name in (AS_IS, "N2") if ones else ():
        if name in names:
            worlds.append(World(f"{name}, {ONE}", names[name].varied(persons_per_agent=1)))
            jobs += [(len(worlds) - 1, seed) for seed in ones]
    with progress_or_bar(progress, "showing") as tell:
        found = do_all(_Look(tuple(worlds)), jobs, workers_of(estimated(worlds, jobs), len(jobs), workers), tell)
    of: dict[str, list[Readings]] = {world.name: [] for world in worlds}
    for (row, _), readings in zip(jobs, found, strict=True):
        of[worlds[row].name].append(readings)
    return Shown(worlds[0], wanted, ones, tuple(_demands(run.scenario, of)))


def worlds_of(run: Identity) -> dict[str, Identity]:
    """The worlds that are asked about, by name: as it is, without news one by one, with pledges staged, with both deaths series flat."""
    scenario, kinds = run.scenario, {news.kind for news in run.scenario.news}
    worlds = {AS_IS: run}
    for id, kind in (("N1", "leader_exit"), ("N2", "leader_exit"), ("N3", "pledge")):
        if kind in kinds and id not in run.off:
            worlds[id] = replace(run, off=run.off | run.plugins.switched_off(id))
    if "N3" in worlds:
        worlds["staged"] = replace(run, scenario=staged(scenario))
    if scenario.series:
        worlds["flat"] = replace(run, scenario=flat(scenario))
    return worlds


def staged(scenario: Scenario) -> Scenario:
    """The same with every pledge staged, and exposed a month after its release."""
    mapping = scenario.to_mapping()
    for one, news in zip(mapping["news"], scenario.news, strict=True):
        if news.kind == "pledge":
            one |= {"staged": True, "exposed": (news.release + timedelta(days=EXPOSED_AFTER)).isoformat()}
    return load_scenario(mapping)


def flat(scenario: Scenario) -> Scenario:
    """The same with as many deaths in each month of its series as in the mean of them."""
    mapping = scenario.to_mapping()
    for one in mapping["series"]:
        one["monthly"] = [float(np.mean(one["monthly"]))] * len(one["monthly"])
    return load_scenario(mapping)


@dataclass(frozen=True)
class _Look:
    """Runs one world with one seed, and reads what the demands need."""

    worlds: tuple[World, ...]

    def __call__(self, world: int, seed: int) -> Readings:
        watch = Watch(self.worlds[world].run, seed)
        found: Readings = {name: GAUGES[name].of(watch) for name in GAUGED}
        found["early"] = float(watch.facts.events("persons")[after_word_left(watch)].sum())
        found["left"] = left_by_sect(watch)
        found["defections"] = watch.facts.daily("defections")
        if self.worlds[world].name == AS_IS and watch.rebels:
            known = refusals(watch)
            found["fighters"] = ruling_fighters(watch)
            found |= {f"binds {id}": known.share(id) for id in ("R12", "R13", "S2")} | {"binds S1": unpaid_for_loyalty(watch)}
            found["of no use"] = share(known.of_no_use, known.bound["R12"])
        return found


def left_by_sect(watch: Watch) -> np.ndarray:
    """Of those who served on day one, the share who left by their own will, by sect."""
    people, facts = watch.engine.state.people, watch.facts
    sects, army = len(watch.ruling), watch.engine.state.army_people
    persons, first = facts.people("persons")[:army], np.asarray(people.entry_day[:army]) == 0
    leavers = np.unique(facts.events("person")[watch.left])
    gone = np.zeros(army, bool)
    gone[leavers] = True
    sect = np.asarray(people.sect[:army], int)
    whole = np.bincount(sect[first], persons[first], sects)
    return np.asarray(np.bincount(sect[first & gone], persons[first & gone], sects) / np.where(whole > 0, whole, np.nan))


def ruling_fighters(watch: Watch) -> float:
    """The ruling group's share of the fighters of rebel militias, at the end."""
    people = watch.engine.state.people
    fights = np.isin(people.status, IN_ACTION)
    persons, sect = watch.facts.people("persons")[fights], np.asarray(people.sect[fights])
    return share(float(persons[watch.ruling[sect]].sum()), float(persons.sum()))


# ---- the demands


def _demands(scenario: Scenario, of: dict[str, list[Readings]]) -> Iterator[Demand]:
    base = of[AS_IS]
    if "N2" in of:
        yield _rise("", of, AS_IS, "N2")
        if f"N2, {ONE}" in of:
            yield _rise(f", {ONE}", of, f"{AS_IS}, {ONE}", f"N2, {ONE}")
    if "N1" in of:
        later = _paired(of, "N1", AS_IS, lambda off, on: off["median_exit"] - on["median_exit"])
        yield Demand("N1", "days by which their median exit is later without it", "days", "above 0", later, _above(later.low, LATER))
        number = _paired(of, "N1", AS_IS, lambda off, on: off["early"] / on["early"] - 1 if on["early"] else math.nan)
        says = f"change in how many of them leave within {AFTER_WORD} days without it"
        yield Demand("N1", says, "1", "within 15 %", number, _within(number.mean, -NUMBER, NUMBER))
    if "N3" in of:
        risen = _paired(of, AS_IS, "N3", lambda on, off: on["exits_after_pledges"] - off["exits_after_pledges"])
        says = f"rise in expected exits of named groups in {AFTER_PLEDGE} days"
        yield Demand("N3", says, "persons", "interval above 0", risen, _above(risen.low, 0.0))
        size = _paired(of, AS_IS, "N3", lambda on, off: on["exits_after_pledges"] / off["exits_after_pledges"] - 1)
        yield Demand("N3", "the same as a share", "1", "told", size, None)
        less = _paired(of, AS_IS, "staged", lambda on, off: on["exits_after_pledges"] - off["exits_after_pledges"])
        says = "what genuine pledges do more than staged and exposed ones"
        yield Demand("N3 N4", says, "persons", "interval above 0", less, _above(less.low, 0.0))
    spread = interval([one["spread"] for one in base])
    yield Demand("", "spread of weekly defections beyond chance, in agents", "1", "told", spread, None)
    if f"{AS_IS}, {ONE}" in of:
        spread = interval([one["spread"] for one in of[f"{AS_IS}, {ONE}"]])
        yield Demand("", f"the same, {ONE}", "1", f"at least {SPREAD}", spread, _above(spread.mean, SPREAD))
    yield from _groups(scenario, base)
    if "flat" in of:
        yield from _own_shape(of["flat"])
    if "fighters" in base[0]:
        ruling = interval([one["fighters"] for one in base])
        says = "the ruling group's share of rebels' fighters"
        yield Demand("V2", says, "1", "below 1 %", ruling, _within(ruling.mean, 0.0, RULING_FIGHTERS))
        for id in ("S1", "S2", "R12", "R13"):
            binds = interval([one[f"binds {id}"] for one in base])
            what = "militias left unpaid that would be paid without it" if id == "S1" else "refusals that hang on it"
            yield Demand(id, f"share of {what}", "1", "at least 2 %", binds, _above(binds.mean, BINDS))
        use = interval([one["of no use"] for one in base])
        yield Demand("R12", "share of pilots and naval officers in those", "1", "most", use, _above(use.mean, 0.5))


def _rise(suffix: str, of: dict[str, list[Readings]], on: str, off: str) -> Demand:
    found = _paired(of, on, off, lambda a, b: a["exits_after_word"] / b["exits_after_word"] - 1)
    says = f"rise in expected exits of the ruling group's officers in {AFTER_WORD} days{suffix}"
    return Demand("N2", says, "1", "20 to 100 %", found, _within(found.mean, *RISE))


def _groups(scenario: Scenario, base: list[Readings]) -> Iterator[Demand]:
    """How much each group leaves, by head on day one, against the largest."""
    people = [sum(place.population * place.sects.get(sect.id, 0.0) for place in scenario.places) for sect in scenario.sects]
    largest = int(np.argmax(people))
    for row, sect in enumerate(scenario.sects):
        if row == largest:
            continue
        found = interval([one["left"][row] / one["left"][largest] for one in base])
        most = RULING if sect.ruling else MINORITY
        says = f"{sect.name} who left, by head, against {scenario.sects[largest].name}"
        yield Demand("V2 D4", says, "1", f"at most {most}", found, _within(found.mean, 0.0, most))


def _own_shape(runs: list[Readings]) -> Iterator[Demand]:
    """Whether the mean of runs still peaks where deaths are the same in every month."""
    daily = np.mean([one["defections"] for one in runs], axis=0)
    months, quarters = _sums(daily, MONTH), _sums(daily, QUARTER)
    peak = int(np.argmax(months))
    inside, says = 0 < peak < len(months) - 1, "month of the peak, of the mean of runs"
    yield Demand("flat deaths", says, "month", "not the first nor the last", _of_all(peak + 1.0), inside)
    for name, other, least in (("first", quarters[0], OVER_FIRST), ("last", quarters[-1], OVER_LAST)):
        ratio = float(quarters.max() / other) if other > 0 else math.inf
        yield Demand("flat deaths", f"peak quarter against the {name}", "times", f"at least {least}", _of_all(ratio), ratio >= least)


def _sums(daily: np.ndarray, length: int) -> np.ndarray:
    whole = max(1, len(daily) // length)
    return np.asarray(daily[: whole * length].reshape(whole, -1).sum(axis=1)) if len(daily) >= length else daily.sum(keepdims=True)


def _of_all(value: float) -> Interval:
    return Interval(1, value, math.nan, math.nan, math.nan)


def _paired(of: dict[str, list[Readings]], one: str, other: str, value: Callable[[Readings, Readings], float]) -> Interval:
    return interval([value(a, b) for a, b in zip(of[one], of[other], strict=True)])


def _above(value: float, least: float) -> bool | None:
    return None if value != value else value >= least if least else value > 0.0


def _within(value: float, low: float, high: float) -> bool | None:
    return None if value != value else low <= value <= high
