"""In ours: one compiled loop over records, day by day and unit by unit; people are columns, read once a day."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from benchmarks.peers.law import Law, Outcome

UNIT = np.dtype([("first", "i8"), ("last", "i8"), ("strength", "f8"), ("left", "f8"), ("bond", "f8"), ("factor", "f8")], align=True)
PARAMETERS = np.dtype(
    [(name, "f8") for name in ("base_hazard", "comrade_pressure", "comrade_cap", "fade", "bond_ratio", "wear")], align=True
)
DEPARTURE = np.dtype([("day", "i4"), ("in_pass", "i4"), ("person", "i8"), ("unit", "i8")], align=True)

GOLDEN, MIX_1, MIX_2 = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
RESISTANCE, OWN = np.uint64(0), np.uint64(1)


@njit(cache=True)
def lot(seed, person, what):
    """Uniform on 0 to 1, always the same for the same seed, person and purpose: nothing hangs on the order of draws."""
    x = (np.uint64(seed) * MIX_2) ^ (np.uint64(2) * np.uint64(person) + what) * GOLDEN
    x = (x ^ (x >> np.uint64(30))) * MIX_1
    x = (x ^ (x >> np.uint64(27))) * MIX_2
    return (np.float64((x ^ (x >> np.uint64(31))) >> np.uint64(11)) + 0.5) * 2.0**-53


@njit(cache=True)
def draw(seed, resistance, own):
    """What each one is born with."""
    for i in range(len(own)):
        resistance[i] = -math.log(lot(seed, i, RESISTANCE))
        own[i] = math.exp(lot(seed, i, OWN) - 0.5)


@njit(cache=True)
def weigh(unit, p):
    """D5, D6: comrades who left lately press, the bond holds."""
    log_d5 = math.log(p.comrade_pressure) * min(unit.left / max(unit.strength + unit.left, 1.0), p.comrade_cap) / 0.1
    log_d6 = -math.log(p.bond_ratio) * (unit.bond - 0.5)
    unit.factor = p.base_hazard * math.exp(log_d5 + log_d6)


@njit(cache=True)
def press(factor, pressure, resistance, own):
    """Add a factor to a unit's people; true if the time of any has come. (No branch, so that several are done at once.)"""
    ripe = False
    for i in range(len(pressure)):
        pressure[i] += factor * own[i]
        ripe |= pressure[i] >= resistance[i]
    return ripe


@njit(cache=True)
def live(units, parameters, pressure, resistance, own, departures, days):
    """Each day all are pressed, those whose time has come go, and so on until nobody more goes; how many went. The one call from Python."""
    p, noted = parameters[0], 0
    for day in range(1, days + 1):
        for k in range(len(units)):
            unit = units[k]
            a, b = unit.first, unit.last
            unit.left *= p.fade
            weigh(unit, p)
            rise, step = unit.factor, 0
            while rise > 0.0 and press(rise, pressure[a:b], resistance[a:b], own[a:b]):
                step += 1
                for i in range(a, b):
                    if pressure[i] >= resistance[i]:
                        gone = departures[noted]
                        gone.day, gone.in_pass, gone.person, gone.unit = day, step, i, k
                        noted += 1
                        resistance[i] = np.inf  # he can't go again
                        unit.left += 1.0
                        unit.strength -= 1.0
                        unit.bond = max(0.0, unit.bond - p.wear / (b - a))
                before = unit.factor
                weigh(unit, p)
                rise = unit.factor - before
    return noted


@dataclass
class Army:
    """The tables of a run."""

    units: np.ndarray
    parameters: np.ndarray
    pressure: np.ndarray
    resistance: np.ndarray
    own: np.ndarray
    departures: np.ndarray


def make(law: Law, people: int, days: int, seed: int) -> Any:
    """Draw the army of day zero."""
    count, size = law.units(people), law.unit_size
    units = np.zeros(count, UNIT)
    units["first"] = np.arange(count) * size
    units["last"] = units["first"] + size
    units["strength"], units["bond"] = size, law.peer_bond
    parameters = np.zeros(1, PARAMETERS)
    for name in PARAMETERS.names:
        parameters[name] = getattr(law, name)
    resistance, own = np.empty(count * size), np.empty(count * size)
    draw(seed, resistance, own)
    return Army(units, parameters, np.zeros(count * size), resistance, own, np.zeros(count * size, DEPARTURE))


def run(army: Any, days: int) -> Outcome:
    """Let the days go by, in one call."""
    noted = live(army.units, army.parameters, army.pressure, army.resistance, army.own, army.departures, days)
    departures = army.departures[:noted]
    by_day = np.cumsum(np.bincount(departures["day"], minlength=days + 1))
    return Outcome(by_day, np.bincount(departures["unit"], minlength=len(army.units)))
