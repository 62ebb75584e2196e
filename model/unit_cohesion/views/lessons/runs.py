"""The runs behind a lesson: every seed at every stop as curves and outcomes, and the lives of all persons of the shown seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.compare import GONE
from unit_cohesion.insight.explain import mean_terms, term_words, terms_of
from unit_cohesion.insight.pool import do_all, run_all
from unit_cohesion.insight.worlds import RunExtras, World, outcome_names
from unit_cohesion.outcomes import EVENTS, LEAVING
from unit_cohesion.runs.facts import LogFacts
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.views.lessons.form import Lesson
from unit_cohesion.views.names import formation_names, unit_name
from unit_cohesion.vocabulary import RANKS, SERVING, SPECIALITIES

MOST_PEOPLE = 6_000
"""In the army of a lesson, called up or not: all of their lives are on the page."""
COLUMNS = {"left": GONE, "believed": ("perceived_defections",)}
"""Columns of the table ``daily`` whose running sum a curve is."""
TERMS_TOLD = 3
STEP = 16
"""A log hazard ratio is kept in sixteenths, as a whole number from -127 to 127."""
UNKNOWN = 255


@dataclass(frozen=True)
class People:
    """Who is in the army, unit by unit and seat by seat; the same at every stop.

    Attributes:
        unit, sect, rank, speciality, home: of each person: rows of ``words``.
        words: names of these rows.
    """

    unit: np.ndarray
    sect: np.ndarray
    rank: np.ndarray
    speciality: np.ndarray
    home: np.ndarray
    words: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Lives:
    """What became of these people at one stop, in the shown seed.

    Attributes:
        first: status of each on day zero (row of ``STATUSES``).
        person, day, status: of every change of status after it, in order: whose, when, to what.
        left: on which day each first stopped serving by his own will; 0 for those who did not.
        terms: people × ``TERMS_TOLD``, the terms that weighed most on each when he left, was caught leaving, or else on the last day if he
            served then (rows of ``term_ids``; ``UNKNOWN`` for none). strength: of these, log ratio to the typical man, in ``STEP`` ths.
        borne: pressure gathered, in percent of what he can bear, of those who serve on the last day; ``UNKNOWN`` for others.
        term_ids: of the model's terms. words: what each is, as it drives out and as it keeps.
    """

    first: np.ndarray
    person: np.ndarray
    day: np.ndarray
    status: np.ndarray
    left: np.ndarray
    terms: np.ndarray
    strength: np.ndarray
    borne: np.ndarray
    term_ids: tuple[str, ...]
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Runs:
    """All runs of a lesson.

    Attributes:
        lesson: whose.
        names: of outcomes. outcomes: stops × seeds × outcomes, NaN where a run has none.
        curves: curves of the lesson × stops × seeds × days.
        people: who is in the army. lives: of these at each stop, in the shown seed.
    """

    lesson: Lesson
    names: tuple[str, ...]
    outcomes: np.ndarray
    curves: np.ndarray
    people: People
    lives: tuple[Lives, ...]

    @property
    def days(self) -> int:
        """How long a run is."""
        return int(self.curves.shape[-1])

    @property
    def army(self) -> int:
        """Persons who serve on day one."""
        return int((self.lives[0].first == SERVING).sum())

    def figure(self, name: str, stop: str) -> np.ndarray:
        """A figure at a stop, seed by seed: a curve's on the last day, or an outcome."""
        row = self.lesson.row(stop)
        if name in self.lesson.curves:
            return np.asarray(self.curves[self.lesson.curves.index(name), row, :, -1])
        return np.asarray(self.outcomes[row, :, self.names.index(name)])

    def shown_figure(self, name: str, stop: str) -> float:
        """A figure at a stop, in the shown seed."""
        return float(self.figure(name, stop)[self.lesson.seeds.index(self.lesson.file.lesson.seed)])

    def leaving_days(self, row: int) -> np.ndarray:
        """On which day each person left at the stop of this row, in the shown seed; 0 for those who did not."""
        return self.lives[row].left


def runs_of(lesson: Lesson, workers: int | None = None, progress: Callable[[int, int], None] | None = None) -> Runs:
    """Do all runs of a lesson.

    Args:
        workers: processes; as many as there are processors where that is sooner, unless told.
        progress: called as ``progress(done, runs)``.

    Raises:
        CohesionError: the worlds' armies are not the same people, or too many, or stand for more than one person each.
    """
    seeds = len(lesson.worlds) * len(lesson.seeds)
    whole = seeds + len(lesson.worlds)
    outcomes, curves = measured(lesson, range(len(lesson.worlds)), workers, progress and partial(_told, progress, 0, whole))
    shown = [(world, lesson.file.lesson.seed) for world in lesson.worlds]
    each = do_all(lives_of, shown, 1, progress and partial(_told, progress, seeds, whole))
    people = each[0][0]
    for one, _ in each:
        if one.words["unit"] != people.words["unit"] or not all(
            np.array_equal(getattr(one, name), getattr(people, name)) for name in ("unit", "sect", "rank", "home")
        ):
            raise CohesionError(f"{lesson.id}: stops: allowed: worlds in which the same people serve, as their lives are laid side by side")
    return Runs(lesson, tuple(outcome_names(lesson.worlds[0].run)), outcomes, curves, people, tuple(life for _, life in each))


def measured(
    lesson: Lesson, rows: Sequence[int], workers: int | None = None, progress: Callable[[int, int], None] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Run the worlds of these stops with every seed: their outcomes and their curves; see ``Runs``."""
    worlds = [lesson.worlds[row] for row in rows]
    jobs = [(world, seed) for world in range(len(worlds)) for seed in lesson.seeds]
    found = run_all(worlds, jobs, RunExtras(daily=_columns(lesson)), workers, progress)
    shape = (len(worlds), len(lesson.seeds))
    outcomes = np.stack([one.outcomes for one in found]).reshape(*shape, -1)
    if not lesson.curves:
        return outcomes, np.zeros((0, *shape, lesson.worlds[0].scenario.about.days))
    daily = np.stack([one.daily for one in found if one.daily is not None]).reshape(*shape, len(_columns(lesson)), -1)
    return outcomes, np.stack([_curve(lesson, name, daily) for name in lesson.curves])


def claim_differences(lesson: Lesson, workers: int | None = None, progress: Callable[[int, int], None] | None = None) -> np.ndarray:
    """What the lesson's claim is about: the figure in B less that in A, seed by seed."""
    claim = lesson.file.claim
    outcomes, curves = measured(lesson, [lesson.row(claim.a), lesson.row(claim.b)], workers, progress)
    if claim.of in lesson.curves:
        values = curves[lesson.curves.index(claim.of), :, :, -1]
    else:
        values = outcomes[:, :, outcome_names(lesson.worlds[0].run).index(claim.of)]
    return np.asarray(values[1] - values[0])


def holds(lesson: Lesson, differences: np.ndarray) -> tuple[int, bool]:
    """In how many seeds the claim's sign shows, and whether that is enough."""
    claim = lesson.file.claim
    right = int((differences > 0).sum() if claim.sign == "more" else (differences < 0).sum())
    return right, right >= claim.share * len(differences) - 1e-9


def _told(progress: Callable[[int, int], None], before: int, whole: int, done: int, _: int) -> None:
    progress(before + done, whole)


def _columns(lesson: Lesson) -> tuple[str, ...]:
    """The columns of the table ``daily`` that the curves are made of."""
    return tuple(dict.fromkeys(column for name in lesson.curves for column in COLUMNS.get(name, (name,))))


def _curve(lesson: Lesson, name: str, daily: np.ndarray) -> np.ndarray:
    """Stops × seeds × days of one curve, from the columns kept."""
    columns = _columns(lesson)
    if name in COLUMNS:
        return np.cumsum(sum(daily[:, :, columns.index(column)] for column in COLUMNS[name]), axis=-1)
    return np.asarray(daily[:, :, columns.index(name)])


def lives_of(world: World, seed: int) -> tuple[People, Lives]:
    """Walk a world once, and keep who is in its army and what became of each.

    Raises:
        CohesionError: the army is too large, or an agent stands for more than one person.
    """
    scale = world.scenario.about.persons_per_agent
    if scale != 1:
        raise CohesionError(f"{world.scenario.name}: persons_per_agent = {scale}: allowed: 1 in a lesson, in which each dot is one person")
    engine = Engine(replace(world.run, seed=seed))
    army = engine.state.army_people
    if army > MOST_PEOPLE:
        raise CohesionError(f"{world.scenario.name}: {army:,} in the army: allowed: at most {MOST_PEOPLE:,} in a lesson")
    typical = [np.zeros(len(engine.terms))]  # by day
    while engine.running:
        engine.step()
        typical.append(mean_terms(engine))
    people = engine.state.people
    order = np.lexsort((people.seat[:army], people.unit[:army]))
    place = np.empty(army, "i8")
    place[order] = np.arange(army)
    log = engine.log.events
    logs = engine.log.terms()[log["row"] < army]
    log = log[log["row"] < army]
    who, kinds = place[log["row"]], LogFacts(engine).events("event")[engine.log.events["row"] < army]
    first = np.asarray(people.status[:army][order], "u1").copy()
    first[who[::-1]] = log["before"][::-1]  # backwards, so that of a person's the first stays
    left = np.zeros(army, "u2")
    leaving = [row for row, name in enumerate(EVENTS) if name in LEAVING]
    gone = np.flatnonzero(np.isin(kinds, leaving) & (log["before"] == SERVING))[::-1]
    left[who[gone]] = log["day"][gone]
    weighed = np.full((army, len(engine.terms)), np.nan)
    out = np.flatnonzero((log["before"] == SERVING) & ~np.isnan(logs[:, 0]))[::-1]
    weighed[who[out]] = logs[out] - np.stack(typical)[log["day"][out]]
    serving = np.flatnonzero(people.status[:army] == SERVING)
    weighed[place[serving]] = terms_of(engine, serving) - typical[-1]
    terms, strength = _strongest(weighed)
    borne = np.full(army, UNKNOWN, "u1")
    share = people.pressure[serving] / np.maximum(people.resistance[serving], 1e-12)
    borne[place[serving]] = np.clip(np.floor(100 * share), 0, 99)
    known = engine.mechanisms
    lives = Lives(
        first,
        np.asarray(who, "u2"),
        np.asarray(log["day"], "u2"),
        np.asarray(log["to"], "u1"),
        left,
        terms,
        strength,
        borne,
        tuple(engine.terms),
        tuple(term_words(known, id) for id in engine.terms),
    )
    return _people(engine, order, world), lives


def _strongest(weighed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each person, the terms that weighed most either way, and how much; see ``Lives``."""
    rows = np.argsort(-np.nan_to_num(np.abs(weighed), nan=-1.0), axis=1, kind="stable")[:, :TERMS_TOLD]
    size = np.take_along_axis(weighed, rows, axis=1)
    strength = np.clip(np.nan_to_num(np.round(size * STEP)), -127, 127)
    is_known = ~np.isnan(size) & (strength != 0)
    return np.where(is_known, rows, UNKNOWN).astype("u1"), strength.astype("i1")


def _people(engine: Engine, order: np.ndarray, world: World) -> People:
    people, scenario = engine.state.people, world.scenario
    names = formation_names(scenario)
    words = {
        "unit": tuple(unit_name(id, names) for id in engine.battle.ids),
        "sect": tuple(sect.name for sect in scenario.sects),
        "rank": RANKS,
        "speciality": SPECIALITIES,
        "home": tuple(place.name for place in scenario.places),
    }
    rows = {name: np.asarray(getattr(people, name)[order], "u1") for name in ("sect", "rank", "speciality", "home")}
    return People(np.asarray(people.unit[order], "u2"), **rows, words=words)
