"""A folder to start a project of one's own from."""

from __future__ import annotations

import keyword
import re
import secrets
import shutil
import sys
from pathlib import Path

from unit_cohesion.errors import CohesionError, short_repr

_TEMPLATE = Path(__file__).parent.parent / "templates" / "plugin"
_NAME = "winter"


def new_plugin(name: str, parent: str | Path = ".") -> list[Path]:
    """Make a folder with a rule of that name, and what to try it with; returns its files.

    Raises:
        CohesionError: a name that Python cannot import, one that is taken here, or a folder that cannot be written to.
    """
    taken = keyword.iskeyword(name) or name in sys.stdlib_module_names or name == "unit_cohesion"
    if taken or not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
        raise CohesionError(f"--plugin {short_repr(name)}: allowed: a name for a Python file: small letters, digits and _, such as winter")
    folder = Path(parent) / name
    if folder.exists():
        raise CohesionError(f"{folder}: is there already; name another")
    waiting = folder.with_name(f"_{name}.{secrets.token_hex(4)}")
    words = {_NAME: name, _NAME.title(): "".join(part.title() for part in name.split("_"))}
    try:
        waiting.mkdir(parents=True)
        for path in sorted(_TEMPLATE.iterdir()):
            if path.is_file():
                text = re.sub("|".join(words), lambda found: words[found[0]], path.read_text(encoding="utf-8"))
                (waiting / path.name.replace(_NAME, name)).write_text(text, encoding="utf-8")
        waiting.rename(folder)
    except OSError as fault:
        raise CohesionError(f"{folder}: cannot be written ({fault.strerror})") from None
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    return sorted(folder.iterdir())
