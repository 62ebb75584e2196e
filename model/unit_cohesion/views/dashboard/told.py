"""The run in ten sentences: one at a time, or all; each leads to its day and to what it is about."""

from __future__ import annotations

from typing import Any

import anywidget
import reacton.ipyvuetify as v
import solara
import traitlets

from unit_cohesion.runs.record import Record
from unit_cohesion.views.dashboard.drawings import figures_of_record
from unit_cohesion.views.dashboard.fields import Button, text
from unit_cohesion.views.dashboard.run_request import once
from unit_cohesion.views.dashboard.session import Session, against_query
from unit_cohesion.views.story import Sentence, story
from unit_cohesion.views.story_page import story_page


class PageToPrint(anywidget.AnyWidget):
    """A link that opens a page of its own, which is sent as a whole.

    Attributes:
        page: as HTML; it holds no scripts.
    """

    _esm = """
    function render({ model, el }) {
      const link = document.createElement("a");
      const show = () => {
        URL.revokeObjectURL(link.href);
        link.href = URL.createObjectURL(new Blob([model.get("page")], { type: "text/html;charset=utf-8" }));
      };
      Object.assign(link, { target: "_blank", rel: "noopener", textContent: "Page to print", className: "uc-print" });
      model.on("change:page", show);
      show();
      el.replaceChildren(link);
      return () => { model.off("change:page", show); URL.revokeObjectURL(link.href); };
    }
    export default { render };
    """
    page = traitlets.Unicode("").tag(sync=True)


def story_once(record: Record) -> list[Sentence]:
    """The sentences of a record, kept with it."""
    return once(record, "_story", lambda: story(record, figures_of_record(record)))


@solara.component
def Story(session: Session) -> Any:
    """The sentences of the run that is shown."""
    record = session.record.value
    at, set_at = solara.use_state(-1)
    whole, set_whole = solara.use_state(False)
    sentences = solara.use_memo(lambda: story_once(record) if record is not None else [], [record])
    made_of = session.shown_choices
    printed = solara.use_memo(
        lambda: story_page(record, sentences, "" if made_of is None else against_query(made_of)) if record is not None else "", [record]
    )
    at = min(at, len(sentences) - 1)

    def go(place: int) -> None:
        set_at(place)
        session.day.value = sentences[place].day
        session.selection.value = dict(sentences[place].selection) if sentences[place].page == "run" else {}

    named = {"data-panel": "story", "aria-label": "The run in ten sentences"}
    with v.Html(tag="section", class_="uc-card uc-story", attributes=named) as main:
        text("h2", f"The run in {len(sentences)} sentences" if sentences else "The run in ten sentences")
        if not sentences:
            text("p", "They will be told when a run has ended.")
        elif whole:
            with v.Html(tag="ol").key("all"):  # the keys: an element that is kept keeps its tag
                for place, one in enumerate(sentences):
                    with v.Html(tag="li", class_="uc-here" if place == at else ""):
                        Button(one.words, text=True, small=True, on_click=lambda place=place: go(place))
        else:
            text("p", sentences[at].words if at >= 0 else sentences[0].words, classes="uc-plain", role="status").key("one")
        if sentences:
            with v.Html(tag="div", class_="uc-choices"):
                if not whole:
                    Button("Back", small=True, outlined=True, disabled=at <= 0, on_click=lambda: go(at - 1))
                    label = "Begin" if at < 0 else "Next"
                    Button(label, small=True, outlined=True, disabled=at == len(sentences) - 1, on_click=lambda: go(at + 1))
                    text("span", f"{max(at, 0) + 1} of {len(sentences)}", classes="uc-hint")
                Button("One by one" if whole else "All of them", small=True, text=True, on_click=lambda: set_whole(not whole))
                if at >= 0 and sentences[at].page != "run":
                    further(session, sentences[at])
                PageToPrint.element(page=printed).key("print")
    return main


def further(session: Session, one: Sentence) -> Any:
    """The way to another page on which a sentence stands."""

    def go() -> None:
        session.selection.value = dict(one.selection)
        session.page.value = one.page

    return Button("See the chain" if one.page == "cascades" else "What did it do? Compare", small=True, outlined=True, on_click=go)
