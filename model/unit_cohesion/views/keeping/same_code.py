"""``cohesion verify-code``: whether a checkout is the code of a run or sweep, and what else its bytes hang on."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from pathlib import Path

from unit_cohesion.engine.chance import STREAM_VERSION
from unit_cohesion.errors import CohesionError
from unit_cohesion.simulation.versions import code_of, code_version, versions
from unit_cohesion.views.keeping.kept import Kept

PACKAGE = Path("model/unit_cohesion")


def code_at(checkout: Path | None) -> str:
    """Version and digest of the code in a checkout; of that which runs here, if none is named.

    Raises:
        CohesionError: there is no such code.
    """
    if checkout is None:
        return code_version()
    folder = next((place for place in (checkout / PACKAGE, checkout) if (place / "simulation" / "versions.py").is_file()), None)
    if folder is None:
        raise CohesionError(f"--checkout {checkout}: allowed: a folder that holds {PACKAGE}")
    return code_of(folder)


def compared(kept: Kept, checkout: Path | None = None) -> Iterator[tuple[str, str, str]]:
    """What a run's bytes hang on, as it was and as it is here."""
    yield "code", kept.code, code_at(checkout)
    stream = kept.content.get("stream_version", kept.content.get("made_with", {}).get("stream", "unknown"))
    yield "stream version", str(stream), str(STREAM_VERSION)
    here = versions()
    for name, version in kept.versions.items():
        yield name, version, here.get(name, "none")
    if kept.processor:
        yield "processor", kept.processor, platform.machine()
