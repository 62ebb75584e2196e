"""The table of signs: for each mechanism, what its absence must change, on which outcome, in which setup, and with what fixed.

``off`` names what is off in both arms, so that feedback cannot turn the sign; ``idle`` is what makes the rule do nothing although it is
switched on (its weights at nil), with which the sign test must fail. Where ``idle`` is None the rule is switched off in both arms instead.
Those of the rebel side (R, S, B) stand in ``rebel_signs.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.science.lab import Run, branched, outcomes, setup
from unit_cohesion.vocabulary import CAPTURED, FIGHTER, REASONS, SERVING

MORE, FEWER = 1, -1
RULERS, PLAIN, LAKE = 0, 1, 2
PORT, TOWN, MARCH = 0, 1, 2
ALL_DAYS = 10**6


@dataclass(frozen=True)
class Sign:
    """What must show when a mechanism alone is switched off.

    Attributes:
        id: the mechanism; name: of this sign (a mechanism may have several).
        outcome: of a run. sign: of the outcome without the mechanism less the outcome with it.
        setup: changes to the laboratory. off: switched off in both arms. why: what the setup and that are for.
        branch: day up to which both arms share their history.
        against: changes of a second setup; the outcome is then the distance between its runs and the first's.
        idle: changes with which the rule does nothing although it is on.
        absent: changes that stand for the mechanism's absence where a part of it cannot be switched off alone.
        base: changes that make another laboratory of it, below all others. slow: left out of the quick part.
    """

    id: str
    name: str
    outcome: Callable[[Run], float]
    sign: int
    setup: Mapping[str, Any] = field(default_factory=dict)
    off: tuple[str, ...] = ()
    branch: int = 0
    idle: Mapping[str, Any] | None = None
    against: Mapping[str, Any] | None = None
    why: str = ""
    absent: Mapping[str, Any] | None = None
    base: tuple[Mapping[str, Any], ...] = ()
    slow: bool = False


def pair(sign: Sign, seed: int, idle: bool = False) -> tuple[float, float]:
    """The outcome with the mechanism and without it, under the same draws; ``idle``: the rule is on in the first but does nothing."""
    off, without = frozenset(sign.off), frozenset((*sign.off, sign.id))
    if idle and sign.idle is None:
        off = without
    found: list[tuple[float, float]] = []
    for changes in (sign.setup, sign.against) if sign.against is not None else (sign.setup,):
        changed = (*sign.base, changes, (sign.idle or {}) if idle else {})
        text = setup(*changed)
        if sign.absent is not None:
            other = outcomes(setup(*changed, sign.absent), seed, off)
        else:
            other = branched(text, seed, off, sign.branch, sign.id) if sign.branch else outcomes(text, seed, without)
        found.append((sign.outcome(outcomes(text, seed, off)), sign.outcome(other)))
    if sign.against is None:
        return found[0]
    return abs(found[0][0] - found[1][0]), abs(found[0][1] - found[1][1])


def rulers_officers(run: Run) -> np.ndarray:
    """Mask of people: the ruling group's officers."""
    return run.officers & run.of(RULERS)


def officers_of_rulers_left(run: Run) -> float:
    """Officers of the ruling group who left."""
    return run.left(rulers_officers(run))


def between_origin_and_release(run: Run) -> float:
    """Officers of the ruling group who left from the origin of ``EXIT`` (day 8) to the eve of its release (day 51)."""
    return run.left(rulers_officers(run), 8, 50)


def rulers_left(run: Run) -> float:
    """Men of the ruling group who left."""
    return run.left(run.of(RULERS))


def plain_left(run: Run) -> float:
    """Men of the other group who left."""
    return run.left(run.of(PLAIN))


def lake_left(run: Run) -> float:
    """Men of the third group who left."""
    return run.left(run.of(LAKE))


def officers_left(run: Run) -> float:
    """Officers who left."""
    return run.left(run.officers)


def believed(run: Run) -> float:
    """Mean believed pace of departures."""
    return float(run.believed.mean())


def norm(run: Run) -> float:
    """How strongly those who serve hold that none of theirs goes, on average of men and days."""
    return float(run.nation["norm"].mean())


def danger(run: Run) -> float:
    """Share of those asked who name danger as the reason for staying out of the fight."""
    asked = run.events["reason"][run.leaving()]
    return float((asked[asked > 0] == REASONS.index("danger")).mean())


def fighters(run: Run) -> float:
    """How many joined a militia."""
    return float((run.events["to"] == FIGHTER).sum())


def concentration_in_time(run: Run) -> float:
    """Herfindahl index of departures over weeks."""
    return _herfindahl(np.bincount((run.events["day"][run.leaving()] - 1) // 7))


def concentration_over_units(run: Run) -> float:
    """Variance between units of the share that left, against the mean share."""
    share = np.bincount(run.people["unit"][run.events["row"][run.leaving()]], minlength=len(run.strength)) / run.strength
    return float(share.var() / share.mean() ** 2)


def _herfindahl(counts: np.ndarray) -> float:
    return float((counts**2).sum() / max(counts.sum(), 1) ** 2)


def tail_of_parties(run: Run) -> float:
    """Mean size of the party in which a leaver went."""
    parties = run.parties()
    return float((parties**2).sum() / max(parties.sum(), 1))


def tail_of_days(run: Run) -> float:
    """Mean number of those in the whole army who went on the day on which a leaver went."""
    days = np.bincount(run.events["day"][run.leaving()]).astype(float)
    return float((days**2).sum() / max(days.sum(), 1.0))


def single_exits(run: Run) -> float:
    """How many left alone: nobody else from the unit on that day."""
    return float((run.parties() == 1).sum())


def joint_share(run: Run) -> float:
    """Share of leavers who left in parties of three or more."""
    parties = run.parties()
    return float(parties[parties >= 3].sum() / max(parties.sum(), 1))


def left_of(place: int) -> Callable[[Run], float]:
    """How many left of units garrisoned in a place."""
    return lambda run: run.left(run.people["garrison"] == place)


def share_of(place: int) -> Callable[[Run], float]:
    """Share of the leavers who were garrisoned in a place."""
    return lambda run: run.left(run.people["garrison"] == place) / max(all_left(run), 1.0)


def left_from_home(place: int) -> Callable[[Run], float]:
    """How many left whose home is a place."""
    return lambda run: run.left(run.people["home"] == place)


def attempts(run: Run) -> float:
    """How many tried to leave."""
    return float(run.flows["attempts"].sum())


def all_left(run: Run) -> float:
    """How many left by their own will."""
    return run.left()


def ways(run: Run) -> float:
    """How many different ways leavers went, giving oneself up apart."""
    to = run.events["to"][run.leaving()]
    return float(len(np.unique(to[to != CAPTURED])))


def limbo_days(run: Run) -> float:
    """Days in limbo."""
    return float(run.nation["limbo"].sum())


def end_strength(run: Run) -> float:
    """How many serve at the end."""
    return float((run.people["status"] == SERVING).sum())


def ceilinged_left(run: Run) -> float:
    """Officers under the ceiling who left."""
    return run.left(run.people["ceilinged"] > 0)


def discharged(run: Run) -> float:
    """How many were discharged or called up."""
    return float(run.flows["discharges"].sum() + run.flows["call_ups"].sum())


def air_effort(run: Run) -> float:
    """Mean air effort."""
    return float(run.nation["air_effort"].mean())


def confirmed(run: Run) -> float:
    """How many were found out as sent by intelligence."""
    return float(run.nation["infiltrators_confirmed"][-1])


def suspicion(run: Run) -> float:
    """Suspicion of newcomers at the end, of all groups."""
    return float(run.suspicion.sum())


def median_day(run: Run) -> float:
    """Day by which half of the leavers had left."""
    return float(np.median(run.events["day"][run.leaving()]))


def ground_fought_for(run: Run) -> float:
    """Ground that changed hands by assaults or was left, in places."""
    return float(run.nation["ground_lost"][-1] + run.nation["ground_retaken"][-1])


def regime_late(run: Run) -> float:
    """The regime's power on the last day."""
    return float(run.nation["regime_power"][-1])


def refusals(run: Run) -> float:
    """Days on which units refused an order to shoot, of all units."""
    return float(run.nation["units_refusing"].sum())


def driven_off(run: Run) -> float:
    """Units that crowds drove off."""
    return float(run.nation["units_driven_off"].sum())


def yielded(run: Run) -> float:
    """Men of units that took an offer of surrender."""
    return float(run.nation["yielded_today"].sum())


def odds_before_the_end(run: Run) -> float:
    """Mean believed odds that the regime lasts, from a month after a patron's end is announced until it comes."""
    return float(run.nation["regime_odds"][50:300].mean())


# What makes a rule do nothing although it is on.
SEEN_TRULY = {"belief_lag_days": 1.0, "pace_understatement": 1.0}
NO_PRESSURE = {"comrade_pressure": 1.0, "commander_pressure": 1.0, "commander_carry": 0.0, "pace_weight": 0.0, "norm_weight": 0.0}
NO_PRIVILEGE = {"privilege_by_rank": 0.0, "privilege_of_post": 0.0, "privilege_of_intelligence": 0.0}
NO_PLEDGE = {"pledge_weight": 0.0, "pledge_reassurance": 0.0, "pledge_answers": 0.0}
NO_FEAR = {"fear_of_position": 0.0, "fear_of_force": 0.0, "fear_of_temper": 0.0}
NO_TOLL = {"losses_weight": 0.0, "toll_weight": 0.0}
NO_REVENGE = {"revenge_bind": 0.0, "revenge_push": 0.0}
NO_CALL_UP = {"wounded_discharged": 0.0, "discharge_stops": "2012-01-01", "evasion": 1.0, "evasion_lost_control": 1.0}
ALL_AT_ONCE = {"hand_days": 0, "hand_discount": 1.0, "news": [{"id": "exit", "release": "2012-01-08"}]}
NO_ANSWER = {"purge_daily": 0.0, "sealing": 0.0, "deployed_share": 1.0}
NO_BALANCE = {"odds_slope": 0.0, "regime_odds_start": 0.5}
NO_SYMBOLS = {"news": [{"id": "video", "about": None}]}
NO_ASSAULTS = {"assault_most": 0.0, "post_left": 0.0, "encirclement": 0.0}
ALL_OBEY = {"order_weight": 8.0, "order_likeness": 0.0, "order_crowd": 0.0, "order_example": 0.0, "order_stays": 8.0, "shot_daily": 0.0}
NO_TERMS = {"offer_weight": -12.0, "offer_odds": 0.0, "offer_outlook": 0.0, "offer_example": 0.0, "offer_fallen": 0.0, "offer_terms": 0.0}
NO_USE = {"deployed_share": 0.0, "sealing": 0.0}

# Setups in which a mechanism can be seen.
QUICK_NEWS = {"revenge_push": 4.0, "reassurance_start": 0.8}
OF_THE_FEW = {
    "news": [{"id": "video", "about": "lake"}],
    "pace_understatement": 0.0,
    "comrade_pressure": 1.0,
    "commander_pressure": 1.0,
    "commander_carry": 0.0,
    "base_hazard": 0.004,
}
PACED = {"pace_weight": 1.0}
QUIET = {"calm_share": 0.1, "base_hazard": 0.004}
TOLD = {"word_pressure": 2.0, "base_hazard": 0.002}
HURT = {"reprisal_chance": 1.0, "kin_group_size": 8.0, "base_hazard": 0.002}
HIT = {
    "events": [{"id": "hamlet", "date": "2012-01-03", "kind": "massacre", "place": "town", "sect": "lake", "value": 40, "by": "rebels"}],
    "base_hazard": 0.002,
    "grievance_half": 50.0,
}
SURE = {"news": []}
DOUBTED = {"news": [], "regime_odds_start": 0.1, "revenge_push": 4.0, "reassurance_start": 0.8, "base_hazard": 0.0004}
BONDED = {
    "bond_ratio": 15.0,
    "peer_bond_start": 0.95,
    "trust_start": 0.95,
    "unit_spread": 0.0,
    "norm_turns": 0.15,
    "wear_departures": 0.0,
    "wear_losses": 0.0,
    "wear_punished": 0.0,
    "trust_after_commander": 1.0,
}
STRANGERS: dict[str, Any] = BONDED | {
    "alike_bond": 0.9,
    "norm_turns": 1.0,
    "army": {"establishments": [{"id": "company", "alike": 0.0}, {"id": "staff", "alike": 0.0}]},
}
FOUGHT_OVER = {
    "assault_most": 0.5,
    "initiative": 4.0,
    "recruit_daily": 0.01,
    "insurgent_cap": 0.1,
    "encirclement": 0.5,
    "withdraw_weight": 0.0,
    "grievance_half": 5.0,
}
TOGETHER = FOUGHT_OVER | {"bond_ratio": 1.0, "peer_bond_start": 0.95, "trust_start": 0.95, "withdraw_cohesion": 6.0}
FEARED = {"fear_of_position": 2.5, "loyal_share": 0.1, "lack_half": 0.05, "loyal_days": 7.0}
FORMED = {"chain_share": 0.9, "as_one": 1.0, "as_one_pull": 10.0, "commander_example": 0.2, "commander_follows": 2.0, "norm_turns": 0.25}
FOLLOWED = FORMED | {"chain_share": 0.95, "commander_follows": 5.0, "scenario": {"days": 120}}
LEFT_ALONE = {
    "events": [{"id": "flight", "date": "2012-01-20", "kind": "commander", "way": "leaves", "of": "line/b2"}],
    "leaderless_pull": 5.0,
    "leaderless_danger": 0.05,
    "recruit_daily": 0.003,
    "insurgent_cap": 0.1,
}
NEXT_DOOR = LEFT_ALONE | {
    "places": [{"id": "march", "control": 0.9}],
    "leaderless_pull": 12.0,
    "post_left": 0.3,
    "rout_pull": 12.0,
    "rout_days": 6.0,
}
EXEMPLARY = FORMED | {"commander_example": 1.0, "norm_turns": 0.5, "comrade_pressure": 1.0, "scenario": {"days": 120}}
FACED = {
    "crowds": [{"id": "square", "place": "town", "start": "2012-01-05", "end": "2012-02-20", "size": 2000, "groups": {"plain": 1.0}}],
    "events": [{"id": "fire", "date": "2012-01-06", "kind": "order", "to": "shoot", "end": "2012-01-31"}],
    "order_weight": 2.0,
    "order_likeness": 4.0,
    "order_loyalty": 2.0,
    "order_crowd": 1.0,
    "crowd_half": 20.0,
    "order_example": 3.0,
    "order_stays": 6.0,
}
OFFERED = {
    "offers": [{"id": "word", "start": "2012-01-10", "terms": ["go_home"]}],
    "recruit_daily": 0.01,
    "insurgent_cap": 0.1,
    "grievance_half": 5.0,
    "offer_weight": -5.0,
    "offer_odds": 4.0,
    "offer_example": 8.0,
    "offer_terms": 3.0,
}
ANNOUNCED = {
    "patrons": [{"id": "north", "name": "North", "announced": "2012-01-20", "end": "2012-10-26", "men": 4000}],
    "announced_counts": 0.8,
}
TOLD_LOST = {
    "news": [{"id": "lost", "kind": "word", "of": "line", "origin": "2012-01-08", "release": "2012-01-08"}],
    "word_weight": 1.0,
    "privilege_hold": 4.0,
}
BY_OUTLOOK = {"offer_outlook": 8.0, "offer_weight": -8.0, "offer_example": 0.0, "offer_fallen": 0.0, "offer_odds": 0.0}
HARD_TO_HOLD = {"announced_counts": 1.0, "offer_weight": -8.0, "offer_odds": 8.0, "offer_example": 0.0}
SCATTERED = OFFERED | {"army": {"formations": [{"id": "line", "keeps_posts": True}]}, "offer_weight": -9.0, "offer_scattered": 8.0}
FALLING = OFFERED | {"offer_weight": -8.0, "offer_fallen": 8.0}
STORMED = FACED | {"order_weight": 8.0, "order_stays": 8.0, "shot_daily": 0.0, "storm_daily": 0.8, "storm_half": 0.5}
SHOT_AT = FACED | {"order_weight": 8.0, "order_stays": 8.0, "shot_daily": 100.0, "grievance_half": 50.0}
ALIKE = {
    "army": {
        "intakes": [{"id": "conscripts", "trusted_ruling_share": None}],
        "formations": [{"id": id, "places": ["town"]} for id in ("guard", "line", "wing", "bureau")],
    },
    "opportunity_deployed": 5.0,
    "deployed_rise": 0.0,
}
LOOP = {
    "reception_needed": 1.0,
    "reception_worst": 0.05,
    "reception_prior": 1.0,
    "reception_lag_days": 100.0,
    "fare_camp": 0.0,
    "fare_militia": 0.0,
    "fare_hiding": 0.0,
    "scenario": {"days": 120},
    "base_hazard": 0.0014,
}
LONG_LOOP = LOOP | {
    "scenario": {"days": 450},
    "base_hazard": 0.001,
    "reception_lag_days": 200.0,
    "series": [{"id": "regime_deaths", "monthly": [3] * 12}],
}
LOST_WAR = {
    "scenario": {"days": 150},
    "news": [],
    "events": [],
    "base_hazard": 0.0002,
    "recruit_daily": 0.003,
    "insurgent_cap": 0.1,
    "pacified_insurgents": 0.0,
    "odds_slope": 2.0,
    "grievance_half": 50.0,
    "privilege_hold": 3.0,
    "revenge_bind": 3.0,
    "reassurance_start": 0.6,
    "series": [{"id": "regime_deaths", "monthly": [3] * 12}],
}
WON_WAR = LOST_WAR | {"recruit_daily": 0.0}

SIGNS: tuple[Sign, ...] = (
    Sign("I4", "ceilinged officers", ceilinged_left, FEWER, idle={"ceiling_resentment": 0.0}),
    Sign("I6", "officers", officers_left, MORE, idle=NO_PRIVILEGE),
    Sign("I8", "discharges and call-ups", discharged, FEWER, idle=NO_CALL_UP),
    Sign("N1", "in-group officers before the release", between_origin_and_release, FEWER, QUICK_NEWS, off=("D5", "D6", "W3"),
         idle=ALL_AT_ONCE,
         why="A strong push shows in few officers; comrades and the regime's answer are off, as who goes early changes who is left."),
    Sign("N2", "in-group officers", officers_of_rulers_left, FEWER, idle={"abandonment_weight": 0.0}),
    Sign("N3", "norm", norm, MORE, idle=NO_PLEDGE),
    Sign("N3", "cascade in the group shown", plain_left, FEWER, idle=NO_PLEDGE),
    Sign("N4", "norm", norm, FEWER, idle={"credence": 1.0}),
    Sign("N5", "group shown", lake_left, FEWER, OF_THE_FEW, off=("D6", "D8", "D9", "W3"), idle=NO_SYMBOLS,
         why="A small group is shown, no departures are believed in, and comrades, bonds, reprisals, punishment and the regime's answer "
             "are off or nil: else the others' departures would come back."),
    Sign("N6", "sooner", median_day, FEWER, PACED, idle=SEEN_TRULY, why="The pace weighs more."),
    Sign("N6", "more at once", concentration_in_time, MORE, PACED, idle=SEEN_TRULY, why="The pace weighs more."),
    Sign("N7", "danger as stated reason", danger, FEWER, idle={"pretext_share": 0.0}),
    Sign("N7b", "militias", fighters, MORE, idle={"rumour_fear": 0.0}),
    Sign("N8", "limbo", limbo_days, MORE, LOST_WAR, off=("I8",), idle=NO_BALANCE,
         why="A war that rebels are winning, in which few leave unless belief falls; the call-up, which would hide it, is off."),
    Sign("N8", "spread of end strengths", end_strength, FEWER, LOST_WAR, off=("I8",), idle=NO_BALANCE, against=WON_WAR,
         why="The spread is the distance between that war and one without rebels."),
    Sign("N9", "belief after the announcement", odds_before_the_end, MORE, ANNOUNCED, idle={"announced_counts": 0.0},
         why="Half of the regime's worth is a patron's, whose end is announced on day 20 and comes on day 300."),
    Sign("N9", "men who yield", yielded, FEWER, ANNOUNCED | OFFERED | HARD_TO_HOLD, idle={"announced_counts": 0.0},
         why="Likewise, and rebels offer to let men go home, who weigh above all whether their place can be held."),
    Sign("N10", "officers", officers_left, FEWER, TOLD_LOST, idle={"word_weight": 0.0},
         why="Word comes on the eighth day that the largest formation is gone, and privilege holds officers."),
    Sign("N10", "men who yield", yielded, FEWER, TOLD_LOST | OFFERED | BY_OUTLOOK,
         idle={"word_weight": 0.0}, why="Likewise, and rebels offer to let men go home, who weigh above all whether the regime lasts."),
    Sign("D1", "group hit", plain_left, FEWER, idle={"grievance_weight": 0.0}),
    Sign("D2", "in-group officers", officers_of_rulers_left, FEWER, idle={"unease_weight": 0.0}),
    Sign("D3", "units hit hardest", left_of(MARCH), FEWER, idle=NO_TOLL),
    Sign("D3", "in-group officers", officers_of_rulers_left, FEWER, idle=NO_TOLL),
    Sign("D4", "belief held at .9", rulers_left, MORE, SURE, off=("N8",), idle=NO_REVENGE,
         why="Belief is held by N8 off and no word of the ruler's exit."),
    Sign("D4", "belief held at .1", rulers_left, FEWER, DOUBTED, off=("N8",), idle=NO_REVENGE,
         why="Likewise; and rebels are believed to spare men."),
    Sign("D5", "tail of parties", tail_of_parties, FEWER, idle=NO_PRESSURE),
    Sign("D5", "tail of days", tail_of_days, FEWER, FOLLOWED, off=("D7",), absent={"chain_share": 0.0}, idle={"chain_share": 0.0},
         why="A commander's going is felt in the units under his, which can go as one that day; few hold back for their privilege."),
    Sign("D5", "units that go as one", tail_of_parties, FEWER, FORMED, absent={"as_one": 0.0}, idle={"as_one": 0.0},
         why="Likewise."),
    Sign("V1", "group hit by rebels", lake_left, MORE, HIT,
         why="Rebels kill many of the third group; without V1 they are counted as the regime's victims."),
    Sign("V2", "group of high position", rulers_left, MORE, SURE, off=("N8",), idle=NO_FEAR,
         why="Belief is held by N8 off and no word of the ruler's exit, so that what is feared binds."),
    Sign("C1", "leavers", all_left, FEWER, TOLD, off=("D5",), idle={"word_pressure": 1.0},
         why="Comrades, who press as well, are off; word presses strongly and many leave."),
    Sign("D6", "single exits", single_exits, MORE, BONDED, idle={"bond_ratio": 1.0},
         why="Bonds are strong and not worn: a worn bond holds nobody to any norm, of staying or of leaving."),
    Sign("D6", "joint exits", joint_share, FEWER, BONDED, idle={"bond_ratio": 1.0}, why="Likewise."),
    Sign("D6", "leavers among strangers", all_left, FEWER, STRANGERS, off=("D5",), absent={"alike_bond": 0.0}, idle={"alike_bond": 0.0},
         why="No two men of a unit come from one place, bonds are strong otherwise, no norm turns soon; comrades, who press too, are off."),
    Sign("D6", "leavers of the overrun", all_left, MORE, TOGETHER, off=("D5",), absent={"withdraw_cohesion": 0.0},
         idle={"withdraw_cohesion": 0.0},
         why="Much ground is lost, units hold together, and bonds do nothing but keep the overrun with theirs; comrades are off."),
    Sign("D6", "example of commanders", tail_of_parties, FEWER, EXEMPLARY, absent={"commander_example": 0.0},
         idle={"commander_example": 0.0}, why="A unit's norm turns when its commander has gone, and it can go as one."),
    Sign("D17", "leavers of those left without command", all_left, FEWER, LEFT_ALONE, off=("D5",), idle={"leaderless_pull": 0.0},
         why="A brigade's commander leaves its men before rebels; comrades, who press as well, are off."),
    Sign("D19", "leavers next door to a rout", left_of(TOWN), FEWER, NEXT_DOOR, off=("D5",), idle={"rout_pull": 0.0},
         why="The brigade of the march is left without command before rebels, who are in the town too, and the march falls; comrades off."),
    Sign("D18", "leavers while all is quiet", all_left, MORE, QUIET, off=("D5",), idle={"calm_share": 1.0},
         why="Few rebels, and the regime holds all; comrades, who press as well, are off."),
    Sign("D18", "leavers where rebels are", share_of(MARCH), FEWER, QUIET, off=("D5",), idle={"calm_share": 1.0},
         why="Likewise."),
    Sign("D7", "officers", officers_left, MORE, idle={"privilege_hold": 0.0}),
    Sign("D8a", "leavers", all_left, MORE, idle={"reprisal_deterrence": 0.0}),
    Sign("D8b", "leavers", all_left, FEWER, HURT, off=("D8a",), idle={"reprisal_outrage": 0.0},
         why="Every house that the regime reaches is burnt, families are large, and nobody is deterred."),
    Sign("D9a", "leavers", all_left, MORE, idle={"catch_chance": 0.0}),
    Sign("D9b", "attempts", attempts, MORE, idle={"punishment_deterrence": 0.0}),
    Sign("D9c", "attempts", attempts, FEWER, idle={"punishment_outrage": 0.0}),
    Sign("D10", "rebel-held homes", left_from_home(MARCH), FEWER, idle={"kin_rebel_home": 1.0}),
    Sign("D11", "besieged units", left_of(MARCH), FEWER, idle={"siege_ratio": 1.0, "surrender_share": 0.0}),
    Sign("D11", "units that give up as one", tail_of_parties, FEWER, {"give_up_daily": 0.2, "as_one_pull": 10.0},
         absent={"give_up_daily": 0.0}, idle={"give_up_daily": 0.0},
         why="They are besieged from the tenth day, and their norm turns."),
    Sign("D12", "officers after the branch", officers_left, MORE, LOOP, branch=60, idle={"reception_worst": 1.0},
         why="Nothing good befalls leavers, and it is learned fast enough for a short run."),
    Sign("D13", "air effort", air_effort, MORE, idle={"base_hazard": 0.0}),
    Sign("D14", "confirmations", confirmed, FEWER, idle={"sent_share": 0.0}),
    Sign("D14", "suspicion", suspicion, FEWER, idle={"sent_share": 0.0}),
    Sign("D15", "ways", ways, FEWER),
    Sign("D16", "spread over units", concentration_over_units, FEWER, ALIKE, off=("D5", "D6", "D7", "D9c"), idle=NO_USE,
         why="Units are alike in men and place, and comrades, privilege and punishment off, so that only their use tells them apart."),
    Sign("W3", "leavers after the branch", all_left, MORE, branch=25, idle=NO_ANSWER),
    Sign("W5", "ground lost and retaken", ground_fought_for, FEWER, FOUGHT_OVER, idle=NO_ASSAULTS,
         why="Rebels are many, choose place and hour, and assaults of overwhelming force are won every other week."),
    Sign("W5", "leavers of the overrun", all_left, FEWER, FOUGHT_OVER, off=("D5",), idle=NO_ASSAULTS,
         why="Likewise; comrades are off, as who goes early changes who is left."),
    Sign("W7", "refusals", refusals, FEWER, FACED, idle=ALL_OBEY, why="A crowd stands in the town, and all units there are told to shoot."),
    Sign("W7", "group shot at", plain_left, FEWER, SHOT_AT, off=("D5", "D8", "D9", "W3"), idle={"shot_daily": 0.0},
         why="All of the crowd are of one group, and many are shot; comrades, reprisals, punishment and the regime's answer are off, as "
             "who goes early changes who is left."),
    Sign("W7", "refusals by example", refusals, FEWER, FACED, absent={"order_example": 0.0}, idle={"order_example": 0.0},
         why="Likewise."),
    Sign("W10", "units driven off", driven_off, FEWER, STORMED, idle={"storm_daily": 0.0},
         why="A crowd fills the town, and all units there are told to shoot, and do."),
    Sign("W10", "leavers", all_left, FEWER, STORMED, off=("D5",), idle={"storm_daily": 0.0},
         why="Likewise; comrades are off, as who goes early changes who is left."),
    Sign("W9", "men who yield", yielded, FEWER, OFFERED, idle=NO_TERMS, why="Rebels are many, and offer to let men go home."),
    Sign("W9", "leavers", all_left, FEWER, OFFERED, off=("D5",), idle=NO_TERMS,
         why="Likewise; comrades are off, as who goes early changes who is left."),
    Sign("W9", "yield by example", yielded, FEWER, OFFERED, absent={"offer_example": 0.0}, idle={"offer_example": 0.0}, why="Likewise."),
    Sign("W9", "yield as places fall", yielded, FEWER, FALLING, absent={"offer_fallen": 0.0}, idle={"offer_fallen": 0.0}, why="Likewise."),
    Sign("W9", "yield in scattered posts", yielded, FEWER, SCATTERED, absent={"offer_scattered": 0.0}, idle={"offer_scattered": 0.0},
         why="Likewise; the line's units keep posts."),
    Sign("W9", "yield to terms", yielded, FEWER, OFFERED, absent={"offer_terms": 0.0}, idle={"offer_terms": 0.0}, why="Likewise."),
    Sign("W6", "the regime late", regime_late, FEWER, FEARED, idle={"loyal_share": 0.0},
         why="Fear of position alone, which all groups have from the first day, and militias raised within weeks."),
)  # fmt: skip
LONG = Sign(
    "D12",
    "officers after day 270",
    officers_left,
    MORE,
    LONG_LOOP,
    off=("D5", "D8", "D9", "I8", "W3"),
    branch=270,
    why="As the text has it: the loop closes late. Comrades, reprisals, punishment and the regime's answer are off: they would "
    "feed on the few who go on account of it.",
)
