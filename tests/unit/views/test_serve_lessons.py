"""``cohesion lesson --serve``: which address a class is told, and that its QR code leads there, off a terminal and off the page."""

from __future__ import annotations

import re
import socket
import threading
import urllib.request
from collections import namedtuple
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
import zxingcpp
from rich.console import Console

from tests.helpers import toml
from tests.lesson_lab import small_lesson, small_tables
from tests.unit.cli.asking import Ask, asking
from unit_cohesion.views.lessons import serve
from unit_cohesion.views.lessons.index import index, write_index
from unit_cohesion.views.lessons.qr_code import terminal_lines
from unit_cohesion.views.lessons.serve import seen_addresses
from unit_cohesion.views.lessons.words import load_words
from unit_cohesion.views.terminal.lessons import scan

ADDRESS = "http://192.168.43.17:8770/"
INK = {" ": (255, 255), "▀": (0, 255), "▄": (255, 0), "█": (0, 0)}
Card = namedtuple("Card", "family address")


def read_code(lines: list[str]) -> str:
    """What a phone reads off these lines of a terminal."""
    rows = [[INK[mark][half] for mark in line] for line in lines for half in (0, 1)]
    found = zxingcpp.read_barcodes(np.kron(np.array(rows, np.uint8), np.ones((6, 6), np.uint8)))
    return found[0].text if found else ""


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """A machine of these network cards, with a way out or none."""

    def network(*addresses: str, out: str | None = None) -> None:
        class Probe(socket.socket):
            def connect(self, where: Any) -> None:
                if out is None:
                    raise OSError("Network is unreachable")

            def getsockname(self) -> Any:
                return (out, 1)

        cards = {f"card{row}": [Card(socket.AF_INET, one), Card(socket.AF_INET6, "::1")] for row, one in enumerate(addresses)}
        monkeypatch.setattr(psutil, "net_if_addrs", lambda: cards)
        monkeypatch.setattr(serve.socket, "socket", Probe)

    return network


@pytest.mark.parametrize("address", [ADDRESS, "http://10.0.0.5:80/", "http://a-rather-long-name-of-a-machine.school.example:65535/"])
def test_the_code_in_the_terminal_is_the_address(address: str) -> None:
    assert read_code(terminal_lines(address)) == address
    assert read_code(terminal_lines(ADDRESS)[:9]) == ""  # the reader reads, and does not guess


def test_a_code_that_nobody_could_read_is_left_out() -> None:
    terminal, width = Console(force_terminal=True, width=60), len(terminal_lines(ADDRESS)[0])
    drawn = scan(ADDRESS, terminal)
    assert drawn
    assert drawn.plain.split("\n") == terminal_lines(ADDRESS)
    assert scan(ADDRESS, Console(force_terminal=True, width=width - 1)) is None
    assert scan(ADDRESS, Console(force_terminal=False, width=60)) is None
    with open("/dev/null", "w", encoding="ascii") as file:  # noqa: PTH123
        assert scan(ADDRESS, Console(file=file, force_terminal=True, width=60)) is None


def test_the_address_is_one_that_others_reach(network: Callable[..., None]) -> None:
    network("127.0.0.1", "172.17.0.1", "10.0.0.5", "169.254.3.3", out="10.0.0.5")
    assert seen_addresses("0.0.0.0") == ["10.0.0.5", "172.17.0.1"]
    assert seen_addresses("127.0.0.1") == seen_addresses("localhost") == []
    assert seen_addresses("10.0.0.5") == ["10.0.0.5"]
    network("127.0.0.1", "10.42.0.1")  # a hotspot of one's own, which leads nowhere
    assert seen_addresses("0.0.0.0") == ["10.42.0.1"]
    network("127.0.0.1")
    assert seen_addresses("0.0.0.0") == []


def test_only_the_page_that_is_served_shows_a_code(tmp_path: Path) -> None:
    lesson, words = small_lesson(), load_words()
    served = index([lesson], words, address="http://<b>:1/")
    assert 'aria-label="QR code of http://&lt;b&gt;:1/"' in served
    assert "<b>:1" not in served
    assert not re.findall(r'(?:src|href)="(?!small\.html)[^"]*"', served)
    write_index([lesson], words, tmp_path)
    assert "<svg" not in (tmp_path / "index.html").read_text("utf-8")


@pytest.mark.parametrize(("host", "out"), [("0.0.0.0", "10.0.0.5"), ("127.0.0.1", None)])
def test_serving_tells_the_address_and_hands_out_the_page(
    host: str, out: str | None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The whole command, with a class of one that reads the index and goes home."""
    got: list[str] = []
    real = serve.server_of

    def server_of(pages: Any, host: str, port: int) -> Any:
        server = real(pages, host, port)

        def visit() -> None:
            while "/index.html" not in pages:
                threading.Event().wait(0.05)
            got.append(urllib.request.urlopen(f"http://127.0.0.1:{server.server_address[1]}/").read().decode())
            server.shutdown()

        threading.Thread(target=visit, daemon=True).start()
        return server

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setattr("unit_cohesion.views.terminal.console.progress_bar", lambda *_: nullcontext())  # it would stand in for stdout
    monkeypatch.setattr(serve, "server_of", server_of)
    monkeypatch.setattr(serve, "seen_addresses", lambda host: ["10.0.0.5", "172.17.0.1"] if out else [])
    (tmp_path / "small.toml").write_text(toml(small_tables(30)), "utf-8")
    ask: Ask = asking(capsys)
    code, said, _ = ask("lesson", "small.toml", "--serve", "--host", host, "--port", "0", "--workers", "1")
    assert code == 0
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said)
    home = re.search(r"Lessons at (http://\S+) until Ctrl-C\.", plain)
    assert home
    lines = [line for line in plain.splitlines() if line and set(line) <= set(INK)]
    if out:
        assert home[1].startswith("http://10.0.0.5:")
        assert read_code(lines) == home[1]
        assert f">{home[1]}<" in got[0]
        assert f"Other addresses of this machine: {home[1].replace('10.0.0.5', '172.17.0.1')}" in plain
    else:
        assert (lines, "<svg" in got[0]) == ([], False)
        assert "This machine alone can read them; with --host 0.0.0.0" in plain
