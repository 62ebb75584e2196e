"""The replay as a widget: the army as an icicle, every day at once, or a map; played in the browser from what is sent once."""

from __future__ import annotations

from collections.abc import Callable

import anywidget
import solara
import traitlets

from unit_cohesion.views.army_replay import script, style


class Replay(anywidget.AnyWidget):
    """The widget.

    Attributes:
        packed: the run, from ``army_replay.packed``; day: where it stands, told back when it rests; selection: a unit's or person's id,
            or ``place:`` and a place's; view: ``army``, ``days`` or ``map``.
    """

    _esm = script()
    _css = style()
    packed = traitlets.Bytes(b"").tag(sync=True)
    day = traitlets.Int(1).tag(sync=True)
    selection = traitlets.Unicode("").tag(sync=True)
    view = traitlets.Unicode("army").tag(sync=True)


@solara.component
def ArmyReplay(
    packed: bytes,
    day: int = 1,
    selection: str = "",
    view: str = "army",
    on_day: Callable[[int], None] | None = None,
    on_selection: Callable[[str], None] | None = None,
    on_view: Callable[[str], None] | None = None,
) -> None:
    """The replay of a packed run."""
    Replay.element(
        packed=packed,
        day=day,
        selection=selection,
        view=view,
        on_day=on_day or _ignore,
        on_selection=on_selection or _ignore,
        on_view=on_view or _ignore,
    )


def _ignore(value: object) -> None:
    pass
