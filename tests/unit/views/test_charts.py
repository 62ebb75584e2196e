"""Every chart that is declared: a question, axes with units, a sentence, and a table to save. A new one without fails here."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pytest

from tests.helpers import tiny_rebels
from unit_cohesion import attribute, compare, ensemble, explain, progeny, run
from unit_cohesion.insight.biography import biography
from unit_cohesion.insight.without_each import without_each
from unit_cohesion.runs.record import Record
from unit_cohesion.views import figures, persons
from unit_cohesion.views.dashboard.exports import csv_bytes
from unit_cohesion.views.figures import base, before, compared, drawn_after, hazard_terms, histories
from unit_cohesion.views.figures import biography as lives
from unit_cohesion.views.figures.base import Figure, themed
from unit_cohesion.views.figures.run_figures import RunFigures

EVENTS = [
    {"id": "safe", "date": "2011-04-01", "kind": "safe_area", "place": "march"},
    {"id": "fire", "date": "2011-03-20", "kind": "order", "to": "shoot"},
    {"id": "agreed", "date": "2011-04-05", "kind": "agreement", "value": 1.0},
]


def declared() -> dict[str, Callable[..., Figure]]:
    """Every function of ``model/unit_cohesion/views/figures`` that makes a figure, by module and name."""
    found = {}
    for module in pkgutil.iter_modules(figures.__path__):
        made = importlib.import_module(f"{figures.__name__}.{module.name}")
        for name, function in inspect.getmembers(made, inspect.isfunction):
            draws = function.__module__ == made.__name__ and function.__annotations__.get("return") == "Figure"
            if draws and function is not base.empty_figure:
                found[f"{module.name}.{name}"] = function
    return found


@pytest.fixture(scope="module")
def record() -> Record:
    """A run in which everything happens that a chart may show."""
    crowds = [{"id": "square", "place": "town", "start": "2011-03-20", "end": "2011-03-25", "size": 500}]
    changed = tiny_rebels(
        crowds=crowds, departure={"base_hazard": 0.01}, gatekeeping={"vetting_days": 0.0}, flight={"militia_rank": 3.0}, events=EVENTS
    )
    return run(changed, rng=3, days=300)


@pytest.fixture(scope="module")
def drawn(record: Record) -> Iterator[dict[str, list[Figure]]]:
    """Every figure of every page and panel, by the function that made it."""
    made: dict[str, list[Figure]] = {}
    with pytest.MonkeyPatch.context() as patch:
        for key, function in declared().items():

            @wraps(function)
            def noted(*args: Any, _of: Any = function, _key: str = key, **keywords: Any) -> Figure:
                figure: Figure = _of(*args, **keywords)
                made.setdefault(_key, []).append(figure)
                return figure

            for name, module in list(sys.modules.items()):
                if name.startswith("unit_cohesion.views"):
                    for word, held in list(vars(module).items()):
                        if held is function:
                            patch.setattr(module, word, noted)
        draw_all(record)
        yield made


def draw_all(record: Record) -> None:
    """All that the pages and the inspector draw."""
    start, pages = record.scenario.about.start, RunFigures(record)
    pages.run_page(), pages.flow(record.days), pages.rebel_page(), pages.cascades_page()  # type: ignore[func-returns-value,unused-ignore]
    weeks = record.militias[record.militias["militia"] == "march-guard"]
    histories.militia_men(weeks, start)
    histories.militia_leader(weeks, start)
    histories.sponsor_money(record.sponsors[record.sponsors["sponsor"] == "crown"], start)
    left = record.events[record.events["event"] == "defection"].iloc[3]
    row = int((record.people["person"] == left["person"]).to_numpy().argmax())
    told = persons.why_row(persons.events_of_person(record, str(left["person"])))
    assert told is not None
    hazard_terms.waterfall(told)
    days = lives.with_last_day(biography(record.identity, row, int(told["day"])), told)
    lives.loyalty(days, start)
    lives.hazard_factors(days, start)
    apart = compare(record.scenario, without="D5", seeds=2, days=120)
    for draw in (compared.curves, compared.difference, compared.exits, compared.outcome_intervals):
        draw(apart)
    compared.fates_by(apart, "sect")
    compared.ensemble_band(ensemble(record.scenario, seeds=2, days=120))
    compared.shares(attribute(record.scenario, over=["D5", "D6"], seeds=2, days=120))
    compared.without_each(without_each(record.identity, ["D5", "D6"], seeds=2, workers=1))
    drawn_after.drawn_after(progeny(record.scenario, seeds=2, sample=4, within=30, days=120, workers=1))
    compared.ratios(explain(record, person=str(left["person"])))
    compared.causes_by_week(record.events, start, record.days)
    before.weeks_before(pages.causes(), before.Before(start, before.left_by_day(record.daily)))


@pytest.mark.parametrize("key", sorted(declared()))
def test_a_chart_can_be_read_and_saved(drawn: dict[str, list[Figure]], key: str) -> None:
    assert key in drawn, "nothing draws it, or draw_all() above does not know it yet"
    assert any(figure.option for figure in drawn[key]), "nothing of it was drawn: let the run above make something to draw"
    for figure in drawn[key]:
        assert figure.title.endswith("?"), figure.title
        assert len(figure.about) > 30
        assert figure.about.rstrip()[-1] in ".)", figure.about
        for option in (figure.option, getattr(figure, "slim", None)):
            if not option:
                continue
            assert len(figure.table) > 0
            assert csv_bytes(figure.table).count(b"\n") == len(figure.table) + 1
            for axis in axes(option):
                assert measured(axis, option), (figure.key, axis)
            themed(option, True)


def axes(option: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The axes that measure something."""
    for word in ("xAxis", "yAxis"):
        held = option.get(word, [])
        for axis in held if isinstance(held, list) else [held]:
            if axis["type"] in ("value", "log"):
                yield axis


def measured(axis: dict[str, Any], option: dict[str, Any]) -> bool:
    """Whether an axis says what it counts; one that is not shown has its numbers written beside what is drawn."""
    return bool(axis.get("name")) or (axis.get("show") is False and any(s.get("label", {}).get("show") for s in option["series"]))
