"""``cohesion lesson --serve``: pages that are made already, read-only, from a teacher's own machine; nothing else can be asked for."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address

import psutil

from unit_cohesion.errors import CohesionError

POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"


ANY = "0.0.0.0"


def seen_addresses(host: str) -> list[str]:
    """The addresses under which others reach what listens there, the likeliest first; none where only this machine does.

    Of 0.0.0.0 they are those of this machine: first the one of the way out, which a hotspot of its own may lack.
    """
    meant = socket.gethostbyname(host)
    if meant != ANY:
        return [] if ip_address(meant).is_loopback else [host]
    known = [entry.address for entries in psutil.net_if_addrs().values() for entry in entries if entry.family == socket.AF_INET]
    found = [address for address in known if not (ip_address(address).is_loopback or ip_address(address).is_link_local)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("192.0.2.1", 9))  # of documentation; nothing is sent, but the way out is chosen
        found.insert(0, str(probe.getsockname()[0]))
    return list(dict.fromkeys(found))


def server_of(pages: Mapping[str, bytes], host: str, port: int) -> ThreadingHTTPServer:
    """A server that answers GET and HEAD for these pages, by path; it listens once it is made.

    Args:
        pages: path, such as ``/trickle.html``, → HTML. host, port: where it listens; port 0 takes a free one.

    Raises:
        CohesionError: it cannot listen there.
    """

    class Pages(BaseHTTPRequestHandler):
        server_version, sys_version = "lessons", ""
        timeout = 20  # seconds that a client may take over a request

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, with_body: bool) -> None:
            page = pages.get(self.path.partition("?")[0])
            if page is None:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            self.send_response(HTTPStatus.OK)
            for name, value in (
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(page))),
                ("Content-Security-Policy", POLICY),
                ("X-Content-Type-Options", "nosniff"),
                ("Referrer-Policy", "no-referrer"),
                ("Cache-Control", "no-cache"),
            ):
                self.send_header(name, value)
            self.end_headers()
            if with_body:
                self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: who reads what is nobody's business."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that goes away is no fault."""

    try:
        return Server((host, port), Pages)
    except (OSError, OverflowError) as error:
        raise CohesionError(f"--serve: {host}:{port} cannot be listened on ({getattr(error, 'strerror', None) or error})") from None
