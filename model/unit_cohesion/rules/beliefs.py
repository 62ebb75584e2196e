"""What several rules make of beliefs and losses: an end is near, where it tips people, how firm a norm is, who would fight, what lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from unit_cohesion.engine.arithmetic import clipped, exp
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.vocabulary import SERVING

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Community, Counts, Nation, On, P, Profile, Sect, Sects


@compiled
def lasting(profile: Profile, nation: Nation) -> float:
    """Believed odds that the regime lasts: by the visible balance (N8), less what word of losses has taken (N10)."""
    return float(nation.regime_odds * (1.0 - profile.told_lost))


@compiled
def ending(profile: Profile, nation: Nation) -> float:
    """Believed chance that the regime falls, or abandons its own."""
    return float(1.0 - lasting(profile, nation) * (1.0 - profile.abandonment))


@compiled
def tipping_point(profile: Profile, p: P) -> float:
    """The belief in an end at which fear begins to push people of a profile: it differs between people."""
    return clipped(p.tipping_belief + p.tipping_spread * profile.tipping, p.tipping_least, 1.0 - p.tipping_least)


@compiled
def rarity(sect: Sect, p: P) -> float:
    """How rare its own departures are believed to be by a group, in (0, 1]."""
    return float(1.0 / (1.0 + sect.believed_pace / p.norm_pace))


@compiled
def norm_of(community: Community, sect: Sect, p: P) -> float:
    """How strongly a community holds that none of its own goes, in [0, 1]: as rare as that is believed, less what pledges took off."""
    return clipped(rarity(sect, p) * (1.0 - community.doubted))


@compiled
def would_fight(community: Community, on: On, p: P) -> float:
    """How many of a community would take up arms against the regime: the aggrieved, as far as fear of the rebels does not keep them."""
    willing = community.population * (community.felt / (community.felt + p.grievance_half))
    return float(willing * exp(-p.fear_recruits * community.fear)) if on.V2 else willing


@compiled
def lacking(sects: Sects, counts: Counts, p: P) -> float:
    """How far the army lacks men, in [0, 1)."""
    serving = start = 0.0
    for row in range(len(sects)):
        start += sects[row].serving_start
        for band in range(counts.shape[1]):
            serving += counts[row, band, SERVING]
    lack = max(1.0 - serving / max(start, 1.0), 0.0)
    return lack / (lack + p.lack_half)
