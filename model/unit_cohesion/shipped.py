"""The scenarios that come with the package: where they stand, and what each says of itself. Imports nothing that takes time."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

REGISTER = "registered.toml"  # in the folder of cases: what was written down before their first run


def shipped_folder() -> Path:
    """Where the scenarios stand that come with the package, with folders of cases, lessons and sweeps."""
    here = Path(__file__).parent
    return here / "scenarios" if (here / "scenarios").is_dir() else here.parents[1] / "scenarios"


def shipped_scenarios() -> dict[str, Path]:
    """Every scenario that comes with the package, cases too: name → file, sorted by name."""
    own = {path.stem: path for path in shipped_folder().glob("*.toml")}
    return dict(sorted((own | shipped_cases()).items()))


def shipped_cases() -> dict[str, Path]:
    """Those of them that hold facts only, and are held against registered patterns: name → file, sorted by name."""
    return {path.stem: path for path in sorted((shipped_folder() / "cases").glob("*.toml")) if path.name != REGISTER}


def shipped_abouts() -> dict[str, dict[str, Any]]:
    """What each says of itself in ``[scenario]``, with what it extends: name → table. Nothing is checked, as a test does."""
    heads = {name: _head(path) for name, path in shipped_scenarios().items()}
    return {name: _with_extended(name, heads) for name in heads}


def _head(path: Path) -> dict[str, Any]:
    """The top of a file, up to the first table that is not ``[scenario]``: a tenth of it and less."""
    text = path.read_text("utf-8")
    other = re.search(r"^\[(?!scenario\])", text, re.MULTILINE)
    top = tomllib.loads(text[: other.start()] if other else text)
    about: dict[str, Any] = top.pop("scenario", {})
    return {**top, **about}


def _with_extended(name: str, heads: dict[str, dict[str, Any]]) -> dict[str, Any]:
    own = heads[name]
    return {**(_with_extended(own["extends"], heads) if "extends" in own else {}), **own}
