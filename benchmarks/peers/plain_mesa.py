"""In plain Mesa: an object a person, an object a unit, and each does what the law says of it."""

from __future__ import annotations

from math import exp, log
from typing import Any

import mesa
import numpy as np

from benchmarks.peers.law import Law, Outcome


class Unit(mesa.Agent):
    """People who serve together, and what their comrades' leaving does to them."""

    def __init__(self, model: Army) -> None:
        super().__init__(model)
        self.members: list[Person] = []
        self.left, self.bond = 0.0, model.law.peer_bond
        self.gone, self.factor = 0, 0.0

    def fade(self) -> None:
        """A day on, those who left are a little further from mind."""
        self.left *= self.model.law.fade
        self.weigh()

    def weigh(self) -> float:
        """Weigh anew how hard the unit presses to leave; tell by how much that rose."""
        law, before = self.model.law, self.factor
        pressing = log(law.comrade_pressure) * min(self.left / max(len(self.members) + self.left, 1.0), law.comrade_cap) / 0.1
        holding = log(law.bond_ratio) * (self.bond - 0.5)
        self.factor = law.base_hazard * exp(pressing - holding)
        return self.factor - before

    def lose(self, member: Person) -> None:
        """One of us has left."""
        self.members.remove(member)
        self.gone += 1
        self.left += 1
        self.bond = max(0.0, self.bond - self.model.law.wear / self.model.law.unit_size)


class Person(mesa.Agent):
    """One who serves until pressure reaches resistance."""

    def __init__(self, model: Army, unit: Unit, resistance: float, own: float) -> None:
        super().__init__(model)
        self.unit, self.resistance, self.own = unit, resistance, own
        self.pressure = 0.0
        unit.members.append(self)

    def step(self) -> None:
        """Bear the day's pressure."""
        self.bear(self.unit.factor)

    def bear(self, factor: float) -> None:
        """Take pressure on; past resistance, be among those who go."""
        self.pressure += factor * self.own
        if self.pressure >= self.resistance:
            self.model.going.append(self)

    def leave(self) -> None:
        """Go, for good."""
        self.unit.lose(self)
        self.remove()


class Army(mesa.Model):
    """All units and people."""

    def __init__(self, law: Law, people: int, rng: int | None = None) -> None:
        super().__init__(rng=rng)
        self.law = law
        self.going: list[Person] = []
        units, size = law.units(people), law.unit_size
        self.units = list(Unit.create_agents(self, units))
        Person.create_agents(
            self,
            units * size,
            unit=[unit for unit in self.units for _ in range(size)],
            resistance=self.rng.exponential(size=units * size).tolist(),
            own=np.exp(self.rng.random(units * size) - 0.5).tolist(),
        )
        self.datacollector = mesa.DataCollector({"gone": lambda army: sum(unit.gone for unit in army.units)})
        self.datacollector.collect(self)

    def step(self) -> None:
        """One day."""
        self.agents_by_type[Unit].do("fade")
        self.agents_by_type[Person].do("step")
        while self.going:
            going, self.going = self.going, []
            for person in going:
                person.leave()
            for unit in dict.fromkeys(person.unit for person in going):
                rise = unit.weigh()
                if rise > 0:
                    for member in unit.members:
                        member.bear(rise)
        self.datacollector.collect(self)


def make(law: Law, people: int, days: int, seed: int) -> Any:
    """Draw the army of day zero."""
    return Army(law, people, rng=seed)


def run(army: Any, days: int) -> Outcome:
    """Let the days go by."""
    for _ in range(days):
        army.step()
    by_day = army.datacollector.get_model_vars_dataframe()["gone"].to_numpy()
    return Outcome(by_day, np.array([unit.gone for unit in army.units]))
