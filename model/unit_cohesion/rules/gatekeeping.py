"""Officers at militias' doors: leaders weigh need against rivalry and mistrust, officers weigh pride (R3, R5, R6, R8, R11-R14, S2).

An officer waits while he is vetted, longer where his origin is suspected (R14); then a leader of his place gives his word, which is noted
with its terms. Refused, he may try another door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, exp
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.choices import new_choice
from unit_cohesion.engine.compiling import asked, compiled
from unit_cohesion.engine.declare import SLOTS, Rule, column, mechanism, parameter, stream
from unit_cohesion.engine.lots import gumbel_of_turn
from unit_cohesion.engine.transitions import send, those
from unit_cohesion.rules.militias import choose_again
from unit_cohesion.rules.skills import used
from unit_cohesion.vocabulary import ADVISER, CANDIDATE, CHOSEN, COMMANDER, FIGHTER, RANKS, STATUSES, TRUE_REASONS

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import Causes, Choices, Militias, Nation, On, P, Person, Rows, Sects, Slots, Sponsors

    Terms = tuple[float, float, float, float, float, float, float, float, float]

FIGHTS, LEADS, REFUSED, DECLINED = (CHOSEN.index(word) for word in ("fighter", "commander", "refused", "declined"))
ROLES = CHOSEN[: REFUSED + 1]
"""What a leader can do with an officer."""
AT_THE_DOOR = np.array([status == CANDIDATE for status in range(len(STATUSES))])
BECOMES = np.array([ADVISER, FIGHTER, COMMANDER])
REASON_REFUSED = TRUE_REASONS.index("refused")
GENERAL = RANKS.index("general")
"""The highest rank."""


class Gatekeeping(Rule):
    """Candidates whose vetting is over ask a militia of their place each; its leader takes the use of them with the largest utility.

    vetting = vetting_days · (1 + vetting_suspicion · suspicion) and retry_days more for each refusal      suspicion: R14
    utility of a role = roles(terms) + choice_noise · Gumbel draw, terms = admission(leader, officer)
    what tells most against him who is refused is counted: the lowest of the terms that are not his need
    """

    every = 7
    rebels = True
    table = "gatekeeping"
    heading = "Officers at a militia's door: whom its leader admits, as what, and whom he refuses (R3, R5, R6, R8, R11-R14, S2)"

    R3 = mechanism(
        "Civilian leaders accepted",
        "Officers serve under civilian leaders whose legitimacy comes from early involvement or from money.",
        "A14",
        off="officers join only where they lead",
        outcome="choices: declined",
    )
    R6 = mechanism(
        "The claim of poor training",
        "Leaders spread the claim that officers of their own group are untrained; in the data it is false.",
        "A20",
        off="more admissions",
        outcome="daily.admitted",
    )
    R11 = mechanism(
        "Rivals refused",
        "A leader refuses officers whose rank and legitimacy rival his own, more so the more of a warlord he is; need "
        "of skill pulls the other way.",
        "A20",
        off="more senior officers admitted",
        outcome="daily.admitted_rank",
        pushes="leaders who refused him",
        holds="no refusal so far",
    )
    R12 = mechanism(
        "Skill mismatch",
        "Pilots, naval officers and the incompetent have little that militias can use.",
        "A26",
        off="more of them are admitted",
        outcome="daily.capability_used",
    )
    R13 = mechanism(
        "Attributed motives",
        "Trust is discounted by the motive that others attribute, which can differ from the true one.",
        "A26",
        off="the willing wait less",
        outcome="daily.admitted",
    )
    R14 = mechanism(
        "Suspicion",
        "Suspicion of infiltration lowers trust in newcomers of the same origin until they are vetted; it mostly hits the innocent.",
        "A26",
        off="easier admission",
        outcome="daily.admitted",
    )

    religiosity_officers = parameter(0.15, "1", 0.0, 1.0, "Mean religious feeling of officers, whose career was secular.", "A14", of="R7")
    nationalism_officers = parameter(
        0.6, "1", 0.0, 1.0, "How openly officers stand for the nation against sectarian practice, on the mean.", "A17", of="R8"
    )
    abuse_memory_mean = parameter(
        0.55, "1", 0.0, 1.0, "Mean memory of abuse by officers among those who did compulsory service.", "A14", of="R5"
    )
    conviction_spread = parameter(0.2, "1", 0.0, 0.5, "Spread of these convictions among people.", "estimate", of="R7")
    vetting_days = parameter(
        7.0, "days", 0.0, 365.0, "Days that an officer waits for a leader's word where nobody is suspected.", "estimate", of=R14
    )
    vetting_suspicion = parameter(
        3.0, "1", 0.0, 20.0, "How many times longer he waits where his origin is wholly suspected.", "A26", of=R14
    )
    pride = parameter(
        0.45,
        "1",
        0.0,
        2.0,
        "Legitimacy that a general asks of a civilian leader before he serves under him; lower ranks ask less.",
        "A14",
        of=R3,
    )
    pride_floor = parameter(
        0.25,
        "1",
        0.0,
        1.0,
        "Share of it that a man without any rank would ask; a lieutenant asks a third of the way from that to all.",
        "estimate",
        of=R3,
    )
    retry_days = parameter(28.0, "days", 0.0, 365.0, "Days after which an officer who was refused asks again.", "estimate", of=R11)
    need_weight = parameter(3.8, "utility", 0.0, 10.0, "What skill that a militia can use is worth to its leader.", "A20 A26", of=R11)
    rivalry_weight = parameter(
        9.0, "utility", 0.0, 20.0, "What an officer's standing above his own costs a leader who is wholly a warlord.", "A20", of=R11
    )
    rivalry_floor = parameter(0.05, "1", 0.0, 1.0, "Share of that cost to a leader who is no warlord at all.", "A20", of=R11)
    rivalry_legitimate = parameter(
        0.5, "1", 0.0, 1.0, "Share of that cost that a leader is spared whose own legitimacy is full.", "A20", of=R11
    )
    adviser_need = parameter(0.4, "1", 0.0, 2.0, "Weight of need of skill where an officer is to advise.", "estimate", of=R11)
    adviser_rivalry = parameter(0.3, "1", 0.0, 2.0, "Weight of rivalry where he is to advise.", "estimate", of=R11)
    adviser_trust = parameter(
        0.5, "1", 0.0, 2.0, "Weight of mistrust where he is to advise, against one where he is to fight or to lead.", "estimate", of=R11
    )
    adviser_cost = parameter(0.5, "utility", -5.0, 5.0, "What it costs a leader to have an officer who only advises.", "estimate", of=R11)
    fighter_need = parameter(0.8, "1", 0.0, 2.0, "Weight of need of skill where an officer is to fight.", "estimate", of=R11)
    fighter_rivalry = parameter(0.7, "1", 0.0, 2.0, "Weight of rivalry where he is to fight.", "estimate", of=R11)
    commander_need = parameter(1.2, "1", 0.0, 2.0, "Weight of need of skill where an officer is to lead men.", "estimate", of=R11)
    commander_rivalry = parameter(1.2, "1", 0.0, 2.0, "Weight of rivalry where he is to lead men.", "estimate", of=R11)
    commander_cost = parameter(0.4, "utility", -5.0, 5.0, "What it costs a leader to give men to an officer.", "estimate", of=R11)
    mismatch = parameter(0.9, "1", 0.0, 1.0, "How far skills of no use to militias (pilots, naval, some others) count less.", "A26", of=R12)
    use_armour = parameter(0.8, "1", 0.0, 1.0, "How far a militia can use armour's skill, against infantry's.", "estimate", of=R12)
    use_artillery = parameter(0.9, "1", 0.0, 1.0, "How far it can use the artillery's.", "estimate", of=R12)
    use_engineers = parameter(0.9, "1", 0.0, 1.0, "How far it can use engineers'.", "estimate", of=R12)
    use_signals = parameter(0.9, "1", 0.0, 1.0, "How far it can use signallers'.", "estimate", of=R12)
    use_logistics = parameter(0.7, "1", 0.0, 1.0, "How far it can use that of men of supply and transport.", "estimate", of=R12)
    use_medical = parameter(0.9, "1", 0.0, 1.0, "How far it can use that of medical men.", "estimate", of=R12)
    use_air_defence = parameter(0.5, "1", 0.0, 1.0, "How far it can use air defence's.", "estimate", of=R12)
    use_pilot = parameter(0.0, "1", 0.0, 1.0, "How far it can use pilots': it lacks aircraft.", "A26", of=R12)
    use_naval = parameter(0.0, "1", 0.0, 1.0, "How far it can use naval officers': it lacks ships.", "A26", of=R12)
    use_intelligence = parameter(0.8, "1", 0.0, 1.0, "How far it can use that of men of intelligence.", "estimate", of=R12)
    siege_motive = parameter(
        0.8, "utility", 0.0, 10.0, "What being thought to have left because his unit was besieged takes off.", "A26", of=R13
    )
    relatives_motive = parameter(
        0.8, "utility", 0.0, 10.0, "What being thought to have left because rebels pressed his relatives takes off.", "A26", of=R13
    )
    abuse_weight = parameter(
        0.6,
        "utility",
        0.0,
        10.0,
        "What fighters' full memory of abuse by officers in service takes off, whoever he is.",
        "A14",
        of="R5",
        neutral=0.0,
    )
    suspicion_weight = parameter(1.5, "utility", 0.0, 10.0, "What full suspicion of infiltration takes off.", "A26", of=R14)
    claim_weight = parameter(
        0.8,
        "utility",
        0.0,
        10.0,
        "What the claim that officers of the leader's own group are untrained takes off, once spread.",
        "A20",
        of=R6,
    )
    claim_spread_days = parameter(
        360.0, "days", 10.0, 2000.0, "Days in which the claim spreads to two thirds among leaders who are warlords.", "estimate", of=R6
    )
    sponsor_displeasure = parameter(
        1.5, "utility", 0.0, 10.0, "What an officer with an agenda of his own costs a client in his sponsor's favour.", "A23", of="S2"
    )
    label_weight = parameter(4.0, "utility", 0.0, 20.0, "What a label takes off.", "A17", of="R8")
    refusal_cost = parameter(0.2, "utility", -5.0, 5.0, "Utility of sending an officer away.", "estimate", of=R11)
    choice_noise = parameter(
        0.5, "utility", 0.0, 5.0, "Spread of what a leader weighs that is not told here (scale of a Gumbel draw).", "estimate", of=R11
    )
    merit_only = parameter(
        0.0, "1", 0.0, 1.0, "How far leaders admit on merit alone, whatever their fears (doors open).", "what-if", of=R11
    )
    hope_refused = parameter(0.1, "1", 0.0, 1.0, "Hope lost with each refusal or label.", "A29", of="R16", table="camps")

    refusals = column("people", "i2", "number", "times that leaders refused him", high=1000, told=True)
    tainted = column("people", "?", "yes/no", "has served a militia that foreign money paid", high=1)
    admitted = column("nation", "f8", "persons", "admissions of officers by militias so far", told=True)
    refused = column("nation", "f8", "persons", "refusals of officers by militias so far", told=True)
    admitted_rank = column("nation", "f8", "rank", "sum over admissions of the officer's rank (0 a soldier, 9 a general)", told=True)
    refused_rank = column("nation", "f8", "rank", "the same over refusals", told=True)
    refused_mismatch = column("nation", "f8", "persons", "refusals so far where skills of no use told most against him (R12)", told=True)
    refused_rivalry = column("nation", "f8", "persons", "refusals so far where rivalry did (R11)", told=True)
    refused_motive = column("nation", "f8", "persons", "refusals so far where his attributed motive did (R13)", told=True)
    refused_abuse = column("nation", "f8", "persons", "refusals so far where fighters' memory of abuse did (R5)", told=True)
    refused_suspicion = column("nation", "f8", "persons", "refusals so far where suspicion of infiltration did (R14)", told=True)
    refused_claim = column("nation", "f8", "persons", "refusals so far where the claim of poor training did (R6)", told=True)
    refused_sponsor = column("nation", "f8", "persons", "refusals so far where a sponsor's displeasure did (S2)", told=True)
    refused_label = column("nation", "f8", "persons", "refusals so far where a label did (R8)", told=True)

    asks = stream("asks", ways=SLOTS)
    role = stream("role", ways=4)

    @staticmethod
    @compiled
    def run(
        book: Book,
        militias: Militias,
        sponsors: Sponsors,
        sects: Sects,
        nation: Nation,
        slots: Slots,
        choices: Choices,
        cause: Causes,
        found: Rows,
        day: int,
    ) -> None:
        """Hear those whose vetting is over: each is let in or goes away, as the leader whom he asks and he himself will have it."""
        p, on, s = book.p, book.on, book.s
        for number in range(those(book, AT_THE_DOOR, found, day)):
            row = int(found[number])
            person = book.people[row]
            spell, refusals = int(person.spell), int(person.refusals)
            doubted = sects[int(person.sect)].suspicion if on.R14 else 0.0
            if day - int(book.since_day[row]) - p.retry_days * refusals < p.vetting_days * (1.0 + p.vetting_suspicion * doubted):
                continue
            asked = choose_again(book, militias, slots, row, int(person.from_place), s.asks, refusals)
            if asked < 0:  # there is none: he waits
                continue
            terms = weigh_officer(book, militias, sponsors, sects, asked, row, day)
            need, mismatch, rivalry, motive, abuse, suspicion, claim, sponsor, label = terms
            worth = roles(need + mismatch, rivalry, motive + abuse + suspicion + claim + sponsor + label, p)
            best, role, noise = -INFINITY, REFUSED, 0.0
            for other in range(len(worth)):
                drawn = p.choice_noise * gumbel_of_turn(s.role[other], person.key, spell, refusals)
                if worth[other] + drawn > best:
                    best, role, noise = worth[other] + drawn, other, drawn
            leader, choice = militias[asked], role
            legitimate, rank = legitimacy(leader.early, leader.money), int(person.rank)
            if role in (FIGHTS, LEADS) and not accepts(legitimate, leader.officer_led, role, standing(rank), p, on):
                choice = DECLINED
            noted = choices[new_choice(choices, book.tally, day, False, asked, row, choice)]
            noted.need, noted.mismatch, noted.rivalry, noted.motive = need, mismatch, rivalry, motive
            noted.abuse, noted.suspicion = abuse, suspicion
            noted.claim, noted.sponsor, noted.label, noted.noise = claim, sponsor, label, noise
            weight = book.units[person.unit].weight
            if choice < REFUSED:
                person.militia, person.true_reason = asked, 0
                if leader.patron >= 0 and sponsors[leader.patron].foreign:
                    person.tainted = True
                send(book, day, row, int(BECOMES[role]), cause.R3)
                nation.admitted += weight
                nation.admitted_rank += weight * rank
                continue
            person.refusals, person.true_reason = refusals + 1, REASON_REFUSED
            person.hope -= p.hope_refused * person.hope
            if choice == REFUSED:
                nation.refused += weight
                nation.refused_rank += weight * rank
                count_refusal(nation, terms, weight)


# ---- what a leader weighs, and what an officer asks of him


@compiled
def legitimacy(early: float, money: float) -> float:
    """A leader's legitimacy: from early involvement or from money, whichever is more (R3)."""
    return max(early, money)


@compiled
def standing(rank: int) -> float:
    """An officer's standing by his rank: 1 for a general."""
    return min(rank, GENERAL) / float(GENERAL)


@compiled
def usable(skill: float, speciality: int, p: P, on: On) -> float:
    """An officer's skill as a leader weighs it at his door (R12); switched off, he takes any skill for one that he can use."""
    return used(skill, speciality, p) if on.R12 else skill


@compiled
def attributed(person: Person, p: P) -> float:
    """What is held against an officer who is thought to have left because he had to, true or not (R13): a siege of his unit, or rebels who
    had his relatives in reach, as it was when he left; whichever counts for more."""
    return max(p.siege_motive if person.seen_besieged else 0.0, p.relatives_motive * person.seen_pressed)


@compiled
def count_refusal(nation: Nation, terms: Terms, weight: float) -> None:
    """Count a refusal for what told most against him: the first of the lowest of the terms but for need; none, if nothing told."""
    _, mismatch, rivalry, motive, abuse, suspicion, claim, sponsor, label = terms
    lowest = min(mismatch, rivalry, motive, abuse, suspicion, claim, sponsor, label)
    if lowest == 0.0:
        return
    if lowest == mismatch:
        nation.refused_mismatch += weight
    elif lowest == rivalry:
        nation.refused_rivalry += weight
    elif lowest == motive:
        nation.refused_motive += weight
    elif lowest == abuse:
        nation.refused_abuse += weight
    elif lowest == suspicion:
        nation.refused_suspicion += weight
    elif lowest == claim:
        nation.refused_claim += weight
    elif lowest == sponsor:
        nation.refused_sponsor += weight
    else:
        nation.refused_label += weight


@asked
def weigh_officer(book: Book, militias: Militias, sponsors: Sponsors, sects: Sects, militia: int, row: int, day: int) -> Terms:
    """The terms of ``admission`` for the leader of a militia (row) and an officer (row of people), as things stand."""
    person, leader, p, on = book.people[row], militias[militia], book.p, book.on
    sect = int(person.sect)
    claim = leader.warlordism * (1.0 - exp(-day / p.claim_spread_days)) if sect == leader.sect else 0.0
    displeasure = sponsors[leader.patron].loyalty_weight if leader.patron >= 0 else 0.0
    return admission(
        person.skill,
        usable(person.skill, int(person.speciality), p, on),
        standing(int(person.rank)),
        person.nationalism,
        attributed(person, p),
        leader.memory,
        sects[sect].suspicion,
        person.labelled,
        legitimacy(leader.early, leader.money),
        leader.warlordism,
        claim,
        displeasure,
        p,
        on,
    )


@compiled
def admission(
    skill: float,
    usable: float,
    standing: float,
    nationalism: float,
    attributed: float,
    memory: float,
    suspected: float,
    labelled: bool,
    legitimate: float,
    warlordism: float,
    claimed: float,
    displeasure: float,
    p: P,
    on: On,
) -> Terms:
    """What a leader weighs when an officer stands at his door; all but ``labelled`` and ``attributed`` in [0, 1].

    need      = need_weight · skill
    mismatch  = −need_weight · (skill − usable)                         R12
    rivalry   = −fears · rivalry_weight · (rivalry_floor + (1 − rivalry_floor) · warlordism) · standing
                · (1 − rivalry_legitimate · legitimate)             R11
    motive    = −fears · attributed = −fears · max(siege_motive · besieged then, relatives_motive · (1 − control of his home then))   R13
    abuse     = −fears · abuse_weight · memory                          R5
    suspicion = −fears · suspicion_weight · suspected                   R14
    claim     = −fears · claim_weight · claimed                         R6
    sponsor   = −fears · sponsor_displeasure · displeasure · nationalism    S2
    label     = −label_weight if labelled                               R8
    fears     = 1 − merit_only

    Args:
        skill, usable, standing, nationalism, attributed, suspected, labelled: of the officer. memory: fighters', of abuse by officers.
        legitimate, warlordism: of the leader. claimed: how far the claim that officers of this sect are untrained has taken hold of him
            (0 unless it is his own). displeasure: of his sponsor with officers who have an agenda of their own.

    Returns:
        Utilities: need, mismatch, rivalry, motive, abuse, suspicion, claim, sponsor, label.
    """
    fears = 1.0 - p.merit_only
    rivalry = motive = abuse = suspicion = claim = sponsor = label = 0.0
    if on.R11:
        warlord = p.rivalry_floor + (1.0 - p.rivalry_floor) * warlordism
        rivalry = -fears * p.rivalry_weight * warlord * (standing * (1.0 - p.rivalry_legitimate * legitimate))
    if on.R13:
        motive = -fears * attributed
    if on.R5:
        abuse = -fears * p.abuse_weight * memory
    if on.R14:
        suspicion = -fears * p.suspicion_weight * suspected
    if on.R6:
        claim = -fears * p.claim_weight * claimed
    if on.S2:
        sponsor = -fears * p.sponsor_displeasure * displeasure * nationalism
    if on.R8 and labelled:
        label = -p.label_weight
    mismatch = -p.need_weight * (skill - usable)
    return p.need_weight * skill, mismatch, rivalry, motive, abuse, suspicion, claim, sponsor, label


@asked
def roles(need: float, rivalry: float, trust: float, p: P) -> tuple[float, float, float, float]:
    """The utility of each of ``ROLES`` for the leader: to lead men takes more skill and makes more of a rival than to advise.

    Args:
        need: with the mismatch taken off. rivalry: a term of ``admission``. trust: the sum of its others.
    """
    advises = p.adviser_need * need + p.adviser_rivalry * rivalry + p.adviser_trust * trust - p.adviser_cost
    fights = p.fighter_need * need + p.fighter_rivalry * rivalry + trust
    leads = p.commander_need * need + p.commander_rivalry * rivalry + trust - p.commander_cost
    return advises, fights, leads, p.refusal_cost


@compiled
def accepts(legitimate: float, officer_led: bool, role: int, standing: float, p: P, on: On) -> bool:
    """Whether an officer takes a role in action: he leads, or serves under an officer, or under a civilian legitimate enough for his
    pride (R3)."""
    if role == LEADS or officer_led:
        return True
    return bool(on.R3 and legitimate >= p.pride * (p.pride_floor + (1.0 - p.pride_floor) * standing))
