"""What people hear, by hand: when word of the leader's exit reaches whom, and what a pledge or a rumour does (N1-N5, N7)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.rules.by_hand import HILL, PLAIN_PEOPLE, army, close, only
from unit_cohesion.rules.news import LEADER_EXIT, PLEDGE, RUMOUR, News
from unit_cohesion.schema import CIVIL
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import STATUS

TODAY = 10


def hearing(kind: int, off: Any = None, parameters: dict[str, Any] | None = None, **columns: Any) -> Engine:
    """A country that hears one thing, today unless told otherwise. Of the hill 20 serve, of the plain 80; what is believed stays."""
    keep = {"abandonment_memory_days": 2000.0, "pledge_memory_days": 365.0, "rumour_memory_days": 5000.0}
    engine = army(off, None, **keep | (parameters or {}))
    start, news = engine.state.size.start, engine.state.news
    news.origin[:] = news.release[:] = news.exposed[:] = 0
    given = {"kind": kind, "release": TODAY, "origin": 0, "exposed": 0, "about": -1, "men": 0.0, "reliability": 1.0, "staged": False,
             "seen": 0.0, "source": -3}  # fmt: skip
    for name, value in (given | columns).items():
        getattr(news, name)[0] = value + start - 1 if name in ("release", "origin", "exposed") and value else value
    counts = engine.state.counts
    counts[...] = 0.0
    for sect, band, men in ((HILL, 0, 15.0), (HILL, 3, 5.0), (PLAIN_PEOPLE, 0, 70.0), (PLAIN_PEOPLE, 3, 10.0)):
        counts[sect, band, STATUS["serving"]] = men
    counts[HILL, 0, STATUS["dead"]] = 1000.0
    return engine


# ---- the leader's exit (N1, N2)

HANDS = {"hands_to_soldiers": 4, "hand_discount": 0.5, "hand_days": 7, "abandonment_weight": 0.8}


@pytest.mark.parametrize("day", [TODAY + 7 * hand for hand in range(1, 5)])
def test_word_passes_from_hand_to_hand_and_each_hand_halves_it(day: int) -> None:
    """A soldier hears at the fourth hand, each band above one hand sooner, all of the ruler's group and nobody else."""
    engine = hearing(LEADER_EXIT, None, HANDS, reliability=0.6, about=HILL)
    profiles = engine.state.profiles
    profiles.insider[:] = False
    only(engine, News, day)
    hand = (day - TODAY) // 7
    for row in range(profiles.size):
        hears = profiles.sect[row] == HILL and max(1, 4 - profiles.band[row]) == hand
        assert profiles.abandonment[row] == close(0.8 * 0.6 * 0.5**hand if hears else 0.0)
        assert profiles.abandonment_source[row] == (-3 if hears else 0)
    assert profiles.abandonment.max() > 0.0


def test_insiders_hear_first_hand_at_the_origin() -> None:
    engine = hearing(LEADER_EXIT, None, HANDS, reliability=0.6, origin=3)
    profiles = engine.state.profiles
    profiles.insider[:] = profiles.band == 4
    profiles.abandonment[:] = 0.25
    only(engine, News, 3)
    kept = 0.25 * 2 ** (-1 / 2000)
    hear = profiles.insider & (profiles.sect == HILL)
    assert hear.any()
    assert list(profiles.abandonment) == [close(kept + (1 - kept) * 0.8 * 0.6 if one else kept) for one in hear]


def test_without_n1_all_of_the_group_hear_first_hand_at_the_release() -> None:
    engine = hearing(LEADER_EXIT, "N1", HANDS, reliability=0.6, origin=3)
    only(engine, News, 3)
    assert engine.state.profiles.abandonment.max() == 0.0
    only(engine, News, TODAY)
    profiles = engine.state.profiles
    assert list(profiles.abandonment) == [close(0.48 if sect == HILL else 0.0) for sect in profiles.sect]


def test_without_n2_nobody_believes_it() -> None:
    engine = hearing(LEADER_EXIT, "N2", HANDS)
    for day in range(TODAY, TODAY + 30):
        only(engine, News, day)
    assert engine.state.profiles.abandonment.max() == 0.0


def test_nobody_of_the_profiles_is_a_civilian() -> None:
    """So that the hands to a civilian, as many as to a soldier, need no test here."""
    assert (hearing(LEADER_EXIT).state.profiles.band < CIVIL).all()


# ---- pledges (N3, N4, N5)

PLEDGES = {"pledge_weight": 1.5, "pledge_reassurance": 0.2, "credence": 0.5, "credence_affinity": 0.3, "reassurance_start": 0.0}


def paces(engine: Engine) -> list[float]:
    return [float(one) for one in engine.state.sects.pledged_pace]


@pytest.mark.parametrize(("reliability", "seen"), [(1.0, 0.0), (0.5, 0.0), (1.0, 3.0)], ids=["trusted", "half trusted", "seen thrice"])
def test_a_pledge_raises_the_pace_that_the_named_group_believes_in(reliability: float, seen: float) -> None:
    """12 men · 1.5 · credence (0.5 + 0.3) of reliability, over one plus the times seen, per 1,000 of the 80 who serve."""
    engine = hearing(PLEDGE, None, PLEDGES, about=PLAIN_PEOPLE, men=12.0, reliability=reliability, seen=seen)
    engine.state.sects.reassurance[:] = 0.25
    only(engine, News, TODAY)
    believed = 0.8 * reliability / (1 + seen)
    assert paces(engine) == [0.0, close(12 * 1.5 * believed * 1000 / 80)]
    assert list(engine.state.sects.reassurance) == [0.25, close(0.25 + 0.75 * 0.2 * believed)]
    assert list(engine.state.sects.pledge_source) == [0, -3]


def test_a_pledge_of_the_rulers_own_group_is_known_to_them_as_their_own() -> None:
    engine = hearing(PLEDGE, None, PLEDGES, about=HILL, men=12.0)
    only(engine, News, TODAY)
    assert paces(engine) == [close(12 * 1.5 * 0.8 * 1000 / 20), 0.0]


@pytest.mark.parametrize(("off", "about"), [("N5", PLAIN_PEOPLE), (None, -1)], ids=["without N5", "about nobody"])
def test_without_symbols_each_group_has_its_part_as_it_serves_and_none_knows_them_as_its_own(off: str | None, about: int) -> None:
    engine = hearing(PLEDGE, off, PLEDGES, about=about, men=12.0)
    engine.state.sects.reassurance[:] = 0.0
    only(engine, News, TODAY)
    assert paces(engine) == [close(0.2 * 12 * 1.5 * 0.5 * 1000 / 20), close(0.8 * 12 * 1.5 * 0.5 * 1000 / 80)]
    assert list(engine.state.sects.reassurance) == [close(0.2 * 0.2 * 0.5), close(0.2 * 0.8 * 0.5)]


def test_credence_is_at_most_full() -> None:
    engine = hearing(PLEDGE, None, PLEDGES | {"credence": 0.9}, about=PLAIN_PEOPLE, men=8.0, reliability=0.5)
    only(engine, News, TODAY)
    assert paces(engine) == [0.0, close(8 * 1.5 * 0.5 * 1000 / 80)]


def test_without_n4_every_pledge_is_believed_and_no_staging_exposed() -> None:
    engine = hearing(PLEDGE, "N4", PLEDGES, about=PLAIN_PEOPLE, men=8.0, reliability=0.1, staged=True, exposed=TODAY)
    only(engine, News, TODAY)
    assert paces(engine) == [0.0, close(8 * 1.5 * 1000 / 80)]


def test_without_n3_pledges_move_nobody() -> None:
    engine = hearing(PLEDGE, "N3", PLEDGES, about=PLAIN_PEOPLE, men=8.0)
    only(engine, News, TODAY)
    assert paces(engine) == [0.0, 0.0]


@pytest.mark.parametrize(("staged", "left"), [(True, 0.3), (False, 1.0)])
def test_an_exposed_staging_destroys_what_pledges_did(staged: bool, left: float) -> None:
    """0.7 of the pace, and 0.7 of the reassurance above where it began, of the group that it was about."""
    engine = hearing(PLEDGE, None, PLEDGES | {"exposure_backfire": 0.7, "reassurance_start": 0.2}, about=PLAIN_PEOPLE, release=1,
                     exposed=TODAY, staged=staged)  # fmt: skip
    sects = engine.state.sects
    sects.pledged_pace[:], sects.reassurance[:] = 4.0, 0.6
    only(engine, News, TODAY)
    kept = 4.0 * 2 ** (-1 / 365)
    assert paces(engine) == [close(kept), close(kept * left)]
    assert list(sects.reassurance) == [0.6, close(0.2 + 0.4 * left)]


def test_exposure_raises_no_reassurance_that_lies_below_where_it_began() -> None:
    engine = hearing(PLEDGE, None, PLEDGES | {"exposure_backfire": 0.7, "reassurance_start": 0.5}, about=PLAIN_PEOPLE, release=1,
                     exposed=TODAY, staged=True)  # fmt: skip
    engine.state.sects.reassurance[:] = 0.3
    only(engine, News, TODAY)
    assert list(engine.state.sects.reassurance) == [close(0.3), close(0.3)]


# ---- rumours, and what fades


@pytest.mark.parametrize(("off", "heard"), [(None, True), ("N7", True), ("N7b", True), (["N7", "N7b"], False)])
def test_a_rumour_grows_by_how_far_its_source_is_trusted(off: Any, heard: bool) -> None:
    engine = hearing(RUMOUR, off, {"rumour_memory_days": 10.0}, reliability=0.4)
    engine.state.nation.rumour = 0.5
    only(engine, News, TODAY)
    kept = 0.5 * 2 ** (-1 / 10)
    assert engine.state.nation.rumour == close(kept + (1 - kept) * 0.4 if heard else kept)


def test_beliefs_fade_by_their_half_lives() -> None:
    engine = hearing(RUMOUR, None, {"abandonment_memory_days": 20.0, "pledge_memory_days": 5.0, "rumour_memory_days": 10.0})
    engine.state.profiles.abandonment[:], engine.state.sects.pledged_pace[:], engine.state.nation.rumour = 0.6, 3.0, 0.5
    only(engine, News, TODAY + 1)
    assert engine.state.profiles.abandonment.max() == close(0.6 * 2 ** (-1 / 20)) == engine.state.profiles.abandonment.min()
    assert paces(engine) == [close(3 * 2 ** (-1 / 5))] * 2
    assert engine.state.nation.rumour == close(0.5 * 2 ** (-1 / 10))
