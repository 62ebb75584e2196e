"""Writes one figure of a sweep as a picture that needs nothing else, such as ``docs/images/trickle-or-flood.svg``.

cohesion sweep scenarios/sweeps/trickle-or-flood.toml --out sweeps/flood
python -m unit_cohesion.views.docs.sweep_picture sweeps/flood largest_weekly_defections docs/images/trickle-or-flood.svg
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path

from unit_cohesion.errors import CohesionError
from unit_cohesion.sweeps.analysis import Analysis, analyse
from unit_cohesion.sweeps.sweep_folder import load_design, load_table
from unit_cohesion.views.sweeps.axes import curves, heat_map

STYLE = (
    "svg{background:#fff}text{font:12px system-ui,sans-serif;fill:#1a1a1a}.quiet{fill:#555}.deep{fill:#fff}"
    ".grid{stroke:#d9dde1}.axis{stroke:#555}"
)


def picture(found: Analysis, outcome: str) -> str:
    """The figure of an outcome over the design's first axes, as SVG: a heat map over two, curves over one.

    Raises:
        CohesionError: an outcome that the sweep does not have, or a design without axes.
    """
    axes = list(found.design.lists)[:2]
    if outcome not in found.design.outcomes or not axes:
        raise CohesionError(f"{outcome}: allowed: an outcome of a sweep with values listed for one parameter or two")
    drawn = re.search(r"<svg.*</svg>", (heat_map if len(axes) == 2 else curves)(found, outcome, axes), re.DOTALL)
    assert drawn is not None  # every figure holds one
    whole = drawn[0].replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns" not in drawn[0] else drawn[0]
    head, rest = whole.split(">", 1)
    return f"{head}><style>{STYLE}</style>{rest}\n"


def main(arguments: Sequence[str]) -> int:
    """Folder, outcome, file."""
    if len(arguments) != 3:
        print("usage: python -m unit_cohesion.views.docs.sweep_picture FOLDER OUTCOME FILE", file=sys.stderr)
        return 2
    folder, outcome, file = arguments
    try:
        found = analyse(load_table(Path(folder)), load_design(Path(folder)))
        Path(file).write_text(picture(found, outcome), "utf-8")
    except (CohesionError, OSError) as fault:
        print(f"sweep_picture: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
