"""W2, N8, D13 and W4: the balance of forces, who holds which place, what people believe of it, and whether an end is in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import clipped, power
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter
from unit_cohesion.engine.transitions import those
from unit_cohesion.rules.beliefs import would_fight
from unit_cohesion.rules.militias import worth_of
from unit_cohesion.rules.posts import manned
from unit_cohesion.vocabulary import BESIEGED, CONFINED, ENDINGS, FALLS, FIGHTER, GOING_ON, NATIONAL, SERVING, STATUSES, WINS

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Communities, Militias, Nation, On, P, Places, Powers, Rows, Sects, Trail

WEEKS = 13  # of trailing losses: 91 days
FIGHTERS = np.array([status == FIGHTER for status in range(len(STATUSES))])
NATIONAL_ARMY = np.array([status == NATIONAL for status in range(len(STATUSES))])


class Balance(Rule):
    """Both sides' worth is reckoned in each place, in deployed men; control and beliefs follow it; the week is classified.

    regime's worth of a place = Σ men · worth by posture · (peer_bond + institution) / 2 + air, foreign help, fillers by deaths + militiamen
    a militia's worth = (fighter_worth · its men + defector_worth / competence_mean · capability) · (1 + command_worth · officered)
        · (unarmed_worth + (1 − unarmed_worth) · supply) · (loose_worth + (1 − loose_worth) · cohesion)
    control moves by control_weekly · manned (W5, of both sides together) towards incumbency · regime / (incumbency · regime + rebels)
    regime_odds moves by 7 / odds_lag_days towards regime^odds_slope / (regime^odds_slope + rebels^odds_slope), of the whole country,
        what is to leave (N9) left out
    """

    every = 7
    table = "balance"
    heading = "The balance of forces, control, belief in it, and endings (W2, W4, N8, D13)"

    N8 = mechanism(
        "Believed odds",
        "People believe in the regime's survival according to the visible balance.",
        "B28",
        off="smaller spread of end strengths",
        outcome="daily.regime_odds",
    )
    D13 = mechanism(
        "Skills denied",
        "A pilot who leaves costs the regime sorties even if nobody uses him again.",
        "A29",
        off="air effort above the paired run's",
        outcome="daily.air_effort",
    )
    W2 = mechanism(
        "Balance of forces",
        "Control of each place moves with heads, skill, cohesion, air effort and foreign help.",
        "B28 A41",
        off="control in [0, 1]",
        kind="fact",
        pushes="the cause, and ground that rebels hold",
        holds="little cause to fight",
    )
    W4 = mechanism(
        "Endings", "The regime wins, falls, or neither is in sight: limbo.", "B28", off="each ending can be reached", kind="classifier"
    )

    power_confined = parameter(0.25, "1", 0.0, 1.0, "Fighting worth of a confined man against a deployed one.", "estimate", of=W2)
    supply_air = parameter(
        0.5,
        "1",
        0.0,
        1.0,
        "Fighting worth of a besieged man against a deployed one, if as many sorties as on day one supply him.",
        "design W5",
        of=W2,
    )
    supply_cut = parameter(0.2, "1", 0.0, 1.0, "That worth where none is flown.", "design W5", of=W2)
    power_air = parameter(15000.0, "men", 0.0, 200000.0, "Worth of the full air effort in deployed men.", "estimate", of=W2, nature="fact")
    power_militia = parameter(0.5, "1", 0.0, 2.0, "Worth of a regime militiaman against a deployed soldier.", "estimate", of="W6")
    recruit_daily = parameter(4e-05, "1/day", 0.0, 0.01, "Daily share of a wholly aggrieved community that takes up arms.", "tuned", of=W2)
    insurgent_cap = parameter(0.02, "1", 0.0, 0.2, "Largest share of a community under arms against the regime.", "estimate", of=W2)
    insurgent_worth = parameter(0.6, "1", 0.0, 3.0, "Worth of a rebel fighter against a deployed soldier.", "estimate", of=W2)
    defector_worth = parameter(
        1.2, "1", 0.0, 5.0, "Worth of a defector of mean competence who fights, against a deployed soldier.", "estimate", of=W2
    )
    rebel_death_share = parameter(
        0.3, "1", 0.0, 1.0, "Share of the deaths other than the regime's that rebel fighters suffer.", "estimate", of=W2, nature="fact"
    )
    control_weekly = parameter(
        0.005, "1/week", 0.0, 1.0, "How fast control of a place drifts to the local balance between assaults (W5).", "estimate", of=W2
    )
    control_incumbency = parameter(
        1.5,
        "1",
        0.1,
        20.0,
        "Advantage of the side in place: local power of the regime counts this much more.",
        "fitted to Syria: what rebels held in 2013, by the press; before 2, an estimate",
        of=W2,
    )
    regime_odds_start = parameter(0.9, "1", 0.0, 1.0, "Believed odds on day one that the regime lasts.", "estimate", of=N8)
    odds_slope = parameter(
        0.6, "1", 0.0, 5.0, "How strongly belief follows the visible balance of power (logit for each e-fold).", "estimate", of=N8
    )
    odds_lag_days = parameter(45.0, "days", 1.0, 365.0, "Lag of that belief.", "estimate", of=N8)
    collapse_strength = parameter(
        0.2, "1", 0.0, 1.0, "Share of its first strength below which the army has collapsed.", "design", of=W4, nature="design"
    )
    pacified_insurgents = parameter(
        3000.0,
        "persons",
        0.0,
        1000000.0,
        "Rebels under arms below which the country counts as pacified, once there have been more.",
        "design",
        of=W4,
        nature="design",
    )
    pacified_peak = parameter(
        2.0,
        "1",
        1.0,
        100.0,
        "How many times that number there must have been before falling below it counts as a victory.",
        "design",
        of=W4,
        nature="design",
    )
    falls_control = parameter(0.15, "1", 0.0, 1.0, "National control below which the regime falls.", "design", of=W4, nature="design")
    ending_days = parameter(
        365,
        "days",
        30,
        3650,
        "How far ahead an ending must be in sight for the day not to be limbo.",
        "mechanisms W4",
        of=W4,
        nature="design",
    )
    fighter_worth = parameter(
        1.0,
        "1",
        0.0,
        3.0,
        "Worth of a civilian fighter against a deployed soldier, in a militia that holds together and is armed.",
        "estimate",
        of=W2,
        table="rebels",
    )
    unarmed_worth = parameter(
        0.6, "1", 0.0, 1.0, "Share of that worth without any supply from outside.", "estimate", of="S1", table="rebels"
    )
    command_worth = parameter(
        0.5,
        "1",
        0.0,
        5.0,
        "What officers in action add to a militia's worth: its gain where there are officers enough.",
        "estimate",
        of=W2,
        table="rebels",
    )

    control = column("places", "f8", "1", "the regime's control: the share of the place that it holds", high=1, told=True)
    defence = column("places", "f8", "men", "fighting worth of all on the regime's side")
    places_attack = column("places", "f8", "men", "fighting worth of those of them who are free to attack", called="attack")
    rebel_worth = column("places", "f8", "men", "fighting worth of the rebels")
    regular_worth = column("places", "f8", "men", "of that, of regular armies, which stand in line (W5)")
    leaving = column("places", "f8", "men", "worth of help there that people leave out, since it is to end (N9)")
    insurgents = column("places", "f8", "persons", "civilians under arms against the regime", told=True)
    air_effort = column("nation", "f8", "1", "sorties flown, of those on day one", high=1, told=True)
    regime_power = column("nation", "f8", "men", "fighting worth of the regime's side", told=True)
    rebel_power = column("nation", "f8", "men", "fighting worth of the rebels", told=True)
    regime_odds = column("nation", "f8", "1", "believed odds that the regime lasts", high=1, told=True)
    regime_control = column("nation", "f8", "1", "the regime's control, by population", high=1, told=True)
    limbo = column("nation", "?", "yes/no", "neither ending is in sight", high=1, told=True)
    ending = column("nation", "i8", "row of ENDINGS", "how it ended, if it has", high=len(ENDINGS) - 1, told=True)
    insurgents_peak = column("nation", "f8", "persons", "most rebels under arms so far")
    capability_used = column(
        "nation", "f8", "competence", "competence of those who left by their own will and fight against the regime now", told=True
    )

    @staticmethod
    @compiled
    def run(
        book: Book,
        places: Places,
        communities: Communities,
        sects: Sects,
        militias: Militias,
        nation: Nation,
        pilots: Rows,
        trail: Trail,
        found: Rows,
        day: int,
    ) -> None:
        """Reckon both sides' power, move control and beliefs, and classify the week."""
        p = book.p
        nation.air_effort = sorties(book, pilots) * (1.0 - nation.air_grounded)
        regime = regime_worth(book, places, nation)
        if book.size.rebels:
            rebels = militia_worth(book, places, militias, nation, found)
        else:
            rebels = insurgent_worth(book, places, nation, found)
            recruit(places, communities, nation, book.size.sects, book.on, p)
        regime_power = rebel_power = held = population = leaving = 0.0
        for row in range(len(places)):
            place, local = places[row], p.control_incumbency * regime[row]
            place.rebel_worth = rebels[row]
            local = local / max(local + rebels[row], 1e-9)
            pace = p.control_weekly * manned(regime[row] + rebels[row], place, p)
            place.control = clipped(place.control + pace * (local - place.control))
            regime_power += regime[row]
            leaving += place.leaving
            rebel_power += rebels[row]
            held += place.control * place.population
            population += place.population
        nation.regime_power, nation.rebel_power, nation.regime_control = regime_power, rebel_power, held / population
        if book.on.N8:
            odds = power(regime_power - leaving, p.odds_slope)
            odds = odds / max(odds + power(rebel_power, p.odds_slope), 1e-12)
            nation.regime_odds += (odds - nation.regime_odds) * min(1.0, 7.0 / p.odds_lag_days)
        classify(book, places, sects, nation, trail, day)


@compiled
def sorties(book: Book, pilots: Rows) -> float:
    """Sorties flown, of those on day one: they fall with the pilots who left, whether or not anybody uses them again (D13)."""
    flying = all_pilots = 0.0
    for row in pilots:
        weight = book.units[book.people[row].unit].weight
        all_pilots += weight
        if book.status[row] == SERVING or (not book.on.D13 and book.people[row].way >= 0):
            flying += weight
    return flying / all_pilots if all_pilots > 0.0 else 0.0


@compiled
def regime_worth(book: Book, places: Places, nation: Nation) -> Powers:
    """Fighting worth of the regime's side in each place, in deployed men; of those free to attack, what is neither shut in nor militia."""
    p, worth = book.p, np.zeros(len(places))
    supplied = p.supply_cut + (p.supply_air - p.supply_cut) * nation.air_effort
    for place in places:
        place.attack = 0.0
    for unit in book.units:
        if unit.disarmed:
            continue
        men = unit.weight * unit.strength * (unit.peer_bond + unit.institution) / 2.0
        if unit.posture == CONFINED:
            men *= p.power_confined
        elif unit.posture == BESIEGED:
            men *= supplied
        else:
            places[unit.place].attack += men
        worth[unit.place] += men
    deaths = 0.0
    for place in places:
        deaths += place.all_deaths
    wide = p.power_air * nation.air_effort + nation.foreign_help + nation.filled + nation.patron_help
    leaving = 0.0
    if book.on.N9:
        sorties_leaving = nation.air_effort * nation.leaving_air / max(1.0 - nation.air_grounded, 1e-9)
        leaving = p.announced_counts * (nation.leaving_help + p.power_air * sorties_leaving)
    for row in range(len(places)):
        place = places[row]
        heat = place.all_deaths / max(deaths, 1e-12)
        there, place.leaving = wide * heat, leaving * heat
        if worth[row] > 0.0:  # aircraft and helpers take no ground where no unit stands
            place.attack += there
        worth[row] += there
        if book.on.W6:
            worth[row] += p.power_militia * place.loyal_militia
        place.defence = worth[row]
    return worth


@compiled
def insurgent_worth(book: Book, places: Places, nation: Nation, found: Rows) -> Powers:
    """Fighting worth of rebels who are but a number, and of the defectors who fight where they live; counts the skill that these use."""
    p, worth, used = book.p, np.zeros(len(places)), 0.0
    for row in range(len(places)):
        worth[row] = p.insurgent_worth * places[row].insurgents
    for number in range(those(book, FIGHTERS, found, -1)):
        person = book.people[found[number]]
        skill = book.units[person.unit].weight * person.competence
        used += skill
        worth[int(person.home)] += p.defector_worth / p.competence_mean * skill
    nation.capability_used = used
    return worth


@compiled
def militia_worth(book: Book, places: Places, militias: Militias, nation: Nation, found: Rows) -> Powers:
    """Fighting worth of militias, and of the national army where it stands."""
    worth, size = np.zeros(len(places)), those(book, NATIONAL_ARMY, found, -1)
    for place in places:
        place.regular_worth = 0.0
    for militia in militias:
        if militia.alive:
            worth[militia.front] += worth_of(militia, book.p)
            if militia.regular:
                places[militia.front].regular_worth += worth_of(militia, book.p)
    whole = 0.0
    for number in range(size):
        whole += book.units[book.people[found[number]].unit].weight
    if whole > 0.0:
        for number in range(size):
            person = book.people[found[number]]
            worth[int(person.from_place)] += nation.national_power * (book.units[person.unit].weight / whole)
    return worth


@compiled
def recruit(places: Places, communities: Communities, nation: Nation, sects: int, on: On, p: P) -> None:
    """Let civilians take up arms as their community is aggrieved, up to a cap; fighting kills some of them."""
    deaths = insurgents = 0.0
    for place in places:
        deaths += place.all_deaths
    fallen = 7.0 * p.rebel_death_share * max(nation.all_deaths - nation.regime_deaths, 0.0)
    for row in range(len(places)):
        place, willing = places[row], 0.0
        for number in range(row * sects, (row + 1) * sects):
            willing += would_fight(communities[number], on, p)
        room = max(0.0, 1.0 - place.insurgents / max(p.insurgent_cap * willing, 1e-9))
        joined, killed = 7.0 * p.recruit_daily * willing * room, fallen * (place.all_deaths / max(deaths, 1e-12))
        place.insurgents = max(0.0, place.insurgents + joined - killed)
        insurgents += place.insurgents
    nation.insurgents_peak = max(nation.insurgents_peak, insurgents)


@compiled
def classify(book: Book, places: Places, sects: Sects, nation: Nation, trail: Trail, day: int) -> None:
    """W4: limbo while, at the net loss of the last quarter, neither the army's collapse nor pacification is in sight.

    Args:
        trail: the army's strength and the rebels by week, as far back as is looked; the row of a week is its number modulo their number.
    """
    p, strength, start, rebels = book.p, 0.0, 0.0, 0.0
    for row in range(len(sects)):
        start += sects[row].serving_start
        for band in range(book.counts.shape[1]):
            strength += book.counts[row, band, SERVING]
    for place in places:
        rebels += place.insurgents
    week = (day - 1) // 7
    back = min(week, WEEKS)
    oldest, ahead = trail[(week - back) % len(trail)], p.ending_days / (7.0 * max(back, 1))
    trail[week % len(trail), 0], trail[week % len(trail), 1] = strength, rebels
    collapses = strength + (strength - oldest[0]) * ahead <= p.collapse_strength * start
    pacified = rebels <= p.pacified_insurgents or rebels + (rebels - oldest[1]) * ahead <= p.pacified_insurgents
    if nation.ending == GOING_ON:
        if nation.regime_control <= p.falls_control or strength <= p.collapse_strength * start:
            nation.ending = FALLS
        elif nation.insurgents_peak > p.pacified_peak * p.pacified_insurgents and rebels <= p.pacified_insurgents:
            nation.ending = WINS
    nation.limbo = nation.ending == GOING_ON and not collapses and not pacified
