"""What a run was made with: versions of the packages that its numbers depend on, and of this code."""

from __future__ import annotations

import hashlib
import platform
import tomllib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import unit_cohesion

_PACKAGES = ("mesa", "numpy", "pandas", "pyarrow")


def versions() -> dict[str, str]:
    """The versions of Python and of the packages."""
    return {"python": platform.python_version()} | {name: _version(name) for name in _PACKAGES}


@cache
def code_version() -> str:
    """The version and a digest of the model's sources, views apart: equal where the code is."""
    return code_of(Path(unit_cohesion.__file__).parent, unit_cohesion.__version__)


def code_of(folder: Path, version: str = "") -> str:
    """The same of the package in another folder; its version as its checkout's ``pyproject.toml`` says, unless told."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("views/"):
            digest.update(name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    about = folder.parents[1] / "pyproject.toml"
    if not version and about.is_file():
        version = str(tomllib.loads(about.read_text(encoding="utf-8")).get("project", {}).get("version", "0"))
    return f"{version or '0'}+{digest.hexdigest()[:12]}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"
