"""The table of signs of the rebel side: R, S and B of ``mechanisms.md``, each on its own outcome in the rebel laboratory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tests.science.lab import Run
from tests.science.rebel_lab import AGREED, OFFICER_LED, PINNED_REBELS, REBELS, REBUILT
from tests.science.signs import FEWER, MARCH, MORE, RULERS, TOWN, Sign, left_of
from unit_cohesion.vocabulary import (
    ADVISER,
    CAMP,
    CANDIDATE,
    CAPTURED,
    CIVIL,
    CIVILIAN,
    COMMANDER,
    DEAD,
    FIGHTER,
    GONE,
    NATIONAL,
    RETURNED,
    SPECIALITIES,
    WITHDRAWN,
)

IN_ACTION = (FIGHTER, COMMANDER)
LET_IN = (FIGHTER, COMMANDER, ADVISER)
OFFICERS = slice(2, CIVIL)
CLAIM = "A claim: what it is worth is raised from nil."
USE = np.array([PINNED_REBELS.get(f"use_{name.replace(' ', '_')}", 1.0) for name in SPECIALITIES])
MILITIA_CAN_USE = 1.0 - PINNED_REBELS["mismatch"] * (1.0 - USE)


def moved(run: Run, come_from: tuple[int, ...], to: tuple[int, ...], first: int = 1) -> np.ndarray:
    """Rows of ``events`` that are changes of officers from some statuses to others, from a day on."""
    e = run.events
    some = np.isin(e["before"], come_from) & np.isin(e["to"], to) & (e["day"] >= first)
    return np.flatnonzero(some & officer(run)[e["row"]])


def officer(run: Run) -> np.ndarray:
    """Mask of people: lieutenants and above."""
    return (run.people["band"] >= 2) & (run.people["band"] < CIVIL)


def counted(come_from: tuple[int, ...], to: tuple[int, ...], first: int = 1) -> Callable[[Run], float]:
    """How many officers went from some statuses to others, from a day on."""
    return lambda run: float(len(moved(run, come_from, to, first)))


def spells(run: Run) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Of every spell in a status that somebody entered: row of people, status, days, and the status after it (-1 for none)."""
    e = run.events
    order = np.lexsort((e["day"], e["row"]))
    row, day, to = e["row"][order], e["day"][order], e["to"][order]
    last = np.append(row[1:] != row[:-1], True)
    until = np.where(last, len(run.believed) + 1, np.append(day[1:], 0))
    return row, to, until - day, np.where(last, -1, np.append(to[1:], -1))


def person_days(run: Run, statuses: tuple[int, ...], who: np.ndarray) -> float:
    """Days that some (a mask of people) spent in statuses that they entered."""
    row, status, days, _ = spells(run)
    return float(days[np.isin(status, statuses) & who[row]].sum())


def on_mean(name: str) -> Callable[[Run], float]:
    """A scalar of the nation, mean over the days."""
    return lambda run: float(run.nation[name].mean())


def at_end(name: str) -> Callable[[Run], float]:
    """A scalar of the nation on the last day."""
    return lambda run: float(run.nation[name][-1])


def in_status(*statuses: int, bands: slice = slice(None)) -> Callable[[Run], float]:
    """Persons in some statuses, mean over the days."""
    return lambda run: float(run.statuses[:, bands][:, :, list(statuses)].sum(axis=(1, 2)).mean())


def under_civilians(run: Run) -> float:
    """Officers who came to fight under a leader who is no officer."""
    taken = moved(run, (CANDIDATE,), (FIGHTER,))
    return float((run.events["militia"][taken] != OFFICER_LED).sum())


def stay(run: Run) -> float:
    """Mean days that officers were in action, of those let into it."""
    return person_days(run, IN_ACTION, officer(run)) / max(len(moved(run, (CANDIDATE,), IN_ACTION)), 1)


def outspoken_stay(run: Run) -> float:
    """Days among the rebels of officers who speak for the nation in the open."""
    return person_days(run, (FIGHTER, COMMANDER, ADVISER, CANDIDATE), officer(run) & (run.people["nationalism"] > 0.7))


def took_up_arms(sect: int = -1) -> Callable[[Run], float]:
    """How many civilians, of one group or of all, took up arms."""

    def count(run: Run) -> float:
        joined = (run.events["before"] == CIVILIAN) & (run.events["to"] == FIGHTER)
        return float((joined & ((sect < 0) | run.of(sect)[run.events["row"]])).sum())

    return count


def admitted_after(day: int) -> Callable[[Run], float]:
    """Admissions of officers after a day."""
    return lambda run: float(run.nation["admitted"][-1] - run.nation["admitted"][day - 1])


def mean_rank_admitted(run: Run) -> float:
    """Mean rank of the officers admitted."""
    return float(run.nation["admitted_rank"][-1] / max(run.nation["admitted"][-1], 1.0))


def senior_let_in(run: Run) -> float:
    """Majors and above let in."""
    return float((run.people["band"][run.events["row"][moved(run, (CANDIDATE,), LET_IN)]] >= 3).sum())


def use_of_those_let_in(run: Run) -> float:
    """Mean skill that a militia can use, of the officers admitted."""
    rows = run.events["row"][moved(run, (CANDIDATE,), LET_IN)]
    return float((run.people["competence"][rows] * MILITIA_CAN_USE[run.people["speciality"][rows]]).mean())


def pilots_let_in(run: Run) -> float:
    """Pilots let in."""
    rows = run.events["row"][moved(run, (CANDIDATE,), LET_IN)]
    return float((run.people["speciality"][rows] == SPECIALITIES.index("pilot")).sum())


def idle_days(run: Run) -> float:
    """Days that officers who came to a militia's door spent at doors, idle inside, or in camps."""
    willing = np.zeros(len(run.people["unit"]), bool)
    willing[run.events["row"][run.events["to"] == CANDIDATE]] = True
    return person_days(run, (CANDIDATE, WITHDRAWN, CAMP), willing & officer(run))


def wait(run: Run) -> float:
    """Mean days at the door of those let in."""
    _, status, days, after = spells(run)
    return float(days[(status == CANDIDATE) & np.isin(after, LET_IN)].mean())


def became(status: int) -> Callable[[Run], float]:
    """How many came into a status."""
    return lambda run: float((run.events["to"] == status).sum())


def moderate_men(run: Run) -> float:
    """Men of moderate militias and of the national army, mean over the weeks."""
    m = run.militias
    men = (m["fighters"] * (m["alive"] > 0) * (m["extremist"] == 0)).sum(axis=1).mean()
    return float(men) + in_status(NATIONAL)(run)


def capability_paid(run: Run) -> float:
    """Mean capability (strength, order and skill, as sponsors see it) of militias, by the money that they get."""
    m = run.militias
    money, men = m["supply"] * m["fighters"] * (m["alive"] > 0), np.maximum(m["fighters"], 1.0)
    strength = m["fighters"] / np.maximum(m["fighters"].max(axis=1, keepdims=True), 1.0)
    capable = (strength + m["discipline"] + np.minimum(20.0 * m["capability"] / men, 1.0)) / 3.0
    return float((money * capable).sum() / max(money.sum(), 1e-9))


def size_of_militias(run: Run) -> float:
    """Mean size of the militias that there are."""
    m = run.militias
    some = (m["alive"] > 0) & (m["fighters"] > 0)
    return float(m["fighters"][some].mean())


def men_at(place: int) -> Callable[[Run], float]:
    """Fighters in a place in the last weeks."""
    return lambda run: float((run.militias["fighters"] * (run.militias["alive"] > 0))[-4:, run.militias["place"] == place].sum())


def late(name: str) -> Callable[[Run], float]:
    """A scalar of the nation, mean over the last four weeks."""
    return lambda run: float(run.nation[name][-28:].mean())


def recruits(run: Run) -> float:
    """Civilians who joined the national army."""
    return float((run.events["to"][run.events["before"] == CIVILIAN] == NATIONAL).sum())


def mix_of_recruits(run: Run) -> float:
    """Effective number of communities (place and group) that the recruits of the national army come from."""
    e = run.events
    rows = e["row"][(e["before"] == CIVILIAN) & (e["to"] == NATIONAL)]
    share = np.bincount(run.people["home"][rows].astype(int) * 3 + run.people["sect"][rows]) / max(len(rows), 1)
    return float(1.0 / (share**2).sum()) if len(rows) else 0.0


def power_per_head(run: Run) -> float:
    """Fighting worth of the national army for each of its men, at the end."""
    return float(run.nation["national_power"][-1] / max(run.statuses[-1, :, NATIONAL].sum(), 1.0))


def captives_killed(run: Run) -> float:
    """Captives who were killed."""
    return float(((run.events["before"] == CAPTURED) & (run.events["to"] == DEAD)).sum())


# What makes a rule do nothing although it is on.
NAMED = ("elders", "lions", "zealots", "free-officers", "wolves", "harbour")
NONE_FOUNDED: dict[str, Any] = {"new_militia": -8.0, "militia_crowding": 5.0, "split_weekly": 0.0}
ORDERLY = NONE_FOUNDED | {"strain_disorder": 0.0, "militias": [{"id": id, "organisation": 1.0} for id in NAMED]}
NO_PAY = NONE_FOUNDED | {
    "sponsors": [{"id": id, "budget": 0} for id in ("crown", "republic")],
    "militias": [{"id": id, "means": 0.0} for id in NAMED],
}
NO_FAITH = {"strain_faith": 0.0, "faith_weekly": 0.0, "faith_follows": 0.0}
NO_SUSPICION = {"vetting_suspicion": 0.0, "suspicion_weight": 0.0}
NO_EXTREMISTS = {"extremist_pull": 0.0, "extremist_threat": 0.0, "extremist_kills": 0.0}
NO_DISPLEASURE = {"sponsor_displeasure": 0.0, "sponsor_awkward": 0.0}
NO_RIVALRY = {"rivalry_of_patrons": 0.0}
ALWAYS_READY = AGREED | {"consensus_needed": 0.0}
ALWAYS_OPEN = {"passage_closed": 1.0, "passage_distance": 0.0}

# Setups in which a mechanism can be seen.
LATE_ARMY = {"scenario": {"days": 70}, "events": [{"id": "zone", "date": "2012-02-07"}]}
SHUT = {"events": [{"id": "shut", "date": "2012-01-02", "kind": "border_closed", "country": "north"}]}
TAKEN = {
    "offers": [{"id": "word", "start": "2012-01-10", "terms": ["go_home"], "kept": 0.0}],
    "offer_weight": 2.0,
    "militias": [{"id": id, "captives": {"killed": 0.6}} for id in NAMED],
}
ON_THE_MARCH: dict[str, Any] = {
    "places": [{"id": "march", "control": 0.05}],
    "militias": [{"id": id, "size": 0} for id in NAMED] + [{"id": "elders", "moves": True, "size": 100}],
    "assault_most": 0.6,
    "initiative": 1.0,
    "town_share": 0.2,
    "control_weekly": 0.0,
    "withdraw_weight": 0.0,
    "defeat_ends": 0.0,
    "join_daily": 0.0,
    "base_hazard": 0.0005,
    "calm_share": 0.1,
}
STANDING = {"militias": [{"id": "elders", "moves": False}]}
MARCHING = "The only attackers are those of the march, which is won on the first day; few leave where no enemy is near."
BRANCH = 14
SINCE = BRANCH + 1


FEARED = {"fear_of_position": 4.0, "known_own": 0.0, "fear_recruits": 2.0, "sects": [{"id": "hill", "watched": 0.3}]}
"""What those high in the order expect of rebels keeps them from taking up arms, although they have a grievance too."""


def _r(id: str, name: str, outcome: Callable[[Run], float], sign: int, idle: dict[str, Any] | None = None, **more: Any) -> Sign:
    return Sign(id, name, outcome, sign, idle=idle, base=more.pop("base", REBELS), **more)


def _b(id: str, name: str, outcome: Callable[[Run], float], sign: int, idle: dict[str, Any] | None = None, **more: Any) -> Sign:
    return _r(id, name, outcome, sign, idle, base=REBUILT, slow=True, **more)


REBEL_SIGNS: tuple[Sign, ...] = (
    _r("V2", "civilians who take up arms", took_up_arms(), MORE, {"fear_recruits": 0.0}, setup=FEARED),
    _r("V2", "the rulers own among the rebels", took_up_arms(RULERS), MORE, {"fear_recruits": 0.0}, setup=FEARED),
    _r("R1", "officers in action", in_status(*IN_ACTION, bands=OFFICERS), MORE, {"camp_restriction": 0.0}),
    _b(
        "R2",
        "fade and the rebuilt army",
        at_end("national_power"),
        MORE,
        {"skill_floor": 1.0},
        setup=LATE_ARMY,
        why="The safe area comes late, so that those who assemble in it have been idle first; nobody is trained again.",
    ),
    _b(
        "R2",
        "floor and the rebuilt army",
        at_end("national_power"),
        FEWER,
        setup=LATE_ARMY,
        absent={"skill_floor": 0.0},
        why="Likewise; R2 switches the fade, so that the floor alone is taken away by its parameter. Idle: no fade on either side.",
    ),
    _r("R3", "officers under civilians", under_civilians, FEWER, {"pride": 2.0}),
    _r("R4", "stays in action", stay, MORE, ORDERLY),
    _r("R5", "officers who step back", counted(IN_ACTION, (ADVISER,)), FEWER, {"strain_memory": 0.0}),
    _r("R5", "admissions", at_end("admitted"), MORE, {"strain_memory": 0.0, "abuse_weight": 0.0}, setup={"abuse_weight": 1.5}),
    _r("R5", "open confrontations", at_end("confrontations"), FEWER, {"confront_daily": 0.0}, setup={"confront_daily": 0.02}),
    _r("R6", "admissions", at_end("admitted"), MORE, {"claim_weight": 0.0}),
    _r("R7", "officers who step back after the branch", counted(IN_ACTION, (ADVISER,), SINCE), FEWER, NO_FAITH, branch=BRANCH, slow=True),
    _r("R8", "outspoken officers stay", outspoken_stay, MORE, {"label_daily": 0.0}),
    _r("R9", "murders", at_end("murders"), FEWER, {"murder_daily": 0.0}, slow=True, why=CLAIM),
    _r("R10", "admissions after the branch", admitted_after(BRANCH), MORE, {"warlord_weekly": 0.0}, branch=BRANCH, slow=True),
    _r("R11", "senior officers let in", senior_let_in, MORE, {"rivalry_weight": 0.0, "wait_refused": 0.0}),
    _r("R11", "rank of those let in", mean_rank_admitted, MORE, {"rivalry_weight": 0.0, "wait_refused": 0.0}),
    _r("R12", "use of those let in", use_of_those_let_in, FEWER, {"mismatch": 0.0}),
    _r("R12", "pilots let in", pilots_let_in, MORE, {"mismatch": 0.0}),
    _r("R13", "idle time of the willing", idle_days, FEWER, {"siege_motive": 0.0, "relatives_motive": 0.0}),
    _r("R14", "admissions", at_end("admitted"), MORE, NO_SUSPICION),
    _r("R14", "wait at the door", wait, FEWER, NO_SUSPICION),
    _r("R15", "splits", at_end("splits"), FEWER, {"split_weekly": 0.0}),
    _r("R16", "given up for good", became(GONE), MORE, {"hope_floor": 0.0}),
    _b("R17", "standing of its leaders", on_mean("standing"), FEWER, why="A claim. Standing is told whatever it is worth: idle is off."),
    _b("R17", "recruits", recruits, FEWER, {"standing_recruits": 0.0}, why="What standing is worth is raised from nil."),
    _r("R18", "gone back", became(RETURNED), FEWER, {"return_daily": 0.0, "gone_daily": 0.0}),
    _r("R19", "labels", at_end("labels"), FEWER, {"sectarian_start": 0.0, "sectarian_weekly": 0.0}),
    _b("R20", "men of moderates and of the rebuilt army", moderate_men, MORE, NO_EXTREMISTS),
    _r("S1", "capability of the paid", capability_paid, MORE, {"sponsor_loyalty_weight": 0.0}),
    _r("S2", "admissions", at_end("admitted"), MORE, NO_DISPLEASURE),
    _r("S3", "militias", on_mean("rebel_militias"), FEWER, NO_RIVALRY),
    _r("S3", "size of militias", size_of_militias, MORE, NO_RIVALRY),
    _r("S4", "warlords", on_mean("warlordism"), FEWER, NO_PAY),
    _r("S5", "consensus", at_end("sponsor_consensus"), FEWER, {"weary_monthly": 0.0}, slow=True, why=CLAIM),
    _r("S6", "northern militias with the border shut", men_at(MARCH), MORE, ALWAYS_OPEN, setup=SHUT, slow=True),
    _r("S7", "the regime late", late("regime_power"), FEWER, {"gap_filled": 0.0}),
    _r("W8", "ground lost further on", at_end("ground_lost"), FEWER, STANDING, setup=ON_THE_MARCH, why=MARCHING),
    _r("W8", "garrison further on", left_of(TOWN), FEWER, STANDING, setup=ON_THE_MARCH, off=("D5",), why=MARCHING),
    _r("B1", "forms", on_mean("forming"), MORE, ALWAYS_READY),
    _r(
        "W9b",
        "captives killed",
        captives_killed,
        FEWER,
        {"militias": [{"id": id, "captives": {"killed": 0.0}} for id in NAMED]},
        setup=TAKEN,
    ),
    _b("B2", "build-up", in_status(NATIONAL), FEWER, {"assembly_fast": 1.0}, why=CLAIM),
    _b("B3", "leaders", on_mean("national_leaders"), FEWER, {"leaders_soon": 1.0}, why=CLAIM),
    _b("B4", "recruits", recruits, FEWER, {"recruit_everywhere": 1.0}, why=CLAIM),
    _b("B4", "mix of recruits", mix_of_recruits, FEWER, {"recruit_everywhere": 1.0}, why=CLAIM),
    _b("B5", "power per head", power_per_head, FEWER, {"knows_the_regime": 1.0}, why=CLAIM),
    _b("B6", "lost to extremists", at_end("national_lost"), MORE, {"resists_extremists": 1.0}, why=CLAIM),
    _b("B7", "recruits", recruits, FEWER, {"respect_weekly": 0.0}, why=CLAIM),
)
"""A claim is off by default, at parameters that do nothing; the laboratory raises them. Feedback need not be held: every sign shows with
all else at work."""
