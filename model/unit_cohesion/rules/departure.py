"""Who leaves today, which way, and why: D4, D7, D10, D11 are written here; then everybody is pressed.

Those whose time has come try to go. Some are caught (D9a). Each who goes touches his unit, and a commander all units under his, which are
pressed again the same day, until nobody more goes. The men of a unit that goes as one take one way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import LEAST, MOST, clipped, log
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import INF, SLOTS, Rule, column, mechanism, parameter, stream, term
from unit_cohesion.engine.hazards import Factors, explain, recent_share
from unit_cohesion.engine.lots import lot
from unit_cohesion.engine.ordering import foremost_last
from unit_cohesion.engine.roll import RESOLVED
from unit_cohesion.engine.transitions import go, new_terms
from unit_cohesion.rules.beliefs import ending, lasting, tipping_point
from unit_cohesion.rules.exits import ABROAD, OFFICERS_FROM, TO, nearness, way_out
from unit_cohesion.rules.militias import choose
from unit_cohesion.vocabulary import BESIEGED, CANDIDATE, FIGHTER, HIDING, JAILED, REASONS, TRANSIT, WAYS

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import (
        Communities,
        Militias,
        Nation,
        On,
        P,
        Place,
        Places,
        Profiles,
        ProfileSources,
        ProfileTerms,
        Routes,
        Rows,
        Sects,
        Size,
        Slots,
        Tally,
        Unit,
        Units,
        UnitSources,
        UnitTerms,
    )

CAPTURED = WAYS.index("captured")
DANGER, NO_PLACE, FAMILY = (REASONS.index(word) for word in ("danger", "no place for me", "family"))


class Departure(Rule):
    """Factors of fear, of what is forfeited, of kin and of sieges are written; then everybody is pressed, and those go whose time has come.

    log_D4 = fear · (revenge_push · reassurance · past − revenge_bind · (1 − ending)), fear of his community (V2), clipped to [−3, 2],
        lasts = regime_odds · (1 − told_lost), ending = 1 − lasts · (1 − abandonment),
        past = max(0, ending − tipping point) / (1 − tipping point)
    tipping point = tipping_belief + tipping_spread · z; z of an officer: of the fifth of a normal spread that he was born into; else 0
    log_D7 = −privilege_hold · lasts · pay · privilege
    log_D10 = ln(kin_rebel_home) · (1 − control of the home)
    log_D11 = ln(siege_ratio) in a besieged unit, and as_one_pull on a day when it goes as one (``bonds.py``)
    log_D18 = ln(calm_share + (1 − calm_share) · war), war = 1 − control · (1 − enemy near) of the unit's place, 1 in a besieged unit;
        enemy near = rebels' worth / (rebels' worth + near_half · defence of the place), as last weighed (``balance.py``)
    """

    table = "departure"
    heading = "Who goes (the base hazard, D4, D7, D10, D11, loyalty, D14)"

    D4 = mechanism(
        "Revenge feared",
        "Fear of the other side (V2) binds while the regime is believed to last, and pushes those past their tipping point once it is not.",
        "B10 B11",
        off="belief held high: more in-group leave; held low: fewer",
        outcome="groups: ruling group who left",
        pushes="fear of revenge once the regime goes",
        holds="fear of revenge if the regime goes",
    )
    D7 = mechanism(
        "What is forfeited",
        "Privilege, pay and pension lost by leaving hold people, times the odds that the regime lasts.",
        "A29",
        off="more officers leave",
        outcome="groups: officers who left",
        pushes="less to lose",
        holds="what he would forfeit",
    )
    D9a = mechanism(
        "Being caught", "Some who try are caught and jailed.", "lit", off="more succeed", outcome="daily: leavers", part_of="D9"
    )
    D10 = mechanism(
        "Kin press to leave",
        "Kin press men to leave, more strongly from homes that rebels hold.",
        "A26, lit",
        off="fewer leave from rebel-held homes",
        outcome="people: leavers by home",
        pushes="kin who press him to leave",
        holds="kin who want him to stay",
    )
    D11 = mechanism(
        "Siege",
        "A besieged unit leaves or gives up with far higher odds.",
        "A26, lit",
        off="fewer in besieged units",
        outcome="units.left",
        pushes="a siege",
        holds="no siege",
    )

    D18 = mechanism(
        "The war is near",
        "Where no enemy is near and all ground is held there is little to flee from and nowhere to go: few leave an army at peace.",
        "lit: desertion in peace and war",
        off="a quiet army loses as many as one at war",
        outcome="units.left",
        pushes="the war where he serves",
        holds="no enemy near where he serves",
    )

    trust_after_commander = parameter(
        0.5, "1", 0.0, 1.0, "Share of trust left when the commander has gone.", "estimate", of="D6", table="bonds"
    )
    base_hazard = parameter(
        0.0002,
        "1/day",
        0.0,
        0.01,
        "Daily hazard of leaving of a person on whom no factor acts.",
        "fitted to Syria, to June 2012; before .00026",
        of="I1",
    )
    revenge_bind = parameter(
        2.4,
        "log hazard",
        0.0,
        4.0,
        "Log-hazard by which full fear of the other side binds while the regime is sure to last.",
        "lit: loyalty trap; the size: fitted to Syria, to June 2012; before 2",
        of=D4,
    )
    revenge_push = parameter(
        1.25,
        "log hazard",
        0.0,
        4.0,
        "Log-hazard by which it pushes once fall or abandonment is certain and rebels are believed to spare those who come over.",
        "B11",
        of=D4,
    )
    tipping_belief = parameter(
        0.5, "1", 0.05, 0.95, "Mean of the believed chance of fall or abandonment at which fear begins to push.", "B11", of=D4
    )
    tipping_spread = parameter(
        0.15, "1", 0.0, 0.3, "Spread of that tipping point between officers.", "B10: it divides them", of=D4, neutral=0.0
    )
    tipping_least = parameter(
        0.05, "1", 0.01, 0.2, "Least tipping point of anybody, and least distance of it from certainty.", "design", of=D4, nature="design"
    )
    privilege_hold = parameter(
        1.9,
        "log hazard",
        0.0,
        4.0,
        "Log-hazard by which full privilege holds while the regime is sure to last.",
        "A29; lit: hazard ratio .2 to .6; the size: fitted to Syria, to June 2012; before 3.2",
        of=D7,
    )
    kin_rebel_home = parameter(
        2.0, "hazard ratio", 1.0, 5.0, "Hazard ratio of a man whose home rebels hold wholly.", "A26; lit: 1.3 to 2.5", of=D10
    )
    siege_ratio = parameter(5.0, "hazard ratio", 1.0, 20.0, "Hazard ratio in a besieged unit.", "A26; lit: 3 to 10", of=D11)
    calm_share = parameter(
        0.1,
        "1",
        0.01,
        1.0,
        "Share of the base hazard that acts where no enemy is near and all ground is held.",
        "lit: ½ to 1 % a year desert in peace, some 10 % in war",
        of=D18,
        neutral=1.0,
    )
    near_half = parameter(
        0.005,
        "1",
        0.0005,
        0.5,
        "Rebels' worth, of the defence of a place, at which the enemy is half felt to be there.",
        "tuned with the base hazard: a few fighters before a thousand men are a war",
        of=D18,
    )
    surrender_share = parameter(0.5, "1", 0.0, 0.99, "Share of those who leave a besieged unit who give themselves up.", "estimate", of=D11)
    hazard_cap = parameter(5.0, "1/day", 0.1, 20.0, "Most hazard that a person can gather in a day.", "design", of="I1", nature="design")
    catch_chance = parameter(
        0.2,
        "1",
        0.0,
        1.0,
        "Chance that an attempt is caught where the regime is in full control, for a wholly watched group.",
        "estimate",
        of=D9a,
        table="reprisal",
    )
    catch_unwatched = parameter(
        0.6,
        "1",
        0.0,
        1.0,
        "That chance for a group not watched at all, against a wholly watched one.",
        "estimate",
        of=D9a,
        table="reprisal",
    )

    way = column("people", "i1", "row of WAYS", "way he left by, -1 before", low=-1, high=3)
    from_place = column("people", "i1", "row of places", "where his unit stood when he left", high=100)
    left = column("units", "f8", "agents", "left by their own will since the start", told=True)
    left_lately = column("units", "f8", "agents", "left by their own will, fading from comrades' minds")
    punished = column("units", "f8", "agents", "caught and jailed, fading")
    units_left_today = column("units", "f8", "agents", "left yesterday or today, not yet worn into the bonds", called="left_today")
    punished_today = column("units", "f8", "agents", "punished, not yet worn into the bonds")
    left_source = column("units", "i8", "source", "latest leaver", low=-INF)
    punished_source = column("units", "i8", "source", "latest man caught", low=-INF)
    tipping = column("profiles", "f8", "1", "how far the tipping point lies from the mean, in spreads", low=-INF, fixed=True)
    sects_left_today = column("sects", "f8", "persons", "left by their own will today", called="left_today")
    attempts = column("sects", "f8", "persons", "tried to leave today, caught or not")
    caught = column("sects", "f8", "persons", "attempts caught today")
    capability_lost = column("nation", "f8", "competence", "competence of those who left by their own will", told=True)

    D11_units = term("units", D11, source="units")
    D18_units = term("units", D18)
    D4_profiles = term("profiles", D4, source="profiles")
    D7_profiles = term("profiles", D7)
    D10_profiles = term("profiles", D10)
    lot_of_way = stream("way", ways=4)
    way_of_unit = stream("way of a unit", ways=4)
    lot_of_caught = stream("caught")
    joins_whom = stream("joins whom", ways=SLOTS)
    reason = stream("reason")

    @staticmethod
    @compiled
    def run(
        units: Units,
        profiles: Profiles,
        communities: Communities,
        places: Places,
        sects: Sects,
        nation: Nation,
        unit_terms: UnitTerms,
        profile_terms: ProfileTerms,
        unit_sources: UnitSources,
        profile_sources: ProfileSources,
        tally: Tally,
        size: Size,
        p: P,
        on: On,
    ) -> None:
        """Write the factors of D4, D7, D10 and D11; begin the day's count of departures."""
        kin_press, siege_presses = log(p.kin_rebel_home), log(p.siege_ratio)
        for row in range(len(profiles)):
            profile, terms = profiles[row], profile_terms[row]
            sect = sects[profile.sect]
            if on.D4:
                believed, tips = ending(profile, nation), tipping_point(profile, p)
                pushes = p.revenge_push * sect.reassurance * max(0.0, believed - tips) / (1.0 - tips)
                fear = communities[profile.home * size.sects + profile.sect].fear
                terms.D4 = clipped(fear * (pushes - p.revenge_bind * (1.0 - believed)), LEAST, MOST)
                profile_sources[row].profiles_D4 = profile.abandonment_source
            if on.D7:
                terms.D7 = -p.privilege_hold * lasting(profile, nation) * nation.pay * profile.privilege
            if on.D10:
                terms.D10 = kin_press * (1.0 - places[profile.home].control)
        if on.D11:
            for row in range(len(units)):
                unit = units[row]
                unit_terms[row].D11 = siege_presses if unit.posture == BESIEGED else 0.0
                if unit.posture == BESIEGED and unit.goes_as_one:
                    unit_terms[row].D11 += p.as_one_pull
                unit_sources[row].units_D11 = unit.siege_source
        if on.D18:
            calm = np.empty(len(places))
            for row in range(len(places)):
                calm[row] = log(p.calm_share + (1.0 - p.calm_share) * war_near(places[row], p))
            for row in range(len(units)):
                unit_terms[row].D18 = 0.0 if units[row].posture == BESIEGED else calm[units[row].place]
        for sect in sects:
            sect.left_today = sect.attempts = sect.caught = 0.0
        tally.leavers = 0

    @staticmethod
    @compiled
    def leave(
        book: Book,
        factors: Factors,
        profiles: Profiles,
        profile: Rows,
        places: Places,
        routes: Routes,
        sects: Sects,
        nation: Nation,
        militias: Militias,
        slots: Slots,
        going: Rows,
        size_going: int,
        step: int,
        day: int,
        leavers: Rows,
        leaver_events: Rows,
    ) -> None:
        """Let those go whose time has come in one pass of the day: all are judged by the world before it, then they go, by their rows."""
        p, on, s, size = book.p, book.on, book.s, size_going
        to, cause, trigger, terms = np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size, np.int64)
        recent, caught, reason = np.empty(size), np.empty(size, np.bool_), np.empty(size, np.int64)
        led, openly = np.empty(size, np.bool_), np.empty(size, np.bool_)
        for number in range(size):
            row = going[number]
            person = book.people[row]
            unit, key, spell = book.units[person.unit], person.key, int(person.spell)
            terms[number] = new_terms(book)
            cause[number], trigger[number] = explain(book, factors, profiles, profile, row, day, terms[number])
            recent[number] = recent_share(book, factors, row, day)
            way = way_out(book, routes, row, day)
            target = int(TO[way])
            if target == FIGHTER and book.size.rebels:  # officers come to its door, the others join it; where there is none, all go abroad
                asked = choose(book, militias, slots, row, unit.place, s.joins_whom, -1)
                officer = int(person.band) >= OFFICERS_FROM
                person.militia = -1 if officer else asked
                target = TRANSIT if asked < 0 else CANDIDATE if officer else FIGHTER
                if asked < 0:
                    way = ABROAD
            caught[number] = False
            if on.D9a and way != CAPTURED and book.resistance[row] >= 0.0:  # of whom an event says that he leaves, he does
                watch = p.catch_unwatched + (1.0 - p.catch_unwatched) * sects[int(person.sect)].watched
                caught[number] = lot(s.lot_of_caught, key, spell) < p.catch_chance * watch * places[unit.place].control
            if caught[number]:
                target = JAILED
                person.militia = -1
            led[number] = unit.commander == row and not caught[number]
            openly[number] = book.resistance[row] == RESOLVED  # a dated event, which all see
            reason[number] = reason_for_leaving(book, nation, row, target)
            person.way, person.from_place = way, unit.place
            to[number] = target
        gone, numbers = np.empty(size, np.int64), np.empty(size, np.int64)
        caught_rows, caught_numbers = np.empty(size, np.int64), np.empty(size, np.int64)
        left, punished = 0, 0
        for number in range(size):
            row = going[number]
            person = book.people[row]
            unit, sect, weight = book.units[person.unit], sects[int(person.sect)], book.units[person.unit].weight
            event = go(book, day, row, to[number], cause[number], step, trigger[number], terms[number], reason[number], 0, recent[number])
            book.flows.attempts += weight
            sect.attempts += weight
            if caught[number]:
                sect.caught += weight
                unit.punished += 1.0
                unit.punished_today += 1.0
                caught_rows[punished], caught_numbers[punished] = row, event
                punished += 1
                continue
            book.left_day[row], person.left_event = day, event
            unit.left += 1.0
            unit.left_lately += 1.0
            unit.left_today += 1.0
            sect.left_today += weight
            nation.capability_lost += weight * person.competence
            if led[number]:
                lose_commander(unit, 1.0, int(person.sect), event, openly[number], p)
                tell_down(book, int(person.unit), int(person.sect), event, openly[number])
            gone[left], numbers[left] = row, event
            left += 1
        for number in foremost_last(book.people, caught_rows[:punished]):  # of a unit's, the foremost is remembered
            book.units[book.people[caught_rows[number]].unit].punished_source = caught_numbers[number]
        for number in foremost_last(book.people, gone[:left]):
            book.units[book.people[gone[number]].unit].left_source = numbers[number]
            leavers[book.tally.leavers], leaver_events[book.tally.leavers] = gone[number], numbers[number]
            book.tally.leavers += 1


@compiled
def war_near(place: Place, p: P) -> float:
    """How far the war is where a unit stands, in [0, 1]: ground that is not held, and an enemy before what is."""
    rebels = place.rebel_worth
    near = rebels / max(rebels + p.near_half * place.defence, 1.0)
    return float(1.0 - place.control * (1.0 - near))


@compiled
def lose_commander(unit: Unit, near: float, sect: int, event: int, openly: bool, p: P) -> None:
    """Let a unit feel that its commander went, or one above him.

    Args:
        near: 1 for its own, less the more levels lie between. sect: of him. event: his going. openly: in sight of all (D17).
    """
    if openly:
        unit.leaderless, unit.leaderless_source = 1.0, event
    unit.commander_gone = max(unit.commander_gone, near)
    unit.commander_trust *= 1.0 - near * (1.0 - p.trust_after_commander)
    if near > unit.carry_near:
        unit.carry_near, unit.carry_sect, unit.carry_source = near, sect, event


@compiled
def tell_down(book: Book, chief: int, sect: int, event: int, openly: bool) -> None:
    """Let all units under one feel that its commander went, weaker at each level; that he went openly, all alike."""
    units, share = book.units, book.p.chain_share
    if share <= 0.0 and not openly:
        return
    for row in range(book.size.army_units):
        near = nearness(units, row, chief, share)
        if near >= 0.0:
            lose_commander(units[row], near, sect, event, openly, book.p)
            units[row].reached = True
            book.tally.reached += 1


@compiled
def reason_for_leaving(book: Book, nation: Nation, row: int, to: int) -> int:
    """The reason stated for staying out of the fight, 0 for those who do not: danger as a pretext spreads with the rumour (N7)."""
    if to not in (TRANSIT, HIDING):
        return 0
    p, rumour = book.p, nation.rumour if book.on.N7 else 0.0
    share = p.danger_true_share + (1.0 - p.danger_true_share) * p.pretext_share * rumour
    if lot(book.s.reason, book.people[row].key, int(book.people[row].spell)) < share:
        return DANGER
    return NO_PLACE if to == TRANSIT else FAMILY
