"""What is sent to a browser goes in order, without a wait for each message; and not at all once the browser has gone."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest
from solara.server import starlette as pages
from solara.server.websocket import WebSocketDisconnect
from starlette.websockets import WebSocketDisconnect as Gone

from unit_cohesion.views.dashboard import sender
from unit_cohesion.views.dashboard.sender import Sender
from unit_cohesion.views.dashboard.server import application

PATIENCE = 30


class Browser:
    """Notes what arrives, once it reads, until it goes."""

    def __init__(self) -> None:
        self.arrived: list[str | bytes] = []
        self.reads, self.gone = asyncio.Event(), False

    async def send_text(self, data: str | bytes) -> None:
        await self.reads.wait()
        if self.gone:
            raise Gone
        self.arrived.append(data)

    send_bytes = send_text


class Server:
    """A loop in a thread of its own, and a connection that was made in it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.browser, self.sender = asyncio.run_coroutine_threadsafe(self._made(), self.loop).result(PATIENCE)

    async def _made(self) -> tuple[Browser, Sender]:
        browser = Browser()
        return browser, Sender(browser, object())

    def reads(self, gone: bool = False) -> None:
        self.browser.gone = gone
        self.loop.call_soon_threadsafe(self.browser.reads.set)

    def arrived(self, count: int) -> list[str | bytes]:
        limit = time.monotonic() + PATIENCE
        while len(self.browser.arrived) < count:
            assert time.monotonic() < limit
            time.sleep(0.005)
        return self.browser.arrived

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(PATIENCE)
        self.loop.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.end()


def test_messages_arrive_in_order_and_nobody_waits_for_them(server: Server) -> None:
    messages = [str(n) if n % 3 else str(n).encode() for n in range(300)]
    for one in messages:
        server.sender.send(one)  # though the browser does not read yet
    assert server.browser.arrived == []
    server.reads()
    assert server.arrived(300) == messages
    server.sender.send("one more")
    assert server.arrived(301)[-1] == "one more"


def test_many_threads_send_at_once_and_nothing_is_lost(server: Server) -> None:
    server.reads()
    threads = [threading.Thread(target=lambda k=k: [server.sender.send(f"{k} {n}") for n in range(200)]) for k in range(4)]
    for thread in threads:
        thread.start()
    arrived = server.arrived(800)
    for k in range(4):
        assert [one for one in arrived if str(one).startswith(f"{k} ")] == [f"{k} {n}" for n in range(200)]


def test_whoever_sends_to_a_slow_browser_waits_at_last(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "MOST_WAITING", 1_000)
    sent: list[int] = []

    def send() -> None:
        for n in range(50):
            server.sender.send("x" * 100)
            sent.append(n)

    thread = threading.Thread(target=send)
    thread.start()
    time.sleep(0.3)
    assert 10 <= len(sent) < 30  # the first are on their way
    server.reads()
    thread.join(PATIENCE)
    assert len(server.arrived(50)) == 50


@pytest.mark.parametrize("waits", [False, True])
def test_who_sends_to_a_browser_that_has_gone_is_told(server: Server, waits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "MOST_WAITING", 10 if waits else 1 << 20)
    told = threading.Event()

    def send() -> None:
        try:
            for _ in range(100_000):
                server.sender.send("x" * 20)
                time.sleep(0.001)
        except WebSocketDisconnect:
            told.set()

    threading.Thread(target=send, daemon=True).start()
    time.sleep(0.05)
    server.reads(gone=True)
    assert told.wait(PATIENCE)
    with pytest.raises(WebSocketDisconnect):
        server.sender.send("x")
    assert server.browser.arrived == []


def test_the_servers_own_thread_never_waits_for_itself(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "MOST_WAITING", 10)

    async def send() -> None:
        for n in range(5):
            server.sender.send("x" * 20 + str(n))

    asyncio.run_coroutine_threadsafe(send(), server.loop).result(PATIENCE)
    server.reads()
    assert len(server.arrived(5)) == 5


def test_the_server_speaks_to_browsers_in_this_way() -> None:
    application()
    assert pages.WebsocketWrapper is Sender
