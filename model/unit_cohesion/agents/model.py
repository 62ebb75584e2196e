"""CohesionModel: the model as Mesa knows it, a shell around the engine."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from mesa import DataCollector

from unit_cohesion.agents.figures import figures, names
from unit_cohesion.agents.keywords import keyword_signature
from unit_cohesion.agents.lazy_agents import LazyAgentModel
from unit_cohesion.engine.declare import Rule
from unit_cohesion.errors import CohesionError, ScenarioError, Unused, nearest
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import NO_PLUGINS, Rules, ScenarioLike, classes_of, identity_of, plugins_of, refuse_unknown_here
from unit_cohesion.simulation.plugins import PlugIns
from unit_cohesion.simulation.remarks import warn

if TYPE_CHECKING:
    import pandas as pd

    from unit_cohesion.scenario import Scenario
    from unit_cohesion.simulation.log import Log


class CohesionModel(LazyAgentModel):
    """An army at war, as a Mesa model: one step is one day.

    In a notebook:

        from unit_cohesion import CohesionModel
        model = CohesionModel("two-valleys", rng=1, comrade_pressure=2)
        model.run_model()                                        # or model.step(), day by day
        model.datacollector.get_model_vars_dataframe().plot(x="date", y="serving")
        captains = model.agents.select(lambda a: a.sect == "river" and a.rank == "captain")
        captains.agg("loyalty", min)
        captains.set("loyalty", 0.1)                             # counts from the next step on

    Where a scenario has rebels, militias' leaders and sponsors are agents beside the people, with columns of their own (all agents answer
    to ``sect``, ``rank``, ``band``, ``status`` and ``loyalty``):
    ``model.agents_by_type`` tells them apart, and ``model.agents.select(agent_type=Soldier)`` keeps to the people
    (``Soldier`` stands in ``unit_cohesion.agents.people``; an officer or a fighter is one too).

    ``mesa.batch_run(CohesionModel, {"scenario": "two-valleys", "comrade_pressure": [1.5, 2]}, max_steps=100)`` and
    ``SolaraViz(CohesionModel())`` take it as it is. For the tables of a run use ``frame``, or ``unit_cohesion.run`` from the start.

    ``model.comrade_pressure`` is a parameter's value now. To set it is ``model.engine.change(comrade_pressure=...)``: it counts from the
    next step on, and stands in the run's identity.

    Args:
        scenario: a shipped name, a path to a TOML file, a mapping, or a loaded ``Scenario``.
        rng: the seed, a whole number from 0; None draws one, which ``seed`` tells. The same seed and scenario give the same run.
        off: an id of ``unit_cohesion.mechanisms``, or several, to switch off; ``D5@100`` is off from day 100 on.
        days: how long, if not as the scenario says.
        persons_per_agent: persons that each agent stands for, if not as the scenario says; 1 is a person each.
        rules: rules from outside (``unit_cohesion.extend``); ``with_rules`` builds them in.
        parameters: any declared parameter by its name (``cohesion parameters`` lists them); None leaves it as the scenario has it.

    Attributes:
        seed: of all draws.
        loaded_scenario: the scenario as run. (``scenario`` is Mesa's own, and None.)
        engine: what runs; ``engine.state`` holds the columns.
        datacollector: Mesa's DataCollector: a row a day, with the columns of the table ``daily``, those of rules from outside too.
        steps: the day last walked, 0 before the first.
        running: False once the scenario's days are over; further steps do nothing.

    Raises:
        ScenarioError: an unknown keyword, an unknown id in ``off``, or an ``rng`` that is not allowed; tells the nearest.
        ScenarioErrors: the scenario or a parameter's value is not allowed; ``.errors`` holds all that is wrong.

    Warns:
        Unused: something that is asked for will not count in this run (``unit_cohesion.remarks``).
    """

    def __init__(
        self,
        scenario: ScenarioLike = "two-valleys",
        *,
        rng: int | None = None,
        off: object = None,
        days: int | None = None,
        persons_per_agent: int | None = None,
        rules: Rules = (),
        **parameters: Any,
    ) -> None:
        plugins = plugins_of((*self.rules_from_outside, *classes_of(rules)))
        scenario = refuse_unknown_here(scenario, parameters, plugins, ["scenario", "rng", "off", "days", "persons_per_agent", "rules"])
        made = identity_of(scenario, rng, off=off, rules=plugins, days=days, persons_per_agent=persons_per_agent, parameters=parameters)
        warn(made, level=2)
        self._begin(Engine(made))

    def _begin(self, engine: Engine) -> None:
        """Put the shell around an engine, wherever it stands: the days that it has walked are in the datacollector."""
        before = set(vars(self))
        if "as_shipped" not in vars(type(self)):
            engine.identity = engine.identity.without_repeat(f"the model is a subclass ({type(self).__name__})")
        super().__init__(engine)
        self.datacollector = DataCollector(model_reporters={name: lambda model, name=name: model.today.get(name) for name in names(engine)})
        for row in range(len(engine.log.days)):
            self._close(row)
        self.running = engine.running
        self._collector, self._of_the_model = self.datacollector, frozenset(vars(self)) - before
        for name in before & engine.identity.plugins.parameters.keys():  # that a subclass set sooner
            if not hasattr(type(self), name):
                setattr(self, name, self.__dict__.pop(name))

    def __reduce__(self) -> tuple[Any, ...]:
        """The run as a checkpoint, and what else somebody keeps on the model; agents are made anew when they are asked for.

        Raises:
            CohesionError: it holds what cannot travel.
        """
        if self._others or self.datacollector is not self._collector:
            what = "agents of one's own" if self._others else "a datacollector of one's own"
            raise CohesionError(f"a {type(self).__name__} with {what} cannot be pickled: save_state keeps the run")
        kept = {name: value for name, value in vars(self).items() if name not in self._of_the_model and name not in _OWN_STATE}
        plugins = plugins_of(self.rules_from_outside) if "made_with_rules" in vars(type(self)) else NO_PLUGINS
        cls = type(self).__base__ if plugins else type(self)
        return _unpickled, (cls, plugins, self.engine, kept, self._alone, self.random.getstate(), self.rng.bit_generator.state)

    def __setattr__(self, name: str, value: object) -> None:
        """Set an attribute; a declared parameter is another from the next day on, as by ``engine.change``.

        Raises:
            ScenarioError: a value that the parameter cannot have.
            AttributeError: what is fixed when a model begins.

        Warns:
            Unused: a name that nothing reads, nearly a parameter's.
        """
        if "_of_the_model" in vars(self) and not hasattr(type(self), name):  # names that a subclass has are its own
            plugins = self.engine.identity.plugins
            if name in plugins.parameters:
                if value is not None and (checked := plugins.parameters[name].checked(value)) != self.engine.value_of(name):
                    self.engine.change(**{name: checked})
                return
            if "as_shipped" in vars(type(self)):
                if name in _FIXED:
                    how = "engine.change(off=...) switches off from the next day on" if name == "off" else "parameters can be set midway"
                    raise AttributeError(f"{name}: is fixed when a model begins, {type(self).__name__}({name}=...); {how}")
                near = [] if name in vars(self) or name.startswith("_") else get_close_matches(name, plugins.parameters, n=1, cutoff=ALIKE)
                if near:
                    warnings.warn(f"{name} is kept on the model, and nothing reads it; did you mean {near[0]!r}?", Unused, stacklevel=2)
        super().__setattr__(name, value)

    def __getattr__(self, name: str) -> Any:  # only for names that are not there
        engine = vars(self).get("engine")
        if engine is not None and name in engine.identity.plugins.parameters:
            return engine.value_of(name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def step(self) -> None:
        """Walk one day."""
        if self.engine.running:
            self.engine.step()
            self._close(-1)
        self.steps, self.running = self.engine.day, self.engine.running  # steps again, since Mesa counts idle ones too

    def _close(self, row: int) -> None:
        self.steps = int(self.engine.log.days[row])
        self.today = figures(self.engine, row)
        self.datacollector.collect(self)

    as_shipped = True
    """That this very class, and no subclass, does nothing that a run.json could not repeat."""
    rules_from_outside: ClassVar[tuple[type[Rule], ...]] = ()
    """Rules that every model of this class runs with; see ``with_rules``."""

    @classmethod
    def with_rules(cls, *rules: type[Rule]) -> type[CohesionModel]:
        """The model with rules from outside built in, their parameters among its keywords: for Mesa's tools, which read signatures.

        In a script:

            Wintry = CohesionModel.with_rules(Winter)
            mesa.batch_run(Wintry, {"scenario": "two-valleys", "winter_slowing": [0.2, 0.8]}, max_steps=100)

        Raises:
            CohesionError: something that a rule declares is not allowed.
        """
        plugins = plugins_of((*cls.rules_from_outside, *rules))

        def begin(self: CohesionModel, *given: Any, **keywords: Any) -> None:
            cls.__init__(self, *given, **keywords)

        own = {
            "rules_from_outside": plugins.rules,
            "__init__": begin,
            "__doc__": cls.__doc__,
            "__module__": cls.__module__,
            "made_with_rules": True,
        }
        made = type(cls.__name__, (cls,), own | ({"as_shipped": True} if "as_shipped" in vars(cls) else {}))
        begin.__signature__ = keyword_signature(CohesionModel.__init__, plugins.parameters)  # type: ignore[attr-defined]
        return made

    today: Mapping[str, Any] = {}
    """The figures of the day last walked, as the datacollector has them (counts in persons); empty before the first day."""

    @property
    def scenario(self) -> None:
        """Mesa's own (newer Mesas keep their kind of scenario here, and make models anew from it); ours is ``loaded_scenario``."""
        return None

    @scenario.setter
    def scenario(self, scenario: object) -> None:
        """Nothing: so that Mesa's Reset hands our keyword of this name on as it is."""

    @property
    def loaded_scenario(self) -> Scenario:
        """The scenario as run, with its parameters."""
        return self.engine.scenario

    @property
    def seed(self) -> int:
        """Of all draws."""
        return self.engine.seed

    @property
    def date(self) -> date:
        """The date of the day last walked (of the eve, before the first)."""
        return self.engine.date

    @property
    def log(self) -> Log:
        """What happened so far, as arrays."""
        return self.engine.log

    def frame(self, table: str) -> pd.DataFrame:
        """One of the run's tables as it is now: ``daily``, ``groups``, ``units``, ``events`` or ``people``.

        Raises:
            ScenarioError: no table of this name.
        """
        from unit_cohesion.tables.frames import FRAMES

        if table not in FRAMES:
            raise ScenarioError("parameters", "table", table, ", ".join(FRAMES), nearest(table, list(FRAMES)))
        return FRAMES[table](self.engine)

    def save_state(self, path: str | Path) -> None:
        """Save the run as it stands, with its record so far, so that it can go on later to the same bytes.

        Raises:
            CohesionError: it cannot be written there.
        """
        from unit_cohesion.simulation import checkpoint

        checkpoint.save(self.engine, path)

    @classmethod
    def load_state(cls, path: str | Path, rules: Rules = ()) -> Self:
        """The model as it was saved, ``steps`` and datacollector included. (Mesa's ``time`` starts at 0: the day is ``steps``.)

        Args:
            rules: the rules from outside that it runs with, beside those that are built in.

        Raises:
            CohesionError: there is no such file, or it is damaged.
        """
        from unit_cohesion.simulation import checkpoint

        model = cls.__new__(cls)
        model._begin(checkpoint.load(path, (*cls.rules_from_outside, *classes_of(rules))))
        return model

    def __repr__(self) -> str:
        scenario = self.loaded_scenario
        return f"<{type(self).__name__} of {scenario.name}, seed {self.seed}: day {self.engine.day} of {scenario.about.days}>"


def _unpickled(
    cls: type[CohesionModel],
    plugins: PlugIns,
    engine: Engine,
    kept: dict[str, Any],
    alone: bool,
    random: tuple[Any, ...],
    rng: dict[str, Any],
) -> CohesionModel:
    made = cls.with_rules(*plugins.rules) if plugins else cls
    model = made.__new__(made)
    model._begin(engine)
    model.__dict__.update(kept)
    if alone:
        model.remove_all_agents()
    model.random.setstate(random)
    model.rng.bit_generator.state = rng
    return model


ALIKE = 0.85
"""How like a parameter's a name is that is taken for a slip."""
_FIXED = frozenset({"days", "off", "persons_per_agent", "rules"})
"""Keywords of the model that are no parameters, and so cannot be set later."""
_OWN_STATE = frozenset({"_alone", "_collector", "_made", "_of_the_model", "_others", "today"})
"""What the model makes for itself after its beginning."""
CohesionModel.__init__.__signature__ = keyword_signature(CohesionModel.__init__, PARAMETERS)  # type: ignore[attr-defined]
