"""Small random wars over up to 120 days, in which much happens, for comparing the engine with its plain twin.

The army has 5 to 300 people; where there is a rebel side, so has the pool of civilians up to 150.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from tests.helpers import tiny_scenario
from tests.property.parts import MOST_DAYS, amount, days_from_start, share
from tests.property.rebel_sides import rebel_events, rebel_sides
from unit_cohesion.rules import MECHANISMS, PARAMETERS
from unit_cohesion.rules.news import KEYS
from unit_cohesion.scenario.building import TABLE_OF
from unit_cohesion.vocabulary import BRANCHES, COMMANDER_WAYS, ORDERS, PERPETRATORS, TERMS

MOST_PEOPLE = 300
SWITCHABLE = sorted(id for id, mechanism in MECHANISMS.items() if mechanism.kind in ("rule", "claim"))
LOWEST = {"base_hazard": 0.001}
"""Lower bounds for these wars: something must happen."""
MOST = {"local_slots": 8}
"""Upper bounds: tables must stay small."""


@st.composite
def small_wars(draw: st.DrawFn) -> tuple[dict[str, Any], int, list[str]]:
    """A scenario as a mapping, a seed, and the ids of mechanisms to switch off."""
    sects = ["hill", "plain", *draw(st.sampled_from([[], ["lake"]]))]
    places = draw(_places(sects))
    men = draw(st.integers(0, 20))
    company = {"conscripts": men, "sergeants": draw(st.integers(0 if men else 1, 4)), "school": draw(st.integers(0, 3))}
    size = sum(company.values()) + men  # those called up among them: at most as many again
    staff = {"sergeants": 2, "school": draw(st.integers(0, 3)), "colonels": draw(st.integers(0, 4)), "generals": draw(st.integers(0, 1))}
    formations = draw(_formations([place["id"] for place in places], most=(MOST_PEOPLE - 20) // size))
    about = {"days": draw(st.integers(1, MOST_DAYS)), "persons_per_agent": draw(st.sampled_from([1, 1, 2, 5]))}
    war = tiny_scenario(scenario=about, targets=None)
    if draw(st.integers(0, 9)) == 0:
        war["countries"] = []
        for place in places:
            place["borders"] = []
    countries = [country["id"] for country in war["countries"]]
    war["series"], war["news"] = draw(_series()), draw(_news(sects, [place["id"] for place in places]))
    war["events"] = draw(_events(sects, places, formations, countries))
    if draw(st.booleans()):
        war["crowds"] = draw(_crowds(sects, places))
        war["events"] += draw(_orders([formation["id"] for formation in formations]))
    if draw(st.booleans()):
        war["offers"] = draw(_offers())
    if draw(st.booleans()):
        war["patrons"] = draw(_patrons())
    people = sum(place["population"] for place in places)
    lived = {sect: sum(place["population"] * place["sects"][sect] for place in places) / people for sect in sects}
    posts = draw(_shares(sects))
    war["sects"] = [
        {
            "id": sect,
            "name": sect,
            "population_share": lived[sect],
            "sensitive_post_share": posts[sect],
            "watched": draw(share),
            "ruling": sect == "hill",
        }
        for sect in sects
    ]
    war["places"] = places
    for intake in war["army"]["intakes"]:
        intake |= {"shares": draw(_shares(sects))}
        intake.pop("trusted_ruling_share", None)
    war["army"]["establishments"] = [
        {"id": "company", "seats": company, "sensitive": {"school": draw(share)}, **draw(st.sampled_from([{}, {"alike": 0.8}]))},
        {"id": "staff", "seats": staff, "sensitive": {"colonels": draw(share), "generals": 1.0}},
    ]
    war["army"]["formations"] = formations
    values: dict[str, Any] = {}
    if draw(st.integers(0, 3)):
        side, values = draw(rebel_sides(war))
        war |= side
        war["scenario"]["days"] = MOST_DAYS - war["scenario"]["days"] // 2  # it takes weeks
    for name, value in (values | draw(_parameters())).items():
        war.setdefault(TABLE_OF[name], {})[name] = value
    return war, draw(st.integers(0, 2**40)), draw(st.lists(st.sampled_from(SWITCHABLE), max_size=9, unique=True))


@st.composite
def _shares(draw: st.DrawFn, names: list[str]) -> dict[str, float]:
    weights = {name: draw(st.integers(1 if name == names[0] else 0, 10)) for name in names}
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


@st.composite
def _places(draw: st.DrawFn, sects: list[str]) -> list[dict[str, Any]]:
    ids = draw(st.permutations(["port", "town", "march", "hills"]).flatmap(lambda ids: st.integers(1, 4).map(lambda n: list(ids)[:n])))
    return [
        {
            "id": id,
            "name": id,
            "x": x,
            "y": 0,
            "neighbours": ids[max(0, x - 1) : x] + ids[x + 1 : x + 2],
            "population": draw(st.sampled_from([1_000, 20_000, 400_000])),
            "sects": draw(_shares(sects)),
            "borders": draw(st.lists(st.sampled_from(["north", "south"]), unique=True)),
            "violence": draw(st.sampled_from([0.0, 1.0, 1.0, 3.0])),
            "control": draw(share),
        }
        for x, id in enumerate(ids)
    ]


@st.composite
def _formations(draw: st.DrawFn, places: list[str], most: int) -> list[dict[str, Any]]:
    made, left = [], most
    for number in range(draw(st.integers(1, 3))):
        brigades, companies = draw(st.integers(1, 2)), draw(st.integers(1, 4))
        companies = max(1, min(companies, left // brigades))
        left -= brigades * companies
        if number and left < 0:
            break
        staffs = draw(st.sampled_from([{}, {"staff": "staff"}, {"staff": "staff", "brigade_staff": "staff"}]))
        there = draw(
            st.sampled_from(
                [
                    {},
                    {},
                    {"present": 0.4},
                    {"present": 0.05},
                    {"commander_since": "2011-02-01", "replaced": 0.4, "pay_late": 4, "homes": {"here": 1.0}},
                    {"keeps_posts": True},
                ]
            )
        )
        arms = draw(st.sampled_from([{"infantry": 1.0}, {"pilot": 0.6, "infantry": 0.4}, {"medical": 0.5, "naval": 0.5}]))
        made.append(
            {
                "id": f"f{number}",
                "name": f"formation {number}",
                "kind": "brigade",
                "branch": draw(st.sampled_from(BRANCHES[:-1])),
                "places": draw(st.lists(st.sampled_from(places), min_size=1, max_size=2)),
                "trusted": draw(st.booleans()),
                "arms": arms,
                "brigades": brigades,
                "companies": companies,
                "company": "company",
                **staffs,
                **there,
            }
        )
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
def _news(draw: st.DrawFn, sects: list[str], places: list[str]) -> list[dict[str, Any]]:
    made = []
    for number in range(draw(st.integers(0, 5))):
        origin = draw(days_from_start)
        release = origin + timedelta(days=draw(st.integers(0, 40)))
        item = {
            "id": f"n{number}",
            "kind": draw(st.sampled_from(["leader_exit", "pledge", "pledge", "rumour", "story", "word"])),
            "origin": f"{origin}",
            "release": f"{release}",
            "reliability": draw(share),
            "men": draw(st.integers(0, 20)),
            "speaker": draw(st.sampled_from(["", "a"])),
            **draw(st.sampled_from([{}, *({"about": sect} for sect in sects)])),
            **draw(st.sampled_from([{}, *({"place": place} for place in places)])),
        }
        if draw(st.booleans()):
            item |= {"staged": True, "exposed": f"{release + timedelta(days=draw(st.integers(0, 30)))}"}
        if item["kind"] == "word":
            item["place"] = draw(st.sampled_from(places))
        reads = {"id", "kind", "origin", "release", *KEYS[item["kind"]].may}
        if item["kind"] == "leader_exit" and item.get("about") != "hill":  # the ruler's own
            reads.discard("about")
        made.append({key: said for key, said in item.items() if key in reads})
    return made


@st.composite
def _events(
    draw: st.DrawFn, sects: list[str], places: list[dict[str, Any]], formations: list[dict[str, Any]], countries: list[str]
) -> list[dict[str, Any]]:
    made = []
    place, sect = st.sampled_from([place["id"] for place in places]), st.sampled_from(sects)
    unit = st.sampled_from([f"{f['id']}/b1/bn1/c1" for f in formations] + [f["id"] for f in formations if "staff" in f])
    kinds = {
        "massacre": st.fixed_dictionaries({"place": place, "value": amount}, optional={"sect": sect, "by": st.sampled_from(PERPETRATORS)}),
        "siege": st.fixed_dictionaries({"place": place}),
        "relief": st.fixed_dictionaries({"place": place}),
        "foreign_help": st.fixed_dictionaries({"value": amount}),
        "commander": st.fixed_dictionaries({"of": unit, "way": st.sampled_from(COMMANDER_WAYS)}),
        "pay_stops": st.just({}),
        "pay_resumes": st.just({}),
        "discharge_stops": st.just({}),
        **rebel_events([place["id"] for place in places], countries),
    }
    for number in range(draw(st.integers(0, 12))):
        kind = draw(st.sampled_from(sorted(kinds)))
        event = {"id": f"e{number}", "date": f"{draw(days_from_start)}", "kind": kind, **draw(kinds[kind])}
        if kind == "massacre":  # of people who are there, whatever the undercount
            struck = next(one for one in places if one["id"] == event["place"])
            there = struck["population"] * struck["sects"].get(event.get("sect"), 0.0 if "sect" in event else 1.0)
            event["value"] = min(event["value"], 0.99 * there / PARAMETERS["undercount"].high)
        made.append(event)
    return made


@st.composite
def _crowds(draw: st.DrawFn, sects: list[str], places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    made, people = [], sum(place["population"] for place in places)
    for number in range(draw(st.integers(1, 4))):
        start = draw(days_from_start)
        made.append(
            {
                "id": f"c{number}",
                "place": draw(st.sampled_from(places))["id"],
                "start": f"{start}",
                "end": f"{start + timedelta(days=draw(st.integers(0, 60)))}",
                "size": min(draw(st.sampled_from([1, 50, 5_000])), people),
                "groups": draw(st.one_of(st.just({}), _shares(sects))),
            }
        )
    return made


@st.composite
def _orders(draw: st.DrawFn, formations: list[str]) -> list[dict[str, Any]]:
    """Orders, no two to the same units on one day."""
    whom = st.sampled_from([None, *formations, *(f"{id}/b1" for id in formations), *(f"{id}/b1/bn1/c1" for id in formations)])
    given = draw(st.lists(st.tuples(days_from_start, whom), max_size=6, unique=True))
    made = []
    for number, (day, of) in enumerate(given):
        one: dict[str, Any] = {"id": f"o{number}", "date": f"{day}", "kind": "order", "to": draw(st.sampled_from(("shoot", *ORDERS)))}
        one |= {"of": of} if of else {}
        one |= {"end": f"{day + timedelta(days=draw(st.integers(0, 60)))}"} if draw(st.booleans()) else {}
        made.append(one)
    return made


@st.composite
def _offers(draw: st.DrawFn) -> list[dict[str, Any]]:
    terms = st.lists(st.sampled_from(TERMS), min_size=1, unique=True)
    made = []
    for number in range(draw(st.integers(1, 3))):
        start = draw(days_from_start) - timedelta(days=draw(st.sampled_from([0, 0, 400])))
        one = {"id": f"t{number}", "start": f"{start}", "terms": draw(terms), "kept": draw(share)}
        one |= {"end": f"{start + timedelta(days=draw(st.integers(0, 90)))}"} if draw(st.booleans()) else {}
        made.append(one)
    return made


@st.composite
def _patrons(draw: st.DrawFn) -> list[dict[str, Any]]:
    count, made = draw(st.integers(1, 2)), []
    for number in range(count):
        one: dict[str, Any] = {"id": f"p{number}", "name": "Patron", "men": draw(st.integers(1, 500))}
        one |= {key: draw(share) / count for key in draw(st.lists(st.sampled_from(("air", "pay")), unique=True))}
        if draw(st.booleans()):
            end = draw(days_from_start)
            one |= {"end": f"{end}"}
            one |= {"announced": f"{end - timedelta(days=draw(st.integers(0, 20)))}"} if draw(st.booleans()) else {}
        elif draw(st.booleans()):
            one |= {"start": f"{draw(days_from_start)}"}
        made.append(one)
    return made


@st.composite
def changed_wars(draw: st.DrawFn, war: dict[str, Any]) -> tuple[dict[str, Any], int, list[str]]:
    """A fixed war with some parameters anywhere in their ranges, any scale, and any mechanisms off."""
    war["scenario"]["persons_per_agent"] = draw(st.sampled_from([1, 1, 2, 3]))
    for name, value in draw(_parameters()).items():
        war.setdefault(TABLE_OF[name], {})[name] = value
    return war, draw(st.integers(0, 2**40)), draw(st.lists(st.sampled_from(SWITCHABLE), max_size=20, unique=True))


@st.composite
def _parameters(draw: st.DrawFn) -> dict[str, Any]:
    """Some parameters, anywhere in their ranges; the base hazard high enough that men leave."""
    names = {"base_hazard", *draw(st.lists(st.sampled_from(sorted(PARAMETERS.keys() - {"rebel_pool_share"})), max_size=30, unique=True))}
    values: dict[str, Any] = {}
    for name in sorted(names):
        declared = PARAMETERS[name]
        if isinstance(declared.default, date):
            values[name] = f"{draw(days_from_start.filter(lambda day, d=declared: d.low <= day <= d.high))}"
        elif isinstance(declared.default, int):
            values[name] = draw(st.integers(int(declared.low), int(MOST.get(name, declared.high))))
        else:
            values[name] = draw(st.floats(max(declared.low, LOWEST.get(name, declared.low)), declared.high))
    return values
