"""A dashboard that others may reach: only with the token, and then whole."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import ROOT

TOKEN = "a-token-of-twenty-1x"


@pytest.fixture(scope="module")
def shared(chromium: str) -> Iterator[int]:
    """The port of a dashboard on every address of this machine."""
    command = [sys.executable, "-m", "unit_cohesion", "dashboard", "--host", "0.0.0.0", "--token", TOKEN, "--port", "0"]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "model"), "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    found = next((found for line in running.stdout or () if (found := re.search(r"http://[^:]+:(\d+)/\?token=(\S+)", line))), None)
    assert found is not None
    assert found[2] == TOKEN
    yield int(found[1])
    running.terminate()
    running.wait(20)


def status(port: int, path: str = "/", **headers: str) -> int:
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    asked.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answered = asked.getresponse().status
    asked.close()
    return answered


def test_without_the_token_nothing_is_answered(shared: int) -> None:
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    for path in (
        "/",
        "/?token=wrong",
        "/readyz",
        "/static/public/x",
        "/_solara/cdn/echarts@5.4.0/dist/echarts.js",
        "/jupyter/api/kernels/x/channels",
    ):
        assert status(shared, path) == 401, path
    here = f"http://127.0.0.1:{shared}"
    assert status(shared, "/jupyter/api/kernels/x/channels?session_id=y", Origin=here, **upgrade) == 403
    assert status(shared, "/", Host="rebound.example") == 403
    assert status(shared, f"/?token={TOKEN}", Origin="http://evil.example") == 403


def test_with_the_token_it_opens(browser: Any, shared: int) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{shared}/?token={TOKEN}&scenario=two-valleys&days=20&page=sources")
    page.get_by_text("20 days, seed 1").wait_for(timeout=60_000)
    assert TOKEN not in page.url
    assert TOKEN not in page.content()
    assert page.evaluate("document.cookie") == "" or TOKEN not in page.evaluate("document.cookie")  # no script can read it
    context.close()
