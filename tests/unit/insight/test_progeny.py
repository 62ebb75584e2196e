"""Men kept from leaving: against a company in twenty lines, nothing where nothing passes from man to man, and every refusal."""

from __future__ import annotations

from math import exp, inf, log

import numpy as np
import pytest

from tests.helpers import tiny_scenario
from tests.science.lab import lab, setup
from tests.science.test_closed_forms import EVERYTHING, PEACE
from unit_cohesion.errors import CohesionError
from unit_cohesion.insight.compare import compare
from unit_cohesion.insight.progeny import DISTANCES, RELATIONS, progeny
from unit_cohesion.insight.worlds import looking
from unit_cohesion.simulation.engine import Engine

HAZARD, PRESSURE, HALF_LIFE, CAP, DAYS, WITHIN = 0.002, 4.0, 20.0, 0.3, 90, 40
ONLY_COMRADES = setup(
    PEACE,
    loyalty_weight=0.0,
    base_hazard=HAZARD,
    comrade_pressure=PRESSURE,
    comrade_memory_days=HALF_LIFE,
    comrade_cap=CAP,
    commander_pressure=1.0,
    commander_carry=0.0,
    pace_weight=0.0,
    norm_weight=0.0,
    scenario={"days": DAYS},
)
BETWEEN_MEN = "D3,D5,D6,D8,D9,W3,W5,W6"
"""What passes from man to man beside word along ties: as comrades, or as shares of those who are hit, arrested or overrun together."""
HOT = tiny_scenario(
    departure={"base_hazard": 0.004, "calm_share": 1.0}, bonds={"comrade_pressure": 3.0}, war={"deaths_per_power": 0.0}, series=[]
)


def company(resistance: list[float]) -> list[int]:
    """Of the men of one unit, with nothing at work but D5: on which day each leaves, 0 for those who stay."""
    left, pressure, lately = [0] * len(resistance), [0.0] * len(resistance), 0.0
    for day in range(1, DAYS + 1):
        lately *= 0.5 ** (1 / HALF_LIFE)
        before = 0.0
        while True:
            there = left.count(0)
            hazard = HAZARD * exp(log(PRESSURE) * min(lately / max(there + lately, 1), CAP) / 0.1)
            going = []
            for man in range(len(left)):
                if not left[man]:
                    pressure[man] += max(hazard - before, 0.0)
                    going += [man] if pressure[man] >= resistance[man] else []
            before = max(hazard, before)
            for man in going:
                left[man] = day
            lately += len(going)
            if not going:
                break
    return left


def test_it_is_what_a_company_worked_out_by_hand_says() -> None:
    """Everything off but D5, in a war without deaths: each unit is a world of its own, so who stays is known without any other engine."""
    found = progeny(lab(ONLY_COMRADES), seeds=[3], sample=40, within=WITHIN, off=sorted(EVERYTHING - {"D5"}))
    state = Engine(lab(ONLY_COMRADES), 3, EVERYTHING - {"D5"}).state
    rows = {f"{unit}/{seat:03d}": row for row, (unit, seat) in enumerate(zip(_unit_ids(), state.people.seat, strict=True))}
    expected = []
    for leaver in found.leavers:
        row = rows[leaver.person]
        unit = state.units.rows[state.people.unit[row]]
        served = [r for r in range(unit["first"], unit["last"]) if np.isfinite(state.people.resistance[r])]
        nerve = [float(state.people.resistance[r]) for r in served]
        with_him = company(nerve)
        nerve[served.index(row)] = inf
        without_him = company(nerve)
        assert with_him[served.index(row)] == leaver.day
        last = leaver.day + WITHIN - 1
        there = [sum(0 < day <= last for man, day in enumerate(days) if served[man] != row) for days in (with_him, without_him)]
        expected.append(there[0] - there[1])
    assert found.net[:, 0].sum(axis=(1, 2)).tolist() == found.net[:, 1].sum(axis=(1, 2)).tolist() == expected
    assert len(expected) == 40
    assert max(expected) >= 2
    assert found.ratio().mean == found.by_relation()["same unit"].mean == found.by_distance()["same place"].mean == np.mean(expected)


def _unit_ids() -> list[str]:
    engine = Engine(lab(ONLY_COMRADES), 3)
    return [engine.unit_ids[unit] for unit in engine.state.people.unit]


def test_where_nothing_passes_from_man_to_man_nobody_is_drawn_along() -> None:
    """Without word, comrades, bonds, reprisals and shares of the dead and punished: nothing with the fields held, which move when free."""
    held = progeny(HOT, seeds=2, sample=15, within=30)
    alone = progeny(
        HOT,
        seeds=2,
        sample=15,
        within=30,
        off="C1,D3,D6,D8,D9,W3,W5,W6",
        comrade_pressure=1.0,
        commander_pressure=1.0,
        commander_carry=0.0,
        as_one=0.0,
        commander_follows=0.0,
        pace_weight=0.3,
    )
    assert held.net[:, 0].sum() > 0
    assert not alone.others[:, 0].any()
    assert alone.others[:, 1].any()


def test_word_alone_draws_those_whom_it_reaches_along_ties() -> None:
    """With C1 off progeny by ties is nothing, as the test above says of all."""
    told = progeny(HOT | {"word": {"word_pressure": 3.0}}, seeds=3, sample=20, within=30, off=BETWEEN_MEN)
    counts = told.others[:, 0].sum(axis=(0, 1, 3))
    assert counts[RELATIONS.index("tied elsewhere")] > counts.sum() / 2 > 0


def test_kin_are_drawn_along_by_reprisals_alone() -> None:
    war = tiny_scenario(departure={"base_hazard": 0.004}, reprisal={"reprisal_outrage": 0.65, "reprisal_chance": 0.95})
    found = progeny(war, seeds=6, sample=40, within=30, off="C1,D5,D6")
    counts = found.net[:, 0].sum(axis=(0, 2))
    assert counts[RELATIONS.index("tied elsewhere")] > 0
    assert found.ratio().mean == pytest.approx(sum(part.mean for part in found.by_relation().values()))
    assert found.ratio().mean == pytest.approx(sum(part.mean for part in found.by_distance().values()))


def test_its_table_and_sentence_tell_the_same() -> None:
    found = progeny(HOT, seeds=2, sample=10, within=30)
    table = found.table
    assert len(table) == len(found.leavers) == 20
    assert table["held"].mean() == pytest.approx(found.ratio().mean)
    assert table["free"].mean() == pytest.approx(found.ratio(held=False).mean)
    assert (table["day"] <= 31).all()
    assert table["person"].is_unique or table.duplicated(["person", "seed"]).sum() == 0
    assert f"Of 20 men kept from leaving, each would have kept {found.ratio().mean:.2f} others" in found.sentence
    assert found.others.shape == (20, 2, 2, len(RELATIONS), len(DISTANCES))


def test_any_number_of_workers_gives_the_same() -> None:
    one, two = (progeny(HOT, seeds=2, sample=5, within=20, workers=workers) for workers in (1, 2))
    assert one.leavers == two.leavers
    assert np.array_equal(one.others, two.others)


def test_changes_on_the_way_hold_for_every_man_who_is_kept() -> None:
    """Comrades' pull ends on day 20: men kept from leaving after it draw nobody, whoever was kept before them."""
    found = progeny(HOT, seeds=2, sample=100, within=15, off="C1,D5@20,D3,D6,D8,D9,W3,W5,W6")
    counts = found.net[:, 0].sum(axis=(1, 2))
    late = np.array([leaver.day >= 20 for leaver in found.leavers])
    assert counts[~late].sum() > 0
    assert late.sum() > 5
    assert not counts[late].any()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sample": 0}, "sample = 0: allowed: a whole number from 1 to 100,000"),
        ({"within": 61}, "within = 61: allowed: a whole number from 1 to 60"),
        ({"within": 1.5}, "within = 1.5"),
        ({"seeds": 0}, "seeds = 0"),
        ({"workers": 0}, "workers = 0"),
        ({"base_hazard": 0.0, "seeds": 1, "off": "D1,D2,D3"}, "nobody left 60 days or more before the end"),
    ],
)
def test_what_cannot_be_done_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(CohesionError, match=said):
        progeny(tiny_scenario(), **given)  # type: ignore[arg-type]


class Enough(Exception):
    """What a look raises."""


def test_a_look_between_days_stops_it_in_the_middle_of_a_seed() -> None:
    looks, done = list[int](), list[int]()

    def look(most: int) -> None:
        looks.append(1)
        if len(looks) == most:
            raise Enough

    for make in (
        lambda: progeny(HOT, seeds=1, sample=3, within=5, workers=1, progress=lambda runs, total: done.append(runs)),
        lambda: compare(HOT, without="D5", seeds=1, workers=1, progress=lambda runs, total: done.append(runs)),
    ):
        looks.clear()
        with looking(lambda: look(10_000)):
            make()
        whole = len(looks)
        for most in (1, whole // 3, whole - 1):
            looks.clear()
            done.clear()
            with pytest.raises(Enough), looking(lambda most=most: look(most)):
                make()
            assert len(looks) == most
            assert len(done) < 2
        looks.clear()
        make()
        assert looks == []
