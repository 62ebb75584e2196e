"""The page Learn: the lessons in their order, each as a page by itself, and the way to go on with its last step on the page Run."""

from __future__ import annotations

from typing import Any

import reacton.ipyvuetify as v
import solara

from unit_cohesion.rules import checked
from unit_cohesion.views.dashboard import lesson_pages
from unit_cohesion.views.dashboard.chart import panel_style
from unit_cohesion.views.dashboard.fields import text
from unit_cohesion.views.dashboard.lesson_worlds import is_sandbox, live_parts, scenario_under, shipped_lesson
from unit_cohesion.views.dashboard.links import Choices, link_query
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.lessons.form import Lesson
from unit_cohesion.views.lessons.shipped import shipped_lessons
from unit_cohesion.views.lessons.words import load_words


def live_choices(lesson: Lesson) -> Choices:
    """What the page Run opens with: the lesson's last stop with the seed of its shown world."""
    parts = live_parts(lesson)
    set = {name: value for part in parts for name, value in part.set.items()}
    days = next((part.days for part in reversed(parts) if part.days is not None), None)
    added = tuple(entry for part in parts for entry in (*part.events, *part.news))
    off = frozenset(id for part in parts for id in part.off)
    return Choices(scenario_under(lesson), checked(set), off, lesson.file.lesson.seed, days, events=added)


@solara.component
def LearnPage(session: Session) -> Any:
    """The page."""
    words = load_words()
    with v.Html(tag="div", class_="uc-learn") as main:
        solara.Style(panel_style())
        text("h2", words.words["lessons"])
        text("p", words.words["about_lessons"], " Guess, run, look at the gap, ask one person why. Answers stay in your own browser.")
        if not lesson_pages.served:
            command = text("code", "cohesion dashboard")
            text("p", "The lessons' own pages are not handed out here: ", command, " does that. ", text("i", "Try it live"), " works.")
        with v.Html(tag="ol", class_="uc-lessons"):
            for id in shipped_lessons():
                Card(id).key(id)
        text(
            "p",
            "For a class without a network, with pages for the teacher and sheets to print: ",
            text("code", "cohesion lesson --all lessons"),
        )
        text(
            "p",
            "For a class with its own phones, which read an address off the wall: ",
            text("code", "cohesion lesson --serve --host 0.0.0.0"),
        )
    return main


@solara.component
def Card(id: str) -> Any:
    """One lesson."""
    lesson, words = shipped_lesson(id), load_words()
    about, stop = lesson.file.lesson, lesson.file.stops[-1]
    with v.Html(tag="li", class_="uc-lesson uc-card", attributes={"data-lesson": id}) as main:
        text("h3", words.put("lesson", number=about.number, title=about.title))
        text("p", about.question, " ", text("span", words.put("minutes", minutes=about.minutes), classes="uc-minutes"))
        with v.Html(tag="div", class_="uc-choices"):
            if lesson_pages.served:
                v.Btn(
                    children=["Open the lesson"],
                    href=f"/lessons/{id}.html",
                    target="_blank",
                    color="primary",
                    depressed=True,
                    small=True,
                    attributes={"rel": "noopener", "aria-label": f"Open the lesson: {about.title} (in a new tab)"},
                )
            v.Btn(
                children=["Try it live"],
                href=f"/?{link_query(live_choices(lesson))}",
                outlined=True,
                small=True,
                attributes={"data-live": id, "aria-label": f"Try it live: {about.title}"},
            )
        live = "the army as it is, for a question of your own" if is_sandbox(lesson) else f"“{about.control}” stands at “{stop.label}”"
        text("p", f"Live: {live}.", classes="uc-hint")
    return main
