"""What people hear, by hand: when word of the leader's exit reaches whom, and what a pledge or a rumour does (N1-N5, N7, N10)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.helpers import tiny_scenario
from tests.unit.rules.by_hand import HILL, PLAIN_PEOPLE, TOWN, army, close, only
from unit_cohesion.population.inputs import told_loss
from unit_cohesion.rules.news import LEADER_EXIT, PLEDGE, RUMOUR, STORY, WORD, News
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CIVIL, STATUS

TODAY = 10


def hearing(kind: int, off: Any = None, parameters: dict[str, Any] | None = None, **columns: Any) -> Engine:
    """A country that hears one thing, today unless told otherwise. Of the hill 20 serve, of the plain 80; what is believed stays."""
    keep = {"abandonment_memory_days": 2000.0, "pledge_memory_days": 180.0, "rumour_memory_days": 5000.0, "story_memory_days": 5000.0}
    engine = army(off, None, **keep | (parameters or {}))
    start, news = engine.state.size.start, engine.state.news
    news.origin[:] = news.release[:] = news.exposed[:] = 0
    given = {
        "kind": kind,
        "release": TODAY,
        "origin": 0,
        "exposed": 0,
        "about": -1,
        "men": 0.0,
        "reliability": 1.0,
        "staged": False,
        "seen": 0.0,
        "place": -1,
        "source": -3,
        "loss": 0.0,
    }
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


# ---- word of losses (N10)

LOST = {"word_weight": 0.8, "word_half": 0.2, "told_lost_days": 2000.0}


@pytest.mark.parametrize("day", [3, *(TODAY + 7 * hand for hand in range(1, 5))])
def test_word_of_a_loss_passes_from_hand_to_hand_and_is_heard_first_where_it_is_home(day: int) -> None:
    """Three tenths are told to be lost: .3 / (.3 + .2) of the weight. At the origin those hear whose home it is, whatever their rank."""
    engine = hearing(WORD, None, HANDS | LOST, reliability=0.5, origin=3, place=TOWN, loss=0.3)
    profiles = engine.state.profiles
    profiles.insider[:] = False
    only(engine, News, day)
    hand = max(0, (day - TODAY) // 7)
    through = [0 if home == TOWN else max(1, 4 - band) for home, band in zip(profiles.home, profiles.band, strict=True)]
    assert list(profiles.told_lost) == [close(0.8 * 0.5 * 0.6 * 0.5**hand if one == hand else 0.0) for one in through]
    assert list(profiles.abandonment_source) == [-3 if one == hand else 0 for one in through]
    assert profiles.told_lost.max() > 0.0
    assert profiles.abandonment.max() == 0.0


def test_word_of_a_loss_is_told_to_one_group_or_to_all_adds_up_and_fades() -> None:
    engine = hearing(WORD, "N1", LOST | {"told_lost_days": 20.0}, about=HILL, loss=0.6)
    profiles = engine.state.profiles
    profiles.told_lost[:] = 0.5
    only(engine, News, TODAY)
    kept = 0.5 * 2 ** (-1 / 20)
    assert list(profiles.told_lost) == [close(kept + (1 - kept) * 0.8 * 0.75 if sect == HILL else kept) for sect in profiles.sect]


@pytest.mark.parametrize("scale", [1, 2])
@pytest.mark.parametrize(
    ("told", "loss"),
    [
        ({"place": "town"}, 400 / 1000),
        ({"of": "line"}, (2 * 30 + 12) / 144),
        ({"of": "line/b1/bn1"}, 30 / 144),
        ({"patron": "men"}, 36 / (36 + 144)),
        ({"patron": "pay"}, 0.5),
        ({"patron": "air"}, 0.4),
    ],
)
def test_how_much_word_tells_to_be_lost_are_shares_of_day_one_at_any_scale(told: dict[str, str], loss: float, scale: int) -> None:
    patrons = [
        {"id": "men", "name": "A", "men": 36},
        {"id": "pay", "name": "B", "men": 1, "pay": 0.5},
        {"id": "air", "name": "C", "pay": 0.1, "air": 0.4},
    ]
    news = {"id": "lost", "kind": "word", "origin": "2011-04-01", "release": "2011-04-01", **told}
    scenario = load_scenario(tiny_scenario(scenario={"persons_per_agent": scale}, news=[news], patrons=patrons))
    assert told_loss(scenario, next(one for one in scenario.news if one.id == "lost")) == close(loss)
    assert told_loss(scenario, next(one for one in scenario.news if one.id == "asylum")) == 0.0


def test_without_n10_nobody_heeds_it() -> None:
    engine = hearing(WORD, "N10", LOST, loss=1.0)
    for day in range(TODAY, TODAY + 40):
        only(engine, News, day)
    assert engine.state.profiles.told_lost.max() == 0.0


# ---- pledges (N3, N4, N5)

PLEDGES = {
    "pledge_weight": 1.5,
    "pledge_men": 12.0,
    "pledge_reassurance": 0.2,
    "pledge_answers": 0.5,
    "pledge_home": 1.0,
    "credence": 0.5,
    "credence_affinity": 0.3,
    "reassurance_start": 0.0,
    "norm_pace": 2.0,
}
"""A pledge of a dozen has half of its weight: 1.5 · ½ of what it is trusted, and of how rare departures are believed to be."""


def doubts(engine: Engine, sect: int) -> list[float]:
    """How far the norm of a group is weakened, by place."""
    return [float(one) for one in engine.state.communities.doubted[sect::2]]


@pytest.mark.parametrize(
    ("reliability", "seen", "trusted"), [(1.0, 0.0, 0.8), (0.5, 0.0, 0.4), (1.0, 3.0, 0.1)], ids=["trusted", "half trusted", "seen thrice"]
)
def test_a_pledge_weakens_the_norm_of_the_named_group(reliability: float, seen: float, trusted: float) -> None:
    """12 men: half of 1.5, by credence (0.5 + 0.3) of reliability, halved by each time that the face was seen."""
    engine = hearing(PLEDGE, None, PLEDGES, about=PLAIN_PEOPLE, men=12.0, reliability=reliability, seen=seen)
    engine.state.sects.reassurance[:] = 0.25
    only(engine, News, TODAY)
    assert (doubts(engine, HILL), doubts(engine, PLAIN_PEOPLE)) == ([0.0] * 3, [close(0.75 * trusted)] * 3)
    assert list(engine.state.sects.reassurance) == [0.25, close(0.25 + 0.75 * 0.2 * trusted)]
    assert list(engine.state.sects.pledge_source) == [0, -3]
    assert engine.state.news.moved[0] == close(0.75 * trusted)


@pytest.mark.parametrize(("pace", "rare"), [(0.0, 1.0), (2.0, 0.5), (6.0, 0.25)])
def test_it_weakens_it_the_less_the_more_departures_are_believed_in_and_by_the_men_shown(pace: float, rare: float) -> None:
    engine = hearing(PLEDGE, None, PLEDGES, about=PLAIN_PEOPLE, men=4.0)
    engine.state.sects.believed_pace[PLAIN_PEOPLE] = pace
    only(engine, News, TODAY)
    assert doubts(engine, PLAIN_PEOPLE) == [close(1.5 * (4 / 16) * 0.8 * rare)] * 3


def test_those_from_where_it_was_filmed_take_more_note_and_no_norm_is_weakened_to_below_nothing() -> None:
    engine = hearing(PLEDGE, None, PLEDGES | {"pledge_home": 1.5}, about=PLAIN_PEOPLE, men=12.0, place=TOWN)
    only(engine, News, TODAY)
    assert doubts(engine, PLAIN_PEOPLE) == [close(0.6), close(0.9), close(0.6)]
    engine.state.communities.doubted[PLAIN_PEOPLE::2] = 0.5
    only(engine, News, TODAY)
    kept = 0.5 * 2 ** (-1 / 180)
    assert doubts(engine, PLAIN_PEOPLE) == [1.0] * 3
    assert kept + 0.6 > 1.0


def test_a_pledge_of_the_rulers_own_group_is_known_to_them_as_their_own() -> None:
    engine = hearing(PLEDGE, None, PLEDGES, about=HILL, men=12.0)
    only(engine, News, TODAY)
    assert (doubts(engine, HILL), doubts(engine, PLAIN_PEOPLE)) == ([close(0.6)] * 3, [0.0] * 3)


@pytest.mark.parametrize(("off", "about"), [("N5", PLAIN_PEOPLE), (None, -1)], ids=["without N5", "about nobody"])
def test_without_symbols_each_group_has_its_part_as_it_serves_and_none_knows_them_as_its_own(off: str | None, about: int) -> None:
    engine = hearing(PLEDGE, off, PLEDGES, about=about, men=12.0)
    engine.state.sects.reassurance[:] = 0.0
    only(engine, News, TODAY)
    assert (doubts(engine, HILL), doubts(engine, PLAIN_PEOPLE)) == ([close(0.2 * 0.75 * 0.5)] * 3, [close(0.8 * 0.75 * 0.5)] * 3)
    assert list(engine.state.sects.reassurance) == [close(0.2 * 0.2 * 0.5), close(0.2 * 0.8 * 0.5)]


def test_credence_is_at_most_full() -> None:
    engine = hearing(PLEDGE, None, PLEDGES | {"credence": 0.9}, about=PLAIN_PEOPLE, men=12.0, reliability=0.5)
    only(engine, News, TODAY)
    assert doubts(engine, PLAIN_PEOPLE) == [close(0.75 * 0.5)] * 3


def test_the_regimes_story_takes_off_credence_and_a_pledge_answers_it() -> None:
    """Believed at a half it takes a fifth off; what is trusted of the pledge takes a half of that off the story."""
    engine = hearing(PLEDGE, None, PLEDGES | {"story_doubt": 0.4}, about=PLAIN_PEOPLE, men=12.0)
    engine.state.sects.story[:] = 0.5
    only(engine, News, TODAY)
    kept = 0.5 * 2 ** (-1 / 5000)
    trusted = 0.8 * (1 - 0.4 * kept)
    assert doubts(engine, PLAIN_PEOPLE) == [close(0.75 * trusted)] * 3
    assert list(engine.state.sects.story) == [close(kept), close(kept * (1 - 0.5 * trusted))]


def test_without_n4_every_pledge_is_believed_and_no_staging_exposed() -> None:
    engine = hearing(PLEDGE, "N4", PLEDGES, about=PLAIN_PEOPLE, men=12.0, reliability=0.1, staged=True, exposed=TODAY)
    engine.state.sects.story[:] = 0.5
    only(engine, News, TODAY)
    assert doubts(engine, PLAIN_PEOPLE) == [close(0.75)] * 3


def test_without_n3_pledges_move_nobody() -> None:
    engine = hearing(PLEDGE, "N3", PLEDGES, about=PLAIN_PEOPLE, men=12.0)
    engine.state.sects.story[:] = 0.5
    only(engine, News, TODAY)
    assert doubts(engine, PLAIN_PEOPLE) == [0.0] * 3
    assert list(engine.state.sects.story) == [close(0.5 * 2 ** (-1 / 5000))] * 2


@pytest.mark.parametrize(("staged", "back"), [(True, 1.3), (False, 0.0)])
def test_an_exposed_staging_undoes_what_it_did_and_a_little_more(staged: bool, back: float) -> None:
    """Of .4 that it had moved, what is left today; in the town, where it was filmed, twice that. What others did to the norm stays."""
    engine = hearing(
        PLEDGE,
        None,
        PLEDGES | {"exposure_backfire": 0.3, "pledge_home": 2.0},
        about=PLAIN_PEOPLE,
        release=1,
        exposed=TODAY,
        staged=staged,
        moved=0.4,
        cheered=0.1,
        place=TOWN,
    )
    engine.state.communities.doubted[:], engine.state.sects.reassurance[:] = 0.9, 0.6
    only(engine, News, TODAY)
    fades = 2 ** (-1 / 180)
    kept, taken = 0.9 * fades, back * 0.4 * fades
    assert doubts(engine, HILL) == [close(kept)] * 3
    assert doubts(engine, PLAIN_PEOPLE) == [close(kept - taken), close(kept - 2 * taken), close(kept - taken)]
    assert list(engine.state.sects.reassurance) == [0.6, close(0.6 - back * 0.1)]
    assert (engine.state.news.moved[0], engine.state.news.cheered[0]) == ((0.0, 0.0) if staged else (close(0.4 * fades), 0.1))


def test_exposure_takes_reassurance_to_nothing_at_most() -> None:
    engine = hearing(
        PLEDGE, None, PLEDGES | {"exposure_backfire": 0.5}, about=PLAIN_PEOPLE, release=1, exposed=TODAY, staged=True, cheered=0.3
    )
    engine.state.sects.reassurance[:] = 0.4
    only(engine, News, TODAY)
    assert list(engine.state.sects.reassurance) == [0.4, 0.0]


# ---- the regime's story


@pytest.mark.parametrize(("about", "heard"), [(-1, (True, True)), (HILL, (True, False))])
@pytest.mark.parametrize(("off", "matters"), [(None, True), ("V2", True), ("N4", True), (["V2", "N4"], False)])
def test_the_story_of_sectarian_rebels_is_believed_by_those_to_whom_it_is_told(
    about: int, heard: tuple[bool, bool], off: Any, matters: bool
) -> None:
    engine = hearing(STORY, off, None, about=about, reliability=0.4)
    engine.state.sects.story[:] = 0.5
    only(engine, News, TODAY)
    kept = 0.5 * 2 ** (-1 / 5000)
    assert list(engine.state.sects.story) == [close(kept + (1 - kept) * 0.4 if one and matters else kept) for one in heard]


# ---- rumours, and what fades


@pytest.mark.parametrize(("off", "heard"), [(None, True), ("N7", True), ("N7b", True), (["N7", "N7b"], False)])
def test_a_rumour_grows_by_how_far_its_source_is_trusted(off: Any, heard: bool) -> None:
    engine = hearing(RUMOUR, off, {"rumour_memory_days": 10.0}, reliability=0.4)
    engine.state.nation.rumour = 0.5
    only(engine, News, TODAY)
    kept = 0.5 * 2 ** (-1 / 10)
    assert engine.state.nation.rumour == close(kept + (1 - kept) * 0.4 if heard else kept)


def test_beliefs_fade_by_their_half_lives() -> None:
    engine = hearing(
        RUMOUR, None, {"abandonment_memory_days": 20.0, "pledge_memory_days": 60.0, "rumour_memory_days": 10.0, "story_memory_days": 30.0}
    )
    engine.state.profiles.abandonment[:], engine.state.communities.doubted[:], engine.state.nation.rumour = 0.6, 0.3, 0.5
    engine.state.news.kind[0], engine.state.news.moved[0], engine.state.sects.story[:] = PLEDGE, 0.4, 0.8
    only(engine, News, TODAY + 1)
    assert engine.state.profiles.abandonment.max() == close(0.6 * 2 ** (-1 / 20)) == engine.state.profiles.abandonment.min()
    assert doubts(engine, HILL) == doubts(engine, PLAIN_PEOPLE) == [close(0.3 * 2 ** (-1 / 60))] * 3
    assert engine.state.news.moved[0] == close(0.4 * 2 ** (-1 / 60))
    assert list(engine.state.sects.story) == [close(0.8 * 2 ** (-1 / 30))] * 2
    assert engine.state.nation.rumour == close(0.5 * 2 ** (-1 / 10))
