"""Entries that stand for many: ``for_each = "places"`` is written out, one entry for each place, before anything is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from unit_cohesion.errors import MISSING, Faults, Key
from unit_cohesion.scenario.entries import entry_arrays, entry_id, merged_tables
from unit_cohesion.scenario.plain_toml import MOST_BYTES, Tables, refusal

FOR_EACH, EXCEPT = "for_each", "except"
LISTS = ("sects", "countries", "places", "formations")
"""What ``for_each`` may name, in the order in which they are written out."""
WORDS = ("id", "name")
"""What may stand in braces: keys of the entry that it is written out for."""
_BRACES = re.compile(r"\{([^{}]*)\}")
_LONGEST = 2_000  # letters of a name; a longer one is refused where it stands, and would swell what is written out


def lists_for(array: str) -> tuple[str, ...]:
    """What entries of this list may be for each of: of the four lists themselves, those that are written out before."""
    return LISTS[: LISTS.index(array)] if array in LISTS else LISTS


def write_out(file: str, tables: Tables, parent: Tables, *, is_file: bool = False) -> None:
    """Put into one file's tables, in place of each entry with ``for_each``, the entries that it stands for.

    Args:
        file: what errors call it.
        tables: the file's own, without what it extends.
        parent: what the file is laid over: its entries count among those that are gone over.
        is_file: with all written out, the tables are held to the size of a file.

    Raises:
        ScenarioErrors: something is wrong, which is told alone as nobody knows what else would be meant; or too much would be written.
    """
    arrays = {name.removeprefix("army."): (name, holder, key) for name, (holder, key) in entry_arrays(tables).items()}
    going = {array for array, (_, holder, key) in arrays.items() if any(map(_says_so, holder[key]))}
    faults, room = Faults(lambda _: file), MOST_BYTES
    for array in sorted(going, key=lambda array: len(lists_for(array))):
        name, holder, key = arrays[array]
        entries, both = [], merged_tables(parent, tables)
        for n, entry in enumerate(holder[key]):
            if not _says_so(entry):
                entries.append(entry)
                continue
            for one in _entries_of(entry, (*name.split("."), entry_id(entry) or n), both, faults):
                room -= _bytes(one)
                _refuse_if(room < 0, file)
                entries.append(one)
        holder[key] = entries
    faults.raise_any()
    _refuse_if(bool(going) and is_file and _bytes(tables) > MOST_BYTES, file)


def _entries_of(entry: Tables, key: Key, both: Tables, faults: Faults) -> Iterator[Tables]:
    """What an entry stands for, in the order of what it goes over; nothing, and errors, if something in it is wrong.

    Args:
        entry: as written.
        key: where it stands.
        both: the file's tables over what it extends.
        faults: gets what is wrong.
    """
    found, wanted, lists = len(faults.errors), entry.get(FOR_EACH, MISSING), lists_for(str(key[-2]))
    if wanted is MISSING:
        faults.add((*key, EXCEPT), entry[EXCEPT], f"nothing without {FOR_EACH}")
        return
    if wanted not in lists:
        allowed = " or ".join(lists) or "nothing, as other lists may go over this one"
        faults.add((*key, FOR_EACH), wanted, allowed, wanted, lists)
        return
    items = {id: item for item in _list_of(both, wanted) if (id := entry_id(item))}
    if not items:
        faults.add((*key, FOR_EACH), wanted, "a list that has entries, here or in what is extended")
    left_out, ids = entry.get(EXCEPT, []), f"a list of ids of {wanted}"
    if isinstance(left_out, list):
        for id in left_out:
            if not isinstance(id, str) or id not in items:
                faults.add((*key, EXCEPT), id, ids, id, list(items))
    else:
        faults.add((*key, EXCEPT), left_out, ids)
    if "{id}" not in (entry_id(entry) or ""):
        faults.add((*key, "id"), entry.get("id", MISSING), "an id that contains {id}")
    kept = {name: value for name, value in entry.items() if name not in (FOR_EACH, EXCEPT)}
    for at, word in _in_braces(kept, key):
        if word not in WORDS:
            faults.add(at, f"{{{word}}}", "{id} or {name} in braces", word, WORDS)
    if len(faults.errors) > found:
        return
    for id, item in items.items():
        if id not in left_out:
            name = item.get("name")
            words = {"id": id[:_LONGEST], "name": name[:_LONGEST] if isinstance(name, str) else id[:_LONGEST]}
            yield _filled(kept, words, (*key[:-1], _with_words(str(key[-1]), words)), faults)


def _list_of(tables: Tables, wanted: str) -> list[Any]:
    """The entries of one of the four lists."""
    holder, key = entry_arrays(tables).get("army.formations" if wanted == "formations" else wanted, ({}, ""))
    return list(holder.get(key, ()))


def _in_braces(value: Any, at: Key) -> Iterator[tuple[Key, str]]:
    """Every word in braces, of texts and of keys at any depth, and where it stands."""
    if isinstance(value, str):
        yield from ((at, word) for word in _BRACES.findall(value))
    elif isinstance(value, list):
        for n, one in enumerate(value):
            yield from _in_braces(one, (*at, n))
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _in_braces(name, (*at, name))
            yield from _in_braces(one, (*at, name))


def _with_words(text: str, words: Mapping[str, str]) -> str:
    return _BRACES.sub(lambda found: words.get(found[1], found[0]), text)


def _filled(value: Any, words: Mapping[str, str], at: Key, faults: Faults) -> Any:
    """The value with words in place of what stands in braces."""
    if isinstance(value, str):
        return _with_words(value, words)
    if isinstance(value, list):
        return [_filled(one, words, (*at, n), faults) for n, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    found: Tables = {}
    for name, one in value.items():
        new = _with_words(name, words)
        if new in found:
            faults.add((*at, new), one, f"a key that stands once in its table ({EXCEPT} leaves this entry out)")
        found[new] = _filled(one, words, (*at, new), faults)
    return found


def _says_so(entry: object) -> bool:
    return isinstance(entry, dict) and not entry.keys().isdisjoint((FOR_EACH, EXCEPT))


def _bytes(tables: Any) -> int:
    return len(json.dumps(tables, ensure_ascii=False).encode())


def _refuse_if(too_large: bool, file: str) -> None:
    if too_large:
        raise refusal(file, "size", f"over {MOST_BYTES} bytes with {FOR_EACH} written out", f"at most {MOST_BYTES // 1024} kB")
