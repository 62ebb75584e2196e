"""Officers at militias' doors: leaders weigh need against rivalry and mistrust, officers weigh pride (R3, R6, R8, R11-R14, S2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa import judgement
from benchmarks.plain_mesa.joining import choice

if TYPE_CHECKING:
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel

BECOMES = {"adviser": "adviser", "fighter": "militia fighter", "commander": "militia commander"}


def hear_officers(model: PlainModel) -> None:
    """Hear those whose vetting is over."""
    for man in [man for man in model.people if man.waits_as("candidate")]:
        if model.day - man.since_day - model.p.retry_days * man.refusals >= days_of_vetting(man):
            militia = choice(man, man.from_place, "asks", before=man.refusals)
            if militia:  # where there is none, he waits
                knock(man, militia)


def days_of_vetting(man: Person) -> float:
    """R14: he is vetted the longer, the more his origin is suspected."""
    p = man.model.p
    return p.vetting_days * (1.0 + p.vetting_suspicion * (man.sect.suspicion if man.model.on("R14") else 0.0))


def knock(man: Person, militia: Militia) -> None:
    """R11: the leader chooses a role for him, or refuses him. He may decline what he is offered (R3)."""
    model, p, rebels = man.model, man.model.p, man.model.rebels
    terms = judgement.weigh_officer(militia, man, standing(man))
    leanings = model.draws.leanings("role", man.key, man.spell, len(judgement.ROLES), turn=man.refusals)
    noise = {role: p.choice_noise * leaning for role, leaning in zip(judgement.ROLES, leanings, strict=True)}
    worth = judgement.worth_of_roles(man, terms)
    role = max(judgement.ROLES, key=lambda role: worth[role] + noise[role])
    declined = role != "refused" and not judgement.would_serve(man, militia, role, standing(man))
    model.diary.note_choice(militia, man, "declined" if declined else role, terms | {"noise": noise[role]})
    if declined or role == "refused":
        send_away(man)
    else:
        let_in(man, militia, BECOMES[role])
        rebels.admitted += man.persons
        rebels.admitted_rank += man.persons * man.rank
    if role == "refused":
        rebels.refused += man.persons
        rebels.refused_rank += man.persons * man.rank
        against = min((name for name in terms if name != "need"), key=lambda name: terms[name])
        if terms[against] < 0.0:
            rebels.refused_for[against] += man.persons


def standing(man: Person) -> float:
    """His rank, 0 to 1 for a general."""
    return min(man.rank, 9) / 9.0


def send_away(man: Person) -> None:
    """R16: to be sent away, or to find nobody worth serving under, costs him hope. He may ask again, at another door."""
    man.refusals += 1
    man.true_reason = "refused"
    man.hope -= man.model.p.hope_refused * man.hope


def let_in(man: Person, militia: Militia, status: str) -> None:
    """He is with a militia from now on; R17: foreign money in it taints him."""
    man.militia, man.true_reason = militia, ""
    man.tainted = man.tainted or bool(militia.patron and militia.patron.foreign)
    man.become(status, "R3")
