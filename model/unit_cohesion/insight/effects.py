"""What every mechanism of kind *rule* does in a war: the world as it is beside the one without it, under the same draws, one at a time.

Of each rule two numbers are told: what it acts on (proximate), which must move, and what comes of it far away (distal). ``effects_list.py``
names both, with the sign that is expected. Mechanisms that can stand in for one another hide behind one another when they are left out one
at a time: for those, Shapley shares (``attribute.py``) are the measure.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.errors import ScenarioError
from unit_cohesion.insight.attribute import ORDERS, Attribution, plan, run_plan
from unit_cohesion.insight.compare import Id
from unit_cohesion.insight.effects_list import EXPECTED, STAND_INS, Sign
from unit_cohesion.insight.gauges import GAUGES
from unit_cohesion.insight.pool import Progress, do_all, estimated, workers_of
from unit_cohesion.insight.precision import Interval, interval
from unit_cohesion.insight.watch import Watch
from unit_cohesion.insight.worlds import Source, World, identity_of_source, mechanism_ids, seeds_of
from unit_cohesion.outcomes import OUTCOMES
from unit_cohesion.rules import MECHANISMS
from unit_cohesion.rules.events import SET_OFF_BY
from unit_cohesion.rules.news import HEARD
from unit_cohesion.runs.handed_out import SealedResult
from unit_cohesion.runs.measures import outcome_of
from unit_cohesion.runs.notebook import progress_or_bar
from unit_cohesion.schema import Target
from unit_cohesion.simulation.identity import Identity
from unit_cohesion.simulation.versions import code_version

if TYPE_CHECKING:
    import pandas as pd

READINGS = tuple(dict.fromkeys(name for one in EXPECTED.values() for name in (one.proximate, one.distal)))
"""What is read off every run, by name: gauges and outcomes."""
WATCHED = 1.3
"""How much longer a watched run takes."""
COLUMNS = (
    "id",
    "title",
    "kind",
    "name",
    "unit",
    "expected",
    "as_it_is",
    "without",
    "difference",
    "low",
    "high",
    "seeds",
    "verdict",
    "meaning",
)
AS_EXPECTED, OTHER_WAY, NOTHING, STILL, UNTOLD = (
    "as expected",
    "the other way",
    "moves nothing measurable here",
    "nothing to read it from here",
    "one seed tells no error",
)


def effects(
    scenario: Source,
    *,
    seeds: int | Iterable[int] = 10,
    only: Id | None = None,
    off: Id | None = None,
    days: int | None = None,
    persons_per_agent: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    **parameters: Any,
) -> Effects:
    """Leave every rule out, one at a time, and tell what moves: what it acts on, and what comes of it far away.

        from unit_cohesion import effects
        found = effects("two-valleys", seeds=5)
        found.table                          # two rows a mechanism, with the mean paired difference and its 95 % interval
        found.still                          # those whose proximate outcome does not move measurably

    Args:
        scenario: a shipped name, a path to a TOML file, a mapping, or a Scenario.
        seeds: how many (from 1 on), or which.
        only: ids of the mechanisms that are left out; all rules that can act in the scenario unless told.
        off: ids of mechanisms that are off in all worlds. days, persons_per_agent: if not as the scenario says.
        workers: processes; as many as there are processors where that is sooner, unless told. progress: called after each run.
        parameters: any declared parameter by its name.

    Raises:
        CohesionError: something is not allowed, such as an id that is no rule.
    """
    run = identity_of_source(scenario, days, persons_per_agent, off).varied(parameters)
    ids, wanted = chosen_ids(run, only), seeds_of(seeds)
    worlds = (World("as it is", run), *(World(f"without {id}", replace(run, off=run.off | run.plugins.switched_off(id))) for id in ids))
    jobs = [(world, seed) for world in range(len(worlds)) for seed in wanted]
    with progress_or_bar(progress, "leaving mechanisms out") as tell:
        found = do_all(Reader(worlds), jobs, workers_of(WATCHED * estimated(worlds, jobs), len(jobs), workers), tell)
    return Effects(worlds[0], wanted, ids, np.array(found).reshape(len(worlds), len(wanted), len(READINGS)))


def chosen_ids(run: Identity, only: Id | None) -> tuple[str, ...]:
    """The rules to leave out: those named, or all that can act where there is a rebel side or none, but for those that are off anyway.

    Raises:
        ScenarioError: an id that is unknown, or no rule.
    """
    asked = mechanism_ids(only, run.plugins)
    for id in asked:
        if id not in EXPECTED:
            raise ScenarioError("parameters", "only", id, f"a mechanism of kind rule, of which the list of effects tells ({id} is none)")
    rebels = bool(run.scenario.militias or run.scenario.sponsors)
    told = {news.kind for news in run.scenario.news}
    dated = {(event.kind, event.way) for event in run.scenario.events}
    idle = {id for id, event in SET_OFF_BY.items() if event not in dated} | run.off
    idle |= {id for id, kind in HEARD.items() if kind not in told}
    idle |= {id for id in EXPECTED if (needs := MECHANISMS[id].rule.needs) and not getattr(run.scenario, needs)}
    able = [id for id in EXPECTED if id not in idle and (rebels or not MECHANISMS[id].rule.rebels)]
    return asked or tuple(able)


@dataclass(frozen=True)
class Reader:
    """Runs one world with one seed, and reads it.

    Attributes:
        worlds: of which jobs name one by its row.
    """

    worlds: tuple[World, ...]

    def __call__(self, world: int, seed: int) -> list[float]:
        watch = Watch(self.worlds[world].run, seed)
        return [read(watch, name) for name in READINGS]


def read(watch: Watch, name: str) -> float:
    """A gauge or an outcome at the end of a run, NaN where there is none."""
    if name in GAUGES:
        return GAUGES[name].of(watch)
    value = outcome_of(watch.facts, Target.model_construct(outcome=name))
    return np.nan if value is None else value


def told(name: str) -> tuple[str, str]:
    """Unit and meaning of a gauge or outcome."""
    one = GAUGES.get(name) or OUTCOMES[name]
    return one.unit, one.meaning


@dataclass(frozen=True)
class Moved:
    """How one number differs between the world as it is and the one without a mechanism.

    Attributes:
        name, unit, meaning: of the number. expected: how it should move.
        as_it_is, without: its mean in each.
        paired: the difference (as it is, less without) of each seed: its mean and 95 % interval.
    """

    name: str
    unit: str
    meaning: str
    expected: Sign
    as_it_is: float
    without: float
    paired: Interval

    @property
    def relative(self) -> float:
        """The difference as a share of the mean without the mechanism; NaN where that is nothing."""
        return self.paired.mean / abs(self.without) if self.without else np.nan

    @property
    def verdict(self) -> str:
        """Whether it moves, and as expected."""
        low, high = self.paired.low, self.paired.high
        if not self.paired.n:
            return STILL
        if self.paired.n == 1:
            return UNTOLD
        if low <= 0.0 <= high:
            return AS_EXPECTED if self.expected == "nothing" else NOTHING
        if self.expected == "nothing":
            return OTHER_WAY
        return AS_EXPECTED if self.expected == "either" or (low > 0.0) == (self.expected == "more") else OTHER_WAY


@dataclass(frozen=True)
class Effect:
    """What one mechanism does.

    Attributes:
        id, title: of it. proximate: what it acts on. distal: what is told beside it.
    """

    id: str
    title: str
    proximate: Moved
    distal: Moved


@dataclass(frozen=True)
class Effects(SealedResult):
    """What mechanisms do in a war, each left out alone.

    Attributes:
        world, seeds: what was run. ids: what was left out.
        readings: (1 + ids) × seeds × ``READINGS``; the first world is the one as it is.
    """

    world: World
    seeds: tuple[int, ...]
    ids: tuple[str, ...]
    readings: np.ndarray

    def moved(self, id: str, name: str, expected: Sign) -> Moved:
        """How a number moves with a mechanism."""
        column = READINGS.index(name)
        with_it, without = self.readings[0, :, column], self.readings[1 + self.ids.index(id), :, column]
        both = ~np.isnan(with_it - without)
        means = [float(values[both].mean()) if both.any() else np.nan for values in (with_it, without)]
        return Moved(name, *told(name), expected, means[0], means[1], interval(with_it - without))

    @property
    def all(self) -> tuple[Effect, ...]:
        """Of every mechanism that was left out."""
        found = []
        for id in self.ids:
            one = EXPECTED[id]
            proximate, distal = self.moved(id, one.proximate, one.sign), self.moved(id, one.distal, one.distal_sign)
            found.append(Effect(id, MECHANISMS[id].title, proximate, distal))
        return tuple(found)

    @property
    def still(self) -> tuple[str, ...]:
        """Ids of mechanisms whose proximate outcome does not move measurably."""
        return tuple(one.id for one in self.all if one.proximate.verdict in (NOTHING, STILL))

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """Two rows a mechanism, in the order of ``COLUMNS``."""
        return [
            (one.id, one.title, kind, m.name, m.unit, m.expected, m.as_it_is, m.without, m.paired.mean, m.paired.low, m.paired.high,
             m.paired.n, m.verdict, m.meaning)
            for one in self.all for kind, m in (("proximate", one.proximate), ("distal", one.distal))
        ]  # fmt: skip

    @property
    def table(self) -> pd.DataFrame:
        """Two rows a mechanism, as a DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.rows, columns=list(COLUMNS))

    def csv(self) -> str:
        """The same as CSV."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(["" if value != value else value for value in row] for row in self.rows)
        return text.getvalue()

    def json(self) -> str:
        """The same as JSON: what was run, and a list of rows."""
        rows = [{name: None if value != value else value for name, value in zip(COLUMNS, row, strict=True)} for row in self.rows]
        about = self.world.scenario
        made_of = {"scenario": about.name, "hash": about.hash[:12], "edition": code_version()}
        head = {**made_of, "persons_per_agent": about.about.persons_per_agent, "days": about.about.days, "seeds": self.seeds}
        return json.dumps({**head, "off": self.world.run.without, "effects": rows}, indent=1) + "\n"

    @property
    def sentence(self) -> str:
        """What came of it, in a few words."""
        verdicts = [one.proximate.verdict for one in self.all]
        return (
            f"Of {len(self.ids)} rules {verdicts.count(AS_EXPECTED)} move what they act on as expected, {verdicts.count(OTHER_WAY)} the "
            f"other way, {verdicts.count(NOTHING)} move nothing measurable; {verdicts.count(STILL)} have nothing to be read from."
        )

    def __repr__(self) -> str:
        return f"<Effects in {self.world.scenario.name}: {self.sentence}>"


def shapley(
    scenario: Source,
    *,
    seeds: int | Iterable[int] = 4,
    orders: int = ORDERS,
    off: Id | None = None,
    days: int | None = None,
    persons_per_agent: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Attribution]:
    """Shapley shares, with errors, among mechanisms that can stand in for one another, by what they are shares of (``STAND_INS``).

    Those that are off in all worlds, or that cannot act in the scenario, are left out.

    Raises:
        CohesionError: something is not allowed, or a run has no value of the outcome.
    """
    run = identity_of_source(scenario, days, persons_per_agent, off)
    able = set(chosen_ids(run, None))
    plans = {
        name: plan(run, [id for id in ids if id in able], outcome, seeds=seeds, orders=orders)
        for name, (outcome, ids) in STAND_INS.items()
        if sum(id in able for id in ids) > 1
    }
    total, done = sum(len(one.jobs) for one in plans.values()), 0
    found = {}
    for name, made in plans.items():
        before = done

        def step(now: int, _: int, before: int = before) -> None:
            if progress:
                progress(before + now, total)

        found[name] = run_plan(made, workers, step)
        done += len(made.jobs)
    return found
