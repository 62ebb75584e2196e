"""From a scenario's source to its tables: shipped names, ``extends``, ``remove`` and merging by id."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unit_cohesion.errors import MISSING, Faults, Key, nearest
from unit_cohesion.scenario.plain_toml import Tables, plain, read_toml, refusal

MOST_FILES = 8  # in a chain of ``extends``
REGISTER = "registered.toml"  # in the folder of cases: what was written down before their first run


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


def shipped_folder() -> Path:
    """Where the scenarios stand that come with the package, with folders of cases, lessons and sweeps."""
    here = Path(__file__).parents[1]
    return here / "scenarios" if (here / "scenarios").is_dir() else here.parents[1] / "scenarios"


def shipped_scenarios() -> dict[str, Path]:
    """Every scenario that comes with the package, cases too: name → file, sorted by name."""
    own = {path.stem: path for path in shipped_folder().glob("*.toml")}
    return dict(sorted((own | shipped_cases()).items()))


def shipped_cases() -> dict[str, Path]:
    """Those of them that hold facts only, and are held against registered patterns: name → file, sorted by name."""
    return {path.stem: path for path in sorted((shipped_folder() / "cases").glob("*.toml")) if path.name != REGISTER}


def load_source(source: object, *, shipped_only: bool = False, file: str = "mapping") -> Source:
    """Return the tables of a shipped name, a path or a mapping (called ``file`` in errors), with all that they extend.

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
    found = Source(str(own), [(file, tables)], is_file=here is not None)
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
        _refuse_duplicates(file, tables, found.faults)
        remove_entries(file, about_table(tables).get("remove", []), found.tables, found.faults)
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


def entry_id(item: object) -> str | None:
    """An entry's id, if it has one."""
    name = item.get("id") if isinstance(item, dict) else None
    return name if isinstance(name, str) else None


def entry_arrays(tables: Tables) -> dict[str, tuple[Tables, str]]:
    """Where entries stand: dotted name → the table that holds them, and its key there."""
    army = tables.get("army")
    holders = (("", tables), ("army.", army if isinstance(army, dict) else {}))
    found = {prefix + key: (holder, key) for prefix, holder in holders for key, value in holder.items() if isinstance(value, list)}
    return found | ({"targets": (tables, "targets")} if isinstance(tables.get("targets"), dict) else {})


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


def merged_tables(parent: Any, child: Any) -> Any:
    """The child over its parent: tables key by key, arrays of entries by id, anything else replaced."""
    if isinstance(parent, dict) and isinstance(child, dict):
        return parent | {key: merged_tables(parent[key], value) if key in parent else value for key, value in child.items()}
    if isinstance(parent, list) and isinstance(child, list) and any(isinstance(e, dict) for e in parent):
        mine, old = {i: e for e in child if (i := entry_id(e))}, {i for e in parent if (i := entry_id(e))}
        return [merged_tables(e, mine[i]) if (i := entry_id(e)) in mine else e for e in parent] + [
            e for e in child if entry_id(e) not in old
        ]
    return child


def _refuse_duplicates(file: str, tables: Tables, faults: Faults) -> None:
    for array, (holder, key) in entry_arrays(tables).items():
        seen: set[str] = set()
        for name in filter(None, map(entry_id, holder[key])):
            if name in seen:
                faults.add((*array.split("."), name, "id"), name, "an id that no other entry of the array has", file=file)
            seen.add(name)


def remove_entries(file: str, wanted: object, parent: Tables, faults: Faults) -> None:
    """Take the entries that ``remove`` names out of the parent's tables; what is wrong goes into ``faults``."""
    if not isinstance(wanted, list) or not all(isinstance(w, str) for w in wanted):
        faults.add(("scenario", "remove"), wanted, 'a list of entries, such as ["news.leader_exit"]', file=file)
        return
    arrays = entry_arrays(parent)
    known = {f"{array}.{e if isinstance(e, str) else entry_id(e)}": array for array, (holder, key) in arrays.items() for e in holder[key]}
    for path in wanted:
        if path not in known:
            faults.add(("scenario", "remove"), path, "an entry of the extended scenario", path, list(known), file=file)
    for path in set(wanted) & known.keys():
        (holder, key), name = arrays[known[path]], path.rpartition(".")[2]
        kept = holder[key]
        holder[key] = [e for e in kept if entry_id(e) != name] if isinstance(kept, list) else {k: e for k, e in kept.items() if k != name}
