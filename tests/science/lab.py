"""The laboratory: a small country in which every mechanism can be made strong, runs of it, and the paired sign test.

``lab()`` is a scenario: three groups (*hill* rules), three places in a row with a border at one end, and an army of some 700: a trusted
guard, three line brigades with many officers, an air wing with pilots, an intelligence bureau. Every parameter is written down in
``PINNED``, so that nothing here moves when a default does. A *setup* is the laboratory with changes:

    outcomes(setup(news=[EXIT], pace_weight=0.0), seed=3, off=frozenset({"N2"})).left()

``outcomes`` walks a setup on the engine and keeps, as plain arrays, what outcomes are reckoned from (``Run``). Runs are cached, so that
tests with the same setup share their baselines."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from tests.helpers import _merged
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.scenario import Scenario, load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CAPTURED, FIGHTER, HIDING, SERVING, TRANSIT

PAIRS, NEEDED = 40, 35
"""A sign test: of 40 pairs at least 35 of one sign. By chance, P(Binomial(40, 1/2) ≥ 35) = 6.9e-7; ties count against."""

KEPT = 600
"""Runs that are kept at once: baselines are shared by tests that follow one another, all else is made for one of them."""

PINNED: dict[str, Any] = {
    # the army
    "competence_mean": 0.55, "competence_cohort_spread": 0.08, "competence_spread": 0.18, "ceiling_resentment": 1.0,
    "privilege_by_rank": 0.22, "privilege_of_post": 0.15, "privilege_of_intelligence": 0.2, "loyalty_mean": 0.5,
    "loyalty_concentration": 4.0, "unease_share": 0.5, "kin_group_size": 3.0,
    # service
    "service_days": 540, "discharge_stops": "2012-12-31", "evasion": 0.35, "evasion_lost_control": 0.9,
    "wounded_discharged": 0.7,
    # war
    "undercount": 1.5, "deaths_per_power": 0.0016, "regime_death_share": 0.2, "force_memory_days": 30.0, "contested_violence": 1.0,
    "lull_after_massacre": 0.5, "series_end_months": 3, "rebel_civilian_share": 0.06,
    # posture
    "deployed_share": 0.25, "deployed_rise": 0.45, "unrest_reference": 2.0, "exposure_deployed": 4.0, "exposure_besieged": 6.0,
    "opportunity_deployed": 1.6, "encirclement": 0.0, "siege_event_share": 1.0, "relief_weekly": 0.0,
    "first_trusted": 10.0, "first_by_lot": 0.5, "last_losing": 3.0, "march_weeks": 4,
    # news
    "leader_exit_release": "2012-02-27", "leader_exit_reliability": 0.6, "hand_discount": 0.75, "hand_days": 7, "abandonment_weight": 1.0,
    "abandonment_memory_days": 150.0, "pledge_weight": 2.0, "pledge_men": 12.0, "pledge_home": 1.0,
    "pledge_memory_days": 60.0, "pledge_answers": 0.3, "story_doubt": 0.5, "story_memory_days": 365.0,
    "pledge_reassurance": 0.08, "credence": 0.6,
    "credence_affinity": 0.25, "exposure_backfire": 0.8, "rumour_memory_days": 400.0, "pretext_share": 0.6, "danger_true_share": 0.1,
    "rumour_fear": 1.0, "hands_to_soldiers": 4, "word_half": 0.15, "told_lost_days": 60.0,
    # pace
    "belief_lag_days": 45.0, "pace_understatement": 0.35, "reassurance_start": 0.5,
    # fear of the other side
    "fear_of_position": 3.0, "fear_reassured": 0.45, "fear_half": 30.0, "fear_memory_days": 180.0, "fear_home": 0.5, "known_days": 180.0,
    "known_prior": 50.0, "known_own": 0.3,
    # word along ties
    "word_memory_days": 60.0, "word_forgotten": 0.01, "ties_of_year": 3, "ties_of_kin": 1,
    # grievance
    "grievance_weight": 2.2, "grievance_half": 300.0, "grievance_memory_days": 300.0, "grievance_home": 0.5, "unease_weight": 1.5,
    "unease_half": 1.0, "losses_weight": 8.0, "losses_memory_days": 90.0, "toll_weight": 1.5, "toll_half": 0.5,
    # bonds
    "comrade_pressure": 1.5, "comrade_memory_days": 60.0, "comrade_cap": 0.4, "commander_pressure": 2.0, "commander_memory_days": 14.0,
    "commander_carry": 6.0, "pace_weight": 0.35, "norm_weight": 0.69, "norm_pace": 50.0,
    "bond_ratio": 5.0, "norm_turns": 0.3, "peer_bond_start": 0.65, "trust_start": 0.6,
    "unit_spread": 0.15, "wear_losses": 1.0, "wear_departures": 1.2, "wear_punished": 1.0, "trust_after_commander": 0.5,
    "bond_recovery_days": 365.0,
    "leaderless_danger": 0.1, "leaderless_days": 3.0,
    "cohesion_peers": 0.5, "cohesion_commander": 0.3, "cohesion_institution": 0.2, "institution_unpaid": 0.5, "institution_days": 30.0,
    "arrears_half": 3.0,
    "rout_days": 3.0,
    # ground: no assaults, and no posts are left, unless a setup says so
    "assault_most": 0.0, "assault_slope": 2.0, "ground_hold": 2.0, "initiative": 2.0, "town_share": 0.1, "reach": 0.2, "post_left": 0.0,
    "withdraw_weight": 2.0, "surrounded": 2.0, "home_weight": -0.5, "home_crowd": 0.0, "over_weight": -1.0, "mercy_weight": 1.0,
    "dread_weight": 2.0,
    # attackers who move on: none, unless a setup says so
    "won_control": 0.2,
    # the regime's militias: none, unless a setup says so
    "loyal_share": 0.0, "lack_half": 0.25, "loyal_days": 30.0, "exposure_loyal": 4.0,
    # orders: nobody is given any, unless a setup says so
    "order_weight": 2.0, "crowd_half": 20.0, "order_stays": 3.0,
    # storms: crowds drive nobody off, unless a setup says so
    "storm_daily": 0.0, "storm_half": 1.0, "storm_slope": 4.0, "storm_scatters": 0.7,
    # offers of surrender: nobody makes any, unless a setup says so
    "offer_weight": -4.0, "terms_known": 10.0,
    # departure
    "base_hazard": 0.0015, "loyalty_weight": 2.0, "revenge_bind": 1.2, "revenge_push": 2.0, "tipping_belief": 0.5, "tipping_least": 0.05,
    "privilege_hold": 1.2, "near_half": 0.02,
    "kin_rebel_home": 2.0, "siege_ratio": 5.0, "surrender_share": 0.5, "hazard_cap": 5.0, "sent_share": 0.2, "confirm_daily": 0.1,
    "suspicion_start": 0.2, "suspicion_rise": 0.02, "suspicion_memory_days": 365.0,
    # reprisals, watch
    "reprisal_chance": 0.5, "reprisal_deterrence": 1.5, "reprisal_half": 5.0, "reprisal_memory_days": 60.0, "reprisal_outrage": 0.69,
    "outrage_memory_days": 120.0, "outrage_forgotten": 0.01, "catch_chance": 0.25, "catch_unwatched": 0.6, "punishment_deterrence": 2.0,
    "catch_belief_days": 60.0, "punishment_outrage": 10.0, "punished_memory_days": 60.0,
    # ways out
    "militia_pull": 1.0, "militia_absent": 2.0, "militia_rank": 0.0, "abroad_pull": 0.3, "abroad_distance": 0.8, "abroad_rank": 0.7,
    "hiding_pull": 0.8,
    "hiding_rank": 0.6, "transit_days": 4.0, "reception_prior": 0.8, "reception_worst": 0.5, "reception_lag_days": 60.0,
    "reception_needed": 50.0, "reception_rank": 0.25, "fare_militia": 0.8, "fare_camp": 0.3, "fare_hiding": 0.5,
    # the regime's answer
    "answer_half": 0.05, "answer_lately": 5.0, "answer_memory_days": 30.0,
    "purge_daily": 0.001, "sealing": 0.5,
    # balance
    "power_confined": 0.25, "supply_air": 0.4, "supply_cut": 0.4, "power_air": 100.0, "power_militia": 0.5, "recruit_daily": 8e-5,
    "insurgent_cap": 0.02,
    "insurgent_worth": 0.6, "defector_worth": 1.2, "rebel_death_share": 0.3, "control_weekly": 0.04, "control_incumbency": 2.0,
    "regime_odds_start": 0.9, "odds_slope": 0.8, "odds_lag_days": 45.0, "collapse_strength": 0.25, "pacified_insurgents": 30.0,
    "falls_control": 0.15, "ending_days": 365, "pacified_peak": 2.0,
}  # fmt: skip
PINNED |= {name: x.neutral for name, x in PARAMETERS.items() if x.neutral is not None and name not in PINNED}
"""A parameter that came later need not be written down here, if its declaration says at which value it does nothing."""

EXIT = {"id": "exit", "kind": "leader_exit", "about": "hill", "origin": "2012-01-08", "release": "2012-02-20", "reliability": 1.0}
VIDEO = {"id": "video", "kind": "pledge", "about": "plain", "origin": "2012-01-08", "release": "2012-01-08", "reliability": 1.0, "men": 12}
MURDER = {"id": "murder", "kind": "rumour", "origin": "2012-01-02", "release": "2012-01-02", "reliability": 1.0}
SIEGE = {"id": "ring", "date": "2012-01-10", "kind": "siege", "place": "march"}

LAB: dict[str, Any] = {
    "scenario": {
        "name": "lab", "title": "The laboratory", "question": "What does each mechanism do?", "start": "2012-01-01", "days": 56,
        "persons_per_agent": 1, "sources": ["invented"],
    },
    "sects": [
        {"id": "hill", "name": "Hill", "population_share": 0.35, "sensitive_post_share": 0.8, "watched": 0.0, "ruling": True},
        {"id": "plain", "name": "Plain", "population_share": 0.55, "sensitive_post_share": 0.15, "watched": 0.8},
        {"id": "lake", "name": "Lake", "population_share": 0.1, "sensitive_post_share": 0.05, "watched": 0.2},
    ],
    "countries": [{"id": "north", "name": "Northland"}],
    "places": [  # in a row, from west to east
        {"id": "port", "name": "Port", "x": 0, "y": 0, "population": 20_000, "sects": {"hill": 0.6, "plain": 0.3, "lake": 0.1},
         "neighbours": ["town"], "coast": True, "violence": 0.5},
        {"id": "town", "name": "Town", "x": 1, "y": 0, "population": 20_000, "sects": {"hill": 0.3, "plain": 0.6, "lake": 0.1},
         "neighbours": ["port", "march"], "violence": 1.0},
        {"id": "march", "name": "March", "x": 2, "y": 0, "population": 20_000, "sects": {"hill": 0.15, "plain": 0.75, "lake": 0.1},
         "neighbours": ["town"], "borders": ["north"], "violence": 3.0, "control": 0.5},
    ],
    "army": {
        "name": "Army of the laboratory",
        "intakes": [
            {"id": "conscripts", "band": "soldiers", "conscript": True, "ranks": {"soldier": 1.0}, "cohorts": [2010, 2011],
             "shares": {"hill": 0.35, "plain": 0.55, "lake": 0.1}, "trusted_ruling_share": 0.7},
            {"id": "sergeants", "band": "NCOs", "ranks": {"sergeant": 0.8, "warrant officer": 0.2}, "cohorts": [1995, 2010],
             "shares": {"hill": 0.5, "plain": 0.4, "lake": 0.1}},
            {"id": "school", "band": "junior officers", "officer_school": True, "ranks": {"lieutenant": 0.6, "captain": 0.4},
             "cohorts": [2005, 2009], "shares": {"hill": 0.6, "plain": 0.3, "lake": 0.1}},
            {"id": "colonels", "band": "senior officers", "officer_school": True, "ranks": {"major": 0.5, "colonel": 0.5},
             "cohorts": [1990, 1994], "shares": {"hill": 0.6, "plain": 0.3, "lake": 0.1}},
            {"id": "generals", "band": "generals", "officer_school": True, "ranks": {"brigadier": 1.0}, "cohorts": [1980, 1982],
             "shares": {"hill": 0.6, "plain": 0.3, "lake": 0.1}},
        ],
        "establishments": [
            {"id": "company", "seats": {"conscripts": 20, "sergeants": 4, "school": 6}, "sensitive": {"school": 0.25}},
            {"id": "staff", "seats": {"conscripts": 4, "sergeants": 4, "school": 6, "colonels": 8, "generals": 2},
             "sensitive": {"school": 0.25, "colonels": 1.0, "generals": 1.0}},
        ],
        "formations": [
            {"id": "guard", "name": "Guard", "kind": "brigade", "branch": "army", "places": ["port"], "trusted": True, "companies": 4,
             "company": "company", "brigade_staff": "staff"},
            {"id": "line", "name": "Line", "kind": "division", "branch": "army", "places": ["town", "march", "port"],
             "arms": {"infantry": 0.75, "armour": 0.25}, "brigades": 3, "companies": 3, "company": "company", "brigade_staff": "staff"},
            {"id": "wing", "name": "Wing", "kind": "wing", "branch": "air force", "places": ["town"], "arms": {"pilot": 1.0},
             "companies": 4, "company": "company", "brigade_staff": "staff"},
            {"id": "bureau", "name": "Bureau", "kind": "agency", "branch": "intelligence", "places": ["town"],
             "arms": {"intelligence": 1.0}, "companies": 1, "company": "company", "brigade_staff": "staff"},
        ],
    },
    "series": [
        {"id": "deaths", "start": "2012-01-01", "monthly": [60] * 12},
        {"id": "regime_deaths", "start": "2012-01-01", "monthly": [12] * 12},
    ],
    "news": [EXIT, VIDEO, MURDER],
    "events": [SIEGE],
    "targets": {},
}  # fmt: skip

LEFT_TO = (FIGHTER, TRANSIT, HIDING, CAPTURED)
"""Where people go by their own will."""


def setup(*changes: Mapping[str, Any], **more: Any) -> str:
    """The laboratory with changes, as text that names it: tables and entries merged as in ``tests.helpers``, or parameters by flat name."""
    return json.dumps([*changes, more] if more else changes, sort_keys=True)


@cache
def lab(text: str = "[]") -> Scenario:
    """The scenario of a setup."""
    tables, flat = deepcopy(LAB), dict(PINNED)
    for changes in json.loads(text):
        flat |= {name: changes.pop(name) for name in list(changes) if name in PARAMETERS}
        tables = _merged(tables, changes)
    return load_scenario(tables).with_parameters(**flat)


@dataclass(frozen=True)
class Run:
    """What is kept of a run.

    Attributes:
        events: one row for each change of status: the fields of ``engine.tables.event_type``, but for the number of its terms.
        people: columns of people at the end, by name; ``trusted``, ``garrison`` and ``weight`` (of the unit) beside them.
        nation: the nation's scalars by name, one value a day. flows: likewise. believed: the believed pace. suspicion: at the end, by
        group. strength: of each unit on day zero.
        statuses: persons by day, band and status.
        choices: one row for each choice of a leader or sponsor: the fields of ``engine.choices.CHOICE``, its utilities among them.
        militias: of all rows of militias, by week: their weekly columns by name; ``place`` (fixed) beside them.
    """

    events: Mapping[str, np.ndarray]
    people: Mapping[str, np.ndarray]
    nation: Mapping[str, np.ndarray]
    flows: Mapping[str, np.ndarray]
    believed: np.ndarray
    suspicion: np.ndarray
    strength: np.ndarray
    statuses: np.ndarray
    choices: Mapping[str, np.ndarray]
    militias: Mapping[str, np.ndarray]

    def leaving(self, who: np.ndarray | None = None, first: int = 1, last: int = 10**6) -> np.ndarray:
        """Rows of ``events`` that are departures by one's own will of some (a mask of people) in some days, both ends included."""
        e = self.events
        some = (e["before"] == SERVING) & np.isin(e["to"], LEFT_TO) & (e["day"] >= first) & (e["day"] <= last)
        return np.flatnonzero(some if who is None else some & who[e["row"]])

    def left(self, who: np.ndarray | None = None, first: int = 1, last: int = 10**6) -> float:
        """How many left by their own will."""
        return float(len(self.leaving(who, first, last)))

    def parties(self, who: np.ndarray | None = None) -> np.ndarray:
        """Sizes of the parties (one unit, one day) in which people left."""
        rows = self.leaving(who)
        code = self.people["unit"][self.events["row"][rows]].astype(np.int64) * 10_000 + self.events["day"][rows]
        return np.unique(code, return_counts=True)[1]

    @property
    def officers(self) -> np.ndarray:
        """Mask of people: lieutenants and above."""
        return self.people["band"] >= 2

    def of(self, sect: int) -> np.ndarray:
        """Mask of people: those of a group (0 rules in the laboratory)."""
        return self.people["sect"] == sect


def kept(engine: Engine) -> Run:
    """What is kept of an engine's run: copies, so that the engine can go."""
    log, state = engine.log, engine.state
    people = {name: column.copy() for name, column in state.people.columns()}
    people["trusted"], people["garrison"] = state.units.trusted[state.people.unit], state.units.garrison[state.people.unit]
    people["weight"] = state.units.weight[state.people.unit]
    return Run(
        columns(log.events, but="terms"),
        people,
        columns(log.nation),
        columns(log.flows),
        log.believed.copy(),
        state.sects.suspicion.copy(),
        state.units.start_strength.copy(),
        log.counts.sum(axis=1, dtype="f4"),
        columns(log.choices),
        columns(log.weeks("militias")) | {"place": state.militias.place.copy()},
    )


def columns(records: np.ndarray, but: str = "") -> dict[str, np.ndarray]:
    """The fields of records, each as an array of its own, but for one."""
    return {name: records[name].copy() for name in records.dtype.names or () if name != but}


def walked(scenario: Scenario, seed: int, off: Iterable[str] = (), days: int | None = None) -> Engine:
    """An engine after some days, all by default."""
    engine = Engine(scenario, seed, list(off))
    if days is None:
        engine.run()
    for _ in range(days or 0):
        engine.step()
    return engine


@lru_cache(maxsize=KEPT)
def outcomes(text: str, seed: int, off: frozenset[str] = frozenset()) -> Run:
    """A whole run of a setup, with some mechanisms off."""
    return kept(walked(lab(text), seed, off))


@lru_cache(maxsize=KEPT)
def branched(text: str, seed: int, off: frozenset[str], day: int, then: str) -> Run:
    """A run with one more mechanism off from the end of a day on; until then its history is that of ``outcomes(text, seed, off)``."""
    engine = walked(lab(text), seed, off, day)
    engine.switch_off(then)
    engine.run()
    return kept(engine)


def agrees(pair: tuple[float, float], sign: int) -> bool:
    """Whether of a pair (with, without) the second is larger (sign +1) or smaller (−1) than the first; a tie is neither."""
    with_it, without = pair
    return (without - with_it) * sign > 0


def sign_test(pair_of: Callable[[int], tuple[float, float]], sign: int) -> bool:
    """Whether at least ``NEEDED`` of the pairs of seeds 0 to ``PAIRS`` − 1 show the sign; no more are made than settle it."""
    shown = failed = 0
    for seed in range(PAIRS):
        if agrees(pair_of(seed), sign):
            shown += 1
        else:
            failed += 1
        if shown == NEEDED or failed > PAIRS - NEEDED:
            break
    return shown == NEEDED
