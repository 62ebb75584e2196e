"""Life among militias: what wears officers out, and why fighters leave (R1, R4, R5, R7, R11, R20, S4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.aside import stated, step_aside
from benchmarks.plain_mesa.clocks import pressed, reasons
from benchmarks.plain_mesa.draws import exp
from benchmarks.plain_mesa.joining import choice

if TYPE_CHECKING:
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel

WORN_BY = {"R4": "disorder", "R5": "abuse remembered", "R7": "religious gap", "R20": "threatened"}


def live_with_militias(model: PlainModel) -> None:
    """Press officers in action, fighters, advisers and those at the doors."""
    in_action = [man for man in model.people if man.waits_as("militia fighter", "militia commander")]
    for man in in_action:
        if man.officer:
            wear_out(man)
    for man in in_action:
        if not man.officer:
            follow_pay(man)
    for man in [man for man in model.people if man.waits_as("adviser")]:
        advise(man)
    for man in [man for man in model.people if man.waits_as("candidate")]:
        wait_at_the_door(man)


def wear_out(man: Person) -> None:
    """An officer steps back from action to advise from afar, worn out by disorder (R4), by fighters who remember abuse in service (R5),
    by the gap in religious feeling (R7), by extremists' threats (R20); or he and the fighters confront one another (R5)."""
    model, p, militia = man.model, man.model.p, with_whom(man)
    terms = {
        "R4": p.strain_disorder * (1.0 - militia.discipline) * model.on("R4"),
        "R5": p.strain_memory * militia.memory * model.on("R5"),
        "R7": p.strain_faith * max(0.0, militia.religiosity - man.religiosity) * model.on("R7"),
        "R20": p.extremist_threat * man.stands_in.extremist * model.on("R20"),
    }
    quarrel = p.confront_daily * militia.memory * model.on("R5")
    way = pressed(man, {"steps back": p.strain_daily * exp(sum(terms.values())), "quarrels": quarrel}, "how he breaks")
    if way == "quarrels":
        whole, _ = reasons({"R5": terms["R5"]}, "R5")
        man.true_reason = "confronted"
        model.rebels.confrontations += man.persons
        step_aside(man, "R5", whole)
    elif way:
        whole, cause = reasons(terms, "R4")
        man.true_reason = WORN_BY[cause]
        man.become("adviser", cause, terms=whole, reason=stated(man), true_reason=man.true_reason)


def follow_pay(man: Person) -> None:
    """S4: a fighter who is not paid, or not enough, leaves his militia for another, or goes home; disorder helps (R4)."""
    model, p, old = man.model, man.model.p, with_whom(man)
    pay = -p.quit_pay * min(old.income, 1.0) * model.on("S4")
    disorder = p.quit_disorder * (1.0 - old.discipline) * model.on("R4")
    if not pressed(man, {"quits": p.quit_daily * exp(pay + disorder)}, "quits"):
        return
    other = choice(man, man.from_place, "another", leaving=old)
    moves = False
    if other:
        better = (other.income - old.income) * model.on("S4")
        chance = 1.0 / (1.0 + exp(-(p.another_militia + p.another_pay * better)))
        moves = model.draws.lot("or home", man.key, man.spell) < chance
    whole, _ = reasons({"S4": pay, "R4": disorder}, "S4")
    if moves or not man.served:
        man.militia = other if moves else None
        man.become("militia fighter" if moves else "civilian", "S4", terms=whole)
    else:
        man.true_reason = "unpaid"
        step_aside(man, "S4", whole)


def advise(man: Person) -> None:
    """R4: an adviser from afar gives that up too, the sooner the less order there is, and goes idle or to a camp (R1)."""
    p = man.model.p
    disorder = p.strain_disorder * (0.5 - with_whom(man).discipline) * man.model.on("R4")
    if pressed(man, {"gives up": exp(disorder) / p.adviser_days}, "gives up"):
        whole, cause = reasons({"R4": disorder}, "R4")
        step_aside(man, cause, whole)


def wait_at_the_door(man: Person) -> None:
    """R11: whoever waits at doors that stay shut goes away, the sooner the more often he was refused."""
    p = man.model.p
    refused = p.wait_refused * man.refusals * man.model.on("R11")
    if pressed(man, {"goes away": exp(refused) / p.wait_days}, "goes away"):
        whole, cause = reasons({"R11": refused}, "R11")
        man.true_reason = "refused"
        step_aside(man, cause, whole)


def with_whom(man: Person) -> Militia:
    """The militia that he is with."""
    assert man.militia
    return man.militia
