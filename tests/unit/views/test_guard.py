"""What every answer of the dashboard carries, and what it does not take: headers, policy, cookies, token, bodies, messages."""

from __future__ import annotations

import asyncio
import hmac
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from unit_cohesion.views.dashboard import guard as guarding
from unit_cohesion.views.dashboard.guard import COOKIE, MOST_BODY, POLICY, UNSAFE, Guard

HERE, TOKEN = "localhost:8765", "t0ken-of-20-letters_"


def asked(
    guard: Guard, *, kind: str = "http", query: bytes = b"", method: str = "GET", bodies: tuple[bytes, ...] = (b"",), **headers: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the guard sends, and what the application within receives."""
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": body, "more_body": place + 1 < len(bodies)} for place, body in enumerate(bodies)]
    scope = {
        "type": kind,
        "path": "/",
        "query_string": query,
        "method": method,
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, guard(scope, receive, send)).result()
    return sent, getattr(guard.app, "got", [])


class Within:
    """An application that reads all that it is sent."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        while True:
            message = await receive()
            self.got.append(message)
            if message["type"] != "http.request" or not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": b""})


def headers_of(sent: list[dict[str, Any]]) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


@pytest.mark.parametrize(
    ("guard", "given"),
    [
        (Guard(Within()), {"host": HERE}),
        (Guard(Within()), {"host": "elsewhere.example"}),
        (Guard(Within(), token=TOKEN), {"host": HERE}),
        (Guard(Within()), {"host": HERE, "content_length": str(MOST_BODY + 1)}),
    ],
    ids=["a page", "another name", "without the token", "too long"],
)
def test_every_answer_carries_the_headers(guard: Guard, given: dict[str, str]) -> None:
    found = headers_of(asked(guard, **given)[0])
    assert found["x-content-type-options"] == "nosniff"
    assert found["x-frame-options"] == "DENY"
    assert found["referrer-policy"] == "no-referrer"
    assert found["cross-origin-opener-policy"] == "same-origin"
    policy = dict(part.split(" ", 1) for part in found["content-security-policy"].split("; "))
    assert policy == {name: " ".join(allowed) for name, allowed in POLICY.items()}


def test_the_policy_names_no_other_machine_and_gives_a_reason_for_each_unsafe_word() -> None:
    for name, allowed in POLICY.items():
        for word in allowed:
            assert word in ("'self'", "'none'", "data:", "blob:") or (name, word) in UNSAFE, (name, word)
    assert {(name, word) for name, allowed in POLICY.items() for word in allowed if "unsafe" in word} == set(UNSAFE)
    assert all(len(why) > 20 for why in UNSAFE.values())
    assert POLICY["frame-ancestors"] == POLICY["object-src"] == ("'none'",)


def test_the_cookie_is_kept_from_scripts_and_other_sites() -> None:
    sent, _ = asked(Guard(Within(), token=TOKEN), host=HERE, query=f"token={TOKEN}&page=run".encode())
    found = headers_of(sent)
    assert (sent[0]["status"], found["location"]) == (303, "/?page=run")  # the token is out of sight
    assert found["set-cookie"] == f"{COOKIE}={TOKEN}; Path=/; HttpOnly; SameSite=Lax"
    assert found["cache-control"] == "no-store"


def test_the_token_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest

    def noted(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(guarding.hmac, "compare_digest", noted)
    guard = Guard(Within(), token=TOKEN)
    assert asked(guard, host=HERE, query=b"token=wrong")[0][0]["status"] == 401
    assert asked(guard, host=HERE, cookie=f"{COOKIE}=wrong")[0][0]["status"] == 401
    assert asked(guard, host=HERE, cookie=f"{COOKIE}={TOKEN}")[0][0]["status"] == 200
    assert compared == [
        (b"", TOKEN.encode()),
        (b"wrong", TOKEN.encode()),
        (b"wrong", TOKEN.encode()),
        (b"", TOKEN.encode()),
        (TOKEN.encode(), TOKEN.encode()),
    ]


@pytest.mark.parametrize("said", [str(MOST_BODY + 1), "-1", "many", "9" * 30, "1e3"])
def test_a_body_that_is_too_long_is_refused(said: str) -> None:
    sent, got = asked(Guard(Within()), host=HERE, method="POST", content_length=said)
    assert sent[0]["status"] == 413
    assert not got


def test_a_body_that_is_longer_than_it_says_is_cut_off() -> None:
    piece = b"x" * (MOST_BODY // 2)
    _, got = asked(Guard(Within()), host=HERE, method="POST", bodies=(piece, piece, b"y", b"z"))
    assert [len(one.get("body", b"")) for one in got] == [len(piece), len(piece), 0]
    assert got[-1]["type"] == "http.disconnect"
    _, whole = asked(Guard(Within()), host=HERE, method="POST", content_length=str(MOST_BODY), bodies=(piece, piece))
    assert [one["type"] for one in whole] == ["http.request"] * 2


def test_messages_and_visitors_are_limited_and_the_log_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the server is started with: messages of 4 MiB at most, and no line for any request, whose address may hold the token."""
    import uvicorn

    from unit_cohesion.views.dashboard import kept_runs, server

    made: dict[str, Any] = {}

    def noted(*_: Any, **given: Any) -> Any:
        made.update(given)
        raise KeyboardInterrupt

    monkeypatch.setattr(uvicorn, "Config", noted)
    monkeypatch.setattr(kept_runs, "prepare_default_run", lambda: None)
    monkeypatch.setattr(kept_runs.RUNS, "most", None)
    lines: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        server.serve("127.0.0.1", 0, TOKEN, lines.append, "1.5GB")
    assert made["ws_max_size"] == 4 << 20
    assert made["log_level"] == "error"
    assert kept_runs.RUNS.most == 1.5e9
    assert not any(TOKEN in line for line in lines)  # until the one line that tells its owner where it is

    from solara.server import settings

    assert settings.kernel.max_per_session == 20
    assert settings.kernel.cull_timeout == "3m"
