"""The first question to a newcomer: how many left only because others did. It leads to the page Compare, which tells how many it was."""

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.insight.compare import Comparison
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.session import COMRADES, Session

HALF = 50
ASKED = "cohesion-asked"
"""The cookie by which a browser remembers that it was asked; it holds nothing else."""


@solara.component
def Guess(session: Session) -> Any:
    """The question, until it is answered or put away."""
    guess, set_guess = solara.use_state(HALF)
    named = {"data-panel": "guess", "aria-label": "A guess"}
    with v.Html(tag="section", class_="uc-card", attributes=named) as main:
        text("h2", "How many left only because others did?")
        text(
            "p",
            "Guess first, of a hundred who left. The same people, with the same nerves, are then run again in a world in which nobody is "
            "drawn along by comrades who left.",
        )
        v.Slider(
            v_model=guess,
            on_v_model=set_guess,
            min=0,
            max=100,
            thumb_label="always",
            hide_details=True,
            dense=True,
            class_="mt-10",
            attributes={"aria-label": "Of a hundred who left, so many only because others did"},
        )
        text("div", text("span", "nobody"), text("span", "all of them"), classes="uc-slider-ends")
        with v.Html(tag="div", class_="uc-choices"):
            see: dict[str, Any] = {"color": "primary", "depressed": True, "small": True, "disabled": session.record.value is None}
            Button("See how many", on_click=lambda: session.answer(guess), attributes={"data-asked": ASKED}, **see)
            Button("Not now", small=True, text=True, on_click=session.pass_over, attributes={"data-asked": ASKED})
    return main


def answered(guess: int | None, found: Comparison) -> str:
    """The guess beside what came out; "" without one, or where more differs than what the question is about."""
    a, b, left = found.a.run, found.b.run, found.split.only_a + found.split.both
    if guess is None or not left or a == b or a.varied(off=[COMRADES]) != b:
        return ""
    share = round(100 * found.split.only_a / left)
    return f"You guessed {guess} of a hundred who left: it is {share}."
