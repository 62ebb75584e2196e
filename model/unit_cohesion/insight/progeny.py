"""Whom one man's leaving draws after him: the same world in which he alone does not go, and who then stays.

A man who goes changes those about him (his comrades hear, his unit's bonds are worn, his kin are told) and the whole war a little: the
pace that all believe in, the regime's strength, the control of places. *With the fields held* the second is cut off: everything but people,
and what passes between the men of a unit, is day by day as it was when he went. *With the fields free* it is not.

The mean over leavers is the branching ratio: of how many others one leaver is, in that many days, the reason. Below 1 a wave dies out of
itself; what keeps it going then is what drives all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.engine.chance import Chance
from unit_cohesion.engine.tables import LEVELS, ONE_ROW
from unit_cohesion.errors import CohesionError, short_repr
from unit_cohesion.insight.compare import Id
from unit_cohesion.insight.pool import Progress, do_all, estimated, workers_of
from unit_cohesion.insight.precision import Interval, interval
from unit_cohesion.insight.worlds import Source, World, between_days, finished_engine, identity_of_source, seeds_of
from unit_cohesion.outcomes import EVENTS, LEAVING
from unit_cohesion.rules import DECLARED
from unit_cohesion.rules.army import Army
from unit_cohesion.rules.bonds import Bonds
from unit_cohesion.rules.departure import Departure
from unit_cohesion.rules.fate import Fate
from unit_cohesion.rules.reprisal import Reprisal
from unit_cohesion.rules.word import stride_of
from unit_cohesion.runs.handed_out import SealedResult
from unit_cohesion.runs.notebook import progress_or_bar
from unit_cohesion.scalars import whole_number
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.log import KINDS
from unit_cohesion.vocabulary import BANDS, SERVING

if TYPE_CHECKING:
    import pandas as pd

MOST_SAMPLED = 100_000
RELATIONS = ("same unit", "tied elsewhere", "same formation", "others")
"""How others are related to the man who is kept, the nearest that holds; tied are kin, and those to whom word of him travels (C1)."""
DISTANCES = ("same place", "next place", "2 tiles away", "3 or more")
"""How many tiles (across or aslant) lie between where their units stand."""
FIELDS = ("communities", "countries", "kinds", "militias", "nation", "places", "profiles", "routes", "sects", "sponsors")
"""Tables that tell of the world and not of single people and units."""
CARRIERS = (Army, Fate, Bonds, Departure, Reprisal)
"""Rules whose columns and terms of units and cells pass from man to man; what others write there comes from the world."""
HELD, FREE = 0, 1
"""Whether the fields are held at what they were when he went."""
_LEAVES = np.array([event in LEAVING for event in EVENTS])[KINDS]


def progeny(
    scenario: Source,
    *,
    seeds: int | Iterable[int] = 4,
    sample: int = 50,
    within: int = 60,
    off: Id | None = None,
    days: int | None = None,
    persons_per_agent: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    **parameters: Any,
) -> Progeny:
    """Keep one man after another from leaving, and tell how many others then stay: whom his leaving drew after him.

        from unit_cohesion import progeny
        found = progeny("two-valleys", seeds=2, sample=20)
        found.ratio()                        # others who would not have left within 60 days, a leaver: mean and 95 % interval
        found.ratio(held=False)              # the same where the whole war takes another course without him
        found.by_relation(), found.by_distance()
        found.table                          # every leaver who was kept

    Args:
        scenario: a shipped name, a path to a TOML file, a mapping, or a Scenario.
        seeds: how many (from 1 on), or which.
        sample: leavers of each seed, drawn by lot from those who left by their own will; all of them where they are fewer.
        within: days, that of his leaving included, in which others count. Only those are drawn who left so long before the end.
        off: ids of mechanisms to switch off. days, persons_per_agent: if not as the scenario says.
        workers: processes; as many as there are processors where that is sooner, unless told. progress: called after each seed.
        parameters: any declared parameter by its name.

    Raises:
        CohesionError: something is not allowed, or nobody left early enough.
    """
    run = identity_of_source(scenario, days, persons_per_agent, off).varied(parameters)
    world, wanted = World(run.scenario.name, run), seeds_of(seeds)
    for name, value, most in (("sample", sample, MOST_SAMPLED), ("within", within, run.scenario.about.days)):
        if not 1 <= (whole_number(value) or 0) <= most:
            raise CohesionError(f"{name} = {short_repr(value)}: allowed: a whole number from 1 to {most:,}")
    sample, within = int(sample), int(within)
    jobs = [(0, seed) for seed in wanted]
    count = workers_of(estimated((world,), jobs) * (1 + 3 * sample * within / run.scenario.about.days), len(jobs), workers)
    with progress_or_bar(progress, "keeping men from leaving") as tell:
        found = do_all(_Kept(world, sample, within), [(seed,) for seed in wanted], count, tell)
    who = tuple(leaver for leavers, _ in found for leaver in leavers)
    if not who:
        raise CohesionError(f"nobody left {within} days or more before the end: allowed: a longer run, or fewer days in which others count")
    return Progeny(world, wanted, within, who, np.concatenate([counts for _, counts in found]))


@dataclass(frozen=True)
class Leaver:
    """A man who left, and is kept from it.

    Attributes:
        seed, day: of the run in which he left, and when. person, unit: keys.
        sect, band: words. commander: whether he commanded his unit.
    """

    seed: int
    day: int
    person: str
    unit: str
    sect: str
    band: str
    commander: bool


@dataclass(frozen=True)
class Progeny(SealedResult):
    """Whom each of some leavers drew after him.

    Attributes:
        world: the run, but for its seed. seeds: that were run. within: days in which others count.
        leavers: who was kept from leaving.
        others: leavers × (fields held, fields free) × (stayed without him, left only without him) × ``RELATIONS`` × ``DISTANCES``: other
            persons, for one man kept.
    """

    world: World
    seeds: tuple[int, ...]
    within: int
    leavers: tuple[Leaver, ...]
    others: np.ndarray

    @property
    def net(self) -> np.ndarray:
        """Leavers × (held, free) × relations × distances: others who would not have left, less those who would have left only then."""
        return np.asarray(self.others[:, :, 0] - self.others[:, :, 1])

    def ratio(self, held: bool = True) -> Interval:
        """The branching ratio: others who would not have left within the days, a leaver; its mean and 95 % interval over leavers."""
        return interval(self.net[:, HELD if held else FREE].sum(axis=(1, 2)))

    def by_relation(self, held: bool = True) -> dict[str, Interval]:
        """The parts of the ratio by how others are related to him."""
        counts = self.net[:, HELD if held else FREE].sum(axis=2)
        return {name: interval(counts[:, row]) for row, name in enumerate(RELATIONS)}

    def by_distance(self, held: bool = True) -> dict[str, Interval]:
        """The parts of the ratio by how far others stood from him."""
        counts = self.net[:, HELD if held else FREE].sum(axis=1)
        return {name: interval(counts[:, row]) for row, name in enumerate(DISTANCES)}

    @property
    def sentence(self) -> str:
        """What came of it, in a few words."""
        held, free = self.ratio(), self.ratio(held=False)
        nobody = float((self.net[:, HELD].sum(axis=(1, 2)) <= 0).mean())
        return (
            f"Of {len(self.leavers):,} men kept from leaving, each would have kept {held.mean:.2f} others from it in {self.within} days"
            f"{_span(held)}, the world held as it was; {free.mean:.2f}{_span(free)} in a world free to change. "
            f"{100 * nobody:.0f} % would have kept nobody."
        )

    @property
    def table(self) -> pd.DataFrame:
        """Who was kept, as a DataFrame: the columns of ``Leaver``, others by relation (held), and all others ``held`` and ``free``."""
        import pandas as pd

        made = pd.DataFrame([vars(one) for one in self.leavers])
        counts = self.net[:, HELD].sum(axis=2)
        for row, name in enumerate(RELATIONS):
            made[name.replace(" ", "_")] = counts[:, row]
        return made.assign(held=counts.sum(axis=1), free=self.net[:, FREE].sum(axis=(1, 2)))

    def __repr__(self) -> str:
        return f"<Progeny of {self.world.scenario.name}: {self.sentence}>"


def _span(found: Interval) -> str:
    return f" ({found.low:.2f} to {found.high:.2f})" if found.low == found.low else ""


@dataclass(frozen=True)
class _Kept:
    """Keeps the leavers of one seed from leaving, one at a time."""

    world: World
    sample: int
    within: int

    def __call__(self, seed: int) -> tuple[list[Leaver], np.ndarray]:
        whole = finished_engine(self.world, seed)
        rows, days = _drawn(whole, seed, self.sample, self.within)
        eve, with_him, without_him = (Engine(whole.identity) for _ in range(3))
        found_leavers, counts = list[Leaver](), np.zeros((len(rows), 2, 2, len(RELATIONS), len(DISTANCES)))
        for number in np.argsort(days, kind="stable"):
            row, day = int(rows[number]), int(days[number])
            while eve.day < day - 1:
                between_days()
                eve.step()
            found_leavers.append(_leaver(eve, seed, row, day))
            relation, distance, weight = _relations(eve, row)
            last = day + self.within - 1
            for held in (HELD, FREE):
                without_him.become(eve)
                without_him.state.people.resistance[row] = np.inf
                if held == HELD:
                    with_him.become(eve)
                    _walk_held(with_him, without_him, last)
                    left = _left(with_him)
                else:
                    while without_him.day < last:
                        between_days()
                        without_him.step()
                stayed = _left(without_him)
                left[row] = stayed[row] = False
                for way, some in enumerate((left & ~stayed, stayed & ~left)):
                    others = np.flatnonzero(some)
                    np.add.at(counts[len(found_leavers) - 1, held, way], (relation[others], distance[others]), weight[others] / weight[row])
        return found_leavers, counts


def _drawn(engine: Engine, seed: int, sample: int, within: int) -> tuple[np.ndarray, np.ndarray]:
    """Return rows and days of leavers drawn by lot, each person as likely as any other."""
    events, people = engine.log.events, engine.state.people
    known = events[(events["before"] == SERVING) & _LEAVES[events["before"], events["to"]] & (events["day"] <= engine.day - within + 1)]
    rows, first = np.unique(known["row"], return_index=True)
    weight = engine.state.units.weight[people.unit[rows]]
    rows, first, weight = rows[weight > 0], first[weight > 0], weight[weight > 0]
    luck = Chance(seed).exponentials("progeny", people.key[rows]) / weight
    some = np.argsort(luck, kind="stable")[:sample]
    return rows[some], known["day"][first[some]]


def _leaver(eve: Engine, seed: int, row: int, day: int) -> Leaver:
    people, unit = eve.state.people, int(eve.state.people.unit[row])
    name = eve.battle.ids[unit]
    sect, band = eve.scenario.sects[people.sect[row]].id, BANDS[people.band[row]]
    return Leaver(seed, day, f"{name}/{people.seat[row]:03d}", name, sect, band, bool(eve.state.units.commander[unit] == row))


def _relations(eve: Engine, row: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return of everybody in the army: how he is related to one man, how far from him he stands, and how many persons he stands for."""
    army = slice(0, eve.state.army_people)
    units, unit = eve.state.units, eve.state.people.unit[army]
    kin, mine = eve.state.arrays["kin_group"][army], int(unit[row])
    tied = kin == kin[row]
    tied[_ties(eve, row)] = True
    relation = np.full(len(unit), RELATIONS.index("others"))
    relation[units.formation[unit] == units.formation[mine]] = RELATIONS.index("same formation")
    relation[tied] = RELATIONS.index("tied elsewhere")
    relation[unit == mine] = RELATIONS.index("same unit")
    x, y = (np.array([getattr(place, name) for place in eve.scenario.places])[units.place[unit]] for name in "xy")
    tiles = np.maximum(np.abs(x - x[row]), np.abs(y - y[row]))
    return relation, np.minimum(tiles, len(DISTANCES) - 1), units.weight[unit]


def _ties(eve: Engine, row: int) -> list[int]:
    """Return those of his year to whom word of a man travels (C1), whether or not they serve."""
    arrays, p = eve.state.arrays, eve.parameters
    group = int(arrays["tie_group"][row])
    first, at = int(arrays["tie_first"][group]), int(arrays["tie_at"][row])
    size = int(arrays["tie_last"][group]) - first
    strides = [int(eve.ask(stride_of, group=group, pair=pair, size=size)) for pair in range(p.ties_of_year)]
    return [int(arrays["tie_rows"][first + (at + way) % size]) for step in strides if step < size for way in (step, -step)]


def _walk_held(with_him: Engine, without_him: Engine, last: int) -> None:
    """Walk two worlds side by side, the second with the fields of the first: when people are pressed, and at the end of the day."""

    def hold() -> None:
        for ours, theirs in fields:
            theirs[...] = ours

    fields = list(zip(_fields(with_him), _fields(without_him), strict=True))
    while with_him.day < last:
        between_days()
        with_him.step_with(Departure, lambda: without_him.step_with(Departure, hold))
        hold()


def _fields(engine: Engine) -> list[np.ndarray]:
    """Return all that tells of the world, as arrays in an engine's memory."""
    state, found = engine.state, [engine.state.arrays["trail"], engine.state.arrays["profile_matrix"]]
    for name in FIELDS:
        found.append(state.arrays[name])
        found += [getattr(state.tables[name], one.id) for one in DECLARED.columns[name] if one.apart and name not in ONE_ROW]
    for name in ("units", "cells"):
        found += [getattr(state.tables[name], one.id) for one in DECLARED.columns[name] if one.rule not in CARRIERS]
        terms = enumerate(DECLARED.factors[name])
        found += [state.arrays[f"{LEVELS[name]}_matrix"][:, column] for column, one in terms if one.rule not in CARRIERS]
    return found


def _left(engine: Engine) -> np.ndarray:
    """Return who left the army by his own will in the days that the log tells of."""
    events = engine.log.events
    found = np.zeros(engine.state.army_people, bool)
    found[events["row"][(events["before"] == SERVING) & _LEAVES[events["before"], events["to"]]]] = True
    return found
