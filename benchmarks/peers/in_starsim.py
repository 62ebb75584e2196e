"""In Starsim: one module whose states are arrays of people, in steps of a day; units are arrays of the module."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import starsim as ss

from benchmarks.peers.law import Law, Outcome


class Leaving(ss.Module):
    """Leave the army when pressure reaches resistance."""

    def __init__(self, pars: dict[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__()
        self.define_pars(**asdict(Law()), resistance=ss.expon(scale=1.0), lot=ss.uniform(low=0.0, high=1.0))
        self.update_pars(pars, **kwargs)
        self.define_states(
            ss.BoolState("serving", default=True),
            ss.FloatArr("pressure", default=0.0),
            ss.FloatArr("resistance", default=self.pars.resistance),
            ss.FloatArr("own", default=self.pars.lot),
            ss.IntArr("unit", default=0),
        )

    def init_post(self) -> None:
        """Put people into units once all are drawn."""
        super().init_post()
        p, people = self.pars, self.sim.people.uid
        self.own[:] = np.exp(self.own.values - 0.5)
        self.unit[:] = people.values // p.unit_size
        self.members = np.asarray(people.values).reshape(-1, p.unit_size)
        self.strength = np.full(len(self.members), float(p.unit_size))
        self.left = np.zeros(len(self.members))
        self.bond = np.full(len(self.members), p.peer_bond)

    def factor(self) -> np.ndarray:
        """Each unit's hazard of a day."""
        p = self.pars
        log_d5 = np.log(p.comrade_pressure) * np.minimum(self.left / np.maximum(self.strength + self.left, 1), p.comrade_cap) / 0.1
        log_d6 = -np.log(p.bond_ratio) * (self.bond - 0.5)
        return p.base_hazard * np.exp(log_d5 + log_d6)

    def press(self, uids: ss.uids, factor: np.ndarray) -> ss.uids:
        """Add to the pressure of those people; give those who are past their resistance."""
        self.pressure[uids] += factor[self.unit[uids]] * self.own[uids]
        return uids[self.pressure[uids] >= self.resistance[uids]]

    def leave(self, uids: ss.uids) -> None:
        """Let them go, and their units remember it."""
        p = self.pars
        self.serving[uids] = False
        lost = np.bincount(self.unit[uids], minlength=len(self.left))
        self.left += lost
        self.strength -= lost
        self.bond = np.maximum(0.0, self.bond - lost * p.wear / p.unit_size)

    def step(self) -> None:
        """One day."""
        self.left *= 0.5 ** (1 / self.pars.comrade_memory_days)
        factor = self.factor()
        going = self.press(self.serving.uids, factor)
        while len(going):
            self.leave(going)
            before, factor = factor, self.factor()
            rise = factor - before
            comrades = ss.uids(self.members[rise > 0].ravel())
            going = self.press(comrades[self.serving[comrades]], rise)


def make(law: Law, people: int, days: int, seed: int) -> Any:
    """Draw the army of day zero; a Starsim simulation of ``days`` counts both ends, so it stops a day earlier."""
    sim = ss.Sim(
        n_agents=law.units(people) * law.unit_size,
        start="2011-03-15",
        dt=ss.days(1),
        dur=ss.days(days - 1),
        rand_seed=seed,
        modules=Leaving(asdict(law)),
        people_results=False,
        verbose=0,
    )
    return sim.init()


def run(sim: Any, days: int) -> Outcome:
    """Let the days go by."""
    sim.run()
    module = sim.custom[0]
    by_day = len(sim.people) - np.concatenate([[len(sim.people)], module.results.n_serving])
    return Outcome(by_day.astype(int), module.pars.unit_size - module.strength.astype(int))
