"""The command ``cohesion dashboard``: parsing only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Port = Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="Where to listen; 0 for any free port.")]
Host = Annotated[str, typer.Option(metavar="ADDRESS", help="The address to listen on; one that other machines can reach needs --token.")]
Token = Annotated[str | None, typer.Option(metavar="WORD", help="What visitors must bring, once, as ?token=; 16 characters or more.")]

Memory = Annotated[str | None, typer.Option(metavar="SIZE", help="What runs may take, such as 1.5GB (default: half of what is free).")]
Sweeps = Annotated[
    list[Path] | None,
    typer.Option(metavar="FOLDER", help="Whose sweeps the page Sweeps shows; may be repeated (default: sweeps, runs).", show_default=False),
]


def dashboard(port: Port = 8765, host: Host = "127.0.0.1", token: Token = None, memory: Memory = None, sweeps: Sweeps = None) -> None:
    """Explore in the browser: see an army come apart, ask why, share a link."""
    from unit_cohesion.views.dashboard.server import serve

    serve(host, port, token, tell=lambda line: print(line, flush=True), memory=memory, sweeps=sweeps or ())
