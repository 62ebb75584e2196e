"""A lesson file (TOML): what may stand in it, declared once; read and checked whole, an error is one line.

A lesson is a list of screens over a few worlds (*stops*) that differ in one thing. Whatever a screen tells in numbers is written as a
placeholder in braces, such as ``{left usual}``, and filled from the runs when the page is made (``facts.py`` lists the placeholders).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from unit_cohesion.errors import MISSING, CohesionError, Faults, Key, ScenarioError, ScenarioErrors, dotted
from unit_cohesion.insight.ensemble import DAILY
from unit_cohesion.insight.worlds import World, entry_path, identity_of_source, outcome_names
from unit_cohesion.scenario.plain_toml import Tables, read_toml, refusal
from unit_cohesion.scenario.schema_words import allowed, keys_at, node_at
from unit_cohesion.schema import Entry, Id, Number, Share, Text
from unit_cohesion.views.lessons.facts import HOLE, bad_hole
from unit_cohesion.views.lessons.shipped import shipped_lessons

MOST_WORDS = 60
"""On a screen: title, text and choices together."""
FIRST = -1.0
"""Where the choices of a screen begin: nothing is left of what it is measured against."""
CURVES = {"left": "persons who left so far", "believed": "persons of whom those who serve believe that they left so far"}
"""What can be drawn by day besides the columns of ``unit_cohesion.insight.ensemble.DAILY``."""
KINDS = {
    "read": ((), ("stops",)),
    "guess": (("id", "stop", "of"), ("least", "most")),
    "choose": (("id", "a", "b", "of", "choices"), ()),
    "run": (("stops", "curves"), ("answer", "colours")),
    "gap": (("answer",), ()),
    "person": (("stops",), ("colours",)),
    "sooner": (("stops",), ()),
    "compare": (("curves",), ("colours",)),
    "try": (("stops", "of", "curves"), ("colours",)),
    "end": ((), ()),
}
"""Kinds of screens: the keys that each needs and may have, besides ``kind``, ``title`` and ``text``."""


class Changes(Entry):
    """What a world is: a scenario, and what is otherwise in it."""

    scenario: str | dict[str, Any] | None = None
    days: int | None = Field(None, ge=1, le=1_500)
    set: dict[str, float | int | str] = Field(default_factory=dict)
    off: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    events: tuple[dict[str, Any], ...] = ()
    news: tuple[dict[str, Any], ...] = ()


class Stop(Changes):
    """``[[stops]]``: one world, a place at which the control of the lesson can stand."""

    id: Id
    label: Text


class Choice(Entry):
    """One answer: right where the second world's figure less the first's, over the first's, is at least ``above`` and below the next."""

    text: Text
    above: Number


class Screen(Entry):
    """``[[screens]]``: one idea."""

    kind: Literal["read", "guess", "choose", "run", "gap", "person", "sooner", "compare", "try", "end"]
    title: Text
    text: Text = ""
    id: Id | None = None
    stop: str | None = None
    stops: tuple[str, ...] = ()
    of: str | None = None
    a: str | None = None
    b: str | None = None
    least: Number | None = None
    most: Number | None = None
    choices: tuple[Choice, ...] = ()
    curves: tuple[str, ...] = ()
    answer: str | None = None
    colours: Literal["leaving", "whereabouts"] = "leaving"


class Claim(Entry):
    """``[claim]``: the sign of a difference, which holds in at least this share of the seeds."""

    of: str
    a: str
    b: str
    sign: Literal["more", "fewer"]
    share: Share = 1.0


class Term(Entry):
    """``[[glossary]]``: a word and what it means."""

    word: Text
    meaning: Text


class Question(Entry):
    """``[[teacher.questions]]``: to ask the class, and what a good answer has."""

    ask: Text
    good: Text


class Teacher(Entry):
    """``[teacher]``: for her alone."""

    wrong: Text
    note: Text = ""
    questions: tuple[Question, ...] = Field(min_length=1, max_length=6)


class About(Entry):
    """``[lesson]``: what the file is."""

    number: int = Field(ge=1, le=99)
    title: Text
    question: Text
    minutes: int = Field(ge=1, le=90)
    goals: tuple[Text, ...] = Field(min_length=1, max_length=4)
    control: Text
    seed: int = Field(1, ge=1, le=20)


class LessonFile(Entry):
    """The whole file."""

    lesson: About
    world: Changes
    stops: tuple[Stop, ...] = Field(min_length=2, max_length=16)
    screens: tuple[Screen, ...] = Field(min_length=4, max_length=14)
    claim: Claim
    glossary: tuple[Term, ...] = Field(min_length=1, max_length=12)
    sources: tuple[Text, ...] = Field(min_length=1, max_length=8)
    teacher: Teacher


class Lesson:
    """A lesson, checked.

    Attributes:
        id: the file's stem. file: what is written. worlds: of its stops, in their order.
        figures: what its screens, choices and claim measure: curves' and outcomes' names, in order.
        curves: of these, what is drawn by day.
    """

    def __init__(self, id: str, file: LessonFile, worlds: tuple[World, ...]) -> None:
        self.id, self.file, self.worlds = id, file, worlds
        of = [file.claim.of, *(screen.of for screen in file.screens if screen.of)]
        drawn = [name for screen in file.screens for name in screen.curves]
        self.curves = tuple(dict.fromkeys([*drawn, *(name for name in of if is_curve(name))]))
        self.figures = tuple(dict.fromkeys([*self.curves, *of]))

    @property
    def seeds(self) -> tuple[int, ...]:
        """Of the other worlds that the lesson holds its claim against; the shown one is among them."""
        return tuple(range(1, 21))

    def row(self, stop: str) -> int:
        """The place of a stop."""
        return [one.id for one in self.file.stops].index(stop)


def is_curve(name: str) -> bool:
    """Whether a figure can be told day by day."""
    return name in CURVES or name in DAILY


def load_lesson(source: str | Path) -> Lesson:
    """The lesson in a file (or a shipped one, by name), checked.

    Raises:
        ScenarioErrors: with all that is wrong in ``.errors``, one line each.
    """
    known = shipped_lessons()
    path = known.get(str(source)) or Path(source)
    try:
        tables = read_toml(path, str(source))
    except (OSError, ValueError):
        raise refusal(str(source), "file", str(path), f"a lesson ({', '.join(known)}), or a file that can be read") from None
    return lesson_of(tables, path.stem, str(source))


def check_lesson(source: str | Path) -> list[ScenarioError]:
    """All the errors of a lesson file; none if it is good."""
    try:
        load_lesson(source)
    except ScenarioErrors as found:
        return found.errors
    return []


def lesson_of(tables: Tables, id: str, file: str) -> Lesson:
    """The lesson of these tables; errors call it ``file``.

    Raises:
        ScenarioErrors: with all that is wrong.
    """
    faults = Faults(lambda _: file)
    try:
        written = LessonFile.model_validate_json(json.dumps(tables), strict=True)
    except ValidationError as found:
        for error in found.errors(include_url=False, include_context=False):
            loc = tuple(part for part in error["loc"] if part != "[key]")
            if error["type"] == "extra_forbidden":
                known = keys_at(loc[:-1], LessonFile)
                faults.add(loc, error["input"], f"a key that this table knows ({', '.join(known)})", loc[-1], known)
            else:
                value = MISSING if error["type"] == "missing" else error["input"]
                faults.add(loc, value, allowed(loc, LessonFile), value, node_at(loc, LessonFile).get("enum", ()))
        raise ScenarioErrors(faults.errors) from None
    worlds = _worlds(written, faults)
    faults.raise_any()
    _check_screens(written, set(outcome_names(worlds[0].run)), faults)
    faults.raise_any()
    lesson = Lesson(id, written, worlds)
    _check_words(lesson, faults)
    faults.raise_any()
    return lesson


def texts(file: LessonFile) -> Iterator[tuple[Key, str]]:
    """Every text of a lesson that people read, with its key."""
    whole = file.model_dump(mode="json", exclude_none=True)
    shown = {
        "lesson": ("title", "question", "goals", "control"),
        "stops": ("label",),
        "screens": ("title", "text", "choices"),
        "glossary": ("word", "meaning"),
        "sources": (),
        "teacher": ("wrong", "note", "questions"),
    }

    def leaves(value: Any, key: Key) -> Iterator[tuple[Key, str]]:
        if isinstance(value, str) and value:
            yield key, value
        elif isinstance(value, dict):
            for name, item in value.items():
                yield from leaves(item, (*key, name))
        elif isinstance(value, list):
            for place, item in enumerate(value):
                yield from leaves(item, (*key, place))

    for table, keys in shown.items():
        for key, text in leaves(whole[table], (table,)):
            named = [part for part in key[1:] if isinstance(part, str)]
            if not keys or named[0] in keys:
                yield key, text


def _worlds(file: LessonFile, faults: Faults) -> tuple[World, ...]:
    """The worlds of the stops; what is wrong goes into ``faults``."""
    found: list[World] = []
    for place, stop in enumerate(file.stops):
        key: Key = ("stops", place)
        if [one.id for one in file.stops].index(stop.id) < place:
            faults.add((*key, "id"), stop.id, "an id that no other stop has")
        try:
            found.append(_world(file.world, stop))
        except CohesionError as error:
            for one in error.errors if isinstance(error, ScenarioErrors) else [error]:
                faults.errors.append(_in_stop(one, faults.file_of(()), dotted(key)))
    for place, world in enumerate(found):
        if world.scenario.about.persons_per_agent != 1:
            persons_each = world.scenario.about.persons_per_agent
            faults.add(("stops", place, "persons_per_agent"), persons_each, "1, as each dot of a lesson is one person")
    if len({world.scenario.about.days for world in found}) > 1:
        faults.add(("stops",), [world.scenario.about.days for world in found], "worlds of one length (world.days gives all the same)")
    return tuple(found)


def _in_stop(error: CohesionError, file: str, stop: str) -> ScenarioError:
    """An error of a stop's world, as one of the lesson's file."""
    if isinstance(error, ScenarioError):
        return ScenarioError(file, f"{stop}.{error.key}", error.value, error.allowed, error.nearest)
    return ScenarioError(file, stop, MISSING, str(error))


def _world(base: Changes, stop: Stop) -> World:
    """The lesson's world with what the stop changes in it."""
    source = stop.scenario or base.scenario
    if source is None:
        raise CohesionError("a scenario, in [world] or in the stop")
    run = identity_of_source(source, stop.days or base.days)
    for changes in (base, stop):
        run = run.varied(changes.set, off=list(changes.off))
        if changes.without:
            scenario = run.scenario
            run = replace(run, scenario=scenario.without(*(entry_path(scenario, id) for id in changes.without)))
        if changes.events or changes.news:
            run = replace(run, scenario=run.scenario.changed(events=changes.events, news=changes.news, file="lesson"))
    return World(stop.label, run)


def _check_screens(file: LessonFile, outcomes: set[str], faults: Faults) -> None:
    """What screens and claim owe to one another and to the stops."""
    stops, asked = [stop.id for stop in file.stops], dict[str, Screen]()
    figures = [*CURVES, *DAILY, *sorted(outcomes)]

    def stop(key: Key, value: str | None) -> None:
        if value is not None and value not in stops:
            faults.add(key, value, f"a stop of this lesson ({', '.join(stops)})", value, stops)

    def figure(key: Key, value: str | None, curve: bool = False) -> None:
        if value is None or (is_curve(value) if curve else value in figures):
            return
        more = "" if curve else ", or an outcome"
        faults.add(key, value, f"left, believed, a column of numbers of the table daily{more}", value, figures)

    for place, screen in enumerate(file.screens):
        key: Key = ("screens", place)
        needs, may = KINDS[screen.kind]
        given = screen.model_fields_set - {"kind", "title", "text"}
        for name in needs:
            if name not in given:
                faults.add((*key, name), MISSING, f"what a screen of the kind {screen.kind} needs ({', '.join(needs)})")
        for name in sorted(given - {*needs, *may}):
            faults.add((*key, name), getattr(screen, name), f"nothing here: a screen of the kind {screen.kind} does not read it")
        for name in ("stop", "a", "b"):
            stop((*key, name), getattr(screen, name))
        for row, one in enumerate(screen.stops):
            stop((*key, "stops", row), one)
        most = {"run": 2, "person": 2, "sooner": 2}.get(screen.kind, len(stops))
        if len(screen.stops) > most or (screen.kind in ("person", "sooner") and len(screen.stops) != 2):
            faults.add((*key, "stops"), list(screen.stops), "two stops" if screen.kind != "run" else "one stop, or two")
        figure((*key, "of"), screen.of)
        for row, name in enumerate(screen.curves):
            figure((*key, "curves", row), name, curve=True)
        if screen.answer is not None and screen.answer not in asked:
            faults.add((*key, "answer"), screen.answer, f"the id of a guess or choice before it ({', '.join(asked) or 'none'})")
        if screen.id in asked:
            faults.add((*key, "id"), screen.id, "an id that no other screen has")
        if screen.kind in ("guess", "choose") and screen.id:
            asked[screen.id] = screen
        edges = [one.above for one in screen.choices]
        if screen.kind == "choose" and (len(edges) not in range(2, 7) or edges[0] != FIRST or edges != sorted(set(edges))):
            faults.add((*key, "choices"), edges, f"2 to 6 choices, whose ``above`` rise from {FIRST:g}")
        if screen.kind == "guess" and screen.most is not None and not (screen.least or 0) < screen.most:
            faults.add((*key, "most"), screen.most, "more than the least")
    stop(("claim", "a"), file.claim.a)
    stop(("claim", "b"), file.claim.b)
    figure(("claim", "of"), file.claim.of)
    if file.screens[0].kind != "read" or file.screens[-1].kind != "end":
        ends = [file.screens[0].kind, file.screens[-1].kind]
        faults.add(("screens",), ends, "a first screen of the kind read, and a last one of the kind end")
    if len(asked) > 4:
        faults.add(("screens",), len(asked), "at most 4 guesses and choices, so that their code stays short")


def _check_words(lesson: Lesson, faults: Faults) -> None:
    """No wall of text, no placeholder that nothing fills, no number that is typed."""
    for place, screen in enumerate(lesson.file.screens):
        all_texts = [screen.title, screen.text, *(choice.text for choice in screen.choices)]
        words = len(re.sub(r"\{[^}]*\}", "n", " ".join(all_texts)).split())
        if words > MOST_WORDS:
            faults.add(("screens", place, "text"), f"{words} words", f"at most {MOST_WORDS} words on a screen, title and choices included")
    for key, text in texts(lesson.file):
        for hole in HOLE.findall(text):
            if why := bad_hole(hole, lesson):
                faults.add(key, f"{{{hole}}}", why)
        if key[0] == "screens" and key[2] == "text" and (typed := re.search(r"(?<![\w{])\d{2,}", HOLE.sub("", text))):
            faults.add(key, typed[0], "numbers as placeholders, such as {left usual}, so that they are those of the runs")
