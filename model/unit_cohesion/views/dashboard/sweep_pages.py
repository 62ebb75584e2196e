"""The pages of sweeps, as the server hands them out: of folders below those that it was started with, and of no others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from unit_cohesion.errors import CohesionError
from unit_cohesion.views.formatting import one_line
from unit_cohesion.views.html_page import STILL
from unit_cohesion.views.sweeps.listing import SweepListed, listed, page_of

USUAL = ("sweeps", "runs")
"""Folders of the current one that are looked through unless others are named."""
served = False
"""Whether this process hands these pages out: ``application`` does; ``solara run app.py`` has no place for them."""
_roots: list[Path] = []


def look_in(folders: Sequence[Path] = ()) -> None:
    """Look through these folders from now on; the usual ones if none are named.

    Raises:
        CohesionError: one is no folder.
    """
    for folder in folders:
        if not folder.is_dir():
            raise CohesionError(f"--sweeps {folder}: allowed: a folder with sweeps in it, or of one")
    _roots[:] = folders or [Path(name) for name in USUAL]


def roots() -> list[Path]:
    """The folders that are looked through."""
    return list(_roots) or [Path(name) for name in USUAL]


def address(sweep: SweepListed) -> str:
    """Where its page is."""
    return f"/sweep/{quote(sweep.name)}"


def answer(request: Request) -> Response:
    """The page, or a line that says why there is none. Called outside the event loop."""
    name = request.path_params["name"]
    sweep = next((one for one in listed(roots()) if one.name == name), None)
    if sweep is None:
        return PlainTextResponse("There is no sweep of this name in the folders that are looked through.", 404)
    headers = {"Cache-Control": "no-cache"}
    try:
        if sweep.fault:
            raise CohesionError(sweep.fault)
        return HTMLResponse(page_of(sweep), headers=headers | {"Content-Security-Policy": STILL})
    except (CohesionError, MemoryError) as fault:
        return PlainTextResponse(one_line(fault) or "There is not enough memory for this sweep.", 422, headers)
