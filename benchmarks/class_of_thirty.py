"""A class on one machine: the real server, and visitors who speak to it as a browser does, without drawing.

    python -m benchmarks.class_of_thirty                 # two-valleys with thirty settings, then the default scenario with five
    python -m benchmarks.class_of_thirty --minutes 60    # then so long: visitors come, run, scrub and leave
    python -m benchmarks.class_of_thirty --visitors 5 --only small

Each visitor has a connection, a kernel and a page of its own, and clicks the page's own buttons and sliders: all that the server does for
a browser is done (pages are drawn there, widgets and their bytes are sent, packed for the way). What a browser does with them is not. It
works on this machine alone, for a bounded time, and ends whatever it started. What must hold is printed beside what was found; exit code 1
if something did not: the times and bytes below, nothing in the server's log, and that each visitor is shown what he asked for: the page's
stamp says scenario and seed, and the bytes of the picture of the army are those of everybody who asks for that run, and of nobody else.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random  # noqa: TID251 - what visitors do, not what people do
import re
import struct
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psutil
from websockets.asyncio.client import ClientConnection, connect

from unit_cohesion.rules import PARAMETERS
from unit_cohesion.views.dashboard.fields import on_step, slider_step
from unit_cohesion.views.dashboard.run_request import run_request
from unit_cohesion.views.dashboard.shipped import DEFAULT, shipped_scenario
from unit_cohesion.views.stamp import stamp

ROOT = Path(__file__).resolve().parents[1]
SMALL = "two-valleys"
SLIDER, LABEL = "comrade_pressure", "Pull of comrades who left"
SETTINGS = 5
"""On the default scenario."""
MOST_SECONDS, MOST_SMALL, MOST_DEFAULT, MOST_GROWTH = 15.0, 1.5e9, 2.5e9, 0.10
"""From the last press until all see their run; bytes of the server with two-valleys and with the default scenario; and how much more it may
hold in the last third of the minutes than in the third before."""
MOST_LOST = 0.02
"""Of all visits that come and go, where the machine is busy with other work too."""
PATIENCE = 240.0
Widget = dict[str, Any]


def pull(step: int) -> float:
    """Where the slider stops so many steps above 2: as no scenario has it."""
    p = PARAMETERS[SLIDER]
    return float(on_step(p, 2 + step * slider_step(p)))


class Fault(Exception):
    """Something that must hold does not."""


class Lost(Exception):
    """A visitor's connection was given up, as when his machine does not answer for long; a browser would connect again."""


# ---- the server


@dataclass
class Served:
    """A server that goes on: its address, what it printed, and how much memory it held at times."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    address: str = ""
    held: list[tuple[float, int]] = field(default_factory=list)
    slow: list[float] = field(default_factory=list)

    @property
    def memory(self) -> int:
        """Bytes of the server and of all that it started."""
        total = 0
        with contextlib.suppress(psutil.Error):
            main = psutil.Process(self.process.pid)
            for one in [main, *main.children(recursive=True)]:
                with contextlib.suppress(psutil.Error):
                    total += one.memory_info().rss
        return total

    @property
    def worked(self) -> float:
        """Seconds of a processor that the server has used."""
        used = psutil.Process(self.process.pid).cpu_times()
        return float(used.user + used.system)

    def highest(self, since: float) -> int:
        """The most that it held since then."""
        return max(bytes for when, bytes in self.held if when >= since)

    def mean(self, begin: float, end: float) -> float:
        """What it held between two times, in the mean."""
        some = [bytes for when, bytes in self.held if begin <= when < end]
        return sum(some) / len(some)

    @property
    def complaints(self) -> list[str]:
        """What it printed beside its address."""
        return [line for line in self.said if line.strip() and not line.startswith(("Running ", "The dashboard is at "))]


@contextlib.contextmanager
def served(*words: str) -> Iterator[Served]:
    """The dashboard on a free port; it is told to end at the end, and killed if it does not."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "model"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "unit_cohesion", "dashboard", "--port", "0", *words]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    found, ready, ended = Served(process), threading.Event(), threading.Event()

    def read() -> None:
        for line in process.stdout or ():
            found.said.append(line.rstrip())
            if address := re.search(r"http://(localhost:\d+)", line):
                found.address = address[1]
                ready.set()
        ready.set()

    def watch() -> None:
        while not ended.wait(0.1):
            found.held.append((time.monotonic(), found.memory))

    threading.Thread(target=read, daemon=True).start()
    try:
        if not ready.wait(PATIENCE) or not found.address:
            raise Fault("the dashboard did not start:\n" + "\n".join(found.said[-30:]))
        threading.Thread(target=watch, daemon=True).start()
        yield found
    finally:
        ended.set()
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Fault("the server did not end when it was told to") from None


# ---- a visitor


@dataclass(frozen=True)
class Setting:
    """What is run: a scenario, a seed, and the pull of comrades (None: as the scenario has it)."""

    scenario: str
    seed: int = 1
    pull: float | None = None

    @property
    def query(self) -> str:
        """As a link."""
        pairs = {"scenario": self.scenario, "seed": self.seed} | ({} if self.pull is None else {SLIDER: self.pull})
        return urlencode(pairs)

    @property
    def stamp(self) -> str:
        """What stands on the page that shows it."""
        made = run_request(shipped_scenario(self.scenario), seed=self.seed, values={} if self.pull is None else {SLIDER: self.pull})
        return stamp(made.scenario, (made.seed,))


class Visitor:
    """One open page: its widgets as the server has told them, and what a hand can do with them."""

    def __init__(self, address: str, pictures: dict[str, str]) -> None:
        self.address, self.pictures = address, pictures
        self.kernel, self.page = uuid4().hex, uuid4().hex
        self.widgets: dict[str, Widget] = {}
        self.changed = asyncio.Event()
        self.bytes = 0
        self.waits: set[str] = set()
        self.before = ""
        self._socket: ClientConnection | None = None
        self._reading: asyncio.Task[None] | None = None

    async def come(self, query: str) -> None:
        """Open the page with a link."""
        host = self.address
        with await asyncio.to_thread(urllib.request.urlopen, f"http://{host}/?{query}", timeout=PATIENCE) as page:
            cookie = (page.headers.get("set-cookie") or "").partition(";")[0]
        url = f"ws://{host}/jupyter/api/kernels/{self.kernel}/channels?session_id={self.page}"
        headers = {"Cookie": cookie, "Origin": f"http://{host}"}
        self._socket = await connect(url, additional_headers=headers, max_size=None, open_timeout=PATIENCE, ping_timeout=PATIENCE)
        self._reading = asyncio.create_task(self._read(self._socket))
        control = uuid4().hex
        await self._say("comm_open", {"comm_id": control, "target_name": "solara.control", "data": {}})
        arguments = {"path": f"/?{query}", "appName": None, "dark": False, "themes": {"light": {}, "dark": {}}}
        await self._say("comm_msg", {"comm_id": control, "data": {"method": "run", "args": arguments}})

    async def leave(self, told: bool = True) -> None:
        """Close the page; a browser tells so, a phone that dies does not."""
        if self._socket:
            with contextlib.suppress(Exception):
                await self._socket.close()
        if self._reading:
            self._reading.cancel()
        if told:
            url = f"http://{self.address}/_solara/api/close/{self.kernel}?session_id={self.page}"
            request = urllib.request.Request(url, data=b"", method="POST", headers={"Origin": f"http://{self.address}"})
            with contextlib.suppress(OSError):  # the server has gone before
                await asyncio.to_thread(lambda: urllib.request.urlopen(request, timeout=PATIENCE).close())
        self.widgets.clear()

    async def _say(self, kind: str, content: dict[str, Any]) -> None:
        header = {"msg_id": uuid4().hex, "msg_type": kind, "session": self.page, "username": "", "version": "5.2"}
        message = {"header": header, "parent_header": {}, "metadata": {"version": "2.1.0"}, "content": content, "channel": "shell"}
        if not self._socket:
            raise Fault("a visitor acts before he has come")
        await self._socket.send(json.dumps(message | {"buffers": []}))

    async def _read(self, socket: ClientConnection) -> None:
        async for raw in socket:  # until it is closed
            self.bytes += len(raw)
            message, buffers = (json.loads(raw), []) if isinstance(raw, str) else unpacked(raw)
            content, kind = message["content"], message["header"]["msg_type"]
            id = content.get("comm_id", "")
            if kind == "comm_close":
                self.widgets.pop(id, None)
            elif kind in ("comm_open", "comm_msg") and content.get("data", {}).get("method", "open") in ("open", "update"):
                state = content.get("data", {}).get("state", {})
                for path, buffer in zip(content.get("data", {}).get("buffer_paths", ()), buffers, strict=True):
                    if path == ["packed"]:
                        state["packed"] = sha256(buffer).hexdigest()
                self.widgets.setdefault(id, {}).update(state)
                if waits := " ".join(map(str, state.get("children", ()))):
                    self.waits.update(re.findall(r"waiting for \d+ other", waits))
            else:
                continue
            self.changed.set()

    def found(self, wanted: Callable[[Widget], object]) -> str | None:
        """The widget of which this holds, if there is one now."""
        return next((id for id, widget in list(self.widgets.items()) if wanted(widget)), None)

    async def seen(self, wanted: Callable[[Widget], object], what: str, patience: float = PATIENCE) -> str:
        """The same, waited for."""
        limit = time.monotonic() + patience
        while (id := self.found(wanted)) is None:
            if self._reading and self._reading.done():
                raise Lost(f"while a visitor waited for {what}: {self._socket.close_code if self._socket else ''} {self.closed}".strip())
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), max(0.01, min(1.0, limit - time.monotonic())))
            except TimeoutError:
                if self.refused:
                    raise Fault(f"a visitor waits for {what}, and is told: {self.refused}") from None
                if time.monotonic() > limit:
                    raise Fault(f"a visitor waited {patience:.0f} s for {what}; his page says: {self.told}") from None
        return id

    async def click(self, wanted: Callable[[Widget], object], what: str) -> None:
        """Click a button."""
        id = await self.seen(wanted, what)
        await self._say("comm_msg", {"comm_id": id, "data": {"method": "custom", "content": {"event": "click", "data": {}}}})

    async def ask(self, setting: Setting) -> None:
        """Let the handle of the first slider go at a setting's value, and press Run, where the run is too large to follow by itself."""
        picture = self.found(lambda widget: widget.get("packed") and "selection" in widget)
        self.before = str(self.widgets[picture]["packed"]) if picture else ""
        await self._pull(setting.pull or 0.0)
        if setting.scenario != SMALL:
            await self.click(lambda w: w.get("class_") == "uc-run-button" and not w.get("disabled"), "the button Run")

    async def _pull(self, value: float) -> None:
        id = await self.seen(lambda widget: (widget.get("attributes") or {}).get("aria-label", "").startswith(LABEL), "the slider")
        await self._say("comm_msg", {"comm_id": id, "data": {"method": "update", "state": {"v_model": value}, "buffer_paths": []}})
        await self._say("comm_msg", {"comm_id": id, "data": {"method": "custom", "content": {"event": "change", "data": value}}})

    async def scrub(self, day: int) -> None:
        """Move the scrubber."""
        id = await self.seen(lambda widget: "packed" in widget and "selection" in widget, "the picture of the army")
        await self._say("comm_msg", {"comm_id": id, "data": {"method": "update", "state": {"day": day}, "buffer_paths": []}})

    async def shown(self, setting: Setting, patience: float = PATIENCE) -> None:
        """Wait until the page shows the run asked for, its picture and its figures, and nobody else's."""
        wanted = setting.stamp
        await self.seen(lambda w: (w.get("attributes") or {}).get("data-stamp") == wanted, f"the run {wanted}", patience)
        await self.seen(lambda w: w.get("class_") == "uc-run-button", "the end of the run", patience)
        picture = await self.seen(lambda w: w.get("packed", self.before) != self.before and "selection" in w, "the picture", patience)
        bytes = str(self.widgets[picture]["packed"])
        if self.pictures.setdefault(wanted, bytes) != bytes or [*self.pictures.values()].count(bytes) > 1:
            raise Fault(f"a visitor who asked for {wanted} is shown the picture of another run")

    @property
    def closed(self) -> str:
        """Why the connection is closed, as far as the other side has said."""
        return (self._socket.close_reason if self._socket else "") or ""

    @property
    def told(self) -> str:
        """What the page tells of the run, and whose run it shows."""
        looks = [(widget.get("attributes") or {}, widget) for widget in self.widgets.values()]
        words = [json.dumps(widget.get("children")) for look, widget in looks if look.get("role") == "status"]
        return "; ".join([*words, *(str(look["data-stamp"]) for look, _ in looks if look.get("data-stamp"))])

    @property
    def refused(self) -> str:
        """What stands on the page as an error."""
        id = self.found(lambda widget: widget.get("type") == "error" and widget.get("outlined"))
        return "" if id is None else self._words(id)

    def _words(self, id: str) -> str:
        """All that stands in a widget."""
        children = self.widgets.get(id, {}).get("children") or ()
        return " ".join(self._words(one.removeprefix("IPY_MODEL_")) if str(one).startswith("IPY_MODEL_") else str(one) for one in children)


def unpacked(raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """A message with buffers: their count and offsets, then JSON, then each of them."""
    parts = struct.unpack("!i", raw[:4])[0]
    begins = [*struct.unpack(f"!{parts}I", raw[4 : 4 * (parts + 1)]), len(raw)]
    pieces = [raw[begin:end] for begin, end in pairwise(begins)]
    return json.loads(pieces[0]), pieces[1:]


@contextlib.asynccontextmanager
async def visitors(server: Served, count: int) -> AsyncIterator[list[Visitor]]:
    """So many visitors; all leave at the end."""
    pictures: dict[str, str] = {}
    came = [Visitor(server.address, pictures) for _ in range(count)]
    try:
        yield came
    finally:
        await asyncio.gather(*(one.leave() for one in came), return_exceptions=True)


# ---- the trials


async def all_press(server: Served, settings: list[Setting], most_seconds: float, most_bytes: float) -> None:
    """All open the scenario, change something, and press Run at once; the time counts from the last press."""
    began = time.monotonic()
    plain = Setting(settings[0].scenario)
    async with visitors(server, len(settings)) as came:
        await asyncio.gather(*(one.come(plain.query) for one in came))
        await asyncio.gather(*(one.shown(plain) for one in came))
        opened = time.monotonic()
        await asyncio.gather(*(one.ask(setting) for one, setting in zip(came, settings, strict=True)))
        pressed, worked = time.monotonic(), server.worked
        ended: list[float] = []

        async def wait(one: Visitor, setting: Setting) -> None:
            await one.shown(setting)
            ended.append(time.monotonic() - pressed)

        await asyncio.gather(*(wait(one, setting) for one, setting in zip(came, settings, strict=True)))
        worked = server.worked - worked
        sent = sum(one.bytes for one in came) / len(came)
        waits = set().union(*(one.waits for one in came))
    await asyncio.sleep(5)
    highest = server.highest(began)
    print(
        f"  all opened after {opened - began:.1f} s; from the last press, seen by the first after {min(ended):.1f} s, by half after "
        f"{median(ended):.1f} s, by all after {max(ended):.1f} s",
        end="",
    )
    print(f" (at most {most_seconds:g})" if most_seconds < PATIENCE else "", end="")
    print(f", for which the server used {worked:.1f} s of a processor")
    print(
        f"  memory at most {highest / 1e9:.2f} GB (at most {most_bytes / 1e9:g}), {server.memory / 1e9:.2f} GB when all have left; "
        f"{sent / 1e6:.1f} MB sent to each; told to wait: {', '.join(sorted(waits)[-1:]) or 'no'}"
    )
    missed = [f"all were to see their run {most_seconds:g} s after the last press"] if max(ended) > most_seconds else []
    missed += [f"the server was to hold {most_bytes / 1e9:g} GB at most"] if highest > most_bytes else []
    if missed:
        raise Fault("; ".join(missed))


async def come_and_go(server: Served, count: int, minutes: float, lot: random.Random) -> None:
    """For so long, visitors come, run, scrub and leave, each in his own time; memory must not grow, and none may see another's run."""
    began = time.monotonic()
    end = began + 60 * minutes
    pictures: dict[str, str] = {}
    visits, lost = 0, list[str]()

    async def one_after_another(lot: random.Random) -> None:
        nonlocal visits
        while time.monotonic() < end:
            scenario = DEFAULT if lot.random() < 0.1 else SMALL
            step = lot.randint(1, 6 if scenario == DEFAULT else 30)
            setting = Setting(scenario, lot.randint(1, SETTINGS), pull(step))
            visitor = Visitor(server.address, pictures)
            try:
                visits += 1
                await visitor.come(setting.query)
                if lot.random() < 0.8:
                    await visitor.shown(setting)
                    for _ in range(lot.randint(0, 3)):
                        await visitor.scrub(lot.randint(1, 300))
                        await asyncio.sleep(lot.uniform(0.2, 3))
                    setting = Setting(setting.scenario, setting.seed, pull(step + 1))
                    await visitor.ask(setting)
                    if lot.random() < 0.8:
                        await visitor.shown(setting)
            except Lost as loss:
                lost.append(str(loss))
            finally:
                await visitor.leave(told=lot.random() < 0.95)
            await asyncio.sleep(lot.uniform(0, 5))

    async def tell() -> None:
        while time.monotonic() < end:
            await asyncio.sleep(min(60.0, max(1.0, end - time.monotonic())))
            print(f"  {(time.monotonic() - began) / 60:5.1f} min, {visits} visits, {server.memory / 1e9:.2f} GB", flush=True)

    await asyncio.gather(tell(), *(one_after_another(random.Random(lot.random())) for _ in range(count)))
    third = (end - began) / 3
    middle, last = server.mean(began + third, end - third), server.mean(end - third, end)
    seen = f"{visits} visits, {len(pictures)} runs seen, {len(lost)} connections lost{f' ({lost[0]})' if lost else ''}"
    print(f"  {seen}; memory in the middle third {middle / 1e9:.2f} GB, in the last {last / 1e9:.2f} GB")
    if last > middle * (1 + MOST_GROWTH):
        raise Fault("memory grows")
    if len(lost) > MOST_LOST * visits:
        raise Fault("connections are lost")


async def slowness(server: Served) -> None:
    """Ask a small thing now and then, and note how long the answer took."""
    while True:
        await asyncio.sleep(0.2)
        began = time.monotonic()
        with contextlib.suppress(OSError):
            await asyncio.to_thread(lambda: urllib.request.urlopen(f"http://{server.address}/readyz", timeout=PATIENCE).close())
        server.slow.append(time.monotonic() - began)


async def tried(server: Served, name: str, trial: Awaitable[None]) -> list[str]:
    """Try it; return what was wrong."""
    load = os.getloadavg()[0]
    print(f"{name} (load of the machine before: {load:.1f} on {os.cpu_count()} processors)", flush=True)
    heard, wrong = len(server.complaints), []
    server.slow.clear()
    asking = asyncio.create_task(slowness(server))
    try:
        await trial
    except (Fault, Lost) as fault:
        wrong.append(f"{name}: {fault}")
    finally:
        asking.cancel()
    if server.slow:
        print(f"  a small request meanwhile: {1000 * median(server.slow):.0f} ms at the median, {max(server.slow):.2f} s at most")
    wrong += [f"{name}: in the server's log: {line}" for line in server.complaints[heard:][:200]]
    for one in wrong:
        print(f"  WRONG {one}")
    return wrong


async def trials(arguments: argparse.Namespace) -> list[str]:
    """All that is asked for, each with a server of its own."""
    count, words, found = arguments.visitors, ("--memory", arguments.memory) if arguments.memory else (), []
    small = [Setting(SMALL, 1, pull(n + 1)) for n in range(count)]
    default = [Setting(DEFAULT, 1, pull(n % SETTINGS + 1)) for n in range(count)]
    if arguments.only in ("", "small"):
        with served(*words) as server:
            found += await tried(server, f"{count} visitors, {SMALL}, {count} settings", all_press(server, small, MOST_SECONDS, MOST_SMALL))
    if arguments.only in ("", "default"):
        with served(*words) as server:
            told = f"{count} visitors, {DEFAULT}, {SETTINGS} settings"
            found += await tried(server, told, all_press(server, default, PATIENCE, MOST_DEFAULT))
    if arguments.minutes:
        with served(*words) as server:
            lot = random.Random(arguments.lot)
            told = f"{count} visitors come and go for {arguments.minutes:g} minutes"
            found += await tried(server, told, come_and_go(server, count, arguments.minutes, lot))
    return found


def main() -> None:
    """Parse, try, and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--visitors", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=0.0, help="of visitors who come and go (default: none)")
    parser.add_argument("--only", choices=("", "small", "default", "go"), default="")
    parser.add_argument("--memory", default="", help="handed on to the dashboard")
    parser.add_argument("--lot", type=int, default=1, help="from which all that visitors choose is drawn")
    try:
        found = asyncio.run(trials(parser.parse_args()))
    except Fault as fault:
        found = [str(fault)]
        print(f"  WRONG {fault}")
    print(f"{len(found)} things were wrong" if found else "all held")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
