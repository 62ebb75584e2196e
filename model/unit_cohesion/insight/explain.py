"""Why one person left, or one unit emptied: what weighed on him against others, what he had borne before, and who tipped whom.

The run is walked again to the day in question. Terms are hazard ratios against a stated reference: the typical man of the army who served
at the end of that day, whose hazard is the geometric mean of all of theirs, so that his hazard times all ratios is the hazard told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.engine.arithmetic import MOST
from unit_cohesion.engine.declare import mechanism
from unit_cohesion.engine.transitions import EIGHTH
from unit_cohesion.errors import CohesionError, nearest, short_repr
from unit_cohesion.insight.chains import Chains, chains
from unit_cohesion.outcomes import CAPTURE, LEAVING
from unit_cohesion.rules import TERMS
from unit_cohesion.runs.notebook import NotebookResult, Progress, progress_or_bar
from unit_cohesion.runs.units_below import smallest_units
from unit_cohesion.scalars import whole_number
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import SERVING, STATUSES

if TYPE_CHECKING:
    import pandas as pd

    from unit_cohesion.runs.record import Record

LEAST_RATIO_SHOWN = 1.08
"""Ratios nearer to 1 than this are told together."""
MOST_PUSHES, MOST_HOLDS = 4, 3
MOST_CAUSES = 4
"""Causes of a unit's leavers that are named in its sentence; the others are counted together."""
OWN = {
    "loyalty": ("little loyalty of his own", "loyalty of his own"),
    "cap": ("not yet the most that can press a man", "the most that can press a man in a day"),
}
WENT = {"defection": "defected", "desertion": "deserted", "capture": "gave himself up", "arrest": "tried to leave and was caught"}
LAID_DOWN = "laid down his arms"
"""Said of who gave himself up with his unit, on terms that it was offered."""
AT_ONCE = {
    "W5": "His post was lost, and of the ways that were left he chose this one himself",
    "W7": "His unit was ordered to shoot at a crowd, and he would not",
    "W9": "His unit took an offer of surrender, and of what it was offered he chose this himself",
    "W10": "A crowd drove his unit from its post, and he went home amid it",
}
"""Why somebody left who was not pressed from day to day but decided on the day, by the cause."""
FATES = {"arrest": "was arrested", "death": "was killed", "discharge": "was discharged"}


@dataclass(frozen=True)
class Term:
    """One term of a hazard.

    Attributes:
        id: the mechanism's, ``loyalty`` or ``cap``. words: what it is, as it drives out (ratio above 1) or keeps.
        log: the term itself, a log hazard ratio against one on whom nothing acts; reference: the mean of it among those it is held against.
        ratio: exp(log − reference).
    """

    id: str
    words: str
    log: float
    reference: float

    @property
    def ratio(self) -> float:
        """By how much it multiplies the reference hazard."""
        return float(np.exp(self.log - self.reference))


@dataclass(frozen=True)
class Cause:
    """What weighed most on some of those who left a unit.

    Attributes:
        id: the mechanism's, or ``base`` where nothing stood out. words: what it is, as it drives out.
        persons: who left by it in all; on_day: of them on the day on which most left.
    """

    id: str
    words: str
    persons: float
    on_day: float


@dataclass(frozen=True)
class Link:
    """One step of a chain: somebody who left (or was caught), or news or an event, on a day (0 for these)."""

    id: str
    kind: str
    day: int


@dataclass(frozen=True)
class Explanation(NotebookResult):
    """Why a person left, or a unit emptied.

    Attributes:
        kind, id: ``person`` or ``unit``, and which. facts: what is known of it, headings and values.
        day: the day it is about; date: its date.
        event: what happened to him then; empty for one who serves on, and for units.
        base: hazard of one on whom nothing acts; reference: of the typical man who served at the end of the day (for a unit: of its eve);
            hazard: his own (for a unit: of the typical one of its leavers of the day who were pressed to it; where ``pressed`` is 0, of the
            typical one in it on the eve); all a day.
        terms: reference × all their ratios is the hazard.
        before: pressure gathered before the day, of what he could bear (1: he goes). recent: share of all of it from the last 30 days.
            Both NaN for units.
        back: what tipped him, what tipped that, and so on; forward: those whom he tipped, as steps; followed: persons who left in his chain
            after him.
        left: persons of the unit who left, and served at first; NaN for persons.
        causes: of a unit's leavers, the largest first. units: how many of the smallest units it is, with all below it.
        pressed: persons of the unit who left that day by a hazard, which its terms are of; the others decided at once.
        eve: hazard of the typical one in the unit on the eve of the day; NaN for persons, and if nobody served in it.
        at_once: why a person left who decided on the day, as when his post was lost; empty for all others.
    """

    kind: str
    id: str
    facts: tuple[tuple[str, str], ...]
    day: int
    date: date
    event: str
    base: float
    reference: float
    hazard: float
    terms: tuple[Term, ...]
    before: float
    recent: float
    back: tuple[Link, ...]
    forward: tuple[Link, ...]
    followed: float
    left: tuple[float, float] = (np.nan, np.nan)
    causes: tuple[Cause, ...] = ()
    units: int = 0
    pressed: float = 0.0
    eve: float = np.nan
    at_once: str = ""

    @property
    def ratio(self) -> float:
        """His hazard over the reference."""
        return self.hazard / self.reference if self.reference > 0 else np.nan

    @cached_property
    def told(self) -> tuple[list[Term], list[Term], float]:
        """Terms that push, and that hold, the strongest first; and the product of all the others."""
        ranked = sorted(self.terms, key=lambda term: -term.ratio)
        push = [term for term in ranked if term.ratio > LEAST_RATIO_SHOWN][:MOST_PUSHES]
        hold = [term for term in reversed(ranked) if term.ratio < 1 / LEAST_RATIO_SHOWN][:MOST_HOLDS]
        named = {term.id for term in (*push, *hold)}
        return push, hold, float(np.prod([term.ratio for term in self.terms if term.id not in named]))

    @property
    def sentence(self) -> str:
        """Why, in words that account for the hazard that they state."""
        if not self.terms and self.kind == "unit":
            return self._opening()
        if not self.terms:
            return f"{self._opening()} {self.untold}"
        push, hold, rest = self.told
        parts = [f"{term.words} {_factor_text(term.ratio)}" for term in push]
        held = [f"{term.words} {_factor_text(term.ratio)}" for term in hold]
        more = f"all else {_factor_text(rest)}" if abs(np.log(max(rest, 1e-300))) > 0.005 else ""
        words = "; ".join(filter(None, (", ".join(parts), f"held back by {', '.join(held)}" if held else "", more)))
        then = "who served then" if self.kind == "person" or not self.pressed else "on the eve"
        typical = f"that of the typical man of the army {then} ({_daily_chance_text(self.reference)})"
        weighed = (
            f"{self._whose()} was {_daily_chance_text(self.hazard)}, {_factor_text(self.ratio)} {typical}{': ' + words if words else ''}."
        )
        return f"{self._opening()} {weighed}{self._eve()}{self._borne()}{self._chain()}"

    @property
    def untold(self) -> str:
        """Why nothing is told of what pressed him: he decided on the day, or was not asked; empty where it is told."""
        if self.terms or self.kind == "unit":
            return ""
        if self.at_once:
            return f"{self.at_once}: it was decided on that day, so no pressure from day to day is told."
        return "That was no doing of his own, so nothing is told of what pressed him."

    def _whose(self) -> str:
        if self.kind == "person":
            return "His chance of leaving that day"
        if self.pressed:
            others = sum(one.on_day for one in self.causes) - self.pressed
            whom = f"the {self.pressed:,.0f} of them who did not go at once" if others else "those who went that day"
            return f"The typical chance of leaving of {whom}"
        return "The typical chance of leaving in it, on the eve,"

    def _opening(self) -> str:
        when = f"day {self.day} ({self.date:%-d %B %Y})"
        if self.kind == "person":
            return f"On {when} {self.id}, {dict(self.facts)['Rank']}, {self.event or 'serves on'}."
        gone, first = self.left
        which = f"{self.id} ({self.units:,} units with all below it)" if self.units > 1 else self.id
        opening = f"Of {first:,.0f} persons who served in {which}, {gone:,.0f} left by their own will"
        if not gone:
            return f"{opening} by {when}."
        in_all = _counts_text([(one.words, one.persons) for one in self.causes])
        then = sorted(((one.words, one.on_day) for one in self.causes if one.on_day), key=lambda one: -one[1])
        most = f"The most on one day, {sum(persons for _, persons in then):,.0f}, left on {when}: {_counts_text(then)}."
        at_once = "" if self.pressed else " They went at once, and no pressure from day to day is told of them."
        return f"{opening}. What weighed most on each: {in_all}. {most}{at_once}"

    def _eve(self) -> str:
        if not self.pressed or np.isnan(self.eve):
            return ""
        return f" On the eve the typical chance of leaving in it was {_daily_chance_text(self.eve)}."

    def _borne(self) -> str:
        if np.isnan(self.before):
            return ""
        if self.event:
            late = f", {_share_text(self.recent)} of all of it in the last 30 days"
            return f" Before it he had borne {_share_text(self.before)} of the pressure that made him go{late}; the day's was the rest."
        return f" He has borne {_share_text(self.before)} of the pressure that it takes to make him go: by this date he stayed."

    def _chain(self) -> str:
        tipped_by = f" He was tipped by {_link_text(self.back[0])}" if self.back else ""
        tipped_by += f", and behind that stands {_link_text(self.back[-1])}" if len(self.back) > 1 else ""
        tipped_by += "." if tipped_by else ""
        if self.forward:
            tipped_by += f" He tipped {len(self.forward)} himself; {self.followed:,.0f} persons left in his chain after him."
        return tipped_by

    @property
    def table(self) -> pd.DataFrame:
        """The terms as a DataFrame: ``term, words, log, reference, ratio``, those that push first."""
        import pandas as pd

        rows = [(t.id, t.words, t.log, t.reference, t.ratio) for t in sorted(self.terms, key=lambda term: -term.ratio)]
        return pd.DataFrame(rows, columns=["term", "words", "log", "reference", "ratio"])

    def __repr__(self) -> str:
        return f"<Explanation of {self.id}: {self.sentence}>"


def explain(record: Record, *, person: str | int | None = None, unit: str | None = None, progress: Progress | None = None) -> Explanation:
    """Say why a person left (or stayed), or why a unit emptied.

        from unit_cohesion import explain, run
        record = run("two-valleys")
        left = record.events[record.events["event"] == "defection"]
        why = explain(record, person=left["person"].iloc[0])
        print(why.sentence)
        why.table                                        # hazard ratios; times why.reference they make why.hazard

    Args:
        record: the run.
        person: his key of the table ``people``, or his row in it. unit: the id of a unit of any level; it stands for all below it too.
        progress: called as ``progress(day, last)`` while the run is walked again.

    Raises:
        CohesionError: neither or both are named, there is no such person or unit, or the record is of another version of the model.
    """
    if (person is None) == (unit is None):
        raise CohesionError("explain: allowed: a person or a unit, one of the two")
    with progress_or_bar(progress, "walking the run again") as tell:
        return _explain_person(record, _row(record, person), tell) if person is not None else _explain_unit(record, str(unit), tell)


def terms_of(engine: Engine, rows: np.ndarray) -> np.ndarray:
    """The terms of the hazards of some of the army as they are now: people × ``engine.terms``."""
    world, people, on, p = engine.state, engine.state.people, engine.state.one_row["on"], engine.parameters
    found = np.zeros((len(rows), len(engine.terms)))
    for level, index in (("unit", people.unit[rows]), ("cell", world.arrays["cell"][rows]), ("profile", world.arrays["profile"][rows])):
        for column, term in enumerate(world.arrays[f"{level}_columns"]):
            found[:, term] += world.arrays[f"{level}_matrix"][index, column]
        if spare := len(engine.terms) - len(TERMS):
            found[:, len(TERMS) :] += world.arrays[f"{level}_spare"][index, :spare] if len(world.arrays[f"{level}_spare"]) else 0.0
    found[:, TERMS.index("loyalty")] = -p.loyalty_weight * (people.loyalty[rows] - 0.5)
    if on.I4:
        found[:, TERMS.index("I4")] = p.ceiling_resentment * people.ceilinged[rows]
    if on.D8b:
        found[:, TERMS.index("D8b")] = people.outrage[rows]
    if on.C1:
        found[:, TERMS.index("C1")] = np.minimum(np.log(p.word_pressure) * EIGHTH * people.heard[rows], MOST)
    with np.errstate(divide="ignore"):
        over = np.log(p.hazard_cap) - (np.log(p.base_hazard) + found.sum(axis=1))
    found[:, TERMS.index("cap")] = np.minimum(over, 0.0)
    return found


def _row(record: Record, person: str | int) -> int:
    keys, row = record.people["person"], whole_number(person)
    if row is not None:
        if not 0 <= row < len(keys):
            raise CohesionError(f"person = {row}: allowed: a row of the table people, from 0 to {len(keys) - 1:,}")
        return row
    found = np.flatnonzero((keys == str(person)).to_numpy())
    if not len(found):
        unit = str(person).rpartition("/")[0]
        known = keys[keys.str.startswith(f"{unit}/")].tolist() if unit else []
        hint = nearest(str(person), known[:500])
        meant = f"; did you mean {hint!r}?" if hint else ""
        raise CohesionError(f"person = {short_repr(person)}: allowed: a key of the table people{meant}")
    return int(found[0])


def _explain_person(record: Record, row: int, progress: Progress | None) -> Explanation:
    him, start = record.people.iloc[row], record.scenario.about.start
    key = str(him["person"])
    mine = record.events[record.events["person"] == key]
    out = mine[mine["from_status"] == STATUSES[SERVING]]
    forest = chains(record.events)
    facts = _facts(record, him)
    if str(him["branch"]) == "none":
        raise CohesionError(f"person = {key}: allowed: one who serves or served in the army; he is a civilian")
    weighed = len(out) > 0 and out["log_loyalty"].iloc[0] == out["log_loyalty"].iloc[0]
    day, at_once = int(out["day"].iloc[0]) if len(out) else record.days, ""
    engine = Engine(record.again())
    _step_to_day(engine, day - 1, progress)
    people = engine.state.people
    if len(out) and people.status[row] != SERVING and day > 1:
        raise CohesionError("the run walked again is another: its record is of another version of the model; run it anew")
    resistance, pressure = float(people.resistance[row]), float(people.pressure[row])
    _step_to_day(engine, day, progress)
    base = float(engine.parameters.base_hazard)
    reference = mean_terms(engine)
    if weighed:
        logs = np.array([float(out[f"log_{term}"].iloc[0]) for term in engine.terms])
        event, recent = WENT[str(out["event"].iloc[0])], float(out["recent_share"].iloc[0])
    elif len(out) == 0 and people.status[row] == SERVING:
        logs, event, recent = terms_of(engine, np.array([row]))[0], "", np.nan
        resistance, pressure = float(people.resistance[row]), float(people.pressure[row])
    else:
        event, at_once = _untold_exit(engine, out.iloc[0]) if len(out) else ("was not called up by then", "")
        logs, recent, pressure = np.full(len(engine.terms), np.nan), np.nan, np.nan
    terms = _terms(engine, logs, reference) if logs[0] == logs[0] else ()
    back, forward, followed = _chain(forest, key)
    before = pressure / resistance if resistance > 0 else np.nan
    return Explanation(
        "person",
        key,
        facts,
        day,
        start + timedelta(days=day - 1),
        event,
        base,
        _hazard(base, reference),
        _hazard(base, logs) if terms else np.nan,
        terms,
        before,
        recent,
        back,
        forward,
        followed,
        at_once=at_once,
    )


def _untold_exit(engine: Engine, out: pd.Series[Any]) -> tuple[str, str]:
    """Return how one went whose exit has no terms, and why he did if it was his own will; else nothing."""
    kind, cause = str(out["event"]), str(out["cause"])
    if kind not in LEAVING:
        return FATES.get(kind, kind), ""
    known = engine.mechanisms.get(cause)
    why = AT_ONCE.get(cause) or (f"He left for this: {known.title}" if known else "He left for a cause of its own")
    return LAID_DOWN if (kind, cause) == (CAPTURE, "W9") else WENT[kind], why


def _explain_unit(record: Record, unit: str, progress: Progress | None) -> Explanation:
    units = record.unit_ids
    inside = smallest_units(record, unit)
    if not inside:
        hint = nearest(unit, [str(id) for id in record.units["unit"].cat.categories])
        raise CohesionError(f"unit = {short_repr(unit)}: allowed: a unit of the army" + (f"; did you mean {hint!r}?" if hint else ""))
    events, start = record.events, record.scenario.about.start
    gone = events[events["unit"].isin(inside) & events["event"].isin(LEAVING) & (events["from_status"] == STATUSES[SERVING])]
    by_day = gone.groupby("day")["persons"].sum()
    day = int(by_day.index[int(by_day.to_numpy().argmax())]) if len(by_day) else record.days
    gone_then = gone[gone["day"] == day]
    pressed = gone_then[gone_then["log_loyalty"].notna()]  # who decides at once, as when his post is lost, has no terms
    engine = Engine(record.again())
    _step_to_day(engine, max(day - 1, 1), progress)
    people = engine.state.people
    members = np.flatnonzero(np.isin(people.unit[: engine.state.army_people], [units.index(id) for id in inside]))
    serving = members[people.status[members] == SERVING]
    first = record.people[record.people["unit"].isin(inside)]
    served = float(first.loc[~first["status"].eq("civilian"), "persons"].sum())
    base, reference = float(engine.parameters.base_hazard), mean_terms(engine)
    logs = eve = terms_of(engine, serving).mean(axis=0) if len(serving) else None
    if len(pressed):
        logs = np.average(pressed[[f"log_{term}" for term in engine.terms]].to_numpy("f8"), axis=0, weights=pressed["persons"])
    terms = _terms(engine, logs, reference) if logs is not None else ()
    facts = (
        ("Unit", unit),
        ("Left by their own will", f"{gone['persons'].sum():,.0f} of {served:,.0f}"),
        ("Smallest units in it", f"{len(inside):,}"),
    )
    return Explanation(
        "unit",
        unit,
        facts,
        day,
        start + timedelta(days=day - 1),
        "",
        base,
        _hazard(base, reference),
        _hazard(base, logs) if logs is not None else np.nan,
        terms,
        np.nan,
        np.nan,
        (),
        (),
        0.0,
        (float(gone["persons"].sum()), served),
        _causes(engine, gone, day),
        len(inside),
        float(pressed["persons"].sum()),
        _hazard(base, eve) if eve is not None else np.nan,
    )


def _causes(engine: Engine, gone: pd.DataFrame, day: int) -> tuple[Cause, ...]:
    """Return the main causes of some leavers, the largest first."""
    known, found = engine.mechanisms, []
    for id, some in gone.groupby(gone["cause"].astype(str)):
        words = term_words(known, str(id))[0] if id in known or id in OWN else "nothing that stood out"
        found.append(Cause(str(id), words, float(some["persons"].sum()), float(some.loc[some["day"] == day, "persons"].sum())))
    return tuple(sorted(found, key=lambda one: (-one.persons, one.id)))


def _step_to_day(engine: Engine, last: int, progress: Progress | None) -> None:
    while engine.day < last:
        engine.step()
        if progress:
            progress(engine.day, last)


def mean_terms(engine: Engine) -> np.ndarray:
    """The mean terms of all the army who serve now, by persons: those of the typical man."""
    people, army = engine.state.people, engine.state.army_people
    serving = np.flatnonzero(people.status[:army] == SERVING)
    weights = engine.state.units.weight[people.unit[serving]]
    return np.asarray(np.average(terms_of(engine, serving), axis=0, weights=weights)) if len(serving) else np.zeros(len(engine.terms))


def _hazard(base: float, logs: np.ndarray) -> float:
    return float(base * np.exp(np.sum(logs)))


def _terms(engine: Engine, logs: np.ndarray, reference: np.ndarray) -> tuple[Term, ...]:
    found, known = [], engine.mechanisms
    for id, log, usual in zip(engine.terms, logs.tolist(), reference.tolist(), strict=True):
        if log or usual:
            found.append(Term(id, term_words(known, id)[0 if log > usual else 1], log, usual))
    return tuple(found)


def term_words(known: Mapping[str, mechanism], id: str) -> tuple[str, str]:
    """What a term is, as it drives out and as it keeps, given the mechanisms by id."""
    push, hold = OWN.get(id) or (known[id].pushes, known[id].holds)
    return push or known[id].title.lower(), hold or known[id].title.lower()


def _chain(forest: Chains, key: str) -> tuple[tuple[Link, ...], tuple[Link, ...], float]:
    """What tipped him, back to the root; whom he tipped; and how many persons left in his chain after him."""
    row, nodes = forest.row_of(key), forest.nodes
    if row < 0:
        return (), (), 0.0
    below = [row]
    for one in below:
        below.extend(int(child) for child in forest.children(one))
    followed = float(nodes["persons"].iloc[below[1:]][nodes["leaves"].iloc[below[1:]]].sum())

    def link(rows: Sequence[int]) -> tuple[Link, ...]:
        return tuple(Link(str(nodes["id"].iloc[r]), str(nodes["kind"].iloc[r]), int(nodes["day"].iloc[r])) for r in rows)

    return link(forest.above(row)), link([int(child) for child in forest.children(row)]), followed


def _facts(record: Record, him: pd.Series[Any]) -> tuple[tuple[str, str], ...]:
    sects = {one.id: one.name for one in record.scenario.sects}
    places = {one.id: one.name for one in record.scenario.places}
    facts = [
        ("Person", str(him["person"])),
        ("Group", sects.get(str(him["sect"]), str(him["sect"]))),
        ("Rank", str(him["rank"])),
        ("Work", f"{him['speciality']}, {him['branch']}"),
        ("Home", places.get(str(him["home"]), str(him["home"]))),
        ("At the end", f"{him['status']}, since day {him['since_day']}"),
        ("Loyalty", f"{him['loyalty']:.2f} of 1, at the end"),
    ]
    if him["persons"] != 1:
        facts.append(("Stands for", f"{him['persons']:,.0f} persons"))
    return tuple(facts)


def _factor_text(ratio: float) -> str:
    digits = 2 if ratio < 0.995 else 1
    return f"×{ratio:,.0f}" if ratio >= 10 else f"×{ratio:.2g}" if ratio < 0.1 else f"×{ratio:.{digits}f}"


def _counts_text(counts: Sequence[tuple[str, float]]) -> str:
    """Return what weighed most and on how many, the first few of these, then all others together."""
    named, others = counts[:MOST_CAUSES], sum(persons for _, persons in counts[MOST_CAUSES:])
    words = [f"{words} ({persons:,.0f})" for words, persons in named]
    return ", ".join([*words, *([f"all else ({others:,.0f})"] if others else [])])


def _share_text(share: float) -> str:
    return f"{100 * share:.1f} %" if 0.99 < share < 1 or 0 < share < 0.01 else f"{100 * share:.0f} %"


def _daily_chance_text(hazard: float) -> str:
    """Return the chance of going in a day at this hazard."""
    chance = -100 * np.expm1(-hazard)
    return f"{chance:.0f} % a day" if chance >= 10 else f"{chance:.2g} % a day"


def _link_text(link: Link) -> str:
    return f"{link.id} (day {link.day}, {link.kind})" if link.day else link.id
