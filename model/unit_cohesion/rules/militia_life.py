"""Life among militias: what wears officers out, and why fighters leave (R1, R4, R5, R7, R11, R20, S4).

An officer steps back from action to advise from afar, and from there gives up: idle inside, or to a camp abroad. A fighter follows pay: to
another militia, or home. Whoever waits at doors that stay shut goes away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import exp
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.declare import SLOTS, Rule, column, mechanism, parameter, stream, term
from unit_cohesion.engine.lots import lot
from unit_cohesion.engine.transitions import go, new_terms, those
from unit_cohesion.rules.militias import choose
from unit_cohesion.rules.rebels import came_before, leave_the_fight, marked, press_week, stands_in, stated_reason, way_of
from unit_cohesion.vocabulary import ADVISER, CANDIDATE, CIVIL, CIVILIAN, COMMANDER, FIGHTER, TRUE_REASONS

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Militias, Nation, Places, Rows, Slots

IN_ACTION, ADVISERS, CANDIDATES = marked(FIGHTER, COMMANDER), marked(ADVISER), marked(CANDIDATE)
DISORDER, ABUSE, GAP, THREATENED, REFUSED, UNPAID, CONFRONTED = (
    TRUE_REASONS.index(word) for word in ("disorder", "abuse remembered", "religious gap", "threatened", "refused", "unpaid", "confronted")
)
STEPS_BACK, CONFRONTS = range(2)


class MilitiaLife(Rule):
    """Each week officers in action step back, fighters move on or go home, advisers give up, and those who wait at doors go away.

    officer who steps back: strain_daily · exp(R4 + R5 + R7 + R20), R4 = strain_disorder · (1 − discipline),
        R5 = strain_memory · memory of abuse, R7 = strain_faith · max(0, the militia's religiosity − his),
        R20 = extremist_threat · extremists' power in the place
    officer and fighters who confront one another: confront_daily · memory of abuse; he is out of the fight at once      R5
    fighter: quit_daily · exp(S4 + R4), S4 = −quit_pay · min(income, 1), R4 = quit_disorder · (1 − discipline);
        to another militia rather than home by a chance of logit another_militia + another_pay · (its income − the old one's)
    adviser: exp(R4) / adviser_days, R4 = strain_disorder · (½ − discipline)
    candidate: exp(R11) / wait_days, R11 = wait_refused · refusals
    """

    every = 7
    rebels = True
    table = "militia_life"
    heading = "Officers' life among militias: what wears them out, and what is done to them (R4, R5, R7-R9)"

    R4 = mechanism(
        "Disorder wears",
        "Disorder and improvisation wear out an officer, who withdraws to planning from afar and then to a camp.",
        "A14",
        off="longer stays",
        outcome="groups: officers in action",
        pushes="disorder in his militia",
        holds="order in his militia",
    )
    R5 = mechanism(
        "Abuse remembered",
        "Fighters remember abuse in compulsory service: they are hostile to any officer, at the door and after, up to open confrontation.",
        "A14",
        off="fewer withdrawals",
        outcome="events: officers who step back",
        pushes="fighters who remember abuse by officers",
        holds="fighters without a grudge",
    )
    R7 = mechanism(
        "Religious gap",
        "Religious feeling rises among fighters; officers come from a secular career, and the gap adds friction.",
        "A14",
        off="branch: fewer withdrawals",
        outcome="events: officers who step back",
        pushes="a gap in religious feeling",
        holds="men of like mind",
    )

    quit_daily = parameter(
        0.0012,
        "1/day",
        0.0,
        0.1,
        "Daily hazard of an unpaid fighter in an orderly militia to leave it.",
        "estimate",
        of="S4",
        table="rebels",
    )
    quit_pay = parameter(
        1.0,
        "log hazard",
        0.0,
        5.0,
        "What full pay takes off a fighter's hazard of leaving his militia.",
        "A14 A20",
        of="S4",
        table="rebels",
    )
    quit_disorder = parameter(
        0.5, "log hazard", 0.0, 6.0, "What full disorder adds to a fighter's hazard of leaving his militia.", "A14", of=R4, table="rebels"
    )
    another_militia = parameter(
        0.5,
        "log odds",
        -5.0,
        5.0,
        "Log-odds that a fighter who leaves goes to another militia of equal pay, not home.",
        "estimate",
        of="S4",
        table="rebels",
    )
    another_pay = parameter(
        2.0, "log odds", 0.0, 10.0, "What better pay there, by as much as is usual, adds to them.", "A14 A20", of="S4", table="rebels"
    )
    strain_daily = parameter(
        0.00025, "1/day", 0.0, 0.1, "Daily hazard of an officer to step back from an orderly and friendly militia.", "estimate", of=R4
    )
    strain_disorder = parameter(1.6, "log hazard", 0.0, 6.0, "What full disorder adds.", "A14", of=R4)
    strain_memory = parameter(1.4, "log hazard", 0.0, 6.0, "What fighters' full memory of abuse in service adds.", "A14", of=R5)
    confront_daily = parameter(
        0.001,
        "1/day",
        0.0,
        0.05,
        "Daily hazard of an open quarrel between an officer and fighters whose memory of abuse is full.",
        "A14",
        of=R5,
        neutral=0.0,
    )
    strain_faith = parameter(4.0, "log hazard", 0.0, 6.0, "What a full gap in religious feeling adds.", "A14", of=R7)
    adviser_days = parameter(
        90.0, "days", 5.0, 2000.0, "Mean days as an adviser from afar before he gives that up too, in an orderly militia.", "A14", of=R4
    )
    wait_days = parameter(
        200.0,
        "days",
        5.0,
        1000.0,
        "Mean days that an officer never refused waits at militias' doors before he goes away.",
        "estimate",
        of="R11",
    )
    wait_refused = parameter(1.0, "log hazard", 0.0, 5.0, "What each refusal adds to his hazard of going away.", "estimate", of="R11")
    extremist_threat = parameter(
        1.5,
        "log hazard",
        0.0,
        6.0,
        "What extremists' full power in a place adds to an officer's hazard of stepping back.",
        "A38",
        of="R20",
        table="factions",
    )

    confrontations = column("nation", "f8", "persons", "officers whom an open quarrel with fighters put out of the fight so far", told=True)

    R4_events = term("events", R4)
    R5_events = term("events", R5)
    R7_events = term("events", R7)
    R11_events = term("events", "R11")
    R20_events = term("events", "R20")
    another = stream("another", ways=SLOTS)
    or_home = stream("or home")
    how_he_breaks = stream("how he breaks", ways=2)

    @staticmethod
    @compiled
    def run(
        book: Book,
        militias: Militias,
        places: Places,
        nation: Nation,
        slots: Slots,
        going: Rows,
        touched: Rows,
        found: Rows,
        cause: Causes,
        day: int,
    ) -> None:
        """Press officers in action, fighters, advisers and those at the doors."""
        p, on, people, pressure, resistance, cap = book.p, book.on, book.people, book.pressure, book.resistance, book.p.hazard_cap
        quits = np.empty(len(militias))
        for row in range(len(militias)):
            quits[row] = p.quit_daily * exp(pay_holds(book, militias, row) + disorder_drives(book, militias, row))
        officers, due = 0, 0
        for number in range(those(book, IN_ACTION, found, -1)):
            row = found[number]
            if not came_before(book.since_day, row, day):
                continue
            if row < book.size.army_people and 2 <= int(people[row].band) < CIVIL:
                touched[officers] = row
                officers += 1
            elif book.status[row] == FIGHTER and press_week(pressure, resistance, row, quits[int(people[row].militia)], cap):
                going[due] = row
                due += 1
        for number in range(officers):
            press_officer(book, militias, places, nation, touched[number], cause, day)
        for number in range(due):
            move_on(book, militias, slots, places, nation, going[number], cause, day)
        for number in range(those(book, ADVISERS, found, day)):
            row = found[number]
            disorder = p.strain_disorder * (0.5 - militias[int(people[row].militia)].discipline) if on.R4 else 0.0
            if press_week(pressure, resistance, row, exp(disorder) / p.adviser_days, cap):
                terms = new_terms(book)
                book.terms[terms].R4 = disorder
                leave_the_fight(book, row, places, nation, day, cause.R4, terms)
        for number in range(those(book, CANDIDATES, found, day)):
            row = found[number]
            refused = p.wait_refused * int(people[row].refusals) if on.R11 else 0.0
            if press_week(pressure, resistance, row, exp(refused) / p.wait_days, cap):
                terms = new_terms(book)
                book.terms[terms].R11 = refused
                people[row].true_reason = REFUSED
                leave_the_fight(book, row, places, nation, day, cause.R11, terms)


@compiled
def pay_holds(book: Book, militias: Militias, row: int) -> float:
    """What pay does to a fighter's log-hazard of leaving his militia (S4)."""
    return -book.p.quit_pay * min(militias[row].income, 1.0) if book.on.S4 else 0.0


@compiled
def disorder_drives(book: Book, militias: Militias, row: int) -> float:
    """What disorder does to it (R4)."""
    return book.p.quit_disorder * (1.0 - militias[row].discipline) if book.on.R4 else 0.0


@compiled
def press_officer(book: Book, militias: Militias, places: Places, nation: Nation, row: int, cause: Causes, day: int) -> None:
    """Press an officer in action: worn out, he steps back to advise from afar, for what wears him most; or fighters and he confront one
    another in the open (R5)."""
    person, p, on = book.people[row], book.p, book.on
    militia = militias[int(person.militia)]
    disorder = p.strain_disorder * (1.0 - militia.discipline) if on.R4 else 0.0
    abuse = p.strain_memory * militia.memory if on.R5 else 0.0
    gap = p.strain_faith * max(0.0, militia.religiosity - person.religiosity) if on.R7 else 0.0
    threat = p.extremist_threat * places[stands_in(militias, person)].extremist if on.R20 else 0.0
    hazard = p.strain_daily * exp(disorder + abuse + gap + threat)
    quarrel = p.confront_daily * militia.memory if on.R5 else 0.0
    if not press_week(book.pressure, book.resistance, row, hazard + quarrel, p.hazard_cap):
        return
    ways = np.zeros(2)
    ways[STEPS_BACK], ways[CONFRONTS] = hazard, quarrel
    if way_of(book, row, ways, book.s.how_he_breaks) == CONFRONTS:
        terms = new_terms(book)
        book.terms[terms].R5 = abuse
        person.true_reason = CONFRONTED
        nation.confrontations += book.units[person.unit].weight
        leave_the_fight(book, row, places, nation, day, cause.R5, terms)
        return
    most, why, true_reason = disorder, cause.R4, DISORDER
    if abuse > max(most, 0.0):
        most, why, true_reason = abuse, cause.R5, ABUSE
    if gap > max(most, 0.0):
        most, why, true_reason = gap, cause.R7, GAP
    if threat > max(most, 0.0):
        most, why, true_reason = threat, cause.R20, THREATENED
    terms = new_terms(book)
    noted = book.terms[terms]
    noted.R4, noted.R5, noted.R7, noted.R20 = disorder, abuse, gap, threat
    person.true_reason = true_reason
    go(book, day, row, ADVISER, why, 0, 0, terms, stated_reason(book, row, nation), true_reason, 0.0)


@compiled
def move_on(book: Book, militias: Militias, slots: Slots, places: Places, nation: Nation, row: int, cause: Causes, day: int) -> None:
    """A fighter leaves his militia: for another, the likelier the better it pays (S4), or home; a defector, out of the fight."""
    person, p = book.people[row], book.p
    old = int(person.militia)
    other = choose(book, militias, slots, row, int(person.from_place), book.s.another, old)
    moves = False
    if other >= 0:
        better = militias[other].income - militias[old].income if book.on.S4 else 0.0
        chance = 1.0 / (1.0 + exp(-(p.another_militia + p.another_pay * better)))
        moves = lot(book.s.or_home, person.key, int(person.spell)) < chance
    terms = new_terms(book)
    book.terms[terms].S4, book.terms[terms].R4 = pay_holds(book, militias, old), disorder_drives(book, militias, old)
    if not moves and int(person.band) < CIVIL:
        person.true_reason = UNPAID
        leave_the_fight(book, row, places, nation, day, cause.S4, terms)
        return
    person.militia = other if moves else -1
    go(book, day, row, FIGHTER if moves else CIVILIAN, cause.S4, 0, 0, terms, 0, 0, 0.0)
