"""What the order of battle must be: ranks of their band, no circles, neither empty nor too large, its trusted part possible."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from unit_cohesion.errors import Key
from unit_cohesion.scenario.checks import SUM_TOLERANCE, Draft
from unit_cohesion.schema import Army, Establishment, Event, Formation, News
from unit_cohesion.vocabulary import BAND_OF_RANK, BANDS, CALL_UP_DAYS, RANKS

MOST_SEATS = 5_000_000  # of an army, at one person an agent
MOST_UNITS = 200_000
MOST_AGENT_DAYS = 10_000_000_000  # of a run
ESTABLISHED = ("company", "battalion_staff", "brigade_staff", "staff")
"""Keys of a formation that name establishments."""
THINNED = "@"
"""Between the name of an establishment and the share of it that is present."""
SEAT_BITS = 12  # of a person's key: his seat in his unit


def ranks(draft: Draft) -> None:
    """An intake's ranks are of its band, its cohorts in order."""
    for intake in draft.intakes:
        key: Key = ("army", "intakes", intake.id)
        ours = [rank for rank, band in zip(RANKS, BAND_OF_RANK, strict=True) if BANDS[band] == intake.band]
        for rank in intake.ranks:
            if rank in RANKS and rank not in ours:
                draft.faults.add((*key, "ranks", rank), intake.ranks[rank], f"ranks of the band {intake.band}: {', '.join(ours)}")
        if intake.cohorts[0] > intake.cohorts[1]:
            draft.faults.add((*key, "cohorts"), list(intake.cohorts), "the first year, then the last")


def chain_of_command(draft: Draft) -> None:
    """No formation stands above itself."""
    parents = {formation.id: formation.parent for formation in draft.formations}
    settled: set[str | None] = {None}
    for formation in draft.formations:
        above: dict[str | None, None] = {}
        at: str | None = formation.id
        while at not in settled and at not in above:
            above[at] = None
            at = parents.get(at or "")
        if at not in settled:
            circle = [str(name) for name in above][list(above).index(at) :]
            allowed = f"a formation that does not lead back to this one ({', '.join(circle[:5])})"
            draft.faults.add(("army", "formations", str(at), "parent"), parents.get(str(at)), allowed)
        settled |= above.keys()


def seats(formation: Formation, establishments: Mapping[str, Establishment]) -> Counter[str]:
    """Persons of a formation by intake, at one person an agent, its call-ups not counted."""
    found: Counter[str] = Counter()
    for name, units in units_of(formation).items():
        for intake, persons in establishments[name].seats.items() if name in establishments else ():
            found[intake] += persons * units
    return found


def as_present(army: Army) -> Army:
    """The army as it stands on day one: a formation of which a share is present has establishments with so many of their seats.

    Such an establishment is called after its own, such as ``company@0.4``; of each intake whole men are left, and one man at least in all.
    """
    if not any(formation.present for formation in army.formations):
        return army
    formations, establishments = present_formations(army.formations, army.establishments)
    return army.model_copy(update={"formations": tuple(formations), "establishments": tuple(establishments)})


def present_formations(
    formations: Iterable[Formation], establishments: Iterable[Establishment]
) -> tuple[list[Formation], list[Establishment]]:
    """The same of formations and establishments, among which unknown names are left as they are."""
    all_of = {one.id: one for one in establishments}
    on_paper, found = frozenset(all_of), []
    for formation in formations:
        names = {field: getattr(formation, field) for field in ESTABLISHED} if formation.present else {}
        thinned = {field: f"{name}{THINNED}{formation.present:g}" for field, name in names.items() if name in on_paper}
        for field, name in thinned.items():
            all_of.setdefault(name, _thinned(all_of[names[field]], name, formation.present or 1.0))
        found.append(formation.model_copy(update=thinned))
    return found, list(all_of.values())


def _thinned(establishment: Establishment, name: str, present: float) -> Establishment:
    left = {intake: int(seats * present + 0.5) for intake, seats in establishment.seats.items()}
    if not any(left.values()) and any(establishment.seats.values()):
        left[max(establishment.seats, key=lambda intake: establishment.seats[intake])] = 1
    return establishment.model_copy(update={"id": name, "seats": left})


def units_of(formation: Formation) -> Counter[str]:
    """How many units of each establishment a formation has."""
    found: Counter[str] = Counter()
    units = 1
    for name, count in (
        (formation.staff, 1),
        (formation.brigade_staff, formation.brigades),
        (formation.battalion_staff, formation.battalions),
        (formation.company, formation.companies),
    ):
        units *= count
        if name:
            found[name] += units
    return found


def kept_units(units: int, persons_per_agent: int) -> int:
    """How many of the units of one establishment in one formation a scale keeps: about every Kth, and one at least."""
    return max(1, round(units / persons_per_agent)) if units else 0


def called_up(establishment: Establishment, conscripts: Collection[str], days: int, service_days: int) -> dict[str, int]:
    """How many can be called up to a unit's places in a run, by intake of conscripts: each place comes up once a term, by turns (I8)."""
    turns = (days - 1) // CALL_UP_DAYS
    return {id: -(-seats * CALL_UP_DAYS * turns // service_days) for id, seats in establishment.seats.items() if id in conscripts}


def agents_of(
    formations: Iterable[Formation],
    establishments: Mapping[str, Establishment],
    conscripts: Collection[str],
    days: int,
    service_days: int,
    persons_per_agent: int,
) -> int:
    """Agents of an army at a scale, those who can be called up in so many days included."""
    men = {
        name: sum(unit.seats.values()) + sum(called_up(unit, conscripts, days, service_days).values())
        for name, unit in establishments.items()
    }
    return sum(
        kept_units(units, persons_per_agent) * men[name]
        for formation in formations
        for name, units in units_of(formation).items()
        if name in men
    )


def commanders(draft: Draft) -> None:
    """Commanders are there on the first day."""
    for formation in draft.formations:
        since = formation.commander_since
        if since and draft.about and since > draft.about.start:
            key: Key = ("army", "formations", formation.id, "commander_since")
            draft.faults.add(key, since.isoformat(), f"a date not after the start, {draft.about.start}")


def size_of_army(draft: Draft) -> None:
    """The army is there, and a run of it fits into memory and time."""
    if not draft.all_sound("establishments", "formations") or not draft.formations:
        return
    conscripts = {intake.id for intake in draft.intakes if intake.conscript}
    days = draft.about.days if draft.about else 1
    for unit in draft.establishments:
        own, later = sum(unit.seats.values()), sum(called_up(unit, conscripts, days, draft.service_days).values())
        if own == 0:
            draft.faults.add(("army", "establishments", unit.id, "seats"), dict(unit.seats), "at least one seat in all")
        elif own + later > 1 << SEAT_BITS:
            allowed = f"at most {1 << SEAT_BITS:,} men of a unit, those called up to its places in {days:,} days included"
            draft.faults.add(("army", "establishments", unit.id, "seats"), dict(unit.seats), allowed)
    formations, present = present_formations(draft.formations, draft.establishments)
    by_id = {unit.id: unit for unit in present}
    total = agents_of(formations, by_id, conscripts, 1, draft.service_days, 1)
    scale = draft.about.persons_per_agent if draft.about else 1
    agents = agents_of(formations, by_id, conscripts, days, draft.service_days, scale)
    units = sum(f.brigades * (1 + f.battalions * (1 + f.companies)) for f in draft.formations)
    key: Key = ("army", "formations")
    if not 0 < total <= MOST_SEATS:
        draft.faults.add(key, total, f"1 to {MOST_SEATS:,} seats in all")
    elif units > MOST_UNITS:
        draft.faults.add(key, units, f"at most {MOST_UNITS:,} brigades, battalions and companies in all")
    elif draft.about and agents * draft.about.days > MOST_AGENT_DAYS:
        allowed = f"at most {MOST_AGENT_DAYS // agents:,} for an army of {total:,} at this persons_per_agent"
        draft.faults.add(("scenario", "days"), draft.about.days, allowed)


def trusted_share(draft: Draft) -> None:
    """The ruling group has the men that the trusted formations are said to hold, and leaves the others none too few."""
    if not draft.all_sound("establishments", "formations", "sects"):
        return
    if not draft.references_known("formations", "establishments") or not draft.references_known("intakes", "sects"):
        return  # told already
    formations, establishments = present_formations(draft.formations, draft.establishments)
    by_id = {unit.id: unit for unit in establishments}
    everyone: Counter[str] = sum((seats(f, by_id) for f in formations), Counter())
    trusted: Counter[str] = sum((seats(f, by_id) for f in formations if f.trusted), Counter())
    ruling = next((sect.id for sect in draft.sects if sect.ruling), None)
    for intake in draft.intakes:
        if ruling is None and intake.trusted_ruling_share is not None:
            key = ("army", "intakes", intake.id, "trusted_ruling_share")
            draft.faults.add(key, intake.trusted_ruling_share, "nothing, as no sect is the ruler's own (ruling = true)")
            continue
        share, inside, men = intake.trusted_ruling_share, trusted[intake.id], everyone[intake.id]
        if share is None or not 0 < inside < men:
            continue
        ours = intake.shares.get(str(ruling), 0.0) * men
        low, high = max(0.0, (ours - (men - inside)) / inside), min(1.0, ours / inside)
        if not low - SUM_TOLERANCE <= share <= high + SUM_TOLERANCE:
            allowed = f"{low:.3f} to {high:.3f}, as the ruling sect's share of the intake allows"
            draft.faults.add(("army", "intakes", intake.id, "trusted_ruling_share"), share, allowed)


def units_named(draft: Draft) -> None:
    """An event's commander is of a company or staff with seats of its own, or of what has a staff; orders and word are of what there is."""
    formations = {formation.id: formation for formation in draft.formations}
    named: list[tuple[str, Event | News]] = [("events", event) for event in draft.events]
    for array, event in named + [("news", news) for news in draft.news]:
        if event.of is None:
            continue
        key: Key = (array, event.id, "of")
        name = event.of.partition("/")[0]
        if name not in draft.ids["formations"]:
            known = list(draft.ids["formations"])
            draft.faults.add(key, event.of, "the id of a formation or unit, which begins with its formation's", name, known)
        elif name in formations:
            f = formations[name]
            shape = f"{name} has {f.brigades} brigades of {f.battalions} battalions of {f.companies} companies"
            example = f"{name}/b1/bn1/c1" if f.company else f"{name}/staff"
            if event.kind in ("order", "word"):
                if not has_part(f, event.of[len(name) + 1 :]):
                    draft.faults.add(
                        key, event.of, f"a formation, or a brigade, battalion, company or staff of it, such as {example}; {shape}"
                    )
            elif led_from(draft.formations, event.of) is None:
                draft.faults.add(key, event.of, f"a company or staff with seats, or what has a staff, such as {example}; {shape}")


def led_from(formations: Iterable[Formation], of: str) -> str | None:
    """The unit whose commander leads what is named: a company or staff itself, of a formation, brigade or battalion its staff; or None."""
    name = of.partition("/")[0]
    formation = next((one for one in formations if one.id == name), None)
    led = (of, f"{of}/staff") if formation else ()
    return next((unit for unit in led if formation and has_unit(formation, unit[len(name) + 1 :])), None)


def has_part(formation: Formation, rest: str) -> bool:
    """Whether a formation has a brigade, battalion, company or staff of this id, the formation's own part left off; itself if empty."""
    found = re.fullmatch(r"b([1-9]\d{0,2})(?:/bn([1-9]\d{0,2}))?", rest, re.ASCII)
    if found:
        return int(found[1]) <= formation.brigades and int(found[2] or 1) <= formation.battalions
    return not rest or has_unit(formation, rest)


def has_unit(formation: Formation, rest: str) -> bool:
    """Whether a formation has a company or staff of this id, the formation's own part left off."""
    found = re.fullmatch(r"(?:b(\d{1,3})/(?:bn(\d{1,3})/)?)?(?:staff|c(\d{1,3}))", rest, re.ASCII)
    if not found:
        return False
    brigade, battalion, company = (int(number) if number else None for number in found.groups())
    there = (brigade or 1) <= formation.brigades and (battalion or 1) <= formation.battalions
    if brigade == 0 or battalion == 0 or company == 0:
        return False
    if company:
        return bool(battalion and formation.company and there and company <= formation.companies)
    return bool(formation.staff if not brigade else there and (formation.battalion_staff if battalion else formation.brigade_staff))


ARMY_CHECKS = (ranks, chain_of_command, commanders, size_of_army, trusted_share, units_named)
