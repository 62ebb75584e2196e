"""The page Sweeps: which there are below the folders that the server was started with, and the way to each one's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.views.dashboard import sweep_pages
from unit_cohesion.views.dashboard.chart import panel_style
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.sweeps.listing import SweepListed, listed

FIRST = "scenarios/sweeps/trickle-or-flood.toml"
"""A design to begin with."""


@solara.component
def SweepsPage(session: Session) -> Any:
    """The page."""
    times, set_times = solara.use_state(0)
    found = solara.use_memo(lambda: listed(sweep_pages.roots()), [times])
    folders = ", ".join(map(str, sweep_pages.roots()))
    with v.Html(tag="div", class_="uc-learn") as main:
        solara.Style(panel_style())
        text("h2", "Sweeps")
        text(
            "p",
            "Many runs at once: how outcomes go with what is varied, how far seeds lie apart, what they hang on most. They are run with ",
            text("code", "cohesion sweep DESIGN.toml --out sweeps/NAME"),
            ", and only looked at here.",
        )
        if not sweep_pages.served:
            text("p", "Their pages are not handed out here: ", text("code", "cohesion dashboard"), " does that.")
        with v.Html(tag="div", class_="uc-choices"):
            Button("Look again", outlined=True, small=True, on_click=lambda: set_times(times + 1))
            text("span", f"Looked through: {folders}", classes="uc-hint")
        if not found:
            begin = text("code", f"cohesion sweep {FIRST} --out sweeps/{Path(FIRST).stem}")
            text(
                "div",
                "No sweep is there yet. To begin with one that is shipped, some minutes long, and then look again: ",
                begin,
                classes="uc-none",
            )
        else:
            with v.Html(tag="ul", class_="uc-lessons"):
                for one in found:
                    Card(one).key(one.name)
    return main


@solara.component
def Card(sweep: SweepListed) -> Any:
    """One sweep, or what is wrong with its folder."""
    with v.Html(tag="li", class_="uc-lesson uc-card", attributes={"data-sweep": sweep.name}) as main:
        text("h3", sweep.title)
        if sweep.question:
            text("p", sweep.question)
        text("p", " · ".join(filter(None, (sweep.name, sweep.size))), classes="uc-hint")
        if sweep.fault:
            text("p", sweep.fault, role="note", classes="uc-fault")
        elif sweep_pages.served:
            named = {"rel": "noopener", "aria-label": f"Open the sweep: {sweep.title} (in a new tab)"}
            with v.Html(tag="div", class_="uc-choices"):
                v.Btn(
                    children=["Open its page"],
                    href=sweep_pages.address(sweep),
                    target="_blank",
                    color="primary",
                    depressed=True,
                    small=True,
                    attributes=named,
                )
    return main
