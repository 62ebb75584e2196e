"""The picture of fates as a widget: two runs, person by person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import anywidget
import solara
import traitlets

from unit_cohesion.views.two_worlds import script, style


class TwoWorldsWidget(anywidget.AnyWidget):
    """The widget.

    Attributes:
        packed: two runs, from ``views.two_worlds.packed_fates``; opens: whether it plays once when it is loaded; day: where it stands, told
            back when it rests; person: the id of whoever was clicked; life: his two lives, from ``two_lives``.
        band: ends of the band of runs of the difference, B less A, over other seeds (2 × days, float32); seeds: how many.
    """

    _esm = script()
    _css = style()
    packed = traitlets.Bytes(b"").tag(sync=True)
    opens = traitlets.Bool(False).tag(sync=True)
    day = traitlets.Int(1).tag(sync=True)
    person = traitlets.Unicode("").tag(sync=True)
    life = traitlets.Dict().tag(sync=True)
    seeds = traitlets.Int(0).tag(sync=True)
    band = traitlets.Bytes(b"").tag(sync=True)


@solara.component
def TwoWorlds(
    packed: bytes,
    opens: bool,
    day: int,
    life: dict[str, Any],
    on_day: Callable[[int], None],
    on_person: Callable[[str], None],
    band: bytes = b"",
    seeds: int = 0,
) -> None:
    """The picture of two packed runs."""
    TwoWorldsWidget.element(packed=packed, opens=opens, day=day, life=life, seeds=seeds, band=band, on_day=on_day, on_person=on_person)
