"""What a run's numbers depend on beside its scenario and seed: so that runs of different code never stand in one table."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from pathlib import Path

import numpy as np

import unit_cohesion
from unit_cohesion.engine.chance import STREAM_VERSION

_NOT_RESULTS = ("views/", "agents/", "cli/", "insight/", "sweeps/", "runs/")
_RESULTS = ("sweeps/chunk.py", *(f"runs/{name}.py" for name in ("facts", "measures", "presence", "record", "validation")))


@cache
def code_fingerprint() -> dict[str, str]:
    """Return what a run's numbers depend on beside its design: a digest of the model's sources that make them, and versions."""
    folder, digest = Path(unit_cohesion.__file__).parent, hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        if name in _RESULTS or not name.startswith(_NOT_RESULTS):
            digest.update(name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    python = ".".join(platform.python_version_tuple()[:2])
    return {"code": digest.hexdigest()[:12], "python": python, "numpy": np.__version__, "stream": str(STREAM_VERSION)}
