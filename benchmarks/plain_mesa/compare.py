"""Whether the engine and the twin tell the same story: entry by entry, day by day, and in what they end with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from math import isclose, isnan
from typing import Any

import numpy as np

from benchmarks.plain_mesa.diary import Entry, Source
from benchmarks.plain_mesa.plain import PlainModel
from model.engine import Engine
from model.frames import FRAMES
from model.mechanisms import TERMS
from model.record import NATION
from model.schema import BANDS
from model.state import POSTURES, STATUSES, WAYS, State

CLOSE = 1e-9
CLOSE_IN_WEEKS = 1e-6  # the table of units keeps single precision
ENDINGS = ("", "regime wins", "regime falls")


def differences(engine: Engine, twin: PlainModel, most: int = 10) -> list[str]:
    """What differs between two runs, told in words; the first few. Words and whole numbers are compared exactly, the rest to 1e-9."""
    found: list[str] = []
    for where, ours, theirs, close in pairs(engine, twin):
        wrong = [name for name in sorted(ours.keys() | theirs.keys(), key=str) if not same(ours.get(name), theirs.get(name), close)]
        found += [f"{where}: {name}: engine {ours.get(name)!r}, twin {theirs.get(name)!r}" for name in wrong]
        if len(found) >= most:
            break
    return found[:most]


def same(ours: Any, theirs: Any, close: float) -> bool:
    """Whether two values agree; None and NaN both stand for what is not there."""
    if isinstance(ours, float) and isinstance(theirs, float):
        return ours == theirs or (isnan(ours) and isnan(theirs)) or isclose(ours, theirs, rel_tol=close, abs_tol=close)
    return bool(ours == theirs)


def pairs(engine: Engine, twin: PlainModel) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any], float]]:
    """Where to look, what the engine has there, what the twin has, and how close they must be."""
    tables = {name: FRAMES[name](engine) for name in ("events", "daily", "groups", "units")}
    ours = tables["events"].to_dict("records")
    for number, (row, entry) in enumerate(zip_longest(ours, twin.diary.entries), 1):
        mine = of_entry(entry) if entry else {}
        yield f"event {number}", {name: row[name] for name in mine or row} if row else {}, mine, CLOSE
    nation = [dict(zip(NATION, map(float, numbers), strict=True)) for numbers in engine.log.nation]
    for row, numbers, page in zip_longest(tables["daily"].to_dict("records"), nation, twin.diary.days):
        mine = of_page(page)
        yield f"day {page.day}", {name: row[name] for name in mine}, mine, CLOSE
        yield f"nation on day {page.day}", numbers, page.nation, CLOSE
    counted = {
        (row["day"], row["sect"], BANDS.index(row["band"]), row["status"]): row["persons"]
        for row in tables["groups"].to_dict("records") if row["persons"]
    }  # fmt: skip
    yield "groups", counted, {(page.day, *who): float(n) for page in twin.diary.days for who, n in page.persons.items() if n}, CLOSE
    weeks = {(page.day, unit): week for page in twin.diary.days if page.units for unit, week in page.units.items()}
    for row in tables["units"].to_dict("records"):
        if (row["day"], row["unit"]) in weeks:  # the twin has no formations above
            mine = {name: float(x) if isinstance(x, int) else x for name, x in weeks.pop((row["day"], row["unit"])).items()}
            yield f"unit {row['unit']} on day {row['day']}", {name: row[name] for name in mine}, mine, CLOSE_IN_WEEKS
    yield "weeks that only the twin has", {}, weeks, CLOSE
    yield from ends(engine.state, twin)


def of_entry(entry: Entry) -> dict[str, Any]:
    """An entry as a row of the table of events."""
    terms = entry.terms or dict.fromkeys(TERMS, float("nan"))
    return {
        "day": entry.day, "pass": entry.step, "person": entry.person.name, "place": entry.place, "from_status": entry.before,
        "to_status": entry.to, "cause": entry.cause, "trigger": name_of(entry.trigger), "stated_reason": entry.reason,
        "recent_share": entry.recent, "persons": float(entry.person.unit.persons), **{f"log_{term}": terms[term] for term in TERMS},
    }  # fmt: skip


def name_of(source: Source) -> str:
    """A trigger as the table of events names it."""
    return source if isinstance(source, str) else source.person.name if source else ""


def of_page(page: Any) -> dict[str, Any]:
    """A page as a row of the daily table."""
    statuses = {status: float(sum(n for who, n in page.persons.items() if who[2] == status)) for status in STATUSES}
    numbers = {name: page.nation[name] for name in (
        "regime_odds", "regime_control", "regime_power", "rebel_power", "air_effort", "capability_lost", "capability_used",
        "infiltrators_confirmed", "rumour",
    )}  # fmt: skip
    flows = {name: float(n) for name, n in page.flows.items()}
    return {
        "day": page.day, **statuses, **flows, **numbers, "perceived_defections": page.believed, "all_deaths": page.nation["deaths"],
        "limbo": page.nation["limbo"] > 0, "ending": ENDINGS[int(page.nation["ended"])],
    }  # fmt: skip


def ends(state: State, twin: PlainModel) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any], float]]:
    """What both end with: every column that rules move, of people, units, communities, places, sects."""
    people = ("spell", "since_day", "loyalty", "outrage", "outrage_day", "pressure", "resistance", "confirmed")
    for row, man in enumerate(twin.people):
        mine = {name: getattr(man, name) for name in people} | {"status": man.status, "way": man.way}
        code = {"status": STATUSES[state.people.status[row]], "way": ("", *WAYS)[state.people.way[row] + 1]}
        yield f"{man.name} at the end", at(state.people, people, row) | code, mine, CLOSE
        if man.status in ("serving", "civilian"):
            yield f"{man.name}", at(state.profiles, ("abandonment", "privilege"), state.people.profile[row]), {
                "abandonment": man.abandonment, "privilege": man.privilege}, CLOSE  # fmt: skip
    for row, unit in enumerate(twin.units):
        names = ("strength", "start_strength", "left", "left_ever", "dead", "punished", "left_today", "dead_today", "punished_today",
                 "commander_gone", "peer_bond", "commander_trust", "institution")  # fmt: skip
        mine = {name: float(getattr(unit, name)) for name in names}
        who = {"commander": unit.commander.key if unit.commander else None, "posture": unit.posture, "place": unit.place.id}
        commander, place = state.units.commander[row], twin.places[state.units.place[row]].id
        key = state.people.key[commander].item() if commander >= 0 else None
        ours = {"commander": key, "posture": POSTURES[state.units.posture[row]], "place": place}
        yield f"unit {unit.id} at the end", at(state.units, names, row) | ours, mine | who, CLOSE
    for table, things, names in (
        (state.communities, twin.communities, ("population", "target", "force", "grievance", "felt", "reprisals")),
        (state.places, twin.places, ("control", "deaths", "insurgents")),
        (state.sects, twin.sects, ("revenge", "left_today", "pace", "believed_pace", "pledged_pace", "reassurance", "believed_catch",
                                   "attempts", "caught", "suspicion", "serving_start")),
    ):  # fmt: skip
        for row, thing in enumerate(things):
            yield f"{type(thing).__name__} {row} at the end", at(table, names, row), {n: float(getattr(thing, n)) for n in names}, CLOSE
    for row, sect in enumerate(twin.sects):
        for band, expects in enumerate(sect.expects):
            theirs = at(state.kinds, tuple(f"expect_{way}" for way in expects), band * len(twin.sects) + row)
            yield f"{sect.id}, band {band}", theirs, {f"expect_{way}": x for way, x in expects.items()}, CLOSE


def at(table: Any, names: tuple[str, ...], row: int) -> dict[str, Any]:
    """A row of a table of the engine's state."""
    return {name: np.asarray(getattr(table, name))[row].item() for name in names}
