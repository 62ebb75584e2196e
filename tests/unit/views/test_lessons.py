"""Lessons: what may stand in a file, whether numbers and lives on the page are those of the runs, and what a page may not hold."""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.lesson_lab import small_lesson, small_tables
from tests.unit.cli.asking import Ask, asking
from unit_cohesion import compare, explain, run
from unit_cohesion.errors import ScenarioErrors
from unit_cohesion.rules import TERMS
from unit_cohesion.views.army_replay import STATIC
from unit_cohesion.views.lessons import page as page_module
from unit_cohesion.views.lessons.facts import filled
from unit_cohesion.views.lessons.form import MOST_WORDS, Lesson, lesson_of, load_lesson
from unit_cohesion.views.lessons.index import index
from unit_cohesion.views.lessons.page import MOST_BYTES, SCRIPTS, page
from unit_cohesion.views.lessons.runs import STEP, UNKNOWN, Runs, claim_differences, holds, runs_of
from unit_cohesion.views.lessons.sheet import sheet
from unit_cohesion.views.lessons.shipped import shipped_lessons
from unit_cohesion.views.lessons.words import load_words, template
from unit_cohesion.vocabulary import STATUSES

DAYS = 90


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return asking(capsys)


@pytest.fixture(scope="module")
def runs() -> Runs:
    return runs_of(small_lesson(DAYS), workers=1)


def head_of(text: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="lesson">(.*?)</script>', text, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("name", list(shipped_lessons()))
def test_a_shipped_lesson_is_good(name: str) -> None:
    lesson = load_lesson(name)
    assert lesson.id == name
    kinds = [screen.kind for screen in lesson.file.screens]
    if name == "sandbox":
        return
    assert {"run", "gap", "person", "try"} <= {*kinds}
    first_look = kinds.index("run")
    assert {"guess", "choose"} & {*kinds[:first_look]}, "predict before you look"


def test_each_shipped_lesson_has_a_number_of_its_own() -> None:
    assert len({load_lesson(one).file.lesson.number for one in shipped_lessons()}) == len(shipped_lessons())


def _put(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(tables: dict[str, Any]) -> None:
        for part in path[:-1]:
            tables = tables[part]
        tables[path[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "key", "said"),
    [
        (_put("lesson", "titel", value="x"), "lesson.titel", "did you mean 'title'"),
        (_put("lesson", "minutes", value=0), "lesson.minutes", "a whole number from 1 to 90"),
        (_put("screens", 0, "text", value="word " * MOST_WORDS), "screens[1].text", f"at most {MOST_WORDS} words"),
        (_put("screens", 0, "text", value="Then 868 leave."), "screens[1].text", "numbers as placeholders"),
        (_put("screens", 0, "text", value="Then {left nowhere} leave."), "screens[1].text", "stops are usual, known"),
        (_put("screens", 0, "text", value="Then {lft usual} leave."), "screens[1].text", "FIGURE STOP"),
        (_put("screens", 1, "stop", value="usul"), "screens[2].stop", "did you mean 'usual'"),
        (_put("screens", 1, "of", value="lefft"), "screens[2].of", "did you mean 'left'"),
        (_put("screens", 2, "answer", value="flood"), "screens[3].answer", "the id of a guess or choice before it (believed)"),
        (_put("screens", 2, "choices", value=[]), "screens[3].choices", "nothing here"),
        (_put("screens", 3, "choices", 0, "above", value=0.5), "screens[4].choices", "rise from -1"),
        (_put("screens", 0, "kind", value="reed"), "screens[1].kind", "did you mean 'read'"),
        (_put("stops", 1, "set", "comrade_presure", value=1.0), "stops[2].comrade_presure", "did you mean 'comrade_pressure'"),
        (_put("stops", 1, "id", value="usual"), "stops[2].id", "no other stop"),
        (_put("stops", 1, "off", value=["D99"]), "stops[2]", "D99"),
        (_put("stops", 1, "days", value=30), "stops", "worlds of one length"),
        (_put("world", "scenario", value="two-valeys"), "stops[1]", "did you mean 'two-valleys'"),
        (_put("world", "scenario", value="syria-2011"), "stops[1].persons_per_agent", "allowed: 1"),
        (_put("claim", "sign", value="larger"), "claim.sign", "one of more, fewer"),
        (_put("claim", "of", value="nothing"), "claim.of", "an outcome"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(change: Callable[[dict[str, Any]], None], key: str, said: str) -> None:
    tables = small_tables()
    change(tables)
    with pytest.raises(ScenarioErrors) as found:
        lesson_of(tables, "small", "small.toml")
    lines = [str(error) for error in found.value.errors]
    assert any(line.startswith(f"small.toml: {key}") and said in line for line in lines), lines
    assert all("\n" not in line for line in lines)


def test_numbers_are_those_of_two_worlds_compared(runs: Runs) -> None:
    found = compare(runs.lesson.worlds[0].run, runs.lesson.worlds[1].run, seeds=20, workers=1)
    left, one = found.outcome("left"), found.fates.split(1)
    values = found.values[:, :, found.names.index("left")]
    holes = ("left usual", "more left usual known", "least left usual known", "only usual known", "both usual known", "sooner known usual")
    text = filled("|".join(f"{{{hole}}}" for hole in holes), runs)
    apart = values[1] - values[0]
    want = (values[0, 0], abs(apart[0]), apart.min(), one.only_a, one.both, one.sooner)
    told = [float(part.replace(",", "").replace("−", "-")) for part in text.split("|")]
    assert told == pytest.approx(want)
    assert runs.figure("left", "usual").mean() == pytest.approx(left.a)
    assert filled("{worlds left usual known} {days} {seeds}", runs) == f"{int((apart > 0).sum())} {DAYS} 20"
    assert np.array_equal(claim_differences(runs.lesson, workers=1), apart)


def test_a_claim_holds_or_not(runs: Runs) -> None:
    lesson = runs.lesson
    assert holds(lesson, np.ones(20)) == (20, True)
    assert holds(lesson, np.array([1.0] * 19 + [0.0])) == (19, False)
    assert holds(lesson, -np.ones(20)) == (0, False)


def test_lives_are_those_of_the_run(runs: Runs) -> None:
    """What became of each, from the tables of a run; and why, from its explanation."""
    lesson, row = runs.lesson, 1
    record, life = run(replace(lesson.worlds[row].run, seed=1)), runs.lives[row]
    people = record.people
    army = people[people["branch"] != "none"]
    keys = army.sort_values(["person"])["person"].tolist()
    assert len(keys) == len(life.first)
    last = life.first.copy()
    last[life.person] = life.status  # in order, so that the last stays
    ended = army["status"].astype(str).value_counts().to_dict()
    assert {STATUSES[code]: int(count) for code, count in zip(*np.unique(last, return_counts=True), strict=True)} == ended
    assert (life.left > 0).sum() == record.outcome["left"]
    assert np.all(np.diff(life.day.astype(int)) >= 0)
    order = record.unit_ids
    seat = [(order.index(key.rpartition("/")[0]), int(key.rpartition("/")[2])) for key in army["person"]]
    by_place = [army["person"].iloc[at] for at in sorted(range(len(seat)), key=seat.__getitem__)]
    for place in (*np.flatnonzero(life.left)[:2], *np.flatnonzero(life.borne != UNKNOWN)[:1]):
        why = explain(record, person=by_place[place])
        logs = {term.id: term.log - term.reference for term in why.terms}
        for term, size in zip(life.terms[place], life.strength[place], strict=True):
            assert size / STEP == pytest.approx(logs[TERMS[term]], abs=0.5 / STEP + 1e-9)
        strongest = sorted(logs.values(), key=abs)[-1]
        assert life.strength[place][0] / STEP == pytest.approx(strongest, abs=0.5 / STEP + 1e-9)
        if life.borne[place] != UNKNOWN:
            assert life.borne[place] == int(100 * why.before)


def test_a_page_holds_the_runs_and_nothing_from_elsewhere(runs: Runs) -> None:
    words = load_words()
    text = page(runs, words)
    assert text == page(runs, words)
    assert len(text.encode()) < MOST_BYTES
    assert not re.search(r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", text)
    assert "default-src 'none'" in text
    head = head_of(text)
    packed = re.search(r'id="packed">([^<]*)<', text)
    assert packed
    whole = gzip.decompress(base64.b64decode(packed[1]))
    kinds = {"u1": "u1", "i1": "i1", "u2": "<u2", "f4": "<f4"}
    assert len(whole) == sum(np.dtype(kinds[kind]).itemsize * size for _, kind, size in head["layout"])
    name, kind, size = head["layout"][0]
    curves = np.frombuffer(whole, kinds[kind], size).reshape(runs.curves.shape)
    assert name == "curves"
    assert np.allclose(curves, runs.curves, rtol=1e-6)
    assert "{" not in head["screens"][4]["text"]
    truth = next(one for one in head["asked"] if one["id"] == "flood")["truth"]
    a, b = runs.figure("left", "usual"), runs.figure("left", "known")
    edges = [choice.above for choice in runs.lesson.file.screens[3].choices]
    assert truth == [max(row for row, edge in enumerate(edges) if edge <= (y - x) / x) for x, y in zip(a, b, strict=True)]


def test_markup_in_a_lesson_stays_text(runs: Runs) -> None:
    tables, evil = small_tables(DAYS), "</script><script>alert(1)</script><b>&"
    tables["lesson"]["title"] = tables["screens"][0]["title"] = tables["glossary"][0]["word"] = evil
    lesson = lesson_of(tables, "small", "small.toml")
    text = page(Runs(lesson, runs.names, runs.outcomes, runs.curves, runs.people, runs.lives), load_words())
    assert "<script>alert" not in text
    assert "<b>" not in text
    assert head_of(text)["screens"][0]["title"] == evil
    assert "<script>alert" not in index([lesson], load_words())


def test_every_word_is_used_and_there() -> None:
    words = load_words()
    scripts = "\n".join((STATIC / name).read_text("utf-8") for name in SCRIPTS)
    code = "\n".join(path.read_text("utf-8") for path in Path(page_module.__file__).parent.glob("*.py"))
    used = {*re.findall(r"\bW\.(\w+)", scripts)} - {"statuses"}
    assert used <= {*words.words}
    known = used | {*re.findall(r'"(\w+)"', code)} | {f"is_{name.replace('-', '_')}" for name in re.findall(r'"([a-z-]+)"', scripts)}
    known |= {f"{kind}_{part}" for kind in ("notes", "class") for part in ("title", "text")}
    assert {*words.words} <= known


def test_a_sheet_tells_what_came_out(runs: Runs) -> None:
    text = sheet(runs, load_words())
    assert f"{runs.shown_figure('left', 'known'):,.0f}</td>" in text
    assert "{" not in text.partition("</style>")[2]
    assert "<script" not in text


def test_the_teachers_page_holds_what_the_students_do_not(runs: Runs) -> None:
    wrong = runs.lesson.file.teacher.wrong
    assert wrong in page(runs, load_words(), teacher=True)
    assert wrong not in page(runs, load_words())
    assert wrong not in sheet(runs, load_words())


def test_a_translation_is_laid_over_the_english(runs: Runs, tmp_path: Path) -> None:
    file = tmp_path / "de.toml"
    file.write_text('language = "de"\n[words]\nnext = "Weiter"\n[trickle]\n"lesson.title" = "Das Rinnsal"\n', "utf-8")
    words = load_words(file)
    lesson = Lesson("trickle", runs.lesson.file, runs.lesson.worlds)
    head = head_of(page(Runs(lesson, runs.names, runs.outcomes, runs.curves, runs.people, runs.lives), words))
    assert (head["language"], head["words"]["next"], head["words"]["back"]) == ("de", "Weiter", "Back")
    assert "Das Rinnsal" in page(Runs(lesson, runs.names, runs.outcomes, runs.curves, runs.people, runs.lives), words)


def test_the_template_of_a_translation_is_one(tmp_path: Path) -> None:
    file = tmp_path / "en.toml"
    file.write_text(template(), "utf-8")
    words = load_words(file)
    assert words.words == load_words().words
    lesson = load_lesson("trickle")
    assert words.lessons["trickle"]["lesson.title"] == lesson.file.lesson.title


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[words]\nnext = "Weiter"\n', "language = (missing)"),
        ('language = "de"\n[words]\nnxt = "Weiter"\n', "did you mean 'next'"),
        ('language = "de"\n[words]\ncount = "Bild {at}"\n', "text with {at}, {of}"),
        ('language = "de"\n[words]\nlags = ["a"]\n', "a list of 6 texts"),
        ('language = "de"\n[trickel]\n"lesson.title" = "x"\n', "did you mean 'trickle'"),
        ('language = "de"\n[trickle]\n"screens.2.text" = "ohne Zahl"\n', "text with {left usual}"),
        ('language = "<b>"\n', "a language as HTML names it"),
    ],
)
def test_a_faulty_translation_is_refused(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "de.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(ScenarioErrors) as found:
        load_words(file)
    assert said in str(found.value)


def test_the_command_lists_checks_and_refuses(ask: Ask, tmp_path: Path) -> None:
    code, out, _ = ask("lesson")
    assert code == 0
    assert all(name in out for name in shipped_lessons())
    assert ask("check", "trickle")[:2] == (0, "good\n")
    text = shipped_lessons()["trickle"].read_text("utf-8")
    (tmp_path / "bad.toml").write_text(text.replace("minutes = 10", "minutes = 1000"), "utf-8")
    code, out, _ = ask("check", "bad.toml")
    assert (code, out) == (2, "bad.toml: lesson.minutes = 1000: allowed: a whole number from 1 to 90\n")
    for arguments, said in (
        (("lesson", "nope"), "allowed: a lesson (one-man, trickle"),
        (("lesson", "--check"), "with a lesson's name"),
        (("lesson", "--host", "0.0.0.0"), "with --serve"),
        (("lesson", "trickle", "--all", "there"), "without a name"),
        (("lesson", "trickle", "--html", "/proc/none/x.html"), "--html"),
        (("lesson", "--all", "bad.toml"), "a folder"),
        (("lesson", "trickle", "--html", "x.html", "--language", "no.toml"), "no.toml"),
    ):
        code, out, err = ask(*arguments)
        assert (code, out) == (2, "")
        assert said in err
        assert err.count("\n") == 1
    assert not (tmp_path / "x.html").exists()
