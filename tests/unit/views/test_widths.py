"""Tables can be read at any width: names stay whole, numbers are never cut, nothing is wider than the terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from tests.helpers import tiny_scenario, toml
from tests.unit.cli.asking import Ask, asking
from unit_cohesion.views.formatting import GAP, Listing, row, table

WIDTHS = (60, 80, 100)
NAMES = st.text("abcdefghijklmnop", min_size=1, max_size=20)
HEADS = st.sampled_from(["Mean", "95 % interval", "largest_weekly_defections", "x"])
NUMBERS = st.integers(-(10**9), 10**9).map("{:,}".format)


def printed(listing: Listing, width: int) -> list[str]:
    console = Console(width=width, markup=False, emoji=False, highlight=False)
    with console.capture() as caught:
        console.print(listing)
    return [line.rstrip() for line in caught.get().split("\n")]


@settings(deadline=None)
@given(
    st.integers(1, 2).flatmap(
        lambda names: st.integers(1, 12).flatmap(
            lambda numbers: st.tuples(
                st.just(names),
                st.lists(HEADS, min_size=numbers, max_size=numbers),
                st.lists(st.tuples(*([NAMES] * names), *([NUMBERS] * numbers)), min_size=1, max_size=5),
            )
        )
    ),
    st.sampled_from((*WIDTHS, 140)),
)
def test_every_name_and_number_is_whole_in_any_table(made: tuple[int, list[str], list[tuple[str, ...]]], width: int) -> None:
    names, heads, rows = made
    listing = table(*(f"name {n}" for n in range(names)), *heads, right=range(names, names + len(heads)))
    for cells in rows:
        row(listing, *cells)
    lines = printed(listing, width)
    assert all(cell_len(line) <= width for line in lines)
    assert "…" not in "".join(lines)
    words = [word for line in lines for word in line.split()]
    blocks = listing.blocks(width)
    for cells in rows:
        assert all(words.count(name) >= len(blocks) for name in cells[:names])
        assert all(number in words for number in cells[names:])
    told = [column.heading for block in blocks for column, _ in block if not column.names]
    assert told == heads


def test_texts_wrap_before_a_table_becomes_blocks_and_drawings_go_first() -> None:
    listing = table("Id", "What it says", "Share", "", right=(2,), rest=1, drawn=3)
    row(listing, "D5", "a long sentence of many words that wraps where it must", "12 %", "████████")
    (wide,) = listing.blocks(100)
    (narrow,) = listing.blocks(40)
    assert [column.heading for column, _ in wide] == ["Id", "What it says", "Share", ""]
    assert [column.heading for column, _ in narrow] == ["Id", "What it says", "Share"]
    assert " ".join(" ".join(printed(listing, 40)).split()).count("wraps") == 1


def test_what_only_wide_terminals_show_is_told() -> None:
    listing = table("Id", "Share", "Source", right=(1,), since={2: 90})
    row(listing, "D5", "12 %", "B17")
    assert "B17" in "".join(printed(listing, 90))
    assert printed(listing, 89)[-2:] == ["Left out for want of width: Source (from 90 columns on).", ""]


def test_a_table_of_nothing_and_one_of_names_only() -> None:
    assert "Id" in printed(table("Id", "Share", right=(1,)), 60)[0]
    alone = table("Who", "What")
    row(alone, "a", "b")
    assert len(alone.blocks(60)) == 1
    assert GAP == 2


COMMANDS = [
    "run {tiny}",
    "run {tiny} --seeds 3",
    "compare {tiny} --without D5 --seeds 3",
    "attribute {tiny} --over D5,D6,N1 --seeds 2",
    "validate {tiny} --seeds 2",
    "progeny {tiny} --seeds 1 --sample 3 --within 5",
    "explain {run} --person 0",
    "explain {run} --unit line",
    "effects {tiny} --seeds 2 --only D5 --only D6",
    "show syria-2011",
    "show two-valleys",
    "list",
    "parameters",
    "mechanisms",
    "analyse {grid}",
    "analyse {grid} --outcome left --base hand_days=1 --misses 3",
    "analyse {morris}",
    "analyse {saltelli}",
]


RANGE = "comrade_pressure = { low = 1.0, high = 3.0 }"


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from unit_cohesion.runs.run import run
    from unit_cohesion.sweeps.designs.design_file import load_design
    from unit_cohesion.sweeps.sweep import sweep

    base = tmp_path_factory.mktemp("widths")
    told = {"tiny": base / "tiny.toml", "run": base / "run"}
    told["tiny"].write_text(toml(tiny_scenario()), encoding="utf-8")
    run(told["tiny"], base_hazard=0.01).save(told["run"])
    varied = {
        "grid": 'method = "grid"\n[vary]\ncomrade_pressure = [1.0, 3.0]\nhand_days = [1, 5]\ncommander_pressure = [1.0, 2.0]\n',
        "morris": f'method = "morris"\nsamples = 2\n[vary]\n{RANGE}\nhand_days = {{ low = 1, high = 5 }}\n',
        "saltelli": f'method = "saltelli"\nsamples = 2\n[vary]\n{RANGE}\noff = [[], ["D5", "D6", "N1"]]\n',
    }
    for name, text in varied.items():
        file = base / f"{name}.toml"
        file.write_text(f'[sweep]\nscenario = "tiny.toml"\nseeds = 1\n{text}', encoding="utf-8")
        told[name] = base / f"{name}-out"
        done = sweep(load_design(file), told[name], workers=1)
        done.wait()
    return told


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("command", COMMANDS)
def test_what_every_command_prints_is_whole_at_every_width(
    command: str, places: dict[str, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask: Ask = asking(capsys)
    words = [word.format(**places) for word in command.split()]
    for width in WIDTHS:
        monkeypatch.setenv("COLUMNS", str(width))
        told = ask(*words)
        assert told.code in (0, 1), told.err
        wide = [line for line in told.out.split("\n") if cell_len(line.rstrip()) > width]
        assert not [line for line in wide if not re.search(r"--|/", line)], wide  # sentences with paths and commands are not broken
        cut = [line for line in told.out.split("\n") if "…" in line]
        assert not cut, cut
