"""Every column of people, units, cells, profiles, communities, places, routes and groups, declared once.

A *cell* is the men of one sect and rank band in one unit; a *profile* is everybody with the same home, sect, band, branch and kind of post.
A *community* is one sect in one place; a *route row* is a place, band and sect from which men set out; a *kind* is a band and sect.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One declared column: type, unit, range and meaning; ``fixed`` columns are set at birth only."""

    name: str
    dtype: str
    unit: str
    low: float
    high: float
    meaning: str
    fixed: bool = False


def _c(name: str, dtype: str, unit: str, low: float, high: float, meaning: str, fixed: bool = False) -> Column:
    return Column(name, dtype, unit, low, high, meaning, fixed)


_INF = float("inf")
COLUMNS: dict[str, tuple[Column, ...]] = {
    "people": (
        _c("key", "u8", "key", 0, 2**64, "stable key: formation, unit, seat", True),
        _c("unit", "i4", "row of units", 0, _INF, "the unit he serves or served in", True),
        _c("cell", "i4", "row of cells", 0, _INF, "unit × sect × band", True),
        _c("profile", "i4", "row of profiles", 0, _INF, "home × sect × band × branch × post", True),
        _c("seat", "i2", "number", 0, 2000, "seat in the unit", True),
        _c("sect", "i1", "row of sects", 0, 100, "group, a structural position", True),
        _c("rank", "i1", "row of RANKS", 0, 9, "rank", True),
        _c("band", "i1", "row of BANDS", 0, 4, "rank band", True),
        _c("speciality", "i1", "row of SPECIALITIES", 0, 10, "speciality", True),
        _c("post", "?", "yes/no", 0, 1, "holds a sensitive post", True),
        _c("intake", "i1", "row of intakes", 0, 100, "how he was taken in", True),
        _c("cohort", "i2", "year", 1900, 2100, "year of entry", True),
        _c("home", "i1", "row of places", 0, 100, "home place", True),
        _c("kin", "i8", "key", -1, 2**62, "kin group: same home and sect", True),
        _c("competence", "f8", "1", 0, 1, "competence", True),
        _c("ceilinged", "f8", "1", 0, 1, "how far his group is shut out of the posts that his rank could hold", True),
        _c("sent", "?", "yes/no", 0, 1, "would be sent by intelligence if he left", True),
        _c("discharge_day", "i4", "day", 0, _INF, "end of his compulsory service, 0 for career men", True),
        _c("entry_day", "i4", "day", 0, _INF, "day of his call-up, 0 if serving from the start", True),
        _c("status", "i1", "row of STATUSES", 0, 15, "status"),
        _c("since_day", "i4", "day", 0, _INF, "day of entry into the status"),
        _c("spell", "i2", "number", 0, 1000, "how many statuses he has entered before"),
        _c("way", "i1", "row of WAYS", -1, 3, "way he left by, -1 before"),
        _c("from_place", "i1", "row of places", 0, 100, "where his unit stood when he left"),
        _c("loyalty", "f8", "1", 0, 1, "loyalty: drawn at birth independently of sect, moved by what happens to him"),
        _c("outrage", "f8", "log hazard", 0, 10, "what reprisals on his kin add"),
        _c("outrage_day", "i4", "day", 0, _INF, "day of the latest reprisal on his kin"),
        _c("outrage_source", "i8", "source", -_INF, _INF, "who or what brought it on"),
        _c("own", "f8", "hazard ratio", 0, _INF, "his own factor: exp of his own terms; 0 unless he serves"),
        _c("resistance", "f8", "hazard", 0, _INF, "pressure at which he goes; infinite where his status has no way out"),
        _c("pressure", "f8", "hazard", 0, _INF, "pressure gathered in this status"),
        _c("fate_threshold", "f8", "hazard", 0, _INF, "his cell's fate pressure at which something is done to him"),
        _c("hope", "f8", "1", 0, 1, "hope of being of use: 1, until rules of the rebel side move it", True),
        _c("confirmed", "?", "yes/no", 0, 1, "found out as sent"),
    ),
    "units": (
        _c("ordinal", "i4", "number", 0, _INF, "place in the order of battle at one person an agent", True),
        _c("formation", "i4", "row of formations", 0, _INF, "formation", True),
        _c("branch", "i1", "row of BRANCHES", 0, 5, "branch", True),
        _c("trusted", "?", "yes/no", 0, 1, "part of the trusted core", True),
        _c("weight", "f8", "persons/agent", 0, 1000, "persons that each agent of the unit stands for; 0 keeps it out of every sum", True),
        _c("first", "i8", "row of people", 0, _INF, "first row of its people", True),
        _c("last", "i8", "row of people", 0, _INF, "one past the last row", True),
        _c("first_cell", "i8", "row of cells", 0, _INF, "first row of its cells", True),
        _c("last_cell", "i8", "row of cells", 0, _INF, "one past the last row", True),
        _c("garrison", "i1", "row of places", 0, 100, "home station", True),
        _c("start_strength", "f8", "agents", 0, _INF, "serving on day zero", True),
        _c("place", "i1", "row of places", 0, 100, "where it stands"),
        _c("posture", "i1", "row of POSTURES", 0, 2, "confined, deployed or besieged"),
        _c("siege_source", "i8", "source", -_INF, _INF, "event that laid siege to it"),
        _c("strength", "f8", "agents", 0, _INF, "serving now"),
        _c("left", "f8", "agents", 0, _INF, "left by their own will, fading from comrades' minds"),
        _c("left_ever", "f8", "agents", 0, _INF, "left by their own will since the start"),
        _c("dead", "f8", "agents", 0, _INF, "killed, fading"),
        _c("punished", "f8", "agents", 0, _INF, "caught and jailed, fading"),
        _c("left_today", "f8", "agents", 0, _INF, "left yesterday or today, not yet worn into the bonds"),
        _c("dead_today", "f8", "agents", 0, _INF, "killed, not yet worn into the bonds"),
        _c("punished_today", "f8", "agents", 0, _INF, "punished, not yet worn into the bonds"),
        _c("left_source", "i8", "source", -_INF, _INF, "latest leaver"),
        _c("dead_source", "i8", "source", -_INF, _INF, "latest man killed"),
        _c("punished_source", "i8", "source", -_INF, _INF, "latest man caught"),
        _c("carry_source", "i8", "source", -_INF, _INF, "commander who went today, 0 otherwise"),
        _c("carry_sect", "i1", "row of sects", -1, 100, "sect of the commander who went today, -1 otherwise"),
        _c("commander", "i8", "row of people", -1, _INF, "commander, -1 if nobody serves"),
        _c("commander_gone", "f8", "1", 0, 1, "how fresh a commander's departure is"),
        _c("peer_bond", "f8", "1", 0, 1, "bond between peers"),
        _c("commander_trust", "f8", "1", 0, 1, "trust in the commander"),
        _c("trust_norm", "f8", "1", 0, 1, "trust to which it recovers", True),
        _c("bond_norm", "f8", "1", 0, 1, "peer bond to which it recovers", True),
        _c("institution", "f8", "1", 0, 1, "belief in the institution"),
    ),
    "cells": (
        _c("unit", "i4", "row of units", 0, _INF, "unit", True),
        _c("sect", "i1", "row of sects", 0, 100, "sect", True),
        _c("band", "i1", "row of BANDS", 0, 4, "band", True),
        _c("first", "i8", "row of people", 0, _INF, "first row of its people", True),
        _c("last", "i8", "row of people", 0, _INF, "one past the last row", True),
        _c("fate_pressure", "f8", "hazard", 0, _INF, "hazard of being killed, maimed or arrested gathered since day one"),
        _c("next_fate", "f8", "hazard", 0, _INF, "lowest threshold of those who serve in it, or lower"),
    ),
    "profiles": (
        _c("home", "i1", "row of places", 0, 100, "home", True),
        _c("sect", "i1", "row of sects", 0, 100, "sect", True),
        _c("band", "i1", "row of BANDS", 0, 4, "band", True),
        _c("branch", "i1", "row of BRANCHES", 0, 5, "branch", True),
        _c("post", "?", "yes/no", 0, 1, "sensitive post", True),
        _c("uneasy", "?", "yes/no", 0, 1, "officer of the ruling group who minds excessive force", True),
        _c("insider", "?", "yes/no", 0, 1, "officer of the ruling group near the top", True),
        _c("privilege", "f8", "1", 0, 1, "privilege forfeited by leaving", True),
        _c("abandonment", "f8", "1", 0, 1, "believed odds that the ruler abandons his own"),
        _c("abandonment_source", "i8", "source", -_INF, _INF, "news that last raised it"),
    ),
    "communities": (
        _c("population", "f8", "persons", 0, _INF, "people of the sect in the place", True),
        _c("target", "f8", "1", 0, 1, "share of the place's deaths that fall on it", True),
        _c("struck", "f8", "deaths", 0, _INF, "deaths by dated events today"),
        _c("force", "f8", "deaths per 100,000", 0, _INF, "deaths today"),
        _c("grievance", "f8", "deaths per 100,000", 0, _INF, "accumulated and fading"),
        _c("felt", "f8", "deaths per 100,000", 0, _INF, "grievance felt: own place and own sect everywhere"),
        _c("reprisals", "f8", "houses per 100,000", 0, _INF, "recent reprisals"),
        _c("reprisal_source", "i8", "source", -_INF, _INF, "latest leaver whose house was burnt"),
        _c("grievance_source", "i8", "source", -_INF, _INF, "latest dated event that hit it"),
    ),
    "places": (
        _c("population", "f8", "persons", 0, _INF, "people", True),
        _c("border_steps", "f8", "places", 0, _INF, "places to cross to a country that takes people in", True),
        _c("violence", "f8", "1", 0, _INF, "relative weight of deaths", True),
        _c("control", "f8", "1", 0, 1, "the regime's control"),
        _c("deaths", "f8", "deaths/day", 0, _INF, "deaths today"),
        _c("insurgents", "f8", "persons", 0, _INF, "civilians under arms against the regime"),
    ),
    "routes": (
        _c("militia", "f8", "log weight", -_INF, _INF, "log-weight of the way to a local militia"),
        _c("abroad", "f8", "log weight", -_INF, _INF, "log-weight of the way abroad"),
        _c("hiding", "f8", "log weight", -_INF, _INF, "log-weight of the way home into hiding"),
        _c("reception", "f8", "log hazard", -_INF, _INF, "log of the mean multiplier of expected reception over the ways"),
    ),
    "kinds": (
        _c("expect_militia", "f8", "1", 0, 1, "expected reception by a militia (row: band × sect)"),
        _c("expect_abroad", "f8", "1", 0, 1, "expected reception abroad"),
        _c("expect_hiding", "f8", "1", 0, 1, "expected reception in hiding"),
    ),
    "sects": (
        _c("serving_start", "f8", "persons", 0, _INF, "serving on day zero", True),
        _c("revenge", "f8", "1", 0, 1, "revenge that the group can expect, from its share of posts", True),
        _c("watched", "f8", "1", 0, 1, "how far it is suspected and watched", True),
        _c("left_today", "f8", "persons", 0, _INF, "left by their own will today"),
        _c("pace", "f8", "per 1,000 a week", 0, _INF, "true pace of departures, over a week"),
        _c("believed_pace", "f8", "per 1,000 a week", 0, _INF, "pace believed from what is seen of it"),
        _c("pledged_pace", "f8", "per 1,000 a week", 0, _INF, "pace believed on top, from pledges"),
        _c("pledge_source", "i8", "source", -_INF, _INF, "latest pledge that moved it"),
        _c("reassurance", "f8", "1", 0, 1, "belief that rebels spare those who come over"),
        _c("believed_catch", "f8", "1", 0, 1, "believed chance of being caught"),
        _c("attempts", "f8", "persons", 0, _INF, "attempts today"),
        _c("caught", "f8", "persons", 0, _INF, "attempts caught today"),
        _c("suspicion", "f8", "1", 0, 1, "suspicion of newcomers of this origin"),
    ),
    "nation": (
        _c("deaths", "f8", "deaths/day", 0, _INF, "all deaths today"),
        _c("ahead", "f8", "deaths", 0, _INF, "deaths of dated events beyond their days' totals, still to be taken off the days after"),
        _c("regime_deaths", "f8", "deaths/day", 0, _INF, "the regime's deaths today"),
        _c("unrest", "f8", "deaths/day", 0, _INF, "deaths a day, smoothed"),
        _c("toll", "f8", "deaths/day", 0, _INF, "the regime's deaths a day, smoothed"),
        _c("lethality", "f8", "deaths/day", 0, _INF, "deaths per unit of power once the series has ended, 0 before"),
        _c("regime_lethality", "f8", "deaths/day", 0, _INF, "the regime's, likewise"),
        _c("foreign_help", "f8", "men", 0, _INF, "foreign fighters' worth on the regime's side"),
        _c("regime_militia", "f8", "persons", 0, _INF, "militiamen on the regime's side"),
        _c("pay", "f8", "1", 0, 1, "pay that arrives, of what is due"),
        _c("discharge_open", "f8", "1", 0, 1, "whether conscripts are let go at the end of their term"),
        _c("answer", "f8", "1", 0, 1, "strength of the regime's answer"),
        _c("left_pace", "f8", "per 1,000 a month", 0, _INF, "departures, smoothed over a month"),
        _c("rumour", "f8", "1", 0, 1, "strength of the rumour of murdered officers"),
        _c("air_effort", "f8", "1", 0, 1, "sorties flown, of those on day one"),
        _c("regime_power", "f8", "men", 0, _INF, "fighting worth of the regime's side"),
        _c("rebel_power", "f8", "men", 0, _INF, "fighting worth of the rebels"),
        _c("regime_odds", "f8", "1", 0, 1, "believed odds that the regime lasts"),
        _c("regime_control", "f8", "1", 0, 1, "the regime's control, by population"),
        _c("limbo", "f8", "1", 0, 1, "1 if neither ending is in sight"),
        _c("ended", "f8", "code", 0, 2, "0 going on, 1 the regime wins, 2 it falls"),
        _c("insurgents_peak", "f8", "persons", 0, _INF, "most rebels under arms so far"),
        _c("infiltrators_confirmed", "f8", "persons", 0, _INF, "found out so far"),
        _c("capability_lost", "f8", "competence", 0, _INF, "competence of those who left by their own will"),
        _c("capability_used", "f8", "competence", 0, _INF, "competence of those of them who fight against the regime now"),
    ),
}  # fmt: skip
