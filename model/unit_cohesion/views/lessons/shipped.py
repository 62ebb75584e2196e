"""Which lessons come with the package, and whether a file is a lesson; light, as ``cohesion check`` asks it of every file."""

from __future__ import annotations

import re
from pathlib import Path

from unit_cohesion.errors import ScenarioErrors
from unit_cohesion.scenario.plain_toml import read_toml
from unit_cohesion.shipped import shipped_folder, shipped_scenarios


def shipped_lessons() -> dict[str, Path]:
    """Every lesson that comes with the package, in the order of their numbers: name → file."""
    folder = shipped_folder() / "lessons"
    return {file.stem: file for file in sorted(folder.glob("*.toml"), key=_number)}


def is_lesson(source: str) -> bool:
    """Whether this is the name of a shipped lesson and of no scenario, or a file with a table ``[lesson]``."""
    if source in shipped_scenarios():
        return False
    try:
        return source in shipped_lessons() or "lesson" in read_toml(Path(source), source)
    except (OSError, ValueError, ScenarioErrors):
        return False


def _number(file: Path) -> int:
    found = re.search(r"(?m)^number = (\d+)", file.read_text("utf-8"))
    return int(found[1]) if found else 0
