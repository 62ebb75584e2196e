"""The address of the page: all that is chosen, and the steps of the browser's history."""

from __future__ import annotations

from dataclasses import dataclass

import anywidget
import solara
import traitlets

from unit_cohesion.views.army_replay import STATIC
from unit_cohesion.views.dashboard.links import link_query
from unit_cohesion.views.dashboard.session import Session


class AddressBar(anywidget.AnyWidget):
    """The widget.

    Attributes:
        address: ``link``, all that is chosen; ``step``, how many steps the visitor has made; ``left``, the link of what he left with the
            last of them; ``answered``, how often he was seen to go back or forward.
        went: how often he went back or forward, and the query to which he came.
    """

    _esm = (STATIC / "address.js").read_text(encoding="utf-8")
    address = traitlets.Dict().tag(sync=True)
    went = traitlets.Unicode("").tag(sync=True)


@dataclass(frozen=True)
class _Place:
    """Where the visitor is: the page, the run that is shown, and his link when it was last what is chosen; his last step, as above."""

    page: str
    run: str
    settled: str = ""
    step: int = 0
    left: str = ""


@solara.component
def Address(session: Session) -> None:
    """Keep it. A step is another page, or another run shown in place of one; on the way back none is made."""
    run = "" if session.shown_choices is None or session.record.value is None else link_query(session.shown_choices.run_alone)
    known = solara.use_ref(_Place(session.page.value, run))
    answered, set_answered = solara.use_state(0)
    link, stale, was = f"/?{link_query(session.choices())}", session.stale, known.current
    step, left = was.step, was.left
    if (was.page, was.run) != (session.page.value, run):
        if was.run and not session.returns:
            step, left = step + 1, was.settled
        session.returns = session.returns and stale
    known.current = _Place(session.page.value, run, was.settled if stale else link, step, left)

    def go(told: str) -> None:
        count, _, search = told.partition(" ")
        with session.drawn_once:
            set_answered(int(count))
            session.return_to(search)

    AddressBar.element(address={"link": link, "step": step, "left": left, "answered": answered}, on_went=go)
