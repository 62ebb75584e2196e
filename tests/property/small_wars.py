"""Small random wars of 5 to 300 people over up to 120 days, in which much happens, for comparing the engine with its plain twin."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from model.mechanisms import MECHANISMS
from model.parameters import PARAMETERS
from model.scenario_build import TABLE_OF
from model.schema import BRANCHES
from tests.helpers import tiny_scenario

START, MOST_PEOPLE, MOST_DAYS = date(2011, 3, 15), 300, 120
SWITCHABLE = sorted(id for id, mechanism in MECHANISMS.items() if mechanism.kind in ("rule", "claim"))
LOWEST = {"competence_mean": 0.05, "base_hazard": 0.001}
"""Lower bounds for these wars: something must happen, and a mean competence of 0 has no sense as a divisor."""

share = st.floats(0, 1)
amount = st.floats(0, 1000)
days_from_start = st.integers(-20, MOST_DAYS).map(lambda days: START + timedelta(days=days))


@st.composite
def small_wars(draw: st.DrawFn) -> tuple[dict[str, Any], int, list[str]]:
    """A scenario as a mapping, a seed, and the ids of mechanisms to switch off."""
    sects = ["hill", "plain", *draw(st.sampled_from([[], ["lake"]]))]
    places = draw(_places(sects))
    men = draw(st.integers(0, 20))
    company = {"conscripts": men, "sergeants": draw(st.integers(0 if men else 1, 4)), "school": draw(st.integers(0, 3))}
    call_ups = draw(st.integers(0, 4))
    size = sum(company.values()) + call_ups
    staff = {"sergeants": 2, "school": draw(st.integers(0, 3)), "colonels": draw(st.integers(0, 4)), "generals": draw(st.integers(0, 1))}
    formations = draw(_formations([place["id"] for place in places], most=(MOST_PEOPLE - 20) // size))
    about = {"days": draw(st.integers(1, MOST_DAYS)), "persons_per_agent": draw(st.sampled_from([1, 1, 2]))}
    war = tiny_scenario(scenario=about, targets=None)
    war["series"], war["news"], war["events"] = draw(_series()), draw(_news(sects)), draw(_events(sects, places, formations))
    people = sum(place["population"] for place in places)
    lived = {sect: sum(place["population"] * place["sects"][sect] for place in places) / people for sect in sects}
    posts = draw(_shares(sects))
    war["sects"] = [
        {"id": sect, "name": sect, "population_share": lived[sect], "sensitive_post_share": posts[sect], "watched": draw(share),
         "ruling": sect == "hill"} for sect in sects
    ]  # fmt: skip
    war["places"] = places
    for intake in war["army"]["intakes"]:
        intake |= {"shares": draw(_shares(sects))}
        intake.pop("trusted_ruling_share", None)
    war["army"]["establishments"] = [
        {"id": "company", "seats": company, "call_ups": call_ups, "sensitive": {"school": draw(share)}},
        {"id": "staff", "seats": staff, "sensitive": {"colonels": draw(share), "generals": 1.0}},
    ]
    war["army"]["formations"] = formations
    for name, value in draw(_parameters()).items():
        war.setdefault(TABLE_OF[name], {})[name] = value
    return war, draw(st.integers(0, 2**40)), draw(st.lists(st.sampled_from(SWITCHABLE), max_size=6, unique=True))


@st.composite
def _shares(draw: st.DrawFn, names: list[str]) -> dict[str, float]:
    weights = {name: draw(st.integers(1 if name == names[0] else 0, 10)) for name in names}
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


@st.composite
def _places(draw: st.DrawFn, sects: list[str]) -> list[dict[str, Any]]:
    ids = draw(st.permutations(["port", "town", "march", "hills"]).flatmap(lambda ids: st.integers(1, 4).map(lambda n: list(ids)[:n])))
    return [
        {
            "id": id, "name": id, "x": x, "y": 0, "neighbours": ids[max(0, x - 1) : x] + ids[x + 1 : x + 2],
            "population": draw(st.sampled_from([1_000, 20_000, 400_000])), "sects": draw(_shares(sects)),
            "borders": draw(st.lists(st.sampled_from(["north", "south"]), unique=True)),
            "violence": draw(st.sampled_from([0.0, 1.0, 1.0, 3.0])), "control": draw(share),
        }
        for x, id in enumerate(ids)
    ]  # fmt: skip


@st.composite
def _formations(draw: st.DrawFn, places: list[str], most: int) -> list[dict[str, Any]]:
    made, left = [], most
    for number in range(draw(st.integers(1, 3))):
        brigades, companies = draw(st.integers(1, 2)), draw(st.integers(1, 4))
        companies = max(1, min(companies, left // brigades))
        left -= brigades * companies
        if number and left < 0:
            break
        arms = draw(st.sampled_from([{"infantry": 1.0}, {"pilot": 0.6, "infantry": 0.4}, {"medical": 0.5, "naval": 0.5}]))
        made.append({
            "id": f"f{number}", "name": f"formation {number}", "kind": "brigade", "branch": draw(st.sampled_from(BRANCHES)),
            "places": draw(st.lists(st.sampled_from(places), min_size=1, max_size=2)), "trusted": draw(st.booleans()), "arms": arms,
            "brigades": brigades, "companies": companies, "company": "company", **draw(st.sampled_from([{}, {"staff": "staff"}])),
        })  # fmt: skip
    return made


@st.composite
def _series(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Deaths, often on a scale at which the army bleeds, often ending mid-run."""
    made = []
    for id, most in (("deaths", 3000.0), ("regime_deaths", 60.0)):
        if draw(st.integers(0, 3)):
            first = draw(st.sampled_from(["2011-01-01", "2011-03-01", "2011-04-01"]))
            made.append({"id": id, "start": first, "monthly": draw(st.lists(st.floats(0, most), min_size=1, max_size=4))})
    return made


@st.composite
def _news(draw: st.DrawFn, sects: list[str]) -> list[dict[str, Any]]:
    made = []
    for number in range(draw(st.integers(0, 5))):
        origin = draw(days_from_start)
        release = origin + timedelta(days=draw(st.integers(0, 40)))
        item = {
            "id": f"n{number}", "kind": draw(st.sampled_from(["leader_exit", "pledge", "pledge", "rumour"])),
            "origin": f"{origin}", "release": f"{release}", "reliability": draw(share), "men": draw(st.integers(0, 20)),
            "speaker": draw(st.sampled_from(["", "a"])),
            **draw(st.sampled_from([{}, *({"about": sect} for sect in sects)])),
        }  # fmt: skip
        if draw(st.booleans()):
            item |= {"staged": True, "exposed": f"{release + timedelta(days=draw(st.integers(0, 30)))}"}
        made.append(item)
    return made


@st.composite
def _events(draw: st.DrawFn, sects: list[str], places: list[dict[str, Any]], formations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    made = []
    place, sect = st.sampled_from([place["id"] for place in places]), st.sampled_from(sects)
    unit = st.sampled_from([f"{f['id']}/b1/bn1/c1" for f in formations] + [f"{f['id']}/staff" for f in formations if "staff" in f])
    kinds = {
        "massacre": st.fixed_dictionaries({"place": place, "value": amount}, optional={"sect": sect}),
        "siege": st.fixed_dictionaries({"place": place}),
        "relief": st.fixed_dictionaries({"place": place}),
        "foreign_help": st.fixed_dictionaries({"value": amount}),
        "commander_killed": st.fixed_dictionaries({"unit": unit}),
        "pay_stops": st.just({}),
        "pay_resumes": st.just({}),
        "discharge_stops": st.just({}),
    }
    for number in range(draw(st.integers(0, 8))):
        kind = draw(st.sampled_from(sorted(kinds)))
        made.append({"id": f"e{number}", "date": f"{draw(days_from_start)}", "kind": kind, **draw(kinds[kind])})
    return made


@st.composite
def _parameters(draw: st.DrawFn) -> dict[str, Any]:
    """Some parameters, anywhere in their ranges; the base hazard high enough that men leave."""
    names = {"base_hazard", *draw(st.lists(st.sampled_from(sorted(PARAMETERS)), max_size=30, unique=True))}
    values: dict[str, Any] = {}
    for name in sorted(names):
        declared = PARAMETERS[name]
        if isinstance(declared.default, date):
            values[name] = f"{draw(days_from_start.filter(lambda day, d=declared: d.low <= day <= d.high))}"
        elif isinstance(declared.default, int):
            values[name] = draw(st.integers(int(declared.low), int(declared.high)))
        else:
            values[name] = draw(st.floats(max(declared.low, LOWEST.get(name, declared.low)), declared.high))
    return values


def eventful_war() -> dict[str, Any]:
    """A war of some 300 people in which everything happens that the rules know, in 100 days."""
    company = {"id": "company", "seats": {"conscripts": 16, "sergeants": 4, "school": 3}, "sensitive": {"school": 0.25}, "call_ups": 5}
    formation = {"kind": "brigade", "company": "company", "staff": "staff"}
    events = [
        {"id": "market", "date": "2011-03-30", "kind": "massacre", "place": "march", "value": 400},
        {"id": "quarter", "date": "2011-04-20", "kind": "massacre", "place": "town", "sect": "plain", "value": 300},
        {"id": "ring", "date": "2011-04-12", "kind": "siege", "place": "town"},
        {"id": "road", "date": "2011-05-05", "kind": "relief", "place": "town"},
        {"id": "hired", "date": "2011-04-25", "kind": "foreign_help", "value": 200},
        {"id": "shot", "date": "2011-03-22", "kind": "commander_killed", "unit": "line/b1/bn1/c1"},
        {"id": "unpaid", "date": "2011-04-01", "kind": "pay_stops"},
        {"id": "paid", "date": "2011-05-10", "kind": "pay_resumes"},
        {"id": "kept", "date": "2011-05-20", "kind": "discharge_stops"},
    ]
    news = [
        {"id": "asylum", "kind": "leader_exit", "about": "hill", "origin": "2011-03-20", "release": "2011-03-28", "reliability": 0.9},
        {"id": "video", "kind": "pledge", "about": "plain", "origin": "2011-03-18", "release": "2011-03-18", "speaker": "a"},
        {"id": "again", "kind": "pledge", "origin": "2011-04-01", "release": "2011-04-02", "reliability": 0.7, "speaker": "a"},
        {"id": "hills", "kind": "pledge", "about": "hill", "origin": "2011-04-03", "release": "2011-04-04", "staged": True,
         "exposed": "2011-04-20"},
        {"id": "murder", "kind": "rumour", "origin": "2011-04-05", "release": "2011-04-08", "reliability": 0.8},
    ]  # fmt: skip
    war = tiny_scenario(
        scenario={"days": 100},
        places=[{"id": "port", "control": 0.9}, {"id": "town", "control": 0.5, "violence": 3.0}, {"id": "march", "control": 0.2}],
        sects=[{"id": "hill", "watched": 0.1}],
        army={"formations": [
            {"id": "guard", "companies": 3, "branch": "intelligence"},
            {"id": "line", "companies": 3},
            {"id": "wing", "name": "Wing", "branch": "air force", "places": ["town"], "arms": {"pilot": 0.7, "infantry": 0.3}, **formation},
        ]},
        departure={"base_hazard": 0.001, "hazard_cap": 0.4, "sent_share": 0.2, "confirm_daily": 0.05, "tipping_belief": 0.2},
        bonds={"commander_carry": 9.0, "norm_turns": 0.15, "comrade_pressure": 2.0, "pace_weight": 0.15},
        balance={"power_air": 1000.0, "pacified_insurgents": 20.0, "recruit_daily": 0.0002, "ending_days": 30, "collapse_strength": 0.1},
        news_parameters={"rumour_fear": 1.0, "hand_days": 2},
        posture={"siege_weekly": 0.5, "siege_event_share": 0.8, "relief_weekly": 0.3, "siege_control": 0.7, "unrest_reference": 10.0},
        regime={"purge_daily": 0.003},
        reprisal={"reprisal_chance": 0.8, "catch_chance": 0.5},
        service={"call_up_months": 3, "service_days": 120, "discharge_stops": "2011-06-01", "evasion": 0.3},
        flight={"reception_needed": 5.0},
        targets=None,
    )  # fmt: skip
    war["army"]["establishments"][0] = company
    war["series"] = [
        {"id": "deaths", "start": "2011-03-01", "monthly": [300, 600, 500]},
        {"id": "regime_deaths", "start": "2011-03-01", "monthly": [8, 16]},
    ]
    war["news"], war["events"] = news, events
    return war


def war_without_series() -> dict[str, Any]:
    """The eventful war once more, where deaths come from the balance of forces alone, and the regime loses the country before the army."""
    war = eventful_war()
    war["series"] = []
    war["balance"] |= {"falls_control": 0.35, "collapse_strength": 0.0}
    war["posture"]["siege_event_share"] = 0.3
    return war
