"""Which militia a man chooses, and who takes up arms: W2, S4, R7, R15, R20, B4, D15."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.clocks import pressed, reasons
from benchmarks.plain_mesa.draws import NEVER, exp, log

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.militias import Militia
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel

FIRST_HERE = 50.0
"""Log-weight of founding a militia where there is none at all."""
FAR_AWAY = 20.0
"""Tiles to a safe area where there is none."""
SOME_MEN = log(51.0)
"""What a militia that is yet to be founded counts for: fifty men."""

# ---- which militia


def attraction(man: Person, militia: Militia) -> float:
    """Log-weight of a militia for a man: its size, its pay (S4), its faith beside his (R7), what extremists have besides (R20)."""
    model, p = man.model, man.model.p
    weight = log(militia.fighters + p.newcomers)
    if model.on("R20"):
        weight += p.extremist_pull * militia.extremist
    if model.on("S4"):
        weight += p.pay_follows * militia.income
    if model.on("R7"):
        weight -= p.faith_follows * abs(man.religiosity - militia.religiosity)
    return weight


def choice(man: Person, place: Place, word: str, leaving: Militia | None = None, before: int | None = None) -> Militia | None:
    """The militia of a place for which its attraction and his own leaning add up to most; never the one that he leaves.

    ``before``: how often he has chosen already while things were so with him, if he may do so again.
    """
    leanings = man.model.draws.leanings(word, man.key, man.spell, len(place.militias), turn=before)
    open_to_him = {
        militia: attraction(man, militia) + leaning
        for militia, leaning in zip(place.militias, leanings, strict=True)
        if militia.alive and militia is not leaving
    }
    return max(open_to_him, key=lambda militia: open_to_him[militia], default=None)


# ---- who takes up arms


def take_up_arms(model: PlainModel) -> None:
    """Named militias rise on their date; civilians and deserters join whose time has come."""
    for militia in model.rebels.militias:
        if militia.rises and militia.life == 0 and militia.rises <= model.date:
            rise(militia)
    going = [(man, *join_what(man)) for man in model.civilians if man.waits_as("civilian")]
    for man, what, terms, _ in going:
        if what == "national army":
            model.national_army.enlist(man, otherwise=man.home)
            man.become("national army", "B4", terms=terms)
    join([(man, terms, cause) for man, what, terms, cause in going if what == "militia"])
    deserters = [man for man in model.people if man.waits_as("in hiding") and comes_out_of_hiding(man)]
    join([(man, None, "D15") for man in deserters if not man.officer])
    for man in deserters:
        if man.officer and any(militia.alive for militia in man.home.militias):
            man.from_place = man.home
            man.become("candidate", "D15")


def rise(militia: Militia) -> None:
    """R15: on its date a named militia stands, with the civilians of its place who are nearest to joining."""
    model = militia.model
    militia.life = 1
    militia.begin()
    here = [man for man in model.civilians if man.waits_as("civilian") and man.home is militia.place]
    nearest = sorted(here, key=lambda man: (man.resistance - man.pressure, man.key))
    for man in nearest[: round(militia.first_men / model.setting.about.persons_per_agent)]:
        man.militia = militia
        man.become("militia fighter", "R15")


def join_what(man: Person) -> tuple[str, dict[str, float], str]:
    """W2: a civilian is pressed to take up arms as his community is aggrieved and rebels hold his place, and by pay (S4).

    V2: fear of the rebels holds him back.

    B4: once a national army stands, he may go there: the nearer it is and the more it is respected, the likelier.
    """
    model, p, army = man.model, man.model.p, man.model.national_army
    felt = man.community.felt
    cause = log(felt / (felt + p.grievance_half)) + p.join_success * (1.0 - man.home.control)
    afraid = -p.fear_recruits * man.community.fear if model.on("V2") else 0.0
    pay = p.join_pay * mean_pay(man.home) if model.on("S4") else 0.0
    national = -NEVER
    if army.forming and p.recruit_national > 0:
        wide = p.recruit_everywhere if model.on("B4") else 1.0
        respected = p.respect_recruits * army.respect + p.standing_recruits * army.standing
        national = log(p.recruit_national * wide) + respected + cause + afraid - p.safe_radius * tiles_to_safety(man.home) / wide
    hazards = {"militia": exp(log(p.join_daily) + cause + afraid + pay), "national army": exp(log(p.join_daily) + national)}
    what = pressed(man, hazards, "joins what")
    return what, *reasons({"W2": cause, "V2": afraid, "S4": pay if what == "militia" else 0.0}, "W2")


def mean_pay(place: Place) -> float:
    """Mean pay of the fighters of a place."""
    men = sum(militia.fighters for militia in place.militias)
    return sum(militia.fighters * militia.income for militia in place.militias) / max(men, 1e-9)


def tiles_to_safety(place: Place) -> float:
    """Tiles to the nearest safe area."""
    return min((abs(place.x - safe.x) + abs(place.y - safe.y) for safe in place.model.places if safe.safe), default=FAR_AWAY)


def comes_out_of_hiding(man: Person) -> bool:
    """D15: a deserter in hiding may join where rebels hold the place; an officer asks at a militia's door like any other."""
    hazard = man.model.p.hiding_joins_daily * (1.0 - man.home.control)
    return man.model.on("D15") and pressed(man, {"joins": hazard}, "hiding joins") != ""


def join(men: list[tuple[Person, dict[str, float] | None, str]]) -> None:
    """R15: each chooses a militia of his place or founds one; all choose before the first is founded.

    There is one founder a week and place: others who would found one join him.
    """
    chosen = {man: wish(man) for man, _, _ in men}
    for man, (founds, _) in chosen.items():
        if founds:
            own = [m for m in man.home.militias if m.alive and not m.rises and m.founded == man.model.day] or man.home.empty_slots()
            if own and not own[0].alive:
                own[0].arise(man.sect)
            chosen[man] = founds, own[0]
    for man, terms, cause in men:
        if chosen[man][1]:
            man.militia, man.from_place = chosen[man][1], man.home
            man.become("militia fighter", cause, terms=terms)


def wish(man: Person) -> tuple[bool, Militia | None]:
    """Whether he would found a militia of his own, and the one that he would join else."""
    p, here = man.model.p, [militia for militia in man.home.militias if militia.alive]
    join_one, found_one = man.model.draws.leanings("founds", man.key, man.spell, 2)
    joining = log(sum(exp(attraction(man, militia)) for militia in here)) + join_one
    own = FIRST_HERE if not here else p.new_militia - p.militia_crowding * len(here) + SOME_MEN
    founding = own + found_one if man.home.empty_slots() else -NEVER
    return founding > joining, choice(man, man.home, "joins")
