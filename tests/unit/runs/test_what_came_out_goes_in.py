"""What goes in is what came out: dates, seeds, yes or no, scalars of NumPy and pandas, at every entry, or refused by all in one word."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.helpers import tiny_scenario, toml
from unit_cohesion import CohesionModel, attribute, compare, ensemble, explain, load_record, load_scenario, progeny, rerun, run, validate
from unit_cohesion.errors import CohesionError
from unit_cohesion.outcomes import TABLES
from unit_cohesion.runs.request import checked_request
from unit_cohesion.runs.validation import outcome_value
from unit_cohesion.scenario.loading import read_scenario
from unit_cohesion.simulation.engine import Engine
from unit_cohesion.simulation.identity import Change, identity_of
from unit_cohesion.sweeps.designs.design import Design
from unit_cohesion.sweeps.designs.design_file import load_design
from unit_cohesion.sweeps.designs.samples import Range
from unit_cohesion.views.dashboard.links import choices_of_link

pytestmark = pytest.mark.filterwarnings("ignore::unit_cohesion.errors.Unused")
DAY, LATE = date(2011, 4, 10), date(2012, 1, 1)
DATES = {
    "date": DAY,
    "text": "2011-04-10",
    "datetime": datetime(2011, 4, 10),  # noqa: DTZ001 - what users have
    "Timestamp": pd.Timestamp(DAY),
    "datetime64[D]": np.datetime64("2011-04-10"),
    "datetime64[ns]": np.datetime64("2011-04-10", "ns"),
    "of a table": pd.Series([DAY]).astype("datetime64[ms]").iloc[0],
}
NO_DATES = {
    "noon": datetime(2011, 4, 10, 12),  # noqa: DTZ001
    "noon of pandas": pd.Timestamp("2011-04-10 12:00"),
    "nanoseconds past": pd.Timestamp("2011-04-10 00:00:00.000000001"),
    "with a zone": datetime(2011, 4, 10, tzinfo=timezone(timedelta(0))),
    "noon of NumPy": np.datetime64("2011-04-10T12"),
    "NaT": pd.NaT,
    "NaT of NumPy": np.datetime64("NaT"),
    "number": 20110410,
    "words": "10 April 2011",
}
SMALL: dict[str, Any] = tiny_scenario(targets={})


def day_entries(value: Any) -> dict[str, Callable[[], Any]]:
    """Every entry that takes a date; each gives back what it took."""
    event = {"id": "x", "date": value, "kind": "pay_stops"}
    news = {"id": "y", "kind": "leader_exit", "about": "hill", "origin": value, "release": value}
    scenario = load_scenario(SMALL)
    parameter = {"discharge_stops": value}
    return {
        "parameter of run": lambda: run(SMALL, days=3, **parameter).scenario.parameters["discharge_stops"],
        "parameter of a model": lambda: CohesionModel(SMALL, rng=1, days=3, **parameter).loaded_scenario.parameters["discharge_stops"],
        "parameter of a scenario": lambda: scenario.with_parameters(**parameter).parameters["discharge_stops"],
        "a change on the way": lambda: identity_of(SMALL, changes=[Change(2, set=parameter)]).changes[0].set["discharge_stops"],
        "a change of an engine": lambda: changed_engine(parameter).identity.changes[-1].set["discharge_stops"],
        "an event": lambda: scenario.with_events(event).events[-1].date,
        "an event of a comparison": lambda: compare(SMALL, event=event, seeds=1).b.scenario.events[-1].date,
        "news": lambda: scenario.with_news(news).news[-1].release,
        "a mapping": lambda: load_scenario(tiny_scenario(scenario={"start": value}, series=[], news=[], events=[], targets={})).about.start,
        "a target's day": lambda: outcome_value(RECORD, "left", on=value) == outcome_value(RECORD, "left", on=DAY) and DAY,
        "a sweep's list": lambda: Design("d", scenario, {"discharge_stops": (value,)}, (1,)).vary["discharge_stops"][0],  # type: ignore[index]
        "a sweep's range": lambda: Design("d", scenario, {"discharge_stops": Range(value, LATE)}, (1,)).ranges["discharge_stops"].low,
        "parameter of ensemble": lambda: ensemble(SMALL, seeds=1, days=3, **parameter).world.scenario.parameters["discharge_stops"],
    }


RECORD = run(SMALL, days=40)


def changed_engine(parameters: dict[str, Any]) -> Engine:
    engine = Engine(identity_of(SMALL))
    engine.change(**parameters)
    return engine


@pytest.mark.parametrize("kind", DATES)
@pytest.mark.parametrize("entry", day_entries(DAY))
def test_a_date_of_every_kind_is_taken_by_every_entry(entry: str, kind: str) -> None:
    if kind == "text" and entry.startswith("a sweep's"):
        pytest.skip("a text is one of the values that a design varies over")
    assert day_entries(DATES[kind])[entry]() == DAY


@pytest.mark.parametrize("kind", NO_DATES)
@pytest.mark.parametrize("entry", [name for name in day_entries(DAY) if not name.startswith("a sweep's")])
def test_what_is_no_date_is_refused_by_every_entry(entry: str, kind: str) -> None:
    with pytest.raises(CohesionError, match=r"date|day|time") as told:
        day_entries(NO_DATES[kind])[entry]()
    assert len(str(told.value).splitlines()) == 1


def texts(tmp_path: Path, name: str, written: str, in_json: Any) -> dict[str, Callable[[], Any]]:
    """Every entry that takes a parameter as text, and what the run then has."""
    plain = tiny_scenario(targets={})

    def from_toml(load: Callable[[Path], Any]) -> Any:
        path = tmp_path / "mine.toml"
        path.write_text(toml(plain) + f"[{table_of(name)}]\n{name} = {written}\n", encoding="utf-8")
        return load(path).parameters[name]

    def from_sweep() -> Any:
        (tmp_path / "tiny.toml").write_text(toml(plain), encoding="utf-8")
        (tmp_path / "design.toml").write_text(f'[sweep]\nscenario = "tiny.toml"\n[vary]\n{name} = [{written}]\n', encoding="utf-8")
        return load_design(tmp_path / "design.toml").vary[name][0]  # type: ignore[index]

    def from_run_json() -> Any:
        folder = run(plain, days=2).save(tmp_path / "run")
        said = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        said["scenario"][table_of(name)][name] = in_json
        (folder / "run.json").write_text(json.dumps(said), encoding="utf-8")
        return rerun(folder).scenario.parameters[name]

    bare = written.strip('"')
    return {
        "TOML": lambda: from_toml(load_scenario),
        "upload": lambda: from_toml(lambda path: read_scenario(path.read_bytes(), "mine")),
        "sweep": from_sweep,
        "run.json": from_run_json,
        "link": lambda: choices_of_link(f"scenario=two-valleys&{name}={bare}").values[name],
        "command": lambda: checked_request("two-valleys", changes=[f"{name}={bare}"]).scenario.parameters[name],
    }


def table_of(name: str) -> str:
    from unit_cohesion.scenario.building import TABLE_OF

    return TABLE_OF[name]


@pytest.mark.parametrize("entry", ["TOML", "upload", "sweep", "run.json", "link", "command"])
@pytest.mark.parametrize(
    ("name", "written", "in_json", "taken"),
    [
        ("discharge_stops", "2011-04-10", "2011-04-10", DAY),
        ("hand_days", "3", 3, 3),
        ("hand_days", "3.0", 3.0, 3),
        ("merit_only", "1", 1, 1.0),
    ],
)
def test_what_python_takes_every_text_takes(entry: str, name: str, written: str, in_json: Any, taken: Any, tmp_path: Path) -> None:
    assert texts(tmp_path, name, written, in_json)[entry]() == taken
    assert run(SMALL, days=2, **{name: in_json}).scenario.parameters[name] == taken


@pytest.mark.parametrize("entry", ["TOML", "upload", "sweep", "run.json", "link", "command"])
def test_yes_and_no_are_refused_by_all_in_the_same_word(entry: str, tmp_path: Path) -> None:
    with pytest.raises(CohesionError, match=r"merit_only.*allowed: a number from 0\.0 to 1\.0"):
        texts(tmp_path, "merit_only", "true", True)[entry]()
    for value in (True, np.True_, pd.Series([True]).iloc[0]):
        for ask in (run, CohesionModel, ensemble):
            with pytest.raises(CohesionError, match=r"merit_only.*allowed: a number from 0\.0 to 1\.0"):
                ask(SMALL, merit_only=value)


WHOLE = {"int64": np.int64(2), "uint8": np.uint8(2), "0-d": np.array(2), "of a table": pd.Series([2]).iloc[0], "int32": np.int32(2)}


@pytest.mark.parametrize("kind", WHOLE)
def test_whole_numbers_of_every_kind_are_taken_by_every_entry(kind: str) -> None:
    two = WHOLE[kind]
    assert run(SMALL, two, days=two).seed == run(SMALL, rng=two, days=two).days == 2
    assert run(SMALL, 1, days=2, persons_per_agent=two).scenario.about.persons_per_agent == 2
    assert CohesionModel(SMALL, rng=two, days=two).seed == 2
    assert identity_of(SMALL, changes=[Change(two, off=frozenset({"D5"}))]).changes[0].day == 2
    found = ensemble(SMALL, seeds=two, workers=WHOLE[kind] - 1, days=two)
    assert found.seeds == (1, 2)
    assert json.dumps(found.seeds)
    assert compare(SMALL, without="D5", seeds=[two], days=two).seeds == (2,)
    assert attribute(SMALL, ["D5"], seeds=[two], orders=two, days=20).plan.seeds == (2,)
    assert validate(tiny_scenario(), seeds=[two], draws=WHOLE[kind] - two).seeds == (2,)
    assert progeny(SMALL, seeds=[two], sample=two, within=two, base_hazard=0.01).seeds == (2,)
    assert explain(RECORD, person=two).id == RECORD.people["person"].iloc[2]
    one, other = (Design("d", RECORD.scenario, {"hand_days": (given,)}, (given,)) for given in (two, 2))
    assert (one.cells, one.seeds) == (other.cells, other.seeds)


def test_cells_of_a_design_are_the_same_whatever_scalars_it_was_made_of() -> None:
    scenario = RECORD.scenario
    ids = {Design("d", scenario, {"discharge_stops": (day,)}, (1,)).cells[0].id for name, day in DATES.items() if name != "text"}
    assert len(ids) == 1
    assert len({Design("d", scenario, {"comrade_pressure": (x,)}, (1,)).cells[0].id for x in (2.0, np.float64(2.0), np.array(2.0))}) == 1


@pytest.mark.parametrize("word", ["seed", "seeds"])
@pytest.mark.parametrize("ask", [run, CohesionModel])
def test_a_seed_by_its_other_name_is_told_where_it_goes(ask: Callable[..., Any], word: str) -> None:
    with pytest.raises(CohesionError, match=r"the seed is rng=.*--seed.*seeds="):
        ask(SMALL, **{word: 1})


def test_what_a_record_tells_runs_again() -> None:
    made = run(SMALL, 5, off=["D5", "N2"], days=30, discharge_stops="2011-04-10", comrade_pressure=np.float32(1.5))
    again = run(SMALL, made.seed, off=made.off, days=made.days, **made.set)
    assert again.outcome == made.outcome
    assert run(made.scenario, made.seed, off=made.off).outcome == made.outcome
    day = made.daily["date"].iloc[3]
    event = {"id": "x", "date": day, "kind": "pay_stops"}
    assert run(made.scenario.with_events(event)).scenario.events[-1].date == day.date()


def test_dates_in_parquet_are_dates_to_every_reader(tmp_path: Path) -> None:
    """Days in the file itself, as polars, DuckDB and R read them; to pandas, which knows no days, a hint gives a type that has ``.dt``."""
    folder = run(SMALL, days=20).save(tmp_path / "run")
    for table in ("daily", "events"):
        path = folder / f"{table}.parquet"
        assert str(pq.read_schema(path).field("date").type) == "date32[day]"
        assert str(pq.ParquetFile(path).schema.column(pq.read_schema(path).names.index("date")).logical_type) == "Date"
        plain = pd.read_parquet(path)["date"]
        assert str(plain.dtype) == "date32[day][pyarrow]"
        assert plain.dt.month.tolist() == getattr(load_record(folder), table)["date"].dt.month.tolist()
        assert str(getattr(load_record(folder), table)["date"].dtype).startswith("datetime64")


def test_every_column_of_every_file_says_its_unit_and_meaning(tmp_path: Path) -> None:
    folder = run(SMALL, days=20).save(tmp_path / "run")
    for table in TABLES:
        schema = pq.read_schema(folder / f"{table}.parquet")
        for name in schema.names:
            said = schema.field(name).metadata
            assert said[b"description"], (table, name)
            assert b"unit" in said
