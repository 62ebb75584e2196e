"""What is done to rebels and defectors: killed in action, killed by persons unknown, killed by extremists, labelled (W2, R8, R9, R20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.plain_mesa.aside import step_aside
from benchmarks.plain_mesa.clocks import befallen
from benchmarks.plain_mesa.militias import IN_ACTION
from benchmarks.plain_mesa.people import EXPOSED

if TYPE_CHECKING:
    from benchmarks.plain_mesa.country import Place
    from benchmarks.plain_mesa.people import Person
    from benchmarks.plain_mesa.plain import PlainModel

LABELLED = "R8"


def befall(model: PlainModel) -> None:
    """Press everybody among the rebels by what can be done to him; then carry out what has come due."""
    exposed = [man for man in model.people if man.waits_as(*EXPOSED)]
    struck = [(man, what) for man in exposed if (what := befallen(man, hazards(man), "what befalls"))]
    retell(model, [man for man, what in struck if what != LABELLED])
    for man, what in struck:
        if what != LABELLED:
            die(man, what)
    for man, what in struck:
        if what == LABELLED:
            be_labelled(man)


def hazards(man: Person) -> dict[str, float]:
    """A day's hazard of each, by the mechanism that does it."""
    model, p, place = man.model, man.model.p, man.stands_in
    fights = man.status in (*IN_ACTION, "national army")
    heard = man.outspoken * (man.militia.sectarian if man.militia else sectarian_feeling(place))
    moderate = fights and not (man.militia and man.militia.extremist)
    spared = p.resists_extremists if man.status == "national army" and model.on("B6") else 1.0
    hunted = p.extremist_kills_officers if man.officer else 1.0
    can_be_labelled = man.officer and not man.labelled and man.status != "national army"
    return {
        "W1": killed_in_action(place) * fights,
        "R9": p.murder_daily * heard * model.on("R9"),
        "R20": 2.0 * p.extremist_kills * place.extremist * moderate * spared * hunted * model.on("R20"),
        LABELLED: p.label_daily * heard * can_be_labelled * model.on("R8"),
    }


def killed_in_action(place: Place) -> float:
    """W2: the rebels' dead of the day fall on those who fight in a place."""
    nation, p = place.model.nation, place.model.p
    dying = p.rebel_death_share * max(nation.all_deaths - nation.regime_deaths, 0.0) * nation.heat(place)
    return min(dying / max(place.insurgents, 1.0), p.most_killed_daily)


def sectarian_feeling(place: Place) -> float:
    """R19: sectarian feeling in the militias of a place, by fighters."""
    alive = place.standing
    men = sum(militia.fighters for militia in alive)
    return sum(militia.fighters * militia.sectarian for militia in alive) / max(men, 1e-9)


def retell(model: PlainModel, dead: list[Person]) -> None:
    """R9, N7: outspoken officers who die, however they die, are retold as murdered, and feed the rumour."""
    if model.on("N7") or model.on("N7b"):
        persons = sum(man.persons for man in dead if man.outspoken > 0)
        model.nation.rumour += (1.0 - model.nation.rumour) * min(1.0, model.p.retold_as_murder * persons / 100.0)


def die(man: Person, what: str) -> None:
    """He is killed."""
    rebels = man.model.rebels
    if what == "R9":
        rebels.murders += man.persons
    if what == "R20" and man.status == "national army":
        man.model.national_army.lost += man.persons
    man.become("dead", what)


def be_labelled(man: Person) -> None:
    """R8: a label as the regime's man sticks to an outspoken officer, costs him hope, and puts him out of action."""
    man.model.rebels.labels += man.persons
    man.labelled, man.true_reason = True, "label"
    man.hope *= 1.0 - man.model.p.hope_refused
    step_aside(man, LABELLED)
