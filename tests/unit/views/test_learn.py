"""The page Learn: what its links open, and how the lessons' pages are made and handed out."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import reacton

from tests.lesson_lab import small_lesson
from tests.unit.views.test_sweep_pages import inside
from unit_cohesion.cli import main
from unit_cohesion.errors import CohesionError
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.views.dashboard import lesson_pages
from unit_cohesion.views.dashboard.controls import linked_label
from unit_cohesion.views.dashboard.guard import POLICY
from unit_cohesion.views.dashboard.kept_runs import RUNS
from unit_cohesion.views.dashboard.lesson_pages import LessonPages, served_policy
from unit_cohesion.views.dashboard.lesson_worlds import is_sandbox, names_in_lessons, own_scenarios, shipped_lesson
from unit_cohesion.views.dashboard.links import choices_of_link, link_query, request_of
from unit_cohesion.views.dashboard.pages.learn import LearnPage, live_choices
from unit_cohesion.views.dashboard.session import Session
from unit_cohesion.views.lessons.shipped import shipped_lessons

Answer = tuple[int, list[tuple[str, str]], bytes]


def asked(app: Any, path: str, host: str = "localhost:8765", accept: str = "gzip", method: str = "GET") -> Answer:
    """Status, headers and body of the answer."""
    sent: list[dict[str, Any]] = []
    path, _, query = path.partition("?")
    headers = [(b"host", host.encode()), (b"accept-encoding", accept.encode())]
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": headers,
        "http_version": "1.1",
        "scheme": "http",
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, app(scope, receive, send)).result()
    told = [(name.decode().lower(), value.decode()) for name, value in sent[0]["headers"]]
    return sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:])


def waited(app: Any, path: str) -> Answer:
    """What ``?wait`` answers once it is no longer "wait"."""
    for _ in range(600):
        found = asked(app, f"{path}?wait")
        if found[0] != 202:
            return found
        time.sleep(0.05)
    raise AssertionError("it was never made")


def policies(answer: Answer) -> list[str]:
    return [value for name, value in answer[1] if name == "content-security-policy"]


def hash_of(html: str) -> str:
    (script,) = re.findall(r'<script(?: type="module")?>(.*?)</script>', html, re.DOTALL)
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The whole application, in which every lesson is a small one."""
    monkeypatch.setenv("SOLARA_APP", "")
    from unit_cohesion.views.dashboard.server import application

    small = small_lesson(days=12)
    monkeypatch.setattr(lesson_pages, "shipped_lesson", lambda id: small)
    return application()


# ---- what the links open


@pytest.mark.parametrize("id", shipped_lessons())
def test_try_it_live_opens_the_lessons_last_world(id: str) -> None:
    lesson = shipped_lesson(id)
    session = Session()
    session.open(f"?{link_query(live_choices(lesson))}")
    assert session.error.value is session.notice.value is None
    made, world = session.request(), lesson.worlds[0 if is_sandbox(lesson) else -1].run
    assert (made.scenario, made.identity.off, made.seed) == (world.scenario, world.off, lesson.file.lesson.seed)
    assert made.quick
    assert set(session.linked) == {*session.values.value, *session.off.value}


def test_a_scenario_that_only_a_lesson_has_is_named_by_it_alone() -> None:
    assert set(own_scenarios()) == {"lesson-leader-exit", "lesson-video", "lesson-army"}
    for refused in ("lesson-trickle", "lesson-", "lesson-../army", "scenarios/lessons/army.toml"):
        with pytest.raises(CohesionError, match="allowed: a shipped scenario"):
            request_of(choices_of_link(f"scenario={refused}"))


def test_another_scenario_takes_what_the_link_named_out_of_sight() -> None:
    session = Session()
    session.open("?scenario=two-valleys&off=V2&belief_lag_days=1")
    assert session.linked == ("belief_lag_days", "V2")
    session.choose("two-valleys-breaks")
    assert session.linked == ()


# ---- the pages


def test_a_lessons_page_is_made_when_it_is_asked_for_and_guarded_like_the_rest(app: Any) -> None:
    path = "/lessons/trickle.html"
    with RUNS.machine(threading.current_thread(), 1, False, threading.Event()):  # a large run goes on: the lesson waits, and says so
        first = asked(app, path)
        html = gzip.decompress(first[2]).decode()
        assert first[0] == 202
        assert "waits for its turn" in html
        assert policies(first)[0] == served_policy(html) + "; connect-src 'self'"
        time.sleep(0.3)
        assert asked(app, f"{path}?wait")[0] == 202
    assert waited(app, path)[0] == 200
    status, headers, body = made = asked(app, path)
    html = gzip.decompress(body).decode()
    assert (status, dict(headers)["content-encoding"], dict(headers)["x-frame-options"]) == (200, "gzip", "DENY")
    assert dict(headers)["content-type"].startswith("text/html")
    own, everywhere = policies(made)  # a browser holds a page to both
    assert everywhere == "; ".join(f"{name} {' '.join(allowed)}" for name, allowed in POLICY.items())
    assert f"script-src {hash_of(html)};" in own
    assert own.startswith("default-src 'none'; ")
    assert small_lesson(12).file.lesson.title in html
    assert asked(app, path, accept="")[2].decode() == html
    assert asked(app, path, host="elsewhere.example")[0] == 403
    for nobody in ("/lessons/nobody.html", "/lessons/..%2fserver.html", "/lessons/lesson-army.html"):
        status, headers, body = asked(app, nobody)
        assert (status, dict(headers)["x-content-type-options"]) == (404, "nosniff")
        assert b"There is no lesson" in body
    assert RUNS.turns._line == RUNS.turns._going == []  # all turns are given back


class Request:
    """As much of a request as ``LessonPages`` reads."""

    def __init__(self, query: str = "") -> None:
        self.path_params, self.query_params, self.headers = {"name": "trickle"}, {query: ""} if query else {}, {"accept-encoding": ""}


def settled(pages: LessonPages) -> int:
    """The status with which ``?wait`` ends."""
    for _ in range(200):
        if (status := pages.answer(Request("wait")).status_code) != 202:  # type: ignore[arg-type]
            return status
        time.sleep(0.01)
    raise AssertionError("it never ended")


def pages_of(made: Callable[[], str]) -> tuple[LessonPages, list[str]]:
    """Pages that are made so, and the list of what was made."""
    calls: list[str] = []

    def make(id: str, tell: lesson_pages.Tell, stop: threading.Event) -> str:
        calls.append(id)
        tell(3, 40)
        return made()

    return LessonPages(make), calls


def test_all_who_ask_at_once_wait_for_the_same_page() -> None:
    go_on = threading.Event()

    def slow() -> str:
        assert go_on.wait(20)
        return "<script>made()</script>"

    pages, calls = pages_of(slow)
    with ThreadPoolExecutor(12) as visitors:
        answers = list(visitors.map(lambda _: pages.answer(Request()), range(12)))  # type: ignore[arg-type]
    assert {answer.status_code for answer in answers} == {202}
    while "3 of 40" not in bytes(pages.answer(Request()).body).decode():  # type: ignore[arg-type]
        time.sleep(0.01)
    go_on.set()
    assert settled(pages) == 200
    assert bytes(pages.answer(Request()).body) == b"<script>made()</script>"  # type: ignore[arg-type]
    assert calls == ["trickle"]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (CohesionError("too <b>large"), "too <b>large."),
        (MemoryError(), "not enough memory"),
        (ZeroDivisionError(), "Something went wrong in the program."),
    ],
)
def test_a_page_that_fails_is_told_once_and_begun_anew(fault: Exception, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    logged: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", logged.append)
    left, go_on = [fault], threading.Event()

    def once() -> str:
        assert go_on.wait(20)
        if left:
            raise left.pop()
        return "<script>made()</script>"

    pages, calls = pages_of(once)
    assert pages.answer(Request()).status_code == 202  # type: ignore[arg-type]
    go_on.set()
    assert settled(pages) == 503
    told = pages.answer(Request())  # type: ignore[arg-type]
    assert (told.status_code, told.media_type) == (503, "text/plain")
    assert said in bytes(told.body).decode()
    assert settled(pages) == 200
    assert len(calls) == 2
    assert len(logged) == isinstance(fault, ZeroDivisionError)  # what nobody foresaw stands in the log


def test_nothing_is_made_any_more_when_the_server_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson_pages, "shipped_lesson", lambda id: small_lesson(12))
    stop = threading.Event()
    stop.set()
    with pytest.raises(lesson_pages.Stopped):
        lesson_pages.made_page("trickle", lambda done, runs: None, stop)
    assert RUNS.turns._line == RUNS.turns._going == []


def test_a_slider_that_a_lesson_brings_is_called_as_in_the_lesson() -> None:
    control = shipped_lesson("one-man").file.lesson.control
    assert linked_label("norm_turns") == control
    assert linked_label("hand_days") == "Hand days"
    assert set(names_in_lessons()) <= set(PARAMETERS)
    assert "merit_only" not in names_in_lessons()  # one of two that its lesson's control sets
    assert "belief_lag_days" not in names_in_lessons()


def test_commands_on_the_page_need_no_checkout(capsys: pytest.CaptureFixture[str]) -> None:
    box, context = reacton.render(LearnPage(Session()), handle_error=False)
    commands = [line for line in inside(box) if isinstance(line, str) and line.startswith("cohesion lesson ")]
    context.close()
    assert len(commands) == 2
    with pytest.raises(SystemExit):
        main(["lesson", "--help"])
    told = capsys.readouterr().out
    assert all(word in told for command in commands for word in command.split() if word.startswith("--"))
