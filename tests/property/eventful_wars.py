"""Fixed wars of some hundred people in which everything happens that the rules know."""

from __future__ import annotations

from typing import Any

from tests.helpers import tiny_scenario


def eventful_war() -> dict[str, Any]:
    """A war of some 300 people in which everything happens that the rules know, in 100 days."""
    company = {"id": "company", "seats": {"conscripts": 16, "sergeants": 4, "school": 3}, "sensitive": {"school": 0.25}}
    formation = {"kind": "brigade", "company": "company", "staff": "staff"}
    events = [
        {"id": "market", "date": "2011-03-30", "kind": "massacre", "place": "march", "value": 400},
        {"id": "quarter", "date": "2011-04-20", "kind": "massacre", "place": "town", "sect": "plain", "value": 300},
        {"id": "church", "date": "2011-04-02", "kind": "massacre", "place": "town", "sect": "hill", "value": 60, "by": "rebels"},
        {"id": "bomb", "date": "2011-04-16", "kind": "massacre", "place": "port", "value": 20, "by": "extremists"},
        {"id": "ring", "date": "2011-04-12", "kind": "siege", "place": "town"},
        {"id": "road", "date": "2011-05-05", "kind": "relief", "place": "town"},
        {"id": "hired", "date": "2011-04-25", "kind": "foreign_help", "value": 200},
        {"id": "shot", "date": "2011-03-22", "kind": "commander", "way": "killed", "of": "line/b1/bn1/c1"},
        {"id": "gone", "date": "2011-04-10", "kind": "commander", "way": "leaves", "of": "line/b1/bn1/c1"},
        {"id": "over", "date": "2011-05-06", "kind": "commander", "way": "changes_side", "of": "line"},
        {"id": "unpaid", "date": "2011-04-01", "kind": "pay_stops"},
        {"id": "paid", "date": "2011-05-10", "kind": "pay_resumes"},
        {"id": "kept", "date": "2011-05-20", "kind": "discharge_stops"},
        {"id": "fire", "date": "2011-03-28", "kind": "order", "to": "shoot", "end": "2011-04-09"},
        {"id": "not-you", "date": "2011-03-28", "kind": "order", "to": "stand", "of": "line/b1"},
        {"id": "back", "date": "2011-03-31", "kind": "order", "to": "withdraw", "of": "guard", "end": "2011-04-07"},
        {"id": "again", "date": "2011-04-01", "kind": "order", "to": "shoot", "of": "line/b2"},
        {"id": "stop", "date": "2011-04-19", "kind": "order", "to": "stand"},
    ]
    crowds = [
        {"id": "square", "place": "town", "start": "2011-03-26", "end": "2011-04-24", "size": 900, "groups": {"plain": 0.9, "hill": 0.1}},
        {"id": "gate", "place": "town", "start": "2011-04-03", "end": "2011-04-06", "size": 300},
        {"id": "quay", "place": "port", "start": "2011-03-29", "end": "2011-04-14", "size": 40},
        {"id": "bridge", "place": "march", "start": "2011-03-30", "end": "2011-04-16", "size": 1},
    ]
    news = [
        {"id": "asylum", "kind": "leader_exit", "about": "hill", "origin": "2011-03-20", "release": "2011-03-28", "reliability": 0.9},
        {"id": "gangs", "kind": "story", "origin": "2011-03-16", "release": "2011-03-17", "reliability": 0.5},
        {"id": "video", "kind": "pledge", "about": "plain", "origin": "2011-03-18", "release": "2011-03-18", "speaker": "a", "men": 60,
         "place": "town"},
        {"id": "once-more", "kind": "pledge", "origin": "2011-04-01", "release": "2011-04-02", "reliability": 0.7, "speaker": "a"},
        {"id": "hills", "kind": "pledge", "about": "hill", "origin": "2011-04-03", "release": "2011-04-04", "staged": True,
         "exposed": "2011-04-20"},
        {"id": "lost", "kind": "word", "place": "march", "origin": "2011-04-25", "release": "2011-04-27", "reliability": 0.9},
        {"id": "gone-too", "kind": "word", "of": "line/b1", "about": "plain", "origin": "2011-04-28", "release": "2011-04-28"},
        {"id": "alone", "kind": "word", "patron": "north", "origin": "2011-04-25", "release": "2011-05-02", "reliability": 0.6},
        {"id": "murder", "kind": "rumour", "origin": "2011-04-05", "release": "2011-04-08", "reliability": 0.8},
    ]  # fmt: skip
    offers = [
        {"id": "word", "start": "2011-05-01", "end": "2011-05-25", "terms": ["go_home", "passage"], "kept": 0.9},
        {"id": "since-ever", "start": "2011-01-01", "end": "2011-03-27", "terms": ["go_home", "passage"], "kept": 0.7},
        {"id": "join-us", "start": "2011-06-10", "terms": ["change_side", "go_home", "passage"], "kept": 0.2},
    ]
    patrons = [
        {"id": "east", "name": "East", "announced": "2011-04-05", "end": "2011-05-04", "men": 60, "air": 0.5, "pay": 0.4},
        {"id": "north", "name": "North", "start": "2011-04-20", "men": 30, "air": 0.3, "pay": 0.2, "end": "2011-05-30"},
        {"id": "west", "name": "West", "men": 10},
    ]
    war = tiny_scenario(
        scenario={"days": 100},
        places=[{"id": "port", "control": 0.9}, {"id": "town", "control": 0.5, "violence": 3.0}, {"id": "march", "control": 0.05}],
        sects=[{"id": "hill", "watched": 0.1}],
        army={"formations": [
            {"id": "guard", "companies": 3, "branch": "intelligence"},
            {"id": "line", "companies": 3, "brigade_staff": "staff"},
            {"id": "wing", "name": "Wing", "branch": "air force", "places": ["town"], "arms": {"pilot": 0.7, "infantry": 0.3}, **formation},
        ]},
        departure={"base_hazard": 0.002, "hazard_cap": 0.4, "sent_share": 0.2, "confirm_daily": 0.05, "tipping_belief": 0.2,
                   "kin_rebel_home": 1.2, "revenge_push": 3.0, "give_up_daily": 0.1},
        bonds={"commander_carry": 9.0, "norm_turns": 0.15, "comrade_pressure": 2.0, "pace_weight": 0.15, "as_one": 0.3,
               "chain_share": 0.6, "commander_follows": 3.0, "commander_example": 0.04, "as_one_pull": 8.0, "norm_weight": 0.35,
               "norm_pace": 20.0},
        balance={"power_air": 1000.0, "pacified_insurgents": 20.0, "recruit_daily": 0.001, "ending_days": 30, "collapse_strength": 0.1},
        news_parameters={"rumour_fear": 1.0, "hand_days": 2, "pledge_weight": 0.8, "pledge_home": 1.5, "credence": 0.9},
        fear={"fear_of_position": 4.0, "known_own": 0.1, "fear_reassured": 0.2},
        grievance={"grievance_weight": 1.0},
        word={"word_pressure": 1.3, "ties_of_year": 3},
        ground={"occupied_by": 2e-5, "initiative": 5.0, "assault_most": 0.6, "ground_hold": 1.0, "town_share": 0.4, "withdraw_weight": 1.0,
                "post_left": 0.0},
        loyal_militias={"loyal_share": 0.01, "lack_half": 0.1, "loyal_days": 30.0},
        posture={"encirclement": 0.7, "siege_event_share": 0.8, "relief_weekly": 0.3, "unrest_reference": 10.0},
        regime={"purge_daily": 0.003},
        reprisal={"reprisal_chance": 1.0, "catch_chance": 0.5, "reprisal_outrage": 0.69},
        service={"service_days": 120, "discharge_stops": "2011-06-01", "evasion": 0.3},
        flight={"reception_needed": 5.0},
        orders={"order_weight": 1.5, "order_likeness": 3.0, "order_stakes": 3.0, "order_loyalty": 2.0, "order_crowd": 1.5,
                "crowd_half": 10.0, "order_example": 2.0, "order_stays": 1.5, "shot_daily": 40.0},
        storms={"storm_daily": 0.2, "storm_half": 4.0, "storm_slope": 2.0, "storm_army": 2.0, "storm_scatters": 0.5},
        surrender={"offer_weight": -1.5, "offer_odds": 2.0, "offer_outlook": 1.0, "offer_example": 2.0, "offer_fallen": 2.0,
                "offer_terms": 1.0, "offer_cohesion": 2.0, "offer_loyalty": 2.0, "terms_known": 2.0},
        patronage={"announced_counts": 0.7},
        targets=None,
    )  # fmt: skip
    war["army"]["establishments"][0] = company
    war["series"] = [
        {"id": "deaths", "start": "2011-03-01", "monthly": [300, 600, 500]},
        {"id": "regime_deaths", "start": "2011-03-01", "monthly": [8, 16]},
    ]
    war["news"], war["events"], war["crowds"], war["offers"], war["patrons"] = news, events, crowds, offers, patrons
    return war


def war_without_series() -> dict[str, Any]:
    """The eventful war once more, where deaths come from the balance of forces alone, and the regime loses the country before the army."""
    war = eventful_war()
    war["series"] = []
    war["balance"] |= {"falls_control": 0.35, "collapse_strength": 0.0}
    war["posture"]["siege_event_share"] = 0.1
    war["ground"]["post_left"] = 0.15
    return war


def war_told_of_formations() -> dict[str, Any]:
    """The eventful war once more, of whose formations and companies all is told that can be; some commanders are relieved."""
    war = eventful_war()
    told = {
        "guard": {"pay_late": 2, "homes": {"here": 0.5, "march": 0.5}},
        "line": {"commander_since": "2011-02-20", "replaced": 0.4, "pay_late": 6, "present": 0.9, "homes": {"port": 1.0}},
        "wing": {"commander_since": "2011-03-15", "homes": {"here": 1.0}},
    }
    for formation in war["army"]["formations"]:
        formation |= told[formation["id"]]
    watch = {"id": "watch", "name": "Watch", "kind": "police", "branch": "police", "places": ["town", "port"], "brigades": 2}
    war["army"]["formations"].append(watch | {"company": "company", "brigade_staff": "staff", "trusted": True, "keeps_posts": True})
    for intake in war["army"]["intakes"]:
        intake.pop("trusted_ruling_share", None)
    war["army"]["establishments"][0]["alike"] = 0.8
    war["events"] += [
        {"id": "new-man", "date": "2011-03-24", "kind": "commander", "way": "replaced", "of": "line"},
        {"id": "another", "date": "2011-04-24", "kind": "commander", "way": "replaced", "of": "watch/b2/bn1/c1"},
    ]
    return war
