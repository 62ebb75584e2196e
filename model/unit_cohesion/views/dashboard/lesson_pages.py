"""The lessons' own pages, as the server hands them out: each is made when it is first asked for, once for all visitors, and then kept."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from unit_cohesion.errors import CohesionError
from unit_cohesion.views.army_replay import STATIC
from unit_cohesion.views.dashboard.kept_runs import RUNS
from unit_cohesion.views.dashboard.lesson_worlds import own_scenario, shipped_lesson
from unit_cohesion.views.dashboard.machine_turns import Stopped, raise_if_stopped
from unit_cohesion.views.dashboard.run_request import agent_count
from unit_cohesion.views.html_page import html_page
from unit_cohesion.views.lessons.page import page
from unit_cohesion.views.lessons.runs import runs_of
from unit_cohesion.views.lessons.serve import POLICY
from unit_cohesion.views.lessons.shipped import shipped_lessons
from unit_cohesion.views.lessons.words import load_words
from unit_cohesion.views.svg import safe

served = False
"""Whether this process hands these pages out: ``application`` does; ``solara run app.py`` has no place for them."""
Tell = Callable[[int, int], None]
WAITING = """<div class="page">
<header><h1>{title}</h1></header>
<main><section><h2>The lesson is being made</h2>
<p role="status" id="said">{said}</p>
<p>{why}</p></section></main>
</div>"""
LOOK_AGAIN = """
const said = document.getElementById("said");
async function look() {
  try {
    const answer = await fetch(location.pathname + "?wait", { cache: "no-store" });
    if (answer.status !== 202) { location.reload(); return; }
    const text = await answer.text();
    if (said.textContent !== text) said.textContent = text;
  } catch { said.textContent = "The server does not answer. This page goes on when it does."; }
  setTimeout(look, 1000);
}
setTimeout(look, 1000);
""".strip()
"""Asks every second how far it is; the page itself is loaded once it is there."""
WHY = "Every number in it comes from runs of the model. They are done once, for all who open this lesson; it takes about half a minute."


def served_policy(html: str) -> str:
    """The policy of a page whose only scripts are those that stand in it now: each is named by its hash."""
    scripts = re.findall(r'<script(?: type="module")?>(.*?)</script>', html, re.DOTALL)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts]
    return POLICY.replace("script-src 'unsafe-inline'", f"script-src {' '.join(hashes)}")


def made_page(id: str, tell: Tell, stop: threading.Event) -> str:
    """Make the page of a shipped lesson, in this thread; it counts as a large run, so that visitors' own find the other place free.

    Raises:
        Stopped: the stop event was set.
        CohesionError: the page cannot be made.
    """

    def progress(done: int, runs: int) -> None:
        raise_if_stopped(stop)
        tell(done, runs)

    lesson = shipped_lesson(id)
    with RUNS.machine(threading.current_thread(), agent_count(own_scenario(lesson)), False, stop):
        tell(0, 0)
        return page(runs_of(lesson, 1, progress), load_words())


@dataclass
class Making:
    """A page that is being made, or is there.

    Attributes:
        said: how far it is, in words. html: the page, gzipped, once it is there. policy: what it may run. fault: why it is not there.
    """

    said: str
    html: bytes = b""
    policy: str = ""
    fault: str = ""


class LessonPages:
    """All of them.

    Args:
        make: makes the page of a lesson: its id, whom to tell how far it is, an event that ends it.
    """

    def __init__(self, make: Callable[[str, Tell, threading.Event], str] = made_page) -> None:
        self._make, self._stop, self._lock = make, threading.Event(), threading.Lock()
        self._known: dict[str, Making] = {}

    def stop(self) -> None:
        """End what is being made."""
        self._stop.set()

    def answer(self, request: Request) -> Response:
        """The page, or one that says what is waited for; with ``?wait``, that alone as text. Called outside the event loop."""
        id = request.path_params["name"]
        if id not in shipped_lessons():
            return PlainTextResponse(f"There is no lesson {id!r}. There are: {', '.join(shipped_lessons())}.", 404)
        alone = "wait" in request.query_params
        found = self._asked(id, again=not alone)
        headers = {"Cache-Control": "no-cache"}
        if alone:
            return PlainTextResponse(found.fault or found.said, 503 if found.fault else 200 if found.html else 202, headers)
        if found.html:
            headers |= {"Content-Security-Policy": found.policy, "Vary": "Accept-Encoding"}
            if "gzip" in request.headers.get("accept-encoding", ""):
                return Response(found.html, headers=headers | {"Content-Encoding": "gzip"}, media_type="text/html")
            return HTMLResponse(gzip.decompress(found.html), headers=headers)
        about = shipped_lesson(id).file.lesson
        title = f"Lesson {about.number}: {about.title}"
        if found.fault:
            return PlainTextResponse(f"{title} could not be made. {found.fault} Load this page again to try once more.", 503, headers)
        body = WAITING.format(title=safe(title), said=safe(found.said), why=WHY)
        html = html_page(title, body, (STATIC / "lesson.css").read_text("utf-8"), f"<script>\n{LOOK_AGAIN}\n</script>\n", policy=None)
        headers["Content-Security-Policy"] = f"{served_policy(html)}; connect-src 'self'"
        return HTMLResponse(html, 202, headers)

    def _asked(self, id: str, again: bool) -> Making:
        """What there is of a page; whoever asks first starts it. ``again``: what failed is told once, and begun anew by the next one."""
        with self._lock:
            found = self._known.get(id)
            if found is None:
                found = self._known[id] = Making("It waits for its turn: other runs go on.")
                threading.Thread(target=self._work, args=(id, found), daemon=True, name=f"lesson {id}").start()
            elif found.fault and again:
                del self._known[id]
            return found

    def _work(self, id: str, making: Making) -> None:
        def tell(done: int, runs: int) -> None:
            making.said = f"{done} of {runs} runs are done." if runs else "Its runs begin."

        fault = "Something went wrong in the program."
        try:
            html = self._make(id, tell, self._stop)
            making.policy = served_policy(html)
            making.html = gzip.compress(html.encode(), mtime=0)
            fault = ""
        except Stopped:
            fault = "The server ends."
        except CohesionError as error:
            fault = f"{error}."
        except MemoryError:
            fault = "There is not enough memory for its runs."
        finally:
            making.fault = fault
