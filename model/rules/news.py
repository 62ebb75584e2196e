"""N1-N5 and N7: what people hear. Writes beliefs only; what beliefs do to hazards stands elsewhere.

Word of the leader's exit reaches insiders at its origin and the others hand by hand after its release (N1), and raises his own group's
belief of being abandoned (N2). Pledges raise the pace that the named group (N5) believes in (N3), as far as they are believed (N4). Rumours
of murdered officers live on (N7).
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from model.schema import News
from model.state import SERVING
from model.world import Rule, World


def hear(world: World) -> None:
    """Let beliefs fade, then take in the news that arrive today."""
    state, p = world.state, world.p
    state.profiles.abandonment *= world.faded(p.abandonment_memory_days)
    state.sects.pledged_pace *= world.faded(p.pledge_memory_days)
    state.nation.rumour *= world.faded(p.rumour_memory_days)
    for news in world.scenario.news:
        if news.kind == "leader_exit" and world.on("N2"):
            _leader_exit(world, news)
        elif news.kind == "pledge":
            if news.release == world.date and world.on("N3"):
                _pledge(world, news)
            if news.staged and news.exposed == world.date and world.on("N4") and world.on("N3"):
                _exposed(world, news)
        elif news.kind == "rumour" and news.release == world.date and (world.on("N7") or world.on("N7b")):
            state.nation.rumour += (1.0 - state.nation.rumour) * news.reliability


def _leader_exit(world: World, news: News) -> None:
    profiles, p = world.state.profiles, world.p
    heard = [news.release]
    if world.on("N1"):
        heard = [news.origin] + [news.release + timedelta(days=p.hand_days * h) for h in range(1, 5)]
    for number, day in enumerate(heard):
        if day == world.date:
            hand = np.where(profiles.insider, 0, np.array([4, 3, 2, 1, 1, 4])[profiles.band]) if world.on("N1") else np.zeros(profiles.size)
            rows = np.flatnonzero((profiles.sect == world.ruling) & (hand == number))
            signal = p.abandonment_weight * news.reliability * p.hand_discount**number
            profiles.abandonment[rows] += (1.0 - profiles.abandonment[rows]) * signal
            profiles.abandonment_source[rows] = world.source(f"news.{news.id}")


def _audience(world: World, news: News) -> np.ndarray:
    """Share of the news that is about each sect: the named one if its symbols say so, else all as they serve."""
    if news.about and world.on("N5"):
        return np.asarray(np.arange(world.state.sect_count) == world.sect_row[news.about], float)
    serving = world.state.counts[:, :, SERVING].sum(axis=1)
    return np.asarray(serving / max(serving.sum(), 1.0))


def credence(world: World, news: News) -> float:
    """How far a pledge is believed: fully without N4; else by its source, and more by those who know the people shown as their own."""
    if not world.on("N4"):
        return 1.0
    known = world.p.credence_affinity if news.about and world.on("N5") else 0.0
    return float(min(1.0, world.p.credence + known) * news.reliability)


def _pledge(world: World, news: News) -> None:
    sects, p = world.state.sects, world.p
    serving = np.maximum(world.state.counts[:, :, SERVING].sum(axis=1), 1.0)
    before = [n for n in world.scenario.news if n.kind == "pledge" and n.speaker and n.speaker == news.speaker]
    seen = sum((n.release, n.id) < (news.release, news.id) for n in before)
    weight = credence(world, news) / (1.0 + seen)
    share = _audience(world, news)
    sects.pledged_pace += share * news.men * p.pledge_weight * weight * 1000.0 / serving
    sects.reassurance += (1.0 - sects.reassurance) * p.pledge_reassurance * weight * share
    sects.pledge_source[share > 0] = world.source(f"news.{news.id}")


def _exposed(world: World, news: News) -> None:
    sects, p = world.state.sects, world.p
    share = _audience(world, news) > 0
    sects.pledged_pace[share] *= 1.0 - p.exposure_backfire
    sects.reassurance[share] += (np.minimum(p.reassurance_start, sects.reassurance[share]) - sects.reassurance[share]) * p.exposure_backfire


RULE = Rule(
    hear,
    ("N1", "N2", "N3", "N4", "N5", "N7", "N7b"),
    reads=(
        "counts", "profiles.band", "profiles.insider", "profiles.sect",
    ),
    writes=(
        "nation.rumour", "profiles.abandonment", "profiles.abandonment_source", "sects.pledge_source", "sects.pledged_pace",
        "sects.reassurance",
    ),
)  # fmt: skip
