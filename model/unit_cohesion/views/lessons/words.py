"""What pages of lessons say: English as shipped, or one file of another language laid over it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unit_cohesion.errors import MISSING, CohesionError, Faults, Key
from unit_cohesion.insight.worlds import declared_outcome
from unit_cohesion.outcomes import TABLES as OUTCOME_TABLES
from unit_cohesion.scenario.plain_toml import read_toml, refusal
from unit_cohesion.simulation.identity import Identity
from unit_cohesion.views.lessons.facts import HOLE
from unit_cohesion.views.lessons.form import Lesson, load_lesson, texts
from unit_cohesion.views.lessons.runs import Runs
from unit_cohesion.views.lessons.shipped import shipped_lessons
from unit_cohesion.vocabulary import STATUSES

TABLES = ("words", "statuses", "figures")


@dataclass(frozen=True)
class Words:
    """The words of a language.

    Attributes:
        language: as HTML names it, such as ``en``.
        words: what the page says, by key. statuses: by status. figures: a short and a long name, by figure.
        lessons: of each lesson (by id) that is translated, texts by their dotted key.
    """

    language: str
    words: Mapping[str, Any]
    statuses: Mapping[str, str]
    figures: Mapping[str, tuple[str, str]]
    lessons: Mapping[str, Mapping[str, str]]

    def put(self, key: str, **values: object) -> str:
        """A sentence of the page with what stands in its braces."""
        return HOLE.sub(lambda hole: str(values.get(hole[1], hole[0])), str(self.words[key]))

    def figure(self, name: str, runs: Runs) -> tuple[str, str]:
        """A figure's short name and its long one."""
        if name in self.figures:
            return self.figures[name]
        plain = plain_name(name, runs.lesson.worlds[0].run)
        return plain, plain

    def text(self, lesson: Lesson, key: Key) -> str:
        """A text of a lesson: translated, or else as its file says."""
        name = dotted_key(key)
        translated = self.lessons.get(lesson.id, {})
        return translated[name] if name in translated else _own(lesson, key)


def plain_name(figure: str, run: Identity) -> str:
    """A column or outcome in the words of its declaration."""
    if figure in STATUSES:
        return figure
    meanings = {field.name: field.meaning for field in OUTCOME_TABLES["daily"]}
    return meanings[figure] if figure in meanings else declared_outcome(run, figure).meaning


def dotted_key(key: Key) -> str:
    """A text's key in a file of words: places in lists counted from 1, such as ``screens.2.text``."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in key)


def _own(lesson: Lesson, key: Key) -> str:
    value: Any = lesson.file
    for part in key:
        value = value[part] if isinstance(part, int) else getattr(value, part)
    return str(value)


def shipped_words() -> Path:
    """The file of the English words."""
    return next(iter(shipped_lessons().values())).parent / "words" / "english.toml"


def load_words(source: str | Path | None = None) -> Words:
    """English, or the words of a file: what it does not translate stays English.

    Raises:
        ScenarioErrors: the file cannot be read, or translates what there is not, or loses what stands in braces.
    """
    english = _tables(shipped_words())
    own = {} if source is None else _tables(Path(source))
    file, faults = str(source or shipped_words()), Faults(lambda _: str(source or shipped_words()))
    known = shipped_lessons()
    for name, table in own.items():
        if name == "language":
            if not isinstance(table, str) or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", table):
                faults.add((name,), table, "a language as HTML names it, such as de or pt-BR")
        elif name not in (*TABLES, *known) or not isinstance(table, dict):
            allowed = f"language, {', '.join(TABLES)}, or a lesson ({', '.join(known)}), each but the first a table"
            faults.add((name,), table, allowed, name, [*TABLES, *known])
    faults.raise_any()
    for name in TABLES:
        for key, value in own.get(name, {}).items():
            _same_kind((name, key), value, english[name].get(key, MISSING), list(english[name]), faults)
    lessons = {id: _checked_texts(id, own[id], faults) for id in known if id in own}
    faults.raise_any()
    if source is not None and "language" not in own:
        raise refusal(file, "language", MISSING, "a language as HTML names it, such as de or pt-BR")
    merged = {name: {**english[name], **own.get(name, {})} for name in TABLES}
    figures = {name: (str(both[0]), str(both[1])) for name, both in merged["figures"].items()}
    return Words(str(own.get("language", english["language"])), merged["words"], merged["statuses"], figures, lessons)


def _tables(path: Path) -> dict[str, Any]:
    try:
        return read_toml(path, str(path))
    except (OSError, ValueError):
        raise refusal(str(path), "file", str(path), "a file of words that can be read") from None


def _same_kind(key: Key, value: Any, english: Any, known: list[str], faults: Faults) -> None:
    """A translated word: a text for a text, a list as long for a list, with the same braces."""
    if english is MISSING:
        faults.add(key, value, "a key of the English words (cohesion lesson --text prints them)", str(key[-1]), known)
    elif isinstance(english, list):
        if not isinstance(value, list) or len(value) != len(english) or not all(isinstance(one, str) for one in value):
            faults.add(key, value, f"a list of {len(english)} texts")
    elif not isinstance(value, str):
        faults.add(key, value, "text")
    elif sorted(HOLE.findall(value)) != sorted(HOLE.findall(english)):
        faults.add(key, value, f"text with {', '.join(f'{{{hole}}}' for hole in HOLE.findall(english)) or 'nothing in braces'}")


def _checked_texts(id: str, table: Mapping[str, Any], faults: Faults) -> dict[str, str]:
    lesson = load_lesson(id)
    own = {dotted_key(key): text for key, text in texts(lesson.file)}
    found = {}
    for key, value in table.items():
        _same_kind((id, key), value, own.get(key, MISSING), list(own), faults)
        found[key] = str(value)
    return found


def template() -> str:
    """All that a translation can hold, in English, as TOML to be filled in.

    Raises:
        CohesionError: a shipped lesson is faulty.
    """
    lines = [shipped_words().read_text("utf-8").rstrip(), ""]
    for id in shipped_lessons():
        lines += [f"[{id}]", *(f"{_quoted(dotted_key(key))} = {_quoted(text)}" for key, text in texts(load_lesson(id).file)), ""]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    """A text as a basic string of TOML."""
    if not text.isprintable():
        raise CohesionError(f"{text!r}: allowed: printable text")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
