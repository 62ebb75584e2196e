"""What a scenario dates and names, as the tables that compiled rules read: news, incidents, the calendar of deaths, places and sects."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from unit_cohesion.engine.chance import label
from unit_cohesion.population.order_of_battle import OrderOfBattle, seats_by_intake, seats_under, units_under
from unit_cohesion.scenario import Scenario
from unit_cohesion.scenario.army import led_from
from unit_cohesion.schema import Event, News, Series
from unit_cohesion.vocabulary import COMMANDER_WAYS, EVENT_KINDS, NEWS_KINDS, ORDERS, PERPETRATORS, TERMS


def sizes(scenario: Scenario) -> dict[str, int]:
    """Rows of the tables of news, incidents, crowds, orders, offers, patrons and days."""
    return {
        "news": len(scenario.news),
        "incidents": len(scenario.events),
        "crowds": len(scenario.crowds),
        "orders": len(orders_of(scenario)),
        "offers": len(scenario.offers),
        "patrons": len(scenario.patrons),
        "calendar": scenario.about.days,
    }


def fill_inputs(tables: Mapping[str, Any], scenario: Scenario, battle: OrderOfBattle) -> None:
    """Write all that is fixed by the scenario alone into its columns.

    Args:
        tables: by name, objects whose attributes are the columns as arrays.
    """
    sects = {sect.id: row for row, sect in enumerate(scenario.sects)}
    tables["sects"].ruling[:] = [sect.ruling for sect in scenario.sects]
    _places(tables["places"], scenario)
    _news(tables["news"], scenario, sects)
    _incidents(tables["incidents"], scenario, sects, battle)
    _crowds(tables["crowds"], scenario)
    _orders(tables["orders"], scenario, battle)
    _offers(tables["offers"], scenario)
    _patrons(tables["patrons"], scenario)
    _calendar(tables["calendar"], scenario)


def _places(places: Any, scenario: Scenario) -> None:
    places.x[:] = [place.x for place in scenario.places]
    places.y[:] = [place.y for place in scenario.places]
    places.by_id[:] = sorted(range(len(scenario.places)), key=lambda row: scenario.places[row].id)
    places.label[:] = [label(place.id) for place in scenario.places]


def _news(table: Any, scenario: Scenario, sects: Mapping[str, int]) -> None:
    """Sources count down from -1: the news first, then the events."""
    places = {place.id: row for row, place in enumerate(scenario.places)}
    for row, news in enumerate(scenario.news):
        table.kind[row] = NEWS_KINDS.index(news.kind)
        table.origin[row], table.release[row] = news.origin.toordinal(), news.release.toordinal()
        table.exposed[row] = news.exposed.toordinal() if news.exposed else 0
        table.about[row] = sects[news.about] if news.about else -1
        table.place[row] = places[news.place] if news.place else -1
        table.men[row], table.reliability[row], table.staged[row] = news.men, news.reliability, news.staged
        table.seen[row] = sum((one.release, one.id) < (news.release, news.id) for one in _by_speaker_of(news, scenario))
        table.source[row] = -(row + 1)
        table.loss[row] = told_loss(scenario, news)


def told_loss(scenario: Scenario, news: News) -> float:
    """Of word of a loss, the share that it tells to be lost of what the regime stands on, by the facts of day one; 0 of other news.

    Of a place its share of the people; of a formation its share of the army's men; of a patron the largest of its men beside those of the
    army, its share of the pay and its share of the sorties.
    """
    if news.kind != "word":
        return 0.0
    men = seats_by_intake(scenario).sum()
    if news.place:
        return next(one.population for one in scenario.places if one.id == news.place) / sum(one.population for one in scenario.places)
    if news.of:
        return seats_under(scenario, news.of) / float(men)
    patron = next(one for one in scenario.patrons if one.id == news.patron)
    return max(patron.men / (patron.men + float(men)), patron.pay, patron.air)


def _by_speaker_of(news: News, scenario: Scenario) -> list[News]:
    return [one for one in scenario.news if one.kind == "pledge" and one.speaker and one.speaker == news.speaker]


def _incidents(table: Any, scenario: Scenario, sects: Mapping[str, int], battle: OrderOfBattle) -> None:
    places = {place.id: row for row, place in enumerate(scenario.places)}
    countries = {country.id: row for row, country in enumerate(scenario.countries)}
    units = {id: row for row, id in enumerate(battle.ids)}
    for row, event in enumerate(scenario.events):
        table.kind[row] = EVENT_KINDS.index(event.kind) if event.kind in EVENT_KINDS else -1  # of a rule from outside
        table.date[row] = event.date.toordinal()
        table.place[row] = places[event.place] if event.place else -1
        table.sect[row] = sects[event.sect] if event.sect else -1
        table.unit[row] = -1 if event.kind == "order" else units.get(led_from(scenario.army.formations, event.of or "") or "", -1)
        table.way[row] = COMMANDER_WAYS.index(event.way) if event.way else 0
        table.country[row] = countries[event.country] if event.country else -1
        table.by[row] = PERPETRATORS.index(event.by or "regime")
        table.value[row], table.abroad[row] = event.value or 0.0, event.abroad or 0.0
        table.label[row] = label(event.id)
        table.source[row] = -(len(scenario.news) + row + 1)


def orders_of(scenario: Scenario) -> list[Event]:
    """The dated orders; of two that bind a unit on a day the later in the list counts, which is the later given, or else the narrower."""
    formations = {one.id: one for one in scenario.army.formations}

    def depth(of: str | None) -> int:
        """How many levels a formation or unit lies below the army."""
        levels, at = (of or "").count("/"), (of or "").partition("/")[0] or None
        while at:
            levels, at = levels + 1, formations[at].parent
        return levels

    return sorted((event for event in scenario.events if event.kind == "order"), key=lambda one: (one.date, depth(one.of), one.id))


def order_units(scenario: Scenario, battle: OrderOfBattle) -> np.ndarray:
    """The units that each order binds, one order's after the other's."""
    bound = [row for one in orders_of(scenario) for row in units_under(scenario, battle.units, one.of)]
    return np.array(bound, "i8")


def crowd_groups(scenario: Scenario) -> np.ndarray:
    """Shares of the groups of each crowd, those of its place's people unless it says: (crowds, sects)."""
    people = {place.id: place.sects for place in scenario.places}
    shares = [[(crowd.groups or people[crowd.place]).get(sect.id, 0.0) for sect in scenario.sects] for crowd in scenario.crowds]
    return np.array(shares, "f8").reshape(len(scenario.crowds), len(scenario.sects))


def _crowds(table: Any, scenario: Scenario) -> None:
    places = {place.id: row for row, place in enumerate(scenario.places)}
    for row, crowd in enumerate(scenario.crowds):
        table.place[row], table.persons[row] = places[crowd.place], crowd.size
        table.start[row], table.end[row] = crowd.start.toordinal(), crowd.end.toordinal()


def _offers(table: Any, scenario: Scenario) -> None:
    named = {militia.id: row for row, militia in enumerate(scenario.militias)}
    for row, offer in enumerate(scenario.offers):
        table.start[row], table.end[row] = offer.start.toordinal(), (offer.end or date.max).toordinal()
        table.by[row] = named[offer.by] if offer.by else -1
        table.go_home[row], table.passage[row], table.change_side[row] = (term in offer.terms for term in TERMS)
        table.kept[row], table.label[row] = offer.kept, label(offer.id)


def _patrons(table: Any, scenario: Scenario) -> None:
    for row, patron in enumerate(scenario.patrons):
        end = patron.end or date.max
        table.start[row], table.end[row] = (patron.start or scenario.about.start).toordinal(), end.toordinal()
        table.announced[row] = (patron.announced or end).toordinal()
        table.men[row], table.air[row], table.pay[row] = patron.men, patron.air, patron.pay


def _orders(table: Any, scenario: Scenario, battle: OrderOfBattle) -> None:
    numbers, last = {event.id: row for row, event in enumerate(scenario.events)}, 0
    for row, order in enumerate(orders_of(scenario)):
        first, last = last, last + len(units_under(scenario, battle.units, order.of))
        table.to[row], table.first[row], table.last[row] = ORDERS.index(order.to or ORDERS[0]), first, last
        table.start[row], table.end[row] = order.date.toordinal(), (order.end or date.max).toordinal()
        table.label[row], table.source[row] = label(order.id), -(len(scenario.news) + numbers[order.id] + 1)


def _calendar(table: Any, scenario: Scenario) -> None:
    series, last = {one.id: one for one in scenario.series}, int(scenario.parameters["series_end_months"])  # type: ignore[arg-type]
    for row in range(scenario.about.days):
        today = scenario.about.start + timedelta(days=row)
        table.all_deaths[row], table.deaths_at_end[row] = _deaths(series.get("deaths"), today, last)
        table.regime_deaths[row], table.regime_deaths_at_end[row] = _deaths(series.get("regime_deaths"), today, last)


def _deaths(series: Series | None, today: date, last_months: int) -> tuple[float, float]:
    """Deaths on a day by a series (-1 where there is none or it has ended), and the mean of its last months once it has ended."""
    if series is None:
        return -1.0, 0.0
    months = (today.year - series.start.year) * 12 + today.month - series.start.month
    if months < 0:
        return 0.0, 0.0
    if months < len(series.monthly):
        return series.monthly[months] / monthrange(today.year, today.month)[1], 0.0
    last = range(max(0, len(series.monthly) - last_months), len(series.monthly))
    return -1.0, sum(series.monthly[number] for number in last) / sum(_days(series, number) for number in last)


def _days(series: Series, number: int) -> int:
    """Days of a series' month, by its number from 0."""
    month = series.start.month - 1 + number
    return monthrange(series.start.year + month // 12, month % 12 + 1)[1]
