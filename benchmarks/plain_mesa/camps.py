"""Those out of the fight: skill fades, hope falls to a floor; some come back to fight, go back to the regime, or go for good (R1, R2, R16,
R18); a national army calls all of them (B1, B2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.clocks import WEEK, pressed, reasons
from benchmarks.plain_mesa.draws import exp, log
from benchmarks.plain_mesa.joining import choice
from benchmarks.plain_mesa.neighbours import nearest_camp

if TYPE_CHECKING:
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel

BECAUSE = {"back": "R1", "gone": "R16", "returned": "R18", "national army": "B1"}


def wait_for_use(model: PlainModel) -> None:
    """Wear skill and hope; press those out of the fight; let the windows of amnesties run out."""
    for man in model.people:
        if man.status in ("camp", "withdrawn"):
            idle(man)
        elif man.status in ("militia fighter", "militia commander", "national army"):
            man.hope += (1.0 - man.hope) * (1.0 - exp(-WEEK / model.p.hope_recovery_days))
    for man in model.people:
        if man.status == "camp" and not man.country:
            man.country = nearest_camp(model, man.from_place)
    for status in ("camp", "withdrawn"):
        model.national_army.see_what_it_lacks()
        for man in [man for man in model.people if man.waits_as(status)]:
            leave_idleness(man)
    for man in [man for man in model.people if man.waits_as("in hiding")]:
        come_out(man)
    if model.national_army.forming:
        model.national_army.see_what_it_lacks()
        for man in [man for man in model.people if man.waits_as("adviser", "candidate")]:
            hear_the_call(man)
    nation = model.nation
    nation.amnesty_inside, nation.amnesty_abroad = max(0.0, nation.amnesty_inside - WEEK), max(0.0, nation.amnesty_abroad - WEEK)


def idle(man: Person) -> None:
    """R2: idleness wears skill, down to a floor. R16: hope falls, but not below a floor."""
    model, p = man.model, man.model.p
    if model.on("R2"):
        floor = p.skill_floor * man.competence
        man.skill = floor + (man.skill - floor) * exp(-WEEK / p.skill_fade_days)
    man.hope *= exp(-WEEK * p.hope_daily)
    if model.on("R16"):
        man.hope = max(man.hope, p.hope_floor)


def leave_idleness(man: Person) -> None:
    """He may go back to the fight (a camp hardly lets him: R1), abroad for good as hope is lost (R16), back to the regime, more in an
    amnesty (R18), or to the national army once it forms (B1)."""
    model, p, nation, abroad = man.model, man.model.p, man.model.nation, man.status == "camp"
    restricted = p.camp_restriction if abroad and model.on("R1") else 0.0
    welcome = man.from_place.insurgents > 0
    window = p.return_amnesty * ((nation.amnesty_abroad if abroad else nation.amnesty_inside) > 0)
    way = pressed(
        man,
        {
            "back": p.camp_return_daily * exp(-restricted) * man.hope * (1.0 if man.officer else p.camp_return_enlisted) * welcome,
            "gone": p.gone_daily * exp(-p.gone_hope * man.hope) * model.on("R18"),
            "returned": p.return_daily * exp(window) * model.on("R18"),
            "national army": call(man),
        },
        "out of idleness",
    )
    if not way:
        return
    terms, _ = reasons(
        {
            "R1": -restricted if way == "back" else 0.0,
            "R16": -p.gone_hope * man.hope if way == "gone" else 0.0,
            "R18": window if way == "returned" else 0.0,
            "B2": log(p.assembly_fast) if way == "national army" and model.on("B2") else 0.0,
        },
        "R18",
    )
    if way == "back":
        militia = choice(man, man.from_place, "back to whom")
        if not militia:  # nobody is there any more: he stays, and his time comes again next week
            return
        man.militia, man.refusals = (None if man.officer else militia), 0
    man.country, man.true_reason = None, "hope lost" if way == "gone" else ""
    if way == "national army":
        model.national_army.enlist(man)
    to = ("candidate" if man.officer else "militia fighter") if way == "back" else way
    man.become(to, BECAUSE[way], terms=terms, true_reason=man.true_reason)


def call(man: Person) -> float:
    """B1: a day's hazard of coming to the national army: none before it forms; higher for those whose rank and speciality it lacks.

    B2 (a claim): faster where duty is known beforehand.
    """
    model, p, army = man.model, man.model.p, man.model.national_army
    if not army.forming:
        return 0.0
    return p.assembly_daily * (p.assembly_fast if model.on("B2") else 1.0) * man.hope * army.wants(man)


def come_out(man: Person) -> None:
    """R18: a deserter in hiding may go back, more in an amnesty. D15: or he flees to the neighbours, the sooner the nearer they are."""
    p, on = man.model.p, man.model.on
    window = p.return_amnesty * (man.model.nation.amnesty_inside > 0)
    way = pressed(
        man,
        {
            "returned": p.return_daily * exp(window) * on("R18"),
            "in transit": p.flee_daily * exp(-p.withdraw_distance * man.from_place.steps_to_border) * on("D15"),
        },
        "out of hiding",
    )
    if way == "returned":
        terms, _ = reasons({"R18": window}, "R18")
        man.become("returned", "R18", terms=terms)
    elif way:
        man.become("in transit", "D15")


def hear_the_call(man: Person) -> None:
    """B1: advisers and those at militias' doors may come too."""
    if pressed(man, {"national army": call(man)}, "is called"):
        man.militia, man.true_reason = None, ""
        man.model.national_army.enlist(man)
        man.become("national army", "B1")
