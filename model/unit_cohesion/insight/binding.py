"""Which reason was the binding one: without it, the same leader or sponsor, with the same draws, would have decided otherwise.

A leader's decision about an officer is weighed anew from the terms that were noted with it and from the same keyed draws; a sponsor's, from
the week in which he paid. What would have followed from the other decision is left out: the share of decisions that hang on a reason says
how often it binds, not what the war would have been without it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from unit_cohesion.engine.compiling import PLAIN
from unit_cohesion.engine.lots import gumbel_of_turn
from unit_cohesion.insight.watch import WEEK, Watch
from unit_cohesion.rules.gatekeeping import DECLINED, REFUSED, roles
from unit_cohesion.rules.sponsorship import Sponsorship, favour, most_fighters, reach
from unit_cohesion.vocabulary import CAMP, CANDIDATE, SPECIALITIES, WITHDRAWN

NO_USE = tuple(SPECIALITIES.index(name) for name in ("pilot", "naval"))
TERM_OF = {
    "R5": "abuse",
    "R6": "claim",
    "R8": "label",
    "R11": "rivalry",
    "R12": "mismatch",
    "R13": "motive",
    "R14": "suspicion",
    "S2": "sponsor",
}
"""The utility term of each mechanism that weighs against an officer."""
TRUST = ("motive", "abuse", "suspicion", "claim", "sponsor", "label")
"""Terms that tell how far an officer is trusted; the rule adds them up in this order."""
EXACT = 1e-9


@dataclass(frozen=True)
class Refusals:
    """Refusals of officers by leaders, in persons, and how many of them would not have been but for one reason.

    Attributes:
        all: persons refused. bound: by mechanism. of_no_use: persons refused by R12 alone who are pilots or naval officers.
        rebuilt: whether each decision came out anew as it was noted.
    """

    all: float
    bound: Mapping[str, float]
    of_no_use: float
    rebuilt: bool

    def share(self, id: str) -> float:
        """The share of refusals that a mechanism binds; NaN without refusals."""
        return self.bound[id] / self.all if self.all else math.nan


def refusals(watch: Watch) -> Refusals:
    """Weigh every decision of leaders anew, and anew without each reason."""
    engine = watch.engine
    parameters = engine.state.arrays["p"].view(np.recarray)[0]  # as the rule takes them, compiled or not
    people, choices = engine.state.people, engine.log.choices
    choices = choices[~choices["by_sponsor"]]
    persons = watch.facts.people("persons")
    keys = engine.state.arrays["s"]["role"][0]
    whole, of_no_use, rebuilt = 0.0, 0.0, True
    bound = dict.fromkeys(TERM_OF, 0.0)
    for choice, spell, turn in zip(choices, *_turns(watch, choices), strict=True):
        row = int(choice["subject"])
        noise = [float(gumbel_of_turn(key, people.key[row], spell, turn)) * parameters.choice_noise for key in keys]
        terms = {name: float(choice[name]) for name in ("need", "mismatch", "rivalry", *TRUST)}
        role = decided(terms, noise, parameters)
        rebuilt = rebuilt and bool(abs(noise[role] - float(choice["noise"])) < EXACT and (role == REFUSED) == (choice["choice"] == REFUSED))
        if choice["choice"] != REFUSED:
            continue
        whole += float(persons[row])
        for id, term in TERM_OF.items():
            if terms[term] and decided({**terms, term: 0.0}, noise, parameters) != REFUSED:
                bound[id] += float(persons[row])
                of_no_use += float(persons[row]) * (id == "R12" and int(people.speciality[row]) in NO_USE)
    return Refusals(whole, bound, of_no_use, rebuilt)


def _turns(watch: Watch, choices: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of each decision: the spell in which the officer stood at the door, and how often he had been turned away in this search."""
    events = watch.engine.log.events
    order = np.argsort(events["row"], kind="stable")
    rows, days = events["row"][order].astype("i8"), events["day"][order]
    stamp = watch.facts.days + 2
    spell = np.searchsorted(rows * stamp + days, choices["subject"] * stamp + choices["day"])
    spell -= np.searchsorted(rows, choices["subject"])
    back = (events["to"] == CANDIDATE) & np.isin(events["before"], (CAMP, WITHDRAWN))
    searches: dict[int, list[int]] = {}
    for row, day in zip(events["row"][back].tolist(), events["day"][back].tolist(), strict=True):
        searches.setdefault(row, []).append(day)
    turned: dict[tuple[int, int], int] = {}
    turns = np.zeros(len(choices), "i8")
    for number, (row, day, choice) in enumerate(zip(choices["subject"].tolist(), choices["day"], choices["choice"], strict=True)):
        search = row, int(np.searchsorted(searches.get(row, []), day))
        turns[number] = turned.get(search, 0)
        turned[search] = int(turns[number]) + (choice in (REFUSED, DECLINED))
    return spell, turns


def decided(terms: Mapping[str, float], noise: list[float], parameters: object) -> int:
    """The role that a leader chooses, as the rule does: the first of the best."""
    trust = 0.0
    for name in TRUST:
        trust += terms[name]
    worth = roles(terms["need"] + terms["mismatch"], terms["rivalry"], trust, parameters)  # type: ignore[arg-type]
    return int(np.argmax([value + drawn for value, drawn in zip(worth, noise, strict=True)]))


@dataclass(frozen=True)
class Payday:
    """One sponsor's choice of clients on one payday.

    Attributes:
        week, sponsor: which. militias: rows of those that there are.
        paid, for_skill: rows of those whom he pays, and would pay if loyalty counted for nothing (S1).
    """

    week: int
    sponsor: int
    militias: frozenset[int]
    paid: frozenset[int]
    for_skill: frozenset[int]


def paydays(watch: Watch) -> Iterator[Payday]:
    """Yield every choice of clients, weighed anew with loyalty and without it."""
    engine = watch.engine
    state, militias = engine.state, engine.log.weeks("militias")
    if not watch.rebels or not watch.scenario.sponsors or "S1" in engine.off_now:
        return
    then = state.militias.rows.copy()
    plain, weighs_loyalty = then.view(np.recarray) if PLAIN else then, state.arrays["on"]["S1"]
    habit, most = engine.parameters.sponsor_habit, int(engine.parameters.sponsor_clients)
    for week in range(0, len(watch.days), Sponsorship.every // WEEK):
        for name in militias.dtype.names or ():
            then[name] = militias[week][name]  # fixed columns are those of today
        before = militias[week - 1]["patron"] if week else np.full(len(then), -1)
        rows = np.flatnonzero(then["alive"] & (then["fighters"] > 0))
        largest = engine.ask(most_fighters, militias=plain)
        for number in np.flatnonzero(state.sponsors.start_day <= watch.days[week]) if len(rows) else ():
            sponsor = state.row("sponsors", int(number))
            worth, country = np.zeros((2, len(rows))), int(sponsor["country"])
            reached = {
                place: engine.ask(reach, countries=watch.countries[week], country=country, place=place)
                for place in np.unique(then["place"][rows]).tolist()
            }
            for loyal in (0, 1):
                weighs_loyalty[0] = bool(loyal)
                for column, row in enumerate(rows):
                    help = reached[int(then["place"][row])]
                    terms = engine.ask(favour, sponsor=sponsor, militia=plain[row], reached=help, largest=largest)
                    worth[loyal, column] = sum(terms) + (habit if before[row] == number else 0.0)
            weighs_loyalty[0] = True
            for_skill, paid = (frozenset(rows[np.argsort(-one, kind="mergesort")[:most]].tolist()) for one in worth)
            yield Payday(week, int(number), frozenset(rows.tolist()), paid, for_skill)


def unpaid_for_loyalty(watch: Watch) -> float:
    """Of the militias that a sponsor leaves unpaid, payday by payday: the share that he would pay but for loyalty (S1); NaN of none."""
    unpaid = bound = 0
    for one in paydays(watch):
        unpaid += len(one.militias - one.paid)
        bound += len(one.for_skill - one.paid)
    return bound / unpaid if unpaid else math.nan
