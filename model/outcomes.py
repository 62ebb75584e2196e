"""What a run leaves: every column of every table once, and every outcome that ``[targets]`` may name.

How tables are filled stands in ``frames.py``, how outcomes are computed in ``experiments/measures.py``; both are held to this file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

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
ENDINGS = ("", "regime wins", "regime falls")
SMALL_PARTY = 20
"""Parties of fewer are small."""
ENOUGH_OUT = 200
"""Living defected officers from whom on their shares are told."""
RECENT_COHORTS = 12
"""Years of entry before the start that count as recent."""

_DAY = Field("day", "int32", "day", "day of the run; day 1 is the scenario's start")
_DATE = Field("date", "date", "date", "its date")
_SECT = Field("sect", "category", "id", "sect")
_BAND = Field("band", "ordered", "band", "rank band, lowest first")
_COHESION = (
    Field("cohesion", "float32", "1", "cohesion: the weighted mean of the next three"),
    Field("peer_bond", "float32", "1", "bond between peers"),
    Field("commander_trust", "float32", "1", "trust in the commander"),
    Field("institution", "float32", "1", "belief in the institution"),
)
_WHO = (
    _SECT,
    Field("rank", "ordered", "rank", "rank, lowest first"),
    _BAND,
    Field("branch", "category", "branch", "branch of his unit"),
    Field("speciality", "category", "speciality", "speciality"),
    Field("unit", "category", "id", "the unit that he serves or served in"),
)
_PERSON = Field("person", "string", "id", "who: unit and seat")
_PERSONS = Field("persons", "float64", "persons", "how many persons the row stands for")

TABLES: dict[str, tuple[Field, ...]] = {
    "daily": (
        _DAY, _DATE,
        Field("{status}", "float64", "persons", "how many have the status at the end of the day"),
        Field("defections", "float64", "persons", "serving to in transit, a militia or its door (candidate), adviser or camp"),
        Field("desertions", "float64", "persons", "serving to in hiding"),
        Field("captures", "float64", "persons", "serving to captured: gave up"),
        Field("attempts", "float64", "persons", "tried to leave, caught or not"),
        Field("deaths", "float64", "persons", "of the people of this model, killed today"),
        Field("arrests", "float64", "persons", "jailed today"),
        Field("discharges", "float64", "persons", "let go today, maimed or at the end of their term"),
        Field("call_ups", "float64", "persons", "called up today"),
        Field("perceived_defections", "float64", "persons", "departures a day that those who serve believe in"),
        Field("all_deaths", "float64", "deaths/day", "deaths of the whole country today, civilians too"),
        Field("regime_odds", "float64", "1", "believed odds that the regime lasts"),
        Field("regime_control", "float64", "1", "the regime's control, by population"),
        Field("regime_power", "float64", "men", "fighting worth of the regime's side"),
        Field("rebel_power", "float64", "men", "fighting worth of the rebels"),
        Field("air_effort", "float64", "1", "sorties flown, of those on day one"),
        Field("capability_lost", "float64", "competence", "competence of those who left by their own will"),
        Field("capability_used", "float64", "competence", "competence of those of them who fight against the regime now"),
        Field("rebel_militias", "float64", "militias", "militias that exist"),
        Field("effective_militias", "float64", "militias", "effective number of militias: one over the sum of squared shares of fighters"),
        Field("largest_militia_share", "float64", "1", "share of fighters in the largest militia"),
        Field("militia_cohesion", "float64", "1", "cohesion of militias, by fighters"),
        Field("warlordism", "float64", "1", "how far militias' leaders are warlords, by fighters"),
        Field("splits", "float64", "militias", "splits of militias so far"),
        Field("mergers", "float64", "militias", "mergers of militias so far"),
        Field("sponsor_consensus", "float64", "1", "consensus of the key sponsors"),
        Field("admitted", "float64", "persons", "admissions of officers by militias so far"),
        Field("refused", "float64", "persons", "refusals of officers by militias so far"),
        Field("admitted_rank", "float64", "rank", "sum over admissions of the officer's rank (0 a soldier, 9 a general)"),
        Field("refused_rank", "float64", "rank", "the same over refusals"),
        Field("labels", "float64", "persons", "officers to whom a label stuck so far"),
        Field("murders", "float64", "persons", "officers killed by persons unknown so far"),
        Field("forming", "float64", "1", "1 while the national army's conditions hold"),
        Field("command", "float64", "1", "command of the national army"),
        Field("respect", "float64", "1", "public respect for the national army"),
        Field("standing", "float64", "1", "standing of its leaders"),
        Field("national_leaders", "float64", "persons", "its trained leaders"),
        Field("national_power", "float64", "men", "its fighting worth"),
        Field("national_lost", "float64", "persons", "its men killed by extremists so far"),
        Field("filled", "float64", "men", "worth of those who fill, on the regime's side, the gap that disunity leaves"),
        Field("infiltrators_confirmed", "float64", "persons", "found out as sent, so far"),
        Field("rumour", "float64", "1", "strength of the rumour of murdered officers"),
        Field("limbo", "bool", "yes/no", "neither ending is in sight"),
        Field("ending", "category", "ending", "how it ended; empty while it goes on"),
    ),
    "groups": (
        _DAY, _SECT, _BAND,
        Field("status", "category", "status", "status; combinations in which nobody ever is are left out"),
        _PERSONS,
    ),
    "units": (
        _DAY,
        Field("unit", "category", "id", "unit of any level, from the smallest up"),
        Field("parent", "category", "id", "the unit above it; empty at the top"),
        Field("kind", "category", "kind", "establishment of the smallest units, kind of those above"),
        Field("place", "category", "id", "where it stands; empty where its parts stand in several"),
        Field("posture", "category", "posture", "confined, deployed or besieged; empty where its parts differ"),
        Field("strength", "float32", "persons", "serving, all that is below it included"),
        Field("left", "float32", "persons", "left by their own will since the start"),
        *_COHESION,
    ),
    "events": (
        _DAY,
        Field("pass", "int16", "number", "pass of the day's departures, from 1; 0 for what is none"),
        _DATE,
        Field("event", "category", "event", "what it is: " + ", ".join(EVENTS)),
        _PERSON, *_WHO,
        Field("place", "category", "id", "where the unit stood"),
        Field("from_status", "category", "status", "status before"),
        Field("to_status", "category", "status", "status after"),
        Field("cause", "category", "id", "mechanism with the largest term above its reference"),
        Field("trigger", "string", "id", "event, news or person that tipped him; empty for none"),
        Field("stated_reason", "category", "reason", "reason that he states; empty if none"),
        Field("true_reason", "category", "reason", "true reason of staying out of the fight; empty if none"),
        Field("militia", "category", "id", "militia that he is with from now on; empty if none"),
        Field("recent_share", "float64", "1", "share of his pressure gathered in the last 30 days"),
        _PERSONS,
        Field("log_{term}", "float64", "log hazard", "the mechanism's term; missing where no hazard was weighed"),
    ),
    "people": (
        _PERSON, *_WHO,
        Field("post", "bool", "yes/no", "holds a sensitive post"),
        Field("intake", "category", "id", "how he was taken in"),
        Field("officer_school", "bool", "yes/no", "passed through an officer school"),
        Field("cohort", "int16", "year", "year of entry"),
        Field("home", "category", "id", "home place"),
        Field("status", "category", "status", "status at the end"),
        Field("since_day", "int32", "day", "day of entry into it"),
        Field("loyalty", "float64", "1", "loyalty at the end"),
        Field("competence", "float64", "1", "competence"),
        Field("hope", "float64", "1", "hope of being of use"),
        Field("skill", "float64", "1", "what is left of his competence"),
        Field("religiosity", "float64", "1", "religious feeling"),
        Field("nationalism", "float64", "1", "how openly he stands for the nation against sectarian practice"),
        Field("memory", "float64", "1", "memory of abuse in compulsory service"),
        Field("militia", "category", "id", "militia that he is with; empty if none"),
        Field("country", "category", "id", "where his camp is; empty if in none"),
        Field("refusals", "int16", "number", "times that leaders refused him"),
        Field("labelled", "bool", "yes/no", "a label as the regime's man sticks to him"),
        Field("true_reason", "category", "reason", "why he truly stays out of the fight; empty if he does not"),
        Field("remaining", "float64", "hazard", "resistance less pressure; missing if he does not serve"),
        Field("hazard_today", "float64", "hazard/day", "hazard of leaving on the last day; missing likewise"),
        Field("days_to_go", "float64", "days", "how far he is from going: remaining over hazard; missing likewise"),
        _PERSONS,
    ),
    "militias": (
        _DAY,
        Field("militia", "category", "id", "militia"),
        Field("place", "category", "id", "where it fights"),
        Field("named", "bool", "yes/no", "named by the scenario; the others arose by themselves"),
        Field("life", "int16", "number", "which militia of this slot it is, counted from 1"),
        Field("extremist", "bool", "yes/no", "extremist"),
        Field("officer_led", "bool", "yes/no", "led by a defected officer"),
        Field("sect", "category", "id", "its leader's group"),
        Field("patron", "category", "id", "sponsor who pays most; empty for none"),
        Field("fighters", "float32", "persons", "men in it, officers included"),
        Field("officers", "float32", "persons", "defected officers in action in it"),
        Field("advisers", "float32", "persons", "defected officers who advise it from afar"),
        Field("capability", "float32", "competence", "skill of defectors that it can use"),
        Field("early", "float32", "1", "legitimacy of its leader from early involvement"),
        Field("money", "float32", "1", "legitimacy of its leader from money"),
        Field("religiosity", "float32", "1", "religious feeling"),
        Field("nationalism", "float32", "1", "national feeling"),
        Field("sectarian", "float32", "1", "sectarian feeling"),
        Field("warlordism", "float32", "1", "how far its leader is a warlord"),
        Field("discipline", "float32", "1", "order and discipline"),
        Field("cohesion", "float32", "1", "cohesion"),
        Field("rivalry", "float32", "1", "how far its patron and its neighbours' patrons are at odds"),
        Field("memory", "float32", "1", "its fighters' mean memory of abuse in service"),
        Field("income", "float32", "1", "pay that its fighters get, of what is usual"),
        Field("supply", "float32", "1", "arms that reach it, of what is usual"),
    ),
    "sponsors": (
        _DAY,
        Field("sponsor", "category", "id", "sponsor"),
        Field("agenda", "float32", "1", "from a national, secular order (-1) to a religious one (1)"),
        Field("loyalty_weight", "float32", "1", "weight of loyalty against capability"),
        Field("clients", "float32", "militias", "militias that it pays"),
        Field("spent", "float32", "persons", "fighters whose pay it carries"),
        Field("weary", "float32", "1", "how far it has come to prefer a regular force"),
    ),
    "choices": (
        _DAY,
        Field("actor", "category", "id", "militia whose leader chooses, or sponsor"),
        Field("subject", "string", "id", "officer or militia that it is about"),
        Field("choice", "category", "choice", "adviser, fighter, commander: admitted as; refused; declined by the officer; funded; dropped"),
        Field("{utility}", "float64", "utility", "the term of utility; missing where it was not weighed"),
    ),
    "places": (
        _DAY,
        Field("place", "category", "id", "place"),
        Field("control", "float32", "1", "the regime's control"),
        Field("insurgents", "float32", "persons", "rebels under arms"),
        Field("extremist", "float32", "1", "share of the rebels' power that is extremists'"),
        Field("disorder", "float32", "1", "how unruly its militias are, by fighters"),
        Field("safe", "bool", "yes/no", "a safe area for training and assembling a national army"),
    ),
}  # fmt: skip
"""Every table, in the order in which they are written; a file each."""


def fields(table: str, families: Mapping[str, Sequence[str]]) -> list[Field]:
    """The table's columns, with families such as ``{status}`` told one by one."""
    told: list[Field] = []
    for field in TABLES[table]:
        family = next((name for name in families if f"{{{name}}}" in field.name), None)
        members = [field.name] if family is None else [field.name.replace(f"{{{family}}}", member) for member in families[family]]
        told += [Field(name, field.dtype, field.unit, field.meaning) for name in members]
    return told


def _o(name: str, unit: str, meaning: str, by_sect: bool = False) -> Outcome:
    return Outcome(name, unit, meaning, by_sect)


OUTCOMES: dict[str, Outcome] = {o.name: o for o in (
    _o("median_daily_defections", "persons/day", "median of daily defections from start to end"),
    _o("largest_weekly_defections", "persons/week", "most defections in a week from start to end; weeks are counted from the scenario's start"),
    _o("defected", "persons", "defections so far"),
    _o("deserted", "persons", "desertions so far"),
    _o("left", "persons", "defections, desertions and captures so far"),
    _o("strength", "persons", "serving on the day in army, air force and navy"),
    _o("regime_dead", "persons", "killed so far while they served"),
    _o("soldiers_defected", "persons", "defections so far of soldiers"),
    _o("officers_defected", "persons", "defections so far of lieutenants and above"),
    _o("officers_and_NCOs_defected", "persons", "defections so far of sergeants and above"),
    _o("generals_defected", "persons", "defections so far of brigadiers and generals"),
    _o("sects_missing_among_defectors", "sects", "sects of the army with nobody among the defectors so far"),
    _o("branches_missing_among_defectors", "branches", "branches of the army with nobody among the defectors so far"),
    _o("sect_share_of_defectors", "1", "share of the sect in defections so far", True),
    _o("share_in_small_parties", "1", f"share of leavers so far who left in parties of fewer than {SMALL_PARTY}: those who leave one unit on one day"),
    _o("largest_whole_unit_exit", "persons", "the largest unit of which all who served left on one day so far; 0 if none did"),
    _o("officers_in_camps_share", "1", "share of living defected officers who are in camps abroad on the day"),
    _o("officers_out_of_action_share", "1", "share of living defected officers who neither fight in nor lead a militia on the day"),
    _o("officers_in_action_peak", "1", f"largest share of living defected officers in action so far, on days with at least {ENOUGH_OUT} out"),
    _o("officers_in_action_fall", "1", "fall of that share from its peak so far to the day, as a share of the peak"),
    _o("officers_lost_share", "1", "share of officers who ever defected who are dead, back with the regime or abroad for good on the day"),
    _o("capability_used_share", "1", "competence in use against the regime, of that lost to it, on the day"),
    _o("admitted_refused_rank_gap", "rank", "mean rank of officers admitted by militias less that of those refused, so far"),
    _o("rebel_militias", "militias", "militias that exist on the day"),
    _o("effective_militias", "militias", "effective number of militias on the day"),
    _o("largest_militia_share", "1", "share of fighters in the largest militia on the day"),
    _o("militia_cohesion", "1", "cohesion of militias on the day, by fighters"),
    _o("sponsor_consensus", "1", "consensus of the key sponsors on the day"),
    _o("national_army", "persons", "persons in the national army on the day"),
    _o("fighters", "persons", "fighters and commanders of militias on the day"),
    _o("regime_control", "1", "the regime's control by population on the day"),
    _o("limbo", "yes/no", "1 if neither ending is in sight on the day, else 0"),
    _o("population_share", "1", "share of the sect in the people of all places", True),
    _o("sensitive_post_share", "1", "share of the sect in sensitive posts on day one", True),
    _o("officer_school_share", "1", f"share of the sect in officer-school intakes of the last {RECENT_COHORTS} years before the start", True),
)}  # fmt: skip
"""Every outcome, by name. "So far" and "on the day" go by the target's ``on`` (or ``end``), the end of the run if it has none."""
