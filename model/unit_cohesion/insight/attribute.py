"""What each of several mechanisms or events did, so that the shares add up to what all of them did together (Shapley 1953).

A mechanism's share is what its coming in changes, in the mean over all orders in which they can come in. The *cause* of an event is another
thing: the largest term of that man's hazard on his day. A mechanism that raises everybody's hazard a little, or works through others, has a
share without being named; one that is named for men who would have left anyway has little.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.chance import generator
from unit_cohesion.errors import CohesionError, short_repr
from unit_cohesion.insight.compare import Id
from unit_cohesion.insight.pool import Job, Progress, estimated, run_all, workers_for
from unit_cohesion.insight.precision import Interval, interval
from unit_cohesion.insight.worlds import (
    RunExtras,
    Source,
    World,
    dated_entries,
    declared_outcome,
    entry_path,
    identity_of_source,
    outcome_names,
    outcome_row,
    seeds_of,
)
from unit_cohesion.runs.handed_out import SealedResult
from unit_cohesion.runs.notebook import NotebookResult, progress_or_bar
from unit_cohesion.scalars import whole_number
from unit_cohesion.scenario import Scenario
from unit_cohesion.simulation.identity import Identity, Rules
from unit_cohesion.simulation.plugins import PlugIns

if TYPE_CHECKING:
    import pandas as pd

MOST_WHOLE = 8
"""So many players are taken in all their subsets; of more, orders are sampled."""
MOST_PLAYERS = 64
ORDERS = 20
"""Pairs of sampled orders (each with its reverse) unless told."""
Players = frozenset[int]


@dataclass(frozen=True)
class Plan:
    """What is to be run.

    Attributes:
        run: what is run, but for what is left out and the seed.
        players: ids of mechanisms, or paths of events and news, as told; titles: in words.
        worlds: one for each set of players that are in; sets: which. jobs: worlds × seeds.
        orders: the sampled orders, forwards and backwards in turn; none where all subsets are run.
        names, outcome: names of the outcomes, and which.
        seeds: of each world.
    """

    run: Identity
    players: tuple[str, ...]
    titles: tuple[str, ...]
    worlds: tuple[World, ...]
    sets: tuple[Players, ...]
    orders: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]
    outcome: str
    seeds: tuple[int, ...]

    @property
    def jobs(self) -> list[Job]:
        """All runs, world by world."""
        return [(world, seed) for world in range(len(self.worlds)) for seed in self.seeds]

    def seconds(self, workers: int | None = None) -> float:
        """About how long it takes."""
        jobs = self.jobs
        return estimated(self.worlds, jobs, workers_for(self.worlds, jobs, workers))

    @property
    def size_text(self) -> str:
        """Return how much it is, in words."""
        how = f"{len(self.orders)} sampled orders" if self.orders else f"all {len(self.sets)} subsets"
        return f"{how} of {len(self.players)}, {len(self.seeds)} seeds: {len(self.worlds) * len(self.seeds):,} runs"


def attribute(
    scenario: Source,
    over: Id,
    outcome: str = "left",
    *,
    seeds: int | Iterable[int] = 10,
    orders: int = ORDERS,
    off: Id | None = None,
    days: int | None = None,
    persons_per_agent: int | None = None,
    rules: Rules | PlugIns = (),
    workers: int | None = None,
    progress: Progress | None = None,
) -> Attribution:
    """Share an outcome's whole difference out among mechanisms or events: Shapley shares, under the same draws in all worlds.

        from unit_cohesion import attribute
        found = attribute("two-valleys", over=["D5", "D6", "D11"], outcome="left", seeds=5)
        found.table                          # each one's share, with its 95 % interval over seeds; and how many it is the cause of
        found.whole                          # with all of them, less with none: the shares add up to it

    Args:
        scenario: a shipped name, a path to a TOML file, a mapping, or a Scenario.
        over: ids of mechanisms, and of the scenario's dated events or news. Up to 8 are run in all their subsets; of more, orders are
            sampled.
        outcome: which.
        seeds: how many (from 1 on), or which.
        orders: how many pairs of orders to sample where there are more than 8.
        off: ids of mechanisms to switch off in all worlds. days, persons_per_agent: if not as the scenario says.
        rules: rules from outside. workers, progress: as of ``compare``.

    Raises:
        CohesionError: something is not allowed, or a run has no value of the outcome.
    """
    made = plan(scenario, over, outcome, seeds=seeds, orders=orders, off=off, days=days, persons_per_agent=persons_per_agent, rules=rules)
    return run_plan(made, workers, progress)


def plan(
    scenario: Source,
    over: Id,
    outcome: str = "left",
    *,
    seeds: int | Iterable[int] = 10,
    orders: int = ORDERS,
    off: Id | None = None,
    days: int | None = None,
    persons_per_agent: int | None = None,
    rules: Rules | PlugIns = (),
) -> Plan:
    """What ``attribute`` would run, checked, so that its time can be told first.

    Raises:
        CohesionError: something is not allowed.
    """
    run = identity_of_source(scenario, days, persons_per_agent, off, rules)
    chosen, always, known, switched_off = run.scenario, run.off, run.plugins.mechanisms, run.plugins.switched_off
    texts = [over] if isinstance(over, str) else list(over)
    given = list(dict.fromkeys(part.strip() for text in texts for part in str(text).split(",") if part.strip()))
    players = [id if id in known else entry_path(chosen, id) for id in given]
    if not 1 <= len(set(players)) <= MOST_PLAYERS:
        raise CohesionError(f"over = {short_repr(over)}: allowed: 1 to {MOST_PLAYERS} ids of mechanisms or of events")
    parts = [switched_off(id) if id in known else frozenset({id}) for id in players]
    for one, other in combinations(range(len(players)), 2):
        if parts[one] & parts[other]:
            raise CohesionError(f"over = {players[one]}, {players[other]}: allowed: ids that do not go off together")
    for id, part in zip(players, parts, strict=True):
        if part & always:
            raise CohesionError(f"over = {id}: allowed: what is not switched off in all worlds")
    if not 2 <= (whole_number(orders) or 0) <= 10_000:
        raise CohesionError(f"orders = {short_repr(orders)}: allowed: a whole number from 2 to 10,000")
    size = len(players)
    sampled: tuple[tuple[int, ...], ...] = ()
    if size <= MOST_WHOLE:
        sets = [frozenset(some) for count in range(size + 1) for some in combinations(range(size), count)]
    else:
        draws = [tuple(int(n) for n in generator(1, "orders of coming in", number).permutation(size)) for number in range(orders)]
        sampled = tuple(order for draw in draws for order in (draw, draw[::-1]))
        sets = list(dict.fromkeys(frozenset(order[:count]) for order in sampled for count in range(size + 1)))
    without: dict[frozenset[str], Scenario] = {}
    worlds = []
    for inside in sets:
        out = [players[n] for n in range(size) if n not in inside]
        entries = frozenset(id for id in out if id not in known)
        if entries not in without:
            without[entries] = chosen.without(*sorted(entries)) if entries else chosen
        lost = always | switched_off([id for id in out if id in known])
        worlds.append(World(f"without {', '.join(out)}" if out else "as it is", replace(run, scenario=without[entries], off=lost)))
    names = tuple(outcome_names(run))
    outcome_row(names, outcome)
    titles = tuple(known[id].title if id in known else _title(chosen, id) for id in players)
    return Plan(run, tuple(players), titles, tuple(worlds), tuple(sets), sampled, names, outcome, seeds_of(seeds))


def run_plan(made: Plan, workers: int | None = None, progress: Progress | None = None) -> Attribution:
    """Run a plan, and share out what came of it.

    Raises:
        CohesionError: a run has no value of the outcome.
    """
    with progress_or_bar(progress, "attributing") as tell:
        runs = run_all(made.worlds, made.jobs, RunExtras(causes=True), workers, tell)
    row, count = outcome_row(made.names, made.outcome), len(made.seeds)
    values = np.array([one.outcomes[row] for one in runs]).reshape(len(made.sets), count)
    if np.isnan(values).any():
        world = made.worlds[int(np.flatnonzero(np.isnan(values).any(axis=1))[0])]
        raise CohesionError(f"{made.outcome} has no value {world.name}, so it cannot be shared out")
    whole = made.sets.index(frozenset(range(len(made.players))))
    causes = np.mean([_not_none(one.causes) for one in runs[whole * count : (whole + 1) * count]], axis=0)
    by_set = dict(zip(made.sets, values, strict=True))
    shares, errors = _sampled_shapley(made, by_set) if made.orders else (_exact_shapley(len(made.players), by_set), None)
    return Attribution(made, values, shares, errors, causes)


def _exact_shapley(size: int, values: dict[Players, np.ndarray]) -> np.ndarray:
    """Return Shapley shares from all subsets: players × seeds."""
    weight = [factorial(count) * factorial(size - count - 1) for count in range(size)]
    shares = []
    for player in range(size):
        without = [some for some in values if player not in some]
        shares.append(sum(weight[len(some)] * (values[some | {player}] - values[some]) for some in without) / factorial(size))
    return np.array(shares)


def _sampled_shapley(made: Plan, values: dict[Players, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Shares from sampled orders: players × seeds; and the standard error of each from sampling, by pairs of an order and its reverse."""
    came = np.zeros((len(made.orders), len(made.players), len(made.seeds)))
    for number, order in enumerate(made.orders):
        for place, player in enumerate(order):
            came[number, player] = values[frozenset(order[: place + 1])] - values[frozenset(order[:place])]
    pairs = came.reshape(-1, 2, *came.shape[1:]).mean(axis=1)
    return pairs.mean(axis=0), pairs.mean(axis=2).std(axis=0, ddof=1) / np.sqrt(len(pairs))


def _not_none(array: np.ndarray | None) -> np.ndarray:
    assert array is not None  # it was asked for
    return array


def _title(scenario: Scenario, path: str) -> str:
    found = dated_entries(scenario)[path]
    return found.title or found.id.replace("-", " ")


@dataclass(frozen=True)
class Share:
    """What one mechanism or event did to the outcome.

    Attributes:
        id, title: of it.
        share: mean over seeds, with its 95 % interval.
        error: standard error from sampling orders; 0 where all subsets were run.
        cause: persons who left with it as their main cause, in the mean of the runs with all; NaN for what is no cause (events, news).
    """

    id: str
    title: str
    share: Interval
    error: float
    cause: float


@dataclass(frozen=True)
class Attribution(SealedResult, NotebookResult):
    """An outcome's whole difference, shared out.

    Attributes:
        plan: what was run. values: sets × seeds. by_seed: shares, players × seeds.
        errors: of each share, from sampling orders; None where all subsets were run.
        causes: persons by code of the cause, in the mean of the runs with all.
    """

    plan: Plan
    values: np.ndarray
    by_seed: np.ndarray
    errors: np.ndarray | None
    causes: np.ndarray

    @property
    def outcome(self) -> str:
        """Of which outcome."""
        return self.plan.outcome

    @property
    def whole(self) -> Interval:
        """The outcome with all of them less the outcome with none: its mean over seeds, with its 95 % interval."""
        sets = self.plan.sets
        return interval(self.values[sets.index(frozenset(range(len(self.plan.players))))] - self.values[sets.index(frozenset())])

    @property
    def shares(self) -> tuple[Share, ...]:
        """What each did, in the order asked for; they add up to ``whole``."""
        errors = np.zeros(len(self.plan.players)) if self.errors is None else self.errors
        causes = self.plan.run.plugins.causes
        return tuple(
            Share(id, title, interval(row), float(error), float(self.causes[causes.index(id)]) if id in causes else np.nan)
            for id, title, row, error in zip(self.plan.players, self.plan.titles, self.by_seed, errors, strict=True)
        )

    @property
    def table(self) -> pd.DataFrame:
        """The shares as a DataFrame: ``id, title, share, low, high, error, cause``."""
        import pandas as pd

        rows = [(s.id, s.title, s.share.mean, s.share.low, s.share.high, s.error, s.cause) for s in self.shares]
        return pd.DataFrame(rows, columns=["id", "title", "share", "low", "high", "error", "cause"])

    @property
    def sentence(self) -> str:
        """What came of it, in a few words."""
        ranked = sorted(self.shares, key=lambda one: -abs(one.share.mean))
        phrases = ", ".join(f"{one.title} ({one.id}) {one.share.mean:+,.4g}" for one in ranked[:4])
        meaning = declared_outcome(self.plan.run, self.outcome).meaning
        return f"Together they change {self.outcome} ({meaning}) by {self.whole.mean:+,.4g}: {phrases}{', …' if len(ranked) > 4 else ''}."

    def __repr__(self) -> str:
        return f"<Attribution of {self.plan.run.scenario.name}: {self.sentence}>"


DISAGREE = (
    "The two do not agree, and need not: a share says how the outcome would differ without it, by whatever way it works; the cause of one "
    "man's leaving is the largest term of his hazard on that day, whether or not he would have left without it."
)
"""Why shares and causes differ, for whoever sees both."""
