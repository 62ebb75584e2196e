"""Numbers, ranges and little charts as text, alike everywhere; and tables whose cells are never read as markup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from rich import box
from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

EIGHTHS = " ▁▂▃▄▅▆▇█"
COLOURS = ("cyan", "yellow", "magenta", "green", "bright_blue", "red", "bright_magenta", "bright_green")
DIM, HEAD = "bright_black", "bold"


ROLES = {
    "fit": "Outcome beside the targets", "predict": "Predicted, never fitted", "check": "Shown, not fitted",
    "forcing": "Put in, and shown",
}  # fmt: skip
"""What a target's role means for its reader."""


def role_note(role: str) -> str:
    """What is said behind a target that is not fitted."""
    return "" if role == "fit" else f" ({ROLES[role][:1].lower()}{ROLES[role][1:]})"


def one_line(text: object) -> str:
    """The text on one line, without characters that a terminal would obey."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(str(text).split()))


def shortened(text: str, most: int) -> str:
    """The text on one line of at most so many characters."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1] + "…"


def number(value: object) -> str:
    """A number as people write it: 12,345 or 0.0312; dates and words as they are; a dash for nothing."""
    if value is None or value != value:
        return "–"
    if hasattr(value, "item"):  # of NumPy
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return one_line(value)
    if value == int(value) or abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def band(low: object, high: object) -> str:
    """The range from low to high, either of which may be missing."""
    lowest, highest = number(low), number(high)
    if lowest == highest:
        return lowest
    if highest == "–":
        return f"at least {lowest}"
    return f"at most {highest}" if lowest == "–" else f"{lowest} to {highest}"


def in_unit(value: object, unit: str) -> str:
    """A number in its unit: shares in percent, answers as yes or no, a quarter as 2012 Q3."""
    if not isinstance(value, int | float) or value != value:
        return number(value)
    if unit == "quarter":
        return f"{int(value)} Q{int(value % 1 * 4) + 1}"
    return percent(value) if unit == "1" else ("yes" if value else "no") if unit == "yes/no" else number(value)


def wanted(low: object, high: object, unit: str) -> str:
    """The range that a target asks of an outcome, in the outcome's unit."""
    if unit == "yes/no":
        return "yes" if low == 1 else "no" if high == 0 else "either"
    return band(in_unit(low, unit), in_unit(high, unit))


def percent(share: float) -> str:
    """A share in percent: <0.1 %, 0.4 %, 7 %, 93 %."""
    if 0 < share < 0.001:
        return "<0.1 %"
    return f"{100 * share:.1f} %" if 0 < share < 0.01 else f"{100 * share:.0f} %"


def times(factor: float) -> str:
    """A factor: ×0.05, ×0.6, ×2.4, ×73."""
    if 0 < factor < 0.1:
        return f"×{factor:.1g}" if factor < 0.01 else f"×{factor:.2f}"
    return f"×{factor:.1f}" if factor < 10 else f"×{factor:,.0f}"


def bar(share: float, columns: int) -> str:
    """A bar that fills this share of some columns."""
    eighths = max(1, round(8 * share * columns)) if share > 0 else 0
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def sparkline(values: Iterable[float], top: float) -> str:
    """A character for each value, its height against ``top``; anything above zero shows."""
    return "".join(_eighth(8 * value / top, value > 0) if top > 0 else " " for value in values)


def columns_chart(values: Iterable[float], top: float, height: int) -> list[str]:
    """A column for each value, in lines from the top down."""
    full = [height * 8 * value / top if top > 0 else 0.0 for value in values]
    return ["".join(_eighth(e - 8 * row, row == 0 and e > 0) for e in full) for row in reversed(range(height))]


def _eighth(eighths: float, some: bool) -> str:
    return EIGHTHS[max(int(some), min(8, round(max(0.0, eighths))))]


def months_axis(first: date, days_per_column: float, columns: int) -> str:
    """Names of months under a chart's columns, as many as there is room for; January as its year."""
    line = ""
    before = 0
    for column in range(columns):
        day = date.fromordinal(first.toordinal() + round((column + 1) * days_per_column) - 1)
        month = day.year * 12 + day.month
        word = str(day.year) if day.month == 1 else f"{day:%b}"
        wanted = day.month == 1 or (day.month - 1) % 3 == 0 or days_per_column < 7
        if month != before and wanted and len(line) <= max(column - 1, 0) and column + len(word) <= columns:
            line = line.ljust(column) + word
        before = month
    return line.ljust(columns)


def table(*headings: str, right: Iterable[int] = (), rest: int | None = None) -> Table:
    """An empty table without frames.

    Args:
        right: columns, counted from 0, that are set to the right.
        rest: the column that takes what is left of the width, and may wrap; without one, words wrap before a number is cut.
    """
    made = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style=HEAD)
    aligned = set(right)
    for column, heading in enumerate(headings):
        ratio = 1 if column == rest else None
        wraps = column == rest or (rest is None and column not in aligned)
        justify: Literal["left", "right"] = "right" if column in aligned else "left"
        made.add_column(Text(heading), "", justify=justify, no_wrap=not wraps, ratio=ratio, overflow="fold" if wraps else "ellipsis")
    return made


def row(to: Table, *cells: object, style: str = "") -> None:
    """Add a row; cells that are not yet rich text become plain text."""
    to.add_row(*(cell if isinstance(cell, Text) else Text(one_line(cell)) for cell in cells), style=style or None)


def sourced(text: Text, source: str) -> Text:
    """The text, and on a line of its own where it comes from."""
    return Text.assemble(text, ("\n" + one_line(source) if source else "", DIM))


def title(text: str, beside: str = "") -> Text:
    """A heading of a section, with a quieter remark beside it."""
    return Text.assemble("\n", (one_line(text), HEAD), (f"  {one_line(beside)}" if beside else "", DIM))


def indented(renderable: RenderableType, columns: int = 2) -> RenderableType:
    """The same, some columns to the right."""
    return Padding(renderable, (0, 0, 0, columns))
