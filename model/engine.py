"""The engine: holds the world, walks the day, feeds the record. No Mesa, no pandas; what sweeps run."""

from __future__ import annotations

from collections.abc import Callable

from model.chance import Chance
from model.mechanisms import switched_off
from model.population.birth import born
from model.population.civilians import community_ids
from model.population.militias import militia_ids
from model.population.order_of_battle import order_of_battle
from model.record import Log
from model.rules import DAY
from model.scenario import Scenario
from model.state import State
from model.world import World, named


class Engine:
    """One run of one scenario.

    Args:
        scenario: what to run, with its parameters.
        seed: whole number ≥ 0; the same seed and scenario give the same run.
        off: ids of mechanisms to switch off.

    Attributes:
        world: the state and all that rules use.
        day: the last day walked, 0 before the first.
        running: False once the scenario's days are over.
    """

    def __init__(self, scenario: Scenario, seed: int, off: object = None) -> None:
        self.scenario, self.seed = scenario, int(seed)
        self.off = switched_off(off)
        self.battle = order_of_battle(scenario)
        self._communities, self.militia_ids = community_ids(scenario), militia_ids(scenario)
        chance = Chance(self.seed)
        self.world = World(scenario, self.battle, born(scenario, scenario.parameters, self.battle, chance, self.off), chance, self.off)
        self.world.after_pass = tuple(rule.after_pass for rule in DAY if rule.after_pass)

    @property
    def state(self) -> State:
        """The state as it is now."""
        return self.world.state

    @property
    def unit_ids(self) -> list[str]:
        """Ids of all rows of units: the army's, then the communities of civilians."""
        return [*self.battle.ids, *self._communities]

    @property
    def log(self) -> Log:
        """What happened so far."""
        return self.world.record

    @property
    def day(self) -> int:
        """The last day walked."""
        return self.world.day

    @property
    def running(self) -> bool:
        """Whether days are left."""
        return self.world.day < self.scenario.about.days

    def step(self) -> None:
        """Walk one day: each rule of ``DAY`` in its order, then close the day in the record."""
        world = self.world
        world.begin(world.day + 1)
        for rule in DAY:
            if (world.day - 1) % rule.every == 0:
                rule.run(world)
        world.record.note_day(world.day, world.state)

    def switch_off(self, off: object) -> None:
        """From the next day on, run without some mechanisms: what they wrote goes, but for D12, whose expectations stay as they are."""
        self.world.off = self.world.pressing.off = self.world.off | switched_off(off)
        self.world.pressing.drop(self.world.off)
        self.world.named = named(self.world.off)
        if "W3" in self.world.off:
            self.state.nation.answer = 0.0  # what the regime has raised stays, what it does ends

    def run(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Walk all days that are left; ``progress(day, days)`` is called after each."""
        days = self.scenario.about.days
        while self.running:
            self.step()
            if progress:
                progress(self.day, days)
