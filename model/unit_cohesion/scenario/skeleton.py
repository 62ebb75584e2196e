"""A scenario file to start from: a commented one that stands alone, a copy of a shipped one, or one that is laid over another."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from unit_cohesion.disk import refuse_unwritable_file, write_text
from unit_cohesion.errors import CohesionError, nearest, short_repr
from unit_cohesion.scenario.files import load_source
from unit_cohesion.scenario.json_schema import json_schema
from unit_cohesion.scenario.loading import Scenario, load_scenario
from unit_cohesion.scenario.outside import NOTHING, Outside
from unit_cohesion.shipped import shipped_scenarios

SCHEMA_FILE = "cohesion.schema.json"
"""What the skeletons refer to, beside them."""
_SKELETON = Path(__file__).parents[1] / "templates" / "scenario" / "skeleton.toml"
_SCHEMA_LINE = f"#:schema ./{SCHEMA_FILE}\n"


def new_scenario(name: str, like: str | None = None, base: str | None = None) -> list[Path]:
    """Write a scenario file that is valid as it is, and beside it the schema for editors unless one is there; returns what was written.

    Args:
        name: of the file, with or without ``.toml``, in a folder that is there.
        like: a shipped scenario, or a file in the same folder, of which it is a whole copy, comments and all.
        base: a shipped scenario, or a file in the same folder, over which it is laid.

    Raises:
        CohesionError: a name that is taken or cannot be used, or a scenario that is not there or not in order.
    """
    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    if not re.fullmatch(r"\w[\w .-]{0,90}", path.stem) or path.stem in shipped_scenarios():
        allowed = "a file's name of letters, digits, spaces, dots, - and _, that no shipped scenario has"
        raise CohesionError(f"NAME {short_repr(name)}: allowed: {allowed}")
    refuse_unwritable_file("NAME", path)
    if path.exists() or path.is_symlink():
        raise CohesionError(f"{path}: is there already; name another")
    title = re.sub(r"[-_. ]+", " ", path.stem).strip().capitalize()
    if base is not None:
        text = _laid_over(base, title, path.parent)
    elif like is not None:
        text = _titled(_SCHEMA_LINE + _copied(like, path.parent).read_text(encoding="utf-8").removeprefix(_SCHEMA_LINE), title)
    else:
        text = _SKELETON.read_text(encoding="utf-8").replace("TITLE", title).replace("NAME.toml", path.name)
    schema = path.with_name(SCHEMA_FILE)
    written = [] if schema.exists() else [schema]
    for file in written:
        write_text(file, schema_text())
    write_text(path, text)
    return [path, *written]


def schema_text(outside: Outside = NOTHING) -> str:
    """The JSON Schema of a scenario file as text; ``outside``: what rules from outside bring that it may name."""
    return json.dumps(json_schema(outside), indent=1, ensure_ascii=False) + "\n"


def _copied(like: str, folder: Path) -> Path:
    """The file of a shipped scenario, or of one in the folder of the new one, which is in order."""
    known = shipped_scenarios()
    if like in known:
        return known[like]
    if file := _beside(like, folder):
        load_scenario(file)
        return file
    near = nearest(like, list(known))
    allowed = f"a file in the folder of the new one, or {', '.join(known)}"
    raise CohesionError(f"--like {short_repr(like)}: allowed: {allowed}" + (f"; did you mean {near!r}?" if near else ""))


def _beside(name: str, folder: Path) -> Path | None:
    """The scenario's file of a name, with or without ``.toml``, in a folder; None if there is none."""
    file = folder / (name if name.endswith(".toml") else f"{name}.toml")
    return file if Path(name).name == name and file.is_file() else None


def _titled(text: str, title: str) -> str:
    """The text with another title of the scenario."""
    return re.sub(r'(?m)^title = ".*"', lambda _: f"title = {json.dumps(title)}", text, count=1)


def _laid_over(base: str, title: str, folder: Path) -> str:
    """A file over another one, with what of it could be changed as comments."""
    if base in shipped_scenarios():
        scenario = load_scenario(base)
    else:
        file = _beside(base, folder)
        if file is None:
            load_source(base)  # tells what is near
            raise CohesionError(f"--from {short_repr(base)}: allowed: a shipped scenario, or a file in the folder of the new one")
        scenario = load_scenario(file)
    return _SCHEMA_LINE + "\n".join(_variant(scenario, base.removesuffix(".toml"), title)) + "\n"


def _variant(scenario: Scenario, base: str, title: str) -> Iterator[str]:
    about = scenario.about
    yield f"# Question: what if one thing had been otherwise than in {base}? Say which, and what you expect."
    yield f"# What is not said here is as there: tables are laid over it key by key, entries by id. cohesion show {base} tells it."
    yield f"\n[scenario]\nextends = {json.dumps(base)}\ntitle = {json.dumps(title)}"
    yield f"question = {json.dumps(about.question, ensure_ascii=False)}\n# days = {about.days}"
    removable = [f"news.{one.id}" for one in scenario.news[1:]] + [f"events.{one.id}" for one in scenario.events[1:]]
    if removable:
        yield f"# remove = [{json.dumps(removable[0])}]  # entries taken out; there are {', '.join(removable[1:5])} too"
    place, formation = scenario.places[0], scenario.army.formations[0]
    yield "\n# Lines with # are examples with ids that are there; take the sign away to use one."
    yield f'\n# [[places]]\n# id = "{place.id}"\n# control = {place.control:g}  # the share of it that the regime holds on day one'
    yield f'\n# [[army.formations]]\n# id = "{formation.id}"\n# battalions = {formation.battalions}'
    for event in scenario.events[:1]:
        yield f'\n# [[events]]\n# id = "{event.id}"\n# date = {event.date}'
    for news in scenario.news[:1]:
        yield f'\n# [[news]]\n# id = "{news.id}"\n# origin = {news.origin}\n# release = {news.release}'
    yield f'\n# [[events]]  # one more\n# id = "more"\n# date = {about.start}\n# kind = "pay_stops"'
    yield '\n# [targets.mine]  # cohesion outcomes lists what can be told\n# outcome = "left"\n# low = 0\n# high = 1_000'
