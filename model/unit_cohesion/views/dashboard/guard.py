"""Who may talk to the server: requests to its own names, from its own pages; with a token, only those who have it."""

from __future__ import annotations

import hmac
import ipaddress
import re
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

COOKIE = "cohesion-token"
LOCAL = ("localhost", "127.0.0.1", "[::1]")
MOST_BODY = 1 << 20
"""Bytes of a request at most; files come as messages, whose size the server limits."""
POLICY = {
    "default-src": ("'self'",),
    "script-src": ("'self'", "'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"),
    "style-src": ("'self'", "'unsafe-inline'"),
    "img-src": ("'self'", "data:", "blob:"),
    "font-src": ("'self'", "data:"),
    "connect-src": ("'self'", "data:", "blob:"),
    "worker-src": ("'self'", "blob:"),
    "object-src": ("'none'",),
    "frame-src": ("'none'",),
    "frame-ancestors": ("'none'",),
    "form-action": ("'self'",),
    "base-uri": ("'self'",),
}
"""What a page may fetch and run: nothing of any other machine."""
UNSAFE = {
    ("script-src", "'unsafe-inline'"): "Solara's page starts itself by scripts that stand in it, which it gives no nonce",
    ("script-src", "'unsafe-eval'"): "Vue 2 and Solara's templates are compiled in the browser",
    ("style-src", "'unsafe-inline'"): "Vuetify writes its theme and places into style attributes",
}
"""Why each unsafe word stands there: Solara cannot do without."""
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", "; ".join(f"{name} {' '.join(allowed)}" for name, allowed in POLICY.items()).encode()),
)
"""The last keeps the browser itself from asking any other machine."""


class Guard:
    """Wraps an ASGI application.

    Args:
        app: what is guarded.
        names: under which the server is reached besides this machine's own; ``*`` for any that is an address in digits (no page
            elsewhere can make a browser believe that its name is one).
        token: that a visitor must bring, once, as ``?token=``; None for none.
    """

    def __init__(self, app: App, names: tuple[str, ...] = (), token: str | None = None) -> None:
        self.app, self.names, self.token = app, (*LOCAL, *(name.lower() for name in names)), token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, send on to where the token is not in sight, or let through."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = _headers(scope)
        host, origins = headers.get("host", [""]), headers.get("origin", [])
        if len(host) != 1 or not self.known(host[0]):
            await _answer(scope, receive, send, 403, "This server is not reached under that name (Host).")
        elif any(origin.partition("://")[2] != host[0] or origin.partition(":")[0] not in ("http", "https") for origin in origins):
            await _answer(scope, receive, send, 403, "Only this server's own pages may ask it (Origin).")
        elif scope["type"] == "websocket" and not origins:
            await _answer(scope, receive, send, 403, "A connection must say from which page it comes (Origin).")
        elif self.token is None or _same(_cookie(headers), self.token):
            if scope["type"] == "http" and _too_long(headers):
                await _answer(scope, receive, send, 413, f"A request has at most {MOST_BODY} bytes.")
                return
            await self.app(scope, _measured(receive), _sealed(send))
        else:
            await self._welcome(scope, receive, send)

    def known(self, host: str) -> bool:
        """Whether a Host header names this server; any port will do, as pages are held to the same one by their Origin."""
        name = re.sub(r":[0-9]{1,5}$", "", host.lower())
        if name in self.names:
            return True
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            return False
        return "*" in self.names

    async def _welcome(self, scope: Scope, receive: Receive, send: Send) -> None:
        pairs = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        given = next((value for name, value in pairs if name == "token"), "")
        if scope["type"] == "http" and scope["method"] == "GET" and _same(given, self.token or ""):
            rest = urlencode([pair for pair in pairs if pair[0] != "token"])
            cookie = f"{COOKIE}={self.token}; Path=/; HttpOnly; SameSite=Lax"
            where = "/" + scope["path"].lstrip("/\\") + (f"?{rest}" if rest else "")
            extra = [(b"location", where.encode("latin-1", "ignore")), (b"set-cookie", cookie.encode())]
            await _answer(scope, receive, send, 303, "", extra)
        else:
            await _answer(scope, receive, send, 401, "This server asks for a token: open the address that it printed when it started.")


def _headers(scope: Scope) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))
    return found


def _cookie(headers: dict[str, list[str]]) -> str:
    try:
        jar = SimpleCookie("; ".join(headers.get("cookie", [])))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


def _too_long(headers: dict[str, list[str]]) -> bool:
    length = headers.get("content-length", ["0"])[-1]
    return not (length.isascii() and length.isdigit() and len(length) < 16) or int(length) > MOST_BODY


def _measured(receive: Receive) -> Receive:
    """The same, but whoever sends more than is allowed (and said less, or nothing) is cut off."""
    got = 0

    async def measured() -> dict[str, Any]:
        nonlocal got
        message = await receive()
        if message["type"] == "http.request":
            got += len(message.get("body", b""))
            if got > MOST_BODY:
                return {"type": "http.disconnect"}
        return message

    return measured


def _same(given: str, wanted: str) -> bool:
    return bool(wanted) and hmac.compare_digest(given.encode(), wanted.encode())


def _sealed(send: Send) -> Send:
    async def sealed(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *_HEADERS]
        await send(message)

    return sealed


async def _answer(scope: Scope, receive: Receive, send: Send, status: int, text: str, extra: Any = ()) -> None:
    if scope["type"] == "websocket":
        await receive()  # the handshake; closing before it is accepted answers 403
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *_HEADERS, *extra]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
