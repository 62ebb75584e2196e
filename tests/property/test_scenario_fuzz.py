"""Whatever stands in a file, or in a mapping: a Scenario or ScenarioErrors, within a second a file, and never anything else."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.helpers import tiny_scenario, toml
from unit_cohesion.errors import MOST_ERRORS, ScenarioErrors
from unit_cohesion.rules import PARAMETERS, RULE_TABLES
from unit_cohesion.scenario import Scenario, load_scenario, shipped_scenarios, table_of_rule
from unit_cohesion.scenario.plain_toml import MOST_BYTES
from unit_cohesion.schema import Contents

SECOND = 1.0

by_hand = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def assert_readable(found: ScenarioErrors) -> None:
    """Errors, each on a line of its own."""
    assert found.errors
    assert all(str(error).isprintable() and len(str(error)) < 3_000 for error in found.errors)


def timed(source: Any) -> tuple[Scenario | ScenarioErrors, float]:
    """What loading gives, and the processor time it took."""
    began = time.process_time()
    try:
        result: Scenario | ScenarioErrors = load_scenario(source)
    except ScenarioErrors as errors:
        result = errors
    return result, time.process_time() - began


def outcome(source: Any, files: int = 1) -> Scenario | ScenarioErrors:
    """What loading gives; holds it to its promises. ``files``: how many are read, a second each."""
    tries = [timed(source)]
    while tries[-1][1] > SECOND * files and len(tries) < 3:  # a machine that is busy is slow for once, a slow way always
        tries.append(timed(source))
    assert min(took for _, took in tries) < SECOND * files
    result = tries[0][0]
    if isinstance(result, Scenario):
        assert load_scenario(json.loads(json.dumps(result.to_mapping(), allow_nan=False))) == result
    else:
        assert_readable(result)
    return result


def outcome_of_file(folder: Path, content: str | bytes) -> Scenario | ScenarioErrors:
    path = folder / "fuzz.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    return outcome(path)


# Signs, values, names and keys that are likely to hurt

quotes = ['"""', "'''", '\\"""', "''''", '""""']
signs = [*"[]{}=.,\"'#\n\\ a1", *quotes, "a = ", "x.y", "[[news]]\n", "[army]\n", "id = ", "2011-03-15"]
bindings = st.sampled_from(["$leader_exit_release", "$comrade_pressure", "$hand_days", "$nobody", "$", "$$"])
numbers = st.one_of(st.integers(-(10**30), 10**30), st.floats(), st.sampled_from([0, 1, -1, 0.5, 10**400, float("inf"), float("nan")]))
dates = st.one_of(st.dates().map(str), st.datetimes().map(str), st.dates(), st.datetimes(), st.times())
scalars = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=20), dates, bindings)
known = ["id", "name", "hill", "port", "soldier", "x", "extends", "remove", "$undercount", "a.b", "tiny", "two-valleys"]
words = st.sampled_from([*known, "", *Contents.model_fields, *PARAMETERS, *map(table_of_rule, RULE_TABLES)])
names = st.one_of(words, st.text(max_size=10))
values = st.recursive(
    st.one_of(scalars, words), lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(names, inner, max_size=4)), max_leaves=8
)


def holders(value: Any) -> list[Any]:
    """Every table and list in there."""
    if not isinstance(value, dict | list):
        return []
    inner = value.values() if isinstance(value, dict) else value
    return [value] + [holder for item in inner for holder in holders(item)]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """A valid scenario with some of its keys taken out, renamed, doubled, or given other values."""
    mapping = tiny_scenario(bonds={"comrade_pressure": 2.0}, news=[{"id": "asylum", "release": "$leader_exit_release"}])
    for _ in range(draw(st.integers(1, 4))):
        holder = draw(st.sampled_from(holders(mapping)))
        if isinstance(holder, list):
            if not holder or draw(st.booleans()):
                holder.append(draw(values))
            else:
                at = draw(st.integers(0, len(holder) - 1))
                holder[at : at + 1] = draw(st.sampled_from([[], [holder[at], holder[at]], None])) or [draw(values)]
        else:
            key = draw(st.sampled_from(sorted(holder))) if holder and draw(st.booleans()) else draw(names)
            what = draw(st.sampled_from(["delete", "replace", "rename"]))
            old = holder.pop(key, None)
            if what == "replace":
                holder[key] = draw(values)
            elif what == "rename":
                holder[draw(names)] = old
    return mapping


@by_hand
@given(content=st.binary(max_size=300))
def test_random_bytes(tmp_path: Path, content: bytes) -> None:
    assert isinstance(outcome_of_file(tmp_path, content), ScenarioErrors)


@by_hand
@given(content=st.lists(st.sampled_from(signs), max_size=60))
def test_random_toml(tmp_path: Path, content: list[str]) -> None:
    outcome_of_file(tmp_path, "".join(content))


@by_hand
@given(
    piece=st.lists(st.sampled_from(signs), min_size=1, max_size=6),
    head=st.sampled_from(["", "a = ", "a = [", 'a = """', "a = '''", "[[a]]\n", '[scenario]\nextends = "']),
)
def test_a_piece_over_and_over_up_to_64_kb(tmp_path: Path, piece: list[str], head: str) -> None:
    """Where reading could be quadratic or recurse."""
    again = "".join(piece)
    outcome_of_file(tmp_path, (head + again * (MOST_BYTES // len(again.encode())))[: MOST_BYTES - 10])


@by_hand
@given(mapping=mutated())
def test_mutated_scenarios_as_mappings(mapping: dict[str, Any]) -> None:
    outcome(mapping)


@by_hand
@given(mapping=mutated())
def test_mutated_scenarios_as_files(tmp_path: Path, mapping: dict[str, Any]) -> None:
    try:
        text = toml(mapping)
    except (TypeError, ValueError, AttributeError):  # what TOML cannot say, such as a table's missing value
        assume(False)
    outcome_of_file(tmp_path, text)


@by_hand
@given(mapping=st.dictionaries(names, values, max_size=6))
def test_any_mappings(mapping: dict[str, Any]) -> None:
    outcome(mapping)


@by_hand
@given(text=st.sampled_from(sorted(shipped_scenarios().values())), data=st.data())
def test_shipped_files_with_a_stretch_overwritten(tmp_path: Path, text: Path, data: st.DataObject) -> None:
    content = text.read_bytes()
    at = data.draw(st.integers(0, len(content)))
    gone = data.draw(st.integers(0, 40))
    outcome_of_file(tmp_path, content[:at] + data.draw(st.binary(max_size=12)) + content[at + gone :])


@by_hand
@given(
    flat=st.dictionaries(st.one_of(st.sampled_from([*PARAMETERS, "days", "persons_per_agent"]), st.text(max_size=8)), scalars, max_size=3)
)
def test_any_parameters(flat: dict[str, Any]) -> None:
    tiny = load_scenario(tiny_scenario(news=[{"id": "asylum", "release": "$leader_exit_release"}]))
    try:
        assert isinstance(tiny.with_parameters(**flat), Scenario)
    except ScenarioErrors as errors:
        assert_readable(errors)


def lines(line: str) -> str:
    """The line with a number in it, over and over up to 64 kB."""
    return "".join(line.replace("#", str(i)) for i in range(MOST_BYTES // (len(line) + 5)))


@pytest.mark.parametrize(
    "content",
    [
        lines("a# = 1\n"),
        lines("[a#]\n"),
        lines("[[news]]\nid = 'n#'\n"),
        lines("[[places]]\nid='p#'\nneighbours=['q#']\n"),
        lines("[[sects]]\n"),
        "[bonds]\n" + lines("comrade_presure# = 1\n"),
        "[[places]]\nid = 'p'\nsects = {" + lines("s#=1,")[:-1] + "}\n",
        "[army]\nformations = [" + lines("{id='f#',parent='f1#'},") + "]\n",
        "[army]\nformations = [" + lines("{id='f#',name='',kind='',branch='army',places=['x'],parent='g#'},") + "]\n",
        "[scenario]\nsources = [" + lines("'s#',") + "]\n",
        "[scenario]\nremove = [" + lines("'news.n#',") + "]\n",
        "[targets]\n" + lines("t# = {outcome = 'x#', low = 1}\n"),
        "[[series]]\nid = 'deaths'\nmonthly = [" + lines("#,") + "]\n",
        "[scenario]\ntitle = '" + "x" * 60_000 + "'",
        "x" * 65_000 + " = 1",
        "a = " + "9" * 4_000 + "\n" + lines("b# = '$x#'\n"),
        lines("a.b.c.d.e.f.g.h# = 1\n"),
        "a = [" + lines("{a={b={c={d=#}}}},") + "]",
    ],
    ids=lambda content: content[:24].replace("\n", " "),
)
def test_large_files_full_of_errors(tmp_path: Path, content: str) -> None:
    found = outcome_of_file(tmp_path, content[: MOST_BYTES - 1] if content.endswith("\n") else content)
    assert isinstance(found, ScenarioErrors)
    assert len(found.errors) <= MOST_ERRORS


def test_a_chain_of_large_files(tmp_path: Path) -> None:
    for i in range(8):
        entries = "".join(f"[[news]]\nid = 'n{i}x{j}'\nkind = 'rumor'\n" for j in range(1_500))
        about = f"[scenario]\nextends = 'f{i + 1}'\nremove = ['news.n{i + 1}x5', 'news.n']\n" if i < 7 else ""
        (tmp_path / f"f{i}.toml").write_text(about + entries)
    found = outcome(tmp_path / "f0.toml", files=8)
    assert isinstance(found, ScenarioErrors)
    assert "f6.toml" in {error.file for error in found.errors}


def test_the_tiny_scenario_is_good(tmp_path: Path) -> None:
    """The fuzzing starts from something valid."""
    assert isinstance(outcome(tiny_scenario()), Scenario)
    assert isinstance(outcome_of_file(tmp_path, toml(tiny_scenario())), Scenario)
