"""Small charts as text: SVG that needs nothing else, follows the page's dark or light colours, and says in words what it shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from zlib import crc32

from unit_cohesion.views.formatting import number, one_line

POINTS = "percentage points"
"""The unit of a difference of shares."""
BLUE, ORANGE = "#0072B2", "#D55E00"
WIDTH = 760


def safe(text: object) -> str:
    """Any text, fit for HTML and SVG."""
    return escape(one_line(text))


def text(x: float, y: float, what: object, anchor: str = "start", kind: str = "") -> str:
    """Words at a place; ``kind`` is a class of the page's style."""
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{safe(what)}</text>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "grid", colour: str = "", width: float = 1, dash: str = "") -> str:
    """A straight line; nothing where an end is not known."""
    if not all(map(math.isfinite, (x1, y1, x2, y2))):
        return ""
    look = f' style="stroke:{colour};stroke-width:{width:g}"' if colour else ""
    broken = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"{look}{broken}/>'


def whisker(x1: float, x2: float, y: float, colour: str, upright: bool = False) -> str:
    """An interval, from x1 to x2 at y; upright: from y to y at x."""
    ends = ((x1, y - 4, x1, y + 4), (x2, y - 4, x2, y + 4), (x1, y, x2, y))
    turned = [(b, a, d, c) if upright else (a, b, c, d) for a, b, c, d in ends]
    return "".join(line(*end, colour=colour, width=1.5) for end in turned)


def dot(x: float, y: float, colour: str, size: float = 3, tooltip: str = "", opacity: float = 1) -> str:
    """A point; what it tells shows under the pointer. Nothing where its place is not known."""
    if not (math.isfinite(x) and math.isfinite(y)):
        return ""
    clear = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:g}" fill="{colour}"{clear}>{_tooltip(tooltip)}</circle>'


def box(x: float, y: float, width: float, height: float, colour: str, tooltip: str = "", opacity: float = 1) -> str:
    """A filled rectangle."""
    clear = f' fill-opacity="{opacity:.2f}"' if opacity < 1 else ""
    area = f'x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}"'
    return f'<rect {area} fill="{colour}"{clear}>{_tooltip(tooltip)}</rect>'


def figure(parts: Sequence[str], height: float, title: str, description: str, caption: str = "", width: float = WIDTH) -> str:
    """The whole chart, with its title and a description for those who do not see it."""
    id = f"{crc32(title.encode()):08x}"
    drawn = "".join(parts)
    below = f"<figcaption><strong>{safe(title)}</strong> {safe(caption)}</figcaption>"
    return (
        f'<figure>{below}<div tabindex="0"><svg role="img" aria-labelledby="t{id} d{id}" '
        f'viewBox="0 0 {width:g} {height:g}" width="{width:g}">'
        f'<title id="t{id}">{safe(title)}</title><desc id="d{id}">{safe(description)}</desc>{drawn}</svg></div></figure>'
    )


class Scale:
    """From values to pixels, with round ticks.

    Attributes:
        low, high: the values at its ends.
        ticks: round values between them.
    """

    def __init__(self, values: Sequence[float], start: float, end: float, *, zero: bool = False, room: float = 0.04) -> None:
        known = [v for v in values if math.isfinite(v)] or [0.0, 1.0]
        low, high = min(known), max(known)
        low, high = (min(low, 0.0), max(high, 0.0)) if zero else (low, high)
        gap = (high - low) * room or abs(high) * 0.1 or 1.0
        self.low = low if zero and low == 0 else low - gap
        self.high = high if zero and high == 0 > low else high + gap  # of nothing but zeros the axis is 1 long
        self.start, self.end = start, end
        self.ticks = _ticks(self.low, self.high)

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def ordinate(y: Scale, unit: str, left: float, right: float, words: bool = True) -> list[str]:
    """An upright axis: lines at its ticks, and what they are."""
    lines = [line(left, y(tick), right, y(tick)) for tick in y.ticks]
    return lines + [text(left - 8, y(tick) + 4, value_text(tick, unit, True), "end", "quiet") for tick in y.ticks if words]


def abscissa(x: Scale, unit: str, top: float, bottom: float, title: str) -> list[str]:
    """A level axis: lines at its ticks, what they are, and the axis's title."""
    lines = [line(x(tick), top, x(tick), bottom) for tick in x.ticks]
    words = [text(x(tick), bottom + 16, value_text(tick, unit, True), "middle", "quiet") for tick in x.ticks]
    return [*lines, *words, text((x.start + x.end) / 2, bottom + 34, title, "middle")]


def _ticks(low: float, high: float, about: int = 5) -> list[float]:
    power = 10.0 ** math.floor(math.log10((high - low) / about))
    step = min((factor * power for factor in (1, 2, 5, 10)), key=lambda size: abs((high - low) / size - about))
    return [i * step for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def value_text(value: float, unit: str = "", short: bool = False) -> str:
    """Return a value in its unit; short: at most about four signs, for inside a chart."""
    if not math.isfinite(value):
        return "–"
    if unit == POINTS:
        return f"{100 * value:.1f} pts"
    if unit in ("1", "yes/no"):
        return f"{100 * value:.1f} %" if abs(value) < 0.995 else f"{100 * value:.0f} %"
    for least, word in ((1e6, "M"), (1e4, "k")):
        if short and abs(value) >= least:
            scaled = value / {"M": 1e6, "k": 1e3}[word]
            return f"{scaled:.0f}{word}" if abs(scaled) >= 10 else f"{scaled:.1f}{word}"
    return number(round(value)) if abs(value) >= 1000 else f"{value:.3g}"


def blend(share: float) -> str:
    """A colour from blue (0) to orange (1); both ends, and what is between, are told apart by those who see few colours."""
    ends = zip((0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in ends)


def _tooltip(what: str) -> str:
    return f"<title>{safe(what)}</title>" if what else ""
