"""Sponsors pay and arm militias, month by month, and agree or not (S1-S7).

Each weighs every militia that its help can reach, loyalty above capability (S1, S2), and pays the best; rivals' money sets neighbours
at odds (S3). The neighbour with the longest border controls passage (S6). That sponsors tire of unruly militias is a claim (S5).
Militias and foreign fighters on the regime's side fill the gap that is left while they disagree and no national army stands (S7).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from unit_cohesion.engine.arithmetic import INFINITY, exp, log
from unit_cohesion.engine.choices import new_choice
from unit_cohesion.engine.compiling import asked, compiled
from unit_cohesion.engine.declare import INF, Rule, column, mechanism, parameter
from unit_cohesion.rules.beliefs import lacking
from unit_cohesion.rules.militias import officered
from unit_cohesion.vocabulary import CHOSEN, NATIONAL

if TYPE_CHECKING:
    from unit_cohesion.engine.rows import (
        Choices,
        Countries,
        Counts,
        Militia,
        Militias,
        Nation,
        On,
        P,
        Paid,
        Passage,
        Rows,
        Sects,
        Slots,
        Sponsor,
        Sponsors,
        Tally,
    )

FUNDED, DROPPED = CHOSEN.index("funded"), CHOSEN.index("dropped")
MONTH = 28.0
"""Days between rounds."""


class Sponsorship(Rule):
    """Every round each sponsor pays the best ``sponsor_clients`` militias by utility; then sponsors agree or not, and the gap is filled.

    utility  = loyalty + capability + passage + sponsor_habit for a client already      (see ``favour``)
    paid     = budget · (1 − exp(−days / sponsor_ramp_days)) · share · reach, shares as exp(utility / sponsor_temper)
    income   = min(pay_most, means_pay · means + paid by all / fighters), supply = min(pay_most, paid by all / fighters)
    rivalry  = min(1, rivalry_of_patrons · mean difference in agenda to other patrons of the place, by their militias' fighters)      S3
    consensus → max(agreed, 1 − (1 − consensus_start) · spread of the agendas that count), over consensus_lag_days; weariness adds: S5
    gap      = (1 − consensus) · max(0, 1 − men of the national army / gap_closed), 0 before all that count have begun      S7
    filled   → gap_filled · gap · lacking, over gap_lag_days (lacking: see W6, which reads the gap too)
    """

    every = 28
    rebels = True
    table = "sponsorship"
    heading = "Sponsors: whom they pay and why, how far they agree, and who fills the gap (S1-S7)"

    S1 = mechanism(
        "Loyalty above capability",
        "A sponsor funds and arms leaders and weighs loyalty above capability.",
        "A23",
        off="more money to the capable",
        outcome="choices: funded",
    )
    S2 = mechanism(
        "Awkward officers",
        "Officers' own agenda costs a client his sponsor's favour.",
        "A23",
        off="leaders admit more officers",
        outcome="daily.admitted",
    )
    S3 = mechanism(
        "Rival sponsors",
        "Sponsors' agendas differ; rivalry splits the militias they pay.",
        "A41",
        off="fewer, larger militias",
        outcome="daily.splits",
    )
    S5 = mechanism(
        "Sponsors tire of militias",
        "Seeing the groups as hard to control, sponsors come to prefer a regular force.",
        "A35",
        off="consensus never forms",
        outcome="daily.sponsor_consensus",
        kind="claim",
    )
    S6 = mechanism(
        "Passage",
        "The neighbour with the longest border controls logistics and passage.",
        "A41",
        off="off and border shut: northern militias do not shrink",
        outcome="militias.income",
    )
    S7 = mechanism(
        "The gap is filled",
        "While the rebels' sponsors disagree and no national army stands, militias and foreign fighters fill what the regime's army lacks.",
        "A41",
        off="the regime is weaker late",
        outcome="daily.regime_power",
    )

    sponsor_loyalty_weight = parameter(
        0.75, "1", 0.0, 1.0, "Weight of loyalty against capability where a sponsor states none of his own.", "A23", of=S1
    )
    sponsor_clients = parameter(8, "militias", 1, 200, "Militias that a sponsor pays at once.", "estimate", of=S1)
    sponsor_temper = parameter(
        0.15,
        "utility",
        0.01,
        5.0,
        "How evenly a sponsor spreads its money: the difference in utility that trebles a share.",
        "estimate",
        of=S1,
    )
    sponsor_habit = parameter(0.2, "utility", 0.0, 2.0, "What being a client already adds.", "estimate", of=S1)
    sponsor_awkward = parameter(
        1.0,
        "utility",
        0.0,
        10.0,
        "What officers in action with an agenda of their own take off a client's loyalty, where there are officers enough.",
        "A23",
        of=S2,
    )
    sponsor_warlord = parameter(0.3, "utility", 0.0, 10.0, "What a leader who is wholly a warlord takes off it.", "estimate", of=S1)
    pay_most = parameter(
        1.5, "1", 1.0, 3.0, "Most pay that a fighter gets, and most arms that reach him, of what is usual.", "estimate", of=S1
    )
    sponsor_ramp_days = parameter(180.0, "days", 1.0, 2000.0, "Days in which a sponsor's help grows to two thirds.", "estimate", of=S1)
    rivalry_of_patrons = parameter(1.0, "1", 0.0, 5.0, "How far a difference in agenda makes patrons of one place rivals.", "A41", of=S3)
    passage_distance = parameter(
        0.35, "log weight", 0.0, 5.0, "Log-weight that help loses with each place to cross from the border it passes.", "A41", of=S6
    )
    passage_weight = parameter(
        0.5, "utility", 0.0, 5.0, "What a sponsor minds each e-fold of its help that is lost on the way.", "estimate", of=S6
    )
    passage_closed = parameter(0.1, "1", 0.0, 1.0, "Share of the help that still passes a closed border.", "estimate", of=S6)
    consensus_start = parameter(
        0.25, "1", 0.0, 1.0, "Consensus of the key sponsors if their agendas are a full unit apart.", "A41", of="B1"
    )
    consensus_lag_days = parameter(120.0, "days", 1.0, 2000.0, "Lag with which consensus moves.", "estimate", of="B1")
    weary_monthly = parameter(
        0.0, "1/month", 0.0, 1.0, "How fast sponsors tire of militias that cannot be controlled.", "A35 (claim)", of=S5
    )
    gap_filled = parameter(
        30000.0,
        "men",
        0.0,
        200000.0,
        "Worth of the foreign fighters whom the full gap lets in, where the army lacks everybody.",
        "A41",
        of=S7,
    )
    gap_closed = parameter(
        20000.0, "men", 100.0, 200000.0, "Men of a national army at which no gap is left.", "estimate: A38, and 29,500 suffice", of=S7
    )
    gap_lag_days = parameter(240.0, "days", 1.0, 2000.0, "Lag with which they come.", "estimate", of=S7)

    border = column("countries", "f8", "places", "places that it touches", fixed=True)
    open = column("countries", "f8", "1", "how far help passes its border", high=1)
    rivalry = column("militias", "f8", "1", "how far its patron and its neighbours' patrons are at odds", high=1, told=True)
    patron = column("militias", "i8", "row of sponsors", "sponsor who pays most, if any", low=-1, high=100, told=True)
    income = column("militias", "f8", "1", "pay that its fighters get, of what is usual", high=3, told=True)
    supply = column("militias", "f8", "1", "arms that reach it, of what is usual", high=3, told=True)
    start_day = column("sponsors", "i8", "day", "day of its first money", low=-INF, fixed=True)
    agenda = column(
        "sponsors", "f8", "1", "from a national, secular order (-1) to a religious one (1)", low=-1, high=1, fixed=True, told=True
    )
    loyalty_weight = column("sponsors", "f8", "1", "weight of loyalty against capability", high=1, fixed=True, told=True)
    budget = column("sponsors", "f8", "persons", "fighters whose pay it can carry", fixed=True)
    country = column("sponsors", "i8", "row of countries", "neighbour through which its help passes, -1: any", low=-1, high=100, fixed=True)
    counts = column("sponsors", "?", "yes/no", "counts for the consensus that a national army needs", high=1, fixed=True)
    foreign = column("sponsors", "?", "yes/no", "its money taints those who take it", high=1, fixed=True)
    clients = column("sponsors", "f8", "militias", "militias that it pays", told=True)
    spent = column("sponsors", "f8", "persons", "fighters whose pay it carries", told=True)
    weary = column("sponsors", "f8", "1", "how far it has come to prefer a regular force", high=1, told=True)
    filled = column("nation", "f8", "men", "worth of foreign fighters who fill, on the regime's side, what its army lacks", told=True)
    gap = column("nation", "f8", "1", "how far the rebels' sponsors leave the field to the regime's helpers", high=1, told=True)
    agreed = column("nation", "f8", "1", "consensus that key sponsors have agreed on, 0 before", high=1)
    sponsor_consensus = column("nation", "f8", "1", "consensus of the key sponsors", high=1, told=True)

    @staticmethod
    @compiled
    def run(
        militias: Militias,
        sponsors: Sponsors,
        countries: Countries,
        nation: Nation,
        slots: Slots,
        passage: Passage,
        choices: Choices,
        tally: Tally,
        sects: Sects,
        counts: Counts,
        day: int,
        p: P,
        on: On,
    ) -> None:
        """Choose clients, pay them, move consensus, let the gap be filled."""
        if len(sponsors):
            pay(militias, sponsors, countries, passage, choices, tally, day, p, on)
            for row in range(len(militias)):
                militias[row].rivalry = rivalry(militias, sponsors, slots, row, p.rivalry_of_patrons) if on.S3 else 0.0
        else:
            for militia in militias:
                if militia.alive:
                    militia.income = p.means_pay * militia.means
        agree(sponsors, nation, day, p, on)
        if on.S7:
            nation.gap = gap_left(sponsors, nation, counts, day, p)
            wanted = p.gap_filled * nation.gap * lacking(sects, counts, p)
            nation.filled += (wanted - nation.filled) * min(1.0, MONTH / p.gap_lag_days)
        else:
            nation.gap = nation.filled = 0.0


# ---- what a sponsor weighs


@compiled
def loyalty(agenda: float, religiosity: float, nationalism: float, warlordism: float, officered: float, p: P, on: On) -> float:
    """How loyal a sponsor takes a militia to be, at most 1: of like agenda, no warlord, without officers of an own mind (S1, S2).

    loyalty = 1 − ½ · |agenda − (religiosity − nationalism)| − sponsor_warlord · warlordism − sponsor_awkward · officered
        officered: S2

    Args:
        agenda: the sponsor's, -1 to 1. religiosity, nationalism, warlordism, officered: the militia's, 0 to 1.
    """
    awkward = p.sponsor_awkward * officered if on.S2 else 0.0
    return float(1.0 - abs(agenda - (religiosity - nationalism)) / 2.0 - p.sponsor_warlord * warlordism - awkward)


@asked
def reach(countries: Countries, passage: Passage, country: int, place: int, p: P, on: On) -> float:
    """How much of the help through a neighbour (-1: the one with the longest border) comes to a place, in [0, 1] (S6)."""
    if len(countries) == 0:
        return 1.0
    through = country
    if country < 0:
        through = 0
        for row in range(1, len(countries)):
            if countries[row].border > countries[through].border:
                through = row
    passed = p.passage_closed + (1.0 - p.passage_closed) * countries[through].open if on.S6 else 1.0
    return float(passed * exp(-p.passage_distance * passage[through, place]))


@asked
def most_fighters(militias: Militias) -> float:
    """How many fighters the largest militia has."""
    most = 0.0
    for militia in militias:
        most = max(most, militia.fighters)
    return most


@asked
def favour(sponsor: Sponsor, militia: Militia, reached: float, largest: float, p: P, on: On) -> tuple[float, float, float]:
    """What a sponsor weighs in a militia: loyalty above capability (S1), and how its help gets there (S6).

    loyalty    = weight · loyalty(...)                                        weight: loyalty_weight (S1; off: 0)
    capability = (1 − weight) · (fighters / largest + discipline + min(1, fighters_per_officer · capability / fighters)) / 3
    passage    = passage_weight · ln reach                                    S6

    Args:
        reached: how much of its help comes there. largest: fighters of the largest militia.

    Returns:
        Utilities: loyalty, capability, passage.
    """
    weight = sponsor.loyalty_weight if on.S1 else 0.0
    loyal = loyalty(sponsor.agenda, militia.religiosity, militia.nationalism, militia.warlordism, officered(militia, p), p, on)
    skilled = min(p.fighters_per_officer * militia.capability / max(militia.fighters, 1.0), 1.0)
    capable = (militia.fighters / max(largest, 1e-9) + militia.discipline + skilled) / 3.0
    return weight * loyal, (1.0 - weight) * capable, p.passage_weight * log(max(reached, 1e-6)) if on.S6 else 0.0


# ---- who is paid


@compiled
def pay(
    militias: Militias, sponsors: Sponsors, countries: Countries, passage: Passage, choices: Choices, tally: Tally, day: int, p: P, on: On
) -> None:
    """Let sponsors choose, all by who was whose client before; then pay and arms come from all together, and who pays most is patron."""
    alive, count = np.empty(len(militias), np.int64), 0
    for row in range(len(militias)):
        if militias[row].alive and militias[row].fighters > 0:
            alive[count] = row
            count += 1
    alive, paid = alive[:count], np.zeros((len(sponsors), count))
    largest = most_fighters(militias)
    for row in range(len(sponsors)):
        choose_clients(militias, sponsors, countries, passage, choices, tally, alive, paid[row], largest, row, day, p, on)
    for number in range(count):
        militia = militias[alive[number]]
        total, most, patron = 0.0, 0.0, -1
        for row in range(len(sponsors)):
            total += paid[row, number]
            if paid[row, number] > most:
                most, patron = paid[row, number], row
        own, each = p.means_pay * militia.means, total / max(militia.fighters, 1.0)
        militia.patron, militia.income, militia.supply = patron, min(p.pay_most, own + each), min(p.pay_most, each)


@compiled
def choose_clients(
    militias: Militias,
    sponsors: Sponsors,
    countries: Countries,
    passage: Passage,
    choices: Choices,
    tally: Tally,
    alive: Rows,
    paid: Paid,
    largest: float,
    row: int,
    day: int,
    p: P,
    on: On,
) -> None:
    """Let a sponsor (row) weigh the militias that exist; notes whom it takes up and drops.

    Args:
        alive: rows of militias. paid: by each of them, takes how many fighters' pay arrives.
    """
    sponsor, count = sponsors[row], len(alive)
    sponsor.clients = sponsor.spent = 0.0
    days = day - sponsor.start_day
    if days < 0 or count == 0:
        return
    terms, reached, worth = np.empty((count, 3)), np.empty(count), np.empty(count)
    for number in range(count):
        militia = militias[alive[number]]
        reached[number] = reach(countries, passage, sponsor.country, militia.place, p, on)
        loyal, capable, passed = favour(sponsor, militia, reached[number], largest, p, on)
        terms[number, 0], terms[number, 1], terms[number, 2] = loyal, capable, passed
        worth[number] = loyal + capable + passed + (p.sponsor_habit if militia.patron == row else 0.0)
    best = np.argsort(-worth, kind="mergesort")[: p.sponsor_clients]
    whole = 0.0
    for number in best:
        whole += exp((worth[number] - worth[best[0]]) / p.sponsor_temper)
    budget = sponsor.budget * (1.0 - exp(-days / p.sponsor_ramp_days))
    picked = np.zeros(count, np.bool_)
    for number in best:
        picked[number] = True
        paid[number] = budget * exp((worth[number] - worth[best[0]]) / p.sponsor_temper) / whole * reached[number]
        sponsor.spent += paid[number]
    sponsor.clients = float(len(best))
    for number in range(count):
        if picked[number] != (militias[alive[number]].patron == row):
            choice = FUNDED if picked[number] else DROPPED
            noted = choices[new_choice(choices, tally, day, True, row, int(alive[number]), choice)]
            noted.loyalty, noted.capability, noted.passage = terms[number, 0], terms[number, 1], terms[number, 2]


@compiled
def rivalry(militias: Militias, sponsors: Sponsors, slots: Slots, row: int, weight: float) -> float:
    """How far the agenda of a militia's patron is from those of its neighbours' patrons, by their fighters (S3)."""
    militia = militias[row]
    if not (militia.alive and militia.fighters > 0 and militia.patron >= 0):
        return 0.0
    men, apart = 0.0, 0.0
    for slot in range(slots.shape[1]):
        number = int(slots[militia.place, slot])
        if number >= 0 and number != row:
            other = militias[number]
            if other.alive and other.fighters > 0 and other.patron >= 0:
                men += other.fighters
                apart += other.fighters * abs(sponsors[other.patron].agenda - sponsors[militia.patron].agenda)
    return min(1.0, weight * (apart / men)) if men > 0 else 0.0


# ---- who agrees


@compiled
def agree(sponsors: Sponsors, nation: Nation, day: int, p: P, on: On) -> None:
    """Move the consensus of the sponsors that count: none before all of them have begun, since one alone agrees with nobody.

    That they tire of militias, seeing them as hard to control, is a claim (S5).
    """
    low, high, count, begun = INFINITY, -INFINITY, 0, True
    for sponsor in sponsors:
        if sponsor.counts:
            low, high, count = min(low, sponsor.agenda), max(high, sponsor.agenda), count + 1
            begun = begun and sponsor.start_day <= day
    wanted = 0.0
    if begun and count:
        wanted = max(nation.agreed, 1.0 - (1.0 - p.consensus_start) * (high - low), 0.0)
        if on.S5:
            disunity, weary = 1.0 - nation.militia_cohesion * nation.largest_militia_share, 0.0
            for sponsor in sponsors:
                sponsor.weary += p.weary_monthly * disunity * (1.0 - sponsor.weary)
                if sponsor.counts:
                    weary += sponsor.weary
            wanted += (1.0 - wanted) * (weary / count)
    nation.sponsor_consensus += (wanted - nation.sponsor_consensus) * min(1.0, MONTH / p.consensus_lag_days)


# ---- who comes instead


@compiled
def gap_left(sponsors: Sponsors, nation: Nation, counts: Counts, day: int, p: P) -> float:
    """How far the key sponsors' disagreement leaves the field to others, while no national army stands (S7)."""
    count, begun = 0, True
    for sponsor in sponsors:
        if sponsor.counts:
            count += 1
            begun = begun and sponsor.start_day <= day
    if count == 0 or not begun:
        return 0.0
    men = 0.0
    for sect in range(counts.shape[0]):
        for band in range(counts.shape[1]):
            men += counts[sect, band, NATIONAL]
    return (1.0 - nation.sponsor_consensus) * max(0.0, 1.0 - men / p.gap_closed)
