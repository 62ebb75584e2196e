"""What a result shows of itself in Python: ``result.plot.name()`` draws a figure, and a notebook shows a card with key numbers and one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from unit_cohesion.errors import CohesionError, nearest, short_repr
from unit_cohesion.insight.attribute import Attribution
from unit_cohesion.insight.compare import Comparison
from unit_cohesion.insight.ensemble import Ensemble
from unit_cohesion.insight.explanation import Explanation
from unit_cohesion.runs.record import Record
from unit_cohesion.views.figures import compared
from unit_cohesion.views.figures.base import Figure
from unit_cohesion.views.figures.run_figures import RunFigures
from unit_cohesion.views.figures.static_figure import STYLE, StaticFigure, figure_html
from unit_cohesion.views.formatting import in_unit, number
from unit_cohesion.views.rebel_side import has_rebels
from unit_cohesion.views.stamp import stamp_of
from unit_cohesion.views.svg import WIDTH, safe

Result = Record | Comparison | Ensemble | Attribution | Explanation
REBEL = (
    "officers",
    "doors",
    "weighed",
    "reasons",
    "militias",
    "militia-cohesion",
    "consensus",
    "sponsors",
    "capability",
    "hope-and-skill",
    "national-army",
)
"""Keys of figures of the rebel side."""


class Plots:
    """The figures of a result, each a method that draws it."""

    def __init__(self, result: Result, figures: Mapping[str, Callable[..., Figure]]) -> None:
        self._result, self._figures = result, dict(figures)

    def __reduce__(self) -> tuple[Any, ...]:
        return plots_of, (self._result,)

    def __getattr__(self, name: str) -> Callable[..., StaticFigure]:
        figures = self.__dict__.get("_figures", {})
        if name not in figures:
            hint = nearest(name, list(figures))
            raise AttributeError(f"no figure {name!r}" + (f"; did you mean {hint!r}?" if hint else f": there are {', '.join(figures)}"))
        return lambda *given, **named: StaticFigure(figures[name](*given, **named), stamp_of(self._result))

    def __dir__(self) -> list[str]:
        return sorted(self._figures)

    def __repr__(self) -> str:
        return f"<Figures: {', '.join(self._figures)}>"


def plots_of(result: Result) -> Plots:
    """Return the figures of a result."""
    if isinstance(result, Record):
        return Plots(result, _run_figures(result))
    if isinstance(result, Comparison):
        return Plots(
            result,
            {
                "left": partial(compared.curves, result),
                "difference": partial(compared.difference, result),
                "exits": partial(compared.exits, result),
                "outcomes": partial(compared.outcome_intervals, result),
                "by_sect": partial(compared.fates_by, result, "sect"),
                "by_rank": partial(compared.fates_by, result, "band"),
                "by_place": partial(compared.fates_by, result, "place"),
            },
        )
    if isinstance(result, Ensemble):
        return Plots(result, {"left": partial(compared.ensemble_band, result), "daily": partial(compared.ensemble_band, result)})
    if isinstance(result, Attribution):
        return Plots(result, {"shares": partial(compared.shares, result)})
    return Plots(result, {"ratios": partial(compared.ratios, result)})


def _run_figures(record: Record) -> dict[str, Callable[..., Figure]]:
    made = RunFigures(record)

    def causes() -> Figure:
        return compared.causes_by_week(record.events, record.scenario.about.start, record.days)

    def rebel(key: str) -> Figure:
        return next(one for one in made.rebel_page() if one.key == key)

    figures: dict[str, Callable[..., Figure]] = {
        "departures": made.departures,
        "departures_by": _by(made.departures_by),
        "causes": causes,
        "whereabouts": made.whereabouts,
        "odds": made.odds,
        "pace": made.pace,
        "parties": made.parties,
        "whole_units": made.whole_units,
        "chains": made.chain_sizes,
        "tips": _by(made.tips),
        "survival": _by(made.survival),
        "ways_out": made.ways_out,
    }
    if has_rebels(record.scenario):
        figures |= {key.replace("-", "_"): partial(rebel, key) for key in REBEL}
    return figures


def _by(draw: Callable[..., Figure]) -> Callable[..., Figure]:
    """A figure by ``sect`` or ``rank``."""

    def drawn_by(by: str = "sect", **more: Any) -> Figure:
        if by not in ("sect", "rank"):
            raise CohesionError(f"by = {short_repr(by)}: allowed: sect or rank")
        return draw("band" if by == "rank" else by, **more)

    return drawn_by


def card(result: Result) -> str:
    """A result as HTML: what it is, its key numbers, and one figure."""
    title, sentence, numbers, figure = _parts(result)
    cells = "".join(f"<div><b>{safe(value)}</b><br>{safe(name)}</div>" for name, value in numbers)
    boxes = f'<div style="display:flex;flex-wrap:wrap;gap:.6em 2em;margin:.6em 0">{cells}</div>'
    look = f"background:#fff;color:#1a1a1a;padding:.6em;max-width:{WIDTH + 20}px;font:14px/1.45 system-ui,sans-serif"
    below = f"{boxes}{figure_html(figure)}<small>{safe(stamp_of(result))}</small>"
    return f'<div style="{look}"><style scoped>{STYLE}</style><b>{safe(title)}</b><p>{safe(sentence)}</p>{below}</div>'


def _parts(result: Result) -> tuple[str, str, list[tuple[str, Any]], Figure]:
    """Title, sentence, key numbers and figure."""
    if isinstance(result, Record):
        out, about = result.outcome, result.scenario.about
        names = (
            ("left", "left"),
            ("defected", "defected"),
            ("deserted", "deserted"),
            ("strength", "serve in the armed forces"),
            ("regime_dead", "killed in service"),
        )
        numbers: list[tuple[str, Any]] = [(words, number(out[name])) for name, words in names]
        off = f", without {', '.join(result.off)}" if result.off else ""
        met = result.check["met"].dropna()
        if len(met):
            numbers.append(("targets met", f"{int(met.sum())} of {len(met)}"))
        return about.title, f"Seed {result.seed}, {result.days} days{off}; persons.", numbers, plots_of(result).departures().figure
    if isinstance(result, Comparison):
        split = result.split
        numbers = [
            (f"left only {result.a.name}", number(round(split.only_a))),
            (f"left only {result.b.name}", number(round(split.only_b))),
            ("left both ways", number(round(split.both))),
            ("of them later in B", number(round(split.later))),
            ("persons in both armies", number(round(result.fates.matched))),
        ]
        return f"{result.a.name}, and {result.b.name}", f"{result.sentence} {result.about}.", numbers, compared.curves(result)
    if isinstance(result, Ensemble):
        spreads = [result.outcome(name) for name in ("left", "strength", "regime_dead")]
        numbers = [(f"{one.name}, median", in_unit(one.median, one.unit)) for one in spreads]
        return result.world.scenario.about.title, result.sentence, numbers, compared.ensemble_band(result)
    if isinstance(result, Attribution):
        numbers = [(one.id.rpartition(".")[2], f"{one.share.mean:+,.4g}") for one in result.shares[:8]]
        return f"What each did to {result.outcome}", result.sentence, numbers, compared.shares(result)
    numbers = [(name, value) for name, value in result.facts if name not in ("Person", "Unit")]
    return result.id, result.sentence, numbers, compared.ratios(result)
