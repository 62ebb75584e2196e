"""What follows departures: houses are burnt, men arrive abroad, newcomers are suspected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.diary import Entry, foremost_last
from benchmarks.plain_mesa.draws import left_after

if TYPE_CHECKING:
    from benchmarks.plain_mesa.plain import PlainModel
    from benchmarks.plain_mesa.soldiers import Soldier

AFTER_ALL = 10**6  # whose going was in no pass: they left over an order, in the evening
MAY_BE_FOUND_OUT = ("militia fighter", "camp", "militia commander", "candidate", "adviser")


def avenge(model: PlainModel) -> None:
    """D8, D9: houses of today's leavers are burnt; tomorrow that deters (D8a), as does punishment seen (D9b), which also outrages (D9c)."""
    for community in model.communities:
        community.forget_reprisals()
    if model.on("D8b") and (model.day - 1) % 7 == 0:
        for man in model.soldiers:
            man.outrage *= left_after(7, model.p.outrage_memory_days)
            if man.outrage < model.p.outrage_forgotten:
                man.outrage = 0.0
    for man, entry in sorted(model.leavers, key=lambda leaver: (leaver[1].step or AFTER_ALL, *foremost_last(leaver[1]))):
        burn_house(man, entry)
    if model.on("D9b"):
        for sect in model.sects:
            sect.learn_of_punishment()
    for man in model.army():
        if model.on("D8a"):
            man.fear_reprisal()
        if model.on("D9b"):
            man.fear_being_caught()
    if model.on("D9c"):
        for unit in model.units:
            unit.resent_punishment()


def burn_house(man: Soldier, entry: Entry) -> None:
    """D8: a leaver's house may be burnt where the regime reaches it. His community hears of it; his serving kin are outraged (D8b)."""
    model, p = man.model, man.model.p
    if not model.on("D8") or model.draws.lot("reprisal", man.key, man.spell) >= p.reprisal_chance * man.home.control:
        return
    man.community.reprisals += man.unit.persons * 1e5 / max(man.community.population, 1.0)
    man.community.reprisal_source = entry
    for relative in man.kin:
        if relative.status == "serving" and model.on("D8b"):
            relative.outrage, relative.outrage_day, relative.outrage_source = p.reprisal_outrage, model.day, entry


def spread_word(model: PlainModel) -> None:
    """C1: each week those whom this week's leavers know hear of it; what was heard fades."""
    p = model.p
    ties = 2 * (p.ties_of_year + p.ties_of_kin)
    if not model.on("C1") or not ties:
        return
    for man in model.soldiers:
        man.heard *= left_after(7, p.word_memory_days)
        if man.heard < p.word_forgotten:
            man.heard = 0.0
    for man in model.soldiers:
        if man.left_day and man.left_day > model.day - 7 and man.status not in ("jailed", "dead", "captured"):
            known = [friend for pair in range(p.ties_of_year) for friend in apart(man, man.peers, distance(man, pair))]
            known += apart(man, man.kin, 1) if p.ties_of_kin else []
            for friend in known:
                if friend.status == "serving" and friend.unit is not man.unit:
                    friend.heard += 1.0 / ties
                    friend.heard_day, friend.heard_source = model.day, man.left_with


def distance(man: Soldier, pair: int) -> int:
    """How far apart in the ring of their year those stand whom a pair of ties joins."""
    return 1 + int(man.model.draws.lot_of_way("tie", man.year, 0, pair) * ((len(man.peers) - 1) // 2))


def apart(man: Soldier, ring: list[Soldier], steps: int) -> list[Soldier]:
    """The two who stand so far from him in a ring, on either hand; one where they are the same."""
    here, size = ring.index(man), len(ring)
    if steps >= size:
        return []
    return [ring[number] for number in dict.fromkeys(((here + steps) % size, (here - steps) % size))]


def arrive(model: PlainModel) -> None:
    """D15: those on the way abroad reach a camp after a time that grows with the places to cross."""
    for man in model.soldiers:
        if man.status == "in transit" and man.since_day < model.day:
            man.pressure += 1.0 / (model.p.transit_days * (1.0 + man.from_place.steps_to_border))
            if man.pressure >= man.resistance:
                man.become("camp", "D15")


def unmask(model: PlainModel) -> None:
    """D14: a few leavers were sent by intelligence; each one found out makes newcomers of his origin suspect, which fades slowly."""
    p = model.p
    for sect in model.sects:
        sect.suspicion = p.suspicion_start + (sect.suspicion - p.suspicion_start) * left_after(7, p.suspicion_memory_days)
    if not model.on("D14"):
        return
    for man in model.soldiers:
        if man.sent and not man.confirmed and man.way and man.status in MAY_BE_FOUND_OUT:
            here = model.day - man.since_day
            if here * p.confirm_daily >= model.draws.resistance("confirm", man.key, man.spell):
                man.confirmed = True
                model.nation.infiltrators_confirmed += man.unit.persons
                man.sect.suspicion = 1.0 - (1.0 - man.sect.suspicion) * (1.0 - p.suspicion_rise) ** man.unit.persons
