"""A lesson as one page that needs nothing else: no server, no network, no library. The same for the same lesson and model."""

from __future__ import annotations

import base64
import gzip
import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from unit_cohesion.disk import write_text
from unit_cohesion.errors import CohesionError
from unit_cohesion.views.army_replay import STATIC
from unit_cohesion.views.html_page import SCRIPTED, html_page, script_json
from unit_cohesion.views.lessons.facts import filled, unit_of
from unit_cohesion.views.lessons.form import KINDS, Lesson, Screen
from unit_cohesion.views.lessons.runs import Runs
from unit_cohesion.views.lessons.words import Words
from unit_cohesion.views.stamp import stamp
from unit_cohesion.views.svg import safe
from unit_cohesion.vocabulary import STATUSES

MOST_BYTES = 3_000_000
STEPS = 101
"""Places at which a guessed number can stand."""
SCRIPTS = ("lesson-data.js", "lesson-views.js", "lesson.js", "lesson-start.js")
BODY = """<div class="page">
<header><h1>{title}</h1><p><span id="count"></span> · {minutes}</p></header>
<ol class="steps" id="steps" aria-hidden="true"></ol>
<main><section id="screen"><noscript><p>{no_script}</p></noscript></section></main>
<nav id="nav"></nav>
<p class="foot">{stamp}</p>
</div>"""
DATA = """<script type="application/json" id="lesson">{head}</script>
<script type="text/plain" id="packed">{packed}</script>
<script type="module">
{script}
</script>
"""


def write_page(runs: Runs, words: Words, path: str | Path, teacher: bool = False) -> None:
    """Write the page, or the teacher's.

    Raises:
        CohesionError: it cannot be written there, or would be too large.
    """
    write_text(path, page(runs, words, teacher))


def page(runs: Runs, words: Words, teacher: bool = False) -> str:
    """The page as HTML; the teacher's asks for no answers, holds her notes, and reads the codes of a class.

    Raises:
        CohesionError: it would be larger than ``MOST_BYTES``.
    """
    lesson, about = runs.lesson, runs.lesson.file.lesson
    arrays = _arrays(runs)
    layout = [[name, f"{array.dtype.kind}{array.dtype.itemsize}", array.size] for name, array in arrays.items()]
    packed = gzip.compress(b"".join(np.ascontiguousarray(array).tobytes() for array in arrays.values()), 9, mtime=0)
    title = words.put("lesson", number=about.number, title=words.text(lesson, ("lesson", "title")))
    title = words.put("for_teacher", title=title) if teacher else title
    body = BODY.format(
        title=safe(title),
        minutes=safe(words.put("minutes", minutes=about.minutes)),
        no_script=safe(words.words["no_script"]),
        stamp=safe(stamp(lesson.worlds[0].scenario, lesson.seeds)),
    )
    data = DATA.format(
        head=script_json(_head(runs, words, layout, teacher)),
        packed=base64.b64encode(packed).decode(),
        script="\n".join((STATIC / name).read_text("utf-8") for name in SCRIPTS),
    )
    made = html_page(title, body, (STATIC / "lesson.css").read_text("utf-8"), data, SCRIPTED, words.language)
    size = len(made.encode())
    if size > MOST_BYTES:
        raise CohesionError(f"the page of {lesson.id} would have {size:,} bytes: allowed: {MOST_BYTES:,}; fewer stops or days do it")
    return made


def _arrays(runs: Runs) -> dict[str, np.ndarray]:
    """What the page holds beside its head, by the names under which its script knows it."""
    found: dict[str, np.ndarray] = {"curves": runs.curves.astype("<f4")}
    found |= {name: getattr(runs.people, name) for name in ("unit", "sect", "rank", "speciality", "home")}
    for row, life in enumerate(runs.lives):
        for name in ("first", "person", "day", "status", "left", "terms", "strength", "borne"):
            found[f"{row}.{name}"] = getattr(life, name)
    return found


def _head(runs: Runs, words: Words, layout: list[list[Any]], teacher: bool) -> dict[str, Any]:
    lesson, file = runs.lesson, runs.lesson.file

    def text(*key: str | int) -> str:
        return filled(words.text(lesson, key), runs)

    screens = [_screen(place, screen, lesson, text) for place, screen in enumerate(file.screens)]
    if teacher:
        empty: dict[str, Any] = {"id": None, "stops": [], "answer": None}
        entries = [(kind, words.words[f"{kind}_title"], words.words[f"{kind}_text"]) for kind in ("notes", "class")]
        screens += [{"kind": kind, "title": title, "text": note, **empty} for kind, title, note in entries]
    asked = [asked_of(place, screen, runs, text) for place, screen in enumerate(file.screens) if screen.id]
    return {
        "id": lesson.id,
        "number": file.lesson.number,
        "mark": _mark(lesson),
        "language": words.language,
        "words": _said(words),
        "control": text("lesson", "control"),
        "days": runs.days,
        "seed": file.lesson.seed,
        "seeds": lesson.seeds,
        "stops": [{"id": stop.id, "label": text("stops", place, "label")} for place, stop in enumerate(file.stops)],
        "curves": lesson.curves,
        "figures": {name: _figure(name, runs, words) for name in lesson.figures},
        "asked": asked,
        "screens": screens,
        "people": len(runs.people.unit),
        "people_words": runs.people.words,
        "terms": runs.lives[0].words,
        "glossary": [{name: text("glossary", place, name) for name in ("word", "meaning")} for place in range(len(file.glossary))],
        "sources": [text("sources", place) for place in range(len(file.sources))],
        "teacher": _notes(lesson, text) if teacher else None,
        "layout": layout,
    }


def _notes(lesson: Lesson, text: Any) -> dict[str, Any]:
    """What the teacher alone reads."""
    note = lesson.file.teacher
    questions = [{name: text("teacher", "questions", row, name) for name in ("ask", "good")} for row in range(len(note.questions))]
    goals = [text("lesson", "goals", row) for row in range(len(lesson.file.lesson.goals))]
    return {"wrong": text("teacher", "wrong"), "note": text("teacher", "note"), "questions": questions, "goals": goals}


def _said(words: Words) -> dict[str, Any]:
    return {**words.words, "statuses": [words.statuses[name] for name in STATUSES]}


def _figure(name: str, runs: Runs, words: Words) -> dict[str, Any]:
    """A figure in words, and its value at every stop, seed by seed."""
    values = [[_or_none(value) for value in runs.figure(name, stop.id).tolist()] for stop in runs.lesson.file.stops]
    short, long = words.figure(name, runs)
    return {"short": short, "name": long, "unit": unit_of(name, runs.lesson), "values": values}


def _or_none(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None


def _screen(place: int, screen: Screen, lesson: Lesson, text: Any) -> dict[str, Any]:
    needs, may = KINDS[screen.kind]
    entries = {name: getattr(screen, name) for name in (*needs, *may) if name in ("of", "curves", "colours", "answer")}
    return {
        "kind": screen.kind,
        "id": screen.id,
        "title": text("screens", place, "title"),
        "text": text("screens", place, "text"),
        "stops": [lesson.row(stop) for stop in screen.stops],
        "answer": None,
        **entries,
    }


def asked_of(place: int, screen: Screen, runs: Runs, text: Callable[..., str]) -> dict[str, Any]:
    """A question: its answers, and what is so in each seed (a row of the choices, or a number).

    ``text`` gives the lesson's text of a key, filled.
    """
    unit = unit_of(str(screen.of), runs.lesson)
    entries: dict[str, Any] = {
        "id": screen.id,
        "title": text("screens", place, "title"),
        "text": text("screens", place, "text"),
        "unit": unit,
    }
    if screen.kind == "guess":
        truth = runs.figure(str(screen.of), str(screen.stop))
        most = screen.most if screen.most is not None else float(np.ceil(2 * np.nanmax(truth)))
        curve = str(screen.of) if screen.of in runs.lesson.curves else None
        entries |= {"curve": curve, "stop": runs.lesson.row(str(screen.stop))}
        return entries | {"least": screen.least or 0, "most": most, "size": STEPS, "truth": [_or_none(value) for value in truth.tolist()]}
    a, b = (runs.figure(str(screen.of), str(stop)) for stop in (screen.a, screen.b))
    edges = [choice.above for choice in screen.choices]
    apart = (b - a) / np.where(a == 0, np.nan, np.abs(a))
    apart = np.where((a == 0) & (b == 0), 0.0, np.where(a == 0, np.inf, apart))
    truth = np.clip(np.searchsorted(edges, apart, side="right") - 1, 0, None)
    return entries | {
        "size": len(edges),
        "choices": [text("screens", place, "choices", row, "text") for row in range(len(edges))],
        "truth": truth.tolist(),
    }


def _mark(lesson: Lesson) -> int:
    """A number from 0 to 4095 that differs for lessons whose codes mean something else."""
    entries: list[Mapping[str, Any]] = [
        screen.model_dump(mode="json", include={"id", "kind", "least", "most", "of", "stop", "a", "b"})
        | {"edges": [choice.above for choice in screen.choices]}
        for screen in lesson.file.screens
        if screen.id
    ]
    return crc32(json.dumps([lesson.id, entries], sort_keys=True).encode()) % 4096
