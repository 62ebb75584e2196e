"""``docs/model.md`` and ``docs/rebels.md`` keep to the code: rules in the order of the day, every mechanism, parameter and sign.

No name stands there that is none of the code, and no file that is not there.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.property.tracing import carried_out
from tests.science.rebel_signs import REBEL_SIGNS
from tests.science.signs import SIGNS
from unit_cohesion.engine.declare import Rule, mechanism
from unit_cohesion.outcomes import OUTCOMES, TABLES
from unit_cohesion.rules import COLUMNS, DAY, MECHANISMS, PARAMETERS
from unit_cohesion.scenario import load_scenario
from unit_cohesion.scenario.building import table_of_rule
from unit_cohesion.schema import Contents
from unit_cohesion.vocabulary import COMMANDER_WAYS, EVENT_KINDS

ROOT = Path(__file__).resolve().parents[3]
MODEL, REBELS = ((ROOT / "docs" / page).read_text("utf-8") for page in ("model.md", "rebels.md"))
PAGE = MODEL + REBELS
EQUATIONS = [block.replace(r"\_", "_") for block in re.findall(r"^```math\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)]
OF_THE_DAY = [rule.__module__.rsplit(".", 1)[1] for rule in DAY]
MEASURED = {"muster": {"R15"}}
"""What a rule measures, though it does nothing about it."""


def test_rules_stand_in_the_order_of_the_day() -> None:
    """Each under its number on one of the pages, and on each page in order; the page of the rebels' is named where they would stand."""
    heads = [re.findall(r"^### 7\.(\d+) `(\w+)`", page, re.MULTILINE) for page in (MODEL, REBELS)]
    numbered = list(enumerate(OF_THE_DAY, 1))
    assert sorted((int(number), name) for page in heads for number, name in page) == numbered
    assert all([int(number) for number, _ in page] == sorted(int(number) for number, _ in page) for page in heads)
    assert f"### 7.{heads[1][0][0]} to 7.{heads[1][-1][0]} " in MODEL
    assert [(int(number), name) for number, name in re.findall(r"^\| (\d+) \| `(\w+)`", MODEL, re.MULTILINE)] == numbered


@pytest.mark.slow  # all rules are walked uncompiled, with an eye on each
@pytest.mark.parametrize("rule", DAY, ids=OF_THE_DAY)
def test_the_days_table_tells_mechanisms_and_rhythm(rule: type[Rule]) -> None:
    """All that a rule declares and carries out, and nothing else but what it carries out for others."""
    name = rule.__module__.rsplit(".", 1)[1]
    (line,) = re.findall(rf"^\| \d+ \| `{name}` \|(.*)$", PAGE, re.MULTILINE)
    spelled = re.sub(r"([A-Z])(\d)–\1(\d)", lambda m: " ".join(f"{m[1]}{n}" for n in range(int(m[2]), int(m[3]) + 1)), line)
    told = set(re.findall(r"[A-Z]\d+[a-c]?", spelled))
    declared, done = ({_whole(id) for id in ids} for ids in ({m.id for m in rule.declared(mechanism)}, carried_out(rule)))
    assert declared & done <= told
    assert told <= declared | done | MEASURED.get(name, set())
    rhythm = line.split("|")[1].split(";")[0].split(",")[0].strip()
    assert rhythm == {1: "daily", 7: "weekly"}.get(rule.every, f"every {rule.every} days")


def _whole(id: str) -> str:
    """The mechanism itself, or the whole that it is told as a part of."""
    return id.rstrip("abc") if id.rstrip("abc") in ("D8", "D9") and id != "D9a" else id


def test_every_mechanism_parameter_and_sign_is_told() -> None:
    assert not [id for id in MECHANISMS if not re.search(rf"\b{id}\b", PAGE) and id not in ("I1", "I2", "I3", "I5", "I7")]
    assert not [name for name in PARAMETERS if f"`{name}`" not in PAGE]
    signs = {f"{sign.id}-{sign.name.replace(' ', '-')}" for sign in (*SIGNS, *REBEL_SIGNS)}
    assert set(re.findall(r"`([A-Z]\d+[a-c]?-[\w.-]+)`", PAGE)) == signs


def test_every_claim_is_told_with_its_neutral_parameter() -> None:
    rows = re.findall(r"^\| (\w+) \| [^|]+ \| `(\w+)` ([\d.]+)", REBELS, re.MULTILINE)
    assert {id for id, *_ in rows} == {id for id, mechanism in MECHANISMS.items() if mechanism.kind == "claim"}
    assert all(PARAMETERS[name].default == float(neutral) and PARAMETERS[name].mechanism == id for id, name, neutral in rows)


def test_the_example_of_a_claim_loads() -> None:
    (block,) = re.findall(r"^```toml\n(.*?)^```$", REBELS, re.MULTILINE | re.DOTALL)
    scenario = load_scenario(tomllib.loads(block))
    assert {event.kind for event in scenario.events} >= {"safe_area", "agreement"}
    assert scenario.parameters["assembly_fast"] > PARAMETERS["assembly_fast"].default  # type: ignore[operator]


def test_every_name_is_a_name_of_the_code() -> None:
    """Names with an underscore, in equations and in the text; subscripts of one letter apart."""
    columns = {column.id for table in COLUMNS.values() for column in table}
    keys = {key for table in Contents.model_json_schema()["$defs"].values() for key in table["properties"]}
    others = {"recent_share", "in_this_type", "r_ruling", "plain_mesa", "unit_cohesion", table_of_rule("army")}
    assert EQUATIONS
    code = "\n".join(EQUATIONS + re.findall(r"`([^`\n]+)`", PAGE))
    used = set(re.findall(r"\b[a-z]+(?:_[a-z]+)+", re.sub(r"_[a-z]\b|[\w/]+\.(?:py|toml|md)", "", code)))
    told = {field.name for table in TABLES.values() for field in table}
    words = {*EVENT_KINDS, *COMMANDER_WAYS, *OF_THE_DAY, "news_parameters"}
    unknown = used - {*PARAMETERS, *columns, *keys, *others, *words, *OUTCOMES, *told}
    assert not unknown


def test_the_files_that_it_cites_are_there() -> None:
    cited = set(re.findall(r"`((?:model|tests|benchmarks|scenarios)/[\w/.-]+)`", PAGE))
    assert cited
    assert not [path for path in cited if not (ROOT / path).exists()]
