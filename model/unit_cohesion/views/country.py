"""The country and its army, for ``cohesion show``: places on their tiles, the order of battle, persons by band and group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from unit_cohesion.scenario.army import as_present, seats, units_of
from unit_cohesion.views.formatting import DIM, HEAD, bar, indented, number, one_line, percent, row, table, title
from unit_cohesion.vocabulary import ARMY_BANDS, BRANCHES, HERE

if TYPE_CHECKING:
    from unit_cohesion.scenario import Scenario
    from unit_cohesion.schema import Formation, Place

LARGEST_TILE = 24
MOST_LINES, MOST_GROUPS, BAR = 60, 8, 12
ARMY = BRANCHES[0]


def places(scenario: Scenario, width: int) -> Iterator[RenderableType]:
    """The places as a map of tiles where it fits, then as a table."""
    tile = min(LARGEST_TILE, (width - 1) // (max(p.x for p in scenario.places) + 1))
    fits = tile - 4 >= max(cell_len(line) for place in scenario.places for line in _tile_lines(scenario, place))
    yield title("Places", "people and largest group; ≈ by the sea, → borders" if fits else "")
    if fits:
        yield tiles(scenario, tile)
        return
    found = table("Place", "People", "Groups", "Borders", right=(1,), rest=2)
    for place in scenario.places[:MOST_LINES]:
        groups = _groups(scenario, place, 3) + crowd_words(scenario, place)
        row(found, Text(one_line(place.name), style=HEAD), number(place.population), groups, _edges(scenario, place))
    yield found
    yield from _and_more(len(scenario.places))


def tiles(scenario: Scenario, width: int) -> RenderableType:
    """Each place as a tile where it lies."""
    grid = Table.grid()
    at = {(place.x, place.y): place for place in scenario.places}
    for _ in range(max(x for x, _ in at) + 1):
        grid.add_column(width=width)
    for y in range(max(y for _, y in at) + 1):
        grid.add_row(*(_tile(scenario, at.get((x, y)), width) for x in range(len(grid.columns))))
    return grid


def _tile(scenario: Scenario, place: Place | None, width: int) -> RenderableType:
    if place is None:
        return ""
    name, *others, edges = _tile_lines(scenario, place)
    lines = [Text(name, style=HEAD), *map(Text, others), Text(edges, style=DIM)]
    return Panel(Text("\n").join(lines), width=width, height=6, border_style=DIM)


def _tile_lines(scenario: Scenario, place: Place) -> list[str]:
    crowd = crowd_words(scenario, place).removeprefix(", ")
    last = " ".join(filter(None, (_edges(scenario, place), crowd)))
    return [one_line(place.name), _population_text(place.population), _groups(scenario, place, 1), last]


def _population_text(count: int) -> str:
    return f"{count / 1e6:.1f} million" if count >= 1e6 else number(count)


def _groups(scenario: Scenario, place: Place, most: int) -> str:
    names = {sect.id: one_line(sect.name) for sect in scenario.sects}
    largest = sorted(place.sects.items(), key=lambda entry: -entry[1])[:most]
    return ", ".join(f"{percent(share)} {names[sect]}" for sect, share in largest)


def crowd_words(scenario: Scenario, place: Place) -> str:
    """The largest crowd of a place, as it stands after other words; nothing where there is none."""
    sizes = [crowd.size for crowd in scenario.crowds if crowd.place == place.id]
    return f", a crowd of {number(max(sizes))}" if sizes else ""


def _edges(scenario: Scenario, place: Place) -> str:
    names = {country.id: one_line(country.name) for country in scenario.countries}
    return ("≈ " if place.coast else "") + (f"→ {', '.join(names[c] for c in place.borders)}" if place.borders else "")


def army(scenario: Scenario) -> Iterator[RenderableType]:
    """The order of battle, each formation under the one above it; then persons by band and group."""
    present = as_present(scenario.army)
    establishments = {e.id: e for e in present.establishments}
    persons = {f.id: seats(f, establishments) for f in present.formations}
    in_intake = Counter[str]()
    for men in persons.values():
        in_intake += men
    conscripts = sum(in_intake[intake.id] for intake in scenario.army.intakes if intake.conscript)
    turns = f", {number(conscripts)} of them {_term(scenario)}" if conscripts else ""
    yield title(scenario.army.name, f"{number(in_intake.total())} persons on the first day{turns}; * trusted")
    found = table("Formation", "Units", "Persons", "Where", "", right=(1, 2), drawn=4)
    names = {place.id: place.name for place in scenario.places}
    most = max(men.total() for men in persons.values())
    for guide, f in list(tree(scenario.army.formations))[:MOST_LINES]:
        name = Text.assemble((guide, DIM), one_line(f.name) + ("*" if f.trusted else ""))
        if f.branch != ARMY and f.branch not in f.name.lower():
            name.append(f" {f.branch}", DIM)
        if f.present is not None:
            name.append(f" {percent(f.present)} present", DIM)
        first, *others = dict.fromkeys(f.places)
        where = names[first] + (f" + {len(others)}" if others else "")
        strength = persons[f.id].total()
        row(found, name, number(units_of(f).total()), number(strength), Text(one_line(where), style=DIM), bar(strength / most, BAR))
    yield found
    yield from _and_more(len(scenario.army.formations))
    yield from _facts(scenario)

    shown = scenario.sects[:MOST_GROUPS]
    heads = (one_line(sect.name).replace(" ", "\n") for sect in shown)
    by_band = table("Persons", "All", *heads, right=range(1, 2 + len(shown)))
    for band in ARMY_BANDS:
        shares: Counter[str] = Counter()
        for intake in scenario.army.intakes:
            if intake.band == band:
                for sect, share in intake.shares.items():
                    shares[sect] += share * in_intake[intake.id]  # type: ignore[assignment]
        row(by_band, band, number(round(shares.total())), *(number(round(shares[sect.id])) for sect in shown))
    yield Group(Text(), by_band)


def _term(scenario: Scenario) -> str:
    """How long conscripts serve."""
    stops, term = scenario.parameters["discharge_stops"], scenario.parameters["service_days"]
    assert isinstance(stops, date)  # as it is declared
    if stops <= scenario.about.start:
        return "conscripts, none of whom is let go"
    over = stops >= scenario.about.start + timedelta(scenario.about.days)
    return f"for {term} days" + ("" if over else f", from {stops} on for good")


def _facts(scenario: Scenario) -> Iterator[RenderableType]:
    """What more is told of formations, those of which the same is told together."""
    alike = dict[str, list[str]]()
    for formation in scenario.army.formations:
        alike.setdefault(told_of(scenario, formation), []).append(one_line(formation.name))
    alike.pop("", None)
    if alike:
        yield Text()
    for facts, names in alike.items():
        yield indented(Text.assemble((", ".join(names), HEAD), f": {facts}"))


def told_of(scenario: Scenario, formation: Formation) -> str:
    """What a scenario tells of a formation besides who is there and where it stands, in words; nothing where it tells no more."""
    facts = []
    if formation.commander_since:
        facts.append(f"commanders since {formation.commander_since}")
    if formation.replaced is not None:
        facts.append(f"{percent(formation.replaced)} new within a year")
    if formation.pay_late is not None:
        facts.append(f"pay {formation.pay_late:g} months late")
    if formation.homes is not None:
        names = {place.id: place.name for place in scenario.places} | {HERE: "here"}
        homes = sorted(formation.homes.items(), key=lambda entry: -entry[1])
        facts.append("homes " + ", ".join(f"{percent(share)} {one_line(names[id])}" for id, share in homes))
    if formation.keeps_posts:
        facts.append("in scattered posts")
    if (alike := next((e.alike for e in scenario.army.establishments if e.id == formation.company), None)) is not None:
        facts.append(f"{percent(alike)} of pairs in a company alike")
    return ", ".join(facts)


def tree(formations: tuple[Formation, ...], parent: str | None = None, before: str = "") -> Iterator[tuple[str, Formation]]:
    """Each formation after the one above it, with the lines that lead down to it."""
    below = [formation for formation in formations if formation.parent == parent]
    for formation in below:
        last = formation is below[-1]
        yield ("" if parent is None else before + ("└ " if last else "├ ")), formation
        yield from tree(formations, formation.id, "" if parent is None else before + ("  " if last else "│ "))


def persons_at(scenario: Scenario) -> Counter[str]:
    """Persons of the army by the place where they stand on the first day, at one person an agent; staffs stand with the first brigade."""
    present = as_present(scenario.army)
    establishments = {e.id: e for e in present.establishments}
    found = Counter({place.id: 0 for place in scenario.places})
    for formation in present.formations:
        whole = seats(formation, establishments).total()
        brigade = seats(formation.model_copy(update={"brigades": 1, "staff": None}), establishments).total() if formation.brigades else 0
        for turn in range(formation.brigades):
            found[formation.places[turn % len(formation.places)]] += brigade
        found[formation.places[0]] += whole - brigade * formation.brigades
    return found


def _and_more(count: int) -> Iterator[RenderableType]:
    if count > MOST_LINES:
        yield Text(f"… and {number(count - MOST_LINES)} more", style=DIM)
