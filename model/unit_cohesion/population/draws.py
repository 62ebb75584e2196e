"""Day zero, man by man: who sits in each seat of the army, what he is, and what the civilians are; loops made to be compiled.

All draws are keyed (``engine/lots.py``): nothing hangs on the order of anything. First the army is mustered: what decides how many rows the
tables need is drawn (group, rank, home, post). Once the tables are there, ``bind``, ``enlist`` and ``gather`` fill them.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from unit_cohesion.engine.arithmetic import clipped, exp
from unit_cohesion.engine.book import Book
from unit_cohesion.engine.compiling import compiled
from unit_cohesion.engine.lots import exponential, lot
from unit_cohesion.engine.tables import record
from unit_cohesion.engine.transitions import BLOCK, appoint, refresh_own
from unit_cohesion.vocabulary import BAND_OF_RANK, BANDS, BRANCHES, CALL_UP_DAYS, CIVIL, CIVILIAN, RANKS, SERVING, SPECIALITIES

LOTS = (
    "sect",
    "rank",
    "cohort",
    "speciality",
    "home",
    "kin",
    "post",
    "term",
    "sent",
    "unease",
    "tipping",
    "leave",
    "fate",
    "stay civilian",
)
NORMALS = ("school", "competence", "loyalty", "religiosity", "nationalism", "memory", "peer_bond", "trust")
DRAFT = record([("profile", "i4"), ("seat", "i4"), ("before", "i4"), ("home", "i2"), ("rank", "i1"), ("post", "?")])
"""What is drawn of a man before there is a table for him, in the order in which men stand there."""
CELL = record([("unit", "i4"), ("sect", "i4"), ("band", "i4"), ("first", "i4")])
BAND = np.array(BAND_OF_RANK)
BAND_COUNT, BRANCH_COUNT = len(BANDS), len(BRANCHES)
PILOT, LOGISTICS, INFANTRY = (SPECIALITIES.index(name) for name in ("pilot", "logistics", "infantry"))
NO_RANK, NO_BRANCH = RANKS.index("civilian"), BRANCHES.index("none")
INFINITY = math.inf
SINE = tuple((-1.0) ** number / math.factorial(2 * number + 1) for number in range(10, -1, -1))
"""Coefficients of the sine's series, the highest first."""
ONE = np.uint64(1)
YEAR = 365.0
"""Days over which those came who are new."""
FIFTHS = (-1.2815515655446004, -0.5244005127080407, 0.0, 0.5244005127080407, 1.2815515655446004)
"""Medians of the fifths of a standard normal: into which an officer's tipping point falls (D4)."""
MIDDLE = 2
"""The middle fifth, in which all others stand."""


class Sizes(NamedTuple):
    """Number of sects; row of the ruling one; most seats of an establishment; first year of entry, and number of years until the last."""

    sects: int
    ruling: int
    seats: int
    first_year: int
    years: int


class Layout(NamedTuple):
    """The army's seats and the odds of what is drawn for them: what a scenario fixes.

    Attributes:
        stem, kind, formation: of each unit: the key to which a man's adds his seat; its establishment, its formation.
        alike: of each establishment, by how much more pairs of its men are of one birthplace than anywhere.
        first: of each establishment, its first seat below; and one past the last of all.
        intake, sensitive: of each seat: who fills it, the chance that it is a sensitive post.
        line, turn, turns, before: of each seat of conscripts: the first of its line, its number in that, the line's places, and the seat of
            the man before him (-1 of those of day zero); see ``population/army.py``.
        trusted, branch: of each formation.
        commanded, replaced, pay_late: of each formation: days since its commanders came; share of its men who came within a year; months
            by which its pay is late.
        conscript, cohort, cohorts: of each intake: whether it is of conscripts, its first year, its number of years.
        sect_bounds, sect_order: sums of sects' shares, by twice the intake (one more in trusted formations); sects in their order.
        rank_bounds: the same of ranks, by intake. arm_bounds, arm_order: of specialities, by formation.
        home_bounds, home_order, homes: of places, by sect, in sets of rows; of each unit, the first row of its set.
        post_share, shut_out: of each sect: its share of sensitive posts; how far its officers are kept from them.
        held: a sect's share of an intake.
        sizes: the rest.
    """

    stem: Any
    kind: Any
    formation: Any
    alike: Any
    first: Any
    intake: Any
    sensitive: Any
    line: Any
    turn: Any
    turns: Any
    before: Any
    trusted: Any
    branch: Any
    commanded: Any
    replaced: Any
    pay_late: Any
    conscript: Any
    cohort: Any
    cohorts: Any
    sect_bounds: Any
    sect_order: Any
    rank_bounds: Any
    arm_bounds: Any
    arm_order: Any
    home_bounds: Any
    home_order: Any
    homes: Any
    post_share: Any
    shut_out: Any
    held: Any
    sizes: Sizes


class Pool(NamedTuple):
    """The civilians who could take up arms: by community, the key's stem, place, sect and number of agents; ``every`` Kth has a row."""

    stem: Any
    place: Any
    sect: Any
    agents: Any
    every: int
    intake: int
    year: int


class Kin(NamedTuple):
    """By community (place × sect): how many kin groups its men fall into, not whole; the first group's number."""

    groups: Any
    first: Any


class Ties(NamedTuple):
    """Numbers of branches, of places, of years of entry, and of months at whose end a conscript's term can lie."""

    branches: int
    places: int
    years: int
    months: int


@compiled
def year_group(ties: Ties, band: int, branch: int, home: int, year: int, discharge_day: int) -> int:
    """Of whose year somebody is: officers by branch and year, conscripts by home and call-up (the month of their term's end), others
    by home and year."""
    if band >= 2:
        return branch * ties.years + year
    first = ties.branches * ties.years
    if discharge_day == 0:
        return first + home * ties.years + year
    return first + ties.places * ties.years + home * ties.months + min(discharge_day // 30, ties.months - 1)


@compiled
def cosine(turn: float) -> float:
    """The cosine of a share of a full turn in (0, 1), by the sine's series: to the last digits, and faster than the library's."""
    x = 2.0 * math.pi * (abs(turn - 0.5) - 0.25)  # the same height above the axis, within a quarter turn of it
    square, total = x * x, 0.0
    for coefficient in SINE:
        total = total * square + coefficient
    return x * total


@compiled
def normal(radius: np.uint64, angle: np.uint64, key: np.uint64) -> float:
    """One standard normal (Box and Muller) from the keys of its two streams."""
    return math.sqrt(-2.0 * math.log(lot(radius, key, 0))) * cosine(lot(angle, key, 0))


@compiled
def fallen_on(bounds: Any, row: int, drawn: float) -> int:
    """Which share a lot falls on: the first of a row of bounds above it."""
    place, last = 0, bounds.shape[1] - 1
    while place < last and bounds[row, place] <= drawn:
        place += 1
    return place


@compiled
def muster(layout: Layout, s: Any, unease_share: float, drafts: Any, cells: Any, seen: Any) -> int:
    """Draw who sits in each seat, and where he stands: sorted by unit, sect, band and seat.

    Args:
        seen: by home, sect, band, branch, post, unease and fifth, in one number, whether somebody is like that; marked.

    Returns:
        How many cells were written.
    """
    sect_count, count, row = layout.sizes.sects, 0, 0
    at = np.zeros((sect_count, BAND_COUNT), np.int64)
    sects, ranks = np.empty(layout.sizes.seats, np.int64), np.empty(layout.sizes.seats, np.int64)
    row_of = np.empty(layout.sizes.seats, np.int64)
    for unit in range(len(layout.stem)):
        stem, formation, first = layout.stem[unit], layout.formation[unit], layout.first[layout.kind[unit]]
        seats = layout.first[layout.kind[unit] + 1] - first
        at[:] = 0
        for seat in range(seats):
            key, intake = stem | np.uint64(seat), int(layout.intake[first + seat])
            sect = int(layout.sect_order[fallen_on(layout.sect_bounds, 2 * intake + layout.trusted[formation], lot(s.sect, key, 0))])
            rank = fallen_on(layout.rank_bounds, intake, lot(s.rank, key, 0))
            sects[seat], ranks[seat] = sect, rank
            at[sect, BAND[rank]] += 1
        for sect in range(sect_count):
            for band in range(BAND_COUNT):
                size = at[sect, band]
                if size:
                    cell = cells[count]
                    cell.unit, cell.sect, cell.band, cell.first = unit, sect, band, row
                    at[sect, band] = row  # from here on: where the next man goes
                    row += size
                    count += 1
        for seat in range(seats):
            key, sect, band = stem | np.uint64(seat), sects[seat], BAND[ranks[seat]]
            draft, row_of[seat] = drafts[at[sect, band]], at[sect, band]
            at[sect, band] += 1
            before = int(layout.before[first + seat])
            draft.before = row_of[before] if before >= 0 else -1
            home = int(layout.home_order[fallen_on(layout.home_bounds, layout.homes[unit] + sect, lot(s.home, key, 0))])
            post, uneasy, fifth = False, False, MIDDLE
            if layout.sensitive[first + seat] > 0.0:
                intake = layout.intake[first + seat]
                chance = layout.sensitive[first + seat] * layout.post_share[sect] / layout.held[intake, sect]
                post = lot(s.post, key, 0) < chance
            if sect == layout.sizes.ruling and band >= 2:
                uneasy = lot(s.unease, key, 0) < unease_share
            if band >= 2:
                fifth = min(math.floor(lot(s.tipping, key, 0) * len(FIFTHS)), len(FIFTHS) - 1)
            code = ((home * sect_count + sect) * BAND_COUNT + band) * BRANCH_COUNT + layout.branch[formation]
            code = (4 * code + 2 * int(post) + int(uneasy)) * len(FIFTHS) + fifth
            seen[code] = 1
            draft.profile, draft.seat, draft.home, draft.rank, draft.post = code, seat, home, ranks[seat], post
    return count


@compiled
def turn_comes(turn: int, turns: int, phase: float, term: int) -> int:
    """The day on which the term of a man in a line of conscripts is over: a place's once a term, a line's evenly over its call-ups."""
    return 1 + CALL_UP_DAYS * (1 + math.floor((turn + phase) * term / (turns * CALL_UP_DAYS)))


@compiled
def loyalties(p: Any) -> tuple[float, float]:
    """Middle and spread of a logit-normal with the mean and about the spread of the beta distribution named by the parameters."""
    mean = p.loyalty_mean
    return math.log(mean / (1.0 - mean)), 1.0 / math.sqrt(max(p.loyalty_concentration, 1e-9) * mean * (1.0 - mean))


@compiled
def believe(book: Book, row: int, s: Any, key: np.uint64, band: int, logit: float, spread: float) -> None:
    """Draw what he believes in, independently of his group: loyalty, religious and national feeling, memory of abuse."""
    p = book.p
    person: Any = book.people[row]
    book.loyalty[row] = 1.0 / (1.0 + exp(-(logit + spread * normal(s.loyalty[0], s.loyalty[1], key))))
    officer = 2 <= band < CIVIL
    religious = p.religiosity_officers if officer else p.religiosity_civilians
    national = p.nationalism_officers if officer else p.nationalism_civilians
    person.religiosity = clipped(religious + p.conviction_spread * normal(s.religiosity[0], s.religiosity[1], key))
    person.nationalism = clipped(national + p.conviction_spread * normal(s.nationalism[0], s.nationalism[1], key))
    if band == 0 or band == CIVIL:  # who was in compulsory service
        person.memory = clipped(p.abuse_memory_mean + p.conviction_spread * normal(s.memory[0], s.memory[1], key))


@compiled
def enlist(
    book: Book,
    layout: Layout,
    kin: Kin,
    ties: Ties,
    s: Any,
    drafts: Any,
    row_of: Any,
    profile: Any,
    discharge_day: Any,
    entry_day: Any,
    predecessor: Any,
    kin_group: Any,
    tie_group: Any,
    by_speciality: Any,
    sent: Any,
    pilots: Any,
) -> tuple[int, int]:
    """Fill the rows of the army's people, and what is counted of them.

    Args:
        row_of: the row of profiles by the number that a draft has. kin_group, tie_group: filled: with whom he is kin, and of whose year.
        by_speciality: how many persons serve of each, counted here. sent, pilots: where the rows of those are put.

    Returns:
        How many are sent, and how many pilots serve from the start.
    """
    p, sect_count, first_year, sent_count, pilot_count = book.p, layout.sizes.sects, layout.sizes.first_year, 0, 0
    logit, spread = loyalties(p)
    schools = np.empty((BRANCH_COUNT, layout.sizes.years))
    for branch in range(BRANCH_COUNT):
        for year in range(layout.sizes.years):
            key = (np.uint64(branch) << np.uint64(32)) | np.uint64(first_year + year)
            schools[branch, year] = p.competence_mean + p.competence_cohort_spread * normal(s.school[0], s.school[1], key)
    for number in range(book.size.army_cells):
        cell = book.cells[number]
        unit, sect, band = int(cell.unit), int(cell.sect), int(cell.band)
        stem, formation, first = layout.stem[unit], layout.formation[unit], layout.first[layout.kind[unit]]
        lowest, strength = INFINITY, 0
        for row in range(cell.first, cell.last):
            person: Any = book.people[row]
            draft = drafts[row]
            seat, rank, home, post = int(draft.seat), int(draft.rank), int(draft.home), draft.post
            key, intake = stem | np.uint64(seat), int(layout.intake[first + seat])
            year = layout.cohort[intake] + math.floor(lot(s.cohort, key, 0) * layout.cohorts[intake])
            speciality = int(layout.arm_order[fallen_on(layout.arm_bounds, formation, lot(s.speciality, key, 0))])
            if speciality == PILOT and band < 2:
                speciality = LOGISTICS
            community = home * sect_count + sect
            group = math.floor(lot(s.kin, key, 0) * kin.groups[community])
            skill = clipped(
                schools[layout.branch[formation], year - first_year] + p.competence_spread * normal(s.competence[0], s.competence[1], key)
            )
            person.key, person.unit, person.seat, person.sect, person.rank, person.band = key, unit, seat, sect, rank, band
            person.speciality, person.post, person.intake, person.cohort, person.home = speciality, post, intake, year, home
            person.kin, person.competence, person.skill = (community << 32) | group, skill, skill
            book.ceilinged[row] = layout.shut_out[sect] if band >= 2 and not post else 0.0
            if lot(s.sent, key, 0) < p.sent_share:
                person.sent, sent[sent_count] = True, row
                sent_count += 1
            person.way, person.militia, person.country, person.hope = -1, -1, -1, 1.0
            believe(book, row, s, key, band, logit, spread)
            book.cell[row], profile[row], kin_group[row] = number, row_of[draft.profile], kin.first[community] + group
            entry, turn, turns = 0, int(layout.turn[first + seat]), int(layout.turns[first + seat])
            predecessor[row] = draft.before
            if turns:
                phase = lot(s.term, stem | np.uint64(layout.line[first + seat]), 0)
                discharge_day[row] = turn_comes(turn, turns, phase, p.service_days)
                if draft.before >= 0:
                    entry = turn_comes(turn - turns, turns, phase, p.service_days)
            entry_day[row] = entry
            tie_group[row] = year_group(ties, band, layout.branch[formation], home, year - first_year, discharge_day[row])
            status = CIVILIAN
            book.resistance[row] = book.fate_threshold[row] = book.peril_left[row] = INFINITY
            if not entry:
                status = SERVING
                book.resistance[row], book.fate_threshold[row] = exponential(s.leave, key, 0), exponential(s.fate, key, 0)
                lowest = min(lowest, book.fate_threshold[row])
                strength += 1
                by_speciality[speciality] += book.units[unit].weight
                if speciality == PILOT:
                    pilots[pilot_count] = row
                    pilot_count += 1
            book.status[row] = status
            book.present[status, row // BLOCK] |= ONE << np.uint64(row % BLOCK)
            refresh_own(book, row)
        weight = book.units[unit].weight
        book.units[unit].strength += strength
        book.next_fate[number] = lowest
        book.counts[sect, band, SERVING] += weight * strength
        book.counts[sect, band, CIVILIAN] += weight * (cell.last - cell.first - strength)
    for unit in range(book.size.army_units):
        born: Any = book.units[unit]
        born.start_strength = born.strength
        appoint(book, unit)
    return sent_count, pilot_count


@compiled
def gather(book: Book, pool: Pool, s: Any, row_of: Any, profile: Any, kin_group: Any, no_kin: int) -> None:
    """Fill the rows of the civilians, community by community: each is a unit and a cell of its own.

    Args:
        row_of: the row of profiles of each community. no_kin: the number of the group of those whose kin nobody asks for.
    """
    p = book.p
    logit, spread = loyalties(p)
    for community in range(len(pool.stem)):
        unit, number = book.size.army_units + community, book.size.army_cells + community
        first, last = int(book.cells[number].first), int(book.cells[number].last)
        place, sect = int(pool.place[community]), int(pool.sect[community])
        for row in range(first, last):
            seat = pool.every // 2 + (row - first) * pool.every
            key = pool.stem[community] | np.uint64(seat)
            person: Any = book.people[row]
            skill = clipped(p.civilian_competence + p.competence_spread * normal(s.competence[0], s.competence[1], key))
            person.key, person.unit, person.seat, person.sect, person.rank, person.band = key, unit, seat, sect, NO_RANK, CIVIL
            person.speciality, person.intake, person.cohort, person.home = INFANTRY, pool.intake, pool.year, place
            person.kin, person.competence, person.skill, person.from_place = -1, skill, skill, place
            person.way, person.militia, person.country, person.hope = -1, -1, -1, 1.0
            believe(book, row, s, key, CIVIL, logit, spread)
            book.cell[row], profile[row], kin_group[row], book.status[row] = number, row_of[community], no_kin, CIVILIAN
            book.resistance[row] = exponential(s.stay_civilian, key, 0)
            book.fate_threshold[row] = book.peril_left[row] = INFINITY
            book.present[CIVILIAN, row // BLOCK] |= ONE << np.uint64(row % BLOCK)
        book.units[unit].commander = -1
        book.next_fate[number] = INFINITY
        book.counts[sect, CIVIL, CIVILIAN] += book.units[unit].weight * (last - first)


@compiled
def bind(units: Any, layout: Layout, p: Any, s: Any) -> None:
    """Draw how men of each unit hold together and trust their commander.

    A bond grows as it recovers (D6): t days old it is 1 − exp(−t / bond_recovery_days) of what it will be. Men who came evenly over a year,
    and will be followed by others, lack of theirs for good the mean of exp(−t / bond_recovery_days) over that year.
    """
    slow = p.bond_recovery_days
    lacked = slow / YEAR * (1.0 - exp(-YEAR / slow))
    for row in range(len(layout.stem)):
        unit, key, formation = units[row], layout.stem[row], layout.formation[row]
        mean = clipped(p.peer_bond_start + p.alike_bond * layout.alike[layout.kind[row]])
        bond = clipped(mean + p.unit_spread * normal(s.peer_bond[0], s.peer_bond[1], key))
        bond *= 1.0 - layout.replaced[formation] * lacked
        trust = clipped(p.trust_start + p.unit_spread * normal(s.trust[0], s.trust[1], key))
        unit.bond_norm, unit.trust_norm, unit.peer_bond = bond, trust, bond
        unit.commander_trust = trust * (1.0 - exp(-layout.commanded[formation] / slow))


@compiled
def tie(group: Any, first: Any, last: Any, rows: Any) -> None:
    """Sort rows of people by the numbers of their groups, kept in order within each.

    Args:
        first, last: filled: where a group's people begin in ``rows``, and one past their end; last must hold zeros.
    """
    for row in range(len(rows)):
        last[group[row]] += 1
    before = 0
    for number in range(len(first)):
        size = last[number]
        first[number] = last[number] = before
        before += size
    for row in range(len(rows)):
        rows[last[group[row]]] = row
        last[group[row]] += 1
