"""Numbers, ranges and little charts as text, alike everywhere; and tables whose cells are never read as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from rich import box
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

EIGHTHS = " ▁▂▃▄▅▆▇█"
COLOURS = ("cyan", "yellow", "magenta", "green", "bright_blue", "red", "bright_magenta", "bright_green")
DIM, HEAD = "bright_black", "bold"


ROLES = {
    "fit": "Outcome beside the targets",
    "predict": "Predicted, never fitted",
    "check": "Shown, not fitted",
    "forcing": "Put in, and shown",
}
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


def counted(count: int, what: str) -> str:
    """So many of something: 1 cell, 2 cells."""
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1] if words else ""


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


@dataclass
class Column:
    """One column of a ``Listing``.

    Attributes:
        heading: over it. right: numbers, which are never cut, set to the right. names: it names the rows, and stands in every block.
        rest: takes what is left of the width. drawn: a drawing that says nothing that the numbers do not: left out first, in silence.
        since: the width of the terminal from which on it is shown; where it is not, a line says so.
        cells: one a row.
    """

    heading: str
    right: bool = False
    names: bool = False
    rest: bool = False
    drawn: bool = False
    since: int = 0
    cells: list[Text] = field(default_factory=list)

    @property
    def natural(self) -> int:
        """Its width if nothing wraps."""
        return max(cell_len(self.heading), self._content)

    @property
    def _content(self) -> int:
        return max((cell_len(line) for cell in self.cells for line in cell.plain.split("\n")), default=0)

    @property
    def least(self) -> int:
        """The width that it needs: all of a number, a word of a text or of its heading."""
        if self.right:
            return max(self._content, _longest(self.heading))
        return min(self.natural, max([_longest(self.heading), SHORT, *(min(LONG, _longest(cell.plain)) for cell in self.cells)]))


class Listing:
    """A table without frames that can be read at any width.

    Where there is no room for all columns beside one another, it is told in blocks, each with the columns that name the rows; texts wrap,
    numbers are never cut.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns, self.show_header = list(columns), True
        self._styles: list[str] = []

    @property
    def row_count(self) -> int:
        """How many rows it has."""
        return len(self._styles)

    def add(self, cells: Sequence[Text], style: str = "") -> None:
        """Add a row."""
        for column, cell in zip(self.columns, cells, strict=True):
            column.cells.append(cell)
        self._styles.append(style)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width = options.max_width
        for number, block in enumerate(self.blocks(width)):
            if number:
                yield Text("")
            yield self._drawn(block)
        without = [f"{one.heading} (from {one.since} columns on)" for one in self.columns if one.since > width]
        if without:
            yield Text(f"Left out for want of width: {', '.join(without)}.", style=DIM)

    def blocks(self, width: int) -> list[list[tuple[Column, int]]]:
        """The columns of each block, with their widths."""
        shown = [one for one in self.columns if one.since <= width]
        names, others = [one for one in shown if one.names], [one for one in shown if not one.names and not one.drawn]
        widest = max((one.least for one in others), default=0)
        room = max(width - GAP - widest, 2 * SHORT) if others else width
        named = _fitted(names, room)
        first = sum(size + GAP for size in named)
        blocks: list[list[Column]] = [[]]
        left = width - first
        for one in others:
            if blocks[-1] and one.least > left:
                blocks.append([])
                left = width - first
            blocks[-1].append(one)
            left -= one.least + GAP
        lines_out = []
        for block in blocks:
            sizes = _fitted(block, width - first - GAP * max(0, len(block) - 1))
            lines_out.append([*zip(names, named, strict=True), *zip(block, sizes, strict=True)])
        for one in (one for one in shown if one.drawn):
            if len(blocks) == 1 and sum(size + GAP for _, size in lines_out[0]) + one.natural <= width:
                lines_out[0].append((one, one.natural))
        return lines_out

    def _drawn(self, block: Sequence[tuple[Column, int]]) -> Table:
        made = Table(
            box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, header_style=HEAD, show_header=self.show_header
        )
        for one, size in block:
            made.add_column(Text(_at_words(one.heading, size)), "", justify="right" if one.right else "left", width=size, overflow="fold")
        for cells, style in zip(zip(*(one.cells for one, _ in block), strict=True), self._styles, strict=True):
            made.add_row(*cells, style=style or None)
        return made


GAP = 2
"""Between two columns."""
SHORT, LONG = 10, 28
"""Characters that a column of text has at least, and of a word at most that is not broken."""


def _longest(text: str) -> int:
    return max(map(cell_len, re.findall(r"[^\s_]+_?", text)), default=0)


def _at_words(heading: str, size: int) -> str:
    """A heading in lines, broken at its words (which _ joins too)."""
    lines = [""]
    for word in re.findall(r"[^\s_]*_|[^\s_]+\s*", heading):
        if cell_len((lines[-1] + word).rstrip()) > size and lines[-1]:
            lines.append("")
        lines[-1] += word
    return "\n".join(line.rstrip() for line in lines)


def _fitted(columns: Sequence[Column], room: int) -> list[int]:
    """Widths that come to no more than the room, if they can: as wide as each wants to be; what is missing is taken from texts that can
    wrap, the widest first."""
    sizes, least = [one.natural for one in columns], [one.least for one in columns]
    while sum(sizes) > room:
        spare = [place for place, size in enumerate(sizes) if size > least[place]]
        if not spare:
            break
        sizes[max(spare, key=sizes.__getitem__)] -= 1
    return sizes


def table(
    *headings: str, right: Iterable[int] = (), rest: int | None = None, drawn: int | None = None, since: Mapping[int, int] | None = None
) -> Listing:
    """An empty table without frames. The columns before the first number name the rows; the first one, where there are no numbers.

    Args:
        right: columns, counted from 0, of numbers, which are set to the right.
        rest: the column of text that takes what is left of the width.
        drawn: a column of drawings, left out where there is no room. since: columns that wide terminals only show, and from which width on.
    """
    aligned, wide = set(right), dict(since or {})
    first = min([*aligned, *([rest] if rest is not None else []), *wide], default=1)
    return Listing(
        [
            Column(heading, place in aligned, place < max(1, first), place == rest, place == drawn, wide.get(place, 0))
            for place, heading in enumerate(headings)
        ]
    )


def row(to: Listing, *cells: object, style: str = "") -> None:
    """Add a row; cells that are not yet rich text become plain text."""
    to.add([cell if isinstance(cell, Text) else Text(one_line(cell)) for cell in cells], style)


def sourced(text: Text, source: str) -> Text:
    """The text, and on a line of its own where it comes from."""
    return Text.assemble(text, ("\n" + one_line(source) if source else "", DIM))


def title(text: str, beside: str = "") -> Text:
    """A heading of a section, with a quieter remark beside it."""
    return Text.assemble("\n", (one_line(text), HEAD), (f"  {one_line(beside)}" if beside else "", DIM))


def indented(renderable: RenderableType, columns: int = 2) -> RenderableType:
    """The same, some columns to the right."""
    return Padding(renderable, (0, 0, 0, columns))
