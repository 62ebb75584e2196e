"""A Mesa model whose agents are views on an engine's rows, made when somebody first asks for them."""

from __future__ import annotations

from typing import Any

import mesa

from model.agents.people import OFFICERS_FROM, Officer, Soldier, people_words
from model.agents.rows import Rows
from model.engine import Engine


class ViewModel(mesa.Model):  # type: ignore[misc,unused-ignore]
    """Mesa's model, with lazy agents; a run that never asks for them does not pay for them.

    Args:
        engine: whose rows the agents stand for.

    Attributes:
        rows: table → what its views read.
    """

    _made = False
    _others = 0

    def __init__(self, engine: Engine) -> None:
        super().__init__(rng=engine.seed)
        self.engine = engine
        self.rows = {"people": Rows(engine, engine.state.people, people_words(engine))}

    def _make(self) -> None:
        if not self._made:
            self._made = True
            for row, band in enumerate(self.engine.state.people.band.tolist()):
                (Officer if band >= OFFICERS_FROM else Soldier)(self, row)

    @property
    def agents(self) -> Any:
        """Everybody, as an AgentSet of ``Soldier`` and ``Officer``. The first use makes them all (some 6 µs and 500 bytes each)."""
        self._make()
        return super().agents

    @agents.setter
    def agents(self, agents: Any) -> None:
        mesa.Model.agents.fset(self, agents)  # says what to do instead

    @property
    def agents_by_type(self) -> Any:
        """The agents by their class: an AgentSet each."""
        self._make()
        return super().agents_by_type

    @property
    def agent_types(self) -> Any:
        """The classes of the agents."""
        self._make()
        return super().agent_types

    def register_agent(self, agent: Any) -> None:
        """Take an agent in. Mesa does this by itself, of other agents too that somebody may add; those are numbered from 1."""
        if getattr(mesa.Agent, "_ids", {}).pop(self, None) is not None:  # Mesa 3.3's own count keeps a model alive for good
            self._others += 1
            agent.unique_id = self._others
        super().register_agent(agent)

    def remove_all_agents(self) -> None:
        """Let go of all agents; the people whom they stand for stay in the run."""
        self._made = True  # nobody is made only to be let go of
        super().remove_all_agents()
