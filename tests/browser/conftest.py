"""The dashboard on a free port, and Debian's Chromium to look at it.

Where there is no browser these tests are skipped and say so; in CI (``CI=true``) they fail.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

UNUSED = (
    # what Playwright switches off, as Chromium heeds the last such list alone
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter", "NetworkTimeServiceQuerying", "OptimizationHints",
    "PaintHolding", "PreconnectToSearch", "TcpPortRandomizationWin", "ThirdPartyStoragePartitioning",
    # the list below the address of a window: a page of its own, drawn with each new window for nobody
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
)  # fmt: skip
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(UNUSED)}",
)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first that is there is taken: the first of all draws no window, and takes less time."""
ROOT = Path(__file__).parents[2]
HARMLESS = (
    "Initialize failed: invalid dom.",  # ECharts, of a chart whose page was left before it was drawn
    "Cannot read properties of undefined (reading 'setOption')",  # of a chart changed before it was drawn: it is drawn as changed
)


def _missing(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} (in CI the browser tests must run)", pytrace=False)
    pytest.skip(f"{what}; the browser tests are left out")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where the browser is."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        _missing("no Chromium found (Debian: apt install chromium-headless-shell, or name another with CHROMIUM=...)")
    return str(found)


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """A browser, without a picture."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("the Python package playwright is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(chromium: str) -> Iterator[str]:
    """The address of a dashboard that runs for these tests."""
    environment = os.environ | {"PYTHONPATH": str(ROOT / "model"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-W", "error::DeprecationWarning:unit_cohesion", "-m", "unit_cohesion", "dashboard", "--port", "0"]
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    told: list[str] = []
    ready = threading.Event()
    address: list[str] = []

    def read() -> None:
        for line in running.stdout or ():
            told.append(line)
            found = re.search(r"http://localhost:\d+", line)
            if found:
                address.append(found[0])
                ready.set()
        ready.set()

    threading.Thread(target=read, daemon=True).start()
    ready.wait(90)
    if not address:
        running.kill()
        pytest.fail("the dashboard did not start:\n" + "".join(told[-30:]), pytrace=False)
    yield address[0]
    running.terminate()
    try:
        running.wait(20)
    except subprocess.TimeoutExpired:
        running.kill()
        pytest.fail("the dashboard did not end when it was told to", pytrace=False)
    assert not [line for line in told if "Traceback" in line], "".join(told)


class Visit:
    """A visitor: a page of its own, what it asked for, and what went wrong in it."""

    def __init__(self, page: Any, server: str) -> None:
        self.page, self.server = page, server
        self.asked: list[str] = []
        self.faults: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda fault: self.note(str(fault)))
        page.on("console", lambda said: self.note(said.text) if said.type == "error" else None)

    def note(self, fault: str) -> None:
        """Keep what went wrong, unless it is known to be harmless."""
        if not any(known in fault for known in HARMLESS):
            self.faults.append(fault)

    def open(self, query: str = "") -> Visit:
        """Open a link, and wait until the page stands."""
        self.page.goto(f"{self.server}/{query}")
        self.page.wait_for_selector(".uc-foot", timeout=30_000)
        return self

    @property
    def strangers(self) -> list[str]:
        """What was asked of other machines."""
        return [url for url in self.asked if not url.startswith((self.server, self.server.replace("http", "ws"), "data:", "blob:"))]


@pytest.fixture
def visit(browser: Any, server: str) -> Iterator[Callable[..., Visit]]:
    """Makes visitors; each has its own cookies. None may meet an error or ask another machine for anything."""
    made: list[tuple[Any, Visit]] = []

    def visitor(query: str | None = "", width: int = 1440, height: int = 900, **options: Any) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **options)
        context.set_default_timeout(60_000)
        came = Visit(context.new_page(), server)
        made.append((context, came))
        return came if query is None else came.open(query)

    yield visitor
    for context, came in made:
        context.close()
        assert not came.strangers
        assert not came.faults
