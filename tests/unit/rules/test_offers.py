"""Offers of surrender and captives, by hand: a staff and a company in the town, where rebels stand, a company in the march (W9)."""

from __future__ import annotations

from math import exp, log
from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import MARCH, PORT, TOWN, army, cause, close, events, gumbels, lot, only, rebels
from unit_cohesion.engine.chance import label
from unit_cohesion.rules.offers import Offers
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CONFINED, STATUS

STAFF, COMPANY, FAR = 3, 4, 5
"""Rows of units: the division's staff and company in the town, its other company in the march; those before them are in the port."""
PARAMETERS = {
    "offer_weight": 0.0,
    "offer_odds": 0.0,
    "offer_outlook": 0.0,
    "offer_example": 0.0,
    "offer_fallen": 0.0,
    "offer_scattered": 0.0,
    "offer_terms": 0.0,
    "offer_cohesion": 0.0,
    "offer_loyalty": 0.0,
    "terms_known": 10.0,
}
SURE = 8.0


def offer(**more: Any) -> dict[str, Any]:
    return {"id": "word", "start": "2011-03-15", "terms": ["go_home"]} | more


def before_rebels(offers: list[Any] | None = None, start: Any = army, off: Any = None, tables: Any = None, **parameters: Any) -> Engine:
    """Rebels in the town, which is half held; nobody is afraid; the offer is to go home, unless others are given."""
    engine: Engine = start(off, {"offers": [offer()] if offers is None else offers} | (tables or {}), **PARAMETERS | parameters)
    state = engine.state
    state.units.place[:6] = [PORT, PORT, PORT, TOWN, TOWN, MARCH]
    state.places.control[:], state.places.rebel_worth[:] = [1.0, 0.5, 1.0], [0.0, 50.0, 0.0]
    state.places.defence[:], state.places.leaving[:] = 60.0, 20.0  # of which a third is to go: 40 are counted on
    state.communities.fear[:], state.units.posture[:6] = 0.0, CONFINED
    state.nation.regime_odds, state.profiles.told_lost[:] = 0.8, 0.25  # so that .6 is what is believed
    return engine


def took(engine: Engine, day: int = 1) -> list[int]:
    """Rows of units that have taken an offer."""
    only(engine, Offers, day)
    return [int(row) for row in np.flatnonzero(engine.state.units.post_lost[:6])]


def men(engine: Engine, unit: int) -> list[int]:
    """Rows of those who serve in a unit."""
    people, units = engine.state.people, engine.state.units
    return [row for row in range(units.first[unit], units.last[unit]) if people.status[row] == STATUS["serving"]]


def statuses(engine: Engine, unit: int) -> set[str]:
    """What those have become who served in a unit; the others wait to be called up."""
    people, units = engine.state.people, engine.state.units
    return {list(STATUS)[people.status[row]] for row in range(units.first[unit], units.last[unit])} - {"civilian"}


def threshold(engine: Engine, unit: int) -> float:
    """What the sum must be above for a unit to take the offer."""
    drawn = lot("takes an offer", label("word") * 2**32 + int(engine.state.units.ordinal[unit]))
    return log(drawn / (1.0 - drawn))


# ---- who takes it


def test_those_take_it_who_stand_before_rebels() -> None:
    engine = before_rebels(offer_weight=SURE)
    assert took(engine) == [STAFF, COMPANY]
    assert engine.state.nation.units_yielding == 2.0


def test_pockets_that_were_left_behind_stand_before_the_rebels_next_door() -> None:
    """The company in the march, where none stand: once the march is taken for won they have gone on, and could come back."""
    for held, rebels_in_town, takes in ((0.2, 50.0, True), (0.21, 50.0, False), (0.2, 0.0, False)):
        engine = before_rebels(offer_weight=SURE)
        engine.state.places.control[MARCH], engine.state.places.rebel_worth[TOWN] = held, rebels_in_town
        assert (FAR in took(engine)) == takes, (held, rebels_in_town)


def test_an_offer_stands_from_its_first_day_to_its_last() -> None:
    days = [offer(start="2011-03-16", end="2011-03-17")]
    engine = before_rebels(days, offer_weight=SURE)
    assert took(engine, 1) == []
    assert took(before_rebels(days, offer_weight=SURE), 4) == []
    assert took(engine, 3) == [STAFF, COMPANY]


def test_who_has_withstood_an_old_offer_does_not_take_it_on_the_first_day() -> None:
    """Nor later, as long as nothing has changed; his threshold lies above what spoke for it on that day."""
    old, first = [offer(start="2010-01-01")], 1.0
    engine = before_rebels(old, offer_weight=first)
    assert took(engine) == []
    passed = 1.0 / (1.0 + exp(-first))
    assert engine.state.units.withstood[COMPANY] == close(passed)
    assert took(engine, 10) == []
    drawn = passed + (1.0 - passed) * lot("takes an offer", label("word") * 2**32 + int(engine.state.units.ordinal[COMPANY]))
    base = log(drawn / (1.0 - drawn))
    for weight, takes in ((base - 1e-9, False), (base + 1e-9, True)):
        engine = before_rebels(old, offer_weight=weight)
        engine.state.units.withstood[COMPANY] = passed
        assert (COMPANY in took(engine, 10)) == takes


def test_who_would_have_given_in_for_certain_and_has_not_never_does() -> None:
    engine = before_rebels([offer(start="2010-01-01")], offer_weight=8.0)
    engine.state.units.withstood[:6] = 1.0
    assert took(engine, 10) == []


def test_nobody_takes_it_once_he_has_left_his_post_or_where_it_is_off() -> None:
    engine = before_rebels(offer_weight=SURE)
    engine.state.units.post_lost[COMPANY] = True
    only(engine, Offers)
    assert statuses(engine, COMPANY) == {"serving"}
    assert took(before_rebels(off=["W9"], offer_weight=SURE)) == []


@pytest.mark.parametrize(
    ("name", "weight", "part"),
    [
        ("offer_odds", 3.0, lambda e: 1.0 - e["holds"]),
        ("offer_outlook", 3.0, lambda e: 0.4),
        ("offer_example", 3.0, lambda e: e["lost"]),
        ("offer_fallen", 3.0, lambda e: 1 / 3),
        ("offer_scattered", 3.0, lambda e: 0.5),
        ("offer_terms", 3.0, lambda e: 0.5 * (1.0 - 0.2)),
        ("offer_cohesion", 3.0, lambda e: -(0.7 + 0.4) / 2.0),
        ("offer_loyalty", 3.0, lambda e: -0.5 * 0.8),
    ],
)
def test_what_speaks_for_and_against_an_offer(name: str, weight: float, part: Any) -> None:
    def made(base: float) -> Engine:
        engine = before_rebels([offer(kept=0.5)], offer_weight=base, **{name: weight})
        state, units = engine.state, engine.state.units
        units.peer_bond[:], units.institution[:], units.commander_trust[:] = 0.7, 0.4, 0.5
        units.keeps_posts[COMPANY] = True
        state.people.loyalty[units.commander[COMPANY]] = 0.8
        state.communities.fear[:] = 0.2
        state.places.control[[PORT, MARCH]] = 0.05, 0.4  # next door
        state.places.regular_worth[TOWN] = 20.0  # of the rebels' 50
        return engine

    engine = made(0.0)
    p, place = engine.scenario.parameters, engine.state.places
    attack = (p["initiative"] * 30.0 + 20.0) / (0.5 + p["reach"])
    defence = p["ground_hold"] * 40.0 / (0.5 + p["reach"])
    weighed = {"holds": defence / (attack + defence), "lost": 1.0 - (0.05 + 0.5 + 0.4) / 3.0}
    base = threshold(engine, COMPANY) - weight * part(weighed)
    assert place.control[TOWN] == 0.5
    assert COMPANY in took(made(base + 1e-9))
    assert COMPANY not in took(made(base - 1e-9))


def test_only_who_keeps_posts_stands_scattered() -> None:
    engine = before_rebels(offer_weight=threshold(before_rebels(), COMPANY) - 1e-9, offer_scattered=20.0)
    engine.state.units.keeps_posts[STAFF] = True
    assert took(engine) == [STAFF]


def test_what_is_heard_of_how_others_fared_counts_beside_what_was_known() -> None:
    def made(base: float) -> Engine:
        engine = before_rebels([offer(kept=0.5)], offer_weight=base, offer_terms=2.0)
        engine.state.places.terms_kept[TOWN], engine.state.places.terms_broken[TOWN] = 1.0, 9.0
        return engine

    base = threshold(made(0.0), COMPANY) - 2.0 * (10.0 * 0.5 + 1.0) / 20.0
    assert COMPANY in took(made(base + 1e-9))
    assert COMPANY not in took(made(base - 1e-9))


def test_a_militia_offers_where_it_stands_and_to_pockets_next_door() -> None:
    for place, held, expected in (("town", 0.5, [STAFF, COMPANY]), ("port", 0.5, []), ("port", 0.2, [STAFF, COMPANY])):
        tables = {"militias": [{"id": "zealots", "place": place}]}
        engine = before_rebels([offer(by="zealots")], rebels, tables=tables, offer_weight=SURE)
        engine.state.militias.alive[engine.militia_ids.index("zealots")] = True
        engine.state.places.control[TOWN], engine.state.places.rebel_worth[PORT] = held, 50.0
        assert [row for row in took(engine) if row in (STAFF, COMPANY)] == expected


# ---- what follows


def test_its_post_falls_and_its_men_are_sent_home() -> None:
    engine = before_rebels(offer_weight=SURE)
    units = engine.state.units
    both = float(units.strength[STAFF] + units.strength[COMPANY])
    took(engine)
    assert engine.state.places.control[TOWN] == 0.0
    assert statuses(engine, COMPANY) == {"sent home"}
    assert (units.strength[COMPANY], units.left[COMPANY]) == (0.0, units.start_strength[COMPANY])
    assert (engine.state.nation.yielded_today, engine.state.nation.sent_home_today) == (both, both)
    assert engine.state.nation.ground_lost == close(0.5)
    assert cause(engine) == "W9"
    assert len(events(engine)) == 2 * both


def test_with_the_last_unit_nothing_fights_there_any_more_that_was_counted_this_week() -> None:
    for yields, left in ((True, 0.0), (False, 60.0)):
        engine = before_rebels(offer_weight=SURE if yields else -SURE)
        engine.state.places.attack[:] = 60.0
        took(engine)
        places = engine.state.places
        assert [places.attack[TOWN], places.defence[TOWN], places.attack[MARCH], places.defence[PORT]] == [left, left, 60.0, 60.0]


def test_where_terms_are_not_kept_they_stay_captives_and_it_is_heard_next_door() -> None:
    engine = before_rebels([offer(kept=0.3)], offer_weight=SURE)
    took(engine)
    kept = {unit: lot("honours terms", label("word") * 2**32 + int(engine.state.units.ordinal[unit])) < 0.3 for unit in (STAFF, COMPANY)}
    for unit, honoured in kept.items():
        assert statuses(engine, unit) == {"sent home" if honoured else "captured"}
    heard = (float(sum(kept.values())), 2.0 - sum(kept.values()))
    for place in (PORT, TOWN, MARCH):
        assert (engine.state.places.terms_kept[place], engine.state.places.terms_broken[place]) == heard


def test_each_takes_of_the_terms_what_weighs_most() -> None:
    engine = before_rebels([offer(terms=["go_home", "passage"])], offer_weight=SURE, home_weight=0.5, withdraw_weight=0.0)
    people, units = engine.state.people, engine.state.units
    rows = men(engine, COMPANY)
    draws = {row: gumbels("term taken", int(people.key[row]), int(people.spell[row]), 3) for row in rows}
    took(engine)
    stay = {row for row in rows if draws[row][1] > 0.5 + draws[row][0]}
    assert {row for row in rows if people.status[row] == STATUS["serving"]} == stay
    assert 0 < len(stay) < len(rows)
    assert units.place[COMPANY] in (PORT, MARCH)
    assert units.posture[COMPANY] == CONFINED


def test_who_falls_back_by_the_terms_has_no_arms_to_fight_with() -> None:
    engine = before_rebels([offer(terms=["passage"])], offer_weight=SURE)
    state = engine.state
    took(engine)
    fell_back = state.units.place[[STAFF, COMPANY]]
    assert (fell_back != TOWN).all()
    assert (state.units.strength[[STAFF, COMPANY]] > 0).all()
    assert state.units.disarmed[:6].tolist() == [False, False, False, True, True, False]


@pytest.mark.parametrize(("held", "to"), [(0.0, "sent home"), (0.2, "sent home"), (0.21, "serving")])
def test_where_next_door_is_lost_too_there_is_no_passage(held: float, to: str) -> None:
    engine = before_rebels([offer(terms=["passage"])], offer_weight=SURE)
    engine.state.places.control[:] = [0.0, 0.5, held]
    took(engine)
    assert statuses(engine, COMPANY) == {to}


def fell_back(**more: Any) -> Engine:
    """The company has laid down its arms and found refuge in the march, before which rebels stand in the town."""
    engine = before_rebels([offer(**{"terms": ["go_home", "passage"], **more})], offer_weight=-SURE)
    units = engine.state.units
    units.post_lost[COMPANY] = units.disarmed[COMPANY] = True
    units.place[COMPANY] = MARCH
    return engine


def test_whose_refuge_falls_too_is_let_go_once_more() -> None:
    """Home, where nothing is held next door; it is no new offer that is taken, and nobody hears of it."""
    for held, went in ((0.21, {"serving"}), (0.2, {"sent home"})):
        engine = fell_back()
        state = engine.state
        state.places.control[:] = [0.0, 0.2, held]
        state.units.post_lost[FAR] = True  # who fell back with his arms is not asked
        serving = len(men(engine, COMPANY))
        took(engine)
        assert statuses(engine, COMPANY) == went
        assert statuses(engine, FAR) == {"serving"}
        nation = state.nation
        assert (nation.units_yielding, nation.yielded_today, state.places.terms_kept.sum()) == (0.0, 0.0, 0.0)
        assert nation.sent_home_today == (serving if went == {"sent home"} else 0.0)


def test_by_what_he_would_rather_have_he_goes_on_to_the_next_place_that_is_held() -> None:
    engine = fell_back()
    state = engine.state
    state.places.control[:] = [1.0, 0.9, 0.2]
    people = state.people
    p = engine.scenario.parameters
    rows = men(engine, COMPANY)
    draws = {row: gumbels("term taken", int(people.key[row]), int(people.spell[row]), 3) for row in rows}
    took(engine)
    stay = {row for row in rows if p["withdraw_weight"] + draws[row][1] > p["home_weight"] + draws[row][0]}
    assert 0 < len(stay) < len(rows)
    assert set(men(engine, COMPANY)) == stay
    assert state.units.place[COMPANY] == TOWN


def test_without_those_who_made_the_offer_nobody_lets_them_go_on() -> None:
    engine = fell_back()
    engine.state.places.control[:], engine.state.places.rebel_worth[:] = [0.0, 0.2, 0.2], 0.0
    took(engine)
    assert statuses(engine, COMPANY) == {"serving"}


@pytest.mark.parametrize(("kept", "became"), [(1.0, {"sent home"}), (0.0, {"captured"})])
def test_who_is_let_go_once_more_is_treated_as_his_unit_was(kept: float, became: set[str]) -> None:
    engine = fell_back(kept=kept)
    engine.state.places.control[:] = [0.0, 0.2, 0.2]
    took(engine)
    assert statuses(engine, COMPANY) == became


def test_who_changes_side_goes_over() -> None:
    engine = before_rebels([offer(terms=["change_side"])], offer_weight=SURE)
    took(engine)
    assert statuses(engine, COMPANY) == {"militia fighter"}
