"""The pages of sweeps, as the server hands them out: of folders below those that it was started with, and of no others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from unit_cohesion.errors import CohesionError
from unit_cohesion.rules import checked
from unit_cohesion.sweeps.designs.design import OFF, Cell, Design
from unit_cohesion.views.dashboard.links import Choices, choices_of_link, link_query
from unit_cohesion.views.dashboard.run_request import run_request
from unit_cohesion.views.dashboard.shipped import shipped_scenario
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


def cell_address(design: Design, cell: Cell) -> str:
    """Where the page Run shows a cell with the first seed; "" where no link can say it, as of a scenario of one's own."""
    try:
        source = shipped_scenario(design.scenario.name)
        own, about = source.about, design.scenario.about
        days = about.days if about.days != own.days else None
        scale = about.persons_per_agent if about.persons_per_agent != own.persons_per_agent else None
        if design.model or design.rules or run_request(source, days=days, persons_per_agent=scale).scenario != design.scenario:
            return ""
        varied = dict(zip(design.names, cell.values, strict=True))
        off = frozenset(id for id in str(varied.pop(OFF, "")).split(",") if id)
        link = link_query(Choices(source.name, checked(varied), off, design.seeds[0], days, scale))
        choices_of_link(link)
    except CohesionError:
        return ""
    return f"/?{link}"


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
        return HTMLResponse(page_of(sweep, cell_address), headers=headers | {"Content-Security-Policy": STILL})
    except (CohesionError, MemoryError) as fault:
        return PlainTextResponse(one_line(fault) or "There is not enough memory for this sweep.", 422, headers)
