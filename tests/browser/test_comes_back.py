"""What a visitor has chosen survives restarts of the server, and hours away; messages cover nothing at any width."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.browser.conftest import ROOT
from tests.helpers import tiny_scenario, toml

HOURS = 12
CLOCK = f"""
import asyncio, gc, signal, threading, time
from solara.server.kernel_context import contexts
from unit_cohesion.cli import main

monotonic, wall, moved = time.monotonic, time.time, 0

def let_go():
    global moved
    gc.unfreeze()  # else it does not tell of the loops
    for tick in range(30):
        if tick in (0, 10, 20):  # on a busy machine the first may come before the server has noticed that the connection is gone
            moved += {HOURS * 3600}
        for loop in [one for one in gc.get_objects() if isinstance(one, asyncio.BaseEventLoop) and not one.is_closed()]:
            loop.call_soon_threadsafe(int)  # it looks at the clock again
        time.sleep(1)
        if not contexts:
            break
    print("visitors:", len(contexts), flush=True)

signal.signal(signal.SIGUSR1, lambda *_: threading.Thread(target=let_go, daemon=True).start())
asyncio.BaseEventLoop.time = lambda self: monotonic() + moved
time.time = lambda: wall() + moved
main()
"""
"""The server under a clock that a signal moves on; once it keeps no visitor, or after half a minute, it tells how many it keeps."""


@contextmanager
def serving(port: int, *options: str, program: tuple[str, ...] = ("-m", "unit_cohesion")) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    command = [sys.executable, *program, "dashboard", "--port", str(port), *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "model"), "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert next((line for line in running.stdout or () if re.search(r"http://localhost", line)), None)
    try:
        yield f"http://localhost:{port}", running
    finally:
        running.terminate()
        running.wait(20)


def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chosen(page: Any) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


LINK = "?scenario=two-valleys&comrade_pressure=2.0&off=D6&seed=7&days=60&page=cascades&day=30&select=unit:headquarters/staff"


@pytest.mark.slow
def test_choices_survive_two_restarts_of_the_server(chromium: str, browser: Any) -> None:
    """A kernel that was culled after hours away is as much gone as one of a server that was started anew."""
    port = free()
    context = browser.new_context()
    page = context.new_page()
    with serving(port) as (address, _):
        page.goto(f"{address}/{LINK}")
        page.wait_for_selector(".uc-foot", timeout=60_000)
        page.get_by_role("button", name="Sources").click()  # something that no link said
        page.get_by_text("60 days, seed 7").first.wait_for(timeout=60_000)
        page.wait_for_url(re.compile("page=sources"))
    wanted = chosen(page)
    assert wanted | {"page": "sources"} == {
        "scenario": "two-valleys",
        "comrade_pressure": "2.0",
        "off": "D6",
        "seed": "7",
        "days": "60",
        "page": "sources",
        "day": "30",
        "select": "unit:headquarters/staff",
    }
    for _ in range(2):
        with serving(port):
            time.sleep(0.5)
            page.reload()
            page.get_by_text("60 days, seed 7").first.wait_for(timeout=60_000)
            page.wait_for_selector(".uc-foot")
            assert chosen(page) == wanted
            assert page.locator(".uc-here").inner_text().strip() == "Sources"
    context.close()


@pytest.mark.slow
def test_a_file_of_ones_own_survives_a_reload_in_its_tab_alone(visit: Any) -> None:
    came = visit("?scenario=two-valleys&days=40")
    page = came.page
    page.get_by_role("button", name="Your own scenario or run").click()
    page.wait_for_selector(".uc-upload input")
    mine = {"name": "mine.toml", "mimeType": "application/toml", "buffer": toml(tiny_scenario()).encode()}
    page.locator(".uc-upload input").set_input_files(mine)
    page.get_by_text("It is chosen as the scenario").wait_for()
    page.get_by_label("Seed", exact=True).fill("4")
    page.get_by_label("Seed", exact=True).press("Enter")
    page.wait_for_url(re.compile("scenario=uploaded.*seed=4"))
    bad = {"name": "bad.toml", "mimeType": "application/toml", "buffer": b"x = 1"}
    page.locator(".uc-upload input").set_input_files(bad)  # refused, and so not kept in its place
    page.get_by_text("to mend").wait_for()
    wanted = chosen(page)
    page.reload()
    page.locator("[data-stamp*='scenario tiny'][data-stamp*='seed 4']").wait_for(state="attached")
    assert chosen(page) == wanted
    assert not page.get_by_role("alert").count()
    other = page.context.new_page()  # another tab, or another visitor with this address
    other.goto(page.url)
    other.get_by_text("which this tab does not hold: choose it again").wait_for()
    other.wait_for_selector("[data-stamp*='scenario syria-2011']", state="attached")
    assert "uploaded" not in other.url
    other.close()


@pytest.mark.slow
def test_choices_survive_twelve_hours_without_a_connection(chromium: str, browser: Any) -> None:
    """A lid that is closed over night: clocks here and there move on, and the server has let go of the visitor; nobody presses anything."""
    context = browser.new_context()
    page, connections, away = context.new_page(), [], False

    def connect(route: Any) -> None:
        if away:
            route.close()
        else:
            connections.extend((route, route.connect_to_server()))

    page.route_web_socket(re.compile("."), connect)
    page.clock.install()
    with serving(free(), "--token", "open-this-with-it", program=("-c", CLOCK)) as (address, server):
        page.goto(f"{address}/{LINK}&token=open-this-with-it")
        page.wait_for_selector(".uc-foot", timeout=60_000)
        page.get_by_role("button", name="Sources").click()
        page.get_by_text("60 days, seed 7").first.wait_for(timeout=60_000)
        page.wait_for_url(re.compile("page=sources"))
        wanted = chosen(page)
        page.evaluate("document.documentElement.dataset.opened = 'yesterday'")
        away = True
        context.set_offline(True)
        for one in connections:
            one.close()
        page.get_by_text("Server disconnected").wait_for()
        server.send_signal(signal.SIGUSR1)
        assert next(line for line in server.stdout or () if line.startswith("visitors:")) == "visitors: 0\n"
        for _ in range(HOURS):
            page.clock.fast_forward("01:00:00")
        assert page.evaluate("document.documentElement.dataset.opened") == "yesterday"  # it waits, and shows what it showed
        away = False
        context.set_offline(False)
        page.wait_for_function("!document.documentElement.dataset.opened", timeout=60_000)
        page.get_by_text("60 days, seed 7").first.wait_for(timeout=60_000)
        page.wait_for_selector(".uc-foot")
        assert chosen(page) == wanted
        assert page.locator(".uc-here").inner_text().strip() == "Sources"
        assert not page.get_by_text("Server disconnected").is_visible()
        context.close()


@pytest.mark.parametrize("width", [360, pytest.param(768, marks=pytest.mark.slow), 1440])
def test_messages_cover_nothing(visit: Any, width: int) -> None:
    page = visit("?scenario=two-valleys&comrade_presure=2", width=width).page
    alert = page.get_by_role("alert").first
    alert.wait_for()
    page.wait_for_timeout(500)
    covered = page.evaluate(
        """() => {
            const alert = document.querySelector('[role=alert]'), box = alert.getBoundingClientRect();
            const over = [...document.querySelectorAll('.uc-main *, .uc-top *')].filter((other) => {
                if (alert.contains(other) || other.contains(alert) || !other.offsetWidth || other.children.length) return false;
                const at = other.getBoundingClientRect();
                return at.left < box.right - 1 && at.right > box.left + 1 && at.top < box.bottom - 1 && at.bottom > box.top + 1;
            });
            return [over.slice(0, 3).map((one) => one.outerHTML.slice(0, 120)), box.left >= 0 && box.right <= innerWidth + 1];
        }"""
    )
    assert covered == [[], True]
