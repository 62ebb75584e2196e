"""From a scenario's source to its tables: shipped names, ``extends`` and what it leads to, layer by layer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unit_cohesion.errors import MISSING, Faults, Key, nearest
from unit_cohesion.scenario.entries import entry_id, merged_tables, refuse_duplicates, remove_entries
from unit_cohesion.scenario.for_each import write_out
from unit_cohesion.scenario.plain_toml import Tables, plain, read_toml, refusal
from unit_cohesion.shipped import shipped_scenarios

MOST_FILES = 8  # in a chain of ``extends``


@dataclass
class Source:
    """A scenario as written.

    Attributes:
        name: the file's stem, or what a mapping calls itself.
        layers: (file, tables) of the scenario itself, then of what it extends, and so on.
        tables: all layers merged; neither ``extends`` nor ``remove`` is left.
        faults: what was found wrong on the way and did not stop the reading.
        is_file: False for a mapping.
        by_hand: keys of what was given by hand, and is written in no file.
    """

    name: str
    layers: list[tuple[str, Tables]]
    is_file: bool = False
    by_hand: set[Key] = field(default_factory=set)
    tables: Tables = field(default_factory=dict)
    faults: Faults = field(init=False)
    _ids: dict[int, dict[str | int | None, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.faults = Faults(self.file_of)

    def file_of(self, key: Key) -> str:
        """The file in which this key, or most of the way to it, is written; the scenario's own before what it extends."""
        if key in self.by_hand:
            return "parameters"
        return max(self.layers, key=lambda layer: self._reach(layer[1], key))[0]

    def _reach(self, tables: Any, key: Key) -> int:
        """How many parts of the key these tables hold."""
        for depth, part in enumerate(key):
            if isinstance(tables, dict):
                tables = tables.get(part, MISSING)
            elif isinstance(tables, list) and isinstance(part, int):
                tables = tables[part] if part < len(tables) else MISSING
            elif isinstance(tables, list):
                if id(tables) not in self._ids:
                    self._ids[id(tables)] = {entry_id(entry): entry for entry in tables}
                tables = self._ids[id(tables)].get(part, MISSING)
            else:
                return depth
            if tables is MISSING:
                return depth
        return len(key)


def load_source(source: object, *, shipped_only: bool = False, file: str = "mapping", is_file: bool = False) -> Source:
    """Return the tables of a shipped name, a path or a mapping (called ``file`` in errors), with all that they extend.

    ``is_file``: a mapping is what a file holds, and is held to all that a file is.

    Raises:
        ScenarioErrors: something cannot be read, or ``extends`` leads nowhere, outside or in a circle.
    """
    here: Path | None = None
    if isinstance(source, Mapping):
        tables = plain(source, file)
    elif isinstance(source, str | Path):
        here, file = shipped_scenarios().get(str(source)) or Path(source), str(source)
        tables = _read(here, file)
    else:
        raise refusal("scenario", "source", source, "a shipped name, a path to a .toml file, or a mapping")
    _move_extends(tables)
    own = about_table(tables).get("name", re.sub(r"[^\w .-]", "_", here.stem)[:100] if here else "scenario")
    found = Source(str(own), [(file, tables)], is_file=is_file or here is not None)
    if not isinstance(own, str) or not re.fullmatch(r"[\w .-]{1,100}", own):
        found.faults.add(("scenario", "name"), own, "1 to 100 letters, digits, spaces, dots, - and _")
    seen = {here.resolve()} if here else set()
    while (wanted := about_table(tables).get("extends")) is not None:
        here = _extended_file(wanted, here, file, shipped_only)
        if here.resolve() in seen:
            raise refusal(file, "scenario.extends", wanted, "a scenario that does not lead back to this one")
        if len(seen) >= MOST_FILES:
            raise refusal(file, "scenario.extends", wanted, f"a chain of at most {MOST_FILES} files")
        seen.add(here.resolve())
        file, tables = here.name, _read(here, here.name)
        _move_extends(tables)
        found.layers.append((file, tables))
    for file, tables in reversed(found.layers):
        remove_entries(file, about_table(tables).get("remove", []), found.tables, found.faults)
        write_out(file, tables, found.tables, is_file=found.is_file or tables is not found.layers[0][1])
        refuse_duplicates(file, tables, found.faults)
        found.tables = merged_tables(found.tables, deepcopy(tables))
        for word in ("name", "extends", "remove"):
            about_table(found.tables).pop(word, None)
    return found


def about_table(tables: Tables) -> Tables:
    """Return the table ``[scenario]``, or an empty one."""
    written = tables.get("scenario")
    return written if isinstance(written, dict) else {}


def _move_extends(tables: Tables) -> None:
    """Move ``extends`` and ``remove`` into ``[scenario]`` if they are written above it, where many would look for them."""
    for word in ("extends", "remove"):
        if word in tables and isinstance(tables.setdefault("scenario", {}), dict) and word not in tables["scenario"]:
            tables["scenario"][word] = tables.pop(word)


def _read(path: Path, file: str) -> Tables:
    try:
        return read_toml(path, file)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        known = list(shipped_scenarios())
        allowed = f"a file that can be read, or a shipped scenario ({', '.join(known)})"
        raise refusal(file, "file", str(path), allowed, nearest(path.stem, known)) from None


def _extended_file(wanted: object, here: Path | None, file: str, shipped_only: bool) -> Path:
    """Return the file that ``extends`` names: a shipped scenario, or a sibling of the file here."""
    shipped = shipped_scenarios()
    if isinstance(wanted, str) and wanted in shipped:
        return shipped[wanted]
    allowed = f"a shipped scenario ({', '.join(shipped)})"
    if here and not shipped_only:
        allowed += " or a file in the same folder"
        if isinstance(wanted, str) and re.fullmatch(r"\w[\w .-]{0,100}", wanted):
            sibling = here.parent / (wanted if wanted.endswith(".toml") else f"{wanted}.toml")
            if sibling.is_file() and sibling.resolve().parent == here.parent.resolve():
                return sibling
    raise refusal(file, "scenario.extends", wanted, allowed, nearest(str(wanted).removesuffix(".toml"), list(shipped)))
