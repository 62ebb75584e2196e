"""A company by hand: how comrades' and a commander's going press those who stay, and what wears and mends its bonds (D5, D6)."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
import pytest

from tests.unit.rules.by_hand import HILL, PLAIN_PEOPLE, TOWN, army, close, lot, only, sources, terms
from unit_cohesion.engine.driver import arguments
from unit_cohesion.rules.bonds import Bonds
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import BESIEGED, STATUS

COMPANY = 1
HALF_LIFE_OF_A_DAY = 1.0
"""Half-life at which half of everything is left on the next day."""


def company(off: Any = None, parameters: dict[str, Any] | None = None, **columns: float) -> Engine:
    """A company of 40 of whom 30 serve, with bonds at their norms and nothing behind it but these columns; memories halve each day."""
    halving = {f"{what}_memory_days": HALF_LIFE_OF_A_DAY for what in ("punished", "commander", "comrade")} | {"losses_memory_days": 5.0}
    engine = army(off, None, **halving | {"bond_recovery_days": 50.0, "institution_days": 10.0} | (parameters or {}))
    units = engine.state.units
    given = {"start_strength": 40.0, "strength": 30.0, "peer_bond": 0.6, "bond_norm": 0.6, "commander_trust": 0.5, "trust_norm": 0.5}
    for name, value in (given | columns).items():
        getattr(units, name)[COMPANY] = value
    return engine


# ---- D5: comrades and the commander


@pytest.mark.parametrize(("left", "share"), [(8.0, 4 / 34), (40.0, 0.25), (2.0, 1 / 31)], ids=["some", "capped", "one"])
def test_comrades_who_went_lately_press_by_their_share(left: float, share: float) -> None:
    """Half of them have faded by today; the pressure is ln(1.4) for a tenth, and rises no more beyond a quarter."""
    engine = company(None, {"comrade_pressure": 1.4, "comrade_cap": 0.25}, left_lately=left)
    only(engine, Bonds)
    assert engine.state.units.left_lately[COMPANY] == close(left / 2)
    assert terms(engine, "units").D5[COMPANY] == close(log(1.4) * share / 0.1)


@pytest.mark.parametrize("fresh", [1.0, 0.5])
def test_a_commander_who_went_presses_all(fresh: float) -> None:
    engine = company(None, {"commander_pressure": 3.0}, commander_gone=fresh)
    only(engine, Bonds)
    assert engine.state.units.commander_gone[COMPANY] == close(fresh / 2)
    assert terms(engine, "units").D5[COMPANY] == close(log(3.0) * fresh / 2)


@pytest.mark.parametrize(
    ("believed", "doubted", "norm"),
    [(0.0, 0.0, 1.0), (2.0, 0.0, 0.5), (6.0, 0.0, 0.25), (2.0, 0.5, 0.25), (0.0, -0.5, 1.0)],
    ids=["none is believed to go", "some", "more", "some, and pledges", "an exposed pledge"],
)
def test_the_believed_pace_presses_each_group_and_its_norm_holds_it(believed: float, doubted: float, norm: float) -> None:
    """The norm is down to half at a pace of two, pledges take their share of it, and it is whole at most; doubt is of the town alone."""
    engine = company(None, {"pace_weight": 0.3, "norm_weight": 0.6, "norm_pace": 2.0})
    sects, profiles, communities = engine.state.sects, engine.state.profiles, engine.state.communities
    sects.believed_pace[PLAIN_PEOPLE], sects.pledge_source[PLAIN_PEOPLE] = believed, -7
    communities.doubted[TOWN * 2 + PLAIN_PEOPLE] = doubted
    only(engine, Bonds)
    elsewhere = 1 / (1 + believed / 2)
    expected = [
        0.3 * log(1 + believed) + 0.6 * (1 - (norm if home == TOWN else elsewhere)) if sect == PLAIN_PEOPLE else 0.0
        for home, sect in zip(profiles.home, profiles.sect, strict=True)
    ]
    assert list(terms(engine, "profiles").D5) == [close(one) for one in expected]
    assert list(sources(engine, "sect").profiles_D5) == [0, -7]


def test_the_nations_norm_is_of_those_who_serve_by_the_people_of_their_communities() -> None:
    """Of the hill 30 serve, whose norm is whole; of the plain 10, with a norm of half where three quarters of them live, and a quarter."""
    engine = company(None, {"norm_pace": 2.0})
    state = engine.state
    state.counts[...] = 0.0
    state.counts[HILL, 0, STATUS["serving"]], state.counts[PLAIN_PEOPLE, 3, STATUS["serving"]] = 30.0, 10.0
    state.counts[PLAIN_PEOPLE, 0, STATUS["in hiding"]] = 500.0
    state.communities.population[PLAIN_PEOPLE::2] = (200.0, 100.0, 100.0)
    state.sects.believed_pace[PLAIN_PEOPLE], state.communities.doubted[TOWN * 2 + PLAIN_PEOPLE] = 2.0, 0.5
    only(engine, Bonds)
    assert state.nation.norm == close((30 * 1.0 + 10 * (0.75 * 0.5 + 0.25 * 0.25)) / 40)


def test_without_d5_nobody_is_pressed_by_those_who_went() -> None:
    engine = company("D5", None, left_lately=8.0, commander_gone=1.0)
    engine.state.sects.believed_pace[:] = 2.0
    only(engine, Bonds)
    assert terms(engine, "units").D5.max() == terms(engine, "profiles").D5.max() == 0.0


# ---- D17: left without command


@pytest.mark.parametrize(("worth", "danger"), [(40.0, 1.0), (10.0, 0.5), (0.0, 0.0)], ids=["before an enemy", "few", "none"])
def test_men_left_without_command_go_as_the_enemy_is_near(worth: float, danger: float) -> None:
    """Of 100 who defend the town 20 need to stand against them to be wholly felt; half of it has faded since yesterday."""
    own = {"leaderless_pull": 6.0, "leaderless_danger": 0.2, "leaderless_days": HALF_LIFE_OF_A_DAY}
    engine = company(None, own, leaderless=0.8, leaderless_source=-7, place=TOWN)
    engine.state.places.defence[TOWN], engine.state.places.rebel_worth[TOWN] = 100.0, worth
    only(engine, Bonds)
    assert engine.state.units.leaderless[COMPANY] == close(0.4)
    assert terms(engine, "units").D17[COMPANY] == close(6.0 * 0.4 * danger)
    assert sources(engine, "unit").units_D17[COMPANY] == -7
    assert terms(engine, "units").D17.sum() == terms(engine, "units").D17[COMPANY]


@pytest.mark.parametrize(("way", "leaderless"), [("leaves", True), ("changes_side", False), ("killed", False), ("replaced", False)])
def test_only_commanders_who_leave_in_sight_of_all_leave_their_men_without_command(way: str, leaderless: bool) -> None:
    """The brigade's: his staff, and all under it whatever lies between, that day; nobody elsewhere. Whoever deserts by himself does not."""
    dated = {"id": "gone", "date": "2011-03-16", "kind": "commander", "of": "line", "way": way}
    engine = army(None, {"events": [dated]}, chain_share=0.0, base_hazard=0.0)
    engine.step()
    engine.step()
    under = [id.startswith("line/") for id in engine.battle.ids]
    found = engine.state.units.leaderless[: len(under)]
    assert any(under)
    assert not all(under)
    assert list(found == 1.0) == [leaderless and one for one in under]
    assert not found[~np.array(under)].any()


def test_who_deserts_by_himself_leaves_nobody_without_command() -> None:
    engine = army("D9a")
    captain = int(engine.state.units.commander[COMPANY])
    engine.state.people.resistance[captain] = 0.0
    engine.step()
    assert engine.state.people.status[captain] != STATUS["serving"]
    assert engine.state.units.commander_gone[COMPANY] == 1.0
    assert not engine.state.units.leaderless.any()


# ---- D6: cohesion and the norm


def bonds(peers: float, trust: float, institution: float, off: Any = None, **columns: float) -> Engine:
    """The company with just these bonds, which nothing moves; the unit of measure is a fivefold hazard."""
    weights = {"cohesion_peers": 0.5, "cohesion_commander": 0.3, "cohesion_institution": 0.4}
    fixed = {"peer_bond": peers, "bond_norm": peers, "commander_trust": trust, "trust_norm": trust, "institution": institution}
    engine = company(off, {"bond_ratio": 5.0, "norm_turns": 0.5, "institution_unpaid": 1.0, **weights}, **fixed | columns)
    engine.state.nation.regime_odds = institution
    return engine


@pytest.mark.parametrize(("peers", "trust", "institution"), [(1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.8, 0.4, 0.1), (0.2, 0.9, 0.7)])
def test_bonds_hold_by_their_weighted_mean(peers: float, trust: float, institution: float) -> None:
    engine = bonds(peers, trust, institution)
    only(engine, Bonds)
    cohesion = (0.5 * peers + 0.3 * trust + 0.4 * institution) / 1.2
    assert terms(engine, "units").D6[COMPANY] == close(-log(5.0) * (cohesion - 0.5))


@pytest.mark.parametrize(
    ("left", "turned"),
    [(10.0, 0.5), (20.0, 1.0), (30.0, 1.0), (5.0, 3 * 0.25**2 - 2 * 0.25**3)],
    ids=["a quarter", "half", "more", "an eighth"],
)
def test_the_norm_turns_as_men_go_and_then_the_same_bond_takes_them_along(left: float, turned: float) -> None:
    """Half of it gone, the norm has fully turned: what held a bonded unit pushes it just as much; in between it rises smoothly."""
    engine = bonds(1.0, 1.0, 1.0, left=left)
    only(engine, Bonds)
    assert terms(engine, "units").D6[COMPANY] == close(-log(5.0) * 0.5 * (1 - 2 * turned))


def test_without_d6_bonds_hold_nobody() -> None:
    engine = bonds(1.0, 1.0, 1.0, "D6")
    only(engine, Bonds)
    assert terms(engine, "units").D6.max() == terms(engine, "units").D6.min() == 0.0


# ---- what wears and mends


@pytest.mark.parametrize(
    ("gone", "dead", "punished"), [(4.0, 2.0, 0.0), (0.0, 6.0, 4.0), (3.0, 0.0, 3.0)], ids=["gone and dead", "dead and punished", "all"]
)
def test_losses_and_departures_wear_the_bond_and_punishment_the_trust(gone: float, dead: float, punished: float) -> None:
    parameters = {"wear_departures": 1.2, "wear_losses": 0.5, "wear_punished": 0.9}
    engine = company(None, parameters, left_today=gone, dead_today=dead, punished_today=punished)
    only(engine, Bonds)
    units, there = engine.state.units, 30 + gone + dead + punished
    assert units.peer_bond[COMPANY] == close(0.6 - (1.2 * gone + 0.5 * dead) / there)
    assert units.commander_trust[COMPANY] == close(0.5 - 0.9 * punished / there)
    assert [units.left_today[COMPANY], units.dead_today[COMPANY], units.punished_today[COMPANY]] == [0.0, 0.0, 0.0]


def test_bonds_and_trust_recover_to_their_own_norms() -> None:
    engine = company(None, {"bond_recovery_days": 50.0}, peer_bond=0.3, bond_norm=0.7, commander_trust=0.9, trust_norm=0.5)
    only(engine, Bonds)
    assert engine.state.units.peer_bond[COMPANY] == close(0.3 + 0.4 / 50)
    assert engine.state.units.commander_trust[COMPANY] == close(0.9 - 0.4 / 50)


def test_bonds_stay_between_none_and_whole() -> None:
    engine = company(None, {"wear_departures": 10.0, "wear_punished": 10.0}, left_today=20.0, punished_today=20.0)
    only(engine, Bonds)
    assert engine.state.units.peer_bond[COMPANY] == engine.state.units.commander_trust[COMPANY] == 0.0


@pytest.mark.parametrize(("odds", "pay", "paid"), [(0.8, 1.0, 1.0), (0.8, 0.0, 1.0), (0.4, 0.5, 1.0), (0.8, 1.0, 0.25), (0.8, 0.5, 0.5)])
def test_belief_in_the_institution_follows_the_regimes_odds_and_pay(odds: float, pay: float, paid: float) -> None:
    engine = company(None, {"institution_unpaid": 0.6, "institution_days": 8.0}, institution=0.3, paid=paid)
    engine.state.nation.regime_odds, engine.state.nation.pay = odds, pay
    only(engine, Bonds)
    assert engine.state.units.institution[COMPANY] == close(0.3 + (odds * (0.6 + 0.4 * pay * paid) - 0.3) / 8)


def test_the_dead_and_the_punished_fade() -> None:
    engine = company(None, None, dead=4.0, punished=6.0)
    only(engine, Bonds)
    assert engine.state.units.dead[COMPANY] == close(4 * 2 ** (-1 / 5))
    assert engine.state.units.punished[COMPANY] == close(3.0)


# ---- a company and its captain


def after_pass(engine: Engine, *touched: int) -> None:
    """Run what follows a pass of departures, in units that were touched by it."""
    rows = engine.state.arrays["touched"]
    rows[: len(touched)] = touched
    assert "size_touched" in arguments(Bonds.after_pass)
    engine.ask(Bonds.after_pass, size_touched=len(touched))


@pytest.mark.parametrize(("left", "turned"), [(10.0, 0.5), (20.0, 1.0), (0.0, 0.0)])
def test_a_captain_who_goes_carries_men_of_his_sect_as_the_norm_has_turned(left: float, turned: float) -> None:
    parameters = {"commander_carry": 4.0, "norm_turns": 0.5, "as_one": 0.0}
    engine = company(None, parameters, left=left, carry_sect=PLAIN_PEOPLE, carry_source=12, carry_near=1.0, left_source=9)
    after_pass(engine, COMPANY)
    units, cells = engine.state.units, engine.state.cells
    carried = {sect: 4.0 * turned if sect == PLAIN_PEOPLE else 0.0 for sect in (HILL, PLAIN_PEOPLE)}
    rows = range(units.first_cell[COMPANY], units.last_cell[COMPANY])
    assert {int(cells.sect[row]) for row in rows} == {HILL, PLAIN_PEOPLE}
    assert [terms(engine, "cells").D5[row] for row in rows] == [close(carried[int(cells.sect[row])]) for row in rows]
    found = sources(engine, "unit")[COMPANY]
    assert (found.cells_D5, found.units_D5, found.units_D6) == (12, 9, 9)


@pytest.mark.parametrize("near", [0.5, 0.25])
def test_where_a_superior_went_men_are_carried_by_as_much_and_their_commander_is_pressed_too(near: float) -> None:
    parameters = {"commander_carry": 4.0, "norm_turns": 0.5, "as_one": 0.0, "commander_follows": 1.2}
    engine = company(None, parameters, left=10.0, carry_sect=PLAIN_PEOPLE, carry_source=12, carry_near=near)
    after_pass(engine, COMPANY)
    units, cells, people = engine.state.units, engine.state.cells, engine.state.people
    his = int(people.cell[units.commander[COMPANY]])
    for row in range(units.first_cell[COMPANY], units.last_cell[COMPANY]):
        carried = 4.0 * 0.5 * near if cells.sect[row] == PLAIN_PEOPLE else 0.0
        assert terms(engine, "cells").D5[row] == close(carried + (1.2 * near if row == his else 0.0))


@pytest.mark.parametrize(("left", "fresh", "example", "gone"), [(10.0, 1.0, 0.1, 0.7), (0.0, 0.5, 0.2, 0.2), (20.0, 0.0, 0.2, 1.0)])
def test_a_commanders_example_counts_as_so_many_gone(left: float, fresh: float, example: float, gone: float) -> None:
    """Of 40 a quarter gone and he just gone: (.25 + .1) / .5 of the way; he alone, half faded: .1 / .5; half gone, he there: all of it."""
    engine = bonds(1.0, 1.0, 1.0, left=left, commander_gone=fresh)
    engine.change(commander_example=example)
    after_pass(engine, COMPANY)
    assert terms(engine, "units").D6[COMPANY] == close(-log(5.0) * 0.5 * (1 - 2 * (3 * gone**2 - 2 * gone**3)))


# ---- units that go as one


def day_of_its_lot() -> tuple[int, float]:
    """A day on which the company's lot is low, and the lot."""
    ordinal = company().state.units.ordinal[COMPANY]
    day = next(day for day in range(1, 60) if lot("goes as one", ordinal, day) < 0.2)
    return day, lot("goes as one", ordinal, day)


@pytest.mark.parametrize("near", [1.0, 0.5])
def test_a_unit_whose_norm_has_turned_goes_as_one_with_its_commander_by_its_lot(near: float) -> None:
    """Half of what turns it has gone: turned is a half. Its lot of the day against chance · turned · near; then all are pressed."""
    day, needed = day_of_its_lot()
    needed /= 0.5 * near
    for chance, decides in ((needed + 1e-9, True), (needed - 1e-9, False)):
        parameters = {"as_one": chance, "as_one_pull": 9.0, "norm_turns": 0.5, "comrade_pressure": 1.0, "commander_pressure": 1.0}
        engine = company(None, parameters, left=10.0, carry_sect=HILL, carry_source=12, carry_near=near, left_source=9)
        engine.state.day = day
        after_pass(engine, COMPANY, COMPANY + 1)
        units = engine.state.units
        assert list(units.goes_as_one[[COMPANY, COMPANY + 1]]) == [int(decides), 0]
        assert list(terms(engine, "units").D5[[COMPANY, COMPANY + 1]]) == [9.0 * decides, 0.0]
        assert sources(engine, "unit").units_D5[COMPANY] == (12 if decides else 9)
        after_pass(engine, COMPANY)  # what is decided holds for all passes of the day
        assert terms(engine, "units").D5[COMPANY] == 9.0 * decides
        only(engine, Bonds, day + 1)
        assert (units.goes_as_one[COMPANY], terms(engine, "units").D5[COMPANY]) == (0, 0.0)


@pytest.mark.parametrize("off", [None, "D11"])
def test_a_besieged_unit_gives_up_as_one_by_its_lot(off: str | None) -> None:
    day, needed = day_of_its_lot()
    for chance, decides in ((2 * needed + 1e-9, True), (2 * needed - 1e-9, False)):
        engine = company(off, {"give_up_daily": chance, "norm_turns": 0.5}, left=10.0)
        engine.state.units.left[COMPANY - 1 : COMPANY + 2] = 10.0
        engine.state.units.posture[COMPANY] = BESIEGED
        only(engine, Bonds, day)
        expected = 2 if decides and off is None else 0
        assert list(engine.state.units.goes_as_one[COMPANY - 1 : COMPANY + 2]) == [0, expected, 0]
        assert terms(engine, "units").D5[COMPANY] == 0.0  # the siege's factor is written by who presses


def test_after_a_pass_the_unit_is_pressed_anew_and_others_are_not() -> None:
    engine = company(None, {"comrade_pressure": 1.4, "comrade_cap": 0.5}, left_lately=10.0)
    engine.state.units.left_lately[COMPANY + 1] = 10.0
    after_pass(engine, COMPANY)
    assert terms(engine, "units").D5[COMPANY] == close(log(1.4) * (10 / 40) / 0.1)
    assert terms(engine, "units").D5[COMPANY + 1] == 0.0


@pytest.mark.parametrize("sect", [HILL, PLAIN_PEOPLE])
def test_on_a_new_day_nobody_is_carried_any_more(sect: int) -> None:
    engine = company(None, {"as_one": 0.0}, left=20.0, carry_sect=sect, carry_source=12, carry_near=0.5)
    after_pass(engine, COMPANY)
    assert terms(engine, "cells").D5.max() > 0.0
    only(engine, Bonds)
    units = engine.state.units
    assert terms(engine, "cells").D5.max() == 0.0
    assert (units.carry_sect[COMPANY], units.carry_source[COMPANY], sources(engine, "unit").cells_D5[COMPANY]) == (-1, 0, 0)
    assert units.carry_near[COMPANY] == 0.0
