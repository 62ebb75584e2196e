"""Why one person left, or one unit emptied: what weighed on him against others, what he had borne before, and who tipped whom.

The run is walked again to the day in question. Terms are hazard ratios against a stated reference: the typical man of the army who served
at the end of that day, whose hazard is the geometric mean of all of theirs, so that his hazard times all ratios is the hazard told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from unit_cohesion.engine.arithmetic import MOST
from unit_cohesion.engine.declare import mechanism
from unit_cohesion.engine.transitions import EIGHTH
from unit_cohesion.errors import CohesionError, nearest, short_repr
from unit_cohesion.insight.chains import Chains, chains
from unit_cohesion.insight.explanation import Cause, Explanation, Link, Term
from unit_cohesion.outcomes import CAPTURE, LEAVING
from unit_cohesion.rules import TERMS
from unit_cohesion.runs.notebook import Progress, progress_or_bar
from unit_cohesion.runs.units_below import smallest_units
from unit_cohesion.scalars import whole_number
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import SERVING, STATUSES

if TYPE_CHECKING:
    import pandas as pd

    from unit_cohesion.runs.record import Record


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
