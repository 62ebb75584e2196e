"""The frame of every page that is written to a file or sent as one piece: its head, what it may load, where its parts go."""

from __future__ import annotations

import json

from unit_cohesion.views.svg import safe

STILL = "default-src 'none'; style-src 'unsafe-inline'"
"""A page without scripts: nothing is fetched, from nowhere."""
SCRIPTED = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
"""A page with its own scripts in it, which fetch nothing either."""


def html_page(
    title: str, body: str, style: str, scripts: str = "", policy: str | None = STILL, language: str = "en", run_stamp: str = ""
) -> str:
    """Return the page.

    Args:
        title: as plain text.
        body, style, scripts: as they stand in the page; scripts with their tags.
        policy: what it may load; None where the server that sends it says so.
        run_stamp: what the page is made from, for those who keep pictures of it.
    """
    allowed = f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n' if policy else ""
    stamped = f' data-stamp="{safe(run_stamp)}"' if run_stamp else ""
    return (
        f'<!doctype html>\n<html lang="{safe(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{allowed}<title>{safe(title)}</title>\n'
        f"<style>\n{style}\n</style>\n</head>\n<body{stamped}>\n{body}\n{scripts}</body>\n</html>\n"
    )


def script_json(data: object) -> str:
    """JSON that cannot end the script it stands in, whatever its texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
