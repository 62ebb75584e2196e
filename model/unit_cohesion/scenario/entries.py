"""Entries of a scenario's tables: where they stand, those of one file over those of another, by id, and taking them out."""

from __future__ import annotations

from typing import Any

from unit_cohesion.errors import Faults
from unit_cohesion.scenario.plain_toml import Tables


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


def refuse_duplicates(file: str, tables: Tables, faults: Faults) -> None:
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
