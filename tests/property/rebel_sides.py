"""Random rebel sides for small wars."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.property.parts import days_from_start, share

MOST_CIVILIANS = 150

HOT: dict[str, tuple[float, float]] = {
    "join_daily": (0.01, 0.1), "hiding_joins_daily": (0.0, 0.1), "quit_daily": (0.0, 0.1), "new_militia": (-3.0, 2.0),
    "militia_pull": (0.0, 5.0), "militia_absent": (0.0, 2.0), "transit_days": (1.0, 4.0),
    "vetting_days": (0.0, 20.0), "rivalry_weight": (0.0, 5.0), "pride": (0.0, 1.0), "conviction_spread": (0.0, 0.5),
    "strain_daily": (0.0, 0.1), "adviser_days": (5.0, 40.0), "wait_days": (5.0, 60.0), "label_daily": (0.0, 0.2),
    "outspoken_from": (0.0, 0.6), "murder_daily": (0.0, 0.05),
    "camp_return_daily": (0.0, 0.2), "camp_restriction": (0.0, 2.0), "gone_daily": (0.0, 0.1), "return_daily": (0.0, 0.02),
    "split_weekly": (0.1, 0.5), "split_least": (2.0, 10.0), "merge_weekly": (0.1, 0.5), "extremist_kills": (0.0, 0.05),
    "sponsor_ramp_days": (1.0, 60.0), "consensus_needed": (0.0, 0.7), "consensus_lag_days": (1.0, 60.0), "weary_monthly": (0.0, 1.0),
    "assembly_daily": (0.0, 0.3), "recruit_national": (0.0, 5.0), "respect_weekly": (0.0, 0.5),
}  # fmt: skip
"""Ranges of parameters in which, within some weeks and among some dozens, much happens."""


@st.composite
def rebel_sides(draw: st.DrawFn, war: dict[str, Any]) -> tuple[dict[str, Any], dict[str, float]]:
    """Sponsors and militias for a war that is otherwise whole, and parameters with which things happen to them."""
    sects, places = [sect["id"] for sect in war["sects"]], [place["id"] for place in war["places"]]
    countries = [country["id"] for country in war["countries"]]
    some = st.sampled_from
    sponsors = [
        {
            "id": f"s{number}",
            "name": f"sponsor {number}",
            "start": f"{draw(days_from_start)}",
            "agenda": draw(st.floats(-1, 1)),
            "budget": draw(some([0, 20, 200, 2000])),
            "key": draw(st.booleans()),
            "foreign": draw(st.booleans()),
            **draw(some([{}, *({"country": country} for country in countries)])),
            **draw(some([{}, {"loyalty_weight": draw(share)}])),
        }
        for number in range(draw(st.integers(0, 3)))
    ]
    militias = [
        {
            "id": f"m{number}",
            "name": f"militia {number}",
            "place": draw(some(places)),
            "founded": f"{draw(days_from_start)}",
            "size": draw(st.integers(0, 20)),
            "extremist": draw(st.booleans()),
            "officer_led": draw(st.booleans()),
            "moves": draw(st.booleans()),
            "regular": draw(st.booleans()),
            **{trait: draw(share) for trait in ("early", "means", "religiosity", "nationalism", "warlordism", "organisation")},
            **draw(some([{}, *({"sect": sect} for sect in sects)])),
            **draw(some([{}, *({"patron": s["id"]} for s in sponsors)])),
        }
        for number in range(draw(st.integers(1, 4)))
    ]
    people = sum(place["population"] for place in war["places"])
    pool = min(draw(st.sampled_from([0, 5, 40, 100, MOST_CIVILIANS])) / people, 0.05)
    values = {name: low + (high - low) * draw(st.integers(0, 10)) / 10 for name, (low, high) in HOT.items()}
    return {"sponsors": sponsors, "militias": militias}, values | {"rebel_pool_share": pool}


def rebel_events(places: list[str], countries: list[str]) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """What events of the rebel side need, by kind."""
    place, days = st.sampled_from(places), st.floats(0, 90)
    kinds: dict[str, st.SearchStrategy[dict[str, Any]]] = {
        "amnesty": st.fixed_dictionaries({"value": days}, optional={"abroad": days}),
        "safe_area": st.fixed_dictionaries({"place": place}),
        "safe_area_lost": st.fixed_dictionaries({"place": place}),
        "agreement": st.fixed_dictionaries({"value": share}),
        "murder": st.fixed_dictionaries({"place": place}),
    }
    if countries:
        kinds |= dict.fromkeys(("border_closed", "border_open"), st.fixed_dictionaries({"country": st.sampled_from(countries)}))
    return kinds
