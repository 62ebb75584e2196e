"""What a library's user holds can travel: pickled, copied, through pools of processes; what cannot says so by name."""

from __future__ import annotations

import copy
import multiprocessing
import pickle  # noqa: TID251 - what users do
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import cloudpickle
import pandas as pd
import pytest
from distributed.protocol.serialize import deserialize, serialize

from tests.helpers import tiny_scenario
from unit_cohesion import CohesionModel, attribute, compare, ensemble, explain, load_scenario, progeny, run, validate
from unit_cohesion.errors import CohesionError
from unit_cohesion.extend import Rule, mechanism, parameter
from unit_cohesion.insight.effects import effects
from unit_cohesion.outcomes import TABLES
from unit_cohesion.runs.record import Record
from unit_cohesion.scenario import Scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Change, Identity
from unit_cohesion.sweeps.analysis import Analysis, analyse
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.sweep import Sweep
from unit_cohesion.tables.frames import FRAMES

pytestmark = pytest.mark.filterwarnings("ignore::unit_cohesion.errors.Unused")
BUSY: dict[str, Any] = {"base_hazard": 0.01}
TINY = load_scenario(tiny_scenario()).with_parameters(days=20, **BUSY)

WAYS: dict[str, Callable[[Any], Any]] = {
    **{f"pickle {number}": lambda it, number=number: pickle.loads(pickle.dumps(it, number)) for number in range(2, 6)},
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "cloudpickle": lambda it: pickle.loads(cloudpickle.dumps(it)),
    "Dask": lambda it: deserialize(*serialize(it)),
}


class Winter(Rule):
    """Slows everybody."""

    X1 = mechanism("winter", "Winter slows.", "estimate", "more leave")
    winter_pull = parameter(0.5, "1", 0.0, 1.0, "How much.", "estimate", X1)

    def run(day: Any) -> None:  # type: ignore[misc]
        """Nothing: it is declared only."""


def record() -> Record:
    return run(TINY, 3, off="D6@10", changes=[Change(5, set={"comrade_pressure": 2.0})])


def analysis() -> Analysis:
    design = Design("d", TINY, {"comrade_pressure": (1.0, 2.0)}, (1, 2), outcomes=("left",))
    rows = [{"run": one.id, "seed": one.seed, "status": "ok", "error": None, "left": float(n)} for n, one in enumerate(design.runs())]
    return analyse(pd.DataFrame(rows), design)


def walked() -> CohesionModel:
    model = CohesionModel(TINY, rng=3)
    for _ in range(7):
        model.step()
    return model


HELD: dict[str, Callable[[], Any]] = {
    "Scenario": lambda: TINY,
    "Record": record,
    "Identity": lambda: record().identity,
    "CohesionModel": walked,
    "Analysis": analysis,
    "Engine": lambda: walked().engine,
    "Comparison": lambda: compare(TINY, without="D5", seeds=2),
    "Ensemble": lambda: ensemble(TINY, seeds=2),
    "Attribution": lambda: attribute(TINY, ["D5"], seeds=2),
    "Validation": lambda: validate(tiny_scenario(), seeds=1),
    "Progeny": lambda: progeny(TINY, seeds=1, sample=2, within=5),
    "Explanation": lambda: explain(record(), person=0),
    "Effects": lambda: effects(TINY, seeds=2, only=["D5"]),
    "Design": lambda: analysis().design,
    "figures": lambda: record().plot,
    "figure": lambda: record().plot.causes() if "causes" in dir(record().plot) else getattr(record().plot, dir(record().plot)[0])(),
}


def told(thing: Any) -> Any:
    """What can be compared of it."""
    if isinstance(thing, Record):
        return thing.identity, thing.days, thing.outcome, thing.log, {name: getattr(thing, name).to_json() for name in TABLES}
    if isinstance(thing, CohesionModel):
        return thing.steps, thing.running, thing.today, thing.datacollector.get_model_vars_dataframe().to_json(), told(thing.engine)
    if isinstance(thing, Engine):
        return thing.identity, thing.day, {name: make(thing).to_json() for name, make in FRAMES.items()}
    if isinstance(thing, Scenario | Design | Identity):
        return thing
    if isinstance(thing, Analysis):
        return thing.runs.to_json(), thing.by_cell("left").to_json(), thing.design
    return repr(thing), thing.table.to_json() if hasattr(thing, "table") and isinstance(thing.table, pd.DataFrame) else None


@pytest.fixture(scope="module")
def held() -> dict[str, Any]:
    return {name: make() for name, make in HELD.items()}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", HELD)
def test_what_a_user_holds_travels(name: str, way: str, held: dict[str, Any]) -> None:
    there = WAYS[way](held[name])
    assert type(there).__name__ == type(held[name]).__name__
    assert told(there) == told(held[name])


def test_a_model_that_travelled_walks_on_to_the_same_bytes_and_leaves_the_first_alone() -> None:
    model = walked()
    other, twin = pickle.loads(pickle.dumps(model)), copy.deepcopy(model)
    before = told(model)
    other.run_model()
    assert told(model) == before
    model.run_model()
    twin.run_model()
    assert told(other) == told(model) == told(twin)
    assert other.frame("events").equals(model.frame("events"))
    assert [agent.sect for agent in list(other.agents)[:5]] == [agent.sect for agent in list(model.agents)[:5]]


class Counting(CohesionModel):
    """One of a user's own, with something kept beside."""

    def __init__(self, *given: Any, **named: Any) -> None:
        self.before = "kept"
        super().__init__(*given, **named)
        self.seen: list[int] = []

    def step(self) -> None:
        super().step()
        self.seen.append(self.random.randrange(1000))


def test_a_subclass_keeps_what_is_its_own_and_its_lots() -> None:
    model = Counting(TINY, rng=3)
    model.step()
    other = pickle.loads(pickle.dumps(model))
    assert (type(other), other.before, other.seen) == (Counting, "kept", model.seen)
    model.step()
    other.step()
    assert other.seen == model.seen


def test_a_model_with_rules_from_outside_travels() -> None:
    model = CohesionModel.with_rules(Winter)(TINY, rng=3, winter_pull=0.25)
    model.step()
    other = pickle.loads(pickle.dumps(model))
    assert other.engine.identity.given == {"winter_pull": 0.25}
    assert told(other) == told(model)
    with_rules = run(TINY, 3, rules=[Winter], winter_pull=0.25)
    there = pickle.loads(pickle.dumps(with_rules))
    assert there.identity.given == {"winter_pull": 0.25}
    assert [rule.name for rule in there.outside] == ["Winter"]


def seed_run(seed: int) -> Record:
    return run(tiny_scenario(), seed, days=9)


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_records_come_back_from_pools_of_processes(method: str) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context(method)) as pool:
        found = list(pool.map(partial(run, tiny_scenario(), days=9), [1, 2]))
    assert [one.outcome for one in found] == [seed_run(seed).outcome for seed in (1, 2)]


def test_records_come_back_from_joblib() -> None:
    joblib = pytest.importorskip("joblib")
    found = joblib.Parallel(2)(joblib.delayed(seed_run)(seed) for seed in (1, 2))
    assert [one.outcome for one in found] == [seed_run(seed).outcome for seed in (1, 2)]


def test_a_record_is_read_where_nothing_of_it_was_made(tmp_path: Path) -> None:
    made = record()
    (tmp_path / "record.pickle").write_bytes(pickle.dumps(made))
    code = "import pickle, sys; r = pickle.load(open(sys.argv[1], 'rb')); print(r.outcome['left'], len(r.events), r.check.shape)"
    said = subprocess.run([sys.executable, "-c", code, tmp_path / "record.pickle"], check=True, capture_output=True, text=True).stdout
    assert said.split()[:2] == [str(made.outcome["left"]), str(len(made.events))]


def model_with_others() -> CohesionModel:
    import mesa

    model = walked()
    mesa.Agent(model)
    return model


def model_with_a_collector() -> CohesionModel:
    import mesa

    model = walked()
    model.datacollector = mesa.DataCollector(model_reporters={"n": "steps"})
    return model


def under_way() -> Sweep:
    going = object.__new__(Sweep)
    going.folder = Path("out")
    return going


@pytest.mark.parametrize(
    ("thing", "named"),
    [
        (lambda: next(iter(walked().agents)), "Soldier|Officer"),
        (lambda: walked().agents, "Soldier|Officer"),
        (lambda: walked().log, "log"),
        (lambda: record().facts, "facts"),
        (under_way, "load_table"),
        (model_with_others, "CohesionModel with agents of one's own"),
        (model_with_a_collector, "CohesionModel with a datacollector of one's own"),
    ],
)
def test_what_cannot_travel_says_so_by_name(thing: Callable[[], Any], named: str) -> None:
    made = thing()
    for way in (pickle.dumps, copy.deepcopy):
        with pytest.raises(CohesionError, match=named):
            way(made)
