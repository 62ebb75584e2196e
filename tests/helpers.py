"""Small scenarios for tests.

``tiny_scenario()`` is a valid scenario as a mapping, fresh at each call: two sects, three places in a row, two countries, and an
army of 144 persons in two formations, one of them trusted, over 60 days. Changes are merged over it, entries by id:

    tiny_scenario(scenario={"days": 10})                                       # tables: key by key
    tiny_scenario(bonds={"comrade_pressure": 3.0})                             # a rule's parameters
    tiny_scenario(army={"formations": [{"id": "guard", "trusted": False}]})    # entries: by id; new ids are added
    tiny_scenario(places=[{"id": "port", "violence": None}])                   # None takes a key out
    tiny_scenario(news=[], events=[])                                          # an empty list empties an array
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

    from unit_cohesion.scenario import Scenario
    from unit_cohesion.simulation.engine import Engine

ROOT = Path(__file__).resolve().parents[1]
TINY: dict[str, Any] = {
    "scenario": {
        "name": "tiny",
        "title": "A tiny army",
        "question": "Who leaves first?",
        "start": "2011-03-15",
        "days": 60,
        "persons_per_agent": 1,
        "sources": ["invented"],
    },
    "sects": [
        {"id": "hill", "name": "Hill people", "population_share": 0.25, "sensitive_post_share": 0.7, "watched": 0.0, "ruling": True},
        {"id": "plain", "name": "Plain people", "population_share": 0.75, "sensitive_post_share": 0.3, "watched": 0.8},
    ],
    "countries": [
        {"id": "north", "name": "Northland"},
        {"id": "south", "name": "Southland", "camps": False},
    ],
    "places": [  # in a row, from west to east
        {"id": "port", "name": "Port", "x": 0, "y": 0, "population": 400_000, "sects": {"hill": 0.5, "plain": 0.5},
         "neighbours": ["town"], "coast": True},
        {"id": "town", "name": "Town", "x": 1, "y": 0, "population": 400_000, "sects": {"hill": 0.1, "plain": 0.9},
         "neighbours": ["port", "march"]},
        {"id": "march", "name": "March", "x": 2, "y": 0, "population": 200_000, "sects": {"hill": 0.05, "plain": 0.95},
         "neighbours": ["town"], "borders": ["north", "south"], "violence": 2.0},
    ],
    "army": {
        "intakes": [
            {"id": "conscripts", "band": "soldiers", "conscript": True, "ranks": {"soldier": 1.0}, "cohorts": [2009, 2011],
             "shares": {"hill": 0.25, "plain": 0.75}, "trusted_ruling_share": 0.5},
            {"id": "sergeants", "band": "NCOs", "ranks": {"sergeant": 0.8, "warrant officer": 0.2}, "cohorts": [1995, 2009],
             "shares": {"hill": 0.5, "plain": 0.5}},
            {"id": "school", "band": "junior officers", "officer_school": True, "ranks": {"lieutenant": 0.6, "captain": 0.4},
             "cohorts": [2000, 2010], "shares": {"hill": 0.8, "plain": 0.2}},
            {"id": "colonels", "band": "senior officers", "officer_school": True, "ranks": {"major": 0.5, "colonel": 0.5},
             "cohorts": [1980, 1999], "shares": {"hill": 0.6, "plain": 0.4}},
            {"id": "generals", "band": "generals", "officer_school": True, "ranks": {"brigadier": 1.0}, "cohorts": [1970, 1985],
             "shares": {"hill": 0.5, "plain": 0.5}},
        ],
        "establishments": [
            {"id": "company", "seats": {"conscripts": 24, "sergeants": 4, "school": 2}, "sensitive": {"school": 0.25}},
            {"id": "staff", "seats": {"sergeants": 4, "school": 3, "colonels": 4, "generals": 1},
             "sensitive": {"colonels": 0.5, "generals": 1.0}},
        ],
        "formations": [
            {"id": "guard", "name": "The Guard", "kind": "brigade", "branch": "army", "places": ["port"], "trusted": True,
             "companies": 2, "company": "company", "staff": "staff"},
            {"id": "line", "name": "First Division", "kind": "division", "branch": "army", "places": ["town", "march"],
             "arms": {"infantry": 0.75, "armour": 0.25}, "brigades": 2, "company": "company", "staff": "staff"},
        ],
    },
    "series": [{"id": "deaths", "start": "2011-03-01", "monthly": [30, 60, 90]}],
    "news": [
        {"id": "asylum", "kind": "leader_exit", "about": "hill", "origin": "2011-03-25", "release": "2011-04-10", "reliability": 0.6},
        {"id": "video", "kind": "pledge", "about": "plain", "origin": "2011-04-01", "release": "2011-04-01", "men": 12, "place": "march"},
    ],
    "events": [
        {"id": "market", "date": "2011-03-30", "kind": "massacre", "place": "march", "sect": "plain", "value": 40},
        {"id": "ring", "date": "2011-04-15", "kind": "siege", "place": "town"},
    ],
    "targets": {"A1": {"outcome": "defected", "low": 1, "high": 100, "end": "2011-05-01"}},
}  # fmt: skip


def tiny_scenario(**changes: Any) -> dict[str, Any]:
    """The tiny scenario with these changes merged over it (see the module's docstring); hand it to ``load_scenario``."""
    return _merged(deepcopy(TINY), deepcopy(changes))


@cache
def shipped(name: str) -> Scenario:
    """A shipped scenario, loaded once for all tests that only look at it."""
    from unit_cohesion.scenario import load_scenario

    return load_scenario(name)


@cache
def scenario_schema() -> Validator:
    """What tells the faults of a scenario by the schema for editors, which takes a sixth of a second to be written."""
    import jsonschema

    from unit_cohesion.scenario.json_schema import json_schema

    return jsonschema.Draft7Validator(json_schema())


def put(mapping: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The mapping with a value put at a dotted key, entries by id, as in ``places.port.control``; ``...`` takes the key out."""
    *path, last = key.split(".")
    holder: Any = mapping
    for part in path:
        holder = next(entry for entry in holder if entry["id"] == part) if isinstance(holder, list) else holder[part]
    if value is not ...:
        holder[last] = value
    elif last in holder:
        del holder[last]
    return mapping


def toml(tables: dict[str, Any]) -> str:
    """The tables as a TOML file's text, ISO dates as TOML dates."""
    plain = {name: value for name, value in tables.items() if not isinstance(value, dict)}
    return _lines(plain) + "".join(f"[{_word(name)}]\n{_lines(table)}" for name, table in tables.items() if name not in plain)


def _lines(table: dict[str, Any]) -> str:
    return "".join(f"{_word(name)} = {_inline(value)}\n" for name, value in table.items())


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_word(name)} = {_inline(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    if (isinstance(value, float) and value != value) or value in (float("inf"), float("-inf")):
        return str(value)
    return value if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else json.dumps(value)


def _word(name: str) -> str:
    return name if re.fullmatch(r"[\w-]+", name, re.ASCII) else json.dumps(name)


def _merged(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        both = old | {key: _merged(old.get(key), value) for key, value in new.items()}
        return {key: value for key, value in both.items() if value is not None}
    if isinstance(old, list) and new and all(isinstance(entry, dict) and "id" in entry for entry in [*old, *new]):
        mine = {entry["id"]: entry for entry in new}
        return [_merged(entry, mine.pop(entry["id"], {})) for entry in old] + list(mine.values())
    return new


REBELS: dict[str, Any] = {
    "sponsors": [
        {"id": "crown", "name": "The Crown", "start": "2011-04-01", "agenda": 0.6, "budget": 120, "country": "north", "key": True,
         "foreign": True},
        {"id": "republic", "name": "The Republic", "start": "2011-05-01", "agenda": -0.5, "budget": 60, "key": True, "loyalty_weight": 0.4},
    ],
    "militias": [
        {"id": "march-guard", "name": "March Guard", "place": "march", "founded": "2011-03-15", "early": 0.8, "size": 12,
         "patron": "crown"},
        {"id": "free-officers", "name": "Free Officers", "place": "town", "founded": "2011-04-15", "officer_led": True, "religiosity": 0.2,
         "organisation": 0.7, "size": 6},
        {"id": "zealots", "name": "Zealots", "place": "march", "founded": "2011-05-15", "extremist": True, "religiosity": 0.9, "size": 10},
    ],
    "rebels": {"rebel_pool_share": 0.0003, "join_daily": 0.02},
}  # fmt: skip


def tiny_rebels(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    """``tiny_scenario`` with a rebel side: two sponsors, three named militias, some 300 civilians; changes are merged over it in order."""
    tables = _merged(tiny_scenario(), deepcopy(REBELS))
    for change in (*changes, more):
        tables = _merged(tables, deepcopy(change))
    return tables


def in_fresh_python(code: str, *arguments: str, **environment: str) -> Any:
    """What a piece of code prints as JSON in a Python of its own, started in the checkout with these variables set.

    Raises:
        AssertionError: it failed; tells its standard error.
    """
    command, variables = [sys.executable, "-c", code, *arguments], os.environ | environment
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def in_plain_python(code: str) -> Any:
    """The same where no rule is compiled, so that its functions can be looked into."""
    return in_fresh_python(code, COHESION_PLAIN="1")


def built_site(folder: Path) -> Path:
    """The site, built into a folder as ``make check`` builds it."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, check=True, capture_output=True)
    return folder


def digest(engine: Engine) -> dict[str, str]:
    """A hash of each array that a run holds: its whole memory and its log.

    Of records each field, since gaps between them say nothing; of the tally the number of events, since how full the log's memory is
    depends on when it was begun anew.
    """
    arrays = engine.state.memory() | dict(zip(("events", "terms", "choices"), engine.log.joined(), strict=True))
    arrays["tally"] = arrays["tally"][["all_events"]]
    return {name: _hash(array) for name, array in sorted(arrays.items())}


def _hash(array: np.ndarray) -> str:
    fields = [array[name] for name in array.dtype.names] if array.dtype.names else [array]
    found = hashlib.sha256(f"{array.shape} {array.dtype.names}".encode())
    for field in fields:
        found.update(np.ascontiguousarray(field).tobytes())
    return found.hexdigest()
