"""Writes ``docs/images/run.svg``: what ``cohesion run syria-2011`` prints, as a picture that fetches nothing from elsewhere.

python -m unit_cohesion.views.docs.picture            # run it and write the picture
python -m unit_cohesion.views.docs.picture --check    # exit 1 if the picture shows another scenario than today's, or another code
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.text import Text

from unit_cohesion.runs.run import run
from unit_cohesion.scenario import load_scenario
from unit_cohesion.simulation.versions import code_version
from unit_cohesion.views.terminal.departures import departures_chart
from unit_cohesion.views.terminal.headings import run_heading
from unit_cohesion.views.terminal.rebels import rebel_side
from unit_cohesion.views.terminal.run import causes, summary

FILE = Path(__file__).parents[4] / "docs" / "images" / "run.svg"
SCENARIO, SEED, WIDTH = "syria-2011", 1, 92
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"


def of_what() -> str:
    """What a fresh picture says it was made from: the command, the scenario's hash, and the code's."""
    return f"cohesion run {SCENARIO} --seed {SEED}; scenario {load_scenario(SCENARIO).hash[:12]}; code {code_version()}"


def picture() -> str:
    """The run's output as SVG: all but the tables of targets."""
    scenario = load_scenario(SCENARIO)
    record = run(scenario, SEED)
    console = Console(
        file=io.StringIO(),
        width=WIDTH,
        record=True,
        force_terminal=True,
        color_system="truecolor",
        markup=False,
        emoji=False,
        highlight=False,
    )
    console.print(Text(f"$ cohesion run {SCENARIO}\n"))
    console.print(run_heading(record.identity))
    console.print(summary(record.facts))
    console.print(departures_chart(record.facts, WIDTH))
    console.print(causes(record.facts, record.terms))
    for part in rebel_side(record.facts, WIDTH):
        console.print(part)
    return plain(console.export_svg(title=f"cohesion run {SCENARIO}", unique_id="run"))


def plain(svg: str) -> str:
    """The SVG without fonts from elsewhere, and saying what it was made from."""
    svg = re.sub(r"\s*@font-face\s*{[^}]*}", "", svg)
    svg = re.sub(r"<!--.*?-->\n?", "", svg).replace("Fira Code, monospace", FONTS)
    head, end, rest = svg.partition(">")
    return "\n".join(line.rstrip() for line in f"{head}{end}\n    <desc>{of_what()}</desc>{rest}".splitlines()) + "\n"


def fresh() -> bool:
    """Whether the picture was made from today's scenario and code."""
    return FILE.is_file() and f"<desc>{of_what()}</desc>" in FILE.read_text("utf-8")


def main(arguments: Sequence[str]) -> int:
    """Write the picture, or only check it."""
    if list(arguments) == ["--check"]:
        if not fresh():
            print("docs/images/run.svg is stale: python -m unit_cohesion.views.docs.picture makes it anew", file=sys.stderr)
        return int(not fresh())
    if arguments:
        print("usage: python -m unit_cohesion.views.docs.picture [--check]", file=sys.stderr)
        return 2
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(picture(), "utf-8")
    print(f"wrote docs/images/{FILE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
