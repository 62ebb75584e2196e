"""What a run leaves: the columns of every table, and every outcome that ``[targets]`` may name.

A column that a run holds and a table tells is declared in its rule alone (``column(..., told=True)``); here stands what is made from the
log. How tables are filled stands in ``tables/frames.py``, how outcomes are computed in ``runs/measures.py``; both are held to this file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from unit_cohesion.engine.declare import TOLD_IN, WEEKLY, column
from unit_cohesion.rules import COLUMNS
from unit_cohesion.schema import BANDS, BRANCHES, EVENT_KINDS, NEWS_KINDS, RANKS, SPECIALITIES
from unit_cohesion.vocabulary import ENDINGS, POSTURES, STATUSES, TRUE_REASONS

DType = Literal["bool", "int16", "int32", "float32", "float64", "string", "category", "ordered", "date"]


@dataclass(frozen=True)
class Field:
    """One column of a table.

    Attributes:
        name: as in the table; ``{status}`` or ``{term}`` in it stands for one column for each status or term.
        dtype: ``category`` is text out of few words, ``ordered`` likewise with an order (so that ``>=`` works).
        unit: of its values; "1" for pure numbers.
        meaning: one sentence.
    """

    name: str
    dtype: DType
    unit: str
    meaning: str


@dataclass(frozen=True)
class Outcome:
    """One number that says how a run came out.

    Attributes:
        name: as ``[targets]`` names it.
        unit, meaning: of the number.
        by_sect: whether it is about one sect, which a target must name.
    """

    name: str
    unit: str
    meaning: str
    by_sect: bool = False


DEFECTION, DESERTION, CAPTURE, ARREST, DEATH, DISCHARGE, CALL_UP, PASSAGE = EVENTS = (
    "defection", "desertion", "capture", "arrest", "death", "discharge", "call-up", "passage",
)  # fmt: skip
"""What an event is: the first three are ways of leaving by one's own will; ``passage`` is any step of those who no longer serve but death and arrest."""
LEAVING = (DEFECTION, DESERTION, CAPTURE)
SMALL_PARTY = 20
"""Parties of fewer are small."""
ENOUGH_OUT = 200
"""Living defected officers from whom on their shares are told."""
RECENT_COHORTS = 12
"""Years of entry before the start that count as recent."""

ROW_OF = "row of "
VOCABULARIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "RANKS": ("rank", RANKS), "BANDS": ("band", BANDS), "SPECIALITIES": ("speciality", SPECIALITIES), "BRANCHES": ("branch", BRANCHES),
    "STATUSES": ("status", STATUSES), "POSTURES": ("posture", POSTURES), "TRUE_REASONS": ("reason", TRUE_REASONS),
    "ENDINGS": ("ending", ENDINGS), "EVENT_KINDS": ("kind", EVENT_KINDS), "NEWS_KINDS": ("kind", NEWS_KINDS),
}  # fmt: skip
"""Words that columns hold rows of, and how tables call their unit."""
ORDERED = ("RANKS", "BANDS")
_NUMBERS: dict[str, DType] = {"?": "bool", "i1": "int16", "i2": "int16", "i4": "int32"}
EXISTS = "alive"
"""The column that says whether a row is there: where it is not, nothing is told."""


def table_unit(one: column) -> str:
    """Return the unit in which a table tells a column: rows of other tables as ids, rows of words as these, men of units as persons."""
    if one.unit.startswith(ROW_OF):
        return VOCABULARIES.get(one.unit.removeprefix(ROW_OF), ("id", ()))[0]
    return "persons" if one.unit == "agents" else one.unit


def table_field(one: column) -> Field:
    """Return the column of a written table for a column that a run holds: the same name and meaning.

    Raises:
        ValueError: numbers of a kind that no table tells.
    """
    if one.unit.startswith(ROW_OF):
        return Field(one.id, "ordered" if one.unit.removeprefix(ROW_OF) in ORDERED else "category", table_unit(one), one.meaning)
    number: DType | None = "float32" if one.table in WEEKLY else "float64"
    if one.type != "f8":
        number = _NUMBERS.get(one.type) if one.table != "units" else None  # what formations tell are sums and means
    if number is None:
        raise ValueError(f"{one.table}.{one.id}: no table tells numbers of type {one.type}")
    return Field(one.id, number, table_unit(one), one.meaning)


def fields_from_columns(columns: Mapping[str, Sequence[column]], table: str) -> list[Field]:
    """Return the columns of a written table for columns that are held elsewhere than in the program's own tables."""
    return [table_field(one) for held, some in columns.items() for one in some if one.told and TOLD_IN[held] == table]


def tables_of(columns: Mapping[str, Sequence[column]]) -> dict[str, tuple[Field, ...]]:
    """The columns of every table, in the order in which tables are written.

    Args:
        columns: what rules declare, by the table that holds it. What is told of these stands there alone; here stands the rest.

    Raises:
        ValueError: two columns of a table have one name.
    """
    of: dict[str, list[Field]] = {table: [] for table in TOLD_IN.values()}
    for some in columns.values():
        for one in some:
            if one.told and one.id != EXISTS:
                of[TOLD_IN[one.table]].append(table_field(one))

    def held(table: str, name: str) -> Field:
        return next(table_field(one) for one in columns[table] if one.id == name)

    day, date = Field("day", "int32", "day", "day of the run; day 1 is the scenario's start"), Field("date", "date", "date", "its date")
    person = Field("person", "string", "id", "who: unit and seat")
    persons = Field("persons", "float64", "persons", "how many persons the row stands for")
    branch, (sect, band, status) = held("units", "branch"), (held("people", name) for name in ("sect", "band", "status"))
    tables = {
        "daily": (
            day, date,
            Field("{status}", "float64", "persons", "how many have the status at the end of the day"),
            *of["daily"],
            Field("captures", "float64", "persons", "serving to captured: gave up"),
            Field("perceived_defections", "float64", "persons", "departures a day that those who serve believe in"),
        ),
        "groups": (day, sect, band, status, persons),
        "units": (
            day,
            Field("unit", "category", "id", "unit of any level, from the smallest up"),
            Field("parent", "category", "id", "the unit above it; empty at the top"),
            Field("kind", "category", "kind", "establishment of the smallest units, kind of those above"),
            *of["units"],
            Field("cohesion", "float32", "1", "weighted mean of `peer_bond`, `commander_trust` and `institution`"),
        ),
        "events": (
            day,
            Field("pass", "int16", "number", "pass of the day's departures, from 1; 0 for what is none"),
            date,
            Field("event", "category", "event", "what it is: " + ", ".join(EVENTS)),
            person, sect, held("people", "rank"), band, branch, held("people", "speciality"), held("people", "unit"),
            held("units", "place"),
            Field("from_status", "category", "status", "status before"),
            Field("to_status", "category", "status", "status after"),
            Field("cause", "category", "id", "mechanism with the largest term above its reference"),
            Field("trigger", "string", "id", "event, news or person that tipped him; empty for none"),
            Field("stated_reason", "category", "reason", "reason that he states; empty if none"),
            held("people", "true_reason"), held("people", "militia"),
            Field("recent_share", "float64", "1", "share of his pressure gathered in the last 30 days"),
            persons,
            Field("log_{term}", "float64", "log hazard", "the mechanism's term; missing where no hazard was weighed"),
        ),
        "people": (
            person, *of["people"], branch,
            Field("officer_school", "bool", "yes/no", "passed through an officer school"),
            Field("remaining", "float64", "hazard", "resistance less pressure; missing if he does not serve"),
            Field("hazard_today", "float64", "hazard/day", "hazard of leaving on the last day; missing likewise"),
            Field("days_to_go", "float64", "days", "how far he is from going: remaining over hazard; missing likewise"),
            persons,
        ),
        "militias": (day, Field("militia", "category", "id", "militia"), *of["militias"]),
        "sponsors": (day, Field("sponsor", "category", "id", "sponsor"), *of["sponsors"]),
        "choices": (
            day,
            Field("actor", "category", "id", "militia whose leader chooses, or sponsor"),
            Field("subject", "string", "id", "officer or militia that it is about"),
            Field("choice", "category", "choice", "adviser, fighter, commander: admitted as; refused; declined by the officer; funded; dropped"),
            Field("{utility}", "float64", "utility", "the term of utility; missing where it was not weighed"),
        ),
        "places": (day, Field("place", "category", "id", "place"), *of["places"]),
    }  # fmt: skip
    for table, told in tables.items():
        names = [field.name for field in told]
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise ValueError(f"{table}: two columns are called {twice[0]}")
    return tables


TABLES = tables_of(COLUMNS)
"""Every table, in the order in which they are written; a file each."""
ROWS = {
    "daily": "A row a day.",
    "groups": "A row a day and each sect, band and status in which anybody ever is.",
    "units": "A row a week and unit. What is above the smallest units is made up from these: sums, means by strength, and words where all agree.",
    "events": "A row an agent and change of status, with what he was, where, and with whom after it.",
    "people": "A row an agent, as he is at the end.",
    "militias": "A row a week and militia that exists.",
    "sponsors": "A row a week and sponsor.",
    "choices": "A row a choice of a militia's leader or of a sponsor.",
    "places": "A row a week and place.",
}
"""What a row of each table is."""


def fields(table: str, families: Mapping[str, Sequence[str]]) -> list[Field]:
    """The table's columns, with families such as ``{status}`` told one by one."""
    told: list[Field] = []
    for field in TABLES[table]:
        family = next((name for name in families if f"{{{name}}}" in field.name), None)
        members = [field.name] if family is None else [field.name.replace(f"{{{family}}}", member) for member in families[family]]
        told += [Field(name, field.dtype, field.unit, field.meaning) for name in members]
    return told


def _outcome(name: str, unit: str, meaning: str, by_sect: bool = False) -> Outcome:
    return Outcome(name, unit, meaning, by_sect)


def _of_the_day(name: str) -> Outcome:
    (field,) = (field for field in TABLES["daily"] if field.name == name)
    return Outcome(name, field.unit, f"{field.meaning}, on the day")


OUTCOMES: dict[str, Outcome] = {o.name: o for o in (
    _outcome("median_daily_defections", "persons/day", "median of daily defections from start to end"),
    _outcome("largest_weekly_defections", "persons/week", "most defections in a week from start to end; weeks are counted from the scenario's start"),
    _outcome("defected", "persons", "defections so far"),
    _outcome("deserted", "persons", "desertions so far"),
    _outcome("left", "persons", "defections, desertions and captures so far"),
    _outcome("strength", "persons", "serving on the day in army, air force and navy"),
    _outcome("regime_dead", "persons", "killed so far while they served"),
    _outcome("soldiers_defected", "persons", "defections so far of soldiers"),
    _outcome("officers_defected", "persons", "defections so far of lieutenants and above"),
    _outcome("officers_and_NCOs_defected", "persons", "defections so far of sergeants and above"),
    _outcome("generals_defected", "persons", "defections so far of brigadiers and generals"),
    _outcome("sects_missing_among_defectors", "sects", "sects of the army with nobody among the defectors so far"),
    _outcome("branches_missing_among_defectors", "branches", "branches of the army with nobody among the defectors so far"),
    _outcome("sect_share_of_defectors", "1", "share of the sect in defections so far", True),
    _outcome("share_in_small_parties", "1", f"share of leavers so far who left in parties of fewer than {SMALL_PARTY}: those who leave one unit on one day"),
    _outcome("largest_whole_unit_exit", "persons", "the largest unit of which all who served left on one day so far; 0 if none did"),
    _outcome("officers_in_camps_share", "1", "share of living defected officers who are in camps abroad on the day"),
    _outcome("officers_out_of_action_share", "1", "share of living defected officers who neither fight in nor lead a militia on the day"),
    _outcome("officers_in_action_peak", "1", f"largest share of living defected officers in action so far, on days with at least {ENOUGH_OUT} out"),
    _outcome("officers_in_action_fall", "1", "fall of that share from its peak so far to the day, as a share of the peak"),
    _outcome("officers_lost_share", "1", "share of officers who ever defected who are dead, back with the regime or abroad for good on the day"),
    _outcome("capability_used_share", "1", "competence in use against the regime, of that lost to it, on the day"),
    _outcome("admitted_refused_rank_gap", "rank", "mean rank of officers admitted by militias less that of those refused, so far"),
    _of_the_day("rebel_militias"),
    _of_the_day("effective_militias"),
    _of_the_day("largest_militia_share"),
    _of_the_day("militia_cohesion"),
    _of_the_day("sponsor_consensus"),
    _outcome("national_army", "persons", "persons in the national army on the day"),
    _outcome("fighters", "persons", "fighters and commanders of militias on the day"),
    _of_the_day("regime_control"),
    _of_the_day("limbo"),
    _outcome("population_share", "1", "share of the sect in the people of all places", True),
    _outcome("sensitive_post_share", "1", "share of the sect in sensitive posts on day one", True),
    _outcome("officer_school_share", "1", f"share of the sect in officer-school intakes of the last {RECENT_COHORTS} years before the start", True),
)}  # fmt: skip
"""Every outcome, by name. "So far" and "on the day" go by the target's ``on`` (or ``end``), the end of the run if it has none."""
