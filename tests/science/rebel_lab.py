"""The rebel laboratory: the laboratory's country with an army of few units and many officers, who soon leave, and a rebel side to go to.

``REBELS`` are changes to the laboratory (``lab.py``): six named militias, two sponsors of opposed agendas, civilians who take up arms; some
660 people in all. Every parameter of the rebel side is written down in ``PINNED_REBELS``, strong enough for a run of ten weeks, so that
nothing here moves when a default does. A setup is made as ever, with further changes behind them:

    outcomes(setup(*REBELS, {"strain_memory": 0.0}), seed=3, off=frozenset({"R4"}))
"""

from __future__ import annotations

from typing import Any

OFFICER_LED = 3
"""Row of the one militia that an officer leads."""

PINNED_REBELS: dict[str, Any] = {
    # leaving: soon, mostly to a militia's door, some abroad; nothing comes back to the army
    "base_hazard": 0.01, "loyalty_weight": 1.0, "grievance_weight": 3.0, "grievance_half": 5.0, "ceiling_resentment": 0.0,
    "comrade_pressure": 1.0, "commander_pressure": 1.0, "commander_carry": 0.0, "pace_weight": 0.0, "norm_weight": 0.0,
    "fear_of_position": 0.0, "privilege_hold": 0.0, "revenge_bind": 0.0,
    "catch_chance": 0.0, "reprisal_chance": 0.0, "purge_daily": 0.0, "sealing": 0.0, "rumour_fear": 0.0, "sent_share": 0.1,
    "militia_pull": 2.5, "militia_absent": 0.0, "militia_rank": 0.0, "abroad_pull": 1.0, "abroad_distance": 0.2, "abroad_rank": 0.3,
    "hiding_pull": 0.0, "hiding_rank": 0.5, "transit_days": 2.0,
    "fare_commander": 1.0, "fare_candidate": 0.4, "fare_adviser": 0.5, "fare_withdrawn": 0.15, "fare_national": 1.0, "fare_returned": 0.3,
    "fare_gone": 0.3,
    # civilians who take up arms
    "rebel_pool_share": 0.006, "join_daily": 0.01, "join_pay": 2.0, "join_success": 0.5, "new_militia": -2.0, "militia_crowding": 1.0,
    "pay_follows": 2.0, "faith_follows": 3.0, "civilian_competence": 0.3, "quit_daily": 0.02, "quit_pay": 3.0, "fighter_worth": 0.55,
    "unarmed_worth": 0.45, "command_worth": 0.5, "loose_worth": 0.5, "newcomers": 20.0, "quit_disorder": 0.5, "another_militia": 0.5,
    "another_pay": 2.0,
    # at the door
    "religiosity_officers": 0.15, "religiosity_civilians": 0.4, "nationalism_officers": 0.6, "nationalism_civilians": 0.4,
    "abuse_memory_mean": 0.6, "conviction_spread": 0.2, "vetting_days": 7.0, "vetting_suspicion": 3.0, "pride": 0.8, "need_weight": 4.0,
    "rivalry_weight": 5.0, "rivalry_floor": 0.2, "mismatch": 0.9, "siege_motive": 1.2, "relatives_motive": 1.2,
    "suspicion_weight": 1.0, "claim_weight": 1.0,
    "claim_spread_days": 20.0, "sponsor_displeasure": 2.0, "label_weight": 12.0, "refusal_cost": 0.4, "choice_noise": 0.5,
    "merit_only": 0.0, "pride_floor": 0.25, "retry_days": 28.0, "rivalry_legitimate": 0.5, "adviser_need": 0.4, "adviser_rivalry": 0.3,
    "adviser_trust": 0.5, "adviser_cost": 0.5, "fighter_need": 0.8, "fighter_rivalry": 0.7, "commander_need": 1.2,
    "commander_rivalry": 1.2, "commander_cost": 0.4, "use_armour": 0.8, "use_artillery": 0.9, "use_engineers": 0.9, "use_signals": 0.9,
    "use_logistics": 0.7, "use_medical": 0.9, "use_air_defence": 0.5, "use_pilot": 0.0, "use_naval": 0.0, "use_intelligence": 0.8,
    # life among militias
    "strain_daily": 0.002, "strain_disorder": 2.0, "strain_memory": 2.0, "strain_faith": 3.5, "adviser_days": 30.0, "withdraw_abroad": 0.5,
    "withdraw_distance": 0.3, "wait_days": 60.0, "wait_refused": 0.5, "label_daily": 0.05, "outspoken_from": 0.4, "murder_daily": 0.01,
    "retold_as_murder": 0.5, "adviser_use": 0.5, "most_killed_daily": 0.05,
    # militias and their leaders
    "local_slots": 6, "early_days": 100.0, "discipline_start": 0.3, "discipline_officers": 0.004,
    "faith_weekly": 0.08, "sectarian_weekly": 0.1, "sectarian_start": 0.1, "sectarian_half": 40.0, "warlord_weekly": 0.4,
    "warlord_start": 0.1, "money_legitimacy": 0.7, "militia_bond": 0.6, "cohesion_weekly": 0.2, "split_weekly": 0.02, "split_rivalry": 5.0,
    "split_least": 10.0, "merge_weekly": 0.05, "merge_below": 8.0, "merge_like_mind": 0.3, "extremist_pull": 1.0, "extremist_threat": 2.0,
    "extremist_kills": 0.003, "extremist_kills_officers": 2.0,
    "fighters_per_officer": 20.0, "money_weekly": 0.1, "faith_of_war": 0.6, "faith_of_money": 0.4, "warlord_pay": 0.5, "bond_order": 0.5,
    "bond_pay": 0.3, "bond_rivalry": 0.5, "unruly_worth": 0.5, "split_share": 0.5, "split_early": 0.6, "split_means": 0.15,
    "early_start": 0.55, "early_spread": 0.2, "means_start": 0.2, "means_spread": 0.15, "leader_conviction_spread": 0.15,
    "discipline_spread": 0.1, "warlord_spread": 0.05,
    # idleness
    "camp_return_daily": 0.15, "camp_return_enlisted": 0.3, "camp_restriction": 4.0, "skill_fade_days": 40.0, "skill_floor": 0.3,
    "hope_daily": 0.03, "hope_refused": 0.2, "hope_floor": 0.7, "hope_recovery_days": 60.0, "gone_daily": 0.02, "gone_hope": 4.0,
    "return_daily": 0.002, "return_amnesty": 1.5, "hiding_joins_daily": 0.01,
    # sponsors
    "sponsor_loyalty_weight": 0.75, "sponsor_clients": 2, "sponsor_temper": 0.15, "sponsor_habit": 0.1, "sponsor_awkward": 0.1,
    "sponsor_ramp_days": 28.0, "rivalry_of_patrons": 3.0, "passage_distance": 0.5, "passage_closed": 0.05, "consensus_start": 0.2,
    "consensus_lag_days": 28.0, "weary_monthly": 0.4, "gap_filled": 300.0, "gap_closed": 1000.0, "gap_calls": 0.5,
    "gap_lag_days": 28.0, "sponsor_warlord": 0.3, "pay_most": 1.5,
    "passage_weight": 0.5, "means_pay": 0.3,
    # the rebuilt army; the claims are on
    "consensus_needed": 0.6, "assembly_daily": 0.01, "assembly_fast": 4.0, "command_weekly": 0.1, "leaders_needed": 0.04,
    "leaders_weekly": 0.04, "leaders_soon": 4.0, "training_weekly": 0.0, "recruit_national": 0.3, "recruit_everywhere": 4.0,
    "national_worth": 1.1, "knows_the_regime": 1.5, "resists_extremists": 0.2, "respect_weekly": 0.3, "respect_recruits": 2.0,
    "standing_recruits": 2.0, "safe_radius": 1.0, "assembly_balance": 4.0, "uncommanded_worth": 0.3, "figures_half": 5.0,
    "respect_sacrifice": 0.8,
    "standing_tainted": 0.5,
}  # fmt: skip

MOSTLY_PLAIN = {"hill": 0.2, "plain": 0.65, "lake": 0.15}
REGIMENT = {"conscripts": 10, "sergeants": 6, "school": 32, "colonels": 24, "generals": 4}
CLEAR: dict[str, Any] = {"army": None, "news": [], "events": []}
COUNTRY: dict[str, Any] = {
    "scenario": {"days": 63},
    "army": {
        "intakes": [
            {"id": "conscripts", "band": "soldiers", "conscript": True, "ranks": {"soldier": 1.0}, "cohorts": [2010, 2011],
             "shares": MOSTLY_PLAIN},
            {"id": "sergeants", "band": "NCOs", "ranks": {"sergeant": 1.0}, "cohorts": [1995, 2010], "shares": MOSTLY_PLAIN},
            {"id": "school", "band": "junior officers", "officer_school": True, "ranks": {"lieutenant": 0.6, "captain": 0.4},
             "cohorts": [2005, 2009], "shares": MOSTLY_PLAIN},
            {"id": "colonels", "band": "senior officers", "officer_school": True, "ranks": {"major": 0.5, "colonel": 0.5},
             "cohorts": [1990, 1994], "shares": MOSTLY_PLAIN},
            {"id": "generals", "band": "generals", "officer_school": True, "ranks": {"brigadier": 1.0}, "cohorts": [1980, 1982],
             "shares": MOSTLY_PLAIN},
        ],
        "establishments": [{"id": "regiment", "seats": REGIMENT}],
        "formations": [
            {"id": "line", "name": "Line", "kind": "division", "branch": "army", "places": ["town", "march", "port"], "brigades": 3,
             "company": "regiment"},
            {"id": "wing", "name": "Wing", "kind": "wing", "branch": "air force", "places": ["town"], "arms": {"pilot": 1.0},
             "company": "regiment"},
        ],
    },
    "sponsors": [
        {"id": "crown", "name": "The Crown", "start": "2011-12-01", "agenda": 0.8, "budget": 120, "country": "north", "key": True,
         "foreign": True},
        {"id": "republic", "name": "The Republic", "start": "2011-12-01", "agenda": -0.6, "budget": 120, "key": True, "country": "north"},
    ],
    "militias": [
        {"id": "elders", "name": "Elders", "place": "march", "founded": "2012-01-01", "early": 0.9, "means": 0.3, "size": 20,
         "organisation": 0.2, "religiosity": 0.7, "nationalism": 0.3, "warlordism": 0.2, "patron": "crown"},
        {"id": "lions", "name": "Lions", "place": "march", "founded": "2012-01-01", "early": 0.3, "means": 0.2, "size": 20,
         "organisation": 0.2, "religiosity": 0.2, "nationalism": 0.9, "warlordism": 0.3, "patron": "republic"},
        {"id": "zealots", "name": "Zealots", "place": "march", "founded": "2012-01-01", "extremist": True, "size": 20,
         "organisation": 0.3, "religiosity": 0.9, "nationalism": 0.2},
        {"id": "free-officers", "name": "Free Officers", "place": "town", "founded": "2012-01-01", "officer_led": True, "size": 20,
         "organisation": 0.8, "religiosity": 0.4, "nationalism": 0.5, "warlordism": 0.1},
        {"id": "wolves", "name": "Wolves", "place": "town", "founded": "2012-01-01", "early": 0.6, "means": 0.8, "size": 20,
         "organisation": 0.3, "religiosity": 0.5, "warlordism": 0.6, "patron": "crown"},
        {"id": "harbour", "name": "Harbour", "place": "port", "founded": "2012-01-01", "early": 0.8, "sect": "plain", "size": 20,
         "organisation": 0.7, "patron": "republic"},
    ],
}  # fmt: skip
REBELS = (CLEAR, COUNTRY, PINNED_REBELS)
AGREED: dict[str, Any] = {
    "scenario": {"days": 42},
    "events": [
        {"id": "zone", "date": "2012-01-01", "kind": "safe_area", "place": "march"},
        {"id": "pact", "date": "2012-01-01", "kind": "agreement", "value": 0.9},
    ],
}
REBUILT = (*REBELS, AGREED)
"""With a national army from the first day: sponsors agree, and there is a safe area at the border."""
