"""What a run holds and what it writes: a name that stands in both is one declaration, with one unit and one meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest

from unit_cohesion.engine.declare import TOLD_IN, column
from unit_cohesion.outcomes import EXISTS, OUTCOMES, TABLES, Field, table_field, table_unit, tables_of
from unit_cohesion.rules import COLUMNS

Columns = Mapping[str, Sequence[column]]
Tables = Mapping[str, Sequence[Field]]
TOLD_OF = {
    "daily": ("nation", "flows"),
    "groups": ("people",),
    "units": ("units",),
    "events": ("people", "units"),
    "people": ("people", "units"),
    "militias": ("militias",),
    "sponsors": ("sponsors",),
    "places": ("places",),
    "choices": (),
}
"""The tables that are held whose rows a written table tells of."""
OTHER_UNITS = {("day number", "date"), ("1", "yes/no"), ("yes/no", "1")}
"""Days are counted where they are held; a share of many is told of one by yes or no."""


def conflicts(columns: Columns, tables: Tables) -> Iterator[str]:
    """Names with two declarations: in a table and what it tells of; or, anywhere else, in two units."""
    for table, fields in tables.items():
        for field in fields:
            for held, some in columns.items():
                for one in some:
                    if one.id != field.name:
                        continue
                    if held in TOLD_OF[table] and table_field(one) != field:
                        yield f"{table}.{field.name} is not {held}.{one.id}"
                    told = {other.unit for others in tables.values() for other in others if other.name == one.id}
                    if table_unit(one) not in told and not any((one.unit, unit) in OTHER_UNITS for unit in told):
                        yield f"{held}.{one.id} is in {one.unit}, what is told under this name in {', '.join(sorted(told))}"


def test_a_name_that_is_held_and_told_is_one_declaration() -> None:
    assert set(TOLD_OF) == set(TABLES)
    assert not [*conflicts(COLUMNS, TABLES)]


@pytest.mark.parametrize(
    ("table", "name", "unit"),
    [
        ("units", "cohesion", "1"),
        ("nation", "captures", "persons"),
        ("flows", "date", "1"),
        ("communities", "deaths", "deaths/day"),
        ("routes", "militia", "log weight"),
        ("people", "hazard_today", "hazard"),
    ],
)
def test_a_second_meaning_would_be_found(table: str, name: str, unit: str) -> None:
    one = column(table, "f8", unit, "something else")
    one.name = name
    assert [*conflicts({**COLUMNS, table: (*COLUMNS[table], one)}, TABLES)]


def test_what_is_told_stands_in_its_table_as_declared() -> None:
    for table, columns in COLUMNS.items():
        told = [table_field(one) for one in columns if one.told and one.id != EXISTS]
        assert not told or [field for field in TABLES[TOLD_IN[table]] if field in told] == told
    names = {field.name: field for field in TABLES["units"]}
    assert (names["left"].dtype, names["left"].unit) == ("float32", "persons")
    daily = {field.name: (field.dtype, field.unit) for field in TABLES["daily"]}
    assert daily["deaths"] == ("float64", "persons")
    assert daily["all_deaths"] == ("float64", "deaths/day")
    assert daily["limbo"] == ("bool", "yes/no")
    assert daily["ending"] == ("category", "ending")


def test_a_column_of_a_rule_comes_into_its_table_by_being_told() -> None:
    one = column("nation", "f8", "1", "how weary they are", told=True)
    one.name = "weariness"
    assert Field("weariness", "float64", "1", "how weary they are") in tables_of({**COLUMNS, "nation": (*COLUMNS["nation"], one)})["daily"]


def test_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(ValueError, match="sects: nothing is told of this table"):
        column("sects", "f8", "1", "pride", told=True)
    for table, type_, name, fault in (("nation", "f8", "deaths", "two columns are called deaths"), ("units", "i8", "men", "units.men: no")):
        one = column(table, type_, "number", "something else", told=True)
        one.name = name
        with pytest.raises(ValueError, match=fault):
            tables_of({**COLUMNS, table: (*COLUMNS[table], one)})


def test_an_outcome_of_the_day_is_the_column_of_the_day() -> None:
    daily = {field.name: field for field in TABLES["daily"]}
    shared = OUTCOMES.keys() & daily.keys()
    assert "limbo" in shared
    assert {name: (OUTCOMES[name].unit, OUTCOMES[name].meaning) for name in shared} == {
        name: (daily[name].unit, f"{daily[name].meaning}, on the day") for name in shared
    }
