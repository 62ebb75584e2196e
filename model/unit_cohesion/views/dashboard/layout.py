"""The whole page: the tabs, the left column, the page that is chosen, the footer; and the one ``Session`` of its visitor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reacton
import reacton.ipyvuetify as v
import solara
import solara.lab

from unit_cohesion.views.dashboard.address import Address
from unit_cohesion.views.dashboard.controls import Controls
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.footer import Footer
from unit_cohesion.views.dashboard.guess import ASKED
from unit_cohesion.views.dashboard.links import PAGES
from unit_cohesion.views.dashboard.pages.cascades import CascadesPage
from unit_cohesion.views.dashboard.pages.compare import ComparePage
from unit_cohesion.views.dashboard.pages.integration import IntegrationPage
from unit_cohesion.views.dashboard.pages.learn import LearnPage
from unit_cohesion.views.dashboard.pages.run import RunPage
from unit_cohesion.views.dashboard.pages.sources import SourcesPage
from unit_cohesion.views.dashboard.pages.sweeps import SweepsPage
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.dashboard.thread_task import use_thread_task
from unit_cohesion.views.dashboard.upload import Reopened

COMPONENTS: dict[str, Callable[[Session], Any]] = {
    "run": RunPage,
    "compare": ComparePage,
    "learn": LearnPage,
    "integration": IntegrationPage,
    "cascades": CascadesPage,
    "sweeps": SweepsPage,
    "sources": SourcesPage,
}
FOLDED = ("compare", "learn", "sweeps")
"""Pages that need the room of the left column; a button opens it."""
ONE_LINE = 105
"""Characters of a message that stand on one line beside its buttons, in the narrowest window in which it is folded."""
COLOURS = {
    "light": {"primary": "#0072B2", "error": "#b3261e", "info": "#00578a", "secondary": "#424242"},
    "dark": {"primary": "#0072B2", "error": "#ff8a80", "info": "#7cc4f0", "secondary": "#5f6368"},
}
title = "unit-cohesion"  # of the window; Solara reads it


@solara.component
def Layout(children: Any = ()) -> Any:
    """Nothing around the page but the page."""
    return solara.Div(children=list(children), classes=["uc-root"])


@solara.component
def Page() -> Any:
    """A visitor's dashboard."""
    search = solara.use_router().search
    session: Session = solara.use_memo(lambda: opened(search), [])
    drawer, set_drawer = solara.use_state(False)
    session.drawn_once = reacton.core.get_render_context()
    session.task = task = use_thread_task(session.work)
    session.drag.task = use_thread_task(session.drag.work)

    def come_and_go() -> Callable[[], None]:
        for variant, colours in COLOURS.items():
            for name, colour in colours.items():
                setattr(getattr(solara.lab.theme.themes, variant), name, colour)
        if session.record.value is None and not session.notice.value:
            session.run_in_its_place()
        return session.leave

    solara.use_effect(come_and_go, [])
    page = session.page.value
    look = " ".join(["uc-app", *(["uc-drawer-open"] if drawer else []), *(["uc-folded"] if page in FOLDED else [])])
    with v.Html(tag="div", class_=look, attributes={"data-title": f"{PAGES[page]} · {title}"}) as main:
        Address(session)
        Top(session, lambda: set_drawer(not drawer))
        with v.Html(tag="div", class_="uc-body"):
            with v.Html(tag="aside", class_="uc-side", attributes={"aria-label": "What is run", "id": "controls"}):
                Controls(session)
            with v.Html(tag="main", class_="uc-main", attributes={"id": "page"}):
                if task.error:
                    Message("error", "Something went wrong in the program; the run was not finished. What was shown before stays.")
                if session.error.value:
                    Message("error", session.error.value, lambda: session.error.set(None))
                if session.notice.value:
                    Message("info", session.notice.value, lambda: session.notice.set(None))
                if session.awaited.value:
                    Reopened(session)
                COMPONENTS[page](session).key(page)
                Footer(session)
        shade = v.Html(tag="div", class_="uc-shade")
        v.use_event(shade, "click", lambda *_: set_drawer(False))
    return main


def opened(search: str | None) -> Session:
    """A new visitor's session, as the link says."""
    session = Session()
    session.open(search, ASKED in (solara.lab.cookies.peek() or {}))
    return session


@solara.component
def Top(session: Session, toggle: Callable[[], None]) -> Any:
    """The name, the tabs, light or dark."""
    with v.Html(tag="header", class_="uc-top") as main:
        Button(
            v.Icon(children=["mdi-tune"]),
            icon=True,
            on_click=toggle,
            class_="uc-menu",
            attributes={"aria-label": "Controls", "aria-controls": "controls"},
        )
        text("h1", "unit-cohesion ", text("small", "who leaves an army at war, why, and what becomes of them"))
        with v.Html(tag="nav", class_="uc-tabs", attributes={"aria-label": "Pages"}):
            for name, label in PAGES.items():
                Tab(session, name, label).key(name)
        v.Spacer()
        solara.lab.ThemeToggle()
    return main


@solara.component
def Tab(session: Session, name: str, label: str) -> Any:
    """One tab."""
    here = session.page.value == name
    return Button(
        label,
        text=True,
        class_="uc-tab uc-here" if here else "uc-tab",
        on_click=lambda: session.page.set(name),
        attributes={"aria-current": "page"} if here else {"aria-current": "false"},
    )


@solara.component
def Message(kind: str, words: str, close: Callable[[], None] | None = None) -> Any:
    """What was refused, or what to know; a line each. On a broad window one line of it is seen until it is opened. It can be closed where
    there is something to close it."""
    whole, set_whole = solara.use_state(False)
    lines = [text("div", line) for line in words.split("\n")[:20]]
    look = "uc-message uc-whole" if whole else "uc-message"
    with v.Html(tag="div", class_=look, attributes={"role": "alert" if kind == "error" else "status"}) as main:
        v.Alert(type=kind, dense=True, outlined=True, children=lines)
        if len(lines) > 1 or len(words) > ONE_LINE:
            opens = {"aria-expanded": str(whole).lower()}
            Button(
                "Less" if whole else "All of it",
                text=True,
                small=True,
                class_="uc-more",
                on_click=lambda: set_whole(not whole),
                attributes=opens,
            )
        if close:
            cross, named = v.Icon(children=["mdi-close"], small=True), {"aria-label": "Close this message"}
            Button(cross, icon=True, small=True, on_click=close, attributes=named)
    return main
