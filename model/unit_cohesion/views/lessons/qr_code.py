"""An address as a QR code, which phones read off a terminal or a projected page."""

from __future__ import annotations

import segno

MARGIN = 4  # modules that must stay light around it
_HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def terminal_lines(address: str) -> list[str]:
    """The code in half blocks, two rows a line, to be printed black on white."""
    rows = [[int(dark) for dark in row] for row in segno.make_qr(address).matrix_iter(border=MARGIN)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    return ["".join(_HALVES[pair] for pair in zip(*pairs, strict=True)) for pairs in zip(rows[::2], rows[1::2], strict=True)]


def drawing(address: str) -> str:
    """The code as SVG, black on white on any page, as large as there is room."""
    return segno.make_qr(address).svg_inline(border=MARGIN, dark="#000", light="#fff", omitsize=True, lineclass=None, svgclass=None)
