"""Draws are keyed by what they are about, and those that no change of the streams was about stay as they ever were."""

from __future__ import annotations

import numpy as np
import pytest

from model.chance import Chance
from model.engine import Engine
from model.experiments.samples import unit_points
from model.scenario import load_scenario
from tests.property.eventful_rebels import eventful_rebel_war

KEYS = np.array([3, 2**63 + 5], np.uint64)


def test_draws_are_those_of_the_first_stream_version() -> None:
    """Every draw of people hangs on these: they are from the code of STREAM_VERSION 1."""
    chance = Chance(7)
    assert chance.uniforms("leave", KEYS, 2).tolist() == [float.fromhex(x) for x in ("0x1.f937a715272a2p-3", "0x1.1e0616d0f7a5fp-2")]
    assert chance.gumbels("way", KEYS[:1], np.array([4]), 2)[0].tolist() == [
        float.fromhex(x) for x in ("0x1.1de8475048481p-1", "0x1.7e12f47e1f1cep-1")
    ]  # fmt: skip


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


def test_who_splits_off_is_drawn_anew_each_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keyed by man and day and nothing else: the sum of day, lives and statuses entered, which it once was, can come again."""
    drawn: list[tuple[int, object]] = []

    def lots(chance: Chance, stream: str, keys: np.ndarray, spell: object = 0, tag: int = 0) -> np.ndarray:
        if stream == "splits off":
            drawn.append((engine.day, spell))
        return uniforms(chance, stream, keys, spell, tag)

    uniforms = Chance.uniforms
    monkeypatch.setattr(Chance, "uniforms", lots)
    engine = Engine(load_scenario(eventful_rebel_war()), 1)
    engine.run()
    assert len({day for day, _ in drawn}) > 2
    assert all(np.array_equal(spell, day) for day, spell in drawn)


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


def test_officers_at_doors_are_drawn_by_spell_and_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[str, list[tuple[bool, bool, int]]] = {"asks": [], "role": []}

    def leanings(chance: Chance, stream: str, keys: np.ndarray, spell: np.ndarray, ways: int, turn: np.ndarray | None = None) -> np.ndarray:
        if stream in drawn:
            people = engine.state.people
            rows = [int(np.flatnonzero(people.key == key)[0]) for key in keys]
            drawn[stream] += zip(spell == people.spell[rows], turn == people.refusals[rows], people.refusals[rows], strict=True)
        return gumbels(chance, stream, keys, spell, ways, turn)

    gumbels = Chance.gumbels
    monkeypatch.setattr(Chance, "gumbels", leanings)
    engine = Engine(load_scenario(eventful_rebel_war()), 1)
    engine.run()
    for seen in drawn.values():
        assert all(spell and turn for spell, turn, _ in seen)
        assert any(refusals for *_, refusals in seen)
