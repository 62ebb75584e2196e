"""Militias and their leaders from week to week: order, feeling, warlords, cohesion; splits, mergers, ends (R3, R7, R10, R15, R19, S3).

Leaders drift to warlords as power and income grow (R10). Religious feeling rises with war and with sponsors' money (R7); the regime's
sectarian practice raises sectarian feeling (R19). Militias without cohesion split, small ones join larger ones of like mind (R15).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import clipped, exp
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import Rule, column, mechanism, parameter, stream
from unit_cohesion.engine.lots import lot
from unit_cohesion.engine.transitions import those
from unit_cohesion.rules.militias import free_slot, officered, start, trait
from unit_cohesion.vocabulary import ADVISER, COMMANDER, FIGHTER, IN_ACTION, STATUSES

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Communities, Militia, Militias, Nation, On, P, Places, Rows, Slots, Sponsors

WITH_A_MILITIA = np.array([status in (FIGHTER, COMMANDER, ADVISER) for status in range(len(STATUSES))])


class Factions(Rule):
    """Militias drift, all judged by the same day; then some split, merge or end. ``pay`` counts up to 1.

    money       += money_weekly · (money_legitimacy · max(pay, means) − money)
    warlordism  += warlord_weekly · ((1 − warlord_pay) · fighters / fighters of the place + warlord_pay · pay) · (1 − warlordism)
        R10 (pay: S4)
    religiosity += faith_weekly · max(0, clip(faith_of_war + faith_of_money · patron's agenda, 0, 1) − religiosity)      R7
    sectarian   += sectarian_weekly · (felt / (felt + sectarian_half) − sectarian)                          R19
    discipline  += discipline_officers · officered · (1 − discipline), officered = min(1, fighters_per_officer · officers / fighters)
    cohesion    += cohesion_weekly · (bond − cohesion)
    bond         = militia_bond · (1 − bond_order · (1 − discipline)) · (1 − bond_pay · (1 − pay)) · (1 − bond_rivalry · rivalry)
        rivalry: S3
    chance of a split = split_weekly · (1 − cohesion) · exp(split_rivalry · rivalry)                        R15
    """

    every = 7
    rebels = True
    table = "factions"
    heading = "Militias and their leaders: order, feeling, warlords, splits and mergers, extremists (R7, R10, R15, R19, R20)"

    R10 = mechanism(
        "Warlords",
        "A leader drifts to a warlord as power and income grow.",
        "A20",
        off="branch: admissions stay higher",
        outcome="daily.warlordism",
    )
    R15 = mechanism(
        "Many unruly militias",
        "Militias are many and local; they split, quarrel, merge and die.",
        "A35",
        off="fewer splits",
        outcome="daily.splits",
    )
    R19 = mechanism(
        "Sectarian feeling",
        "The regime's sectarian practice raises fighters' sectarian feeling.",
        "A17",
        off="fewer labels",
        outcome="daily.labels",
    )
    R20 = mechanism(
        "Extremists",
        "Extremist groups threaten defectors, count them as enemies and take places.",
        "A38",
        off="rebuilt army and moderate militias hold more",
        outcome="daily.militia fighter",
        pushes="extremists who threaten him",
        holds="no extremists near",
    )

    discipline_officers = parameter(
        0.004, "1/week", 0.0, 0.2, "Weekly gain in order by officers, where there are officers enough.", "A14", of="R4"
    )
    money_weekly = parameter(0.1, "1/week", 0.0, 1.0, "How fast a leader's legitimacy from money follows his income.", "estimate", of="R3")
    faith_of_war = parameter(
        0.6, "1", 0.0, 1.0, "Religious feeling towards which war pulls a militia without a patron.", "A14: rises in war", of="R7"
    )
    faith_of_money = parameter(
        0.4, "1", 0.0, 1.0, "How far a patron's agenda moves that: a religious one up, a secular one down.", "A14", of="R7"
    )
    faith_weekly = parameter(
        0.015, "1/week", 0.0, 0.2, "How fast religious feeling rises towards where war and money pull it.", "A14", of="R7"
    )
    sectarian_weekly = parameter(
        0.02, "1/week", 0.0, 0.2, "How fast sectarian feeling follows the regime's own sectarian practice.", "A17", of=R19
    )
    sectarian_half = parameter(
        40.0,
        "deaths per 100,000",
        0.1,
        10000.0,
        "Felt deaths in the fighters' own group at which half of it feels them as sectarian.",
        "estimate",
        of=R19,
    )
    warlord_weekly = parameter(0.02, "1/week", 0.0, 0.5, "How fast a leader with full power and income becomes a warlord.", "A20", of=R10)
    warlord_pay = parameter(
        0.5,
        "1",
        0.0,
        1.0,
        "Share of that which comes from his income; the rest comes from his share of the place's fighters.",
        "A20",
        of=R10,
    )
    bond_order = parameter(0.5, "1", 0.0, 1.0, "Share of a militia's bond that is lost without any order.", "estimate", of=R15)
    bond_pay = parameter(0.3, "1", 0.0, 1.0, "Share of it that is lost without any pay.", "estimate", of=R15)
    bond_rivalry = parameter(0.5, "1", 0.0, 1.0, "Share of it that full rivalry of patrons takes.", "A41", of="S3")
    loose_worth = parameter(
        0.5, "1", 0.0, 1.0, "Share of a militia's fighting worth that is left without any cohesion.", "estimate", of="W2"
    )
    unruly_worth = parameter(
        0.5, "1", 0.0, 1.0, "Share of its power beside other militias of its place that is left without any order.", "estimate", of=R20
    )
    cohesion_weekly = parameter(0.04, "1/week", 0.0, 1.0, "How fast cohesion moves.", "estimate", of=R15)
    split_weekly = parameter(0.02, "1/week", 0.0, 0.5, "Weekly chance of a split of a militia without any cohesion.", "A35", of=R15)
    split_rivalry = parameter(1.5, "log hazard", 0.0, 6.0, "What full rivalry of patrons adds to it.", "A41", of="S3")
    split_least = parameter(150.0, "persons", 2.0, 10000.0, "Fighters below which a militia does not split.", "estimate", of=R15)
    split_share = parameter(0.5, "1", 0.05, 0.95, "Chance of each of its men to go with those who split off.", "estimate", of=R15)
    split_early = parameter(
        0.6, "1", 0.0, 1.0, "Share of the old leader's legitimacy of having been early that the new one has.", "estimate", of=R15
    )
    split_means = parameter(0.15, "1", 0.0, 1.0, "Mean of the new one's own money.", "estimate", of=R15)
    merge_weekly = parameter(
        0.03, "1/week", 0.0, 0.5, "Weekly chance of a small militia to join a larger one of like mind in its place.", "A35", of=R15
    )
    merge_below = parameter(80.0, "persons", 1.0, 10000.0, "Fighters below which it may.", "estimate", of=R15)
    merge_like_mind = parameter(0.3, "1", 0.0, 1.0, "Largest difference in religious feeling at which it may.", "estimate", of=R15)

    extremist = column("places", "f8", "1", "share of the rebels' power there that is extremists'", high=1, told=True)
    splits = column("nation", "f8", "militias", "splits of militias so far", told=True)
    mergers = column("nation", "f8", "militias", "mergers of militias so far", told=True)

    split = stream("split")
    merge = stream("merge")
    splits_off = stream("splits off")

    @staticmethod
    @compiled
    def run(
        book: Book,
        militias: Militias,
        sponsors: Sponsors,
        communities: Communities,
        places: Places,
        nation: Nation,
        slots: Slots,
        found: Rows,
        touched: Rows,
        going: Rows,
        day: int,
    ) -> None:
        """Move leaders and militias; let some split, merge or end; see what is the extremists'."""
        p, on = book.p, book.on
        alive, count = np.empty(len(militias), np.int64), 0
        men_of_place = np.zeros(len(places))
        for row in range(len(militias)):
            if militias[row].alive:
                alive[count] = row
                count += 1
                men_of_place[militias[row].place] += militias[row].fighters
        if count:
            for row in alive[:count]:
                militia = militias[row]
                agenda = sponsors[militia.patron].agenda if militia.patron >= 0 else 0.0
                felt = communities[militia.place * book.size.sects + militia.sect].felt
                drift(militia, men_of_place[militia.place], agenda, felt, p, on)
                hold_together(militia, p, on)
            men = found[: those(book, WITH_A_MILITIA, found, -1)]  # nobody's status changes here: they are the same to the end
            whose = touched[: len(men)]
            for number in range(len(men)):
                whose[number] = int(book.people[men[number]].militia)
            if on.R15:
                for row in alive[:count]:
                    if breaks(book, militias[row], day) and split(book, militias, slots, men, whose, going, row, day):
                        nation.splits += 1.0
                merge_some(book, militias, slots, nation, men, whose, going, day)
            end_the_empty(militias, whose, day)
        for row in range(len(places)):
            places[row].extremist = extremists_share(militias, row, p) if on.R20 else 0.0


@compiled
def drift(militia: Militia, men_of_place: float, agenda: float, felt: float, p: P, on: On) -> None:
    """Money makes legitimate; power and income make a warlord (R10, S4); faith rises with war and a religious patron's money (R7); the
    regime's sectarian practice is felt (R19); officers bring order.

    Args:
        men_of_place: fighters of all militias of its place. agenda: its patron's, 0 without one. felt: grievance of its leader's
            community.
    """
    paid = min(militia.income, 1.0)
    militia.money += (max(p.money_legitimacy * paid, militia.means * p.money_legitimacy) - militia.money) * p.money_weekly
    if on.R10:
        power = (1.0 - p.warlord_pay) * militia.fighters / max(men_of_place, 1e-9) + (p.warlord_pay * paid if on.S4 else 0.0)
        militia.warlordism += p.warlord_weekly * power * (1.0 - militia.warlordism)
    if on.R7:
        pull = clipped(p.faith_of_war + p.faith_of_money * agenda)
        militia.religiosity += p.faith_weekly * max(0.0, pull - militia.religiosity)
    if on.R19:
        militia.sectarian += p.sectarian_weekly * (felt / (felt + p.sectarian_half) - militia.sectarian)
    militia.discipline = clipped(militia.discipline + p.discipline_officers * officered(militia, p) * (1.0 - militia.discipline))


@compiled
def hold_together(militia: Militia, p: P, on: On) -> None:
    """Cohesion tends to what order and pay allow and rivalry of patrons (S3) leaves of it."""
    rivalry = militia.rivalry if on.S3 else 0.0
    ordered = (1.0 - p.bond_order) + p.bond_order * militia.discipline
    paid = (1.0 - p.bond_pay) + p.bond_pay * min(militia.income, 1.0)
    bond = p.militia_bond * ordered * paid * (1.0 - p.bond_rivalry * rivalry)
    militia.cohesion += p.cohesion_weekly * (bond - militia.cohesion)


# ---- splits, mergers, ends (R15)


@compiled
def breaks(book: Book, militia: Militia, day: int) -> bool:
    """Whether a militia splits this week, if men go both ways and a slot is free: the likelier, the less it holds together and the more
    its patron and its neighbours' are at odds (S3)."""
    p = book.p
    rivalry = militia.rivalry if book.on.S3 else 0.0
    chance = min(p.split_weekly * (1.0 - militia.cohesion) * exp(p.split_rivalry * rivalry), 1.0)
    return bool(militia.fighters >= p.split_least and lot(book.s.split, militia.key, day) < chance)


@compiled
def members(whose: Rows, militia: int, going: Rows) -> int:
    """Find the men of a militia; puts their positions in ``whose`` (each man's militia) into ``going`` and says how many they are."""
    count = 0
    for number in range(len(whose)):
        if whose[number] == militia:
            going[count] = number
            count += 1
    return count


@compiled
def go_over(book: Book, militias: Militias, men: Rows, whose: Rows, going: Rows, old: int, new: int) -> None:
    """Men (``going``: positions) change with their group from one militia to another; head counts follow until the next muster."""
    fighting = 0.0
    for number in going:
        row = men[number]
        book.people[row].militia = whose[number] = new
        if book.status[row] in IN_ACTION:
            fighting += book.units[book.people[row].unit].weight
    militias[new].fighters += fighting
    militias[old].fighters = max(0.0, militias[old].fighters - fighting)  # men may have come since the muster


@compiled
def split(book: Book, militias: Militias, slots: Slots, men: Rows, whose: Rows, going: Rows, row: int, day: int) -> bool:
    """A share of the men go with a lieutenant who begins as his leader did, but later, poorer and with less of a name.

    Returns:
        Whether they did: not without a free slot in the place, nor if by lot all or none would go.
    """
    s, p = book.s, book.p
    number = free_slot(militias, slots, int(militias[row].place))
    if number < 0:
        return False
    count, leaving = members(whose, row, going), 0
    for one in range(count):
        if lot(s.splits_off, book.people[men[going[one]]].key, day) < p.split_share:
            going[leaving] = going[one]
            leaving += 1
    if leaving == 0 or leaving == count:
        return False
    old, new = militias[row], militias[number]
    new.life += 1
    new.sect, new.extremist = old.sect, old.extremist
    new.religiosity, new.nationalism, new.discipline = old.religiosity, old.nationalism, old.discipline
    new.early, new.means = p.split_early * old.early, trait(s.leader_means, militias, number, p.split_means, p.means_spread)
    new.warlordism = trait(s.leader_warlord, militias, number, p.warlord_start, p.warlord_spread)
    start(militias, number, day, p, book.on)
    new.patron, new.sectarian = -1, old.sectarian
    go_over(book, militias, men, whose, going[:leaving], row, number)
    return True


@compiled
def merge_some(book: Book, militias: Militias, slots: Slots, nation: Nation, men: Rows, whose: Rows, going: Rows, day: int) -> None:
    """Small local militias may each join a larger one; who is small is seen before any of them does."""
    p = book.p
    small, count = np.empty(len(militias), np.int64), 0
    for row in range(len(militias)):
        militia = militias[row]
        may = militia.alive and not militia.named and militia.fighters < p.merge_below
        if may and lot(book.s.merge, militia.key, day) < p.merge_weekly:
            small[count] = row
            count += 1
    for row in small[:count]:
        larger = larger_alike(militias, slots, row, p.merge_like_mind)
        if larger >= 0:
            go_over(book, militias, men, whose, going[: members(whose, row, going)], row, larger)
            militias[row].alive = False
            nation.mergers += 1.0


@compiled
def larger_alike(militias: Militias, slots: Slots, row: int, like_mind: float) -> int:
    """The largest of the larger militias of a militia's place that are of like mind, and extremist or not as it is; -1 for none."""
    militia, best = militias[row], -1
    for slot in range(slots.shape[1]):
        number = int(slots[militia.place, slot])
        if number >= 0 and militias[number].alive and militias[number].extremist == militia.extremist:
            other, most = militias[number], militias[best].fighters if best >= 0 else militia.fighters
            if other.fighters > most and abs(other.religiosity - militia.religiosity) <= like_mind:
                best = number
    return best


@compiled
def end_the_empty(militias: Militias, whose: Rows, day: int) -> None:
    """A militia without anybody is no more; its slot is free. A named one may rise again when men come to it."""
    peopled = np.zeros(len(militias), np.bool_)
    for militia in whose:
        if militia >= 0:
            peopled[militia] = True
    for row in range(len(militias)):
        one = militias[row]
        if one.alive and not one.named and not peopled[row] and one.founded < day:
            one.alive, one.patron = False, -1
        if not one.alive:
            one.fighters = one.income = one.supply = one.rivalry = 0.0


@compiled
def extremists_share(militias: Militias, place: int, p: P) -> float:
    """The extremists' share of the power of the militias that stand in a place: men who hold together and obey (R20)."""
    power, theirs = 0.0, 0.0
    for militia in militias:
        if militia.alive and militia.front == place:
            own = militia.fighters * (p.loose_worth + (1.0 - p.loose_worth) * militia.cohesion)
            own *= p.unruly_worth + (1.0 - p.unruly_worth) * militia.discipline
            power += own
            if militia.extremist:
                theirs += own
    return theirs / max(power, 1e-9)
