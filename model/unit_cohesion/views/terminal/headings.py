"""The first lines of what is shown of a scenario: its title and question, and what is run."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.text import Text

from unit_cohesion.views.formatting import DIM, HEAD, number, one_line

if TYPE_CHECKING:
    from unit_cohesion.scenario import Scenario
    from unit_cohesion.simulation.identity import Identity


def scenario_heading(scenario: Scenario, *remarks: str) -> RenderableType:
    """Return title, question, dates, days and scale, and remarks after them."""
    about = scenario.about
    end = about.start + timedelta(days=about.days - 1)
    scale = "one agent a person" if about.persons_per_agent == 1 else f"one agent for {number(about.persons_per_agent)} persons"
    kind = ["a case: facts only"] if about.case else []
    facts = (scenario.name, f"{about.start} to {end}", f"{number(about.days)} days", scale, *kind, *remarks)
    return Text.assemble((one_line(about.title), HEAD), "\n", one_line(about.question), "\n", (" · ".join(map(one_line, facts)), DIM))


def run_heading(run: Identity, seeds: str = "") -> RenderableType:
    """The opening of a run (of several, if seeds are told): scenario, seed, rules from outside, what is off, and what was set by hand."""
    without = [f"without {', '.join(run.without)}"] if run.without else []
    outside = [f"with {', '.join(origin.name for origin in run.plugins.origins)} from outside"] if run.plugins else []
    given = [f"{name} = {value}" for name, value in run.by_hand.items()]
    return scenario_heading(run.scenario, seeds or f"seed {run.seed}", *outside, *without, *given)
