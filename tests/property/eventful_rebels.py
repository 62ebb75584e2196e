"""A fixed war of some hundred people in which everything happens that the rules of the rebel side know."""

from __future__ import annotations

from typing import Any

from tests.helpers import tiny_rebels
from tests.property.eventful_wars import eventful_war

REBEL_PARAMETERS: dict[str, dict[str, float]] = {
    "flight": {
        "militia_pull": 2.5, "militia_absent": 0.5, "militia_rank": 0.1, "abroad_pull": -0.5, "abroad_distance": 0.8,
        "abroad_rank": 0.3, "hiding_pull": 1.0, "hiding_rank": 0.6, "transit_days": 1.0, "reception_prior": 0.8, "reception_worst": 0.5,
        "reception_lag_days": 60.0, "reception_needed": 5.0, "reception_rank": 0.25, "fare_militia": 0.8, "fare_camp": 0.3,
        "fare_commander": 1.0, "fare_candidate": 0.4, "fare_adviser": 0.5, "fare_withdrawn": 0.15, "fare_national": 1.0,
        "fare_returned": 0.3, "fare_gone": 0.3, "fare_hiding": 0.5,
    },
    "rebels": {
        "rebel_pool_share": 0.0003, "join_daily": 0.03, "join_pay": 0.5, "join_success": 0.8, "new_militia": -1.0,
        "militia_crowding": 0.5, "pay_follows": 1.5, "faith_follows": 2.0, "civilian_competence": 0.3, "quit_daily": 0.012,
        "quit_pay": 1.0, "fighter_worth": 1.0, "unarmed_worth": 0.6, "command_worth": 0.5,
    },
    "gatekeeping": {
        "religiosity_officers": 0.15, "religiosity_civilians": 0.4, "nationalism_officers": 0.6, "nationalism_civilians": 0.4,
        "abuse_memory_mean": 0.55, "conviction_spread": 0.3, "vetting_days": 4.0, "vetting_suspicion": 3.0, "pride": 0.9,
        "need_weight": 3.8, "rivalry_weight": 3.0, "rivalry_floor": 0.05, "mismatch": 0.9, "siege_motive": 0.8,
        "relatives_motive": 0.6, "abuse_weight": 0.9,
        "suspicion_weight": 1.5, "claim_weight": 9.0, "claim_spread_days": 360.0, "sponsor_displeasure": 3.0, "label_weight": 4.0,
        "refusal_cost": 0.2, "choice_noise": 0.8, "merit_only": 0.0,
    },
    "militia_life": {
        "strain_daily": 0.008, "strain_disorder": 1.6, "strain_memory": 1.4, "strain_faith": 4.0, "adviser_days": 40.0,
        "withdraw_abroad": 0.8, "withdraw_distance": 0.5, "wait_days": 40.0, "wait_refused": 1.0, "label_daily": 0.15,
        "outspoken_from": 0.1, "murder_daily": 0.015, "confront_daily": 0.04, "retold_as_murder": 1.0,
    },
    "camps": {
        "camp_return_daily": 0.03, "camp_return_enlisted": 1.0, "camp_restriction": 0.5, "skill_fade_days": 700.0, "skill_floor": 0.5,
        "hope_daily": 0.02, "hope_refused": 0.1, "hope_floor": 0.3, "hope_recovery_days": 120.0, "gone_daily": 0.02, "gone_hope": 4.0,
        "return_daily": 0.003, "return_amnesty": 1.8, "hiding_joins_daily": 0.03, "flee_daily": 0.005,
    },
    "factions": {
        "local_slots": 3, "early_days": 300.0, "discipline_start": 0.3, "discipline_officers": 0.004, "faith_weekly": 0.05,
        "sectarian_weekly": 0.02, "sectarian_start": 0.1, "sectarian_half": 5.0, "warlord_weekly": 0.1, "warlord_start": 0.1,
        "money_legitimacy": 0.7, "militia_bond": 0.6, "cohesion_weekly": 0.04, "split_weekly": 0.2, "split_rivalry": 1.5,
        "split_least": 6.0, "merge_weekly": 0.2, "merge_below": 12.0, "merge_like_mind": 0.3, "extremist_pull": 0.6,
        "extremist_threat": 6.0, "extremist_kills": 0.006, "extremist_kills_officers": 2.0,
    },
    "sponsorship": {
        "sponsor_loyalty_weight": 0.75, "sponsor_clients": 3, "sponsor_temper": 0.15, "sponsor_habit": 0.2, "sponsor_awkward": 1.0,
        "sponsor_ramp_days": 20.0, "rivalry_of_patrons": 1.0, "passage_distance": 0.35, "passage_closed": 0.1, "consensus_start": 0.25,
        "consensus_lag_days": 60.0, "weary_monthly": 0.1, "gap_filled": 200.0, "gap_lag_days": 40.0,
    },
    "national_army": {
        "consensus_needed": 0.4, "assembly_daily": 0.04, "assembly_fast": 1.5, "command_weekly": 0.03, "leaders_needed": 0.04,
        "leaders_weekly": 0.02, "leaders_soon": 2.0, "training_weekly": 0.05, "recruit_national": 1.0, "recruit_everywhere": 2.0,
        "national_worth": 1.1, "knows_the_regime": 1.5, "resists_extremists": 0.5, "respect_weekly": 0.1, "respect_recruits": 1.0,
        "standing_recruits": 0.5, "safe_radius": 0.2,
    },
}  # fmt: skip
"""All parameters of the rebel side, so that what is tuned elsewhere leaves this war as it is."""


def eventful_rebel_war() -> dict[str, Any]:
    """The eventful war with a rebel side, in 210 days: some 300 civilians, five named militias, three sponsors."""
    events = [
        {"id": "zone", "date": "2011-05-25", "kind": "safe_area", "place": "march"},
        {"id": "pact", "date": "2011-05-20", "kind": "agreement", "value": 0.9},
        {"id": "shut", "date": "2011-06-05", "kind": "border_closed", "country": "north"},
        {"id": "reopened", "date": "2011-08-01", "kind": "border_open", "country": "north"},
        {"id": "pardon", "date": "2011-07-05", "kind": "amnesty", "value": 30, "abroad": 60},
        {"id": "found-dead", "date": "2011-06-15", "kind": "murder", "place": "march"},
        {"id": "overrun", "date": "2011-08-25", "kind": "safe_area_lost", "place": "march"},
    ]
    return tiny_rebels(
        eventful_war(),
        scenario={"days": 210},
        events=events,
        sponsors=[
            {"id": "crown", "start": "2011-03-20", "budget": 80},
            {"id": "republic", "start": "2011-04-20", "budget": 60},
            {"id": "emirate", "name": "The Emirate", "start": "2011-05-20", "agenda": 1.0, "budget": 200, "foreign": True},
        ],
        militias=[
            {"id": "march-guard", "moves": True, "regular": True},
            {"id": "free-officers", "founded": "2011-03-25", "size": 8},
            {"id": "zealots", "founded": "2011-05-01", "size": 12},
            {
                "id": "veterans",
                "name": "Veterans",
                "place": "march",
                "founded": "2011-04-10",
                "early": 0.1,
                "means": 0.1,
                "organisation": 0.8,
                "nationalism": 0.8,
                "religiosity": 0.2,
                "size": 15,
                "captives": {"released": 0.3, "killed": 0.3},
            },
            {
                "id": "brothers",
                "name": "Brothers",
                "place": "port",
                "founded": "2011-03-01",
                "sect": "hill",
                "size": 6,
                "captives": {"released": 0.2, "killed": 0.4},
            },
        ],
        offers=[{"id": "brothers-word", "start": "2011-04-20", "end": "2011-05-10", "terms": ["go_home"], "kept": 0.8, "by": "brothers"}],
        departure={"base_hazard": 0.004},
        army={"establishments": [{"id": "company", "seats": {"conscripts": 12, "school": 9}}]},
        reprisal={"catch_chance": 0.2},
        ground={"defeat_ends": 0.2, "assault_most": 0.3},
        **REBEL_PARAMETERS,
    )


def war_of_far_roads() -> dict[str, Any]:
    """The same with attackers of the march, which is won as the town is: only the port beyond it is not."""
    return tiny_rebels(
        scenario={"days": 40},
        places=[{"id": "town", "control": 0.1}, {"id": "march", "control": 0.1}],
        militias=[{"id": "march-guard", "founded": "2011-03-20", "moves": True}],
    )


def war_at_a_fork() -> dict[str, Any]:
    """The tiny war with a rebel side, in which attackers of a town that is won can go either way."""
    return tiny_rebels(
        scenario={"days": 40},
        places=[{"id": "town", "control": 0.1}, {"id": "march", "control": 0.9}],
        militias=[{"id": "march-guard", "place": "town", "founded": "2011-03-20", "moves": True}],
    )
