"""What a run leaves: the columns of every table, and every outcome that ``[targets]`` may name.

A column that a run holds and a table tells is declared in its rule alone (``column(..., told=True)``); here stands what is made from the
log. How tables are filled stands in ``tables/frames.py``, how outcomes are computed in ``runs/measures/``; both are held to this file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from unit_cohesion.engine.declare import TOLD_IN, WEEKLY, column, entries
from unit_cohesion.rules import COLUMNS
from unit_cohesion.schema import Target
from unit_cohesion.vocabulary import (
    BANDS,
    BRANCHES,
    ENDINGS,
    EVENT_KINDS,
    NEWS_KINDS,
    OUT_AND_ALIVE,
    POSTURES,
    RANKS,
    SPECIALITIES,
    STATUSES,
    TRUE_REASONS,
)

DType = Literal["bool", "int16", "int32", "int64", "float32", "float64", "string", "category", "ordered", "date"]


@dataclass(frozen=True)
class Field:
    """One column of a table.

    Attributes:
        name: as in the table; ``{status}`` or ``{term}`` in it stands for one column for each status or term.
        dtype: ``category`` is text out of few words, ``ordered`` likewise with an order (so that ``>=`` works).
        unit: of its values; "1" for pure numbers.
        meaning: one sentence.
        needs: the array of entries of a scenario without which the table has no such column; it has it always if empty.
    """

    name: str
    dtype: DType
    unit: str
    meaning: str
    needs: str = ""


@dataclass(frozen=True)
class Outcome:
    """One number that says how a run came out.

    Attributes:
        name: as ``[targets]`` names it.
        unit, meaning: of the number.
        needs: keys that a target must have, since the outcome is about one sect, place or the like.
        may: keys of ``ABOUT`` that a target may have: then it is about those alone.
        asked: told only where a target asks for it.
    """

    name: str
    unit: str
    meaning: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    asked: bool = False

    @property
    def by_sect(self) -> bool:
        """Whether it is about one sect."""
        return "sect" in self.needs

    @property
    def reads(self) -> str:
        """Which keys of a target it reads, in words; nothing if none."""
        kinds = (("must have", self.needs), ("may have", self.may))
        return "; ".join(f"{word} {', '.join(keys)}" for word, keys in kinds if keys)

    @property
    def unit_words(self) -> str:
        """Its unit as readers want it: pure numbers are shares, from 0 to 1."""
        return "share, 0 to 1" if self.unit == "1" else self.unit

    @property
    def told(self) -> bool:
        """Whether every run tells it (for each sect, if it is about one); the others are told where a target asks."""
        return set(self.needs) <= {"sect"} and not self.asked


DEFECTION, DESERTION, CAPTURE, ARREST, DEATH, DISCHARGE, CALL_UP, PASSAGE = EVENTS = (
    "defection",
    "desertion",
    "capture",
    "arrest",
    "death",
    "discharge",
    "call-up",
    "passage",
)
"""What an event is: the first three are ways of leaving by one's own will; ``passage`` is any step of those who no longer serve but death and arrest."""
LEAVING = (DEFECTION, DESERTION, CAPTURE)
SMALL_PARTY = 20
"""Parties of fewer are small."""
ENOUGH_OUT = 200
"""Officers out from whom on their shares are told."""
RECENT_COHORTS = 12
"""Years of entry before the start that count as recent."""
LARGE_PARTY = 60
"""Parties of more men are large."""
HARD_HIT = 0.075
"""Share of units that are hit harder than a hard-hit one: one man's word is taken for the 5 to 10 per cent at the end."""
DISSOLVED = 0.1
"""Share of its men below which a unit has dissolved: it is no longer there to be led."""
SIEGE_DAYS = 14
"""First days of a siege in which defections are counted: whole weeks, as sieges are noted week by week."""
LOST_CONTROL = 0.1
"""A place where the regime controls less is lost."""
WON_CONTROL = 0.9
RISING_DAYS = 180
"""A regime gains that controls so much, or whose control has risen for so long."""

ROW_OF = "row of "
VOCABULARIES: dict[str, tuple[str, tuple[str, ...]]] = {
    "RANKS": ("rank", RANKS),
    "BANDS": ("band", BANDS),
    "SPECIALITIES": ("speciality", SPECIALITIES),
    "BRANCHES": ("branch", BRANCHES),
    "STATUSES": ("status", STATUSES),
    "POSTURES": ("posture", POSTURES),
    "TRUE_REASONS": ("reason", TRUE_REASONS),
    "ENDINGS": ("ending", ENDINGS),
    "EVENT_KINDS": ("kind", EVENT_KINDS),
    "NEWS_KINDS": ("kind", NEWS_KINDS),
}
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
    needs, meaning = getattr(one.rule, "needs", ""), one.meaning
    if needs:
        meaning = f"{meaning} (only where there are {entries(needs)})"
    if one.unit.startswith(ROW_OF):
        return Field(one.id, "ordered" if one.unit.removeprefix(ROW_OF) in ORDERED else "category", table_unit(one), meaning, needs)
    number: DType | None = "float32" if one.table in WEEKLY else "float64"
    if one.type != "f8":
        number = _NUMBERS.get(one.type) if one.table != "units" else None  # what formations tell are sums and means
    if number is None:
        raise ValueError(f"{one.table}.{one.id}: no table tells numbers of type {one.type}")
    return Field(one.id, number, table_unit(one), meaning, needs)


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
            Field("captures", "float64", "persons", "serving to captured: gave up, whatever became of them"),
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
    "militias": "A row a week and militia that exists, on the week's first day. Men (`fighters`, `officers`, `advisers`), their `capability` and "
    "`memory` are counted in the course of that day, before the week's recruits, admissions and deaths among rebels, and "
    "follow only those who split off or merge on it; all else stands as at its end, as the statuses in `daily` do, so that the two differ.",
    "sponsors": "A row a week and sponsor.",
    "choices": "A row a choice of a militia's leader or of a sponsor.",
    "places": "A row a week and place.",
}
"""What a row of each table is."""


def fields(table: str, families: Mapping[str, Sequence[str]], scenario: object = None) -> list[Field]:
    """The table's columns, with families such as ``{status}`` told one by one; of a scenario those that its entries give it."""
    told: list[Field] = []
    for field in TABLES[table]:
        if field.needs and scenario is not None and not getattr(scenario, field.needs):
            continue
        family = next((name for name in families if f"{{{name}}}" in field.name), None)
        members = [field.name] if family is None else [field.name.replace(f"{{{family}}}", member) for member in families[family]]
        told += [replace(field, name=name) for name in members]
    return told


ABOUT = ("sect", "band", "branch", "speciality", "formation", "place", "values")
"""Keys of a target that say who or what its outcome is about."""
_MEN = ("sect", "band", "branch", "speciality", "formation")


def _outcome(name: str, unit: str, meaning: str, needs: tuple[str, ...] = (), may: tuple[str, ...] = ()) -> Outcome:
    return Outcome(name, unit, meaning, needs, may)


def _of_orders(name: str, unit: str, meaning: str) -> Outcome:
    return Outcome(name, unit, meaning, asked=True)


def _of_the_day(name: str) -> Outcome:
    (field,) = (field for field in TABLES["daily"] if field.name == name)
    return Outcome(name, field.unit, f"{field.meaning}, on the day")


OUTCOMES: dict[str, Outcome] = {o.name: o for o in (
    _outcome("median_daily_defections", "persons/day", "median of daily defections from start to end"),
    _outcome("median_weekly_defections", "persons/week", "median of weekly defections, of whole weeks from start to end, from the scenario's start on"),
    _outcome("largest_weekly_defections", "persons/week", "most defections in a week from start to end; weeks are counted from the scenario's start"),
    _outcome("largest_weekly_exits", "persons/week", "most defections, desertions and captures together in a week, likewise"),
    _outcome("defected", "persons", "defections so far", may=_MEN),
    _outcome("deserted", "persons", "desertions so far", may=_MEN),
    _outcome("left", "persons", "defections, desertions and captures so far", may=_MEN),
    _outcome("left_per_day", "persons/day", "defections, desertions and captures a day, from start to end", may=_MEN),
    _outcome("busiest_quarter", "quarter", "quarter in which most left so far, as its first day: 2012.5 is the third of 2012; whole quarters only"),
    _outcome("desertions_per_defection", "ratio", "desertions for each defection so far", may=_MEN),
    _outcome("strength", "persons", "serving on the day in army, air force and navy"),
    _outcome("strength_share", "1", "serving on the day, of those who did on day zero, police and services too, which `strength` leaves out", may=("branch", "formation")),
    _outcome("present", "persons", "serving on the day, police and services too, places by where units stand in the week of the day", may=(*_MEN, "place")),
    _outcome("share_of_formation_left", "1", "share of those who served when the span began who left within it by their own will, places by where units stood then", ("formation",), ("sect", "band", "branch", "speciality", "place")),
    _outcome("days_from_10_to_90", "days", "days from the one by which a tenth of those who left from start to end had left to the one by which nine tenths had", may=_MEN),
    _outcome("units_dissolved", "units", f"of the units that had men when the span began, those in which fewer than {DISSOLVED:.0%} of these many serve on the day, places by where units stood when it began; each counts for the units that it stands for", may=("branch", "formation", "place")),
    _outcome("share_in_use", "1", "share of those who serve who are in units deployed or besieged in the week of the day", may=("branch", "formation")),
    _of_orders("orders_obeyed", "1", "of the units that were under an order to shoot amid a crowd, day by day from start to end, the share that obeyed"),
    _of_orders("orders_refused", "1", "likewise the share that refused, and stayed"),
    _of_orders("orders_fled", "1", "likewise the share that left over it, as one"),
    _of_orders("shot_dead", "persons", "shot in crowds from start to end, by units that obeyed an order"),
    _of_orders("driven_off", "units", "units that shot at a crowd and were driven off by it, from start to end"),
    _outcome("yielded", "persons", "men of units that took an offer of surrender, from start to end"),
    _outcome("sent_home", "persons", "captives who were disarmed and sent home, from start to end"),
    _outcome("captives_dead", "persons", "captives who were killed, from start to end"),
    _outcome("regime_dead", "persons", "killed so far while they served", may=(*_MEN, "place")),
    _outcome("share_of_regime_dead", "1", "share of those killed so far while they served who are such, places by home", may=(*_MEN, "place")),
    _outcome("regime_dead_by_home", "correlation", "rank correlation over places: killed so far while they served, by home and resident, with the figures given", ("values",)),
    _outcome("soldiers_dead_per_rebel", "ratio", "killed so far while they served, for each killed while he was with a militia or the national army"),
    _outcome("defectors_dead_per_day", "persons/day", "of those who served and are out, killed a day, from start to end"),
    _outcome("captive", "persons", "captured, on the day"),
    _outcome("soldiers_defected", "persons", "defections so far of soldiers"),
    _outcome("officers_defected", "persons", "defections so far of lieutenants and above"),
    _outcome("officers_and_NCOs_defected", "persons", "defections so far of sergeants and above"),
    _outcome("generals_defected", "persons", "defections so far of brigadiers and generals"),
    _outcome("sects_missing_among_defectors", "sects", "sects of the army with nobody among the defectors so far"),
    _outcome("branches_missing_among_defectors", "branches", "branches of the army with nobody among the defectors so far"),
    _outcome("sect_share_of_defectors", "1", "share of the sect, and of the ethnic groups of its faith, in defections so far", ("sect",), ("band", "branch", "speciality", "formation")),
    _outcome("relative_exits", "ratio", "left by their own will so far, by head who served on day zero, over the same of the largest group of the people", ("sect",)),
    _outcome("share_in_small_parties", "1", f"share of leavers so far who left in parties of fewer than {SMALL_PARTY}: those who leave one unit on one day"),
    _outcome("largest_party", "persons", "the largest party so far, in men of its unit"),
    _outcome("large_parties", "parties", f"parties so far of more than {LARGE_PARTY}; each counts for the units that its unit stands for"),
    _outcome("largest_whole_unit_exit", "persons", "the largest unit of which all who served left on one day so far; 0 if none did"),
    _outcome("lost_by_hard_hit", "1", f"share lost so far, of those who served on day zero, by killed and leavers, that only {HARD_HIT:.1%} of the units deployed in the place so far exceed", ("place",)),
    _outcome("besieged_who_defect", "1", f"share of the men of units that came under siege so far who defect in its first {SIEGE_DAYS} days"),
    _outcome("siege_days", "days", "median length of sieges that began so far, to the day for those that last, by weeks and units"),
    _outcome("officers_in_camps_share", "1", "share of the officers who are out who are in camps abroad on the day"),
    _outcome("officers_out_of_action_share", "1", "share of the officers who are out who neither fight in nor lead a militia on the day"),
    _outcome("officers_in_action_peak", "1", f"largest share so far, of the officers who are out, who fight in or lead a militia, on days with at least {ENOUGH_OUT} out"),
    _outcome("officers_in_action_fall", "1", "fall of that share from its peak so far to the day, as a share of the peak"),
    _outcome("officers_lost_share", "1", "share of officers who ever defected who are dead, back with the regime or abroad for good on the day"),
    _outcome("share_in_action", "1", "share of those who are out who fight in or lead a militia on the day", ("band",)),
    _outcome("band_share_of_arrivals", "1", "share of such men, majors and above for senior officers, among officers who reached a camp abroad so far", ("band",)),
    _outcome("returned_rebels", "persons", "gone back to the regime so far from a militia or the national army"),
    _outcome("capability_used_share", "1", "competence in use against the regime, of that lost to it, on the day"),
    _outcome("admitted_refused_rank_gap", "rank", "mean rank of officers admitted by militias less that of those refused, so far"),
    _of_the_day("rebel_militias"),
    _of_the_day("effective_militias"),
    _of_the_day("largest_militia_share"),
    _of_the_day("militia_cohesion"),
    _outcome("militia_size", "persons", "mean men in a militia there, in the week of the day", ("place",)),
    _of_the_day("sponsor_consensus"),
    _outcome("national_army", "persons", "persons in the national army on the day"),
    _outcome("fighters", "persons", "fighters and commanders of militias on the day"),
    _outcome("sect_share_of_fighters", "1", "share of the sect, and of the ethnic groups of its faith, among fighters and commanders of militias on the day", ("sect",)),
    _of_the_day("regime_control"),
    _outcome("control_of_place", "1", "the regime's control there in the week of the day, the mean of several places", ("place",)),
    _outcome("places_lost", "places", f"places of which the regime controls less than {LOST_CONTROL:.0%} in the week of the day", may=("place",)),
    _outcome("order_of_loss", "correlation", f"rank correlation over places (Kendall's tau-b): the first week in which the regime controls less than {LOST_CONTROL:.0%}, by the day, with the figures given; places not lost come last, together", ("values",)),
    _of_the_day("limbo"),
    _outcome("regime_gains", "yes/no", f"on the day the regime controls at least {WON_CONTROL:.0%}, or its control has risen from month to month for {RISING_DAYS} days"),
    _outcome("regime_falls", "yes/no", "the regime has fallen by the day"),
    _outcome("counted_dead_per_month", "deaths/month", "all deaths that a count finds, in 30 days, from start to end"),
    _outcome("foreign_fighters", "men", "worth of the foreign help for the regime that the scenario's events name so far"),
    _outcome("population_share", "1", "share of the sect, and of the ethnic groups of its faith, in the people of all places", ("sect",)),
    _outcome("sect_share_of_army", "1", "share of the sect, and of the ethnic groups of its faith, among those who serve on day zero", ("sect",), ("band", "branch", "speciality", "formation")),
    _outcome("sect_share_of_career_men", "1", "share of the sect, and of the ethnic groups of its faith, among those of them who are no conscripts", ("sect",), ("band", "branch", "speciality", "formation")),
    _outcome("sensitive_post_share", "1", "share of the sect, and of the ethnic groups of its faith, in sensitive posts on day one", ("sect",)),
    _outcome("officer_school_share", "1", f"share of the sect, and of the ethnic groups of its faith, in officer-school intakes of the last {RECENT_COHORTS} years before the start", ("sect",)),
)}  # fmt: skip
"""Every outcome, by name."""
WHEN = f"""\
"So far" counts from the target's start (or the run's first day) to its on or end; "on the day" is that last day; where a target names
neither, it is the end of the run. A party: those who leave one unit on one day by their own will. Out are those whose status is one of
{", ".join(STATUSES[status] for status in OUT_AND_ALIVE)}, whichever way they left: so also who
deserted, and reached a camp or a militia later; not who hides, was caught, or went back to the regime."""


def _stems(text: str) -> set[str]:
    """The words of a name or sentence, without their endings."""
    return {found[:5] for found in re.findall(r"[a-z]{3,}", text.lower())}


_STEMS = {name: (_stems(name), _stems(one.meaning)) for name, one in OUTCOMES.items()}


def nearest_outcome(word: str, reads: str = "") -> str:
    """The outcome that a word most likely means: one that shares words with it, in its name or else its meaning, and is spelled like it.

    Args:
        reads: a key that the outcome must read, such as ``place``; any without it.
    """

    def likeness(one: Outcome) -> tuple[float, float]:
        name, meaning = _STEMS[one.name]
        shared = sum(2 if stem in name else stem in meaning for stem in wanted) / (2 * len(wanted) or 1)
        return SequenceMatcher(None, word[:100], one.name).ratio() + shared, -len(one.name)

    wanted = _stems(word[:100])
    return max((one for one in OUTCOMES.values() if not reads or reads in (*one.needs, *one.may)), key=likeness).name


def unit_of(target: Target, unit: str) -> str:
    """The unit of a target's band, from that of its outcome."""
    return "ratio" if target.is_ratio else unit


def outcome_names(sects: Sequence[str], own: Iterable[str] = (), targets: Iterable[str] = ()) -> list[str]:
    """The names under which a run tells what came out, in order: declared outcomes (``name.sect`` where they are about one), then others.

    Args:
        sects: the scenario's. own: outcomes of rules from outside. targets: ids of those that are of the run itself, without cuts.
    """
    told = [outcome for outcome in OUTCOMES.values() if outcome.told]
    names = [f"{one.name}.{sect}" if one.by_sect else one.name for one in told for sect in (sects if one.by_sect else [""])]
    return list(dict.fromkeys([*names, *own, *targets]))
