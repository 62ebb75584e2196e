"""In laser-core: a frame of people, a frame of units, and components whose steps are compiled loops over a frame's columns."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numba as nb
import numpy as np
from laser.core import LaserFrame, PropertySet
from laser.core.random import seed as seed_laser

from benchmarks.peers.law import Law, Outcome


@nb.njit(nogil=True, parallel=True, cache=True)
def nb_weigh(strength, left, bond, factor, rise, base_hazard, log_pressure, cap, log_bond):
    for u in nb.prange(len(factor)):
        before = factor[u]
        pressing = log_pressure * min(left[u] / max(strength[u] + left[u], 1.0), cap) / 0.1
        factor[u] = base_hazard * np.exp(pressing - log_bond * (bond[u] - 0.5))
        rise[u] = factor[u] - before


@nb.njit(nogil=True, parallel=True, cache=True)
def nb_press(serving, pressure, resistance, own, unit_id, factor, newly_gone):
    for i in nb.prange(len(serving)):
        if serving[i]:
            pressure[i] += factor[unit_id[i]] * own[i]
            if pressure[i] >= resistance[i]:
                serving[i] = False
                newly_gone[nb.get_thread_id(), unit_id[i]] += 1


@nb.njit(nogil=True, parallel=True, cache=True)
def nb_press_again(serving, pressure, resistance, own, first, size, rise, touched, newly_gone):
    for k in nb.prange(len(touched)):
        u = touched[k]
        for i in range(first[u], first[u] + size):
            if serving[i]:
                pressure[i] += rise[u] * own[i]
                if pressure[i] >= resistance[i]:
                    serving[i] = False
                    newly_gone[nb.get_thread_id(), u] += 1


class Comrades:
    """Those who left lately press, the bond holds."""

    def __init__(self, model: Model) -> None:
        self.model = model
        units, size = model.units, model.params.unit_size
        units.add_scalar_property("first", dtype=np.int32)
        units.add_scalar_property("strength", dtype=np.float32, default=size)
        units.add_scalar_property("left", dtype=np.float32, default=0.0)
        units.add_scalar_property("bond", dtype=np.float32, default=model.params.peer_bond)
        units.add_scalar_property("factor", dtype=np.float32, default=0.0)
        units.add_scalar_property("rise", dtype=np.float32, default=0.0)
        units.first[:] = np.arange(units.count) * size

    def step(self, tick: int) -> None:
        self.model.units.left[:] *= self.model.params.fade
        self.weigh()

    def weigh(self) -> None:
        units, p = self.model.units, self.model.params
        logs = np.log(p.comrade_pressure), p.comrade_cap, np.log(p.bond_ratio)
        nb_weigh(units.strength, units.left, units.bond, units.factor, units.rise, p.base_hazard, *logs)


class Departures:
    """All are pressed; who is past his resistance goes, and his unit is pressed again."""

    def __init__(self, model: Model, comrades: Comrades) -> None:
        self.model, self.comrades = model, comrades
        people = model.people
        people.add_scalar_property("unit_id", dtype=np.int32)
        people.add_scalar_property("serving", dtype=np.bool_, default=True)
        people.add_scalar_property("pressure", dtype=np.float32, default=0.0)
        people.add_scalar_property("resistance", dtype=np.float32)
        people.add_scalar_property("own", dtype=np.float32)
        people.unit_id[:] = np.repeat(np.arange(model.units.count), model.params.unit_size)
        people.resistance[:] = model.prng.exponential(size=people.count)
        people.own[:] = np.exp(model.prng.random(people.count) - 0.5)
        model.units.add_vector_property("gone", model.params.nticks + 1, dtype=np.int32)

    def step(self, tick: int) -> None:
        people, units, p = self.model.people, self.model.units, self.model.params
        units.gone[tick + 1] = units.gone[tick]
        newly_gone = np.zeros((nb.get_num_threads(), units.count), dtype=np.int32)
        nb_press(people.serving, people.pressure, people.resistance, people.own, people.unit_id, units.factor, newly_gone)
        while newly_gone.any():
            lost = newly_gone.sum(axis=0)
            units.gone[tick + 1] += lost
            units.left[:] += lost
            units.strength[:] -= lost
            units.bond[:] = np.maximum(0, units.bond - lost * (p.wear / p.unit_size))
            self.comrades.weigh()
            touched = np.flatnonzero((lost > 0) & (units.rise > 0))
            newly_gone[:] = 0
            nb_press_again(
                people.serving, people.pressure, people.resistance, people.own, units.first, p.unit_size, units.rise, touched, newly_gone
            )


class Model:
    """The frames, the parameters and the components, in the order of a day."""

    def __init__(self, params: PropertySet, units: int) -> None:
        self.params = params
        self.prng = seed_laser(params.seed)
        self.units = LaserFrame(units)
        self.people = LaserFrame(units * params.unit_size)
        comrades = Comrades(self)
        self.components = [comrades, Departures(self, comrades)]

    def run(self) -> None:
        for tick in range(self.params.nticks):
            for component in self.components:
                component.step(tick)


def make(law: Law, people: int, days: int, seed: int) -> Any:
    """Draw the army of day zero."""
    return Model(PropertySet(asdict(law) | {"fade": law.fade, "nticks": days, "seed": seed}), law.units(people))


def run(model: Any, days: int) -> Outcome:
    """Let the days go by."""
    model.run()
    return Outcome(model.units.gone.sum(axis=1), model.units.gone[-1].astype(int))
