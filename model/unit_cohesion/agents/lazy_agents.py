"""A Mesa model whose agents are views on an engine's rows, made when somebody first asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import mesa
import numpy as np

from unit_cohesion.agents.people import OFFICERS_FROM, Officer, Soldier, people_words
from unit_cohesion.agents.rebels import Fighter, MilitiaLeader, Sponsor, rebel_words
from unit_cohesion.agents.rows import Rows
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.vocabulary import CIVIL

KINDS: tuple[type[Soldier], ...] = (*(Officer if band >= OFFICERS_FROM else Soldier for band in range(CIVIL)), Fighter)
"""The class of agent by band."""


class LazyAgentModel(mesa.Model):  # type: ignore[misc,unused-ignore]
    """Mesa's model, with lazy agents; a run that never asks for them does not pay for them.

    Args:
        engine: whose rows the agents stand for.

    Attributes:
        rows: table → what its views read.
        lets_go: whether the model itself is letting go of agents.
    """

    def __init__(self, engine: Engine) -> None:
        self._made = self._alone = self.lets_go = False
        self._others = 0
        super().__init__(rng=engine.seed)
        self.engine = engine
        words = {"people": people_words(engine), **rebel_words(engine)}
        self.rows = {name: Rows(engine, getattr(engine.state, name), texts) for name, texts in words.items()}
        self._people: list[Soldier] = []
        self._leaders: dict[int, tuple[int, MilitiaLeader]] = {}

    def _make(self) -> None:
        if not self._made:
            self._made = True
            self._people = [KINDS[band](self, row) for row, band in enumerate(self.engine.state.people.band.tolist())]
            for row in range(self.engine.state.sponsors.size):
                Sponsor(self, row)
        self._follow()

    def _follow(self) -> None:
        """Make leaders of militias that have come to be, let go of those whose militias are no more."""
        if self._alone:
            return
        militias = self.engine.state.militias
        lives = dict(zip(np.flatnonzero(militias.alive).tolist(), militias.life[militias.alive].tolist(), strict=True))
        for row, (life, leader) in list(self._leaders.items()):
            if lives.get(row) != life:
                with self._letting_go():
                    leader.remove()
                del self._leaders[row]
        for row, life in lives.items():
            if row not in self._leaders:
                self._leaders[row] = life, MilitiaLeader(self, row)

    def person(self, row: int) -> Soldier:
        """The agent of one row of people."""
        self._make()
        return self._people[row] if self._people else KINDS[self.engine.state.people.band[row]](self, row)

    def leaders(self) -> list[MilitiaLeader]:
        """The leaders of the militias that exist now, by row."""
        self._make()
        return [self._leaders[row][1] for row in sorted(self._leaders)]

    @property
    def agents(self) -> Any:
        """Everybody, as an AgentSet of ``Soldier``, ``Officer`` and, with a rebel side, ``Fighter``, ``MilitiaLeader`` and ``Sponsor``.

        The first use makes all people (some 6 µs and 500 bytes each); leaders come and go with their militias.
        """
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
        counted = getattr(mesa.Agent, "_ids", {}).pop(self, None) is not None  # Mesa 3.3's own count keeps a model alive for good
        if not isinstance(agent, (*KINDS, MilitiaLeader, Sponsor)):
            self._others += 1
            if counted:
                agent.unique_id = self._others
        super().register_agent(agent)

    def remove_all_agents(self) -> None:
        """Let go of all agents; the people whom they stand for stay in the run."""
        self._made, self._alone = True, True  # nobody is made only to be let go of
        self._leaders = {}
        with self._letting_go():
            super().remove_all_agents()

    @contextmanager
    def _letting_go(self) -> Iterator[None]:
        """While agents go that nobody meant to take out of the run."""
        self.lets_go = True
        try:
            yield
        finally:
            self.lets_go = False
