"""Entries that are in order and yet act otherwise than who wrote them may think: offers that nobody makes, orders amid no crowd."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, timedelta

from unit_cohesion.population.civilians import willing_in
from unit_cohesion.population.order_of_battle import order_of_battle, units_under
from unit_cohesion.rules import PARAMETERS
from unit_cohesion.scenario import Scenario
from unit_cohesion.scenario.army import as_present, units_of
from unit_cohesion.scenario.called import called, told
from unit_cohesion.schema import Event, Formation, Series
from unit_cohesion.vocabulary import BANDS

OFFICERS = BANDS[BANDS.index("junior officers") :]
"""Of whom pilots are."""
RISING = ("recruit_daily", "insurgent_cap", "insurgent_worth")
"""Parameters without any of which civilians who take up arms by themselves are worth nothing (W2)."""
UNDONE_BY = {"relief": "siege", "pay_resumes": "pay_stops"}
"""Kinds of events that undo another kind."""


def idle_entries(scenario: Scenario, given: Collection[str] = ()) -> Iterator[str]:
    """What entries do not do, a line each. ``given``: names of parameters that are set by hand."""
    yield from _militias(scenario)
    yield from _offers(scenario)
    yield from _patrons(scenario)
    yield from _formations(scenario)
    yield from _crowds(scenario)
    yield from _orders(scenario)
    yield from _undone(scenario)
    yield from _series(scenario)
    if "discharge_stops" not in given:
        yield from _discharge(scenario)


def _last_day(scenario: Scenario) -> date:
    return scenario.about.start + timedelta(scenario.about.days - 1)


def _militias(scenario: Scenario) -> Iterator[str]:
    """Militias that are more than can ever take up arms where they rise; those that move come from elsewhere, and all stand."""
    for row, place in enumerate(scenario.places):
        named = [militia for militia in scenario.militias if militia.place == place.id and not militia.moves]
        wanted, there = sum(militia.size for militia in named), sum(willing_in(scenario, row, scenario.parameters))
        if wanted > there:
            names = ", ".join(f"militias.{militia.id}" for militia in named[:4]) + (", …" if len(named) > 4 else "")
            share = scenario.parameters["rebel_pool_share"]
            yield (
                f"{names}: size = {wanted:,} in {place.id}, of whose people no more than {there:,} can ever take up arms "
                f"(rebel_pool_share = {share:g}); who comes from elsewhere moves (moves = true)"
            )


def _offers(scenario: Scenario) -> Iterator[str]:
    """Offers that nobody makes, or none but civilians who take up arms by themselves."""
    founded = {militia.id: militia.founded for militia in scenario.militias}
    for offer in scenario.offers:
        name = told(f"offers.{offer.id}", called(offer))
        if offer.by and offer.end and founded[offer.by] > offer.end:
            yield f"{name}: nobody makes it, as {offer.by} is founded on {founded[offer.by]}, after its last day, {offer.end}"
        elif not scenario.militias:
            yield f"{name}: {_who_rises(scenario)}"


def _who_rises(scenario: Scenario) -> str:
    """Who makes offers where no militia is named."""
    nothing = next((name for name in RISING if not scenario.parameters[name]), "")
    if nothing:
        return f"nobody ever makes it, as no militias are named and {nothing} = 0 lets nobody else take up arms"
    shot = any(event.kind == "order" and event.to == "shoot" for event in scenario.events)
    if not shot and not any(event.kind == "massacre" for event in scenario.events) and not any(any(one.monthly) for one in scenario.series):
        return "nobody ever makes it, as no militias are named and nobody else takes up arms where nobody dies"
    return "no militias are named, so it is made only where civilians take up arms by themselves (W2), few at first"


def _patrons(scenario: Scenario) -> Iterator[str]:
    if not any(patron.air for patron in scenario.patrons) or _has_pilots(scenario):
        return
    for patron in scenario.patrons:
        if patron.air:
            name = told(f"patrons.{patron.id}", called(patron))
            yield f"{name}: air = {patron.air:g} does nothing, as there are no pilots (officers of a formation whose arms say pilot)"


def _has_pilots(scenario: Scenario) -> bool:
    army = as_present(scenario.army)
    officers = {intake.id for intake in army.intakes if intake.band in OFFICERS}
    led = {unit.id for unit in army.establishments if any(men and intake in officers for intake, men in unit.seats.items())}
    return any(formation.arms.get("pilot") and led & units_of(formation).keys() for formation in army.formations)


def _formations(scenario: Scenario) -> Iterator[str]:
    """Formations of nobody, with nobody below."""
    parents = {formation.parent for formation in scenario.army.formations}
    for formation in scenario.army.formations:
        if formation.id not in parents and not has_units(formation):
            name = told(f"army.formations.{formation.id}", called(formation))
            yield f"{name}: nobody serves in it, as it has no company, no staff, and no formation below it"


def has_units(formation: Formation) -> bool:
    """Whether a formation has companies or staffs of its own."""
    return units_of(formation).total() > 0


def _crowds(scenario: Scenario) -> Iterator[str]:
    people = {place.id: place.population for place in scenario.places}
    for crowd in scenario.crowds:
        if crowd.size > people[crowd.place]:
            name = told(f"crowds.{crowd.id}", called(crowd))
            yield f"{name}: size = {crowd.size:,.0f} is more than all the people of {crowd.place}, {people[crowd.place]:,}"


def _orders(scenario: Scenario) -> Iterator[str]:
    """Orders to shoot or withdraw to units of which none is garrisoned where there is a crowd while they bind."""
    orders = [event for event in scenario.events if event.kind == "order" and event.to != "stand"]
    units = order_of_battle(scenario).units if orders else ()
    for order in orders:
        stations = [scenario.army.formations[units[row].formation].places for row in units_under(scenario, units, order.of)]
        brigades = [units[row].brigade for row in units_under(scenario, units, order.of)]
        at = {places[brigade % len(places)] for places, brigade in zip(stations, brigades, strict=True)}
        if at and not at & _crowded(scenario, order):
            where = (
                f"no crowd is where these units are garrisoned ({', '.join(sorted(at)[:4])}{', …' if len(at) > 4 else ''}) while it binds"
            )
            does = (
                "it keeps them in barracks all the same, wherever they stand" if order.to == "withdraw" else "it asks nothing of them there"
            )
            yield f"{told(f'events.{order.id}', called(order))}: {where}; {does}"


def _crowded(scenario: Scenario, order: Event) -> set[str]:
    """The places in which there is a crowd on a day on which an order binds."""
    last = min(order.end or date.max, _last_day(scenario))
    return {crowd.place for crowd in scenario.crowds if crowd.start <= last and crowd.end >= max(order.date, scenario.about.start)}


def _undone(scenario: Scenario) -> Iterator[str]:
    """Reliefs without a siege, and pay that resumes though it has not stopped."""
    for event in scenario.events:
        kind = UNDONE_BY.get(event.kind)
        if kind and not any(one.kind == kind and one.place == event.place and one.date <= event.date for one in scenario.events):
            name = told(f"events.{event.id}", called(event))
            if event.kind == "relief":
                yield f"{name}: no siege of {event.place} is dated before it, so it frees only units that the run itself has cut off there"
            else:
                yield f"{name}: pay has not stopped before (pay_stops), so nothing changes"


def _series(scenario: Scenario) -> Iterator[str]:
    """Months in which more of the regime's men die than all who are counted."""
    series = {one.id: one for one in scenario.series}
    if len(series) < 2:
        return
    own, counted = (_by_month(scenario, series[id]) for id in ("regime_deaths", "deaths"))
    more = [month for month in own if month in counted and own[month] > counted[month]]
    if more:
        first, undercount = more[0], float(scenario.parameters["undercount"])  # type: ignore[arg-type]
        of = f"{own[first]:,.0f} of {first:%B %Y} are more than all deaths counted, {counted[first]:,.0f}"
        left = max(counted[first] * undercount - own[first], 0.0)
        others = f"; {left:,.0f} are left for all others (undercount = {undercount:g})" + (
            f"; so in {len(more)} months" if more[1:] else ""
        )
        yield f"series.regime_deaths: {of}{others}"


def _by_month(scenario: Scenario, series: Series) -> dict[date, float]:
    """A series' figures by the first of their months, of months within the run."""
    found, month = dict[date, float](), series.start.replace(day=1)
    for figure in series.monthly:
        after = (month + timedelta(32)).replace(day=1)
        if after > scenario.about.start and month <= _last_day(scenario):
            found[month] = figure
        month = after
    return found


def _discharge(scenario: Scenario) -> Iterator[str]:
    """Conscripts who are kept beyond their term since a date of another war."""
    default = PARAMETERS["discharge_stops"].default
    stops, start = scenario.parameters["discharge_stops"], scenario.about.start
    assert isinstance(stops, date)  # as it is declared
    if stops != default or start.year == stops.year or stops > _last_day(scenario):
        return
    if any(intake.conscript for intake in scenario.army.intakes):
        since = "from day one on" if stops <= start else "from that day on"
        yield f"discharge_stops = {stops}: no conscript is let go {since}; this is the default, the date of Syria (2100-01-01: never)"
