"""Draws are keyed by what they are about, and those that no change of the streams was about stay as they ever were."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers import in_plain_python
from unit_cohesion.engine import lots
from unit_cohesion.engine.chance import Chance, stream_key
from unit_cohesion.engine.compiling import ready
from unit_cohesion.sweeps.designs.samples import unit_points

KEYS = np.array([3, 2**63 + 5], np.uint64)


def test_draws_are_those_of_the_first_stream_version() -> None:
    """Every draw of people hangs on these: they are from the code of STREAM_VERSION 1."""
    chance = Chance(7)
    assert chance.uniforms("leave", KEYS, 2).tolist() == [float.fromhex(x) for x in ("0x1.f937a715272a2p-3", "0x1.1e0616d0f7a5fp-2")]
    assert chance.gumbels("way", KEYS[:1], np.array([4]), 2)[0].tolist() == [
        float.fromhex(x) for x in ("0x1.1de8475048481p-1", "0x1.7e12f47e1f1cep-1")
    ]


@given(st.integers(0, 2**40), st.integers(0, 2**64 - 1), st.integers(0, 30_000), st.integers(0, 500))
@settings(deadline=None)
def test_rules_draw_the_same_lots_one_by_one(seed: int, key: int, spell: int, turn: int) -> None:
    """Compiled rules hash by themselves; that they do so uncompiled too is held by ``test_compiling.py``."""
    ready()
    chance, keys, subject = Chance(seed), np.array([key], np.uint64), np.uint64(key)
    stream, way = np.uint64(stream_key(seed, "role", 0)), np.uint64(stream_key(seed, "role", 3))
    assert lots.lot(stream, subject, spell) == chance.uniforms("role", keys, spell)[0]
    assert lots.lot_of_turn(stream, subject, spell, turn) == chance.uniforms("role", keys, spell, turn=np.array([turn]))[0]
    assert lots.exponential(stream, subject, spell) == pytest.approx(chance.exponentials("role", keys, spell)[0], rel=1e-13)
    spells, turns = np.array([spell]), np.array([turn])
    assert lots.gumbel(way, subject, spell) == pytest.approx(chance.gumbels("role", keys, spells, 3)[0, 2], rel=1e-12, abs=1e-13)
    told = chance.gumbels("role", keys, spells, 3, turns)[0, 2]
    assert lots.gumbel_of_turn(way, subject, spell, turn) == pytest.approx(told, rel=1e-12, abs=1e-13)


def test_points_of_designs_are_those_of_the_first_stream_version() -> None:
    added = [[0.28289571380434175, 0.3344001279398681], [0.5924929274195575, 0.32219256563469817], [0.7281040842824619, 0.7206758503957441]]
    assert unit_points("latin-hypercube", 2, 6)[3:].tolist() == added


def test_a_unit_more_changes_no_others_lot() -> None:
    chance, units = Chance(1), np.arange(40, dtype=np.uint64)
    assert np.array_equal(chance.uniforms("siege", units, 8)[:-1], chance.uniforms("siege", units[:-1], 8))


def test_what_befalls_a_unit_is_apart_by_stream_and_day() -> None:
    chance, units = Chance(1), np.arange(2000, dtype=np.uint64)
    lots = [chance.uniforms(stream, units, day) for stream in ("siege", "relief", "march") for day in (1, 8, 15)]
    assert np.abs(np.corrcoef(lots) - np.eye(len(lots))).max() < 0.12  # 36 pairs, five standard errors: a false alarm of 2e-5


DRAWN = """
import json
from unit_cohesion.rules import factions, gatekeeping, militias
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from tests.property.eventful_rebels import eventful_rebel_war

war = eventful_rebel_war()
war["gatekeeping"] |= {"retry_days": 0.0, "refusal_cost": 3.0}  # many are refused, and ask again
engine = Engine(load_scenario(war), 1)
streams = {int(engine.state.s.splits_off): "splits off"}
for name in ("asks", "role"):
    streams |= dict.fromkeys(engine.state.arrays["s"][name][0].tolist(), name)
drawn = {name: [] for name in streams.values()}

def looked_at(draw):
    def drawing(stream, key, *when):
        if name := streams.get(int(stream)):
            drawn[name].append((engine.day + 1, int(key), *map(int, when)))  # the day is closed once it is walked
            if name != "splits off":
                person = engine.state.people.rows[engine.state.people.key == key][0]
                drawn[name][-1] += int(person["spell"]), int(person["refusals"])
        return draw(stream, key, *when)
    return drawing

factions.lot = looked_at(factions.lot)
for module in (gatekeeping, militias):
    module.gumbel_of_turn = looked_at(module.gumbel_of_turn)
while engine.running:
    engine.step()
print(json.dumps(drawn))
"""
"""Looks on as lots of some streams are drawn; prints by stream: day, key, and with what else."""


@cache
def drawn() -> dict[str, list[list[int]]]:
    """What the lots of some streams were drawn with in an eventful war."""
    return in_plain_python(DRAWN)  # type: ignore[no-any-return]


@pytest.mark.slow
def test_who_splits_off_is_drawn_anew_each_day() -> None:
    """Keyed by man and day and nothing else: the sum of day, lives and statuses entered, which it once was, can come again."""
    assert len({day for day, *_ in drawn()["splits off"]}) > 2
    assert all(spell == day for day, _, spell in drawn()["splits off"])


def test_each_turn_of_each_spell_has_a_draw_of_its_own() -> None:
    """More turns than the 64 after which a turn of one spell once was one of the next."""
    spells, turns = (grid.ravel() for grid in np.meshgrid(np.arange(20), np.arange(200)))
    key = np.full(len(spells), 5, np.uint64)
    lots = Chance(1).uniforms("role", key, spells, turn=turns)
    assert len(np.unique(lots)) == len(lots)
    assert not np.isin(lots, Chance(1).uniforms("role", key, spells)).any()
    assert abs(lots.mean() - 0.5) < 5 * np.sqrt(1 / 12 / len(lots))  # a false alarm of 6e-7


def test_a_turn_is_the_same_for_one_and_for_many() -> None:
    chance, turns = Chance(1), np.array([0, 3])
    together = chance.gumbels("asks", KEYS, np.array([4, 5]), 3, turns)
    alone = [chance.gumbels("asks", KEYS[i : i + 1], spell, 3, int(turns[i]))[0] for i, spell in enumerate((4, 5))]
    assert np.array_equal(together, alone)


def test_officers_at_doors_are_drawn_by_spell_and_refusals() -> None:
    for stream in ("asks", "role"):
        seen = drawn()[stream]
        assert all((spell, turn) == (his_spell, refusals) for _, _, spell, turn, his_spell, refusals in seen), stream
        assert any(refusals for *_, refusals in seen), stream
