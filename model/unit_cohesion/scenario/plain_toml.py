"""Reading TOML from strangers: bounded in size and depth, and turned into what JSON knows, dates as ISO strings."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Mapping
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from unit_cohesion.errors import Key, ScenarioError, ScenarioErrors, dotted
from unit_cohesion.scalars import plain_scalar

Tables = dict[str, Any]

MOST_BYTES = 64 * 1024
MOST_DEEP = 12  # brackets in brackets, tables in tables
MOST_DOTS = 8  # in one key
MOST_VALUES = 100_000  # in a mapping

# Strings and comments whole, as tomllib reads them, and the signs that stand outside them.
_TOKENS = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"{3,5}|\\?\Z)' r"|'''.*?(?:'{3,5}|\Z)" r'|"(?:\\.|[^"\\\n])*"?' r"|'[^'\n]*'?" r"|#[^\n]*|[][{}.=,\n]", re.DOTALL
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def refusal(file: str, key: str, value: object, allowed: str, near: str | None = None) -> ScenarioErrors:
    """This one error, after which reading on makes no sense."""
    return ScenarioErrors([ScenarioError(file, key, value, allowed, near)])


def read_toml(path: Path, file: str) -> Tables:
    """A TOML file's tables, plain; errors call it ``file``.

    Raises:
        OSError, ValueError: there is no such file, or it cannot be read.
        ScenarioErrors: it is not a file, too large, not UTF-8, nested too deeply, or not TOML.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise refusal(file, "file", str(path), "a file, not a folder or device")
    with path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    return toml_tables(content, file)


def toml_tables(content: bytes, file: str) -> Tables:
    """The tables of a TOML file's content, plain; errors call it ``file``.

    Raises:
        ScenarioErrors: it is too large, not UTF-8, nested too deeply, or not TOML.
    """
    return plain(_tables(content, file), file)  # a copy, which may be changed


@lru_cache(maxsize=8)
def _tables(content: bytes, file: str) -> dict[str, Any]:
    """The same as TOML has them, kept of the latest few: many files extend one, and reading it is most of what loading them takes."""
    if len(content) > MOST_BYTES:
        raise refusal(file, "size", f"over {MOST_BYTES} bytes", f"at most {MOST_BYTES // 1024} kB")
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise refusal(file, "encoding", f"byte {content[error.start]:#x} at {error.start}", "UTF-8 text") from None
    scan(text, file)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError, OverflowError) as error:  # TOMLDecodeError is a ValueError, and so is a number of 5,000 digits
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        why = str(error).split(" (at")[0]
        raise refusal(file, f"line {line}", text.split("\n")[line - 1].strip(), f"valid TOML ({why})") from None


def scan(text: str, file: str) -> None:
    """Refuses what tomllib would be slow on or recurse into.

    Raises:
        ScenarioErrors: brackets too deep or keys with too many dots, outside strings and comments.
    """
    depth = dots = 0
    for token in _TOKENS.finditer(text):
        sign = token[0][0]
        if sign not in "\"'#":
            depth = max(0, depth + (sign in "[{") - (sign in "]}"))
            dots = dots + 1 if sign == "." else 0
        if depth > MOST_DEEP or dots > MOST_DOTS:
            line = text.count("\n", 0, token.start()) + 1
            allowed = f"brackets at most {MOST_DEEP} deep and keys of at most {MOST_DOTS} dots"
            raise refusal(file, f"line {line}", text.split("\n")[line - 1].strip(), allowed)


def plain(tables: Mapping[Any, Any], file: str) -> Tables:
    """A copy made of what JSON knows, dates as ISO strings.

    Raises:
        ScenarioErrors: it is too large or too deep, or holds something else.
    """
    left = MOST_VALUES

    def copy(value: Any, key: Key) -> Any:
        nonlocal left
        left -= 1
        value, allowed = plain_scalar(value), ""
        if left < 0 or len(key) > MOST_DEEP:
            allowed = f"at most {MOST_VALUES:,} values, nested at most {MOST_DEEP} deep"
        elif isinstance(value, Mapping):
            for name in value:
                if not isinstance(name, str) or not name.isprintable():
                    raise refusal(file, dotted(key[-4:]) or "scenario", name, "names of printable text")
            return {name: copy(item, (*key, name)) for name, item in value.items()}
        elif isinstance(value, list | tuple):
            return [copy(item, (*key, i)) for i, item in enumerate(value)]
        elif isinstance(value, date | time):
            return value.isoformat()
        elif isinstance(value, str):
            allowed = "" if value.isascii() or not _SURROGATE.search(value) else "Unicode text"
        elif isinstance(value, int):
            allowed = "" if abs(value) < 2**63 else "a whole number of at most 64 bits"
        elif not isinstance(value, float | None):
            allowed = "text, a number, true or false, a date, a list or a table"
        if allowed:
            raise refusal(file, dotted(key[-4:]) or "scenario", value, allowed)
        return value

    return dict(copy(tables, ()))
