"""The server: Solara's routes behind the guard, with all that browsers fetch from this machine alone."""

from __future__ import annotations

import os
import re
import socket
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from unit_cohesion.errors import CohesionError
from unit_cohesion.views.dashboard import lesson_pages, sweep_pages
from unit_cohesion.views.dashboard.guard import Guard

ASSETS = Path(__file__).parent / "assets"
APP = "unit_cohesion.views.dashboard.layout"
CLOSE = "/_solara/api/close/{kernel_id}"
_HIDDEN = ("/resourcez", "/_solara/api/evict/{kernel_id}", "/_solara/cdn")


def configure_solara() -> None:
    """Set Solara up: local, quiet, no telemetry. Call it before any page is served."""
    os.environ.setdefault("SOLARA_TELEMETRY_MIXPANEL_ENABLE", "False")
    os.environ.setdefault("REACTON_FAST", "1")  # or each change of anything walks the whole page, charts' data and all: a second
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")  # nothing here is shown in others' frames
    from solara.server import settings

    settings.telemetry.mixpanel_enable = False
    settings.theme.show_banner, settings.theme.loader, settings.theme.title = False, "plain", "unit-cohesion"
    settings.theme.force_refresh = True  # a page that the server knows no more is opened again, and its address says what was chosen
    settings.kernel.cull_timeout = "3m"  # so long is kept what a visitor looks at whose connection broke
    settings.kernel.max_per_session = 20
    if str(ASSETS) not in settings.assets.extra_locations:
        settings.assets.extra_locations = [*settings.assets.extra_locations, str(ASSETS)]


def application(names: tuple[str, ...] = (), token: str | None = None) -> Starlette:
    """The whole web application: Solara's routes, guarded."""
    os.environ["SOLARA_APP"] = APP
    configure_solara()
    from solara.server import kernel_context, settings
    from solara.server import starlette as pages

    from unit_cohesion.views.dashboard.sender import Sender

    pages.WebsocketWrapper = Sender
    if not isinstance(kernel_context.current_context, _Contexts):
        kernel_context.current_context = _Contexts(kernel_context.current_context)
    cdn = StaticFiles(directory=settings.assets.proxy_cache_dir)  # Solara's own would fetch from elsewhere what is not here
    lessons = lesson_pages.LessonPages()
    lesson_pages.served = True
    sweep_pages.served = True
    ours = [
        Mount("/_solara/cdn", app=cdn),
        Route("/readyz", endpoint=pages.readyz),
        Route(CLOSE, endpoint=close_page, methods=["POST"]),
        Route("/lessons/{name}.html", endpoint=lessons.answer),
        Route("/sweep/{name:path}", endpoint=sweep_pages.answer),
    ]
    theirs = [route for route in pages.routes if getattr(route, "path", "") not in (*_HIDDEN, CLOSE, "/readyz")]
    small = Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)  # at 9 a newcomer's scripts take a third of a second to pack
    guarded = [Middleware(Guard, names=names, token=token), small]

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        async with pages.lifespan(app):
            yield
        lessons.stop()
        from unit_cohesion.views.dashboard.session import stop_all

        stop_all()

    return Starlette(routes=[*ours, *theirs], lifespan=lifespan, middleware=guarded)


class _Contexts(dict[str, Any]):
    """Whose page each thread draws. One that ends while the page is closed takes itself out; Solara, which does so too, would find it gone,
    stop half way with an error, and keep the page for ever."""

    def __delitem__(self, thread: str) -> None:
        self.pop(thread, None)


def close_page(request: Request) -> HTMLResponse:
    """A visitor has closed his page. One that is not known yet, as he left while it was being opened, ends with its connection."""
    from solara.server import kernel_context
    from solara.server import starlette as pages

    context = kernel_context.contexts.get(request.path_params["kernel_id"])
    if context is not None and request.query_params.get("session_id") in context.page_status:
        pages.close(request)
    return HTMLResponse()


def free_port(host: str, port: int) -> int:
    """Return the port, or a free one for 0.

    Raises:
        CohesionError: it cannot be listened on.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except (OSError, OverflowError) as fault:
        raise CohesionError(f"--port {port}: cannot listen on {host}:{port} ({getattr(fault, 'strerror', None) or fault})") from None


def prepare() -> None:
    """Run the default scenario, and read once what every page asks for: thirty visitors who come at the same time would each read it."""
    from unit_cohesion.scenario import shipped_scenarios
    from unit_cohesion.simulation.versions import code_version
    from unit_cohesion.views.dashboard.kept_runs import prepare_default_run
    from unit_cohesion.views.dashboard.shipped import shipped_scenario

    prepare_default_run()
    code_version()
    for name in shipped_scenarios():
        shipped_scenario(name)


def serve(
    host: str, port: int, token: str | None, tell: Callable[[str], None], memory: str | None = None, sweeps: Sequence[Path] = ()
) -> None:
    """Serve until stopped.

    Args:
        host: the address to listen on; other machines may come only if there is a token.
        tell: shows a line to whoever started it.
        memory: what runs may take, such as ``1.5GB``; None for half of what is free.
        sweeps: folders whose sweeps the page Sweeps shows; ``sweeps`` and ``runs`` below the current one if none are named.

    Raises:
        CohesionError: an address that others can reach, without a token; one that cannot be had; or a folder that is none.
    """
    import uvicorn

    from unit_cohesion.views.dashboard.kept_runs import RUNS
    from unit_cohesion.views.dashboard.memory import bytes_of, free_memory, keep_apart, keep_memory_together
    from unit_cohesion.views.dashboard.shipped import DEFAULT

    local = host in ("127.0.0.1", "localhost", "::1")
    if not local and not token:
        raise CohesionError(f"--host {host}: others could use this machine; give a --token that they must bring as well")
    if token is not None and not re.fullmatch(r"[A-Za-z0-9_-]{16,200}", token):
        raise CohesionError("--token: allowed: 16 to 200 letters, digits, - and _")
    sweep_pages.look_in(sweeps)
    RUNS.most = free_memory() // 2 if memory is None else bytes_of(memory)
    port = free_port(host, port)
    anywhere = host in ("0.0.0.0", "::")
    app = application((socket.gethostname(), "*") if anywhere else (host,), token)
    keep_memory_together()
    tell(f"Running {DEFAULT} once, for the first page ...")
    prepare()
    keep_apart()
    shown = "localhost" if local else socket.gethostname() if anywhere else host
    address = f"http://{shown}:{port}/{f'?token={token}' if token else ''}"

    interrupts: list[KeyboardInterrupt] = []

    class Server(uvicorn.Server):
        @contextmanager
        def capture_signals(self) -> Iterator[None]:
            try:
                with super().capture_signals():
                    yield
            except KeyboardInterrupt as pressed:  # handed on only when its loop has ended, which would print a traceback of its own
                interrupts.append(pressed)

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            if not self.should_exit:  # pressed twice: it ends within two seconds anyway, and in order
                super().handle_exit(sig, frame)

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                tell(f"The dashboard is at {address}  (Ctrl+C ends it)")

    Server(uvicorn.Config(app, host=host, port=port, log_level="error", ws_max_size=4 << 20, timeout_graceful_shutdown=2)).run()
    if interrupts:
        raise interrupts[0]
