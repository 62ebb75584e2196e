"""A figure as a still picture: SVG text that needs no script, for notebooks, pages without a network, and papers.

Draws what our options hold of lines (stacked, stepped, with areas), bars, points and tables of shades; flows and trees it cannot.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from unit_cohesion.errors import CohesionError
from unit_cohesion.views.figures.base import Figure, Option, legend
from unit_cohesion.views.svg import WIDTH, box, dot, figure, line, safe, text, value_text

LEFT, RIGHT, LETTER = 70, 24, 6.9
"""Margins, and about the width of a letter, in pixels."""
STYLE = (
    "svg{background:#fff}text{font:12px system-ui,sans-serif;fill:#1a1a1a}.quiet{fill:#555}.grid{stroke:#d9dde1}.axis{stroke:#555}"
    "figure{margin:1em 0}figcaption{color:#555;margin-bottom:.4em}figcaption strong{color:#1a1a1a;display:block}svg{max-width:100%}"
)
DRAWN = frozenset({"line", "bar", "scatter", "heatmap"})


@dataclass(frozen=True)
class StaticFigure:
    """A figure that shows itself in notebooks.

    Attributes:
        figure: its question, sentence and table.
        stamp: of which run, by which code.
    """

    figure: Figure
    stamp: str = ""

    @property
    def html(self) -> str:
        """Its question, its sentence and its picture."""
        return figure_html(self.figure)

    @property
    def table(self) -> Any:
        """What is drawn, as a DataFrame."""
        return self.figure.table

    def save(self, path: str | Path) -> Path:
        """Write it as ``.svg``, or what is drawn as ``.csv``.

        Raises:
            CohesionError: another ending, or it cannot be written there, or there is nothing to draw.
        """
        from unit_cohesion.disk import write_text

        path = Path(path)
        if path.suffix not in (".svg", ".csv"):
            raise CohesionError(f"{path}: allowed: a name that ends in .svg or .csv")
        if path.suffix == ".csv":
            made = self.figure.table.to_csv(index=False)
        elif not self.figure.option:
            raise CohesionError(f"{self.figure.key}: there is nothing to draw. {self.figure.about}")
        else:
            made = svg_alone(self.html, self.stamp)
        write_text(path, made)
        return path

    def _repr_html_(self) -> str:
        look = f"background:#fff;color:#1a1a1a;padding:.5em;max-width:{WIDTH + 20}px"
        return f'<div style="{look}"><style scoped>{STYLE}</style>{self.html}<small>{safe(self.stamp)}</small></div>'

    def __repr__(self) -> str:
        return f"<Figure: {self.figure.title} {self.figure.about}>"


def svg_alone(html: str, stamp: str = "") -> str:
    """Return the picture alone, as an SVG file, with what it is of below it and in its metadata."""
    found = re.search(r"<svg.*</svg>", html, re.DOTALL)
    assert found is not None  # every drawn figure holds one
    head, rest = found[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1).split(">", 1)
    if stamp:
        box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', head)
        assert box is not None
        height = float(box[2]) + 18
        head = head.replace(box[0], f'viewBox="0 0 {box[1]} {height:g}"')
        stamped = text(6, height - 6, stamp, kind="quiet")
        rest = f"<metadata>{safe(stamp)}</metadata>{rest.removesuffix('</svg>')}{stamped}</svg>"
    return f"{head}><style>{STYLE}</style>{rest}\n"


def figure_html(of: Figure) -> str:
    """Return a figure as HTML with SVG in it; one without anything to draw says why."""
    if not of.option:
        return f"<figure><figcaption><strong>{safe(of.title)}</strong> {safe(of.about)}</figcaption></figure>"
    kinds = {series["type"] for series in of.option["series"]}
    if not kinds <= DRAWN:
        raise CohesionError(f"{of.key}: cannot be drawn without a script; the dashboard and run --report show it")
    parts: list[str] = []
    top = _legend(of.option, parts)
    y_is_words = of.option["yAxis"]["type"] == "category"
    words = [str(word) for word in of.option["yAxis"].get("data", ())]
    left = min(300.0, 24 + LETTER * max(map(len, words), default=0)) if y_is_words else LEFT
    slant = of.option["xAxis"].get("axisLabel", {}).get("rotate", 0) > 0
    bottom = top + max(150, of.height - 60)
    x = _axis(of.option["xAxis"], of.option, 0, left, WIDTH - RIGHT)
    y = _axis(of.option["yAxis"], of.option, 1, bottom, top)
    parts += _frame(x, y, left, top, bottom, slant)
    room = _Room(x, y, {}, [series for series in of.option["series"] if series["type"] == "bar"], of.option)
    for series in of.option["series"]:
        parts += _DRAWERS[series["type"]](series, room)
    return figure(parts, bottom + (84 if slant else 44), of.title, of.about, of.about)


def _legend(option: Option, parts: list[str]) -> float:
    """Put what the colours mean on top; returns where the drawing begins."""
    at, row = 8.0, 0
    for name, colour, dashed in legend(option):
        wide = 28 + LETTER * len(name)
        if at + wide > WIDTH:
            at, row = 8.0, row + 1
        y = 10 + 18 * row
        parts.append(line(at, y, at + 16, y, "", colour, 3, "4 3" if dashed else ""))
        parts.append(text(at + 21, y + 4, name, "start", "quiet"))
        at += wide
    return 30.0 + (18.0 * (row + 1) if at > 8 else 0.0)


@dataclass(frozen=True)
class _Axis:
    place: Callable[[Any], float]
    ticks: list[tuple[float, str]]
    name: str
    words: list[str]
    zero: float
    step: float  # between categories


@dataclass(frozen=True)
class _Room:
    """Where series are drawn: the axes, how high stacks are so far, the series that are bars, and the whole option."""

    x: _Axis
    y: _Axis
    stacks: dict[tuple[str, object], float]
    bars: list[Option]
    option: Option


def _parts(option: Option, axis: int) -> list[Any]:
    """All values along an axis, stacked ones summed up."""
    found: list[Any] = []
    sums: dict[tuple[str, object], float] = {}
    for series in option["series"]:
        for number, point in enumerate(series["data"]):
            value = point["value"] if isinstance(point, dict) else point
            pair = value if isinstance(value, list | tuple) else None
            one = pair[axis] if pair else value
            if "stack" in series and one is not None and not isinstance(one, str) and (pair is None or axis == 1):
                key = (str(series["stack"]), pair[0] if pair else number)
                one = sums[key] = sums.get(key, 0.0) + float(one)
            found.append(one)
    return [one for one in found if one is not None]


def _axis(axis: Option, option: Option, which: int, start: float, end: float) -> _Axis:
    name, kind = str(axis.get("name", "")), axis["type"]
    if kind == "category":
        words = [str(word) for word in axis["data"]]
        if which == 1:
            start, end = (end, start) if axis.get("inverse") else (start, end)
        step = (end - start) / max(len(words), 1)
        ticks = [(start + step * (place + 0.5), word) for place, word in enumerate(words)]
        return _Axis(lambda value: start + step * (float(value) + 0.5), ticks, name, words, start, abs(step))
    known = _parts(option, which)
    if kind == "time":
        days = [_day(value) for value in known]
        first = min(days)
        last = max(*days, first + 1)

        def when(value: Any) -> float:
            return start + (_day(value) - first) / (last - first) * (end - start)

        return _Axis(when, [(when(day.isoformat()), word) for day, word in _months(first, last)], name, [], start, 0.0)
    values = [float(value) for value in known]
    if kind == "log":
        least, most = math.floor(math.log10(min(values))), math.ceil(math.log10(max([*values, 1.0]) * 1.0001))

        def power(value: Any) -> float:
            return start + (math.log10(max(float(value), 1e-12)) - least) / max(most - least, 1) * (end - start)

        ticks = [(power(10.0**n), value_text(10.0**n, "", True)) for n in range(least, most + 1)]
        return _Axis(power, ticks, name, [], start, 0.0)
    low, high = float(axis.get("min", min([*values, 0.0]))), float(axis.get("max", max([*values, 0.0])))
    high = high if high > low else low + 1.0
    steps = _round_ticks(low, high)
    if "max" not in axis:
        high = max(high, steps[-1])
    if "min" not in axis:
        low = min(low, steps[0])

    def plain(value: Any) -> float:
        return start + (float(value) - low) / (high - low) * (end - start)

    return _Axis(plain, [(plain(tick), value_text(tick, "", True)) for tick in steps], name, [], plain(min(max(0.0, low), high)), 0.0)


def _round_ticks(low: float, high: float, about: int = 5) -> list[float]:
    power = 10.0 ** math.floor(math.log10((high - low) / about))
    step = min((factor * power for factor in (1, 2, 5, 10)), key=lambda size: abs((high - low) / size - about))
    return [i * step for i in range(math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9) + 1)]


def _day(value: Any) -> int:
    return date.fromisoformat(str(value)[:10]).toordinal()


def _months(first: int, last: int, most: int = 9) -> list[tuple[date, str]]:
    """First days of months, or of every third, sixth or twelfth; of days where it is short."""
    start, end = date.fromordinal(first), date.fromordinal(last)
    months = (end.year - start.year) * 12 + end.month - start.month
    if months < 2:
        step = max(1, (last - first) // 6)
        return [(date.fromordinal(day), f"{date.fromordinal(day):%-d %b}") for day in range(first, last + 1, step)]
    step = next((n for n in (1, 2, 3, 6) if months / n <= most), 12 * max(1, math.ceil(months / 12 / most)))
    found, month = [], start.year * 12 + start.month - 1 + (start.day > 1)
    month += -month % step
    while (day := date(month // 12, month % 12 + 1, 1)) <= end:
        found.append((day, str(day.year) if day.month == 1 else f"{day:%b}"))
        month += step
    return found


def _frame(x: _Axis, y: _Axis, left: float, top: float, bottom: float, slant: bool) -> list[str]:
    right, parts = WIDTH - RIGHT, []
    for at, word in y.ticks:
        parts += [line(left, at, right, at)] if not y.words else []
        parts.append(text(left - 8, at + 4, word, "end", "quiet"))
    for at, word in x.ticks:
        parts += [line(at, top, at, bottom)] if not x.words else []
        if slant:
            parts.append(f'<g transform="translate({at:.1f} {bottom + 14:.1f}) rotate(-35)">{text(0, 0, word, "end", "quiet")}</g>')
        else:
            parts.append(text(at, bottom + 16, word, "middle", "quiet"))
    parts.append(line(left, y.zero if not y.words else bottom, right, y.zero if not y.words else bottom, "axis"))
    parts.append(text(left, top - 8, y.name, "start", "quiet") if y.name else "")
    parts.append(text((left + right) / 2, bottom + (78 if slant else 36), x.name, "middle", "quiet") if x.name else "")
    return parts


def _colour(series: Option, point: Any = None) -> str:
    own = point.get("itemStyle", {}).get("color") if isinstance(point, dict) else None
    return safe(own or series.get("color") or series.get("itemStyle", {}).get("color") or "#0072B2")


def _line(series: Option, room: _Room) -> list[str]:
    x, y, stacks = room.x, room.y, room.stacks
    stack, stretches, stretch = series.get("stack"), list[list[tuple[float, float, float]]](), list[tuple[float, float, float]]()
    for at, value in series["data"]:
        if value is None:
            stretches.append(stretch)
            stretch = []
            continue
        key = (str(stack), at)
        under = stacks.get(key, 0.0) if stack else 0.0
        if stack:
            stacks[key] = under + float(value)
        place = x.place(at)
        if series.get("step") and stretch:
            stretch.append((place, stretch[-1][1], stretch[-1][2]))
        stretch.append((place, y.place(under + float(value)), y.place(under) if stack else y.zero))
    parts, look = [], series.get("lineStyle", {})
    for some in filter(None, [*stretches, stretch]):
        over = " ".join(f"{px:.1f},{py:.1f}" for px, py, _ in some)
        if "areaStyle" in series:
            under_it = " ".join(f"{px:.1f},{base:.1f}" for px, _, base in reversed(some))
            area = series["areaStyle"]
            colour, clear = safe(area.get("color") or _colour(series)), area.get("opacity", 0.7)
            parts.append(f'<polygon points="{over} {under_it}" fill="{colour}" fill-opacity="{clear:g}"/>')
        if look.get("opacity", 1) > 0:
            dash = ' stroke-dasharray="6 4"' if look.get("type") == "dashed" else ""
            colour, width = safe(look.get("color") or _colour(series)), look.get("width", 2)
            parts.append(f'<polyline points="{over}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dash}/>')
    return parts


def _bar(series: Option, room: _Room) -> list[str]:
    level, stacks, bars = bool(room.y.words), room.stacks, room.bars
    across, along = (room.y, room.x) if level else (room.x, room.y)
    groups = list(dict.fromkeys(str(one.get("stack", number)) for number, one in enumerate(bars)))
    mine = groups.index(str(series.get("stack", [one is series for one in bars].index(True))))
    thick = across.step * 0.7 / len(groups)
    parts = []
    for place, point in enumerate(series["data"]):
        value = point["value"] if isinstance(point, dict) else point
        if value is None:
            continue
        key = (f"bar {series['stack']}", place) if "stack" in series else None
        under = stacks.get(key, 0.0) if key else 0.0
        if key:
            stacks[key] = under + float(value)
        ends = sorted((along.place(under), along.place(under + float(value))))
        side = across.place(place) - across.step * 0.35 + thick * mine
        name = f"{across.words[place]}{', ' + str(series['name']) if series.get('name') else ''}: {value_text(float(value))}"
        sizes = (ends[0], side, ends[1] - ends[0], thick - 1) if level else (side, ends[0], thick - 1, ends[1] - ends[0])
        parts.append(box(*sizes, _colour(series, point), name))
    return parts


def _scatter(series: Option, room: _Room) -> list[str]:
    x, y = room.x, room.y
    parts, clear = [], series.get("itemStyle", {}).get("opacity", 0.8)
    for point in series["data"]:
        pair = point["value"] if isinstance(point, dict) else point
        if pair[0] is None or pair[1] is None:
            continue
        own: Option = point if isinstance(point, dict) else {}
        size, name = float(own.get("symbolSize") or series.get("symbolSize", 8)), str(own.get("name", ""))
        parts.append(dot(x.place(pair[0]), y.place(pair[1]), _colour(series, point), size / 2, name, clear))
    return parts


def _heatmap(series: Option, room: _Room) -> list[str]:
    x, y = room.x, room.y
    most = max((float(point["value"][2]) for point in series["data"]), default=1.0) or 1.0
    colours = room.option.get("visualMap", {}).get("inRange", {}).get("color") or ["#ffffff", "#D55E00"]
    parts = []
    for point in series["data"]:
        column, row, value = point["value"]
        left, top = x.place(column) - x.step / 2, y.place(row) - y.step / 2
        parts.append(box(left, top, x.step - 1, y.step - 1, safe(colours[-1]), "", 0.06 + 0.8 * float(value) / most))
        label = point.get("label", {}).get("formatter", value_text(float(value)))
        parts.append(text(left + x.step / 2, top + y.step / 2 + 4, label, "middle"))
    return parts


_DRAWERS: dict[str, Callable[..., list[str]]] = {"line": _line, "bar": _bar, "scatter": _scatter, "heatmap": _heatmap}
