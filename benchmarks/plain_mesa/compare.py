"""Whether the engine and the twin tell the same story: entry by entry, choice by choice, day by day, and in what they end with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import zip_longest
from math import isclose, isnan
from typing import Any

from benchmarks.plain_mesa.compare_ends import ends
from benchmarks.plain_mesa.diary import Choice, Entry, Page, Source
from benchmarks.plain_mesa.plain import PlainModel
from unit_cohesion.outcomes import TABLES
from unit_cohesion.rules import TERMS
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.log import FLOWS, NATION
from unit_cohesion.tables.frames import FRAMES
from unit_cohesion.vocabulary import BANDS, CHOICES, STATUSES

IN_DAILY = tuple(field.name for field in TABLES["daily"] if field.name in NATION and field.name not in (*FLOWS, "limbo", "ending"))
COMPARED = ("events", "choices", "daily", "groups", "units", "militias", "sponsors")
CLOSE = 1e-9
CLOSE_IN_WEEKS = 1e-6  # the weekly tables keep single precision
ENDINGS = ("", "regime wins", "regime falls")
Pairs = Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any], float]]


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


def pairs(engine: Engine, twin: PlainModel) -> Pairs:
    """Where to look, what the engine has there, what the twin has, and how close they must be."""
    ours = tables_of(engine, engine.day)
    yield from listed("event", ours["events"], [of_entry(entry) for entry in twin.diary.entries])
    yield from listed("choice", ours["choices"], [of_choice(choice) for choice in twin.diary.choices])
    nation = [dict(zip(NATION, map(float, numbers), strict=True)) for numbers in engine.log.nation]
    for row, numbers, page in zip_longest(ours["daily"], nation, twin.diary.days):
        mine = of_page(page)
        yield (
            f"day {page.day}",
            {name: row[name] for name in mine if name in row},
            {name: mine[name] for name in mine if name in row},
            CLOSE,
        )
        yield f"nation on day {page.day}", numbers, page.nation, CLOSE
    counted = {
        (row["day"], row["sect"], BANDS.index(row["band"]), row["status"]): row["persons"] for row in ours["groups"] if row["persons"]
    }
    yield "groups", counted, {(page.day, *who): float(n) for page in twin.diary.days for who, n in page.persons.items() if n}, CLOSE
    for kind in ("unit", "militia", "sponsor"):
        yield from weekly(kind, ours[f"{kind}s"], twin)
    yield from ((*pair, CLOSE) for pair in ends(engine, twin))


@lru_cache(maxsize=4)
def tables_of(engine: Engine, day: int) -> dict[str, list[dict[str, Any]]]:
    """The engine's tables as of a day, row by row; kept, since many twins are held to one engine."""
    return {name: FRAMES[name](engine).to_dict("records") for name in COMPARED}


def listed(what: str, ours: list[dict[str, Any]], mine: list[dict[str, Any]]) -> Pairs:
    """Rows in order; of the engine's, the columns that the twin tells."""
    for number, (row, told) in enumerate(zip_longest(ours, mine), 1):
        yield f"{what} {number}", {name: row[name] for name in told or row} if row else {}, told or {}, CLOSE


def weekly(kind: str, rows: list[dict[str, Any]], twin: PlainModel) -> Pairs:
    """How each of a kind stood, week by week."""
    weeks = {(page.day, id): week for page in twin.diary.days for id, week in (getattr(page, f"{kind}s") or {}).items()}
    for row in rows:
        where = row["day"], row[kind]
        if kind != "unit" or where in weeks:  # the twin has no formations above units
            mine = {name: float(x) if type(x) is int and name != "life" else x for name, x in weeks.pop(where, {}).items()}
            yield f"{kind} {row[kind]} on day {row['day']}", {name: row[name] for name in mine or row}, mine, CLOSE_IN_WEEKS
    yield f"weeks of a {kind} that only the twin has", {}, weeks, CLOSE


def of_entry(entry: Entry) -> dict[str, Any]:
    """An entry as a row of the table of events."""
    terms = entry.terms or dict.fromkeys(TERMS, float("nan"))
    return {
        "day": entry.day,
        "pass": entry.step,
        "person": entry.person.name,
        "place": entry.place,
        "militia": entry.militia,
        "from_status": entry.before,
        "to_status": entry.to,
        "cause": entry.cause,
        "trigger": name_of(entry.trigger),
        "stated_reason": entry.reason,
        "true_reason": entry.true_reason,
        "recent_share": entry.recent,
        "persons": float(entry.person.persons),
        **{f"log_{term}": float(terms[term]) for term in TERMS},
    }


def of_choice(choice: Choice) -> dict[str, Any]:
    """A choice as a row of the table of choices."""
    whom = getattr(choice.whom, "name", None) or choice.whom.id
    terms = {name: choice.terms.get(name, float("nan")) for name in CHOICES}
    return {"day": choice.day, "actor": choice.who.id, "subject": whom, "choice": choice.choice, **terms}


def name_of(source: Source) -> str:
    """A trigger as the table of events names it."""
    return source if isinstance(source, str) else source.person.name if source else ""


def of_page(page: Page) -> dict[str, Any]:
    """A page as a row of the daily table."""
    statuses = {status: float(sum(n for who, n in page.persons.items() if who[2] == status)) for status in STATUSES}
    flows = {name: float(n) for name, n in page.flows.items()}
    return {
        "day": page.day,
        **statuses,
        **flows,
        "perceived_defections": page.believed,
        **{name: page.nation[name] for name in IN_DAILY},
        "limbo": page.nation["limbo"] > 0,
        "ending": ENDINGS[int(page.nation["ending"])],
    }
